/*
 * candidates.c - makes queries from the most telling words of a quote.
 *
 * A search is expensive if it walks lists of common words, and rare words distinguish
 * articles best. So the frequency of every word is looked up first (the engine caches
 * it), and then:
 *
 *   We will not leave the valley before the harvest is in.
 *               ^         ^                 ^        rarest words
 *   exact     "leave * valley * * harvest": at exactly these distances
 *   altered   leave NEAR valley, valley NEAR harvest, leave NEAR harvest, any of these:
 *             if a fifth of the words was changed, moved, left out or added, two rare
 *             ones are still near each other, in either order
 *
 * If a quote has too few rare words, its runs of adjacent words are also searched for:
 * the more of them an article has, the higher it ranks. Text that is not in the archive
 * shares few such neighbourhoods with any article, and is rejected without reading one.
 *
 * Measured on 110,000 articles: runs alone make an altered quote four times as slow,
 * because most runs contain a common word, and they miss two adjacent words that changed
 * places in a short quote. More rare words than these find nothing more.
 */
#include "searcher/quote/candidates.h"

#include <stdlib.h>

enum {
  ASKED_MAX = 400, /* words whose frequency is looked up, and the reach of a quote's rarest */
  SLOTS_FEW = 4,   /* rare words whose exact places are searched for */
  SLOTS_MAX = 12,  /* likewise, if even the rarest two are expected in more than FEW_TOGETHER
                      articles: of twelve words some are adjacent, and their pairs have lists */
  FEW_TOGETHER = 8,
  PIECES_MAX = 4,        /* fixed pieces of an edited quote that are searched for: the longest */
  PIECE_WORDS_MAX = 8,   /* words used of each; the rest is checked in the article */
  RARE_MAX = 6,          /* words whose neighbourhoods are searched for in an altered quote */
  USES_MAX = 3,          /* neighbourhoods per word: it may be the word that was added */
  SLACK = 2,             /* words allowed between two of them, plus one in four */
  RUN = 3,               /* words in a run */
  RUNS_MAX = 6,          /* runs searched for: those with the rarest words */
  RUNS_MIN = 6,          /* searched for even if all their words are common */
  RUNS_TOGETHER = 30000, /* as TOGETHER, for runs, which indexed pairs make cheaper */
  TOGETHER = 100, /* articles that two words may be expected to share; above, they tell little */
  WORDS_MIN = 3   /* shortest quote that may be altered */
};

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

/* ---- how rare the words are ---- */

static int by_rarity(const void *a, const void *b) {
  const vb_rare_word *x = a, *y = b;
  if (x->articles != y->articles) return x->articles < y->articles ? -1 : 1;
  return (x->at > y->at) - (x->at < y->at);
}

vb_status vb_rarity_ask(vb_engine *engine, const vb_analysis *words, vb_arena *arena,
                        vb_rarity *out, vb_error *err) {
  size_t n = words->token_count, step = n / ASKED_MAX + 1;
  *out = (vb_rarity){
      .words = words, .archive = vb_engine_about(engine).articles, .pairs = engine->pairs};
  out->articles = vb_arena_alloc(arena, (n + 1) * sizeof *out->articles);
  out->rarest = vb_arena_alloc(arena, (n / step + 1) * sizeof *out->rarest);
  vb_str *asked = vb_arena_alloc(arena, (n / step + 1) * sizeof *asked);
  uint64_t *counts = vb_arena_alloc(arena, (n / step + 1) * sizeof *counts);
  if (!out->articles || !out->rarest || !asked || !counts) return no_memory(err);
  for (size_t i = 0; i < n; i += step) asked[out->count++] = vb_token_term(&words->tokens[i]);
  vb_status status =
      vb_engine_frequencies(engine, VB_FIELD_TEXT, asked, out->count, false, counts, err);
  for (size_t i = 0; i < n; i++)
    out->articles[i] = i % step || status != VB_OK ? UINT64_MAX : counts[i / step];
  for (size_t i = 0; i < out->count; i++)
    out->rarest[i] = (vb_rare_word){(uint32_t)(i * step), counts[i]};
  if (status != VB_OK) return status;
  if (out->count > 1) qsort(out->rarest, out->count, sizeof *out->rarest, by_rarity);
  return VB_OK;
}

/* ---- exact ---- */

static const vb_query *leaf_of(vb_arena *arena, vb_query_kind kind, const vb_token *word) {
  vb_query *leaf = vb_query_new(arena, kind, 0);
  if (!leaf) return NULL;
  leaf->field = VB_FIELD_TEXT;
  if (word) leaf->term = leaf->word = vb_token_term(word);
  return leaf;
}

static const vb_query *phrase_of(vb_arena *arena, const vb_token *words, size_t n) {
  if (n == 1) return leaf_of(arena, VB_QUERY_TERM, words);
  vb_query *phrase = vb_query_new(arena, VB_QUERY_PHRASE, n);
  if (!phrase) return NULL;
  phrase->field = VB_FIELD_TEXT;
  for (size_t i = 0; i < n; i++)
    if (!(phrase->children[i] = leaf_of(arena, VB_QUERY_TERM, &words[i]))) return NULL;
  return phrase;
}

vb_status vb_candidates_phrase(const vb_analysis *words, vb_arena *arena, const vb_query **out,
                               vb_error *err) {
  *out = phrase_of(arena, words->tokens, words->token_count);
  return *out ? VB_OK : no_memory(err);
}

static int by_place(const void *a, const void *b) {
  const vb_rare_word *x = a, *y = b;
  return (x->at > y->at) - (x->at < y->at);
}

static size_t slots_wanted(const vb_rarity *rarity) {
  const vb_rare_word *rare = rarity->rarest;
  bool few = !rarity->pairs || rarity->count < 2 ||
             (double)rare[0].articles * (double)rare[1].articles <=
                 (double)FEW_TOGETHER * (double)rarity->archive;
  return few ? SLOTS_FEW : SLOTS_MAX;
}

/* A phrase of the quote's rarest words at their distances, with any word between them: it finds
   articles that have these words unchanged in place, whatever happened to the others. */
vb_status vb_candidates_rarest(const vb_rarity *rarity, vb_arena *arena, const vb_query **out,
                               vb_error *err) {
  vb_rare_word slots[SLOTS_MAX];
  size_t count = 0, wanted = slots_wanted(rarity);
  /* The matcher checks every slot between the first and the last word, so bound their
     distance. */
  for (size_t i = 0; i < rarity->count && count < wanted; i++) {
    uint32_t at = rarity->rarest[i].at, first = count ? slots[0].at : at;
    if ((at > first ? at - first : first - at) < ASKED_MAX) slots[count++] = rarity->rarest[i];
  }
  qsort(slots, count, sizeof *slots, by_place);
  const vb_token *words = rarity->words->tokens;
  size_t first = slots[0].at, last = slots[count - 1].at, at = 0;
  *out = phrase_of(arena, words + first, 1);
  if (count == 1 || !*out) return *out ? VB_OK : no_memory(err);
  const vb_query *open = leaf_of(arena, VB_QUERY_ANY_WORD, NULL);
  vb_query *phrase = vb_query_new(arena, VB_QUERY_PHRASE, last - first + 1);
  if (!phrase || !open) return no_memory(err);
  phrase->field = VB_FIELD_TEXT;
  for (size_t i = first; i <= last; i++) {
    bool asked = slots[at].at == i;
    const vb_query *slot = asked ? leaf_of(arena, VB_QUERY_TERM, &words[i]) : open;
    if (!slot) return no_memory(err);
    phrase->children[i - first] = slot;
    at += asked;
  }
  *out = phrase;
  return VB_OK;
}

/* ---- edited ---- */

typedef struct piece {
  const vb_token *words;
  double shared; /* of a run: articles expected to have its two rarest words by chance */
  size_t at;
  uint32_t length;
} piece;

static int longest_first(const void *a, const void *b) {
  const piece *x = a, *y = b;
  return (x->length < y->length) - (x->length > y->length);
}

/* The quote's longest stretches without a marked change must all be in the article. PIECES_MAX and
   PIECE_WORDS_MAX bound the query; what is found is compared in full afterwards. */
vb_status vb_candidates_edited(const vb_declared *declared, vb_arena *arena, const vb_query **out,
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

/* ---- altered ---- */

/* Chooses the rare words for neighbourhoods, in the quote's order; each word once. */
static size_t rare_words(const vb_rarity *rarity, vb_rare_word *out) {
  size_t count = 0;
  for (size_t i = 0; i < rarity->count && count < RARE_MAX; i++) {
    const vb_rare_word *word = &rarity->rarest[i];
    const vb_token *tokens = rarity->words->tokens;
    bool again = word->articles == 0; /* a word that no article has cannot be used */
    for (size_t k = 0; k < count && !again; k++)
      again = vb_str_eq(vb_token_term(&tokens[out[k].at]), vb_token_term(&tokens[word->at]));
    if (!again) out[count++] = *word;
  }
  qsort(out, count, sizeof *out, by_place);
  return count;
}

static const vb_query *near_of(vb_arena *arena, const vb_rarity *rarity, uint32_t a, uint32_t b) {
  const vb_token *words = rarity->words->tokens;
  vb_query *near = vb_query_new(arena, VB_QUERY_NEAR, 2);
  uint32_t apart = b - a;
  if (!near) return NULL;
  near->field = VB_FIELD_TEXT;
  near->distance = apart + apart / 4 + SLACK;
  if (near->distance > VB_NEAR_MAX) near->distance = VB_NEAR_MAX;
  near->children[0] = leaf_of(arena, VB_QUERY_TERM, &words[a]);
  near->children[1] = leaf_of(arena, VB_QUERY_TERM, &words[b]);
  return near->children[0] && near->children[1] ? near : NULL;
}

typedef struct pair {
  uint8_t a, b;  /* indexes of rare words */
  double shared; /* articles expected to have both by chance */
} pair;

static int by_shared(const void *a, const void *b) {
  const pair *x = a, *y = b;
  if (x->shared != y->shared) return x->shared < y->shared ? -1 : 1;
  return x->a != y->a ? (x->a > y->a) - (x->a < y->a) : (x->b > y->b) - (x->b < y->b);
}

/* Adds the neighbourhoods that tell most for their cost; false when there is no memory. */
static bool add_near(const vb_rarity *rarity, vb_arena *arena, vb_query *any) {
  vb_rare_word rare[RARE_MAX];
  pair pairs[RARE_MAX * (RARE_MAX - 1) / 2];
  size_t count = rare_words(rarity, rare), pair_count = 0, used[RARE_MAX] = {0};
  double together = 0;
  for (size_t i = 0; i < count; i++)
    for (size_t k = i + 1; k < count; k++)
      pairs[pair_count++] =
          (pair){(uint8_t)i, (uint8_t)k,
                 (double)rare[i].articles * (double)rare[k].articles / (double)rarity->archive};
  qsort(pairs, pair_count, sizeof *pairs, by_shared);
  for (size_t i = 0; i < pair_count; i++) {
    const pair *p = &pairs[i];
    if (used[p->a] == USES_MAX || used[p->b] == USES_MAX) continue;
    if ((together += p->shared) > TOGETHER) break;
    const vb_query *near = near_of(arena, rarity, rare[p->a].at, rare[p->b].at);
    if (!near) return false;
    any->children[any->child_count++] = near;
    used[p->a]++, used[p->b]++;
  }
  return true;
}

static int by_rank(const void *a, const void *b) {
  const piece *x = a, *y = b;
  if (x->shared != y->shared) return x->shared < y->shared ? -1 : 1;
  return (x->at > y->at) - (x->at < y->at);
}

/* The number of articles expected to have a run's two rarest words by chance. A word whose
   frequency was not looked up counts as in every article. */
static double run_shared(const vb_rarity *rarity, size_t at, size_t length) {
  double least = (double)rarity->archive, second = least;
  for (size_t k = at; k < at + length; k++) {
    double n = (double)rarity->articles[k];
    if (n < least) second = least, least = n;
    else if (n < second) second = n;
  }
  return least * second / (double)rarity->archive;
}

/* Adds the runs with the rarest words, except runs with a word that no article has. */
static bool add_runs(const vb_rarity *rarity, vb_arena *arena, vb_query *any) {
  size_t n = rarity->words->token_count, length = n < 2 * RUN ? RUN - 1 : RUN;
  size_t count = n - length + 1, added = 0;
  double together = 0;
  piece *runs = vb_arena_alloc(arena, count * sizeof *runs);
  if (!runs) return false;
  for (size_t i = 0; i < count; i++)
    runs[i] =
        (piece){&rarity->words->tokens[i], run_shared(rarity, i, length), i, (uint32_t)length};
  qsort(runs, count, sizeof *runs, by_rank);
  for (size_t i = 0; i < count && added < RUNS_MAX; i++) {
    if (runs[i].shared == 0) continue;
    if ((together += runs[i].shared) > RUNS_TOGETHER && added >= RUNS_MIN) break;
    added++;
    if (!(any->children[any->child_count++] = phrase_of(arena, runs[i].words, length)))
      return false;
  }
  return true;
}

static vb_status any_of(const vb_rarity *rarity, bool near, bool runs, vb_arena *arena,
                        const vb_query **out, vb_error *err) {
  size_t n = rarity->words->token_count;
  *out = NULL;
  if (n < WORDS_MIN || n > VB_ALIGN_WORDS_MAX) return VB_OK;
  vb_query *any = vb_query_new(arena, VB_QUERY_OR, RARE_MAX * USES_MAX / 2 + RUNS_MAX);
  if (!any) return no_memory(err);
  any->child_count = 0;
  if (near && !add_near(rarity, arena, any)) return no_memory(err);
  if (runs && !add_runs(rarity, arena, any)) return no_memory(err);
  if (any->child_count > 0) *out = any->child_count == 1 ? any->children[0] : any;
  return VB_OK;
}

vb_status vb_candidates_near(const vb_rarity *rarity, vb_arena *arena, const vb_query **out,
                             vb_error *err) {
  return any_of(rarity, true, false, arena, out, err);
}

vb_status vb_candidates_runs(const vb_rarity *rarity, vb_arena *arena, const vb_query **out,
                             vb_error *err) {
  return any_of(rarity, false, true, arena, out, err);
}

vb_status vb_candidates_altered(const vb_rarity *rarity, vb_arena *arena, const vb_query **out,
                                vb_error *err) {
  return any_of(rarity, true, true, arena, out, err);
}
