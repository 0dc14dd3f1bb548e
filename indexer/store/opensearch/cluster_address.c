/*
 * cluster_address.c - reads the name of an archive in a cluster.
 *
 * Every character of a host and of an index is checked against those that a cluster accepts: both
 * become parts of addresses that are asked for.
 */
#include "indexer/store/opensearch/cluster_address.h"

#include <stdio.h>

#define FORM VB_CLUSTER_SCHEME "HOST:PORT/INDEX"
#define ACCESS "access="
#define DIGITS "0123456789"
#define SMALL DIGITS "abcdefghijklmnopqrstuvwxyz"

enum { PORT_DIGITS = 5 };

bool vb_cluster_is_address(const char *store) {
  vb_str s = vb_str_of(store);
  return vb_str_starts(s, VB_CLUSTER_SCHEME) || vb_str_starts(s, VB_CLUSTER_SCHEME_TLS);
}

static bool all_among(vb_str text, const char *accepted) {
  for (size_t i = 0; i < text.n; i++)
    if (!text.p[i] || !strchr(accepted, text.p[i])) return false;
  return text.n > 0;
}

static bool is_port(vb_str text) {
  unsigned n = 0;
  if (text.n > PORT_DIGITS || !all_among(text, DIGITS)) return false;
  for (size_t i = 0; i < text.n; i++) n = n * 10 + (unsigned)(text.p[i] - '0');
  return n > 0 && n <= 65535;
}

/* A name, an IPv4 address, or an IPv6 address in brackets. */
static bool is_host(vb_str text) {
  if (!text.n || text.n > VB_CLUSTER_HOST_MAX) return false;
  if (text.p[0] == '[')
    return vb_str_ends(text, "]") &&
           all_among(vb_str_slice(text, 1, text.n - 1), DIGITS "abcdefABCDEF:.");
  return all_among(text, SMALL "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-_");
}

static vb_status add_node(vb_cluster_address *out, vb_str text, vb_error *err) {
  size_t colon = text.n;
  while (colon && text.p[colon - 1] != ':') colon--;
  if (memchr(text.p, '@', text.n)) /* not repeated: it may be a password */
    return vb_fail(err, VB_INVALID,
                   "no user or password in an address, which every process can see: write them "
                   "into a file and add '?" ACCESS "FILE' after the index");
  if (!colon || !is_host(vb_str_slice(text, 0, colon - 1)) ||
      !is_port(vb_str_slice(text, colon, text.n)))
    return vb_fail(err, VB_INVALID, "'%.*s' is no node of a cluster; write " FORM,
                   VB_STR_ARG(text));
  if (out->node_count == VB_CLUSTER_NODES_MAX)
    return vb_fail(err, VB_LIMIT, "more than %d nodes; some of them are enough",
                   VB_CLUSTER_NODES_MAX);
  snprintf(out->nodes[out->node_count++], sizeof out->nodes[0], "%.*s", VB_STR_ARG(text));
  return VB_OK;
}

static vb_status read_index(vb_str text, vb_cluster_address *out, vb_error *err) {
  bool sound =
      text.n <= VB_CLUSTER_INDEX_MAX && all_among(text, SMALL ".-_") && !strchr("-_.", text.p[0]);
  if (!sound)
    return vb_fail(
        err, VB_INVALID,
        "'%.*s' is no name of an index: small letters, digits, '-', '_' and '.'; write " FORM,
        VB_STR_ARG(text));
  snprintf(out->index, sizeof out->index, "%.*s", VB_STR_ARG(text));
  return VB_OK;
}

static vb_status read_access(vb_str text, vb_cluster_address *out, vb_error *err) {
  size_t name = sizeof ACCESS - 1;
  if (!vb_str_starts(text, ACCESS) || text.n == name)
    return vb_fail(err, VB_INVALID, "after the index only '?" ACCESS "FILE' may follow");
  if (text.n - name > VB_CLUSTER_FILE_MAX)
    return vb_fail(err, VB_LIMIT, "the name of the access file is too long");
  snprintf(out->access, sizeof out->access, "%.*s", VB_STR_ARG(vb_str_slice(text, name, text.n)));
  return VB_OK;
}

/* Cuts what is before the first `mark` off; what is after it stays, {NULL, 0} if there is none. */
static vb_str cut(vb_str *rest, char mark) {
  const char *at = rest->n ? memchr(rest->p, mark, rest->n) : NULL;
  size_t n = at ? (size_t)(at - rest->p) : rest->n;
  vb_str part = vb_str_slice(*rest, 0, n);
  *rest = at ? vb_str_slice(*rest, n + 1, rest->n) : VB_STR_NONE;
  return part;
}

vb_status vb_cluster_address_read(const char *text, vb_cluster_address *out, vb_error *err) {
  *out = (vb_cluster_address){.tls = vb_str_starts(vb_str_of(text), VB_CLUSTER_SCHEME_TLS)};
  if (!vb_cluster_is_address(text))
    return vb_fail(err, VB_INVALID, "'%.100s' is no address of a cluster; write " FORM, text);
  vb_str rest = vb_str_of(
      text + (out->tls ? sizeof VB_CLUSTER_SCHEME_TLS - 1 : sizeof VB_CLUSTER_SCHEME - 1));
  vb_str nodes = cut(&rest, '/'), index = cut(&rest, '?'), access = rest;
  vb_status status = VB_OK;
  if (vb_str_ends(index, "/")) index.n--;
  do status = add_node(out, cut(&nodes, ','), err);
  while (status == VB_OK && nodes.p);
  if (status == VB_OK) status = read_index(index, out, err);
  return status == VB_OK && access.p ? read_access(access, out, err) : status;
}
