/*
 * name_nouns.c - names in a language whose nouns all have a capital.
 *
 *   Gewerkschaftschef |Konrad Freiling|        a given name and the word after it
 *   Ministerin |Freiling|                      the word after a title
 *   |Freiling| sagte   "...", sagte |Freiling| beside a verb of saying, without an article
 *   |Freiling|                                 the last word of a name that is known
 *   |GdP|                                      capitals within a word: a body
 *
 * Every other word with a capital is an ordinary noun.
 */
#include "indexer/article/quotation/subject_internal.h"

enum { GIVEN_MAX = 3, PARTICLES_MAX = 3, TITLES_MAX = 5, KNOWN_MAX = 100 };

static const uint32_t NO_NAME = VB_WORD_DETERMINER | VB_WORD_PRONOUN | VB_WORD_PREPOSITION |
                                VB_WORD_CLAUSE | VB_WORD_CONJUNCTION | VB_WORD_AUXILIARY |
                                VB_WORD_TIME | VB_WORD_ADVERB | VB_WORD_RELATIVE | VB_WORD_ROLE |
                                VB_WORD_TITLE | VB_WORD_BODY | VB_WORD_DOCUMENT | VB_WORD_CUE |
                                VB_WORD_CUE_WEAK | VB_WORD_WORK;

static bool may_be_name(const article_frame *f, uint32_t u) {
  return u < f->unit_count && f->units[u].stretch < 0 && f->units[u].capital &&
         !(f->units[u].classes & NO_NAME) && vb_unit_token(f, u)->term_length > 1;
}

/* Whether a hyphen joins the words u - 1 and u. */
static bool is_joined(const article_frame *f, uint32_t u) {
  if (u == 0 || u >= f->unit_count || f->units[u].stretch >= 0 || f->units[u - 1].stretch >= 0)
    return false;
  uint32_t end = vb_unit_token(f, u - 1)->end;
  return vb_unit_token(f, u)->start == end + 1 && f->analysis->text.p[end] == '-';
}

static uint32_t behind_joined(const article_frame *f, uint32_t to) {
  while (is_joined(f, to) && f->units[to].capital) to++;
  return to;
}

/* "Konrad |von Freiling": the unit of the next word of the name, past particles; 0 for none. */
static uint32_t next_part(const article_frame *f, uint32_t u) {
  for (uint32_t k = u; k < f->unit_count && k - u <= PARTICLES_MAX; k++) {
    const unit *w = &f->units[k];
    bool initial = k > 0 && w->gap == GAP_STOP && !w->begins && w[-1].stretch < 0 &&
                   vb_unit_token(f, k - 1)->term_length == 1;
    if (w->stretch >= 0 || (w->gap && !initial)) return 0;
    if (w->capital) return (w->classes & (NO_NAME & ~(uint32_t)VB_WORD_TIME)) && k == u ? 0 : k;
    if (!(vb_name_kinds(f, k) & NAME_PARTICLE)) return 0;
    if (k == u && vb_unit_is(w, VB_WORD_DETERMINER)) return 0; /* "Freiling |den Antrag" */
  }
  return 0;
}

/* The end of a full name that begins with a given name at u; u if there is none. */
static uint32_t full_name(const article_frame *f, uint32_t u) {
  uint32_t to = behind_joined(f, u + 1), next = 0, given = 1;
  if (!(vb_name_kinds(f, u) & NAME_GIVEN) || is_joined(f, u)) return u;
  while ((next = next_part(f, to)) && next == to && given++ < GIVEN_MAX &&
         ((vb_name_kinds(f, next) & NAME_GIVEN) || vb_unit_token(f, next)->term_length == 1) &&
         next_part(f, next + 1))
    to = behind_joined(f, next + 1);
  next = next_part(f, to);
  return next ? behind_joined(f, next + 1) : u;
}

static bool is_titled(const article_frame *f, uint32_t u) {
  const unit *w = &f->units[u];
  return u > 0 && !w->begins && !(w->gap & ~GAP_STOP) && w[-1].stretch < 0 && w[-1].capital &&
         vb_unit_is(&w[-1], VB_WORD_TITLE) && !vb_unit_is(&w[-1], VB_WORD_PLURAL);
}

/* Whether the name is the only subject of a verb: "sagte |Freiling|"; not "sagten |Fachleute|". */
static bool speaks_alone(const article_frame *f, uint32_t u) {
  const unit *units = f->units;
  if (is_joined(f, u + 1) || is_joined(f, u) ||
      vb_language_tail_fits(f->language->tails.no_name, vb_unit_word(f, u), 0))
    return false;
  if (next_part(f, u + 1) == u + 1 && (vb_name_kinds(f, u + 1) & NAME_GIVEN))
    return false; /* "sagte Stammkundin |Ada Brook" */
  uint32_t verb = NO_UNIT;
  if (u > 0 && !units[u].gap && vb_unit_is(&units[u - 1], VB_WORD_CUE) && !units[u - 1].capital)
    verb = u - 1;
  else if (units[u].begins && u + 1 < f->unit_count && !units[u + 1].gap &&
           vb_unit_is(&units[u + 1], VB_WORD_CUE))
    verb = u + 1;
  return verb != NO_UNIT &&
         !vb_language_tail_fits(f->language->tails.of_several, vb_unit_word(f, verb), 0);
}

static bool is_known_surname(const cast *c, uint32_t u) {
  uint32_t hash = c->f->units[u].hash;
  for (size_t i = c->entity_count, n = 0; i-- > 0 && n < KNOWN_MAX; n++)
    if (c->keys[i].last_hash == hash && vb_unit_same_word(c->f, c->entities[i].last, u))
      return true;
  return false;
}

static bool is_acronym(const article_frame *f, uint32_t u) {
  const vb_token *t = vb_unit_token(f, u);
  uint32_t capitals = 0;
  for (uint32_t i = t->start; i < t->end; i++) {
    char c = f->analysis->text.p[i];
    capitals += c >= 'A' && c <= 'Z';
  }
  return capitals >= 2 && t->end - t->start <= 6 && !is_joined(f, u) && !is_joined(f, u + 1);
}

static uint32_t titles_before(const article_frame *f, uint32_t u) {
  uint32_t start = u;
  while (start > 0 && u - start < TITLES_MAX && !f->units[start].begins &&
         !(f->units[start].gap & ~GAP_STOP) &&
         vb_unit_is(&f->units[start - 1], VB_WORD_TITLE | VB_WORD_ROLE))
    start--;
  return start;
}

/* A name of one or two words that does not begin with a known given name. */
static uint32_t lone_name(const article_frame *f, uint32_t u) {
  uint32_t to = behind_joined(f, u + 1), next = next_part(f, to);
  return next == to && may_be_name(f, next) ? behind_joined(f, next + 1) : to;
}

bool vb_noun_name_next(const cast *c, uint32_t *next, uint32_t *behind, name_run *run) {
  const article_frame *f = c->f;
  while (*next < f->capital_count) {
    uint32_t u = f->capitals[(*next)++], to;
    if (u < *behind || !may_be_name(f, u)) continue;
    bool body = is_acronym(f, u);
    if ((to = full_name(f, u)) == u) {
      if (!body && !is_titled(f, u) && !is_known_surname(c, u) && !speaks_alone(f, u)) continue;
      to = body ? u + 1 : lone_name(f, u);
    } else {
      body = false;
    }
    *run = (name_run){.start = titles_before(f, u), .from = u, .to = to, .body = body};
    *behind = to;
    return true;
  }
  return false;
}
