/*
 * nearest_name.h - which of some names was meant by one that is none of them.
 */
#ifndef VB_BASE_OPTIONS_NEAREST_NAME_H
#define VB_BASE_OPTIONS_NEAREST_NAME_H

#include "indexer/base/str.h"

typedef struct vb_nearest_name {
  vb_str wanted;    /* what was typed */
  const char *name; /* the nearest so far, of those near enough to be meant; NULL: none */
  size_t distance;
} vb_nearest_name;

/* Looks at one more name, which must outlive n; of names equally near the first stays. */
void vb_nearest_name_try(vb_nearest_name *n, const char *name);

/* Edits from one to the other: a character put in, left out, replaced, or two neighbours swapped.
   SIZE_MAX when one is longer than any name. */
size_t vb_name_distance(vb_str a, vb_str b);

#endif
