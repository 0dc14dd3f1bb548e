/*
 * json_writer.h - writes JSON into a buffer, value after value.
 *
 * Each call writes one value: with a name as a member of the open object, with NULL as an item of
 * the open list or as the whole. Commas are set by the writer; the caller opens and closes in
 * order. What fails is the buffer's failure, asked for once at the end with vb_buf_ok().
 */
#ifndef VB_BASE_JSON_WRITER_H
#define VB_BASE_JSON_WRITER_H

#include "indexer/base/buf.h"

typedef struct vb_json_writer {
  vb_buf *out; /* borrowed */
  bool comma;  /* a value stands before: the next one needs a comma */
} vb_json_writer;

static inline vb_json_writer vb_json_begin(vb_buf *out) {
  return (vb_json_writer){out, false};
}

void vb_json_open_object(vb_json_writer *json, const char *name);
void vb_json_close_object(vb_json_writer *json);
void vb_json_open_list(vb_json_writer *json, const char *name);
void vb_json_close_list(vb_json_writer *json);

/* A string; null when s.p is NULL. Bytes that are no UTF-8 become U+FFFD; what steers a terminal
   (vb_utf8_steers: controls, directions, breaks of lines) is escaped. */
void vb_json_string(vb_json_writer *json, const char *name, vb_str s);
void vb_json_text(vb_json_writer *json, const char *name, const char *terminated);
void vb_json_number(vb_json_writer *json, const char *name, uint64_t n);
void vb_json_integer(vb_json_writer *json, const char *name, int64_t n);
/* A value that is JSON already. */
void vb_json_raw(vb_json_writer *json, const char *name, vb_str value);
/* Rounded to three decimals: 0.413, 12.0. Null when it is no finite number below 1e15. */
void vb_json_decimal(vb_json_writer *json, const char *name, double value);
/* A share, 0 to 1, with six decimals. */
void vb_json_share(vb_json_writer *json, const char *name, double share);
void vb_json_boolean(vb_json_writer *json, const char *name, bool value);
void vb_json_null(vb_json_writer *json, const char *name);

#endif
