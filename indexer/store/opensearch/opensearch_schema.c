/*
 * opensearch_schema.c - the mapping of the index.
 *
 * Every field of schema.h has its words and, at the same positions, their stems: so intervals may
 * join both. Values of a field, such as two comments, are VB_POSITION_COMMENT_GAP apart, and the
 * title stands before the text in one field. Only what is needed to give an article back is kept
 * as it came (_source): the rest is in the index.
 */
#include "indexer/store/opensearch/opensearch_schema.h"

#include "indexer/base/json_writer.h"
#include "indexer/base/utf8.h"

#define XXH_INLINE_ALL
#include <stdio.h>
#include <xxhash.h>

static const char *const fields[VB_FIELD_COUNT][2] = {
    [VB_FIELD_TEXT] = {"text", "text_stems"},
    [VB_FIELD_TITLE] = {"title", "title_stems"},
    [VB_FIELD_AUTHOR] = {"author", "author_stems"},
    [VB_FIELD_SOURCE] = {"source", "source_stems"},
    [VB_FIELD_COMMENTS] = {"comments", "comments_stems"},
    [VB_FIELD_SPEAKER] = {"speaker", "speaker_stems"},
    [VB_FIELD_SAID] = {"said", "said_stems"},
    [VB_FIELD_SECTION] = {"section", "section_stems"},
    [VB_FIELD_LANGUAGE] = {"language", "language_stems"},
    [VB_FIELD_SOURCE_KEY] = {"source_key", "source_key"},
    [VB_FIELD_SPEAKER_NAME] = {"speaker_name", "speaker_name"},
};

const char *vb_opensearch_field(vb_field field, bool stems) {
  return fields[field][stems];
}

static void text_field(vb_json_writer *json, const char *name, bool norms) {
  vb_json_open_object(json, name);
  vb_json_text(json, "type", "text");
  vb_json_text(json, "analyzer", "words");
  vb_json_number(json, "position_increment_gap", VB_POSITION_COMMENT_GAP);
  vb_json_boolean(json, "norms", norms);
  vb_json_close_object(json);
}

static void plain_field(vb_json_writer *json, const char *name, const char *type, bool values) {
  vb_json_open_object(json, name);
  vb_json_text(json, "type", type);
  vb_json_boolean(json, "doc_values", values);
  vb_json_close_object(json);
}

/* Words of which is known in which articles they are. */
static void listed_field(vb_json_writer *json, const char *name) {
  vb_json_open_object(json, name);
  vb_json_text(json, "type", "text");
  vb_json_text(json, "analyzer", "words");
  vb_json_boolean(json, "norms", false);
  vb_json_text(json, "index_options", "docs");
  vb_json_close_object(json);
}

/* One that is only given back. */
static void kept_field(vb_json_writer *json, const char *name, const char *type) {
  bool binary = strcmp(type, "binary") == 0; /* has no index */
  vb_json_open_object(json, name);
  vb_json_text(json, "type", type);
  if (!binary) vb_json_boolean(json, "index", false);
  vb_json_boolean(json, "doc_values", false);
  vb_json_close_object(json);
}

static void write_fields(vb_json_writer *json) {
  vb_json_open_object(json, "properties");
  for (int f = 0; f < VB_FIELD_SOURCE_KEY; f++) {
    text_field(json, fields[f][0], true);
    text_field(json, fields[f][1], true);
  }
  text_field(json, VB_OPENSEARCH_SENTENCES, false);
  text_field(json, VB_OPENSEARCH_PARAGRAPHS, false);
  listed_field(json, VB_OPENSEARCH_PAIRS);
  plain_field(json, vb_opensearch_field(VB_FIELD_SOURCE_KEY, false), "keyword", false);
  plain_field(json, vb_opensearch_field(VB_FIELD_SPEAKER_NAME, false), "keyword", true);
  plain_field(json, VB_OPENSEARCH_KEYS, "keyword", false);
  plain_field(json, VB_OPENSEARCH_SOURCE, "keyword", true);
  plain_field(json, VB_OPENSEARCH_ID, "keyword", true);
  plain_field(json, VB_OPENSEARCH_NUMBER, "long", true);
  plain_field(json, VB_OPENSEARCH_DAY, "integer", true);
  plain_field(json, VB_OPENSEARCH_FIRST_DAY, "integer", true);
  plain_field(json, VB_OPENSEARCH_LAST_DAY, "integer", true);
  plain_field(json, VB_OPENSEARCH_FIRST_MINUTE, "long", true);
  plain_field(json, VB_OPENSEARCH_LAST_MINUTE, "long", true);
  kept_field(json, VB_OPENSEARCH_HASH, "keyword");
  kept_field(json, VB_OPENSEARCH_PATH, "binary");
  kept_field(json, VB_OPENSEARCH_RECORD, "binary");
  vb_json_close_object(json);
}

static void write_mapping(vb_json_writer *json, const char *language) {
  static const char *const kept[] = {VB_OPENSEARCH_ID, VB_OPENSEARCH_HASH, VB_OPENSEARCH_PATH,
                                     VB_OPENSEARCH_RECORD};
  vb_json_open_object(json, "mappings");
  vb_json_text(json, "dynamic", "strict");
  vb_json_open_object(json, "_meta");
  vb_json_open_object(json, "verbatim");
  vb_json_number(json, "version", VB_OPENSEARCH_VERSION);
  vb_json_text(json, "language", language);
  vb_json_close_object(json);
  vb_json_close_object(json);
  vb_json_open_object(json, "_source");
  vb_json_open_list(json, "includes");
  for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) vb_json_text(json, NULL, kept[i]);
  vb_json_close_list(json);
  vb_json_close_object(json);
  write_fields(json);
  vb_json_close_object(json);
}

static void write_settings(vb_json_writer *json) {
  vb_json_open_object(json, "settings");
  vb_json_text(json, "refresh_interval",
               "-1"); /* what is written is seen at a commit, not before */
  vb_json_raw(json, "analysis",
              VB_STR("{\"filter\":{\"hole\":{\"type\":\"stop\",\"stopwords\":[\"" VB_OPENSEARCH_HOLE
                     "\"]}},\"analyzer\":{\"words\":{\"type\":\"custom\",\"tokenizer\":"
                     "\"whitespace\",\"filter\":[\"hole\"]}}}"));
  vb_json_close_object(json);
}

vb_status vb_opensearch_index(const char *language, vb_buf *out, vb_error *err) {
  vb_json_writer json = vb_json_begin(out);
  vb_json_open_object(&json, NULL);
  write_settings(&json);
  write_mapping(&json, language);
  vb_json_close_object(&json);
  return vb_buf_ok(out, err);
}

static bool is_short(vb_str word) {
  return vb_utf8_count(word) <= VB_OPENSEARCH_SHORT_MAX;
}

bool vb_opensearch_is_pair(vb_str a, vb_str b) {
  return is_short(a) && is_short(b);
}

void vb_opensearch_pair(vb_str a, vb_str b, vb_buf *out) {
  vb_buf_str(out, a);
  vb_buf_char(out, '|');
  vb_buf_str(out, b);
}

void vb_opensearch_name(vb_str id, char out[VB_OPENSEARCH_NAME_DIGITS + 1]) {
  XXH128_hash_t hash = XXH3_128bits(id.p, id.n);
  snprintf(out, VB_OPENSEARCH_NAME_DIGITS + 1, "%016llx%016llx", (unsigned long long)hash.high64,
           (unsigned long long)hash.low64);
}
