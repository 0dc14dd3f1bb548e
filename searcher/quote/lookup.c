/*
 * lookup.c - finds the articles that carry a quote.
 *
 * Three passes, each made only if the one before found nothing:
 *   exact    a short quote is searched for as one phrase. Of a longer one, a few of its
 *            rarest words are searched for at their distances; the whole phrase only if
 *            some more articles have these than are wanted, because opening the lists of thirty
 *            words costs about as much as reading an article
 *   edited   if the quote has ellipses or brackets: its fixed pieces
 *   altered  by relevance: articles that share neighbourhoods of its words
 * candidates.h makes the queries. Each candidate is read and compared (lookup_examine.c).
 *
 * The first articles that may be returned are read into the caller's arena and kept. All
 * others are read into a scratch arena and dropped; those that are returned after all
 * are read again. So memory does not grow with the number of candidates.
 */
#include "searcher/quote/lookup.h"

#include "indexer/base/utf8.h"
#include "searcher/quote/lookup_internal.h"

#include <stdlib.h>

enum {
  SHORT_MAX = 6,     /* words; with so few, all of them are the rarest */
  READ_RATHER = 4,   /* articles beyond those wanted; to read so few is faster than one phrase */
  WHOLE_MAX = 64,    /* words; longer quotes are never searched for as one phrase */
  CANDIDATES = 500,  /* articles read per quote (more only if more are wanted): some tenths of a
                        second */
  EDITED_MAX = 100,  /* candidates of an edited quote */
  RIVALS_MAX = 20,   /* candidates that may be as early as the first match */
  ALTERED_MAX = 20,  /* of an altered one, nearest first; VB_QUOTE_VARIANTS_MAX if all count */
  ALTERED_FIRST = 4, /* of these, asked for at first */
  ALTERED_FAR = 8,   /* the same over a network: another request costs more than some articles */
  MISSES_MAX = 3,    /* consecutive candidates that are not near: lower ranks are farther away */
  MISSES_BEHIND = 2, /* consecutive misses after one that is near */
  ALTERED_MS = 1000  /* time limit of the search; then the nearest so far are used */
};

/* The quote as it is looked up: valid UTF-8 in the arena, without the marks that wrap it. */
static vb_status prepare(vb_str pasted, vb_arena *arena, vb_str *out, vb_error *err) {
  if (pasted.n > VB_QUOTE_MAX)
    return vb_fail(err, VB_LIMIT, "a quote of %zu bytes; at most %d are looked up", pasted.n,
                   VB_QUOTE_MAX);
  vb_buf valid = VB_BUF_INIT;
  vb_utf8_repair(pasted, &valid);
  for (size_t i = 0; i < valid.n; i++) /* articles have no control characters except newlines */
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

/* Marks every place of the quote in an article that is shown. */
vb_status vb_quote_spans(vb_match_article *article, vb_str quote, vb_arena *arena, vb_match *out,
                         vb_error *err) {
  *out = (vb_match){0};
  vb_needle wanted;
  vb_status status = prepare(quote, arena, &quote, err);
  if (status == VB_OK) status = vb_needle_make(quote, arena, &wanted, err);
  if (status != VB_OK || wanted.words.token_count == 0) return status;
  size_t capacity = 0;
  static const vb_field parts[] = {VB_FIELD_TITLE, VB_FIELD_TEXT};
  for (size_t p = 0; p < 2; p++) {
    const vb_analysis *part;
    status = vb_match_analysis(article, parts[p], 0, &part, err);
    if (status != VB_OK) return status;
    size_t place, from = 0;
    while (out->span_count < VB_MATCH_SPANS_MAX && vb_needle_next(&wanted, part, from, &place)) {
      if (!VB_ARENA_GROW(arena, out->spans, &capacity, out->span_count))
        return vb_fail(err, VB_NOMEM, "out of memory");
      vb_span *span = &out->spans[out->span_count++];
      *span = (vb_span){.field = parts[p]};
      vb_needle_judge(&wanted, part, place, span);
      from = span->end_token;
    }
  }
  out->matched = out->span_count > 0;
  return VB_OK;
}

/* ---- the look-up ------------------------------------------------------------ */

static bool is_known(const vb_lookup *at, uint64_t doc) {
  for (size_t i = 0; i < at->count; i++)
    if (at->list[i].doc == doc) return true;
  for (size_t i = 0; i < at->missed_count; i++)
    if (at->missed[i] == doc) return true;
  return false;
}

/* Reads candidates, of which the `order` first that are kept in memory were read before. */
static vb_article_reader read_candidates(const vb_lookup *at, const vb_engine_result *candidates,
                                         size_t order) {
  return (vb_article_reader){.engine = at->engine,
                             .hits = candidates->hits,
                             .count = candidates->hit_count,
                             .arena = at->scratch,
                             .kept = at->arena,
                             .keep = order < at->limit ? at->limit - order : 0};
}

static vb_status search(vb_lookup *at, const vb_query *query, const vb_engine_request *like,
                        vb_engine_result *out, vb_quote_result *result, vb_error *err) {
  vb_engine_request request = *like;
  request.query = vb_query_both(at->arena, query, at->filter);
  if (!request.query) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = vb_engine_search(at->engine, &request, at->arena, out, err);
  if (status == VB_OK && result->failure_count == 0)
    result->failures = out->failures, result->failure_count = out->failure_count;
  at->timed_out |= out->timed_out;
  return status;
}

/* A search whose first hits are mostly enough: over a network these come first, with their
   articles, and the whole list only if it is needed. */
typedef struct paged {
  const vb_query *query;
  vb_engine_request request;
  vb_engine_result found;
  size_t most; /* hits of the whole list */
} paged;

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

static paged first_page(const vb_lookup *at, const vb_query *query, size_t most) {
  paged p = {.query = query, .request = {.size = most, .sort = VB_SORT_OLDEST}, .most = most};
  size_t few = least(at->limit, VB_QUOTE_LIMIT_DEFAULT) + READ_RATHER + 1;
  if (at->engine->far && !at->variants && few < most) p.request.size = few, p.request.read = true;
  return p;
}

static vb_status search_page(vb_lookup *at, paged *p, vb_quote_result *out, vb_error *err) {
  p->found = (vb_engine_result){0};
  return search(at, p->query, &p->request, &p->found, out, err);
}

/* The whole list, if what came is the beginning of a longer one. */
static vb_status search_rest(vb_lookup *at, paged *p, vb_quote_result *out, vb_error *err) {
  if (p->request.size == p->most || p->found.hit_count < p->request.size) return VB_OK;
  p->request.size = p->most, p->request.read = false;
  return search_page(at, p, out, err);
}

static vb_status read_declared(vb_lookup *at, vb_error *err) {
  return at->declared ? VB_OK : vb_declared_read(at->quote.text, at->arena, &at->declared, err);
}

static vb_status edited_page(vb_lookup *at, paged *out, vb_error *err) {
  const vb_query *query;
  vb_status status = vb_candidates_edited(at->declared, at->arena, &query, err);
  if (status != VB_OK) return status;
  *out = first_page(at, query, EDITED_MAX);
  out->request.time_limit_ms = ALTERED_MS;
  return VB_OK;
}

/* Articles that have the rarest words in their places are often altered copies of one. */
static size_t first_alike(const vb_lookup *at) {
  if (!at->engine->far) return ALTERED_FIRST;
  return at->tried < ALTERED_FIRST ? ALTERED_FAR : ALTERED_MAX;
}

/* How an altered quote is searched for. If only one answer is wanted, few candidates are examined:
   so few are asked for at first, which the engine finds without looking at most others. */
static vb_engine_request alike_request(const vb_lookup *at) {
  return (vb_engine_request){.size = at->variants ? VB_QUOTE_VARIANTS_MAX : first_alike(at),
                             .flat = true,
                             .count = at->variants,
                             .read = !at->variants,
                             .time_limit_ms = ALTERED_MS};
}

/* The queries for an altered quote: each is needed only if the one before finds nothing. */
static size_t alike_count(const vb_lookup *at) {
  return at->variants ? 1 : 2;
}

/* *out: NULL if the quote's words make none. */
static vb_status alike_query(vb_lookup *at, size_t i, const vb_query **out, vb_error *err) {
  if (at->variants) return vb_candidates_altered(&at->rarity, at->arena, out, err);
  return i ? vb_candidates_runs(&at->rarity, at->arena, out, err)
           : vb_candidates_near(&at->rarity, at->arena, out, err);
}

/* ---- asked for ahead, over a network ----

   An engine over a network is asked together for what may be needed later, since a round trip costs
   more than a search: the calls are made for their being noted. */

static void expect_alike(vb_lookup *at) {
  const vb_engine_request request = alike_request(at);
  const vb_query *query;
  vb_engine_result ignored;
  vb_quote_result unused = {.failure_count = 0};
  if (!at->engine->far || alike_count(at) < 2 || !vb_engine_gather(at->engine)) return;
  for (size_t i = 0; i < alike_count(at); i++)
    if (alike_query(at, i, &query, NULL) == VB_OK && query)
      search(at, query, &request, &ignored, &unused, NULL);
  vb_engine_ask_gathered(at->engine);
}

static void expect_page(vb_lookup *at, const paged *like) {
  paged p = *like;
  vb_quote_result unused = {.failure_count = 0};
  search_page(at, &p, &unused, NULL);
}

/* The whole phrase, and what is looked for if no article has it. */
static void expect_phrase(vb_lookup *at, const paged *phrase) {
  if (!at->engine->far || !vb_engine_gather(at->engine)) return;
  expect_page(at, phrase);
  expect_alike(at);
  vb_engine_ask_gathered(at->engine);
}

/* The first search, and the one for the pieces of a quote that declares changes. */
static void expect_edited(vb_lookup *at, const paged *exact) {
  paged p;
  if (!at->engine->far || at->variants || !at->declared) return;
  if (edited_page(at, &p, NULL) != VB_OK || !vb_engine_gather(at->engine)) return;
  expect_page(at, exact);
  expect_page(at, &p);
  vb_engine_ask_gathered(at->engine);
}

/* ---- exact ---- */

static void count_exact(const vb_lookup *at, const vb_engine_result *candidates, size_t examined,
                        vb_quote_result *out) {
  bool all = examined == candidates->hit_count;
  bool complete = candidates->hit_count >= candidates->total && candidates->total_exact;
  if (at->whole && !at->quote.has_number && !(all && complete)) {
    out->total = candidates->total, out->total_exact = candidates->total_exact;
  } else {
    out->total = at->count, out->total_exact = all && complete;
  }
  if (all && !complete && !candidates->timed_out && !candidates->failure_count)
    out->note = VB_STR("very many articles share these words; only the oldest were compared");
}

/* Articles that have the words, or (unless at->whole) may have them; oldest first. */
static vb_status find_exact(vb_lookup *at, paged *p, vb_quote_result *out, vb_error *err) {
  const vb_analysis *words = &at->quote.words;
  const size_t most = at->limit > CANDIDATES ? at->limit : CANDIDATES;
  const vb_query *query;
  at->whole = words->token_count <= SHORT_MAX;
  *p = (paged){.most = 0};
  vb_status status = VB_OK;
  if (!at->whole) {
    status = vb_candidates_rarest(&at->rarity, at->arena, &query, err);
    *p = first_page(at, query, most);
    p->request.rough =
        !at->quote.has_number; /* these are read as other words than they are listed as */
    if (status == VB_OK) expect_edited(at, p);
    if (status == VB_OK) status = search_page(at, p, out, err);
    if (status == VB_OK && at->limit > VB_QUOTE_LIMIT_DEFAULT)
      status = search_rest(at, p, out, err);
    at->tried = p->found.hit_count;
    bool many = p->found.hit_count > at->limit + READ_RATHER && !at->variants;
    if (status != VB_OK || !many || words->token_count > WHOLE_MAX) return status;
  }
  status = vb_candidates_phrase(words, at->arena, &at->words, err);
  if (status != VB_OK) return status;
  *p = first_page(at, at->words, most);
  p->request.count = true;
  if (at->whole) expect_edited(at, p);
  else expect_phrase(at, p);
  status = search_page(at, p, out, err);
  if (at->whole) at->tried = p->found.hit_count;
  at->whole = true;
  return status;
}

/* If some article has the words with the same signs at numbers, the others are other wordings. */
static void drop_altered(vb_lookup *at) {
  size_t kept = 0;
  bool exact = false;
  for (size_t i = 0; i < at->count; i++) exact |= at->list[i].near.verdict < VB_VERDICT_ALTERED;
  for (size_t i = 0; exact && i < at->count; i++)
    if (at->list[i].near.verdict < VB_VERDICT_ALTERED) at->list[kept++] = at->list[i];
  if (exact) at->count = kept;
}

/* Candidates come oldest first: after `limit` verbatim ones, no later one can precede them, except
   one of the same date. If a number's signs may differ, each must be read. */
static vb_status examine_exact(vb_lookup *at, const vb_engine_result *candidates, size_t *next,
                               size_t *verbatim, vb_error *err) {
  const vb_engine_hit *hits = candidates->hits;
  bool stops = at->whole && !at->variants && !at->quote.has_number;
  vb_status status = VB_OK;
  vb_article_reader reader = read_candidates(at, candidates, *next);
  for (size_t i = *next; status == VB_OK && i < candidates->hit_count; i++, *next = i) {
    vb_near near;
    bool tie = i > 0 && hits[i].score == hits[i - 1].score;
    if (stops && *verbatim >= at->limit && (!tie || *verbatim > at->limit)) break;
    status = vb_lookup_examine(at, VB_PASS_EXACT, &reader, i, i, &near, err);
    *verbatim += near.verdict == VB_VERDICT_VERBATIM;
  }
  return status;
}

static vb_status look_for_exact(vb_lookup *at, vb_quote_result *out, vb_error *err) {
  paged p;
  size_t verbatim = 0, next = 0;
  vb_status status = find_exact(at, &p, out, err);
  if (status == VB_OK) status = examine_exact(at, &p.found, &next, &verbatim, err);
  if (status == VB_OK && next == p.found.hit_count) {
    status = search_rest(at, &p, out, err);
    if (status == VB_OK) status = examine_exact(at, &p.found, &next, &verbatim, err);
  }
  at->stopped = next < p.found.hit_count;
  if (status == VB_OK && !at->variants) drop_altered(at);
  if (status == VB_OK) count_exact(at, &p.found, next, out);
  return status;
}

static vb_status examine_edited(vb_lookup *at, const vb_engine_result *candidates, vb_error *err) {
  vb_status status = VB_OK;
  vb_article_reader reader = read_candidates(at, candidates, at->count);
  for (size_t i = 0; status == VB_OK && i < candidates->hit_count; i++) {
    vb_near near;
    if (is_known(at, candidates->hits[i].doc)) continue;
    status = vb_lookup_examine(at, VB_PASS_EDITED, &reader, i, at->count + i, &near, err);
  }
  return status;
}

static vb_status look_for_edited(vb_lookup *at, vb_quote_result *out, vb_error *err) {
  paged p = {.most = 0};
  vb_status status = read_declared(at, err);
  if (status != VB_OK || !at->declared) return status;
  status = edited_page(at, &p, err);
  if (status == VB_OK) status = search_page(at, &p, out, err);
  if (status == VB_OK) status = search_rest(at, &p, out, err);
  if (status == VB_OK) status = examine_edited(at, &p.found, err);
  at->complete &= p.found.hit_count >= p.found.total && p.found.total_exact;
  return status;
}

/* How far the candidates are examined. */
typedef struct alike_walk {
  size_t next, misses, most; /* misses in a row; the walk ends at `most` */
} alike_walk;

/* Reads the next hits, the most similar first, until several in a row are not near.
   Candidates that rank below these are not near either. */
static vb_status examine_hits(vb_lookup *at, const vb_engine_result *candidates, alike_walk *walk,
                              vb_error *err) {
  vb_status status = VB_OK;
  vb_article_reader reader = read_candidates(at, candidates, at->count);
  for (; status == VB_OK && walk->next < candidates->hit_count && walk->misses < walk->most;
       walk->next++) {
    vb_near near;
    size_t i = walk->next;
    if (is_known(at, candidates->hits[i].doc)) continue;
    status = vb_lookup_examine(at, VB_PASS_ALTERED, &reader, i, at->count + i, &near, err);
    walk->misses = near.verdict == VB_VERDICT_NOT_FOUND ? walk->misses + 1 : 0;
    if (walk->misses && at->missed_count < VB_QUOTE_MISSED_MAX)
      at->missed[at->missed_count++] = candidates->hits[i].doc;
    if (walk->misses == 0 && !at->variants) walk->most = MISSES_BEHIND;
  }
  return status;
}

/* Reads the articles that the query finds. */
static vb_status examine_alike(vb_lookup *at, const vb_query *query, vb_quote_result *out,
                               vb_error *err) {
  vb_engine_result candidates = {0};
  vb_engine_request request = alike_request(at);
  alike_walk walk = {.most = at->variants ? ALTERED_MAX : MISSES_MAX};
  vb_status status = search(at, query, &request, &candidates, out, err);
  if (status == VB_OK) status = examine_hits(at, &candidates, &walk, err);
  if (status == VB_OK && !at->variants && walk.misses < walk.most &&
      candidates.hit_count == request.size && request.size < ALTERED_MAX) {
    request.size = ALTERED_MAX;
    status = search(at, query, &request, &candidates, out, err);
    if (status == VB_OK) status = examine_hits(at, &candidates, &walk, err);
  }
  at->complete &=
      at->variants && (walk.misses == walk.most || candidates.hit_count >= candidates.total);
  return status;
}

static vb_status look_for_altered(vb_lookup *at, vb_quote_result *out, vb_error *err) {
  const vb_query *query;
  vb_status status = VB_OK;
  expect_alike(at);
  for (size_t i = 0; i < alike_count(at) && status == VB_OK && (!i || !at->count); i++) {
    status = alike_query(at, i, &query, err);
    if (status == VB_OK && query) status = examine_alike(at, query, out, err);
  }
  return status;
}

/* Looks among the candidates that were not compared for one that is as good as the first match and
   may be as early. Candidates come by the last minute that their dates may mean, so a month comes
   after the days in it and an unknown date after all. */
static vb_status look_for_rival(vb_lookup *at, vb_quote_result *out, vb_error *err) {
  const vb_found first = at->list[0];
  uint32_t last = vb_date_last_day(first.published);
  vb_query *rivals = vb_query_new(at->arena, VB_QUERY_ANDNOT, 2);
  if (!rivals) return vb_fail(err, VB_NOMEM, "out of memory");
  rivals->children[0] = at->words;
  rivals->children[1] = vb_query_dates(at->arena, last + 1, 0);
  if (!rivals->children[1]) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_engine_result candidates = {0};
  vb_engine_request request = {.size = RIVALS_MAX, .sort = VB_SORT_OLDEST};
  vb_status status = search(at, last ? rivals : at->words, &request, &candidates, out, err);
  vb_article_reader reader = read_candidates(at, &candidates, SIZE_MAX);
  for (size_t i = 0; status == VB_OK && i < candidates.hit_count && !out->first_unsure; i++) {
    vb_near near;
    if (is_known(at, candidates.hits[i].doc)) continue;
    status = vb_lookup_examine(at, VB_PASS_EXACT, &reader, i, SIZE_MAX, &near, err);
    if (status != VB_OK || near.verdict != first.near.verdict) continue;
    out->first_unsure = vb_date_may_precede(at->list[at->count - 1].published, first.published);
  }
  return status;
}

static vb_status run(vb_lookup *at, vb_quote_result *out, vb_error *err) {
  vb_status status = vb_rarity_ask(at->engine, &at->quote.words, at->arena, &at->rarity, err);
  if (status == VB_OK && at->engine->far) status = read_declared(at, err);
  if (status == VB_OK) status = look_for_exact(at, out, err);
  size_t exact = at->count;
  at->complete = out->total_exact;
  if (status == VB_OK && (at->count == 0 || at->variants)) status = look_for_edited(at, out, err);
  if (status == VB_OK && (at->count == 0 || at->variants)) status = look_for_altered(at, out, err);
  if (status == VB_OK && at->count > exact) {
    out->total += at->count - exact;
    out->total_exact &= at->complete;
  }
  out->compared_all = at->complete;
  if (status == VB_OK && at->count == 0 && at->quote.words.token_count > VB_ALIGN_WORDS_MAX)
    out->note = VB_STR("a quote this long is only looked for word by word; check a piece of it");
  if (status == VB_OK) status = vb_lookup_give(at, out, err);
  if (status == VB_OK && at->stopped && !out->first_unsure) status = look_for_rival(at, out, err);
  return status;
}

/* Limits the request, makes the needle from the repaired quote, and runs the look-up with a scratch
   arena that ends with it. */
static vb_status look_up(vb_lookup *at, vb_engine *engine, vb_str quote, size_t limit,
                         const vb_query *filter, vb_arena *arena, vb_quote_result *out,
                         vb_error *err) {
  *out = (vb_quote_result){.verdict = VB_VERDICT_NOT_FOUND, .note = VB_STR("")};
  at->engine = engine;
  at->arena = arena;
  at->filter = filter;
  at->limit = limit == 0 ? VB_QUOTE_LIMIT_DEFAULT : limit;
  if (at->limit > VB_QUOTE_LIMIT_MAX) at->limit = VB_QUOTE_LIMIT_MAX;
  vb_status status = prepare(quote, arena, &out->quote, err);
  if (status == VB_OK) status = vb_needle_make(out->quote, arena, &at->quote, err);
  if (status != VB_OK) return status;
  if (at->quote.words.token_count == 0)
    return vb_fail(err, VB_INVALID, "the quote has no word to look for");
  at->scratch = vb_arena_new();
  if (!at->scratch) return vb_fail(err, VB_NOMEM, "out of memory");
  status = run(at, out, err);
  vb_arena_free(at->scratch);
  at->scratch = NULL;
  return status;
}

vb_status vb_quote_lookup(vb_engine *engine, vb_str quote, size_t limit, bool nearest,
                          const vb_query *filter, vb_arena *arena, vb_quote_result *out,
                          vb_error *err) {
  vb_lookup at = {.wants_nearest = nearest};
  return look_up(&at, engine, quote, limit, filter, arena, out, err);
}

vb_status vb_quote_lookup_all(vb_engine *engine, vb_str quote, size_t limit, const vb_query *filter,
                              vb_arena *arena, vb_quote_result *out, vb_found **list, size_t *count,
                              vb_error *err) {
  vb_lookup at = {.variants = true};
  *list = NULL;
  *count = 0;
  vb_status status = look_up(&at, engine, quote, limit, filter, arena, out, err);
  if (status == VB_OK) *list = at.list, *count = at.count;
  return status;
}

/* The earliest of the other printings, all less close than `than`, that are certainly older. */
static const vb_found *earliest(const vb_lookup *at, vb_date first, vb_verdict than) {
  const vb_found *best = NULL;
  for (size_t i = 0; i < at->count; i++) {
    const vb_found *found = &at->list[i];
    bool older = found->published.precision != VB_DATE_UNKNOWN &&
                 vb_date_last_minute(found->published) < vb_date_first_minute(first);
    if (found->near.verdict <= than || !older) continue;
    if (!best || vb_date_compare(found->published, best->published) < 0) best = found;
  }
  return best;
}

/* Looks for an altered form of the quote before the first match, with a filter on dates. Only for
   quotes that were found with all their words, because the earlier wording is of interest only
   then. */
vb_status vb_quote_earlier(vb_engine *engine, const vb_quote_result *found, const vb_query *filter,
                           vb_arena *arena, vb_quote_match **out, vb_error *err) {
  *out = NULL;
  vb_date first = found->match_count ? found->matches[0].article.published : (vb_date){0};
  if (found->verdict > VB_VERDICT_CASE_PUNCTUATION || first.precision == VB_DATE_UNKNOWN)
    return VB_OK;
  vb_quote_result ignored = {0};
  vb_lookup at = {.engine = engine, .arena = arena, .limit = 0, .scratch = vb_arena_new()};
  const vb_query *before = vb_query_dates(arena, 0, vb_date_first_day(first));
  at.filter = before ? vb_query_both(arena, before, filter) : NULL;
  vb_status status = at.filter && at.scratch ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  if (status == VB_OK) status = vb_needle_make(found->quote, arena, &at.quote, err);
  if (status == VB_OK) status = vb_rarity_ask(engine, &at.quote.words, arena, &at.rarity, err);
  if (status == VB_OK) status = look_for_altered(&at, &ignored, err);
  const vb_found *best = status == VB_OK ? earliest(&at, first, found->verdict) : NULL;
  if (best) {
    *out = vb_arena_alloc(arena, sizeof **out);
    status =
        *out ? vb_lookup_give_one(&at, best, *out, err) : vb_fail(err, VB_NOMEM, "out of memory");
  }
  vb_arena_free(at.scratch);
  return status;
}
