/*
 * debris.h - recognises text that is not an article: markup, code, tables, encoded bytes.
 */
#ifndef VB_ARTICLE_READ_DEBRIS_H
#define VB_ARTICLE_READ_DEBRIS_H

#include "indexer/base/buf.h"

/* What a valid UTF-8 text mostly is: "markup", "program code", "a table"; NULL for words, and in
   case of doubt. */
const char *vb_debris_of(vb_str text);
#define VB_DEBRIS_MARKUP "markup"

/* Appends the text without its tags. */
void vb_debris_without_tags(vb_str text, vb_buf *out);

/* Two sentences at least, and a good part of the text. */
bool vb_has_prose(vb_str text);

#endif
