/*
 * attribution.c - finds who said each stretch, from the grammar around it.
 *
 * For each stretch these are tried, most reliable first:
 *   "...," said Peskov  "...," he said         the clause directly after it
 *   Peskov said: "..."                         the clause directly before it
 *   Peskov said it was "..." for them          the verb of the sentence around it
 *   "..." "..."  or a paragraph of its own     the previous stretch, whose mention continues
 *   Peskov: "..."                              a name and a colon
 * Each gives a score, and the best one wins. The subject of a verb is the noun phrase
 * that ends before it, skipping adverbs, auxiliaries and insertions between commas.
 */
#include "indexer/article/quotation/subject_internal.h"

/* How far from a stretch, in words, its verb is looked for. */
enum { REACH_BEHIND = 25, REACH_BEFORE = 40, SIGNATURE_WORDS = 4, NAME_REACH = 6 };
/* Hostile text may be one sentence of all its words, or have a verb at every other word, each of
   which would search everything before it. Sentences that people write are far below these. */
enum { SENTENCE_MAX = 300, VERBS_MAX = 60 };

typedef struct finding {
  int score;
  uint32_t cue;
  phrase mention;
} finding;

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

/* '"...," the ferry said': directly after a closed quotation and before a strong verb, anything
   with an article can be the speaker. */
static phrase plain_subject(const article_frame *f, uint32_t q, uint32_t cue) {
  const unit *units = f->units;
  if (cue - q < 3 || cue - q > 6 || !vb_is_strong(&units[cue])) return no_phrase;
  if (!vb_unit_is(&units[q + 1], VB_WORD_DEFINITE)) return no_phrase;
  for (uint32_t u = q + 2; u <= cue; u++)
    if (units[u].gap || (u < cue && vb_bounds_phrase(&units[u]))) return no_phrase;
  return (phrase){q + 1, cue};
}

/* 'Brook called it "...," |while Reed said': begins another clause if the stretch has its own
   verb. */
static bool begins_clause(const article_frame *f, uint32_t u) {
  return u < f->unit_count &&
         (vb_unit_is(&f->units[u], VB_WORD_CONJUNCTION) || vb_unit_idiom(f, u, VB_IDIOM_CONTRAST));
}

/* The subject of the verb at u in the clause after stretch q. */
static phrase clause_behind(const article_frame *f, uint32_t q, uint32_t u, uint32_t end,
                            bool according, bool comma) {
  phrase p = no_phrase;
  if (according || vb_inverts(f)) return vb_subject_of(f, u, q + 1, end);
  if (u > q + 1) p = vb_subject_before(f, u, q + 1);
  if (p.from == NO_UNIT && comma) p = plain_subject(f, q, u);
  if (p.from == NO_UNIT && !vb_unit_is(&f->units[u], VB_WORD_OBJECT) && u - q <= 3)
    p = vb_subject_behind(f, u, end);
  return p;
}

/* Tries the clause after the stretch. */
static void look_behind(const article_frame *f, const stretch *s, uint32_t end, finding *best) {
  const unit *units = f->units;
  uint32_t q = s->unit;
  if (best->score > 0 && begins_clause(f, q + 1)) return;
  bool comma = s->last == ',' || s->last == '?' || s->last == '!' || s->last == '-' ||
               s->last == '.' || (q + 1 < end && (units[q + 1].gap & GAP_COMMA));
  for (uint32_t u = q + 1; u < end && u - q < REACH_BEHIND && units[u].stretch < 0; u++) {
    if (u > q + 1 && (units[u].gap & BREAKS)) break;
    if (!comma && vb_unit_is(&units[u], VB_WORD_CONJUNCTION | VB_WORD_CLAUSE)) break;
    if (!vb_is_cue(f, u) || vb_is_participle(&units[u])) continue;
    bool according = vb_unit_is(&units[u], VB_WORD_ACCORDING | VB_WORD_ACCORDING_AFTER);
    if (!according && vb_is_passive(f, u)) continue;
    phrase p = clause_behind(f, q, u, end, according, comma);
    int score = (comma       ? 90
                 : according ? 60
                             : 35) +
                (vb_is_strong(&units[u]) ? 5 : 0) - (int)(u - q);
    keep_best(best, score, u, p);
    if (p.from != NO_UNIT) break;
    if (comma && vb_inverts(f) && vb_is_strong(&units[u]) && best->score == 0 && u - q <= 3) {
      *best = (finding){80, u, no_phrase}; /* "...", dijo.  Its subject is left out. */
      break;
    }
  }
}

/* "was asked |by Brook". */
static phrase by_agent(const article_frame *f, uint32_t cue, uint32_t end) {
  for (uint32_t u = cue + 1; u < end && u - cue < 4; u++)
    if (vb_unit_idiom(f, u, VB_IDIOM_BY)) return vb_subject_behind(f, u, end);
  return no_phrase;
}

static phrase participle_subject(const article_frame *f, uint32_t cue, uint32_t floor) {
  phrase p = vb_subject_before(f, cue, floor);
  bool own = p.from != NO_UNIT && p.from > floor && vb_unit_idiom(f, p.from - 1, VB_IDIOM_WITH);
  return own ? p : vb_subject_earlier(f, cue, floor);
}

/* "|Brook said (that) he wants": the verb that governs the clause of a pronoun, if there is one. */
static uint32_t governing_cue(const article_frame *f, phrase p, uint32_t floor) {
  if (p.from == NO_UNIT || p.from <= floor || !vb_unit_is(&f->units[p.from], VB_WORD_PRONOUN))
    return NO_UNIT;
  uint32_t u = p.from - 1;
  bool that = vb_unit_idiom(f, u, VB_IDIOM_THAT) ||
              (vb_inverts(f) && vb_unit_is(&f->units[u], VB_WORD_CLAUSE));
  if (that && u > floor) u--;
  if (f->units[u + 1].gap || f->units[p.from].gap) return NO_UNIT;
  return vb_is_cue(f, u) && vb_is_strong(&f->units[u]) && !vb_is_passive(f, u) ? u : NO_UNIT;
}

/* Tries the verbs before the stretch in its sentence, also across other stretches. */
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
    if (!vb_is_cue(f, u)) continue;
    if (vb_is_passive(f, u)) {
      keep_best(best, 40, u, by_agent(f, u, q));
      continue;
    }
    phrase p = vb_is_participle(&units[u]) ? participle_subject(f, u, floor)
                                           : vb_subject_of(f, u, floor, q);
    if (vb_is_participle(&units[u]) && u > floor && p.from == NO_UNIT)
      p = vb_subject_before(f, u, floor);
    uint32_t governing = vb_is_strong(&units[u]) ? NO_UNIT : governing_cue(f, p, floor);
    if (governing != NO_UNIT && !crossed) continue; /* that verb is tried later, and is better */
    int distance = (int)(q - u);
    int score = introduced && !crossed ? 88 : crossed ? 50 : 62;
    if (distance == 1 && !crossed) score += 20;
    if (vb_is_strong(&units[u])) score += 6;
    keep_best(best, score - distance, u, p);
    if (p.from != NO_UNIT && vb_is_strong(&units[u])) break;
  }
}

/* 'Peskov: "..."': a short phrase and a colon. */
static void look_at_label(const article_frame *f, const stretch *s, uint32_t floor, finding *best) {
  uint32_t q = s->unit;
  if (!(f->units[q].gap & GAP_COLON) || q == floor || q - floor > 6) return;
  for (uint32_t u = floor; u < q; u++)
    if (f->units[u].stretch >= 0 || !f->units[u].capital) return;
  size_t i = vb_cast_mention_inside(f->cast, floor, q);
  bool person = i != SIZE_MAX && f->cast->mentions[i].to == q &&
                vb_is_person(&f->cast->entities[f->cast->mentions[i].entity]);
  uint32_t to = floor + 1; /* 'Ada Brook (SPD), Mayor: "..."': the name, not what is after it */
  while (to < q && !(f->units[to].gap & (GAP_BRACKET | GAP_COMMA))) to++;
  keep_best(best, s->headline && person ? 86 : 70, NO_UNIT, (phrase){floor, to});
}

/* '"..." - Ada Brook (@ada) July 22': a name after a dash signs the text before it. */
static void look_at_signature(const article_frame *f, const stretch *s, finding *best) {
  uint32_t from = s->unit + 1;
  if (from >= f->unit_count || !(f->units[from].gap & GAP_DASH)) return;
  size_t i = vb_cast_mention_inside(f->cast, from, from + SIGNATURE_WORDS);
  if (i == SIZE_MAX || !vb_is_person(&f->cast->entities[f->cast->mentions[i].entity])) return;
  uint32_t to = f->cast->mentions[i].to;
  for (uint32_t u = from; u < f->cast->mentions[i].from; u++)
    if (!vb_unit_is(&f->units[u], VB_WORD_TITLE | VB_WORD_ROLE) || (u > from && f->units[u].gap))
      return;
  const unit *behind = to < f->unit_count ? &f->units[to] : NULL;
  if (!behind || behind->begins ||
      (behind->gap & (GAP_BRACKET | GAP_PARAGRAPH | GAP_STOP | GAP_COMMA)))
    keep_best(best, 86, NO_UNIT, (phrase){from, to});
}

/* '"..." was how Brook described it.' */
static void look_at_inversion(const article_frame *f, const stretch *s, uint32_t end,
                              finding *best) {
  uint32_t u = s->unit + 1;
  if (!vb_unit_idiom(f, u, VB_IDIOM_IS) || !vb_unit_idiom(f, u + 1, VB_IDIOM_HOW)) return;
  for (uint32_t cue = u + 2; cue < end && cue < u + 12; cue++)
    if (vb_is_cue(f, cue)) {
      keep_best(best, 84, cue, vb_subject_before(f, cue, u + 2));
      return;
    }
}

/* "Reed denounced |his claim", "Reed said |his claim is": a verb before it says who speaks. */
static bool is_told(const article_frame *f, uint32_t from, uint32_t floor) {
  for (uint32_t u = from; u-- > floor && f->units[u].stretch < 0;)
    if (vb_is_cue(f, u)) return true;
  return false;
}

/* 'his warning that "..."', "Brook's call for \"...\"": whose saying it is. */
static void look_at_saying(const article_frame *f, const stretch *s, uint32_t floor,
                           finding *best) {
  enum { REACH = 12 };
  for (uint32_t u = s->unit; u-- > floor + 1 && s->unit - u < REACH;) {
    const unit *owner = &f->units[u - 1];
    if (f->units[u].stretch >= 0 || (f->units[u + 1].gap & BREAKS)) return;
    if (vb_is_cue(f, u) && vb_is_strong(&f->units[u])) return;
    if (!vb_unit_idiom(f, u, VB_IDIOM_SAYING) || !vb_unit_idiom(f, u + 1, VB_IDIOM_SAID_OF))
      continue;
    phrase p = no_phrase;
    if (vb_unit_is(owner, VB_WORD_DETERMINER) && vb_unit_is(owner, VB_WORD_MALE | VB_WORD_FEMALE))
      p = (phrase){u - 1, u};
    else if (owner->stretch < 0 && owner->possessive) p = vb_owner(f, u - 1, floor);
    if (p.from != NO_UNIT && !is_told(f, p.from, floor)) keep_best(best, 64, u, p);
    return;
  }
}

/* '"..." for the town, said Brook.': the clause at the end of the sentence, where nothing nearer
   says who spoke. No other verb of saying may come before it. */
static void look_at_end(const article_frame *f, const stretch *s, uint32_t end, finding *best) {
  enum { WORDS = 40, SURE = 50 };
  const unit *units = f->units;
  uint32_t q = s->unit;
  if (best->score >= SURE || end - q > WORDS) return;
  for (uint32_t u = q + 1; u < end; u++) {
    if (units[u].stretch >= 0 || (units[u].gap & BREAKS)) return;
    if (!vb_is_cue(f, u) || !vb_is_strong(&units[u]) || vb_is_participle(&units[u])) continue;
    phrase p = no_phrase;
    if (units[u].gap == GAP_COMMA)
      p = vb_inverts(f) ? vb_subject_behind_adverbs(f, u, end) : vb_subject_behind(f, u, end);
    else if (!vb_inverts(f)) p = vb_subject_right_before(f, u, q + 1);
    bool own = p.from != NO_UNIT && (p.from > u || (units[p.from].gap & GAP_COMMA));
    if (own && p.from > q + 1 && !vb_is_passive(f, u)) keep_best(best, 86, u, p);
    return;
  }
}

/* '"...". Lo ha detto |Brook.', '"...". Così |Brook': a short sentence after it says who spoke. */
static void look_at_next(const article_frame *f, const stretch *s, finding *best) {
  enum { VERB_WITHIN = 5 };
  uint32_t from = s->unit + 1;
  if (!vb_inverts(f) || from >= f->unit_count || !f->units[from].begins ||
      (f->units[from].gap & GAP_PARAGRAPH) || !vb_unit_idiom(f, from, VB_IDIOM_NEXT))
    return;
  uint32_t end = sentence_end(f, from), cue = from;
  for (uint32_t u = from + 1; u < end && u - from < VERB_WITHIN; u++) {
    if (f->units[u].stretch >= 0 || f->units[u].gap) break;
    if (vb_is_cue(f, u) && vb_is_strong(&f->units[u])) {
      cue = u;
      break;
    }
  }
  keep_best(best, cue == from ? 80 : 84, cue, vb_subject_behind_adverbs(f, cue, end));
}

/* 'In the words of Brook, "..."' */
static void look_at_words_of(const article_frame *f, const stretch *s, uint32_t floor,
                             finding *best) {
  for (uint32_t u = s->unit; u-- > floor && s->unit - u < 14;) {
    if (f->units[u].stretch >= 0) return;
    if (vb_unit_idiom(f, u, VB_IDIOM_WORDS_OF) && u >= floor + 2 &&
        vb_unit_idiom(f, u - 1, VB_IDIOM_WORDS) && vb_unit_idiom(f, u - 2, VB_IDIOM_IN_THE))
      keep_best(best, 95, u - 1, vb_subject_behind(f, u, s->unit));
  }
}

/* Kritik kam vom Wirt Tom Reed: "..."  In a language whose verb may stand anywhere. */
static void look_before_colon(const article_frame *f, const stretch *s, uint32_t floor,
                              finding *best) {
  uint32_t q = s->unit;
  if (!vb_inverts(f) || !(f->units[q].gap & GAP_COLON) || q - floor > REACH_BEFORE) return;
  for (uint32_t u = q; u-- > floor && q - u < NAME_REACH;) {
    size_t i = vb_cast_mention_inside(f->cast, u, u + 1);
    if (i == SIZE_MAX) continue;
    const name_mention *m = &f->cast->mentions[i];
    if (m->to == q && vb_is_person(&f->cast->entities[m->entity]))
      keep_best(best, 66, NO_UNIT, (phrase){u, q});
    break;
  }
  keep_best(best, 60, NO_UNIT, vb_subject_of_sentence(f, floor, q));
}

/* Without a verb: the subject of the sentence around the stretch, with a low score. */
static void look_around(const article_frame *f, const stretch *s, uint32_t floor, finding *best) {
  if (best->score > 0 || s->unit == floor) return;
  keep_best(best, 25, NO_UNIT, vb_subject_of_sentence(f, floor, s->unit));
}

static finding own_attribution(const article_frame *f, const stretch *s) {
  finding best = {0, NO_UNIT, no_phrase};
  uint32_t floor = sentence_start(f, s->unit), end = sentence_end(f, s->unit);
  look_before(f, s, floor, &best);
  look_behind(f, s, end, &best);
  look_at_label(f, s, floor, &best);
  look_at_signature(f, s, &best);
  look_at_inversion(f, s, end, &best);
  look_at_words_of(f, s, floor, &best);
  look_at_saying(f, s, floor, &best);
  look_at_end(f, s, end, &best);
  look_at_next(f, s, &best);
  look_before_colon(f, s, floor, &best);
  if (!s->headline) look_around(f, s, floor, &best);
  return best;
}

/* If the sentence before ends with a colon or has a reporting verb, it introduces this stretch. */
static finding introduction(const article_frame *f, const stretch *s) {
  finding best = {0, NO_UNIT, no_phrase};
  uint32_t floor = sentence_start(f, s->unit);
  if (floor == 0) return best;
  uint32_t end = floor;
  floor = sentence_start(f, end - 1);
  bool colon = f->units[end].gap & GAP_COLON;
  for (uint32_t u = end; u-- > floor;) {
    if (!vb_is_cue(f, u)) continue;
    phrase p = vb_subject_of(f, u, floor, end);
    keep_best(&best, (colon ? 66 : 40) + (vb_is_strong(&f->units[u]) ? 5 : 0), u, p);
    if (p.from != NO_UNIT) break;
  }
  if (best.score == 0)
    keep_best(&best,
              colon                               ? 50
              : f->units[end].gap & GAP_PARAGRAPH ? 30
                                                  : 34,
              NO_UNIT, vb_subject_of_sentence(f, floor, end));
  /* 'Brook spoke at the quay. Below is the speech.': tries the sentence before that one. */
  if (best.score == 0 && floor > 0 && !(f->units[floor].gap & GAP_PARAGRAPH))
    keep_best(&best, 33, NO_UNIT, vb_subject_of_sentence(f, sentence_start(f, floor - 1), floor));
  return best;
}

/* Whether the sentence consists of stretches only. */
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

/* A stretch that is a sentence by itself: it is introduced ("She said:"), continues the one before,
   or is signed after it. An introduction or a signature counts from a score of 60; below that the
   stretch before it is the better evidence. */
static void attribute_alone(article_frame *f, stretch *s, const stretch *before) {
  bool near = before && before->score > 0;
  bool same_paragraph = near && !paragraph_between(f, before, s);
  finding intro = introduction(f, s);
  uint32_t own = sentence_start(f, s->unit), last = own ? sentence_start(f, own - 1) : 0;
  /* '"...," he said. Reed agreed. "...": someone else spoke in a sentence in between. */
  bool another = near && same_paragraph && last > before->unit && intro.cue != NO_UNIT &&
                 intro.score >= 40 && vb_unit_is(&f->units[intro.cue], VB_WORD_CUE) &&
                 last > before->cue + 1;
  if (another && before->cue != NO_UNIT) {
    intro.score = 62;
    take(s, intro);
    return;
  }
  if (near && same_paragraph && words_between(f, before, s) <= 30) {
    inherit(s, before, 80, true);
    return;
  }
  look_at_signature(f, s, &intro);
  look_at_next(f, s, &intro);
  if (intro.score >= 60) take(s, intro);
  else if (near && words_between(f, before, s) <= 15) inherit(s, before, 55, false);
  else take(s, intro);
}

/* '"...," said Brook, "..."': one sentence, whose verb belongs to the previous stretch already. */
static bool goes_on(const article_frame *f, const stretch *before, const stretch *s) {
  if (!before || before->last != ',' || before->cue == NO_UNIT || before->score < 80) return false;
  if (before->cue < before->unit || before->cue > s->unit || s->unit - before->unit > 14)
    return false;
  if (!(f->units[s->unit].gap & GAP_COMMA) || paragraph_between(f, before, s)) return false;
  return sentence_start(f, s->unit) <= before->unit;
}

/* Goes through the stretches in order, because one without an attribution of its own may take that
   of the stretch before it. */
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
