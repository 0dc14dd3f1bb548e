/*
 * index_lists.c - makes the lists of some words, pairs or stems.
 *
 * The slots of a word or a stem are in the order of its list, so they are walked once.
 * The pairs of a first word are sorted by the second with one more counting sort
 * (bigram_sort.h).
 */
#include "indexer/store/segment/index_inversion.h"

#include "indexer/store/segment/lexicon.h"

enum { AHEAD = 16 }; /* slots whose token or run is fetched before it is needed */

void vb_list_maker_clear(vb_list_maker *m) {
  vb_posting_list_clear(&m->list);
  vb_bigram_sort_clear(&m->pairs);
}

static bool no_memory(vb_list_share *s) {
  s->status = vb_fail(&s->error, VB_NOMEM, "out of memory");
  return false;
}

/* ---- one list ---- */

static inline const run *run_of(const vb_inversion *v, int kind, uint32_t token) {
  const run *r = v->b->runs[kind].runs + v->hints[kind][token >> VB_HINT_SHIFT];
  while (r[1].start <= token) r++;
  return r;
}

static inline bool in_title(const run *r, int kind) {
  return kind == IN_TEXT && r->position < VB_POSITION_TEXT;
}

/* Whether the next occurrence is in another document is unpredictable, so the loop has no branch
   for it: the counts are stored at every occurrence. */
static inline void fill_list(const vb_inversion *v, const uint32_t *slots, size_t count, int kind,
                             bool positions, vb_posting_list *list) {
  uint32_t last = VB_BUILDER_NONE, tf = 0, titles = 0;
  size_t df = 0;
  for (size_t i = 0; i < count; i++) {
    if (i + AHEAD < count) __builtin_prefetch(&v->hints[kind][slots[i + AHEAD] >> VB_HINT_SHIFT]);
    const run *r = run_of(v, kind, slots[i]);
    bool fresh = r->doc != last;
    last = r->doc;
    df += fresh;
    tf = (fresh ? 0 : tf) + 1;
    titles = (fresh ? 0 : titles) + in_title(r, kind);
    list->docs[df - 1] = last;
    list->tfs[df - 1] = tf;
    list->titles[df - 1] = titles;
    if (positions) list->positions[i] = r->position + (slots[i] - r->start);
  }
  list->df = df;
  list->cf = count;
}

/* Makes a list of the slots of one word, or of the words of one stem. */
static bool list_of(vb_list_share *s, vb_posting_list *list, const uint32_t *slots, size_t count,
                    uint32_t field, bool positions) {
  int kind = vb_builder_kind(field);
  if (!vb_posting_list_reserve(list, count, positions ? count : 0)) return no_memory(s);
  if (positions) fill_list(s->v, slots, count, kind, true, list);
  else fill_list(s->v, slots, count, kind, false, list);
  return true;
}

/* Adds the encoded list to the share. */
static bool put(vb_list_share *s, const vb_posting_list *list, bool positions, vb_made_list *made) {
  const vb_posting_input in = {(uint32_t)list->df,
                               list->docs,
                               list->tfs,
                               list->titles,
                               s->v->lengths,
                               s->v->norms,
                               positions ? list->positions : NULL};
  s->status = vb_segment_encode_list(&in, &s->postings, &s->positions, &made->term, &s->error);
  made->term.cf = list->cf;
  return s->status == VB_OK;
}

static bool keep(vb_list_share *s, const vb_made_list *made) {
  vb_buf_append(&s->lists, made, sizeof *made);
  return !s->lists.failed || no_memory(s);
}

/* ---- words ---- */

static bool make_word(vb_list_share *s, vb_list_maker *m, uint32_t i) {
  const vb_inversion *v = s->v;
  uint32_t number = v->order[i];
  const word *w = &v->b->words[number];
  const vb_posting_list *list = w->places ? &v->b->places[w->places - 1] : &m->list;
  vb_made_list made = {.first = i};
  uint16_t rank = v->places[number].rank;
  made.term.bigram_rank = VB_NOT_IN_BIGRAMS;
  made.term.own_stem = v->own_stem[number];
  if (rank != VB_NO_RANK) {
    made.term.bigram_rank = rank;
    made.term.bigram_rarity = v->rarities[rank];
  }
  const uint32_t *slots = v->slots + v->places[number].start - w->cf;
  if (!w->places && !list_of(s, &m->list, slots, w->cf, w->field, true)) return false;
  return put(s, list, true, &made) && keep(s, &made);
}

/* ---- pairs ---- */

/* Adds each word that directly follows an occurrence of the first and whose pair is indexed. */
static void gather_pairs(const vb_inversion *v, vb_bigram_sort *pairs, size_t from, size_t to) {
  for (size_t i = from; i < to; i++) {
    uint32_t token = v->slots[i], next = v->nexts[i];
    if (next == VB_NO_RANK || !vb_bigram_sort_takes(pairs, next)) continue;
    const run *r = run_of(v, IN_TEXT, token);
    if (r[1].start == token + 1) continue; /* the next token is in another field or article */
    vb_bigram_sort_add(pairs, next, r->doc, in_title(r, IN_TEXT));
  }
}

static bool make_pair(vb_list_share *s, vb_list_maker *m, uint32_t first, uint32_t second) {
  vb_made_list made = {.first = first << 16 | second};
  m->list.df = m->list.cf = 0;
  if (!vb_bigram_sort_list(&m->pairs, second, &m->list)) return no_memory(s);
  return put(s, &m->list, false, &made) && keep(s, &made);
}

static bool make_pairs(vb_list_share *s, vb_list_maker *m, uint32_t rank) {
  const vb_inversion *v = s->v;
  uint32_t number = v->paired_words[rank], cf = v->b->words[number].cf;
  if (!m->sorts_pairs) {
    m->sorts_pairs = vb_bigram_sort_words(&m->pairs, v->rarities, v->paired);
    if (!m->sorts_pairs) return no_memory(s);
  }
  if (!vb_bigram_sort_start(&m->pairs, rank, cf)) return no_memory(s);
  uint32_t end = v->places[number].start;
  gather_pairs(v, &m->pairs, end - cf, end);
  vb_bigram_sort_sort(&m->pairs);
  for (uint32_t at = 0, second; vb_bigram_sort_next(&m->pairs, &at, &second);)
    if (!make_pair(s, m, rank, second)) return false;
  return true;
}

/* ---- stems ---- */

/* Makes the list of stems[first, end) if they are to have one, and otherwise only its counts. */
static bool make_stem_list(vb_list_share *s, vb_list_maker *m, const uint32_t *slots, size_t count,
                           vb_made_list *made) {
  uint32_t top = 0, field = vb_inversion_stem_word(s->v, made->first)->field;
  if (!list_of(s, &m->list, slots, count, field, false)) return false;
  for (uint32_t i = made->first; i < made->end; i++) {
    uint32_t df = vb_inversion_stem_word(s->v, i)->df;
    if (df > top) top = df;
  }
  uint32_t df = (uint32_t)m->list.df;
  if (!vb_stem_has_list(made->end - made->first, top, df)) m->list.df = 0; /* it has a place too */
  if (!put(s, &m->list, false, made)) return false;
  made->term.df = df;
  return true;
}

/* A stem that is its only word is left out. */
static bool make_stem(vb_list_share *s, vb_list_maker *m, uint32_t from, uint32_t to,
                      uint32_t *slot) {
  const vb_inversion *v = s->v;
  vb_made_list made = {.first = from, .end = to};
  uint32_t count = vb_inversion_stem_slots(v, from, to);
  if (to - from == 1 && v->own_stem[v->order[v->stems[from].number]]) return true;
  if (!make_stem_list(s, m, v->slots + *slot, count, &made)) return false;
  *slot += count;
  return keep(s, &made);
}

/* ---- all of a share ---- */

void vb_list_share_make(vb_list_share *s, vb_list_maker *m) {
  bool good = true;
  uint32_t slot = s->slot;
  vb_buf_reset(&s->postings);
  vb_buf_reset(&s->positions);
  vb_buf_reset(&s->lists);
  s->status = VB_OK;
  for (uint32_t i = s->from, next; i < s->to && good; i = next) {
    next = s->kind == VB_LISTS_OF_STEMS ? (uint32_t)vb_inversion_stem_end(s->v, i) : i + 1;
    switch (s->kind) {
    case VB_LISTS_OF_WORDS: good = make_word(s, m, i); break;
    case VB_LISTS_OF_PAIRS: good = make_pairs(s, m, i); break;
    case VB_LISTS_OF_STEMS: good = make_stem(s, m, i, next, &slot); break;
    }
  }
}
