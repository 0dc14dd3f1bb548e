/*
 * replay.c - main for a fuzzer in a normal build: gives it every file of the
 * folders and files named, once as it is and once cut in the middle. A folder
 * without a file is a failure: a test that looks at nothing cannot pass.
 */
#include "indexer/base/file.h"
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <sys/stat.h>

enum { INPUT_MAX = 16 * 1024 * 1024 }; /* a corpus file is small; this only stops mistakes */

/* A copy of its exact size, so that the sanitizer reports a read past its end. */
static void give(const char *bytes, size_t n) {
  uint8_t *copy = malloc(n ? n : 1);
  FUZZ_CHECK(copy);
  if (n) memcpy(copy, bytes, n);
  LLVMFuzzerTestOneInput(copy, n);
  free(copy);
}

static size_t replay_file(const char *path) {
  vb_buf input = VB_BUF_INIT;
  vb_error err;
  if (vb_file_read(path, INPUT_MAX, &input, &err) != VB_OK) {
    fprintf(stderr, "%s\n", err.text);
    exit(2);
  }
  give(input.p, input.n);
  give(input.p, input.n / 2);
  vb_buf_clear(&input);
  return 1;
}

static size_t replay_folder(const char *path) {
  DIR *folder = opendir(path);
  if (!folder) {
    perror(path);
    exit(2);
  }
  size_t count = 0;
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (entry->d_name[0] == '.') continue;
    char *file = vb_path_join(path, entry->d_name);
    FUZZ_CHECK(file);
    count += replay_file(file);
    free(file);
  }
  closedir(folder);
  return count;
}

int main(int argc, char **argv) {
  size_t count = 0;
  for (int i = 1; i < argc; i++) {
    struct stat st;
    if (stat(argv[i], &st) != 0) {
      perror(argv[i]);
      return 2;
    }
    count += S_ISDIR(st.st_mode) ? replay_folder(argv[i]) : replay_file(argv[i]);
  }
  printf("%zu inputs replayed\n", count);
  return count ? 0 : 1;
}
