/*
 * request_rules.h - which requests are refused because of their head.
 *
 * Two kinds. 1. Heads that two programs could read differently (two lengths, a length and
 * a transfer coding, two Hosts, white space before a colon, a field on two lines: RFC 9112,
 * sections 3.2, 5.1, 5.2 and 6.3): they are used to hide one request inside another. 2. For a
 * server that listens on this machine alone, names of other hosts: any web page can let its own
 * name point here (DNS rebinding), and would read a private archive through its visitor's browser.
 */
#ifndef VB_WEB_REQUEST_RULES_H
#define VB_WEB_REQUEST_RULES_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

/* What the fields of one head said; zero it to start. The strings belong to the caller. */
typedef struct vb_request_head {
  vb_str host, length, forwarded; /* forwarded: the last X-Forwarded-For */
  uint32_t hosts;
  size_t bytes;   /* of all names and values */
  bool coded;     /* has a Transfer-Encoding */
  bool unknown;   /* one that is not "chunked" */
  bool differing; /* has two different Content-Lengths */
  bool spaced;    /* has a name with white space in it */
  bool continued; /* has a field on two lines; the caller sees this */
} vb_request_head;

void vb_request_head_add(vb_request_head *head, vb_str name, vb_str value);

/* For all fields together: a browser sends about 2 KiB, with proxies about 8. */
enum { VB_REQUEST_HEAD_MAX = 48 * 1024 };

/* VB_OK; VB_INVALID and the reason: status 400; VB_LIMIT: 431. After these the connection must be
   closed. */
vb_status vb_request_head_check(const vb_request_head *head, vb_error *err);

/* "http://host:80/path?query", as clients of a proxy send it: sets host, and uri to the part from
   the path on. False: uri has another form and is unchanged. */
bool vb_request_absolute(vb_str *uri, vb_str *host);

/* The address that the nearest proxy states as its client's: the last of X-Forwarded-For. Earlier
   ones are what that client said. False: there is none, or it is no address; out is unchanged. */
bool vb_request_client(const vb_request_head *head, char out[INET6_ADDRSTRLEN]);

/* Whether a Host ("name", "name:port", "[::1]:port") names this machine or is one of the `allowed`
   names, in any case. The machine's addresses are requested from the system each time, because they
   may change while the server runs. */
bool vb_request_host_is_here(vb_str host, const char *const *allowed, size_t allowed_count);

#endif
