/*
 * fuzz_text_coding.c - fuzzes the coder of texts. The input is read as a table of phrases and a
 * coded text, which must be refused or decoded within its bounds; then it is coded and decoded
 * as a text, which must give the same bytes.
 *
 * The first two bytes are the length of the table.
 */
#include "indexer/store/text/text_decoder.h"
#include "indexer/store/text/text_encoder.h"
#include "tests/fuzz/fuzz.h"

/* In memory that ends where it must not be passed. */
static bool decode(const vb_text_decoder *code, vb_str coded, vb_str expected) {
  size_t size;
  bool same = false;
  char *exact = malloc(coded.n + 1);
  memcpy(exact, coded.p, coded.n);
  if (vb_text_decoder_size((vb_str){exact, coded.n}, 1 << 20, &size, NULL) == VB_OK) {
    char *to = malloc(size + VB_TEXT_DECODER_SLACK);
    same = vb_text_decoder_decode(code, (vb_str){exact, coded.n}, to, NULL) == VB_OK &&
           vb_str_eq((vb_str){to, size}, expected);
    free(to);
  }
  free(exact);
  return same;
}

static void check_table(const uint8_t *data, size_t size) {
  vb_text_decoder *code;
  if (size < 2) return;
  size_t n = (size_t)(data[0] << 8 | data[1]);
  if (n > size - 2) n = size - 2;
  const char *bytes = (const char *)data + 2;
  if (vb_text_decoder_new((vb_str){bytes, n}, &code, NULL) == VB_OK)
    decode(code, (vb_str){bytes + n, size - 2 - n}, VB_STR_NONE);
  vb_text_decoder_free(code);
}

static void check_coding(vb_str text) {
  vb_text_encoder *coder;
  vb_text_decoder *code;
  vb_buf coded = VB_BUF_INIT, table = VB_BUF_INIT;
  FUZZ_CHECK(vb_text_encoder_new(text, 1 + (unsigned)text.n % 9, (vb_text_effort)(text.n / 9 % 2),
                                 &coder, NULL) == VB_OK);
  vb_text_encoder_table(coder, &table);
  vb_text_encoder_encode(coder, text, &coded);
  FUZZ_CHECK(vb_text_decoder_new(vb_buf_view(&table), &code, NULL) == VB_OK);
  FUZZ_CHECK(decode(code, vb_buf_view(&coded), text));
  vb_text_encoder_free(coder);
  vb_text_decoder_free(code);
  vb_buf_clear(&coded);
  vb_buf_clear(&table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  check_table(data, size);
  if (size < 65536) check_coding((vb_str){(const char *)data, size});
  return 0;
}
