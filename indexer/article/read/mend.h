/*
 * mend.h - mends what wrong encodings and line breaks did to a text, where the mending is certain.
 *
 * Both take valid UTF-8 and give it back, mended in the arena, or as it is when there is nothing to
 * mend (and without memory).
 */
#ifndef VB_ARTICLE_READ_MEND_H
#define VB_ARTICLE_READ_MEND_H

#include "indexer/base/arena.h"
#include "indexer/base/str.h"

#include <stdint.h>

/* Characters that were encoded twice or three times ("Obama\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s" for
 * "Obama's"). Adds to *count. */
vb_str vb_mend_encoded_twice(vb_str text, vb_arena *arena, uint32_t *count);

/* Words that a line's end broke: "under-", "standable". A hyphen that belongs to the word stays. */
vb_str vb_mend_broken_words(vb_str text, vb_arena *arena);

#endif
