/*
 * builder.c - inversion by counting, without lists that grow.
 *
 * While articles are added, a word costs one hash table look-up and four bytes:
 *
 *   tokens   | title of 0 | text of 0 | source of 0 | title of 1 | ...   word numbers
 *   runs     ^            ^           ^             ^    doc, the field's first position
 *
 * A run is the words of one field of one article. When the budget is used up, the
 * words are sorted and their occurrences counted out into `slots`: for each word the
 * indexes of its tokens, ascending. Each word's slots then become its list, since a
 * token's run gives its doc and position. The word after an occurrence is the next
 * token, so the pairs of a word follow from its slots, sorted by second word with one
 * more counting sort. Stems are counted out the same way.
 *
 * Nothing is moved twice and no word's list ever grows: 8 bytes per word in total.
 * Places that are not words (vb_places) are few lists that come in order, so they are
 * collected as lists at once.
 *
 * Most of the time is cache misses in the large arrays, so what will be needed is
 * prefetched a few steps ahead. Large pages (madvise) gave no further gain.
 */
#include "indexer/store/segment/builder.h"

#include "indexer/base/hash.h"
#include "indexer/base/hash_table.h"
#include "indexer/store/bigram/bigram_sort.h"

#include <stdlib.h>

enum {
  TOKEN_BYTES = 9, /* a token, a slot, and a share of runs and words */
  HINT_SHIFT = 6,  /* the run of every 64th token is recorded */
  /* Words that are looked up together: when the last one is hashed, the first one's slot has been
     fetched. With 16, look-ups took 1.5 times as long. */
  BATCH = 64,
  AHEAD = 16 /* slots whose token or run is fetched before it is needed */
};

#define NONE UINT32_MAX

/* Most keys are short. Their first 16 bytes, padded with zeros, are here next to the counts, which
   every look-up needs anyway, so the pool of keys is rarely read. A word is half a cache line, and
   costs at most one miss. */
typedef struct word {
  vb_key_head head;
  uint32_t df, cf, last_doc;
  uint8_t key_length, prefix_length;
  uint8_t field;
  uint8_t places; /* 1 + the list of places that it stands for; 0 for a word */
} word;

typedef struct run {
  uint32_t start; /* its first token; it ends where the next run starts */
  uint32_t doc, position;
} run;

/* Runs of title and text are separate from those of other fields, which are many and short, so that
   nearly all searches for a run are among few. */
enum { IN_TEXT, IN_FIELDS, KINDS };

typedef struct run_list {
  run *runs; /* followed by one more, whose start no token reaches */
  size_t count, capacity;
} run_list;

struct vb_builder {
  size_t budget_tokens;
  uint32_t *tokens;
  size_t token_count, token_capacity;
  run_list runs[KINDS];
  word *words;
  size_t word_count, word_capacity;
  uint32_t *key_places; /* by word, in `keys` */
  size_t key_capacity;
  vb_hash_table table;
  vb_buf keys;
  vb_posting_list places[VB_PLACES_COUNT];
  uint32_t docs;
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

static vb_str key_of(const vb_builder *b, uint32_t w) {
  return (vb_str){b->keys.p + b->key_places[w], b->words[w].key_length};
}

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
  if (!grow_words(b) || !GROW(b->key_places, &b->key_capacity, b->word_count + 1)) return NONE;
  b->key_places[b->word_count] = (uint32_t)b->keys.n;
  b->words[b->word_count] = (word){.head = l->head,
                                   .key_length = (uint8_t)l->key.n,
                                   .prefix_length = (uint8_t)prefix,
                                   .field = (uint8_t)field,
                                   .last_doc = NONE};
  vb_buf_str(&b->keys, l->key);
  if (b->keys.failed || b->keys.n > UINT32_MAX) return NONE;
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

static inline void look_up(const vb_builder *b, vb_str key, looked_up *l) {
  l->key = key;
  l->head = vb_key_head_of(key);
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
  if (number == NONE) return false;
  word *w = &b->words[number];
  w->cf++;
  if (w->last_doc != b->docs) w->df++, w->last_doc = b->docs;
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
    look_up(b, term, &batch[i]);
  }
  for (size_t i = 0; i < n; i++) fetch_word(b, &batch[i]);
  for (size_t i = 0; i < n; i++)
    if (!add_token(b, &batch[i], field, prefix_length)) return false;
  return true;
}

static int kind_of(uint32_t field) {
  return field == VB_FIELD_TEXT ? IN_TEXT : IN_FIELDS;
}

vb_status vb_builder_words(vb_builder *b, vb_field field, uint32_t position, const vb_token *tokens,
                           size_t count, vb_error *err) {
  if (!count) return VB_OK;
  if (b->token_count + count > UINT32_MAX / 2)
    return vb_fail(err, VB_LIMIT, "an article of more words than a segment holds");
  run_list *runs = &b->runs[kind_of(field)];
  if (!GROW(b->tokens, &b->token_capacity, b->token_count + count + 1) ||
      !GROW(runs->runs, &runs->capacity, runs->count + 2))
    return no_memory(err);
  b->tokens[b->token_count + count] = 0; /* a sentinel: the token after the last is read too */
  runs->runs[runs->count++] = (run){(uint32_t)b->token_count, b->docs, position};
  runs->runs[runs->count] = (run){.start = NONE};
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

/* Gives each list of places an entry among the words, for the order of keys. It has no tokens. */
static bool enter_places(vb_builder *b) {
  size_t prefix = strlen(vb_field_prefix(VB_FIELD_SAID));
  for (int list = 0; list < VB_PLACES_COUNT; list++) {
    looked_up key;
    if (!b->places[list].df) continue;
    if (!vb_hash_table_reserve(&b->table, 1)) return false;
    look_up(b, vb_places_key((vb_places)list), &key);
    uint32_t number = find_word(b, &key, VB_FIELD_SAID, prefix);
    if (number == NONE) return false;
    b->words[number].places = (uint8_t)(list + 1);
    b->words[number].df = (uint32_t)b->places[list].df;
  }
  return true;
}

/* ---- inverting ---- */

typedef struct sortable { /* keys are compared by their first 8 bytes first */
  uint64_t head;
  uint32_t at, length, number;
  const char *text;
} sortable;

typedef struct inversion {
  const vb_builder *b;
  vb_segment_writer *out;
  uint32_t *order;  /* words by key */
  uint32_t *starts; /* of each word's (or stem's) slots; advances while counting out */
  uint32_t *slots;
  uint32_t *hints[KINDS]; /* for token 64 * i: the last run that begins at or before it */
  uint32_t *ranks;        /* by word: pair rank, or NONE */
  uint8_t *rarities;      /* by rank */
  uint8_t *own_stem;      /* by word */
  uint32_t paired, *paired_words;
  vb_posting_list list;
  struct stem {
    sortable key;
    uint32_t ordinal, word;
  } * stems;
  vb_buf stem_keys;
  vb_bigram_sort pairs; /* of one first word */
} inversion;

static uint64_t head_of(vb_str s) {
  unsigned char bytes[8] = {0};
  memcpy(bytes, s.p, s.n < 8 ? s.n : 8);
  uint64_t v;
  memcpy(&v, bytes, 8);
  return __builtin_bswap64(v);
}

static sortable sortable_of(vb_str s, uint32_t number) {
  return (sortable){head_of(s), 0, (uint32_t)s.n, number, s.p};
}

static int by_key(const void *a, const void *b) {
  const sortable *x = a, *y = b;
  if (x->head != y->head) return x->head < y->head ? -1 : 1;
  int order = vb_str_compare((vb_str){x->text, x->length}, (vb_str){y->text, y->length});
  return order ? order : (x->number > y->number) - (x->number < y->number);
}

static bool sort_words(inversion *v) {
  const vb_builder *b = v->b;
  sortable *all = malloc((b->word_count + 1) * sizeof *all);
  if (!all) return false;
  for (uint32_t w = 0; w < b->word_count; w++) all[w] = sortable_of(key_of(b, w), w);
  qsort(all, b->word_count, sizeof *all, by_key);
  for (size_t i = 0; i < b->word_count; i++) v->order[i] = all[i].number;
  free(all);
  return true;
}

static void choose_paired(inversion *v) {
  const vb_builder *b = v->b;
  for (size_t i = 0; i < b->word_count; i++) {
    const word *w = &b->words[v->order[i]];
    uint32_t rarity =
        w->field == VB_FIELD_TEXT ? vb_bigram_rarity(w->df, b->docs) : VB_NOT_IN_BIGRAMS;
    bool paired = rarity != VB_NOT_IN_BIGRAMS && v->paired < VB_BIGRAM_WORDS_MAX;
    v->ranks[v->order[i]] = paired ? v->paired : NONE;
    if (!paired) continue;
    v->rarities[v->paired] = (uint8_t)rarity;
    v->paired_words[v->paired++] = v->order[i];
  }
}

static void note_hints(inversion *v) {
  for (int kind = 0; kind < KINDS; kind++) {
    const run_list *list = &v->b->runs[kind];
    size_t r = 0;
    for (size_t i = 0; i < v->b->token_count && list->count; i += 1u << HINT_SHIFT) {
      while (list->runs[r + 1].start <= i) r++;
      v->hints[kind][i >> HINT_SHIFT] = (uint32_t)r;
    }
  }
}

/* group: the slot group of each word, or NULL if each word is its own. */
static void count_out(inversion *v, const uint32_t *group) {
  const vb_builder *b = v->b;
  for (size_t i = 0; i < b->token_count; i++) {
    uint32_t g = b->tokens[i];
    if (group) g = group[g];
    if (g == NONE) continue;
    uint32_t *slot = &v->slots[v->starts[g]++];
    *slot = (uint32_t)i;
    __builtin_prefetch(slot + 1, 1);
  }
}

static inline const run *run_of(const inversion *v, int kind, uint32_t token) {
  const run *r = v->b->runs[kind].runs + v->hints[kind][token >> HINT_SHIFT];
  while (r[1].start <= token) r++;
  return r;
}

static inline bool in_title(const run *r, int kind) {
  return kind == IN_TEXT && r->position < VB_POSITION_TEXT;
}

/* Whether the next occurrence is in another document is unpredictable, so the loop has no branch
   for it: the counts are stored at every occurrence. */
static inline void fill_list(const inversion *v, const uint32_t *slots, size_t count, int kind,
                             bool positions, vb_posting_list *list) {
  uint32_t last = NONE, tf = 0, titles = 0;
  size_t df = 0;
  for (size_t i = 0; i < count; i++) {
    if (i + AHEAD < count) __builtin_prefetch(&v->hints[kind][slots[i + AHEAD] >> HINT_SHIFT]);
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
static bool list_of(inversion *v, const uint32_t *slots, size_t count, uint32_t field,
                    bool positions) {
  if (!vb_posting_list_reserve(&v->list, count, positions ? count : 0)) return false;
  if (positions) fill_list(v, slots, count, kind_of(field), true, &v->list);
  else fill_list(v, slots, count, kind_of(field), false, &v->list);
  return true;
}

static vb_status put(inversion *v, const vb_posting_list *list, bool positions, vb_term *term,
                     vb_error *err) {
  vb_posting_input in = {(uint32_t)list->df,
                         list->docs,
                         list->tfs,
                         list->titles,
                         vb_segment_writer_lengths(v->out),
                         vb_segment_writer_norms(v->out),
                         positions ? list->positions : NULL};
  term->cf = list->cf;
  return vb_segment_writer_list(v->out, &in, term, err);
}

static vb_status put_list(inversion *v, bool positions, vb_term *term, vb_error *err) {
  return put(v, &v->list, positions, term, err);
}

/* Occurrences are sorted by counting: each word's part of the array begins where the parts of the
   words before it end. Then the list of each word is written in the order of keys. */
static vb_status write_words(inversion *v, vb_error *err) {
  const vb_builder *b = v->b;
  uint32_t at = 0;
  for (size_t i = 0; i < b->word_count; i++) {
    v->starts[v->order[i]] = at;
    at += b->words[v->order[i]].cf;
  }
  count_out(v, NULL);
  vb_status status = VB_OK;
  at = 0;
  for (size_t i = 0; i < b->word_count && status == VB_OK; i++) {
    uint32_t number = v->order[i];
    const word *w = &b->words[number];
    vb_term term = {.bigram_rank = v->ranks[number], .own_stem = v->own_stem[number]};
    if (term.bigram_rank != VB_NOT_IN_BIGRAMS) term.bigram_rarity = v->rarities[term.bigram_rank];
    if (w->places) {
      status = put(v, &b->places[w->places - 1], true, &term, err);
    } else {
      if (!list_of(v, v->slots + at, w->cf, w->field, true)) return no_memory(err);
      status = put_list(v, true, &term, err);
    }
    if (status == VB_OK)
      vb_lexicon_add_word(vb_segment_writer_lexicon(v->out), key_of(b, number), &term);
    at += w->cf;
  }
  return status;
}

/* ---- pairs ---- */

/* Adds each word that directly follows an occurrence of the first and whose pair is indexed. */
static void gather_pairs(inversion *v, const uint32_t *slots, size_t count) {
  const vb_builder *b = v->b;
  for (size_t i = 0; i < count; i++) {
    uint32_t token = slots[i];
    if (i + 2 * AHEAD < count) {
      __builtin_prefetch(&b->tokens[slots[i + 2 * AHEAD] + 1]);
      __builtin_prefetch(&v->ranks[b->tokens[slots[i + AHEAD] + 1]]);
    }
    if (token + 1 >= b->token_count) continue;
    uint32_t rank = v->ranks[b->tokens[token + 1]];
    if (rank == NONE || !vb_bigram_sort_takes(&v->pairs, rank)) continue;
    const run *r = run_of(v, IN_TEXT, token);
    if (r[1].start == token + 1) continue; /* the next token is in another field or article */
    vb_bigram_sort_add(&v->pairs, rank, r->doc, in_title(r, IN_TEXT));
  }
}

static vb_status write_pair(inversion *v, uint32_t first, uint32_t second, vb_error *err) {
  vb_term term = {0};
  v->list.df = v->list.cf = 0;
  if (!vb_bigram_sort_list(&v->pairs, second, &v->list)) return no_memory(err);
  vb_status status = put_list(v, false, &term, err);
  if (status == VB_OK)
    vb_lexicon_add_bigram(vb_segment_writer_lexicon(v->out), first << 16 | second, &term);
  return status;
}

/* v->stems is not lost here: inversion_clear frees it. clang-tidy takes a call that gets &v->pairs
   to overwrite all of v. NOLINTBEGIN(clang-analyzer-unix.Malloc) */

/* REQUIRES: write_words has run; starts[w] is then where the slots of w end. */
static vb_status write_pairs(inversion *v, vb_error *err) {
  vb_status status = VB_OK;
  if (!vb_bigram_sort_words(&v->pairs, v->rarities, v->paired)) return no_memory(err);
  for (uint32_t rank = 0; rank < v->paired && status == VB_OK; rank++) {
    uint32_t number = v->paired_words[rank], cf = v->b->words[number].cf;
    if (!vb_bigram_sort_start(&v->pairs, rank, cf)) return no_memory(err);
    gather_pairs(v, v->slots + v->starts[number] - cf, cf);
    vb_bigram_sort_sort(&v->pairs);
    for (uint32_t at = 0, second; status == VB_OK && vb_bigram_sort_next(&v->pairs, &at, &second);)
      status = write_pair(v, rank, second, err);
  }
  return status;
}
/* NOLINTEND(clang-analyzer-unix.Malloc) */

/* ---- stems ---- */

/* Fills v->stems: the stem of each word, sorted by stem, then by word. */
static bool sort_stems(inversion *v, vb_stemmer *stemmer) {
  const vb_builder *b = v->b;
  v->stems = malloc((b->word_count + 1) * sizeof *v->stems);
  if (!v->stems) return false;
  for (uint32_t i = 0; i < b->word_count; i++) {
    const word *w = &b->words[v->order[i]];
    vb_str key = key_of(b, v->order[i]);
    vb_str stem = vb_stem(stemmer, vb_str_slice(key, w->prefix_length, key.n));
    size_t room = VB_KEY_MAX - w->prefix_length;
    if (stem.n > room) stem.n = room;
    struct stem *s = &v->stems[i];
    s->ordinal = i;
    s->word = v->order[i];
    s->key = (sortable){.at = (uint32_t)v->stem_keys.n,
                        .number = i,
                        .length = (uint32_t)(w->prefix_length + stem.n)};
    v->own_stem[s->word] = vb_str_eq(stem, vb_str_slice(key, w->prefix_length, key.n));
    vb_buf_append(&v->stem_keys, key.p, w->prefix_length);
    vb_buf_str(&v->stem_keys, stem);
  }
  if (v->stem_keys.failed) return false;
  for (uint32_t i = 0; i < b->word_count; i++) {
    sortable *k = &v->stems[i].key;
    k->text = v->stem_keys.p + k->at;
    k->head = head_of((vb_str){k->text, k->length});
  }
  qsort(v->stems, b->word_count, sizeof *v->stems, by_key); /* key is the first member */
  return true;
}

static bool same_stem(const struct stem *a, const struct stem *b) {
  return vb_str_eq((vb_str){a->key.text, a->key.length}, (vb_str){b->key.text, b->key.length});
}

static size_t stem_end(const inversion *v, size_t from) {
  size_t to = from + 1;
  while (to < v->b->word_count && same_stem(&v->stems[from], &v->stems[to])) to++;
  return to;
}

/* groups: by word, the number of its stem if the stem has several words. */
static void group_stems(inversion *v, uint32_t *groups) {
  uint32_t at = 0, group = 0;
  for (size_t from = 0, to; from < v->b->word_count; from = to) {
    to = stem_end(v, from);
    uint32_t g = to - from > 1 ? group++ : NONE;
    if (g != NONE) v->starts[g] = at;
    for (size_t i = from; i < to; i++) {
      groups[v->stems[i].word] = g;
      if (g != NONE) at += v->b->words[v->stems[i].word].cf;
    }
  }
}

/* Writes the list of stems[from, to) if it is to have one, and otherwise only its counts. */
static vb_status put_stem_list(inversion *v, size_t from, size_t to, const uint32_t *slots,
                               size_t count, vb_term *term, vb_error *err) {
  const word *words = v->b->words;
  uint32_t top = 0;
  if (!list_of(v, slots, count, words[v->stems[from].word].field, false)) return no_memory(err);
  for (size_t i = from; i < to; i++)
    if (words[v->stems[i].word].df > top) top = words[v->stems[i].word].df;
  uint32_t df = (uint32_t)v->list.df;
  if (!vb_stem_has_list(to - from, top, df)) v->list.df = 0; /* an empty list also has a place */
  vb_status status = put_list(v, false, term, err);
  term->df = df;
  return status;
}

static vb_status write_stem(inversion *v, size_t from, size_t to, uint32_t *at, uint32_t *ordinals,
                            vb_error *err) {
  const struct stem *s = &v->stems[from];
  if (to - from == 1 && v->own_stem[s->word]) return VB_OK;
  vb_term term = {0};
  size_t count = 0;
  for (size_t i = from; i < to; i++) {
    ordinals[i - from] = v->stems[i].ordinal;
    if (to - from > 1) count += v->b->words[v->stems[i].word].cf;
  }
  vb_status status = put_stem_list(v, from, to, v->slots + *at, count, &term, err);
  *at += (uint32_t)count;
  if (status == VB_OK)
    vb_lexicon_add_stem(vb_segment_writer_lexicon(v->out), (vb_str){s->key.text, s->key.length},
                        ordinals, to - from, &term);
  return status;
}

static vb_status write_stems(inversion *v, vb_error *err) {
  size_t words = v->b->word_count;
  uint32_t *groups = malloc((words + 1) * sizeof *groups), at = 0;
  if (!groups) return no_memory(err);
  group_stems(v, groups);
  count_out(v, groups);
  vb_status status = VB_OK;
  for (size_t from = 0, to; from < words && status == VB_OK; from = to) {
    to = stem_end(v, from);
    status = write_stem(v, from, to, &at, groups, err); /* `groups` is reused for the ordinals */
  }
  free(groups);
  return status;
}

/* ---- all of it ---- */

static bool inversion_init(inversion *v, const vb_builder *b, vb_segment_writer *out) {
  *v = (inversion){.b = b, .out = out};
  size_t words = b->word_count + 1;
  v->order = malloc(words * sizeof *v->order);
  v->starts = malloc(words * sizeof *v->starts);
  v->ranks = malloc(words * sizeof *v->ranks);
  v->paired_words = malloc(words * sizeof *v->paired_words);
  v->rarities = malloc(words);
  v->own_stem = calloc(words, 1);
  v->slots = malloc((b->token_count + 1) * sizeof *v->slots);
  for (int kind = 0; kind < KINDS; kind++)
    v->hints[kind] = malloc(((b->token_count >> HINT_SHIFT) + 1) * sizeof **v->hints);
  return v->order && v->starts && v->ranks && v->paired_words && v->rarities && v->own_stem &&
         v->slots && v->hints[IN_TEXT] && v->hints[IN_FIELDS] && sort_words(v);
}

static void inversion_clear(inversion *v) {
  free(v->order);
  free(v->starts);
  free(v->ranks);
  free(v->paired_words);
  free(v->rarities);
  free(v->own_stem);
  free(v->slots);
  for (int kind = 0; kind < KINDS; kind++) free(v->hints[kind]);
  free(v->stems);
  vb_bigram_sort_clear(&v->pairs);
  vb_buf_clear(&v->stem_keys);
  vb_posting_list_clear(&v->list);
}

vb_status vb_builder_write(vb_builder *b, vb_stemmer *stemmer, vb_segment_writer *writer,
                           vb_error *err) {
  inversion v;
  vb_status status = VB_OK;
  if (!enter_places(b)) return no_memory(err);
  if (!inversion_init(&v, b, writer) || !sort_stems(&v, stemmer)) {
    status = no_memory(err);
    goto done;
  }
  choose_paired(&v);
  note_hints(&v);
  status = write_words(&v, err);
  if (status == VB_OK) status = write_pairs(&v, err);
  if (status == VB_OK) status = write_stems(&v, err);
done:
  inversion_clear(&v);
  return status;
}
