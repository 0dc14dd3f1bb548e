/*
 * verify_command.c - `verbatim verify`: prints a line per fault, or that there is none; --repair
 * removes damaged segments.
 */
#include "indexer/command/index_commands.h"

#include "indexer/pipeline/repair.h"
#include "indexer/pipeline/verify.h"

#include <stdio.h>

static void print_fault(void *context, const char *sentence) {
  ++*(uint64_t *)context;
  vb_complain("%s", sentence);
}

/* Ids and paths may have any bytes: control characters are replaced, for terminal and table. */
static void print_field(vb_str text) {
  for (size_t i = 0; i < text.n; i++) {
    unsigned char c = (unsigned char)text.p[i];
    putchar(c < 0x20 || c == 0x7f ? ' ' : c);
  }
}

static void print_gone(void *context, vb_str id, vb_str path) {
  (void)context;
  print_field(id);
  putchar('\t');
  print_field(path);
  putchar('\n');
}

static int repair(const char *store) {
  vb_error err;
  vb_repair_summary done;
  vb_repair_events events = {.gone = print_gone};
  vb_status status = vb_repair_store(store, &events, &done, &err);
  if (status != VB_OK) return vb_complain_of_store(store, &err);
  if (done.marker) fprintf(stderr, "%s: its marker was damaged and is written anew\n", store);
  if (done.lines)
    fprintf(stderr, "%s: what was known of its outlets' lines was damaged and is dropped\n", store);
  if (!done.segments && !done.manifest) {
    fprintf(stderr, "%s: no segment is damaged, %s articles\n", store, vb_grouped(done.articles));
    return vb_finish_output(VB_EXIT_DONE);
  }
  fprintf(stderr, "%s: %s damaged segments set aside in %s/native/damaged, %s articles gone", store,
          vb_grouped(done.segments), store, vb_grouped(done.gone));
  if (done.nameless)
    fprintf(stderr, " (%s of them can no longer be named)", vb_grouped(done.nameless));
  fprintf(stderr, ", %s left; 'verbatim index' of the same files reads them again\n",
          vb_grouped(done.articles));
  return vb_finish_output(VB_EXIT_NOTHING);
}

int vb_command_verify(int argc, char **argv) {
  vb_error err;
  vb_store_values values;
  uint64_t articles, faults = 0;
  int code = vb_begin_with_store(&vb_verify_spec, argc, argv, &values);
  if (code != VB_PROGRAM_GO_ON) return code;
  if (values.repair) return repair(values.store);
  vb_status status = vb_verify_store(values.store, print_fault, &faults, &articles, &err);
  if (status == VB_OK) {
    printf("%s: sound, %s articles\n", values.store, vb_grouped(articles));
    return vb_finish_output(VB_EXIT_DONE);
  }
  return faults ? VB_EXIT_TROUBLE : vb_complain_of_store(values.store, &err);
}
