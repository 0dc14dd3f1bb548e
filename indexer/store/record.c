/*
 * record.c - encodes and decodes an article, and hashes it.
 *
 * The grammar is in FORMAT.md, "Records". Decoding trusts nothing. Counts are checked
 * against their limits and the bytes left before memory is allocated. The gap before a
 * quotation's part counts from the end of the previous part, so parts always ascend.
 * Every extent must begin and end at a character of the text. Every string except the
 * path (file names may have any bytes) must be UTF-8, because all later code requires it.
 */
#include "indexer/store/record.h"

#include "indexer/base/utf8.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
  RECORD_VERSION = 4, /* 1 had no quotations; 2 and 3 had no confidence of their speakers */
  RECORD_WITH_MORE = 5,
  RECORD_WITH_INNER = 2 /* added to either: quotations have inner ones */
};

const char *vb_date_origin_name(vb_date_origin origin) {
  switch (origin) {
  case VB_DATE_FROM_METADATA: return "metadata";
  case VB_DATE_FROM_BYLINE: return "byline";
  case VB_DATE_FROM_PATH: return "path";
  case VB_DATE_FROM_NOWHERE: break;
  }
  return "unknown";
}

static bool copy_string(vb_arena *arena, vb_str *s) {
  if (s->p) *s = vb_arena_copy(arena, *s);
  else return true;
  return s->p != NULL;
}

static bool copy_comments(vb_arena *arena, vb_article *x) {
  vb_comment *copies = vb_arena_calloc(arena, x->comment_count, sizeof *copies);
  bool good = copies != NULL;
  for (size_t i = 0; i < x->comment_count && good; i++) {
    copies[i] = x->comments[i];
    good = copy_string(arena, &copies[i].author) && copy_string(arena, &copies[i].date) &&
           copy_string(arena, &copies[i].text);
  }
  x->comments = copies;
  return good;
}

bool vb_article_copy(const vb_article *from, vb_arena *arena, vb_article *to) {
  *to = *from;
  to->quotations = NULL;
  to->quotation_count = 0;
  vb_str *const strings[] = {&to->id,  &to->title,    &to->byline,  &to->source, &to->text,
                             &to->url, &to->language, &to->section, &to->path};
  bool good = true;
  for (size_t i = 0; i < sizeof strings / sizeof *strings && good; i++)
    good = copy_string(arena, strings[i]);
  for (size_t i = 0; i < to->author_count && good; i++) good = copy_string(arena, &to->authors[i]);
  return good && (!to->comment_count || copy_comments(arena, to));
}

static void put_byte(vb_buf *out, unsigned byte) {
  vb_buf_char(out, (char)byte);
}

static void put_date(vb_buf *out, vb_date d) {
  vb_buf_varint(out, d.year);
  put_byte(out, d.month);
  put_byte(out, d.day);
  put_byte(out, d.hour);
  put_byte(out, d.minute);
  put_byte(out, d.precision);
}

/* The fields that readers of an article see, without text and comments. */
static void put_head(vb_buf *out, const vb_article *a) {
  vb_buf_sized(out, a->title);
  vb_buf_sized(out, a->byline);
  vb_buf_varint(out, a->author_count);
  for (size_t i = 0; i < a->author_count; i++) vb_buf_sized(out, a->authors[i]);
  vb_buf_sized(out, a->source);
  put_date(out, a->published);
  put_byte(out, a->published_from);
  vb_buf_sized(out, a->url);
  vb_buf_sized(out, a->language);
  vb_buf_sized(out, a->section);
}

static void put_mention(vb_buf *out, vb_extent e, uint32_t base) {
  vb_buf_varint(out, e.end - e.start);
  if (e.end == e.start) return;
  int64_t from = (int64_t)e.start - base;
  vb_buf_varint(out, from < 0 ? ((uint64_t)-from << 1) - 1 : (uint64_t)from << 1);
}

/* Returns where the quotation ends; gaps count from `at`. */
static uint32_t put_quotation(vb_buf *out, const vb_quotation *q, uint32_t at) {
  vb_buf_varint(out, q->part_count);
  for (uint32_t p = 0; p < q->part_count; p++) {
    vb_buf_varint(out, q->parts[p].start - at);
    vb_buf_varint(out, q->parts[p].end - q->parts[p].start);
    at = q->parts[p].end;
  }
  put_mention(out, q->mention, q->parts[0].start);
  put_mention(out, q->cue, q->parts[0].start);
  vb_buf_sized(out, q->speaker);
  put_byte(out, q->confidence);
  put_byte(out, q->speaker_confidence);
  return at;
}

static bool has_inner(const vb_article *a) {
  for (size_t i = 0; i < a->quotation_count; i++)
    if (a->quotations[i].inner_count) return true;
  return false;
}

static void put_quotations(vb_buf *out, const vb_article *a, bool inner) {
  uint32_t at = 0;
  vb_buf_varint(out, a->quotation_count);
  for (size_t i = 0; i < a->quotation_count; i++) {
    const vb_quotation *q = &a->quotations[i];
    uint32_t inside = q->parts[0].start;
    at = put_quotation(out, q, at);
    if (!inner) continue;
    vb_buf_varint(out, q->inner_count);
    for (uint32_t k = 0; k < q->inner_count; k++) inside = put_quotation(out, &q->inner[k], inside);
  }
}

void vb_record_encode(const vb_article *a, vb_buf *out) {
  bool more = a->captured.precision != VB_DATE_UNKNOWN || a->language_sure;
  bool inner = has_inner(a);
  put_byte(out,
           (uint8_t)((more ? RECORD_WITH_MORE : RECORD_VERSION) + (inner ? RECORD_WITH_INNER : 0)));
  vb_buf_sized(out, a->id);
  put_head(out, a);
  vb_buf_sized(out, a->text);
  vb_buf_varint(out, a->comment_count);
  for (size_t i = 0; i < a->comment_count; i++) {
    vb_buf_sized(out, a->comments[i].author);
    vb_buf_sized(out, a->comments[i].date);
    vb_buf_sized(out, a->comments[i].text);
  }
  put_quotations(out, a, inner);
  vb_buf_sized(out, a->path);
  vb_buf_varint(out, a->record);
  vb_buf_varint(out, a->replaced);
  if (!more) return;
  put_date(out, a->captured);
  put_byte(out, a->language_sure);
}

/* The length comes first, so that moving text from one field to the next changes the hash. */
static void hash_str(XXH3_state_t *state, vb_str s) {
  unsigned char length[8];
  for (int i = 0; i < 8; i++) length[i] = (unsigned char)((uint64_t)s.n >> (8 * i));
  XXH3_64bits_update(state, length, sizeof length);
  if (s.n) XXH3_64bits_update(state, s.p, s.n);
}

/* Of everything that the article's file says; not of the path and of what is derived (quotations,
   speakers), so that moving a file does not change it. */
uint64_t vb_article_hash(const vb_article *a) {
  XXH3_state_t state;
  XXH3_64bits_reset(&state);
  const vb_date d = a->published;
  const unsigned char fixed[] = {(unsigned char)d.year,
                                 (unsigned char)(d.year >> 8),
                                 d.month,
                                 d.day,
                                 d.hour,
                                 d.minute,
                                 d.precision,
                                 (unsigned char)a->published_from,
                                 (unsigned char)a->author_count};
  hash_str(&state, (vb_str){(const char *)fixed, sizeof fixed});
  const vb_str fields[] = {a->title,    a->byline,  a->source, a->url,
                           a->language, a->section, a->text};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) hash_str(&state, fields[i]);
  for (size_t i = 0; i < a->author_count; i++) hash_str(&state, a->authors[i]);
  for (size_t i = 0; i < a->comment_count; i++) {
    hash_str(&state, a->comments[i].author);
    hash_str(&state, a->comments[i].date);
    hash_str(&state, a->comments[i].text);
  }
  return XXH3_64bits_digest(&state);
}

static vb_str get_bytes(vb_cursor *c) {
  vb_str s = vb_cursor_sized(c);
  return s.n ? s : VB_STR_NONE;
}

static vb_str get_str(vb_cursor *c) {
  vb_str s = get_bytes(c);
  if (s.n && !vb_utf8_valid(s)) c->bad = true;
  return s;
}

static vb_date get_date(vb_cursor *c) {
  uint64_t year = vb_cursor_varint(c);
  vb_date d = {.year = (uint16_t)year};
  d.month = vb_cursor_u8(c);
  d.day = vb_cursor_u8(c);
  d.hour = vb_cursor_u8(c);
  d.minute = vb_cursor_u8(c);
  d.precision = vb_cursor_u8(c);
  if (year > UINT16_MAX || !vb_date_valid(d)) c->bad = true;
  return d;
}

static void get_head(vb_cursor *c, vb_article *a) {
  a->title = get_str(c);
  a->byline = get_str(c);
  uint64_t authors = vb_cursor_varint(c);
  if (authors > VB_AUTHORS_MAX) c->bad = true;
  for (uint64_t i = 0; i < authors && !c->bad; i++) a->authors[a->author_count++] = get_str(c);
  a->source = get_str(c);
  a->published = get_date(c);
  uint8_t origin = vb_cursor_u8(c);
  if (origin > VB_DATE_FROM_PATH) c->bad = true;
  else a->published_from = (vb_date_origin)origin;
  a->url = get_str(c);
  a->language = get_str(c);
  a->section = get_str(c);
}

static vb_status get_comments(vb_cursor *c, vb_arena *arena, vb_article *a, vb_error *err) {
  uint64_t count = vb_cursor_varint(c);
  /* A comment takes at least three bytes. */
  if (count > VB_COMMENTS_MAX || count > vb_cursor_left(c) / 3) c->bad = true;
  if (c->bad || count == 0) return VB_OK;
  a->comments = vb_arena_calloc(arena, (size_t)count, sizeof *a->comments);
  if (!a->comments) return vb_fail(err, VB_NOMEM, "out of memory");
  a->comment_count = (size_t)count;
  for (size_t i = 0; i < a->comment_count && !c->bad; i++) {
    a->comments[i].author = get_str(c);
    a->comments[i].date = get_str(c);
    a->comments[i].text = get_str(c);
  }
  return VB_OK;
}

static bool is_boundary(vb_str text, uint64_t at) {
  return vb_utf8_floor(text, (size_t)at) == at;
}

/* Reads an extent of the text; it must begin and end at characters. */
static vb_extent get_extent(vb_cursor *c, vb_str text, int64_t start, uint64_t length) {
  const uint64_t n = text.n;
  if (c->bad || length == 0 || start < 0 || (uint64_t)start > n || length > n - (uint64_t)start)
    c->bad = true;
  else if (!is_boundary(text, (uint64_t)start) || !is_boundary(text, (uint64_t)start + length))
    c->bad = true;
  return c->bad ? (vb_extent){0, 0}
                : (vb_extent){(uint32_t)start, (uint32_t)((uint64_t)start + length)};
}

static vb_extent get_mention(vb_cursor *c, vb_str text, uint32_t base) {
  uint64_t length = vb_cursor_varint(c);
  if (length == 0) return (vb_extent){0, 0};
  uint64_t zigzag = vb_cursor_varint(c);
  if (zigzag > 2 * (uint64_t)VB_ARTICLE_MAX) c->bad = true;
  int64_t from = (int64_t)(zigzag >> 1);
  return get_extent(c, text, (int64_t)base + (zigzag & 1 ? -from - 1 : from), length);
}

static vb_status get_parts(vb_cursor *c, vb_arena *arena, vb_str text, uint32_t *at,
                           vb_quotation *q, vb_error *err) {
  uint64_t count = vb_cursor_varint(c);
  if (count == 0 || count > vb_cursor_left(c) / 2) c->bad = true;
  if (c->bad) return VB_OK;
  q->parts = vb_arena_calloc(arena, (size_t)count, sizeof *q->parts);
  if (!q->parts) return vb_fail(err, VB_NOMEM, "out of memory");
  q->part_count = (uint32_t)count;
  for (uint32_t i = 0; i < q->part_count && !c->bad; i++) {
    uint64_t gap = vb_cursor_varint(c), length = vb_cursor_varint(c);
    if (gap > VB_ARTICLE_MAX) c->bad = true;
    q->parts[i] = get_extent(c, text, (int64_t)*at + (int64_t)gap, length);
    *at = q->parts[i].end;
  }
  return VB_OK;
}

/* One without inner quotations; *at is moved to its end. */
static vb_status get_quotation(vb_cursor *c, vb_arena *arena, vb_str text, uint32_t *at,
                               vb_quotation *q, vb_error *err) {
  vb_status status = get_parts(c, arena, text, at, q, err);
  if (status != VB_OK || c->bad) return status;
  q->mention = get_mention(c, text, q->parts[0].start);
  q->cue = get_mention(c, text, q->parts[0].start);
  q->speaker = get_str(c);
  q->confidence = vb_cursor_u8(c);
  q->speaker_confidence = vb_cursor_u8(c);
  if (q->speaker.n > VB_QUOTATION_SPEAKER_MAX || q->confidence > 100 || q->speaker_confidence > 100)
    c->bad = true;
  return VB_OK;
}

/* The number of quotations is checked against the bytes left before memory is taken, so that a
   damaged record cannot ask for more than it could fill. */
static vb_quotation *get_list(vb_cursor *c, vb_arena *arena, size_t *count, vb_status *status,
                              vb_error *err) {
  uint64_t n = vb_cursor_varint(c);
  *count = 0;
  /* A quotation takes at least eight bytes. */
  if (n > VB_QUOTATIONS_MAX || n > vb_cursor_left(c) / 8) c->bad = true;
  if (c->bad || n == 0) return NULL;
  vb_quotation *list = vb_arena_calloc(arena, (size_t)n, sizeof *list);
  if (list) *count = (size_t)n;
  else *status = vb_fail(err, VB_NOMEM, "out of memory");
  return list;
}

/* Inner quotations lie between the first part's start and the last one's end. */
static vb_status get_inner(vb_cursor *c, vb_arena *arena, vb_str text, vb_quotation *q,
                           vb_error *err) {
  size_t count;
  vb_status status = VB_OK;
  uint32_t at = q->parts[0].start, end = q->parts[q->part_count - 1].end;
  q->inner = get_list(c, arena, &count, &status, err);
  for (size_t i = 0; i < count && !c->bad && status == VB_OK; i++)
    status = get_quotation(c, arena, text, &at, &q->inner[i], err);
  if (count && at > end) c->bad = true;
  q->inner_count = (uint32_t)count;
  return status;
}

static vb_status get_quotations(vb_cursor *c, vb_arena *arena, vb_article *a, bool inner,
                                vb_error *err) {
  uint32_t at = 0;
  vb_status status = VB_OK;
  a->quotations = get_list(c, arena, &a->quotation_count, &status, err);
  for (size_t i = 0; i < a->quotation_count && !c->bad && status == VB_OK; i++) {
    vb_quotation *q = &a->quotations[i];
    status = get_quotation(c, arena, a->text, &at, q, err);
    if (inner && status == VB_OK && !c->bad) status = get_inner(c, arena, a->text, q, err);
  }
  if (inner && !c->bad && !has_inner(a)) c->bad = true; /* the writer would have said so */
  return status;
}

/* Nothing in a record is trusted: extents must be inside the text and ascend, and no byte may be
   left over. Only then is *out set. */
vb_status vb_record_decode(vb_str bytes, vb_arena *arena, vb_article *out, vb_error *err) {
  *out = (vb_article){0};
  vb_cursor c = vb_cursor_of(bytes);
  uint8_t version = vb_cursor_u8(&c);
  if (version > 0 && version < RECORD_VERSION)
    return vb_fail(err, VB_CORRUPT,
                   "an article's record has version %u, which this program does not "
                   "read; index anew",
                   (unsigned)version);
  bool inner = version >= RECORD_VERSION + RECORD_WITH_INNER;
  if (inner) version = (uint8_t)(version - RECORD_WITH_INNER);
  if (version != RECORD_VERSION && version != RECORD_WITH_MORE) c.bad = true;
  vb_article a = {0};
  a.id = get_str(&c);
  get_head(&c, &a);
  a.text = get_str(&c);
  vb_status status = get_comments(&c, arena, &a, err);
  if (status == VB_OK) status = get_quotations(&c, arena, &a, inner, err);
  if (status != VB_OK) return status;
  a.path = get_bytes(&c);
  a.record = vb_cursor_varint(&c);
  uint64_t replaced = vb_cursor_varint(&c);
  a.replaced = (uint32_t)replaced;
  if (version == RECORD_WITH_MORE) {
    a.captured = get_date(&c);
    a.language_sure = vb_cursor_u8(&c);
    if (a.language_sure > 100) c.bad = true;
    /* With neither, the writer would have used the other version. */
    if (a.captured.precision == VB_DATE_UNKNOWN && !a.language_sure) c.bad = true;
  }
  if (c.bad || replaced > UINT32_MAX || vb_cursor_left(&c) != 0)
    return vb_fail(err, VB_CORRUPT, "an article's record of %zu bytes is damaged", bytes.n);
  *out = a;
  return VB_OK;
}

const vb_quotation *vb_quotation_inside(const vb_quotation *q, uint32_t start, uint32_t end) {
  for (uint32_t i = 0; i < q->inner_count; i++)
    for (uint32_t p = 0; p < q->inner[i].part_count; p++) {
      vb_extent part = q->inner[i].parts[p];
      uint32_t from = part.start > start ? part.start : start, to = part.end < end ? part.end : end;
      /* A match may extend over the mark after the words. */
      if (to > from && (uint64_t)(to - from) * 10 >= (uint64_t)(end - start) * 9)
        return &q->inner[i];
    }
  return NULL;
}
