/*
 * base64.c - three bytes are four characters.
 */
#include "indexer/store/opensearch/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void vb_base64_write(vb_str bytes, vb_buf *out) {
  if (!vb_buf_reserve(out, bytes.n / 3 * 4 + 4)) return;
  for (size_t i = 0; i < bytes.n; i += 3) {
    uint32_t group = 0;
    size_t n = bytes.n - i < 3 ? bytes.n - i : 3;
    for (size_t k = 0; k < 3; k++)
      group = group << 8 | (k < n ? (unsigned char)bytes.p[i + k] : 0u);
    for (size_t k = 0; k < 4; k++)
      out->p[out->n++] = k <= n ? digits[group >> (18 - 6 * k) & 63] : '=';
  }
}

static int digit_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

vb_status vb_base64_read(vb_str text, vb_buf *out, vb_error *err) {
  uint32_t group = 0;
  while (text.n && text.p[text.n - 1] == '=') text.n--;
  if (!vb_buf_reserve(out, text.n + 1)) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < text.n; i++) {
    int digit = digit_of(text.p[i]);
    if (digit < 0) return vb_fail(err, VB_CORRUPT, "a field of the cluster is not base64");
    group = group << 6 | (uint32_t)digit;
    if (i % 4) out->p[out->n++] = (char)(group >> (6 - 2 * (i % 4)));
  }
  return VB_OK;
}
