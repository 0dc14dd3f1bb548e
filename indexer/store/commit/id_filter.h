/*
 * id_filter.h - tells most ids that a segment lacks without a look into its columns.
 *
 * A new article's id is looked for in every segment, and is in none. A filter has two bits
 * of one word for each id, in some 16 bits an id: of the ids that the segment lacks one in
 * 60 is taken for one that it may have. Source: Putze, Sanders, Singler, "Cache-, hash- and
 * space-efficient Bloom filters" (2007).
 */
#ifndef VB_STORE_COMMIT_ID_FILTER_H
#define VB_STORE_COMMIT_ID_FILTER_H

#include "indexer/store/segment/segment_layout.h"

typedef struct vb_id_filter { /* zero is none, which may have every id */
  uint64_t *words;
  uint32_t mask; /* the number of words, a power of two, less one */
} vb_id_filter;

/* Reads all ids of the segment. */
vb_status vb_id_filter_of(const vb_segment *segment, vb_id_filter *out, vb_error *err);
void vb_id_filter_clear(vb_id_filter *filter);

/* An id is a hash: the bits that choose the word and its bits are independent. */
static inline uint64_t vb_id_filter_bits(vb_id_hash id) {
  return UINT64_C(1) << (id.low >> 58) | UINT64_C(1) << (id.low >> 52 & 63);
}

/* Whether the segment may have the id; true for each that it has. */
static inline bool vb_id_filter_may_have(const vb_id_filter *f, vb_id_hash id) {
  uint64_t bits = vb_id_filter_bits(id);
  return !f->words || (f->words[id.low & f->mask] & bits) == bits;
}

#endif
