/*
 * mets.c - an issue of digitised print: METS, and the ALTO pages that it names.
 *
 *   METS:  file ALTO00001 -> ./text/1.xml        div ARTICLE "Pier closes" -> ALTO00001, P1_TB00002
 *   ALTO:  P1_TB00002 -> "The pier closed on"
 *
 * The logical structure says which blocks of which pages an article has, in reading order. Where
 * it has no articles, each page is one. The pages are files beside the METS: paths that lead out
 * of its folder are not followed. A page that a METS of the same run names is not read again by
 * itself. Sources: METS 1.12, ALTO 4 (Library of Congress); profiles of Luxembourg, ENMAP, DFG.
 */
#include "indexer/article/read/draft.h"
#include "indexer/article/read/format.h"
#include "indexer/article/read/readers.h"
#include "indexer/article/read/xml.h"

#include "indexer/base/hash.h"
#include "indexer/base/hash_table.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  FILES_MAX = 10000, /* an issue has a hundred pages, and each in some forms */
  AREAS_MAX = 500000,
  ARTICLES_MAX = 50000,
  DEPTH_MAX = 64, /* of divs */
  METS_MAX = 64 * 1024 * 1024,
  TEXT_MAX = 64 * 1024 * 1024, /* of all pages of an issue; a large one has 3 MiB */
  BLOCKS_MAX = 1000000,        /* of all pages */
  AGAIN_MAX = 2                /* the articles' text together, in texts of all pages */
};

typedef enum part { BODY, HEADING, AUTHOR } part;

typedef struct page_file {
  vb_str id, href;
  size_t first, count; /* its blocks */
  bool named, loaded;  /* named: by the order of pages or an article */
} page_file;

/* A block of print, or several in one: the leaves from..to. */
typedef struct block {
  vb_str id, text;
  size_t from, to;
} block;

typedef struct area {
  size_t article, file;
  vb_str begin; /* a block's id; none: the whole page */
  part part;
} area;

typedef struct issue {
  const vb_reading *reading;
  vb_arena *arena; /* of the whole input */
  page_file *files;
  block *blocks;
  area *areas;
  vb_str *articles; /* their labels */
  size_t file_count, block_count, area_count, article_count;
  size_t file_room, block_room, area_room, article_room;
  vb_str date, source;
  vb_hash_table by_id;                /* files and blocks (put_number) */
  size_t text, given, missing, found; /* bytes; files */
  bool failed;                        /* no memory */
} issue;

/* Files and blocks share a table: a number is 2 i + 1 of a file, 2 i + 2 of a block. */
static uint32_t hash_in(vb_str id, size_t file) {
  return vb_hash_short(id) ^ (uint32_t)(file * 0x9E3779B1u);
}

static void put_number(issue *t, uint32_t hash, size_t number) {
  if (!vb_hash_table_reserve(&t->by_id, 1)) {
    t->failed = true;
    return;
  }
  vb_hash_slot *slot = vb_hash_table_first(&t->by_id, hash);
  while (slot->value) slot = vb_hash_table_next(&t->by_id, slot);
  vb_hash_table_put(&t->by_id, slot, hash, (uint32_t)number);
}

static vb_str keep(issue *t, vb_str s) {
  if (!s.n) return VB_STR_NONE;
  vb_str copy = vb_arena_copy(t->arena, s);
  if (!copy.p) t->failed = true;
  return copy;
}

/* --- METS --- */

typedef struct walk {
  vb_xml *xml;
  bool logical, physical;
  unsigned depth; /* of open divs */
  size_t article[DEPTH_MAX];
  part part[DEPTH_MAX];
  vb_str file_id;
} walk;

/* The file of this id, the first of several; SIZE_MAX for none. */
static size_t file_of(const issue *t, vb_str id) {
  uint32_t hash = hash_in(id, FILES_MAX);
  if (!t->by_id.size) return SIZE_MAX;
  vb_hash_slot *slot = vb_hash_table_first(&t->by_id, hash);
  for (; slot->value; slot = vb_hash_table_next(&t->by_id, slot))
    if (slot->hash == hash && slot->value % 2 == 1 && vb_str_eq(t->files[slot->value / 2].id, id))
      return slot->value / 2;
  return SIZE_MAX;
}

/* The block of this id on a page; SIZE_MAX for none. */
static size_t block_of(const issue *t, const page_file *f, vb_str id) {
  uint32_t hash = hash_in(id, (size_t)(f - t->files));
  if (!t->by_id.size) return SIZE_MAX;
  vb_hash_slot *slot = vb_hash_table_first(&t->by_id, hash);
  for (; slot->value; slot = vb_hash_table_next(&t->by_id, slot)) {
    size_t i = (slot->value - 1) / 2;
    if (slot->hash == hash && slot->value % 2 == 0 && i >= f->first && i < f->first + f->count &&
        vb_str_eq(t->blocks[i].id, id))
      return i;
  }
  return SIZE_MAX;
}

/* "file://./text/1.xml" is "text/1.xml". */
static vb_str relative(vb_str href) {
  if (vb_str_starts_caseless(href, "file://")) href = vb_str_slice(href, 7, href.n);
  while (vb_str_starts(href, "./")) href = vb_str_slice(href, 2, href.n);
  return href;
}

static void add_file(issue *t, vb_str id, vb_str href) {
  href = relative(href);
  if (!id.n || !vb_str_ends_caseless(href, ".xml") || t->file_count == FILES_MAX) return;
  if (!VB_ARENA_GROW(t->arena, t->files, &t->file_room, t->file_count)) {
    t->failed = true;
    return;
  }
  t->files[t->file_count++] = (page_file){.id = keep(t, id), .href = keep(t, href)};
  put_number(t, hash_in(id, FILES_MAX), 2 * (t->file_count - 1) + 1);
}

static part part_of(vb_str type, part outer) {
  static const char *const heads[] = {"HEADING", "TITLE", "HEADLINE", "OVERLINE", "SUBHEADLINE"};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    if (vb_str_is_caseless(type, heads[i])) return HEADING;
  return vb_str_is_caseless(type, "AUTHOR") ? AUTHOR : outer;
}

static void open_div(issue *t, walk *w) {
  vb_str type = vb_xml_attribute(w->xml, "TYPE");
  bool inside = w->depth > 0 && w->depth <= DEPTH_MAX;
  size_t article = inside ? w->article[w->depth - 1] : SIZE_MAX;
  part belongs = part_of(type, inside ? w->part[w->depth - 1] : BODY);
  if (w->logical && vb_str_is_caseless(type, "ARTICLE") && t->article_count < ARTICLES_MAX) {
    if (!VB_ARENA_GROW(t->arena, t->articles, &t->article_room, t->article_count)) {
      t->failed = true;
      return;
    }
    t->articles[t->article_count] = keep(t, vb_xml_attribute(w->xml, "LABEL"));
    article = t->article_count++;
    belongs = BODY;
  }
  if (w->depth < DEPTH_MAX) w->article[w->depth] = article, w->part[w->depth] = belongs;
  w->depth++;
}

static void add_area(issue *t, walk *w, vb_str id) {
  size_t file = file_of(t, id);
  if (file == SIZE_MAX || !w->depth || w->depth > DEPTH_MAX) return;
  if (w->physical) t->files[file].named = true;
  size_t article = w->article[w->depth - 1];
  if (!w->logical || article == SIZE_MAX || t->area_count == AREAS_MAX) return;
  if (!VB_ARENA_GROW(t->arena, t->areas, &t->area_room, t->area_count)) {
    t->failed = true;
    return;
  }
  t->areas[t->area_count++] = (area){.article = article,
                                     .file = file,
                                     .begin = keep(t, vb_xml_attribute(w->xml, "BEGIN")),
                                     .part = w->part[w->depth - 1]};
}

static vb_status take_words(issue *t, walk *w, vb_str *to, vb_error *err) {
  vb_buf words = VB_BUF_INIT;
  vb_status status = vb_xml_inner_text(w->xml, VB_FIELD_MAX, &words, err);
  if (status == VB_OK && !to->n) *to = keep(t, vb_str_trim(vb_buf_view(&words)));
  vb_buf_clear(&words);
  return status;
}

static vb_status start(issue *t, walk *w, vb_error *err) {
  vb_xml *xml = w->xml;
  vb_str type = vb_xml_attribute(xml, "TYPE");
  if (vb_xml_is(xml, "file")) w->file_id = keep(t, vb_xml_attribute(xml, "ID"));
  else if (vb_xml_is(xml, "FLocat")) add_file(t, w->file_id, vb_xml_attribute(xml, "href"));
  else if (vb_xml_is(xml, "structMap")) {
    w->logical = vb_str_is_caseless(type, "LOGICAL");
    w->physical = vb_str_is_caseless(type, "PHYSICAL");
    w->depth = 0;
  } else if (vb_xml_is(xml, "div")) open_div(t, w);
  else if (vb_xml_is(xml, "area") || vb_xml_is(xml, "fptr"))
    add_area(t, w, vb_xml_attribute(xml, "FILEID"));
  else if (vb_xml_is(xml, "dateIssued")) return take_words(t, w, &t->date, err);
  else if (vb_xml_is(xml, "title") && !t->source.n) return take_words(t, w, &t->source, err);
  return VB_OK;
}

static vb_status read_mets(issue *t, vb_stream *stream, vb_error *err) {
  walk w = {0};
  vb_xml_event event = VB_XML_START;
  vb_status status = vb_xml_open(stream, &w.xml, err);
  while (status == VB_OK && event != VB_XML_DONE && !t->failed) {
    status = vb_xml_next(w.xml, &event, err);
    if (status != VB_OK) break;
    if (event == VB_XML_START) status = start(t, &w, err);
    if (event == VB_XML_END && vb_xml_is(w.xml, "div") && w.depth) w.depth--;
    if (vb_stream_taken(stream) > METS_MAX) break;
  }
  vb_xml_close(w.xml);
  return t->failed ? vb_fail(err, VB_NOMEM, "out of memory") : status;
}

/* --- ALTO --- */

/* A path inside the folder of the METS; NULL for one that leads elsewhere. The caller frees it. */
static char *path_of(const char *mets, vb_str href) {
  const char *slash = strrchr(mets, '/');
  vb_buf path = VB_BUF_INIT;
  if (!href.n || href.p[0] == '/' || memchr(href.p, '\0', href.n) || memchr(href.p, ':', href.n))
    return NULL;
  for (size_t i = 0; i + 1 < href.n; i++)
    if (href.p[i] == '.' && href.p[i + 1] == '.' && (i == 0 || href.p[i - 1] == '/')) return NULL;
  vb_buf_printf(&path, "%.*s%.*s", slash ? (int)(slash + 1 - mets) : 0, mets, VB_STR_ARG(href));
  return vb_buf_detach(&path);
}

static int open_page(const char *mets, vb_str href) {
  struct stat info;
  char *path = path_of(mets, href);
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) : -1;
  if (fd >= 0 && (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > METS_MAX)) {
    close(fd);
    fd = -1;
  }
  free(path);
  return fd;
}

static void add_block(issue *t, size_t file, vb_str id, vb_str text, size_t from) {
  if (t->block_count == BLOCKS_MAX) return;
  if (!VB_ARENA_GROW(t->arena, t->blocks, &t->block_room, t->block_count)) {
    t->failed = true;
    return;
  }
  t->text += text.n;
  t->blocks[t->block_count] = (block){keep(t, id), keep(t, text), from, t->block_count};
  t->block_count++;
  if (id.n) put_number(t, hash_in(id, file), 2 * t->block_count);
}

/* A word of a line: of one that is divided at the line's end, the whole at its first half. */
static void put_word(vb_xml *xml, vb_buf *text) {
  vb_str divided = vb_xml_attribute(xml, "SUBS_TYPE"), word = vb_xml_attribute(xml, "SUBS_CONTENT");
  if (vb_str_is(divided, "HypPart2")) return;
  if (!vb_str_is(divided, "HypPart1") || !word.n) word = vb_xml_attribute(xml, "CONTENT");
  if (text->n && word.n) vb_buf_char(text, ' ');
  vb_buf_str(text, word);
}

static vb_status read_blocks(issue *t, size_t file, vb_xml *xml, vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_str id = VB_STR_NONE, composed = VB_STR_NONE;
  size_t from = 0;
  vb_xml_event event = VB_XML_START;
  vb_status status = VB_OK;
  while (status == VB_OK && event != VB_XML_DONE && !t->failed && t->text < TEXT_MAX) {
    status = vb_xml_next(xml, &event, err);
    if (status != VB_OK) break;
    bool leaf = vb_xml_is(xml, "TextBlock"), outer = vb_xml_is(xml, "ComposedBlock");
    if (event == VB_XML_START && leaf) id = keep(t, vb_xml_attribute(xml, "ID"));
    if (event == VB_XML_START && outer)
      composed = keep(t, vb_xml_attribute(xml, "ID")), from = t->block_count;
    if (event == VB_XML_START && vb_xml_is(xml, "String")) put_word(xml, &text);
    if (event == VB_XML_END && leaf) {
      add_block(t, file, id, vb_buf_view(&text), t->block_count);
      vb_buf_reset(&text);
    }
    if (event == VB_XML_END && outer) add_block(t, file, composed, VB_STR_NONE, from);
  }
  if (text.failed) t->failed = true;
  vb_buf_clear(&text);
  return status;
}

static vb_status load_page(issue *t, page_file *f, vb_error *err) {
  if (f->loaded) return VB_OK;
  f->loaded = true;
  f->first = t->block_count;
  vb_xml *xml = NULL;
  vb_error why;
  int fd = open_page(vb_reading_path(t->reading), f->href);
  vb_stream *stream = fd >= 0 ? vb_stream_of_descriptor(fd, NULL, NULL) : NULL;
  vb_status status = stream ? vb_xml_open(stream, &xml, &why) : VB_OK;
  if (status == VB_OK && xml) status = read_blocks(t, (size_t)(f - t->files), xml, &why);
  vb_xml_close(xml);
  vb_stream_close(stream);
  if (fd >= 0) close(fd);
  f->count = t->block_count - f->first;
  if (status == VB_NOMEM || t->failed) return vb_fail(err, VB_NOMEM, "out of memory");
  if (fd < 0) t->missing++;
  else t->found++;
  if (fd >= 0 && status != VB_OK)
    vb_draft_problem(t->reading, 0, false, "its page %.*s is damaged: %s", VB_STR_ARG(f->href),
                     why.text);
  return VB_OK;
}

/* --- articles --- */

/* The text of the blocks from..to. That an area stands again and again makes no article endless. */
static void put_blocks(issue *t, size_t from, size_t to, vb_buf *out, const char *between) {
  for (size_t i = from; i < to; i++) {
    vb_str text = t->blocks[i].text;
    if (out->n > VB_DRAFT_TEXT_MAX || t->given > (size_t)AGAIN_MAX * TEXT_MAX) return;
    t->given += text.n + 1; /* a block without text takes time, too */
    if (!text.n) continue;
    if (out->n) vb_buf_text(out, between);
    vb_buf_str(out, text);
  }
}

static void put_area(issue *t, const area *a, vb_buf *out) {
  const page_file *f = &t->files[a->file];
  const char *between = a->part == BODY ? "\n\n" : " ";
  size_t at = a->begin.n ? block_of(t, f, a->begin) : SIZE_MAX;
  if (at != SIZE_MAX) put_blocks(t, t->blocks[at].from, at + 1, out, between);
  else if (!a->begin.n) put_blocks(t, f->first, f->first + f->count, out, between);
}

static vb_status give_article(issue *t, size_t number, const vb_buf parts[3], vb_error *err) {
  vb_arena_clear(t->reading->arena);
  vb_article a = {.record = number + 1,
                  .title = t->articles[number],
                  .text = vb_buf_view(&parts[BODY]),
                  .byline = vb_buf_view(&parts[AUTHOR]),
                  .source = t->source};
  vb_date date;
  if (!a.title.n) a.title = vb_buf_view(&parts[HEADING]);
  if (vb_draft_read_date(t->date, &date)) vb_draft_date(&a, date, VB_DATE_FROM_METADATA);
  return vb_draft_finish(t->reading, VB_DRAFT_RECORD, &a, err);
}

/* The areas of an article follow one another in the structure; those of one inside it lie between.
 */
static vb_status give_articles(issue *t, vb_error *err) {
  vb_status status = VB_OK;
  size_t *next = vb_arena_calloc(t->arena, t->area_count + 1, sizeof *next);
  size_t *first = vb_arena_calloc(t->arena, t->article_count, sizeof *first);
  if (!next || !first) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = t->area_count; i-- > 0;) { /* lists of areas by article; 0 ends one */
    next[i] = first[t->areas[i].article];
    first[t->areas[i].article] = i + 1;
  }
  for (size_t n = 0; n < t->article_count && status == VB_OK; n++) {
    vb_buf parts[3] = {VB_BUF_INIT, VB_BUF_INIT, VB_BUF_INIT};
    for (size_t i = first[n]; i && status == VB_OK; i = next[i - 1]) {
      const area *a = &t->areas[i - 1];
      status = load_page(t, &t->files[a->file], err);
      if (status == VB_OK) put_area(t, a, &parts[a->part]);
    }
    for (size_t k = 0; k < 3 && status == VB_OK; k++) status = vb_buf_ok(&parts[k], err);
    if (status == VB_OK && parts[BODY].n) status = give_article(t, n, parts, err);
    for (size_t k = 0; k < 3; k++) vb_buf_clear(&parts[k]);
  }
  return status;
}

/* No articles in the structure: a page is one. */
static vb_status give_pages(issue *t, vb_error *err) {
  vb_status status = VB_OK;
  uint64_t number = 0;
  for (size_t i = 0; i < t->file_count && status == VB_OK; i++) {
    vb_buf text = VB_BUF_INIT;
    page_file *f = &t->files[i];
    if (!f->named) continue;
    number++;
    status = load_page(t, f, err);
    put_blocks(t, f->first, f->first + f->count, &text, "\n\n");
    if (status == VB_OK) status = vb_buf_ok(&text, err);
    vb_arena_clear(t->reading->arena);
    vb_article a = {.record = number, .text = vb_buf_view(&text), .source = t->source};
    vb_date date;
    if (vb_draft_read_date(t->date, &date)) vb_draft_date(&a, date, VB_DATE_FROM_METADATA);
    if (status == VB_OK && text.n) status = vb_draft_finish(t->reading, VB_DRAFT_RECORD, &a, err);
    vb_buf_clear(&text);
  }
  return status;
}

bool vb_mets_sees(const vb_sight *sight) {
  return vb_str_is_caseless(sight->root, "mets");
}

vb_status vb_mets_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  issue t = {.reading = reading, .arena = reading->whole};
  vb_error why = {0};
  if (!vb_reading_path(reading)) {
    vb_reading_refuse(
        reading, reading->name,
        "a METS file inside another file, so that its pages cannot be found; unpack it");
    return VB_OK;
  }
  vb_status status = read_mets(&t, stream, &why);
  if (status == VB_NOMEM) {
    vb_hash_table_clear(&t.by_id);
    return vb_fail(err, VB_NOMEM, "out of memory");
  }
  if (status != VB_OK) vb_draft_problem(reading, 0, true, "broken METS: %s", why.text);
  status = t.article_count ? give_articles(&t, err) : give_pages(&t, err);
  vb_hash_table_clear(&t.by_id);
  if (status == VB_OK && t.missing && !t.found)
    vb_reading_refuse(
        reading, reading->name,
        "a METS file whose pages are not beside it; put its ALTO files where it says");
  else if (status == VB_OK && t.missing)
    vb_draft_problem(reading, 0, true, "%zu of its pages are not beside it", t.missing);
  return status;
}
