/*
 * verbatim_options.c - the table of the program verbatim: all commands, of whichever program.
 */
#include "searcher/command/search_options.h"

#include "indexer/command/index_options.h"
#include "web/serve_options.h"

static const vb_option no_options[] = {{.name = NULL}};
static const vb_help_row exit_done[] = {{NULL, "0 when done, 2 after an error."}, {NULL, NULL}};

/* ---- help ---- */

static const char *const help_synopses[] = {"[COMMAND]", NULL};
static const vb_help_row help_about[] = {
    {NULL, "Print how to use a command, as 'verbatim COMMAND --help' does, or the list of "
           "commands."},
    {NULL, NULL}};
static const vb_help_section help_sections[] = {
    {NULL, help_about}, {"Exit status", exit_done}, {NULL, NULL}};

const vb_command_spec vb_help_spec = {
    .name = "help",
    .purpose = "print this text, or that of a command",
    .synopses = help_synopses,
    .options = no_options,
    .sections = help_sections,
    .operands = VB_OPERANDS_COMMAND,
};

/* ---- completion ---- */

static const char *const completion_synopses[] = {"bash|zsh|fish", NULL};
static const vb_help_row completion_about[] = {
    {NULL, "Print what a shell needs to complete commands, options and their values. An "
           "installed Verbatim has already put it where the shells look. Otherwise:"},
    {NULL, NULL}};
static const vb_help_row completion_examples[] = {
    {"source <(verbatim completion bash)", "in ~/.bashrc"},
    {"source <(verbatim completion zsh)", "in ~/.zshrc, after compinit"},
    {"verbatim completion fish > ~/.config/fish/completions/verbatim.fish", NULL},
    {NULL, NULL}};
static const vb_help_section completion_sections[] = {{NULL, completion_about},
                                                      {"Examples", completion_examples},
                                                      {"Exit status", exit_done},
                                                      {NULL, NULL}};

const vb_command_spec vb_completion_spec = {
    .name = "completion",
    .purpose = "print the completion for a shell",
    .synopses = completion_synopses,
    .options = no_options,
    .sections = completion_sections,
    .operands = VB_OPERANDS_SHELL,
    .missing = "name a shell: bash, zsh or fish",
};

/* ---- verbatim ---- */

static const vb_command_spec *const commands[] = {
    &vb_index_spec,      &vb_search_spec,  &vb_quote_spec,
    &vb_said_spec,       &vb_trend_spec,   &vb_show_spec,
    &vb_watch_spec,      &vb_serve_spec,   &vb_mcp_spec,
    &vb_inspect_spec,    &vb_compact_spec, &vb_copy_spec,
    &vb_verify_spec,     &vb_stats_spec,   &vb_languages_spec,
    &vb_completion_spec, &vb_help_spec,    NULL};

static const vb_option options[] = {
    {.name = "man",
     .kind = VB_OPTION_FLAG,
     .help = "print the manual page, of a command that is named after it, as man(7) source",
     .at = offsetof(vb_verbatim_values, man)},
    {.name = NULL},
};

static const char *const synopses[] = {"COMMAND [OPTION]... [ARGUMENT]...", NULL};
static const vb_help_row about[] = {
    {NULL, "Find words, phrases and quotations in an archive of news articles."}, {NULL, NULL}};
static const vb_help_row command_lines[] = {
    {NULL, "Options may come before or after other arguments, as --name VALUE or --name=VALUE; "
           "-- ends them. An option that the command does not have is an error."},
    {NULL, NULL}};
static const vb_help_row environment[] = {
    {"VERBATIM_STORE", "the store where --store names none; else verbatim-store in the current "
                       "folder"},
    {"NO_COLOR", "when set and not empty: no colour, which is otherwise used on a terminal only"},
    {NULL, NULL}};
static const vb_help_row examples[] = {
    {"verbatim index ~/archive", "make the store verbatim-store"},
    {"verbatim search 'lake \"rose by two metres\"'", "find a word and a phrase"},
    {"verbatim quote \"We will not leave.\"", "who printed this, and in which words"},
    {"verbatim serve", "the same on http://127.0.0.1:8080/"},
    {NULL, NULL}};
static const vb_help_row exit_status[] = {
    {NULL, "0 when something was found or done, 1 when nothing was found, 2 after an error."},
    {NULL, NULL}};
static const vb_help_section sections[] = {
    {NULL, about},          {"Command lines", command_lines}, {"Environment", environment},
    {"Examples", examples}, {"Exit status", exit_status},     {NULL, NULL}};

const vb_command_spec vb_verbatim_spec = {
    .purpose = "find words, phrases and quotations in a news archive",
    .synopses = synopses,
    .options = options,
    .sections = sections,
    .operands = VB_OPERANDS_COMMAND,
    .version = true,
    .commands = commands,
};

static const vb_command_spec *const nothing[] = {NULL};
const vb_sibling_program vb_sibling_programs[] = {
    {"verbatim-index", &vb_index_spec, vb_index_commands},
    {"verbatim-serve", &vb_serve_spec, nothing},
    {NULL, NULL, NULL}};
