/*
 * hash_table.h - the one hash table: it maps a hash to a number of the caller's.
 *
 *   slots   | hash value |  -  | hash value | hash value |  -  | ...   value 0: free
 *
 * The caller keeps its entries in an array and stores each entry's index plus one
 * here; it also compares the entries itself. Open addressing with linear probing,
 * at most half full. Slots store the whole hash, so growing needs no call back. A
 * table starts as {0}. Entries cannot be removed.
 *
 *   for (slot = vb_hash_table_first(&t, hash); slot->value; slot = vb_hash_table_next(&t, slot))
 *     if (slot->hash == hash && is_same(&entries[slot->value - 1], key)) return slot;
 *   return slot;                                     the free slot where the key belongs
 *
 * The few other tables of the project say why this one would be slower there.
 */
#ifndef VB_BASE_HASH_TABLE_H
#define VB_BASE_HASH_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct vb_hash_slot {
  uint32_t hash, value;
} vb_hash_slot;

typedef struct vb_hash_table {
  vb_hash_slot *slots;
  size_t size, used; /* size is a power of two, or 0 */
} vb_hash_table;

/* Makes room for `more` entries. On false (no memory) the table is unchanged.
   All functions below REQUIRE that this has succeeded once. */
bool vb_hash_table_reserve(vb_hash_table *table, size_t more);
void vb_hash_table_reset(vb_hash_table *table); /* empties it and keeps its memory */
void vb_hash_table_clear(vb_hash_table *table); /* frees */

static inline vb_hash_slot *vb_hash_table_first(const vb_hash_table *table, uint32_t hash) {
  return &table->slots[hash & (table->size - 1)];
}

static inline vb_hash_slot *vb_hash_table_next(const vb_hash_table *table,
                                               const vb_hash_slot *slot) {
  return &table->slots[(size_t)(slot - table->slots + 1) & (table->size - 1)];
}

/* REQUIRES: the slot is free, and there is room. */
static inline void vb_hash_table_put(vb_hash_table *table, vb_hash_slot *slot, uint32_t hash,
                                     uint32_t value) {
  *slot = (vb_hash_slot){hash, value};
  table->used++;
}

#endif
