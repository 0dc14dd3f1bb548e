/*
 * article_view.c - shows one whole article, with its matches and its copies.
 */
#include "searcher/answer/answer_internal.h"

#include "searcher/query/match.h"
#include "searcher/snippet/snippet.h"

/* Head, text and comments are those of the record, which is in the arena. */
static vb_status view_of(const vb_article *article, vb_arena *arena, vb_article_view *out,
                         vb_error *err) {
  out->article = vb_head_of(article);
  out->text = article->text;
  out->path = article->path;
  out->record = article->record;
  out->replaced = article->replaced;
  out->comment_count = article->comment_count;
  out->comments = vb_arena_calloc(arena, article->comment_count + 1, sizeof *out->comments);
  if (!out->comments) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < article->comment_count; i++) {
    const vb_comment *from = &article->comments[i];
    out->comments[i] =
        (vb_article_comment){.author = from->author, .date = from->date, .text = from->text};
  }
  return VB_OK;
}

static vb_status view_quotations(const vb_article *article, vb_arena *arena, vb_article_view *out,
                                 vb_error *err) {
  vb_match unmarked = {.matched = true};
  vb_points points = {0};
  vb_status status = VB_OK;
  out->quotation_count = article->quotation_count;
  out->quotations = vb_arena_calloc(arena, article->quotation_count + 1, sizeof *out->quotations);
  if (!out->quotations) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < article->quotation_count && status == VB_OK; i++) {
    out->quotations[i].article = out->article;
    status = vb_quotation_list(article, &article->quotations[i], &unmarked, &points, arena,
                               &out->quotations[i], err);
  }
  return status;
}

static vb_status view_marks(vb_article_view *view, const vb_match *match, vb_arena *arena,
                            vb_error *err) {
  vb_status status = vb_marks_of(match, VB_FIELD_TITLE, 0, arena, &view->title_marks.marks,
                                 &view->title_marks.count, err);
  if (status == VB_OK)
    status = vb_marks_of(match, VB_FIELD_TEXT, 0, arena, &view->text_marks.marks,
                         &view->text_marks.count, err);
  bool any = false; /* most matches have none in comments, of which there may be very many */
  for (size_t i = 0; i < match->span_count; i++) any |= match->spans[i].field == VB_FIELD_COMMENTS;
  for (size_t i = 0; any && i < view->comment_count && status == VB_OK; i++) {
    vb_marks *marks = &view->comments[i].marks;
    status = vb_marks_of(match, VB_FIELD_COMMENTS, (uint32_t)i, arena, &marks->marks, &marks->count,
                         err);
  }
  view->match_count = match->span_count;
  return status;
}

static vb_status find_copies(vb_store *store, uint64_t doc, vb_match_article *words,
                             vb_arena *arena, vb_copies *out, vb_error *err) {
  vb_copies_request request = {.doc = doc};
  vb_status status = vb_match_analysis(words, VB_FIELD_TEXT, 0, &request.words, err);
  return status == VB_OK ? vb_copies_find(store->engine, &request, arena, out, err) : status;
}

static vb_status match_in(vb_store *store, const vb_article_request *request,
                          vb_match_article *words, vb_arena *arena, vb_match *out, vb_error *err) {
  if (request->quote.n > 0) return vb_quote_spans(words, request->quote, arena, out, err);
  if (request->query.n == 0) return VB_OK;
  vb_query_parse parse;
  vb_status status = vb_query_parse_text(request->query, store->stemmer, arena, &parse, err);
  return status == VB_OK ? vb_match_query(words, parse.root, arena, out, err) : status;
}

static vb_status show_once(vb_store *store, const vb_article_request *request, vb_arena *arena,
                           vb_article_view *out, vb_error *err) {
  *out = (vb_article_view){0};
  uint64_t doc;
  vb_match_article *words;
  vb_match match = {0};
  vb_article *article = vb_arena_calloc(arena, 1, sizeof *article);
  if (!article) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = vb_engine_find(store->engine, request->id, &doc, err);
  if (status == VB_OK) status = vb_engine_fetch(store->engine, doc, arena, article, err);
  if (status == VB_OK) status = vb_match_open(article, store->stemmer, arena, &words, err);
  if (status == VB_OK) status = match_in(store, request, words, arena, &match, err);
  if (status == VB_OK) status = view_of(article, arena, out, err);
  if (status == VB_OK) status = view_quotations(article, arena, out, err);
  if (status == VB_OK) status = view_marks(out, &match, arena, err);
  if (status == VB_OK) status = find_copies(store, doc, words, arena, &out->copies, err);
  return status;
}

vb_status vb_article_show(vb_store *store, const vb_article_request *request, vb_arena *arena,
                          vb_article_view *out, vb_error *err) {
  vb_attempt attempt = vb_attempt_begin(store);
  vb_status status;
  do status = show_once(store, request, arena, out, err);
  while (vb_attempt_again(&attempt, status));
  return status;
}
