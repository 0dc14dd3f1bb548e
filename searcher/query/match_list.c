/*
 * match_list.c - finds phrases with bit sets, and near matches in sorted lists.
 *
 * A phrase is found by Shift-And (Baeza-Yates and Gonnet, 1992): bit i of the state
 * says that the last i + 1 words match the first i + 1 slots, and each word of the
 * article advances the state by one shift and one mask. The time is linear however
 * often words repeat. It runs only over the stretches around the places of the rarest
 * slot, so a phrase with one rare word is fast:
 *
 *   ....[.....r..]...........[..r....r..]......   r: the rarest slot's word
 *
 * NEAR asks for each match of one list whether the other list has a partner. There are
 * two to check: the first match that begins after its end, and of those that end before
 * it the last to end. The distance is counted from the end of one to the beginning of
 * the other. Both are found in sorted lists, so no window is ever scanned.
 */
#include "searcher/query/match_list.h"

#include <stdlib.h>

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "no memory for the matches in an article");
}

bool vb_found_add(vb_found_list *list, vb_arena *arena, vb_found found) {
  if (list->count == list->capacity) {
    if (!VB_ARENA_GROW(arena, list->items, &list->capacity, list->count)) return false;
  }
  list->items[list->count++] = found;
  return true;
}

bool vb_found_append(vb_found_list *a, vb_arena *arena, const vb_found_list *b) {
  if (a->count == 0) {
    *a = *b;
    return true;
  }
  for (size_t i = 0; i < b->count; i++)
    if (!vb_found_add(a, arena, b->items[i])) return false;
  return true;
}

static int compare_found(const void *left, const void *right) {
  const vb_found *a = left, *b = right;
  if (a->part != b->part) return a->part < b->part ? -1 : 1;
  if (a->first != b->first) return a->first < b->first ? -1 : 1;
  if (a->end != b->end) return a->end < b->end ? -1 : 1;
  return ((uintptr_t)a->leaf > (uintptr_t)b->leaf) - ((uintptr_t)a->leaf < (uintptr_t)b->leaf);
}

void vb_found_sort(vb_found_list *list) {
  if (list->count < 2) return;
  qsort(list->items, list->count, sizeof *list->items, compare_found);
  size_t kept = 1;
  for (size_t i = 1; i < list->count; i++)
    if (compare_found(&list->items[i], &list->items[kept - 1]) != 0)
      list->items[kept++] = list->items[i];
  list->count = kept;
}

/* ---- phrases ---------------------------------------------------------- */

typedef struct phrase {
  const vb_wanted *wanted;
  const vb_query *query;
  size_t slots, width; /* width: of a bit set, in 64-bit words */
  uint32_t *local;     /* by wanted word: the index of its mask in this phrase, or NONE */
  uint64_t *masks;     /* for each distinct word, `width` numbers: the slots that it fits */
  uint64_t *any;       /* the open slots, which fit every word */
  uint64_t *state;
} phrase;

static const uint32_t NONE = UINT32_MAX;

static size_t word_index(const vb_wanted *wanted, const vb_query *slot) {
  return (size_t)(vb_wanted_of(wanted, slot) - wanted->words);
}

/* Shift-And (Baeza-Yates and Gonnet, CACM 1992): a bit for each slot, set in the mask of the word
   that the slot wants. One step per word of the text finds the phrase at all places at once. */
static bool phrase_init(phrase *p, const vb_wanted *wanted, const vb_query *query) {
  vb_arena *arena = wanted->arena;
  *p = (phrase){.wanted = wanted, .query = query, .slots = query->child_count};
  p->width = (p->slots + 63) / 64;
  p->local = vb_arena_alloc(arena, (wanted->word_count + 1) * sizeof *p->local);
  p->any = vb_arena_calloc(arena, p->width, sizeof(uint64_t));
  p->state = vb_arena_calloc(arena, p->width, sizeof(uint64_t));
  if (!p->local || !p->any || !p->state) return false;
  memset(p->local, 0xFF, wanted->word_count * sizeof *p->local);
  uint32_t distinct = 0;
  for (size_t i = 0; i < p->slots; i++) {
    if (query->children[i]->kind == VB_QUERY_ANY_WORD) continue;
    uint32_t *local = &p->local[word_index(wanted, query->children[i])];
    if (*local == NONE) *local = distinct++;
  }
  p->masks = vb_arena_calloc(arena, (size_t)distinct + 1, p->width * sizeof(uint64_t));
  if (!p->masks) return false;
  for (size_t i = 0; i < p->slots; i++) {
    uint64_t *mask = p->any;
    if (query->children[i]->kind != VB_QUERY_ANY_WORD)
      mask = p->masks + p->local[word_index(wanted, query->children[i])] * p->width;
    mask[i / 64] |= (uint64_t)1 << (i % 64);
  }
  return true;
}

/* The index of the first place of the wanted words that is not before (part, token). */
static size_t place_at(const vb_wanted *wanted, uint32_t part, size_t token) {
  size_t low = 0, high = wanted->place_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const vb_word_place *p = &wanted->places[middle];
    if (p->part < part || (p->part == part && p->token < token)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* Advances the state over one word, whose wanted words begin at *at. True when the last slot is
   reached. */
static bool step(phrase *p, uint32_t part, size_t token, size_t *at) {
  const vb_wanted *wanted = p->wanted;
  size_t from = *at, to = from;
  while (to < wanted->place_count && wanted->places[to].part == part &&
         wanted->places[to].token == token)
    to++;
  *at = to;
  uint64_t carry = 1;
  for (size_t w = 0; w < p->width; w++) {
    uint64_t shifted = p->state[w] << 1 | carry, mask = p->any[w];
    carry = p->state[w] >> 63;
    for (size_t i = from; i < to; i++) {
      uint32_t local = p->local[wanted->places[i].word];
      if (local != NONE) mask |= p->masks[local * p->width + w];
    }
    p->state[w] = shifted & mask;
  }
  size_t last = p->slots - 1;
  return p->state[last / 64] >> (last % 64) & 1;
}

/* Finds all places of the phrase in the words [from, to) of a part. */
static bool run(phrase *p, uint32_t part, size_t from, size_t to, vb_found_list *out) {
  memset(p->state, 0, p->width * sizeof *p->state);
  size_t at = place_at(p->wanted, part, from);
  for (size_t token = from; token < to; token++) {
    if (!step(p, part, token, &at)) continue;
    vb_found found = {part, (uint32_t)(token + 1 - p->slots), (uint32_t)(token + 1), p->query};
    if (!vb_found_add(out, p->wanted->arena, found)) return false;
  }
  return true;
}

/* The slot with the fewest places in the article; the number of slots if all are open. */
static size_t rarest_slot(const vb_wanted *wanted, const vb_query *query) {
  size_t best = query->child_count, least = SIZE_MAX;
  for (size_t i = 0; i < query->child_count; i++) {
    if (query->children[i]->kind == VB_QUERY_ANY_WORD) continue;
    size_t count = vb_wanted_of(wanted, query->children[i])->count;
    if (count < least) least = count, best = i;
  }
  return best;
}

/* Runs the phrase only where it can be: around each place of its rarest word. Stretches that touch
   are joined, so that no word is read twice. */
vb_status vb_found_phrase(const vb_wanted *wanted, const vb_query *query,
                          size_t (*tokens_in)(const void *context, uint32_t part),
                          const void *context, vb_found_list *out, vb_error *err) {
  size_t slots = query->child_count, rarest = rarest_slot(wanted, query);
  if (slots > VB_QUERY_TERMS_MAX)
    return vb_fail(err, VB_LIMIT, "a phrase of %zu words is longer than the %d that can be matched",
                   slots, VB_QUERY_TERMS_MAX);
  if (rarest == slots) return VB_OK;
  const vb_wanted_word *word = vb_wanted_of(wanted, query->children[rarest]);
  if (word->count == 0) return VB_OK;
  phrase p;
  if (!phrase_init(&p, wanted, query)) return no_memory(err);
  uint32_t part = 0;
  size_t from = 0, to = 0; /* the current stretch; empty at first */
  for (size_t i = 0; i < word->count; i++) {
    const vb_word_place *place = &wanted->places[wanted->by_word[word->first + i]];
    if (place->token < rarest) continue;
    size_t start = place->token - rarest;
    if (start + slots > tokens_in(context, place->part)) continue;
    if (place->part != part || start >= to) {
      if (to > from && !run(&p, part, from, to, out)) return no_memory(err);
      part = place->part;
      from = start;
    }
    to = start + slots;
  }
  return to == from || run(&p, part, from, to, out) ? VB_OK : no_memory(err);
}

/* ---- nearness --------------------------------------------------------- */

static int compare_end(const void *left, const void *right) {
  const vb_found *a = left, *b = right;
  if (a->part != b->part) return a->part < b->part ? -1 : 1;
  return (a->end > b->end) - (a->end < b->end);
}

/* The index of the first match in the list that begins at a word or after it. */
static size_t first_from(const vb_found_list *list, uint32_t part, uint32_t first) {
  size_t low = 0, high = list->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const vb_found *f = &list->items[middle];
    if (f->part < part || (f->part == part && f->first < first)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* Sets keep[i] if a's match i has a partner in b. by_end: b sorted by part and end. */
static void mark_near(const vb_found_list *a, const vb_found_list *b, const vb_found *by_end,
                      uint32_t distance, bool *keep) {
  size_t ended = 0;
  const vb_found *before = NULL; /* of b's matches that have ended, the last to end */
  for (size_t i = 0; i < a->count; i++) {
    const vb_found *m = &a->items[i];
    for (; ended < b->count && (by_end[ended].part < m->part ||
                                (by_end[ended].part == m->part && by_end[ended].end <= m->first));
         ended++)
      before = &by_end[ended];
    size_t behind = first_from(b, m->part, m->end);
    keep[i] = (before && before->part == m->part && m->first - before->end < distance) ||
              (behind < b->count && b->items[behind].part == m->part &&
               b->items[behind].first - m->end < distance);
  }
}

static void keep_marked(vb_found_list *list, const bool *keep) {
  size_t kept = 0;
  for (size_t i = 0; i < list->count; i++)
    if (keep[i]) list->items[kept++] = list->items[i];
  list->count = kept;
}

static vb_found *copy_by_end(const vb_found_list *list, vb_arena *arena) {
  vb_found *copy = vb_arena_alloc(arena, (list->count + 1) * sizeof *copy);
  if (!copy) return NULL;
  if (list->count) memcpy(copy, list->items, list->count * sizeof *copy);
  qsort(copy, list->count, sizeof *copy, compare_end);
  return copy;
}

vb_status vb_found_near(vb_found_list *a, vb_found_list *b, uint32_t distance, vb_arena *arena,
                        vb_error *err) {
  vb_found *a_by_end = copy_by_end(a, arena), *b_by_end = copy_by_end(b, arena);
  bool *keep_a = vb_arena_alloc(arena, a->count + 1), *keep_b = vb_arena_alloc(arena, b->count + 1);
  if (!a_by_end || !b_by_end || !keep_a || !keep_b) return no_memory(err);
  if (distance > VB_NEAR_MAX) distance = VB_NEAR_MAX;
  mark_near(a, b, b_by_end, distance, keep_a);
  mark_near(b, a, a_by_end, distance, keep_b);
  keep_marked(a, keep_a);
  keep_marked(b, keep_b);
  return VB_OK;
}

/* ---- one sentence, one paragraph -------------------------------------- */

static uint32_t *units_of(const vb_found_list *list,
                          uint32_t (*unit_of)(const void *, const vb_found *), const void *context,
                          vb_arena *arena) {
  uint32_t *units = vb_arena_alloc(arena, (list->count + 1) * sizeof *units);
  for (size_t i = 0; units && i < list->count; i++) units[i] = unit_of(context, &list->items[i]);
  return units;
}

/* Drops matches that are in two units; the units of the others then ascend. */
static void drop_crossing(vb_found_list *list, uint32_t *units) {
  size_t kept = 0;
  for (size_t i = 0; i < list->count; i++) {
    if (units[i] == UINT32_MAX) continue;
    list->items[kept] = list->items[i];
    units[kept++] = units[i];
  }
  list->count = kept;
}

static int order_units(const vb_found *a, uint32_t a_unit, const vb_found *b, uint32_t b_unit) {
  if (a->part != b->part) return a->part < b->part ? -1 : 1;
  return (a_unit > b_unit) - (a_unit < b_unit);
}

/* Sets keep[i] if b has a match in the unit of a's match i that shares no word with it. */
static void mark_together(const vb_found_list *a, const uint32_t *a_units, const vb_found_list *b,
                          const uint32_t *b_units, bool *keep) {
  size_t from = 0, to = 0; /* b's matches in the current unit */
  uint32_t least_end = 0;  /* the least end among them */
  for (size_t i = 0; i < a->count; i++) {
    const vb_found *m = &a->items[i];
    if (i == 0 || m->part != m[-1].part || a_units[i] != a_units[i - 1]) {
      for (from = to;
           from < b->count && order_units(&b->items[from], b_units[from], m, a_units[i]) < 0;)
        from++;
      least_end = UINT32_MAX;
      for (to = from; to < b->count && order_units(&b->items[to], b_units[to], m, a_units[i]) == 0;
           to++)
        if (b->items[to].end < least_end) least_end = b->items[to].end;
    }
    keep[i] = to > from && (least_end <= m->first || b->items[to - 1].first >= m->end);
  }
}

vb_status vb_found_together(vb_found_list *a, vb_found_list *b,
                            uint32_t (*unit_of)(const void *context, const vb_found *found),
                            const void *context, vb_arena *arena, vb_error *err) {
  uint32_t *a_units = units_of(a, unit_of, context, arena);
  uint32_t *b_units = units_of(b, unit_of, context, arena);
  bool *keep_a = vb_arena_alloc(arena, a->count + 1), *keep_b = vb_arena_alloc(arena, b->count + 1);
  if (!a_units || !b_units || !keep_a || !keep_b) return no_memory(err);
  drop_crossing(a, a_units);
  drop_crossing(b, b_units);
  mark_together(a, a_units, b, b_units, keep_a);
  mark_together(b, b_units, a, a_units, keep_b);
  keep_marked(a, keep_a);
  keep_marked(b, keep_b);
  return VB_OK;
}
