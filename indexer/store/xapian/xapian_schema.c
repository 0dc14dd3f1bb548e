/*
 * xapian_schema.c - the special terms and values of an article in a Xapian database.
 */
#include "indexer/store/xapian/xapian_schema.h"

#include <stdio.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

vb_status vb_xapian_version_check(vb_str version, const char *where, vb_error *err) {
  char ours[16];
  snprintf(ours, sizeof ours, "%d", VB_XAPIAN_VERSION);
  if (vb_str_is(version, ours)) return VB_OK;
  if (!version.n) version = VB_STR("?");
  return vb_fail(err, VB_VERSION,
                 "%s: a Xapian database of version %.*s; this program knows %s only: index the "
                 "archive again, or 'verbatim copy' the store",
                 where, VB_STR_ARG(version), ours);
}

static uint32_t day_of(vb_str value) {
  uint32_t day = 0;
  for (size_t i = 0; i < value.n && value.p[i] >= '0' && value.p[i] <= '9' && i < 8; i++)
    day = day * 10 + (uint32_t)(value.p[i] - '0');
  return value.n == 8 ? day : 0;
}

void vb_slot_days(vb_str first_least, vb_str first_greatest, vb_str last_greatest,
                  uint32_t *first_day, uint32_t *last_day) {
  *first_day = day_of(first_least);
  *last_day = day_of(last_greatest);
  /* "~": some article has no date, so the greatest first day is the best bound */
  if (!*last_day) *last_day = day_of(first_greatest);
}

void vb_id_term(vb_str id, char out[VB_ID_TERM_MAX + 1], size_t *length) {
  int n;
  if (id.n < VB_ID_TERM_MAX && (id.n == 0 || !memchr(id.p, '\0', id.n))) {
    n = snprintf(out, VB_ID_TERM_MAX + 1, "Q%.*s", VB_STR_ARG(id));
  } else {
    XXH128_hash_t hash = XXH3_128bits(id.p, id.n);
    n = snprintf(out, VB_ID_TERM_MAX + 1, "Q#%016llx%016llx", (unsigned long long)hash.high64,
                 (unsigned long long)hash.low64);
  }
  *length = (size_t)n;
}

void vb_shingle_term(uint32_t key, char out[VB_SHINGLE_TERM_MAX + 1]) {
  snprintf(out, VB_SHINGLE_TERM_MAX + 1, VB_SHINGLE_PREFIX "%08x", (unsigned)key);
}
