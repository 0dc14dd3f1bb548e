/*
 * batch.c - records out of a stream of bytes.
 *
 * Input is read as it comes, never more than a record needs, so that a program
 * which writes a quote and waits for its answer gets it. The buffer holds
 * [pos, n): what was read and not yet given. A record too long for it is
 * skipped to the end of its line.
 *
 * A CSV record is scanned whole before any of it counts. When it turns out to
 * be broken (a quotation mark that is never closed swallows the rest of the
 * file) only its first line is given up, so one stray mark costs one line.
 */
#include "searcher/verbatim.h"

#include "indexer/base/buf.h"

#include "indexer/base/csv.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024, COLUMNS_MAX = 1000 };

static const char byte_order_mark[] = "\xEF\xBB\xBF";

struct vb_batch {
  int fd;
  vb_batch_format format;
  vb_buf bytes;
  size_t pos;
  uint64_t line; /* of pos */
  bool at_end;   /* nothing more to read */
  bool started;
  /* of CSV */
  char separator;
  size_t columns, quote_column, id_column; /* id_column is `columns` when there is none */
  vb_buf quote, id;                        /* the fields of the record given last */
};

bool vb_batch_format_of_name(vb_str name, vb_batch_format *out) {
  static const char *const names[] = {"auto", "lines", "jsonl", "csv"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (!vb_str_is(name, names[i])) continue;
    *out = (vb_batch_format)i;
    return true;
  }
  return false;
}

vb_status vb_batch_open(int fd, vb_batch_format format, vb_batch **out, vb_error *err) {
  *out = calloc(1, sizeof **out);
  if (!*out) return vb_fail(err, VB_NOMEM, "out of memory");
  (*out)->fd = fd;
  (*out)->format = format;
  (*out)->line = 1;
  return VB_OK;
}

vb_status vb_batch_open_text(vb_str text, vb_batch_format format, vb_batch **out, vb_error *err) {
  vb_status status = vb_batch_open(-1, format, out, err);
  if (status != VB_OK) return status;
  vb_buf_str(&(*out)->bytes, text);
  (*out)->at_end = true;
  status = vb_buf_ok(&(*out)->bytes, err);
  if (status == VB_OK) return VB_OK;
  vb_batch_close(*out);
  *out = NULL;
  return status;
}

void vb_batch_close(vb_batch *batch) {
  if (!batch) return;
  vb_buf_clear(&batch->bytes);
  vb_buf_clear(&batch->quote);
  vb_buf_clear(&batch->id);
  free(batch);
}

/* ---- the stream ---------------------------------------------------------------- */

static vb_str rest(const vb_batch *batch) {
  return vb_str_slice(vb_buf_view(&batch->bytes), batch->pos, batch->bytes.n);
}

/* Reads once more; at_end when there is nothing. */
static vb_status more(vb_batch *batch, vb_error *err) {
  if (batch->pos > 0) {
    memmove(batch->bytes.p, batch->bytes.p + batch->pos, batch->bytes.n - batch->pos);
    batch->bytes.n -= batch->pos;
    batch->pos = 0;
  }
  char *to = vb_buf_reserve(&batch->bytes, CHUNK);
  if (!to) return vb_fail(err, VB_NOMEM, "out of memory");
  ssize_t n;
  do n = read(batch->fd, to, CHUNK);
  while (n < 0 && errno == EINTR);
  if (n < 0) return vb_fail_errno(err, errno, "read");
  batch->bytes.n += (size_t)n;
  batch->at_end = n == 0;
  return VB_OK;
}

/* The bytes of the line at pos without its end, as far as they fit; *whole is
   false when the line is longer than a record may be. */
static vb_status look_at_line(vb_batch *batch, vb_str *line, bool *whole, vb_error *err) {
  size_t searched = 0;
  *whole = true;
  for (;;) {
    vb_str all = rest(batch);
    const char *feed = all.n > searched ? memchr(all.p + searched, '\n', all.n - searched) : NULL;
    if (feed || batch->at_end || all.n > VB_BATCH_RECORD_MAX) {
      *line = feed ? vb_str_slice(all, 0, (size_t)(feed - all.p)) : all;
      if (line->n > VB_BATCH_RECORD_MAX) *whole = false;
      if (line->n && line->p[line->n - 1] == '\r') line->n--;
      return VB_OK;
    }
    searched = all.n;
    vb_status status = more(batch, err);
    if (status != VB_OK) return status;
  }
}

/* Goes to the beginning of the next line, however far that is. */
static vb_status skip_line(vb_batch *batch, vb_error *err) {
  for (;;) {
    vb_str all = rest(batch);
    const char *feed = all.n ? memchr(all.p, '\n', all.n) : NULL;
    if (feed) {
      batch->pos += (size_t)(feed - all.p) + 1;
      batch->line++;
      return VB_OK;
    }
    batch->pos = batch->bytes.n;
    if (batch->at_end) return VB_OK;
    vb_status status = more(batch, err);
    if (status != VB_OK) return status;
  }
}

static bool is_blank(vb_str line) {
  return vb_str_trim(line).n == 0;
}

/* ---- one line, one quote -------------------------------------------------------- */

/* The buffer keeps its bytes while a line is passed over, so the item may borrow them. */
static void pass_line(vb_batch *batch, vb_str line) {
  batch->pos = (size_t)(line.p - batch->bytes.p) + line.n;
  if (batch->pos < batch->bytes.n && batch->bytes.p[batch->pos] == '\r') batch->pos++;
  if (batch->pos < batch->bytes.n && batch->bytes.p[batch->pos] == '\n') batch->pos++;
  batch->line++;
}

/* A field of JSON as text: numbers as they are printed; absent for anything else. */
static bool field_text(const json_t *value, vb_buf *out) {
  vb_buf_reset(out);
  if (json_is_string(value)) {
    vb_buf_append(out, json_string_value(value), json_string_length(value));
  } else if (json_is_integer(value)) {
    vb_buf_printf(out, "%lld", (long long)json_integer_value(value));
  } else if (json_is_real(value)) {
    vb_buf_printf(out, "%.17g", json_real_value(value));
  } else {
    return false;
  }
  return true;
}

static vb_status json_item(vb_batch *batch, vb_str line, vb_batch_item *item, vb_error *err) {
  json_error_t wrong;
  json_t *value = json_loadb(line.p, line.n, JSON_ALLOW_NUL | JSON_DECODE_ANY, &wrong);
  const json_t *quote = json_is_string(value) ? value : json_object_get(value, "quote");
  if (!quote) quote = json_object_get(value, "text");
  if (!value) {
    vb_fail(&item->error, VB_INVALID, "not JSON: %s", wrong.text);
  } else if (!json_is_string(quote)) {
    vb_fail(&item->error, VB_INVALID, "no text called \"quote\" in this record");
  } else if (field_text(quote, &batch->quote)) {
    item->quote = vb_buf_view(&batch->quote);
  }
  if (value && field_text(json_object_get(value, "id"), &batch->id))
    item->id = vb_buf_view(&batch->id);
  json_decref(value);
  vb_status status = vb_buf_ok(&batch->quote, err);
  return status == VB_OK ? vb_buf_ok(&batch->id, err) : status;
}

/* ---- CSV -------------------------------------------------------------------------- */

static void keep_field(void *context, size_t column, vb_str piece) {
  vb_batch *batch = context;
  if (column == batch->quote_column) vb_buf_str(&batch->quote, piece);
  if (column == batch->id_column) vb_buf_str(&batch->id, piece);
}

typedef struct header {
  size_t quote_column, id_column;
  bool has_quote;
} header;

static bool is_name(vb_str field, const char *name) {
  return vb_str_is_caseless(vb_str_trim(field), name);
}

static void read_header_field(void *context, size_t column, vb_str piece) {
  header *found = context;
  bool quote = is_name(piece, "quote") || is_name(piece, "quotation") || is_name(piece, "text");
  if (quote && !found->has_quote) found->has_quote = true, found->quote_column = column;
  if (is_name(piece, "id") && found->id_column == SIZE_MAX) found->id_column = column;
}

/* Whether the line is a header with a quote column; sets the columns if so. */
static bool read_header(vb_batch *batch, vb_str line) {
  static const char separators[] = ",;\t";
  for (size_t s = 0; s < 3; s++) {
    header found = {.id_column = SIZE_MAX};
    vb_csv_record record;
    if (vb_csv_scan(line, true, separators[s], read_header_field, &found, &record) !=
            VB_CSV_RECORD ||
        !found.has_quote || record.columns > COLUMNS_MAX)
      continue;
    batch->separator = separators[s];
    batch->columns = record.columns;
    batch->quote_column = found.quote_column;
    batch->id_column = found.id_column;
    return true;
  }
  return false;
}

static size_t line_ends(vb_str text) {
  size_t n = 0;
  for (size_t i = 0; i < text.n; i++) n += text.p[i] == '\n';
  return n;
}

static vb_status csv_item(vb_batch *batch, vb_batch_item *item, vb_error *err) {
  vb_csv_record record;
  vb_csv result;
  for (;;) {
    vb_buf_reset(&batch->quote);
    vb_buf_reset(&batch->id);
    result = vb_csv_scan(rest(batch), batch->at_end, batch->separator, keep_field, batch, &record);
    if (result != VB_CSV_MORE || rest(batch).n > VB_BATCH_RECORD_MAX) break;
    vb_status status = more(batch, err);
    if (status != VB_OK) return status;
  }
  item->line = batch->line;
  if (result != VB_CSV_RECORD) {
    vb_fail(&item->error, VB_INVALID, "not CSV: %s",
            record.fault ? record.fault : "longer than a record may be");
    return skip_line(batch, err);
  }
  batch->line += line_ends(vb_str_slice(rest(batch), 0, record.used));
  batch->pos += record.used;
  if (record.columns != batch->columns)
    vb_fail(&item->error, VB_INVALID, "%zu fields where the header has %zu", record.columns,
            batch->columns);
  else item->quote = vb_buf_view(&batch->quote);
  if (batch->id.n > 0) item->id = vb_buf_view(&batch->id);
  vb_status status = vb_buf_ok(&batch->quote, err);
  return status == VB_OK ? vb_buf_ok(&batch->id, err) : status;
}

/* ---- all together --------------------------------------------------------------------- */

/* Looks at the first line: which form this is, and where the columns of CSV are. */
static vb_status start(vb_batch *batch, vb_error *err) {
  vb_str line;
  bool whole;
  vb_status status = look_at_line(batch, &line, &whole, err);
  if (status != VB_OK) return status;
  batch->started = true;
  if (vb_str_starts(line, byte_order_mark)) {
    batch->pos += 3;
    line = vb_str_slice(line, 3, line.n);
  }
  vb_str trimmed = vb_str_trim(line);
  bool has_header = whole && read_header(batch, line);
  if (batch->format == VB_BATCH_AUTO) {
    if (trimmed.n > 0 && trimmed.p[0] == '{') batch->format = VB_BATCH_JSONL;
    else batch->format = has_header ? VB_BATCH_CSV : VB_BATCH_LINES;
  }
  if (batch->format != VB_BATCH_CSV) return VB_OK;
  if (!has_header && (line.n > 0 || !batch->at_end))
    return vb_fail(err, VB_INVALID, "the first line of this CSV names no column \"quote\"");
  return skip_line(batch, err);
}

static vb_status line_item(vb_batch *batch, vb_batch_item *item, vb_error *err) {
  vb_str line;
  bool whole;
  vb_status status = look_at_line(batch, &line, &whole, err);
  if (status != VB_OK) return status;
  item->line = batch->line;
  if (!whole) {
    vb_fail(&item->error, VB_LIMIT, "a line of more than %d bytes", VB_BATCH_RECORD_MAX);
    return skip_line(batch, err);
  }
  pass_line(batch, line);
  if (batch->format == VB_BATCH_JSONL) return json_item(batch, line, item, err);
  item->quote = line;
  return VB_OK;
}

vb_status vb_batch_next(vb_batch *batch, vb_batch_item *item, bool *end, vb_error *err) {
  vb_status status = batch->started ? VB_OK : start(batch, err);
  *end = false;
  while (status == VB_OK) {
    *item = (vb_batch_item){.line = batch->line};
    vb_str line;
    bool whole;
    status = look_at_line(batch, &line, &whole, err);
    if (status != VB_OK) break;
    if (rest(batch).n == 0 && batch->at_end) {
      *end = true;
      break;
    }
    if (batch->format != VB_BATCH_LINES && whole && is_blank(line)) status = skip_line(batch, err);
    else
      return batch->format == VB_BATCH_CSV ? csv_item(batch, item, err)
                                           : line_item(batch, item, err);
  }
  return status;
}
