/*
 * index_options.c - the option tables of index, inspect, compact, verify, stats and languages.
 *
 * For each command: its options, its prose, and its spec.
 */
#include "indexer/command/index_options.h"

#include "indexer/base/options/program.h"
#include "indexer/store/store.h"

enum { THREADS_MAX = 256 /* more than a machine for this has */ };

/* Of the commands that write articles into a store. */
#define WRITER_OPTIONS(type)                                                                       \
  {.name = "engine",                                                                               \
   .kind = VB_OPTION_CHOICE,                                                                       \
   .argument = "NAME",                                                                             \
   .help = "the engine of a new store",                                                            \
   .choices = "native xapian",                                                                     \
   .otherwise = VB_STORE_ENGINE_DEFAULT,                                                           \
   .at = offsetof(type, engine)},                                                                  \
      {.name = "shard",                                                                            \
       .kind = VB_OPTION_TEXT,                                                                     \
       .argument = "K/N",                                                                          \
       .help = "only the articles that belong to shard K of N",                                    \
       .at = offsetof(type, shard)},                                                               \
  {                                                                                                \
    .name = "memory", .kind = VB_OPTION_SIZE, .argument = "SIZE",                                  \
    .help = "memory for what is not committed yet, such as 256M or 1G",                            \
    .at = offsetof(type, memory)                                                                   \
  }

#define CLUSTER "opensearch://HOST:PORT,.../INDEX"

#define OPTION_STORE(type)                                                                         \
  {                                                                                                \
    .name = "store", .kind = VB_OPTION_FOLDER, .argument = "DIR",                                  \
    .help = "the store: a folder, or " CLUSTER, .otherwise = VB_PROGRAM_STORE_OTHERWISE,           \
    .at = offsetof(type, store)                                                                    \
  }

static const char *const store_synopses[] = {"[OPTION]...", NULL};
static const vb_help_row exit_done[] = {{NULL, "0 when done, 2 after an error."}, {NULL, NULL}};

/* ---- index ---- */

static const vb_option index_options[] = {
    {.name = "store",
     .kind = VB_OPTION_FOLDER,
     .argument = "DIR",
     .help = "the store, made when missing: a folder, or " CLUSTER,
     .otherwise = VB_PROGRAM_STORE_OTHERWISE,
     .at = offsetof(vb_index_values, store)},
    {.name = "prune",
     .kind = VB_OPTION_FLAG,
     .help = "remove articles of the given paths whose file or record is gone",
     .at = offsetof(vb_index_values, prune)},
    {.name = "format",
     .kind = VB_OPTION_TEXT,
     .argument = "FORMAT",
     .help = "what the files, or standard input, are: auto, text, html, jsonl, or another that "
             "--formats lists as read",
     .initial = "auto",
     .at = offsetof(vb_index_values, format)},
    {.name = "columns",
     .kind = VB_OPTION_TEXT,
     .argument = "FIELD=NAME,...",
     .help = "which columns of tables are what, such as title=Headline,text=Body",
     .otherwise = "by their usual names",
     .at = offsetof(vb_index_values, columns)},
    {.name = "formats",
     .kind = VB_OPTION_FLAG,
     .alone = true,
     .help = "print the formats: what is read, unpacked or refused",
     .at = offsetof(vb_index_values, formats)},
    {.name = "language",
     .kind = VB_OPTION_TEXT,
     .argument = "LANG",
     .help = "whose word endings are understood, for a new store; 'verbatim languages' lists them",
     .otherwise = "en",
     .at = offsetof(vb_index_values, language)},
    WRITER_OPTIONS(vb_index_values),
    {.name = "threads",
     .kind = VB_OPTION_NUMBER,
     .argument = "N",
     .help = "how many threads work; the store is the same for any number",
     .otherwise = "as many as there are processors",
     .min = 1,
     .max = THREADS_MAX,
     .at = offsetof(vb_index_values, threads)},
    {.name = "commit-every",
     .kind = VB_OPTION_NUMBER,
     .argument = "N",
     .help = "commit after N new articles, and at least every minute",
     .initial = "200000",
     .min = 1,
     .max = 1000000000,
     .at = offsetof(vb_index_values, commit_every)},
    {.name = "quiet",
     .kind = VB_OPTION_FLAG,
     .help = "print only problems",
     .at = offsetof(vb_index_values, quiet)},
    {.name = "json",
     .kind = VB_OPTION_FLAG,
     .help = "print the summary as one line of JSON",
     .at = offsetof(vb_index_values, json)},
    {.name = NULL},
};

static const char *const index_synopses[] = {"[OPTION]... PATH...", NULL};
static const vb_help_row index_about[] = {
    {NULL, "Fill a store with the articles of files and folders, so that they can be searched."},
    {NULL, "A PATH is a file, a folder (with everything below it), or - for standard input. The "
           "format of a file is recognised by its content, then by its name; archives and packed "
           "files are opened. A file that cannot be read is reported with the reason. An article "
           "that is already in the store is skipped, and a changed one replaces the old one. A "
           "run can be stopped at any time: what was committed stays, and the next run continues "
           "from there."},
    {NULL, "An archive that is too large for one machine goes into an index of an OpenSearch or "
           "Elasticsearch cluster: " CLUSTER ", opensearchs:// over TLS. User and password, an API "
           "key and the certificates to trust are in a file that only you may read; its name "
           "follows the index, as ?access=FILE."},
    {NULL, NULL}};
static const vb_help_row index_examples[] = {
    {"verbatim index --store news archive/", NULL},
    {"verbatim index --store news --prune archive/", "after files were deleted"},
    {"xzcat articles.jsonl.xz | verbatim index --store news --format jsonl -", NULL},
    {"verbatim index --store part1 --shard 1/2 archive/", NULL},
    {"verbatim index --store 'opensearchs://a:9200,b:9200/news?access=/etc/news.key' archive/",
     "into a cluster"},
    {NULL, NULL}};
static const vb_help_row index_exit[] = {
    {NULL, "0 when everything was read, 2 when something could not be read (the rest is "
           "indexed), 130 or 143 when stopped by a signal."},
    {NULL, NULL}};
static const vb_help_section index_sections[] = {
    {NULL, index_about}, {"Examples", index_examples}, {"Exit status", index_exit}, {NULL, NULL}};

const vb_command_spec vb_index_spec = {
    .name = "index",
    .purpose = "make articles searchable: files and folders of text, HTML, JSON lines",
    .synopses = index_synopses,
    .options = index_options,
    .sections = index_sections,
    .operands = VB_OPERANDS_FILES,
    .missing = "name the files or folders to index, or - for standard input",
    .version = true,
};

/* ---- inspect ---- */

static const vb_option inspect_options[] = {
    {.name = "format",
     .kind = VB_OPTION_TEXT,
     .argument = "FORMAT",
     .help = "what the files, or standard input, are: auto, text, html, jsonl, or another that "
             "'verbatim index --formats' lists as read",
     .initial = "auto",
     .at = offsetof(vb_inspect_values, format)},
    {.name = "columns",
     .kind = VB_OPTION_TEXT,
     .argument = "FIELD=NAME,...",
     .help = "which columns of tables are what, such as title=Headline,text=Body",
     .otherwise = "by their usual names",
     .at = offsetof(vb_inspect_values, columns)},
    {.name = NULL},
};

static const char *const inspect_synopses[] = {"[OPTION]... FILE...", NULL};
static const vb_help_row inspect_about[] = {
    {NULL, "Print what would be indexed of files, one article in each line, as JSON. No store is "
           "needed. \"quotes\" has the quotations of the article: their parts, the words that "
           "name the source, the verb, the speaker where the text is clear about it, and how "
           "sure this is."},
    {NULL, "A FILE may also be a folder, or - for standard input. Problems go to standard error."},
    {NULL, NULL}};
static const vb_help_row inspect_examples[] = {
    {"verbatim inspect story.html | jq .title", NULL},
    {"verbatim inspect story.txt | jq -r '.quotes[] | .speaker + \": \" + .parts[0].text'", NULL},
    {"zcat dump.gz | verbatim inspect --format jsonl - | head -3", NULL},
    {NULL, NULL}};
static const vb_help_row inspect_exit[] = {
    {NULL, "0 when articles were found, 1 when there were none, 2 when something could not be "
           "read."},
    {NULL, NULL}};
static const vb_help_section inspect_sections[] = {{NULL, inspect_about},
                                                   {"Examples", inspect_examples},
                                                   {"Exit status", inspect_exit},
                                                   {NULL, NULL}};

const vb_command_spec vb_inspect_spec = {
    .name = "inspect",
    .purpose = "print what would be indexed of a file, as JSON",
    .synopses = inspect_synopses,
    .options = inspect_options,
    .sections = inspect_sections,
    .operands = VB_OPERANDS_FILES,
    .missing = "name the files to inspect, or - for standard input",
};

/* ---- compact ---- */

static const vb_option store_options[] = {OPTION_STORE(vb_store_values), {.name = NULL}};

static const vb_help_row compact_about[] = {
    {NULL, "Rewrite a store so that it is smaller and faster to search. It can be searched while "
           "this runs. The disk needs room for a second copy of the store."},
    {NULL, NULL}};
static const vb_help_section compact_sections[] = {
    {NULL, compact_about}, {"Exit status", exit_done}, {NULL, NULL}};

const vb_command_spec vb_compact_spec = {
    .name = "compact",
    .purpose = "make a store smaller and faster",
    .synopses = store_synopses,
    .options = store_options,
    .sections = compact_sections,
};

/* ---- copy ---- */

static const vb_option copy_options[] = {
    {.name = "from",
     .kind = VB_OPTION_FOLDER,
     .argument = "STORE",
     .help = "the store to read: a folder, xapian://HOST:PORT,... of all shards, or " CLUSTER,
     .at = offsetof(vb_copy_values, from)},
    {.name = "to",
     .kind = VB_OPTION_FOLDER,
     .argument = "STORE",
     .help = "the store to write, which is made if it is not there: a folder, or " CLUSTER,
     .at = offsetof(vb_copy_values, to)},
    WRITER_OPTIONS(vb_copy_values),
    {.name = NULL}};

static const char *const copy_synopses[] = {"--from STORE --to STORE [OPTION]...", NULL};
static const vb_help_row copy_about[] = {
    {NULL, "Copy the articles of one store into another, as they were read: from one engine to "
           "another, from a whole into shards, or from shards into a whole. The original files are "
           "not needed. What the other store has already is left as it is, so a copy that was "
           "stopped goes on when it is started again, and a later one adds what is new. Nothing is "
           "removed."},
    {NULL, NULL}};
static const vb_help_row copy_examples[] = {
    {"verbatim copy --from news --to part1 --engine xapian --shard 1/2",
     "the first of two shards of a store"},
    {"verbatim copy --from xapian://a:7001,xapian://b:7001 --to news", "two shards into a whole"},
    {"verbatim copy --from news --to opensearch://a:9200,b:9200/news", "a store into a cluster"},
    {NULL, NULL}};
static const vb_help_section copy_sections[] = {
    {NULL, copy_about}, {"Examples", copy_examples}, {"Exit status", exit_done}, {NULL, NULL}};

const vb_command_spec vb_copy_spec = {
    .name = "copy",
    .purpose = "copy articles between stores and engines",
    .synopses = copy_synopses,
    .options = copy_options,
    .sections = copy_sections,
};

/* ---- verify ---- */

static const vb_option verify_options[] = {
    OPTION_STORE(vb_store_values),
    {.name = "repair",
     .kind = VB_OPTION_FLAG,
     .help = "take damaged segments out of the store, and list the articles lost",
     .at = offsetof(vb_store_values, repair)},
    {.name = NULL},
};

static const vb_help_row verify_about[] = {
    {NULL, "Read a whole store and check that every byte is as it was written. Each fault is one "
           "line on standard error, with the file and the place. The store can be searched and "
           "written while this runs."},
    {NULL,
     "With --repair the damaged segments are taken out of the store, which is then sound and can "
     "be searched; their files are kept in its folder 'native/damaged'. Each article lost in "
     "this way is one line on standard output: its id, a tab, its file. The next 'verbatim "
     "index' of the same files reads exactly those again."},
    {NULL, NULL}};
static const vb_help_row verify_examples[] = {
    {"verbatim verify --store news", NULL},
    {"verbatim verify --store news --repair > gone.tsv", NULL},
    {NULL, NULL}};
static const vb_help_row verify_exit[] = {
    {NULL,
     "0 when the store is sound, 2 when it is not or could not be read; with --repair 0 when it is "
     "sound now, 1 when articles are gone."},
    {NULL, NULL}};
static const vb_help_section verify_sections[] = {{NULL, verify_about},
                                                  {"Examples", verify_examples},
                                                  {"Exit status", verify_exit},
                                                  {NULL, NULL}};

const vb_command_spec vb_verify_spec = {
    .name = "verify",
    .purpose = "check that a store is whole, and mend it",
    .synopses = store_synopses,
    .options = verify_options,
    .sections = verify_sections,
};

/* ---- stats ---- */

static const vb_option stats_options[] = {
    OPTION_STORE(vb_store_values),
    {.name = "json",
     .kind = VB_OPTION_FLAG,
     .help = "print one line of JSON",
     .at = offsetof(vb_store_values, json)},
    {.name = NULL},
};

static const vb_help_row stats_about[] = {
    {NULL, "Print what is in a store: articles, terms, the dates covered, the size of each part. "
           "For a native store also its segments, deleted articles, words, pairs of words and "
           "keys of copies."},
    {NULL, NULL}};
static const vb_help_section stats_sections[] = {
    {NULL, stats_about}, {"Exit status", exit_done}, {NULL, NULL}};

const vb_command_spec vb_stats_spec = {
    .name = "stats",
    .purpose = "print what a store holds",
    .synopses = store_synopses,
    .options = stats_options,
    .sections = stats_sections,
};

/* ---- languages ---- */

static const char *const languages_synopses[] = {"", NULL};
static const vb_help_row languages_about[] = {
    {NULL, "Print the languages that 'verbatim index --language' knows, one in each line. With "
           "\"none\" words are indexed as they are."},
    {NULL, NULL}};
static const vb_help_section languages_sections[] = {
    {NULL, languages_about}, {"Exit status", exit_done}, {NULL, NULL}};

const vb_command_spec vb_languages_spec = {
    .name = "languages",
    .purpose = "print the languages whose word endings are understood",
    .synopses = languages_synopses,
    .sections = languages_sections,
};

const vb_command_spec *const vb_index_commands[] = {
    &vb_index_spec,  &vb_inspect_spec, &vb_compact_spec,   &vb_copy_spec,
    &vb_verify_spec, &vb_stats_spec,   &vb_languages_spec, NULL};
