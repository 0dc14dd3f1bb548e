/*
 * language.h - detects the language of a text that does not state it.
 */
#ifndef VB_ARTICLE_READ_LANGUAGE_H
#define VB_ARTICLE_READ_LANGUAGE_H

#include "indexer/base/str.h"

#include <stdint.h>

enum { VB_LANGUAGE_MAX = 8 /* bytes of a tag with its end: "en", "nds" */ };

/* Writes the tag of the text's language ("en") and returns the certainty in percent; 0 if the text
   is too short or may be in another language. Any thread may call it. */
uint8_t vb_language_detect(vb_str text, char tag[VB_LANGUAGE_MAX]);

#endif
