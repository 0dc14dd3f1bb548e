/*
 * markup_escape.c - escapes texts for HTML and XML; one pass, which copies the stretches between.
 */
#include "indexer/base/markup_escape.h"

/* U+FFFE and U+FFFF: no characters of XML, so that one of them would end a whole feed. */
static bool is_noncharacter(const char *p, size_t left) {
  return left >= 3 && memcmp(p, "\xEF\xBF", 2) == 0 && (unsigned char)p[2] >= 0xBE;
}

void vb_markup_escape(vb_str s, vb_buf *out) {
  size_t from = 0;
  for (size_t i = 0; i < s.n; i++) {
    const char *as = NULL;
    size_t length = 1;
    switch (s.p[i]) {
    case '&': as = "&amp;"; break;
    case '<': as = "&lt;"; break;
    case '>': as = "&gt;"; break;
    case '"': as = "&quot;"; break;
    case '\'': as = "&#39;"; break;
    case '\t':
    case '\n': continue;
    default:
      if (is_noncharacter(s.p + i, s.n - i)) length = 3;
      else if ((unsigned char)s.p[i] >= ' ' && s.p[i] != 0x7f) continue;
      as = "\xEF\xBF\xBD"; /* a control character: invisible, and some browsers act on it */
      break;
    }
    vb_buf_append(out, s.p + from, i - from);
    vb_buf_text(out, as);
    i += length - 1;
    from = i + 1;
  }
  if (from < s.n) vb_buf_append(out, s.p + from, s.n - from);
}
