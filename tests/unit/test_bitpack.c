/* The packed blocks: against the values themselves, cut short, and hostile. */
#include "indexer/store/posting/bitpack.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static uint64_t state = 88172645463325252u;
static uint32_t random_below_bits(unsigned bits) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return bits == 0 ? 0 : (uint32_t)(state >> 16) >> (32 - bits);
}

/* Mostly `bits` wide, now and then much wider. */
static void fill(uint32_t *values, size_t n, unsigned bits, unsigned rare) {
  for (size_t i = 0; i < n; i++)
    values[i] = random_below_bits(rare && random_below_bits(6) == 0 ? rare : bits);
}

static void check_round_trip(const uint32_t *values, size_t n) {
  vb_buf scalar = VB_BUF_INIT, simd = VB_BUF_INIT;
  cr_assert(vb_pack_choose(VB_PACK_SCALAR));
  vb_pack(values, n, &scalar);
  if (vb_pack_choose(VB_PACK_SIMD)) vb_pack(values, n, &simd);
  else vb_pack(values, n, &simd);
  cr_assert(vb_str_eq(vb_buf_view(&scalar), vb_buf_view(&simd)), "SIMD writes other bytes, n %zu",
            n);
  for (int code = VB_PACK_AUTO; code <= VB_PACK_SIMD; code++) {
    uint32_t back[VB_PACK_BLOCK];
    if (!vb_pack_choose((vb_pack_code)code)) continue;
    /* A copy of just these bytes, so that the sanitizer sees a read past them. */
    unsigned char *copy = malloc(scalar.n ? scalar.n : 1);
    memcpy(copy, scalar.p ? scalar.p : "", scalar.n);
    cr_assert_eq(vb_unpack(copy, copy + scalar.n, n, back), scalar.n);
    if (n == VB_PACK_BLOCK) cr_assert_eq(vb_pack_skip(copy, copy + scalar.n, 1), copy + scalar.n);
    cr_assert(memcmp(back, values, n * sizeof *values) == 0, "n %zu code %d", n, code);
    for (size_t cut = 0; cut < scalar.n; cut++)
      cr_assert(!vb_unpack(copy, copy + cut, n, back) &&
                    (n < VB_PACK_BLOCK || !vb_pack_skip(copy, copy + cut, 1)),
                "cut to %zu of %zu", cut, scalar.n);
    free(copy);
  }
  vb_pack_choose(VB_PACK_AUTO);
  vb_buf_clear(&scalar);
  vb_buf_clear(&simd);
}

Test(bitpack, every_width_and_count_comes_back_and_simd_writes_the_scalar_bytes) {
  uint32_t values[VB_PACK_BLOCK];
  for (unsigned bits = 0; bits <= 32; bits++) {
    for (unsigned rare = 0; rare <= 32; rare += 8) {
      fill(values, VB_PACK_BLOCK, bits, rare);
      check_round_trip(values, VB_PACK_BLOCK);
      for (size_t n = 1; n < VB_PACK_BLOCK; n += 1 + n / 3) {
        fill(values, n, bits, rare);
        check_round_trip(values, n);
      }
    }
  }
}

Test(bitpack, patches_keep_a_few_wide_values_from_widening_the_block) {
  uint32_t values[VB_PACK_BLOCK];
  for (size_t i = 0; i < VB_PACK_BLOCK; i++) values[i] = i & 3;
  values[5] = 1u << 30;
  vb_buf out = VB_BUF_INIT;
  vb_pack(values, VB_PACK_BLOCK, &out);
  cr_assert_lt(out.n, 50);
  vb_buf_clear(&out);
}

Test(bitpack, hostile_bytes_never_pass_the_end) {
  uint32_t out[VB_PACK_BLOCK];
  for (int round = 0; round < 20000; round++) {
    size_t bytes = random_below_bits(round & 1 ? 4 : 9), n = random_below_bits(7) + 1;
    unsigned char *p = malloc(bytes + 1);
    for (size_t i = 0; i < bytes; i++) p[i] = (unsigned char)random_below_bits(8);
    for (int code = VB_PACK_SCALAR; code <= VB_PACK_SIMD; code++) {
      if (!vb_pack_choose((vb_pack_code)code)) continue;
      size_t used = vb_unpack(p, p + bytes, n, out);
      cr_assert_leq(used, bytes);
    }
    free(p);
  }
  vb_pack_choose(VB_PACK_AUTO);
}

Test(bitpack, gaps_add_up_the_same_by_both_codes_and_stop_at_the_limit) {
  for (int round = 0; round < 1000; round++) {
    uint32_t gaps[VB_PACK_BLOCK], a[VB_PACK_BLOCK], b[VB_PACK_BLOCK];
    fill(gaps, VB_PACK_BLOCK, round % 14, 0);
    memcpy(a, gaps, sizeof a), memcpy(b, gaps, sizeof b);
    uint32_t base = round % 3 ? 1000 : UINT32_MAX, sum = base;
    for (size_t i = 0; i < VB_PACK_BLOCK; i++) sum += gaps[i] + 1;
    vb_pack_choose(VB_PACK_SCALAR);
    cr_assert(vb_pack_accumulate(a, VB_PACK_BLOCK, base, sum + 1));
    if (!vb_pack_choose(VB_PACK_SIMD)) vb_pack_choose(VB_PACK_AUTO);
    cr_assert(vb_pack_accumulate(b, VB_PACK_BLOCK, base, sum + 1));
    cr_assert(memcmp(a, b, sizeof a) == 0);
    cr_assert_eq(a[127], sum);
    memcpy(b, gaps, sizeof b);
    cr_assert_not(vb_pack_accumulate(b, VB_PACK_BLOCK, base, sum), "the limit is not reached");
    gaps[17] = 1u << 24;
    cr_assert_not(vb_pack_accumulate(gaps, VB_PACK_BLOCK, base, UINT32_MAX));
  }
  vb_pack_choose(VB_PACK_AUTO);
}

/* What vb_pack_counts and vb_pack_ends must give, number by number. */
static void check_counts(const uint32_t *less, const uint32_t *parts, size_t n) {
  bool good = true;
  uint64_t sum = 0;
  uint32_t wanted[VB_PACK_BLOCK], sums[VB_PACK_BLOCK];
  for (size_t i = 0; i < n; i++) {
    good = good && less[i] < INT32_MAX && parts[i] <= less[i] + 1;
    wanted[i] = less[i] + 1;
    sums[i] = (uint32_t)(sum += wanted[i]);
  }
  for (int code = VB_PACK_SCALAR; code <= VB_PACK_SIMD; code++) {
    uint32_t counts[VB_PACK_BLOCK], ends[VB_PACK_BLOCK];
    if (!vb_pack_choose((vb_pack_code)code)) continue;
    memcpy(counts, less, sizeof counts);
    cr_assert_eq(vb_pack_counts(counts, parts, n), good, "n %zu code %d", n, code);
    if (!good) continue;
    cr_assert(memcmp(counts, wanted, n * sizeof *counts) == 0);
    cr_assert_eq(vb_pack_ends(counts, n, ends), sum <= UINT32_MAX, "n %zu code %d", n, code);
    if (sum <= UINT32_MAX) cr_assert(memcmp(ends, sums, n * sizeof *ends) == 0);
  }
  vb_pack_choose(VB_PACK_AUTO);
}

Test(bitpack, counts_and_their_ends_are_the_same_by_both_codes) {
  for (unsigned round = 0; round < 3000; round++) {
    uint32_t less[VB_PACK_BLOCK], parts[VB_PACK_BLOCK];
    size_t n = round % 2 ? VB_PACK_BLOCK : 1 + random_below_bits(7) % VB_PACK_BLOCK;
    fill(less, VB_PACK_BLOCK, round % 12, round % 5 ? 0 : round % 32);
    for (size_t i = 0; i < VB_PACK_BLOCK; i++) parts[i] = random_below_bits(3) ? 0 : less[i] + 1;
    uint32_t i = random_below_bits(7) % (uint32_t)n;
    if (round % 7 == 0) parts[i] = less[i] + 2 + random_below_bits(round % 32);
    if (round % 11 == 0) less[i] = INT32_MAX - 1 + round % 3;
    if (round % 13 == 0) less[i] = parts[i] = UINT32_MAX - round % 3;
    check_counts(less, parts, n);
  }
}
