/*
 * phrases.h - cuts a text into phrases: words, and longer phrases made of them.
 *
 * The first 256 phrases are the single bytes. Then come words: a run of letters or up
 * to four digits, with one leading space if there is one. Every other phrase is an
 * earlier phrase plus a byte or a word. Text is cut greedily from left to right: while
 * the current phrase and the next byte or word form a phrase, they become the current
 * phrase. A word that is not in the table is cut as bytes, into pieces that were learnt
 * from other rare words.
 */
#ifndef VB_STORE_TEXT_PHRASES_H
#define VB_STORE_TEXT_PHRASES_H

#include "indexer/base/buf.h"
#include "indexer/base/bytes16.h"
#include "indexer/store/text/text_decoder.h"

typedef struct vb_phrase {
  uint32_t at; /* in `bytes` */
  uint8_t length;
} vb_phrase;

/* A word by its ends, in 24 bytes: those of up to 16 bytes are compared without a look into
   `bytes`, which is seldom in the cache. */
typedef struct vb_phrase_word {
  uint64_t head, tail; /* as vb_phrase_ends() finds them */
  uint32_t at;
  uint16_t phrase; /* 0: an empty slot */
  uint8_t length;
} vb_phrase_word;

typedef struct vb_phrase_pair {
  uint32_t key;    /* phrase << 16 | the byte or word after it */
  uint16_t phrase; /* 0: an empty slot */
} vb_phrase_pair;

/* Only phrases.c may change it. */
typedef struct vb_phrases {
  vb_phrase *list;            /* VB_TEXT_DECODER_MAX */
  uint32_t count, pair_count; /* of all phrases, and of the longer ones */
  vb_buf bytes;
  vb_phrase_word *words;
  uint32_t word_mask;
  vb_phrase_pair *pairs;
  uint64_t *filter; /* a bit per hash: rejects most pairs that are not in the table */
} vb_phrases;

/* Adds the 256 bytes and makes room for `words` words. */
bool vb_phrases_init(vb_phrases *phrases, uint32_t words);
void vb_phrases_clear(vb_phrases *phrases);
/* REQUIRES: it is not in the table yet, and count stays within VB_TEXT_DECODER_MAX, pair_count
   within VB_PHRASE_PAIRS, and the words within their room. False when there is no memory. */
bool vb_phrases_add_word(vb_phrases *phrases, vb_str word);
bool vb_phrases_add_pair(vb_phrases *phrases, uint32_t key);

static inline vb_str vb_phrase_text(const vb_phrases *phrases, uint32_t phrase) {
  return (vb_str){phrases->bytes.p + phrases->list[phrase].at, phrases->list[phrase].length};
}

/* ---- cutting ---- */

enum {
  VB_PHRASE_WORD = 32,  /* bytes; a longer word is cut into several */
  VB_PHRASE_DIGITS = 4, /* of a number, without the space before it */
};

/* Punctuation of more than one byte: U+2000 to U+203F (dashes, quotation marks) and U+0080 to
   U+00BF (spaces, other quotation marks); their first bytes begin nothing else. */
static inline bool vb_phrase_mark(const unsigned char *p, const unsigned char *end) {
  return *p == 0xC2 || (*p == 0xE2 && end - p > 1 && p[1] == 0x80);
}

static inline bool vb_phrase_letter(const unsigned char *p, const unsigned char *end) {
  return (unsigned)((*p | 32) - 'a') < 26 || (*p >= 0x80 && !vb_phrase_mark(p, end));
}

static inline bool vb_phrase_digit(unsigned char c) {
  return (unsigned)(c - '0') < 10;
}

/* The length of the byte or word at p, found byte by byte. REQUIRES: p < end. */
static inline size_t vb_phrase_cut_slowly(const unsigned char *p, const unsigned char *end) {
  const unsigned char *q = p + (*p == ' ');
  if (q == end) return 1;
  if (vb_phrase_letter(q, end)) {
    const unsigned char *limit = end - p > VB_PHRASE_WORD ? p + VB_PHRASE_WORD : end;
    while (q < limit && vb_phrase_letter(q, end)) q++;
    return (size_t)(q - p);
  }
  if (vb_phrase_digit(*q)) {
    const unsigned char *limit = end - q > VB_PHRASE_DIGITS ? q + VB_PHRASE_DIGITS : end;
    do q++;
    while (q < limit && vb_phrase_digit(*q));
    return (size_t)(q - p);
  }
  return 1;
}

/* What 64 bytes of a text are, a bit for each, from the lowest on. Whether the last is a letter may
   depend on the byte after it, so it is not used. */
enum { VB_PHRASE_WINDOW = 64 };
typedef struct vb_phrase_window { /* zero is an empty one */
  const unsigned char *base;
  uint64_t letters, digits;
} vb_phrase_window;

/* REQUIRES: VB_PHRASE_WINDOW bytes from p on. */
static inline vb_phrase_window vb_phrase_window_at(const unsigned char *p) {
  vb_phrase_window w = {p, 0, 0};
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
  w.letters |= high & ~c2 & ~(e2 & x80 >> 1); /* vb_phrase_mark() */
  return w;
}

/* The length of the byte or word at p, mostly found in the window, which moves along. REQUIRES: p <
   end. */
static inline size_t vb_phrase_cut(vb_phrase_window *w, const unsigned char *p,
                                   const unsigned char *end) {
  const uint64_t last = UINT64_C(1) << (VB_PHRASE_WINDOW - 1);
  for (;;) {
    size_t from = (size_t)(p - w->base), space = *p == ' ', n = VB_PHRASE_WINDOW;
    if (w->base && from + space < VB_PHRASE_WINDOW - 1) {
      size_t most = VB_PHRASE_WORD - space;
      n = (size_t)__builtin_ctzll(~(w->letters >> from >> space) | last);
      if (n == 0) {
        n = (size_t)__builtin_ctzll(~(w->digits >> from >> space) | last);
        if (n == 0) return 1;
        most = VB_PHRASE_DIGITS;
      }
      if (from == 0 || from + space + n < VB_PHRASE_WINDOW - 1)
        return space + (n < most ? n : most);
    }
    if (end - p < VB_PHRASE_WINDOW) return vb_phrase_cut_slowly(p, end);
    *w = vb_phrase_window_at(p);
  }
}

/* The first eight bytes (padded with zeros) and, of a longer word, the last eight. May read up to
   `end`. */
static inline void vb_phrase_ends(const unsigned char *p, size_t n, const unsigned char *end,
                                  uint64_t *head, uint64_t *tail) {
  *head = *tail = 0;
  if (end - p >= 8) memcpy(head, p, 8);
  else memcpy(head, p, n);
  if (n > 8) memcpy(tail, p + n - 8, 8);
  else *head &= UINT64_MAX >> ((64 - 8 * n) & 63); /* n > 0 */
}

/* The middle bits of a product depend on all bits of both factors. */
static inline uint32_t vb_phrase_hash(uint64_t head, uint64_t tail, size_t n) {
  uint64_t h = (head ^ UINT64_C(0x2d358dccaa6c78a5)) * UINT64_C(0x9E3779B97F4A7C15);
  h = (h ^ h >> 32 ^ tail ^ n) * UINT64_C(0x8bb84b93962eacc9);
  return (uint32_t)(h >> 32);
}

enum {
  VB_PHRASE_FILTER_BITS = 19,
  VB_PHRASE_SLOT_BITS = 17,
  VB_PHRASE_PAIRS = 48 * 1024 /* longer phrases: five of eight slots stay empty */
};

static inline uint64_t vb_phrase_pair_hash(uint32_t key) {
  return key * UINT64_C(0x9E3779B97F4A7C15);
}

/* The slot of a pair, or the empty one where it belongs. */
static inline vb_phrase_pair *vb_phrase_pair_slot(const vb_phrases *s, uint32_t key,
                                                  uint64_t hash) {
  size_t at = hash >> (64 - VB_PHRASE_SLOT_BITS);
  while (s->pairs[at].phrase && s->pairs[at].key != key)
    at = (at + 1) & ((1 << VB_PHRASE_SLOT_BITS) - 1);
  return &s->pairs[at];
}

/* The phrase that `first` forms with the byte or word `second`; 0 for none. */
static inline uint32_t vb_phrase_join(const vb_phrases *s, uint32_t first, uint32_t second) {
  uint32_t key = first << 16 | second;
  uint64_t hash = vb_phrase_pair_hash(key), bit = hash >> (64 - VB_PHRASE_FILTER_BITS);
  if (!(s->filter[bit / 64] >> bit % 64 & 1)) return 0;
  return vb_phrase_pair_slot(s, key, hash)->phrase;
}

/* Cuts a text into bytes and words, a batch at a time. */
enum { VB_PHRASE_BATCH = 128 };
typedef struct vb_phrase_cutter {
  const unsigned char *p, *end;                     /* the rest of the text */
  uint16_t batch[VB_PHRASE_BATCH * VB_PHRASE_WORD]; /* room for each word to be cut as bytes */
} vb_phrase_cutter;
/* Fills the batch and returns its size; 0 at the end. */
size_t vb_phrases_cut(const vb_phrases *phrases, vb_phrase_cutter *cutter);

#endif
