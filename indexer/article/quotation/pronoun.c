/*
 * pronoun.c - finds the candidates for a pronoun, computes their features, and chooses.
 *
 * Candidates are the entities named in the sentences before, newest first, that may be
 * people and are not known to be of the other sex. pronoun_internal.h lists the features.
 */
#include "indexer/article/quotation/pronoun_internal.h"

#include <math.h>

enum {
  LOOK_BACK_MENTIONS = 60,
  LOOK_BACK_SENTENCES = 30,
  LOOK_BACK_PRONOUNS = 200, /* units */
  OBJECT_REACH = 4
};

typedef struct gathering {
  const cast *c;
  const pronoun_place *place;
  uint32_t sex;
  pronoun_choice *out;
  const name_mention *last[CANDIDATES_MAX]; /* by candidate: its latest mention */
  const name_mention *subject[CANDIDATES_MAX];
  uint32_t so_far[CANDIDATES_MAX];       /* mentions seen so far, looking back */
  uint32_t pronouns[LOOK_BACK_PRONOUNS]; /* units of pronouns of the sex before it, newest first */
  uint32_t pronoun_count;
} gathering;

static size_t index_of(const gathering *g, uint32_t who) {
  for (size_t i = 0; i < g->out->count; i++)
    if (g->out->candidates[i].entity == who) return i;
  return SIZE_MAX;
}

static bool may_be_meant(const entity *e, uint32_t sex) {
  return vb_may_be_person(e) && !(e->sex && e->sex != sex);
}

/* Persons named shortly before, the latest first, who may be of the pronoun's sex. LOOK_BACK bounds
   how far; the person meant is hardly ever further away. */
static void gather_candidates(gathering *g) {
  const cast *c = g->c;
  size_t end = vb_cast_mention_inside(c, g->place->unit, NO_UNIT);
  if (end == SIZE_MAX) end = c->mention_count;
  for (size_t k = end, seen = 0; k-- > 0 && seen < LOOK_BACK_MENTIONS; seen++) {
    const name_mention *m = &c->mentions[k];
    if (g->place->sentence - m->sentence > LOOK_BACK_SENTENCES) break;
    if (!may_be_meant(&c->entities[m->entity], g->sex)) continue;
    size_t i = index_of(g, m->entity);
    if (i == SIZE_MAX) {
      if (g->out->count == CANDIDATES_MAX) continue;
      i = g->out->count++;
      g->out->candidates[i] = (candidate){.entity = m->entity};
      g->last[i] = m;
      g->subject[i] = NULL;
      g->so_far[i] = 0;
    }
    if (!g->subject[i] && m->subject) g->subject[i] = m;
    g->so_far[i]++;
  }
}

/* Adds the speaker of the previous quotation, who may have been named long before. */
static void add_quoted(gathering *g) {
  size_t before = g->place->before.entity;
  if (before == SIZE_MAX || !may_be_meant(&g->c->entities[before], g->sex)) return;
  if (index_of(g, (uint32_t)before) != SIZE_MAX || g->out->count == CANDIDATES_MAX) return;
  size_t i = g->out->count++;
  g->out->candidates[i] = (candidate){.entity = (uint32_t)before};
  g->last[i] = g->subject[i] = NULL;
  g->so_far[i] = 0;
}

static uint32_t capped(uint32_t value, uint32_t most) {
  return value < most ? value : most;
}

static uint32_t bucket(uint32_t value, const uint32_t *limits, uint32_t count) {
  uint32_t i = 0;
  while (i < count && value > limits[i]) i++;
  return i;
}

static void add(candidate *k, uint32_t feature) {
  if (k->feature_count < CANDIDATE_FEATURES) k->features[k->feature_count++] = (uint8_t)feature;
}

static uint32_t others_since(const gathering *g, size_t i, const name_mention *const *mentions) {
  uint32_t n = 0;
  for (size_t k = 0; k < g->out->count; k++)
    n += k != i && mentions[k] && (!mentions[i] || mentions[k]->from > mentions[i]->from);
  return n;
}

static void gather_pronouns(gathering *g) {
  const unit *units = g->c->f->units;
  uint32_t u = g->place->unit;
  for (uint32_t seen = 0; u-- > 0 && seen < LOOK_BACK_PRONOUNS; seen++)
    if (vb_unit_is(&units[u], VB_WORD_PRONOUN) && (units[u].classes & g->sex))
      g->pronouns[g->pronoun_count++] = u;
}

static uint32_t pronouns_since(const gathering *g, uint32_t from) {
  uint32_t n = 0;
  while (n < g->pronoun_count && g->pronouns[n] >= from) n++;
  return n;
}

static uint32_t case_of(const name_mention *m) {
  if (m->possessive) return 0;
  if (m->governed) return 1;
  if (m->modifier) return 2;
  if (m->leads) return m->speaks ? 3 : 4;
  if (m->subject) return m->speaks ? 5 : 6;
  return 7;
}

static void add_distance(const gathering *g, size_t i, candidate *k) {
  static const uint32_t limits[] = {0, 1, 2, 3, 5, 8, 12, 20};
  const name_mention *m = g->last[i];
  if (!m) return;
  uint32_t back = g->place->sentence - m->sentence;
  add(k, FEATURE_DISTANCE + 2 * bucket(back, limits, 8) + m->subject);
  add(k, FEATURE_PARAGRAPH + capped(g->place->paragraph - m->paragraph, 4));
  if (back == 0) add(k, FEATURE_SAME + m->subject);
  uint32_t rank = others_since(g, i, g->last);
  add(k, FEATURE_RANK + (rank < 4 ? rank : rank < 6 ? 4 : 5));
  add(k, FEATURE_SUBJECT_RANK + (g->subject[i] ? capped(others_since(g, i, g->subject), 3) : 4));
  add(k, FEATURE_SINCE + 2 * capped(pronouns_since(g, m->from), 3) + (rank == 0));
  add(k, FEATURE_CASE + case_of(m));
  if (m->heads) add(k, FEATURE_HEADS + (g->place->paragraph == m->paragraph));
}

static bool named_inside(const gathering *g, const entity *e) {
  const article_frame *f = g->c->f;
  const stretch *s = g->place->quotation;
  vb_str name = vb_unit_word(f, e->last);
  uint32_t hash = f->units[e->last].hash;
  for (uint32_t t = s->first_token; t < s->end_token; t++)
    if ((uint32_t)f->analysis->hashes[t] == hash &&
        vb_str_eq(vb_token_term(&f->analysis->tokens[t]), name))
      return true;
  return false;
}

static bool named_behind(const gathering *g, uint32_t who) {
  uint32_t u = g->place->unit;
  size_t i = vb_cast_mention_inside(g->c, u + 1, u + OBJECT_REACH + 1);
  if (i == SIZE_MAX || g->c->mentions[i].entity != who) return false;
  for (uint32_t k = u + 1; k <= g->c->mentions[i].from; k++)
    if (g->c->f->units[k].gap || g->c->f->units[k].stretch >= 0) return false;
  return true;
}

static uint32_t sex_feature(const gathering *g, const entity *e) {
  if (e->sex) return e->titled ? 0 : 1;
  for (size_t k = 0; k < g->out->count; k++)
    if (g->c->entities[g->out->candidates[k].entity].sex == g->sex) return 2;
  return 3;
}

static bool only_fit(const gathering *g, const entity *e) {
  if (e->sex != g->sex) return false;
  uint32_t n = 0;
  for (size_t k = 0; k < g->out->count; k++)
    n += g->c->entities[g->out->candidates[k].entity].sex == g->sex;
  return n == 1;
}

static uint32_t topic_rank(const gathering *g, size_t i) {
  uint32_t n = 0;
  const entity *all = g->c->entities;
  for (size_t k = 0; k < g->out->count; k++)
    n += k != i && all[g->out->candidates[k].entity].mention_count >
                       all[g->out->candidates[i].entity].mention_count;
  return capped(n, 2);
}

static uint32_t evidence_of(const entity *e) {
  uint32_t n = 0;
  for (uint32_t bit = 1; bit < BY_VERB; bit <<= 1) n += (e->evidence & bit) != 0;
  return n ? 1 + n : (e->evidence & BY_VERB) != 0;
}

/* Sets the features of one candidate, in the numbering of pronoun_internal.h, and adds up their
   weights. Any change here needs the model trained again (tests/bench/speakers.py). */
static void add_features(const gathering *g, size_t i) {
  static const uint32_t counts[] = {1, 2, 4, 8};
  candidate *k = &g->out->candidates[i];
  const entity *e = &g->c->entities[k->entity];
  const quoted_before *before = &g->place->before;
  add_distance(g, i, k);
  if (before->entity == k->entity) {
    uint32_t back = g->place->paragraph - before->paragraph;
    add(k, FEATURE_QUOTED + 1 + capped(back, 2));
    add(k, FEATURE_QUOTED_AS + before->as);
  } else {
    add(k, FEATURE_QUOTED);
  }
  add(k, FEATURE_SEX + sex_feature(g, e));
  add(k, FEATURE_COUNT + bucket(g->so_far[i], counts, 4));
  add(k, FEATURE_SPOKE + capped(g->place->spoke[k->entity], 3));
  if (named_inside(g, e)) add(k, FEATURE_INSIDE);
  if (named_behind(g, k->entity)) add(k, FEATURE_OBJECT);
  add(k, FEATURE_PERSON + evidence_of(e));
  add(k, FEATURE_TOPIC + topic_rank(g, i));
  if (only_fit(g, e)) add(k, FEATURE_ONLY + (g->out->count == 1));
  add(k, FEATURE_WORDS + capped(e->words - 1, 2));
  for (uint32_t n = 0; n < k->feature_count; n++) k->score += vb_pronoun_weights[k->features[n]];
}

static void choose(pronoun_choice *out) {
  static const uint32_t counts[] = {0, 1, 2, 4};
  out->nobody[0] = FEATURE_NOBODY;
  out->nobody[1] = (uint8_t)(FEATURE_NOBODY_COUNT + bucket((uint32_t)out->count, counts, 4));
  int32_t nobody = vb_pronoun_weights[out->nobody[0]] + vb_pronoun_weights[out->nobody[1]],
          best = nobody;
  out->best = SIZE_MAX;
  for (size_t i = 0; i < out->count; i++)
    if (out->candidates[i].score > best) best = out->candidates[i].score, out->best = i;
  double sum = exp((double)(nobody - best) / WEIGHT_ONE);
  for (size_t i = 0; i < out->count; i++)
    sum += exp((double)(out->candidates[i].score - best) / WEIGHT_ONE);
  out->percent = (uint32_t)(100 / sum);
}

void vb_pronoun_resolve(const cast *c, const pronoun_place *place, pronoun_choice *out) {
  gathering g;
  g.c = c;
  g.place = place;
  g.out = out;
  g.pronoun_count = 0;
  g.sex = c->f->units[place->unit].classes & (VB_WORD_MALE | VB_WORD_FEMALE);
  out->count = 0;
  gather_candidates(&g);
  add_quoted(&g);
  gather_pronouns(&g);
  for (size_t i = 0; i < out->count; i++) add_features(&g, i);
  choose(out);
}
