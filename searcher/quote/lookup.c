/*
 * lookup.c - from a quote to the articles that carry it.
 *
 * Two steps. The engine gives candidates: a short quote is asked for whole, as
 * a phrase; of a long one only two or three windows of five words around its
 * rarest words, since intersecting the lists of twenty words costs far more
 * than looking at the few articles that share three rare windows. Then each
 * candidate is read and the quote's words are looked for among its own (Knuth,
 * Morris and Pratt, so that no text makes it slow), and the characters of each
 * place found decide the verdict.
 *
 *   quote    "  We  shall fight.  "      head  core            tail
 *   article  ... said: "We shall fight," he     We shall fight  .
 *
 * The core, from the first word to the last, is compared as it is. What the
 * quote has before and behind its words is looked for between the words and
 * their neighbours in the article; the weakest of the three is the verdict.
 *
 * Candidates come oldest first, each is read into a scratch arena and forgotten,
 * and only the matches that are given are read again: memory does not grow with
 * the number of candidates.
 */
#include "searcher/quote/lookup.h"

#include "indexer/base/utf8.h"

#include <stdlib.h>

enum {
  WHOLE_MAX = 8,        /* words; a quote of up to so many is one phrase */
  WINDOW = 5,           /* words of one window of a longer quote */
  WINDOWS_MAX = 3,
  RARE_ENOUGH = 64,     /* articles; with a word as rare no further window is needed */
  SAMPLE_MAX = 64,      /* words of a quote whose frequency is asked: each is a look-up */
  CANDIDATES = 500,     /* articles read for one quote (more only when asked for): some tenths of
                           a second */
  OCCURRENCES_MAX = 1000, /* places compared in one article */
  EDGE_MAX = 256,       /* bytes of punctuation before or behind the words that are compared */
  LIMIT_DEFAULT = 10,
  LIMIT_MAX = 1000
};

/* A quote made ready to be found. */
typedef struct needle {
  vb_str text;
  vb_analysis words;
  uint32_t *border; /* of Knuth, Morris and Pratt: the longest border of words [0, i] */
} needle;

static bool same_word(const vb_token *a, const vb_token *b) {
  return vb_str_eq(vb_token_term(a), vb_token_term(b));
}

static vb_status needle_make(vb_str quote, vb_arena *arena, needle *out, vb_error *err) {
  out->text = quote;
  vb_status status = vb_analyse_words(quote, arena, &out->words, err);
  if (status != VB_OK) return status;
  size_t n = out->words.token_count;
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

/* The quote as it is looked up: valid UTF-8 in the arena, wrapping taken off. */
static vb_status prepare(vb_str pasted, vb_arena *arena, vb_str *out, vb_error *err) {
  if (pasted.n > VB_QUOTE_MAX)
    return vb_fail(err, VB_LIMIT, "a quote of %zu bytes; at most %d are looked up", pasted.n,
                   VB_QUOTE_MAX);
  vb_buf valid = VB_BUF_INIT;
  vb_utf8_repair(pasted, &valid);
  for (size_t i = 0; i < valid.n; i++) /* articles have no control characters but newlines */
    if ((unsigned char)valid.p[i] < ' ' || valid.p[i] == 0x7f) valid.p[i] = ' ';
  vb_status status = vb_buf_ok(&valid, err);
  if (status == VB_OK) {
    vb_str copy = vb_arena_copy(arena, vb_buf_view(&valid));
    *out = vb_quote_strip(copy);
    if (!copy.p) status = vb_fail(err, VB_NOMEM, "out of memory");
  }
  vb_buf_clear(&valid);
  return status;
}

/* ---- one place in an article ---------------------------------------------- */

/* Compares two edges beside a word; the x stands for the word, so that white
   space between the edge and the word counts. */
static vb_verdict compare_edges(vb_str a, vb_str b, bool before_word) {
  char x[EDGE_MAX + 1], y[EDGE_MAX + 1];
  memcpy(x + !before_word, a.p, a.n);
  memcpy(y + !before_word, b.p, b.n);
  x[before_word ? a.n : 0] = y[before_word ? b.n : 0] = 'x';
  return vb_quote_compare((vb_str){x, a.n + 1}, (vb_str){y, b.n + 1});
}

/* Whether a cut at `at` would part a run of one mark ("..." or "--"). */
static bool parts_a_run(vb_str text, size_t at) {
  return at > 0 && at < text.n && text.p[at] == text.p[at - 1] && !vb_is_space(text.p[at]);
}

/* How well the article agrees with what the quote has before its first word (or
   behind its last), in the gap [from, to) up to the neighbouring word. *edge is
   set to the end of the agreeing piece that is farther from the word. */
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
  for (size_t length = 1; length <= to - from && best != VB_VERDICT_VERBATIM; length++) {
    size_t at = before_word ? to - length : from + length;
    if (vb_utf8_floor(text, at) != at || parts_a_run(text, at)) continue;
    vb_str piece = before_word ? vb_str_slice(text, at, to) : vb_str_slice(text, from, at);
    vb_verdict verdict = compare_edges(quoted, piece, before_word);
    if (verdict < best) best = verdict, *edge = at;
  }
  return best;
}

static vb_verdict weaker(vb_verdict a, vb_verdict b) { return a > b ? a : b; }

/* The verdict on the words [first, first + the quote's) of a part of an article. */
static vb_verdict judge(const needle *quote, const vb_analysis *part, size_t first, vb_span *span) {
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
  vb_verdict tail = best_edge(vb_str_slice(quote->text, ours[n - 1].end, quote->text.n), part->text,
                              theirs[end - 1].end, gap_end, false, &end_at);
  span->start = (uint32_t)start_at, span->end = (uint32_t)end_at;
  span->first_token = (uint32_t)first, span->end_token = (uint32_t)end;
  return weaker(verdict, weaker(head, tail));
}

/* The next place at or behind word `from` that has the quote's words; false when there is none. */
static bool next_place(const needle *quote, const vb_analysis *part, size_t from, size_t *place) {
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

/* The best place in the body, or in the title when none there is as good. */
static vb_status best_place(const needle *quote, vb_match_article *article, vb_verdict *verdict,
                            vb_span *span, vb_error *err) {
  static const vb_field parts[] = {VB_FIELD_TEXT, VB_FIELD_TITLE};
  *verdict = VB_VERDICT_NOT_FOUND;
  for (size_t p = 0; p < 2 && *verdict != VB_VERDICT_VERBATIM; p++) {
    const vb_analysis *part;
    vb_status status = vb_match_analysis(article, parts[p], 0, &part, err);
    if (status != VB_OK) return status;
    size_t place, seen = 0;
    for (size_t from = 0; seen < OCCURRENCES_MAX && next_place(quote, part, from, &place);
         from = place + 1, seen++) {
      vb_span found = {.field = parts[p]};
      vb_verdict here = judge(quote, part, place, &found);
      if (here < *verdict) *verdict = here, *span = found;
      if (here == VB_VERDICT_VERBATIM) break;
    }
  }
  return VB_OK;
}

vb_status vb_quote_spans(vb_match_article *article, vb_str quote, vb_arena *arena, vb_match *out,
                         vb_error *err) {
  *out = (vb_match){0};
  needle wanted;
  vb_status status = prepare(quote, arena, &quote, err);
  if (status == VB_OK) status = needle_make(quote, arena, &wanted, err);
  if (status != VB_OK || wanted.words.token_count == 0) return status;
  size_t capacity = 0;
  static const vb_field parts[] = {VB_FIELD_TITLE, VB_FIELD_TEXT};
  for (size_t p = 0; p < 2; p++) {
    const vb_analysis *part;
    status = vb_match_analysis(article, parts[p], 0, &part, err);
    if (status != VB_OK) return status;
    size_t place, from = 0;
    while (out->span_count < VB_MATCH_SPANS_MAX && next_place(&wanted, part, from, &place)) {
      if (!vb_arena_grow(arena, (void **)&out->spans, &capacity, out->span_count,
                         sizeof *out->spans))
        return vb_fail(err, VB_NOMEM, "out of memory");
      vb_span *span = &out->spans[out->span_count++];
      *span = (vb_span){.field = parts[p]};
      judge(&wanted, part, place, span);
      from = span->end_token;
    }
  }
  out->matched = out->span_count > 0;
  return VB_OK;
}

/* ---- candidates ------------------------------------------------------------ */

static const vb_query *term_of(vb_arena *arena, const vb_token *word) {
  vb_query *term = vb_query_new(arena, VB_QUERY_TERM, 0);
  if (!term) return NULL;
  term->field = VB_FIELD_TEXT;
  term->term = term->word = vb_token_term(word);
  return term;
}

static const vb_query *phrase_of(vb_arena *arena, const vb_token *words, size_t n) {
  if (n == 1) return term_of(arena, words);
  vb_query *phrase = vb_query_new(arena, VB_QUERY_PHRASE, n);
  if (!phrase) return NULL;
  phrase->field = VB_FIELD_TEXT;
  for (size_t i = 0; i < n; i++)
    if (!(phrase->children[i] = term_of(arena, &words[i]))) return NULL;
  return phrase;
}

typedef struct sample {
  size_t at;
  uint64_t articles;
} sample;

static int by_rarity(const void *a, const void *b) {
  const sample *x = a, *y = b;
  if (x->articles != y->articles) return x->articles < y->articles ? -1 : 1;
  return (x->at > y->at) - (x->at < y->at);
}

/* The windows of a long quote around its rarest words, none of which overlap. */
static vb_status windows_of(vb_engine *engine, const needle *quote, vb_arena *arena,
                            const vb_query **out, vb_error *err) {
  size_t n = quote->words.token_count, step = (n + SAMPLE_MAX - 1) / SAMPLE_MAX, samples = 0;
  sample rare[SAMPLE_MAX];
  for (size_t i = 0; i < n; i += step, samples++) {
    rare[samples].at = i;
    vb_status status =
        vb_engine_frequency(engine, VB_FIELD_TEXT, vb_token_term(&quote->words.tokens[i]), false,
                            &rare[samples].articles, err);
    if (status != VB_OK) return status;
  }
  qsort(rare, samples, sizeof *rare, by_rarity);
  size_t starts[WINDOWS_MAX], count = 0;
  *out = NULL;
  for (size_t i = 0; i < samples && count < WINDOWS_MAX; i++) {
    if (count > 0 && rare[0].articles <= RARE_ENOUGH) break;
    size_t start = rare[i].at < WINDOW / 2 ? 0 : rare[i].at - WINDOW / 2;
    if (start > n - WINDOW) start = n - WINDOW;
    bool overlaps = false;
    for (size_t w = 0; w < count; w++)
      overlaps |= start < starts[w] + WINDOW && starts[w] < start + WINDOW;
    if (overlaps) continue;
    starts[count++] = start;
    const vb_query *window = phrase_of(arena, quote->words.tokens + start, WINDOW);
    *out = window ? vb_query_both(arena, *out, window) : NULL;
    if (!*out) return vb_fail(err, VB_NOMEM, "out of memory");
  }
  return VB_OK;
}

/* ---- the look-up ------------------------------------------------------------ */

/* What is remembered of an article that carries the quote. */
typedef struct found {
  uint64_t doc;
  vb_verdict verdict;
  vb_span span;
  vb_date date;
  size_t order; /* among the candidates */
} found;

typedef struct lookup {
  vb_engine *engine;
  vb_stemmer *stemmer;
  needle quote;
  bool whole; /* the engine's query decides which articles have the words */
  size_t limit;
  vb_arena *arena, *scratch;
  found *list;
  size_t count, capacity;
} lookup;

static int by_verdict_and_date(const void *a, const void *b) {
  const found *x = a, *y = b;
  if (x->verdict != y->verdict) return x->verdict < y->verdict ? -1 : 1;
  uint32_t p = vb_date_first_day(x->date), q = vb_date_first_day(y->date);
  if (p != q) return (p == 0 ? UINT32_MAX : p) < (q == 0 ? UINT32_MAX : q) ? -1 : 1;
  int minutes = (x->date.hour * 60 + x->date.minute) - (y->date.hour * 60 + y->date.minute);
  if (minutes != 0) return minutes;
  return (x->order > y->order) - (x->order < y->order);
}

/* Reads one candidate and remembers it when it carries the quote. */
static vb_status examine(lookup *at, uint64_t doc, size_t order, vb_error *err) {
  vb_arena_clear(at->scratch);
  vb_article article;
  vb_match_article *words;
  vb_verdict verdict;
  vb_span span = {0};
  vb_status status = vb_engine_fetch(at->engine, doc, at->scratch, &article, err);
  if (status == VB_OK) status = vb_match_open(&article, at->stemmer, at->scratch, &words, err);
  if (status == VB_OK) status = best_place(&at->quote, words, &verdict, &span, err);
  if (status != VB_OK || verdict == VB_VERDICT_NOT_FOUND) return status;
  if (!vb_arena_grow(at->arena, (void **)&at->list, &at->capacity, at->count, sizeof *at->list))
    return vb_fail(err, VB_NOMEM, "out of memory");
  at->list[at->count++] = (found){doc, verdict, span, article.published, order};
  return VB_OK;
}

static vb_status examine_all(lookup *at, const vb_engine_result *candidates, size_t *examined,
                             vb_error *err) {
  size_t verbatim = 0, i = 0;
  vb_status status = VB_OK;
  /* Candidates come oldest first: with `limit` verbatim ones nothing later can come before them. */
  for (; i < candidates->hit_count && !(at->whole && verbatim >= at->limit); i++) {
    status = examine(at, candidates->hits[i].doc, i, err);
    if (status != VB_OK) break;
    if (at->count > 0 && at->list[at->count - 1].order == i)
      verbatim += at->list[at->count - 1].verdict == VB_VERDICT_VERBATIM;
  }
  *examined = i;
  if (at->count > 1) qsort(at->list, at->count, sizeof *at->list, by_verdict_and_date);
  return status;
}

/* The matches that are given, their articles read into the caller's arena. */
static vb_status give(lookup *at, vb_quote_result *out, vb_error *err) {
  size_t n = at->count < at->limit ? at->count : at->limit;
  out->verdict = at->count > 0 ? at->list[0].verdict : VB_VERDICT_NOT_FOUND;
  out->matches = vb_arena_calloc(at->arena, n + 1, sizeof *out->matches);
  if (!out->matches) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < n; i++) {
    vb_quote_match *match = &out->matches[i];
    *match = (vb_quote_match){
        .doc = at->list[i].doc, .verdict = at->list[i].verdict, .span = at->list[i].span};
    vb_status status = vb_engine_fetch(at->engine, match->doc, at->arena, &match->article, err);
    if (status != VB_OK) return status;
    out->match_count++;
  }
  return VB_OK;
}

static void count(const lookup *at, const vb_engine_result *candidates, size_t examined,
                  vb_quote_result *out) {
  bool all = examined == candidates->hit_count;
  bool complete = candidates->hit_count >= candidates->total && candidates->total_exact;
  if (at->whole && !(all && complete)) {
    out->total = candidates->total, out->total_exact = candidates->total_exact;
  } else {
    out->total = at->count, out->total_exact = all && complete;
  }
  if (all && !complete && !candidates->timed_out)
    out->note = VB_STR("very many articles share these words; only the oldest were compared");
}

static vb_status run(lookup *at, const vb_query *filter, vb_quote_result *out, vb_error *err) {
  const vb_analysis *words = &at->quote.words;
  at->whole = words->token_count <= WHOLE_MAX;
  const vb_query *query = NULL;
  vb_status status = VB_OK;
  if (at->whole) query = phrase_of(at->arena, words->tokens, words->token_count);
  else status = windows_of(at->engine, &at->quote, at->arena, &query, err);
  if (status != VB_OK) return status;
  if (query) query = vb_query_both(at->arena, query, filter);
  if (!query) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_engine_request request = {.query = query,
                               .size = at->limit > CANDIDATES ? at->limit : CANDIDATES,
                               .sort = VB_SORT_OLDEST,
                               .count = at->whole};
  vb_engine_result candidates = {0};
  status = vb_engine_search(at->engine, &request, at->arena, &candidates, err);
  if (status != VB_OK) return status;
  out->failures = candidates.failures, out->failure_count = candidates.failure_count;
  size_t examined = 0;
  status = examine_all(at, &candidates, &examined, err);
  if (status == VB_OK) status = give(at, out, err);
  if (status == VB_OK) count(at, &candidates, examined, out);
  return status;
}

vb_status vb_quote_lookup(vb_engine *engine, vb_stemmer *stemmer, vb_str quote, size_t limit,
                          const vb_query *filter, vb_arena *arena, vb_quote_result *out,
                          vb_error *err) {
  *out = (vb_quote_result){.verdict = VB_VERDICT_NOT_FOUND, .note = VB_STR("")};
  lookup at = {.engine = engine, .stemmer = stemmer, .arena = arena};
  at.limit = limit == 0 ? LIMIT_DEFAULT : limit > LIMIT_MAX ? LIMIT_MAX : limit;
  vb_status status = prepare(quote, arena, &out->quote, err);
  if (status == VB_OK) status = needle_make(out->quote, arena, &at.quote, err);
  if (status != VB_OK) return status;
  if (at.quote.words.token_count == 0)
    return vb_fail(err, VB_INVALID, "the quote has no word to look for");
  at.scratch = vb_arena_new();
  if (!at.scratch) return vb_fail(err, VB_NOMEM, "out of memory");
  status = run(&at, filter, out, err);
  vb_arena_free(at.scratch);
  return status;
}
