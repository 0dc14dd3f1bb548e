/*
 * main.c - verbatim-index: finds the command, runs it, and prints its errors.
 *
 * Users call it as `verbatim index`, `verbatim inspect` and so on, so messages use these names.
 */
#include "indexer/command/index_commands.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>

static const char *running = "index"; /* set before any thread starts */

int vb_complain(const char *format, ...) {
  char text[VB_ERROR_TEXT];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return vb_program_complain(running, text);
}

int vb_complain_of_store(const char *store, vb_error *err) {
  vb_program_hint_at_store(store, err);
  return vb_program_complain(running, err->text);
}

int vb_begin(const vb_command_spec *spec, int argc, char **argv, void *values,
             vb_arguments *arguments) {
  running = spec->name;
  return vb_program_begin(spec, argc, argv, values, arguments);
}

int vb_finish_output(int status) {
  return vb_program_end(running, status);
}

int vb_print_line(vb_buf *text, int status) {
  vb_buf_char(text, '\n');
  if (text->failed) status = vb_complain("out of memory");
  else fwrite(text->p, 1, text->n, stdout);
  vb_buf_clear(text);
  return status;
}

const char *vb_grouped(uint64_t n) {
  static char ring[8][32];
  static unsigned next;
  char *out = ring[next++ % 8];
  char digits[24];
  int count = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
  char *to = out;
  for (int i = 0; i < count; i++) {
    if (i && (count - i) % 3 == 0) *to++ = ',';
    *to++ = digits[i];
  }
  *to = '\0';
  return out;
}

/* In the order of vb_index_commands. */
static int (*const runs[])(int argc, char **argv) = {
    vb_command_index,  vb_command_inspect, vb_command_compact,  vb_command_copy,
    vb_command_verify, vb_command_stats,   vb_command_languages};

/* Larger blocks are given back when they are freed. The C library would keep those of up to 32 MiB
   once one has been freed: a tenth of the memory of an index run. */
enum { GIVEN_BACK = 1 << 20 };

int main(int argc, char **argv) {
  mallopt(M_MMAP_THRESHOLD, GIVEN_BACK);
  for (size_t i = 0; argc > 1 && vb_index_commands[i]; i++)
    if (strcmp(argv[1], vb_index_commands[i]->name) == 0) return runs[i](argc - 2, argv + 2);
  return vb_command_index(argc > 0 ? argc - 1 : 0, argv + (argc > 0));
}
