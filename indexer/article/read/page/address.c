/*
 * address.c - addresses of articles: makes them absolute, and rejects those of front pages.
 *
 * If a canonical address is a site's front page, all pages that state it would be one
 * article; so it is ignored.
 */
#include "indexer/article/read/page/meta.h"

#include "indexer/base/buf.h"

#include <strings.h>

/* The length of "https://host"; 0 for an address without it. */
static size_t origin_length(vb_str s) {
  size_t n = vb_str_starts_caseless(s, "https://")  ? 8
             : vb_str_starts_caseless(s, "http://") ? 7
                                                    : 0;
  size_t i = n;
  while (n && i < s.n && s.p[i] != '/' && s.p[i] != '?' && s.p[i] != '#') i++;
  return i > n ? i : 0;
}

static bool is_front_page(vb_str s) {
  vb_str rest = vb_str_slice(s, origin_length(s), s.n);
  return rest.n == 0 || vb_str_is(rest, "/") || vb_str_starts(rest, "/#") ||
         vb_str_starts(rest, "#");
}

static vb_str joined(vb_str a, vb_str b, vb_arena *arena) {
  vb_buf out = VB_BUF_INIT;
  vb_buf_str(&out, a);
  vb_buf_str(&out, b);
  vb_str s = out.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&out));
  vb_buf_clear(&out);
  return s;
}

vb_str vb_address_resolve(vb_str address, vb_str base, vb_arena *arena) {
  size_t origin = origin_length(base);
  address = vb_str_trim(address);
  for (size_t i = 0; i < address.n; i++)
    if ((unsigned char)address.p[i] <= ' ') return VB_STR_NONE;
  if (vb_str_starts(address, "//"))
    address = joined(origin ? vb_str_slice(base, 0, base.p[4] == ':' ? 5 : 6) : VB_STR("https:"),
                     address, arena);
  else if (!origin_length(address)) {
    size_t slash = base.n;
    if (!origin || !address.n || memchr(address.p, ':', address.n)) return VB_STR_NONE;
    while (slash > origin && base.p[slash - 1] != '/') slash--;
    if (address.p[0] == '/') slash = origin;
    vb_str front = vb_str_slice(base, 0, slash);
    if (slash == origin && address.p[0] != '/') front = joined(front, VB_STR("/"), arena);
    address = joined(front, address, arena);
  }
  return is_front_page(address) ? VB_STR_NONE : address;
}

vb_str vb_address_host(vb_str address) {
  size_t n = origin_length(address);
  if (!n) return VB_STR_NONE;
  vb_str host = vb_str_slice(address, address.p[4] == ':' ? 7 : 8, n);
  if (vb_str_starts_caseless(host, "www.")) host = vb_str_slice(host, 4, host.n);
  return host;
}

/* The next letter or digit of a name in lower case; 0 at the end. */
static char next_letter(vb_str *s) {
  while (s->n) {
    char c = s->p[0];
    *s = vb_str_slice(*s, 1, s->n);
    if (c >= 'A' && c <= 'Z') c |= 0x20;
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return c;
  }
  return 0;
}

static bool same_letters(vb_str a, vb_str b) {
  char x, y;
  size_t n = 0;
  do x = next_letter(&a), y = next_letter(&b), n += x != 0;
  while (x && x == y);
  return x == y && n > 2;
}

bool vb_address_is_of(vb_str address, vb_str name) {
  vb_str host = vb_address_host(address);
  if (!host.n) return false;
  if (same_letters(host, name)) return true;
  if (vb_str_starts_caseless(name, "The ") &&
      vb_address_is_of(address, vb_str_slice(name, 4, name.n)))
    return true;
  for (size_t i = 0, end; i < host.n; i = end + 1) { /* each label except the last, on its own */
    for (end = i; end < host.n && host.p[end] != '.';) end++;
    if (end < host.n && same_letters(vb_str_slice(host, i, end), name)) return true;
  }
  return false;
}
