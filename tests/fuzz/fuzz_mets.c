/*
 * fuzz_mets.c - fuzzes METS with its pages: the METS file, a line "%%", and an ALTO file that
 * stands where each of alto/1.xml and alto/2.xml is. The list of names of METS files reads it as
 * well.
 */
#include "indexer/article/read/mets_list.h"
#include "tests/fuzz/fuzz_reading.h"

#include <stdio.h>
#include <sys/stat.h>

enum { PATH_BYTES = 64 };

static char mets[PATH_BYTES], pages[2][PATH_BYTES];

static char folder[] = "/tmp/vb-fuzz-mets-XXXXXX", alto[PATH_BYTES];

static void remove_folder(void) {
  unlink(mets);
  for (int i = 0; i < 2; i++) unlink(pages[i]);
  rmdir(alto);
  rmdir(folder);
}

/* One folder for all runs of this process. */
static void make_folder(void) {
  FUZZ_CHECK(mkdtemp(folder) != NULL);
  snprintf(alto, sizeof alto, "%s/alto", folder);
  FUZZ_CHECK(mkdir(alto, 0700) == 0);
  snprintf(mets, sizeof mets, "%s/mets.xml", folder);
  for (int i = 0; i < 2; i++) snprintf(pages[i], sizeof pages[i], "%s/alto/%d.xml", folder, i + 1);
  atexit(remove_folder);
}

static void put_file(const char *path, vb_str bytes) {
  FILE *out = fopen(path, "w");
  FUZZ_CHECK(out && fwrite(bytes.p, 1, bytes.n, out) == bytes.n);
  FUZZ_CHECK(fclose(out) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  vb_str all = {(const char *)data, size};
  const char *border = size ? memmem(all.p, all.n, "\n%%\n", 4) : NULL;
  size_t n = border ? (size_t)(border - all.p) : size;
  if (!*mets) make_folder();
  put_file(mets, vb_str_slice(all, 0, n));
  for (int i = 0; i < 2; i++) put_file(pages[i], vb_str_slice(all, border ? n + 4 : n, size));
  vb_arena *arena = vb_arena_new();
  const char *const paths[] = {mets, NULL};
  vb_mets_list *list = vb_mets_list_new(paths);
  FUZZ_CHECK(arena && list);
  vb_reader_events events = {.article = check_article, .problem = check_problem, .context = arena};
  vb_read_options options = {.format = "mets", .mets = list};
  FUZZ_CHECK(vb_read_file(mets, "in/mets.xml", &options, &events, NULL) == VB_OK);
  options.format = "alto";
  FUZZ_CHECK(vb_read_file(pages[0], "in/1.xml", &options, &events, NULL) == VB_OK);
  vb_mets_list_free(list);
  vb_arena_free(arena);
  return 0;
}
