/*
 * cast_internal.h - the people and bodies that an article names; speakers are chosen from them.
 *
 *   name_run.c   capitals -> runs that are names ("Deputy Secretary |Ada B. Brook Jr.|")
 *   name_nouns.c the same where all nouns have capitals
 *   cast.c       runs -> entities, one for all forms of a name, and their mentions
 *   pronoun.c    "he" -> the likeliest entity, and its probability
 *   speaker.c    the mention of a source -> an entity, its name and a confidence
 */
#ifndef VB_ARTICLE_QUOTATION_CAST_INTERNAL_H
#define VB_ARTICLE_QUOTATION_CAST_INTERNAL_H

#include "indexer/article/quotation/name_words.h"
#include "indexer/article/quotation/quotation_internal.h"

/* A name: units [from, to); the titles and roles before it begin at `start`. */
typedef struct name_run {
  uint32_t start, from, to;
  bool body;
} name_run;

enum { ROLES_MAX = 6 }; /* role words kept per entity */

/* What indicates that an entity is a person. */
typedef enum evidence {
  BY_TITLE = 1 << 0,
  BY_ROLE = 1 << 1,
  BY_GIVEN_NAME = 1 << 2,
  BY_AGE = 1 << 3, /* "Ada Brook, 43," */
  BY_VERB = 1 << 4 /* the subject of a reporting verb */
} evidence;

typedef struct entity {
  uint32_t from, to; /* units of its fullest form, without titles */
  uint32_t last;     /* the unit of the word that short forms repeat */
  uint32_t words;
  uint32_t sex;     /* VB_WORD_MALE, VB_WORD_FEMALE or 0 */
  bool titled;      /* the sex comes from a title, not from a given name */
  bool joined;      /* "Obama-Boehner": two people maybe, of whom no short form is */
  bool body, place; /* a ministry, a company; a country, a city */
  uint8_t evidence;
  uint32_t roles[ROLES_MAX]; /* units of role words used with it */
  uint32_t role_count;
  uint32_t newest;        /* the unit of the latest mention so far */
  uint32_t mention_count; /* in the whole article */
} entity;

typedef struct name_mention {
  uint32_t entity, from, to, sentence, paragraph;
  bool subject, possessive, governed, speaks;
  bool leads, modifier;  /* begins its sentence; comes before another noun */
  bool heads;            /* is the first of its paragraph */
  bool short_of_several; /* is a surname that several entities have */
} name_mention;

typedef struct entity_key {
  uint32_t first_hash, last_hash;
} entity_key;

enum { KEY_FILTER_BITS = 1024 }; /* an article has some 80 keys */

typedef struct cast {
  article_frame *f;
  entity *entities;
  entity_key *keys; /* by entity: rejects most candidates of a look-up */
  size_t entity_count, entity_capacity, key_capacity;
  uint64_t key_filter[KEY_FILTER_BITS / 64]; /* has a bit for each hash among the keys */
  name_mention *mentions;
  size_t mention_count, mention_capacity;
  uint32_t *capitals; /* a hash set of the words that have a capital inside a sentence */
  uint32_t capitals_mask;
} cast;

/* Finds the next name, from the capital *next and the unit `behind`; moves both past it. False at
   the end. */
bool vb_name_run_next(const cast *c, uint32_t *next, uint32_t *behind, name_run *run);
/* The same, in a language whose nouns all have capitals (name_nouns.c). */
bool vb_noun_name_next(const cast *c, uint32_t *next, uint32_t *behind, name_run *run);

bool vb_cast_gather(cast *c, article_frame *f); /* false when there is no memory */
/* The first mention that begins inside units [from, to); SIZE_MAX for none. */
size_t vb_cast_mention_inside(const cast *c, uint32_t from, uint32_t to);
vb_str vb_cast_name(const cast *c, const entity *e);
bool vb_cast_has_capital(const cast *c,
                         uint32_t u); /* whether this word has a capital inside some sentence */

static inline bool vb_is_person(const entity *e) {
  return !e->body && !e->place && e->evidence;
}

/* A place that is never named as a person is: "Paris" is no "he". */
static inline bool vb_may_be_person(const entity *e) {
  return !e->body && (!e->place || (e->evidence & (BY_TITLE | BY_GIVEN_NAME)));
}

bool vb_is_party_tag(const article_frame *f, uint32_t u);   /* part of "D-Mich." */
uint32_t vb_name_kinds(const article_frame *f, uint32_t u); /* NAME_... bits of the word */
vb_str vb_unit_word(const article_frame *f, uint32_t u);    /* normalised, without 's */
/* Whether the word at u, if there is one, has that part in a turn of phrase. */
bool vb_unit_idiom(const article_frame *f, uint32_t u, vb_idiom part);
bool vb_unit_same_word(const article_frame *f, uint32_t a, uint32_t b);

#endif
