/*
 * json_article.c - finds the objects that are articles, and their fields.
 *
 * A key is looked up in field_names.c; if an object has several for one field, that of
 * the lowest rank counts. Fields may be one level deeper, in an object with a usual name
 * ("_source", "fields", "meta"); those of the outer object have priority. The text may be
 * a string, a list of paragraphs, or a tree of sections.
 *
 * An object that is not an article is searched for lists and maps of articles, level by
 * level down to DEPTH_MAX. The longest one on the first level that has any is used.
 */
#include "indexer/article/read/json_article.h"

#include "indexer/article/read/clean.h"
#include "indexer/article/read/field_names.h"
#include "indexer/article/read/markup.h"
#include "indexer/article/read/names.h"
#include "indexer/base/utf8.h"

#include <stdio.h>

enum {
  DEPTH_MAX = 6,      /* "response.results.0.fields" */
  TEXT_DEPTH_MAX = 8, /* sections within sections */
  INNER = 32          /* added to the rank of fields in an inner object */
};

typedef struct fields {
  const json_t *value[VB_KEYS];
  unsigned rank[VB_KEYS];
  vb_date date;
  bool html; /* the text's key says so */
} fields;

/* ---- values ---- */

static vb_str string_of(const json_t *v) {
  return json_is_string(v) ? (vb_str){json_string_value(v), json_string_length(v)} : VB_STR_NONE;
}

/* The text of a string, or of an object that represents one: {"name": ...}, {"$oid": ...}. */
static vb_str text_of(const json_t *v) {
  static const char *const keys[] = {"name",  "text",     "title",      "content", "rendered",
                                     "value", "@value",   "#text",      "_text",   "$t",
                                     "$oid",  "$date",    "main",       "default", "original",
                                     "full",  "username", "displayName"};
  if (json_is_array(v)) v = json_array_get(v, 0); /* the field allows several values */
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
  if (!(stamp >= 1e8 && stamp < 4e9)) return false; /* 1973 to 2096; others are no timestamps */
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

/* "Fri Mar 08 08:00:00 +0000 2019", Twitter's form: the year is last. */
static bool date_of_asctime(vb_str s, vb_date *out) {
  char text[32];
  if (s.n != 30 || s.p[3] != ' ' || s.p[7] != ' ' || s.p[13] != ':' || s.p[25] != ' ') return false;
  snprintf(text, sizeof text, "%.2s %.3s %.4s %.5s", s.p + 8, s.p + 4, s.p + 26, s.p + 11);
  return vb_draft_read_date(vb_str_of(text), out);
}

static bool date_of(const json_t *v, vb_date *out) {
  if (json_is_number(v)) {
    double n = json_number_value(v);
    char digits[24];
    if (n < 1000 || n >= 1e8) return date_of_epoch(n, out);
    int length = snprintf(digits, sizeof digits, "%.0f", n); /* 2019, 20190619 */
    return vb_date_parse_iso((vb_str){digits, (size_t)length}, out);
  }
  vb_str s = text_of(v);
  return date_of_asctime(s, out) || vb_draft_read_date(s, out);
}

/* ---- fields ---- */

static const char *const boxes[] = {"fields", "_source", "meta",       "metadata", "article",
                                    "story",  "news",    "attributes", "doc",      "document",
                                    "data",   "item",    "post",       "payload",  "node",
                                    "record", "tweet",   "content",    NULL};

static bool is_box(const char *key) {
  for (size_t i = 0; boxes[i]; i++)
    if (strcasecmp(key, boxes[i]) == 0) return true;
  return false;
}

static void sort_fields(const json_t *object, fields *f, unsigned inner);

/* Whether an object is under a key that may also name a text or an outlet: {"article": {...}}. */
static bool holds_fields(const json_t *v) {
  fields f = {0};
  if (!json_is_object(v) || json_object_size(v) < 2) return false;
  sort_fields(v, &f, INNER);
  return f.value[VB_KEY_TITLE] &&
         (f.value[VB_KEY_TEXT] || f.value[VB_KEY_URL] || f.value[VB_KEY_DATE]);
}

static void take_field(fields *f, vb_key key, unsigned rank, const char *name,
                       const json_t *value) {
  vb_date date;
  if (key == VB_KEY_DATE && !date_of(value, &date)) return;
  if (key == VB_KEY_TITLE && !text_of(value).n) return;
  if (key == VB_KEY_TEXT && json_is_number(value)) return;
  if (f->value[key] && f->rank[key] <= rank) return;
  if (key == VB_KEY_DATE) f->date = date;
  if (key == VB_KEY_TEXT) f->html = strcasestr(name, "html") != NULL;
  f->value[key] = value;
  f->rank[key] = rank;
}

static void sort_fields(const json_t *object, fields *f, unsigned inner) {
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)(uintptr_t)object, name, value) {
    vb_key key;
    unsigned rank;
    if (is_blank(value)) continue;
    bool box = inner == 0 && json_is_object(value) && is_box(name);
    if (box && (!vb_key_field(vb_str_of(name), &key, &rank) || holds_fields(value)))
      sort_fields(value, f, INNER);
    else if (vb_key_field(vb_str_of(name), &key, &rank))
      take_field(f, key, rank + inner, name, value);
  }
}

/* Only a name and a description: a package, a product, a place. */
static bool is_thing(const fields *f) {
  bool named = f->value[VB_KEY_TITLE] && f->rank[VB_KEY_TITLE] % INNER == VB_KEY_RANK_NAME;
  bool told = f->value[VB_KEY_TEXT] && f->rank[VB_KEY_TEXT] % INNER < VB_KEY_RANK_LEAD;
  return named && !told && !f->value[VB_KEY_DATE] && !f->value[VB_KEY_URL] &&
         !f->value[VB_KEY_AUTHORS];
}

static bool is_lead(const fields *f) {
  return f->rank[VB_KEY_TEXT] % INNER >= VB_KEY_RANK_LEAD;
}

/* Whether it has a text of its own; `loose`: or a headline with an address, a date or a summary. */
static bool is_article(const fields *f, bool loose) {
  if (f->value[VB_KEY_TEXT] && !is_lead(f)) return true;
  return loose && !is_thing(f) &&
         (f->value[VB_KEY_TEXT] ||
          (f->value[VB_KEY_TITLE] && (f->value[VB_KEY_URL] || f->value[VB_KEY_DATE])));
}

/* ---- the text of an article ---- */

/* Parts of a text that are not its words. */
static bool is_other_piece(const json_t *piece) {
  static const char *const types[] = {"title",
                                      "kicker",
                                      "byline",
                                      "date",
                                      "image",
                                      "video",
                                      "gallery",
                                      "author_info",
                                      "tweet",
                                      "instagram",
                                      "deck",
                                      "inline_story",
                                      "interstitial_link",
                                      "ad",
                                      NULL};
  vb_str type = string_of(json_object_get(piece, "type"));
  for (size_t i = 0; type.n && types[i]; i++)
    if (vb_str_is_caseless(type, types[i])) return true;
  return false;
}

static vb_status put_piece(const vb_reading *reading, vb_str s, bool html, vb_buf *out,
                           vb_error *err) {
  vb_status status = html || vb_markup_is(s) ? vb_markup_plain(reading, s, &s, err) : VB_OK;
  s = vb_str_trim(s);
  if (status != VB_OK || !s.n) return status;
  if (out->n) vb_buf_text(out, "\n\n");
  vb_buf_str(out, s);
  return VB_OK;
}

/* Appends the paragraphs of a tree: sections with headings and paragraphs, typed pieces, lists. */
static vb_status put_text(const vb_reading *reading, const json_t *v, bool html, unsigned depth,
                          vb_buf *out, vb_error *err) {
  static const char *const inner[] = {"summary",   "headline", "sections", "paragraphs",
                                      "content",   "contents", "children", "blocks",
                                      "items",     "text",     "body",     "value",
                                      "paragraph", "html",     "rendered", NULL};
  vb_status status = VB_OK;
  size_t i;
  json_t *item;
  if (json_is_string(v)) return put_piece(reading, string_of(v), html, out, err);
  if (depth == TEXT_DEPTH_MAX) return VB_OK;
  if (json_is_array(v)) {
    json_array_foreach((json_t *)(uintptr_t)v, i, item) {
      if (status == VB_OK) status = put_text(reading, item, html, depth + 1, out, err);
    }
    return status;
  }
  if (!json_is_object(v) || is_other_piece(v)) return VB_OK;
  vb_str type = string_of(json_object_get(v, "type"));
  bool tagged = html || (type.n && memmem(type.p, type.n, "html", 4));
  bool tree = json_object_get(v, "sections") || json_object_get(v, "paragraphs");
  for (i = 0; inner[i] && status == VB_OK; i++) {
    const json_t *part = json_object_get(v, inner[i]);
    size_t before = out->n;
    if (part) status = put_text(reading, part, tagged, depth + 1, out, err);
    if (!tree && out->n > before) break; /* the same text under several names */
  }
  return status;
}

/* A single string is not copied. */
static vb_status read_text(const vb_reading *reading, const fields *f, vb_article *a,
                           vb_error *err) {
  const json_t *v = f->value[VB_KEY_TEXT];
  a->text = string_of(v);
  if (a->text.p)
    return f->html || vb_markup_is(a->text) ? vb_markup_plain(reading, a->text, &a->text, err)
                                            : VB_OK;
  vb_buf all = VB_BUF_INIT;
  vb_status status = v ? put_text(reading, v, f->html, 0, &all, err) : VB_OK;
  if (status == VB_OK) status = vb_buf_ok(&all, err);
  if (status == VB_OK && all.n) {
    a->text = vb_arena_copy(reading->arena, vb_buf_view(&all));
    if (!a->text.p) status = vb_fail(err, VB_NOMEM, "out of memory");
  }
  vb_buf_clear(&all);
  return status;
}

/* ---- the other fields ---- */

/* The strings of a list, joined (in the arena); a single string is returned unchanged. */
static vb_str joined(const json_t *v, vb_arena *arena) {
  if (!json_is_array(v)) return text_of(v);
  vb_buf all = VB_BUF_INIT;
  size_t i;
  json_t *item;
  json_array_foreach((json_t *)(uintptr_t)v, i, item) {
    vb_str s = text_of(item);
    if (!s.n) continue;
    if (all.n) vb_buf_text(&all, ", ");
    vb_buf_str(&all, s);
  }
  vb_str s = all.n && !all.failed ? vb_arena_copy(arena, vb_buf_view(&all)) : VB_STR_NONE;
  vb_buf_clear(&all);
  return s;
}

static void read_authors(const fields *f, vb_article *a, vb_arena *arena) {
  const json_t *v = f->value[VB_KEY_AUTHORS];
  a->byline = vb_clean_field(joined(f->value[VB_KEY_BYLINE], arena), VB_FIELD_MAX, arena);
  if (!a->byline.n) a->byline = vb_clean_field(joined(v, arena), VB_FIELD_MAX, arena);
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

/* Several articles in one record (a line that is an API's answer) are distinguished by their
   index. */
static vb_status number_part(const vb_reading *reading, const fields *f, vb_json_place place,
                             vb_article *a, vb_error *err) {
  if (!place.part || a->id.n || text_of(f->value[VB_KEY_URL]).n) return VB_OK;
  vb_buf id = VB_BUF_INIT;
  vb_buf_printf(&id, "%s#%llu.%llu", reading->name, (unsigned long long)place.record,
                (unsigned long long)place.part);
  vb_status status = vb_buf_ok(&id, err);
  if (status == VB_OK && vb_utf8_valid(vb_buf_view(&id)))
    a->id = vb_arena_copy(reading->arena, vb_buf_view(&id));
  vb_buf_clear(&id);
  return status;
}

/* Fields were found by name before; here each gets its meaning. */
static vb_status make_article(const vb_reading *reading, const fields *f, vb_json_place place,
                              vb_error *err) {
  char number[32];
  vb_article a = {.record = place.record, .replaced = place.replaced};
  const json_t *id = f->value[VB_KEY_ID];
  a.id = text_of(id);
  if (json_is_integer(id)) {
    int n = snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(id));
    a.id = (vb_str){number, (size_t)n};
  }
  a.title = text_of(f->value[VB_KEY_TITLE]);
  vb_status status = read_text(reading, f, &a, err);
  if (status == VB_OK && json_object_get(f->value[VB_KEY_TITLE], "rendered"))
    status = vb_markup_plain(reading, a.title, &a.title, err); /* WordPress: HTML by contract */
  if (status == VB_OK) status = number_part(reading, f, place, &a, err);
  if (status != VB_OK) return status;
  vb_draft_date(&a, f->date, VB_DATE_FROM_METADATA);
  read_authors(f, &a, reading->arena);
  a.source = text_of(f->value[VB_KEY_SOURCE]);
  a.url = text_of(f->value[VB_KEY_URL]);
  a.language = text_of(f->value[VB_KEY_LANGUAGE]);
  a.section = joined(f->value[VB_KEY_SECTION], reading->arena);
  read_comments(reading, f->value[VB_KEY_COMMENTS], &a);
  return vb_draft_finish(reading, VB_DRAFT_RECORD, &a, err);
}

/* ---- finding articles ---- */

static bool looks_like_article(const json_t *v) {
  fields f = {0};
  if (!json_is_object(v)) return false;
  sort_fields(v, &f, 0);
  return is_article(&f, true);
}

/* How many articles a list, or a map by ids, seems to contain, judging by its first items. */
static size_t count_articles(const json_t *v) {
  size_t seen = 0, wrong = 0, i;
  json_t *item;
  const char *key;
  if (json_is_array(v)) {
    json_array_foreach((json_t *)(uintptr_t)v, i, item) {
      if (looks_like_article(item)) seen++;
      else wrong++;
      if (seen + wrong == 4) break;
    }
    return seen > wrong ? json_array_size(v) : 0;
  }
  if (!json_is_object(v)) return 0;
  json_object_foreach((json_t *)(uintptr_t)v, key, item) {
    if (!looks_like_article(item)) return 0;
    if (++seen == 4) break;
  }
  return json_object_size(v);
}

/* The longest list of articles exactly `depth` levels below v. */
static const json_t *find_at(const json_t *v, unsigned depth, size_t *longest) {
  const json_t *best = NULL, *found;
  const char *key;
  size_t i;
  json_t *item;
  if (depth == 0) {
    size_t n = count_articles(v);
    if (n > *longest) *longest = n, best = v;
    return best;
  }
  json_object_foreach((json_t *)(uintptr_t)v, key, item) {
    if ((found = find_at(item, depth - 1, longest)) != NULL) best = found;
  }
  json_array_foreach((json_t *)(uintptr_t)v, i, item) {
    if (i == 100) break; /* real containers have few members on the way to their articles */
    if ((found = find_at(item, depth - 1, longest)) != NULL) best = found;
  }
  return best;
}

static const json_t *find_list(const json_t *v) {
  for (unsigned depth = 0; depth <= DEPTH_MAX; depth++) {
    size_t longest = 0;
    const json_t *found = find_at(v, depth, &longest);
    if (found) return found;
  }
  return NULL;
}

/* {"title": {"0": ..}, "text": {"0": ..}}: a data frame by columns. Returns the column with the row
   names; NULL for other objects. */
static const json_t *row_names(const json_t *object, const fields *f) {
  const json_t *column = f->value[VB_KEY_TEXT] ? f->value[VB_KEY_TEXT] : f->value[VB_KEY_TITLE];
  const char *key;
  json_t *item;
  if (!json_is_object(column) || json_object_size(object) < 2) return NULL;
  json_object_foreach((json_t *)(uintptr_t)column, key, item) {
    for (const char *p = key; *p; p++)
      if (*p < '0' || *p > '9') return NULL;
    if (!json_is_string(item) && !json_is_null(item)) return NULL;
  }
  return column;
}

/* A table by columns: {"title": {"0": ..., "1": ...}, "text": {...}}. Each row becomes a record
   with the fields of one article. */
static vb_status read_rows(const vb_reading *reading, const json_t *object, const json_t *column,
                           vb_error *err) {
  vb_status status = VB_OK;
  vb_json_place place = {0};
  const char *row, *name;
  json_t *unused, *values;
  json_object_foreach((json_t *)(uintptr_t)column, row, unused) {
    json_t *record = json_object();
    json_object_foreach((json_t *)(uintptr_t)object, name, values) {
      json_t *cell = json_object_get(values, row);
      if (cell && json_object_set(record, name, cell) != 0)
        status = vb_fail(err, VB_NOMEM, "out of memory");
    }
    place.record++;
    fields f = {0};
    if (record && status == VB_OK) sort_fields(record, &f, 0);
    if (record && status == VB_OK) status = make_article(reading, &f, place, err);
    json_decref(record);
    if (status != VB_OK) return status;
    vb_arena_clear(reading->arena);
  }
  return VB_OK;
}

static vb_status read_item(const vb_reading *reading, const json_t *item, vb_json_place *place,
                           bool parts, vb_error *err) {
  fields f = {0};
  vb_status status = VB_OK;
  if (parts) place->part++;
  else place->record++;
  if (json_is_object(item)) sort_fields(item, &f, 0);
  if (json_is_object(item) && !is_thing(&f)) status = make_article(reading, &f, *place, err);
  else
    vb_draft_problem(reading, place->record, true,
                     "JSON, but not an object with the fields of an article");
  place->replaced = 0;
  vb_arena_clear(reading->arena);
  return status;
}

static vb_status read_list(const vb_reading *reading, const json_t *list, vb_json_place place,
                           vb_error *err) {
  vb_status status = VB_OK;
  const char *key;
  json_t *item;
  size_t i;
  bool parts = place.record > 0;
  json_array_foreach((json_t *)(uintptr_t)list, i, item) {
    if (status == VB_OK) status = read_item(reading, item, &place, parts, err);
  }
  json_object_foreach((json_t *)(uintptr_t)list, key, item) {
    if (status == VB_OK) status = read_item(reading, item, &place, parts, err);
  }
  return status;
}

vb_status vb_json_articles(const vb_reading *reading, const json_t *value, vb_json_place place,
                           vb_error *err) {
  fields f = {0};
  if (json_is_object(value)) sort_fields(value, &f, 0);
  const json_t *column = json_is_object(value) ? row_names(value, &f) : NULL;
  if (column) return read_rows(reading, value, column, err);
  if (is_article(&f, false)) return make_article(reading, &f, place, err);
  const json_t *list = find_list(value);
  if (list) return read_list(reading, list, place, err);
  if (json_is_object(value) && !is_thing(&f)) return make_article(reading, &f, place, err);
  vb_draft_problem(reading, place.record, true,
                   "JSON, but not an object with the fields of an article");
  return VB_OK;
}
