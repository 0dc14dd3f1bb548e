/*
 * inversion.c - the subject of a verb in a language where it may be on either side of it.
 *
 *   |Brook sagte: "..."           right before the verb, if no preposition governs it
 *   Nach der Sitzung sagte |Brook   otherwise right after it, past adverbs and the time
 *   "...", a déclaré lundi |le maire de Marlow, Ada Brook
 *   Brook, die seit Jahren klagt, |sagte   else as in languages that do not invert
 */
#include "indexer/article/quotation/subject_internal.h"

enum { SKIPPED_MAX = 6, PHRASE_WORDS_MAX = 12 };

static bool is_governed(const article_frame *f, phrase p, uint32_t floor) {
  const unit *first = &f->units[p.from];
  if (vb_unit_is(first, VB_WORD_OBJECT)) return true; /* "den Plan": an object by its article */
  return p.from > floor && !first->gap && vb_unit_is(first - 1, VB_WORD_PREPOSITION);
}

/* "am Montag", "ce lundi", "nesta sexta": the unit after the time; u itself if there is no time. */
static uint32_t behind_time(const article_frame *f, uint32_t u, uint32_t end) {
  for (uint32_t k = u; k < end && k < u + 4; k++) {
    const unit *w = &f->units[k];
    if (w->stretch >= 0 || (k > u && w->gap)) break;
    if (vb_unit_is(w, VB_WORD_TIME)) {
      while (k + 1 < end && !f->units[k + 1].gap && vb_unit_is(&f->units[k + 1], VB_WORD_TIME)) k++;
      return k + 1;
    }
    if (!vb_unit_is(w, VB_WORD_PREPOSITION | VB_WORD_DETERMINER)) break;
  }
  return u;
}

/* "dijo |a la agencia el alcalde", "a promis |aux habitants la maire": the unit after the hearer,
   where an article or a given name begins another phrase; u itself if there is no hearer. */
static uint32_t behind_hearer(const article_frame *f, uint32_t u, uint32_t end) {
  enum { HEARER_WORDS = 5 };
  if (!vb_unit_is(&f->units[u], VB_WORD_PREPOSITION)) return u;
  for (uint32_t k = u + 1; k < end && k - u <= HEARER_WORDS; k++) {
    const unit *w = &f->units[k];
    if (w->stretch >= 0 || w->gap) break;
    bool first = k == u + 1 || vb_unit_is(w - 1, VB_WORD_PREPOSITION | VB_WORD_DETERMINER);
    if (!first &&
        (vb_unit_is(w, VB_WORD_DETERMINER) || (w->capital && (vb_name_kinds(f, k) & NAME_GIVEN))))
      return k;
    if (vb_unit_is(w, VB_WORD_CLAUSE | VB_WORD_TIME | VB_WORD_CONJUNCTION)) break;
  }
  return u;
}

/* Where a subject after the verb may begin. */
static uint32_t behind_adverbs(const article_frame *f, uint32_t cue, uint32_t end) {
  uint32_t u = cue + 1;
  while (u < end && u - cue <= SKIPPED_MAX && !f->units[u].gap && f->units[u].stretch < 0) {
    uint32_t next = behind_time(f, u, end);
    bool small =
        vb_unit_is(&f->units[u], VB_WORD_ADVERB | VB_WORD_AUXILIARY) &&
        !vb_unit_is(&f->units[u], VB_WORD_PRONOUN | VB_WORD_DETERMINER | VB_WORD_PREPOSITION);
    if (next == u && small && !f->units[u].capital) next = u + 1;
    if (next == u && u == cue + 1) next = behind_hearer(f, u, end);
    if (next == u) break;
    u = next;
  }
  return u;
}

/* "Ada Brook |der Zeitung": after a person's name the article begins another phrase. */
static bool ends_person(const article_frame *f, uint32_t u) {
  enum { NAME_WORDS = 6 };
  for (uint32_t k = u; k-- > 0 && u - k <= NAME_WORDS;) {
    size_t i = vb_cast_mention_inside(f->cast, k, k + 1);
    if (i != SIZE_MAX)
      return f->cast->mentions[i].to == u &&
             vb_is_person(&f->cast->entities[f->cast->mentions[i].entity]);
  }
  return false;
}

static bool goes_on(const article_frame *f, uint32_t u, uint32_t end) {
  const unit *w = &f->units[u], *before = w - 1;
  if (vb_unit_is(w, VB_WORD_LINK) ||
      (!w->capital && !w->classes && (vb_name_kinds(f, u) & NAME_PARTICLE)))
    return u + 1 < end && !w[1].gap && !vb_unit_is(&w[1], VB_WORD_TIME | VB_WORD_PRONOUN);
  if (vb_unit_is(w, VB_WORD_GENITIVE)) return before->capital && !ends_person(f, u);
  if (vb_unit_is(w, VB_WORD_DETERMINER)) return vb_unit_is(before, VB_WORD_PREPOSITION);
  if (vb_unit_is(w, VB_WORD_CLAUSE | VB_WORD_RELATIVE | VB_WORD_AUXILIARY | VB_WORD_TIME |
                        VB_WORD_ADVERB | VB_WORD_PREPOSITION | VB_WORD_PRONOUN))
    return false;
  if (vb_unit_is(w, VB_WORD_CONJUNCTION))
    return before->capital && u + 1 < end && w[1].capital && !w[1].gap;
  if (w->capital) return true;
  /* After a name, a small word that is in no phrase of its own belongs to the verb. */
  return !before->capital || vb_unit_is(before, VB_WORD_ROLE | VB_WORD_TITLE | VB_WORD_BODY);
}

/* The noun phrase that begins right after the verb, adverbs and times aside. */
phrase vb_subject_behind_adverbs(const article_frame *f, uint32_t cue, uint32_t end) {
  static const uint32_t HEADS = VB_WORD_ROLE | VB_WORD_TITLE | VB_WORD_BODY | VB_WORD_DETERMINER;
  uint32_t u = behind_adverbs(f, cue, end), to;
  if (u >= end || f->units[u].gap || f->units[u].stretch >= 0) return no_phrase;
  const unit *first = &f->units[u];
  if (vb_unit_is(first, VB_WORD_OBJECT)) return no_phrase;
  if (vb_unit_is(first, VB_WORD_PRONOUN)) return (phrase){u, u + 1};
  if (!first->capital && !vb_unit_is(first, HEADS)) return no_phrase;
  if (vb_unit_is(first, VB_WORD_PREPOSITION | VB_WORD_CLAUSE | VB_WORD_CONJUNCTION))
    return no_phrase;
  for (to = u + 1; to < end && to - u < PHRASE_WORDS_MAX; to++) {
    if (f->units[to].gap || f->units[to].stretch >= 0 || !goes_on(f, to, end)) break;
  }
  while (to > u && vb_unit_is(&f->units[to - 1], VB_WORD_PREPOSITION | VB_WORD_DETERMINER)) to--;
  return to > u ? (phrase){u, to} : no_phrase;
}

phrase vb_subject_inverted(const article_frame *f, uint32_t cue, uint32_t floor, uint32_t end) {
  phrase before = vb_subject_right_before(f, cue, floor);
  if (before.from != NO_UNIT && !is_governed(f, before, floor)) return before;
  phrase behind = vb_subject_behind_adverbs(f, cue, end);
  if (behind.from != NO_UNIT) return behind;
  return before.from == NO_UNIT ? vb_subject_before(f, cue, floor) : no_phrase;
}
