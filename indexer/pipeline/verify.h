/*
 * verify.h - reads a whole store, of either engine, and reports every fault.
 *
 * Takes no lock and writes nothing, so writers and readers may run at the same time.
 */
#ifndef VB_PIPELINE_VERIFY_H
#define VB_PIPELINE_VERIFY_H

#include "indexer/base/status.h"

#include <stdint.h>

/* Calls `problem` with one sentence per fault. VB_OK: no fault, and *articles is the number of
   articles; VB_CORRUPT: there were faults; other statuses: the store could not be examined, and err
   says why. */
vb_status vb_verify_store(const char *folder, void (*problem)(void *context, const char *sentence),
                          void *context, uint64_t *articles, vb_error *err);

#endif
