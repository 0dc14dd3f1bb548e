/*
 * batch_csv.c - reads the heading and the records of a table.
 *
 * A CSV record is scanned completely before it is used. If it is broken (a quotation
 * mark that is never closed takes in the rest of the file), only its first line is
 * dropped, so one stray mark costs one line.
 */
#include "searcher/quote/batch_internal.h"

#include "indexer/base/csv.h"
#include "indexer/base/utf8.h"

/* ---- fields ---- */

/* The fields of one record, concatenated. */
typedef struct field_list {
  vb_buf *text;
  size_t *ends;
  size_t count;
} field_list;

/* Adds empty fields until the list has `columns`. */
static void reach(field_list *list, size_t columns) {
  while (list->count < columns && list->count < VB_BATCH_COLUMNS_MAX)
    list->ends[list->count++] = list->text->n;
}

static void keep_field(void *context, size_t column, vb_str piece) {
  field_list *list = context;
  if (column >= VB_BATCH_COLUMNS_MAX) return;
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
    vb_batch_put_text(batch, vb_str_slice(vb_buf_view(list->text), from, list->ends[i]), &text);
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
      record.columns > VB_BATCH_COLUMNS_MAX)
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

bool vb_batch_read_header(vb_batch *batch, vb_str line) {
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

vb_status vb_batch_no_column(const vb_batch *batch, vb_error *err) {
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
  for (size_t i = 0; i < columns && i < VB_BATCH_COLUMNS_MAX; i++)
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

vb_status vb_batch_csv_item(vb_batch *batch, vb_batch_item *item, vb_error *err) {
  vb_csv_record record;
  vb_csv result;
  field_list list;
  for (;;) {
    vb_buf_reset(&batch->cells);
    list = (field_list){&batch->cells, batch->cell_ends, 0};
    result = vb_csv_scan(vb_batch_rest(batch), batch->at_end, batch->separator, keep_field, &list,
                         &record);
    if (result != VB_CSV_MORE || vb_batch_rest(batch).n > VB_BATCH_RECORD_MAX) break;
    vb_status status = vb_batch_more(batch, err);
    if (status != VB_OK) return status;
  }
  item->line = batch->line;
  if (result != VB_CSV_RECORD) {
    vb_fail(&item->error, VB_INVALID, "not CSV: %s",
            record.fault ? record.fault : "longer than a record may be");
    return vb_batch_skip_line(batch, err);
  }
  batch->line += line_ends(vb_str_slice(vb_batch_rest(batch), 0, record.used));
  batch->pos += record.used;
  reach(&list, record.columns);
  repair_fields(batch, &list);
  give_fields(batch, record.columns, item);
  return vb_buf_ok(&batch->cells, err);
}
