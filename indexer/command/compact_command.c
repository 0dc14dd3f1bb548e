/*
 * compact_command.c - `verbatim-index compact` and `verbatim-index languages`.
 */
#include "indexer/command/index_commands.h"

#include <getopt.h>
#include <stdio.h>

static const char help_compact[] =
    "Usage: verbatim-index compact [OPTION]...\n"
    "Rewrite a store so that it takes less room and is faster to search. The store can be\n"
    "searched meanwhile; there must be room for it a second time.\n"
    "\n"
    "Options:\n"
    "      --store DIR        the store ($VERBATIM_STORE, else verbatim-store)\n"
    "      --help             print this text\n"
    "\n"
    "Exit status: 0 when done, 2 on trouble.\n";

static const char help_languages[] =
    "Usage: verbatim-index languages\n"
    "Print the languages that --language knows, one a line. \"none\" leaves words as they are.\n"
    "\n"
    "Exit status: 0 when done, 2 on trouble.\n";

static int compact(const char *store, bool json) {
  (void)json;
  vb_error err;
  vb_writer *writer = NULL;
  vb_writer_options options = {0};
  vb_status status = vb_writer_open(store, &options, &writer, &err);
  if (status == VB_OK) status = vb_writer_compact(writer, &err);
  if (status == VB_OK)
    printf("%s: compacted, %s articles\n", store, vb_grouped(vb_writer_about(writer).articles));
  vb_writer_close(writer);
  return status == VB_OK ? vb_finish_output(VB_EXIT_DONE) : vb_complain("%s", err.text);
}

int vb_command_compact(int argc, char **argv) {
  static const vb_store_command command = {"compact", help_compact, false, compact};
  return vb_store_command_run(&command, argc, argv);
}

int vb_command_languages(int argc, char **argv) {
  static const struct option options[] = {{"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
  int code = getopt_long(argc, argv, "", options, NULL);
  if (code == 'h') {
    fputs(help_languages, stdout);
    return vb_finish_output(VB_EXIT_DONE);
  }
  if (code != -1 || optind < argc) return vb_misused("languages", "nothing is expected behind it");
  vb_buf names = VB_BUF_INIT;
  vb_error err;
  vb_status status = vb_index_languages(&names, &err);
  for (size_t i = 0; i < names.n; i++)
    if (names.p[i] == ' ') names.p[i] = '\n';
  if (status == VB_OK) printf("none\n%.*s\n", VB_STR_ARG(vb_buf_view(&names)));
  vb_buf_clear(&names);
  return status == VB_OK ? vb_finish_output(VB_EXIT_DONE) : vb_complain("%s", err.text);
}
