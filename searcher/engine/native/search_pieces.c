/*
 * search_pieces.c - divides a long search into pieces of segments, which threads take in turn.
 *
 *   segment 0      | whole ........ |                    as it began
 *   segment 1      |   0   |   1   |   2   |   3   |     from here on it seemed long: ranges of
 *   segment 2      |   4   |   5   |   6   |             documents, each planned and searched alone
 *
 * Only a search that visits every match is divided, so that no piece depends on what another one
 * has found, and the sum of the pieces is what one thread finds: the best hits are ordered by score
 * and number, and counts are added up. It begins as any other; the step that finds out that there
 * is much to do (the walk of a tree, the places of a prefix) ends the plan of its segment.
 *
 * The memory of the search is shared out. A piece that runs out of its share is done again, alone
 * and with all of it, so what is refused is what one thread would have refused. Pieces are begun in
 * their order, and the failure of the first that fails is the search's. A helper leaves after its
 * piece when another store has work to do.
 *
 * Places of very many words are gathered for a piece as well, so a segment where they do not fit
 * the memory is done in pieces even by one thread.
 */
#include "searcher/engine/native/native_internal.h"

#include <pthread.h>
#include <stdlib.h>

enum {
  PIECES = 6,              /* for each thread, so that none waits long for the last one */
  PIECE_STEP = 64,         /* documents; a word of a set of them */
  ROOM_SPARE = 2,          /* pieces have the more places the longer their articles are */
  MERGING_SHARE = 8,       /* one part of the memory is for the merged result */
  MERGING_LEAST = 2 << 20, /* bytes of it, if there are that much */
  /* What a candidate takes, estimated. */
  READ_NS = 20000, /* its text is read */
  WITHIN_NS = 1500,
  PHRASE_NS = 300,
  WALK_NS = 60,
  SET_NS = 10
};

typedef struct piece {
  size_t segment;
  uint32_t first, end;
  bool again; /* its share of the memory did not suffice */
} piece;

typedef struct worker {
  search_context context;
  vb_arena *arena, *kept, *scratch; /* arena: of one piece */
  vb_stemmer *stemmer;
} worker;

typedef struct division division;
struct division {
  const search_context *context; /* of the search */
  const vb_engine_request *request;
  outcome *out;
  const vb_query *prefix; /* to be gathered, instead of a request */
  prefix_docs *gathered;  /* by segment */
  void (*run)(division *d, size_t piece, worker *w);
  piece *pieces;
  size_t count, share; /* share: bytes of a thread */
  bool last_round;     /* by one thread with all of the memory */
  _Atomic size_t next;
  _Atomic bool ends;    /* no piece is begun any more */
  pthread_mutex_t lock; /* protects what follows, and `out` */
  size_t failed;        /* the first piece that failed; SIZE_MAX: none */
  bool limited;         /* it did for the bound of its memory */
  vb_status status;
  vb_error error;
  bool late;
  search_context merging; /* records the failures of merging */
};

/* ---- whether to divide ---- */

/* Whether every tree of the query visits every match, or none: what a tree of lists may skip is not
   counted, and depends on the hits found before (rank.c). */
static bool visits_all(const vb_query *q) {
  bool any = false, all = q->child_count > 0;
  for (size_t i = 0; i < q->child_count; i++) {
    bool child = (q->kind == VB_QUERY_AND || q->kind == VB_QUERY_OR) && visits_all(q->children[i]);
    any |= child;
    all &= child;
  }
  switch (q->kind) {
  case VB_QUERY_SENTENCE:
  case VB_QUERY_PARAGRAPH:
  case VB_QUERY_NEAR: return true;
  case VB_QUERY_AND: return any;
  case VB_QUERY_OR: return all;
  case VB_QUERY_ANDNOT: return q->child_count > 0 && visits_all(q->children[0]);
  default: return false;
  }
}

/* Whether the search may be divided at all. */
static bool is_divisible(const search_context *context) {
  const vb_engine_request *request = context->request;
  if (!request || request->rough || request->flat || request->after) return false;
  return request->count || request->facets || request->sort != VB_SORT_RELEVANCE ||
         visits_all(request->query);
}

/* Ends the plan of the segment. */
static bool divide(search_context *context) {
  vb_error err;
  context->divide = true;
  vb_native_keep_failure(context, vb_fail(&err, VB_INTERNAL, "a search was not divided"), &err);
  return true;
}

/* Whether threads would wait for nothing else. */
static bool may_divide(const search_context *context) {
  return vb_search_threads_idle(context->threads) && is_divisible(context);
}

static uint32_t docs_of(const search_context *context, size_t segment) {
  return vb_segment_about(vb_snapshot_segment(context->snapshot, segment))->docs;
}

/* The documents of a segment and those after it. */
static double docs_from(const search_context *context, size_t segment) {
  double docs = 0;
  for (size_t i = segment; i < vb_snapshot_segments(context->snapshot); i++)
    docs += docs_of(context, i);
  return docs;
}

/* Whether the segments from this one on are worth dividing, if it alone takes so long. */
static bool is_long(const segment_search *s, uint64_t ns) {
  double all = (double)ns * docs_from(s->context, s->number) / (s->docs ? s->docs : 1);
  return all >= (double)vb_search_threads_division(s->context->threads).least_ns;
}

bool vb_native_divides_room(segment_search *s, uint64_t ns, uint64_t bytes, size_t room) {
  search_context *context = s->context;
  bool divides = may_divide(context) && is_long(s, ns);
  if (!divides && (bytes <= room || !is_divisible(context))) return false;
  double threads = (double)vb_search_threads_count(context->threads);
  double docs = (double)s->docs * (double)room / (ROOM_SPARE * threads) / (double)bytes;
  if (docs < PIECE_STEP) return false;
  context->piece_docs = docs < UINT32_MAX ? (uint32_t)docs : UINT32_MAX;
  return divide(context);
}

static uint64_t ns_each(const cursor *c) {
  uint64_t ns = WALK_NS;
  if (c->kind == CURSOR_VERIFY) ns = c->within ? WITHIN_NS : READ_NS;
  if (c->kind == CURSOR_PHRASE || c->kind == CURSOR_NEAR) ns = c->listed ? WALK_NS : PHRASE_NS;
  for (size_t i = 0; i < c->child_count; i++) ns += ns_each(c->children[i]);
  return ns;
}

bool vb_native_divides_walk(segment_search *s, const cursor *c) {
  if (!may_divide(s->context)) return false;
  bool set = c->kind == CURSOR_ARRAY || vb_native_doc_set_worth(s, c);
  uint64_t ns = set ? SET_NS : ns_each(c);
  return is_long(s, c->cost < UINT64_MAX / ns ? c->cost * ns : UINT64_MAX) && divide(s->context);
}

/* ---- the pieces ---- */

static uint32_t piece_docs(const search_context *context, size_t segment) {
  size_t threads = vb_search_threads_count(context->threads);
  double docs = docs_from(context, segment) / (double)(threads * PIECES);
  uint32_t least = vb_search_threads_division(context->threads).least_docs;
  uint32_t wanted = docs < least ? least : (uint32_t)docs;
  if (context->piece_docs && wanted > context->piece_docs) wanted = context->piece_docs;
  return wanted < PIECE_STEP ? PIECE_STEP : wanted;
}

/* How many pieces a segment has, and the documents of each. */
static uint32_t cut(uint32_t docs, uint32_t wanted, uint32_t *each) {
  uint32_t count = docs / wanted + (docs % wanted * 2 > wanted);
  if (!count) count = 1;
  *each = (docs / count / PIECE_STEP + 1) * PIECE_STEP;
  return (docs + *each - 1) / *each;
}

/* False without memory. */
static bool list_pieces(search_context *context, size_t segment, uint32_t wanted, division *d) {
  size_t segments = vb_snapshot_segments(context->snapshot), capacity = 0;
  uint32_t each;
  for (size_t i = segment; i < segments; i++) capacity += cut(docs_of(context, i), wanted, &each);
  d->pieces = vb_arena_alloc(context->arena, (capacity + 1) * sizeof *d->pieces);
  for (size_t i = segment; d->pieces && i < segments; i++) {
    uint32_t docs = docs_of(context, i);
    cut(docs, wanted, &each);
    for (uint32_t first = 0; first < docs; first += each)
      d->pieces[d->count++] =
          (piece){.segment = i, .first = first, .end = docs - first < each ? docs : first + each};
  }
  return d->pieces || vb_native_out_of_memory(context);
}

/* ---- a thread ---- */

static void close_worker(worker *w) {
  vb_arena_free(w->arena);
  vb_arena_free(w->kept);
  vb_arena_free(w->scratch);
  vb_stemmer_close(w->stemmer);
}

/* What a thread needs of its own. The search's thread goes on with what the search has. */
static bool open_worker(const division *d, size_t number, worker *w) {
  vb_error ignored;
  *w = (worker){.context = *d->context};
  w->arena = vb_arena_new();
  w->kept = vb_arena_new();
  if (!w->arena || !w->kept) return false;
  w->context.arena = w->arena;
  w->context.kept = w->kept;
  w->context.request = NULL;
  w->context.divide = false;
  w->context.opened = NULL;
  vb_arena_limit(w->kept, d->share / 2);
  if (number == 0) return true;
  w->scratch = vb_arena_new();
  if (!w->scratch || vb_stemmer_open(d->context->language, &w->stemmer, &ignored) != VB_OK)
    return false;
  w->context.scratch = w->scratch;
  w->context.stemmer = w->stemmer;
  w->context.words = NULL; /* these belong to one thread */
  w->context.sets = NULL;
  return true;
}

static void begin_piece(const division *d, worker *w) {
  size_t kept = vb_arena_used(w->kept);
  vb_arena_clear(w->arena);
  vb_arena_limit(w->arena, kept < d->share ? d->share - kept : 1);
  w->context.status = VB_OK;
  w->context.guessed_for = NULL;
}

/* An empty result for a piece; false without memory, which is recorded. */
static bool begin_outcome(const division *d, const piece *p, worker *w, outcome *found) {
  size_t docs = p->end - p->first, most = d->out->best.capacity;
  *found = (outcome){.best = {.capacity = most < docs ? most : docs}, .exact = true};
  found->best.hits = vb_arena_alloc(w->arena, (found->best.capacity + 1) * sizeof(vb_engine_hit));
  if (d->out->facets) found->facets = vb_facet_counts_new(w->arena);
  return (found->best.hits && (!d->out->facets || found->facets)) ||
         vb_native_out_of_memory(&w->context);
}

static void merge_facets(search_context *context, const piece *p, outcome *found, outcome *out) {
  if (!out->facets) return;
  vb_facet_counts_take_days(found->facets, out->facets);
  vb_facet_counts_take_sources(found->facets, context,
                               vb_snapshot_segment(context->snapshot, p->segment), out->facets);
}

static void merge(search_context *context, const piece *p, outcome *found, outcome *out) {
  for (size_t i = 0; i < found->best.count; i++)
    vb_top_offer(&out->best, found->best.hits[i].score, found->best.hits[i].doc);
  out->total += found->total;
  out->exact = out->exact && found->exact;
  merge_facets(context, p, found, out);
}

/* Begins to add a piece's result; true if there is one. Otherwise its failure is recorded. */
static bool begin_merging(division *d, size_t i, const worker *w) {
  const search_context *context = &w->context;
  bool limited = vb_arena_limited(w->arena) || vb_arena_limited(w->kept);
  pthread_mutex_lock(&d->lock);
  d->late |= context->clock.passed;
  if (context->status == VB_OK) return true;
  if (context->status == VB_NOMEM && limited && !d->last_round) {
    d->pieces[i].again = true;
  } else if (i < d->failed) {
    d->failed = i;
    d->limited = limited;
    d->status = context->status, d->error = context->error;
  }
  return false;
}

static void end_merging(division *d) {
  if (d->late || d->failed != SIZE_MAX || d->merging.status != VB_OK) atomic_store(&d->ends, true);
  pthread_mutex_unlock(&d->lock);
}

static void search_piece(division *d, size_t i, worker *w) {
  const piece *p = &d->pieces[i];
  outcome found = {0};
  if (begin_outcome(d, p, w, &found))
    vb_native_search_range(&w->context, p->segment, p->first, p->end, d->request, &found);
  vb_native_close_lists(&w->context);
  if (found.facets && found.facets->days->failed) vb_native_out_of_memory(&w->context);
  if (begin_merging(d, i, w)) merge(&d->merging, p, &found, d->out);
  end_merging(d);
  if (found.facets) vb_facet_counts_end(found.facets);
}

/* A helper may also have been called back. */
static bool next_piece(division *d, size_t number, size_t *i) {
  bool leaves = number > 0 && !vb_search_threads_idle(d->context->threads);
  if (leaves || atomic_load(&d->ends)) return false;
  *i = atomic_fetch_add(&d->next, 1);
  return *i < d->count;
}

static void work(void *context, size_t number) {
  division *d = context;
  worker w;
  size_t i;
  if (open_worker(d, number, &w))
    while (next_piece(d, number, &i)) {
      begin_piece(d, &w);
      d->run(d, i, &w);
    }
  close_worker(&w);
}

/* ---- all pieces ---- */

/* Does the pieces that no thread has done: those that need more memory than its share, and the rest
   if no thread could begin. */
static void do_rest(division *d, size_t begun) {
  worker w;
  bool opened = open_worker(d, 0, &w);
  if (!opened) d->failed = begun, d->status = vb_fail(&d->error, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < d->count && !atomic_load(&d->ends) && opened; i++) {
    if (!d->pieces[i].again && i < begun) continue;
    begin_piece(d, &w);
    d->run(d, i, &w);
  }
  close_worker(&w);
}

static bool is_rest(const division *d, size_t begun) {
  bool again = false;
  for (size_t i = 0; i < d->count && i < begun; i++) again |= d->pieces[i].again;
  return (again || begun < d->count) && !atomic_load(&d->ends);
}

/* Of the memory that is left, what pieces may take: not what the merged result needs, which grows
   by blocks of up to 1 MiB (arena.c). */
static size_t spare_of(size_t left) {
  size_t merging = left / MERGING_SHARE;
  if (merging < MERGING_LEAST) merging = left / 2 < MERGING_LEAST ? left / 2 : MERGING_LEAST;
  return left - merging;
}

/* `spare` is taken off the memory of the search while others have it. */
static void run_rounds(search_context *context, division *d) {
  size_t left = vb_arena_left(context->arena), threads = vb_search_threads_count(context->threads);
  size_t spare = spare_of(left);
  bool charged = vb_arena_charge(context->arena, spare);
  d->share = left == SIZE_MAX ? SIZE_MAX : spare / threads;
  vb_search_threads_run(context->threads, work, d);
  size_t begun = atomic_load(&d->next);
  d->share = left == SIZE_MAX ? SIZE_MAX : spare;
  d->last_round = true;
  if (is_rest(d, begun)) do_rest(d, begun);
  if (charged) vb_arena_release(context->arena, spare);
}

static void do_pieces(search_context *context, division *d) {
  d->context = context;
  d->failed = SIZE_MAX;
  d->merging = *context;
  pthread_mutex_init(&d->lock, NULL);
  run_rounds(context, d);
  pthread_mutex_destroy(&d->lock);
  if (d->merging.status != VB_OK)
    vb_native_keep_failure(context, d->merging.status, &d->merging.error);
  if (d->failed != SIZE_MAX) vb_native_keep_failure(context, d->status, &d->error);
  if (d->limited) vb_arena_set_limited(context->arena);
  context->clock.passed |= d->late;
}

/* ---- a search ---- */

void vb_native_search_pieces(search_context *context, size_t segment,
                             const vb_engine_request *request, outcome *out) {
  division d = {.request = request, .out = out, .run = search_piece};
  context->request = NULL;
  context->divide = false;
  if (list_pieces(context, segment, piece_docs(context, segment), &d)) do_pieces(context, &d);
}

/* ---- the documents of a prefix ---- */

static void keep_gathered(search_context *context, const prefix_docs *from, prefix_docs *to) {
  size_t bytes = from->count * sizeof *to->docs;
  to->docs = vb_arena_alloc(context->kept, bytes);
  to->weights = vb_arena_alloc(context->kept, bytes);
  if (!to->docs || !to->weights) {
    vb_native_out_of_memory(context);
    return;
  }
  if (bytes) memcpy(to->docs, from->docs, bytes), memcpy(to->weights, from->weights, bytes);
  to->count = from->count;
}

static void gather_piece(division *d, size_t i, worker *w) {
  prefix_docs gathered = {0};
  vb_error err;
  const vb_segment *segment = vb_snapshot_segment(w->context.snapshot, d->pieces[i].segment);
  w->context.kept = w->arena;
  vb_native_failed(&w->context,
                   vb_native_gather_prefix(&w->context, segment, d->prefix, &gathered, &err), &err);
  if (begin_merging(d, i, w)) keep_gathered(&d->merging, &gathered, &d->gathered[i]);
  end_merging(d);
}

/* Whether the first words of the first segment say that there is much to gather. */
static bool is_much(search_context *context, const vb_query *prefix) {
  enum { LOOKED_AT = 256, WORD_NS = 300, POSTING_NS = 3, AND_MORE = 64 };
  vb_word_cursor words;
  vb_str key, from = vb_native_key(context->arena, prefix->field, prefix->term);
  const vb_segment *first = vb_snapshot_segment(context->snapshot, 0);
  vb_error ignored;
  double ns = 0;
  size_t count = 0;
  vb_status status = from.p ? vb_segment_words_from(first, from, &words, &ignored) : VB_NOT_FOUND;
  for (vb_term term; status == VB_OK && count < LOOKED_AT; count++) {
    status = vb_word_next_with(&words, from, &key, &term, &ignored);
    if (status == VB_OK) ns += WORD_NS + (double)term.df * POSTING_NS;
  }
  if (count == LOOKED_AT) ns *= AND_MORE;
  return ns * context->docs / (1 + (double)vb_segment_about(first)->docs) >=
         (double)vb_search_threads_division(context->threads).least_ns;
}

vb_status vb_native_gather_prefixes(search_context *context, const vb_query *prefix,
                                    prefix_docs *out, vb_error *err) {
  size_t segments = vb_snapshot_segments(context->snapshot);
  division d = {.prefix = prefix, .gathered = out, .run = gather_piece};
  bool divided = segments > 1 && may_divide(context) && is_much(context, prefix);
  if (divided && list_pieces(context, 0, UINT32_MAX, &d)) {
    do_pieces(context, &d);
    if (context->status != VB_OK) *err = context->error;
    return context->status;
  }
  vb_status status = VB_OK;
  for (size_t i = 0; i < segments && status == VB_OK; i++)
    status = vb_native_gather_prefix(context, vb_snapshot_segment(context->snapshot, i), prefix,
                                     &out[i], err);
  return status;
}
