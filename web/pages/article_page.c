/*
 * article_page.c - one article with its matches marked; the first match is an anchor.
 *
 * Paragraphs follow the text's blank lines; a mark across two paragraphs is shown in
 * both. The page limits the length of text and comments (store and API do not), and says
 * what was left out.
 */
#include "web/pages/page.h"

#include "indexer/base/utf8.h"

enum {
  /* Longer than any newspaper article, and easy for a browser. A longer text is shown from a
     paragraph before its first match. */
  TEXT_SHOWN = 1024 * 1024,
  COMMENTS_SHOWN = 500,
  QUOTATIONS_SHOWN = 100,
  OPENING_BYTES = 90, /* of a quotation in the list next to the text */
  JUMPS_MAX = 30      /* links to single matches; further matches are reached by key */
};

/* The index of the first quotation, from `first`, that begins at a byte of the text or after it;
   its number is the anchor in the paragraph. */
static size_t quotation_from(const vb_article_view *view, size_t first, size_t byte) {
  while (first < view->quotation_count && view->quotations[first].parts[0].start < byte) first++;
  return first;
}

static void add_paragraph(vb_template_data *data, vb_str text, size_t from, size_t to,
                          vb_marks marks, size_t *anchor, size_t quotation) {
  vb_template_data *one = vb_template_add(data, "paragraphs");
  if (quotation) vb_template_format(one, "place", "said-%zu", quotation);
  vb_page_marked(one, "pieces", vb_str_slice(text, from, to), from, marks, anchor);
}

/* Drops the marks that end before `at`, since paragraphs and marks are walked together. */
static vb_marks marks_from(vb_marks marks, size_t at) {
  while (marks.count && marks.marks[0].end <= at) marks.marks++, marks.count--;
  return marks;
}

static size_t start_shown(vb_str text, vb_marks marks) {
  if (text.n <= TEXT_SHOWN || !marks.count || marks.marks[0].start < TEXT_SHOWN / 2) return 0;
  size_t at = vb_utf8_floor(text, marks.marks[0].start - TEXT_SHOWN / 8);
  const char *blank = memmem(text.p + at, text.n - at, "\n\n", 2);
  size_t next = blank ? (size_t)(blank - text.p) + 2 : at;
  return next < marks.marks[0].start ? next : at;
}

static void add_text(vb_template_data *data, const vb_article_view *view, size_t *anchor) {
  vb_str text = view->text;
  vb_marks marks = view->text_marks;
  size_t next = 0, from = start_shown(text, marks), end = text.n;
  if (end - from > TEXT_SHOWN) end = vb_utf8_floor(text, from + TEXT_SHOWN);
  vb_template_flag(data, "text_cut", from > 0 || end < text.n);
  vb_template_flag(data, "text_none", text.n == 0);
  vb_str shown = vb_str_slice(text, 0, end), paragraph;
  for (size_t at = from; vb_str_next_paragraph(shown, &at, &paragraph);) {
    from = (size_t)(paragraph.p - text.p);
    size_t to = from + paragraph.n;
    marks = marks_from(marks, from);
    next = quotation_from(view, next, from);
    bool said = next < view->quotation_count && view->quotations[next].parts[0].start < to;
    if (to > from) add_paragraph(data, text, from, to, marks, anchor, said ? next + 1 : 0);
  }
}

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

/* The first words of a quotation, cut at a blank if it is long. */
static vb_str opening_of(vb_str text) {
  const char *line_end = memchr(text.p, '\n', text.n);
  size_t n = line_end ? (size_t)(line_end - text.p) : text.n;
  if (n <= OPENING_BYTES) return vb_str_slice(text, 0, n);
  n = vb_utf8_floor(text, OPENING_BYTES);
  for (size_t i = n; i > n / 2; i--)
    if (text.p[i] == ' ') return vb_str_slice(text, 0, i);
  return vb_str_slice(text, 0, n);
}

/* Whether a quotation begins in the same paragraph as the one before it. */
static bool follows_in_paragraph(const vb_article_view *view, size_t i) {
  if (i == 0) return false;
  size_t from = view->quotations[i - 1].parts[0].start, to = view->quotations[i].parts[0].start;
  return !memmem(view->text.p + from, to - from, "\n\n", 2);
}

static void add_quotations(vb_request_context *call, vb_template_data *data,
                           const vb_article_view *view) {
  size_t anchor = 0;
  for (size_t i = 0; i < view->quotation_count && i < QUOTATIONS_SHOWN; i++) {
    const vb_listed_quotation *q = &view->quotations[i];
    vb_template_data *one = vb_template_add(data, "quotations");
    vb_str opening = opening_of(q->parts[0].text);
    if (!follows_in_paragraph(view, i)) anchor = i + 1;
    vb_template_set(one, "opening", opening);
    vb_template_flag(one, "opening_cut", opening.n < q->parts[0].text.n || q->part_count > 1);
    vb_template_format(one, "said_anchor", "said-%zu", anchor);
    vb_page_said_by(call, one, q);
  }
  if (view->quotation_count) vb_template_number(data, "quotation_count", view->quotation_count);
  vb_template_flag(data, "quotations_cut", view->quotation_count > QUOTATIONS_SHOWN);
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

static void show(vb_request_context *call, const vb_article_view *view, vb_str q, vb_str quote) {
  const vb_article_head *article = &view->article;
  vb_str title = article->title.n ? article->title : VB_STR("Article without a title");
  vb_template_data *data = vb_page_begin(call, title, q);
  size_t matches = 0;
  if (!data) return;
  vb_page_article_names(data, article);
  add_origin(call, data, view);
  vb_page_copies(call, data, &view->copies, q, quote);
  vb_page_marked(data, "title_pieces", title, 0, view->title_marks, &matches);
  add_text(data, view, &matches);
  add_quotations(call, data, view);
  add_comments(data, view, &matches);
  add_jumps(data, matches);
  vb_template_flag(data, "unmatched", (q.n || quote.n) && !matches);
  if (q.n) {
    vb_page_query back = {.page = VB_PAGE_SEARCH, .q = q};
    vb_template_set(data, "back_search", vb_page_link(call, &back));
  }
  vb_template_set(data, "looked_up", quote);
  vb_page_send(call, 200, "article.html", data);
}

void vb_page_article(vb_request_context *call) {
  vb_str id = vb_context_text(call, "id"), q = vb_context_text(call, "q");
  vb_str quote = vb_context_text(call, "quote");
  vb_article_view view;
  vb_error error;
  if (!id.n) {
    vb_context_refuse(call, 400, "The address names no article.");
    return;
  }
  vb_article_request request = {id, q, quote};
  vb_status status = vb_article_show(call->store, &request, call->arena, &view, &error);
  if (status) vb_context_error(call, vb_context_status(status), &error);
  else show(call, &view, q, quote);
}
