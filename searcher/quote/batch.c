/*
 * batch.c - reads records from a stream of bytes.
 *
 * Input is read as it arrives, never more than a record needs, so that a program which
 * writes a quote and waits for the answer gets it. The buffer contains [pos, n): bytes
 * that were read but not returned yet. A record that is too long for it is skipped to
 * the end of its line. Tables are in batch_csv.c.
 */
#include "searcher/quote/batch_internal.h"

#include "indexer/base/utf8.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024 };

static const char byte_order_mark[] = "\xEF\xBB\xBF";

bool vb_batch_format_of_name(vb_str name, vb_batch_format *out) {
  static const char *const names[] = {"auto", "lines", "jsonl", "csv"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (!vb_str_is(name, names[i])) continue;
    *out = (vb_batch_format)i;
    return true;
  }
  return false;
}

/* ---- the input's encoding ---- */

static void look_at_head(vb_batch *batch, vb_str head) {
  batch->head_seen = head.n > 0;
  batch->charset = vb_charset_of_head(head);
  bool wide = batch->charset != VB_CHARSET_UTF8;
  batch->returns_only =
      !wide && head.n > 1 && memchr(head.p, '\r', head.n - 1) && !memchr(head.p, '\n', head.n);
  if (!wide &&
      !vb_utf8_valid(vb_str_slice(head, 0, vb_utf8_floor(head, head.n > 4 ? head.n - 4 : 0))))
    batch->charset = vb_charset_of_bytes(head);
}

/* Adds bytes that were read to the batch. */
static void take_bytes(vb_batch *batch, vb_str read) {
  if (!batch->head_seen) look_at_head(batch, read);
  size_t from = batch->bytes.n;
  if (batch->charset == VB_CHARSET_UTF16LE || batch->charset == VB_CHARSET_UTF16BE) {
    vb_buf_str(&batch->raw, read);
    size_t taken =
        vb_charset_decode(batch->charset, vb_buf_view(&batch->raw), batch->at_end, &batch->bytes);
    if (taken > 0) memmove(batch->raw.p, batch->raw.p + taken, batch->raw.n - taken);
    batch->raw.n -= taken;
  } else {
    vb_buf_str(&batch->bytes, read);
  }
  for (size_t i = from; batch->returns_only && i < batch->bytes.n; i++)
    if (batch->bytes.p[i] == '\r') batch->bytes.p[i] = '\n';
}

void vb_batch_put_text(vb_batch *batch, vb_str piece, vb_buf *out) {
  if (vb_utf8_valid(piece)) {
    vb_buf_str(out, piece);
    return;
  }
  bool known = batch->charset == VB_CHARSET_WINDOWS_1252 || batch->charset == VB_CHARSET_MAC_ROMAN;
  if (!known) batch->charset = vb_charset_of_bytes(piece);
  vb_charset_decode(batch->charset, piece, true, out);
}

const char *vb_batch_read_as(const vb_batch *batch) {
  return batch->charset == VB_CHARSET_UTF8 ? NULL : vb_charset_name(batch->charset);
}

vb_status vb_batch_column(vb_batch *batch, vb_str name, vb_error *err) {
  vb_buf_reset(&batch->column_wanted);
  vb_buf_str(&batch->column_wanted, vb_str_trim(name));
  return vb_buf_ok(&batch->column_wanted, err);
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
  (*out)->at_end = true;
  take_bytes(*out, text);
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
  vb_buf_clear(&batch->raw);
  vb_buf_clear(&batch->column_wanted);
  vb_buf_clear(&batch->names);
  vb_buf_clear(&batch->cells);
  free(batch);
}

/* ---- the stream ---------------------------------------------------------------- */

vb_str vb_batch_rest(const vb_batch *batch) {
  return vb_str_slice(vb_buf_view(&batch->bytes), batch->pos, batch->bytes.n);
}

vb_status vb_batch_more(vb_batch *batch, vb_error *err) {
  if (batch->pos > 0) {
    memmove(batch->bytes.p, batch->bytes.p + batch->pos, batch->bytes.n - batch->pos);
    batch->bytes.n -= batch->pos;
    batch->pos = 0;
  }
  char chunk[CHUNK];
  ssize_t n;
  do n = read(batch->fd, chunk, CHUNK);
  while (n < 0 && errno == EINTR);
  if (n < 0) return vb_fail_errno(err, errno, "read");
  batch->at_end = n == 0;
  take_bytes(batch, (vb_str){chunk, (size_t)n});
  return vb_buf_ok(&batch->bytes, err);
}

/* The line at pos without its end, as far as it fits into the buffer; *whole is false if the line
   is longer than a record may be. */
static vb_status look_at_line(vb_batch *batch, vb_str *line, bool *whole, vb_error *err) {
  size_t searched = 0;
  *whole = true;
  for (;;) {
    vb_str all = vb_batch_rest(batch);
    const char *feed = all.n > searched ? memchr(all.p + searched, '\n', all.n - searched) : NULL;
    if (feed || batch->at_end || all.n > VB_BATCH_RECORD_MAX) {
      *line = feed ? vb_str_slice(all, 0, (size_t)(feed - all.p)) : all;
      if (line->n > VB_BATCH_RECORD_MAX) *whole = false;
      if (line->n && line->p[line->n - 1] == '\r') line->n--;
      return VB_OK;
    }
    searched = all.n;
    vb_status status = vb_batch_more(batch, err);
    if (status != VB_OK) return status;
  }
}

vb_status vb_batch_skip_line(vb_batch *batch, vb_error *err) {
  for (;;) {
    vb_str all = vb_batch_rest(batch);
    const char *feed = all.n ? memchr(all.p, '\n', all.n) : NULL;
    if (feed) {
      batch->pos += (size_t)(feed - all.p) + 1;
      batch->line++;
      return VB_OK;
    }
    batch->pos = batch->bytes.n;
    if (batch->at_end) return VB_OK;
    vb_status status = vb_batch_more(batch, err);
    if (status != VB_OK) return status;
  }
}

static bool is_blank(vb_str line) {
  return vb_str_trim(line).n == 0;
}

/* ---- one line, one quote -------------------------------------------------------- */

/* Moves past a line. The bytes stay in the buffer, so the item may borrow them. */
static void pass_line(vb_batch *batch, vb_str line) {
  batch->pos = (size_t)(line.p - batch->bytes.p) + line.n;
  if (batch->pos < batch->bytes.n && batch->bytes.p[batch->pos] == '\r') batch->pos++;
  if (batch->pos < batch->bytes.n && batch->bytes.p[batch->pos] == '\n') batch->pos++;
  batch->line++;
}

/* The text of a JSON value: numbers as printed; false for anything else. */
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

/* ---- all together --------------------------------------------------------------------- */

/* Reads the first line to detect the format, and for CSV the columns. */
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
  if (line.n == 5 && vb_str_starts(line, "sep=")) { /* tells a spreadsheet the separator */
    status = vb_batch_skip_line(batch, err);
    if (status == VB_OK) status = look_at_line(batch, &line, &whole, err);
    if (status != VB_OK) return status;
    if (batch->format == VB_BATCH_AUTO) batch->format = VB_BATCH_CSV;
  }
  vb_str trimmed = vb_str_trim(line);
  bool has_header = whole && vb_batch_read_header(batch, line);
  if (batch->column_wanted.n > 0) batch->format = VB_BATCH_CSV;
  if (batch->format == VB_BATCH_AUTO) {
    if (trimmed.n > 0 && trimmed.p[0] == '{') batch->format = VB_BATCH_JSONL;
    else batch->format = has_header ? VB_BATCH_CSV : VB_BATCH_LINES;
  }
  if (batch->format != VB_BATCH_CSV) return VB_OK;
  if (!has_header && (line.n > 0 || !batch->at_end)) return vb_batch_no_column(batch, err);
  return vb_batch_skip_line(batch, err);
}

static vb_status line_item(vb_batch *batch, vb_batch_item *item, vb_error *err) {
  vb_str line;
  bool whole;
  vb_status status = look_at_line(batch, &line, &whole, err);
  if (status != VB_OK) return status;
  item->line = batch->line;
  if (!whole) {
    vb_fail(&item->error, VB_LIMIT, "a line of more than %d bytes", VB_BATCH_RECORD_MAX);
    return vb_batch_skip_line(batch, err);
  }
  pass_line(batch, line);
  if (!vb_utf8_valid(line)) {
    vb_buf_reset(&batch->cells);
    vb_batch_put_text(batch, line, &batch->cells);
    line = vb_buf_view(&batch->cells);
  }
  if (batch->format == VB_BATCH_JSONL) return json_item(batch, line, item, err);
  item->quote = line;
  return vb_buf_ok(&batch->cells, err);
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
    if (vb_batch_rest(batch).n == 0 && batch->at_end) {
      *end = true;
      break;
    }
    if (batch->format != VB_BATCH_LINES && whole && is_blank(line))
      status = vb_batch_skip_line(batch, err);
    else
      return batch->format == VB_BATCH_CSV ? vb_batch_csv_item(batch, item, err)
                                           : line_item(batch, item, err);
  }
  return status;
}
