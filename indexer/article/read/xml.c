/*
 * xml.c - libxml2's push parser behind a pull interface; the only file that uses libxml2.
 *
 *   stream -> filter (valid UTF-8, no control characters) -> push parser -> queue -> next()
 *
 * The parser gets CHUNK bytes at a time. Its callbacks write events into a queue, which is
 * emptied before the next chunk, so memory is a chunk's events, whatever the document's
 * length. The library's own limits (10 MB per name, value or unfinished construct, 256
 * levels) stay active. Its tables of entities stay empty: `entity` answers for HTML's
 * names only, so no document can define what is expanded.
 *
 * The library repairs faults where it can. `complain` sorts its errors into those that
 * lose nothing, which are ignored, and those that end the document.
 */
#include "indexer/article/read/xml.h"

#include "indexer/article/read/utf8_stream.h"
#include "indexer/base/utf8.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <stdlib.h>
#include <pthread.h>

enum {
  CHUNK = 16 * 1024,
  DECLARATION_MAX = 256, /* bytes in which the encoding may be declared */
  OPEN_MAX = 10000,      /* elements open at a time; the library takes 40 bytes for each */
  ATTRIBUTES_MAX = 1000, /* per element; markup of print has dozens */
  SAMPLE = 16 * 1024     /* bytes by which a declared encoding is checked */
};

struct vb_xml {
  vb_stream *stream;
  xmlParserCtxtPtr parser; /* of the current document; NULL between two */
  vb_buf queue;            /* events not returned yet, from `at` */
  size_t at;
  vb_buf chunk, filtered; /* bytes of the document before the parser */
  vb_utf8_stream utf8;
  bool filter, fresh, ended, finished; /* fresh: nothing has been pushed yet */
  vb_status fault;                     /* VB_OK until the document has a fatal fault */
  vb_error why;
  char before; /* the last byte pushed; in_tag: whether it is inside a tag */
  bool in_tag;
  unsigned attributes_of_tag;
  unsigned open, depth; /* elements open in the parser; at the last event returned */
  /* The last event returned: */
  vb_xml_event event;
  vb_str name, space, text, attributes;
  xmlEntity entity; /* the answer for one of HTML's entities */
  char entity_text[5];
};

/* ---- the parser's callbacks write the queue ------------------------------------------------- */

static void put_name(vb_xml *xml, const xmlChar *s) {
  vb_buf_sized(&xml->queue, s ? vb_str_of((const char *)s) : VB_STR_NONE);
}

static void on_start(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                     int namespaces, const xmlChar **declared, int count, int defaulted,
                     const xmlChar **attributes) {
  (void)prefix, (void)namespaces, (void)declared;
  vb_xml *xml = context;
  vb_buf list = VB_BUF_INIT;
  /* Attributes that a DTD adds to every element are last; they are dropped, since they could be a
     bomb. */
  for (int i = 0; i < count - defaulted; i++) {
    const xmlChar **a = attributes + (ptrdiff_t)i * 5;
    vb_str value = {(const char *)a[3], (size_t)(a[4] - a[3])};
    vb_buf_sized(&list, vb_str_of((const char *)a[0]));
    vb_buf_sized(&list, value);
  }
  vb_buf_char(&xml->queue, VB_XML_START);
  put_name(xml, local);
  put_name(xml, uri);
  vb_buf_sized(&xml->queue, vb_buf_view(&list));
  xml->queue.failed = xml->queue.failed || list.failed;
  vb_buf_clear(&list);
  xml->open++;
}

static void on_end(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri) {
  (void)prefix;
  vb_xml *xml = context;
  vb_buf_char(&xml->queue, VB_XML_END);
  put_name(xml, local);
  put_name(xml, uri);
  if (xml->open) xml->open--;
}

static void on_text(void *context, const xmlChar *text, int n) {
  vb_xml *xml = context;
  if (n <= 0) return;
  vb_buf_char(&xml->queue, VB_XML_TEXT);
  vb_buf_sized(&xml->queue, (vb_str){(const char *)text, (size_t)n});
}

/* XML's five entities, and HTML's. Inside an attribute the library uses only the first byte of such
   an entity's value, so there they count as unknown. */
static xmlEntityPtr on_entity(void *context, const xmlChar *name) {
  vb_xml *xml = context;
  xmlEntityPtr known = xmlGetPredefinedEntity(name);
  if (known) return known;
  const htmlEntityDesc *html = htmlEntityLookup(name);
  if (!html || xml->parser->instate == XML_PARSER_ATTRIBUTE_VALUE) return NULL;
  size_t n = vb_utf8_encode((int32_t)html->value, xml->entity_text);
  if (!n) return NULL;
  xml->entity_text[n] = '\0';
  xml->entity = (xmlEntity){.type = XML_ENTITY_DECL,
                            .name = name,
                            .etype = XML_INTERNAL_PREDEFINED_ENTITY,
                            .content = (xmlChar *)xml->entity_text,
                            .length = (int)n};
  return &xml->entity;
}

/* Errors after which the parser continues without loss. */
static bool is_harmless(int code) {
  static const int harmless[] = {XML_ERR_UNDECLARED_ENTITY,    XML_WAR_UNDECLARED_ENTITY,
                                 XML_ERR_NAME_REQUIRED,        XML_ERR_ENTITYREF_SEMICOL_MISSING,
                                 XML_ERR_ENTITYREF_NO_NAME,    XML_ERR_INVALID_CHAR,
                                 XML_ERR_INVALID_CHARREF,      XML_ERR_INVALID_DEC_CHARREF,
                                 XML_ERR_INVALID_HEX_CHARREF,  XML_ERR_ATTRIBUTE_REDEFINED,
                                 XML_ERR_LT_IN_ATTRIBUTE,      XML_ERR_INVALID_ENCODING,
                                 XML_ERR_MISPLACED_CDATA_END,  XML_ERR_HYPHEN_IN_COMMENT,
                                 XML_ERR_COMMENT_NOT_FINISHED, XML_ERR_SPACE_REQUIRED,
                                 XML_ERR_VERSION_MISSING,      XML_ERR_STANDALONE_VALUE,
                                 XML_ERR_UNDECLARED_ENTITY,    XML_ERR_ENCODING_NAME,
                                 XML_ERR_UNKNOWN_VERSION};
  for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
    if (code == harmless[i]) return true;
  return code >= XML_NS_ERR_XML_NAMESPACE && code < XML_NS_ERR_XML_NAMESPACE + 10;
}

static void remember(vb_xml *xml, vb_status status, const char *message, int line) {
  if (xml->fault != VB_OK) return;
  vb_str words = vb_str_trim(vb_str_of(message));
  xml->fault = status;
  vb_fail(&xml->why, status, "broken XML in line %d: %.*s", line, VB_STR_ARG(words));
}

/* Some releases of the library pass a pointer to const, others a plain one. */
static void complain(void *context, const xmlError *error) {
  vb_xml *xml = context;
  if (!error || error->level != XML_ERR_FATAL) return;
  if (error->code == XML_ERR_NO_MEMORY) {
    xml->queue.failed = true;
  } else if (!is_harmless(error->code)) {
    remember(xml, VB_CORRUPT, error->message, error->line);
    xmlStopParser(xml->parser);
  }
}

#if LIBXML_VERSION >= 21200
static void on_error(void *context, const xmlError *error) {
  complain(context, error);
}
#else
static void on_error(void *context, xmlErrorPtr error) {
  complain(context, error);
}
#endif

/* ---- a document's encoding ---- */

/* The name after encoding= in the declaration. */
static vb_str declared_encoding(vb_str s) {
  s = vb_str_slice(s, 0, DECLARATION_MAX);
  if (!vb_str_starts(s, "<?xml")) return VB_STR_NONE;
  const char *close = memmem(s.p, s.n, "?>", 2);
  if (close) s.n = (size_t)(close - s.p);
  const char *at = memmem(s.p, s.n, "encoding", 8);
  if (!at) return VB_STR_NONE;
  vb_str rest = vb_str_trim(vb_str_slice(s, (size_t)(at - s.p) + 8, s.n));
  if (!vb_str_starts(rest, "=")) return VB_STR_NONE;
  rest = vb_str_trim(vb_str_slice(rest, 1, rest.n));
  if (rest.n < 2 || (rest.p[0] != '"' && rest.p[0] != '\'')) return VB_STR_NONE;
  const char *end = memchr(rest.p + 1, rest.p[0], rest.n - 1);
  return end ? (vb_str){rest.p + 1, (size_t)(end - rest.p) - 1} : VB_STR_NONE;
}

static bool library_knows(vb_str charset) {
  char name[64];
  if (charset.n >= sizeof name) return false;
  snprintf(name, sizeof name, "%.*s", VB_STR_ARG(charset));
  xmlCharEncodingHandlerPtr handler = xmlFindCharEncodingHandler(name);
  if (!handler) return false;
  xmlCharEncCloseFunc(handler);
  return true;
}

/* Whether to treat the bytes as UTF-8, whatever is declared: if nothing is, or an unknown charset,
   or a two-byte charset although the bytes are single, or if the bytes are valid UTF-8. */
static bool is_utf8_inside(vb_str bytes) {
  if (vb_str_starts(bytes, "\xFF\xFE") || vb_str_starts(bytes, "\xFE\xFF")) return false;
  if (memchr(bytes.p, '\0', bytes.n < 4 ? bytes.n : 4)) return false;
  vb_str charset = declared_encoding(bytes);
  if (!charset.n || vb_str_starts_caseless(charset, "utf") ||
      vb_str_starts_caseless(charset, "us-ascii") || vb_str_starts_caseless(charset, "ucs") ||
      vb_str_starts_caseless(charset, "iso-10646") || !library_knows(charset))
    return true;
  size_t wide = 0, length;
  bytes = vb_str_slice(bytes, 0, SAMPLE);
  for (const char *p = bytes.p, *end = p + bytes.n; p < end; p += length) {
    length = 1;
    if (!(*p & 0x80)) continue;
    if (vb_utf8_decode(p, end, &length) < 0) return end - p < 4 && wide > 0;
    wide++;
  }
  return wide > 0;
}

/* Moves the chunk to `filtered` as valid UTF-8 without control characters. */
static void filter_chunk(vb_xml *xml) {
  vb_buf_reset(&xml->filtered);
  size_t used =
      vb_utf8_stream_put(&xml->utf8, vb_buf_view(&xml->chunk), xml->ended, &xml->filtered);
  xml->chunk.n -= used;
  if (xml->chunk.n) memmove(xml->chunk.p, xml->chunk.p + used, xml->chunk.n);
}

/* ---- feeding ---- */

static vb_status begin_document(vb_xml *xml, vb_str bytes, vb_error *err) {
  xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                           .startElementNs = on_start,
                           .endElementNs = on_end,
                           .characters = on_text,
                           .cdataBlock = on_text,
                           .getEntity = on_entity,
                           .serror = on_error};
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, xmlInitParser); /* not safe in several threads at once */
  xml->filter = is_utf8_inside(bytes);
  xml->utf8.multibyte = false;
  xml->fresh = true;
  xml->open = 0;
  xml->parser = xmlCreatePushParserCtxt(&handler, xml, NULL, 0, NULL);
  if (!xml->parser) return vb_fail(err, VB_NOMEM, "out of memory");
  xmlCtxtUseOptions(xml->parser, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOWARNING |
                                     (xml->filter ? XML_PARSE_IGNORE_ENC : 0));
  return VB_OK;
}

static void end_document(vb_xml *xml) {
  if (!xml->parser) return;
  xmlDocPtr document = xml->parser->myDoc;
  xml->parser->myDoc = NULL;
  xmlFreeParserCtxt(xml->parser);
  if (document) xmlFreeDoc(document);
  xml->parser = NULL;
}

/* Counts attributes, because the library compares each attribute of an element with all others. */
static void count_attributes(vb_xml *xml, vb_str s) {
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (!xml->in_tag && xml->before != '<') { /* most of a document is text */
      const char *less = memchr(s.p + i, '<', s.n - i);
      if (!less) {
        xml->before = 0;
        return;
      }
      i = (size_t)(less - s.p);
      xml->before = '<';
      continue;
    }
    if (c == '\0') continue; /* part of UTF-16 */
    if (xml->before == '<') xml->in_tag = c != '!' && c != '?', xml->attributes_of_tag = 0;
    if (c == '>') xml->in_tag = false;
    if ((c == '"' || c == '\'') && xml->before == '=' && ++xml->attributes_of_tag > ATTRIBUTES_MAX)
      remember(xml, VB_LIMIT, "an element with too many attributes",
               xml->parser ? xmlSAX2GetLineNumber(xml->parser) : 0);
    xml->before = c;
  }
}

static void push(vb_xml *xml, vb_str bytes, bool last) {
  count_attributes(xml, bytes);
  if (xml->open > OPEN_MAX)
    remember(xml, VB_LIMIT, "elements too deep in each other", xmlSAX2GetLineNumber(xml->parser));
  if (xml->fault == VB_OK && xml->parser) xmlParseChunk(xml->parser, bytes.p, (int)bytes.n, last);
}

/* Pushes bytes of one document, up to a declaration that begins the next one after a closed root.
   Returns how many bytes that were. */
static size_t push_document(vb_xml *xml, vb_str bytes) {
  for (size_t from = 0;;) {
    const char *next =
        bytes.n > from + 6 ? memmem(bytes.p + from + 1, bytes.n - from - 1, "<?xml ", 6) : NULL;
    size_t to = next ? (size_t)(next - bytes.p) : bytes.n;
    push(xml, vb_str_slice(bytes, from, to), false);
    if (!next) return bytes.n;
    if (xml->open == 0 && xml->fault == VB_OK) {
      push(xml, VB_STR(""), true);
      if (xml->fault == VB_OK) end_document(xml);
      return to;
    }
    from = to;
  }
}

static vb_status read_chunk(vb_xml *xml, vb_error *err) {
  size_t n = 0;
  char *to = vb_buf_reserve(&xml->chunk, CHUNK);
  if (!to) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = vb_stream_read(xml->stream, to, CHUNK, &n, err);
  if (status != VB_OK) return status;
  xml->chunk.n += n;
  xml->ended = n == 0;
  return VB_OK;
}

/* Skips a byte order mark and white space, which are not allowed before a declaration. */
static vb_str past_blanks(vb_str s) {
  if (vb_str_starts(s, "\xEF\xBB\xBF")) s = vb_str_slice(s, 3, s.n);
  while (s.n && vb_is_space(s.p[0])) s = vb_str_slice(s, 1, s.n);
  return s;
}

/* Reads and pushes one chunk; sets `finished` after the last. */
static vb_status feed(vb_xml *xml, vb_error *err) {
  vb_status status = read_chunk(xml, err);
  if (status != VB_OK) return status;
  if (!xml->parser) {
    vb_str begin = past_blanks(vb_buf_view(&xml->chunk));
    if (begin.n) status = begin_document(xml, begin, err);
    else xml->filter = false;
    if (status != VB_OK) return status;
  }
  if (xml->filter) filter_chunk(xml);
  vb_str bytes = vb_buf_view(xml->filter ? &xml->filtered : &xml->chunk);
  while (bytes.n && xml->fault == VB_OK) {
    if (!xml->parser || xml->fresh) bytes = past_blanks(bytes);
    if (bytes.n && !xml->parser) status = begin_document(xml, bytes, err);
    if (status != VB_OK) return status;
    if (!bytes.n) break;
    xml->fresh = false;
    bytes = vb_str_slice(bytes, push_document(xml, bytes), bytes.n);
  }
  if (!xml->filter) vb_buf_reset(&xml->chunk);
  if (xml->ended) push(xml, VB_STR(""), true);
  xml->finished = xml->ended || xml->fault != VB_OK;
  if (xml->filtered.failed || xml->chunk.failed || xml->queue.failed)
    return vb_fail(err, VB_NOMEM, "out of memory");
  return VB_OK;
}

/* ---- what callers see ---- */

vb_status vb_xml_open(vb_stream *stream, vb_xml **out, vb_error *err) {
  *out = calloc(1, sizeof **out);
  if (!*out) return vb_fail(err, VB_NOMEM, "out of memory");
  (*out)->stream = stream;
  return VB_OK;
}

void vb_xml_close(vb_xml *xml) {
  if (!xml) return;
  end_document(xml);
  vb_buf_clear(&xml->queue);
  vb_buf_clear(&xml->chunk);
  vb_buf_clear(&xml->filtered);
  free(xml);
}

static void take_event(vb_xml *xml) {
  vb_cursor c = vb_cursor_of(vb_str_slice(vb_buf_view(&xml->queue), xml->at, xml->queue.n));
  const unsigned char *begin = c.p;
  if (xml->event == VB_XML_END) xml->depth--;
  xml->event = vb_cursor_u8(&c);
  xml->text = xml->attributes = xml->name = xml->space = VB_STR_NONE;
  if (xml->event == VB_XML_TEXT) {
    xml->text = vb_cursor_sized(&c);
  } else {
    xml->name = vb_cursor_sized(&c);
    xml->space = vb_cursor_sized(&c);
    if (!xml->space.n) xml->space = VB_STR_NONE;
    if (xml->event == VB_XML_START) xml->attributes = vb_cursor_sized(&c), xml->depth++;
  }
  xml->at += (size_t)(c.p - begin);
}

vb_status vb_xml_next(vb_xml *xml, vb_xml_event *event, vb_error *err) {
  *event = VB_XML_DONE;
  while (xml->at == xml->queue.n) {
    if (xml->finished) {
      if (xml->fault != VB_OK) return vb_fail(err, xml->fault, "%s", xml->why.text);
      xml->event = VB_XML_DONE;
      return VB_OK;
    }
    vb_buf_reset(&xml->queue);
    xml->at = 0;
    vb_status status = feed(xml, err);
    if (status != VB_OK) return status;
  }
  take_event(xml);
  *event = xml->event;
  return VB_OK;
}

unsigned vb_xml_depth(const vb_xml *xml) {
  return xml->depth;
}
bool vb_xml_is(const vb_xml *xml, const char *local) {
  return vb_str_is(xml->name, local);
}
vb_str vb_xml_name(const vb_xml *xml) {
  return xml->name;
}
vb_str vb_xml_space(const vb_xml *xml) {
  return xml->space;
}
vb_str vb_xml_text(const vb_xml *xml) {
  return xml->text;
}
uint32_t vb_xml_replaced(const vb_xml *xml) {
  return xml->utf8.replaced;
}

vb_str vb_xml_attribute(const vb_xml *xml, const char *local) {
  vb_cursor c = vb_cursor_of(xml->attributes);
  while (vb_cursor_left(&c) && !c.bad) {
    vb_str name = vb_cursor_sized(&c), value = vb_cursor_sized(&c);
    if (!c.bad && vb_str_is(name, local)) return value;
  }
  return VB_STR_NONE;
}

/* Goes to the END of the element that has just started; appends its text to `out` unless NULL. */
static vb_status pass_element(vb_xml *xml, size_t limit, vb_buf *out, vb_error *err) {
  unsigned depth = xml->depth;
  vb_xml_event event = xml->event;
  vb_status status = VB_OK;
  while (status == VB_OK && !(event == VB_XML_END && xml->depth == depth)) {
    status = vb_xml_next(xml, &event, err);
    if (status != VB_OK || event == VB_XML_DONE) break;
    if (event != VB_XML_TEXT || !out) continue;
    if (xml->text.n > limit || out->n > limit - xml->text.n)
      return vb_fail(err, VB_LIMIT, "text of more than %zu bytes in one element", limit);
    vb_buf_str(out, xml->text);
  }
  return status != VB_OK || !out ? status : vb_buf_ok(out, err);
}

vb_status vb_xml_skip(vb_xml *xml, vb_error *err) {
  return pass_element(xml, 0, NULL, err);
}

vb_status vb_xml_inner_text(vb_xml *xml, size_t limit, vb_buf *out, vb_error *err) {
  return pass_element(xml, limit, out, err);
}

size_t vb_xml_entity(vb_str s, char utf8[4], size_t *n) {
  char name[12];
  size_t length = 1, value = 0;
  *n = 0;
  while (length < s.n && length < sizeof name && s.p[length] != ';') length++;
  if (s.n < 3 || s.p[0] != '&' || length >= s.n || s.p[length] != ';') return 0;
  snprintf(name, sizeof name, "%.*s", (int)length - 1, s.p + 1);
  if (name[0] == '#') {
    bool hex = (name[1] | 0x20) == 'x';
    char *end = NULL;
    value = strtoul(name + 1 + hex, &end, hex ? 16 : 10);
    if (*end || !name[1 + hex]) return 0;
  } else {
    const htmlEntityDesc *known = htmlEntityLookup((const xmlChar *)name);
    if (!known && strcmp(name, "apos") != 0) return 0;
    value = known ? known->value : '\'';
  }
  if (value >= 0x20 && value <= 0x10FFFF) *n = vb_utf8_encode((int32_t)value, utf8);
  return length + 1;
}
