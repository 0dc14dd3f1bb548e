/*
 * read_rtf.c - reads RTF: groups, control words, text.
 *
 *   {\rtf1\ansi\ansicpg1252{\fonttbl ...}{\info{\title X}} text \b bold\b0 \par \u8217? \'92 }
 *
 * A group inherits the state of the group around it. The stack of states is bounded, and
 * deeper groups are skipped. Groups that are not running text (tables of fonts and
 * colours, pictures, headers, footnotes, unknown "\*" groups) are skipped whole. Bytes
 * are in the code page of the font or the document; runs of them are collected and then
 * decoded. Specification: RTF 1.9.1.
 */
#include "indexer/article/read/document.h"
#include "indexer/article/read/encoding.h"
#include "indexer/article/read/readers.h"
#include "indexer/base/utf8.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum {
  DEPTH_MAX = 200, /* Word nests about twenty levels */
  FONTS_MAX = 256,
  WORD_MAX = 32 /* letters of a control word: the specification's limit */
};

typedef struct rtf_state {
  bool skipped, info;    /* inside something that is not text; inside the properties */
  vb_str *property;      /* the property being read; NULL */
  unsigned skip_after_u; /* bytes that replace a \u for readers without Unicode */
  unsigned codepage;
} rtf_state;

typedef struct rtf {
  const vb_reading *reading;
  vb_document document;
  vb_buf paragraph, bytes; /* UTF-8; and bytes of the code page that are not decoded yet */
  rtf_state stack[DEPTH_MAX], now;
  size_t depth, too_deep;
  unsigned codepage; /* of the document */
  struct {
    int number;
    unsigned codepage;
  } fonts[FONTS_MAX];
  size_t font_count;
  int font; /* the font that the table is defining */
  bool in_fonts;
  unsigned to_skip; /* bytes that replace the last \u */
  int32_t high;     /* the first half of a surrogate pair */
  bool nomem;
} rtf;

/* Decodes the bytes collected so far. */
static void flush(rtf *r) {
  char charset[24];
  vb_decoded decoded;
  vb_str bytes = vb_buf_view(&r->bytes);
  if (!bytes.n) return;
  unsigned codepage = r->now.codepage ? r->now.codepage : r->codepage;
  if (codepage == 10000) snprintf(charset, sizeof charset, "MACINTOSH");
  else snprintf(charset, sizeof charset, "CP%u", codepage);
  if (vb_decode(bytes, vb_str_of(charset), r->reading->arena, &decoded, NULL) != VB_OK)
    r->nomem = true;
  else vb_buf_str(&r->paragraph, decoded.text);
  vb_buf_reset(&r->bytes);
}

static void end_paragraph(rtf *r) {
  flush(r);
  vb_document_add(&r->document, vb_buf_view(&r->paragraph));
  vb_buf_reset(&r->paragraph);
}

static void put_point(rtf *r, int32_t point) {
  char utf8[4];
  flush(r);
  vb_buf_append(&r->paragraph, utf8, vb_utf8_encode(point, utf8));
}

/* \uN is a signed UTF-16 unit. */
static void put_unicode(rtf *r, long value) {
  int32_t unit = (int32_t)(value < 0 ? value + 65536 : value);
  r->to_skip = r->now.skip_after_u;
  if (unit >= 0xD800 && unit < 0xDC00) {
    r->high = unit;
    return;
  }
  if (unit >= 0xDC00 && unit < 0xE000)
    unit = r->high ? 0x10000 + ((r->high - 0xD800) << 10) + (unit - 0xDC00) : 0xFFFD;
  r->high = 0;
  if (unit > 0 && unit <= 0x10FFFF) put_point(r, unit);
}

static unsigned codepage_of_charset(long charset) {
  static const struct {
    short charset;
    unsigned short codepage;
  } known[] = {{0, 1252},   {77, 10000}, {128, 932},  {129, 949},  {134, 936},
               {136, 950},  {161, 1253}, {162, 1254}, {163, 1258}, {177, 1255},
               {178, 1256}, {186, 1257}, {204, 1251}, {222, 874},  {238, 1250}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (known[i].charset == charset) return known[i].codepage;
  return 0;
}

static unsigned codepage_of_font(const rtf *r, long font) {
  for (size_t i = 0; i < r->font_count; i++)
    if (r->fonts[i].number == font) return r->fonts[i].codepage;
  return 0;
}

static bool is_any(const char *word, const char *const *list) {
  for (; *list; list++)
    if (strcmp(word, *list) == 0) return true;
  return false;
}

static void begin_property(rtf *r, const char *word) {
  r->now.property = strcmp(word, "title") == 0    ? &r->document.title
                    : strcmp(word, "author") == 0 ? &r->document.author
                                                  : NULL;
  flush(r);
  if (r->paragraph.n) end_paragraph(r);
  r->now.skipped = !r->now.property;
}

/* Handles a word that says what the group is; false for other words. */
static bool take_destination(rtf *r, const char *word) {
  static const char *const skipped[] = {"colortbl",     "stylesheet",
                                        "pict",         "object",
                                        "header",       "headerl",
                                        "headerr",      "headerf",
                                        "footer",       "footerl",
                                        "footerr",      "footerf",
                                        "footnote",     "annotation",
                                        "xe",           "tc",
                                        "listtable",    "listoverridetable",
                                        "rsidtbl",      "generator",
                                        "themedata",    "colorschememapping",
                                        "latentstyles", "datastore",
                                        "fldinst",      "bkmkstart",
                                        "bkmkend",      "nonshppict",
                                        "filetbl",      "revtbl",
                                        "ftnsep",       NULL};
  if (strcmp(word, "info") == 0) {
    r->now.info = true;
    r->now.skipped = true;
  } else if (strcmp(word, "fonttbl") == 0) {
    r->in_fonts = true;
    r->now.skipped = true;
  } else if (r->now.info && !r->now.property) {
    begin_property(r, word);
  } else if (is_any(word, skipped)) {
    r->now.skipped = true;
  } else {
    return false;
  }
  return true;
}

static void take_font(rtf *r, const char *word, long value) {
  if (strcmp(word, "f") == 0) r->font = (int)value;
  if (strcmp(word, "fcharset") != 0 || r->font_count == FONTS_MAX) return;
  r->fonts[r->font_count].number = r->font;
  r->fonts[r->font_count++].codepage = codepage_of_charset(value);
}

static int32_t special(const char *word) {
  static const struct {
    const char *word;
    int32_t point;
  } known[] = {{"lquote", 0x2018}, {"rquote", 0x2019}, {"ldblquote", 0x201C}, {"rdblquote", 0x201D},
               {"emdash", 0x2014}, {"endash", 0x2013}, {"bullet", 0x2022},    {"tab", ' '},
               {"emspace", ' '},   {"enspace", ' '}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(word, known[i].word) == 0) return known[i].point;
  return 0;
}

static void take_word(rtf *r, const char *word, bool has_value, long value) {
  static const char *const ends[] = {"par", "line", "row", "cell", "sect", "page", NULL};
  if (r->in_fonts) take_font(r, word, value);
  if (strcmp(word, "ansicpg") == 0) r->codepage = (unsigned)value;
  else if (strcmp(word, "mac") == 0) r->codepage = 10000;
  else if (strcmp(word, "uc") == 0)
    r->now.skip_after_u = value >= 0 && value < 16 ? (unsigned)value : 1;
  if (r->now.skipped && !r->now.info) return;
  if (take_destination(r, word) || r->now.skipped) return;
  if (strcmp(word, "u") == 0 && has_value) put_unicode(r, value);
  else if (is_any(word, ends)) end_paragraph(r);
  else if (special(word)) put_point(r, special(word));
  else if (strcmp(word, "f") == 0 || strcmp(word, "plain") == 0) {
    flush(r);
    r->now.codepage = strcmp(word, "f") == 0 ? codepage_of_font(r, value) : 0;
  }
}

static void open_group(rtf *r) {
  if (r->depth == DEPTH_MAX) r->too_deep++;
  else r->stack[r->depth++] = r->now;
}

static void close_group(rtf *r) {
  if (r->too_deep) {
    r->too_deep--;
    return;
  }
  if (!r->depth) return;
  flush(r);
  if (r->now.property && !r->now.skipped) {
    if (!r->now.property->n)
      *r->now.property = vb_arena_copy(r->reading->whole, vb_str_trim(vb_buf_view(&r->paragraph)));
    vb_buf_reset(&r->paragraph);
  }
  r->now = r->stack[--r->depth];
  if (!r->now.skipped) r->in_fonts = false;
}

static void put_byte(rtf *r, char byte) {
  if (r->to_skip) r->to_skip--;
  else if (!r->now.skipped) vb_buf_char(&r->bytes, byte);
}

static int hex(char c) {
  return isdigit((unsigned char)c)    ? c - '0'
         : isxdigit((unsigned char)c) ? (c | 0x20) - 'a' + 10
                                      : -1;
}

/* Handles a symbol after a backslash; returns where it ends. */
static const char *take_sign(rtf *r, const char *p, const char *end) {
  if (*p == '\'') {
    int high = end - p > 2 ? hex(p[1]) : -1, low = end - p > 2 ? hex(p[2]) : -1;
    if (high >= 0 && low >= 0) put_byte(r, (char)(high * 16 + low));
    return end - p > 2 ? p + 3 : end;
  }
  if (*p == '*') r->now.skipped = true; /* a destination that readers may ignore */
  else if (*p == '~' && !r->now.skipped) put_point(r, 0xA0);
  else if (*p == '_' && !r->now.skipped) put_point(r, '-');
  else if ((*p == '\n' || *p == '\r') && !r->now.skipped) end_paragraph(r);
  else if (*p == '\\' || *p == '{' || *p == '}') put_byte(r, *p);
  return p + 1;
}

/* Handles what follows a backslash; returns where it ends. */
static const char *take_control(rtf *r, const char *p, const char *end) {
  char word[WORD_MAX + 1];
  size_t n = 0;
  if (p == end) return p;
  if (!isalpha((unsigned char)*p)) return take_sign(r, p, end);
  while (p < end && isalpha((unsigned char)*p) && n < WORD_MAX) word[n++] = *p++;
  word[n] = '\0';
  bool minus = p < end && *p == '-', has_value = false;
  long value = 0;
  const char *digits = p + minus;
  for (; digits < end && isdigit((unsigned char)*digits) && digits - p < 10;
       digits++, has_value = true)
    value = value * 10 + (*digits - '0');
  if (has_value) p = digits;
  if (p < end && *p == ' ') p++;
  if (strcmp(word, "bin") == 0 && has_value && !minus) return end - p > value ? p + value : end;
  take_word(r, word, has_value, minus ? -value : value);
  return p;
}

static void read_all(rtf *r, vb_str text) {
  for (const char *p = text.p, *end = text.p + text.n;
       p < end && !r->nomem &&
       r->document.lines.n + r->paragraph.n + r->bytes.n <= VB_DOCUMENT_MAX;) {
    char c = *p++;
    if (c == '{') open_group(r);
    else if (c == '}') close_group(r);
    else if (r->too_deep) continue;
    else if (c == '\\') p = take_control(r, p, end);
    else if (c != '\n' && c != '\r' && c != '\0') put_byte(r, c);
  }
  end_paragraph(r);
}

bool vb_rtf_sees(const vb_sight *sight) {
  return vb_str_starts(sight->bytes, "{\\rtf") ||
         (!sight->binary && vb_str_starts(sight->text, "{\\rtf"));
}

vb_status vb_rtf_read(const vb_reading *reading, vb_str bytes, vb_error *err) {
  rtf *r = calloc(1, sizeof *r);
  if (!r) return vb_fail(err, VB_NOMEM, "out of memory");
  r->reading = reading;
  r->codepage = 1252;
  r->now.skip_after_u = 1;
  read_all(r, bytes);
  bool failed = r->nomem || r->paragraph.failed || r->bytes.failed;
  vb_status status = failed ? vb_fail(err, VB_NOMEM, "out of memory")
                            : vb_document_give(reading, &r->document, err);
  vb_buf_clear(&r->paragraph);
  vb_buf_clear(&r->bytes);
  vb_buf_clear(&r->document.lines);
  free(r);
  return status;
}
