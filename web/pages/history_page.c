/*
 * history_page.c - the history of a quote: first appearance, wordings, sources, chart.
 *
 * The page has an address of its own, which contains the quote, so that it can be sent. Wordings
 * are listed in the order in which they appeared. The chart has a bar for each month, also for
 * empty ones, or for each year if there would be too many months.
 */
#include "web/pages/page.h"
#include "web/site_address.h"

#include "indexer/base/date.h"

#include <stdio.h>
#include <stdlib.h>

enum { BARS_MAX = 60, BAR_LEAST = 4 /* per cent: keeps a single article visible */ };

static void add_first(vb_request_context *call, vb_template_data *data, const char *list,
                      vb_str quote, const vb_quote_first *of) {
  if (!of->known) return;
  vb_template_data *first = vb_template_add(data, list);
  vb_page_verdict(first, of->verdict);
  vb_page_changes(first, of->changes);
  vb_page_date(first, "first_date", "first_datetime", of->date);
  vb_template_set(first, "first_title", of->title);
  vb_template_set(first, "first_source", of->source);
  vb_template_set(first, "first_wording", of->wording);
  vb_template_set(first, "first_link", vb_page_article_link(call, of->id, VB_STR_NONE, quote));
  if (!of->sure) vb_template_set(first, "doubt", of->doubt);
  vb_template_flag(first, "sure", of->sure);
}

/* Adds the first article in any wording, and the first with these words if it is another one. */
static void add_firsts(vb_request_context *call, vb_template_data *data, vb_str quote,
                       const vb_quote_history *history) {
  const vb_quote_first *exact = &history->first_exact;
  add_first(call, data, "first", quote, &history->first);
  if (!exact->known || !vb_str_eq(exact->id, history->first.id))
    add_first(call, data, "first_exact", quote, exact);
}

static void add_variant(vb_request_context *call, vb_template_data *data,
                        const vb_quote_variant *variant) {
  vb_template_data *one = vb_template_add(data, "variants");
  vb_page_verdict(one, variant->verdict);
  vb_page_changes(one, variant->changes);
  vb_page_diff(one, variant->diff, variant->diff_count);
  vb_template_set(one, "wording", variant->wording);
  vb_template_number(one, "variant_articles", variant->articles);
  vb_page_date(one, "variant_first", "variant_datetime", variant->first);
  vb_template_set(one, "variant_link",
                  vb_page_article_link(call, variant->first_id, VB_STR_NONE, variant->wording));
  for (size_t i = 0; i < variant->source_count; i++) {
    vb_template_data *source = vb_template_add(one, "sources");
    vb_template_set(source, "source", variant->sources_named[i].name);
    if (variant->sources_named[i].articles > 1)
      vb_template_number(source, "source_articles", variant->sources_named[i].articles);
  }
  if (variant->sources > variant->source_count)
    vb_template_number(one, "more_sources", variant->sources - variant->source_count);
  if (variant->unnamed) vb_template_number(one, "unnamed", variant->unnamed);
}

static int earliest_first(const void *a, const void *b) {
  const vb_quote_variant *x = *(const vb_quote_variant *const *)a;
  const vb_quote_variant *y = *(const vb_quote_variant *const *)b;
  int order = vb_date_compare(x->first, y->first);
  return order ? order : (x > y) - (x < y);
}

static void add_variants(vb_request_context *call, vb_template_data *data,
                         const vb_quote_history *history) {
  const vb_quote_variant *order[VB_HISTORY_VARIANTS_MAX];
  size_t n = 0;
  while (n < history->variant_count && n < VB_HISTORY_VARIANTS_MAX) {
    order[n] = &history->variants[n];
    n++;
  }
  if (n > 1) qsort(order, n, sizeof *order, earliest_first);
  for (size_t i = 0; i < n; i++) add_variant(call, data, order[i]);
}

static void add_bar(vb_template_data *data, uint64_t count, uint64_t most, const char *label) {
  uint64_t height = count ? count * 100 / most : 0;
  if (count && height < BAR_LEAST) height = BAR_LEAST;
  vb_template_data *bar = vb_template_add(data, "bars");
  vb_template_format(bar, "bar_label", "%s", label);
  vb_template_number(bar, "bar_count", count);
  vb_template_flag(bar, "bar_any", count > 0);
  vb_template_number(bar, "bar_top", 100 - height);
  vb_template_number(bar, "bar_height", height);
}

/* A month as a number: months since year 0 if `unit` is 12, years if it is 1. */
static uint32_t place_of(const vb_quote_month *month, uint32_t unit) {
  return unit == 12 ? month->year * 12 + month->month - 1 : month->year;
}

/* Bars by month, or by year if there would be more than BARS_MAX months. */
static void add_chart(vb_template_data *data, const vb_quote_history *history) {
  size_t n = history->month_count, at = 0;
  uint64_t counts[BARS_MAX] = {0}, most = 1;
  if (n == 0) return;
  uint32_t unit = 12, last = place_of(&history->months[n - 1], 12);
  if (last - place_of(&history->months[0], 12) >= BARS_MAX)
    unit = 1, last = place_of(&history->months[n - 1], 1);
  uint32_t first = place_of(&history->months[0], unit);
  if (last - first >= BARS_MAX) first = last - BARS_MAX + 1; /* the first bar's label shows this */
  for (; at < n; at++) {
    uint32_t place = place_of(&history->months[at], unit);
    if (place >= first) counts[place - first] += history->months[at].articles;
  }
  for (uint32_t i = 0; i <= last - first; i++)
    if (counts[i] > most) most = counts[i];
  for (uint32_t i = 0; i <= last - first; i++) {
    char label[24];
    uint32_t place = first + i;
    if (unit == 12) snprintf(label, sizeof label, "%04u-%02u", place / 12, place % 12 + 1);
    else snprintf(label, sizeof label, "%04u", place);
    add_bar(data, counts[i], most, label);
    if (i == 0) vb_template_format(data, "chart_from", "%s", label);
    if (i == last - first) vb_template_format(data, "chart_to", "%s", label);
  }
  vb_template_number(data, "chart_most", most);
  vb_template_set(data, "chart_unit", unit == 12 ? VB_STR("month") : VB_STR("year"));
}

/* The absolute address, for who sends it; nothing if the site has none. */
static void add_permalink(vb_request_context *call, vb_template_data *data) {
  vb_buf out = VB_BUF_INIT;
  vb_str site = vb_site_address(call->request, call->arena);
  vb_str path = call->request->path;
  if (!site.n || !call->request->query.n) return;
  vb_buf_str(&out, site);
  vb_buf_str(&out, vb_str_slice(path, 1, path.n));
  vb_buf_char(&out, '?');
  vb_buf_str(&out, call->request->query);
  vb_template_set(data, "permalink", vb_page_keep(call, &out));
}

void vb_page_history(vb_request_context *call, vb_template_data *data, vb_str quote,
                     const vb_quote_history *history) {
  if (history->articles == 0) return;
  add_permalink(call, data);
  vb_template_flag(data, "any_history", true);
  vb_template_number(data, "wordings", history->variants_all);
  vb_template_flag(data, "wordings_one", history->variants_all == 1);
  if (history->variants_all > history->variant_count)
    vb_template_number(data, "more_wordings", history->variants_all - history->variant_count);
  if (history->folded) vb_template_number(data, "folded_copies", history->folded);
  if (history->undated) vb_template_number(data, "undated", history->undated);
  if (history->year_only) vb_template_number(data, "year_only", history->year_only);
  add_firsts(call, data, quote, history);
  add_variants(call, data, history);
  add_chart(data, history);
}
