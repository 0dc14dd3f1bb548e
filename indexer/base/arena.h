/*
 * arena.h - memory that is handed out in pieces and released all at once.
 *
 * One arena per request, per article or per batch. What it hands out stays
 * valid until vb_arena_clear or vb_arena_free; there is no free of one piece.
 * An arena is used by one thread at a time. Sizes are in bytes.
 */
#ifndef VB_BASE_ARENA_H
#define VB_BASE_ARENA_H

#include "indexer/base/str.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct vb_arena vb_arena;

vb_arena *vb_arena_new(void); /* NULL when there is no memory */
void vb_arena_free(vb_arena *arena);
/* Forgets all pieces. Keeps one block of up to 1 MiB, so that the next article needs no malloc. */
void vb_arena_clear(vb_arena *arena);
/* n bytes, aligned for any type, not zeroed. NULL when there is no memory. */
void *vb_arena_alloc(vb_arena *arena, size_t n);
void *vb_arena_calloc(vb_arena *arena, size_t count, size_t size); /* zeroed; checks the product */
/* A copy with a terminating zero that the length does not count; { NULL, 0 }
   when there is no memory or s is absent. */
vb_str vb_arena_copy(vb_arena *arena, vb_str s);
vb_str vb_arena_join(vb_arena *arena, vb_str a, vb_str b); /* both, likewise; b may be absent */
/* Makes room for one more element in an array of any type (`used` elements, *capacity allocated).
   False when there is no memory. A grown array is a copy: the old one stays valid until the arena
   is cleared. `items` and `used` are evaluated more than once. */
#define VB_ARENA_GROW(arena, items, capacity, used)                                                \
  ((used) < *(capacity) ||                                                                         \
   ((items) = vb_arena_grown((arena), (items), (capacity), (used), sizeof *(items)),               \
    (used) < *(capacity)))
void *vb_arena_grown(vb_arena *arena, void *items, size_t *capacity, size_t used, size_t size);
size_t vb_arena_used(const vb_arena *arena); /* bytes reserved from the system */
/* From now on at most `most` more bytes are reserved. After that vb_arena_alloc returns NULL, as if
   memory had run out, until the limit is lifted with SIZE_MAX. Returns the bytes that the previous
   limit still left, or SIZE_MAX if there was none. */
size_t vb_arena_limit(vb_arena *arena, size_t most);
size_t vb_arena_left(const vb_arena *arena); /* of the limit; SIZE_MAX if there is none */
/* Counts memory of elsewhere against the limit, until it is released. False, and not counted, if
   the limit leaves no more than that. */
bool vb_arena_charge(vb_arena *arena, size_t bytes);
void vb_arena_release(vb_arena *arena, size_t bytes);
/* Whether an allocation has failed because of that limit (and not for lack of memory), here or in
   an arena that has a part of it. */
bool vb_arena_limited(const vb_arena *arena);
void vb_arena_set_limited(vb_arena *arena);

#endif
