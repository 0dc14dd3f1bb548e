/*
 * manual_page.c - a table as man(7) source.
 *
 * Each text goes through `escape`, so that nothing in a table is read as a roff
 * request. It escapes a backslash, a dash (roff would print a hyphen that cannot be
 * pasted) and a dot or apostrophe at the start of a line. The page has no date: the
 * same source always gives the same page.
 */
#include "indexer/base/options/manual_page.h"

#include "indexer/base/options/help.h"

#include <stdlib.h>

static void escape(const char *text, vb_buf *out) {
  if (*text == '.' || *text == '\'') vb_buf_text(out, "\\&");
  for (const char *p = text; *p; p++) {
    if (*p == '\\') vb_buf_text(out, "\\e");
    else if (*p == '-') vb_buf_text(out, "\\-");
    else if (*p == '\'') vb_buf_text(out, "\\(aq");
    else if (*p == '^') vb_buf_text(out, "\\(ha");
    else if (*p == '~') vb_buf_text(out, "\\(ti");
    else if (*p == '`') vb_buf_text(out, "\\(ga");
    else vb_buf_char(out, *p);
  }
}

/* Appends one line of text in a font: "B" bold, "I" italic, "R" the page's own. */
static void line(const char *font, const char *text, vb_buf *out) {
  bool plain = *font == 'R';
  if (!plain) vb_buf_printf(out, "\\f%s", font);
  escape(text, out);
  vb_buf_text(out, plain ? "\n" : "\\fR\n");
}

static void upper(const char *text, vb_buf *out) {
  for (const char *p = text; *p; p++) {
    char c[2] = {*p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p, '\0'};
    escape(c, out);
  }
}

static void heading(const char *title, vb_buf *out) {
  vb_buf_text(out, ".SH \"");
  upper(title, out);
  vb_buf_text(out, "\"\n");
}

/* Appends the page's name, "verbatim-search", escaped; in capitals for the title. */
static void print_name(const vb_command_spec *spec, bool capitals, vb_buf *out) {
  vb_buf name = VB_BUF_INIT;
  vb_help_command_name(spec, "-", &name);
  char *text = vb_buf_detach(&name);
  if (!text) out->failed = true;
  else if (capitals) upper(text, out);
  else escape(text, out);
  free(text);
}

static void print_synopses(const vb_command_spec *spec, vb_buf *out) {
  heading("Synopsis", out);
  for (const char *const *synopsis = spec->synopses; *synopsis; synopsis++) {
    if (synopsis > spec->synopses) vb_buf_text(out, ".br\n");
    vb_buf_text(out, "\\fB");
    vb_help_command_name(spec, " ", out);
    vb_buf_text(out, "\\fR ");
    line("R", *synopsis, out);
  }
}

/* Examples are terms that are printed as typed: roff must not fill or adjust them. */
static void print_example(const vb_help_row *row, bool first, vb_buf *out) {
  if (!first) vb_buf_text(out, ".PP\n");
  if (row->text) line("R", row->text, out);
  vb_buf_text(out, ".RS 4\n.nf\n");
  line("B", row->term, out);
  vb_buf_text(out, ".fi\n.RE\n");
}

static void print_rows(const vb_help_section *section, vb_buf *out) {
  bool examples = section->title && strcmp(section->title, "Examples") == 0;
  for (const vb_help_row *row = section->rows; row->term || row->text; row++) {
    if (row->term && examples) {
      print_example(row, row == section->rows, out);
    } else if (row->term) {
      vb_buf_text(out, ".TP\n");
      line("B", row->term, out);
      if (row->text) line("R", row->text, out);
    } else {
      if (row != section->rows) vb_buf_text(out, ".PP\n");
      line("R", row->text, out);
    }
  }
}

static void print_options(const vb_option *row, vb_buf *out) {
  vb_buf text = VB_BUF_INIT;
  for (; row && row->name; row++) {
    vb_buf_text(out, ".TP\n");
    if (row->letter) vb_buf_printf(out, "\\fB\\-%c\\fR, ", row->letter);
    vb_buf_text(out, "\\fB\\-\\-");
    escape(row->name, out);
    vb_buf_text(out, "\\fR");
    if (row->argument) vb_buf_printf(out, " \\fI%s\\fR", row->argument);
    vb_buf_char(out, '\n');
    vb_buf_reset(&text);
    vb_help_option(row, &text);
    vb_buf_char(&text, '\0');
    if (text.failed) out->failed = true;
    else line("R", text.p, out);
  }
  vb_buf_clear(&text);
}

static void print_commands(const vb_command_spec *const *commands, vb_buf *out) {
  heading("Commands", out);
  for (; *commands; commands++) {
    vb_buf_text(out, ".TP\n");
    line("B", (*commands)->name, out);
    line("R", (*commands)->purpose, out);
  }
}

static void print_see_also(const vb_command_spec *spec, const vb_command_spec *program,
                           vb_buf *out) {
  heading("See also", out);
  bool first = true;
  if (spec != program) vb_buf_text(out, "\\fBverbatim\\fR(1)"), first = false;
  for (const vb_command_spec *const *other = program->commands; *other; other++) {
    if (*other == spec) continue;
    vb_buf_text(out, first ? "\\fB" : ",\n\\fB");
    print_name(*other, false, out);
    vb_buf_text(out, "\\fR(1)");
    first = false;
  }
  vb_buf_char(out, '\n');
}

void vb_manual_page(const vb_command_spec *spec, const vb_command_spec *program, vb_buf *out) {
  const vb_help_section *section = spec->sections;
  vb_buf_text(out, ".\\\" Made by 'verbatim --man' from the table of the command's options.\n.TH ");
  print_name(spec, true, out);
  vb_buf_text(out, " 1 \"\" \"Verbatim " VB_VERSION_TEXT "\" \"Verbatim\"\n");
  heading("Name", out);
  print_name(spec, false, out);
  vb_buf_text(out, " \\- ");
  line("R", spec->purpose, out);
  print_synopses(spec, out);
  heading("Description", out);
  for (; section->rows && !section->title; section++) print_rows(section, out);
  if (spec->commands) print_commands(spec->commands, out);
  heading("Options", out);
  print_options(spec->options, out);
  print_options(vb_options_implied(spec), out);
  for (; section->rows; section++) {
    heading(section->title, out);
    print_rows(section, out);
  }
  print_see_also(spec, program, out);
}
