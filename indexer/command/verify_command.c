/*
 * verify_command.c - `verbatim verify`: a line for each fault, or that there is none.
 */
#include "indexer/command/index_commands.h"

#include "indexer/pipeline/verify.h"

#include <stdio.h>

static void print_fault(void *context, const char *sentence) {
  ++*(uint64_t *)context;
  vb_complain("%s", sentence);
}

int vb_command_verify(int argc, char **argv) {
  vb_error err;
  vb_store_values values;
  uint64_t articles, faults = 0;
  int code = vb_begin_with_store(&vb_verify_spec, argc, argv, &values);
  if (code != VB_PROGRAM_GO_ON) return code;
  vb_status status = vb_verify_store(values.store, print_fault, &faults, &articles, &err);
  if (status == VB_OK) {
    printf("%s: sound, %s articles\n", values.store, vb_grouped(articles));
    return vb_finish_output(VB_EXIT_DONE);
  }
  return faults ? VB_EXIT_TROUBLE : vb_complain_of_store(&err);
}
