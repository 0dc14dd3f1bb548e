/*
 * verify.h - reads a whole store and says what is wrong with it, whichever engine keeps it.
 *
 * Takes no lock and writes nothing, so it may run beside a writer and readers.
 */
#ifndef VB_PIPELINE_VERIFY_H
#define VB_PIPELINE_VERIFY_H

#include "indexer/base/status.h"

#include <stdint.h>

/* `problem` gets one sentence for each fault. VB_OK: there is none, and *articles is how many
   there are; VB_CORRUPT: there were faults; anything else: the store could not be looked at,
   and err says why. */
vb_status vb_verify_store(const char *folder, void (*problem)(void *context, const char *sentence),
                          void *context, uint64_t *articles, vb_error *err);

#endif
