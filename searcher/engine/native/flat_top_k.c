/*
 * flat_top_k.c - the best hits of a flat OR: the documents with the most of its parts.
 *
 * A part is a word, a phrase or a NEAR, and scores its idf wherever it matches, however
 * often. So what a document can score is known once it is known which of the parts' lists
 * it is in, before any position is read:
 *
 *   list 0: 3 . 8 12 .     part A needs lists 0 and 1    document 8 is in 0 and 1: at most A
 *   list 1: . 5 8 .  20    part B needs list 2           document 12 in 0 and 2: at most B
 *   list 2: . 5 . 12 20    part C needs lists 1 and 2    document 20 in 1 and 2: at most B + C
 *
 * The lists are read side by side, a tile of documents at a time, and a tile notes for each
 * document which lists it is in. Documents in several are decided by descending bound, out
 * of a heap; those in one follow list by list where a part needs no other. What cannot be among the
 * hits is not looked at, and what is skipped is not counted. A list that is much longer than the
 * part's shortest is not read whole; its part counts as possible until a document is decided.
 */
#include "searcher/engine/native/native_internal.h"

enum {
  PARTS_MAX = 64,
  LISTS_MAX = 12,  /* read whole; bounds are kept for each set of them */
  REST_MAX = 4,    /* lists of a part that are not read whole (phrase.c) */
  MUCH_LONGER = 8, /* times the shortest: looking its documents up is then cheaper */
  TILE = 32768,    /* documents; a tile fits into the second cache, with what is found in it */
  LATE = 16        /* documents decided, for the clock */
};

typedef struct whole_list {
  vb_posting *list;
  const uint32_t *array; /* instead of a list */
  uint32_t array_count;
  const uint32_t *docs; /* of the block that is being read; NULL: none is left */
  uint32_t at, count, block, last;
} whole_list;

typedef struct part {
  cursor *c;
  uint32_t need; /* the lists that a match is in */
  vb_posting *rest[REST_MAX];
  uint32_t rest_count;
} part;

typedef struct found_doc {
  uint32_t doc, in; /* in: the lists */
  double most;
} found_doc;

typedef struct flat_search {
  segment_search *s;
  part *parts;
  size_t part_count;
  whole_list lists[LISTS_MAX];
  uint32_t list_count;
  double *bounds;    /* by set of lists; below 0: not computed yet */
  uint64_t *several; /* the documents that are in several lists */
  uint16_t *tile;    /* by document of a tile: the lists */
  uint16_t *twice;   /* those in several */
  uint32_t tile_docs;
  found_doc *found; /* a heap, best first */
  size_t found_count, found_capacity;
  uint64_t base;
  top *best;
  uint64_t *seen;
} flat_search;

static bool stop(const flat_search *f, uint32_t steps) {
  return f->s->context->status != VB_OK || vb_native_late_after(f->s->context, steps);
}

/* ---- the parts and their lists ---- */

static bool is_simple(const cursor *c) {
  if (c->idf <= 0) return false; /* a filter */
  if (c->kind == CURSOR_LIST) return !c->title_only;
  if ((c->kind != CURSOR_PHRASE && c->kind != CURSOR_NEAR) || c->child_count == 0 ||
      c->child_count > REST_MAX)
    return false;
  for (size_t i = 0; i < c->child_count; i++) {
    const cursor *child = c->children[i];
    bool array = child->kind == CURSOR_ARRAY && i == 0 && c->kind == CURSOR_PHRASE;
    if (!array && (child->kind != CURSOR_LIST || child->title_only)) return false;
  }
  return true;
}

/* The bit of a list that is read whole; 0 if there is no room. */
static uint32_t bit_of(flat_search *f, vb_posting *list, const cursor *array) {
  for (uint32_t i = 0; i < f->list_count && list; i++)
    if (f->lists[i].list && f->lists[i].list->term.postings == list->term.postings) return 1u << i;
  if (f->list_count == LISTS_MAX) return 0;
  whole_list *w = &f->lists[f->list_count];
  *w = (whole_list){.list = list};
  if (array && !list) w->array = array->docs, w->array_count = (uint32_t)array->doc_count;
  return 1u << f->list_count++;
}

static bool is_worth(uint64_t cost, uint64_t shortest) {
  return cost <= shortest * MUCH_LONGER + VB_POSTING_BLOCK;
}

/* The phrase's words that are in about as few documents as its pairs. */
static void add_words(flat_search *f, part *p, uint64_t shortest) {
  for (size_t i = 0; i < p->c->place_count; i++) {
    const place_source *place = &p->c->places[i];
    if (place->list_count == 1 && !place->implied && is_worth(place->cost, shortest))
      p->need |= bit_of(f, place->lists[0], NULL);
  }
}

/* False if there are too many lists. */
static bool add_part(flat_search *f, cursor *c) {
  part *p = &f->parts[f->part_count++];
  *p = (part){.c = c};
  cursor **lists = c->kind == CURSOR_LIST ? &c : c->children;
  size_t count = c->kind == CURSOR_LIST ? 1 : c->child_count;
  uint64_t shortest = lists[0]->cost;
  for (size_t i = 0; i < count; i++) {
    uint32_t bit = is_worth(lists[i]->cost, shortest) ? bit_of(f, lists[i]->list, lists[i]) : 0;
    if (!bit && i == 0) return false;
    if (!bit) p->rest[p->rest_count++] = lists[i]->list;
    p->need |= bit;
  }
  if (c->kind == CURSOR_PHRASE) add_words(f, p, shortest);
  return true;
}

/* ---- bounds ---- */

static double bound_of(flat_search *f, uint32_t in) {
  if (f->bounds[in] >= 0) return f->bounds[in];
  double sum = 0;
  for (size_t i = 0; i < f->part_count; i++)
    if ((f->parts[i].need & ~in) == 0) sum += (double)f->parts[i].c->idf;
  return f->bounds[in] = sum;
}

/* ---- lists, read whole ---- */

static bool enter(flat_search *f, whole_list *w, uint32_t block, const uint32_t **docs,
                  uint32_t *count) {
  if (!w->list) {
    *docs = w->array, *count = w->array_count;
    return block == 0;
  }
  if (block >= w->list->block_count || stop(f, LATE)) return false;
  if (!vb_posting_enter(w->list, block)) {
    vb_native_list_failed(f->s->context, w->list);
    return false;
  }
  *docs = w->list->docs, *count = w->list->count;
  return true;
}

/* Moves to a block of the list, or to its end. A list that changed under the search may go
   backward, and ends there. */
static void read_block(flat_search *f, whole_list *w, uint32_t block) {
  bool begun = block > 0;
  w->block = block;
  w->at = 0;
  if (!enter(f, w, block, &w->docs, &w->count) || !w->count || (begun && w->docs[0] <= w->last))
    w->docs = NULL;
  else w->last = w->docs[w->count - 1];
}

/* Where the tile ends in the block; documents ascend in it. */
static uint32_t end_in_block(const whole_list *w, uint32_t from) {
  uint32_t low = w->at, high = w->count;
  if (w->docs[high - 1] - from < TILE) return high;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (w->docs[middle] - from < TILE) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* Adds documents of one list, and appends to `twice` those that one other list had. No branch, as
   it would be guessed wrong. */
static uint32_t mark(const uint32_t *docs, uint32_t n, uint32_t from, uint32_t bit,
                     uint16_t *restrict tile, uint16_t *restrict twice, uint32_t count) {
  for (uint32_t i = 0; i < n; i++) {
    uint32_t doc = docs[i] - from, in = tile[doc], below = in - 1;
    twice[count] = (uint16_t)doc;
    count += (in ^ below) > below; /* in is a power of two */
    tile[doc] = (uint16_t)(in | bit);
  }
  return count;
}

/* Adds what a list has in the tile. */
static uint32_t fill_tile(flat_search *f, uint32_t l, uint32_t from, uint32_t count) {
  whole_list *w = &f->lists[l];
  for (; w->docs; read_block(f, w, w->block + 1)) {
    uint32_t end = end_in_block(w, from);
    count = mark(w->docs + w->at, end - w->at, from, 1u << l, f->tile, f->twice, count);
    w->at = end;
    if (end < w->count) break;
  }
  return count;
}

/* Keeps what may be a hit of the documents of a tile that are in several lists. */
static bool keep_found(flat_search *f, uint32_t from, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    found_doc found = {.doc = from + f->twice[i], .in = f->tile[f->twice[i]]};
    vb_doc_set_add(f->several, found.doc);
    found.most = bound_of(f, found.in);
    if (found.most <= 0 || !vb_top_takes(f->best, found.most, f->base | found.doc)) continue;
    if (!VB_ARENA_GROW(f->s->context->arena, f->found, &f->found_capacity, f->found_count))
      return vb_native_out_of_memory(f->s->context);
    f->found[f->found_count++] = found;
  }
  return true;
}

/* Finds the documents that are in several lists and may be hits. */
static bool find_several(flat_search *f) {
  for (uint32_t l = 0; l < f->list_count; l++) read_block(f, &f->lists[l], 0);
  for (uint32_t from = 0; from < f->s->docs && f->s->context->status == VB_OK; from += TILE) {
    uint32_t count = 0;
    memset(f->tile, 0, f->tile_docs * sizeof *f->tile);
    for (uint32_t l = 0; l < f->list_count; l++) count = fill_tile(f, l, from, count);
    if (!keep_found(f, from, count)) return false;
  }
  return true;
}

/* ---- the heap: the best at the root ---- */

static bool better(const found_doc *a, const found_doc *b) {
  return a->most > b->most || (a->most == b->most && a->doc < b->doc);
}

static void sift_down(flat_search *f, size_t at) {
  found_doc *h = f->found;
  for (;;) {
    size_t child = 2 * at + 1;
    if (child >= f->found_count) return;
    if (child + 1 < f->found_count && better(&h[child + 1], &h[child])) child++;
    if (!better(&h[child], &h[at])) return;
    found_doc swap = h[at];
    h[at] = h[child], h[child] = swap;
    at = child;
  }
}

static void make_heap(flat_search *f) {
  for (size_t i = f->found_count / 2; i-- > 0;) sift_down(f, i);
}

/* ---- documents, decided ---- */

static bool has_all(flat_search *f, const part *p, uint32_t doc) {
  for (uint32_t i = 0; i < p->rest_count; i++)
    if (!vb_posting_find(p->rest[i], doc)) {
      vb_native_list_failed(f->s->context, p->rest[i]);
      return false;
    }
  return true;
}

static bool matches(flat_search *f, const part *p, uint32_t doc) {
  cursor *c = p->c;
  if (!has_all(f, p, doc)) return false;
  c->doc = doc;
  if (c->kind == CURSOR_NEAR) return vb_native_confirm_near(f->s, c);
  return c->kind == CURSOR_LIST || c->listed || vb_native_confirm_phrase(f->s, c);
}

/* Decides the parts that the document may match; gives up once it cannot be a hit. */
static void decide(flat_search *f, uint32_t doc, uint32_t in, double most) {
  double score = 0;
  if (vb_segment_deleted(f->s->segment, doc)) return;
  for (size_t i = 0; i < f->part_count; i++) {
    const part *p = &f->parts[i];
    if (p->need & ~in) continue;
    if (matches(f, p, doc)) score += (double)p->c->idf;
    else most -= (double)p->c->idf;
    if (!vb_top_takes(f->best, most, f->base | doc)) return;
  }
  if (score <= 0 || f->s->context->status != VB_OK) return;
  ++*f->seen;
  vb_top_offer(f->best, score, f->base | doc);
}

/* The documents that are in this list alone. */
static void decide_list(flat_search *f, uint32_t list, double most) {
  const uint32_t *docs;
  uint32_t count;
  for (uint32_t block = 0; enter(f, &f->lists[list], block, &docs, &count); block++) {
    uint32_t own[VB_POSTING_BLOCK]; /* deciding moves the list */
    for (uint32_t i = 0; i < count;) {
      uint32_t n = 0;
      for (; i < count && n < VB_POSTING_BLOCK; i++)
        if (!VB_DOC_SET_HAS(f->several, docs[i])) own[n++] = docs[i];
      for (uint32_t k = 0; k < n; k++) {
        if (!vb_top_takes(f->best, most, f->base | own[k])) return; /* nor may what follows */
        if (stop(f, LATE)) return;
        decide(f, own[k], 1u << list, most);
      }
    }
  }
}

/* The list whose own documents have the highest bound, among those left. */
static uint32_t next_list(flat_search *f, uint32_t left, double *most) {
  uint32_t next = LISTS_MAX;
  *most = 0;
  for (uint32_t l = 0; l < f->list_count; l++) {
    double bound = left >> l & 1 ? bound_of(f, 1u << l) : 0;
    if (bound > *most) *most = bound, next = l;
  }
  return next;
}

static void decide_all(flat_search *f) {
  uint32_t left = (1u << f->list_count) - 1;
  while (!stop(f, LATE)) {
    double most;
    uint32_t list = next_list(f, left, &most);
    if (f->found_count && f->found[0].most >= most) {
      found_doc first = f->found[0];
      if (!vb_top_takes(f->best, first.most, f->base | first.doc)) {
        f->found_count = 0; /* then none of them is a hit, but one of a list may be */
        continue;
      }
      f->found[0] = f->found[--f->found_count];
      sift_down(f, 0);
      decide(f, first.doc, first.in, first.most);
    } else if (list < LISTS_MAX && vb_top_takes(f->best, most, f->base)) {
      left &= ~(1u << list);
      decide_list(f, list, most);
    } else {
      return;
    }
  }
}

/* ---- which trees ---- */

static bool make_room(flat_search *f, size_t parts) {
  vb_arena *arena = f->s->context->arena;
  size_t words = vb_doc_set_words(f->s);
  f->parts = vb_arena_alloc(arena, parts * sizeof *f->parts);
  f->several = vb_arena_calloc(arena, words, sizeof *f->several);
  f->tile_docs = f->s->docs < TILE ? f->s->docs : TILE;
  f->tile = vb_arena_alloc(arena, f->tile_docs * sizeof *f->tile);
  f->twice = vb_arena_alloc(arena, (f->tile_docs + 1) * sizeof *f->twice);
  if (!f->parts || !f->several || !f->tile || !f->twice) vb_native_out_of_memory(f->s->context);
  return f->s->context->status == VB_OK;
}

static bool make_bounds(flat_search *f) {
  size_t sets = (size_t)1 << f->list_count;
  f->bounds = vb_arena_alloc(f->s->context->arena, sets * sizeof *f->bounds);
  if (!f->bounds) return vb_native_out_of_memory(f->s->context);
  for (size_t i = 0; i < sets; i++) f->bounds[i] = -1;
  return true;
}

bool vb_native_flat_top_k(segment_search *s, cursor *c, uint64_t base, top *best, uint64_t *seen) {
  cursor *const *children = c->kind == CURSOR_OR ? c->children : &c;
  size_t count = c->kind == CURSOR_OR ? c->child_count : 1;
  if (count > PARTS_MAX) return false;
  for (size_t i = 0; i < count; i++)
    if (!is_simple(children[i])) return false;
  flat_search f = {.s = s, .base = base, .best = best, .seen = seen};
  if (!make_room(&f, count)) return true;
  for (size_t i = 0; i < count; i++)
    if (!add_part(&f, children[i])) return false;
  if (!make_bounds(&f)) return true;
  if (!find_several(&f) || s->context->status != VB_OK) return true;
  make_heap(&f);
  decide_all(&f);
  return true;
}
