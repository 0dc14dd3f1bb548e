/*
 * native.h - the engine over the project's own store format.
 */
#ifndef VB_SEARCHER_ENGINE_NATIVE_NATIVE_H
#define VB_SEARCHER_ENGINE_NATIVE_NATIVE_H

#include "searcher/engine/engine.h"

/* folder: a store whose marker says "native"; language: of its stemmer. Fails as vb_snapshot_open
   does. */
vb_status vb_engine_native_open(const char *folder, const char *language, vb_engine **out,
                                vb_error *err);

#endif
