/*
 * http_client.c - the only file that uses libcurl.
 *
 * A call has an easy handle of its own for its time; the multi handle keeps the connections, so
 * that the next call to the same node needs no new one.
 *
 * A node that hangs takes connections and requests like one that is busy. So while a call waits
 * for its first byte, the node is asked something easy now and then, over another connection.
 */
#include "indexer/store/opensearch/http_client.h"

#include "indexer/base/clock.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum {
  CONNECT_MS = 3000,
  POLL_MS = 1000,
  WATCH_MS = 200,    /* POLL_MS of calls that are watched */
  PATIENT_MS = 1000, /* without a byte until a node is asked whether it is alive */
  ALIVE_MS = 2000,   /* that it has to answer */
  SUSPECT_MS = 500,  /* the same, if the call is given up anyway */
  ALIVE_BYTES = 1 << 16
};

typedef struct watch { /* of the node of one call */
  vb_http_call asked;
  double begun, heard; /* of vb_clock_seconds; heard: when it was last known to be alive */
  bool asks;
} watch;

struct vb_http {
  CURLM *multi;
  CURL *easy[VB_HTTP_AT_ONCE_MAX], *alive[VB_HTTP_AT_ONCE_MAX]; /* made when first needed */
  struct curl_slist *one_value, *lines;
  char *user_password, *ca;
  bool insecure;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static CURLcode library;

static void begin_library(void) {
  library = curl_global_init(CURL_GLOBAL_DEFAULT);
}

static void free_headers(struct curl_slist *list) {
  for (struct curl_slist *at = list; at; at = at->next) explicit_bzero(at->data, strlen(at->data));
  curl_slist_free_all(list);
}

void vb_http_free(vb_http *http) {
  if (!http) return;
  for (size_t i = 0; i < VB_HTTP_AT_ONCE_MAX; i++) {
    curl_easy_cleanup(http->easy[i]);
    curl_easy_cleanup(http->alive[i]);
  }
  curl_multi_cleanup(http->multi);
  free_headers(http->one_value);
  free_headers(http->lines);
  if (http->user_password) explicit_bzero(http->user_password, strlen(http->user_password));
  free(http->user_password);
  free(http->ca);
  free(http);
}

/* NULL without memory. "Expect" would cost a round trip for each larger body. */
static struct curl_slist *headers(const char *type, const char *api_key) {
  vb_buf key = VB_BUF_INIT;
  const char *all[3] = {type, "Expect:", NULL};
  if (api_key) {
    vb_buf_printf(&key, "Authorization: ApiKey %s", api_key);
    vb_buf_char(&key, '\0');
    all[2] = key.failed ? NULL : key.p;
  }
  struct curl_slist *list = NULL;
  bool whole = !key.failed;
  for (size_t i = 0; i < 3 && whole && all[i]; i++) {
    struct curl_slist *longer = curl_slist_append(list, all[i]);
    whole = longer != NULL;
    if (longer) list = longer;
  }
  if (key.p) explicit_bzero(key.p, key.n);
  vb_buf_clear(&key);
  if (whole) return list;
  free_headers(list);
  return NULL;
}

static bool copy_access(vb_http *http, const vb_cluster_access *access) {
  if (access->user && asprintf(&http->user_password, "%s:%s", access->user, access->password) < 0) {
    http->user_password = NULL;
    return false;
  }
  http->insecure = access->insecure;
  http->ca = access->ca ? strdup(access->ca) : NULL;
  return !access->ca || http->ca;
}

vb_status vb_http_new(const vb_cluster_access *access, vb_http **out, vb_error *err) {
  *out = NULL;
  pthread_once(&once, begin_library);
  vb_http *http = calloc(1, sizeof *http);
  if (http && library == CURLE_OK) {
    http->multi = curl_multi_init();
    http->one_value = headers("Content-Type: application/json", access->api_key);
    http->lines = headers("Content-Type: application/x-ndjson", access->api_key);
  }
  if (http && http->multi && http->one_value && http->lines && copy_access(http, access)) {
    *out = http;
    return VB_OK;
  }
  vb_http_free(http);
  return vb_fail(err, VB_NOMEM, "no memory for connections");
}

static size_t take(char *bytes, size_t size, size_t count, void *context) {
  vb_http_call *call = context;
  size_t n = size * count;
  if (n > call->answer_max || call->answer.n > call->answer_max - n) {
    call->result = VB_HTTP_TOO_LARGE;
    return 0;
  }
  vb_buf_append(&call->answer, bytes, n);
  if (call->answer.failed) call->result = VB_HTTP_NOMEM;
  return call->answer.failed ? 0 : n;
}

static void set_access(const vb_http *http, CURL *easy) {
  if (http->user_password) {
    curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    curl_easy_setopt(easy, CURLOPT_USERPWD, http->user_password);
  }
  if (http->ca) curl_easy_setopt(easy, CURLOPT_CAINFO, http->ca);
  if (!http->insecure) return;
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
}

static void set_body(CURL *easy, const vb_http_call *call) {
  if (call->body.p) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call->body.p);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.n);
  } else {
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
  }
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call->method);
}

static bool begin(vb_http *http, CURL *easy, vb_http_call *call) {
  curl_easy_setopt(easy, CURLOPT_URL, call->url);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, NULL); /* so that no answer unpacks to more */
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)call->timeout_ms);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, call->lines ? http->lines : http->one_value);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->why);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
  set_access(http, easy);
  set_body(easy, call);
  return curl_multi_add_handle(http->multi, easy) == CURLM_OK;
}

static vb_http_result result_of(CURLcode code, CURL *easy) {
  curl_off_t connected_us = 0, began_us = 0; /* the latter also over a connection that was kept */
  curl_easy_getinfo(easy, CURLINFO_CONNECT_TIME_T, &connected_us);
  curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &began_us);
  switch (code) {
  case CURLE_OK: return VB_HTTP_ANSWERED;
  case CURLE_OUT_OF_MEMORY: return VB_HTTP_NOMEM;
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_CONNECT: return VB_HTTP_UNREACHED;
  case CURLE_SSL_CONNECT_ERROR: return VB_HTTP_NO_TLS;
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_CIPHER:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_SSL_INVALIDCERTSTATUS:
  case CURLE_USE_SSL_FAILED: return VB_HTTP_UNTRUSTED;
  case CURLE_OPERATION_TIMEDOUT:
    if (began_us) return VB_HTTP_LATE;
    return connected_us ? VB_HTTP_SILENT : VB_HTTP_UNREACHED;
  default: return connected_us ? VB_HTTP_SILENT : VB_HTTP_UNREACHED;
  }
}

static void finish(CURL *easy, CURLcode code) {
  vb_http_call *call = NULL;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &call);
  /* TOO_LARGE and NOMEM were set while reading; curl then says "failed writing". */
  bool refused = call->result == VB_HTTP_TOO_LARGE || call->result == VB_HTTP_NOMEM;
  if (!refused) call->result = result_of(code, easy);
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &call->code);
  if (!call->why[0]) snprintf(call->why, sizeof call->why, "%s", curl_easy_strerror(code));
  call->ended = true;
}

static void finish_all(vb_http *http) {
  CURLMsg *message;
  int left;
  while ((message = curl_multi_info_read(http->multi, &left)))
    if (message->msg == CURLMSG_DONE) finish(message->easy_handle, message->data.result);
}

/* ---- nodes that hang ---- */

static void ask_whether_alive(vb_http *http, size_t i, const vb_http_call *call, watch *w) {
  if (!http->alive[i]) http->alive[i] = curl_easy_init();
  vb_buf_reset(&w->asked.answer);
  w->asked.method = "GET", w->asked.url = call->alive, w->asked.timeout_ms = ALIVE_MS;
  w->asked.answer_max = ALIVE_BYTES, w->asked.ended = false, w->asked.why[0] = '\0';
  w->asks = http->alive[i] && begin(http, http->alive[i], &w->asked);
}

static void forget_question(vb_http *http, size_t i, watch *w) {
  if (!w->asks) return;
  curl_multi_remove_handle(http->multi, http->alive[i]);
  curl_easy_reset(http->alive[i]);
  w->asks = false;
}

/* Whether the node of a call has to be given up. */
static bool hangs(vb_http *http, size_t i, const vb_http_call *call, watch *w) {
  double now = vb_clock_seconds();
  if (!w->asks) {
    if (now - w->heard >= PATIENT_MS / 1e3) ask_whether_alive(http, i, call, w);
    return false;
  }
  if (!w->asked.ended) return false;
  bool silent = w->asked.result == VB_HTTP_SILENT || w->asked.result == VB_HTTP_LATE ||
                w->asked.result == VB_HTTP_UNREACHED;
  forget_question(http, i, w);
  w->heard = now;
  return silent;
}

static void end_call(vb_http *http, size_t i, vb_http_call *call, vb_http_result result,
                     const char *why) {
  call->ended = true;
  call->result = result;
  snprintf(call->why, sizeof call->why, "%s", why);
  curl_multi_remove_handle(http->multi, http->easy[i]);
}

static bool is_given_up(const vb_http_call *call, const watch *w) {
  return call->give_up && call->give_up(call->context, vb_clock_seconds() - w->begun);
}

/* Whether the node has not said for a while that it is alive. */
static bool seems_to_hang(const watch *w) {
  return w->asks && !w->asked.ended &&
         vb_clock_seconds() - w->heard >= (PATIENT_MS + SUSPECT_MS) / 1e3;
}

/* Ends the calls whose nodes hang, or that are given up. False: no call is left. */
static bool watch_all(vb_http *http, vb_http_call *const *calls, size_t count, watch *watches) {
  bool left = false;
  for (size_t i = 0; i < count; i++) {
    vb_http_call *call = calls[i];
    bool waits = !call->ended && !call->answer.n;
    bool silent = waits && call->alive && hangs(http, i, call, &watches[i]);
    bool given_up = waits && !silent && is_given_up(call, &watches[i]);
    if (silent || (given_up && seems_to_hang(&watches[i])))
      end_call(http, i, call, VB_HTTP_SILENT, "takes connections, but answers nothing");
    else if (given_up)
      end_call(http, i, call, VB_HTTP_GIVEN_UP, "did not answer yet when it was given up");
    if (call->ended || call->answer.n) forget_question(http, i, &watches[i]);
    left |= !call->ended;
  }
  return left;
}

static bool any_watched(vb_http_call *const *calls, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (calls[i]->alive || calls[i]->give_up) return true;
  return false;
}

/* ---- calls ---- */

static void begin_all(vb_http *http, vb_http_call *const *calls, size_t count, watch *watches) {
  for (size_t i = 0; i < count; i++) {
    vb_http_call *call = calls[i];
    call->result = VB_HTTP_SILENT, call->code = 0, call->why[0] = '\0';
    watches[i].begun = watches[i].heard = vb_clock_seconds();
    if (!http->easy[i]) http->easy[i] = curl_easy_init();
    call->ended = !http->easy[i] || !begin(http, http->easy[i], call);
    if (call->ended) call->result = VB_HTTP_NOMEM;
  }
}

void vb_http_do(vb_http *http, vb_http_call *const *calls, size_t count) {
  watch watches[VB_HTTP_AT_ONCE_MAX] = {0};
  int running = 0, pause = any_watched(calls, count) ? WATCH_MS : POLL_MS;
  begin_all(http, calls, count, watches);
  while (curl_multi_perform(http->multi, &running) == CURLM_OK) {
    finish_all(http);
    if (!watch_all(http, calls, count, watches) || !running) break;
    if (curl_multi_poll(http->multi, NULL, 0, pause, NULL) != CURLM_OK) break;
  }
  for (size_t i = 0; i < count; i++) {
    forget_question(http, i, &watches[i]);
    vb_buf_clear(&watches[i].asked.answer);
    if (!http->easy[i]) continue;
    curl_multi_remove_handle(http->multi, http->easy[i]); /* if it is still there */
    curl_easy_reset(http->easy[i]); /* it points to the call, which ends here */
  }
}
