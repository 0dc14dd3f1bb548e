/*
 * test_work.c - the work of a fixed set of tasks, counted: a change that gives the same answers in
 * more steps is noticed, on a busy machine as on an idle one.
 *
 * The core's files are compiled once more with a call before each basic block
 * (-fsanitize-coverage=trace-pc, tests/CMakeLists.txt), which counts. The counts of all tasks are
 * in work.txt. Compilers and machines differ a little, so each has a tolerance of one in TOLERANCE.
 * More steps fail the test; fewer are only reported. VB_WORK=write writes down what an intended
 * change takes, and what a faster one does, so that the old count does not hide a later loss.
 */
#include "searcher/query/query.h"
#include "searcher/quote/align.h"
#include "searcher/quote/lookup.h"
#include "searcher/verbatim.h"
#include "tests/engine/archive.h"
#include "tests/scratch.h"

#include <criterion/criterion.h>

enum {
  ARTICLES = 3000,
  REPLACED = 40,
  TASKS_MAX = 400,
  TOLERANCE = 500,
  OTHERS = 20,
  KEPT_LINE = 600
};

static uint64_t blocks;

void __sanitizer_cov_trace_pc(void); /* called by the compiled code */
void __sanitizer_cov_trace_pc(void) {
  blocks++;
}

typedef struct task {
  char name[KEPT_LINE];
  uint64_t count;
} task;

static task tasks[TASKS_MAX];
static size_t task_count;

static char folder[SCRATCH_MAX];
static vb_error err;
static vb_arena *arena;

/* Everything since the last call was work of this task. */
static void done(const char *kind, const char *what) {
  cr_assert_lt(task_count, TASKS_MAX);
  task *t = &tasks[task_count++];
  snprintf(t->name, sizeof t->name, "%s %s", kind, what);
  t->count = blocks;
  blocks = 0;
}

/* ---- tasks ---- */

static void index_archive(void) {
  vb_writer *writer;
  vb_writer_options options = {.create = true, .engine = "native"};
  blocks = 0;
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  for (uint32_t i = 0; i < ARTICLES; i++)
    cr_assert_eq(archive_put(writer, i, 0, &err), VB_OK, "%s", err.text);
  done("index", "analyse the articles");
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  done("index", "write a segment");
  for (uint32_t i = 0; i < REPLACED; i++)
    cr_assert_eq(archive_put(writer, i * 7, 1, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  done("index", "replace some");
  vb_writer_close(writer);
}

static void compact(void) {
  vb_writer *writer;
  vb_writer_options options = {.engine = "native"};
  blocks = 0;
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_writer_compact(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
  done("index", "compact");
}

static void search(vb_store *store, const char *kind, const char *text, vb_search_request request) {
  vb_search_result result;
  vb_arena_clear(arena);
  request.query = vb_str_of(text);
  request.size = 10;
  blocks = 0;
  cr_assert_eq(vb_search(store, &request, arena, &result, &err), VB_OK, "%s: %s", text, err.text);
  done(kind, text);
}

static const char *const further_queries[] = {"the",
                                              "the of",
                                              "the OR of OR harbour",
                                              "keel OR shoal OR the",
                                              "keel the of",
                                              "the -keel",
                                              "salt gull rope",
                                              "\"salt gull\"",
                                              "\"the ferry said\"",
                                              "\"the the the\"",
                                              "th* harbour",
                                              "\"the h* of\"",
                                              "salt NEAR/2 \"the of\"",
                                              "(salt OR gull) (rope OR mast)",
                                              "said harbor",
                                              "harbours",
                                              "zebra",
                                              "harbuor",
                                              "\"zebra harbour\"",
                                              "keel w/p shoal",
                                              "keel w/s (shoal OR fog)",
                                              "date:2016-03 keel",
                                              "before:2016 keel OR shoal"};

static void search_all(vb_store *store) {
  vb_search_request top = {.snippets = 0}, shown = {.snippets = 3, .fold = true},
                    counted = {.count = true, .facets = true}, dated = {.sort = VB_SORT_NEWEST};
  for (size_t i = 0; i < sizeof further_queries / sizeof *further_queries; i++) {
    search(store, "top", further_queries[i], top);
    search(store, "count", further_queries[i], counted);
  }
  for (size_t i = 0; i < ARCHIVE_QUERIES; i++) {
    search(store, "top", archive_queries[i], top);
    search(store, "show", archive_queries[i], shown);
    search(store, "count", archive_queries[i], counted);
    search(store, "newest", archive_queries[i], dated);
  }
}

/* A passage of an article, as it is or changed as people change it. */
static void quote_all(vb_store *store) {
  static const char *const quotes[] = {"the harbour council",
                                       "of the council said the mayor",
                                       "keel shoal fog wind sail anchor",
                                       "the mayor never said harbour of the ferry runs",
                                       "a zebra and a quagga in a vineyard",
                                       "the of the harbour the council of the ferry the said of",
                                       "harbour ... council",
                                       "the [old] harbour of the council",
                                       "Harbour, of; THE council"};
  for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
    for (int history = 0; history < 2; history++) {
      vb_quote_request request = {
          .quote = vb_str_of(quotes[i]), .limit = 10, .history = history != 0};
      vb_quote_answer answer;
      vb_arena_clear(arena);
      blocks = 0;
      cr_assert_eq(vb_quote(store, &request, arena, &answer, &err), VB_OK, "%s: %s", quotes[i],
                   err.text);
      done(history ? "history" : "quote", quotes[i]);
    }
}

static void cut_and_align(uint32_t seed, uint32_t words, uint32_t quoted) {
  chance c = {seed};
  vb_buf text = VB_BUF_INIT;
  vb_analysis part, quote;
  vb_alignment alignment;
  char name[80];
  vb_arena_clear(arena);
  archive_prose(&c, words, &text);
  blocks = 0;
  cr_assert_eq(vb_analyse(vb_buf_view(&text), arena, &part, &err), VB_OK);
  snprintf(name, sizeof name, "%u words", words);
  done("analyse", name);
  size_t from = part.tokens[words / 3].start, to = part.tokens[words / 3 + quoted].end;
  vb_str passage = vb_str_slice(vb_buf_view(&text), from, to);
  cr_assert_eq(vb_analyse_words(passage, arena, &quote, &err), VB_OK);
  quote.tokens[quoted / 2] = part.tokens[0];
  blocks = 0;
  cr_assert_eq(vb_align_nearest(&quote, &part, arena, &alignment, &err), VB_OK);
  cr_assert(alignment.found);
  snprintf(name, sizeof name, "%u words with %u", quoted, words);
  done("align", name);
  blocks = 0;
  vb_quote_compare(passage, passage);
  done("compare", name);
  vb_buf_clear(&text);
}

static void parse(void) {
  static const char *const texts[] = {
      "harbour", "a AND (b OR \"c d * e\") -f NEAR/3 g title:h before:2019-02 said:\"i j\" k*",
      "((((((((a b) c) d) e) f) g) h) i)", "\u201Cthe harbour\u201D, \u00A35m",
      "a w/s b w/p c OR d -e -f"};
  vb_stemmer *stemmer;
  cr_assert_eq(vb_stemmer_open("english", &stemmer, &err), VB_OK, "%s", err.text);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    vb_query_parse parsed;
    vb_arena_clear(arena);
    blocks = 0;
    cr_assert_eq(vb_query_parse_text(vb_str_of(texts[i]), stemmer, arena, &parsed, &err), VB_OK);
    done("parse", texts[i]);
  }
  vb_stemmer_close(stemmer);
}

/* ---- what is kept ---- */

static void write_down(const char *path) {
  FILE *f = fopen(path, "w");
  cr_assert_not_null(f, "%s", path);
  fprintf(f, "gcc %d\n", __GNUC__);
  for (size_t i = 0; i < task_count; i++)
    fprintf(f, "%llu %s\n", (unsigned long long)tasks[i].count, tasks[i].name);
  fclose(f);
}

static void compare(const char *path) {
  char line[KEPT_LINE];
  size_t i = 0;
  int compiler;
  FILE *f = fopen(path, "r");
  cr_assert_not_null(f, "%s", path);
  cr_assert(fgets(line, sizeof line, f) && sscanf(line, "gcc %d", &compiler) == 1, "%s", path);
  uint64_t part = compiler == __GNUC__ ? TOLERANCE : OTHERS;
  for (; fgets(line, sizeof line, f); i++) {
    char *end;
    uint64_t kept = strtoull(line, &end, 10), slack = kept / part + 1;
    line[strcspn(line, "\n")] = '\0';
    cr_assert(i < task_count && strcmp(end + 1, tasks[i].name) == 0, "line %zu: %s", i + 2, line);
    uint64_t now = tasks[i].count;
    double change = kept ? 100.0 * ((double)now / (double)kept - 1) : 0.0;
    if (now + slack < kept) printf("%s: %+.2f%% steps; VB_WORK=write\n", end + 1, change);
    cr_expect(now <= kept + slack, "%s: %llu steps, not %llu (%+.2f%%); if intended: VB_WORK=write",
              end + 1, (unsigned long long)now, (unsigned long long)kept, change);
  }
  fclose(f);
  cr_assert_eq(i, task_count);
}

Test(work, each_task_takes_the_steps_that_it_took) {
  vb_store *store;
  scratch_make(folder, "work");
  arena = vb_arena_new();
  index_archive();
  cr_assert_eq(vb_store_open(folder, NULL, &store, &err), VB_OK, "%s", err.text);
  search_all(store);
  quote_all(store);
  vb_store_close(store);
  compact();
  cut_and_align(11, 200, 8);
  cut_and_align(12, 1500, 40);
  parse();
  const char *wish = getenv("VB_WORK");
  if (wish && strcmp(wish, "write") == 0) write_down(VB_WORK_FILE);
  compare(VB_WORK_FILE);
  vb_arena_free(arena);
  scratch_remove(folder);
}
