/*
 * quote_answer.c - looks up a quote, and prepares what is shown of each article that carries it.
 *
 * The look-up (searcher/quote) gives the matches; folding leaves one of each group of
 * copies. The answer points into the articles that the look-up has read: their records
 * are in the answer's arena.
 */
#include "searcher/answer/answer_internal.h"
#include "searcher/answer/witness.h"

#include "searcher/query/match.h"
#include "searcher/snippet/snippet.h"

enum {
  /* If copies may follow the wanted matches, this many matches are read: some milliseconds. If
     copies fill even these, the number grows by this factor each time. */
  QUOTES_AHEAD = 50,
  QUOTES_STEP = 4
};

typedef struct looking { /* one look-up */
  vb_store *store;
  const vb_quote_request *request;
  vb_str quote; /* the request's, copied to the arena because the answer points into it */
  const vb_query *filter;
  vb_arena *arena;
  vb_quote_result found;
  vb_quote_history *history; /* NULL if it was not requested */
  vb_copies *copies;         /* by match; NULL without folding */
} looking;

/* ---- the look-up ---------------------------------------------------------------- */

static vb_status look_up(looking *l, size_t limit, vb_error *err) {
  const vb_quote_request *request = l->request;
  vb_engine *engine = l->store->engine;
  if (!request->history)
    return vb_quote_lookup(engine, l->quote, limit, !request->bare, l->filter, l->arena, &l->found,
                           err);
  l->history = vb_arena_calloc(l->arena, 1, sizeof *l->history);
  if (!l->history) return vb_fail(err, VB_NOMEM, "out of memory");
  return vb_quote_trace(engine, l->quote, limit, l->filter, request->fold, l->arena, &l->found,
                        l->history, err);
}

/* With folding, reads more matches until enough of them are no copies of each other, so that copies
   beyond the window are listed too. A caller that wants no snippets wants no list either. */
static vb_status find_matches(looking *l, vb_error *err) {
  const vb_quote_request *request = l->request;
  size_t wanted = request->limit ? request->limit : VB_QUOTE_LIMIT_DEFAULT;
  for (size_t limit = wanted;;) {
    vb_status status = look_up(l, limit, err);
    bool more = l->found.match_count == limit && l->found.total > limit;
    if (status == VB_OK && request->fold)
      status = vb_fold_quotes(&l->found, l->arena, &l->copies, err);
    if (status != VB_OK) return status;
    bool enough = limit > wanted && l->found.match_count >= wanted;
    if (!request->fold || request->bare || !more || enough || limit >= VB_QUOTE_LIMIT_MAX) break;
    limit = limit * QUOTES_STEP < QUOTES_AHEAD ? QUOTES_AHEAD : limit * QUOTES_STEP;
    if (limit > VB_QUOTE_LIMIT_MAX) limit = VB_QUOTE_LIMIT_MAX;
  }
  if (l->found.match_count > wanted) l->found.match_count = wanted;
  return VB_OK;
}

static vb_status note_source(looking *l, vb_error *err) {
  vb_query_reading none = {.notes = NULL};
  vb_status status =
      vb_search_note_source(l->store->engine, &l->request->filter, l->arena, &none, err);
  if (status == VB_OK && none.note_count) l->found.note = none.notes[0];
  return status;
}

/* ---- the hits --------------------------------------------------------------------- */

/* The index of the first token that ends after the offset. */
static uint32_t token_after(const vb_analysis *text, uint32_t offset) {
  size_t low = 0, high = text->token_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (text->tokens[middle].end <= offset) low = middle + 1;
    else high = middle;
  }
  return (uint32_t)low;
}

static void set_tokens(const vb_analysis *text, vb_span *span) {
  span->first_token = token_after(text, span->start);
  span->end_token = token_after(text, span->end);
  if (span->end_token < text->token_count && text->tokens[span->end_token].start < span->end)
    span->end_token++;
}

static vb_status make_snippet(looking *l, vb_quote_match *match, vb_snippet *out, vb_error *err) {
  if (match->span.field == VB_FIELD_TITLE || l->request->bare) return VB_OK;
  vb_match_article *words;
  const vb_analysis *body;
  vb_snippet *made;
  size_t count;
  vb_match place = {.matched = true, .spans = &match->span, .span_count = 1};
  vb_snippet_options options = {.count = 1, .chars = vb_snippet_chars(l->request->context_chars)};
  vb_status status = vb_match_open(&match->article, l->store->stemmer, l->arena, &words, err);
  if (status == VB_OK) status = vb_match_analysis(words, VB_FIELD_TEXT, 0, &body, err);
  if (status == VB_OK) set_tokens(body, &match->span);
  if (status == VB_OK)
    status = vb_snippets_make(words, &place, &options, l->arena, &made, &count, err);
  if (status == VB_OK && count > 0) *out = made[0];
  return status;
}

/* Gives the pieces of both sides as texts, so that callers need no offsets. */
static vb_status make_diff(looking *l, const vb_quote_match *match, vb_quote_hit *hit,
                           vb_error *err) {
  hit->diff = vb_arena_alloc(l->arena, (match->edit_count + 1) * sizeof *hit->diff);
  if (!hit->diff) return vb_fail(err, VB_NOMEM, "out of memory");
  hit->diff_count = match->edit_count;
  for (size_t i = 0; i < match->edit_count; i++) {
    const vb_quote_edit *e = &match->edits[i];
    hit->diff[i] =
        (vb_quote_diff){.kind = e->kind,
                        .quote = vb_str_slice(l->found.quote, e->quote_start, e->quote_end),
                        .article = vb_str_slice(hit->part_text, e->start, e->end)};
  }
  return VB_OK;
}

static vb_status make_hit(looking *l, vb_quote_match *match, const vb_copies *copies,
                          vb_quote_hit *out, vb_error *err) {
  bool title = match->span.field == VB_FIELD_TITLE;
  *out = (vb_quote_hit){.article = vb_head_of(&match->article),
                        .verdict = match->verdict,
                        .part = title ? VB_ARTICLE_TITLE : VB_ARTICLE_TEXT,
                        .part_text = title ? match->article.title : match->article.text,
                        .start = match->span.start,
                        .end = match->span.end,
                        .agreement = match->agreement,
                        .changes = match->changes,
                        .speaker = match->speaker,
                        .confidence = match->confidence,
                        .within = match->within,
                        .number_written = match->number_written};
  out->text = vb_str_slice(out->part_text, out->start, out->end);
  if (match->inner) {
    vb_extent mention = match->inner->mention;
    out->inner_speaker = match->inner->speaker;
    if (mention.end) out->inner_mention = vb_str_slice(out->part_text, mention.start, mention.end);
  }
  if (copies) out->copies = *copies;
  vb_status status = make_diff(l, match, out, err);
  return status == VB_OK ? make_snippet(l, match, &out->snippet, err) : status;
}

static vb_status make_hits(looking *l, vb_quote_answer *out, vb_error *err) {
  vb_status status = VB_OK;
  size_t n = l->found.match_count;
  out->hits = vb_arena_calloc(l->arena, n + 1 + (l->found.nearest != NULL), sizeof *out->hits);
  if (!out->hits) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < n && status == VB_OK; i++)
    status =
        make_hit(l, &l->found.matches[i], l->copies ? &l->copies[i] : NULL, &out->hits[i], err);
  if (status == VB_OK && l->found.nearest) {
    out->nearest = &out->hits[n];
    status = make_hit(l, l->found.nearest, NULL, out->nearest, err);
  }
  out->hit_count = n;
  return status;
}

/* An older article with the same words in other signs or capitals, or, if requested, with a similar
   wording. */
static vb_status find_earlier(looking *l, vb_quote_answer *out, vb_error *err) {
  vb_quote_match *match = NULL, *same = l->found.earlier;
  vb_status status = VB_OK;
  if (l->request->earlier)
    status = vb_quote_earlier(l->store->engine, &l->found, l->filter, l->arena, &match, err);
  if (same && (!match || vb_date_compare(same->article.published, match->article.published) <= 0))
    match = same;
  if (status != VB_OK || !match) return status;
  out->earlier = vb_arena_calloc(l->arena, 1, sizeof *out->earlier);
  if (!out->earlier) return vb_fail(err, VB_NOMEM, "out of memory");
  return make_hit(l, match, NULL, out->earlier, err);
}

/* Reports what was searched; if nothing was found with filters, also what exists without them. */
static vb_status tell_scope(looking *l, vb_quote_answer *out, vb_error *err) {
  vb_engine_info about = vb_engine_about(l->store->engine);
  out->searched = about.articles;
  out->first_day = about.first_day;
  out->last_day = about.last_day;
  if (l->found.verdict < VB_VERDICT_NOT_FOUND || !l->filter || l->request->bare) return VB_OK;
  vb_quote_result all;
  out->filter = l->request->filter;
  vb_status status = vb_search_filter_copy(&out->filter, l->arena, err);
  if (status == VB_OK)
    status = vb_quote_lookup(l->store->engine, l->quote, 1, false, NULL, l->arena, &all, err);
  if (status == VB_OK) out->without_filter = all.total, out->without_verdict = all.verdict;
  return status;
}

static vb_status compare_wordings(looking *l, vb_error *err) {
  vb_status status = VB_OK;
  for (size_t i = 0; l->history && i < l->history->variant_count && status == VB_OK; i++)
    if (l->history->variants[i].verdict > VB_VERDICT_CASE_PUNCTUATION)
      status = vb_wording_diff(l->quote, l->arena, &l->history->variants[i], err);
  return status;
}

/* Each round takes every look-up as far as it gets, and then asks for what they all need next. */
void vb_quotes_ahead(vb_store *store, const vb_quote_request *request, const vb_str *quotes,
                     size_t count) {
  enum { ROUNDS = 10, MOST = 1000 };
  bool known[MOST] = {false};
  vb_arena *arena = vb_arena_new();
  if (count > MOST) count = MOST;
  for (int round = 0; arena && round < ROUNDS && vb_engine_gather(store->engine); round++) {
    for (size_t i = 0; i < count; i++) {
      vb_quote_request one = *request;
      vb_quote_answer answer;
      vb_error ignored;
      if (known[i]) continue;
      one.quote = quotes[i];
      vb_arena_clear(arena);
      known[i] = vb_quote(store, &one, arena, &answer, &ignored) != VB_UNAVAILABLE;
    }
    if (!vb_engine_ask_gathered(store->engine)) break;
  }
  vb_arena_free(arena);
}

/* Finds the matches, then builds what is shown of each, then what can only be known afterwards: an
   older article with a similar wording, and what there is without the filters. */
static vb_status give_verdict(vb_store *store, const vb_quote_request *request, vb_arena *arena,
                              vb_quote_answer *out, vb_error *err) {
  double started = vb_search_clock_ms();
  *out = (vb_quote_answer){0};
  looking l = {.store = store, .request = request, .quote = request->quote, .arena = arena};
  if (l.quote.n <= VB_QUOTE_MAX)
    l.quote = vb_arena_copy(arena, l.quote); /* longer: refused later */
  if (!l.quote.p && request->quote.p) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_people_begin(store->people);
  vb_status status = vb_search_filter(store, &request->filter, arena, &l.filter, err);
  if (status == VB_OK) status = find_matches(&l, err);
  if (status == VB_OK && l.found.total == 0 && l.found.note.n == 0 && !request->bare)
    status = note_source(&l, err);
  if (status == VB_OK) status = make_hits(&l, out, err);
  if (status == VB_OK && !request->history) status = find_earlier(&l, out, err);
  if (status == VB_OK && request->witness && out->hit_count)
    status = vb_witness_ask(store, l.quote, l.filter, request->fold, arena, &out->witness, err);
  if (status == VB_OK) status = compare_wordings(&l, err);
  if (status == VB_OK) status = tell_scope(&l, out, err);
  if (status != VB_OK) return status;
  out->quote = l.found.quote.p ? l.found.quote : l.quote;
  out->verdict = l.found.verdict;
  out->total = l.found.total;
  out->total_exact = l.found.total_exact;
  out->first_unsure = l.found.first_unsure;
  out->history = l.history;
  out->note = l.found.note;
  out->failures = l.found.failures;
  out->failure_count = l.found.failure_count;
  out->took_ms = vb_search_clock_ms() - started;
  return VB_OK;
}

vb_status vb_quote(vb_store *store, const vb_quote_request *request, vb_arena *arena,
                   vb_quote_answer *out, vb_error *err) {
  vb_attempt attempt = vb_attempt_begin(store);
  vb_status status;
  do status = give_verdict(store, request, arena, out, err);
  while (vb_attempt_again(&attempt, status));
  return status;
}
