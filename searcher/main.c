/*
 * main.c - the program `verbatim`: finds the command and runs it.
 *
 * The commands search, show, quote, said, trend, watch and mcp are in this program, and so are
 * help, completion and --man. The others belong to the programs verbatim-index and verbatim-serve,
 * which are executed in place of this one, as git does: the one in the same folder, otherwise the
 * first on PATH. So users learn one name, and no program carries the others' libraries.
 */
#include "indexer/base/options/manual_page.h"
#include "indexer/base/options/program.h"
#include "searcher/command/command.h"

#include <errno.h>
#include <libgen.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static int run_help(int argc, char **argv);
static int run_completion(int argc, char **argv);

static const struct {
  const char *name;
  int (*run)(int argc, char **argv); /* gets the arguments after the name; NULL: in a sibling */
} own[] = {
    {"search", vb_command_search}, {"show", vb_command_show},   {"quote", vb_command_quote},
    {"said", vb_command_said},     {"trend", vb_command_trend}, {"watch", vb_command_watch},
    {"mcp", vb_command_mcp},       {"help", run_help},          {"completion", run_completion},
};

enum { OWN = sizeof own / sizeof *own, PATH_BYTES = 4096 };

static int no_program(const char *program, int errnum) {
  vb_error err;
  vb_fail(&err, VB_NOT_FOUND, "cannot run %s: %s; it belongs beside verbatim or on PATH", program,
          strerror(errnum));
  return vb_program_complain(NULL, err.text);
}

/* Executes the program with "program command arguments..." in place of this one. */
static int become(const char *program, char **argv, bool keep_command) {
  char self[PATH_BYTES], beside[PATH_BYTES + 32];
  char **arguments = keep_command ? argv : argv + 1;
  arguments[0] = (char *)program; /* exec does not change its strings */
  signal(SIGPIPE, SIG_DFL);
  ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  if (n > 0) {
    self[n] = '\0';
    snprintf(beside, sizeof beside, "%s/%s", dirname(self), program);
    execv(beside, arguments);
    if (errno != ENOENT) return no_program(beside, errno);
  }
  execvp(program, arguments);
  return no_program(program, errno);
}

/* The program that has a command: one that takes command names, or the one that does only this. */
static int run_sibling(const vb_command_spec *spec, char **argv) {
  for (const vb_sibling_program *s = vb_sibling_programs; s->name; s++) {
    for (const vb_command_spec *const *c = s->commands; *c; c++)
      if (*c == spec) return become(s->name, argv, true);
    if (s->command == spec) return become(s->name, argv, false);
  }
  return vb_program_complain(spec->name, "no program has this command");
}

/* Former names of commands; they still work. */
static const struct { const char *before, *now; } renamed[] = {{"quotes", "said"}};

/* The current name of a command; prints a hint if an old one was used. */
static const char *present_name(const char *name) {
  for (size_t i = 0; i < sizeof renamed / sizeof *renamed; i++) {
    if (strcmp(name, renamed[i].before) != 0) continue;
    fprintf(stderr, "verbatim: '%s' is called '%s' now\n", renamed[i].before, renamed[i].now);
    return renamed[i].now;
  }
  return name;
}

static const vb_command_spec *find(const char *name) {
  vb_error err;
  name = present_name(name);
  const vb_command_spec *spec = vb_command_find(vb_verbatim_spec.commands, name, &err);
  if (!spec) vb_program_complain(NULL, err.text);
  return spec;
}

static int run_command(int argc, char **argv) {
  const vb_command_spec *spec = find(argv[1]);
  if (!spec) return VB_EXIT_TROUBLE;
  for (size_t i = 0; i < OWN; i++)
    if (strcmp(spec->name, own[i].name) == 0) return own[i].run(argc - 2, argv + 2);
  return run_sibling(spec, argv);
}

static int run_help(int argc, char **argv) {
  vb_arguments arguments;
  const vb_command_spec *spec = &vb_verbatim_spec;
  int ended = vb_program_begin(&vb_help_spec, argc, argv, NULL, &arguments);
  if (ended != VB_PROGRAM_GO_ON) return ended;
  if (arguments.operand_count) spec = find(arguments.operands[0]);
  return spec ? vb_program_help(spec, stdout) : VB_EXIT_TROUBLE;
}

/* Prints the text that was made, or the error; returns the exit status. */
static int print_made(const char *command, vb_status made, vb_buf *text, const vb_error *err) {
  if (made == VB_OK) fwrite(text->p, 1, text->n, stdout);
  vb_buf_clear(text);
  return made == VB_OK ? vb_program_end(command, VB_EXIT_FOUND)
                       : vb_program_complain(command, err->text);
}

static int run_completion(int argc, char **argv) {
  vb_error err;
  vb_arguments arguments;
  vb_buf text = VB_BUF_INIT;
  int ended = vb_program_begin(&vb_completion_spec, argc, argv, NULL, &arguments);
  if (ended != VB_PROGRAM_GO_ON) return ended;
  vb_status made = vb_completion_script(arguments.operands[0], &vb_verbatim_spec,
                                        vb_sibling_programs, &text, &err);
  return print_made("completion", made, &text, &err);
}

/* Handles a command line that begins with an option: --help, --version, --man. */
static int run_options(int argc, char **argv) {
  vb_error err;
  vb_arguments arguments;
  vb_verbatim_values values = {0};
  vb_buf text = VB_BUF_INIT;
  const vb_command_spec *spec = &vb_verbatim_spec;
  int ended = vb_program_begin(spec, argc, argv, &values, &arguments);
  if (ended != VB_PROGRAM_GO_ON) return ended;
  if (!values.man) {
    vb_options_misused(spec, &err, "the command comes first");
    return vb_program_complain(NULL, err.text);
  }
  if (arguments.operand_count) spec = find(arguments.operands[0]);
  if (!spec) return VB_EXIT_TROUBLE;
  vb_manual_page(spec, &vb_verbatim_spec, &text);
  return print_made("--man", vb_buf_ok(&text, &err), &text, &err);
}

int main(int argc, char **argv) {
  /* Writing to a closed pipe or socket must fail with an error, not end the program. */
  signal(SIGPIPE, SIG_IGN);
  if (argc < 2) {
    vb_program_help(&vb_verbatim_spec, stderr);
    return VB_EXIT_TROUBLE;
  }
  return argv[1][0] == '-' ? run_options(argc - 1, argv + 1) : run_command(argc, argv);
}
