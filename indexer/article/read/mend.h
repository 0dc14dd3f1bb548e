/*
 * mend.h - repairs damage by wrong encodings and line breaks, where the repair is certain.
 *
 * Both functions take valid UTF-8 and return it repaired, in the arena, or unchanged if
 * there is nothing to repair (or no memory).
 */
#ifndef VB_ARTICLE_READ_MEND_H
#define VB_ARTICLE_READ_MEND_H

#include "indexer/base/arena.h"
#include "indexer/base/str.h"

#include <stdint.h>

/* Characters that were encoded two or three times ("Obama\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s" for
   "Obama's"). Adds the number of repairs to *count. */
vb_str vb_mend_encoded_twice(vb_str text, vb_arena *arena, uint32_t *count);

/* Words that a line end broke: "under-", "standable". A hyphen that belongs to the word is kept. */
vb_str vb_mend_broken_words(vb_str text, vb_arena *arena);

#endif
