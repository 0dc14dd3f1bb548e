/*
 * xml.h - an XML document as a sequence of events, in bounded memory and time.
 *
 * Nothing is fetched: no network, no external entities, no DTD. Entities that a document
 * defines itself are not expanded (in an archive they only serve to exhaust memory); those
 * of XML and HTML are. Faults that lose nothing (an unescaped "&", an unknown entity, a
 * control character, bytes not in the declared encoding) are repaired. Several documents
 * in one input, each with its declaration, are read one after another.
 *
 * What the accessors return is borrowed until vb_xml_next, _skip or _inner_text is called.
 */
#ifndef VB_ARTICLE_READ_XML_H
#define VB_ARTICLE_READ_XML_H

#include "indexer/article/read/stream.h"

typedef struct vb_xml vb_xml;
typedef enum vb_xml_event { VB_XML_DONE = 0, VB_XML_START, VB_XML_TEXT, VB_XML_END } vb_xml_event;

/* The caller owns the stream. VB_NOMEM. */
vb_status vb_xml_open(vb_stream *stream, vb_xml **out, vb_error *err);
void vb_xml_close(vb_xml *xml); /* takes NULL */

/* The next event. An empty element gives START and END. VB_CORRUPT with line and reason if the
   document is not well-formed, VB_LIMIT above a limit; no events follow then. VB_NOMEM. */
vb_status vb_xml_next(vb_xml *xml, vb_xml_event *event, vb_error *err);

unsigned vb_xml_depth(const vb_xml *xml); /* of the element; 1 for the root */
/* Whether the element that starts or ends has this local name, with any prefix. */
bool vb_xml_is(const vb_xml *xml, const char *local);
vb_str vb_xml_name(const vb_xml *xml);  /* local name */
vb_str vb_xml_space(const vb_xml *xml); /* namespace URI; VB_STR_NONE for none */
vb_str
vb_xml_text(const vb_xml *xml); /* of VB_XML_TEXT, CDATA and entities included; valid UTF-8 */
/* For VB_XML_START, by local name; VB_STR_NONE for none. */
vb_str vb_xml_attribute(const vb_xml *xml, const char *local);
uint32_t vb_xml_replaced(const vb_xml *xml); /* undecodable pieces that became U+FFFD until now */

/* After START: goes to the element's END. The second appends all text inside it with its blanks;
   VB_LIMIT above `limit` bytes. */
vb_status vb_xml_skip(vb_xml *xml, vb_error *err);
vb_status vb_xml_inner_text(vb_xml *xml, size_t limit, vb_buf *out, vb_error *err);

/* The length of the entity of HTML or character reference at the beginning of s (0 for none), and
   its meaning: *n bytes, none for a control character. */
size_t vb_xml_entity(vb_str s, char utf8[4], size_t *n);

#endif
