/*
 * program.c - prints help, the version and errors for a program's main.c.
 *
 * File names and queries may contain any bytes, so all text for standard error goes
 * through one function, which replaces control characters.
 */
#include "indexer/base/options/program.h"

#include "indexer/base/options/help.h"
#include "indexer/base/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Prints text with "?" for each character that would control the terminal or break the line. */
static void print_harmless(const char *text, FILE *out) {
  const char *end = text + strlen(text);
  for (size_t n; text < end; text += n) {
    int32_t c = vb_utf8_decode(text, end, &n);
    if (vb_utf8_steers(c)) fputc('?', out);
    else fwrite(text, 1, n, out);
  }
}

int vb_program_complain(const char *command, const char *sentence) {
  fprintf(stderr, "verbatim%s%s: ", command ? " " : "", command ? command : "");
  print_harmless(sentence, stderr);
  fputc('\n', stderr);
  return VB_PROGRAM_TROUBLE;
}

int vb_program_end(const char *command, int status) {
  if (fflush(stdout) == 0 && !ferror(stdout)) return status;
  vb_error err;
  vb_fail_errno(&err, errno, "standard output");
  return vb_program_complain(command, err.text);
}

static size_t terminal_width(void) {
  struct winsize size;
  if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_col)
    return VB_HELP_WIDTH;
  return size.ws_col;
}

int vb_program_help(const vb_command_spec *spec, FILE *out) {
  vb_buf text = VB_BUF_INIT;
  vb_error err;
  vb_help_text(spec, terminal_width(), &text);
  vb_status status = vb_buf_ok(&text, &err);
  if (status == VB_OK) fwrite(text.p, 1, text.n, out);
  vb_buf_clear(&text);
  return status == VB_OK ? vb_program_end(spec->name, VB_PROGRAM_DONE)
                         : vb_program_complain(spec->name, err.text);
}

int vb_program_begin(const vb_command_spec *spec, int argc, char **argv, void *values,
                     vb_arguments *out) {
  vb_error err;
  if (vb_options_parse(spec, argc, argv, values, out, &err) != VB_OK)
    return vb_program_complain(spec->name, err.text);
  if (out->help) return vb_program_help(spec, stdout);
  if (!out->version) return VB_PROGRAM_GO_ON;
  puts("verbatim " VB_VERSION_TEXT); /* one name, whichever of the programs has the command */
  return vb_program_end(spec->name, VB_PROGRAM_DONE);
}

const char *vb_program_store(const char *option) {
  const char *environment = getenv("VERBATIM_STORE");
  if (option) return option;
  return environment && *environment ? environment : VB_PROGRAM_STORE;
}

void vb_program_hint_at_store(const char *store, vb_error *err) {
  static const char hint[] = "; make a store with 'verbatim index', or name one with --store";
  size_t n = strlen(err->text);
  if (strstr(store, "://")) return; /* a server or a cluster, whose error says what to do */
  if ((err->status == VB_NOT_FOUND || err->status == VB_INVALID) &&
      n + sizeof hint <= sizeof err->text)
    memcpy(err->text + n, hint, sizeof hint);
}
