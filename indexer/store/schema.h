/*
 * schema.h - what is searchable of an article, and under which names. Both engines,
 * the writers and the query parser share this list.
 *
 * Positions. Title and text share one range of positions, so that a search without a
 * field covers both while no phrase continues from the title into the text: the title
 * starts at VB_POSITION_FIRST, the text at VB_POSITION_TEXT. Every other field has its
 * own range.
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
  VB_FIELD_SOURCE_KEY,   /* the whole source, as the key of source_key.h, in both engines; not
                            stemmed. Its name has a dash, so that no query can reach it */
  VB_FIELD_SPEAKER_NAME, /* a speaker's name as one term (speaker_name.h), in the same way */
  VB_FIELD_COUNT
} vb_field;

enum {
  /* Not 0: if a term has only the positions 0 and 1, libxapian 1.4 writes them so that they read
     back as 1 alone, and "no no" as a whole title would not be found. */
  VB_POSITION_FIRST = 1,
  /* Above the longest title (VB_TITLE_MAX bytes are at most 1,000 words) plus the largest NEAR
     distance, so that no match spans title and text. */
  VB_POSITION_TEXT = 2000,
  VB_POSITION_COMMENT_GAP = 2000, /* between two comments, likewise */
  VB_NEAR_MAX = 500,              /* words; larger distances are reduced to this */
  /* How much more a word counts in the title than in the text (BM25F). */
  VB_TITLE_WEIGHT = 4
};

/* BM25 (Robertson and Zaragoza 2009), with the usual constants, in both engines. */
#define VB_BM25_K1 1.2
#define VB_BM25_B 0.75

/* The field's name in queries ("title"), and back; VB_FIELD_COUNT for an unknown name. */
const char *vb_field_name(vb_field field);
vb_field vb_field_of_name(vb_str name);

/* The prefix of this field's terms in a Xapian database ("" for VB_FIELD_TEXT), and of its stems.
   Prefixes are upper case, terms never are. */
const char *vb_field_prefix(vb_field field);
const char *vb_field_stem_prefix(vb_field field);

/* In the native store special words, which no word of a text equals, have lists of places that are
   not words:
   - the first and the last position of each part of a quotation, from which the words said follow;
   - the last position of each sentence of title and text that has a word;
   - for each paragraph, counted from the beginning of title or text, the number of the sentence of
     that list which ends it, plus VB_POSITION_TEXT in the text.
   An article with a word in title or text has at least one end of a sentence. */
typedef enum vb_places {
  VB_PLACES_SAID_FIRST,
  VB_PLACES_SAID_LAST,
  VB_PLACES_SENTENCE_ENDS,
  VB_PLACES_PARAGRAPH_ENDS,
  VB_PLACES_COUNT
} vb_places;

/* The key of the list. */
vb_str vb_places_key(vb_places places);

#endif
