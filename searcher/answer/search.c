/*
 * search.c - answers a query with what a person or a script reads of its results.
 *
 * The engine decides which articles match, and their order. The matcher (match.h) then
 * finds the places in each article of the window, and snippets are made from these. So
 * highlights agree with the results, whichever engine found them.
 */
#include "searcher/answer/answer_internal.h"

#include "searcher/query/match.h"
#include "searcher/snippet/snippet.h"

enum {
  SNIPPET_CHARS = 240, /* two or three sentences of news */
  SNIPPET_CHARS_MAX = 10000,
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
  vb_arena *arena;
  vb_engine_result found;
  size_t first;    /* the rank of found.hits[0] */
  size_t next;     /* the first rank that was not processed */
  double deadline; /* of vb_search_clock_ms; 0: none */
  vb_fold fold;
  vb_search_result *out;
} searching;

size_t vb_snippet_chars(size_t asked) {
  return asked == 0 ? SNIPPET_CHARS : asked > SNIPPET_CHARS_MAX ? SNIPPET_CHARS_MAX : asked;
}

/* ---- heads ------------------------------------------------------------------- */

vb_article_head vb_head_of(const vb_article *article) {
  return (vb_article_head){.id = article->id,
                           .title = article->title,
                           .source = article->source,
                           .url = article->url,
                           .language = article->language,
                           .section = article->section,
                           .byline = article->byline,
                           .authors = article->authors,
                           .author_count = article->author_count,
                           .published = article->published,
                           .published_from = article->published_from};
}

vb_status vb_head_copy(const vb_article *from, vb_arena *arena, vb_article_head *to,
                       vb_error *err) {
  *to = vb_head_of(from);
  vb_str *authors = vb_arena_alloc(arena, (from->author_count + 1) * sizeof *authors);
  enum { TEXTS = 7 };
  vb_str *texts[TEXTS] = {&to->id,       &to->title,   &to->source, &to->url,
                          &to->language, &to->section, &to->byline};
  bool whole = authors != NULL;
  for (size_t i = 0; i < TEXTS; i++) {
    bool given = texts[i]->p != NULL;
    *texts[i] = vb_arena_copy(arena, *texts[i]);
    whole &= texts[i]->p || !given;
  }
  for (size_t i = 0; i < from->author_count && authors; i++) {
    authors[i] = vb_arena_copy(arena, from->authors[i]);
    whole &= authors[i].p || !from->authors[i].p;
  }
  to->authors = authors;
  return whole ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

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

/* Fetches an article and finds where the query matches in it. */
static vb_status look_into(searching *s, uint64_t doc, vb_arena *scratch, vb_article *article,
                           vb_match_article **words, vb_match *match, vb_error *err) {
  vb_status status = vb_engine_fetch(s->store->engine, doc, scratch, article, err);
  if (status == VB_OK) status = vb_match_open(article, s->store->stemmer, scratch, words, err);
  if (status == VB_OK) status = vb_match_query(*words, s->query, scratch, match, err);
  return status;
}

static vb_status make_snippets(searching *s, vb_match_article *words, const vb_match *match,
                               vb_search_hit *hit, vb_error *err) {
  size_t asked = s->request->snippets;
  if (asked == 0) return VB_OK;
  vb_snippet_options options = {.count = asked < VB_SNIPPETS_MAX ? asked : VB_SNIPPETS_MAX,
                                .chars = vb_snippet_chars(s->request->snippet_chars)};
  return vb_snippets_make(words, match, &options, s->arena, &hit->snippets, &hit->snippet_count,
                          err);
}

static vb_status make_hit(searching *s, uint64_t doc, vb_arena *scratch, vb_search_hit *hit,
                          bool *folded, vb_error *err) {
  vb_article article;
  vb_match_article *words;
  vb_match match;
  const vb_analysis *body;
  bool fold = s->request->fold;
  *folded = false;
  vb_status status = look_into(s, doc, scratch, &article, &words, &match, err);
  if (status == VB_OK && fold) status = vb_match_analysis(words, VB_FIELD_TEXT, 0, &body, err);
  if (status == VB_OK && fold)
    status = vb_fold_meet(&s->fold, hit->rank, body, &hit->copies, folded, err);
  if (status != VB_OK || *folded) return status;
  status = vb_head_copy(&article, s->arena, &hit->article, err);
  if (status != VB_OK) return status;
  hit->match_count = match.span_count;
  status = vb_marks_of(&match, VB_FIELD_TITLE, 0, s->arena, &hit->title_marks.marks,
                       &hit->title_marks.count, err);
  return status == VB_OK ? make_snippets(s, words, &match, hit, err) : status;
}

static size_t more_of(size_t size) {
  return size < VB_WINDOW_MAX ? size : VB_WINDOW_MAX;
}

/* Shows hits from rank s->next up to rank `end`, or until `size` are shown. Each article is read
   and cut into words in a scratch arena, so that a window of thousands needs memory only for heads
   and snippets. */
static vb_status make_hits(searching *s, size_t end, vb_error *err) {
  vb_search_result *out = s->out;
  vb_arena *scratch = vb_arena_new();
  vb_status status = scratch ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
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
    vb_arena_clear(scratch);
    status = make_hit(s, found->doc, scratch, hit, &folded, err);
    if (status != VB_OK) break;
    out->hit_count += !folded;
  }
  vb_arena_free(scratch);
  return status;
}

/* Counts the speakers quoted in the first results. */
static vb_status count_speakers(searching *s, vb_error *err) {
  vb_search_result *out = s->out;
  size_t hits = s->found.hit_count;
  out->speaker_articles = hits < VB_FACET_ARTICLES ? hits : VB_FACET_ARTICLES;
  return vb_search_speakers(s->store, s->found.hits, out->speaker_articles, s->arena,
                            &out->speakers, &out->speaker_count, err);
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
                             .time_limit_ms = request->time_limit_ms};
  bool fill = request->fold && request->fill && request->size > 0;
  if (fill) asked.size = more_of(asked.size + FOLD_AHEAD);
  if (request->facets && asked.size < VB_FACET_ARTICLES) asked.size = VB_FACET_ARTICLES;
  out->hits = vb_arena_calloc(s->arena, request->size + 1, sizeof *out->hits);
  if (!out->hits) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = vb_engine_search(s->store->engine, &asked, s->arena, &s->found, err);
  if (status == VB_OK && request->facets) status = count_speakers(s, err);
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
static vb_status advise(searching *s, const vb_query *filter, vb_error *err) {
  const vb_search_request *request = s->request;
  vb_search_result *out = s->out;
  vb_status status = VB_OK;
  if (request->from == 0 && !s->found.timed_out)
    status = vb_search_note_forms(s->store->engine, request->query, s->query, filter, s->arena,
                                  &out->reading, err);
  if (status != VB_OK || s->found.total > 0 || s->found.timed_out) return status;
  status = vb_search_did_you_mean(s->store->engine, s->store->stemmer, request->query, s->query,
                                  filter, s->deadline, s->arena, &out->did_you_mean, err);
  if (status == VB_OK)
    status = vb_search_note_source(s->store->engine, request->filter.source, s->arena,
                                   &out->reading, err);
  return status;
}

/* Copies what is shown of the engine's result. */
static void copy_found(const vb_engine_result *found, vb_search_result *out) {
  out->total = found->total;
  out->total_exact = found->total_exact;
  out->timed_out = found->timed_out;
  out->sources = found->sources, out->source_count = found->source_count;
  out->years = found->years, out->year_count = found->year_count;
  out->failures = found->failures, out->failure_count = found->failure_count;
}

/* A query of filters alone finds all articles that pass them. The filter is not part of the query's
   reading, which shows only what was typed. */
vb_status vb_search(vb_store *store, const vb_search_request *request, vb_arena *arena,
                    vb_search_result *out, vb_error *err) {
  double started = vb_search_clock_ms();
  *out = (vb_search_result){0};
  if (request->from > VB_WINDOW_MAX || request->size > VB_WINDOW_MAX ||
      request->from + request->size > VB_WINDOW_MAX)
    return vb_fail(err, VB_LIMIT,
                   "results %zu to %zu asked for; only the first %d of a search can be given",
                   request->from, request->from + request->size, VB_WINDOW_MAX);
  vb_query_parse parse;
  const vb_query *filter;
  vb_status status = vb_search_filter(&request->filter, arena, &filter, err);
  if (status == VB_OK)
    status = vb_query_parse_text(request->query, store->stemmer, arena, &parse, err);
  if (status != VB_OK) return status;
  out->reading = vb_reading_of(&parse);
  bool only_filter = filter && vb_str_trim(request->query).n == 0;
  if (only_filter) out->reading.note_count = 0; /* a query without words is intended */
  const vb_query *root = parse.root;
  vb_people_begin(store->people);
  status = vb_asked_speaker_widen(store, parse.root, arena, &root, err);
  if (status != VB_OK) return status;
  searching s = {.store = store, .request = request, .query = root, .arena = arena};
  s.out = out;
  s.deadline = request->time_limit_ms ? started + request->time_limit_ms : 0;
  s.whole = only_filter ? filter : filter ? vb_query_both(arena, root, filter) : root;
  if (!s.whole) return vb_fail(err, VB_NOMEM, "out of memory");
  s.fold = (vb_fold){
      .engine = store->engine, .stemmer = store->stemmer, .query = s.whole, .arena = arena};
  status = search_window(&s, err);
  if (status == VB_OK) status = advise(&s, filter, err);
  copy_found(&s.found, out);
  out->took_ms = vb_search_clock_ms() - started;
  return status;
}
