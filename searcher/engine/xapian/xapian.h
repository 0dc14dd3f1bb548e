/*
 * xapian.h - the engine over libxapian: a folder's database, or shards on remote servers.
 */
#ifndef VB_SEARCHER_ENGINE_XAPIAN_XAPIAN_H
#define VB_SEARCHER_ENGINE_XAPIAN_XAPIAN_H

#include "searcher/engine/engine.h"

vb_status vb_engine_xapian_open(const char *folder, const char *language, vb_engine **out,
                                vb_error *err);
vb_status vb_engine_xapian_open_shards(const char *list, uint32_t timeout_ms, vb_engine **out,
                                       vb_error *err);

#endif
