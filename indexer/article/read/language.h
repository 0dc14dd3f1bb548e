/*
 * language.h - which language a text is in, where it does not say so itself.
 */
#ifndef VB_ARTICLE_READ_LANGUAGE_H
#define VB_ARTICLE_READ_LANGUAGE_H

#include "indexer/base/str.h"

#include <stdint.h>

enum { VB_LANGUAGE_MAX = 8 /* bytes of a tag with its end: "en", "nds" */ };

/* Writes the tag of the text's language ("en") and returns how sure that is, in percent; 0 where
   the text is too short, or could as well be of another language. For any thread. */
uint8_t vb_language_detect(vb_str text, char tag[VB_LANGUAGE_MAX]);

#endif
