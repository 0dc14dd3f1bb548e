/*
 * test_shards.c - one archive on two servers: the stock xapian-tcpsrv, on loopback.
 *
 * Articles with an even number are in the first shard, the odd ones in the
 * second; so are the printings of a report, where there are reports. Servers fall
 * silent in the two ways that they do: gone, and hanging.
 */
#include <criterion/criterion.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "indexer/base/clock.h"
#include "indexer/pipeline/writer.h"
#include "indexer/text/shingles.h"
#include "searcher/engine_open.h"
#include "searcher/verbatim.h"
#include "tests/scratch.h"

enum { ARTICLES = 20, REPORTS = 4, PRINTINGS = 4, REPORT_WORDS = 70, TIMEOUT_MS = 1500 };

static char folder[SCRATCH_MAX];
static char store[128]; /* "xapian://127.0.0.1:P,xapian://127.0.0.1:P" */
static char names[2][32];
static uint16_t ports[2];
static int reserved[2];
static pid_t servers[2];
static vb_arena *arena;
static vb_stemmer *stemmer;
static vb_error err;
static bool with_reports, with_times;

/* A free port that stays ours: it is bound until the test ends, or other tests, and connections of
   any program, would be given it while the server is down. A server may bind it too, as both
   sockets allow that and only one of them listens. */
static uint16_t reserve_port(int *socket_of_it) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof at;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
  cr_assert(fd >= 0 && bind(fd, (struct sockaddr *)&at, size) == 0);
  cr_assert_eq(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes), 0);
  cr_assert_eq(getsockname(fd, (struct sockaddr *)&at, &size), 0);
  *socket_of_it = fd;
  return ntohs(at.sin_port);
}

static void wait_ms(long ms) {
  nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

static bool answers(uint16_t port) {
  struct sockaddr_in at = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  bool open = connect(fd, (struct sockaddr *)&at, sizeof at) == 0;
  close(fd);
  return open;
}

/* A process group of its own: the server forks one process a connection. */
static void start(int i) {
  char path[96], port[8];
  snprintf(path, sizeof path, "%s/%d/xapian", folder, i);
  snprintf(port, sizeof port, "%u", ports[i]);
  servers[i] = fork();
  if (servers[i] == 0) {
    int nowhere = open("/dev/null", O_RDWR);
    setpgid(0, 0);
    dup2(nowhere, 1), dup2(nowhere, 2);
    execlp("xapian-tcpsrv", "xapian-tcpsrv", "--quiet", "--interface", "127.0.0.1", "--port", port,
           path, (char *)NULL);
    _exit(127);
  }
  setpgid(servers[i], servers[i]);
  for (int tries = 0; tries < 200 && !answers(ports[i]); tries++) wait_ms(50);
  cr_assert(answers(ports[i]), "xapian-tcpsrv does not start");
}

static void stop(int i) {
  if (servers[i] <= 0) return;
  kill(-servers[i], SIGKILL);
  waitpid(servers[i], NULL, 0);
  servers[i] = 0;
}

/* Words of its own, but "tern" in all; one other word in each printing, and a lede in the last. */
static void put_printing(vb_writer *writer, int report, int printing) {
  vb_buf text = VB_BUF_INIT;
  char id[32];
  snprintf(id, sizeof id, "r%d-p%d", report, printing);
  if (printing == PRINTINGS - 1) vb_buf_text(&text, "From our harbour desk on Monday. ");
  vb_buf_text(&text, "The tern ");
  for (int i = 0; i < REPORT_WORDS; i++)
    vb_buf_printf(&text, "r%dw%d%s ", report, i == 9 * (printing + 3) ? 900 + printing : i,
                  i % 12 == 11 ? "." : "");
  vb_article article = {.id = vb_str_of(id),
                        .title = VB_STR("Birds"),
                        .text = vb_buf_view(&text),
                        .source = printing % 2 ? VB_STR("The Tide") : VB_STR("Lantern Bay Herald")};
  article.published = (vb_date){.year = (uint16_t)(2010 + printing), .precision = VB_DATE_YEAR};
  cr_assert_eq(vb_writer_put(writer, &article, 1, &err), VB_OK, "%s", err.text);
  vb_buf_clear(&text);
}

/* The same words at several times of a day, the first of them in the second shard. */
static void put_time(vb_writer *writer, int hour) {
  char id[32];
  snprintf(id, sizeof id, "hour%d", hour);
  vb_article article = {.id = vb_str_of(id),
                        .title = VB_STR("Hats"),
                        .text = VB_STR("Five hats were thrown from the tower at once.")};
  article.published = (vb_date){.year = 2020, .month = 5, .day = 3, .precision = VB_DATE_MINUTE};
  article.published.hour = (uint8_t)hour;
  if (hour == 0)
    article.published = (vb_date){.year = 2020, .month = 5, .precision = VB_DATE_MONTH};
  cr_assert_eq(vb_writer_put(writer, &article, 1, &err), VB_OK, "%s", err.text);
}

static void fill(int shard, const char *language) {
  char path[96], id[32], text[160];
  vb_writer *writer;
  vb_writer_options options = {.create = true, .engine = "xapian", .language = language};
  snprintf(path, sizeof path, "%s/%d", folder, shard);
  cr_assert_eq(vb_writer_open(path, &options, &writer, &err), VB_OK, "%s", err.text);
  for (int i = shard; i < ARTICLES; i += 2) {
    snprintf(id, sizeof id, "a%d", i);
    snprintf(text, sizeof text, "The ferry number%d sails. %s", i,
             i % 3 ? "It rains." : "The harbour rests.");
    vb_article article = {.id = vb_str_of(id),
                          .title = VB_STR("Ferries"),
                          .text = vb_str_of(text),
                          .source = shard ? VB_STR("The Tide") : VB_STR("Lantern Bay Herald")};
    article.published = (vb_date){.year = (uint16_t)(2000 + i), .precision = VB_DATE_YEAR};
    cr_assert_eq(vb_writer_put(writer, &article, 1, &err), VB_OK, "%s", err.text);
  }
  for (int printing = shard; with_reports && printing < PRINTINGS; printing += 2)
    for (int report = 0; report < REPORTS; report++) put_printing(writer, report, printing);
  for (int hour = 18 - 9 * shard; with_times && hour < 20; hour += 3 - shard)
    put_time(writer, hour);
  if (with_times && shard == 0) put_time(writer, 0);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  vb_writer_close(writer);
}

static void make_shards(void) {
  scratch_make(folder, "shards");
  arena = vb_arena_new();
  cr_assert_eq(vb_stemmer_open("en", &stemmer, &err), VB_OK);
  for (int i = 0; i < 2; i++) {
    fill(i, "en");
    ports[i] = reserve_port(&reserved[i]);
    snprintf(names[i], sizeof names[i], "127.0.0.1:%u", ports[i]);
    start(i);
  }
  snprintf(store, sizeof store, "xapian://%s,xapian://%s", names[0], names[1]);
}

static void remove_shards(void) {
  stop(0), stop(1);
  close(reserved[0]), close(reserved[1]);
  vb_arena_free(arena);
  vb_stemmer_close(stemmer);
  scratch_remove(folder);
}

TestSuite(shards, .init = make_shards, .fini = remove_shards, .timeout = 60);

static vb_engine *open_store(void) {
  vb_engine *engine;
  cr_assert_eq(vb_engine_open(store, TIMEOUT_MS, &engine, &err), VB_OK, "%s", err.text);
  return engine;
}

static vb_engine_result search(vb_engine *engine, const char *text) {
  vb_query_parse parse;
  vb_engine_result result;
  cr_assert_eq(vb_query_parse_text(vb_str_of(text), stemmer, arena, &parse, &err), VB_OK);
  vb_engine_request request = {
      .query = parse.root, .size = 100, .count = true, .facets = true, .sort = VB_SORT_OLDEST};
  cr_assert_eq(vb_engine_search(engine, &request, arena, &result, &err), VB_OK, "%s", err.text);
  return result;
}

static int number_of(vb_engine *engine, uint64_t doc) {
  vb_article article;
  char id[16];
  cr_assert_eq(vb_engine_fetch(engine, doc, arena, &article, &err), VB_OK, "%s", err.text);
  snprintf(id, sizeof id, "%.*s", VB_STR_ARG(article.id));
  return atoi(id + 1);
}

static uint64_t now(void) {
  return (uint64_t)(vb_clock_seconds() * 1e3);
}

Test(shards, two_servers_answer_as_one_store) {
  vb_engine *engine = open_store();
  cr_expect_eq(vb_engine_about(engine).articles, ARTICLES);
  cr_expect_str_eq(vb_engine_about(engine).language, "en");
  vb_engine_result result = search(engine, "ferry");
  cr_expect_eq(result.failure_count, 0);
  cr_assert_eq(result.hit_count, ARTICLES);
  for (int i = 0; i < ARTICLES; i++) cr_expect_eq(number_of(engine, result.hits[i].doc), i);
  cr_expect(result.source_count == 2 && result.sources[0].count == ARTICLES / 2);
  cr_expect_eq(result.year_count, ARTICLES);
  /* the ways that go to the servers for more than a search */
  cr_expect_eq(search(engine, "\"the harb* rests\"").total, 7);
  cr_expect_eq(search(engine, "ferry w/s harbour").total, 0);
  cr_expect_eq(search(engine, "harbour w/p sails").total, 7);
  vb_engine_close(engine);
}

/* All articles at once, with two that nobody has among them; in the order asked for. */
static void fetch_all(vb_engine *engine, const vb_engine_result *found) {
  enum { MOST = ARTICLES + 2 };
  uint64_t docs[MOST] = {0};
  vb_article articles[MOST];
  size_t count = 1;
  for (size_t i = 0; i < found->hit_count; i++) docs[count++] = found->hits[i].doc;
  docs[count++] = 2000001;
  cr_assert_eq(vb_engine_fetch_many(engine, docs, count, arena, articles, &err), VB_OK, "%s",
               err.text);
  cr_expect(!articles[0].id.p && !articles[count - 1].id.p);
  for (size_t i = 0; i < found->hit_count; i++) {
    char id[16];
    snprintf(id, sizeof id, "a%zu", i);
    cr_expect(vb_str_is(articles[i + 1].id, id), "%zu: %.*s", i, VB_STR_ARG(articles[i + 1].id));
  }
}

Test(shards, many_articles_come_over_several_connections_also_after_a_server_began_anew) {
  vb_engine *engine = open_store();
  bool changed;
  vb_engine_result found = search(engine, "ferry");
  cr_assert_eq(found.hit_count, ARTICLES);
  fetch_all(engine, &found);
  fetch_all(engine, &found);
  cr_assert_eq(vb_engine_refresh(engine, &changed, &err), VB_OK);
  stop(1);
  start(1);
  for (uint64_t end = now() + 20000; now() < end && search(engine, "ferry").failure_count > 0;)
    usleep(100 * 1000);
  fetch_all(engine, &found);
  vb_engine_close(engine);
}

Test(shards, find_frequency_and_suggest_reach_every_shard) {
  vb_engine *engine = open_store();
  uint64_t doc, n;
  vb_str near;
  for (int i = 0; i < 2; i++) {
    char id[8];
    snprintf(id, sizeof id, "a%d", 10 + i);
    cr_assert_eq(vb_engine_find(engine, vb_str_of(id), &doc, &err), VB_OK, "%s", err.text);
    cr_expect_eq(number_of(engine, doc), 10 + i);
  }
  cr_expect_eq(vb_engine_find(engine, VB_STR("a99"), &doc, &err), VB_NOT_FOUND);
  cr_assert_eq(vb_engine_frequency(engine, VB_FIELD_TEXT, VB_STR("harbour"), false, &n, &err),
               VB_OK);
  cr_expect_eq(n, 7);
  cr_assert_eq(vb_engine_frequency(engine, VB_FIELD_TEXT, VB_STR("ferri"), true, &n, &err), VB_OK);
  cr_expect_eq(n, ARTICLES);
  cr_assert_eq(vb_engine_suggest(engine, VB_FIELD_TEXT, VB_STR("harbuor"), 0, arena, &near, &err),
               VB_OK, "%s", err.text);
  cr_expect(vb_str_is(near, "harbour"), "%.*s", VB_STR_ARG(near));
  vb_engine_close(engine);
}

Test(shards, a_server_that_is_gone_is_named_the_rest_is_given_and_it_may_come_back) {
  vb_engine *engine = open_store();
  cr_assert_eq(search(engine, "ferry").total, ARTICLES);
  uint64_t doc;
  cr_assert_eq(vb_engine_find(engine, VB_STR("a4"), &doc, &err), VB_OK);
  stop(1);
  vb_engine_result result = search(engine, "ferry");
  cr_expect_eq(result.total, ARTICLES / 2);
  cr_expect_not(result.total_exact, "the other shard may have more");
  cr_assert_eq(result.failure_count, 1);
  cr_expect(vb_str_is(result.failures[0].shard, names[1]), "%.*s",
            VB_STR_ARG(result.failures[0].shard));
  cr_expect_gt(result.failures[0].reason.n, 0);
  for (size_t i = 0; i < result.hit_count; i++)
    cr_expect_eq(number_of(engine, result.hits[i].doc), (int)i * 2);
  cr_expect_eq(number_of(engine, doc), 4, "numbers stay good when a shard falls out");
  cr_expect_eq(vb_engine_find(engine, VB_STR("a5"), &doc, &err), VB_UNAVAILABLE);
  cr_expect(strstr(err.text, names[1]) != NULL, "%s", err.text);
  start(1);
  uint64_t until = now() + 15000;
  do {
    wait_ms(250);
    result = search(engine, "ferry");
  } while (result.failure_count && now() < until);
  cr_expect_eq(result.total, ARTICLES);
  vb_engine_close(engine);
}

Test(shards, a_server_that_hangs_is_named_within_its_time_and_not_waited_for_again) {
  vb_engine *engine = open_store();
  cr_assert_eq(search(engine, "ferry").total, ARTICLES);
  kill(-servers[0], SIGSTOP);
  uint64_t began = now();
  vb_engine_result result = search(engine, "ferry");
  cr_expect_lt(now() - began, 4 * TIMEOUT_MS);
  cr_expect_eq(result.total, ARTICLES / 2);
  cr_assert_eq(result.failure_count, 1);
  cr_expect(vb_str_is(result.failures[0].shard, names[0]));
  began = now();
  result = search(engine, "ferry");
  cr_expect_lt(now() - began, TIMEOUT_MS / 2);
  cr_expect_eq(result.failure_count, 1);
  kill(-servers[0], SIGCONT);
  vb_engine_close(engine);
}

Test(shards, a_store_opens_with_one_of_its_servers_missing_and_not_without_any) {
  vb_engine *engine;
  stop(0);
  engine = open_store();
  vb_engine_result result = search(engine, "ferry");
  cr_expect(result.total == ARTICLES / 2 && result.failure_count == 1);
  stop(1);
  vb_engine_request request = {.query = vb_query_new(arena, VB_QUERY_ALL, 0), .size = 1};
  cr_expect_eq(vb_engine_search(engine, &request, arena, &result, &err), VB_UNAVAILABLE);
  vb_engine_close(engine);
  cr_expect_eq(vb_engine_open(store, TIMEOUT_MS, &engine, &err), VB_UNAVAILABLE);
  cr_expect_null(engine);
}

Test(shards, a_commit_on_a_server_shows_after_refresh) {
  vb_engine *engine = open_store();
  char path[96];
  vb_writer *writer;
  bool changed;
  snprintf(path, sizeof path, "%s/1", folder);
  vb_writer_options options = {0};
  cr_assert_eq(vb_writer_open(path, &options, &writer, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_writer_remove(writer, VB_STR("a1"), &err), VB_OK);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  vb_writer_close(writer);
  cr_assert_eq(vb_engine_refresh(engine, &changed, &err), VB_OK, "%s", err.text);
  cr_expect(changed && vb_engine_about(engine).articles == ARTICLES - 1);
  cr_expect_eq(search(engine, "ferry").total, ARTICLES - 1);
  vb_engine_close(engine);
}

Test(shards, a_shard_of_another_language_is_left_out_and_named) {
  char command[128];
  stop(1);
  snprintf(command, sizeof command, "rm -r %s/1", folder);
  cr_assert_eq(system(command), 0);
  fill(1, "de");
  start(1);
  vb_engine *engine = open_store();
  vb_engine_result result = search(engine, "ferry");
  cr_assert_eq(result.failure_count, 1);
  vb_str reason = result.failures[0].reason;
  cr_expect(memmem(reason.p, reason.n, "'de'", 4) != NULL, "%.*s", VB_STR_ARG(reason));
  vb_engine_close(engine);
}

/* ---- copies on several servers ---- */

static void make_shards_with_reports(void) {
  with_reports = true;
  make_shards();
}

TestSuite(sharded_copies, .init = make_shards_with_reports, .fini = remove_shards, .timeout = 60);

static vb_store *open_searcher(void) {
  vb_store *searcher;
  vb_store_options options = {.shard_timeout_ms = TIMEOUT_MS};
  cr_assert_eq(vb_store_open(store, &options, &searcher, &err), VB_OK, "%s", err.text);
  return searcher;
}

static vb_search_result fold(vb_store *searcher, size_t from, size_t size) {
  vb_search_result result;
  vb_search_request request = {.query = VB_STR("tern"),
                               .from = from,
                               .size = size,
                               .fold = true,
                               .fill = true,
                               .count = true};
  cr_assert_eq(vb_search(searcher, &request, arena, &result, &err), VB_OK, "%s", err.text);
  return result;
}

/* Marks an article as given or listed; of which report it is. */
static int mark(vb_str id, int seen[REPORTS][PRINTINGS]) {
  int report = 0, printing = 0;
  cr_assert_eq(sscanf(id.p, "r%d-p%d", &report, &printing), 2, "%.*s", VB_STR_ARG(id));
  seen[report][printing]++;
  return report;
}

static void mark_all(int report, const vb_copies *copies, int seen[REPORTS][PRINTINGS]) {
  for (size_t c = 0; c < copies->count; c++) cr_expect_eq(mark(copies->list[c].id, seen), report);
}

Test(sharded_copies, keys_are_counted_over_all_servers) {
  vb_engine *engine = open_store();
  vb_article article;
  vb_analysis words;
  vb_engine_hit *hits;
  uint32_t keys[VB_SHINGLE_KEYS];
  uint64_t doc;
  size_t count;
  cr_assert_eq(vb_engine_find(engine, VB_STR("r1-p0"), &doc, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_engine_fetch(engine, doc, arena, &article, &err), VB_OK);
  cr_assert_eq(vb_analyse_words(article.text, arena, &words, &err), VB_OK);
  vb_near_duplicate_request asked = {.keys = keys, .least = 2, .size = 10};
  asked.key_count = vb_shingle_keys(&words, keys);
  cr_assert_eq(vb_engine_near_duplicates(engine, &asked, arena, &hits, &count, &err), VB_OK, "%s",
               err.text);
  cr_assert_eq(count, PRINTINGS);
  cr_expect_eq(hits[0].doc, doc, "it has all of its own keys");
  cr_expect_eq((size_t)hits[0].score, asked.key_count);
  for (size_t i = 1; i < count; i++)
    cr_expect(hits[i].score >= 2 && hits[i].score <= hits[i - 1].score);
  asked.size = 1;
  cr_assert_eq(vb_engine_near_duplicates(engine, &asked, arena, &hits, &count, &err), VB_OK, "%s",
               err.text);
  cr_expect_eq(count, 1);
  vb_engine_close(engine);
}

/* Asked ahead over several connections, the copies of a page are the same as asked one by one. */
Test(sharded_copies, what_is_asked_ahead_is_what_is_asked) {
  vb_engine *one = open_store(), *ahead = open_store();
  uint32_t keys[REPORTS * PRINTINGS][VB_SHINGLE_KEYS];
  vb_near_duplicate_request asked[REPORTS * PRINTINGS];
  size_t most = 0;
  for (int i = 0; i < REPORTS * PRINTINGS; i++) {
    char id[16];
    uint64_t doc;
    vb_article article;
    vb_analysis words;
    snprintf(id, sizeof id, "r%d-p%d", i / PRINTINGS, i % PRINTINGS);
    cr_assert_eq(vb_engine_find(one, vb_str_of(id), &doc, &err), VB_OK, "%s", err.text);
    cr_assert_eq(vb_engine_fetch(one, doc, arena, &article, &err), VB_OK);
    cr_assert_eq(vb_analyse_words(article.text, arena, &words, &err), VB_OK);
    asked[i] = (vb_near_duplicate_request){.keys = keys[i], .least = 2, .size = 10};
    asked[i].key_count = vb_shingle_keys(&words, keys[i]);
  }
  cr_assert(vb_engine_expect_near_duplicates(ahead, asked, REPORTS * PRINTINGS));
  for (int i = 0; i < REPORTS * PRINTINGS; i++) {
    vb_engine_hit *want, *got;
    size_t wanted, count;
    vb_engine_near_duplicates(one, &asked[i], arena, &want, &wanted, &err);
    cr_assert_eq(vb_engine_near_duplicates(ahead, &asked[i], arena, &got, &count, &err), VB_OK);
    cr_assert_eq(count, wanted);
    for (size_t h = 0; h < count; h++)
      cr_expect(got[h].doc == want[h].doc && got[h].score == want[h].score);
    most = count > most ? count : most;
  }
  cr_expect_eq(most, PRINTINGS);
  vb_engine_close(one);
  vb_engine_close(ahead);
}

Test(sharded_copies, a_search_folds_across_servers_whatever_the_window) {
  vb_store *searcher = open_searcher();
  for (size_t size = 1; size <= REPORTS + 1; size += 2) {
    int seen[REPORTS][PRINTINGS] = {{0}};
    size_t shown = 0, from = 0;
    do {
      vb_search_result result = fold(searcher, from, size);
      cr_expect_eq(result.total, REPORTS * PRINTINGS);
      for (size_t i = 0; i < result.hit_count; i++)
        mark_all(mark(result.hits[i].article.id, seen), &result.hits[i].copies, seen);
      shown += result.hit_count;
      from = result.next;
    } while (from);
    cr_expect_eq(shown, REPORTS, "size %zu: %zu shown", size, shown);
    for (int r = 0; r < REPORTS; r++)
      for (int p = 0; p < PRINTINGS; p++)
        cr_expect_eq(seen[r][p], 1, "size %zu: r%d-p%d", size, r, p);
  }
  vb_store_close(searcher);
}

Test(sharded_copies, a_quote_and_an_article_name_the_copies_of_every_server) {
  vb_store *searcher = open_searcher();
  vb_quote_request request = {.quote = VB_STR("r2w1 r2w2 r2w3 r2w4"), .limit = 1, .fold = true};
  vb_quote_answer answer;
  vb_article_view view;
  int seen[REPORTS][PRINTINGS] = {{0}};
  cr_assert_eq(vb_quote(searcher, &request, arena, &answer, &err), VB_OK, "%s", err.text);
  cr_assert_eq(answer.hit_count, 1);
  cr_expect_eq(answer.total, PRINTINGS);
  cr_expect(vb_str_is(answer.hits[0].article.id, "r2-p0"), "the earliest");
  mark_all(mark(answer.hits[0].article.id, seen), &answer.hits[0].copies, seen);
  for (int p = 0; p < PRINTINGS; p++) cr_expect_eq(seen[2][p], 1);
  cr_assert_eq(vb_article_show(searcher,
                               &(vb_article_request){VB_STR("r3-p1"), VB_STR_NONE, VB_STR_NONE},
                               arena, &view, &err),
               VB_OK, "%s", err.text);
  cr_expect_eq(view.copies.count, PRINTINGS - 1);
  vb_store_close(searcher);
}

Test(sharded_copies, with_a_server_gone_the_rest_is_folded) {
  vb_store *searcher = open_searcher();
  int seen[REPORTS][PRINTINGS] = {{0}};
  stop(1);
  vb_search_result result = fold(searcher, 0, 10);
  cr_expect_eq(result.failure_count, 1);
  cr_expect_eq(result.total, REPORTS * PRINTINGS / 2);
  cr_expect_eq(result.hit_count, REPORTS);
  for (size_t i = 0; i < result.hit_count; i++) {
    mark_all(mark(result.hits[i].article.id, seen), &result.hits[i].copies, seen);
    cr_expect_eq(result.hits[i].copies.count, PRINTINGS / 2 - 1);
  }
  vb_store_close(searcher);
}

/* Absence and order are known only of an archive that was asked as a whole. */
Test(sharded_copies, with_a_server_gone_a_quote_is_not_said_to_be_absent_or_first) {
  vb_store *searcher = open_searcher();
  vb_quote_request absent = {.quote = VB_STR("no article here has these words of mine")};
  vb_quote_request present = {.quote = VB_STR("r2w1 r2w2 r2w3 r2w4"), .fold = true};
  vb_quote_answer answer;
  vb_str json;
  cr_assert_eq(vb_quote(searcher, &absent, arena, &answer, &err), VB_OK, "%s", err.text);
  cr_expect_eq(answer.verdict, VB_VERDICT_NOT_FOUND);
  cr_assert_eq(vb_quote(searcher, &present, arena, &answer, &err), VB_OK, "%s", err.text);
  cr_expect(answer.total_exact);
  bool unsure = answer.first_unsure;
  stop(1);
  cr_assert_eq(vb_quote(searcher, &absent, arena, &answer, &err), VB_OK, "%s", err.text);
  cr_expect_eq(answer.verdict, VB_VERDICT_UNKNOWN);
  cr_expect_eq(answer.total, 0);
  cr_expect_not(answer.total_exact);
  cr_expect_eq(answer.failure_count, 1);
  cr_expect(strstr(answer.note.p, "did not answer") != NULL, "%s", answer.note.p);
  cr_assert_eq(vb_quote_to_json(&answer, arena, &json, &err), VB_OK);
  cr_expect(strstr(json.p, "\"verdict\":\"unknown\"") != NULL, "%s", json.p);
  cr_assert_eq(vb_quote(searcher, &present, arena, &answer, &err), VB_OK, "%s", err.text);
  cr_expect_eq(answer.verdict, VB_VERDICT_VERBATIM);
  cr_expect_eq(answer.total, PRINTINGS / 2);
  cr_expect_not(answer.total_exact);
  cr_expect(answer.first_unsure, "was %d with both servers", unsure);
  vb_store_close(searcher);
}

/* ---- what was first, on several servers ---- */

static void make_shards_with_times(void) {
  with_times = true;
  make_shards();
}

TestSuite(sharded_times, .init = make_shards_with_times, .fini = remove_shards, .timeout = 60);

Test(sharded_times, the_first_is_the_first_by_time_whatever_its_server) {
  static const char *const sorted[] = {"hour9",  "hour11", "hour13", "hour15",
                                       "hour17", "hour18", "hour19", "hour0"};
  enum { COUNT = sizeof sorted / sizeof *sorted };
  vb_store *searcher = open_searcher();
  vb_search_result found;
  vb_quote_answer answer;
  vb_search_request search_request = {
      .query = VB_STR("\"five hats\""), .size = COUNT, .sort = VB_SORT_OLDEST};
  cr_assert_eq(vb_search(searcher, &search_request, arena, &found, &err), VB_OK, "%s", err.text);
  cr_assert_eq(found.hit_count, COUNT);
  for (size_t i = 0; i < COUNT; i++)
    cr_expect(vb_str_is(found.hits[i].article.id, sorted[i]), "%zu: %.*s", i,
              VB_STR_ARG(found.hits[i].article.id));
  for (size_t limit = 1; limit <= COUNT; limit += COUNT - 1) {
    vb_quote_request request = {.quote = VB_STR("Five hats were thrown from the tower at once."),
                                .limit = limit,
                                .bare = true};
    cr_assert_eq(vb_quote(searcher, &request, arena, &answer, &err), VB_OK, "%s", err.text);
    cr_assert_eq(answer.hit_count, limit);
    for (size_t i = 0; i < limit; i++)
      cr_expect(vb_str_is(answer.hits[i].article.id, sorted[i]), "%zu: %.*s", i,
                VB_STR_ARG(answer.hits[i].article.id));
    cr_expect(answer.first_unsure, "the month may be before");
  }
  vb_store_close(searcher);
}
