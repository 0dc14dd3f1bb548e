/*
 * encoding.c - decides on an encoding, converts with iconv, and counts losses.
 *
 * Text counts as damaged UTF-8 if it has at least as many valid multi-byte characters as
 * invalid pieces, because other encodings produce such sequences only by accident. The
 * rest is given to uchardet. Its answer for a Western text with few accents is a guess
 * between a dozen tables, and an unusual answer is believed only if there are enough high
 * bytes. Latin-1 always means Windows-1252, as in the WHATWG encoding standard, because
 * that is what such files contain.
 */
#include "indexer/article/read/encoding.h"

#include "indexer/base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <strings.h>
#include <uchardet.h>

enum {
  SAMPLE = 256 * 1024, /* bytes for the detector: more does not change its answer */
  CHARSET_MAX = 40,
  /* With fewer high bytes, an unusual answer of the detector is not believed. */
  HIGH_BYTES_ENOUGH = 24
};

static const char WESTERN[] = "WINDOWS-1252";

bool vb_looks_utf16(vb_str s) {
  if (vb_str_starts(s, "\xFF\xFE") || vb_str_starts(s, "\xFE\xFF")) return true;
  size_t zeros[2] = {0, 0}, n = s.n < 4096 ? s.n & ~(size_t)1 : 4096;
  if (n < 4 || !memchr(s.p, '\0', n))
    return false; /* nearly always; this is called for every line of a file */
  for (size_t i = 0; i < n; i++) zeros[i & 1] += s.p[i] == '\0';
  size_t most = zeros[0] > zeros[1] ? zeros[0] : zeros[1];
  size_t least = zeros[0] + zeros[1] - most;
  return most * 2 * 10 >= n * 4 && least * 50 <= n;
}

static const char *utf16_order(vb_str s) {
  if (vb_str_starts(s, "\xFF\xFE")) return "UTF-16LE";
  if (vb_str_starts(s, "\xFE\xFF")) return "UTF-16BE";
  size_t even = 0, odd = 0, n = s.n < 4096 ? s.n : 4096;
  for (size_t i = 0; i < n; i++) *(i & 1 ? &odd : &even) += s.p[i] == '\0';
  return odd >= even ? "UTF-16LE" : "UTF-16BE";
}

/* Counts valid multi-byte characters and invalid pieces. */
static void weigh_utf8(vb_str s, size_t *good, size_t *bad) {
  *good = *bad = 0;
  const char *p = s.p, *end = s.p + s.n;
  for (size_t length; p < end; p += length) {
    length = 1;
    if (!(*p & 0x80)) continue;
    if (vb_utf8_decode(p, end, &length) >= 0) ++*good;
    else ++*bad;
  }
}

static size_t high_bytes(vb_str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++) n += (unsigned char)s.p[i] >= 0x80;
  return n;
}

static bool is_western(const char *name) {
  static const char *const same[] = {"ISO-8859-1", "ISO8859-1",    "LATIN1",
                                     "ASCII",      "US-ASCII",     "ISO-8859-15",
                                     "CP1252",     "WINDOWS-1252", "X-CP1252"};
  for (size_t i = 0; i < sizeof same / sizeof *same; i++)
    if (strcasecmp(name, same[i]) == 0) return true;
  return false;
}

static void detect(vb_str s, char name[CHARSET_MAX]) {
  memcpy(name, WESTERN, sizeof WESTERN);
  vb_str sample = vb_str_slice(s, 0, SAMPLE);
  size_t high = high_bytes(sample);
  uchardet_t detector = uchardet_new();
  if (!detector) return;
  if (uchardet_handle_data(detector, sample.p, sample.n) == 0) {
    uchardet_data_end(detector);
    const char *found = uchardet_get_charset(detector);
    size_t n = strlen(found);
    /* Few accents among many plain letters: a Western language. */
    bool sparse = high < HIGH_BYTES_ENOUGH || high * 12 < sample.n;
    /* It has been tested already that it is not UTF-8. */
    bool known = n && n < CHARSET_MAX && !is_western(found) && strncasecmp(found, "utf", 3) != 0;
    if (known && !sparse) memcpy(name, found, n + 1);
  }
  uchardet_delete(detector);
}

/* Appends s as UTF-8. False if the charset is unknown. */
static bool convert(vb_str s, const char *charset, vb_buf *out, size_t *replaced) {
  iconv_t how = iconv_open("UTF-8", charset);
  if (how == (iconv_t)-1) return false;
  char *from = (char *)(uintptr_t)s.p;
  size_t left = s.n, before = out->n;
  while (left > 0) {
    size_t room = left + left / 2 + 64;
    char *to = vb_buf_reserve(out, room);
    if (!to) break;
    size_t free_room = out->capacity - out->n, unused = free_room;
    size_t result = iconv(how, &from, &left, &to, &unused);
    out->n += free_room - unused;
    if (result != (size_t)-1 || errno == E2BIG) continue;
    size_t step = charset[0] == 'U' && left > 1 ? 2 : 1; /* "UTF-16..": skip whole units */
    from += step;
    left -= step;
    vb_buf_text(out, "\xEF\xBF\xBD");
    ++*replaced;
  }
  iconv_close(how);
  /* Checked, because some of iconv's tables produce surrogates. */
  vb_str got = vb_str_slice(vb_buf_view(out), before, out->n);
  if (!out->failed && !vb_utf8_valid(got)) {
    vb_buf repaired = VB_BUF_INIT;
    *replaced += vb_utf8_repair(got, &repaired);
    out->n = before;
    vb_buf_str(out, vb_buf_view(&repaired));
    out->failed = out->failed || repaired.failed;
    vb_buf_clear(&repaired);
  }
  return true;
}

static bool declared_name(vb_str declared, char name[CHARSET_MAX]) {
  declared = vb_str_trim(declared);
  if (declared.n == 0 || declared.n >= CHARSET_MAX || memchr(declared.p, '/', declared.n))
    return false;
  memcpy(name, declared.p, declared.n);
  name[declared.n] = '\0';
  /* It has been tested already that it is not UTF-8, so such a label is wrong. */
  if (strncasecmp(name, "utf", 3) == 0) return false;
  if (is_western(name)) memcpy(name, WESTERN, sizeof WESTERN);
  return true;
}

static void convert_to_utf8(vb_str bytes, vb_str declared, vb_buf *out, size_t *replaced) {
  char charset[CHARSET_MAX];
  if (vb_looks_utf16(bytes)) {
    const char *order = utf16_order(bytes);
    bool mark = vb_str_starts(bytes, "\xFF\xFE") || vb_str_starts(bytes, "\xFE\xFF");
    if (convert(vb_str_slice(bytes, mark ? 2 : 0, bytes.n), order, out, replaced)) return;
  }
  size_t good, bad;
  weigh_utf8(bytes, &good, &bad);
  if (good < bad) {
    if (declared_name(declared, charset) && convert(bytes, charset, out, replaced)) return;
    detect(bytes, charset);
    if (convert(bytes, charset, out, replaced)) return;
    if (convert(bytes, WESTERN, out, replaced)) return;
  }
  *replaced += vb_utf8_repair(bytes, out);
}

vb_status vb_decode(vb_str bytes, vb_str declared, vb_arena *arena, vb_decoded *out,
                    vb_error *err) {
  *out = (vb_decoded){0};
  if (vb_str_starts(bytes, "\xEF\xBB\xBF")) bytes = vb_str_slice(bytes, 3, bytes.n);
  if (!vb_looks_utf16(bytes) && vb_utf8_valid(bytes)) {
    out->text = bytes;
    return VB_OK;
  }
  size_t replaced = 0;
  vb_buf utf8 = VB_BUF_INIT;
  convert_to_utf8(bytes, declared, &utf8, &replaced);
  vb_status status = vb_buf_ok(&utf8, err);
  if (status == VB_OK) {
    out->text = vb_arena_copy(arena, vb_buf_view(&utf8));
    if (!out->text.p) status = vb_fail(err, VB_NOMEM, "out of memory");
    out->replaced = replaced > UINT32_MAX ? UINT32_MAX : (uint32_t)replaced;
  }
  vb_buf_clear(&utf8);
  return status;
}
