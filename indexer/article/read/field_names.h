/*
 * field_names.h - which field of an article a key of JSON or a column of a table is.
 */
#ifndef VB_ARTICLE_READ_FIELD_NAMES_H
#define VB_ARTICLE_READ_FIELD_NAMES_H

#include "indexer/base/str.h"

typedef enum vb_field {
  VB_FIELD_ID,
  VB_FIELD_TITLE,
  VB_FIELD_TEXT,
  VB_FIELD_DATE,
  VB_FIELD_AUTHORS,
  VB_FIELD_BYLINE,
  VB_FIELD_SOURCE,
  VB_FIELD_URL,
  VB_FIELD_LANGUAGE,
  VB_FIELD_SECTION,
  VB_FIELD_COMMENTS,
  VB_FIELDS
} vb_field;

enum { VB_FIELD_NAME_MAX = 40 /* bytes, folded */ };

/* Of several names for one field in a record the one of the lowest rank counts. From rank
   VB_FIELD_RANK_LEAD on a name for the text is one for its beginning or summary. */
enum { VB_FIELD_RANK_LEAD = 8 };
bool vb_field_of_name(vb_str name, vb_field *field, unsigned *rank);

/* The table's i-th name, for its test; NULL past the end. */
const char *vb_field_name_at(size_t i);

#endif
