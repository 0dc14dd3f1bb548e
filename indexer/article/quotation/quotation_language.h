/*
 * quotation_language.h - what the quotation finder knows of one language.
 *
 * A language is one file with one vb_quotation_language: words with their classes, verbs by their
 * base form, from which `forms` makes the others, given names, and some traits of grammar.
 * Words are written as the analysis normalises them: in small letters, without accents ("pres",
 * "erklarte"). A new language is added to `known` in finder.c, and to VB_QUOTATION_LANGUAGES.
 */
#ifndef VB_ARTICLE_QUOTATION_QUOTATION_LANGUAGE_H
#define VB_ARTICLE_QUOTATION_QUOTATION_LANGUAGE_H

#include "indexer/base/str.h"

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
  VB_WORD_BASE = 1 << 25,            /* a verb's base form, which is a noun as often: "report" */
  VB_WORD_BE = 1 << 26,              /* makes a passive of a verb: "was" */
  VB_WORD_ACCORDING = 1 << 24,       /* "according": the mention follows its "to", or at once */
  VB_WORD_ACCORDING_AFTER = 1 << 27, /* "zufolge": the mention is before it */
  VB_WORD_DEFINITE = 1 << 28,        /* a determiner of what is known: "the" */
  VB_WORD_GENITIVE = 1 << 29,        /* a determiner that goes on with a noun phrase: "des" */
  VB_WORD_BESIDE = 1 << 30           /* reports only right after a quotation: "so" */
} vb_word_class;

typedef enum vb_language_trait {
  /* A subject may be after its verb, and is if the clause begins with another part: "Gestern sagte
     Brook", "según dijo Brook". */
  VB_LANGUAGE_INVERTS = 1 << 0,
  VB_LANGUAGE_NOUNS_CAPITAL = 1 << 1, /* all nouns have a capital, not only names */
  /* Quotation marks may include who said it: « Le mur, a dit Brook, tiendra. » */
  VB_LANGUAGE_INSERTS = 1 << 2
} vb_language_trait;

/* Words that make a turn of phrase, and in no other way mean anything to the finder. */
typedef enum vb_idiom {
  VB_IDIOM_BY = 1 << 0,       /* before who did it: "was asked |by Brook" */
  VB_IDIOM_WITH = 1 << 1,     /* before a participle's own subject: "|with Brook yelling" */
  VB_IDIOM_THAT = 1 << 2,     /* before what was said: "Brook said |that he wants" */
  VB_IDIOM_CONTRAST = 1 << 3, /* begins a clause about someone else: "|while Reed said" */
  VB_IDIOM_IS = 1 << 4,       /* '"..." |was how Brook put it' */
  VB_IDIOM_HOW = 1 << 5,      /* '"..." was |how Brook put it' */
  VB_IDIOM_IN_THE = 1 << 6,   /* "in |the words of Brook" */
  VB_IDIOM_WORDS = 1 << 7,    /* "in the |words of Brook" */
  VB_IDIOM_WORDS_OF = 1 << 8, /* "in the words |of Brook" */
  VB_IDIOM_ONCE = 1 << 9,     /* before a role, and no part of it: "|former president" */
  VB_IDIOM_SEVERAL = 1 << 10, /* a plural without its ending: "people" */
  VB_IDIOM_SAYING =
      1 << 11, /* a noun for what was said: "his |warning that ...", "Brook's |call for" */
  VB_IDIOM_SAID_OF =
      1 << 12, /* between that noun and the words: "his warning |that", "call |for" */
  VB_IDIOM_GOES_ON = 1 << 13, /* a verb of saying, but not before VB_IDIOM_TO: "|continue to be" */
  VB_IDIOM_TO = 1 << 14,
  VB_IDIOM_NEXT = 1 << 16, /* begins a sentence about the words before it: '"...". |Così Brook' */
  VB_IDIOM_WORK = 1 << 15  /* a work, whose title begins with a capital: 'the |song "Harbour"' */
} vb_idiom;

/* Endings of words, separated by blanks; NULL where the language needs none. */
typedef struct vb_language_tails {
  const char *plural;      /* of nouns: "s" */
  const char *doer;        /* of persons by what they do: "er ist" */
  const char *no_name;     /* of words that only begin a sentence: "ing ly" */
  const char *contraction; /* of words that are two: "'m 'll" */
  const char *of_several;  /* of verbs whose subject is several: "en" */
} vb_language_tails;

typedef struct vb_language_word {
  const char *words; /* separated by blanks */
  uint32_t classes;
} vb_language_word;

/* Verb forms by endings: in a base form that ends in `ending`, the ending is replaced by each of
   `forms`. The first ending that fits counts. */
typedef struct vb_language_forms {
  const char *ending;
  const char *forms;      /* separated by blanks; "-" is the bare stem */
  const char *participle; /* the present participle's or gerund's: class CUE_ING; may be NULL */
} vb_language_forms;

typedef struct vb_quotation_language {
  const char *code, *name; /* "en", "english" */
  const vb_language_word *words;
  size_t word_count;
  const vb_language_word *verbs; /* base forms */
  size_t verb_count;
  const vb_language_forms *forms; /* of the verbs */
  size_t form_count;
  /* Instead of `forms`, if endings alone do not tell: as vb_language_inflect; else NULL. */
  int (*inflect)(const char *base, size_t length, int i, char *out, size_t room, uint32_t *classes);
  const vb_language_word *names; /* given names and particles: kinds of name_words.h */
  size_t name_count;
  const vb_language_word *endings; /* the classes of nouns that are in no table, by their ending */
  size_t ending_count;
  const vb_language_word *idioms; /* vb_idiom bits instead of classes */
  size_t idiom_count;
  vb_language_tails tails;
  const char *elisions; /* words that lose a vowel before an apostrophe, "l d qu"; may be NULL */
  uint32_t traits;      /* vb_language_trait bits */
} vb_quotation_language;

/* Writes the i-th inflected form of a base form (from 0) and the classes that it has in addition to
   the verb's; 0 after the last form. */
int vb_language_inflect(const vb_quotation_language *language, const char *base, size_t n, int i,
                        char *out, size_t room, uint32_t *classes);

/* Whether a word has one of the endings of a list, and `stem` bytes or more before it. */
bool vb_language_tail_fits(const char *tails, vb_str word, size_t stem);

extern const vb_quotation_language vb_quotation_english, vb_quotation_german, vb_quotation_french,
    vb_quotation_spanish, vb_quotation_italian, vb_quotation_portuguese;

#endif
