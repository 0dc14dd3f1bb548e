/*
 * inflate.c - unpacks a stream with zlib.
 *
 * Memory is zlib's window, whatever the size of the data. The reader limits how much is
 * unpacked by stopping, and so does the budget.
 */
#include "indexer/article/read/inflate.h"

#include <stdlib.h>
#include <zlib.h>

enum {
  GZIP_ONLY = 15 + 16, /* zlib's notation for: 32 KiB window, gzip header and checksum */
  ZLIB_ONLY = 15,      /* the same with zlib's header */
  BARE = -15,          /* without a header */
  STEP_MAX = 1 << 20   /* zlib counts in unsigned int */
};

typedef struct inflater {
  vb_stream *from;
  vb_unpack_budget *budget;
  bool gzip, started, ended, between; /* between: one member has ended, the next has not begun */
  z_stream z;
} inflater;

static vb_status look(inflater *in, vb_str *two, vb_error *err) {
  return vb_stream_peek(in->from, 2, two, err);
}

static int window_for(const inflater *in, vb_str two) {
  if (in->gzip) return GZIP_ONLY;
  unsigned first = two.n > 1 ? (unsigned char)two.p[0] : 0,
           second = two.n > 1 ? (unsigned char)two.p[1] : 0;
  return (first & 15) == 8 && (first << 8 | second) % 31 == 0 ? ZLIB_ONLY : BARE;
}

static vb_status start(inflater *in, vb_error *err) {
  vb_str two;
  vb_status status = look(in, &two, err);
  if (status != VB_OK) return status;
  if (inflateInit2(&in->z, window_for(in, two)) != Z_OK)
    return vb_fail(err, VB_NOMEM, "out of memory");
  in->started = true;
  return VB_OK;
}

/* After a member: starts the next one, or ends. */
static vb_status next_member(inflater *in, vb_error *err) {
  vb_str two = VB_STR_NONE;
  vb_status status = in->gzip ? look(in, &two, err) : VB_OK;
  in->between = false;
  in->ended = two.n < 2 || memcmp(two.p, "\x1f\x8b", 2) != 0;
  if (!in->ended) inflateReset(&in->z);
  return status;
}

/* One step of unpacking, with a bounded piece of input. A member that ends sets `between`, because
   gzip files may have several. */
static vb_status inflate_once(inflater *in, char *to, size_t room, size_t *n, vb_error *err) {
  vb_str ahead;
  vb_status status = vb_stream_peek(in->from, 1, &ahead, err);
  if (status != VB_OK) return status;
  if (!ahead.n) {
    in->ended = true;
    return vb_fail(err, VB_CORRUPT, "the %s data end too early", in->gzip ? "gzip" : "deflate");
  }
  if (ahead.n > STEP_MAX) ahead.n = STEP_MAX;
  in->z.next_in = (Bytef *)(uintptr_t)ahead.p;
  in->z.avail_in = (uInt)ahead.n;
  in->z.next_out = (Bytef *)to;
  in->z.avail_out = (uInt)room;
  int result = inflate(&in->z, Z_NO_FLUSH);
  *n = room - in->z.avail_out;
  status = vb_stream_skip(in->from, ahead.n - in->z.avail_in, err);
  if (status != VB_OK) return status;
  in->between = result == Z_STREAM_END;
  if (result == Z_STREAM_END || result == Z_OK || result == Z_BUF_ERROR) return VB_OK;
  in->ended = true;
  if (result == Z_MEM_ERROR) return vb_fail(err, VB_NOMEM, "out of memory");
  return vb_fail(err, VB_CORRUPT, "the %s data are damaged", in->gzip ? "gzip" : "deflate");
}

static vb_status inflater_read(void *self, char *to, size_t room, size_t *n, vb_error *err) {
  inflater *in = self;
  if (room > STEP_MAX) room = STEP_MAX;
  vb_status status = in->started ? VB_OK : start(in, err);
  while (status == VB_OK && !*n && !in->ended)
    status = in->between ? next_member(in, err) : inflate_once(in, to, room, n, err);
  return status == VB_OK ? vb_unpack_count(in->budget, *n, err) : status;
}

static void inflater_close(void *self) {
  inflater *in = self;
  if (in->started) inflateEnd(&in->z);
  free(in);
}

static vb_stream *open_inflater(vb_stream *from, vb_unpack_budget *budget, bool gzip) {
  static const vb_stream_kind kind = {inflater_read, inflater_close, NULL, false};
  inflater *in = calloc(1, sizeof *in);
  if (in) *in = (inflater){.from = from, .budget = budget, .gzip = gzip};
  return vb_stream_new(&kind, in);
}

vb_stream *vb_gzip_stream(vb_stream *from, vb_unpack_budget *budget) {
  return open_inflater(from, budget, true);
}

vb_stream *vb_deflate_stream(vb_stream *from, vb_unpack_budget *budget) {
  return open_inflater(from, budget, false);
}
