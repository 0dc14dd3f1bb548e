/*
 * frame.c - the article in the form that the attribution rules use.
 *
 * Outside quotation marks each word is a unit; each stretch between marks is one unit:
 *
 *   [stretch] he said [stretch] | Peskov admitted that it was possible |
 *
 * The units are divided into frame sentences (|). A quotation ends the sentence around
 * it only if its own last character ends a sentence and what follows begins a new one.
 */
#include "indexer/article/quotation/cast_internal.h"

/* The marks between two words as bits. Hyphens and bars count as dashes only with something on both
   sides, so that a hyphen in a word is none. */
static uint8_t gap_between(const char *text, uint32_t from, uint32_t to) {
  uint8_t bits = 0;
  for (uint32_t i = from; i < to; i++) {
    unsigned char c = (unsigned char)text[i];
    switch (c) {
    case ',': bits |= GAP_COMMA; break;
    case ':': bits |= GAP_COLON; break;
    case ';': bits |= GAP_SEMICOLON; break;
    case '.':
    case '!':
    case '?': bits |= GAP_STOP; break;
    case '(':
    case ')':
    case '[':
    case ']': bits |= GAP_BRACKET; break;
    case '-':
    case '|': bits |= i > from && i + 1 < to ? GAP_DASH : 0; break;
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
  if (c < 0x80) return c >= 'A' && c <= 'Z';
  /* Latin-1 and Latin Extended-A capitals, Greek and Cyrillic: enough to recognise names. */
  if (c == 0xC3) return (unsigned char)text[t->start + 1] < 0x9F;
  if (c == 0xC4 || c == 0xC5) return !((unsigned char)text[t->start + 1] & 1);
  return c == 0xCE || (c == 0xD0 && (unsigned char)text[t->start + 1] < 0xB0);
}

/* The printed byte before the last one rejects nearly all words: an apostrophe is there, or a byte
   of one outside ASCII. */
static bool is_possessive(const char *text, const vb_token *t) {
  unsigned char before = (unsigned char)text[t->end - 1 - (t->end > 1)];
  if (before < 0x80 && before != '\'') return false;
  uint32_t n = t->term_length;
  return n > 2 && t->term[n - 2] == '\'' && t->term[n - 1] == 's';
}

/* The gap bits of a unit. The text before `from` has been used. Mostly the gap is one blank. */
static uint8_t gap_before(const char *text, uint32_t from, uint32_t start) {
  if (start <= from || (start - from == 1 && text[from] == ' ')) return 0;
  return gap_between(text, from, start);
}

static void see_possessive(const article_frame *f, unit *u, const vb_token *t) {
  uint64_t hash = vb_word_hash((vb_str){t->term, t->term_length - 2});
  u->possessive = true;
  u->hash = (uint32_t)hash;
  u->classes = vb_word_table_find(f->words, hash);
}

/* Adds the words [t, end). The text before `used` has been used; returns up to where it is then. */
static uint32_t add_words(article_frame *f, uint32_t t, uint32_t end, uint32_t used) {
  const char *text = f->analysis->text.p;
  const vb_token *tokens = f->analysis->tokens;
  const uint64_t *hashes = f->analysis->hashes;
  const uint32_t *classes = f->classes;
  unit *units = f->units;
  uint32_t *capitals = f->capitals, *cuts = f->cuts;
  uint32_t u = f->unit_count, count = f->capital_count, cut_count = f->cut_count;
  for (; t < end; t++, u++) {
    const vb_token *w = &tokens[t];
    bool capital = is_capital(text, w);
    uint8_t between = gap_before(text, used, w->start);
    units[u] = (unit){.token = t,
                      .stretch = -1,
                      .classes = classes[t],
                      .hash = (uint32_t)hashes[t],
                      .gap = between,
                      .capital = capital};
    if (is_possessive(text, w)) see_possessive(f, &units[u], w);
    capitals[count] = cuts[cut_count] = u;
    count += capital;
    cut_count += between != 0;
    used = w->end;
  }
  f->unit_count = u;
  f->capital_count = count;
  f->cut_count = cut_count;
  return used;
}

/* Determines the classes of all words. Few words are in the table. Those that may be are collected
   first, so that no branch waits for the table's cache lines. */
bool vb_quotation_classify(article_frame *f) {
  const vb_word_table words = *f->words;
  const uint64_t *hashes = f->analysis->hashes;
  uint32_t tokens = (uint32_t)f->analysis->token_count, count = 0;
  uint32_t *likely = vb_arena_alloc(f->arena, (tokens + 1) * sizeof *likely);
  uint32_t *classes = f->classes = vb_arena_calloc(f->arena, tokens + 1, sizeof *classes);
  if (!likely || !classes) return false;
  for (uint32_t t = 0; t < tokens; t++) {
    likely[count] = t;
    count += vb_word_table_may_have(&words, hashes[t]);
  }
  for (uint32_t i = 0; i < count; i++)
    classes[likely[i]] = vb_word_table_probe(&words, hashes[likely[i]]);
  return true;
}

/* What a compound is by its ending: "Regierungssprecherin". */
static uint32_t classes_of_ending(const article_frame *f, uint32_t u) {
  vb_str word = vb_unit_word(f, u);
  for (size_t i = 0; i < f->language->ending_count; i++)
    for (const char *p = f->language->endings[i].words; *p;) {
      size_t n = strcspn(p, " ");
      if (word.n >= n && memcmp(word.p + word.n - n, p, n) == 0)
        return f->language->endings[i].classes;
      p += n;
      p += strspn(p, " ");
    }
  return 0;
}

static void learn_kinds(article_frame *f) {
  for (uint32_t i = 0; i < f->capital_count; i++) {
    unit *u = &f->units[f->capitals[i]];
    uint64_t hash = u->possessive ? vb_word_hash(vb_unit_word(f, f->capitals[i]))
                                  : f->analysis->hashes[u->token];
    u->kinds = (uint16_t)vb_word_table_find(&f->finder->names, hash);
    if (f->language->ending_count && !u->classes) u->classes = classes_of_ending(f, f->capitals[i]);
  }
}

static void add_stretch(article_frame *f, size_t i, uint32_t used) {
  stretch *s = &f->stretches[i];
  s->unit = f->unit_count;
  f->units[f->unit_count] = (unit){.stretch = (int32_t)i,
                                   .token = s->first_token,
                                   .gap = gap_before(f->analysis->text.p, used, s->open)};
  f->cuts[f->cut_count++] = f->unit_count++;
}

/* Merges the words outside marks and the stretches, in text order. */
static void merge(article_frame *f) {
  const vb_token *tokens = f->analysis->tokens;
  uint32_t count = (uint32_t)f->analysis->token_count, t = 0, used = 0;
  for (size_t i = 0; i <= f->stretch_count; i++) {
    stretch *s = i < f->stretch_count ? &f->stretches[i] : NULL;
    uint32_t end = s ? t : count;
    while (end < count && tokens[end].start < s->open) end++;
    used = add_words(f, t, end, used);
    t = end;
    if (!s) break;
    s->first_token = t;
    while (t < count && tokens[t].start < s->end) t++;
    s->end_token = t;
    add_stretch(f, i, used);
    used = s->close;
  }
  f->units[0].gap |= GAP_PARAGRAPH;
}

static bool ends_sentence(char last) {
  return last == '.' || last == '?' || last == '!';
}

/* '"..." Peskov said.': a short clause with a reporting verb directly after a stretch belongs to
   it, whatever mark the stretch ends with. */
static bool attribution_follows(const article_frame *f, uint32_t u) {
  bool capital_first = f->units[u].capital;
  for (uint32_t k = u; k < f->unit_count && k < u + 6; k++) {
    const unit *w = &f->units[k];
    if (w->stretch >= 0 || (k > u && (w->gap & (GAP_STOP | GAP_PARAGRAPH | GAP_COLON))))
      return false;
    if (w->classes & (VB_WORD_CLAUSE | VB_WORD_AUXILIARY)) return false;
    if (k > u && (w[-1].classes & VB_WORD_DETERMINER)) continue; /* "these |remarks" */
    if ((w->classes & VB_WORD_CUE) && !(w->classes & VB_WORD_CUE_ING)) {
      if (k + 1 >= f->unit_count) return true;
      const unit *next = &f->units[k + 1];
      if (next->stretch >= 0) return !capital_first || (next->gap & GAP_STOP);
      return !(next->classes & (VB_WORD_CLAUSE | VB_WORD_DETERMINER | VB_WORD_PRONOUN)) || k == u;
    }
  }
  return false;
}

/* The stretch that the unit lies in; NULL when it lies in none. */
static const stretch *stretch_of(const article_frame *f, const unit *w) {
  return w->stretch >= 0 ? &f->stretches[w->stretch] : NULL;
}

/* Whether unit u begins a frame sentence; last_in and in: the text sentences of u - 1 and u. */
static bool begins_sentence(const article_frame *f, uint32_t u, size_t last_in, size_t in) {
  const unit *w = &f->units[u], *before = &f->units[u - 1];
  if (w->gap & GAP_PARAGRAPH) return true;
  const stretch *s = stretch_of(f, before), *next = stretch_of(f, w);
  if (s) {
    if (w->gap & GAP_STOP) return true;
    if (!ends_sentence(s->last)) return false;
    if (next) return true;
    return w->capital && !(w->gap & GAP_COMMA) && !attribution_follows(f, u);
  }
  if (!(w->gap & GAP_STOP)) return false;
  if (!next) return in != last_in;
  /* A stretch after a stop begins one, unless the stop belongs to an abbreviation. */
  const vb_sentence *sentence = &f->analysis->sentences[last_in];
  return sentence->end <= next->start || next->first_token == next->end_token;
}

/* "Mr. |Brook", "D-Mich. |said": the stop before the word belongs to an abbreviation, since the
   sentence continues. */
static bool ends_abbreviation(const article_frame *f, uint32_t u) {
  const unit *w = &f->units[u];
  return (w->gap & GAP_STOP) && !w->begins && u > 0 && w[-1].stretch < 0;
}

/* The text sentence that a token is in: `in` or a later one. */
static size_t sentence_from(const vb_analysis *a, size_t in, uint32_t token) {
  while (in + 1 < a->sentence_count && a->sentences[in].end_token <= token) in++;
  return in;
}

/* Sets `begins` of the unit u, where a frame sentence may begin. */
static void cut_at(article_frame *f, uint32_t u, size_t *in) {
  const vb_analysis *a = f->analysis;
  unit *w = &f->units[u];
  if (u > 0) *in = sentence_from(a, *in, w[-1].token);
  size_t last_in = *in;
  *in = sentence_from(a, *in, w->token);
  w->begins = u == 0 || begins_sentence(f, u, last_in, *in);
  if (ends_abbreviation(f, u)) w->gap &= (uint8_t)~GAP_STOP;
}

/* Numbers the sentences and paragraphs. Only the units in `cuts`, and the words right after a
   stretch, may begin one. */
static void cut_frame_sentences(article_frame *f) {
  uint32_t sentence = 0, paragraph = 0;
  size_t in = 0;
  for (uint32_t i = 0, u = 0; u < f->unit_count;) {
    cut_at(f, u, &in);
    unit *w = &f->units[u];
    sentence += w->begins;
    paragraph += (w->gap & GAP_PARAGRAPH) != 0;
    while (i < f->cut_count && f->cuts[i] <= u) i++;
    uint32_t next = w->stretch >= 0 ? u + 1 : i < f->cut_count ? f->cuts[i] : f->unit_count;
    for (; u < next; u++, w++) {
      w->sentence = sentence;
      w->paragraph = paragraph;
    }
  }
}

bool vb_quotation_build_frame(article_frame *f) {
  const vb_analysis *a = f->analysis;
  f->units = vb_arena_alloc(f->arena, (a->token_count + f->stretch_count + 1) * sizeof(unit));
  f->capitals = vb_arena_alloc(f->arena, (a->token_count + 1) * sizeof *f->capitals);
  f->cuts = vb_arena_alloc(f->arena, (a->token_count + f->stretch_count + 1) * sizeof *f->cuts);
  if (!f->units || !f->capitals || !f->cuts) return false;
  merge(f);
  learn_kinds(f);
  cut_frame_sentences(f);
  return true;
}

vb_extent vb_quotation_extent(const article_frame *f, uint32_t from, uint32_t to) {
  if (from == NO_UNIT || from >= to) return (vb_extent){0, 0};
  const unit *first = &f->units[from], *last = &f->units[to - 1];
  uint32_t start = first->stretch >= 0 ? f->stretches[first->stretch].open
                                       : f->analysis->tokens[first->token].start;
  uint32_t end =
      last->stretch >= 0 ? f->stretches[last->stretch].close : f->analysis->tokens[last->token].end;
  return (vb_extent){start, end};
}
