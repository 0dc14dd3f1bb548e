/*
 * page.c - what all pages share.
 *
 * Pages are made by filling templates, which escape every text. So no text of an article
 * or a query can become markup, and addresses only need percent-encoding here.
 */
#include "web/pages/page.h"

#include "indexer/base/periods.h"
#include "indexer/base/utf8.h"
#include "web/assets.h"

#include <stdio.h>

/* An address must stay below VB_HTTP_URL_MAX, so a link to an article has only the beginning of a
   long quote, which is enough to find the place. In bytes before percent-encoding. */
enum { LINK_QUOTE_MAX = 1500, PRINTED_ADDRESS_MAX = 2000 };

/* "../" for each folder of the request's address: from there to the top of the site. */
static vb_str way_up(vb_request_context *call) {
  enum { DEPTH_MAX = 64 }; /* the way up ends at the top of the server, however long it is */
  vb_str path = call->request->path;
  vb_buf up = VB_BUF_INIT;
  size_t depth = 0;
  for (size_t i = 1; i < path.n && depth < DEPTH_MAX; i++)
    if (path.p[i] == '/') {
      vb_buf_text(&up, "../");
      depth++;
    }
  return vb_page_keep(call, &up);
}

/* What a sheet of paper says of the page: when it was printed, and from where. */
static void add_printed(vb_request_context *call, vb_template_data *data) {
  vb_str path = call->request->path;
  uint32_t today = vb_period_today();
  vb_date date = {.year = (uint16_t)(today / 10000),
                  .month = (uint8_t)(today / 100 % 100),
                  .day = (uint8_t)(today % 100),
                  .precision = VB_DATE_DAY};
  vb_page_date(data, "printed_on", "printed_iso", date);
  const vb_url_params *params = &call->request->params;
  vb_buf address = VB_BUF_INIT;
  vb_buf_str(&address, path);
  for (size_t i = 0; i < params->count && address.n < PRINTED_ADDRESS_MAX; i++) {
    vb_buf_char(&address, i ? '&' : '?');
    vb_url_encode(params->items[i].name, &address);
    vb_buf_char(&address, '=');
    vb_url_encode(params->items[i].value, &address);
  }
  vb_template_set(data, "printed_address", vb_page_keep(call, &address));
}

vb_template_data *vb_page_begin(vb_request_context *call, vb_str title, vb_str query) {
  vb_template_data *data = vb_template_data_new(call->arena);
  if (!data) {
    call->response->status = 503;
    call->response->type = "text/plain; charset=utf-8";
    call->response->fixed = VB_STR("no memory for the page\n");
    return NULL;
  }
  const vb_asset *css = vb_asset_find(VB_STR("style.css")), *js = vb_asset_find(VB_STR("page.js"));
  vb_template_set(data, "page_title", title);
  vb_template_set(data, "query", query);
  vb_template_set(data, "up", way_up(call));
  vb_template_set(data, "css_version", vb_str_of(css ? css->version : ""));
  vb_template_set(data, "js_version", vb_str_of(js ? js->version : ""));
  add_printed(call, data);
  vb_template_set(data, "version", VB_STR(VB_VERSION_TEXT));
  if (!call->stranger) vb_template_number(data, "articles", call->web->articles);
  return data;
}

vb_status vb_page_render(const char *const *names, const vb_template_data *data, vb_buf *out,
                         vb_error *err) {
  vb_status status = VB_OK;
  for (; *names && !status; names++) {
    const vb_asset *part = vb_asset_find(vb_str_of(*names));
    status = part ? vb_template_render(part->content, data, out, err)
                  : vb_fail(err, VB_INTERNAL, "there is no template %s", *names);
  }
  return status;
}

void vb_page_send(vb_request_context *call, unsigned status, const char *name,
                  const vb_template_data *data) {
  const char *const parts[] = {"head.html", name, "foot.html", NULL};
  vb_http_response *r = call->response;
  vb_error error;
  if (vb_page_render(parts, data, &r->body, &error)) {
    vb_buf_reset(&r->body);
    vb_buf_printf(&r->body, "%s\n", error.text);
    r->status = 500;
    r->type = "text/plain; charset=utf-8";
    return;
  }
  r->status = status;
  r->type = "text/html; charset=utf-8";
}

static vb_template_data *add_piece(vb_template_data *data, const char *section, vb_str text,
                                   size_t from, size_t to) {
  vb_template_data *piece = vb_template_add(data, section);
  vb_template_set(piece, "piece", vb_str_slice(text, from, to));
  return piece;
}

void vb_page_marked(vb_template_data *data, const char *section, vb_str text, size_t start,
                    vb_marks marks, size_t *anchor) {
  size_t at = 0;
  for (size_t i = 0; i < marks.count; i++) {
    size_t from = marks.marks[i].start, to = marks.marks[i].end;
    if (to <= start || to <= from) continue;
    if (from >= start + text.n) break;
    bool begins = from >= start; /* otherwise the mark continues from the previous paragraph */
    from = vb_utf8_floor(text, begins ? from - start : 0);
    to = vb_utf8_floor(text, to - start < text.n ? to - start : text.n);
    if (from < at || to <= from) continue;
    if (from > at) add_piece(data, section, text, at, from);
    vb_template_data *piece = add_piece(data, section, text, from, to);
    vb_template_flag(piece, "marked", true);
    if (anchor && begins && ++*anchor == 1) vb_template_set(piece, "anchor", VB_STR("match"));
    else if (anchor && begins) vb_template_format(piece, "anchor", "match-%zu", *anchor);
    at = to;
  }
  if (at < text.n) add_piece(data, section, text, at, text.n);
}

/* The sign between paragraphs becomes a wide blank of as many bytes: people took it for debris, and
   the marks stay where they are. */
static vb_str without_pilcrows(vb_request_context *call, vb_str text) {
  static const char sign[] = " \u00B6 ", blank[] = " \u00A0 ";
  enum { N = sizeof sign - 1 };
  char *copy = vb_arena_alloc(call->arena, text.n + 1);
  if (!copy) return text;
  memcpy(copy, text.p, text.n);
  for (size_t i = 0; i + N <= text.n; i++)
    if (memcmp(copy + i, sign, N) == 0) memcpy(copy + i, blank, N);
  return (vb_str){copy, text.n};
}

void vb_page_snippet(vb_request_context *call, vb_template_data *data, const char *section,
                     const vb_snippet *snippet) {
  vb_template_data *excerpt = vb_template_add(data, section);
  vb_marks marks = {snippet->marks, snippet->mark_count};
  vb_template_flag(excerpt, "cut_before", snippet->cut_before);
  vb_template_flag(excerpt, "cut_after", snippet->cut_after);
  vb_template_flag(excerpt, "in_comment", snippet->part == VB_ARTICLE_COMMENT);
  vb_page_marked(excerpt, "pieces", without_pilcrows(call, snippet->text), 0, marks, NULL);
}

void vb_page_date(vb_template_data *data, const char *words_name, const char *iso_name,
                  vb_date date) {
  char words[VB_DATE_WORDS], iso[VB_DATE_TEXT];
  vb_date_words(date, words);
  vb_date_format(date, iso);
  vb_template_format(data, words_name, "%s", words);
  vb_template_format(data, iso_name, "%s", iso);
}

void vb_page_article_names(vb_template_data *data, const vb_article_head *article) {
  static const char *const origins[] = {"", "from the article’s metadata",
                                        "from the byline or dateline",
                                        "from the path or the address"};
  enum { AUTHORS = 3 };
  unsigned origin = article->published_from;
  vb_buf authors = VB_BUF_INIT;
  if (article->author_count == 0) vb_buf_str(&authors, article->byline);
  vb_buf_names(&authors, article->authors, article->author_count, AUTHORS);
  vb_template_set(data, "article_title", article->title);
  vb_template_set(data, "article_source", article->source);
  vb_template_set(data, "article_byline", article->byline);
  vb_template_format(data, "article_authors", "%.*s", VB_STR_ARG(vb_buf_view(&authors)));
  vb_buf_clear(&authors);
  vb_page_date(data, "article_date", "article_datetime", article->published);
  vb_template_set(data, "article_origin",
                  vb_str_of(origin < sizeof origins / sizeof *origins ? origins[origin] : ""));
  vb_template_set(data, "article_web", vb_url_is_web(article->url) ? article->url : VB_STR(""));
  vb_template_set(data, "article_language", article->language);
}

/* ---- addresses --------------------------------------------------------- */

void vb_page_add_param(vb_buf *out, const char *name, vb_str value) {
  if (!value.n) return;
  char last = out->n ? out->p[out->n - 1] : '?';
  if (last != '?') vb_buf_char(out, '&');
  vb_buf_text(out, name);
  vb_buf_char(out, '=');
  vb_url_encode(value, out);
}

vb_str vb_page_keep(vb_request_context *call, vb_buf *text) {
  vb_str copy = text->failed ? VB_STR("") : vb_arena_copy(call->arena, vb_buf_view(text));
  vb_buf_clear(text);
  return copy.p ? copy : VB_STR("");
}

/* The beginning of a quote that is long, up to a blank. */
static vb_str beginning_of(vb_str quote) {
  if (quote.n <= LINK_QUOTE_MAX) return quote;
  quote.n = vb_utf8_floor(quote, LINK_QUOTE_MAX);
  for (size_t n = quote.n; n > LINK_QUOTE_MAX / 2; n--)
    if (quote.p[n - 1] == ' ') return vb_str_slice(quote, 0, n - 1);
  return quote;
}

vb_str vb_page_article_link(vb_request_context *call, vb_str id, vb_str query, vb_str quote) {
  vb_buf out = VB_BUF_INIT;
  vb_str back = vb_page_back_value(call, query, quote);
  vb_buf_text(&out, "article?");
  vb_page_add_param(&out, "id", id);
  vb_page_add_param(&out, "q", query);
  vb_page_add_param(&out, "quote", beginning_of(quote));
  if (out.n > VB_HTTP_URL_MAX - 256 && (query.n || quote.n)) { /* better no marks than a 414 */
    vb_buf_clear(&out);
    return vb_page_article_link(call, id, VB_STR_NONE, VB_STR_NONE);
  }
  if (out.n + 3 * back.n < VB_HTTP_URL_MAX - 256) vb_page_add_param(&out, "back", back);
  if (query.n || quote.n) vb_buf_text(&out, "#match");
  return vb_page_keep(call, &out);
}

vb_str vb_page_quote_link(vb_request_context *call, vb_str words) {
  vb_buf out = VB_BUF_INIT;
  vb_buf_text(&out, "quote?");
  vb_page_add_param(&out, "q", beginning_of(words));
  return vb_page_keep(call, &out);
}

void vb_page_failures(vb_template_data *data, const vb_shard_failure *failures, size_t count) {
  vb_template_flag(data, "any_failed", count > 0);
  for (size_t i = 0; i < count; i++) {
    vb_template_data *one = vb_template_add(data, "failed");
    vb_template_set(one, "shard", failures[i].shard);
    vb_template_set(one, "reason", failures[i].reason);
  }
}

/* ---- pages without an archive ------------------------------------------ */

/* Sets "ex_NAME" and "ex_NAME_link"; the names are literals because the template's data borrow
   them. */
#define EXAMPLE(name)                                                                              \
  { "ex_" name, "ex_" name "_link" }

/* The lists of quotations of the example's speaker, with the example's word, and with both. */
static void add_said_examples(vb_request_context *call, vb_template_data *data,
                              const vb_examples *examples) {
  static const char *const names[] = {"ex_said_by", "ex_said_words", "ex_said_both"};
  for (int i = 0; i < 3; i++) {
    vb_page_query said = {.page = "said"};
    if (i != 0) said.q = examples->text[VB_EXAMPLE_WORD];
    if (i != 1) said.speaker = examples->text[VB_EXAMPLE_NAME];
    vb_template_set(data, names[i], vb_page_link(call, &said));
  }
}

void vb_page_examples(vb_request_context *call, vb_template_data *data) {
  static const char *const names[VB_EXAMPLES][2] = {[VB_EXAMPLE_WORDS] = EXAMPLE("words"),
                                                    [VB_EXAMPLE_PHRASE] = EXAMPLE("phrase"),
                                                    [VB_EXAMPLE_OPEN_PHRASE] = EXAMPLE("open"),
                                                    [VB_EXAMPLE_PREFIX] = EXAMPLE("prefix"),
                                                    [VB_EXAMPLE_ADJACENT] = EXAMPLE("adjacent"),
                                                    [VB_EXAMPLE_EITHER] = EXAMPLE("either"),
                                                    [VB_EXAMPLE_GROUP] = EXAMPLE("group"),
                                                    [VB_EXAMPLE_WITHOUT] = EXAMPLE("without"),
                                                    [VB_EXAMPLE_NEAR] = EXAMPLE("near"),
                                                    [VB_EXAMPLE_SENTENCE] = EXAMPLE("sentence"),
                                                    [VB_EXAMPLE_PARAGRAPH] = EXAMPLE("paragraph"),
                                                    [VB_EXAMPLE_TITLE] = EXAMPLE("title"),
                                                    [VB_EXAMPLE_AUTHOR] = EXAMPLE("author"),
                                                    [VB_EXAMPLE_SOURCE] = EXAMPLE("source"),
                                                    [VB_EXAMPLE_SPEAKER] = EXAMPLE("speaker"),
                                                    [VB_EXAMPLE_NAME] = EXAMPLE("name"),
                                                    [VB_EXAMPLE_WORD] = EXAMPLE("word"),
                                                    [VB_EXAMPLE_SAID] = EXAMPLE("said"),
                                                    [VB_EXAMPLE_SAID_PHRASE] =
                                                        EXAMPLE("said_phrase"),
                                                    [VB_EXAMPLE_COMMENTS] = EXAMPLE("comments"),
                                                    [VB_EXAMPLE_SECTION] = EXAMPLE("section"),
                                                    [VB_EXAMPLE_DATE] = EXAMPLE("date"),
                                                    [VB_EXAMPLE_AFTER] = EXAMPLE("after"),
                                                    [VB_EXAMPLE_BEFORE] = EXAMPLE("before")};
  const vb_examples *examples = vb_web_examples(call);
  if (!examples) return;
  for (int i = 0; i < VB_EXAMPLES; i++) {
    vb_page_query query = {.page = VB_PAGE_SEARCH, .q = examples->text[i]};
    vb_template_set(data, names[i][0], examples->text[i]);
    vb_template_set(data, names[i][1], vb_page_link(call, &query));
  }
  vb_page_query copies = {
      .page = VB_PAGE_SEARCH, .q = examples->text[VB_EXAMPLE_WORDS], .unfolded = true};
  vb_template_set(data, "ex_copies_link", vb_page_link(call, &copies));
  add_said_examples(call, data, examples);
}

void vb_page_help(vb_request_context *call) {
  vb_template_data *data = vb_page_begin(call, VB_STR("How to search"), VB_STR(""));
  if (!data) return;
  vb_template_flag(data, "on_help", true);
  vb_page_examples(call, data);
  vb_page_send(call, 200, "help.html", data);
}

void vb_page_error(vb_request_context *call, unsigned status, const char *message) {
  vb_template_data *data = vb_page_begin(call, VB_STR("Not possible"), VB_STR(""));
  if (!data) return;
  vb_template_set(data, "message", vb_str_of(message));
  vb_template_format(data, "status", "%u", status);
  vb_template_flag(data, "missing", status == 404);
  vb_page_send(call, status, "error.html", data);
}

void vb_page_copies(vb_request_context *call, vb_template_data *data, const vb_copies *copies,
                    vb_str query, vb_str quote) {
  enum { SHOWN = 12 }; /* sources: two or three lines */
  for (size_t i = 0; copies && i < copies->count && i < SHOWN; i++) {
    const vb_copy *copy = &copies->list[i];
    vb_template_data *one = vb_template_add(data, "copies");
    char date[VB_DATE_TEXT];
    vb_date_format(copy->published, date);
    vb_str name = copy->source.n ? copy->source : copy->title.n ? copy->title : copy->id;
    vb_template_set(one, "copy_name", name);
    vb_template_format(one, "copy_date", "%s", date);
    vb_template_set(one, "copy_link", vb_page_article_link(call, copy->id, query, quote));
    vb_template_flag(one, "copy_whole", copy->resemblance >= 0.995);
    if (copy->resemblance > 0 && copy->resemblance < 0.995)
      vb_template_format(one, "copy_same", "%.0f", copy->resemblance * 100);
  }
  vb_template_flag(data, "any_copies", copies && copies->count > 0);
  if (copies && copies->count > SHOWN)
    vb_template_number(data, "more_copies", copies->count - SHOWN);
}
