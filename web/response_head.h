/*
 * response_head.h - the header fields of an answer, and its validator (RFC 9110, sections 8.8 and
 * 13.1).
 */
#ifndef VB_WEB_RESPONSE_HEAD_H
#define VB_WEB_RESPONSE_HEAD_H

#include "web/http.h"

enum { VB_ETAG_TEXT = 32 };

/* Writes the validator of an answer that may be cached: the one that its maker set, else one of its
   bytes. Weak, since an answer may be packed, and says how long it took. */
void vb_etag_of(const vb_http_response *response, vb_str body, char out[VB_ETAG_TEXT]);
/* Whether an If-None-Match (as sent; may be absent) names the validator. */
bool vb_etag_matches(vb_str sent, const char *etag);

/* Calls `put` for each header field but those that the connection decides. etag: NULL, or as
   vb_etag_of wrote it. */
void vb_response_head(const vb_http_response *response, const char *etag,
                      void (*put)(void *context, const char *name, const char *value),
                      void *context);

#endif
