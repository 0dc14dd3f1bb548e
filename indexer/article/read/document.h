/*
 * document.h - what the readers of documents (DOCX, ODT, RTF, PDF) share: paragraphs in,
 * articles out.
 */
#ifndef VB_ARTICLE_READ_DOCUMENT_H
#define VB_ARTICLE_READ_DOCUMENT_H

#include "indexer/article/read/draft.h"

/* Bytes of text; an export of five hundred articles has 5 MiB. */
enum { VB_DOCUMENT_MAX = 16 * 1024 * 1024 };

typedef struct vb_document {
  vb_buf lines;    /* one line per paragraph, including empty ones */
  vb_str title;    /* from the document's properties, or a paragraph in a title style */
  vb_str author;   /* from the properties */
  vb_str language; /* "en-GB" */
  bool styled;     /* the title is a paragraph of the document */
} vb_document;

/* Ends a paragraph: adds its text, without blanks at both ends, as a line. */
void vb_document_add(vb_document *document, vb_str paragraph);

/* If the document is an export of a database, the reader of that text reads it; anything else is
   one article, read as plain text. A property is used only if the text says the same, because
   programs fill properties with file names, templates and the owner of the computer. */
vb_status vb_document_give(const vb_reading *reading, vb_document *document, vb_error *err);

#endif
