/*
 * people.h - which person a printed or typed name means, from the archive's index of names.
 *
 * The rules, for all names with one surname:
 *
 *   1. A person is a given name and a surname. Another printing may leave out a middle name or
 *      initial; a different one, or a suffix ("Jr."), makes another person. A ruler or pope is a
 *      title and a name ("Pope Leo").
 *   2. "Ada Brook" and "Ada B. Brook", or "Al" and "Albert", are one person only if the archive
 *      prints the same office or degree before both ("Senator", "Dr."). If a name never has one,
 *      they are one person if the surname is rare and their years meet. A name that would fit two
 *      persons is joined to neither.
 *   3. A short name ("Brook", "Mr. Brook", "President Brook") in an article without its full name
 *      is the person who has nine tenths of the articles of that year and the years next to it: of
 *      those with the same title if it is an office or a degree, otherwise of all persons whom the
 *      title may mean, if these are enough articles and the person is known by titles.
 *   4. Every other name belongs to nobody.
 *
 * The table of a surname's persons is made when it is first asked for and kept until the store
 * changes. Tables belong to one thread, like their engine.
 */
#ifndef VB_SEARCHER_ANSWER_PEOPLE_H
#define VB_SEARCHER_ANSWER_PEOPLE_H

#include "indexer/store/speaker_name.h"
#include "searcher/engine/engine.h"

typedef struct vb_people vb_people;
typedef struct vb_surname vb_surname;

typedef struct vb_person {
  vb_str name;       /* the form printed most often: "Ada Brook", "Pope Leo" */
  uint64_t articles; /* the sum over its full forms: for ordering and shares */
  const vb_surname *of;
  uint32_t number; /* its index in the surname's persons */
} vb_person;

vb_status vb_people_new(vb_engine *engine, vb_people **out, vb_error *err);
void vb_people_free(vb_people *people); /* takes NULL */
/* Forgets all tables, because the store has changed. */
void vb_people_clear(vb_people *people);
/* Call it before a request: forgets the tables if they have become large. Persons are borrowed
   until the next call. */
void vb_people_begin(vb_people *people);

/* The person of a quotation's speaker; NULL if the name does not decide it. */
vb_status vb_people_who(vb_people *people, const vb_article *article, const vb_quotation *quotation,
                        const vb_person **out, vb_error *err);

/* The same for a name as printed in an article of a year (0: unknown), with this mention. */
vb_status vb_people_whose(vb_people *people, const vb_speaker_form *printed, vb_str mention,
                          uint32_t year, const vb_person **out, vb_error *err);

typedef struct vb_typed_name vb_typed_name;

/* The persons that a typed name may mean. */
typedef struct vb_named {
  const vb_person **persons; /* most articles first; none if the index has no such person */
  size_t count;
  bool bare; /* all persons of a surname: no given name or deciding title was typed */
  const vb_typed_name *typed;
} vb_named;

vb_status vb_people_named(vb_people *people, vb_str typed, vb_arena *arena, vb_named *out,
                          vb_error *err);

/* REQUIRES: at least one person. Whether a printed name has their surname; no other means one of
   them. */
bool vb_named_has_surname(const vb_named *named, const vb_speaker_form *printed);

/* REQUIRES (both): at least one person. A query for the articles with a name like the typed one
   that belongs to no person ("President Brook" in another year, "Lev Tarn" if there are two); and
   whether a printed name is one of these. */
vb_status vb_named_open_query(const vb_named *named, vb_arena *arena, const vb_query **out,
                              vb_error *err);
bool vb_named_may_be(const vb_named *named, const vb_speaker_form *printed);

/* REQUIRES: at least one person. The titles and names under which the persons are quoted, each with
   the number of articles; in the arena, in no order. A short form counts in the years in which it
   means one of them. */
vb_status vb_named_forms(const vb_named *named, vb_arena *arena, vb_facet **out, size_t *count,
                         vb_error *err);

/* A query for the articles that quote a person under any name; in the arena. */
vb_status vb_people_query(const vb_person *who, vb_arena *arena, const vb_query **out,
                          vb_error *err);

#endif
