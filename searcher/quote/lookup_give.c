/*
 * lookup_give.c - what a look-up returns of the articles that it found.
 *
 * Matches are ordered by verdict, then by agreement, then oldest first. The
 * speaker of a match is that of the quotation that contains most of it.
 */
#include "searcher/quote/lookup_internal.h"

#include <stdlib.h>

static int by_verdict_and_date(const void *a, const void *b) {
  const vb_found *x = a, *y = b;
  if (x->near.verdict != y->near.verdict) return x->near.verdict < y->near.verdict ? -1 : 1;
  if (x->near.agreement != y->near.agreement) return x->near.agreement > y->near.agreement ? -1 : 1;
  int order = vb_date_compare(x->published, y->published);
  return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* How many bytes of [start, end) are in the parts of a quotation; *part: the one with most. */
static uint32_t covered_by(const vb_quotation *q, uint32_t start, uint32_t end, vb_extent *part) {
  uint32_t covered = 0, most = 0;
  for (uint32_t k = 0; k < q->part_count; k++) {
    uint32_t from = q->parts[k].start > start ? q->parts[k].start : start;
    uint32_t to = q->parts[k].end < end ? q->parts[k].end : end;
    if (to <= from) continue;
    covered += to - from;
    if (to - from > most) most = to - from, *part = q->parts[k];
  }
  return covered;
}

/* Sets the speaker of the quotation that contains most of the match. */
static void set_speaker(vb_quote_match *match) {
  uint32_t most = 0;
  vb_str text = match->article.text;
  if (match->span.field != VB_FIELD_TEXT) return;
  for (size_t i = 0; i < match->article.quotation_count; i++) {
    const vb_quotation *q = &match->article.quotations[i];
    vb_extent part = {0, 0};
    uint32_t covered = covered_by(q, match->span.start, match->span.end, &part);
    if (covered <= most) continue;
    most = covered;
    match->quotation = q;
    match->speaker = q->speaker;
    match->confidence = q->speaker.n ? vb_quotation_sureness(q) : 0;
    match->inner = vb_quotation_inside(q, match->span.start, match->span.end);
    match->within = match->inner || vb_speech_is_nested(text, part.start, part.end,
                                                        match->span.start, match->span.end);
  }
}

vb_status vb_lookup_give_one(const vb_lookup *at, const vb_found *found, vb_quote_match *match,
                             vb_error *err) {
  *match = (vb_quote_match){.doc = found->doc,
                            .verdict = found->near.verdict,
                            .span = found->near.span,
                            .edits = found->near.edits,
                            .edit_count = found->near.edit_count,
                            .agreement = found->near.agreement,
                            .changes = found->near.changes,
                            .number_written = found->near.number_written};
  vb_status status = VB_OK;
  if (found->article) match->article = *found->article;
  else status = vb_engine_fetch(at->engine, found->doc, at->arena, &match->article, err);
  if (status == VB_OK) set_speaker(match);
  return status;
}

/* ---- what is kept of an article that is dropped ---- */

/* The wording as the article prints it: without the attribution that splits a quotation, and with
   the words that replace an altered quote's first and last words. */
static vb_status wording_of(const vb_near *near, vb_str part, vb_buf *out, vb_error *err) {
  uint32_t start = near->span.start, end = near->span.end;
  bool split = near->verdict < VB_VERDICT_EDITED && near->edit_count > 0;
  if (!split && near->edit_count > 0) {
    start = near->edits[0].start;
    end = near->edits[near->edit_count - 1].end;
  }
  if (!split) vb_buf_str(out, vb_str_slice(part, start, end));
  for (size_t i = 0; split && i < near->edit_count; i++) {
    const vb_quote_edit *e = &near->edits[i];
    if (e->kind != VB_EDIT_SAME) continue;
    if (out->n > 0) vb_buf_char(out, ' ');
    vb_buf_str(out, vb_str_slice(part, e->start, e->end));
  }
  return vb_buf_ok(out, err);
}

static vb_status copy_texts(vb_lookup *at, const vb_article *article, vb_str wording,
                            vb_found *found, vb_error *err) {
  const vb_str from[] = {article->id, article->title, article->source, wording};
  vb_str *const to[] = {&found->id, &found->title, &found->source, &found->wording};
  for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
    *to[i] = vb_arena_copy(at->arena, from[i]);
    if (from[i].p && !to[i]->p) return vb_fail(err, VB_NOMEM, "out of memory");
  }
  return VB_OK;
}

vb_status vb_lookup_copy_head(vb_lookup *at, const vb_article *article, vb_found *found,
                              vb_error *err) {
  bool title = found->near.span.field == VB_FIELD_TITLE;
  vb_buf wording = VB_BUF_INIT;
  vb_status status =
      wording_of(&found->near, title ? article->title : article->text, &wording, err);
  if (status == VB_OK) status = copy_texts(at, article, vb_buf_view(&wording), found, err);
  vb_buf_clear(&wording);
  return status;
}

/* ---- the first of all ---- */

/* Whether another match that is as good as the first may be as early. */
static bool is_first_unsure(const vb_lookup *at) {
  const vb_found *first = &at->list[0];
  for (size_t i = 1; i < at->count; i++) {
    if (at->list[i].near.verdict != first->near.verdict) break;
    if (vb_date_may_precede(at->list[i].published, first->published)) return true;
  }
  return false;
}

/* The oldest match with the same words in other signs or capitals, if it is certainly older than
   the first; else NULL. */
static const vb_found *earlier_printing(const vb_lookup *at) {
  const vb_found *first = &at->list[0], *best = NULL;
  for (size_t i = 1; i < at->count && at->list[i].near.verdict < VB_VERDICT_EDITED; i++) {
    const vb_found *found = &at->list[i];
    bool older = found->published.precision != VB_DATE_UNKNOWN &&
                 vb_date_last_minute(found->published) < vb_date_first_minute(first->published);
    if (older && (!best || vb_date_compare(found->published, best->published) < 0)) best = found;
  }
  return best;
}

static vb_status give_earlier(const vb_lookup *at, vb_quote_result *out, vb_error *err) {
  const vb_found *found = at->count > 0 ? earlier_printing(at) : NULL;
  if (!found) return VB_OK;
  out->earlier = vb_arena_alloc(at->arena, sizeof *out->earlier);
  if (!out->earlier) return vb_fail(err, VB_NOMEM, "out of memory");
  return vb_lookup_give_one(at, found, out->earlier, err);
}

/* What is true of a quote that no article had: absence is known only where all could be asked. */
static vb_verdict verdict_of_none(const vb_lookup *at, vb_quote_result *out) {
  if (!out->failure_count && !at->timed_out) return VB_VERDICT_NOT_FOUND;
  if (!out->note.n)
    out->note = out->failure_count
                    ? VB_STR("a part of the archive did not answer, and may have it")
                    : VB_STR("the time ended before all articles were compared; try again, or "
                             "check a shorter piece");
  return VB_VERDICT_UNKNOWN;
}

/* Reads the articles of the first n that were not kept, and keeps them. */
static vb_status read_dropped(vb_lookup *at, size_t n, vb_error *err) {
  size_t dropped = 0, count = 0;
  for (size_t i = 0; i < n; i++) dropped += !at->list[i].article;
  if (!dropped) return VB_OK;
  uint64_t *docs = vb_arena_calloc(at->arena, dropped, sizeof *docs);
  vb_article *articles = vb_arena_calloc(at->arena, dropped, sizeof *articles);
  if (!docs || !articles) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < n; i++)
    if (!at->list[i].article) docs[count++] = at->list[i].doc;
  vb_status status = vb_engine_fetch_many(at->engine, docs, count, at->arena, articles, err);
  for (size_t i = 0, k = 0; i < n && status == VB_OK; i++) {
    if (at->list[i].article) continue;
    if (!articles[k].id.p) return vb_fail(err, VB_NOT_FOUND, "an article was removed meanwhile");
    at->list[i].article = &articles[k++];
  }
  return status;
}

vb_status vb_lookup_give(vb_lookup *at, vb_quote_result *out, vb_error *err) {
  if (at->count > 1) qsort(at->list, at->count, sizeof *at->list, by_verdict_and_date);
  size_t n = at->count < at->limit ? at->count : at->limit;
  out->verdict = at->count > 0 ? at->list[0].near.verdict : verdict_of_none(at, out);
  out->first_unsure = at->count > 0 && (is_first_unsure(at) || out->failure_count > 0);
  out->matches = vb_arena_calloc(at->arena, n + 1, sizeof *out->matches);
  if (!out->matches) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = read_dropped(at, n, err);
  for (; out->match_count < n && status == VB_OK; out->match_count++)
    status =
        vb_lookup_give_one(at, &at->list[out->match_count], &out->matches[out->match_count], err);
  if (status == VB_OK) status = give_earlier(at, out, err);
  if (status != VB_OK || at->count > 0 || !at->has_nearest) return status;
  out->nearest = vb_arena_alloc(at->arena, sizeof *out->nearest);
  if (!out->nearest) return vb_fail(err, VB_NOMEM, "out of memory");
  return vb_lookup_give_one(at, &at->nearest, out->nearest, err);
}
