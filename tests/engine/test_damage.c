/*
 * test_damage.c - ten thousand seeded bit flips and truncations over all files of a store.
 *
 * Whatever is damaged, opening, searching, fetching and checking either say so,
 * naming the file, or answer exactly as before: never a crash, never a wrong
 * answer. VB_TEST_SEED=N damages other places.
 */
#include <criterion/criterion.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "indexer/base/file.h"
#include "indexer/pipeline/verify.h"
#include "tests/engine/archive.h"
#include "tests/scratch.h"
#include "searcher/engine_open.h"

enum { ARTICLES = 260, ROUNDS = 10000, FILES_MAX = 256, ASKED = 2, CHECK_ONE_IN = 8 };

typedef struct store_file {
  char path[300];
  off_t size;
} store_file;

static char folder[SCRATCH_MAX];
static vb_error err;
static store_file files[FILES_MAX];
static size_t file_count;
static vb_stemmer *stemmer;
static vb_arena *arena;
static uint64_t answers[ARCHIVE_QUERIES][2];
static uint64_t answers_found;

static void list_files(const char *path) {
  DIR *list = opendir(path);
  cr_assert_not_null(list);
  for (struct dirent *entry; (entry = readdir(list));) {
    store_file *file = &files[file_count];
    struct stat info;
    if (entry->d_name[0] == '.' || strcmp(entry->d_name, "lock") == 0) continue;
    cr_assert_lt(file_count, (size_t)FILES_MAX);
    snprintf(file->path, sizeof file->path, "%s/%s", path, entry->d_name);
    cr_assert_eq(stat(file->path, &info), 0);
    if (S_ISDIR(info.st_mode)) {
      char below[300];
      snprintf(below, sizeof below, "%s", file->path);
      list_files(below);
    } else {
      file->size = info.st_size;
      file_count++;
    }
  }
  closedir(list);
}

static void make_store(void) {
  vb_writer *writer;
  vb_engine *engine;
  scratch_make(folder, "damage");
  cr_assert_eq(archive_open(folder, &writer, &err), VB_OK, "%s", err.text);
  for (uint32_t i = 0; i < ARTICLES; i++) cr_assert_eq(archive_put(writer, i, 0, &err), VB_OK);
  cr_assert_eq(vb_writer_compact(writer, &err), VB_OK, "%s", err.text); /* one large segment */
  for (uint32_t i = 0; i < ARTICLES; i += 17) cr_assert_eq(archive_put(writer, i, 1, &err), VB_OK);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK); /* and a small one, and deletions */
  vb_writer_close(writer);
  list_files(folder);
  arena = vb_arena_new();
  cr_assert_eq(vb_stemmer_open("en", &stemmer, &err), VB_OK);
  cr_assert_eq(vb_engine_open(folder, 0, &engine, &err), VB_OK, "%s", err.text);
  for (size_t q = 0; q < ARCHIVE_QUERIES; q++)
    for (int count = 0; count < 2; count++)
      cr_assert_eq(
          archive_ask(engine, stemmer, archive_queries[q], count, arena, &answers[q][count], &err),
          VB_OK);
  vb_engine_close(engine);
}

static void remove_store(void) {
  vb_stemmer_close(stemmer);
  vb_arena_free(arena);
  scratch_remove(folder);
}

TestSuite(damage, .init = make_store, .fini = remove_store);

/* ---- damage ---- */

static void change_byte(const store_file *file, off_t at, unsigned char mask) {
  unsigned char byte;
  int fd = open(file->path, O_RDWR);
  cr_assert_geq(fd, 0);
  cr_assert_eq(pread(fd, &byte, 1, at), 1);
  byte ^= mask;
  cr_assert_eq(pwrite(fd, &byte, 1, at), 1);
  close(fd);
}

static void cut(const store_file *file, off_t size, vb_buf *rest) {
  int fd = open(file->path, O_RDWR);
  cr_assert_geq(fd, 0);
  vb_buf_reset(rest);
  cr_assert_not_null(vb_buf_reserve(rest, (size_t)(file->size - size) + 1));
  rest->n = (size_t)pread(fd, rest->p, (size_t)(file->size - size), size);
  cr_assert_eq((off_t)rest->n, file->size - size);
  cr_assert_eq(ftruncate(fd, size), 0);
  close(fd);
}

static void uncut(const store_file *file, off_t size, const vb_buf *rest) {
  int fd = open(file->path, O_RDWR);
  cr_assert_eq(pwrite(fd, rest->p, rest->n, size), (ssize_t)rest->n);
  close(fd);
}

/* ---- what may happen then ---- */

/* A refusal must say that it is damage, and where. */
static void expect_named(vb_status status, const store_file *file, const char *what, off_t at) {
  bool damage = status == VB_CORRUPT || status == VB_VERSION;
  cr_assert(damage && strstr(err.text, file->path), "%s at %lld: %s: status %d: %s", file->path,
            (long long)at, what, status, err.text);
}

static void note_fault(void *context, const char *sentence) {
  const store_file *file = context;
  cr_assert(strstr(sentence, file->path), "%s: %s", file->path, sentence);
}

static void check_store(const store_file *file, off_t at) {
  uint64_t articles;
  vb_status status = vb_verify_store(folder, note_fault, (void *)(uintptr_t)file, &articles, &err);
  if (status == VB_OK) {
    /* Only the marker has a byte or a line that says nothing. */
    cr_assert(strstr(file->path, "/native/") == NULL, "%s at %lld: not noticed", file->path,
              (long long)at);
    cr_assert_eq(articles, ARTICLES);
  } else {
    expect_named(status, file, "verify", at);
  }
}

static void ask(chance *c, const store_file *file, off_t at) {
  vb_engine *engine;
  vb_status status = vb_engine_open(folder, 0, &engine, &err);
  if (status) {
    expect_named(status, file, "open", at);
    return;
  }
  for (int i = 0; i < ASKED; i++) {
    uint64_t sum;
    uint32_t q = roll(c, ARCHIVE_QUERIES), count = roll(c, 2);
    status = archive_ask(engine, stemmer, archive_queries[q], count, arena, &sum, &err);
    if (status) expect_named(status, file, archive_queries[q], at);
    else
      cr_assert_eq(sum, answers[q][count], "%s at %lld: another answer to %s", file->path,
                   (long long)at, archive_queries[q]);
    answers_found += status == VB_OK;
  }
  vb_engine_close(engine);
}

Test(damage, is_named_or_changes_no_answer, .timeout = 280) {
  const char *seed = getenv("VB_TEST_SEED");
  chance c = {seed ? strtoull(seed, NULL, 10) : 20190821};
  vb_buf rest = VB_BUF_INIT;
  cr_log_info("seed %llu, %zu files", (unsigned long long)c.state, file_count);
  cr_assert_geq(file_count, 12);
  for (int round = 0; round < ROUNDS; round++) {
    const store_file *file = &files[roll(&c, (uint32_t)file_count)];
    off_t at = (off_t)roll(&c, (uint32_t)file->size);
    bool truncate = roll(&c, 10) == 0;
    unsigned char mask = (unsigned char)(1u << roll(&c, 8));
    if (truncate) cut(file, at, &rest);
    else change_byte(file, at, mask);
    ask(&c, file, at);
    if (round % CHECK_ONE_IN == 0) check_store(file, at);
    if (truncate) uncut(file, at, &rest);
    else change_byte(file, at, mask);
  }
  cr_expect_gt(answers_found, ROUNDS / 4, "answers beside damage that they do not touch");
  vb_buf_clear(&rest);
}

Test(damage, a_missing_file_is_named) {
  for (size_t i = 0; i < file_count; i++) {
    char aside[310];
    snprintf(aside, sizeof aside, "%.299s.aside", files[i].path);
    cr_assert_eq(rename(files[i].path, aside), 0);
    vb_engine *engine;
    vb_status status = vb_engine_open(folder, 0, &engine, &err);
    cr_expect_neq(status, VB_OK, "%s", files[i].path);
    cr_expect(strstr(err.text, strrchr(files[i].path, '/') + 1), "%s: %s", files[i].path, err.text);
    vb_engine_close(engine);
    cr_assert_eq(rename(aside, files[i].path), 0);
  }
}

/* ---- what is read at all ---- */

/* In each block that has a checksum of its own. */
static void change_all_texts(void) {
  for (size_t i = 0; i < file_count; i++)
    for (off_t at = 200; strstr(files[i].path, ".text") && at < files[i].size; at += 16 * 1024)
      change_byte(&files[i], at, 1);
}

static uint64_t total_of(const char *text, vb_engine_result *result) {
  vb_engine *engine;
  vb_query_parse parse;
  vb_article article;
  vb_arena_clear(arena);
  cr_assert_eq(vb_engine_open(folder, 0, &engine, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_query_parse_text(vb_str_of(text), stemmer, arena, &parse, &err), VB_OK);
  vb_engine_request request = {.query = parse.root, .size = 1, .count = true};
  cr_assert_eq(vb_engine_search(engine, &request, arena, result, &err), VB_OK, "%s: %s", text,
               err.text);
  if (result->hit_count && vb_engine_fetch(engine, result->hits[0].doc, arena, &article, &err))
    result->hit_count = 0; /* its text cannot be read */
  vb_engine_close(engine);
  return result->total;
}

Test(damage, what_stands_together_is_found_without_reading_texts) {
  static const char *const queries[] = {"the w/s lantern", "\"of the\" w/p (mast OR harb*)",
                                        "title:(the w/s of)", "\"of the\" NEAR/6 \"the council\"",
                                        "(the NEAR/3 of) w/s harbour"};
  vb_engine_result result;
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
    uint64_t total = total_of(queries[i], &result);
    cr_expect_gt(total, 0, "%s", queries[i]);
    cr_expect_eq(result.hit_count, 1);
    change_all_texts();
    cr_expect_eq(total_of(queries[i], &result), total, "%s", queries[i]);
    cr_expect_eq(result.hit_count, 0, "the damage is there");
    change_all_texts();
  }
}
