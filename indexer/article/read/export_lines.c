/*
 * export_lines.c - tables of the words that databases print around articles, in the languages of
 * their interfaces.
 */
#include "indexer/article/read/export_lines.h"

#include "indexer/article/read/dates.h"
#include "indexer/article/read/layout.h"

enum {
  LABEL_MAX = 40,
  DATE_LINE_MAX = 120,
  INDENT_MAX = 8 /* blanks at the start of an indented line */
};

vb_str vb_line_trim(vb_str s) {
  for (bool again = true; again;) {
    s = vb_str_trim(s);
    again = false;
    if (vb_str_starts(s, "\xC2\xA0")) s = vb_str_slice(s, 2, s.n), again = true;
    if (vb_str_starts(s, "\xEF\xBB\xBF")) s = vb_str_slice(s, 3, s.n), again = true;
    if (vb_str_ends(s, "\xC2\xA0")) s.n -= 2, again = true;
  }
  return s;
}

bool vb_line_next(vb_str text, size_t *at, vb_line *line) {
  if (*at >= text.n) return false;
  const char *p = text.p + *at, *end = p;
  while (end < text.p + text.n && *end != '\n' && *end != '\r' && *end != '\f') end++;
  vb_str whole = {p, (size_t)(end - p)};
  line->text = vb_line_trim(whole);
  line->indent = (unsigned)(line->text.n ? line->text.p - p : 0);
  line->blank = 0;
  *at += whole.n + 1;
  if (end + 1 < text.p + text.n && end[0] == '\r' && end[1] == '\n') ++*at;
  return true;
}

vb_status vb_lines_of(vb_str text, vb_arena *arena, vb_lines *out, vb_error *err) {
  size_t capacity = 1;
  unsigned blank = 1;
  vb_line line;
  *out = (vb_lines){0};
  /* Counted first: an array that grows leaves its earlier ones in the arena. */
  for (size_t i = 0; i < text.n; i++) capacity += text.p[i] == '\n';
  if (!(out->items = vb_arena_calloc(arena, capacity, sizeof *out->items)))
    return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t at = 0; vb_line_next(text, &at, &line);) {
    if (!line.text.n) {
      blank++;
      continue;
    }
    if (!VB_ARENA_GROW(arena, out->items, &capacity, out->count))
      return vb_fail(err, VB_NOMEM, "out of memory");
    line.blank = blank;
    out->items[out->count++] = line;
    blank = 0;
  }
  return VB_OK;
}

vb_str vb_lines_joined(const vb_lines *lines, size_t from, size_t to, vb_arena *arena) {
  vb_buf all = VB_BUF_INIT;
  if (to > from + 1) {
    for (size_t i = from; i < to; i++) {
      if (i > from) vb_buf_char(&all, ' ');
      vb_buf_str(&all, lines->items[i].text);
    }
  }
  vb_str s = to == from + 1 ? lines->items[from].text : VB_STR_NONE;
  if (all.n && !all.failed) s = vb_arena_copy(arena, vb_buf_view(&all));
  vb_buf_clear(&all);
  return s;
}

vb_str vb_lines_text(const vb_lines *lines, size_t from, size_t to, vb_arena *arena) {
  vb_buf laid = VB_BUF_INIT, all = VB_BUF_INIT;
  for (size_t i = from; i < to && laid.n <= VB_DRAFT_TEXT_MAX; i++) {
    const vb_line *l = &lines->items[i];
    if (i > from) vb_buf_text(&laid, l->blank ? "\n\n" : "\n");
    for (unsigned k = 0; k < l->indent && k < INDENT_MAX; k++) vb_buf_char(&laid, ' ');
    vb_buf_str(&laid, l->text);
  }
  if (!laid.failed) vb_layout_paragraphs(vb_buf_view(&laid), &all);
  vb_str s = all.n && !all.failed ? vb_arena_copy(arena, vb_buf_view(&all)) : VB_STR_NONE;
  vb_buf_clear(&laid);
  vb_buf_clear(&all);
  return s;
}

void vb_lines_drop(vb_lines *lines, bool (*is)(vb_str line)) {
  size_t kept = 0;
  unsigned blank = 0; /* blank lines above a dropped line now belong to the next one */
  for (size_t i = 0; i < lines->count; i++) {
    vb_line line = lines->items[i];
    if (line.blank < blank) line.blank = blank;
    blank = is(line.text) ? line.blank : 0;
    if (!is(line.text)) lines->items[kept++] = line;
  }
  lines->count = kept;
}

bool vb_line_label(vb_str line, vb_str *label, vb_str *value) {
  const char *colon = memchr(line.p, ':', line.n < LABEL_MAX ? line.n : LABEL_MAX);
  if (!colon || colon == line.p) return false;
  *label = vb_line_trim(vb_str_slice(line, 0, (size_t)(colon - line.p)));
  *value = vb_line_trim(vb_str_slice(line, (size_t)(colon - line.p) + 1, line.n));
  return label->n > 0;
}

bool vb_line_is_any(vb_str s, const char *const *names) {
  for (; *names; names++)
    if (vb_str_is_caseless(s, *names)) return true;
  return false;
}

bool vb_line_is_rights(vb_str line) {
  static const char *const beginnings[] = {"copyright",
                                           "(c) ",
                                           "\xC2\xA9",
                                           "all rights reserved",
                                           "alle rechte vorbehalten",
                                           "tous droits r",
                                           "todos los derechos",
                                           "todos os direitos",
                                           "tutti i diritti",
                                           "alle rechten voorbehouden"};
  if (line.n > 300) return false;
  for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
    if (vb_str_starts_caseless(line, beginnings[i])) return true;
  return false;
}

bool vb_line_is_word_count(vb_str line) {
  static const char *const units[] = {"words",
                                      "word",
                                      "mots",
                                      "mot",
                                      "w\xC3\xB6rter",
                                      "wort",
                                      "palabras",
                                      "palavras",
                                      "parole",
                                      "woorden",
                                      "ord",
                                      "s\xC5\x82\xC3\xB3w",
                                      "\xD1\x81\xD0\xBB\xD0\xBE\xD0\xB2",
                                      "\xD1\x81\xD0\xBB\xD0\xBE\xD0\xB2\xD0\xB0",
                                      "\xE5\xAD\x97",
                                      "\xE8\xAF\x8D",
                                      "mots.",
                                      "words.",
                                      NULL};
  size_t i = 0, digits = 0;
  while (i < line.n && (strchr("0123456789., \xC2\xA0'", line.p[i]) && line.p[i]))
    digits += line.p[i] >= '0' && line.p[i] <= '9', i++;
  return digits && digits < 9 && vb_line_is_any(vb_line_trim(vb_str_slice(line, i, line.n)), units);
}

bool vb_line_is_date(vb_str line, vb_date *out) {
  vb_date_found found;
  if (line.n > DATE_LINE_MAX || !vb_date_find(line, &found) || found.date.precision < VB_DATE_MONTH)
    return false;
  if (found.start > 18 || line.n - found.end > 60 || memchr(line.p, ':', found.start)) return false;
  *out = found.date;
  return true;
}

/* Names are compared by their beginnings, in the languages of the databases' interfaces. A code of
   two letters is taken as it is. */
vb_str vb_language_code(vb_str name) {
  static const struct {
    const char *code, *names; /* beginnings of the language's names */
  } languages[] = {{"en", "english anglais englisch ingl"},
                   {"de", "german deutsch allemand alem\xC3\xA1n tedesco duits alem\xC3\xA3o"},
                   {"fr", "french fran\xC3\xA7"
                          "ais franz\xC3\xB6sisch franc\xC3\xA9s francese frans"},
                   {"es", "spanish espa spanisch espagnol spagnolo"},
                   {"it", "italian italienisch"},
                   {"nl", "dutch nederlands niederl\xC3\xA4ndisch n\xC3\xA9"
                          "erlandais"},
                   {"pt", "portug"},
                   {"ru", "russ \xD0\xA0\xD1\x83\xD1\x81"},
                   {"pl", "polish polski polnisch polonais"},
                   {"sv", "swedish svenska schwedisch"},
                   {"da", "danish dansk d\xC3\xA4nisch"},
                   {"no", "norw norsk"},
                   {"fi", "finnish suomi finnisch"},
                   {"tr", "turk t\xC3\xBCrk"},
                   {"ar", "arab \xD8\xA7\xD9\x84\xD8\xB9\xD8\xB1"},
                   {"zh", "chinese \xE4\xB8\xAD chinesisch chinois"},
                   {"ja", "japan \xE6\x97\xA5"},
                   {"ko", "korean"},
                   {"cs", "czech tschech"},
                   {"hu", "hungar ungar"}};
  name = vb_line_trim(name);
  if (name.n == 2) return name;
  for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
    for (const char *p = languages[i].names; *p;) {
      size_t n = strcspn(p, " ");
      if (name.n >= n && strncasecmp(name.p, p, n) == 0) return vb_str_of(languages[i].code);
      p += n + (p[n] == ' ');
    }
  return VB_STR_NONE;
}

static bool is_number(vb_str s) {
  for (size_t i = 0; i < s.n; i++)
    if (!(s.p[i] >= '0' && s.p[i] <= '9') && !strchr(",.", s.p[i])) return false;
  return s.n > 0;
}

bool vb_line_counts_documents(vb_str line) {
  static const char *const of[] = {"of", "von", "de", "van", "di", "sur", "av", "af", NULL};
  vb_str words[5];
  size_t count = 0;
  if (line.n > 60) return false;
  for (vb_str word; count < 5 && (word = vb_str_take_word(&line)).n;) words[count++] = word;
  if (count != 4) return false;
  bool last =
      vb_str_starts_caseless(words[3], "document") || vb_str_starts_caseless(words[3], "dokument");
  bool first =
      vb_str_starts_caseless(words[0], "document") || vb_str_starts_caseless(words[0], "dokument");
  if (last) return is_number(words[0]) && vb_line_is_any(words[1], of) && is_number(words[2]);
  return first && is_number(words[1]) && vb_line_is_any(words[2], of) && is_number(words[3]);
}

bool vb_text_holds_any(vb_str text, const char *const *pieces) {
  for (; text.n && *pieces; pieces++)
    if (memmem(text.p, text.n, *pieces, strlen(*pieces))) return true;
  return false;
}

bool vb_text_has_line(vb_str text, bool (*is)(vb_str line)) {
  vb_line line;
  for (size_t at = 0; vb_line_next(text, &at, &line);)
    if (line.text.n && is(line.text)) return true;
  return false;
}

vb_status vb_export_page_text(const vb_reading *reading, vb_str html, vb_buf *out, vb_error *err) {
  vb_str text;
  vb_status status = vb_html_to_text(reading, html, &text, err);
  if (status != VB_OK) return status;
  vb_buf_str(out, text);
  return vb_buf_ok(out, err);
}
