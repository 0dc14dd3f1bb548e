/*
 * quotation_internal.h - what the chapters of the quotation finder share.
 *
 *   quoted_spans.c       text -> stretches between marks
 *   frame.c      words and stretches -> units, cut into frame sentences
 *   attribution.c  each stretch -> its cue and the mention of who said it
 *   speaker.c    mention -> the speaker's name
 *   quotation.c            the stretches joined into quotations; the finder
 */
#ifndef VB_ARTICLE_QUOTATION_QUOTATION_INTERNAL_H
#define VB_ARTICLE_QUOTATION_QUOTATION_INTERNAL_H

#include "indexer/article/quotation/quotation.h"
#include "indexer/article/quotation/quotation_language.h"
#include "indexer/article/quotation/word_table.h"

enum { NO_UNIT = 0x7fffffff };

/* What stands between a unit and the one before it. */
typedef enum gap {
  GAP_COMMA = 1 << 0,
  GAP_COLON = 1 << 1,
  GAP_STOP = 1 << 2, /* . ! ? that ends a sentence */
  GAP_SEMICOLON = 1 << 3,
  GAP_DASH = 1 << 4,
  GAP_BRACKET = 1 << 5,
  GAP_PARAGRAPH = 1 << 6,
  GAP_POSSESSIVE = 1 << 7 /* the unit before ends in 's: set on the unit before's follower */
} gap;

typedef struct stretch {
  uint32_t open, start, end, close; /* [start, end) between the marks [open..close) */
  uint32_t first_token, end_token;
  uint32_t unit;
  bool continued; /* the paragraph ends inside; the next one opens a mark anew */
  bool continues; /* and this is that next one */
  bool unclosed;
  char last; /* what the content ends with: , . ? ! - or 0 */
  /* The attribution, by attribution.c. */
  int score;                         /* 0: nobody's */
  uint32_t mention_from, mention_to; /* units [from, to); NO_UNIT for none */
  uint32_t cue;                      /* unit or NO_UNIT */
  bool inherited;                    /* the mention is the one of the stretch before */
  bool joined;                       /* one quotation with the stretch before */
} stretch;

typedef struct unit {
  uint32_t token;               /* of a word */
  int32_t stretch;              /* of a stretch; -1 for a word */
  uint32_t classes;             /* vb_word_class bits of the word */
  uint32_t hash;                /* of the word without 's: its low half */
  uint32_t sentence, paragraph; /* which, counted from 1 */
  uint16_t kinds;               /* name_words.h, of a word with a capital: looked up once */
  uint8_t gap;                  /* gap bits in front of it */
  bool capital;                 /* the word is printed with a capital letter */
  bool possessive;              /* ends in 's or s' */
  bool begins;                  /* first of its frame sentence */
} unit;

typedef struct article_frame {
  const vb_quotation_finder *finder;
  const vb_analysis *analysis;
  vb_arena *arena;
  stretch *stretches;
  size_t stretch_count;
  unit *units;
  uint32_t unit_count;
  uint32_t *classes;  /* vb_word_class bits of each token */
  uint32_t *capitals; /* the units that are words with a capital */
  uint32_t capital_count;
  bool foreign;                         /* in a language that the finder has no rules for */
  const struct cast *cast;              /* who is named: cast_internal.h */
  const struct vb_pronoun_watch *watch; /* mostly NULL: pronoun_internal.h */
  uint32_t *verbs_left;                 /* to look at for the stretch in hand (attribution.c) */
} article_frame;

/* The tables of a finder: the words of the language's grammar, and those that may be names. */
struct vb_quotation_finder {
  vb_word_table words, names;
};

uint64_t vb_word_hash(vb_str word); /* as vb_analysis_hash has it */

bool vb_quotation_scan(article_frame *f);
bool vb_quotation_is_foreign(const article_frame *f);
bool vb_quotation_build_frame(article_frame *f);
void vb_quotation_attribute(article_frame *f);

/* The words of units [from, to) as printed, marks of other units between them included. */
vb_extent vb_quotation_extent(const article_frame *f, uint32_t from, uint32_t to);

enum { VB_SPEAKER_SHOWN_FROM = 75 }; /* percent: below, the mention is printed and no name */

typedef struct quotation_speaker {
  vb_str name;
  uint32_t percent; /* how sure that the mention is this one */
} quotation_speaker;

/* Speakers: people and bodies met so far, asked in the order of the text. */
bool vb_quotation_resolve(article_frame *f, quotation_speaker *speakers /* one for each stretch */);

/* vb_quotations_find, with each choice for a pronoun shown to `watch`. */
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
