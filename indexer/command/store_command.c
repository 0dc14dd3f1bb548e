/*
 * store_command.c - the command line of those commands that take nothing but a store.
 */
#include "indexer/command/index_commands.h"

#include <getopt.h>
#include <stdio.h>

int vb_store_command_run(const vb_store_command *command, int argc, char **argv) {
  static const struct option options[] = {{"store", required_argument, NULL, 's'},
                                          {"help", no_argument, NULL, 'h'},
                                          {"json", no_argument, NULL, 'j'},
                                          {NULL, 0, NULL, 0}};
  const char *store = NULL;
  bool json = false;
  for (int code; (code = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (code == 'h') {
      fputs(command->help, stdout);
      return vb_finish_output(VB_EXIT_DONE);
    }
    if (code == 's') store = optarg;
    else if (code == 'j' && command->takes_json) json = true;
    else if (code == 'j') return vb_misused(command->name, "there is no --json here");
    else return vb_hint(command->name);
  }
  if (optind < argc)
    return vb_misused(command->name, "'%s' is not expected; the store goes behind --store",
                      argv[optind]);
  return command->run(vb_store_folder(store), json);
}
