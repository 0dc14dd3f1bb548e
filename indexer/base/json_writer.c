/*
 * json_writer.c - the one place that writes JSON, straight into the buffer: a tree of values
 * would copy a text of megabytes twice.
 *
 * Whether a comma is due is one bit for all depths: it is not after an opening bracket and is
 * after everything else, a closing bracket too.
 */
#include "indexer/base/json_writer.h"

#include "indexer/base/utf8.h"

/* The escape of a character, which is in the basic plane; the short one where JSON has one. */
static void put_escape(vb_buf *out, int32_t c) {
  static const char meant[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
  const char *found = c && c < 0x80 ? strchr(meant, (int)c) : NULL;
  if (found) vb_buf_printf(out, "\\%c", letters[found - meant]);
  else vb_buf_printf(out, "\\u%04x", (unsigned)c);
}

/* Escapes what JSON requires, and also the characters that change the direction or the look of
   text, which could mislead somebody who reads the answer in a terminal. Bytes that are not UTF-8
   become U+FFFD. */
static void put_string(vb_buf *out, vb_str s) {
  const char *p = s.p, *end = s.p + s.n, *plain = p;
  vb_buf_char(out, '"');
  while (p < end) {
    unsigned char byte = (unsigned char)*p;
    if (byte >= ' ' && byte < 0x7F && byte != '"' && byte != '\\') {
      p++;
      continue;
    }
    size_t length;
    int32_t c = vb_utf8_decode(p, end, &length);
    bool steers = vb_utf8_steers(c);
    if (steers || byte < 0x7F) {
      vb_buf_append(out, plain, (size_t)(p - plain));
      if (c == VB_UTF8_BAD) vb_buf_text(out, "\xEF\xBF\xBD");
      else put_escape(out, c);
      plain = p + length;
    }
    p += length;
  }
  vb_buf_append(out, plain, (size_t)(end - plain));
  vb_buf_char(out, '"');
}

/* What stands before each value: a comma, a name. */
static void begin_value(vb_json_writer *json, const char *name) {
  if (json->comma) vb_buf_char(json->out, ',');
  json->comma = true;
  if (!name) return;
  put_string(json->out, vb_str_of(name));
  vb_buf_char(json->out, ':');
}

static void open_bracket(vb_json_writer *json, const char *name, char bracket) {
  begin_value(json, name);
  vb_buf_char(json->out, bracket);
  json->comma = false;
}

static void close_bracket(vb_json_writer *json, char bracket) {
  vb_buf_char(json->out, bracket);
  json->comma = true;
}

void vb_json_open_object(vb_json_writer *json, const char *name) {
  open_bracket(json, name, '{');
}

void vb_json_close_object(vb_json_writer *json) {
  close_bracket(json, '}');
}

void vb_json_open_list(vb_json_writer *json, const char *name) {
  open_bracket(json, name, '[');
}

void vb_json_close_list(vb_json_writer *json) {
  close_bracket(json, ']');
}

void vb_json_string(vb_json_writer *json, const char *name, vb_str s) {
  begin_value(json, name);
  if (s.p) put_string(json->out, s);
  else vb_buf_text(json->out, "null");
}

void vb_json_text(vb_json_writer *json, const char *name, const char *terminated) {
  vb_json_string(json, name, terminated ? vb_str_of(terminated) : VB_STR_NONE);
}

void vb_json_number(vb_json_writer *json, const char *name, uint64_t n) {
  begin_value(json, name);
  vb_buf_printf(json->out, "%llu", (unsigned long long)n);
}

void vb_json_integer(vb_json_writer *json, const char *name, int64_t n) {
  begin_value(json, name);
  vb_buf_printf(json->out, "%lld", (long long)n);
}

void vb_json_raw(vb_json_writer *json, const char *name, vb_str value) {
  begin_value(json, name);
  vb_buf_str(json->out, value);
}

/* By whole numbers, since printf's decimal point is the locale's. */
void vb_json_decimal(vb_json_writer *json, const char *name, double value) {
  static const double most = 1e15; /* thousandths of it are exact in 64 bits */
  begin_value(json, name);
  if (!(value > -most && value < most)) {
    vb_buf_text(json->out, "null");
    return;
  }
  uint64_t thousandths = (uint64_t)((value < 0 ? -value : value) * 1000 + 0.5);
  unsigned fraction = (unsigned)(thousandths % 1000), width = 3;
  while (width > 1 && fraction % 10 == 0) fraction /= 10, width--;
  vb_buf_printf(json->out, "%s%llu.%0*u", value < 0 && thousandths ? "-" : "",
                (unsigned long long)(thousandths / 1000), (int)width, fraction);
}

void vb_json_share(vb_json_writer *json, const char *name, double share) {
  begin_value(json, name);
  vb_buf_printf(json->out, "%.6f", share);
}

void vb_json_boolean(vb_json_writer *json, const char *name, bool value) {
  begin_value(json, name);
  vb_buf_text(json->out, value ? "true" : "false");
}

void vb_json_null(vb_json_writer *json, const char *name) {
  begin_value(json, name);
  vb_buf_text(json->out, "null");
}
