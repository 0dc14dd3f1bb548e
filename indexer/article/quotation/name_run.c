/*
 * name_run.c - finds runs of capitalised words that are names, and where in them the name begins.
 *
 *   Deputy Assistant Secretary of State |Ada B. Brook Jr.|   titles come before the name
 *   Harbour Board Director |Ada Brook|                       and the bodies they belong to
 *   |Ministry of Works|  |Prime Minister's Office|           names of bodies are whole
 *   |Ursula von der Leyen|                                   particles are part of names
 *   Forget |Brook|  WATCH |Brook|  Taking |Ada Brook|        the sentence's first word is not
 *
 * A run that repeats a word, or is longer than names are, is a headline and names nobody.
 */
#include "indexer/article/quotation/subject_internal.h"

enum { NAME_WORDS_MAX = 6, BODY_WORDS_MAX = 9, PARTICLES_MAX = 3, RUN_MAX = 16 };

static const uint32_t FUNCTION = VB_WORD_DETERMINER | VB_WORD_PRONOUN | VB_WORD_PREPOSITION |
                                 VB_WORD_CLAUSE | VB_WORD_CONJUNCTION | VB_WORD_AUXILIARY |
                                 VB_WORD_TIME | VB_WORD_ADVERB | VB_WORD_RELATIVE;

vb_str vb_unit_word(const article_frame *f, uint32_t u) {
  vb_str term = vb_token_term(vb_unit_token(f, u));
  if (f->units[u].possessive) term.n -= 2;
  return term;
}

bool vb_unit_same_word(const article_frame *f, uint32_t a, uint32_t b) {
  return f->units[a].hash == f->units[b].hash && vb_str_eq(vb_unit_word(f, a), vb_unit_word(f, b));
}

static uint64_t hash_of(const article_frame *f, uint32_t u) {
  const unit *w = &f->units[u];
  return w->possessive ? vb_word_hash(vb_unit_word(f, u)) : f->analysis->hashes[w->token];
}

uint32_t vb_name_kinds(const article_frame *f, uint32_t u) {
  const unit *w = &f->units[u];
  if (w->stretch >= 0) return 0;
  if (w->capital) return w->kinds;
  return vb_word_table_find(&f->finder->names, hash_of(f, u));
}

bool vb_unit_idiom(const article_frame *f, uint32_t u, vb_idiom part) {
  return u < f->unit_count && f->units[u].stretch < 0 &&
         (vb_word_table_find(f->idioms, hash_of(f, u)) & part);
}

static bool is_kind(const article_frame *f, uint32_t u, uint32_t kinds) {
  return vb_name_kinds(f, u) & kinds;
}

static bool is_party_letter(const article_frame *f, uint32_t u) {
  const vb_token *t = vb_unit_token(f, u);
  vb_str text = f->analysis->text;
  if (t->term_length != 1) return false;
  return f->units[u].stretch < 0 && strchr("dri", t->term[0]) && t->end + 1 < text.n &&
         text.p[t->end] == '-' && text.p[t->end + 1] >= 'A' && text.p[t->end + 1] <= 'Z';
}

/* The D or the Mich of "D-Mich.". */
bool vb_is_party_tag(const article_frame *f, uint32_t u) {
  return is_party_letter(f, u) || (u > 0 && f->units[u].gap == 0 && is_party_letter(f, u - 1));
}

static uint32_t function_of(const article_frame *f) {
  return vb_inverts(f) ? FUNCTION | VB_WORD_CUE | VB_WORD_CUE_WEAK : FUNCTION;
}

static bool has_capital_word(const article_frame *f, uint32_t u) {
  const unit *w = &f->units[u];
  return w->stretch < 0 && w->capital && !(w->classes & (w->begins ? function_of(f) : FUNCTION));
}

static bool can_begin(const article_frame *f, uint32_t u) {
  const unit *w = &f->units[u];
  if (w->stretch >= 0 || !w->capital || vb_is_party_tag(f, u)) return false;
  if (w->classes & (w->begins ? function_of(f) : FUNCTION)) {
    bool named = is_kind(f, u, NAME_WILL) && !w->begins && u + 1 < f->unit_count;
    return named && !w[1].gap && has_capital_word(f, u + 1);
  }
  /* "I'm", "It's", "We'll": not names, while "O'Connell" is one. */
  vb_str term = vb_token_term(vb_unit_token(f, u));
  return !memchr(term.p, '\'', term.n) ||
         !vb_language_tail_fits(f->language->tails.contraction, term, 0);
}

/* "Jr" after a comma or a blank, "III". */
static bool is_suffix(const article_frame *f, uint32_t u) {
  const unit *w = &f->units[u];
  return w->stretch < 0 && w->capital && (w->gap == 0 || w->gap == GAP_COMMA) &&
         (vb_name_kinds(f, u) & NAME_SUFFIX);
}

/* "Ministry |of Works", "Office |of the Mayor": the unit after the preposition (and article); 0 if
   the name ends before it. */
static uint32_t over_of(const article_frame *f, uint32_t u) {
  const unit *w = &f->units[u];
  if (u + 1 >= f->unit_count || w->gap || w[-1].possessive || !(w[-1].classes & VB_WORD_BODY))
    return 0;
  if (!is_kind(f, u, NAME_OF) && !(is_kind(f, u - 1, NAME_OFFICE) && is_kind(f, u, NAME_FOR)))
    return 0;
  u++;
  if (is_kind(f, u, NAME_THE) && !f->units[u].gap) u++;
  return u < f->unit_count && !f->units[u].gap && has_capital_word(f, u) ? u : 0;
}

static bool only_title(const unit *u) {
  return (u->classes & (VB_WORD_TITLE | VB_WORD_ROLE)) && !(u->classes & VB_WORD_BODY);
}

/* "Ursula |von der Leyen": the unit after the particles; 0 if there are none. */
static uint32_t over_particles(const article_frame *f, uint32_t u) {
  uint32_t k = u;
  for (; k < f->unit_count && k - u < PARTICLES_MAX; k++) {
    const unit *w = &f->units[k];
    if (w->stretch >= 0 || w->gap || w->capital || !(vb_name_kinds(f, k) & NAME_PARTICLE)) break;
  }
  if (vb_inverts(f) && only_title(&f->units[u - 1])) return 0; /* "presidente |de la Junta" */
  if (k == u || k >= f->unit_count || f->units[k].gap || !has_capital_word(f, k)) return 0;
  return k;
}

/* The end of the run that begins at `from`. */
static uint32_t run_end(const article_frame *f, uint32_t from, bool *of) {
  uint32_t u = from + 1, next;
  *of = false;
  while (u < f->unit_count && u - from < RUN_MAX) {
    const unit *w = &f->units[u], *before = w - 1;
    if (before->possessive) { /* "Prime Minister's |Office" */
      bool office = !w->gap && has_capital_word(f, u) && (w->classes & VB_WORD_BODY) &&
                    (before->classes & (VB_WORD_TITLE | VB_WORD_ROLE));
      if (!office) break;
      u++;
    } else if (is_suffix(f, u) || (!w->gap && has_capital_word(f, u) && !vb_is_party_tag(f, u))) {
      u++;
    } else if (!w->gap && w->capital && is_kind(f, u, NAME_MONTH) &&
               (vb_name_kinds(f, u - 1) & NAME_GIVEN)) {
      u++;
    } else if ((next = over_particles(f, u))) {
      u = next + 1;
    } else if ((next = over_of(f, u))) {
      *of = true;
      u = next + 1;
    } else if (*of && is_kind(f, u, NAME_AND) && u + 1 < f->unit_count && !w->gap && !w[1].gap &&
               has_capital_word(f, u + 1) && !(vb_name_kinds(f, u + 1) & NAME_GIVEN)) {
      u += 2;
    } else {
      break;
    }
  }
  return u;
}

static bool is_shouted(const article_frame *f, uint32_t u) {
  const vb_token *t = vb_unit_token(f, u);
  if (t->end - t->start < 3) return false;
  for (uint32_t i = t->start; i < t->end; i++) {
    char c = f->analysis->text.p[i];
    if (c < 'A' || c > 'Z') return false;
  }
  return true;
}

static bool ends_in(const article_frame *f, uint32_t u, const char *tails) {
  return vb_language_tail_fits(tails, vb_unit_word(f, u), 3);
}

/* A word that has a capital because its sentence begins with it. */
static bool only_begins(const cast *c, uint32_t u) {
  const article_frame *f = c->f;
  if (!f->units[u].begins || vb_cast_has_capital(c, u)) return false;
  uint32_t kinds = vb_name_kinds(f, u);
  if (vb_inverts(f)) /* whose common words there is no list of */
    return !(kinds & (NAME_GIVEN | NAME_PLACE | NAME_OUTLET)) &&
           !(u + 1 < f->unit_count && !f->units[u + 1].gap &&
             vb_unit_is(&f->units[u + 1], VB_WORD_CUE | VB_WORD_AUXILIARY));
  if (kinds & NAME_COMMON) return true;
  if (kinds & (NAME_GIVEN | NAME_PLACE | NAME_OUTLET)) return false;
  return ends_in(f, u, f->language->tails.no_name) ||
         (f->units[u].classes & (VB_WORD_CUE | VB_WORD_CUE_WEAK | VB_WORD_TITLE | VB_WORD_ROLE));
}

/* Whether a given name, followed by another word of the name, is at u. */
static bool begins_person(const article_frame *f, uint32_t u, uint32_t to) {
  return u + 1 < to && (vb_name_kinds(f, u) & NAME_GIVEN) &&
         !(f->units[u].classes & VB_WORD_BODY) && !only_title(&f->units[u + 1]);
}

/* "le ministre de l'|Intérieur Ada Brook": what a role is of, right before the name. */
static bool is_ministry(const article_frame *f, uint32_t u, uint32_t from) {
  return u == from && u > 0 && !f->units[u].gap &&
         vb_unit_is(&f->units[u - 1], VB_WORD_LINK | VB_WORD_DETERMINER);
}

/* Where the person's name begins in a run that has other words before it. */
static uint32_t person_start(const cast *c, uint32_t from, uint32_t to) {
  const article_frame *f = c->f;
  bool given = false;
  uint32_t start = from;
  for (uint32_t u = from; u + 1 < to; u++) {
    const unit *w = &f->units[u];
    bool person = begins_person(f, u + 1, to);
    bool title = only_title(w) && !w->possessive && (person || !given);
    bool other = (w->classes & (VB_WORD_BODY | VB_WORD_DOCUMENT | VB_WORD_WORK)) ||
                 (vb_name_kinds(f, u) & (NAME_OUTLET | NAME_PLACE)) || is_shouted(f, u);
    bool common = !given && ((vb_name_kinds(f, u) & (NAME_COMMON | NAME_GIVEN)) == NAME_COMMON ||
                             (vb_inverts(f) && (only_begins(c, u) || is_ministry(f, u, from))));
    if (title || (other && !given && person) || (common && person && u + 2 < to)) start = u + 1;
    else if (vb_name_kinds(f, u) & NAME_GIVEN) given = true;
  }
  return start;
}

/* The same for a name of one word: "Recovery Act |Obama", "WATCH |Obama", "Forget |Obama". */
static uint32_t lone_start(const cast *c, uint32_t from, uint32_t to) {
  const article_frame *f = c->f;
  uint32_t last = to - 1;
  if (to - from < 2 || (f->units[last].classes & VB_WORD_BODY) || !vb_cast_has_capital(c, last))
    return from;
  const unit *before = &f->units[last - 1];
  if (to - from > 2 && (before->classes & VB_WORD_DOCUMENT) && !vb_name_kinds(f, last)) return last;
  if (to - from == 2 && is_shouted(f, from) && !is_shouted(f, last)) return last;
  if (to - from == 2 && only_begins(c, from) && !(vb_name_kinds(f, from) & NAME_GIVEN)) return last;
  return from;
}

/* Where a second word begins inside a unit's word, as "The" in "BrookThe"; 0: nowhere. */
static uint32_t inner_capital(const article_frame *f, uint32_t u) {
  enum { PREFIX = 4 }; /* "McBrook", "MacBrook", "DeBrook" are one */
  const vb_token *t = vb_unit_token(f, u);
  const char *p = f->analysis->text.p;
  if (t->term_length != t->end - t->start) return 0; /* not all of it is ASCII */
  for (uint32_t i = t->start + PREFIX; i + 1 < t->end; i++)
    if (p[i - 1] >= 'a' && p[i - 1] <= 'z' && p[i] >= 'A' && p[i] <= 'Z') return i - t->start;
  return 0;
}

/* A headline, or words that a scraper joined: a repeated word, or "BrookThe". */
static bool is_garbled(const article_frame *f, uint32_t from, uint32_t to) {
  for (uint32_t u = from; u < to; u++) {
    for (uint32_t k = u + 2; k < to; k++)
      if (f->units[k].hash == f->units[u].hash && f->units[u].capital) return true;
    uint32_t at = inner_capital(f, u);
    if (at == 0) continue;
    const vb_token *t = vb_unit_token(f, u);
    uint64_t tail = vb_word_hash((vb_str){t->term + at, t->term_length - at});
    if (to - from > 2 ||
        (vb_word_table_find(f->words, tail) & (FUNCTION | VB_WORD_TITLE | VB_WORD_ROLE)) ||
        (vb_word_table_find(&f->finder->names, tail) & NAME_COMMON))
      return true;
  }
  return false;
}

static bool all_shouted(const article_frame *f, const name_run *r) {
  for (uint32_t u = r->from; u < r->to; u++)
    if (!is_shouted(f, u)) return false;
  return true;
}

static bool names_body(const article_frame *f, const name_run *r, bool of) {
  const unit *last = &f->units[r->to - 1];
  if (of || (vb_inverts(f) && (f->units[r->from].classes & VB_WORD_BODY))) return true;
  if (r->to - r->from < 2)
    return (last->classes & VB_WORD_BODY) || (vb_name_kinds(f, r->from) & NAME_OUTLET);
  return (last->classes & VB_WORD_BODY) ||
         ((vb_name_kinds(f, r->to - 1) & NAME_OUTLET) && !(vb_name_kinds(f, r->from) & NAME_GIVEN));
}

/* "Pope |Francis", "Queen |Elizabeth II": people who are called by title and name. */
static bool is_regal(const article_frame *f, uint32_t u) {
  return f->units[u].capital && is_kind(f, u, NAME_REGAL);
}

/* "X", "IX", "C": a letter or a Roman numeral. */
static bool is_number_word(const article_frame *f, uint32_t u) {
  vb_str word = vb_unit_word(f, u); /* as long as it is printed, if it is such a word */
  const char *p = f->analysis->text.p + vb_unit_token(f, u)->start;
  if (word.n == 1) return true;
  for (size_t i = 0; i < word.n; i++)
    if (!p[i] || !strchr("IVXLCDM", p[i])) return false;
  return true;
}

/* "Title IX", "Proposition C": a law, a programme, a work by its number; but "Malcolm X", "Henry
   V" and "Pope Francis II" are people. */
static bool is_numbered(const article_frame *f, const name_run *r) {
  uint32_t kinds = vb_name_kinds(f, r->from), classes = f->units[r->from].classes;
  return r->to - r->from == 2 && is_number_word(f, r->to - 1) &&
         !(kinds & (NAME_GIVEN | NAME_REGAL)) &&
         ((kinds & NAME_COMMON) || (classes & (VB_WORD_DOCUMENT | VB_WORD_WORK)));
}

/* Removes what comes before the name; false for a run that names nobody. */
static bool trim(const cast *c, name_run *r, bool of) {
  const article_frame *f = c->f;
  r->body = names_body(f, r, of);
  uint32_t from = r->body ? r->from : person_start(c, r->from, r->to);
  if (r->body && of &&
      only_title(&f->units[from])) /* "Secretary of State" never is; "Chairman, Board of Works" */
    while (from + 1 < r->to && only_title(&f->units[from])) from++;
  r->from = from;
  if (!r->body && is_numbered(f, r)) return false;
  if (!r->body) r->from = lone_start(c, r->from, r->to);
  while (!r->body && r->from < r->to && only_title(&f->units[r->from]) &&
         !(vb_name_kinds(f, r->from) & NAME_GIVEN && r->to - r->from > 1))
    r->from++;
  if (r->from < r->to && r->from > r->start && is_regal(f, r->from - 1) &&
      (r->to - r->from == 1 || (r->to - r->from == 2 && (is_kind(f, r->to - 1, NAME_SUFFIX) ||
                                                         is_number_word(f, r->to - 1)))))
    r->from--;
  if (r->from == r->to || r->to - r->from > (r->body ? BODY_WORDS_MAX : NAME_WORDS_MAX))
    return false;
  const unit *last =
      &f->units[r->to - 1]; /* "the Kentucky Republican", "the Navy Chief" are descriptions */
  if (!r->body && r->to - r->from > 1 && only_title(last) && !last->possessive &&
      !(vb_name_kinds(f, r->from) & NAME_GIVEN))
    return false;
  if (r->to - r->from > 1 && all_shouted(f, r) && !(vb_name_kinds(f, r->from) & NAME_GIVEN))
    return false;
  if (r->to - r->from == 1) {
    const unit *only = &f->units[r->from];
    if (vb_unit_token(f, r->from)->term_length == 1 || only_begins(c, r->from)) return false;
    if (is_shouted(f, r->from) && vb_unit_token(f, r->from)->term_length > 3 &&
        (vb_name_kinds(f, r->from) & (NAME_COMMON | NAME_GIVEN)) == NAME_COMMON)
      return false; /* "READ", "MORE" */
    if (only->begins && (only->classes & ~(uint32_t)(VB_WORD_MALE | VB_WORD_FEMALE))) return false;
    if (only->begins && !vb_cast_has_capital(c, r->from) && !vb_name_kinds(f, r->from) &&
        ends_in(f, r->from, f->language->tails.plural) && !only->possessive)
      return false; /* "Neighbours said" */
  }
  return !is_garbled(f, r->from, r->to);
}

bool vb_name_run_next(const cast *c, uint32_t *next, uint32_t *behind, name_run *run) {
  const article_frame *f = c->f;
  while (*next < f->capital_count) {
    uint32_t u = f->capitals[(*next)++];
    if (u < *behind || !can_begin(f, u)) continue;
    bool of;
    *behind = run_end(f, u, &of);
    *run = (name_run){.start = u, .from = u, .to = *behind};
    if (trim(c, run, of)) return true;
  }
  return false;
}
