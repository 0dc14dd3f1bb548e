/*
 * main.c - verbatim-index: finds the command, and says what went wrong.
 */
#include "indexer/command/index_commands.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *vb_store_folder(const char *option) {
  const char *environment = getenv("VERBATIM_STORE");
  if (option) return option;
  return environment && *environment ? environment : "verbatim-store";
}

/* Paths and errors may hold anything: the terminal gets no control characters. */
static void print_line(const char *format, va_list args) {
  char text[2 * VB_ERROR_TEXT];
  vsnprintf(text, sizeof text, format, args);
  for (unsigned char *p = (unsigned char *)text; *p; p++)
    if (*p < 0x20 || *p == 0x7F) *p = '?';
  fprintf(stderr, "verbatim-index: %s\n", text);
}

int vb_complain(const char *format, ...) {
  va_list args;
  va_start(args, format);
  print_line(format, args);
  va_end(args);
  return VB_EXIT_TROUBLE;
}

int vb_misused(const char *command, const char *format, ...) {
  va_list args;
  va_start(args, format);
  print_line(format, args);
  va_end(args);
  return vb_hint(command);
}

int vb_hint(const char *command) {
  fprintf(stderr, "Try 'verbatim-index %s --help'.\n", command);
  return VB_EXIT_TROUBLE;
}

int vb_finish_output(int status) {
  if (fflush(stdout) == 0 && !ferror(stdout)) return status;
  return vb_complain("standard output: %s", strerror(errno));
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

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
  } commands[] = {{"index", vb_command_index},     {"inspect", vb_command_inspect},
                  {"compact", vb_command_compact}, {"verify", vb_command_verify},
                  {"stats", vb_command_stats},     {"languages", vb_command_languages}};
  static char name[] = "verbatim-index"; /* what getopt's sentences begin with */
  size_t count = sizeof commands / sizeof *commands, which = 0;
  while (argc > 1 && which < count && strcmp(argv[1], commands[which].name) != 0) which++;
  bool named = argc > 1 && which < count;
  if (named) argc--, argv++;
  if (argc > 0) argv[0] = name;
  return named ? commands[which].run(argc, argv) : vb_command_index(argc, argv);
}
