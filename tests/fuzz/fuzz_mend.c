/*
 * fuzz_mend.c - mended text is valid, and mending it once more changes little enough to end.
 */
#include "indexer/article/read/mend.h"
#include "indexer/base/utf8.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  vb_str text = {(const char *)data, size};
  vb_arena *arena = vb_arena_new();
  uint32_t count = 0;
  FUZZ_CHECK(arena);
  if (vb_utf8_valid(text)) {
    vb_str mended = vb_mend_encoded_twice(text, arena, &count);
    FUZZ_CHECK(vb_utf8_valid(mended) && mended.n <= text.n &&
               (count > 0 || vb_str_eq(text, mended)));
    vb_str joined = vb_mend_broken_words(mended, arena);
    FUZZ_CHECK(vb_utf8_valid(joined) && joined.n <= mended.n);
  }
  vb_arena_free(arena);
  return 0;
}
