/*
 * base64.h - bytes as text of JSON (RFC 4648, with padding).
 */
#ifndef VB_STORE_OPENSEARCH_BASE64_H
#define VB_STORE_OPENSEARCH_BASE64_H

#include "indexer/base/buf.h"

void vb_base64_write(vb_str bytes, vb_buf *out);

/* Appends the bytes. VB_CORRUPT for any other character; padding may be missing. */
vb_status vb_base64_read(vb_str text, vb_buf *out, vb_error *err);

#endif
