/*
 * quote_witness.c - what is next to the articles that print a quote: who said it, and who prints
 * it.
 */
#include "web/pages/page.h"

#include <stdlib.h>

static void add_votes(vb_request_context *call, vb_template_data *data, const char *section,
                      const vb_witness_name *votes, size_t from, size_t count) {
  for (size_t i = from; i < count && i <= VB_WITNESS_OTHERS_MAX; i++) {
    vb_template_data *one = vb_template_add(data, section);
    vb_template_set(one, "vote_name", votes[i].speaker);
    vb_template_set(one, "vote_link", vb_page_speaker_link(call, votes[i].speaker));
    vb_template_number(one, "vote_articles", votes[i].articles);
    vb_template_flag(one, "vote_one", votes[i].articles == 1);
  }
}

/* Whom the articles name as the speaker, and the articles that disagree. */
void vb_page_witness(vb_request_context *call, vb_template_data *data,
                     const vb_quote_answer *answer) {
  const vb_quote_witness *w = answer->witness;
  if (!w || !w->articles) return;
  vb_template_data *one = vb_template_add(data, "witness");
  vb_template_number(one, "voters", w->articles);
  vb_template_flag(one, "voters_one", w->articles == 1);
  add_votes(call, one, "winner", w->names, 0, w->name_count ? 1 : 0);
  add_votes(call, one, "losers", w->names, 1, w->name_count);
  add_votes(call, one, "quoting", w->quoted_by, 0, w->quoted_by_count);
  if (w->nobody) vb_template_number(one, "nobody", w->nobody);
  vb_template_flag(one, "nobody_one", w->nobody == 1);
  vb_template_flag(one, "any_losers", w->name_count > 1);
  vb_template_flag(one, "any_quoting", w->quoted_by_count > 0);
  vb_template_flag(one, "any_others", w->other_count > 0);
  vb_template_flag(one, "unsettled", w->name_count && !w->settled);
  vb_template_flag(one, "part_of_all", !w->complete);
  if (w->reports < w->articles && w->name_count) {
    vb_template_number(one, "reports", w->reports);
    vb_template_number(one, "winner_reports", w->names[0].reports);
  }
  for (size_t i = 0; i < w->other_count; i++) {
    vb_template_data *other = vb_template_add(one, "others");
    vb_page_article_names(other, &w->others[i].article);
    vb_template_set(other, "other_name", w->others[i].speaker);
    vb_template_set(
        other, "link",
        vb_page_article_link(call, w->others[i].article.id, VB_STR_NONE, answer->quote));
  }
}

/* ---- who prints it ---------------------------------------------------------------- */

enum { PRINTERS_SHOWN = 10, PRINTERS_MAX = 2000 };

static int by_name(const void *a, const void *b) {
  return vb_str_compare(((const vb_facet *)a)->value, ((const vb_facet *)b)->value);
}

static int most_first(const void *a, const void *b) {
  const vb_facet *x = a, *y = b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  return vb_str_compare(x->value, y->value);
}

/* Adds up equal names, and shows the most frequent ones. */
static void show_printers(vb_template_data *data, vb_facet *names, size_t count) {
  size_t kept = 0;
  if (count > 1) qsort(names, count, sizeof *names, by_name);
  for (size_t i = 0; i < count; i++) {
    if (kept && vb_str_eq(names[kept - 1].value, names[i].value))
      names[kept - 1].count += names[i].count;
    else names[kept++] = names[i];
  }
  if (kept > 1) qsort(names, kept, sizeof *names, most_first);
  vb_template_flag(data, "any_printers", kept > 0);
  for (size_t i = 0; i < kept && i < PRINTERS_SHOWN; i++) {
    vb_template_data *one = vb_template_add(data, "printers");
    vb_template_set(one, "printer", names[i].value);
    vb_template_number(one, "printer_count", names[i].count);
  }
  if (kept > PRINTERS_SHOWN) vb_template_number(data, "printers_left", kept - PRINTERS_SHOWN);
}

/* Of a history all sources are known, or the first of each wording; else those of the hits. */
void vb_page_printers(vb_template_data *data, const vb_quote_answer *answer) {
  vb_facet *names = calloc(PRINTERS_MAX, sizeof *names);
  size_t n = 0;
  if (!names) return;
  const vb_quote_history *history = answer->history;
  for (size_t v = 0; history && v < history->variant_count; v++)
    for (size_t i = 0; i < history->variants[v].source_count && n < PRINTERS_MAX; i++) {
      const vb_quote_source *source = &history->variants[v].sources_named[i];
      names[n++] = (vb_facet){.value = source->name, .count = source->articles};
    }
  for (size_t i = 0; !history && i < answer->hit_count; i++) {
    const vb_quote_hit *hit = &answer->hits[i];
    if (hit->article.source.n && n < PRINTERS_MAX)
      names[n++] = (vb_facet){.value = hit->article.source, .count = 1};
    for (size_t k = 0; k < hit->copies.count && n < PRINTERS_MAX; k++)
      if (hit->copies.list[k].source.n)
        names[n++] = (vb_facet){.value = hit->copies.list[k].source, .count = 1};
  }
  show_printers(data, names, n);
  free(names);
}
