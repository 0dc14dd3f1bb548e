/* Files read and replaced whole, locks, folders; with calls that write a little at a time, are
   interrupted, and say which folder they sync. */
#include "indexer/base/file.h"
#include "tests/scratch.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- calls of file.c (tests/CMakeLists.txt) ---- */

static bool dribble; /* each call is interrupted first, then takes at most 7 bytes */
static int calls;
static char synced[200]; /* the names of what was synced, in order */

ssize_t __real_write(int fd, const void *bytes, size_t n);
ssize_t __wrap_write(int fd, const void *bytes, size_t n);
ssize_t __wrap_write(int fd, const void *bytes, size_t n) {
  if (!dribble) return __real_write(fd, bytes, n);
  if (calls++ % 2 == 0) return errno = EINTR, -1;
  return __real_write(fd, bytes, n < 7 ? n : 7);
}

ssize_t __real_read(int fd, void *bytes, size_t n);
ssize_t __wrap_read(int fd, void *bytes, size_t n);
ssize_t __wrap_read(int fd, void *bytes, size_t n) {
  if (!dribble) return __real_read(fd, bytes, n);
  if (calls++ % 2 == 0) return errno = EINTR, -1;
  return __real_read(fd, bytes, n < 7 ? n : 7);
}

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __wrap_fsync(int fd) {
  char link[40], path[300];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  cr_assert_gt(n, 0);
  path[n] = '\0';
  snprintf(synced + strlen(synced), sizeof synced - strlen(synced), "%s ", strrchr(path, '/') + 1);
  return __real_fsync(fd);
}

/* ---- the tests ---- */

static char folder[SCRATCH_MAX], path[SCRATCH_MAX + 20];
static vb_error err;

static const char *in_folder(const char *name) {
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static void set_up(void) {
  scratch_make(folder, "file");
  err = (vb_error){0};
  dribble = false;
  synced[0] = '\0';
}

static void tear_down(void) {
  dribble = false;
  scratch_remove(folder);
}

TestSuite(file, .init = set_up, .fini = tear_down);

static void make(const char *name, size_t n) {
  vb_buf text = VB_BUF_INIT;
  for (size_t i = 0; i < n; i++) vb_buf_char(&text, (char)('a' + i % 23));
  cr_assert_eq(vb_file_replace(in_folder(name), vb_buf_view(&text), &err), VB_OK, "%s", err.text);
  vb_buf_clear(&text);
}

static void expect_read(size_t n, size_t limit, vb_status wanted) {
  vb_buf out = VB_BUF_INIT;
  vb_buf_text(&out, "before ");
  make("a", n);
  err = (vb_error){0};
  cr_expect_eq(vb_file_read(path, limit, &out, &err), wanted, "%zu of %zu", n, limit);
  if (wanted == VB_OK) {
    cr_expect_eq(out.n, 7 + n);
    for (size_t i = 0; i < n; i++) cr_assert_eq(out.p[7 + i], (char)('a' + i % 23));
    cr_expect_str_eq(err.text, "");
  } else {
    cr_expect(strstr(err.text, path) && strstr(err.text, "larger"), "%s", err.text);
  }
  vb_buf_clear(&out);
}

Test(file, a_file_is_read_up_to_its_limit_and_not_past_it) {
  static const size_t sizes[] = {0, 1, 1000, 64 * 1024, 64 * 1024 + 1, 200 * 1000};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    expect_read(sizes[i], sizes[i], VB_OK);
    expect_read(sizes[i], sizes[i] + 1, VB_OK);
    if (sizes[i]) expect_read(sizes[i], sizes[i] - 1, VB_LIMIT);
  }
}

Test(file, interrupted_and_partial_calls_go_on) {
  dribble = true;
  expect_read(1000, 1000, VB_OK);
  expect_read(1000, 999, VB_LIMIT);
}

Test(file, what_is_no_file_is_refused_by_name) {
  vb_buf out = VB_BUF_INIT;
  cr_expect_eq(vb_file_read(in_folder("none"), 10, &out, &err), VB_NOT_FOUND);
  cr_expect_not_null(strstr(err.text, path));
  cr_expect_eq(vb_file_read(folder, 10, &out, &err), VB_INVALID);
  cr_expect(strstr(err.text, folder) && strstr(err.text, "not a file"), "%s", err.text);
  cr_assert_eq(mkfifo(in_folder("pipe"), 0600), 0);
  cr_expect_eq(vb_file_read(path, 10, &out, &err), VB_INVALID);
  cr_expect_eq(out.n, 0);
  vb_buf_clear(&out);
}

Test(file, a_replaced_file_and_its_folder_are_synced_and_nothing_else_stays) {
  cr_assert_eq(vb_file_replace(in_folder("a"), VB_STR("one"), &err), VB_OK, "%s", err.text);
  char wanted[SCRATCH_MAX + 20];
  snprintf(wanted, sizeof wanted, "a.new %s ", strrchr(folder, '/') + 1);
  cr_expect_str_eq(synced, wanted);
  cr_assert_eq(vb_file_replace(path, VB_STR("two"), &err), VB_OK);
  expect_read(3, 3, VB_OK);
  cr_expect_neq(access(in_folder("a.new"), F_OK), 0);
}

Test(file, a_file_that_cannot_be_replaced_says_why_and_leaves_nothing) {
  cr_expect_eq(vb_file_replace(in_folder("none/a"), VB_STR("one"), &err), VB_NOT_FOUND);
  cr_expect_not_null(strstr(err.text, "none/a.new"));
  cr_assert_eq(mkdir(in_folder("b"), 0700), 0);
  cr_expect_neq(vb_file_replace(path, VB_STR("one"), &err), VB_OK);
  cr_expect(strstr(err.text, path) && strstr(err.text, "rename"), "%s", err.text);
  cr_expect_neq(access(in_folder("b.new"), F_OK), 0);
}

Test(file, a_new_folder_is_synced_in_its_parent) {
  char parent[SCRATCH_MAX];
  snprintf(parent, sizeof parent, "%s ", strrchr(folder, '/') + 1);
  cr_expect_eq(vb_file_mkdir(in_folder("news"), &err), VB_OK);
  cr_expect_str_eq(synced, parent);
  synced[0] = '\0';
  cr_expect_eq(vb_file_mkdir(in_folder("older//"), &err), VB_OK);
  cr_expect_str_eq(synced, parent);
  synced[0] = '\0';
  cr_expect_eq(vb_file_mkdir(in_folder("news"), &err), VB_OK); /* it is there */
  cr_expect_str_eq(synced, "");
  cr_assert_eq(chdir(in_folder("news")), 0);
  cr_expect_eq(vb_file_mkdir("x", &err), VB_OK);
  cr_expect_eq(vb_file_mkdir("y/", &err), VB_OK);
  cr_expect_str_eq(synced, "news news ");
  cr_assert_eq(chdir("/"), 0);
  cr_expect_eq(vb_file_mkdir(in_folder("none/x"), &err), VB_NOT_FOUND);
  cr_expect_not_null(strstr(err.text, path));
  make("a", 3);
  cr_expect_eq(vb_file_mkdir(path, &err), VB_INVALID);
  cr_expect_not_null(strstr(err.text, "not a folder"));
  synced[0] = '\0';
  char in_root[SCRATCH_MAX]; /* of its own: tests may run side by side */
  snprintf(in_root, sizeof in_root, "/%s", strrchr(folder, '/') + 1);
  if (vb_file_mkdir(in_root, &err) != VB_OK) return; /* not root */
  cr_expect_eq(rmdir(in_root), 0);
  cr_expect_str_eq(synced, " "); /* "/" */
}

Test(file, a_folder_that_cannot_be_synced_is_named) {
  cr_expect_eq(vb_file_sync_folder(in_folder("none"), &err), VB_NOT_FOUND);
  cr_expect_not_null(strstr(err.text, path));
  make("a", 3);
  cr_expect_neq(vb_file_sync_folder(path, &err), VB_OK); /* no folder */
}

Test(file, a_lock_excludes_and_names_its_holder) {
  int one = 7, two = 7;
  char holder[40];
  cr_assert_eq(vb_file_lock(in_folder("lock"), &one, &err), VB_OK);
  cr_expect_eq(vb_file_lock(path, &two, &err), VB_LOCKED);
  cr_expect_eq(two, -1);
  snprintf(holder, sizeof holder, "(process %ld)", (long)getpid());
  cr_expect_not_null(strstr(err.text, holder), "%s", err.text);
  /* What a damaged lock says is not shown beyond its digits. */
  cr_assert_eq(pwrite(one, "12x4567", 7, 0), 7);
  cr_expect_eq(vb_file_lock(path, &two, &err), VB_LOCKED);
  cr_expect_not_null(strstr(err.text, "(process 12)"), "%s", err.text);
  cr_assert_eq(ftruncate(one, 0), 0);
  cr_expect_eq(vb_file_lock(path, &two, &err), VB_LOCKED);
  cr_expect_not_null(strstr(err.text, "(process unknown)"), "%s", err.text);
  cr_assert_eq(pwrite(one, "1234567890123456789012345678901234567890", 40, 0), 40);
  cr_expect_eq(vb_file_lock(path, &two, &err), VB_LOCKED);
  cr_expect_not_null(strstr(err.text, "(process 12345678901234567890123)"), "%s", err.text);
  vb_file_unlock(one);
  cr_expect_eq(vb_file_lock(path, &two, &err), VB_OK);
  vb_file_unlock(two);
  vb_file_unlock(-1);
  cr_expect_eq(vb_file_lock(in_folder("none/lock"), &two, &err), VB_NOT_FOUND);
  cr_expect_eq(two, -1);
  struct stat info; /* a shorter number leaves nothing of a longer one */
  snprintf(holder, sizeof holder, "%ld\n", (long)getpid());
  cr_assert_eq(stat(in_folder("lock"), &info), 0);
  cr_expect_eq((size_t)info.st_size, strlen(holder));
}

Test(file, a_pipe_with_a_writer_is_opened_and_waited_for) {
  char text[4] = "";
  int fd, writer;
  cr_assert_eq(mkfifo(in_folder("pipe"), 0600), 0);
  writer = open(path, O_RDWR | O_CLOEXEC);
  cr_assert_eq(vb_file_open_stream(path, &fd, &err), VB_OK, "%s", err.text);
  cr_expect_eq(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
  cr_assert_eq(write(writer, "oar", 3), 3);
  cr_expect_eq(read(fd, text, 3), 3);
  cr_expect_str_eq(text, "oar");
  close(writer), close(fd);
  cr_expect_eq(vb_file_open_stream(in_folder("none"), &fd, &err), VB_NOT_FOUND);
  cr_expect_eq(fd, -1);
}

Test(file, what_a_pipe_holds_is_all_read) {
  char text[8] = "";
  int fd, writer;
  cr_assert_eq(mkfifo(in_folder("pipe"), 0600), 0);
  writer = open(path, O_RDWR | O_CLOEXEC);
  cr_assert_eq(write(writer, "lantern", 7), 7);
  cr_assert_eq(vb_file_open_stream(path, &fd, &err), VB_OK, "%s", err.text);
  cr_expect_eq(read(fd, text, 7), 7); /* looking for a writer took nothing out */
  cr_expect_str_eq(text, "lantern");
  close(writer), close(fd);
}

Test(file, a_pipe_that_nobody_writes_to_is_refused_in_its_time) {
  int fd;
  cr_assert_eq(mkfifo(in_folder("pipe"), 0600), 0);
  cr_expect_eq(vb_file_open_stream(path, &fd, &err), VB_INVALID);
  cr_expect_eq(fd, -1);
  cr_expect_not_null(strstr(err.text, "nobody writes"), "%s", err.text);
}

Test(file, a_path_is_joined_with_one_slash) {
  static const char *const rows[][3] = {
      {"a", "b", "a/b"}, {"a/", "b", "a/b"}, {"/", "b", "/b"}, {"", "b", "/b"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char *joined = vb_path_join(rows[i][0], rows[i][1]);
    cr_expect_str_eq(joined, rows[i][2]);
    free(joined);
  }
}
