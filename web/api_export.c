/*
 * api_export.c - /api/v1/export: all results of a search, as CSV, JSON lines or RIS.
 *
 * An export reads the archive through a store handle of its own, so that it shows one
 * snapshot from its first line to its last, whatever is committed meanwhile. It is streamed
 * in pieces of a tenth of a second; between two the worker is free for other requests, and
 * a piece may run on any worker. It remembers 65,000 places of results (all_hits.c) and no
 * more, however long it is. What cannot be given whole is broken off, so that its reader
 * does not take a part for all.
 *
 * A step to the next 65,000 is a long search. So at most a quarter of the workers, but two,
 * have an export, and one address has half of these.
 */
#include "web/request_context.h"
#include "indexer/base/clock.h"

#include <stdio.h>

static const double PIECE_SECONDS = 0.1;
enum { PIECE_BYTES = 64 * 1024, STEP_MS = 5000, PLACES_LEAST = 2 };

typedef enum form { CSV, JSONL, RIS } form;

typedef struct export {
  vb_exports *all;
  vb_web *web;
  size_t place; /* in the list of running exports */
  vb_store *store;
  vb_scan *scan;
  vb_arena *scratch; /* of a result */
  form form;
  bool neutral, begun;
}
export;

static const struct {
  const char *name, *type, *file;
} forms[] = {
    [CSV] = {"csv", "text/csv; charset=utf-8", "verbatim.csv"},
    [JSONL] = {"jsonl", "application/x-ndjson", "verbatim.jsonl"},
    [RIS] = {"ris", "application/x-research-info-systems", "verbatim.ris"},
};

/* ---- places ------------------------------------------------------------ */

static size_t places_of(const vb_web *web) {
  size_t places = web->worker_count / 4;
  return places < PLACES_LEAST ? PLACES_LEAST : places > VB_EXPORTS_MAX ? VB_EXPORTS_MAX : places;
}

/* False if there is none for this address. */
static bool take_place(vb_web *web, const char *address, size_t *place) {
  vb_exports *all = &web->exports;
  size_t places = places_of(web), own = 0;
  *place = SIZE_MAX;
  pthread_mutex_lock(&all->lock);
  for (size_t i = 0; i < places; i++) {
    if (!all->holders[i][0]) *place = i;
    else own += strcmp(all->holders[i], address) == 0;
  }
  if (own >= places / 2) *place = SIZE_MAX;
  if (*place != SIZE_MAX)
    snprintf(all->holders[*place], sizeof all->holders[*place], "%s", address);
  pthread_mutex_unlock(&all->lock);
  return *place != SIZE_MAX;
}

static void give_back(vb_exports *all, size_t place) {
  pthread_mutex_lock(&all->lock);
  all->holders[place][0] = '\0';
  pthread_mutex_unlock(&all->lock);
}

/* ---- the stream -------------------------------------------------------- */

static void end(void *state) {
  export *e = state;
  vb_scan_close(e->scan);
  vb_store_close(e->store);
  vb_arena_free(e->scratch);
  if (e->place != SIZE_MAX) give_back(e->all, e->place);
}

static vb_status write_hit(export *e, const vb_search_hit *hit, vb_buf *out) {
  vb_str text = VB_STR_NONE;
  vb_citation cited = {.article = hit->article};
  vb_status status = VB_OK;
  switch (e->form) {
  case CSV: status = vb_search_hit_to_csv(hit, e->neutral, e->scratch, &text, NULL); break;
  case JSONL: status = vb_search_hit_to_json(hit, e->scratch, &text, NULL); break;
  case RIS: status = vb_citation_write(&cited, VB_CITATION_RIS, e->scratch, &text, NULL); break;
  }
  vb_buf_str(out, text);
  if (e->form == JSONL) vb_buf_char(out, '\n');
  return status;
}

static bool more(void *state, size_t worker, vb_buf *out) {
  export *e = state;
  vb_search_hit hit;
  bool over = false;
  (void)worker;
  if (!e->begun && e->form == CSV) vb_buf_str(out, vb_search_csv_head());
  e->begun = true;
  double until = vb_clock_seconds() + PIECE_SECONDS;
  vb_store_enter(e->store);
  while (!over && !out->failed && out->n < PIECE_BYTES && vb_clock_seconds() < until) {
    vb_arena_clear(e->scratch);
    vb_status status = vb_scan_next(e->scan, e->scratch, &hit, &over, NULL);
    if (status == VB_OK && !over) status = write_hit(e, &hit, out);
    if (status != VB_OK) out->failed = true;
  }
  vb_store_leave(e->store);
  return !over;
}

/* ---- the request ------------------------------------------------------- */

static vb_status read_form(const vb_request_context *call, form *out, vb_error *err) {
  vb_str format = vb_context_text(call, "format");
  *out = CSV;
  if (!format.p) return VB_OK;
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (vb_str_is(format, forms[i].name)) {
      *out = (form)i;
      return VB_OK;
    }
  return vb_fail(err, VB_INVALID, "\"format\" must be csv, jsonl or ris");
}

static vb_status read_request(const vb_request_context *call, export *e, vb_search_request *out,
                              vb_error *err) {
  vb_str sort = vb_context_text(call, "sort");
  *out = (vb_search_request){.query = vb_context_text(call, "q"), .time_limit_ms = STEP_MS};
  if (!out->query.p) out->query = VB_STR("");
  if (sort.p && !vb_sort_of_name(sort, &out->sort))
    return vb_fail(err, VB_INVALID, "\"sort\" must be relevance, newest or oldest");
  vb_status status = read_form(call, &e->form, err);
  if (!status)
    status = vb_context_number(call, "snippets", 1, VB_SNIPPETS_MAX, &out->snippets, err);
  if (!status) status = vb_context_boolean(call, "neutral", false, &e->neutral, err);
  if (!status) status = vb_context_filter(call, true, &out->filter, err);
  if (e->form == RIS) out->snippets = 0;
  return status;
}

static vb_status open_scan(export *e, const vb_search_request *request, vb_error *err) {
  const vb_store_options options = {.memory_mib = e->web->memory_mib,
                                    .threads = e->web->search_threads};
  vb_status status = vb_store_open(e->web->store, &options, &e->store, err);
  if (!status) status = vb_scan_open(e->store, request, &e->scan, err);
  e->scratch = vb_arena_new();
  if (!status && !e->scratch) status = vb_fail(err, VB_NOMEM, "no memory for the export");
  return status;
}

void vb_api_export(vb_request_context *call) {
  static const char *const names[] = {"q",        "speaker*", "sort",           "format",
                                      "snippets", "neutral",  VB_FILTER_PARAMS, NULL};
  vb_search_request request;
  vb_http_response *r = call->response;
  vb_error error;
  if (!vb_context_params(call, names)) return;
  export *e = vb_arena_calloc(call->arena, 1, sizeof *e);
  if (!e) {
    vb_context_refuse(call, 503, "no memory for the export");
    return;
  }
  *e = (export){.all = &call->web->exports, .web = call->web, .place = SIZE_MAX};
  vb_status status = read_request(call, e, &request, &error);
  if (!status && request.query.n > VB_REQUEST_QUERY_MAX) {
    vb_context_refuse(call, 414, "the query is longer than %d bytes", VB_REQUEST_QUERY_MAX);
    return;
  }
  if (!status && !take_place(call->web, call->request->client, &e->place)) {
    vb_context_refuse(call, 503, "too many exports at once; try again in a moment");
    r->retry_after = 10;
    return;
  }
  if (!status) status = open_scan(e, &request, &error);
  if (status) {
    end(e);
    vb_context_error(call, vb_context_status(status), &error);
    return;
  }
  r->status = 200;
  r->type = forms[e->form].type;
  r->cache = "no-store";
  r->file = forms[e->form].file;
  r->long_answer = true;
  r->more = more, r->more_end = end, r->state = e;
}
