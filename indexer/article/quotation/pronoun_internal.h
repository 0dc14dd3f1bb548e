/*
 * pronoun_internal.h - resolves "he" and "she": candidates, their features, and a linear model.
 *
 * Each feature below is present or absent for a candidate. A candidate's score is the sum
 * of the weights of its features; its probability is its share of exp(score) among all
 * candidates and "nobody of these". The weights were trained on evidence in an archive:
 * the same quotation is under "he said" in one article and under the name in another
 * (tests/bench/speakers.py).
 */
#ifndef VB_ARTICLE_QUOTATION_PRONOUN_INTERNAL_H
#define VB_ARTICLE_QUOTATION_PRONOUN_INTERNAL_H

#include "indexer/article/quotation/cast_internal.h"

enum {
  CANDIDATES_MAX = 12,
  CANDIDATE_FEATURES = 22, /* templates: a candidate has at most one feature of each */
  WEIGHT_ONE = 256         /* a weight of 1.0 */
};

/* The first feature of each template. The number in a comment is the template's size. */
typedef enum pronoun_feature {
  FEATURE_NOBODY = 0,   /* 1: of the choice "nobody of these" */
  FEATURE_NOBODY_COUNT, /* 5: how many candidates there are: 0, 1, 2, 3 to 4, more */
  FEATURE_DISTANCE =
      FEATURE_NOBODY_COUNT + 5, /* 9 x 2: sentences back to the last mention; a subject or not */
  FEATURE_PARAGRAPH = FEATURE_DISTANCE + 18, /* 5: paragraphs back */
  FEATURE_RANK = FEATURE_PARAGRAPH + 5,      /* 6: other candidates mentioned since */
  FEATURE_SUBJECT_RANK =
      FEATURE_RANK + 6, /* 5: others that were subjects since it last was; never one */
  FEATURE_QUOTED = FEATURE_SUBJECT_RANK +
                   5, /* 4: last quoted: not, in this paragraph, the one before, earlier */
  FEATURE_QUOTED_AS =
      FEATURE_QUOTED + 4, /* 3: and there under the same pronoun, by name, by a role */
  FEATURE_SEX = FEATURE_QUOTED_AS +
                3, /* 4: fits by title, by given name; unknown while another fits; unknown */
  FEATURE_COUNT = FEATURE_SEX + 4,   /* 5: mentions so far */
  FEATURE_SPOKE = FEATURE_COUNT + 5, /* 4: quotations so far */
  FEATURE_CASE = FEATURE_SPOKE + 4, /* 8: last mention possessive, governed, a modifier; leading its
                                                                         sentence with a reporting
                                       verb, leading it; such a verb's subject, another's; other */
  FEATURE_HEADS = FEATURE_CASE + 8, /* 2: last mention heads its paragraph; and is this one's */
  FEATURE_INSIDE = FEATURE_HEADS + 2,  /* 1: named within the quotation */
  FEATURE_OBJECT = FEATURE_INSIDE + 1, /* 1: named right after the pronoun: "he told Brook" */
  FEATURE_PERSON =
      FEATURE_OBJECT + 1, /* 6: evidence for a person: none, verb, one, two, three, four of them */
  FEATURE_TOPIC = FEATURE_PERSON + 6, /* 3: named most in the article: first, second, other */
  FEATURE_SAME = FEATURE_TOPIC + 3,   /* 2: in the pronoun's sentence, a subject or not */
  FEATURE_SINCE = FEATURE_SAME + 2, /* 4 x 2: pronouns of the sex since; nearest candidate or not */
  FEATURE_WORDS = FEATURE_SINCE + 8, /* 3: words of the fullest form: one, two, more */
  FEATURE_ONLY =
      FEATURE_WORDS +
      3, /* 2: the only one of all whose sex is known to fit; of several candidates or alone */
  FEATURE_END = FEATURE_ONLY + 2
} pronoun_feature;

typedef struct candidate {
  uint32_t entity;
  uint8_t features[CANDIDATE_FEATURES];
  uint32_t feature_count;
  int32_t score; /* in 1/WEIGHT_ONE */
} candidate;

/* The previous quotation's speaker. */
typedef struct quoted_before {
  size_t entity; /* SIZE_MAX: unknown */
  uint32_t unit; /* of that quotation */
  uint32_t paragraph;
  uint8_t as; /* 0 pronoun, 1 name, 2 role */
} quoted_before;

typedef struct pronoun_place {
  uint32_t unit, sentence, paragraph; /* of the pronoun */
  const stretch *quotation;
  quoted_before before;
  const uint8_t *spoke; /* by entity: quotations so far */
} pronoun_place;

typedef struct pronoun_choice {
  candidate candidates[CANDIDATES_MAX];
  size_t count;
  uint8_t nobody[2]; /* the features of "nobody of these" */
  size_t best;       /* SIZE_MAX: nobody */
  uint32_t percent;  /* probability of the choice */
} pronoun_choice;

void vb_pronoun_resolve(const cast *c, const pronoun_place *place, pronoun_choice *out);

/* For training: is called with each choice. */
typedef struct vb_pronoun_watch {
  void (*see)(void *context, const cast *c, size_t stretch, const pronoun_choice *choice);
  void *context;
} vb_pronoun_watch;

extern const int16_t vb_pronoun_weights[FEATURE_END];

#endif
