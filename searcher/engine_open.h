/*
 * engine_open.h - from a store's name to the engine that keeps it: the one place that knows them
 * all.
 */
#ifndef VB_SEARCHER_ENGINE_OPEN_H
#define VB_SEARCHER_ENGINE_OPEN_H

#include "searcher/engine/engine.h"

/* A folder, or "xapian://HOST:PORT[,xapian://HOST:PORT...]". A folder's marker says which engine.
 */
vb_status vb_engine_open(const char *store, uint32_t shard_timeout_ms, vb_engine **out,
                         vb_error *err);

#endif
