/*
 * test_limits.c - what a query may cost: memory has a budget that comes back, time is asked
 * everywhere, and a beginning of words that stands for thousands finds the same articles without a
 * cursor for each.
 */
#include "searcher/engine_open.h"
#include "searcher/query/query.h"
#include "tests/engine/archive.h"
#include "tests/scratch.h"
#include "tests/worked.h"

#include <criterion/criterion.h>

enum { ARTICLES = 1200, WORDS = 3000, PREFIXES = 200 };

static char folder[SCRATCH_MAX];
static vb_error err;
static vb_engine *engine;
static vb_arena *arena;
static vb_stemmer *stemmer;

/* Article i says "the s<i>x" and, in a quotation, "the w<i>x"; every third has the words apart. The
   one with the number LONG ends, thousands of words later, in a word that is before its others by
   letters. */
enum { LONG = 7, LONG_WORDS = 5000 };
static void put(vb_writer *writer, uint32_t i) {
  static char text[256 + LONG_WORDS * sizeof " tide"];
  char id[32];
  int n = snprintf(id, sizeof id, "a%u", i);
  bool apart = i % 3 == 0;
  vb_article article = {.id = {id, (size_t)n}, .title = VB_STR("Tide"), .path = VB_STR("made.txt")};
  n = snprintf(text, sizeof text,
               "Word %s s%ux and s%uy. \xe2\x80\x9cthe w%ux\xe2\x80\x9d said Odile Marchetti.",
               apart ? "the old" : "the", i, i + WORDS, i);
  for (int k = 0; i == LONG && k < LONG_WORDS; k++)
    n += snprintf(text + n, sizeof text - (size_t)n, " tide");
  if (i == LONG)
    n += snprintf(text + n, sizeof text - (size_t)n, " far s0far. Tolls rose 5%% since.");
  article.text = (vb_str){text, (size_t)n};
  char *mark = strstr(text, "\xe2\x80\x9c");
  uint32_t start = (uint32_t)(mark - text) + 3,
           end = (uint32_t)(strstr(text, "\xe2\x80\x9d") - text);
  vb_extent part = {start, end};
  vb_quotation quotation = {.parts = &part, .part_count = 1};
  article.quotations = &quotation;
  article.quotation_count = 1;
  cr_assert_eq(vb_writer_put(writer, &article, vb_article_hash(&article), &err), VB_OK, "%s",
               err.text);
}

static void make_archive(void) {
  archive_make("limits", ARTICLES, put, folder, &engine, &stemmer);
  arena = vb_arena_new();
}

static void remove_archive(void) {
  vb_arena_free(arena);
  archive_unmake(folder, engine, stemmer);
}

TestSuite(limits, .init = make_archive, .fini = remove_archive);

/* When the last search of the engine began: the query has been read before. */
static double began_ms;

static vb_status search(const char *query, vb_engine_request request, vb_engine_result *out) {
  vb_query_parse parse;
  vb_arena_clear(arena);
  cr_assert_eq(vb_query_parse_text(vb_str_of(query), stemmer, arena, &parse, &err), VB_OK, "%s",
               err.text);
  request.query = parse.root;
  request.size = 10;
  began_ms = worked_ms();
  return vb_engine_search(engine, &request, arena, out, &err);
}

static uint64_t count(const char *query) {
  vb_engine_result found;
  cr_assert_eq(search(query, (vb_engine_request){.count = true}, &found), VB_OK, "%s: %s", query,
               err.text);
  cr_expect(found.total_exact, "%s", query);
  return found.total;
}

Test(limits, a_beginning_of_thousands_of_words_in_a_phrase_finds_what_it_should) {
  cr_expect_eq(count("\"the s*\""), ARTICLES - ARTICLES / 3);
  cr_expect_eq(count("\"old s*\""), ARTICLES / 3);
  cr_expect_eq(count("\"s* and s*\""), ARTICLES);
  /* Few words, by their positions: 12, 120, 123, 126, 129. */
  cr_expect_eq(count("\"old s12*\""), 5);
  cr_expect_eq(count("word NEAR/2 s*"), ARTICLES - ARTICLES / 3);
  cr_expect_eq(count("\"far s*\""), 1);
  cr_expect_eq(count("\"tide far s*\" \"the s*\""), 1);
}

/* Two rare words together lead as an array of documents, whatever the ranking. */
Test(limits, a_phrase_of_rare_words_is_found_once) {
  vb_engine_result found;
  cr_assert_eq(search("\"s5x and s3005y\"", (vb_engine_request){0}, &found), VB_OK, "%s", err.text);
  cr_expect_eq(found.hit_count, 1);
  cr_expect_eq(found.total, 1);
}

/* Only the text tells a sign. */
Test(limits, a_beginning_after_a_sign_is_read) {
  cr_expect_eq(count("\"rose 5% s*\""), 1);
  cr_expect_eq(count("\"rose $5 s*\""), 0);
}

/* Where their places do not fit, the text tells: the same articles, or a message. Returns how often
   it is a message. */
static size_t expect_with_any_memory(const char *query, uint64_t total) {
  size_t refused = 0, found_all = 0;
  for (size_t kib = 4; kib <= 4096; kib += kib / 4) {
    vb_engine_result found;
    vb_status status =
        search(query, (vb_engine_request){.memory_limit = kib << 10, .count = true}, &found);
    cr_expect(status == VB_LIMIT || (status == VB_OK && found.total_exact && found.total == total),
              "%s, %zu KiB: %d, %s", query, kib, (int)found.total, err.text);
    refused += status == VB_LIMIT;
    found_all += status == VB_OK;
  }
  cr_expect_gt(found_all, 0);
  return refused;
}

Test(limits, so_it_does_with_any_memory) {
  cr_expect_gt(expect_with_any_memory("\"the s*\"", ARTICLES - ARTICLES / 3), 0);
  expect_with_any_memory("\"rose 5% s*\"", 1);
}

Test(limits, and_in_the_words_of_quotations) {
  cr_expect_eq(count("said:w*"), ARTICLES);
  cr_expect_eq(count("said:\"the w*\""), ARTICLES);
  cr_expect_eq(count("said:s*"), 0);
  cr_expect_eq(count("said:w5*"), 111);
}

static void repeat(const char *part, int times, char *out, size_t size) {
  out[0] = '\0';
  for (int i = 0; i < times; i++) snprintf(out + strlen(out), size - strlen(out), "%s ", part);
}

Test(limits, past_its_memory_a_search_says_so_and_gives_it_back) {
  char query[8192];
  vb_engine_result found;
  repeat("w* s* said:w*", PREFIXES / 3, query, sizeof query);
  vb_status status =
      search(query, (vb_engine_request){.memory_limit = 1 << 20, .count = true}, &found);
  cr_expect_eq(status, VB_LIMIT);
  cr_expect(strstr(err.text, "1 MiB") && strstr(err.text, "longer beginnings"), "%s", err.text);
  cr_expect_eq(found.hit_count, 0);
  vb_arena_clear(arena);
  cr_expect_leq(vb_arena_used(arena), 1 << 20);
  cr_expect_eq(count("word"), ARTICLES); /* the engine goes on */
}

/* ---- time ---- */

enum { LIMIT_MS = 50, REPEATED = 1200 };
/* Between two looks at the clock at most a fifth of the limit; under the sanitizers, which slow the
   loops between them down several times, as much as the limit. */
#if defined(__SANITIZE_ADDRESS__)
#define MOST_MS (2.0 * LIMIT_MS)
#else
#define MOST_MS (1.2 * LIMIT_MS)
#endif

/* What was found in time is shown all the same, if that takes no longer (search.c). */
enum { SHOWN_MS = 25 };

static void check_end(const char *what, double began, bool timed_out, double more_ms) {
  double took = worked_ms() - began;
  cr_expect(timed_out, "%s ended before its time, after %.0f ms: the test shows nothing", what,
            took);
  cr_expect_lt(took, MOST_MS + more_ms, "%s took %.0f ms", what, took);
}

static const struct {
  const char *part, *join;
  uint32_t limit_ms;          /* 0: LIMIT_MS */
} kinds[] = {{"w*", "", 2},   /* their words are gathered once */
             {"s*", "OR", 1}, /* and looked for four times as often */
             {"\"the s*\"", "", 0},
             {"\"s* and s*\"", "OR", 0},
             {"said:w*", "", 0},
             {"said:\"the w*\"", "OR", 0},
             {"(word w/s s*)", "", 0},
             {"(the w/p w*)", "OR", 0},
             {"(s* NEAR/3 w*)", "", 5},
             {"(w* NEAR/9 s*)", "OR", 5},
             {"(word -s*)", "OR", 2}};

static void write_query(size_t kind, char *out, size_t size) {
  char part[64];
  snprintf(part, sizeof part, "%s %s", kinds[kind].part, kinds[kind].join);
  repeat(part, kinds[kind].limit_ms == 1 ? 4 * REPEATED : REPEATED, out, size);
}

static uint32_t limit_of(size_t kind) {
  return kinds[kind].limit_ms ? kinds[kind].limit_ms : LIMIT_MS;
}

Test(limits, each_kind_of_query_ends_when_its_time_is_over) {
  char query[32768];
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    vb_engine_result found;
    write_query(i, query, sizeof query);
    for (int facets = 0; facets < 2; facets++) {
      vb_engine_request request = {.time_limit_ms = limit_of(i),
                                   .memory_limit = (size_t)1 << 30,
                                   .count = true,
                                   .facets = facets,
                                   .sort = facets ? VB_SORT_OLDEST : VB_SORT_RELEVANCE};
      cr_assert_eq(search(query, request, &found), VB_OK, "%s: %s", kinds[i].part, err.text);
      check_end(kinds[i].part, began_ms, found.timed_out, 0);
    }
  }
}

Test(limits, so_does_each_request_of_the_library) {
  char query[32768];
  vb_store *store;
  vb_store_options options = {.memory_mib = 1024};
  cr_assert_eq(vb_store_open(folder, &options, &store, &err), VB_OK, "%s", err.text);
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    write_query(i, query, sizeof query);
    vb_search_request asked = {.query = vb_str_of(query),
                               .size = 100,
                               .snippets = 3,
                               .facets = true,
                               .count = true,
                               .fold = true,
                               .fill = true,
                               .time_limit_ms = limit_of(i)};
    vb_search_result found;
    vb_arena_clear(arena);
    double began = worked_ms();
    cr_assert_eq(vb_search(store, &asked, arena, &found, &err), VB_OK, "%s", err.text);
    check_end(kinds[i].part, began, found.timed_out, SHOWN_MS);
    vb_said_request said = {.query = vb_str_of(query), .size = 100, .time_limit_ms = limit_of(i)};
    vb_said_result quotations;
    vb_arena_clear(arena);
    began = worked_ms();
    cr_assert_eq(vb_said(store, &said, arena, &quotations, &err), VB_OK, "%s", err.text);
    check_end("said", began, quotations.timed_out, SHOWN_MS);
  }
  vb_store_close(store);
}

/* Words that no article has, each to be compared with all that there are. */
Test(limits, help_for_a_thousand_unknown_words_ends_soon) {
  char query[32768];
  vb_store *store;
  vb_str near;
  cr_assert_eq(vb_store_open(folder, NULL, &store, &err), VB_OK, "%s", err.text);
  size_t n = 0;
  for (int i = 0; i < 1500; i++) n += (size_t)snprintf(query + n, sizeof query - n, "q%dzx ", i);
  vb_search_request asked = {.query = {query, n}, .size = 10, .time_limit_ms = LIMIT_MS};
  vb_search_result found;
  double began = worked_ms();
  cr_assert_eq(vb_search(store, &asked, arena, &found, &err), VB_OK, "%s", err.text);
  cr_expect_lt(worked_ms() - began, MOST_MS);
  cr_expect(!found.total && !found.did_you_mean.n);
  vb_store_close(store);
  /* A time that is over gives no word, though one is near: another might be nearer. */
  cr_assert_eq(vb_engine_suggest(engine, VB_FIELD_TEXT, VB_STR("wrod"), 0, arena, &near, &err),
               VB_OK);
  cr_expect(vb_str_is(near, "word"));
  cr_assert_eq(vb_engine_suggest(engine, VB_FIELD_TEXT, VB_STR("wrod"), 1, arena, &near, &err),
               VB_OK);
  cr_expect_null(near.p);
}

/* ---- suggestions ---- */

/* Damerau's distance of words of ASCII letters, without any bound. */
static size_t mistakes(const char *a, const char *b) {
  size_t rows[3][64], n = strlen(a), m = strlen(b);
  for (size_t j = 0; j <= m; j++) rows[0][j] = j;
  for (size_t i = 1; i <= n; i++) {
    size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *higher = rows[(i + 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= m; j++) {
      size_t least = above[j - 1] + (a[i - 1] != b[j - 1]);
      if (above[j] + 1 < least) least = above[j] + 1;
      if (row[j - 1] + 1 < least) least = row[j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
          higher[j - 2] + 1 < least)
        least = higher[j - 2] + 1;
      row[j] = least;
    }
  }
  return rows[n % 3][m];
}

/* The least distance of the archive's words that is not 0. */
static size_t least_mistakes(const char *word) {
  static const char *const others[] = {"word", "the",   "old",       "and",
                                       "said", "odile", "marchetti", "tide"};
  size_t least = SIZE_MAX;
  char made[32];
  for (uint32_t i = 0; i < 3 * ARTICLES + 8; i++) {
    uint32_t n = i % ARTICLES;
    if (i < ARTICLES) snprintf(made, sizeof made, "s%ux", n);
    else if (i < 2 * ARTICLES) snprintf(made, sizeof made, "s%uy", n + WORDS);
    else if (i < 3 * ARTICLES) snprintf(made, sizeof made, "w%ux", n);
    else snprintf(made, sizeof made, "%s", others[i - 3 * ARTICLES]);
    size_t d = mistakes(word, made);
    if (d && d < least) least = d;
  }
  return least;
}

/* One to three mistakes in a word of the archive. */
static void misspell(chance *c, char *word, size_t room) {
  static const char letters[] = "swxy0123456789eo";
  snprintf(word, room, roll(c, 2) ? "s%uy" : "w%ux", 1 + roll(c, ARTICLES) + WORDS * roll(c, 2));
  for (uint32_t times = 1 + roll(c, 3); times; times--) {
    size_t n = strlen(word), at = roll(c, (uint32_t)n);
    char letter = letters[roll(c, sizeof letters - 1)], before = word[at];
    switch (roll(c, 4)) {
    case 0: word[at] = letter; break;
    case 1: memmove(word + at, word + at + 1, n - at); break;
    case 2:
      memmove(word + at + 1, word + at, n - at + 1);
      word[at] = letter;
      break;
    default: word[at] = word[at + 1 < n ? at + 1 : 0], word[at + 1 < n ? at + 1 : 0] = before;
    }
  }
}

/* What is left unread, since its beginning is far, has nothing nearer. */
Test(limits, a_suggestion_is_as_near_as_any_word_of_the_archive) {
  chance c = {20200229};
  size_t given[4] = {0};
  for (int k = 0; k < 300; k++) {
    char word[40], found[40];
    vb_str near;
    misspell(&c, word, sizeof word);
    vb_arena_clear(arena);
    cr_assert_eq(vb_engine_suggest(engine, VB_FIELD_TEXT, vb_str_of(word), 0, arena, &near, &err),
                 VB_OK);
    size_t least = least_mistakes(word), most = strlen(word) <= 4 ? 1 : 2;
    if (least > most) {
      cr_expect_eq(near.n, 0, "%s: %.*s", word, VB_STR_ARG(near));
      least = 0;
    } else {
      snprintf(found, sizeof found, "%.*s", VB_STR_ARG(near));
      cr_expect_eq(mistakes(word, found), least, "%s: %s", word, found);
    }
    given[least]++;
  }
  cr_expect(given[0] > 5 && given[1] > 50 && given[2] > 50, "%zu, %zu, %zu", given[0], given[1],
            given[2]);
}
