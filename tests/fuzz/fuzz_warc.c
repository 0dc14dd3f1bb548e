/*
 * fuzz_warc.c - records of crawls, whatever they say of themselves.
 */
#include "tests/fuzz/fuzz_reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read("", data, size, "in/a.warc", NULL);
  fuzz_read("WARC/1.0\r\n", data, size, "in/a.warc", NULL);
  return 0;
}
