/*
 * tei.c - reads TEI P4 and P5, the XML of the Text Encoding Initiative; a corpus has many texts.
 *
 * Printed text is kept (sic, orig, abbr), and an editor's additions are not (corr, reg,
 * expan, notes, running heads), because quotes refer to what was printed. Date, title and
 * paper of the source have priority over those of the electronic edition.
 */
#include "indexer/article/read/markup.h"
#include "indexer/article/read/names.h"
#include "indexer/article/read/readers.h"

static const vb_markup_rule tei_rules[] = {
    {NULL, "TEI", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {NULL, "TEI.2", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {NULL, "TEI", VB_MARKUP_LANGUAGE, 1, "lang", NULL},
    {"TEI", "text", VB_MARKUP_LANGUAGE, 0, "lang", NULL},
    {NULL, "egXML", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"teiHeader", "respStmt", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"teiHeader", "revisionDesc", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"teiHeader", "encodingDesc", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"sourceDesc", "title", VB_MARKUP_SOURCE, 0, NULL, "level=j"},
    {"sourceDesc", "title", VB_MARKUP_TITLE, 0, NULL, "level=a"},
    {"monogr", "title", VB_MARKUP_SOURCE, 1, NULL, NULL},
    {"analytic", "title", VB_MARKUP_TITLE, 0, NULL, NULL},
    {"titleStmt", "title", VB_MARKUP_TITLE, 1, NULL, "type=main"},
    {"titleStmt", "title", VB_MARKUP_TITLE, 2, NULL, "!type"},
    {"titleStmt", "title", VB_MARKUP_TITLE, 3, NULL, NULL},
    {"titleStmt", "author", VB_MARKUP_AUTHOR, 1, NULL, NULL},
    {"sourceDesc", "author", VB_MARKUP_AUTHOR, 0, NULL, NULL},
    {"sourceDesc", "date", VB_MARKUP_DATE, 0, "when", NULL},
    {"sourceDesc", "date", VB_MARKUP_DATE, 1, "value", NULL},
    {"sourceDesc", "date", VB_MARKUP_DATE, 2, NULL, "!when"},
    {"creation", "date", VB_MARKUP_DATE, 3, "when", NULL},
    {"creation", "date", VB_MARKUP_DATE, 4, NULL, "!when"},
    {"publicationStmt", "date", VB_MARKUP_DATE, 5, "when", NULL},
    {"publicationStmt", "date", VB_MARKUP_DATE, 6, NULL, "!when"},
    {"sourceDesc", "publisher", VB_MARKUP_SOURCE, 2, NULL, NULL},
    {"publicationStmt", "publisher", VB_MARKUP_SOURCE, 3, NULL, NULL},
    {"publicationStmt", "ptr", VB_MARKUP_URL, 0, "target", NULL},
    {"publicationStmt", "idno", VB_MARKUP_URL, 1, NULL, "type=url"},
    {"langUsage", "language", VB_MARKUP_LANGUAGE, 2, "ident", NULL},
    {"text", "note", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"text", "fw", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"text", "figDesc", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"text", "corr", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"text", "reg", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"text", "expan", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"text", "del", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"text", "back", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"text", "byline", VB_MARKUP_BYLINE, 0, NULL, NULL},
    {"text", "docAuthor", VB_MARKUP_BYLINE, 1, NULL, NULL},
    {"text", "docDate", VB_MARKUP_DATE, 7, "when", NULL},
    {"text", "titlePage", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"text", "lb", VB_MARKUP_JOIN, 0, NULL, "break=no"},
    {"text", "lb", VB_MARKUP_LINE, 0, NULL, NULL},
    {"text", "l", VB_MARKUP_BREAK, 0, NULL, NULL},
    {"text", "cell", VB_MARKUP_SPACE, 0, NULL, NULL},
    {"text", "head", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
    {"text", "ab", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
    {"text", "lg", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
    {"text", "sp", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
    {"text", "item", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
    {"text", "row", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
    {"text", "list", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
    {"text", "front", VB_MARKUP_BODY, 0, NULL, NULL},
    {"text", "body", VB_MARKUP_BODY, 0, NULL, NULL},
    {NULL, NULL, VB_MARKUP_NONE, 0, NULL, NULL}};

static vb_status finish(const vb_reading *reading, vb_markup_article *made, vb_error *err) {
  (void)err;
  vb_authors_add_inverted(&made->article, made->article.byline, reading->arena);
  return VB_OK;
}

static const vb_markup_format tei = {
    .tables = {tei_rules, vb_markup_xhtml}, .what = "TEI", .finish = finish};

bool vb_tei_sees(const vb_sight *sight) {
  return vb_str_is(sight->root, "TEI") || vb_str_is(sight->root, "TEI.2") ||
         vb_str_is(sight->root, "teiCorpus") || vb_str_is(sight->root, "teiCorpus.2");
}

vb_status vb_tei_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return vb_markup_read_xml(reading, &tei, stream, err);
}
