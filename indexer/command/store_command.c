/*
 * store_command.c - reads the command line of commands that take only a store, and values that
 * several commands take.
 */
#include "indexer/command/index_commands.h"

#include <stdio.h>

int vb_begin_with_store(const vb_command_spec *spec, int argc, char **argv,
                        vb_store_values *values) {
  vb_arguments arguments;
  *values = (vb_store_values){0};
  int code = vb_begin(spec, argc, argv, values, &arguments);
  values->store = vb_program_store(values->store);
  return code;
}

bool vb_read_shard(const char *text, uint32_t *shard, uint32_t *shards) {
  enum { SHARDS_MAX = 1000 };
  unsigned k, n;
  int end = 0;
  bool shaped = text[strspn(text, "0123456789/")] == '\0' && strlen(text) < 10 &&
                sscanf(text, "%u/%u%n", &k, &n, &end) == 2 && text[end] == '\0';
  if (!shaped || k == 0 || k > n || n > SHARDS_MAX) return false;
  *shard = k;
  *shards = n;
  return true;
}
