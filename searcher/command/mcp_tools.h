/*
 * mcp_tools.h - the tools of `verbatim mcp`: what each takes, and what it gives.
 */
#ifndef VB_SEARCHER_COMMAND_MCP_TOOLS_H
#define VB_SEARCHER_COMMAND_MCP_TOOLS_H

#include "indexer/base/json_writer.h"
#include "searcher/command/mcp_message.h"
#include "searcher/verbatim.h"

typedef struct vb_mcp_tool vb_mcp_tool;

/* NULL: no tool has this name. */
const vb_mcp_tool *vb_mcp_tool_find(vb_str name);
/* Writes the list of all tools, with their schemas, as the member "tools". */
void vb_mcp_tools_list(vb_json_writer *json);

/* Answers a call: writes the members "content", "structuredContent" and "isError" into the open
   object. A fault of the arguments or of the archive is an answer too, which the model reads. */
void vb_mcp_tool_call(const vb_mcp_tool *tool, vb_store *store, vb_mcp_object *arguments,
                      vb_arena *arena, vb_json_writer *json);

#endif
