/*
 * test_time_ends.c - whenever the time of a search ends, what it has found so far is true.
 *
 * The clock is the test's (--wrap, tests/CMakeLists.txt): it stands still, and at the n-th look at
 * it the time is over (the first look begins it). For each n the hits are among those of the whole
 * search, with their scores, the total is not more than its total, and an answer that is less says
 * that its time ended.
 */
#include "searcher/engine_open.h"
#include "searcher/query/query.h"
#include "tests/engine/archive.h"
#include "tests/scratch.h"

#include <criterion/criterion.h>
#include <time.h>

enum { ARTICLES = 1500, PAGE = 1500 };

static uint32_t looks, last_look; /* 0: the time never ends */

int __real_clock_gettime(clockid_t which, struct timespec *out);
int __wrap_clock_gettime(clockid_t which, struct timespec *out);
int __wrap_clock_gettime(clockid_t which, struct timespec *out) {
  if (which != CLOCK_MONOTONIC) return __real_clock_gettime(which, out);
  looks++;
  *out = (struct timespec){.tv_sec = last_look && looks >= last_look ? 1000000 : 1000};
  return 0;
}

static char folder[SCRATCH_MAX];
static vb_error err;
static vb_engine *engine;
static vb_stemmer *stemmer;

static void put(vb_writer *writer, uint32_t i) {
  cr_assert_eq(archive_put(writer, i, 0, &err), VB_OK, "%s", err.text);
  if (i == ARTICLES / 3) cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
}

static void set_up(void) {
  archive_make("ends", ARTICLES, put, folder, &engine, &stemmer);
}

static void tear_down(void) {
  archive_unmake(folder, engine, stemmer);
}

TestSuite(time_ends, .init = set_up, .fini = tear_down);

/* Some that read articles to decide, since lists do not say it: marks of numbers, comments. */
static const char *const further[] = {"in:comments:\"fog keel\"",
                                      "\"the $2019\"",
                                      "the w/s \"of the\"",
                                      "(salt NEAR/4 fog) NEAR/9 (keel OR \"the of\")",
                                      "\"th* of\"",
                                      "keel OR shoal",
                                      "th* -harbour"};

static void search(const char *text, vb_engine_request request, vb_arena *arena,
                   vb_engine_result *out) {
  vb_query_parse parse;
  cr_assert_eq(vb_query_parse_text(vb_str_of(text), stemmer, arena, &parse, &err), VB_OK, "%s: %s",
               text, err.text);
  request.query = parse.root;
  looks = 0;
  cr_assert_eq(vb_engine_search(engine, &request, arena, out, &err), VB_OK, "%s: %s", text,
               err.text);
}

static bool has(const vb_engine_result *whole, const vb_engine_hit *hit) {
  for (size_t i = 0; i < whole->hit_count; i++)
    if (whole->hits[i].doc == hit->doc) return whole->hits[i].score == hit->score;
  return false;
}

/* Returns at how many looks the answer was less than the whole. */
static uint32_t sweep(const char *text, vb_engine_request request) {
  vb_arena *kept = vb_arena_new(), *arena = vb_arena_new();
  vb_engine_result whole, part;
  vb_engine_request all = {.size = PAGE, .count = true};
  uint32_t less = 0;
  last_look = 0;
  search(text, all, kept, &whole);
  search(text, request, arena, &part);
  size_t most = part.hit_count;
  uint32_t needed = looks;
  for (last_look = 2; last_look <= needed + 1; last_look += 1 + last_look / 40) {
    vb_arena_clear(arena);
    search(text, request, arena, &part);
    for (size_t i = 0; i < part.hit_count; i++)
      cr_expect(has(&whole, &part.hits[i]), "%s: look %u: hit %zu is none", text, last_look, i);
    cr_expect_leq(part.total, whole.total, "%s: look %u", text, last_look);
    bool short_of = part.hit_count < most || (request.count && part.total < whole.total);
    less += short_of;
    cr_expect(!short_of || part.timed_out, "%s: look %u: not said", text, last_look);
    cr_expect(!part.timed_out || !part.total_exact || part.total == whole.total, "%s: look %u",
              text, last_look);
  }
  vb_arena_free(kept), vb_arena_free(arena);
  return less;
}

Test(time_ends, what_was_found_until_then_is_true) {
  static const vb_engine_request requests[] = {{.size = 10, .time_limit_ms = 1000},
                                               {.size = 10, .time_limit_ms = 1000, .count = true}};
  uint32_t less = 0;
  for (size_t r = 0; r < 2; r++) {
    for (size_t i = 0; i < ARCHIVE_QUERIES; i++) less += sweep(archive_queries[i], requests[r]);
    for (size_t i = 0; i < sizeof further / sizeof *further; i++)
      less += sweep(further[i], requests[r]);
  }
  printf("%u answers were less\n", less);
  cr_expect_gt(less, 100);
}
