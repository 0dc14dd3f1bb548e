/*
 * fuzz_reader.c - any bytes, recognised or read as a format of text.
 */
#include "tests/fuzz/fuzz_reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const formats[] = {NULL, "text", "html", "jsonl", "csv"};
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
    fuzz_read("", data, size, "in/a", formats[i]);
  return 0;
}
