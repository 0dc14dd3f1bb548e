/*
 * cluster_address.c - reads the name of an archive in a cluster.
 */
#include "indexer/store/opensearch/cluster_address.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_host_byte(char c) {
  return isalnum((unsigned char)c) || (c && strchr("-._[]:", c));
}

static vb_status read_node(vb_str text, char *out, vb_error *err) {
  size_t colon = text.n;
  while (colon > 0 && text.p[colon - 1] != ':') colon--;
  size_t digits = text.n - colon;
  unsigned long port = 0;
  bool good = colon > 1 && colon - 1 <= VB_CLUSTER_HOST_MAX && digits >= 1 && digits <= 5;
  for (size_t i = 0; i < text.n && good; i++) good = is_host_byte(text.p[i]);
  for (size_t i = colon; i < text.n && good; i++) {
    good = isdigit((unsigned char)text.p[i]);
    port = port * 10 + (unsigned long)(text.p[i] - '0');
  }
  if (!good || port == 0 || port > 65535)
    return vb_fail(err, VB_INVALID, "'%.*s' is not HOST:PORT; give %sHOST:PORT/INDEX",
                   VB_STR_ARG(vb_str_slice(text, 0, 300)), VB_CLUSTER_SCHEME);
  memcpy(out, text.p, text.n);
  out[text.n] = '\0';
  return VB_OK;
}

/* Names that every version of the cluster takes, and that need no escaping in an address. */
static bool is_index(vb_str name) {
  bool good = name.n >= 1 && name.n <= VB_CLUSTER_INDEX_MAX && !strchr("-_+", name.p[0]);
  for (size_t i = 0; i < name.n && good; i++)
    good = islower((unsigned char)name.p[i]) || isdigit((unsigned char)name.p[i]) ||
           (name.p[i] && strchr("-_.", name.p[i]));
  return good && !vb_str_is(name, ".") && !vb_str_is(name, "..");
}

vb_status vb_cluster_address_read(const char *text, vb_cluster_address *out, vb_error *err) {
  vb_str rest = vb_str_of(text);
  *out = (vb_cluster_address){.node_count = 0};
  if (vb_str_starts(rest, VB_CLUSTER_SCHEME))
    rest = vb_str_slice(rest, sizeof VB_CLUSTER_SCHEME - 1, rest.n);
  const char *slash = memchr(rest.p, '/', rest.n);
  size_t end = slash ? (size_t)(slash - rest.p) : rest.n;
  vb_str index = vb_str_slice(rest, slash ? end + 1 : end, rest.n);
  if (!is_index(index))
    return vb_fail(err, VB_INVALID,
                   "%.300s: an index is named after the nodes, in small letters, digits, '-', '_' "
                   "and '.': %sHOST:PORT/INDEX",
                   text, VB_CLUSTER_SCHEME);
  memcpy(out->index, index.p, index.n);
  vb_status status = VB_OK;
  for (size_t from = 0, to; from <= end && !status; from = to + 1) {
    for (to = from; to < end && rest.p[to] != ',';) to++;
    if (out->node_count == VB_CLUSTER_NODES_MAX)
      return vb_fail(err, VB_INVALID, "more than %d nodes; name some, they know the others",
                     VB_CLUSTER_NODES_MAX);
    status = read_node(vb_str_slice(rest, from, to), out->nodes[out->node_count++], err);
  }
  return status;
}
