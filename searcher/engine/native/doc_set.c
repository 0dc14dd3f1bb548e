/*
 * doc_set.c - the matches of a tree of lists as a set of bits, for counts, facets and dates.
 *
 * Where every match is needed but no score, whole blocks of a list are decoded and set as
 * bits, which takes a fraction of the time of moving cursors from match to match.
 */
#include "searcher/engine/native/native_internal.h"

enum {
  WORTH = 32, /* matches; for fewer, a walk is as fast */
  LIST_COST =
      8 /* articles that lists may have for each match; with more, a walk skips most of them */
};

/* Whether lists alone decide the tree; *cost: what all of its lists have together. */
static bool decided_by_lists(const segment_search *s, const cursor *c, uint64_t *cost) {
  switch (c->kind) {
  case CURSOR_EMPTY: return true;
  case CURSOR_LIST:
  case CURSOR_ARRAY: *cost += c->cost; return true;
  case CURSOR_ALL:
  case CURSOR_DATE: *cost += s->docs / 64; return true;
  case CURSOR_UNION:
  case CURSOR_AND:
  case CURSOR_OR:
  case CURSOR_ANDNOT: break;
  default: return false;
  }
  for (size_t i = 0; i < c->child_count; i++)
    if (!decided_by_lists(s, c->children[i], cost)) return false;
  return true;
}

bool vb_native_doc_set_worth(const segment_search *s, const cursor *c) {
  uint64_t cost = 0;
  return c->cost >= WORTH && decided_by_lists(s, c, &cost) && cost / LIST_COST <= c->cost;
}

/* Adds the blocks that have documents which are searched. A damaged list ends early; the search
   reports it when it closes its lists. */
static void add_list(segment_search *s, const cursor *c, uint64_t *set) {
  vb_posting *list = c->list;
  uint32_t weights[VB_PACK_BLOCK];
  uint32_t block = s->first ? vb_posting_block_at(list, s->first) : 0;
  for (; block < list->block_count && vb_posting_enter(list, block); block++) {
    if ((list->count && list->docs[0] >= s->end) ||
        vb_native_late_after(s->context, VB_PACK_BLOCK / 16))
      return;
    const uint32_t count = list->count;
    if (!c->title_only) {
      for (uint32_t i = 0; i < count; i++) vb_doc_set_add(set, list->docs[i]);
      continue;
    }
    if (!vb_posting_weights(list, true, weights)) return;
    for (uint32_t i = 0; i < count; i++)
      if (weights[i]) vb_doc_set_add(set, list->docs[i]);
  }
}

static void add_array(segment_search *s, const cursor *c, uint64_t *set) {
  if (vb_native_late_after(s->context, (uint32_t)(c->doc_count / 16))) return;
  for (size_t i = 0; i < c->doc_count; i++) vb_doc_set_add(set, c->docs[i]);
}

static void keep_dates(const segment_search *s, const cursor *c, uint64_t *set) {
  for (size_t i = s->first / 64; i * 64 < s->end; i++)
    for (uint64_t left = set[i]; left; left &= left - 1) {
      uint32_t bit = (uint32_t)__builtin_ctzll(left);
      if (!vb_native_in_dates(s, c, (uint32_t)(i * 64) + bit)) set[i] &= ~(UINT64_C(1) << bit);
    }
}

/* Adds to the set what the child has, keeps only that, or takes it away. */
static bool combine(segment_search *s, cursor_kind kind, const cursor *child, uint64_t *set) {
  if (child->kind == CURSOR_DATE && kind == CURSOR_AND) return keep_dates(s, child, set), true;
  uint64_t *other = vb_native_doc_set(s, child);
  if (!other) return false;
  for (size_t i = 0; i < vb_doc_set_words(s); i++)
    set[i] = kind == CURSOR_AND      ? set[i] & other[i]
             : kind == CURSOR_ANDNOT ? set[i] & ~other[i]
                                     : set[i] | other[i];
  return true;
}

bool vb_native_fill_doc_set(segment_search *s, const cursor *c, uint64_t *set) {
  bool all = c->kind == CURSOR_ALL || c->kind == CURSOR_DATE;
  if (c->kind == CURSOR_LIST) add_list(s, c, set);
  if (c->kind == CURSOR_ARRAY) add_array(s, c, set);
  for (uint32_t doc = s->first; all && doc < s->end; doc++) vb_doc_set_add(set, doc);
  if (c->kind == CURSOR_DATE) keep_dates(s, c, set);
  bool either = c->kind == CURSOR_UNION || c->kind == CURSOR_OR;
  for (size_t i = 0; i < c->child_count; i++) {
    const cursor *child = c->children[i];
    bool direct = i == 0 || (either && child->kind == CURSOR_LIST);
    if (direct ? !vb_native_fill_doc_set(s, child, set) : !combine(s, c->kind, child, set))
      return false;
  }
  return true;
}

uint64_t *vb_native_doc_set(segment_search *s, const cursor *c) {
  uint64_t *set = vb_arena_calloc(s->context->arena, vb_doc_set_words(s), sizeof *set);
  if (!set) return vb_native_out_of_memory(s->context), NULL;
  return vb_native_fill_doc_set(s, c, set) ? set : NULL;
}
