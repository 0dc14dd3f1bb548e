/*
 * deflate.c - the only file of the store that uses zlib.
 *
 * Both directions are one call on memory that is allocated before: packing reserves
 * deflateBound bytes, and unpacking is given the exact length. So neither loops and
 * neither can write out of bounds. zlib counts in unsigned int, which limits a block
 * to 1 GiB.
 */
#include "indexer/store/xapian/deflate.h"

#include <zlib.h>

enum {
  RAW = -15,        /* zlib's notation for: 32 KiB window, no header, no checksum */
  MEMORY_LEVEL = 8, /* zlib's own default */
  BLOCK_MAX = 1024 * 1024 * 1024,
  RATIO_MAX = 1032,     /* 258 bytes for two bits: the maximum of the deflate format */
  RATIO_SLACK = 2 * 258 /* a stream of one or two bytes can contain a match or two */
};

static Bytef *bytes_of(vb_str s) {
  return (Bytef *)(uintptr_t)(s.p ? s.p : "");
}

/* Raw deflate in one call with the output's upper bound reserved, so no loop over the output is
   needed. */
vb_status vb_deflate(vb_str raw, vb_str dictionary, int level, vb_buf *out, vb_error *err) {
  if (raw.n > BLOCK_MAX || dictionary.n > BLOCK_MAX)
    return vb_fail(err, VB_LIMIT, "%zu bytes are too many to deflate at once", raw.n);
  z_stream z = {0};
  if (deflateInit2(&z, level, Z_DEFLATED, RAW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
    return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = VB_OK;
  if (dictionary.n) deflateSetDictionary(&z, bytes_of(dictionary), (uInt)dictionary.n);
  size_t bound = deflateBound(&z, raw.n);
  char *to = vb_buf_reserve(out, bound);
  if (!to) {
    status = vb_fail(err, VB_NOMEM, "out of memory");
    goto done;
  }
  z.next_in = bytes_of(raw);
  z.avail_in = (uInt)raw.n;
  z.next_out = (Bytef *)to;
  z.avail_out = (uInt)bound;
  if (deflate(&z, Z_FINISH) == Z_STREAM_END) out->n += bound - z.avail_out;
  else status = vb_fail(err, VB_INTERNAL, "deflate did not end within its bound");
done:
  deflateEnd(&z);
  return status;
}

vb_status vb_inflate(vb_str packed, vb_str dictionary, char *out, size_t length, vb_error *err) {
  if (packed.n > BLOCK_MAX || length > BLOCK_MAX || dictionary.n > BLOCK_MAX)
    return vb_fail(err, VB_CORRUPT, "a deflated block of %zu bytes is past all limits", packed.n);
  z_stream z = {0};
  if (inflateInit2(&z, RAW) != Z_OK) return vb_fail(err, VB_NOMEM, "out of memory");
  if (dictionary.n) inflateSetDictionary(&z, bytes_of(dictionary), (uInt)dictionary.n);
  char nothing;
  z.next_in = bytes_of(packed);
  z.avail_in = (uInt)packed.n;
  z.next_out = (Bytef *)(length ? out : &nothing);
  z.avail_out = (uInt)length;
  int result = inflate(&z, Z_FINISH);
  bool exact = result == Z_STREAM_END && z.avail_in == 0 && z.avail_out == 0;
  inflateEnd(&z);
  if (result == Z_MEM_ERROR) return vb_fail(err, VB_NOMEM, "out of memory");
  return exact ? VB_OK : vb_fail(err, VB_CORRUPT, "the deflated bytes are damaged");
}

bool vb_inflate_plausible(size_t packed, uint64_t length) {
  if (packed > BLOCK_MAX) return false;
  return length <= (uint64_t)packed * RATIO_MAX + RATIO_SLACK;
}
