/*
 * people_join.c - joins the names of one surname to persons.
 *
 * Names with a middle name come first, so that different middle names make two persons before a
 * name without one can join either. A name joins a person only if the evidence fits exactly one;
 * with none it becomes a person of its own, with two it belongs to nobody. A short form ("Brook")
 * belongs to no person here, because what it means depends on the year (people_short.c).
 */
#include "searcher/answer/people_internal.h"

#include <stdlib.h>

enum {
  COMMON_GIVEN = 8, /* with more given names, years alone do not show that two names are one */
  OFFICE_SURE = 2   /* articles with an office that a name must have before its offices count */
};

static bool is_short(const printed_name *n) {
  return !n->ruler && !n->parts.given.n && !n->parts.suffix.n;
}

/* ---- evidence -------------------------------------------------------------------- */

typedef struct evidence {
  bool shared;        /* the same office before both */
  uint64_t mine, its; /* articles with an office before the one name, and before the other */
  bool years_meet;
} evidence;

static bool years_meet(const form *a, const form *b) {
  for (size_t i = 0; i < a->year_count; i++)
    for (size_t k = 0; k < b->year_count; k++)
      if (a->years[i].year <= b->years[k].year + 1 && b->years[k].year <= a->years[i].year + 1)
        return true;
  return false;
}

static evidence evidence_for(const vb_surname *of, uint32_t name, uint32_t other) {
  evidence e = {0};
  for (size_t i = 0; i < of->form_count; i++) {
    const form *a = &of->forms[i];
    bool its = of->names[a->name].person == other;
    if (a->kind == TITLE_OFFICE) {
      if (a->name == name) e.mine += a->articles;
      if (its) e.its += a->articles;
    }
    for (size_t k = 0; a->name == name && k < of->form_count; k++) {
      const form *b = &of->forms[k];
      if (of->names[b->name].person != other) continue;
      e.shared |= a->kind == TITLE_OFFICE && vb_str_eq(a->title, b->title);
      e.years_meet |= years_meet(a, b);
    }
  }
  return e;
}

/* Whether the surname has few given names. */
static bool is_rare(const vb_surname *of) {
  size_t given = 0;
  for (size_t i = 0; i < of->name_count && given <= COMMON_GIVEN; i++) {
    const printed_name *n = &of->names[i];
    bool seen = !n->parts.given.n;
    for (size_t k = 0; k < i && !seen; k++) seen = vb_given_same(&of->names[k], n);
    given += !seen;
  }
  return given <= COMMON_GIVEN;
}

/* Whether a name of the person is this one, but for case, accents and points. */
static bool is_name_of(const vb_surname *of, const printed_name *n, uint32_t whose) {
  for (size_t i = 0; i < of->name_count; i++) {
    const printed_name *other = &of->names[i];
    if (other->person == whose && vb_given_same(n, other) &&
        vb_middle_same(n->parts.middle, other->parts.middle))
      return true;
  }
  return false;
}

static bool belongs(const vb_surname *of, uint32_t number, const person *p, bool rare) {
  const printed_name *n = &of->names[number], *first = &of->names[p->first];
  bool same = vb_given_same(n, first);
  if (n->ruler != first->ruler || !vb_str_eq(n->suffix, first->suffix)) return false;
  if (n->ruler) return vb_str_eq(n->title, first->title) && same;
  if (!vb_given_agrees(n, first)) return false;
  uint32_t whose = (uint32_t)(p - of->persons);
  if (same && is_name_of(of, n, whose)) return true;
  if (!vb_middle_agrees(n->parts.middle, p->middle)) return false;
  evidence e = evidence_for(of, number, whose);
  if (e.shared) return true;
  return same && rare && e.mine < OFFICE_SURE && e.its < OFFICE_SURE && e.years_meet;
}

/* ---- joining --------------------------------------------------------------------- */

static void join(vb_surname *of, uint32_t number, uint32_t to) {
  printed_name *n = &of->names[number];
  person *p = &of->persons[to];
  n->person = to;
  if (n->articles > of->names[p->first].articles) p->first = number;
  if (n->parts.middle.n > p->middle.n) p->middle = n->parts.middle;
  p->shown.articles += n->articles;
}

static void place(vb_surname *of, uint32_t number, bool rare) {
  uint32_t found = NOBODY;
  for (uint32_t i = 0; i < of->person_count; i++) {
    if (!belongs(of, number, &of->persons[i], rare)) continue;
    if (found != NOBODY) return; /* it fits two: it stays without a person */
    found = i;
  }
  if (found == NOBODY) {
    found = (uint32_t)of->person_count++;
    of->persons[found] = (person){.first = number};
  }
  join(of, number, found);
}

/* Whether several persons have this name, if middle names are ignored: then it is a short form. */
static bool is_of_several(const vb_surname *of, const printed_name *n) {
  size_t fitting = 0;
  if (n->parts.middle.n || n->ruler) return false;
  for (size_t i = 0; i < of->person_count; i++) {
    const person *p = &of->persons[i];
    fitting += p->middle.n && vb_person_fits(of, p, n) && vb_given_same(&of->names[p->first], n);
  }
  return fitting > 1;
}

bool vb_person_fits(const vb_surname *of, const person *p, const printed_name *name) {
  const printed_name *first = &of->names[p->first];
  bool suffix = vb_str_eq(name->suffix, first->suffix);
  if (!name->parts.given.n) return !name->suffix.n || suffix;
  return suffix && vb_given_agrees(name, first) && vb_middle_agrees(name->parts.middle, p->middle);
}

static void finish_persons(vb_surname *of) {
  for (uint32_t i = 0; i < of->person_count; i++) {
    person *p = &of->persons[i];
    p->shown.of = of;
    p->shown.number = i;
    p->shown.name = of->names[p->first].text;
  }
  for (size_t i = 0; i < of->form_count; i++) {
    const form *f = &of->forms[i];
    uint32_t number = of->names[f->name].person;
    if (number == NOBODY) continue;
    person *p = &of->persons[number];
    if (f->kind != TITLE_NONE) p->titled += f->articles;
    if (f->man) p->men += f->articles;
    if (f->woman) p->women += f->articles;
  }
}

int vb_by_year(const void *a, const void *b) {
  const year_count *x = a, *y = b;
  return (x->year > y->year) - (x->year < y->year);
}

/* Adds up the years of each person's forms. */
static bool sum_years(vb_surname *of, vb_arena *arena) {
  for (size_t i = 0; i < of->form_count; i++) {
    uint32_t number = of->names[of->forms[i].name].person;
    if (number != NOBODY) of->persons[number].year_count += of->forms[i].year_count;
  }
  for (size_t i = 0; i < of->person_count; i++) {
    person *p = &of->persons[i];
    p->years = vb_arena_calloc(arena, p->year_count + 1, sizeof *p->years);
    if (!p->years) return false;
    p->year_count = 0;
  }
  for (size_t i = 0; i < of->form_count; i++) {
    const form *f = &of->forms[i];
    uint32_t number = of->names[f->name].person;
    for (size_t k = 0; k < f->year_count && number != NOBODY; k++)
      of->persons[number].years[of->persons[number].year_count++] = f->years[k];
  }
  for (size_t i = 0; i < of->person_count; i++) {
    person *p = &of->persons[i];
    size_t kept = 0;
    if (p->year_count > 1) qsort(p->years, p->year_count, sizeof *p->years, vb_by_year);
    for (size_t k = 0; k < p->year_count; k++) {
      if (kept && p->years[kept - 1].year == p->years[k].year)
        p->years[kept - 1].articles += p->years[k].articles;
      else p->years[kept++] = p->years[k];
    }
    p->year_count = kept;
  }
  return true;
}

vb_status vb_people_join(vb_surname *of, vb_arena *arena, vb_error *err) {
  of->persons = vb_arena_calloc(arena, of->name_count + 1, sizeof *of->persons);
  of->sums = vb_arena_calloc(arena, of->name_count + 1, sizeof *of->sums);
  if (!of->persons || !of->sums) return vb_fail(err, VB_NOMEM, "out of memory");
  bool rare = is_rare(of);
  for (int middle = 1; middle >= 0; middle--)
    for (uint32_t i = 0; i < of->name_count; i++) {
      const printed_name *n = &of->names[i];
      if (is_short(n) || (n->parts.middle.n > 0) != middle) continue;
      if (!middle && is_of_several(of, n)) continue;
      place(of, i, rare);
    }
  finish_persons(of);
  return sum_years(of, arena) ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}
