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

/* Of the articles by year, or of all if no year is given. */
static uint64_t articles_in(const year_count *years, size_t count, uint64_t all, uint32_t year) {
  if (!year) return all;
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++)
    if (years[i].year + 1 >= year && years[i].year <= year + 1) sum += years[i].articles;
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

/* Adds up the articles of each person in forms with this title. */
static void add_titled(const vb_surname *of, vb_str title, uint32_t year) {
  memset(of->sums, 0, of->person_count * sizeof *of->sums);
  for (size_t i = 0; i < of->form_count; i++) {
    const form *f = &of->forms[i];
    uint32_t number = of->names[f->name].person;
    if (number != NOBODY && vb_str_eq(f->title, title))
      of->sums[number] += articles_in(f->years, f->year_count, f->articles, year);
  }
}

static void add_all(const vb_surname *of, uint32_t year) {
  for (size_t i = 0; i < of->person_count; i++) {
    const person *p = &of->persons[i];
    of->sums[i] = articles_in(p->years, p->year_count, p->shown.articles, year);
  }
}

/* The person with the most articles of those whom the form may mean, and the articles of all. */
static uint64_t find_winner(const vb_surname *of, const form *f, const printed_name *name,
                            uint32_t *winner, uint64_t *most) {
  uint64_t all = 0;
  *winner = NOBODY;
  *most = 0;
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
  if (office) add_titled(of, f->title, year);
  else add_all(of, year);
  uint64_t all = find_winner(of, f, name, &winner, &most);
  uint64_t least = office ? BY_OFFICE_MIN : f->kind == TITLE_COURTESY ? BY_COURTESY_MIN : BARE_MIN;
  if (winner == NOBODY || most < least || most * 10 < all * TENTHS) return NOBODY;
  return office || is_known_person(&of->persons[winner]) ? winner : NOBODY;
}
