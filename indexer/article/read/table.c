/*
 * table.c - reads tables in text, CSV and TSV: a row is an article; the header names the columns.
 *
 * Column names are looked up in field_names.c, so they may be in many languages;
 * --columns gives names that are not there. The separator is found by trying each on the
 * header; Excel's "sep=;" line is obeyed; R's rows, which have one field more than the
 * header, are read as R does. UTF-8 is read row by row in constant memory; other encodings
 * are decoded whole first.
 *
 * 03/08/2019 is a date only if the column proves the order of day and month: some row at
 * the table's beginning has a day after the 12th, and none contradicts it.
 */
#include "indexer/article/read/clean.h"
#include "indexer/article/read/encoding.h"
#include "indexer/article/read/field_names.h"
#include "indexer/article/read/markup.h"
#include "indexer/article/read/names.h"
#include "indexer/article/read/readers.h"
#include "indexer/base/csv.h"
#include "indexer/base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

enum {
  CHUNK = 256 * 1024,
  SAMPLE = 64 * 1024, /* bytes by which header, encoding and dates are judged */
  COLUMNS_MAX = 4096, /* tables of articles have dozens */
  HEADER_CELL_MAX = 80,
  RECORD_MAX = VB_ARTICLE_MAX + 4 * 1024 * 1024,
  BROKEN_MAX = 100, /* consecutive broken rows; after that the input is not a table */
  NO_SLOT = 255,
  LEAD = VB_KEYS, /* the slot of a summary, used by rows without text */
  SLOTS
};

typedef enum day_order { UNSETTLED, DAY_FIRST, MONTH_FIRST, CONTRADICTED } day_order;

typedef struct header {
  char separator;
  size_t columns;
  unsigned char slot[COLUMNS_MAX]; /* what each column is */
  unsigned rank[SLOTS];
  size_t column[SLOTS]; /* SIZE_MAX for none */
  vb_buf names;         /* for messages; also the current cell */
  vb_buf cell;
  size_t now, too_long;
} header;

typedef struct table {
  const vb_reading *reading;
  vb_stream *stream;
  vb_buf bytes; /* read but not used yet, from `at` */
  size_t at;
  bool ended;
  header header;
  size_t shift; /* 1 if rows begin with a name of their own */
  day_order order;
  vb_buf cells[SLOTS];
  uint64_t rows;
} table;

/* ---- the header ---- */

static const struct {
  const char *name;
  vb_key key;
} option_names[] = {{"id", VB_KEY_ID},          {"title", VB_KEY_TITLE},
                    {"text", VB_KEY_TEXT},      {"date", VB_KEY_DATE},
                    {"author", VB_KEY_AUTHORS}, {"authors", VB_KEY_AUTHORS},
                    {"byline", VB_KEY_BYLINE},  {"source", VB_KEY_SOURCE},
                    {"url", VB_KEY_URL},        {"language", VB_KEY_LANGUAGE},
                    {"section", VB_KEY_SECTION}};

static void give_column(header *h, size_t column, unsigned slot, unsigned rank) {
  if (h->column[slot] != SIZE_MAX && h->rank[slot] <= rank) return;
  if (h->column[slot] != SIZE_MAX) h->slot[h->column[slot]] = NO_SLOT;
  h->slot[column] = (unsigned char)slot;
  h->column[slot] = column;
  h->rank[slot] = rank;
}

static void name_column(header *h, size_t column, vb_str name) {
  vb_key key;
  unsigned rank;
  if (name.n > HEADER_CELL_MAX) h->too_long++;
  if (column < 12)
    vb_buf_printf(&h->names, "%s%.*s", column ? ", " : "", (int)(name.n < 30 ? name.n : 30),
                  name.p ? name.p : "");
  if (!vb_key_field(name, &key, &rank) || key == VB_KEY_COMMENTS) return;
  give_column(h, column, key == VB_KEY_TEXT && rank >= VB_KEY_RANK_LEAD ? LEAD : (unsigned)key,
              rank);
}

static void visit_header(void *context, size_t column, vb_str piece) {
  header *h = context;
  if (column >= COLUMNS_MAX) return;
  if (column != h->now) {
    name_column(h, h->now, vb_str_trim(vb_buf_view(&h->cell)));
    vb_buf_reset(&h->cell);
    h->now = column;
  }
  vb_buf_str(&h->cell, piece);
}

/* Reads the header with one separator. False if its line is not complete. */
static bool try_header(header *h, vb_str text, bool whole, char separator, size_t *used) {
  vb_csv_record record;
  h->separator = separator;
  h->now = h->too_long = 0;
  for (size_t i = 0; i < SLOTS; i++) h->column[i] = SIZE_MAX;
  memset(h->slot, NO_SLOT, sizeof h->slot);
  vb_buf_reset(&h->names);
  vb_buf_reset(&h->cell);
  if (vb_csv_scan(text, whole, separator, visit_header, h, &record) != VB_CSV_RECORD) return false;
  if (h->now < COLUMNS_MAX) name_column(h, h->now, vb_str_trim(vb_buf_view(&h->cell)));
  h->columns = record.columns;
  *used = record.used;
  return true;
}

static size_t known_columns(const header *h) {
  size_t n = 0;
  for (size_t i = 0; i < SLOTS; i++) n += h->column[i] != SIZE_MAX;
  return n;
}

static bool has_text(const header *h) {
  return h->column[VB_KEY_TEXT] != SIZE_MAX || h->column[LEAD] != SIZE_MAX;
}

/* Finds the separator that gives most known columns, then most columns; or Excel's "sep=;" names
   it. *used: bytes before the first row. */
static bool find_header(header *h, vb_str text, bool whole, size_t *used) {
  static const char separators[] = ",;\t|";
  size_t skipped = 0, best_known = 0, best_columns = 1;
  char best = '\0';
  if (vb_str_starts_caseless(text, "sep=") && text.n > 5) {
    const char *feed = memchr(text.p, '\n', text.n);
    best = text.p[4];
    skipped = feed ? (size_t)(feed - text.p) + 1 : text.n;
    text = vb_str_slice(text, skipped, text.n);
  }
  for (size_t i = 0; !skipped && separators[i]; i++) {
    if (!try_header(h, text, whole, separators[i], used) || h->columns < 2) continue;
    size_t known = known_columns(h);
    if (known < best_known || (known == best_known && h->columns <= best_columns)) continue;
    best = separators[i], best_known = known, best_columns = h->columns;
  }
  if (!best || !try_header(h, text, whole, best, used)) return false;
  *used += skipped;
  return true;
}

static void clear_header(header *h) {
  vb_buf_clear(&h->names);
  vb_buf_clear(&h->cell);
}

/* Whether the first line is a header of articles, and the second has as many fields. */
bool vb_table_sees(const vb_sight *sight) {
  header *h =
      sight->root.n || sight->line.n < 5 || sight->line.n > 20000 ? NULL : calloc(1, sizeof *h);
  size_t used = 0;
  bool sees = false;
  if (h && find_header(h, sight->text, sight->whole, &used)) {
    vb_csv_record row;
    vb_str rest = vb_str_slice(sight->text, used, sight->text.n);
    bool title = h->column[VB_KEY_TITLE] != SIZE_MAX;
    bool names = h->columns >= 2 && !h->too_long && known_columns(h) >= 2 && (has_text(h) || title);
    vb_csv got = vb_csv_scan(rest, sight->whole, h->separator, NULL, NULL, &row);
    sees = names &&
           (got == VB_CSV_MORE || (got == VB_CSV_RECORD && rest.n &&
                                   (row.columns == h->columns || row.columns == h->columns + 1)));
  }
  if (h) clear_header(h);
  free(h);
  return sees;
}

/* ---- --columns ---- */

typedef struct wanted {
  header *header;
  vb_str name;
  size_t now, found;
  vb_buf cell;
} wanted;

static void visit_wanted(void *context, size_t column, vb_str piece) {
  wanted *w = context;
  if (column != w->now) vb_buf_reset(&w->cell), w->now = column;
  vb_buf_str(&w->cell, piece);
  vb_str cell = vb_str_trim(vb_buf_view(&w->cell));
  if (w->found == SIZE_MAX && cell.n == w->name.n && strncasecmp(cell.p, w->name.p, cell.n) == 0)
    w->found = column;
}

/* Applies "title=Headline"; false if the table has no such column or there is no such field. */
static bool apply_option(table *t, vb_str header_text, vb_str option) {
  const char *equals = memchr(option.p, '=', option.n);
  if (!equals) return false;
  vb_str field = vb_str_trim(vb_str_slice(option, 0, (size_t)(equals - option.p)));
  wanted w = {.header = &t->header,
              .name = vb_str_trim(vb_str_slice(option, (size_t)(equals - option.p) + 1, option.n)),
              .found = SIZE_MAX};
  vb_csv_record record;
  vb_csv_scan(header_text, true, t->header.separator, visit_wanted, &w, &record);
  vb_buf_clear(&w.cell);
  if (w.found >= COLUMNS_MAX) return false;
  for (size_t i = 0; i < sizeof option_names / sizeof *option_names; i++) {
    unsigned key = option_names[i].key;
    if (!vb_str_is_caseless(field, option_names[i].name)) continue;
    if (t->header.slot[w.found] != NO_SLOT) t->header.column[t->header.slot[w.found]] = SIZE_MAX;
    if (t->header.column[key] != SIZE_MAX) t->header.slot[t->header.column[key]] = NO_SLOT;
    t->header.column[key] = w.found;
    t->header.slot[w.found] = (unsigned char)key;
    return true;
  }
  return false;
}

static bool apply_options(table *t, vb_str header_text) {
  vb_str all = vb_str_of(t->reading->options->columns);
  while (all.n) {
    const char *comma = memchr(all.p, ',', all.n);
    vb_str one = vb_str_slice(all, 0, comma ? (size_t)(comma - all.p) : all.n);
    if (!apply_option(t, header_text, one)) {
      vb_draft_problem(t->reading, 0, true, "--columns says %.*s, but the table's columns are %.*s",
                       VB_STR_ARG(one), VB_STR_ARG(vb_buf_view(&t->header.names)));
      return false;
    }
    all = vb_str_slice(all, one.n + 1, all.n);
  }
  return true;
}

/* ---- dates whose order the column proves ---- */

/* "3/8/2019", "03.08.2019 10:00": the two numbers before a year. */
static bool numeric_date(vb_str s, unsigned *first, unsigned *second, unsigned *year,
                         vb_str *rest) {
  int n = 0;
  char text[24];
  snprintf(text, sizeof text, "%.*s", (int)(s.n < 20 ? s.n : 20), s.p);
  char mark[2], again[2];
  if (sscanf(text, "%2u%1[/.-]%2u%1[/.-]%4u%n", first, mark, second, again, year, &n) != 5 ||
      mark[0] != again[0] || *year < 1000)
    return false;
  *rest = vb_str_trim(vb_str_slice(s, (size_t)n, s.n));
  return *first && *second && *first <= 31 && *second <= 31;
}

typedef struct date_sample {
  size_t column, now;
  day_order order;
  vb_buf cell;
} date_sample;

static void judge_date(date_sample *d) {
  unsigned first, second, year;
  vb_str rest;
  if (!numeric_date(vb_str_trim(vb_buf_view(&d->cell)), &first, &second, &year, &rest)) return;
  day_order says = first > 12 ? DAY_FIRST : second > 12 ? MONTH_FIRST : UNSETTLED;
  if (says && d->order && says != d->order) d->order = CONTRADICTED;
  else if (says && !d->order) d->order = says;
}

static void visit_date(void *context, size_t column, vb_str piece) {
  date_sample *d = context;
  if (column == d->column) vb_buf_str(&d->cell, piece);
}

static void settle_dates(table *t, vb_str rows, bool whole) {
  if (t->header.column[VB_KEY_DATE] == SIZE_MAX) return;
  date_sample d = {.column = t->header.column[VB_KEY_DATE] + t->shift};
  vb_csv_record record;
  while (rows.n &&
         vb_csv_scan(rows, whole, t->header.separator, visit_date, &d, &record) == VB_CSV_RECORD) {
    judge_date(&d);
    vb_buf_reset(&d.cell);
    rows = vb_str_slice(rows, record.used, rows.n);
  }
  t->order = d.order;
  vb_buf_clear(&d.cell);
}

/* Seconds or milliseconds since 1970 are only digits in a table; only JSON readers accept them. */
static bool read_date(const table *t, vb_str s, vb_date *out) {
  unsigned first, second, year;
  vb_str rest;
  char text[40];
  if (t->order != DAY_FIRST && t->order != MONTH_FIRST) return vb_draft_read_date(s, out);
  if (!numeric_date(s, &first, &second, &year, &rest)) return vb_draft_read_date(s, out);
  unsigned day = t->order == DAY_FIRST ? first : second,
           month = t->order == DAY_FIRST ? second : first;
  bool clock = rest.n >= 5 && rest.n <= 8 && rest.p[2] == ':';
  snprintf(text, sizeof text, "%04u-%02u-%02u%s%.*s", year, month, day, clock ? "T" : "",
           clock ? (int)rest.n : 0, clock ? rest.p : "");
  return vb_date_parse_iso(vb_str_of(text), out);
}

/* ---- rows ---- */

static void visit_row(void *context, size_t column, vb_str piece) {
  table *t = context;
  if (column < t->shift || column - t->shift >= t->header.columns ||
      column - t->shift >= COLUMNS_MAX)
    return;
  unsigned slot = t->header.slot[column - t->shift];
  if (slot != NO_SLOT) vb_buf_str(&t->cells[slot], piece);
}

static vb_status cell_of(table *t, unsigned slot, vb_str *out, uint32_t *replaced, vb_error *err) {
  vb_decoded decoded = {0};
  vb_status status =
      vb_decode(vb_buf_view(&t->cells[slot]), VB_STR_NONE, t->reading->arena, &decoded, err);
  *out = vb_str_trim(decoded.text);
  *replaced += decoded.replaced;
  if (vb_str_is(*out, "NA") || vb_str_is(*out, "NULL") || vb_str_is(*out, "NaN") ||
      vb_str_is(*out, "None"))
    *out = VB_STR_NONE;
  return status;
}

/* Makes an article of a row, by the columns that the header assigned to each field. A text that is
   HTML is reduced to its plain text. */
static vb_status give_row(table *t, vb_error *err) {
  vb_article a = {.record = t->rows};
  vb_str cells[SLOTS];
  vb_date date;
  vb_status status = VB_OK;
  vb_arena_clear(t->reading->arena);
  for (unsigned i = 0; i < SLOTS && status == VB_OK; i++)
    status = cell_of(t, i, &cells[i], &a.replaced, err);
  if (status != VB_OK) return status;
  a.id = cells[VB_KEY_ID];
  a.title = cells[VB_KEY_TITLE];
  a.text = cells[VB_KEY_TEXT].n ? cells[VB_KEY_TEXT] : cells[LEAD];
  if (vb_markup_is(a.text)) status = vb_markup_plain(t->reading, a.text, &a.text, err);
  if (status != VB_OK) return status;
  a.byline = cells[VB_KEY_BYLINE].n ? cells[VB_KEY_BYLINE] : cells[VB_KEY_AUTHORS];
  if (cells[VB_KEY_AUTHORS].n)
    vb_authors_add(&a, vb_clean_field(cells[VB_KEY_AUTHORS], VB_FIELD_MAX, t->reading->arena));
  a.source = cells[VB_KEY_SOURCE];
  a.url = cells[VB_KEY_URL];
  a.language = cells[VB_KEY_LANGUAGE];
  a.section = cells[VB_KEY_SECTION];
  if (cells[VB_KEY_DATE].n && read_date(t, cells[VB_KEY_DATE], &date))
    vb_draft_date(&a, date, VB_DATE_FROM_METADATA);
  return vb_draft_finish(t->reading, VB_DRAFT_RECORD, &a, err);
}

static vb_str ahead(const table *t) {
  return vb_str_slice(vb_buf_view(&t->bytes), t->at, t->bytes.n);
}

/* Reads as much again as there is, so that long rows are not rescanned often. */
static vb_status more(table *t, vb_error *err) {
  size_t n = 0, want = ahead(t).n > CHUNK ? ahead(t).n : CHUNK;
  if (t->at)
    memmove(t->bytes.p, t->bytes.p + t->at, t->bytes.n - t->at), t->bytes.n -= t->at, t->at = 0;
  for (size_t got = 0; got < want && !t->ended; got += n) {
    char *to = vb_buf_reserve(&t->bytes, CHUNK);
    if (!to) return vb_fail(err, VB_NOMEM, "out of memory");
    vb_status status = vb_stream_read(t->stream, to, CHUNK, &n, err);
    if (status != VB_OK) return status;
    t->bytes.n += n;
    t->ended = n == 0;
  }
  return VB_OK;
}

/* Reads the next row's cells; *got is VB_CSV_MORE if it is too long. */
static vb_status next_row(table *t, vb_csv *got, vb_csv_record *record, vb_error *err) {
  for (;;) {
    for (size_t i = 0; i < SLOTS; i++) vb_buf_reset(&t->cells[i]);
    *got = vb_csv_scan(ahead(t), t->ended, t->header.separator, visit_row, t, record);
    if (*got != VB_CSV_MORE || ahead(t).n > RECORD_MAX) break;
    vb_status status = more(t, err);
    if (status != VB_OK) return status;
  }
  for (size_t i = 0; i < SLOTS; i++)
    if (t->cells[i].failed) return vb_fail(err, VB_NOMEM, "out of memory");
  return VB_OK;
}

static void skip_line(table *t) {
  vb_str rest = ahead(t);
  const char *feed = memchr(rest.p, '\n', rest.n);
  t->at += feed ? (size_t)(feed - rest.p) + 1 : rest.n;
}

/* Rows are read as they arrive. A row with another number of fields than the header is reported and
   left out; after BROKEN_MAX of them in a row the rest of the file is skipped. */
static vb_status read_rows(table *t, vb_error *err) {
  vb_status status = VB_OK;
  unsigned broken = 0;
  while (status == VB_OK && broken < BROKEN_MAX) {
    vb_csv got;
    vb_csv_record record;
    if (t->at == t->bytes.n && !t->ended) status = more(t, err);
    if (status != VB_OK || (t->at == t->bytes.n && t->ended)) break;
    status = next_row(t, &got, &record, err);
    if (status != VB_OK) break;
    vb_str row = vb_str_slice(ahead(t), 0, got == VB_CSV_RECORD ? record.used : 0);
    bool blank = got == VB_CSV_RECORD && !vb_str_trim(row).n;
    if (!blank) t->rows++;
    if (got == VB_CSV_RECORD) t->at += record.used;
    else skip_line(t);
    if (blank) continue;
    bool fits = got == VB_CSV_RECORD && record.columns == t->header.columns + t->shift;
    broken = fits ? 0 : broken + 1;
    if (fits) status = give_row(t, err);
    else if (got == VB_CSV_RECORD)
      vb_draft_problem(t->reading, t->rows, true, "%zu fields where the header has %zu",
                       record.columns, t->header.columns);
    else
      vb_draft_problem(t->reading, t->rows, true, "not CSV: %s",
                       record.fault ? record.fault : "a row too long");
  }
  if (status == VB_OK && broken == BROKEN_MAX)
    vb_draft_problem(t->reading, t->rows, true,
                     "%d broken rows one after another; the rest is skipped", BROKEN_MAX);
  return status;
}

/* ---- a whole table ---- */

/* Reads header, options and order of dates from the table's beginning. False, after reporting it,
   if that is impossible. */
static bool begin(table *t, vb_str sample, bool whole, size_t *used) {
  vb_csv_record row;
  const vb_reading *reading = t->reading;
  if (!find_header(&t->header, sample, whole, used)) {
    vb_draft_problem(reading, 0, true, "not a table: its first line does not name columns");
    return false;
  }
  vb_str header_text = vb_str_slice(sample, 0, *used), rows = vb_str_slice(sample, *used, sample.n);
  if (vb_str_starts_caseless(header_text, "sep=")) {
    const char *feed = memchr(header_text.p, '\n', header_text.n);
    header_text =
        vb_str_slice(header_text, feed ? (size_t)(feed - header_text.p) + 1 : 0, header_text.n);
  }
  if (t->header.columns > COLUMNS_MAX) {
    vb_draft_problem(reading, 0, true, "a table of %zu columns; at most %d are read",
                     t->header.columns, COLUMNS_MAX);
    return false;
  }
  if (reading->options->columns && !apply_options(t, header_text)) return false;
  if (!has_text(&t->header)) {
    vb_draft_problem(reading, 0, true,
                     "a table without a column that is the text; its columns are %.*s; say which "
                     "it is with --columns text=NAME",
                     VB_STR_ARG(vb_buf_view(&t->header.names)));
    return false;
  }
  if (vb_csv_scan(rows, whole, t->header.separator, NULL, NULL, &row) == VB_CSV_RECORD &&
      row.columns == t->header.columns + 1)
    t->shift = 1;
  settle_dates(t, rows, whole);
  return true;
}

static vb_status read_table(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  vb_str sample;
  size_t used = 0;
  table *t = calloc(1, sizeof *t);
  if (!t) return vb_fail(err, VB_NOMEM, "out of memory");
  t->reading = reading;
  t->stream = stream;
  vb_status status = vb_stream_peek(stream, SAMPLE, &sample, err);
  if (status == VB_OK && begin(t, sample, sample.n < SAMPLE, &used)) {
    status = vb_stream_skip(stream, used, err);
    if (status == VB_OK) status = read_rows(t, err);
  }
  for (size_t i = 0; i < SLOTS; i++) vb_buf_clear(&t->cells[i]);
  clear_header(&t->header);
  vb_buf_clear(&t->bytes);
  free(t);
  return status;
}

static vb_status read_decoded(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  vb_buf bytes = VB_BUF_INIT;
  vb_decoded decoded;
  bool fits;
  vb_status status = vb_reading_whole(reading, stream, &bytes, &fits, err);
  if (status == VB_OK && fits) {
    status = vb_decode(vb_buf_view(&bytes), VB_STR_NONE, reading->whole, &decoded, err);
    vb_stream *inside = status == VB_OK ? vb_stream_of(decoded.text) : NULL;
    if (status == VB_OK && !inside) status = vb_fail(err, VB_NOMEM, "out of memory");
    if (inside) status = read_table(reading, inside, err);
    vb_stream_close(inside);
  }
  vb_buf_clear(&bytes);
  return status;
}

vb_status vb_table_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  vb_str sample;
  vb_status status = vb_stream_peek(stream, SAMPLE, &sample, err);
  if (status != VB_OK) return status;
  if (vb_str_starts(sample, "\xEF\xBB\xBF")) {
    status = vb_stream_skip(stream, 3, err);
    return status == VB_OK ? read_table(reading, stream, err) : status;
  }
  vb_str judged =
      sample.n < SAMPLE ? sample : vb_str_slice(sample, 0, vb_utf8_floor(sample, sample.n - 4));
  if (vb_looks_utf16(sample) || !vb_utf8_valid(judged)) return read_decoded(reading, stream, err);
  return read_table(reading, stream, err);
}
