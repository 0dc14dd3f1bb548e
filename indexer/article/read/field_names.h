/*
 * field_names.h - maps a key of JSON or a column of a table to a field of an article.
 */
#ifndef VB_ARTICLE_READ_FIELD_NAMES_H
#define VB_ARTICLE_READ_FIELD_NAMES_H

#include "indexer/base/str.h"

typedef enum vb_key {
  VB_KEY_ID,
  VB_KEY_TITLE,
  VB_KEY_TEXT,
  VB_KEY_DATE,
  VB_KEY_AUTHORS,
  VB_KEY_BYLINE,
  VB_KEY_SOURCE,
  VB_KEY_URL,
  VB_KEY_LANGUAGE,
  VB_KEY_SECTION,
  VB_KEY_COMMENTS,
  VB_KEYS
} vb_key;

enum { VB_KEY_NAME_MAX = 40 /* bytes, folded */ };

/* If a record has several names for one field, that of the lowest rank counts. From
   VB_KEY_RANK_LEAD on, a name for the text means its beginning or a summary. */
enum { VB_KEY_RANK_LEAD = 8, VB_KEY_RANK_NAME = 3 /* "name" as a title: also used for things */ };
bool vb_key_field(vb_str name, vb_key *field, unsigned *rank);

/* The table's i-th name, for its test; NULL after the last. */
const char *vb_key_name_at(size_t i);

#endif
