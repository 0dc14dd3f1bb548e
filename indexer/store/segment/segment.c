/*
 * segment.c - opens the files of a segment and reads its columns and articles.
 *
 * The lexicon and the columns part each end with a map that says where their arrays
 * are and how long. Each map is checked completely when the segment is opened, so
 * later reads only check the bytes that they use.
 */
#include "indexer/store/segment/segment_layout.h"

#include "indexer/base/file.h"

#include <stdio.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* The largest article and the lengths of its fields; a longer record is invalid (record.c). */
enum { RECORD_MAX = VB_ARTICLE_MAX + 16 * 1024 * 1024 };

char *vb_segment_path(const char *folder, uint32_t number, vb_part_kind kind, uint32_t generation) {
  char name[64];
  if (generation) snprintf(name, sizeof name, "%06u.%u.%s", number, generation, vb_part_name(kind));
  else snprintf(name, sizeof name, "%06u.%s", number, vb_part_name(kind));
  return vb_path_join(folder, name);
}

vb_id_hash vb_id_hash_of(vb_str id) {
  XXH128_hash_t h = XXH3_128bits(id.p, id.n);
  return (vb_id_hash){h.high64, h.low64};
}

/* ---- opening ---- */

static vb_status malformed(const vb_part *part, const char *what, vb_error *err) {
  return vb_fail(err, VB_CORRUPT, "%s: %s is malformed", part->path, what);
}

/* Whether an array of count elements is inside the part, before its map, and aligned. */
static bool inside(const vb_part *part, uint64_t map_at, uint64_t place, uint64_t count,
                   uint64_t size) {
  (void)part;
  return place >= VB_PART_HEAD && place % size == 0 && place <= map_at &&
         count <= (map_at - place) / size;
}

static vb_status read_map(const vb_part *part, size_t bytes, vb_cursor *c, vb_error *err) {
  if (part->end < VB_PART_HEAD + bytes) return malformed(part, "the map", err);
  vb_status status = vb_part_check(part, part->end - bytes, bytes, err);
  *c = (vb_cursor){part->bytes + part->end - bytes, part->bytes + part->end, false};
  return status;
}

/* The map's places and sizes must be inside the part and aligned; after this check the indexes may
   be used as arrays. */
static vb_status open_lexicon(vb_segment *s, vb_error *err) {
  vb_cursor c;
  vb_lexicon_map *m = &s->words;
  const vb_part *p = s->lexicon;
  vb_status status = read_map(p, VB_LEXICON_MAP_BYTES, &c, err);
  if (status != VB_OK) return status;
  uint64_t at = p->end - VB_LEXICON_MAP_BYTES;
  m->terms = vb_cursor_u32(&c);
  m->stems = vb_cursor_u32(&c);
  m->paired = vb_cursor_u32(&c);
  m->pairs = vb_cursor_u64(&c);
  m->word_index = vb_cursor_u64(&c);
  m->stem_index = vb_cursor_u64(&c);
  m->bigram_index = vb_cursor_u64(&c);
  m->bigram_ordinals = vb_cursor_u64(&c);
  uint64_t word_blocks = ((uint64_t)m->terms + VB_LEXICON_BLOCK - 1) / VB_LEXICON_BLOCK;
  uint64_t stem_blocks = ((uint64_t)m->stems + VB_LEXICON_BLOCK - 1) / VB_LEXICON_BLOCK;
  bool good =
      m->pairs < p->end && m->paired <= VB_BIGRAM_WORDS_MAX && m->bigram_index % 8 == 0 &&
      inside(p, at, m->word_index, word_blocks * 2, 8) &&
      inside(p, at, m->stem_index, stem_blocks * 2, 8) &&
      inside(p, at, m->bigram_index, (m->pairs + VB_BIGRAM_BLOCK - 1) / VB_BIGRAM_BLOCK * 3, 8) &&
      inside(p, at, m->bigram_ordinals, m->paired, 4);
  return good ? VB_OK : malformed(p, "the map", err);
}

static vb_status open_columns(vb_segment *s, vb_error *err) {
  vb_cursor c;
  vb_columns_map *m = &s->docs;
  const vb_part *p = s->columns;
  vb_status status = read_map(p, VB_COLUMNS_MAP_BYTES, &c, err);
  if (status != VB_OK) return status;
  if (!vb_columns_map_read(&c, p->end - VB_COLUMNS_MAP_BYTES, m) || m->text_table > s->text->end ||
      m->text_table_bytes > s->text->end - m->text_table)
    return malformed(p, "the map", err);
  return VB_OK;
}

static vb_status open_parts(vb_segment *s, const char *folder, const vb_segment_files *files,
                            vb_error *err) {
  vb_part **const parts[VB_PART_KINDS] = {NULL,        &s->postings, &s->positions, &s->lexicon,
                                          &s->columns, &s->text,     &s->deletions};
  vb_status status = VB_OK;
  for (int k = 1; k < VB_PART_KINDS && status == VB_OK; k++) {
    uint32_t generation = k == VB_PART_DELETIONS ? files->deletions : 0;
    if (k == VB_PART_DELETIONS && !generation) continue;
    char *path = vb_segment_path(folder, files->number, (vb_part_kind)k, generation);
    if (!path) return vb_fail(err, VB_NOMEM, "out of memory");
    status = vb_part_open(path, (vb_part_kind)k, files->number, &files->parts[k], parts[k], err);
    free(path);
  }
  return status;
}

static vb_status check_deletions(const vb_segment *s, vb_error *err) {
  if (!s->deletions) return VB_OK;
  uint64_t bytes = ((uint64_t)s->docs.docs + 63) / 64 * 8;
  if (s->deletions->end - VB_PART_HEAD != bytes) return malformed(s->deletions, "its length", err);
  return vb_part_check(s->deletions, VB_PART_HEAD, bytes, err);
}

/* Maps the parts and checks what every later read relies on: the maps of columns and lexicon, and
   the number of articles. Blocks are checked when they are first used. */
vb_status vb_segment_open(const char *folder, const vb_segment_files *files, vb_segment **out,
                          vb_error *err) {
  *out = NULL;
  vb_segment *s = calloc(1, sizeof *s);
  if (s) s->text_decoder = calloc(1, sizeof *s->text_decoder);
  if (!s || !s->text_decoder) {
    free(s);
    return vb_fail(err, VB_NOMEM, "out of memory");
  }
  vb_status status = open_parts(s, folder, files, err);
  if (status == VB_OK) status = open_columns(s, err);
  if (status == VB_OK && s->docs.docs != files->docs)
    status = vb_fail(err, VB_CORRUPT, "%s: %u articles; the manifest says %u", s->columns->path,
                     s->docs.docs, files->docs);
  if (status == VB_OK) status = open_lexicon(s, err);
  if (status == VB_OK) status = check_deletions(s, err);
  if (status != VB_OK) {
    vb_segment_close(s);
    return status;
  }
  s->info = (vb_segment_info){.number = files->number,
                              .docs = s->docs.docs,
                              .deleted = files->deleted,
                              .words = s->docs.words,
                              .terms = s->words.terms,
                              .stems = s->words.stems,
                              .paired = s->words.paired,
                              .pairs = s->words.pairs,
                              .sources = s->docs.sources,
                              .first_day = s->docs.first_day,
                              .last_day = s->docs.last_day};
  vb_posting_norms(s->docs.words, s->docs.docs, s->norms);
  s->lists = (vb_posting_lists){.postings = s->postings,
                                .positions = s->positions,
                                .columns = s->columns,
                                .lengths = s->docs.lengths,
                                .docs = s->docs.docs,
                                .norms = s->norms};
  *out = s;
  return VB_OK;
}

void vb_segment_close(vb_segment *s) {
  if (!s) return;
  vb_part_close(s->postings);
  vb_part_close(s->positions);
  vb_part_close(s->lexicon);
  vb_part_close(s->columns);
  vb_part_close(s->text);
  vb_part_close(s->deletions);
  vb_text_decoder_free(atomic_load_explicit(s->text_decoder, memory_order_acquire));
  free(s->text_decoder);
  free(s);
}

void vb_segment_forget(const vb_segment *s) {
  const vb_part *const parts[] = {s->postings, s->positions, s->lexicon, s->columns, s->text};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) vb_part_forget(parts[i]);
}

const vb_segment_info *vb_segment_about(const vb_segment *s) {
  return &s->info;
}

const char *vb_segment_cut(const vb_segment *s) {
  const vb_part *const parts[] = {s->postings, s->positions, s->lexicon,
                                  s->columns,  s->text,      s->deletions};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (vb_part_is_cut(parts[i])) return parts[i]->path;
  return NULL;
}

const vb_posting_lists *vb_segment_lists(const vb_segment *s) {
  return &s->lists;
}

/* ---- columns ---- */

bool vb_segment_deleted(const vb_segment *s, uint32_t doc) {
  if (!s->deletions || doc >= s->docs.docs) return false;
  uint64_t word;
  memcpy(&word, s->deletions->bytes + VB_PART_HEAD + doc / 64 * 8, 8);
  return word >> doc % 64 & 1;
}

static const void *array(const vb_segment *s, uint64_t place) {
  return s->columns->bytes + place;
}

/* Reads an element of 2, 4 or 8 bytes. */
static vb_status element(const vb_segment *s, uint64_t place, uint64_t index, unsigned size,
                         void *out, vb_error *err) {
  vb_status status = vb_part_check(s->columns, place + index * size, size, err);
  if (status == VB_OK) memcpy(out, s->columns->bytes + place + index * size, size);
  return status;
}

static vb_status no_doc(const vb_segment *s, uint32_t doc, vb_error *err) {
  return vb_fail(err, VB_NOT_FOUND, "segment %u has no article %u", s->info.number, doc);
}

vb_status vb_segment_facts(const vb_segment *s, uint32_t doc, vb_doc_facts *out, vb_error *err) {
  const vb_columns_map *m = &s->docs;
  *out = (vb_doc_facts){.source = VB_SOURCE_NONE};
  if (doc >= m->docs) return no_doc(s, doc, err);
  vb_status status = element(s, m->first_days, doc, 4, &out->first_day, err);
  if (status == VB_OK) status = element(s, m->last_days, doc, 4, &out->last_day, err);
  if (status == VB_OK) status = element(s, m->minutes, doc, 2, &out->minute, err);
  if (status == VB_OK) status = element(s, m->doc_sources, doc, 4, &out->source, err);
  if (status == VB_OK) status = element(s, m->doc_words, doc, 4, &out->words, err);
  if (status == VB_OK) status = element(s, m->hashes, doc, 8, &out->hash, err);
  return status;
}

/* A column of `size` bytes per doc, checked; NULL after a failure. */
static const void *column(const vb_segment *s, uint64_t place, uint64_t size, vb_status *status,
                          vb_error *err) {
  if (*status == VB_OK) *status = vb_part_check(s->columns, place, size * s->docs.docs, err);
  return *status == VB_OK ? array(s, place) : NULL;
}

vb_status vb_segment_columns(const vb_segment *s, const uint32_t **first_days,
                             const uint32_t **last_days, const uint16_t **minutes,
                             const uint32_t **sources, const uint8_t **length_codes,
                             vb_error *err) {
  const vb_columns_map *m = &s->docs;
  vb_status status = VB_OK;
  if (first_days) *first_days = column(s, m->first_days, 4, &status, err);
  if (last_days) *last_days = column(s, m->last_days, 4, &status, err);
  if (minutes) *minutes = column(s, m->minutes, 2, &status, err);
  if (sources) *sources = column(s, m->doc_sources, 4, &status, err);
  if (length_codes) *length_codes = column(s, m->lengths, 1, &status, err);
  return status;
}

vb_status vb_segment_source(const vb_segment *s, uint32_t source, vb_str *name, vb_error *err) {
  const vb_columns_map *m = &s->docs;
  uint32_t from = 0, to;
  *name = VB_STR_NONE;
  if (source == VB_SOURCE_NONE) return VB_OK;
  if (source >= m->sources) return vb_fail(err, VB_NOT_FOUND, "no source %u", source);
  vb_status status = element(s, m->source_ends, source, 4, &to, err);
  if (status == VB_OK && source) status = element(s, m->source_ends, source - 1, 4, &from, err);
  if (status == VB_OK && from > to) status = malformed(s->columns, "the list of sources", err);
  if (status == VB_OK) status = vb_part_check(s->columns, m->source_names + from, to - from, err);
  if (status == VB_OK)
    *name = (vb_str){(const char *)s->columns->bytes + m->source_names + from, to - from};
  return status;
}

/* ---- ids ---- */

static vb_status id_at(const vb_segment *s, uint64_t i, vb_id_hash *out, vb_error *err) {
  return element(s, s->docs.id_hashes, i, 16, out, err);
}

static bool id_below(vb_id_hash a, vb_id_hash b) {
  return a.high != b.high ? a.high < b.high : a.low < b.low;
}

/* The number of ids below this one. */
static vb_status id_rank(const vb_segment *s, vb_id_hash id, uint64_t *rank, vb_error *err) {
  uint64_t low = 0, high = s->docs.docs;
  vb_status status = VB_OK;
  while (low < high && status == VB_OK) {
    vb_id_hash found;
    uint64_t middle = low + (high - low) / 2;
    status = id_at(s, middle, &found, err);
    if (status == VB_OK && id_below(found, id)) low = middle + 1;
    else high = middle;
  }
  *rank = low;
  return status;
}

static vb_status doc_of_rank(const vb_segment *s, uint64_t rank, vb_id_hash id, uint32_t *doc,
                             vb_error *err) {
  vb_id_hash found;
  *doc = VB_DOC_NONE;
  if (rank >= s->docs.docs) return vb_fail(err, VB_NOT_FOUND, "no such id");
  vb_status status = id_at(s, rank, &found, err);
  if (status != VB_OK) return status;
  if (found.high != id.high || found.low != id.low) return vb_fail(err, VB_NOT_FOUND, "no such id");
  status = element(s, s->docs.id_docs, rank, 4, doc, err);
  if (status == VB_OK && *doc >= s->docs.docs)
    status = malformed(s->columns, "the table of ids", err);
  return status;
}

vb_status vb_segment_find_nth(const vb_segment *s, vb_id_hash id, uint32_t n, uint32_t *doc,
                              vb_error *err) {
  uint64_t rank;
  vb_status status = id_rank(s, id, &rank, err);
  return status == VB_OK ? doc_of_rank(s, rank + n, id, doc, err) : status;
}

vb_status vb_segment_find(const vb_segment *s, vb_str id, uint32_t *doc, vb_error *err) {
  vb_id_hash hash = vb_id_hash_of(id);
  uint64_t rank;
  vb_status status = id_rank(s, hash, &rank, err);
  do
    if (status == VB_OK) status = doc_of_rank(s, rank++, hash, doc, err);
  while (status == VB_OK && vb_segment_deleted(s, *doc));
  return status;
}

/* ---- articles ---- */

/* The segment's table of phrases. If two threads make it at once, one of the two is kept. */
static vb_status text_code(const vb_segment *s, const vb_text_decoder **out, vb_error *err) {
  vb_text_decoder *made, *none = NULL;
  *out = atomic_load_explicit(s->text_decoder, memory_order_acquire);
  if (*out) return VB_OK;
  vb_status status = vb_part_check(s->text, s->docs.text_table, s->docs.text_table_bytes, err);
  if (status != VB_OK) return status;
  vb_str table = {(const char *)s->text->bytes + s->docs.text_table, s->docs.text_table_bytes};
  status = vb_text_decoder_new(table, &made, err);
  if (status != VB_OK) {
    vb_error_prefix(err, s->text->path);
    return status;
  }
  if (!atomic_compare_exchange_strong_explicit(s->text_decoder, &none, made, memory_order_acq_rel,
                                               memory_order_acquire)) {
    vb_text_decoder_free(made);
    made = none;
  }
  *out = made;
  return VB_OK;
}

typedef struct coded_text {
  const vb_text_decoder *code;
  vb_str bytes;
  size_t size; /* decoded */
} coded_text;

static vb_status find_text(const vb_segment *s, uint32_t doc, coded_text *out, vb_error *err) {
  uint64_t from, to;
  if (doc >= s->docs.docs) return no_doc(s, doc, err);
  vb_status status = element(s, s->docs.text_places, doc, 8, &from, err);
  if (status == VB_OK) status = element(s, s->docs.text_places, doc + 1, 8, &to, err);
  if (status == VB_OK && from > to) status = malformed(s->columns, "an article's place", err);
  if (status == VB_OK) status = vb_part_check(s->text, from, to - from, err);
  if (status == VB_OK) status = text_code(s, &out->code, err);
  if (status != VB_OK) return status;
  out->bytes = (vb_str){(const char *)s->text->bytes + from, (size_t)(to - from)};
  status = vb_text_decoder_size(out->bytes, RECORD_MAX, &out->size, err);
  if (status != VB_OK) vb_error_prefix(err, s->text->path);
  return status;
}

vb_status vb_segment_record(const vb_segment *s, uint32_t doc, vb_buf *raw, vb_str *record,
                            vb_error *err) {
  coded_text text;
  vb_status status = find_text(s, doc, &text, err);
  if (status != VB_OK) return status;
  vb_buf_reset(raw);
  char *to = vb_buf_reserve(raw, text.size + VB_TEXT_DECODER_SLACK);
  if (!to) return vb_fail(err, VB_NOMEM, "out of memory");
  status = vb_text_decoder_decode(text.code, text.bytes, to, err);
  if (status != VB_OK) vb_error_prefix(err, s->text->path);
  *record = (vb_str){to, text.size};
  return status;
}

vb_status vb_segment_fetch(const vb_segment *s, uint32_t doc, vb_arena *arena, vb_article *out,
                           vb_error *err) {
  coded_text text;
  *out = (vb_article){0};
  vb_status status = find_text(s, doc, &text, err);
  if (status != VB_OK) return status;
  char *to = vb_arena_alloc(arena, text.size + VB_TEXT_DECODER_SLACK);
  if (!to) return vb_fail(err, VB_NOMEM, "out of memory");
  status = vb_text_decoder_decode(text.code, text.bytes, to, err);
  if (status == VB_OK) status = vb_record_decode((vb_str){to, text.size}, arena, out, err);
  if (status == VB_CORRUPT) vb_error_prefix(err, s->text->path);
  return status;
}
