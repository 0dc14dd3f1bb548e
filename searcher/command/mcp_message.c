/*
 * mcp_message.c - reads JSON-RPC with jansson.
 */
#include "searcher/command/mcp_message.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- messages ---------------------------------------------------------- */

/* An id is a text or a number; it is returned as it came. */
static vb_str id_of(const json_t *id, vb_arena *arena) {
  enum { ID_MAX = 1024 };
  if (!json_is_string(id) && !json_is_number(id)) return VB_STR_NONE;
  char *text = json_dumps(id, JSON_ENCODE_ANY | JSON_COMPACT | JSON_ENSURE_ASCII);
  vb_str kept =
      text && strlen(text) <= ID_MAX ? vb_arena_copy(arena, vb_str_of(text)) : VB_STR_NONE;
  free(text);
  return kept;
}

static vb_mcp_message read_message(const json_t *json, vb_arena *arena) {
  const json_t *id = json_object_get(json, "id"), *method = json_object_get(json, "method");
  const json_t *params = json_object_get(json, "params");
  const json_t *version = json_object_get(json, "jsonrpc");
  vb_mcp_message out = {.kind = VB_MCP_INVALID, .id = id_of(id, arena), .params = params};
  if (!json_is_string(version) || strcmp(json_string_value(version), "2.0") != 0) return out;
  if (!method && (json_object_get(json, "result") || json_object_get(json, "error"))) {
    out.kind = VB_MCP_RESPONSE;
    return out;
  }
  if (!json_is_string(method) || (params && !json_is_object(params)) || (id && !out.id.p))
    return out;
  out.method = (vb_str){json_string_value(method), json_string_length(method)};
  out.kind = id ? VB_MCP_REQUEST : VB_MCP_NOTIFICATION;
  return out;
}

vb_status vb_mcp_read_line(vb_str text, vb_arena *arena, vb_mcp_line *out, vb_error *err) {
  json_error_t wrong;
  *out = (vb_mcp_line){0};
  json_t *json = json_loadb(text.p, text.n, JSON_ALLOW_NUL | JSON_DECODE_ANY, &wrong);
  out->json = json;
  if (!json) return vb_fail(err, VB_INVALID, "the line is not JSON: %s", wrong.text);
  out->batch = json_is_array(json);
  size_t count = out->batch ? json_array_size(json) : 1;
  if (count > VB_MCP_BATCH_MAX)
    return vb_fail(err, VB_LIMIT, "a batch has at most %d messages", VB_MCP_BATCH_MAX);
  for (size_t i = 0; i < count; i++)
    out->messages[i] = read_message(out->batch ? json_array_get(json, i) : json, arena);
  out->count = count;
  return VB_OK;
}

void vb_mcp_clear_line(vb_mcp_line *line) {
  json_decref(line->json);
  *line = (vb_mcp_line){0};
}

/* ---- members ----------------------------------------------------------- */

void vb_mcp_wrong(vb_mcp_object *of, const char *format, ...) {
  char text[VB_ERROR_TEXT];
  va_list args;
  if (of->status != VB_OK) return;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  of->status = vb_fail(&of->error, VB_INVALID, "%s", text);
}

static const json_t *member(vb_mcp_object *of, const char *name) {
  if (of->read_count < sizeof of->read / sizeof *of->read) of->read[of->read_count++] = name;
  const json_t *value = of->json ? json_object_get(of->json, name) : NULL;
  return json_is_null(value) ? NULL : value; /* some models write null for what they leave out */
}

vb_mcp_object vb_mcp_params_of(const vb_mcp_message *message) {
  return (vb_mcp_object){.json = message->params};
}

vb_mcp_object vb_mcp_member(vb_mcp_object *of, const char *name) {
  const json_t *value = member(of, name);
  vb_mcp_object out = {.json = value};
  if (value && !json_is_object(value)) {
    out.json = NULL;
    vb_mcp_wrong(of, "\"%s\" must be an object", name);
    vb_mcp_wrong(&out, "\"%s\" must be an object", name);
  }
  return out;
}

vb_str vb_mcp_text(vb_mcp_object *of, const char *name) {
  const json_t *value = member(of, name);
  if (!value) return VB_STR_NONE;
  if (!json_is_string(value)) {
    vb_mcp_wrong(of, "\"%s\" must be a text", name);
    return VB_STR_NONE;
  }
  return (vb_str){json_string_value(value), json_string_length(value)};
}

vb_str vb_mcp_needed_text(vb_mcp_object *of, const char *name) {
  vb_str text = vb_mcp_text(of, name);
  if (vb_str_trim(text).n == 0) vb_mcp_wrong(of, "\"%s\" is missing", name);
  return text;
}

size_t vb_mcp_texts(vb_mcp_object *of, const char *name, size_t most, vb_str *out) {
  const json_t *value = member(of, name);
  size_t count = json_is_array(value) ? json_array_size(value) : value ? 1 : 0;
  if (count > most) {
    vb_mcp_wrong(of, "\"%s\" has more than %zu texts", name, most);
    return 0;
  }
  for (size_t i = 0; i < count; i++) {
    const json_t *one = json_is_array(value) ? json_array_get(value, i) : value;
    if (!json_is_string(one)) {
      vb_mcp_wrong(of, "\"%s\" must be a text or a list of texts", name);
      return 0;
    }
    out[i] = (vb_str){json_string_value(one), json_string_length(one)};
  }
  return count;
}

size_t vb_mcp_number(vb_mcp_object *of, const char *name, size_t otherwise, size_t least,
                     size_t most) {
  const json_t *value = member(of, name);
  if (!value) return otherwise;
  double number = json_is_number(value) ? json_number_value(value) : -1;
  if (!(number >= (double)least && number <= (double)most) || number != (double)(size_t)number) {
    vb_mcp_wrong(of, "\"%s\" must be a whole number from %zu to %zu", name, least, most);
    return otherwise;
  }
  return (size_t)number;
}

bool vb_mcp_boolean(vb_mcp_object *of, const char *name, bool otherwise) {
  const json_t *value = member(of, name);
  if (value && !json_is_boolean(value)) vb_mcp_wrong(of, "\"%s\" must be true or false", name);
  return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

vb_status vb_mcp_finish(vb_mcp_object *of, vb_error *err) {
  const char *name;
  json_t *value;
  json_t *json = (json_t *)(uintptr_t)of->json; /* the macro does not change it */
  if (json) json_object_foreach(json, name, value) {
      bool known = false;
      for (size_t i = 0; i < of->read_count; i++) known |= strcmp(of->read[i], name) == 0;
      if (!known) vb_mcp_wrong(of, "there is no argument \"%.60s\"", name);
    }
  if (of->status != VB_OK && err) *err = of->error;
  return of->status;
}
