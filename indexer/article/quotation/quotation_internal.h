/*
 * quotation_internal.h - what the files of the quotation finder share.
 *
 *   quoted_spans.c       text -> stretches between marks
 *   finder.c     the languages, and which one an article is in
 *   elision.c    "l'avocat" -> two words
 *   frame.c      words and stretches -> units, cut into frame sentences
 *   attribution.c  each stretch -> its cue and the mention of who said it
 *   speaker.c    mention -> the speaker's name
 *   quotation.c            the stretches joined into quotations; the finder
 *   inner.c      the quotations inside a quotation
 */
#ifndef VB_ARTICLE_QUOTATION_QUOTATION_INTERNAL_H
#define VB_ARTICLE_QUOTATION_QUOTATION_INTERNAL_H

#include "indexer/article/quotation/quotation.h"
#include "indexer/article/quotation/quotation_language.h"
#include "indexer/article/quotation/word_table.h"

enum { NO_UNIT = 0x7fffffff };

/* What is between a unit and the one before it. */
typedef enum gap {
  GAP_COMMA = 1 << 0,
  GAP_COLON = 1 << 1,
  GAP_STOP = 1 << 2, /* . ! ? ending a sentence */
  GAP_SEMICOLON = 1 << 3,
  GAP_DASH = 1 << 4,
  GAP_BRACKET = 1 << 5,
  GAP_PARAGRAPH = 1 << 6,
  GAP_POSSESSIVE = 1 << 7 /* the unit before ends in 's */
} gap;

typedef struct stretch {
  uint32_t open, start, end, close; /* the content [start, end) and its marks: [open, close) */
  uint32_t first_token, end_token;
  uint32_t unit;
  bool continued; /* the paragraph ends inside it; the next one opens a mark again */
  bool continues; /* this is that continuation */
  bool unclosed;
  bool unmarked; /* without marks: unmarked.c */
  bool headline; /* between single marks in the headline */
  bool dropped;  /* an inner one that is no speech: inner.c */
  char last;     /* the punctuation that the content ends with: , . ? ! - or 0 */
  /* Set by attribution.c: */
  int score;                         /* 0: nobody found */
  uint32_t mention_from, mention_to; /* units [from, to); NO_UNIT for none */
  uint32_t cue;                      /* a unit, or NO_UNIT */
  bool inherited;                    /* the mention is that of the previous stretch */
  bool joined;                       /* part of the same quotation as the previous stretch */
} stretch;

typedef struct unit {
  uint32_t token;               /* of a word */
  int32_t stretch;              /* of a stretch; -1 for a word */
  uint32_t classes;             /* vb_word_class bits of the word */
  uint32_t hash;                /* of the word without 's: the lower half */
  uint32_t sentence, paragraph; /* their numbers, from 1 */
  uint16_t kinds;               /* name_words.h, of a capitalised word; looked up once */
  uint8_t gap;                  /* gap bits before it */
  bool capital;                 /* printed with a capital letter */
  bool possessive;              /* ends in 's or s' */
  bool begins;                  /* the first of its frame sentence */
} unit;

enum {
  UNMARKED_MAX = 256
}; /* paragraphs of an article that are looked at for speech without marks */

typedef struct unmarked_candidate {
  uint32_t at, start; /* of the dash; of the paragraph after it */
  bool dash;          /* else it follows a colon */
} unmarked_candidate;

typedef struct article_frame {
  const vb_quotation_finder *finder;
  const vb_quotation_language *language;
  const vb_word_table *words, *idioms; /* of the language */
  const vb_analysis *analysis;
  vb_arena *arena;
  stretch *stretches;
  size_t stretch_count, stretch_capacity;
  unmarked_candidate *candidates;
  size_t candidate_count, candidate_capacity;
  unit *units;
  uint32_t unit_count;
  uint32_t *classes;  /* vb_word_class bits of each token */
  uint32_t *capitals; /* the units that are capitalised words */
  uint32_t capital_count;
  uint32_t *cuts; /* the units with something other than a blank before them, and the stretches */
  uint32_t cut_count;
  bool foreign;                         /* in a language without rules */
  bool is_part;                         /* of a quotation: inner.c */
  const struct cast *cast;              /* who is named (cast_internal.h) */
  const struct vb_pronoun_watch *watch; /* usually NULL (pronoun_internal.h) */
  uint32_t *verbs_left; /* still to examine for the current stretch (attribution.c) */
} article_frame;

enum { VB_QUOTATION_LANGUAGES = 6 };

struct vb_quotation_finder {
  vb_word_table words[VB_QUOTATION_LANGUAGES];  /* the grammar of each language */
  vb_word_table idioms[VB_QUOTATION_LANGUAGES]; /* vb_idiom bits */
  vb_word_table small; /* the commonest words of all: bits of the languages that have them */
  vb_word_table names; /* what may be part of a name, in any of them: name_words.h */
};

uint64_t vb_word_hash(vb_str word); /* the same hash as vb_analysis_hash */

bool vb_quotation_scan(article_frame *f);
/* Sets the language, or says that the article is in none that there are rules for. */
void vb_quotation_detect_language(article_frame *f);
/* Cuts "l'avocat" into two words where the language does. */
bool vb_quotation_split_elisions(article_frame *f, vb_analysis *analysis);
/* The classes of all words. */
bool vb_quotation_classify(article_frame *f);
/* Adds speech without marks to the stretches: after the words have their classes. */
bool vb_quotation_add_unmarked(article_frame *f);
bool vb_quotation_build_frame(article_frame *f);
void vb_quotation_attribute(article_frame *f);

/* The extent of units [from, to) as printed, including the marks between them. */
vb_extent vb_quotation_extent(const article_frame *f, uint32_t from, uint32_t to);

enum { VB_SPEAKER_SHOWN_FROM = 75 }; /* percent: with less, only the mention is shown, no name */

typedef struct quotation_speaker {
  vb_str name;
  uint32_t percent; /* confidence that the mention refers to this one */
} quotation_speaker;

/* Resolves speakers in text order, from the people and bodies named so far. */
bool vb_quotation_resolve(article_frame *f, quotation_speaker *speakers /* one for each stretch */);

/* The stretches joined into quotations, in the arena; false without memory. */
bool vb_quotations_join(article_frame *f, const quotation_speaker *speakers, vb_quotation **out,
                        size_t *count);
/* Adds the quotations inside a stretch to the quotation that it is part of; `outer` is that one's
   speaker. False without memory. */
bool vb_quotation_add_inner(const article_frame *f, const stretch *s,
                            const quotation_speaker *outer, vb_quotation *to);

/* vb_quotations_find, with `watch` called for each choice of a pronoun's referent. */
vb_status vb_quotations_watch(const vb_quotation_finder *finder, const vb_analysis *analysis,
                              vb_arena *arena, const struct vb_pronoun_watch *watch,
                              vb_quotation **out, size_t *count, vb_error *err);

static inline bool vb_unit_is(const unit *u, uint32_t classes) {
  return u->stretch < 0 && (u->classes & classes);
}
static inline const vb_token *vb_unit_token(const article_frame *f, uint32_t u) {
  return &f->analysis->tokens[f->units[u].token];
}

#endif
