/*
 * analysis.c - the steps of an analysis, in order: words, then sentences; hashes on request.
 *
 *   text -> words.c (tokens, normalised terms) -> sentences.c (sentences over tokens)
 *
 * Invariant: tokens are in order and do not overlap, and every token is inside
 * exactly one sentence. So a token's sentence is found by binary search.
 */
#include "indexer/text/analysis.h"

#include "indexer/text/sentences.h"
#include "indexer/text/words.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

vb_status vb_analyse_words(vb_str text, vb_arena *arena, vb_analysis *out, vb_error *err) {
  return vb_words_cut(text, VB_WORDS_FAST, arena, out, err);
}

vb_status vb_analyse_sentences(vb_analysis *analysis, vb_arena *arena, vb_error *err) {
  return vb_sentences_cut(arena, analysis, err);
}

vb_status vb_analyse(vb_str text, vb_arena *arena, vb_analysis *out, vb_error *err) {
  vb_status status = vb_analyse_words(text, arena, out, err);
  return status == VB_OK ? vb_analyse_sentences(out, arena, err) : status;
}

vb_status vb_analysis_hash(vb_analysis *analysis, vb_arena *arena, vb_error *err) {
  size_t count = analysis->token_count;
  uint64_t *hashes = vb_arena_alloc(arena, count * sizeof *hashes);
  if (!hashes) return vb_fail(err, VB_NOMEM, "no memory for the hashes of %zu words", count);
  for (size_t i = 0; i < count; i++)
    hashes[i] = XXH3_64bits(analysis->tokens[i].term, analysis->tokens[i].term_length);
  analysis->hashes = hashes;
  return VB_OK;
}

size_t vb_analysis_sentence_of(const vb_analysis *analysis, size_t token) {
  size_t low = 0, high = analysis->sentence_count;
  while (low + 1 < high) { /* the last sentence whose first token is not after it */
    size_t middle = low + (high - low) / 2;
    if (analysis->sentences[middle].first_token <= token) low = middle;
    else high = middle;
  }
  return low;
}
