/*
 * page_internal.h - a web page as the reader of pages sees it: blocks of text in boxes.
 *
 * Internal to this folder. A block is a run of inline content between two
 * borders (a paragraph, a heading, a cell). A box is an element around blocks;
 * its credit is the text of the good paragraphs below it. Nodes are gumbo's and
 * live as long as the parsed page; text and arrays live in the reading's arena.
 */
#ifndef VB_ARTICLE_PAGE_INTERNAL_H
#define VB_ARTICLE_PAGE_INTERNAL_H

#include "indexer/article/read/draft.h"
#include "indexer/article/read/boilerplate.h"
#include "indexer/article/read/html.h"
#include "indexer/article/read/page/meta.h"

typedef struct vb_page_block {
  vb_str text;          /* trimmed; a <br> is a line end */
  const GumboNode *box; /* the element that it stands in */
  size_t linked;        /* bytes of it inside links */
  uint8_t heading;      /* 1 to 6 in <h1> to <h6>; else 0 */
  bool in_list;         /* in <li>, <dt> or <dd> */
  bool dropped;         /* not of the article */
  bool known;           /* its words stand in the article's text as the page's data have it */
  vb_boilerplate words; /* what it is by its words */
} vb_page_block;

/* A paragraph of the whole page, boilerplate too; a long one is kept without its text. */
typedef struct vb_page_line {
  vb_str text;
  const GumboNode *box;
  size_t linked;
  bool is_long;
} vb_page_line;

typedef enum vb_box_rule { VB_BOX_UNKNOWN = 0, VB_BOX_PLAIN, VB_BOX_LEFT_OUT } vb_box_rule;

typedef struct vb_page_box {
  const GumboNode *node; /* NULL: a free place of the table */
  size_t credit;         /* of all paragraphs below it */
  vb_box_rule rule;
  bool holds_body; /* a box that the site marks as an article's body is in it, or is it */
} vb_page_box;

typedef struct vb_page {
  vb_arena *arena;
  const GumboNode *body;
  vb_page_box *boxes; /* open addressing by node; a power of two of them */
  size_t box_mask, box_count;
  size_t credit; /* of the page, readers' comments aside */
  vb_page_block *blocks;
  size_t block_count, block_capacity;
  vb_page_line *lines;
  size_t line_count, line_capacity;
  vb_str title;              /* of the article, for telling its headline */
  const GumboNode *headline; /* the heading that says the title; NULL for none */
  size_t decoded;            /* blocks whose entities were decoded once more */
  bool no_memory;
} vb_page;

/* --- blocks.c ------------------------------------------------------------ */

/* A paragraph's end: its text (not trimmed), its box, and how much of it is linked. */
typedef void (*vb_page_event)(void *context, vb_str text, size_t linked, const GumboNode *box);
typedef bool (*vb_page_filter)(void *context, const GumboNode *node);

/* Every paragraph below `root` to `event`; elements that `left_out` says yes to are passed over,
   as are scripts and the like. VB_NOMEM. */
vb_status vb_page_walk(const GumboNode *root, vb_page_filter left_out, vb_page_event event,
                       void *context, vb_error *err);
bool vb_page_is_block(const GumboNode *node);
/* Holds nothing that a reader sees as text: scripts, drawings, forms' fields. */
bool vb_page_is_silent(const GumboNode *node);
/* The heading level of a tag, 0 for another. */
unsigned vb_page_heading(const GumboNode *node);
/* The same words, whatever their case, quotation marks, dashes and white space. */
bool vb_page_same_words(vb_str a, vb_str b);
/* Fills page->blocks with the paragraphs that are in no box left out. */
vb_status vb_page_gather(vb_page *page, vb_error *err);

/* --- boxes.c ------------------------------------------------------------- */

/* Credits every paragraph of the page to the boxes around it, and decides which boxes are left
   out: boilerplate by tag, role or class, unless it holds most of the page's credit. */
vb_status vb_page_weigh(vb_page *page, vb_error *err);
bool vb_page_is_left_out(const vb_page *page, const GumboNode *node);
/* A paragraph of some length that is no list of links. */
bool vb_page_is_good(vb_str text, size_t linked);
/* The box's entry; NULL for a node that no paragraph stands in. */
vb_page_box *vb_page_box_of(const vb_page *page, const GumboNode *node);
/* Counts the credit of all boxes again, by the blocks that are not dropped; sets page->credit. */
void vb_page_recount(vb_page *page);
/* The node is the box or below it, as deep as VB_PAGE_DEPTH_MAX: real pages nest 40 deep, and each
   block is asked about. */
bool vb_page_is_inside(const GumboNode *node, const GumboNode *box);
enum { VB_PAGE_DEPTH_MAX = 256 };

/* --- body.c -------------------------------------------------------------- */

/* The site marks the element as an article's body. */
bool vb_page_is_marked_body(const GumboNode *node);

/* The deepest box that holds `percent` of page->credit, as it was counted last; NULL for none. */
const vb_page_box *vb_page_deepest_box(const vb_page *page, unsigned percent);
/* Drops the blocks that are outside the article's box or boxes. */
void vb_page_choose_body(vb_page *page);

/* --- known.c -------------------------------------------------------------- */

/* Lets the article's text as the page's data have it decide where the article is, begins and ends.
   True when the page shows next to nothing of that text. */
bool vb_page_use_data(vb_page *page, vb_str data);

/* --- lines.c ------------------------------------------------------------- */

/* Drops what is not the article's inside its box: what stands before the headline, lists of
   links, lines that are boilerplate by their words, what follows the last paragraph. */
void vb_page_trim(vb_page *page);

/* --- headline.c ----------------------------------------------------------- */

/* The byline and date printed around the headline, where the data have none that is better. */
void vb_page_headline(const vb_page *page, const vb_meta *meta, vb_article *a);

/* --- parts.c --------------------------------------------------------------- */

/* One of several articles in a page. */
typedef struct vb_page_part {
  const GumboNode *box;     /* NULL for a run between two headings */
  size_t heading, from, to; /* blocks */
} vb_page_part;

enum { VB_PAGE_PARTS_MAX = 512 };

/* The articles of a page that is several; 0 for a page that is one. */
size_t vb_page_parts(const vb_page *page, const vb_meta *meta, vb_page_part *parts, size_t max);

/* --- comments.c ---------------------------------------------------------- */

/* The readers' comments on the page, into the article's list of them. */
void vb_page_comments(const vb_reading *reading, const GumboNode *body, vb_article *a);

#endif
