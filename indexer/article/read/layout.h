/*
 * layout.h - finds paragraphs in plain text that was formatted for a printer or a screen.
 */
#ifndef VB_ARTICLE_READ_LAYOUT_H
#define VB_ARTICLE_READ_LAYOUT_H

#include "indexer/base/buf.h"

/* Appends the paragraphs of `text` to `out`, each after a blank line unless it is the first. A
   paragraph begins after a blank line, at an indented line among lines that are not, and at every
   line if lines are wider than a page. Lines of a paragraph are joined with a blank if the line was
   full, otherwise with a line end. */
void vb_layout_paragraphs(vb_str text, vb_buf *out);

/* Whether the text is formatted like this: it has blank lines, or some of its lines are indented
   and others are not. Pretty-printed XML, whose lines are all indented, is not. */
bool vb_layout_is_plain(vb_str text);

/* Appends `text` with white space folded to single blanks, and none at its ends; "\v" becomes a
   line end. */
void vb_layout_fold(vb_str text, vb_buf *out);

#endif
