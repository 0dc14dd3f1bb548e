/*
 * read_epub.c - reads EPUB: a web page per article or chapter, in the order of the book's spine.
 *
 *   META-INF/container.xml -> the package file (OPF) -> manifest: id, address
 *                                                    -> spine: ids in order
 *
 * Each page is an input of its own. Covers, title pages and tables of contents are left
 * out and counted. Title, author and date in the package are the book's; they are used
 * for an article only if the book has a single page.
 */
#include "indexer/article/read/readers.h"
#include "indexer/article/read/xml.h"
#include "indexer/article/read/zip_parts.h"

#include <ctype.h>
#include <stdlib.h>

enum { ITEMS_MAX = 20000 };

typedef struct epub_item {
  vb_str id, path;
  bool page, no_article;
} epub_item;

typedef struct epub {
  const vb_reading *reading;
  vb_zip_parts parts;
  vb_str folder; /* of the package file, with its slash */
  epub_item *items;
  size_t count, items_capacity;
  epub_item *spine; /* in reading order */
  size_t spine_count, spine_capacity;
  vb_article book;
} epub;

bool vb_epub_sees(const vb_sight *sight) {
  vb_str s = sight->bytes;
  return vb_str_starts(s, "PK\x03\x04") && vb_str_starts(vb_str_slice(s, 30, s.n), "mimetype") &&
         memmem(s.p, s.n, "application/epub+zip", 20);
}

static bool is_page_name(vb_str name) {
  return vb_str_ends_caseless(name, ".xhtml") || vb_str_ends_caseless(name, ".html") ||
         vb_str_ends_caseless(name, ".htm");
}

static bool is_wanted(vb_str name) {
  return is_page_name(name) || vb_str_ends_caseless(name, ".opf") ||
         vb_str_is(name, "META-INF/container.xml") || vb_str_ends_caseless(name, ".xml");
}

static bool holds(vb_str s, const char *word) {
  size_t n = strlen(word);
  for (size_t i = 0; i + n <= s.n; i++)
    if (strncasecmp(s.p + i, word, n) == 0) return true;
  return false;
}

/* Whether a name, as tools give it, says that the part is not the book's text. */
static bool is_no_article(vb_str id, vb_str path, vb_str properties) {
  static const char *const words[] = {"cover",     "titlepage", "title-page", "title_page",
                                      "copyright", "colophon",  "toc.",       "nav."};
  const char *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;
  vb_str file = slash ? vb_str_slice(path, (size_t)(slash - path.p) + 1, path.n) : path;
  if (holds(properties, "nav") || vb_str_is_caseless(id, "toc") || vb_str_is_caseless(id, "ncx"))
    return true;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (holds(file, words[i])) return true;
  return false;
}

/* The address of a part inside the archive, with "%20" decoded and without a fragment. */
static vb_str resolve(const epub *e, vb_str href) {
  vb_buf path = VB_BUF_INIT;
  vb_buf_str(&path, e->folder);
  for (size_t i = 0; i < href.n && href.p[i] != '#'; i++) {
    bool escaped = href.p[i] == '%' && i + 2 < href.n && isxdigit((unsigned char)href.p[i + 1]) &&
                   isxdigit((unsigned char)href.p[i + 2]);
    char hex[3] = {escaped ? href.p[i + 1] : '0', escaped ? href.p[i + 2] : '0', '\0'};
    vb_buf_char(&path, escaped ? (char)strtoul(hex, NULL, 16) : href.p[i]);
    i += escaped ? 2 : 0;
  }
  vb_str kept = path.failed ? VB_STR_NONE : vb_arena_copy(e->reading->whole, vb_buf_view(&path));
  vb_buf_clear(&path);
  return kept;
}

static vb_status add_item(epub *e, epub_item **list, size_t *count, size_t *capacity,
                          epub_item item, vb_error *err) {
  if (*count == ITEMS_MAX) return VB_OK;
  if (!VB_ARENA_GROW(e->reading->whole, *list, capacity, *count))
    return vb_fail(err, VB_NOMEM, "out of memory");
  (*list)[(*count)++] = item;
  return VB_OK;
}

static vb_str keep(const epub *e, vb_str s) {
  return s.n ? vb_arena_copy(e->reading->whole, s) : VB_STR_NONE;
}

static vb_status take_manifest(epub *e, const vb_xml *xml, vb_error *err) {
  epub_item item = {.id = keep(e, vb_xml_attribute(xml, "id")),
                    .path = resolve(e, vb_xml_attribute(xml, "href"))};
  vb_str type = vb_xml_attribute(xml, "media-type");
  item.page = holds(type, "html");
  item.no_article = is_no_article(item.id, item.path, vb_xml_attribute(xml, "properties"));
  return add_item(e, &e->items, &e->count, &e->items_capacity, item, err);
}

static vb_status take_spine(epub *e, const vb_xml *xml, vb_error *err) {
  vb_str id = vb_xml_attribute(xml, "idref");
  for (size_t i = 0; i < e->count; i++)
    if (e->items[i].page && vb_str_eq(e->items[i].id, id))
      return add_item(e, &e->spine, &e->spine_count, &e->spine_capacity, e->items[i], err);
  return VB_OK;
}

static vb_status take_property(epub *e, vb_xml *xml, vb_error *err) {
  vb_buf value = VB_BUF_INIT;
  vb_date date;
  vb_str *to = vb_xml_is(xml, "title")      ? &e->book.title
               : vb_xml_is(xml, "creator")  ? &e->book.byline
               : vb_xml_is(xml, "language") ? &e->book.language
                                            : NULL;
  bool is_date = vb_xml_is(xml, "date");
  vb_status status = vb_xml_inner_text(xml, VB_FIELD_MAX, &value, err);
  vb_str text = vb_str_trim(vb_buf_view(&value));
  if (to && !to->n) *to = keep(e, text);
  if (is_date && vb_draft_read_date(text, &date))
    vb_draft_date(&e->book, date, VB_DATE_FROM_METADATA);
  vb_buf_clear(&value);
  return status;
}

static vb_status read_package(epub *e, vb_str package, vb_error *err) {
  vb_xml *xml = NULL;
  vb_xml_event event;
  vb_stream *stream = vb_stream_of(package);
  vb_status status =
      stream ? vb_xml_open(stream, &xml, err) : vb_fail(err, VB_NOMEM, "out of memory");
  while (status == VB_OK && (status = vb_xml_next(xml, &event, err)) == VB_OK &&
         event != VB_XML_DONE) {
    if (event != VB_XML_START) continue;
    if (vb_xml_is(xml, "item")) status = take_manifest(e, xml, err);
    else if (vb_xml_is(xml, "itemref")) status = take_spine(e, xml, err);
    else if (holds(vb_xml_space(xml), "purl.org/dc")) status = take_property(e, xml, err);
  }
  vb_xml_close(xml);
  vb_stream_close(stream);
  return status;
}

/* The package file, as the container names it, or any that exists. */
static vb_str find_package(const epub *e) {
  vb_str container = vb_zip_find(&e->parts, VB_STR("META-INF/container.xml"));
  const char *at = container.n ? memmem(container.p, container.n, "full-path=", 10) : NULL;
  vb_str rest =
      at ? vb_str_slice(container, (size_t)(at - container.p) + 10, container.n) : VB_STR_NONE;
  if (rest.n > 1) {
    const char *end = memchr(rest.p + 1, rest.p[0], rest.n - 1);
    if (end) return vb_str_slice(rest, 1, (size_t)(end - rest.p));
  }
  for (size_t i = 0; i < e->parts.count; i++)
    if (vb_str_ends_caseless(e->parts.list[i].name, ".opf")) return e->parts.list[i].name;
  return VB_STR_NONE;
}

/* Takes every page in the order of the archive, if the package file cannot be read. */
static vb_status take_all_pages(epub *e, vb_error *err) {
  vb_status status = VB_OK;
  for (size_t i = 0; i < e->parts.count && status == VB_OK; i++) {
    epub_item item = {.path = e->parts.list[i].name, .page = true};
    item.no_article = is_no_article(VB_STR_NONE, item.path, VB_STR_NONE);
    if (is_page_name(item.path))
      status = add_item(e, &e->spine, &e->spine_count, &e->spine_capacity, item, err);
  }
  return status;
}

static vb_status give_page(const epub *e, const epub_item *item, const vb_article *given,
                           vb_error *err) {
  vb_buf path = VB_BUF_INIT;
  vb_str bytes = vb_zip_find(&e->parts, item->path);
  vb_buf_printf(&path, "%s!/%.*s", e->reading->name, VB_STR_ARG(item->path));
  char *name = vb_buf_detach(&path);
  vb_stream *stream = name ? vb_stream_of(bytes) : NULL;
  vb_member page = {.stream = stream, .name = name, .given = given, .hint = "html"};
  vb_status status =
      stream ? vb_read_member(e->reading, &page, err) : vb_fail(err, VB_NOMEM, "out of memory");
  vb_stream_close(stream);
  free(name);
  return status;
}

static vb_status give_pages(epub *e, vb_error *err) {
  size_t pages = 0, left_out = 0;
  vb_status status = VB_OK;
  for (size_t i = 0; i < e->spine_count; i++) pages += !e->spine[i].no_article;
  vb_article of_one = {.language = e->book.language};
  if (pages == 1) of_one = e->book;
  for (size_t i = 0; i < e->spine_count && status == VB_OK; i++) {
    bool there = vb_zip_find(&e->parts, e->spine[i].path).n > 0;
    left_out += e->spine[i].no_article;
    if (!e->spine[i].no_article && there) status = give_page(e, &e->spine[i], &of_one, err);
    else if (!e->spine[i].no_article)
      vb_draft_problem(e->reading, 0, true, "a page of the book is missing: %.*s",
                       VB_STR_ARG(e->spine[i].path));
  }
  vb_reading_left_out(e->reading, "a cover or table of contents", left_out);
  return status;
}

vb_status vb_epub_read(const vb_reading *reading, vb_str bytes, vb_error *err) {
  epub e = {.reading = reading};
  vb_error why = {0};
  vb_status status =
      vb_zip_load(bytes, vb_reading_budget(reading), is_wanted, reading->whole, &e.parts, &why);
  if (status == VB_NOMEM) return vb_fail(err, VB_NOMEM, "out of memory");
  if (status != VB_OK)
    vb_draft_problem(reading, 0, true, "a book of which something is damaged: %s", why.text);
  if (e.parts.locked) vb_draft_problem(reading, 0, true, "needs a password");
  vb_str package = find_package(&e);
  const char *slash = package.n ? memrchr(package.p, '/', package.n) : NULL;
  if (slash) e.folder = vb_str_slice(package, 0, (size_t)(slash - package.p) + 1);
  vb_str content = vb_zip_find(&e.parts, package);
  status = content.n ? read_package(&e, content, &why) : VB_OK;
  if (status == VB_NOMEM) return vb_fail(err, VB_NOMEM, "out of memory");
  status = e.spine_count ? VB_OK : take_all_pages(&e, err);
  return status == VB_OK ? give_pages(&e, err) : status;
}
