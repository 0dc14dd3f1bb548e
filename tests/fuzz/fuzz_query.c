/*
 * fuzz_query.c - any bytes are a query: it parses, stays inside its limits, and
 * what it was read as parses to the same reading again.
 */
#include "indexer/base/utf8.h"
#include "searcher/query/query.h"
#include "tests/fuzz/fuzz.h"

/* Leaves; and that every node has the shape that query.h promises. */
static size_t check_node(const vb_query *q, size_t depth) {
  FUZZ_CHECK(depth < 16 * VB_QUERY_DEPTH_MAX);
  bool pair =
      q->kind == VB_QUERY_NEAR || q->kind == VB_QUERY_SENTENCE || q->kind == VB_QUERY_PARAGRAPH;
  bool phrase = q->kind == VB_QUERY_PHRASE;
  bool list = q->kind == VB_QUERY_AND || q->kind == VB_QUERY_OR || q->kind == VB_QUERY_ANDNOT;
  bool word = q->kind == VB_QUERY_TERM || q->kind == VB_QUERY_PREFIX;
  /* One number with its signs is a phrase too. */
  size_t least = list ? 2 : phrase ? 2 - q->has_signs : 0;
  FUZZ_CHECK(pair ? q->child_count == 2 : least ? q->child_count >= least : q->child_count == 0);
  FUZZ_CHECK(!word || (q->term.n > 0 && vb_utf8_valid(q->term) && q->field < VB_FIELD_COUNT));
  size_t leaves = word;
  for (size_t i = 0; i < q->child_count; i++) leaves += check_node(q->children[i], depth + 1);
  return leaves;
}

/* The Hebrew marks geresh and gershayim become ' and ", which beside letters of other scripts are
   no part of a word: there a reading may come out shorter. */
static bool has_hebrew_mark(const uint8_t *data, size_t size) {
  for (size_t i = 0; i + 1 < size; i++)
    if (data[i] == 0xD7 && (data[i + 1] == 0xB3 || data[i + 1] == 0xB4)) return true;
  return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  vb_arena *arena = vb_arena_new();
  vb_stemmer *stemmer = NULL;
  FUZZ_CHECK(arena && vb_stemmer_open("en", &stemmer, NULL) == VB_OK);
  vb_query_parse first, again;
  vb_status status =
      vb_query_parse_text((vb_str){(const char *)data, size}, stemmer, arena, &first, NULL);
  FUZZ_CHECK(status == (size > VB_QUERY_MAX ? VB_LIMIT : VB_OK));
  if (status == VB_OK) {
    FUZZ_CHECK(check_node(first.root, 0) <= 2 * VB_QUERY_TERMS_MAX);
    FUZZ_CHECK(vb_utf8_valid(first.read_as));
    if (first.read_as.n <= VB_QUERY_MAX && !has_hebrew_mark(data, size)) {
      FUZZ_CHECK(vb_query_parse_text(first.read_as, stemmer, arena, &again, NULL) == VB_OK);
      FUZZ_CHECK(vb_str_eq(first.read_as, again.read_as));
    }
  }
  vb_stemmer_close(stemmer);
  vb_arena_free(arena);
  return 0;
}
