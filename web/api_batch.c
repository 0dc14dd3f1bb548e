/*
 * api_batch.c - answers many quotes in one POST, in the same order.
 *
 * The body is a JSON array, JSON lines, plain lines or CSV. Each entry is a string, an
 * object with "quote", or a record with such a column. The body is first parsed into a
 * list of entries, so that a body of another form is refused as a whole. A bad entry is
 * kept with its error, which becomes its line of the answer. Every entry gets exactly one
 * line, so a script can join both files line by line. The answer has the format that
 * Accept names first; by default CSV for CSV, and JSON lines for the others.
 *
 * Answers are streamed. A piece is as many quotes as are answered in a tenth of a second;
 * then the worker is free for other requests. Each piece may run on any worker.
 */
#include "web/request_context.h"
#include "indexer/base/clock.h"

#include "indexer/base/utf8.h"

#include <jansson.h>
#include <stdio.h>

/* A piece ends when either is reached. */
static const double PIECE_SECONDS = 0.1;
enum { PIECE_BYTES = 64 * 1024 };

typedef struct entry {
  vb_str quote, id; /* id: of an object that has one; returned with its answer */
  const char *bad;  /* why it cannot be looked up; otherwise NULL */
  uint64_t line;    /* in CSV, where it begins in the body; otherwise 0: entries are counted */
  vb_str *fields;   /* in CSV, all columns: the answer keeps them */
  size_t field_count;
} entry;

typedef struct batch {
  vb_web *web;
  vb_quote_request request; /* filters and options of all quotes */
  vb_arena *arena;          /* of the request; has the entries */
  vb_arena *scratch;        /* cleared for each quote */
  entry *entries;
  size_t count, capacity, next;
  vb_batch *records;         /* of a CSV body: has its heading */
  bool csv;                  /* the format of the answer */
  bool neutral;              /* in CSV, put an apostrophe before formulas */
  const vb_batch_view *view; /* NULL: not a page */
  bool view_bom;             /* in CSV, begin with the mark by which spreadsheets know UTF-8 */
  uint64_t tally[VB_BATCH_TALLIES];
  bool begun;
} batch;

static vb_status add(batch *b, entry e, vb_error *err) {
  if (b->count == VB_REQUEST_QUOTES_MAX)
    return vb_fail(err, VB_LIMIT, "more than %d quotes in one request", VB_REQUEST_QUOTES_MAX);
  if (!VB_ARENA_GROW(b->arena, b->entries, &b->capacity, b->count))
    return vb_fail(err, VB_NOMEM, "no memory for the quotes");
  b->entries[b->count++] = e;
  return VB_OK;
}

static vb_status bad(batch *b, vb_str id, const char *what, vb_error *err) {
  return add(b, (entry){.id = id, .bad = what}, err);
}

static vb_str text_of(batch *b, const json_t *value) {
  if (!json_is_string(value)) return VB_STR_NONE;
  return vb_arena_copy(b->arena, (vb_str){json_string_value(value), json_string_length(value)});
}

/* The id of an entry: a text, or a whole number, which becomes one. */
static vb_str id_of(batch *b, const json_t *value) {
  char digits[32];
  if (!json_is_integer(value)) return text_of(b, value);
  snprintf(digits, sizeof digits, "%lld", (long long)json_integer_value(value));
  return vb_arena_copy(b->arena, vb_str_of(digits));
}

static vb_status add_json(batch *b, const json_t *value, vb_error *err) {
  const json_t *quote = value;
  vb_str id = VB_STR_NONE;
  if (json_is_object(value)) {
    id = id_of(b, json_object_get(value, "id"));
    quote = json_object_get(value, "quote");
    if (!quote) quote = json_object_get(value, "text");
  }
  if (!json_is_string(quote))
    return bad(b, id, "an entry is a string or an object with \"quote\"", err);
  vb_str text = text_of(b, quote);
  if (!text.p) return vb_fail(err, VB_NOMEM, "no memory for the quotes");
  return add(b, (entry){.quote = text, .id = id}, err);
}

static char peek(vb_str *at) {
  *at = vb_str_trim(*at);
  return at->n ? at->p[0] : '\0';
}

/* Element by element: a tree of the whole body could be thirty times its size. */
static vb_status read_array(batch *b, vb_str body, vb_error *err) {
  vb_status status = VB_OK;
  vb_str at = body;
  if (peek(&at) != '[') return vb_fail(err, VB_INVALID, "the body is not a JSON array");
  at = vb_str_slice(at, 1, at.n);
  bool empty = peek(&at) == ']';
  while (!empty && !status) {
    json_error_t wrong;
    json_t *value =
        json_loadb(at.p, at.n, JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK, &wrong);
    if (!value)
      return vb_fail(err, VB_INVALID, "the body is not JSON: entry %zu: %s", b->count + 1,
                     wrong.text);
    status = add_json(b, value, err);
    json_decref(value);
    at = vb_str_slice(at, (size_t)wrong.position, at.n);
    char c = peek(&at);
    if (c == ']') break;
    if (c != ',' && !status)
      status = vb_fail(err, VB_INVALID, "the body is not JSON: no comma after entry %zu", b->count);
    at = vb_str_slice(at, 1, at.n);
  }
  if (status) return status;
  at = vb_str_slice(at, 1, at.n);
  if (peek(&at) || at.n) return vb_fail(err, VB_INVALID, "the body goes on after the JSON array");
  return VB_OK;
}

static vb_status add_json_line(batch *b, vb_str line, vb_error *err) {
  json_t *value = json_loadb(line.p, line.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
  if (!value) return bad(b, VB_STR_NONE, "the line is not JSON", err);
  vb_status status = add_json(b, value, err);
  json_decref(value);
  return status;
}

static vb_status add_plain_line(batch *b, vb_str line, vb_error *err) {
  if (!vb_utf8_valid(line)) return bad(b, VB_STR_NONE, "the line is not UTF-8", err);
  return add(b, (entry){.quote = line}, err);
}

static vb_status read_lines(batch *b, vb_str body, vb_status (*line)(batch *, vb_str, vb_error *),
                            vb_error *err) {
  vb_status status = VB_OK;
  while (body.n && !status) {
    const char *end = memchr(body.p, '\n', body.n);
    size_t n = end ? (size_t)(end - body.p) : body.n;
    vb_str text = {body.p, n};
    if (text.n && text.p[text.n - 1] == '\r') text.n--;
    status = line(b, text, err);
    body = vb_str_slice(body, n + 1, body.n);
  }
  return status;
}

static bool copy_fields(batch *b, const vb_batch_item *item, entry *out) {
  if (item->field_count == 0) return true;
  out->fields = vb_arena_calloc(b->arena, item->field_count, sizeof *out->fields);
  if (!out->fields) return false;
  for (size_t i = 0; i < item->field_count; i++) {
    out->fields[i] = vb_arena_copy(b->arena, item->fields[i]);
    if (!out->fields[i].p && item->fields[i].p) return false;
  }
  out->field_count = item->field_count;
  return true;
}

static vb_status add_record(batch *b, const vb_batch_item *item, vb_error *err) {
  bool good = item->error.status == VB_OK;
  vb_str bytes = good ? item->quote : vb_str_of(item->error.text);
  vb_str kept = vb_arena_copy(b->arena, bytes), id = vb_arena_copy(b->arena, item->id);
  entry e = {.quote = good ? kept : VB_STR_NONE,
             .id = id,
             .bad = good ? NULL : kept.p,
             .line = item->line};
  if ((!kept.p && bytes.p) || (!id.p && item->id.p) || (b->csv && !copy_fields(b, item, &e)))
    return vb_fail(err, VB_NOMEM, "no memory for the quotes");
  return add(b, e, err);
}

static vb_status read_records(batch *b, vb_str body, vb_batch_format format, vb_str column,
                              vb_error *err) {
  vb_batch_item item;
  bool end = false;
  vb_status status = vb_batch_open_text(body, format, &b->records, err);
  if (status == VB_OK && column.n) status = vb_batch_column(b->records, column, err);
  while (status == VB_OK) {
    status = vb_batch_next(b->records, &item, &end, err);
    if (status != VB_OK || end) break;
    status = add_record(b, &item, err);
  }
  return status;
}

/* Appends the answer to entry number `at`, or its error. */
static void answer_one(batch *b, vb_store *store, size_t at, vb_buf *out) {
  const entry *e = &b->entries[at];
  vb_error error;
  vb_quote_answer answer;
  vb_quote_request request = b->request;
  request.quote = e->quote;
  vb_str line;
  vb_status status = e->bad ? vb_fail(&error, VB_INVALID, "%s", e->bad)
                            : vb_quote(store, &request, b->scratch, &answer, &error);
  vb_quote_record record = {.line = e->line ? e->line : at + 1,
                            .id = e->id,
                            .answer = status ? NULL : &answer,
                            .wrong = &error,
                            .neutral = b->neutral,
                            .witness = request.witness};
  vb_batch_item item = {.quote = e->quote, .fields = e->fields, .field_count = e->field_count};
  if (b->records) record.batch = b->records, record.item = &item;
  if (b->view) {
    b->tally[status ? VB_BATCH_ERRORS : answer.verdict]++;
    b->view->row(out, b->scratch, at + 1, e->quote, status ? NULL : &answer, &error);
    vb_arena_clear(b->scratch);
    return;
  }
  if (b->csv) {
    vb_quote_record_to_csv(&record, b->scratch, &line, NULL);
  } else if (vb_quote_record_to_json(&record, b->scratch, &line, &error)) {
    vb_error_to_json(&error, b->scratch, &line, NULL); /* no memory for the JSON of this one */
  }
  vb_buf_str(out, line);
  if (!b->csv) vb_buf_char(out, '\n');
  vb_arena_clear(b->scratch);
}

/* Before the first entry of each GROUP. */
static void look_ahead(const batch *b, vb_store *store) {
  enum { GROUP = 100 };
  vb_str quotes[GROUP];
  size_t count = 0;
  if (b->next % GROUP) return;
  for (size_t i = b->next; i < b->count && count < GROUP; i++)
    if (!b->entries[i].bad) quotes[count++] = b->entries[i].quote;
  if (count > 1) vb_quotes_ahead(store, &b->request, quotes, count);
}

static bool more(void *state, size_t worker, vb_buf *out) {
  batch *b = state;
  vb_store *store = vb_web_store(b->web, worker);
  vb_str head = vb_quote_csv_head();
  if (b->csv && !b->begun && (b->records || b->request.witness))
    vb_quote_csv_head_of(b->records, b->request.witness, b->scratch, &head,
                         NULL); /* absent without memory */
  if (b->csv && !b->begun && b->view_bom) vb_buf_text(out, "\xEF\xBB\xBF");
  if (b->csv && !b->begun) vb_buf_str(out, head);
  if (b->view && !b->begun) vb_buf_str(out, b->view->head);
  b->begun = true;
  double until = vb_clock_seconds() + PIECE_SECONDS;
  vb_store_enter(store);
  while (b->next < b->count) {
    look_ahead(b, store);
    answer_one(b, store, b->next++, out);
    if (out->failed || out->n >= PIECE_BYTES || vb_clock_seconds() >= until) break;
  }
  vb_store_leave(store);
  if (b->view && b->next >= b->count) b->view->end(out, b->tally, b->view->tail);
  return b->next < b->count;
}

static void end(void *state) {
  batch *b = state;
  vb_batch_close(b->records);
  vb_arena_free(b->scratch);
}

static const struct {
  const char *type;
  bool csv;
} answers[] = {{"text/csv", true}, {"application/x-ndjson", false}, {"application/jsonl", false}};

/* Whether the first of our formats that Accept names is CSV; `otherwise` if it names none. */
static bool wants_csv(vb_str accept, bool otherwise) {
  while (accept.n) {
    const char *comma = memchr(accept.p, ',', accept.n);
    size_t n = comma ? (size_t)(comma - accept.p) : accept.n;
    vb_str range = vb_str_slice(accept, 0, n);
    const char *parameters = memchr(range.p, ';', n);
    if (parameters) range.n = (size_t)(parameters - range.p);
    range = vb_str_trim(range);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
      if (vb_str_is_caseless(range, answers[i].type)) return answers[i].csv;
    accept = vb_str_slice(accept, n + 1, accept.n);
  }
  return otherwise;
}

static batch *new_batch(vb_request_context *call, const vb_quote_request *request) {
  batch *b = vb_arena_calloc(call->arena, 1, sizeof *b);
  if (!b || !(b->scratch = vb_arena_new())) {
    vb_context_refuse(call, 503, "no memory for the quotes");
    return NULL;
  }
  b->web = call->web;
  b->request = *request;
  b->arena = call->arena;
  return b;
}

static vb_status read_body(batch *b, vb_str type, vb_str body, vb_str column, vb_error *err) {
  if (vb_str_is(type, "application/json")) return read_array(b, body, err);
  if (vb_str_is(type, "application/x-ndjson") || vb_str_is(type, "application/jsonl"))
    return read_lines(b, body, add_json_line, err);
  if (vb_str_is(type, "text/plain")) return read_lines(b, body, add_plain_line, err);
  return read_records(b, body, VB_BATCH_CSV, column, err);
}

static void refuse_batch(vb_request_context *call, batch *b, const vb_error *error) {
  end(b);
  vb_context_error(call, error->status == VB_LIMIT ? 413 : vb_context_status(error->status), error);
}

static void stream(vb_request_context *call, batch *b, const char *type) {
  call->response->status = 200;
  call->response->type = type;
  call->response->cache = "no-store";
  call->response->more = more;
  call->response->more_end = end;
  call->response->state = b;
}

/* Reads all entries first, so that a body of a wrong form is refused as a whole, and then answers
   them one by one as the client takes the lines. */
void vb_batch_answer(vb_request_context *call, const vb_quote_request *request, vb_str column,
                     bool neutral) {
  static const char *const types[] = {"application/json", "application/x-ndjson",
                                      "application/jsonl", "text/plain", "text/csv"};
  vb_str type = call->request->content_type;
  vb_error error;
  bool known = false;
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) known |= vb_str_is(type, types[i]);
  if (!known) {
    vb_context_refuse(call, 415,
                      "send the quotes as application/json (an array), "
                      "application/x-ndjson, text/csv or text/plain (one a line)");
    return;
  }
  batch *b = new_batch(call, request);
  if (!b) return;
  b->neutral = neutral;
  b->csv = wants_csv(call->request->fields[VB_HTTP_ACCEPT], vb_str_is(type, "text/csv"));
  if (b->csv) b->request.limit = 1, b->request.bare = true; /* a row describes the first article */
  if (read_body(b, type, call->request->body, column, &error)) refuse_batch(call, b, &error);
  else stream(call, b, b->csv ? "text/csv; charset=utf-8" : "application/x-ndjson");
}

void vb_batch_show(vb_request_context *call, const vb_quote_request *request, vb_str text,
                   vb_str column, const vb_batch_view *view) {
  vb_error error;
  batch *b = new_batch(call, request);
  if (!b) return;
  b->request.limit = 1, b->request.bare = true;
  b->csv = !view;
  b->neutral = b->view_bom = !view; /* for spreadsheets */
  b->view = view;
  if (read_records(b, text, VB_BATCH_AUTO, column, &error)) refuse_batch(call, b, &error);
  else stream(call, b, view ? "text/html; charset=utf-8" : "text/csv; charset=utf-8");
}
