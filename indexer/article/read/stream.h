/*
 * stream.h - bytes read from a file, a member of an archive, or a packed input.
 *
 * A stream has one reader, and whoever made it closes it; a stream made from another one
 * borrows that one. Damage looks like the end of the input: vb_stream_broken then returns
 * true and vb_stream_why says what is wrong, which the driver of the readers reports. So
 * reading fails only for lack of memory.
 */
#ifndef VB_ARTICLE_READ_STREAM_H
#define VB_ARTICLE_READ_STREAM_H

#include "indexer/base/buf.h"

typedef struct vb_stream vb_stream;

/* --- reading --- */

/* Reads up to `room` bytes; *n is 0 only at the end. */
vb_status vb_stream_read(vb_stream *stream, char *to, size_t room, size_t *n, vb_error *err);
/* Shows at least `want` bytes ahead (fewer only at the end) without consuming them. Borrowed until
   the next call. */
vb_status vb_stream_peek(vb_stream *stream, size_t want, vb_str *out, vb_error *err);
vb_status vb_stream_skip(vb_stream *stream, uint64_t n, vb_error *err);
/* The next line without its end (LF or CRLF), borrowed until the next call; p is NULL at the end.
   The rest of a line longer than `max` is dropped and *cut set; so it is if damage cut the last
   line (cut may be NULL). */
vb_status vb_stream_line(vb_stream *stream, size_t max, vb_str *line, bool *cut, vb_error *err);
/* Appends all that is left, at most `limit` bytes; VB_LIMIT if there is more. */
vb_status vb_stream_rest(vb_stream *stream, size_t limit, vb_buf *out, vb_error *err);
bool vb_stream_broken(const vb_stream *stream);
bool vb_stream_ended(const vb_stream *stream); /* nothing follows the bytes in the look-ahead */
/* A pipe or a socket: asking for many bytes may wait for long. */
bool vb_stream_is_live(const vb_stream *stream);
const char *vb_stream_why(const vb_stream *stream); /* "" if the stream is not broken */
/* Bytes that have left the stream so far. */
uint64_t vb_stream_taken(const vb_stream *stream);

/* True only for memory and regular files; some archives have their table at the end. */
bool vb_stream_can_seek(const vb_stream *stream);
uint64_t vb_stream_size(const vb_stream *stream);
vb_status vb_stream_seek(vb_stream *stream, uint64_t to, vb_error *err);

/* --- making --- */

/* In memory; the caller owns the bytes. All of these return NULL when there is no memory. */
vb_stream *vb_stream_of(vb_str bytes);
/* From an open descriptor, which the caller owns. `progress` gets the bytes read; may be NULL. */
vb_stream *vb_stream_of_descriptor(int fd, void (*progress)(void *context, uint64_t bytes),
                                   void *context);
/* The next `n` bytes of another stream; what is not read of them stays there. */
vb_stream *vb_stream_of_part(vb_stream *from, uint64_t n);

/* The functions of a kind of stream; `self` is its own state. */
typedef struct vb_stream_kind {
  /* As vb_stream_read; any failure except VB_NOMEM counts as damage. */
  vb_status (*read)(void *self, char *to, size_t room, size_t *n, vb_error *err);
  void (*close)(void *self);                                 /* frees self; may be NULL */
  vb_status (*seek)(void *self, uint64_t to, vb_error *err); /* NULL: it cannot seek */
  bool live;
} vb_stream_kind;

/* Takes ownership of `self`, also if there is no memory. */
vb_stream *vb_stream_new(const vb_stream_kind *kind, void *self);
void vb_stream_close(vb_stream *stream); /* takes NULL */

/* --- limits on unpacking --- */

/* One per input of a run, shared by everything packed inside it. */
typedef struct vb_unpack_budget {
  uint64_t packed;   /* bytes read of the input */
  uint64_t unpacked; /* bytes that came out of it, of all layers */
} vb_unpack_budget;

/* Counts n unpacked bytes; VB_LIMIT if that is more than real inputs yield. */
vb_status vb_unpack_count(vb_unpack_budget *budget, size_t n, vb_error *err);

#endif
