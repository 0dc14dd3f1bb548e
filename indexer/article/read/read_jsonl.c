/*
 * read_jsonl.c - reads files of JSON: an object per line, or values over many lines, in a list
 * or one after another.
 *
 * Lines, and the items of a list, are read one at a time, so memory is one item. Only an
 * object that contains articles is loaded whole. The first line shows which form a file
 * has: if it contains a whole object, the file consists of lines.
 *
 * Real files violate JSON in a few ways that can be repaired without loss: NaN for null,
 * raw control characters in strings, halves of surrogate pairs. A line that fails is
 * repaired and tried once more before it is given up.
 */
#include "indexer/article/read/draft.h"

#include "indexer/article/read/encoding.h"
#include "indexer/article/read/json_article.h"
#include "indexer/article/read/json_load.h"
#include "indexer/article/read/readers.h"
#include "indexer/base/utf8.h"

#include <errno.h>
#include <jansson.h>

enum {
  FIRST_PEEK = 4096,
  FIRST_BLOCK = 256 * 1024, /* a longer first line counts as a record */
  CHUNK = 256 * 1024,
  SMALL_VALUE = 256 * 1024,     /* takes 20 MiB at most */
  TREE_MAX = 160 * 1024 * 1024, /* of a value and its tree: the fields of some 40,000 articles */
  /* The maximum of an article's text, and room for its other fields. */
  VALUE_MAX_BYTES = VB_ARTICLE_MAX + 4 * 1024 * 1024,
  BROKEN_MAX = 100 /* consecutive broken items; after that the input is not JSON */
};

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

/* Copies an escape at p (a backslash), or replaces half a surrogate pair. */
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

/* Copies the line with its repairable faults repaired. */
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

/* The value, or NULL with jansson's reason. Strings may contain NUL. jansson reports lack of memory
   as invalid JSON; errno distinguishes the two. */
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

/* ---- one value ---- */

/* Whether it is a line of a bulk file between the records: {"index": {"_id": 1}}. */
static bool is_action(const json_t *value) {
  static const char *const actions[] = {"index", "create", "update", "delete"};
  const char *key;
  json_t *inside;
  if (json_object_size(value) != 1) return false;
  for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
    const json_t *action = json_object_get(value, actions[i]);
    if (!json_is_object(action)) continue;
    json_object_foreach((json_t *)(uintptr_t)action, key, inside) {
      if (key[0] != '_' && strcmp(key, "retry_on_conflict") != 0 && strcmp(key, "routing") != 0)
        return false;
    }
    return true;
  }
  return false;
}

/* Reads the text of one value; sets *broken if it is not one. */
static vb_status read_value(const vb_reading *reading, vb_str text, vb_json_place place, bool line,
                            bool *broken, vb_error *err) {
  json_error_t why;
  bool memory;
  vb_status status = VB_OK;
  if (text.n > SMALL_VALUE && !vb_json_fits(text, TREE_MAX)) {
    *broken = false;
    vb_draft_problem(reading, place.record, true,
                     "a value of too many parts; write its articles as JSON lines");
    return VB_OK;
  }
  json_t *value = parse(text, reading->arena, &place.replaced, &why, &memory);
  *broken = !value;
  if (!memory) status = vb_fail(err, VB_NOMEM, "no memory to read %zu bytes of JSON", text.n);
  else if (!value && line)
    vb_draft_problem(reading, place.record, true, "broken JSON at byte %d: %s", why.position,
                     why.text);
  else if (!value)
    vb_draft_problem(reading, place.record, true, "broken JSON in line %d of the value: %s",
                     why.line, why.text);
  else if (!is_action(value)) status = vb_json_articles(reading, value, place, err);
  json_decref(value);
  return status;
}

/* ---- lines ---- */

static vb_status read_line(const vb_reading *reading, vb_str line, uint64_t record, vb_error *err) {
  vb_decoded decoded;
  bool broken;
  vb_arena_clear(reading->arena);
  vb_status status = vb_decode(line, VB_STR_NONE, reading->arena, &decoded, err);
  if (status != VB_OK) return status;
  return read_value(reading, decoded.text,
                    (vb_json_place){.record = record, .replaced = decoded.replaced}, true, &broken,
                    err);
}

/* A line that is too long or cut short costs one article, and the next line is read. */
static vb_status read_lines(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  for (uint64_t number = 1;; number++) {
    vb_str line;
    bool cut;
    vb_status status = vb_stream_line(stream, VALUE_MAX_BYTES, &line, &cut, err);
    if (status != VB_OK || !line.p) return status;
    if (number == 1 && vb_str_starts(line, "\xEF\xBB\xBF")) line = vb_str_slice(line, 3, line.n);
    if (cut) {
      bool long_one = line.n == VALUE_MAX_BYTES;
      if (long_one)
        vb_draft_problem(reading, number, true, "a line of more than %d MiB; skipped",
                         VALUE_MAX_BYTES >> 20);
      else vb_draft_problem(reading, number, true, "cut short");
      continue;
    }
    line = vb_str_trim(line);
    if (!line.n) continue;
    status = read_line(reading, line, number, err);
    if (status != VB_OK) return status;
  }
}

/* ---- values over many lines ---- */

typedef struct pieces {
  vb_stream *stream;
  vb_buf bytes; /* read but not used yet, from `at` */
  size_t at;
  bool ended, in_list, too_long;
  bool alone; /* the last value is everything after the first byte */
} pieces;

/* Reads more; VB_OK with nothing new at the end. */
static vb_status more(pieces *p, vb_error *err) {
  size_t n = 0;
  char *to = vb_buf_reserve(&p->bytes, CHUNK);
  if (!to) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = vb_stream_read(p->stream, to, CHUNK, &n, err);
  p->bytes.n += n;
  p->ended = n == 0;
  return status;
}

/* The next byte that is not white space or a comma; '\0' at the end. */
static vb_status next_byte(pieces *p, char *c, vb_error *err) {
  for (;;) {
    while (p->at < p->bytes.n && (vb_is_space(p->bytes.p[p->at]) || p->bytes.p[p->at] == ',' ||
                                  p->bytes.p[p->at] == '\x1E'))
      p->at++;
    *c = p->at < p->bytes.n ? p->bytes.p[p->at] : '\0';
    if (p->at < p->bytes.n || p->ended) return VB_OK;
    p->at = p->bytes.n = 0;
    vb_status status = more(p, err);
    if (status != VB_OK) return status;
  }
}

typedef struct extent {
  size_t at, depth;
  bool string, escaped;
} extent;

/* Advances over the bytes of a value; true if its end was reached. */
static bool pass_value(extent *e, vb_str s) {
  for (; e->at < s.n; e->at++) {
    char c = s.p[e->at];
    if (e->string) {
      if (e->escaped) e->escaped = false;
      else if (c == '\\') e->escaped = true;
      else if (c == '"') e->string = false;
      if (!e->string && e->depth == 0) return e->at++, true;
    } else if (c == '"') {
      e->string = true;
    } else if (c == '{' || c == '[') {
      e->depth++;
    } else if (c == '}' || c == ']') {
      if (e->depth == 0) return true; /* the end of the list itself */
      if (--e->depth == 0) return e->at++, true;
    } else if (e->depth == 0 && (c == ',' || vb_is_space(c))) {
      return true;
    }
  }
  return false;
}

/* The text of the next value, borrowed until the next call; absent at the end. */
static vb_status next_value(pieces *p, vb_str *value, vb_error *err) {
  extent e = {0};
  char c;
  *value = VB_STR_NONE;
  for (;;) { /* the items of a list are returned, not the list */
    vb_status status = next_byte(p, &c, err);
    if (status != VB_OK || !c) return status;
    if (c == '[' && !p->in_list) p->in_list = true;
    else if (c == ']') p->in_list = false;
    else break;
    p->at++;
  }
  memmove(p->bytes.p, p->bytes.p + p->at, p->bytes.n - p->at);
  p->bytes.n -= p->at;
  p->at = 0;
  while (!pass_value(&e, vb_buf_view(&p->bytes)) && !p->ended) {
    if (p->bytes.n > VALUE_MAX_BYTES) {
      p->too_long = true;
      return VB_OK;
    }
    vb_status status = more(p, err);
    if (status != VB_OK) return status;
  }
  if (e.at == 0) e.at = 1; /* an unmatched bracket */
  while (!p->in_list && !p->ended &&
         !vb_str_trim(vb_str_slice(vb_buf_view(&p->bytes), e.at, p->bytes.n)).n) {
    vb_status status = more(p, err);
    if (status != VB_OK) return status;
  }
  p->alone = !p->in_list && p->ended &&
             !vb_str_trim(vb_str_slice(vb_buf_view(&p->bytes), e.at, p->bytes.n)).n;
  *value = vb_str_slice(vb_buf_view(&p->bytes), 0, e.at);
  p->at = e.at;
  return VB_OK;
}

/* Reads values one at a time, so that memory is bounded by the longest value and not by the file.
   After BROKEN_MAX broken values in a row the file is not taken for JSON any more. */
static vb_status read_values(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  pieces p = {.stream = stream};
  vb_status status = VB_OK;
  uint64_t record = 0;
  unsigned broken_ones = 0;
  for (vb_str value; status == VB_OK && broken_ones < BROKEN_MAX;) {
    bool broken = false;
    vb_decoded decoded;
    status = next_value(&p, &value, err);
    if (status != VB_OK || !value.n) break;
    if (p.in_list && record == 0 && value.p[0] != '{' && value.p[0] != '[') {
      vb_draft_problem(reading, 0, true,
                       "a list of plain values, without the names of an article's fields; skipped");
      break;
    }
    vb_arena_clear(reading->arena);
    status = vb_decode(value, VB_STR_NONE, reading->arena, &decoded, err);
    record++;
    vb_json_place place = {.record = p.alone && record == 1 ? 0 : record,
                           .replaced = decoded.replaced};
    if (status == VB_OK) status = read_value(reading, decoded.text, place, false, &broken, err);
    broken_ones = broken ? broken_ones + 1 : 0;
  }
  if (status == VB_OK && p.too_long)
    vb_draft_problem(reading, record + 1, true,
                     "a value of more than %d MiB; write its articles as JSON lines",
                     VALUE_MAX_BYTES >> 20);
  if (status == VB_OK && broken_ones == BROKEN_MAX)
    vb_draft_problem(reading, record, true, "%d broken values in a row; the rest is skipped",
                     BROKEN_MAX);
  if (status == VB_OK && !record && !p.too_long && !p.in_list)
    vb_draft_problem(reading, 0, true, "JSON without a value");
  vb_buf_clear(&p.bytes);
  return status;
}

/* ---- which it is ---- */

/* Twitter's archive is a script: "window.YTD.tweet.part0 = [". The length of the text before the
   value. */
static size_t script_before(vb_str s) {
  const char *equals =
      vb_str_starts(s, "window.YTD.") ? memchr(s.p, '=', s.n < 100 ? s.n : 100) : NULL;
  return equals ? (size_t)(equals - s.p) + 1 : 0;
}

/* Whether values extend over several lines: a list, or an object that does not end with its line
   (unless the next line begins an object, too). */
static bool is_over_lines(vb_str s) {
  extent e = {0};
  s = vb_str_trim(s);
  if (!s.n || s.p[0] != '{') return s.n > 0 && s.p[0] == '[';
  const char *feed = memchr(s.p, '\n', s.n);
  if (!feed) return false;
  vb_str line = vb_str_trim(vb_str_slice(s, 0, (size_t)(feed - s.p)));
  if (pass_value(&e, line)) return e.at < line.n;
  return !vb_str_starts(vb_str_slice(s, (size_t)(feed - s.p) + 1, s.n), "{\"");
}

bool vb_jsonl_sees(const vb_sight *sight) {
  vb_str s = sight->text;
  if (script_before(s)) return true;
  if (s.n < 2 || (s.p[0] != '{' && s.p[0] != '[')) return false;
  bool list = s.p[0] == '[';
  s = vb_str_trim(vb_str_slice(s, 1, s.n));
  if (list) return s.n && s.p[0] == '{';
  return s.n && (s.p[0] == '"' || s.p[0] == '}');
}

/* Input with two bytes per character is loaded whole, because its line ends are not single
   bytes. */
static vb_status read_wide(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  vb_buf bytes = VB_BUF_INIT;
  vb_decoded decoded;
  bool fits;
  vb_status status = vb_reading_whole(reading, stream, &bytes, &fits, err);
  if (status == VB_OK && fits) {
    status = vb_decode(vb_buf_view(&bytes), VB_STR_NONE, reading->whole, &decoded, err);
    vb_stream *inside = status == VB_OK ? vb_stream_of(decoded.text) : NULL;
    if (status == VB_OK && !inside) status = vb_fail(err, VB_NOMEM, "out of memory");
    if (inside)
      status = is_over_lines(decoded.text) ? read_values(reading, inside, err)
                                           : read_lines(reading, inside, err);
    vb_stream_close(inside);
  }
  vb_buf_clear(&bytes);
  return status;
}

vb_status vb_read_jsonl(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  vb_str ahead;
  vb_status status = VB_OK;
  for (size_t want = FIRST_PEEK; status == VB_OK && want <= FIRST_BLOCK;
       want *= 8) { /* in steps, because a pipe may be slow */
    status = vb_stream_peek(stream, want, &ahead, err);
    if (status == VB_OK && (ahead.n < want || memchr(ahead.p + 1, '\n', ahead.n - 1))) break;
  }
  if (status != VB_OK) return status;
  if (vb_looks_utf16(ahead)) return read_wide(reading, stream, err);
  size_t before = vb_str_starts(ahead, "\xEF\xBB\xBF") ? 3 : 0;
  before += script_before(vb_str_slice(ahead, before, ahead.n));
  bool values = is_over_lines(vb_str_slice(ahead, before, ahead.n));
  if (before) status = vb_stream_skip(stream, before, err);
  if (status != VB_OK) return status;
  return values ? read_values(reading, stream, err) : read_lines(reading, stream, err);
}
