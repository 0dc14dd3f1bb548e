/*
 * buf.h - a growing byte buffer with a sticky failure, and a bounded cursor.
 *
 * Encoders append to a vb_buf without checking each call: when memory runs out,
 * the buffer sets `failed` and ignores later appends; the caller checks once per
 * record with vb_buf_ok(). Decoders read through a vb_cursor, which never passes
 * its end: a short or malformed read sets `bad`, and every later read returns 0.
 * Integers on disk are little-endian.
 */
#ifndef VB_BASE_BUF_H
#define VB_BASE_BUF_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"

#include <stdarg.h>
#include <stdint.h>

typedef struct vb_buf {
  char *p; /* owned; NULL while empty */
  size_t n, capacity;
  bool failed;
} vb_buf;

#define VB_BUF_INIT ((vb_buf){NULL, 0, 0, false})

/* Frees the bytes; the buffer can be used again. */
void vb_buf_clear(vb_buf *buf);
/* Empties the buffer and keeps its memory. Also ends a failure. */
static inline void vb_buf_reset(vb_buf *buf) {
  buf->n = 0, buf->failed = false;
}
/* Makes room for `more` bytes and returns where they go, or NULL (sticky). Does not change n: the
   caller adds what it wrote. */
char *vb_buf_reserve(vb_buf *buf, size_t more);
void vb_buf_append(vb_buf *buf, const void *bytes, size_t n);
void vb_buf_str(vb_buf *buf, vb_str s);
void vb_buf_text(vb_buf *buf, const char *terminated);
void vb_buf_char(vb_buf *buf, char c);
void vb_buf_printf(vb_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void vb_buf_vprintf(vb_buf *buf, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
void vb_buf_u32(vb_buf *buf, uint32_t v);
void vb_buf_u64(vb_buf *buf, uint64_t v);
void vb_buf_varint(vb_buf *buf, uint64_t v); /* LEB128, 1 to 10 bytes */
void vb_buf_sized(vb_buf *buf, vb_str s);    /* varint length, then the bytes */
/* Appends names on one line, at most `most` of them, then the number of the others: "A, B, C and 4
   more". */
void vb_buf_names(vb_buf *buf, const vb_str *names, size_t count, size_t most);
static inline vb_str vb_buf_view(const vb_buf *buf) {
  return (vb_str){buf->p ? buf->p : "", buf->n};
}
/* VB_OK, or VB_NOMEM when an append failed since the last reset. */
vb_status vb_buf_ok(const vb_buf *buf, vb_error *err);
/* The text as a terminated string that the caller frees; the buffer is empty
   afterwards. NULL when an append failed. */
char *vb_buf_detach(vb_buf *buf);

typedef struct vb_cursor {
  const unsigned char *p, *end;
  bool bad;
} vb_cursor;

static inline vb_cursor vb_cursor_of(vb_str s) {
  const unsigned char *p = (const unsigned char *)(s.p ? s.p : "");
  return (vb_cursor){p, p + s.n, false};
}
static inline size_t vb_cursor_left(const vb_cursor *c) {
  return (size_t)(c->end - c->p);
}
uint8_t vb_cursor_u8(vb_cursor *c);
uint32_t vb_cursor_u32(vb_cursor *c);
uint64_t vb_cursor_u64(vb_cursor *c);
uint64_t vb_cursor_long_varint(vb_cursor *c);
/* One LEB128 number. Sets `bad` on more than 10 bytes and on overlong encodings, so each value has
   one encoding. Inline for values of one byte, which most are. */
static inline uint64_t vb_cursor_varint(vb_cursor *c) {
  return !c->bad && c->p < c->end && *c->p < 0x80 ? *c->p++ : vb_cursor_long_varint(c);
}
vb_str vb_cursor_bytes(vb_cursor *c, size_t n);
vb_str vb_cursor_sized(vb_cursor *c); /* as vb_buf_sized wrote it; borrowed */

#endif
