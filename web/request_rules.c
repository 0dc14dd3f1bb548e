/*
 * request_rules.c - detects ambiguous heads, and host names that are not this machine's.
 */
#include "web/request_rules.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>

enum { HOST_MAX = 255 }; /* of a name, RFC 1035 */

/* ---- heads ---- */

static bool has_space(vb_str name) {
  for (size_t i = 0; i < name.n; i++)
    if (name.p[i] == ' ' || name.p[i] == '\t') return true;
  return false;
}

void vb_request_head_add(vb_request_head *head, vb_str name, vb_str value) {
  if (has_space(name)) head->spaced = true;
  head->bytes += name.n + value.n;
  name = vb_str_trim(name);
  bool chunked = vb_str_is_caseless(value, "chunked"); /* to the byte: so the library reads it */
  value = vb_str_trim(value);
  if (vb_str_is_caseless(name, "host")) {
    head->hosts++;
    head->host = value;
  } else if (vb_str_is_caseless(name, "transfer-encoding")) {
    head->coded = true;
    if (!chunked) head->unknown = true;
  } else if (vb_str_is_caseless(name, "content-length")) {
    if (head->length.p && !vb_str_eq(head->length, value)) head->differing = true;
    head->length = value;
  } else if (vb_str_is_caseless(name, "x-forwarded-for")) {
    head->forwarded = value;
  }
}

static bool is_number(vb_str text) {
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] < '0' || text.p[i] > '9') return false;
  return text.n > 0;
}

/* Refuses heads that another server in front might understand differently: a second request could
   hide in the body (request smuggling, RFC 9112, section 11.2). */
vb_status vb_request_head_check(const vb_request_head *head, vb_error *err) {
  if (head->continued)
    return vb_fail(err, VB_INVALID, "a header of the request is continued on a second line");
  if (head->spaced)
    return vb_fail(err, VB_INVALID,
                   "the name of a header has white space in it or before its colon");
  if (head->hosts > 1) return vb_fail(err, VB_INVALID, "the request has more than one Host");
  if (head->coded && head->length.p)
    return vb_fail(err, VB_INVALID,
                   "the request has a Content-Length and a Transfer-Encoding; send one of them");
  if (head->unknown)
    return vb_fail(err, VB_INVALID, "the only Transfer-Encoding that is known here is chunked");
  if (head->bytes > VB_REQUEST_HEAD_MAX)
    return vb_fail(err, VB_LIMIT,
                   "the headers of the request are larger than the limit of %d bytes",
                   VB_REQUEST_HEAD_MAX);
  if (head->differing)
    return vb_fail(err, VB_INVALID, "the request has two different Content-Lengths");
  if (head->length.p && !is_number(head->length))
    return vb_fail(err, VB_INVALID, "the Content-Length is no number");
  return VB_OK;
}

bool vb_request_client(const vb_request_head *head, char out[INET6_ADDRSTRLEN]) {
  vb_str last = head->forwarded;
  for (size_t i = 0; i < head->forwarded.n; i++)
    if (head->forwarded.p[i] == ',') last = vb_str_slice(head->forwarded, i + 1, head->forwarded.n);
  last = vb_str_trim(last);
  char text[INET6_ADDRSTRLEN];
  unsigned char bytes[sizeof(struct in6_addr)];
  if (!last.n || last.n >= sizeof text) return false;
  memcpy(text, last.p, last.n);
  text[last.n] = '\0';
  int family = memchr(text, ':', last.n) ? AF_INET6 : AF_INET;
  if (inet_pton(family, text, bytes) != 1) return false;
  inet_ntop(family, bytes, out, INET6_ADDRSTRLEN); /* one form for each address */
  return true;
}

bool vb_request_absolute(vb_str *uri, vb_str *host) {
  size_t start = vb_str_starts_caseless(*uri, "http://")    ? 7
                 : vb_str_starts_caseless(*uri, "https://") ? 8
                                                            : 0;
  if (!start) return false;
  size_t end = start;
  while (end < uri->n && uri->p[end] != '/' && uri->p[end] != '?') end++;
  *host = vb_str_slice(*uri, start, end);
  *uri = vb_str_slice(*uri, end, uri->n);
  return true;
}

/* ---- hosts ---- */

/* The name or address without its port and brackets; false if it is neither. */
static bool bare_host(vb_str host, char out[HOST_MAX + 1]) {
  const char *end;
  if (host.n && host.p[0] == '[') {
    end = memchr(host.p, ']', host.n);
    if (!end) return false;
    host = vb_str_slice(host, 1, (size_t)(end - host.p));
  } else if ((end = host.n ? memchr(host.p, ':', host.n) : NULL)) {
    host = vb_str_slice(host, 0, (size_t)(end - host.p));
  }
  if (host.n && host.p[host.n - 1] == '.') host.n--; /* a full name may end in a dot */
  if (!host.n || host.n > HOST_MAX || memchr(host.p, '\0', host.n)) return false;
  memcpy(out, host.p, host.n);
  out[host.n] = '\0';
  return true;
}

static bool is_of_machine(int family, const void *address, size_t size) {
  struct ifaddrs *all, *one;
  bool found = false;
  if (getifaddrs(&all) != 0) return false;
  for (one = all; one && !found; one = one->ifa_next) {
    if (!one->ifa_addr || one->ifa_addr->sa_family != family) continue;
    const void *here =
        family == AF_INET
            ? (const void *)&((const struct sockaddr_in *)(const void *)one->ifa_addr)->sin_addr
            : (const void *)&((const struct sockaddr_in6 *)(const void *)one->ifa_addr)->sin6_addr;
    found = memcmp(here, address, size) == 0;
  }
  freeifaddrs(all);
  return found;
}

bool vb_request_host_is_here(vb_str host, const char *const *allowed, size_t allowed_count) {
  char bare[HOST_MAX + 1];
  struct in_addr four;
  struct in6_addr six;
  if (!bare_host(host, bare)) return false;
  vb_str name = vb_str_of(bare);
  if (vb_str_is_caseless(name, "localhost") || vb_str_ends_caseless(name, ".localhost"))
    return true;
  for (size_t i = 0; i < allowed_count; i++)
    if (vb_str_is_caseless(name, allowed[i])) return true;
  if (inet_pton(AF_INET, bare, &four) == 1)
    return ntohl(four.s_addr) >> 24 == 127 || is_of_machine(AF_INET, &four, sizeof four);
  if (inet_pton(AF_INET6, bare, &six) == 1)
    return IN6_IS_ADDR_LOOPBACK(&six) || is_of_machine(AF_INET6, &six, sizeof six);
  return false;
}
