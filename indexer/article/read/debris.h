/*
 * debris.h - recognises text that is not an article: markup, code, tables, encoded bytes.
 */
#ifndef VB_ARTICLE_READ_DEBRIS_H
#define VB_ARTICLE_READ_DEBRIS_H

#include "indexer/base/str.h"

/* What a valid UTF-8 text mostly is: "markup", "program code", "a table"; NULL for words, and in
   case of doubt. */
const char *vb_debris_of(vb_str text);

#endif
