/*
 * batch.c - reads records from a stream of bytes.
 *
 * Input is read as it arrives, never more than a record needs, so that a program which
 * writes a quote and waits for the answer gets it. The buffer contains [pos, n): bytes
 * that were read but not returned yet. A record that is too long for it is skipped to
 * the end of its line.
 *
 * A CSV record is scanned completely before it is used. If it is broken (a quotation
 * mark that is never closed takes in the rest of the file), only its first line is
 * dropped, so one stray mark costs one line.
 */
#include "searcher/verbatim.h"

#include "indexer/base/buf.h"

#include "indexer/base/csv.h"
#include "indexer/base/utf8.h"
#include "searcher/quote/transcode.h"

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
  uint64_t line; /* the line number at pos */
  bool at_end;   /* the input has ended */
  bool started;
  /* The encoding of the input: */
  vb_charset charset; /* UTF-16 is decoded while reading, single-byte charsets later */
  bool returns_only;  /* lines end with CR alone, as on an old Macintosh */
  bool head_seen;
  vb_buf raw;           /* read but not decoded yet */
  vb_buf column_wanted; /* the name of the quote column; empty for the known names */
  /* CSV: */
  char separator;
  size_t columns, quote_column, id_column; /* id_column == columns: there is none */
  vb_buf names, cells;                     /* of the heading, and of the last record */
  size_t name_ends[COLUMNS_MAX], cell_ends[COLUMNS_MAX];
  vb_str fields[COLUMNS_MAX];
  vb_buf quote, id; /* of the last record, if they are not a slice of `bytes` */
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

/* Appends a piece of a record as UTF-8; text that is not UTF-8 is decoded from a single-byte
   charset. */
static void put_text(vb_batch *batch, vb_str piece, vb_buf *out) {
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

static vb_str rest(const vb_batch *batch) {
  return vb_str_slice(vb_buf_view(&batch->bytes), batch->pos, batch->bytes.n);
}

/* Reads once more; sets at_end if there is nothing. */
static vb_status more(vb_batch *batch, vb_error *err) {
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

/* Moves to the beginning of the next line, however far that is. */
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

/* ---- CSV -------------------------------------------------------------------------- */

/* The fields of one record, concatenated. */
typedef struct field_list {
  vb_buf *text;
  size_t *ends;
  size_t count;
} field_list;

/* Adds empty fields until the list has `columns`. */
static void reach(field_list *list, size_t columns) {
  while (list->count < columns && list->count < COLUMNS_MAX)
    list->ends[list->count++] = list->text->n;
}

static void keep_field(void *context, size_t column, vb_str piece) {
  field_list *list = context;
  if (column >= COLUMNS_MAX) return;
  reach(list, column + 1);
  vb_buf_str(list->text, piece);
  list->ends[column] = list->text->n;
}

static vb_str field_at(const vb_buf *text, const size_t *ends, size_t column) {
  return vb_str_slice(vb_buf_view(text), column ? ends[column - 1] : 0, ends[column]);
}

/* Converts the fields to UTF-8. */
static void repair_fields(vb_batch *batch, field_list *list) {
  if (vb_utf8_valid(vb_buf_view(list->text))) return;
  vb_buf text = VB_BUF_INIT;
  size_t from = 0;
  for (size_t i = 0; i < list->count; i++) {
    put_text(batch, vb_str_slice(vb_buf_view(list->text), from, list->ends[i]), &text);
    from = list->ends[i];
    list->ends[i] = text.n;
  }
  if (text.failed) list->text->failed = true;
  vb_buf_reset(list->text);
  vb_buf_str(list->text, vb_buf_view(&text));
  vb_buf_clear(&text);
}

static bool is_name(vb_str field, const char *name) {
  return vb_str_is_caseless(vb_str_trim(field), name);
}

static bool same_name(vb_str a, vb_str b) {
  char name[128];
  if (b.n >= sizeof name) return vb_str_eq(a, b);
  memcpy(name, b.p, b.n);
  name[b.n] = '\0';
  return vb_str_is_caseless(a, name);
}

/* Whether a column's name says that it has the quotes. */
static bool names_quote(const vb_batch *batch, vb_str name) {
  vb_str wanted = vb_buf_view(&batch->column_wanted);
  if (wanted.n > 0) return same_name(vb_str_trim(name), wanted);
  return is_name(name, "quote") || is_name(name, "quotation") || is_name(name, "text");
}

/* Cuts the line into a heading with this separator; false if that is impossible. */
static bool cut_header(vb_batch *batch, vb_str line, char separator, size_t *columns) {
  field_list list = {&batch->names, batch->name_ends, 0};
  vb_csv_record record;
  vb_buf_reset(&batch->names);
  if (vb_csv_scan(line, true, separator, keep_field, &list, &record) != VB_CSV_RECORD ||
      record.columns > COLUMNS_MAX)
    return false;
  *columns = record.columns;
  reach(&list, *columns);
  repair_fields(batch, &list);
  batch->separator = separator;
  return true;
}

/* Sets the quote and id columns of the current heading; false if it has no quote column. */
static bool find_columns(vb_batch *batch, size_t columns) {
  batch->columns = columns;
  batch->quote_column = batch->id_column = columns;
  for (size_t i = columns; i-- > 0;) {
    vb_str name = field_at(&batch->names, batch->name_ends, i);
    if (names_quote(batch, name)) batch->quote_column = i;
    if (is_name(name, "id")) batch->id_column = i;
  }
  return batch->quote_column < columns;
}

/* Whether the line is a heading with a quote column; sets the columns if so. Otherwise the names
   are left as cut by the separator that gives most columns. */
static bool read_header(vb_batch *batch, vb_str line) {
  static const char separators[] = ",;\t|";
  char best = ',';
  size_t columns, most = 0;
  for (size_t s = 0; separators[s]; s++) {
    if (!cut_header(batch, line, separators[s], &columns)) continue;
    if (find_columns(batch, columns)) return true;
    if (columns > most) most = columns, best = separators[s];
  }
  if (most == 0 || !cut_header(batch, line, best, &columns)) columns = 0;
  batch->columns = columns;
  return false;
}

static vb_status no_column(const vb_batch *batch, vb_error *err) {
  vb_buf names = VB_BUF_INIT;
  enum { TOLD = 8 };
  for (size_t i = 0; i < batch->columns && i < TOLD; i++) {
    vb_str name = vb_str_trim(field_at(&batch->names, batch->name_ends, i));
    if (name.n > 40) name = vb_str_slice(name, 0, vb_utf8_floor(name, 40));
    vb_buf_printf(&names, "%s\"%.*s\"", i ? ", " : "", VB_STR_ARG(name));
  }
  vb_str wanted = batch->column_wanted.n ? vb_buf_view(&batch->column_wanted) : VB_STR("quote");
  vb_fail(err, VB_INVALID,
          "the first line of this CSV names no column \"%.*s\" but %.*s; say which has the quotes",
          VB_STR_ARG(wanted), (int)names.n, names.p ? names.p : "");
  vb_buf_clear(&names);
  return VB_INVALID;
}

size_t vb_batch_columns(const vb_batch *batch) {
  return batch->format == VB_BATCH_CSV ? batch->columns : 0;
}

vb_str vb_batch_column_name(const vb_batch *batch, size_t column) {
  return field_at(&batch->names, batch->name_ends, column);
}

size_t vb_batch_quote_column(const vb_batch *batch) {
  return batch->quote_column;
}

static size_t line_ends(vb_str text) {
  size_t n = 0;
  for (size_t i = 0; i < text.n; i++) n += text.p[i] == '\n';
  return n;
}

/* Passes the fields of the current record to the item. */
static void give_fields(vb_batch *batch, size_t columns, vb_batch_item *item) {
  for (size_t i = 0; i < columns && i < COLUMNS_MAX; i++)
    batch->fields[i] = field_at(&batch->cells, batch->cell_ends, i);
  item->fields = batch->fields;
  item->field_count = columns < batch->columns ? columns : batch->columns;
  if (batch->id_column < item->field_count && batch->fields[batch->id_column].n > 0)
    item->id = batch->fields[batch->id_column];
  if (columns != batch->columns)
    vb_fail(&item->error, VB_INVALID, "%zu fields where the header has %zu", columns,
            batch->columns);
  else item->quote = batch->fields[batch->quote_column];
}

/* Reads more input until a record is complete, up to VB_BATCH_RECORD_MAX. A faulty record costs one
   line of input, so the next line is read as a record again. */
static vb_status csv_item(vb_batch *batch, vb_batch_item *item, vb_error *err) {
  vb_csv_record record;
  vb_csv result;
  field_list list;
  for (;;) {
    vb_buf_reset(&batch->cells);
    list = (field_list){&batch->cells, batch->cell_ends, 0};
    result = vb_csv_scan(rest(batch), batch->at_end, batch->separator, keep_field, &list, &record);
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
  reach(&list, record.columns);
  repair_fields(batch, &list);
  give_fields(batch, record.columns, item);
  return vb_buf_ok(&batch->cells, err);
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
    status = skip_line(batch, err);
    if (status == VB_OK) status = look_at_line(batch, &line, &whole, err);
    if (status != VB_OK) return status;
    if (batch->format == VB_BATCH_AUTO) batch->format = VB_BATCH_CSV;
  }
  vb_str trimmed = vb_str_trim(line);
  bool has_header = whole && read_header(batch, line);
  if (batch->column_wanted.n > 0) batch->format = VB_BATCH_CSV;
  if (batch->format == VB_BATCH_AUTO) {
    if (trimmed.n > 0 && trimmed.p[0] == '{') batch->format = VB_BATCH_JSONL;
    else batch->format = has_header ? VB_BATCH_CSV : VB_BATCH_LINES;
  }
  if (batch->format != VB_BATCH_CSV) return VB_OK;
  if (!has_header && (line.n > 0 || !batch->at_end)) return no_column(batch, err);
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
  if (!vb_utf8_valid(line)) {
    vb_buf_reset(&batch->cells);
    put_text(batch, line, &batch->cells);
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
