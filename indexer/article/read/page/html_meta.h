/*
 * html_meta.h - reads what a page says about itself: JSON-LD, meta tags, links, lang.
 */
#ifndef VB_ARTICLE_HTML_META_H
#define VB_ARTICLE_HTML_META_H

#include "indexer/article/read/page/meta.h"
#include "indexer/store/record.h"

/* Fills the empty fields of `a` (title, byline and authors, date, source, url, language, section)
   with strings in the arena, and `meta` with everything that was found below `root`. `address`:
   where the page was fetched; VB_STR_NONE if unknown. Without memory a field stays unknown. */
void vb_html_metadata(const GumboNode *root, vb_str address, vb_arena *arena, vb_article *a,
                      vb_meta *meta);

#endif
