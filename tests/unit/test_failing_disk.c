/*
 * test_failing_disk.c - a native store on a disk that fails: every write, sync, rename and
 * removal in turn, once with an error and once for good, as a full disk does.
 *
 * The linker sends these calls of the whole program through the __wrap_ functions
 * below (tests/CMakeLists.txt), which fail the n-th.
 */
#include <criterion/criterion.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/pipeline/writer.h"
#include "indexer/store/commit/snapshot.h"

ssize_t __real_write(int fd, const void *bytes, size_t n);
int __real_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __real_unlinkat(int folder, const char *name, int flags);
ssize_t __wrap_write(int fd, const void *bytes, size_t n);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_unlinkat(int folder, const char *name, int flags);

static long calls, fail_at; /* 0: never */
static bool for_good;

static bool fails(void) {
  calls++;
  return fail_at && (calls == fail_at || (for_good && calls > fail_at));
}

ssize_t __wrap_write(int fd, const void *bytes, size_t n) {
  if (fd > 2 && fails()) {
    errno = ENOSPC;
    return -1;
  }
  return __real_write(fd, bytes, n);
}

int __wrap_fsync(int fd) {
  if (!fails()) return __real_fsync(fd);
  errno = EIO;
  return -1;
}

int __wrap_rename(const char *from, const char *to) {
  if (!fails()) return __real_rename(from, to);
  errno = EIO;
  return -1;
}

int __wrap_unlinkat(int folder, const char *name, int flags) {
  if (!fails()) return __real_unlinkat(folder, name, flags);
  errno = EIO;
  return -1;
}

static char folder[96];
static vb_error err;

static void run(const char *command) {
  fail_at = 0;
  cr_assert_eq(system(command), 0, "%s", command);
}

static vb_status put(vb_writer *writer, uint32_t id, uint32_t version) {
  char name[16], text[200];
  snprintf(name, sizeof name, "%u", id);
  snprintf(text, sizeof text, "The ferries of the harbour sail again, the board said; version%u.",
           version);
  vb_article a = {.id = vb_str_of(name), .title = VB_STR("The harbour"), .text = vb_str_of(text)};
  return vb_writer_put(writer, &a, vb_article_hash(&a), &err);
}

/* Ten articles replaced, in segments of a few each, some merged; then a commit. */
static vb_status change_all(uint32_t version) {
  vb_writer_options options = {.engine = "native", .create = true, .memory = 400};
  vb_writer *writer;
  vb_status status = vb_writer_open(folder, &options, &writer, &err);
  if (status) return status;
  for (uint32_t id = 0; id < 10 && !status; id++) status = put(writer, id, version);
  if (!status) status = vb_writer_commit(writer, &err);
  vb_writer_close(writer);
  return status;
}

/* The one version that all ten articles have. */
static uint32_t version_of_all(void) {
  vb_snapshot *s;
  uint32_t version = 0, found = 0;
  vb_arena *arena = vb_arena_new();
  cr_assert_eq(vb_snapshot_open(folder, &s, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_snapshot_verify(s, NULL, NULL, &err), VB_OK, "%s", err.text);
  for (size_t i = 0; i < vb_snapshot_segments(s); i++) {
    const vb_segment *segment = vb_snapshot_segment(s, i);
    for (uint32_t doc = 0; doc < vb_segment_about(segment)->docs; doc++) {
      vb_article a;
      if (vb_segment_deleted(segment, doc)) continue;
      cr_assert_eq(vb_segment_fetch(segment, doc, arena, &a, &err), VB_OK);
      const char *mark = memmem(a.text.p, a.text.n, "version", 7);
      uint32_t one = (uint32_t)strtoul(mark + 7, NULL, 10);
      cr_assert(!found || one == version, "versions %u and %u are mixed", version, one);
      version = one;
      found++;
    }
  }
  cr_assert_eq(found, 10);
  vb_snapshot_close(s);
  vb_arena_free(arena);
  return version;
}

static void check_every_failure(bool good) {
  char remove[160], copy[300], name[64];
  snprintf(name, sizeof name, "/tmp/vb-disk-XXXXXX");
  cr_assert_not_null(mkdtemp(name));
  snprintf(folder, sizeof folder, "%s/base", name);
  cr_assert_eq(change_all(1), VB_OK, "%s", err.text);
  snprintf(folder, sizeof folder, "%s/copy", name);
  snprintf(copy, sizeof copy, "rm -rf %s/copy && cp -r %s/base %s/copy", name, name, name);
  snprintf(remove, sizeof remove, "rm -rf %s", name);
  bool failed = true;
  for (long n = 1; failed; n++) {
    run(copy);
    calls = 0, fail_at = n, for_good = good;
    vb_status status = change_all(2);
    failed = calls >= n;
    fail_at = 0;
    uint32_t version = version_of_all();
    if (status) {
      cr_assert(status == VB_IO, "call %ld: %s: %s", n, vb_status_name(status), err.text);
      cr_assert_gt(strlen(err.text), 10);
    } else {
      cr_assert_eq(version, 2, "call %ld failed; the commit said yes, the store has the old state",
                   n);
    }
    cr_assert_eq(change_all(3), VB_OK, "after call %ld: %s", n, err.text);
    cr_assert_eq(version_of_all(), 3);
    cr_assert_lt(n, 2000);
    if (!failed) cr_expect_gt(n, 30, "a change makes many calls");
  }
  run(remove);
}

Test(failing_disk, one_failing_call_loses_no_commit, .timeout = 280) {
  check_every_failure(false);
}
Test(failing_disk, a_disk_that_is_full_from_then_on_loses_no_commit, .timeout = 280) {
  check_every_failure(true);
}
