/*
 * http_request.c - reads what a client asks: the head of a request, and the fields of a form with
 * files.
 */
#include "web/http_internal.h"

#include "web/request_rules.h"

#include <stdlib.h>
#include <string.h>

enum { FORM_FIELDS_MAX = 32, FORM_BUFFER = 16 * 1024 };

/* ---- requests ---- */

static vb_str lower_type(const char *sent, vb_arena *arena) {
  if (!sent) return VB_STR_NONE;
  vb_str type = vb_str_trim((vb_str){sent, strcspn(sent, ";")});
  char *copy = vb_arena_alloc(arena, type.n + 1);
  if (!copy) return VB_STR_NONE;
  for (size_t i = 0; i < type.n; i++)
    copy[i] = (char)(type.p[i] >= 'A' && type.p[i] <= 'Z' ? type.p[i] + 32 : type.p[i]);
  return (vb_str){copy, type.n};
}

/* Whether a field stands on two lines. libmicrohttpd passes a name and its value where they
   arrived, one after the other, but 0.9.75 appends a continued line to the name
   ("Transfer-Encodingchunked"), in a copy that it makes after the value. Later versions refuse such
   fields. */
static bool is_continued(const char *name, const char *value) {
  return (uintptr_t)value <= (uintptr_t)name;
}

static enum MHD_Result add_field(void *context, enum MHD_ValueKind kind, const char *name,
                                 const char *value) {
  (void)kind;
  vb_request_head *head = context;
  if (value && is_continued(name, value)) head->continued = true;
  vb_request_head_add(head, vb_str_of(name), vb_str_of(value));
  return MHD_YES;
}

/* Returns 0, or the status for a head that is ambiguous or not meant for this machine. */
static unsigned check_head(vb_exchange *x, vb_str *uri, vb_error *err) {
  vb_request_head head = {0};
  vb_str host;
  MHD_get_connection_values(x->connection, MHD_HEADER_KIND, add_field, &head);
  if (x->http->trust_proxy) vb_request_client(&head, x->from);
  if (vb_request_head_check(&head, err)) {
    x->ends = true;
    return err->status == VB_LIMIT ? MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE
                                   : MHD_HTTP_BAD_REQUEST;
  }
  /* Browsers send the name in the address as Host; only without a Host the address itself
     counts. */
  if (vb_request_absolute(uri, &host) && !head.hosts) head.host = host, head.hosts = 1;
  if (!x->http->here_only || !head.hosts ||
      vb_request_host_is_here(head.host, x->http->allowed_hosts, x->http->allowed_host_count))
    return 0;
  vb_fail(err, VB_INVALID,
          "this server answers on this machine alone, not as '%.*s'; --allow-host adds a name",
          (int)(head.host.n > 100 ? 100 : head.host.n), head.host.p);
  return MHD_HTTP_FORBIDDEN;
}

/* Copies the fields that answers depend on; false without memory. */
static bool read_fields(vb_exchange *x) {
  static const char *const names[VB_HTTP_FIELDS] = {
      [VB_HTTP_ACCEPT] = "Accept",
      [VB_HTTP_ACCEPT_ENCODING] = "Accept-Encoding",
      [VB_HTTP_AUTHORIZATION] = "Authorization",
      [VB_HTTP_COOKIE] = "Cookie",
      [VB_HTTP_IF_NONE_MATCH] = "If-None-Match",
      [VB_HTTP_ORIGIN] = "Origin",
      [VB_HTTP_PREFLIGHT] = "Access-Control-Request-Method",
      [VB_HTTP_FETCH_SITE] = "Sec-Fetch-Site",
      [VB_HTTP_PROTOCOL] = "X-Forwarded-Proto",
      [VB_HTTP_PREFIX] = "X-Forwarded-Prefix",
      [VB_HTTP_HOST] = "Host",
  };
  for (size_t i = 0; i < VB_HTTP_FIELDS; i++) {
    const char *sent = MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, names[i]);
    x->request.fields[i] = vb_arena_copy(x->arena, vb_str_of(sent));
    if (sent && !x->request.fields[i].p) return false;
  }
  return true;
}

unsigned vb_exchange_read_head(vb_exchange *x, const char *method, vb_error *err) {
  vb_http_request *r = &x->request;
  vb_str uri = vb_str_of(x->uri);
  unsigned unsound = check_head(x, &uri, err);
  size_t path = 0;
  while (path < uri.n && uri.p[path] != '?') path++;
  r->method = vb_arena_copy(x->arena, vb_str_of(strcmp(method, "HEAD") ? method : "GET"));
  r->path = path ? vb_str_slice(uri, 0, path) : VB_STR("/");
  r->query = vb_str_slice(uri, path + 1, uri.n);
  r->client = x->from;
  r->content_type = lower_type(
      MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "Content-Type"), x->arena);
  if (!read_fields(x)) r->method = VB_STR_NONE;
  if (!r->method.p) return vb_fail(err, VB_NOMEM, "no memory"), MHD_HTTP_SERVICE_UNAVAILABLE;
  if (unsound) return unsound;
  if (uri.n > VB_HTTP_URL_MAX) {
    vb_fail(err, VB_LIMIT, "the address is longer than the limit of %d bytes", VB_HTTP_URL_MAX);
    return MHD_HTTP_URI_TOO_LONG;
  }
  if (vb_url_params_read(r->query, x->arena, &r->params, err))
    return err->status == VB_LIMIT ? MHD_HTTP_BAD_REQUEST : MHD_HTTP_SERVICE_UNAVAILABLE;
  if (!vb_connections_admit(x->http->clients, x->client) || x->http->stopping) {
    vb_fail(err, VB_UNAVAILABLE, "too many connections at once; try again in a moment");
    return MHD_HTTP_SERVICE_UNAVAILABLE;
  }
  return 0;
}

/* ---- forms with files ---- */

/* Called with each piece of a field; off: where it begins in the field. */
static enum MHD_Result add_to_field(void *context, enum MHD_ValueKind kind, const char *key,
                                    const char *file, const char *type, const char *coding,
                                    const char *bytes, uint64_t off, size_t n) {
  vb_exchange *x = context;
  (void)kind, (void)file, (void)type, (void)coding;
  form_field *last = x->field_count ? &x->fields[x->field_count - 1] : NULL;
  if (off == 0) {
    if (x->field_count == FORM_FIELDS_MAX) {
      x->too_many_fields = true;
      return MHD_NO;
    }
    last = &x->fields[x->field_count];
    last->name = strdup(key ? key : "");
    if (!last->name) return MHD_NO;
    x->field_count++;
  }
  if (!last) return MHD_NO;
  vb_buf_append(&last->value, bytes, n);
  return last->value.failed ? MHD_NO : MHD_YES;
}

void vb_exchange_begin_form(vb_exchange *x) {
  if (!vb_str_is(x->request.content_type, "multipart/form-data")) return;
  x->fields = calloc(FORM_FIELDS_MAX, sizeof *x->fields);
  if (x->fields) x->post = MHD_create_post_processor(x->connection, FORM_BUFFER, add_to_field, x);
  x->request.form_broken = !x->post;
}

void vb_exchange_end_form(vb_exchange *x) {
  vb_http_request *r = &x->request;
  if (!x->fields) return;
  if (x->post && MHD_destroy_post_processor(x->post) != MHD_YES) r->form_broken = true;
  x->post = NULL;
  r->form_broken |= x->too_many_fields;
  vb_url_param *items = vb_arena_calloc(x->arena, x->field_count + 1, sizeof *items);
  if (!items) r->form_broken = true;
  for (size_t i = 0; items && i < x->field_count; i++) {
    items[i] = (vb_url_param){vb_str_of(x->fields[i].name), vb_buf_view(&x->fields[i].value)};
    r->form = (vb_url_params){items, i + 1};
  }
}

void vb_exchange_clear_form(vb_exchange *x) {
  if (x->post) MHD_destroy_post_processor(x->post);
  for (size_t i = 0; i < x->field_count; i++) {
    free(x->fields[i].name);
    vb_buf_clear(&x->fields[i].value);
  }
  free(x->fields);
}
