/*
 * scratch.h - a folder of its own for a test, with all that is in it taken away at the end.
 */
#ifndef VB_TESTS_SCRATCH_H
#define VB_TESTS_SCRATCH_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

enum { SCRATCH_MAX = 64 }; /* of its path; a name has at most 40 bytes */

static inline void scratch_make(char folder[SCRATCH_MAX], const char *name) {
  snprintf(folder, SCRATCH_MAX, "/tmp/vb-%s-XXXXXX", name);
  cr_assert_not_null(mkdtemp(folder));
}

static inline void scratch_remove(const char *folder) {
  char command[SCRATCH_MAX + 16];
  snprintf(command, sizeof command, "rm -rf %s", folder);
  cr_expect_eq(system(command), 0);
}

#endif
