/*
 * cast.c - collects the entities of an article and each mention of them, in text order.
 *
 * An entity is identified by its full name. A short form ("Brook") means the full name
 * with that last word; one that came before its full form is extended by it. If several
 * full names end in the word, the one that fits the title's sex wins, then the one named
 * most often so far.
 */
#include "indexer/article/quotation/cast_internal.h"

enum {
  LOOK_BACK_ENTITIES = 400, /* examined for a short form, newest first */
  TITLE_WORDS_MAX = 6       /* examined before a name */
};

/* ---- words printed with a capital inside a sentence ----------------------------- */

/* Of a word with a capital: whether it is not the first of its sentence. */
static bool inside_sentence(const article_frame *f, uint32_t u) {
  const unit *w = &f->units[u];
  return !w->begins && !(w->gap & (GAP_COLON | GAP_PARAGRAPH | GAP_STOP)) && u > 0 &&
         w[-1].stretch < 0;
}

/* A set of hashes in the article's arena. A vb_hash_table would hold each hash twice, and own
 * memory. */
static bool gather_capitals(cast *c) {
  const article_frame *f = c->f;
  uint32_t size = 16;
  while (size < f->capital_count * 2) size *= 2;
  c->capitals = vb_arena_calloc(f->arena, size, sizeof *c->capitals);
  if (!c->capitals) return false;
  c->capitals_mask = size - 1;
  for (uint32_t i = 0; i < f->capital_count; i++) {
    uint32_t u = f->capitals[i];
    if (!inside_sentence(f, u)) continue;
    uint32_t hash = f->units[u].hash | 1, at = hash & c->capitals_mask;
    while (c->capitals[at] && c->capitals[at] != hash) at = (at + 1) & c->capitals_mask;
    c->capitals[at] = hash;
  }
  return true;
}

bool vb_cast_has_capital(const cast *c, uint32_t u) {
  uint32_t hash = c->f->units[u].hash | 1, at = hash & c->capitals_mask;
  while (c->capitals[at] && c->capitals[at] != hash) at = (at + 1) & c->capitals_mask;
  return c->capitals[at] == hash;
}

/* ---- entities ------------------------------------------------------------------ */

/* The word of a name that short forms repeat: the last one that is not a suffix. */
static uint32_t surname_of(const article_frame *f, uint32_t from, uint32_t to) {
  uint32_t last = to - 1;
  while (last > from && (vb_name_kinds(f, last) & NAME_SUFFIX)) last--;
  return last;
}

static bool same_name(const article_frame *f, const entity *e, uint32_t from, uint32_t to) {
  if (e->body || to - from == 1) {
    if (e->to - e->from != to - from) return false;
    for (uint32_t i = 0; i < to - from; i++)
      if (!vb_unit_same_word(f, e->from + i, from + i)) return false;
    return true;
  }
  /* "Bernard Thorne" and "Bernard G. Thorne Jr.": the first word and the surname. */
  return e->words > 1 && vb_unit_same_word(f, e->from, from) &&
         vb_unit_same_word(f, e->last, surname_of(f, from, to));
}

/* The sex that the titles before a name indicate; 0 for none. */
static uint32_t title_sex(const article_frame *f, const name_run *r) {
  for (uint32_t u = r->from; u-- > r->start;) {
    uint32_t sex = f->units[u].classes & (VB_WORD_MALE | VB_WORD_FEMALE);
    if (sex) return sex;
  }
  return 0;
}

/* Whether a short form is more likely to mean `e` than `than`. */
static bool is_better(const entity *e, const entity *than, uint32_t sex) {
  bool fits = !sex || !e->sex || e->sex == sex, than_fits = !sex || !than->sex || than->sex == sex;
  if (fits != than_fits) return fits;
  if ((e->words == 1) != (than->words == 1)) return than->words == 1;
  if (e->mention_count != than->mention_count) return e->mention_count > than->mention_count;
  return e->newest > than->newest;
}

/* Whether a name may begin or end with a word of this hash. Most names are named once, so that this
   saves the search through all of them. */
static bool may_be_key(const cast *c, uint32_t hash) {
  uint32_t bit = hash % KEY_FILTER_BITS;
  return c->key_filter[bit / 64] >> bit % 64 & 1;
}

static void note_key(cast *c, uint32_t hash) {
  uint32_t bit = hash % KEY_FILTER_BITS;
  c->key_filter[bit / 64] |= UINT64_C(1) << bit % 64;
}

/* The entity that a name means; SIZE_MAX for none. *several: other entities share its surname. */
static size_t known_entity(const cast *c, const name_run *r, bool *several) {
  const article_frame *f = c->f;
  size_t stop = c->entity_count > LOOK_BACK_ENTITIES ? c->entity_count - LOOK_BACK_ENTITIES : 0;
  size_t best = SIZE_MAX, by_first = SIZE_MAX;
  uint32_t hash = f->units[r->from].hash, sex = title_sex(f, r);
  bool lone = r->to - r->from == 1;
  *several = false;
  if (!may_be_key(c, hash)) return SIZE_MAX;
  for (size_t i = c->entity_count; i-- > stop;) {
    if (c->keys[i].first_hash != hash && c->keys[i].last_hash != hash) continue;
    const entity *e = &c->entities[i];
    if (lone && e->joined) continue;
    if (same_name(f, e, r->from, r->to)) {
      if (!lone) return i;
    } else if (!lone || e->words == 1 || e->body || r->body) {
      continue;
    } else if (!vb_unit_same_word(f, e->last, r->from)) {
      if (e->evidence && vb_unit_same_word(f, e->from, r->from) &&
          (by_first == SIZE_MAX || is_better(e, &c->entities[by_first], sex)))
        by_first = i;
      continue;
    }
    bool other = best != SIZE_MAX && e->words > 1 && c->entities[best].words > 1;
    *several |=
        other && !(sex && e->sex && c->entities[best].sex && e->sex != c->entities[best].sex);
    if (best == SIZE_MAX || is_better(e, &c->entities[best], sex)) best = i;
  }
  return best == SIZE_MAX ? by_first : best;
}

/* An entity of one word, named earlier, that is the end of this full name; SIZE_MAX for none. */
static size_t short_before(const cast *c, const name_run *r) {
  uint32_t last = surname_of(c->f, r->from, r->to);
  if (r->body || r->to - r->from < 2) return SIZE_MAX;
  uint32_t hash = c->f->units[last].hash;
  if (!may_be_key(c, hash)) return SIZE_MAX;
  for (size_t i = c->entity_count, n = 0; i-- > 0 && n < LOOK_BACK_ENTITIES; n++) {
    if (c->keys[i].last_hash != hash) continue;
    const entity *e = &c->entities[i];
    if (e->words == 1 && !e->body && !e->place && vb_unit_same_word(c->f, e->last, last)) return i;
  }
  return SIZE_MAX;
}

static void add_role(entity *e, uint32_t u) {
  if (e->role_count < ROLES_MAX) e->roles[e->role_count++] = u;
}

/* Learns from roles and titles before the name: "Kremlin spokesman Dmitry Peskov". */
static void learn_before(const article_frame *f, entity *e, const name_run *r) {
  const unit *units = f->units;
  for (uint32_t u = r->from; u-- > 0 && r->from - u < TITLE_WORDS_MAX && units[u].stretch < 0;) {
    if (u < r->start && (units[u + 1].gap || units[u].possessive ||
                         (units[u].classes & (VB_WORD_PREPOSITION | VB_WORD_CLAUSE | VB_WORD_CUE))))
      break;
    if (units[u].classes & (VB_WORD_ROLE | VB_WORD_TITLE)) {
      bool plural = units[u].classes & VB_WORD_PLURAL;
      if (plural) break;
      e->evidence |= units[u].classes & VB_WORD_TITLE && units[u].capital ? BY_TITLE : BY_ROLE;
      add_role(e, u);
      uint32_t sex = units[u].classes & (VB_WORD_MALE | VB_WORD_FEMALE);
      if (sex && !e->titled) e->sex = sex, e->titled = true;
    } else {
      break;
    }
  }
}

/* Learns from what comes after it: "Brook, 43," and "Peskov, the Kremlin spokesman,". */
static void learn_behind(const article_frame *f, entity *e, uint32_t to) {
  const unit *units = f->units;
  if (to >= f->unit_count || !(units[to].gap & GAP_COMMA) || units[to].stretch >= 0) return;
  const vb_token *t = vb_unit_token(f, to);
  bool number =
      t->term_length == 2 && t->term[0] >= '1' && t->term[0] <= '9' && to + 1 < f->unit_count;
  if (number && (units[to + 1].gap & (GAP_COMMA | GAP_STOP))) e->evidence |= BY_AGE;
  bool article = units[to].classes & VB_WORD_DETERMINER;
  for (uint32_t u = to; u < f->unit_count && u < to + 8 && units[u].stretch < 0; u++) {
    if (u > to &&
        (units[u].gap || (units[u].classes & (VB_WORD_AUXILIARY | VB_WORD_CLAUSE | VB_WORD_CUE))))
      break;
    if (units[u].capital && !(units[u].classes & (VB_WORD_ROLE | VB_WORD_TITLE)) && !article) break;
    if (!(units[u].classes & VB_WORD_ROLE) || (units[u].classes & VB_WORD_PLURAL)) continue;
    e->evidence |= BY_ROLE;
    add_role(e, u);
    break;
  }
}

static void learn(const article_frame *f, entity *e, const name_run *r, const name_mention *m) {
  learn_before(f, e, r);
  learn_behind(f, e, r->to);
  uint32_t kinds = vb_name_kinds(f, e->from);
  bool given = e->words > 1 || e->titled || (kinds & NAME_COMMON) == 0;
  if (given && (kinds & NAME_GIVEN) && !(e->place && e->words == 1)) {
    if (e->words > 1) e->evidence |= BY_GIVEN_NAME;
    if (!e->sex && e->words > 1 && (kinds & (NAME_MALE | NAME_FEMALE)))
      e->sex = (kinds & (NAME_MALE | NAME_FEMALE | NAME_EITHER)) == NAME_MALE     ? VB_WORD_MALE
               : (kinds & (NAME_MALE | NAME_FEMALE | NAME_EITHER)) == NAME_FEMALE ? VB_WORD_FEMALE
                                                                                  : 0;
  }
  if (m->speaks) e->evidence |= BY_VERB;
}

/* ---- mentions ------------------------------------------------------------------ */

/* The unit after a name and an insertion between commas: "Brook, the engineer, |said". */
static uint32_t past_insertion(const article_frame *f, uint32_t to) {
  enum { INSERTION_WORDS = 14 };
  const unit *units = f->units;
  if (to >= f->unit_count || !(units[to].gap & (GAP_COMMA | GAP_BRACKET | GAP_DASH))) return to;
  for (uint32_t u = to + 1; u < f->unit_count && u - to < INSERTION_WORDS; u++) {
    if (units[u].stretch >= 0 || units[u].begins) return to;
    if ((units[u].gap & (GAP_COMMA | GAP_BRACKET | GAP_DASH)) && !vb_is_party_tag(f, u) &&
        vb_unit_is(&units[u], VB_WORD_CUE | VB_WORD_CUE_WEAK | VB_WORD_AUXILIARY | VB_WORD_ADVERB))
      return u;
  }
  return to;
}

/* Whether a noun denotes a person, by its ending: "speechwriter", "strategist". */
static bool names_a_doer(const article_frame *f, vb_str word) {
  return word.n > 5 && vb_language_tail_fits(f->language->tails.doer, word, 0);
}

/* Whether another noun follows directly: "the Brook |plan", "Brook |speechwriter Tom Reed". */
static bool is_modifier(const article_frame *f, const name_run *r) {
  static const uint32_t NOUNS = VB_WORD_ROLE | VB_WORD_BODY | VB_WORD_DOCUMENT | VB_WORD_TITLE;
  uint32_t to = r->to;
  if (to >= f->unit_count || f->units[to].gap || f->units[to].begins || f->units[to].stretch >= 0)
    return false;
  const unit *next = &f->units[to];
  if (next->classes & NOUNS || next->capital) return true;
  if (next->classes) return false;
  return names_a_doer(f, vb_unit_word(f, to)) ||
         (r->start > 0 && vb_unit_is(&f->units[r->start - 1], VB_WORD_DETERMINER) &&
          !f->units[r->start].gap);
}

/* Records the grammatical place of the name in its sentence. */
static void see_place(const article_frame *f, const name_run *r, name_mention *m) {
  const unit *units = f->units;
  const unit *first = &units[r->start];
  m->governed = r->start > 0 && vb_unit_is(first - 1, VB_WORD_PREPOSITION) && !first->begins;
  m->possessive = units[r->to - 1].possessive;
  m->heads = first->gap & GAP_PARAGRAPH;
  m->leads = first->begins;
  m->modifier = !m->possessive && is_modifier(f, r);
  if (m->governed || m->possessive || m->modifier) return;
  m->subject = first->begins;
  if (r->to >= f->unit_count || (units[r->to].gap & (GAP_STOP | GAP_PARAGRAPH))) return;
  uint32_t verb = past_insertion(f, r->to);
  for (uint32_t u = verb; u < f->unit_count && u < verb + 2; u++) {
    if (!vb_unit_is(&units[u], VB_WORD_CUE | VB_WORD_CUE_WEAK | VB_WORD_AUXILIARY | VB_WORD_ADVERB))
      break;
    m->subject |= !(units[u].classes & VB_WORD_ADVERB);
    m->speaks |= vb_unit_is(&units[u], VB_WORD_CUE);
  }
}

static entity *new_entity(cast *c, const name_run *r) {
  if (!VB_ARENA_GROW(c->f->arena, c->entities, &c->entity_capacity, c->entity_count) ||
      !VB_ARENA_GROW(c->f->arena, c->keys, &c->key_capacity, c->entity_count))
    return NULL;
  entity *e = &c->entities[c->entity_count++];
  *e = (entity){.newest = r->from};
  return e;
}

/* "the Obama-|Boehner talks": two people as often as one. */
static bool joins_two(const article_frame *f, const name_run *r) {
  if (r->body || r->to - r->from != 2 || (vb_name_kinds(f, r->to - 1) & NAME_GIVEN)) return false;
  uint32_t end = vb_unit_token(f, r->from)->end;
  return vb_unit_token(f, r->to - 1)->start == end + 1 && f->analysis->text.p[end] == '-';
}

static void set_form(cast *c, entity *e, const name_run *r) {
  const article_frame *f = c->f;
  e->from = r->from;
  e->to = r->to;
  e->last = surname_of(f, r->from, r->to);
  e->words = r->to - r->from;
  c->keys[e - c->entities] = (entity_key){f->units[r->from].hash, f->units[e->last].hash};
  note_key(c, f->units[r->from].hash);
  note_key(c, f->units[e->last].hash);
  e->body = r->body;
  e->joined = joins_two(f, r);
  e->place = e->words <= 2 && (vb_name_kinds(f, e->last) & NAME_PLACE) &&
             !(e->words == 2 && (vb_name_kinds(f, e->from) & NAME_GIVEN));
}

/* A mention belongs to a known person, to one known so far by a shorter name only, or to a new one.
   The form of a person grows from one word to more, never back. */
static bool add_mention(cast *c, const name_run *r) {
  const unit *at = &c->f->units[r->from];
  name_mention m = {.sentence = at->sentence, .paragraph = at->paragraph};
  bool several;
  size_t i = known_entity(c, r, &several);
  size_t shorter = i == SIZE_MAX ? short_before(c, r) : SIZE_MAX;
  entity *e = i != SIZE_MAX         ? &c->entities[i]
              : shorter != SIZE_MAX ? &c->entities[shorter]
                                    : new_entity(c, r);
  if (!e) return false;
  if (e->words == 0 || (e->words == 1 && r->to - r->from > 1)) set_form(c, e, r);
  e->newest = r->from;
  e->mention_count++;
  see_place(c->f, r, &m);
  if (!e->body) learn(c->f, e, r, &m);
  if (!VB_ARENA_GROW(c->f->arena, c->mentions, &c->mention_capacity, c->mention_count))
    return false;
  m.entity = (uint32_t)(e - c->entities);
  m.from = r->from;
  m.to = r->to;
  m.short_of_several = several;
  c->mentions[c->mention_count++] = m;
  return true;
}

bool vb_cast_gather(cast *c, article_frame *f) {
  *c = (cast){.f = f};
  if (!gather_capitals(c)) return false;
  name_run run;
  uint32_t next = 0, behind = 0;
  bool nouns = !f->foreign && (f->language->traits & VB_LANGUAGE_NOUNS_CAPITAL);
  while (nouns ? vb_noun_name_next(c, &next, &behind, &run)
               : vb_name_run_next(c, &next, &behind, &run))
    if (!add_mention(c, &run)) return false;
  return true;
}

/* Whether the full stop belongs to the word, as in "Jr." and "U.S.". */
static bool keeps_stop(const article_frame *f, uint32_t u) {
  vb_str word = vb_unit_word(f, u);
  if (memchr(word.p, '.', word.n)) return true;
  return (vb_name_kinds(f, u) & NAME_SUFFIX) && word.p[0] != 'i'; /* not of "III" */
}

vb_str vb_cast_name(const cast *c, const entity *e) {
  vb_extent extent = vb_quotation_extent(c->f, e->from, e->to);
  vb_str text = c->f->analysis->text;
  vb_str name = vb_str_slice(text, extent.start, extent.end);
  if (c->f->units[e->to - 1].possessive) {
    /* The printed apostrophe has one or three bytes, the s after it one. */
    while (name.n && (name.p[name.n - 1] & 0x80) == 0 && name.p[name.n - 1] != '\'') name.n--;
    while (name.n && ((name.p[name.n - 1] & 0x80) || name.p[name.n - 1] == '\'')) name.n--;
  } else if (extent.end < text.n && text.p[extent.end] == '.' && keeps_stop(c->f, e->to - 1)) {
    name.n++;
  }
  return name.n <= VB_QUOTATION_SPEAKER_MAX ? name : VB_STR_NONE;
}

size_t vb_cast_mention_inside(const cast *c, uint32_t from, uint32_t to) {
  size_t low = 0, high = c->mention_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (c->mentions[middle].from < from) low = middle + 1;
    else high = middle;
  }
  return low < c->mention_count && c->mentions[low].from < to ? low : SIZE_MAX;
}
