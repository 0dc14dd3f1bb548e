/*
 * schema.c - the table of fields: names in queries, and prefixes of keys.
 *
 * A row per vb_field, in its order. Prefixes are upper case and terms never are, so
 * no term of the text can collide with a term of another field.
 */
#include "indexer/store/schema.h"

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
    [VB_FIELD_SOURCE_KEY] = {"source-key", "XO", "ZXO"},
    [VB_FIELD_SPEAKER_NAME] = {"speaker-name", "XN", "ZXN"},
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

/* Under the prefix of VB_FIELD_SAID. */
vb_str vb_places_key(vb_places places) {
  static const vb_str keys[VB_PLACES_COUNT] = {[VB_PLACES_SAID_FIRST] = VB_STR("XQ("),
                                               [VB_PLACES_SAID_LAST] = VB_STR("XQ)"),
                                               [VB_PLACES_SENTENCE_ENDS] = VB_STR("XQ."),
                                               [VB_PLACES_PARAGRAPH_ENDS] = VB_STR("XQ/")};
  return keys[places];
}

vb_field vb_field_of_name(vb_str name) {
  for (int i = 0; i < VB_FIELD_COUNT; i++)
    if (vb_str_is(name, fields[i].name)) return (vb_field)i;
  return VB_FIELD_COUNT;
}
