/*
 * main.c - the program `verbatim`: finds the command and runs it.
 *
 * search, show, quote and quotes are here. index, inspect, compact, verify, stats and
 * serve belong to the programs verbatim-index and verbatim-serve, which are run
 * in place of this one, as git runs its commands: the one beside this program,
 * else the first on PATH. So a user learns one name and no program carries the others'
 * libraries.
 */
#include "searcher/command/command.h"

#include <errno.h>
#include <libgen.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static const char help[] =
    "Usage: verbatim COMMAND [OPTION]... [ARGUMENT]...\n"
    "Find words, phrases and quotations in an archive of news articles.\n"
    "\n"
    "Commands:\n"
    "  index PATH...    make articles searchable: files and folders of text, HTML, JSON lines\n"
    "  search QUERY     find articles; words, \"exact phrases\", fields, dates\n"
    "  quote TEXT       say which articles print a quotation, and how closely\n"
    "  quotes [QUERY]   list who said what; of one speaker, or with these words\n"
    "  show ID          print an article\n"
    "  serve            answer on a web page and to scripts, over HTTP\n"
    "  inspect FILE...  print what would be indexed of a file, as JSON\n"
    "  compact          make a store smaller and faster\n"
    "  verify           check that a store is whole\n"
    "  stats            print what a store holds\n"
    "  help [COMMAND]   this text, or that of a command\n"
    "\n"
    "Options:\n"
    "      --help       print this text; with a command, how to use it\n"
    "      --version    print the version\n"
    "\n"
    "Examples:\n"
    "  verbatim index ~/archive                    make the store verbatim-store\n"
    "  verbatim search 'lake \"rose by two metres\"' find a word and a phrase\n"
    "  verbatim quote \"We will not leave.\"         who printed this, and in which words\n"
    "  verbatim serve                              the same on http://127.0.0.1:8080/\n"
    "\n"
    "The store is the folder given with --store, else $VERBATIM_STORE, else verbatim-store in\n"
    "the current folder. Colour is used on a terminal only, and not when NO_COLOR is set.\n"
    "\n"
    "Exit status: 0 when something was found or done, 1 when nothing was found, 2 on trouble.\n";

static const struct {
  const char *name;
  int (*run)(int argc, char **argv);
  const char *program; /* of a command that another program has */
} commands[] = {
    {"search", vb_command_search, NULL}, {"show", vb_command_show, NULL},
    {"quote", vb_command_quote, NULL},   {"quotes", vb_command_quotes, NULL},
    {"index", NULL, "verbatim-index"},   {"inspect", NULL, "verbatim-index"},
    {"compact", NULL, "verbatim-index"}, {"verify", NULL, "verbatim-index"},
    {"stats", NULL, "verbatim-index"},   {"serve", NULL, "verbatim-serve"},
};

enum { COMMANDS = sizeof commands / sizeof *commands, PATH_BYTES = 4096 };

static int no_program(const char *program, int errnum) {
  fprintf(stderr, "verbatim: cannot run %s: %s; it belongs beside verbatim or on PATH\n", program,
          strerror(errnum));
  return VB_EXIT_TROUBLE;
}

/* Runs the program with "program command arguments..." in place of this one. */
static int become(const char *program, char **argv, bool keep_command) {
  char self[PATH_BYTES], beside[PATH_BYTES + 32];
  char **arguments = keep_command ? argv : argv + 1;
  arguments[0] = (char *)program; /* exec changes no string */
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

static int run_help(int argc, char **argv);

static int run(int argc, char **argv) {
  for (size_t i = 0; i < COMMANDS; i++) {
    if (strcmp(argv[1], commands[i].name) != 0) continue;
    if (commands[i].run) return commands[i].run(argc - 2, argv + 2);
    return become(commands[i].program, argv, strcmp(commands[i].program, "verbatim-serve") != 0);
  }
  if (strcmp(argv[1], "help") == 0) return run_help(argc, argv);
  vb_error err;
  vb_fail(&err, VB_INVALID, "no command '%.60s'; 'verbatim help' lists them", argv[1]);
  return vb_complain(NULL, &err);
}

static int run_help(int argc, char **argv) {
  static char option[] = "--help";
  if (argc < 3) {
    fputs(help, stdout);
    return VB_EXIT_FOUND;
  }
  char *asked[] = {argv[0], argv[2], option, NULL};
  if (strcmp(asked[1], "help") == 0) return run_help(2, argv);
  return run(3, asked);
}

int main(int argc, char **argv) {
  /* A reader that goes away is no accident, and a shard's socket must not end the program. */
  signal(SIGPIPE, SIG_IGN);
  if (argc < 2) {
    fputs(help, stderr);
    return VB_EXIT_TROUBLE;
  }
  vb_printer printer = {.out = stdout};
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
    return vb_print_end("help", &printer, run_help(2, argv));
  if (strcmp(argv[1], "--version") == 0) {
    puts("verbatim " VB_VERSION_TEXT);
    return vb_print_end("--version", &printer, VB_EXIT_FOUND);
  }
  return run(argc, argv);
}
