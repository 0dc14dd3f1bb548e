/*
 * fuzz_match.c - the first line is a query, the second a title, the rest a body:
 * spans lie in their parts and in order, snippets show whole matches and cut no
 * character.
 */
#include "indexer/base/utf8.h"
#include "searcher/snippet/snippet.h"
#include "tests/fuzz/fuzz.h"

static vb_stemmer *stemmer; /* as the server does: one for all queries */

static bool whole(vb_str text, size_t at) {
  return at == text.n || ((unsigned char)text.p[at] & 0xC0) != 0x80;
}

static vb_str line_of(vb_str *rest) {
  const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
  size_t n = end ? (size_t)(end - rest->p) : rest->n;
  vb_str line = vb_str_slice(*rest, 0, n);
  *rest = vb_str_slice(*rest, n + 1, rest->n);
  return line;
}

static void check_spans(vb_match_article *words, const vb_match *match) {
  FUZZ_CHECK(match->matched || match->span_count == 0);
  for (size_t i = 0; i < match->span_count; i++) {
    const vb_span *s = &match->spans[i];
    const vb_analysis *part;
    FUZZ_CHECK(vb_match_analysis(words, s->field, s->comment, &part, NULL) == VB_OK);
    FUZZ_CHECK(s->first_token < s->end_token && s->end_token <= part->token_count);
    FUZZ_CHECK(s->start == part->tokens[s->first_token].start);
    FUZZ_CHECK(s->end == part->tokens[s->end_token - 1].end);
    FUZZ_CHECK(i == 0 || s->field > s[-1].field ||
               (s->field == s[-1].field && s->start >= s[-1].start));
  }
}

static void check_snippet(const vb_snippet *s, vb_str text, bool marked) {
  uint32_t end = 0;
  FUZZ_CHECK(s->part == VB_ARTICLE_TEXT && s->start < s->end && s->end <= text.n);
  FUZZ_CHECK(whole(text, s->start) && whole(text, s->end) && vb_utf8_valid(s->text));
  FUZZ_CHECK(!marked || s->mark_count > 0);
  for (size_t i = 0; i < s->mark_count; i++) {
    FUZZ_CHECK(s->marks[i].start >= end && s->marks[i].end > s->marks[i].start);
    end = s->marks[i].end;
    FUZZ_CHECK(end <= s->text.n && whole(s->text, s->marks[i].start) && whole(s->text, end));
  }
}

static void try_one(vb_arena *arena, vb_str query, const vb_article *article) {
  vb_query_parse parse;
  vb_match_article *words;
  vb_match match;
  vb_snippet *snippets;
  size_t count;
  vb_snippet_options options = {.count = 3, .chars = 40};
  if (vb_query_parse_text(query, stemmer, arena, &parse, NULL) != VB_OK) return;
  FUZZ_CHECK(vb_match_open(article, stemmer, arena, &words, NULL) == VB_OK);
  FUZZ_CHECK(vb_match_query(words, parse.root, arena, &match, NULL) == VB_OK);
  check_spans(words, &match);
  FUZZ_CHECK(vb_snippets_make(words, &match, &options, arena, &snippets, &count, NULL) == VB_OK);
  FUZZ_CHECK(count <= options.count);
  bool in_body = match.span_count && match.spans[0].field == VB_FIELD_TEXT;
  FUZZ_CHECK(!in_body || count > 0);
  for (size_t i = 0; i < count; i++) {
    check_snippet(&snippets[i], article->text, in_body);
    for (size_t k = 0; k < i; k++) /* the best comes first; none shows what another does */
      FUZZ_CHECK(snippets[i].start >= snippets[k].end || snippets[i].end <= snippets[k].start);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (!stemmer) FUZZ_CHECK(vb_stemmer_open("en", &stemmer, NULL) == VB_OK);
  vb_arena *arena = vb_arena_new();
  vb_buf text = VB_BUF_INIT; /* an article's text is valid UTF-8, a query's may be anything */
  vb_str rest = {(const char *)data, size};
  vb_str query = line_of(&rest), title = line_of(&rest);
  if (!vb_utf8_valid(title)) title = VB_STR("Title");
  vb_utf8_repair(rest.p ? rest : VB_STR(""), &text);
  FUZZ_CHECK(arena && vb_buf_ok(&text, NULL) == VB_OK);
  vb_article article = {
      .title = title, .text = vb_buf_view(&text), .source = VB_STR("The Vanport Daily")};
  try_one(arena, query, &article);
  vb_buf_clear(&text);
  vb_arena_free(arena);
  return 0;
}
