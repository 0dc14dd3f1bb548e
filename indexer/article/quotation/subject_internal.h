/*
 * subject_internal.h - verbs that report, and the noun phrases that are their subjects.
 */
#ifndef VB_ARTICLE_QUOTATION_SUBJECT_INTERNAL_H
#define VB_ARTICLE_QUOTATION_SUBJECT_INTERNAL_H

#include "indexer/article/quotation/cast_internal.h"

typedef struct phrase {
  uint32_t from, to; /* units; from == NO_UNIT: none */
} phrase;

static const phrase no_phrase = {NO_UNIT, NO_UNIT};
static const uint8_t BREAKS = GAP_STOP | GAP_PARAGRAPH | GAP_COLON | GAP_SEMICOLON;

/* Whether it is a reporting verb, not a noun or adjective that looks like one ("the leading", "his
   call"). */
bool vb_is_cue(const article_frame *f, uint32_t u);
/* "was asked": someone else than the subject is speaking. */
bool vb_is_passive(const article_frame *f, uint32_t cue);
/* The subject of the verb at unit `cue`, searched for between `floor` and `end`. */
phrase vb_subject_of(const article_frame *f, uint32_t cue, uint32_t floor, uint32_t end);
phrase vb_subject_before(const article_frame *f, uint32_t cue, uint32_t floor);
/* The same, of this verb alone: none where it has none of its own. */
phrase vb_subject_right_before(const article_frame *f, uint32_t cue, uint32_t floor);
/* In a language that inverts: on whichever side of the verb it stands (inversion.c). */
phrase vb_subject_behind_adverbs(const article_frame *f, uint32_t cue, uint32_t end);
phrase vb_subject_inverted(const article_frame *f, uint32_t cue, uint32_t floor, uint32_t end);
/* "said |Brook, the engineer": the noun phrase that begins directly after the verb. */
phrase vb_subject_behind(const article_frame *f, uint32_t cue, uint32_t end);
/* "criticised X and |said": that of an earlier verb in the sentence, or else of the sentence. */
phrase vb_subject_earlier(const article_frame *f, uint32_t cue, uint32_t floor);
/* The subject of the sentence [floor, end): its first pronoun, name or role that no preposition
   governs. */
phrase vb_subject_of_sentence(const article_frame *f, uint32_t floor, uint32_t end);
/* The noun phrase that ends with 's at unit u: "|the Marlow mayor's| call". */
phrase vb_owner(const article_frame *f, uint32_t u, uint32_t floor);
/* Whether a word ends the noun phrase to its left. */
bool vb_bounds_phrase(const unit *u);

static inline bool vb_inverts(const article_frame *f) {
  return f->language->traits & VB_LANGUAGE_INVERTS;
}
static inline bool vb_is_participle(const unit *u) {
  return u->stretch < 0 && (u->classes & VB_WORD_CUE_ING);
}
static inline bool vb_is_strong(const unit *u) {
  return vb_unit_is(u, VB_WORD_CUE);
}

#endif
