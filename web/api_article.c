/*
 * api_article.c - the API's addresses of one article.
 *
 *   /api/v1/articles/{id}                         the article, as JSON
 *   /api/v1/articles/{id}?format=bibtex           a citation of it (the names of vb_citation_form)
 *   /api/v1/articles/{id}?format=ris&quote=...    of the words of a quote as it prints them
 *   /api/v1/articles/{id}?format=csl&quotation=2  of its second quotation
 *   /api/v1/articles/{id}/related                 articles on the same subject
 *
 * An id may itself end in "/related" if it is sent with plain slashes; so an article of the whole
 * rest of the address goes first.
 */
#include "web/cite.h"
#include "web/request_context.h"

#include "indexer/base/date.h"

enum { RELATED_DEFAULT = 10 };

#define RELATED "/related"

/* ---- citations ------------------------------------------------------------ */

typedef struct asked_citation {
  vb_citation_form form;
  size_t quotation; /* from 1; 0: not a quotation */
  vb_date accessed;
} asked_citation;

static vb_status read_citation(const vb_request_context *call, vb_str format, asked_citation *out,
                               vb_error *err) {
  vb_str accessed = vb_context_text(call, "accessed");
  *out = (asked_citation){.accessed = vb_cite_today()};
  if (!vb_citation_form_of_name(format, &out->form))
    return vb_fail(err, VB_INVALID,
                   "\"format\" must be json, plain, markdown, html, ris, bibtex or csl");
  if (accessed.n && !vb_date_parse_iso(accessed, &out->accessed))
    return vb_fail(err, VB_INVALID, "\"accessed\" must be a date such as 2019-02-28");
  return vb_context_number(call, "quotation", 0, VB_WINDOW_MAX, &out->quotation, err);
}

static vb_status cite(vb_request_context *call, const asked_citation *asked,
                      const vb_article_view *view, vb_str quote, vb_str *text, vb_error *err) {
  vb_citation citation = vb_cite_article(view);
  vb_status status = VB_OK;
  bool any = true;
  if (asked->quotation > view->quotation_count)
    return vb_fail(err, VB_NOT_FOUND, "the article has %zu quotations", view->quotation_count);
  if (asked->quotation)
    status = vb_cite_quotation(view, &view->quotations[asked->quotation - 1], call->arena,
                               &citation, err);
  else if (quote.n) status = vb_cite_marked(view, quote, call->arena, &citation, &any, err);
  if (!status && !any)
    status = vb_fail(err, VB_NOT_FOUND, "the article's text does not have these words");
  citation.accessed = asked->accessed;
  if (!status) status = vb_citation_write(&citation, asked->form, call->arena, text, err);
  return status;
}

/* The name under which browsers save it. */
static const char *file_of(vb_citation_form form) {
  switch (form) {
  case VB_CITATION_RIS: return "citation.ris";
  case VB_CITATION_BIBTEX: return "citation.bib";
  case VB_CITATION_CSL: return "citation.json";
  default: return NULL;
  }
}

static void send_citation(vb_request_context *call, const asked_citation *asked, vb_str text) {
  vb_http_response *r = call->response;
  bool list = asked->form == VB_CITATION_CSL;
  if (list) vb_buf_char(&r->body, '[');
  vb_buf_str(&r->body, text);
  if (list) vb_buf_char(&r->body, ']');
  if (text.n && text.p[text.n - 1] != '\n') vb_buf_char(&r->body, '\n');
  r->status = 200;
  r->type = vb_citation_media_type(asked->form);
  r->file = file_of(asked->form);
  if (r->body.failed) vb_context_refuse(call, 503, "no memory for the answer");
}

/* ---- related articles ------------------------------------------------------- */

static void answer_related(vb_request_context *call, vb_str id) {
  static const char *const names[] = {"size", NULL};
  vb_related_answer answer;
  vb_error error;
  vb_str json = VB_STR_NONE;
  if (!vb_context_params(call, names)) return;
  vb_related_request request = {.id = id, .time_limit_ms = call->request->time_ms};
  vb_status status =
      vb_context_number(call, "size", RELATED_DEFAULT, VB_REQUEST_SIZE_MAX, &request.size, &error);
  if (!status) status = vb_article_related(call->store, &request, call->arena, &answer, &error);
  call->response->cut = !status && answer.timed_out;
  if (!status) status = vb_related_to_json(&answer, call->arena, &json, &error);
  vb_context_answer(call, status, json, &error);
}

/* ---- one article -------------------------------------------------------------- */

static vb_status show(vb_request_context *call, const vb_article_request *request,
                      const asked_citation *asked, vb_str *out, vb_error *err) {
  vb_article_view view;
  vb_status status = vb_article_show(call->store, request, call->arena, &view, err);
  if (status) return status;
  return asked ? cite(call, asked, &view, request->quote, out, err)
               : vb_article_view_to_json(&view, call->arena, out, err);
}

void vb_api_article(vb_request_context *call) {
  static const char *const names[] = {"q", "quote", "format", "quotation", "accessed", NULL};
  asked_citation asked;
  vb_error error;
  vb_str out = VB_STR_NONE, format = vb_context_text(call, "format");
  bool related = vb_str_ends(call->request->path, RELATED);
  bool cited = format.n && !vb_str_is(format, "json");
  if (!related && !vb_context_params(call, names)) return;
  vb_article_request request = {call->rest, vb_context_text(call, "q"),
                                vb_context_text(call, "quote")};
  if (request.query.n > VB_REQUEST_QUERY_MAX) {
    vb_context_refuse(call, 414, "the query is longer than %d bytes", VB_REQUEST_QUERY_MAX);
    return;
  }
  /* The parameters of a citation are checked even where none is asked for. */
  vb_status status = read_citation(call, cited ? format : VB_STR("plain"), &asked, &error);
  if (!status) status = show(call, &request, cited ? &asked : NULL, &out, &error);
  if (related && status == VB_NOT_FOUND)
    answer_related(call, vb_str_slice(call->rest, 0, call->rest.n - strlen(RELATED)));
  else if (cited && !status) send_citation(call, &asked, out);
  else vb_context_answer(call, status, out, &error);
}
