/*
 * related.c - finds articles on the same subject, by the rare words that they share.
 *
 * Of the article's words those weigh most that it repeats and that few others have (tf-idf, with a
 * repetition counting less and less). The heaviest are searched for, any of them, and each article
 * found is read: what it weighs is the share of that weight that it has, wherever its copies rank.
 * An article that shares one word only, or little, is not on the same subject; showing nothing is
 * better than showing that. Copies of the article, and of one that is shown already, are left out:
 * they are listed as copies.
 *
 * All steps are bounded: words looked at, words searched for, articles read, and time.
 */
#include "searcher/answer/answer_internal.h"
#include "searcher/engine/article_reader.h"

#include "indexer/text/shingles.h"

#include <math.h>
#include <stdlib.h>

enum {
  TOKENS_MAX = 20000,  /* of the text: what is said later in a longer one says little of it */
  LOOKED_UP_MAX = 250, /* words whose frequency is asked for */
  SEARCHED_MAX = 24,   /* words that are searched for */
  READ_MAX = 30,       /* articles that are read */
  SHARED_MIN = 3,      /* words */
  WORD_MIN = 3,        /* bytes of a word */
  COMMON_SHARE = 50,   /* a word that more than one article in 50 has is no rare one ... */
  COMMON_LEAST = 8     /* ... but in a small archive this many may have it */
};

static const double WEIGHT_MIN = 0.2;   /* the share of the searched words' weight */
static const double TITLE_COUNTS = 2.0; /* a word of the title counts like two more of the text */
static const double SATURATION = 1.5;   /* times that give a word half of the possible weight */

typedef struct rare {
  vb_str term;    /* normalised */
  vb_str printed; /* where it stands first */
  double times;
  size_t first; /* its place, for a stable order */
  double weight;
} rare;

typedef struct relating {
  vb_store *store;
  const vb_related_request *request;
  vb_arena *arena, *own, *scratch; /* of the answer; of the work; cleared for each article read */
  uint64_t doc;
  vb_article article;
  rare *words;
  size_t word_count;
  double total, deadline;
  vb_shingles *shown; /* of the article, then of each that is shown */
  size_t shown_count;
  vb_shingles theirs;
  vb_related_answer *out;
} relating;

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

/* ---- the article's words --------------------------------------------------- */

static bool has_letter(vb_str term) {
  for (size_t i = 0; i < term.n; i++)
    if ((unsigned char)term.p[i] >= 0x80 || (term.p[i] >= 'a' && term.p[i] <= 'z')) return true;
  return false;
}

static int by_term(const void *a, const void *b) {
  const rare *x = a, *y = b;
  int order = vb_str_compare(x->term, y->term);
  return order ? order : (x->first > y->first) - (x->first < y->first);
}

static int most_times_first(const void *a, const void *b) {
  const rare *x = a, *y = b;
  if (x->times != y->times) return x->times < y->times ? 1 : -1;
  return (x->first > y->first) - (x->first < y->first);
}

static int heaviest_first(const void *a, const void *b) {
  const rare *x = a, *y = b;
  if (x->weight != y->weight) return x->weight < y->weight ? 1 : -1;
  return (x->first > y->first) - (x->first < y->first);
}

static void take_words(relating *r, const vb_analysis *part, double times) {
  for (size_t i = 0; i < part->token_count && i < TOKENS_MAX; i++) {
    const vb_token *token = &part->tokens[i];
    vb_str term = vb_token_term(token);
    if (vb_str_ends(term, "'s")) term.n -= 2; /* a name and its possessive are one word */
    if (term.n < WORD_MIN || !has_letter(term)) continue;
    r->words[r->word_count] = (rare){.term = term,
                                     .printed = vb_str_slice(part->text, token->start, token->end),
                                     .times = times,
                                     .first = r->word_count};
    r->word_count++;
  }
}

/* The distinct words of title and text, most frequent first. */
static vb_status gather_words(relating *r, const vb_analysis *title, const vb_analysis *text,
                              vb_error *err) {
  size_t most = title->token_count + text->token_count, kept = 0;
  if (most > 2 * (size_t)TOKENS_MAX) most = 2 * (size_t)TOKENS_MAX;
  r->words = vb_arena_calloc(r->own, most + 1, sizeof *r->words);
  if (!r->words) return no_memory(err);
  take_words(r, title, TITLE_COUNTS);
  take_words(r, text, 1);
  if (r->word_count) qsort(r->words, r->word_count, sizeof *r->words, by_term);
  for (size_t i = 0; i < r->word_count; i++) {
    if (kept && vb_str_eq(r->words[kept - 1].term, r->words[i].term))
      r->words[kept - 1].times += r->words[i].times;
    else r->words[kept++] = r->words[i];
  }
  r->word_count = kept;
  if (kept) qsort(r->words, kept, sizeof *r->words, most_times_first);
  return VB_OK;
}

static bool late(relating *r) {
  if (r->deadline > 0 && vb_search_clock_ms() >= r->deadline) r->out->timed_out = true;
  return r->out->timed_out;
}

/* Keeps the heaviest of the words that are rare, but not the article's alone. */
static vb_status weigh_words(relating *r, vb_error *err) {
  uint64_t all = vb_engine_about(r->store->engine).articles, common = all / COMMON_SHARE;
  size_t kept = 0;
  if (common < COMMON_LEAST) common = COMMON_LEAST;
  for (size_t i = 0; i < r->word_count && i < LOOKED_UP_MAX && !late(r); i++) {
    uint64_t articles;
    vb_status status = vb_engine_frequency(r->store->engine, VB_FIELD_TEXT, r->words[i].term, false,
                                           &articles, err);
    if (status != VB_OK) return status;
    if (articles < 2 || articles > common || 3 * articles > all + 3) continue;
    rare word = r->words[i];
    word.weight =
        log((double)(all + 1) / (double)articles) * word.times / (word.times + SATURATION);
    r->words[kept++] = word;
  }
  if (kept) qsort(r->words, kept, sizeof *r->words, heaviest_first);
  r->word_count = kept < SEARCHED_MAX ? kept : SEARCHED_MAX;
  for (size_t i = 0; i < r->word_count; i++) r->total += r->words[i].weight;
  return VB_OK;
}

/* ---- the search ------------------------------------------------------------- */

static const vb_query *any_of(relating *r) {
  vb_query *any = vb_query_new(r->own, VB_QUERY_OR, r->word_count);
  for (size_t i = 0; any && i < r->word_count; i++) {
    vb_query *term = vb_query_new(r->own, VB_QUERY_TERM, 0);
    if (!term) return NULL;
    term->field = VB_FIELD_TEXT;
    term->term = term->word = r->words[i].term;
    any->children[i] = term;
  }
  return any;
}

static vb_status search_words(relating *r, vb_engine_result *found, vb_error *err) {
  vb_engine_request asked = {.size = READ_MAX, .flat = true};
  if (!(asked.query = any_of(r))) return no_memory(err);
  if (r->deadline > 0) {
    double left = r->deadline - vb_search_clock_ms();
    asked.time_limit_ms = left > 1 ? (uint32_t)left : 1;
  }
  vb_status status = vb_engine_search(r->store->engine, &asked, r->arena, found, err);
  if (status != VB_OK) return status;
  r->out->timed_out |= found->timed_out;
  r->out->failures = found->failures;
  r->out->failure_count = found->failure_count;
  return VB_OK;
}

/* ---- the articles found ------------------------------------------------------ */

/* The term, or its possessive. */
static bool has_term(const vb_analysis *part, vb_str term) {
  for (size_t i = 0; i < part->token_count; i++) {
    vb_str word = vb_token_term(&part->tokens[i]);
    if (word.n < term.n || memcmp(word.p, term.p, term.n) != 0) continue;
    if (word.n == term.n || vb_str_is(vb_str_slice(word, term.n, word.n), "'s")) return true;
  }
  return false;
}

/* Weighs a found article, and lists the words that it shares. False: they are too few. */
static bool weigh(relating *r, const vb_analysis *title, const vb_analysis *text,
                  vb_related_article *one, const rare *shared[SEARCHED_MAX]) {
  double weight = 0;
  for (size_t i = 0; i < r->word_count; i++) {
    if (!has_term(title, r->words[i].term) && !has_term(text, r->words[i].term)) continue;
    shared[one->word_count++] = &r->words[i];
    weight += r->words[i].weight;
  }
  one->weight = r->total > 0 ? weight / r->total : 0;
  return one->word_count >= SHARED_MIN && one->weight >= WEIGHT_MIN;
}

static bool is_copy(relating *r, const vb_analysis *text) {
  vb_shingles_of(text->tokens, text->token_count, &r->theirs);
  for (size_t i = 0; i < r->shown_count; i++)
    if (vb_shingles_copy(&r->shown[i], &r->theirs)) return true;
  return false;
}

static vb_status keep(relating *r, const vb_article *article, vb_related_article *one,
                      const rare *const *shared, vb_error *err) {
  vb_str *words = vb_arena_calloc(r->arena, one->word_count, sizeof *words);
  vb_status status = words ? vb_head_copy(article, r->arena, &one->article, err) : no_memory(err);
  for (size_t i = 0; i < one->word_count && status == VB_OK; i++) {
    words[i] = vb_arena_copy(r->arena, shared[i]->printed);
    if (!words[i].p) status = no_memory(err);
  }
  if (status != VB_OK) return status;
  one->words = words;
  r->shown[r->shown_count++] = r->theirs;
  r->out->articles[r->out->count++] = *one;
  return VB_OK;
}

static vb_status examine(relating *r, const vb_article *article, vb_error *err) {
  vb_analysis title, text;
  vb_related_article one = {0};
  const rare *shared[SEARCHED_MAX];
  vb_status status = vb_analyse_words(article->title, r->scratch, &title, err);
  if (status == VB_OK) status = vb_analyse_words(article->text, r->scratch, &text, err);
  if (status != VB_OK || !weigh(r, &title, &text, &one, shared) || is_copy(r, &text)) return status;
  return keep(r, article, &one, shared, err);
}

static int most_related_first(const void *a, const void *b) {
  const vb_related_article *x = a, *y = b;
  if (x->weight != y->weight) return x->weight < y->weight ? 1 : -1;
  return vb_str_compare(x->article.id, y->article.id);
}

static vb_status read_found(relating *r, const vb_engine_result *found, vb_error *err) {
  vb_status status = VB_OK;
  r->out->articles = vb_arena_calloc(r->arena, READ_MAX, sizeof *r->out->articles);
  if (!r->out->articles) return no_memory(err);
  vb_article_reader reader = {.engine = r->store->engine,
                              .hits = found->hits,
                              .count = found->hit_count,
                              .arena = r->scratch};
  for (size_t i = 0; i < found->hit_count && status == VB_OK && !late(r); i++) {
    const vb_article *article;
    if (found->hits[i].doc == r->doc) continue;
    status = vb_article_reader_get(&reader, i, &article, err);
    if (status == VB_OK) status = examine(r, article, err);
    else if (status == VB_NOT_FOUND) status = VB_OK; /* it was removed meanwhile */
  }
  if (r->out->count > 1)
    qsort(r->out->articles, r->out->count, sizeof *r->out->articles, most_related_first);
  if (r->out->count > r->request->size) r->out->count = r->request->size;
  return status;
}

static vb_status relate(relating *r, vb_error *err) {
  vb_analysis title, text;
  vb_engine_result found = {0};
  vb_status status = vb_engine_find(r->store->engine, r->request->id, &r->doc, err);
  if (status == VB_OK) status = vb_engine_fetch(r->store->engine, r->doc, r->own, &r->article, err);
  if (status == VB_OK) status = vb_analyse_words(r->article.title, r->own, &title, err);
  if (status == VB_OK) status = vb_analyse_words(r->article.text, r->own, &text, err);
  if (status != VB_OK) return status;
  vb_shingles_of(text.tokens, text.token_count, &r->shown[r->shown_count++]);
  status = gather_words(r, &title, &text, err);
  if (status == VB_OK) status = weigh_words(r, err);
  if (status == VB_OK && r->word_count >= SHARED_MIN) status = search_words(r, &found, err);
  return status == VB_OK ? read_found(r, &found, err) : status;
}

static vb_status related_once(vb_store *store, const vb_related_request *request, vb_arena *arena,
                              vb_related_answer *out, vb_error *err) {
  double started = vb_search_clock_ms();
  *out = (vb_related_answer){0};
  relating *r = calloc(1, sizeof *r);
  if (!r) return no_memory(err);
  *r = (relating){.store = store,
                  .request = request,
                  .arena = arena,
                  .own = vb_arena_new(),
                  .scratch = vb_arena_new(),
                  .shown = malloc((READ_MAX + 1) * sizeof *r->shown),
                  .deadline = request->time_limit_ms ? started + request->time_limit_ms : 0,
                  .out = out};
  vb_status status = r->own && r->scratch && r->shown ? relate(r, err) : no_memory(err);
  if (status != VB_OK) *out = (vb_related_answer){0};
  out->took_ms = vb_search_clock_ms() - started;
  free(r->shown);
  vb_arena_free(r->scratch);
  vb_arena_free(r->own);
  free(r);
  return status;
}

vb_status vb_article_related(vb_store *store, const vb_related_request *request, vb_arena *arena,
                             vb_related_answer *out, vb_error *err) {
  vb_attempt attempt = vb_attempt_begin(store);
  vb_status status;
  do status = related_once(store, request, arena, out, err);
  while (vb_attempt_again(&attempt, status));
  return status;
}
