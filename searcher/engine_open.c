/*
 * engine_open.c - the table of engines by their name in the marker: a new engine is one more row.
 */
#include "searcher/engine_open.h"

#include "indexer/store/opensearch/cluster_address.h"
#include "indexer/store/store.h"
#include "indexer/store/xapian/shard_address.h"
#include "searcher/engine/native/native.h"
#include "searcher/engine/opensearch/opensearch.h"
#include "searcher/engine/xapian/xapian.h"

vb_status vb_engine_open(const char *store, uint32_t shard_timeout_ms, vb_engine **out,
                         vb_error *err) {
  vb_store_marker marker;
  *out = NULL;
  if (vb_str_starts(vb_str_of(store), VB_SHARD_SCHEME))
    return vb_engine_xapian_open_shards(store, shard_timeout_ms, out, err);
  if (vb_cluster_is_address(store))
    return vb_engine_opensearch_open(store, shard_timeout_ms, out, err);
  vb_status status = vb_store_read_marker(store, &marker, err);
  if (status) return status;
  if (strcmp(marker.engine, "xapian") == 0)
    return vb_engine_xapian_open(store, marker.language, out, err);
  if (strcmp(marker.engine, "native") == 0)
    return vb_engine_native_open(store, marker.language, out, err);
  return vb_fail(err, VB_VERSION, "%s: kept by the engine '%s', which this program does not have",
                 store, marker.engine);
}
