/*
 * article_page.c - one article with its matches marked; the first match is an anchor.
 *
 * The text is in article_text.c, the citations in article_citations.c. The page limits the length
 * of text and comments (store and API do not), and says what was left out.
 */
#include "web/pages/article_page.h"

#include "web/cite.h"

#include <stdio.h>

enum {
  COMMENTS_SHOWN = 500,
  JUMPS_MAX = 30, /* links to single matches; further matches are reached by key */
  RELATED_SHOWN = 6,
  RELATED_WORDS = 5, /* of those that two articles share */
  /* To find them takes some hundredths of a second; a page without them is better than a late one.
   */
  RELATED_MS = 400
};

static void add_comments(vb_template_data *data, const vb_article_view *view, size_t *anchor) {
  size_t before = *anchor;
  for (size_t i = 0; i < view->comment_count && i < COMMENTS_SHOWN; i++) {
    const vb_article_comment *comment = &view->comments[i];
    vb_template_data *one = vb_template_add(data, "comments");
    vb_template_set(one, "comment_author", comment->author);
    vb_template_set(one, "comment_date", comment->date);
    vb_page_marked(one, "pieces", comment->text, 0, comment->marks, anchor);
  }
  if (view->comment_count) vb_template_number(data, "comment_count", view->comment_count);
  vb_template_flag(data, "comment_one", view->comment_count == 1);
  vb_template_flag(data, "comments_cut", view->comment_count > COMMENTS_SHOWN);
  vb_template_flag(data, "comments_open", *anchor > before);
}

static void add_jumps(vb_template_data *data, size_t matches) {
  for (size_t i = 1; i <= matches && i <= JUMPS_MAX; i++) {
    vb_template_data *jump = vb_template_add(data, "jumps");
    vb_template_format(jump, "jump_number", "%zu", i);
    if (i == 1) vb_template_set(jump, "jump_anchor", VB_STR("match"));
    else vb_template_format(jump, "jump_anchor", "match-%zu", i);
  }
  if (matches) vb_template_number(data, "matches", matches);
  vb_template_flag(data, "match_one", matches == 1);
}

static void add_origin(vb_request_context *call, vb_template_data *data,
                       const vb_article_view *view) {
  const vb_article_head *article = &view->article;
  vb_buf link = VB_BUF_INIT;
  vb_buf_text(&link, "api/v1/articles/");
  vb_url_encode(article->id, &link);
  vb_template_set(data, "json_link", vb_page_keep(call, &link));
  vb_template_set(data, "article_id", article->id);
  vb_template_set(data, "article_section", article->section);
  vb_template_set(data, "article_path", view->path);
  if (view->record) vb_template_number(data, "article_record", view->record);
  if (view->replaced) vb_template_number(data, "article_replaced", view->replaced);
}

/* ---- related articles --------------------------------------------------------- */

static void add_related(vb_request_context *call, vb_template_data *data, vb_str id) {
  vb_related_answer related;
  vb_related_request request = {.id = id, .size = RELATED_SHOWN, .time_limit_ms = RELATED_MS};
  if (call->request->time_ms && call->request->time_ms < RELATED_MS)
    request.time_limit_ms = call->request->time_ms;
  if (vb_article_related(call->store, &request, call->arena, &related, NULL)) return;
  vb_template_flag(data, "any_related", related.count > 0);
  for (size_t i = 0; i < related.count; i++) {
    const vb_related_article *article = &related.articles[i];
    vb_template_data *one = vb_template_add(data, "related");
    vb_buf words = VB_BUF_INIT;
    vb_page_article_names(one, &article->article);
    vb_template_set(one, "link",
                    vb_page_article_link(call, article->article.id, VB_STR_NONE, VB_STR_NONE));
    for (size_t k = 0; k < article->word_count && k < RELATED_WORDS; k++) {
      if (k) vb_buf_text(&words, ", ");
      vb_buf_str(&words, article->words[k]);
    }
    vb_template_set(one, "shared", vb_page_keep(call, &words));
  }
}

/* ---- the page -------------------------------------------------------------------- */

vb_str vb_page_quotation_link(vb_request_context *call, vb_str id, size_t quotation) {
  vb_buf out = VB_BUF_INIT;
  char number[24];
  snprintf(number, sizeof number, "%zu", quotation);
  vb_buf_text(&out, "article?");
  vb_page_add_param(&out, "id", id);
  vb_page_add_param(&out, "quotation", vb_str_of(number));
  vb_page_add_param(&out, "back", vb_page_back_value(call, VB_STR_NONE, VB_STR_NONE));
  vb_buf_text(&out, "#cite");
  return vb_page_keep(call, &out);
}

/* Marks the parts of the quotation that is asked for, in place of matches. */
static vb_status mark_quotation(vb_request_context *call, vb_article_view *view, size_t number,
                                vb_error *err) {
  if (number > view->quotation_count)
    return vb_fail(err, VB_NOT_FOUND, "This article has no quotation number %zu.", number);
  const vb_listed_quotation *q = &view->quotations[number - 1];
  view->text_marks.marks =
      vb_arena_calloc(call->arena, q->part_count, sizeof *view->text_marks.marks);
  if (!view->text_marks.marks) return vb_fail(err, VB_NOMEM, "no memory for the page");
  view->text_marks.count = q->part_count;
  for (size_t i = 0; i < q->part_count; i++)
    view->text_marks.marks[i] = (vb_range){q->parts[i].start, q->parts[i].end};
  return VB_OK;
}

/* The original page, at the words that are marked if they are more than one. */
static vb_str original_of(vb_request_context *call, const vb_article_view *view,
                          const vb_article_asked *asked) {
  vb_str url = view->article.url, link = VB_STR_NONE;
  vb_marks marks = view->text_marks;
  if (!vb_url_is_web(url)) return VB_STR("");
  if (asked->quotation)
    link = vb_passage_link(url, view->text, vb_cite_place(&view->quotations[asked->quotation - 1]),
                           call->arena);
  else if (marks.count && memchr(view->text.p + marks.marks[0].start, ' ',
                                 marks.marks[0].end - marks.marks[0].start))
    link = vb_passage_link(url, view->text, marks.marks[0], call->arena);
  return link.n ? link : url;
}

/* What a link to the same article keeps: its id, and where to go back to. */
static void add_form(vb_request_context *call, vb_template_data *data, vb_str id) {
  vb_template_set(data, "form_id", id);
  vb_template_set(data, "form_back", vb_page_back_value(call, VB_STR_NONE, VB_STR_NONE));
}

static void show(vb_request_context *call, const vb_article_view *view,
                 const vb_article_asked *asked) {
  const vb_article_head *article = &view->article;
  vb_str title = article->title.n ? article->title : VB_STR("Article without a title");
  vb_template_data *data = vb_page_begin(call, title, asked->q);
  size_t matches = 0;
  if (!data) return;
  vb_page_back(call, data, asked->q, asked->quote); /* first: the page's links need it */
  vb_page_article_names(data, article);
  vb_template_set(data, "original_link", original_of(call, view, asked));
  add_origin(call, data, view);
  vb_page_copies(call, data, &view->copies, asked->q, asked->quote);
  if (view->copies.count) vb_template_number(data, "copy_count", view->copies.count);
  vb_template_flag(data, "copy_one", view->copies.count == 1);
  vb_page_marked(data, "title_pieces", title, 0, view->title_marks, &matches);
  vb_page_article_text(call, data, view, &matches);
  add_comments(data, view, &matches);
  add_jumps(data, matches);
  vb_page_article_citations(call, data, view, asked);
  add_form(call, data, article->id);
  add_related(call, data, article->id);
  vb_template_flag(data, "unmatched", (asked->q.n || asked->quote.n) && !matches);
  if (asked->q.n) {
    vb_page_query back = {.page = "./", .q = asked->q};
    vb_template_set(data, "back_search", vb_page_link(call, &back));
  }
  vb_template_set(data, "looked_up", asked->quote);
  vb_page_send(call, 200, "article.html", data);
}

void vb_page_article(vb_request_context *call) {
  vb_article_view view;
  vb_error error;
  vb_article_asked asked = {.id = vb_context_text(call, "id"),
                            .q = vb_context_text(call, "q"),
                            .quote = vb_context_text(call, "quote")};
  if (!asked.id.n) {
    vb_context_refuse(call, 400, "The address names no article.");
    return;
  }
  vb_status status =
      vb_context_number(call, "quotation", 0, VB_WINDOW_MAX, &asked.quotation, &error);
  vb_article_request request = {asked.id, asked.q, asked.quote};
  if (!status) status = vb_article_show(call->store, &request, call->arena, &view, &error);
  if (!status && asked.quotation) status = mark_quotation(call, &view, asked.quotation, &error);
  if (status) vb_context_error(call, vb_context_status(status), &error);
  else show(call, &view, &asked);
}
