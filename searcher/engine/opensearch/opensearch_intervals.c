/*
 * opensearch_intervals.c - phrases and nearness as intervals of positions.
 *
 * Intervals may join fields whose positions agree: words, stems, and the marks of sentences. Any
 * mark is an open word. What lies from a mark that begins a sentence to the next that ends one is a
 * sentence, which a match of w/s must lie in; the same with paragraphs.
 *
 * A pair whose sides have alternatives becomes all pairs of alternatives, because the cluster drops
 * an interval that contains another one, and with it what is near its other end.
 */
#include "searcher/engine/opensearch/opensearch_query_internal.h"

enum {
  SLOTS_MAX = 64, /* of a phrase of intervals: each is an object of the cluster's */
  PAIRS_MAX = 64, /* of the alternatives of two sides */
  SIDE_MAX = 16   /* alternatives of one side */
};

/* ---- leaves ---- */

static void interval_match(writer *w, vb_str text, const char *field) {
  vb_query_open_two(w, NULL, "match");
  vb_json_string(&w->json, "query", text);
  vb_json_text(&w->json, "use_field", field);
  vb_query_close_two(w);
}

/* OpenSearch expands a prefix to 128 words, a pattern to as many as is asked for. */
static void interval_prefix(writer *w, vb_str prefix, const char *field) {
  bool pattern = w->engine->cluster_is_opensearch;
  vb_buf text = VB_BUF_INIT;
  for (size_t i = 0; i < prefix.n; i++) {
    if (pattern && strchr("*?\\", prefix.p[i])) vb_buf_char(&text, '\\');
    vb_buf_char(&text, prefix.p[i]);
  }
  if (pattern) vb_buf_char(&text, '*');
  vb_query_open_two(w, NULL, pattern ? "wildcard" : "prefix");
  vb_json_string(&w->json, pattern ? "pattern" : "prefix", vb_buf_view(&text));
  vb_json_text(&w->json, "use_field", field);
  if (pattern) vb_json_number(&w->json, "max_expansions", VB_OPENSEARCH_EXPANSIONS);
  vb_query_close_two(w);
  if (vb_buf_ok(&text, NULL) != VB_OK) w->json.out->failed = true;
  vb_buf_clear(&text);
}

static void any_mark(writer *w, const char *field, const char *marks) {
  vb_query_open_two(w, NULL, "any_of");
  vb_json_open_list(&w->json, "intervals");
  for (; *marks; marks++) interval_match(w, (vb_str){marks, 1}, field);
  vb_json_close_list(&w->json);
  vb_query_close_two(w);
}

static void interval_slot(writer *w, const vb_query *slot, vb_field field) {
  if (vb_query_open_slot(slot)) any_mark(w, VB_OPENSEARCH_SENTENCES, VB_OPENSEARCH_MARKS);
  else if (slot->kind == VB_QUERY_PREFIX)
    interval_prefix(w, slot->term, vb_opensearch_field(field, false));
  else interval_match(w, slot->term, vb_query_word_field(slot, field));
}

/* all_of: {...}; as an item of a list inside an object of its own. */
static void open_ordered(writer *w, bool item, int64_t gaps) {
  if (item) vb_json_open_object(&w->json, NULL);
  vb_json_open_object(&w->json, "all_of");
  vb_json_boolean(&w->json, "ordered", true);
  vb_json_integer(&w->json, "max_gaps", gaps);
  vb_json_open_list(&w->json, "intervals");
}

static void close_ordered(writer *w, bool item) {
  vb_json_close_list(&w->json);
  vb_json_close_object(&w->json);
  if (item) vb_json_close_object(&w->json);
}

/* TERM, PREFIX or PHRASE of few slots. */
static void interval_leaf(writer *w, bool item, const vb_query *q) {
  if (q->kind != VB_QUERY_PHRASE) {
    interval_slot(w, q, q->field);
    return;
  }
  open_ordered(w, item, 0);
  for (size_t i = 0; i < q->child_count; i++) interval_slot(w, q->children[i], q->field);
  close_ordered(w, item);
}

/* Whether intervals can say this leaf: only the words of the text have marks. */
static bool is_interval(const writer *w, const vb_query *q) {
  if (q->kind == VB_QUERY_TERM) return q->term.n > 0;
  if (q->kind == VB_QUERY_PREFIX) return q->term.n > 0 && !w->how->loose;
  if (q->kind != VB_QUERY_PHRASE || q->child_count > SLOTS_MAX || q->has_signs) return false;
  slots s = vb_opensearch_slots(q);
  return (s.words || s.stems || s.prefixes) && !(s.open && q->field != VB_FIELD_TEXT) &&
         !(s.prefixes && w->how->loose);
}

static void open_intervals(writer *w, const char *name, vb_field field) {
  vb_query_open_two(w, name, "intervals");
  vb_json_open_object(&w->json, vb_opensearch_field(field, false));
}

static void close_intervals(writer *w) {
  vb_json_close_object(&w->json);
  vb_query_close_two(w);
}

bool vb_opensearch_phrase_intervals(writer *w, const char *name, const vb_query *phrase) {
  if (!is_interval(w, phrase)) return false;
  open_intervals(w, name, phrase->field);
  interval_leaf(w, false, phrase);
  close_intervals(w);
  return true;
}

/* ---- NEAR, one sentence, one paragraph ---- */

/* The alternatives of a side; 0 if there is something that intervals cannot say. */
static size_t side_of(const writer *w, const vb_query *q, vb_field *field,
                      const vb_query *out[SIDE_MAX]) {
  size_t count = 0;
  if (q->kind != VB_QUERY_OR) {
    if (!is_interval(w, q)) return 0;
    *field = q->field;
    out[0] = q;
    return 1;
  }
  for (size_t i = 0; i < q->child_count; i++) {
    const vb_query *more[SIDE_MAX];
    size_t n = side_of(w, q->children[i], field, more);
    if (!n || n > SIDE_MAX - count) return 0;
    for (size_t k = 0; k < n; k++) out[count++] = more[k];
  }
  return count;
}

/* One whole sentence or paragraph: from a beginning to the next end, or one word that is both. */
static void unit(writer *w, const char *name, const char *field) {
  vb_query_open_two(w, name, "any_of");
  vb_json_open_list(&w->json, "intervals");
  open_ordered(w, true, -1);
  interval_match(w, VB_STR(VB_OPENSEARCH_BEGINS), field);
  interval_match(w, VB_STR(VB_OPENSEARCH_ENDS), field);
  close_ordered(w, true);
  interval_match(w, VB_STR(VB_OPENSEARCH_BOTH), field);
  vb_json_close_list(&w->json);
  vb_query_close_two(w);
}

static void one_order(writer *w, const vb_query *node, const vb_query *a, const vb_query *b) {
  bool near = node->kind == VB_QUERY_NEAR;
  uint32_t distance = node->distance < VB_NEAR_MAX ? node->distance : VB_NEAR_MAX;
  vb_query_open_two(w, NULL, "all_of");
  vb_json_boolean(&w->json, "ordered", true);
  vb_json_integer(&w->json, "max_gaps", near ? (int64_t)distance - 1 : -1);
  vb_json_open_list(&w->json, "intervals");
  interval_leaf(w, true, a);
  interval_leaf(w, true, b);
  vb_json_close_list(&w->json);
  if (!near) {
    vb_json_open_object(&w->json, "filter");
    unit(w, "contained_by",
         node->kind == VB_QUERY_SENTENCE ? VB_OPENSEARCH_SENTENCES : VB_OPENSEARCH_PARAGRAPHS);
    vb_json_close_object(&w->json);
  }
  vb_query_close_two(w);
}

static bool one_field(const vb_query *const *a, size_t n, vb_field field) {
  for (size_t i = 0; i < n; i++)
    if (a[i]->field != field) return false;
  return true;
}

bool vb_opensearch_pair_intervals(writer *w, const char *name, const vb_query *node) {
  const vb_query *a[SIDE_MAX], *b[SIDE_MAX];
  vb_field field = VB_FIELD_TEXT;
  if (node->child_count != 2 || (node->kind == VB_QUERY_NEAR && !node->distance)) return false;
  size_t n = side_of(w, node->children[0], &field, a), m = side_of(w, node->children[1], &field, b);
  if (!n || !m || n * m > PAIRS_MAX || !one_field(a, n, field) || !one_field(b, m, field) ||
      (node->kind != VB_QUERY_NEAR && field != VB_FIELD_TEXT))
    return false;
  name = vb_opensearch_open_leaf(w, name, node);
  open_intervals(w, name, field);
  vb_json_open_object(&w->json, "any_of");
  vb_json_open_list(&w->json, "intervals");
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < m; k++) {
      one_order(w, node, a[i], b[k]);
      one_order(w, node, b[k], a[i]);
    }
  vb_json_close_list(&w->json);
  vb_json_close_object(&w->json);
  close_intervals(w);
  vb_opensearch_close_leaf(w);
  return true;
}
