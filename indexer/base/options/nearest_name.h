/*
 * nearest_name.h - finds the name that a mistyped one most likely stands for.
 */
#ifndef VB_BASE_OPTIONS_NEAREST_NAME_H
#define VB_BASE_OPTIONS_NEAREST_NAME_H

#include "indexer/base/str.h"

typedef struct vb_nearest_name {
  vb_str wanted;    /* what was typed */
  const char *name; /* the nearest so far, of those near enough to be meant; NULL: none */
  size_t distance;
} vb_nearest_name;

/* Considers one more name, which must outlive n. Among equally near names the first wins. */
void vb_nearest_name_try(vb_nearest_name *n, const char *name);

/* The number of edits between two names: insert, delete or replace a character, or swap two.
   SIZE_MAX when one is longer than any name. */
size_t vb_name_distance(vb_str a, vb_str b);

#endif
