/*
 * people.h - who a printed name is, by the archive's index of names.
 *
 * The rules, for all that bear one surname:
 *
 *   1. A person is a given name and a surname. A printed middle name or initial may be absent
 *      elsewhere; one that differs, or a suffix ("Jr."), makes another person. A ruler or pope is a
 *      title and a name ("Pope Leo").
 *   2. "Ada Brook" and "Ada B. Brook", or "Al" and "Albert", are one only where the archive prints
 *      the same office or degree before both ("Senator", "Dr."); of names that never have any,
 * where the surname is rare and the years meet. Where two would fit, it is joined to neither.
 *   3. A short name ("Brook", "Mr. Brook", "President Brook") in an article that has not named
 *      anybody of it in full is a person who has nine tenths of that year's articles, with the year
 *      before and the one after: of those with this title where it is an office or a degree, else
 * of all that the title may mean, and then enough articles and a person known by titles.
 *   4. All others are nobody's: who is asked gets nothing.
 *
 * A table of persons is made of a surname when it is first asked for, and kept until the store
 * changes. It belongs to one thread, as its engine does.
 */
#ifndef VB_SEARCHER_ANSWER_PEOPLE_H
#define VB_SEARCHER_ANSWER_PEOPLE_H

#include "indexer/store/speaker_name.h"
#include "searcher/engine/engine.h"

typedef struct vb_people vb_people;
typedef struct vb_surname vb_surname;

typedef struct vb_person {
  vb_str name;       /* the form most printed: "Ada Brook", "Pope Leo" */
  uint64_t articles; /* of all its full forms, each for itself: for order and shares */
  const vb_surname *of;
  uint32_t number; /* among those of the surname */
} vb_person;

vb_status vb_people_new(vb_engine *engine, vb_people **out, vb_error *err);
void vb_people_free(vb_people *people); /* takes NULL */
/* Forgets all: the store has changed. */
void vb_people_clear(vb_people *people);
/* Before a request: forgets all where much is kept. Persons are borrowed until then. */
void vb_people_begin(vb_people *people);

/* Who a quotation's speaker is; NULL for one whom the name leaves open. */
vb_status vb_people_who(vb_people *people, const vb_article *article, const vb_quotation *quotation,
                        const vb_person **out, vb_error *err);

/* The same of a name as it stands in an article of a year (0: unknown), mentioned so. */
vb_status vb_people_whose(vb_people *people, const vb_speaker_form *printed, vb_str mention,
                          uint32_t year, const vb_person **out, vb_error *err);

typedef struct vb_typed_name vb_typed_name;

/* What a typed name means. */
typedef struct vb_named {
  const vb_person **persons; /* most articles first; none where the index has nobody of it */
  size_t count;
  bool bare; /* all of a surname: typed without a given name or a title that tells */
  const vb_typed_name *typed;
} vb_named;

vb_status vb_people_named(vb_people *people, vb_str typed, vb_arena *arena, vb_named *out,
                          vb_error *err);

/* REQUIRES (both): some persons. The articles with a name as typed that is nobody's for certain
   ("President Brook" of another year, "Lev Tarn" of two); and whether a quotation has one. */
vb_status vb_named_open_query(const vb_named *named, vb_arena *arena, const vb_query **out,
                              vb_error *err);
bool vb_named_may_be(const vb_named *named, const vb_speaker_form *printed);

/* The articles in which a person is quoted, under whatever name; in the arena. */
vb_status vb_people_query(const vb_person *who, vb_arena *arena, const vb_query **out,
                          vb_error *err);

#endif
