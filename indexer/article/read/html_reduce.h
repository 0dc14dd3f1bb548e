/*
 * html_reduce.h - takes out of a page what no reader asks for, before it is parsed.
 *
 * Scripts, styles, comments, drawings, and attributes by the dozen are two thirds of a news page,
 * and parsing is nine tenths of the time that reading it takes. The parser makes the same tree of
 * what is left, but for these.
 */
#ifndef VB_ARTICLE_READ_HTML_REDUCE_H
#define VB_ARTICLE_READ_HTML_REDUCE_H

#include "indexer/base/buf.h"

/* Appends the page without them, until the result has more than `most` bytes. Of a tag's attributes
 * those are kept that vb_html_keeps, each once: never more than a few. */
void vb_html_reduce(vb_str page, size_t most, vb_buf *out);
/* Whether the attribute of this name is kept. */
bool vb_html_keeps(vb_str name);

#endif
