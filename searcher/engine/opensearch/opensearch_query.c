/*
 * opensearch_query.c - translates our query tree to the JSON query language of the cluster.
 *
 *   word                  term, on the field of words or on that of stems
 *   phrase                match_phrase; an open word inside is a hole in the analyser's output
 *   phrase with prefixes, open words at its ends, or words and stems mixed
 *   NEAR, w/s, w/p        intervals, which may join fields whose positions agree
 *
 * The field of sentences has a mark at the position of each word (opensearch_schema.h): any mark
 * is an open word, and what lies from a beginning to the next end is one sentence, which a match of
 * w/s must lie in. The same with paragraphs.
 *
 * A NEAR whose sides have alternatives becomes all pairs of alternatives, because intervals of an
 * alternative inside another are dropped by the cluster. What intervals cannot say becomes a query
 * that finds a superset, and is marked as not exact: each candidate is then verified. Under a
 * negation such a node is left out.
 */
#include "searcher/engine/opensearch/opensearch_internal.h"

#include <math.h>
#include <stdio.h>

enum {
  DEPTH_MAX = 2 * VB_QUERY_DEPTH_MAX, /* the parser's limit, and room for added filters */
  SLOTS_MAX = 64, /* of a phrase of intervals: each is an object of the cluster's */
  PAIRS_MAX = 64, /* of the alternatives of two sides */
  SIDE_MAX = 16   /* alternatives of one side */
};

typedef struct compiler {
  vb_opensearch *engine;
  vb_json_writer json;
  const vb_opensearch_how *how;
  int depth;
} compiler;

static vb_status compile(compiler *c, const char *name, const vb_query *node, bool *exact,
                         vb_error *err);

/* ---- scores ---- */

static double idf_of(const compiler *c, const vb_query *leaf) {
  uint64_t articles = 0;
  if (leaf->kind == VB_QUERY_TERM)
    articles = vb_opensearch_known_frequency(c->engine, leaf->field, leaf->term, leaf->by_stem);
  double n = (double)articles, all = (double)c->engine->articles;
  return log(1 + ((all > n ? all : n) - n + 0.5) / (n + 0.5));
}

enum { IDF_SLOTS = 8 }; /* slots whose idf is added up for the score of a phrase */

/* What a leaf of the tree counts in a flat search: as in the native engine. */
static double weight_of(const compiler *c, const vb_query *q) {
  double sum = 0;
  if (q->kind == VB_QUERY_TERM) return idf_of(c, q);
  if (q->kind == VB_QUERY_PREFIX) return 1;
  size_t most = q->kind == VB_QUERY_PHRASE ? IDF_SLOTS : q->child_count;
  for (size_t i = 0; i < q->child_count && i < most; i++)
    if (q->children[i]->kind != VB_QUERY_ANY_WORD && q->children[i]->kind != VB_QUERY_PREFIX)
      sum += weight_of(c, q->children[i]);
  return sum > 0 ? sum : 1;
}

static void write_boost(compiler *c, double boost) {
  char text[40];
  snprintf(text, sizeof text, "%.9g", boost);
  vb_json_raw(&c->json, "boost", vb_str_of(text));
}

/* Opens what wraps a leaf: in a flat search, a score that is the same for all articles. */
static const char *open_leaf(compiler *c, const char *name, const vb_query *q) {
  if (!c->how->flat) return name;
  vb_json_open_object(&c->json, name);
  vb_json_open_object(&c->json, "constant_score");
  write_boost(c, weight_of(c, q));
  return "filter";
}

static void close_leaf(compiler *c) {
  if (!c->how->flat) return;
  vb_json_close_object(&c->json);
  vb_json_close_object(&c->json);
}

/* ---- small pieces ---- */

/* {outer: {inner: ...: a value that the caller writes, and then close_two. */
static void open_two(compiler *c, const char *name, const char *outer) {
  vb_json_open_object(&c->json, name);
  vb_json_open_object(&c->json, outer);
}

static void close_two(compiler *c) {
  vb_json_close_object(&c->json);
  vb_json_close_object(&c->json);
}

static void constant(compiler *c, const char *name, const char *kind) {
  open_two(c, name, kind);
  close_two(c);
}

static void exists(compiler *c, const char *name, const char *field) {
  open_two(c, name, "exists");
  vb_json_text(&c->json, "field", field);
  close_two(c);
}

static const char *field_of(const vb_query *leaf, vb_field field) {
  return vb_opensearch_field(field, leaf->by_stem);
}

/* ---- words ---- */

/* {kind: {field: {value: text, boost}}} */
static void value_query(compiler *c, const char *name, const char *kind, const char *field,
                        vb_str text, double boost) {
  open_two(c, name, kind);
  vb_json_open_object(&c->json, field);
  vb_json_string(&c->json, "value", text);
  if (boost != 1) write_boost(c, boost);
  vb_json_close_object(&c->json);
  close_two(c);
}

/* A word of the text counts more in the title. */
static void word_query(compiler *c, const char *name, const vb_query *node) {
  const char *field = field_of(node, node->field);
  if (node->field == VB_FIELD_SOURCE_KEY || node->field == VB_FIELD_SPEAKER_NAME) {
    value_query(c, name, "term", field, node->term, 0);
    return;
  }
  name = open_leaf(c, name, node);
  if (node->field != VB_FIELD_TEXT || c->how->flat || c->how->unranked) {
    value_query(c, name, "term", field, node->term, 1);
  } else {
    open_two(c, name, "bool");
    value_query(c, "must", "term", field, node->term, 1);
    value_query(c, "should", "term", field_of(node, VB_FIELD_TITLE), node->term,
                VB_OPENSEARCH_TITLE_BOOST);
    close_two(c);
  }
  close_leaf(c);
}

static void prefix_query(compiler *c, const char *name, const vb_query *node, vb_field field) {
  const char *in = vb_opensearch_field(field, false);
  if (node->term.n) value_query(c, name, "prefix", in, node->term, 1);
  else exists(c, name, in); /* any word */
}

/* ---- phrases that match_phrase can say ---- */

typedef struct slots { /* what a phrase is made of */
  bool prefixes, stems, words, open, open_ends;
} slots;

static slots look_at(const vb_query *phrase) {
  slots s = {false, false, false, false, false};
  size_t n = phrase->child_count;
  for (size_t i = 0; i < n; i++) {
    const vb_query *slot = phrase->children[i];
    bool any = slot->kind == VB_QUERY_ANY_WORD || (slot->kind == VB_QUERY_PREFIX && !slot->term.n);
    s.open |= any;
    s.open_ends |= any && (i == 0 || i == n - 1);
    s.prefixes |= slot->kind == VB_QUERY_PREFIX && !any;
    s.stems |= slot->kind == VB_QUERY_TERM && slot->by_stem;
    s.words |= slot->kind == VB_QUERY_TERM && !slot->by_stem;
  }
  return s;
}

static bool is_open(const vb_query *slot) {
  return slot->kind == VB_QUERY_ANY_WORD || (slot->kind == VB_QUERY_PREFIX && !slot->term.n);
}

/* "a - b": the analyser drops the hole and keeps its position. */
static void plain_phrase(compiler *c, const char *name, const vb_query *node, bool stems) {
  vb_buf text = VB_BUF_INIT;
  for (size_t i = 0; i < node->child_count; i++) {
    if (i) vb_buf_char(&text, ' ');
    if (is_open(node->children[i])) vb_buf_text(&text, VB_OPENSEARCH_HOLE);
    else vb_buf_str(&text, node->children[i]->term);
  }
  open_two(c, name, "match_phrase");
  vb_json_string(&c->json, vb_opensearch_field(node->field, stems), vb_buf_view(&text));
  close_two(c);
  if (vb_buf_ok(&text, NULL) != VB_OK) c->json.out->failed = true;
  vb_buf_clear(&text);
}

/* ---- intervals ---- */

static void interval_match(compiler *c, vb_str text, const char *field) {
  open_two(c, NULL, "match");
  vb_json_string(&c->json, "query", text);
  vb_json_text(&c->json, "use_field", field);
  close_two(c);
}

/* OpenSearch expands a prefix to 128 words, a pattern to as many as is asked for. */
static void interval_prefix(compiler *c, vb_str prefix, const char *field) {
  bool pattern = c->engine->cluster_is_opensearch;
  vb_buf text = VB_BUF_INIT;
  for (size_t i = 0; i < prefix.n; i++) {
    if (pattern && strchr("*?\\", prefix.p[i])) vb_buf_char(&text, '\\');
    vb_buf_char(&text, prefix.p[i]);
  }
  if (pattern) vb_buf_char(&text, '*');
  open_two(c, NULL, pattern ? "wildcard" : "prefix");
  vb_json_string(&c->json, pattern ? "pattern" : "prefix", vb_buf_view(&text));
  vb_json_text(&c->json, "use_field", field);
  if (pattern) vb_json_number(&c->json, "max_expansions", VB_OPENSEARCH_EXPANSIONS);
  close_two(c);
  if (vb_buf_ok(&text, NULL) != VB_OK) c->json.out->failed = true;
  vb_buf_clear(&text);
}

static void any_mark(compiler *c, const char *field, const char *marks) {
  open_two(c, NULL, "any_of");
  vb_json_open_list(&c->json, "intervals");
  for (; *marks; marks++) interval_match(c, (vb_str){marks, 1}, field);
  vb_json_close_list(&c->json);
  close_two(c);
}

static void interval_slot(compiler *c, const vb_query *slot, vb_field field) {
  if (is_open(slot)) any_mark(c, VB_OPENSEARCH_SENTENCES, VB_OPENSEARCH_MARKS);
  else if (slot->kind == VB_QUERY_PREFIX)
    interval_prefix(c, slot->term, vb_opensearch_field(field, false));
  else interval_match(c, slot->term, field_of(slot, field));
}

static void open_ordered(compiler *c, const char *name, int64_t gaps) {
  open_two(c, name, "all_of");
  vb_json_boolean(&c->json, "ordered", true);
  vb_json_integer(&c->json, "max_gaps", gaps);
  vb_json_open_list(&c->json, "intervals");
}

static void close_ordered(compiler *c) {
  vb_json_close_list(&c->json);
  close_two(c);
}

/* TERM, PREFIX or PHRASE of few slots. */
static void interval_leaf(compiler *c, const vb_query *q) {
  if (q->kind != VB_QUERY_PHRASE) {
    interval_slot(c, q, q->field);
    return;
  }
  open_ordered(c, NULL, 0);
  for (size_t i = 0; i < q->child_count; i++) interval_slot(c, q->children[i], q->field);
  close_ordered(c);
}

/* Whether intervals can say this leaf: only the words of the text have marks. */
static bool is_interval(const compiler *c, const vb_query *q) {
  if (q->kind == VB_QUERY_TERM) return q->term.n > 0;
  if (q->kind == VB_QUERY_PREFIX) return q->term.n > 0 && !c->how->loose;
  if (q->kind != VB_QUERY_PHRASE || q->child_count > SLOTS_MAX || q->has_signs) return false;
  slots s = look_at(q);
  return (s.words || s.stems || s.prefixes) && !(s.open && q->field != VB_FIELD_TEXT) &&
         !(s.prefixes && c->how->loose);
}

static void open_intervals(compiler *c, const char *name, vb_field field) {
  open_two(c, name, "intervals");
  vb_json_open_object(&c->json, vb_opensearch_field(field, false));
}

static void close_intervals(compiler *c) {
  vb_json_close_object(&c->json);
  close_two(c);
}

/* ---- phrases ---- */

/* All words of the phrase, in any place. */
static void loose_phrase(compiler *c, const char *name, const vb_query *node) {
  open_two(c, name, "bool");
  vb_json_open_list(&c->json, "must");
  for (size_t i = 0; i < node->child_count; i++) {
    const vb_query *slot = node->children[i];
    if (is_open(slot)) continue;
    if (slot->kind == VB_QUERY_PREFIX) prefix_query(c, NULL, slot, node->field);
    else value_query(c, NULL, "term", field_of(slot, node->field), slot->term, 1);
  }
  vb_json_close_list(&c->json);
  close_two(c);
}

static void phrase_query(compiler *c, const char *name, const vb_query *node, bool *exact) {
  slots s = look_at(node);
  *exact = !node->has_signs;
  if (!s.words && !s.stems && !s.prefixes) { /* a phrase of open words alone matches nothing */
    *exact = true;
    constant(c, name, "match_none");
    return;
  }
  name = open_leaf(c, name, node);
  vb_query unsigned_node = *node;
  unsigned_node.has_signs = false;
  if (!s.prefixes && !s.open_ends && s.words != s.stems) {
    plain_phrase(c, name, node, s.stems);
  } else if (is_interval(c, &unsigned_node)) {
    open_intervals(c, name, node->field);
    vb_json_open_object(&c->json, "all_of");
    vb_json_boolean(&c->json, "ordered", true);
    vb_json_number(&c->json, "max_gaps", 0);
    vb_json_open_list(&c->json, "intervals");
    for (size_t i = 0; i < node->child_count; i++) interval_slot(c, node->children[i], node->field);
    vb_json_close_list(&c->json);
    vb_json_close_object(&c->json);
    close_intervals(c);
  } else {
    *exact = false;
    loose_phrase(c, name, node);
  }
  close_leaf(c);
}

/* ---- NEAR, one sentence, one paragraph ---- */

/* The alternatives of a side; 0 if there is something that intervals cannot say. */
static size_t side_of(const compiler *c, const vb_query *q, vb_field *field,
                      const vb_query *out[SIDE_MAX]) {
  size_t count = 0;
  if (q->kind != VB_QUERY_OR) {
    if (!is_interval(c, q)) return 0;
    *field = q->field;
    out[0] = q;
    return 1;
  }
  for (size_t i = 0; i < q->child_count; i++) {
    const vb_query *more[SIDE_MAX];
    size_t n = side_of(c, q->children[i], field, more);
    if (!n || n > SIDE_MAX - count) return 0;
    for (size_t k = 0; k < n; k++) out[count++] = more[k];
  }
  return count;
}

/* One whole sentence or paragraph: from a beginning to the next end, or one word that is both. */
static void unit(compiler *c, const char *name, const char *field) {
  open_two(c, name, "any_of");
  vb_json_open_list(&c->json, "intervals");
  open_ordered(c, NULL, -1);
  interval_match(c, VB_STR(VB_OPENSEARCH_BEGINS), field);
  interval_match(c, VB_STR(VB_OPENSEARCH_ENDS), field);
  close_ordered(c);
  interval_match(c, VB_STR(VB_OPENSEARCH_BOTH), field);
  vb_json_close_list(&c->json);
  close_two(c);
}

static void one_order(compiler *c, const vb_query *node, const vb_query *a, const vb_query *b) {
  bool near = node->kind == VB_QUERY_NEAR;
  uint32_t distance = node->distance < VB_NEAR_MAX ? node->distance : VB_NEAR_MAX;
  open_two(c, NULL, "all_of");
  vb_json_boolean(&c->json, "ordered", true);
  vb_json_integer(&c->json, "max_gaps", near ? (int64_t)distance - 1 : -1);
  vb_json_open_list(&c->json, "intervals");
  interval_leaf(c, a);
  interval_leaf(c, b);
  vb_json_close_list(&c->json);
  if (!near) {
    vb_json_open_object(&c->json, "filter");
    unit(c, "contained_by",
         node->kind == VB_QUERY_SENTENCE ? VB_OPENSEARCH_SENTENCES : VB_OPENSEARCH_PARAGRAPHS);
    vb_json_close_object(&c->json);
  }
  close_two(c);
}

static bool one_field(const vb_query *const *a, size_t n, vb_field field) {
  for (size_t i = 0; i < n; i++)
    if (a[i]->field != field) return false;
  return true;
}

/* Writes the pair as intervals; false if they cannot say it. */
static bool pair_intervals(compiler *c, const char *name, const vb_query *node) {
  const vb_query *a[SIDE_MAX], *b[SIDE_MAX];
  vb_field field = VB_FIELD_TEXT;
  if (node->child_count != 2 || (node->kind == VB_QUERY_NEAR && !node->distance)) return false;
  size_t n = side_of(c, node->children[0], &field, a), m = side_of(c, node->children[1], &field, b);
  if (!n || !m || n * m > PAIRS_MAX || !one_field(a, n, field) || !one_field(b, m, field) ||
      (node->kind != VB_QUERY_NEAR && field != VB_FIELD_TEXT))
    return false;
  name = open_leaf(c, name, node);
  open_intervals(c, name, field);
  vb_json_open_object(&c->json, "any_of");
  vb_json_open_list(&c->json, "intervals");
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < m; k++) {
      one_order(c, node, a[i], b[k]);
      one_order(c, node, b[k], a[i]);
    }
  vb_json_close_list(&c->json);
  vb_json_close_object(&c->json);
  close_intervals(c);
  close_leaf(c);
  return true;
}

/* ---- operators ---- */

static bool is_filter(const vb_query *q) {
  return q->kind == VB_QUERY_DATE || q->kind == VB_QUERY_ALL ||
         (q->kind == VB_QUERY_TERM &&
          (q->field == VB_FIELD_SOURCE_KEY || q->field == VB_FIELD_SPEAKER_NAME));
}

/* Writes children in a list of a bool query: those that are filters, or those that are not. */
static vb_status children_in(compiler *c, const char *list, const vb_query *node, size_t first,
                             bool filters, bool *exact, vb_error *err) {
  vb_status status = VB_OK;
  vb_json_open_list(&c->json, list);
  for (size_t i = first; i < node->child_count && !status; i++) {
    bool one;
    if (is_filter(node->children[i]) != filters) continue;
    status = compile(c, NULL, node->children[i], &one, err);
    *exact = *exact && one;
  }
  vb_json_close_list(&c->json);
  return status;
}

static vb_status all_of(compiler *c, const char *name, const vb_query *node, bool *exact,
                        vb_error *err) {
  *exact = true;
  open_two(c, name, "bool");
  vb_status status = children_in(c, "must", node, 0, false, exact, err);
  if (!status) status = children_in(c, "filter", node, 0, true, exact, err);
  close_two(c);
  return status;
}

static vb_status any_of(compiler *c, const char *name, const vb_query *node, bool *exact,
                        vb_error *err) {
  vb_status status = VB_OK;
  *exact = true;
  if (!node->child_count) {
    constant(c, name, "match_none");
    return VB_OK;
  }
  open_two(c, name, "bool");
  vb_json_open_list(&c->json, "should");
  for (size_t i = 0; i < node->child_count && !status; i++) {
    bool one;
    status = compile(c, NULL, node->children[i], &one, err);
    *exact = *exact && one;
  }
  vb_json_close_list(&c->json);
  vb_json_number(&c->json, "minimum_should_match", 1);
  close_two(c);
  return status;
}

/* An excluded node that is not exact is written and taken back. */
static vb_status exclude(compiler *c, const vb_query *node, bool *exact, vb_error *err) {
  vb_json_writer before = c->json;
  size_t length = c->json.out->n;
  bool one;
  vb_status status = compile(c, NULL, node, &one, err);
  if (one || status) return status;
  c->json = before;
  c->json.out->n = length;
  *exact = false;
  return VB_OK;
}

static vb_status without(compiler *c, const char *name, const vb_query *node, bool *exact,
                         vb_error *err) {
  *exact = true;
  if (!node->child_count) {
    constant(c, name, "match_none");
    return VB_OK;
  }
  open_two(c, name, "bool");
  vb_status status = compile(c, "must", node->children[0], exact, err);
  vb_json_open_list(&c->json, "must_not");
  for (size_t i = 1; i < node->child_count && !status; i++)
    status = exclude(c, node->children[i], exact, err);
  vb_json_close_list(&c->json);
  close_two(c);
  return status;
}

static void day_range(compiler *c, const char *field, const char *bound, uint32_t day) {
  open_two(c, NULL, "range");
  vb_json_open_object(&c->json, field);
  vb_json_number(&c->json, bound, day);
  vb_json_close_object(&c->json);
  close_two(c);
}

static void dates(compiler *c, const char *name, const vb_query *node) {
  open_two(c, name, "bool");
  vb_json_open_list(&c->json, "filter");
  if (node->first_day) day_range(c, VB_OPENSEARCH_FIRST_DAY, "gte", node->first_day);
  if (node->last_day) day_range(c, VB_OPENSEARCH_LAST_DAY, "lte", node->last_day);
  if (!node->first_day && !node->last_day) exists(c, NULL, VB_OPENSEARCH_FIRST_DAY);
  vb_json_close_list(&c->json);
  close_two(c);
}

/* Both sides somewhere in the article. */
static vb_status pair(compiler *c, const char *name, const vb_query *node, bool *exact,
                      vb_error *err) {
  *exact = true;
  if (pair_intervals(c, name, node)) return VB_OK;
  vb_status status = all_of(c, name, node, exact, err);
  *exact = false;
  return status;
}

/* Writes a query that finds at least the node's matches; *exact: only them. */
static vb_status compile_node(compiler *c, const char *name, const vb_query *node, bool *exact,
                              vb_error *err) {
  *exact = true;
  switch (node->kind) {
  case VB_QUERY_NOTHING:
  case VB_QUERY_ANY_WORD: /* has a meaning only inside a phrase */
    constant(c, name, "match_none");
    return VB_OK;
  case VB_QUERY_ALL: constant(c, name, "match_all"); return VB_OK;
  case VB_QUERY_TERM: word_query(c, name, node); return VB_OK;
  case VB_QUERY_PREFIX: prefix_query(c, name, node, node->field); return VB_OK;
  case VB_QUERY_PHRASE: phrase_query(c, name, node, exact); return VB_OK;
  case VB_QUERY_NEAR:
  case VB_QUERY_SENTENCE:
  case VB_QUERY_PARAGRAPH: return pair(c, name, node, exact, err);
  case VB_QUERY_AND: return all_of(c, name, node, exact, err);
  case VB_QUERY_OR: return any_of(c, name, node, exact, err);
  case VB_QUERY_ANDNOT: return without(c, name, node, exact, err);
  case VB_QUERY_DATE: dates(c, name, node); return VB_OK;
  }
  return vb_fail(err, VB_INTERNAL, "a query node of unknown kind %d", (int)node->kind);
}

static vb_status compile(compiler *c, const char *name, const vb_query *node, bool *exact,
                         vb_error *err) {
  *exact = false;
  if (c->depth >= DEPTH_MAX)
    return vb_fail(err, VB_LIMIT, "a query nested deeper than %d", DEPTH_MAX);
  c->depth++;
  vb_status status = compile_node(c, name, node, exact, err);
  c->depth--;
  return status;
}

vb_status vb_opensearch_compile(vb_opensearch *engine, const vb_query *query,
                                const vb_opensearch_how *how, vb_buf *out, bool *exact,
                                vb_error *err) {
  compiler c = {engine, vb_json_begin(out), how, 0};
  vb_status status = compile(&c, NULL, query, exact, err);
  return status ? status : vb_buf_ok(out, err);
}
