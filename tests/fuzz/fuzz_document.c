/*
 * fuzz_document.c - RTF, Markdown, and what is recognised as DOCX, ODT, EPUB or PDF.
 */
#include "tests/fuzz/fuzz_reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read("", data, size, "in/a", NULL);
  fuzz_read("", data, size, "in/a.rtf", "rtf");
  fuzz_read("", data, size, "in/a.md", "markdown");
  return 0;
}
