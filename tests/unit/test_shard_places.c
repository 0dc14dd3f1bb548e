/*
 * Tests of where the shards of an index are, and how a request is restricted to those that answer.
 */
#include "searcher/engine/opensearch/shard_places.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The nodes that an answer names as silent, with the type of the failure. */
static vb_silent_nodes silent(const char *name, const char *type) {
  vb_silent_nodes out;
  json_t *answer = json_pack("{s:{s:[{s:s,s:{s:s}}]}}", "_nodes", "failures", "node_id", name,
                             "caused_by", "type", type);
  vb_silent_nodes_read(answer, &out);
  json_decref(answer);
  return out;
}

/* shards: "{'0':[{'state':'STARTED','node':'a'}]}", with these quotation marks. */
static vb_shard_places read_with(const char *shards, const char *hanging) {
  static vb_shard_places out;
  vb_silent_nodes nodes = silent(hanging, "receive_timeout_transport_exception");
  size_t size = strlen(shards) + 100;
  char *text = malloc(size);
  snprintf(text, size, "{'routing_table':{'indices':{'i':{'shards':%s}}}}", shards);
  for (char *at = text; *at; at++)
    if (*at == '\'') *at = '"';
  json_t *answer = json_loads(text, 0, NULL);
  cr_assert(answer != NULL);
  cr_expect(vb_shard_places_read(answer, &nodes, &out) == (out.count > 0));
  json_decref(answer);
  free(text);
  return out;
}

#define ON(node) "{'state':'STARTED','node':'" node "'}"

Test(shard_places, while_all_answer_nothing_is_restricted) {
  vb_shard_places p = read_with("{'0':[" ON("a") "],'1':[" ON("b") "," ON("a") "]}", "c");
  cr_expect(p.count == 2 && p.answering == 2);
  cr_expect_str_eq(p.preference, "");
}

Test(shard_places, the_only_copy_on_a_silent_node_is_left_out) {
  vb_shard_places p = read_with("{'0':[" ON("a") "],'1':[" ON("b") "],'2':[" ON("c") "]}", "b");
  cr_expect(p.count == 3 && p.answering == 2 && p.place[1] == VB_SHARD_HANGS);
  cr_expect_str_eq(p.preference, "_shards:0,2%7C_only_nodes:a,c");
}

Test(shard_places, a_copy_on_another_node_is_used) {
  vb_shard_places p =
      read_with("{'0':[" ON("a") "," ON("b") "],'1':[" ON("b") "," ON("a") "]}", "b");
  cr_expect(p.answering == 2);
  cr_expect_str_eq(p.preference, "_only_nodes:a");
}

Test(shard_places, a_shard_that_no_node_has_or_that_is_not_ready_is_left_out) {
  vb_shard_places p = read_with("{'0':[{'state':'UNASSIGNED','node':null}],'1':[" ON(
                                    "a") "],"
                                         "'2':[{'state':'INITIALIZING','node':'a'}],"
                                         "'3':[{'state':'RELOCATING','node':'a'}]}",
                                "b");
  cr_expect(p.place[0] == VB_SHARD_NOWHERE && p.place[2] == VB_SHARD_NOWHERE);
  cr_expect_str_eq(p.preference, "_shards:1,3");
}

Test(shard_places, nothing_is_asked_for_where_nothing_answers) {
  vb_shard_places p = read_with("{'0':[" ON("a") "]}", "a");
  cr_expect(p.count == 1 && p.answering == 0);
  cr_expect_str_eq(p.preference, "");
}

Test(shard_places, what_is_no_list_of_shards_is_none) {
  static const char *const odd[] = {"{}",
                                    "[]",
                                    "7",
                                    "{'0':7}",
                                    "{'0':[7]}",
                                    "{'x':[" ON("a") "]}",
                                    "{'0':[{}]}",
                                    "{'0':[" ON("a b") "]}",
                                    "{'0':[" ON("a,_all") "]}"};
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
    cr_expect(read_with(odd[i], "b").answering == 0, "%s", odd[i]);
}

Test(shard_places, only_silence_counts_not_a_refusal) {
  cr_expect(silent("a", "receive_timeout_transport_exception").count == 1);
  cr_expect(silent("a", "node_not_connected_exception").count == 1);
  cr_expect(silent("a", "security_exception").count == 0);
  cr_expect(silent("a&b", "receive_timeout_transport_exception").count == 0);
  cr_expect(silent("", "receive_timeout_transport_exception").count == 0);
}

/* All shards but one on a node of their own. */
static char *many(size_t count) {
  size_t n = 0, size = count * 100 + 100;
  char *text = malloc(size);
  for (size_t i = 0; i < count; i++)
    n += (size_t)snprintf(text + n, size - n, "%s'%zu':[{'state':'STARTED','node':'node%019zu'}]",
                          i ? "," : "{", i, i);
  snprintf(text + n, size - n, "}");
  return text;
}

Test(shard_places, a_list_that_no_address_holds_is_not_begun) {
  static const size_t counts[] = {100, 150, 1024, 5000};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    char *text = many(counts[i]);
    vb_shard_places p = read_with(text, "node0000000000000000000");
    bool fits = counts[i] == 100, given = *p.preference != 0;
    cr_expect(p.count <= VB_SHARD_PLACES_MAX && p.answering == p.count - 1);
    cr_expect(given == fits, "%zu", counts[i]);
    if (fits) cr_expect(strstr(p.preference, ",node0000000000000000099") != NULL);
    free(text);
  }
}
