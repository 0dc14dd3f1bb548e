/*
 * exact.c - finds a quote's words among the words of one article.
 *
 *   quote "  We  shall fight.  "       head  core               tail
 *         [We  shall fight][.]          ""   "We  shall fight"   "."
 *
 * Most quotes were printed exactly like this. Then the same bytes occur in the text
 * between two clean edges, which is found without cutting the article into words.
 * Otherwise the quote's words are searched for among the article's (Knuth, Morris and
 * Pratt, so no text makes it slow), and at each place the characters decide the verdict:
 * the core, from the first word to the last, is compared directly; what the quote has
 * before and after its words is searched for in the gaps up to the neighbouring words.
 * The weakest of the three results is the verdict.
 */
#include "searcher/quote/exact.h"

#include "indexer/base/utf8.h"
#include "indexer/text/spelling.h"
#include "indexer/text/signs.h"

enum {
  OCCURRENCES_MAX = 1000, /* places compared in one article */
  EDGE_MAX = 256          /* bytes of punctuation before or after the words that are compared */
};

static bool same_word(const vb_token *a, const vb_token *b) {
  return vb_str_eq(vb_token_term(a), vb_token_term(b));
}

vb_status vb_needle_make(vb_str quote, vb_arena *arena, vb_needle *out, vb_error *err) {
  out->text = quote;
  out->has_number = false;
  vb_status status = vb_analyse_words(quote, arena, &out->words, err);
  if (status == VB_OK) status = vb_join_numbers(&out->words, arena, err);
  if (status != VB_OK) return status;
  size_t n = out->words.token_count;
  for (size_t i = 0; i < n; i++) out->has_number |= vb_is_number(&out->words.tokens[i]);
  out->border = vb_arena_calloc(arena, n + 1, sizeof *out->border);
  if (!out->border) return vb_fail(err, VB_NOMEM, "out of memory");
  const vb_token *words = out->words.tokens;
  for (size_t i = 1, k = 0; i < n; i++) {
    while (k > 0 && !same_word(&words[i], &words[k])) k = out->border[k - 1];
    if (same_word(&words[i], &words[k])) k++;
    out->border[i] = (uint32_t)k;
  }
  return VB_OK;
}

/* ---- one place in an article ---------------------------------------------- */

/* Compares two edges next to a word. The x represents the word, so that white space between the
   edge and the word counts. */
static vb_verdict compare_edges(vb_str a, vb_str b, bool before_word) {
  char x[EDGE_MAX + 1], y[EDGE_MAX + 1];
  memcpy(x + !before_word, a.p, a.n);
  memcpy(y + !before_word, b.p, b.n);
  x[before_word ? a.n : 0] = y[before_word ? b.n : 0] = 'x';
  return vb_quote_compare((vb_str){x, a.n + 1}, (vb_str){y, b.n + 1});
}

/* Whether a cut at `at` would split a run of one mark ("..." or "--"). */
static bool parts_a_run(vb_str text, size_t at) {
  return at > 0 && at < text.n && text.p[at] == text.p[at - 1] && !vb_is_space(text.p[at]);
}

/* How well the article agrees with what the quote has before its first word (or after its last), in
   the gap [from, to) up to the neighbouring word. *edge: the far end of the piece that agrees. */
static vb_verdict best_edge(vb_str quoted, vb_str text, size_t from, size_t to, bool before_word,
                            size_t *edge) {
  vb_verdict best = VB_VERDICT_CASE_PUNCTUATION;
  *edge = before_word ? to : from;
  if (quoted.n == 0) return VB_VERDICT_VERBATIM;
  if (quoted.n > EDGE_MAX) return best;
  if (to - from > EDGE_MAX) {
    if (before_word) from = vb_utf8_floor(text, to - EDGE_MAX + 3);
    else to = vb_utf8_floor(text, from + EDGE_MAX);
  }
  /* Starts with length 0, because what the quote has here may be invisible. */
  for (size_t length = 0; length <= to - from && best != VB_VERDICT_VERBATIM; length++) {
    size_t at = before_word ? to - length : from + length;
    if (vb_utf8_floor(text, at) != at || parts_a_run(text, at)) continue;
    vb_str piece = before_word ? vb_str_slice(text, at, to) : vb_str_slice(text, from, at);
    vb_verdict verdict = compare_edges(quoted, piece, before_word);
    if (verdict < best) best = verdict, *edge = at;
  }
  return best;
}

static vb_verdict weaker(vb_verdict a, vb_verdict b) {
  return a > b ? a : b;
}

/* Whether the numbers in both places have the same signs. */
static bool same_signs(const vb_needle *quote, const vb_analysis *part, size_t first) {
  for (size_t i = 0; quote->has_number && i < quote->words.token_count; i++) {
    if (!vb_is_number(&quote->words.tokens[i])) continue;
    vb_number_signs ours = vb_signs_of(&quote->words, i), theirs = vb_signs_of(part, first + i);
    if (!vb_signs_same(&ours, &theirs)) return false;
  }
  return true;
}

/* Compares what the quote has after its last word with the gap [from, to). The last stop of an
   initialism need not be in the article. */
static vb_verdict best_tail(const vb_needle *quote, vb_str text, size_t from, size_t to,
                            size_t *end) {
  const vb_token *last = &quote->words.tokens[quote->words.token_count - 1];
  vb_verdict verdict =
      best_edge(vb_str_slice(quote->text, last->end, quote->text.n), text, from, to, false, end);
  size_t initialism = vb_spelling_initialism(vb_str_slice(quote->text, last->start, quote->text.n));
  if (verdict < VB_VERDICT_CASE_PUNCTUATION || last->start + initialism <= last->end)
    return verdict;
  return best_edge(vb_str_slice(quote->text, last->start + initialism, quote->text.n), text, from,
                   to, false, end);
}

vb_verdict vb_needle_judge(const vb_needle *quote, const vb_analysis *part, size_t first,
                           vb_span *span) {
  size_t n = quote->words.token_count, end = first + n;
  const vb_token *ours = quote->words.tokens, *theirs = part->tokens;
  vb_verdict verdict =
      vb_quote_compare(vb_str_slice(quote->text, ours[0].start, ours[n - 1].end),
                       vb_str_slice(part->text, theirs[first].start, theirs[end - 1].end));
  size_t start_at, end_at;
  size_t gap_start = first > 0 ? theirs[first - 1].end : 0;
  size_t gap_end = end < part->token_count ? theirs[end].start : part->text.n;
  vb_verdict head = best_edge(vb_str_slice(quote->text, 0, ours[0].start), part->text, gap_start,
                              theirs[first].start, true, &start_at);
  vb_verdict tail = best_tail(quote, part->text, theirs[end - 1].end, gap_end, &end_at);
  span->start = (uint32_t)start_at, span->end = (uint32_t)end_at;
  span->first_token = (uint32_t)first, span->end_token = (uint32_t)end;
  if (!same_signs(quote, part, first)) return VB_VERDICT_ALTERED;
  return weaker(verdict, weaker(head, tail));
}

/* The next place, from word `from`, that has the quote's words; false when there is none. */
bool vb_needle_next(const vb_needle *quote, const vb_analysis *part, size_t from, size_t *place) {
  size_t n = quote->words.token_count, k = 0;
  const vb_token *words = quote->words.tokens;
  for (size_t i = from; n > 0 && i < part->token_count; i++) {
    while (k > 0 && !same_word(&part->tokens[i], &words[k])) k = quote->border[k - 1];
    if (same_word(&part->tokens[i], &words[k])) k++;
    if (k < n) continue;
    *place = i + 1 - n;
    return true;
  }
  return false;
}

/* ---- one article ------------------------------------------------------------ */

vb_status vb_reading_words(vb_reading *reading, vb_field field, const vb_analysis **out,
                           vb_error *err) {
  bool title = field == VB_FIELD_TITLE;
  vb_analysis *words = title ? &reading->title : &reading->text;
  bool *cut = title ? &reading->title_cut : &reading->text_cut;
  *out = words;
  if (*cut) return VB_OK;
  vb_status status = vb_analyse_words(title ? reading->article.title : reading->article.text,
                                      reading->arena, words, err);
  if (status == VB_OK && !reading->no_numbers) status = vb_join_numbers(words, reading->arena, err);
  *cut = status == VB_OK;
  return status;
}

/* Made once for a stretch of an article and reused for any stretch inside it. */
vb_status vb_reading_speech(vb_reading *reading, size_t from, size_t to, const vb_speech **speech,
                            const vb_analysis **spoken, vb_error *err) {
  const vb_analysis *body;
  *speech = &reading->speech;
  *spoken = &reading->spoken;
  vb_status status = vb_reading_words(reading, VB_FIELD_TEXT, &body, err);
  if (status != VB_OK) return status;
  if (to > body->token_count) to = body->token_count;
  if (reading->speech_read && reading->speech.from <= from && to <= reading->speech.to)
    return VB_OK;
  reading->speech_read = false;
  status = vb_speech_read(&reading->article, body, from, to, reading->arena, &reading->speech, err);
  if (status != VB_OK) return status;
  size_t n = reading->speech.spoken_count;
  reading->spoken = (vb_analysis){.text = body->text, .token_count = n};
  reading->spoken.tokens = vb_arena_alloc(reading->arena, (n + 1) * sizeof(vb_token));
  if (!reading->spoken.tokens) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < n; i++)
    reading->spoken.tokens[i] = body->tokens[reading->speech.spoken[i]];
  reading->speech_read = true;
  return VB_OK;
}

/* Whether “ or ” begins at `at`. */
static bool is_double_mark(vb_str text, size_t at) {
  return text.n - at >= 3 &&
         (memcmp(text.p + at, "\u201C", 3) == 0 || memcmp(text.p + at, "\u201D", 3) == 0);
}

typedef enum edge {
  EDGE_UNSURE,  /* a word may go on there */
  EDGE_AT_MARK, /* none does: “ or ” is on one side */
  EDGE_CLEAR    /* none does: on one side is white space, or another mark that no word contains */
} edge;

/* An apostrophe or a stop may be inside a word, and so may " between Hebrew letters. */
static edge edge_at(vb_str text, size_t at) {
  static const char parting[] = " \n\t\r()[]?!;";
  if (at == 0 || at >= text.n) return EDGE_CLEAR;
  char before = text.p[at - 1], after = text.p[at];
  bool marked = is_double_mark(text, at) != (at >= 3 && is_double_mark(text, at - 3));
  bool clear = before != after && (strchr(parting, before) || strchr(parting, after));
  if (before == '"' || after == '"') clear = before != after && !((before | after) & 0x80);
  return clear ? EDGE_CLEAR : marked ? EDGE_AT_MARK : EDGE_UNSURE; /* equal: perhaps a run */
}

/* Whether a number at an edge of the quote is the same number in the text, if the quote's bytes
   begin at `start` there. Its signs, and more of its digits ("1 000"), may be outside of them. */
static bool same_edge_number(const vb_needle *quote, size_t token, vb_str text, size_t start) {
  vb_token there = quote->words.tokens[token];
  if (!vb_is_number(&there)) return true;
  there.start += (uint32_t)start;
  there.end += (uint32_t)start;
  const vb_analysis place = {.text = text, .tokens = &there, .token_count = 1};
  vb_number_signs ours = vb_signs_of(&quote->words, token), theirs = vb_signs_of(&place, 0);
  return vb_signs_same(&ours, &theirs) && !vb_number_goes_on(&place, 0);
}

static bool same_edge_numbers(const vb_needle *quote, vb_str text, size_t start) {
  size_t n = quote->words.token_count;
  return n == 0 || !quote->has_number ||
         (same_edge_number(quote, 0, text, start) && same_edge_number(quote, n - 1, text, start));
}

/* Finds the quote's exact bytes in the body, between edges of words. It finds only what is
   certainly the same; the comparison of words decides the rest. Of several places the first with
   clear edges is taken; the very first if none has them. */
static bool find_bytes(const vb_needle *needle, vb_str text, vb_span *span) {
  vb_str quote = needle->text;
  bool found = false;
  for (size_t from = 0, seen = 0; quote.n > 0 && text.n - from >= quote.n; seen++) {
    const char *at = memmem(text.p + from, text.n - from, quote.p, quote.n);
    if (!at) break;
    size_t start = (size_t)(at - text.p);
    edge first = edge_at(text, start), last = edge_at(text, start + quote.n);
    bool clear = first == EDGE_CLEAR && last == EDGE_CLEAR;
    bool good = clear || (seen == 0 && first != EDGE_UNSURE && last != EDGE_UNSURE);
    from = start + 1;
    if (!good || !same_edge_numbers(needle, text, start)) continue;
    *span = (vb_span){
        .field = VB_FIELD_TEXT, .start = (uint32_t)start, .end = (uint32_t)(start + quote.n)};
    found = true;
    if (clear) break;
  }
  return found;
}

/* A search for the bytes of the quote comes first, because it is much faster than comparing words
   and finds the best verdict. OCCURRENCES_MAX bounds the work on texts that repeat the quote. */
vb_status vb_needle_best(const vb_needle *quote, vb_reading *reading, vb_verdict *verdict,
                         vb_span *span, vb_error *err) {
  static const vb_field parts[] = {VB_FIELD_TEXT, VB_FIELD_TITLE};
  *verdict = VB_VERDICT_VERBATIM;
  if (find_bytes(quote, reading->article.text, span)) return VB_OK;
  *verdict = VB_VERDICT_NOT_FOUND;
  for (size_t p = 0; p < 2 && *verdict != VB_VERDICT_VERBATIM; p++) {
    const vb_analysis *part;
    vb_status status = vb_reading_words(reading, parts[p], &part, err);
    if (status != VB_OK) return status;
    size_t place, seen = 0;
    for (size_t from = 0; seen < OCCURRENCES_MAX && vb_needle_next(quote, part, from, &place);
         from = place + 1, seen++) {
      vb_span found = {.field = parts[p]};
      vb_verdict here = vb_needle_judge(quote, part, place, &found);
      if (here < *verdict) *verdict = here, *span = found;
      if (here == VB_VERDICT_VERBATIM) break;
    }
  }
  return VB_OK;
}
