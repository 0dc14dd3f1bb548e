/*
 * attribution.c - who said each stretch, by the grammar beside it.
 *
 * For a stretch there are, in falling order of trust,
 *   "...," said Peskov  "...," he said     the clause right behind it
 *   Peskov said: "..."                     the clause right before it
 *   Peskov said it was "..." for them      the verb of the sentence around it
 *   "..." "..."  or a paragraph of its own the stretch before it, whose mention goes on
 *   Peskov: "..."                          a name and a colon
 * Each gives a score; the best wins. The subject of a verb is the noun phrase
 * that ends before it, past adverbs, auxiliaries and what stands between commas.
 */
#include "indexer/article/quotation/quotation_internal.h"

/* How far from a stretch, in words, its verb is looked for. */
enum { REACH_BEHIND = 25, REACH_BEFORE = 40, PHRASE_MAX = 12 };
/* Text made to be dear has one sentence of all its words, or a verb at every other word, each of
   which would look at all before it. No writer's sentence comes near these. */
enum { SENTENCE_MAX = 300, VERBS_MAX = 60 };

typedef struct phrase {
  uint32_t from, to; /* units; from == NO_UNIT: none */
} phrase;

typedef struct finding {
  int score;
  uint32_t cue;
  phrase mention;
} finding;

static const phrase no_phrase = {NO_UNIT, NO_UNIT};
static const uint8_t BREAKS = GAP_STOP | GAP_PARAGRAPH | GAP_COLON | GAP_SEMICOLON;

/* A reporting verb, and not the noun or adjective that looks like one ("the leading", "his call").
 */
static bool is_cue(const article_frame *f, uint32_t u) {
  const unit *w = &f->units[u];
  if (!vb_unit_is(w, VB_WORD_CUE | VB_WORD_CUE_WEAK) || w->possessive) return false;
  if (w->capital && !w->begins) return false;
  if (u == 0 || w->gap || w->begins) return true;
  const unit *before = w - 1;
  return !(vb_unit_is(before, VB_WORD_DETERMINER) || (before->stretch < 0 && before->possessive));
}
static bool is_participle(const unit *u) {
  return u->stretch < 0 && (u->classes & VB_WORD_CUE_ING);
}
static bool is_strong(const unit *u) {
  return vb_unit_is(u, VB_WORD_CUE);
}

/* A word that ends a noun phrase to its left. */
static bool bounds_phrase(const unit *u) {
  if (u->stretch >= 0) return true;
  uint32_t c = u->classes;
  if (c & (VB_WORD_CLAUSE | VB_WORD_RELATIVE | VB_WORD_PREPOSITION | VB_WORD_AUXILIARY))
    return true;
  if (u->capital) return false;
  return (c & (VB_WORD_CONJUNCTION | VB_WORD_CUE | VB_WORD_CUE_WEAK | VB_WORD_ADVERB)) &&
         !(c & (VB_WORD_ROLE | VB_WORD_DOCUMENT | VB_WORD_BODY | VB_WORD_TITLE));
}

/* "a spokesman for the campaign": the phrase before a linking preposition belongs to it. */
static uint32_t phrase_start(const article_frame *f, uint32_t last, uint32_t floor) {
  uint32_t u = last;
  const unit *units = f->units;
  while (u > floor && last - u < PHRASE_MAX) {
    if (units[u].gap || vb_unit_is(&units[u], VB_WORD_PRONOUN)) break;
    const unit *before = &units[u - 1];
    if (before->stretch >= 0) break;
    if (vb_unit_is(before, VB_WORD_LINK) && u - 1 > floor && !before->gap &&
        !bounds_phrase(&units[u - 2])) {
      u -= 2;
      continue;
    }
    if (bounds_phrase(before) || vb_unit_is(before, VB_WORD_PRONOUN)) break;
    u--;
  }
  return u;
}

static phrase subject_behind(const article_frame *f, uint32_t cue, uint32_t end);

/* The subject of the sentence [floor, end): its first pronoun, name or role that no preposition
   governs. */
static phrase main_subject(const article_frame *f, uint32_t floor, uint32_t end) {
  const unit *units = f->units;
  bool governed = false;
  for (uint32_t u = floor; u < end; u++) {
    const unit *w = &units[u];
    if (w->stretch >= 0) {
      governed = false;
      continue;
    }
    if (w->classes & VB_WORD_ACCORDING) {
      phrase p = u + 1 < end ? subject_behind(f, u + 1, end) : no_phrase;
      if (p.from != NO_UNIT) return p;
      continue;
    }
    if (u > floor && (w->gap & (GAP_COMMA | GAP_BRACKET | GAP_DASH | GAP_COLON))) governed = false;
    if (w->classes & (VB_WORD_PREPOSITION | VB_WORD_CUE_ING)) {
      governed = true;
      continue;
    }
    if (w->classes & VB_WORD_PRONOUN) return (phrase){u, u + 1};
    if (w->classes & VB_WORD_TIME) {
      governed = false;
      continue;
    }
    bool named =
        w->capital && !(w->classes & (VB_WORD_DETERMINER | VB_WORD_ADVERB | VB_WORD_CLAUSE |
                                      VB_WORD_CONJUNCTION | VB_WORD_AUXILIARY));
    if (governed || w->possessive ||
        !(named || (w->classes & (VB_WORD_ROLE | VB_WORD_BODY | VB_WORD_DOCUMENT))))
      continue;
    uint32_t to = u + 1;
    while (
        to < end && !units[to].gap && units[to].stretch < 0 && !bounds_phrase(&units[to]) &&
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

/* The unit behind a comma-enclosed insertion that ends before u: "Peskov, the spokesman, |said":
   the end of "Peskov"; u itself when there is no such insertion. */
static uint32_t before_insertion(const article_frame *f, uint32_t u, uint32_t floor) {
  if (!(f->units[u].gap & (GAP_COMMA | GAP_DASH | GAP_BRACKET))) return u;
  for (uint32_t k = u - 1; k > floor; k--) {
    if (f->units[k].stretch >= 0) break;
    if (f->units[k].gap & (GAP_COMMA | GAP_DASH | GAP_BRACKET)) {
      const unit *end = &f->units[k - 1];
      if (end->stretch >= 0) break;
      /* "In Moscow, on Tuesday, said": no subject there. */
      if (end->classes & (VB_WORD_TIME | VB_WORD_ADVERB)) return u;
      return k;
    }
  }
  return u;
}

/* Something that can speak: a pronoun, a name, a person by role, a body, a document. */
static bool can_speak(const article_frame *f, phrase p) {
  if (p.from == NO_UNIT || vb_unit_is(&f->units[p.to - 1], VB_WORD_DETERMINER)) return false;
  for (uint32_t u = p.from; u < p.to; u++) {
    const unit *w = &f->units[u];
    if (w->stretch >= 0) return false;
    if (w->classes & (VB_WORD_PRONOUN | VB_WORD_ROLE | VB_WORD_BODY | VB_WORD_DOCUMENT))
      return true;
    if (w->capital && !(w->begins && w->classes)) return true;
  }
  return false;
}

static phrase earlier_subject(const article_frame *f, uint32_t cue, uint32_t floor);

/* The noun phrase that is the subject of the verb at unit `cue`; looks back as far as `floor`. */
static phrase subject_before(const article_frame *f, uint32_t cue, uint32_t floor) {
  const unit *units = f->units;
  if (cue <= floor || *f->verbs_left == 0) return no_phrase;
  --*f->verbs_left;
  uint32_t u = cue;
  while (u > floor && !(units[u].gap & BREAKS) &&
         vb_unit_is(&units[u - 1], VB_WORD_ADVERB | VB_WORD_AUXILIARY) && !units[u - 1].capital)
    u--;
  if (u == floor || (units[u].gap & (BREAKS & ~GAP_SEMICOLON))) return no_phrase;
  if (vb_unit_is(&units[u - 1], VB_WORD_CONJUNCTION) || (units[u].gap & GAP_SEMICOLON))
    return earlier_subject(f, u - 1, floor);
  u = before_insertion(f, u, floor);
  if (units[u].gap & GAP_COMMA && is_participle(&units[cue])) return earlier_subject(f, cue, floor);
  const unit *last = &units[u - 1];
  if (last->stretch >= 0) return earlier_subject(f, cue, floor);
  if (vb_unit_is(last, VB_WORD_RELATIVE) && u - 1 > floor) {
    /* "Smith, who said": the word that "who" stands for. */
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
  if (bounds_phrase(last) || last->stretch >= 0) return earlier_subject(f, cue, floor);
  phrase p = {phrase_start(f, u - 1, floor), u};
  return can_speak(f, p) ? p : earlier_subject(f, cue, floor);
}

/* "criticised X and |said": the subject of an earlier verb of the sentence, else of the sentence.
 */
static phrase earlier_subject(const article_frame *f, uint32_t cue, uint32_t floor) {
  for (uint32_t u = cue; u-- > floor;) {
    if (!is_cue(f, u) || is_participle(&f->units[u])) continue;
    phrase p = subject_before(f, u, floor);
    if (p.from != NO_UNIT) return p;
  }
  return main_subject(f, floor, cue);
}

/* "Ms. |Brook", "J. |Brook": the stop before the word ends no sentence. */
static bool stop_of_title(const article_frame *f, uint32_t u) {
  const unit *w = &f->units[u], *before = w - 1;
  if (w->gap != GAP_STOP || w->begins || before->stretch >= 0) return false;
  return (before->classes & VB_WORD_TITLE) || vb_unit_token(f, u - 1)->term_length == 1;
}

/* "said |Peskov, the spokesman": the noun phrase that begins right behind the verb. */
static phrase subject_behind(const article_frame *f, uint32_t cue, uint32_t end) {
  const unit *units = f->units;
  uint32_t u = cue + 1;
  if (u >= end || (units[u].gap & ~GAP_POSSESSIVE) || units[u].stretch >= 0) return no_phrase;
  if (vb_unit_is(&units[u], VB_WORD_PRONOUN)) return (phrase){u, u + 1};
  if (vb_unit_is(&units[u], VB_WORD_PREPOSITION | VB_WORD_CLAUSE | VB_WORD_RELATIVE |
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
    bool link = vb_unit_is(w, VB_WORD_LINK);
    if (vb_unit_is(w, VB_WORD_PREPOSITION) &&
        !(link && to + 1 < end && !units[to + 1].gap && !vb_unit_is(&units[to + 1], VB_WORD_TIME)))
      break;
    if (is_cue(f, to) && is_participle(w)) break;
  }
  while (to > u && vb_unit_is(&units[to - 1], VB_WORD_PREPOSITION)) to--;
  return to > u ? (phrase){u, to} : no_phrase;
}

static phrase subject_of(const article_frame *f, uint32_t cue, uint32_t floor, uint32_t end) {
  const unit *units = f->units;
  if (vb_unit_is(&units[cue], VB_WORD_ACCORDING))
    return cue + 1 < end ? subject_behind(f, cue + 1, end) : no_phrase;
  return subject_before(f, cue, floor);
}

static uint32_t sentence_start(const article_frame *f, uint32_t u) {
  for (uint32_t n = 0; u > 0 && !f->units[u].begins && n < SENTENCE_MAX; n++) u--;
  return u;
}
static uint32_t sentence_end(const article_frame *f, uint32_t u) {
  uint32_t most = u + SENTENCE_MAX;
  for (u++; u < f->unit_count && !f->units[u].begins && u < most;) u++;
  return u;
}

static void keep_best(finding *best, int score, uint32_t cue, phrase mention) {
  if (mention.from != NO_UNIT && score > best->score) *best = (finding){score, cue, mention};
}

/* "...," the ferry said: right behind a closed quotation and before a strong verb anything that
   has an article speaks. */
static phrase plain_subject(const article_frame *f, uint32_t q, uint32_t cue) {
  const unit *units = f->units;
  if (cue - q < 3 || cue - q > 6 || !is_strong(&units[cue])) return no_phrase;
  if (!vb_str_is(vb_token_term(vb_unit_token(f, q + 1)), "the")) return no_phrase;
  for (uint32_t u = q + 2; u <= cue; u++)
    if (units[u].gap || (u < cue && bounds_phrase(&units[u]))) return no_phrase;
  return (phrase){q + 1, cue};
}

/* The clause behind the stretch. */
static void look_behind(const article_frame *f, const stretch *s, uint32_t end, finding *best) {
  const unit *units = f->units;
  uint32_t q = s->unit;
  bool comma = s->last == ',' || s->last == '?' || s->last == '!' || s->last == '-' ||
               s->last == '.' || (q + 1 < end && (units[q + 1].gap & GAP_COMMA));
  for (uint32_t u = q + 1; u < end && u - q < REACH_BEHIND && units[u].stretch < 0; u++) {
    if (u > q + 1 && (units[u].gap & BREAKS)) break;
    if (!comma && vb_unit_is(&units[u], VB_WORD_CONJUNCTION | VB_WORD_CLAUSE)) break;
    if (!is_cue(f, u) || is_participle(&units[u])) continue;
    bool according = vb_unit_is(&units[u], VB_WORD_ACCORDING);
    phrase p = no_phrase;
    if (!according && u > q + 1) p = subject_before(f, u, q + 1);
    if (p.from == NO_UNIT && comma) p = plain_subject(f, q, u);
    if (p.from == NO_UNIT && (according || !vb_unit_is(&units[u], VB_WORD_OBJECT)))
      p = according    ? subject_of(f, u, q + 1, end)
          : u - q <= 3 ? subject_behind(f, u, end)
                       : no_phrase;
    int score = (comma ? 90 : according ? 60 : 35) + (is_strong(&units[u]) ? 5 : 0) - (int)(u - q);
    keep_best(best, score, u, p);
    if (p.from != NO_UNIT) break;
  }
}

/* The verb before the stretch in its sentence, over other stretches if need be. */
static void look_before(const article_frame *f, const stretch *s, uint32_t floor, finding *best) {
  const unit *units = f->units;
  uint32_t q = s->unit;
  bool introduced = units[q].gap & (GAP_COMMA | GAP_COLON);
  bool crossed = false;
  for (uint32_t u = q; u-- > floor && q - u < REACH_BEFORE;) {
    if (units[u].stretch >= 0) {
      crossed = true;
      continue;
    }
    if (!is_cue(f, u)) continue;
    phrase p = is_participle(&units[u]) ? earlier_subject(f, u, floor) : subject_of(f, u, floor, q);
    if (is_participle(&units[u]) && u > floor && p.from == NO_UNIT) p = subject_before(f, u, floor);
    int distance = (int)(q - u);
    int score = introduced && !crossed ? 88 : crossed ? 50 : 62;
    if (distance == 1 && !crossed) score += 20;
    if (is_strong(&units[u])) score += 6;
    keep_best(best, score - distance, u, p);
    if (p.from != NO_UNIT && is_strong(&units[u])) break;
  }
}

/* "Peskov: "..."": a short phrase and a colon. */
static void look_at_label(const article_frame *f, const stretch *s, uint32_t floor, finding *best) {
  uint32_t q = s->unit;
  if (!(f->units[q].gap & GAP_COLON) || q == floor || q - floor > 6) return;
  for (uint32_t u = floor; u < q; u++)
    if (f->units[u].stretch >= 0 || !f->units[u].capital) return;
  keep_best(best, 70, NO_UNIT, (phrase){floor, q});
}

/* No verb: the subject of the sentence around the stretch, weakly. */
static void look_around(const article_frame *f, const stretch *s, uint32_t floor, finding *best) {
  if (best->score > 0 || s->unit == floor) return;
  keep_best(best, 25, NO_UNIT, main_subject(f, floor, s->unit));
}

static finding own_attribution(const article_frame *f, const stretch *s) {
  finding best = {0, NO_UNIT, no_phrase};
  uint32_t floor = sentence_start(f, s->unit), end = sentence_end(f, s->unit);
  look_behind(f, s, end, &best);
  look_before(f, s, floor, &best);
  look_at_label(f, s, floor, &best);
  look_around(f, s, floor, &best);
  return best;
}

/* The sentence before ends with a colon or has a reporting verb: it introduces this stretch. */
static finding introduction(const article_frame *f, const stretch *s) {
  finding best = {0, NO_UNIT, no_phrase};
  uint32_t floor = sentence_start(f, s->unit);
  if (floor == 0) return best;
  uint32_t end = floor;
  floor = sentence_start(f, end - 1);
  bool colon = f->units[end].gap & GAP_COLON;
  for (uint32_t u = end; u-- > floor;) {
    if (!is_cue(f, u)) continue;
    phrase p = subject_of(f, u, floor, end);
    keep_best(&best, (colon ? 66 : 40) + (is_strong(&f->units[u]) ? 5 : 0), u, p);
    if (p.from != NO_UNIT) break;
  }
  if (best.score == 0) keep_best(&best, colon ? 50 : 30, NO_UNIT, main_subject(f, floor, end));
  return best;
}

/* The sentence is nothing but stretches. */
static bool stands_alone(const article_frame *f, const stretch *s) {
  uint32_t from = sentence_start(f, s->unit), to = sentence_end(f, s->unit);
  for (uint32_t u = from; u < to; u++)
    if (f->units[u].stretch < 0) return false;
  return true;
}

static uint32_t words_between(const article_frame *f, const stretch *a, const stretch *b) {
  (void)f;
  return b->unit - a->unit - 1;
}

static bool paragraph_between(const article_frame *f, const stretch *a, const stretch *b) {
  for (uint32_t u = a->unit + 1; u <= b->unit; u++)
    if (f->units[u].gap & GAP_PARAGRAPH) return true;
  return false;
}

static void take(stretch *s, finding found) {
  s->score = found.score;
  s->cue = found.cue;
  s->mention_from = found.mention.from;
  s->mention_to = found.mention.to;
}

static void inherit(stretch *s, const stretch *from, int score, bool joined) {
  s->score = score;
  s->cue = from->cue;
  s->mention_from = from->mention_from;
  s->mention_to = from->mention_to;
  s->inherited = true;
  s->joined = joined;
}

static void attribute_alone(article_frame *f, stretch *s, const stretch *before) {
  bool near = before && before->score > 0;
  bool same_paragraph = near && !paragraph_between(f, before, s);
  if (near && same_paragraph && words_between(f, before, s) <= 30) {
    inherit(s, before, 80, true);
    return;
  }
  finding intro = introduction(f, s);
  if (intro.score >= 60) take(s, intro);
  else if (near && words_between(f, before, s) <= 15) inherit(s, before, 55, false);
  else take(s, intro);
}

/* "...," said Brook, "...": one sentence, whose verb the stretch before has already. */
static bool goes_on(const article_frame *f, const stretch *before, const stretch *s) {
  if (!before || before->last != ',' || before->cue == NO_UNIT || before->score < 80) return false;
  if (before->cue < before->unit || before->cue > s->unit || s->unit - before->unit > 14)
    return false;
  if (!(f->units[s->unit].gap & GAP_COMMA) || paragraph_between(f, before, s)) return false;
  return sentence_start(f, s->unit) <= before->unit;
}

void vb_quotation_attribute(article_frame *f) {
  uint32_t verbs_left;
  f->verbs_left = &verbs_left;
  for (size_t i = 0; i < f->stretch_count; i++) {
    stretch *s = &f->stretches[i];
    const stretch *before = i ? s - 1 : NULL;
    verbs_left = VERBS_MAX;
    if (s->continues && before) {
      inherit(s, before, before->score ? before->score : 30, true);
    } else if (goes_on(f, before, s)) {
      inherit(s, before, before->score, true);
    } else if (stands_alone(f, s)) {
      attribute_alone(f, s, before);
    } else {
      take(s, own_attribution(f, s));
      bool same_cue = before && before->score && s->cue == before->cue && s->cue != NO_UNIT;
      s->joined = same_cue && before->unit < s->cue && s->cue < s->unit &&
                  s->cue - before->unit < 12 && before->last == ',';
      if (s->score == 0 && before && before->score && !paragraph_between(f, before, s))
        inherit(s, before, 20, false);
    }
  }
  f->verbs_left = NULL;
}
