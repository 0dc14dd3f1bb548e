/*
 * agency.c - formats of news agencies: NITF, NewsML 1, NewsML-G2, Reuters' corpus of 1996/97.
 *
 * Sources: the IPTC's NITF 3.6 DTD, NewsML 1.2 DTD and NewsML-G2 2.x guidelines; "RCV1: a
 * new benchmark collection" (Lewis et al., 2004) for the last. Both kinds of NewsML
 * contain NITF or XHTML. Captions and summaries are not part of the text: an indexer's
 * abstract was not printed, and the lead paragraph in the Times corpus is repeated in its
 * full text.
 */
#include "indexer/article/read/markup.h"
#include "indexer/article/read/readers.h"

#define RULES_END                                                                                  \
  { NULL, NULL, VB_MARKUP_NONE, 0, NULL, NULL }

static const vb_markup_rule nitf_rules[] = {
    {NULL, "nitf", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {NULL, "nitf", VB_MARKUP_LANGUAGE, 0, "lang", NULL},
    {NULL, "note", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"head", "title", VB_MARKUP_TITLE, 4, NULL, NULL},
    {"hedline", "hl1", VB_MARKUP_TITLE, 2, NULL, NULL},
    {"hedline", "hl2", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"docdata", "doc-id", VB_MARKUP_ID, 0, "id-string", NULL},
    {"head", "pubdata", VB_MARKUP_DATE, 4, "date.publication", NULL},
    {"docdata", "date.release", VB_MARKUP_DATE, 5, "norm", NULL},
    {"docdata", "date.issue", VB_MARKUP_DATE, 6, "norm", NULL},
    {"head", "pubdata", VB_MARKUP_SOURCE, 4, "name", NULL},
    {"head", "pubdata", VB_MARKUP_URL, 0, "ex-ref", NULL},
    {"head", "pubdata", VB_MARKUP_SECTION, 0, "position.section", NULL},
    {"docdata", "doc.copyright", VB_MARKUP_SOURCE, 6, "holder", NULL},
    {"head", "meta", VB_MARKUP_SECTION, 1, "content", "name=online_sections"},
    {"head", "meta", VB_MARKUP_SECTION, 2, "content", "name=dsk"},
    {"body.head", "distributor", VB_MARKUP_SOURCE, 5, NULL, NULL},
    {"byline", "byttl", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"body.head", "byline", VB_MARKUP_BYLINE, 0, NULL, NULL},
    {"body.head", "abstract", VB_MARKUP_LEAD, 0, NULL, NULL},
    {"body.content", "block", VB_MARKUP_LEAD, 1, NULL, "class=lead_paragraph"},
    {"body.content", "block", VB_MARKUP_SKIP, 0, NULL, "class=correction_text"},
    {"body.content", "block", VB_MARKUP_SKIP, 0, NULL, "class=online_lead_paragraph"},
    {NULL, "body.content", VB_MARKUP_BODY, 0, NULL, NULL},
    {"body.end", "tagline", VB_MARKUP_BODY, 0, NULL, NULL},
    RULES_END};

static const vb_markup_format nitf = {.tables = {nitf_rules, vb_markup_xhtml}, .what = "NITF"};

bool vb_nitf_sees(const vb_sight *sight) {
  return vb_str_is(sight->root, "nitf");
}

vb_status vb_nitf_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return vb_markup_read_xml(reading, &nitf, stream, err);
}

/* ---- NewsML 1 ---- */

static const vb_markup_rule newsml1_rules[] = {
    {NULL, "NewsItem", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {NULL, "NewsItem", VB_MARKUP_LANGUAGE, 3, "lang", NULL},
    {NULL, "NewsComponent", VB_MARKUP_LANGUAGE, 2, "lang", NULL},
    {"NewsComponent", "Role", VB_MARKUP_DROP, 0, NULL, "FormalName=Caption"},
    {"NewsComponent", "Role", VB_MARKUP_DROP, 0, NULL, "FormalName$Picture"},
    {"NewsComponent", "Role", VB_MARKUP_DROP, 0, NULL, "FormalName$Photo"},
    {"NewsComponent", "Role", VB_MARKUP_DROP, 0, NULL, "FormalName=Graphic"},
    {"NewsComponent", "Role", VB_MARKUP_DROP, 0, NULL, "FormalName=Thumbnail"},
    {"ContentItem", "MediaType", VB_MARKUP_DROP, 0, NULL, "FormalName=Photo"},
    {"ContentItem", "MediaType", VB_MARKUP_DROP, 0, NULL, "FormalName=Graphic"},
    {"ContentItem", "MediaType", VB_MARKUP_DROP, 0, NULL, "FormalName=Video"},
    {"ContentItem", "MediaType", VB_MARKUP_DROP, 0, NULL, "FormalName=Audio"},
    {"DataContent", "head", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"DataContent", "body.head", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"NewsLines", "HeadLine", VB_MARKUP_TITLE, 0, NULL, NULL},
    {"NewsLines", "ByLine", VB_MARKUP_BYLINE, 0, NULL, NULL},
    {"NewsLines", "CreditLine", VB_MARKUP_SOURCE, 1, NULL, NULL},
    {"Identification", "PublicIdentifier", VB_MARKUP_ID, 0, NULL, NULL},
    {"Identification", "ProviderId", VB_MARKUP_SOURCE, 3, NULL, NULL},
    {"Identification", "DateId", VB_MARKUP_DATE, 3, NULL, NULL},
    {"NewsManagement", "ThisRevisionCreated", VB_MARKUP_DATE, 0, NULL, NULL},
    {"NewsManagement", "FirstCreated", VB_MARKUP_DATE, 1, NULL, NULL},
    {"NewsEnvelope", "DateAndTime", VB_MARKUP_DATE, 0, NULL, NULL},
    {"Provider", "Party", VB_MARKUP_SOURCE, 2, "FormalName", NULL},
    {"Source", "Party", VB_MARKUP_SOURCE, 2, "FormalName", NULL},
    {"NewsManagement", "FirstPublished", VB_MARKUP_DATE, 1, NULL, NULL},
    {"DescriptiveMetadata", "Language", VB_MARKUP_LANGUAGE, 0, "FormalName", NULL},
    {"ContentItem", "DataContent", VB_MARKUP_BODY, 0, NULL, NULL},
    RULES_END};

static const vb_markup_format newsml1 = {
    .tables = {newsml1_rules, nitf_rules, vb_markup_xhtml}, .many = true, .what = "NewsML"};

bool vb_newsml1_sees(const vb_sight *sight) {
  return vb_str_is(sight->root, "NewsML");
}

vb_status vb_newsml1_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return vb_markup_read_xml(reading, &newsml1, stream, err);
}

/* ---- NewsML-G2 ---- */

static const vb_markup_rule newsml_g2_rules[] = {
    {"contentSet", "title", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"contentSet", "head", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"contentSet", "body.head", VB_MARKUP_SKIP, 0, NULL, NULL},
    {NULL, "newsItem", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {NULL, "newsItem", VB_MARKUP_ID, 0, "guid", NULL},
    {NULL, "newsItem", VB_MARKUP_LANGUAGE, 2, "lang", NULL},
    {"newsItem", "itemClass", VB_MARKUP_DROP, 0, NULL, "qcode$:picture"},
    {"newsItem", "itemClass", VB_MARKUP_DROP, 0, NULL, "qcode$:graphic"},
    {"newsItem", "itemClass", VB_MARKUP_DROP, 0, NULL, "qcode$:video"},
    {"newsItem", "itemClass", VB_MARKUP_DROP, 0, NULL, "qcode$:audio"},
    {"newsItem", "edNote", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"header", "sent", VB_MARKUP_DATE, 0, NULL, NULL},
    {"itemMeta", "versionCreated", VB_MARKUP_DATE, 0, NULL, NULL},
    {"itemMeta", "firstCreated", VB_MARKUP_DATE, 1, NULL, NULL},
    {"provider", "name", VB_MARKUP_SOURCE, 1, NULL, NULL},
    {"itemMeta", "provider", VB_MARKUP_SOURCE, 2, "literal", NULL},
    {"infoSource", "name", VB_MARKUP_SOURCE, 0, NULL, NULL},
    {"contentMeta", "infoSource", VB_MARKUP_SOURCE, 0, "literal", NULL},
    {"contentMeta", "creditline", VB_MARKUP_SOURCE, 3, NULL, NULL},
    {"copyrightHolder", "name", VB_MARKUP_SOURCE, 4, NULL, NULL},
    {"contentMeta", "headline", VB_MARKUP_TITLE, 0, NULL, "!role"},
    {"contentMeta", "headline", VB_MARKUP_TITLE, 1, NULL, NULL},
    {"contentMeta", "by", VB_MARKUP_BYLINE, 0, NULL, NULL},
    {"creator", "name", VB_MARKUP_NAME, 0, NULL, NULL},
    {"contentMeta", "language", VB_MARKUP_LANGUAGE, 0, "tag", NULL},
    {"contentSet", "inlineXML", VB_MARKUP_BODY, 0, NULL, NULL},
    {"contentSet", "inlineData", VB_MARKUP_HTML, 0, NULL, "contenttype=text/html"},
    {"contentSet", "inlineData", VB_MARKUP_OWN, 0, NULL, "!contenttype"},
    {"contentSet", "inlineData", VB_MARKUP_BODY, 0, NULL, NULL},
    RULES_END};

static const vb_markup_format newsml_g2 = {
    .tables = {newsml_g2_rules, nitf_rules, vb_markup_xhtml}, .many = true, .what = "NewsML-G2"};

bool vb_newsml_g2_sees(const vb_sight *sight) {
  return vb_str_is(sight->root, "newsMessage") || vb_str_is(sight->root, "newsItem") ||
         (vb_str_starts(sight->space, "http://iptc.org/std/nar/") &&
          !vb_str_is(sight->root, "html"));
}

vb_status vb_newsml_g2_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return vb_markup_read_xml(reading, &newsml_g2, stream, err);
}

/* ---- RCV1 ---- */

static const vb_markup_rule rcv1_rules[] = {
    {NULL, "newsitem", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {NULL, "newsitem", VB_MARKUP_DATE, 1, "date", NULL},
    {NULL, "newsitem", VB_MARKUP_LANGUAGE, 0, "lang", NULL},
    {"newsitem", "headline", VB_MARKUP_TITLE, 0, NULL, NULL},
    {"newsitem", "title", VB_MARKUP_TITLE, 1, NULL, NULL},
    {"newsitem", "byline", VB_MARKUP_BYLINE, 0, NULL, NULL},
    {"metadata", "dc", VB_MARKUP_DATE, 0, "value", "element=dc.date.published"},
    {"metadata", "dc", VB_MARKUP_SOURCE, 0, "value", "element=dc.source"},
    {"metadata", "dc", VB_MARKUP_SOURCE, 1, "value", "element=dc.publisher"},
    {"newsitem", "text", VB_MARKUP_BODY, 0, NULL, NULL},
    RULES_END};

static const vb_markup_format rcv1 = {.tables = {rcv1_rules, vb_markup_xhtml},
                                      .what = "Reuters corpus XML"};

bool vb_rcv1_sees(const vb_sight *sight) {
  return vb_str_is(sight->root, "newsitem");
}

vb_status vb_rcv1_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return vb_markup_read_xml(reading, &rcv1, stream, err);
}
