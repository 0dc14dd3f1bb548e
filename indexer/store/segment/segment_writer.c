/*
 * segment_writer.c - writes the five files of a segment in parallel.
 *
 *   docs  -> batch of records -> [encode, any thread] -> text part, in order
 *         -> columns in memory -----------------------> columns part, at the end
 *   lists -> postings, positions; keys -> lexicon
 *
 * The first batch of records is the sample from which the phrases worth a code are
 * learnt; later batches are just large enough to be worth a task for another thread. The
 * first of them waits and grows while another thread learns.
 * The columns stay in memory until the end, when each is written as one array that a
 * reader uses as it is in the file.
 */
#include "indexer/store/segment/segment_writer.h"

#include "indexer/base/hash.h"
#include "indexer/base/hash_table.h"

#include <stdlib.h>
#include <unistd.h>

enum {
  /* Smaller batches spend more of their time on loading the encoder's tables into the cache. */
  BATCH = 256 * 1024,
  /* Text that exceeds one sample is expected to be this many samples: a segment has about 100
     MB. */
  SAMPLES = 8,
  /* Text that comes while another thread learns the phrases: as much as one thread reads
     meanwhile. With half of it, that one waits a third of the time. */
  BACKLOG = 8 * 1024 * 1024
};

enum { BATCHES = 8 }; /* waiting to be encoded or written: two and a half megabytes */

typedef struct text_batch { /* records on their way to the file */
  vb_buf raw, raw_ends;     /* the records, consecutive, and their ends (u32) */
  vb_buf coded, coded_ends; /* the same, encoded */
  const vb_text_encoder *coder;
  vb_task task;
} text_batch;

typedef struct text_sample { /* the first batch, and what is learnt of it */
  text_batch batch;
  unsigned more;
  vb_text_effort effort;
  vb_text_encoder *coder;
  vb_status status;
  vb_error error;
} text_sample;

typedef struct source_map { /* source -> ordinal; names in one buffer */
  vb_buf names, ends;
  vb_hash_table table;
  uint32_t count;
} source_map;

struct vb_segment_writer {
  char *folder;
  uint32_t number;
  vb_part_writer *parts[VB_PART_TEXT + 1];
  vb_lexicon_writer *lexicon;
  vb_text_effort effort;
  vb_text_encoder *coder; /* NULL: still sampling, or learning */
  bool learning;          /* as a task */
  text_sample sample;
  text_batch batch;            /* being filled */
  vb_task_pool *worker;        /* borrowed; NULL: none */
  text_batch batches[BATCHES]; /* a ring, in file order */
  unsigned first_batch, batch_count;
  vb_buf list, list_positions;
  vb_buf columns[VB_COLUMN_COUNT]; /* those collected here, not names and keys of copies */
  struct id_row {
    vb_id_hash id;
    uint32_t doc;
  } * ids;
  size_t id_capacity;
  source_map named;
  vb_minhash_writer minhash;
  vb_columns_map map;
  float norms[256]; /* valid for normed_docs articles */
  uint32_t normed_docs;
};

/* ---- sources ---- */

static vb_str source_name(const source_map *m, uint32_t i) {
  const uint32_t *ends = (const uint32_t *)(const void *)m->ends.p;
  uint32_t from = i ? ends[i - 1] : 0;
  return (vb_str){m->names.p + from, ends[i] - from};
}

/* Sets VB_SOURCE_NONE for an absent name; false when there is no memory. */
static bool source_ordinal(source_map *m, vb_str name, uint32_t *out) {
  *out = VB_SOURCE_NONE;
  if (!name.n) return true;
  if (!vb_hash_table_reserve(&m->table, 1)) return false;
  uint32_t hash = vb_hash_short(name);
  vb_hash_slot *slot = vb_hash_table_first(&m->table, hash);
  for (; slot->value; slot = vb_hash_table_next(&m->table, slot)) {
    *out = slot->value - 1;
    if (slot->hash == hash && vb_str_eq(source_name(m, *out), name)) return true;
  }
  vb_buf_str(&m->names, name);
  vb_buf_u32(&m->ends, (uint32_t)m->names.n);
  *out = m->count++;
  vb_hash_table_put(&m->table, slot, hash, m->count);
  return !m->names.failed && !m->ends.failed;
}

/* ---- opening and closing ---- */

static void clear_batch(text_batch *b) {
  vb_buf_clear(&b->raw);
  vb_buf_clear(&b->raw_ends);
  vb_buf_clear(&b->coded);
  vb_buf_clear(&b->coded_ends);
}

/* What waits is not 0 only if the segment is abandoned. */
static void finish_tasks(vb_segment_writer *w) {
  for (; w->batch_count; w->batch_count--)
    vb_task_pool_finish(w->worker,
                        &w->batches[(w->first_batch + w->batch_count - 1) % BATCHES].task);
  if (!w->learning) return;
  vb_task_pool_finish(w->worker, &w->sample.batch.task);
  vb_text_encoder_free(w->sample.coder);
}

static void free_writer(vb_segment_writer *w) {
  finish_tasks(w);
  for (int k = 1; k <= VB_PART_TEXT; k++) vb_part_abandon(w->parts[k]);
  vb_lexicon_writer_free(w->lexicon);
  for (unsigned i = 0; i < BATCHES; i++) clear_batch(&w->batches[i]);
  clear_batch(&w->batch);
  clear_batch(&w->sample.batch);
  vb_text_encoder_free(w->coder);
  vb_buf *const bufs[] = {&w->list, &w->list_positions, &w->named.names, &w->named.ends};
  for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) vb_buf_clear(bufs[i]);
  for (size_t i = 0; i < VB_COLUMN_COUNT; i++) vb_buf_clear(&w->columns[i]);
  vb_minhash_writer_clear(&w->minhash);
  vb_hash_table_clear(&w->named.table);
  free(w->ids);
  free(w->folder);
  free(w);
}

void vb_segment_writer_abandon(vb_segment_writer *w) {
  if (!w) return;
  for (int k = 1; k <= VB_PART_TEXT; k++) {
    char *path = w->folder ? vb_segment_path(w->folder, w->number, (vb_part_kind)k, 0) : NULL;
    if (path) unlink(path);
    free(path);
  }
  free_writer(w);
}

vb_status vb_segment_writer_new(const char *folder, uint32_t number, vb_segment_writer **out,
                                vb_error *err) {
  *out = NULL;
  vb_segment_writer *w = calloc(1, sizeof *w);
  if (!w) return vb_fail(err, VB_NOMEM, "out of memory");
  w->number = number;
  w->folder = strdup(folder);
  vb_status status = w->folder ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  for (int k = 1; status == VB_OK && k <= VB_PART_TEXT; k++) {
    char *path = vb_segment_path(folder, number, (vb_part_kind)k, 0);
    status = path ? vb_part_create(path, (vb_part_kind)k, number, &w->parts[k], err)
                  : vb_fail(err, VB_NOMEM, "out of memory");
    free(path);
  }
  if (status == VB_OK) status = vb_lexicon_writer_new(w->parts[VB_PART_LEXICON], &w->lexicon, err);
  w->minhash.part = w->parts[VB_PART_COLUMNS];
  if (status == VB_OK) *out = w;
  else vb_segment_writer_abandon(w);
  return status;
}

/* ---- articles ---- */

static uint32_t end_at(const vb_buf *ends, size_t i) {
  uint32_t end;
  memcpy(&end, ends->p + 4 * i, 4);
  return end;
}

static void encode_batch(text_batch *b) {
  uint32_t from = 0;
  vb_buf_reset(&b->coded);
  vb_buf_reset(&b->coded_ends);
  for (size_t i = 0; 4 * i < b->raw_ends.n; i++) {
    uint32_t end = end_at(&b->raw_ends, i);
    vb_text_encoder_encode(b->coder, (vb_str){b->raw.p + from, end - from}, &b->coded);
    vb_buf_u32(&b->coded_ends, (uint32_t)b->coded.n);
    from = end;
  }
}

/* Writes an encoded batch and empties it. */
static vb_status put_batch(vb_segment_writer *w, text_batch *b, vb_error *err) {
  vb_part_writer *part = w->parts[VB_PART_TEXT];
  uint64_t start = vb_part_tell(part);
  if (b->raw.failed || b->raw_ends.failed || b->coded.failed || b->coded_ends.failed)
    return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; 4 * i < b->coded_ends.n; i++)
    vb_buf_u64(&w->columns[VB_COLUMN_AT_text_places],
               start + (i ? end_at(&b->coded_ends, i - 1) : 0));
  vb_part_append(part, b->coded.p, b->coded.n);
  if (b->raw.n > 2 * BATCH) clear_batch(b); /* frees memory: it waited for the phrases */
  vb_buf_reset(&b->raw);
  vb_buf_reset(&b->raw_ends);
  return VB_OK;
}

void vb_segment_writer_share(vb_segment_writer *w, vb_task_pool *worker) {
  w->worker = worker;
}

void vb_segment_writer_compress(vb_segment_writer *w, vb_text_effort effort) {
  w->effort = effort;
}

static void encode_task(void *context, size_t thread) {
  (void)thread;
  encode_batch(context);
}

/* Writes the batches that are ready, in order; waits for more until only `most` are left. */
static vb_status put_ready(vb_segment_writer *w, unsigned most, vb_error *err) {
  vb_status status = VB_OK;
  while (w->batch_count && status == VB_OK) {
    text_batch *b = &w->batches[w->first_batch];
    if (w->batch_count > most) vb_task_pool_finish(w->worker, &b->task);
    else if (!vb_task_is_done(&b->task)) break;
    status = put_batch(w, b, err);
    w->first_batch = (w->first_batch + 1) % BATCHES;
    w->batch_count--;
  }
  return status;
}

/* Submits the batch for encoding; it is written after those before it. */
static vb_status share_batch(vb_segment_writer *w, vb_error *err) {
  vb_status status = put_ready(w, BATCHES - 1, err);
  if (status != VB_OK) return status;
  text_batch *b = &w->batches[(w->first_batch + w->batch_count++) % BATCHES];
  vb_buf raw = b->raw, raw_ends = b->raw_ends;
  b->raw = w->batch.raw;
  b->raw_ends = w->batch.raw_ends;
  b->coder = w->coder;
  w->batch.raw = raw;
  w->batch.raw_ends = raw_ends;
  vb_task_pool_submit(w->worker, &b->task, VB_TASK_SOON, encode_task, b);
  return VB_OK;
}

static vb_status write_table(vb_segment_writer *w, vb_error *err) {
  vb_part_writer *part = w->parts[VB_PART_TEXT];
  vb_buf table = VB_BUF_INIT;
  vb_text_encoder_table(w->coder, &table);
  w->map.text_table = vb_part_tell(part);
  w->map.text_table_bytes = (uint32_t)table.n;
  vb_part_append(part, table.p, table.n);
  vb_status status = vb_buf_ok(&table, err);
  vb_buf_clear(&table);
  return status;
}

vb_status vb_segment_writer_learn(vb_segment_writer *w, vb_str sample, unsigned more,
                                  vb_error *err) {
  vb_status status = vb_text_encoder_new(sample, more, w->effort, &w->coder, err);
  return status == VB_OK ? write_table(w, err) : status;
}

static void learn_task(void *context, size_t thread) {
  (void)thread;
  text_sample *s = context;
  s->status =
      vb_text_encoder_new(vb_buf_view(&s->batch.raw), s->more, s->effort, &s->coder, &s->error);
  if (s->status != VB_OK) return;
  s->batch.coder = s->coder;
  encode_batch(&s->batch);
}

/* Writes the table of what was learnt, and the sample. */
static vb_status end_learning(vb_segment_writer *w, vb_error *err) {
  text_sample *s = &w->sample;
  vb_task_pool_finish(w->worker, &s->batch.task);
  w->learning = false;
  w->coder = s->coder;
  if (s->status != VB_OK && err) *err = s->error;
  vb_status status = s->status == VB_OK ? write_table(w, err) : s->status;
  if (status == VB_OK) status = put_batch(w, &s->batch, err);
  clear_batch(&s->batch);
  return status;
}

/* Ends the first batch, from which the phrases are learnt. */
static vb_status end_sampling(vb_segment_writer *w, unsigned more, vb_error *err) {
  text_sample *s = &w->sample;
  vb_status status = vb_buf_ok(&w->batch.raw, err);
  if (status != VB_OK) return status;
  s->batch = w->batch;
  w->batch = (text_batch){.coder = NULL};
  s->more = more;
  s->effort = w->effort;
  w->learning = true;
  vb_task_pool_submit(w->worker, &s->batch.task, VB_TASK_SOON, learn_task, s);
  return vb_task_is_done(&s->batch.task) ? end_learning(w, err) : VB_OK;
}

/* Ends the batch if it is large enough. */
static vb_status end_batch(vb_segment_writer *w, vb_error *err) {
  vb_status status = VB_OK;
  size_t n = w->batch.raw.n;
  if (w->learning) {
    if (n < BATCH || (n < BACKLOG && !vb_task_is_done(&w->sample.batch.task))) return VB_OK;
    status = end_learning(w, err);
  } else if (!w->coder) {
    return n >= VB_TEXT_SAMPLE ? end_sampling(w, SAMPLES, err) : VB_OK;
  }
  return status == VB_OK && n >= BATCH ? share_batch(w, err) : status;
}

static bool add_id(vb_segment_writer *w, vb_id_hash id) {
  if (w->map.docs == w->id_capacity) {
    size_t n = w->id_capacity ? w->id_capacity * 2 : 1024;
    struct id_row *grown = realloc(w->ids, n * sizeof *grown);
    if (!grown) return false;
    w->ids = grown;
    w->id_capacity = n;
  }
  w->ids[w->map.docs] = (struct id_row){id, w->map.docs};
  return true;
}

static void note_days(vb_columns_map *m, const vb_doc_row *row) {
  if (!row->first_day) return;
  if (!m->first_day || row->first_day < m->first_day) m->first_day = row->first_day;
  if (row->last_day > m->last_day) m->last_day = row->last_day;
}

/* The first articles are only collected, as the sample from which the table of phrases is learnt;
   from then on each batch is coded when it is full. */
vb_status vb_segment_writer_doc(vb_segment_writer *w, const vb_doc_row *row, vb_str record,
                                vb_error *err) {
  if (w->map.docs >= VB_SEGMENT_DOCS_MAX)
    return vb_fail(err, VB_LIMIT, "more than %d articles in a segment", VB_SEGMENT_DOCS_MAX);
  uint32_t source;
  if (!source_ordinal(&w->named, row->source, &source) || !add_id(w, row->id))
    return vb_fail(err, VB_NOMEM, "out of memory");
  vb_buf *columns = w->columns;
  vb_buf_u32(&columns[VB_COLUMN_AT_first_days], row->first_day);
  vb_buf_u32(&columns[VB_COLUMN_AT_last_days], row->last_day);
  vb_buf_char(&columns[VB_COLUMN_AT_minutes], (char)(row->minute & 0xff));
  vb_buf_char(&columns[VB_COLUMN_AT_minutes], (char)(row->minute >> 8));
  vb_buf_u32(&columns[VB_COLUMN_AT_doc_sources], source);
  vb_buf_u32(&columns[VB_COLUMN_AT_doc_words], row->words);
  vb_buf_u64(&columns[VB_COLUMN_AT_hashes], row->hash);
  vb_buf_char(&columns[VB_COLUMN_AT_lengths], (char)vb_length_code(row->words));
  vb_buf_str(&w->batch.raw, record);
  vb_buf_u32(&w->batch.raw_ends, (uint32_t)w->batch.raw.n);
  w->map.words += row->words;
  w->map.docs++;
  note_days(&w->map, row);
  return end_batch(w, err);
}

uint32_t vb_segment_writer_docs(const vb_segment_writer *w) {
  return w->map.docs;
}

const uint8_t *vb_segment_writer_lengths(const vb_segment_writer *w) {
  return (const uint8_t *)w->columns[VB_COLUMN_AT_lengths].p;
}

const float *vb_segment_writer_norms(vb_segment_writer *w) {
  if (w->normed_docs != w->map.docs) {
    vb_posting_norms(w->map.words, w->map.docs, w->norms);
    w->normed_docs = w->map.docs;
  }
  return w->norms;
}

vb_task_pool *vb_segment_writer_pool(const vb_segment_writer *w) {
  return w->worker;
}
vb_lexicon_writer *vb_segment_writer_lexicon(vb_segment_writer *w) {
  return w->lexicon;
}
vb_minhash_writer *vb_segment_writer_minhash(vb_segment_writer *w) {
  return &w->minhash;
}

/* ---- lists ---- */

void vb_segment_writer_lists(vb_segment_writer *w, vb_str postings, vb_str positions,
                             uint64_t *postings_at, uint64_t *positions_at) {
  *postings_at = vb_part_tell(w->parts[VB_PART_POSTINGS]);
  *positions_at = vb_part_tell(w->parts[VB_PART_POSITIONS]);
  vb_part_append(w->parts[VB_PART_POSTINGS], postings.p, postings.n);
  vb_part_append(w->parts[VB_PART_POSITIONS], positions.p, positions.n);
}

vb_status vb_segment_encode_list(const vb_posting_input *in, vb_buf *postings, vb_buf *positions,
                                 vb_term *term, vb_error *err) {
  term->df = in->df;
  term->postings = postings->n;
  term->positions = positions->n;
  vb_posting_encode(in, postings, in->positions ? positions : NULL);
  if (postings->failed || positions->failed) return vb_fail(err, VB_NOMEM, "out of memory");
  term->positions_length = positions->n - term->positions;
  if (postings->n - term->postings > UINT32_MAX || term->positions_length > UINT32_MAX)
    return vb_fail(err, VB_LIMIT, "a list of more than 4 GiB in a segment");
  term->postings_length = (uint32_t)(postings->n - term->postings);
  return VB_OK;
}

vb_status vb_segment_writer_list(vb_segment_writer *w, const vb_posting_input *in, vb_term *term,
                                 vb_error *err) {
  vb_buf_reset(&w->list);
  vb_buf_reset(&w->list_positions);
  vb_status status = vb_segment_encode_list(in, &w->list, &w->list_positions, term, err);
  if (status != VB_OK) return status;
  vb_segment_writer_lists(w, vb_buf_view(&w->list), vb_buf_view(&w->list_positions),
                          &term->postings, &term->positions);
  return VB_OK;
}

/* ---- the end ---- */

static int by_id(const void *a, const void *b) {
  const struct id_row *x = a, *y = b;
  if (x->id.high != y->id.high) return x->id.high < y->id.high ? -1 : 1;
  if (x->id.low != y->id.low) return x->id.low < y->id.low ? -1 : 1;
  return (x->doc > y->doc) - (x->doc < y->doc);
}

/* Sorts the rows by id into columns. The rows are not used afterwards. */
static void sort_ids(vb_segment_writer *w) {
  if (w->map.docs) qsort(w->ids, w->map.docs, sizeof *w->ids, by_id);
  for (uint32_t i = 0; i < w->map.docs; i++) {
    vb_buf_u64(&w->columns[VB_COLUMN_AT_id_hashes], w->ids[i].id.high);
    vb_buf_u64(&w->columns[VB_COLUMN_AT_id_hashes], w->ids[i].id.low);
    vb_buf_u32(&w->columns[VB_COLUMN_AT_id_docs], w->ids[i].doc);
  }
}

static vb_buf *array_of(vb_segment_writer *w, size_t column) {
  switch (column) {
  case VB_COLUMN_AT_source_names: return &w->named.names;
  case VB_COLUMN_AT_source_ends: return &w->named.ends;
  case VB_COLUMN_AT_minhash_firsts: return &w->minhash.firsts;
  case VB_COLUMN_AT_minhash_ends: return &w->minhash.ends;
  default: return &w->columns[column];
  }
}

/* Writes an array and frees its memory. */
static vb_status put_column(vb_segment_writer *w, size_t column, vb_error *err) {
  vb_part_writer *part = w->parts[VB_PART_COLUMNS];
  vb_buf *array = array_of(w, column);
  if (column == VB_COLUMN_AT_id_hashes) sort_ids(w);
  if (array->failed) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_part_align(part, 8);
  vb_column_set_place(&vb_columns[column], &w->map, vb_part_tell(part));
  vb_part_append(part, array->p, array->n);
  vb_buf_clear(array);
  return VB_OK;
}

static vb_status put_columns(vb_segment_writer *w, vb_error *err) {
  vb_part_writer *part = w->parts[VB_PART_COLUMNS];
  vb_buf map = VB_BUF_INIT;
  vb_status status = vb_minhash_flush(&w->minhash, err);
  if (status != VB_OK) return status;
  w->map.sources = w->named.count;
  w->map.minhash = w->minhash.count;
  w->map.minhash_blocks = w->minhash.count ? w->minhash.start : VB_PART_HEAD;
  vb_buf_u64(&w->columns[VB_COLUMN_AT_text_places], vb_part_tell(w->parts[VB_PART_TEXT]));
  for (unsigned order = 1; order < VB_COLUMN_COUNT; order++) /* 0 is the blocks of minhash */
    for (size_t i = 0; i < VB_COLUMN_COUNT && status == VB_OK; i++)
      if (vb_columns[i].order == order) status = put_column(w, i, err);
  if (status != VB_OK) return status;
  vb_part_align(part, 8);
  vb_columns_map_write(&w->map, &map);
  vb_part_append(part, map.p, map.n);
  status = vb_buf_ok(&map, err);
  vb_buf_clear(&map);
  return status;
}

vb_status vb_segment_writer_finish(vb_segment_writer *w, vb_segment_files *files, vb_error *err) {
  vb_status status = w->coder || w->learning ? VB_OK : end_sampling(w, 1, err);
  if (status == VB_OK && w->learning) status = end_learning(w, err);
  if (status == VB_OK) status = share_batch(w, err);
  if (status == VB_OK) status = put_ready(w, 0, err);
  if (status == VB_OK) status = put_columns(w, err);
  if (status == VB_OK) status = vb_lexicon_finish(w->lexicon, err);
  *files = (vb_segment_files){.number = w->number, .docs = w->map.docs};
  for (int k = 1; status == VB_OK && k <= VB_PART_TEXT; k++) {
    status = vb_part_finish(w->parts[k], &files->parts[k], err);
    w->parts[k] = NULL;
  }
  if (status == VB_OK) free_writer(w);
  else vb_segment_writer_abandon(w);
  return status;
}

vb_status vb_deletions_write(const char *folder, uint32_t number, uint32_t generation,
                             const uint64_t *bits, uint32_t docs, vb_part_id *id, vb_error *err) {
  char *path = vb_segment_path(folder, number, VB_PART_DELETIONS, generation);
  if (!path) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_part_writer *part;
  vb_status status = vb_part_create(path, VB_PART_DELETIONS, number, &part, err);
  if (status == VB_OK) {
    vb_part_append(part, bits, (docs + 63) / 64 * sizeof *bits);
    status = vb_part_finish(part, id, err);
  }
  free(path);
  return status;
}
