/*
 * verify.c - reads a store's marker, then checks it with the means of its engine.
 *
 * The native store reports each damaged place. libxapian only counts faults, so the
 * sentence names libxapian's own tool, which reports more.
 */
#include "indexer/pipeline/verify.h"

#include "indexer/base/file.h"
#include "indexer/store/commit/outlet_lines.h"
#include "indexer/store/commit/snapshot.h"
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

vb_status vb_verify_store(const char *folder, void (*problem)(void *context, const char *sentence),
                          void *context, uint64_t *articles, vb_error *err) {
  vb_store_marker marker;
  *articles = 0;
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
