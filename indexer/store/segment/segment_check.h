/*
 * segment_check.h - reads a whole segment and checks that all of it is consistent.
 */
#ifndef VB_STORE_SEGMENT_SEGMENT_CHECK_H
#define VB_STORE_SEGMENT_SEGMENT_CHECK_H

#include "indexer/store/segment/segment_layout.h"

/* Checks every checksum, list, position and article. Calls `problem` with one sentence per fault;
   returns VB_CORRUPT (and the first fault in err) if there was any. */
vb_status vb_segment_verify(const vb_segment *segment,
                            void (*problem)(void *context, const char *sentence), void *context,
                            vb_error *err);

/* The same for files that may not form a segment: each file is checked on its own. */
vb_status vb_segment_verify_files(const char *folder, const vb_segment_files *files,
                                  void (*problem)(void *context, const char *sentence),
                                  void *context, vb_error *err);

#endif
