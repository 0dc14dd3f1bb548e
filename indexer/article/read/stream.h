/*
 * stream.h - bytes pulled from a file, a member of an archive, a packed input.
 *
 * A stream has one reader, and is closed by whoever made it; one made from
 * another stream borrows that one. A damaged input looks like its end here:
 * vb_stream_broken then says so and vb_stream_why says what was wrong, which the
 * driver of the readers reports. So reading fails only without memory.
 */
#ifndef VB_ARTICLE_READ_STREAM_H
#define VB_ARTICLE_READ_STREAM_H

#include "indexer/base/buf.h"

typedef struct vb_stream vb_stream;

/* --- reading --- */

/* Up to `room` bytes; *n is 0 at the end only. */
vb_status vb_stream_read(vb_stream *stream, char *to, size_t room, size_t *n, vb_error *err);
/* At least `want` bytes that lie ahead, fewer only at the end; none is taken. Borrowed until the
   next call. */
vb_status vb_stream_peek(vb_stream *stream, size_t want, vb_str *out, vb_error *err);
vb_status vb_stream_skip(vb_stream *stream, uint64_t n, vb_error *err);
/* The next line without its end (LF or CRLF), borrowed until the next call; p is NULL at the end.
   Of a line longer than `max` the rest is dropped; *cut is then set, and when damage took the rest
   of the last line (cut may be NULL). */
vb_status vb_stream_line(vb_stream *stream, size_t max, vb_str *line, bool *cut, vb_error *err);
/* Appends all that is left, at most `limit` bytes; VB_LIMIT past that. */
vb_status vb_stream_rest(vb_stream *stream, size_t limit, vb_buf *out, vb_error *err);
bool vb_stream_broken(const vb_stream *stream);
bool vb_stream_ended(const vb_stream *stream); /* what lies ahead is all there is */
/* A pipe or a socket: who waits for much of it may wait long. */
bool vb_stream_is_live(const vb_stream *stream);
const char *vb_stream_why(const vb_stream *stream); /* "" for a stream that is whole */
/* Bytes that have left the stream so far. */
uint64_t vb_stream_taken(const vb_stream *stream);

/* Only of memory and regular files: a reader of archives goes to their end first. */
bool vb_stream_can_seek(const vb_stream *stream);
uint64_t vb_stream_size(const vb_stream *stream);
vb_status vb_stream_seek(vb_stream *stream, uint64_t to, vb_error *err);

/* --- making --- */

/* In memory; the bytes stay the caller's. All of these give NULL without memory. */
vb_stream *vb_stream_of(vb_str bytes);
/* From an open descriptor, which stays the caller's. `progress` gets the bytes read; may be NULL.
 */
vb_stream *vb_stream_of_descriptor(int fd, void (*progress)(void *context, uint64_t bytes),
                                   void *context);
/* The next `n` bytes of another stream; what is not read of them is still ahead there. */
vb_stream *vb_stream_of_part(vb_stream *from, uint64_t n);

/* What a kind of stream does; `self` is its own. */
typedef struct vb_stream_kind {
  /* As vb_stream_read; a failure but VB_NOMEM is damage. */
  vb_status (*read)(void *self, char *to, size_t room, size_t *n, vb_error *err);
  void (*close)(void *self);                                 /* frees self; may be NULL */
  vb_status (*seek)(void *self, uint64_t to, vb_error *err); /* NULL: cannot */
  bool live;
} vb_stream_kind;

/* Owns `self` from here on, also when there is no memory. */
vb_stream *vb_stream_new(const vb_stream_kind *kind, void *self);
void vb_stream_close(vb_stream *stream); /* takes NULL */

/* --- how far an input may unpack --- */

/* One for each input that a run reads, shared by all that is packed in it. */
typedef struct vb_unpack_budget {
  uint64_t packed;   /* bytes read of the input */
  uint64_t unpacked; /* bytes that came out of it, of all layers */
} vb_unpack_budget;

/* Counts n bytes that were unpacked; VB_LIMIT where that is more than any real input gives. */
vb_status vb_unpack_count(vb_unpack_budget *budget, size_t n, vb_error *err);

#endif
