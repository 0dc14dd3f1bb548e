/*
 * groups.h - which texts of a list are copies of each other (shingles.h).
 *
 * Texts are added one at a time. Being copies is transitive, as in a search: two texts
 * may be in one group because of a third. So ask for groups only after adding all texts.
 * Memory: 16 KiB per text, in the arena.
 */
#ifndef VB_SEARCHER_QUOTE_GROUPS_H
#define VB_SEARCHER_QUOTE_GROUPS_H

#include "indexer/text/shingles.h"

typedef struct vb_copy_groups {
  vb_arena *arena;
  struct vb_grouped_text *texts;
  size_t count;
} vb_copy_groups;

/* For at most `most` texts. */
vb_status vb_copy_groups_init(vb_copy_groups *groups, size_t most, vb_arena *arena, vb_error *err);
/* Texts are numbered from 0 in the order of calls; `scratch` is used to cut the text into words. */
vb_status vb_copy_groups_add(vb_copy_groups *groups, vb_str text, vb_arena *scratch, vb_error *err);
/* The first text, of all that were added, in the group of this one; perhaps itself. */
size_t vb_copy_groups_first(const vb_copy_groups *groups, size_t text);

#endif
