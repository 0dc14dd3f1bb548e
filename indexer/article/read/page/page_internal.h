/*
 * page_internal.h - a web page as its reader sees it: blocks of text in boxes.
 *
 * Internal to this folder. A block is a run of inline content between two borders (a
 * paragraph, a heading, a cell). A box is an element around blocks; its credit is the
 * size of the good paragraphs inside it. Nodes belong to gumbo and live as long as the
 * parsed page; text and arrays are in the reading's arena.
 *
 * The steps, in order (read_html.c calls them):
 *   weigh   credit paragraphs to boxes, decide which boxes are left out    boxes.c
 *   gather  collect the blocks                                             blocks.c
 *   choose  find the article's box or boxes, drop other blocks             body.c
 *   trim    drop what is not the article's inside it                       lines.c
 */
#ifndef VB_ARTICLE_PAGE_INTERNAL_H
#define VB_ARTICLE_PAGE_INTERNAL_H

#include "indexer/article/read/draft.h"
#include "indexer/article/read/boilerplate.h"
#include "indexer/article/read/html.h"
#include "indexer/article/read/page/meta.h"

typedef struct vb_page_block {
  vb_str text;          /* trimmed; a <br> is a line end */
  const GumboNode *box; /* the element that contains it */
  size_t linked;        /* bytes of it that are in links */
  uint8_t heading;      /* 1 to 6 in <h1> to <h6>; otherwise 0 */
  bool in_list;         /* in <li>, <dt> or <dd> */
  bool dropped;         /* not part of the article */
  bool known;           /* its words are in the article's text in the page's data */
  vb_boilerplate words; /* its kind by its words */
} vb_page_block;

/* A paragraph of the whole page, boilerplate included; a long one is kept without its text. */
typedef struct vb_page_line {
  vb_str text;
  const GumboNode *box;
  size_t linked;
  bool is_long;
} vb_page_line;

typedef enum vb_box_rule { VB_BOX_UNKNOWN = 0, VB_BOX_PLAIN, VB_BOX_LEFT_OUT } vb_box_rule;

typedef struct vb_page_box {
  const GumboNode *node; /* NULL: a free slot of the table */
  size_t credit;         /* of all paragraphs inside it */
  vb_box_rule rule;
  bool holds_body; /* it is, or contains, a box that the site marks as an article's body */
} vb_page_box;

typedef struct vb_page {
  vb_arena *arena;
  const GumboNode *body;
  vb_page_box *boxes; /* open addressing by node; the size is a power of two */
  size_t box_mask, box_count;
  size_t credit; /* of the page, without readers' comments */
  vb_page_block *blocks;
  size_t block_count, block_capacity;
  vb_page_line *lines;
  size_t line_count, line_capacity;
  vb_str title;              /* of the article, to recognise its headline */
  const GumboNode *headline; /* the heading with the title; NULL for none */
  size_t decoded;            /* blocks whose entities were decoded once more */
  bool no_memory;
} vb_page;

/* --- blocks.c ------------------------------------------------------------ */

/* Called at the end of a paragraph: its text (not trimmed), its box, and the bytes in links. */
typedef void (*vb_page_event)(void *context, vb_str text, size_t linked, const GumboNode *box);
typedef bool (*vb_page_filter)(void *context, const GumboNode *node);

/* Passes every paragraph below `root` to `event`. Elements for which `left_out` returns true are
   skipped, and so are scripts and the like. VB_NOMEM. */
vb_status vb_page_walk(const GumboNode *root, vb_page_filter left_out, vb_page_event event,
                       void *context, vb_error *err);
bool vb_page_is_block(const GumboNode *node);
/* Whether it contains nothing that readers see as text: scripts, drawings, form fields. */
bool vb_page_is_silent(const GumboNode *node);
/* The heading level of a tag; 0 for other tags. */
unsigned vb_page_heading(const GumboNode *node);
/* Whether two texts have the same words, ignoring case, quotation marks, dashes and white space. */
bool vb_page_same_words(vb_str a, vb_str b);
/* Fills page->blocks with the paragraphs outside boxes that are left out. */
vb_status vb_page_gather(vb_page *page, vb_error *err);

/* --- boxes.c ------------------------------------------------------------- */

/* Credits every paragraph of the page to the boxes around it, and decides which boxes are left out:
   boilerplate by tag, role or class, unless it has most of the page's credit. */
vb_status vb_page_weigh(vb_page *page, vb_error *err);
bool vb_page_is_left_out(const vb_page *page, const GumboNode *node);
/* Whether it is a paragraph of some length and not a list of links. */
bool vb_page_is_good(vb_str text, size_t linked);
/* The box's entry; NULL for a node that contains no paragraph. */
vb_page_box *vb_page_box_of(const vb_page *page, const GumboNode *node);
/* Computes the credit of all boxes again, from the blocks that are not dropped; sets
   page->credit. */
void vb_page_recount(vb_page *page);
/* Whether the node is the box or inside it, at most VB_PAGE_DEPTH_MAX deep: real pages nest 40
   deep, and this is called for each block. */
bool vb_page_is_inside(const GumboNode *node, const GumboNode *box);
enum { VB_PAGE_DEPTH_MAX = 256 };

/* --- body.c -------------------------------------------------------------- */

/* Whether the site marks the element as an article's body. */
bool vb_page_is_marked_body(const GumboNode *node);

/* The deepest box with `percent` of page->credit, as last computed; NULL for none. */
const vb_page_box *vb_page_deepest_box(const vb_page *page, unsigned percent);
/* Drops the blocks outside the article's box or boxes. */
void vb_page_choose_body(vb_page *page);

/* --- known.c -------------------------------------------------------------- */

/* Uses the article's text in the page's data to decide where the article is, begins and ends. True
   if the page shows next to nothing of that text. */
bool vb_page_use_data(vb_page *page, vb_str data);

/* --- lines.c ------------------------------------------------------------- */

/* Drops what is not part of the article inside its box: blocks before the headline, lists of links,
   lines that are boilerplate by their words, everything after the last paragraph. */
void vb_page_trim(vb_page *page);

/* --- headline.c ----------------------------------------------------------- */

enum { VB_PAGE_AFTER = 16 /* lines after the headline that may be about the article */ };

/* The index of the headline's line, or of the first good paragraph; line_count if there is none. */
size_t vb_page_place_of_headline(const vb_page *page);
/* Whether it is in a caption, a menu, a footer or a comment. */
bool vb_page_is_elsewhere(const GumboNode *box);
/* Whether it is a paragraph: the second one after the headline is past the standfirst. */
bool vb_page_is_text(const vb_page_line *line);
/* Whether one of the words (a table ended by NULL) is in the line, in any case. */
bool vb_page_has_any(vb_str line, const char *const *words);
/* Takes the byline printed around the headline, if the data name nobody. */
void vb_page_take_byline(const vb_page *page, const vb_meta *meta, vb_article *a);

/* --- page_date.c ---------------------------------------------------------- */

/* Settles the date by what is printed around the headline and what the data state. */
void vb_page_settle_date(const vb_page *page, const vb_meta *meta, vb_article *a);

/* --- parts.c --------------------------------------------------------------- */

/* One of several articles on a page. */
typedef struct vb_page_part {
  const GumboNode *box;     /* NULL for a run between two headings */
  size_t heading, from, to; /* blocks */
} vb_page_part;

enum { VB_PAGE_PARTS_MAX = 512 };

/* The articles of a page that has several; 0 for a page that is one article. */
size_t vb_page_parts(const vb_page *page, const vb_meta *meta, vb_page_part *parts, size_t max);

/* --- comments.c ---------------------------------------------------------- */

/* Adds the readers' comments on the page to the article. */
void vb_page_comments(const vb_reading *reading, const GumboNode *body, vb_article *a);

#endif
