/*
 * debris.h - text that is no article's: markup, code, tables, encoded bytes.
 */
#ifndef VB_ARTICLE_READ_DEBRIS_H
#define VB_ARTICLE_READ_DEBRIS_H

#include "indexer/base/str.h"

/* What a text of valid UTF-8 mostly is: "markup", "program code", "a table"; NULL for words. In
 * doubt it is words. */
const char *vb_debris_of(vb_str text);

#endif
