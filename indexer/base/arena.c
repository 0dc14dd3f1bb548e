/*
 * arena.c - a list of blocks; each new block is twice as large as the last, up to LARGEST_BLOCK.
 *
 *   arena -> [block | used ....... free] -> [older block] -> ...
 *
 * Pieces are cut from the free end of the first block only, so an allocation is
 * an addition and a comparison. A piece larger than half a block gets a block of
 * its own, linked second: the first one keeps serving small pieces, and its free
 * end is not wasted. Doubling keeps the number of calls to malloc logarithmic in
 * the memory that one article or request needs.
 *
 * In a build with the address sanitizer all of a block is poisoned but its pieces,
 * and a gap follows each piece: a read or write past it, or after vb_arena_clear,
 * is reported as it would be of malloc's memory.
 */
#include "indexer/base/arena.h"

#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1 /* clang's word for gcc's */
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
enum { GAP = 0 };
#endif

enum {
  FIRST_BLOCK = 16 * 1024,
  LARGEST_BLOCK = 1024 * 1024, /* past this, doubling only wastes */
  ALIGNMENT = 16
};

typedef struct block {
  struct block *older;
  size_t size, used;
  _Alignas(16) char bytes[];
} block;

struct vb_arena {
  block *first;
  size_t reserved;
  size_t most; /* of `reserved`; 0: no limit */
  bool limited;
};

static block *block_new(vb_arena *arena, size_t size) {
  if (size > SIZE_MAX - sizeof(block)) return NULL;
  if (arena->most && (arena->reserved > arena->most || size > arena->most - arena->reserved)) {
    arena->limited = true;
    return NULL;
  }
  block *b = malloc(sizeof(block) + size);
  if (!b) return NULL;
  b->older = NULL;
  b->size = size;
  b->used = 0;
  ASAN_POISON_MEMORY_REGION(b->bytes, size);
  arena->reserved += size;
  return b;
}

vb_arena *vb_arena_new(void) {
  return calloc(1, sizeof(vb_arena));
}

void vb_arena_free(vb_arena *arena) {
  if (!arena) return;
  for (block *b = arena->first, *older; b; b = older) {
    older = b->older;
    free(b);
  }
  free(arena);
}

void vb_arena_clear(vb_arena *arena) {
  block *keep = NULL;
  for (block *b = arena->first, *older; b; b = older) {
    older = b->older;
    if (!keep && b->size <= LARGEST_BLOCK) keep = b;
    else free(b);
  }
  arena->first = keep;
  arena->most = 0;
  arena->limited = false;
  arena->reserved = keep ? keep->size : 0;
  if (!keep) return;
  keep->older = NULL;
  keep->used = 0;
  ASAN_POISON_MEMORY_REGION(keep->bytes, keep->size);
}

/* Blocks double up to LARGEST_BLOCK. A large piece gets a block of its own that is put after the
   first one, so that the rest of the first block stays in use. */
void *vb_arena_alloc(vb_arena *arena, size_t n) {
  if (n > SIZE_MAX - ALIGNMENT - GAP) return NULL;
  size_t asked = n;
  n = (n + GAP + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  block *b = arena->first;
  if (!b || n > b->size - b->used) {
    size_t size = b ? b->size * 2 : FIRST_BLOCK;
    if (size > LARGEST_BLOCK) size = LARGEST_BLOCK;
    bool own = n > size / 2;
    b = block_new(arena, own ? n : size);
    if (!b) return NULL;
    if (own && arena->first) {
      b->older = arena->first->older;
      arena->first->older = b;
    } else {
      b->older = arena->first;
      arena->first = b;
    }
  }
  void *p = b->bytes + b->used;
  b->used += n;
  ASAN_UNPOISON_MEMORY_REGION(p, asked);
  return p;
}

void *vb_arena_calloc(vb_arena *arena, size_t count, size_t size) {
  if (size && count > SIZE_MAX / size) return NULL;
  void *p = vb_arena_alloc(arena, count * size);
  if (p) memset(p, 0, count * size);
  return p;
}

vb_str vb_arena_copy(vb_arena *arena, vb_str s) {
  if (!s.p || s.n == SIZE_MAX) return VB_STR_NONE;
  char *p = vb_arena_alloc(arena, s.n + 1);
  if (!p) return VB_STR_NONE;
  if (s.n) memcpy(p, s.p, s.n);
  p[s.n] = '\0';
  return (vb_str){p, s.n};
}

vb_str vb_arena_join(vb_arena *arena, vb_str a, vb_str b) {
  char *p = a.n < SIZE_MAX - b.n ? vb_arena_alloc(arena, a.n + b.n + 1) : NULL;
  if (!p) return VB_STR_NONE;
  if (a.n) memcpy(p, a.p, a.n);
  if (b.n) memcpy(p + a.n, b.p, b.n);
  p[a.n + b.n] = '\0';
  return (vb_str){p, a.n + b.n};
}

void *vb_arena_grown(vb_arena *arena, void *items, size_t *capacity, size_t used, size_t size) {
  if (used < *capacity) return items;
  size_t wanted = *capacity ? *capacity * 2 : 16;
  void *grown = wanted > SIZE_MAX / 2 / size ? NULL : vb_arena_alloc(arena, wanted * size);
  if (!grown) return items;
  if (used) memcpy(grown, items, used * size);
  *capacity = wanted;
  return grown;
}

size_t vb_arena_used(const vb_arena *arena) {
  return arena->reserved;
}

size_t vb_arena_left(const vb_arena *arena) {
  if (!arena->most) return SIZE_MAX;
  return arena->most > arena->reserved ? arena->most - arena->reserved : 0;
}

bool vb_arena_charge(vb_arena *arena, size_t bytes) {
  if (!arena->most) return true;
  if (bytes >= vb_arena_left(arena)) return false;
  arena->most -= bytes;
  return true;
}

void vb_arena_release(vb_arena *arena, size_t bytes) {
  if (arena->most) arena->most += bytes;
}

size_t vb_arena_limit(vb_arena *arena, size_t most) {
  size_t before = vb_arena_left(arena);
  arena->most = most >= SIZE_MAX - arena->reserved ? 0 : arena->reserved + most;
  arena->limited = false;
  return before;
}

void vb_arena_set_limited(vb_arena *arena) {
  arena->limited = true;
}

bool vb_arena_limited(const vb_arena *arena) {
  return arena->limited;
}
