/*
 * speech.c - one walk over an article's words, the marks between them, and its quotations.
 *
 * Only double marks are followed by their shape. A single mark looks like an apostrophe,
 * so quotations in single marks are known only from the record. Each paragraph begins
 * outside. If it opens a mark and does not close it, the quotation extends to the
 * paragraph's end (as in print, if the next paragraph opens with a mark again), and the
 * paragraph's words outside are unsure.
 */
#include "searcher/quote/speech.h"

#include "indexer/base/utf8.h"
#include "indexer/text/marks.h"

static bool is_mark(vb_quote_mark mark) {
  return mark.family != VB_MARK_NONE && mark.family != VB_MARK_SINGLE;
}

bool vb_speech_has_mark(vb_str text) {
  for (size_t at = 0; at < text.n; at++)
    if (vb_mark_may_begin((unsigned char)text.p[at]) && is_mark(vb_mark_at(text, at))) return true;
  return false;
}

static bool is_inside(uint32_t at, uint32_t start, uint32_t end) {
  return at > start && at < end;
}

bool vb_speech_is_even(const vb_article *article, uint32_t start, uint32_t end) {
  vb_str piece = vb_str_slice(article->text, start, end);
  if (vb_speech_has_mark(piece) || (piece.n && memmem(piece.p, piece.n, "\n\n", 2))) return false;
  for (size_t i = 0; i < article->quotation_count; i++) {
    const vb_quotation *q = &article->quotations[i];
    for (uint32_t k = 0; k < q->part_count; k++)
      if (is_inside(q->parts[k].start, start, end) || is_inside(q->parts[k].end, start, end))
        return false;
  }
  return true;
}

/* The place of a mark of any kind directly before `at`; `at` if there is none. */
static uint32_t mark_before(vb_str text, uint32_t at, uint32_t least) {
  if (at <= least) return at;
  uint32_t from = (uint32_t)vb_utf8_floor(text, at - 1);
  vb_quote_mark mark = vb_mark_at(text, from);
  return mark.family != VB_MARK_NONE && vb_mark_space_before(text, from) ? from : at;
}

static bool has_word(vb_str text, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to; i++) {
    unsigned char c = (unsigned char)text.p[i];
    if ((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c >= 0xE3) return true;
  }
  return false;
}

bool vb_speech_is_nested(vb_str text, uint32_t part_start, uint32_t part_end, uint32_t start,
                         uint32_t end) {
  uint32_t open = mark_before(text, start, part_start), close = end;
  if (open == start || open < part_start) return false;
  while (close < part_end && strchr(".,!?;", text.p[close])) close++;
  if (close >= part_end || vb_mark_at(text, close).family == VB_MARK_NONE) return false;
  return has_word(text, part_start, open) || has_word(text, close, part_end);
}

uint32_t vb_speech_mark_in(vb_str text, uint32_t from, uint32_t to, bool last) {
  uint32_t found = last ? to : from;
  bool seen = false;
  for (uint32_t at = from; at < to;) {
    vb_quote_mark mark = vb_mark_at(text, at);
    if (is_mark(mark) && (last || !seen)) found = last ? at + mark.length : at, seen = true;
    at += mark.length;
  }
  return found;
}

bool vb_speech_two_speak(const vb_speech_word *a, const vb_speech_word *b) {
  if (!a->quotation || !b->quotation || a->quotation == b->quotation) return false;
  vb_str one = a->quotation->speaker, other = b->quotation->speaker;
  return one.n && other.n && !vb_str_eq(one, other);
}

typedef struct walk {
  const vb_article *article;
  size_t quotation; /* the current quotation: their parts ascend, like the tokens */
  uint32_t part;
  vb_quote_mark open; /* of family VB_MARK_NONE: outside */
  uint32_t stretch;
  size_t paragraph_start; /* token */
  vb_speech *out;
} walk;

/* The quotation that has a part which contains the token; NULL: none. */
static const vb_quotation *quotation_at(walk *w, const vb_token *token) {
  while (w->quotation < w->article->quotation_count) {
    const vb_quotation *q = &w->article->quotations[w->quotation];
    if (w->part == q->part_count) w->quotation++, w->part = 0;
    else if (q->parts[w->part].end <= token->start) w->part++;
    else return q->parts[w->part].start <= token->start ? q : NULL;
  }
  return NULL;
}

static void end_paragraph(walk *w, size_t token) {
  if (w->open.family)
    for (size_t i = w->paragraph_start; i < token; i++)
      if (!w->out->words[i].stretch) w->out->words[i].unsure = true;
  w->paragraph_start = token;
  w->open = (vb_quote_mark){VB_MARK_NONE, VB_MARK_FACES_EITHER, 0};
}

/* Processes the marks in [from, to), the gap before a token. */
static void pass(walk *w, vb_str text, size_t from, size_t to, size_t token) {
  for (size_t at = from; at < to;) {
    if (text.p[at] != '\n' && !vb_mark_may_begin((unsigned char)text.p[at])) {
      at++;
      continue;
    }
    vb_quote_mark mark = vb_mark_at(text, at);
    if (text.p[at] == '\n' && at + 1 < to && text.p[at + 1] == '\n') end_paragraph(w, token);
    if (is_mark(mark) && vb_mark_closes(w->open, mark)) {
      w->open.family = VB_MARK_NONE;
      w->stretch++;
    } else if (is_mark(mark) && !w->open.family && vb_mark_opens(text, at, mark)) {
      w->open = mark;
      w->stretch++;
    }
    at += mark.length;
  }
}

static vb_speech_word word_at(walk *w, const vb_token *token, const vb_speech_word *before) {
  const vb_quotation *quotation = quotation_at(w, token);
  vb_speech_word word = {.quotation = quotation, .part = quotation ? w->part : 0};
  if (!w->open.family && !quotation) return word;
  /* A stretch ends at a mark, or where the record says so if there are no marks. */
  bool other = before && before->quotation != quotation && before->quotation && quotation;
  bool next = before && quotation && before->quotation == quotation && before->part != word.part;
  bool begins = before && !before->stretch;
  if (other || next || begins) w->stretch++;
  word.stretch = w->stretch + 1;
  return word;
}

/* Where the gap before a token begins and ends; a token past the last has the rest. */
static vb_str gap_before(const vb_analysis *body, size_t token) {
  size_t from = token > 0 ? body->tokens[token - 1].end : 0;
  return vb_str_slice(body->text, from,
                      token < body->token_count ? body->tokens[token].start : body->text.n);
}

static bool begins_paragraph(const vb_analysis *body, size_t token) {
  vb_str gap = gap_before(body, token);
  return token == 0 || (gap.n > 1 && memmem(gap.p, gap.n, "\n\n", 2));
}

/* [from, to) is extended to whole paragraphs, because only the end of a paragraph shows whether its
   open marks are ever closed. */
vb_status vb_speech_read(const vb_article *article, const vb_analysis *body, size_t from, size_t to,
                         vb_arena *arena, vb_speech *out, vb_error *err) {
  walk w = {.article = article, .out = out};
  size_t n = body->token_count;
  while (from > 0 && !begins_paragraph(body, from)) from--;
  while (to < n && !begins_paragraph(body, to)) to++;
  *out = (vb_speech){.from = from,
                     .to = to,
                     .words = vb_arena_alloc(arena, (n + 1) * sizeof *out->words),
                     .spoken = vb_arena_alloc(arena, (to - from + 1) * sizeof *out->spoken)};
  if (!out->words || !out->spoken) return vb_fail(err, VB_NOMEM, "out of memory");
  w.paragraph_start = from;
  for (size_t i = from; i <= to; i++) {
    vb_str gap = gap_before(body, i);
    size_t start = (size_t)(gap.p - body->text.p);
    pass(&w, body->text, start, start + gap.n, i);
    if (i == to) break;
    out->words[i] = word_at(&w, &body->tokens[i], i > from ? &out->words[i - 1] : NULL);
    if (out->words[i].stretch) out->spoken[out->spoken_count++] = (uint32_t)i;
  }
  end_paragraph(&w, to);
  return VB_OK;
}
