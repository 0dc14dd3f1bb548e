/*
 * batch_page.c - many quotes at once: pasted, one a line, or as a file; the answer as a table on
 * the page, which grows while the quotes are looked up, or as CSV.
 *
 * The form is sent as multipart/form-data, since it may have a file; http_request.c takes it apart.
 * What is read is whatever the API's batch reads, in the same bounds. Another site's page cannot
 * make its visitor's browser work here: browsers say where a form comes from (Sec-Fetch-Site).
 */
#include "indexer/base/date.h"
#include "indexer/base/markup_escape.h"
#include "indexer/base/utf8.h"
#include "web/pages/page.h"

#include <stdio.h>

enum { QUOTE_SHOWN = 400 /* bytes, in a row */ };

/* ---- rows ------------------------------------------------------------------- */

static void put_link(vb_buf *out, const char *path, vb_str value, const char *more, vb_str second) {
  vb_buf_printf(out, "<a href=\"%s", path);
  vb_url_encode(value, out);
  if (second.n) {
    vb_buf_text(out, more);
    vb_url_encode(second, out);
  }
  vb_buf_text(out, "\">");
}

static vb_str shortened(vb_str text) {
  return text.n > QUOTE_SHOWN ? vb_str_slice(text, 0, vb_utf8_floor(text, QUOTE_SHOWN)) : text;
}

/* The first article: its date as precise as it is known, its source, its title. */
static void put_first(vb_buf *out, const vb_quote_answer *answer, vb_str quote) {
  const vb_article_head *article = &answer->hits[0].article;
  char date[VB_DATE_WORDS];
  vb_date_words(article->published, date);
  put_link(out, "article?id=", article->id, "&amp;quote=", shortened(quote));
  vb_markup_escape(article->title.n ? article->title : VB_STR("Without a title"), out);
  vb_buf_text(out, "</a><br><span class=\"quiet\">");
  vb_markup_escape(article->source, out);
  if (article->source.n && date[0]) vb_buf_text(out, ", ");
  vb_buf_text(out, date);
  if (answer->first_unsure) vb_buf_text(out, "; unsure which was first");
  vb_buf_text(out, "</span>");
}

static void put_answer(vb_buf *out, const vb_quote_answer *answer, vb_str quote) {
  vb_buf_printf(out, "<td><span class=\"badge %s\">%s</span>",
                vb_page_verdict_look(answer->verdict), vb_page_verdict_label(answer->verdict));
  unsigned loudest = answer->hit_count ? vb_change_loudest(answer->hits[0].changes) : 0;
  if (loudest)
    vb_buf_printf(out, "<br><strong class=\"alarm\">%s</strong>",
                  vb_change_warning((vb_change)loudest));
  vb_buf_printf(out, "</td><td class=\"count\">%s%llu</td><td dir=\"auto\">",
                answer->total_exact ? "" : "at least ", (unsigned long long)answer->total);
  if (answer->hit_count) put_first(out, answer, quote);
  vb_buf_text(out, "</td></tr>\n");
}

static void put_row(vb_buf *out, vb_arena *scratch, uint64_t number, vb_str quote,
                    const vb_quote_answer *answer, const vb_error *wrong) {
  (void)scratch;
  vb_str shown = shortened(quote);
  vb_buf_printf(out, "<tr><td class=\"count\">%llu</td><td dir=\"auto\">",
                (unsigned long long)number);
  if (quote.n) put_link(out, "quote?q=", shown, "", VB_STR_NONE);
  vb_markup_escape(shown, out);
  vb_buf_text(out, shown.n < quote.n ? " …</a></td>" : quote.n ? "</a></td>" : "</td>");
  if (answer) {
    put_answer(out, answer, quote);
    return;
  }
  vb_buf_text(out, "<td colspan=\"3\" class=\"alarm\">");
  vb_markup_escape(vb_str_of(wrong->text), out);
  vb_buf_text(out, "</td></tr>\n");
}

static void put_end(vb_buf *out, const uint64_t tally[VB_BATCH_TALLIES], vb_str tail) {
  bool any = false;
  vb_buf_text(out, "</tbody></table></div>\n<p class=\"tally\" role=\"status\">Done: ");
  for (int i = 0; i < VB_BATCH_TALLIES; i++) {
    if (!tally[i]) continue;
    vb_buf_printf(out, "%s%llu %s", any ? ", " : "", (unsigned long long)tally[i],
                  i == VB_BATCH_ERRORS ? "without an answer" : vb_verdict_name((vb_verdict)i));
    any = true;
  }
  vb_buf_text(out, any ? ".</p>\n" : "no quote in it.</p>\n");
  vb_buf_str(out, tail);
}

/* ---- the page ------------------------------------------------------------------ */

static void show_form(vb_request_context *call) {
  vb_template_data *data = vb_page_begin(call, VB_STR("Check many quotes"), VB_STR(""));
  if (!data) return;
  vb_template_flag(data, "on_quote", true);
  vb_template_number(data, "quotes_max", VB_REQUEST_QUOTES_MAX);
  vb_template_number(data, "mib_max", VB_HTTP_BODY_MAX >> 20);
  vb_page_send(call, 200, "batch.html", data);
}

/* The page around the rows, which come later. */
static vb_batch_view *make_view(vb_request_context *call) {
  static const char *const before[] = {"head.html", "batch_answer.html", NULL};
  static const char *const after[] = {"batch_end.html", "foot.html", NULL};
  vb_batch_view *view = vb_arena_calloc(call->arena, 1, sizeof *view);
  vb_template_data *data = vb_page_begin(call, VB_STR("Many quotes"), VB_STR(""));
  vb_buf head = VB_BUF_INIT, tail = VB_BUF_INIT;
  if (!view || !data) return NULL;
  vb_template_flag(data, "on_quote", true);
  vb_status status = vb_page_render(before, data, &head, NULL);
  if (!status) status = vb_page_render(after, data, &tail, NULL);
  view->head = vb_page_keep(call, &head);
  view->tail = vb_page_keep(call, &tail);
  view->row = put_row;
  view->end = put_end;
  return status ? NULL : view;
}

static bool is_from_elsewhere(const vb_request_context *call) {
  vb_str site = call->request->fields[VB_HTTP_FETCH_SITE];
  return vb_str_is(site, "cross-site") || vb_str_is(site, "same-site");
}

/* The form's fields as parameters; false if the call has been answered. */
static bool read_form(vb_request_context *call, vb_http_request *posted) {
  vb_error error;
  *posted = *call->request;
  if (is_from_elsewhere(call)) {
    vb_context_refuse(call, 403, "Quotes are sent from this site’s own page.");
    return false;
  }
  if (vb_str_is(posted->content_type, "multipart/form-data")) {
    posted->params = posted->form;
    if (!posted->form_broken) return true;
    vb_context_refuse(call, 400, "The form did not arrive whole, or has too many fields.");
    return false;
  }
  if (!vb_str_is(posted->content_type, "application/x-www-form-urlencoded")) {
    vb_context_refuse(call, 415, "A form is sent as multipart/form-data.");
    return false;
  }
  if (!vb_url_params_read(posted->body, call->arena, &posted->params, &error)) return true;
  vb_context_error(call, vb_context_status(error.status), &error);
  return false;
}

static void answer(vb_request_context *call) {
  vb_http_request posted;
  vb_error error;
  vb_quote_request request = {0};
  vb_batch_view *view = NULL;
  if (!read_form(call, &posted)) return;
  vb_request_context form = *call;
  form.request = &posted;
  vb_str table = vb_url_param_get(&posted.params, "table");
  vb_str text = table.n ? table : vb_url_param_get(&posted.params, "quotes");
  bool csv = vb_str_is(vb_context_text(&form, "as"), "csv");
  if (!vb_str_trim(text).n) {
    vb_context_refuse(call, 400, "There is no quote in the form: paste some, or choose a file.");
    return;
  }
  request.filter.after = vb_str_trim(vb_context_text(&form, "after"));
  request.filter.before = vb_str_trim(vb_context_text(&form, "before"));
  vb_quote_request trial = {
      .quote = VB_STR("x"), .filter = request.filter, .limit = 1, .bare = true};
  vb_quote_answer nothing; /* a date that is none is said once, and not in each row */
  if (vb_quote(call->store, &trial, call->arena, &nothing, &error) && error.status == VB_INVALID) {
    vb_context_error(call, 400, &error);
    return;
  }
  if (!csv && !(view = make_view(call))) {
    vb_context_refuse(call, 503, "no memory for the page");
    return;
  }
  if (csv) call->response->file = "quotes.csv";
  request.fold = true;
  vb_batch_show(call, &request, text, vb_context_text(&form, "column"), view);
}

void vb_page_batch(vb_request_context *call) {
  if (vb_str_is(call->request->method, "POST")) answer(call);
  else show_form(call);
}
