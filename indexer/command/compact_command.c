/*
 * compact_command.c - the commands `verbatim compact` and `verbatim languages`.
 */
#include "indexer/command/index_commands.h"

#include <stdio.h>

int vb_command_compact(int argc, char **argv) {
  vb_error err;
  vb_store_values values;
  vb_writer *writer = NULL;
  vb_writer_options options = {0};
  int code = vb_begin_with_store(&vb_compact_spec, argc, argv, &values);
  if (code != VB_PROGRAM_GO_ON) return code;
  options.threads = vb_task_pool_processors();
  if (vb_writer_open(values.store, &options, &writer, &err) != VB_OK)
    return vb_complain_of_store(values.store, &err);
  vb_status status = vb_writer_compact(writer, &err);
  if (status == VB_OK)
    printf("%s: compacted, %s articles\n", values.store,
           vb_grouped(vb_writer_about(writer).articles));
  vb_writer_close(writer);
  return status == VB_OK ? vb_finish_output(VB_EXIT_DONE) : vb_complain("%s", err.text);
}

int vb_command_languages(int argc, char **argv) {
  vb_arguments arguments;
  int code = vb_begin(&vb_languages_spec, argc, argv, NULL, &arguments);
  if (code != VB_PROGRAM_GO_ON) return code;
  vb_buf names = VB_BUF_INIT;
  vb_error err;
  vb_status status = vb_index_languages(&names, &err);
  for (size_t i = 0; i < names.n; i++)
    if (names.p[i] == ' ') names.p[i] = '\n';
  if (status == VB_OK) printf("none\n%.*s\n", VB_STR_ARG(vb_buf_view(&names)));
  vb_buf_clear(&names);
  return status == VB_OK ? vb_finish_output(VB_EXIT_DONE) : vb_complain("%s", err.text);
}
