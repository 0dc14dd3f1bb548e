/*
 * fuzz_pack.c - any bytes as a pack of integers, as coded words and as a manifest:
 * refused, or decoded inside their bounds and the same by both codes.
 */
#include "indexer/store/bitpack.h"
#include "indexer/store/manifest.h"
#include "indexer/store/textblock.h"
#include "tests/fuzz/fuzz.h"

static void check_pack(const uint8_t *data, size_t size) {
  uint32_t a[VB_PACK_BLOCK] = {0}, b[VB_PACK_BLOCK] = {0};
  size_t n = size ? data[0] % VB_PACK_BLOCK + 1u : 1;
  FUZZ_CHECK(vb_pack_choose(VB_PACK_SCALAR));
  size_t used = vb_unpack(data, data + size, n, a);
  FUZZ_CHECK(used <= size);
  if (used && n == VB_PACK_BLOCK) FUZZ_CHECK(vb_pack_skip(data, data + size, 1) == data + used);
  const unsigned char *behind = vb_pack_skip(data, data + size, n);
  FUZZ_CHECK(!behind || (behind > data && behind <= data + size));
  if (vb_pack_choose(VB_PACK_SIMD)) {
    FUZZ_CHECK(vb_unpack(data, data + size, n, b) == used);
    FUZZ_CHECK(!used || memcmp(a, b, n * sizeof *a) == 0);
  }
  vb_pack_choose(VB_PACK_AUTO);
  if (used && vb_pack_accumulate(a, n, UINT32_MAX, 1 << 24))
    for (size_t i = 0; i < n; i++) FUZZ_CHECK(a[i] < 1 << 24 && (!i || a[i] > a[i - 1]));
}

static void check_words(const uint8_t *data, size_t size) {
  vb_buf out = VB_BUF_INIT;
  size_t words = size / 2 < 40 ? size / 2 / 4 * 4 : 40;
  vb_wordcode table = {data, (uint32_t)words / 4, (const char *)data + words,
                       (uint32_t)(size - words) / 2};
  vb_str coded = {(const char *)data + words, size - words};
  vb_status status = vb_wordcode_decode(&table, coded, size * 3, SIZE_MAX, &out, NULL);
  FUZZ_CHECK(status == VB_CORRUPT || (status == VB_OK && out.n == size * 3));
  status = vb_text_unpack(coded, &table, size * 2, SIZE_MAX, &out, NULL);
  FUZZ_CHECK(status == VB_CORRUPT || (status == VB_OK && out.n == size * 2));
  vb_buf_clear(&out);
}

static void check_coding(const uint8_t *data, size_t size) {
  vb_wordcoder *coder;
  vb_buf coded = VB_BUF_INIT, back = VB_BUF_INIT;
  vb_str raw = {(const char *)data, size};
  FUZZ_CHECK(vb_wordcoder_new(raw, &coder, NULL) == VB_OK);
  vb_wordcode table = vb_wordcoder_table(coder);
  vb_wordcode_encode(coder, raw, &coded);
  FUZZ_CHECK(vb_wordcode_decode(&table, vb_buf_view(&coded), size, SIZE_MAX, &back, NULL) == VB_OK);
  FUZZ_CHECK(vb_str_eq(vb_buf_view(&back), raw));
  vb_wordcoder_free(coder);
  vb_buf_clear(&coded);
  vb_buf_clear(&back);
}

static void check_manifest(const uint8_t *data, size_t size) {
  vb_manifest m, again;
  vb_buf text = VB_BUF_INIT;
  if (vb_manifest_parse((vb_str){(const char *)data, size}, "input", &m, NULL) == VB_OK) {
    vb_manifest_format(&m, &text);
    FUZZ_CHECK(vb_manifest_parse(vb_buf_view(&text), "copy", &again, NULL) == VB_OK);
    FUZZ_CHECK(again.count == m.count && again.generation == m.generation);
    vb_manifest_clear(&again);
  }
  vb_manifest_clear(&m);
  vb_buf_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  check_pack(data, size);
  check_words(data, size);
  if (size < 4096) check_coding(data, size);
  check_manifest(data, size);
  return 0;
}
