/*
 * test_store.c - the marker file, and what is refused by name.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "indexer/base/file.h"
#include "indexer/store/store.h"
#include "tests/scratch.h"

static char folder[SCRATCH_MAX];
static vb_error err;

static void make_folder(void) {
  scratch_make(folder, "store");
}

static void remove_folder(void) {
  scratch_remove(folder);
}

TestSuite(store, .init = make_folder, .fini = remove_folder);

static void write_in(const char *name, const char *text) {
  char *path = vb_path_join(folder, name);
  cr_assert_eq(vb_file_replace(path, vb_str_of(text), &err), VB_OK, "%s", err.text);
  free(path);
}

Test(store, a_marker_comes_back_as_written) {
  vb_store_marker marker = {VB_STORE_VERSION, "xapian", "de"}, back;
  cr_assert_eq(vb_store_prepare(folder, &err), VB_OK);
  cr_assert_eq(vb_store_create(folder, &marker, &err), VB_OK);
  cr_assert_eq(vb_store_read_marker(folder, &back, &err), VB_OK, "%s", err.text);
  cr_expect_eq(back.version, VB_STORE_VERSION);
  cr_expect_str_eq(back.engine, "xapian");
  cr_expect_str_eq(back.language, "de");
}

Test(store, every_bad_marker_has_its_own_refusal) {
  static const struct {
    const char *text;
    vb_status status;
    const char *says;
  } cases[] = {
      {"", VB_CORRUPT, "damaged"},
      {"some other file\n", VB_CORRUPT, "damaged"},
      {"verbatim store\n", VB_CORRUPT, "damaged"},
      {"verbatim store\nversion x\nengine xapian\nlanguage en\n", VB_CORRUPT, "damaged"},
      {"verbatim store\nversion 2\nlanguage en\n", VB_CORRUPT, "damaged"},
      {"verbatim store\nversion 2\nengine xapian\n", VB_CORRUPT, "damaged"},
      {"verbatim store\nversion 2\nengine aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nlanguage en\n",
       VB_CORRUPT, "damaged"},
      {"verbatim store\nversion 2\nengine xapian\nlanguage e", VB_CORRUPT, "damaged"},
      {"verbatim store\nversion 2\nengine xapian\nlanguage da\ncheck 0123456789abcdef\n",
       VB_CORRUPT, "damaged"},
      {"verbatim store\nversion 7\nengine quantum\n", VB_VERSION, "version 7"},
      {"verbatim store\r\nversion 2\r\nengine xapian\r\nlanguage en\r\n", VB_OK, ""},
      {"verbatim store\nversion 2\nengine xapian\nlanguage en\nnote kept for later\n", VB_OK, ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_store_marker marker;
    err.text[0] = '\0';
    write_in("verbatim", cases[i].text);
    cr_expect_eq(vb_store_read_marker(folder, &marker, &err), cases[i].status, "case %zu: %s", i,
                 err.text);
    cr_expect(strstr(err.text, cases[i].says) != NULL, "case %zu: %s", i, err.text);
  }
}

Test(store, a_marker_of_a_megabyte_is_damaged) {
  char *big = malloc(1024 * 1024 + 1);
  vb_store_marker marker;
  memset(big, 'v', 1024 * 1024);
  big[1024 * 1024] = '\0';
  write_in("verbatim", big);
  cr_expect_eq(vb_store_read_marker(folder, &marker, &err), VB_CORRUPT);
  free(big);
}

Test(store, a_missing_folder_a_file_and_a_plain_folder_are_told_apart) {
  vb_store_marker marker;
  char *nowhere = vb_path_join(folder, "nowhere"), *file = vb_path_join(folder, "file");
  cr_expect_eq(vb_store_read_marker(nowhere, &marker, &err), VB_NOT_FOUND);
  cr_expect(strstr(err.text, "nowhere") != NULL);
  cr_expect_eq(vb_store_read_marker(folder, &marker, &err), VB_INVALID);
  cr_expect(strstr(err.text, "not a store") != NULL);
  write_in("file", "x");
  cr_expect_eq(vb_store_read_marker(file, &marker, &err), VB_INVALID);
  free(nowhere), free(file);
}

Test(store, a_folder_with_other_things_in_it_is_never_taken) {
  write_in("holiday.txt", "x");
  cr_expect_eq(vb_store_prepare(folder, &err), VB_INVALID);
  cr_expect(strstr(err.text, "holiday.txt") != NULL, "%s", err.text);
}

Test(store, a_creation_broken_off_can_be_taken_up_again) {
  write_in("lock", "1\n");
  char *path = vb_path_join(folder, "xapian");
  cr_assert_eq(vb_file_mkdir(path, &err), VB_OK);
  cr_expect_eq(vb_store_prepare(folder, &err), VB_OK, "%s", err.text);
  free(path);
}

Test(store_file, is_read_to_its_limit_and_no_further) {
  static const size_t limits[] = {1, 1000, 64 * 1024, 64 * 1024 + 1, 200 * 1000};
  char name[] = "/tmp/test_store_file.XXXXXX";
  vb_error error;
  int fd = mkstemp(name);
  cr_assert_geq(fd, 0);
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
    for (size_t more = 0; more < 2; more++) {
      vb_buf read = VB_BUF_INIT;
      cr_assert_eq(ftruncate(fd, (off_t)(limits[i] + more)), 0);
      cr_expect_eq(vb_file_read(name, limits[i], &read, &error), more ? VB_LIMIT : VB_OK, "%zu",
                   limits[i]);
      cr_expect(read.n <= limits[i] && (more || read.n == limits[i]), "%zu", limits[i]);
      vb_buf_clear(&read);
    }
  }
  close(fd);
  unlink(name);
}
