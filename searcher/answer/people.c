/*
 * people.c - the tables of surnames, made on first use and kept.
 *
 * A table has the terms of the index with this surname, counted by year. Counting the years takes
 * a search for each term, so this is done for the most frequent forms only; a form without years
 * belongs to nobody in any year.
 */
#include "searcher/answer/people_internal.h"

#include <stdlib.h>

enum { KEPT_BYTES = 32 << 20 }; /* of tables: thousands of surnames */

struct vb_people {
  vb_engine *engine;
  vb_arena *kept, *scratch;
  vb_surname *newest;
};

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

vb_status vb_people_new(vb_engine *engine, vb_people **out, vb_error *err) {
  vb_people *people = calloc(1, sizeof *people);
  *out = people;
  if (!people) return no_memory(err);
  people->engine = engine;
  people->kept = vb_arena_new();
  people->scratch = vb_arena_new();
  if (people->kept && people->scratch) return VB_OK;
  vb_people_free(people);
  *out = NULL;
  return no_memory(err);
}

void vb_people_free(vb_people *people) {
  if (!people) return;
  vb_arena_free(people->kept);
  vb_arena_free(people->scratch);
  free(people);
}

void vb_people_clear(vb_people *people) {
  vb_arena_clear(people->kept);
  people->newest = NULL;
}

void vb_people_begin(vb_people *people) {
  if (vb_arena_used(people->kept) > KEPT_BYTES) vb_people_clear(people);
}

/* ---- making a table -------------------------------------------------------------- */

static int most_first(const void *a, const void *b) {
  const form *x = a, *y = b;
  if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
  return vb_str_compare(x->term, y->term);
}

static vb_status read_forms(vb_people *people, vb_surname *of, vb_error *err) {
  vb_engine_term *terms;
  size_t count;
  bool more;
  vb_status status = vb_engine_terms(people->engine, VB_FIELD_SPEAKER_NAME, of->key, FORMS_MAX,
                                     people->kept, &terms, &count, &more, err);
  if (status != VB_OK || more) return status; /* a surname this common does not decide anything */
  of->forms = vb_arena_calloc(people->kept, count + 1, sizeof *of->forms);
  if (!of->forms) return no_memory(err);
  for (size_t i = 0; i < count && status == VB_OK; i++) {
    form *f = &of->forms[of->form_count];
    if (!vb_speaker_term_read(terms[i].term, &f->printed)) continue;
    f->term = terms[i].term;
    f->articles = terms[i].articles;
    status = vb_title_read(f->printed.titles, people->kept, f, err);
    of->form_count++;
  }
  if (of->form_count > 1) qsort(of->forms, of->form_count, sizeof *of->forms, most_first);
  return status;
}

static vb_status count_years(vb_people *people, form *f, vb_error *err) {
  vb_query query = {
      .kind = VB_QUERY_TERM, .field = VB_FIELD_SPEAKER_NAME, .term = f->term, .word = f->term};
  vb_engine_request request = {.query = &query, .facets = true, .size = 1};
  vb_engine_result found;
  vb_arena_clear(people->scratch);
  vb_status status = vb_engine_search(people->engine, &request, people->scratch, &found, err);
  if (status != VB_OK) return status;
  f->articles = found.total;
  f->year_count = 0;
  f->years = vb_arena_calloc(people->kept, found.year_count + 1, sizeof *f->years);
  if (!f->years) return no_memory(err);
  for (size_t i = 0; i < found.year_count; i++) {
    uint32_t year = 0;
    for (size_t k = 0; k < found.years[i].value.n; k++)
      year = year * 10 + (uint32_t)(found.years[i].value.p[k] - '0');
    f->years[f->year_count++] = (year_count){year, (uint32_t)found.years[i].count};
  }
  if (f->year_count > 1) qsort(f->years, f->year_count, sizeof *f->years, vb_by_year);
  return VB_OK;
}

/* The entry for a form's name among those seen so far; a ruler's name includes the title. */
static vb_status name_of(vb_people *people, vb_surname *of, form *f, vb_error *err) {
  printed_name *fresh = &of->names[of->name_count];
  *fresh = (printed_name){0};
  vb_status status = vb_printed_name_read(f->printed.name, people->kept, fresh, err);
  if (status != VB_OK) return status;
  fresh->ruler = !fresh->parts.given.n && vb_title_rules(f->title);
  fresh->title = fresh->ruler ? f->title : VB_STR("");
  for (uint32_t i = 0; i < of->name_count; i++) {
    printed_name *n = &of->names[i];
    if (n->ruler != fresh->ruler || !vb_str_eq(n->title, fresh->title) ||
        !vb_str_eq(n->parts.name, fresh->parts.name))
      continue;
    f->name = i;
    n->articles += f->articles;
    return VB_OK;
  }
  f->name = (uint32_t)of->name_count++;
  fresh->articles = f->articles;
  if (fresh->ruler) { /* in the term, titles and name are separated by a tab only */
    size_t titles = f->printed.titles.n;
    char *text = vb_arena_alloc(people->kept, titles + 1 + fresh->text.n);
    if (!text) return no_memory(err);
    memcpy(text, f->printed.titles.p, titles);
    text[titles] = ' ';
    memcpy(text + titles + 1, fresh->text.p, fresh->text.n);
    fresh->text = (vb_str){text, titles + 1 + fresh->text.n};
  }
  return VB_OK;
}

static vb_status make(vb_people *people, vb_surname *of, vb_error *err) {
  vb_status status = read_forms(people, of, err);
  size_t counted = of->form_count < YEARS_OF_MAX ? of->form_count : YEARS_OF_MAX;
  if (status == VB_OK && vb_engine_gather(people->engine)) {
    vb_error ignored;
    for (size_t i = 0; i < counted; i++) count_years(people, &of->forms[i], &ignored);
    vb_engine_ask_gathered(people->engine);
  }
  for (size_t i = 0; i < counted && status == VB_OK; i++)
    status = count_years(people, &of->forms[i], err);
  of->names = vb_arena_calloc(people->kept, of->form_count + 1, sizeof *of->names);
  if (status == VB_OK && !of->names) status = no_memory(err);
  for (size_t i = 0; i < of->form_count && status == VB_OK; i++)
    status = name_of(people, of, &of->forms[i], err);
  return status == VB_OK ? vb_people_join(of, people->kept, err) : status;
}

/* A list is enough: a search asks for few surnames, and the table of a surname takes much longer to
   make than to find. */
vb_status vb_surname_of(vb_people *people, vb_str last, vb_surname **out, vb_error *err) {
  vb_str key;
  *out = NULL;
  vb_arena_clear(people->scratch);
  vb_status status = vb_speaker_surname_key(last, people->scratch, &key, err);
  if (status != VB_OK || !key.n) return status;
  for (vb_surname *known = people->newest; known; known = known->before)
    if (vb_str_eq(known->key, key)) {
      *out = known;
      return VB_OK;
    }
  vb_surname *fresh = vb_arena_calloc(people->kept, 1, sizeof *fresh);
  if (!fresh) return no_memory(err);
  fresh->key = vb_arena_copy(people->kept, key);
  if (!fresh->key.p) return no_memory(err);
  status = make(people, fresh, err);
  if (status != VB_OK) return status;
  fresh->before = people->newest;
  *out = people->newest = fresh;
  return VB_OK;
}

/* ---- who is who ------------------------------------------------------------------ */

/* The form with these titles, otherwise one of the same full name; NULL if there is none. */
static const form *form_like(const vb_surname *of, const vb_speaker_form *printed) {
  const form *full = NULL;
  for (size_t i = 0; i < of->form_count; i++) {
    const form *f = &of->forms[i];
    if (!vb_str_eq(f->printed.name, printed->name)) continue;
    if (vb_str_eq(f->printed.titles, printed->titles)) return f;
    if (of->names[f->name].person != NOBODY && !of->names[f->name].ruler) full = f;
  }
  return full;
}

/* Notes whether a pronoun says that the speaker is a man or a woman. */
static void learn_pronoun(vb_str mention, form *f) {
  f->man |= vb_str_is_caseless(mention, "he");
  f->woman |= vb_str_is_caseless(mention, "she");
}

/* A form with a person of its own gives it directly. The meaning of a short form depends on the
   year, and on whether the mention is "he" or "she". */
vb_status vb_people_whose(vb_people *people, const vb_speaker_form *printed, vb_str mention,
                          uint32_t year, const vb_person **out, vb_error *err) {
  vb_surname *of;
  vb_person_name name;
  *out = NULL;
  vb_person_name_read(printed->name, &name);
  vb_status status = vb_surname_of(people, name.last, &of, err);
  if (status != VB_OK || !of) return status;
  const form *known = form_like(of, printed);
  if (!known) return VB_OK;
  uint32_t number = of->names[known->name].person;
  if (number == NOBODY) {
    form asked = *known;
    learn_pronoun(mention, &asked);
    number = vb_short_means(of, &asked, &of->names[asked.name], year);
  }
  if (number != NOBODY) *out = &of->persons[number].shown;
  return VB_OK;
}

vb_status vb_people_who(vb_people *people, const vb_article *article, const vb_quotation *quotation,
                        const vb_person **out, vb_error *err) {
  *out = NULL;
  if (!quotation->speaker.n) return VB_OK;
  vb_speaker_form printed = vb_speaker_form_of(article, quotation);
  vb_str mention = vb_str_slice(article->text, quotation->mention.start, quotation->mention.end);
  return vb_people_whose(people, &printed, mention, article->published.year, out, err);
}
