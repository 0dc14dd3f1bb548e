/*
 * xapian_schema.h - what a Xapian database has in addition to the terms of schema.h: its
 * version, value slots, and the terms of ids, of copies and of lengths. FORMAT.md, "The Xapian
 * store", has it all.
 */
#ifndef VB_STORE_XAPIAN_XAPIAN_SCHEMA_H
#define VB_STORE_XAPIAN_XAPIAN_SCHEMA_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"

#include <stdint.h>

/* Of the terms and values; the metadata VB_STORE_META_VERSION. */
enum { VB_XAPIAN_VERSION = 3 };

/* Whether a database that says this version can be searched: VB_VERSION with the advice what to do.
   `where` names the database. */
vb_status vb_xapian_version_check(vb_str version, const char *where, vb_error *err);

/* Xapian value slots; 3 was the year. */
enum {
  VB_SLOT_FIRST_DAY = 0, /* YYYYMMDD, empty when unknown */
  VB_SLOT_LAST_DAY = 1,  /* YYYYMMDD, "~" when unknown */
  VB_SLOT_SOURCE = 2,    /* the source as printed, for facets */
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

/* Every article has this term with what is missing from the sum of its other terms' counts to
   VB_LENGTH_UNIT times its words in title and text (vb_length_code), so that Xapian ranks by the
   same lengths as the native engine. A word of the text counts at most 6 times (by itself, its stem
   and in quotations), one of the title 10 times; the unit leaves room for names and comments. */
#define VB_LENGTH_TERM "XL"
enum { VB_LENGTH_UNIT = 64 };

#endif
