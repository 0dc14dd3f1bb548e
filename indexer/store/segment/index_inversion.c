/*
 * index_inversion.c - sorts words and stems, and counts out where they occur.
 *
 * The words are sorted and their occurrences counted out into `slots`: for each word the
 * indexes of its tokens, ascending. Each word's slots then become its list, since a
 * token's run gives its doc and position. The word after an occurrence is the next
 * token, so the pairs of a word follow from its slots. Stems are counted out the same
 * way, once the lists of words and pairs are made.
 *
 *   tokens   | the harbour bridge | the bridge | ...
 *   slots    | bridge: 2 4 | harbour: 1 | the: 0 3 | ...
 *
 * Nothing is moved twice and no word's list ever grows: 8 bytes per word in total.
 * Most of the time is cache misses in the large arrays, so what will be needed is
 * prefetched a few steps ahead. Large pages (madvise) gave no further gain.
 */
#include "indexer/store/segment/index_inversion.h"

#include <stdlib.h>

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

/* ---- orders ---- */

static bool sort_words(vb_inversion *v) {
  const vb_builder *b = v->b;
  vb_sort_text *all = malloc((b->word_count + 1) * sizeof *all);
  if (!all) return false;
  for (uint32_t w = 0; w < b->word_count; w++) {
    vb_str key = vb_builder_key(b, w);
    all[w] = (vb_sort_text){.p = key.p, .n = (uint32_t)key.n, .number = w};
  }
  bool good = vb_sort_texts(all, b->word_count);
  for (size_t i = 0; i < b->word_count && good; i++) v->order[i] = all[i].number;
  free(all);
  return good;
}

/* Adds the stem of the i-th word by key. Its place is set later, since its bytes may still move. */
static void add_stem(vb_inversion *v, vb_stemmer *stemmer, uint32_t i) {
  const word *w = &v->b->words[v->order[i]];
  vb_str key = vb_builder_key(v->b, v->order[i]);
  vb_str stem = vb_stem(stemmer, vb_str_slice(key, w->prefix_length, key.n));
  size_t room = VB_KEY_MAX - w->prefix_length;
  if (stem.n > room) stem.n = room;
  v->stems[i] = (vb_sort_text){.n = (uint32_t)(w->prefix_length + stem.n), .number = i};
  v->own_stem[v->order[i]] = vb_str_eq(stem, vb_str_slice(key, w->prefix_length, key.n));
  vb_buf_append(&v->stem_keys, key.p, w->prefix_length);
  vb_buf_str(&v->stem_keys, stem);
}

static bool sort_stems(vb_inversion *v, vb_stemmer *stemmer) {
  size_t words = v->b->word_count;
  v->stems = malloc((words + 1) * sizeof *v->stems);
  if (!v->stems) return false;
  for (uint32_t i = 0; i < words; i++) add_stem(v, stemmer, i);
  if (v->stem_keys.failed) return false;
  const char *at = v->stem_keys.p;
  for (uint32_t i = 0; i < words; at += v->stems[i++].n) v->stems[i].p = at;
  return vb_sort_texts(v->stems, words);
}

static void choose_paired(vb_inversion *v) {
  const vb_builder *b = v->b;
  for (size_t i = 0; i < b->word_count; i++) {
    const word *w = &b->words[v->order[i]];
    uint32_t rarity =
        w->field == VB_FIELD_TEXT ? vb_bigram_rarity(w->df, b->docs) : VB_NOT_IN_BIGRAMS;
    bool paired = rarity != VB_NOT_IN_BIGRAMS && v->paired < VB_BIGRAM_WORDS_MAX;
    v->places[v->order[i]].rank = paired ? (uint16_t)v->paired : VB_NO_RANK;
    if (!paired) continue;
    v->rarities[v->paired] = (uint8_t)rarity;
    v->paired_words[v->paired++] = v->order[i];
  }
}

static void note_hints(vb_inversion *v) {
  for (int kind = 0; kind < KINDS; kind++) {
    const run_list *list = &v->b->runs[kind];
    size_t r = 0;
    for (size_t i = 0; i < v->b->token_count && list->count; i += 1u << VB_HINT_SHIFT) {
      while (list->runs[r + 1].start <= i) r++;
      v->hints[kind][i >> VB_HINT_SHIFT] = (uint32_t)r;
    }
  }
}

void vb_builder_tools_clear(vb_builder_tools *t) {
  free(t->slots);
  free(t->nexts);
  *t = (vb_builder_tools){.stemmer = t->stemmer};
}

/* Most batches have about as many words as the one before. */
static bool reserve(vb_builder_tools *t, size_t words) {
  if (words <= t->capacity) return true;
  vb_builder_tools_clear(t);
  size_t n = words + words / 16;
  t->slots = malloc(n * sizeof *t->slots);
  t->nexts = malloc(n * sizeof *t->nexts);
  if (!t->slots || !t->nexts) return false;
  t->capacity = n;
  return true;
}

static bool make_room(vb_inversion *v) {
  const vb_builder *b = v->b;
  size_t words = b->word_count + 1;
  v->order = calloc(words, sizeof *v->order);
  v->places = malloc(words * sizeof *v->places);
  v->paired_words = malloc(words * sizeof *v->paired_words);
  v->rarities = malloc(words);
  v->own_stem = calloc(words, 1);
  for (int kind = 0; kind < KINDS; kind++)
    v->hints[kind] = malloc(((b->token_count >> VB_HINT_SHIFT) + 1) * sizeof **v->hints);
  return v->order && v->places && v->paired_words && v->rarities && v->own_stem &&
         v->hints[IN_TEXT] && v->hints[IN_FIELDS];
}

vb_status vb_inversion_init(vb_inversion *v, const vb_builder *b, vb_builder_tools *tools,
                            const uint8_t *lengths, const float *norms, vb_error *err) {
  *v = (vb_inversion){.b = b, .lengths = lengths, .norms = norms};
  if (!reserve(tools, b->token_count + 1)) return no_memory(err);
  v->slots = tools->slots;
  v->nexts = tools->nexts;
  if (!make_room(v) || !sort_words(v) || !sort_stems(v, tools->stemmer)) return no_memory(err);
  choose_paired(v);
  note_hints(v);
  return VB_OK;
}

void vb_inversion_clear(vb_inversion *v) {
  free(v->order);
  free(v->places);
  free(v->paired_words);
  free(v->rarities);
  free(v->own_stem);
  for (int kind = 0; kind < KINDS; kind++) free(v->hints[kind]);
  free(v->stems);
  vb_buf_clear(&v->stem_keys);
}

/* ---- counting out ---- */

/* Each token's rank is noted in the slot of the token before it, where the pairs are made: there,
   the token itself would nearly always be a miss. */
static void count_out_words(vb_inversion *v) {
  const vb_builder *b = v->b;
  enum { AHEAD = 32 };
  uint16_t none, *next = &none;
  for (size_t i = 0; i < b->token_count; i++) {
    if (i + AHEAD < b->token_count) __builtin_prefetch(&v->places[b->tokens[i + AHEAD]], 1);
    vb_word_place *place = &v->places[b->tokens[i]];
    uint32_t slot = place->start++;
    *next = place->rank;
    next = place->rank == VB_NO_RANK ? &none : &v->nexts[slot];
    v->slots[slot] = (uint32_t)i;
    __builtin_prefetch(&v->slots[slot + 1], 1);
  }
  *next = VB_NO_RANK;
}

/* The words of pairs come first, so that no more of `nexts` than theirs takes memory. */
void vb_inversion_count_words(vb_inversion *v) {
  const vb_builder *b = v->b;
  uint32_t at = 0;
  for (uint32_t rank = 0; rank < v->paired; rank++) {
    v->places[v->paired_words[rank]].start = at;
    at += b->words[v->paired_words[rank]].cf;
  }
  for (size_t i = 0; i < b->word_count; i++) {
    if (v->places[v->order[i]].rank != VB_NO_RANK) continue;
    v->places[v->order[i]].start = at;
    at += b->words[v->order[i]].cf;
  }
  count_out_words(v);
}

static bool same_stem(const vb_sort_text *a, const vb_sort_text *b) {
  return a->head == b->head && vb_str_eq((vb_str){a->p, a->n}, (vb_str){b->p, b->n});
}

size_t vb_inversion_stem_end(const vb_inversion *v, size_t from) {
  size_t to = from + 1;
  while (to < v->b->word_count && same_stem(&v->stems[from], &v->stems[to])) to++;
  return to;
}

uint32_t vb_inversion_stem_slots(const vb_inversion *v, size_t from, size_t to) {
  uint32_t count = 0;
  for (size_t i = from; i < to && to - from > 1; i++) count += vb_inversion_stem_word(v, i)->cf;
  return count;
}

/* groups: by word, the number of its stem if the stem has several words. */
static void group_stems(vb_inversion *v, uint32_t *groups) {
  uint32_t at = 0, group = 0;
  for (size_t from = 0, to; from < v->b->word_count; from = to) {
    to = vb_inversion_stem_end(v, from);
    uint32_t g = to - from > 1 ? group++ : VB_BUILDER_NONE;
    if (g != VB_BUILDER_NONE) v->places[g].start = at;
    for (size_t i = from; i < to; i++) groups[v->order[v->stems[i].number]] = g;
    at += vb_inversion_stem_slots(v, from, to);
  }
}

vb_status vb_inversion_count_stems(vb_inversion *v, vb_error *err) {
  uint32_t *groups = malloc((v->b->word_count + 1) * sizeof *groups);
  if (!groups) return no_memory(err);
  group_stems(v, groups);
  for (size_t i = 0; i < v->b->token_count; i++) {
    uint32_t group = groups[v->b->tokens[i]];
    if (group == VB_BUILDER_NONE) continue;
    uint32_t *slot = &v->slots[v->places[group].start++];
    *slot = (uint32_t)i;
    __builtin_prefetch(slot + 1, 1);
  }
  free(groups);
  return VB_OK;
}
