/*
 * mets_list.h - which pages of a run belong to a METS file that is read as well.
 *
 * Such pages are parts of its articles, and are not read by themselves. Any number of threads may
 * ask.
 */
#ifndef VB_ARTICLE_READ_METS_LIST_H
#define VB_ARTICLE_READ_METS_LIST_H

#include <stdbool.h>

typedef struct vb_mets_list vb_mets_list;

/* paths: of the METS files, ended by NULL; borrowed until vb_mets_list_free. NULL: no memory. */
vb_mets_list *vb_mets_list_new(const char *const *paths);
void vb_mets_list_free(vb_mets_list *list); /* takes NULL */
/* Whether a METS file in the page's folder, or in the one above it, names the page. */
bool vb_mets_list_names(vb_mets_list *list, const char *page);

#endif
