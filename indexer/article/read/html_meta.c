/*
 * html_meta.c - the places where sites put an article's data, best first.
 *
 * A value is offered with the rank of its place; per field the lowest rank
 * wins, the first of equals. JSON-LD comes first, being made for machines from
 * the same database as the page; then meta tags; then marks in the page itself
 * (itemprop, rel, <time>, <h1>), where teasers of other articles may have them
 * too; last the <title>.
 */
#include "indexer/article/read/html_meta.h"

#include "indexer/article/read/clean.h"
#include "indexer/article/read/draft.h"
#include "indexer/article/read/boilerplate.h"
#include "indexer/article/read/names.h"

#include <jansson.h>
#include <strings.h>

typedef enum field {
  TITLE,
  BYLINE,
  DATE,
  SOURCE,
  URL,
  LANGUAGE,
  SECTION,
  BODY,
  PAGE_TITLE,
  FIELDS
} field;

enum { NO_RANK = 255, LD_DEPTH_MAX = 6, LD_BYTES_MAX = 4 * 1024 * 1024 };

typedef struct offers {
  vb_arena *arena;
  vb_str value[FIELDS];
  unsigned rank[FIELDS];
  vb_date date;
} offers;

static void offer(offers *o, field f, unsigned rank, vb_str value) {
  vb_date date;
  size_t max = f == BODY ? VB_ARTICLE_MAX : f == TITLE ? VB_TITLE_MAX : VB_FIELD_MAX;
  if (rank >= o->rank[f]) return;
  if (f == DATE) {
    if (!vb_draft_read_date(value, &date)) return;
    o->date = date;
  }
  /* An author's profile is no name. */
  if (f == BYLINE && (vb_str_starts(value, "http") || vb_str_starts(value, "/"))) return;
  /* Copied first: the cleaned form may lie inside what was given. */
  value = vb_arena_copy(o->arena, vb_str_slice(value, 0, max * 2));
  if (f != BODY) value = vb_clean_field(value, max, o->arena);
  if (!value.n) return;
  o->value[f] = value;
  o->rank[f] = rank;
}

/* <meta name=... property=... itemprop=... content=...>. */
static const struct {
  const char *name;
  unsigned char field, rank;
} metas[] = {{"og:title", TITLE, 10},
             {"twitter:title", TITLE, 12},
             {"dc.title", TITLE, 12},
             {"headline", TITLE, 11},
             {"author", BYLINE, 11},
             {"byl", BYLINE, 10},
             {"article:author", BYLINE, 12},
             {"article:author_name", BYLINE, 10},
             {"parsely-author", BYLINE, 12},
             {"sailthru.author", BYLINE, 12},
             {"dc.creator", BYLINE, 12},
             {"dcterms.creator", BYLINE, 12},
             {"citation_author", BYLINE, 12},
             {"article:published_time", DATE, 10},
             {"og:article:published_time", DATE, 10},
             {"datepublished", DATE, 11},
             {"article.published", DATE, 11},
             {"parsely-pub-date", DATE, 12},
             {"sailthru.date", DATE, 12},
             {"pubdate", DATE, 12},
             {"publishdate", DATE, 12},
             {"publish-date", DATE, 12},
             {"publish_date", DATE, 12},
             {"publication_date", DATE, 12},
             {"dc.date.issued", DATE, 12},
             {"dc.date", DATE, 13},
             {"dcterms.created", DATE, 13},
             {"dcterms.date", DATE, 13},
             {"date", DATE, 14},
             {"og:site_name", SOURCE, 1}, /* the outlet; a publisher may be its company */
             {"application-name", SOURCE, 13},
             {"publisher", SOURCE, 12},
             {"dc.publisher", SOURCE, 12},
             {"og:url", URL, 11},
             {"og:locale", LANGUAGE, 12},
             {"content-language", LANGUAGE, 11},
             {"language", LANGUAGE, 13},
             {"article:section", SECTION, 10},
             {"articlesection", SECTION, 11},
             {"parsely-section", SECTION, 12},
             {"section", SECTION, 13}};

static void read_meta(offers *o, const GumboNode *node) {
  static const char *const keys[] = {"property", "name", "itemprop", "http-equiv"};
  vb_str content = vb_html_attribute(node, "content");
  for (size_t k = 0; k < 4 && content.n; k++) {
    vb_str key = vb_str_trim(vb_html_attribute(node, keys[k]));
    for (size_t i = 0; key.n && i < sizeof metas / sizeof *metas; i++)
      if (vb_str_is_caseless(key, metas[i].name))
        offer(o, (field)metas[i].field, metas[i].rank, content);
  }
}

/* Data in a script is no markup, but many sites escape it all the same: the
   entities that such escaping makes are undone, in place. */
static void undo_entities(vb_buf *text) {
  static const struct {
    const char *entity, *meant;
  } known[] = {{"&amp;", "&"},
               {"&#39;", "'"},
               {"&#039;", "'"},
               {"&apos;", "'"},
               {"&#x27;", "'"},
               {"&#8217;", "\xE2\x80\x99"},
               {"&#8216;", "\xE2\x80\x98"},
               {"&#8220;", "\xE2\x80\x9C"},
               {"&#8221;", "\xE2\x80\x9D"},
               {"&nbsp;", " "},
               {"&rsquo;", "\xE2\x80\x99"},
               {"&lsquo;", "\xE2\x80\x98"},
               {"&ldquo;", "\xE2\x80\x9C"},
               {"&rdquo;", "\xE2\x80\x9D"},
               {"&ndash;", "\xE2\x80\x93"},
               {"&mdash;", "\xE2\x80\x94"}};
  size_t to = 0;
  for (size_t from = 0; from < text->n;) {
    size_t k = 0, count = sizeof known / sizeof *known;
    vb_str rest = {text->p + from, text->n - from};
    while (text->p[from] == '&' && k < count && !vb_str_starts(rest, known[k].entity)) k++;
    if (text->p[from] != '&' || k == count) {
      text->p[to++] = text->p[from++];
      continue;
    }
    from += strlen(known[k].entity);
    memcpy(text->p + to, known[k].meant, strlen(known[k].meant)); /* never longer than its entity */
    to += strlen(known[k].meant);
  }
  text->n = to;
}

static vb_str string_of(const json_t *v) {
  return json_is_string(v) ? (vb_str){json_string_value(v), json_string_length(v)} : VB_STR_NONE;
}

/* A string; an object's name; the names of a list, parted by commas. */
static void put_names(const json_t *v, vb_buf *out) {
  vb_str s = string_of(v);
  if (json_is_object(v)) s = string_of(json_object_get(v, "name"));
  if (s.n) {
    if (out->n) vb_buf_text(out, ", ");
    vb_buf_str(out, s);
  }
  for (size_t i = 0; json_is_array(v) && i < json_array_size(v) && i < VB_AUTHORS_MAX; i++) {
    const json_t *item = json_array_get(v, i);
    if (!json_is_array(item)) put_names(item, out);
  }
}

static void offer_names(offers *o, field f, unsigned rank, const json_t *v) {
  vb_buf names = VB_BUF_INIT;
  put_names(v, &names);
  if (!names.failed) offer(o, f, rank, vb_buf_view(&names));
  vb_buf_clear(&names);
}

static bool is_article_type(const json_t *type) {
  vb_str s = string_of(type);
  for (size_t i = 0; json_is_array(type) && i < json_array_size(type); i++)
    if (is_article_type(json_array_get(type, i))) return true;
  return vb_str_ends(s, "Article") || vb_str_ends(s, "BlogPosting") ||
         vb_str_is_caseless(s, "Report") || vb_str_is_caseless(s, "Review") ||
         vb_str_ends(s, "CreativeWork");
}

static void read_ld_article(offers *o, const json_t *v) {
  const json_t *page = json_object_get(v, "mainEntityOfPage");
  offer(o, TITLE, 2, string_of(json_object_get(v, "headline")));
  offer(o, TITLE, 11, string_of(json_object_get(v, "name")));
  offer_names(o, BYLINE, 2, json_object_get(v, "author"));
  offer_names(o, BYLINE, 3, json_object_get(v, "creator"));
  offer(o, DATE, 2, string_of(json_object_get(v, "datePublished")));
  offer(o, DATE, 3, string_of(json_object_get(v, "dateCreated")));
  offer_names(o, SOURCE, 2, json_object_get(v, "publisher"));
  offer(o, URL, 12, string_of(json_object_get(v, "url")));
  offer(o, URL, 13,
        json_is_object(page) ? string_of(json_object_get(page, "@id")) : string_of(page));
  offer_names(o, LANGUAGE, 10, json_object_get(v, "inLanguage"));
  offer_names(o, SECTION, 2, json_object_get(v, "articleSection"));
  offer(o, BODY, 2, string_of(json_object_get(v, "articleBody")));
}

static void read_ld(offers *o, const json_t *v, int depth) {
  if (depth > LD_DEPTH_MAX) return;
  for (size_t i = 0; json_is_array(v) && i < json_array_size(v); i++)
    read_ld(o, json_array_get(v, i), depth + 1);
  if (!json_is_object(v)) return;
  if (is_article_type(json_object_get(v, "@type"))) read_ld_article(o, v);
  read_ld(o, json_object_get(v, "@graph"), depth + 1);
  read_ld(o, json_object_get(v, "mainEntity"), depth + 1);
}

static void read_script(offers *o, const GumboNode *node) {
  if (!vb_str_is_caseless(vb_str_trim(vb_html_attribute(node, "type")), "application/ld+json"))
    return;
  vb_buf text = VB_BUF_INIT;
  vb_html_inner_text(node, &text);
  if (!text.failed && text.n && text.n <= LD_BYTES_MAX) {
    /* Raw line ends inside strings are the usual fault of such data. */
    for (size_t i = 0; i < text.n; i++)
      if ((unsigned char)text.p[i] < 0x20) text.p[i] = ' ';
    undo_entities(&text);
    json_t *v = json_loadb(text.p, text.n, 0, NULL);
    read_ld(o, v, 0);
    json_decref(v);
  }
  vb_buf_clear(&text);
}

static void offer_text(offers *o, field f, unsigned rank, const GumboNode *node) {
  if (rank >= o->rank[f]) return;
  vb_buf text = VB_BUF_INIT;
  vb_html_inner_text(node, &text);
  /* A long one is a box that holds the value, not the value. */
  if (!text.failed && text.n < 1024) offer(o, f, rank, vb_buf_view(&text));
  vb_buf_clear(&text);
}

/* Marks on the elements of the page itself. */
static void read_marks(offers *o, const GumboNode *node) {
  static const char *const bylines[] = {"byline",         "author",       "author-name",
                                        "article-author", "byline__name", "entry-author",
                                        "post-author",    "story-byline", "article-byline",
                                        "authors",        "c-byline",     NULL};
  static const char *const dates[] = {
      "date",      "published",    "pubdate",        "entry-date",    "post-date", "article-date",
      "timestamp", "publish-date", "date-published", "article__date", "dateline",  NULL};
  vb_str property = vb_html_attribute(node, "itemprop"), rel = vb_html_attribute(node, "rel");
  vb_str moment = vb_html_attribute(node, "datetime");
  if (vb_str_is_caseless(property, "datePublished")) {
    offer(o, DATE, 15, moment);
    offer_text(o, DATE, 16, node);
  }
  if (vb_html_is(node, GUMBO_TAG_TIME)) {
    offer(o, DATE, vb_html_attribute(node, "pubdate").p ? 16 : 17, moment);
    offer_text(o, DATE, 18, node);
  }
  if (vb_str_is_caseless(property, "author") || vb_str_is_caseless(rel, "author"))
    offer_text(o, BYLINE, 15, node);
  else if (vb_html_has_class(node, bylines)) offer_text(o, BYLINE, 17, node);
  if (vb_html_has_class(node, dates)) offer_text(o, DATE, 19, node);
  if (vb_str_is_caseless(property, "headline")) offer_text(o, TITLE, 13, node);
  if (vb_str_is_caseless(property, "articleSection")) offer_text(o, SECTION, 15, node);
  if (vb_html_is(node, GUMBO_TAG_H1)) offer_text(o, TITLE, 14, node);
}

static void read_node(offers *o, const GumboNode *node) {
  if (!vb_html_is_element(node)) return;
  switch (node->v.element.tag) {
  case GUMBO_TAG_META: read_meta(o, node); break;
  case GUMBO_TAG_SCRIPT: read_script(o, node); break;
  case GUMBO_TAG_TITLE: /* of the page, not of an SVG drawing in it */
    if (node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML) {
      offer_text(o, TITLE, 20, node);
      offer_text(o, PAGE_TITLE, 20, node);
    }
    break;
  case GUMBO_TAG_HTML: offer(o, LANGUAGE, 1, vb_html_attribute(node, "lang")); break;
  case GUMBO_TAG_LINK:
    if (vb_str_is_caseless(vb_str_trim(vb_html_attribute(node, "rel")), "canonical"))
      offer(o, URL, 1, vb_html_attribute(node, "href"));
    break;
  default: read_marks(o, node);
  }
}

/* "Wall will hold - Port Amble Herald" without what names the site. */
static vb_str without_site(vb_str title, vb_str site, bool is_page_title) {
  static const char *const bars[] = {" | ",        " - ",       " \xE2\x80\x93 ", " \xE2\x80\x94 ",
                                     " \xC2\xBB ", " \xC2\xB7 "};
  for (size_t k = 0; k < sizeof bars / sizeof *bars; k++) {
    size_t n = strlen(bars[k]);
    for (size_t i = title.n; i-- > 1;) {
      if (!vb_str_starts(vb_str_slice(title, i, title.n), bars[k])) continue;
      vb_str tail = vb_str_trim(vb_str_slice(title, i + n, title.n));
      bool named = tail.n == site.n && site.n && strncasecmp(tail.p, site.p, site.n) == 0;
      if (named || (is_page_title && vb_is_site_name(tail)))
        return without_site(vb_str_trim(vb_str_slice(title, 0, i)), site, false);
      break;
    }
  }
  return title;
}

/* "The Marrow Post >> Archive >> Bridge plan sinks" under a heading that is the
   site's: the longest part is the title, the heading the source. */
static void mend_site_heading(offers *o) {
  static const char *const bars[] = {" | ",        " - ",       " \xE2\x80\x93 ", " \xE2\x80\x94 ",
                                     " \xC2\xBB ", " \xC2\xB7 "};
  vb_str page = o->value[PAGE_TITLE], heading = o->value[TITLE], longest = VB_STR_NONE;
  bool found = false;
  if (o->rank[TITLE] != 14) return; /* not taken from an <h1> */
  for (size_t i = 0, start = 0; i <= page.n; i++) {
    size_t n = i == page.n ? 1 : 0;
    for (size_t k = 0; k < sizeof bars / sizeof *bars && !n; k++)
      if (vb_str_starts(vb_str_slice(page, i, page.n), bars[k])) n = strlen(bars[k]);
    if (!n) continue;
    vb_str part = vb_str_trim(vb_str_slice(page, start, i));
    if (vb_str_eq(part, heading)) found = true;
    if (part.n > longest.n) longest = part;
    start = i + n;
    i = start - 1;
  }
  if (!found || vb_str_eq(longest, heading)) return;
  if (!o->value[SOURCE].n) o->value[SOURCE] = heading;
  o->value[TITLE] = longest;
}

static void hand_over(offers *o, vb_article *a, vb_str *body) {
  mend_site_heading(o);
  a->source = o->value[SOURCE];
  if (!a->title.n) a->title = without_site(o->value[TITLE], a->source, o->rank[TITLE] >= 10);
  vb_draft_date(a, o->date, o->rank[DATE] < 19 ? VB_DATE_FROM_METADATA : VB_DATE_FROM_BYLINE);
  if (!a->byline.n && o->value[BYLINE].n) {
    a->byline = vb_byline_core(o->value[BYLINE]);
    vb_authors_add(a, a->byline);
  }
  a->url = o->value[URL];
  a->language = o->value[LANGUAGE];
  a->section = o->value[SECTION];
  *body = o->value[BODY];
}

vb_status vb_html_metadata(const vb_html *html, vb_arena *arena, vb_article *a, vb_str *body,
                           vb_error *err) {
  offers o = {.arena = arena};
  for (int f = 0; f < FIELDS; f++) o.rank[f] = NO_RANK;
  const GumboNode *root = vb_html_root(html);
  for (const GumboNode *n = root; n;) {
    /* What stands there is about other articles, or about comments. */
    bool aside = vb_html_is(n, GUMBO_TAG_ASIDE) || vb_html_is(n, GUMBO_TAG_NAV) ||
                 vb_html_is(n, GUMBO_TAG_FOOTER) || vb_html_is_comments(n);
    if (!aside) read_node(&o, n);
    n = aside ? vb_html_behind(n, root) : vb_html_next(n, root);
  }
  hand_over(&o, a, body);
  (void)err; /* without memory a field stays unknown; the caller's own work fails then */
  return VB_OK;
}
