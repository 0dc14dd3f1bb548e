/*
 * query_page.c - reads and writes a search as an address, for the pages that list results.
 *
 * Every control of such a page is a link or a plain form, and its address contains the
 * whole query, so it can be bookmarked, shared, and returned to. A control is the query
 * with one thing changed, and starts again at the first result.
 */
#include "web/pages/page.h"

#include "indexer/base/date.h"
#include "indexer/base/utf8.h"

#include <stdio.h>
#include <string.h>

static const char *const find_names[VB_FACET_KINDS] = {"find-source", "find-date", "find-speaker",
                                                       "find-author", "find-section"};

static size_t size_of(const vb_page_query *query) {
  size_t size = query->speaker.n + query->filter.after.n + query->filter.before.n;
  for (size_t i = 0; i < query->filter.choice_count; i++) size += query->filter.choices[i].value.n;
  for (int i = 0; i < VB_FACET_KINDS; i++) size += query->find[i].n;
  return size;
}

/* For people, who do not know the parameters' names. */
static vb_status check_dates(const vb_filter *filter, vb_error *err) {
  vb_date date;
  for (size_t i = 0; i < filter->choice_count + 2; i++) {
    vb_str text = i == 0 ? filter->after : i == 1 ? filter->before : filter->choices[i - 2].value;
    bool dated = i < 2 || filter->choices[i - 2].kind == VB_FACET_DATE;
    text = vb_str_trim(text);
    if (!dated || !text.n || vb_str_is(text, "unknown") || vb_date_parse_iso(text, &date)) continue;
    return vb_fail(err, VB_INVALID,
                   "“%.*s” is no date. Give a year, a month such as 2019-06 or a "
                   "day such as 2019-06-19.",
                   text.n > 100 ? (int)vb_utf8_floor(text, 100) : (int)text.n, text.p);
  }
  return VB_OK;
}

vb_status vb_page_read_query(const vb_request_context *call, size_t size, vb_page_query *query,
                             vb_error *err) {
  query->q = vb_str_trim(vb_context_text(call, "q"));
  query->speaker = query->by_speaker ? VB_STR_NONE : vb_str_trim(vb_context_text(call, "speaker"));
  vb_status status = vb_context_filter(call, query->by_speaker, &query->filter, err);
  if (status == VB_INVALID)
    return vb_fail(err, VB_INVALID, "There are too many filters, or one is longer than %d bytes.",
                   VB_REQUEST_FIELD_MAX);
  if (status) return status;
  query->filter.after = vb_str_trim(query->filter.after);
  query->filter.before = vb_str_trim(query->filter.before);
  query->unfolded = vb_str_is(vb_context_text(call, "fold"), "0");
  query->comfortable = vb_str_is(vb_context_text(call, "view"), "comfortable");
  query->range = vb_str_is(vb_context_text(call, "pick"), "range");
  for (int i = 0; i < VB_FACET_KINDS; i++)
    query->find[i] = vb_str_trim(vb_context_text(call, find_names[i]));
  query->sort = query->usual;
  vb_sort_of_name(vb_context_text(call, "sort"), &query->sort); /* unknown: keeps the default */
  if (size_of(query) > VB_REQUEST_FIELD_MAX)
    return vb_fail(err, VB_INVALID, "The filters are longer than %d bytes together.",
                   VB_REQUEST_FIELD_MAX);
  status = check_dates(&query->filter, err);
  if (status) return status;
  status = vb_context_number(call, "from", 0, VB_WINDOW_MAX - size, &query->from, err);
  return status ? vb_fail(err, VB_INVALID, "Only the first %d results can be shown.", VB_WINDOW_MAX)
                : VB_OK;
}

bool vb_page_asks(const vb_page_query *query) {
  return query->q.n || query->speaker.n || query->filter.after.n || query->filter.before.n ||
         query->filter.source.n || query->filter.author.n || query->filter.choice_count;
}

/* ---- parameters ------------------------------------------------------------------- */

typedef void param_visit(void *context, const char *name, vb_str value);

static void visit(param_visit *each, void *context, const char *name, vb_str value) {
  if (value.n) each(context, name, value);
}

static void visit_filter(const vb_filter *filter, param_visit *each, void *context) {
  visit(each, context, "after", filter->after);
  visit(each, context, "before", filter->before);
  visit(each, context, "source", filter->source);
  visit(each, context, "author", filter->author);
  for (size_t i = 0; i < filter->choice_count; i++) {
    static const char *const excluded[VB_FACET_KINDS] = {"not-source", "not-date", "not-speaker",
                                                         "not-author", "not-section"};
    vb_facet_kind kind = filter->choices[i].kind;
    visit(each, context, filter->choices[i].excluded ? excluded[kind] : vb_facet_name(kind),
          filter->choices[i].value);
  }
}

/* What only shows the results in another way. */
static void visit_view(const vb_page_query *query, param_visit *each, void *context) {
  if (query->sort != query->usual)
    visit(each, context, "sort", vb_str_of(vb_sort_name(query->sort)));
  if (query->unfolded) visit(each, context, "fold", VB_STR("0"));
  if (query->comfortable) visit(each, context, "view", VB_STR("comfortable"));
  if (query->range) visit(each, context, "pick", VB_STR("range"));
  for (int i = 0; i < VB_FACET_KINDS; i++) visit(each, context, find_names[i], query->find[i]);
}

static void add_to_address(void *context, const char *name, vb_str value) {
  vb_page_add_param(context, name, value);
}

vb_str vb_page_link(vb_request_context *call, const vb_page_query *query) {
  vb_buf out = VB_BUF_INIT;
  char from[24] = "";
  if (query->from) snprintf(from, sizeof from, "%zu", query->from);
  vb_buf_printf(&out, "%s?", query->page);
  vb_page_add_param(&out, "q", query->q);
  vb_page_add_param(&out, "speaker", query->speaker);
  visit_filter(&query->filter, add_to_address, &out);
  visit_view(query, add_to_address, &out);
  vb_page_add_param(&out, "from", vb_str_of(from));
  if (query->from) vb_page_add_param(&out, "place", query->place);
  return vb_page_keep(call, &out);
}

vb_str vb_page_link_to(vb_request_context *call, const char *path, const vb_page_query *query) {
  vb_buf out = VB_BUF_INIT;
  vb_buf_text(&out, path);
  vb_page_add_param(&out, "q", query->q);
  vb_page_add_param(&out, "speaker", query->speaker);
  visit_filter(&query->filter, add_to_address, &out);
  return vb_page_keep(call, &out);
}

typedef struct kept { /* the fields of a form that are not shown */
  vb_template_data *data;
  const char *section, *without;
} kept;

static void add_to_form(void *context, const char *name, vb_str value) {
  const kept *k = context;
  if (k->without && strcmp(name, k->without) == 0) return;
  vb_template_data *one = vb_template_add(k->data, k->section);
  vb_template_set(one, "kept_name", vb_str_of(name));
  vb_template_set(one, "kept_value", value);
}

void vb_page_keep_params(vb_template_data *data, const char *section, const vb_page_query *query,
                         const char *without) {
  kept k = {data, section, without};
  visit(add_to_form, &k, "q", query->q);
  visit(add_to_form, &k, "speaker", query->speaker);
  visit_filter(&query->filter, add_to_form, &k);
  visit_view(query, add_to_form, &k);
}

void vb_page_form(vb_template_data *data, const vb_page_query *query) {
  vb_page_query others = *query;
  kept k = {data, "kept", NULL};
  vb_template_set(data, "after", query->filter.after);
  vb_template_set(data, "before", query->filter.before);
  vb_template_flag(data, "dates_open", query->filter.after.n || query->filter.before.n);
  others.filter.after = others.filter.before = VB_STR_NONE;
  visit_filter(&others.filter, add_to_form, &k);
  visit_view(&others, add_to_form, &k);
}

/* ---- choices ----------------------------------------------------------------------- */

static bool same_choice(const vb_choice *a, vb_facet_kind kind, vb_str value) {
  return a->kind == kind && vb_facet_same(kind, a->value, value);
}

bool vb_page_chooses(const vb_page_query *query, vb_facet_kind kind, vb_str value, bool excluded) {
  for (size_t i = 0; i < query->filter.choice_count; i++)
    if (query->filter.choices[i].excluded == excluded &&
        same_choice(&query->filter.choices[i], kind, value))
      return true;
  return false;
}

/* The choices that are kept, with room for one more; NULL without memory. */
static vb_choice *copy_choices(vb_request_context *call, vb_page_query *query) {
  const vb_filter *from = &query->filter;
  vb_choice *copy = vb_arena_calloc(call->arena, from->choice_count + 1, sizeof *copy);
  if (copy && from->choice_count) memcpy(copy, from->choices, from->choice_count * sizeof *copy);
  query->filter.choices = copy;
  query->filter.choice_count = 0;
  query->from = 0;
  return copy;
}

vb_page_query vb_page_toggled(vb_request_context *call, const vb_page_query *query,
                              vb_facet_kind kind, vb_str value, bool excluded) {
  vb_page_query out = *query;
  vb_choice *choices = copy_choices(call, &out);
  if (!choices) return *query;
  for (size_t i = 0; i < query->filter.choice_count; i++)
    if (!same_choice(&query->filter.choices[i], kind, value))
      choices[out.filter.choice_count++] = query->filter.choices[i];
  if (!vb_page_chooses(query, kind, value, excluded))
    choices[out.filter.choice_count++] = (vb_choice){value, kind, excluded};
  return out;
}

vb_page_query vb_page_without(vb_request_context *call, const vb_page_query *query,
                              vb_facet_kind kind) {
  vb_page_query out = *query;
  vb_choice *choices = copy_choices(call, &out);
  if (!choices) return *query;
  for (size_t i = 0; i < query->filter.choice_count; i++)
    if (query->filter.choices[i].kind != kind)
      choices[out.filter.choice_count++] = query->filter.choices[i];
  if (kind == VB_FACET_DATE) out.filter.after = out.filter.before = VB_STR_NONE;
  return out;
}

/* ---- what the pages show of a query ------------------------------------------------ */

static void add_filter(vb_request_context *call, vb_template_data *data, const char *label,
                       vb_str value, vb_page_query *without) {
  vb_template_data *one = vb_template_add(data, "filters");
  without->from = 0;
  vb_template_set(one, "filter_label", vb_str_of(label));
  vb_template_set(one, "filter_value", value);
  vb_template_set(one, "filter_off", vb_page_link(call, without));
}

void vb_page_filters(vb_request_context *call, vb_template_data *data, const vb_page_query *query) {
  static const char *const labels[VB_FACET_KINDS][2] = {{"Source", "Not from"},
                                                        {"Date", "Not of"},
                                                        {"Quoted", "Not quoted"},
                                                        {"Author", "Not by"},
                                                        {"Section", "Not in"}};
  vb_page_query other = *query;
  for (size_t i = 0; i < query->filter.choice_count; i++) {
    const vb_choice *choice = &query->filter.choices[i];
    other = vb_page_toggled(call, query, choice->kind, choice->value, choice->excluded);
    add_filter(call, data, labels[choice->kind][choice->excluded], choice->value, &other);
  }
  other = *query;
  other.filter.after = VB_STR_NONE;
  if (query->filter.after.n) add_filter(call, data, "From", query->filter.after, &other);
  other = *query;
  other.filter.before = VB_STR_NONE;
  if (query->filter.before.n) add_filter(call, data, "Until", query->filter.before, &other);
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

void vb_page_feed(vb_request_context *call, vb_template_data *data, const char *path,
                  const vb_page_query *query) {
  vb_template_set(data, "feed_link", vb_page_link_to(call, path, query));
  vb_template_set(data, "feed_title", VB_STR("New results of this search"));
  vb_buf save = VB_BUF_INIT;
  vb_page_query first = *query;
  first.from = 0;
  vb_buf_text(&save, "saved?");
  vb_page_add_param(&save, "s", vb_page_link(call, &first));
  vb_template_set(data, "save_link", vb_page_keep(call, &save));
}
