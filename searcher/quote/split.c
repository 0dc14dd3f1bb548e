/*
 * split.c - reads a quotation in two or three pieces as one.
 *
 *   “The road is safe,” she said on Monday. “Nobody was hurt.”
 *    ^^^^^^^^^^^^^^^^^                       ^^^^^^^^^^^^^^^^
 *
 * The words between double marks, or in a quotation of the record, are treated as a text
 * of their own, and the quote's words are searched for in it. A place that skips words
 * outside is a split quotation, unless the record says that two people are speaking. The
 * characters of its pieces, joined by a space, decide the verdict as for any other
 * place. Quotations in single marks are known only from the record, because an
 * apostrophe looks the same.
 */
#include "searcher/quote/exact.h"

enum { PLACES_MAX = 100 }; /* places tried in one article */

/* Records what the place skips; false if that is nothing, or too much. `ends` and `starts`: the
   ends of the pieces next to each gap if the record has them, otherwise 0. */
static bool note_gaps(const vb_speech *said, const vb_analysis *part, size_t place, size_t words,
                      vb_split *out, uint32_t *ends, uint32_t *starts) {
  out->count = 0;
  for (size_t i = place + 1; i < place + words; i++) {
    uint32_t from = said->spoken[i - 1] + 1, to = said->spoken[i];
    const vb_speech_word *before = vb_speech_at(said, from - 1), *behind = vb_speech_at(said, to);
    if (from == to) continue;
    if (to - from > VB_ATTRIBUTION_MAX || out->count == VB_SPLITS_MAX) return false;
    if (vb_speech_two_speak(before, behind)) return false;
    ends[out->count] = before->quotation ? before->quotation->parts[before->part].end : 0;
    starts[out->count] = behind->quotation ? behind->quotation->parts[behind->part].start : 0;
    out->left_out[out->count++] = (vb_span){.field = VB_FIELD_TEXT,
                                            .start = part->tokens[from].start,
                                            .end = part->tokens[to - 1].end,
                                            .first_token = from,
                                            .end_token = to};
  }
  return out->count > 0;
}

/* Joins the pieces into one text, from the end of the word before to the start of the word
   after. */
static vb_status join(const vb_split *split, const vb_analysis *part, const uint32_t *ends,
                      const uint32_t *starts, vb_arena *arena, vb_str *out, vb_error *err) {
  vb_buf joined = VB_BUF_INIT;
  const vb_token *t = part->tokens;
  uint32_t first = split->span.first_token, end = split->span.end_token;
  uint32_t from = first > 0 ? t[first - 1].end : 0;
  for (size_t i = 0; i <= split->count; i++) {
    const vb_span *gap = &split->left_out[i];
    uint32_t stop = end < part->token_count ? t[end].start : (uint32_t)part->text.n;
    if (i < split->count && ends[i]) stop = ends[i];
    else if (i < split->count)
      stop = vb_speech_mark_in(part->text, t[gap->first_token - 1].end, gap->start, false);
    if (i > 0) vb_buf_char(&joined, ' ');
    vb_buf_str(&joined, vb_str_slice(part->text, from, stop));
    if (i < split->count && starts[i]) from = starts[i];
    else if (i < split->count)
      from = vb_speech_mark_in(part->text, gap->end, t[gap->end_token].start, true);
  }
  vb_status status = vb_buf_ok(&joined, err);
  if (status == VB_OK) *out = vb_arena_copy(arena, vb_buf_view(&joined));
  vb_buf_clear(&joined);
  return status == VB_OK && !out->p ? vb_fail(err, VB_NOMEM, "out of memory") : status;
}

/* Searches the quote in the article's spoken words alone, as if attributions were not there, and
   then compares the characters of the joined pieces. PLACES_MAX bounds the work on hostile text. */
vb_status vb_needle_split(const vb_needle *needle, vb_reading *reading, vb_split *out,
                          vb_error *err) {
  const vb_analysis *part, *spoken;
  const vb_speech *said;
  *out = (vb_split){.verdict = VB_VERDICT_NOT_FOUND};
  vb_status status = vb_reading_words(reading, VB_FIELD_TEXT, &part, err);
  if (status == VB_OK) status = vb_reading_speech(reading, 0, SIZE_MAX, &said, &spoken, err);
  if (status != VB_OK) return status;
  size_t words = needle->words.token_count, place, tried = 0;
  for (size_t from = 0; tried < PLACES_MAX && vb_needle_next(needle, spoken, from, &place);
       from = place + 1, tried++) {
    vb_split here = {.verdict = VB_VERDICT_NOT_FOUND};
    uint32_t ends[VB_SPLITS_MAX], starts[VB_SPLITS_MAX];
    if (!note_gaps(said, part, place, words, &here, ends, starts)) continue;
    uint32_t first = said->spoken[place], last = said->spoken[place + words - 1];
    here.span = (vb_span){.field = VB_FIELD_TEXT,
                          .start = part->tokens[first].start,
                          .end = part->tokens[last].end,
                          .first_token = first,
                          .end_token = last + 1};
    vb_reading joined = {.arena = reading->arena};
    vb_span span;
    status = join(&here, part, ends, starts, reading->arena, &joined.article.text, err);
    if (status == VB_OK) status = vb_needle_best(needle, &joined, &here.verdict, &span, err);
    if (status != VB_OK) return status;
    if (here.verdict < out->verdict) *out = here;
    if (here.verdict == VB_VERDICT_VERBATIM) break;
  }
  return VB_OK;
}
