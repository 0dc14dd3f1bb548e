/*
 * witness.c - who said a quote, by the vote of the articles that print it.
 *
 * Each article has one vote: whom it names as the speaker of the quotation in which the words
 * stand, as a person where the index of names knows one. A surname alone votes for the one person
 * of that surname whom others name. Articles that are copies of each other are counted once more as
 * one report. The look-up is the quote's own, with more matches; it costs some milliseconds.
 */
#include "searcher/answer/witness.h"

#include "searcher/quote/groups.h"

#include <stdlib.h>

typedef struct vote {
  const vb_article *article;
  vb_str speaker; /* absent: nobody is named */
  vb_str quoter;  /* who quotes the words of that speaker within his own; absent: nobody does */
  size_t report;
} vote;

typedef struct count_of {
  vb_store *store;
  vb_arena *arena, *scratch;
  vote *votes;
  size_t count;
  bool *met; /* by report: whether it was counted */
} count_of;

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

static vb_str named_by(const vote *v, bool quoter) {
  return quoter ? v->quoter : v->speaker;
}

/* ---- votes ----------------------------------------------------------------------- */

static vb_status name_of(count_of *c, const vb_quote_match *match, const vb_quotation *quotation,
                         vb_str *out, vb_error *err) {
  vb_str name;
  *out = VB_STR_NONE;
  vb_status status = vb_shown_speaker(c->store, &match->article, quotation, &name, err);
  if (status != VB_OK || !name.n) return status;
  *out = vb_arena_copy(c->arena, name);
  return out->p ? VB_OK : no_memory(err);
}

static vb_status take_votes(count_of *c, const vb_quote_result *found, vb_quote_witness *out,
                            vb_error *err) {
  c->votes = vb_arena_calloc(c->scratch, found->match_count + 1, sizeof *c->votes);
  if (!c->votes) return no_memory(err);
  vb_status status = VB_OK;
  for (size_t i = 0; i < found->match_count && status == VB_OK; i++) {
    const vb_quote_match *match = &found->matches[i];
    if (!match->quotation) {
      out->unquoted++;
      continue;
    }
    vote *v = &c->votes[c->count++];
    *v = (vote){.article = &match->article};
    status = name_of(c, match, match->quotation, match->within ? &v->quoter : &v->speaker, err);
    if (status == VB_OK && match->inner) status = name_of(c, match, match->inner, &v->speaker, err);
  }
  return status;
}

/* Unfolded, each article is a report. */
static vb_status group_reports(count_of *c, bool fold, vb_error *err) {
  vb_copy_groups groups;
  for (size_t i = 0; i < c->count; i++) c->votes[i].report = i;
  if (!fold) return VB_OK;
  vb_arena *words = vb_arena_new();
  vb_status status =
      words ? vb_copy_groups_init(&groups, c->count, c->scratch, err) : no_memory(err);
  for (size_t i = 0; i < c->count && status == VB_OK; i++) {
    vb_arena_clear(words);
    status = vb_copy_groups_add(&groups, c->votes[i].article->text, words, err);
  }
  for (size_t i = 0; i < c->count && status == VB_OK; i++)
    c->votes[i].report = vb_copy_groups_first(&groups, i);
  vb_arena_free(words);
  return status;
}

/* The one full name with this last word, among names of articles; absent for none and for several.
 */
static vb_str full_name_for(const count_of *c, vb_str last, bool quoter) {
  vb_str found = VB_STR_NONE;
  for (size_t i = 0; i < c->count; i++) {
    vb_person_name name;
    vb_str full = named_by(&c->votes[i], quoter);
    vb_person_name_read(full, &name);
    if (!name.given.n || !vb_str_eq(name.last, last)) continue;
    if (found.n && !vb_str_eq(found, full)) return VB_STR_NONE;
    found = full;
  }
  return found;
}

static void lengthen(const count_of *c, vb_str *surname, bool quoter) {
  vb_person_name name;
  vb_person_name_read(*surname, &name);
  if (!name.last.n || name.given.n || name.suffix.n) return;
  vb_str full = full_name_for(c, name.last, quoter);
  if (full.n) *surname = full;
}

static void lengthen_surnames(count_of *c) {
  for (size_t i = 0; i < c->count; i++) {
    lengthen(c, &c->votes[i].speaker, false);
    lengthen(c, &c->votes[i].quoter, true);
  }
}

/* ---- counting -------------------------------------------------------------------- */

/* The articles, and the reports, whose votes are for this speaker, or for this quoter; for no name,
   those that have neither. */
static vb_witness_name tally(count_of *c, vb_str name, bool quoter) {
  vb_witness_name sum = {.speaker = name};
  memset(c->met, 0, c->count * sizeof *c->met);
  for (size_t i = 0; i < c->count; i++) {
    const vote *v = &c->votes[i];
    if (!vb_str_eq(named_by(v, quoter), name)) continue;
    if (!name.n && named_by(v, !quoter).n) continue;
    sum.articles++;
    sum.reports += !c->met[v->report];
    c->met[v->report] = true;
  }
  return sum;
}

static bool is_known(const vb_witness_name *names, size_t count, vb_str speaker) {
  for (size_t i = 0; i < count; i++)
    if (vb_str_eq(names[i].speaker, speaker)) return true;
  return false;
}

/* By reports, since copies are no witnesses of their own. */
static int most_first(const void *a, const void *b) {
  const vb_witness_name *x = a, *y = b;
  if (x->reports != y->reports) return x->reports < y->reports ? 1 : -1;
  if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
  return vb_str_compare(x->speaker, y->speaker);
}

static vb_status count_names(count_of *c, bool quoter, vb_witness_name **out, size_t *count,
                             vb_error *err) {
  *count = 0;
  *out = vb_arena_calloc(c->arena, c->count + 1, sizeof **out);
  if (!*out) return no_memory(err);
  for (size_t i = 0; i < c->count; i++) {
    vb_str name = named_by(&c->votes[i], quoter);
    if (name.n && !is_known(*out, *count, name)) (*out)[(*count)++] = tally(c, name, quoter);
  }
  if (*count > 1) qsort(*out, *count, sizeof **out, most_first);
  return VB_OK;
}

/* How many of the listed articles name this speaker. */
static size_t listed(const vb_quote_witness *out, vb_str speaker) {
  size_t count = 0;
  for (size_t i = 0; i < out->other_count; i++) count += vb_str_eq(out->others[i].speaker, speaker);
  return count;
}

/* The articles that name another than the one whom most name, in the order of the look-up; where
   nobody has most, some of each name. */
static vb_status list_others(count_of *c, vb_quote_witness *out, vb_error *err) {
  enum { OF_EACH = 2 };
  if (out->name_count < 2) return VB_OK;
  out->others = vb_arena_calloc(c->arena, VB_WITNESS_OTHERS_MAX, sizeof *out->others);
  if (!out->others) return no_memory(err);
  vb_status status = VB_OK;
  for (size_t i = 0; i < c->count && out->other_count < VB_WITNESS_OTHERS_MAX; i++) {
    const vote *v = &c->votes[i];
    if (!v->speaker.n) continue;
    if (out->settled ? vb_str_eq(v->speaker, out->names[0].speaker)
                     : listed(out, v->speaker) == OF_EACH)
      continue;
    vb_witness_article *other = &out->others[out->other_count++];
    other->speaker = v->speaker;
    status = vb_head_copy(v->article, c->arena, &other->article, err);
    if (status != VB_OK) break;
  }
  return status;
}

static vb_status count_all(count_of *c, vb_quote_witness *out, vb_error *err) {
  c->met = vb_arena_calloc(c->scratch, c->count + 1, sizeof *c->met);
  if (!c->met) return no_memory(err);
  out->articles = c->count;
  for (size_t i = 0; i < c->count; i++) {
    out->reports += !c->met[c->votes[i].report];
    c->met[c->votes[i].report] = true;
  }
  vb_witness_name nobody = tally(c, VB_STR_NONE, false);
  out->nobody = nobody.articles;
  out->nobody_reports = nobody.reports;
  vb_status status = count_names(c, false, &out->names, &out->name_count, err);
  if (status == VB_OK) status = count_names(c, true, &out->quoted_by, &out->quoted_by_count, err);
  uint64_t against = 0;
  for (size_t i = 1; i < out->name_count; i++) against += out->names[i].reports;
  out->settled = out->name_count && out->names[0].reports > against;
  return status == VB_OK ? list_others(c, out, err) : status;
}

/* Looks the quote up again with a limit of its own, since the votes need all articles and not only
   those that are shown. `complete` says whether all of them were read. */
vb_status vb_witness_ask(vb_store *store, vb_str quote, const vb_query *filter, bool fold,
                         vb_arena *arena, vb_quote_witness **out, vb_error *err) {
  vb_quote_result found;
  count_of c = {.store = store, .arena = arena, .scratch = vb_arena_new()};
  *out = vb_arena_calloc(arena, 1, sizeof **out);
  vb_status status = c.scratch && *out ? VB_OK : no_memory(err);
  vb_people_begin(store->people);
  if (status == VB_OK)
    status = vb_quote_lookup(store->engine, quote, VB_WITNESS_ARTICLES_MAX, false, filter,
                             c.scratch, &found, err);
  if (status == VB_OK) status = take_votes(&c, &found, *out, err);
  if (status == VB_OK) status = group_reports(&c, fold, err);
  if (status == VB_OK) {
    lengthen_surnames(&c);
    (*out)->complete = found.total_exact && found.total <= found.match_count;
    status = count_all(&c, *out, err);
  }
  vb_arena_free(c.scratch);
  return status;
}
