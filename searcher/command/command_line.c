/*
 * command_line.c - how a command begins: its options and words.
 *
 * Not getopt: a query may hold "-word" anywhere, so one dash starts a word and
 * only two start an option, and options may stand behind the words, where
 * people put them.
 */
#include "searcher/command/command.h"

#include <errno.h>
#include <stdlib.h>

static const vb_option *option_of(const vb_option *options, size_t count, vb_str name) {
  for (size_t i = 0; i < count; i++)
    if (vb_str_is(name, options[i].name)) return &options[i];
  return NULL;
}

static vb_status number(const vb_option *option, const char *text, vb_error *err) {
  char *end;
  errno = 0;
  unsigned long long value = strtoull(text, &end, 10);
  if (*text < '0' || *text > '9' || *end || errno || value > option->max)
    return vb_fail(err, VB_INVALID, "--%s takes a number from 0 to %zu, not '%.60s'", option->name,
                   option->max, text);
  *(size_t *)option->to = (size_t)value;
  return VB_OK;
}

/* The option at argv[*at], and its value, which may be the next argument. */
static vb_status take(const vb_option *options, size_t count, int argc, char **argv, int *at,
                      vb_error *err) {
  const char *text = argv[*at] + 2, *equals = strchr(text, '=');
  vb_str name = {text, equals ? (size_t)(equals - text) : strlen(text)};
  const vb_option *option = option_of(options, count, name);
  if (!option) return vb_fail(err, VB_INVALID, "unknown option '--%.60s'; see --help", text);
  if (option->kind == VB_OPTION_FLAG) {
    if (equals) return vb_fail(err, VB_INVALID, "--%s takes no value", option->name);
    *(bool *)option->to = true;
    return VB_OK;
  }
  const char *value = equals ? equals + 1 : ++*at < argc ? argv[*at] : NULL;
  if (!value) return vb_fail(err, VB_INVALID, "--%s needs a value; see --help", option->name);
  if (option->kind == VB_OPTION_NUMBER) return number(option, value, err);
  *(const char **)option->to = value;
  return VB_OK;
}

enum { OPTIONS_MAX = 32, COMMON = 4 }; /* more than any command has */

vb_status vb_options_read(const vb_option *options, size_t count, vb_common *common, int argc,
                          char **argv, int *words, vb_error *err) {
  const char *store = getenv("VERBATIM_STORE");
  *common = (vb_common){.store = store && *store ? store : "verbatim-store", .color = "auto"};
  vb_option all[OPTIONS_MAX] = {{"store", VB_OPTION_TEXT, &common->store, 0},
                                {"color", VB_OPTION_TEXT, &common->color, 0},
                                {"json", VB_OPTION_FLAG, &common->json, 0},
                                {"help", VB_OPTION_FLAG, &common->help, 0}};
  for (size_t i = 0; i < count && COMMON + i < OPTIONS_MAX; i++) all[COMMON + i] = options[i];
  *words = 0;
  bool literal = false;
  for (int i = 0; i < argc; i++) {
    if (!literal && strcmp(argv[i], "--") == 0) {
      literal = true;
    } else if (!literal && strcmp(argv[i], "-h") == 0) {
      common->help = true;
    } else if (!literal && strncmp(argv[i], "--", 2) == 0) {
      vb_status status = take(all, COMMON + count, argc, argv, &i, err);
      if (status != VB_OK) return status;
    } else {
      argv[(*words)++] = argv[i];
    }
  }
  return VB_OK;
}

bool vb_command_begin(const vb_command *command, int argc, char **argv, vb_common *common,
                      vb_printer *printer, int *words, int *status) {
  vb_error err;
  *printer = (vb_printer){.out = stdout};
  vb_status done =
      vb_options_read(command->options, command->option_count, common, argc, argv, words, &err);
  if (done == VB_OK && common->help) {
    fputs(command->help, stdout);
    *status = vb_print_end(command->name, printer, VB_EXIT_FOUND);
    return false;
  }
  if (done == VB_OK && !vb_printer_init(printer, common->color))
    done = vb_fail(&err, VB_INVALID, "--color takes auto, always or never");
  printer->lost = &common->lost;
  if (done != VB_OK) *status = vb_complain(command->name, &err);
  return done == VB_OK;
}

vb_status vb_asking_begin(const vb_common *common, vb_asking *asking, vb_error *err) {
  *asking = (vb_asking){.arena = vb_arena_new(), .json = VB_BUF_INIT};
  if (!asking->arena) return vb_fail(err, VB_NOMEM, "out of memory");
  return vb_searcher_open(common->store, NULL, &asking->searcher, err);
}

void vb_asking_end(vb_asking *asking) {
  vb_buf_clear(&asking->json);
  vb_searcher_close(asking->searcher);
  vb_arena_free(asking->arena);
}

void vb_print_json(const vb_printer *printer, const vb_asking *asking) {
  fwrite(asking->json.p, 1, asking->json.n, printer->out);
  fputc('\n', printer->out);
}

vb_status vb_words_join(char **words, int count, vb_buf *out, vb_error *err) {
  for (int i = 0; i < count; i++) {
    if (i > 0) vb_buf_char(out, ' ');
    vb_buf_text(out, words[i]);
  }
  return vb_buf_ok(out, err);
}
