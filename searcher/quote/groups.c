/*
 * groups.c - each text beside all that came before it.
 *
 * A copy of a copy may be hardly a copy of the first: so each is compared with
 * every text of a group, not with the first alone. Some hundred texts at most.
 */
#include "searcher/quote/groups.h"

vb_status vb_copy_groups_init(vb_copy_groups *groups, size_t most, vb_arena *arena, vb_error *err) {
  *groups = (vb_copy_groups){.arena = arena};
  groups->sets = vb_arena_calloc(arena, most + 1, sizeof *groups->sets);
  groups->groups = vb_arena_calloc(arena, most + 1, sizeof *groups->groups);
  return groups->sets && groups->groups ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

vb_status vb_copy_groups_add(vb_copy_groups *groups, vb_str text, vb_arena *scratch, size_t *group,
                             vb_error *err) {
  vb_analysis words;
  vb_shingles *set = vb_arena_alloc(groups->arena, sizeof *set);
  if (!set) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = vb_analyse_words(text, scratch, &words, err);
  if (status != VB_OK) return status;
  vb_shingles_of(words.tokens, words.token_count, set);
  size_t like = 0, at = groups->count++;
  while (like < at && !vb_shingles_copy(groups->sets[like], set)) like++;
  groups->sets[at] = set;
  *group = groups->groups[at] = like < at ? groups->groups[like] : at;
  return VB_OK;
}
