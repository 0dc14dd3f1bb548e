/*
 * packed_record.c - compresses the record of one article with zlib, and checks it on the way back.
 * Layout: FORMAT.md, "Records".
 */
#include "indexer/store/xapian/packed_record.h"

#include "indexer/store/xapian/deflate.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
  /* The text, and room for the lengths of all comments and short fields. */
  RECORD_MAX = VB_ARTICLE_MAX + 8 * 1024 * 1024,
  LEVEL = 6 /* on news text, 9 takes twice the time for one percent */
};

vb_status vb_record_pack(const vb_article *article, vb_buf *out, vb_error *err) {
  vb_buf raw = VB_BUF_INIT;
  vb_record_encode(article, &raw);
  vb_status status = vb_buf_ok(&raw, err);
  if (status != VB_OK) goto done;
  if (raw.n > RECORD_MAX) {
    status =
        vb_fail(err, VB_LIMIT, "an article of %zu bytes; at most %d are kept", raw.n, RECORD_MAX);
    goto done;
  }
  size_t start = out->n;
  vb_buf_varint(out, raw.n);
  vb_buf_u64(out, XXH3_64bits(raw.p, raw.n));
  status = vb_deflate(vb_buf_view(&raw), VB_STR_NONE, LEVEL, out, err);
  if (status == VB_OK) status = vb_buf_ok(out, err);
  if (status != VB_OK) out->n = start;
done:
  vb_buf_clear(&raw);
  return status;
}

vb_status vb_record_unpack(vb_str packed, vb_arena *arena, vb_article *out, vb_error *err) {
  *out = (vb_article){0};
  vb_cursor c = vb_cursor_of(packed);
  uint64_t length = vb_cursor_varint(&c);
  uint64_t hash = vb_cursor_u64(&c);
  size_t left = vb_cursor_left(&c);
  if (c.bad || length > RECORD_MAX || !vb_inflate_plausible(left, length))
    return vb_fail(err, VB_CORRUPT, "a packed article of %zu bytes has a damaged head", packed.n);
  char *raw = vb_arena_alloc(arena, (size_t)length);
  if (!raw) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = vb_inflate(vb_cursor_bytes(&c, left), VB_STR_NONE, raw, (size_t)length, err);
  if (status != VB_OK) return status;
  if (XXH3_64bits(raw, (size_t)length) != hash)
    return vb_fail(err, VB_CORRUPT, "a packed article does not match its checksum");
  return vb_record_decode((vb_str){raw, (size_t)length}, arena, out, err);
}
