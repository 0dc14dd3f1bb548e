/*
 * buf.c - appends that fail once and then do nothing, and reads that stop at the end.
 *
 *   buf    | n bytes written ....... | reserved .... |      capacity grows by half
 *   cursor | already read | p -> unread ....... | end        p never passes end
 *
 * The capacity grows by a factor of 1.5, so that appending n bytes costs O(n) and
 * at most a third of the memory is unused. A buffer refuses to pass SIZE_MAX / 2.
 * The cursor reads untrusted bytes: each read checks what is left before it moves.
 */
#include "indexer/base/buf.h"

#include <stdio.h>
#include <stdlib.h>

void vb_buf_clear(vb_buf *buf) {
  free(buf->p);
  *buf = VB_BUF_INIT;
}

char *vb_buf_reserve(vb_buf *buf, size_t more) {
  if (buf->failed) return NULL;
  if (more <= buf->capacity - buf->n) return buf->p + buf->n;
  if (more > SIZE_MAX / 2 - buf->n) {
    buf->failed = true;
    return NULL;
  }
  size_t capacity = buf->capacity + buf->capacity / 2;
  if (capacity < buf->n + more) capacity = buf->n + more;
  if (capacity < 64) capacity = 64;
  char *p = realloc(buf->p, capacity);
  if (!p) {
    buf->failed = true;
    return NULL;
  }
  buf->p = p;
  buf->capacity = capacity;
  return p + buf->n;
}

void vb_buf_append(vb_buf *buf, const void *bytes, size_t n) {
  if (n == 0) return;
  char *to = vb_buf_reserve(buf, n);
  if (!to) return;
  memcpy(to, bytes, n);
  buf->n += n;
}

void vb_buf_str(vb_buf *buf, vb_str s) {
  vb_buf_append(buf, s.p, s.n);
}

void vb_buf_text(vb_buf *buf, const char *terminated) {
  vb_buf_append(buf, terminated, strlen(terminated));
}

void vb_buf_char(vb_buf *buf, char c) {
  char *to = vb_buf_reserve(buf, 1);
  if (!to) return;
  *to = c;
  buf->n++;
}

void vb_buf_vprintf(vb_buf *buf, const char *format, va_list args) {
  va_list again;
  va_copy(again, args);
  int need = vsnprintf(NULL, 0, format, args);
  char *to = need < 0 ? NULL : vb_buf_reserve(buf, (size_t)need + 1);
  if (to) {
    vsnprintf(to, (size_t)need + 1, format, again);
    buf->n += (size_t)need;
  } else {
    buf->failed = true;
  }
  va_end(again);
}

void vb_buf_printf(vb_buf *buf, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vb_buf_vprintf(buf, format, args);
  va_end(args);
}

void vb_buf_u32(vb_buf *buf, uint32_t v) {
  unsigned char b[4];
  for (int i = 0; i < 4; i++) b[i] = (unsigned char)(v >> (8 * i));
  vb_buf_append(buf, b, sizeof b);
}

void vb_buf_u64(vb_buf *buf, uint64_t v) {
  vb_buf_u32(buf, (uint32_t)v);
  vb_buf_u32(buf, (uint32_t)(v >> 32));
}

void vb_buf_varint(vb_buf *buf, uint64_t v) {
  enum { LONGEST = 10 };
  char *to = vb_buf_reserve(buf, LONGEST);
  if (!to) return;
  for (; v >= 0x80; v >>= 7) *to++ = (char)(v | 0x80);
  *to++ = (char)v;
  buf->n = (size_t)(to - buf->p);
}

void vb_buf_sized(vb_buf *buf, vb_str s) {
  vb_buf_varint(buf, s.n);
  vb_buf_str(buf, s);
}

void vb_buf_names(vb_buf *buf, const vb_str *names, size_t count, size_t most) {
  size_t named = count > most + 1 ? most : count; /* "and 1 more" is longer than a name */
  for (size_t i = 0; i < named; i++) {
    if (i) vb_buf_text(buf, ", ");
    vb_buf_str(buf, names[i]);
  }
  if (named < count) vb_buf_printf(buf, " and %zu more", count - named);
}

vb_status vb_buf_ok(const vb_buf *buf, vb_error *err) {
  return buf->failed ? vb_fail(err, VB_NOMEM, "out of memory") : VB_OK;
}

char *vb_buf_detach(vb_buf *buf) {
  vb_buf_char(buf, '\0');
  char *p = buf->failed ? NULL : buf->p;
  if (!p) free(buf->p);
  *buf = VB_BUF_INIT;
  return p;
}

vb_str vb_cursor_bytes(vb_cursor *c, size_t n) {
  if (c->bad || n > vb_cursor_left(c)) {
    c->bad = true;
    return VB_STR_NONE;
  }
  vb_str s = {(const char *)c->p, n};
  c->p += n;
  return s;
}

uint8_t vb_cursor_u8(vb_cursor *c) {
  vb_str s = vb_cursor_bytes(c, 1);
  return s.p ? (uint8_t)s.p[0] : 0;
}

uint32_t vb_cursor_u32(vb_cursor *c) {
  vb_str s = vb_cursor_bytes(c, 4);
  if (!s.p) return 0;
  const unsigned char *b = (const unsigned char *)s.p;
  return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

uint64_t vb_cursor_u64(vb_cursor *c) {
  uint64_t low = vb_cursor_u32(c);
  return low | (uint64_t)vb_cursor_u32(c) << 32;
}

uint64_t vb_cursor_long_varint(vb_cursor *c) {
  const unsigned char *p = c->p;
  uint64_t v = 0;
  for (unsigned shift = 0; shift < 64 && !c->bad && p < c->end; shift += 7) {
    unsigned char byte = *p++;
    if (shift == 63 && byte > 1) break;
    v |= (uint64_t)(byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    if (byte == 0 && shift > 0) break;
    c->p = p;
    return v;
  }
  c->bad = true;
  return 0;
}

vb_str vb_cursor_sized(vb_cursor *c) {
  uint64_t n = vb_cursor_varint(c);
  if (n > vb_cursor_left(c)) c->bad = true;
  return c->bad ? VB_STR_NONE : vb_cursor_bytes(c, (size_t)n);
}
