/*
 * http_answer.c - makes the answer of an exchange on a worker, whole or piece by piece, and sends
 * it on the library's thread.
 */
#include "web/http_internal.h"

#include "indexer/base/clock.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* ---- refusals ---- */

void vb_exchange_refuse(vb_exchange *x, unsigned status, const char *message) {
  vb_buf_clear(&x->response.body);
  x->response = (vb_http_response){.status = status, .route = "none", .body = VB_BUF_INIT};
  x->http->handler.refuse(x->http->handler.context, &x->request, status, message, &x->response);
  if (status == MHD_HTTP_SERVICE_UNAVAILABLE) x->response.retry_after = 1;
}

void vb_exchange_refuse_body(vb_exchange *x) {
  char message[100];
  snprintf(message, sizeof message, "the body is larger than the limit of %d bytes",
           VB_HTTP_BODY_MAX);
  vb_exchange_refuse(x, MHD_HTTP_CONTENT_TOO_LARGE, message);
  vb_buf_clear(&x->body);
}

/* ---- answers ---- */

static ssize_t read_stream(void *context, uint64_t at, char *out, size_t max) {
  vb_exchange *x = context;
  (void)at;
  if (x->broken) return MHD_CONTENT_READER_END_WITH_ERROR;
  if (x->piece_at < x->piece.n) {
    size_t n = x->piece.n - x->piece_at;
    if (n > max) n = max;
    memcpy(out, x->piece.p + x->piece_at, n);
    x->piece_at += n;
    x->sent += n;
    return (ssize_t)n;
  }
  if (x->last_piece) return MHD_CONTENT_READER_END_OF_STREAM;
  MHD_suspend_connection(x->connection);
  if (!vb_exchange_give_to_worker(x,
                                  SIZE_MAX)) { /* a stream continues however many requests wait */
    x->broken = true;                          /* the workers have ended: the server is stopping */
    MHD_resume_connection(x->connection);
  }
  return 0;
}

static bool may_be_cached(const vb_exchange *x) {
  const vb_http_response *r = &x->response;
  return r->status == MHD_HTTP_OK && !r->more && vb_str_is(x->request.method, "GET") &&
         !(r->cache && strstr(r->cache, "no-store"));
}

/* Packs the answer if its reader takes that and it is worth it; without memory it stays. */
static void pack(vb_exchange *x) {
  vb_http_response *r = &x->response;
  vb_buf packed = VB_BUF_INIT;
  if (r->status != MHD_HTTP_OK || !r->type || !vb_compress_is_text(r->type) ||
      !vb_compress_accepted(x->request.fields[VB_HTTP_ACCEPT_ENCODING]))
    return;
  if (r->more) {
    x->compressor = vb_compressor_new();
    r->packed = x->compressor != NULL;
  } else if (r->fixed.p) {
    r->packed = r->fixed_packed.p != NULL;
    if (r->packed) r->fixed = r->fixed_packed;
  } else if (r->body.n >= VB_COMPRESS_LEAST && vb_compress_all(vb_buf_view(&r->body), &packed)) {
    vb_buf_clear(&r->body);
    r->body = packed;
    r->packed = true;
  } else {
    vb_buf_clear(&packed);
  }
}

void vb_exchange_finish(vb_exchange *x) {
  vb_http_response *r = &x->response;
  if (r->status == MHD_HTTP_NOT_MODIFIED) vb_etag_of(r, VB_STR(""), x->etag);
  if (may_be_cached(x)) {
    vb_etag_of(r, r->fixed.p ? r->fixed : vb_buf_view(&r->body), x->etag);
    if (vb_etag_matches(x->request.fields[VB_HTTP_IF_NONE_MATCH], x->etag)) {
      r->status = MHD_HTTP_NOT_MODIFIED;
      r->fixed = VB_STR("");
    }
  }
  pack(x);
}

static void put_header(void *out, const char *name, const char *value) {
  MHD_add_response_header(out, name, value);
}

enum MHD_Result vb_exchange_send(vb_exchange *x) {
  vb_http_response *r = &x->response;
  vb_str body = r->fixed.p ? r->fixed : vb_buf_view(&r->body);
  struct MHD_Response *out =
      r->more ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16 * 1024, read_stream, x, NULL)
              : MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)body.p,
                                                MHD_RESPMEM_PERSISTENT);
  if (!out) return MHD_NO;
  vb_response_head(r, x->etag[0] ? x->etag : NULL, put_header, out);
  if (x->client->over || x->ends) MHD_add_response_header(out, "Connection", "close");
  if (!r->more) x->sent = body.n;
  if (r->long_answer)
    vb_connections_set_phase(x->http->clients, x->client, VB_CONNECTION_LONG_ANSWER);
  enum MHD_Result queued = MHD_queue_response(x->connection, r->status, out);
  MHD_destroy_response(out);
  return queued;
}

/* Runs on a worker: makes an answer within the share's time, in place of an earlier one. */
static void try_to_answer(vb_exchange *x, size_t worker, const vb_time_share *share) {
  vb_http *http = x->http;
  x->request.time_ms = share->milliseconds;
  vb_buf_clear(&x->response.body);
  x->response = (vb_http_response){.body = VB_BUF_INIT};
  x->answering = vb_arena_new();
  if (x->answering) {
    x->request.arena = x->answering;
    http->handler.answer(http->handler.context, worker, &x->request, &x->response);
  } else {
    vb_exchange_refuse(x, MHD_HTTP_SERVICE_UNAVAILABLE, "no memory for the answer");
  }
  vb_time_shares_give_back(http->shares, share);
}

/* Runs on a worker. False: not held, so the partial answer is sent. */
static bool hold(vb_exchange *x) {
  x->request.arena = x->arena;
  vb_arena_free(x->answering);
  x->answering = NULL;
  x->stage = HELD;
  return vb_time_shares_hold(x->http->shares, &x->held, x->from);
}

/* Runs on a worker. False: the request is held, and another thread may have it already. */
static bool answer(vb_exchange *x, size_t worker) {
  vb_http *http = x->http;
  if (x->stage == HELD) {
    try_to_answer(x, worker, &x->held.share);
    return true;
  }
  if (vb_clock_seconds() - x->queued > VB_HTTP_QUEUE_SECONDS) {
    vb_time_shares_leave(http->shares);
    vb_exchange_refuse(x, MHD_HTTP_SERVICE_UNAVAILABLE,
                       "too many requests at once; try again in a moment");
    return true;
  }
  vb_time_share share = vb_time_shares_take(http->shares, x->from);
  try_to_answer(x, worker, &share);
  return !x->response.cut || share.place != SIZE_MAX || !hold(x);
}

void vb_exchange_let_go(vb_held *held) {
  vb_exchange *x = (vb_exchange *)(void *)((char *)held - offsetof(vb_exchange, held));
  if (held->share.place != SIZE_MAX && vb_exchange_give_to_worker(x, SIZE_MAX)) return;
  vb_time_shares_give_back(x->http->shares, &held->share);
  x->stage = ANSWERED;
  MHD_resume_connection(x->connection);
}

/* The share of a held request is given back. */
static void refuse_stopped(vb_exchange *x) {
  if (x->stage == HELD) vb_time_shares_give_back(x->http->shares, &x->held.share);
  vb_exchange_refuse(x, MHD_HTTP_SERVICE_UNAVAILABLE, "the server is stopping");
}

/* Runs on a worker: makes the next piece of a stream. */
static void make_piece(vb_exchange *x, size_t worker) {
  vb_buf plain = VB_BUF_INIT;
  vb_buf *to = x->compressor ? &plain : &x->piece;
  vb_buf_reset(&x->piece);
  x->piece_at = 0;
  x->last_piece = !x->response.more(x->response.state, worker, to);
  x->broken = to->failed;
  if (x->compressor && !x->broken)
    x->broken = !vb_compressor_add(x->compressor, vb_buf_view(&plain), x->last_piece, &x->piece);
  vb_buf_clear(&plain);
}

/* Runs on a worker. */
static void run_task(void *context, size_t thread) {
  vb_exchange *x = context;
  vb_http *http = x->http;
  size_t worker = thread - 1;
  bool stopped = http->over;
  if (x->stage == ANSWERED) {
    if (stopped) x->broken = true;
    else make_piece(x, worker);
  } else {
    if (stopped) refuse_stopped(x);
    else if (!answer(x, worker)) return;
    vb_exchange_finish(x);
    x->stage = ANSWERED;
  }
  MHD_resume_connection(x->connection); /* from here on another thread may free the vb_exchange */
}

bool vb_exchange_give_to_worker(vb_exchange *x, size_t most) {
  return vb_task_pool_post(x->http->workers, &x->task, VB_TASK_SOON, run_task, x, most);
}
