/*
 * verify.c - reads a store's marker, then checks it with the means of its engine.
 *
 * The native store reports each damaged place. libxapian only counts faults, so the
 * sentence names libxapian's own tool, which reports more. A cluster checks its own files; that
 * every article comes out of it as it was put in is checked here, by the checksums of the records.
 */
#include "indexer/pipeline/verify.h"

#include "indexer/base/file.h"
#include "indexer/pipeline/stored_articles.h"
#include "indexer/store/commit/outlet_lines.h"
#include "indexer/store/commit/snapshot.h"
#include "indexer/store/opensearch/cluster_address.h"
#include "indexer/store/store.h"
#include "indexer/xapian-c/xapian_c.h"

#include <stdlib.h>

static vb_status check_xapian(const char *folder,
                              void (*problem)(void *context, const char *sentence), void *context,
                              uint64_t *articles, vb_error *err) {
  char *path = vb_path_join(folder, "xapian");
  vb_xapian_database *db = NULL;
  size_t faults = 0;
  vb_error why;
  vb_buf lines = VB_BUF_INIT;
  vb_status status =
      path ? vb_xapian_check(path, &faults, &why) : vb_fail(&why, VB_NOMEM, "out of memory");
  if (status == VB_OK && faults)
    status = vb_fail(&why, VB_CORRUPT, "%s: %zu faults in its tables; 'xapian-check' tells more",
                     path, faults);
  if (status == VB_OK) status = vb_xapian_open(path, &db, &why);
  if (status == VB_OK) status = vb_xapian_count(db, articles, &why);
  if (status == VB_OK) status = vb_xapian_metadata(db, VB_STORE_META_LINES, &lines, &why);
  if (status == VB_OK) status = vb_outlet_lines_check(vb_buf_view(&lines), path, &why);
  if (status != VB_OK && status != VB_NOMEM) {
    status = VB_CORRUPT;
    problem(context, why.text);
  }
  if (status != VB_OK && err) *err = why;
  vb_xapian_close(db);
  vb_buf_clear(&lines);
  free(path);
  return status;
}

static vb_status check_cluster(const char *address,
                               void (*problem)(void *context, const char *sentence), void *context,
                               uint64_t *articles, vb_error *err) {
  vb_stored_articles *all;
  vb_article article;
  uint64_t hash;
  vb_buf lines = VB_BUF_INIT;
  uint64_t damaged = 0;
  bool end = false;
  vb_status status = vb_stored_articles_open(address, &all, err);
  if (status != VB_OK) return status;
  vb_arena *arena = vb_arena_new();
  if (!arena) status = vb_fail(err, VB_NOMEM, "out of memory");
  while (status == VB_OK && !end) {
    vb_error why;
    vb_arena_clear(arena);
    status = vb_stored_articles_next(all, arena, &article, &hash, &end, &why);
    if (status == VB_OK) *articles += !end;
    else if (err) *err = why;
    if (status != VB_CORRUPT) continue;
    damaged++;
    problem(context, why.text);
    status = VB_OK; /* the next one may be sound */
  }
  if (status == VB_OK) status = vb_stored_articles_lines(all, &lines, err);
  if (status == VB_OK && *articles + damaged < vb_stored_articles_count(all))
    status =
        vb_fail(err, VB_CORRUPT, "%s: says that it has %llu articles, and gives %llu", address,
                (unsigned long long)vb_stored_articles_count(all), (unsigned long long)*articles);
  vb_buf_clear(&lines);
  vb_arena_free(arena);
  vb_stored_articles_close(all);
  return status == VB_OK && damaged ? VB_CORRUPT : status;
}

vb_status vb_verify_store(const char *folder, void (*problem)(void *context, const char *sentence),
                          void *context, uint64_t *articles, vb_error *err) {
  vb_store_marker marker;
  *articles = 0;
  if (vb_cluster_is_address(folder)) return check_cluster(folder, problem, context, articles, err);
  vb_status status = vb_store_read_marker(folder, &marker, err);
  if (status != VB_OK) return status;
  vb_error damage;
  if (vb_store_check_marker(folder, &damage) != VB_OK) {
    problem(context, damage.text);
    if (err) *err = damage;
    return VB_CORRUPT;
  }
  if (strcmp(marker.engine, "xapian") == 0)
    return check_xapian(folder, problem, context, articles, err);
  if (strcmp(marker.engine, "native") == 0)
    return vb_snapshot_check(folder, problem, context, articles, err);
  return vb_fail(err, VB_VERSION, "%s: kept by the engine '%s', which this program does not have",
                 folder, marker.engine);
}
