/*
 * engine_open.h - opens the engine of a store: the only place that knows all engines.
 */
#ifndef VB_SEARCHER_ENGINE_OPEN_H
#define VB_SEARCHER_ENGINE_OPEN_H

#include "searcher/engine/engine.h"

/* store: a folder, whose marker names the engine, or
   "xapian://HOST:PORT[,xapian://HOST:PORT...]", or "opensearch://HOST:PORT[,HOST:PORT...]/INDEX".
   timeout: of a remote store. */
vb_status vb_engine_open(const char *store, uint32_t shard_timeout_ms, vb_engine **out,
                         vb_error *err);

#endif
