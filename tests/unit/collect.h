/*
 * collect.h - runs a reader over bytes and keeps what it says, for the tests of the readers.
 */
#ifndef VB_TESTS_COLLECT_H
#define VB_TESTS_COLLECT_H

#include "indexer/article/read/reader.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { COLLECT_MAX = 64 };

typedef struct collected {
  vb_article articles[COLLECT_MAX];
  size_t count;
  char problems[COLLECT_MAX][VB_ERROR_TEXT];
  bool skipped[COLLECT_MAX];
  size_t problem_count;
  uint64_t progress;
  vb_arena *arena;
  vb_buf keep[COLLECT_MAX];
} collected;

static inline vb_status collect_article(void *context, const vb_article *article, vb_error *err) {
  collected *c = context;
  cr_assert_lt(c->count, (size_t)COLLECT_MAX);
  vb_buf *bytes = &c->keep[c->count];
  vb_record_encode(article, bytes);
  /* Decoding checks all that a record promises. */
  return vb_record_decode(vb_buf_view(bytes), c->arena, &c->articles[c->count++], err);
}

static inline void collect_problem(void *context, const char *sentence, bool skipped) {
  collected *c = context;
  if (c->problem_count == COLLECT_MAX) return;
  snprintf(c->problems[c->problem_count], VB_ERROR_TEXT, "%s", sentence);
  c->skipped[c->problem_count++] = skipped;
}

static inline void collect_progress(void *context, uint64_t bytes) {
  ((collected *)context)->progress = bytes;
}

static inline int collect_file_of(vb_str bytes) {
  int fd = memfd_create("input", MFD_CLOEXEC);
  cr_assert_geq(fd, 0);
  for (size_t at = 0; at < bytes.n;) {
    ssize_t n = write(fd, bytes.p + at, bytes.n - at);
    cr_assert_gt(n, 0);
    at += (size_t)n;
  }
  lseek(fd, 0, SEEK_SET);
  return fd;
}

static inline collected *collect(vb_str bytes, const char *name, const char *format) {
  collected *c = calloc(1, sizeof *c);
  vb_error err = {0};
  c->arena = vb_arena_new();
  vb_reader_events events = {.article = collect_article,
                             .problem = collect_problem,
                             .progress = collect_progress,
                             .context = c};
  vb_read_options options = {.format = format};
  int fd = collect_file_of(bytes);
  cr_assert_eq(vb_read_descriptor(fd, name, &options, &events, &err), VB_OK, "%s", err.text);
  close(fd);
  return c;
}

static inline void collect_free(collected *c) {
  for (size_t i = 0; i < c->count; i++) vb_buf_clear(&c->keep[i]);
  vb_arena_free(c->arena);
  free(c);
}

static inline void assert_str(vb_str got, const char *wanted, const char *what) {
  if (!wanted) {
    cr_assert(got.n == 0, "%s: got \"%.*s\", wanted nothing", what, VB_STR_ARG(got));
    return;
  }
  cr_assert(vb_str_is(got, wanted), "%s:\n  got    \"%.*s\"\n  wanted \"%s\"", what,
            VB_STR_ARG(got), wanted);
}

/* What an article says, as a reader's test wants it; NULL: nothing. */
typedef struct wanted_article {
  const char *title, *byline, *source, *date, *section, *language, *text;
} wanted_article;

static inline void assert_article(const collected *c, size_t i, const wanted_article *w) {
  char date[VB_DATE_TEXT];
  cr_assert_lt(i, c->count, "article %zu of %zu: %s", i, c->count, c->problems[0]);
  const vb_article *a = &c->articles[i];
  vb_date_format(a->published, date);
  assert_str(a->title, w->title, "title");
  assert_str(a->byline, w->byline, "byline");
  assert_str(a->source, w->source, "source");
  cr_assert_str_eq(date, w->date ? w->date : "", "date of \"%.*s\": %s", VB_STR_ARG(a->title),
                   date);
  assert_str(a->section, w->section, "section");
  assert_str(a->language, w->language, "language");
  assert_str(a->text, w->text, "text");
}

/* Reads `bytes`, recognised by themselves, and compares all articles. */
static inline void assert_reads(const char *bytes, const wanted_article *w, size_t count) {
  collected *c = collect(vb_str_of(bytes), "in/a", NULL);
  for (size_t i = 0; i < count; i++) assert_article(c, i, &w[i]);
  cr_assert_eq(c->count, count, "%zu articles: %s", c->count, c->problems[0]);
  collect_free(c);
}

/* No input that is cut short does more harm than to lose its last article. */
static inline void assert_bears_cuts(const char *bytes) {
  for (size_t n = 0, all = strlen(bytes); n < all; n += 1 + all / 97)
    collect_free(collect((vb_str){bytes, n}, "in/a", NULL));
}

#endif
