/*
 * filter.c - makes a query of the filters of a request; it is joined with the typed query by AND.
 *
 * The choices of one facet are joined by OR, the facets by AND, and what is excluded is taken
 * from the whole: ((a OR b) AND c) ANDNOT d. The pages, the API and the command all filter by
 * this.
 */
#include "indexer/store/source_key.h"
#include "searcher/answer/answer_internal.h"

/* Every date that there can be. */
enum { FIRST_DAY = 10000101, LAST_DAY = 99991231 };

static vb_status date_limit(vb_str text, const char *name, vb_date *out, vb_error *err) {
  *out = (vb_date){0};
  text = vb_str_trim(text);
  if (text.n == 0 || vb_date_parse_iso(text, out)) return VB_OK;
  return vb_fail(err, VB_INVALID, "%s: '%.*s' is no date; give a year, 2019-06 or 2019-06-19", name,
                 text.n > 100 ? 100 : (int)text.n, text.p);
}

/* The words of a filter as a phrase in a field; the text has no operators. A text without a word
   finds nothing, rather than everything. */
vb_status vb_search_field_filter(vb_field field, vb_str text, vb_arena *arena, const vb_query **out,
                                 vb_error *err) {
  *out = NULL;
  if (text.n == 0) return VB_OK;
  if (text.n > VB_FIELD_MAX)
    return vb_fail(err, VB_LIMIT, "%s: longer than %d bytes", vb_field_name(field), VB_FIELD_MAX);
  vb_buf valid = VB_BUF_INIT;
  vb_utf8_repair(text, &valid);
  vb_str copy = vb_arena_copy(arena, vb_buf_view(&valid));
  vb_buf_clear(&valid);
  if (!copy.p) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_analysis words;
  vb_status status = vb_analyse_words(copy, arena, &words, err);
  if (status != VB_OK) return status;
  vb_query *phrase = vb_query_new(arena, words.token_count ? VB_QUERY_PHRASE : VB_QUERY_NOTHING,
                                  words.token_count);
  if (!phrase) return vb_fail(err, VB_NOMEM, "out of memory");
  phrase->field = field;
  for (size_t i = 0; i < words.token_count; i++) {
    vb_query *term = vb_query_new(arena, VB_QUERY_TERM, 0);
    if (!term) return vb_fail(err, VB_NOMEM, "out of memory");
    term->field = field;
    term->term = term->word = vb_token_term(&words.tokens[i]);
    phrase->children[i] = term;
  }
  *out = words.token_count == 1 ? phrase->children[0] : phrase;
  return VB_OK;
}

/* ---- one choice ------------------------------------------------------------------ */

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

/* Matches the source with exactly this name. */
static vb_status source_choice(vb_str name, vb_arena *arena, const vb_query **out, vb_error *err) {
  if (name.n > VB_FIELD_MAX)
    return vb_fail(err, VB_LIMIT, "source: longer than %d bytes", VB_FIELD_MAX);
  vb_source_key key;
  bool named = vb_source_key_of(name, key);
  vb_query *one = vb_query_new(arena, named ? VB_QUERY_TERM : VB_QUERY_NOTHING, 0);
  vb_str term = vb_arena_copy(arena, vb_str_of(key));
  if (!one || (named && !term.p)) return no_memory(err);
  one->field = VB_FIELD_SOURCE_KEY;
  one->term = one->word = term;
  *out = one;
  return VB_OK;
}

/* Articles of a year, a month or a day; or without any date: all but those from the first day to
   the last that there can be. */
static vb_status date_choice(vb_str text, vb_arena *arena, const vb_query **out, vb_error *err) {
  vb_date date = {0};
  bool unknown = vb_str_is_caseless(vb_str_trim(text), "unknown");
  vb_status status = unknown ? VB_OK : date_limit(text, "date", &date, err);
  if (status != VB_OK) return status;
  const vb_query *days =
      unknown ? vb_query_dates(arena, FIRST_DAY, LAST_DAY)
              : vb_query_dates(arena, vb_date_first_day(date), vb_date_last_day(date));
  vb_query *others = vb_query_new(arena, VB_QUERY_ANDNOT, 2);
  if (others) others->children[0] = vb_query_new(arena, VB_QUERY_ALL, 0);
  if (!days || !others || !others->children[0]) return no_memory(err);
  others->children[1] = days;
  *out = unknown ? others : days;
  return VB_OK;
}

static vb_status speaker_choice(vb_store *store, vb_str name, vb_arena *arena, const vb_query **out,
                                vb_error *err) {
  const vb_query *words;
  vb_status status = vb_search_field_filter(VB_FIELD_SPEAKER, name, arena, &words, err);
  return status == VB_OK ? vb_asked_speaker_widen(store, words, arena, out, err) : status;
}

static vb_status one_choice(vb_store *store, const vb_choice *choice, vb_arena *arena,
                            const vb_query **out, vb_error *err) {
  switch (choice->kind) {
  case VB_FACET_SOURCE: return source_choice(choice->value, arena, out, err);
  case VB_FACET_DATE: return date_choice(choice->value, arena, out, err);
  case VB_FACET_SPEAKER: return speaker_choice(store, choice->value, arena, out, err);
  case VB_FACET_AUTHOR:
    return vb_search_field_filter(VB_FIELD_AUTHOR, choice->value, arena, out, err);
  case VB_FACET_SECTION:
    return vb_search_field_filter(VB_FIELD_SECTION, choice->value, arena, out, err);
  default: return vb_fail(err, VB_INVALID, "a choice of an unknown facet");
  }
}

/* ---- all choices ----------------------------------------------------------------- */

/* The choice at `i`: those of the list, then the source and the author that stand alone. False
   past the last; an empty value chooses nothing. */
static bool choice_at(const vb_filter *filter, size_t i, vb_choice *out) {
  if (i < filter->choice_count) *out = filter->choices[i];
  else if (i == filter->choice_count) *out = (vb_choice){filter->source, VB_FACET_SOURCE, false};
  else *out = (vb_choice){filter->author, VB_FACET_AUTHOR, false};
  return i < filter->choice_count + 2;
}

bool vb_search_chooses(const vb_filter *filter, vb_facet_kind kind) {
  vb_choice choice;
  if (kind == VB_FACET_DATE && (filter->after.n || filter->before.n)) return true;
  for (size_t i = 0; choice_at(filter, i, &choice); i++)
    if (choice.kind == kind && choice.value.n) return true;
  return false;
}

/* Any of a facet's choices, or any of those that it excludes; NULL without any. */
static vb_status any_choice(vb_store *store, const vb_filter *filter, vb_facet_kind kind,
                            bool excluded, vb_arena *arena, const vb_query **out, vb_error *err) {
  vb_query *any = vb_query_new(arena, VB_QUERY_OR, filter->choice_count + 2);
  vb_choice choice;
  vb_status status = any ? VB_OK : no_memory(err);
  size_t count = 0;
  for (size_t i = 0; status == VB_OK && choice_at(filter, i, &choice); i++) {
    if (choice.kind != kind || choice.excluded != excluded || !choice.value.n) continue;
    status = one_choice(store, &choice, arena, &any->children[count++], err);
  }
  if (status != VB_OK) return status;
  any->child_count = count;
  *out = count > 1 ? any : count ? any->children[0] : NULL;
  return VB_OK;
}

static vb_status dates_between(const vb_filter *filter, vb_arena *arena, const vb_query **out,
                               vb_error *err) {
  vb_date from, to;
  *out = NULL;
  vb_status status = date_limit(filter->after, "after", &from, err);
  if (status == VB_OK) status = date_limit(filter->before, "before", &to, err);
  if (status != VB_OK || (!from.precision && !to.precision)) return status;
  *out = vb_query_dates(arena, vb_date_first_day(from), vb_date_last_day(to));
  return *out ? VB_OK : no_memory(err);
}

/* Adds what is chosen of one facet, by AND; and what is excluded to the list of those. */
static vb_status add_facet(vb_store *store, const vb_filter *filter, vb_facet_kind kind,
                           vb_arena *arena, const vb_query **chosen, vb_query *excluded,
                           vb_error *err) {
  const vb_query *parts[2] = {NULL, NULL}, *never = NULL;
  vb_status status = any_choice(store, filter, kind, false, arena, &parts[0], err);
  if (status == VB_OK && kind == VB_FACET_DATE)
    status = dates_between(filter, arena, &parts[1], err);
  if (status == VB_OK) status = any_choice(store, filter, kind, true, arena, &never, err);
  for (size_t i = 0; i < 2 && status == VB_OK; i++) {
    if (!parts[i]) continue;
    *chosen = vb_query_both(arena, *chosen, parts[i]);
    if (!*chosen) status = no_memory(err);
  }
  if (status == VB_OK && never) excluded->children[excluded->child_count++] = never;
  return status;
}

vb_status vb_search_filter_without(vb_store *store, const vb_filter *filter, vb_facet_kind without,
                                   vb_arena *arena, const vb_query **out, vb_error *err) {
  *out = NULL;
  if (filter->choice_count > VB_CHOICES_MAX)
    return vb_fail(err, VB_LIMIT, "more than %d filters at once", VB_CHOICES_MAX);
  vb_query *passing = vb_query_new(arena, VB_QUERY_ANDNOT, VB_FACET_KINDS + 1);
  const vb_query *chosen = NULL;
  if (!passing) return no_memory(err);
  passing->child_count = 1;
  vb_status status = VB_OK;
  for (int kind = 0; kind < VB_FACET_KINDS && status == VB_OK; kind++)
    if (kind != (int)without)
      status = add_facet(store, filter, (vb_facet_kind)kind, arena, &chosen, passing, err);
  if (status != VB_OK) return status;
  *out = chosen;
  if (passing->child_count == 1) return VB_OK;
  if (!chosen) chosen = vb_query_new(arena, VB_QUERY_ALL, 0);
  if (!chosen) return no_memory(err);
  passing->children[0] = chosen;
  *out = passing;
  return VB_OK;
}

vb_status vb_search_filter(vb_store *store, const vb_filter *filter, vb_arena *arena,
                           const vb_query **out, vb_error *err) {
  return vb_search_filter_without(store, filter, VB_FACET_KINDS, arena, out, err);
}

/* As valid UTF-8 without white space around it; absent for an empty text. */
static bool copy_text(vb_str *text, vb_arena *arena) {
  vb_buf valid = VB_BUF_INIT;
  vb_utf8_repair(vb_str_trim(*text), &valid);
  bool whole = !valid.failed;
  *text = valid.n ? vb_arena_copy(arena, vb_buf_view(&valid)) : VB_STR_NONE;
  whole = whole && (text->p || !valid.n);
  vb_buf_clear(&valid);
  return whole;
}

vb_status vb_search_filter_copy(vb_filter *filter, vb_arena *arena, vb_error *err) {
  vb_str *const texts[] = {&filter->after, &filter->before, &filter->source, &filter->author};
  vb_choice *choices = vb_arena_calloc(arena, filter->choice_count + 1, sizeof *choices);
  bool whole = choices != NULL;
  for (size_t i = 0; i < sizeof texts / sizeof *texts && whole; i++)
    whole = copy_text(texts[i], arena);
  for (size_t i = 0; i < filter->choice_count && whole; i++) {
    choices[i] = filter->choices[i];
    whole = copy_text(&choices[i].value, arena);
  }
  filter->choices = choices;
  return whole ? VB_OK : no_memory(err);
}

/* ---- names of facets --------------------------------------------------------------- */

static const char *const names[] = {"source", "date", "speaker", "author", "section"};

const char *vb_facet_name(vb_facet_kind kind) {
  return names[kind];
}

bool vb_facet_of_name(vb_str name, vb_facet_kind *out) {
  for (int i = 0; i < VB_FACET_KINDS; i++) {
    if (!vb_str_is(name, names[i])) continue;
    *out = (vb_facet_kind)i;
    return true;
  }
  return false;
}

bool vb_facet_same(vb_facet_kind kind, vb_str a, vb_str b) {
  vb_source_key x, y;
  if (kind == VB_FACET_DATE) return vb_str_eq(a, b);
  return vb_source_key_of(a, x) && vb_source_key_of(b, y) && strcmp(x, y) == 0;
}
