/*
 * clean.h - brings text into the one form that records have.
 *
 * Both functions take valid UTF-8. Control characters are removed, except those of the C1
 * range that came from Windows-1252 bytes read as Latin-1 (U+0092 for an apostrophe):
 * these become the intended character. Results are in the arena, or are `text` itself if
 * it was clean; {NULL, 0} if nothing is left, or when there is no memory.
 */
#ifndef VB_ARTICLE_READ_CLEAN_H
#define VB_ARTICLE_READ_CLEAN_H

#include "indexer/base/arena.h"

/* One line: white space folded to single blanks, cut to `max` bytes at a character boundary. */
vb_str vb_clean_field(vb_str text, size_t max, vb_arena *arena);

/* Paragraphs separated by one blank line, blanks folded. In a text without blank lines, paragraphs
   end at line ends that end a sentence or a long line. */
vb_str vb_clean_text(vb_str text, vb_arena *arena);

#endif
