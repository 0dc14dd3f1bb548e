/*
 * csv.c - scans one record in a single pass over its bytes.
 *
 * A record ends at a line end outside quotation marks, so it can span lines. When
 * the text ends first and more input exists, the scan returns VB_CSV_MORE and the
 * caller tries again from the record's start with more text. Pieces passed to
 * `visit` before that are void: a caller that streams scans with visit NULL first.
 */
#include "indexer/base/csv.h"

/* The quoted field that begins at *at, after its opening mark; *at moves past the closing one. */
static vb_csv scan_quoted(vb_str text, bool at_end, size_t column, vb_csv_visit visit,
                          void *context, size_t *at) {
  for (size_t i = *at, from = i;; from = i) {
    const char *mark = i < text.n ? memchr(text.p + i, '"', text.n - i) : NULL;
    if (!mark) return at_end ? VB_CSV_BROKEN : VB_CSV_MORE;
    i = (size_t)(mark - text.p);
    if (i + 1 == text.n && !at_end) return VB_CSV_MORE;
    bool doubled = i + 1 < text.n && text.p[i + 1] == '"';
    if (visit) visit(context, column, vb_str_slice(text, from, i + doubled));
    i += 1 + doubled;
    *at = i;
    if (!doubled) return VB_CSV_RECORD;
  }
}

/* The fault is set before a field is read, so that it names what was being read when the record is
   broken or the input ends. */
vb_csv vb_csv_scan(vb_str text, bool at_end, char separator, vb_csv_visit visit, void *context,
                   vb_csv_record *out) {
  size_t i = 0, column = 0;
  *out = (vb_csv_record){0};
  for (;; column++) {
    bool quoted = i < text.n && text.p[i] == '"';
    if (quoted) {
      i++;
      out->fault = "a quotation mark that is not closed";
      vb_csv got = scan_quoted(text, at_end, column, visit, context, &i);
      if (got != VB_CSV_RECORD) return got;
    }
    size_t from = i;
    while (i < text.n && text.p[i] != separator && text.p[i] != '\n') i++;
    if (i == text.n && !at_end) return VB_CSV_MORE;
    bool line_end = i == text.n || text.p[i] == '\n';
    size_t to = line_end && i > from && text.p[i - 1] == '\r' ? i - 1 : i;
    out->fault = "text after a closing quotation mark";
    if (quoted && to > from) return VB_CSV_BROKEN;
    if (visit && !quoted) visit(context, column, vb_str_slice(text, from, to));
    if (i < text.n) i++;
    if (line_end) break;
  }
  out->fault = NULL;
  out->columns = column + 1;
  out->used = i;
  return VB_CSV_RECORD;
}
