/*
 * positions.c - decides by positions whether a candidate matches a phrase or NEAR.
 *
 * First all words must be in the document, which the lists tell without positions. Then
 * the places of the rarest word give the possible starts of the phrase, and each further
 * word keeps the starts at whose distance it occurs. The first word that leaves none
 * ends the test. The two rarest words of a long phrase pass this test before the others.
 */
#include "searcher/engine/native/native_internal.h"

#include "indexer/store/schema.h"

#include <stdlib.h>

enum {
  APPROACH_MIN = 5
}; /* words; with fewer, checking one list at a time is faster than prefetching all */

static bool room_for(segment_search *s, int which, size_t n) {
  if (n <= s->positions_capacity[which]) return true;
  uint32_t *grown = vb_arena_alloc(s->context->arena, n * 2 * sizeof *grown);
  if (!grown) return vb_native_out_of_memory(s->context);
  s->positions[which] = grown;
  s->positions_capacity[which] = n * 2;
  return true;
}

int vb_native_by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

/* Sorts places that are mostly a few ascending rows. */
static void sort_places(uint32_t *places, size_t n) {
  enum { FEW = 32 };
  if (n > FEW) {
    qsort(places, n, sizeof *places, vb_native_by_number);
    return;
  }
  for (size_t i = 1; i < n; i++) {
    uint32_t place = places[i];
    size_t at = i;
    for (; at > 0 && places[at - 1] > place; at--) places[at] = places[at - 1];
    places[at] = place;
  }
}

static inline bool is_list(const place_source *p) {
  return p->list_count == 1 && !p->gathered;
}

/* The places of a source in a doc, ascending; borrowed from the list if there is only one. */
const uint32_t *vb_native_places(segment_search *s, const place_source *p, uint32_t doc,
                                 uint32_t *count) {
  *count = 0;
  if (is_list(p)) {
    const uint32_t *places = NULL;
    if (vb_posting_find(p->lists[0], doc)) places = vb_posting_positions(p->lists[0], count);
    if (!places) vb_native_list_failed(s->context, p->lists[0]);
    return places;
  }
  if (p->gathered) return vb_native_gathered(p->gathered, doc, count);
  const uint32_t *only = NULL;
  size_t n = 0, found = 0;
  for (size_t i = 0; i < p->list_count; i++) {
    vb_posting *list = p->lists[i];
    if (!vb_posting_find(list, doc)) {
      vb_native_list_failed(s->context, list);
      continue;
    }
    uint32_t here;
    const uint32_t *positions = vb_posting_positions(list, &here);
    if (!positions) {
      vb_native_list_failed(s->context, list);
      continue;
    }
    if (n + here > s->positions_capacity[1]) {
      const uint32_t *before = s->positions[1];
      if (!room_for(s, 1, n + here)) return NULL;
      if (n) memcpy(s->positions[1], before, n * sizeof *before);
    }
    memcpy(s->positions[1] + n, positions, here * sizeof *positions);
    n += here;
    found++;
    only = s->positions[1];
  }
  if (found > 1) sort_places(s->positions[1], n);
  *count = (uint32_t)n;
  return only;
}

/* Adds a list's places in its document to those of the lists before; false on failure. */
static bool add_places(segment_search *s, vb_posting *list, size_t *n) {
  uint32_t here;
  const uint32_t *places = vb_posting_positions(list, &here), *before = s->positions[1];
  if (!places) return !vb_native_list_failed(s->context, list);
  if (!room_for(s, 1, *n + here)) return false;
  if (before != s->positions[1] && *n) memcpy(s->positions[1], before, *n * sizeof *before);
  memcpy(s->positions[1] + *n, places, here * sizeof *places);
  *n += here;
  return true;
}

const uint32_t *vb_native_next_places(segment_search *s, const place_source *p, uint32_t doc,
                                      uint32_t *count) {
  *count = 0;
  if (p->gathered) return vb_native_gathered(p->gathered, doc, count);
  size_t n = 0, found = 0;
  for (size_t i = 0; i < p->list_count; i++) {
    vb_posting *list = p->lists[i];
    if (list->doc > doc && list->doc != VB_DOC_NONE) continue; /* so are most lists of many */
    if (vb_posting_seek(list, doc) != doc) {
      vb_native_list_failed(s->context, list);
      continue;
    }
    if (p->list_count == 1) {
      const uint32_t *places = vb_posting_positions(list, count);
      vb_native_list_failed(s->context, list);
      return places;
    }
    if (!add_places(s, list, &n)) return NULL;
    found++;
  }
  if (found > 1) sort_places(s->positions[1], n);
  *count = (uint32_t)n;
  return found ? s->positions[1] : NULL;
}

/* Keeps the starts for which the word is at start + offset. Both arrays ascend. */
static uint32_t keep_starts(uint32_t *starts, uint32_t count, const uint32_t *places,
                            uint32_t place_count, int32_t offset) {
  uint32_t kept = 0, at = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t wanted = starts[i] + (uint32_t)offset;
    while (at < place_count && places[at] < wanted) at++;
    if (at == place_count) break;
    if (places[at] == wanted) starts[kept++] = starts[i];
  }
  return kept;
}

/* The starts that the rarest slot allows, within one part of the article. */
static uint32_t first_starts(segment_search *s, const cursor *c, const uint32_t *places,
                             uint32_t count) {
  const place_source *p = &c->places[0];
  uint32_t kept = 0;
  if (!room_for(s, 0, count)) return 0;
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t offset = (uint32_t)p->offset, start = places[i] - offset;
    const uint32_t end = start + c->distance - 1;
    s->positions[0][kept] = start; /* no branches, which would mostly be guessed wrong */
    kept += (places[i] >= offset) & (start >= c->min_position) & (end < c->max_position) &
            ((start < VB_POSITION_TEXT) == (end < VB_POSITION_TEXT));
  }
  return kept;
}

/* Keeps the starts of phrases that are inside one part of a quotation: the first part that ends at
   the phrase's last word or later must begin at its first word or earlier. */
static uint32_t keep_said(segment_search *s, const cursor *c, uint32_t *starts, uint32_t count) {
  uint32_t n, m, kept = 0;
  const uint32_t *first = vb_native_places(s, &c->said[0], c->doc, &n);
  const uint32_t *last = first ? vb_native_places(s, &c->said[1], c->doc, &m) : NULL;
  if (!last || n != m) return 0;
  for (uint32_t i = 0, part = 0; i < count; i++) {
    uint32_t end = starts[i] + c->distance - 1;
    while (part < n && last[part] < end) part++;
    if (part == n) break;
    if (first[part] <= starts[i]) starts[kept++] = starts[i];
  }
  return kept;
}

/* Prefetches the document's data in the lists of places [from, to). They are far apart in memory,
   so fetching them in parallel is faster than one after another. */
static void approach(const cursor *c, size_t from, size_t to, uint32_t doc) {
  for (size_t i = from; i < to; i++)
    if (c->places[i].list_count == 1) vb_posting_expect(c->places[i].lists[0], doc);
  for (size_t i = from; i < to; i++)
    if (c->places[i].list_count == 1) vb_posting_approach(c->places[i].lists[0], doc);
}

/* Whether the words of places [from, to) that may be missing are in the document; needs no counts
   and no positions. Words in more than half of all documents are left to their positions. */
static bool words_there(segment_search *s, const cursor *c, size_t from, size_t to, uint32_t doc) {
  for (size_t i = from; i < to; i++) {
    const place_source *p = &c->places[i];
    if (p->cost * 2 > s->docs) break;
    if (p->implied || p->list_count != 1 || vb_posting_find(p->lists[0], doc)) continue;
    vb_native_list_failed(s->context, p->lists[0]);
    return false;
  }
  return true;
}

/* The weight of the matches, computed as a pair's list does, so that it does not depend on whether
   such a list exists. */
static uint32_t weight_of(const uint32_t *starts, uint32_t count) {
  uint32_t weight = 0;
  for (uint32_t i = 0; i < count; i++) weight += starts[i] < VB_POSITION_TEXT ? VB_TITLE_WEIGHT : 1;
  return weight;
}

/* Whether the word is in the document too rarely for the least weight that is wanted. */
static bool too_few(const cursor *c, const place_source *p, uint32_t doc) {
  return c->least > 1 && p->list_count == 1 && vb_posting_find(p->lists[0], doc) &&
         vb_posting_weight(p->lists[0]) < c->least;
}

/* Keeps the starts that the places of a list allow. */
static inline uint32_t keep_at(segment_search *s, const place_source *p, uint32_t doc,
                               uint32_t starts) {
  vb_posting *list = p->lists[0];
  uint32_t kept = 0;
  if (vb_posting_find(list, doc))
    kept = vb_posting_keep_starts(list, s->positions[0], starts, (uint32_t)p->offset);
  if (!kept) vb_native_list_failed(s->context, list);
  return kept;
}

/* Keeps the starts that the words of places [from, to) allow. */
static uint32_t narrow_starts(segment_search *s, const cursor *c, size_t from, size_t to,
                              uint32_t doc, uint32_t starts) {
  uint32_t count;
  if (!words_there(s, c, from, to, doc)) return 0;
  for (size_t i = from; i < to; i++) {
    if (too_few(c, &c->places[i], doc)) return 0;
    if (i > 0 && is_list(&c->places[i])) {
      starts = keep_at(s, &c->places[i], doc, starts);
    } else {
      const uint32_t *places = vb_native_places(s, &c->places[i], doc, &count);
      if (!places || count == 0) return 0;
      starts = i == 0 ? first_starts(s, c, places, count)
                      : keep_starts(s->positions[0], starts, places, count, c->places[i].offset);
    }
    if (starts == 0 || (c->least > 1 && weight_of(s->positions[0], starts) < c->least)) return 0;
  }
  return starts;
}

/* How many starts of the phrase are in a document; they are in s->positions[0]. 0 as well if they
   turn out to weigh less than is wanted. The rarest words of a long phrase come first: few
   candidates have them at their distance, and the others need not be found in the rest. */
static uint32_t find_starts(segment_search *s, const cursor *c, uint32_t doc) {
  enum { FIRST = 2 };
  size_t n = c->place_count;
  if (n < APPROACH_MIN) return narrow_starts(s, c, 0, n, doc, 0);
  uint32_t starts = narrow_starts(s, c, 0, FIRST, doc, 0);
  if (starts == 0) return 0;
  approach(c, FIRST, n, doc);
  return narrow_starts(s, c, FIRST, n, doc, starts);
}

bool vb_native_confirm_phrase(segment_search *s, cursor *c) {
  if (c->listed) {
    c->weight = vb_posting_weight(c->children[0]->list);
    return true;
  }
  uint32_t starts = find_starts(s, c, c->doc);
  if (starts && c->said) starts = keep_said(s, c, s->positions[0], starts);
  c->weight = weight_of(s->positions[0], starts);
  return starts > 0;
}

const uint32_t *vb_native_starts(segment_search *s, const cursor *phrase, uint32_t doc,
                                 uint32_t *count) {
  *count = phrase->kind == CURSOR_PHRASE ? find_starts(s, phrase, doc) : 0;
  return *count ? s->positions[0] : NULL;
}

/* Both lists ascend, so `low` only moves forward: one pass over them. Places of the first word with
   a near one count; they give the weight. */
bool vb_native_confirm_near(segment_search *s, cursor *c) {
  uint32_t n, m, found = 0;
  const uint32_t *a = vb_native_places(s, &c->places[0], c->doc, &n);
  if (!a || n == 0 || !room_for(s, 0, n)) return false;
  memcpy(s->positions[0], a, n * sizeof *a); /* the next call may reuse the memory that `a` is in */
  const uint32_t *b = vb_native_places(s, &c->places[1], c->doc, &m);
  if (!b) return false;
  for (uint32_t i = 0, low = 0; i < n; i++) {
    uint32_t here = s->positions[0][i];
    if (here >= c->max_position) break;
    while (low < m && b[low] + c->distance < here) low++;
    for (uint32_t k = low; k < m && b[k] <= here + c->distance; k++) {
      if (b[k] == here || b[k] >= c->max_position) continue; /* a word is not near itself */
      found++;
      break;
    }
  }
  c->weight = found;
  return found > 0;
}
