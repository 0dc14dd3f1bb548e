/*
 * hash_table.c - how the table grows: to twice its size, before it is more than half full.
 *
 * Slots store the whole hash, so growing moves them without asking the caller to
 * hash anything again. Half full keeps a linear probe short: 1.5 slots on average
 * for a key that is there, 2.5 for one that is not (Knuth, vol. 3, 6.4).
 */
#include "indexer/base/hash_table.h"

#include <stdlib.h>
#include <string.h>

enum { SIZE_FIRST = 256 };

bool vb_hash_table_reserve(vb_hash_table *table, size_t more) {
  size_t size = table->size ? table->size : SIZE_FIRST;
  while (size / 2 < table->used || size / 2 - table->used < more) {
    if (size > SIZE_MAX / 2 / sizeof *table->slots) return false;
    size *= 2;
  }
  if (size == table->size) return true;
  vb_hash_table grown = {calloc(size, sizeof *grown.slots), size, table->used};
  if (!grown.slots) return false;
  for (size_t i = 0; i < table->size; i++) {
    if (!table->slots[i].value) continue;
    vb_hash_slot *slot = vb_hash_table_first(&grown, table->slots[i].hash);
    while (slot->value) slot = vb_hash_table_next(&grown, slot);
    *slot = table->slots[i];
  }
  free(table->slots);
  *table = grown;
  return true;
}

void vb_hash_table_reset(vb_hash_table *table) {
  if (table->slots) memset(table->slots, 0, table->size * sizeof *table->slots);
  table->used = 0;
}

void vb_hash_table_clear(vb_hash_table *table) {
  free(table->slots);
  *table = (vb_hash_table){0};
}
