/*
 * textblock.c - the compression of the stored articles.
 *
 * What was measured on 40 MB of news, size and MB/s in and out:
 *   zlib 1, an article each, 32 KiB preset dictionary   0.455    31  175
 *   libdeflate 1, 16 KiB blocks                          0.445   173  516
 *   libdeflate 1, 32 KiB blocks                          0.431   185  616
 *   libdeflate 6, 32 KiB blocks                          0.409    73  613
 * A block of a few articles needs no dictionary and beats one; level 1 is the
 * fastest there is, and the higher ones cost more time than the inverting.
 */
#include "indexer/store/textblock.h"

#include <libdeflate.h>
#include <stdlib.h>

enum { LEVEL = 1 };

struct vb_text_packer {
  struct libdeflate_compressor *deflate;
};

vb_status vb_text_packer_new(vb_text_packer **out, vb_error *err) {
  *out = calloc(1, sizeof **out);
  if (*out) (*out)->deflate = libdeflate_alloc_compressor(LEVEL);
  if (*out && (*out)->deflate) return VB_OK;
  free(*out);
  *out = NULL;
  return vb_fail(err, VB_NOMEM, "out of memory");
}

void vb_text_packer_free(vb_text_packer *packer) {
  if (!packer) return;
  libdeflate_free_compressor(packer->deflate);
  free(packer);
}

vb_status vb_text_pack(vb_text_packer *packer, vb_str raw, vb_buf *out, vb_error *err) {
  size_t bound = libdeflate_deflate_compress_bound(packer->deflate, raw.n);
  char *room = vb_buf_reserve(out, bound);
  if (!room) return vb_fail(err, VB_NOMEM, "out of memory");
  size_t n = libdeflate_deflate_compress(packer->deflate, raw.p, raw.n, room, bound);
  if (!n) return vb_fail(err, VB_INTERNAL, "%zu bytes of text could not be deflated", raw.n);
  out->n += n;
  return VB_OK;
}

vb_status vb_text_unpack(vb_str packed, size_t size, vb_buf *out, vb_error *err) {
  vb_buf_reset(out);
  char *room = vb_buf_reserve(out, size ? size : 1);
  struct libdeflate_decompressor *inflate = libdeflate_alloc_decompressor();
  if (!room || !inflate) {
    libdeflate_free_decompressor(inflate);
    return vb_fail(err, VB_NOMEM, "out of memory");
  }
  enum libdeflate_result result =
      libdeflate_deflate_decompress(inflate, packed.p, packed.n, room, size, NULL);
  libdeflate_free_decompressor(inflate);
  if (result != LIBDEFLATE_SUCCESS)
    return vb_fail(err, VB_CORRUPT, "a block of articles does not inflate to its %zu bytes", size);
  out->n = size;
  return VB_OK;
}
