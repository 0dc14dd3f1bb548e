/*
 * sandbox.h - runs a decoder that is not trusted in a process of its own, with limits on memory and
 * time.
 */
#ifndef VB_ARTICLE_READ_SANDBOX_H
#define VB_ARTICLE_READ_SANDBOX_H

#include "indexer/base/buf.h"

typedef vb_status vb_decoder(vb_str input, vb_buf *out, vb_error *err);

/* Calls `decode` in a child process. What it appends to its buffer is returned in `out`, as well as
   its status and sentence. VB_LIMIT if the child crashes or exceeds its memory or time. No other
   effect of it is visible. */
vb_status vb_sandbox_run(vb_decoder *decode, vb_str input, vb_buf *out, vb_error *err);

#endif
