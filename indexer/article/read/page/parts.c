/*
 * parts.c - finds several articles on one page, as databases and reading programs save them.
 *
 * A page of a site states which article it is, and other things on it (a feed, teasers)
 * belong to other pages. So a page is divided only if neither its data nor a headline at
 * the top indicate one article, and if its text consists of boxes, or runs, that each
 * begin with a heading of the same level, which is not a link, and have a paragraph.
 */
#include "indexer/article/read/page/page_internal.h"

enum {
  HEADING_WITHIN = 3, /* blocks from the start of a part; a date or section may come first */
  MOST = 70           /* percent of the page's credit that the parts need */
};

typedef struct part_list {
  vb_page_part *parts;
  size_t count, max;
  uint8_t level; /* of the headings */
  size_t credit;
} part_list;

static bool is_part_box(const GumboNode *node) {
  static const char *const names[] = {"article",   "story",        "document",
                                      "news-item", "article-item", NULL};
  if (vb_html_is(node, GUMBO_TAG_ARTICLE)) return true;
  return (vb_html_is(node, GUMBO_TAG_DIV) || vb_html_is(node, GUMBO_TAG_SECTION)) &&
         vb_html_has_class(node, names);
}

/* The outermost box of an article around a block; NULL for none. */
static const GumboNode *part_box_of(const GumboNode *node) {
  const GumboNode *box = NULL;
  for (int i = 0; node && node->type == GUMBO_NODE_ELEMENT && i < VB_PAGE_DEPTH_MAX;
       i++, node = node->parent)
    if (is_part_box(node)) box = node;
  return box;
}

static bool is_headline(const vb_page_block *b) {
  return b->heading && b->heading <= 3 && b->linked * 2 < b->text.n && !vb_is_site_name(b->text) &&
         !vb_is_section_name(b->text) && b->words == VB_LINE_PLAIN;
}

/* Adds the blocks [from, to) as a part; false if they are not one. */
static bool add_part(const vb_page *page, part_list *list, const GumboNode *box, size_t from,
                     size_t to) {
  size_t heading = from, credit = 0;
  while (heading < to && heading - from < HEADING_WITHIN && !page->blocks[heading].heading)
    heading++;
  if (heading == to || !is_headline(&page->blocks[heading])) return false;
  for (size_t i = heading + 1; i < to; i++)
    credit +=
        vb_page_is_good(page->blocks[i].text, page->blocks[i].linked) ? page->blocks[i].text.n : 0;
  uint8_t level = page->blocks[heading].heading;
  if (!credit || (list->count && level != list->level) || list->count == list->max) return false;
  for (size_t i = 0; i < list->count; i++) /* the same headline again */
    if (vb_page_same_words(page->blocks[list->parts[i].heading].text, page->blocks[heading].text))
      return false;
  list->level = level;
  list->credit += credit;
  list->parts[list->count++] = (vb_page_part){box, heading, from, to};
  return true;
}

/* Whether there is a heading outside the parts and above them all. */
static bool has_other_headline(const vb_page *page, const part_list *list) {
  for (size_t i = 0; i < page->block_count; i++) {
    const vb_page_block *b = &page->blocks[i];
    bool inside = false;
    for (size_t k = 0; k < list->count && !inside; k++)
      inside = i >= list->parts[k].from && i < list->parts[k].to;
    if (!inside && b->heading && b->heading <= list->level && is_headline(b)) return true;
  }
  return false;
}

static bool parts_by_boxes(const vb_page *page, part_list *list) {
  for (size_t i = 0, end; i < page->block_count; i = end) {
    const GumboNode *box = part_box_of(page->blocks[i].box);
    for (end = i + 1; end < page->block_count && part_box_of(page->blocks[end].box) == box;) end++;
    if (box && !add_part(page, list, box, i, end)) return false;
  }
  return list->count > 1 && !has_other_headline(page, list);
}

static bool parts_by_headings(const vb_page *page, part_list *list) {
  size_t from = 0;
  while (from < page->block_count && page->blocks[from].heading != 1) from++;
  for (size_t end; from < page->block_count; from = end) {
    for (end = from + 1; end < page->block_count && page->blocks[end].heading != 1;) end++;
    if (!add_part(page, list, NULL, from, end)) return false;
  }
  return list->count > 1;
}

size_t vb_page_parts(const vb_page *page, const vb_meta *meta, vb_page_part *parts, size_t max) {
  part_list boxes = {.parts = parts, .max = max}, headings = {.parts = parts, .max = max};
  size_t all = 0;
  if (meta->rank[VB_META_TITLE] < VB_RANK_META - 1) return 0; /* the data name one article */
  for (size_t i = 0; i < page->block_count; i++)
    all +=
        vb_page_is_good(page->blocks[i].text, page->blocks[i].linked) ? page->blocks[i].text.n : 0;
  if (parts_by_boxes(page, &boxes)) return boxes.credit * 100 >= all * MOST ? boxes.count : 0;
  if (parts_by_headings(page, &headings))
    return headings.credit * 100 >= all * MOST ? headings.count : 0;
  return 0;
}
