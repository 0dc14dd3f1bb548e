/*
 * fuzz_container.c - archives and packed files, by their bytes; and brotli, which only a name
 * tells.
 */
#include "tests/fuzz/fuzz_reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read("", data, size, "in/a", NULL);
  fuzz_read("", data, size, "in/a.jsonl.br", NULL);
  return 0;
}
