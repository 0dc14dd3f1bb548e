/*
 * site_lines.h - takes lines out of web pages that stand on many pages of their outlet.
 *
 * A page alone does not show that "Story saved" or the sentence about the paper's mission is not
 * its article's. Pages of one outlet show it. So pages are held until the next ones were read
 * too, and a short line that several of them have, under different titles, is removed. Lines with
 * quotation marks never are, and no page loses more than a third. What was counted is kept in
 * the store, so that a page which comes alone is read as well as one of many.
 *
 * A page's text depends on the pages of its outlet which the store knew when the run began, which
 * came before it in this run, and which are held with it (63 more, or 8 MiB). In a run of no more
 * pages than that their order does not matter. Other outlets' pages never matter, nor does the
 * number of threads. A page that is in the store and has not changed stays as it was read.
 * Articles leave in the order in which they came; those that are not web pages are unchanged.
 */
#ifndef VB_PIPELINE_SITE_LINES_H
#define VB_PIPELINE_SITE_LINES_H

#include "indexer/base/buf.h"
#include "indexer/store/record.h"

/* What is counted as left out. */
#define VB_SITE_LINES_LEFT_OUT "a line that recurs on pages of its outlet"

typedef struct vb_site_lines vb_site_lines;

/* How a page counts. */
typedef enum vb_page_count {
  VB_PAGE_NOT_WEB, /* is no web page */
  VB_PAGE_NEW,     /* counts, in this run and in the store */
  VB_PAGE_HERE,    /* counts in this run only: another shard's, or one that changed */
  VB_PAGE_COUNTED  /* is in the store's counts already */
} vb_page_count;

/* What goes with an article: how it counts, and the hash of what was read. */
typedef struct vb_page_facts {
  vb_page_count count;
  uint64_t hash;
} vb_page_facts;

/* Gets each article in turn, borrowed until the call returns, the hash that came with it, and how
   many lines it lost. */
typedef vb_status vb_on_article(void *context, const vb_article *article, uint64_t hash,
                                uint64_t lost, vb_error *err);

vb_status vb_site_lines_new(vb_on_article *give, void *context, vb_site_lines **out, vb_error *err);
void vb_site_lines_free(vb_site_lines *lines); /* drops what is held; takes NULL */
/* Takes an article (a copy, if it is held). If `give` fails, so does this. */
vb_status vb_site_lines_add(vb_site_lines *lines, const vb_article *article, vb_page_facts facts,
                            vb_error *err);
/* Gives all that are held. */
vb_status vb_site_lines_flush(vb_site_lines *lines, vb_error *err);

/* Adds what a store knows: bytes as of vb_site_lines_save. VB_CORRUPT; VB_NOMEM. */
vb_status vb_site_lines_load(vb_site_lines *lines, vb_str bytes, vb_error *err);
/* Whether there is more to save than was saved or loaded last. */
bool vb_site_lines_changed(const vb_site_lines *lines);
/* Appends what a store is to know (outlet_lines.h). */
vb_status vb_site_lines_save(vb_site_lines *lines, vb_buf *out, vb_error *err);

#endif
