/*
 * writer_native.c - puts articles into the native store: analyses, collects, writes segments.
 *
 * Articles are added to a batch until its budget is used up; then the batch is written
 * and becomes a segment of the write transaction. Small segments are merged when there
 * are many. Nothing of this is visible before commit.
 *
 * With a second thread there are two batches: while this thread fills one, the worker
 * writes the other. Merges are tasks as well (native_merging.h). Only this thread uses
 * the transaction.
 *
 *   put -> filling --full--> writing (a task) --done--> segment of the transaction
 *                                     many of them --> merging (a task) --> one of them
 */
#include "indexer/pipeline/writer.h"

#include "indexer/pipeline/native_batch.h"
#include "indexer/pipeline/native_merging.h"
#include "indexer/store/source_key.h"
#include "indexer/store/speaker_name.h"
#include "indexer/store/quotation_fields.h"
#include "indexer/store/store.h"
#include "indexer/text/shingles.h"

#include <stdio.h>
#include <stdlib.h>

enum {
  /* With the memory of analysis and columns, two threads take 299 MB in all, and 50 bytes more for
     each article of a large archive. */
  MEMORY_DEFAULT = 144 * 1024 * 1024,
  /* Its shares that a merge may use for pairs: beside the batches, and when there are none. */
  MERGE_SHARE = 10,
  COMPACT_SHARE = 4
};

typedef struct writer {
  vb_writer base;
  char language[VB_STORE_NAME_MAX];
  vb_write_transaction *session;
  vb_native_batch batches[2];
  vb_native_batch *filling;
  vb_native_batch *writing; /* NULL: none */
  vb_builder_tools tools;   /* used by the thread that writes a batch */
  size_t memory;            /* what the options give */
  vb_native_merging merging;
  bool grown; /* a batch was added since a merge was last looked for */
  vb_arena *arena;
  vb_buf record;
  vb_status broken; /* a failure that left a batch inconsistent; every later call returns it */
} writer;

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "no memory left to index with");
}

/* ---- opening and closing ---- */

static void writer_close(vb_writer *base) {
  writer *w = (writer *)base;
  vb_native_batch_clear(&w->batches[0]);
  vb_native_batch_clear(&w->batches[1]);
  vb_native_merging_clear(&w->merging);
  vb_write_transaction_close(w->session);
  vb_stemmer_close(w->tools.stemmer);
  vb_builder_tools_clear(&w->tools);
  vb_arena_free(w->arena);
  vb_buf_clear(&w->record);
  free(w);
}

/* Writing a batch takes twice the memory of filling it. Batches have the same size for any number
   of threads, so that the segments are the same, too. */
static vb_status open_batches(writer *w, const vb_writer_options *options, vb_error *err) {
  size_t memory = options->memory ? options->memory : MEMORY_DEFAULT;
  w->memory = memory;
  w->merging.memory = memory / MERGE_SHARE;
  bool two = options->pool || options->threads > 1;
  memory = memory / 3 * 2;
  w->filling = &w->batches[0];
  vb_status status = vb_native_batch_init(&w->batches[0], memory, err);
  if (status || !two) return status;
  return vb_native_batch_init(&w->batches[1], memory, err);
}

static vb_status writer_open(const char *folder, const vb_writer_options *options, vb_writer **out,
                             vb_error *err) {
  vb_status status = VB_OK;
  *out = NULL;
  writer *w = calloc(1, sizeof *w);
  if (!w) return no_memory(err);
  w->base.class = &vb_writer_native;
  w->base.lock = -1;
  snprintf(w->language, sizeof w->language, "%s", options->language);
  w->arena = vb_arena_new();
  if (!w->arena) status = no_memory(err);
  if (!status) status = vb_stemmer_open(w->language, &w->tools.stemmer, err);
  if (!status) status = open_batches(w, options, err);
  if (!status) status = vb_write_transaction_open(folder, options->create, &w->session, err);
  w->merging.session = w->session;
  if (status) writer_close(&w->base);
  else *out = &w->base;
  return status;
}

/* ---- batches ---- */

static vb_status broken(const writer *w, vb_error *err) {
  return vb_fail(err, w->broken, "an earlier failure spoiled what was not yet committed");
}

/* Adds the written batch to the transaction, after waiting for the task. */
static vb_status absorb(writer *w, vb_error *err) {
  vb_native_batch *b = w->writing;
  if (!b) return VB_OK;
  vb_task_pool_finish(w->base.worker, &b->task);
  w->writing = NULL;
  vb_status status = b->status;
  if (status && err) *err = b->error;
  if (!status)
    status = vb_write_transaction_add(w->session, &b->files, b->gone_count ? b->gone : NULL, err);
  if (!status) vb_native_batch_reset(b);
  w->grown = true;
  return w->broken = status;
}

/* Starts the merge that is due if a batch was added. It is called when a batch is full, and not
   when one was written, so that merges begin between the same articles with any number of
   threads. */
static vb_status start_merge(writer *w, vb_error *err) {
  if (!w->grown) return VB_OK;
  w->grown = false;
  return w->broken = vb_native_merging_start(&w->merging, w->base.worker, err);
}

static void write_batch(void *context, size_t thread) {
  (void)thread; /* one batch is written at a time */
  writer *w = context;
  vb_native_batch_write(w->writing, &w->tools);
}

/* Starts writing the full batch, and continues with the other one. */
static vb_status turn_over(writer *w, vb_error *err) {
  if (w->broken) return broken(w, err);
  vb_status status = absorb(w, err);
  if (!status) status = start_merge(w, err);
  if (status || !w->filling->docs) return status;
  w->writing = w->filling;
  /* Urgent: it takes long, and the next batch needs its memory. */
  vb_task_pool_submit(w->base.worker, &w->writing->task, VB_TASK_URGENT, write_batch, w);
  if (!w->base.worker) return absorb(w, err);
  w->filling = &w->batches[w->filling == &w->batches[0]];
  return VB_OK;
}

/* Makes sure that everything that was put is in the transaction. */
static vb_status flush(writer *w, vb_error *err) {
  vb_status status = turn_over(w, err);
  if (!status) status = absorb(w, err);
  if (status) return status;
  vb_builder_tools_clear(&w->tools); /* leaves its memory to merges */
  status = start_merge(w, err);
  if (status) return status;
  return w->broken = vb_native_merging_finish(&w->merging, w->base.worker, err);
}

/* Removes the article with this id, wherever it is; VB_NOT_FOUND. */
static vb_status take_away(writer *w, vb_id_hash id, vb_error *err) {
  if (vb_native_batch_remove(w->filling, id)) return VB_OK;
  if (w->writing && vb_native_batch_remove(w->writing, id)) return VB_OK;
  size_t segment;
  uint32_t doc;
  uint64_t hash;
  vb_status status = vb_write_transaction_find(w->session, id, &segment, &doc, &hash, err);
  return status ? status : vb_write_transaction_delete(w->session, segment, doc, err);
}

/* ---- one article ---- */

typedef struct field_text {
  vb_field field;
  uint32_t position;
  vb_analysis analysis;
} field_text;

typedef struct analysed {
  field_text *texts;
  size_t count, words; /* words: in all fields */
  uint32_t *places[VB_PLACES_COUNT];
  size_t place_counts[VB_PLACES_COUNT];
  uint32_t length; /* words in title and text */
  uint32_t keys[VB_SHINGLE_KEYS];
  size_t key_count;
} analysed;

static void add_analysis(analysed *a, vb_field field, uint32_t position,
                         const vb_analysis *analysis) {
  a->texts[a->count++] = (field_text){field, position, *analysis};
  a->words += analysis->token_count;
  if (field == VB_FIELD_TEXT) a->length += (uint32_t)analysis->token_count;
}

static vb_status analyse(writer *w, analysed *a, vb_field field, uint32_t position, vb_str text,
                         vb_error *err) {
  vb_analysis analysis;
  if (!text.n) return VB_OK;
  vb_status status = vb_analyse_words(text, w->arena, &analysis, err);
  if (!status) add_analysis(a, field, position, &analysis);
  return status;
}

/* Analyses texts of one field, at positions so far apart that no phrase crosses from one to the
   next. */
static vb_status analyse_row(writer *w, analysed *a, vb_field field, const vb_str *texts,
                             size_t count, size_t stride, vb_error *err) {
  uint32_t at = VB_POSITION_TEXT;
  vb_status status = VB_OK;
  for (size_t i = 0; i < count && !status; i++) {
    size_t before = a->words;
    status = analyse(w, a, field, at, *texts, err);
    at += (uint32_t)(a->words - before) + VB_POSITION_COMMENT_GAP;
    texts = (const vb_str *)((const char *)texts + stride);
  }
  return status;
}

static bool room_for_places(writer *w, analysed *a, vb_places list, size_t most) {
  a->places[list] = vb_arena_alloc(w->arena, (most + 1) * sizeof *a->places[list]);
  return a->places[list] != NULL;
}

static void add_place(analysed *a, vb_places list, uint32_t place) {
  a->places[list][a->place_counts[list]++] = place;
}

/* Finds the places of the quotations in the text. */
static vb_status find_said(writer *w, const vb_article *x, const vb_analysis *text, analysed *a,
                           vb_error *err) {
  size_t parts = 0;
  for (size_t i = 0; i < x->quotation_count; i++) parts += x->quotations[i].part_count;
  if (!room_for_places(w, a, VB_PLACES_SAID_FIRST, parts) ||
      !room_for_places(w, a, VB_PLACES_SAID_LAST, parts))
    return no_memory(err);
  for (size_t i = 0; i < x->quotation_count; i++)
    for (uint32_t p = 0; p < x->quotations[i].part_count; p++) {
      vb_token_range range = vb_quotation_tokens(text, x->quotations[i].parts[p]);
      if (range.first >= range.end) continue;
      add_place(a, VB_PLACES_SAID_FIRST, VB_POSITION_TEXT + range.first);
      add_place(a, VB_PLACES_SAID_LAST, VB_POSITION_TEXT + range.end - 1);
    }
  return VB_OK;
}

/* Notes where the sentences and paragraphs of title or text end (vb_places). */
static void find_ends(analysed *a, const vb_analysis *text, uint32_t position) {
  uint32_t count = 0;
  const vb_sentence *before = NULL; /* the last one with a word */
  for (size_t i = 0; i < text->sentence_count; i++) {
    const vb_sentence *s = &text->sentences[i];
    if (s->end_token <= s->first_token) continue;
    if (before && before->paragraph != s->paragraph)
      add_place(a, VB_PLACES_PARAGRAPH_ENDS, position + count - 1);
    add_place(a, VB_PLACES_SENTENCE_ENDS, position + s->end_token - 1);
    before = s;
    count++;
  }
  if (before) add_place(a, VB_PLACES_PARAGRAPH_ENDS, position + count - 1);
}

/* Adds the words of title and text, and where their sentences end. */
static vb_status analyse_text(writer *w, const vb_article *x, const vb_analysis *text, analysed *a,
                              vb_error *err) {
  vb_analysis title = {0};
  vb_status status = x->title.n ? vb_analyse(x->title, w->arena, &title, err) : VB_OK;
  if (status) return status;
  size_t sentences = title.sentence_count + text->sentence_count;
  if (!room_for_places(w, a, VB_PLACES_SENTENCE_ENDS, sentences) ||
      !room_for_places(w, a, VB_PLACES_PARAGRAPH_ENDS, sentences))
    return no_memory(err);
  if (title.token_count) add_analysis(a, VB_FIELD_TEXT, 0, &title);
  if (text->token_count) add_analysis(a, VB_FIELD_TEXT, VB_POSITION_TEXT, text);
  find_ends(a, &title, 0);
  find_ends(a, text, VB_POSITION_TEXT);
  return VB_OK;
}

static vb_status add_outlet(writer *w, analysed *a, vb_str name, vb_error *err) {
  vb_source_key key;
  if (!vb_source_key_of(name, key)) return VB_OK;
  vb_str term = vb_arena_copy(w->arena, vb_str_of(key));
  vb_token *token = vb_arena_calloc(w->arena, 1, sizeof *token);
  if (!term.p || !token) return no_memory(err);
  *token = (vb_token){.term = term.p, .term_length = VB_SOURCE_KEY_DIGITS};
  const vb_analysis made = {.tokens = token, .token_count = 1};
  add_analysis(a, VB_FIELD_SOURCE_KEY, VB_POSITION_TEXT, &made);
  return VB_OK;
}

static vb_status add_speaker_names(writer *w, const vb_article *x, analysed *a, vb_error *err) {
  vb_str *terms;
  size_t count;
  vb_status status = vb_speaker_terms(x, w->arena, &terms, &count, err);
  if (status || !count) return status;
  vb_token *tokens = vb_arena_calloc(w->arena, count, sizeof *tokens);
  if (!tokens) return no_memory(err);
  for (size_t i = 0; i < count; i++)
    tokens[i] = (vb_token){.term = terms[i].p, .term_length = (uint32_t)terms[i].n};
  const vb_analysis made = {.tokens = tokens, .token_count = count};
  add_analysis(a, VB_FIELD_SPEAKER_NAME, VB_POSITION_TEXT, &made);
  return VB_OK;
}

/* Fields other than title and text have their own ranges of positions, which begin after
   VB_POSITION_TEXT here, because positions below it belong to titles. */
static vb_status analyse_article(writer *w, const vb_article *x, const vb_analysis *text,
                                 analysed *a, vb_error *err) {
  *a = (analysed){0};
  vb_str *names;
  size_t name_count;
  vb_status status = vb_quotation_speakers(x, w->arena, &names, &name_count, err);
  if (status) return status;
  size_t most = 7 + x->author_count + x->comment_count + name_count;
  a->texts = vb_arena_alloc(w->arena, most * sizeof *a->texts);
  if (!a->texts) return no_memory(err);
  status = analyse_text(w, x, text, a, err);
  a->key_count = vb_shingle_keys(text, a->keys);
  if (!status)
    status = analyse_row(w, a, VB_FIELD_AUTHOR, x->authors, x->author_count, sizeof(vb_str), err);
  if (!status && x->comment_count)
    status = analyse_row(w, a, VB_FIELD_COMMENTS, &x->comments->text, x->comment_count,
                         sizeof *x->comments, err);
  if (!status) status = analyse_row(w, a, VB_FIELD_SPEAKER, names, name_count, sizeof *names, err);
  if (!status) status = add_speaker_names(w, x, a, err);
  if (!status) status = find_said(w, x, text, a, err);
  if (!status) status = analyse(w, a, VB_FIELD_SOURCE, VB_POSITION_TEXT, x->source, err);
  if (!status) status = add_outlet(w, a, x->source, err);
  if (!status) status = analyse(w, a, VB_FIELD_SECTION, VB_POSITION_TEXT, x->section, err);
  if (!status) status = analyse(w, a, VB_FIELD_LANGUAGE, VB_POSITION_TEXT, x->language, err);
  for (int list = 0; list < VB_PLACES_COUNT; list++)
    a->words += (a->place_counts[list] + 1) / 2; /* half as large as a word */
  return status;
}

/* Adds the places that are not words (schema.h). */
static vb_status add_places(writer *w, const analysed *a, vb_error *err) {
  vb_status status = VB_OK;
  for (int list = 0; list < VB_PLACES_COUNT && !status; list++)
    status = vb_builder_places(w->filling->builder, (vb_places)list, a->places[list],
                               a->place_counts[list], err);
  return status;
}

static vb_status begin_segment(writer *w, vb_error *err) {
  vb_native_batch *b = w->filling;
  if (b->segment) return VB_OK;
  vb_status status =
      vb_segment_writer_new(vb_write_transaction_folder(w->session),
                            vb_write_transaction_number(w->session), &b->segment, err);
  if (!status) vb_segment_writer_share(b->segment, w->base.worker);
  return status;
}

/* If this fails, builder and segment have different articles: the batch is broken. */
static vb_status add_article(writer *w, const vb_article *x, uint64_t hash, vb_id_hash id,
                             const analysed *a, vb_error *err) {
  vb_native_batch *b = w->filling;
  vb_doc_row row = {.id = id,
                    .first_day = vb_date_first_day(x->published),
                    .last_day = vb_date_last_day(x->published),
                    .minute = vb_date_minute(x->published),
                    .words = a->length,
                    .source = x->source,
                    .hash = hash};
  vb_status status = vb_segment_writer_doc(b->segment, &row, vb_buf_view(&w->record), err);
  for (size_t i = 0; i < a->count && !status; i++)
    status = vb_builder_words(b->builder, a->texts[i].field, a->texts[i].position,
                              a->texts[i].analysis.tokens, a->texts[i].analysis.token_count, err);
  if (!status) status = add_places(w, a, err);
  if (status) return w->broken = status;
  vb_native_batch_end_article(b, id, hash, a->keys, a->key_count);
  return VB_OK;
}

static vb_status writer_put(vb_writer *base, const vb_article *article, const vb_analysis *text,
                            uint64_t hash, vb_error *err) {
  writer *w = (writer *)base;
  analysed a = {0};
  vb_id_hash id = vb_id_hash_of(article->id);
  vb_arena_clear(w->arena);
  vb_buf_reset(&w->record);
  vb_record_encode(article, &w->record);
  vb_status status = w->broken ? broken(w, err) : vb_buf_ok(&w->record, err);
  if (!status) status = analyse_article(w, article, text, &a, err);
  if (!status && !vb_builder_room(w->filling->builder, a.words)) status = turn_over(w, err);
  if (!status) status = begin_segment(w, err);
  if (!status) status = vb_native_batch_reserve(w->filling, err);
  if (status) return status;
  status = take_away(w, id, err);
  if (status && status != VB_NOT_FOUND) return status;
  return add_article(w, article, hash, id, &a, err);
}

static vb_status writer_find(vb_writer *base, vb_str id, bool *found, uint64_t *hash,
                             vb_error *err) {
  writer *w = (writer *)base;
  vb_id_hash name = vb_id_hash_of(id);
  size_t segment;
  uint32_t doc;
  *hash = 0;
  *found = vb_native_batch_find(w->filling, name, hash) ||
           (w->writing && vb_native_batch_find(w->writing, name, hash));
  if (*found) return VB_OK;
  vb_status status = vb_write_transaction_find(w->session, name, &segment, &doc, hash, err);
  *found = status == VB_OK;
  return status == VB_NOT_FOUND ? VB_OK : status;
}

static vb_status writer_remove(vb_writer *base, vb_str id, vb_error *err) {
  vb_status status = take_away((writer *)base, vb_id_hash_of(id), err);
  if (status == VB_NOT_FOUND)
    return vb_fail(err, VB_NOT_FOUND, "no article has the id '%.*s'", VB_STR_ARG(id));
  return status;
}

/* ---- all of them ---- */

static vb_status each_of_segment(writer *w, size_t i, vb_buf *raw,
                                 vb_status (*visit)(void *context, vb_str id, vb_str path,
                                                    vb_error *err),
                                 void *context, vb_error *err) {
  const vb_segment *segment = vb_write_transaction_segment(w->session, i);
  vb_status status = VB_OK;
  for (uint32_t doc = 0; doc < vb_segment_about(segment)->docs && !status; doc++) {
    vb_str record;
    vb_article article;
    if (vb_write_transaction_deleted(w->session, i, doc)) continue;
    vb_arena_clear(w->arena);
    status = vb_segment_record(segment, doc, raw, &record, err);
    if (!status) status = vb_record_decode(record, w->arena, &article, err);
    if (!status) status = visit(context, article.id, article.path, err);
  }
  return status;
}

static vb_status writer_each(vb_writer *base,
                             vb_status (*visit)(void *context, vb_str id, vb_str path,
                                                vb_error *err),
                             void *context, vb_error *err) {
  writer *w = (writer *)base;
  vb_buf raw = VB_BUF_INIT;
  vb_status status = flush(w, err);
  for (size_t i = 0; i < vb_write_transaction_segments(w->session) && !status; i++)
    status = each_of_segment(w, i, &raw, visit, context, err);
  vb_buf_clear(&raw);
  return status;
}

static vb_status writer_lines(vb_writer *base, vb_buf *out, vb_error *err) {
  return vb_write_transaction_lines(((writer *)base)->session, out, err);
}

static vb_status writer_set_lines(vb_writer *base, vb_str bytes, vb_error *err) {
  return vb_write_transaction_set_lines(((writer *)base)->session, bytes, err);
}

static vb_status writer_commit(vb_writer *base, vb_error *err) {
  writer *w = (writer *)base;
  vb_status status = flush(w, err);
  return status ? status : vb_write_transaction_commit(w->session, err);
}

static vb_status writer_compact(vb_writer *base, vb_error *err) {
  writer *w = (writer *)base;
  vb_status status = flush(w, err);
  vb_merge_means means = {w->memory / COMPACT_SHARE, w->base.worker, VB_TEXT_SMALL};
  if (!status) status = vb_merge_all(w->session, means, err);
  return status ? status : vb_write_transaction_commit(w->session, err);
}

static vb_writer_info writer_info(vb_writer *base) {
  writer *w = (writer *)base;
  uint64_t articles = vb_write_transaction_articles(w->session) + vb_native_batch_live(w->filling);
  if (w->writing) articles += vb_native_batch_live(w->writing);
  return (vb_writer_info){vb_writer_native.engine, w->language, articles};
}

const vb_writer_class vb_writer_native = {
    .engine = "native",
    .open = writer_open,
    .find = writer_find,
    .put = writer_put,
    .remove = writer_remove,
    .each = writer_each,
    .lines = writer_lines,
    .set_lines = writer_set_lines,
    .commit = writer_commit,
    .compact = writer_compact,
    .info = writer_info,
    .close = writer_close,
};
