/*
 * store_stats.c - reads a store's marker, then the counts of its engine.
 *
 * The native store counts itself (snapshot_stats.h), and a cluster is asked. A Xapian database is
 * walked term by term. Ids, stems, keys of copies, and the second copies of words in titles and
 * quotations are left out, so that both engines report the same number for the same
 * articles.
 */
#include "indexer/pipeline/store_stats.h"

#include "indexer/base/file.h"
#include "indexer/store/opensearch/opensearch_index.h"
#include "indexer/store/opensearch/opensearch_walk.h"
#include "indexer/store/schema.h"
#include "indexer/store/commit/snapshot.h"
#include "indexer/xapian-c/xapian_c.h"
#include "indexer/store/xapian/xapian_schema.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void add_file(vb_store_stats *stock, const char *name, size_t length, uint64_t bytes) {
  stock->counts.total_bytes += bytes;
  if (stock->file_count == VB_STORE_STATS_FILES_MAX) return;
  vb_store_stats_file *file = &stock->files[stock->file_count++];
  snprintf(file->name, sizeof file->name, "%.*s", (int)length, name);
  file->bytes = bytes;
}

static vb_status native_stock(const char *folder, vb_store_stats *out, vb_error *err) {
  vb_snapshot *snapshot;
  vb_status status = vb_snapshot_open(folder, &snapshot, err);
  if (status == VB_OK) status = vb_snapshot_count(snapshot, &out->counts, err);
  vb_snapshot_close(snapshot);
  out->counts.total_bytes = 0;
  for (int k = 1; k < VB_PART_ALL && status == VB_OK; k++) {
    const char *name = vb_part_name((vb_part_kind)k);
    add_file(out, name, strlen(name), out->counts.bytes[k]);
  }
  return status;
}

/* ---- xapian ---- */

/* "postlist.glass" is reported as "postlist"; other files, such as the lock, only add to the
   size. */
static vb_status xapian_files(const char *path, vb_store_stats *out, vb_error *err) {
  vb_status status = VB_OK;
  struct dirent **names = NULL;
  int count = scandir(path, &names, NULL, alphasort);
  if (count < 0) return vb_fail_errno(err, errno, "%s", path);
  for (int i = 0; i < count; i++) {
    struct stat at;
    char *file = vb_path_join(path, names[i]->d_name);
    const char *end = strstr(names[i]->d_name, ".glass");
    if (!file) status = vb_fail(err, VB_NOMEM, "out of memory");
    else if (stat(file, &at) != 0) status = vb_fail_errno(err, errno, "%s", file);
    else if (end)
      add_file(out, names[i]->d_name, (size_t)(end - names[i]->d_name), (uint64_t)at.st_size);
    else if (S_ISREG(at.st_mode)) out->counts.total_bytes += (uint64_t)at.st_size;
    free(file);
    free(names[i]);
  }
  free(names);
  return status;
}

static bool is_word(vb_str term) {
  return term.n && term.p[0] != 'Q' && term.p[0] != 'Z' &&
         !vb_str_starts(term, vb_field_prefix(VB_FIELD_TITLE)) &&
         !vb_str_starts(term, vb_field_prefix(VB_FIELD_SAID)) &&
         !vb_str_starts(term, VB_SHINGLE_PREFIX) && !vb_str_starts(term, VB_LENGTH_TERM);
}

static vb_status count_terms(vb_xapian_database *db, uint64_t *terms, vb_error *err) {
  vb_xapian_terms *list;
  vb_str term;
  uint64_t frequency;
  vb_status status = vb_xapian_terms_open(db, VB_STR_NONE, &list, err);
  while (!status && !(status = vb_xapian_terms_next(list, &term, &frequency, err)) && term.p)
    *terms += is_word(term);
  vb_xapian_terms_close(list);
  return status;
}

static vb_status count_days(vb_xapian_database *db, vb_snapshot_counts *out, vb_error *err) {
  vb_buf least = VB_BUF_INIT, greatest = VB_BUF_INIT, ignored = VB_BUF_INIT, last = VB_BUF_INIT;
  vb_status status = vb_xapian_value_bounds(db, VB_SLOT_FIRST_DAY, &least, &greatest, err);
  if (!status) status = vb_xapian_value_bounds(db, VB_SLOT_LAST_DAY, &ignored, &last, err);
  if (!status)
    vb_slot_days(vb_buf_view(&least), vb_buf_view(&greatest), vb_buf_view(&last), &out->first_day,
                 &out->last_day);
  vb_buf_clear(&least), vb_buf_clear(&greatest), vb_buf_clear(&ignored), vb_buf_clear(&last);
  return status;
}

static vb_status xapian_stock(const char *folder, vb_store_stats *out, vb_error *err) {
  char *path = vb_path_join(folder, "xapian");
  vb_xapian_database *db = NULL;
  vb_status status = path ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  if (!status) status = vb_xapian_open(path, &db, err);
  if (!status) status = vb_xapian_count(db, &out->counts.articles, err);
  if (!status) status = count_terms(db, &out->counts.terms, err);
  if (!status) status = count_days(db, &out->counts, err);
  if (!status) status = xapian_files(path, out, err);
  vb_xapian_close(db);
  free(path);
  return status;
}

/* A cluster does not say how many terms an index has. */
static vb_status cluster_stock(const char *address, vb_store_stats *out, vb_error *err) {
  vb_cluster *cluster;
  vb_opensearch_index_info about;
  vb_opensearch_counts counts;
  vb_status status = vb_cluster_open(address, NULL, &cluster, err);
  if (status) return status;
  status = vb_opensearch_index_look(cluster, &about, err);
  if (!status) status = vb_opensearch_count(cluster, &counts, err);
  vb_cluster_close(cluster);
  if (status) return status;
  snprintf(out->engine, sizeof out->engine, "opensearch");
  out->counts.articles = counts.articles;
  out->counts.first_day = counts.first_day;
  out->counts.last_day = counts.last_day;
  add_file(out, "cluster", strlen("cluster"), counts.bytes);
  return VB_OK;
}

vb_status vb_store_stats_take(const char *folder, vb_store_stats *out, vb_error *err) {
  vb_store_marker marker;
  *out = (vb_store_stats){.native = false};
  if (vb_cluster_is_address(folder)) return cluster_stock(folder, out, err);
  vb_status status = vb_store_read_marker(folder, &marker, err);
  if (status) return status;
  memcpy(out->engine, marker.engine, sizeof out->engine);
  out->native = strcmp(marker.engine, "native") == 0;
  if (out->native) return native_stock(folder, out, err);
  if (strcmp(marker.engine, "xapian") == 0) return xapian_stock(folder, out, err);
  return vb_fail(err, VB_VERSION, "%s: kept by the engine '%s', which this program does not have",
                 folder, marker.engine);
}
