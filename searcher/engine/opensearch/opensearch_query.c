/*
 * opensearch_query.c - translates our query tree to the JSON query language of the cluster.
 *
 *   word                  term, on the field of words or on that of stems
 *   phrase                match_phrase; an open word inside is a hole in the analyser's output; its
 *                         pairs of short words filter
 *   phrase with prefixes, open words at its ends, or words and stems mixed
 *   NEAR, w/s, w/p        intervals, which may join fields whose positions agree
 *
 * What neither can say becomes a query that finds a superset, and is marked as not exact: each
 * candidate is then verified. Under a negation such a node is left out.
 */
#include "searcher/engine/opensearch/opensearch_query_internal.h"

#include <math.h>
#include <stdio.h>

enum { IDF_SLOTS = 8 /* slots whose idf is added up for the score of a phrase */ };

static vb_status compile(writer *w, const char *name, const vb_query *node, bool *exact,
                         vb_error *err);

/* ---- scores ---- */

static double idf_of(const writer *w, const vb_query *leaf) {
  uint64_t articles = 0;
  if (leaf->kind == VB_QUERY_TERM)
    articles = vb_opensearch_known_frequency(w->engine, leaf->field, leaf->term, leaf->by_stem);
  double n = (double)articles, all = (double)w->engine->articles;
  return log(1 + ((all > n ? all : n) - n + 0.5) / (n + 0.5));
}

/* What a leaf of the tree counts in a flat search: as in the native engine. */
static double weight_of(const writer *w, const vb_query *q) {
  double sum = 0;
  if (q->kind == VB_QUERY_TERM) return idf_of(w, q);
  if (q->kind == VB_QUERY_PREFIX) return 1;
  size_t most = q->kind == VB_QUERY_PHRASE ? IDF_SLOTS : q->child_count;
  for (size_t i = 0; i < q->child_count && i < most; i++)
    if (q->children[i]->kind != VB_QUERY_ANY_WORD && q->children[i]->kind != VB_QUERY_PREFIX)
      sum += weight_of(w, q->children[i]);
  return sum > 0 ? sum : 1;
}

static void write_boost(writer *w, double boost) {
  char text[40];
  snprintf(text, sizeof text, "%.9g", boost);
  vb_json_raw(&w->json, "boost", vb_str_of(text));
}

const char *vb_opensearch_open_leaf(writer *w, const char *name, const vb_query *q) {
  if (!w->how->flat) return name;
  vb_json_open_object(&w->json, name);
  vb_json_open_object(&w->json, "constant_score");
  write_boost(w, weight_of(w, q));
  return "filter";
}

void vb_opensearch_close_leaf(writer *w) {
  if (!w->how->flat) return;
  vb_json_close_object(&w->json);
  vb_json_close_object(&w->json);
}

/* ---- small pieces ---- */

static void constant(writer *w, const char *name, const char *kind) {
  vb_query_open_two(w, name, kind);
  vb_query_close_two(w);
}

static void exists(writer *w, const char *name, const char *field) {
  vb_query_open_two(w, name, "exists");
  vb_json_text(&w->json, "field", field);
  vb_query_close_two(w);
}

/* ---- words ---- */

/* {kind: {field: {value: text, boost}}} */
static void value_query(writer *w, const char *name, const char *kind, const char *field,
                        vb_str text, double boost) {
  vb_query_open_two(w, name, kind);
  vb_json_open_object(&w->json, field);
  vb_json_string(&w->json, "value", text);
  if (boost != 1) write_boost(w, boost);
  vb_json_close_object(&w->json);
  vb_query_close_two(w);
}

static void word_query(writer *w, const char *name, const vb_query *node) {
  bool filter = node->field == VB_FIELD_SOURCE_KEY || node->field == VB_FIELD_SPEAKER_NAME;
  const char *field = vb_query_word_field(node, node->field);
  if (filter) {
    value_query(w, name, "term", field, node->term, 0);
    return;
  }
  name = vb_opensearch_open_leaf(w, name, node);
  value_query(w, name, "term", field, node->term, 1);
  vb_opensearch_close_leaf(w);
}

static void prefix_query(writer *w, const char *name, const vb_query *node, vb_field field) {
  const char *in = vb_opensearch_field(field, false);
  if (node->term.n) value_query(w, name, "prefix", in, node->term, 1);
  else exists(w, name, in); /* any word */
}

/* ---- phrases that match_phrase can say ---- */

slots vb_opensearch_slots(const vb_query *phrase) {
  slots s = {false, false, false, false, false};
  size_t n = phrase->child_count;
  for (size_t i = 0; i < n; i++) {
    const vb_query *slot = phrase->children[i];
    bool any = vb_query_open_slot(slot);
    s.open |= any;
    s.open_ends |= any && (i == 0 || i == n - 1);
    s.prefixes |= slot->kind == VB_QUERY_PREFIX && !any;
    s.stems |= slot->kind == VB_QUERY_TERM && slot->by_stem;
    s.words |= slot->kind == VB_QUERY_TERM && !slot->by_stem;
  }
  return s;
}

/* "a - b": the analyser drops the hole and keeps its position. */
static void plain_phrase(writer *w, const char *name, const vb_query *node, bool stems) {
  vb_buf text = VB_BUF_INIT;
  for (size_t i = 0; i < node->child_count; i++) {
    if (i) vb_buf_char(&text, ' ');
    if (vb_query_open_slot(node->children[i])) vb_buf_text(&text, VB_OPENSEARCH_HOLE);
    else vb_buf_str(&text, node->children[i]->term);
  }
  vb_query_open_two(w, name, "match_phrase");
  vb_json_string(&w->json, vb_opensearch_field(node->field, stems), vb_buf_view(&text));
  vb_query_close_two(w);
  if (vb_buf_ok(&text, NULL) != VB_OK) w->json.out->failed = true;
  vb_buf_clear(&text);
}

/* ---- phrases ---- */

/* All words of the phrase, in any place. */
static void loose_phrase(writer *w, const char *name, const vb_query *node) {
  vb_query_open_two(w, name, "bool");
  vb_json_open_list(&w->json, "must");
  for (size_t i = 0; i < node->child_count; i++) {
    const vb_query *slot = node->children[i];
    if (vb_query_open_slot(slot)) continue;
    if (slot->kind == VB_QUERY_PREFIX) prefix_query(w, NULL, slot, node->field);
    else value_query(w, NULL, "term", vb_query_word_field(slot, node->field), slot->term, 1);
  }
  vb_json_close_list(&w->json);
  vb_query_close_two(w);
}

/* ---- pairs of short words ---- */

/* Whether the pair of a slot and the next one is indexed. */
static bool is_pair(const vb_query *phrase, size_t i) {
  const vb_query *a = phrase->children[i], *b = phrase->children[i + 1];
  return phrase->field == VB_FIELD_TEXT && a->kind == VB_QUERY_TERM && !a->by_stem &&
         b->kind == VB_QUERY_TERM && !b->by_stem && vb_opensearch_is_pair(a->term, b->term);
}

static size_t count_pairs(const vb_query *phrase) {
  size_t count = 0;
  for (size_t i = 0; i + 1 < phrase->child_count; i++) count += is_pair(phrase, i);
  return count;
}

static void pair_query(writer *w, const char *name, const vb_query *phrase, size_t i) {
  vb_buf text = VB_BUF_INIT;
  vb_opensearch_pair(phrase->children[i]->term, phrase->children[i + 1]->term, &text);
  value_query(w, name, "term", VB_OPENSEARCH_PAIRS, vb_buf_view(&text), 1);
  if (text.failed) w->json.out->failed = true;
  vb_buf_clear(&text);
}

/* {bool: {filter: [pairs], must: a value that the caller writes, and then close_pairs. */
static const char *open_pairs(writer *w, const char *name, const vb_query *phrase) {
  vb_query_open_two(w, name, "bool");
  vb_json_open_list(&w->json, "filter");
  for (size_t i = 0; i + 1 < phrase->child_count; i++)
    if (is_pair(phrase, i)) pair_query(w, NULL, phrase, i);
  vb_json_close_list(&w->json);
  return "must";
}

static bool any_phrase(writer *w, const char *name, const vb_query *node, slots s) {
  vb_query unsigned_node = *node;
  unsigned_node.has_signs = false;
  if (!s.prefixes && !s.open_ends && s.words != s.stems) {
    plain_phrase(w, name, node, s.stems);
    return true;
  }
  if (vb_opensearch_phrase_intervals(w, name, &unsigned_node)) return true;
  loose_phrase(w, name, node);
  return false;
}

/* The articles with a pair of short words are known; reading positions is left to those that have
   all pairs of a phrase. */
static void phrase_query(writer *w, const char *name, const vb_query *node, bool *exact) {
  slots s = vb_opensearch_slots(node);
  size_t paired = count_pairs(node);
  *exact = !node->has_signs;
  if (!s.words && !s.stems && !s.prefixes) { /* a phrase of open words alone matches nothing */
    *exact = true;
    constant(w, name, "match_none");
    return;
  }
  name = vb_opensearch_open_leaf(w, name, node);
  if (paired && node->child_count == 2 && !w->how->ranked) {
    pair_query(w, name, node, 0);
  } else {
    if (paired) name = open_pairs(w, name, node);
    *exact &= any_phrase(w, name, node, s);
    if (paired) vb_query_close_two(w);
  }
  vb_opensearch_close_leaf(w);
}

/* ---- operators ---- */

/* A word or a phrase of the title ranks as the same in title and text, which are one field: as in
   the native engine. */
static bool ranks_by_text(const writer *w, const vb_query *q) {
  return w->how->ranked && q->field == VB_FIELD_TITLE &&
         (q->kind == VB_QUERY_TERM || q->kind == VB_QUERY_PHRASE);
}

static vb_status title_query(writer *w, const char *name, const vb_query *node, bool *exact,
                             vb_error *err) {
  const vb_opensearch_how *how = w->how, unranked = {.loose = how->loose};
  vb_query text = *node;
  bool ignored;
  text.field = VB_FIELD_TEXT;
  vb_query_open_two(w, name, "bool");
  w->how = &unranked;
  vb_status status = compile(w, "filter", node, exact, err);
  w->how = how;
  if (!status) status = compile(w, "should", &text, &ignored, err);
  vb_query_close_two(w);
  return status;
}

static bool is_filter(const vb_query *q) {
  return q->kind == VB_QUERY_DATE || q->kind == VB_QUERY_ALL ||
         (q->kind == VB_QUERY_TERM &&
          (q->field == VB_FIELD_SOURCE_KEY || q->field == VB_FIELD_SPEAKER_NAME));
}

/* Writes children in a list of a bool query: those that are filters, or those that are not. */
static vb_status children_in(writer *w, const char *list, const vb_query *node, bool filters,
                             bool *exact, vb_error *err) {
  vb_status status = VB_OK;
  vb_json_open_list(&w->json, list);
  for (size_t i = 0; i < node->child_count && !status; i++) {
    bool one;
    if (is_filter(node->children[i]) != filters) continue;
    status = compile(w, NULL, node->children[i], &one, err);
    *exact = *exact && one;
  }
  vb_json_close_list(&w->json);
  return status;
}

static vb_status all_of(writer *w, const char *name, const vb_query *node, bool *exact,
                        vb_error *err) {
  *exact = true;
  vb_query_open_two(w, name, "bool");
  vb_status status = children_in(w, "must", node, false, exact, err);
  if (!status) status = children_in(w, "filter", node, true, exact, err);
  vb_query_close_two(w);
  return status;
}

static vb_status any_of(writer *w, const char *name, const vb_query *node, bool *exact,
                        vb_error *err) {
  vb_status status = VB_OK;
  *exact = true;
  if (!node->child_count) {
    constant(w, name, "match_none");
    return VB_OK;
  }
  vb_query_open_two(w, name, "bool");
  vb_json_open_list(&w->json, "should");
  for (size_t i = 0; i < node->child_count && !status; i++) {
    bool one;
    status = compile(w, NULL, node->children[i], &one, err);
    *exact = *exact && one;
  }
  vb_json_close_list(&w->json);
  vb_json_number(&w->json, "minimum_should_match", 1);
  vb_query_close_two(w);
  return status;
}

/* An excluded node that is not exact is written and taken back. */
static vb_status exclude(writer *w, const vb_query *node, bool *exact, vb_error *err) {
  vb_json_writer before = w->json;
  size_t length = w->json.out->n;
  bool one;
  vb_status status = compile(w, NULL, node, &one, err);
  if (one || status) return status;
  w->json = before;
  w->json.out->n = length;
  *exact = false;
  return VB_OK;
}

static vb_status without(writer *w, const char *name, const vb_query *node, bool *exact,
                         vb_error *err) {
  *exact = true;
  if (!node->child_count) {
    constant(w, name, "match_none");
    return VB_OK;
  }
  vb_query_open_two(w, name, "bool");
  vb_status status = compile(w, "must", node->children[0], exact, err);
  vb_json_open_list(&w->json, "must_not");
  for (size_t i = 1; i < node->child_count && !status; i++)
    status = exclude(w, node->children[i], exact, err);
  vb_json_close_list(&w->json);
  vb_query_close_two(w);
  return status;
}

static void day_range(writer *w, const char *field, const char *bound, uint32_t day) {
  vb_query_open_two(w, NULL, "range");
  vb_json_open_object(&w->json, field);
  vb_json_number(&w->json, bound, day);
  vb_json_close_object(&w->json);
  vb_query_close_two(w);
}

static void dates(writer *w, const char *name, const vb_query *node) {
  vb_query_open_two(w, name, "bool");
  vb_json_open_list(&w->json, "filter");
  if (node->first_day) day_range(w, VB_OPENSEARCH_FIRST_DAY, "gte", node->first_day);
  if (node->last_day) day_range(w, VB_OPENSEARCH_LAST_DAY, "lte", node->last_day);
  if (!node->first_day && !node->last_day) exists(w, NULL, VB_OPENSEARCH_FIRST_DAY);
  vb_json_close_list(&w->json);
  vb_query_close_two(w);
}

/* Both sides somewhere in the article. */
static vb_status pair(writer *w, const char *name, const vb_query *node, bool *exact,
                      vb_error *err) {
  *exact = true;
  if (vb_opensearch_pair_intervals(w, name, node)) return VB_OK;
  vb_status status = all_of(w, name, node, exact, err);
  *exact = false;
  return status;
}

/* Writes a query that finds at least the node's matches; *exact: only them. */
static vb_status compile_node(writer *w, const char *name, const vb_query *node, bool *exact,
                              vb_error *err) {
  *exact = true;
  if (ranks_by_text(w, node)) return title_query(w, name, node, exact, err);
  switch (node->kind) {
  case VB_QUERY_NOTHING:
  case VB_QUERY_ANY_WORD: /* has a meaning only inside a phrase */
    constant(w, name, "match_none");
    return VB_OK;
  case VB_QUERY_ALL: constant(w, name, "match_all"); return VB_OK;
  case VB_QUERY_TERM: word_query(w, name, node); return VB_OK;
  case VB_QUERY_PREFIX: prefix_query(w, name, node, node->field); return VB_OK;
  case VB_QUERY_PHRASE: phrase_query(w, name, node, exact); return VB_OK;
  case VB_QUERY_NEAR:
  case VB_QUERY_SENTENCE:
  case VB_QUERY_PARAGRAPH: return pair(w, name, node, exact, err);
  case VB_QUERY_AND: return all_of(w, name, node, exact, err);
  case VB_QUERY_OR: return any_of(w, name, node, exact, err);
  case VB_QUERY_ANDNOT: return without(w, name, node, exact, err);
  case VB_QUERY_DATE: dates(w, name, node); return VB_OK;
  }
  return vb_fail(err, VB_INTERNAL, "a query node of unknown kind %d", (int)node->kind);
}

static vb_status compile(writer *w, const char *name, const vb_query *node, bool *exact,
                         vb_error *err) {
  *exact = false;
  if (w->depth >= VB_QUERY_TREE_DEPTH_MAX)
    return vb_fail(err, VB_LIMIT, "a query nested deeper than %d", VB_QUERY_TREE_DEPTH_MAX);
  w->depth++;
  vb_status status = compile_node(w, name, node, exact, err);
  w->depth--;
  return status;
}

vb_status vb_opensearch_compile(vb_opensearch *engine, const vb_query *query,
                                const vb_opensearch_how *how, vb_buf *out, bool *exact,
                                vb_error *err) {
  writer w = {engine, vb_json_begin(out), how, 0};
  vb_status status = compile(&w, NULL, query, exact, err);
  return status ? status : vb_buf_ok(out, err);
}
