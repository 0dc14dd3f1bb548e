/*
 * people_named.c - the persons that a typed name means, and a query for a person's articles.
 *
 * A given name or a deciding title selects the persons that it fits. A middle name or a suffix that
 * was typed must be part of the name; one that was not typed may be, if no person is without it.
 * Case does not matter.
 */
#include "searcher/answer/people_internal.h"

#include <stdlib.h>

enum { TENTHS = 9 };

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

/* ---- a typed name ---------------------------------------------------------------- */

typedef struct vb_typed_name {
  const vb_surname *of;
  printed_name name;
  form title; /* its title, kind and sex */
} typed_name;

static uint64_t titled_articles(const vb_surname *of, uint32_t number, vb_str title) {
  uint64_t sum = 0;
  for (size_t i = 0; i < of->form_count; i++)
    if (of->names[of->forms[i].name].person == number && vb_str_eq(of->forms[i].title, title))
      sum += of->forms[i].articles;
  return sum;
}

static bool has_suffix_as_typed(const vb_surname *of, const person *p, const typed_name *typed) {
  return vb_str_eq(of->names[p->first].suffix, typed->name.suffix);
}

static bool fits(const vb_surname *of, const person *p, const typed_name *typed, bool loose) {
  const printed_name *first = &of->names[p->first];
  if (!typed->name.parts.given.n) return !typed->name.suffix.n || has_suffix_as_typed(of, p, typed);
  if (!has_suffix_as_typed(of, p, typed) && (!loose || typed->name.suffix.n)) return false;
  if (!(loose ? vb_given_agrees(first, &typed->name) : vb_given_same(first, &typed->name)))
    return false;
  if (typed->name.parts.middle.n && !p->middle.n && !loose) return false;
  return vb_middle_agrees(p->middle, typed->name.parts.middle);
}

/* Of the persons that fit, keeps those with the typed title, or only the one who has nearly all of
   its articles. */
static void keep_titled(const vb_surname *of, const typed_name *typed, vb_named *named) {
  uint64_t all = 0, most = 0;
  const vb_person *best = NULL;
  size_t kept = 0;
  for (size_t i = 0; i < named->count; i++) {
    uint64_t own = titled_articles(of, named->persons[i]->number, typed->title.title);
    all += own;
    if (own > most) most = own, best = named->persons[i];
  }
  if (!best) return; /* the title does not decide */
  named->bare = false;
  if (most * 10 >= all * TENTHS) {
    named->persons[0] = best;
    named->count = 1;
    return;
  }
  for (size_t i = 0; i < named->count; i++)
    if (titled_articles(of, named->persons[i]->number, typed->title.title) * 10 >= all)
      named->persons[kept++] = named->persons[i];
  named->count = kept;
}

/* The person whom a short name with this title means in all years; else those who have the title,
   without those whom the archive mostly gives the other sex's. */
static void choose_by_title(const vb_surname *of, const typed_name *typed, vb_named *named) {
  uint32_t number =
      named->bare ? vb_short_means(of, &typed->title, &typed->name, 0) : (uint32_t)NOBODY;
  if (number != NOBODY) {
    named->persons[0] = &of->persons[number].shown;
    named->count = 1;
    named->bare = false;
    return;
  }
  size_t kept = 0;
  for (size_t i = 0; i < named->count; i++) {
    const person *p = vb_person_of(named->persons[i]);
    bool other =
        (typed->title.man && p->women > p->men) || (typed->title.woman && p->men > p->women);
    if (!other) named->persons[kept++] = named->persons[i];
  }
  named->count = kept;
  keep_titled(of, typed, named);
}

static int most_first(const void *a, const void *b) {
  const vb_person *x = *(const vb_person *const *)a, *y = *(const vb_person *const *)b;
  if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
  return vb_str_compare(x->name, y->name);
}

static void gather(const vb_surname *of, const typed_name *typed, vb_named *out) {
  for (int loose = 0; loose <= 1 && out->count == 0; loose++)
    for (size_t i = 0; i < of->person_count; i++)
      if (fits(of, &of->persons[i], typed, loose))
        out->persons[out->count++] = &of->persons[i].shown;
}

/* A given name or a suffix selects first; a title is used afterwards, because it may be missing in
   the archive. */
vb_status vb_people_named(vb_people *people, vb_str typed, vb_arena *arena, vb_named *out,
                          vb_error *err) {
  vb_surname *of;
  typed_name *asked = vb_arena_calloc(arena, 1, sizeof *asked);
  vb_person_name parts;
  *out = (vb_named){.typed = asked};
  if (!asked) return no_memory(err);
  vb_person_name_read(typed, &parts);
  if (!parts.last.n) return VB_OK;
  vb_status status = vb_surname_of(people, parts.last, &of, err);
  if (status != VB_OK || !of) return status;
  out->persons = vb_arena_calloc(arena, of->person_count + 1, sizeof *out->persons);
  if (!out->persons) return no_memory(err);
  asked->of = of;
  status = vb_printed_name_read(parts.name, arena, &asked->name, err);
  if (status == VB_OK) status = vb_title_read(parts.titles, arena, &asked->title, err);
  if (status != VB_OK) return status;
  out->bare = !parts.given.n && !parts.suffix.n;
  gather(of, asked, out);
  if (asked->title.kind != TITLE_NONE) choose_by_title(of, asked, out);
  if (out->count > 1) qsort(out->persons, out->count, sizeof *out->persons, most_first);
  return VB_OK;
}

/* ---- short forms of several ------------------------------------------------------ */

static const vb_query *term_query(vb_arena *arena, vb_str term) {
  vb_query *q = vb_query_new(arena, VB_QUERY_TERM, 0);
  vb_str copy = vb_arena_copy(arena, term);
  if (!q || !copy.p) return NULL;
  q->field = VB_FIELD_SPEAKER_NAME;
  q->term = q->word = copy;
  return q;
}

/* Whether a form that belongs to no person may be the typed name: it has the same title, or a given
   name that agrees. */
static bool is_typed(const typed_name *typed, const form *f) {
  const printed_name *name = &typed->of->names[f->name];
  if (name->person != NOBODY) return false;
  if (typed->name.parts.given.n)
    return name->parts.given.n && vb_given_agrees(name, &typed->name) &&
           vb_str_eq(name->suffix, typed->name.suffix) &&
           vb_middle_agrees(name->parts.middle, typed->name.parts.middle);
  return f->kind != TITLE_NONE && vb_str_eq(f->title, typed->title.title);
}

vb_status vb_named_open_query(const vb_named *named, vb_arena *arena, const vb_query **out,
                              vb_error *err) {
  const vb_surname *of = named->typed->of;
  vb_query *any = vb_query_new(arena, VB_QUERY_OR, of->form_count);
  *out = any;
  if (!any) return no_memory(err);
  any->child_count = 0;
  for (size_t i = 0; i < of->form_count; i++) {
    if (!is_typed(named->typed, &of->forms[i])) continue;
    const vb_query *one = term_query(arena, of->forms[i].term);
    if (!one) return no_memory(err);
    any->children[any->child_count++] = one;
  }
  return VB_OK;
}

bool vb_named_has_surname(const vb_named *named, const vb_speaker_form *printed) {
  return vb_speaker_has_surname(printed->name, named->typed->of->key);
}

bool vb_named_may_be(const vb_named *named, const vb_speaker_form *printed) {
  const vb_surname *of = named->typed->of;
  for (size_t i = 0; i < of->form_count; i++) {
    const form *f = &of->forms[i];
    if (vb_str_eq(f->printed.name, printed->name) && vb_str_eq(f->printed.titles, printed->titles))
      return is_typed(named->typed, f);
  }
  return false;
}

/* ---- the articles of a person ---------------------------------------------------- */

/* A form without a sex is tried as that of a man and of a woman. */
static bool may_mean(const vb_surname *of, const form *f, uint32_t year, uint32_t number) {
  form man = *f, woman = *f;
  const printed_name *name = &of->names[f->name];
  if (vb_short_means(of, f, name, year) == number) return true;
  if (f->kind != TITLE_NONE) return false;
  man.man = woman.woman = true;
  return vb_short_means(of, &man, name, year) == number ||
         vb_short_means(of, &woman, name, year) == number;
}

/* A query for a short form in the years in which it may mean the person; *out is NULL if there are
   none. Years without articles between them do not matter, so few ranges of dates are enough. */
static vb_status short_query(const vb_surname *of, const form *f, uint32_t number, vb_arena *arena,
                             const vb_query **out, vb_error *err) {
  vb_query *ranges = vb_query_new(arena, VB_QUERY_OR, f->year_count);
  *out = NULL;
  if (!ranges) return no_memory(err);
  ranges->child_count = 0;
  uint64_t dated = 0;
  uint32_t from = 0; /* the first year of the range at hand; 0: none */
  for (size_t i = 0; i < f->year_count; i++) {
    uint32_t year = f->years[i].year;
    dated += f->years[i].articles;
    bool means = may_mean(of, f, year, number);
    if (means && i + 1 < f->year_count) {
      from = from ? from : year;
      continue;
    }
    if (!means && !from) continue;
    uint32_t first = from ? from : year, last = means ? year : f->years[i - 1].year;
    const vb_query *in = vb_query_dates(arena, first * 10000 + 101, last * 10000 + 1231);
    if (!in) return no_memory(err);
    ranges->children[ranges->child_count++] = in;
    from = 0;
  }
  bool undated = dated < f->articles && may_mean(of, f, 0, number);
  if (!ranges->child_count && !undated) return VB_OK;
  const vb_query *term = term_query(arena, f->term);
  *out = undated ? term : term ? vb_query_both(arena, term, ranges) : NULL;
  return *out ? VB_OK : no_memory(err);
}

/* The articles of a form in which it is one of the persons. */
static uint64_t articles_of(const vb_named *named, const form *f) {
  const vb_surname *of = named->typed->of;
  uint32_t owner = of->names[f->name].person;
  uint64_t sum = 0, dated = 0;
  for (size_t k = 0; k < named->count; k++)
    if (named->persons[k]->number == owner) return f->articles;
  if (owner != NOBODY) return 0;
  if (named->count > 1 && is_typed(named->typed, f)) return f->articles;
  for (size_t i = 0; i <= f->year_count; i++) { /* last, those without a year */
    bool last = i == f->year_count, means = false;
    uint64_t articles = !last                 ? f->years[i].articles
                        : dated < f->articles ? f->articles - dated
                                              : 0;
    for (size_t k = 0; k < named->count && articles && !means; k++)
      means = may_mean(of, f, last ? 0 : f->years[i].year, named->persons[k]->number);
    dated += articles;
    if (means) sum += articles;
  }
  return sum;
}

vb_status vb_named_forms(const vb_named *named, vb_arena *arena, vb_facet **out, size_t *count,
                         vb_error *err) {
  const vb_surname *of = named->typed->of;
  *count = 0;
  *out = vb_arena_calloc(arena, of->form_count + 1, sizeof **out);
  if (!*out) return no_memory(err);
  for (size_t i = 0; i < of->form_count; i++) {
    const vb_speaker_form *printed = &of->forms[i].printed;
    uint64_t articles = articles_of(named, &of->forms[i]);
    if (!articles) continue;
    vb_str text = vb_arena_copy(arena, printed->titles.n ? printed->titles : printed->name);
    if (text.p && printed->titles.n) text = vb_arena_join(arena, text, VB_STR(" "));
    if (text.p && printed->titles.n) text = vb_arena_join(arena, text, printed->name);
    if (!text.p) return no_memory(err);
    (*out)[(*count)++] = (vb_facet){text, articles};
  }
  return VB_OK;
}

vb_status vb_people_query(const vb_person *who, vb_arena *arena, const vb_query **out,
                          vb_error *err) {
  const vb_surname *of = who->of;
  vb_query *any = vb_query_new(arena, VB_QUERY_OR, of->form_count);
  vb_status status = any ? VB_OK : no_memory(err);
  if (any) any->child_count = 0;
  for (size_t i = 0; i < of->form_count && status == VB_OK; i++) {
    const form *f = &of->forms[i];
    const vb_query *one = NULL;
    uint32_t owner = of->names[f->name].person;
    if (owner == who->number) {
      if (!(one = term_query(arena, f->term))) status = no_memory(err);
    } else if (owner == NOBODY) {
      status = short_query(of, f, who->number, arena, &one, err);
    }
    if (one) any->children[any->child_count++] = one;
  }
  *out = any;
  return status;
}
