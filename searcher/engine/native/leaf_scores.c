/*
 * leaf_scores.c - one word under block-max: bounds, scores in a window, look-ups.
 *
 * A word is one list, or the union of its forms' lists: then their weights add up
 * before they are saturated. Lists are read by blocks in any order, never walked.
 * A bound is never below what the documents that it speaks of can score.
 *
 * Few candidates are looked up in each list. Many are asked for together: the weights
 * of all documents between the first and the last of them are gathered in an array,
 * which takes a few steps a document instead of a search in a block for each candidate
 * and list.
 */
#include "searcher/engine/native/block_max_internal.h"

/* ---- bounds ---- */

/* A segment's bound is on w / (w + n) with its own norm n; this search's norm is >= norm_ratio *
   n. */
static float bound_of(const segment_search *s, float bound, float idf) {
  float rest = s->norm_ratio * (1 / bound - 1);
  return bound > 0 ? idf * (float)(VB_BM25_K1 + 1) / (1 + rest) : 0;
}

/* Of a list's block; past the last one 0. */
float vb_leaf_block_bound(const segment_search *s, const cursor *c, uint32_t block) {
  float bound;
  if (c->list->block_count == 1) return block == 0 ? c->bound : 0;
  return vb_posting_block_bound(c->list, block, &bound) ? bound_of(s, bound, c->idf) : 0;
}

/* A union's weights add up, and saturation is concave: so its lists' bounds add up too. */
float vb_leaf_bound_between(const segment_search *s, const leaf *l, uint32_t from, uint32_t to) {
  float sum = 0;
  for (size_t i = 0; i < l->list_count; i++) {
    cursor *list = l->lists[i];
    float most = 0;
    for (uint32_t b = vb_posting_block_at(list->list, from); b < list->list->block_count; b++) {
      float bound = vb_leaf_block_bound(s, list, b);
      if (bound > most) most = bound;
      if (vb_posting_block_last(list->list, b) >= to) break;
    }
    sum += most;
  }
  return sum;
}

/* ---- one leaf ---- */

/* Has a list's cursor know the block that could hold doc, and its bound: mostly it is the last one
   again. */
static inline void find_block(const segment_search *s, cursor *c, uint32_t doc) {
  const vb_posting *list = c->list;
  if (doc >= c->block_first && doc <= c->block_last) return;
  uint32_t block = vb_posting_block_at(list, doc);
  c->block_first = block ? vb_posting_block_last(list, block - 1) + 1 : 0;
  c->block_last = block < list->block_count ? vb_posting_block_last(list, block) : VB_DOC_END;
  c->block_bound = vb_leaf_block_bound(s, c, block);
  c->block = block;
}

/* What a list weighs in doc: 0 when it does not have it (in the title, when that is asked). */
static inline uint32_t weight_in(pruned_search *p, cursor *c, uint32_t doc, bool title_only) {
  vb_posting *list = c->list;
  if (!vb_posting_find_in(list, c->block, doc)) {
    if (list->status != VB_OK) vb_native_keep_list_failure(p->s->context, list);
    return 0;
  }
  return title_only && !vb_posting_title_tf(list) ? 0 : vb_posting_weight(list);
}

/* What a leaf adds to doc, below 0 when it does not have it; not looked for when its blocks there
   say that it is less than `needed`. */
static float look_up(pruned_search *p, const leaf *l, uint32_t doc, double needed) {
  uint32_t weight = 0;
  float most = 0;
  for (size_t i = 0; i < l->list_count; i++) {
    find_block(p->s, l->lists[i], doc);
    most += l->lists[i]->block_bound;
  }
  if ((double)most < needed) return -1;
  for (size_t i = 0; i < l->list_count; i++)
    weight += weight_in(p, l->lists[i], doc, l->c->title_only);
  return weight ? l->c->idf * vb_native_saturate(p->s, weight, doc) : -1;
}

/* ask_leaf for a leaf of one list: its block stays at hand from candidate to candidate. */
static uint32_t ask_list(pruned_search *p, const leaf *l, double bar, bool required) {
  cursor *c = l->lists[0];
  uint32_t kept = 0, first = 1, last = 0;
  double most = 0;
  for (uint32_t i = 0; i < p->count; i++) {
    uint32_t doc = p->docs[i], weight = 0;
    double score = p->scores[i];
    if (doc < first || doc > last) {
      find_block(p->s, c, doc);
      first = c->block_first, last = c->block_last;
      most = (double)c->block_bound;
    }
    if (score + most < bar) {
      if (required || score < bar) continue;
    } else {
      weight = weight_in(p, c, doc, l->c->title_only);
      if (required && !weight) continue;
    }
    if (weight) score += (double)(l->c->idf * vb_native_saturate(p->s, weight, doc));
    if (score < bar) continue;
    p->docs[kept] = doc;
    p->scores[kept++] = score;
  }
  return kept;
}

static uint32_t ask_union(pruned_search *p, const leaf *l, double bar, bool required) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < p->count; i++) {
    double score = p->scores[i];
    if (score + (double)l->bound < bar) continue;
    float more = look_up(p, l, p->docs[i], bar - score);
    if (required && more < 0) continue;
    if (more > 0) score += (double)more;
    if (score < bar) continue;
    p->docs[kept] = p->docs[i];
    p->scores[kept++] = score;
  }
  return kept;
}

/* ---- many candidates of one leaf ---- */

/* Whether it takes less to gather the weights of all documents between the first candidate and the
   last than to look each candidate up in each list. */
static bool worth_gathering(const pruned_search *p, const leaf *l) {
  enum { LOOK_UP = 8, LIST = 16, CLEARED = 16 }; /* LOOK_UP, LIST: in weights gathered */
  uint64_t span = (uint64_t)p->docs[p->count - 1] - p->docs[0] + 1;
  if (span > ASKED_MAX) return false;
  uint64_t gathered = span * l->c->cost / p->s->docs + span / CLEARED + LIST * l->list_count;
  return (uint64_t)LOOK_UP * p->count * l->list_count > gathered;
}

/* The part of a list's block that is in a range of documents, and its weights. */
typedef struct block_part {
  uint32_t first, end; /* docs[first, end) */
  uint32_t weights[VB_PACK_BLOCK];
} block_part;

/* False on damage, which is recorded. */
static bool enter_part(pruned_search *p, const leaf *l, vb_posting *list, uint32_t block,
                       uint32_t from, uint32_t to, block_part *out) {
  bool sound = vb_posting_enter(list, block);
  if (sound) {
    vb_posting_between(list, from, to, &out->first, &out->end);
    sound = vb_posting_weights_of(list, l->c->title_only, out->first, out->end, out->weights);
  }
  if (!sound) vb_native_list_failed(p->s->context, list);
  return sound;
}

/* Adds what a list weighs in the documents of [from, to]. */
static void gather_list(pruned_search *p, const leaf *l, vb_posting *list, uint32_t from,
                        uint32_t to) {
  block_part part;
  for (uint32_t b = vb_posting_block_at(list, from); b < list->block_count; b++) {
    if (!enter_part(p, l, list, b, from, to, &part)) return;
    for (uint32_t i = part.first; i < part.end; i++)
      p->asked[list->docs[i] - from] += part.weights[i];
    if (vb_posting_block_last(list, b) >= to) return;
  }
}

/* Asks a leaf for all candidates at once. REQUIRES: they ascend, and worth_gathering. */
static uint32_t ask_gathered(pruned_search *p, const leaf *l, double bar, bool required) {
  const uint32_t from = p->docs[0], to = p->docs[p->count - 1];
  uint32_t kept = 0;
  for (size_t i = 0; i < l->list_count; i++) gather_list(p, l, l->lists[i]->list, from, to);
  for (uint32_t i = 0; i < p->count; i++) {
    uint32_t doc = p->docs[i], weight = p->asked[doc - from];
    double score = p->scores[i];
    if (required && !weight) continue;
    if (weight) score += (double)(l->c->idf * vb_native_saturate(p->s, weight, doc));
    if (score < bar) continue;
    p->docs[kept] = doc;
    p->scores[kept++] = score;
  }
  memset(p->asked, 0, ((size_t)to - from + 1) * sizeof *p->asked);
  return kept;
}

static bool room_to_gather(pruned_search *p) {
  if (!p->asked) p->asked = vb_arena_calloc(p->s->context->arena, ASKED_MAX, sizeof *p->asked);
  return p->asked || vb_native_out_of_memory(p->s->context);
}

/* Adds to each candidate what the leaf has for it. Drops those that cannot pass the bar with `rest`
   more, and those that the leaf does not have where it is required. */
void vb_leaf_ask(pruned_search *p, const leaf *l, double rest, bool required) {
  double bar = vb_leaf_bar(p) - rest;
  if (worth_gathering(p, l) && room_to_gather(p)) p->count = ask_gathered(p, l, bar, required);
  else if (l->list_count == 1) p->count = ask_list(p, l, bar, required);
  else p->count = ask_union(p, l, bar, required);
}

/* ---- a leaf's scores in a range ---- */

/* Adds a part of a list's block to the range: to the sums, or to a union's weights. */
static void add_part(pruned_search *p, const leaf *l, const vb_posting *list,
                     const block_part *part) {
  window *w = p->range;
  float scores[VB_PACK_BLOCK];
  bool alone = l->list_count == 1;
  if (alone) vb_native_saturate_block(p->s, list, part->first, part->end, part->weights, scores);
  for (uint32_t i = part->first; i < part->end; i++) {
    uint32_t at = list->docs[i] - w->from;
    if (!part->weights[i]) continue; /* not in the title */
    if (alone) w->sums[at] += (double)(l->c->idf * scores[i]);
    else w->weights[at] += part->weights[i];
    w->present[at / 64] |= UINT64_C(1) << at % 64;
  }
}

/* Turns a union's weights into scores. */
static void add_weights(pruned_search *p, const leaf *l) {
  window *w = p->range;
  for (uint32_t word = 0; word < WINDOW / 64; word++)
    for (uint64_t bits = w->present[word]; bits; bits &= bits - 1) {
      uint32_t at = word * 64 + (uint32_t)__builtin_ctzll(bits);
      if (!w->weights[at]) continue; /* of another leaf */
      w->sums[at] += (double)(l->c->idf * vb_native_saturate(p->s, w->weights[at], w->from + at));
      w->weights[at] = 0;
    }
}

/* Adds what a leaf scores in the range, but for blocks that cannot reach the bar with `others`. */
void vb_leaf_add_scores(pruned_search *p, const leaf *l, double others) {
  const uint32_t from = p->range->from, to = from + WINDOW - 1;
  const double bar = vb_leaf_bar(p) - others;
  block_part part;
  for (size_t i = 0; i < l->list_count; i++) {
    vb_posting *list = l->lists[i]->list;
    for (uint32_t b = vb_posting_block_at(list, from); b < list->block_count; b++) {
      if (l->list_count > 1 || (double)vb_leaf_block_bound(p->s, l->lists[i], b) >= bar) {
        if (!enter_part(p, l, list, b, from, to, &part)) break;
        add_part(p, l, list, &part);
      }
      if (vb_posting_block_last(list, b) >= to) break;
    }
  }
  if (l->list_count > 1) add_weights(p, l);
}

/* Takes a list, or a union of lists, into the search with the upper bound of its score. The bound
   of a block is not known yet: block_first = 1 makes the first article look outside. */
void vb_leaf_add(pruned_search *p, cursor *c) {
  leaf *l = &p->leaves[p->leaf_count++];
  float sum = 0;
  *l = (leaf){.c = c, .lists = c->children, .list_count = c->child_count};
  if (c->kind == CURSOR_LIST) {
    l->lists = vb_arena_alloc(p->s->context->arena, sizeof *l->lists);
    l->list_count = l->lists != NULL;
    if (l->lists) l->lists[0] = c;
  }
  if (!l->list_count) {
    vb_native_out_of_memory(p->s->context);
    return;
  }
  for (size_t i = 0; i < l->list_count; i++) {
    float bound;
    if (!vb_posting_bound(l->lists[i]->list, &bound))
      vb_native_list_failed(p->s->context, l->lists[i]->list);
    else sum += l->lists[i]->bound = bound_of(p->s, bound, c->idf);
    l->lists[i]->block_first = 1; /* none is known: it ends before it begins */
  }
  l->bound = sum;
}
