/*
 * fuzz_align.c - any quote laid on any text: the edits cover the quote's words in
 * order, walk through the text in order, and what they call the same is the same.
 *
 * The input is a quote, a zero byte and a text, mended to valid UTF-8 as
 * look-ups mend it.
 */
#include "tests/fuzz/fuzz.h"

#include "indexer/base/utf8.h"
#include "searcher/quote/align.h"

#include <string.h>

static vb_str valid_text(const uint8_t *data, size_t size, vb_arena *arena) {
  vb_buf text = VB_BUF_INIT;
  vb_utf8_repair((vb_str){(const char *)data, size}, &text);
  vb_str copy = vb_arena_copy(arena, text.n ? vb_buf_view(&text) : VB_STR(""));
  vb_buf_clear(&text);
  FUZZ_CHECK(copy.p);
  return copy;
}

static void check(const vb_alignment *a, const vb_analysis *quote, const vb_analysis *text,
                  bool terms_equal) {
  if (!a->found) return;
  uint32_t q = 0, t = a->edit_count ? a->edits[0].article_from : 0, same = 0;
  for (size_t i = 0; i < a->edit_count; i++) {
    const vb_edit *e = &a->edits[i];
    FUZZ_CHECK(e->quote_from == q && e->article_from == t);
    FUZZ_CHECK(e->quote_to >= e->quote_from && e->article_to >= e->article_from);
    q = e->quote_to;
    t = e->article_to;
    if (e->kind != VB_EDIT_SAME) continue;
    FUZZ_CHECK(e->quote_to - e->quote_from == e->article_to - e->article_from);
    same += e->quote_to - e->quote_from;
    for (uint32_t k = 0; terms_equal && k < e->quote_to - e->quote_from; k++)
      FUZZ_CHECK(vb_str_eq(vb_token_term(&quote->tokens[e->quote_from + k]),
                           vb_token_term(&text->tokens[e->article_from + k])));
  }
  FUZZ_CHECK(q == quote->token_count && t <= text->token_count);
  FUZZ_CHECK(same == a->same && a->first_token < a->end_token && a->end_token <= t);
  FUZZ_CHECK(a->agreement > 0 && a->agreement <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const uint8_t *zero = size ? memchr(data, 0, size) : NULL;
  size_t half = zero ? (size_t)(zero - data) : size / 2;
  vb_arena *arena = vb_arena_new();
  FUZZ_CHECK(arena);
  vb_str quote = valid_text(data, half, arena);
  vb_str text = valid_text(data + half + (zero != NULL), size - half - (zero != NULL), arena);
  vb_analysis words, part;
  vb_alignment found;
  vb_declared *declared;
  FUZZ_CHECK(vb_analyse_words(quote, arena, &words, NULL) == VB_OK);
  FUZZ_CHECK(vb_analyse_words(text, arena, &part, NULL) == VB_OK);
  FUZZ_CHECK(vb_align_nearest(&words, &part, arena, &found, NULL) == VB_OK);
  check(&found, &words, &part, true);
  FUZZ_CHECK(vb_declared_read(quote, arena, &declared, NULL) == VB_OK);
  if (declared) {
    const vb_analysis *said = vb_declared_words(declared);
    for (size_t i = 0; i < said->token_count; i++)
      FUZZ_CHECK(said->tokens[i].start < said->tokens[i].end && said->tokens[i].end <= quote.n);
    FUZZ_CHECK(vb_align_declared(declared, &part, arena, &found, NULL) == VB_OK);
    check(&found, said, &part, false); /* a bracket inside a word joins or leaves its letters */
  }
  vb_arena_free(arena);
  return 0;
}
