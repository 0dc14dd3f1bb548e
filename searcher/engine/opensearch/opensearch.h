/*
 * opensearch.h - the engine over an index of an OpenSearch or Elasticsearch cluster.
 */
#ifndef VB_SEARCHER_ENGINE_OPENSEARCH_OPENSEARCH_H
#define VB_SEARCHER_ENGINE_OPENSEARCH_OPENSEARCH_H

#include "searcher/engine/engine.h"

/* where: "opensearch://HOST:PORT[,HOST:PORT...]/INDEX". */
vb_status vb_engine_opensearch_open(const char *where, uint32_t timeout_ms, vb_engine **out,
                                    vb_error *err);

#endif
