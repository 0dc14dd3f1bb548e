/*
 * fuzz_verdict.c - any two texts can be compared: a text is verbatim itself,
 * the order of the two does not matter, and stripping gives a piece of the whole.
 */
#include "searcher/quote/lookup.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  vb_str all = {(const char *)data, size};
  const char *zero = size ? memchr(data, 0, size) : NULL;
  size_t half = zero ? (size_t)(zero - all.p) : size / 2;
  vb_str a = vb_str_slice(all, 0, half), b = vb_str_slice(all, half + (zero != NULL), size);
  if (vb_quote_compare(a, a) != VB_VERDICT_VERBATIM) abort();
  if (vb_quote_compare(a, b) != vb_quote_compare(b, a)) abort();
  vb_str inner = vb_quote_strip(a);
  if (inner.n > a.n || (inner.n && (inner.p < a.p || inner.p + inner.n > a.p + a.n))) abort();
  vb_str again = vb_quote_strip(inner);
  if (again.n > inner.n) abort();
  return 0;
}
