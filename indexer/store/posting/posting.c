/*
 * posting.c - lists of articles in blocks of 128, with positions in a parallel file.
 *
 * Layout: FORMAT.md, "Postings and positions". A long list has one skip entry per
 * block, and each block has a chunk of positions:
 *
 *   postings   | bound | skip skip skip ... | block | block | block | ...
 *   positions                               | chunk | chunk | chunk | ...
 *
 * Within a document, title positions come first; each is stored as its distance to
 * the previous one, less 1. Text positions start again from VB_POSITION_TEXT, so their
 * large first number costs nothing. A skip entry says where the block's chunk begins,
 * so finding one document's positions reads the heads of at most one chunk.
 */
#include "indexer/store/posting/posting.h"

#include "indexer/store/schema.h"

#include <stdlib.h>

enum { SKIP = 14, BOUND = 2, COUNTS = 0x80, BOUND_ONE = 65535 };

/* ---- lengths ---- */

/* Values below 40 are exact; above, v - 24 keeps the three bits after its leading one. */
uint8_t vb_length_code(uint32_t words) {
  if (words < 40) return (uint8_t)words;
  if (words >= 1u << 30)
    words = 1u << 30; /* no article has more (VB_ARTICLE_MAX); keeps the code in one byte */
  uint32_t v = words - 24;
  unsigned log = 31u - (unsigned)__builtin_clz(v);
  return (uint8_t)(40 + (log - 4) * 8 + ((v >> (log - 3)) & 7));
}

uint32_t vb_length_of_code(uint8_t code) {
  if (code < 40) return code;
  unsigned log = (code - 40u) / 8 + 4, low = (code - 40u) % 8;
  if (log > 31) return UINT32_MAX;
  uint64_t v = (UINT64_C(8) + low) << (log - 3);
  return (uint32_t)(v + 24 > UINT32_MAX ? UINT32_MAX : v + 24);
}

static uint32_t weigh(uint32_t tf, uint32_t title) {
  return tf + (VB_TITLE_WEIGHT - 1) * title;
}

/* ---- bounds ---- */

void vb_posting_norms(uint64_t words, uint64_t docs, float norms[256]) {
  double average = docs && words ? (double)words / (double)docs : 1;
  for (unsigned code = 0; code < 256; code++) {
    double length = vb_length_of_code((uint8_t)code);
    norms[code] = (float)(VB_BM25_K1 * (1 - VB_BM25_B + VB_BM25_B * length / average));
  }
}

static float saturation(uint32_t weight, float norm) {
  return (float)weight / ((float)weight + norm);
}

/* Rounds up by more than float arithmetic can lose, so that a bound is never too low. */
static uint16_t bound_code(float most) {
  float code = most * BOUND_ONE + 2;
  return code < BOUND_ONE ? (uint16_t)code : BOUND_ONE;
}

static float bound_of_code(const unsigned char *p) {
  uint16_t code;
  memcpy(&code, p, BOUND);
  return (float)code / BOUND_ONE;
}

/* ---- writing ---- */

static void append_positions(const vb_posting_input *in, size_t from, size_t to,
                             const uint32_t **positions, vb_buf *out) {
  uint32_t piece[VB_PACK_BLOCK];
  size_t n = 0;
  const uint32_t *p = *positions;
  for (size_t d = from; d < to; d++) {
    uint32_t next = 0;
    for (uint32_t k = 0; k < in->tfs[d]; k++, p++) {
      if (k == in->titles[d]) next = VB_POSITION_TEXT;
      piece[n++] = *p - next;
      next = *p + 1;
      if (n == VB_PACK_BLOCK) vb_pack(piece, n, out), n = 0;
    }
  }
  vb_pack(piece, n, out);
  *positions = p;
}

static void append_block(const vb_posting_input *in, size_t from, size_t n, vb_buf *out) {
  if (!n) return;
  uint32_t values[VB_PACK_BLOCK], counts = 0;
  uint32_t next = from ? in->docs[from - 1] + 1 : 0;
  for (size_t i = 0; i < n; i++) {
    values[i] = in->docs[from + i] - next;
    next = in->docs[from + i] + 1;
    counts |= (in->tfs[from + i] - 1) | in->titles[from + i];
  }
  size_t at = out->n;
  vb_pack(values, n, out);
  if (!counts) return;
  if (!out->failed) out->p[at] = (char)(out->p[at] | COUNTS);
  for (size_t i = 0; i < n; i++) values[i] = in->tfs[from + i] - 1;
  vb_pack(values, n, out);
  vb_pack(in->titles + from, n, out);
}

static void put32(vb_buf *out, size_t at, uint32_t v) {
  if (!out->failed) memcpy(out->p + at, &v, 4);
}

static void put_bound(vb_buf *out, size_t at, float most) {
  uint16_t code = bound_code(most);
  if (!out->failed) memcpy(out->p + at, &code, BOUND);
}

/* A list of one block has no table of skips. Otherwise the table is reserved first and filled in
   while the blocks are written, since their offsets are not known before. */
void vb_posting_encode(const vb_posting_input *in, vb_buf *postings, vb_buf *positions) {
  const uint32_t *p = in->positions;
  size_t start = postings->n, positions_start = positions ? positions->n : 0;
  if (in->df <= VB_PACK_BLOCK) {
    append_block(in, 0, in->df, postings);
    if (p) append_positions(in, 0, in->df, &p, positions);
    return;
  }
  size_t blocks = (in->df + VB_PACK_BLOCK - 1) / VB_PACK_BLOCK;
  if (!vb_buf_reserve(postings, BOUND + blocks * SKIP)) return;
  postings->n += BOUND + blocks * SKIP;
  float all = 0;
  for (size_t b = 0; b < blocks; b++) {
    size_t from = b * VB_PACK_BLOCK, skip = start + BOUND + b * SKIP;
    size_t n = in->df - from < VB_PACK_BLOCK ? in->df - from : VB_PACK_BLOCK;
    put32(postings, skip, in->docs[from + n - 1]);
    put32(postings, skip + 4, (uint32_t)(postings->n - start));
    put32(postings, skip + 8, (uint32_t)(positions ? positions->n - positions_start : 0));
    float most = 0;
    for (size_t i = from; i < from + n; i++) {
      float here =
          saturation(weigh(in->tfs[i], in->titles[i]), in->norms[in->lengths[in->docs[i]]]);
      if (here > most) most = here;
    }
    if (most > all) all = most;
    put_bound(postings, skip + 12, most);
    append_block(in, from, n, postings);
    if (p) append_positions(in, from, from + n, &p, positions);
  }
  put_bound(postings, start, all);
}

/* ---- reading ---- */

static uint32_t get32(const unsigned char *p) {
  uint32_t v;
  memcpy(&v, p, 4);
  return v;
}

static uint32_t stop(vb_posting *c) {
  c->at = c->count = 0;
  c->decoded = true;
  c->block = c->block_count;
  return c->doc = VB_DOC_END;
}

static uint32_t damaged(vb_posting *c, const char *what) {
  c->status = vb_fail(&c->error, VB_CORRUPT, "%s: the list at byte %llu: %s does not add up",
                      c->lists->postings->path, (unsigned long long)c->term.postings, what);
  return stop(c);
}

static uint32_t block_last(const vb_posting *c, uint32_t block) {
  return get32(c->skips + (size_t)block * SKIP);
}

/* Checks only what is needed to walk the list's skips; each block is checked when it is loaded. */
vb_status vb_posting_open(vb_posting *c, const vb_posting_lists *lists, const vb_term *term,
                          vb_error *err) {
  c->lists = lists;
  c->term = *term;
  c->doc = VB_DOC_NONE;
  c->at = c->count = c->block = 0;
  c->block_count = (term->df + VB_PACK_BLOCK - 1) / VB_PACK_BLOCK;
  c->decoded = c->counted = c->summed = false;
  c->skips = NULL;
  c->positions = NULL;
  c->positions_capacity = c->positions_count = 0;
  c->positions_doc = VB_DOC_NONE;
  c->status = VB_OK;
  uint64_t table = c->block_count > 1 ? BOUND + (uint64_t)c->block_count * SKIP : 0;
  if (!term->df || term->df > lists->docs || table > term->postings_length)
    return c->status = vb_fail(err, VB_CORRUPT, "%s: a list of %u articles in %u bytes",
                               lists->postings->path, term->df, term->postings_length);
  if (table) {
    c->status = vb_part_check(lists->postings, term->postings, table, err);
    if (c->status != VB_OK) return c->status;
    c->skips = lists->postings->bytes + term->postings + BOUND;
  }
  return VB_OK;
}

void vb_posting_close(vb_posting *c) {
  free(c->positions);
  c->positions = NULL;
  c->positions_capacity = 0;
}

/* The byte range of block b in the postings part. */
static bool block_range(const vb_posting *c, uint32_t b, uint64_t *from, uint64_t *to) {
  *from = 0, *to = c->term.postings_length;
  if (c->skips) {
    *from = get32(c->skips + (size_t)b * SKIP + 4);
    if (b + 1 < c->block_count) *to = get32(c->skips + (size_t)(b + 1) * SKIP + 4);
  }
  return *from < *to && *to <= c->term.postings_length;
}

/* The byte range of a block's positions in their part. */
static bool chunk_range(const vb_posting *c, uint32_t block, uint64_t *from, uint64_t *to) {
  uint64_t length = c->term.positions_length, start = 0, end = length;
  if (c->skips) {
    const unsigned char *skip = c->skips + (size_t)block * SKIP;
    start = get32(skip + 8);
    if (block + 1 < c->block_count) end = get32(skip + SKIP + 8);
  }
  *from = c->term.positions + start;
  *to = c->term.positions + end;
  return start <= end && end <= length;
}

/* Requests some lines from memory. Packs tell only one after another where the next one begins;
   without this each would be waited for. How many are needed is not known: a loop that ends there
   is guessed wrong by the processor, which takes longer than lines too many. */
static inline void fetch_lines(const unsigned char *p, unsigned lines) {
  enum { LINE = 64 };
#pragma GCC unroll 16
  for (unsigned i = 0; i < lines; i++) __builtin_prefetch(p + (size_t)i * LINE);
}

enum { BLOCK_LINES = 6, EXPECTED_LINES = 4, CHUNK_LINES = 6, PIECE_LINES = 12 };

/* Decodes a block's articles and checks that they ascend, stay below the number of articles and end
   where the skip says. The counts are decoded only when somebody asks for them. */
static bool load_block(vb_posting *c, uint32_t block) {
  uint64_t from, to;
  const vb_part *part = c->lists->postings;
  c->block = block;
  c->decoded = true;
  c->counted = c->summed = false;
  c->positions_doc = VB_DOC_NONE;
  if (!block_range(c, block, &from, &to)) return damaged(c, "a block's place"), false;
  c->status = vb_part_check(part, c->term.postings + from, to - from, &c->error);
  if (c->status != VB_OK) return stop(c), false;
  uint32_t n = c->term.df - block * VB_PACK_BLOCK, docs = c->lists->docs;
  if (n > VB_PACK_BLOCK) n = VB_PACK_BLOCK;
  uint32_t base = block ? block_last(c, block - 1) : UINT32_MAX;
  if (block && base >= docs) return damaged(c, "a block's last article"), false;
  const unsigned char *p = part->bytes + c->term.postings + from;
  c->block_end = part->bytes + c->term.postings + to;
  fetch_lines(p, BLOCK_LINES);
  size_t used = vb_unpack(p, c->block_end, n, c->docs);
  if (!used || !vb_pack_accumulate(c->docs, n, base, docs)) return damaged(c, "a block"), false;
  if (c->skips && c->docs[n - 1] != block_last(c, block))
    return damaged(c, "a block's last article"), false;
  c->counts = *p & COUNTS ? p + used : NULL;
  c->count = n;
  c->at = 0;
  return true;
}

uint32_t vb_posting_next(vb_posting *c) {
  if (c->doc == VB_DOC_END) return VB_DOC_END;
  if (c->decoded && c->doc == VB_DOC_NONE) return c->doc = c->docs[c->at]; /* after _shallow */
  if (c->decoded && c->at + 1 < c->count) return c->doc = c->docs[++c->at];
  uint32_t block = c->decoded ? c->block + 1 : c->block;
  if (block >= c->block_count) return stop(c);
  if (!load_block(c, block)) return VB_DOC_END;
  return c->doc = c->docs[0];
}

/* The first block from `block` whose last document is not below target. Documents are spread about
   evenly, so the search starts where the target is expected and widens from there. */
static uint32_t find_block(const vb_posting *c, uint32_t block, uint32_t target) {
  if (!c->skips || block >= c->block_count || block_last(c, block) >= target) return block;
  uint32_t low = block + 1, high = c->block_count, step = 1;
  uint32_t guess = (uint32_t)((uint64_t)target * c->block_count / c->lists->docs);
  if (guess < low) guess = low;
  if (guess < high && block_last(c, guess) < target) {
    for (low = guess + 1; high - low > step && block_last(c, low + step) < target; step *= 2)
      low += step + 1;
    if (high - low > step) high = low + step;
  } else if (guess < high) {
    for (high = guess; high - low > step && block_last(c, high - step) >= target; step *= 2)
      high -= step;
    if (high - low > step) low = high - step + 1;
  }
  for (uint32_t left = high - low; left;) { /* no branch for the processor to guess wrong */
    uint32_t half = (left + 1) / 2;
    low += half & -(uint32_t)(block_last(c, low + half - 1) < target);
    left -= half;
  }
  return low;
}

enum { PART = 16 };

typedef int32_t four __attribute__((vector_size(16)));

/* How many of PART numbers are below target. Documents are below 2^24, so that they may be compared
   as signed numbers. */
static inline uint32_t count_below(const uint32_t *p, uint32_t target) {
  const int32_t t = (int32_t)target;
  four below = {0};
  for (size_t i = 0; i < PART; i += 4) {
    four v;
    memcpy(&v, p + i, sizeof v);
    below -= v < (four){t, t, t, t};
  }
  return (uint32_t)(below[0] + below[1] + below[2] + below[3]);
}

/* The first document from `from` on that is not below target; count when there is none. */
static inline uint32_t find_in_block(const vb_posting *c, uint32_t from, uint32_t target) {
  const uint32_t *p = c->docs;
  uint32_t n = c->count;
  if (target > c->docs[n - 1]) return n;
  if (n == VB_PACK_BLOCK) { /* halvings and a count: nothing for the processor to guess */
    uint32_t at = 0;
    for (uint32_t half = VB_PACK_BLOCK / 2; half >= PART; half /= 2)
      at += half & -(uint32_t)(p[at + half - 1] < target);
    return at + count_below(p + at, target);
  }
  for (p += from, n -= from; n > 1;) {
    uint32_t half = n / 2;
    p += half & -(uint32_t)(p[half - 1] < target);
    n -= half;
  }
  return (uint32_t)(p - c->docs) + (n && *p < target ? 1 : 0);
}

uint32_t vb_posting_seek(vb_posting *c, uint32_t target) {
  if (c->doc == VB_DOC_END || (c->doc < VB_DOC_NONE && c->doc >= target)) return c->doc;
  if (!c->decoded || target > c->docs[c->count - 1]) {
    uint32_t block = find_block(c, c->decoded ? c->block + 1 : c->block, target);
    if (block >= c->block_count) return stop(c);
    if (!load_block(c, block)) return VB_DOC_END;
  }
  c->at = find_in_block(c, c->at, target);
  if (c->at >= c->count) return stop(c); /* possible only for a list of one block */
  return c->doc = c->docs[c->at];
}

bool vb_posting_enter(vb_posting *c, uint32_t block) {
  if (c->status != VB_OK || block >= c->block_count) return false;
  c->doc = VB_DOC_NONE;
  c->at = 0;
  return (c->decoded && c->count && c->block == block) || load_block(c, block);
}

static bool in_block(const vb_posting *c, uint32_t doc) {
  return c->decoded && c->count && doc >= c->docs[0] && doc <= c->docs[c->count - 1];
}

void vb_posting_expect(const vb_posting *c, uint32_t doc) {
  const vb_part *part = c->lists->postings;
  if (c->status != VB_OK || in_block(c, doc) || doc >= c->lists->docs) return;
  uint64_t guess = (uint64_t)doc * c->block_count / c->lists->docs;
  if (c->skips) __builtin_prefetch(c->skips + guess * SKIP);
  else __builtin_prefetch(part->bytes + c->term.postings);
}

void vb_posting_approach(const vb_posting *c, uint32_t doc) {
  if (c->status != VB_OK || in_block(c, doc)) return;
  uint32_t block = find_block(c, 0, doc);
  uint64_t from, to, first, last;
  if (block >= c->block_count || !block_range(c, block, &from, &to)) return;
  const unsigned char *p = c->lists->postings->bytes + c->term.postings + from;
  fetch_lines(p, EXPECTED_LINES);
  if (!chunk_range(c, block, &first, &last) || first >= c->lists->positions->end) return;
  fetch_lines(c->lists->positions->bytes + first, CHUNK_LINES);
}

/* Moves to a document in the decoded block. */
static inline bool find_here(vb_posting *c, uint32_t doc) {
  c->at = find_in_block(c, 0, doc);
  bool found = c->at < c->count && c->docs[c->at] == doc;
  c->doc = found ? doc : VB_DOC_NONE;
  return found;
}

bool vb_posting_find_in(vb_posting *c, uint32_t block, uint32_t doc) {
  if ((!c->decoded || c->block != block || !c->count) && !vb_posting_enter(c, block)) return false;
  return find_here(c, doc);
}

bool vb_posting_find_anew(vb_posting *c, uint32_t doc) {
  if (c->status != VB_OK) return false;
  bool here = c->decoded && c->count;
  if (in_block(c, doc)) return find_here(c, doc);
  uint32_t block = find_block(c, here && doc >= c->docs[0] ? c->block + 1 : 0, doc);
  if (block >= c->block_count || (here && block == c->block)) return false;
  return vb_posting_enter(c, block) && find_here(c, doc);
}

/* Keeps those of docs[i, n) that the entered block has, up to its last, and their tags if there are
   any; returns the first beyond it. Many at once are merged with the block, which leaves the
   processor nothing to guess. */
static inline size_t keep_of_block(const vb_posting *c, uint32_t *docs, uint32_t *tags, size_t i,
                                   size_t n, size_t *kept) {
  enum { MANY = 16 };
  uint32_t last = c->docs[c->count - 1], at = 0;
  size_t k = *kept;
  while (at < c->count && n - i > MANY && docs[i + MANY] <= last) {
    uint32_t a = docs[i], b = c->docs[at];
    docs[k] = a;
    if (tags) tags[k] = tags[i];
    k += a == b;
    i += a <= b;
    at += a >= b;
  }
  for (; i < n && docs[i] <= last; i++) {
    at = find_in_block(c, at, docs[i]);
    uint32_t doc = docs[k] = docs[i];
    if (tags) tags[k] = tags[i];
    k += c->docs[at] == doc;
  }
  *kept = k;
  return i;
}

static inline size_t keep(vb_posting *c, uint32_t *docs, uint32_t *tags, size_t n) {
  size_t kept = 0;
  for (size_t i = 0, next; i < n; i = next) {
    uint32_t block = vb_posting_block_at(c, docs[i]);
    if (block >= c->block_count || !vb_posting_enter(c, block)) break;
    next = keep_of_block(c, docs, tags, i, n, &kept);
    if (next == i) break; /* all are beyond a list of one block */
  }
  return kept;
}

size_t vb_posting_keep(vb_posting *c, uint32_t *docs, size_t n) {
  return keep(c, docs, NULL, n);
}

size_t vb_posting_keep_tagged(vb_posting *c, uint32_t *docs, uint32_t *tags, size_t n) {
  return keep(c, docs, tags, n);
}

/* ---- counts ---- */

static bool count_block(vb_posting *c) {
  c->counted = true;
  if (!c->counts) {
    for (uint32_t i = 0; i < c->count; i++) c->tfs[i] = 1, c->titles[i] = 0;
    return true;
  }
  size_t used = vb_unpack(c->counts, c->block_end, c->count, c->tfs);
  if (!used || !vb_unpack(c->counts + used, c->block_end, c->count, c->titles)) return false;
  return vb_pack_counts(c->tfs, c->titles, c->count);
}

static bool counted(vb_posting *c) {
  if (c->doc >= VB_DOC_NONE) return false;
  if (c->counted || count_block(c)) return true;
  damaged(c, "a count");
  return false;
}

uint32_t vb_posting_tf(vb_posting *c) {
  return counted(c) ? c->tfs[c->at] : 0;
}
uint32_t vb_posting_title_tf(vb_posting *c) {
  return counted(c) ? c->titles[c->at] : 0;
}
uint32_t vb_posting_weight(vb_posting *c) {
  return counted(c) ? weigh(c->tfs[c->at], c->titles[c->at]) : 0;
}

bool vb_posting_weights_of(vb_posting *c, bool title_only, uint32_t first, uint32_t end,
                           uint32_t weights[VB_PACK_BLOCK]) {
  if (c->status != VB_OK) return false;
  if (!c->counted && !count_block(c)) return damaged(c, "a count"), false;
  for (uint32_t i = first; i < end; i++) weights[i] = weigh(c->tfs[i], c->titles[i]);
  for (uint32_t i = first; title_only && i < end; i++)
    if (!c->titles[i]) weights[i] = 0;
  return true;
}

bool vb_posting_weights(vb_posting *c, bool title_only, uint32_t weights[VB_PACK_BLOCK]) {
  return vb_posting_weights_of(c, title_only, 0, c->count, weights);
}

void vb_posting_between(const vb_posting *c, uint32_t from, uint32_t to, uint32_t *first,
                        uint32_t *end) {
  *first = c->count && c->docs[0] < from ? find_in_block(c, 0, from) : 0;
  *end = c->count && c->docs[c->count - 1] > to ? find_in_block(c, 0, to + 1) : c->count;
}

/* ---- positions ---- */

/* Prepares the chunk of the current block: reads how many positions it has, decodes none. */
static bool start_chunk(vb_posting *c) {
  if (!vb_pack_ends(c->tfs, c->count, c->ends)) return false;
  uint32_t total = c->ends[c->count - 1];
  /* A pack of 128 values takes at least one byte, and so does the rest. */
  if (total > c->term.positions_length * VB_PACK_BLOCK) return false;
  uint64_t from, to;
  if (!chunk_range(c, c->block, &from, &to)) return false;
  c->status = vb_part_check(c->lists->positions, from, to - from, &c->error);
  if (c->status != VB_OK) return false;
  c->chunk = c->lists->positions->bytes + from;
  c->chunk_end = c->lists->positions->bytes + to;
  c->chunk_positions = total;
  c->piece = UINT32_MAX;
  c->summed = true;
  return true;
}

/* Finds and decodes the piece that contains the position with the given ordinal. */
static bool load_piece(vb_posting *c, uint32_t ordinal) {
  uint32_t wanted = ordinal / VB_PACK_BLOCK, total = c->chunk_positions;
  if (ordinal >= total) return false;
  if (c->piece == UINT32_MAX || wanted <= c->piece) c->piece = UINT32_MAX, c->piece_next = c->chunk;
  if (wanted > c->piece + 1) fetch_lines(c->piece_next, PIECE_LINES);
  const unsigned char *p = vb_pack_skip(c->piece_next, c->chunk_end, wanted - (c->piece + 1));
  uint32_t before = wanted * VB_PACK_BLOCK;
  uint32_t n = total - before < VB_PACK_BLOCK ? total - before : VB_PACK_BLOCK;
  size_t used = p ? vb_unpack(p, c->chunk_end, n, c->values) : 0;
  if (!used) return false;
  c->piece = wanted;
  c->piece_next = p + used;
  return true;
}

static bool room_for_positions(vb_posting *c, uint32_t n) {
  if (n <= c->positions_capacity) return true;
  uint32_t capacity = n < 64 ? 64 : n + n / 2;
  uint32_t *grown = realloc(c->positions, capacity * sizeof *grown);
  if (!grown) return false;
  c->positions = grown;
  c->positions_capacity = capacity;
  return true;
}

/* Sums the gaps of positions [k, end) of the document whose first position has ordinal `from`. */
static bool sum_positions(vb_posting *c, uint32_t from, uint32_t k, uint32_t end, uint32_t next) {
  while (k < end) {
    uint32_t piece = (from + k) / VB_PACK_BLOCK, at = (from + k) % VB_PACK_BLOCK;
    if (c->piece != piece && !load_piece(c, from + k)) return false;
    uint32_t stop = end - k < VB_PACK_BLOCK - at ? end : k + VB_PACK_BLOCK - at;
    const uint32_t *gaps = c->values + at;
    for (; k < stop; k++) {
      next += *gaps++;
      c->positions[k] = next++;
    }
  }
  return true;
}

static bool read_positions(vb_posting *c) {
  if (!c->summed && !start_chunk(c)) return false;
  uint32_t n = c->tfs[c->at], from = c->ends[c->at] - n, title = c->titles[c->at];
  if (!room_for_positions(c, n)) {
    c->status = vb_fail(&c->error, VB_NOMEM, "out of memory");
    return false;
  }
  if (title && !sum_positions(c, from, 0, title, 0)) return false;
  if (!sum_positions(c, from, title, n, VB_POSITION_TEXT)) return false;
  c->positions_count = n;
  c->positions_doc = c->doc;
  return true;
}

static void positions_failed(vb_posting *c) {
  if (c->status == VB_OK) damaged(c, "a position");
  else stop(c);
}

const uint32_t *vb_posting_positions(vb_posting *c, uint32_t *count) {
  *count = 0;
  if (!c->term.positions_length || !counted(c)) return NULL;
  if (c->positions_doc != c->doc && !read_positions(c)) return positions_failed(c), NULL;
  *count = c->positions_count;
  return c->positions;
}

/* Starts of a phrase: [0, kept) were kept, [at, count) are not decided yet. */
typedef struct kept_starts {
  uint32_t *starts;
  uint32_t count, distance, kept, at;
} kept_starts;

/* Passes over positions [k, end) of the current document, as sum_positions, and keeps the starts
   at whose distance there is one. False on damage. */
static bool keep_of_positions(vb_posting *c, uint32_t k, uint32_t end, uint32_t next,
                              kept_starts *s) {
  uint32_t from = c->ends[c->at] - c->tfs[c->at];
  while (k < end && s->at < s->count) {
    uint32_t piece = (from + k) / VB_PACK_BLOCK, at = (from + k) % VB_PACK_BLOCK;
    if (c->piece != piece && !load_piece(c, from + k)) return false;
    uint32_t stop = end - k < VB_PACK_BLOCK - at ? end : k + VB_PACK_BLOCK - at;
    uint32_t wanted = s->starts[s->at] + s->distance;
    for (const uint32_t *gaps = c->values + at; k < stop; k++) {
      uint32_t here = next + *gaps++;
      next = here + 1;
      if (here < wanted) continue;
      while (here > wanted && ++s->at < s->count) wanted = s->starts[s->at] + s->distance;
      if (s->at < s->count && here == wanted) {
        s->starts[s->kept++] = s->starts[s->at++];
        if (s->at < s->count) wanted = s->starts[s->at] + s->distance;
      }
      if (s->at == s->count) return true;
    }
  }
  return true;
}

uint32_t vb_posting_keep_starts(vb_posting *c, uint32_t *starts, uint32_t count,
                                uint32_t distance) {
  kept_starts s = {.starts = starts, .count = count, .distance = distance};
  if (!count || !c->term.positions_length || !counted(c)) return 0;
  if (!c->summed && !start_chunk(c)) return positions_failed(c), 0;
  uint32_t title = c->titles[c->at], n = c->tfs[c->at];
  bool in_title = starts[0] + distance < VB_POSITION_TEXT;
  if ((in_title && !keep_of_positions(c, 0, title, 0, &s)) ||
      !keep_of_positions(c, title, n, VB_POSITION_TEXT, &s))
    return positions_failed(c), 0;
  return s.kept;
}

/* ---- bounds ---- */

static bool bound_of_block(vb_posting *c, float *bound) {
  if (!c->decoded && !load_block(c, 0)) return false;
  if (!c->counted && !count_block(c)) return damaged(c, "a count"), false;
  const vb_posting_lists *l = c->lists;
  const uint8_t *lengths = l->columns->bytes + l->lengths;
  vb_status status = vb_part_check(l->columns, l->lengths, l->docs, &c->error);
  if (status != VB_OK) return c->status = status, stop(c), false;
  float most = 0;
  for (uint32_t i = 0; i < c->count; i++) {
    float here = saturation(weigh(c->tfs[i], c->titles[i]), l->norms[lengths[c->docs[i]]]);
    if (here > most) most = here;
  }
  *bound = (float)bound_code(most) / BOUND_ONE;
  return true;
}

uint32_t vb_posting_block_at(const vb_posting *c, uint32_t doc) {
  if (c->status != VB_OK) return c->block_count;
  if (!c->skips) return 0;
  if (in_block(c, doc)) return c->block;
  bool before = c->block < c->block_count && block_last(c, c->block) < doc;
  return find_block(c, before ? c->block + 1 : 0, doc);
}

uint32_t vb_posting_block_last(const vb_posting *c, uint32_t block) {
  return c->skips ? block_last(c, block) : VB_DOC_END;
}

bool vb_posting_block_bound(const vb_posting *c, uint32_t block, float *bound) {
  if (c->status != VB_OK || block >= c->block_count) return false;
  *bound = c->skips ? bound_of_code(c->skips + (size_t)block * SKIP + 12) : 1;
  return true;
}

bool vb_posting_bound(vb_posting *c, float *bound) {
  if (!c->skips) return c->doc != VB_DOC_END && bound_of_block(c, bound);
  *bound = bound_of_code(c->skips - BOUND);
  return true;
}

vb_status vb_posting_status(const vb_posting *c, vb_error *err) {
  if (c->status != VB_OK && err) *err = c->error;
  return c->status;
}
