/*
 * utf8.h - UTF-8 as RFC 3629 has it: no surrogates, no overlong forms, up to U+10FFFF.
 */
#ifndef VB_BASE_UTF8_H
#define VB_BASE_UTF8_H

#include "indexer/base/buf.h"

enum { VB_UTF8_BAD = -1, VB_UTF8_REPLACEMENT = 0xFFFD };

/* The character at p (p < end) and its length in bytes in *length; VB_UTF8_BAD
   with the length of the maximal invalid piece (at least 1) when it is none. */
int32_t vb_utf8_decode(const char *p, const char *end, size_t *length);
size_t vb_utf8_encode(int32_t c, char out[4]); /* bytes written, 0 for no character */
bool vb_utf8_valid(vb_str s);
/* Appends s with every invalid piece replaced by U+FFFD; how many there were. */
size_t vb_utf8_repair(vb_str s, vb_buf *out);
size_t vb_utf8_count(vb_str s); /* characters (code points) of valid text */
/* The nearest character boundary at or before `at`. */
size_t vb_utf8_floor(vb_str s, size_t at);
/* The byte length of the first `chars` characters, at most s.n. */
size_t vb_utf8_offset(vb_str s, size_t chars);
/* Whether a character (or VB_UTF8_BAD) would steer a terminal or turn the text around it: controls,
   directions, breaks of lines. For what people see of texts that others wrote. */
bool vb_utf8_steers(int32_t c);

#endif
