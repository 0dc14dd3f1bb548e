/*
 * fuzz_quotation.c - the quotations of any text lie in it, in order, and a record keeps them.
 */
#include "tests/fuzz/fuzz.h"

#include "indexer/article/quotation/quotation.h"
#include "indexer/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static vb_quotation_finder *finder;
  vb_error err;
  if (!finder) FUZZ_CHECK(vb_quotation_finder_open(&finder, &err) == VB_OK);
  vb_buf text = VB_BUF_INIT, record = VB_BUF_INIT;
  vb_arena *arena = vb_arena_new();
  FUZZ_CHECK(arena);
  vb_utf8_repair((vb_str){(const char *)data, size}, &text);
  vb_article article = {.text = vb_buf_view(&text)}, kept;
  FUZZ_CHECK(vb_quotations_of_article(finder, &article, arena, &err) == VB_OK);
  for (size_t i = 0; i < article.quotation_count; i++) {
    FUZZ_CHECK(article.quotations[i].part_count > 0);
    FUZZ_CHECK(article.quotations[i].confidence <= 100);
  }
  /* Decoding refuses extents that are empty, out of order, or cut a character. */
  vb_record_encode(&article, &record);
  FUZZ_CHECK(vb_record_decode(vb_buf_view(&record), arena, &kept, &err) == VB_OK);
  FUZZ_CHECK(kept.quotation_count == article.quotation_count);
  for (size_t i = 0; i < kept.quotation_count; i++)
    FUZZ_CHECK(kept.quotations[i].part_count == article.quotations[i].part_count);
  vb_arena_free(arena);
  vb_buf_clear(&text);
  vb_buf_clear(&record);
  return 0;
}
