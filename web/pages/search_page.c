/*
 * search_page.c - the search page: hits, filters, years, paging.
 *
 * Its address contains the whole search (query_page.c).
 */
#include "web/pages/facet_lists.h"
#include "web/pages/page.h"
#include "web/pages/timeline.h"

#include "indexer/base/periods.h"

#include <stdio.h>
#include <stdlib.h>

enum {
  PAGE_SIZE = 10,
  SNIPPETS = 3,
  COMPACT_CHARS = 170, /* two lines */
  COMFORTABLE_CHARS = 280,
  PAGES_AROUND = 2 /* links to pages before and after this one */
};

static void add_hit(vb_request_context *call, vb_template_data *data, const vb_page_query *query,
                    const vb_search_hit *hit) {
  vb_template_data *one = vb_template_add(data, "hits");
  vb_page_article_names(one, &hit->article);
  vb_template_set(one, "link", vb_page_article_link(call, hit->article.id, query->q, VB_STR_NONE));
  vb_page_marked(one, "title_pieces", hit->article.title, 0, hit->title_marks, NULL);
  bool all = query->comfortable;
  for (size_t i = 0; i < hit->snippet_count; i++)
    vb_page_snippet(call, one, all || i == 0 ? "snippets" : "more_snippets", &hit->snippets[i]);
  if (!all && hit->snippet_count > 1) vb_template_number(one, "more_count", hit->snippet_count - 1);
  vb_template_flag(one, "more_one", hit->snippet_count == 2);
  if (hit->match_count > 1) vb_template_number(one, "match_count", hit->match_count);
  vb_page_copies(call, one, &hit->copies, query->q, VB_STR_NONE);
}

static void add_page(vb_request_context *call, vb_template_data *data, const vb_page_query *query,
                     size_t number, size_t from, bool current) {
  vb_page_query other = *query;
  other.from = from;
  vb_template_data *one = vb_template_add(data, "pages");
  vb_template_number(one, "page_number", number);
  vb_template_set(one, "page_link", vb_page_link(call, &other));
  vb_template_flag(one, "page_current", current);
}

/* Adds links to other pages. Earlier pages are counted back from this one's first hit, later pages
   from `next`: with copies folded, this page may cover more than PAGE_SIZE articles. */
static void add_pages(vb_request_context *call, vb_template_data *data, const vb_page_query *query,
                      const vb_search_result *result) {
  uint64_t total = result->total;
  size_t reachable = total < VB_WINDOW_MAX ? (size_t)total : VB_WINDOW_MAX;
  size_t current = query->from / PAGE_SIZE, next = result->next;
  if (query->from && !current) current = 1;
  /* The last window that can be requested begins PAGE_SIZE before the end of what is reachable. */
  if (next > VB_WINDOW_MAX - PAGE_SIZE) next = 0;
  size_t behind = next ? (reachable - next + PAGE_SIZE - 1) / PAGE_SIZE : 0;
  vb_page_query other = *query;
  if (!behind && !current) return;
  vb_template_flag(data, "any_pages", true);
  for (size_t i = current < PAGES_AROUND ? current : PAGES_AROUND; i > 0; i--) {
    size_t back = i * PAGE_SIZE;
    add_page(call, data, query, current + 1 - i, query->from > back ? query->from - back : 0,
             false);
  }
  add_page(call, data, query, current + 1, query->from, true);
  for (size_t i = 0; i < behind && i < PAGES_AROUND; i++)
    add_page(call, data, query, current + 2 + i, next + i * PAGE_SIZE, false);
  if (current > 0) {
    other.from = query->from > PAGE_SIZE ? query->from - PAGE_SIZE : 0;
    vb_template_set(data, "previous_link", vb_page_link(call, &other));
  }
  if (next) {
    other.from = next;
    vb_template_set(data, "next_link", vb_page_link(call, &other));
  }
}

/* Says that copies are folded, with a link that shows them all; and the reverse. */
static void add_folding(vb_request_context *call, vb_template_data *data,
                        const vb_page_query *query, const vb_search_result *result) {
  bool copies = false;
  for (size_t i = 0; i < result->hit_count; i++) copies |= result->hits[i].copies.count > 0;
  vb_page_query other = *query;
  other.unfolded = !query->unfolded;
  other.from = 0;
  if (result->folded > 0 || copies || query->unfolded)
    vb_template_set(data, query->unfolded ? "fold_link" : "unfold_link",
                    vb_page_link(call, &other));
  if (result->folded > 0) {
    vb_template_number(data, "fold_articles", result->window_count);
    vb_template_number(data, "fold_shown", result->hit_count);
  }
}

static void add_summary(vb_request_context *call, vb_template_data *data,
                        const vb_page_query *query, const vb_search_result *result) {
  vb_template_number(data, "total", result->total);
  vb_template_flag(data, "total_one", result->total == 1 && result->total_exact);
  vb_template_flag(data, "total_least", !result->total_exact);
  vb_template_format(data, "took", "%.1f", result->took_ms);
  vb_template_flag(data, "timed_out", result->timed_out);
  call->response->cut = result->timed_out;
  if (query->q.p && query->q.n && !vb_str_eq(query->q, result->reading.read_as))
    vb_template_set(data, "read_as", result->reading.read_as);
  vb_page_query better = *query;
  better.q = result->did_you_mean;
  better.from = 0;
  vb_page_reading(call, data, &result->reading, result->did_you_mean, &better);
  vb_page_failures(data, result->failures, result->failure_count);
}

/* The other view, what can be taken away, and the trend of the query. */
static void add_views(vb_request_context *call, vb_template_data *data,
                      const vb_page_query *query) {
  static const char *const formats[][2] = {{"CSV", "csv"}, {"JSON lines", "jsonl"}, {"RIS", "ris"}};
  vb_page_query other = *query;
  other.comfortable = !query->comfortable;
  vb_template_flag(data, "comfortable", query->comfortable);
  for (int i = 0; i < VB_FACET_KINDS; i++) vb_template_flag(data, "finding", query->find[i].n > 0);
  vb_template_set(data, "view_link", vb_page_link(call, &other));
  if (query->q.n) vb_template_set(data, "trend_link", vb_page_link_to(call, "trends?", query));
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    vb_template_data *one = vb_template_add(data, "exports");
    char path[64];
    snprintf(path, sizeof path, "api/v1/export?format=%s", formats[i][1]);
    vb_template_set(one, "export_name", vb_str_of(formats[i][0]));
    vb_template_set(one, "export_link", vb_page_link_to(call, path, query));
  }
}

static void show_result(vb_request_context *call, vb_template_data *data,
                        const vb_page_query *query, const vb_search_result *result) {
  vb_template_flag(data, "searched", true);
  add_summary(call, data, query, result);
  vb_page_filters(call, data, query);
  vb_template_flag(data, "any_hits", result->hit_count > 0);
  vb_template_flag(data, "no_hits", result->hit_count == 0);
  vb_template_number(data, "first_hit", query->from + 1);
  for (size_t i = 0; i < result->hit_count; i++) add_hit(call, data, query, &result->hits[i]);
  static const vb_sort order[] = {VB_SORT_RELEVANCE, VB_SORT_NEWEST, VB_SORT_OLDEST};
  if (result->hit_count) vb_page_sorts(call, data, query, order);
  add_views(call, data, query);
  vb_page_facet_lists(call, data, query, result);
  vb_page_timeline(call, data, query, result->days, result->day_count, result->undated);
  add_folding(call, data, query, result);
  add_pages(call, data, query, result);
}

static void show_empty(vb_request_context *call, vb_template_data *data) {
  vb_store_info info = vb_store_about(call->store);
  vb_template_flag(data, "fresh", true);
  uint32_t tomorrow = vb_period_tomorrow(0); /* a date after it is a mistake of somebody */
  uint32_t last = info.last_day < tomorrow ? info.last_day : tomorrow;
  if (info.first_day) {
    vb_template_format(data, "archive_first", "%u", info.first_day / 10000);
    vb_template_format(data, "archive_last", "%u", last / 10000);
  }
  vb_page_examples(call, data);
}

void vb_page_search(vb_request_context *call) {
  vb_page_query query = {.page = VB_PAGE_SEARCH, .usual = VB_SORT_RELEVANCE, .by_speaker = true};
  vb_search_result result;
  vb_error error;
  if (vb_url_param_get(&call->request->params, "q").n > VB_REQUEST_QUERY_MAX) {
    vb_context_refuse(call, 414,
                      "The query is longer than %d bytes. To find where a long passage "
                      "was printed, use “Check a quote”.",
                      VB_REQUEST_QUERY_MAX);
    return;
  }
  vb_status status = vb_page_read_query(call, PAGE_SIZE, &query, &error);
  bool fresh = !vb_page_asks(&query);
  vb_search_request request = {.query = query.q.p ? query.q : VB_STR(""),
                               .from = query.from,
                               .size = PAGE_SIZE,
                               .sort = query.sort,
                               .filter = query.filter,
                               .snippets = SNIPPETS,
                               .snippet_chars =
                                   query.comfortable ? COMFORTABLE_CHARS : COMPACT_CHARS,
                               .facets = true,
                               .count = true,
                               .fold = !query.unfolded,
                               .fill = true,
                               .time_limit_ms = call->request->time_ms};
  memcpy(request.facet_find, query.find, sizeof request.facet_find);
  if (!status && !fresh) status = vb_search(call->store, &request, call->arena, &result, &error);
  if (status && status != VB_INVALID) {
    vb_context_error(call, vb_context_status(status), &error);
    return;
  }
  vb_template_data *data = vb_page_begin(call, query.q, query.q);
  if (!data) return;
  vb_template_flag(data, "on_search", true);
  vb_page_form(data, &query);
  if (!status && !fresh) vb_page_feed(call, data, "search.atom?", &query);
  if (status) vb_template_format(data, "problem", "%s", error.text); /* such as an invalid date */
  else if (fresh) show_empty(call, data);
  else show_result(call, data, &query, &result);
  vb_page_send(call, status ? 400 : 200, "search.html", data);
}
