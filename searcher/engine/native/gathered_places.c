/*
 * gathered_places.c - the places of all words with a common beginning in one segment, by document.
 *
 *   ends       | of doc 0 | of doc 1 | ...          the places of doc d: [ends[d - 1], ends[d])
 *   positions  | of doc 0 ... | of doc 1 ... |
 *
 * A prefix may stand for tens of thousands of words: too many for a cursor each. Their lists are
 * read twice, one after the other, first the counts and then the positions, so that each document
 * has just its room. There the places are word by word, and are sorted when they are asked for:
 * by setting a bit for each in a row of bits. Of a segment that is searched in pieces, only the
 * documents of the piece are gathered.
 *
 * The memory is the search's: it is taken off the limit of its arena, and given back with the
 * segment. What does not fit is done in pieces, or else left to the text of the articles.
 */
#include "searcher/engine/native/native_internal.h"

#include <stdlib.h>

enum {
  ROOM_SHARE = 2,                /* of the memory that the search may still take, one part */
  ROOM_MAX = 32 << 20,           /* bytes */
  SPAN_MAX = 64 * 64,            /* places sorted by bits are within that many of each other */
  STEPS = VB_POSTING_BLOCK / 16, /* of the clock, for a block of a list */
  PLACE_NS = 12                  /* to gather one place, estimated */
};

struct gathered_places {
  gathered_places *next;
  vb_str key;          /* of the prefix */
  uint32_t first, end; /* the documents */
  uint32_t *ends;      /* by document from the first; NULL: they do not fit, or it got too late */
  uint64_t *sorted;    /* a bit for each document */
  uint32_t *positions;
  size_t bytes, count;
  uint64_t articles;
};

/* ---- the words ---- */

typedef void word_visitor(segment_search *s, const vb_term *term, gathered_places *to);

/* Visits the words of the prefix. False on failure, which is recorded, or when it gets late. */
static bool each_word(segment_search *s, gathered_places *to, word_visitor *visit) {
  vb_word_cursor words;
  vb_str key;
  vb_error err;
  vb_status status = vb_segment_words_from(s->segment, to->key, &words, &err);
  while (status == VB_OK) {
    vb_term term;
    status = vb_word_next_with(&words, to->key, &key, &term, &err);
    if (status != VB_OK) break;
    visit(s, &term, to);
    if (s->context->status != VB_OK || vb_native_late(s->context)) return false;
  }
  return status == VB_NOT_FOUND || !vb_native_failed(s->context, status, &err);
}

static void add_count(segment_search *s, const vb_term *term, gathered_places *to) {
  (void)s;
  to->count += term->cf < SIZE_MAX - to->count ? (size_t)term->cf : SIZE_MAX - to->count;
}

/* Opens the list of a word for one walk; false on failure, which is recorded. */
static bool open_list(segment_search *s, const vb_term *term, vb_posting *list) {
  vb_error err;
  vb_status status = vb_posting_open(list, vb_segment_lists(s->segment), term, &err);
  return !vb_native_failed(s->context, status, &err);
}

static void end_list(segment_search *s, vb_posting *list) {
  vb_native_list_failed(s->context, list);
  vb_posting_close(list);
}

static bool late_in_list(segment_search *s, const vb_posting *list) {
  return list->at == 0 && vb_native_late_after(s->context, STEPS);
}

static void count_places(segment_search *s, const vb_term *term, gathered_places *to) {
  vb_posting list;
  if (!open_list(s, term, &list)) return;
  for (uint32_t doc = vb_posting_seek(&list, to->first); doc < to->end && !late_in_list(s, &list);
       doc = vb_posting_next(&list))
    to->ends[doc - to->first] += vb_posting_tf(&list);
  end_list(s, &list);
}

static void keep_places(segment_search *s, const vb_term *term, gathered_places *to) {
  vb_posting list;
  if (!open_list(s, term, &list)) return;
  for (uint32_t doc = vb_posting_seek(&list, to->first); doc < to->end && !late_in_list(s, &list);
       doc = vb_posting_next(&list)) {
    uint32_t n, *end = &to->ends[doc - to->first];
    const uint32_t *places = vb_posting_positions(&list, &n);
    if (!places || n > to->count - *end) break;
    memcpy(to->positions + *end, places, n * sizeof *places);
    *end += n;
  }
  end_list(s, &list);
}

/* ---- the room ---- */

static size_t room_of(search_context *context) {
  size_t room = vb_arena_left(context->arena) / ROOM_SHARE;
  return room < ROOM_MAX ? room : ROOM_MAX;
}

/* Zeroed memory of the search; NULL if it is too much, or on failure, which is recorded. */
static void *take_room(segment_search *s, gathered_places *to, size_t count, size_t size) {
  if (count > SIZE_MAX / 2 / size || !vb_arena_charge(s->context->arena, count * size)) return NULL;
  void *room = calloc(count, size);
  if (room) to->bytes += count * size;
  else vb_arena_release(s->context->arena, count * size), vb_native_out_of_memory(s->context);
  return room;
}

/* The array of ends. */
static bool make_ends(segment_search *s, gathered_places *to) {
  size_t docs = to->end - to->first;
  to->sorted = take_room(s, to, docs / 64 + 1, sizeof *to->sorted);
  to->ends = to->sorted ? take_room(s, to, docs, sizeof *to->ends) : NULL;
  return to->ends != NULL;
}

/* The array of as many places as were counted. */
static bool make_room(segment_search *s, gathered_places *to) {
  if (to->count > room_of(s->context) / sizeof *to->positions || to->count > UINT32_MAX)
    return false;
  to->positions = take_room(s, to, to->count + 1, sizeof *to->positions);
  return to->positions != NULL;
}

static void drop(segment_search *s, gathered_places *to) {
  vb_arena_release(s->context->arena, to->bytes);
  free(to->sorted), free(to->ends), free(to->positions);
  to->sorted = NULL;
  to->ends = to->positions = NULL;
  to->bytes = 0;
}

void vb_native_drop_gathered(segment_search *s) {
  for (gathered_places *g = s->gathered; g; g = g->next) drop(s, g);
  s->gathered = NULL;
}

/* ---- gathering ---- */

/* Makes each document's count the place of its first position. Words that are counted in other
   documents than before the walk are damaged. */
static bool counts_to_starts(segment_search *s, gathered_places *to) {
  size_t start = 0, expected = to->count;
  for (uint32_t i = 0; i < to->end - to->first; i++) {
    uint32_t n = to->ends[i];
    to->articles += n > 0;
    to->ends[i] = (uint32_t)start;
    start += n;
    if (start > expected) break;
  }
  vb_error err;
  to->count = start;
  bool whole = to->end - to->first == s->docs;
  if (whole ? start == expected : start <= expected) return true;
  vb_fail(&err, VB_CORRUPT, "the counts of words that begin with '%.*s' do not agree",
          VB_STR_ARG(to->key));
  vb_native_keep_failure(s->context, VB_CORRUPT, &err);
  return false;
}

/* Counts the places of all documents, and decides whether to go on: not if the segment is searched
   in pieces instead, or if they cannot fit. A piece goes on. */
static bool goes_on(segment_search *s, gathered_places *to) {
  if (vb_native_is_piece(s)) {
    to->count = UINT32_MAX; /* at most */
    return true;
  }
  if (!each_word(s, to, add_count)) return false;
  uint64_t bytes = ((uint64_t)s->docs + to->count) * sizeof *to->positions;
  size_t room = room_of(s->context);
  return !vb_native_divides_room(s, to->count * PLACE_NS, bytes, room) && bytes <= room;
}

static bool gather(segment_search *s, gathered_places *to) {
  return goes_on(s, to) && make_ends(s, to) && each_word(s, to, count_places) &&
         counts_to_starts(s, to) && make_room(s, to) && each_word(s, to, keep_places);
}

gathered_places *vb_native_gather_places(segment_search *s, vb_str key) {
  gathered_places *known = s->gathered;
  while (known && !vb_str_eq(known->key, key)) known = known->next;
  if (known) return known->ends ? known : NULL;
  gathered_places *fresh = vb_arena_calloc(s->context->arena, 1, sizeof *fresh);
  if (!fresh) {
    vb_native_out_of_memory(s->context);
    return NULL;
  }
  fresh->key = key;
  fresh->first = s->first, fresh->end = s->end;
  fresh->next = s->gathered;
  s->gathered = fresh;
  if (!gather(s, fresh)) drop(s, fresh);
  return fresh->ends ? fresh : NULL;
}

uint64_t vb_native_gathered_articles(const gathered_places *g) {
  return g->articles;
}

cursor *vb_native_gathered_cursor(segment_search *s, const gathered_places *g) {
  cursor *c = vb_native_cursor(s, g->articles ? CURSOR_ARRAY : CURSOR_EMPTY, 0);
  if (!c || !g->articles) return c;
  c->docs = vb_arena_alloc(s->context->arena, g->articles * sizeof *c->docs);
  if (!c->docs) return vb_native_out_of_memory(s->context), NULL;
  for (uint32_t i = 0, from = 0; i < g->end - g->first; from = g->ends[i++])
    if (g->ends[i] > from) c->docs[c->doc_count++] = g->first + i;
  c->cost = c->doc_count;
  return c;
}

/* ---- a document's places ---- */

/* Sorts places within SPAN_MAX of each other; false, having done nothing, if they are not, or if
   two are the same. */
static bool sort_by_bits(uint32_t *places, uint32_t n) {
  uint64_t row[SPAN_MAX / 64 + 1] = {0};
  uint32_t least = places[0], most = places[0], kept = 0;
  for (uint32_t i = 1; i < n; i++) {
    if (places[i] < least) least = places[i];
    if (places[i] > most) most = places[i];
  }
  if (most - least >= SPAN_MAX) return false;
  for (uint32_t i = 0; i < n; i++) {
    uint64_t bit = UINT64_C(1) << (places[i] - least) % 64, *word = &row[(places[i] - least) / 64];
    if (*word & bit) return false;
    *word |= bit;
  }
  for (uint32_t w = 0; w <= (most - least) / 64; w++)
    for (uint64_t left = row[w]; left; left &= left - 1)
      places[kept++] = least + w * 64 + (uint32_t)__builtin_ctzll(left);
  return true;
}

const uint32_t *vb_native_gathered(gathered_places *g, uint32_t doc, uint32_t *count) {
  uint32_t i = doc - g->first, from = i ? g->ends[i - 1] : 0;
  uint32_t *places = g->positions + from;
  *count = g->ends[i] - from;
  if (*count > 1 && !VB_DOC_SET_HAS(g->sorted, i)) {
    if (!sort_by_bits(places, *count)) qsort(places, *count, sizeof *places, vb_native_by_number);
    vb_doc_set_add(g->sorted, i);
  }
  return *count ? places : NULL;
}
