/*
 * xml.h - one XML document as a row of events, in bounded memory and time.
 *
 * Nothing is fetched: no network, no external entities, no DTD. Entities that a document defines
 * itself are not expanded (their only use in an archive is to fill its reader's memory); those of
 * XML and HTML are. Faults that lose nothing (a stray "&", an unknown entity, a control character,
 * bytes that are not in the declared encoding) are mended; several documents in one input, each
 * with its declaration, are read one after the other.
 *
 * What the accessors give is borrowed until the next call of vb_xml_next, _skip or _inner_text.
 */
#ifndef VB_ARTICLE_READ_XML_H
#define VB_ARTICLE_READ_XML_H

#include "indexer/article/read/stream.h"

typedef struct vb_xml vb_xml;
typedef enum vb_xml_event { VB_XML_DONE = 0, VB_XML_START, VB_XML_TEXT, VB_XML_END } vb_xml_event;

/* The stream stays the caller's. VB_NOMEM. */
vb_status vb_xml_open(vb_stream *stream, vb_xml **out, vb_error *err);
void vb_xml_close(vb_xml *xml); /* takes NULL */

/* An empty element gives START and END. VB_CORRUPT with line and reason for what is not
   well-formed, VB_LIMIT past a bound: no more events then. VB_NOMEM. */
vb_status vb_xml_next(vb_xml *xml, vb_xml_event *event, vb_error *err);

unsigned vb_xml_depth(const vb_xml *xml); /* of the element: 1 for the root */
/* The element that starts or ends has this local name, whatever its prefix. */
bool vb_xml_is(const vb_xml *xml, const char *local);
vb_str vb_xml_name(const vb_xml *xml);  /* local name */
vb_str vb_xml_space(const vb_xml *xml); /* namespace URI; VB_STR_NONE for none */
vb_str
vb_xml_text(const vb_xml *xml); /* of VB_XML_TEXT, CDATA and entities included; valid UTF-8 */
/* Of VB_XML_START, by local name; VB_STR_NONE for none. */
vb_str vb_xml_attribute(const vb_xml *xml, const char *local);
uint32_t vb_xml_replaced(const vb_xml *xml); /* undecodable pieces that became U+FFFD until now */

/* After START: goes to the element's END. The second appends all text below it, blanks as they
   are; VB_LIMIT past `limit` bytes. */
vb_status vb_xml_skip(vb_xml *xml, vb_error *err);
vb_status vb_xml_inner_text(vb_xml *xml, size_t limit, vb_buf *out, vb_error *err);

/* The length of the entity of HTML or the character reference that s begins with, 0 for none, and
   what it means: *n bytes, none for a control character. */
size_t vb_xml_entity(vb_str s, char utf8[4], size_t *n);

#endif
