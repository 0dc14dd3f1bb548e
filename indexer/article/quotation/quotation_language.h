/*
 * quotation_language.h - what the quotation finder knows of one language.
 *
 * A language is one file with one vb_quotation_language: words with their classes, and
 * verbs by their base form, whose regular forms the finder makes itself. Words are
 * written in the normal form of the analysis.
 */
#ifndef VB_ARTICLE_QUOTATION_QUOTATION_LANGUAGE_H
#define VB_ARTICLE_QUOTATION_QUOTATION_LANGUAGE_H

#include <stddef.h>
#include <stdint.h>

typedef enum vb_word_class {
  VB_WORD_CUE = 1 << 0,      /* a finite reporting verb: "said" */
  VB_WORD_CUE_WEAK = 1 << 1, /* reports only sometimes: "called", "wants" */
  VB_WORD_CUE_ING = 1 << 2,  /* a participle, "saying"; set together with one of the two above */
  VB_WORD_PRONOUN = 1 << 3,  /* can be the subject: "he" */
  VB_WORD_MALE = 1 << 4,     /* of pronouns, titles and given names */
  VB_WORD_FEMALE = 1 << 5,
  VB_WORD_PLURAL = 1 << 6, /* "they", "we", "officials" */
  VB_WORD_FIRST = 1 << 7,  /* "i", "we": the writer of the text */
  VB_WORD_AUXILIARY = 1 << 8,
  VB_WORD_ADVERB = 1 << 9,
  VB_WORD_DETERMINER = 1 << 10,
  VB_WORD_PREPOSITION = 1 << 11,
  VB_WORD_LINK = 1 << 12,        /* a preposition that continues a noun phrase: "of", "for" */
  VB_WORD_CONJUNCTION = 1 << 13, /* "and", "or", "but" */
  VB_WORD_CLAUSE = 1 << 14,      /* begins a clause: "that", "whether", "when" */
  VB_WORD_RELATIVE = 1 << 15,    /* "who", "which" */
  VB_WORD_TITLE = 1 << 16,       /* before a name: "mr", "sen", "president" */
  VB_WORD_ROLE = 1 << 17,        /* a person by function: "spokesman" */
  VB_WORD_DOCUMENT = 1 << 18,    /* can be the source: "statement", "letter", "report" */
  VB_WORD_TIME = 1 << 19,        /* "tuesday", "january": capitalised, but not a name */
  VB_WORD_OBJECT = 1 << 20,      /* a verb with a hearer, so the noun after it is not its subject */
  VB_WORD_WORK = 1 << 21,        /* a work or name in marks follows: "titled", "song", "dubbed" */
  VB_WORD_BODY = 1 << 22,        /* a body that can speak: "embassy", "ministry" */
  VB_WORD_NEGATION = 1 << 23,
  VB_WORD_BASE = 1 << 25,     /* a verb's base form, which is often a noun: "report" */
  VB_WORD_BE = 1 << 26,       /* makes a verb passive: "was" */
  VB_WORD_ACCORDING = 1 << 24 /* "according": the mention follows its "to" */
} vb_word_class;

typedef struct vb_language_word {
  const char *words; /* separated by blanks */
  uint32_t classes;
} vb_language_word;

typedef struct vb_quotation_language {
  const char *code, *name; /* "en", "english" */
  const vb_language_word *words;
  size_t word_count;
  const vb_language_word *verbs; /* base forms, inflected by `inflect` */
  size_t verb_count;
  /* Writes the i-th inflected form of a base form (from 0), and sets *participle if it is one;
     false after the last. */
  int (*inflect)(const char *base, size_t length, int i, char *out, size_t room, int *participle);
} vb_quotation_language;

extern const vb_quotation_language vb_quotation_english;

#endif
