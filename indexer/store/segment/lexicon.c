/*
 * lexicon.c - words, stems and pairs of a segment, in front-coded blocks.
 *
 * Layout: FORMAT.md, "Lexicon". Keys are written in blocks. Each key is written as the
 * part that it does not share with the key before it. An index has the head of each
 * block:
 *
 *   index   head place | head place | ...
 *               |              |
 *   keys    | whole key, rest, rest, ... | whole key, rest, ... |
 *
 * A head is the first eight bytes of a block's first key as a big-endian number, so a
 * binary search mostly reads the index alone. The first key of a block is whole
 * (shares 0 bytes), for blocks with equal heads. The lists are consecutive in their
 * parts, so the lexicon stores only their lengths.
 */
#include "indexer/store/segment/lexicon.h"

#include "indexer/store/bigram/bigram.h"
#include "indexer/store/segment/segment_layout.h"

#include <stdlib.h>

enum { KEY_HEAD = 16, PAIR_HEAD = 24, WORD_ENTRY_MAX = 2 * VB_KEY_MAX };

/* ---- writing ---- */

struct vb_lexicon_writer {
  vb_part_writer *part;
  vb_buf entry, word_index, stem_index, bigram_index, paired;
  vb_lexicon_map map;
  char key[VB_KEY_MAX];
  size_t key_length;
  uint32_t pair_key;
};

vb_status vb_lexicon_writer_new(vb_part_writer *part, vb_lexicon_writer **out, vb_error *err) {
  *out = calloc(1, sizeof **out);
  if (!*out) return vb_fail(err, VB_NOMEM, "out of memory");
  (*out)->part = part;
  return VB_OK;
}

void vb_lexicon_writer_free(vb_lexicon_writer *w) {
  if (!w) return;
  vb_buf_clear(&w->entry);
  vb_buf_clear(&w->word_index);
  vb_buf_clear(&w->stem_index);
  vb_buf_clear(&w->bigram_index);
  vb_buf_clear(&w->paired);
  free(w);
}

static void flush_entry(vb_lexicon_writer *w) {
  if (w->entry.failed) return; /* vb_lexicon_finish reports it */
  vb_part_append(w->part, w->entry.p, w->entry.n);
  w->entry.n = 0;
}

static void put_key(vb_lexicon_writer *w, vb_str key, bool whole) {
  size_t shared = 0;
  if (key.n > VB_KEY_MAX) key.n = VB_KEY_MAX; /* never happens: terms have at most VB_TERM_MAX */
  if (!whole)
    while (shared < key.n && shared < w->key_length && key.p[shared] == w->key[shared]) shared++;
  vb_buf_varint(&w->entry, shared);
  vb_buf_sized(&w->entry, vb_str_slice(key, shared, key.n));
  memcpy(w->key, key.p, key.n);
  w->key_length = key.n;
}

static uint64_t head_of(vb_str key) {
  unsigned char bytes[8] = {0};
  memcpy(bytes, key.p, key.n < 8 ? key.n : 8);
  uint64_t head = 0;
  for (int i = 0; i < 8; i++) head = head << 8 | bytes[i];
  return head;
}

static void put_head(vb_lexicon_writer *w, vb_buf *index, vb_str key) {
  vb_buf_u64(index, head_of(key));
  vb_buf_u64(index, vb_part_tell(w->part));
}

void vb_lexicon_add_word(vb_lexicon_writer *w, vb_str key, const vb_term *term) {
  bool first = w->map.terms % VB_LEXICON_BLOCK == 0;
  if (first) {
    put_head(w, &w->word_index, key);
    vb_buf_varint(&w->entry, term->postings);
    vb_buf_varint(&w->entry, term->positions);
  }
  put_key(w, key, first);
  vb_buf_varint(&w->entry, term->df);
  vb_buf_varint(&w->entry, term->cf - term->df);
  vb_buf_varint(&w->entry, term->postings_length);
  vb_buf_varint(&w->entry, term->positions_length);
  uint64_t rank = term->bigram_rank == VB_NOT_IN_BIGRAMS ? 0 : (uint64_t)term->bigram_rank + 1;
  vb_buf_varint(&w->entry, rank * 2 + term->own_stem);
  if (rank) vb_buf_char(&w->entry, (char)term->bigram_rarity);
  flush_entry(w);
  if (rank) vb_buf_u32(&w->paired, w->map.terms), w->map.paired++;
  w->map.terms++;
}

void vb_lexicon_add_stem(vb_lexicon_writer *w, vb_str key, const uint32_t *ordinals, size_t count,
                         const vb_term *term) {
  bool first = w->map.stems % VB_LEXICON_BLOCK == 0;
  if (first) {
    put_head(w, &w->stem_index, key);
    vb_buf_varint(&w->entry, term->postings);
  }
  put_key(w, key, first);
  vb_buf_varint(&w->entry, count);
  for (size_t i = 0; i < count; i++)
    vb_buf_varint(&w->entry, i ? ordinals[i] - ordinals[i - 1] : ordinals[0]);
  if (count > 1) {
    vb_buf_varint(&w->entry, term->df);
    vb_buf_varint(&w->entry, term->cf - term->df);
    vb_buf_varint(&w->entry, term->postings_length);
  }
  flush_entry(w);
  w->map.stems++;
}

void vb_lexicon_add_bigram(vb_lexicon_writer *w, uint32_t key, const vb_term *term) {
  if (w->map.pairs % VB_BIGRAM_BLOCK == 0) {
    vb_buf_u32(&w->bigram_index, key);
    vb_buf_u32(&w->bigram_index, 0);
    vb_buf_u64(&w->bigram_index, vb_part_tell(w->part));
    vb_buf_u64(&w->bigram_index, term->postings);
    w->pair_key = key;
  }
  vb_buf_varint(&w->entry, key - w->pair_key);
  vb_buf_varint(&w->entry, term->df);
  vb_buf_varint(&w->entry, term->postings_length);
  w->pair_key = key;
  flush_entry(w);
  w->map.pairs++;
}

static uint64_t put_array(vb_lexicon_writer *w, const vb_buf *array) {
  vb_part_align(w->part, 8);
  uint64_t at = vb_part_tell(w->part);
  vb_part_append(w->part, array->p, array->n);
  return at;
}

/* The map comes last, because only now are the places of the indexes known. */
vb_status vb_lexicon_finish(vb_lexicon_writer *w, vb_error *err) {
  const vb_buf *const all[] = {&w->entry, &w->word_index, &w->stem_index, &w->bigram_index,
                               &w->paired};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (all[i]->failed) return vb_fail(err, VB_NOMEM, "out of memory");
  w->map.word_index = put_array(w, &w->word_index);
  w->map.stem_index = put_array(w, &w->stem_index);
  w->map.bigram_index = put_array(w, &w->bigram_index);
  w->map.bigram_ordinals = put_array(w, &w->paired);
  vb_part_align(w->part, 8);
  vb_buf_u32(&w->entry, w->map.terms);
  vb_buf_u32(&w->entry, w->map.stems);
  vb_buf_u32(&w->entry, w->map.paired);
  vb_buf_u64(&w->entry, w->map.pairs);
  vb_buf_u64(&w->entry, w->map.word_index);
  vb_buf_u64(&w->entry, w->map.stem_index);
  vb_buf_u64(&w->entry, w->map.bigram_index);
  vb_buf_u64(&w->entry, w->map.bigram_ordinals);
  vb_status status = vb_buf_ok(&w->entry, err);
  if (status == VB_OK) flush_entry(w);
  return status;
}

/* ---- reading: blocks of keys ---- */

static vb_status malformed(const vb_segment *s, const char *what, vb_error *err) {
  return vb_fail(err, VB_CORRUPT, "%s: %s is malformed", s->lexicon->path, what);
}

static uint64_t get64(const unsigned char *p) {
  uint64_t v;
  memcpy(&v, p, 8);
  return v;
}

static uint32_t get32(const unsigned char *p) {
  uint32_t v;
  memcpy(&v, p, 4);
  return v;
}

/* The bytes of block `block`: from its place to the next block's place, or to `limit`. */
static vb_status block_bytes(const vb_segment *s, uint64_t index, uint32_t block, uint32_t blocks,
                             uint64_t limit, vb_cursor *out, vb_error *err) {
  bool last = block + 1 == blocks;
  uint64_t at = index + KEY_HEAD * (uint64_t)block;
  vb_status status = vb_part_check(s->lexicon, at, last ? KEY_HEAD : 2 * KEY_HEAD, err);
  if (status != VB_OK) return status;
  const unsigned char *entry = s->lexicon->bytes + at;
  uint64_t from = get64(entry + 8), to = last ? limit : get64(entry + KEY_HEAD + 8);
  if (from >= to || to > limit) return malformed(s, "the place of a block of keys", err);
  status = vb_part_check(s->lexicon, from, to - from, err);
  *out = (vb_cursor){s->lexicon->bytes + from, s->lexicon->bytes + to, false};
  return status;
}

/* Compares a block's first key with `key`; `skip` varints come before the first key. */
static vb_status compare_first(const vb_segment *s, uint64_t index, uint32_t block, uint32_t blocks,
                               uint64_t limit, int skip, vb_str key, int *order, vb_error *err) {
  vb_cursor c;
  vb_status status = block_bytes(s, index, block, blocks, limit, &c, err);
  if (status != VB_OK) return status;
  for (int i = 0; i <= skip; i++) vb_cursor_varint(&c); /* and the shared length, which is 0 */
  vb_str first = vb_cursor_sized(&c);
  if (c.bad) return malformed(s, "a block of keys", err);
  *order = vb_str_compare(first, key);
  return VB_OK;
}

/* Finds the block that may contain `key`: the last whose first key is not above it. */
static vb_status find_key_block(const vb_segment *s, uint64_t index, uint32_t blocks,
                                uint64_t limit, int skip, vb_str key, uint32_t *block,
                                vb_error *err) {
  uint32_t low = 0, high = blocks;
  const uint64_t wanted = head_of(key);
  vb_status status = vb_part_check(s->lexicon, index, KEY_HEAD * (uint64_t)blocks, err);
  while (status == VB_OK && high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    uint64_t head = get64(s->lexicon->bytes + index + KEY_HEAD * (uint64_t)middle);
    int order = (head > wanted) - (head < wanted);
    if (!order) status = compare_first(s, index, middle, blocks, limit, skip, key, &order, err);
    if (order <= 0) low = middle;
    else high = middle;
  }
  *block = low;
  return status;
}

static bool read_key(vb_cursor *c, char *key, size_t *length) {
  uint64_t shared = vb_cursor_varint(c);
  vb_str suffix = vb_cursor_sized(c);
  if (c->bad || shared > *length || shared + suffix.n > VB_KEY_MAX) return false;
  memcpy(key + shared, suffix.p, suffix.n);
  *length = (size_t)shared + suffix.n;
  return true;
}

static uint32_t blocks_of(uint64_t count, uint32_t per_block) {
  return (uint32_t)((count + per_block - 1) / per_block);
}

/* ---- words ---- */

static vb_status open_word_block(vb_word_cursor *w, uint32_t block, vb_error *err) {
  const vb_segment *s = w->segment;
  vb_cursor c;
  vb_status status =
      block_bytes(s, s->words.word_index, block, blocks_of(s->words.terms, VB_LEXICON_BLOCK),
                  s->words.word_index, &c, err);
  if (status != VB_OK) return status;
  w->running = (vb_term){0};
  w->running.postings = vb_cursor_varint(&c);
  w->running.positions = vb_cursor_varint(&c);
  if (c.bad) return malformed(s, "a block of words", err);
  w->p = c.p, w->end = c.end;
  w->key_length = 0;
  w->next = block * VB_LEXICON_BLOCK;
  return VB_OK;
}

static bool fits(const vb_part *part, uint64_t place, uint64_t length) {
  return place >= VB_PART_HEAD && place <= part->end && length <= part->end - place;
}

static unsigned char byte_of(uint64_t head, size_t i) {
  return (unsigned char)(head >> (56 - 8 * i));
}

/* All keys of the block are between its first key and that of the next block. */
bool vb_word_block_range(const vb_word_cursor *w, vb_word_range *out) {
  const vb_segment *s = w->segment;
  uint32_t block = w->next / VB_LEXICON_BLOCK;
  uint64_t at = s->words.word_index + KEY_HEAD * (uint64_t)block;
  *out = (vb_word_range){.n = 0};
  if (w->next % VB_LEXICON_BLOCK || block + 1 >= blocks_of(s->words.terms, VB_LEXICON_BLOCK) ||
      vb_part_check(s->lexicon, at, 2 * KEY_HEAD, NULL) != VB_OK)
    return false;
  uint64_t first = get64(s->lexicon->bytes + at), next = get64(s->lexicon->bytes + at + KEY_HEAD);
  size_t n = 0;
  for (; n < 8 && byte_of(first, n) && byte_of(first, n) == byte_of(next, n); n++)
    out->text[n] = (char)byte_of(first, n);
  out->n = n;
  if (n < 8) out->from = byte_of(first, n), out->to = byte_of(next, n);
  return true;
}

void vb_word_skip_block(vb_word_cursor *w) {
  uint64_t next = (uint64_t)w->next + VB_LEXICON_BLOCK;
  w->next = next < w->segment->words.terms ? (uint32_t)next : (uint32_t)w->segment->words.terms;
}

/* Only lengths are stored, so the places of lists are sums since the start of the block. Every
   value is checked against the files before it is used, since they may be damaged. */
vb_status vb_word_next(vb_word_cursor *w, vb_str *key, vb_term *term, vb_error *err) {
  const vb_segment *s = w->segment;
  if (w->next >= s->words.terms) return vb_fail(err, VB_NOT_FOUND, "no more words");
  if (w->next % VB_LEXICON_BLOCK == 0) {
    vb_status status = open_word_block(w, w->next / VB_LEXICON_BLOCK, err);
    if (status != VB_OK) return status;
  }
  vb_cursor c = {w->p, w->end, false};
  bool good = read_key(&c, w->key, &w->key_length);
  vb_term *t = &w->running;
  uint64_t df = vb_cursor_varint(&c), more = vb_cursor_varint(&c), length = vb_cursor_varint(&c);
  t->positions_length = vb_cursor_varint(&c);
  uint64_t flags = vb_cursor_varint(&c), rank = flags / 2;
  t->bigram_rarity = rank ? vb_cursor_u8(&c) : 0;
  good = good && !c.bad && df && df <= s->info.docs && length <= UINT32_MAX &&
         rank <= s->words.paired && t->bigram_rarity <= VB_BIGRAM_RARITY_MAX &&
         fits(s->postings, t->postings, length) &&
         fits(s->positions, t->positions, t->positions_length);
  if (!good) return malformed(s, "a word's entry", err);
  t->df = (uint32_t)df;
  t->cf = df + more;
  t->postings_length = (uint32_t)length;
  t->bigram_rank = rank ? (uint32_t)rank - 1 : VB_NOT_IN_BIGRAMS;
  t->own_stem = flags & 1;
  t->ordinal = w->next++;
  *key = (vb_str){w->key, w->key_length};
  *term = *t;
  t->postings += length;
  t->positions += t->positions_length;
  w->p = c.p;
  return VB_OK;
}

/* Opens the block of an ordinal and reads up to that word. */
static vb_status word_at(vb_word_cursor *w, uint32_t ordinal, vb_str *key, vb_term *out,
                         vb_error *err) {
  w->next = ordinal / VB_LEXICON_BLOCK * VB_LEXICON_BLOCK;
  vb_status status;
  do status = vb_word_next(w, key, out, err);
  while (status == VB_OK && out->ordinal < ordinal);
  return status;
}

vb_status vb_segment_word_at(const vb_segment *s, uint32_t ordinal, vb_term *out, vb_error *err) {
  vb_word_cursor w = {.segment = s};
  vb_str key;
  if (ordinal >= s->words.terms) return malformed(s, "a word's number", err);
  return word_at(&w, ordinal, &key, out, err);
}

vb_status vb_segment_words_from(const vb_segment *s, vb_str from, vb_word_cursor *w,
                                vb_error *err) {
  *w = (vb_word_cursor){.segment = s};
  uint32_t blocks = blocks_of(s->words.terms, VB_LEXICON_BLOCK), block = 0;
  if (!blocks || !from.n) return VB_OK;
  vb_status status =
      find_key_block(s, s->words.word_index, blocks, s->words.word_index, 2, from, &block, err);
  w->next = block * VB_LEXICON_BLOCK;
  for (;;) { /* up to the last word below `from`; a copy looks one word ahead */
    vb_word_cursor ahead = *w;
    vb_str key;
    vb_term term;
    if (status == VB_OK) status = vb_word_next(&ahead, &key, &term, err);
    if (status == VB_NOT_FOUND) return VB_OK;
    if (status != VB_OK) return status;
    if (vb_str_compare(key, from) >= 0) return VB_OK;
    *w = ahead;
  }
}

vb_status vb_segment_word(const vb_segment *s, vb_str key, vb_term *out, vb_error *err) {
  vb_word_cursor w = {.segment = s};
  uint32_t blocks = blocks_of(s->words.terms, VB_LEXICON_BLOCK), block;
  if (!blocks) return vb_fail(err, VB_NOT_FOUND, "no such word");
  vb_status status =
      find_key_block(s, s->words.word_index, blocks, s->words.word_index, 2, key, &block, err);
  w.next = block * VB_LEXICON_BLOCK;
  uint32_t end = w.next + VB_LEXICON_BLOCK;
  while (status == VB_OK && w.next < end) {
    vb_str found = VB_STR_NONE;
    status = vb_word_next(&w, &found, out, err);
    int order = status == VB_OK ? vb_str_compare(found, key) : 1;
    if (order == 0) return VB_OK;
    if (order > 0) break;
  }
  return status == VB_OK ? vb_fail(err, VB_NOT_FOUND, "no such word") : status;
}

/* ---- stems ---- */

bool vb_stem_ordinal(vb_stem_entry *e, uint32_t *ordinal, bool first) {
  vb_cursor c = {e->p, e->end, false};
  uint64_t v = vb_cursor_varint(&c) + (first ? 0 : *ordinal);
  e->p = c.p;
  if (c.bad || v > UINT32_MAX) return false;
  *ordinal = (uint32_t)v;
  return true;
}

/* The ordinals are skipped here and read when the caller asks for the words; their number is
   checked against the bytes left, which bounds the loop. */
static bool read_stem(vb_stem_cursor *k, vb_cursor *c, vb_stem_entry *e) {
  const vb_segment *s = k->segment;
  if (!read_key(c, k->key, &k->key_length)) return false;
  uint64_t words = vb_cursor_varint(c);
  if (c->bad || !words || words > vb_cursor_left(c)) return false;
  *e = (vb_stem_entry){.key = {k->key, k->key_length}, .word_count = (uint32_t)words};
  e->p = c->p;
  e->first = (uint32_t)vb_cursor_varint(c);
  for (uint64_t i = 1; i < words; i++) vb_cursor_varint(c);
  e->end = c->p;
  e->term.postings = k->postings;
  e->term.bigram_rank = VB_NOT_IN_BIGRAMS;
  if (words == 1) return !c->bad;
  uint64_t df = vb_cursor_varint(c), more = vb_cursor_varint(c), length = vb_cursor_varint(c);
  if (c->bad || !df || df > s->info.docs || length > UINT32_MAX ||
      !fits(s->postings, k->postings, length))
    return false; /* fits() is also checked for length 0: the place is where the next list starts */
  e->term.df = (uint32_t)df;
  e->term.cf = df + more;
  e->term.postings_length = (uint32_t)length;
  k->postings += length;
  return true;
}

vb_status vb_stem_next(vb_stem_cursor *k, vb_stem_entry *entry, vb_error *err) {
  const vb_segment *s = k->segment;
  if (k->next >= s->words.stems) return vb_fail(err, VB_NOT_FOUND, "no more stems");
  vb_cursor c = {k->p, k->end, false};
  if (k->next % VB_LEXICON_BLOCK == 0) {
    vb_status status =
        block_bytes(s, s->words.stem_index, k->next / VB_LEXICON_BLOCK,
                    blocks_of(s->words.stems, VB_LEXICON_BLOCK), s->words.word_index, &c, err);
    if (status != VB_OK) return status;
    k->postings = vb_cursor_varint(&c);
    k->end = c.end;
    k->key_length = 0;
  }
  if (!read_stem(k, &c, entry)) return malformed(s, "a stem's entry", err);
  k->p = c.p;
  k->next++;
  return VB_OK;
}

vb_status vb_segment_stems_from(const vb_segment *s, vb_str from, vb_stem_cursor *k,
                                vb_error *err) {
  *k = (vb_stem_cursor){.segment = s};
  uint32_t blocks = blocks_of(s->words.stems, VB_LEXICON_BLOCK), block = 0;
  if (!blocks || !from.n) return VB_OK;
  vb_status status =
      find_key_block(s, s->words.stem_index, blocks, s->words.word_index, 1, from, &block, err);
  k->next = block * VB_LEXICON_BLOCK;
  return status;
}

static vb_status find_stem(const vb_segment *s, vb_str key, vb_stem_cursor *k, vb_stem_entry *out,
                           vb_error *err) {
  vb_status status = vb_segment_stems_from(s, key, k, err);
  while (status == VB_OK) {
    status = vb_stem_next(k, out, err);
    int order = status == VB_OK ? vb_str_compare(out->key, key) : 1;
    if (order == 0) return VB_OK;
    if (order > 0) break;
  }
  return status == VB_OK ? vb_fail(err, VB_NOT_FOUND, "no such stem") : status;
}

/* A word that is its own stem, and the only word of it, has no entry among the stems. */
static vb_status stem_as_word(const vb_segment *s, vb_str key, vb_term *out, vb_error *err) {
  vb_status status = vb_segment_word(s, key, out, err);
  if (status == VB_OK && !out->own_stem) return vb_fail(err, VB_NOT_FOUND, "no such stem");
  return status;
}

static int by_frequency(const void *a, const void *b) {
  const vb_term *x = a, *y = b;
  return (x->df < y->df) - (x->df > y->df);
}

static vb_status words_of(const vb_segment *s, vb_stem_entry *e, vb_term *words, vb_error *err) {
  uint32_t ordinal = 0;
  vb_status status = VB_OK;
  for (uint32_t i = 0; i < e->word_count && status == VB_OK; i++) {
    if (!vb_stem_ordinal(e, &ordinal, i == 0)) return malformed(s, "a stem's entry", err);
    status = vb_segment_word_at(s, ordinal, &words[i], err);
  }
  if (status == VB_OK) qsort(words, e->word_count, sizeof *words, by_frequency);
  return status;
}

/* Allocates the words of an entry that was found, or of the one word that is its own stem. */
static vb_status open_stem(const vb_segment *s, vb_str key, vb_arena *arena, vb_stem_entry *e,
                           vb_term **words, vb_error *err) {
  vb_stem_cursor k;
  *words = NULL;
  vb_status status = find_stem(s, key, &k, e, err);
  if (status != VB_OK && status != VB_NOT_FOUND) return status;
  bool alone = status == VB_NOT_FOUND;
  if (alone) *e = (vb_stem_entry){.word_count = 1};
  *words = vb_arena_calloc(arena, e->word_count, sizeof **words);
  if (!*words) return vb_fail(err, VB_NOMEM, "out of memory");
  if (!alone) return words_of(s, e, *words, err);
  status = stem_as_word(s, key, *words, err);
  if (status == VB_OK) e->term.df = (*words)->df;
  return status;
}

vb_status vb_segment_stem(const vb_segment *s, vb_str key, vb_arena *arena, vb_term **lists,
                          size_t *count, uint32_t *df, vb_error *err) {
  vb_stem_entry e;
  *count = 0, *df = 0;
  vb_status status = open_stem(s, key, arena, &e, lists, err);
  if (status != VB_OK) return status;
  *count = e.word_count;
  *df = e.word_count == 1 ? (*lists)->df : e.term.df;
  if (!e.term.postings_length) return VB_OK;
  **lists = e.term;
  *count = 1;
  return VB_OK;
}

vb_status vb_segment_stem_words(const vb_segment *s, vb_str key, vb_arena *arena, vb_term **words,
                                size_t *count, vb_error *err) {
  vb_stem_entry e;
  *count = 0;
  vb_status status = open_stem(s, key, arena, &e, words, err);
  if (status == VB_OK) *count = e.word_count;
  return status;
}

/* ---- pairs ---- */

static vb_status open_pair_block(vb_bigram_cursor *k, uint64_t block, vb_error *err) {
  const vb_segment *s = k->segment;
  uint64_t at = s->words.bigram_index + PAIR_HEAD * block;
  bool last = block + 1 == blocks_of(s->words.pairs, VB_BIGRAM_BLOCK);
  vb_status status = vb_part_check(s->lexicon, at, last ? PAIR_HEAD : 2 * PAIR_HEAD, err);
  if (status != VB_OK) return status;
  const unsigned char *head = s->lexicon->bytes + at;
  uint64_t from = get64(head + 8), to = last ? s->words.word_index : get64(head + PAIR_HEAD + 8);
  if (from >= to || to > s->words.word_index)
    return malformed(s, "the place of a block of pairs", err);
  k->key = get32(head);
  k->postings = get64(head + 16);
  k->p = s->lexicon->bytes + from;
  k->end = s->lexicon->bytes + to;
  k->next = block * VB_BIGRAM_BLOCK;
  return vb_part_check(s->lexicon, from, to - from, err);
}

vb_status vb_segment_bigrams_first(const vb_segment *s, vb_bigram_cursor *k, vb_error *err) {
  (void)err;
  *k = (vb_bigram_cursor){.segment = s};
  return VB_OK;
}

vb_status vb_bigram_next(vb_bigram_cursor *k, uint32_t *key, vb_term *term, vb_error *err) {
  const vb_segment *s = k->segment;
  if (k->next >= s->words.pairs) return vb_fail(err, VB_NOT_FOUND, "no more pairs");
  if (k->next % VB_BIGRAM_BLOCK == 0) {
    vb_status status = open_pair_block(k, k->next / VB_BIGRAM_BLOCK, err);
    if (status != VB_OK) return status;
  }
  vb_cursor c = {k->p, k->end, false};
  uint64_t gap = vb_cursor_varint(&c), df = vb_cursor_varint(&c), length = vb_cursor_varint(&c);
  if (c.bad || gap > UINT32_MAX - k->key || !df || df > s->info.docs || length > UINT32_MAX ||
      !fits(s->postings, k->postings, length))
    return malformed(s, "a pair's entry", err);
  k->p = c.p;
  k->next++;
  *key = k->key += (uint32_t)gap;
  *term = (vb_term){.df = (uint32_t)df,
                    .cf = df,
                    .postings = k->postings,
                    .postings_length = (uint32_t)length,
                    .bigram_rank = VB_NOT_IN_BIGRAMS};
  k->postings += length;
  return VB_OK;
}

vb_status vb_segment_bigram_word(const vb_segment *s, uint32_t rank, uint32_t *ordinal,
                                 vb_error *err) {
  if (rank >= s->words.paired) return malformed(s, "a pair's rank", err);
  uint64_t at = s->words.bigram_ordinals + 4 * (uint64_t)rank;
  vb_status status = vb_part_check(s->lexicon, at, 4, err);
  if (status != VB_OK) return status;
  *ordinal = get32(s->lexicon->bytes + at);
  return *ordinal < s->words.terms ? VB_OK : malformed(s, "a pair's rank", err);
}

/* A binary search of the blocks' first keys, then a walk through one block. VB_NOT_FOUND proves
   that the two words are never next to each other, if the rule indexes the pair. */
vb_status vb_segment_bigram(const vb_segment *s, const vb_term *a, const vb_term *b, vb_term *out,
                            vb_error *err) {
  if (!vb_bigram_indexed(a, b))
    return vb_fail(err, VB_INVALID, "this pair of words is not indexed");
  uint32_t wanted = a->bigram_rank << 16 | b->bigram_rank, key = 0;
  uint64_t low = 0, high = blocks_of(s->words.pairs, VB_BIGRAM_BLOCK);
  if (!high) return vb_fail(err, VB_NOT_FOUND, "no such pair");
  while (high - low > 1) {
    uint64_t middle = low + (high - low) / 2, at = s->words.bigram_index + PAIR_HEAD * middle;
    vb_status status = vb_part_check(s->lexicon, at, PAIR_HEAD, err);
    if (status != VB_OK) return status;
    if (get32(s->lexicon->bytes + at) <= wanted) low = middle;
    else high = middle;
  }
  vb_bigram_cursor k = {.segment = s, .next = low * VB_BIGRAM_BLOCK};
  uint64_t end = k.next + VB_BIGRAM_BLOCK;
  while (k.next < end) {
    vb_status status = vb_bigram_next(&k, &key, out, err);
    if (status != VB_OK) return status;
    if (key == wanted) return VB_OK;
    if (key > wanted) break;
  }
  return vb_fail(err, VB_NOT_FOUND, "no such pair");
}
