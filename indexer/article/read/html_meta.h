/*
 * html_meta.h - what a page says about itself: JSON-LD, meta tags, links, lang.
 */
#ifndef VB_ARTICLE_READ_HTML_META_H
#define VB_ARTICLE_READ_HTML_META_H

#include "indexer/article/read/html.h"
#include "indexer/store/record.h"

/* Fills the fields of `a` that are still empty (title, byline and authors, date,
   source, url, language, section) with strings in the arena; `body` gets the
   article's text when the page carries it as data, else VB_STR_NONE. VB_NOMEM. */
vb_status vb_html_metadata(const vb_html *html, vb_arena *arena, vb_article *a, vb_str *body,
                           vb_error *err);

#endif
