/*
 * site_lines.h - takes lines out of web pages that stand on many pages of their outlet.
 *
 * A page alone does not show that "Story saved" or the sentence about the paper's mission is not
 * its article's. Pages of one outlet show it. So pages are held until the next ones were read
 * too, and a short line that several of them have, under different titles, is removed. Lines with
 * quotation marks never are, and no page loses more than a third.
 *
 * What is removed depends only on the articles and their order. Articles leave in the order in
 * which they came; those that are not web pages are unchanged.
 */
#ifndef VB_PIPELINE_SITE_LINES_H
#define VB_PIPELINE_SITE_LINES_H

#include "indexer/store/record.h"

/* What is counted as left out. */
#define VB_SITE_LINES_LEFT_OUT "a line that recurs on pages of its outlet"

typedef struct vb_site_lines vb_site_lines;

/* Gets each article in turn, borrowed until the call returns, and how many lines it lost. */
typedef vb_status vb_on_article(void *context, const vb_article *article, uint64_t lost,
                                vb_error *err);

vb_status vb_site_lines_new(vb_on_article *give, void *context, vb_site_lines **out, vb_error *err);
void vb_site_lines_free(vb_site_lines *lines); /* drops what is held; takes NULL */
/* Takes an article (a copy, if it is held). If `give` fails, so does this. */
vb_status vb_site_lines_add(vb_site_lines *lines, const vb_article *article, bool web_page,
                            vb_error *err);
/* Gives all that are held. */
vb_status vb_site_lines_flush(vb_site_lines *lines, vb_error *err);

#endif
