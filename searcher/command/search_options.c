/*
 * search_options.c - the option tables of search, said, quote, trend and show.
 *
 * For each command, its options, its prose and its spec.
 */
#include "searcher/command/option_rows_internal.h"

static const vb_help_row exit_found[] = {
    {NULL, "0 when something was found, 1 when nothing was found, 2 after an error."},
    {NULL, NULL}};

/* ---- search ---- */

enum { FROM_MAX = 1000000000 }; /* past the end the last page is given, so any number will do */

static const vb_option search_options[] = {
    {.name = "format",
     .kind = VB_OPTION_CHOICE,
     .argument = "FORM",
     .help = "how results are printed",
     .choices = HIT_FORMATS,
     .initial = "text",
     .at = offsetof(vb_search_values, format)},
    {.name = "all",
     .kind = VB_OPTION_FLAG,
     .help = "give all results, however many, one after the other and in bounded memory; --size is "
             "not used then",
     .at = offsetof(vb_search_values, all)},
    NEUTRAL_OPTION(vb_search_values),
    {.name = "sort",
     .kind = VB_OPTION_CHOICE,
     .argument = "ORDER",
     .help = "what comes first; date means newest",
     .choices = "relevance newest oldest date",
     .initial = "relevance",
     .at = offsetof(vb_search_values, sort)},
    WINDOW_OPTIONS(vb_search_values, "results", FROM_MAX),
    FILTER_OPTIONS(vb_search_values),
    AUTHOR_OPTIONS(vb_search_values),
    SPEAKER_OPTIONS(vb_search_values),
    {.name = "snippets",
     .kind = VB_OPTION_NUMBER,
     .argument = "N",
     .help = "excerpts of each article",
     .initial = "2",
     .max = VB_SNIPPETS_MAX,
     .at = offsetof(vb_search_values, snippets)},
    {.name = "facets",
     .kind = VB_OPTION_FLAG,
     .help =
         "count the sources and years of all results, and speakers, authors and sections of the "
         "first 100",
     .at = offsetof(vb_search_values, facets)},
    {.name = "count",
     .kind = VB_OPTION_FLAG,
     .help = "count all results, even where that takes longer",
     .at = offsetof(vb_search_values, count)},
    NO_FOLD_OPTION(vb_search_values),
    COMMON_OPTIONS(vb_search_values),
};

static const char *const search_synopses[] = {"[OPTION]... QUERY...", NULL};
static const vb_help_row search_about[] = {
    {NULL, "Find articles and show where the query matches in them. A word of the query that "
           "begins with a dash is one that the articles must not have; an option begins with two "
           "dashes, or with one and a single letter."},
    {NULL, NULL}};
static const vb_help_row search_queries[] = {
    {"harbour bridge", "both words, in any form: bridge finds bridges"},
    {"\"a bridge is a promise\"", "exactly these words, in any kind of quotation marks"},
    {"\"a * is a promise\"", "any one word in the place of the *"},
    {"bridg*", "words that begin with this"},
    {"cyber-attack", "these two words next to each other"},
    {"bridge -ferry", "without a word; also bridge NOT ferry"},
    {"ferry OR tunnel", "either; also ferry | tunnel"},
    {"(ferry OR tunnel) mayor", "a group"},
    {"mayor NEAR/5 said", "at most 5 words apart, in either order; also w/5"},
    {"bridge w/s mud", "in the same sentence"},
    {"bridge w/p mud", "in the same paragraph"},
    {"title:goat", "in the headline; a field also takes a \"phrase\" or (a group)"},
    {"author:oduya", "written by somebody with this name"},
    {"source:courier", "by a source with this word in its name"},
    {"speaker:marsh", "quoting somebody with this name"},
    {"said:\"keeps its promises\"", "in the words that somebody said"},
    {"in:comments mud", "in the readers' comments, which are not searched otherwise"},
    {"section:news", "of this section; language:en works in the same way"},
    {"bridge date:2018-01..2018-06", "from these months; a date is a year, a month or a day"},
    {"bridge after:2019", "of this date or later"},
    {"bridge before:2016-07", "of this date or earlier"},
    {NULL, "Give a query in single quotes, so that the shell leaves it alone."},
    {NULL, NULL}};
static const vb_help_row search_copies[] = {
    {NULL, "Copies of one report (syndicated articles) are shown once, with the sources that "
           "printed the others; --no-fold shows each. Counts are of all articles, copies too."},
    {NULL, NULL}};
static const vb_help_row search_formats[] = {
    {"text", "for reading, with excerpts"},
    {"line", "one line for each result: id, date, source, title, excerpt, with tabs between them"},
    {"ids", "the ids alone, as 'verbatim show' takes them"},
    {"csv", "a table with a heading: id, date, source, title, authors, section, url, matches, "
            "snippet"},
    {"ris", "a record for Zotero, EndNote and other reference managers"},
    {"json", "what --json prints; with --all, one line of JSON for each result"},
    {NULL, "In line, ids, csv and ris, and with --all, each copy of a report is a result of its "
           "own. --all keeps to the order of --sort, and shows one state of the store whatever is "
           "indexed meanwhile."},
    {NULL, NULL}};
static const vb_help_row search_filters[] = {
    {NULL, "An option that chooses or leaves out (--source, --not-source and so on) may be given "
           "again: of several values of one kind, an article has any; of several kinds, each."},
    {NULL, NULL}};
static const vb_help_row search_examples[] = {
    {"verbatim search 'harbour \"a bridge is a promise\"'", NULL},
    {"verbatim search --sort oldest --after 2018 --facets 'bridge w/s mud'", NULL},
    {"verbatim search --no-fold --source 'Calverhaven Courier' ferry", NULL},
    {"verbatim search --json --size 100 'title:bridge' | jq -r '.hits[].id'", NULL},
    {"verbatim search --all --format csv ferry > ferry.csv", "every article, for a spreadsheet"},
    {"verbatim search --all --format line bridge | fzf | cut -f1 | xargs -d '\\n' verbatim show",
     NULL},
    {NULL, NULL}};
static const vb_help_section search_sections[] = {
    {NULL, search_about},        {"What a query may hold", search_queries},
    {"Filters", search_filters}, {"Copies", search_copies},
    {"Formats", search_formats}, {"Examples", search_examples},
    {"Exit status", exit_found}, {NULL, NULL}};

const vb_command_spec vb_search_spec = {
    .name = "search",
    .purpose = "find articles: words, \"exact phrases\", fields, dates",
    .synopses = search_synopses,
    .options = search_options,
    .sections = search_sections,
    .operands = VB_OPERANDS_QUERY,
    .missing = "no query given",
};

/* ---- said ---- */

static const vb_option said_options[] = {
    {.name = "speaker",
     .kind = VB_OPTION_TEXT,
     .argument = "NAME",
     .help = "only by this person, under all names that are printed (\"president brook\"); by "
             "whoever has a bare surname or other words of a name",
     .at = offsetof(vb_said_values, speaker)},
    {.name = "sort",
     .kind = VB_OPTION_CHOICE,
     .argument = "ORDER",
     .help = "what comes first; date means newest",
     .choices = "newest oldest relevance date",
     .initial = "newest",
     .at = offsetof(vb_said_values, sort)},
    WINDOW_OPTIONS(vb_said_values, "quotations", VB_WINDOW_MAX),
    FILTER_OPTIONS(vb_said_values),
    COMMON_OPTIONS(vb_said_values),
};

static const char *const said_synopses[] = {"[OPTION]... [QUERY]", NULL};
static const vb_help_row said_about[] = {
    {NULL, "List quotations: what was said, by whom, when, and printed where."},
    {NULL,
     "The words of a QUERY must be in the quotation itself. The operators are those of 'verbatim "
     "search'; title: and source: refer to the article. Who said it is read from the article: "
     "the percentage is how sure it is that this source said these words, and a speaker who is "
     "not named clearly stays unknown."},
    {NULL, NULL}};
static const vb_help_row said_examples[] = {
    {"verbatim said --speaker 'ada brook'", "her latest quotations"},
    {"verbatim said --speaker brook 'sea wall'", "what she said about it"},
    {"verbatim said --json --size 100 '\"never again\"' | jq -r '.quotations[].speaker'", NULL},
    {NULL, NULL}};
static const vb_help_section said_sections[] = {
    {NULL, said_about}, {"Examples", said_examples}, {"Exit status", exit_found}, {NULL, NULL}};

const vb_command_spec vb_said_spec = {
    .name = "said",
    .purpose = "list who said what; of one speaker, or with these words",
    .synopses = said_synopses,
    .options = said_options,
    .sections = said_sections,
    .operands = VB_OPERANDS_QUERY,
};

/* ---- quote ---- */

static const vb_option quote_options[] = {
    {.name = "history",
     .kind = VB_OPTION_FLAG,
     .help = "show where and when it was first, the wordings in which it was printed, by which "
             "sources, and the articles by month",
     .at = offsetof(vb_quote_values, history)},
    {.name = "limit",
     .kind = VB_OPTION_NUMBER,
     .argument = "N",
     .help = "show at most N articles",
     .initial = "10",
     .max = VB_QUOTE_LIMIT_MAX,
     .at = offsetof(vb_quote_values, limit)},
    FILTER_OPTIONS(vb_quote_values),
    AUTHOR_OPTIONS(vb_quote_values),
    {.name = "since",
     .kind = VB_OPTION_TEXT,
     .argument = "DATE",
     .help = "the same as --after: only what is new",
     .at = offsetof(vb_quote_values, since)},
    {.name = "batch",
     .kind = VB_OPTION_FILE,
     .argument = "FILE",
     .help = "look up every quote of FILE; - is standard input",
     .at = offsetof(vb_quote_values, batch)},
    {.name = "format",
     .kind = VB_OPTION_CHOICE,
     .argument = "FORM",
     .help = "of the batch; auto finds out from its first lines",
     .choices = "auto lines jsonl csv",
     .initial = "auto",
     .at = offsetof(vb_quote_values, format)},
    {.name = "output",
     .kind = VB_OPTION_CHOICE,
     .argument = "FORM",
     .help = "of the answers to a batch",
     .choices = "tsv csv jsonl",
     .otherwise = "tsv",
     .at = offsetof(vb_quote_values, output)},
    {.name = "column",
     .kind = VB_OPTION_TEXT,
     .argument = "NAME",
     .help = "the heading of the quotes in the CSV of a batch",
     .at = offsetof(vb_quote_values, column)},
    {.name = "witness",
     .kind = VB_OPTION_FLAG,
     .help = "in a batch too, say whom the articles name as the speaker, and how many of them",
     .at = offsetof(vb_quote_values, witness)},
    NEUTRAL_OPTION(vb_quote_values),
    NO_FOLD_OPTION(vb_quote_values),
    COMMON_OPTIONS(vb_quote_values),
};

static const char *const quote_synopses[] = {"[OPTION]... TEXT...", "[OPTION]... -",
                                             "[OPTION]... --batch FILE", NULL};
static const vb_help_row quote_about[] = {
    {NULL, "Say which articles print a quotation, and how closely."},
    {NULL, "No character of TEXT is an operator, and quotation marks around the whole are "
           "ignored. With - the text is read from standard input. Each article found gets the "
           "strictest of these verdicts that is true of it:"},
    {"verbatim", "the same characters, white space aside"},
    {"typography", "the same except for the kind of quotation marks, dashes, ellipses, ligatures"},
    {"case-punctuation", "the same words in the same order"},
    {"edited", "as printed except for what the quote itself marks: ... and [word]"},
    {"altered",
     "words differ; every difference is shown, and a changed negation, number or name is "
     "pointed out"},
    {"not-found", "no article has it; the most similar text is shown, if there is any"},
    {"unknown", "not found, but a part of the archive did not answer or the time ended"},
    {NULL, "A quotation that is split in the article (\"One,\" she said. \"Two.\") is one "
           "quotation. The best verdict comes first, then the oldest article."},
    {NULL, NULL}};
static const vb_help_row quote_batch[] = {
    {NULL, "A batch is a file with one quote in each line; or with a line of JSON for each, "
           "{\"id\": \"a1\", \"quote\": \"...\"}; or CSV, separated by commas or semicolons, "
           "with a column named quote or text and, if wanted, one named id. Each quote gives one "
           "line, in the order of the batch, with tabs between the columns: id (or the number of "
           "the line), verdict, number of articles, and of the first article: date, source, id, "
           "title. A record without a quote gives its id, \"error\" and the reason, and the rest "
           "of the batch is answered."},
    {NULL, "CSV starts with the names of the columns and also has the share of words that agree, "
           "what changed, and the words as printed. JSON lines have everything that --json "
           "prints for one quote."},
    {NULL, NULL}};
static const vb_help_row quote_examples[] = {
    {"verbatim quote 'We will not leave the valley'", NULL},
    {"verbatim quote --json --limit 1 \"don't look back\"", NULL},
    {"verbatim quote --history 'We will not leave the valley'", NULL},
    {"verbatim quote --batch claims.csv --output csv > answers.csv", NULL},
    {"verbatim quote --batch claims.csv --since 2024-05-01 > new.tsv", NULL},
    {"xclip -o | verbatim quote -", NULL},
    {NULL, NULL}};
static const vb_help_row quote_exit[] = {
    {NULL,
     "0 when something was found, 1 when nothing was found, 2 after an error (in a batch also "
     "when a record had no quote)."},
    {NULL, NULL}};
static const vb_help_section quote_sections[] = {{NULL, quote_about},
                                                 {"Batches", quote_batch},
                                                 {"Examples", quote_examples},
                                                 {"Exit status", quote_exit},
                                                 {NULL, NULL}};

const vb_command_spec vb_quote_spec = {
    .name = "quote",
    .purpose = "say which articles print a quotation, and how closely",
    .synopses = quote_synopses,
    .options = quote_options,
    .sections = quote_sections,
    .operands = VB_OPERANDS_TEXT,
};

/* ---- trend ---- */

static const vb_option trend_options[] = {
    {.name = "period",
     .kind = VB_OPTION_CHOICE,
     .argument = "PERIOD",
     .help = "of each line; auto takes days, months or years, by how much time there is",
     .choices = "auto year month day",
     .initial = "auto",
     .at = offsetof(vb_trend_values, period)},
    {.name = "share",
     .kind = VB_OPTION_FLAG,
     .help = "print shares of all articles of the period, in percent",
     .at = offsetof(vb_trend_values, share)},
    {.name = "csv",
     .kind = VB_OPTION_FLAG,
     .help = "print CSV, with articles and shares",
     .at = offsetof(vb_trend_values, csv)},
    FILTER_OPTIONS(vb_trend_values),
    AUTHOR_OPTIONS(vb_trend_values),
    SPEAKER_OPTIONS(vb_trend_values),
    COMMON_OPTIONS(vb_trend_values),
};

static const char *const trend_synopses[] = {"[OPTION]... WORD...", NULL};
static const vb_help_row trend_about[] = {
    {NULL, "Count the articles with each WORD over time, for one to six of them side by side."},
    {NULL, "Each WORD is a query of its own, with the operators of 'verbatim search': put quotes "
           "around one that has blanks. Copies of a report count each. A share is one of all "
           "articles of the period that pass the filters. Articles whose date is unknown, less "
           "precise than the period, or after tomorrow are counted apart."},
    {NULL, NULL}};
static const vb_help_row trend_examples[] = {
    {"verbatim trend ferry bridge", "two words"},
    {"verbatim trend --period year '\"sea wall\"' 'said:promise'", "a phrase, and a word said"},
    {"verbatim trend --share --source 'Calverhaven Courier' ferry", NULL},
    {"verbatim trend --csv ferry bridge tunnel > crossings.csv", NULL},
    {NULL, NULL}};
static const vb_help_section trend_sections[] = {
    {NULL, trend_about}, {"Examples", trend_examples}, {"Exit status", exit_found}, {NULL, NULL}};

const vb_command_spec vb_trend_spec = {
    .name = "trend",
    .purpose = "count words and phrases over time, side by side",
    .synopses = trend_synopses,
    .options = trend_options,
    .sections = trend_sections,
    .operands = VB_OPERANDS_QUERY,
    .missing = "give one to six words or phrases to count",
};

/* ---- show ---- */

static const vb_option show_options[] = {
    {.name = "query",
     .kind = VB_OPTION_TEXT,
     .argument = "QUERY",
     .help = "highlight where a search matches",
     .at = offsetof(vb_show_values, query)},
    {.name = "quote",
     .kind = VB_OPTION_TEXT,
     .argument = "TEXT",
     .help = "highlight where a quotation is printed",
     .at = offsetof(vb_show_values, quote)},
    {.name = "comments",
     .kind = VB_OPTION_FLAG,
     .help = "print the readers' comments too",
     .at = offsetof(vb_show_values, comments)},
    COMMON_OPTIONS(vb_show_values),
};

static const char *const show_synopses[] = {"[OPTION]... ID", NULL};
static const vb_help_row show_about[] = {
    {NULL, "Print an article. Its ID is the last line of each result of a search."}, {NULL, NULL}};
static const vb_help_row show_examples[] = {
    {"verbatim show archive/2019/flood.html", NULL},
    {"verbatim show --query 'flood*' --comments https://herald.example/2019/flood", NULL},
    {"verbatim show --json 4711 | jq -r .text", NULL},
    {NULL, NULL}};
static const vb_help_row show_exit[] = {
    {NULL, "0 when there is such an article, 1 when there is none, 2 after an error."},
    {NULL, NULL}};
static const vb_help_section show_sections[] = {
    {NULL, show_about}, {"Examples", show_examples}, {"Exit status", show_exit}, {NULL, NULL}};

const vb_command_spec vb_show_spec = {
    .name = "show",
    .purpose = "print an article",
    .synopses = show_synopses,
    .options = show_options,
    .sections = show_sections,
    .operands = VB_OPERANDS_ONE,
    .missing = "give the ID of one article",
};
