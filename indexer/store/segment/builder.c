/*
 * builder.c - collects words as numbers, one after the other.
 *
 * While articles are added, a word costs one hash table look-up and four bytes:
 *
 *   tokens   | title of 0 | text of 0 | source of 0 | title of 1 | ...   word numbers
 *   runs     ^            ^           ^             ^    doc, the field's first position
 *
 * A run is the words of one field of one article. No word has a list that grows: when
 * the budget is used up, the lists are made of these two arrays (index_inversion.c). Places
 * that are not words (vb_places) are few lists that come in order, so they are collected
 * as lists at once.
 */
#include "indexer/store/segment/builder_internal.h"

#include <stdlib.h>

enum {
  TOKEN_BYTES = 9, /* a token, a slot, and a share of runs and words */
  /* Words that are looked up together: when the last one is hashed, the first one's slot has been
     fetched. With 16, look-ups took 1.5 times as long. */
  BATCH = 64
};

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

/* Returns the array at its new place. Without memory it is unchanged and *capacity below need. */
static void *grown(void *items, size_t *capacity, size_t need, size_t size) {
  if (need <= *capacity) return items;
  size_t n = *capacity + *capacity / 2;
  if (n < need) n = need;
  if (n < 1024) n = 1024;
  void *more = n > SIZE_MAX / size ? NULL : realloc(items, n * size);
  if (!more) return items;
  *capacity = n;
  return more;
}

#define GROW(items, capacity, need)                                                                \
  ((items) = grown((items), (capacity), (need), sizeof *(items)), (need) <= *(capacity))

vb_status vb_builder_new(size_t memory, vb_builder **out, vb_error *err) {
  vb_builder *b = calloc(1, sizeof *b);
  *out = b;
  if (!b) return no_memory(err);
  b->budget_tokens = memory / TOKEN_BYTES;
  if (b->budget_tokens > UINT32_MAX / 2) b->budget_tokens = UINT32_MAX / 2;
  return VB_OK;
}

void vb_builder_free(vb_builder *b) {
  if (!b) return;
  free(b->tokens);
  for (int kind = 0; kind < KINDS; kind++) free(b->runs[kind].runs);
  free(b->words);
  free(b->key_places);
  vb_hash_table_clear(&b->table);
  vb_buf_clear(&b->keys);
  for (int list = 0; list < VB_PLACES_COUNT; list++) vb_posting_list_clear(&b->places[list]);
  free(b);
}

void vb_builder_reset(vb_builder *b) {
  b->token_count = b->word_count = 0;
  for (int kind = 0; kind < KINDS; kind++) b->runs[kind].count = 0;
  for (int list = 0; list < VB_PLACES_COUNT; list++) b->places[list].df = b->places[list].cf = 0;
  b->docs = 0;
  vb_buf_reset(&b->keys);
  vb_hash_table_reset(&b->table);
}

bool vb_builder_room(const vb_builder *b, size_t words) {
  return b->token_count == 0 ||
         (b->token_count + words <= b->budget_tokens && b->docs < VB_SEGMENT_DOCS_MAX);
}

uint32_t vb_builder_docs(const vb_builder *b) {
  return b->docs;
}
void vb_builder_end_article(vb_builder *b) {
  b->docs++;
}

/* ---- words ---- */

typedef struct looked_up { /* a word that is being looked up */
  vb_str key;
  vb_key_head head;
  uint32_t hash;
} looked_up;

/* Allocates aligned to cache lines, which realloc does not guarantee. */
static bool grow_words(vb_builder *b) {
  if (b->word_count < b->word_capacity) return true;
  size_t n = b->word_capacity ? b->word_capacity * 2 : 1 << 15;
  word *words = aligned_alloc(2 * sizeof *words, n * sizeof *words);
  if (!words) return false;
  if (b->word_count) memcpy(words, b->words, b->word_count * sizeof *words);
  free(b->words);
  b->words = words;
  b->word_capacity = n;
  return true;
}

static uint32_t add_word(vb_builder *b, vb_hash_slot *slot, const looked_up *l, vb_field field,
                         size_t prefix) {
  if (!grow_words(b) || !GROW(b->key_places, &b->key_capacity, b->word_count + 1))
    return VB_BUILDER_NONE;
  b->key_places[b->word_count] = (uint32_t)b->keys.n;
  b->words[b->word_count] = (word){.head = l->head,
                                   .key_length = (uint8_t)l->key.n,
                                   .prefix_length = (uint8_t)prefix,
                                   .field = (uint8_t)field,
                                   .last_doc = VB_BUILDER_NONE};
  vb_buf_str(&b->keys, l->key);
  if (b->keys.failed || b->keys.n > UINT32_MAX) return VB_BUILDER_NONE;
  vb_hash_table_put(&b->table, slot, l->hash, (uint32_t)++b->word_count);
  return (uint32_t)b->word_count - 1;
}

static bool same_key(const vb_builder *b, uint32_t number, const looked_up *l) {
  const word *w = &b->words[number];
  return w->head.low == l->head.low && w->head.high == l->head.high && w->key_length == l->key.n &&
         (l->key.n <= sizeof w->head ||
          memcmp(b->keys.p + b->key_places[number], l->key.p, l->key.n) == 0);
}

static uint32_t find_word(vb_builder *b, const looked_up *l, vb_field field, size_t prefix) {
  vb_hash_slot *slot = vb_hash_table_first(&b->table, l->hash);
  for (; slot->value; slot = vb_hash_table_next(&b->table, slot))
    if (slot->hash == l->hash && same_key(b, slot->value - 1, l)) return slot->value - 1;
  return add_word(b, slot, l, field, prefix);
}

static inline void look_up(const vb_builder *b, vb_str key, vb_key_head head, looked_up *l) {
  l->key = key;
  l->head = head;
  l->hash = vb_hash_with_head(key, l->head);
  __builtin_prefetch(vb_hash_table_first(&b->table, l->hash));
}

/* Prefetches the word of the first slot, which is mostly the right one. */
static inline void fetch_word(const vb_builder *b, const looked_up *l) {
  const vb_hash_slot *slot = vb_hash_table_first(&b->table, l->hash);
  if (slot->value) __builtin_prefetch(&b->words[slot->value - 1], 1);
}

static bool add_token(vb_builder *b, const looked_up *l, vb_field field, size_t prefix) {
  uint32_t number = find_word(b, l, field, prefix);
  if (number == VB_BUILDER_NONE) return false;
  word *w = &b->words[number];
  w->cf++;
  w->df += w->last_doc != b->docs; /* no branch: it is unpredictable */
  w->last_doc = b->docs;
  b->tokens[b->token_count++] = number;
  return true;
}

/* Adds up to BATCH words. All are hashed first, so that the table's cache lines arrive meanwhile,
   and then those of the words. */
static bool add_batch(vb_builder *b, vb_field field, const vb_token *tokens, size_t n) {
  char keys[BATCH][VB_KEY_MAX + 1];
  looked_up batch[BATCH];
  const char *prefix = vb_field_prefix(field);
  size_t prefix_length = strlen(prefix);
  if (!vb_hash_table_reserve(&b->table, n)) return false;
  for (size_t i = 0; i < n; i++) {
    vb_str term = vb_token_term(&tokens[i]);
    if (prefix_length) {
      if (term.n > VB_TERM_MAX) term.n = VB_TERM_MAX;
      memcpy(keys[i], prefix, prefix_length);
      memcpy(keys[i] + prefix_length, term.p, term.n);
      term = (vb_str){keys[i], prefix_length + term.n};
    }
    look_up(b, term, vb_key_head_read(term), &batch[i]);
  }
  for (size_t i = 0; i < n; i++) fetch_word(b, &batch[i]);
  for (size_t i = 0; i < n; i++)
    if (!add_token(b, &batch[i], field, prefix_length)) return false;
  return true;
}

vb_status vb_builder_words(vb_builder *b, vb_field field, uint32_t position, const vb_token *tokens,
                           size_t count, vb_error *err) {
  if (!count) return VB_OK;
  if (b->token_count + count > UINT32_MAX / 2)
    return vb_fail(err, VB_LIMIT, "an article of more words than a segment holds");
  run_list *runs = &b->runs[vb_builder_kind(field)];
  if (!GROW(b->tokens, &b->token_capacity, b->token_count + count + 1) ||
      !GROW(runs->runs, &runs->capacity, runs->count + 2))
    return no_memory(err);
  b->tokens[b->token_count + count] = 0; /* a sentinel: the token after the last is read too */
  runs->runs[runs->count++] = (run){(uint32_t)b->token_count, b->docs, position};
  runs->runs[runs->count] = (run){.start = VB_BUILDER_NONE};
  for (size_t i = 0; i < count; i += BATCH)
    if (!add_batch(b, field, tokens + i, count - i < BATCH ? count - i : BATCH))
      return no_memory(err);
  return VB_OK;
}

/* ---- places ---- */

vb_status vb_builder_places(vb_builder *b, vb_places which, const uint32_t *places, size_t count,
                            vb_error *err) {
  vb_posting_list *list = &b->places[which];
  if (!count) return VB_OK;
  if (count > UINT32_MAX / 2 - list->cf)
    return vb_fail(err, VB_LIMIT, "an article of more places than a segment holds");
  if (!vb_posting_list_reserve(list, list->df + 1, list->cf + count)) return no_memory(err);
  size_t in_title = 0;
  while (in_title < count && places[in_title] < VB_POSITION_TEXT) in_title++;
  list->docs[list->df] = b->docs;
  list->tfs[list->df] = (uint32_t)count;
  list->titles[list->df++] = (uint32_t)in_title;
  memcpy(list->positions + list->cf, places, count * sizeof *places);
  list->cf += count;
  return VB_OK;
}

bool vb_builder_enter_places(vb_builder *b) {
  size_t prefix = strlen(vb_field_prefix(VB_FIELD_SAID));
  for (int list = 0; list < VB_PLACES_COUNT; list++) {
    looked_up key;
    if (!b->places[list].df) continue;
    if (!vb_hash_table_reserve(&b->table, 1)) return false;
    look_up(b, vb_places_key((vb_places)list), vb_key_head_of(vb_places_key((vb_places)list)),
            &key);
    uint32_t number = find_word(b, &key, VB_FIELD_SAID, prefix);
    if (number == VB_BUILDER_NONE) return false;
    b->words[number].places = (uint8_t)(list + 1);
    b->words[number].df = (uint32_t)b->places[list].df;
  }
  return true;
}
