/*
 * match_list.h - matches inside an article as lists, and the operators on them.
 *
 * Internal to match.c. A list is sorted by part, first word and end, and contains no
 * match twice. Its memory is in the given arena.
 */
#ifndef VB_SEARCHER_QUERY_MATCH_LIST_H
#define VB_SEARCHER_QUERY_MATCH_LIST_H

#include "searcher/query/match_words.h"

typedef struct vb_found {
  uint32_t part, first, end; /* words [first, end) of a part */
  const vb_query *leaf;
} vb_found;

typedef struct vb_found_list {
  vb_found *items;
  size_t count, capacity;
} vb_found_list;

bool vb_found_add(vb_found_list *list, vb_arena *arena, vb_found found); /* false: no memory */
/* Appends b to a; false when there is no memory. Sort afterwards. */
bool vb_found_append(vb_found_list *a, vb_arena *arena, const vb_found_list *b);
void vb_found_sort(vb_found_list *list);

/* Appends the places of a phrase in all parts where tokens_in gives a part's
   number of words, overlapping places too, in order. It gives 0 for a part that
   the phrase does not look into. A phrase of open words alone is nowhere. VB_LIMIT
   for more than VB_QUERY_TERMS_MAX words. */
vb_status vb_found_phrase(const vb_wanted *wanted, const vb_query *phrase,
                          size_t (*tokens_in)(const void *context, uint32_t part),
                          const void *context, vb_found_list *out, vb_error *err);

/* Keeps of each list what has a partner in the other: matches that share no word
   and start at most `distance` words apart. */
vb_status vb_found_near(vb_found_list *a, vb_found_list *b, uint32_t distance, vb_arena *arena,
                        vb_error *err);

/* Likewise, where partners lie in the same unit (sentence or paragraph), wholly.
   unit_of gives the unit of a match, or UINT32_MAX for one that lies in two. */
vb_status vb_found_together(vb_found_list *a, vb_found_list *b,
                            uint32_t (*unit_of)(const void *context, const vb_found *found),
                            const void *context, vb_arena *arena, vb_error *err);

#endif
