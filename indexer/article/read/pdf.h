/*
 * pdf.h - the lines of a PDF in reading order, with their places on the page.
 */
#ifndef VB_ARTICLE_READ_PDF_H
#define VB_ARTICLE_READ_PDF_H

#include "indexer/base/arena.h"
#include "indexer/base/buf.h"

typedef struct vb_pdf_line {
  vb_str text;
  float left, right, top, bottom; /* points, from the page's upper left corner */
  float page_height;
  uint32_t page; /* from 0 */
} vb_pdf_line;

typedef struct vb_pdf {
  vb_str title, author; /* from its properties */
  vb_pdf_line *lines;
  size_t count;
  uint32_t pages;
} vb_pdf;

/* Appends the document in a form that vb_pdf_decode reads; a decoder for vb_sandbox_run. VB_INVALID
   if it needs a password; VB_CORRUPT. */
vb_status vb_pdf_encode(vb_str file, vb_buf *out, vb_error *err);
/* Strings point into the bytes. VB_CORRUPT for anything that vb_pdf_encode did not write. */
vb_status vb_pdf_decode(vb_str bytes, vb_arena *arena, vb_pdf *out, vb_error *err);

#endif
