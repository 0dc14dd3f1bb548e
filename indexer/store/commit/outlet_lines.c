/*
 * outlet_lines.c - hashes of lines with their counts, by outlet.
 *
 *   | outlet titles pages n | line titles pages | ... n times | next outlet | ...
 *
 * The order is that of worth: the outlet that was met last comes first, and in it the line that is
 * on most pages. So whatever is too much is cut off from the end. Keys are hashes of 64 bits; two
 * lines with the same one are counted together.
 */
#include "indexer/store/commit/outlet_lines.h"

#include "indexer/base/file.h"

#include <stdio.h>
#include <stdlib.h>

enum { OUTLET_BYTES = 24, LINE_BYTES = 20 };

static void put_line(vb_buf *out, uint64_t key, const vb_outlet_line *line) {
  vb_buf_u64(out, key);
  vb_buf_u64(out, line->titles);
  vb_buf_u32(out, line->pages);
}

void vb_outlet_lines_encode(const vb_outlet_line *lines, size_t count, vb_buf *out) {
  size_t start = out->n, outlets = 0;
  for (size_t i = 0, end; i < count; i = end) {
    for (end = i + 1; end < count && lines[end].outlet == lines[i].outlet;) end++;
    size_t n = end - i - 1 < VB_OUTLET_LINES_MAX ? end - i - 1 : VB_OUTLET_LINES_MAX;
    size_t bytes = OUTLET_BYTES + n * LINE_BYTES;
    if (outlets++ == VB_OUTLETS_MAX || out->n - start + bytes > VB_OUTLET_LINES_BYTES) return;
    put_line(out, lines[i].outlet, &lines[i]);
    vb_buf_u32(out, (uint32_t)n);
    for (size_t k = i + 1; k <= i + n; k++) put_line(out, lines[k].line, &lines[k]);
  }
}

bool vb_outlet_lines_next(vb_outlet_reader *r, vb_outlet_line *out) {
  if (!vb_cursor_left(&r->bytes) || r->bytes.bad) return false;
  uint64_t key = vb_cursor_u64(&r->bytes);
  bool is_outlet = !r->left;
  if (is_outlet) r->outlet = key;
  *out = (vb_outlet_line){.outlet = r->outlet, .line = is_outlet ? 0 : key};
  out->titles = vb_cursor_u64(&r->bytes);
  out->pages = vb_cursor_u32(&r->bytes);
  if (is_outlet) r->left = vb_cursor_u32(&r->bytes);
  else r->left--;
  if (!out->pages || r->left > VB_OUTLET_LINES_MAX || (is_outlet && r->outlets++ == VB_OUTLETS_MAX))
    r->bytes.bad = true;
  if (r->left && vb_cursor_left(&r->bytes) < LINE_BYTES) r->bytes.bad = true;
  return !r->bytes.bad;
}

vb_status vb_outlet_lines_check(vb_str bytes, const char *name, vb_error *err) {
  vb_outlet_reader r = {.bytes = vb_cursor_of(bytes)};
  vb_outlet_line line;
  if (bytes.n > VB_OUTLET_LINES_BYTES) r.bytes.bad = true;
  while (vb_outlet_lines_next(&r, &line)) {
  }
  if (!r.bytes.bad) return VB_OK;
  return vb_fail(
      err, VB_CORRUPT,
      "%s: the lines of its outlets are malformed; 'verbatim verify --repair' drops them", name);
}

/* --- the file --- */

static char *path_of(const char *folder, const vb_lines_file *file) {
  char name[32];
  snprintf(name, sizeof name, "%06u.%s", file->number, vb_part_name(VB_PART_LINES));
  return vb_path_join(folder, name);
}

vb_status vb_lines_file_write(const char *folder, vb_str bytes, vb_lines_file *file,
                              vb_error *err) {
  char *path = path_of(folder, file);
  if (!path) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_part_writer *part;
  vb_status status = vb_part_create(path, VB_PART_LINES, file->number, &part, err);
  if (status == VB_OK) {
    vb_part_append(part, bytes.p, bytes.n);
    status = vb_part_finish(part, &file->id, err);
  }
  free(path);
  return status;
}

static vb_status read_part(const vb_part *part, vb_buf *out, vb_error *err) {
  size_t n = (size_t)(part->end - VB_PART_HEAD);
  if (n > VB_OUTLET_LINES_BYTES)
    return vb_fail(err, VB_CORRUPT, "%s: %zu bytes; the limit is %d", part->path, n,
                   VB_OUTLET_LINES_BYTES);
  vb_status status = vb_part_check(part, VB_PART_HEAD, n, err);
  if (status != VB_OK) return status;
  vb_str bytes = {(const char *)part->bytes + VB_PART_HEAD, n};
  status = vb_outlet_lines_check(bytes, part->path, err);
  if (status == VB_OK) vb_buf_str(out, bytes);
  return status == VB_OK ? vb_buf_ok(out, err) : status;
}

vb_status vb_lines_file_read(const char *folder, const vb_lines_file *file, vb_buf *out,
                             vb_error *err) {
  vb_part *part = NULL;
  if (!file->number) return VB_OK;
  char *path = path_of(folder, file);
  if (!path) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = vb_part_open(path, VB_PART_LINES, file->number, &file->id, &part, err);
  if (status == VB_NOT_FOUND) {
    status = VB_CORRUPT;
    if (err) err->status = status;
  }
  if (status == VB_OK) status = read_part(part, out, err);
  vb_part_close(part);
  free(path);
  return status;
}
