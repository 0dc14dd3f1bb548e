/*
 * feed.c - the same content as a page of results, as an Atom feed: newest first.
 *
 *   search.atom?q=...         articles that match a search, with all its filters
 *   said.atom?q=&speaker=     quotations
 *   quote.atom?q=...          articles that print a quote, in any wording
 *
 * A feed must give each entry a time, so articles without a date are in none. Entries keep their
 * ids: an article's in all feeds of articles, a quotation's by its place in the article.
 */
#include "indexer/base/date.h"
#include "indexer/base/markup_escape.h"
#include "web/atom.h"
#include "web/pages/page.h"
#include "web/site_address.h"

#include <stdio.h>
#include <stdlib.h>

enum {
  ENTRIES = 40,     /* more than a reader who looks once a day misses */
  QUOTE_HITS = 200, /* of the articles that print a quote, those that are looked at */
  QUOTE_ENOUGH = 10 /* a shorter stretch of time is asked for first, if it has this many */
};

typedef struct feeding {
  vb_request_context *call;
  vb_page_query query;
  vb_str site, authority;
  vb_buf entries;
  vb_date newest;
} feeding;

static vb_str absolute(feeding *f, vb_str link) {
  vb_buf out = VB_BUF_INIT;
  if (vb_str_starts(link, "./")) link = vb_str_slice(link, 2, link.n);
  vb_buf_str(&out, f->site);
  vb_buf_str(&out, link);
  return vb_page_keep(f->call, &out);
}

static vb_str tag_of(feeding *f, const char *kind, vb_str what) {
  vb_buf out = VB_BUF_INIT;
  vb_atom_tag(&out, f->authority, kind, what);
  return vb_page_keep(f->call, &out);
}

/* ---- content, as markup ------------------------------------------------------ */

static void put_marked(vb_buf *html, vb_str text, vb_marks marks) {
  size_t at = 0;
  for (size_t i = 0; i < marks.count; i++) {
    vb_markup_escape(vb_str_slice(text, at, marks.marks[i].start), html);
    vb_buf_text(html, "<mark>");
    vb_markup_escape(vb_str_slice(text, marks.marks[i].start, marks.marks[i].end), html);
    vb_buf_text(html, "</mark>");
    at = marks.marks[i].end;
  }
  vb_markup_escape(vb_str_slice(text, at, text.n), html);
}

/* "Outlet, 19 June 2019": the date as precise as it is known, which the entry's time is not. */
static void put_origin(vb_buf *html, const vb_article_head *article) {
  char words[VB_DATE_WORDS];
  vb_date_words(article->published, words);
  vb_buf_text(html, "<p>");
  vb_markup_escape(article->source, html);
  if (article->source.n) vb_buf_text(html, ", ");
  vb_buf_printf(html, "%s</p>", words);
}

static void put_snippet(vb_buf *html, const vb_snippet *snippet) {
  if (!snippet->text.n) return;
  vb_buf_text(html, snippet->cut_before ? "<p>… " : "<p>");
  put_marked(html, snippet->text, (vb_marks){snippet->marks, snippet->mark_count});
  vb_buf_text(html, snippet->cut_after ? " …</p>" : "</p>");
}

/* ---- entries ------------------------------------------------------------------ */

/* Takes the markup. */
static void add_entry(feeding *f, const vb_article_head *article, vb_atom_entry *entry,
                      vb_buf *html) {
  entry->updated = article->published;
  entry->via = article->url;
  entry->authors = article->authors;
  entry->author_count = article->author_count;
  entry->section = article->section;
  entry->link = absolute(f, entry->link);
  entry->html = vb_page_keep(f->call, html);
  if (!f->newest.precision ||
      vb_date_first_minute(f->newest) < vb_date_first_minute(entry->updated))
    f->newest = entry->updated;
  vb_atom_add(&f->entries, entry);
}

static vb_str title_of(const vb_article_head *article) {
  return article->title.n ? article->title : VB_STR("Without a title");
}

static void add_article(feeding *f, const vb_article_head *article, vb_str q, vb_str quote,
                        const vb_snippet *snippets, size_t count) {
  vb_buf html = VB_BUF_INIT;
  if (!article->published.precision) return;
  vb_atom_entry entry = {.id = tag_of(f, "article", article->id),
                         .title = title_of(article),
                         .link = vb_page_article_link(f->call, article->id, q, quote)};
  put_origin(&html, article);
  for (size_t i = 0; i < count; i++) put_snippet(&html, &snippets[i]);
  add_entry(f, article, &entry, &html);
}

static vb_str quotation_title(feeding *f, const vb_listed_quotation *q) {
  enum { OPENING = 80 };
  vb_buf title = VB_BUF_INIT;
  vb_str name = q->speaker.n ? q->speaker : q->mention, words = q->parts[0].text;
  size_t cut = words.n;
  if (cut > OPENING) {
    cut = OPENING;
    while (cut > OPENING / 2 && words.p[cut - 1] != ' ') cut--;
    while (cut > 0 && ((unsigned char)words.p[cut] & 0xC0) == 0x80) cut--;
  }
  if (name.n) {
    vb_buf_str(&title, name);
    vb_buf_text(&title, ": ");
  }
  vb_buf_text(&title, "“");
  vb_buf_str(&title, vb_str_trim(vb_str_slice(words, 0, cut)));
  vb_buf_text(&title, cut < words.n || q->part_count > 1 ? " …”" : "”");
  return vb_page_keep(f->call, &title);
}

static void add_quotation(feeding *f, const vb_listed_quotation *q) {
  vb_buf html = VB_BUF_INIT, what = VB_BUF_INIT;
  if (!q->article.published.precision) return;
  vb_buf_str(&what, q->article.id);
  vb_buf_printf(&what, "/%u", q->parts[0].place.start);
  vb_atom_entry entry = {
      .id = tag_of(f, "quotation", vb_page_keep(f->call, &what)),
      .title = quotation_title(f, q),
      .link = vb_page_article_link(f->call, q->article.id, VB_STR_NONE, q->parts[0].text)};
  vb_buf_text(&html, "<blockquote>");
  for (size_t i = 0; i < q->part_count; i++) {
    vb_buf_text(&html, "<p>“");
    put_marked(&html, q->parts[i].text, q->parts[i].marks);
    vb_buf_text(&html, "”</p>");
  }
  vb_buf_text(&html, "</blockquote><p>");
  vb_markup_escape(title_of(&q->article), &html);
  vb_buf_text(&html, "</p>");
  put_origin(&html, &q->article);
  add_entry(f, &q->article, &entry, &html);
}

/* ---- the feed ------------------------------------------------------------------- */

/* Reads the query; false if the call has been answered. A feed has no pages. */
static bool begin(feeding *f, vb_request_context *call) {
  vb_error error;
  f->call = call;
  f->site = vb_site_address(call->request, call->arena);
  f->authority = vb_site_authority(call->request, call->arena);
  if (vb_url_param_get(&call->request->params, "q").n > VB_REQUEST_QUERY_MAX) {
    vb_context_refuse(call, 414, "The query is longer than %d bytes.", VB_REQUEST_QUERY_MAX);
    return false;
  }
  vb_status status = vb_page_read_query(call, ENTRIES, &f->query, &error);
  if (!status && !vb_page_asks(&f->query))
    status = vb_fail(&error, VB_INVALID, "The address of a feed says what to look for: ?q=...");
  f->query.from = 0;
  f->query.sort = f->query.usual;
  if (status) vb_context_error(call, vb_context_status(status), &error);
  return status == VB_OK;
}

static void send_feed(feeding *f, const char *what) {
  vb_http_response *r = f->call->response;
  char *modified = vb_arena_alloc(f->call->arena, VB_ATOM_HTTP_TIME);
  vb_str page = vb_page_link(f->call, &f->query), query = f->call->request->query;
  vb_buf self = VB_BUF_INIT, title = VB_BUF_INIT;
  vb_str path = vb_str_slice(f->call->request->path, 1, f->call->request->path.n);
  vb_buf_str(&self, path);
  vb_buf_char(&self, '?');
  vb_buf_str(&self, query);
  vb_buf_text(&title, what);
  if (f->query.q.n) vb_buf_printf(&title, ": %.*s", VB_STR_ARG(f->query.q));
  if (f->query.speaker.n) vb_buf_printf(&title, " — %.*s", VB_STR_ARG(f->query.speaker));
  vb_atom_feed feed = {.id = tag_of(f, "feed", page),
                       .title = vb_page_keep(f->call, &title),
                       .subtitle =
                           VB_STR("The newest first. Articles without a date are left out."),
                       .self = absolute(f, vb_page_keep(f->call, &self)),
                       .alternate = absolute(f, page),
                       .updated = f->newest};
  vb_atom_begin(&r->body, &feed);
  vb_buf_str(&r->body, vb_buf_view(&f->entries));
  vb_atom_end(&r->body);
  r->body.failed |= f->entries.failed;
  vb_buf_clear(&f->entries);
  r->status = 200;
  r->type = "application/atom+xml; charset=utf-8";
  if (modified && f->newest.precision) {
    vb_atom_http_time(f->newest, modified);
    vb_http_set(r, "Last-Modified", modified);
  }
  if (r->body.failed) vb_context_refuse(f->call, 503, "no memory for the feed");
}

void vb_feed_search(vb_request_context *call) {
  feeding f = {.query = {.page = VB_PAGE_SEARCH, .usual = VB_SORT_RELEVANCE, .by_speaker = true}};
  vb_search_result result;
  vb_error error;
  if (!begin(&f, call)) return;
  vb_search_request request = {.query = f.query.q.p ? f.query.q : VB_STR(""),
                               .size = ENTRIES,
                               .sort = VB_SORT_NEWEST,
                               .filter = f.query.filter,
                               .snippets = 1,
                               .fold = !f.query.unfolded,
                               .fill = true,
                               .time_limit_ms = call->request->time_ms};
  vb_status status = vb_search(call->store, &request, call->arena, &result, &error);
  if (status) {
    vb_context_error(call, vb_context_status(status), &error);
    return;
  }
  call->response->cut = result.timed_out;
  for (size_t i = 0; i < result.hit_count; i++)
    add_article(&f, &result.hits[i].article, f.query.q, VB_STR_NONE, result.hits[i].snippets,
                result.hits[i].snippet_count);
  send_feed(&f, "Articles");
}

void vb_feed_said(vb_request_context *call) {
  feeding f = {.query = {.page = "said", .usual = VB_SORT_NEWEST}};
  vb_said_result result;
  vb_error error;
  if (!begin(&f, call)) return;
  vb_said_request request = {.query = f.query.q.p ? f.query.q : VB_STR(""),
                             .speaker = f.query.speaker,
                             .filter = f.query.filter,
                             .size = ENTRIES,
                             .sort = VB_SORT_NEWEST,
                             .time_limit_ms = call->request->time_ms};
  vb_status status = vb_said(call->store, &request, call->arena, &result, &error);
  if (status) {
    vb_context_error(call, vb_context_status(status), &error);
    return;
  }
  call->response->cut = result.timed_out;
  for (size_t i = 0; i < result.count; i++) add_quotation(&f, &result.quotations[i]);
  send_feed(&f, "Quotations");
}

/* ---- a quote ---------------------------------------------------------------------- */

static int newest_first(const void *a, const void *b) {
  const vb_quote_hit *x = a, *y = b;
  uint64_t p = vb_date_first_minute(x->article.published),
           q = vb_date_first_minute(y->article.published);
  if (p != q) return p > q ? -1 : 1;
  return vb_str_compare(x->article.id, y->article.id);
}

/* A look-up gives the best and oldest first, so the newest are asked for by dates: the last year of
   the archive, if it has enough of them, else all time. */
static vb_status look_up(feeding *f, vb_quote_answer *answer, vb_error *err) {
  uint32_t last = vb_store_about(f->call->store).last_day;
  char since[16];
  vb_quote_request request = {.quote = f->query.q, .filter = f->query.filter, .limit = QUOTE_HITS};
  snprintf(since, sizeof since, "%04u-%02u", last / 10000 ? last / 10000 - 1 : 0, last / 100 % 100);
  if (last && !request.filter.after.n) {
    request.filter.after = vb_arena_copy(f->call->arena, vb_str_of(since));
    vb_status status = vb_quote(f->call->store, &request, f->call->arena, answer, err);
    if (status || answer->hit_count >= QUOTE_ENOUGH) return status;
    request.filter = f->query.filter;
  }
  return vb_quote(f->call->store, &request, f->call->arena, answer, err);
}

void vb_feed_quote(vb_request_context *call) {
  feeding f = {.query = {.page = "quote"}};
  vb_quote_answer answer;
  vb_error error;
  if (!begin(&f, call)) return;
  vb_status status = f.query.q.n
                         ? look_up(&f, &answer, &error)
                         : vb_fail(&error, VB_INVALID, "The address says no quote to look for.");
  if (status) {
    vb_context_error(call, status == VB_LIMIT ? 413 : vb_context_status(status), &error);
    return;
  }
  if (answer.hit_count > 1) qsort(answer.hits, answer.hit_count, sizeof *answer.hits, newest_first);
  for (size_t i = 0; i < answer.hit_count && i < ENTRIES; i++)
    add_article(&f, &answer.hits[i].article, VB_STR_NONE, answer.quote, &answer.hits[i].snippet,
                answer.hits[i].snippet.text.n > 0);
  send_feed(&f, "Printings of");
}

/* ---- search engines of browsers -------------------------------------------------------- */

static void put_engine(vb_buf *out, const char *type, vb_str site, const char *address) {
  vb_buf_printf(out, "<Url type=\"%s\" template=\"", type);
  vb_markup_escape(site, out);
  vb_buf_printf(out, "%s\"/>\n", address);
}

void vb_opensearch(vb_request_context *call) {
  vb_http_response *r = call->response;
  vb_str site = vb_site_address(call->request, call->arena);
  vb_buf_text(&r->body,
              "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
              "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n"
              "<ShortName>Verbatim</ShortName>\n"
              "<Description>Words, phrases and quotations in this news archive</Description>\n"
              "<InputEncoding>UTF-8</InputEncoding>\n");
  put_engine(&r->body, "text/html", site, "?q={searchTerms}");
  put_engine(&r->body, "application/atom+xml", site, "search.atom?q={searchTerms}");
  vb_buf_text(&r->body, "<Image type=\"image/svg+xml\">");
  vb_markup_escape(site, &r->body);
  vb_buf_text(&r->body, "static/icon.svg</Image>\n</OpenSearchDescription>\n");
  r->status = 200;
  r->type = "application/opensearchdescription+xml; charset=utf-8";
  r->etag = NULL;
  if (r->body.failed) vb_context_refuse(call, 503, "no memory for the answer");
}
