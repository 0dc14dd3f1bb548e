/*
 * fuzz_mail.c - mails, boxes of them, and saved pages.
 */
#include "tests/fuzz/fuzz_reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read("", data, size, "in/a.eml", "mail");
  fuzz_read("From a Mon Jan  1 00:00:00 2018\nMIME-Version: 1.0\n", data, size, "in/a.mbox",
            "mbox");
  return 0;
}
