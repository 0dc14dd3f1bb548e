/*
 * stem.c - a cache of the words stemmed so far, in front of Snowball.
 *
 *   slots: [hash | word] -> "word" "stem" in the arena
 *
 * Open addressing with linear probing, at most half full. At ENTRIES_MAX words the
 * cache is emptied and starts again: frequent words return at once, and no eviction
 * policy is needed for the rest. It is not a vb_hash_table because each slot points
 * at the word's bytes itself, which saves one cache miss per word.
 */
#include "indexer/text/stem.h"

#include "indexer/base/arena.h"
#include "indexer/base/hash.h"
#include "indexer/xapian-c/xapian_c.h"

#include <stdlib.h>

enum {
  ENTRIES_MAX = 128 * 1024, /* 2 MiB of slots and about 4 MiB of words */
  FIRST_SLOTS = 1024,
  /* Longer words are rarely seen twice, and most of them are not words at all. */
  REMEMBERED_MAX = 48
};

typedef struct entry {
  const char *bytes; /* the word, then its stem; NULL: a free slot */
  uint32_t hash;
  uint16_t word_length, stem_length;
} entry;

struct vb_stemmer {
  vb_xapian_stemmer *snowball; /* NULL for "none" */
  vb_arena *arena;
  entry *slots;
  size_t slot_count, used; /* slot_count is a power of two */
  vb_buf scratch;
  bool keeps_beginning;
};

vb_status vb_stemmer_open(const char *language, vb_stemmer **out, vb_error *err) {
  *out = NULL;
  vb_stemmer *s = calloc(1, sizeof *s);
  if (!s) return vb_fail(err, VB_NOMEM, "no memory for a stemmer");
  vb_status status = VB_OK;
  /* English stemmers only change endings, and remove a leading apostrophe, which no term has. */
  s->keeps_beginning = strcmp(language, "none") == 0 || strcmp(language, "en") == 0 ||
                       strcmp(language, "english") == 0;
  if (strcmp(language, "none") != 0) status = vb_xapian_stemmer_open(language, &s->snowball, err);
  if (status != VB_OK) goto done;
  s->arena = vb_arena_new();
  s->slots = calloc(FIRST_SLOTS, sizeof *s->slots);
  s->slot_count = FIRST_SLOTS;
  if (!s->arena || !s->slots) status = vb_fail(err, VB_NOMEM, "no memory for a stemmer");
done:
  if (status != VB_OK) vb_stemmer_close(s);
  else *out = s;
  return status;
}

void vb_stemmer_close(vb_stemmer *stemmer) {
  if (!stemmer) return;
  vb_xapian_stemmer_close(stemmer->snowball);
  vb_arena_free(stemmer->arena);
  free(stemmer->slots);
  vb_buf_clear(&stemmer->scratch);
  free(stemmer);
}

bool vb_stemmer_keeps_beginning(const vb_stemmer *stemmer) {
  return stemmer->keeps_beginning;
}

/* The slot that contains the word, or the free slot where it belongs. */
static entry *slot_of(const vb_stemmer *s, vb_str word, uint32_t hash) {
  for (size_t i = hash;; i++) {
    entry *e = &s->slots[i & (s->slot_count - 1)];
    if (!e->bytes) return e;
    if (e->hash == hash && e->word_length == word.n && memcmp(e->bytes, word.p, word.n) == 0)
      return e;
  }
}

static void forget(vb_stemmer *s) {
  vb_arena_clear(s->arena);
  memset(s->slots, 0, s->slot_count * sizeof *s->slots);
  s->used = 0;
}

/* Makes room for one more word. On false (no memory) the table is unchanged. */
static bool make_room(vb_stemmer *s) {
  if (s->used >= ENTRIES_MAX) forget(s);
  if ((s->used + 1) * 2 <= s->slot_count) return true;
  size_t old_count = s->slot_count;
  entry *old = s->slots, *slots = calloc(old_count * 2, sizeof *slots);
  if (!slots) return false;
  s->slots = slots;
  s->slot_count = old_count * 2;
  for (size_t i = 0; i < old_count; i++)
    if (old[i].bytes) *slot_of(s, (vb_str){old[i].bytes, old[i].word_length}, old[i].hash) = old[i];
  free(old);
  return true;
}

static void remember(vb_stemmer *s, vb_str word, uint32_t hash, vb_str stem) {
  if (stem.n > UINT16_MAX || !make_room(s)) return;
  char *bytes = vb_arena_alloc(s->arena, word.n + stem.n);
  if (!bytes) return;
  memcpy(bytes, word.p, word.n);
  memcpy(bytes + word.n, stem.p, stem.n);
  *slot_of(s, word, hash) = (entry){bytes, hash, (uint16_t)word.n, (uint16_t)stem.n};
  s->used++;
}

vb_str vb_stem(vb_stemmer *stemmer, vb_str word) {
  if (!stemmer->snowball || word.n == 0) return word;
  uint32_t hash = 0;
  if (word.n <= REMEMBERED_MAX) {
    hash = vb_hash_short(word);
    const entry *e = slot_of(stemmer, word, hash);
    if (e->bytes) return (vb_str){e->bytes + e->word_length, e->stem_length};
  }
  vb_buf_reset(&stemmer->scratch);
  if (vb_xapian_stem(stemmer->snowball, word, &stemmer->scratch, NULL) != VB_OK ||
      stemmer->scratch.failed || stemmer->scratch.n == 0)
    return word;
  vb_str stem = vb_buf_view(&stemmer->scratch);
  if (word.n <= REMEMBERED_MAX) remember(stemmer, word, hash, stem);
  return stem;
}
