/*
 * mcp_command.c - `verbatim mcp`: the Model Context Protocol over standard input and output.
 *
 * A message of JSON-RPC 2.0 is one line. Messages are answered one after the other, so
 * that a cancellation always comes too late and is passed over, as the protocol allows. A
 * line that is too long is read to its end and refused; nothing of it is kept. Versions of
 * the protocol differ in one thing here: batches, which came and went.
 */
#include "searcher/command/command.h"
#include "searcher/command/mcp_tools.h"

#include <stdio.h>

/* A quote of VB_QUOTE_MAX bytes, each written as an escape of JSON. */
enum { LINE_MAX_BYTES = VB_BATCH_RECORD_MAX };

/* The versions of the protocol, the newest first: that one is offered to a client of another. */
static const struct version {
  const char *name;
  bool batches;
} versions[] = {{"2025-06-18", false}, {"2025-03-26", true}, {"2024-11-05", true}};

static const char instructions[] =
    "A news archive. Check every quotation with the tool quote before you repeat it, and say what "
    "its verdict was; words that are not in the archive are not known to have been printed. Cite "
    "what you use: outlet, date, and the address or the id.";

typedef struct server {
  vb_store *store;
  vb_arena *arena;               /* of a line */
  const struct version *version; /* NULL: not initialized */
} server;

/* ---- answers ----------------------------------------------------------- */

static void begin_answer(vb_json_writer *json, vb_str id) {
  vb_json_open_object(json, NULL);
  vb_json_text(json, "jsonrpc", "2.0");
  if (id.p) vb_json_raw(json, "id", id);
  else vb_json_null(json, "id");
}

static void refuse(vb_json_writer *json, vb_str id, int code, const char *message) {
  begin_answer(json, id);
  vb_json_open_object(json, "error");
  vb_json_integer(json, "code", code);
  vb_json_text(json, "message", message);
  vb_json_close_object(json);
  vb_json_close_object(json);
}

static void initialize(server *s, const vb_mcp_message *message, vb_json_writer *json) {
  vb_mcp_object params = vb_mcp_params_of(message);
  vb_str wanted = vb_mcp_needed_text(&params, "protocolVersion");
  if (params.status != VB_OK) {
    refuse(json, message->id, VB_MCP_INVALID_PARAMS, params.error.text);
    return;
  }
  s->version = &versions[0];
  for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
    if (vb_str_is(wanted, versions[i].name)) s->version = &versions[i];
  begin_answer(json, message->id);
  vb_json_open_object(json, "result");
  vb_json_text(json, "protocolVersion", s->version->name);
  vb_json_open_object(json, "capabilities");
  vb_json_open_object(json, "tools");
  vb_json_boolean(json, "listChanged", false);
  vb_json_close_object(json);
  vb_json_close_object(json);
  vb_json_open_object(json, "serverInfo");
  vb_json_text(json, "name", "verbatim");
  vb_json_text(json, "title", "Verbatim");
  vb_json_text(json, "version", vb_version());
  vb_json_close_object(json);
  vb_json_text(json, "instructions", instructions);
  vb_json_close_object(json);
  vb_json_close_object(json);
}

static void ping(server *s, const vb_mcp_message *message, vb_json_writer *json) {
  (void)s;
  begin_answer(json, message->id);
  vb_json_open_object(json, "result");
  vb_json_close_object(json);
  vb_json_close_object(json);
}

/* All tools fit one page, so there is no cursor that could be given back. */
static void list_tools(server *s, const vb_mcp_message *message, vb_json_writer *json) {
  vb_mcp_object params = vb_mcp_params_of(message);
  (void)s;
  if (vb_mcp_text(&params, "cursor").p || params.status != VB_OK) {
    refuse(json, message->id, VB_MCP_INVALID_PARAMS, "there is no such cursor");
    return;
  }
  begin_answer(json, message->id);
  vb_json_open_object(json, "result");
  vb_mcp_tools_list(json);
  vb_json_close_object(json);
  vb_json_close_object(json);
}

static void call_tool(server *s, const vb_mcp_message *message, vb_json_writer *json) {
  vb_mcp_object params = vb_mcp_params_of(message);
  const vb_mcp_tool *tool = vb_mcp_tool_find(vb_mcp_needed_text(&params, "name"));
  vb_mcp_object arguments = vb_mcp_member(&params, "arguments");
  if (params.status != VB_OK || !tool) {
    refuse(json, message->id, VB_MCP_INVALID_PARAMS,
           params.status != VB_OK ? params.error.text : "there is no tool of this name");
    return;
  }
  vb_store_refresh(s->store, NULL); /* on failure it answers with what it has */
  begin_answer(json, message->id);
  vb_json_open_object(json, "result");
  vb_mcp_tool_call(tool, s->store, &arguments, s->arena, json);
  vb_json_close_object(json);
  vb_json_close_object(json);
}

/* ---- messages ---------------------------------------------------------- */

static const struct {
  const char *name;
  void (*answer)(server *, const vb_mcp_message *, vb_json_writer *);
  bool early; /* answered before the client has initialized */
} methods[] = {{"initialize", initialize, true},
               {"ping", ping, true},
               {"tools/list", list_tools, false},
               {"tools/call", call_tool, false}};

static void answer_request(server *s, const vb_mcp_message *message, vb_json_writer *json) {
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
    if (!vb_str_is(message->method, methods[i].name)) continue;
    if (s->version || methods[i].early) methods[i].answer(s, message, json);
    else refuse(json, message->id, VB_MCP_INVALID_REQUEST, "initialize comes first");
    return;
  }
  refuse(json, message->id, VB_MCP_METHOD_NOT_FOUND, "there is no such method");
}

/* Answers each message that wants one; false: there was none. */
static bool answer_messages(server *s, const vb_mcp_line *line, vb_json_writer *json) {
  bool any = false;
  for (size_t i = 0; i < line->count; i++) {
    const vb_mcp_message *message = &line->messages[i];
    if (message->kind == VB_MCP_INVALID)
      refuse(json, message->id, VB_MCP_INVALID_REQUEST, "this is no message of JSON-RPC 2.0");
    else if (message->kind == VB_MCP_REQUEST && line->batch &&
             vb_str_is(message->method, "initialize"))
      refuse(json, message->id, VB_MCP_INVALID_REQUEST, "initialize comes in a line of its own");
    else if (message->kind == VB_MCP_REQUEST) answer_request(s, message, json);
    else continue;
    any = true;
  }
  return any;
}

static bool answer_line(server *s, vb_str text, vb_buf *out) {
  vb_error err;
  vb_mcp_line line;
  vb_json_writer json = vb_json_begin(out);
  bool any = true;
  vb_status status = vb_mcp_read_line(text, s->arena, &line, &err);
  if (status == VB_OK && line.batch && (line.count == 0 || (s->version && !s->version->batches)))
    status =
        vb_fail(&err, VB_LIMIT,
                line.count ? "this version of the protocol has no batches" : "the batch is empty");
  if (status != VB_OK) {
    refuse(&json, VB_STR_NONE, status == VB_INVALID ? VB_MCP_PARSE_ERROR : VB_MCP_INVALID_REQUEST,
           err.text);
  } else {
    if (line.batch) vb_json_open_list(&json, NULL);
    any = answer_messages(s, &line, &json);
    if (line.batch) vb_json_close_list(&json);
  }
  vb_mcp_clear_line(&line);
  return any;
}

/* ---- lines ------------------------------------------------------------- */

/* Reads a line without its end. *long_: it was too long, and is not kept. False at the end. */
static bool read_line(vb_buf *out, bool *long_) {
  vb_buf_reset(out);
  *long_ = false;
  int c = getc_unlocked(stdin);
  if (c == EOF) return false;
  for (; c != EOF && c != '\n'; c = getc_unlocked(stdin)) {
    if (out->n == LINE_MAX_BYTES) *long_ = true;
    if (!*long_) vb_buf_char(out, (char)c);
  }
  return true;
}

/* False if nobody reads the answers any more. */
static bool send(const vb_buf *answer) {
  vb_str line = answer->failed
                    ? VB_STR("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32603,"
                             "\"message\":\"no memory for the answer\"}}")
                    : vb_buf_view(answer);
  fwrite(line.p, 1, line.n, stdout);
  fputc('\n', stdout);
  return fflush(stdout) == 0;
}

static void serve(server *s) {
  vb_buf line = VB_BUF_INIT, answer = VB_BUF_INIT;
  bool too_long, heard = true;
  while (heard && read_line(&line, &too_long)) {
    vb_buf_reset(&answer);
    vb_arena_clear(s->arena);
    vb_json_writer json = vb_json_begin(&answer);
    vb_str text = vb_str_trim(vb_buf_view(&line));
    if (too_long || line.failed)
      refuse(&json, VB_STR_NONE, VB_MCP_INVALID_REQUEST, "the line is longer than 8 MiB");
    else if (text.n == 0 || !answer_line(s, text, &answer)) continue;
    heard = send(&answer);
  }
  vb_buf_clear(&line);
  vb_buf_clear(&answer);
}

int vb_command_mcp(int argc, char **argv) {
  vb_error err;
  vb_arguments words;
  vb_asking ask;
  vb_mcp_values values = {0};
  int ended = vb_program_begin(&vb_mcp_spec, argc, argv, &values, &words);
  if (ended != VB_PROGRAM_GO_ON) return ended;
  values.common.store = vb_program_store(values.common.store);
  if (vb_asking_begin(&values.common, &ask, &err) != VB_OK) {
    vb_asking_end(&ask);
    return vb_complain("mcp", &err);
  }
  server s = {.store = ask.store, .arena = ask.arena};
  serve(&s);
  vb_asking_end(&ask);
  return VB_EXIT_FOUND;
}
