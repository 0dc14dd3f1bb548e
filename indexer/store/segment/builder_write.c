/*
 * builder_write.c - shares out the making of lists, and writes them in the order of keys.
 *
 *   words | pairs | stems  -> shares -> [make, any thread] -> ring, in order -> segment
 *
 * A share has about as many occurrences as its lists, so that it takes long enough to be
 * worth a task, and a few of them take little memory. The bytes do not depend on who
 * makes them, nor on how many do.
 */
#include "indexer/store/segment/index_inversion.h"

#include <stdlib.h>

enum {
  SHARE = 1 << 18,      /* occurrences; a list of more is a share by itself */
  SHARES_PER_THREAD = 2 /* made or waiting to be written, half a megabyte to two each */
};

typedef struct list_task {
  struct list_writer *writer;
  vb_list_share share;
  vb_task task;
} list_task;

typedef struct list_writer {
  vb_inversion v;
  vb_segment_writer *out;
  vb_task_pool *pool;    /* borrowed; NULL: none */
  vb_list_maker *makers; /* by thread */
  list_task *ring;
  size_t threads, room, first, count;
  uint32_t *ordinals; /* room for the words of a stem */
} list_writer;

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

static vb_status list_writer_init(list_writer *w, const vb_builder *b, vb_builder_tools *tools,
                                  vb_segment_writer *out, vb_error *err) {
  *w = (list_writer){.out = out, .pool = vb_segment_writer_pool(out)};
  w->threads = vb_task_pool_threads(w->pool);
  w->room = w->pool ? w->threads * SHARES_PER_THREAD : 1;
  w->makers = calloc(w->threads, sizeof *w->makers);
  w->ring = calloc(w->room, sizeof *w->ring);
  w->ordinals = malloc((b->word_count + 1) * sizeof *w->ordinals);
  vb_status status = vb_inversion_init(&w->v, b, tools, vb_segment_writer_lengths(out),
                                       vb_segment_writer_norms(out), err);
  return status || (w->makers && w->ring && w->ordinals) ? status : no_memory(err);
}

static void list_writer_clear(list_writer *w) {
  for (; w->count; w->count--) /* not 0 only after a failure */
    vb_task_pool_finish(w->pool, &w->ring[(w->first + w->count - 1) % w->room].task);
  for (size_t i = 0; i < w->room && w->ring; i++) {
    vb_list_share *s = &w->ring[i].share;
    vb_buf_clear(&s->postings);
    vb_buf_clear(&s->positions);
    vb_buf_clear(&s->lists);
  }
  for (size_t i = 0; i < w->threads && w->makers; i++) vb_list_maker_clear(&w->makers[i]);
  free(w->makers);
  free(w->ring);
  free(w->ordinals);
  vb_inversion_clear(&w->v);
}

/* ---- writing ---- */

static void put_keys(list_writer *w, const vb_list_share *s, const vb_made_list *made,
                     const vb_term *term) {
  const vb_inversion *v = &w->v;
  vb_lexicon_writer *lexicon = vb_segment_writer_lexicon(w->out);
  if (s->kind == VB_LISTS_OF_WORDS) {
    vb_lexicon_add_word(lexicon, vb_builder_key(v->b, v->order[made->first]), term);
  } else if (s->kind == VB_LISTS_OF_PAIRS) {
    vb_lexicon_add_bigram(lexicon, made->first, term);
  } else {
    const vb_sort_text *stem = &v->stems[made->first];
    for (uint32_t i = made->first; i < made->end; i++)
      w->ordinals[i - made->first] = v->stems[i].number;
    vb_lexicon_add_stem(lexicon, (vb_str){stem->p, stem->n}, w->ordinals, made->end - made->first,
                        term);
  }
}

/* Writes the oldest share, when it is made. */
static vb_status put_oldest(list_writer *w, vb_error *err) {
  list_task *t = &w->ring[w->first];
  const vb_list_share *s = &t->share;
  vb_task_pool_finish(w->pool, &t->task);
  w->first = (w->first + 1) % w->room;
  w->count--;
  if (s->status) {
    if (err) *err = s->error;
    return s->status;
  }
  uint64_t postings, positions;
  vb_segment_writer_lists(w->out, vb_buf_view(&s->postings), vb_buf_view(&s->positions), &postings,
                          &positions);
  for (size_t at = 0; at < s->lists.n; at += sizeof(vb_made_list)) {
    vb_made_list made;
    memcpy(&made, s->lists.p + at, sizeof made);
    made.term.postings += postings;
    made.term.positions += positions;
    put_keys(w, s, &made, &made.term);
  }
  return VB_OK;
}

static vb_status put_all(list_writer *w, vb_error *err) {
  vb_status status = VB_OK;
  while (w->count && status == VB_OK) status = put_oldest(w, err);
  return status;
}

/* ---- sharing out ---- */

static void make(void *context, size_t thread) {
  list_task *t = context;
  vb_list_share_make(&t->share, &t->writer->makers[thread]);
}

static void start(list_writer *w, vb_list_kind kind, uint32_t from, uint32_t to, uint32_t slot) {
  list_task *t = &w->ring[(w->first + w->count++) % w->room];
  t->writer = w;
  t->share.v = &w->v;
  t->share.kind = kind;
  t->share.from = from;
  t->share.to = to;
  t->share.slot = slot;
  vb_task_pool_submit(w->pool, &t->task, VB_TASK_URGENT, make, t);
}

/* Where the lists that begin at `at` end: one word, the pairs of one word, one stem. */
static uint32_t next_of(const vb_inversion *v, vb_list_kind kind, uint32_t at) {
  return kind == VB_LISTS_OF_STEMS ? (uint32_t)vb_inversion_stem_end(v, at) : at + 1;
}

/* How many slots these lists have. */
static uint32_t slots_of(const vb_inversion *v, vb_list_kind kind, uint32_t from, uint32_t to) {
  const word *words = v->b->words;
  if (kind == VB_LISTS_OF_WORDS) return words[v->order[from]].cf;
  if (kind == VB_LISTS_OF_PAIRS) return words[v->paired_words[from]].cf;
  return vb_inversion_stem_slots(v, from, to);
}

/* Starts the making of all lists of a kind, and writes those that are in the way. */
static vb_status write_lists(list_writer *w, vb_list_kind kind, uint32_t end, vb_error *err) {
  vb_status status = VB_OK;
  uint32_t slot = 0, count = 0;
  for (uint32_t from = 0, at = 0; at < end && status == VB_OK;) {
    uint32_t next = next_of(&w->v, kind, at);
    count += slots_of(&w->v, kind, at, next);
    at = next;
    if (count < SHARE && at < end) continue;
    if (w->count == w->room) status = put_oldest(w, err);
    if (status == VB_OK) start(w, kind, from, at, slot);
    slot += count;
    count = 0;
    from = at;
  }
  return status;
}

vb_status vb_builder_write(vb_builder *b, vb_builder_tools *tools, vb_segment_writer *out,
                           vb_error *err) {
  list_writer w;
  if (!vb_builder_enter_places(b)) return no_memory(err);
  uint32_t words = (uint32_t)b->word_count;
  vb_status status = list_writer_init(&w, b, tools, out, err);
  if (!status) {
    vb_inversion_count_words(&w.v);
    status = write_lists(&w, VB_LISTS_OF_WORDS, words, err);
  }
  if (!status) status = write_lists(&w, VB_LISTS_OF_PAIRS, w.v.paired, err);
  if (!status) status = put_all(&w, err); /* the slots are counted out anew */
  if (!status) status = vb_inversion_count_stems(&w.v, err);
  if (!status) status = write_lists(&w, VB_LISTS_OF_STEMS, words, err);
  if (!status) status = put_all(&w, err);
  list_writer_clear(&w);
  return status;
}
