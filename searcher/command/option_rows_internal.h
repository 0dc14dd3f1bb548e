/*
 * option_rows_internal.h - rows of option tables that several commands share, as macros, so that
 * they are the same in each.
 */
#ifndef VB_SEARCHER_COMMAND_OPTION_ROWS_INTERNAL_H
#define VB_SEARCHER_COMMAND_OPTION_ROWS_INTERNAL_H

#include "indexer/base/options/program.h"
#include "searcher/command/search_options.h"
#include "searcher/verbatim.h"

#define STORE_OPTIONS(type)                                                                        \
  {.name = "store",                                                                                \
   .kind = VB_OPTION_FOLDER,                                                                       \
   .argument = "STORE",                                                                            \
   .help = "a folder, xapian://HOST:PORT,... for remote shards, or "                               \
           "opensearch://HOST:PORT,.../INDEX for a cluster",                                       \
   .otherwise = VB_PROGRAM_STORE_OTHERWISE,                                                        \
   .at = offsetof(type, common.store)},                                                            \
      {.name = "search-threads",                                                                   \
       .kind = VB_OPTION_NUMBER,                                                                   \
       .argument = "N",                                                                            \
       .help = "threads of one long search; its answer is the same with any number",               \
       .otherwise = "one for each processor",                                                      \
       .min = 1,                                                                                   \
       .max = VB_SEARCH_THREADS_MAX,                                                               \
       .at = offsetof(type, common.search_threads)},                                               \
  {                                                                                                \
    .name = "memory", .kind = VB_OPTION_NUMBER, .argument = "MIB",                                 \
    .help = "memory that one search may take; a search that needs more ends and says so",          \
    .initial = "64", .min = 1, .max = VB_MEMORY_MIB_MAX, .at = offsetof(type, common.memory)       \
  }

#define COMMON_OPTIONS(type)                                                                       \
  {.name = "json",                                                                                 \
   .kind = VB_OPTION_FLAG,                                                                         \
   .help = "print JSON, one line for each answer",                                                 \
   .at = offsetof(type, common.json)},                                                             \
      {.name = "no-pager",                                                                         \
       .kind = VB_OPTION_FLAG,                                                                     \
       .help = "on a terminal, do not show a long answer through $PAGER",                          \
       .at = offsetof(type, common.no_pager)},                                                     \
      {.name = "color",                                                                            \
       .kind = VB_OPTION_CHOICE,                                                                   \
       .argument = "WHEN",                                                                         \
       .help = "colour what matched",                                                              \
       .choices = "auto always never",                                                             \
       .initial = "auto",                                                                          \
       .at = offsetof(type, common.color)},                                                        \
      STORE_OPTIONS(type), {                                                                       \
    .name = NULL                                                                                   \
  }

#define CHOICE_OPTION(type, list, option, what, text)                                              \
  {                                                                                                \
    .name = (option), .kind = VB_OPTION_LIST, .argument = (what), .help = (text),                  \
    .at = offsetof(type, filter.list)                                                              \
  }

/* For every command that asks a store. */
#define FILTER_OPTIONS(type)                                                                       \
  {.name = "after",                                                                                \
   .kind = VB_OPTION_TEXT,                                                                         \
   .argument = "DATE",                                                                             \
   .help = "only articles of DATE or later: 2019, 2019-06 or 2019-06-19",                          \
   .at = offsetof(type, filter.after)},                                                            \
      {.name = "before",                                                                           \
       .kind = VB_OPTION_TEXT,                                                                     \
       .argument = "DATE",                                                                         \
       .help = "only articles of DATE or earlier",                                                 \
       .at = offsetof(type, filter.before)},                                                       \
      CHOICE_OPTION(type, chosen[VB_FILTER_DATE], "date", "DATE",                                  \
                    "only of this year, month or day; 'unknown' for articles without a date"),     \
      CHOICE_OPTION(type, chosen[VB_FILTER_SOURCE], "source", "NAME",                              \
                    "only from the source with exactly this name"),                                \
      CHOICE_OPTION(type, excluded[VB_FILTER_SOURCE], "not-source", "NAME",                        \
                    "from any source but this"),                                                   \
      CHOICE_OPTION(type, excluded[VB_FILTER_DATE], "not-date", "DATE",                            \
                    "not of this year, month or day"),                                             \
      CHOICE_OPTION(type, chosen[VB_FILTER_SECTION], "section", "WORDS",                           \
                    "only from sections with these words in the name"),                            \
      CHOICE_OPTION(type, excluded[VB_FILTER_SECTION], "not-section", "WORDS",                     \
                    "from no section with these words")

#define AUTHOR_OPTIONS(type)                                                                       \
  CHOICE_OPTION(type, chosen[VB_FILTER_AUTHOR], "author", "WORDS",                                 \
                "only by an author with these words in the name"),                                 \
      CHOICE_OPTION(type, excluded[VB_FILTER_AUTHOR], "not-author", "WORDS",                       \
                    "by nobody with these words in the name")

#define SPEAKER_OPTIONS(type)                                                                      \
  CHOICE_OPTION(type, chosen[VB_FILTER_SPEAKER], "speaker", "NAME",                                \
                "only where this person is quoted, under all names that are printed"),             \
      CHOICE_OPTION(type, excluded[VB_FILTER_SPEAKER], "not-speaker", "NAME",                      \
                    "only where this person is not quoted")

#define WINDOW_OPTIONS(type, things, from_max)                                                     \
  {.name = "from",                                                                                 \
   .kind = VB_OPTION_NUMBER,                                                                       \
   .argument = "N",                                                                                \
   .help = "leave out the first N " things,                                                        \
   .initial = "0",                                                                                 \
   .max = (from_max),                                                                              \
   .at = offsetof(type, from)},                                                                    \
  {                                                                                                \
    .name = "size", .kind = VB_OPTION_NUMBER, .argument = "N", .help = "show at most N " things,   \
    .initial = "10", .max = VB_WINDOW_MAX, .at = offsetof(type, size)                              \
  }

#define NO_FOLD_OPTION(type)                                                                       \
  {                                                                                                \
    .name = "no-fold", .kind = VB_OPTION_FLAG,                                                     \
    .help = "show and count all copies of a syndicated article, not one of them",                  \
    .at = offsetof(type, no_fold)                                                                  \
  }

#define NEUTRAL_OPTION(type)                                                                       \
  {                                                                                                \
    .name = "neutral", .kind = VB_OPTION_FLAG,                                                     \
    .help = "in CSV, put an apostrophe before a cell that a spreadsheet would take for a formula", \
    .at = offsetof(type, neutral)                                                                  \
  }

#define HIT_FORMATS "text line ids csv ris json"

#endif
