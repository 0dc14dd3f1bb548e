/*
 * said.c - lists quotations, and makes the profile of a speaker.
 *
 * The engine finds the articles in which some quotation may match. Each of these is read,
 * and its quotations are tested one by one:
 *
 *   query   lake -river title:flood                          as typed
 *   strict  said:lake -said:river title:flood speaker:...    tested on each quotation
 *   loose   said:lake title:flood speaker:...                searched in the index
 *
 * Exclusions that concern quotations are not in the loose query, because an article may
 * have one quotation with the word and one without. Articles are read in windows that
 * grow, until enough quotations are found. The work is bounded by the engine's window and
 * by the time limit.
 */
#include "searcher/answer/answer_internal.h"
#include "searcher/engine/article_reader.h"

#include "searcher/query/match.h"
#include "searcher/snippet/snippet.h"

#include <stdlib.h>

enum {
  FIRST_WINDOW = 64,
  NAMES_KEPT = 4096 /* distinct names in the articles of a profile; bounds memory */
};

typedef struct walk {
  vb_store *store;
  vb_arena *arena;        /* of the answer */
  const vb_query *strict; /* NULL: every quotation matches */
  const vb_query *loose;
  vb_asked_speaker speaker;
  vb_sort sort;
  size_t article_max;
  double deadline; /* 0: none */
  bool facets;
  /* Called for each quotation that matches; sets `enough` to end the walk. */
  vb_status (*visit)(struct walk *w, const vb_article *article, const vb_quotation *quotation,
                     const vb_match *match, vb_error *err);
  void *context;
  bool enough;
  size_t read;          /* articles */
  vb_engine_place done; /* the articles before the current one */
  uint64_t visited;     /* quotations of the current article */
  bool continues;       /* begins after `done`, not at the first article */
  bool timed_out;
  vb_engine_result found; /* the first window */
} walk;

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

/* ---- queries ---------------------------------------------------------------- */

static bool is_leaf(const vb_query *q) {
  return q->kind == VB_QUERY_TERM || q->kind == VB_QUERY_PREFIX || q->kind == VB_QUERY_PHRASE ||
         q->kind == VB_QUERY_ANY_WORD;
}

/* A copy of q whose words are words said, unless they name another field. */
static const vb_query *said_of(vb_arena *arena, const vb_query *q) {
  vb_query *copy = vb_query_new(arena, q->kind, q->child_count);
  if (!copy) return NULL;
  const vb_query **children = copy->children;
  *copy = *q;
  copy->children = children;
  if (is_leaf(q) && q->field == VB_FIELD_TEXT) copy->field = VB_FIELD_SAID;
  for (size_t i = 0; i < q->child_count; i++)
    if (!(children[i] = said_of(arena, q->children[i]))) return NULL;
  return copy;
}

static bool speaks_of_quotations(const vb_query *q) {
  if (is_leaf(q) && (q->field == VB_FIELD_SAID || q->field == VB_FIELD_SPEAKER)) return true;
  for (size_t i = 0; i < q->child_count; i++)
    if (speaks_of_quotations(q->children[i])) return true;
  return false;
}

/* A copy of q that finds every article with a matching quotation. */
static const vb_query *loose_of(vb_arena *arena, const vb_query *q) {
  vb_query *copy = vb_query_new(arena, q->kind, q->child_count);
  if (!copy) return NULL;
  const vb_query **children = copy->children;
  *copy = *q;
  copy->children = children;
  copy->child_count = 0;
  for (size_t i = 0; i < q->child_count; i++) {
    if (q->kind == VB_QUERY_ANDNOT && i > 0 && speaks_of_quotations(q->children[i])) continue;
    const vb_query *child = loose_of(arena, q->children[i]);
    if (!child) return NULL;
    children[copy->child_count++] = child;
  }
  return q->kind == VB_QUERY_ANDNOT && copy->child_count == 1 ? children[0] : copy;
}

/* ---- the walk --------------------------------------------------------------- */

static bool late(walk *w) {
  if (w->deadline > 0 && vb_search_clock_ms() >= w->deadline) w->timed_out = true;
  return w->timed_out;
}

static vb_status look_into(walk *w, const vb_article *article, vb_arena *scratch, vb_error *err) {
  vb_match_article *words;
  vb_match match = {0};
  vb_status status = vb_match_open(article, w->store->stemmer, scratch, &words, err);
  w->visited = 0;
  for (size_t i = 0; status == VB_OK && i < article->quotation_count && !w->enough; i++) {
    bool theirs = true;
    if (w->strict) status = vb_match_quotation(words, w->strict, i, scratch, &match, err);
    if (status == VB_OK && w->strict) theirs = match.matched;
    if (status == VB_OK && theirs)
      status = vb_asked_speaker_is(w->store, &w->speaker, words, article, i, scratch, &theirs, err);
    if (status == VB_OK && theirs)
      status = w->visit(w, article, &article->quotations[i], &match, err);
    w->visited += theirs;
  }
  w->read++;
  return status;
}

/* Visits the quotations of the articles [from, from + size) that may have one. Only the first
   window counts all articles and has facets, since both cost a look at every match. */
static vb_status walk_window(walk *w, size_t from, size_t size, vb_arena *scratch, bool *last,
                             vb_error *err) {
  vb_engine_result found;
  const vb_engine_place before = w->done;
  vb_engine_request asked = {.query = w->loose,
                             .from = w->continues ? 0 : from,
                             .after = w->continues ? &before : NULL,
                             .size = size,
                             .sort = w->sort,
                             .facets = w->facets && from == 0,
                             .count = from == 0};
  if (w->deadline > 0) {
    double left = w->deadline - vb_search_clock_ms();
    asked.time_limit_ms = left > 1 ? (uint32_t)left : 1;
  }
  vb_status status = vb_engine_search(w->store->engine, &asked, w->arena, &found, err);
  if (status != VB_OK) return status;
  if (from == 0) w->found = found;
  w->timed_out |= found.timed_out;
  vb_article_reader reader = {
      .engine = w->store->engine, .hits = found.hits, .count = found.hit_count, .arena = scratch};
  for (size_t i = 0; i < found.hit_count && status == VB_OK && !w->enough && !late(w); i++) {
    const vb_article *article;
    status = vb_article_reader_get(&reader, i, &article, err);
    if (status == VB_OK) status = look_into(w, article, scratch, err);
    if (status == VB_OK && !w->enough)
      w->done = (vb_engine_place){w->done.count + 1, found.hits[i]};
  }
  *last = found.hit_count < size;
  return status;
}

static vb_status walk_articles(walk *w, vb_error *err) {
  vb_arena *scratch = vb_arena_new();
  vb_status status = scratch ? VB_OK : no_memory(err);
  bool last = false;
  size_t size = FIRST_WINDOW;
  for (size_t from = 0; status == VB_OK && !last && !w->enough && from < w->article_max;) {
    if (from > 0 && late(w)) break;
    if (size > w->article_max - from) size = w->article_max - from;
    status = walk_window(w, from, size, scratch, &last, err);
    from += size;
    size *= 4;
  }
  vb_arena_free(scratch);
  return status;
}

/* ---- names ------------------------------------------------------------------ */

static bool no_name_like(vb_store *store, const vb_query *name, vb_status *status, vb_error *err) {
  vb_engine_request any = {.query = name, .size = 1};
  vb_engine_result found = {0};
  vb_arena *arena = vb_arena_new();
  *status = arena ? vb_engine_search(store->engine, &any, arena, &found, err) : no_memory(err);
  bool none = *status == VB_OK && found.hit_count == 0 && !found.timed_out;
  vb_arena_free(arena);
  return none;
}

/* Suggests another name if nobody of this name is quoted, as a query speaker:"...". */
static vb_status better_name(walk *w, vb_str name, const vb_query *as_query, vb_str *out,
                             vb_error *err) {
  vb_store *store = w->store;
  vb_buf text = VB_BUF_INIT;
  vb_query_parse parse;
  vb_status status;
  vb_str better = VB_STR_NONE;
  *out = VB_STR_NONE;
  if (!as_query || !no_name_like(store, as_query, &status, err)) return as_query ? status : VB_OK;
  static const char before[] = "speaker:\"";
  vb_buf_text(&text, before);
  for (size_t i = 0; i < name.n; i++) vb_buf_char(&text, name.p[i] == '"' ? ' ' : name.p[i]);
  vb_buf_char(&text, '"');
  status = vb_buf_ok(&text, err);
  if (status == VB_OK)
    status = vb_query_parse_text(vb_buf_view(&text), store->stemmer, w->arena, &parse, err);
  if (status == VB_OK)
    status = vb_search_did_you_mean(store->engine, store->stemmer, vb_buf_view(&text), parse.root,
                                    NULL, w->deadline, w->arena, &better, err);
  if (status == VB_OK && better.n > sizeof before && vb_str_starts(better, before))
    *out = vb_str_slice(better, sizeof before - 1, better.n - 1);
  vb_buf_clear(&text);
  return status;
}

/* ---- lists ------------------------------------------------------------------ */

typedef struct collection {
  size_t from, size, capacity;
  size_t passed; /* matching quotations so far, including those before the window */
  vb_listed_quotation *items;
  size_t count;
  bool more;
  vb_said_place next; /* if there are more */
} collection;

static vb_status collect(walk *w, const vb_article *article, const vb_quotation *quotation,
                         const vb_match *match, vb_error *err) {
  collection *c = w->context;
  if (c->passed++ < c->from) return VB_OK;
  if (c->count == c->size) {
    c->more = w->enough = true;
    c->next = (vb_said_place){w->done, w->visited};
    return VB_OK;
  }
  if (!VB_ARENA_GROW(w->arena, c->items, &c->capacity, c->count)) return no_memory(err);
  vb_listed_quotation *item = &c->items[c->count++];
  vb_status status = vb_head_copy(article, w->arena, &item->article, err);
  return status == VB_OK
             ? vb_quotation_list(article, quotation, match, &(vb_points){0}, w->arena, item, err)
             : status;
}

static bool join(vb_arena *arena, const vb_query **to, const vb_query *more) {
  if (!more) return true;
  *to = vb_query_both(arena, *to, more);
  return *to != NULL;
}

/* Makes the strict and the loose query from the typed one, the speaker and the filters. */
static vb_status make_queries(walk *w, const vb_query *typed, const vb_query *filter,
                              vb_error *err) {
  if (typed && !(w->strict = said_of(w->arena, typed))) return no_memory(err);
  const vb_query *whole = w->strict;
  if (!join(w->arena, &whole, w->speaker.articles)) return no_memory(err);
  if (!join(w->arena, &whole, filter)) return no_memory(err);
  w->loose = whole ? loose_of(w->arena, whole) : vb_query_new(w->arena, VB_QUERY_ALL, 0);
  return w->loose ? VB_OK : no_memory(err);
}

/* Begins where the request says that an earlier answer ended, if that place still exists. */
static vb_status begin_at(walk *w, const vb_said_request *request, collection *list,
                          vb_error *err) {
  vb_said_place place;
  vb_status status = vb_said_place_read(w->store, request, &place, &w->continues, err);
  if (status != VB_OK || !w->continues) return status;
  w->done = place.articles;
  list->from = place.given < SIZE_MAX ? (size_t)place.given : SIZE_MAX;
  return VB_OK;
}

static void set_deadline(walk *w, double started, uint32_t limit_ms) {
  w->deadline = limit_ms ? started + limit_ms : 0;
}

/* The index finds articles that may have such a quotation; each is then read, because only its text
   shows whether the words and the speaker belong to the same quotation. */
static vb_status said_once(vb_store *store, const vb_said_request *request, vb_arena *arena,
                           vb_said_result *out, vb_error *err) {
  double started = vb_search_clock_ms();
  *out = (vb_said_result){0};
  if (request->from > VB_WINDOW_MAX || request->size > VB_WINDOW_MAX)
    return vb_fail(err, VB_LIMIT, "quotations %zu to %zu asked for; only the first %d can be given",
                   request->from, request->from + request->size, VB_WINDOW_MAX);
  collection list = {.from = request->from, .size = request->size};
  walk w = {.store = store,
            .arena = arena,
            .sort = request->sort,
            .visit = collect,
            .article_max = VB_WINDOW_MAX,
            .context = &list};
  set_deadline(&w, started, request->time_limit_ms);
  const vb_query *filter;
  vb_query_parse parse = {0};
  vb_people_begin(store->people);
  vb_status status = vb_search_filter(store, &request->filter, arena, &filter, err);
  if (status == VB_OK)
    status = vb_asked_speaker_read(store, request->speaker, arena, &w.speaker, err);
  bool typed = vb_str_trim(request->query).n > 0;
  if (status == VB_OK)
    status = vb_query_parse_text(request->query, store->stemmer, arena, &parse, err);
  out->reading = vb_reading_of(&parse);
  if (status == VB_OK && !typed)
    out->reading.note_count = 0; /* a query without words is intended */
  if (status == VB_OK) status = make_queries(&w, typed ? parse.root : NULL, filter, err);
  if (status == VB_OK) status = begin_at(&w, request, &list, err);
  if (status == VB_OK) status = walk_articles(&w, err);
  if (status == VB_OK && list.more)
    status = vb_said_place_write(store, request, &list.next, arena, &out->next, err);
  if (status == VB_OK && list.passed == 0)
    status = better_name(&w, request->speaker, w.speaker.words, &out->did_you_mean, err);
  if (status == VB_OK)
    status = vb_asked_speaker_people(store, &w.speaker, arena, &out->people, &out->people_count,
                                     &out->person, err);
  if (status == VB_OK && list.passed == 0)
    status = vb_search_note_source(store->engine, &request->filter, arena, &out->reading, err);
  if (status != VB_OK) return status;
  out->quotations = list.items;
  out->count = list.count;
  out->more = list.more;
  out->articles = w.found.total;
  out->articles_exact = w.found.total_exact;
  out->timed_out = w.timed_out;
  out->failures = w.found.failures;
  out->failure_count = w.found.failure_count;
  out->took_ms = vb_search_clock_ms() - started;
  return VB_OK;
}

vb_status vb_said(vb_store *store, const vb_said_request *request, vb_arena *arena,
                  vb_said_result *out, vb_error *err) {
  vb_attempt attempt = vb_attempt_begin(store);
  vb_status status;
  do status = said_once(store, request, arena, out, err);
  while (vb_attempt_again(&attempt, status));
  return status;
}

/* ---- counting names ----------------------------------------------------------- */

typedef struct counted_names {
  vb_facet list[NAMES_KEPT];
  size_t last[NAMES_KEPT]; /* the article that was counted last, from 1 */
  size_t count;
} counted_names;

/* Counts one more article of a name; names beyond the capacity are not counted. */
static bool count_name(vb_arena *arena, counted_names *names, vb_str name, size_t article) {
  size_t i = 0;
  while (i < names->count && !vb_str_eq(names->list[i].value, name)) i++;
  if (i == NAMES_KEPT) return true;
  if (i == names->count) {
    vb_str copy = vb_arena_copy(arena, name);
    if (!copy.p) return false;
    names->list[names->count++] = (vb_facet){copy, 0};
  }
  names->list[i].count += names->last[i] != article;
  names->last[i] = article;
  return true;
}

static int most_first(const void *a, const void *b) {
  const vb_facet *x = a, *y = b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  return vb_str_compare(x->value, y->value);
}

static size_t keep_most(vb_facet *names, size_t count, size_t most) {
  if (count > 1) qsort(names, count, sizeof *names, most_first);
  return count < most ? count : most;
}

/* ---- a speaker ---------------------------------------------------------------- */

typedef struct profiling {
  collection latest;
  counted_names *names;
  vb_speaker_profile *out;
} profiling;

static vb_status count_quotation(walk *w, const vb_article *article, const vb_quotation *quotation,
                                 const vb_match *match, vb_error *err) {
  profiling *p = w->context;
  vb_match unmarked = {.matched = match->matched}; /* a match of the name marks nothing */
  p->out->quotations++;
  vb_str name = vb_speaker_printed_as(article, quotation);
  if (!count_name(w->arena, p->names, name.n ? name : quotation->speaker, w->read + 1))
    return no_memory(err);
  if (p->latest.count == p->latest.size) return VB_OK;
  w->context = &p->latest;
  vb_status status = collect(w, article, quotation, &unmarked, err);
  w->context = p;
  return status;
}

static vb_status find_end(walk *w, vb_sort order, vb_speaker_end *out, vb_error *err) {
  vb_engine_request request = {.query = w->loose, .size = 1, .sort = order};
  vb_engine_result found;
  vb_article *article = vb_arena_calloc(w->arena, 1, sizeof *article);
  if (!article) return no_memory(err);
  vb_status status = vb_engine_search(w->store->engine, &request, w->arena, &found, err);
  if (status != VB_OK || !found.hit_count) return status;
  status = vb_engine_fetch(w->store->engine, found.hits[0].doc, w->arena, article, err);
  if (status == VB_OK && article->published.precision != VB_DATE_UNKNOWN)
    *out = (vb_speaker_end){true, article->published, article->id, article->title};
  return status;
}

/* The oldest and the newest article. */
static vb_status find_ends(walk *w, vb_speaker_profile *out, vb_error *err) {
  if (!out->quotations) return VB_OK;
  vb_status status = find_end(w, VB_SORT_OLDEST, &out->first, err);
  return status == VB_OK ? find_end(w, VB_SORT_NEWEST, &out->last, err) : status;
}

/* Gives the names counted in the articles that were read; if these are not all, and persons are
   meant, those of the index. */
static vb_status give_names(walk *w, counted_names *counted, vb_speaker_profile *out,
                            vb_error *err) {
  vb_status status = VB_OK;
  bool all = w->found.total_exact && w->read >= w->found.total;
  out->names = counted->list, out->name_count = counted->count;
  out->names_articles = w->read;
  if (!all && w->speaker.by_person && !w->timed_out) {
    status = vb_named_forms(&w->speaker.named, w->arena, &out->names, &out->name_count, err);
    out->names_articles = w->found.total;
  }
  out->name_count = keep_most(out->names, out->name_count, VB_SPEAKER_NAMES_MAX);
  return status;
}

/* A profile is the same walk over articles as vb_said, with counting instead of listing, and ends
   after VB_SPEAKER_ARTICLES_MAX articles. */
static vb_status speaker_once(vb_store *store, const vb_speaker_request *request, vb_arena *arena,
                              vb_speaker_profile *out, vb_error *err) {
  double started = vb_search_clock_ms();
  *out = (vb_speaker_profile){.name = vb_arena_copy(arena, vb_str_trim(request->name))};
  if (request->name.p && !out->name.p) return no_memory(err);
  profiling context = {.latest = {.size = request->latest}, .out = out};
  walk w = {.store = store,
            .arena = arena,
            .sort = VB_SORT_NEWEST,
            .facets = true,
            .visit = count_quotation,
            .article_max = VB_SPEAKER_ARTICLES_MAX,
            .context = &context};
  set_deadline(&w, started, request->time_limit_ms);
  vb_status status = vb_asked_speaker_read(store, out->name, arena, &w.speaker, err);
  const vb_query *query = w.speaker.words;
  if (status == VB_OK && (!query || query->kind == VB_QUERY_NOTHING))
    status = vb_fail(err, VB_INVALID, "a speaker's name is missing");
  context.names = vb_arena_calloc(arena, 1, sizeof *context.names);
  if (status == VB_OK && !context.names) status = no_memory(err);
  if (status == VB_OK) status = make_queries(&w, NULL, NULL, err);
  if (status == VB_OK) status = walk_articles(&w, err);
  if (status == VB_OK) status = give_names(&w, context.names, out, err);
  if (status == VB_OK && out->quotations == 0)
    status = better_name(&w, out->name, query, &out->did_you_mean, err);
  if (status == VB_OK)
    status = vb_asked_speaker_people(store, &w.speaker, arena, &out->people, &out->people_count,
                                     &out->person, err);
  if (status == VB_OK) status = find_ends(&w, out, err);
  if (status != VB_OK) return status;
  out->latest = context.latest.items;
  out->latest_count = context.latest.count;
  out->articles_read = w.read;
  out->articles = w.found.total;
  out->articles_exact = w.found.total_exact;
  out->timed_out = w.timed_out;
  out->years = w.found.years, out->year_count = w.found.year_count;
  out->sources = w.found.sources;
  out->source_count =
      w.found.source_count < VB_FACET_VALUES ? w.found.source_count : VB_FACET_VALUES;
  out->failures = w.found.failures, out->failure_count = w.found.failure_count;
  out->took_ms = vb_search_clock_ms() - started;
  return VB_OK;
}

vb_status vb_speaker(vb_store *store, const vb_speaker_request *request, vb_arena *arena,
                     vb_speaker_profile *out, vb_error *err) {
  vb_attempt attempt = vb_attempt_begin(store);
  vb_status status;
  do status = speaker_once(store, request, arena, out, err);
  while (vb_attempt_again(&attempt, status));
  return status;
}
