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
  VB_FIELD_SOURCE, /* the words of the source's name */
  VB_FIELD_COMMENTS,
  VB_FIELD_SPEAKER, /* who is quoted */
  VB_FIELD_SAID,    /* the words inside quotations */
  VB_FIELD_SECTION,
  VB_FIELD_LANGUAGE,
  VB_FIELD_SOURCE_KEY, /* the source itself: the key of source_key.h, in both engines, without a
                      stem; its name has a dash, so no query reaches it */
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

#endif
