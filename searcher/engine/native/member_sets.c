/*
 * member_sets.c - which documents have a frequent word, as bits, kept from search to search.
 *
 * A search for all of several frequent words looks thousands of documents up in each list, and
 * most of them are not there. A bit tells that for a hundredth of the price. The bits of a word
 * are set when it is searched for the second time: a process that answers one query sets none.
 *
 * A table with one place per hash, as word_cache.c; the sets of one handle have a bound together,
 * and beyond it those make room that were not used lately (the clock algorithm).
 */
#include "searcher/engine/native/native_internal.h"

#include "indexer/base/hash.h"

#include <stdlib.h>

enum {
  PLACES = 4096,
  DENSE = 16,          /* a word is frequent if one document of DENSE has it */
  WORTH = 16,          /* a set is made for at least a WORTHth of its documents */
  LISTS_MAX = 16,      /* of a union */
  BYTES_MAX = 16 << 20 /* of all sets */
};

typedef struct member_set {
  uint64_t hash;  /* of what was asked for here last; 0: nothing */
  uint64_t *bits; /* NULL: not set yet */
  size_t bytes;
  uint64_t walk; /* the last one that asked for it */
  uint32_t segment, list_count;
  bool title_only, used;
  uint64_t lists[LISTS_MAX]; /* their places in the segment */
} member_set;

struct member_sets {
  member_set places[PLACES];
  size_t bytes;  /* of all */
  uint64_t walk; /* the one that asks; its sets stay until the next begins */
  uint32_t hand;
};

member_sets *vb_member_sets_new(void) {
  return calloc(1, sizeof(member_sets));
}

static void drop(member_sets *sets, member_set *set) {
  free(set->bits);
  sets->bytes -= set->bytes;
  *set = (member_set){0};
}

void vb_member_sets_clear(member_sets *sets) {
  for (size_t i = 0; i < PLACES; i++) drop(sets, &sets->places[i]);
}

void vb_member_sets_free(member_sets *sets) {
  if (sets) vb_member_sets_clear(sets);
  free(sets);
}

/* What is asked for, without its bits. False if it has too many lists. */
static bool describe(const segment_search *s, const cursor *c, member_set *out) {
  *out = (member_set){.segment = vb_segment_about(s->segment)->number, .title_only = c->title_only};
  out->list_count = c->kind == CURSOR_LIST ? 1 : (uint32_t)c->child_count;
  if (out->list_count > LISTS_MAX) return false;
  for (uint32_t i = 0; i < out->list_count; i++)
    out->lists[i] = (c->kind == CURSOR_LIST ? c : c->children[i])->list->term.postings;
  out->hash = vb_hash_of_numbers(out->segment, out->title_only);
  for (uint32_t i = 0; i < out->list_count; i++)
    out->hash = vb_hash_of_numbers(out->hash, out->lists[i]);
  out->hash |= 1;
  return true;
}

static bool same(const member_set *a, const member_set *b) {
  return a->hash == b->hash && a->segment == b->segment && a->title_only == b->title_only &&
         a->list_count == b->list_count &&
         memcmp(a->lists, b->lists, a->list_count * sizeof *a->lists) == 0;
}

/* Takes the sets in turns; one that was used since its last turn stays once more. False if those of
   this walk leave no room. */
static bool make_room(member_sets *sets, size_t bytes) {
  for (int turn = 0; turn < 2 * PLACES && sets->bytes + bytes > BYTES_MAX; turn++) {
    member_set *set = &sets->places[sets->hand];
    if (set->bits && !set->used && set->walk != sets->walk) drop(sets, set);
    set->used = false;
    sets->hand = (sets->hand + 1) % PLACES;
  }
  return sets->bytes + bytes <= BYTES_MAX;
}

/* A failure leaves no bits: a damaged list is reported by the search that meets it, and without
   memory or time a search does without them. */
static void set_bits(segment_search *s, const cursor *c, member_set *set) {
  const size_t bytes = vb_doc_set_words(s) * sizeof *set->bits;
  if (bytes > BYTES_MAX / 8 || !make_room(s->context->sets, bytes)) return;
  uint64_t *bits = calloc(1, bytes);
  if (!bits) return;
  if (!vb_native_fill_doc_set(s, c, bits) || s->context->clock.passed) {
    free(bits);
    return;
  }
  set->bits = bits;
  set->bytes = bytes;
  s->context->sets->bytes += bytes;
}

void vb_member_sets_begin(member_sets *sets) {
  if (sets) sets->walk++;
}

const uint64_t *vb_member_sets_find(segment_search *s, const cursor *c, uint64_t lead) {
  member_sets *sets = s->context->sets;
  member_set asked;
  if (!sets || vb_native_is_piece(s) || c->cost < s->docs / DENSE || !describe(s, c, &asked))
    return NULL;
  member_set *set = &sets->places[asked.hash % PLACES];
  if (!same(set, &asked)) {
    if (set->walk == sets->walk) return NULL; /* its bits may be in use */
    drop(sets, set);
    *set = asked;
  } else if (!set->bits && c->cost / WORTH <= lead) {
    set_bits(s, c, set);
  }
  set->used = true;
  set->walk = sets->walk;
  return set->bits;
}
