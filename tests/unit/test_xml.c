#include "indexer/article/read/xml.h"

#include <criterion/criterion.h>

/* The events as one line: <name attribute=value> text </name>, and how it ended. */
static void trace(vb_str bytes, vb_buf *out) {
  vb_stream *stream = vb_stream_of(bytes);
  vb_xml *xml = NULL;
  vb_error err = {0};
  cr_assert(stream && vb_xml_open(stream, &xml, &err) == VB_OK);
  vb_xml_event event;
  vb_status status;
  bool text = false;
  while ((status = vb_xml_next(xml, &event, &err)) == VB_OK && event != VB_XML_DONE) {
    if (event == VB_XML_TEXT) vb_buf_str(out, vb_xml_text(xml));
    else
      vb_buf_printf(out, event == VB_XML_START ? "<%.*s>" : "</%.*s>",
                    VB_STR_ARG(vb_xml_name(xml)));
    text = event == VB_XML_TEXT;
  }
  (void)text;
  if (status != VB_OK) vb_buf_printf(out, " %s", err.text);
  vb_buf_char(out, '\0');
  vb_xml_close(xml);
  vb_stream_close(stream);
}

static void assert_trace(const char *bytes, const char *wanted) {
  vb_buf got = VB_BUF_INIT;
  trace(vb_str_of(bytes), &got);
  cr_assert_str_eq(got.p, wanted, "%s\n gave %s", bytes, got.p);
  vb_buf_clear(&got);
}

Test(xml, elements_and_text_come_in_order) {
  assert_trace("<a><b>one</b> &amp; <c/><![CDATA[<two>]]></a>", "<a><b>one</b> & <c></c><two></a>");
  assert_trace("\xEF\xBB\xBF \n<?xml version=\"1.0\"?><a>\xC3\xA9</a>", "<a>\xC3\xA9</a>");
  assert_trace("", "");
}

Test(xml, what_loses_nothing_is_mended) {
  assert_trace("<a>1 &nbsp;&mdash;&eacute; &never; & 2</a>",
               "<a>1 \xC2\xA0\xE2\x80\x94\xC3\xA9   2</a>");
  assert_trace("<a>bell\x07 here</a>", "<a>bell  here</a>");
  assert_trace("<a>caf\xE9</a>", "<a>caf\xC3\xA9</a>");
  assert_trace("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>\xC3\xA9</a>", "<a>\xC3\xA9</a>");
  assert_trace("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xC3\xA9</a>", "<a>\xC3\xA9</a>");
  assert_trace("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xE9 a</a>", "<a>\xC3\xA9 a</a>");
  assert_trace("<?xml version=\"1.0\" encoding=\"x-none\"?><a>\xC3\xA9</a>", "<a>\xC3\xA9</a>");
}

Test(xml, documents_in_one_input_follow_each_other) {
  assert_trace("<?xml version=\"1.0\"?><a>1</a>\n<?xml version=\"1.0\"?>\n<b>2</b>",
               "<a>1</a><b>2</b>");
}

Test(xml, what_is_broken_says_where) {
  vb_buf got = VB_BUF_INIT;
  trace(VB_STR("<a>\n<b>1</a>"), &got);
  cr_assert(strstr(got.p, "broken XML in line 2"), "%s", got.p);
  vb_buf_reset(&got);
  trace(VB_STR("<a><b>1"), &got);
  cr_assert(strstr(got.p, "broken XML"), "%s", got.p);
  vb_buf_clear(&got);
}

Test(xml, no_document_defines_what_expands) {
  assert_trace("<!DOCTYPE a [<!ENTITY x \"yyyyyyyyyy\"><!ENTITY z \"&x;&x;&x;\">]><a>&z;</a>",
               "<a></a>");
  assert_trace("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>", "<a></a>");
  assert_trace("<!DOCTYPE a SYSTEM \"http://herald.example/a.dtd\"><a>1</a>", "<a>1</a>");
}

Test(xml, attributes_of_a_dtd_are_none) {
  vb_stream *stream = vb_stream_of(
      VB_STR("<!DOCTYPE a [<!ATTLIST a long CDATA \"x\">]><a own='1' p:q='2' xmlns:p='u'/>"));
  vb_xml *xml = NULL;
  vb_xml_event event;
  cr_assert_eq(vb_xml_open(stream, &xml, NULL), VB_OK);
  cr_assert_eq(vb_xml_next(xml, &event, NULL), VB_OK);
  cr_assert(vb_str_is(vb_xml_attribute(xml, "own"), "1") &&
            vb_str_is(vb_xml_attribute(xml, "q"), "2"));
  cr_assert_null(vb_xml_attribute(xml, "long").p);
  cr_assert_eq(vb_xml_depth(xml), 1);
  vb_xml_close(xml);
  vb_stream_close(stream);
}

Test(xml, text_and_elements_can_be_passed_whole) {
  vb_stream *stream = vb_stream_of(VB_STR("<a><b>1<c>2</c>3</b><d>4<e>5</e></d>6</a>"));
  vb_xml *xml = NULL;
  vb_xml_event event;
  vb_buf text = VB_BUF_INIT;
  cr_assert_eq(vb_xml_open(stream, &xml, NULL), VB_OK);
  for (int i = 0; i < 2; i++) cr_assert_eq(vb_xml_next(xml, &event, NULL), VB_OK);
  cr_assert_eq(vb_xml_inner_text(xml, 100, &text, NULL), VB_OK);
  cr_assert(vb_str_is(vb_buf_view(&text), "123") && vb_xml_is(xml, "b"));
  cr_assert_eq(vb_xml_next(xml, &event, NULL), VB_OK);
  cr_assert_eq(vb_xml_skip(xml, NULL), VB_OK);
  cr_assert_eq(vb_xml_next(xml, &event, NULL), VB_OK);
  cr_assert(event == VB_XML_TEXT && vb_str_is(vb_xml_text(xml), "6"));
  vb_buf_clear(&text);
  vb_xml_close(xml);
  vb_stream_close(stream);
}

Test(xml, entities_of_html_are_known_by_name) {
  char utf8[4];
  size_t n;
  cr_assert_eq(vb_xml_entity(VB_STR("&eacute;x"), utf8, &n), 8);
  cr_assert(n == 2 && memcmp(utf8, "\xC3\xA9", 2) == 0);
  cr_assert(vb_xml_entity(VB_STR("&#x41;"), utf8, &n) == 6 && n == 1 && utf8[0] == 'A');
  cr_assert(vb_xml_entity(VB_STR("&#2;"), utf8, &n) == 4 && n == 0);
  cr_assert_eq(vb_xml_entity(VB_STR("&never;"), utf8, &n), 0);
  cr_assert_eq(vb_xml_entity(VB_STR("&"), utf8, &n), 0);
}

Test(xml, an_element_of_too_many_attributes_ends_the_document) {
  vb_buf bytes = VB_BUF_INIT, got = VB_BUF_INIT;
  vb_buf_text(&bytes, "<a><!-- a=\"1\" --><b x=\"1\"/><c ");
  for (int i = 0; i < 200000; i++) vb_buf_printf(&bytes, "a%d=\"1\" ", i);
  vb_buf_text(&bytes, "/></a>");
  trace(vb_buf_view(&bytes), &got);
  cr_assert(strstr(got.p, "too many attributes"), "%s", got.p);
  vb_buf_clear(&bytes);
  vb_buf_clear(&got);
}
