/*
 * top_k.c - finds the best hits of one list or one phrase, most promising documents first.
 *
 * An upper bound of a document's score is known before its positions are read: it
 * follows from the document's length and its count in the phrase's rarest list. So
 * documents are not decided in order but in rounds of decreasing bounds:
 *
 *   bound   1.0 |  #        blocks of the list, by their bounds (FORMAT.md); a block is
 *               |  # #      decoded when its level is reached, and its documents are
 *      round 1  |--.---     then placed at their own levels
 *      round 2  |-.. .--
 *         bar   |------     the worst of the hits so far: nothing below is examined
 *
 * The first round takes a few documents, each further one eight times as many. If few
 * documents match, most must be examined anyway, and large rounds examine them in
 * numeric order, which decodes each block of the other lists once. Before a large round
 * the other lists are made a set of bits, the sieve, which passes only documents that
 * have all of their words. A single list, or a phrase that is one pair, decides a
 * document by itself; its blocks are taken best first until the next cannot exceed the
 * bar.
 */
#include "searcher/engine/native/native_internal.h"

enum {
  LEVELS = 256,     /* steps of bounds between 0 and 1 */
  FIRST_ROUND = 16, /* documents: one page of hits and some that do not match */
  GROWTH = 8,
  SIEVE_COST = 32, /* documents of a list that are made bits while one is looked up in it */
  SIEVE_MIN = 64,  /* candidates of a round */
  SIEVE_WORDS = 3, /* rarest words of a phrase; few documents that have these lack another */
  SIEVED_MAX = 8   /* leading lists; there are fewer (phrase.c) */
};

typedef struct entered_block {
  uint32_t count; /* 0: not decoded yet */
  uint32_t *docs;
  float *scores;   /* the upper bound of each, without the idf */
  uint8_t *levels; /* of these; VB_PACK_BLOCK of them, 0 beyond the count */
} entered_block;

typedef struct best_search {
  segment_search *s;
  cursor *c;
  vb_posting *lead;
  bool decided;                    /* the lead list alone decides */
  bool all;                        /* every match is wanted, for its count */
  uint32_t first_block, end_block; /* of the lead: those with documents that are searched */
  entered_block *blocks;
  uint32_t *order; /* blocks by descending level; those of level l end at ends[l] */
  uint32_t ends[LEVELS];
  uint32_t waiting[LEVELS]; /* decoded documents of each level that are not examined yet */
  uint64_t *sieve;          /* the documents of the lists that are sieved; NULL: of none */
  bool sieved[SIEVED_MAX];  /* by place among the leading lists */
  uint64_t base;
  top *best;
  uint64_t *seen;
} best_search;

static bool stop(const best_search *q) {
  return q->s->context->status != VB_OK || vb_native_late(q->s->context);
}

/* The level of a score that vb_native_saturate returns. */
static unsigned level_of(float score) {
  unsigned level = (unsigned)(score * (LEVELS / (float)(VB_BM25_K1 + 1)));
  return level < LEVELS ? level : LEVELS - 1;
}

static bool full(const best_search *q) {
  return !q->all && q->best->count == q->best->capacity;
}

/* Whether a document with this score is wanted. */
static bool may_enter(const best_search *q, float score, uint32_t doc) {
  return q->all || vb_top_takes(q->best, (double)score, q->base | doc);
}

/* Whether documents below a level could be; allows for the rounding of float arithmetic. */
static bool level_may_enter(const best_search *q, unsigned level) {
  const float most = q->c->idf * (float)(VB_BM25_K1 + 1) * ((float)level / LEVELS);
  return may_enter(q, most * 1.00001f, 0);
}

/* The bound of a block, converted to this search's norms (block_max.c). */
static unsigned block_level(const best_search *q, uint32_t block) {
  float bound;
  if (q->all || !vb_posting_block_bound(q->lead, block, &bound) || bound <= 0) return LEVELS - 1;
  return level_of((float)(VB_BM25_K1 + 1) / (1 + q->s->norm_ratio * (1 / bound - 1)));
}

/* Sorts the blocks by descending level, by counting. */
static bool order_blocks(best_search *q) {
  vb_arena *arena = q->s->context->arena;
  uint32_t n = q->lead->block_count, at = 0;
  q->end_block = n;
  if (vb_native_is_piece(q->s)) {
    uint32_t last = vb_posting_block_at(q->lead, q->s->end - 1);
    q->first_block = vb_posting_block_at(q->lead, q->s->first);
    if (last < n) q->end_block = last + 1;
  }
  uint8_t *levels = vb_arena_alloc(arena, n);
  q->order = vb_arena_alloc(arena, n * sizeof *q->order);
  q->blocks = q->decided ? NULL : vb_arena_calloc(arena, n, sizeof *q->blocks);
  if (!levels || !q->order || (!q->decided && !q->blocks)) return false;
  for (uint32_t b = q->first_block; b < q->end_block; b++)
    q->ends[levels[b] = (uint8_t)block_level(q, b)]++;
  for (unsigned l = LEVELS; l-- > 0;) {
    uint32_t count = q->ends[l];
    q->ends[l] = at;
    at += count;
  }
  for (uint32_t b = q->first_block; b < q->end_block; b++) q->order[q->ends[levels[b]]++] = b;
  return true;
}

static void offer(best_search *q, uint32_t doc, double score) {
  if (vb_segment_deleted(q->s->segment, doc)) return;
  ++*q->seen;
  vb_top_offer(q->best, score, q->base | doc);
}

/* ---- a list that decides alone ---- */

static void offer_block(best_search *q, uint32_t block) {
  uint32_t weights[VB_PACK_BLOCK];
  if (!vb_posting_enter(q->lead, block) || !vb_posting_weights(q->lead, false, weights)) {
    vb_native_list_failed(q->s->context, q->lead);
    return;
  }
  uint32_t from = 0, to = q->lead->count;
  if (vb_native_is_piece(q->s)) { /* which has a part of the block */
    while (from < to && q->lead->docs[from] < q->s->first) from++;
    while (to > from && q->lead->docs[to - 1] >= q->s->end) to--;
  }
  for (uint32_t i = from; i < to; i++) {
    uint32_t doc = q->lead->docs[i];
    float score = q->c->idf * vb_native_saturate(q->s, weights[i], doc);
    if (may_enter(q, score, doc)) offer(q, doc, score);
  }
}

static void walk_list(best_search *q) {
  const uint32_t count = q->end_block > q->first_block ? q->end_block - q->first_block : 0;
  for (uint32_t i = 0, level = LEVELS; i < count && !stop(q); i++) {
    while (level == LEVELS || q->ends[level] <= i) level--;
    if (!level_may_enter(q, level + 1)) return;
    offer_block(q, q->order[i]);
  }
}

/* ---- a phrase: candidates in rounds ---- */

static void enter_block(best_search *q, uint32_t number) {
  entered_block *block = &q->blocks[number];
  uint32_t weights[VB_PACK_BLOCK];
  vb_posting *lead = q->lead;
  if (!vb_posting_enter(lead, number) || !vb_posting_weights(lead, false, weights)) {
    vb_native_list_failed(q->s->context, lead);
    return;
  }
  block->docs = vb_arena_alloc(q->s->context->arena, lead->count * sizeof *block->docs);
  block->scores = vb_arena_alloc(q->s->context->arena, lead->count * sizeof *block->scores);
  block->levels = vb_arena_calloc(q->s->context->arena, VB_PACK_BLOCK, 1);
  if (!block->docs || !block->scores || !block->levels) {
    vb_native_out_of_memory(q->s->context);
    return;
  }
  memcpy(block->docs, lead->docs, lead->count * sizeof *block->docs);
  vb_native_saturate_block(q->s, lead, 0, lead->count, weights, block->scores);
  for (uint32_t i = 0; i < lead->count; i++) {
    block->levels[i] = (uint8_t)level_of(block->scores[i]);
    q->waiting[block->levels[i]]++;
  }
  block->count = lead->count;
}

static float score_at_most(const best_search *q, uint32_t weight, uint32_t doc) {
  return q->c->idf * vb_native_saturate(q->s, weight, doc);
}

/* The least weight with which a document would be among the hits, up to a bound that is enough for
   almost all phrases. */
static uint32_t least_weight(const best_search *q, uint32_t doc) {
  enum { LEAST_MAX = 16 };
  uint32_t weight = 1;
  if (!full(q)) return weight;
  while (weight < LEAST_MAX && !may_enter(q, score_at_most(q, weight, doc), doc)) weight++;
  return weight;
}

static void settle(best_search *q, uint32_t doc, float most) {
  cursor *c = q->c;
  if (!may_enter(q, c->idf * most, doc)) return;
  for (size_t i = 1; i < c->child_count; i++) {
    vb_posting *list = c->children[i]->list;
    if (!full(q) && q->sieved[i]) continue;
    if (!vb_posting_find(list, doc)) {
      vb_native_list_failed(q->s->context, list);
      return;
    }
    if (full(q) && !may_enter(q, score_at_most(q, vb_posting_weight(list), doc), doc)) return;
  }
  c->doc = doc;
  c->least = least_weight(q, doc);
  if (vb_native_confirm_phrase(q->s, c)) offer(q, doc, vb_native_score(q->s, c));
}

/* ---- the sieve ---- */

static bool passes(const best_search *q, uint32_t doc) {
  return !q->sieve || VB_DOC_SET_HAS(q->sieve, doc);
}

/* Whether a list is worth its bits when n candidates are about to be looked up in it. */
static bool worth_sieving(const best_search *q, uint64_t articles, uint32_t candidates) {
  return candidates >= SIEVE_MIN && articles / SIEVE_COST < candidates && articles * 2 < q->s->docs;
}

static void sieve_list(best_search *q, vb_posting *list) {
  const cursor one = {.kind = CURSOR_LIST, .list = list};
  uint64_t *set = vb_native_doc_set(q->s, &one);
  if (!set) return;
  for (size_t i = 0; q->sieve && i < vb_doc_set_words(q->s); i++) set[i] &= q->sieve[i];
  q->sieve = set;
}

/* Adds to the sieve what is worth it before a round of n candidates. */
static void make_sieve(best_search *q, uint32_t candidates) {
  cursor *c = q->c;
  for (size_t i = 1; i < c->child_count && i < SIEVED_MAX; i++) {
    if (q->sieved[i] || !worth_sieving(q, c->children[i]->list->term.df, candidates)) continue;
    sieve_list(q, c->children[i]->list);
    q->sieved[i] = true;
  }
  for (size_t i = 0; i < c->place_count && i < SIEVE_WORDS; i++) {
    place_source *p = &c->places[i];
    if (p->implied || p->list_count != 1 || !worth_sieving(q, p->cost, candidates)) continue;
    sieve_list(q, p->lists[0]);
    p->implied = true; /* from now on every candidate has it */
  }
}

/* ---- rounds ---- */

typedef uint8_t level_row __attribute__((vector_size(16)));

/* Which of sixteen levels are in [low, high): a byte of ones for each, in two words. */
static inline void levels_between(const uint8_t *levels, unsigned low, unsigned high,
                                  uint64_t out[2]) {
  level_row row;
  memcpy(&row, levels, sizeof row);
  row = (level_row)((row >= (uint8_t)low) & (row <= (uint8_t)(high - 1)));
  memcpy(out, &row, sizeof row);
}

static void settle_block(best_search *q, const entered_block *block, unsigned low, unsigned high) {
  for (uint32_t from = 0; from < block->count; from += sizeof(level_row)) {
    uint64_t found[2];
    levels_between(block->levels + from, low, high, found);
    for (uint32_t half = 0; half < 2; half++)
      while (found[half]) {
        uint32_t byte = (uint32_t)__builtin_ctzll(found[half]) / 8, i = from + 8 * half + byte;
        found[half] &= ~(UINT64_C(0xff) << (8 * byte));
        if (i >= block->count || stop(q)) return;
        if (passes(q, block->docs[i])) settle(q, block->docs[i], block->scores[i]);
      }
  }
}

/* Decides all candidates of levels [low, high), in numeric order. */
static void settle_levels(best_search *q, unsigned low, unsigned high) {
  for (uint32_t b = 0; b < q->lead->block_count && !stop(q); b++)
    settle_block(q, &q->blocks[b], low, high);
}

static void walk_phrase(best_search *q) {
  uint32_t entered = 0, ready = 0, wanted = q->all ? UINT32_MAX : FIRST_ROUND;
  unsigned high = LEVELS;
  for (unsigned level = LEVELS; level-- > 0 && !stop(q);) {
    while (entered < q->ends[level] && !stop(q)) enter_block(q, q->order[entered++]);
    ready += q->waiting[level];
    bool last = level == 0 || !level_may_enter(q, level);
    if (ready < wanted && !last) continue;
    make_sieve(q, ready);
    settle_levels(q, level, high);
    if (last) return;
    high = level;
    ready = 0;
    wanted = wanted > UINT32_MAX / GROWTH ? UINT32_MAX : wanted * GROWTH;
  }
}

/* Candidates in an array: they are few, and their weights are unknown. */
static void walk_array(best_search *q) {
  const cursor *lead = q->c->children[0];
  for (size_t i = 0; i < lead->doc_count && !stop(q); i++)
    settle(q, lead->docs[i], (float)(VB_BM25_K1 + 1));
}

/* ---- which trees ---- */

static bool leads_by_lists(const cursor *c) {
  if (c->kind != CURSOR_PHRASE || c->child_count == 0) return false;
  for (size_t i = 1; i < c->child_count; i++)
    if (c->children[i]->kind != CURSOR_LIST) return false;
  cursor_kind first = c->children[0]->kind;
  return first == CURSOR_LIST || first == CURSOR_ARRAY;
}

bool vb_native_top_k(segment_search *s, cursor *c, uint64_t base, bool all, top *best,
                     uint64_t *seen) {
  bool list = c->kind == CURSOR_LIST && !c->title_only;
  if (!list && (!leads_by_lists(c) || vb_native_is_piece(s))) return false;
  best_search *q = vb_arena_calloc(s->context->arena, 1, sizeof *q);
  if (!q) {
    vb_native_out_of_memory(s->context);
    return true;
  }
  q->s = s, q->c = c, q->base = base, q->all = all, q->best = best, q->seen = seen;
  if (!list && c->children[0]->kind == CURSOR_ARRAY) {
    q->all = true;
    walk_array(q);
    return true;
  }
  q->lead = list ? c->list : c->children[0]->list;
  q->decided = list || c->listed;
  if (!order_blocks(q)) vb_native_out_of_memory(q->s->context);
  else if (q->decided) walk_list(q);
  else walk_phrase(q);
  return true;
}
