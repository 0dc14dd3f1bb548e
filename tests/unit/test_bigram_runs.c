/* Runs of pairs against one list of everything: in memory, in the file, and the file damaged. */
#include "indexer/store/bigram/bigram_runs.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { KEYS = 300, RUNS = 7, DOCS_OF_RUN = 9000, DOCS = RUNS * DOCS_OF_RUN };

static char path[64];
static vb_error err;
static uint64_t state = 0xd1342543de82ef95u;
static vb_posting_list model[KEYS]; /* by key / 1000 */

static uint32_t random_below(uint32_t n) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (uint32_t)(state >> 33) % n;
}

static void make_path(void) {
  snprintf(path, sizeof path, "/tmp/vb-pairruns-%d", (int)getpid());
  memset(model, 0, sizeof model);
}

static void clear_model(void) {
  for (int k = 0; k < KEYS; k++) vb_posting_list_clear(&model[k]);
  cr_expect_neq(access(path, F_OK), 0, "the file has no name");
}

TestSuite(bigram_runs, .init = make_path, .fini = clear_model);

static void add(vb_posting_list *list, uint32_t doc) {
  cr_assert(vb_posting_list_reserve(list, list->df + 1, 0));
  uint32_t tf = 1 + (random_below(3) ? 0 : random_below(400)), title = random_below(9) ? 0 : tf;
  list->docs[list->df] = doc;
  list->tfs[list->df] = tf;
  list->titles[list->df++] = title;
  list->cf += tf;
}

static void append(vb_posting_list *to, const vb_posting_list *from) {
  if (!from->df) return;
  cr_assert(vb_posting_list_reserve(to, to->df + from->df, 0));
  memcpy(to->docs + to->df, from->docs, from->df * sizeof *from->docs);
  memcpy(to->tfs + to->df, from->tfs, from->df * sizeof *from->tfs);
  memcpy(to->titles + to->df, from->titles, from->df * sizeof *from->titles);
  to->df += from->df;
  to->cf += from->cf;
}

/* Some keys are in every doc, so that their lists are longer than a frame. */
static vb_bigram_runs *write_runs(uint32_t one_in) {
  vb_bigram_runs *runs;
  cr_assert_eq(vb_bigram_runs_new(path, &runs, &err), VB_OK);
  for (uint32_t r = 0; r < RUNS; r++) {
    vb_bigram_runs_begin(runs);
    for (uint32_t k = 0; k < KEYS; k++) {
      vb_posting_list part = {0};
      uint32_t gap = k % 100 == 7 ? 1 : one_in * (1 + k);
      for (uint32_t d = random_below(gap); d < DOCS_OF_RUN; d += 1 + random_below(gap))
        add(&part, r * DOCS_OF_RUN + d);
      if (part.df) vb_bigram_runs_put(runs, k * 1000, &part);
      append(&model[k], &part);
      vb_posting_list_clear(&part);
    }
  }
  return runs;
}

static void compare_with_model(vb_bigram_runs *runs) {
  vb_posting_list list = {0};
  uint32_t key;
  cr_assert_eq(vb_bigram_runs_rewind(runs, &err), VB_OK, "%s", err.text);
  for (uint32_t k = 0; k < KEYS; k++) {
    const vb_posting_list *m = &model[k];
    if (!m->df) continue;
    cr_assert_eq(vb_bigram_runs_next(runs, &key, &list, &err), VB_OK, "%s", err.text);
    cr_assert_eq(key, k * 1000);
    cr_assert_eq(list.df, m->df);
    cr_assert_eq(list.cf, m->cf);
    cr_assert_eq(memcmp(list.docs, m->docs, m->df * sizeof *m->docs), 0);
    cr_assert_eq(memcmp(list.tfs, m->tfs, m->df * sizeof *m->tfs), 0);
    cr_assert_eq(memcmp(list.titles, m->titles, m->df * sizeof *m->titles), 0);
  }
  cr_assert_eq(vb_bigram_runs_next(runs, &key, &list, &err), VB_NOT_FOUND);
  vb_posting_list_clear(&list);
}

/* The descriptor of the nameless file; -1 while all is in memory. */
static int file_of_runs(void) {
  DIR *open_files = opendir("/proc/self/fd");
  int found = -1;
  for (struct dirent *entry; (entry = readdir(open_files));) {
    char target[128] = {0};
    if (readlinkat(dirfd(open_files), entry->d_name, target, sizeof target - 1) > 0 &&
        strncmp(target, path, strlen(path)) == 0)
      found = atoi(entry->d_name);
  }
  closedir(open_files);
  return found;
}

Test(bigram_runs, a_few_stay_in_memory_and_come_back_as_one) {
  vb_bigram_runs *runs;
  cr_assert_eq(vb_bigram_runs_new(path, &runs, &err), VB_OK);
  for (uint32_t r = 0; r < RUNS; r++) {
    vb_posting_list one = {0}, *m = &model[r % 3];
    add(&one, r * 5);
    append(m, &one);
    vb_bigram_runs_begin(runs);
    vb_bigram_runs_put(runs, 1000 * (r % 3), &one);
    vb_posting_list_clear(&one);
  }
  cr_expect_eq(file_of_runs(), -1);
  compare_with_model(runs);
  vb_bigram_runs_free(runs);
}

Test(bigram_runs, many_go_through_a_file_and_come_back_as_one) {
  vb_bigram_runs *runs = write_runs(3);
  cr_expect_geq(file_of_runs(), 0);
  compare_with_model(runs);
  vb_bigram_runs_free(runs);
}

Test(bigram_runs, without_a_run_there_is_no_pair) {
  vb_bigram_runs *runs;
  cr_assert_eq(vb_bigram_runs_new(path, &runs, &err), VB_OK);
  compare_with_model(runs);
  vb_bigram_runs_free(runs);
  cr_assert_eq(vb_bigram_runs_new(path, &runs, &err), VB_OK);
  vb_bigram_runs_begin(runs);
  vb_bigram_runs_begin(runs);
  compare_with_model(runs);
  vb_bigram_runs_free(runs);
}

Test(bigram_runs, a_folder_that_is_not_there_is_named) {
  snprintf(path, sizeof path, "/tmp/vb-no-such-folder-%d/runs", (int)getpid());
  vb_bigram_runs *runs = write_runs(3);
  cr_expect_eq(vb_bigram_runs_rewind(runs, &err), VB_NOT_FOUND, "%s", err.text);
  cr_expect(strstr(err.text, path), "%s", err.text);
  vb_bigram_runs_free(runs);
}

Test(bigram_runs, a_damaged_byte_is_noticed) {
  for (int round = 0; round < 12; round++) {
    vb_bigram_runs *runs = write_runs(round % 2 ? 3 : 60);
    vb_posting_list list = {0};
    uint32_t key;
    unsigned char byte;
    int fd = file_of_runs();
    cr_assert_geq(fd, 0);
    off_t size = lseek(fd, 0, SEEK_END), at = (off_t)random_below((uint32_t)size);
    cr_assert_eq(pread(fd, &byte, 1, at), 1);
    byte ^= (unsigned char)(1u << round % 8);
    if (round % 4 == 3) cr_assert_eq(ftruncate(fd, at), 0);
    else cr_assert_eq(pwrite(fd, &byte, 1, at), 1);
    vb_status status = vb_bigram_runs_rewind(runs, &err);
    while (status == VB_OK) status = vb_bigram_runs_next(runs, &key, &list, &err);
    cr_expect_eq(status, VB_CORRUPT, "byte %lld of %lld: %s", (long long)at, (long long)size,
                 vb_status_name(status));
    vb_posting_list_clear(&list);
    vb_bigram_runs_free(runs);
    clear_model();
    memset(model, 0, sizeof model);
  }
}
