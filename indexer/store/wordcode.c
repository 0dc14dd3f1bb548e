/*
 * wordcode.c - a table of words, and text with the words replaced.
 *
 *   coded  = (plain | word | other)*
 *   plain  = a byte below 0x80, itself
 *   word   = 0x80 to 0xBF                    the 64 most frequent
 *          | 0xC0 to 0xFE, byte              the others, 256 behind each first byte
 *   other  = 0xFF n:byte byte*n              bytes of 0x80 and above, n >= 1
 *
 * A word is a run of letters (or of bytes above 0x7F: any script) with the one
 * space in front of it, if there is one, so that most spaces vanish too. Capitals
 * make another word; no language is assumed.
 */
#include "indexer/store/wordcode.h"

#include <stdlib.h>

enum {
  TWO_BYTES = 0xC0,
  OTHER = 0xFF,
  LEARN_SLOTS = 1 << 18, /* distinct words counted: three quarters of it, then no new ones; */
  LEARN_SHARE = 4,       /* of a small sample one slot for so many bytes */
  ENTRY_COST = 5         /* what a word costs in the table, beside its bytes */
};

typedef struct entry { /* a word of the sample */
  uint32_t hash, at, count;
  uint8_t length;
} entry;

/* A word and its code, in 16 bytes, so that the table stays in the cache: the first 8 bytes here,
   the others, if any, in `words`. */
typedef struct coded_word {
  uint64_t head;
  uint32_t at;
  uint16_t code; /* + 1; 0: an empty slot */
  uint8_t length;
} coded_word;

struct vb_wordcoder {
  coded_word *slots;
  size_t slot_count; /* a power of two */
  vb_buf words, ends;
  uint32_t count;
};

/* ---- cutting ---- */

static bool is_letter(unsigned char c) {
  return (unsigned)((c | 32) - 'a') < 26 || c >= 0x80;
}

/* The word at p, space in front included; 0 when there is none. */
static size_t word_at(const unsigned char *p, const unsigned char *end) {
  const unsigned char *q = p + (*p == ' ');
  const unsigned char *limit = end - p > VB_WORDCODE_WORD ? p + VB_WORDCODE_WORD : end;
  const unsigned char *start = q;
  while (q < limit && is_letter(*q)) q++;
  return q > start ? (size_t)(q - p) : 0;
}

/* The first and the last eight bytes, with zeros where there are fewer; n >= 3. */
static void ends_of(const unsigned char *p, size_t n, uint64_t *head, uint64_t *tail) {
  *head = *tail = 0;
  if (n >= 8) {
    memcpy(head, p, 8);
    memcpy(tail, p + n - 8, 8);
  } else if (n >= 4) {
    uint32_t a, b;
    memcpy(&a, p, 4);
    memcpy(&b, p + n - 4, 4);
    *head = a | (uint64_t)b << 32;
  } else {
    *head = (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16;
  }
}

/* A product's middle depends on all bits of both factors. */
static uint32_t hash_ends(uint64_t head, uint64_t tail, size_t n) {
  uint64_t h = (head ^ UINT64_C(0x2d358dccaa6c78a5)) * UINT64_C(0x9E3779B97F4A7C15);
  h = (h ^ h >> 32 ^ tail ^ n) * UINT64_C(0x8bb84b93962eacc9);
  return (uint32_t)(h >> 32);
}

/* ---- choosing the words ---- */

static entry *find(entry *slots, size_t slot_count, const char *bytes, const unsigned char *p,
                   size_t n, uint32_t hash) {
  size_t at = hash & (slot_count - 1);
  for (;; at = (at + 1) & (slot_count - 1)) {
    entry *e = &slots[at];
    if (!e->length) return e;
    if (e->hash == hash && e->length == n && memcmp(bytes + e->at, p, n) == 0) return e;
  }
}

static void count_words(vb_str sample, entry *slots, size_t slot_count) {
  const unsigned char *p = (const unsigned char *)sample.p, *end = p + sample.n;
  size_t used = 0;
  while (p < end) {
    size_t n = word_at(p, end);
    if (n < 3) { /* two bytes are no gain */
      p += n ? n : 1;
      continue;
    }
    uint64_t head, tail;
    ends_of(p, n, &head, &tail);
    uint32_t hash = hash_ends(head, tail, n);
    entry *e = find(slots, slot_count, sample.p, p, n, hash);
    if (!e->length && used < slot_count / 4 * 3) {
      *e = (entry){.hash = hash, .at = (uint32_t)((const char *)p - sample.p),
                   .length = (uint8_t)n};
      used++;
    }
    if (e->length) e->count++;
    p += n;
  }
}

static int64_t gain(const entry *e) {
  return (int64_t)e->count * (e->length - 2) - e->length - ENTRY_COST;
}

static int by_gain(const void *a, const void *b) {
  int64_t x = gain(a), y = gain(b);
  if (x != y) return x < y ? 1 : -1;
  const entry *e = a, *f = b;
  return (e->at > f->at) - (e->at < f->at); /* the same input gives the same table */
}

static int by_count(const void *a, const void *b) {
  const entry *e = a, *f = b;
  if (e->count != f->count) return e->count < f->count ? 1 : -1;
  return (e->at > f->at) - (e->at < f->at);
}

/* The entries that pay, at the front, most frequent first; how many. */
static size_t choose(entry *slots, size_t slot_count) {
  size_t n = 0;
  for (size_t i = 0; i < slot_count; i++)
    if (slots[i].length && gain(&slots[i]) > 0) slots[n++] = slots[i];
  qsort(slots, n, sizeof *slots, by_gain);
  if (n > VB_WORDCODE_MAX) n = VB_WORDCODE_MAX;
  qsort(slots, n, sizeof *slots, by_count);
  return n;
}

/* The slot of a word, or the empty one where it would be. */
static coded_word *slot_of(const vb_wordcoder *c, const unsigned char *p, size_t n, uint64_t head,
                           uint64_t tail) {
  size_t at = hash_ends(head, tail, n) & (c->slot_count - 1);
  for (;; at = (at + 1) & (c->slot_count - 1)) {
    coded_word *w = &c->slots[at];
    if (!w->code) return w;
    if (w->head == head && w->length == n &&
        (n <= 8 || memcmp(c->words.p + w->at + 8, p + 8, n - 8) == 0))
      return w;
  }
}

static bool build(vb_wordcoder *c, vb_str sample, const entry *chosen, size_t n) {
  c->slot_count = 64;
  while (c->slot_count < n * 2) c->slot_count *= 2;
  c->slots = calloc(c->slot_count, sizeof *c->slots);
  if (!c->slots) return false;
  for (size_t i = 0; i < n; i++) {
    const unsigned char *word = (const unsigned char *)sample.p + chosen[i].at;
    uint8_t length = chosen[i].length;
    uint64_t head, tail;
    ends_of(word, length, &head, &tail);
    *slot_of(c, word, length, head, tail) =
        (coded_word){head, (uint32_t)c->words.n, (uint16_t)(i + 1), length};
    vb_buf_append(&c->words, word, length);
    vb_buf_u32(&c->ends, (uint32_t)c->words.n);
    if (c->words.failed || c->ends.failed) return false;
  }
  c->count = (uint32_t)n;
  return true;
}

vb_status vb_wordcoder_new(vb_str sample, vb_wordcoder **out, vb_error *err) {
  vb_wordcoder *c = calloc(1, sizeof *c);
  size_t slot_count = 1024;
  while (slot_count < LEARN_SLOTS && slot_count < sample.n / LEARN_SHARE) slot_count *= 2;
  entry *slots = calloc(slot_count, sizeof *slots);
  bool good = c && slots && sample.n <= UINT32_MAX;
  if (good) {
    count_words(sample, slots, slot_count);
    good = build(c, sample, slots, choose(slots, slot_count));
  }
  free(slots);
  *out = good ? c : NULL;
  if (good) return VB_OK;
  vb_wordcoder_free(c);
  return vb_fail(err, VB_NOMEM, "out of memory");
}

void vb_wordcoder_free(vb_wordcoder *c) {
  if (!c) return;
  free(c->slots);
  vb_buf_clear(&c->words);
  vb_buf_clear(&c->ends);
  free(c);
}

vb_wordcode vb_wordcoder_table(const vb_wordcoder *c) {
  return (vb_wordcode){(const unsigned char *)c->ends.p, c->count, c->words.p,
                       (uint32_t)c->words.n};
}

/* ---- coding ---- */

/* Bytes as they are, the ones above 0x7F behind their count. */
static unsigned char *put_plain(unsigned char *out, const unsigned char *p, size_t n) {
  for (size_t i = 0; i < n;) {
    if (p[i] < 0x80) {
      *out++ = p[i++];
      continue;
    }
    size_t run = 1;
    while (i + run < n && p[i + run] >= 0x80 && run < 255) run++;
    *out++ = OTHER;
    *out++ = (unsigned char)run;
    memcpy(out, p + i, run);
    out += run;
    i += run;
  }
  return out;
}

static unsigned char *put_code(unsigned char *out, unsigned code) {
  if (code < VB_WORDCODE_SHORT) {
    *out++ = (unsigned char)(0x80 + code);
  } else {
    code -= VB_WORDCODE_SHORT;
    *out++ = (unsigned char)(TWO_BYTES + code / 256);
    *out++ = (unsigned char)(code % 256);
  }
  return out;
}

void vb_wordcode_encode(const vb_wordcoder *c, vb_str raw, vb_buf *out) {
  unsigned char *start = (unsigned char *)vb_buf_reserve(out, vb_wordcode_bound(raw.n) + 1);
  if (!start) return;
  unsigned char *to = start;
  const unsigned char *p = (const unsigned char *)raw.p, *end = p + raw.n;
  while (p < end) {
    size_t n = word_at(p, end);
    if (n < 3) {
      to = put_plain(to, p, n ? n : 1);
      p += n ? n : 1;
      continue;
    }
    uint64_t head, tail;
    ends_of(p, n, &head, &tail);
    const coded_word *w = slot_of(c, p, n, head, tail);
    to = w->code ? put_code(to, w->code - 1u) : put_plain(to, p, n);
    p += n;
  }
  out->n += (size_t)(to - start);
}

/* ---- decoding ---- */

static uint32_t end_of(const vb_wordcode *t, uint32_t code) {
  uint32_t v;
  memcpy(&v, t->ends + (size_t)code * 4, 4);
  return v;
}

/* Where the word of a code lies; its length, 0 for none. */
static size_t word_of(const vb_wordcode *t, uint32_t code, const char **word) {
  if (code >= t->count) return 0;
  uint32_t from = code ? end_of(t, code - 1) : 0, to = end_of(t, code);
  if (from >= to || to > t->bytes || to - from > VB_WORDCODE_WORD) return 0;
  *word = t->words + from;
  return to - from;
}

/* Copies a short word; in strides of 16 where both sides have room for that. */
static void copy_word(char *to, const char *from, size_t n, bool roomy) {
  if (!roomy) {
    memcpy(to, from, n);
    return;
  }
  memcpy(to, from, 16);
  if (n > 16) memcpy(to + 16, from + 16, 32);
}

/* Writes up to end, or to the first word's end at or behind `until`; *at is where it stopped.
   Runs of plain bytes and of words alternate quickly, so each step is kept short: one test for
   the kind of byte, and copies of a fixed length wherever there is room for them. */
static bool decode(const vb_wordcode *t, const unsigned char *p, const unsigned char *p_end,
                   char *to, char *until, char *end, char **at) {
  char *const roomy = end - to >= 48 ? end - 48 : to;
  const char *const roomy_word = t->bytes >= 48 ? t->words + t->bytes - 48 : t->words;
  while (p < p_end && (to < until || until == end)) {
    unsigned byte = *p++;
    const char *word;
    size_t n;
    if (byte < 0x80) {
      if (to == end) return false;
      *to++ = (char)byte;
      continue;
    }
    if (byte != OTHER) {
      uint32_t code = byte - 0x80;
      if (byte >= TWO_BYTES) {
        if (p == p_end) return false;
        code = VB_WORDCODE_SHORT + (byte - TWO_BYTES) * 256 + *p++;
      }
      n = word_of(t, code, &word);
      if (!n || n > (size_t)(end - to)) return false;
      copy_word(to, word, n, to < roomy && word < roomy_word);
    } else {
      n = p < p_end ? *p++ : 0;
      if (!n || n > (size_t)(p_end - p) || n > (size_t)(end - to)) return false;
      memcpy(to, p, n);
      p += n;
    }
    to += n;
  }
  *at = to;
  return until == end ? to == end : to >= until;
}

vb_status vb_wordcode_decode(const vb_wordcode *table, vb_str coded, size_t size, size_t upto,
                             vb_buf *out, vb_error *err) {
  vb_buf_reset(out);
  char *room = vb_buf_reserve(out, size + 1);
  if (!room) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_cursor c = vb_cursor_of(coded);
  char *at;
  if (!decode(table, c.p, c.end, room, room + (upto < size ? upto : size), room + size, &at))
    return vb_fail(err, VB_CORRUPT, "a block of articles does not decode to its %zu bytes", size);
  out->n = (size_t)(at - room);
  return VB_OK;
}
