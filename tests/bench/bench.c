/*
 * bench.c - times queries on a store, and on the peers that a C program can link.
 *
 *   bench engine STORE QUERIES phrase|and|or ROUNDS    the engine interface, top 10
 *   bench hits STORE QUERIES phrase|and|or ROUNDS      and print them, to compare two builds
 *   bench facade STORE QUERIES phrase|and|or ROUNDS    vb_search: parsing, snippets and all
 *   bench folded STORE QUERIES phrase|and|or ROUNDS    and copies folded, as verbatim search does
 *   bench quote STORE QUERIES ROUNDS                   vb_quote as a batch asks it: no snippet
 *   bench fts5 DB QUERIES phrase|and|or ROUNDS         SQLite FTS5, ordered by rank
 *   bench fts5-index DB CORPUS.jsonl                   ("text" of each line)
 *
 * Every query is asked ROUNDS times and its best time counts, as the scheduler
 * only ever adds. One line of figures goes to standard output; it judges nothing.
 */
#include "indexer/base/file.h"
#include "indexer/base/clock.h"
#include "indexer/text/analysis.h"
#include "searcher/engine_open.h"
#include "searcher/verbatim.h"

#include <jansson.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TOP = 10, QUERIES_MAX = 100000 };

static double now_us(void) {
  return vb_clock_seconds() * 1e6;
}

static int fail(const char *what) {
  fprintf(stderr, "bench: %s\n", what);
  return 2;
}

/* ---- queries ---- */

typedef struct query_file {
  vb_buf text;
  vb_str lines[QUERIES_MAX];
  size_t count;
} query_file;

static bool read_queries(const char *path, query_file *out) {
  vb_error err;
  if (vb_file_read(path, 64 << 20, &out->text, &err) != VB_OK) return false;
  const char *p = out->text.p, *end = p + out->text.n;
  while (p < end && out->count < QUERIES_MAX) {
    const char *stop = memchr(p, '\n', (size_t)(end - p));
    if (!stop) stop = end;
    if (stop > p) out->lines[out->count++] = (vb_str){p, (size_t)(stop - p)};
    p = stop + 1;
  }
  return out->count > 0;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void report(const char *who, const char *mode, double *best, size_t n, size_t found) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += best[i];
  qsort(best, n, sizeof *best, ascending);
  printf(
      "%-16s %-7s %zu queries, %zu found, us: mean %.1f  p50 %.1f  p90 %.1f  p99 %.1f  max %.1f\n",
      who, mode, n, found, sum / (double)n, best[n / 2], best[n * 9 / 10], best[n * 99 / 100],
      best[n - 1]);
}

/* With BENCH_SLOWEST=N in the environment: the N slowest queries, to standard error. */
static void show_slowest(const double *best, const query_file *queries) {
  const char *wanted = getenv("BENCH_SLOWEST");
  double below = 1e300;
  for (int n = wanted ? atoi(wanted) : 0; n > 0; n--) {
    size_t worst = SIZE_MAX;
    for (size_t i = 0; i < queries->count; i++)
      if (best[i] < below && (worst == SIZE_MAX || best[i] > best[worst])) worst = i;
    if (worst == SIZE_MAX) return;
    fprintf(stderr, "%8.1f us  %.*s\n", below = best[worst], VB_STR_ARG(queries->lines[worst]));
  }
}

/* One query asked once; whether something was found, negative for a failure. */
typedef int (*ask_fn)(void *context, vb_str query);

static int time_queries(const char *who, const char *mode, const char *file, int rounds, ask_fn ask,
                        void *context) {
  query_file *queries = calloc(1, sizeof *queries);
  if (!queries || !read_queries(file, queries)) return fail("cannot read the queries");
  double *best = calloc(queries->count, sizeof *best);
  size_t found = 0;
  for (int round = 0; round < rounds; round++)
    for (size_t i = 0; i < queries->count; i++) {
      double start = now_us();
      int result = ask(context, queries->lines[i]);
      double took = now_us() - start;
      if (result < 0) return fail("a query failed");
      if (round == 0) found += result > 0;
      if (round == 0 || took < best[i]) best[i] = took;
    }
  show_slowest(best, queries);
  report(who, mode, best, queries->count, found);
  free(best);
  vb_buf_clear(&queries->text);
  free(queries);
  return 0;
}

/* ---- ours ---- */

typedef struct ours {
  vb_engine *engine;
  vb_store *searcher;
  vb_arena *arena;
  vb_query_kind kind;
  bool print, fold;
} ours;

static int ask_engine(void *context, vb_str text) {
  ours *o = context;
  vb_arena_clear(o->arena);
  vb_analysis words;
  if (vb_analyse_words(text, o->arena, &words, NULL) != VB_OK) return -1;
  vb_query *root = vb_query_new(o->arena, o->kind, words.token_count);
  for (size_t i = 0; root && i < words.token_count; i++) {
    vb_query *term = vb_query_new(o->arena, VB_QUERY_TERM, 0);
    if (!term) return -1;
    term->term = term->word = vb_token_term(&words.tokens[i]);
    root->children[i] = term;
  }
  vb_engine_request request = {.query = root, .size = TOP};
  vb_engine_result result;
  vb_error err;
  if (!root || vb_engine_search(o->engine, &request, o->arena, &result, &err) != VB_OK) return -1;
  for (size_t i = 0; o->print && i < result.hit_count; i++)
    printf("%.*s\t%zu\t%llx\t%.5f\n", VB_STR_ARG(text), i, (unsigned long long)result.hits[i].doc,
           result.hits[i].score);
  return result.hit_count > 0;
}

static int ask_facade(void *context, vb_str text) {
  ours *o = context;
  vb_buf query = VB_BUF_INIT;
  vb_arena_clear(o->arena);
  if (o->kind == VB_QUERY_PHRASE) {
    vb_buf_char(&query, '"');
    for (size_t i = 0; i < text.n; i++) vb_buf_char(&query, text.p[i] == '"' ? ' ' : text.p[i]);
    vb_buf_char(&query, '"');
  } else {
    vb_buf_str(&query, text);
  }
  vb_search_request request = {
      .query = vb_buf_view(&query), .size = TOP, .snippets = 2, .fold = o->fold, .fill = o->fold};
  vb_search_result result;
  vb_error err;
  vb_status status = vb_search(o->searcher, &request, o->arena, &result, &err);
  vb_buf_clear(&query);
  return status == VB_OK ? result.hit_count > 0 : -1;
}

static int ask_quote(void *context, vb_str text) {
  ours *o = context;
  vb_arena_clear(o->arena);
  vb_quote_request request = {.quote = text, .limit = 1, .bare = true};
  vb_quote_answer answer;
  vb_error err;
  vb_status status = vb_quote(o->searcher, &request, o->arena, &answer, &err);
  return status == VB_OK ? answer.hit_count > 0 : status == VB_INVALID ? 0 : -1;
}

static bool kind_of(const char *mode, vb_query_kind *kind) {
  *kind = VB_QUERY_PHRASE;
  if (strcmp(mode, "phrase") == 0) return true;
  *kind = strcmp(mode, "and") == 0 ? VB_QUERY_AND : VB_QUERY_OR;
  return strcmp(mode, "and") == 0 || strcmp(mode, "or") == 0;
}

static int bench_ours(const char *what, const char *store, const char *file, const char *mode,
                      int rounds) {
  ours o = {.arena = vb_arena_new()};
  vb_error err;
  int result = 2;
  if (!kind_of(mode, &o.kind)) return fail("the mode is phrase, and, or or");
  o.print = strcmp(what, "hits") == 0;
  o.fold = strcmp(what, "folded") == 0;
  bool engine = o.print || strcmp(what, "engine") == 0;
  vb_status status = engine ? vb_engine_open(store, 0, &o.engine, &err)
                            : vb_store_open(store, NULL, &o.searcher, &err);
  if (status != VB_OK) fail(err.text);
  else
    result = time_queries(what, strcmp(what, "quote") == 0 ? "" : mode, file, rounds,
                          engine                       ? ask_engine
                          : strcmp(what, "quote") == 0 ? ask_quote
                                                       : ask_facade,
                          &o);
  vb_engine_close(o.engine);
  vb_store_close(o.searcher);
  vb_arena_free(o.arena);
  return result;
}

/* ---- SQLite FTS5 ---- */

typedef struct fts5 {
  sqlite3_stmt *select;
  const char *between;
} fts5;

static int ask_fts5(void *context, vb_str text) {
  fts5 *f = context;
  vb_buf query = VB_BUF_INIT;
  vb_buf_char(&query, '"');
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] == '"') vb_buf_char(&query, ' ');
    else if (text.p[i] == ' ' && f->between) vb_buf_printf(&query, "\" %s \"", f->between);
    else vb_buf_char(&query, text.p[i]);
  }
  vb_buf_char(&query, '"');
  sqlite3_reset(f->select);
  sqlite3_bind_text(f->select, 1, query.p, (int)query.n, SQLITE_TRANSIENT);
  int rows = 0, step;
  while ((step = sqlite3_step(f->select)) == SQLITE_ROW) rows++;
  vb_buf_clear(&query);
  return step == SQLITE_DONE ? rows > 0 : -1;
}

static int bench_fts5(const char *path, const char *file, const char *mode, int rounds) {
  sqlite3 *db;
  fts5 f = {.between = strcmp(mode, "and") == 0 ? "AND" : strcmp(mode, "or") == 0 ? "OR" : NULL};
  if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2(db, "select rowid from a where a match ?1 order by rank limit 10", -1,
                         &f.select, NULL) != SQLITE_OK)
    return fail(sqlite3_errmsg(db));
  int result = time_queries("fts5", mode, file, rounds, ask_fts5, &f);
  sqlite3_finalize(f.select);
  sqlite3_close(db);
  return result;
}

static int index_fts5(const char *path, const char *corpus) {
  sqlite3 *db;
  sqlite3_stmt *insert;
  FILE *in = fopen(corpus, "r");
  if (!in || sqlite3_open(path, &db) != SQLITE_OK ||
      sqlite3_exec(db,
                   "pragma journal_mode=off; pragma synchronous=off; begin;"
                   "create virtual table a using fts5(text)",
                   NULL, NULL, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2(db, "insert into a(text) values(?1)", -1, &insert, NULL) != SQLITE_OK)
    return fail("cannot make the FTS5 table");
  char *line = NULL;
  size_t room = 0, articles = 0, bytes = 0;
  double start = now_us();
  for (ssize_t n; (n = getline(&line, &room, in)) > 0;) {
    json_t *article = json_loadb(line, (size_t)n, 0, NULL);
    const char *text = json_string_value(json_object_get(article, "text"));
    if (text) {
      sqlite3_reset(insert);
      sqlite3_bind_text(insert, 1, text, -1, SQLITE_TRANSIENT);
      if (sqlite3_step(insert) != SQLITE_DONE) return fail(sqlite3_errmsg(db));
      articles++, bytes += strlen(text);
    }
    json_decref(article);
  }
  sqlite3_finalize(insert);
  sqlite3_exec(db, "commit", NULL, NULL, NULL);
  sqlite3_close(db);
  double seconds = (now_us() - start) / 1e6;
  printf("fts5 index+text  %zu articles  %.1f s  %.1f MB/s\n", articles, seconds,
         (double)bytes / 1e6 / seconds);
  free(line);
  fclose(in);
  return 0;
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  if (argc == 4 && strcmp(what, "fts5-index") == 0) return index_fts5(argv[2], argv[3]);
  if (argc == 5 && strcmp(what, "quote") == 0)
    return bench_ours(what, argv[2], argv[3], "phrase", atoi(argv[4]));
  if (argc != 6)
    return fail("usage: bench engine|hits|facade|folded|fts5 STORE QUERIES phrase|and|or ROUNDS");
  if (strcmp(what, "fts5") == 0) return bench_fts5(argv[2], argv[3], argv[4], atoi(argv[5]));
  return bench_ours(what, argv[2], argv[3], argv[4], atoi(argv[5]));
}
