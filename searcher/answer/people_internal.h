/*
 * people_internal.h - the table of persons of one surname, and the steps that make it.
 *
 *   people_names.c   reads and compares printed names and titles
 *   people_join.c    names -> persons
 *   people_short.c   a short name in a year -> a person
 *   people.c         makes and keeps the tables; finds the person of a quotation
 *   people_named.c   a typed name -> persons -> a query
 */
#ifndef VB_SEARCHER_ANSWER_PEOPLE_INTERNAL_H
#define VB_SEARCHER_ANSWER_PEOPLE_INTERNAL_H

#include "searcher/answer/people.h"

enum {
  NOBODY = UINT32_MAX,
  FORMS_MAX = 2000,  /* of a surname; with more, none of its names means a person */
  YEARS_OF_MAX = 300 /* forms whose years are counted, most articles first: some milliseconds */
};

typedef enum title_kind {
  TITLE_NONE,
  TITLE_COURTESY, /* "Mr.": says the sex at most */
  TITLE_OFFICE    /* an office or a degree: decides who is meant */
} title_kind;

typedef struct year_count {
  uint32_t year, articles;
} year_count;

/* A term of the index: titles and a name. */
typedef struct form {
  vb_str term;
  vb_speaker_form printed;
  vb_str title; /* the form in which titles are compared: "senator" for "Former Sen." */
  title_kind kind;
  bool man, woman; /* the title says so */
  uint64_t articles;
  year_count *years; /* ascending */
  size_t year_count;
  uint32_t name; /* which of the surname's names */
} form;

/* A printed name without titles, for all its forms. */
typedef struct printed_name {
  vb_person_name parts;
  vb_str given, suffix; /* of the parts, as they are compared */
  uint64_t nicknames;   /* a bit for each group of nicknames that has this given name */
  vb_str text;
  uint64_t articles;
  bool ruler;      /* then the title belongs to the name: "Pope Leo" */
  vb_str title;    /* of a ruler */
  uint32_t person; /* NOBODY for a short form, or one that several persons have */
} printed_name;

typedef struct person {
  vb_person shown;
  uint32_t first;      /* its name with most articles */
  vb_str middle;       /* the longest printed */
  uint64_t titled;     /* articles with a title before the name */
  uint64_t men, women; /* articles whose titles say the sex */
  year_count *years;   /* of all its forms, added up; ascending */
  size_t year_count;
} person;

struct vb_surname {
  vb_str key; /* its normal form and a tab */
  struct vb_surname *before;
  form *forms;
  size_t form_count;
  printed_name *names; /* the one with the most printed form first */
  size_t name_count;
  person *persons;
  size_t person_count;
  uint64_t *sums; /* room for one of each person */
};

/* people_names.c */
/* Reads titles into the form in which they are compared, without "former" and abbreviations; in the
   arena. */
vb_status vb_title_read(vb_str printed, vb_arena *arena, form *out, vb_error *err);
bool vb_title_rules(vb_str title); /* a title of people known by one name: "pope" */
/* Splits a name without titles into its parts, ready to be compared; in the arena. */
vb_status vb_printed_name_read(vb_str text, vb_arena *arena, printed_name *out, vb_error *err);
bool vb_middle_agrees(vb_str a, vb_str b); /* either may be absent */
bool vb_middle_same(vb_str a, vb_str b);

static inline bool vb_given_same(const printed_name *a, const printed_name *b) {
  return vb_str_eq(a->given, b->given);
}

/* The same given name, or one a short form of the other. */
static inline bool vb_given_agrees(const printed_name *a, const printed_name *b) {
  return vb_given_same(a, b) || (a->nicknames & b->nicknames);
}

/* people_join.c */
int vb_by_year(const void *a, const void *b); /* compares year_counts */
vb_status vb_people_join(vb_surname *of, vb_arena *arena, vb_error *err);
/* Whether a name may be this person's, though it has no given name or one that several have. */
bool vb_person_fits(const vb_surname *of, const person *p, const printed_name *name);

/* people.c */
/* The table of a surname as printed; *out is NULL if the word cannot be a surname. */
vb_status vb_surname_of(vb_people *people, vb_str last, vb_surname **out, vb_error *err);

/* people_short.c */
/* The person that a short form means in a year (0: unknown), or NOBODY. The name is that of the
   form, or one that was typed. */
uint32_t vb_short_means(const vb_surname *of, const form *f, const printed_name *name,
                        uint32_t year);

static inline const person *vb_person_of(const vb_person *shown) {
  return (const person *)(const void *)shown; /* its first member */
}

#endif
