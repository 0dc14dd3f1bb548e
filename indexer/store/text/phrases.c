/*
 * phrases.c - the tables of phrases.h.
 *
 *   list    phrase number -> its bytes
 *   words   bytes of a word -> phrase number          (hash table)
 *   pairs   first phrase, second -> phrase number     (hash table after a bit filter)
 *
 * The two are no vb_hash_table because a slot has the first bytes of its word or its pair, so
 * that nearly every look-up, one or more for each word encoded, reads one cache line.
 *
 * Number 0 is the byte 0, which is neither a word nor a pair, so 0 marks an empty slot.
 */
#include "indexer/store/text/phrases.h"

#include "indexer/base/bytes16.h"

#include <stdlib.h>

static bool add(vb_phrases *s, vb_str text) {
  s->list[s->count++] = (vb_phrase){(uint32_t)s->bytes.n, (uint8_t)text.n};
  vb_buf_str(&s->bytes, text);
  return !s->bytes.failed;
}

bool vb_phrases_init(vb_phrases *s, uint32_t words) {
  uint32_t slots = 64;
  bool good = true;
  while (slots < words * 2) slots *= 2;
  *s = (vb_phrases){.word_mask = slots - 1};
  s->list = malloc(VB_TEXT_DECODER_MAX * sizeof *s->list);
  s->words = calloc(slots, sizeof *s->words);
  s->pairs = calloc(1 << VB_PHRASE_SLOT_BITS, sizeof *s->pairs);
  s->filter = calloc((1 << VB_PHRASE_FILTER_BITS) / 64, sizeof *s->filter);
  if (!s->list || !s->words || !s->pairs || !s->filter) return false;
  for (unsigned i = 0; i < 256; i++) {
    char byte = (char)i;
    good = add(s, (vb_str){&byte, 1}) && good;
  }
  return good;
}

void vb_phrases_clear(vb_phrases *s) {
  free(s->list);
  free(s->words);
  free(s->pairs);
  free(s->filter);
  vb_buf_clear(&s->bytes);
}

typedef struct piece { /* of a text: a byte or a word */
  const unsigned char *p;
  uint64_t head, tail;
  uint32_t hash;
  uint8_t length;
} piece;

static inline piece piece_of(const unsigned char *p, size_t n, const unsigned char *end) {
  piece x = {.p = p, .length = (uint8_t)n};
  vb_phrase_ends(p, n, end, &x.head, &x.tail);
  x.hash = vb_phrase_hash(x.head, x.tail, n);
  return x;
}

static inline bool same_word(const vb_phrases *s, const vb_phrase_word *w, const piece *x) {
  return w->head == x->head && w->tail == x->tail && w->length == x->length &&
         (x->length <= 16 || memcmp(s->bytes.p + w->at + 8, x->p + 8, x->length - 16u) == 0);
}

/* The slot of a word, or the empty one where it belongs. */
static inline vb_phrase_word *word_slot(const vb_phrases *s, const piece *x) {
  for (uint32_t at = x->hash & s->word_mask;; at = (at + 1) & s->word_mask) {
    vb_phrase_word *w = &s->words[at];
    if (!w->phrase || same_word(s, w, x)) return w;
  }
}

bool vb_phrases_add_word(vb_phrases *s, vb_str word) {
  const unsigned char *p = (const unsigned char *)word.p;
  piece x = piece_of(p, word.n, p + word.n);
  *word_slot(s, &x) =
      (vb_phrase_word){x.head, x.tail, (uint32_t)s->bytes.n, (uint16_t)s->count, x.length};
  return add(s, word);
}

bool vb_phrases_add_pair(vb_phrases *s, uint32_t key) {
  char text[2 * VB_TEXT_DECODER_PHRASE];
  vb_str a = vb_phrase_text(s, key >> 16), b = vb_phrase_text(s, key & 0xffff);
  uint64_t hash = vb_phrase_pair_hash(key), bit = hash >> (64 - VB_PHRASE_FILTER_BITS);
  *vb_phrase_pair_slot(s, key, hash) = (vb_phrase_pair){key, (uint16_t)s->count};
  s->filter[bit / 64] |= UINT64_C(1) << bit % 64;
  s->pair_count++;
  memcpy(text, a.p, a.n);
  memcpy(text + a.n, b.p, b.n);
  return add(s, (vb_str){text, a.n + b.n});
}

/* Punctuation of more than one byte: U+2000 to U+203F (dashes, quotation marks) and U+0080 to
   U+00BF (spaces, other quotation marks); their first bytes begin nothing else. */
static bool is_mark(const unsigned char *p, const unsigned char *end) {
  return *p == 0xC2 || (*p == 0xE2 && end - p > 1 && p[1] == 0x80);
}

static bool is_letter(const unsigned char *p, const unsigned char *end) {
  return (unsigned)((*p | 32) - 'a') < 26 || (*p >= 0x80 && !is_mark(p, end));
}

static bool is_digit(unsigned char c) {
  return (unsigned)(c - '0') < 10;
}

size_t vb_phrase_cut_slowly(const unsigned char *p, const unsigned char *end) {
  const unsigned char *q = p + (*p == ' ');
  if (q == end) return 1;
  if (is_letter(q, end)) {
    const unsigned char *limit = end - p > VB_PHRASE_WORD ? p + VB_PHRASE_WORD : end;
    while (q < limit && is_letter(q, end)) q++;
    return (size_t)(q - p);
  }
  if (is_digit(*q)) {
    const unsigned char *limit = end - q > VB_PHRASE_DIGITS ? q + VB_PHRASE_DIGITS : end;
    do q++;
    while (q < limit && is_digit(*q));
    return (size_t)(q - p);
  }
  return 1;
}

vb_phrase_window vb_phrase_window_at(const unsigned char *p) {
  vb_phrase_window w = {.left = VB_PHRASE_WINDOW - 1};
  uint64_t high = 0, c2 = 0, e2 = 0, x80 = 0;
  for (unsigned at = 0; at < VB_PHRASE_WINDOW; at += sizeof(vb_bytes16)) {
    vb_bytes16 row = vb_bytes16_load((const char *)p + at);
    w.letters |= vb_bytes16_bits((vb_bytes16)((row | 0x20) - 'a' < 26)) << at;
    w.digits |= vb_bytes16_bits((vb_bytes16)(row - '0' < 10)) << at;
    high |= vb_bytes16_bits(row) << at;
  }
  for (unsigned at = 0; high && at < VB_PHRASE_WINDOW; at += sizeof(vb_bytes16)) {
    vb_bytes16 row = vb_bytes16_load((const char *)p + at);
    c2 |= vb_bytes16_bits((vb_bytes16)(row == 0xC2)) << at;
    e2 |= vb_bytes16_bits((vb_bytes16)(row == 0xE2)) << at;
    x80 |= vb_bytes16_bits((vb_bytes16)(row == 0x80)) << at;
  }
  w.letters |= high & ~c2 & ~(e2 & x80 >> 1); /* is_mark() */
  w.letters &= UINT64_MAX >> 1;
  w.digits &= UINT64_MAX >> 1;
  return w;
}

/* Prefetches the table entries of adjacent phrases. */
static void ask_for_pairs(const vb_phrases *s, const uint16_t *batch, size_t n) {
  for (size_t i = 1; i < n; i++) {
    uint64_t hash = vb_phrase_pair_hash((uint32_t)batch[i - 1] << 16 | batch[i]);
    __builtin_prefetch(&s->pairs[hash >> (64 - VB_PHRASE_SLOT_BITS)]);
  }
}

/* The table exceeds the first-level cache, so the entries of all words of a batch are prefetched
   before the first is looked up. */
size_t vb_phrases_cut(const vb_phrases *s, vb_phrase_cutter *c) {
  piece pieces[VB_PHRASE_BATCH];
  size_t count = 0, n = 0;
  const unsigned char *p = c->p, *end = c->end;
  vb_phrase_window window = {0};
  for (size_t length; p < end && count < VB_PHRASE_BATCH; count++, p += length) {
    length = vb_phrase_cut(&window, p, end);
    if (length == 1) {
      pieces[count].p = p;
      pieces[count].length = 1;
      continue;
    }
    pieces[count] = piece_of(p, length, end);
    __builtin_prefetch(&s->words[pieces[count].hash & s->word_mask]);
  }
  c->p = p;
  for (const piece *x = pieces; x < pieces + count; x++) {
    uint16_t word = x->length > 1 ? word_slot(s, x)->phrase : 0;
    if (word) c->batch[n++] = word;
    else
      for (size_t k = 0; k < x->length; k++) c->batch[n++] = x->p[k];
  }
  ask_for_pairs(s, c->batch, n);
  return n;
}
