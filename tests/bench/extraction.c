/*
 * extraction.c - how fast quotations are found in articles whose words were just cut and hashed, as
 * the indexer asks for them: processor time of one core.
 *
 *   extraction ROUNDS FILE...
 *
 * Prints the megabytes of text in a second of the fastest round, and the same of cutting and
 * hashing the words. Words and quotations take turns by article, as in the indexer: the words of
 * thousands of articles together would leave every cache before the finder sees them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "indexer/article/quotation/quotation.h"
#include "indexer/article/read/reader.h"

typedef struct bench {
  vb_arena *texts; /* of all articles */
  vb_str *all;
  size_t count, capacity;
  uint64_t bytes;
} bench;

typedef struct times {
  double words, quotations; /* seconds */
  size_t found;
} times;

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static vb_status take(void *context, const vb_article *article, vb_error *err) {
  bench *b = context;
  (void)err;
  if (b->count == b->capacity) {
    b->capacity = b->capacity ? b->capacity * 2 : 1024;
    b->all = realloc(b->all, b->capacity * sizeof *b->all);
    if (!b->all) abort();
  }
  b->all[b->count] = vb_arena_copy(b->texts, article->text);
  if (!b->all[b->count++].p) abort();
  b->bytes += article->text.n;
  return VB_OK;
}

static void problem(void *context, const char *sentence, bool skipped) {
  (void)context;
  if (skipped) fprintf(stderr, "%s\n", sentence);
}

static times one_round(const bench *b, const vb_quotation_finder *finder, vb_arena *arena) {
  times t = {0};
  for (size_t i = 0; i < b->count; i++) {
    vb_analysis words;
    vb_quotation *quotations;
    size_t n;
    vb_arena_clear(arena);
    double start = seconds();
    if (vb_analyse_words(b->all[i], arena, &words, NULL) != VB_OK ||
        vb_analysis_hash(&words, arena, NULL) != VB_OK)
      abort();
    double cut = seconds();
    if (vb_quotations_find(finder, &words, arena, &quotations, &n, NULL) != VB_OK) abort();
    t.quotations += seconds() - cut;
    t.words += cut - start;
    t.found += n;
  }
  return t;
}

int main(int argc, char **argv) {
  bench b = {.texts = vb_arena_new()};
  vb_arena *arena = vb_arena_new();
  vb_quotation_finder *finder = NULL;
  vb_error err;
  vb_reader_events events = {.article = take, .problem = problem, .context = &b};
  int rounds = argc > 2 ? atoi(argv[1]) : 0;
  vb_status status = b.texts && arena ? vb_quotation_finder_open(&finder, &err) : VB_NOMEM;
  for (int i = 2; i < argc && status == VB_OK; i++)
    status = vb_read_file(argv[i], argv[i], NULL, &events, &err);
  times best = {0};
  for (int i = 0; i < rounds && status == VB_OK; i++) {
    times t = one_round(&b, finder, arena);
    if (i == 0 || t.quotations < best.quotations) best = t;
  }
  double megabytes = (double)b.bytes / 1e6;
  if (status != VB_OK) fprintf(stderr, "%s\n", err.text);
  else if (best.quotations > 0)
    printf("%zu articles, %.1f MB, %zu quotations: %.1f MB/s; words cut at %.1f MB/s\n", b.count,
           megabytes, best.found, megabytes / best.quotations, megabytes / best.words);
  vb_quotation_finder_close(finder);
  vb_arena_free(arena);
  vb_arena_free(b.texts);
  free(b.all);
  return status != VB_OK;
}
