/*
 * markup_escape.h - makes a text harmless within HTML and XML.
 */
#ifndef VB_BASE_MARKUP_ESCAPE_H
#define VB_BASE_MARKUP_ESCAPE_H

#include "indexer/base/buf.h"

/* Appends s with the characters of markup (& < > " ') replaced, and what XML does not allow
   (control characters other than tab and newline, U+FFFE, U+FFFF) as U+FFFD. */
void vb_markup_escape(vb_str s, vb_buf *out);

#endif
