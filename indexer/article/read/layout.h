/*
 * layout.h - paragraphs out of plain text that was laid out for a printer or a screen.
 */
#ifndef VB_ARTICLE_READ_LAYOUT_H
#define VB_ARTICLE_READ_LAYOUT_H

#include "indexer/base/buf.h"

/* Appends the paragraphs of `text` to `out`, each behind a blank line when something stands before
   it. A paragraph begins behind a blank line, at an indented line amid lines that are not, and with
   every line where lines are longer than a page is wide. Lines within one are joined with a blank
   where the line was full, else by a line end. */
void vb_layout_paragraphs(vb_str text, vb_buf *out);

/* The text is laid out so: it has blank lines, or some of its lines are indented and some not. An
   element of pretty-printed XML, whose lines are all indented, is not. */
bool vb_layout_is_plain(vb_str text);

/* Appends `text` with white space folded to single blanks, none at its ends; "\v" becomes a line
 * end. */
void vb_layout_fold(vb_str text, vb_buf *out);

#endif
