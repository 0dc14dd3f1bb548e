/*
 * people_short.c - the person that a short name means in a year: rule 3 of people.h.
 *
 * Counts the articles that print the full names of the persons it may mean, in that year, the year
 * before and the year after; without a year, in all.
 */
#include "searcher/answer/people_internal.h"

enum {
  TENTHS = 9,        /* the person must have this many of ten articles */
  BY_OFFICE_MIN = 2, /* articles with this office before the person's full name */
  BY_COURTESY_MIN = 5,
  BARE_MIN = 20,
  TITLED_SHARE = 20 /* one article in 20 has a title before the name of a person */
};

static uint64_t articles_in(const form *f, uint32_t year) {
  if (!year) return f->articles;
  uint64_t sum = 0;
  for (size_t i = 0; i < f->year_count; i++)
    if (f->years[i].year + 1 >= year && f->years[i].year <= year + 1) sum += f->years[i].articles;
  return sum;
}

/* Whether a title contradicts what the person's own titles say of the sex. */
static bool is_other_sex(const person *p, bool man, bool woman) {
  if (man) return p->women > 3 * p->men;
  return woman && p->men > 3 * p->women;
}

static bool is_known_person(const person *p) {
  return p->titled >= 2 && p->titled * TITLED_SHARE >= p->shown.articles;
}

static bool may_mean(const vb_surname *of, const form *f, const printed_name *name,
                     const person *p) {
  return vb_person_fits(of, p, name) && !is_other_sex(p, f->man, f->woman);
}

/* Adds up the articles of each person; with by_title only those with the form's title. */
static uint64_t add_up(const vb_surname *of, const form *f, const printed_name *name, uint32_t year,
                       bool by_title, uint32_t *winner, uint64_t *most) {
  uint64_t all = 0;
  *winner = NOBODY;
  *most = 0;
  memset(of->sums, 0, of->person_count * sizeof *of->sums);
  for (size_t i = 0; i < of->form_count; i++) {
    const form *other = &of->forms[i];
    uint32_t number = of->names[other->name].person;
    if (number == NOBODY || (by_title && !vb_str_eq(other->title, f->title))) continue;
    of->sums[number] += articles_in(other, year);
  }
  for (uint32_t i = 0; i < of->person_count; i++) {
    if (!of->sums[i] || !may_mean(of, f, name, &of->persons[i])) continue;
    all += of->sums[i];
    if (of->sums[i] > *most) *most = of->sums[i], *winner = i;
  }
  return all;
}

uint32_t vb_short_means(const vb_surname *of, const form *f, const printed_name *name,
                        uint32_t year) {
  uint32_t winner;
  uint64_t most;
  bool office = f->kind == TITLE_OFFICE;
  uint64_t all = add_up(of, f, name, year, office, &winner, &most);
  uint64_t least = office ? BY_OFFICE_MIN : f->kind == TITLE_COURTESY ? BY_COURTESY_MIN : BARE_MIN;
  if (winner == NOBODY || most < least || most * 10 < all * TENTHS) return NOBODY;
  return office || is_known_person(&of->persons[winner]) ? winner : NOBODY;
}
