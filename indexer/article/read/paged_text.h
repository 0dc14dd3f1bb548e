/*
 * paged_text.h - plain text of printed pages, a form feed between them, as pdftotext writes it.
 */
#ifndef VB_ARTICLE_READ_PAGED_TEXT_H
#define VB_ARTICLE_READ_PAGED_TEXT_H

#include "indexer/article/read/draft.h"

/* Whether the text has pages. */
bool vb_text_is_paged(vb_str text);
/* Reads its articles: running heads and page numbers are left out, and a page that begins with a
   headline in capitals begins an article. Pages whose columns stand side by side are refused. */
vb_status vb_read_paged_text(const vb_reading *reading, vb_str text, uint32_t replaced,
                             vb_error *err);

#endif
