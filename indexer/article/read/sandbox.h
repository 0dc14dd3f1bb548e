/*
 * sandbox.h - runs a decoder that cannot be trusted in a process of its own, with a limit on its
 * memory and time.
 */
#ifndef VB_ARTICLE_READ_SANDBOX_H
#define VB_ARTICLE_READ_SANDBOX_H

#include "indexer/base/buf.h"

/* Calls `decode` in a child, which appends to its buffer; what it appended comes back in `out`, its
   status and sentence too. A child that crashes, or needs more memory or time than it may, is
   VB_LIMIT. Nothing else that it does is seen here. */
vb_status vb_sandbox_run(vb_status (*decode)(vb_str input, vb_buf *out, vb_error *err),
                         vb_str input, vb_buf *out, vb_error *err);

#endif
