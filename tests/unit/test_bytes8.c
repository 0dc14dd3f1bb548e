#include "indexer/base/bytes8.h"

#include <criterion/criterion.h>

static uint64_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return *state >> 33;
}

/* Bytes next to the borders of the ranges that are tested. */
static void random_bytes(uint64_t *seed, unsigned char out[8]) {
  static const unsigned char borders[] = {0x00, 0x01, 0x1f, 0x20, 0x21, 0x22,
                                          0x7e, 0x7f, 0x80, 0x81, 0xff};
  for (int i = 0; i < 8; i++) {
    uint64_t r = next_random(seed);
    out[i] = r % 2 ? borders[r / 2 % sizeof borders] : (unsigned char)(r / 2);
  }
}

Test(bytes8, each_test_marks_the_bytes_that_pass_and_no_others) {
  uint64_t seed = 8;
  for (int round = 0; round < 200000; round++) {
    unsigned char bytes[8], stored[8];
    random_bytes(&seed, bytes);
    unsigned least = 1 + (unsigned)(next_random(&seed) % 128);
    unsigned char wanted = bytes[next_random(&seed) % 8];
    uint64_t w = vb_bytes8_load((const char *)bytes);
    uint64_t from = vb_bytes8_from(w, least), equal = vb_bytes8_equal(w, wanted),
             high = vb_bytes8_high(w);
    size_t first = 8;
    for (size_t i = 8; i-- > 0;) {
      cr_assert_eq(from >> 8 * i & 0xff, bytes[i] >= least ? 0x80 : 0, "%02x from %02x", bytes[i],
                   least);
      cr_assert_eq(equal >> 8 * i & 0xff, bytes[i] == wanted ? 0x80 : 0, "%02x equal %02x",
                   bytes[i], wanted);
      cr_assert_eq(high >> 8 * i & 0xff, bytes[i] >= 0x80 ? 0x80 : 0, "%02x", bytes[i]);
      if (bytes[i] == wanted) first = i;
    }
    cr_assert_eq(vb_bytes8_first(equal), first);
    for (size_t i = 0; i < 8; i++)
      cr_assert_eq(vb_bytes8_bits(equal) >> i & 1, bytes[i] == wanted, "bit %zu", i);
    vb_bytes8_store((char *)stored, w);
    cr_assert_arr_eq(stored, bytes, 8);
  }
  cr_assert_eq(vb_bytes8_first(0), 8);
}
