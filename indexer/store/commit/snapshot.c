/*
 * snapshot.c - opens all segments that a manifest names.
 *
 * A commit can remove files between reading the manifest and opening them. The
 * manifest has then changed, so it is read again. Once all files are mapped, nothing
 * that a writer does changes what this snapshot sees.
 */
#include "indexer/store/commit/snapshot.h"

#include "indexer/base/file.h"
#include "indexer/store/commit/manifest.h"
#include "indexer/store/segment/segment_check.h"

#include <stdlib.h>

enum { OPEN_TRIES = 10 }; /* opening is faster than a commit, so two tries nearly always suffice */

struct vb_snapshot {
  char *folder;
  vb_manifest manifest;
  vb_segment **segments;
  size_t count;
};

void vb_snapshot_close(vb_snapshot *s) {
  if (!s) return;
  for (size_t i = 0; i < s->count; i++) vb_segment_close(s->segments[i]);
  free(s->segments);
  free(s->folder);
  vb_manifest_clear(&s->manifest);
  free(s);
}

static vb_status open_segments(vb_snapshot *s, vb_error *err) {
  vb_status status = vb_manifest_read(s->folder, &s->manifest, err);
  if (status != VB_OK) return status;
  s->segments = calloc(s->manifest.count + 1, sizeof *s->segments);
  if (!s->segments) return vb_fail(err, VB_NOMEM, "out of memory");
  for (; s->count < s->manifest.count && status == VB_OK; s->count += status == VB_OK)
    status =
        vb_segment_open(s->folder, &s->manifest.segments[s->count], &s->segments[s->count], err);
  return status;
}

static vb_status open_once(const char *folder, vb_snapshot **out, vb_error *err) {
  *out = calloc(1, sizeof **out);
  if (!*out) return vb_fail(err, VB_NOMEM, "out of memory");
  (*out)->folder = vb_path_join(folder, "native");
  return (*out)->folder ? open_segments(*out, err) : vb_fail(err, VB_NOMEM, "out of memory");
}

vb_status vb_snapshot_open(const char *folder, vb_snapshot **out, vb_error *err) {
  vb_status status = VB_OK;
  for (int try = 0; try < OPEN_TRIES; try++) {
    status = open_once(folder, out, err);
    if (status == VB_OK) return VB_OK;
    bool stale = false, named = *out && (*out)->manifest.generation;
    if (named) vb_snapshot_stale(*out, &stale, NULL);
    vb_snapshot_close(*out);
    *out = NULL;
    /* The manifest exists but a file that it names does not: damage, not a missing store. */
    if (named && status == VB_NOT_FOUND) status = VB_CORRUPT;
    if (err) err->status = status;
    if (!stale) break;
  }
  return status;
}

vb_status vb_snapshot_stale(const vb_snapshot *s, bool *stale, vb_error *err) {
  vb_manifest now;
  *stale = false;
  vb_status status = vb_manifest_read(s->folder, &now, err);
  if (status != VB_OK) return status;
  /* A later generation, or another store in the same place. */
  *stale = now.generation != s->manifest.generation || now.hash != s->manifest.hash;
  vb_manifest_clear(&now);
  return VB_OK;
}

uint64_t vb_snapshot_lines_bytes(const vb_snapshot *s) {
  return s->manifest.lines.number ? s->manifest.lines.id.size : 0;
}

vb_status vb_snapshot_lines(const vb_snapshot *s, vb_buf *out, vb_error *err) {
  return vb_lines_file_read(s->folder, &s->manifest.lines, out, err);
}

uint64_t vb_snapshot_generation(const vb_snapshot *s) {
  return s->manifest.generation;
}
uint64_t vb_snapshot_state(const vb_snapshot *s) {
  return s->manifest.hash ? s->manifest.hash : 1;
}
size_t vb_snapshot_segments(const vb_snapshot *s) {
  return s->count;
}
const vb_segment *vb_snapshot_segment(const vb_snapshot *s, size_t i) {
  return s->segments[i];
}

vb_snapshot_info vb_snapshot_about(const vb_snapshot *s) {
  vb_snapshot_info info = {0};
  for (size_t i = 0; i < s->count; i++) {
    const vb_segment_info *one = vb_segment_about(s->segments[i]);
    info.docs += one->docs;
    info.articles += one->docs - one->deleted;
    info.words += one->words;
    if (one->first_day && (!info.first_day || one->first_day < info.first_day))
      info.first_day = one->first_day;
    if (one->last_day > info.last_day) info.last_day = one->last_day;
  }
  return info;
}

static vb_status check_lines(const char *folder, const vb_manifest *manifest,
                             void (*problem)(void *context, const char *sentence), void *context,
                             vb_error *err) {
  vb_buf lines = VB_BUF_INIT;
  vb_error why = {0};
  vb_status status = vb_lines_file_read(folder, &manifest->lines, &lines, &why);
  vb_buf_clear(&lines);
  if (status != VB_OK && status != VB_NOMEM) problem(context, why.text);
  if (status != VB_OK && err) *err = why;
  return status == VB_VERSION ? VB_CORRUPT : status;
}

vb_status vb_snapshot_verify(const vb_snapshot *s,
                             void (*problem)(void *context, const char *sentence), void *context,
                             vb_error *err) {
  vb_status worst = check_lines(s->folder, &s->manifest, problem, context, err);
  if (worst != VB_OK && worst != VB_CORRUPT) return worst;
  for (size_t i = 0; i < s->count; i++) {
    vb_status status = vb_segment_verify(s->segments[i], problem, context, err);
    if (status != VB_OK) worst = status;
    if (status != VB_OK && status != VB_CORRUPT) return status;
  }
  return worst;
}

/* ---- a store that does not open ---- */

/* The snapshot cannot be opened, and no commit interfered: finds out what is wrong. */
static vb_status check_parts(const char *folder,
                             void (*problem)(void *context, const char *sentence), void *context,
                             uint64_t *articles, vb_error *err) {
  vb_manifest manifest;
  vb_status worst = vb_manifest_read(folder, &manifest, err);
  if (worst != VB_OK && worst != VB_NOMEM && err) problem(context, err->text);
  for (size_t i = 0; i < manifest.count && (worst == VB_OK || worst == VB_CORRUPT); i++) {
    const vb_segment_files *files = &manifest.segments[i];
    vb_status status = vb_segment_verify_files(folder, files, problem, context, err);
    if (status != VB_OK) worst = status;
    else *articles += files->docs - files->deleted;
  }
  if (worst == VB_OK || worst == VB_CORRUPT) {
    vb_status status = check_lines(folder, &manifest, problem, context, err);
    if (status != VB_OK) worst = status;
  }
  vb_manifest_clear(&manifest);
  return worst == VB_NOT_FOUND ? VB_CORRUPT : worst;
}

vb_status vb_snapshot_check(const char *folder,
                            void (*problem)(void *context, const char *sentence), void *context,
                            uint64_t *articles, vb_error *err) {
  vb_snapshot *snapshot;
  vb_error why;
  *articles = 0;
  vb_status status = vb_snapshot_open(folder, &snapshot, &why);
  if (status == VB_OK) {
    status = vb_snapshot_verify(snapshot, problem, context, &why);
    if (status == VB_OK) *articles = vb_snapshot_about(snapshot).articles;
  } else if (status != VB_NOMEM) {
    char *native = vb_path_join(folder, "native");
    status = native ? check_parts(native, problem, context, articles, &why)
                    : vb_fail(&why, VB_NOMEM, "out of memory");
    free(native);
  }
  vb_snapshot_close(snapshot);
  if (status != VB_OK && err) *err = why;
  return status;
}
