/*
 * asked_speaker.c - the speaker of a request: a person under all names, or the words of a name.
 *
 * A given name or a deciding title selects persons. A bare surname, and a name that the index does
 * not have, is searched by its words; for a surname the answer says how many persons have it.
 */
#include "searcher/answer/answer_internal.h"

#include <stdlib.h>

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

static vb_status finds_any(vb_store *store, const vb_query *query, bool *any, vb_error *err) {
  vb_engine_request request = {.query = query, .size = 1};
  vb_engine_result found = {0};
  vb_arena *arena = vb_arena_new();
  vb_status status =
      arena ? vb_engine_search(store->engine, &request, arena, &found, err) : no_memory(err);
  *any = found.hit_count > 0;
  vb_arena_free(arena);
  return status;
}

/* Reads the words of the name; without its titles if no speaker's name is printed with them. */
static vb_status read_words(vb_store *store, vb_str typed, vb_arena *arena, vb_asked_speaker *out,
                            vb_error *err) {
  vb_person_name name;
  bool any = true;
  vb_status status = vb_search_field_filter(VB_FIELD_SPEAKER, typed, arena, &out->words, err);
  vb_person_name_read(typed, &name);
  if (status != VB_OK || !out->words || !name.titles.n) return status;
  if (!out->named.count) status = finds_any(store, out->words, &any, err);
  else any = false;
  if (status == VB_OK && !any)
    status = vb_search_field_filter(VB_FIELD_SPEAKER, name.name, arena, &out->words, err);
  return status;
}

/* A query for the articles of all persons; if there are several, also for names that several
   have. */
static vb_status read_persons(vb_arena *arena, vb_asked_speaker *out, vb_error *err) {
  size_t count = out->named.count;
  vb_query *any = vb_query_new(arena, VB_QUERY_OR, count + 1);
  if (!any) return no_memory(err);
  vb_status status = VB_OK;
  for (size_t i = 0; i < count && status == VB_OK; i++)
    status = vb_people_query(out->named.persons[i], arena, &any->children[i], err);
  any->child_count = count > 1 ? count + 1 : count;
  if (status == VB_OK && count > 1)
    status = vb_named_open_query(&out->named, arena, &any->children[count], err);
  out->articles = any;
  return status;
}

vb_status vb_asked_speaker_read(vb_store *store, vb_str typed, vb_arena *arena,
                                vb_asked_speaker *out, vb_error *err) {
  *out = (vb_asked_speaker){0};
  vb_people_begin(store->people);
  vb_status status = vb_people_named(store->people, typed, arena, &out->named, err);
  if (status == VB_OK) status = read_words(store, typed, arena, out, err);
  if (status != VB_OK) return status;
  out->by_person = out->words && out->named.count && !out->named.bare;
  out->articles = out->words;
  return out->by_person ? read_persons(arena, out, err) : VB_OK;
}

vb_status vb_asked_speaker_is(vb_store *store, const vb_asked_speaker *asked,
                              vb_match_article *words, const vb_article *article, size_t quotation,
                              vb_arena *scratch, bool *yes, vb_error *err) {
  const vb_person *who = NULL;
  vb_match match = {0};
  *yes = !asked->words;
  if (*yes) return VB_OK;
  vb_status status = VB_OK;
  vb_speaker_form form = vb_speaker_form_of(article, &article->quotations[quotation]);
  if (asked->by_person && !vb_named_has_surname(&asked->named, &form)) return VB_OK;
  if (asked->by_person)
    status = vb_people_who(store->people, article, &article->quotations[quotation], &who, err);
  for (size_t i = 0; who && i < asked->named.count && !*yes; i++)
    *yes = who == asked->named.persons[i];
  if (status != VB_OK || who || (asked->by_person && asked->named.count == 1)) return status;
  if (asked->by_person) {
    *yes = vb_named_may_be(&asked->named, &form);
    return VB_OK;
  }
  status = vb_match_quotation(words, asked->words, quotation, scratch, &match, err);
  *yes = match.matched;
  return status;
}

static int most_first(const void *a, const void *b) {
  const vb_facet *x = a, *y = b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  return vb_str_compare(x->value, y->value);
}

vb_status vb_asked_speaker_people(vb_store *store, const vb_asked_speaker *asked, vb_arena *arena,
                                  vb_facet **people, size_t *count, vb_str *person, vb_error *err) {
  vb_status status = VB_OK;
  size_t most =
      asked->named.count < VB_SPEAKER_PEOPLE_MAX ? asked->named.count : VB_SPEAKER_PEOPLE_MAX;
  *count = 0;
  *person = VB_STR_NONE;
  *people = vb_arena_calloc(arena, most + 1, sizeof **people);
  if (!*people) return no_memory(err);
  for (size_t i = 0; i < most && status == VB_OK; i++) {
    vb_engine_request request = {.size = 1, .count = true};
    vb_engine_result found = {0};
    if (asked->by_person) request.query = asked->articles->children[i]; /* as read_persons has it */
    else status = vb_people_query(asked->named.persons[i], arena, &request.query, err);
    if (status == VB_OK) status = vb_engine_search(store->engine, &request, arena, &found, err);
    vb_str name = vb_arena_copy(arena, asked->named.persons[i]->name);
    if (status == VB_OK && !name.p) status = no_memory(err);
    (*people)[(*count)++] = (vb_facet){name, found.total};
  }
  if (*count > 1) qsort(*people, *count, sizeof **people, most_first);
  if (status == VB_OK && asked->named.count == 1 && !asked->named.bare)
    *person = (*people)[0].value;
  return status;
}

vb_status vb_shown_speaker(vb_store *store, const vb_article *article,
                           const vb_quotation *quotation, vb_str *out, vb_error *err) {
  const vb_person *who;
  vb_status status = vb_people_who(store->people, article, quotation, &who, err);
  *out = who ? who->name : quotation->speaker;
  return status;
}

/* ---- speakers in a query --------------------------------------------------------- */

static vb_str typed_words(const vb_query *phrase, vb_arena *arena) {
  vb_buf text = VB_BUF_INIT;
  for (size_t i = 0; i < phrase->child_count; i++) {
    if (i) vb_buf_char(&text, ' ');
    vb_buf_str(&text, phrase->children[i]->word);
  }
  vb_str copy = text.failed || !text.n ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&text));
  vb_buf_clear(&text);
  return copy;
}

/* The phrase of a name, or any form of the persons that it means. */
static vb_status widen_name(vb_store *store, const vb_query *phrase, vb_arena *arena,
                            const vb_query **out, vb_error *err) {
  vb_named named;
  vb_str typed = typed_words(phrase, arena);
  *out = phrase;
  if (!typed.p) return VB_OK;
  vb_status status = vb_people_named(store->people, typed, arena, &named, err);
  if (status != VB_OK || named.bare || !named.count) return status;
  vb_query *any = vb_query_new(arena, VB_QUERY_OR, named.count + 1);
  if (!any) return no_memory(err);
  any->children[0] = phrase;
  for (size_t i = 0; i < named.count && status == VB_OK; i++)
    status = vb_people_query(named.persons[i], arena, &any->children[i + 1], err);
  *out = any;
  return status;
}

vb_status vb_asked_speaker_widen(vb_store *store, const vb_query *query, vb_arena *arena,
                                 const vb_query **out, vb_error *err) {
  *out = query;
  if (query->kind == VB_QUERY_PHRASE)
    return query->field == VB_FIELD_SPEAKER ? widen_name(store, query, arena, out, err) : VB_OK;
  if (query->kind != VB_QUERY_AND && query->kind != VB_QUERY_OR && query->kind != VB_QUERY_ANDNOT)
    return VB_OK;
  vb_query *copy = vb_query_new(arena, query->kind, query->child_count);
  if (!copy) return no_memory(err);
  const vb_query **children = copy->children;
  *copy = *query;
  copy->children = children;
  *out = copy;
  vb_status status = VB_OK;
  for (size_t i = 0; i < query->child_count && status == VB_OK; i++)
    status = vb_asked_speaker_widen(store, query->children[i], arena, &children[i], err);
  return status;
}
