/*
 * arena.h - memory that is handed out piece by piece and taken back at once.
 *
 * One arena per request, per article or per batch. What it hands out stays
 * valid until vb_arena_clear or vb_arena_free; there is no free of one piece.
 * Not for use from two threads.
 */
#ifndef VB_BASE_ARENA_H
#define VB_BASE_ARENA_H

#include "indexer/base/str.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct vb_arena vb_arena;

vb_arena *vb_arena_new(void); /* NULL when there is no memory */
void vb_arena_free(vb_arena *arena);
/* Forgets all pieces and keeps one block of up to 1 MiB for what comes next. */
void vb_arena_clear(vb_arena *arena);
/* n bytes, aligned for any type, not zeroed. NULL when there is no memory. */
void *vb_arena_alloc(vb_arena *arena, size_t n);
void *vb_arena_calloc(vb_arena *arena, size_t count, size_t size); /* zeroed; checks the product */
/* A copy with a terminating zero that the length does not count; { NULL, 0 }
   when there is no memory or s is absent. */
vb_str vb_arena_copy(vb_arena *arena, vb_str s);
/* Grows the array *items (used elements of `size` bytes, *capacity allocated)
   so that one more fits; the old array stays where it was until clear. */
bool vb_arena_grow(vb_arena *arena, void **items, size_t *capacity, size_t used, size_t size);
/* The same for an array of any type, which is named itself and not pointed at; true when one more
   fits. `items` and `used` are read more than once. */
#define VB_ARENA_GROW(arena, items, capacity, used)                                                \
  ((items) = vb_arena_grown((arena), (items), (capacity), (used), sizeof *(items)),                \
   (used) < *(capacity))
void *vb_arena_grown(vb_arena *arena, void *items, size_t *capacity, size_t used, size_t size);
size_t vb_arena_used(const vb_arena *arena); /* bytes reserved from the system */
/* From now on at most `most` bytes more are reserved: past that vb_arena_alloc returns NULL, as
   without memory, until the limit is lifted with SIZE_MAX. Returns the limit of before, in the same
   terms. */
size_t vb_arena_limit(vb_arena *arena, size_t most);
/* Whether that limit, and no lack of memory, is why an allocation failed since it was set. */
bool vb_arena_limited(const vb_arena *arena);

#endif
