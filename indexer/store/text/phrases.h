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

/* What the next bytes of a text are, a bit for each, from the lowest on. Whether the 64th is a
   letter may depend on the byte after it, so that 63 are known at most. */
enum { VB_PHRASE_WINDOW = 64 };
typedef struct vb_phrase_window { /* zero is an empty one */
  uint64_t letters, digits;       /* 0 from `left` on */
  size_t left;
} vb_phrase_window;

/* REQUIRES: VB_PHRASE_WINDOW bytes from p on. */
vb_phrase_window vb_phrase_window_at(const unsigned char *p);

/* The length of the byte or word at p, after which the window moves; 0 if its end is not in it. */
static inline size_t vb_phrase_cut_seen(vb_phrase_window *w, const unsigned char *p) {
  size_t space = *p == ' ', most = VB_PHRASE_WORD - space;
  size_t n = (size_t)__builtin_ctzll(~(w->letters >> space));
  if (n == 0) {
    most = VB_PHRASE_DIGITS;
    n = (size_t)__builtin_ctzll(~(w->digits >> space));
  }
  n = n < most ? n : most;
  if (space + n >= w->left) return 0;
  size_t length = n ? space + n : 1;
  w->letters >>= length;
  w->digits >>= length;
  w->left -= length;
  return length;
}

/* The same, found byte by byte. REQUIRES: p < end. */
size_t vb_phrase_cut_slowly(const unsigned char *p, const unsigned char *end);

/* The same in any case. REQUIRES: p < end; the window is empty, or the call before moved it to p.
 */
static inline size_t vb_phrase_cut(vb_phrase_window *w, const unsigned char *p,
                                   const unsigned char *end) {
  size_t length = vb_phrase_cut_seen(w, p);
  if (length) return length;
  if (end - p < VB_PHRASE_WINDOW) {
    *w = (vb_phrase_window){0};
    return vb_phrase_cut_slowly(p, end);
  }
  *w = vb_phrase_window_at(p);
  return vb_phrase_cut_seen(w, p);
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
  VB_PHRASE_SLOT_BITS = 16,
  VB_PHRASE_PAIRS =
      3 << (VB_PHRASE_SLOT_BITS - 2) /* longer phrases: a quarter of slots stays empty */
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
