/*
 * zip_parts.c - one pass over the archive; wanted parts are kept, up to the maximum of an article.
 */
#include "indexer/article/read/zip_parts.h"

#include "indexer/article/read/archive.h"
#include "indexer/store/record.h"

enum { PARTS_MAX = 20000 };

static vb_status load_part(vb_archive *archive, vb_str name, size_t limit, vb_arena *arena,
                           vb_zip_part *out, vb_error *err) {
  vb_buf bytes = VB_BUF_INIT;
  vb_stream *content = vb_archive_content(archive);
  vb_status status = content ? vb_stream_rest(content, limit, &bytes, err)
                             : vb_fail(err, VB_NOMEM, "out of memory");
  bool broken = content && vb_stream_broken(content);
  if (status == VB_OK && broken) status = vb_fail(err, VB_CORRUPT, "%s", vb_stream_why(content));
  if (status == VB_OK) {
    *out = (vb_zip_part){vb_arena_copy(arena, name), vb_arena_copy(arena, vb_buf_view(&bytes))};
    if (!out->name.p || !out->bytes.p) status = vb_fail(err, VB_NOMEM, "out of memory");
  }
  vb_stream_close(content);
  vb_buf_clear(&bytes);
  return status;
}

static vb_status load_all(vb_archive *archive, bool (*wanted)(vb_str name), vb_arena *arena,
                          vb_zip_parts *out, vb_error *err) {
  vb_archive_member member;
  size_t capacity = 0, room = VB_ARTICLE_MAX;
  for (size_t seen = 0; seen < PARTS_MAX; seen++) {
    vb_status status = vb_archive_next(archive, &member, err);
    if (status != VB_OK || !member.name) return status;
    vb_str name = vb_str_of(member.name);
    if (!member.file || !wanted(name)) continue;
    out->locked = out->locked || member.locked;
    if (member.locked) continue;
    if (!VB_ARENA_GROW(arena, out->list, &capacity, out->count))
      return vb_fail(err, VB_NOMEM, "out of memory");
    status = load_part(archive, name, room, arena, &out->list[out->count], err);
    if (status != VB_OK) return status;
    room -= out->list[out->count++].bytes.n;
  }
  return VB_OK;
}

vb_status vb_zip_load(vb_str bytes, vb_unpack_budget *budget, bool (*wanted)(vb_str name),
                      vb_arena *arena, vb_zip_parts *out, vb_error *err) {
  *out = (vb_zip_parts){0};
  vb_archive *archive = NULL;
  vb_stream *stream = vb_stream_of(bytes);
  vb_status status = stream ? vb_archive_open(stream, budget, &archive, err)
                            : vb_fail(err, VB_NOMEM, "out of memory");
  if (status == VB_OK) status = load_all(archive, wanted, arena, out, err);
  vb_archive_close(archive);
  vb_stream_close(stream);
  return status;
}

vb_str vb_zip_find(const vb_zip_parts *parts, vb_str name) {
  for (size_t i = 0; i < parts->count; i++)
    if (vb_str_eq(parts->list[i].name, name)) return parts->list[i].bytes;
  return VB_STR_NONE;
}
