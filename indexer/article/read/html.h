/*
 * html.h - a page parsed by gumbo, with a leash: bounded memory and time.
 *
 * Nodes are gumbo's and live until vb_html_free. Walks go from node to node
 * without recursion, since a hostile page nests as deep as it is long.
 */
#ifndef VB_ARTICLE_READ_HTML_H
#define VB_ARTICLE_READ_HTML_H

#include "indexer/base/buf.h"

#include <gumbo.h>

typedef struct vb_html vb_html;

/* VB_LIMIT: the page makes the parser use more memory or time than any real page. */
vb_status vb_html_parse(vb_str page, vb_html **out, vb_error *err);
void vb_html_free(vb_html *html); /* takes NULL */
const GumboNode *vb_html_root(const vb_html *html);

/* The next node in document order below `root`: inside `node` first, or behind it. NULL at the end.
 */
const GumboNode *vb_html_next(const GumboNode *node, const GumboNode *root);
const GumboNode *vb_html_behind(const GumboNode *node, const GumboNode *root);

/* Asked of every node several times: in line. */
static inline bool vb_html_is_element(const GumboNode *node) {
  return node->type == GUMBO_NODE_ELEMENT;
}
static inline bool vb_html_is(const GumboNode *node, GumboTag tag) {
  return node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == tag;
}
/* An attribute's value; VB_STR_NONE where there is none. */
vb_str vb_html_attribute(const GumboNode *node, const char *name);
/* The text directly in a text node; VB_STR_NONE for other nodes. */
vb_str vb_html_text_of(const GumboNode *node);
/* Appends the text below `node`, white space as it is; blocks do not part it. */
void vb_html_inner_text(const GumboNode *node, vb_buf *out);
/* The words of class and id, in lower case, hold one of `names` (a NULL-ended table). */
bool vb_html_has_class(const GumboNode *node, const char *const *names);
/* A box of readers' comments, by its class or id. */
bool vb_html_is_comments(const GumboNode *node);

#endif
