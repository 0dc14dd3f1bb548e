/* Pieces of an arena: apart, aligned, kept until they are cleared, guarded under the address
   sanitizer; and what it reserves. */
#include "indexer/base/arena.h"

#include <criterion/criterion.h>
#include <stdio.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define GUARDED(p) __asan_address_is_poisoned(p)
#else
#define GUARDED(p) true
#endif

enum { PIECES = 3000, MIB = 1024 * 1024 };

static uint32_t state = 20260807;

static uint32_t random_below(uint32_t n) {
  state = state * 1664525 + 1013904223;
  return (state >> 8) % n;
}

static size_t some_size(int i) {
  return i % 500 == 499 ? 20000 + random_below(900000) : 1 + random_below(i % 50 ? 90 : 9000);
}

Test(arena, pieces_are_aligned_and_apart_and_keep_what_is_in_them) {
  static unsigned char *pieces[PIECES];
  static size_t sizes[PIECES];
  vb_arena *arena = vb_arena_new();
  for (int round = 0; round < 3; round++) {
    printf("seed %u\n", state);
    size_t all = 0;
    for (int i = 0; i < PIECES; i++) {
      all += sizes[i] = some_size(i);
      cr_assert_not_null(pieces[i] = vb_arena_alloc(arena, sizes[i]));
      cr_assert_eq((uintptr_t)pieces[i] % 16, 0);
      memset(pieces[i], i & 255, sizes[i]);
    }
    for (int i = 0; i < PIECES; i++)
      for (size_t k = 0; k < sizes[i]; k++)
        if (pieces[i][k] != (i & 255)) cr_assert_fail("piece %d, byte %zu", i, k);
    /* At most half of the reserved memory is unused, and 16 bytes of alignment for each piece. */
    cr_assert_geq(vb_arena_used(arena), all);
    cr_assert_leq(vb_arena_used(arena), 2 * (all + PIECES * 32) + MIB);
    vb_arena_clear(arena);
    cr_assert_leq(vb_arena_used(arena), MIB);
  }
  vb_arena_free(arena);
}

Test(arena, a_byte_past_a_piece_is_guarded_and_all_of_it_after_a_clear) {
  vb_arena *arena = vb_arena_new();
  for (size_t n = 1; n < 200; n++) {
    char *p = vb_arena_alloc(arena, n), *next = vb_arena_alloc(arena, 1);
    memset(p, 1, n);
    *next = 1;
    cr_assert(GUARDED(p + n), "%zu bytes", n);
  }
  char *kept = vb_arena_alloc(arena, 64);
  *kept = 1;
  vb_arena_clear(arena);
  cr_assert(GUARDED(kept));
  cr_assert_not_null(kept = vb_arena_alloc(arena, 64));
  memset(kept, 1, 64);
  vb_arena_free(arena);
}

Test(arena, small_pieces_go_on_in_the_first_block_after_a_large_one) {
  vb_arena *arena = vb_arena_new();
  char *before = vb_arena_alloc(arena, 16);
  size_t first = vb_arena_used(arena);
  cr_assert_not_null(vb_arena_alloc(arena, 3 * MIB));
  cr_assert_eq(vb_arena_used(arena), first + 3 * MIB + (vb_arena_used(arena) - first) % 32);
  char *after = vb_arena_alloc(arena, 16);
  cr_assert(after > before && after - before <= 32);
  vb_arena_clear(arena); /* the large one is given back */
  cr_assert_eq(vb_arena_used(arena), first);
  vb_arena_free(arena);
}

Test(arena, blocks_double) {
  vb_arena *arena = vb_arena_new();
  size_t blocks = 0, reserved = 0;
  while (vb_arena_used(arena) < 8 * MIB) {
    cr_assert_not_null(vb_arena_alloc(arena, 1000));
    if (vb_arena_used(arena) == reserved) continue;
    reserved = vb_arena_used(arena);
    blocks++;
  }
  cr_assert_eq(blocks, 6 + 8); /* 16 KiB to 512 KiB, then 1 MiB each */
  vb_arena_free(arena);
}

Test(arena, what_overflows_is_no_memory) {
  vb_arena *arena = vb_arena_new();
  cr_expect_null(vb_arena_alloc(arena, SIZE_MAX));
  cr_expect_null(vb_arena_alloc(arena, SIZE_MAX - 15));
  cr_expect_null(vb_arena_alloc(arena, SIZE_MAX - 40));
  cr_expect_null(vb_arena_calloc(arena, SIZE_MAX / 2, 3));
  cr_expect_null(vb_arena_copy(arena, (vb_str){"", SIZE_MAX}).p);
  cr_expect_null(vb_arena_join(arena, (vb_str){"", SIZE_MAX - 1}, (vb_str){"", 1}).p);
  cr_expect_eq(vb_arena_used(arena), 0);
  vb_arena_free(arena);
  vb_arena_free(NULL);
}

Test(arena, texts_are_copied_and_joined_with_a_zero_after_them) {
  vb_arena *arena = vb_arena_new();
  char word[] = "harbour";
  vb_str copy = vb_arena_copy(arena, vb_str_of(word)), both;
  word[0] = 'x';
  cr_expect_str_eq(copy.p, "harbour");
  cr_expect_eq(copy.n, 7);
  cr_expect_null(vb_arena_copy(arena, VB_STR_NONE).p);
  cr_expect_str_eq(vb_arena_copy(arena, VB_STR("")).p, "");
  both = vb_arena_join(arena, copy, VB_STR(" master"));
  cr_expect_str_eq(both.p, "harbour master");
  cr_expect_eq(both.n, 14);
  cr_expect_str_eq(vb_arena_join(arena, copy, VB_STR_NONE).p, "harbour");
  cr_expect_str_eq(vb_arena_join(arena, VB_STR_NONE, copy).p, "harbour");
  cr_expect_str_eq(vb_arena_join(arena, VB_STR_NONE, VB_STR_NONE).p, "");
  vb_arena_free(arena);
}

Test(arena, zeroed_memory_is_zero_after_a_clear_too) {
  vb_arena *arena = vb_arena_new();
  memset(vb_arena_alloc(arena, 4000), 0xff, 4000);
  vb_arena_clear(arena);
  const char *p = vb_arena_calloc(arena, 1000, 4);
  for (size_t i = 0; i < 4000; i++) cr_assert_eq(p[i], 0);
  cr_expect_not_null(vb_arena_calloc(arena, 5, 0));
  vb_arena_free(arena);
}

Test(arena, a_grown_array_doubles_and_the_old_one_stays) {
  vb_arena *arena = vb_arena_new();
  size_t capacity = 0;
  int *items = NULL, *old = NULL;
  for (size_t n = 0; n < 1000; n++) {
    int *before = items;
    cr_assert(VB_ARENA_GROW(arena, items, &capacity, n));
    bool moved = n == 0 || (n >= 16 && (n & (n - 1)) == 0);
    cr_assert_eq(items != before, moved, "at %zu", n);
    if (n == 16) old = before;
    items[n] = (int)n;
  }
  cr_assert_eq(capacity, 1024);
  for (int n = 0; n < 1000; n++) cr_assert_eq(items[n], n);
  for (int n = 0; n < 16; n++) cr_assert_eq(old[n], n);
  size_t huge = SIZE_MAX / 8;
  cr_expect_eq(vb_arena_grown(arena, items, &huge, huge, sizeof *items), items);
  cr_expect_eq(huge, SIZE_MAX / 8);
  vb_arena_free(arena);
}

Test(arena, other_memory_can_be_taken_off_the_limit) {
  vb_arena *arena = vb_arena_new();
  cr_expect_eq(vb_arena_left(arena), SIZE_MAX);
  cr_expect(vb_arena_charge(arena, SIZE_MAX), "without a limit there is always room");
  vb_arena_release(arena, SIZE_MAX);
  cr_expect_eq(vb_arena_left(arena), SIZE_MAX);
  vb_arena_limit(arena, 4 * MIB);
  cr_expect_not(vb_arena_charge(arena, 4 * MIB));
  cr_expect(vb_arena_charge(arena, 3 * MIB));
  cr_expect_eq(vb_arena_left(arena), MIB);
  cr_expect_null(vb_arena_alloc(arena, 2 * MIB));
  cr_expect(vb_arena_limited(arena));
  vb_arena_release(arena, 3 * MIB);
  cr_expect(vb_arena_limited(arena), "what failed has failed");
  cr_expect_eq(vb_arena_left(arena), 4 * MIB);
  cr_expect_not_null(vb_arena_alloc(arena, 2 * MIB));
  vb_arena_free(arena);
}

Test(arena, a_limit_is_of_what_is_reserved_from_now_on) {
  vb_arena *arena = vb_arena_new();
  cr_expect_eq(vb_arena_limit(arena, SIZE_MAX), SIZE_MAX);
  cr_assert_not_null(vb_arena_alloc(arena, 100));
  size_t before = vb_arena_used(arena);
  cr_expect_eq(vb_arena_limit(arena, 2 * MIB), SIZE_MAX);
  cr_expect_null(vb_arena_alloc(arena, 2 * MIB + 1));
  cr_expect(vb_arena_limited(arena));
  cr_expect_eq(vb_arena_limit(arena, 2 * MIB), 2 * MIB);
  cr_expect_not(vb_arena_limited(arena));
  cr_assert_not_null(vb_arena_alloc(arena, MIB));
  size_t left = 2 * MIB - (vb_arena_used(arena) - before);
  cr_expect_eq(vb_arena_limit(arena, left), left);
  cr_expect_null(vb_arena_alloc(arena, MIB + 16));
  cr_expect(vb_arena_limited(arena));
  cr_assert_not_null(vb_arena_alloc(arena, MIB - 64)); /* what is left is left */
  cr_expect_eq(vb_arena_limit(arena, 0), 2 * MIB - (vb_arena_used(arena) - before));
  cr_expect_eq(vb_arena_limit(arena, SIZE_MAX), 0);
  cr_expect_not_null(vb_arena_alloc(arena, 4 * MIB));
  cr_expect_not(vb_arena_limited(arena));
  vb_arena_limit(arena, 0);
  vb_arena_clear(arena); /* lifts it */
  cr_expect_not_null(vb_arena_alloc(arena, 4 * MIB));
  vb_arena_free(arena);
}
