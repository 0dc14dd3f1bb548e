/*
 * store_command.c - reads the command line of commands that take only a store.
 */
#include "indexer/command/index_commands.h"

int vb_begin_with_store(const vb_command_spec *spec, int argc, char **argv,
                        vb_store_values *values) {
  vb_arguments arguments;
  *values = (vb_store_values){0};
  int code = vb_begin(spec, argc, argv, values, &arguments);
  values->store = vb_program_store(values->store);
  return code;
}
