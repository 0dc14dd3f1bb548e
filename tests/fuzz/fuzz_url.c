/*
 * fuzz_url.c - any bytes are an address: parameters decode to no more than was sent, encode and
 * decode back to themselves, and reach a page without a character of markup.
 */
#include "indexer/base/markup_escape.h"
#include "tests/fuzz/fuzz.h"
#include "web/template.h"
#include "web/url.h"

static void check_value(vb_str value, vb_arena *arena) {
  vb_buf encoded = VB_BUF_INIT, escaped = VB_BUF_INIT;
  vb_url_encode(value, &encoded);
  FUZZ_CHECK(vb_str_eq(vb_url_decode(vb_buf_view(&encoded), true, arena), value));
  vb_markup_escape(value, &escaped);
  for (size_t i = 0; i < escaped.n; i++) {
    unsigned char c = (unsigned char)escaped.p[i];
    FUZZ_CHECK(!strchr("<>\"'", c) && (c >= ' ' || c == '\t' || c == '\n'));
  }
  FUZZ_CHECK(!vb_url_is_web(value) || !memchr(value.p, ' ', value.n));
  vb_buf_clear(&encoded);
  vb_buf_clear(&escaped);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  vb_arena *arena = vb_arena_new();
  vb_url_params params;
  vb_str text = {size ? (const char *)data : "", size};
  FUZZ_CHECK(arena);
  vb_status status = vb_url_params_read(text, arena, &params, NULL);
  FUZZ_CHECK(status == VB_OK ? params.count <= VB_URL_PARAMS_MAX : status == VB_LIMIT);
  size_t decoded = 0;
  for (size_t i = 0; i < params.count; i++) {
    decoded += params.items[i].name.n + params.items[i].value.n;
    check_value(params.items[i].name, arena);
    check_value(params.items[i].value, arena);
  }
  FUZZ_CHECK(decoded <= size);
  check_value(text, arena);
  vb_arena_free(arena);
  return 0;
}
