/* Part files: what is appended comes back, block by block; damage is named; a file that is cut
   short while it is mapped reads as zeros and says so, and other faults go to whoever handled them.
 */
#include "indexer/store/posting/part.h"
#include "tests/scratch.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[SCRATCH_MAX];
static vb_error err;

static void set_up(void) {
  scratch_make(folder, "part");
}
static void tear_down(void) {
  scratch_remove(folder);
}
TestSuite(part, .init = set_up, .fini = tear_down);

static unsigned char byte_at(size_t i) {
  return (unsigned char)(i * 7 + i / 251);
}

static char path[SCRATCH_MAX + 20];

/* n bytes of content, the head not counted, appended in pieces of several sizes. */
static vb_part_id write_part(const char *name, size_t n) {
  vb_part_writer *writer;
  vb_part_id id;
  unsigned char *bytes = malloc(n + 1);
  snprintf(path, sizeof path, "%s/%s", folder, name);
  for (size_t i = 0; i < n; i++) bytes[i] = byte_at(i);
  cr_assert_eq(vb_part_create(path, VB_PART_TEXT, 7, &writer, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_part_tell(writer), VB_PART_HEAD);
  for (size_t at = 0, step = 1; at < n; at += step, step = step * 3 + 1) {
    if (step > n - at) step = n - at;
    vb_part_append(writer, bytes + at, step);
    cr_assert_eq(vb_part_tell(writer), VB_PART_HEAD + at + step);
  }
  cr_assert_eq(vb_part_finish(writer, &id, &err), VB_OK, "%s", err.text);
  free(bytes);
  return id;
}

static vb_part *open_part(const vb_part_id *id) {
  vb_part *part;
  cr_assert_eq(vb_part_open(path, VB_PART_TEXT, 7, id, &part, &err), VB_OK, "%s", err.text);
  return part;
}

static const size_t sizes[] = {0,
                               1,
                               VB_PART_BLOCK - VB_PART_HEAD - 1,
                               VB_PART_BLOCK - VB_PART_HEAD,
                               VB_PART_BLOCK - VB_PART_HEAD + 1,
                               16 * VB_PART_BLOCK - VB_PART_HEAD - 1,
                               16 * VB_PART_BLOCK - VB_PART_HEAD,
                               70 * VB_PART_BLOCK};
enum { SIZES = sizeof sizes / sizeof *sizes };

Test(part, what_is_appended_comes_back) {
  for (size_t s = 0; s < SIZES; s++) {
    vb_part_id id = write_part("a", sizes[s]);
    vb_part *part = open_part(&id);
    uint64_t blocks = (VB_PART_HEAD + sizes[s] + VB_PART_BLOCK - 1) / VB_PART_BLOCK;
    cr_assert_eq(part->end, VB_PART_HEAD + sizes[s]);
    cr_assert_eq(id.size, part->end + 8 * blocks + 24); /* FORMAT.md, "Part files" */
    cr_assert_eq(part->size, id.size);
    cr_assert_eq(vb_part_check(part, 0, part->end, &err), VB_OK, "%s", err.text);
    for (size_t i = 0; i < sizes[s]; i++)
      if (part->bytes[VB_PART_HEAD + i] != byte_at(i)) cr_assert_fail("byte %zu of %zu", i, s);
    cr_expect_not(vb_part_is_cut(part));
    vb_part_forget(part);
    cr_expect_eq(vb_part_check(part, 0, part->end, &err), VB_OK);
    /* What points past the end is damage. */
    cr_expect_eq(vb_part_check(part, part->end, 0, &err), VB_OK);
    cr_expect_eq(vb_part_check(part, part->end, 1, &err), VB_CORRUPT);
    cr_expect_eq(vb_part_check(part, part->end + 1, 0, &err), VB_CORRUPT);
    cr_expect_eq(vb_part_check(part, 1, part->end, &err), VB_CORRUPT);
    cr_expect_eq(vb_part_check(part, 1, UINT64_MAX, &err), VB_CORRUPT);
    cr_expect_not_null(strstr(err.text, path));
    vb_part_close(part);
  }
}

Test(part, alignment_is_by_zeros_and_only_where_it_is_needed) {
  for (unsigned to = 1; to <= 8; to *= 2)
    for (unsigned n = 0; n < 10; n++) {
      vb_part_writer *writer;
      snprintf(path, sizeof path, "%s/a", folder);
      cr_assert_eq(vb_part_create(path, VB_PART_TEXT, 7, &writer, &err), VB_OK);
      vb_part_append(writer, "0123456789", n);
      vb_part_align(writer, to);
      cr_expect_eq(vb_part_tell(writer), (VB_PART_HEAD + n + to - 1) / to * to);
      vb_part_abandon(writer);
    }
  vb_part_abandon(NULL);
}

/* One flipped byte of each block in turn: checks of the others succeed, and each names its bytes.
 */
Test(part, a_damaged_block_is_named_and_no_other) {
  size_t n = 70 * VB_PART_BLOCK;
  vb_part_id id = write_part("a", n);
  uint64_t blocks = (VB_PART_HEAD + n + VB_PART_BLOCK - 1) / VB_PART_BLOCK;
  for (uint64_t damaged = 0; damaged < blocks; damaged += 1 + damaged / 4) {
    int fd = open(path, O_RDWR | O_CLOEXEC);
    off_t at = (off_t)(damaged * VB_PART_BLOCK + (damaged ? 0 : VB_PART_HEAD));
    unsigned char byte, other;
    cr_assert_eq(pread(fd, &byte, 1, at), 1);
    other = byte ^ 0x10;
    cr_assert_eq(pwrite(fd, &other, 1, at), 1);
    vb_part *part = open_part(&id);
    for (uint64_t b = 0; b < blocks; b++) {
      uint64_t start = b * VB_PART_BLOCK, end = start + VB_PART_BLOCK;
      if (end > part->end) end = part->end;
      cr_assert_eq(vb_part_check(part, start, end - start, &err), b == damaged ? VB_CORRUPT : VB_OK,
                   "block %d with %d damaged", (int)b, (int)damaged);
      cr_assert_eq(vb_part_check(part, start, end - start, &err), b == damaged ? VB_CORRUPT : VB_OK,
                   "block %d again", (int)b);
      if (b != damaged) continue;
      char wanted[60];
      snprintf(wanted, sizeof wanted, "bytes %d to %d ", (int)start, (int)end - 1);
      cr_expect_not_null(strstr(err.text, wanted), "%s", err.text);
      /* Across the edges too. */
      if (b) cr_expect_eq(vb_part_check(part, start - 1, 2, &err), VB_CORRUPT);
      if (end < part->end) cr_expect_eq(vb_part_check(part, end - 1, 2, &err), VB_CORRUPT);
    }
    vb_part_close(part);
    cr_assert_eq(pwrite(fd, &byte, 1, at), 1);
    close(fd);
  }
}

static void expect_refused(const vb_part_id *id, vb_part_kind kind, uint32_t number,
                           const char *words) {
  vb_part *part;
  cr_expect_neq(vb_part_open(path, kind, number, id, &part, &err), VB_OK, "%s", words);
  cr_expect_null(part);
  cr_expect(strstr(err.text, words) && strstr(err.text, path), "%s: %s", words, err.text);
}

/* A byte of the file for another; reverted afterwards. */
static void expect_refused_with(const vb_part_id *id, off_t at, const char *words) {
  int fd = open(path, O_RDWR | O_CLOEXEC);
  unsigned char byte, other;
  cr_assert_eq(pread(fd, &byte, 1, at), 1);
  other = byte ^ 1;
  cr_assert_eq(pwrite(fd, &other, 1, at), 1);
  expect_refused(id, VB_PART_TEXT, 7, words);
  cr_assert_eq(pwrite(fd, &byte, 1, at), 1);
  close(fd);
}

Test(part, another_file_is_refused_and_says_why) {
  vb_part_id id = write_part("a", 5 * VB_PART_BLOCK), other = id;
  off_t size = (off_t)id.size;
  expect_refused(&id, VB_PART_COLUMNS, 7, "the text of segment 7, under another name");
  expect_refused(&id, VB_PART_TEXT, 8, "under another name");
  expect_refused_with(&id, 0, "not a part of a store");
  expect_refused_with(&id, 7, "not a part of a store");
  expect_refused_with(&id, 8, "format version 3");
  for (off_t back = 1; back <= 8; back++)
    expect_refused_with(&id, size - back, "the end of the file is damaged");
  for (off_t back = 9; back <= 16; back++) expect_refused_with(&id, size - back, "checksums");
  for (off_t back = 17; back <= 24; back++)
    expect_refused_with(&id, size - back, "the end of the file is damaged");
  expect_refused_with(&id, size - 25, "checksums");
  expect_refused_with(&id, size - 24 - 6 * 8, "checksums");
  other.hash ^= 1;
  expect_refused(&other, VB_PART_TEXT, 7, "checksums");
  other = id, other.size++;
  expect_refused(&other, VB_PART_TEXT, 7, "bytes; the manifest says");
  cr_assert_eq(truncate(path, VB_PART_HEAD + 24 - 1), 0);
  other.size = VB_PART_HEAD + 24 - 1;
  expect_refused(&other, VB_PART_TEXT, 7, "bytes; the manifest says");
  cr_assert_eq(unlink(path), 0);
  expect_refused(&id, VB_PART_TEXT, 7, "cannot open");
}

/* ---- files that are cut short ---- */

static size_t zeros_in(const vb_part *part, size_t from) {
  size_t n = 0;
  for (size_t i = from; i < part->end; i++) n += part->bytes[i] == 0;
  return n;
}

Test(part, a_file_cut_short_reads_as_zeros_and_says_so_and_the_others_do_not) {
  enum { FILES = 5 };
  vb_part *parts[FILES];
  char name[8], cut[SCRATCH_MAX + 20];
  size_t page = (size_t)sysconf(_SC_PAGESIZE), n = 20 * VB_PART_BLOCK;
  for (int round = 0; round < 2; round++) { /* the second time in the places of the first */
    for (int i = 0; i < FILES; i++) {
      snprintf(name, sizeof name, "f%d", i);
      vb_part_id id = write_part(name, n);
      parts[i] = open_part(&id);
    }
    for (int i = FILES; i-- > 0;) {
      snprintf(cut, sizeof cut, "%s/f%d", folder, i);
      cr_assert_eq(truncate(cut, (off_t)page), 0);
      cr_expect_not(vb_part_is_cut(parts[i]), "nobody has read it");
      cr_expect_eq(zeros_in(parts[i], page), parts[i]->end - page);
      for (int k = 0; k < FILES; k++)
        cr_expect_eq(vb_part_is_cut(parts[k]), k >= i, "file %d with %d cut", k, i);
    }
    for (int i = 0; i < FILES; i++) vb_part_close(parts[i]);
  }
  cr_expect_not(vb_part_is_cut(NULL));
}

/* The mapping's first and last page, and its last byte. */
Test(part, every_page_of_a_file_is_covered) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), n = 3 * page;
  for (size_t at = 0; at < n; at += page) {
    vb_part_id id = write_part("a", n);
    vb_part *part = open_part(&id);
    cr_assert_eq(truncate(path, 0), 0);
    cr_expect_eq(part->bytes[at], 0);
    cr_expect(vb_part_is_cut(part));
    cr_expect_eq(part->bytes[part->size - 1], 0);
    vb_part_close(part);
  }
}

/* ---- faults that are not ours ---- */

static sigjmp_buf back;
static volatile sig_atomic_t seen;

static void plain_handler(int number) {
  seen = number;
  siglongjmp(back, 1);
}

static void full_handler(int number, siginfo_t *info, void *context) {
  (void)context;
  seen = info->si_addr ? number : 0;
  siglongjmp(back, 1);
}

/* A page of an empty file at `where`, or anywhere: reading it is a fault. */
static volatile const char *hole(void *where) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  int fd = memfd_create("hole", MFD_CLOEXEC), flags = where ? MAP_FIXED_NOREPLACE : 0;
  void *at = mmap(where, page, PROT_READ, MAP_SHARED | flags, fd, 0);
  close(fd);
  return at == MAP_FAILED || (where && at != where) ? NULL : at;
}

static bool faults(volatile const char *at) {
  seen = 0;
  if (sigsetjmp(back, 1) == 0) (void)*at;
  return seen == SIGBUS;
}

static void check_other_faults(void) {
  vb_part_id id = write_part("a", 20000);
  vb_part *part = open_part(&id);
  cr_expect(faults(hole(NULL)));
  cr_expect_not(vb_part_is_cut(part));
  /* One that begins where the file's last page ends. */
  size_t page = (size_t)sysconf(_SC_PAGESIZE), end = ((size_t)part->size + page - 1) / page * page;
  volatile const char *beside = hole((char *)(uintptr_t)part->bytes + end);
  if (beside) cr_expect(faults(beside));
  cr_expect_not(vb_part_is_cut(part));
  cr_assert_eq(truncate(path, 0), 0);
  volatile const unsigned char *bytes = part->bytes;
  cr_expect_not(faults((volatile const char *)bytes)); /* ours is still handled */
  cr_expect(vb_part_is_cut(part));
  /* Where a closed file was, a fault is not ours. */
  vb_part_close(part);
  volatile const char *later = hole((void *)(uintptr_t)bytes);
  if (later) cr_expect(faults(later));
}

Test(part, other_faults_go_to_the_plain_handler_before) {
  signal(SIGBUS, plain_handler);
  check_other_faults();
}

Test(part, other_faults_go_to_the_handler_with_facts_before) {
  struct sigaction action = {.sa_sigaction = full_handler, .sa_flags = SA_SIGINFO};
  sigaction(SIGBUS, &action, NULL);
  check_other_faults();
}

Test(part, without_a_handler_other_faults_end_the_program) {
  signal(SIGBUS, SIG_DFL);
  vb_part_id id = write_part("a", 100);
  vb_part *part = open_part(&id);
  pid_t child = fork();
  if (child == 0) {
    alarm(10); /* a fault that comes back for ever */
    (void)*hole(NULL);
    _exit(0);
  }
  int status;
  cr_assert_eq(waitpid(child, &status, 0), child);
  cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS, "%d", status);
  vb_part_close(part);
}
