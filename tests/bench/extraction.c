/*
 * extraction.c - how fast quotations are found in articles whose words are cut and hashed already,
 * as the indexer asks for them: processor time of one core.
 *
 *   extraction ROUNDS FILE...
 *
 * Prints the megabytes of text in a second of the fastest round, and the share of it in the time
 * that cutting and hashing the words takes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "indexer/article/quotation/quotation.h"
#include "indexer/article/read/reader.h"

typedef struct bench {
  vb_arena *texts; /* of all articles and their words */
  vb_analysis *all;
  size_t count, capacity;
  uint64_t bytes;
  double words_seconds;
} bench;

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static vb_status take(void *context, const vb_article *article, vb_error *err) {
  bench *b = context;
  if (b->count == b->capacity) {
    b->capacity = b->capacity ? b->capacity * 2 : 1024;
    b->all = realloc(b->all, b->capacity * sizeof *b->all);
    if (!b->all) abort();
  }
  vb_str text = vb_arena_copy(b->texts, article->text);
  if (!text.p) abort();
  double start = seconds();
  vb_status status = vb_analyse_words(text, b->texts, &b->all[b->count], err);
  if (status == VB_OK) status = vb_analysis_hash(&b->all[b->count], b->texts, err);
  b->words_seconds += seconds() - start;
  b->bytes += text.n;
  b->count++;
  return status;
}

static void problem(void *context, const char *sentence, bool skipped) {
  (void)context;
  if (skipped) fprintf(stderr, "%s\n", sentence);
}

/* The seconds of one round; *found is how many quotations there are. */
static double one_round(const bench *b, const vb_quotation_finder *finder, vb_arena *arena,
                        size_t *found) {
  double start = seconds();
  *found = 0;
  for (size_t i = 0; i < b->count; i++) {
    vb_quotation *quotations;
    size_t n;
    vb_arena_clear(arena);
    if (vb_quotations_find(finder, &b->all[i], arena, &quotations, &n, NULL) != VB_OK) abort();
    *found += n;
  }
  return seconds() - start;
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
  double best = 0;
  size_t found = 0;
  for (int i = 0; i < rounds && status == VB_OK; i++) {
    double s = one_round(&b, finder, arena, &found);
    if (i == 0 || s < best) best = s;
  }
  if (status != VB_OK) fprintf(stderr, "%s\n", err.text);
  else if (best > 0)
    printf("%zu articles, %.1f MB, %zu quotations: %.1f MB/s; words cut at %.1f MB/s\n", b.count,
           (double)b.bytes / 1e6, found, (double)b.bytes / 1e6 / best,
           (double)b.bytes / 1e6 / b.words_seconds);
  vb_quotation_finder_close(finder);
  vb_arena_free(arena);
  vb_arena_free(b.texts);
  free(b.all);
  return status != VB_OK;
}
