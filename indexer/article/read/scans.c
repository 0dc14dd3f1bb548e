/*
 * scans.c - reads pages of print recognised by OCR: ALTO, PAGE, the article texts of the Dutch
 * national library; and Factiva's XML, whose paragraphs are as simple.
 *
 * Sources: ALTO 2 to 4 (Library of Congress), PAGE 2019 (PRImA). A page is one article,
 * because a page does not show where one ends; a block is a paragraph, in the order of the
 * file. A word divided at a line end is joined if the file says so.
 */
#include "indexer/article/read/markup.h"
#include "indexer/article/read/readers.h"

#define RULES_END                                                                                  \
  { NULL, NULL, VB_MARKUP_NONE, 0, NULL, NULL }

static const vb_markup_rule alto_rules[] = {
    {NULL, "Layout", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {NULL, "Page", VB_MARKUP_BODY, 0, NULL, NULL},
    {NULL, "TextBlock", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
    {NULL, "TextLine", VB_MARKUP_LINE, 0, NULL, NULL},
    {NULL, "Illustration", VB_MARKUP_SKIP, 0, NULL, NULL},
    {NULL, "Shape", VB_MARKUP_SKIP, 0, NULL, NULL},
    {NULL, "SP", VB_MARKUP_SPACE, 0, NULL, NULL},
    {NULL, "HYP", VB_MARKUP_JOIN, 0, NULL, NULL},
    {NULL, "String", VB_MARKUP_WORD, 0, "SUBS_CONTENT", "SUBS_TYPE=HypPart1"},
    {NULL, "String", VB_MARKUP_REST, 0, NULL, "SUBS_TYPE=HypPart2"},
    {NULL, "String", VB_MARKUP_WORD, 0, "CONTENT", NULL},
    RULES_END};

static const vb_markup_format alto = {
    .tables = {alto_rules}, .words_only = true, .what = "an ALTO page"};

bool vb_alto_sees(const vb_sight *sight) {
  return vb_str_is_caseless(sight->root, "alto");
}

vb_status vb_alto_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  const char *path = vb_reading_path(reading);
  if (path && reading->options->mets && vb_mets_list_names(reading->options->mets, path)) {
    vb_reading_elsewhere(reading, "a page that its METS file names");
    return VB_OK;
  }
  return vb_markup_read_xml(reading, &alto, stream, err);
}

/* A line's text is in its TextEquiv, and again in those of its words and its region. */
static const vb_markup_rule page_rules[] = {{NULL, "Page", VB_MARKUP_ARTICLE, 0, NULL, NULL},
                                            {"TextLine", "Word", VB_MARKUP_SKIP, 0, NULL, NULL},
                                            {"TextLine", "Unicode", VB_MARKUP_BODY, 0, NULL, NULL},
                                            RULES_END};

static const vb_markup_format page = {.tables = {page_rules}, .what = "a PAGE file"};

bool vb_page_sees(const vb_sight *sight) {
  return vb_str_is(sight->root, "PcGts");
}

vb_status vb_page_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return vb_markup_read_xml(reading, &page, stream, err);
}

static const vb_markup_rule article_text_rules[] = {
    {NULL, "text", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {"text", "title", VB_MARKUP_TITLE, 0, NULL, NULL},
    {"text", "p", VB_MARKUP_BODY, 0, NULL, NULL},
    RULES_END};

static const vb_markup_format article_text = {.tables = {article_text_rules},
                                              .what = "an article's text in XML"};

bool vb_article_text_sees(const vb_sight *sight) {
  return vb_str_is(sight->root, "text") && !sight->space.n &&
         (memmem(sight->text.p, sight->text.n, "<p>", 3) ||
          memmem(sight->text.p, sight->text.n, "<title>", 7));
}

vb_status vb_article_text_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return vb_markup_read_xml(reading, &article_text, stream, err);
}
