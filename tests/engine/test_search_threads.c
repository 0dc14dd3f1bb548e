/*
 * test_search_threads.c - a search that several threads share answers as one thread does: the same
 * hits, totals, facets and failures, whatever is damaged or short, and only while nobody else is at
 * work. Built a second time with the thread sanitizer, in which Criterion cannot start: hence a
 * main of its own.
 */
#include "searcher/engine/search_threads.h"
#include "searcher/engine_open.h"
#include "tests/engine/archive.h"

#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>

enum { ARTICLES = 520, PER_COMMIT = 200, REPLACED = 40, THREADS = 3, PIECE = 64, DAMAGES = 12 };

static char folder[64];
static vb_arena *arenas[2];
static vb_stemmer *stemmer;
static vb_search_threads *threads;
static vb_error err;

static void check(bool holds, const char *what, const char *why) {
  if (holds) return;
  fprintf(stderr, "test_search_threads: %s: %s\n", what, why);
  exit(1);
}

/* ---- the archive ---- */

/* Each article has words of its own, so that a beginning of them stands for more than a phrase has
   cursors for; some say one of them. */
static void put(vb_writer *writer, uint32_t number, uint32_t edition) {
  static const char *const sources[] = {"Lantern Bay Herald", "Cutters' Row Gazette", "The Tide"};
  chance c = {(number + 1) * UINT64_C(0x9e3779b97f4a7c15) + edition};
  vb_buf id = VB_BUF_INIT, text = VB_BUF_INIT;
  roll(&c, 2);
  vb_buf_printf(&id, "article-%u", number);
  archive_prose(&c, 5 + roll(&c, 50), &text);
  vb_buf_printf(&text, ". The z%ux of z%uy and z%ux. ", number, number % 400, number / 2);
  size_t start = text.n;
  vb_buf_printf(&text, "\"the z%uz harbour\" said Odile Marchetti.", number);
  vb_extent part = {(uint32_t)start, (uint32_t)(start + 10)};
  vb_quotation quotation = {.parts = &part, .part_count = 1};
  vb_article article = {.id = vb_buf_view(&id),
                        .title = VB_STR("the harbour news"),
                        .text = vb_buf_view(&text),
                        .path = VB_STR("made.txt"),
                        .quotations = &quotation,
                        .quotation_count = roll(&c, 2)};
  if (roll(&c, 4)) article.source = vb_str_of(sources[roll(&c, 3)]);
  if (roll(&c, 8))
    article.published = (vb_date){.year = (uint16_t)(2015 + roll(&c, 5)),
                                  .month = (uint8_t)(1 + roll(&c, 12)),
                                  .precision = VB_DATE_MONTH};
  vb_status status = vb_writer_put(writer, &article, vb_article_hash(&article), &err);
  check(status == VB_OK, "writing", err.text);
  vb_buf_clear(&id), vb_buf_clear(&text);
}

static void make_archive(void) {
  vb_writer *writer;
  vb_writer_options options = {.create = true, .engine = "native"};
  check(vb_writer_open(folder, &options, &writer, &err) == VB_OK, "writing", err.text);
  for (uint32_t i = 0; i < ARTICLES + REPLACED; i++) {
    put(writer, i < ARTICLES ? i : (i - ARTICLES) * 7, i / ARTICLES);
    if (i % PER_COMMIT == PER_COMMIT - 1)
      check(vb_writer_commit(writer, &err) == VB_OK, "writing", err.text);
  }
  check(vb_writer_commit(writer, &err) == VB_OK, "writing", err.text);
  vb_writer_close(writer);
}

/* ---- answers ---- */

static const char *const queries[] = {"harbour",
                                      "the OR of OR harbour",
                                      "the of",
                                      "harbour running",
                                      "the -keel",
                                      "\"the harbour\"",
                                      "\"the of harbour\"",
                                      "\"the * of\"",
                                      "z* the",
                                      "title:the*",
                                      "\"the z*\"",
                                      "\"z* of z*\"",
                                      "said:z*",
                                      "said:\"the z*\"",
                                      "said:the",
                                      "the NEAR/3 z*",
                                      "salt NEAR/4 gull",
                                      "the w/s lantern",
                                      "harbour w/p z*",
                                      "(the w/s z*) OR \"the z*\"",
                                      "(mast w/s the) OR (zebra w/s the)",
                                      "after:2016 the w/s of",
                                      "source:herald the",
                                      "(salt OR harbour) -\"the z1*\"",
                                      "date:2016..2018",
                                      "zebra",
                                      "\"zebra z*\""};
enum { QUERIES = sizeof queries / sizeof *queries };

static const vb_engine_request kinds[] = {
    {.size = 10, .count = true},
    {.size = 25, .from = 5, .facets = true},
    {.size = 40, .sort = VB_SORT_NEWEST},
    {.size = 10, .sort = VB_SORT_OLDEST, .facets = true, .count = true},
    {.size = 10},
    {.count = true}};
enum { KINDS = sizeof kinds / sizeof *kinds };

typedef struct answer {
  vb_status status;
  char text[VB_ERROR_TEXT];
  vb_engine_result result;
} answer;

static void ask(vb_engine *engine, int which, const char *text, vb_engine_request request,
                answer *out) {
  vb_query_parse parse;
  vb_arena_clear(arenas[which]);
  check(vb_query_parse_text(vb_str_of(text), stemmer, arenas[which], &parse, &err) == VB_OK, text,
        err.text);
  request.query = parse.root;
  out->status = vb_engine_search(engine, &request, arenas[which], &out->result, &err);
  snprintf(out->text, sizeof out->text, "%s", out->status == VB_OK ? "" : err.text);
}

static bool same_facets(const vb_facet *a, const vb_facet *b, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!vb_str_eq(a[i].value, b[i].value) || a[i].count != b[i].count) return false;
  return true;
}

static bool same_results(const vb_engine_result *a, const vb_engine_result *b) {
  if (a->total != b->total || a->total_exact != b->total_exact || a->timed_out != b->timed_out ||
      a->hit_count != b->hit_count || a->source_count != b->source_count ||
      a->year_count != b->year_count || a->day_count != b->day_count || a->undated != b->undated)
    return false;
  for (size_t i = 0; i < a->hit_count; i++)
    if (a->hits[i].doc != b->hits[i].doc ||
        memcmp(&a->hits[i].score, &b->hits[i].score, sizeof a->hits[i].score) != 0)
      return false;
  for (size_t i = 0; i < a->day_count; i++)
    if (a->days[i].date != b->days[i].date || a->days[i].count != b->days[i].count) return false;
  return same_facets(a->sources, b->sources, a->source_count) &&
         same_facets(a->years, b->years, a->year_count);
}

static void open_engine(vb_search_threads *with, vb_engine **out) {
  check(vb_engine_open(folder, 0, out, &err) == VB_OK, "opening", err.text);
  (*out)->threads = with;
}

/* ---- the tests ---- */

static void each_answer_is_the_same(vb_engine *alone, vb_engine *shared) {
  size_t before = vb_search_threads_taken(threads), found = 0;
  for (size_t q = 0; q < QUERIES; q++)
    for (size_t k = 0; k < KINDS; k++) {
      answer a, b;
      ask(alone, 0, queries[q], kinds[k], &a);
      ask(shared, 1, queries[q], kinds[k], &b);
      check(a.status == VB_OK && b.status == VB_OK, queries[q], b.text);
      check(same_results(&a.result, &b.result), queries[q], "another answer with threads");
      found += a.result.total > 0;
    }
  check(found > QUERIES * KINDS * 3 / 4, "the queries", "find too little to show anything");
  check(vb_search_threads_taken(threads) - before > QUERIES * KINDS / 2, "the threads",
        "were hardly taken");
}

static void forget_arenas(void) {
  for (int i = 0; i < 2; i++) {
    vb_arena_free(arenas[i]);
    arenas[i] = vb_arena_new();
  }
}

/* The same refusal, but for the number. */
static bool same_refusal(const answer *a, const answer *b) {
  const char *after = strstr(a->text, " MiB"), *other = strstr(b->text, " MiB");
  return a->status == VB_LIMIT && b->status == VB_LIMIT && after && other && !strcmp(after, other);
}

/* What one thread finds with so much memory, several do with twice as much, since merging takes
   some; and what they refuse, they refuse as it does. */
static void so_it_is_with_little_memory(vb_engine *alone, vb_engine *shared) {
  size_t refused = 0, found = 0;
  for (size_t q = 0; q < QUERIES; q += 3)
    for (size_t kib = 40; kib < 1500; kib += kib / 2) {
      answer a, b;
      vb_engine_request request = kinds[q / 3 % KINDS];
      forget_arenas();
      request.memory_limit = kib << 10;
      ask(alone, 0, queries[q], request, &a);
      request.memory_limit += (kib + 192) << 10;
      ask(shared, 1, queries[q], request, &b);
      if (b.status == VB_OK && a.status == VB_OK)
        check(same_results(&a.result, &b.result), queries[q], "another answer in little memory");
      else if (b.status != VB_OK) check(same_refusal(&a, &b), queries[q], b.text);
      refused += b.status == VB_LIMIT;
      found += b.status == VB_OK;
    }
  check(refused && found, "little memory", "made no difference");
}

/* A byte of a file is another one until the next call. */
static void damage(const char *path, off_t at) {
  static int fd = -1;
  static off_t place;
  unsigned char byte;
  if (fd >= 0) {
    check(pread(fd, &byte, 1, place) == 1, "damage", path);
    byte ^= 0x55;
    check(pwrite(fd, &byte, 1, place) == 1, "damage", path);
    close(fd);
    fd = -1;
  }
  if (!path) return;
  fd = open(path, O_RDWR);
  place = at;
  check(fd >= 0 && pread(fd, &byte, 1, at) == 1, "damage", path);
  byte ^= 0x55;
  check(pwrite(fd, &byte, 1, at) == 1, "damage", path);
}

static void so_is_damage(void) {
  char pattern[96];
  glob_t files;
  size_t named = 0, reached = 0;
  chance c = {20210704};
  snprintf(pattern, sizeof pattern, "%s/native/*.p*", folder); /* postings and positions */
  check(glob(pattern, 0, NULL, &files) == 0 && files.gl_pathc >= 4, "the store",
        "too few segments");
  for (size_t i = 0; i < DAMAGES; i++) {
    struct stat about;
    vb_engine *alone, *shared;
    const char *path = files.gl_pathv[i % files.gl_pathc];
    check(stat(path, &about) == 0, "damage", path);
    damage(path, about.st_size > 64 ? 32 + (off_t)roll(&c, (uint32_t)about.st_size - 32) : 8);
    open_engine(NULL, &alone);
    open_engine(threads, &shared);
    for (size_t q = i % 3; q < QUERIES; q += 3) {
      answer a, b;
      ask(alone, 0, queries[q], kinds[0], &a);
      ask(shared, 1, queries[q], kinds[0], &b);
      check(a.status == b.status && !strcmp(a.text, b.text), queries[q], b.text);
      if (a.status == VB_OK) check(same_results(&a.result, &b.result), queries[q], "damage");
      named += a.status == VB_CORRUPT;
      reached++;
    }
    vb_engine_close(alone);
    vb_engine_close(shared);
  }
  damage(NULL, 0);
  globfree(&files);
  check(named > DAMAGES / 4 && named < reached, "damage", "hardly met");
}

static void time_ends_it(vb_engine *shared) {
  size_t late = 0;
  for (size_t q = 0; q < QUERIES; q += 3) {
    char query[8192] = "";
    answer b, whole;
    for (int i = 0; i < 40; i++)
      snprintf(query + strlen(query), sizeof query - strlen(query), "%s(%s)", i ? " OR " : "",
               queries[q]);
    ask(shared, 1, query, (vb_engine_request){.count = true, .time_limit_ms = 1}, &b);
    check(b.status == VB_OK && b.result.timed_out == !b.result.total_exact, query, b.text);
    uint64_t total = b.result.total;
    ask(shared, 1, query, (vb_engine_request){.count = true}, &whole);
    check(total <= whole.result.total, query, "more in less time");
    late += b.result.timed_out;
    vb_arena_clear(arenas[1]);
  }
  check(late > QUERIES / 12, "the time", "hardly ended");
}

/* Threads are for a store that is alone at work. */
static void only_idle_threads_help(vb_engine *shared) {
  vb_engine *other;
  answer b;
  open_engine(threads, &other);
  vb_engine_enter(other);
  size_t before = vb_search_threads_taken(threads);
  ask(shared, 1, "\"the z*\"", kinds[0], &b);
  check(b.status == VB_OK && vb_search_threads_taken(threads) == before, "the threads",
        "were taken beside another store");
  vb_engine_leave(other);
  ask(shared, 1, "\"the z*\"", kinds[0], &b);
  check(b.status == VB_OK && vb_search_threads_taken(threads) > before, "the threads",
        "were not taken");
  vb_engine_close(other);
}

/* With a bound of its own, a search that is short stays with its thread. */
static void a_short_search_is_not_divided(vb_engine *shared) {
  answer b;
  vb_division usual = vb_search_threads_division(threads);
  size_t before = vb_search_threads_taken(threads);
  vb_search_threads_set_division(threads, (vb_division){UINT64_C(1) << 40, PIECE});
  for (size_t q = 0; q < QUERIES; q++) ask(shared, 1, queries[q], kinds[0], &b);
  check(vb_search_threads_taken(threads) == before, "the threads", "were taken for a short search");
  vb_search_threads_set_division(threads, usual);
}

int main(void) {
  vb_engine *alone, *shared;
  snprintf(folder, sizeof folder, "/tmp/vb-search-threads-XXXXXX");
  check(mkdtemp(folder) != NULL, "a folder", folder);
  arenas[0] = vb_arena_new(), arenas[1] = vb_arena_new();
  check(vb_stemmer_open("english", &stemmer, &err) == VB_OK, "stemmer", err.text);
  check(vb_search_threads_new(THREADS, &threads, &err) == VB_OK, "threads", err.text);
  vb_search_threads_set_division(threads, (vb_division){0, PIECE});
  make_archive();
  open_engine(NULL, &alone);
  open_engine(threads, &shared);
  each_answer_is_the_same(alone, shared);
  so_it_is_with_little_memory(alone, shared);
  time_ends_it(shared);
  only_idle_threads_help(shared);
  a_short_search_is_not_divided(shared);
  vb_engine_close(alone);
  vb_engine_close(shared);
  so_is_damage();
  vb_search_threads_free(threads);
  vb_stemmer_close(stemmer);
  vb_arena_free(arenas[0]), vb_arena_free(arenas[1]);
  char command[96];
  snprintf(command, sizeof command, "rm -rf %s", folder);
  return system(command) != 0;
}
