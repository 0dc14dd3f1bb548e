/*
 * markup.c - a stack of open elements, and where the text inside each of them goes.
 *
 *   start: the rules say what the element is -> a level with a target
 *   text:  to the innermost target: nowhere, the current paragraph, or `capture`
 *   end:   what was captured becomes a field or text; the end of an article passes it on
 *
 * Captures can be nested, so one buffer has them all: a level records where its own
 * capture begins, and cuts it off when it ends. Paragraphs are collected unformatted,
 * since only a whole paragraph shows whether its line ends have a meaning. Text above an
 * article's limit is dropped here, and vb_draft_finish, which cuts the rest, reports it.
 */
#include "indexer/article/read/markup.h"

#include "indexer/article/read/clean.h"
#include "indexer/article/read/layout.h"
#include "indexer/article/read/names.h"
#include "indexer/article/read/xml.h"

#include <stdlib.h>

enum {
  DEPTH_MAX = 512,             /* libxml2 stops at 256 */
  TEXT_MAX = 24 * 1024 * 1024, /* bytes: several books; a text is in memory twice */
  FIELD_CAPTURE_MAX = 64 * 1024
};

typedef enum target { TO_NOWHERE, TO_BODY, TO_CAPTURE } target;

typedef struct level {
  size_t name_at, capture_at, body_at;
  target to;
  vb_markup_mark mark; /* what to do when it ends */
  unsigned char rank;
  bool own;
} level;

typedef struct value {
  vb_buf text;
  bool known;
  unsigned char rank;
} value;

struct vb_markup {
  const vb_reading *reading;
  const vb_markup_format *format;
  level *levels; /* DEPTH_MAX */
  size_t depth, too_deep;
  size_t article; /* depth of the open article; 0 for none */
  size_t skip;    /* depth below which everything is skipped; 0 for none */
  vb_buf names, capture, paragraph, body;
  value fields[VB_MARKUP_FIELDS], outer[VB_MARKUP_FIELDS], lead;
  uint64_t records;
  bool join, unwanted;
  vb_status status; /* of failures inside events that return nothing */
  vb_error why;
};

/* ---- rules ---- */

static const struct {
  const char *prefix, *space; /* the beginning of the namespace */
} namespaces[] = {{"content", "http://purl.org/rss/1.0/modules/content/"},
                  {"dc", "http://purl.org/dc/elements/1."},
                  {"dcterms", "http://purl.org/dc/terms/"},
                  {"media", "http://search.yahoo.com/mrss"},
                  {"itunes", "http://www.itunes.com/dtds/"},
                  {"atom", "http://www.w3.org/2005/Atom"},
                  {"wp", "http://wordpress.org/export/"},
                  {"excerpt", "http://wordpress.org/export/"},
                  {"xhtml", "http://www.w3.org/1999/xhtml"},
                  {"mods", "http://www.loc.gov/mods/"}};

static bool name_is(vb_str name, const char *wanted, bool caseless) {
  return caseless ? vb_str_is_caseless(name, wanted) : vb_str_is(name, wanted);
}

static bool names_element(const vb_markup *m, const char *pattern, vb_str name, vb_str space) {
  const char *colon = strchr(pattern, ':');
  if (pattern[0] == '*') return true;
  if (!colon) return name_is(name, pattern, m->format->caseless);
  if (strcmp(colon + 1, "*") != 0 && !name_is(name, colon + 1, m->format->caseless)) return false;
  for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++) {
    size_t n = (size_t)(colon - pattern);
    if (strncmp(namespaces[i].prefix, pattern, n) == 0 && !namespaces[i].prefix[n])
      return vb_str_starts(space, namespaces[i].space);
  }
  return false;
}

static vb_str level_name(const vb_markup *m, size_t depth) {
  size_t from = m->levels[depth - 1].name_at;
  size_t to = depth < m->depth ? m->levels[depth].name_at : m->names.n;
  return vb_str_slice(vb_buf_view(&m->names), from, to);
}

/* The depth of the innermost open element with that name; 0 for none. */
static size_t find_open(const vb_markup *m, const char *name) {
  for (size_t depth = m->depth; depth > 0; depth--)
    if (name_is(level_name(m, depth), name, m->format->caseless)) return depth;
  return 0;
}

static bool holds(const char *where, vb_markup_attribute *attribute, const void *element) {
  char name[32];
  if (!where) return true;
  if (where[0] == '!' || where[0] == '+')
    return (attribute(element, where + 1).p == NULL) == (where[0] == '!');
  size_t n = strcspn(where, "=$");
  if (n >= sizeof name || !where[n]) return false;
  memcpy(name, where, n);
  name[n] = '\0';
  vb_str is = vb_str_trim(attribute(element, name));
  return where[n] == '=' ? vb_str_is_caseless(is, where + n + 1)
                         : vb_str_ends_caseless(is, where + n + 1);
}

typedef struct element {
  vb_str name, space;
  vb_markup_attribute *attribute;
  const void *handle;
} element;

static bool rule_holds(const vb_markup *m, const vb_markup_rule *r, const element *e) {
  return names_element(m, r->name, e->name, e->space) && (!r->within || find_open(m, r->within)) &&
         holds(r->where, e->attribute, e->handle);
}

/* Whether a rule says what the element is; other rules use one of its attributes. */
static bool is_primary(const vb_markup_rule *r) {
  return !r->attribute || r->mark == VB_MARKUP_WORD;
}

static const vb_markup_rule *primary_rule(const vb_markup *m, const element *e) {
  for (size_t t = 0; t < 4 && m->format->tables[t]; t++)
    for (const vb_markup_rule *r = m->format->tables[t]; r->mark; r++)
      if (is_primary(r) && rule_holds(m, r, e)) return r;
  return NULL;
}

/* ---- fields ---- */

static value *value_of(vb_markup *m, vb_markup_mark mark) {
  if (mark == VB_MARKUP_NAME) mark = VB_MARKUP_AUTHOR;
  return &(m->article ? m->fields : m->outer)[mark - VB_MARKUP_EXTRA];
}

static void set_field(vb_markup *m, vb_markup_mark mark, unsigned char rank, vb_str text) {
  value *v = value_of(m, mark);
  text = vb_str_slice(vb_str_trim(text), 0, mark == VB_MARKUP_EXTRA ? TEXT_MAX : FIELD_CAPTURE_MAX);
  if (!text.n || (v->known && v->rank < rank)) return;
  vb_date date;
  if (mark == VB_MARKUP_DATE && !vb_draft_read_date(text, &date)) return;
  if (mark == VB_MARKUP_NAME && !vb_is_name_shaped(text)) return;
  bool joins = mark == VB_MARKUP_AUTHOR || mark == VB_MARKUP_NAME || mark == VB_MARKUP_KIND;
  if (v->known && v->rank == rank && mark != VB_MARKUP_EXTRA &&
      (!joins || v->text.n > FIELD_CAPTURE_MAX))
    return;
  if (v->known && v->rank == rank && joins)
    vb_buf_text(&v->text, mark == VB_MARKUP_KIND ? " " : ", ");
  else vb_buf_reset(&v->text);
  vb_buf_str(&v->text, text);
  v->known = true;
  v->rank = rank;
}

static bool is_field(vb_markup_mark mark) {
  return mark >= VB_MARKUP_EXTRA;
}

static vb_str field_text(const vb_markup *m, vb_markup_mark mark, bool outer) {
  const value *v = &m->fields[mark - VB_MARKUP_EXTRA];
  if (!v->known && outer) v = &m->outer[mark - VB_MARKUP_EXTRA];
  return v->known ? vb_buf_view(&v->text) : VB_STR_NONE;
}

/* ---- text ---- */

static bool has_tags(vb_str s) {
  static const char *const tags[] = {"</p>", "<p>", "<br", "</div>", "</P>", "</a>"};
  if (!memchr(s.p, '<', s.n)) return false;
  for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
    if (memmem(s.p, s.n, tags[i], strlen(tags[i]))) return true;
  return false;
}

static void note(vb_markup *m, vb_status status) {
  if (m->status == VB_OK) m->status = status;
}

static void add_paragraphs(vb_markup *m, vb_str text) {
  if (!text.n || m->body.n + text.n > TEXT_MAX)
    text = vb_str_slice(text, 0, m->body.n < TEXT_MAX ? TEXT_MAX - m->body.n : 0);
  if (!text.n) return;
  if (m->body.n) vb_buf_text(&m->body, "\n\n");
  vb_buf_str(&m->body, text);
}

/* Ends the current paragraph. */
static void flush(vb_markup *m, bool own) {
  vb_str raw = vb_buf_view(&m->paragraph), text;
  m->join = false;
  if (!vb_str_trim(raw).n) {
    vb_buf_reset(&m->paragraph);
    return;
  }
  if (has_tags(raw) || vb_markup_has_entity(raw)) { /* escaped twice */
    note(m, vb_html_to_text(m->reading, raw, &text, &m->why));
    if (m->status == VB_OK) add_paragraphs(m, text);
  } else if (own || m->format->own_layout || (!m->format->folded && vb_layout_is_plain(raw))) {
    vb_layout_paragraphs(raw, &m->body);
  } else {
    if (m->body.n) vb_buf_text(&m->body, "\n\n");
    vb_layout_fold(raw, &m->body);
  }
  vb_buf_reset(&m->paragraph);
}

static void put_text(vb_markup *m, vb_str text) {
  size_t used = m->body.n + m->paragraph.n;
  if (m->join) { /* continues the word before it */
    while (text.n && vb_is_space(text.p[0])) text = vb_str_slice(text, 1, text.n);
    if (!text.n) return;
    while (m->paragraph.n && vb_is_space(m->paragraph.p[m->paragraph.n - 1])) m->paragraph.n--;
    m->join = false;
  }
  vb_buf_str(&m->paragraph, vb_str_slice(text, 0, used < TEXT_MAX ? TEXT_MAX - used : 0));
}

static void put_word(vb_markup *m, vb_str word) {
  bool apart = m->paragraph.n && !m->join && !vb_is_space(m->paragraph.p[m->paragraph.n - 1]);
  if (apart) vb_buf_char(&m->paragraph, ' ');
  put_text(m, word);
}

/* Begins a line of print. If the previous one ended in a hyphen, the line end stays, because
   nothing here distinguishes "well-known" from "under-standable"; other lines are joined. */
static void begin_line(vb_markup *m) {
  vb_str before = vb_buf_view(&m->paragraph);
  while (before.n && vb_is_space(before.p[before.n - 1]) && before.p[before.n - 1] != '\v')
    before.n--;
  if (vb_str_ends(before, "\xC2\xAD") || vb_str_ends(before, "\xC2\xAC")) { /* a mark of division */
    m->paragraph.n = before.n - 2;
    m->join = true;
  }
  if (before.n && !m->join) vb_buf_char(&m->paragraph, before.p[before.n - 1] == '-' ? '\v' : ' ');
}

/* ---- articles ---- */

static void begin_article(vb_markup *m) {
  m->article = m->depth;
  m->unwanted = false;
  for (size_t i = 0; i < VB_MARKUP_FIELDS; i++) m->fields[i].known = false;
  m->lead.known = false;
  vb_buf_reset(&m->paragraph);
  vb_buf_reset(&m->body);
}

static bool is_lasting_id(vb_str id) {
  size_t digits = 0;
  for (size_t i = 0; i < id.n; i++) digits += id.p[i] >= '0' && id.p[i] <= '9';
  return id.n && (digits < id.n || digits >= 7); /* "17" is not unique */
}

static vb_status plain_field(const vb_markup *m, vb_str *field, vb_error *err) {
  if (!m->format->html_fields) return VB_OK;
  for (int again = 0; again < 2; again++) { /* feeds escape some titles twice */
    vb_status status = vb_markup_plain(m->reading, *field, field, err);
    if (status != VB_OK) return status;
  }
  return VB_OK;
}

/* Initials of those who handled a report ("gr/bp") are not a byline. */
static bool has_capital(vb_str s) {
  for (size_t i = 0; i < s.n; i++)
    if ((s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] & 0x80)) return true;
  return false;
}

/* Takes the fields that rules captured. A byline without a capital letter is the initials of an
   editor; the author's name is tried instead. */
static vb_status fill_article(vb_markup *m, vb_article *a, vb_error *err) {
  vb_date date;
  a->title = field_text(m, VB_MARKUP_TITLE, false);
  a->byline = field_text(m, VB_MARKUP_BYLINE, false);
  if (!has_capital(a->byline)) a->byline = field_text(m, VB_MARKUP_AUTHOR, false);
  if (!has_capital(a->byline)) a->byline = VB_STR_NONE;
  a->source = field_text(m, VB_MARKUP_SOURCE, true);
  a->url = field_text(m, VB_MARKUP_URL, false);
  a->language = field_text(m, VB_MARKUP_LANGUAGE, true);
  a->section = field_text(m, VB_MARKUP_SECTION, true);
  a->id = field_text(m, VB_MARKUP_ID, false);
  if (!is_lasting_id(a->id)) a->id = VB_STR_NONE;
  if (vb_draft_read_date(field_text(m, VB_MARKUP_DATE, true), &date))
    vb_draft_date(a, date, VB_DATE_FROM_METADATA);
  a->text = vb_buf_view(&m->body);
  vb_status status = plain_field(m, &a->title, err);
  if (status == VB_OK) status = plain_field(m, &a->byline, err);
  if (status == VB_OK) status = plain_field(m, &a->source, err);
  if (status == VB_OK) status = plain_field(m, &a->section, err);
  if (status == VB_OK && !a->text.n && m->lead.known)
    status = vb_markup_plain(m->reading, vb_buf_view(&m->lead.text), &a->text, err);
  return status;
}

static vb_status end_article(vb_markup *m, vb_error *err) {
  vb_markup_article made = {0};
  flush(m, false);
  m->article = 0;
  if (m->unwanted) return VB_OK;
  m->records++;
  if (m->format->many || m->records > 1) made.article.record = m->records;
  vb_status status = fill_article(m, &made.article, err);
  made.extra = field_text(m, VB_MARKUP_EXTRA, false);
  made.kind = field_text(m, VB_MARKUP_KIND, false);
  if (status == VB_OK && m->format->finish) status = m->format->finish(m->reading, &made, err);
  if (status == VB_OK && !made.unwanted)
    status = vb_draft_finish(m->reading, VB_DRAFT_RECORD, &made.article, err);
  vb_arena_clear(m->reading->arena);
  return status;
}

/* ---- events ---- */

vb_status vb_markup_new(const vb_reading *reading, const vb_markup_format *format, vb_markup **out,
                        vb_error *err) {
  *out = calloc(1, sizeof **out);
  if (*out) (*out)->levels = calloc(DEPTH_MAX, sizeof *(*out)->levels);
  if (!*out || !(*out)->levels) {
    free(*out);
    *out = NULL;
    return vb_fail(err, VB_NOMEM, "out of memory");
  }
  (*out)->reading = reading;
  (*out)->format = format;
  return VB_OK;
}

void vb_markup_free(vb_markup *m) {
  if (!m) return;
  for (size_t i = 0; i < VB_MARKUP_FIELDS; i++) {
    vb_buf_clear(&m->fields[i].text);
    vb_buf_clear(&m->outer[i].text);
  }
  vb_buf_clear(&m->lead.text);
  vb_buf_clear(&m->names);
  vb_buf_clear(&m->capture);
  vb_buf_clear(&m->paragraph);
  vb_buf_clear(&m->body);
  free(m->levels);
  free(m);
}

static void drop(vb_markup *m, const char *within) {
  size_t depth = find_open(m, within);
  if (!depth) return;
  m->skip = depth;
  if (m->article && depth <= m->article) m->unwanted = true;
  if (m->article && m->levels[depth - 1].body_at <= m->body.n)
    m->body.n = m->levels[depth - 1].body_at;
  vb_buf_reset(&m->paragraph);
}

/* Separates words, in a paragraph of text or in a field. */
static void part_words(vb_markup *m, const level *l, char how) {
  if (l->to == TO_CAPTURE) vb_buf_char(&m->capture, ' ');
  else if (l->to == TO_BODY && m->paragraph.n) vb_buf_char(&m->paragraph, how);
}

/* What an element's rule does to the text that is being collected. The level is restored when the
   element ends. */
static void apply(vb_markup *m, level *l, const vb_markup_rule *r, const element *e) {
  bool text = l->to == TO_BODY;
  l->rank = r->rank;
  switch (r->mark) {
  case VB_MARKUP_ARTICLE:
  case VB_MARKUP_WHOLE:
    if (!m->article)
      begin_article(m), l->mark = r->mark,
                        l->to = r->mark == VB_MARKUP_WHOLE ? TO_BODY : TO_NOWHERE;
    break;
  case VB_MARKUP_REST: m->join = false; /* fall through */
  case VB_MARKUP_SKIP: m->skip = m->depth; break;
  case VB_MARKUP_DROP: drop(m, r->within); break;
  case VB_MARKUP_BODY:
    l->mark = VB_MARKUP_PARAGRAPH, l->to = m->article ? TO_BODY : TO_NOWHERE;
    break;
  case VB_MARKUP_OWN:
  case VB_MARKUP_PARAGRAPH:
    if (text) flush(m, false), l->mark = r->mark;
    else part_words(m, l, ' ');
    break;
  case VB_MARKUP_BREAK: part_words(m, l, '\v'); break;
  case VB_MARKUP_SPACE: part_words(m, l, ' '); break;
  case VB_MARKUP_LINE:
    if (text) begin_line(m);
    else part_words(m, l, ' ');
    break;
  case VB_MARKUP_JOIN: m->join = true; break;
  case VB_MARKUP_WORD:
    if (text) put_word(m, e->attribute(e->handle, r->attribute));
    break;
  default: /* what is captured */ l->mark = r->mark; l->to = TO_CAPTURE;
  }
}

static void take_attributes(vb_markup *m, const element *e) {
  for (size_t t = 0; t < 4 && m->format->tables[t]; t++)
    for (const vb_markup_rule *r = m->format->tables[t]; r->mark; r++)
      if (!is_primary(r) && rule_holds(m, r, e))
        set_field(m, r->mark, r->rank, e->attribute(e->handle, r->attribute));
}

void vb_markup_start(vb_markup *m, vb_str name, vb_str space, vb_markup_attribute *attribute,
                     const void *handle) {
  if (m->depth == DEPTH_MAX) {
    m->too_deep++;
    return;
  }
  element e = {name, space, attribute, handle};
  target inherited = m->depth ? m->levels[m->depth - 1].to : TO_NOWHERE;
  bool own = m->depth && m->levels[m->depth - 1].own;
  const vb_markup_rule *r = m->skip ? NULL : primary_rule(m, &e);
  level *l = &m->levels[m->depth++];
  *l = (level){.name_at = m->names.n,
               .capture_at = m->capture.n,
               .body_at = m->body.n,
               .to = inherited,
               .own = own};
  vb_buf_str(&m->names, vb_str_slice(name, 0, 64));
  if (r) apply(m, l, r, &e);
  if (l->mark == VB_MARKUP_OWN) l->own = true;
  if (!m->skip) take_attributes(m, &e);
}

void vb_markup_text(vb_markup *m, vb_str text) {
  if (m->skip || !m->depth || m->format->words_only) return;
  const level *l = &m->levels[m->depth - 1];
  if (l->to == TO_BODY) put_text(m, text);
  else if (l->to == TO_CAPTURE && m->capture.n < TEXT_MAX) vb_buf_str(&m->capture, text);
}

/* Uses the captured text of an element. */
static void use_capture(vb_markup *m, const level *l) {
  vb_str text = vb_str_slice(vb_buf_view(&m->capture), l->capture_at, m->capture.n), plain;
  if (is_field(l->mark)) {
    set_field(m, l->mark, l->rank, text);
  } else if (l->mark == VB_MARKUP_LEAD && m->article && !m->lead.known && vb_str_trim(text).n) {
    vb_buf_reset(&m->lead.text);
    vb_buf_str(&m->lead.text, text);
    m->lead.known = true;
  } else if (l->mark == VB_MARKUP_HTML && m->article) {
    flush(m, false);
    note(m, vb_markup_plain(m->reading, text, &plain, &m->why));
    if (m->status == VB_OK) add_paragraphs(m, plain);
  }
}

vb_status vb_markup_end(vb_markup *m, vb_error *err) {
  vb_status status = VB_OK;
  if (m->too_deep || !m->depth) {
    if (m->too_deep) m->too_deep--;
    return VB_OK;
  }
  const level *l = &m->levels[m->depth - 1];
  if (!m->skip && l->to == TO_CAPTURE && l->mark) {
    use_capture(m, l);
    m->capture.n = l->capture_at;
  }
  if (!m->skip && (l->mark == VB_MARKUP_PARAGRAPH || l->mark == VB_MARKUP_OWN)) flush(m, l->own);
  if (m->article == m->depth) status = end_article(m, err);
  if (m->skip == m->depth) m->skip = 0;
  m->names.n = l->name_at;
  m->depth--;
  if (status == VB_OK && m->status != VB_OK) status = vb_fail(err, m->status, "%s", m->why.text);
  bool failed = m->names.failed || m->capture.failed || m->paragraph.failed || m->body.failed;
  return status == VB_OK && failed ? vb_fail(err, VB_NOMEM, "out of memory") : status;
}

vb_status vb_markup_finish(vb_markup *m, bool cut_short, vb_error *err) {
  vb_status status = VB_OK;
  if (cut_short) m->unwanted = true; /* half an article is worse than none */
  while (m->depth && status == VB_OK) status = vb_markup_end(m, err);
  if (status == VB_OK && !m->records && !cut_short)
    vb_draft_problem(m->reading, 0, true, "%s without an article's text", m->format->what);
  return status;
}

static vb_str xml_attribute(const void *handle, const char *name) {
  return vb_xml_attribute(handle, name);
}

/* Feeds the events of the parser to the rules of the format. A fault in the XML ends the reading,
   but the articles before it are kept. */
vb_status vb_markup_read_xml(const vb_reading *reading, const vb_markup_format *format,
                             vb_stream *stream, vb_error *err) {
  vb_xml *xml = NULL;
  vb_markup *m = NULL;
  vb_error why = {0};
  vb_status status = vb_xml_open(stream, &xml, err), fault = VB_OK;
  if (status == VB_OK) status = vb_markup_new(reading, format, &m, err);
  for (vb_xml_event event; status == VB_OK;) {
    fault = vb_xml_next(xml, &event, &why);
    if (fault != VB_OK || event == VB_XML_DONE) break;
    if (event == VB_XML_START)
      vb_markup_start(m, vb_xml_name(xml), vb_xml_space(xml), xml_attribute, xml);
    else if (event == VB_XML_TEXT) vb_markup_text(m, vb_xml_text(xml));
    else status = vb_markup_end(m, err);
  }
  if (fault == VB_NOMEM) status = vb_fail(err, VB_NOMEM, "out of memory");
  if (status == VB_OK && fault != VB_OK)
    vb_draft_problem(reading, format->many ? m->records + 1 : 0, true, "%s%s", why.text,
                     m->records ? "; what came before is kept" : "");
  if (status == VB_OK && vb_xml_replaced(xml))
    vb_draft_problem(reading, 0, false, "%u undecodable pieces were replaced",
                     vb_xml_replaced(xml));
  if (status == VB_OK) status = vb_markup_finish(m, fault != VB_OK, err);
  vb_markup_free(m);
  vb_xml_close(xml);
  return status;
}
