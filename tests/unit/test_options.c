#include "indexer/base/options/completion.h"
#include "indexer/base/options/help.h"
#include "indexer/base/options/manual_page.h"
#include "indexer/base/options/nearest_name.h"
#include "indexer/base/options/options.h"
#include "indexer/command/index_options.h"
#include "searcher/command/search_options.h"
#include "web/serve_options.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- a command with an option of every kind ---- */

typedef struct values {
  const char *name, *file, *order;
  size_t size, memory;
  vb_option_list tags;
  bool loud;
} values;

static const vb_option rows[] = {
    {.name = "name",
     .kind = VB_OPTION_TEXT,
     .argument = "NAME",
     .help = "a name",
     .at = offsetof(values, name)},
    {.name = "file",
     .letter = 'f',
     .kind = VB_OPTION_FILE,
     .argument = "FILE",
     .help = "a file",
     .otherwise = "none",
     .at = offsetof(values, file)},
    {.name = "order",
     .kind = VB_OPTION_CHOICE,
     .argument = "ORDER",
     .help = "what comes first",
     .choices = "newest oldest best",
     .initial = "best",
     .at = offsetof(values, order)},
    {.name = "size",
     .letter = 's',
     .kind = VB_OPTION_NUMBER,
     .argument = "N",
     .help = "how many",
     .initial = "10",
     .min = 1,
     .max = 99,
     .at = offsetof(values, size)},
    {.name = "memory",
     .kind = VB_OPTION_SIZE,
     .argument = "SIZE",
     .help = "room",
     .at = offsetof(values, memory)},
    {.name = "tag",
     .kind = VB_OPTION_LIST,
     .argument = "TAG",
     .help = "a tag",
     .at = offsetof(values, tags)},
    {.name = "loud",
     .letter = 'l',
     .kind = VB_OPTION_FLAG,
     .help = "it isn't [quiet]: loud",
     .at = offsetof(values, loud)},
    {.name = NULL},
};
static const char *const synopses[] = {"[OPTION]... WORD...", "--file FILE", NULL};
static const vb_help_row about[] = {{NULL, ".Dots and 'marks' and a back\\slash, well-known."},
                                    {NULL, "A second paragraph."},
                                    {NULL, NULL}};
static const vb_help_row examples[] = {{"verbatim try --size 3 'a word'", "what it does"},
                                       {NULL, NULL}};
static const vb_help_section sections[] = {{NULL, about}, {"Examples", examples}, {NULL, NULL}};

static vb_command_spec spec_with(vb_operands operands) {
  return (vb_command_spec){.name = "try",
                           .purpose = "try it",
                           .synopses = synopses,
                           .options = rows,
                           .sections = sections,
                           .operands = operands};
}

enum { ARGUMENTS_MAX = 48 };
typedef struct parsed {
  vb_status status;
  vb_error err;
  values v;
  vb_arguments a;
  char *argv[ARGUMENTS_MAX];
} parsed;

/* Parses the arguments given, which end with NULL. */
static void parse(parsed *p, vb_operands operands, const char *const *arguments) {
  vb_command_spec spec = spec_with(operands);
  int argc = 0;
  *p = (parsed){0};
  for (; arguments[argc]; argc++) p->argv[argc] = (char *)(uintptr_t)arguments[argc];
  p->status = vb_options_parse(&spec, argc, p->argv, &p->v, &p->a, &p->err);
}

#define PARSE(p, operands, ...) parse(&(p), operands, (const char *const[]){__VA_ARGS__, NULL})
static void expect_says(const parsed *p, const char *words) {
  cr_expect_eq(p->status, VB_INVALID);
  cr_expect(strstr(p->err.text, words), "%s", p->err.text);
  cr_expect(strstr(p->err.text, "see 'verbatim try --help'"), "%s", p->err.text);
}

/* ---- parsing ---- */

Test(options, defaults_are_those_that_help_prints) {
  parsed p;
  PARSE(p, VB_OPERANDS_QUERY, "word");
  cr_assert_eq(p.status, VB_OK);
  cr_expect_str_eq(p.v.order, "best");
  cr_expect_eq(p.v.size, 10);
  cr_expect_null(p.v.file);
  cr_expect_not(p.v.loud);
}

Test(options, stand_anywhere_and_in_every_form) {
  parsed p;
  PARSE(p, VB_OPERANDS_QUERY, "one", "--size=3", "two", "--name", "a b", "-f", "x.txt", "-l",
        "--order=oldest", "--tag", "u", "--tag=v", "three", "--memory", "3k");
  cr_assert_eq(p.status, VB_OK, "%s", p.err.text);
  cr_assert_eq(p.a.operand_count, 3);
  cr_expect_str_eq(p.a.operands[0], "one");
  cr_expect_str_eq(p.a.operands[2], "three");
  cr_expect_eq(p.v.size, 3);
  cr_expect_str_eq(p.v.name, "a b");
  cr_expect_str_eq(p.v.file, "x.txt");
  cr_expect_str_eq(p.v.order, "oldest");
  cr_expect_eq(p.v.memory, 3072);
  cr_expect(p.v.loud);
  cr_assert_eq(p.v.tags.count, 2);
  cr_expect_str_eq(p.v.tags.items[1], "v");
}

Test(options, two_dashes_end_them_and_one_is_an_operand) {
  parsed p;
  PARSE(p, VB_OPERANDS_FILES, "-", "--", "--size", "-x", "--");
  cr_assert_eq(p.status, VB_OK, "%s", p.err.text);
  cr_assert_eq(p.a.operand_count, 4);
  cr_expect_str_eq(p.a.operands[0], "-");
  cr_expect_str_eq(p.a.operands[3], "--");
  cr_expect_eq(p.v.size, 10);
}

Test(options, a_letter_takes_its_value_from_the_same_argument_too) {
  parsed p;
  PARSE(p, VB_OPERANDS_FILES, "-s42", "-fa-b", "x");
  cr_assert_eq(p.status, VB_OK, "%s", p.err.text);
  cr_expect_eq(p.v.size, 42);
  cr_expect_str_eq(p.v.file, "a-b");
}

Test(options, the_last_of_two_counts) {
  parsed p;
  PARSE(p, VB_OPERANDS_QUERY, "--size", "3", "--size", "4", "x");
  cr_expect_eq(p.v.size, 4);
}

Test(options, unknown_ones_are_refused_with_the_nearest_name) {
  static const struct {
    const char *typed, *meant;
  } cases[] = {{"--sise", "--size"},    {"--siez=3", "--size"}, {"--nam", "--name"},
               {"--orders", "--order"}, {"--halp", "--help"},   {"--lod", "--loud"},
               {"--m", NULL},           {"--colour", NULL},     {"--unheard-of", NULL},
               {"-n", "--name"},        {"-m", "--memory"},     {"-q", NULL}};
  for (int operands = VB_OPERANDS_NONE; operands <= VB_OPERANDS_TEXT; operands++) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
      parsed p;
      PARSE(p, (vb_operands)operands, cases[i].typed, "3");
      expect_says(&p, "unknown option '");
      cr_expect(strstr(p.err.text, cases[i].typed), "%s", p.err.text);
      cr_expect_eq(strstr(p.err.text, "did you mean") != NULL, cases[i].meant != NULL, "%s",
                   p.err.text);
      if (cases[i].meant) cr_expect(strstr(p.err.text, cases[i].meant), "%s", p.err.text);
    }
  }
}

Test(options, a_dash_leaves_out_a_word_in_a_query_alone) {
  static const char *const words[] = {
      "-ferry", "-\"the ferry\"", "-title:goat", "-(a OR b)", "-\u6a4b", "-so", "-f5"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    parsed p;
    PARSE(p, VB_OPERANDS_QUERY, "x", words[i]);
    cr_expect_eq(p.status, VB_OK, "%s", p.err.text);
    cr_expect_eq(p.a.operand_count, 2);
  }
  parsed p;
  PARSE(p, VB_OPERANDS_TEXT, "-tunnel");
  expect_says(&p, "goes after --");
  PARSE(p, VB_OPERANDS_FILES, "-tunnel");
  expect_says(&p, "unknown option '-tunnel'");
}

Test(options, a_pasted_text_may_begin_with_dashes) {
  static const char *const texts[] = {"-- Yes, she said.", "-5 degrees at noon",
                                      "--well, we\nwaited", "- \"No.\""};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    parsed p;
    PARSE(p, VB_OPERANDS_TEXT, texts[i]);
    cr_expect_eq(p.status, VB_OK, "%s", p.err.text);
    PARSE(p, VB_OPERANDS_QUERY, texts[i]);
    cr_expect_eq(p.status, VB_OK, "%s", p.err.text);
    PARSE(p, VB_OPERANDS_FILES, texts[i]);
    cr_expect_eq(p.status, VB_INVALID);
  }
}

Test(options, values_that_are_none_are_explained) {
  static const struct {
    const char *option, *value, *says;
  } cases[] = {{"--size", "0", "from 1 to 99, not '0'"},
               {"--size", "100", "from 1 to 99"},
               {"--size", "-1", "not '-1'"},
               {"--size", "3x", "not '3x'"},
               {"--size", "", "not ''"},
               {"--size", "99999999999999999999999999", "from 1 to 99"},
               {"--memory", "lots", "a size such as 256M"},
               {"--memory", "0", "a size such as"},
               {"--memory", "1T", "a size such as"},
               {"--memory", "17179869184G", "a size such as"},
               {"--order", "worst", "takes newest, oldest or best, not 'worst'"},
               {"--order", "new", "not 'new'"},
               {"--order", "", "not ''"},
               {"--file", "", "takes a value: FILE"},
               {"--name", "--loud", "--name=--loud"},
               {"--name", NULL, "--name needs a value, NAME"},
               {"--loud=1", "x", "--loud takes no value"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    parsed p;
    PARSE(p, VB_OPERANDS_QUERY, cases[i].option, cases[i].value);
    expect_says(&p, cases[i].says);
  }
}

Test(options, a_list_has_an_end) {
  const char *arguments[ARGUMENTS_MAX] = {NULL};
  for (size_t i = 0; i <= VB_OPTION_LIST_MAX; i++) arguments[i] = "--tag=x";
  parsed p;
  parse(&p, VB_OPERANDS_QUERY, arguments);
  expect_says(&p, "at most 32 values");
}

Test(options, operands_are_counted) {
  parsed p;
  PARSE(p, VB_OPERANDS_NONE, "x");
  expect_says(&p, "'x' is not expected");
  PARSE(p, VB_OPERANDS_ONE, "x", "y");
  expect_says(&p, "'y' is not expected");
  vb_command_spec spec = spec_with(VB_OPERANDS_FILES);
  spec.missing = "name a file";
  cr_expect_eq(vb_options_parse(&spec, 0, p.argv, &p.v, &p.a, &p.err), VB_INVALID);
  cr_expect_str_eq(p.err.text, "name a file; see 'verbatim try --help'");
}

Test(options, help_comes_before_what_is_missing) {
  parsed p;
  PARSE(p, VB_OPERANDS_NONE, "x", "--help");
  cr_expect_eq(p.status, VB_OK);
  cr_expect(p.a.help);
  PARSE(p, VB_OPERANDS_QUERY, "-h");
  cr_expect(p.a.help);
  PARSE(p, VB_OPERANDS_QUERY, "--version");
  expect_says(&p, "unknown option '--version'");
}

Test(options, a_flag_that_stands_alone_needs_no_operands) {
  vb_index_values asked = {0};
  vb_arguments given;
  vb_error err;
  char formats[] = "--formats", quiet[] = "--quiet", *argv[] = {formats, quiet};
  cr_expect_eq(vb_options_parse(&vb_index_spec, 1, argv, &asked, &given, &err), VB_OK);
  cr_expect(given.alone && asked.formats);
  cr_expect_eq(vb_options_parse(&vb_index_spec, 1, argv + 1, &asked, &given, &err), VB_INVALID);
  cr_expect(strstr(err.text, "name the files"), "%s", err.text);
}

Test(options, an_error_is_one_line_whatever_was_typed) {
  parsed p;
  char long_name[2000];
  memset(long_name, 'x', sizeof long_name - 1);
  long_name[0] = long_name[1] = '-', long_name[sizeof long_name - 1] = '\0';
  PARSE(p, VB_OPERANDS_FILES, long_name);
  expect_says(&p, "unknown option '--xxx");
  PARSE(p, VB_OPERANDS_FILES, "--a\x1b[31m\nb");
  cr_expect_null(strpbrk(p.err.text, "\x1b\n"));
}

/* ---- names ---- */

Test(options, distance_counts_edits_and_swaps) {
  static const struct {
    const char *a, *b;
    size_t distance;
  } cases[] = {{"", "", 0},          {"", "abc", 3},          {"size", "size", 0},
               {"sise", "size", 1},  {"siez", "size", 1},     {"siz", "size", 1},
               {"sizze", "size", 1}, {"serach", "search", 1}, {"kitten", "sitting", 3},
               {"ca", "abc", 3}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_str a = vb_str_of(cases[i].a), b = vb_str_of(cases[i].b);
    cr_expect_eq(vb_name_distance(a, b), cases[i].distance, "%s %s", cases[i].a, cases[i].b);
    cr_expect_eq(vb_name_distance(b, a), cases[i].distance, "%s %s", cases[i].b, cases[i].a);
  }
}

Test(options, a_command_is_found_or_the_nearest_named) {
  vb_error err;
  cr_expect_eq(vb_command_find(vb_index_commands, "stats", &err), &vb_stats_spec);
  cr_expect_null(vb_command_find(vb_index_commands, "verfiy", &err));
  cr_expect(strstr(err.text, "did you mean verify?"), "%s", err.text);
  cr_expect_null(vb_command_find(vb_index_commands, "xyzzy", &err));
  cr_expect_null(strstr(err.text, "did you mean"));
}

/* ---- every table ---- */

static void check_row(const vb_option *row) {
  cr_expect(row->name[0] != '-' && strlen(row->name) <= 16, "%s", row->name);
  cr_expect_eq(row->kind == VB_OPTION_FLAG, row->argument == NULL, "--%s", row->name);
  cr_expect_eq(row->kind == VB_OPTION_CHOICE, row->choices != NULL, "--%s", row->name);
  cr_expect(row->kind != VB_OPTION_NUMBER || row->max > row->min, "--%s", row->name);
  cr_expect(row->help && row->help[strlen(row->help) - 1] != '.', "--%s", row->name);
  cr_expect_not(row->initial && row->otherwise, "--%s", row->name);
  for (const vb_option *other = row + 1; other->name; other++) {
    cr_expect_str_neq(other->name, row->name);
    cr_expect_neq(other->at, row->at, "--%s and --%s", row->name, other->name);
    cr_expect(!row->letter || row->letter != other->letter, "-%c", row->letter);
  }
}

Test(options, the_rows_of_every_table_are_whole) {
  for (const vb_command_spec *const *c = vb_verbatim_spec.commands; *c; c++)
    for (const vb_option *row = (*c)->options; row && row->name; row++) check_row(row);
}

Test(options, every_command_refuses_what_it_does_not_know) {
  static const char *const unknowns[] = {"--no-such-option", "--no-such-option=3", "-Z"};
  for (const vb_command_spec *const *c = vb_verbatim_spec.commands; *c; c++) {
    for (size_t i = 0; i < 3; i++) {
      vb_error err;
      vb_arguments given;
      union {
        vb_search_values search;
        vb_said_values said;
        vb_quote_values quote;
        vb_trend_values trend;
        vb_show_values show;
        vb_index_values index;
        vb_serve_values serve;
      } room;
      char option[32], word[] = "x", *argv[] = {word, option, word};
      snprintf(option, sizeof option, "%s", unknowns[i]);
      cr_expect_eq(vb_options_parse(*c, 3, argv, &room, &given, &err), VB_INVALID, "%s %s",
                   (*c)->name, option);
      cr_expect(strstr(err.text, "unknown option"), "%s: %s", (*c)->name, err.text);
    }
  }
}

Test(options, help_has_every_option_and_keeps_to_its_width) {
  for (const vb_command_spec *const *c = vb_verbatim_spec.commands; *c; c++) {
    vb_buf text = VB_BUF_INIT;
    vb_help_text(*c, 72, &text);
    vb_buf_char(&text, '\0');
    cr_assert_not(text.failed);
    for (const vb_option *row = (*c)->options; row && row->name; row++) {
      char name[64];
      snprintf(name, sizeof name, "--%s", row->name);
      cr_expect(strstr(text.p, name), "%s of %s", name, (*c)->name);
    }
    char *options = strstr(text.p, "\nOptions:"), *end = strstr(options, "\n\n");
    for (char *line = options + 1; line < end; line = strchr(line, '\n') + 1)
      cr_expect(strcspn(line, "\n") <= 72, "%.90s", line);
    vb_buf_clear(&text);
  }
}

Test(options, help_is_laid_out_in_columns) {
  vb_command_spec spec = spec_with(VB_OPERANDS_QUERY);
  vb_buf text = VB_BUF_INIT;
  vb_help_text(&spec, 44, &text);
  vb_buf_char(&text, '\0');
  cr_expect(vb_str_starts(vb_buf_view(&text), "Usage: verbatim try [OPTION]... WORD...\n"
                                              "  or:  verbatim try --file FILE\n"));
  cr_expect(strstr(text.p, "\n      --order ORDER  what comes first:\n"
                           "                     newest, oldest or best\n"
                           "                     (default: best)\n"
                           "  -s, --size N       how many (default: 10)\n"),
            "%s", text.p);
  cr_expect(strstr(text.p, "\nExamples:\n  verbatim try --size 3 'a word'  what it\n               "
                           "                   does\n"),
            "%s", text.p);
  vb_buf_clear(&text);
}

Test(options, a_manual_page_escapes_what_roff_would_read) {
  vb_command_spec spec = spec_with(VB_OPERANDS_QUERY);
  const vb_command_spec *const commands[] = {&spec, &vb_stats_spec, NULL};
  vb_command_spec program = {
      .purpose = "p", .synopses = synopses, .sections = sections, .commands = commands};
  vb_buf text = VB_BUF_INIT;
  vb_manual_page(&spec, &program, &text);
  vb_buf_char(&text, '\0');
  cr_assert_not(text.failed);
  cr_expect(strstr(text.p, "\n\\&.Dots and \\(aqmarks\\(aq and a back\\eslash, well\\-known.\n"),
            "%s", text.p);
  cr_expect(strstr(text.p, ".TH VERBATIM\\-TRY 1 "), "%s", text.p);
  cr_expect(strstr(text.p, "\n\\fBverbatim\\fR(1),\n\\fBverbatim\\-stats\\fR(1)\n"), "%s", text.p);
  cr_expect(strstr(text.p, "\\fB\\-s\\fR, \\fB\\-\\-size\\fR \\fIN\\fR\nhow many (default: 10)\n"),
            "%s", text.p);
  vb_buf_clear(&text);
}

Test(options, a_completion_is_made_for_three_shells_alone) {
  vb_command_spec spec = spec_with(VB_OPERANDS_QUERY);
  const vb_command_spec *const commands[] = {&spec, NULL};
  vb_command_spec program = {
      .purpose = "p", .synopses = synopses, .sections = sections, .commands = commands};
  const vb_sibling_program none = {.name = NULL};
  vb_error err;
  vb_buf text = VB_BUF_INIT;
  static const char *const shells[] = {"bash", "zsh", "fish"};
  for (size_t i = 0; i < 3; i++) {
    vb_buf_reset(&text);
    cr_expect_eq(vb_completion_script(shells[i], &program, &none, &text, &err), VB_OK);
    vb_buf_char(&text, '\0');
    cr_expect(strstr(text.p, "order") && strstr(text.p, "newest oldest best"), "%s", shells[i]);
  }
  cr_expect(strstr(text.p, "'it isn'\\''t [quiet]: loud'"), "%s", text.p);
  cr_expect_eq(vb_completion_script("csh", &program, &none, &text, &err), VB_INVALID);
  vb_buf_clear(&text);
}
