/*
 * fuzz_pack.c - any bytes as a pack of integers and as a manifest:
 * refused, or decoded inside their bounds and the same by both codes.
 */
#include "indexer/store/posting/bitpack.h"
#include "indexer/store/commit/manifest.h"
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
  check_manifest(data, size);
  return 0;
}
