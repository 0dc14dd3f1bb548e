/*
 * xapian_schema.h - what a Xapian database has in addition to the terms of schema.h: value
 * slots, and the terms of ids and of copies.
 */
#ifndef VB_STORE_XAPIAN_XAPIAN_SCHEMA_H
#define VB_STORE_XAPIAN_XAPIAN_SCHEMA_H

#include "indexer/base/str.h"

#include <stdint.h>

/* Xapian value slots. */
enum {
  VB_SLOT_FIRST_DAY = 0, /* YYYYMMDD, empty when unknown */
  VB_SLOT_LAST_DAY = 1,  /* YYYYMMDD, "~" when unknown */
  VB_SLOT_SOURCE = 2,    /* the source as printed, for facets */
  VB_SLOT_YEAR = 3,      /* YYYY or empty; not read, since the days say more */
  VB_SLOT_HASH = 4,      /* vb_article_hash, 8 bytes */
  /* YYYYMMDDHHMM: the first and the last minute that the date may mean. "" and "~" if unknown, so
     that undated articles come last whether sorted newest or oldest first. */
  VB_SLOT_FIRST_MINUTE = 5,
  VB_SLOT_LAST_MINUTE = 6
};

/* The days that a database covers (0 for none), from the bounds that libxapian keeps per slot: the
   least and greatest VB_SLOT_FIRST_DAY and the greatest VB_SLOT_LAST_DAY. The bounds do not shrink
   when articles are deleted. */
void vb_slot_days(vb_str first_least, vb_str first_greatest, vb_str last_greatest,
                  uint32_t *first_day, uint32_t *last_day);

enum { VB_ID_TERM_MAX = 240 };

/* "Q" and the id; "Q#" and a 128-bit hash if the id is too long. */
void vb_id_term(vb_str id, char out[VB_ID_TERM_MAX + 1], size_t *length);

/* The term of a shingle key (shingles.h) in a Xapian database; the native store has a column for
   them. The prefix belongs to no field, so that no query can reach it. */
#define VB_SHINGLE_PREFIX "XK"
enum { VB_SHINGLE_TERM_MAX = 15 };
void vb_shingle_term(uint32_t key, char out[VB_SHINGLE_TERM_MAX + 1]);

#endif
