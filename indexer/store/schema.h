/*
 * schema.h - what is searchable of an article, and under which names: the one
 * list that both engines, the writers and the query parser share.
 *
 * Positions. Title and text share one space of positions, so that a search
 * without a field looks in both and a phrase never runs from one into the
 * other: the title starts at 0, the text at VB_POSITION_TEXT. Every other field
 * has a space of its own.
 */
#ifndef VB_STORE_SCHEMA_H
#define VB_STORE_SCHEMA_H

#include "indexer/base/str.h"

#include <stdint.h>

typedef enum vb_field {
  VB_FIELD_TEXT = 0, /* title and body; the default */
  VB_FIELD_TITLE,
  VB_FIELD_AUTHOR,
  VB_FIELD_SOURCE, /* the words of the outlet's name */
  VB_FIELD_COMMENTS,
  VB_FIELD_SPEAKER, /* who is quoted */
  VB_FIELD_SAID,    /* the words inside quotations */
  VB_FIELD_SECTION,
  VB_FIELD_LANGUAGE,
  VB_FIELD_OUTLET, /* the outlet itself: the key of outlet.h, in both engines, without a stem; its
                      name has a dash, so no query reaches it */
  VB_FIELD_COUNT
} vb_field;

enum {
  /* Not 0: libxapian 1.4 writes the positions 0 and 1 of a term with no others so that they read
     back as 1 alone, and "no no" as a whole title would not be found. */
  VB_POSITION_FIRST = 1,
  /* Past the longest title (VB_TITLE_MAX bytes hold at most 1,000 words) and
     the largest NEAR distance, so neither reaches across. */
  VB_POSITION_TEXT = 2000,
  VB_POSITION_COMMENT_GAP = 2000, /* between two comments, likewise */
  VB_NEAR_MAX = 500,              /* words; a larger distance is taken as this */
  /* How much more a word counts in the title than in the text (BM25F). */
  VB_TITLE_WEIGHT = 4
};

/* BM25 (Robertson and Zaragoza 2009), with the usual constants, in both engines. */
#define VB_BM25_K1 1.2
#define VB_BM25_B 0.75

/* The name in queries ("title"), and back; VB_FIELD_COUNT for no field. */
const char *vb_field_name(vb_field field);
vb_field vb_field_of_name(vb_str name);

/* The letters in front of a term of this field in a Xapian database ("" for
   VB_FIELD_TEXT), and of its stem. Letters are upper case, terms never are. */
const char *vb_field_prefix(vb_field field);
const char *vb_field_stem_prefix(vb_field field);

/* In the native store the words said have no lists of their own: two words under the prefix of
   VB_FIELD_SAID stand at the first and at the last position of each part of a quotation. No word
   of a text is like them. */
#define VB_SAID_FIRST "("
#define VB_SAID_LAST ")"

/* Xapian value slots. */
enum {
  VB_SLOT_FIRST_DAY = 0, /* YYYYMMDD, empty when unknown: sorts unknown dates last, newest first */
  VB_SLOT_LAST_DAY = 1,  /* YYYYMMDD, "~" when unknown: sorts them last, oldest first */
  VB_SLOT_SOURCE = 2,    /* the outlet as printed, for facets */
  VB_SLOT_YEAR = 3,      /* YYYY or empty, for facets */
  VB_SLOT_HASH = 4       /* vb_article_hash, 8 bytes */
};

/* The days that a database covers, 0 for none, from the bounds that libxapian keeps of the slots:
   the least and the greatest of VB_SLOT_FIRST_DAY, the greatest of VB_SLOT_LAST_DAY. They stay as
   wide as they once were when articles are deleted. */
void vb_slot_days(vb_str first_least, vb_str first_greatest, vb_str last_greatest,
                  uint32_t *first_day, uint32_t *last_day);

enum { VB_ID_TERM_MAX = 240 };

/* "Q" and the id, or "Q#" and a 128-bit hash of an id that is too long. */
void vb_id_term(vb_str id, char out[VB_ID_TERM_MAX + 1], size_t *length);

/* The term of a key of shingles.h in a Xapian database; the native store has them in its columns.
   No field's prefix, so that no query reaches it. */
#define VB_SHINGLE_PREFIX "XK"
enum { VB_SHINGLE_TERM_MAX = 15 };
void vb_shingle_term(uint32_t key, char out[VB_SHINGLE_TERM_MAX + 1]);

#endif
