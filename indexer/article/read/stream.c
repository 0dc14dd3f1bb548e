/*
 * stream.c - one look-ahead buffer over a source.
 *
 *   source --read--> buffer[at, filled) --> the reader
 *
 * Looking ahead fills the buffer. Reading first empties it, then passes large requests
 * directly to the source. The buffer grows only to the largest look-ahead requested, so a
 * stream of a gigabyte takes the memory of one line.
 */
#include "indexer/article/read/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  BLOCK = 256 * 1024,
  /* Text compresses to a tenth, repeated lines to a hundredth. Beyond an allowance, which exempts
     small inputs, more than RATIO times is a decompression bomb. */
  RATIO = 400
};
static const uint64_t ALLOWANCE = 256u << 20;

struct vb_stream {
  const vb_stream_kind *kind;
  void *self;
  char *buffer;
  size_t at, filled, capacity;
  uint64_t taken, size;
  bool ended, broken;
  vb_error why;
};

vb_stream *vb_stream_new(const vb_stream_kind *kind, void *self) {
  vb_stream *s = self ? calloc(1, sizeof *s) : NULL;
  if (!s) {
    if (self && kind->close) kind->close(self);
    return NULL;
  }
  s->kind = kind;
  s->self = self;
  return s;
}

void vb_stream_close(vb_stream *s) {
  if (!s) return;
  if (s->kind->close) s->kind->close(s->self);
  free(s->buffer);
  free(s);
}

bool vb_stream_broken(const vb_stream *s) {
  return s->broken;
}

bool vb_stream_ended(const vb_stream *s) {
  return s->ended;
}

bool vb_stream_is_live(const vb_stream *s) {
  return s->kind->live;
}

const char *vb_stream_why(const vb_stream *s) {
  return s->broken ? s->why.text : "";
}
uint64_t vb_stream_taken(const vb_stream *s) {
  return s->taken;
}
bool vb_stream_can_seek(const vb_stream *s) {
  return s->kind->seek != NULL;
}
uint64_t vb_stream_size(const vb_stream *s) {
  return s->size;
}

static vb_status pull(vb_stream *s, char *to, size_t room, size_t *n, vb_error *err) {
  *n = 0;
  if (s->ended) return VB_OK;
  vb_status status = s->kind->read(s->self, to, room, n, &s->why);
  if (status == VB_NOMEM) return vb_fail(err, VB_NOMEM, "out of memory");
  s->broken = status != VB_OK;
  s->ended = s->broken || *n == 0;
  return VB_OK;
}

/* Makes room for `want` bytes from `at`, and for one more block. */
static vb_status make_room(vb_stream *s, size_t want, vb_error *err) {
  if (s->at && (s->at == s->filled || s->capacity - s->at < want + BLOCK)) {
    memmove(s->buffer, s->buffer + s->at, s->filled - s->at);
    s->filled -= s->at;
    s->at = 0;
  }
  if (s->capacity - s->at >= want + BLOCK) return VB_OK;
  size_t capacity = s->capacity ? s->capacity : 2 * (size_t)BLOCK;
  while (capacity < want + BLOCK) capacity += capacity / 2;
  char *grown = realloc(s->buffer, capacity);
  if (!grown) return vb_fail(err, VB_NOMEM, "out of memory");
  s->buffer = grown;
  s->capacity = capacity;
  return VB_OK;
}

static vb_status fill(vb_stream *s, size_t want, vb_error *err) {
  while (s->filled - s->at < want && !s->ended) {
    vb_status status = make_room(s, want, err);
    size_t n = 0;
    if (status == VB_OK) status = pull(s, s->buffer + s->filled, s->capacity - s->filled, &n, err);
    if (status != VB_OK) return status;
    s->filled += n;
  }
  return VB_OK;
}

static void advance(vb_stream *s, size_t n) {
  s->at += n;
  s->taken += n;
}

vb_status vb_stream_read(vb_stream *s, char *to, size_t room, size_t *n, vb_error *err) {
  size_t ahead = s->filled - s->at;
  *n = 0;
  if (!room) return VB_OK;
  if (!ahead && room >= BLOCK) {
    vb_status status = pull(s, to, room, n, err);
    s->taken += *n;
    return status;
  }
  vb_status status = ahead ? VB_OK : fill(s, 1, err);
  if (status != VB_OK) return status;
  ahead = s->filled - s->at;
  *n = ahead < room ? ahead : room;
  if (*n) memcpy(to, s->buffer + s->at, *n);
  advance(s, *n);
  return VB_OK;
}

vb_status vb_stream_peek(vb_stream *s, size_t want, vb_str *out, vb_error *err) {
  *out = VB_STR("");
  vb_status status = fill(s, want, err);
  if (status == VB_OK && s->buffer) *out = (vb_str){s->buffer + s->at, s->filled - s->at};
  return status;
}

vb_status vb_stream_skip(vb_stream *s, uint64_t n, vb_error *err) {
  while (n) {
    vb_status status = fill(s, 1, err);
    size_t ahead = s->filled - s->at;
    if (status != VB_OK || !ahead) return status;
    if (ahead > n) ahead = (size_t)n;
    advance(s, ahead);
    n -= ahead;
  }
  return VB_OK;
}

/* Keeps the first `max` bytes of a line that is too long; the blocks of the rest overwrite each
   other after them. */
static vb_status cut_line(vb_stream *s, size_t max, vb_str *line, vb_error *err) {
  vb_status status = make_room(s, max + 1, err);
  if (status != VB_OK) return status;
  size_t kept = s->at;
  const char *end;
  advance(s, max);
  while (!(end = memchr(s->buffer + s->at, '\n', s->filled - s->at))) {
    size_t n = 0;
    advance(s, s->filled - s->at);
    s->at = kept + max;
    status = pull(s, s->buffer + s->at, s->capacity - s->at, &n, err);
    s->filled = s->at + n;
    if (status != VB_OK) return status;
    if (!n) break;
  }
  if (end) advance(s, (size_t)(end - s->buffer) - s->at + 1);
  *line = (vb_str){s->buffer + kept, max};
  return VB_OK;
}

/* Bytes that have been searched for a line end are not searched again after more is read, so a long
   line costs time in proportion to its length. */
vb_status vb_stream_line(vb_stream *s, size_t max, vb_str *line, bool *cut, vb_error *err) {
  size_t searched = 0;
  *line = VB_STR_NONE;
  if (cut) *cut = false;
  for (;;) {
    size_t ahead = s->filled - s->at;
    const char *from = ahead ? s->buffer + s->at : NULL;
    const char *end = ahead > searched ? memchr(from + searched, '\n', ahead - searched) : NULL;
    size_t n = end ? (size_t)(end - from) : ahead;
    if (n > max) {
      if (cut) *cut = true;
      return cut_line(s, max, line, err);
    }
    if (end || s->ended) {
      if (!ahead) return VB_OK;
      *line = (vb_str){from, n && end && from[n - 1] == '\r' ? n - 1 : n};
      if (cut) *cut = !end && s->broken;
      advance(s, n + (end ? 1 : 0));
      return VB_OK;
    }
    searched = ahead;
    vb_status status = fill(s, ahead + 1, err);
    if (status != VB_OK) return status;
  }
}

vb_status vb_stream_rest(vb_stream *s, size_t limit, vb_buf *out, vb_error *err) {
  size_t start = out->n;
  for (;;) {
    vb_str ahead;
    vb_status status = vb_stream_peek(s, 1, &ahead, err);
    if (status != VB_OK || !ahead.n) return status == VB_OK ? vb_buf_ok(out, err) : status;
    if (ahead.n > limit - (out->n - start))
      return vb_fail(err, VB_LIMIT, "larger than %zu MiB", limit >> 20);
    vb_buf_str(out, ahead);
    if (out->failed) return vb_buf_ok(out, err);
    advance(s, ahead.n);
  }
}

vb_status vb_stream_seek(vb_stream *s, uint64_t to, vb_error *err) {
  if (!s->kind->seek) return vb_fail(err, VB_INVALID, "the input cannot be read out of its order");
  vb_status status = s->kind->seek(s->self, to, err);
  if (status != VB_OK) return status;
  s->at = s->filled = 0;
  s->ended = s->broken = false;
  s->taken = to;
  return VB_OK;
}

/* --- memory --- */

typedef struct memory {
  vb_str bytes;
  size_t at;
} memory;

static vb_status memory_read(void *self, char *to, size_t room, size_t *n, vb_error *err) {
  memory *m = self;
  (void)err;
  *n = m->bytes.n - m->at < room ? m->bytes.n - m->at : room;
  if (*n) memcpy(to, m->bytes.p + m->at, *n);
  m->at += *n;
  return VB_OK;
}

static vb_status memory_seek(void *self, uint64_t to, vb_error *err) {
  memory *m = self;
  if (to > m->bytes.n) return vb_fail(err, VB_CORRUPT, "a place past the end");
  m->at = (size_t)to;
  return VB_OK;
}

vb_stream *vb_stream_of(vb_str bytes) {
  static const vb_stream_kind kind = {memory_read, free, memory_seek, false};
  memory *m = calloc(1, sizeof *m);
  if (m) m->bytes = bytes;
  vb_stream *s = vb_stream_new(&kind, m);
  if (s) s->size = bytes.n;
  return s;
}

/* --- a descriptor --- */

typedef struct descriptor {
  int fd;
  uint64_t read;
  void (*progress)(void *context, uint64_t bytes);
  void *context;
} descriptor;

static vb_status descriptor_read(void *self, char *to, size_t room, size_t *n, vb_error *err) {
  descriptor *d = self;
  ssize_t got;
  do got = read(d->fd, to, room);
  while (got < 0 && errno == EINTR);
  if (got < 0) return vb_fail_errno(err, errno, "read");
  *n = (size_t)got;
  d->read += *n;
  if (d->progress) d->progress(d->context, d->read);
  return VB_OK;
}

static vb_status descriptor_seek(void *self, uint64_t to, vb_error *err) {
  descriptor *d = self;
  if (to > INT64_MAX || lseek(d->fd, (off_t)to, SEEK_SET) < 0)
    return vb_fail_errno(err, errno, "seek");
  return VB_OK;
}

vb_stream *vb_stream_of_descriptor(int fd, void (*progress)(void *context, uint64_t bytes),
                                   void *context) {
  static const vb_stream_kind file = {descriptor_read, free, descriptor_seek, false},
                              pipe = {descriptor_read, free, NULL, true};
  struct stat info;
  bool regular = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && lseek(fd, 0, SEEK_CUR) == 0;
  descriptor *d = calloc(1, sizeof *d);
  if (d) *d = (descriptor){fd, 0, progress, context};
  vb_stream *s = vb_stream_new(regular ? &file : &pipe, d);
  if (s && regular) s->size = (uint64_t)info.st_size;
  return s;
}

/* --- a part --- */

typedef struct part {
  vb_stream *from;
  uint64_t left;
} part;

static vb_status part_read(void *self, char *to, size_t room, size_t *n, vb_error *err) {
  part *p = self;
  if (room > p->left) room = (size_t)p->left;
  vb_status status = vb_stream_read(p->from, to, room, n, err);
  p->left -= *n;
  if (status == VB_OK && room && !*n) return vb_fail(err, VB_CORRUPT, "it ends too early");
  return status;
}

vb_stream *vb_stream_of_part(vb_stream *from, uint64_t n) {
  static const vb_stream_kind kind = {part_read, free, NULL, false};
  part *p = calloc(1, sizeof *p);
  if (p) *p = (part){from, n};
  return vb_stream_new(&kind, p);
}

/* --- the budget --- */

vb_status vb_unpack_count(vb_unpack_budget *budget, size_t n, vb_error *err) {
  budget->unpacked += n;
  if (budget->unpacked <= ALLOWANCE || budget->unpacked / RATIO <= budget->packed) return VB_OK;
  return vb_fail(err, VB_LIMIT, "it unpacks to more than %d times its size", RATIO);
}
