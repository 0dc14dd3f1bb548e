/*
 * lines.c - drops blocks inside an article's box that are not part of the article.
 */
#include "indexer/article/read/page/page_internal.h"

enum {
  BEFORE_HEADLINE = 35,  /* percent of the credit; a headline with more before it is a teaser's */
  HEADINGS_MAX = 32,     /* headings of lists examined; each walks over the rest */
  STANDFIRST_WITHIN = 4, /* blocks after the headline */
  LEAD_WITHIN = 12,      /* blocks after the headline */
  LONG = 160,            /* bytes; no teaser without a full stop is longer */
  AFTER_HEADING = 30 /* percent; with more after it, a list of other articles is in the middle */
};

static size_t credit_of(const vb_page_block *b) {
  return !b->dropped && b->words == VB_LINE_PLAIN && vb_page_is_good(b->text, b->linked) ? b->text.n
                                                                                         : 0;
}

static size_t credit_between(const vb_page *page, size_t from, size_t to) {
  size_t credit = 0;
  for (size_t i = from; i < to; i++) credit += credit_of(&page->blocks[i]);
  return credit;
}

static void drop(vb_page *page, size_t from, size_t to) {
  for (size_t i = from; i < to; i++) page->blocks[i].dropped = true;
}

static void drop_before_headline(vb_page *page) {
  size_t all = credit_between(page, 0, page->block_count), before = 0;
  for (size_t i = 0; i < page->block_count; i++) {
    const vb_page_block *b = &page->blocks[i];
    if (!b->dropped && b->heading && vb_page_same_words(b->text, page->title)) {
      if (before * 100 <= all * BEFORE_HEADLINE) drop(page, 0, i + 1);
      return;
    }
    before += credit_of(b);
  }
}

static bool ends_sentence(vb_str s) {
  while (s.n && strchr("\"')]", s.p[s.n - 1])) s.n--;
  if (s.n >= 3 && (memcmp(s.p + s.n - 3, "\xE2\x80\x9D", 3) == 0 ||
                   memcmp(s.p + s.n - 3, "\xE2\x80\x99", 3) == 0))
    s.n -= 3;
  return s.n && (strchr(".?!:;", s.p[s.n - 1]) ||
                 (s.n >= 3 && memcmp(s.p + s.n - 3, "\xE2\x80\xA6", 3) == 0));
}

/* Whether a block is only a link and not a sentence. */
static bool is_teaser(const vb_page_block *b) {
  return b->linked * 10 > b->text.n * 8 && b->text.n < 200 && !ends_sentence(b->text);
}

/* Whether an article may end with this paragraph: a sentence, or longer than teasers are. */
static bool closes(const vb_page_block *b) {
  return credit_of(b) && (ends_sentence(b->text) || b->text.n >= LONG);
}

/* Drops everything but sentences between a heading of other articles and the rest of the text. */
static void drop_teasers(vb_page *page, size_t from, size_t to) {
  for (size_t i = from; i < to; i++) {
    vb_page_block *b = &page->blocks[i];
    if (!credit_of(b) || !ends_sentence(b->text) || b->linked * 5 > b->text.n) b->dropped = true;
  }
}

/* Where the text continues after block `at`: the next paragraph in the same parent as the last one
   before it; block_count if it does not. */
static size_t goes_on(const vb_page *page, size_t at) {
  const GumboNode *parent = NULL;
  for (size_t i = at; i-- > 0 && !parent;)
    if (credit_of(&page->blocks[i]) && page->blocks[i].box) parent = page->blocks[i].box->parent;
  for (size_t i = at + 1; i < page->block_count && parent; i++)
    if (page->blocks[i].box && page->blocks[i].box->parent == parent && closes(&page->blocks[i]))
      return i;
  return page->block_count;
}

/* Headings of comments and of lists of other articles end the article, or interrupt it. */
static void cut_at_headings(vb_page *page) {
  size_t all = credit_between(page, 0, page->block_count), before = 0, tries = 0;
  for (size_t i = 0; i < page->block_count; i++) {
    vb_page_block *b = &page->blocks[i];
    before += credit_of(b);
    if (b->dropped || b->words == VB_LINE_PLAIN || b->words == VB_LINE_PICTURE) continue;
    bool ends =
        b->words == VB_LINE_RELATED || b->words == VB_LINE_COMMENTS || b->words == VB_LINE_FORM;
    b->dropped = true;
    if (!ends || !before || tries++ >= HEADINGS_MAX) continue;
    size_t next = goes_on(page, i);
    if (next == i + 1) next = page->block_count; /* the heading belongs to that paragraph */
    if (next < page->block_count) drop_teasers(page, i, next);
    else if ((all - before) * 100 <= all * AFTER_HEADING) drop(page, i, next);
  }
}

/* Whether the block is next to the last paragraph: in the same box, or in a box of the same name
   next to that one. */
static bool is_beside(const vb_page_block *b, const vb_page_block *last) {
  const GumboNode *home = last->box ? last->box->parent : NULL, *n = b->box;
  for (int i = 0; n && home && i < 4; i++, n = n->parent) {
    if (n == home) return true;
    if (n->parent == home->parent && vb_html_is_element(n) && vb_html_is_element(home) &&
        vb_str_eq(vb_html_attribute(n, "class"), vb_html_attribute(home, "class")))
      return true;
  }
  return false;
}

/* Drops short lines that are not sentences, before the first and after the last paragraph; keeps a
   list at the end of the text, with its heading. */
static void trim_ends(vb_page *page) {
  size_t first = 0, last = page->block_count;
  while (first < last && !credit_of(&page->blocks[first])) first++;
  if (first == last) return;
  while (last > first && !closes(&page->blocks[last - 1])) last--;
  for (size_t i = 0; i < first; i++) {
    vb_page_block *b = &page->blocks[i];
    if (b->linked * 2 > b->text.n || !ends_sentence(b->text)) b->dropped = true;
  }
  bool kept_after = false;
  for (size_t i = page->block_count; i-- > last && last > first;) {
    vb_page_block *b = &page->blocks[i];
    bool list = !b->linked && (b->in_list || kept_after) && is_beside(b, &page->blocks[last - 1]);
    if (b->linked * 2 > b->text.n || (!list && !ends_sentence(b->text))) b->dropped = true;
    else if (list && !b->dropped) kept_after = true;
  }
}

/* Paragraphs between the headline and the chosen box belong to the article, too: the standfirst,
   and a lead in a box of its own. */
static void keep_lead(vb_page *page) {
  size_t headline = page->block_count, first = 0;
  while (first < page->block_count && page->blocks[first].dropped) first++;
  for (size_t i = 0; i < first; i++)
    if (page->blocks[i].heading && vb_page_same_words(page->blocks[i].text, page->title))
      headline = i;
  for (size_t i = headline + 1, seen = 0; i < first && seen < LEAD_WITHIN; i++, seen++) {
    vb_page_block *b = &page->blocks[i];
    bool good = b->words == VB_LINE_PLAIN && vb_page_is_good(b->text, b->linked) &&
                b->linked * 5 <= b->text.n;
    if (good && !b->in_list && (seen < STANDFIRST_WITHIN || ends_sentence(b->text)))
      b->dropped = false;
  }
}

void vb_page_trim(vb_page *page) {
  keep_lead(page);
  drop_before_headline(page);
  for (size_t i = 0; i < page->block_count; i++) {
    vb_page_block *b = &page->blocks[i];
    if (vb_page_same_words(b->text, page->title) || is_teaser(b)) b->dropped = true;
  }
  cut_at_headings(page);
  trim_ends(page);
}
