/*
 * subject.c - finds the subject of a reporting verb.
 *
 * It is the noun phrase that ends before the verb, skipping adverbs, auxiliaries and
 * insertions between commas or in brackets; or the one directly after it ("said Brook");
 * or, if the verb has none of its own, the subject of an earlier verb or of the sentence.
 */
#include "indexer/article/quotation/subject_internal.h"

enum {
  PHRASE_MAX = 12,
  INSERTIONS_MAX = 3
}; /* words of a noun phrase; clauses between it and its verb */

/* "they |report", "analysts |say", "to |say", but not "a text |message": a base form is a verb
   after a plural. */
static bool has_plural_before(const article_frame *f, uint32_t u) {
  const unit *before = &f->units[u - 1];
  if (before->stretch >= 0 || before->capital) return true;
  if (before->classes & (VB_WORD_PRONOUN | VB_WORD_AUXILIARY | VB_WORD_PLURAL | VB_WORD_ADVERB |
                         VB_WORD_CONJUNCTION | VB_WORD_RELATIVE | VB_WORD_TIME))
    return true;
  return vb_language_tail_fits(f->language->tails.plural, vb_unit_word(f, u - 1), 0) ||
         vb_unit_idiom(f, u - 1, VB_IDIOM_SEVERAL);
}

/* "nach |Angaben", "nach den |Worten". */
static bool follows_preposition(const article_frame *f, uint32_t u) {
  const unit *before = &f->units[u - 1];
  if (u > 1 && vb_unit_is(before, VB_WORD_DETERMINER) && !before->gap) before--;
  return vb_unit_is(before, VB_WORD_PREPOSITION);
}

/* Whether it is a reporting verb, not a noun or adjective that looks like one ("the leading", "his
   call"). */
bool vb_is_cue(const article_frame *f, uint32_t u) {
  const unit *w = &f->units[u];
  if (!vb_unit_is(w, VB_WORD_CUE | VB_WORD_CUE_WEAK) || w->possessive) return false;
  if (w->classes & VB_WORD_BESIDE) return u > 0 && w[-1].stretch >= 0;
  if (vb_unit_idiom(f, u, VB_IDIOM_GOES_ON) && vb_unit_idiom(f, u + 1, VB_IDIOM_TO)) return false;
  if (w->capital && !w->begins)
    return (w->classes & VB_WORD_ACCORDING) && u > 0 &&
           (f->language->traits & VB_LANGUAGE_NOUNS_CAPITAL) && follows_preposition(f, u);
  if (u == 0 || w->gap || w->begins) return true;
  const unit *before = w - 1;
  if (vb_unit_is(before, VB_WORD_DETERMINER) || (before->stretch < 0 && before->possessive))
    return false;
  return !(w->classes & VB_WORD_BASE) || has_plural_before(f, u);
}

/* "s'|est exclamé", "si |è detto": the subject's own doing. */
static bool is_reflexive(const article_frame *f, uint32_t u) {
  if (!vb_inverts(f) || u == 0 || f->units[u].gap || f->units[u - 1].stretch >= 0) return false;
  vb_str word = vb_unit_word(f, u - 1);
  return vb_unit_is(&f->units[u - 1], VB_WORD_AUXILIARY) && word.n <= 2 && word.p[0] == 's';
}

/* "was |asked", "was also |called": someone else than the subject is speaking. */
bool vb_is_passive(const article_frame *f, uint32_t cue) {
  if (vb_is_participle(&f->units[cue]) || (f->units[cue].classes & VB_WORD_BASE)) return false;
  for (uint32_t u = cue; u-- > 0 && cue - u <= 3 && !f->units[u + 1].gap;) {
    if (vb_unit_is(&f->units[u], VB_WORD_BE)) return !is_reflexive(f, u);
    if (!vb_unit_is(&f->units[u], VB_WORD_ADVERB)) return false;
  }
  return false;
}

/* Whether a word ends the noun phrase to its left. */
bool vb_bounds_phrase(const unit *u) {
  if (u->stretch >= 0) return true;
  uint32_t c = u->classes;
  if (c & (VB_WORD_CLAUSE | VB_WORD_RELATIVE | VB_WORD_PREPOSITION | VB_WORD_AUXILIARY))
    return true;
  if (u->capital && !(u->begins && (c & (VB_WORD_ADVERB | VB_WORD_CONJUNCTION)))) return false;
  return (c & (VB_WORD_CONJUNCTION | VB_WORD_CUE | VB_WORD_CUE_WEAK | VB_WORD_ADVERB)) &&
         !(c & (VB_WORD_ROLE | VB_WORD_DOCUMENT | VB_WORD_BODY | VB_WORD_TITLE));
}

/* Whether the word is part of a name, and its capital is not only that of a sentence's
   beginning. */
static bool is_named(const article_frame *f, uint32_t u) {
  enum { NAME_REACH = 8 };
  for (uint32_t k = u + 1; k-- > 0 && u - k < NAME_REACH;) {
    size_t i = vb_cast_mention_inside(f->cast, k, k + 1);
    if (i != SIZE_MAX) return f->cast->mentions[i].to > u;
  }
  return false;
}

/* Whether the conjunction at u is inside a name ("Health |and Human Services"), or joins two names
   into one subject ("Ada Brook |and Tom Reed said"), of which the first has no verb before it. */
static bool joins_names(const article_frame *f, uint32_t u, uint32_t floor) {
  if (u == floor || !is_named(f, u - 1) || f->units[u - 1].possessive) return false;
  if (is_named(f, u)) return true;
  uint32_t first = u - 1;
  while (first > floor && !f->units[first].gap && f->units[first - 1].stretch < 0 &&
         f->units[first - 1].capital)
    first--;
  return first == floor || f->units[first].gap || f->units[first - 1].stretch >= 0;
}

/* In a language that inverts, what stands before a noun phrase may be anything, so its article is
   its beginning, but for one that goes on ("der Chef |der Bahn", "la ministra de |la Mujer"), and a
   name without an article begins with its own capitals and titles. */
static bool begins_phrase(const article_frame *f, uint32_t u, uint32_t floor) {
  enum { ADJECTIVES = 3 };
  const unit *w = &f->units[u], *before = w - 1;
  if (vb_unit_is(before, VB_WORD_LINK)) return false;
  if (vb_unit_is(w, VB_WORD_DETERMINER))
    return !(vb_unit_is(w, VB_WORD_GENITIVE) && before->capital && !before->begins);
  if (!w->capital || before->capital || before->classes) return false;
  for (uint32_t k = u; k-- > floor && u - k <= ADJECTIVES + 1 && !f->units[k + 1].gap;) {
    if (vb_unit_is(&f->units[k], VB_WORD_DETERMINER)) return false;
    if (f->units[k].stretch >= 0 || f->units[k].classes) return true;
  }
  return true;
}

/* "a spokesman for the campaign": a phrase before a linking preposition belongs to it. */
static uint32_t phrase_start(const article_frame *f, uint32_t last, uint32_t floor) {
  uint32_t u = last;
  const unit *units = f->units;
  while (u > floor && last - u < PHRASE_MAX) {
    if (units[u].gap || vb_unit_is(&units[u], VB_WORD_PRONOUN)) break;
    const unit *before = &units[u - 1];
    if (before->stretch >= 0 || (vb_inverts(f) && begins_phrase(f, u, floor))) break;
    if (vb_unit_is(before, VB_WORD_LINK) && u - 1 > floor && !before->gap &&
        !vb_bounds_phrase(&units[u - 2])) {
      u -= 2;
      continue;
    }
    if (vb_unit_is(before, VB_WORD_CONJUNCTION) && !before->gap && joins_names(f, u - 1, floor)) {
      u -= 2;
      continue;
    }
    if (vb_bounds_phrase(before) || vb_unit_is(before, VB_WORD_PRONOUN)) break;
    u--;
  }
  return u;
}

/* The subject of the sentence [floor, end): its first pronoun, name or role that no preposition
   governs. */
phrase vb_subject_of_sentence(const article_frame *f, uint32_t floor, uint32_t end) {
  const unit *units = f->units;
  bool governed = false;
  for (uint32_t u = floor; u < end; u++) {
    const unit *w = &units[u];
    if (w->stretch >= 0) {
      governed = false;
      continue;
    }
    if ((w->classes & VB_WORD_ACCORDING) && (!vb_inverts(f) || vb_is_cue(f, u))) {
      phrase p = vb_subject_of(f, u, floor, end);
      if (p.from != NO_UNIT) return p;
      continue;
    }
    if (u > floor && (w->gap & (GAP_COMMA | GAP_BRACKET | GAP_DASH | GAP_COLON))) governed = false;
    if (w->classes & (VB_WORD_PREPOSITION | VB_WORD_CUE_ING)) {
      governed = true;
      continue;
    }
    bool verbal = w->possessive && !(w->classes & (VB_WORD_MALE | VB_WORD_FEMALE)); /* "It's" */
    if ((w->classes & VB_WORD_PRONOUN) && !verbal) return (phrase){u, u + 1};
    if (w->classes & VB_WORD_TIME) {
      governed = false;
      continue;
    }
    bool named = w->capital && (!w->begins || is_named(f, u)) &&
                 !(w->classes & (VB_WORD_DETERMINER | VB_WORD_ADVERB | VB_WORD_CLAUSE |
                                 VB_WORD_CONJUNCTION | VB_WORD_AUXILIARY));
    if (governed || w->possessive ||
        !(named || (w->classes & (VB_WORD_ROLE | VB_WORD_BODY | VB_WORD_DOCUMENT))))
      continue;
    uint32_t to = u + 1;
    while (
        to < end && !units[to].gap && units[to].stretch < 0 && !vb_bounds_phrase(&units[to]) &&
        (units[to].capital || (units[to].classes & (VB_WORD_ROLE | VB_WORD_BODY | VB_WORD_TITLE))))
      to++;
    if (units[to - 1].possessive) {
      u = to - 1;
      continue;
    }
    return (phrase){phrase_start(f, u, floor), to};
  }
  return no_phrase;
}

/* The unit after a phrase that is followed by an insertion between commas that ends before u: in
   "Peskov, the spokesman, |said" the end of "Peskov". u itself if there is no such insertion. */
static uint32_t before_insertion(const article_frame *f, uint32_t u, uint32_t floor) {
  if (!(f->units[u].gap & (GAP_COMMA | GAP_DASH | GAP_BRACKET))) return u;
  for (uint32_t k = u - 1; k > floor; k--) {
    if (f->units[k].stretch >= 0) break;
    if (f->units[k].gap & (GAP_COMMA | GAP_DASH | GAP_BRACKET)) {
      const unit *end = &f->units[k - 1];
      if (end->stretch >= 0) break;
      /* "In Moscow, on Tuesday, said": has no subject there. */
      if (end->classes & (VB_WORD_TIME | VB_WORD_ADVERB)) return u;
      return k;
    }
  }
  return u;
}

/* Whether another insertion ends before u: "Brook, D-Mich., |the chair, said", "Brook, 43, |of
   Orle, said". */
static bool inserts_again(const article_frame *f, uint32_t u, uint32_t floor) {
  if (u <= floor + 1 || f->units[u - 1].stretch >= 0) return false;
  const vb_token *t = vb_unit_token(f, u - 1);
  return vb_is_party_tag(f, u - 1) ||
         (t->term[0] >= '0' && t->term[0] <= '9' && t->term_length <= 3);
}

/* Whether a phrase can speak: a pronoun, a name, a person by role, a body, a document. */
static bool can_speak(const article_frame *f, phrase p) {
  if (p.from == NO_UNIT || vb_unit_is(&f->units[p.to - 1], VB_WORD_DETERMINER)) return false;
  for (uint32_t u = p.from; u < p.to; u++) {
    const unit *w = &f->units[u];
    if (w->stretch >= 0) return false;
    if (w->classes & (VB_WORD_PRONOUN | VB_WORD_ROLE | VB_WORD_BODY | VB_WORD_DOCUMENT))
      return true;
    if (w->capital && (!w->begins || is_named(f, u))) return true;
  }
  return false;
}

/* "The diocese promised", "Neighbours said": directly before a strong verb, any noun with an
   article, or any plural at the beginning of the sentence, can be the subject. */
static bool speaks_plainly(const article_frame *f, phrase p, uint32_t cue) {
  const unit *first = &f->units[p.from];
  if (p.to != cue || !vb_is_strong(&f->units[cue]) || p.to - p.from > 4) return false;
  vb_str last = vb_unit_word(f, p.to - 1);
  if (vb_unit_is(first, VB_WORD_DEFINITE) && p.to - p.from > 1) return true;
  return first->begins && p.to - p.from == 1 && !first->classes &&
         vb_language_tail_fits(f->language->tails.plural, last, 0);
}

/* "with Brook |yelling": the noun phrase between the preposition and the participle. */
static phrase absolute_subject(const article_frame *f, uint32_t cue, uint32_t floor) {
  const unit *units = f->units;
  uint32_t to = cue;
  while (to > floor && !units[to].gap && vb_unit_is(&units[to - 1], VB_WORD_ADVERB) &&
         !units[to - 1].capital)
    to--;
  if (to == floor || units[to].gap || vb_bounds_phrase(&units[to - 1])) return no_phrase;
  phrase p = {phrase_start(f, to - 1, floor), to};
  if (p.from == floor || !vb_unit_idiom(f, p.from - 1, VB_IDIOM_WITH)) return no_phrase;
  return can_speak(f, p) ? p : no_phrase;
}

/* The noun phrase that is the subject of the verb at unit `cue`; looks back as far as `floor`;
   `strict`: of this verb alone. */
/* The name between commas that begins at u, where it is all of the insertion. */
static phrase name_inserted(const article_frame *f, uint32_t u, uint32_t cue) {
  size_t i = vb_cast_mention_inside(f->cast, u, cue);
  if (i == SIZE_MAX || f->cast->mentions[i].from != u) return no_phrase;
  uint32_t to = f->cast->mentions[i].to;
  return to <= cue && (f->units[to].gap & (GAP_COMMA | GAP_BRACKET)) ? (phrase){u, to} : no_phrase;
}

static phrase subject_before(const article_frame *f, uint32_t cue, uint32_t floor, bool strict) {
  const unit *units = f->units;
  if (cue <= floor || *f->verbs_left == 0) return no_phrase;
  --*f->verbs_left;
  if (vb_is_participle(&units[cue])) {
    phrase p = absolute_subject(f, cue, floor);
    if (p.from != NO_UNIT) return p;
  }
  uint32_t u = cue;
  while (u > floor && !(units[u].gap & BREAKS) &&
         vb_unit_is(&units[u - 1], VB_WORD_ADVERB | VB_WORD_AUXILIARY) && !units[u - 1].capital)
    u--;
  if (u == floor || (units[u].gap & (BREAKS & ~GAP_SEMICOLON))) return no_phrase;
  if (vb_unit_is(&units[u - 1], VB_WORD_CONJUNCTION) || (units[u].gap & GAP_SEMICOLON))
    return strict ? no_phrase : vb_subject_earlier(f, u - 1, floor);
  for (uint32_t before = u, n = 0; n < INSERTIONS_MAX; n++, before = u) {
    u = before_insertion(f, u, floor);
    if (u == before || !inserts_again(f, u, floor)) break;
  }
  if (units[u].gap & GAP_COMMA && vb_is_participle(&units[cue]))
    return strict ? no_phrase : vb_subject_earlier(f, cue, floor);
  const unit *last = &units[u - 1];
  if (last->stretch >= 0) return strict ? no_phrase : vb_subject_earlier(f, cue, floor);
  if (vb_unit_is(last, VB_WORD_RELATIVE) && u - 1 > floor) {
    /* "Smith, who said": the noun that "who" refers to. */
    uint32_t noun = u - 2;
    if (units[noun].stretch >= 0) return no_phrase;
    return (phrase){phrase_start(f, noun, floor), u};
  }
  if (vb_unit_is(last, VB_WORD_TIME) && u - 1 > floor && units[u - 2].stretch < 0) {
    u--;
    if (vb_unit_is(&units[u - 1], VB_WORD_PREPOSITION)) u--;
    if (u == floor) return no_phrase;
    last = &units[u - 1];
  }
  if (vb_bounds_phrase(last) || last->stretch >= 0)
    return strict ? no_phrase : vb_subject_earlier(f, cue, floor);
  phrase p = {phrase_start(f, u - 1, floor), u};
  if (vb_inverts(f) && (units[p.from].gap & GAP_BRACKET) && u < cue)
    return name_inserted(f, u, cue); /* "der Chef der Bahn (DB), |Brook, sagte" */
  if (can_speak(f, p) || speaks_plainly(f, p, cue)) return p;
  return strict ? no_phrase : vb_subject_earlier(f, cue, floor);
}

phrase vb_subject_before(const article_frame *f, uint32_t cue, uint32_t floor) {
  return subject_before(f, cue, floor, false);
}

phrase vb_subject_right_before(const article_frame *f, uint32_t cue, uint32_t floor) {
  return subject_before(f, cue, floor, true);
}

/* "criticised X and |said": the subject of an earlier verb in the sentence, or else of the
   sentence. */
phrase vb_subject_earlier(const article_frame *f, uint32_t cue, uint32_t floor) {
  for (uint32_t u = cue; u-- > floor;) {
    if (!vb_is_cue(f, u) || vb_is_participle(&f->units[u])) continue;
    phrase p = vb_subject_before(f, u, floor);
    if (p.from != NO_UNIT) return p;
  }
  return vb_subject_of_sentence(f, floor, cue);
}

phrase vb_owner(const article_frame *f, uint32_t u, uint32_t floor) {
  phrase p = {phrase_start(f, u, floor), u + 1};
  for (size_t i = vb_cast_mention_inside(f->cast, p.from, p.to); i < f->cast->mention_count; i++) {
    if (f->cast->mentions[i].to == p.to) return (phrase){f->cast->mentions[i].from, p.to};
    if (f->cast->mentions[i].from > u) break;
  }
  return can_speak(f, p) && vb_unit_is(&f->units[p.from], VB_WORD_DETERMINER) ? p : no_phrase;
}

/* "Ms. |Brook", "J. |Brook": the stop before the word does not end a sentence. */
static bool stop_of_title(const article_frame *f, uint32_t u) {
  const unit *w = &f->units[u], *before = w - 1;
  if (w->gap != GAP_STOP || w->begins || before->stretch >= 0) return false;
  return (before->classes & VB_WORD_TITLE) || vb_unit_token(f, u - 1)->term_length == 1;
}

/* "said |Peskov, the spokesman": the noun phrase that begins directly after the verb. */
phrase vb_subject_behind(const article_frame *f, uint32_t cue, uint32_t end) {
  const unit *units = f->units;
  uint32_t u = cue + 1;
  if (u >= end || (units[u].gap & ~GAP_POSSESSIVE) || units[u].stretch >= 0) return no_phrase;
  if (vb_unit_is(&units[u], VB_WORD_PRONOUN)) return (phrase){u, u + 1};
  bool under = units[u].capital && u + 1 < end && units[u + 1].capital &&
               vb_unit_is(&units[u + 1], VB_WORD_TITLE);
  if (!under && vb_unit_is(&units[u], VB_WORD_PREPOSITION | VB_WORD_CLAUSE | VB_WORD_RELATIVE |
                                          VB_WORD_AUXILIARY | VB_WORD_TIME | VB_WORD_ADVERB |
                                          VB_WORD_CONJUNCTION))
    return no_phrase;
  uint32_t to = u;
  for (; to < end && to - u < PHRASE_MAX; to++) {
    const unit *w = &units[to];
    if (w->stretch >= 0 || (to > u && w->gap && !stop_of_title(f, to))) break;
    if (vb_unit_is(w, VB_WORD_CLAUSE | VB_WORD_RELATIVE | VB_WORD_AUXILIARY | VB_WORD_TIME |
                          VB_WORD_ADVERB | VB_WORD_CONJUNCTION))
      break;
    bool link = vb_unit_is(w, VB_WORD_LINK) || (under && to == u);
    if (vb_unit_is(w, VB_WORD_PREPOSITION) &&
        !(link && to + 1 < end && !units[to + 1].gap && !vb_unit_is(&units[to + 1], VB_WORD_TIME)))
      break;
    if (vb_is_cue(f, to) && vb_is_participle(w)) break;
  }
  while (to > u && vb_unit_is(&units[to - 1], VB_WORD_PREPOSITION)) to--;
  return to > u ? (phrase){u, to} : no_phrase;
}

/* "according |to Brook", "selon |Brook". */
static phrase behind_according(const article_frame *f, uint32_t cue, uint32_t end) {
  uint32_t at = cue;
  while (at + 1 < end && at < cue + 2 &&
         vb_unit_is(&f->units[at + 1], VB_WORD_PREPOSITION | VB_WORD_AUXILIARY))
    at++;
  if (at + 1 >= end) return no_phrase;
  return vb_inverts(f) ? vb_subject_behind_adverbs(f, at, end) : vb_subject_behind(f, at, end);
}

phrase vb_subject_of(const article_frame *f, uint32_t cue, uint32_t floor, uint32_t end) {
  const unit *units = f->units;
  if (vb_unit_is(&units[cue], VB_WORD_ACCORDING)) return behind_according(f, cue, end);
  if (vb_unit_is(&units[cue], VB_WORD_ACCORDING_AFTER))
    return vb_subject_right_before(f, cue, floor);
  return vb_inverts(f) ? vb_subject_inverted(f, cue, floor, end) : vb_subject_before(f, cue, floor);
}
