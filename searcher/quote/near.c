/*
 * near.c - compares an edited or altered quote with one article.
 *
 * How much must agree depends on the length: three of four words in common mean nothing,
 * but sixty of eighty in order are no accident. Three readings of the article are tried:
 *
 *   the body as it is          words w0 w1 w2 w3 ...
 *   the words spoken alone     only words inside quotation marks, so that an attribution
 *                              between two pieces does not count as a difference
 *   the title
 */
#include "searcher/quote/near.h"

#include "searcher/quote/align_internal.h"
#include "searcher/quote/judge.h"
#include "indexer/text/signs.h"

/* The agreement, in percent, that a quote of this many words needs to count as altered. */
static const struct {
  size_t words;
  unsigned percent;
} thresholds[] = {{7, 78}, {12, 70}, {20, 64}, {SIZE_MAX, 60}};

static unsigned least_percent(size_t words) {
  size_t i = 0;
  while (words > thresholds[i].words) i++;
  return thresholds[i].percent;
}

static bool agrees(size_t words, double agreement) {
  return agreement * 100 >= least_percent(words);
}

/* No more words agree than are there. */
size_t vb_near_lacks_most(size_t words, bool altered) {
  unsigned least = altered ? least_percent(words) : VB_ALIGN_LEAST_PERCENT;
  return words - (words * least + 99) / 100;
}

size_t vb_near_reach(size_t words) {
  return vb_align_reach(words) + 2 * words;
}

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

static uint32_t start_of(const vb_analysis *text, uint32_t token) {
  if (token < text->token_count) return text->tokens[token].start;
  return text->token_count ? text->tokens[text->token_count - 1].end : 0;
}

static uint32_t end_of(const vb_analysis *text, uint32_t from, uint32_t to) {
  return to > from ? text->tokens[to - 1].end : start_of(text, from);
}

/* The bytes of some words; a changed number includes its signs. */
static void bytes_of(const vb_analysis *text, uint32_t from, uint32_t to, bool changed,
                     uint32_t *start, uint32_t *end) {
  *start = start_of(text, from);
  *end = end_of(text, from, to);
  if (!changed || from == to) return;
  if (vb_is_number(&text->tokens[from])) *start = vb_signs_of(text, from).start;
  if (vb_is_number(&text->tokens[to - 1])) *end = vb_signs_of(text, to - 1).end;
}

/* Converts an alignment to bytes of the quote and of the part. */
static vb_status take(const vb_alignment *from, const vb_laid *laid, vb_field field,
                      vb_arena *arena, vb_near *out, vb_error *err) {
  out->edits = vb_arena_calloc(arena, from->edit_count + 1, sizeof *out->edits);
  if (!out->edits) return no_memory(err);
  for (size_t i = 0; i < from->edit_count; i++) {
    const vb_edit *e = &from->edits[i];
    vb_quote_edit *to = &out->edits[out->edit_count++];
    bool changed = e->kind != VB_EDIT_SAME;
    *to = (vb_quote_edit){.kind = e->kind};
    bytes_of(laid->quote, e->quote_from, e->quote_to, changed, &to->quote_start, &to->quote_end);
    bytes_of(laid->part, e->article_from, e->article_to, changed, &to->start, &to->end);
    if (!changed)
      out->number_written |=
          vb_judge_numbers(laid->quote, e->quote_from, laid->part, e->article_from, e->article_to);
  }
  out->span = (vb_span){.field = field,
                        .start = start_of(laid->part, from->first_token),
                        .end = end_of(laid->part, from->first_token, from->end_token),
                        .first_token = from->first_token,
                        .end_token = from->end_token};
  out->agreement = from->agreement;
  out->changes = from->changes;
  return VB_OK;
}

/* Prepares a part of the article for alignment with a quote. */
static vb_status lay(vb_reading *reading, vb_field field, const vb_analysis *quote, bool declared,
                     vb_laid *out, vb_error *err) {
  const vb_analysis *spoken;
  *out = (vb_laid){.quote = quote, .declared = declared};
  vb_status status = vb_reading_words(reading, field, &out->part, err);
  if (status == VB_OK && field == VB_FIELD_TEXT)
    status = vb_reading_speech(reading, 0, SIZE_MAX, &out->speech, &spoken, err);
  return status;
}

/* Sets the verdict on words that are all in the article, but not all of one speaker: an ellipsis of
   the quote joins them. */
static vb_status judge_ellipses(const vb_needle *needle, vb_reading *reading, vb_near *out,
                                vb_error *err) {
  vb_laid laid;
  vb_str text = needle->text;
  bool any = text.n > 2 && (memmem(text.p, text.n, "..", 2) || memmem(text.p, text.n, ". .", 3) ||
                            memmem(text.p, text.n, "\u2026", 3));
  if (!any || out->span.field != VB_FIELD_TEXT) return VB_OK;
  vb_status status = lay(reading, VB_FIELD_TEXT, &needle->words, true, &laid, err);
  if (status == VB_OK && vb_judge_ellipses(&laid, out->span.first_token))
    out->verdict = VB_VERDICT_ALTERED, out->changes |= VB_CHANGE_SPEAKER;
  return status;
}

/* All words are there, in order and in one piece. Numbers still have to be compared by value and
   sign, since "$5" and "5" are the same word to the index. */
vb_status vb_near_exact(const vb_needle *needle, vb_reading *reading, vb_near *out, vb_error *err) {
  *out = (vb_near){.verdict = VB_VERDICT_NOT_FOUND};
  vb_status status = vb_needle_best(needle, reading, &out->verdict, &out->span, err);
  if (status != VB_OK || out->verdict == VB_VERDICT_NOT_FOUND) return status;
  uint32_t n = (uint32_t)needle->words.token_count, first = out->span.first_token;
  out->agreement = 1;
  if (out->verdict == VB_VERDICT_VERBATIM) return VB_OK;
  vb_laid laid;
  status = vb_reading_words(reading, out->span.field, &laid.part, err);
  if (status != VB_OK) return status;
  out->changes = vb_judge_ends(&needle->words, laid.part, first, first + n);
  if (out->changes && out->verdict < VB_VERDICT_EDITED) out->verdict = VB_VERDICT_EDITED;
  status = judge_ellipses(needle, reading, out, err);
  if (status != VB_OK || !needle->has_number || out->changes & VB_CHANGE_SPEAKER) return status;
  bool clean, brackets;
  vb_edit same = {VB_EDIT_SAME, 0, n, first, first + n};
  vb_alignment whole = {.first_token = first,
                        .end_token = first + n,
                        .edits = &same,
                        .edit_count = 1,
                        .agreement = 1};
  out->number_written = vb_judge_numbers(&needle->words, 0, laid.part, first, first + n);
  if (out->verdict != VB_VERDICT_ALTERED) return VB_OK;
  status = lay(reading, out->span.field, &needle->words, false, &laid, err);
  if (status != VB_OK) return status;
  status = vb_judge_edits(&laid, &whole, &clean, &brackets, reading->arena, err);
  return status == VB_OK ? take(&whole, &laid, out->span.field, reading->arena, out, err) : status;
}

/* Finds the quote with its own ellipses and brackets taken as omissions and insertions. The text
   comes before the title, which is tried only if the text has no match. */
vb_status vb_near_edited(const vb_declared *declared, vb_reading *reading, vb_near *out,
                         vb_error *err) {
  static const vb_field parts[] = {VB_FIELD_TEXT, VB_FIELD_TITLE};
  *out = (vb_near){.verdict = VB_VERDICT_NOT_FOUND};
  for (size_t p = 0; p < 2; p++) {
    vb_laid laid;
    vb_alignment found;
    bool clean, brackets;
    vb_status status = vb_reading_words(reading, parts[p], &laid.part, err);
    if (status == VB_OK)
      status = vb_align_declared(declared, laid.part, reading->arena, &found, err);
    if (status != VB_OK) return status;
    if (!found.found) continue;
    status = lay(reading, parts[p], vb_declared_words(declared), true, &laid, err);
    if (status == VB_OK)
      status = vb_judge_edits(&laid, &found, &clean, &brackets, reading->arena, err);
    if (status != VB_OK) return status;
    found.changes |= vb_judge_ends(laid.quote, laid.part, found.first_token, found.end_token);
    bool other_signs = false;
    for (size_t i = 0; i < found.edit_count; i++)
      other_signs |= vb_edit_is_of_signs(&found.edits[i], laid.quote, laid.part);
    out->verdict =
        found.changes & VB_CHANGE_SPEAKER || other_signs ? VB_VERDICT_ALTERED : VB_VERDICT_EDITED;
    return take(&found, &laid, parts[p], reading->arena, out, err);
  }
  return VB_OK;
}

/* ---- among the spoken words ---- */

/* The edits of a split quotation: its words agree, the attribution is left out. */
static vb_status take_split(const vb_split *split, const vb_laid *laid, vb_arena *arena,
                            vb_near *out, vb_error *err) {
  vb_edit edits[2 * VB_SPLITS_MAX + 1];
  vb_alignment whole = {.found = true,
                        .first_token = split->span.first_token,
                        .end_token = split->span.end_token,
                        .edits = edits,
                        .agreement = 1};
  uint32_t q = 0, a = split->span.first_token;
  bool clean, brackets;
  for (size_t i = 0; i <= split->count; i++) {
    const vb_span *gap = &split->left_out[i];
    uint32_t stop = i < split->count ? gap->first_token : split->span.end_token;
    edits[whole.edit_count++] = (vb_edit){VB_EDIT_SAME, q, q + stop - a, a, stop};
    q += stop - a;
    if (i == split->count) break;
    edits[whole.edit_count++] = (vb_edit){VB_EDIT_LEFT_OUT, q, q, stop, gap->end_token};
    a = gap->end_token;
  }
  vb_status status = vb_judge_edits(laid, &whole, &clean, &brackets, arena, err);
  out->verdict = split->verdict;
  return status == VB_OK ? take(&whole, laid, VB_FIELD_TEXT, arena, out, err) : status;
}

/* Adds the spoken words [from, to) as words of the body, with the attributions between them left
   out. False when there is no memory; *bad if what is between them is not an attribution. */
static bool add_spoken(edit_list *list, vb_edit e, const vb_laid *laid, uint32_t *at, bool *bad) {
  const vb_speech *said = laid->speech;
  uint32_t q = e.quote_from;
  for (uint32_t i = e.article_from; i < e.article_to; i++) {
    uint32_t place = said->spoken[i], from = *at;
    if (from != UINT32_MAX && from < place) {
      *bad |= place - from > VB_ATTRIBUTION_MAX ||
              vb_speech_two_speak(vb_speech_at(said, from - 1), vb_speech_at(said, place));
      if (!vb_edit_add(list, (vb_edit){VB_EDIT_LEFT_OUT, q, q, from, place})) return false;
    }
    uint32_t next = e.kind == VB_EDIT_LEFT_OUT ? q : q + 1;
    if (!vb_edit_add(list, (vb_edit){e.kind, q, next, place, place + 1})) return false;
    q = next;
    *at = place + 1;
  }
  if (e.article_from < e.article_to || *at == UINT32_MAX) return true;
  e.article_from = e.article_to = *at; /* an insertion */
  return vb_edit_add(list, e);
}

/* Finds the nearest place among the spoken words; the result is in words of the body. */
static vb_status align_spoken(const vb_laid *laid, const vb_analysis *spoken, vb_arena *arena,
                              vb_alignment *out, vb_error *err) {
  vb_speech_word *stretches = vb_arena_alloc(arena, (spoken->token_count + 1) * sizeof *stretches);
  if (!stretches) return no_memory(err);
  for (size_t i = 0; i < spoken->token_count; i++)
    stretches[i] = *vb_speech_at(laid->speech, laid->speech->spoken[i]);
  vb_status status = vb_align_nearest(laid->quote, spoken, arena, out, err);
  if (status != VB_OK || !out->found) return status;
  vb_align_keep_to_speech(out, stretches);
  edit_list list = {.arena = arena};
  uint32_t at = UINT32_MAX;
  bool bad = false;
  for (size_t i = 0; i < out->edit_count; i++) {
    vb_edit e = out->edits[i];
    bool first = at == UINT32_MAX && e.article_from == e.article_to;
    if (first && i + 1 < out->edit_count) at = laid->speech->spoken[e.article_from];
    if (!add_spoken(&list, e, laid, &at, &bad)) return no_memory(err);
  }
  out->edits = list.edits;
  out->edit_count = list.count;
  out->first_token = laid->speech->spoken[out->first_token];
  out->end_token = laid->speech->spoken[out->end_token - 1] + 1;
  out->found = !bad;
  return VB_OK;
}

/* ---- the nearest ---- */

/* Where the quote may be, and as many words around it as the quote has: tokens [from, to). */
typedef struct surroundings {
  size_t from, to;
} surroundings;

static surroundings around(const vb_analysis *part, const vb_alignment *found, size_t words) {
  size_t from = found->first_token, to = found->end_token + words;
  return (surroundings){from > words ? from - words : 0,
                        to < part->token_count ? to : part->token_count};
}

/* Whether all words there are in one stretch: then speech does not matter. */
static bool is_even(const vb_reading *reading, const vb_analysis *part, surroundings there) {
  return there.from < there.to &&
         vb_speech_is_even(&reading->article, part->tokens[there.from].start,
                           part->tokens[there.to - 1].end);
}

/* Whether quotation marks are there, so that the spoken words alone may agree better. */
static bool has_marks(const vb_speech *said, surroundings there) {
  for (size_t i = there.from; i + 1 < there.to; i++)
    if (vb_speech_at(said, i)->stretch != vb_speech_at(said, i + 1)->stretch) return true;
  return false;
}

/* Speech is looked at only where the quote may stand, since most candidates have it nowhere. */
static vb_status align_part(const vb_needle *needle, vb_reading *reading, vb_field field,
                            vb_laid *laid, vb_alignment *out, vb_error *err) {
  const vb_analysis *spoken;
  *laid = (vb_laid){.quote = &needle->words};
  vb_status status = vb_reading_words(reading, field, &laid->part, err);
  if (status == VB_OK) status = vb_align_nearest(laid->quote, laid->part, reading->arena, out, err);
  if (status != VB_OK || field != VB_FIELD_TEXT || !out->somewhere) return status;
  size_t words = needle->words.token_count;
  surroundings there = around(laid->part, out, words);
  if (is_even(reading, laid->part, there)) return VB_OK;
  status = vb_reading_speech(reading, there.from, there.to, &laid->speech, &spoken, err);
  if (status != VB_OK) return status;
  const vb_speech *said = laid->speech;
  vb_align_keep_to_speech(out, said->words);
  if (said->spoken_count * 2 < words || out->agreement == 1) return VB_OK;
  if (out->found && !has_marks(said, there)) return VB_OK;
  vb_alignment apart;
  status = align_spoken(laid, spoken, reading->arena, &apart, err);
  if (status == VB_OK && apart.found && apart.agreement > out->agreement &&
      !vb_judge_two_speak(laid, &apart)) {
    apart.all_there = out->all_there;
    *out = apart;
  }
  return status;
}

/* Evaluates an alignment; *clean as in vb_judge_edits. */
static vb_status judge(const vb_laid *laid, vb_alignment *found, vb_field field, vb_arena *arena,
                       vb_near *out, vb_error *err) {
  bool clean, brackets;
  vb_status status = vb_judge_edits(laid, found, &clean, &brackets, arena, err);
  if (status != VB_OK) return status;
  *out = (vb_near){.verdict = VB_VERDICT_NOT_FOUND};
  if (agrees(laid->quote->token_count, found->agreement)) out->verdict = VB_VERDICT_ALTERED;
  if (clean && brackets && !found->changes) {
    out->verdict = VB_VERDICT_EDITED;
    found->agreement = 1;
  }
  return take(found, laid, field, arena, out, err);
}

/* Lays the quote on each part and keeps the better one. If all words are there in several pieces, a
   quotation that the article splits ("One," she said. "Two.") is tried first, since it is no
   alteration. */
vb_status vb_near_altered(const vb_needle *needle, vb_reading *reading, vb_near *out,
                          vb_error *err) {
  static const vb_field parts[] = {VB_FIELD_TEXT, VB_FIELD_TITLE};
  vb_status status = VB_OK;
  *out = (vb_near){.verdict = VB_VERDICT_NOT_FOUND};
  for (size_t p = 0; p < 2; p++) {
    vb_laid laid;
    vb_alignment found;
    status = align_part(needle, reading, parts[p], &laid, &found, err);
    if (status == VB_OK && p == 0 && found.all_there) {
      vb_split split;
      status = vb_needle_split(needle, reading, &split, err);
      laid.speech = reading->speech_read ? &reading->speech : NULL;
      if (status == VB_OK && split.verdict != VB_VERDICT_NOT_FOUND)
        return take_split(&split, &laid, reading->arena, out, err);
    }
    if (status != VB_OK) return status;
    if (!found.found || found.agreement <= out->agreement) continue;
    status = judge(&laid, &found, parts[p], reading->arena, out, err);
    if (status != VB_OK) return status;
  }
  /* All words agree one by one, so the characters decide. */
  if (out->edit_count == 1 && out->edits[0].kind == VB_EDIT_SAME) {
    vb_near whole;
    status = vb_near_exact(needle, reading, &whole, err);
    if (status == VB_OK && whole.verdict != VB_VERDICT_NOT_FOUND) *out = whole;
  }
  return status;
}
