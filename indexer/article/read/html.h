/*
 * html.h - parses a page with gumbo, in bounded memory and time.
 *
 * Nodes belong to gumbo and live until vb_html_free. Walks go from node to node without
 * recursion, because a hostile page may be nested as deeply as it is long.
 */
#ifndef VB_ARTICLE_READ_HTML_H
#define VB_ARTICLE_READ_HTML_H

#include "indexer/base/buf.h"

#include <gumbo.h>

typedef struct vb_html vb_html;

/* VB_LIMIT: parsing the page needs more memory or time than any real page. */
vb_status vb_html_parse(vb_str page, vb_html **out, vb_error *err);
/* The same in less memory: for pages that are read on several threads, before their turn. */
vb_status vb_html_parse_ahead(vb_str page, vb_html **out, vb_error *err);
void vb_html_free(vb_html *html); /* takes NULL */
const GumboNode *vb_html_root(const vb_html *html);

/* The next node in document order below `root`: the first one inside `node`, or the first one after
   it. NULL at the end. */
const GumboNode *vb_html_next(const GumboNode *node, const GumboNode *root);
const GumboNode *vb_html_behind(const GumboNode *node, const GumboNode *root);

/* Inline, because every node is asked several times. */
static inline bool vb_html_is_element(const GumboNode *node) {
  return node->type == GUMBO_NODE_ELEMENT;
}
static inline bool vb_html_is(const GumboNode *node, GumboTag tag) {
  return node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == tag;
}
/* An attribute's value; VB_STR_NONE if there is none. */
vb_str vb_html_attribute(const GumboNode *node, const char *name);
/* The text directly in a text node; VB_STR_NONE for other nodes. */
vb_str vb_html_text_of(const GumboNode *node);
/* Appends the text below `node` with its white space; blocks add no separators. */
void vb_html_inner_text(const GumboNode *node, vb_buf *out);
/* Whether class or id, in lower case, contains one of the words `names` (a table ended by NULL). */
bool vb_html_has_class(const GumboNode *node, const char *const *names);
/* Whether class or id say that it contains readers' comments. */
bool vb_html_is_comments(const GumboNode *node);

#endif
