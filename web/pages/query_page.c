/*
 * query_page.c - reads and writes a search as an address, for the pages that list results.
 *
 * Every control of such a page is a link or a plain form, and its address contains the
 * whole query, so it can be bookmarked, shared, and returned to. A control is the query
 * with one thing changed, and starts again at the first result.
 */
#include "web/pages/page.h"

#include <stdio.h>

vb_status vb_page_read_query(const vb_request_context *call, size_t size, vb_page_query *query,
                             vb_error *err) {
  query->q = vb_str_trim(vb_context_text(call, "q"));
  query->speaker = vb_str_trim(vb_context_text(call, "speaker"));
  query->filter.after = vb_str_trim(vb_context_text(call, "after"));
  query->filter.before = vb_str_trim(vb_context_text(call, "before"));
  query->filter.source = vb_context_text(call, "source");
  query->filter.author = vb_context_text(call, "author");
  query->unfolded = vb_str_is(vb_context_text(call, "fold"), "0");
  query->sort = query->usual;
  vb_sort_of_name(vb_context_text(call, "sort"), &query->sort); /* unknown: keeps the default */
  if (query->speaker.n + query->filter.after.n + query->filter.before.n + query->filter.source.n +
          query->filter.author.n >
      VB_REQUEST_FIELD_MAX)
    return vb_fail(err, VB_INVALID, "a filter is longer than %d bytes", VB_REQUEST_FIELD_MAX);
  return vb_context_number(call, "from", 0, VB_WINDOW_MAX - size, &query->from, err);
}

bool vb_page_asks(const vb_page_query *query) {
  return query->q.n || query->speaker.n || query->filter.after.n || query->filter.before.n ||
         query->filter.source.n || query->filter.author.n;
}

vb_str vb_page_link(vb_request_context *call, const vb_page_query *query) {
  vb_buf out = VB_BUF_INIT;
  char from[24] = "";
  if (query->from) snprintf(from, sizeof from, "%zu", query->from);
  vb_buf_printf(&out, "%s?", query->page);
  vb_page_add_param(&out, "q", query->q);
  vb_page_add_param(&out, "speaker", query->speaker);
  vb_page_add_param(&out, "after", query->filter.after);
  vb_page_add_param(&out, "before", query->filter.before);
  vb_page_add_param(&out, "source", query->filter.source);
  vb_page_add_param(&out, "author", query->filter.author);
  if (query->sort != query->usual)
    vb_page_add_param(&out, "sort", vb_str_of(vb_sort_name(query->sort)));
  if (query->unfolded) vb_page_add_param(&out, "fold", VB_STR("0"));
  vb_page_add_param(&out, "from", vb_str_of(from));
  return vb_page_keep(call, &out);
}

void vb_page_form(vb_template_data *data, const vb_page_query *query) {
  vb_template_set(data, "after", query->filter.after);
  vb_template_set(data, "before", query->filter.before);
  vb_template_set(data, "source", query->filter.source);
  vb_template_set(data, "author", query->filter.author);
  if (query->sort != query->usual)
    vb_template_set(data, "sort", vb_str_of(vb_sort_name(query->sort)));
  vb_template_flag(data, "unfolded", query->unfolded);
  vb_template_flag(data, "dates_open", query->filter.after.n || query->filter.before.n);
}

void vb_page_filters(vb_request_context *call, vb_template_data *data, const vb_page_query *query) {
  static const char *const labels[] = {"Source", "Author", "From", "Until"};
  for (int i = 0; i < 4; i++) {
    vb_page_query other = *query;
    vb_str *const fields[] = {&other.filter.source, &other.filter.author, &other.filter.after,
                              &other.filter.before};
    if (!fields[i]->n) continue;
    vb_template_data *one = vb_template_add(data, "filters");
    vb_template_set(one, "filter_label", vb_str_of(labels[i]));
    vb_template_set(one, "filter_value", *fields[i]);
    *fields[i] = VB_STR_NONE;
    other.from = 0;
    vb_template_set(one, "filter_off", vb_page_link(call, &other));
  }
}

void vb_page_sorts(vb_request_context *call, vb_template_data *data, const vb_page_query *query,
                   const vb_sort order[3]) {
  static const char *const labels[] = {
      [VB_SORT_RELEVANCE] = "Best match", [VB_SORT_NEWEST] = "Newest", [VB_SORT_OLDEST] = "Oldest"};
  for (int i = 0; i < 3; i++) {
    vb_page_query other = *query;
    other.sort = order[i];
    other.from = 0;
    vb_template_data *one = vb_template_add(data, "sorts");
    vb_template_set(one, "sort_label", vb_str_of(labels[order[i]]));
    vb_template_set(one, "sort_link", vb_page_link(call, &other));
    vb_template_flag(one, "sort_current", query->sort == order[i]);
  }
}

void vb_page_reading(vb_request_context *call, vb_template_data *data,
                     const vb_query_reading *reading, vb_str did_you_mean,
                     const vb_page_query *better) {
  for (size_t i = 0; i < reading->note_count; i++)
    vb_template_set(vb_template_add(data, "notes"), "note", reading->notes[i]);
  if (!did_you_mean.n) return;
  vb_template_set(data, "did_you_mean", did_you_mean);
  vb_template_set(data, "did_you_mean_link", vb_page_link(call, better));
}
