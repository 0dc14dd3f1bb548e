/*
 * stored_articles.c - walks the segments of a native store, the documents of Xapian databases, or
 * those of an index in a cluster.
 */
#include "indexer/pipeline/stored_articles.h"

#include "indexer/base/file.h"
#include "indexer/store/commit/outlet_lines.h"
#include "indexer/store/commit/snapshot.h"
#include "indexer/store/opensearch/opensearch_index.h"
#include "indexer/store/opensearch/opensearch_schema.h"
#include "indexer/store/opensearch/opensearch_state.h"
#include "indexer/store/opensearch/opensearch_walk.h"
#include "indexer/store/segment/segment_layout.h"
#include "indexer/store/xapian/packed_record.h"
#include "indexer/store/xapian/shard_address.h"
#include "indexer/store/xapian/xapian_schema.h"
#include "indexer/xapian-c/xapian_c.h"

#include <stdio.h>
#include <stdlib.h>

enum {
  SHARD_TIMEOUT_MS = 30000, /* a shard may have to read from a slow disk */
  CLUSTER_PATIENCE_MS = 60000,
  CLUSTER_PAGE = 200 /* articles: some 800 KB */
};

struct vb_stored_articles {
  char language[VB_STORE_NAME_MAX];
  uint64_t count;
  vb_buf raw; /* of one record */
  /* native */
  vb_snapshot *snapshot;
  size_t segment;
  uint32_t doc;
  /* xapian */
  vb_xapian_database *parts[VB_SHARDS_MAX];
  size_t part_count, part;
  vb_xapian_postings *documents; /* of the part; NULL before its first */
  /* opensearch */
  vb_cluster *cluster;
  vb_opensearch_walk walk;
};

void vb_stored_articles_close(vb_stored_articles *a) {
  if (!a) return;
  vb_xapian_postings_close(a->documents);
  for (size_t i = 0; i < a->part_count; i++) vb_xapian_close(a->parts[i]);
  vb_snapshot_close(a->snapshot);
  vb_opensearch_walk_close(&a->walk);
  vb_cluster_close(a->cluster);
  vb_buf_clear(&a->raw);
  free(a);
}

/* ---- opening ---- */

static vb_status open_native(vb_stored_articles *a, const char *folder, vb_error *err) {
  vb_status status = vb_snapshot_open(folder, &a->snapshot, err);
  if (status == VB_OK) a->count = vb_snapshot_about(a->snapshot).articles;
  return status;
}

static vb_status open_folder(vb_stored_articles *a, const char *folder, vb_error *err) {
  vb_store_marker marker;
  vb_status status = vb_store_read_marker(folder, &marker, err);
  if (status != VB_OK) return status;
  snprintf(a->language, sizeof a->language, "%s", marker.language);
  if (strcmp(marker.engine, "native") == 0) return open_native(a, folder, err);
  if (strcmp(marker.engine, "xapian") != 0)
    return vb_fail(err, VB_VERSION, "%s: kept by the engine '%s', which this program does not have",
                   folder, marker.engine);
  char *path = vb_path_join(folder, "xapian");
  if (!path) return vb_fail(err, VB_NOMEM, "out of memory");
  status = vb_xapian_open(path, &a->parts[0], err);
  free(path);
  if (status != VB_OK) return status;
  a->part_count = 1;
  return vb_xapian_count(a->parts[0], &a->count, err);
}

/* Checks that the database is of a store, of this version, and of the language of the others. */
static vb_status recognise(vb_stored_articles *a, vb_xapian_database *db, vb_error *err) {
  vb_buf version = VB_BUF_INIT, language = VB_BUF_INIT;
  vb_status status = vb_xapian_metadata(db, VB_STORE_META_VERSION, &version, err);
  if (!status) status = vb_xapian_metadata(db, VB_STORE_META_LANGUAGE, &language, err);
  if (!status)
    status = vb_shard_recognise(vb_buf_view(&version), vb_buf_view(&language), a->language, err);
  vb_buf_clear(&version), vb_buf_clear(&language);
  return status;
}

static vb_status open_shard(vb_stored_articles *a, const vb_shard_address *address, vb_error *err) {
  if (a->part_count == VB_SHARDS_MAX)
    return vb_fail(err, VB_LIMIT, "more than %d shards", VB_SHARDS_MAX);
  char *host = strndup(address->host.p, address->host.n);
  if (!host) return vb_fail(err, VB_NOMEM, "out of memory");
  uint64_t count = 0;
  vb_xapian_database **part = &a->parts[a->part_count];
  vb_status status = vb_xapian_open_remote(host, address->port, SHARD_TIMEOUT_MS, part, err);
  free(host);
  if (status == VB_OK) a->part_count++;
  if (status == VB_OK) status = recognise(a, *part, err);
  if (status == VB_OK) status = vb_xapian_count(*part, &count, err);
  a->count += count;
  if (status == VB_OK) return VB_OK;
  char name[300];
  snprintf(name, sizeof name, "%.*s", VB_STR_ARG(address->name));
  vb_error_prefix(err, name);
  return status;
}

static vb_status open_shards(vb_stored_articles *a, const char *list, vb_error *err) {
  vb_status status = VB_OK;
  for (vb_str rest = vb_str_of(list); status == VB_OK && rest.p;) {
    vb_shard_address address;
    status = vb_shard_address_next(&rest, &address, err);
    if (status == VB_OK) status = open_shard(a, &address, err);
  }
  return status;
}

static vb_status open_cluster(vb_stored_articles *a, const char *address, vb_error *err) {
  vb_opensearch_index_info about;
  vb_opensearch_counts counts;
  vb_status status = vb_cluster_open(address, NULL, &a->cluster, err);
  if (status == VB_OK) status = vb_opensearch_index_look(a->cluster, &about, err);
  if (status == VB_OK) status = vb_opensearch_count(a->cluster, &counts, err);
  if (status != VB_OK) return status;
  vb_cluster_be_patient(a->cluster, CLUSTER_PATIENCE_MS);
  snprintf(a->language, sizeof a->language, "%s", about.language);
  a->count = counts.articles;
  a->walk =
      (vb_opensearch_walk){.cluster = a->cluster,
                           .fields = "[\"" VB_OPENSEARCH_HASH "\",\"" VB_OPENSEARCH_RECORD "\"]",
                           .size = CLUSTER_PAGE};
  return VB_OK;
}

static vb_status open_any(vb_stored_articles *a, const char *where, vb_error *err) {
  if (vb_cluster_is_address(where)) return open_cluster(a, where, err);
  if (vb_str_starts(vb_str_of(where), VB_SHARD_SCHEME)) return open_shards(a, where, err);
  return open_folder(a, where, err);
}

vb_status vb_stored_articles_open(const char *where, vb_stored_articles **out, vb_error *err) {
  *out = NULL;
  vb_stored_articles *a = calloc(1, sizeof *a);
  if (!a) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = open_any(a, where, err);
  if (status == VB_OK) *out = a;
  else vb_stored_articles_close(a);
  return status;
}

const char *vb_stored_articles_language(const vb_stored_articles *a) {
  return a->language;
}

uint64_t vb_stored_articles_count(const vb_stored_articles *a) {
  return a->count;
}

vb_status vb_stored_articles_lines(vb_stored_articles *a, vb_buf *out, vb_error *err) {
  if (a->snapshot) return vb_snapshot_lines(a->snapshot, out, err);
  if (!a->cluster && a->part_count != 1) return VB_OK;
  size_t start = out->n;
  vb_status status = a->cluster ? vb_opensearch_lines(a->cluster, out, err)
                                : vb_xapian_metadata(a->parts[0], VB_STORE_META_LINES, out, err);
  if (status != VB_OK) return status;
  return vb_outlet_lines_check(vb_str_slice(vb_buf_view(out), start, out->n), "the store", err);
}

/* ---- reading ---- */

static vb_status next_native(vb_stored_articles *a, vb_arena *arena, vb_article *out,
                             uint64_t *hash, bool *end, vb_error *err) {
  for (; a->segment < vb_snapshot_segments(a->snapshot); a->segment++, a->doc = 0) {
    const vb_segment *segment = vb_snapshot_segment(a->snapshot, a->segment);
    while (a->doc < vb_segment_about(segment)->docs && vb_segment_deleted(segment, a->doc))
      a->doc++;
    if (a->doc == vb_segment_about(segment)->docs) continue;
    vb_str record;
    vb_doc_facts facts;
    vb_status status = vb_segment_facts(segment, a->doc, &facts, err);
    if (status == VB_OK) status = vb_segment_record(segment, a->doc, &a->raw, &record, err);
    vb_str kept = status == VB_OK ? vb_arena_copy(arena, record) : VB_STR_NONE;
    if (status == VB_OK && !kept.p) status = vb_fail(err, VB_NOMEM, "out of memory");
    if (status == VB_OK) status = vb_record_decode(kept, arena, out, err);
    *hash = facts.hash;
    a->doc++;
    return status;
  }
  *end = true;
  return VB_OK;
}

static vb_status read_document(vb_stored_articles *a, uint64_t number, vb_arena *arena,
                               vb_article *out, uint64_t *hash, vb_error *err) {
  vb_xapian_database *db = a->parts[a->part];
  vb_buf_reset(&a->raw);
  vb_status status = vb_xapian_value(db, number, VB_SLOT_HASH, &a->raw, err);
  if (status != VB_OK) return status;
  vb_cursor bytes = vb_cursor_of(vb_buf_view(&a->raw));
  *hash = vb_cursor_u64(&bytes);
  if (bytes.bad)
    return vb_fail(err, VB_CORRUPT, "document %llu has no hash", (unsigned long long)number);
  vb_buf_reset(&a->raw);
  status = vb_xapian_data(db, number, &a->raw, err);
  return status == VB_OK ? vb_record_unpack(vb_buf_view(&a->raw), arena, out, err) : status;
}

static vb_status next_xapian(vb_stored_articles *a, vb_arena *arena, vb_article *out,
                             uint64_t *hash, bool *end, vb_error *err) {
  for (; a->part < a->part_count; a->part++) {
    uint64_t number = 0;
    vb_status status = VB_OK;
    if (!a->documents)
      status = vb_xapian_postings_open(a->parts[a->part], VB_STR_NONE, &a->documents, err);
    if (status == VB_OK) status = vb_xapian_postings_next(a->documents, &number, err);
    if (status != VB_OK) return status;
    if (number) return read_document(a, number, arena, out, hash, err);
    vb_xapian_postings_close(a->documents);
    a->documents = NULL;
  }
  *end = true;
  return VB_OK;
}

static vb_status next_in_cluster(vb_stored_articles *a, vb_arena *arena, vb_article *out,
                                 uint64_t *hash, bool *end, vb_error *err) {
  const json_t *source;
  vb_status status = vb_opensearch_walk_next(&a->walk, &source, err);
  *end = status == VB_OK && !source;
  if (status != VB_OK || *end) return status;
  *hash = vb_opensearch_hash(source);
  status = vb_opensearch_record_read(vb_opensearch_string(source, VB_OPENSEARCH_RECORD), arena, out,
                                     err);
  if (status == VB_OK) return VB_OK;
  char place[64];
  snprintf(place, sizeof place, "document %llu", (unsigned long long)a->walk.after);
  vb_error_prefix(err, place);
  return status;
}

vb_status vb_stored_articles_next(vb_stored_articles *a, vb_arena *arena, vb_article *out,
                                  uint64_t *hash, bool *end, vb_error *err) {
  *end = false;
  if (a->cluster) return next_in_cluster(a, arena, out, hash, end, err);
  return a->snapshot ? next_native(a, arena, out, hash, end, err)
                     : next_xapian(a, arena, out, hash, end, err);
}
