/*
 * quotation_frame.c - the article as the attribution rules see it.
 *
 * Everything outside the marks is a row of words, each stretch between marks
 * is one unit in that row:
 *
 *   [stretch] he said [stretch] | Peskov admitted that it was possible |
 *
 * cut into frame sentences (|). A quotation does not end the sentence around
 * it unless its own last character does and what follows begins a new one.
 */
#include "indexer/article/quotation_internal.h"

static uint8_t gap_between(const char *text, uint32_t from, uint32_t to) {
  uint8_t bits = 0;
  for (uint32_t i = from; i < to; i++) {
    unsigned char c = (unsigned char)text[i];
    switch (c) {
    case ',': bits |= GAP_COMMA; break;
    case ':': bits |= GAP_COLON; break;
    case ';': bits |= GAP_SEMICOLON; break;
    case '.': case '!': case '?': bits |= GAP_STOP; break;
    case '(': case ')': case '[': case ']': bits |= GAP_BRACKET; break;
    case '-': case '|': bits |= i > from && i + 1 < to ? GAP_DASH : 0; break;
    case '\n': {
      uint32_t k = i + 1;
      while (k < to && (text[k] == ' ' || text[k] == '\t' || text[k] == '\r')) k++;
      if (k < to && text[k] == '\n') bits |= GAP_PARAGRAPH;
      break;
    }
    case 0xE2:
      if (i + 2 < to && (unsigned char)text[i + 1] == 0x80) {
        unsigned char third = (unsigned char)text[i + 2];
        if (third >= 0x93 && third <= 0x95) bits |= GAP_DASH;
        i += 2;
      }
      break;
    default: break;
    }
  }
  return bits;
}

static bool is_capital(const char *text, const vb_token *t) {
  unsigned char c = (unsigned char)text[t->start];
  if (c >= 'A' && c <= 'Z') return true;
  /* Latin-1 and Latin Extended-A capitals, Greek and Cyrillic: enough to see a name. */
  if (c == 0xC3) return (unsigned char)text[t->start + 1] < 0x9F;
  if (c == 0xC4 || c == 0xC5) return !((unsigned char)text[t->start + 1] & 1);
  return c == 0xCE || (c == 0xD0 && (unsigned char)text[t->start + 1] < 0xB0);
}

static bool is_possessive(const vb_token *t) {
  uint32_t n = t->term_length;
  return n > 2 && t->term[n - 2] == '\'' && t->term[n - 1] == 's';
}

static unit word_unit(const article_frame *f, uint32_t token) {
  const vb_token *t = &f->analysis->tokens[token];
  vb_str term = vb_token_term(t);
  bool possessive = is_possessive(t);
  if (possessive) term.n -= 2;
  uint32_t hash, classes = vb_word_classes(f->finder, term, &hash);
  return (unit){.token = token,
                .stretch = -1,
                .classes = classes,
                .hash = hash,
                .capital = is_capital(f->analysis->text.p, t),
                .possessive = possessive};
}

/* Adds the unit with what stands before it; the text before `from` is used up. */
static void add_unit(article_frame *f, unit u, uint32_t from, uint32_t start) {
  if (start > from) u.gap = gap_between(f->analysis->text.p, from, start);
  if (f->unit_count == 0) u.gap |= GAP_PARAGRAPH;
  f->units[f->unit_count++] = u;
}

/* Words outside marks and stretches, merged in the order of the text. */
static void merge(article_frame *f) {
  const vb_token *tokens = f->analysis->tokens;
  uint32_t count = (uint32_t)f->analysis->token_count, t = 0, used = 0;
  for (size_t i = 0; i <= f->stretch_count; i++) {
    stretch *s = i < f->stretch_count ? &f->stretches[i] : NULL;
    for (; t < count && (!s || tokens[t].start < s->open); t++) {
      add_unit(f, word_unit(f, t), used, tokens[t].start);
      used = tokens[t].end;
    }
    if (!s) break;
    s->first_token = t;
    while (t < count && tokens[t].start < s->end) t++;
    s->end_token = t;
    s->unit = f->unit_count;
    add_unit(f, (unit){.stretch = (int32_t)i, .token = s->first_token}, used, s->open);
    used = s->close;
  }
}

static bool ends_sentence(char last) { return last == '.' || last == '?' || last == '!'; }

/* "..." Peskov said.  A short clause with a reporting verb right behind a stretch still belongs
   to it, whatever mark the stretch ends with. */
static bool attribution_follows(const article_frame *f, uint32_t u) {
  bool capital_first = f->units[u].capital;
  for (uint32_t k = u; k < f->unit_count && k < u + 6; k++) {
    const unit *w = &f->units[k];
    if (w->stretch >= 0 || (k > u && (w->gap & (GAP_STOP | GAP_PARAGRAPH | GAP_COLON)))) return false;
    if (w->classes & (VB_WORD_CLAUSE | VB_WORD_AUXILIARY)) return false;
    if ((w->classes & VB_WORD_CUE) && !(w->classes & VB_WORD_CUE_ING)) {
      if (k + 1 >= f->unit_count) return true;
      const unit *next = &f->units[k + 1];
      if (next->stretch >= 0) return !capital_first || (next->gap & GAP_STOP);
      return !(next->classes & (VB_WORD_CLAUSE | VB_WORD_DETERMINER | VB_WORD_PRONOUN)) || k == u;
    }
  }
  return false;
}

static bool begins_sentence(const article_frame *f, uint32_t u, const size_t *sentence_of) {
  const unit *w = &f->units[u], *before = &f->units[u - 1];
  if (w->gap & GAP_PARAGRAPH) return true;
  const stretch *s = before->stretch >= 0 ? &f->stretches[before->stretch] : NULL;
  if (s) {
    if (w->gap & GAP_STOP) return true;
    if (!ends_sentence(s->last)) return false;
    if (w->stretch >= 0) return true;
    return w->capital && !(w->gap & GAP_COMMA) && !attribution_follows(f, u);
  }
  if (!(w->gap & GAP_STOP)) return false;
  if (w->stretch < 0) return sentence_of[u] != sentence_of[u - 1];
  /* A stretch behind a stop: unless the stop is an abbreviation's. */
  const stretch *next = &f->stretches[w->stretch];
  const vb_sentence *sentence = &f->analysis->sentences[sentence_of[u - 1]];
  return sentence->end <= next->start || next->first_token == next->end_token;
}

bool vb_quotation_build_frame(article_frame *f) {
  size_t room = f->analysis->token_count + f->stretch_count + 1;
  f->units = vb_arena_calloc(f->arena, room, sizeof(unit));
  size_t *sentence_of = vb_arena_calloc(f->arena, room, sizeof(size_t));
  if (!f->units || !sentence_of) return false;
  merge(f);
  size_t sentence = 0;
  for (uint32_t u = 0; u < f->unit_count; u++) {
    while (sentence + 1 < f->analysis->sentence_count &&
           f->analysis->sentences[sentence].end_token <= f->units[u].token)
      sentence++;
    sentence_of[u] = sentence;
  }
  for (uint32_t u = 0; u < f->unit_count; u++)
    f->units[u].begins = u == 0 || begins_sentence(f, u, sentence_of);
  return true;
}

vb_extent vb_quotation_extent(const article_frame *f, uint32_t from, uint32_t to) {
  if (from == NO_UNIT || from >= to) return (vb_extent){0, 0};
  const unit *first = &f->units[from], *last = &f->units[to - 1];
  uint32_t start = first->stretch >= 0 ? f->stretches[first->stretch].open
                                       : f->analysis->tokens[first->token].start;
  uint32_t end = last->stretch >= 0 ? f->stretches[last->stretch].close
                                    : f->analysis->tokens[last->token].end;
  return (vb_extent){start, end};
}
