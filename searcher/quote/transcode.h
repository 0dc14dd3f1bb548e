/*
 * transcode.h - converts files as spreadsheets save them to UTF-8.
 *
 * UTF-16 is recognised by its byte order mark, or by the zero bytes of its first letters.
 * Text that is not UTF-8 has one byte per character: Windows-1252 or Mac Roman, whichever
 * gives the more sensible text.
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

/* Detects UTF-16 from the first bytes of a file. */
vb_charset vb_charset_of_head(vb_str head);

/* Chooses a single-byte charset for text that is not UTF-8. */
vb_charset vb_charset_of_bytes(vb_str text);

/* Appends whole characters as UTF-8 and returns the bytes used. An incomplete character at the end
   is left for later, or replaced if `end`. Byte order marks are dropped. */
size_t vb_charset_decode(vb_charset charset, vb_str bytes, bool end, vb_buf *out);

#endif
