/*
 * fuzz.h - what every fuzzer has: the entry that libFuzzer and replay.c call,
 * and a check that ends the program where a property does not hold.
 */
#ifndef VB_TESTS_FUZZ_H
#define VB_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Also in release builds, unlike assert. */
#define FUZZ_CHECK(holds)                                                                          \
  do {                                                                                             \
    if (!(holds)) {                                                                                \
      fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #holds);                   \
      abort();                                                                                     \
    }                                                                                              \
  } while (0)

#endif
