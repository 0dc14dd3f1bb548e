/*
 * web_address.h - writing parts of web addresses, and telling which texts can be one.
 */
#ifndef VB_BASE_WEB_ADDRESS_H
#define VB_BASE_WEB_ADDRESS_H

#include "indexer/base/buf.h"

/* Appends text percent-encoded, except letters, digits and "-._~". */
void vb_url_encode(vb_str text, vb_buf *out);

/* Whether it is "http://..." or "https://..." without white space and control characters, so that
   it can be a link. */
bool vb_url_is_web(vb_str url);

#endif
