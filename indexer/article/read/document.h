/*
 * document.h - what the readers of documents (DOCX, ODT, RTF, PDF) share: paragraphs in, articles
 * out.
 */
#ifndef VB_ARTICLE_READ_DOCUMENT_H
#define VB_ARTICLE_READ_DOCUMENT_H

#include "indexer/article/read/draft.h"

typedef struct vb_document {
  vb_buf lines;    /* a line for each paragraph, empty ones kept */
  vb_str title;    /* of the document's properties or of a paragraph in the style of titles */
  vb_str author;   /* of the properties */
  vb_str language; /* "en-GB" */
  bool styled;     /* the title is a paragraph of the document */
} vb_document;

/* Ends a paragraph: its text without blanks at the ends, as a line. */
void vb_document_add(vb_document *document, vb_str paragraph);

/* What a database exported into the document is read by the reader of that text; anything else is
   one article, read as plain text is. A property counts as the article's only where its text says
   the same: programs fill them with file names, templates and whose computer it was. */
vb_status vb_document_give(const vb_reading *reading, vb_document *document, vb_error *err);

#endif
