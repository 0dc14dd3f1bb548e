/*
 * request_context.c - what all routes need: reading parameters, and answering with errors.
 */
#include "web/request_context.h"

#include "indexer/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

static vb_str valid(const vb_request_context *call, vb_str raw) {
  if (!raw.p || vb_utf8_valid(raw)) return raw;
  vb_buf repaired = VB_BUF_INIT;
  vb_utf8_repair(raw, &repaired);
  vb_str copy = repaired.failed ? VB_STR_NONE : vb_arena_copy(call->arena, vb_buf_view(&repaired));
  vb_buf_clear(&repaired);
  return copy;
}

vb_str vb_context_text(const vb_request_context *call, const char *name) {
  return valid(call, vb_url_param_get(&call->request->params, name));
}

size_t vb_context_texts(const vb_request_context *call, const char *name, size_t max, vb_str *out) {
  const vb_url_params *params = &call->request->params;
  size_t count = 0;
  for (size_t i = 0; i < params->count; i++) {
    const vb_url_param *param = &params->items[i];
    if (!vb_str_is(param->name, name) || !vb_str_trim(param->value).n) continue;
    if (count < max) out[count] = valid(call, param->value);
    count++;
  }
  return count;
}

vb_status vb_context_number(const vb_request_context *call, const char *name, size_t otherwise,
                            size_t max, size_t *out, vb_error *err) {
  vb_str text = vb_url_param_get(&call->request->params, name);
  size_t n = 0;
  *out = otherwise;
  if (!text.p) return VB_OK;
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] < '0' || text.p[i] > '9' || n > max)
      return vb_fail(err, VB_INVALID, "\"%s\" must be a whole number from 0 to %zu", name, max);
    n = n * 10 + (size_t)(text.p[i] - '0');
  }
  if (n > max)
    return vb_fail(err, VB_INVALID, "\"%s\" must be a whole number from 0 to %zu", name, max);
  *out = n;
  return VB_OK;
}

/* The name in the list, which may end with a "*"; NULL for an unknown one. */
static const char *known_name(const char *const *names, vb_str name) {
  for (const char *const *n = names; *n; n++) {
    size_t length = strlen(*n);
    if (length && (*n)[length - 1] == '*') length--;
    if (vb_str_eq(name, (vb_str){*n, length})) return *n;
  }
  return NULL;
}

bool vb_context_params(vb_request_context *call, const char *const *names) {
  const vb_url_params *params = &call->request->params;
  for (size_t i = 0; i < params->count; i++) {
    vb_str name = params->items[i].name;
    const char *known = known_name(names, name);
    if (!known) {
      vb_context_refuse(call, 400, "unknown parameter \"%.*s\"", (int)(name.n > 60 ? 60 : name.n),
                        name.p);
      return false;
    }
    for (size_t j = 0; j < i && strlen(known) == name.n; j++) {
      if (!vb_str_eq(params->items[j].name, name)) continue;
      vb_context_refuse(call, 400, "parameter \"%.*s\" is given twice", VB_STR_ARG(name));
      return false;
    }
  }
  return true;
}

/* How often a parameter is given, empty ones too. */
static size_t times_given(const vb_request_context *call, const char *name) {
  const vb_url_params *params = &call->request->params;
  size_t times = 0;
  for (size_t i = 0; i < params->count; i++) times += vb_str_is(params->items[i].name, name);
  return times;
}

/* Adds all parameters of one name to the choices. */
static vb_status read_choices(const vb_request_context *call, vb_facet_kind kind, bool excluded,
                              vb_choice *choices, size_t *count, vb_error *err) {
  vb_str values[VB_REQUEST_CHOICES_MAX];
  char name[32];
  snprintf(name, sizeof name, "%s%s", excluded ? "not-" : "", vb_facet_name(kind));
  size_t given = vb_context_texts(call, name, VB_REQUEST_CHOICES_MAX, values);
  if (times_given(call, name) > VB_REQUEST_CHOICES_MAX)
    return vb_fail(err, VB_INVALID, "\"%s\" is given more than %d times", name,
                   VB_REQUEST_CHOICES_MAX);
  if (given > VB_CHOICES_MAX - *count)
    return vb_fail(err, VB_INVALID, "more than %d filters at once", VB_CHOICES_MAX);
  for (size_t i = 0; i < given; i++) {
    if (vb_utf8_count(values[i]) > VB_REQUEST_CHOICE_MAX)
      return vb_fail(err, VB_INVALID, "\"%s\" is longer than %d characters", name,
                     VB_REQUEST_CHOICE_MAX);
    choices[(*count)++] = (vb_choice){values[i], kind, excluded};
  }
  return VB_OK;
}

vb_status vb_context_filter(const vb_request_context *call, bool by_speaker, vb_filter *out,
                            vb_error *err) {
  static const char *const names[] = {"after", "before"};
  vb_str *const outs[] = {&out->after, &out->before};
  vb_choice *choices = vb_arena_calloc(call->arena, VB_CHOICES_MAX, sizeof *choices);
  if (!choices) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < 2; i++) {
    *outs[i] = vb_context_text(call, names[i]);
    if (outs[i]->n > VB_REQUEST_FIELD_MAX)
      return vb_fail(err, VB_INVALID, "\"%s\" is longer than %d bytes", names[i],
                     VB_REQUEST_FIELD_MAX);
  }
  vb_status status = VB_OK;
  for (int i = 0; i < 2 * VB_FACET_KINDS && status == VB_OK; i++) {
    vb_facet_kind kind = (vb_facet_kind)(i / 2);
    if (kind == VB_FACET_SPEAKER && !by_speaker) continue;
    status = read_choices(call, kind, i % 2, choices, &out->choice_count, err);
  }
  out->choices = choices;
  return status;
}

vb_status vb_context_window(const vb_request_context *call, size_t *from, size_t *size,
                            vb_error *err) {
  enum { SIZE = 10 };
  vb_status status = vb_context_number(call, "from", 0, VB_WINDOW_MAX, from, err);
  if (!status) status = vb_context_number(call, "size", SIZE, VB_REQUEST_SIZE_MAX, size, err);
  if (!status && *size > VB_WINDOW_MAX - *from) *size = VB_WINDOW_MAX - *from;
  return status;
}

vb_status vb_context_boolean(const vb_request_context *call, const char *name, bool otherwise,
                             bool *out, vb_error *err) {
  vb_str text = vb_url_param_get(&call->request->params, name);
  *out = text.p ? vb_str_is(text, "true") || vb_str_is(text, "1") : otherwise;
  if (!text.p || *out || vb_str_is(text, "false") || vb_str_is(text, "0")) return VB_OK;
  return vb_fail(err, VB_INVALID, "\"%s\" must be true or false", name);
}

unsigned vb_context_status(vb_status status) {
  switch (status) {
  case VB_OK: return 200;
  case VB_NOT_FOUND: return 404;
  case VB_INVALID:
  case VB_LIMIT: return 400;
  case VB_UNAVAILABLE:
  case VB_LOCKED:
  case VB_NOMEM: return 503;
  default: return 500;
  }
}

bool vb_context_is_page(vb_str path) {
  static const char *const machines[] = {"/api/", "/healthz", "/metrics", "/openapi.yaml"};
  for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
    if (vb_str_starts(path, machines[i])) return false;
  return true;
}

void vb_context_error(vb_request_context *call, unsigned status, const vb_error *error) {
  vb_http_response *r = call->response;
  vb_buf_reset(&r->body);
  r->status = status;
  r->cache = "no-store";
  if (vb_context_is_page(call->request->path)) {
    vb_page_error(call, status, error->text);
    return;
  }
  r->type = "application/json";
  vb_str json;
  if (vb_error_to_json(error, call->arena, &json, NULL)) return;
  vb_buf_str(&r->body, json);
  vb_buf_char(&r->body, '\n');
}

static vb_status meaning(unsigned status) {
  switch (status) {
  case 404: return VB_NOT_FOUND;
  case 408:
  case 413:
  case 414: return VB_LIMIT;
  case 503: return VB_UNAVAILABLE;
  case 500: return VB_INTERNAL;
  default: return VB_INVALID;
  }
}

void vb_context_refuse(vb_request_context *call, unsigned status, const char *format, ...) {
  char text[VB_ERROR_TEXT];
  vb_error error;
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  vb_fail(&error, meaning(status), "%s", text);
  vb_context_error(call, status, &error);
}

void vb_context_answer(vb_request_context *call, vb_status status, vb_str json,
                       const vb_error *error) {
  vb_http_response *r = call->response;
  if (status) {
    vb_context_error(call, vb_context_status(status), error);
    return;
  }
  r->status = 200;
  r->type = "application/json";
  vb_buf_str(&r->body, json);
  vb_buf_char(&r->body, '\n');
  if (r->body.failed) vb_context_refuse(call, 503, "no memory for the answer");
}
