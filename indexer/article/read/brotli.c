/*
 * brotli.c - unpacks brotli with libbrotli in bounded memory: the window is at most 16 MiB, because
 * "large window brotli" is not enabled.
 */
#include "indexer/article/read/brotli.h"

#include <brotli/decode.h>
#include <stdlib.h>

typedef struct unbrotli {
  vb_stream *from;
  vb_unpack_budget *budget;
  BrotliDecoderState *decoder;
  bool done;
} unbrotli;

/* Passes the look-ahead to the decoder. */
static vb_status unpack_some(unbrotli *u, char *to, size_t room, size_t *n, vb_error *err) {
  vb_str ahead;
  vb_status status = vb_stream_peek(u->from, 1, &ahead, err);
  if (status != VB_OK) return status;
  const uint8_t *in = (const uint8_t *)ahead.p;
  uint8_t *out = (uint8_t *)to;
  size_t left = ahead.n, space = room;
  BrotliDecoderResult result =
      BrotliDecoderDecompressStream(u->decoder, &left, &in, &space, &out, NULL);
  *n = room - space;
  u->done = result == BROTLI_DECODER_RESULT_SUCCESS;
  status = vb_stream_skip(u->from, ahead.n - left, err);
  if (status != VB_OK) return status;
  if (result == BROTLI_DECODER_RESULT_ERROR)
    return vb_fail(err, VB_CORRUPT, "the brotli data are damaged");
  if (!*n && !u->done && !ahead.n) return vb_fail(err, VB_CORRUPT, "the brotli data end too early");
  return VB_OK;
}

static vb_status unbrotli_read(void *self, char *to, size_t room, size_t *n, vb_error *err) {
  unbrotli *u = self;
  vb_status status = VB_OK;
  while (!*n && !u->done && status == VB_OK) status = unpack_some(u, to, room, n, err);
  return status == VB_OK ? vb_unpack_count(u->budget, *n, err) : status;
}

static void unbrotli_close(void *self) {
  BrotliDecoderDestroyInstance(((unbrotli *)self)->decoder);
  free(self);
}

vb_stream *vb_brotli_stream(vb_stream *from, vb_unpack_budget *budget) {
  static const vb_stream_kind kind = {unbrotli_read, unbrotli_close, NULL, false};
  BrotliDecoderState *decoder = BrotliDecoderCreateInstance(NULL, NULL, NULL);
  unbrotli *u = decoder ? calloc(1, sizeof *u) : NULL;
  if (!u) {
    BrotliDecoderDestroyInstance(decoder);
    return NULL;
  }
  *u = (unbrotli){.from = from, .budget = budget, .decoder = decoder};
  return vb_stream_new(&kind, u);
}
