/*
 * minhash.c - a sorted column of (key, doc), packed in blocks of 128.
 *
 *   block   | pack of key gaps | pack of docs |   firsts[b]: the block's first key
 *           ^                                 ^   ends[b]: where the block ends
 *
 * An article has eight keys, most of which occur in no other article. When they were
 * words of the lexicon, they were a twelfth of its keys, each with a list of one doc:
 * 11 bytes per entry. Here an entry takes 3.4 bytes: the bits of a doc plus the bits of
 * a gap between keys. Looking up a key is a binary search in `firsts`, then one block
 * is unpacked.
 */
#include "indexer/store/segment/minhash.h"

#include "indexer/store/posting/bitpack.h"

#include <stdlib.h>

enum {
  DOC_BITS = 24, /* VB_SEGMENT_DOCS_MAX */
  DIGIT = 9,     /* bits of a radix sort's digit; a key has three */
  DIGITS = VB_SHINGLE_KEY_BITS / DIGIT
};

_Static_assert(DIGITS *DIGIT == VB_SHINGLE_KEY_BITS, "whole digits");

/* ---- gathering ---- */

void vb_minhash_clear(vb_minhash *k) {
  vb_buf_clear(&k->entries);
}
void vb_minhash_reset(vb_minhash *k) {
  vb_buf_reset(&k->entries);
}

void vb_minhash_add(vb_minhash *k, uint32_t doc, const uint32_t *of_doc, size_t count) {
  for (size_t i = 0; i < count; i++) vb_buf_u64(&k->entries, (uint64_t)of_doc[i] << DOC_BITS | doc);
}

/* Docs ascend in the input, and each pass is stable, so docs ascend within each key. */
static void sort_by_digit(const uint64_t *from, uint64_t *to, size_t n, unsigned shift) {
  size_t starts[(1 << DIGIT) + 1] = {0};
  const uint64_t mask = (1 << DIGIT) - 1;
  for (size_t i = 0; i < n; i++) starts[(from[i] >> shift & mask) + 1]++;
  for (size_t d = 1; d <= mask; d++) starts[d] += starts[d - 1];
  for (size_t i = 0; i < n; i++) to[starts[from[i] >> shift & mask]++] = from[i];
}

vb_status vb_minhash_sort(vb_minhash *k, vb_error *err) {
  vb_status status = vb_buf_ok(&k->entries, err);
  size_t n = vb_minhash_count(k);
  if (status != VB_OK || !n) return status;
  uint64_t *other = malloc(n * sizeof *other), *own = (uint64_t *)(void *)k->entries.p;
  if (!other) return vb_fail(err, VB_NOMEM, "out of memory");
  uint64_t *from = own, *to = other;
  for (unsigned d = 0; d < DIGITS; d++) {
    sort_by_digit(from, to, n, DOC_BITS + d * DIGIT);
    uint64_t *swap = from;
    from = to, to = swap;
  }
  if (from != own) memcpy(own, from, n * sizeof *own);
  free(other);
  return VB_OK;
}

vb_minhash_key vb_minhash_at(const vb_minhash *k, size_t i) {
  uint64_t entry;
  memcpy(&entry, k->entries.p + 8 * i, 8);
  return (vb_minhash_key){(uint32_t)(entry >> DOC_BITS), (uint32_t)entry & ((1u << DOC_BITS) - 1)};
}

/* ---- writing ---- */

void vb_minhash_writer_clear(vb_minhash_writer *w) {
  vb_buf_clear(&w->firsts);
  vb_buf_clear(&w->ends);
  vb_buf_clear(&w->block);
}

static void put_block(vb_minhash_writer *w) {
  if (!w->ends.n) w->start = vb_part_tell(w->part);
  vb_buf_u32(&w->firsts, w->keys[0]);
  for (size_t i = w->waiting; i-- > 1;) w->keys[i] -= w->keys[i - 1];
  w->keys[0] = 0;
  vb_buf_reset(&w->block);
  vb_pack(w->keys, w->waiting, &w->block);
  vb_pack(w->docs, w->waiting, &w->block);
  /* If the block failed, `ends` would not count its bytes, so the failure is recorded there. */
  if (w->block.failed) w->ends.failed = true;
  vb_part_append(w->part, w->block.p, w->block.n);
  vb_buf_u32(&w->ends, (uint32_t)(vb_part_tell(w->part) - w->start));
  w->waiting = 0;
}

void vb_minhash_put(vb_minhash_writer *w, vb_minhash_key entry) {
  w->keys[w->waiting] = entry.key;
  w->docs[w->waiting++] = entry.doc;
  w->count++;
  if (w->waiting == VB_MINHASH_BLOCK) put_block(w);
}

vb_status vb_minhash_flush(vb_minhash_writer *w, vb_error *err) {
  if (w->waiting) put_block(w);
  vb_status status = vb_buf_ok(&w->firsts, err);
  return status == VB_OK ? vb_buf_ok(&w->ends, err) : status;
}

/* ---- reading ---- */

static vb_status malformed(const vb_segment *s, vb_error *err) {
  return vb_fail(err, VB_CORRUPT, "%s: the keys of copies are malformed", s->columns->path);
}

static vb_status number_at(const vb_segment *s, uint64_t place, uint32_t index, uint32_t *out,
                           vb_error *err) {
  vb_status status = vb_part_check(s->columns, place + 4 * (uint64_t)index, 4, err);
  if (status == VB_OK) memcpy(out, s->columns->bytes + place + 4 * (uint64_t)index, 4);
  return status;
}

static uint32_t blocks_of(const vb_segment *s) {
  return (s->docs.minhash + VB_MINHASH_BLOCK - 1) / VB_MINHASH_BLOCK;
}

/* Turns gaps into keys. False if entries do not ascend or are out of range: not written like that.
   Without a branch for each entry. */
static bool read_entries(vb_minhash_cursor *c, uint32_t first) {
  const uint32_t docs = c->segment->docs.docs;
  uint64_t key = first;
  bool bad = false;
  for (size_t i = 0; i < c->count; i++) bad |= c->docs[i] >= docs;
  for (size_t i = 1; i < c->count; i++) bad |= !c->keys[i] & (c->docs[i] <= c->docs[i - 1]);
  for (size_t i = 0; i < c->count; i++) c->keys[i] = (uint32_t)(key += c->keys[i]);
  return !bad && key >> VB_SHINGLE_KEY_BITS == 0;
}

/* A block is found by the numbers of two columns, which are checked like everything else on the
   disk before they are used as places. */
static vb_status read_block(vb_minhash_cursor *c, vb_error *err) {
  const vb_segment *s = c->segment;
  uint32_t from = 0, to, first, block = c->block;
  vb_status status = number_at(s, s->docs.minhash_firsts, block, &first, err);
  if (status == VB_OK && block) status = number_at(s, s->docs.minhash_ends, block - 1, &from, err);
  if (status == VB_OK) status = number_at(s, s->docs.minhash_ends, block, &to, err);
  if (status == VB_OK && from > to) status = malformed(s, err);
  if (status == VB_OK)
    status = vb_part_check(s->columns, s->docs.minhash_blocks + from, to - from, err);
  if (status != VB_OK) return status;
  const unsigned char *p = s->columns->bytes + s->docs.minhash_blocks + from,
                      *end = p + (to - from);
  uint32_t left = s->docs.minhash - block * VB_MINHASH_BLOCK;
  c->count = left < VB_MINHASH_BLOCK ? left : VB_MINHASH_BLOCK;
  c->at = 0;
  size_t used = vb_unpack(p, end, c->count, c->keys);
  if (!used || !vb_unpack(p + used, end, c->count, c->docs) || !read_entries(c, first)) {
    c->count = 0;
    return malformed(s, err);
  }
  c->block++;
  return VB_OK;
}

/* Unpacks the next block if the current one is at its end; VB_NOT_FOUND after the last. */
static vb_status read_on(vb_minhash_cursor *c, vb_error *err) {
  if (c->at < c->count) return VB_OK;
  if (c->block >= blocks_of(c->segment)) return vb_fail(err, VB_NOT_FOUND, "no more keys");
  return read_block(c, err);
}

vb_status vb_minhash_next(vb_minhash_cursor *c, vb_minhash_key *out, vb_error *err) {
  *out = (vb_minhash_key){0};
  vb_status status = read_on(c, err);
  if (status != VB_OK) return status;
  *out = (vb_minhash_key){c->keys[c->at], c->docs[c->at]};
  c->at++;
  return VB_OK;
}

typedef struct block_search {
  const vb_segment *segment;
  uint32_t key;
  vb_status status; /* the first failure: then no block is below the key */
  vb_error *err;
} block_search;

/* Whether a block starts below the key. */
static bool starts_below(block_search *b, uint32_t block) {
  uint32_t first = 0;
  if (b->status == VB_OK)
    b->status = number_at(b->segment, b->segment->docs.minhash_firsts, block, &first, b->err);
  return b->status == VB_OK && first < b->key;
}

/* How many blocks start below the key. Keys are spread evenly, so the search starts where the key
   is expected and widens from there: the places that it reads are near each other. */
static uint32_t blocks_below(block_search *b) {
  uint32_t blocks = blocks_of(b->segment), low = 0, high = blocks, step = 1;
  uint32_t guess = (uint32_t)((uint64_t)b->key * blocks >> VB_SHINGLE_KEY_BITS);
  if (guess < high && starts_below(b, guess)) {
    for (low = guess + 1; high - low > step && starts_below(b, low + step); step *= 2)
      low += step + 1;
    if (high - low > step) high = low + step;
  } else if (guess < high) {
    for (high = guess; high > step && !starts_below(b, high - step); step *= 2) high -= step;
    if (high > step) low = high - step + 1;
  }
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (starts_below(b, middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

vb_status vb_minhash_from(const vb_segment *s, uint32_t key, vb_minhash_cursor *c, vb_error *err) {
  block_search search = {.segment = s, .key = key, .err = err};
  uint32_t below = blocks_below(&search);
  c->segment = s;
  c->block = below ? below - 1 : 0; /* the key may begin at the end of the block before */
  c->at = c->count = 0;
  if (search.status != VB_OK || !below) return search.status;
  vb_status status = read_block(c, err);
  for (size_t i = 0; status == VB_OK && i < c->count; i++) c->at += c->keys[i] < key;
  return status;
}

vb_status vb_minhash_bytes(const vb_segment *s, uint64_t *bytes, vb_error *err) {
  uint32_t blocks = blocks_of(s), end = 0;
  vb_status status = blocks ? number_at(s, s->docs.minhash_ends, blocks - 1, &end, err) : VB_OK;
  *bytes = status == VB_OK ? end + 8 * (uint64_t)blocks : 0;
  return status;
}

vb_status vb_segment_key_docs(const vb_segment *segment, uint32_t key, uint32_t *docs, size_t most,
                              size_t *count, vb_error *err) {
  vb_minhash_cursor c;
  *count = 0;
  vb_status status = vb_minhash_from(segment, key, &c, err);
  while (status == VB_OK && *count < most) {
    status = read_on(&c, err);
    if (status == VB_NOT_FOUND) return VB_OK;
    for (; status == VB_OK && c.at < c.count && *count < most; c.at++) {
      if (c.keys[c.at] != key) return VB_OK;
      docs[(*count)++] = c.docs[c.at];
    }
  }
  return status;
}
