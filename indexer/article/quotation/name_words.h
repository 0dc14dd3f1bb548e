/*
 * name_words.h - what is known about words that may be part of a name.
 *
 * Used only for capitalised words for which the grammar's tables (quotation_language.h)
 * give no answer: given names with their sex, places, and common words, which have a
 * capital only at the beginning of a sentence.
 */
#ifndef VB_ARTICLE_QUOTATION_NAME_WORDS_H
#define VB_ARTICLE_QUOTATION_NAME_WORDS_H

#include "indexer/article/quotation/word_table.h"

enum {
  NAME_MALE = 1 << 0, /* a given name that nearly always belongs to men */
  NAME_FEMALE = 1 << 1,
  NAME_EITHER = 1 << 2, /* a given name of both sexes */
  NAME_GIVEN = NAME_MALE | NAME_FEMALE | NAME_EITHER,
  NAME_COMMON = 1 << 3,   /* an everyday word */
  NAME_PLACE = 1 << 4,    /* a country, a state, a city: can speak, but is not "he" */
  NAME_PARTICLE = 1 << 5, /* in lower case within a name: "von", "bin" */
  NAME_SUFFIX = 1 << 6,   /* after a name: "jr", "iii" */
  NAME_OUTLET = 1 << 7,   /* ends the name of a paper, a station, a company: "times", "news" */
  NAME_OF = 1 << 8,       /* goes on with the name of a body: "Ministry |of Works" */
  NAME_FOR = 1 << 9,      /* the same after NAME_OFFICE: "Department |for Roads" */
  NAME_OFFICE = 1 << 10,  /* "department", "committee" */
  NAME_THE = 1 << 11,     /* between NAME_OF and the rest: "Office of |the Mayor" */
  NAME_AND = 1 << 12,     /* "Ministry of Works |and Roads" */
  NAME_REGAL = 1 << 13,   /* a title that a single name keeps: "Pope Francis" */
  NAME_MONTH = 1 << 14,   /* a surname that is a month or a verb as well: "Theresa |May" */
  NAME_WILL = 1 << 15     /* a given name that is an auxiliary as well */
};

bool vb_name_words_fill(vb_word_table *table); /* false without memory */

#endif
