/*
 * feeds.c - RSS (0.9 to 2.0, RDF), Atom, and WordPress's export, which is RSS with a site in it.
 *
 * Sources: RSS 2.0, RSS 1.0 with its content module, RFC 4287, WordPress's export.php. An
 * entry's content is the article; its description is used only if there is no other text.
 * Names and titles are HTML, escaped once or twice.
 */
#include "indexer/article/read/markup.h"
#include "indexer/article/read/readers.h"

#define RULES_END                                                                                  \
  { NULL, NULL, VB_MARKUP_NONE, 0, NULL, NULL }

static const vb_markup_rule rss_rules[] = {
    {NULL, "item", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {NULL, "image", VB_MARKUP_SKIP, 0, NULL, NULL},
    {NULL, "textInput", VB_MARKUP_SKIP, 0, NULL, NULL},
    {NULL, "media:*", VB_MARKUP_SKIP, 0, NULL, NULL},
    {NULL, "itunes:*", VB_MARKUP_SKIP, 0, NULL, NULL},
    {NULL, "atom:*", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"item", "content:encoded", VB_MARKUP_HTML, 0, NULL, NULL},
    {"item", "encoded", VB_MARKUP_HTML, 0, NULL, NULL}, /* without its namespace */
    {"item", "full-text", VB_MARKUP_HTML, 0, NULL, NULL},
    {"item", "fulltext", VB_MARKUP_HTML, 0, NULL, NULL},
    {"item", "xhtml:body", VB_MARKUP_BODY, 0, NULL, NULL},
    {"item", "description", VB_MARKUP_LEAD, 0, NULL, NULL},
    {"item", "title", VB_MARKUP_TITLE, 0, NULL, NULL},
    {"item", "dc:title", VB_MARKUP_TITLE, 1, NULL, NULL},
    {"item", "origLink", VB_MARKUP_URL, 0, NULL, NULL},
    {"item", "link", VB_MARKUP_URL, 1, NULL, NULL},
    {"item", "guid", VB_MARKUP_ID, 0, NULL, NULL},
    {"item", "pubDate", VB_MARKUP_DATE, 0, NULL, NULL},
    {"item", "dc:date", VB_MARKUP_DATE, 1, NULL, NULL},
    {"item", "dcterms:issued", VB_MARKUP_DATE, 2, NULL, NULL},
    {"item", "dcterms:created", VB_MARKUP_DATE, 3, NULL, NULL},
    {"item", "dc:creator", VB_MARKUP_AUTHOR, 0, NULL, NULL},
    {"item", "author", VB_MARKUP_AUTHOR, 1, NULL, NULL},
    {"item", "category", VB_MARKUP_SECTION, 0, NULL, NULL},
    {"item", "dc:subject", VB_MARKUP_SECTION, 1, NULL, NULL},
    {"item", "source", VB_MARKUP_SOURCE, 0, NULL, NULL},
    {"item", "dc:publisher", VB_MARKUP_SOURCE, 1, NULL, NULL},
    {"item", "dc:language", VB_MARKUP_LANGUAGE, 0, NULL, NULL},
    {"channel", "title", VB_MARKUP_SOURCE, 0, NULL, NULL},
    {"channel", "language", VB_MARKUP_LANGUAGE, 0, NULL, NULL},
    {"channel", "dc:language", VB_MARKUP_LANGUAGE, 1, NULL, NULL},
    RULES_END};

/* RSS 2.0 requires an e-mail address for an author: "desk@herald.example (Ada Brook)". */
static vb_str author_of(vb_str s) {
  const char *open = s.n ? memchr(s.p, '(', s.n) : NULL;
  const char *at = s.n ? memchr(s.p, '@', s.n) : NULL;
  if (!at) return s;
  if (!open || open < at) return VB_STR_NONE;
  vb_str name = vb_str_slice(s, (size_t)(open - s.p) + 1, s.n);
  const char *close = memchr(name.p, ')', name.n);
  return vb_str_trim(vb_str_slice(name, 0, close ? (size_t)(close - name.p) : name.n));
}

static vb_status finish_rss(const vb_reading *reading, vb_markup_article *made, vb_error *err) {
  (void)reading, (void)err;
  made->article.byline = author_of(made->article.byline);
  return VB_OK;
}

static const vb_markup_format rss = {.tables = {rss_rules, vb_markup_xhtml},
                                     .many = true,
                                     .html_fields = true,
                                     .what = "an RSS feed",
                                     .finish = finish_rss};

bool vb_rss_sees(const vb_sight *sight) {
  if (vb_str_is_caseless(sight->root, "rss")) return true;
  return vb_str_is(sight->root, "RDF") &&
         (memmem(sight->text.p, sight->text.n, "http://purl.org/rss/", 20) ||
          memmem(sight->text.p, sight->text.n, "my.netscape.com/rdf", 19));
}

vb_status vb_rss_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return vb_markup_read_xml(reading, &rss, stream, err);
}

/* ---- Atom ---- */

static const vb_markup_rule atom_rules[] = {
    {NULL, "entry", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {NULL, "media:*", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"source", "title", VB_MARKUP_SOURCE, 0, NULL, NULL},
    {"source", "*", VB_MARKUP_SKIP, 0, NULL, NULL}, /* another feed's data, except its title */
    {"entry", "title", VB_MARKUP_TITLE, 0, NULL, NULL},
    {"entry", "content", VB_MARKUP_BODY, 0, NULL, "type=xhtml"},
    {"entry", "content", VB_MARKUP_OWN, 0, NULL, "type=text/plain"},
    {"entry", "content", VB_MARKUP_HTML, 0, NULL, NULL},
    {"entry", "summary", VB_MARKUP_LEAD, 0, NULL, NULL},
    {"entry", "id", VB_MARKUP_ID, 0, NULL, NULL},
    {"entry", "origLink", VB_MARKUP_URL, 0, NULL, NULL},
    {"entry", "link", VB_MARKUP_URL, 1, "href", "rel=alternate"},
    {"entry", "link", VB_MARKUP_URL, 2, "href", "!rel"},
    {"entry", "published", VB_MARKUP_DATE, 0, NULL, NULL},
    {"entry", "issued", VB_MARKUP_DATE, 1, NULL, NULL},
    {"entry", "updated", VB_MARKUP_DATE, 2, NULL, NULL},
    {"entry", "uri", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"entry", "email", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"entry", "contributor", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"entry", "author", VB_MARKUP_AUTHOR, 0, NULL, NULL},
    {"entry", "category", VB_MARKUP_SECTION, 0, "label", NULL},
    {"entry", "category", VB_MARKUP_SECTION, 1, "term", NULL},
    {"entry", "content", VB_MARKUP_LANGUAGE, 0, "lang", NULL},
    {NULL, "entry", VB_MARKUP_LANGUAGE, 1, "lang", NULL},
    {NULL, "feed", VB_MARKUP_LANGUAGE, 0, "lang", NULL},
    {"feed", "title", VB_MARKUP_SOURCE, 0, NULL, NULL},
    RULES_END};

static const vb_markup_format atom = {.tables = {atom_rules, vb_markup_xhtml},
                                      .many = true,
                                      .html_fields = true,
                                      .what = "an Atom feed"};

bool vb_atom_sees(const vb_sight *sight) {
  return (vb_str_is(sight->root, "feed") || vb_str_is(sight->root, "entry")) &&
         (vb_str_starts(sight->space, "http://www.w3.org/2005/Atom") ||
          vb_str_starts(sight->space, "http://purl.org/atom/ns"));
}

vb_status vb_atom_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return vb_markup_read_xml(reading, &atom, stream, err);
}

/* ---- WordPress ---- */

/* The content is captured as EXTRA, because blank lines separate its paragraphs, which HTML
   ignores. An item has only the author's login, which is used if it looks like a name. */
static const vb_markup_rule wordpress_rules[] = {
    {"item", "content:encoded", VB_MARKUP_EXTRA, 0, NULL, NULL},
    {"item", "excerpt:encoded", VB_MARKUP_LEAD, 0, NULL, NULL},
    {"item", "wp:post_type", VB_MARKUP_KIND, 0, NULL, NULL},
    {"item", "wp:status", VB_MARKUP_KIND, 0, NULL, NULL},
    {"item", "wp:post_date", VB_MARKUP_DATE, 0, NULL, NULL},
    {"item", "pubDate", VB_MARKUP_DATE, 1, NULL, NULL},
    {"item", "dc:creator", VB_MARKUP_NAME, 0, NULL, NULL},
    {"item", "category", VB_MARKUP_SECTION, 0, NULL, "domain=category"},
    {"item", "category", VB_MARKUP_SKIP, 0, NULL, NULL},
    {"item", "description", VB_MARKUP_SKIP, 0, NULL, NULL},
    {NULL, "wp:*", VB_MARKUP_SKIP, 0, NULL, NULL},
    RULES_END};

/* "[gallery ids=..]", "[caption ..]picture and words[/caption]", "[/embed]": WordPress replaces
   them. Returns the length of the one at the beginning of s; 0 for none. */
static size_t shortcode_at(vb_str s) {
  static const char *const names[] = {"caption",  "gallery",  "embed",   "audio",
                                      "video",    "playlist", "youtube", "soundcloud",
                                      "/caption", "/embed",   "/audio",  "/video"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t n = strlen(names[i]);
    if (!vb_str_starts(vb_str_slice(s, 1, s.n), names[i]) || s.n < n + 2 ||
        (s.p[n + 1] != ']' && s.p[n + 1] != ' '))
      continue;
    const char *close = memchr(s.p, ']', s.n), *end = NULL;
    if (!close) return 0;
    if (i == 0) end = memmem(s.p, s.n, "[/caption]", 10);
    return end ? (size_t)(end - s.p) + 10 : (size_t)(close - s.p) + 1;
  }
  return 0;
}

/* Makes paragraphs of blank lines, unless the text has <p>, and removes shortcodes. */
static void as_html(vb_str s, vb_buf *out) {
  bool own = memmem(s.p, s.n, "<p>", 3) || memmem(s.p, s.n, "<p ", 3);
  for (size_t i = 0, n; i < s.n; i += n) {
    vb_str rest = vb_str_slice(s, i, s.n);
    n = rest.p[0] == '[' ? shortcode_at(rest) : 0;
    if (n) continue;
    n = 1;
    if (rest.p[0] != '\n' || own) {
      vb_buf_char(out, rest.p[0]);
      continue;
    }
    size_t lines = 0;
    for (n = 0; n < rest.n && vb_is_space(rest.p[n]); n++) lines += rest.p[n] == '\n';
    vb_buf_text(out, lines > 1 ? "\n<p>" : "<br>\n");
  }
}

static bool is_published(vb_str kind) {
  static const char *const not_posts[] = {
      "attachment",   "nav_menu_item", "revision",   "custom_css", "customize_changeset",
      "oembed_cache", "draft",         "auto-draft", "pending",    "trash",
      "future",       "wp_block"};
  for (size_t i = 0; i < sizeof not_posts / sizeof *not_posts; i++) {
    const char *at = kind.n ? memmem(kind.p, kind.n, not_posts[i], strlen(not_posts[i])) : NULL;
    if (at) return false;
  }
  return true;
}

static vb_status finish_wordpress(const vb_reading *reading, vb_markup_article *made,
                                  vb_error *err) {
  made->unwanted = !is_published(made->kind);
  if (made->unwanted || !made->extra.n) return VB_OK;
  vb_buf html = VB_BUF_INIT;
  vb_str copy = VB_STR_NONE;
  as_html(made->extra, &html);
  vb_status status = vb_buf_ok(&html, err);
  if (status == VB_OK) copy = vb_arena_copy(reading->arena, vb_buf_view(&html));
  if (status == VB_OK && !copy.p) status = vb_fail(err, VB_NOMEM, "out of memory");
  if (status == VB_OK) status = vb_markup_plain(reading, copy, &made->article.text, err);
  vb_buf_clear(&html);
  return status;
}

static const vb_markup_format wordpress = {.tables = {wordpress_rules, rss_rules, vb_markup_xhtml},
                                           .many = true,
                                           .html_fields = true,
                                           .what = "a WordPress export",
                                           .finish = finish_wordpress};

bool vb_wordpress_sees(const vb_sight *sight) {
  return vb_str_is(sight->root, "rss") &&
         memmem(sight->text.p, sight->text.n, "http://wordpress.org/export/", 28);
}

vb_status vb_wordpress_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return vb_markup_read_xml(reading, &wordpress, stream, err);
}
