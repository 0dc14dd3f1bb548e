/*
 * facets.c - counts the articles of a search by source, date, speaker, author and section.
 *
 * The counts of a facet are those that each of its values would have: choices of the facet itself
 * do not restrict them, so that a chosen value can be exchanged for another. A facet with choices
 * therefore takes a search of its own; without any, all counts are of the one that was made.
 * Sources and dates are counted for all articles, by the engine; the others are read from the
 * first results.
 */
#include "indexer/text/normalise.h"
#include "searcher/answer/answer_internal.h"
#include "searcher/engine/article_reader.h"

#include <stdlib.h>

typedef struct tally { /* values with their articles */
  vb_facet *list;
  size_t count, capacity;
} tally;

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

/* ---- searching without the choices of a facet -------------------------------------- */

static bool out_of_time(const vb_facet_counting *c, vb_engine_request *asked) {
  double left = c->deadline - vb_search_clock_ms();
  if (c->deadline <= 0) return false;
  asked->time_limit_ms = left > 1 ? (uint32_t)left : 1;
  return left <= 0;
}

/* What the facet is counted from: the search that was made, if it has no choices; otherwise one
   more. Past the time limit nothing is counted. */
static vb_status counted_from(const vb_facet_counting *c, vb_facet_kind kind,
                              vb_engine_result *again, const vb_engine_result **out,
                              bool *timed_out, vb_error *err) {
  bool by_engine = kind == VB_FACET_SOURCE || kind == VB_FACET_DATE;
  vb_engine_request asked = {.facets = by_engine,
                             .count = by_engine,
                             .size = by_engine ? 0 : VB_FACET_ARTICLES,
                             .sort = c->request->sort};
  *again = (vb_engine_result){0};
  *out = c->found;
  if (!vb_search_chooses(&c->request->filter, kind)) return VB_OK;
  *out = again;
  if (out_of_time(c, &asked)) {
    *timed_out = true;
    return VB_OK;
  }
  const vb_query *filter;
  vb_status status =
      vb_search_filter_without(c->store, &c->request->filter, kind, c->arena, &filter, err);
  if (status != VB_OK) return status;
  asked.query = c->query || filter ? vb_query_both(c->arena, c->query, filter)
                                   : vb_query_new(c->arena, VB_QUERY_ALL, 0);
  if (!asked.query) return no_memory(err);
  status = vb_engine_search(c->store->engine, &asked, c->arena, again, err);
  *timed_out |= again->timed_out;
  return status;
}

/* ---- reading articles -------------------------------------------------------------- */

/* One more article with that value. There are some dozens, so a linear search suffices. */
static bool add(tally *t, vb_str value, vb_arena *arena) {
  if (!value.n) return true;
  for (size_t i = 0; i < t->count; i++)
    if (vb_str_eq(t->list[i].value, value)) {
      t->list[i].count++;
      return true;
    }
  vb_str copy = vb_arena_copy(arena, value);
  if (!copy.p || !VB_ARENA_GROW(arena, t->list, &t->capacity, t->count)) return false;
  t->list[t->count++] = (vb_facet){copy, 1};
  return true;
}

typedef struct reading { /* what is read from the same articles; NULL: not that */
  vb_speaker_counts *speakers;
  tally *authors, *sections;
} reading;

static vb_status read_article(const vb_facet_counting *c, const vb_article *article,
                              uint32_t number, const reading *r, vb_error *err) {
  bool whole = !r->sections || add(r->sections, article->section, c->arena);
  for (size_t i = 0; r->authors && i < article->author_count; i++)
    whole = whole && add(r->authors, article->authors[i], c->arena);
  if (!whole) return no_memory(err);
  return r->speakers ? vb_speaker_counts_add(r->speakers, article, number, err) : VB_OK;
}

static vb_status read_articles(const vb_facet_counting *c, const vb_engine_result *from,
                               const reading *r, vb_error *err) {
  vb_arena *scratch = vb_arena_new();
  vb_status status = scratch ? VB_OK : no_memory(err);
  size_t count = from->hit_count < VB_FACET_ARTICLES ? from->hit_count : VB_FACET_ARTICLES;
  vb_article_reader reader = {
      .engine = c->store->engine, .hits = from->hits, .count = count, .arena = scratch};
  for (size_t i = 0; i < count && status == VB_OK; i++) {
    const vb_article *article;
    status = vb_article_reader_get(&reader, i, &article, err);
    if (status == VB_OK) status = read_article(c, article, (uint32_t)i, r, err);
  }
  vb_arena_free(scratch);
  return status;
}

/* ---- what is listed ------------------------------------------------------------------ */

static int most_first(const void *a, const void *b) {
  const vb_facet *x = a, *y = b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  return vb_str_compare(x->value, y->value);
}

static bool chosen(const vb_filter *filter, vb_facet_kind kind, vb_str value) {
  for (size_t i = 0; i < filter->choice_count; i++)
    if (filter->choices[i].kind == kind && vb_facet_same(kind, filter->choices[i].value, value))
      return true;
  if (kind == VB_FACET_SOURCE)
    return filter->source.n && vb_facet_same(kind, filter->source, value);
  return kind == VB_FACET_AUTHOR && filter->author.n && vb_facet_same(kind, filter->author, value);
}

/* The words in their normal form, with one space between two. */
static void fold(vb_str text, vb_buf *out) {
  char word[VB_TERM_MAX];
  vb_buf_reset(out);
  for (size_t at = 0, end; at < text.n; at = end + 1) {
    for (end = at; end < text.n && text.p[end] != ' ';) end++;
    size_t n = vb_normalise_word(vb_str_slice(text, at, end), word);
    if (n && out->n) vb_buf_char(out, ' ');
    vb_buf_append(out, word, n);
  }
}

/* Whether the value has these folded letters, in any case and with or without accents. */
static bool has_letters(vb_str value, vb_str letters, vb_buf *folded) {
  size_t n = letters.n;
  fold(value, folded);
  for (size_t i = 0; i + n <= folded->n; i++)
    if (memcmp(folded->p + i, letters.p, n) == 0) return true;
  return false;
}

static bool is_listed(const tally *list, vb_facet_kind kind, vb_str value) {
  for (size_t i = 0; i < list->count; i++)
    if (vb_facet_same(kind, list->list[i].value, value)) return true;
  return false;
}

/* Chosen values that no article has. */
static void add_missing(const vb_filter *filter, vb_facet_kind kind, tally *out) {
  const vb_choice alone = {kind == VB_FACET_SOURCE ? filter->source : filter->author, kind, false};
  for (size_t i = 0; i < filter->choice_count; i++)
    if (filter->choices[i].kind == kind && !is_listed(out, kind, filter->choices[i].value))
      out->list[out->count++] = (vb_facet){filter->choices[i].value, 0};
  if ((kind == VB_FACET_SOURCE || kind == VB_FACET_AUTHOR) && alone.value.n &&
      !is_listed(out, kind, alone.value))
    out->list[out->count++] = (vb_facet){alone.value, 0};
}

/* The first values that have the letters asked for, and all that are chosen. */
static vb_status list_values(const vb_facet_counting *c, vb_facet_kind kind, const tally *all,
                             vb_facet **out, size_t *out_count, vb_error *err) {
  const vb_filter *filter = &c->request->filter;
  bool choices = vb_search_chooses(filter, kind);
  size_t taken = 0, most = all->count + filter->choice_count + 2;
  vb_buf letters = VB_BUF_INIT, folded = VB_BUF_INIT;
  tally listed = {.list = vb_arena_calloc(c->arena, most, sizeof(vb_facet))};
  if (!listed.list) return no_memory(err);
  fold(c->request->facet_find[kind], &letters);
  for (size_t i = 0; i < all->count; i++) {
    vb_str value = all->list[i].value;
    bool takes = taken < VB_FACET_VALUES &&
                 (!letters.n || has_letters(value, vb_buf_view(&letters), &folded));
    taken += takes;
    if (takes || (choices && chosen(filter, kind, value)))
      listed.list[listed.count++] = all->list[i];
  }
  if (choices) add_missing(filter, kind, &listed);
  bool failed = letters.failed || folded.failed;
  vb_buf_clear(&letters);
  vb_buf_clear(&folded);
  *out = listed.list;
  *out_count = listed.count;
  return failed ? no_memory(err) : VB_OK;
}

/* ---- the facets ---------------------------------------------------------------------- */

static vb_status count_sources(const vb_facet_counting *c, vb_search_result *out, vb_error *err) {
  vb_engine_result again;
  const vb_engine_result *from;
  vb_status status = counted_from(c, VB_FACET_SOURCE, &again, &from, &out->timed_out, err);
  if (status != VB_OK) return status;
  tally all = {.list = from->sources, .count = from->source_count};
  return list_values(c, VB_FACET_SOURCE, &all, &out->sources, &out->source_count, err);
}

static vb_status count_dates(const vb_facet_counting *c, vb_search_result *out, vb_error *err) {
  vb_engine_result again;
  const vb_engine_result *from;
  vb_status status = counted_from(c, VB_FACET_DATE, &again, &from, &out->timed_out, err);
  if (status != VB_OK) return status;
  out->days = from->days, out->day_count = from->day_count;
  out->years = from->years, out->year_count = from->year_count;
  out->undated = from->undated;
  return VB_OK;
}

/* Reads each article once for all facets without choices. */
static vb_status count_read(const vb_facet_counting *c, vb_search_result *out, vb_error *err) {
  static const vb_facet_kind kinds[] = {VB_FACET_SPEAKER, VB_FACET_AUTHOR, VB_FACET_SECTION};
  tally authors = {0}, sections = {0}, speakers = {0};
  reading all = {vb_speaker_counts_new(c->arena), &authors, &sections}, common = {0};
  vb_status status = all.speakers ? VB_OK : no_memory(err);
  for (size_t i = 0; i < 3 && status == VB_OK; i++) {
    bool own = vb_search_chooses(&c->request->filter, kinds[i]);
    reading alone = {0}, *into = own ? &alone : &common;
    if (kinds[i] == VB_FACET_SPEAKER) into->speakers = all.speakers;
    else if (kinds[i] == VB_FACET_AUTHOR) into->authors = all.authors;
    else into->sections = all.sections;
    if (!own) continue;
    vb_engine_result again;
    const vb_engine_result *from;
    status = counted_from(c, kinds[i], &again, &from, &out->timed_out, err);
    if (status == VB_OK) status = read_articles(c, from, &alone, err);
  }
  if (status == VB_OK && (common.speakers || common.authors || common.sections))
    status = read_articles(c, c->found, &common, err);
  if (status == VB_OK)
    status = vb_speaker_counts_list(all.speakers, c->store, &speakers.list, &speakers.count, err);
  if (authors.count > 1) qsort(authors.list, authors.count, sizeof(vb_facet), most_first);
  if (sections.count > 1) qsort(sections.list, sections.count, sizeof(vb_facet), most_first);
  if (status == VB_OK)
    status = list_values(c, VB_FACET_SPEAKER, &speakers, &out->speakers, &out->speaker_count, err);
  if (status == VB_OK)
    status = list_values(c, VB_FACET_AUTHOR, &authors, &out->authors, &out->author_count, err);
  if (status == VB_OK)
    status = list_values(c, VB_FACET_SECTION, &sections, &out->sections, &out->section_count, err);
  return status;
}

vb_status vb_search_facets(const vb_facet_counting *c, vb_search_result *out, vb_error *err) {
  size_t hits = c->found->hit_count;
  out->speaker_articles = hits < VB_FACET_ARTICLES ? hits : VB_FACET_ARTICLES;
  vb_status status = count_sources(c, out, err);
  if (status == VB_OK) status = count_dates(c, out, err);
  return status == VB_OK ? count_read(c, out, err) : status;
}

/* All facets with choices are noted together; the rest as far as it gets. */
void vb_search_facets_expect(const vb_facet_counting *c, vb_search_result *out) {
  static const vb_facet_kind kinds[] = {VB_FACET_SOURCE, VB_FACET_DATE, VB_FACET_SPEAKER,
                                        VB_FACET_AUTHOR, VB_FACET_SECTION};
  vb_engine_result again;
  const vb_engine_result *from;
  vb_error ignored;
  bool late = false;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    counted_from(c, kinds[i], &again, &from, &late, &ignored);
  vb_search_facets(c, out, &ignored);
}
