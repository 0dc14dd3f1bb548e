/*
 * repair.c - finds damaged segments, moves their files aside, and commits a manifest of the rest.
 *
 *   1. each segment is read as `verify` reads it; articles of damaged segments that can
 *      still be read are reported by name
 *      (outlets' lines are read, too, and dropped if damaged)
 *   2. the files of damaged segments are linked into native/damaged, which is synced
 *   3. a manifest without these segments is committed
 *   4. the old names are removed (after a crash, the next writer removes them)
 */
#include "indexer/pipeline/repair.h"

#include "indexer/base/file.h"
#include "indexer/store/commit/manifest.h"
#include "indexer/store/opensearch/cluster_address.h"
#include "indexer/store/segment/segment_check.h"
#include "indexer/store/store.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct repair {
  char *native, *aside;
  const vb_repair_events *events;
  vb_repair_summary *out;
} repair;

/* ---- the marker ---- */

static vb_status mend_marker(const char *folder, vb_repair_summary *out, vb_error *err) {
  vb_store_marker marker;
  vb_status status = vb_store_check_marker(folder, err);
  if (status != VB_CORRUPT) {
    if (status == VB_OK) status = vb_store_read_marker(folder, &marker, err);
  } else {
    status = vb_store_salvage_marker(folder, &marker, err);
    if (status == VB_OK) status = vb_store_create(folder, &marker, err);
    out->marker = status == VB_OK;
  }
  if (status == VB_OK && strcmp(marker.engine, "native") != 0)
    return vb_fail(err, VB_INVALID,
                   "%s: kept by the engine %s, which this does not mend; 'xapian-check %s/xapian "
                   "F' may, else index "
                   "anew",
                   folder, marker.engine, folder);
  return status;
}

/* ---- lost articles ---- */

static void name_article(repair *r, const vb_segment *segment, uint32_t doc, vb_buf *raw,
                         vb_arena *arena) {
  vb_str record;
  vb_article article;
  vb_arena_clear(arena);
  r->out->gone++;
  if (vb_segment_record(segment, doc, raw, &record, NULL) == VB_OK &&
      vb_record_decode(record, arena, &article, NULL) == VB_OK) {
    if (r->events->gone) r->events->gone(r->events->context, article.id, article.path);
  } else {
    r->out->nameless++;
  }
}

static vb_status name_articles(repair *r, const vb_segment_files *files, vb_error *err) {
  vb_segment *segment;
  if (vb_segment_open(r->native, files, &segment, NULL) != VB_OK) {
    uint64_t all = files->docs - files->deleted;
    r->out->gone += all, r->out->nameless += all;
    return VB_OK;
  }
  vb_buf raw = VB_BUF_INIT;
  vb_arena *arena = vb_arena_new();
  for (uint32_t doc = 0; arena && doc < files->docs; doc++)
    if (!vb_segment_deleted(segment, doc)) name_article(r, segment, doc, &raw, arena);
  vb_status status = arena ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  vb_arena_free(arena);
  vb_buf_clear(&raw);
  vb_segment_close(segment);
  return status;
}

/* ---- files ---- */

static vb_status set_file_aside(repair *r, const char *name, vb_error *err) {
  char *from = vb_path_join(r->native, name), *to = vb_path_join(r->aside, name);
  vb_status status = from && to ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  if (status == VB_OK && link(from, to) != 0 && errno != EEXIST && errno != ENOENT)
    status = vb_fail_errno(err, errno, "cannot set %s aside", from);
  free(from), free(to);
  return status;
}

/* Whether the manifest names the file's segment; *ours: it is a segment's file; *number: which. */
static bool is_kept(const vb_manifest *kept, const char *name, bool *ours, uint32_t *number) {
  char *end;
  unsigned long n = strtoul(name, &end, 10);
  *ours = end != name && *end == '.' && n <= UINT32_MAX;
  *number = (uint32_t)n;
  for (size_t i = 0; *ours && i < kept->count; i++)
    if (kept->segments[i].number == n) return true;
  if (*ours && kept->lines.number == n) return true;
  return false;
}

/* Links everything that the kept manifest does not name; *next is above all numbers seen. */
static vb_status set_aside(repair *r, vb_manifest *kept, vb_error *err) {
  vb_status status = vb_file_mkdir(r->aside, err);
  if (status != VB_OK) return status;
  DIR *list = opendir(r->native);
  if (!list) return vb_fail_errno(err, errno, "cannot read %s", r->native);
  for (struct dirent *entry; status == VB_OK && (entry = readdir(list));) {
    bool ours;
    uint32_t number;
    if (is_kept(kept, entry->d_name, &ours, &number) || !ours) continue;
    if (number >= kept->next) kept->next = number + 1;
    status = set_file_aside(r, entry->d_name, err);
  }
  closedir(list);
  return status == VB_OK ? vb_file_sync_folder(r->aside, err) : status;
}

/* ---- the segments ---- */

static vb_status sort_out(repair *r, const vb_manifest *all, vb_manifest *kept, vb_error *err) {
  vb_status status = VB_OK;
  for (size_t i = 0; i < all->count && status == VB_OK; i++) {
    const vb_segment_files *files = &all->segments[i];
    vb_error why;
    vb_status sound = vb_segment_verify_files(r->native, files, NULL, NULL, &why);
    if (sound == VB_OK) {
      r->out->articles += files->docs - files->deleted;
      status = vb_manifest_add(kept, files, err);
    } else if (sound == VB_NOMEM) {
      if (err) *err = why;
      status = sound;
    } else {
      r->out->segments++;
      status = name_articles(r, files, err);
    }
  }
  return status;
}

static vb_status sort_out_lines(repair *r, const vb_manifest *all, vb_manifest *kept,
                                vb_error *err) {
  vb_buf bytes = VB_BUF_INIT;
  vb_error why;
  vb_status status = vb_lines_file_read(r->native, &all->lines, &bytes, &why);
  vb_buf_clear(&bytes);
  if (status == VB_OK) kept->lines = all->lines;
  r->out->lines = status != VB_OK && status != VB_NOMEM;
  if (status == VB_NOMEM && err) *err = why;
  return status == VB_NOMEM ? status : VB_OK;
}

/* Builds a manifest of the sound segments only. The damaged files are moved before the new manifest
   is written, so that the sweep after it cannot remove them. Without a readable manifest no segment
   can be trusted. */
static vb_status mend_segments(repair *r, vb_error *err) {
  vb_manifest all, kept = {0};
  vb_error why;
  vb_status status = vb_manifest_read(r->native, &all, &why);
  if (status == VB_CORRUPT || status == VB_NOT_FOUND) {
    r->out->manifest = true; /* all segments are lost with it */
    kept.next = 1;
    status = VB_OK;
  } else if (status != VB_OK) {
    if (err) *err = why;
    return status;
  }
  kept.generation = all.generation + 1;
  if (all.next > kept.next) kept.next = all.next;
  if (status == VB_OK) status = sort_out(r, &all, &kept, err);
  if (status == VB_OK) status = sort_out_lines(r, &all, &kept, err);
  if (status == VB_OK && (r->out->segments || r->out->manifest || r->out->lines)) {
    status = set_aside(r, &kept, err);
    if (status == VB_OK) status = vb_manifest_write(r->native, &kept, err);
    if (status == VB_OK) status = vb_manifest_sweep(r->native, &kept, err);
  }
  vb_manifest_clear(&all);
  vb_manifest_clear(&kept);
  return status;
}

vb_status vb_repair_store(const char *folder, const vb_repair_events *events,
                          vb_repair_summary *out, vb_error *err) {
  *out = (vb_repair_summary){0};
  if (vb_cluster_is_address(folder))
    return vb_fail(err, VB_INVALID,
                   "%s: a cluster repairs its indexes itself, from replicas or its snapshots; "
                   "'verbatim index' of the same files reads what is missing",
                   folder);
  repair r = {.events = events, .out = out};
  int lock = -1;
  char *path = vb_path_join(folder, "lock");
  r.native = vb_path_join(folder, "native");
  r.aside = r.native ? vb_path_join(r.native, "damaged") : NULL;
  vb_store_marker marker;
  vb_status status = path && r.aside ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  /* Before the lock file is made: a folder that is not a store stays untouched. */
  if (status == VB_OK) status = vb_store_read_marker(folder, &marker, err);
  if (status == VB_CORRUPT) status = VB_OK;
  if (status == VB_OK) status = vb_file_lock(path, &lock, err);
  if (status == VB_OK) status = mend_marker(folder, out, err);
  if (status == VB_OK) status = mend_segments(&r, err);
  vb_file_unlock(lock);
  free(path), free(r.native), free(r.aside);
  return status;
}
