/*
 * fuzz_record.c - any bytes, taken for a record, are an article or are refused;
 * an article encodes to the very bytes that it came from.
 */
#include "indexer/store/record.h"
#include "tests/fuzz/fuzz.h"
#include "indexer/store/xapian/packed_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  vb_arena *arena = vb_arena_new();
  vb_article article;
  vb_str bytes = {(const char *)data, size};
  FUZZ_CHECK(arena);
  vb_status status = vb_record_unpack(bytes, arena, &article, NULL);
  FUZZ_CHECK(status == VB_OK || status == VB_CORRUPT);
  status = vb_record_decode(bytes, arena, &article, NULL);
  FUZZ_CHECK(status == VB_OK || status == VB_CORRUPT);
  if (status == VB_OK) {
    vb_buf again = VB_BUF_INIT;
    vb_record_encode(&article, &again);
    FUZZ_CHECK(vb_str_eq(vb_buf_view(&again), bytes));
    vb_buf_clear(&again);
  }
  vb_arena_free(arena);
  return 0;
}
