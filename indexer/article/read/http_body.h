/*
 * http_body.h - the body of a recorded web answer: its head read, its transfer and content codings
 * undone.
 */
#ifndef VB_ARTICLE_READ_HTTP_BODY_H
#define VB_ARTICLE_READ_HTTP_BODY_H

#include "indexer/article/read/stream.h"
#include "indexer/base/arena.h"

typedef struct vb_http_head {
  unsigned status; /* 200; 0 when this was no head of an answer */
  vb_str type;     /* "text/html", lower case; VB_STR_NONE where it is not said */
  vb_str charset;  /* of the Content-Type */
  bool chunked;
  vb_str codings; /* of the Content-Encoding: "gzip, br" */
} vb_http_head;

/* Reads the head off the stream; strings live in the arena. VB_NOMEM. */
vb_status vb_http_read_head(vb_stream *stream, vb_arena *arena, vb_http_head *out, vb_error *err);
/* "text/html; charset=x": the type in lower case, and the charset. */
void vb_http_split_type(vb_str value, vb_arena *arena, vb_str *type, vb_str *charset);
/* One line of a head: "Name: value"; false for none. Both are trimmed. */
bool vb_http_split_line(vb_str line, vb_str *name, vb_str *value);

/* Streams over the body, the last one to be read; closed in the reverse order. */
enum { VB_HTTP_LAYERS_MAX = 4 };
typedef struct vb_http_body {
  vb_stream *layers[VB_HTTP_LAYERS_MAX];
  unsigned count;
  vb_stream *plain; /* the last layer, or the stream itself */
} vb_http_body;

/* A coding that the head names and the body does not have (recorders undo some and keep the head)
   is passed over. VB_NOMEM. */
vb_status vb_http_open_body(vb_stream *stream, const vb_http_head *head, vb_unpack_budget *budget,
                            vb_http_body *out, vb_error *err);
void vb_http_close_body(vb_http_body *body);

#endif
