/*
 * help.c - lays a command's table out in two columns.
 *
 *   <--- indent ---><- term, padded to `column` -><- text, wrapped at `width` ->
 *
 * When a term is too long for its column, all texts of that section go on the lines
 * below their terms. The tables are ASCII, so one byte is one column.
 */
#include "indexer/base/options/help.h"

enum { INDENT = 2, GAP = 2, TERM_MOST = 30, TEXT_INDENT = 6 };

void vb_help_command_name(const vb_command_spec *spec, const char *between, vb_buf *out) {
  vb_buf_text(out, "verbatim");
  if (spec->name) vb_buf_printf(out, "%s%s", between, spec->name);
}

void vb_help_option_name(const vb_option *option, vb_buf *out) {
  if (option->letter) vb_buf_printf(out, "-%c, ", option->letter);
  vb_buf_printf(out, "--%s", option->name);
  if (option->argument) vb_buf_printf(out, " %s", option->argument);
}

void vb_help_option(const vb_option *option, vb_buf *out) {
  const char *fallback = option->initial ? option->initial : option->otherwise;
  vb_buf_text(out, option->help);
  if (option->choices) vb_buf_text(out, ": "), vb_options_choices(option->choices, out);
  if (fallback) vb_buf_printf(out, " (default: %s)", fallback);
}

static void pad(vb_buf *out, size_t columns) {
  while (columns--) vb_buf_char(out, ' ');
}

/* Appends text that starts at column `at`. Later lines are indented; the last ends in a newline. */
static void wrap(vb_str text, size_t at, size_t indent, size_t width, vb_buf *out) {
  bool fresh = true;
  for (size_t i = 0; i < text.n;) {
    while (i < text.n && text.p[i] == ' ') i++;
    size_t start = i;
    while (i < text.n && text.p[i] != ' ') i++;
    if (i == start) break;
    if (!fresh && at + 1 + (i - start) > width) {
      vb_buf_char(out, '\n');
      pad(out, indent);
      at = indent;
    } else if (!fresh) {
      vb_buf_char(out, ' ');
      at++;
    }
    vb_buf_append(out, text.p + start, i - start);
    at += i - start;
    fresh = false;
  }
  vb_buf_char(out, '\n');
}

static void two_columns(vb_str term, vb_str text, size_t column, size_t width, vb_buf *out) {
  size_t at = INDENT + term.n, indent = INDENT + column + GAP;
  pad(out, INDENT);
  vb_buf_str(out, term);
  if (text.n == 0) {
    vb_buf_char(out, '\n');
    return;
  }
  if (term.n > column) {
    indent = TEXT_INDENT;
    vb_buf_char(out, '\n');
    at = 0;
  }
  pad(out, indent - at);
  wrap(text, indent, indent, width, out);
}

/* ---- sections ---- */

/* The longest term's width; 0 when one is too long, and the texts go below their terms. */
static size_t column_of(const vb_help_row *rows) {
  size_t column = 0;
  for (const vb_help_row *row = rows; row->term || row->text; row++) {
    size_t n = vb_str_of(row->term).n;
    if (row->text && n > TERM_MOST) return 0;
    if (row->text && n > column) column = n;
  }
  return column;
}

static void print_section(const vb_help_section *section, size_t width, vb_buf *out) {
  const vb_help_row *first = section->rows;
  bool sentence = section->title && !first->term && !first[1].term && !first[1].text;
  size_t column = column_of(section->rows);
  if (section->title) vb_buf_printf(out, "\n%s:%s", section->title, sentence ? " " : "\n");
  if (sentence) {
    wrap(vb_str_of(first->text), strlen(section->title) + 2, 0, width, out);
    return;
  }
  for (const vb_help_row *row = section->rows; row->term || row->text; row++) {
    if (!row->term && row > section->rows) vb_buf_char(out, '\n');
    if (row->term) two_columns(vb_str_of(row->term), vb_str_of(row->text), column, width, out);
    else wrap(vb_str_of(row->text), 0, 0, width, out);
  }
}

static void print_options(const vb_option *row, size_t column, size_t width, vb_buf *out) {
  vb_buf term = VB_BUF_INIT, text = VB_BUF_INIT;
  for (; row && row->name; row++) {
    vb_buf_reset(&term), vb_buf_reset(&text);
    if (!row->letter) pad(&term, sizeof "-x, " - 1);
    vb_help_option_name(row, &term);
    vb_help_option(row, &text);
    two_columns(vb_buf_view(&term), vb_buf_view(&text), column, width, out);
  }
  out->failed |= term.failed | text.failed;
  vb_buf_clear(&term);
  vb_buf_clear(&text);
}

static size_t options_column(const vb_option *row) {
  size_t column = 0;
  for (; row && row->name; row++) {
    size_t n =
        sizeof "-x, --" - 1 + strlen(row->name) + (row->argument ? 1 + strlen(row->argument) : 0);
    if (n <= TERM_MOST && n > column) column = n;
  }
  return column;
}

static void print_commands(const vb_command_spec *const *commands, size_t width, vb_buf *out) {
  enum { COLUMN = 12 }; /* longer than any command's name */
  vb_buf_text(out, "\nCommands:\n");
  for (; *commands; commands++)
    two_columns(vb_str_of((*commands)->name), vb_str_of((*commands)->purpose), COLUMN, width, out);
}

static void print_usage(const vb_command_spec *spec, vb_buf *out) {
  for (const char *const *synopsis = spec->synopses; *synopsis; synopsis++) {
    vb_buf_text(out, synopsis == spec->synopses ? "Usage: " : "  or:  ");
    vb_help_command_name(spec, " ", out);
    if (**synopsis) vb_buf_printf(out, " %s", *synopsis);
    vb_buf_char(out, '\n');
  }
}

void vb_help_text(const vb_command_spec *spec, size_t width, vb_buf *out) {
  const vb_option *implied = vb_options_implied(spec);
  size_t own = options_column(spec->options), theirs = options_column(implied);
  size_t column = own > theirs ? own : theirs;
  const vb_help_section *section = spec->sections;
  if (width < VB_HELP_WIDTH_LEAST) width = VB_HELP_WIDTH_LEAST;
  if (width > VB_HELP_WIDTH_MOST) width = VB_HELP_WIDTH_MOST;
  print_usage(spec, out);
  for (; section->rows && !section->title; section++) print_section(section, width, out);
  if (spec->commands) print_commands(spec->commands, width, out);
  vb_buf_text(out, "\nOptions:\n");
  print_options(spec->options, column, width, out);
  print_options(implied, column, width, out);
  for (; section->rows; section++) print_section(section, width, out);
}
