/*
 * search.c - the facade: a query or an id in, what a person or a script reads out.
 *
 * The engine decides which articles match and in which order; the matcher then
 * looks into each article of the window and says where, and the snippets are
 * made from that. So highlights agree with the results whichever engine found
 * them. A searcher owns one engine handle and the stemmer of its language.
 */
#include "searcher/answer/search.h"

#include "searcher/engine_open.h"
#include "indexer/store/source_key.h"
#include "searcher/answer/answer_internal.h"

#include <stdlib.h>
#include <time.h>

enum {
  SHARD_TIMEOUT_MS = 5000,
  SNIPPET_CHARS = 240, /* two or three sentences of news */
  SNIPPET_CHARS_MAX = 10000,
  /* About one article in thirty is a copy, so a window is seldom full of them; when it is, each
     step asks for twice as much. */
  FOLD_AHEAD = 10,
  FOLD_STEPS = 4,
  /* Matches of a quote that are read when copies may be behind those asked for: some milliseconds;
     and how many times more each time when copies fill even these. */
  QUOTES_AHEAD = 50,
  QUOTES_STEP = 4
};

double vb_search_clock_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

vb_status vb_searcher_open(const char *store, const vb_searcher_options *options, vb_searcher **out,
                           vb_error *err) {
  *out = NULL;
  vb_searcher *searcher = calloc(1, sizeof *searcher);
  if (!searcher) return vb_fail(err, VB_NOMEM, "out of memory");
  uint32_t timeout =
      options && options->shard_timeout_ms ? options->shard_timeout_ms : SHARD_TIMEOUT_MS;
  vb_status status = vb_engine_open(store, timeout, &searcher->engine, err);
  if (status == VB_OK)
    status = vb_stemmer_open(vb_engine_about(searcher->engine).language, &searcher->stemmer, err);
  if (status != VB_OK) {
    vb_searcher_close(searcher);
    return status;
  }
  *out = searcher;
  return VB_OK;
}

void vb_searcher_close(vb_searcher *searcher) {
  if (!searcher) return;
  vb_engine_close(searcher->engine);
  vb_stemmer_close(searcher->stemmer);
  free(searcher);
}

vb_status vb_searcher_refresh(vb_searcher *searcher, vb_error *err) {
  bool changed;
  return vb_engine_refresh(searcher->engine, &changed, err);
}

vb_engine_info vb_searcher_about(vb_searcher *searcher) {
  return vb_engine_about(searcher->engine);
}

static const struct {
  const char *name;
  vb_sort sort;
} sorts[] = {{"relevance", VB_SORT_RELEVANCE},
             {"newest", VB_SORT_NEWEST},
             {"oldest", VB_SORT_OLDEST},
             {"date", VB_SORT_NEWEST}};

const char *vb_sort_name(vb_sort sort) {
  return sorts[sort].name;
}

bool vb_sort_of_name(vb_str name, vb_sort *out) {
  for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
    if (!vb_str_is(name, sorts[i].name)) continue;
    *out = sorts[i].sort;
    return true;
  }
  return false;
}

/* ---- filters ---------------------------------------------------------------- */

static vb_status date_limit(vb_str text, const char *name, vb_date *out, vb_error *err) {
  *out = (vb_date){0};
  text = vb_str_trim(text);
  if (text.n == 0 || vb_date_parse_iso(text, out)) return VB_OK;
  return vb_fail(err, VB_INVALID, "%s: '%.*s' is no date; give a year, 2019-06 or 2019-06-19", name,
                 text.n > 100 ? 100 : (int)text.n, text.p);
}

vb_status vb_search_field_filter(vb_field field, vb_str text, vb_arena *arena, const vb_query **out,
                                 vb_error *err) {
  *out = NULL;
  if (text.n == 0) return VB_OK;
  if (text.n > VB_FIELD_MAX)
    return vb_fail(err, VB_LIMIT, "%s: longer than %d bytes", vb_field_name(field), VB_FIELD_MAX);
  vb_buf valid = VB_BUF_INIT;
  vb_utf8_repair(text, &valid);
  vb_str copy = vb_arena_copy(arena, vb_buf_view(&valid));
  vb_buf_clear(&valid);
  if (!copy.p) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_analysis words;
  vb_status status = vb_analyse_words(copy, arena, &words, err);
  if (status != VB_OK) return status;
  vb_query *phrase = vb_query_new(arena, words.token_count ? VB_QUERY_PHRASE : VB_QUERY_NOTHING,
                                  words.token_count);
  if (!phrase) return vb_fail(err, VB_NOMEM, "out of memory");
  phrase->field = field;
  for (size_t i = 0; i < words.token_count; i++) {
    vb_query *term = vb_query_new(arena, VB_QUERY_TERM, 0);
    if (!term) return vb_fail(err, VB_NOMEM, "out of memory");
    term->field = field;
    term->term = term->word = vb_token_term(&words.tokens[i]);
    phrase->children[i] = term;
  }
  *out = words.token_count == 1 ? phrase->children[0] : phrase;
  return VB_OK;
}

/* The source of exactly this name; NULL for no name. */
static vb_status source_filter(vb_str name, vb_arena *arena, const vb_query **out, vb_error *err) {
  *out = NULL;
  if (name.n == 0) return VB_OK;
  if (name.n > VB_FIELD_MAX)
    return vb_fail(err, VB_LIMIT, "source: longer than %d bytes", VB_FIELD_MAX);
  vb_source_key key;
  bool named = vb_source_key_of(name, key);
  vb_query *one = vb_query_new(arena, named ? VB_QUERY_TERM : VB_QUERY_NOTHING, 0);
  vb_str term = vb_arena_copy(arena, vb_str_of(key));
  if (!one || (named && !term.p)) return vb_fail(err, VB_NOMEM, "out of memory");
  one->field = VB_FIELD_SOURCE_KEY;
  one->term = one->word = term;
  *out = one;
  return VB_OK;
}

vb_status vb_search_filter(vb_str after, vb_str before, vb_str source, vb_str author,
                           vb_arena *arena, const vb_query **out, vb_error *err) {
  *out = NULL;
  vb_date from, to;
  vb_status status = date_limit(after, "after", &from, err);
  if (status == VB_OK) status = date_limit(before, "before", &to, err);
  if (status != VB_OK) return status;
  const vb_query *parts[3] = {NULL, NULL, NULL};
  bool dated = from.precision != VB_DATE_UNKNOWN || to.precision != VB_DATE_UNKNOWN;
  if (dated) {
    parts[0] = vb_query_dates(arena, vb_date_first_day(from), vb_date_last_day(to));
    if (!parts[0]) return vb_fail(err, VB_NOMEM, "out of memory");
  }
  status = source_filter(source, arena, &parts[1], err);
  if (status == VB_OK)
    status = vb_search_field_filter(VB_FIELD_AUTHOR, author, arena, &parts[2], err);
  for (size_t i = 0; i < 3 && status == VB_OK; i++) {
    if (!parts[i]) continue;
    *out = vb_query_both(arena, *out, parts[i]);
    if (!*out) status = vb_fail(err, VB_NOMEM, "out of memory");
  }
  return status;
}

/* ---- hits -------------------------------------------------------------------- */

static size_t snippet_chars(size_t asked) {
  return asked == 0 ? SNIPPET_CHARS : asked > SNIPPET_CHARS_MAX ? SNIPPET_CHARS_MAX : asked;
}

/* Fetches an article and says where the query matches in it. */
static vb_status look_into(vb_searcher *searcher, uint64_t doc, const vb_query *query,
                           vb_arena *arena, vb_article *article, vb_match_article **words,
                           vb_match *match, vb_error *err) {
  vb_status status = vb_engine_fetch(searcher->engine, doc, arena, article, err);
  if (status == VB_OK) status = vb_match_open(article, searcher->stemmer, arena, words, err);
  if (status == VB_OK) status = vb_match_query(*words, query, arena, match, err);
  return status;
}

vb_status vb_search_copy_head(const vb_article *from, vb_arena *arena, vb_article *to,
                              vb_error *err) {
  *to = (vb_article){.author_count = from->author_count,
                     .published = from->published,
                     .published_from = from->published_from,
                     .record = from->record,
                     .replaced = from->replaced};
  const vb_str *old[] = {&from->id,  &from->title,    &from->byline, &from->source,
                         &from->url, &from->language, &from->section};
  vb_str *new[] = {&to->id,  &to->title,    &to->byline, &to->source,
                   &to->url, &to->language, &to->section};
  bool whole = true;
  for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
    *new[i] = vb_arena_copy(arena, *old[i]);
    whole &= new[i]->p || !old[i]->p;
  }
  for (size_t i = 0; i < from->author_count; i++) {
    to->authors[i] = vb_arena_copy(arena, from->authors[i]);
    whole &= to->authors[i].p || !from->authors[i].p;
  }
  return whole ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

void vb_article_authors(const vb_article *article, size_t most, vb_buf *out) {
  size_t count = article->author_count;
  if (count == 0) vb_buf_str(out, article->byline);
  size_t named = count > most + 1 ? most : count; /* "and 1 more" is longer than a name */
  for (size_t i = 0; i < named; i++) {
    if (i) vb_buf_text(out, ", ");
    vb_buf_str(out, article->authors[i]);
  }
  if (named < count) vb_buf_printf(out, " and %zu more", count - named);
}

/* Says in code points which piece of its part each snippet shows, while the part is at hand. */
static vb_status count_places(const vb_article *article, vb_search_hit *hit, vb_arena *arena,
                              vb_error *err) {
  hit->snippet_places = vb_arena_calloc(arena, hit->snippet_count + 1, sizeof(vb_mark));
  if (!hit->snippet_places) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < hit->snippet_count; i++) {
    const vb_snippet *snippet = &hit->snippets[i];
    vb_str part = article->text;
    if (snippet->field == VB_FIELD_COMMENTS && snippet->comment < article->comment_count)
      part = article->comments[snippet->comment].text;
    vb_mark *place = &hit->snippet_places[i];
    place->start = (uint32_t)vb_utf8_count(vb_str_slice(part, 0, snippet->start));
    place->end =
        place->start + (uint32_t)vb_utf8_count(vb_str_slice(part, snippet->start, snippet->end));
  }
  return VB_OK;
}

static vb_status make_hit(vb_searcher *searcher, const vb_search_request *request,
                          const vb_query *query, vb_fold *fold, vb_arena *scratch, uint64_t doc,
                          vb_arena *arena, vb_search_hit *hit, bool *folded, vb_error *err) {
  vb_article article;
  vb_match_article *words;
  vb_match match;
  const vb_analysis *body;
  *folded = false;
  vb_status status = look_into(searcher, doc, query, scratch, &article, &words, &match, err);
  if (status == VB_OK && request->fold)
    status = vb_match_analysis(words, VB_FIELD_TEXT, 0, &body, err);
  if (status == VB_OK && request->fold)
    status = vb_fold_meet(fold, hit->rank, body, &hit->copies, folded, err);
  if (status != VB_OK || *folded) return status;
  status = vb_search_copy_head(&article, arena, &hit->article, err);
  if (status != VB_OK) return status;
  hit->match_count = match.span_count;
  status =
      vb_marks_of(&match, VB_FIELD_TITLE, 0, arena, &hit->title_marks, &hit->title_mark_count, err);
  if (status != VB_OK || request->snippets == 0) return status;
  vb_snippet_options options = {.count = request->snippets < VB_SNIPPETS_MAX ? request->snippets
                                                                             : VB_SNIPPETS_MAX,
                                .chars = snippet_chars(request->snippet_chars)};
  status =
      vb_snippets_make(words, &match, &options, arena, &hit->snippets, &hit->snippet_count, err);
  return status == VB_OK ? count_places(&article, hit, arena, err) : status;
}

static size_t more_of(size_t size) {
  return size < VB_ENGINE_WINDOW_MAX ? size : VB_ENGINE_WINDOW_MAX;
}

/* Shows hits from the rank *next on, up to the rank `end` or until `size` are shown; fold->hits
   begins at the rank `first`. *next is then the first that was not looked at. Each article is read
   and cut into words in a scratch arena, so that a window of thousands holds heads and snippets
   only. */
static vb_status make_hits(vb_searcher *searcher, const vb_search_request *request, vb_fold *fold,
                           size_t first, size_t end, vb_search_result *out, size_t *next,
                           vb_error *err) {
  vb_arena *scratch = vb_arena_new();
  vb_status status = scratch ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  for (; status == VB_OK && *next < end && out->hit_count < request->size; ++*next) {
    const vb_engine_hit *found = &fold->hits[*next - first];
    if (vb_fold_knows(fold, found->doc)) continue;
    bool folded;
    vb_search_hit *hit = &out->hits[out->hit_count];
    *hit = (vb_search_hit){.score = found->score, .rank = *next};
    vb_arena_clear(scratch);
    status = make_hit(searcher, request, out->parse.root, fold, scratch, found->doc, fold->arena,
                      hit, &folded, err);
    if (status != VB_OK) break;
    out->hit_count += !folded;
  }
  vb_arena_free(scratch);
  return status;
}

/* Whom the first results quote. */
static vb_status count_speakers(vb_searcher *searcher, vb_arena *arena, vb_search_result *out,
                                vb_error *err) {
  vb_engine_result *found = &out->found;
  out->speaker_articles =
      found->hit_count < VB_FACET_ARTICLES ? found->hit_count : VB_FACET_ARTICLES;
  return vb_search_speakers(searcher, found->hits, out->speaker_articles, arena, &out->speakers,
                            &out->speaker_count, err);
}

/* With folding the ranking is asked for from its first hit on, since what ranks before the window
   decides what is folded in it; to fill a window, for more than it, in a few steps. With facets
   the first results are asked for too, whose speakers are counted. */
static vb_status search_window(vb_searcher *searcher, const vb_search_request *request,
                               const vb_query *whole, vb_arena *arena, vb_search_result *out,
                               vb_error *err) {
  size_t next = request->from, first = request->fold || request->facets ? 0 : next, steps = 0;
  vb_engine_request asked = {.query = whole,
                             .from = first,
                             .size = next + request->size - first,
                             .sort = request->sort,
                             .facets = request->facets,
                             .count = request->count,
                             .time_limit_ms = request->time_limit_ms};
  bool fill = request->fold && request->fill && request->size > 0;
  if (fill) asked.size = more_of(asked.size + FOLD_AHEAD);
  if (request->facets && asked.size < VB_FACET_ARTICLES) asked.size = VB_FACET_ARTICLES;
  vb_fold fold = {
      .engine = searcher->engine, .stemmer = searcher->stemmer, .query = whole, .arena = arena};
  out->hits = vb_arena_calloc(arena, request->size + 1, sizeof *out->hits);
  if (!out->hits) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = vb_engine_search(searcher->engine, &asked, arena, &out->found, err);
  if (status == VB_OK && request->facets) status = count_speakers(searcher, arena, out, err);
  while (status == VB_OK) {
    fold.hits = out->found.hits, fold.hit_count = out->found.hit_count;
    size_t end = first + fold.hit_count;
    if (!fill && end > request->from + request->size) end = request->from + request->size;
    status = make_hits(searcher, request, &fold, first, end, out, &next, err);
    bool ended = !fill || out->found.timed_out || fold.hit_count < asked.size;
    if (status != VB_OK || ended || out->hit_count == request->size || ++steps == FOLD_STEPS ||
        asked.size == VB_ENGINE_WINDOW_MAX)
      break;
    vb_engine_result more;
    asked.size = more_of(asked.size * 2);
    asked.facets = asked.count = false;
    status = vb_engine_search(searcher->engine, &asked, arena, &more, err);
    out->found.hits = more.hits, out->found.hit_count = more.hit_count;
  }
  if (status != VB_OK) return status;
  size_t skipped = request->from - first, passed = next - request->from;
  out->found.hits = passed ? out->found.hits + skipped : out->found.hits;
  out->found.hit_count = passed;
  out->folded = passed - out->hit_count;
  out->next = passed && next < out->found.total && next < VB_ENGINE_WINDOW_MAX ? next : 0;
  return VB_OK;
}

vb_status vb_search(vb_searcher *searcher, const vb_search_request *request, vb_arena *arena,
                    vb_search_result *out, vb_error *err) {
  double started = vb_search_clock_ms();
  *out = (vb_search_result){0};
  if (request->from > VB_ENGINE_WINDOW_MAX || request->size > VB_ENGINE_WINDOW_MAX ||
      request->from + request->size > VB_ENGINE_WINDOW_MAX)
    return vb_fail(err, VB_LIMIT,
                   "results %zu to %zu asked for; only the first %d of a search can be given",
                   request->from, request->from + request->size, VB_ENGINE_WINDOW_MAX);
  const vb_query *filter, *whole;
  vb_status status = vb_search_filter(request->after, request->before, request->source,
                                      request->author, arena, &filter, err);
  if (status == VB_OK)
    status = vb_query_parse_text(request->query, searcher->stemmer, arena, &out->parse, err);
  if (status != VB_OK) return status;
  bool only_filter = filter && vb_str_trim(request->query).n == 0;
  if (only_filter) out->parse.note_count = 0; /* that there is no word is meant */
  whole = only_filter ? filter
          : filter    ? vb_query_both(arena, out->parse.root, filter)
                      : out->parse.root;
  if (!whole) return vb_fail(err, VB_NOMEM, "out of memory");
  status = search_window(searcher, request, whole, arena, out, err);
  if (status == VB_OK && out->found.total == 0 && !out->found.timed_out)
    status = vb_search_did_you_mean(searcher->engine, searcher->stemmer, request->query,
                                    out->parse.root, filter, arena, &out->did_you_mean, err);
  if (status == VB_OK && out->found.total == 0 && !out->found.timed_out)
    status = vb_search_note_source(searcher->engine, request->source, arena, &out->parse, err);
  out->took_ms = vb_search_clock_ms() - started;
  return status;
}

/* ---- quotes and articles ------------------------------------------------------- */

/* The first token that ends behind the offset. */
static uint32_t token_behind(const vb_analysis *text, uint32_t offset) {
  size_t low = 0, high = text->token_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (text->tokens[middle].end <= offset) low = middle + 1;
    else high = middle;
  }
  return (uint32_t)low;
}

static void set_tokens(const vb_analysis *text, vb_span *span) {
  span->first_token = token_behind(text, span->start);
  span->end_token = token_behind(text, span->end);
  if (span->end_token < text->token_count && text->tokens[span->end_token].start < span->end)
    span->end_token++;
}

static vb_status quote_snippet(vb_searcher *searcher, vb_quote_match *match, size_t chars,
                               vb_arena *arena, vb_snippet *out, vb_error *err) {
  *out = (vb_snippet){.text = VB_STR_NONE};
  if (match->span.field == VB_FIELD_TITLE) return VB_OK;
  vb_match_article *words;
  const vb_analysis *body;
  vb_snippet *made;
  size_t count;
  vb_match place = {.matched = true, .spans = &match->span, .span_count = 1};
  vb_snippet_options options = {.count = 1, .chars = chars};
  vb_status status = vb_match_open(&match->article, searcher->stemmer, arena, &words, err);
  if (status == VB_OK) status = vb_match_analysis(words, VB_FIELD_TEXT, 0, &body, err);
  if (status == VB_OK) set_tokens(body, &match->span);
  if (status == VB_OK)
    status = vb_snippets_make(words, &place, &options, arena, &made, &count, err);
  if (status == VB_OK && count > 0) *out = made[0];
  return status;
}

static vb_status note_of_quote(vb_searcher *searcher, vb_str source, vb_arena *arena,
                               vb_quote_result *found, vb_error *err) {
  vb_query_parse none = {0};
  vb_status status = vb_search_note_source(searcher->engine, source, arena, &none, err);
  if (status == VB_OK && none.note_count) found->note = none.notes[0];
  return status;
}

static vb_status look_up(vb_searcher *searcher, const vb_quote_request *request, size_t limit,
                         const vb_query *filter, vb_arena *arena, vb_quote_answer *out,
                         vb_error *err) {
  if (!request->history)
    return vb_quote_lookup(searcher->engine, request->quote, limit, filter, arena, &out->found,
                           err);
  out->history = vb_arena_calloc(arena, 1, sizeof *out->history);
  if (!out->history) return vb_fail(err, VB_NOMEM, "out of memory");
  return vb_quote_trace(searcher->engine, request->quote, limit, filter, request->fold, arena,
                        &out->found, out->history, err);
}

/* When copies may fill the window, more matches are looked at, until as many that are no copies
   of each other are there; so copies behind the window are listed too. Who wants no snippets
   wants no list either. */
static vb_status quote_matches(vb_searcher *searcher, const vb_quote_request *request,
                               const vb_query *filter, vb_arena *arena, vb_quote_answer *out,
                               vb_error *err) {
  size_t wanted = request->limit ? request->limit : VB_QUOTE_LIMIT_DEFAULT;
  for (size_t limit = wanted;;) {
    vb_status status = look_up(searcher, request, limit, filter, arena, out, err);
    bool more = out->found.match_count == limit && out->found.total > limit;
    if (status == VB_OK && request->fold)
      status = vb_fold_quotes(&out->found, arena, &out->copies, err);
    if (status != VB_OK) return status;
    bool enough = limit > wanted && out->found.match_count >= wanted;
    if (!request->fold || request->bare || !more || enough || limit >= VB_QUOTE_LIMIT_MAX) break;
    limit = limit * QUOTES_STEP < QUOTES_AHEAD ? QUOTES_AHEAD : limit * QUOTES_STEP;
    if (limit > VB_QUOTE_LIMIT_MAX) limit = VB_QUOTE_LIMIT_MAX;
  }
  if (out->found.match_count > wanted) out->found.match_count = wanted;
  return VB_OK;
}

vb_status vb_quote(vb_searcher *searcher, const vb_quote_request *request, vb_arena *arena,
                   vb_quote_answer *out, vb_error *err) {
  double started = vb_search_clock_ms();
  *out = (vb_quote_answer){0};
  const vb_query *filter;
  vb_status status = vb_search_filter(request->after, request->before, request->source,
                                      request->author, arena, &filter, err);
  if (status == VB_OK) status = quote_matches(searcher, request, filter, arena, out, err);
  if (status == VB_OK && out->found.total == 0 && out->found.note.n == 0 && !request->bare)
    status = note_of_quote(searcher, request->source, arena, &out->found, err);
  if (status != VB_OK) return status;
  out->snippets = vb_arena_calloc(arena, out->found.match_count + 1, sizeof *out->snippets);
  if (!out->snippets) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < out->found.match_count && status == VB_OK && !request->bare; i++)
    status = quote_snippet(searcher, &out->found.matches[i], snippet_chars(request->context_chars),
                           arena, &out->snippets[i], err);
  if (status == VB_OK && out->found.nearest && !request->bare)
    status = quote_snippet(searcher, out->found.nearest, snippet_chars(request->context_chars),
                           arena, &out->nearest_snippet, err);
  out->took_ms = vb_search_clock_ms() - started;
  return status;
}

static vb_status view_marks(vb_article_view *view, vb_arena *arena, vb_error *err) {
  vb_status status = vb_marks_of(&view->match, VB_FIELD_TITLE, 0, arena, &view->title_marks.marks,
                                 &view->title_marks.count, err);
  if (status == VB_OK)
    status = vb_marks_of(&view->match, VB_FIELD_TEXT, 0, arena, &view->text_marks.marks,
                         &view->text_marks.count, err);
  size_t n = view->article.comment_count;
  view->comment_marks = vb_arena_calloc(arena, n + 1, sizeof *view->comment_marks);
  if (!view->comment_marks) return vb_fail(err, VB_NOMEM, "out of memory");
  bool any = false; /* most matches have none in the comments, of which there may be very many */
  for (size_t i = 0; i < view->match.span_count; i++)
    any |= view->match.spans[i].field == VB_FIELD_COMMENTS;
  for (size_t i = 0; any && i < n && status == VB_OK; i++)
    status = vb_marks_of(&view->match, VB_FIELD_COMMENTS, (uint32_t)i, arena,
                         &view->comment_marks[i].marks, &view->comment_marks[i].count, err);
  return status;
}

static vb_status find_copies(vb_searcher *searcher, uint64_t doc, vb_match_article *words,
                             vb_arena *arena, vb_copies *out, vb_error *err) {
  vb_copies_request request = {.doc = doc};
  vb_status status = vb_match_analysis(words, VB_FIELD_TEXT, 0, &request.words, err);
  return status == VB_OK ? vb_copies_find(searcher->engine, &request, arena, out, err) : status;
}

vb_status vb_article_show(vb_searcher *searcher, vb_str id, vb_str query, vb_str quote,
                          vb_arena *arena, vb_article_view *out, vb_error *err) {
  *out = (vb_article_view){0};
  uint64_t doc;
  vb_match_article *words;
  vb_status status = vb_engine_find(searcher->engine, id, &doc, err);
  if (status == VB_OK) status = vb_engine_fetch(searcher->engine, doc, arena, &out->article, err);
  if (status == VB_OK) status = vb_match_open(&out->article, searcher->stemmer, arena, &words, err);
  if (status == VB_OK && quote.n > 0) {
    status = vb_quote_spans(words, quote, arena, &out->match, err);
  } else if (status == VB_OK && query.n > 0) {
    vb_query_parse parse;
    status = vb_query_parse_text(query, searcher->stemmer, arena, &parse, err);
    if (status == VB_OK) status = vb_match_query(words, parse.root, arena, &out->match, err);
  }
  if (status == VB_OK) status = view_marks(out, arena, err);
  if (status == VB_OK) status = find_copies(searcher, doc, words, arena, &out->copies, err);
  return status;
}
