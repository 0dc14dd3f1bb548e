/*
 * history.c - groups the articles that carry a quote by wording, source and month.
 *
 * A wording is the sequence of normalised words, so that case, punctuation and the kind
 * of marks do not separate equal statements (as in Quotebank). Everything is done by
 * sorting, since there are a few hundred articles at most. Copies are grouped first,
 * oldest first, so that the earliest article of a group represents it.
 */
#include "searcher/quote/history.h"

#include "searcher/engine/article_reader.h"
#include "searcher/quote/groups.h"
#include "searcher/quote/lookup_internal.h"

#include <stdlib.h>

typedef struct entry {
  const vb_found *found;
  vb_str key;   /* the words of its wording */
  size_t group; /* the number of its group of copies; unique if it has no copy */
} entry;

/* Which groups have been seen: each entry is the number of the last round that saw the group. */
typedef struct groups_met {
  uint32_t *last;
  uint32_t round;
} groups_met;

static bool meet(groups_met *met, size_t group) {
  bool first = met->last[group] != met->round;
  met->last[group] = met->round;
  return first;
}

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

static vb_status key_of(vb_str wording, vb_arena *arena, vb_str *out, vb_error *err) {
  vb_analysis words;
  vb_buf key = VB_BUF_INIT;
  vb_status status = vb_analyse_words(wording, arena, &words, err);
  for (size_t i = 0; status == VB_OK && i < words.token_count; i++) {
    if (i > 0) vb_buf_char(&key, ' ');
    vb_buf_str(&key, vb_token_term(&words.tokens[i]));
  }
  if (status == VB_OK) status = vb_buf_ok(&key, err);
  if (status == VB_OK) {
    *out = vb_arena_copy(arena, key.p ? vb_buf_view(&key) : VB_STR(""));
    if (!out->p) status = no_memory(err);
  }
  vb_buf_clear(&key);
  return status;
}

static int by_key_and_date(const void *a, const void *b) {
  const entry *x = a, *y = b;
  int order = vb_str_compare(x->key, y->key);
  if (!order) order = vb_date_compare(x->found->published, y->found->published);
  return order ? order : (x->found->order > y->found->order) - (x->found->order < y->found->order);
}

static int by_date(const void *a, const void *b) {
  const entry *x = a, *y = b;
  int order = vb_date_compare(x->found->published, y->found->published);
  return order ? order : (x->found->order > y->found->order) - (x->found->order < y->found->order);
}

/* ---- wordings and their sources ---- */

static int compare_names(const void *a, const void *b) {
  return vb_str_compare(*(const vb_str *)a, *(const vb_str *)b);
}

static int most_articles(const void *a, const void *b) {
  const vb_quote_source *x = a, *y = b;
  if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
  return vb_str_compare(x->name, y->name);
}

static vb_status count_outlets(const entry *entries, size_t count, vb_arena *arena,
                               vb_quote_variant *out, vb_error *err) {
  vb_str *names = vb_arena_alloc(arena, (count + 1) * sizeof *names);
  out->sources_named = vb_arena_calloc(arena, count + 1, sizeof *out->sources_named);
  if (!names || !out->sources_named) return no_memory(err);
  size_t named = 0, sources = 0;
  for (size_t i = 0; i < count; i++)
    if (entries[i].found->source.n) names[named++] = entries[i].found->source;
  out->unnamed = count - named;
  if (named > 1) qsort(names, named, sizeof *names, compare_names);
  for (size_t i = 0; i < named; i++) {
    if (i == 0 || !vb_str_eq(names[i], names[i - 1])) out->sources_named[sources++].name = names[i];
    out->sources_named[sources - 1].articles++;
  }
  if (sources > 1) qsort(out->sources_named, sources, sizeof *out->sources_named, most_articles);
  out->sources = sources;
  out->source_count = sources < VB_HISTORY_SOURCES_MAX ? sources : VB_HISTORY_SOURCES_MAX;
  return VB_OK;
}

/* REQUIRES: the entries have one wording and are sorted oldest first. */
static vb_status make_variant(const entry *entries, size_t count, groups_met *met, vb_arena *arena,
                              vb_quote_variant *out, vb_error *err) {
  const vb_found *best = entries[0].found, *first = best;
  size_t reports = 0;
  met->round++;
  for (size_t i = 0; i < count; i++) reports += meet(met, entries[i].group);
  for (size_t i = 1; i < count; i++)
    if (entries[i].found->near.verdict < best->near.verdict) best = entries[i].found;
  *out = (vb_quote_variant){.wording = first->wording,
                            .verdict = best->near.verdict,
                            .agreement = best->near.agreement,
                            .changes = best->near.changes,
                            .articles = reports,
                            .first = first->published,
                            .first_id = first->id};
  return count_outlets(entries, count, arena, out, err);
}

static int most_used(const void *a, const void *b) {
  const vb_quote_variant *x = a, *y = b;
  if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
  if (x->verdict != y->verdict) return x->verdict < y->verdict ? -1 : 1;
  return vb_date_compare(x->first, y->first);
}

static vb_status gather_variants(entry *entries, size_t count, groups_met *met, vb_arena *arena,
                                 vb_quote_history *out, vb_error *err) {
  if (count > 1) qsort(entries, count, sizeof *entries, by_key_and_date);
  out->variants = vb_arena_calloc(arena, count + 1, sizeof *out->variants);
  if (!out->variants) return no_memory(err);
  size_t variants = 0;
  vb_status status = VB_OK;
  for (size_t i = 0, end; i < count && status == VB_OK; i = end) {
    for (end = i + 1; end < count && vb_str_eq(entries[end].key, entries[i].key);) end++;
    status = make_variant(&entries[i], end - i, met, arena, &out->variants[variants++], err);
  }
  if (variants > 1) qsort(out->variants, variants, sizeof *out->variants, most_used);
  out->variants_all = variants;
  out->variant_count = variants < VB_HISTORY_VARIANTS_MAX ? variants : VB_HISTORY_VARIANTS_MAX;
  return status;
}

/* ---- dates ---- */

static bool has_date(const entry *e) {
  return e->found->published.precision != VB_DATE_UNKNOWN;
}

static bool has_month(const entry *e) {
  return e->found->published.precision >= VB_DATE_MONTH;
}

/* REQUIRES: the entries are sorted oldest first. */
static vb_status gather_months(const entry *entries, size_t count, groups_met *met, vb_arena *arena,
                               vb_quote_history *out, vb_error *err) {
  out->months = vb_arena_calloc(arena, count + 1, sizeof *out->months);
  if (!out->months) return no_memory(err);
  met->round++;
  for (size_t i = 0; i < count; i++) {
    vb_date date = entries[i].found->published;
    if (!meet(met, entries[i].group)) continue;
    if (!has_date(&entries[i])) out->undated++;
    else if (!has_month(&entries[i])) out->year_only++;
    if (!has_month(&entries[i])) continue;
    vb_quote_month *last = out->month_count ? &out->months[out->month_count - 1] : NULL;
    if (!last || last->year != date.year || last->month != date.month) {
      last = &out->months[out->month_count++];
      *last = (vb_quote_month){date.year, date.month, 0};
    }
    last->articles++;
  }
  return VB_OK;
}

static void add_clause(vb_buf *text, const char *clause, uint64_t number) {
  if (text->n > 0) vb_buf_text(text, "; ");
  if (number > 0)
    vb_buf_printf(text, "%llu article%s ", (unsigned long long)number, number == 1 ? "" : "s");
  vb_buf_text(text, clause);
}

/* Describes why another article than the first entry could be the first one; considers copies
   too. */
static vb_status doubt_first(const entry *entries, size_t count, bool complete, vb_arena *arena,
                             vb_quote_first *out, vb_error *err) {
  static const char *const coarse[] = {[VB_DATE_YEAR] = "its date is known to the year only",
                                       [VB_DATE_MONTH] = "its date is known to the month only",
                                       [VB_DATE_DAY] = "its date is known to the day only"};
  vb_buf text = VB_BUF_INIT;
  uint64_t overlaps = 0, undated = 0;
  for (size_t i = 1; i < count; i++) {
    if (!has_date(&entries[i])) undated++;
    else overlaps += vb_date_may_precede(entries[i].found->published, out->date);
  }
  if (out->date.precision < VB_DATE_DAY || (out->date.precision == VB_DATE_DAY && overlaps))
    add_clause(&text, coarse[out->date.precision], 0);
  if (overlaps) add_clause(&text, "of the same time may be earlier", overlaps);
  if (undated) add_clause(&text, "without a date may be earlier", undated);
  if (!complete) add_clause(&text, "not all articles were compared", 0);
  vb_status status = vb_buf_ok(&text, err);
  out->sure = text.n == 0;
  if (status == VB_OK) out->doubt = vb_arena_copy(arena, text.n ? vb_buf_view(&text) : VB_STR(""));
  vb_buf_clear(&text);
  return status == VB_OK && !out->doubt.p ? no_memory(err) : status;
}

/* REQUIRES: the entries are sorted oldest first. */
static vb_status find_first(const entry *entries, size_t count, bool complete, vb_arena *arena,
                            vb_quote_first *out, vb_error *err) {
  *out = (vb_quote_first){.verdict = VB_VERDICT_NOT_FOUND, .doubt = VB_STR("")};
  if (count == 0 || !has_date(&entries[0])) return VB_OK;
  const vb_found *first = entries[0].found;
  *out = (vb_quote_first){.known = true,
                          .id = first->id,
                          .title = first->title,
                          .source = first->source,
                          .wording = first->wording,
                          .verdict = first->near.verdict,
                          .agreement = first->near.agreement,
                          .changes = first->near.changes,
                          .date = first->published};
  return doubt_first(entries, count, complete, arena, out, err);
}

static bool has_the_words(const entry *e) {
  return e->found->near.verdict <= VB_VERDICT_CASE_PUNCTUATION;
}

/* REQUIRES: the entries are sorted oldest first. */
static vb_status gather_dates(entry *entries, size_t count, groups_met *met, vb_arena *arena,
                              vb_quote_history *out, vb_error *err) {
  entry *exact = vb_arena_calloc(arena, count + 1, sizeof *exact);
  size_t exact_count = 0;
  if (!exact) return no_memory(err);
  for (size_t i = 0; i < count; i++)
    if (has_the_words(&entries[i])) exact[exact_count++] = entries[i];
  vb_status status = gather_months(entries, count, met, arena, out, err);
  if (status == VB_OK) status = find_first(entries, count, out->complete, arena, &out->first, err);
  if (status == VB_OK)
    status = find_first(exact, exact_count, out->complete, arena, &out->first_exact, err);
  return status;
}

/* ---- copies ---- */

/* REQUIRES: the entries are sorted oldest first. Each gets the number of the first of its group. */
static vb_status group_copies(vb_engine *engine, entry *entries, size_t count,
                              vb_quote_history *out, vb_error *err) {
  vb_copy_groups groups;
  vb_arena *sets = vb_arena_new(), *scratch = vb_arena_new();
  vb_status status =
      sets && scratch ? vb_copy_groups_init(&groups, count, sets, err) : no_memory(err);
  vb_engine_hit *hits = status == VB_OK ? vb_arena_calloc(sets, count, sizeof *hits) : NULL;
  if (status == VB_OK && !hits) status = no_memory(err);
  for (size_t i = 0; i < count && hits; i++) hits[i].doc = entries[i].found->doc;
  vb_article_reader reader = {.engine = engine, .hits = hits, .count = count, .arena = scratch};
  for (size_t i = 0; i < count && status == VB_OK; i++) {
    const vb_article *article;
    status = vb_article_reader_get(&reader, i, &article, err);
    if (status == VB_OK) status = vb_copy_groups_add(&groups, article->text, scratch, err);
  }
  for (size_t i = 0; i < count && status == VB_OK; i++) {
    entries[i].group = vb_copy_groups_first(&groups, i);
    out->folded += entries[i].group != i;
  }
  vb_arena_free(sets);
  vb_arena_free(scratch);
  return status;
}

static vb_status gather(vb_engine *engine, entry *entries, size_t count, bool fold, vb_arena *arena,
                        vb_quote_history *out, vb_error *err) {
  groups_met met = {.last = vb_arena_calloc(arena, count + 1, sizeof *met.last)};
  if (!met.last) return no_memory(err);
  if (count > 1) qsort(entries, count, sizeof *entries, by_date);
  for (size_t i = 0; i < count; i++) entries[i].group = i;
  vb_status status = VB_OK;
  if (fold && count > 1) status = group_copies(engine, entries, count, out, err);
  if (status == VB_OK) status = gather_dates(entries, count, &met, arena, out, err);
  if (status == VB_OK) status = gather_variants(entries, count, &met, arena, out, err);
  return status;
}

vb_status vb_quote_trace(vb_engine *engine, vb_str quote, size_t limit, const vb_query *filter,
                         bool fold, vb_arena *arena, vb_quote_result *out,
                         vb_quote_history *history, vb_error *err) {
  vb_found *list;
  size_t count;
  *history = (vb_quote_history){.first.doubt = VB_STR(""), .first_exact.doubt = VB_STR("")};
  vb_status status =
      vb_quote_lookup_all(engine, quote, limit, filter, arena, out, &list, &count, err);
  if (status != VB_OK) return status;
  entry *entries = vb_arena_calloc(arena, count + 1, sizeof *entries);
  if (!entries) return no_memory(err);
  for (size_t i = 0; i < count && status == VB_OK; i++) {
    entries[i].found = &list[i];
    status = key_of(list[i].wording, arena, &entries[i].key, err);
  }
  history->articles = count;
  history->complete = out->compared_all;
  return status == VB_OK ? gather(engine, entries, count, fold, arena, history, err) : status;
}
