/*
 * near.c - candidates for edited and altered quotes, and what each comes to.
 *
 * Of n words of which a fifth were changed, a run of two or three stays whole
 * somewhere (five edits in 25 words leave six runs of 20 words together). So
 * the search for an altered quote is an OR of its runs of three words: the more
 * of them an article has, and the rarer their words, the higher it ranks. Text
 * that is nowhere in the archive shares few such runs with anything, and that
 * costs no look at an article at all.
 *
 * How much must agree depends on the length: three of four words in common mean
 * nothing, sixty of eighty in order are no accident.
 */
#include "searcher/quote/near.h"

#include <stdlib.h>

enum {
  PIECES_MAX = 4,      /* fixed pieces of an edited quote that are asked for: the longest */
  PIECE_WORDS_MAX = 8, /* words of one of them; the rest is checked in the article */
  RUN = 3,             /* words of a run of an altered quote */
  RUNS_MAX = 10,       /* asked for: those with the rarest words */
  RUNS_MIN = 6,        /* asked for even where all their words are common */
  COMMON = 60,         /* a word that one article in so many has is common */
  SAMPLE_MAX = 400,    /* words of a long quote whose frequency is asked */
  WORDS_MIN = 3        /* of a quote that may be altered */
};

/* Agreement in percent from which a quote of so many words counts as altered. */
static const struct {
  size_t words;
  unsigned percent;
} thresholds[] = {{7, 78}, {12, 70}, {20, 64}, {SIZE_MAX, 60}};

static bool agrees(size_t words, double agreement) {
  size_t i = 0;
  while (words > thresholds[i].words) i++;
  return agreement * 100 >= thresholds[i].percent;
}

static vb_status no_memory(vb_error *err) { return vb_fail(err, VB_NOMEM, "out of memory"); }

static const vb_query *phrase_of(vb_arena *arena, const vb_token *words, size_t n) {
  vb_query *phrase = vb_query_new(arena, n == 1 ? VB_QUERY_TERM : VB_QUERY_PHRASE, n == 1 ? 0 : n);
  if (!phrase) return NULL;
  phrase->field = VB_FIELD_TEXT;
  if (n == 1) phrase->term = phrase->word = vb_token_term(words);
  for (size_t i = 0; n > 1 && i < n; i++)
    if (!(phrase->children[i] = phrase_of(arena, &words[i], 1))) return NULL;
  return phrase;
}

/* ---- candidates ---- */

typedef struct piece {
  const vb_token *words;
  uint64_t rank; /* of runs: articles of the rarest word; of fixed pieces: words */
  size_t at;
  uint32_t length;
} piece;

static int longest_first(const void *a, const void *b) {
  const piece *x = a, *y = b;
  return (x->length < y->length) - (x->length > y->length);
}

vb_status vb_near_edited_query(const vb_declared *declared, vb_arena *arena, const vb_query **out,
                               vb_error *err) {
  const vb_token *const *runs;
  const uint32_t *lengths;
  size_t count = vb_declared_runs(declared, &runs, &lengths);
  piece *pieces = vb_arena_calloc(arena, count + 1, sizeof *pieces);
  *out = NULL;
  if (!pieces) return no_memory(err);
  for (size_t i = 0; i < count; i++) pieces[i] = (piece){.words = runs[i], .length = lengths[i]};
  if (count > 1) qsort(pieces, count, sizeof *pieces, longest_first);
  if (count > PIECES_MAX) count = PIECES_MAX;
  vb_query *all = vb_query_new(arena, VB_QUERY_AND, count);
  if (!all) return no_memory(err);
  for (size_t i = 0; i < count; i++) {
    size_t n = pieces[i].length < PIECE_WORDS_MAX ? pieces[i].length : PIECE_WORDS_MAX;
    if (!(all->children[i] = phrase_of(arena, pieces[i].words, n))) return no_memory(err);
  }
  *out = count == 1 ? all->children[0] : all;
  return VB_OK;
}

static int by_rank(const void *a, const void *b) {
  const piece *x = a, *y = b;
  if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
  return (x->at > y->at) - (x->at < y->at);
}

/* Puts the runs with the rarest words first; a run with a word that no article has is nowhere. */
static vb_status rank_runs(vb_engine *engine, const vb_analysis *quote, piece *runs, size_t count,
                           vb_arena *arena, vb_error *err) {
  size_t n = quote->token_count, step = n / SAMPLE_MAX + 1;
  uint64_t *articles = vb_arena_alloc(arena, n * sizeof *articles);
  if (!articles) return no_memory(err);
  for (size_t i = 0; i < n; i++) {
    articles[i] = UINT64_MAX;
    if (i % step) continue;
    vb_status status = vb_engine_frequency(
        engine, VB_FIELD_TEXT, vb_token_term(&quote->tokens[i]), false, &articles[i], err);
    if (status != VB_OK) return status;
  }
  for (size_t i = 0; i < count; i++) {
    for (size_t k = 0; k < runs[i].length; k++)
      if (articles[i + k] < runs[i].rank) runs[i].rank = articles[i + k];
    if (runs[i].rank == 0) runs[i].rank = UINT64_MAX;
  }
  qsort(runs, count, sizeof *runs, by_rank);
  return VB_OK;
}

/* How many of the runs are worth asking for. */
static size_t choose_runs(const piece *runs, size_t count, uint64_t archive) {
  size_t chosen = 0;
  while (chosen < count && chosen < RUNS_MAX &&
         (chosen < RUNS_MIN || runs[chosen].rank < archive / COMMON))
    chosen++;
  return chosen;
}

vb_status vb_near_altered_query(vb_engine *engine, const vb_analysis *quote, vb_arena *arena,
                                const vb_query **out, vb_error *err) {
  size_t n = quote->token_count, length = n < 2 * RUN ? RUN - 1 : RUN;
  *out = NULL;
  if (n < WORDS_MIN || n > VB_ALIGN_WORDS_MAX) return VB_OK;
  size_t count = n - length + 1;
  piece *runs = vb_arena_calloc(arena, count, sizeof *runs);
  if (!runs) return no_memory(err);
  for (size_t i = 0; i < count; i++)
    runs[i] = (piece){&quote->tokens[i], UINT64_MAX, i, (uint32_t)length};
  vb_status status = rank_runs(engine, quote, runs, count, arena, err);
  if (status != VB_OK) return status;
  count = choose_runs(runs, count, vb_engine_about(engine).articles);
  vb_query *any = vb_query_new(arena, VB_QUERY_OR, count);
  if (!any) return no_memory(err);
  for (size_t i = 0; i < count; i++)
    if (!(any->children[i] = phrase_of(arena, runs[i].words, length))) return no_memory(err);
  *out = count == 1 ? any->children[0] : any;
  return VB_OK;
}

/* ---- one article ---- */

static uint32_t start_of(const vb_analysis *text, uint32_t token) {
  if (token < text->token_count) return text->tokens[token].start;
  return text->token_count ? text->tokens[text->token_count - 1].end : 0;
}

static uint32_t end_of(const vb_analysis *text, uint32_t from, uint32_t to) {
  return to > from ? text->tokens[to - 1].end : start_of(text, from);
}

/* An alignment in bytes of the quote and of the part. */
static vb_status take(const vb_alignment *from, const vb_analysis *quote, const vb_analysis *part,
                      vb_field field, vb_arena *arena, vb_near *out, vb_error *err) {
  out->edits = vb_arena_calloc(arena, from->edit_count + 1, sizeof *out->edits);
  if (!out->edits) return no_memory(err);
  for (size_t i = 0; i < from->edit_count; i++) {
    const vb_edit *e = &from->edits[i];
    out->edits[out->edit_count++] =
        (vb_quote_edit){e->kind, start_of(quote, e->quote_from),
                        end_of(quote, e->quote_from, e->quote_to), start_of(part, e->article_from),
                        end_of(part, e->article_from, e->article_to)};
  }
  out->span = (vb_span){.field = field,
                        .start = start_of(part, from->first_token),
                        .end = end_of(part, from->first_token, from->end_token),
                        .first_token = from->first_token,
                        .end_token = from->end_token};
  out->agreement = from->agreement;
  out->changes = from->changes;
  return VB_OK;
}

vb_status vb_near_edited(const vb_declared *declared, vb_reading *reading, vb_near *out,
                         vb_error *err) {
  static const vb_field parts[] = {VB_FIELD_TEXT, VB_FIELD_TITLE};
  *out = (vb_near){.verdict = VB_VERDICT_NOT_FOUND};
  for (size_t p = 0; p < 2; p++) {
    const vb_analysis *part;
    vb_alignment found;
    vb_status status = vb_reading_words(reading, parts[p], &part, err);
    if (status == VB_OK) status = vb_align_declared(declared, part, reading->arena, &found, err);
    if (status != VB_OK) return status;
    if (!found.found) continue;
    out->verdict = VB_VERDICT_EDITED;
    return take(&found, vb_declared_words(declared), part, parts[p], reading->arena, out, err);
  }
  return VB_OK;
}

/* The parts of a split quotation as edits: the words agree, the attribution is left out. */
static vb_status take_split(const vb_split *split, const vb_needle *needle, vb_reading *reading,
                            vb_near *out, vb_error *err) {
  const vb_analysis *part, *quote = &needle->words;
  vb_status status = vb_reading_words(reading, VB_FIELD_TEXT, &part, err);
  if (status != VB_OK) return status;
  vb_edit edits[2 * VB_SPLITS_MAX + 1];
  vb_alignment whole = {.found = true,
                        .first_token = split->span.first_token,
                        .end_token = split->span.end_token,
                        .edits = edits,
                        .agreement = 1};
  uint32_t q = 0, a = split->span.first_token;
  for (size_t i = 0; i <= split->count; i++) {
    const vb_span *gap = &split->left_out[i];
    uint32_t stop = i < split->count ? gap->first_token : split->span.end_token;
    edits[whole.edit_count++] = (vb_edit){VB_EDIT_SAME, q, q + stop - a, a, stop};
    q += stop - a;
    if (i == split->count) break;
    edits[whole.edit_count++] = (vb_edit){VB_EDIT_LEFT_OUT, q, q, stop, gap->end_token};
    a = gap->end_token;
  }
  out->verdict = split->verdict;
  return take(&whole, quote, part, VB_FIELD_TEXT, reading->arena, out, err);
}

vb_status vb_near_altered(const vb_needle *needle, vb_reading *reading, vb_near *out,
                          vb_error *err) {
  static const vb_field parts[] = {VB_FIELD_TEXT, VB_FIELD_TITLE};
  vb_split split;
  *out = (vb_near){.verdict = VB_VERDICT_NOT_FOUND};
  vb_status status = vb_needle_split(needle, reading, &split, err);
  if (status != VB_OK) return status;
  if (split.verdict != VB_VERDICT_NOT_FOUND)
    return take_split(&split, needle, reading, out, err);
  for (size_t p = 0; p < 2; p++) {
    const vb_analysis *part;
    vb_alignment found;
    status = vb_reading_words(reading, parts[p], &part, err);
    if (status == VB_OK)
      status = vb_align_nearest(&needle->words, part, reading->arena, &found, err);
    if (status != VB_OK) return status;
    if (!found.found || found.agreement <= out->agreement) continue;
    *out = (vb_near){.verdict = VB_VERDICT_NOT_FOUND};
    status = take(&found, &needle->words, part, parts[p], reading->arena, out, err);
    if (status != VB_OK) return status;
  }
  if (agrees(needle->words.token_count, out->agreement)) out->verdict = VB_VERDICT_ALTERED;
  /* All words, one by one: the characters decide. */
  if (out->edit_count == 1 && out->edits[0].kind == VB_EDIT_SAME)
    status = vb_needle_best(needle, reading, &out->verdict, &out->span, err);
  return status;
}
