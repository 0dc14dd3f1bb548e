/*
 * mcp_message.h - messages of JSON-RPC 2.0, and the arguments of a tool's call, read without
 * trusting either. No type of the JSON library is visible.
 */
#ifndef VB_SEARCHER_COMMAND_MCP_MESSAGE_H
#define VB_SEARCHER_COMMAND_MCP_MESSAGE_H

#include "indexer/base/arena.h"
#include "indexer/base/status.h"

#include <stdbool.h>

enum { VB_MCP_BATCH_MAX = 64 }; /* messages in one line; a client sends a few */

/* Error codes of JSON-RPC. */
enum {
  VB_MCP_PARSE_ERROR = -32700,
  VB_MCP_INVALID_REQUEST = -32600,
  VB_MCP_METHOD_NOT_FOUND = -32601,
  VB_MCP_INVALID_PARAMS = -32602,
  VB_MCP_INTERNAL_ERROR = -32603
};

typedef enum vb_mcp_kind {
  VB_MCP_REQUEST,
  VB_MCP_NOTIFICATION, /* has no id, and gets no answer */
  VB_MCP_RESPONSE,     /* to a question that was never asked: passed over */
  VB_MCP_INVALID
} vb_mcp_kind;

typedef struct vb_mcp_message {
  vb_mcp_kind kind;
  vb_str id; /* as JSON; absent: none that can be returned */
  vb_str method;
  const void *params; /* NULL: none */
} vb_mcp_message;

typedef struct vb_mcp_line { /* one line of input */
  void *json;                /* owned */
  bool batch;
  vb_mcp_message messages[VB_MCP_BATCH_MAX];
  size_t count;
} vb_mcp_line;

/* Texts are in the arena. VB_INVALID if it is not JSON, VB_LIMIT for too long a batch; the line
   must be cleared then too. */
vb_status vb_mcp_read_line(vb_str text, vb_arena *arena, vb_mcp_line *out, vb_error *err);
void vb_mcp_clear_line(vb_mcp_line *line);

/* ---- parameters and arguments ---- */

/* Members of an object, read by name. The first that is not of its form is remembered, and ends in
   vb_mcp_finish; texts are borrowed from the message. */
typedef struct vb_mcp_object {
  const void *json; /* NULL: an empty one */
  vb_status status;
  vb_error error;
  const char *read[24]; /* names asked for so far; others are unknown */
  size_t read_count;
} vb_mcp_object;

vb_mcp_object vb_mcp_params_of(const vb_mcp_message *message);
/* The member as an object; an empty one if it is missing. */
vb_mcp_object vb_mcp_member(vb_mcp_object *of, const char *name);
/* Absent if it is missing. */
vb_str vb_mcp_text(vb_mcp_object *of, const char *name);
/* The same, but it must be there and not empty. */
vb_str vb_mcp_needed_text(vb_mcp_object *of, const char *name);
/* A text or a list of texts, of at most `most`; returns how many. */
size_t vb_mcp_texts(vb_mcp_object *of, const char *name, size_t most, vb_str *out);
size_t vb_mcp_number(vb_mcp_object *of, const char *name, size_t otherwise, size_t least,
                     size_t most);
bool vb_mcp_boolean(vb_mcp_object *of, const char *name, bool otherwise);
void vb_mcp_wrong(vb_mcp_object *of, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The first fault, or VB_INVALID for a member that nothing asked for: a filter that is misspelt
   must not be left out. */
vb_status vb_mcp_finish(vb_mcp_object *of, vb_error *err);

#endif
