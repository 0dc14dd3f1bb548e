/*
 * fuzz_textcode.c - any bytes as a table of phrases with a text behind it, and as a text
 * to be coded: refused, or decoded inside their bounds; what was coded comes back.
 *
 * Two bytes say how long the table is.
 */
#include "indexer/store/textcode.h"
#include "indexer/store/textcoder.h"
#include "tests/fuzz/fuzz.h"

/* In memory that ends where it must not be passed. */
static bool decode(const vb_textcode *code, vb_str coded, vb_str expected) {
  size_t size;
  bool same = false;
  char *exact = malloc(coded.n + 1);
  memcpy(exact, coded.p, coded.n);
  if (vb_textcode_size((vb_str){exact, coded.n}, 1 << 20, &size, NULL) == VB_OK) {
    char *to = malloc(size + VB_TEXTCODE_SLACK);
    same = vb_textcode_decode(code, (vb_str){exact, coded.n}, to, NULL) == VB_OK &&
           vb_str_eq((vb_str){to, size}, expected);
    free(to);
  }
  free(exact);
  return same;
}

static void check_table(const uint8_t *data, size_t size) {
  vb_textcode *code;
  if (size < 2) return;
  size_t n = (size_t)(data[0] << 8 | data[1]);
  if (n > size - 2) n = size - 2;
  const char *bytes = (const char *)data + 2;
  if (vb_textcode_new((vb_str){bytes, n}, &code, NULL) == VB_OK)
    decode(code, (vb_str){bytes + n, size - 2 - n}, VB_STR_NONE);
  vb_textcode_free(code);
}

static void check_coding(vb_str text) {
  vb_textcoder *coder;
  vb_textcode *code;
  vb_buf coded = VB_BUF_INIT, table = VB_BUF_INIT;
  FUZZ_CHECK(vb_textcoder_new(text, 1 + (unsigned)text.n % 9, &coder, NULL) == VB_OK);
  vb_textcoder_table(coder, &table);
  vb_textcoder_encode(coder, text, &coded);
  FUZZ_CHECK(vb_textcode_new(vb_buf_view(&table), &code, NULL) == VB_OK);
  FUZZ_CHECK(decode(code, vb_buf_view(&coded), text));
  vb_textcoder_free(coder);
  vb_textcode_free(code);
  vb_buf_clear(&coded);
  vb_buf_clear(&table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  check_table(data, size);
  if (size < 65536) check_coding((vb_str){(const char *)data, size});
  return 0;
}
