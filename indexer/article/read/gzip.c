/*
 * gzip.c - a block of file bytes, and zlib between it and the reader.
 *
 *   descriptor -> block[64 KiB] -> (inflate) -> the caller's buffer
 *
 * Memory is the block and zlib's window, however far a file inflates: how much
 * is wanted is the caller's limit, who simply stops reading. What follows the
 * last member and is no gzip itself (tapes pad with zeros) is ignored, as
 * gzip(1) does.
 */
#include "indexer/article/read/gzip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum {
  BLOCK = 64 * 1024,
  GZIP_ONLY = 15 + 16 /* zlib's way to say: 32 KiB window, gzip header and checksum */
};

struct vb_input {
  int fd;
  bool started, gzip, ended, between; /* between: a member has ended, the next has not begun */
  uint64_t taken;
  unsigned char block[BLOCK];
  size_t at, filled; /* block[at, filled) is not used yet */
  z_stream z;
};

vb_status vb_input_open(int fd, vb_input **out, vb_error *err) {
  *out = calloc(1, sizeof **out);
  if (!*out) return vb_fail(err, VB_NOMEM, "out of memory");
  (*out)->fd = fd;
  return VB_OK;
}

void vb_input_close(vb_input *input) {
  if (input && input->gzip) inflateEnd(&input->z);
  free(input);
}

uint64_t vb_input_taken(const vb_input *input) {
  return input->taken;
}
bool vb_input_is_gzip(const vb_input *input) {
  return input->gzip;
}

/* Reads until the block holds `least` unused bytes or the file ends. */
static vb_status fill(vb_input *in, size_t least, vb_error *err) {
  size_t left = in->filled - in->at;
  if (in->at && left) memmove(in->block, in->block + in->at, left);
  in->at = 0;
  in->filled = left;
  while (in->filled < least) {
    ssize_t n = read(in->fd, in->block + in->filled, BLOCK - in->filled);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return vb_fail_errno(err, errno, "read");
    if (n == 0) break;
    in->filled += (size_t)n;
    in->taken += (uint64_t)n;
  }
  return VB_OK;
}

static bool at_gzip_magic(const vb_input *in) {
  return in->filled - in->at >= 2 && in->block[in->at] == 0x1f && in->block[in->at + 1] == 0x8b;
}

static vb_status start(vb_input *in, vb_error *err) {
  vb_status status = fill(in, 2, err);
  if (status != VB_OK) return status;
  in->started = true;
  if (!at_gzip_magic(in)) return VB_OK;
  if (inflateInit2(&in->z, GZIP_ONLY) != Z_OK) return vb_fail(err, VB_NOMEM, "out of memory");
  in->gzip = true;
  return VB_OK;
}

/* Behind a member: begins the next one, or ends the input. */
static vb_status next_member(vb_input *in, vb_error *err) {
  if (in->filled - in->at < 2) {
    vb_status status = fill(in, 2, err);
    if (status != VB_OK) return status;
  }
  in->between = false;
  in->ended = !at_gzip_magic(in);
  if (!in->ended) inflateReset(&in->z);
  return VB_OK;
}

static vb_status inflate_some(vb_input *in, char *to, size_t room, size_t *n, vb_error *err) {
  while (*n == 0 && !in->ended) {
    if (in->between) {
      vb_status status = next_member(in, err);
      if (status != VB_OK || in->ended) return status;
    }
    if (in->at == in->filled) {
      vb_status status = fill(in, 1, err);
      if (status != VB_OK) return status;
      if (in->filled == 0) {
        in->ended = true;
        return vb_fail(err, VB_CORRUPT, "the gzip data end too early");
      }
    }
    in->z.next_in = in->block + in->at;
    in->z.avail_in = (uInt)(in->filled - in->at);
    in->z.next_out = (Bytef *)to;
    in->z.avail_out = (uInt)room;
    int result = inflate(&in->z, Z_NO_FLUSH);
    in->at = in->filled - in->z.avail_in;
    *n = room - in->z.avail_out;
    if (result == Z_STREAM_END) {
      in->between = true;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      in->ended = true;
      if (result == Z_MEM_ERROR) return vb_fail(err, VB_NOMEM, "out of memory");
      return vb_fail(err, VB_CORRUPT, "the gzip data are damaged");
    }
  }
  return VB_OK;
}

vb_status vb_input_read(vb_input *in, char *to, size_t room, size_t *n, vb_error *err) {
  *n = 0;
  if (room > BLOCK * 16u) room = BLOCK * 16u; /* zlib counts in unsigned int */
  vb_status status = in->started ? VB_OK : start(in, err);
  if (status != VB_OK || room == 0 || in->ended) return status;
  if (in->gzip) return inflate_some(in, to, room, n, err);
  if (in->at == in->filled) status = fill(in, 1, err);
  if (status != VB_OK) return status;
  *n = in->filled - in->at < room ? in->filled - in->at : room;
  memcpy(to, in->block + in->at, *n);
  in->at += *n;
  in->ended = *n == 0;
  return VB_OK;
}
