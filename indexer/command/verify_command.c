/*
 * verify_command.c - `verbatim-index verify`: a line for each fault, or that there is none.
 */
#include "indexer/command/index_commands.h"

#include "indexer/pipeline/verify.h"

#include <stdio.h>

static const char help[] =
    "Usage: verbatim-index verify [OPTION]...\n"
    "Read a whole store and check that every byte is what was written. Each fault is one line on\n"
    "standard error, with the file and the place. The store can be searched and written "
    "meanwhile.\n"
    "\n"
    "Options:\n"
    "      --store DIR        the store ($VERBATIM_STORE, else verbatim-store)\n"
    "      --help             print this text\n"
    "\n"
    "Examples:\n"
    "  verbatim verify --store news\n"
    "\n"
    "Exit status: 0 when the store is sound, 2 when it is not or could not be read.\n";

static void print_fault(void *context, const char *sentence) {
  ++*(uint64_t *)context;
  vb_complain("%s", sentence);
}

static int verify(const char *store, bool json) {
  (void)json;
  vb_error err;
  uint64_t articles, faults = 0;
  vb_status status = vb_verify_store(store, print_fault, &faults, &articles, &err);
  if (status == VB_OK) {
    printf("%s: sound, %s articles\n", store, vb_grouped(articles));
    return vb_finish_output(VB_EXIT_DONE);
  }
  return faults ? VB_EXIT_TROUBLE : vb_complain("%s", err.text);
}

int vb_command_verify(int argc, char **argv) {
  static const vb_store_command command = {"verify", help, false, verify};
  return vb_store_command_run(&command, argc, argv);
}
