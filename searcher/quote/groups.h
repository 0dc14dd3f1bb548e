/*
 * groups.h - which texts of a list are copies of each other (shingles.h).
 *
 * Texts come one by one. To be copies holds for all texts of a group, by way of
 * a third one too, as in a search; so the groups are told when all have come.
 * 16 KiB a text, in the arena.
 */
#ifndef VB_SEARCHER_QUOTE_GROUPS_H
#define VB_SEARCHER_QUOTE_GROUPS_H

#include "indexer/text/shingles.h"

typedef struct vb_copy_groups {
  vb_arena *arena;
  struct vb_grouped_text *texts;
  size_t count;
} vb_copy_groups;

/* For at most so many texts. */
vb_status vb_copy_groups_init(vb_copy_groups *groups, size_t most, vb_arena *arena, vb_error *err);
/* Numbers from 0 in the order of the calls; the words of the text are cut in `scratch`. */
vb_status vb_copy_groups_add(vb_copy_groups *groups, vb_str text, vb_arena *scratch, vb_error *err);
/* The first text of the group that this one is in, of all that were added: itself perhaps. */
size_t vb_copy_groups_first(const vb_copy_groups *groups, size_t text);

#endif
