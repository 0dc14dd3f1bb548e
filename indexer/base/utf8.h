/*
 * utf8.h - UTF-8 as RFC 3629 defines it: no surrogates, no overlong forms, up to U+10FFFF.
 */
#ifndef VB_BASE_UTF8_H
#define VB_BASE_UTF8_H

#include "indexer/base/buf.h"

enum { VB_UTF8_BAD = -1, VB_UTF8_REPLACEMENT = 0xFFFD };

/* The character at p (REQUIRES p < end); *length is its size in bytes. For invalid bytes
   VB_UTF8_BAD, and *length is the size of the maximal invalid piece (at least 1). */
int32_t vb_utf8_decode(const char *p, const char *end, size_t *length);
size_t vb_utf8_encode(int32_t c, char out[4]); /* bytes written; 0 if c is not a character */
bool vb_utf8_valid(vb_str s);
/* Appends s with each invalid piece replaced by U+FFFD. Returns how many were replaced. */
size_t vb_utf8_repair(vb_str s, vb_buf *out);
size_t vb_utf8_count(vb_str s); /* characters (code points) of valid text */
/* Counts on from the last place that was asked for, so that ascending places walk a text once. */
typedef struct vb_utf8_counter {
  vb_str text; /* the other members begin as 0 */
  size_t byte, count;
} vb_utf8_counter;

/* The characters before `byte`, which is at most the text's end. */
size_t vb_utf8_count_to(vb_utf8_counter *counter, size_t byte);
/* The nearest character boundary at or before `at`. */
size_t vb_utf8_floor(vb_str s, size_t at);
/* The byte length of the first `chars` characters, at most s.n. */
size_t vb_utf8_offset(vb_str s, size_t chars);
/* Whether a character (or VB_UTF8_BAD) would control a terminal or reorder the text around it:
   control characters, direction marks and line separators. Foreign text is cleaned of these before
   it is shown. */
bool vb_utf8_steers(int32_t c);

#endif
