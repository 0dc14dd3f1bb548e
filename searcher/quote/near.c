/*
 * near.c - an edited or altered quote beside one article.
 *
 * How much must agree depends on the length: three of four words in common mean
 * nothing, sixty of eighty in order are no accident.
 */
#include "searcher/quote/near.h"

/* Agreement in percent from which a quote of so many words counts as altered. */
static const struct {
  size_t words;
  unsigned percent;
} thresholds[] = {{7, 78}, {12, 70}, {20, 64}, {SIZE_MAX, 60}};

static bool agrees(size_t words, double agreement) {
  size_t i = 0;
  while (words > thresholds[i].words) i++;
  return agreement * 100 >= thresholds[i].percent;
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

/* An alignment in bytes of the quote and of the part. */
static vb_status take(const vb_alignment *from, const vb_analysis *quote, const vb_analysis *part,
                      vb_field field, vb_arena *arena, vb_near *out, vb_error *err) {
  out->edits = vb_arena_calloc(arena, from->edit_count + 1, sizeof *out->edits);
  if (!out->edits) return no_memory(err);
  for (size_t i = 0; i < from->edit_count; i++) {
    const vb_edit *e = &from->edits[i];
    out->edits[out->edit_count++] = (vb_quote_edit){
        e->kind, start_of(quote, e->quote_from), end_of(quote, e->quote_from, e->quote_to),
        start_of(part, e->article_from), end_of(part, e->article_from, e->article_to)};
  }
  out->span = (vb_span){.field = field,
                        .start = start_of(part, from->first_token),
                        .end = end_of(part, from->first_token, from->end_token),
                        .first_token = from->first_token,
                        .end_token = from->end_token};
  out->agreement = from->agreement;
  out->changes = from->changes;
  return VB_OK;
}

vb_status vb_near_edited(const vb_declared *declared, vb_reading *reading, vb_near *out,
                         vb_error *err) {
  static const vb_field parts[] = {VB_FIELD_TEXT, VB_FIELD_TITLE};
  *out = (vb_near){.verdict = VB_VERDICT_NOT_FOUND};
  for (size_t p = 0; p < 2; p++) {
    const vb_analysis *part;
    vb_alignment found;
    vb_status status = vb_reading_words(reading, parts[p], &part, err);
    if (status == VB_OK) status = vb_align_declared(declared, part, reading->arena, &found, err);
    if (status != VB_OK) return status;
    if (!found.found) continue;
    out->verdict = VB_VERDICT_EDITED;
    return take(&found, vb_declared_words(declared), part, parts[p], reading->arena, out, err);
  }
  return VB_OK;
}

/* The parts of a split quotation as edits: the words agree, the attribution is left out. */
static vb_status take_split(const vb_split *split, const vb_needle *needle, vb_reading *reading,
                            vb_near *out, vb_error *err) {
  const vb_analysis *part, *quote = &needle->words;
  vb_status status = vb_reading_words(reading, VB_FIELD_TEXT, &part, err);
  if (status != VB_OK) return status;
  vb_edit edits[2 * VB_SPLITS_MAX + 1];
  vb_alignment whole = {.found = true,
                        .first_token = split->span.first_token,
                        .end_token = split->span.end_token,
                        .edits = edits,
                        .agreement = 1};
  uint32_t q = 0, a = split->span.first_token;
  for (size_t i = 0; i <= split->count; i++) {
    const vb_span *gap = &split->left_out[i];
    uint32_t stop = i < split->count ? gap->first_token : split->span.end_token;
    edits[whole.edit_count++] = (vb_edit){VB_EDIT_SAME, q, q + stop - a, a, stop};
    q += stop - a;
    if (i == split->count) break;
    edits[whole.edit_count++] = (vb_edit){VB_EDIT_LEFT_OUT, q, q, stop, gap->end_token};
    a = gap->end_token;
  }
  out->verdict = split->verdict;
  return take(&whole, quote, part, VB_FIELD_TEXT, reading->arena, out, err);
}

vb_status vb_near_altered(const vb_needle *needle, vb_reading *reading, vb_near *out,
                          vb_error *err) {
  static const vb_field parts[] = {VB_FIELD_TEXT, VB_FIELD_TITLE};
  vb_status status = VB_OK;
  *out = (vb_near){.verdict = VB_VERDICT_NOT_FOUND};
  for (size_t p = 0; p < 2; p++) {
    const vb_analysis *part;
    vb_alignment found;
    status = vb_reading_words(reading, parts[p], &part, err);
    if (status == VB_OK)
      status = vb_align_nearest(&needle->words, part, reading->arena, &found, err);
    if (status == VB_OK && p == 0 && found.all_there) {
      vb_split split;
      status = vb_needle_split(needle, reading, &split, err);
      if (status == VB_OK && split.verdict != VB_VERDICT_NOT_FOUND)
        return take_split(&split, needle, reading, out, err);
    }
    if (status != VB_OK) return status;
    if (!found.found || found.agreement <= out->agreement) continue;
    *out = (vb_near){.verdict = VB_VERDICT_NOT_FOUND};
    status = take(&found, &needle->words, part, parts[p], reading->arena, out, err);
    if (status != VB_OK) return status;
  }
  if (agrees(needle->words.token_count, out->agreement)) out->verdict = VB_VERDICT_ALTERED;
  /* All words, one by one: the characters decide. */
  if (out->edit_count == 1 && out->edits[0].kind == VB_EDIT_SAME)
    status = vb_needle_best(needle, reading, &out->verdict, &out->span, err);
  return status;
}
