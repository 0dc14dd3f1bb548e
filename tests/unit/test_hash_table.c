/*
 * test_hash_table.c - against a plain array, with few hashes and with many.
 */
#include "indexer/base/hash.h"
#include "indexer/base/hash_table.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

enum { ENTRIES = 5000 };

static uint32_t keys[ENTRIES];

static vb_hash_slot *slot_of(const vb_hash_table *table, uint32_t key, uint32_t hash) {
  vb_hash_slot *slot = vb_hash_table_first(table, hash);
  for (; slot->value; slot = vb_hash_table_next(table, slot))
    if (slot->hash == hash && keys[slot->value - 1] == key) return slot;
  return slot;
}

/* Of each key only its lowest bits are its hash. */
static void fill(vb_hash_table *table, uint32_t mask) {
  for (uint32_t i = 0; i < ENTRIES; i++) {
    uint32_t key = i * 2654435761u, hash = key & mask;
    cr_assert(vb_hash_table_reserve(table, 1));
    vb_hash_slot *slot = slot_of(table, key, hash);
    cr_assert_eq(slot->value, 0);
    keys[i] = key;
    vb_hash_table_put(table, slot, hash, i + 1);
  }
  cr_assert_eq(table->used, ENTRIES);
  for (uint32_t i = 0; i < ENTRIES; i++) {
    cr_assert_eq(slot_of(table, keys[i], keys[i] & mask)->value, i + 1);
    cr_assert_eq(slot_of(table, keys[i] + 1, (keys[i] + 1) & mask)->value, 0);
  }
}

Test(hash_table, finds_what_was_put_and_nothing_else) {
  static const uint32_t masks[] = {0xFFFFFFFF, 0xFFFF, 0xFF, 0};
  for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
    vb_hash_table table = {0};
    fill(&table, masks[i]);
    vb_hash_table_reset(&table);
    cr_expect_eq(table.used, 0);
    fill(&table, masks[i]);
    vb_hash_table_clear(&table);
    cr_expect(!table.slots && !table.size);
  }
}

Test(hash_table, room_is_at_least_half_and_refused_when_it_cannot_be) {
  vb_hash_table table = {0};
  cr_assert(vb_hash_table_reserve(&table, 1000));
  cr_expect_geq(table.size, 2000);
  cr_expect_eq(table.size & (table.size - 1), 0);
  size_t size = table.size;
  cr_expect_not(vb_hash_table_reserve(&table, SIZE_MAX / 2));
  cr_expect_eq(table.size, size, "as it was");
  vb_hash_table_clear(&table);
}

Test(hash_table, a_head_that_is_read_past_its_key_is_the_same) {
  char bytes[48];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)(i * 37 + 11);
  for (size_t n = 0; n <= 32; n++) {
    vb_key_head within = vb_key_head_of((vb_str){bytes, n}),
                past = vb_key_head_read((vb_str){bytes, n});
    cr_assert(within.low == past.low && within.high == past.high, "%zu bytes", n);
  }
}

Test(hash_table, a_head_is_the_first_sixteen_bytes_and_zeros) {
  const char text[] = "abcdefghijklmnopqrstuvwxyz";
  for (size_t n = 0; n <= 20; n++) {
    unsigned char expected[16] = {0};
    char *copy = malloc(n ? n : 1); /* so that a sanitizer sees a byte too many */
    memcpy(copy, text, n);
    memcpy(expected, text, n < 16 ? n : 16);
    vb_key_head head = vb_key_head_of((vb_str){copy, n});
    cr_expect_eq(memcmp(&head, expected, 16), 0, "%zu bytes", n);
    free(copy);
  }
}

Test(hash_table, keys_that_differ_in_length_or_one_byte_have_other_hashes) {
  size_t same = 0;
  for (size_t n = 1; n < 40; n++) {
    char a[40], b[40];
    memset(a, 'e', sizeof a);
    memcpy(b, a, sizeof b);
    b[n / 2] = 'f';
    uint32_t hash = vb_hash_short((vb_str){a, n});
    same += hash == vb_hash_short((vb_str){b, n});
    same += hash == vb_hash_short((vb_str){a, n - 1});
  }
  cr_expect_eq(same, 0);
}
