/*
 * unmarked.c - finds speech without quotation marks, if the paragraph itself shows that it is
 * speech.
 *
 *   - We left at noon, said Brook. - And so did the ferry.     dialogue by dash
 *   In a letter, Brook wrote:                                  a paragraph after a colon
 *
 *   We left at noon, and nobody thanked us for it.
 *
 * A dash also begins items of lists, and a colon also announces tables and pictures. So a dash
 * needs a verb of saying with its speaker in the same paragraph, and a colon needs one in the
 * sentence before it. A paragraph without one is not taken for speech.
 */
#include "indexer/article/quotation/cast_internal.h"

#include "indexer/base/utf8.h"
#include "indexer/text/marks.h"

#include <stdlib.h>

enum {
  BLOCK_WORDS_MIN = 6,
  INTRODUCTION_WORDS = 15, /* before the colon, in which the speaker is searched for */
  VERB_BEFORE_COLON = 4,   /* the verb: "wrote in the letter:" */
  CLAUSE_WORDS = 12,       /* of "said Brook, the engineer" */
  VERB_WITHIN = 4          /* its first words: "a-t-il |dit" */
};

typedef struct paragraph {
  uint32_t start, end, first, last; /* bytes; tokens [first, last) */
} paragraph;

static uint32_t token_from(const vb_analysis *a, uint32_t at) {
  size_t low = 0, high = a->token_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (a->tokens[middle].start < at) low = middle + 1;
    else high = middle;
  }
  return (uint32_t)low;
}

static bool touches_stretch(const article_frame *f, const paragraph *p) {
  size_t low = 0, high = f->stretch_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (f->stretches[middle].close <= p->start) low = middle + 1;
    else high = middle;
  }
  return low < f->stretch_count && f->stretches[low].open < p->end;
}

static paragraph paragraph_from(const article_frame *f, uint32_t start) {
  const vb_analysis *a = f->analysis;
  paragraph p = {.start = start, .end = (uint32_t)a->text.n};
  for (const char *at = a->text.p + start, *end = a->text.p + a->text.n;
       (at = memchr(at, '\n', (size_t)(end - at))); at++) {
    const char *next = at + 1;
    while (next < end && (*next == ' ' || *next == '\t' || *next == '\r')) next++;
    if (next == end || *next == '\n') {
      p.end = (uint32_t)(at - a->text.p);
      break;
    }
  }
  while (p.end > p.start && vb_is_space(a->text.p[p.end - 1])) p.end--;
  p.first = token_from(a, p.start);
  p.last = token_from(a, p.end);
  return p;
}

/* A verb of saying that can have no other meaning here. */
static bool reports(const article_frame *f, uint32_t token) {
  uint32_t c = f->classes[token];
  return (c & VB_WORD_CUE) && !(c & (VB_WORD_CUE_ING | VB_WORD_BASE | VB_WORD_ACCORDING |
                                     VB_WORD_ACCORDING_AFTER | VB_WORD_DETERMINER));
}

static bool is_upper(const article_frame *f, uint32_t token) {
  unsigned char c = (unsigned char)f->analysis->text.p[f->analysis->tokens[token].start];
  return (c >= 'A' && c <= 'Z') || c >= 0xC3;
}

static bool may_speak(const article_frame *f, uint32_t token) {
  return is_upper(f, token) ||
         (f->classes[token] & (VB_WORD_PRONOUN | VB_WORD_ROLE | VB_WORD_TITLE));
}

static bool add(article_frame *f, uint32_t open, uint32_t start, uint32_t end, char last) {
  if (end <= start || f->stretch_count >= VB_QUOTATIONS_MAX) return true;
  if (!VB_ARENA_GROW(f->arena, f->stretches, &f->stretch_capacity, f->stretch_count)) return false;
  f->stretches[f->stretch_count++] = (stretch){.open = open,
                                               .start = start,
                                               .end = end,
                                               .close = end,
                                               .unmarked = true,
                                               .last = last,
                                               .mention_from = NO_UNIT,
                                               .mention_to = NO_UNIT,
                                               .cue = NO_UNIT};
  return true;
}

/* ---- a paragraph after a colon -------------------------------------------------- */

static bool is_introduced(const article_frame *f, const paragraph *p) {
  bool verb = false, speaker = false;
  for (uint32_t t = p->first; t-- > 0 && p->first - t <= INTRODUCTION_WORDS;) {
    const vb_token *token = &f->analysis->tokens[t];
    uint32_t behind = t + 1 < f->analysis->token_count ? token[1].start : token->end;
    bool stop = memchr(f->analysis->text.p + token->end, '.', behind - token->end) != NULL;
    if (t + 1 < p->first && stop) break;
    verb |= p->first - t <= VERB_BEFORE_COLON && reports(f, t);
    speaker |= may_speak(f, t);
  }
  return verb && speaker;
}

static bool add_block(article_frame *f, uint32_t start) {
  paragraph p = paragraph_from(f, start);
  if (p.last - p.first < BLOCK_WORDS_MIN || touches_stretch(f, &p)) return true;
  char end = f->analysis->text.p[p.end - 1];
  if (!strchr(".!?", end) || !is_upper(f, p.first) || !is_introduced(f, &p)) return true;
  return add(f, p.start, p.start, p.end, end);
}

/* ---- dialogue by dash ------------------------------------------------------------ */

/* What is between the tokens t - 1 and t: a mark that ends speech, or one after which it continues.
 */
static char mark_between(const article_frame *f, uint32_t t, bool *dash) {
  const vb_analysis *a = f->analysis;
  const char *p = a->text.p + a->tokens[t - 1].end, *end = a->text.p + a->tokens[t].start;
  char mark = 0;
  *dash = false;
  for (size_t length; p < end; p += length) {
    int32_t c = vb_utf8_decode(p, end, &length);
    if (c > 0 && c < 0x80 && strchr(",.!?", c)) mark = (char)c;
    else if (c == 0x2026) mark = '.';
    else if (vb_char_is_dash(c) && (size_t)(end - a->text.p) > a->tokens[t - 1].end + 1)
      *dash = *dash || c != '-' || vb_is_space(p[-1]);
  }
  return mark;
}

/* The token after a clause that says who spoke; 0 if [t, last) does not begin with such a clause.
 */
static uint32_t clause_end(const article_frame *f, uint32_t t, uint32_t last) {
  bool verb = false, speaker = false, comma = false, dash;
  uint32_t k = t;
  for (; k < last && k - t < CLAUSE_WORDS; k++) {
    char mark = k > t ? mark_between(f, k, &dash) : 0;
    if (k > t && (mark == '.' || mark == '!' || mark == '?' || dash)) break;
    comma |= mark == ',';
    if (k - t < VERB_WITHIN && !comma) verb |= reports(f, k);
    speaker |= may_speak(f, k);
  }
  bool ended = k == last || k - t < CLAUSE_WORDS;
  return verb && speaker && ended ? k : 0;
}

/* The end of the speech before token t, without the mark or dash after it. */
static uint32_t speech_end(const article_frame *f, uint32_t t) {
  return f->analysis->tokens[t - 1].end;
}

static bool add_dialogue(article_frame *f, uint32_t dash_at, uint32_t start) {
  paragraph p = paragraph_from(f, start);
  bool dash;
  if (p.last - p.first < 3 || touches_stretch(f, &p)) return true;
  for (uint32_t t = p.first + 1; t < p.last; t++) {
    char mark = mark_between(f, t, &dash);
    if (!(mark == ',' || mark == '!' || mark == '?' || dash)) continue;
    uint32_t behind = clause_end(f, t, p.last);
    if (!behind) continue;
    uint32_t end = speech_end(f, t);
    if (mark == '!' || mark == '?') end++; /* the mark is speech */
    if (!add(f, dash_at, p.start, end, mark ? mark : ',')) return false;
    if (behind >= p.last) return true;
    mark_between(f, behind, &dash);
    uint32_t from = f->analysis->tokens[behind].start;
    return !dash || add(f, from, from, p.end, f->analysis->text.p[p.end - 1]);
  }
  return true;
}

/* ---- who said it, within the marks ------------------------------------------------ */

/* « Le mur, |a dit Brook, tiendra. »: the token of the verb's clause; 0 for none. */
static uint32_t find_insertion(const article_frame *f, uint32_t from, uint32_t to, uint32_t *end) {
  bool dash;
  for (uint32_t t = from + 1; t < to; t++) {
    char mark = mark_between(f, t, &dash);
    if (mark != ',' && mark != '!' && mark != '?') continue;
    uint32_t verb = t;
    while (verb < to && verb - t < 3 && !reports(f, verb) &&
           (f->classes[verb] & (VB_WORD_AUXILIARY | VB_WORD_PRONOUN)))
      verb++;
    if (verb == to || !reports(f, verb)) continue;
    uint32_t k = verb + 1;
    bool speaker = verb > t && (f->classes[verb - 1] & VB_WORD_PRONOUN);
    for (; k < to && k - t < CLAUSE_WORDS && !(k > verb + 1 && mark_between(f, k, &dash)); k++)
      speaker |= may_speak(f, k);
    if (speaker && k - t < CLAUSE_WORDS) return *end = k, t;
  }
  return 0;
}

/* Removes who said it from a stretch; its second part is added at the end of the list. */
static bool split_insertion(article_frame *f, size_t i) {
  stretch *s = &f->stretches[i];
  uint32_t from = token_from(f->analysis, s->start), to = token_from(f->analysis, s->end), behind;
  uint32_t clause = find_insertion(f, from, to, &behind);
  if (!clause) return true;
  const vb_token *tokens = f->analysis->tokens;
  stretch rest = *s;
  s->end = s->close = tokens[clause - 1].end;
  s->last = ',';
  s->unclosed = false;
  if (behind >= to) return true;
  if (f->stretch_count >= VB_QUOTATIONS_MAX) return true;
  if (!VB_ARENA_GROW(f->arena, f->stretches, &f->stretch_capacity, f->stretch_count)) return false;
  rest.open = rest.start = tokens[behind].start;
  rest.continues = false;
  f->stretches[f->stretch_count++] = rest;
  return true;
}

static int by_place(const void *a, const void *b) {
  const stretch *x = a, *y = b;
  return x->open < y->open ? -1 : x->open > y->open;
}

bool vb_quotation_add_unmarked(article_frame *f) {
  size_t before = f->stretch_count;
  if (f->foreign) return true;
  for (size_t i = 0; i < before && (f->language->traits & VB_LANGUAGE_INSERTS); i++)
    if (!split_insertion(f, i)) return false;
  if (f->stretch_count > before) {
    qsort(f->stretches, f->stretch_count, sizeof *f->stretches, by_place);
    before = f->stretch_count;
  }
  for (size_t i = 0; i < f->candidate_count; i++) {
    const unmarked_candidate *c = &f->candidates[i];
    if (c->dash ? !add_dialogue(f, c->at, c->start) : !add_block(f, c->start)) return false;
    if (f->stretch_count > before) {
      qsort(f->stretches, f->stretch_count, sizeof *f->stretches, by_place);
      before = f->stretch_count;
    }
  }
  return true;
}
