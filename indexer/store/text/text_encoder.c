/*
 * text_encoder.c - chooses the phrases and their codes, and encodes texts.
 *
 * Learning has three steps. 1. Words: those of the sample that save more bits than they
 * cost in the table. 2. Rounds: the sample is cut into the phrases known so far, and
 * adjacent phrases that occur together much more often than their frequencies predict
 * become new phrases, so each round makes longer ones. A pair's saving is estimated as
 * count * log2(count * all / (first * second)), in integers, so every machine learns the
 * same. 3. The sample is cut once more, and the counts of its phrases determine the code.
 *
 * Fast, a text is cut greedily. Small, it is cut into the phrases whose codes have the
 * fewest bits together (Storer and Szymanski, "Data compression via textual
 * substitution", 1982): a first code, made of the counts of the pieces that were learnt
 * from, cuts the sample so, and its counts make the code.
 *
 * Words and pairs are counted in tables that never grow: when one is three quarters full, new ones
 * are not counted. So they are no vb_hash_table.
 */
#include "indexer/store/text/text_encoder.h"

#include "indexer/store/text/code_length.h"
#include "indexer/store/text/phrases.h"

#include <stdlib.h>

enum {
  WORD_SLOTS = 1 << 18, /* distinct words counted; none are added once three quarters are used */
  WORD_SHARE = 4,       /* bytes of a small sample per slot */
  PAIR_SLOTS = 1 << 21, /* the same for pairs */
  /* Learning mostly costs rounds times bytes cut. Fast: two rounds leave texts 1.7% larger; cutting
     4 MiB makes them 0.8% smaller. Small: a quarter of the slots for pairs leaves them 0.8% larger,
     a third of the words more 0.1%. */
  FAST_ROUNDS = 3,
  SMALL_ROUNDS = 5,
  FAST_SLICE = 2 * 1024 * 1024,
  SMALL_SLICE = 16 * 1024 * 1024,
  WORDS_MOST = 32 * 1024, /* leaves a third of the codes for longer phrases */
  PAIR_LEAST = 3,         /* fewer occurrences may be chance */
  PHRASE_COST = 28        /* bits that a longer phrase costs in the table; it replaces others */
};

struct vb_text_encoder {
  vb_text_effort effort;
  vb_phrases phrases;
  uint8_t *lengths; /* of the codes, by phrase */
  uint32_t *codes;  /* code << 5 | length */
};

/* ---- words ---- */

typedef struct entry { /* a word of the sample */
  uint32_t hash, at, count;
  uint8_t length;
} entry;

static entry *find(entry *slots, size_t slot_count, const char *bytes, const unsigned char *p,
                   size_t n, uint32_t hash) {
  size_t at = hash & (slot_count - 1);
  for (;; at = (at + 1) & (slot_count - 1)) {
    entry *e = &slots[at];
    if (!e->length) return e;
    if (e->hash == hash && e->length == n && memcmp(bytes + e->at, p, n) == 0) return e;
  }
}

/* Words and pairs are counted a few later than they are met, when their slots have come to the
   cache. */
enum { MET = 16 };

typedef struct word_counter {
  const char *bytes; /* of the sample */
  entry *slots, met[MET];
  size_t slot_count, used, met_count;
} word_counter;

static void count_met_words(word_counter *c) {
  for (entry *m = c->met; m < c->met + c->met_count; m++) {
    const unsigned char *p = (const unsigned char *)c->bytes + m->at;
    entry *e = find(c->slots, c->slot_count, c->bytes, p, m->length, m->hash);
    if (!e->length && c->used < c->slot_count / 4 * 3) {
      *e = *m;
      c->used++;
    }
    if (e->length) e->count++;
  }
  c->met_count = 0;
}

static void count_words(vb_str sample, entry *slots, size_t slot_count) {
  const unsigned char *start = (const unsigned char *)sample.p, *end = start + sample.n;
  word_counter c = {.bytes = sample.p, .slots = slots, .slot_count = slot_count};
  vb_phrase_window window = {0};
  size_t n;
  for (const unsigned char *p = start; p < end; p += n) {
    uint64_t head, tail;
    n = vb_phrase_cut(&window, p, end);
    if (n == 1) continue;
    vb_phrase_ends(p, n, end, &head, &tail);
    uint32_t hash = vb_phrase_hash(head, tail, n);
    if (c.met_count == MET) count_met_words(&c);
    __builtin_prefetch(&slots[hash & (slot_count - 1)], 1);
    c.met[c.met_count++] = (entry){.hash = hash, .at = (uint32_t)(p - start), .length = (uint8_t)n};
  }
  count_met_words(&c);
}

/* In bits: a letter of a word without a code costs about 5, a word with a code 13; in the table it
   costs its bytes and its length. */
static int64_t word_gain(const entry *e, unsigned more) {
  int64_t saved = 5 * (int64_t)e->length + 6 - 13;
  return e->count > 1 ? (int64_t)e->count * more * saved - 8 * (e->length + 1) : 0;
}

static int by_count(const void *a, const void *b) {
  const entry *e = a, *f = b;
  uint64_t x = (uint64_t)e->count * e->length, y = (uint64_t)f->count * f->length;
  if (x != y) return x < y ? 1 : -1;
  return (e->at > f->at) - (e->at < f->at);
}

static bool choose_words(vb_phrases *phrases, vb_str sample, unsigned more) {
  size_t slot_count = 1024, n = 0;
  while (slot_count < WORD_SLOTS && slot_count < sample.n / WORD_SHARE) slot_count *= 2;
  entry *slots = calloc(slot_count, sizeof *slots);
  if (!slots) return false;
  count_words(sample, slots, slot_count);
  for (size_t i = 0; i < slot_count; i++)
    if (slots[i].length && word_gain(&slots[i], more) > 0) slots[n++] = slots[i];
  qsort(slots, n, sizeof *slots, by_count);
  if (n > WORDS_MOST) n = WORDS_MOST;
  bool good = vb_phrases_init(phrases, (uint32_t)n);
  for (size_t i = 0; i < n && good; i++)
    good = vb_phrases_add_word(phrases, (vb_str){sample.p + slots[i].at, slots[i].length});
  free(slots);
  return good;
}

/* ---- longer phrases ---- */

typedef struct pair {
  uint32_t key, count; /* count 0: an empty slot */
} pair;

typedef struct learner {
  vb_phrases *phrases;
  unsigned rounds;
  size_t slice;  /* bytes of the sample that are cut at once */
  uint16_t *cut; /* a slice in bytes and words */
  size_t cut_count;
  uint32_t *counts; /* by phrase; VB_TEXT_DECODER_MAX */
  uint64_t all;
  pair *pairs;
  size_t pair_slots, pair_count;
  unsigned more;
} learner;

typedef struct candidate {
  int64_t gain;
  uint32_t key;
} candidate;

static int by_gain(const void *a, const void *b) {
  const candidate *x = a, *y = b;
  if (x->gain != y->gain) return x->gain < y->gain ? 1 : -1;
  return (x->key > y->key) - (x->key < y->key);
}

static size_t pair_place(const learner *l, uint32_t key) {
  return (size_t)(vb_phrase_pair_hash(key) >> 32) & (l->pair_slots - 1);
}

static void count_pair(learner *l, uint32_t key) {
  size_t at = pair_place(l, key);
  while (l->pairs[at].count && l->pairs[at].key != key) at = (at + 1) & (l->pair_slots - 1);
  pair *p = &l->pairs[at];
  if (!p->count && l->pair_count >= l->pair_slots / 4 * 3) return;
  l->pair_count += !p->count;
  p->key = key;
  p->count++;
}

typedef struct met_pairs {
  uint32_t keys[MET];
  size_t count;
} met_pairs;

static void count_met(learner *l, met_pairs *met) {
  for (size_t i = 0; i < met->count; i++) count_pair(l, met->keys[i]);
  met->count = 0;
}

static void meet_pair(learner *l, met_pairs *met, uint32_t key) {
  if (met->count == MET) count_met(l, met);
  __builtin_prefetch(&l->pairs[pair_place(l, key)], 1);
  met->keys[met->count++] = key;
}

static void forget_counts(learner *l) {
  memset(l->counts, 0, VB_TEXT_DECODER_MAX * sizeof *l->counts);
  l->all = 0;
}

/* Counts the slice's phrases, and each pair of a phrase and the byte or word after it. */
static void count_phrases(learner *l) {
  const vb_phrases *s = l->phrases;
  met_pairs met = {.count = 0};
  for (size_t i = 0; i < l->cut_count;) {
    uint32_t phrase = l->cut[i++], longer = 0;
    for (; i < l->cut_count && (longer = vb_phrase_join(s, phrase, l->cut[i])); i++)
      phrase = longer;
    l->counts[phrase]++;
    l->all++;
    if (l->pairs && i < l->cut_count &&
        s->list[phrase].length + s->list[l->cut[i]].length <= VB_TEXT_DECODER_PHRASE)
      meet_pair(l, &met, phrase << 16 | l->cut[i]);
  }
  count_met(l, &met);
}

/* 256 * log2(x), with a linear approximation of the fraction. REQUIRES: x > 0. */
static int64_t log2_256(uint64_t x) {
  int whole = 63 - __builtin_clzll(x);
  uint64_t top = whole >= 8 ? x >> (whole - 8) : x << (8 - whole);
  return whole * 256 + (int64_t)(top - 256);
}

static int64_t pair_gain(const learner *l, const pair *p) {
  uint64_t first = l->counts[p->key >> 16], second = l->counts[p->key & 0xffff];
  if (second < p->count) second = p->count; /* it also begins longer phrases */
  int64_t saved = log2_256(p->count * l->all) - log2_256(first * second);
  return (int64_t)p->count * l->more * saved / 256 - PHRASE_COST;
}

static bool choose_pairs(learner *l, size_t most) {
  size_t n = 0;
  bool good = true;
  candidate *list = malloc((l->pair_count + 1) * sizeof *list);
  if (!list) return false;
  for (size_t i = 0; i < l->pair_slots; i++) {
    const pair *p = &l->pairs[i];
    int64_t gain = p->count >= PAIR_LEAST ? pair_gain(l, p) : 0;
    if (gain > 0) list[n++] = (candidate){gain, p->key};
  }
  qsort(list, n, sizeof *list, by_gain);
  for (size_t i = 0; i < n && i < most && good; i++)
    good = vb_phrases_add_pair(l->phrases, list[i].key);
  free(list);
  return good;
}

/* Adds text to the slice, cut into bytes and words. */
static void cut(learner *l, vb_str text) {
  vb_phrase_cutter c;
  c.p = (const unsigned char *)text.p;
  c.end = c.p + text.n;
  for (size_t n; (n = vb_phrases_cut(l->phrases, &c)) > 0; l->cut_count += n)
    memcpy(l->cut + l->cut_count, c.batch, n * sizeof *l->cut);
}

/* Takes pieces from all over the sample, which may differ from end to end. */
static void cut_pieces(learner *l, vb_str sample) {
  enum { PIECES = 16 };
  l->cut_count = 0;
  if (sample.n <= l->slice) cut(l, sample);
  else
    for (size_t i = 0; i < PIECES; i++)
      cut(l, (vb_str){sample.p + sample.n / PIECES * i, l->slice / PIECES});
}

/* Each round counts how often two phrases follow each other and makes phrases of the most useful
   pairs, so phrases can grow in the next round. All but the last round use half of the room
   left. */
static bool learn_pairs(learner *l, vb_str sample) {
  bool good = true;
  cut_pieces(l, sample);
  l->pair_slots = 1024;
  while (l->pair_slots < PAIR_SLOTS && l->pair_slots < l->cut_count) l->pair_slots *= 2;
  l->pairs = malloc(l->pair_slots * sizeof *l->pairs);
  if (!l->pairs) return false;
  for (unsigned round = l->rounds; round-- > 0 && good;) {
    size_t room = VB_TEXT_DECODER_MAX - l->phrases->count;
    if (room > VB_PHRASE_PAIRS - l->phrases->pair_count)
      room = VB_PHRASE_PAIRS - l->phrases->pair_count;
    memset(l->pairs, 0, l->pair_slots * sizeof *l->pairs);
    l->pair_count = 0;
    forget_counts(l);
    count_phrases(l);
    good = choose_pairs(l, round ? room / 2 : room);
  }
  free(l->pairs);
  l->pairs = NULL;
  return good;
}

/* Counts each phrase in the whole sample. */
static void count_all(learner *l, vb_str sample) {
  forget_counts(l);
  for (size_t n; sample.n; sample.p += n, sample.n -= n) {
    n = sample.n < l->slice ? sample.n : l->slice;
    l->cut_count = 0;
    cut(l, (vb_str){sample.p, n});
    count_phrases(l);
  }
}

/* Counts each phrase in the pieces that it was learnt from. */
static void count_slice(learner *l) {
  forget_counts(l);
  count_phrases(l);
}

/* ---- the code ---- */

static bool assign_codes(vb_text_encoder *t, uint32_t *counts) {
  uint32_t n = t->phrases.count, code = 0;
  free(t->lengths);
  free(t->codes);
  t->lengths = malloc(n);
  t->codes = malloc(n * sizeof *t->codes);
  /* 2n + 1: phrases that the sample lacks need a code too. */
  for (uint32_t i = 0; i < n; i++) counts[i] = 2 * counts[i] + 1;
  if (!t->lengths || !t->codes || !vb_code_lengths(counts, n, VB_TEXT_DECODER_BITS, t->lengths))
    return false;
  for (unsigned length = 1; length <= VB_TEXT_DECODER_BITS; length++, code *= 2)
    for (uint32_t i = 0; i < n; i++)
      if (t->lengths[i] == length) t->codes[i] = code++ << 5 | length;
  return true;
}

/* ---- the phrases of the fewest bits ---- */

enum { WINDOW = 2048 }; /* bytes and words that are chosen together, or a batch more */

typedef struct window {
  uint16_t units[WINDOW + VB_PHRASE_BATCH * VB_PHRASE_WORD]; /* later the phrases chosen */
  uint16_t best[WINDOW + VB_PHRASE_BATCH * VB_PHRASE_WORD];  /* by unit: the phrase to begin here */
  uint8_t spans[WINDOW + VB_PHRASE_BATCH * VB_PHRASE_WORD];  /* how many units it has */
  uint32_t bits[WINDOW + VB_PHRASE_BATCH * VB_PHRASE_WORD + 1]; /* from here to the end, at least */
} window;

/* Chooses the phrases of the next units of a text, and returns their number; 0 at the end. Every
   phrase but the shortest is a shorter one and a unit more, so those that begin at a unit are found
   one from the other. */
static size_t choose_phrases(const vb_text_encoder *t, vb_phrase_cutter *c, window *w) {
  size_t n = 0, m, count = 0;
  for (; n < WINDOW && (m = vb_phrases_cut(&t->phrases, c)) > 0; n += m)
    memcpy(w->units + n, c->batch, m * sizeof *w->units);
  w->bits[n] = 0;
  for (size_t i = n; i-- > 0;) {
    uint32_t phrase = w->units[i], least = UINT32_MAX;
    for (size_t end = i + 1; phrase || end == i + 1; end++) {
      uint32_t bits = t->lengths[phrase] + w->bits[end];
      if (bits <= least) {
        least = bits;
        w->best[i] = (uint16_t)phrase;
        w->spans[i] = (uint8_t)(end - i);
      }
      if (end == n) break;
      phrase = vb_phrase_join(&t->phrases, phrase, w->units[end]);
    }
    w->bits[i] = least;
  }
  for (size_t i = 0; i < n; i += w->spans[i]) w->units[count++] = w->best[i];
  return count;
}

/* Counts the phrases that the sample would be cut into with the codes that there are. */
static void count_chosen(learner *l, const vb_text_encoder *t, vb_str sample) {
  window w;
  vb_phrase_cutter c;
  c.p = (const unsigned char *)sample.p;
  c.end = c.p + sample.n;
  forget_counts(l);
  for (size_t n; (n = choose_phrases(t, &c, &w)) > 0;)
    for (size_t i = 0; i < n; i++) l->counts[w.units[i]]++;
}

/* ---- learning ---- */

static bool learn(vb_text_encoder *t, learner *l, vb_str sample) {
  l->cut = malloc(l->slice * sizeof *l->cut);
  l->counts = malloc(VB_TEXT_DECODER_MAX * sizeof *l->counts);
  if (!l->cut || !l->counts || sample.n > UINT32_MAX / 4) return false;
  if (!choose_words(&t->phrases, sample, l->more) || !learn_pairs(l, sample)) return false;
  if (t->effort == VB_TEXT_FAST) {
    count_all(l, sample);
    return assign_codes(t, l->counts);
  }
  count_slice(l);
  if (!assign_codes(t, l->counts)) return false;
  count_chosen(l, t, sample);
  return assign_codes(t, l->counts);
}

vb_status vb_text_encoder_new(vb_str sample, unsigned more, vb_text_effort effort,
                              vb_text_encoder **out, vb_error *err) {
  bool small = effort == VB_TEXT_SMALL;
  vb_text_encoder *t = calloc(1, sizeof *t);
  learner l = {.phrases = t ? &t->phrases : NULL,
               .more = more,
               .rounds = small ? SMALL_ROUNDS : FAST_ROUNDS,
               .slice = small ? SMALL_SLICE : FAST_SLICE};
  if (t) t->effort = effort;
  bool good = t && learn(t, &l, sample);
  free(l.cut);
  free(l.counts);
  *out = good ? t : NULL;
  if (good) return VB_OK;
  vb_text_encoder_free(t);
  return vb_fail(err, VB_NOMEM, "out of memory");
}

void vb_text_encoder_free(vb_text_encoder *t) {
  if (!t) return;
  vb_phrases_clear(&t->phrases);
  free(t->lengths);
  free(t->codes);
  free(t);
}

void vb_text_encoder_table(const vb_text_encoder *t, vb_buf *out) {
  const vb_phrases *s = &t->phrases;
  for (unsigned length = 1; length <= VB_TEXT_DECODER_BITS; length++) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->count; i++) n += t->lengths[i] == length;
    vb_buf_u32(out, n);
  }
  for (int bytes = 0; bytes < 2; bytes++)
    for (unsigned length = 1; length <= VB_TEXT_DECODER_BITS; length++)
      for (uint32_t i = 0; i < s->count; i++) {
        if (t->lengths[i] != length) continue;
        if (bytes) vb_buf_str(out, vb_phrase_text(s, i));
        else vb_buf_char(out, (char)s->list[i].length);
      }
}

/* ---- texts ---- */

typedef struct bit_writer {
  unsigned char *p; /* the next eight bytes may be overwritten */
  uint64_t bits;    /* `count` pending bits, from the highest; the others are 0 */
  unsigned count;
} bit_writer;

static inline void put_code(bit_writer *w, uint32_t code) {
  unsigned length = code & 31;
  w->bits |= (uint64_t)(code >> 5) << (64 - length) >> w->count;
  w->count += length;
  uint64_t eight = __builtin_bswap64(w->bits);
  memcpy(w->p, &eight, 8);
  w->p += w->count / 8;
  w->bits <<= w->count & ~7u;
  w->count &= 7;
}

/* Cuts the text into phrases greedily and joins neighbours where the table has the longer phrase.
   Codes are prefetched for a batch before they are written, since the table does not fit in the
   cache. */
static void encode_fast(const vb_text_encoder *t, vb_phrase_cutter *c, bit_writer *w) {
  const vb_phrases *s = &t->phrases;
  size_t n = vb_phrases_cut(s, c), i = 1;
  uint32_t phrase = c->batch[0];
  do {
    size_t m = 0;
    for (; i < n; i++) {
      uint32_t next = c->batch[i], longer = vb_phrase_join(s, phrase, next);
      if (!longer) {
        c->batch[m++] = (uint16_t)phrase;
        __builtin_prefetch(&t->codes[phrase]);
      }
      phrase = longer ? longer : next;
    }
    for (size_t k = 0; k < m; k++) put_code(w, t->codes[c->batch[k]]);
    n = vb_phrases_cut(s, c), i = 0;
  } while (n);
  put_code(w, t->codes[phrase]);
}

static void encode_small(const vb_text_encoder *t, vb_phrase_cutter *c, bit_writer *w) {
  window chosen;
  for (size_t n; (n = choose_phrases(t, c, &chosen)) > 0;)
    for (size_t i = 0; i < n; i++) put_code(w, t->codes[chosen.units[i]]);
}

void vb_text_encoder_encode(const vb_text_encoder *t, vb_str text, vb_buf *out) {
  vb_phrase_cutter c;
  c.p = (const unsigned char *)text.p;
  c.end = c.p + text.n;
  vb_buf_varint(out, text.n);
  /* A byte takes at most VB_TEXT_DECODER_BITS bits. */
  char *room = vb_buf_reserve(out, text.n / 2 * 5 + 16);
  if (!room || !text.n) return;
  bit_writer w = {(unsigned char *)room, 0, 0};
  if (t->effort == VB_TEXT_FAST) encode_fast(t, &c, &w);
  else encode_small(t, &c, &w);
  out->n += (size_t)((char *)w.p - room) + (w.count > 0);
}
