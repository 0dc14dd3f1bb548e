/*
 * web_address.c - percent-encodes texts, byte by byte, and knows addresses that can be links.
 */
#include "indexer/base/web_address.h"

void vb_url_encode(vb_str text, vb_buf *out) {
  static const char digits[] = "0123456789ABCDEF";
  for (size_t i = 0; i < text.n; i++) {
    unsigned char c = (unsigned char)text.p[i];
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      vb_buf_char(out, (char)c);
    } else {
      char escaped[3] = {'%', digits[c >> 4], digits[c & 15]};
      vb_buf_append(out, escaped, sizeof escaped);
    }
  }
}

bool vb_url_is_web(vb_str url) {
  size_t scheme = 0;
  if (url.n > 7 && strncasecmp(url.p, "http://", 7) == 0) scheme = 7;
  if (url.n > 8 && strncasecmp(url.p, "https://", 8) == 0) scheme = 8;
  if (!scheme) return false;
  for (size_t i = 0; i < url.n; i++) {
    unsigned char c = (unsigned char)url.p[i];
    if (c <= ' ' || c == 0x7f || c == '\\') return false;
  }
  return url.p[scheme] != '/';
}
