/*
 * transcode.h - files as spreadsheets save them, in UTF-8.
 *
 * UTF-16 is known by its byte order mark, or by the zeros of its first letters. What is no UTF-8 is
 * of one byte a character: Windows-1252 or Mac Roman, whichever makes the more sensible text of it.
 */
#ifndef VB_QUOTE_TRANSCODE_H
#define VB_QUOTE_TRANSCODE_H

#include "indexer/base/buf.h"

typedef enum vb_charset {
  VB_CHARSET_UTF8 = 0,
  VB_CHARSET_UTF16LE,
  VB_CHARSET_UTF16BE,
  VB_CHARSET_WINDOWS_1252,
  VB_CHARSET_MAC_ROMAN
} vb_charset;

const char *vb_charset_name(vb_charset charset); /* "UTF-8", "Windows-1252", ... */

/* UTF-16 or not, by the first bytes of a file. */
vb_charset vb_charset_of_head(vb_str head);

/* One of those with one byte a character, for text that is no UTF-8. */
vb_charset vb_charset_of_bytes(vb_str text);

/* Appends whole characters as UTF-8; how many bytes were taken. An odd end is kept for later, or
   replaced when `end`. Byte order marks are left out. */
size_t vb_charset_decode(vb_charset charset, vb_str bytes, bool end, vb_buf *out);

#endif
