/*
 * clean.h - text in the one form that records have.
 *
 * Both functions take valid UTF-8. Control characters vanish, but for those of
 * the C1 range that a Windows-1252 byte left behind when it was taken for
 * Latin-1 (U+0092 for an apostrophe): they become the character that was meant.
 * Results are in the arena, or are `text` itself when it was clean already;
 * { NULL, 0 } for nothing left, or no memory.
 */
#ifndef VB_ARTICLE_READ_CLEAN_H
#define VB_ARTICLE_READ_CLEAN_H

#include "indexer/base/arena.h"

/* One line: white space folded to single blanks, cut to `max` bytes at a character. */
vb_str vb_clean_field(vb_str text, size_t max, vb_arena *arena);

/* Paragraphs parted by one blank line, blanks folded to one. A text without any blank line has its
   paragraphs at the line ends that close a sentence or a long line. */
vb_str vb_clean_text(vb_str text, vb_arena *arena);

#endif
