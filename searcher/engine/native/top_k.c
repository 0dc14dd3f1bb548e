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
 * numeric order, which decodes each block of the other lists once. Before that, the
 * candidates of a large round are intersected with the other lists, one after another.
 * A single list, or a phrase that is one pair, decides a
 * document by itself; its blocks are taken best first until the next cannot exceed the
 * bar.
 */
#include "searcher/engine/native/native_internal.h"

enum {
  LEVELS = 256,     /* steps of bounds between 0 and 1 */
  FIRST_ROUND = 16, /* documents: one page of hits and some that do not match */
  GROWTH = 8,
  /* A round is intersected with a list if it has this many candidates, and one of this many
     documents of the list is one. */
  KEEP_MIN = 64,
  KEEP_COST = 32,
  KEEP_WORDS = 3, /* rarest words of a phrase; few documents that have these lack another */
  LEADS_MAX = 8,  /* leading lists; there are fewer (phrase.c) */
  IN_BLOCK = 7    /* bits of a document's place in its block */
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
  /* Of a round: its candidates, ascending; block << IN_BLOCK | place in it of each; the other
     leading lists and the words that all of them have. */
  uint32_t *docs, *origins;
  size_t count;
  bool has_list[LEADS_MAX], has_word[KEEP_WORDS];
  size_t documents; /* of all decoded blocks */
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

/* level_of of each score, in loops that are vectorized. */
static void find_levels(const float *scores, uint32_t n, uint8_t *levels) {
  int32_t all[VB_PACK_BLOCK];
  for (uint32_t i = 0; i < n; i++)
    all[i] = (int32_t)(scores[i] * (LEVELS / (float)(VB_BM25_K1 + 1)));
  for (uint32_t i = 0; i < n; i++) levels[i] = (uint8_t)(all[i] < LEVELS ? all[i] : LEVELS - 1);
}

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
  find_levels(block->scores, lead->count, block->levels);
  for (uint32_t i = 0; i < lead->count; i++) q->waiting[block->levels[i]]++;
  block->count = lead->count;
  q->documents += lead->count;
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
    if (!full(q) && q->has_list[i]) continue;
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

/* ---- rounds ---- */

typedef uint8_t level_row __attribute__((vector_size(16)));

/* Which of sixteen levels are in [low, high): a bit for each. */
static inline uint32_t levels_between(const uint8_t *levels, unsigned low, unsigned high) {
  const uint64_t bits = UINT64_C(0x8040201008040201), sum = UINT64_C(0x0101010101010101);
  level_row row;
  uint64_t half[2];
  memcpy(&row, levels, sizeof row);
  row = (level_row)((row >= (uint8_t)low) & (row <= (uint8_t)(high - 1)));
  memcpy(half, &row, sizeof row);
  return (uint32_t)((half[0] & bits) * sum >> 56 | (half[1] & bits) * sum >> 56 << 8);
}

/* Adds a block's documents of levels [low, high) to the round. */
static void collect_block(best_search *q, uint32_t number, unsigned low, unsigned high) {
  const entered_block *block = &q->blocks[number];
  for (uint32_t from = 0; from < block->count; from += 2 * sizeof(level_row)) {
    uint32_t bits = levels_between(block->levels + from, low, high) |
                    levels_between(block->levels + from + sizeof(level_row), low, high) << 16;
    for (; bits; bits &= bits - 1) {
      uint32_t i = from + (uint32_t)__builtin_ctz(bits);
      if (i >= block->count) return;
      q->docs[q->count] = block->docs[i];
      q->origins[q->count++] = number << IN_BLOCK | i;
    }
  }
}

/* Makes all documents of levels [low, high) the round, in numeric order. */
static bool collect(best_search *q, unsigned low, unsigned high) {
  vb_arena *arena = q->s->context->arena;
  q->count = 0;
  q->docs = vb_arena_alloc(arena, (q->documents + 1) * sizeof *q->docs);
  q->origins = vb_arena_alloc(arena, (q->documents + 1) * sizeof *q->origins);
  if (!q->docs || !q->origins) return vb_native_out_of_memory(q->s->context);
  for (uint32_t b = q->first_block; b < q->end_block; b++)
    if (q->blocks[b].count) collect_block(q, b, low, high);
  return true;
}

/* Whether to intersect the round with a list. */
static bool worth_keeping(const best_search *q, uint64_t articles) {
  return q->count >= KEEP_MIN && articles / KEEP_COST < q->count && articles * 2 < q->s->docs &&
         !vb_native_late_after(q->s->context, (uint32_t)(articles / VB_PACK_BLOCK));
}

static void keep_those_of(best_search *q, vb_posting *list) {
  q->count = vb_posting_keep_tagged(list, q->docs, q->origins, q->count);
  vb_native_list_failed(q->s->context, list);
}

/* Leaves in the round the candidates that the other lists have too, as far as that is worth it. */
static void keep_common(best_search *q) {
  cursor *c = q->c;
  for (size_t i = 1; i < c->child_count && i < LEADS_MAX; i++) {
    q->has_list[i] = worth_keeping(q, c->children[i]->list->term.df);
    if (q->has_list[i]) keep_those_of(q, c->children[i]->list);
  }
  for (size_t i = 0; i < c->place_count && i < KEEP_WORDS; i++) {
    place_source *p = &c->places[i];
    q->has_word[i] = !p->implied && p->list_count == 1 && worth_keeping(q, p->cost);
    if (!q->has_word[i]) continue;
    keep_those_of(q, p->lists[0]);
    p->implied = true; /* by all candidates of this round */
  }
}

/* Decides the round. */
static void settle_round(best_search *q) {
  keep_common(q);
  for (size_t i = 0; i < q->count && !stop(q); i++) {
    const entered_block *block = &q->blocks[q->origins[i] >> IN_BLOCK];
    settle(q, q->docs[i], block->scores[q->origins[i] & (VB_PACK_BLOCK - 1)]);
  }
  for (size_t i = 0; i < q->c->place_count && i < KEEP_WORDS; i++)
    if (q->has_word[i]) q->c->places[i].implied = false;
}

static void walk_phrase(best_search *q) {
  uint32_t entered = 0, ready = 0, wanted = q->all ? UINT32_MAX : FIRST_ROUND;
  unsigned high = LEVELS;
  for (unsigned level = LEVELS; level-- > 0;) {
    while (entered < q->ends[level] && !stop(q)) enter_block(q, q->order[entered++]);
    if (level && !q->waiting[level]) continue;
    ready += q->waiting[level];
    bool last = level == 0 || !level_may_enter(q, level);
    if (ready < wanted && !last) continue;
    if (!collect(q, level, high)) return;
    settle_round(q);
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
