/*
 * speaker.c - from the mention to the name of the speaker.
 *
 * First all names of the article are gathered: runs of capitalised words that
 * stand outside quotations, each taken for an entity by its full form, later
 * short forms ("Peskov") for the nearest full one before with that last word.
 * Then each mention is resolved in the order of the text: a name to its full
 * form, "he" to the likeliest person before it, "the spokesman" to the person
 * introduced with that role, "the embassy" to the body last named so. Where no
 * candidate stands out the speaker stays unknown.
 */
#include "indexer/article/quotation/quotation_internal.h"

enum {
  NAME_WORDS_MAX = 6,      /* a longer run of capitals is a headline */
  ROLES_MAX = 6,           /* role words kept for each entity */
  LOOK_BACK_MENTIONS = 40, /* for a pronoun */
  LOOK_BACK_SENTENCES = 8,
  LONE_MENTIONS = 8, /* for a pronoun where no person is known */
  LONE_SENTENCES = 3,
  LOOK_BACK_ENTITIES = 400 /* for a short form or a role, newest first */
};

typedef struct entity {
  uint32_t from, to;              /* units of its fullest form, titles left out */
  uint32_t last;                  /* unit of the word that short forms repeat */
  uint32_t first_hash, last_hash; /* of the words at from and at last */
  uint32_t words;
  uint32_t gender;           /* VB_WORD_MALE, VB_WORD_FEMALE or 0 */
  bool person;               /* there is evidence for one */
  bool body;                 /* a ministry, a company, ... */
  uint32_t roles[ROLES_MAX]; /* units of role words given with it */
  uint32_t role_count;
  uint32_t newest; /* unit of the latest mention seen while gathering */
} entity;

typedef struct mention {
  uint32_t entity, from, to, sentence;
  bool subject;
} mention;

typedef struct cast {
  article_frame *f;
  entity *entities;
  size_t entity_count, entity_capacity;
  mention *mentions;
  size_t mention_count, mention_capacity;
} cast;

static vb_str word_of(const article_frame *f, uint32_t u) {
  vb_str term = vb_token_term(vb_unit_token(f, u));
  if (f->units[u].possessive) term.n -= 2;
  return term;
}

static bool same_word(const article_frame *f, uint32_t a, uint32_t b) {
  return f->units[a].hash == f->units[b].hash && vb_str_eq(word_of(f, a), word_of(f, b));
}

/* Capitalised, and not only because it begins a sentence or names a day. */
static bool can_be_name(const unit *u) {
  return u->stretch < 0 && u->capital &&
         !(u->classes & (VB_WORD_DETERMINER | VB_WORD_PRONOUN | VB_WORD_PREPOSITION |
                         VB_WORD_CLAUSE | VB_WORD_CONJUNCTION | VB_WORD_AUXILIARY | VB_WORD_TIME |
                         VB_WORD_ADVERB | VB_WORD_RELATIVE));
}

/* The stop of "Sen." and of an initial does not end a name. */
static bool run_goes_on(const article_frame *f, uint32_t u) {
  const unit *w = &f->units[u], *before = &f->units[u - 1];
  if (!can_be_name(w) || before->possessive) return false;
  if (w->gap == 0) return true;
  if (w->gap != GAP_STOP || w->begins) return false;
  return vb_unit_token(f, u - 1)->term_length == 1 || (before->classes & VB_WORD_TITLE);
}

static bool only_title(const unit *u) {
  return (u->classes & (VB_WORD_TITLE | VB_WORD_ROLE)) && !(u->classes & VB_WORD_BODY);
}

static bool same_name(const article_frame *f, const entity *e, uint32_t from, uint32_t to) {
  if (e->to - e->from != to - from) return false;
  for (uint32_t i = 0; i < to - from; i++)
    if (!same_word(f, e->from + i, from + i)) return false;
  return true;
}

/* The entity that the name [from, to) means: the same full name, or for one word the nearest
   full name that ends with it, else a person's that begins with it. SIZE_MAX for none. */
static size_t known_entity(const cast *c, uint32_t from, uint32_t to) {
  size_t stop = c->entity_count > LOOK_BACK_ENTITIES ? c->entity_count - LOOK_BACK_ENTITIES : 0;
  size_t best = SIZE_MAX, by_first = SIZE_MAX;
  uint32_t hash = c->f->units[from].hash;
  for (size_t i = c->entity_count; i-- > stop;) {
    const entity *e = &c->entities[i];
    if (e->first_hash != hash && e->last_hash != hash) continue; /* most: it shares no such word */
    if (same_name(c->f, e, from, to)) {
      if (to - from > 1 || best == SIZE_MAX || c->entities[best].newest < e->newest) best = i;
      if (to - from > 1) return i;
    } else if (to - from == 1 && e->words > 1 && !e->body && same_word(c->f, e->last, from)) {
      if (best == SIZE_MAX || c->entities[best].newest < e->newest || c->entities[best].words == 1)
        best = i;
    } else if (to - from == 1 && e->words > 1 && e->person && same_word(c->f, e->from, from)) {
      if (by_first == SIZE_MAX || c->entities[by_first].newest < e->newest) by_first = i;
    }
  }
  return best == SIZE_MAX ? by_first : best;
}

static void add_role(entity *e, uint32_t u) {
  if (e->role_count < ROLES_MAX) e->roles[e->role_count++] = u;
}

/* Roles before the name ("Kremlin spokesman Dmitry Peskov") and behind it ("Peskov, the Kremlin
   spokesman,"); a title says the gender. */
static void learn(const article_frame *f, entity *e, uint32_t run, uint32_t from, uint32_t to) {
  const unit *units = f->units;
  for (uint32_t u = from; u-- > 0 && from - u < 6 && units[u].stretch < 0;) {
    if (u < run &&
        (units[u + 1].gap || (units[u].classes & (VB_WORD_PREPOSITION | VB_WORD_CLAUSE))))
      break;
    if (units[u].classes & (VB_WORD_ROLE | VB_WORD_TITLE)) {
      e->person = true;
      add_role(e, u);
      if (!e->gender) e->gender = units[u].classes & (VB_WORD_MALE | VB_WORD_FEMALE);
    } else if (u >= run) {
      break;
    }
  }
  if (!e->gender && e->words > 1)
    e->gender = units[e->from].classes & (VB_WORD_MALE | VB_WORD_FEMALE);
  if (e->gender) e->person = true;
  if (to >= f->unit_count || !(units[to].gap & GAP_COMMA)) return;
  for (uint32_t u = to; u < f->unit_count && u < to + 8 && units[u].stretch < 0; u++) {
    if (u > to && (units[u].gap || (units[u].classes & (VB_WORD_AUXILIARY | VB_WORD_CLAUSE))))
      break;
    if (!(units[u].classes & VB_WORD_ROLE)) continue;
    e->person = true;
    add_role(e, u);
    break;
  }
}

/* A reporting verb or an auxiliary follows: the name is a subject. */
static bool is_subject(const article_frame *f, uint32_t from, uint32_t to) {
  if (from > 0 && vb_unit_is(&f->units[from - 1], VB_WORD_PREPOSITION) && !f->units[from].begins)
    return false;
  if (to < f->unit_count &&
      vb_unit_is(&f->units[to], VB_WORD_CUE | VB_WORD_CUE_WEAK | VB_WORD_AUXILIARY))
    return true;
  return from < f->unit_count && f->units[from].begins;
}

static bool add_mention(cast *c, uint32_t run, uint32_t from, uint32_t to, uint32_t sentence) {
  size_t i = known_entity(c, from, to);
  if (i == SIZE_MAX) {
    void *items = c->entities;
    if (!vb_arena_grow(c->f->arena, &items, &c->entity_capacity, c->entity_count, sizeof(entity)))
      return false;
    c->entities = items;
    i = c->entity_count++;
    c->entities[i] = (entity){.from = from, .to = to, .last = to - 1, .words = to - from};
    c->entities[i].first_hash = c->f->units[from].hash;
    c->entities[i].last_hash = c->f->units[to - 1].hash;
    for (uint32_t u = from; u < to; u++)
      c->entities[i].body |= !!(c->f->units[u].classes & VB_WORD_BODY);
  }
  entity *e = &c->entities[i];
  e->newest = from;
  if (!e->body) learn(c->f, e, run, from, to);
  void *items = c->mentions;
  if (!vb_arena_grow(c->f->arena, &items, &c->mention_capacity, c->mention_count, sizeof(mention)))
    return false;
  c->mentions = items;
  c->mentions[c->mention_count++] = (mention){.entity = (uint32_t)i,
                                              .from = from,
                                              .to = to,
                                              .sentence = sentence,
                                              .subject = is_subject(c->f, run, to)};
  return true;
}

/* [*from, *to) of a run without the titles in front; false for a run that names nobody. */
static bool trim_run(const article_frame *f, uint32_t *from, uint32_t *to) {
  bool body =
      *to - *from > 1 && (f->units[*to - 1].classes & VB_WORD_BODY); /* "Foreign Ministry" */
  while (!body && *from < *to && only_title(&f->units[*from])) ++*from;
  if (!body && *from < *to && !(f->units[*from].classes & (VB_WORD_MALE | VB_WORD_FEMALE))) {
    /* "Harbour Board Director |Ada Brook": what stands before the last title goes with it. */
    for (uint32_t u = *to - 1; u-- > *from;)
      if (only_title(&f->units[u])) {
        *from = u + 1;
        break;
      }
  }
  if (*from == *to || *to - *from > NAME_WORDS_MAX) return false;
  const unit *first = &f->units[*from];
  /* One word at the head of a sentence is a name only where it is one elsewhere. */
  if (*to - *from == 1 && first->begins &&
      (first->classes & ~(uint32_t)(VB_WORD_MALE | VB_WORD_FEMALE)))
    return false;
  return true;
}

static bool gather(cast *c) {
  const article_frame *f = c->f;
  uint32_t sentence = 0;
  for (uint32_t u = 0; u < f->unit_count;) {
    if (f->units[u].begins) sentence++;
    if (!can_be_name(&f->units[u])) {
      u++;
      continue;
    }
    uint32_t run = u, from = u, to = u + 1;
    while (to < f->unit_count && run_goes_on(f, to)) to++;
    u = to;
    if (trim_run(f, &from, &to) && !add_mention(c, run, from, to, sentence)) return false;
  }
  return true;
}

static vb_str name_of(const cast *c, const entity *e) {
  vb_extent extent = vb_quotation_extent(c->f, e->from, e->to);
  vb_str name = {c->f->analysis->text.p + extent.start, extent.end - extent.start};
  const unit *last = &c->f->units[e->to - 1];
  if (last->possessive) {
    /* The printed apostrophe has one or three bytes; the s behind it one. */
    while (name.n && (name.p[name.n - 1] & 0x80) == 0 && name.p[name.n - 1] != '\'') name.n--;
    while (name.n && ((name.p[name.n - 1] & 0x80) || name.p[name.n - 1] == '\'')) name.n--;
  }
  return name.n <= VB_QUOTATION_SPEAKER_MAX ? name : VB_STR_NONE;
}

/* The mention that stands inside units [from, to), SIZE_MAX for none. */
static size_t mention_inside(const cast *c, uint32_t from, uint32_t to) {
  size_t low = 0, high = c->mention_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (c->mentions[middle].from < from) low = middle + 1;
    else high = middle;
  }
  return low < c->mention_count && c->mentions[low].from < to ? low : SIZE_MAX;
}

static size_t mentions_before(const cast *c, uint32_t u) {
  size_t i = mention_inside(c, u, NO_UNIT);
  return i == SIZE_MAX ? c->mention_count : i;
}

/* Nobody near is known to be a person: the one full name that was a subject just before, if
   there is but one. */
static size_t lone_subject(const cast *c, size_t end, uint32_t gender) {
  size_t only = SIZE_MAX;
  for (size_t k = end, seen = 0; k-- > 0 && seen < LONE_MENTIONS; seen++) {
    const mention *m = &c->mentions[k];
    const entity *e = &c->entities[m->entity];
    if (c->mentions[end - 1].sentence - m->sentence > LONE_SENTENCES) break;
    if (!m->subject || e->body || e->words < 2 || (e->gender && e->gender != gender)) continue;
    if (only != SIZE_MAX && only != m->entity) return SIZE_MAX;
    only = m->entity;
  }
  return only;
}

static size_t resolve_pronoun(const cast *c, uint32_t u, size_t speaker_before) {
  uint32_t gender = c->f->units[u].classes & (VB_WORD_MALE | VB_WORD_FEMALE);
  size_t end = mentions_before(c, u), best = SIZE_MAX;
  int best_score = 0;
  uint32_t here = 0;
  for (size_t k = end, seen = 0; k-- > 0 && seen < LOOK_BACK_MENTIONS; seen++) {
    const mention *m = &c->mentions[k];
    const entity *e = &c->entities[m->entity];
    if (seen == 0) here = m->sentence;
    if (here - m->sentence > LOOK_BACK_SENTENCES) break;
    if (!e->person || e->body || (e->gender && e->gender != gender)) continue;
    int score = 100 - 9 * (int)(here - m->sentence) - 2 * (int)seen;
    if (m->subject) score += 20;
    if (c->f->units[m->to - 1].possessive) score -= 12;
    if (m->entity == speaker_before) score += 25;
    if (e->gender == gender) score += 10;
    if (score > best_score) best_score = score, best = m->entity;
  }
  if (best == SIZE_MAX && speaker_before != SIZE_MAX) {
    const entity *e = &c->entities[speaker_before];
    if (!e->body && (!e->gender || e->gender == gender)) best = speaker_before;
  }
  return best == SIZE_MAX && end > 0 ? lone_subject(c, end, gender) : best;
}

/* "the spokesman": the person nearest before who was given that role; "the embassy": the body
   whose name has that word. */
static size_t resolve_role(const cast *c, uint32_t role) {
  size_t end = mentions_before(c, role);
  for (size_t k = end, seen = 0; k-- > 0 && seen < LOOK_BACK_ENTITIES; seen++) {
    const entity *e = &c->entities[c->mentions[k].entity];
    if (e->body && (c->f->units[role].classes & VB_WORD_BODY))
      for (uint32_t u = e->from; u < e->to; u++)
        if (same_word(c->f, u, role)) return c->mentions[k].entity;
    for (uint32_t i = 0; i < e->role_count; i++)
      if (e->roles[i] < role && same_word(c->f, e->roles[i], role)) return c->mentions[k].entity;
  }
  return SIZE_MAX;
}

/* "the harbour engineer, |Ada Brook, said": the mention between commas behind a role. */
static size_t apposition(const cast *c, uint32_t to) {
  const article_frame *f = c->f;
  if (to >= f->unit_count || !(f->units[to].gap & GAP_COMMA)) return SIZE_MAX;
  if (!vb_unit_is(&f->units[to - 1], VB_WORD_ROLE | VB_WORD_TITLE)) return SIZE_MAX;
  size_t i = mention_inside(c, to, to + 1);
  if (i == SIZE_MAX || c->mentions[i].to >= f->unit_count) return i;
  const unit *behind = &f->units[c->mentions[i].to];
  return behind->begins || (behind->gap & GAP_COMMA) ? i : SIZE_MAX;
}

static size_t resolve(const cast *c, const stretch *s, size_t speaker_before) {
  const article_frame *f = c->f;
  if (s->mention_from == NO_UNIT) return SIZE_MAX;
  uint32_t head_end = s->mention_from;
  while (head_end < s->mention_to && !vb_unit_is(&f->units[head_end], VB_WORD_LINK)) head_end++;
  if (head_end == s->mention_from) head_end = s->mention_to;
  const unit *first = &f->units[s->mention_from];
  if (vb_unit_is(first, VB_WORD_PRONOUN)) {
    bool one =
        (first->classes & (VB_WORD_MALE | VB_WORD_FEMALE)) && !(first->classes & VB_WORD_PLURAL);
    return one ? resolve_pronoun(c, s->mention_from, speaker_before) : SIZE_MAX;
  }
  size_t last = SIZE_MAX;
  for (size_t i = mention_inside(c, s->mention_from, head_end);
       i < c->mention_count && c->mentions[i].from < head_end; i++)
    last = i;
  if (last != SIZE_MAX && !f->units[c->mentions[last].to - 1].possessive)
    return c->mentions[last].entity;
  if (last == SIZE_MAX && (last = apposition(c, s->mention_to)) != SIZE_MAX)
    return c->mentions[last].entity;
  if (vb_unit_is(first, VB_WORD_DETERMINER))
    for (uint32_t u = head_end; u-- > s->mention_from;)
      if (vb_unit_is(&f->units[u], VB_WORD_ROLE | VB_WORD_BODY | VB_WORD_TITLE) &&
          vb_str_is(word_of(f, s->mention_from), "the"))
        return resolve_role(c, u);
  return SIZE_MAX;
}

bool vb_quotation_resolve(article_frame *f, vb_str *speakers) {
  cast c = {.f = f};
  if (!gather(&c)) return false;
  size_t before = SIZE_MAX;
  for (size_t i = 0; i < f->stretch_count; i++) {
    const stretch *s = &f->stretches[i];
    if (!s->inherited || i == 0) before = resolve(&c, s, before);
    if (before == SIZE_MAX || s->score == 0) continue;
    speakers[i] = name_of(&c, &c.entities[before]);
  }
  return true;
}
