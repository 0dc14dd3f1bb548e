/*
 * read_office.c - reads DOCX and ODT: the paragraphs of the body, in order.
 *
 * It leaves out what is not the author's running text: headers and footers (separate
 * parts in DOCX), notes, comments, text deleted under review, field codes, and the copy
 * of a drawing's text for old programs.
 */
#include "indexer/article/read/document.h"
#include "indexer/article/read/readers.h"
#include "indexer/article/read/refused.h"
#include "indexer/article/read/xml.h"
#include "indexer/article/read/zip_parts.h"

typedef struct office {
  vb_xml *xml;
  vb_document document;
  vb_buf paragraph;
  bool lost;     /* nothing was read before the fault */
  bool is_title; /* the paragraph has a title style */
  vb_arena *arena;
} office;

bool vb_docx_sees(const vb_sight *sight) {
  return vb_is_office_zip(sight->bytes, "word/", NULL);
}

bool vb_odt_sees(const vb_sight *sight) {
  return vb_is_office_zip(sight->bytes, NULL, "opendocument.text");
}

static void end_paragraph(office *o) {
  vb_str text = vb_str_trim(vb_buf_view(&o->paragraph));
  if (o->is_title && text.n && !o->document.styled) {
    o->document.title = vb_arena_copy(o->arena, text);
    o->document.styled = true;
  }
  vb_document_add(&o->document, text);
  vb_buf_reset(&o->paragraph);
  o->is_title = false;
}

static bool is_any(const vb_xml *xml, const char *const *names) {
  for (; *names; names++)
    if (vb_xml_is(xml, *names)) return true;
  return false;
}

static bool is_title_style(vb_str style) {
  static const char *const names[] = {"title", "headline", "titel", "titre"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (vb_str_is_caseless(style, names[i])) return true;
  return false;
}

static vb_status docx_start(office *o, vb_error *err) {
  static const char *const skipped[] = {"Fallback", "del",     "moveFrom",  "instrText", "footnote",
                                        "endnote",  "comment", "pPrChange", NULL};
  const vb_xml *xml = o->xml;
  if (is_any(xml, skipped)) return vb_xml_skip(o->xml, err);
  vb_str space = vb_xml_space(xml);
  bool word = space.n && memmem(space.p, space.n, "wordprocessingml", 16);
  if (!word) return VB_OK;
  if (vb_xml_is(xml, "t")) return vb_xml_inner_text(o->xml, VB_ARTICLE_MAX, &o->paragraph, err);
  if (vb_xml_is(xml, "tab")) vb_buf_char(&o->paragraph, ' ');
  if (vb_xml_is(xml, "noBreakHyphen")) vb_buf_char(&o->paragraph, '-');
  if (vb_xml_is(xml, "br") || vb_xml_is(xml, "cr") ||
      (vb_xml_is(xml, "p") && vb_str_trim(vb_buf_view(&o->paragraph)).n))
    end_paragraph(o);
  if (vb_xml_is(xml, "pStyle")) o->is_title = is_title_style(vb_xml_attribute(xml, "val"));
  return VB_OK;
}

static vb_status odt_start(office *o, vb_error *err) {
  static const char *const skipped[] = {"annotation",
                                        "note",
                                        "tracked-changes",
                                        "table-of-content",
                                        "sequence-decls",
                                        "title",
                                        "desc",
                                        "forms",
                                        NULL};
  if (is_any(o->xml, skipped)) return vb_xml_skip(o->xml, err);
  bool paragraph = vb_xml_is(o->xml, "p") || vb_xml_is(o->xml, "h");
  if (paragraph && vb_str_trim(vb_buf_view(&o->paragraph)).n) end_paragraph(o);
  if (paragraph) o->is_title = is_title_style(vb_xml_attribute(o->xml, "style-name"));
  if (vb_xml_is(o->xml, "s") || vb_xml_is(o->xml, "tab")) vb_buf_char(&o->paragraph, ' ');
  if (vb_xml_is(o->xml, "line-break")) end_paragraph(o);
  return VB_OK;
}

/* Handles every event of the body's part. */
static vb_status read_body(office *o, bool docx, vb_error *err) {
  vb_xml_event event;
  vb_status status;
  while ((status = vb_xml_next(o->xml, &event, err)) == VB_OK && event != VB_XML_DONE) {
    bool paragraph = vb_xml_is(o->xml, "p") || (!docx && vb_xml_is(o->xml, "h"));
    if (event == VB_XML_START) status = docx ? docx_start(o, err) : odt_start(o, err);
    else if (event == VB_XML_END && paragraph) end_paragraph(o);
    else if (event == VB_XML_TEXT && !docx) vb_buf_str(&o->paragraph, vb_xml_text(o->xml));
    if (status != VB_OK || o->document.lines.failed || o->paragraph.failed ||
        o->document.lines.n > VB_DOCUMENT_MAX)
      break;
  }
  return status;
}

/* Reads title, creator and language from the properties (Dublin Core). */
static vb_status read_properties(office *o, vb_str part, vb_error *err) {
  vb_xml_event event;
  vb_buf value = VB_BUF_INIT;
  vb_stream *stream = vb_stream_of(part);
  vb_status status =
      stream ? vb_xml_open(stream, &o->xml, err) : vb_fail(err, VB_NOMEM, "out of memory");
  while (status == VB_OK && (status = vb_xml_next(o->xml, &event, err)) == VB_OK &&
         event != VB_XML_DONE) {
    vb_str *to = NULL;
    if (event != VB_XML_START) continue;
    if (vb_xml_is(o->xml, "title")) to = &o->document.title;
    if (vb_xml_is(o->xml, "creator") || vb_xml_is(o->xml, "initial-creator"))
      to = &o->document.author;
    if (vb_xml_is(o->xml, "language")) to = &o->document.language;
    if (!to || to->n) continue;
    vb_buf_reset(&value);
    status = vb_xml_inner_text(o->xml, VB_FIELD_MAX, &value, err);
    *to = vb_arena_copy(o->arena, vb_str_trim(vb_buf_view(&value)));
  }
  vb_xml_close(o->xml);
  o->xml = NULL;
  vb_stream_close(stream);
  vb_buf_clear(&value);
  return status == VB_NOMEM ? status : VB_OK; /* the text does not depend on the properties */
}

static vb_status read_part(office *o, const vb_reading *reading, vb_str body, bool docx,
                           vb_error *err) {
  vb_error why;
  vb_stream *stream = vb_stream_of(body);
  vb_status status = stream ? vb_xml_open(stream, &o->xml, &why) : VB_NOMEM;
  if (status == VB_OK) status = read_body(o, docx, &why);
  if (vb_str_trim(vb_buf_view(&o->paragraph)).n) end_paragraph(o);
  vb_xml_close(o->xml);
  o->xml = NULL;
  vb_stream_close(stream);
  if (status == VB_NOMEM) return vb_fail(err, VB_NOMEM, "out of memory");
  o->lost = status != VB_OK && !vb_str_trim(vb_buf_view(&o->document.lines)).n;
  if (status != VB_OK)
    vb_draft_problem(reading, 0, o->lost, "%s%s", why.text,
                     o->lost ? "" : "; what came before is kept");
  return VB_OK;
}

static bool is_wanted(vb_str name) {
  static const char *const parts[] = {"word/document.xml", "word/document2.xml",
                                      "docProps/core.xml", "content.xml", "meta.xml"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (vb_str_is(name, parts[i])) return true;
  return false;
}

/* Both formats are zip archives with one part for the text and one for the properties. Only these
   parts are unpacked, within the budget of the whole input. */
static vb_status read_office(const vb_reading *reading, vb_str bytes, bool docx, vb_error *err) {
  office o = {.arena = reading->whole};
  vb_zip_parts parts;
  vb_error why = {0};
  vb_status status =
      vb_zip_load(bytes, vb_reading_budget(reading), is_wanted, reading->whole, &parts, &why);
  if (status == VB_NOMEM) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_str body = vb_zip_find(&parts, docx ? VB_STR("word/document.xml") : VB_STR("content.xml"));
  if (!body.n && docx) body = vb_zip_find(&parts, VB_STR("word/document2.xml"));
  if (!body.n) {
    vb_draft_problem(reading, 0, true, "%s %s", reading->format->what,
                     parts.locked      ? "that needs a password"
                     : status != VB_OK ? "that is damaged"
                                       : "without a text inside");
    return VB_OK;
  }
  vb_str properties = vb_zip_find(&parts, docx ? VB_STR("docProps/core.xml") : VB_STR("meta.xml"));
  status = properties.n ? read_properties(&o, properties, err) : VB_OK;
  if (status == VB_OK) status = read_part(&o, reading, body, docx, err);
  if (status == VB_OK) status = vb_buf_ok(&o.paragraph, err);
  if (status == VB_OK && !o.lost) status = vb_document_give(reading, &o.document, err);
  vb_buf_clear(&o.paragraph);
  vb_buf_clear(&o.document.lines);
  return status;
}

vb_status vb_docx_read(const vb_reading *reading, vb_str bytes, vb_error *err) {
  return read_office(reading, bytes, true, err);
}
vb_status vb_odt_read(const vb_reading *reading, vb_str bytes, vb_error *err) {
  return read_office(reading, bytes, false, err);
}
