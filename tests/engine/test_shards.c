/*
 * test_shards.c - one archive on two servers: the stock xapian-tcpsrv, on loopback.
 *
 * Articles with an even number are in the first shard, the odd ones in the
 * second. Servers fall silent in the two ways that they do: gone, and hanging.
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

#include "indexer/pipeline/writer.h"
#include "searcher/engine/engine.h"

enum { ARTICLES = 20, TIMEOUT_MS = 1500 };

static char folder[64];
static char store[128]; /* "xapian://127.0.0.1:P,xapian://127.0.0.1:P" */
static char names[2][32];
static uint16_t ports[2];
static pid_t servers[2];
static vb_arena *arena;
static vb_stemmer *stemmer;
static vb_error err;

static uint16_t free_port(void) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof at;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  cr_assert(fd >= 0 && bind(fd, (struct sockaddr *)&at, size) == 0);
  cr_assert_eq(getsockname(fd, (struct sockaddr *)&at, &size), 0);
  close(fd);
  return ntohs(at.sin_port);
}

static void wait_ms(long ms) {
  nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

static bool answers(uint16_t port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port),
                           .sin_addr = {htonl(INADDR_LOOPBACK)}};
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

static void fill(int shard, const char *language) {
  char path[96], id[32], text[160];
  vb_writer *writer;
  vb_writer_options options = {.create = true, .engine = "xapian", .language = language};
  snprintf(path, sizeof path, "%s/%d", folder, shard);
  cr_assert_eq(vb_writer_open(path, &options, &writer, &err), VB_OK, "%s", err.text);
  for (int i = shard; i < ARTICLES; i += 2) {
    snprintf(id, sizeof id, "a%d", i);
    snprintf(text, sizeof text, "The ferry number%d sails. %s", i, i % 3 ? "It rains." : "The harbour rests.");
    vb_article article = {.id = vb_str_of(id), .title = VB_STR("Ferries"), .text = vb_str_of(text),
                          .source = shard ? VB_STR("The Tide") : VB_STR("Lantern Bay Herald")};
    article.published = (vb_date){.year = (uint16_t)(2000 + i), .precision = VB_DATE_YEAR};
    cr_assert_eq(vb_writer_put(writer, &article, 1, &err), VB_OK, "%s", err.text);
  }
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  vb_writer_close(writer);
}

static void make_shards(void) {
  snprintf(folder, sizeof folder, "/tmp/vb-shards-XXXXXX");
  cr_assert_not_null(mkdtemp(folder));
  arena = vb_arena_new();
  cr_assert_eq(vb_stemmer_open("en", &stemmer, &err), VB_OK);
  for (int i = 0; i < 2; i++) {
    fill(i, "en");
    ports[i] = free_port();
    snprintf(names[i], sizeof names[i], "127.0.0.1:%u", ports[i]);
    start(i);
  }
  snprintf(store, sizeof store, "xapian://%s,xapian://%s", names[0], names[1]);
}

static void remove_shards(void) {
  char command[128];
  stop(0), stop(1);
  vb_arena_free(arena);
  vb_stemmer_close(stemmer);
  snprintf(command, sizeof command, "rm -rf %s", folder);
  cr_expect_eq(system(command), 0);
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
  vb_engine_request request = {.query = parse.root, .size = 100, .count = true, .facets = true,
                               .sort = VB_SORT_OLDEST};
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
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
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
  cr_assert_eq(vb_engine_frequency(engine, VB_FIELD_TEXT, VB_STR("harbour"), false, &n, &err), VB_OK);
  cr_expect_eq(n, 7);
  cr_assert_eq(vb_engine_frequency(engine, VB_FIELD_TEXT, VB_STR("ferri"), true, &n, &err), VB_OK);
  cr_expect_eq(n, ARTICLES);
  cr_assert_eq(vb_engine_suggest(engine, VB_FIELD_TEXT, VB_STR("harbuor"), arena, &near, &err), VB_OK, "%s", err.text);
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
  cr_assert_eq(result.failure_count, 1);
  cr_expect(vb_str_is(result.failures[0].shard, names[1]), "%.*s", VB_STR_ARG(result.failures[0].shard));
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
