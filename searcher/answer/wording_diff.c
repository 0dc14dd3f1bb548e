/*
 * wording_diff.c - how a wording of a history differs from the quote, word by word.
 *
 * The alignment covers the quote and what lies between the first and the last word that agree;
 * words of the wording before and after that are added here, so that the pieces make up all of it.
 */
#include "searcher/answer/answer_internal.h"
#include "searcher/quote/align.h"

enum { DIFF_BYTES_MAX = 3000 /* of either; the work grows with the product of their words */ };

/* The text of tokens [from, to). */
static vb_str words_of(const vb_analysis *text, size_t from, size_t to) {
  if (from >= to || to > text->token_count) return VB_STR("");
  return vb_str_slice(text->text, text->tokens[from].start, text->tokens[to - 1].end);
}

static vb_status make_diff(const vb_analysis *quote, const vb_analysis *wording,
                           const vb_alignment *found, vb_arena *arena, vb_quote_variant *out,
                           vb_error *err) {
  vb_quote_diff *diff = vb_arena_calloc(arena, found->edit_count + 2, sizeof *diff);
  size_t n = 0;
  if (!diff) return vb_fail(err, VB_NOMEM, "out of memory");
  if (found->first_token)
    diff[n++] =
        (vb_quote_diff){VB_EDIT_LEFT_OUT, VB_STR(""), words_of(wording, 0, found->first_token)};
  for (size_t i = 0; i < found->edit_count; i++) {
    const vb_edit *e = &found->edits[i];
    diff[n++] = (vb_quote_diff){e->kind, words_of(quote, e->quote_from, e->quote_to),
                                words_of(wording, e->article_from, e->article_to)};
  }
  if (found->end_token < wording->token_count)
    diff[n++] = (vb_quote_diff){VB_EDIT_LEFT_OUT, VB_STR(""),
                                words_of(wording, found->end_token, wording->token_count)};
  out->diff = diff;
  out->diff_count = n;
  return VB_OK;
}

vb_status vb_wording_diff(vb_str quote, vb_arena *arena, vb_quote_variant *variant, vb_error *err) {
  vb_analysis asked, printed;
  vb_alignment found;
  if (quote.n > DIFF_BYTES_MAX || variant->wording.n > DIFF_BYTES_MAX) return VB_OK;
  vb_status status = vb_analyse_words(quote, arena, &asked, err);
  if (status == VB_OK) status = vb_analyse_words(variant->wording, arena, &printed, err);
  if (status == VB_OK) status = vb_align_nearest(&asked, &printed, arena, &found, err);
  if (status != VB_OK || !found.found) return status;
  return make_diff(&asked, &printed, &found, arena, variant, err);
}
