/*
 * standing_options.c - the option tables of the commands that are started for others: watch, by a
 * timer, and mcp, by an assistant.
 */
#include "searcher/command/option_rows_internal.h"

/* ---- watch ---- */

static const vb_option watch_options[] = {
    {.name = "format",
     .kind = VB_OPTION_CHOICE,
     .argument = "FORM",
     .help = "how articles are printed, as 'verbatim search' does; json is one line for each",
     .choices = HIT_FORMATS,
     .initial = "text",
     .at = offsetof(vb_watch_values, format)},
    {.name = "sort",
     .kind = VB_OPTION_CHOICE,
     .argument = "ORDER",
     .help = "what comes first; date means newest",
     .choices = "newest oldest relevance date",
     .initial = "newest",
     .at = offsetof(vb_watch_values, sort)},
    {.name = "state",
     .kind = VB_OPTION_FILE,
     .argument = "FILE",
     .help = "where to remember what was there",
     .otherwise = "a file of the query's own in $XDG_STATE_HOME/verbatim, else "
                  "~/.local/state/verbatim",
     .at = offsetof(vb_watch_values, state)},
    {.name = "known",
     .kind = VB_OPTION_FLAG,
     .help = "the first time, print the articles that are there already, instead of only "
             "remembering them",
     .at = offsetof(vb_watch_values, known)},
    {.name = "snippets",
     .kind = VB_OPTION_NUMBER,
     .argument = "N",
     .help = "excerpts of each article",
     .initial = "2",
     .max = VB_SNIPPETS_MAX,
     .at = offsetof(vb_watch_values, snippets)},
    NEUTRAL_OPTION(vb_watch_values),
    FILTER_OPTIONS(vb_watch_values),
    AUTHOR_OPTIONS(vb_watch_values),
    SPEAKER_OPTIONS(vb_watch_values),
    COMMON_OPTIONS(vb_watch_values),
};

static const char *const watch_synopses[] = {"[OPTION]... QUERY...", NULL};
static const vb_help_row watch_about[] = {
    {NULL, "Print the articles that a query finds and that the store did not have the last time, "
           "whatever their dates: those that were indexed since. The first time nothing is "
           "printed, and what is there is remembered. Without news nothing is printed at all, so "
           "that cron sends no mail."},
    {NULL, "Articles are remembered by their ids. So an article that is indexed again, in other "
           "words or after 'verbatim compact', is not new, and one that was away for a while is "
           "not either. What was printed is remembered only when all of it has been written; of "
           "two runs at once, the second ends with an error."},
    {NULL, NULL}};
static const vb_help_row watch_examples[] = {
    {"verbatim watch --store news 'harbour \"a bridge is a promise\"'", NULL},
    {"0 7 * * * verbatim index --quiet --store news in/ && verbatim watch --store news ferry",
     "in a crontab: each morning a mail with what is new, or none"},
    {"verbatim watch --format line --state ferry.state ferry | cut -f1", "ids of new articles"},
    {NULL, NULL}};
static const vb_help_row watch_exit[] = {
    {NULL, "0 when there was something new, 1 when there was not, 2 after an error."},
    {NULL, NULL}};
static const vb_help_section watch_sections[] = {
    {NULL, watch_about}, {"Examples", watch_examples}, {"Exit status", watch_exit}, {NULL, NULL}};

const vb_command_spec vb_watch_spec = {
    .name = "watch",
    .purpose = "print what a query finds that is new since the last time",
    .synopses = watch_synopses,
    .options = watch_options,
    .sections = watch_sections,
    .operands = VB_OPERANDS_QUERY,
    .missing = "no query given",
};

/* ---- mcp ---- */

static const vb_option mcp_options[] = {STORE_OPTIONS(vb_mcp_values), {.name = NULL}};

static const char *const mcp_synopses[] = {"[OPTION]...", NULL};
static const vb_help_row mcp_about[] = {
    {NULL, "Give a language model the archive as tools: search, quote (was this printed, in these "
           "words, by whom first), quotes (who said what), article and trend. The program speaks "
           "the Model Context Protocol on standard input and output, so an assistant starts it."},
    {NULL, "The tools only read. What they give names the outlet, date, id and address of each "
           "article, so that the assistant can cite it. Commits of 'verbatim index' are seen at "
           "the next question."},
    {NULL, NULL}};
static const vb_help_row mcp_examples[] = {
    {"{\"mcpServers\": {\"archive\": {\"command\": \"verbatim\", \"args\": [\"mcp\", \"--store\", "
     "\"/srv/news\"]}}}",
     "in the configuration of an assistant"},
    {NULL, NULL}};
static const vb_help_row mcp_exit[] = {{NULL, "0 at the end of the input, 2 after an error."},
                                       {NULL, NULL}};
static const vb_help_section mcp_sections[] = {
    {NULL, mcp_about}, {"Examples", mcp_examples}, {"Exit status", mcp_exit}, {NULL, NULL}};

const vb_command_spec vb_mcp_spec = {
    .name = "mcp",
    .purpose = "give an assistant the archive as tools (Model Context Protocol)",
    .synopses = mcp_synopses,
    .options = mcp_options,
    .sections = mcp_sections,
};
