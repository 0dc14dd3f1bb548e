/*
 * atom.c - Atom's elements, one line each.
 */
#include "web/atom.h"

#include "indexer/base/date.h"
#include "indexer/base/markup_escape.h"
#include "indexer/base/web_address.h"

#include <stdio.h>

static void put_element(vb_buf *out, const char *name, vb_str text) {
  vb_buf_printf(out, "<%s>", name);
  vb_markup_escape(text, out);
  vb_buf_printf(out, "</%s>\n", name);
}

static void put_link(vb_buf *out, const char *rel, const char *type, vb_str href) {
  if (!href.n) return;
  vb_buf_printf(out, "<link rel=\"%s\" type=\"%s\" href=\"", rel, type);
  vb_markup_escape(href, out);
  vb_buf_text(out, "\"/>\n");
}

static vb_date whole(vb_date date) {
  if (date.precision < VB_DATE_MONTH) date.month = 1;
  if (date.precision < VB_DATE_DAY) date.day = 1;
  if (date.precision < VB_DATE_MINUTE) date.hour = date.minute = 0;
  return date;
}

void vb_atom_time(vb_date date, char out[VB_ATOM_TIME]) {
  vb_date d = whole(date);
  snprintf(out, VB_ATOM_TIME, "%04u-%02u-%02uT%02u:%02u:00Z", d.year % 10000u, d.month % 100u,
           d.day % 100u, d.hour % 100u, d.minute % 100u);
}

/* The day of the week, 0 for Sunday (Sakamoto's method). */
static unsigned weekday_of(vb_date d) {
  static const unsigned offsets[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
  unsigned month = d.month >= 1 && d.month <= 12 ? d.month : 1;
  unsigned year = month < 3 ? d.year - 1u : d.year;
  return (year + year / 4 - year / 100 + year / 400 + offsets[month - 1] + d.day) % 7;
}

void vb_atom_http_time(vb_date date, char out[VB_ATOM_HTTP_TIME]) {
  static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  vb_date d = whole(date);
  unsigned month = d.month >= 1 && d.month <= 12 ? d.month : 1;
  snprintf(out, VB_ATOM_HTTP_TIME, "%s, %02u %.3s %04u %02u:%02u:00 GMT", days[weekday_of(d)],
           d.day % 100u, vb_month_name(month), d.year % 10000u, d.hour % 100u, d.minute % 100u);
}

static void put_time(vb_buf *out, const char *name, vb_date date) {
  char time[VB_ATOM_TIME];
  vb_atom_time(date, time);
  vb_buf_printf(out, "<%s>%s</%s>\n", name, time, name);
}

void vb_atom_begin(vb_buf *out, const vb_atom_feed *feed) {
  static const vb_date none = {1970, 1, 1, 0, 0, VB_DATE_DAY}; /* a feed must have one */
  vb_buf_text(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                   "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
  put_element(out, "id", feed->id);
  put_element(out, "title", feed->title);
  if (feed->subtitle.n) put_element(out, "subtitle", feed->subtitle);
  put_time(out, "updated", feed->updated.precision ? feed->updated : none);
  put_link(out, "self", "application/atom+xml", feed->self);
  put_link(out, "alternate", "text/html", feed->alternate);
  vb_buf_text(out, "<author><name>Verbatim</name></author>\n<generator version=\"");
  vb_markup_escape(VB_STR(VB_VERSION_TEXT), out);
  vb_buf_text(out, "\">Verbatim</generator>\n");
}

void vb_atom_add(vb_buf *out, const vb_atom_entry *entry) {
  vb_buf_text(out, "<entry>\n");
  put_element(out, "id", entry->id);
  put_element(out, "title", entry->title);
  put_time(out, "updated", entry->updated);
  put_time(out, "published", entry->updated);
  put_link(out, "alternate", "text/html", entry->link);
  if (vb_url_is_web(entry->via)) put_link(out, "via", "text/html", entry->via);
  for (size_t i = 0; i < entry->author_count; i++) {
    vb_buf_text(out, "<author>");
    put_element(out, "name", entry->authors[i]);
    vb_buf_text(out, "</author>\n");
  }
  if (entry->section.n) {
    vb_buf_text(out, "<category term=\"");
    vb_markup_escape(entry->section, out);
    vb_buf_text(out, "\"/>\n");
  }
  vb_buf_text(out, "<content type=\"html\">");
  vb_markup_escape(entry->html, out);
  vb_buf_text(out, "</content>\n</entry>\n");
}

void vb_atom_end(vb_buf *out) {
  vb_buf_text(out, "</feed>\n");
}

void vb_atom_tag(vb_buf *out, vb_str authority, const char *kind, vb_str what) {
  vb_buf_text(out, "tag:");
  vb_buf_str(out, authority);
  vb_buf_printf(out, ",2025:%s/", kind);
  vb_url_encode(what, out);
}
