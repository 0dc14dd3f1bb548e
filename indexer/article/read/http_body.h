/*
 * http_body.h - reads a recorded HTTP response: its head, and its body with transfer and content
 * codings undone.
 */
#ifndef VB_ARTICLE_READ_HTTP_BODY_H
#define VB_ARTICLE_READ_HTTP_BODY_H

#include "indexer/article/read/stream.h"
#include "indexer/base/arena.h"

typedef struct vb_http_head {
  unsigned status; /* 200; 0 if this was not the head of a response */
  vb_str type;     /* "text/html", lower case; VB_STR_NONE if absent */
  vb_str charset;  /* of the Content-Type */
  bool chunked;
  vb_str codings; /* Content-Encoding: "gzip, br" */
} vb_http_head;

/* Reads the head from the stream; strings are in the arena. VB_NOMEM. */
vb_status vb_http_read_head(vb_stream *stream, vb_arena *arena, vb_http_head *out, vb_error *err);
/* Splits "text/html; charset=x" into the type, in lower case, and the charset. */
void vb_http_split_type(vb_str value, vb_arena *arena, vb_str *type, vb_str *charset);
/* Splits a line "Name: value" of a head, trimmed; false if it has another form. */
bool vb_http_split_line(vb_str line, vb_str *name, vb_str *value);

/* The layers of streams over the body; the last one is read; they are closed in reverse. */
enum { VB_HTTP_LAYERS_MAX = 4 };
typedef struct vb_http_body {
  vb_stream *layers[VB_HTTP_LAYERS_MAX];
  unsigned count;
  vb_stream *plain; /* the last layer, or the stream itself */
} vb_http_body;

/* A coding that the head names but the body lacks (some recorders undo codings and keep the head)
   is ignored. VB_NOMEM. */
vb_status vb_http_open_body(vb_stream *stream, const vb_http_head *head, vb_unpack_budget *budget,
                            vb_http_body *out, vb_error *err);
void vb_http_close_body(vb_http_body *body);

#endif
