/*
 * completion.c - the scripts for bash, zsh and fish, each written from the option tables.
 *
 * bash completes one word at a time and passes no context, so its script first
 * finds the command and the option before the word; it also treats "=" as a word
 * of its own. zsh and fish know options with descriptions and get one line each.
 */
#include "indexer/base/options/completion.h"

/* What the shell offers as the value of an option or as an operand. */
typedef enum expected { NOTHING_KNOWN, WORDS, FILES, FOLDERS } expected;

static expected value_of(const vb_option *option) {
  switch (option->kind) {
  case VB_OPTION_CHOICE: return WORDS;
  case VB_OPTION_FILE: return FILES;
  case VB_OPTION_FOLDER: return FOLDERS;
  default: return NOTHING_KNOWN;
  }
}

/* Iterates over a command's own options, then over the implied ones (--help, --version). */
typedef struct walk {
  const vb_option *row, *rest;
} walk;

static walk walk_of(const vb_command_spec *spec) {
  return (walk){spec->options, vb_options_implied(spec)};
}

static const vb_option *next(walk *w) {
  if (!w->row || !w->row->name) w->row = w->rest, w->rest = NULL;
  return w->row && w->row->name ? w->row++ : NULL;
}

static void each_command_name(const vb_command_spec *const *commands, vb_buf *out) {
  for (; *commands; commands++) {
    vb_buf_text(out, (*commands)->name);
    if (commands[1]) vb_buf_char(out, ' ');
  }
}

/* Appends text in the single quotes of a shell. */
static void quoted(const char *text, vb_buf *out) {
  vb_buf_char(out, '\'');
  for (const char *p = text; *p; p++) {
    if (*p == '\'') vb_buf_text(out, "'\\''");
    else vb_buf_char(out, *p);
  }
  vb_buf_char(out, '\'');
}

/* ---- bash ---- */

static void bash_values(const vb_command_spec *spec, vb_buf *out) {
  walk w = walk_of(spec);
  const char *name = spec->name ? spec->name : "";
  for (const vb_option *row; (row = next(&w));) {
    if (row->kind == VB_OPTION_FLAG) continue;
    vb_buf_printf(out, "  '%s --%s'", name, row->name);
    if (row->letter) vb_buf_printf(out, "|'%s -%c'", name, row->letter);
    switch (value_of(row)) {
    case WORDS: vb_buf_printf(out, ") _verbatim_words '%s'; return ;;\n", row->choices); break;
    case FILES: vb_buf_text(out, ") _verbatim_paths -f; return ;;\n"); break;
    case FOLDERS: vb_buf_text(out, ") _verbatim_paths -d; return ;;\n"); break;
    case NOTHING_KNOWN: vb_buf_text(out, ") return ;;\n");
    }
  }
}

static void bash_words(const vb_command_spec *spec, const vb_command_spec *program, vb_buf *out) {
  walk w = walk_of(spec);
  const char *name = spec->name ? spec->name : "";
  vb_buf_printf(out, "  '%s '-*) _verbatim_words '", name);
  const char *between = "";
  for (const vb_option *row; (row = next(&w));) {
    vb_buf_printf(out, "%s--%s", between, row->name);
    between = " ";
  }
  vb_buf_text(out, "' ;;\n");
  vb_buf_printf(out, "  '%s '*) ", name);
  if (spec->operands == VB_OPERANDS_FILES) vb_buf_text(out, "_verbatim_paths -f");
  if (spec->operands == VB_OPERANDS_SHELL) vb_buf_text(out, "_verbatim_words '" VB_SHELLS "'");
  if (spec->operands == VB_OPERANDS_COMMAND) {
    vb_buf_text(out, "_verbatim_words '");
    each_command_name(program->commands, out);
    vb_buf_char(out, '\'');
  }
  vb_buf_text(out, " ;;\n");
}

static void bash_programs(const vb_sibling_program *sibling, vb_buf *out) {
  for (; sibling->name; sibling++) {
    vb_buf_printf(out, "  %s)\n    command=%s\n", sibling->name, sibling->command->name);
    vb_buf_text(out, "    case ${COMP_WORDS[1]} in ");
    for (const vb_command_spec *const *c = sibling->commands; *c; c++)
      vb_buf_printf(out, "%s%s", (*c)->name, c[1] ? "|" : ") command=${COMP_WORDS[1]} ;; ");
    vb_buf_text(out, "esac ;;\n");
  }
}

static const char bash_head[] =
    "# Completion of verbatim for bash: source it, or let the installed file be found.\n"
    "_verbatim_words() {\n"
    "  mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\")\n"
    "}\n"
    "_verbatim_paths() {\n"
    "  compopt -o filenames 2>/dev/null\n"
    "  mapfile -t COMPREPLY < <(compgen \"$1\" -- \"$cur\")\n"
    "}\n"
    "_verbatim() {\n"
    "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=''\n"
    "  COMPREPLY=()\n"
    "  if [[ $cur == '=' ]]; then cur=''\n"
    "  elif [[ $prev == '=' && COMP_CWORD -gt 1 ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
    "  case ${COMP_WORDS[0]##*/} in\n";

static const char bash_command[] = "  *) (( COMP_CWORD > 1 )) && command=${COMP_WORDS[1]} ;;\n"
                                   "  esac\n"
                                   "  case \"$command $prev\" in\n";

static void bash(const vb_command_spec *program, const vb_sibling_program *siblings, vb_buf *out) {
  vb_buf_text(out, bash_head);
  bash_programs(siblings, out);
  vb_buf_text(out, bash_command);
  for (const vb_command_spec *const *c = program->commands; *c; c++) bash_values(*c, out);
  vb_buf_text(out, "  esac\n  case \"$command $cur\" in\n");
  for (const vb_command_spec *const *c = program->commands; *c; c++) bash_words(*c, program, out);
  bash_words(program, program, out);
  vb_buf_text(out, "  esac\n}\ncomplete -F _verbatim verbatim");
  for (; siblings->name; siblings++) vb_buf_printf(out, " %s", siblings->name);
  vb_buf_char(out, '\n');
}

/* ---- zsh ---- */

/* A description inside an _arguments specification, which is itself in single quotes. */
static void zsh_description(const char *text, vb_buf *out) {
  for (const char *p = text; *p; p++) {
    if (*p == '\'') vb_buf_text(out, "'\\''");
    else if (*p == '[' || *p == ']' || *p == ':' || *p == '\\') vb_buf_printf(out, "\\%c", *p);
    else vb_buf_char(out, *p);
  }
}

static void zsh_option(const vb_option *row, vb_buf *out) {
  bool flag = row->kind == VB_OPTION_FLAG;
  if (row->letter)
    vb_buf_printf(out, "    '(-%c --%s)'{-%c%s,--%s%s}'[", row->letter, row->name, row->letter,
                  flag ? "" : "+", row->name, flag ? "" : "=");
  else
    vb_buf_printf(out, "    '%s--%s%s[", row->kind == VB_OPTION_LIST ? "*" : "", row->name,
                  flag ? "" : "=");
  zsh_description(row->help, out);
  vb_buf_char(out, ']');
  if (!flag) vb_buf_printf(out, ":%s:", row->argument);
  switch (value_of(row)) {
  case WORDS: vb_buf_printf(out, "(%s)", row->choices); break;
  case FILES: vb_buf_text(out, "_files"); break;
  case FOLDERS: vb_buf_text(out, "_files -/"); break;
  case NOTHING_KNOWN: break;
  }
  vb_buf_text(out, "' \\\n");
}

/* An operand without suggestions is written "()": with an empty action, zsh would not offer
   options in its place. */
static void zsh_operands(const vb_command_spec *spec, const vb_command_spec *program, vb_buf *out) {
  switch (spec->operands) {
  case VB_OPERANDS_NONE: break;
  case VB_OPERANDS_ONE: vb_buf_text(out, "    '1:ID:()'\n"); return;
  case VB_OPERANDS_FILES: vb_buf_text(out, "    '*:file:_files'\n"); return;
  case VB_OPERANDS_QUERY:
  case VB_OPERANDS_TEXT: vb_buf_text(out, "    '*:text:()'\n"); return;
  case VB_OPERANDS_SHELL: vb_buf_text(out, "    '1:shell:(" VB_SHELLS ")'\n"); return;
  case VB_OPERANDS_COMMAND:
    vb_buf_text(out, "    '1:command:(");
    each_command_name(program->commands, out);
    vb_buf_text(out, ")'\n");
    return;
  }
  vb_buf_text(out, "    && return\n");
}

static void zsh_command(const vb_command_spec *spec, const vb_command_spec *program, vb_buf *out) {
  walk w = walk_of(spec);
  vb_buf_printf(out, "_verbatim_command_%s() {\n  _arguments \\\n", spec->name);
  for (const vb_option *row; (row = next(&w));) zsh_option(row, out);
  zsh_operands(spec, program, out);
  vb_buf_text(out, "}\n");
}

static void zsh_program(const vb_command_spec *program, vb_buf *out) {
  walk w = walk_of(program);
  vb_buf_text(out, "_verbatim_program() {\n  local -a commands=(\n");
  for (const vb_command_spec *const *c = program->commands; *c; c++) {
    vb_buf_printf(out, "    '%s:", (*c)->name);
    zsh_description((*c)->purpose, out);
    vb_buf_text(out, "'\n");
  }
  vb_buf_text(out, "  )\n  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
                   "    _describe command commands\n"
                   "  elif [[ $words[2] == -* ]]; then\n    _arguments \\\n");
  for (const vb_option *row; (row = next(&w));) zsh_option(row, out);
  vb_buf_text(out, "    && return\n  else\n    _verbatim_named\n  fi\n}\n");
}

static void zsh_siblings(const vb_sibling_program *sibling, vb_buf *out) {
  for (; sibling->name; sibling++) {
    vb_buf_printf(out, "  %s)\n    case $words[2] in\n    ", sibling->name);
    for (const vb_command_spec *const *c = sibling->commands; *c; c++)
      vb_buf_printf(out, "%s%s", (*c)->name,
                    c[1] ? "|" : ") (( CURRENT > 2 )) && _verbatim_named && return ;;\n");
    vb_buf_printf(out, "    esac\n    _verbatim_command_%s ;;\n", sibling->command->name);
  }
}

static void zsh(const vb_command_spec *program, const vb_sibling_program *siblings, vb_buf *out) {
  vb_buf_text(out, "#compdef verbatim");
  for (const vb_sibling_program *s = siblings; s->name; s++) vb_buf_printf(out, " %s", s->name);
  vb_buf_text(out, "\n# Completion of verbatim for zsh: a file _verbatim in a folder of $fpath.\n");
  for (const vb_command_spec *const *c = program->commands; *c; c++) zsh_command(*c, program, out);
  vb_buf_text(out, "_verbatim_named() {\n"
                   "  local command=$words[2]\n"
                   "  (( $+functions[_verbatim_command_$command] )) || return 1\n"
                   "  shift words\n  (( CURRENT-- ))\n  _verbatim_command_$command\n}\n");
  zsh_program(program, out);
  vb_buf_text(out, "_verbatim() {\n  case $service in\n");
  zsh_siblings(siblings, out);
  vb_buf_text(out, "  *) _verbatim_program ;;\n  esac\n}\n"
                   "if [[ $funcstack[1] == _verbatim ]]; then\n  _verbatim \"$@\"\nelse\n"
                   "  compdef _verbatim verbatim");
  for (; siblings->name; siblings++) vb_buf_printf(out, " %s", siblings->name);
  vb_buf_text(out, "\nfi\n");
}

/* ---- fish ---- */

static void fish_options(const char *program, const char *condition, const vb_command_spec *spec,
                         vb_buf *out) {
  walk w = walk_of(spec);
  for (const vb_option *row; (row = next(&w));) {
    vb_buf_printf(out, "complete -c %s -n ", program);
    quoted(condition, out);
    if (row->letter) vb_buf_printf(out, " -s %c", row->letter);
    vb_buf_printf(out, " -l %s", row->name);
    switch (value_of(row)) {
    case WORDS: vb_buf_printf(out, " -x -a '%s'", row->choices); break;
    case FILES: vb_buf_text(out, " -r -F"); break;
    case FOLDERS: vb_buf_text(out, " -x -a '(__fish_complete_directories)'"); break;
    case NOTHING_KNOWN:
      if (row->kind != VB_OPTION_FLAG) vb_buf_text(out, " -x");
    }
    vb_buf_text(out, " -d ");
    quoted(row->help, out);
    vb_buf_char(out, '\n');
  }
}

static void fish_operands(const char *program, const char *condition, const vb_command_spec *spec,
                          const vb_command_spec *root, vb_buf *out) {
  vb_buf_printf(out, "complete -c %s -n ", program);
  quoted(condition, out);
  if (spec->operands == VB_OPERANDS_FILES) vb_buf_text(out, " -F");
  else vb_buf_text(out, " -f");
  if (spec->operands == VB_OPERANDS_SHELL) vb_buf_text(out, " -a '" VB_SHELLS "'");
  if (spec->operands == VB_OPERANDS_COMMAND) {
    vb_buf_text(out, " -a '");
    each_command_name(root->commands, out);
    vb_buf_char(out, '\'');
  }
  vb_buf_char(out, '\n');
}

static void fish_command(const char *program, const vb_command_spec *spec,
                         const vb_command_spec *root, vb_buf *out) {
  vb_buf condition = VB_BUF_INIT;
  vb_buf_printf(&condition, "__verbatim_is %s", spec->name);
  vb_buf_char(&condition, '\0');
  if (condition.failed) {
    out->failed = true;
  } else {
    fish_options(program, condition.p, spec, out);
    fish_operands(program, condition.p, spec, root, out);
  }
  vb_buf_clear(&condition);
}

static const char fish_head[] = "# Completion of verbatim for fish.\n"
                                "function __verbatim_is\n"
                                "  set -l words (commandline -opc)\n"
                                "  test (count $words) -gt 1; and test $words[2] = $argv[1]\n"
                                "end\n"
                                "function __verbatim_begins\n"
                                "  test (count (commandline -opc)) -eq 1\n"
                                "end\n";

static void fish_program(const vb_command_spec *program, vb_buf *out) {
  fish_options("verbatim", "__verbatim_begins", program, out);
  for (const vb_command_spec *const *c = program->commands; *c; c++) {
    vb_buf_printf(out, "complete -c verbatim -n __verbatim_begins -f -a %s -d ", (*c)->name);
    quoted((*c)->purpose, out);
    vb_buf_char(out, '\n');
  }
  for (const vb_command_spec *const *c = program->commands; *c; c++)
    fish_command("verbatim", *c, program, out);
}

static void fish_sibling(const vb_sibling_program *sibling, const vb_command_spec *program,
                         vb_buf *out) {
  vb_buf none = VB_BUF_INIT; /* the condition that no command is named */
  vb_buf_text(&none, "not __fish_seen_subcommand_from ");
  each_command_name(sibling->commands, &none);
  vb_buf_char(&none, '\0');
  if (none.failed) {
    out->failed = true;
  } else {
    const char *condition = *sibling->commands ? none.p : "true";
    fish_options(sibling->name, condition, sibling->command, out);
    fish_operands(sibling->name, condition, sibling->command, program, out);
  }
  for (const vb_command_spec *const *c = sibling->commands; *c; c++)
    fish_command(sibling->name, *c, program, out);
  vb_buf_clear(&none);
}

static void fish(const vb_command_spec *program, const vb_sibling_program *siblings, vb_buf *out) {
  vb_buf_text(out, fish_head);
  fish_program(program, out);
  for (; siblings->name; siblings++) fish_sibling(siblings, program, out);
}

vb_status vb_completion_script(const char *shell, const vb_command_spec *program,
                               const vb_sibling_program *siblings, vb_buf *out, vb_error *err) {
  if (strcmp(shell, "bash") == 0) bash(program, siblings, out);
  else if (strcmp(shell, "zsh") == 0) zsh(program, siblings, out);
  else if (strcmp(shell, "fish") == 0) fish(program, siblings, out);
  else
    return vb_fail(err, VB_INVALID, "completion is made for bash, zsh and fish, not '%.60s'",
                   shell);
  return vb_buf_ok(out, err);
}
