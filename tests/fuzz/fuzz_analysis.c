/*
 * fuzz_analysis.c - any bytes: words are ordered, disjoint and cut at
 * characters, both paths agree, every word is in exactly one sentence.
 */
#include "indexer/base/utf8.h"
#include "indexer/text/analysis.h"
#include "indexer/text/words.h"
#include "tests/fuzz/fuzz.h"

static bool boundary(vb_str text, size_t at) {
  return at == text.n || ((unsigned char)text.p[at] & 0xC0) != 0x80;
}

static void check_words(const vb_analysis *a, bool valid) {
  uint32_t end = 0;
  for (size_t i = 0; i < a->token_count; i++) {
    const vb_token *t = &a->tokens[i];
    FUZZ_CHECK(t->start >= end && t->end > t->start && t->end <= a->text.n);
    FUZZ_CHECK(t->term_length >= 1 && t->term_length <= VB_TERM_MAX);
    FUZZ_CHECK(vb_utf8_valid(vb_token_term(t)));
    FUZZ_CHECK(!valid || (boundary(a->text, t->start) && boundary(a->text, t->end)));
    end = t->end;
  }
}

static void check_paths(const vb_analysis *a, vb_arena *arena) {
  vb_analysis b;
  FUZZ_CHECK(vb_words_cut(a->text, VB_WORDS_BY_CHARACTER, arena, &b, NULL) == VB_OK);
  FUZZ_CHECK(a->token_count == b.token_count);
  for (size_t i = 0; i < b.token_count; i++) {
    const vb_token *x = &a->tokens[i], *y = &b.tokens[i];
    FUZZ_CHECK(x->start == y->start && x->end == y->end);
    FUZZ_CHECK(vb_str_eq(vb_token_term(x), vb_token_term(y)));
  }
}

static void check_sentences(const vb_analysis *a) {
  uint32_t end = 0, token = 0;
  for (size_t i = 0; i < a->sentence_count; i++) {
    const vb_sentence *s = &a->sentences[i];
    FUZZ_CHECK(s->start >= end && s->end > s->start && s->end <= a->text.n);
    FUZZ_CHECK(s->first_token == token && s->end_token >= token && s->end_token <= a->token_count);
    FUZZ_CHECK(s->paragraph < a->paragraph_count);
    for (; token < s->end_token; token++) {
      FUZZ_CHECK(a->tokens[token].start >= s->start && a->tokens[token].end <= s->end);
      FUZZ_CHECK(vb_analysis_sentence_of(a, token) == i);
    }
    end = s->end;
  }
  FUZZ_CHECK(token == a->token_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  vb_str text = {(const char *)data, size};
  vb_arena *arena = vb_arena_new();
  vb_analysis a;
  FUZZ_CHECK(arena && vb_analyse(text, arena, &a, NULL) == VB_OK);
  check_words(&a, vb_utf8_valid(text));
  check_paths(&a, arena);
  check_sentences(&a);
  vb_arena_free(arena);
  return 0;
}
