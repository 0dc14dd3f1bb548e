/*
 * html_meta.c - the places where sites state an article's data, best first.
 *
 * A value is offered with the rank of its place; for each field the lowest rank counts,
 * then the first. JSON-LD comes first, because sites make it for machines from their
 * database; then meta tags; then marks in the page itself (itemprop, rel, <time>), which
 * teasers of other articles may have too.
 */
#include "indexer/article/read/page/html_meta.h"

#include "indexer/article/read/clean.h"
#include "indexer/article/read/draft.h"
#include "indexer/article/read/names.h"

#include <strings.h>

enum { TITLES_SEEN_MAX = 32 /* each may need a run of the parser */ };

/* "2021-07-02T18:15:00Z": the zone is UTC. */
static bool is_utc(vb_str s) {
  return s.n > 16 && (vb_str_ends(s, "Z") || vb_str_ends(s, "+00:00") || vb_str_ends(s, "+0000"));
}

static void add_title(vb_meta *meta, vb_str title) {
  for (size_t i = 0; i < meta->title_count; i++)
    if (vb_str_eq(meta->titles[i], title)) return;
  if (meta->title_count < VB_META_TITLES_MAX) meta->titles[meta->title_count++] = title;
}

/* Remembers a day that no standard marks: many of them are of other articles. */
static void count_loose(vb_meta *meta, vb_str value) {
  vb_date date;
  if (meta->loose_count == VB_META_LOOSE_MAX || !vb_draft_read_date(value, &date)) return;
  uint32_t day = vb_date_first_day(date);
  for (unsigned i = 0; i < meta->loose_count; i++)
    if (vb_date_first_day(meta->loose[i]) == day) return;
  meta->loose[meta->loose_count++] = date;
}

void vb_meta_state_day(vb_meta *meta, vb_str value) {
  vb_date date;
  if (!value.n || !vb_draft_read_date(value, &date) || date.precision < VB_DATE_DAY) return;
  uint32_t day = vb_date_first_day(date);
  for (unsigned i = 0; i < meta->stated_count; i++)
    if (meta->stated[i].day == day) {
      meta->stated[i].times++;
      return;
    }
  if (meta->stated_count < VB_META_STATED_MAX)
    meta->stated[meta->stated_count++] = (vb_stated_day){day, 1};
}

/* A page states most facts several times. A value replaces the present one only if its rank is
   better (lower); titles are also collected, because the headline is chosen among them later. */
void vb_meta_offer(vb_meta *meta, vb_meta_field f, unsigned rank, vb_str value) {
  vb_date date;
  size_t max = f == VB_META_BODY    ? VB_ARTICLE_MAX
               : f == VB_META_TITLE ? VB_TITLE_MAX
                                    : VB_FIELD_MAX;
  bool is_title = f == VB_META_TITLE || f == VB_META_PAGE_TITLE;
  value = vb_str_trim(value);
  if (is_title && meta->titles_seen++ >= TITLES_SEEN_MAX) return;
  if (f == VB_META_DATE && rank > VB_RANK_MARKED && value.n) count_loose(meta, value);
  if (f == VB_META_DATE && rank <= VB_RANK_MARKED) vb_meta_state_day(meta, value);
  if (!value.n || (rank >= meta->rank[f] && !is_title)) return;
  if (f == VB_META_DATE) {
    if (!vb_draft_read_date(value, &date)) return;
    meta->date = date;
    meta->date_is_utc = is_utc(value);
  }
  /* The address of an author's profile is not a name. */
  if (f == VB_META_BYLINE && (vb_str_starts(value, "http") || vb_str_starts(value, "/"))) return;
  /* Copied first, because the cleaned form may be a slice of the input. */
  value = vb_arena_copy(meta->arena, vb_str_slice(value, 0, max * 2));
  if (f != VB_META_BODY) value = vb_clean_field(vb_plain(value, meta->arena), max, meta->arena);
  if (f == VB_META_URL) value = vb_address_resolve(value, meta->base, meta->arena);
  if (!value.n) return;
  if (is_title) add_title(meta, value);
  if (rank >= meta->rank[f]) return;
  meta->value[f] = value;
  meta->rank[f] = rank;
}

/* <meta name=... property=... itemprop=... content=...>. */
static const struct {
  const char *name;
  unsigned char field, rank;
} metas[] = {
    {"og:title", VB_META_TITLE, 10},
    {"twitter:title", VB_META_TITLE, 12},
    {"dc.title", VB_META_TITLE, 12},
    {"headline", VB_META_TITLE, 11},
    {"author", VB_META_BYLINE, 11},
    {"byl", VB_META_BYLINE, 10},
    {"article:author", VB_META_BYLINE, 12},
    {"article:author_name", VB_META_BYLINE, 10},
    {"parsely-author", VB_META_BYLINE, 12},
    {"sailthru.author", VB_META_BYLINE, 12},
    {"dc.creator", VB_META_BYLINE, 12},
    {"dcterms.creator", VB_META_BYLINE, 12},
    {"citation_author", VB_META_BYLINE, 12},
    {"article:published_time", VB_META_DATE, 10},
    {"og:article:published_time", VB_META_DATE, 10},
    {"datepublished", VB_META_DATE, 11},
    {"article.published", VB_META_DATE, 11},
    {"datecreated", VB_META_DATE, 13},
    {"article:published", VB_META_DATE, 11},
    {"og:published_time", VB_META_DATE, 11},
    {"published_time", VB_META_DATE, 11},
    {"rnews:datepublished", VB_META_DATE, 11},
    {"citation_publication_date", VB_META_DATE, 12},
    {"cxenseparse:recs:publishtime", VB_META_DATE, 12},
    {"dcterms.issued", VB_META_DATE, 12},
    {"dc.date.created", VB_META_DATE, 13},
    {"publication-date", VB_META_DATE, 12},
    {"published-date", VB_META_DATE, 12},
    {"published_at", VB_META_DATE, 12},
    {"originalpublicationdate", VB_META_DATE, 11},
    {"date.release", VB_META_DATE, 12},
    {"parsely-pub-date", VB_META_DATE, 12},
    {"sailthru.date", VB_META_DATE, 12},
    {"pubdate", VB_META_DATE, 12},
    {"publishdate", VB_META_DATE, 12},
    {"publish-date", VB_META_DATE, 12},
    {"publish_date", VB_META_DATE, 12},
    {"publication_date", VB_META_DATE, 12},
    {"dc.date.issued", VB_META_DATE, 12},
    {"dc.date", VB_META_DATE, 13},
    {"dcterms.created", VB_META_DATE, 13},
    {"dcterms.date", VB_META_DATE, 13},
    {"date", VB_META_DATE, 14},
    {"og:site_name", VB_META_SOURCE, 1}, /* the outlet; a publisher may be its parent company */
    {"twitter:url", VB_META_URL, 14},
    {"application-name", VB_META_SOURCE, 13},
    {"publisher", VB_META_SOURCE, 12},
    {"article:publisher", VB_META_PUBLISHER, 12},
    {"dc.publisher", VB_META_SOURCE, 12},
    {"og:url", VB_META_URL, 11},
    {"og:locale", VB_META_LANGUAGE, 12},
    {"content-language", VB_META_LANGUAGE, 11},
    {"language", VB_META_LANGUAGE, 13},
    {"article:section", VB_META_SECTION, 10},
    {"articlesection", VB_META_SECTION, 11},
    {"parsely-section", VB_META_SECTION, 12},
    {"section", VB_META_SECTION, 13}};

/* <meta> that state when the page was changed. */
static bool states_change(vb_str key) {
  static const char *const names[] = {"article:modified_time", "og:updated_time",  "datemodified",
                                      "article:modified",      "dcterms.modified", "last-modified",
                                      "dc.date.modified",      "lastmod",          NULL};
  for (size_t i = 0; names[i]; i++)
    if (vb_str_is_caseless(key, names[i])) return true;
  return false;
}

static void read_meta(vb_meta *meta, const GumboNode *node) {
  static const char *const keys[] = {"property", "name", "itemprop", "http-equiv"};
  vb_str content = vb_html_attribute(node, "content");
  for (size_t k = 0; k < 4 && content.n; k++) {
    vb_str key = vb_str_trim(vb_html_attribute(node, keys[k]));
    if (vb_str_is_caseless(key, "og:locale")) meta->locale = content;
    if (states_change(key)) vb_meta_state_day(meta, content);
    for (size_t i = 0; key.n && i < sizeof metas / sizeof *metas; i++)
      if (vb_str_is_caseless(key, metas[i].name))
        vb_meta_offer(meta, (vb_meta_field)metas[i].field, metas[i].rank, content);
  }
}

static void offer_text(vb_meta *meta, vb_meta_field f, unsigned rank, const GumboNode *node) {
  bool counts = f == VB_META_DATE && rank > VB_RANK_MARKED && meta->rank[f] > VB_RANK_MARKED;
  if (rank >= meta->rank[f] && f != VB_META_TITLE && !counts) return;
  vb_buf text = VB_BUF_INIT;
  vb_html_inner_text(node, &text);
  /* Longer text is a container of the value, not the value. */
  if (!text.failed && text.n < 1024) vb_meta_offer(meta, f, rank, vb_buf_view(&text));
  vb_buf_clear(&text);
}

/* Offers a date from an element's machine-readable attributes, or else from its words. */
static void offer_moment(vb_meta *meta, const GumboNode *node, unsigned rank) {
  static const char *const attributes[] = {"content", "datetime", "title"};
  for (size_t i = 0; i < 3; i++)
    vb_meta_offer(meta, VB_META_DATE, rank, vb_html_attribute(node, attributes[i]));
  offer_text(meta, VB_META_DATE, rank + 1, node);
}

/* Marks on the elements of the page itself. */
static void read_marks(vb_meta *meta, const GumboNode *node) {
  static const char *const bylines[] = {"byline",          "author",
                                        "author-name",     "article-author",
                                        "byline__name",    "entry-author",
                                        "post-author",     "story-byline",
                                        "article-byline",  "authors",
                                        "c-byline",        "author_name",
                                        "article__author", NULL};
  static const char *const dates[] = {"date",
                                      "published",
                                      "pubdate",
                                      "entry-date",
                                      "post-date",
                                      "article-date",
                                      "timestamp",
                                      "publish-date",
                                      "date-published",
                                      "article__date",
                                      "dateline",
                                      "date_posted",
                                      "date-posted",
                                      "posted-on",
                                      "published-date",
                                      "publication-date",
                                      "pub-date",
                                      "article_date",
                                      "post_date",
                                      "publish_date",
                                      "publishdate",
                                      "posted",
                                      "datetime",
                                      "date-time",
                                      "story-date",
                                      "news-date",
                                      NULL};
  vb_str property = vb_html_attribute(node, "itemprop"), rel = vb_html_attribute(node, "rel");
  if (!property.p) property = vb_html_attribute(node, "property");
  vb_str bare = vb_str_starts_caseless(property, "schema:") ? vb_str_slice(property, 7, property.n)
                                                            : property;
  if (vb_str_is_caseless(bare, "datePublished")) offer_moment(meta, node, 15);
  if (vb_str_is_caseless(bare, "dateCreated") || vb_str_is_caseless(property, "dc:date"))
    offer_moment(meta, node, 16);
  if (vb_html_is(node, GUMBO_TAG_TIME)) {
    vb_meta_offer(meta, VB_META_DATE, vb_html_attribute(node, "pubdate").p ? 16 : 18,
                  vb_html_attribute(node, "datetime"));
    offer_text(meta, VB_META_DATE, 19, node);
  }
  if (vb_str_is_caseless(bare, "author") || vb_str_is_caseless(rel, "author"))
    offer_text(meta, VB_META_BYLINE, 15, node);
  else if (vb_html_has_class(node, bylines)) offer_text(meta, VB_META_BYLINE, 18, node);
  if (vb_html_has_class(node, dates)) offer_text(meta, VB_META_DATE, 20, node);
  if (vb_str_is_caseless(bare, "headline")) offer_text(meta, VB_META_TITLE, 13, node);
  if (vb_str_is_caseless(bare, "articleSection")) offer_text(meta, VB_META_SECTION, 15, node);
}

/* The facts that one element states: meta tags, linked data, the title, the language, the canonical
   address, and microdata on others. */
static void read_node(vb_meta *meta, const GumboNode *node) {
  if (!vb_html_is_element(node)) return;
  switch (node->v.element.tag) {
  case GUMBO_TAG_META: read_meta(meta, node); break;
  case GUMBO_TAG_SCRIPT:
    if (vb_str_is_caseless(vb_str_trim(vb_html_attribute(node, "type")), "application/ld+json"))
      vb_meta_linked_data(meta, node);
    break;
  case GUMBO_TAG_BASE: break;
  case GUMBO_TAG_TITLE: /* the page's title, not that of an SVG drawing in it */
    if (node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML)
      offer_text(meta, VB_META_PAGE_TITLE, 20, node);
    break;
  case GUMBO_TAG_HTML:
    vb_meta_offer(meta, VB_META_LANGUAGE, 1, vb_html_attribute(node, "lang"));
    break;
  case GUMBO_TAG_LINK:
    if (vb_str_is_caseless(vb_str_trim(vb_html_attribute(node, "rel")), "canonical"))
      vb_meta_offer(meta, VB_META_URL, 1, vb_html_attribute(node, "href"));
    break;
  default: read_marks(meta, node);
  }
}

/* The base of relative addresses: <base>, else where the page was fetched, else the first absolute
   address in the head. */
static vb_str find_base(const GumboNode *root, vb_str address) {
  vb_str found = address;
  for (const GumboNode *n = root; n; n = vb_html_next(n, root)) {
    if (vb_html_is(n, GUMBO_TAG_BODY)) break;
    vb_str said = vb_html_is(n, GUMBO_TAG_META) ? vb_html_attribute(n, "content")
                                                : vb_html_attribute(n, "href");
    if (!vb_address_host(said).n) continue;
    if (vb_html_is(n, GUMBO_TAG_BASE)) return said;
    bool own = vb_str_is(vb_html_attribute(n, "property"), "og:url") ||
               (vb_html_is(n, GUMBO_TAG_LINK) &&
                vb_str_is_caseless(vb_html_attribute(n, "rel"), "canonical"));
    if (own && !found.n) found = said;
  }
  return found;
}

static void hand_over(vb_meta *meta, const GumboNode *root, vb_article *a) {
  if (!a->url.n) a->url = meta->value[VB_META_URL];
  if (!a->title.n) a->title = vb_meta_title(meta, root);
  if (!a->source.n) a->source = meta->value[VB_META_SOURCE];
  vb_draft_date(a, meta->date,
                meta->rank[VB_META_DATE] <= VB_RANK_MARKED ? VB_DATE_FROM_METADATA
                                                           : VB_DATE_FROM_BYLINE);
  if (!a->byline.n && meta->value[VB_META_BYLINE].n) {
    a->byline = vb_byline_core(meta->value[VB_META_BYLINE]);
    vb_authors_add(a, a->byline);
  }
  a->language = meta->value[VB_META_LANGUAGE];
  a->section = meta->value[VB_META_SECTION];
}

void vb_html_metadata(const GumboNode *root, vb_str address, vb_arena *arena, vb_article *a,
                      vb_meta *meta) {
  *meta = (vb_meta){.arena = arena, .base = find_base(root, address)};
  for (int f = 0; f < VB_META_FIELDS; f++) meta->rank[f] = VB_RANK_NONE;
  for (const GumboNode *n = root; n;) {
    /* Marks inside these are about other articles, or about comments. */
    bool aside = vb_html_is(n, GUMBO_TAG_ASIDE) || vb_html_is(n, GUMBO_TAG_NAV) ||
                 vb_html_is(n, GUMBO_TAG_FOOTER) || vb_html_is_comments(n);
    if (!aside) read_node(meta, n);
    n = aside ? vb_html_behind(n, root) : vb_html_next(n, root);
  }
  hand_over(meta, root, a);
}
