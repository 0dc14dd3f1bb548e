/*
 * status.c - formats the one-line sentences of errors.
 *
 * A sentence may contain bytes of a hostile file or query. Everything that could
 * break the line or control a terminal is replaced by '?' here, in one place.
 */
#include "indexer/base/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void make_one_line(char *text) {
  for (unsigned char *p = (unsigned char *)text; *p; p++)
    if (*p < 0x20 || *p == 0x7f) *p = *p == '\t' || *p == '\n' ? ' ' : '?';
}

static void format_into(vb_error *err, vb_status status, const char *format, va_list args) {
  err->status = status;
  if (vsnprintf(err->text, sizeof err->text, format, args) < 0) err->text[0] = '\0';
  make_one_line(err->text);
}

vb_status vb_error_write(vb_error *err, vb_status status, const char *format, ...) {
  if (!err) return status;
  va_list args;
  va_start(args, format);
  format_into(err, status, format, args);
  va_end(args);
  return status;
}

int vb_error_write_errno(vb_error *err, int errnum, const char *format, ...) {
  if (!err) return errnum;
  va_list args;
  va_start(args, format);
  format_into(err, vb_status_of_errno(errnum), format, args);
  va_end(args);
  char words[128];
  const char *reason = strerror_r(errnum, words, sizeof words);
  size_t used = strlen(err->text);
  snprintf(err->text + used, sizeof err->text - used, ": %s", reason);
  return errnum;
}

void vb_error_prefix(vb_error *err, const char *place) {
  if (!err) return;
  char before[VB_ERROR_TEXT];
  memcpy(before, err->text, sizeof before);
  int n = snprintf(err->text, sizeof err->text, "%s: ", place);
  size_t used = n < 0 ? 0 : (size_t)n < sizeof err->text ? (size_t)n : sizeof err->text - 1;
  snprintf(err->text + used, sizeof err->text - used, "%s", before);
  make_one_line(err->text);
}

const char *vb_status_name(vb_status status) {
  switch (status) {
  case VB_OK: return "ok";
  case VB_NOT_FOUND: return "not-found";
  case VB_INVALID: return "invalid";
  case VB_IO: return "io";
  case VB_CORRUPT: return "corrupt";
  case VB_VERSION: return "version";
  case VB_LOCKED: return "locked";
  case VB_NOMEM: return "no-memory";
  case VB_LIMIT: return "limit";
  case VB_UNAVAILABLE: return "unavailable";
  case VB_INTERNAL: return "internal";
  }
  return "internal";
}
