/*
 * read_jsonl.c - one JSON object a line, whatever its fields are called.
 *
 * A key is looked up in a table of synonyms after dropping case and "_-: ", so
 * "datePublished", "date_published" and "Date Published" are one entry; where a
 * record has several for one field, the one with the lowest rank wins.
 *
 * Real files break the rules of JSON in a few ways that lose nothing when they
 * are mended: NaN for null, raw control characters inside strings, halves of
 * surrogate pairs. A line that fails is mended and tried once more before it
 * is given up.
 */
#include "indexer/article/read/draft.h"

#include "indexer/article/read/clean.h"
#include "indexer/article/read/encoding.h"
#include "indexer/article/read/json_load.h"
#include "indexer/article/read/names.h"
#include "indexer/article/read/readers.h"
#include "indexer/base/utf8.h"

#include <errno.h>
#include <jansson.h>

typedef enum field {
  ID,
  TITLE,
  TEXT,
  DATE,
  AUTHORS,
  BYLINE,
  SOURCE,
  URL,
  LANGUAGE,
  SECTION,
  COMMENTS,
  FIELDS
} field;

static const struct {
  const char *key; /* lower case, without "_-: " */
  unsigned char field, rank;
} synonyms[] = {{"id", ID, 0},
                {"articleid", ID, 1},
                {"uuid", ID, 2},
                {"guid", ID, 3},
                {"title", TITLE, 0},
                {"headline", TITLE, 1},
                {"head", TITLE, 2},
                {"name", TITLE, 3},
                {"text", TEXT, 0},
                {"body", TEXT, 1},
                {"articlebody", TEXT, 2},
                {"content", TEXT, 3},
                {"fulltext", TEXT, 4},
                {"bodytext", TEXT, 5},
                {"maintext", TEXT, 5},
                {"articletext", TEXT, 6},
                {"story", TEXT, 6},
                {"article", TEXT, 7},
                {"paragraphs", TEXT, 7},
                {"description", TEXT, 8},
                {"summary", TEXT, 9},
                {"published", DATE, 0},
                {"datepublished", DATE, 1},
                {"pubdate", DATE, 2},
                {"publishdate", DATE, 3},
                {"publicationdate", DATE, 4},
                {"publishedat", DATE, 4},
                {"publisheddate", DATE, 4},
                {"publishedon", DATE, 4},
                {"date", DATE, 5},
                {"firstpublished", DATE, 5},
                {"datetime", DATE, 6},
                {"timestamp", DATE, 7},
                {"created", DATE, 8},
                {"createdat", DATE, 8},
                {"datecreated", DATE, 8},
                {"authors", AUTHORS, 0},
                {"author", AUTHORS, 1},
                {"creator", AUTHORS, 2},
                {"dccreator", AUTHORS, 3},
                {"writer", AUTHORS, 4},
                {"journalist", AUTHORS, 5},
                {"byline", BYLINE, 0},
                {"source", SOURCE, 0},
                {"outlet", SOURCE, 1},
                {"publisher", SOURCE, 2},
                {"sitename", SOURCE, 3},
                {"publication", SOURCE, 4},
                {"newspaper", SOURCE, 5},
                {"site", SOURCE, 6},
                {"provider", SOURCE, 7},
                {"domain", SOURCE, 8},
                {"sourcedomain", SOURCE, 8},
                {"canonicalurl", URL, 0},
                {"canonical", URL, 1},
                {"url", URL, 2},
                {"link", URL, 3},
                {"permalink", URL, 4},
                {"webpage", URL, 5},
                {"articleurl", URL, 5},
                {"weburl", URL, 5},
                {"uri", URL, 6},
                {"language", LANGUAGE, 0},
                {"lang", LANGUAGE, 1},
                {"inlanguage", LANGUAGE, 2},
                {"section", SECTION, 0},
                {"category", SECTION, 1},
                {"articlesection", SECTION, 2},
                {"sectionname", SECTION, 2},
                {"categories", SECTION, 3},
                {"topic", SECTION, 4},
                {"comments", COMMENTS, 0},
                {"usercomments", COMMENTS, 1}};

enum {
  FIRST_BLOCK = 4096, /* enough to see how a file of JSON begins */
  /* An article's text at its cap, and room for the other fields. */
  LINE_MAX_BYTES = VB_ARTICLE_MAX + 4 * 1024 * 1024
};

enum { KEY_MAX = 24, SYNONYMS = sizeof synonyms / sizeof *synonyms };

typedef struct field_set {
  const json_t *value[FIELDS];
  unsigned rank[FIELDS];
  vb_date date;
} field_set;

/* Lower case, without what parts the words of a key. False for a longer one. */
static bool fold_key(const char *key, char out[KEY_MAX]) {
  size_t n = 0;
  for (; *key; key++) {
    if (strchr("_-: ", *key)) continue;
    if (n == KEY_MAX - 1) return false;
    out[n++] = *key >= 'A' && *key <= 'Z' ? (char)(*key - 'A' + 'a') : *key;
  }
  out[n] = '\0';
  return n > 0;
}

static vb_str string_of(const json_t *v) {
  return json_is_string(v) ? (vb_str){json_string_value(v), json_string_length(v)} : VB_STR_NONE;
}

/* A string, or the one that an object is known by: {"name": ...}, {"$oid": ...}. */
static vb_str text_of(const json_t *v) {
  static const char *const keys[] = {"name",   "text", "title", "content",  "rendered",   "value",
                                     "@value", "$oid", "$date", "username", "displayName"};
  if (!json_is_object(v)) return string_of(v);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    vb_str s = string_of(json_object_get(v, keys[i]));
    if (s.n) return s;
  }
  return VB_STR_NONE;
}

static bool is_blank(const json_t *v) {
  if (json_is_null(v) || json_is_boolean(v)) return true;
  if (json_is_string(v)) return vb_str_trim(string_of(v)).n == 0;
  return (json_is_array(v) && json_array_size(v) == 0) ||
         (json_is_object(v) && json_object_size(v) == 0);
}

/* Seconds or milliseconds since 1970, in UTC (days to civil by Howard Hinnant's algorithm). */
static bool date_of_epoch(double stamp, vb_date *out) {
  if (stamp > 1e11) stamp /= 1000;
  if (!(stamp >= 1e8 && stamp < 4e9)) return false; /* 1973 to 2096: less is no stamp */
  long seconds = (long)stamp, day = seconds / 86400, rest = seconds % 86400;
  long z = day + 719468, era = z / 146097, doe = z - era * 146097;
  long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  long doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
  long month = mp < 10 ? mp + 3 : mp - 9;
  *out = (vb_date){(uint16_t)(yoe + era * 400 + (month <= 2)),
                   (uint8_t)month,
                   (uint8_t)(doy - (153 * mp + 2) / 5 + 1),
                   (uint8_t)(rest / 3600),
                   (uint8_t)(rest / 60 % 60),
                   VB_DATE_MINUTE};
  return true;
}

static bool date_of(const json_t *v, vb_date *out) {
  if (json_is_number(v)) {
    double n = json_number_value(v);
    char digits[24];
    if (n < 1000 || n >= 1e8) return date_of_epoch(n, out);
    int length = snprintf(digits, sizeof digits, "%.0f", n); /* 2019, 20190619 */
    return vb_date_parse_iso((vb_str){digits, (size_t)length}, out);
  }
  return vb_draft_read_date(text_of(v), out);
}

static void sort_fields(const json_t *object, field_set *f) {
  const char *key;
  json_t *value;
  *f = (field_set){0};
  json_object_foreach((json_t *)(uintptr_t)object, key, value) {
    char folded[KEY_MAX];
    if (is_blank(value) || !fold_key(key, folded)) continue;
    for (size_t i = 0; i < SYNONYMS; i++) {
      unsigned which = synonyms[i].field, rank = synonyms[i].rank;
      if (strcmp(folded, synonyms[i].key) != 0) continue;
      vb_date date;
      if (which == DATE && !date_of(value, &date)) break;
      if (f->value[which] && f->rank[which] <= rank) break;
      if (which == DATE) f->date = date;
      f->value[which] = value;
      f->rank[which] = rank;
      break;
    }
  }
}

/* Strings of a list, joined; a lone string is itself. In the arena when joined. */
static vb_str joined(const json_t *v, const char *between, vb_arena *arena) {
  if (!json_is_array(v)) return text_of(v);
  vb_buf all = VB_BUF_INIT;
  size_t i;
  json_t *item;
  json_array_foreach((json_t *)(uintptr_t)v, i, item) {
    vb_str s = text_of(item);
    if (!s.n) continue;
    if (all.n) vb_buf_text(&all, between);
    vb_buf_str(&all, s);
  }
  vb_str s = all.n && !all.failed ? vb_arena_copy(arena, vb_buf_view(&all)) : VB_STR_NONE;
  vb_buf_clear(&all);
  return s;
}

static void read_authors(const field_set *f, vb_article *a, vb_arena *arena) {
  const json_t *v = f->value[AUTHORS];
  a->byline = vb_clean_field(joined(f->value[BYLINE], ", ", arena), VB_FIELD_MAX, arena);
  if (!a->byline.n) a->byline = vb_clean_field(joined(v, ", ", arena), VB_FIELD_MAX, arena);
  size_t i;
  json_t *item;
  if (!json_is_array(v)) {
    vb_authors_add(a, vb_clean_field(text_of(v), VB_FIELD_MAX, arena));
    return;
  }
  json_array_foreach((json_t *)(uintptr_t)v, i, item)
      vb_authors_add(a, vb_clean_field(text_of(item), VB_FIELD_MAX, arena));
}

static vb_str first_of(const json_t *object, const char *const *keys) {
  for (; *keys; keys++) {
    vb_str s = text_of(json_object_get(object, *keys));
    if (s.n) return s;
  }
  return VB_STR_NONE;
}

static void read_comments(const vb_reading *reading, const json_t *v, vb_article *a) {
  static const char *const authors[] = {"author", "user", "name", "username", "by", NULL};
  static const char *const dates[] = {"date",      "created",   "created_at", "time",
                                      "timestamp", "published", NULL};
  static const char *const texts[] = {"text", "body", "content", "comment", "message", NULL};
  size_t i, capacity = 0;
  json_t *item;
  json_array_foreach((json_t *)(uintptr_t)v, i, item) {
    vb_comment c = {.text = string_of(item)};
    if (json_is_object(item))
      c = (vb_comment){first_of(item, authors), first_of(item, dates), first_of(item, texts)};
    if (!c.text.n) continue;
    vb_comment *to = vb_draft_comment(reading, a, &capacity);
    if (!to) return;
    *to = c;
  }
}

static size_t count_of(vb_str s, const char *piece) {
  size_t count = 0, n = strlen(piece);
  for (const char *p = s.p, *end = s.p + s.n; (p = memmem(p, (size_t)(end - p), piece, n)); p += n)
    count++;
  return count;
}

/* Plainly markup: begins with a tag and closes some, or closes many paragraphs. */
static bool is_markup(vb_str s) {
  s = vb_str_trim(s);
  if (s.n < 8 || !memchr(s.p, '<', s.n)) return false;
  size_t closed = count_of(s, "</p>") + count_of(s, "</div>");
  bool tag_first = s.p[0] == '<' && ((s.p[1] | 0x20) >= 'a' && (s.p[1] | 0x20) <= 'z');
  return closed >= 3 || (tag_first && s.p[s.n - 1] == '>' && closed >= 1) ||
         (tag_first && count_of(s, "<br") + closed >= 2);
}

static vb_status make_article(const vb_reading *reading, const json_t *object, uint64_t record,
                              uint32_t replaced, vb_error *err) {
  field_set f;
  char number[32];
  vb_article a = {.record = record, .replaced = replaced};
  vb_status status = VB_OK;
  sort_fields(object, &f);
  a.id = text_of(f.value[ID]);
  if (json_is_integer(f.value[ID])) {
    int n =
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(f.value[ID]));
    a.id = (vb_str){number, (size_t)n};
  }
  a.title = text_of(f.value[TITLE]);
  a.text = joined(f.value[TEXT], "\n\n", reading->arena);
  if (is_markup(a.text)) status = vb_html_to_text(reading, a.text, &a.text, err);
  if (status != VB_OK) return status;
  vb_draft_date(&a, f.date, VB_DATE_FROM_METADATA);
  read_authors(&f, &a, reading->arena);
  a.source = text_of(f.value[SOURCE]);
  a.url = text_of(f.value[URL]);
  a.language = text_of(f.value[LANGUAGE]);
  a.section = joined(f.value[SECTION], ", ", reading->arena);
  read_comments(reading, f.value[COMMENTS], &a);
  return vb_draft_finish(reading, VB_DRAFT_RECORD, &a, err);
}

static unsigned hex4(const char *p, const char *end) {
  unsigned value = 0;
  if (end - p < 4) return 0;
  for (int i = 0; i < 4; i++) {
    char c = p[i];
    unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
    if (digit > 15) return 0;
    value = value << 4 | digit;
  }
  return value;
}

/* One escape at p (a backslash): copied, or its half of a surrogate pair replaced. */
static const char *mend_escape(const char *p, const char *end, vb_buf *out, uint32_t *replaced) {
  if (end - p < 6 || p[1] != 'u') {
    size_t n = end - p < 2 ? 1 : 2;
    vb_buf_append(out, p, n);
    return p + n;
  }
  unsigned unit = hex4(p + 2, end);
  bool low_follows =
      end - p >= 12 && p[6] == '\\' && p[7] == 'u' && hex4(p + 8, end) >> 10 == 0xDC00 >> 10;
  size_t n = unit >> 10 == 0xD800 >> 10 && low_follows ? 12 : 6;
  if (n == 6 && unit >> 11 == 0xD800 >> 11) {
    vb_buf_text(out, "\\ufffd");
    ++*replaced;
  } else {
    vb_buf_append(out, p, n);
  }
  return p + n;
}

/* The line with what can be mended mended. */
static void mend(vb_str line, vb_buf *out, uint32_t *replaced) {
  static const char *const not_json[] = {"NaN", "-Infinity", "Infinity", "undefined", "None"};
  bool inside = false;
  for (const char *p = line.p, *end = line.p + line.n; p < end;) {
    if (inside && *p == '\\') {
      p = mend_escape(p, end, out, replaced);
      continue;
    }
    if (*p == '"') inside = !inside;
    if (!inside) {
      size_t n = 0;
      for (size_t i = 0; i < sizeof not_json / sizeof *not_json && !n; i++)
        if (vb_str_starts((vb_str){p, (size_t)(end - p)}, not_json[i])) n = strlen(not_json[i]);
      if (n) {
        vb_buf_text(out, "null");
        p += n;
        continue;
      }
    }
    vb_buf_char(out, inside && (unsigned char)*p < 0x20 ? ' ' : *p);
    p++;
  }
}

/* The value, or NULL with jansson's reason; JSON strings may hold NUL. Jansson tells a lack of
   memory as broken JSON; what allocating left in errno tells it apart. */
static json_t *parse(vb_str line, vb_arena *arena, uint32_t *replaced, json_error_t *why,
                     bool *memory) {
  errno = 0;
  json_t *value = vb_json_load(line, arena, why);
  *memory = value || errno != ENOMEM;
  if (value || !*memory) return value;
  vb_buf mended = VB_BUF_INIT;
  json_error_t still;
  uint32_t halves = 0;
  mend(line, &mended, &halves);
  if (!mended.failed)
    value = json_loadb(mended.p, mended.n, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &still);
  *memory = !mended.failed && (value || errno != ENOMEM);
  if (value) *replaced += halves;
  vb_buf_clear(&mended);
  return value;
}

static vb_status read_line(const vb_reading *reading, vb_str line, uint64_t record, vb_error *err) {
  vb_decoded decoded;
  json_error_t why;
  vb_status status = vb_decode(line, VB_STR_NONE, reading->arena, &decoded, err);
  if (status != VB_OK) return status;
  bool memory;
  json_t *object = parse(decoded.text, reading->arena, &decoded.replaced, &why, &memory);
  if (!memory)
    status = vb_fail(err, VB_NOMEM, "no memory to read record %llu", (unsigned long long)record);
  else if (!object)
    vb_draft_problem(reading, record, true, "broken JSON at byte %d: %s", why.position, why.text);
  else if (!json_is_object(object))
    vb_draft_problem(reading, record, true,
                     "JSON, but not an object with the fields of an article");
  else status = make_article(reading, object, record, decoded.replaced, err);
  json_decref(object);
  return status;
}

static vb_status read_document(const vb_reading *reading, vb_str text, uint32_t replaced,
                               vb_error *err) {
  json_error_t why;
  vb_status status = VB_OK;
  bool memory;
  json_t *value = parse(text, reading->arena, &replaced, &why, &memory);
  if (!memory) {
    status = vb_fail(err, VB_NOMEM, "no memory to read %zu bytes of JSON", text.n);
  } else if (json_is_object(value)) {
    status = make_article(reading, value, 0, replaced, err);
  } else if (json_is_array(value)) {
    for (size_t i = 0; i < json_array_size(value) && status == VB_OK; i++) {
      const json_t *item = json_array_get(value, i);
      if (json_is_object(item)) status = make_article(reading, item, i + 1, i ? 0 : replaced, err);
      else
        vb_draft_problem(reading, i + 1, true,
                         "JSON, but not an object with the fields of an article");
    }
  } else {
    vb_draft_problem(reading, 0, true, "broken JSON in line %d: %s", value ? 1 : why.line,
                     value ? "not an object" : why.text);
  }
  json_decref(value);
  return status;
}

/* --- files --- */

/* One JSON value over many lines: a list of articles, or one printed prettily. */
static bool is_json_document(vb_str s) {
  if (vb_looks_utf16(s)) return true; /* its line ends are not bytes */
  if (vb_str_starts(s, "\xEF\xBB\xBF")) s = vb_str_slice(s, 3, s.n);
  s = vb_str_trim(s);
  if (s.n && s.p[0] == '[') return true;
  return s.n > 1 && s.p[0] == '{' && (s.p[1] == '\n' || s.p[1] == '\r');
}

bool vb_jsonl_sees(const vb_sight *sight) {
  vb_str s = sight->text;
  if (s.n < 2 || s.p[0] != '{') return false;
  s = vb_str_trim(vb_str_slice(s, 1, s.n));
  return s.n && (s.p[0] == '"' || s.p[0] == '}');
}

static vb_status read_lines(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  for (uint64_t number = 1;; number++) {
    vb_str line;
    bool cut;
    vb_status status = vb_stream_line(stream, LINE_MAX_BYTES, &line, &cut, err);
    if (status != VB_OK || !line.p) return status;
    if (number == 1 && vb_str_starts(line, "\xEF\xBB\xBF")) line = vb_str_slice(line, 3, line.n);
    if (cut) {
      bool long_one = line.n == LINE_MAX_BYTES;
      if (long_one)
        vb_draft_problem(reading, number, true, "a line of more than %d MiB; skipped",
                         LINE_MAX_BYTES >> 20);
      else vb_draft_problem(reading, number, true, "cut short");
      continue;
    }
    line = vb_str_trim(line);
    if (!line.n) continue;
    vb_arena_clear(reading->arena);
    status = read_line(reading, line, number, err);
    if (status != VB_OK) return status;
  }
}

vb_status vb_read_jsonl(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  vb_str ahead;
  vb_status status = vb_stream_peek(stream, FIRST_BLOCK, &ahead, err);
  if (status != VB_OK || !is_json_document(ahead))
    return status == VB_OK ? read_lines(reading, stream, err) : status;
  vb_buf bytes = VB_BUF_INIT;
  vb_decoded decoded;
  bool fits;
  status = vb_reading_whole(reading, stream, &bytes, &fits, err);
  if (status == VB_OK && fits) {
    status = vb_decode(vb_buf_view(&bytes), VB_STR_NONE, reading->whole, &decoded, err);
    if (status == VB_OK) status = read_document(reading, decoded.text, decoded.replaced, err);
  }
  vb_buf_clear(&bytes);
  return status;
}
