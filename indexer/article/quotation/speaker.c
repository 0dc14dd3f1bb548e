/*
 * speaker.c - resolves the mention of a source to the name of the speaker, with a confidence.
 *
 * Mentions are processed in text order. A name is its entity; "he" is the likeliest
 * entity before it (pronoun.c); "the spokesman" is the only person introduced with that
 * role; in "Brook's deputy, Tom Reed," it is the name between commas. A name that only
 * modifies ("the Brook campaign"), and two names joined by "and", give no speaker. Each
 * way has its own confidence, measured on an archive (speakers.py). Below
 * VB_SPEAKER_SHOWN_FROM no name is given, only the mention.
 */
#include "indexer/article/quotation/pronoun_internal.h"
#include "indexer/article/quotation/subject_internal.h"

enum {
  LOOK_BACK_ROLES = 400,
  HEADLINE_SHOWN_FROM = 85, /* in a headline, whose grammar is short: beside its verb only */
  MENTION_SHOWN_FROM = 33   /* score: below it, the mention is as often wrong as right */
};

/* How a speaker was found; ways_right has how many in a hundred are right. */
typedef enum way {
  BY_FULL_NAME,      /* "Ada Brook" */
  BY_SURNAME,        /* "Brook", if one Ada Brook is known */
  BY_SHARED_SURNAME, /* and a Tom Brook too */
  BY_FIRST_NAME,
  BY_A_FIRST_WORD, /* of a name, but not a known given name */
  BY_LONE_NAME,    /* one word, and the article has no longer form */
  BY_BODY,
  BY_APPOSITION,
  BY_THE_ROLE,
  BY_A_ROLE_OF_SEVERAL,
  BY_SMALL_LETTERS, /* "danah boyd" */
  BY_PRONOUN        /* the model gives the confidence */
} way;

static const uint8_t sureness[] = {
    [BY_FULL_NAME] = 99,      [BY_SURNAME] = 98,
    [BY_SHARED_SURNAME] = 92, [BY_A_FIRST_WORD] = 60,
    [BY_FIRST_NAME] = 92,     [BY_LONE_NAME] = 97,
    [BY_BODY] = 97,           [BY_APPOSITION] = 86,
    [BY_THE_ROLE] = 85,       [BY_A_ROLE_OF_SEVERAL] = 60,
    [BY_SMALL_LETTERS] = 85,  [BY_PRONOUN] = 0,
};

typedef struct found {
  size_t entity; /* SIZE_MAX: nobody */
  way way;
  uint32_t percent;
  bool printed; /* no entity: the name is the mention as printed */
} found;

static const found nobody = {SIZE_MAX, BY_FULL_NAME, 0, false};

typedef struct walk {
  const cast *cast;
  uint8_t *spoke; /* by entity: quotations so far */
  quoted_before before;
} walk;

static found found_by(size_t who, way how) {
  return (found){who, how, sureness[how], false};
}

/* The start of words that change a role's meaning: "vice president", "press secretary". */
static uint32_t role_start(const article_frame *f, uint32_t role) {
  uint32_t u = role;
  while (u > 0 && !f->units[u].gap &&
         vb_unit_is(&f->units[u - 1], VB_WORD_TITLE | VB_WORD_ROLE | VB_WORD_BODY) &&
         !f->units[u - 1].possessive)
    u--;
  return u;
}

/* Whether two roles are the same: "the vice president" is "Vice President Brook", not "President
   Brook". */
static bool same_role(const article_frame *f, uint32_t a, uint32_t b) {
  if (!vb_unit_same_word(f, a, b)) return false;
  uint32_t a_start = role_start(f, a), b_start = role_start(f, b);
  while (a > a_start && b > b_start && vb_unit_same_word(f, a - 1, b - 1)) a--, b--;
  while (a > a_start && vb_unit_idiom(f, a - 1, VB_IDIOM_ONCE)) a--;
  while (b > b_start && vb_unit_idiom(f, b - 1, VB_IDIOM_ONCE)) b--;
  return a == a_start && b == b_start;
}

/* "the spokesman": whether this person was given that role before; "the embassy": whether this
   body's name has that word. */
static bool has_role(const article_frame *f, const entity *e, uint32_t role) {
  if (e->body && (f->units[role].classes & VB_WORD_BODY))
    for (uint32_t u = e->from; u < e->to; u++)
      if (vb_unit_same_word(f, u, role)) return true;
  if (e->place && !vb_may_be_person(e)) return false; /* "in Syria, the secretary said" */
  for (uint32_t i = 0; i < e->role_count; i++)
    if (e->roles[i] < role && same_role(f, e->roles[i], role)) return true;
  return false;
}

static found resolve_role(const cast *c, uint32_t role) {
  size_t end = vb_cast_mention_inside(c, role, NO_UNIT), best = SIZE_MAX;
  bool several = false;
  if (end == SIZE_MAX) end = c->mention_count;
  for (size_t k = end, seen = 0; k-- > 0 && seen < LOOK_BACK_ROLES; seen++) {
    uint32_t who = c->mentions[k].entity;
    if (who == best || !has_role(c->f, &c->entities[who], role)) continue;
    if (best != SIZE_MAX) several = true;
    else best = who;
  }
  return best == SIZE_MAX ? nobody : found_by(best, several ? BY_A_ROLE_OF_SEVERAL : BY_THE_ROLE);
}

/* "the mayor of Marlow", "la ministre de la Culture": a role first, and what it is of. */
static bool is_described(const article_frame *f, uint32_t from, uint32_t to) {
  bool role = false;
  if (!vb_unit_is(&f->units[from], VB_WORD_DETERMINER)) return false;
  for (uint32_t u = from + 1; u < to; u++) {
    if (role && vb_unit_is(&f->units[u], VB_WORD_LINK | VB_WORD_PREPOSITION | VB_WORD_GENITIVE))
      return true;
    role |= vb_unit_is(&f->units[u], VB_WORD_ROLE | VB_WORD_TITLE);
  }
  return false;
}

/* "La maire |de la ville, Ada Brook": up to the comma, in the languages that put what a role
   is of after it. */
static uint32_t description_end(const article_frame *f, uint32_t from, uint32_t to) {
  enum { WORDS = 9 };
  uint32_t end = to;
  if (!vb_unit_is(&f->units[from], VB_WORD_DETERMINER)) return to;
  while (end < f->unit_count && end - from < WORDS && !f->units[end].gap &&
         f->units[end].stretch < 0 &&
         !vb_unit_is(&f->units[end], VB_WORD_CUE | VB_WORD_AUXILIARY | VB_WORD_CLAUSE) &&
         (end > to || vb_unit_is(&f->units[end], VB_WORD_PREPOSITION)))
    end++;
  return end < f->unit_count && (f->units[end].gap & GAP_COMMA) ? end : to;
}

/* 'the harbour engineer, |Ada Brook, said': the name between commas after a description. */
static size_t apposition(const cast *c, uint32_t from, uint32_t to) {
  const article_frame *f = c->f;
  if (vb_inverts(f)) to = description_end(f, from, to);
  if (to >= f->unit_count || !(f->units[to].gap & GAP_COMMA)) return SIZE_MAX;
  if (f->units[to - 1].capital && !is_described(f, from, to)) return SIZE_MAX;
  bool described = false;
  for (uint32_t u = from; u < to; u++)
    described |= vb_unit_is(&f->units[u], VB_WORD_DETERMINER | VB_WORD_ROLE | VB_WORD_TITLE) ||
                 f->units[u].possessive;
  if (!described) return SIZE_MAX;
  size_t i = vb_cast_mention_inside(c, to, to + 4);
  if (i == SIZE_MAX) return i;
  for (uint32_t u = to; u < c->mentions[i].from; u++)
    if (!vb_unit_is(&f->units[u], VB_WORD_TITLE | VB_WORD_ROLE) || (u > to && f->units[u].gap))
      return SIZE_MAX;
  if (c->mentions[i].to >= f->unit_count) return i;
  const unit *behind = &f->units[c->mentions[i].to];
  return behind->begins || behind->stretch >= 0 || (behind->gap & (GAP_COMMA | GAP_STOP))
             ? i
             : SIZE_MAX;
}

static found by_mention(const cast *c, const name_mention *m) {
  const entity *e = &c->entities[m->entity];
  if (e->body || e->place) return found_by(m->entity, BY_BODY);
  if (m->to - m->from > 1) return found_by(m->entity, BY_FULL_NAME);
  if (e->words == 1) return found_by(m->entity, BY_LONE_NAME);
  if (m->short_of_several) return found_by(m->entity, BY_SHARED_SURNAME);
  bool first =
      vb_unit_same_word(c->f, m->from, e->from) && !vb_unit_same_word(c->f, m->from, e->last);
  if (!first) return found_by(m->entity, BY_SURNAME);
  return found_by(m->entity,
                  vb_name_kinds(c->f, m->from) & NAME_GIVEN ? BY_FIRST_NAME : BY_A_FIRST_WORD);
}

static bool inside_name(const cast *c, uint32_t u) {
  for (uint32_t k = u; k-- > 0 && u - k < 8;) {
    size_t i = vb_cast_mention_inside(c, k, k + 1);
    if (i != SIZE_MAX) return c->mentions[i].to > u;
  }
  return false;
}

/* "Director of National Intelligence |Tom Reed": a title that continues up to a person's name. */
static bool titles_name(const cast *c, uint32_t from, uint32_t link, uint32_t to) {
  const unit *units = c->f->units;
  bool inverts = vb_inverts(c->f);
  if (!(units[from].capital || inverts) ||
      !(units[link - 1].classes & (VB_WORD_TITLE | VB_WORD_ROLE)))
    return false;
  size_t i = vb_cast_mention_inside(c, link, to), last = SIZE_MAX;
  for (; i < c->mention_count && c->mentions[i].from < to; i++) last = i;
  if (last == SIZE_MAX || c->mentions[last].to != to) return false;
  for (uint32_t u = from; u < to; u++)
    if (!units[u].capital &&
        !(units[u].classes & (VB_WORD_LINK | VB_WORD_DETERMINER | VB_WORD_CONJUNCTION)) &&
        !(inverts && u < link))
      return false;
  return vb_is_person(&c->entities[c->mentions[last].entity]) && c->mentions[last].from > link;
}

/* Where the head of a phrase ends: "a spokesman |for the campaign", "Brook, |who". */
static uint32_t head_end(const cast *c, uint32_t from, uint32_t to) {
  const article_frame *f = c->f;
  while (to > from + 1 && vb_unit_is(&f->units[to - 1], VB_WORD_RELATIVE)) to--;
  for (uint32_t u = from + 1; u < to; u++) {
    if (!vb_unit_is(&f->units[u], VB_WORD_LINK) || inside_name(c, u)) continue;
    return titles_name(c, from, u, to) ? to : u;
  }
  return to;
}

static bool joined_names(const cast *c, const name_mention *a, const name_mention *b) {
  for (uint32_t u = a->to; u < b->from; u++)
    if (vb_unit_is(&c->f->units[u], VB_WORD_CONJUNCTION)) return true;
  return false;
}

/* The name that is the head of units [from, to): the last one, with nothing after it. */
static found by_name(const cast *c, uint32_t from, uint32_t to) {
  uint32_t end = head_end(c, from, to);
  const name_mention *last = NULL, *before = NULL;
  for (size_t i = vb_cast_mention_inside(c, from, end);
       i < c->mention_count && c->mentions[i].from < end; i++)
    before = last, last = &c->mentions[i];
  if (!last || (last->possessive && last->to < to)) return nobody; /* "|Brook's call" is Brook's */
  if (last->to < end) {
    const unit *next = &c->f->units[last->to];
    if (!next->gap && !vb_unit_is(next, VB_WORD_ADVERB | VB_WORD_DETERMINER))
      return nobody; /* "the Brook campaign" */
  }
  if (before && joined_names(c, before, last)) return nobody;
  return by_mention(c, last);
}

/* "a statement from Orle Ferries": the name after the preposition. */
static found by_document(const cast *c, uint32_t from, uint32_t to) {
  const article_frame *f = c->f;
  bool document = false;
  for (uint32_t u = from; u < to; u++) {
    document |= vb_unit_is(&f->units[u], VB_WORD_DOCUMENT);
    if (document && vb_unit_is(&f->units[u], VB_WORD_PREPOSITION) && u + 1 < to)
      return by_name(c, u + 1, to);
  }
  return nobody;
}

/* "said danah boyd": two unknown words where a name is expected. */
static found by_small_letters(const cast *c, const stretch *s) {
  const article_frame *f = c->f;
  if (s->mention_to - s->mention_from != 2 || s->cue == NO_UNIT ||
      !vb_unit_is(&f->units[s->cue], VB_WORD_CUE))
    return nobody;
  for (uint32_t u = s->mention_from; u < s->mention_to; u++) {
    vb_str word = vb_unit_word(f, u);
    if (f->units[u].capital || f->units[u].classes || f->units[u].possessive || word.n < 3)
      return nobody;
    if ((vb_name_kinds(f, u) & NAME_COMMON) ||
        vb_language_tail_fits(f->language->tails.plural, word, 0) ||
        vb_language_tail_fits(f->language->tails.no_name, word, 0))
      return nobody;
  }
  return (found){SIZE_MAX, BY_SMALL_LETTERS, sureness[BY_SMALL_LETTERS], true};
}

static found by_pronoun(walk *w, const stretch *s) {
  const unit *first = &w->cast->f->units[s->mention_from];
  if (!(first->classes & (VB_WORD_MALE | VB_WORD_FEMALE)) || (first->classes & VB_WORD_PLURAL))
    return nobody;
  pronoun_place place = {.unit = s->mention_from,
                         .sentence = first->sentence,
                         .paragraph = first->paragraph,
                         .quotation = s,
                         .before = w->before,
                         .spoke = w->spoke};
  pronoun_choice choice;
  vb_pronoun_resolve(w->cast, &place, &choice);
  const vb_pronoun_watch *watch = w->cast->f->watch;
  if (watch) watch->see(watch->context, w->cast, (size_t)(s - w->cast->f->stretches), &choice);
  if (choice.best == SIZE_MAX) return nobody;
  return (found){choice.candidates[choice.best].entity, BY_PRONOUN, choice.percent, false};
}

/* "|his warning that ..." */
static bool is_possessive_pronoun(const stretch *s, const unit *first) {
  return s->mention_to == s->mention_from + 1 && vb_unit_is(first, VB_WORD_DETERMINER);
}

/* Tries the ways to find the person of a mention, the surest first: a pronoun, an apposition, a
   name, a document, and last a role whose person the article has named. */
static found resolve(walk *w, const stretch *s) {
  const cast *c = w->cast;
  const article_frame *f = c->f;
  if (s->mention_from == NO_UNIT) return nobody;
  const unit *first = &f->units[s->mention_from];
  if (vb_unit_is(first, VB_WORD_PRONOUN) || is_possessive_pronoun(s, first))
    return by_pronoun(w, s);
  size_t apposed = apposition(c, s->mention_from, s->mention_to);
  if (apposed != SIZE_MAX) return found_by(c->mentions[apposed].entity, BY_APPOSITION);
  found who = by_name(c, s->mention_from, s->mention_to);
  if (who.entity == SIZE_MAX) who = by_document(c, s->mention_from, s->mention_to);
  if (who.entity == SIZE_MAX) {
    found small = by_small_letters(c, s);
    if (small.printed) return small;
  }
  if (who.entity != SIZE_MAX || !vb_unit_is(first, VB_WORD_DEFINITE)) return who;
  uint32_t end = head_end(c, s->mention_from, s->mention_to);
  if (vb_unit_is(&f->units[end - 1], VB_WORD_ROLE | VB_WORD_BODY | VB_WORD_TITLE) &&
      !vb_unit_is(&f->units[end - 1], VB_WORD_PLURAL))
    return resolve_role(c, end - 1);
  return nobody;
}

static void remember(walk *w, const stretch *s, found who) {
  w->before = (quoted_before){
      .entity = who.entity, .unit = s->unit, .paragraph = w->cast->f->units[s->unit].paragraph};
  w->before.as = who.way == BY_PRONOUN ? 0 : who.way >= BY_THE_ROLE ? 2 : 1;
  if (who.entity != SIZE_MAX && w->spoke[who.entity] < 255) w->spoke[who.entity]++;
}

static vb_str name_of(const walk *w, const stretch *s, found who) {
  if (!who.printed) return vb_cast_name(w->cast, &w->cast->entities[who.entity]);
  vb_extent e = vb_quotation_extent(w->cast->f, s->mention_from, s->mention_to);
  vb_str name = vb_str_slice(w->cast->f->analysis->text, e.start, e.end);
  return name.n <= VB_QUOTATION_SPEAKER_MAX ? name : VB_STR_NONE;
}

bool vb_quotation_resolve(article_frame *f, quotation_speaker *speakers) {
  walk w = {.cast = f->cast, .before = {.entity = SIZE_MAX}};
  w.spoke = vb_arena_calloc(f->arena, w.cast->entity_count + 1, 1);
  if (!w.spoke) return false;
  found who = nobody;
  for (size_t i = 0; i < f->stretch_count; i++) {
    const stretch *s = &f->stretches[i];
    if (!s->inherited || i == 0) who = resolve(&w, s);
    if (s->score == 0 || (who.entity == SIZE_MAX && !who.printed)) continue;
    remember(&w, s, who);
    int from = s->headline ? HEADLINE_SHOWN_FROM : MENTION_SHOWN_FROM;
    if (who.percent < VB_SPEAKER_SHOWN_FROM || s->score < from) continue;
    speakers[i] = (quotation_speaker){name_of(&w, s, who), who.percent};
  }
  return true;
}
