/*
 * split.c - a quotation in two or three pieces, read as one.
 *
 *   “The road is safe,” she said on Monday. “Nobody was hurt.”
 *    ^^^^^^^^^^^^^^^^^                       ^^^^^^^^^^^^^^^^
 *
 * The words that stand between double marks, or in a quotation of the record,
 * are taken as a text of their own, and the quote's words are looked for in it.
 * A place found there that passes over some words outside is a split quotation,
 * unless the record knows that two people are speaking. The characters of its
 * pieces, joined by a space, decide the verdict as they do for any other place.
 * Single marks are followed by the record alone: an apostrophe looks the same.
 */
#include "searcher/quote/exact.h"

#include "indexer/text/marks.h"

enum {
  ATTRIBUTION_MAX = 40, /* words; "said the second deputy ..." rarely has more than 25 */
  PLACES_MAX = 100      /* places tried in one article */
};

/* A part of a quotation of the record. */
typedef struct part_of {
  const vb_quotation *quotation; /* NULL: none */
  vb_extent extent;
} part_of;

typedef struct spoken {
  vb_analysis words; /* the tokens between marks */
  uint32_t *places;  /* of each: its index among all */
  part_of *parts;    /* of each: where the record has it */
} spoken;

/* Walks the parts of an article's quotations, which ascend, along with its tokens. */
typedef struct part_walk {
  const vb_article *article;
  size_t quotation;
  uint32_t part;
} part_walk;

static part_of part_at(part_walk *walk, const vb_token *token) {
  const vb_article *a = walk->article;
  while (walk->quotation < a->quotation_count) {
    const vb_quotation *q = &a->quotations[walk->quotation];
    if (walk->part == q->part_count) {
      walk->quotation++;
      walk->part = 0;
    } else if (q->parts[walk->part].end <= token->start) {
      walk->part++;
    } else if (q->parts[walk->part].start <= token->start) {
      return (part_of){q, q->parts[walk->part]};
    } else {
      break;
    }
  }
  return (part_of){NULL, {0, 0}};
}

/* Whether the record knows that these are the words of two. */
static bool two_speak(const part_of *a, const part_of *b) {
  if (!a->quotation || !b->quotation || a->quotation == b->quotation) return false;
  vb_str one = a->quotation->speaker, other = b->quotation->speaker;
  return one.n && other.n && !vb_str_eq(one, other);
}

/* A double mark, or one that is no apostrophe. */
static bool is_sure(vb_mark mark) {
  return mark.family != VB_MARK_NONE && mark.family != VB_MARK_SINGLE;
}

/* Follows the marks in [from, to), the gap between two tokens: what is open behind it. A new
   paragraph begins outside them. */
static vb_mark open_after(vb_str text, size_t from, size_t to, vb_mark open) {
  static const vb_mark closed = {VB_MARK_NONE, VB_MARK_FACES_EITHER, 0};
  for (size_t at = from; at < to;) {
    vb_mark mark = vb_mark_at(text, at);
    if (text.p[at] == '\n' && at + 1 < to && text.p[at + 1] == '\n') open = closed;
    if (is_sure(mark) && vb_mark_closes(open, mark)) open = closed;
    else if (is_sure(mark) && !open.family && vb_mark_opens(text, at, mark)) open = mark;
    at += mark.length;
  }
  return open;
}

static bool gather_spoken(const vb_article *article, const vb_analysis *part, vb_arena *arena,
                          spoken *out) {
  part_walk walk = {.article = article};
  *out = (spoken){.words = {.text = part->text}};
  out->parts = vb_arena_alloc(arena, (part->token_count + 1) * sizeof *out->parts);
  out->words.tokens = vb_arena_alloc(arena, (part->token_count + 1) * sizeof *out->words.tokens);
  out->places = vb_arena_alloc(arena, (part->token_count + 1) * sizeof *out->places);
  if (!out->words.tokens || !out->places || !out->parts) return false;
  vb_mark open = {VB_MARK_NONE, VB_MARK_FACES_EITHER, 0};
  size_t from = 0;
  for (size_t i = 0; i < part->token_count; i++) {
    const vb_token *t = &part->tokens[i];
    open = open_after(part->text, from, t->start, open);
    from = t->end;
    part_of said = part_at(&walk, t);
    if (!open.family && !said.quotation) continue;
    out->parts[out->words.token_count] = said;
    out->places[out->words.token_count] = (uint32_t)i;
    out->words.tokens[out->words.token_count++] = *t;
  }
  return true;
}

/* Where the first mark of a gap begins, or where the last one ends; the other end without one. */
static uint32_t mark_in(vb_str text, uint32_t from, uint32_t to, bool last) {
  uint32_t at = last ? to : from;
  bool seen = false;
  for (uint32_t i = from; i < to;) {
    vb_mark mark = vb_mark_at(text, i);
    if (is_sure(mark) && (last || !seen)) at = last ? i + mark.length : i, seen = true;
    i += mark.length;
  }
  return at;
}

/* Notes what the place passes over; false when that is nothing, or too much. Where the record has
   the pieces, `ends` and `starts` of those beside each gap; else 0. */
static bool note_gaps(const spoken *said, const vb_analysis *part, size_t place, size_t words,
                      vb_split *out, uint32_t *ends, uint32_t *starts) {
  out->count = 0;
  for (size_t i = place + 1; i < place + words; i++) {
    uint32_t from = said->places[i - 1] + 1, to = said->places[i];
    if (from == to) continue;
    if (to - from > ATTRIBUTION_MAX || out->count == VB_SPLITS_MAX) return false;
    if (two_speak(&said->parts[i - 1], &said->parts[i])) return false;
    ends[out->count] = said->parts[i - 1].quotation ? said->parts[i - 1].extent.end : 0;
    starts[out->count] = said->parts[i].quotation ? said->parts[i].extent.start : 0;
    out->left_out[out->count++] = (vb_span){.field = VB_FIELD_TEXT,
                                            .start = part->tokens[from].start,
                                            .end = part->tokens[to - 1].end,
                                            .first_token = from,
                                            .end_token = to};
  }
  return out->count > 0;
}

/* The pieces as one text, from the end of the word before to the beginning of the word behind. */
static vb_status join(const vb_split *split, const vb_analysis *part, const uint32_t *ends,
                      const uint32_t *starts, vb_arena *arena, vb_str *out, vb_error *err) {
  vb_buf joined = VB_BUF_INIT;
  const vb_token *t = part->tokens;
  uint32_t first = split->span.first_token, end = split->span.end_token;
  uint32_t from = first > 0 ? t[first - 1].end : 0;
  for (size_t i = 0; i <= split->count; i++) {
    const vb_span *gap = &split->left_out[i];
    uint32_t stop = end < part->token_count ? t[end].start : (uint32_t)part->text.n;
    if (i < split->count && ends[i]) stop = ends[i];
    else if (i < split->count)
      stop = mark_in(part->text, t[gap->first_token - 1].end, gap->start, false);
    if (i > 0) vb_buf_char(&joined, ' ');
    vb_buf_str(&joined, vb_str_slice(part->text, from, stop));
    if (i < split->count && starts[i]) from = starts[i];
    else if (i < split->count) from = mark_in(part->text, gap->end, t[gap->end_token].start, true);
  }
  vb_status status = vb_buf_ok(&joined, err);
  if (status == VB_OK) *out = vb_arena_copy(arena, vb_buf_view(&joined));
  vb_buf_clear(&joined);
  return status == VB_OK && !out->p ? vb_fail(err, VB_NOMEM, "out of memory") : status;
}

vb_status vb_needle_split(const vb_needle *needle, vb_reading *reading, vb_split *out,
                          vb_error *err) {
  const vb_analysis *part;
  spoken said;
  *out = (vb_split){.verdict = VB_VERDICT_NOT_FOUND};
  vb_status status = vb_reading_words(reading, VB_FIELD_TEXT, &part, err);
  if (status != VB_OK) return status;
  if (!gather_spoken(&reading->article, part, reading->arena, &said))
    return vb_fail(err, VB_NOMEM, "out of memory");
  size_t words = needle->words.token_count, place, tried = 0;
  for (size_t from = 0; tried < PLACES_MAX && vb_needle_next(needle, &said.words, from, &place);
       from = place + 1, tried++) {
    vb_split here = {.verdict = VB_VERDICT_NOT_FOUND};
    uint32_t ends[VB_SPLITS_MAX], starts[VB_SPLITS_MAX];
    if (!note_gaps(&said, part, place, words, &here, ends, starts)) continue;
    here.span = (vb_span){.field = VB_FIELD_TEXT,
                          .start = part->tokens[said.places[place]].start,
                          .end = part->tokens[said.places[place + words - 1]].end,
                          .first_token = said.places[place],
                          .end_token = said.places[place + words - 1] + 1};
    vb_reading joined = {.arena = reading->arena};
    vb_span span;
    status = join(&here, part, ends, starts, reading->arena, &joined.article.text, err);
    if (status == VB_OK) status = vb_needle_best(needle, &joined, &here.verdict, &span, err);
    if (status != VB_OK) return status;
    if (here.verdict < out->verdict) *out = here;
    if (here.verdict == VB_VERDICT_VERBATIM) break;
  }
  return VB_OK;
}
