/*
 * shard_address.c - reads the names of remote shards.
 */
#include "indexer/store/xapian/shard_address.h"

#include "indexer/store/xapian/xapian_schema.h"

#include <stdio.h>

static bool parse_port(vb_str text, uint16_t *port) {
  unsigned long n = 0;
  if (!text.n || text.n > 5) return false;
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] < '0' || text.p[i] > '9') return false;
    n = n * 10 + (unsigned long)(text.p[i] - '0');
  }
  *port = (uint16_t)n;
  return n > 0 && n <= 65535;
}

vb_status vb_shard_address_next(vb_str *rest, vb_shard_address *out, vb_error *err) {
  const char *comma = memchr(rest->p, ',', rest->n);
  size_t n = comma ? (size_t)(comma - rest->p) : rest->n;
  vb_str text = vb_str_trim(vb_str_slice(*rest, 0, n));
  *rest = comma ? vb_str_slice(*rest, n + 1, rest->n) : VB_STR_NONE;
  if (vb_str_starts(text, VB_SHARD_SCHEME))
    text = vb_str_slice(text, sizeof VB_SHARD_SCHEME - 1, text.n);
  if (vb_str_ends(text, "/")) text.n--;
  size_t colon = text.n;
  while (colon && text.p[colon - 1] != ':') colon--;
  if (colon < 2 || !parse_port(vb_str_slice(text, colon, text.n), &out->port))
    return vb_fail(err, VB_INVALID, "'%.*s' is no shard; write " VB_SHARD_SCHEME "HOST:PORT",
                   VB_STR_ARG(text));
  out->name = text;
  out->host = vb_str_slice(text, 0, colon - 1);
  return VB_OK;
}

vb_status vb_shard_recognise(vb_str version, vb_str language, char known[VB_STORE_NAME_MAX],
                             vb_error *err) {
  char ours[16];
  snprintf(ours, sizeof ours, "%d", VB_XAPIAN_VERSION);
  if (!version.n || !language.n || language.n >= VB_STORE_NAME_MAX)
    return vb_fail(err, VB_INVALID, "serves a database, but none of a Verbatim store");
  if (!vb_str_is(version, ours))
    return vb_fail(err, VB_VERSION, "serves a store of version %.*s; this program knows %s only",
                   VB_STR_ARG(version), ours);
  if (known[0] && !vb_str_is(language, known))
    return vb_fail(err, VB_INVALID,
                   "its words are stemmed for '%.*s', those of the others for '%s'",
                   VB_STR_ARG(language), known);
  snprintf(known, VB_STORE_NAME_MAX, "%.*s", VB_STR_ARG(language));
  return VB_OK;
}
