/*
 * filter.c - makes a query of the filters of a request; it is joined with the typed query by AND.
 */
#include "indexer/store/source_key.h"
#include "searcher/answer/answer_internal.h"

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

/* Matches the source with exactly this name; NULL without a name. */
static vb_status source_filter(vb_str name, vb_arena *arena, const vb_query **out, vb_error *err) {
  *out = NULL;
  if (name.n == 0) return VB_OK;
  if (name.n > VB_FIELD_MAX)
    return vb_fail(err, VB_LIMIT, "source: longer than %d bytes", VB_FIELD_MAX);
  vb_source_key key;
  bool named = vb_source_key_of(name, key);
  vb_query *one = vb_query_new(arena, named ? VB_QUERY_TERM : VB_QUERY_NOTHING, 0);
  vb_str term = vb_arena_copy(arena, vb_str_of(key));
  if (!one || (named && !term.p)) return vb_fail(err, VB_NOMEM, "out of memory");
  one->field = VB_FIELD_SOURCE_KEY;
  one->term = one->word = term;
  *out = one;
  return VB_OK;
}

/* Dates, source and author as one query; *out is NULL without any filter. */
vb_status vb_search_filter(const vb_filter *filter, vb_arena *arena, const vb_query **out,
                           vb_error *err) {
  *out = NULL;
  vb_date from, to;
  vb_status status = date_limit(filter->after, "after", &from, err);
  if (status == VB_OK) status = date_limit(filter->before, "before", &to, err);
  if (status != VB_OK) return status;
  const vb_query *parts[3] = {NULL, NULL, NULL};
  bool dated = from.precision != VB_DATE_UNKNOWN || to.precision != VB_DATE_UNKNOWN;
  if (dated) {
    parts[0] = vb_query_dates(arena, vb_date_first_day(from), vb_date_last_day(to));
    if (!parts[0]) return vb_fail(err, VB_NOMEM, "out of memory");
  }
  status = source_filter(filter->source, arena, &parts[1], err);
  if (status == VB_OK)
    status = vb_search_field_filter(VB_FIELD_AUTHOR, filter->author, arena, &parts[2], err);
  for (size_t i = 0; i < 3 && status == VB_OK; i++) {
    if (!parts[i]) continue;
    *out = vb_query_both(arena, *out, parts[i]);
    if (!*out) status = vb_fail(err, VB_NOMEM, "out of memory");
  }
  return status;
}
