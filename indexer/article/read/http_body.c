/*
 * http_body.c - reads heads line by line, chunks by their sizes, and undoes codings with the
 * unpackers that archives use too.
 */
#include "indexer/article/read/http_body.h"

#include "indexer/article/read/archive.h"
#include "indexer/article/read/brotli.h"
#include "indexer/article/read/inflate.h"

#include <ctype.h>
#include <stdlib.h>

enum {
  LINE_MAX_BYTES = 64 * 1024, /* cookies are long; servers refuse more than this */
  HEAD_LINES_MAX = 500
};

bool vb_http_split_line(vb_str line, vb_str *name, vb_str *value) {
  const char *colon = line.n ? memchr(line.p, ':', line.n) : NULL;
  if (!colon || colon == line.p) return false;
  size_t at = (size_t)(colon - line.p);
  *name = vb_str_trim(vb_str_slice(line, 0, at));
  *value = vb_str_trim(vb_str_slice(line, at + 1, line.n));
  return true;
}

static vb_str lower_copy(vb_str s, vb_arena *arena) {
  vb_str copy = vb_arena_copy(arena, s);
  for (size_t i = 0; i < copy.n; i++)
    ((char *)(uintptr_t)copy.p)[i] = (char)tolower((unsigned char)copy.p[i]);
  return copy;
}

void vb_http_split_type(vb_str value, vb_arena *arena, vb_str *type, vb_str *charset) {
  const char *end = value.n ? memchr(value.p, ';', value.n) : NULL;
  size_t n = end ? (size_t)(end - value.p) : value.n;
  *type = lower_copy(vb_str_trim(vb_str_slice(value, 0, n)), arena);
  *charset = VB_STR_NONE;
  vb_str rest = lower_copy(vb_str_slice(value, n, value.n), arena);
  const char *at = rest.n ? memmem(rest.p, rest.n, "charset=", 8) : NULL;
  if (!at) return;
  rest = vb_str_slice(rest, (size_t)(at - rest.p) + 8, rest.n);
  while (rest.n && strchr("\"' ", rest.p[0])) rest = vb_str_slice(rest, 1, rest.n);
  size_t length = 0;
  while (length < rest.n &&
         (isalnum((unsigned char)rest.p[length]) || strchr("-_.:+", rest.p[length])))
    length++;
  *charset = vb_str_slice(rest, 0, length);
}

static void take_line(vb_str line, vb_arena *arena, vb_http_head *out) {
  vb_str name, value;
  if (!vb_http_split_line(line, &name, &value)) return;
  if (vb_str_is_caseless(name, "content-type"))
    vb_http_split_type(value, arena, &out->type, &out->charset);
  if (vb_str_is_caseless(name, "content-encoding")) out->codings = lower_copy(value, arena);
  if (vb_str_is_caseless(name, "transfer-encoding")) {
    vb_str low = lower_copy(value, arena);
    out->chunked = low.n && memmem(low.p, low.n, "chunked", 7);
  }
}

vb_status vb_http_read_head(vb_stream *stream, vb_arena *arena, vb_http_head *out, vb_error *err) {
  vb_str line;
  *out = (vb_http_head){0};
  vb_status status = vb_stream_line(stream, LINE_MAX_BYTES, &line, NULL, err);
  if (status != VB_OK || !vb_str_starts(line, "HTTP/")) return status;
  const char *blank = memchr(line.p, ' ', line.n);
  vb_str number =
      blank ? vb_str_trim(vb_str_slice(line, (size_t)(blank - line.p), line.n)) : VB_STR_NONE;
  for (size_t i = 0; i < 3 && i < number.n && isdigit((unsigned char)number.p[i]); i++)
    out->status = out->status * 10 + (unsigned)(number.p[i] - '0');
  for (int i = 0; i < HEAD_LINES_MAX; i++) {
    status = vb_stream_line(stream, LINE_MAX_BYTES, &line, NULL, err);
    if (status != VB_OK || !line.p || !line.n) return status;
    take_line(line, arena, out);
  }
  return VB_OK;
}

/* --- chunks: SIZE in hex, CRLF, bytes, CRLF ... 0 --- */

typedef struct chunks {
  vb_stream *from;
  uint64_t left; /* of the chunk */
  bool inside, ended;
} chunks;

static bool read_size(vb_str line, uint64_t *out) {
  size_t i = 0;
  *out = 0;
  for (; i < line.n && i < 12 && isxdigit((unsigned char)line.p[i]); i++)
    *out =
        *out * 16 + (uint64_t)(isdigit((unsigned char)line.p[i]) ? line.p[i] - '0'
                                                                 : (line.p[i] | 0x20) - 'a' + 10);
  return i > 0 && (i == line.n || line.p[i] == ';' || line.p[i] == ' ');
}

static vb_status next_chunk(chunks *c, vb_error *err) {
  vb_str line;
  vb_status status = VB_OK;
  if (c->inside)
    status = vb_stream_line(c->from, LINE_MAX_BYTES, &line, NULL, err); /* the CRLF after it */
  if (status == VB_OK) status = vb_stream_line(c->from, LINE_MAX_BYTES, &line, NULL, err);
  if (status != VB_OK) return status;
  c->inside = true;
  if (!line.p || !read_size(line, &c->left))
    return vb_fail(err, VB_CORRUPT, "its chunks are damaged");
  c->ended = c->left == 0;
  return VB_OK;
}

static vb_status chunks_read(void *self, char *to, size_t room, size_t *n, vb_error *err) {
  chunks *c = self;
  vb_status status = c->left || c->ended ? VB_OK : next_chunk(c, err);
  if (status != VB_OK || c->ended) return status;
  status = vb_stream_read(c->from, to, room < c->left ? room : (size_t)c->left, n, err);
  c->left -= *n;
  if (status == VB_OK && !*n) return vb_fail(err, VB_CORRUPT, "its chunks end too early");
  return status;
}

static vb_stream *open_chunks(vb_stream *from) {
  static const vb_stream_kind kind = {chunks_read, free, NULL, false};
  chunks *c = calloc(1, sizeof *c);
  if (c) c->from = from;
  return vb_stream_new(&kind, c);
}

/* --- the layers --- */

/* Whether a text consists of printable characters. */
static bool is_printable(vb_str s) {
  s = vb_str_slice(s, 0, 64);
  for (size_t i = 0; i < s.n; i++)
    if (!vb_is_space(s.p[i]) && ((unsigned char)s.p[i] < 0x20 || (unsigned char)s.p[i] >= 0x7f))
      return false;
  return true;
}

static vb_status add_layer(vb_http_body *body, vb_stream *layer, vb_error *err) {
  if (!layer) return vb_fail(err, VB_NOMEM, "out of memory");
  body->layers[body->count++] = layer;
  body->plain = layer;
  return VB_OK;
}

static vb_status undo_coding(vb_http_body *body, vb_str coding, vb_unpack_budget *budget,
                             vb_error *err) {
  vb_str ahead;
  vb_status status = vb_stream_peek(body->plain, 64, &ahead, err);
  if (status != VB_OK || body->count == VB_HTTP_LAYERS_MAX) return status;
  bool gzip = vb_str_is(coding, "gzip") || vb_str_is(coding, "x-gzip");
  if (gzip && vb_str_starts(ahead, "\x1f\x8b"))
    return add_layer(body, vb_gzip_stream(body->plain, budget), err);
  if (is_printable(ahead)) return VB_OK;
  if (vb_str_is(coding, "deflate"))
    return add_layer(body, vb_deflate_stream(body->plain, budget), err);
  if (vb_str_is(coding, "br")) return add_layer(body, vb_brotli_stream(body->plain, budget), err);
  if (vb_str_is(coding, "zstd")) return add_layer(body, vb_zstd_stream(body->plain, budget), err);
  return VB_OK;
}

/* Some crawlers store the body without its chunks but keep the header, so chunks are undone only if
   the body begins with the size of one. */
vb_status vb_http_open_body(vb_stream *stream, const vb_http_head *head, vb_unpack_budget *budget,
                            vb_http_body *out, vb_error *err) {
  vb_str ahead;
  uint64_t size;
  *out = (vb_http_body){.plain = stream};
  vb_status status = head->chunked ? vb_stream_peek(stream, 32, &ahead, err) : VB_OK;
  if (status == VB_OK && head->chunked) {
    const char *end = ahead.n ? memchr(ahead.p, '\r', ahead.n) : NULL;
    if (end && read_size(vb_str_slice(ahead, 0, (size_t)(end - ahead.p)), &size))
      status = add_layer(out, open_chunks(stream), err);
  }
  /* Codings are listed in the order of application, so undo the last first. */
  for (size_t to = head->codings.n; status == VB_OK && to > 0;) {
    size_t from = to;
    while (from > 0 && head->codings.p[from - 1] != ',') from--;
    status = undo_coding(out, vb_str_trim(vb_str_slice(head->codings, from, to)), budget, err);
    to = from ? from - 1 : 0;
  }
  if (status != VB_OK) vb_http_close_body(out);
  return status;
}

void vb_http_close_body(vb_http_body *body) {
  while (body->count) vb_stream_close(body->layers[--body->count]);
}
