/*
 * speaker_facet.c - the speakers of the first results, by person.
 *
 * Names are gathered first and told apart afterwards, and only those of a surname that stands in
 * several forms: who else there is of a surname costs some looks into the index of names.
 */
#include "searcher/answer/answer_internal.h"

#include <stdlib.h>

enum { SPEAKERS_GATHERED = 8192 }; /* in the articles of one answer; bounds memory */

typedef struct heard {
  vb_speaker_form form;
  vb_str mention, last; /* last: the word that short forms repeat */
  vb_str shown;
  uint32_t year, article;
} heard;

struct vb_speaker_counts {
  vb_arena *arena; /* of the answer: names are given from it */
  heard *list;
  size_t count, capacity;
};

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

static bool copy_into(vb_arena *arena, vb_str from, vb_str *to) {
  *to = from.n ? vb_arena_copy(arena, from) : VB_STR_NONE;
  return to->p || !from.n;
}

vb_status vb_speaker_counts_add(vb_speaker_counts *g, const vb_article *article, uint32_t number,
                                vb_error *err) {
  size_t first = g->count;
  for (size_t i = 0; i < article->quotation_count && g->count < SPEAKERS_GATHERED; i++) {
    const vb_quotation *q = &article->quotations[i];
    if (!q->speaker.n) continue;
    vb_speaker_form form = vb_speaker_form_of(article, q);
    bool known = false;
    for (size_t k = first; k < g->count && !known; k++)
      known = vb_str_eq(g->list[k].form.name, form.name) &&
              vb_str_eq(g->list[k].form.titles, form.titles);
    if (known) continue;
    if (!VB_ARENA_GROW(g->arena, g->list, &g->capacity, g->count)) return no_memory(err);
    heard *h = &g->list[g->count++];
    *h = (heard){.year = article->published.year, .article = number};
    vb_person_name name;
    vb_str mention = vb_str_slice(article->text, q->mention.start, q->mention.end);
    if (!copy_into(g->arena, form.name, &h->form.name) ||
        !copy_into(g->arena, form.titles, &h->form.titles) ||
        !copy_into(g->arena, mention.n < 8 ? mention : VB_STR_NONE, &h->mention) ||
        !copy_into(g->arena, q->speaker, &h->shown))
      return no_memory(err);
    vb_person_name_read(h->form.name, &name);
    h->last = name.last;
  }
  return VB_OK;
}

static int by_surname(const void *a, const void *b) {
  const heard *x = a, *y = b;
  int order = vb_str_compare(x->last, y->last);
  return order ? order : (x->article > y->article) - (x->article < y->article);
}

/* Whether the names of a surname may be of one person under several: all alike and full, they are
   shown as they stand. */
static bool may_join(const heard *list, size_t count) {
  vb_person_name first;
  vb_person_name_read(list[0].form.name, &first);
  bool differ = count > 1 && !first.given.n;
  for (size_t i = 1; i < count && !differ; i++)
    differ = !vb_str_eq(list[i].form.name, list[0].form.name);
  return differ;
}

/* Gives those of one surname their person's names. */
static vb_status resolve_surname(vb_store *store, vb_speaker_counts *g, size_t from, size_t to,
                                 vb_error *err) {
  vb_status status = VB_OK;
  for (size_t i = from; i < to && status == VB_OK; i++) {
    heard *h = &g->list[i];
    const vb_person *who;
    status = vb_people_whose(store->people, &h->form, h->mention, h->year, &who, err);
    if (status == VB_OK && who && !copy_into(g->arena, who->name, &h->shown))
      status = no_memory(err);
  }
  return status;
}

/* The same for all surnames that stand in several places. gathered: goes on after one fails. */
static vb_status resolve_all(vb_store *store, vb_speaker_counts *g, bool gathered, vb_error *err) {
  vb_status status = VB_OK;
  for (size_t from = 0, to; from < g->count && (status == VB_OK || gathered); from = to) {
    for (to = from + 1; to < g->count && vb_str_eq(g->list[to].last, g->list[from].last);) to++;
    if (may_join(&g->list[from], to - from)) status = resolve_surname(store, g, from, to, err);
  }
  return status;
}

/* A surname takes a request for its forms and one for their years: of all surnames at once. */
static vb_status resolve(vb_store *store, vb_speaker_counts *g, vb_error *err) {
  enum { REQUESTS = 2 };
  if (g->count > 1) qsort(g->list, g->count, sizeof *g->list, by_surname);
  for (int i = 0; i < REQUESTS && vb_engine_gather(store->engine); i++) {
    vb_error ignored;
    resolve_all(store, g, true, &ignored);
    if (!vb_engine_ask_gathered(store->engine)) break;
  }
  return resolve_all(store, g, false, err);
}

static int by_name(const void *a, const void *b) {
  const heard *x = a, *y = b;
  int order = vb_str_compare(x->shown, y->shown);
  return order ? order : (x->article > y->article) - (x->article < y->article);
}

static int most_first(const void *a, const void *b) {
  const vb_facet *x = a, *y = b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  return vb_str_compare(x->value, y->value);
}

/* In how many articles each is. */
static vb_status count(vb_speaker_counts *g, vb_facet **out, size_t *out_count, vb_error *err) {
  size_t names = 0;
  *out = vb_arena_calloc(g->arena, g->count + 1, sizeof **out);
  if (!*out) return no_memory(err);
  if (g->count > 1) qsort(g->list, g->count, sizeof *g->list, by_name);
  for (size_t i = 0; i < g->count; i++) {
    const heard *h = &g->list[i];
    bool again = i && vb_str_eq(h->shown, h[-1].shown);
    if (!again) (*out)[names++] = (vb_facet){h->shown, 1};
    else if (h->article != h[-1].article) (*out)[names - 1].count++;
  }
  if (names > 1) qsort(*out, names, sizeof **out, most_first);
  *out_count = names;
  return VB_OK;
}

vb_speaker_counts *vb_speaker_counts_new(vb_arena *arena) {
  vb_speaker_counts *counts = vb_arena_calloc(arena, 1, sizeof *counts);
  if (counts) counts->arena = arena;
  return counts;
}

vb_status vb_speaker_counts_list(vb_speaker_counts *counts, vb_store *store, vb_facet **out,
                                 size_t *out_count, vb_error *err) {
  vb_people_begin(store->people);
  vb_status status = resolve(store, counts, err);
  return status == VB_OK ? count(counts, out, out_count, err) : status;
}
