/*
 * schema.c - the table of fields.
 */
#include "indexer/store/schema.h"

#define XXH_INLINE_ALL
#include <stdio.h>
#include <xxhash.h>

static const struct {
  const char *name, *prefix, *stem_prefix;
} fields[VB_FIELD_COUNT] = {
    [VB_FIELD_TEXT] = {"text", "", "Z"},
    [VB_FIELD_TITLE] = {"title", "S", "ZS"},
    [VB_FIELD_AUTHOR] = {"author", "A", "ZA"},
    [VB_FIELD_SOURCE] = {"source", "XS", "ZXS"},
    [VB_FIELD_COMMENTS] = {"comments", "XC", "ZXC"},
    [VB_FIELD_SPEAKER] = {"speaker", "XP", "ZXP"},
    [VB_FIELD_SAID] = {"said", "XQ", "ZXQ"},
    [VB_FIELD_SECTION] = {"section", "XT", "ZXT"},
    [VB_FIELD_LANGUAGE] = {"language", "L", "ZL"},
    [VB_FIELD_OUTLET] = {"source-key", "XO", "ZXO"},
};

const char *vb_field_name(vb_field field) {
  return fields[field].name;
}
const char *vb_field_prefix(vb_field field) {
  return fields[field].prefix;
}
const char *vb_field_stem_prefix(vb_field field) {
  return fields[field].stem_prefix;
}

vb_field vb_field_of_name(vb_str name) {
  for (int i = 0; i < VB_FIELD_COUNT; i++)
    if (vb_str_is(name, fields[i].name)) return (vb_field)i;
  return VB_FIELD_COUNT;
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
  /* "~" where an article has no date */
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
