/*
 * examples.h - queries that find something in the store that is open, for the home page and help.
 */
#ifndef VB_WEB_EXAMPLES_H
#define VB_WEB_EXAMPLES_H

#include "searcher/verbatim.h"

typedef enum vb_example {
  VB_EXAMPLE_WORDS = 0,   /* two words of one article */
  VB_EXAMPLE_PHRASE,      /* "some words of a quotation" */
  VB_EXAMPLE_OPEN_PHRASE, /* "some * of a quotation" */
  VB_EXAMPLE_PREFIX,      /* quota* */
  VB_EXAMPLE_ADJACENT,    /* some-words */
  VB_EXAMPLE_EITHER,      /* a OR b */
  VB_EXAMPLE_GROUP,       /* (a OR b) c */
  VB_EXAMPLE_WITHOUT,     /* a -b */
  VB_EXAMPLE_NEAR,        /* a NEAR/5 b */
  VB_EXAMPLE_SENTENCE,    /* a w/s b */
  VB_EXAMPLE_PARAGRAPH,   /* a w/p b */
  VB_EXAMPLE_TITLE,       /* title:a */
  VB_EXAMPLE_AUTHOR,      /* author:a */
  VB_EXAMPLE_SOURCE,      /* source:a */
  VB_EXAMPLE_SPEAKER,     /* speaker:a */
  VB_EXAMPLE_NAME,        /* a speaker's name, and what they said: no queries of articles */
  VB_EXAMPLE_WORD,
  VB_EXAMPLE_SAID,        /* said:a */
  VB_EXAMPLE_SAID_PHRASE, /* said:"some words" */
  VB_EXAMPLE_COMMENTS,    /* in:comments a */
  VB_EXAMPLE_SECTION,     /* section:a */
  VB_EXAMPLE_DATE,        /* a date:2018-01..2018-06 */
  VB_EXAMPLE_AFTER,       /* a after:2019 */
  VB_EXAMPLE_BEFORE,      /* a before:2016 */
  VB_EXAMPLES
} vb_example;

typedef struct vb_examples {
  vb_str text[VB_EXAMPLES]; /* each is set, and terminated */
} vb_examples;

/* Reads a few of the newest articles. What they have no example for gets an invented one. */
void vb_examples_make(vb_store *store, vb_arena *arena, vb_examples *out);

#endif
