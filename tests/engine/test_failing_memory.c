/*
 * test_failing_memory.c - every allocation of the library fails once, pieces of arenas too.
 *
 * Calls of malloc, calloc and realloc and of the arena's functions go through the counters below
 * (--wrap, tests/CMakeLists.txt), and the n-th of them fails: alone, or with all later ones as when
 * memory has run out. Whichever it is, the call answers as it does with memory, or it returns
 * VB_NOMEM with a sentence; nothing leaks or is read that is not there (the sanitizer), and the
 * store answers as before. What other libraries allocate is in e2e/test_failing_heap.py.
 */
#include "searcher/query/query.h"
#include "searcher/verbatim.h"
#include "indexer/store/quotation_fields.h"
#include "tests/engine/archive.h"
#include "tests/scratch.h"

#include <criterion/criterion.h>

/* ---- allocations that fail ---- */

static struct {
  bool counting;
  uint32_t calls, turn;
  bool sticky, failed;
} heap;

static bool must_fail(void) {
  if (!heap.counting || heap.turn == 0) return false;
  heap.calls++;
  bool fails = heap.calls == heap.turn || (heap.sticky && heap.calls > heap.turn);
  heap.failed |= fails;
  return fails;
}

#define WRAP(type, name, parameters, arguments, nothing)                                           \
  type __real_##name parameters;                                                                   \
  type __wrap_##name parameters;                                                                   \
  type __wrap_##name parameters {                                                                  \
    return must_fail() ? nothing : __real_##name arguments;                                        \
  }

WRAP(void *, malloc, (size_t n), (n), NULL)
WRAP(void *, calloc, (size_t count, size_t size), (count, size), NULL)
WRAP(void *, realloc, (void *p, size_t n), (p, n), NULL)
WRAP(void *, vb_arena_alloc, (vb_arena * arena, size_t n), (arena, n), NULL)
WRAP(void *, vb_arena_calloc, (vb_arena * arena, size_t count, size_t size), (arena, count, size),
     NULL)
WRAP(vb_str, vb_arena_copy, (vb_arena * arena, vb_str s), (arena, s), VB_STR_NONE)
WRAP(vb_str, vb_arena_join, (vb_arena * arena, vb_str a, vb_str b), (arena, a, b), VB_STR_NONE)
WRAP(void *, vb_arena_grown,
     (vb_arena * arena, void *items, size_t *capacity, size_t used, size_t size),
     (arena, items, capacity, used, size), items)

/* ---- calls ---- */

enum { ARTICLES = 60, MORE = 8 };

static char folder[SCRATCH_MAX];
static vb_arena *arena;
static vb_store *store;
static vb_stemmer *stemmer;
static vb_error err;

/* Answers as JSON, or as what stands for it. */
typedef vb_status call(const char *text, vb_str *out);

static vb_status search(const char *text, vb_str *out) {
  vb_search_request request = {
      .query = vb_str_of(text), .size = 4, .snippets = 2, .facets = true, .fold = true};
  return vb_search_json(store, &request, arena, out, &err);
}

static vb_status search_by_date(const char *text, vb_str *out) {
  vb_search_request request = {.query = vb_str_of(text),
                               .size = 4,
                               .sort = VB_SORT_NEWEST,
                               .count = true,
                               .filter.after = VB_STR("2016"),
                               .filter.source = VB_STR("The Tide")};
  return vb_search_json(store, &request, arena, out, &err);
}

static vb_status quote(const char *text, vb_str *out) {
  vb_quote_request request = {
      .quote = vb_str_of(text), .limit = 3, .history = true, .earlier = true, .witness = true};
  return vb_quote_json(store, &request, arena, out, &err);
}

static vb_status said(const char *text, vb_str *out) {
  vb_said_request request = {.query = vb_str_of(text), .size = 3};
  return vb_said_json(store, &request, arena, out, &err);
}

static vb_status speaker(const char *text, vb_str *out) {
  vb_speaker_request request = {.name = vb_str_of(text), .latest = 2};
  return vb_speaker_json(store, &request, arena, out, &err);
}

static vb_status trend(const char *text, vb_str *out) {
  vb_str queries[] = {vb_str_of(text), VB_STR("harbour")};
  vb_trend_request request = {.queries = queries, .query_count = 2, .today = 20210101};
  return vb_trend_json(store, &request, arena, out, &err);
}

static vb_status show(const char *text, vb_str *out) {
  vb_article_request request = {.id = VB_STR("article-1"), .query = vb_str_of(text)};
  return vb_article_view_json(store, &request, arena, out, &err);
}

static vb_status related(const char *text, vb_str *out) {
  vb_related_request request = {.id = vb_str_of(text), .size = 3};
  vb_related_answer answer;
  vb_status status = vb_article_related(store, &request, arena, &answer, &err);
  return status ? status : vb_related_to_json(&answer, arena, out, &err);
}

static vb_status parse(const char *text, vb_str *out) {
  vb_query_parse parsed;
  *out = VB_STR("parsed");
  return vb_query_parse_text(vb_str_of(text), stemmer, arena, &parsed, &err);
}

static vb_status analyse(const char *text, vb_str *out) {
  vb_analysis words;
  vb_status status = vb_analyse(vb_str_of(text), arena, &words, &err);
  if (status == VB_OK) *out = (vb_str){(const char *)words.tokens, 0};
  return status;
}

static vb_status open_and_close(const char *text, vb_str *out) {
  vb_store *other = NULL;
  vb_status status = vb_store_open(folder, NULL, &other, &err);
  cr_assert(status == VB_OK || !other, "%s", text);
  vb_store_close(other);
  *out = VB_STR("opened");
  return status;
}

#define LONG                                                                                           \
  "“The harbour is ours,” said Odile Marchetti. It will be £5m, or 3,000 lamps in the U.S.A. on " \
  "2019-02-03; “the ferry … sails,” she said.\n\nThe mayor’s boats can’t. Naïve co-op e-mail."

static const struct {
  call *call;
  const char *name, *text;
} rows[] = {
    {search, "search", "the of harbour"},
    {search, "search", "\"of the\" OR ferr* OR said:\"the harbour\""},
    {search, "search", "(\"of the\" OR mast) w/p (salt NEAR/4 fog) -in:comments fog"},
    {search, "search", "harbuor author:marchetti"},
    {search, "search", "\"th* harbour\" running title:harbour date:2016"},
    {search_by_date, "search by date", "the OR \"of * the\""},
    {quote, "quote", "The harbour is ours"},
    {quote, "quote", "the harbour was never ours, she said in the fog"},
    {quote, "quote", "The harbour ... ours"},
    {quote, "quote", "[This] harbour is ours"},
    {said, "said", "harbour"},
    {said, "said", "the w/s ours"},
    {speaker, "speaker", "Marchetti"},
    {speaker, "speaker", "Marcheti"},
    {trend, "trend", "the"},
    {show, "show", "harbour OR \"the harbour\""},
    {related, "related", "article-1"},
    {parse, "parse", "a AND (b OR \"c d * e\") -f NEAR/3 g title:h before:2019-02 said:\"i j\" k*"},
    {parse, "parse", "“the £5m harbour”, running w/s (x OR y w/p z) source:\"The Tide\""},
    {analyse, "analyse", LONG},
    {open_and_close, "open", ""},
};

/* ---- trying them ---- */

/* A hash of an answer without its time. */
static uint64_t digest(vb_str answer) {
  static const char mark[] = "\"took_ms\":";
  uint64_t sum = 0;
  for (size_t i = 0; i < answer.n; i++) {
    sum = archive_mix(sum, answer.p + i, 1);
    if (answer.n - i < sizeof mark || memcmp(answer.p + i, mark, sizeof mark - 1) != 0) continue;
    i += sizeof mark - 1;
    while (i < answer.n && answer.p[i] != ',' && answer.p[i] != '}') i++;
  }
  return sum;
}

static vb_status run(size_t row, uint32_t turn, bool sticky, uint64_t *sum) {
  vb_str answer = VB_STR_NONE;
  vb_arena_free(arena); /* a new one, so that each run allocates the same */
  cr_assert_not_null(arena = vb_arena_new());
  err = (vb_error){0};
  heap.calls = 0, heap.turn = turn, heap.sticky = sticky, heap.failed = false;
  heap.counting = true;
  vb_status status = rows[row].call(rows[row].text, &answer);
  heap.counting = false;
  *sum = status == VB_OK ? digest(answer) : 0;
  return status;
}

/* The first ones all, then ever fewer: a long call allocates for the same things again and again.
 */
static uint32_t next_turn(uint32_t turn) {
  return getenv("VB_TEST_EVERY") ? turn + 1 : turn + 1 + turn / 60;
}

/* In how many runs the failure ended the call. */
static uint32_t sweep(size_t row) {
  const char *name = rows[row].name, *text = rows[row].text;
  uint64_t sound, now;
  uint32_t ended = 0;
  cr_assert_eq(run(row, 0, false, &now), VB_OK, "%s %s: %s", name, text, err.text);
  cr_assert_eq(run(row, 0, false, &sound), VB_OK); /* caches are as they will be */
  cr_assert_eq(sound, now, "%s %s", name, text);
  for (uint32_t turn = 1;; turn = next_turn(turn)) {
    vb_status status = run(row, turn, turn % 3 == 0, &now);
    if (!heap.failed) break;
    if (status == VB_OK) {
      cr_expect_eq(now, sound, "%s %s: allocation %u: another answer", name, text, turn);
      continue;
    }
    ended++;
    cr_expect_eq(status, VB_NOMEM, "%s %s: allocation %u: %s: %s", name, text, turn,
                 vb_status_name(status), err.text);
    cr_expect(err.text[0] && !strchr(err.text, '\n'), "%s %s: allocation %u", name, text, turn);
  }
  cr_assert_eq(run(row, 0, false, &now), VB_OK);
  cr_expect_eq(now, sound, "%s %s: afterwards", name, text);
  return ended;
}

static vb_status put(vb_writer *writer, uint32_t number, uint32_t gulls) {
  char id[32], text[sizeof LONG + 100];
  snprintf(id, sizeof id, "said-%u", number);
  snprintf(text, sizeof text, "%s On the quay there were %u gulls.", LONG, gulls);
  vb_str mark = VB_STR("“"), body = vb_str_of(text);
  const char *end = strstr(text, "”");
  vb_extent part = {(uint32_t)mark.n, (uint32_t)(end - text)};
  vb_quotation quotation = {.parts = &part,
                            .part_count = 1,
                            .speaker = VB_STR("Odile Marchetti"),
                            .speaker_confidence = 90};
  vb_article article = {.id = vb_str_of(id),
                        .title = VB_STR("Quay"),
                        .text = body,
                        .path = VB_STR("made.txt"),
                        .source = VB_STR("The Tide"),
                        .quotations = &quotation,
                        .quotation_count = 1};
  article.published = (vb_date){.year = 2018, .month = 3, .precision = VB_DATE_MONTH};
  return vb_writer_put(writer, &article, vb_article_hash(&article), &err);
}

static void make_store(void) {
  vb_writer *writer;
  scratch_make(folder, "memory");
  cr_assert_eq(archive_open(folder, &writer, &err), VB_OK, "%s", err.text);
  for (uint32_t i = 0; i < ARTICLES; i++)
    cr_assert_eq(archive_put(writer, i, 0, &err), VB_OK, "%s", err.text);
  for (uint32_t i = 0; i < MORE; i++) cr_assert_eq(put(writer, i, i), VB_OK, "%s", err.text);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  for (uint32_t i = 0; i < 5; i++)
    cr_assert_eq(archive_put(writer, i * 7, 1, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
}

static void set_up(void) {
  make_store();
  cr_assert_eq(vb_store_open(folder, NULL, &store, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_stemmer_open("english", &stemmer, &err), VB_OK, "%s", err.text);
}

static void tear_down(void) {
  vb_store_close(store);
  vb_stemmer_close(stemmer);
  vb_arena_free(arena);
  scratch_remove(folder);
}

TestSuite(failing_memory, .init = set_up, .fini = tear_down);

Test(failing_memory, asking_says_so_or_answers_as_ever) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    uint32_t ended = sweep(i);
    printf("%s %s: %u allocations matter\n", rows[i].name, rows[i].text, ended);
    cr_expect_gt(ended, 2, "%s %s", rows[i].name, rows[i].text);
  }
}

/* Replaces an article of the store by another edition; the pool and its threads are not used. */
static vb_status write_one(uint32_t edition) {
  vb_writer *writer = NULL;
  vb_status status = archive_open(folder, &writer, &err);
  cr_assert(status == VB_OK || !writer);
  if (status == VB_OK) status = put(writer, 3, edition);
  if (status == VB_OK) status = vb_writer_commit(writer, &err);
  if (writer) vb_writer_close(writer);
  return status;
}

Test(failing_memory, writing_commits_or_leaves_what_was_there) {
  uint32_t ended = 0, edition = 2;
  heap.failed = true;
  for (uint32_t turn = 1; heap.failed; turn = next_turn(turn)) {
    err = (vb_error){0};
    heap.calls = 0, heap.turn = turn, heap.sticky = turn % 3 == 0, heap.failed = false;
    heap.counting = true;
    vb_status status = write_one(edition++);
    heap.counting = false;
    cr_expect(status == VB_OK || status == VB_NOMEM, "allocation %u: %s", turn, err.text);
    cr_expect(status == VB_OK || (err.text[0] && !strchr(err.text, '\n')), "allocation %u", turn);
    ended += status != VB_OK;
    cr_assert_eq(vb_store_refresh(store, &err), VB_OK, "allocation %u: %s", turn, err.text);
    cr_expect_eq(vb_store_about(store).articles, ARTICLES + MORE, "allocation %u", turn);
  }
  printf("writing: %u allocations matter\n", ended);
  cr_expect_gt(ended, 20);
}
