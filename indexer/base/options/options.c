/*
 * options.c - reads a command line by the table of its command.
 *
 * getopt does not fit, for two reasons. People put options after the words of a
 * query, and a query may contain "-word" anywhere. An unknown option must be refused
 * with the name that was probably meant. So: one pass over argv, which moves the
 * operands to its front; each option writes the field that its row points at.
 */
#include "indexer/base/options/options.h"

#include "indexer/base/options/nearest_name.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct parser {
  const vb_command_spec *spec;
  int argc;
  char **argv;
  char *values;
  vb_arguments *out;
  int at; /* the argument being read */
} parser;

/* ---- the table ---- */

const vb_option *vb_options_implied(const vb_command_spec *spec) {
  static const vb_option rows[] = {
      {.name = "help", .letter = 'h', .help = "print this text"},
      {.name = "version", .help = "print the version"},
      {.name = NULL},
  };
  static const vb_option help_alone[] = {
      {.name = "help", .letter = 'h', .help = "print this text"},
      {.name = NULL},
  };
  return spec->version ? rows : help_alone;
}

/* The row with that name, or with that letter if it is not 0. */
static const vb_option *find_in(const vb_option *row, vb_str name, char letter) {
  for (; row && row->name; row++)
    if (letter ? row->letter == letter : vb_str_is(name, row->name)) return row;
  return NULL;
}

static const vb_option *find(const vb_command_spec *spec, vb_str name, char letter) {
  const vb_option *row = find_in(spec->options, name, letter);
  return row ? row : find_in(vb_options_implied(spec), name, letter);
}

void vb_options_choices(const char *choices, vb_buf *out) {
  for (const char *p = choices; *p;) {
    size_t n = strcspn(p, " ");
    bool last = p[n] == '\0';
    if (p > choices) vb_buf_text(out, last ? " or " : ", ");
    vb_buf_append(out, p, n);
    p += last ? n : n + 1;
  }
}

/* ---- what is wrong ---- */

vb_status vb_options_misused(const vb_command_spec *spec, vb_error *err, const char *format, ...) {
  char text[VB_ERROR_TEXT];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return vb_fail(err, VB_INVALID, "%.380s; see 'verbatim %s%s--help'", text,
                 spec->name ? spec->name : "", spec->name ? " " : "");
}

static void nearest_in(vb_nearest_name *nearest, const vb_option *row) {
  for (; row && row->name; row++) vb_nearest_name_try(nearest, row->name);
}

static void suggest(vb_buf *out, const char *name) {
  vb_buf_printf(out, "%s--%s", out->n ? " or " : " (did you mean ", name);
}

/* For an unknown letter: suggests the options whose names begin with it. */
static void suggest_by_letter(const vb_option *row, char letter, vb_buf *out) {
  for (; row && row->name; row++)
    if (row->name[0] == letter) suggest(out, row->name);
}

/* The message names the most similar option. For commands whose operands are text it also says how
   to give a word that begins with a dash. */
static vb_status unknown(const parser *p, const char *argument, vb_error *err) {
  bool letter = argument[1] != '-' && argument[2] == '\0';
  const char *name = argument + (argument[1] == '-' ? 2 : 1);
  vb_nearest_name nearest = {.wanted = {name, strcspn(name, "=")}};
  vb_buf meant = VB_BUF_INIT;
  if (letter) {
    suggest_by_letter(p->spec->options, *name, &meant);
  } else {
    nearest_in(&nearest, p->spec->options);
    nearest_in(&nearest, vb_options_implied(p->spec));
    if (nearest.name) suggest(&meant, nearest.name);
  }
  bool words = p->spec->operands == VB_OPERANDS_QUERY || p->spec->operands == VB_OPERANDS_TEXT;
  if (meant.n) vb_buf_text(&meant, "?)");
  if (words && argument[1] != '-')
    vb_buf_text(&meant, "; a word that begins with a dash goes after --");
  if (p->spec->commands) vb_buf_text(&meant, "; the options of a command go after it");
  vb_status status = vb_options_misused(p->spec, err, "unknown option '%.60s'%.*s", argument,
                                        VB_STR_ARG(vb_buf_view(&meant)));
  vb_buf_clear(&meant);
  return status;
}

/* ---- values ---- */

/* Reads digits up to the end of the text, or sets *end to the first other character. */
static bool digits(const char *text, const char **end, size_t *out) {
  size_t n = 0;
  const char *p = text;
  for (; *p >= '0' && *p <= '9'; p++) {
    if (n > (SIZE_MAX - 9) / 10) return false;
    n = n * 10 + (size_t)(*p - '0');
  }
  *end = p;
  *out = n;
  return p > text;
}

static bool read_number(const vb_option *option, const char *text, size_t *out) {
  const char *end;
  size_t n;
  if (!digits(text, &end, &n) || *end || n < option->min || n > option->max) return false;
  *out = n;
  return true;
}

static bool read_size(const char *text, size_t *out) {
  static const char units[] = "kKmMgG";
  const char *end;
  size_t n;
  unsigned shift = 0;
  if (!digits(text, &end, &n) || n == 0) return false;
  if (*end) {
    const char *unit = strchr(units, *end);
    if (!unit || end[1]) return false;
    shift = 10 * (1 + (unsigned)(unit - units) / 2);
  }
  if (n > SIZE_MAX >> shift) return false;
  *out = n << shift;
  return true;
}

static bool is_choice(const char *choices, const char *text) {
  size_t length = strlen(text);
  for (const char *p = choices; *p;) {
    size_t n = strcspn(p, " ");
    if (n == length && memcmp(p, text, n) == 0) return true;
    p += p[n] ? n + 1 : n;
  }
  return false;
}

static bool append(vb_option_list *list, const char *text) {
  if (list->count == VB_OPTION_LIST_MAX) return false;
  list->items[list->count++] = text;
  return true;
}

/* Stores a value; false when the text is not a valid value of the option. */
static bool store(const vb_option *option, const char *text, void *field) {
  switch (option->kind) {
  case VB_OPTION_NUMBER: return read_number(option, text, field);
  case VB_OPTION_SIZE: return read_size(text, field);
  case VB_OPTION_LIST: return append(field, text);
  case VB_OPTION_FILE:
  case VB_OPTION_FOLDER:
    if (!*text) return false;
    break;
  case VB_OPTION_CHOICE:
    if (!is_choice(option->choices, text)) return false;
    break;
  case VB_OPTION_TEXT:
  case VB_OPTION_FLAG: break;
  }
  *(const char **)field = text;
  return true;
}

static vb_status no_value(const parser *p, const vb_option *option, const char *text,
                          vb_error *err) {
  vb_buf takes = VB_BUF_INIT;
  switch (option->kind) {
  case VB_OPTION_NUMBER:
    vb_buf_printf(&takes, "a whole number from %zu to %zu", option->min, option->max);
    break;
  case VB_OPTION_SIZE: vb_buf_text(&takes, "a size such as 256M or 1G"); break;
  case VB_OPTION_CHOICE: vb_options_choices(option->choices, &takes); break;
  case VB_OPTION_LIST: vb_buf_printf(&takes, "at most %d values", VB_OPTION_LIST_MAX); break;
  default: vb_buf_printf(&takes, "a value: %s", option->argument);
  }
  vb_status status = vb_options_misused(p->spec, err, "--%s takes %.*s, not '%.60s'", option->name,
                                        VB_STR_ARG(vb_buf_view(&takes)), text);
  vb_buf_clear(&takes);
  return status;
}

/* Takes the value from the next argument. If that looks like an option of this command, the value
   was most likely forgotten, and the argument is refused. */
static vb_status next_value(parser *p, const vb_option *option, const char **value, vb_error *err) {
  if (p->at + 1 >= p->argc)
    return vb_options_misused(p->spec, err, "--%s needs a value, %s", option->name,
                              option->argument);
  const char *text = p->argv[p->at + 1];
  vb_str name = {text + 2, strcspn(text, "=") < 2 ? 0 : strcspn(text, "=") - 2};
  if (strncmp(text, "--", 2) == 0 && name.n && find(p->spec, name, 0))
    return vb_options_misused(p->spec, err,
                              "--%s needs a value, %s; to mean '%.60s' write --%s=%.60s",
                              option->name, option->argument, text, option->name, text);
  *value = text;
  p->at++;
  return VB_OK;
}

/* `value` is the text after "=" or after the letter in the same argument, or NULL. */
static vb_status take(parser *p, const vb_option *option, const char *value, vb_error *err) {
  const vb_option *implied = vb_options_implied(p->spec); /* --help, then --version */
  if (option->kind == VB_OPTION_FLAG && value)
    return vb_options_misused(p->spec, err, "--%s takes no value", option->name);
  if (option == &implied[0]) {
    p->out->help = true;
  } else if (option == &implied[1]) {
    p->out->version = true;
  } else if (option->kind == VB_OPTION_FLAG) {
    *(bool *)(void *)(p->values + option->at) = true;
    p->out->alone |= option->alone;
  } else {
    vb_status status = value ? VB_OK : next_value(p, option, &value, err);
    if (status != VB_OK) return status;
    if (!store(option, value, p->values + option->at)) return no_value(p, option, value, err);
  }
  return VB_OK;
}

/* ---- arguments ---- */

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Whether an argument is an operand even though it begins with a dash. */
static bool is_word(const vb_command_spec *spec, const char *text) {
  bool pasted = spec->operands == VB_OPERANDS_QUERY || spec->operands == VB_OPERANDS_TEXT;
  if (text[1] == '\0') return true;
  if (pasted && strcspn(text, " \t\r\n") < strcspn(text, "=")) return true;
  return spec->operands == VB_OPERANDS_QUERY && text[1] != '-' &&
         !(is_letter(text[1]) && text[2] == '\0');
}

static vb_status take_argument(parser *p, vb_error *err) {
  const char *text = p->argv[p->at];
  if (text[1] == '-') {
    size_t n = strcspn(text + 2, "=");
    const vb_option *option = find(p->spec, (vb_str){text + 2, n}, 0);
    return option ? take(p, option, text[2 + n] ? text + 3 + n : NULL, err) : unknown(p, text, err);
  }
  const vb_option *option = find(p->spec, VB_STR_NONE, text[1]);
  bool attached = text[2] != '\0';
  if (!option || (attached && option->kind == VB_OPTION_FLAG)) return unknown(p, text, err);
  return take(p, option, attached ? text + 2 : NULL, err);
}

static void set_initial(const vb_command_spec *spec, char *values) {
  for (const vb_option *row = spec->options; row && row->name; row++) {
    if (!row->initial) continue;
    bool good = store(row, row->initial, values + row->at);
    assert(good && "the table's own default is a value of its option");
    (void)good;
  }
}

static vb_status check_operands(const parser *p, vb_error *err) {
  const vb_arguments *out = p->out;
  vb_operands kind = p->spec->operands;
  if (out->operand_count == 0 && p->spec->missing)
    return vb_options_misused(p->spec, err, "%s", p->spec->missing);
  size_t most = kind == VB_OPERANDS_NONE                                 ? 0
                : kind == VB_OPERANDS_ONE || kind >= VB_OPERANDS_COMMAND ? 1
                                                                         : SIZE_MAX;
  if (out->operand_count <= most) return VB_OK;
  bool store = find(p->spec, VB_STR("store"), 0) != NULL;
  return vb_options_misused(p->spec, err, "'%.60s' is not expected%s", out->operands[most],
                            store && !most ? "; the store goes after --store" : "");
}

vb_status vb_options_parse(const vb_command_spec *spec, int argc, char **argv, void *values,
                           vb_arguments *out, vb_error *err) {
  *out = (vb_arguments){.operands = argv};
  parser p = {spec, argc, argv, values, out, 0};
  bool literal = false;
  set_initial(spec, values);
  for (p.at = 0; p.at < argc; p.at++) {
    char *text = argv[p.at];
    if (!literal && strcmp(text, "--") == 0) {
      literal = true;
    } else if (literal || text[0] != '-' || is_word(spec, text)) {
      argv[out->operand_count++] = text;
    } else {
      vb_status status = take_argument(&p, err);
      if (status != VB_OK) return status;
    }
  }
  return out->help || out->version || out->alone ? VB_OK : check_operands(&p, err);
}

const vb_command_spec *vb_command_find(const vb_command_spec *const *commands, const char *name,
                                       vb_error *err) {
  vb_nearest_name nearest = {.wanted = vb_str_of(name)};
  for (; *commands; commands++) {
    if (strcmp((*commands)->name, name) == 0) return *commands;
    vb_nearest_name_try(&nearest, (*commands)->name);
  }
  vb_fail(err, VB_INVALID, "no command '%.60s'%s%s%s; 'verbatim help' lists them", name,
          nearest.name ? " (did you mean " : "", nearest.name ? nearest.name : "",
          nearest.name ? "?)" : "");
  return NULL;
}
