/*
 * quotation_fields.c - the names and words that quotations add to the index.
 *
 * The words said are tokens of the article's text, not of a text cut out of it, so
 * their positions are those of the text everywhere.
 */
#include "indexer/store/quotation_fields.h"

static bool is_listed(const vb_str *names, size_t count, vb_str name) {
  for (size_t i = count; i-- > 0;) /* from the end: mostly the same speaker as just before */
    if (vb_str_eq(names[i], name)) return true;
  return false;
}

vb_status vb_quotation_speakers(const vb_article *article, vb_arena *arena, vb_str **names,
                                size_t *count, vb_error *err) {
  size_t most = article->quotation_count;
  if (most > VB_SPEAKERS_MAX) most = VB_SPEAKERS_MAX;
  *count = 0;
  *names = vb_arena_calloc(arena, most + 1, sizeof **names);
  if (!*names) return vb_fail(err, VB_NOMEM, "no memory for the speakers of an article");
  for (size_t i = 0; i < article->quotation_count && *count < most; i++) {
    vb_str name = article->quotations[i].speaker;
    if (name.n && !is_listed(*names, *count, name)) (*names)[(*count)++] = name;
  }
  return VB_OK;
}

/* The first token that starts at this byte or after it. */
static uint32_t token_from(const vb_analysis *text, uint32_t byte) {
  uint32_t low = 0, high = (uint32_t)text->token_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (text->tokens[middle].start < byte) low = middle + 1;
    else high = middle;
  }
  return low;
}

vb_token_range vb_quotation_tokens(const vb_analysis *text, vb_extent part) {
  vb_token_range range = {token_from(text, part.start), token_from(text, part.end)};
  if (range.end > range.first && text->tokens[range.end - 1].end > part.end) range.end--;
  return range;
}
