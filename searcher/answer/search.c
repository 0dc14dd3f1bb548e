/*
 * search.c - answers a query with what a person or a script reads of its results.
 *
 * The engine decides which articles match, and their order. The matcher (match.h) then
 * finds the places in each article of the window, and snippets are made from these. So
 * highlights agree with the results, whichever engine found them.
 */
#include "searcher/answer/answer_internal.h"
#include "searcher/engine/article_reader.h"

enum {
  /* About one article in thirty is a copy, so copies rarely fill a window; if they do, each step
     requests twice as many. */
  FOLD_AHEAD = 10,
  FOLD_STEPS = 4,
  GRACE_MS = 25 /* to show the first ten hits takes some milliseconds */
};

typedef struct searching { /* one search */
  vb_store *store;
  const vb_search_request *request;
  const vb_query *query; /* as typed: what is marked */
  const vb_query *whole; /* with the filters: what is searched */
  const vb_query *filter;
  vb_arena *arena;
  vb_engine_result found;
  size_t first;    /* the rank of found.hits[0] */
  size_t next;     /* the first rank that was not processed */
  double deadline; /* of vb_search_clock_ms; 0: none */
  vb_fold fold;
  bool expected; /* the copies of the first hits were asked for */
  vb_search_result *out;
} searching;

/* ---- hits -------------------------------------------------------------------- */

/* Hits found at the end of the time are still shown, if that takes at most a tenth of it. */
static bool late_for_hits(searching *s) {
  double grace = s->request->time_limit_ms / 10.0;
  if (s->deadline <= 0) return false;
  return vb_search_clock_ms() >= s->deadline + (grace > GRACE_MS ? grace : GRACE_MS);
}

static uint32_t time_left(const searching *s) {
  double left = s->deadline - vb_search_clock_ms();
  return s->deadline <= 0 ? 0 : left > 1 ? (uint32_t)left : 1;
}

static size_t more_of(size_t size) {
  return size < VB_WINDOW_MAX ? size : VB_WINDOW_MAX;
}

/* Shows hits from rank s->next up to rank `end`, or until `size` are shown. */
static vb_status make_hits(searching *s, size_t end, vb_error *err) {
  vb_search_result *out = s->out;
  vb_arena *scratch = vb_arena_new();
  vb_status status = scratch ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  vb_hit_making making = {.store = s->store,
                          .query = s->query,
                          .snippets = s->request->snippets,
                          .snippet_chars = s->request->snippet_chars,
                          .fold = s->request->fold ? &s->fold : NULL,
                          .scratch = scratch,
                          .arena = s->arena};
  vb_article_reader reader = {
      .engine = s->store->engine, .hits = s->fold.hits, .count = end - s->first, .arena = scratch};
  bool expect = making.fold && !s->expected;
  if (status == VB_OK && expect) vb_copies_expect(&reader, s->next - s->first);
  s->expected = false;
  for (; status == VB_OK && s->next < end && out->hit_count < s->request->size; ++s->next) {
    const vb_engine_hit *found = &s->fold.hits[s->next - s->first];
    if (vb_fold_knows(&s->fold, found->doc)) continue;
    if (late_for_hits(s)) {
      s->found.timed_out = true;
      break;
    }
    bool folded;
    vb_search_hit *hit = &out->hits[out->hit_count];
    *hit = (vb_search_hit){.score = found->score, .rank = s->next};
    const vb_article *article;
    status = vb_article_reader_get(&reader, s->next - s->first, &article, err);
    if (status == VB_OK) status = vb_search_hit_make(&making, article, hit, &folded, err);
    if (status != VB_OK) break;
    out->hit_count += !folded;
  }
  vb_arena_free(scratch);
  return status;
}

static vb_facet_counting facets_of(const searching *s, vb_arena *arena) {
  bool typed = vb_str_trim(s->request->query).n > 0 || s->whole == s->query;
  return (vb_facet_counting){.store = s->store,
                             .request = s->request,
                             .query = typed ? s->query : NULL,
                             .found = &s->found,
                             .deadline = s->deadline,
                             .arena = arena};
}

static vb_status count_facets(searching *s, vb_error *err) {
  vb_facet_counting counting = facets_of(s, s->arena);
  return vb_search_facets(&counting, s->out, err);
}

static bool wants_forms(const searching *s) {
  return s->request->from == 0 && !s->found.timed_out;
}

/* Over a network: what the facets and the copies of the hits need is asked for together, in some
   rounds, since each needs what it asked for before. */
static void expect_rest(searching *s, vb_arena *kept, vb_arena *scratch) {
  enum { ROUNDS = 4 };
  vb_engine *engine = s->store->engine;
  vb_article_reader reader = {
      .engine = engine, .hits = s->found.hits, .count = s->found.hit_count, .arena = scratch};
  vb_copies_ahead ahead = {.count = 0};
  for (int round = 0; round < ROUNDS && vb_engine_gather(engine); round++) {
    vb_search_result ignored = {0};
    vb_error why;
    if (!round && s->request->fold && s->request->size)
      vb_copies_ahead_begin(&reader, s->next - s->first, kept, &ahead);
    vb_arena_clear(scratch);
    vb_facet_counting counting = facets_of(s, scratch);
    if (s->request->facets) vb_search_facets_expect(&counting, &ignored);
    vb_copies_ahead_ask(engine, &ahead, kept);
    if (wants_forms(s))
      vb_search_note_forms(engine, s->request->query, s->query, s->filter, scratch,
                           &ignored.reading, &why);
    s->expected = ahead.count > 0;
    if (!vb_engine_ask_gathered(engine)) break;
  }
}

static void expect(searching *s) {
  vb_arena *kept = vb_arena_new(), *scratch = vb_arena_new();
  if (kept && scratch) expect_rest(s, kept, scratch);
  vb_arena_free(kept);
  vb_arena_free(scratch);
}

/* Makes hits of the articles found. To fill a window after copies were folded, requests more in a
   few steps. */
static vb_status fill_window(searching *s, vb_engine_request *asked, bool fill, vb_error *err) {
  const vb_search_request *request = s->request;
  for (size_t steps = 0;;) {
    s->fold.hits = s->found.hits, s->fold.hit_count = s->found.hit_count;
    size_t end = s->first + s->found.hit_count;
    if (!fill && end > request->from + request->size) end = request->from + request->size;
    vb_status status = make_hits(s, end, err);
    bool ended = !fill || s->found.timed_out || s->found.hit_count < asked->size;
    if (status != VB_OK || ended || s->out->hit_count == request->size || ++steps == FOLD_STEPS ||
        asked->size == VB_WINDOW_MAX)
      return status;
    vb_engine_result more;
    asked->size = more_of(asked->size * 2);
    asked->facets = asked->count = false;
    asked->time_limit_ms = time_left(s);
    status = vb_engine_search(s->store->engine, asked, s->arena, &more, err);
    if (status != VB_OK) return status;
    s->found.hits = more.hits, s->found.hit_count = more.hit_count;
    s->found.timed_out |= more.timed_out;
  }
}

/* With folding, the ranking is requested from its first hit, because hits before the window decide
   what is folded in it, and beyond the window's end to fill it. With facets, the first results are
   requested too, since their speakers are counted. */
static vb_status search_window(searching *s, vb_error *err) {
  const vb_search_request *request = s->request;
  vb_search_result *out = s->out;
  s->next = request->from;
  s->first = request->fold || request->facets ? 0 : request->from;
  vb_engine_request asked = {.query = s->whole,
                             .from = s->first,
                             .size = request->from + request->size - s->first,
                             .sort = request->sort,
                             .facets = request->facets,
                             .count = request->count,
                             .read = request->size > 0,
                             .time_limit_ms = request->time_limit_ms};
  bool fill = request->fold && request->fill && request->size > 0;
  if (fill) asked.size = more_of(asked.size + FOLD_AHEAD);
  if (request->facets && asked.size < VB_FACET_ARTICLES) asked.size = VB_FACET_ARTICLES;
  out->hits = vb_arena_calloc(s->arena, request->size + 1, sizeof *out->hits);
  if (!out->hits) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = vb_engine_search(s->store->engine, &asked, s->arena, &s->found, err);
  if (status == VB_OK && request->facets && s->store->engine->far) expect(s);
  if (status == VB_OK && request->facets) status = count_facets(s, err);
  if (status == VB_OK) status = fill_window(s, &asked, fill, err);
  if (status != VB_OK) return status;
  out->window_count = s->next - request->from;
  out->folded = out->window_count - out->hit_count;
  bool more = out->window_count && s->next < s->found.total && s->next < VB_WINDOW_MAX;
  out->next = more ? s->next : 0;
  return VB_OK;
}

/* ---- the search --------------------------------------------------------------- */

/* Adds notes on other forms of names; if nothing was found, suggestions too. */
static vb_status advise(searching *s, vb_error *err) {
  const vb_search_request *request = s->request;
  vb_search_result *out = s->out;
  vb_status status = VB_OK;
  if (wants_forms(s))
    status = vb_search_note_forms(s->store->engine, request->query, s->query, s->filter, s->arena,
                                  &out->reading, err);
  if (status != VB_OK || s->found.total > 0 || s->found.timed_out) return status;
  status = vb_search_did_you_mean(s->store->engine, s->store->stemmer, request->query, s->query,
                                  s->filter, s->deadline, s->arena, &out->did_you_mean, err);
  if (status == VB_OK)
    status =
        vb_search_note_source(s->store->engine, &request->filter, s->arena, &out->reading, err);
  return status;
}

/* Copies what is shown of the engine's result. */
static void copy_found(const vb_engine_result *found, vb_search_result *out) {
  out->total = found->total;
  out->total_exact = found->total_exact;
  out->timed_out |= found->timed_out;
  out->failures = found->failures, out->failure_count = found->failure_count;
}

/* A query of filters alone finds all articles that pass them. The filter is not part of the query's
   reading, which shows only what was typed. */
vb_status vb_search_read(vb_store *store, const vb_search_request *request, vb_arena *arena,
                         vb_search_reading *out, vb_error *err) {
  vb_query_parse parse;
  *out = (vb_search_reading){0};
  vb_people_begin(store->people);
  vb_status status = vb_search_filter(store, &request->filter, arena, &out->filter, err);
  if (status == VB_OK)
    status = vb_query_parse_text(request->query, store->stemmer, arena, &parse, err);
  if (status != VB_OK) return status;
  out->shown = vb_reading_of(&parse);
  bool only_filter = out->filter && vb_str_trim(request->query).n == 0;
  if (only_filter) out->shown.note_count = 0; /* a query without words is intended */
  status = vb_asked_speaker_widen(store, parse.root, arena, &out->query, err);
  if (status != VB_OK) return status;
  out->whole = only_filter   ? out->filter
               : out->filter ? vb_query_both(arena, out->query, out->filter)
                             : out->query;
  return out->whole ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

static vb_status search_once(vb_store *store, const vb_search_request *request, vb_arena *arena,
                             vb_search_result *out, vb_error *err) {
  double started = vb_search_clock_ms();
  *out = (vb_search_result){0};
  if (request->from > VB_WINDOW_MAX || request->size > VB_WINDOW_MAX ||
      request->from + request->size > VB_WINDOW_MAX)
    return vb_fail(err, VB_LIMIT,
                   "results %zu to %zu asked for; only the first %d of a search can be given",
                   request->from, request->from + request->size, VB_WINDOW_MAX);
  vb_search_reading reading;
  vb_status status = vb_search_read(store, request, arena, &reading, err);
  if (status != VB_OK) return status;
  out->reading = reading.shown;
  searching s = {.store = store,
                 .request = request,
                 .query = reading.query,
                 .whole = reading.whole,
                 .filter = reading.filter,
                 .arena = arena,
                 .out = out};
  s.deadline = request->time_limit_ms ? started + request->time_limit_ms : 0;
  s.fold = (vb_fold){
      .engine = store->engine, .stemmer = store->stemmer, .query = s.whole, .arena = arena};
  status = search_window(&s, err);
  vb_fold_clear(&s.fold);
  if (status == VB_OK) status = advise(&s, err);
  copy_found(&s.found, out);
  out->took_ms = vb_search_clock_ms() - started;
  return status;
}

vb_status vb_search(vb_store *store, const vb_search_request *request, vb_arena *arena,
                    vb_search_result *out, vb_error *err) {
  vb_attempt attempt = vb_attempt_begin(store);
  vb_status status;
  do status = search_once(store, request, arena, out, err);
  while (vb_attempt_again(&attempt, status));
  return status;
}
