/*
 * groups.h - which texts of a list are copies of each other (shingles.h).
 *
 * Texts come one by one; each goes to the group of the first one before it that
 * it is a copy of, else begins its own. 32 KiB a text, in the arena.
 */
#ifndef VB_QUOTE_GROUPS_H
#define VB_QUOTE_GROUPS_H

#include "indexer/text/shingles.h"

typedef struct vb_copy_groups {
  vb_arena *arena;
  vb_shingles **sets; /* of each text */
  size_t *groups;     /* of each: the number of the text that began its group */
  size_t count;
} vb_copy_groups;

/* For at most so many texts. */
vb_status vb_copy_groups_init(vb_copy_groups *groups, size_t most, vb_arena *arena, vb_error *err);
/* Numbers from 0 in the order of the calls; the words of the text are cut in `scratch`. */
vb_status vb_copy_groups_add(vb_copy_groups *groups, vb_str text, vb_arena *scratch, size_t *group,
                             vb_error *err);

#endif
