/*
 * compress.c - packs answers with zlib.
 *
 * Level 4: for JSON of some 50 KiB it takes about a millisecond and packs to within a
 * twentieth of the best. A piece of a stream ends in a sync flush: who reads a stream line
 * by line must get each line when it was sent.
 */
#include "web/compress.h"

#include <stdlib.h>
#include <zlib.h>

enum { LEVEL = 4, GZIP_WINDOW = 15 + 16, MEMORY = 8, STEP = 32 * 1024 };

struct vb_compressor {
  z_stream stream;
};

/* A weight of exactly zero: "q=0", "q=0.000". */
static bool is_refused(vb_str parameters) {
  while (parameters.n) {
    const char *semicolon = memchr(parameters.p, ';', parameters.n);
    size_t n = semicolon ? (size_t)(semicolon - parameters.p) : parameters.n;
    vb_str one = vb_str_trim(vb_str_slice(parameters, 0, n));
    if (one.n > 2 && (one.p[0] == 'q' || one.p[0] == 'Q') && one.p[1] == '=') {
      bool zero = one.p[2] == '0';
      for (size_t i = 3; i < one.n; i++) zero &= one.p[i] == '.' || one.p[i] == '0';
      return zero;
    }
    parameters = vb_str_slice(parameters, n + 1, parameters.n);
  }
  return false;
}

bool vb_compress_accepted(vb_str accept) {
  bool any = false;
  while (accept.n) {
    const char *comma = memchr(accept.p, ',', accept.n);
    size_t n = comma ? (size_t)(comma - accept.p) : accept.n;
    vb_str item = vb_str_slice(accept, 0, n);
    const char *semicolon = memchr(item.p, ';', item.n);
    size_t name = semicolon ? (size_t)(semicolon - item.p) : item.n;
    vb_str coding = vb_str_trim(vb_str_slice(item, 0, name));
    bool refused = is_refused(vb_str_slice(item, name + 1, item.n));
    if (vb_str_is_caseless(coding, "gzip") || vb_str_is_caseless(coding, "x-gzip")) return !refused;
    if (vb_str_is(coding, "*")) any = !refused;
    accept = vb_str_slice(accept, n + 1, accept.n);
  }
  return any;
}

bool vb_compress_is_text(const char *type) {
  static const char *const others[] = {"application/json", "application/x-ndjson",
                                       "application/yaml", "application/atom+xml",
                                       "application/xml",  "application/x-research-info-systems",
                                       "image/svg+xml",    "application/opensearchdescription+xml"};
  vb_str name = vb_str_of(type);
  if (vb_str_starts(name, "text/")) return true;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (vb_str_starts(name, others[i])) return true;
  return false;
}

vb_compressor *vb_compressor_new(void) {
  vb_compressor *c = calloc(1, sizeof *c);
  if (!c) return NULL;
  if (deflateInit2(&c->stream, LEVEL, Z_DEFLATED, GZIP_WINDOW, MEMORY, Z_DEFAULT_STRATEGY) == Z_OK)
    return c;
  free(c);
  return NULL;
}

void vb_compressor_free(vb_compressor *c) {
  if (!c) return;
  deflateEnd(&c->stream);
  free(c);
}

/* Lengths beyond 4 GiB do not occur: an answer is made in memory, a piece is some KiB. */
bool vb_compressor_add(vb_compressor *c, vb_str piece, bool last, vb_buf *out) {
  z_stream *z = &c->stream;
  z->next_in = (Bytef *)(uintptr_t)piece.p;
  z->avail_in = (uInt)piece.n;
  int ended = Z_OK;
  do {
    char *to = vb_buf_reserve(out, STEP);
    if (!to) return false;
    z->next_out = (Bytef *)to;
    z->avail_out = STEP;
    ended = deflate(z, last ? Z_FINISH : Z_SYNC_FLUSH);
    if (ended != Z_OK && ended != Z_STREAM_END && ended != Z_BUF_ERROR) return false;
    out->n += STEP - z->avail_out;
  } while (last ? ended != Z_STREAM_END : z->avail_out == 0);
  return true;
}

bool vb_compress_all(vb_str bytes, vb_buf *out) {
  vb_compressor *c = vb_compressor_new();
  bool whole = c && bytes.n < UINT32_MAX && vb_compressor_add(c, bytes, true, out);
  vb_compressor_free(c);
  return whole;
}
