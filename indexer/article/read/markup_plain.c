/*
 * markup_plain.c - detects and removes markup in texts, and the blocks common to XHTML and NITF.
 */
#include "indexer/article/read/markup.h"

static size_t count_of(vb_str s, const char *piece) {
  size_t count = 0, n = strlen(piece);
  for (const char *p = s.p, *end = s.p + s.n; (p = memmem(p, (size_t)(end - p), piece, n)); p += n)
    count++;
  return count;
}

bool vb_markup_is(vb_str s) {
  s = vb_str_trim(s);
  if (s.n < 8 || !memchr(s.p, '<', s.n)) return false;
  size_t closed = count_of(s, "</p>") + count_of(s, "</div>");
  bool tag_first = s.p[0] == '<' && ((s.p[1] | 0x20) >= 'a' && (s.p[1] | 0x20) <= 'z');
  return closed >= 3 || (tag_first && s.p[s.n - 1] == '>' && closed >= 1) ||
         (tag_first && count_of(s, "<br") + closed >= 2);
}

bool vb_markup_has_entity(vb_str s) {
  for (const char *p = s.p; (p = memchr(p, '&', (size_t)(s.p + s.n - p))) != NULL; p++) {
    size_t n = 1, left = (size_t)(s.p + s.n - p);
    while (
        n < left && n < 12 &&
        (p[n] == '#' || (p[n] >= '0' && p[n] <= '9') || ((p[n] | 32) >= 'a' && (p[n] | 32) <= 'z')))
      n++;
    if (n > 1 && n < left && p[n] == ';') return true;
  }
  return false;
}

vb_status vb_markup_plain(const vb_reading *reading, vb_str html, vb_str *text, vb_error *err) {
  *text = html;
  bool tag = false;
  for (size_t i = 0; i + 1 < html.n && !tag; i++)
    tag = html.p[i] == '<' && (html.p[i + 1] == '/' || html.p[i + 1] == '!' ||
                               ((html.p[i + 1] | 32) >= 'a' && (html.p[i + 1] | 32) <= 'z'));
  if (!html.n || (!tag && !vb_markup_has_entity(html))) return VB_OK;
  return vb_html_to_text(reading, html, text, err);
}

/* ---- the blocks of text ---- */

const vb_markup_rule vb_markup_xhtml[] = {{NULL, "script", VB_MARKUP_SKIP, 0, NULL, NULL},
                                          {NULL, "style", VB_MARKUP_SKIP, 0, NULL, NULL},
                                          {NULL, "figure", VB_MARKUP_SKIP, 0, NULL, NULL},
                                          {NULL, "figcaption", VB_MARKUP_SKIP, 0, NULL, NULL},
                                          {NULL, "media", VB_MARKUP_SKIP, 0, NULL, NULL},
                                          {"body", "header", VB_MARKUP_SKIP, 0, NULL, NULL},
                                          {"body", "footer", VB_MARKUP_SKIP, 0, NULL, NULL},
                                          {"body", "nav", VB_MARKUP_SKIP, 0, NULL, NULL},
                                          {"body", "aside", VB_MARKUP_SKIP, 0, NULL, NULL},
                                          {NULL, "pre", VB_MARKUP_OWN, 0, NULL, NULL},
                                          {NULL, "p", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "div", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "h1", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "h2", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "h3", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "h4", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "h5", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "h6", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "hl1", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "hl2", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "li", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "dt", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "dd", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "tr", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "table", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "block", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "section", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "blockquote", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "bq", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "hr", VB_MARKUP_PARAGRAPH, 0, NULL, NULL},
                                          {NULL, "td", VB_MARKUP_SPACE, 0, NULL, NULL},
                                          {NULL, "th", VB_MARKUP_SPACE, 0, NULL, NULL},
                                          {NULL, "br", VB_MARKUP_BREAK, 0, NULL, NULL},
                                          {NULL, NULL, VB_MARKUP_NONE, 0, NULL, NULL}};
