/*
 * request_rules.h - which requests are not answered, by their head alone.
 *
 * Two kinds. A head that two programs could read in two ways (two lengths, a length beside a
 * transfer coding, two Hosts, white space before a colon: RFC 9112, sections 3.2, 5.1 and 6.3) is
 * how one request is hidden in another. And a server that listens on this machine alone must be
 * asked by a name of this machine: any web page can have a name of its own point here (DNS
 * rebinding) and would read a private archive with its reader's browser.
 */
#ifndef VB_WEB_REQUEST_RULES_H
#define VB_WEB_REQUEST_RULES_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* What the fields of one head said; zero it to start. The strings are the caller's. */
typedef struct vb_request_head {
  vb_str host, length;
  uint32_t hosts;
  size_t bytes;   /* of all names and values */
  bool coded;     /* a Transfer-Encoding */
  bool unknown;   /* one that is not "chunked" */
  bool differing; /* two Content-Lengths that are not the same */
  bool spaced;    /* a name with white space in it */
} vb_request_head;

void vb_request_head_add(vb_request_head *head, vb_str name, vb_str value);

/* Of all fields: a browser's come to some 2 KiB, a proxy's to 8. */
enum { VB_REQUEST_HEAD_MAX = 48 * 1024 };

/* VB_OK; VB_INVALID and the reason: 400; VB_LIMIT: 431. After both the connection must end. */
vb_status vb_request_head_check(const vb_request_head *head, vb_error *err);

/* "http://host:80/path?query" as clients of a proxy send it: the host, and `uri` from the path on.
   False: `uri` is no such address, and stays. */
bool vb_request_absolute(vb_str *uri, vb_str *host);

/* Whether a Host ("name", "name:port", "[::1]:port") is one of this machine or of the `allowed`
   names, in either case. Addresses of the machine are asked of the system each time: it may be
   given one while the server runs. */
bool vb_request_host_is_here(vb_str host, const char *const *allowed, size_t allowed_count);

#endif
