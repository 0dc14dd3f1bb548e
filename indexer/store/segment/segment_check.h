/*
 * segment_check.h - reads a whole segment and checks that everything in it fits together.
 */
#ifndef VB_STORE_SEGMENT_SEGMENT_CHECK_H
#define VB_STORE_SEGMENT_SEGMENT_CHECK_H

#include "indexer/store/segment/segment_layout.h"

/* Every checksum, list, position and article. `problem` gets one sentence for each
   fault; VB_CORRUPT (and the first fault in err) when there was any. */
vb_status vb_segment_verify(const vb_segment *segment,
                            void (*problem)(void *context, const char *sentence), void *context,
                            vb_error *err);

/* The same for files that may not even make a segment: then each file for itself. */
vb_status vb_segment_verify_files(const char *folder, const vb_segment_files *files,
                                  void (*problem)(void *context, const char *sentence),
                                  void *context, vb_error *err);

#endif
