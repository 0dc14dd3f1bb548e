/*
 * fuzz_format.c - fuzzes the reader of each format: "rcv1\n" and then bytes that are read as it.
 *
 * Names are those of the table of formats. Bytes after an unknown name, or after that of a
 * container, are recognised by their content. Readers that need an option or the ending of a name
 * are tried with these as well.
 */
#include "indexer/article/read/format.h"
#include "tests/fuzz/fuzz_reading.h"

enum { NAME_MAX_BYTES = 24 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char name[NAME_MAX_BYTES + 1] = "";
  size_t n = 0;
  while (n < size && n < NAME_MAX_BYTES && data[n] != '\n') n++;
  if (n == size || data[n] != '\n') return 0;
  memcpy(name, data, n);
  const vb_format *format = vb_format_named(name);
  bool forced = format && vb_format_is_known(name);
  fuzz_read("", data + n + 1, size - n - 1, "in/a", forced ? name : NULL);
  return 0;
}
