/*
 * verbatim.h - the public API of Verbatim: search a news archive from C or C++.
 *
 *     vb_error error;
 *     vb_store *store;
 *     if (vb_store_open("verbatim-store", NULL, &store, &error) != VB_OK) ... error.text ...
 *
 * This header needs only the standard headers and compiles as C11 and as C++17.
 * `verbatim`, `verbatim-serve` and every other program use the searcher through it.
 * Link with -lverbatim (pkg-config verbatim). The contract:
 *
 * 1. A vb_store is opaque. It shows one snapshot of a store until vb_store_refresh, and belongs
 *    to one thread at a time. Open one per thread; they share no state.
 *
 * 2. An answer is in the arena that was passed for it: every pointer and text in it is borrowed
 *    from that arena until vb_arena_clear or vb_arena_free. An answer no longer needs its store
 *    or its request, so both may be freed. An arena may have many answers, and belongs to one
 *    thread at a time. After a failure the answer must not be read.
 *
 * 3. Functions that can fail return a vb_status; VB_OK is 0. The sentence for the user is written
 *    into a vb_error that the caller owns; it is the last parameter and may be NULL. No function
 *    prints, reads the environment, or throws an exception.
 *
 * 4. A text is a vb_str: a pointer and a length in bytes, of UTF-8. An absent text is {NULL, 0}.
 *    Texts of an answer are not terminated unless their comment says so. Texts and requests that
 *    are passed are borrowed for the duration of the call.
 *
 * 5. Requests and options are plain structs: set them to zero, then set the members you need;
 *    zero is the default. Answers are plain structs too. A later version may add members
 *    anywhere in them; the library's soname then changes, and programs must be compiled again.
 *
 * 6. Every answer can be written as JSON by the ..._to_json function of its name: one line without
 *    a newline, terminated, in the arena. It is the JSON of `--json` and of the HTTP API; the end
 *    of this header documents it. Names in it are never removed.
 *
 * Offsets in these structs count bytes of the text that their comment names. The vb_range members
 * called `place`, and all offsets in JSON, count code points.
 */
#ifndef VB_VERBATIM_H
#define VB_VERBATIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header; vb_version() returns that of the linked library. */
#define VB_VERSION_MAJOR 0
#define VB_VERSION_MINOR 1
#define VB_VERSION_PATCH 0
#define VB_VERSION_TEXT "0.1.0"

/* Marks the functions that libverbatim exports. */
#if defined(__GNUC__)
#define VB_API __attribute__((visibility("default")))
#else
#define VB_API
#endif

VB_API const char *vb_version(void);

/* ---- texts, errors, dates --------------------------------------------------- */

/* The parts between VB_..._DEFINED stand in the headers of indexer/ too, word for word
   (tests/lint/header.py), so that the searcher's own code and this header agree on them. */

#ifndef VB_STR_DEFINED
#define VB_STR_DEFINED
typedef struct vb_str {
  const char *p;
  size_t n;
} vb_str;

/* A terminated text, or an absent one for NULL. */
static inline vb_str vb_str_of(const char *terminated) {
  vb_str s = {terminated, terminated ? strlen(terminated) : 0};
  return s;
}
#endif

#ifndef VB_STATUS_DEFINED
#define VB_STATUS_DEFINED
typedef enum vb_status {
  VB_OK = 0,
  VB_NOT_FOUND,   /* the thing asked for is not there */
  VB_INVALID,     /* an argument, a query or an input file is not of its form */
  VB_IO,          /* the operating system refused a read, write or rename */
  VB_CORRUPT,     /* bytes on disk are not what was written */
  VB_VERSION,     /* a store of a format this program does not know */
  VB_LOCKED,      /* another writer holds the store */
  VB_NOMEM,       /* no memory left */
  VB_LIMIT,       /* a stated limit was passed */
  VB_UNAVAILABLE, /* a remote shard did not answer, or not in time */
  VB_INTERNAL     /* a fault of this program */
} vb_status;

enum { VB_ERROR_TEXT = 512 };

typedef struct vb_error {
  vb_status status;
  char text[VB_ERROR_TEXT]; /* one line, no newline, always terminated */
} vb_error;
#endif

/* The constant's name in lower case ("corrupt"); never NULL, a constant. */
VB_API const char *vb_status_name(vb_status status);

#ifndef VB_DATE_DEFINED
#define VB_DATE_DEFINED
typedef enum vb_date_precision {
  VB_DATE_UNKNOWN = 0,
  VB_DATE_YEAR,
  VB_DATE_MONTH,
  VB_DATE_DAY,
  VB_DATE_MINUTE
} vb_date_precision;

typedef struct vb_date {
  uint16_t year;                    /* 1000 to 9999 */
  uint8_t month, day, hour, minute; /* 1-based month and day; 0 where the precision ends */
  uint8_t precision;                /* vb_date_precision */
} vb_date;

enum { VB_DATE_TEXT = 20 };
#endif

/* Writes ISO 8601 as precise as the date: "2019", "2019-06", "2019-06-19", "2019-06-19T18:15"; ""
   if unknown. Terminated. */
VB_API void vb_date_format(vb_date date, char out[VB_DATE_TEXT]);

#ifndef VB_DATE_ORIGIN_DEFINED
#define VB_DATE_ORIGIN_DEFINED
typedef enum vb_date_origin {
  VB_DATE_FROM_NOWHERE = 0,
  VB_DATE_FROM_METADATA, /* a field, a meta tag, JSON-LD */
  VB_DATE_FROM_BYLINE,   /* the byline or dateline of the text */
  VB_DATE_FROM_PATH      /* the file's path or the URL */
} vb_date_origin;
#endif

/* "metadata", "byline", "path", "unknown"; a constant. */
VB_API const char *vb_date_origin_name(vb_date_origin origin);

/* ---- arenas: the memory of answers ------------------------------------------- */

typedef struct vb_arena vb_arena;

VB_API vb_arena *vb_arena_new(void);        /* NULL when there is no memory */
VB_API void vb_arena_free(vb_arena *arena); /* takes NULL */
/* Ends all answers in it, and keeps one block of memory for the next ones. */
VB_API void vb_arena_clear(vb_arena *arena);

/* ---- stores ------------------------------------------------------------------ */

typedef struct vb_store vb_store;

/* Threads that help in long searches of folders. Stores that share them may belong to different
   threads. One search has them at a time, and only while no other of these stores is at work; its
   answer is the same with any number of them. They start with the first such search. */
typedef struct vb_search_threads vb_search_threads;

enum { VB_SEARCH_THREADS_MAX = 64 };

/* count: of one search, the thread that asks among them; 0: as many as there are processors for the
   program. VB_LIMIT above VB_SEARCH_THREADS_MAX. */
VB_API vb_status vb_search_threads_new(size_t count, vb_search_threads **out, vb_error *error);
/* Takes NULL. REQUIRES: no store that uses them is open. */
VB_API void vb_search_threads_free(vb_search_threads *threads);

typedef struct vb_store_options {
  uint32_t shard_timeout_ms;  /* of remote shards; 0: 5 seconds */
  uint32_t memory_mib;        /* that one question may take; 0: VB_MEMORY_MIB. Past it VB_LIMIT */
  vb_search_threads *threads; /* NULL: a search has the thread that asks */
} vb_store_options;

/* What people ask takes less than 1 MiB; a phrase of ten prefixes over many segments some 50. */
enum { VB_MEMORY_MIB = 64, VB_MEMORY_MIB_MAX = 65536 };

/* where: a folder made by verbatim-index, "xapian://HOST:PORT,xapian://HOST:PORT...", or
   "opensearch://HOST:PORT[,HOST:PORT...]/INDEX". options may be NULL. VB_NOT_FOUND, VB_VERSION,
   VB_CORRUPT, VB_UNAVAILABLE. The files of a folder are mapped: what is read of them stays until
   memory is short, and counts as RssFile of the process. Of its own a store takes some MiB, however
   much is asked, besides what memory_mib bounds. */
VB_API vb_status vb_store_open(const char *where, const vb_store_options *options, vb_store **out,
                               vb_error *error);
VB_API void vb_store_close(vb_store *store); /* takes NULL */
/* Between these the store counts as at work for those that share its threads, whatever its thread
   does. A store enters by itself while it searches; a program that does more for a request, and has
   others to answer beside it, enters around all of it. May be nested. */
VB_API void vb_store_enter(vb_store *store);
VB_API void vb_store_leave(vb_store *store);
/* Shows what was committed since the last refresh. Takes some microseconds if nothing was. On
   failure the store continues to show what it did. */
VB_API vb_status vb_store_refresh(vb_store *store, vb_error *error);

typedef struct vb_store_info {
  vb_str engine;   /* "native", "xapian", "opensearch" */
  vb_str language; /* of the stemmer: "english" */
  uint64_t articles;
  uint32_t first_day, last_day; /* of the known dates, YYYYMMDD; 0 when there are none */
  uint64_t state; /* differs after each commit, and for another store; 0: not known (shards) */
} vb_store_info;

/* The texts belong to the store and are valid until vb_store_refresh or vb_store_close. */
VB_API vb_store_info vb_store_about(vb_store *store);
VB_API vb_status vb_store_info_to_json(const vb_store_info *info, vb_arena *arena, vb_str *out,
                                       vb_error *error);

/* ---- parts of answers --------------------------------------------------------- */

typedef struct vb_range {
  uint32_t start, end; /* end exclusive */
} vb_range;

typedef struct vb_marks { /* in order, disjoint */
  vb_range *marks;
  size_t count;
} vb_marks;

/* The facts about an article that every answer shows. */
typedef struct vb_article_head {
  vb_str id; /* unique in a store */
  vb_str title, source, url, language, section;
  vb_str byline;         /* as printed */
  const vb_str *authors; /* the names in it */
  size_t author_count;
  vb_date published;
  vb_date_origin published_from;
} vb_article_head;

typedef enum vb_article_part {
  VB_ARTICLE_TEXT = 0,
  VB_ARTICLE_TITLE,
  VB_ARTICLE_COMMENT
} vb_article_part;

/* An excerpt around a match: whole sentences if they fit. */
typedef struct vb_snippet {
  vb_article_part part;       /* VB_ARTICLE_TEXT or VB_ARTICLE_COMMENT */
  uint32_t comment;           /* its index */
  vb_str text;                /* one line; " ¶ " between paragraphs; absent: no snippet */
  uint32_t start, end;        /* bytes of the part that it shows */
  vb_range place;             /* the same in code points */
  bool cut_before, cut_after; /* it begins or ends inside a sentence */
  vb_range *marks;            /* the matches: bytes of `text`, in order, disjoint */
  size_t mark_count;
} vb_snippet;

/* An article that is a copy of the one shown (a syndicated report). */
typedef struct vb_copy {
  uint64_t doc; /* an internal number */
  size_t rank;  /* among the results of a search; otherwise VB_COPY_UNRANKED */
  vb_str id, title, source;
  vb_date published;
  vb_date_origin published_from;
  double resemblance; /* the share of all runs of words that both have, 0 to 1; 0: not measured */
} vb_copy;

#define VB_COPY_UNRANKED SIZE_MAX

typedef struct vb_copies {
  vb_copy *list; /* by rank, then date (unknown last), then id */
  size_t count;
} vb_copies;

typedef struct vb_facet {
  vb_str value;
  uint64_t count;
} vb_facet;

/* Articles of one date: YYYYMMDD, with 00 for an unknown day and 0000 also for the month. */
typedef struct vb_day_count {
  uint32_t date;
  uint64_t count;
} vb_day_count;

/* A remote shard that did not answer; the answer is from the others. */
typedef struct vb_shard_failure {
  vb_str shard;  /* "host:port" */
  vb_str reason; /* one sentence */
} vb_shard_failure;

/* A remote shard as it was last seen. A thread looks at all of them every two seconds. */
typedef struct vb_shard_health {
  vb_str shard; /* "host:port" */
  bool up;
  uint64_t failures; /* times that it stopped answering, since the store was opened */
  vb_str reason;     /* why it does not answer; empty while it does */
} vb_shard_health;

/* The shards of a remote store; none of a folder. May be called from any thread while the store is
   open. */
VB_API vb_status vb_store_shards(vb_store *store, vb_arena *arena, vb_shard_health **out,
                                 size_t *count, vb_error *error);

/* How a query was read. */
typedef struct vb_query_reading {
  vb_str read_as; /* in the query language */
  vb_str *notes;  /* what was repaired or left out, one sentence each */
  size_t note_count;
} vb_query_reading;

/* What articles are counted by, and can be chosen by. */
typedef enum vb_facet_kind {
  VB_FACET_SOURCE = 0, /* the name of the source, in any case and punctuation */
  VB_FACET_DATE,       /* "2019", "2019-06", "2019-06-19", or "unknown" */
  VB_FACET_SPEAKER,    /* who is quoted, under all names of that person */
  VB_FACET_AUTHOR,     /* words of an author's name, in order */
  VB_FACET_SECTION,    /* words of the section's name, in order */
  VB_FACET_KINDS
} vb_facet_kind;

/* "source", "date", "speaker", "author", "section", and back; false for other names. */
VB_API const char *vb_facet_name(vb_facet_kind kind);
VB_API bool vb_facet_of_name(vb_str name, vb_facet_kind *out);
/* Whether two values of a facet are the same in a choice. */
VB_API bool vb_facet_same(vb_facet_kind kind, vb_str a, vb_str b);

typedef struct vb_choice {
  vb_str value;
  vb_facet_kind kind;
  bool excluded; /* articles that have it do not pass; otherwise, only those pass that have it */
} vb_choice;

enum { VB_CHOICES_MAX = 100 };

/* Conditions on articles; absent members set none. An article passes that has, of each facet with
   choices, at least one that is not excluded, and none that is. */
typedef struct vb_filter {
  vb_str after, before;  /* dates of any precision ("2019", "2019-06"), inclusive */
  vb_str source, author; /* one more choice each */
  const vb_choice *choices;
  size_t choice_count;
} vb_filter;

typedef enum vb_sort { VB_SORT_RELEVANCE = 0, VB_SORT_NEWEST, VB_SORT_OLDEST } vb_sort;

/* "relevance", "newest", "oldest", and back; "date" is accepted for newest. False for other
   names. */
VB_API const char *vb_sort_name(vb_sort sort);
VB_API bool vb_sort_of_name(vb_str name, vb_sort *out);

/* ---- search ------------------------------------------------------------------- */

enum {
  VB_WINDOW_MAX = 10000, /* the maximum of from + size in any request */
  VB_SNIPPETS_MAX = 100, /* per article; larger counts are reduced to this */
  /* Speakers are read from the articles themselves, so only those of this many results, the first
     ones, are counted; the answer says how many. */
  VB_FACET_ARTICLES = 100,
  VB_FACET_VALUES = 50 /* of a facet are listed: those with most articles, and chosen ones */
};

typedef struct vb_search_request {
  vb_str query; /* absent, with a filter: all articles that pass the filter */
  vb_filter filter;
  size_t from, size;    /* the window of results */
  vb_sort sort;         /* articles without a date come last */
  size_t snippets;      /* per hit; 0: none */
  size_t snippet_chars; /* target length in characters; 0: 240 */
  bool facets;          /* count sources, dates, speakers, authors and sections */
  /* With facets: only values that have these letters are listed, and those that are chosen. */
  vb_str facet_find[VB_FACET_KINDS];
  bool count;             /* make the total exact even if that costs more */
  bool fold;              /* of articles that are copies of each other, show one */
  bool fill;              /* with fold: continue past from + size until `size` are shown */
  uint32_t time_limit_ms; /* 0: none. After it the answer has what was found, and timed_out */
} vb_search_request;

typedef struct vb_search_hit {
  vb_article_head article;
  double score;
  vb_marks title_marks; /* what matched in the title */
  vb_snippet *snippets;
  size_t snippet_count;
  uint64_t match_count; /* matching places in the article */
  size_t rank;          /* among all matching articles, from 0 */
  vb_copies copies;     /* with fold: copies that match and rank after it */
} vb_search_hit;

typedef struct vb_search_result {
  vb_query_reading reading;
  uint64_t total;   /* matching articles, including copies */
  bool total_exact; /* otherwise `total` is a lower bound */
  bool timed_out;
  vb_search_hit *hits;
  size_t hit_count;
  size_t window_count; /* articles in the window, including folded ones */
  size_t folded;       /* of these: listed as copies instead of shown */
  size_t next;         /* `from` of the next window; 0: there is none */
  /* Of the articles that pass all choices but those of the facet itself; most first (years: all,
     newest first), and chosen ones always, if need be with 0. */
  vb_facet *sources, *years, *speakers, *authors, *sections;
  size_t source_count, year_count, speaker_count, author_count, section_count;
  size_t speaker_articles; /* articles that were read for speakers, authors and sections */
  vb_day_count *days;      /* latest first; like the years without the choices of dates */
  size_t day_count;
  uint64_t undated;
  vb_str did_you_mean; /* a query to try if nothing was found; else absent */
  vb_shard_failure *failures;
  size_t failure_count;
  double took_ms;
} vb_search_result;

/* VB_INVALID for a filter that is not a date, VB_LIMIT for a window or query that is too large. */
VB_API vb_status vb_search(vb_store *store, const vb_search_request *request, vb_arena *arena,
                           vb_search_result *out, vb_error *error);
VB_API vb_status vb_search_to_json(const vb_search_request *request, const vb_search_result *result,
                                   vb_arena *arena, vb_str *out, vb_error *error);

/* ---- all results of a search -------------------------------------------------- */

/*
 * A scan gives all results of a search in the request's order, one after the other, without the
 * window of VB_WINDOW_MAX and in bounded memory. Of the request, from, size, facets, count, fold
 * and fill are not used; time_limit_ms is for each search that the scan makes (one for about 65,000
 * results). It shows the snapshot that the store showed when it was opened. REQUIRES: until
 * vb_scan_close the store is used for nothing else.
 */
typedef struct vb_scan vb_scan;

/* Fails as vb_search does. The request is copied. */
VB_API vb_status vb_scan_open(vb_store *store, const vb_search_request *request, vb_scan **out,
                              vb_error *error);
/* How the query was read; valid until vb_scan_close. */
VB_API const vb_query_reading *vb_scan_reading(const vb_scan *scan);
/* The next result; *end is set instead after the last one. VB_UNAVAILABLE, VB_LIMIT: the rest of
   the results cannot be given. */
VB_API vb_status vb_scan_next(vb_scan *scan, vb_arena *arena, vb_search_hit *hit, bool *end,
                              vb_error *error);
VB_API void vb_scan_close(vb_scan *scan); /* takes NULL */

/* One hit as a line of JSON, as in the "hits" of a search; as a row of CSV with its newline, and
   the row of column names: id, date, source, title, authors, section, url, matches, snippet.
   neutral: put an apostrophe before cells that a spreadsheet would take for a formula. */
VB_API vb_status vb_search_hit_to_json(const vb_search_hit *hit, vb_arena *arena, vb_str *out,
                                       vb_error *error);
VB_API vb_status vb_search_hit_to_csv(const vb_search_hit *hit, bool neutral, vb_arena *arena,
                                      vb_str *out, vb_error *error);
VB_API vb_str vb_search_csv_head(void); /* a constant */

/* ---- quotes: whether and how closely printed ----------------------------------- */

/* How closely an article prints a quote, strictest first. */
typedef enum vb_verdict {
  VB_VERDICT_VERBATIM = 0,     /* the same characters, except white space */
  VB_VERDICT_TYPOGRAPHY,       /* the same after folding marks, dashes, ligatures,
                                  ellipses, stops of initialisms and digit separators */
  VB_VERDICT_CASE_PUNCTUATION, /* the same words in order, the same signs at numbers */
  VB_VERDICT_EDITED,           /* the quote declares its changes: ellipsis, brackets */
  VB_VERDICT_ALTERED,          /* words differ */
  VB_VERDICT_NOT_FOUND,
  VB_VERDICT_UNKNOWN /* not found, but a part of the archive did not answer, or the time
                        ended before all was compared */
} vb_verdict;

VB_API const char *vb_verdict_name(vb_verdict verdict); /* "verbatim", "case-punctuation", ... */

typedef enum vb_edit_kind {
  VB_EDIT_SAME,
  VB_EDIT_CHANGED, /* other words in the article */
  VB_EDIT_ADDED,   /* not in the article */
  VB_EDIT_LEFT_OUT /* only in the article */
} vb_edit_kind;

VB_API const char *vb_edit_name(vb_edit_kind kind); /* "same", "changed", "added", "left-out" */

/* Changes that must be shown prominently, also inside an ellipsis. */
typedef enum vb_change {
  VB_CHANGE_NEGATION = 1,
  VB_CHANGE_NUMBER = 2,
  VB_CHANGE_NAME = 4,
  VB_CHANGE_SPEAKER = 8, /* words of two speakers, or of one and the reporter, as one quotation */
  VB_CHANGE_LAST = VB_CHANGE_SPEAKER
} vb_change;

VB_API const char *
vb_change_name(vb_change change); /* of one: "negation", "number", "name", "speaker" */
/* Of one, for a warning: "a number changed or left out", "not one speaker's words". */
VB_API const char *vb_change_warning(vb_change change);
/* The most important of some changes, in the order speaker, negation, number, name; 0 for none. */
VB_API unsigned vb_change_loudest(unsigned changes);

enum {
  VB_QUOTE_MAX = 1024 * 1024,  /* bytes of a quote; VB_LIMIT above it */
  VB_QUOTE_LIMIT_DEFAULT = 10, /* hits for a limit of 0 */
  VB_QUOTE_LIMIT_MAX =
      1000 /* larger limits are reduced to this: each hit is an article in memory */
};

typedef struct vb_quote_request {
  vb_str quote; /* any text; it has no operators; quotation marks around it are removed */
  vb_filter filter;
  size_t limit;         /* maximum of hits; 0: VB_QUOTE_LIMIT_DEFAULT */
  size_t context_chars; /* of the snippet around the match; 0: 240 */
  bool history;         /* also return all its wordings, sources and dates */
  bool earlier;         /* also find an older article with a similar wording; costs as much as
                           looking up a quote whose words were changed */
  bool witness;         /* also count whom all articles name as the speaker */
  bool bare;            /* no snippets and no nearest text, which cost more than the look-up */
  bool fold;            /* of articles that are copies of each other, return the first; `limit`
                           counts these; in the history copies count once */
} vb_quote_request;

typedef struct vb_quote_diff { /* a piece of the quote and its piece of the article */
  vb_edit_kind kind;
  vb_str quote, article; /* one of them may be empty */
} vb_quote_diff;

typedef struct vb_quote_hit {
  vb_article_head article;
  vb_verdict verdict;
  vb_article_part part; /* VB_ARTICLE_TITLE or VB_ARTICLE_TEXT */
  vb_str part_text;     /* the whole of that part */
  uint32_t start, end;  /* bytes of part_text: where the quote is */
  vb_str text;          /* the same bytes: the quote as printed */
  double agreement;     /* share of words that agree, 0 to 1 */
  unsigned changes;     /* vb_change bits: what changed or was left out */
  vb_quote_diff *diff;  /* in order; none if all words are there in one piece */
  size_t diff_count;
  vb_str speaker;      /* whose quotation it is in the article; absent if unknown */
  uint32_t confidence; /* percent: how certain that is; 0 without a speaker */
  bool within;         /* it is in marks inside their words: quoted by that speaker */
  /* Whom that speaker's words name for it, and as which person; absent for nobody. */
  vb_str inner_mention, inner_speaker;
  bool number_written; /* a number is equal but written differently: "1,000" for "1000" */
  vb_snippet snippet;  /* around the match, which is marked; absent in a title and if bare */
  vb_copies copies;    /* with fold: the copies among the articles that were compared */
} vb_quote_hit;

enum {
  VB_HISTORY_VARIANTS_MAX = 50, /* wordings returned, most frequent first */
  VB_HISTORY_SOURCES_MAX = 20   /* sources named for each */
};

typedef struct vb_quote_source {
  vb_str name;
  uint64_t articles;
} vb_quote_source;

/* A wording: all articles whose words are the same, whatever their case and punctuation. */
typedef struct vb_quote_variant {
  vb_str wording;     /* as its earliest article printed it */
  vb_verdict verdict; /* of the article that is nearest to the quote */
  double agreement;
  unsigned changes;
  uint64_t articles; /* copies count once */
  vb_date first;
  vb_str first_id;                /* of the earliest article, or of any if no date is known */
  vb_quote_source *sources_named; /* most first */
  size_t source_count;
  uint64_t sources;    /* how many there are */
  uint64_t unnamed;    /* articles without a known source */
  vb_quote_diff *diff; /* the quote and this wording, all of both; none if the words are the same,
                          too few of them agree, or they are very long */
  size_t diff_count;
} vb_quote_variant;

typedef struct vb_quote_month {
  uint32_t year, month;
  uint64_t articles;
} vb_quote_month;

/* The earliest article of a set. Dates are compared by the last minute that they may mean. */
typedef struct vb_quote_first {
  bool known; /* at least one date is known */
  vb_str id, title, source, wording;
  vb_verdict verdict; /* of this article, not the best of all */
  double agreement;
  unsigned changes;
  vb_date date;
  bool sure;    /* none of the others can be earlier */
  vb_str doubt; /* why it is not sure, one or more clauses; "" if it is */
} vb_quote_first;

/* Where a quote was printed first, in which wordings it spread, and when. */
typedef struct vb_quote_history {
  uint64_t articles; /* all, including copies */
  uint64_t folded;   /* of these: copies of an earlier one, which represents them below */
  uint64_t undated;
  uint64_t year_only;         /* dated by year only: counted in no month */
  bool complete;              /* no article was skipped because there were too many */
  vb_quote_first first;       /* in any wording */
  vb_quote_first first_exact; /* in the words of the quote: at least case-punctuation */
  vb_quote_variant *variants;
  size_t variant_count;
  uint64_t variants_all;
  vb_quote_month *months; /* those with articles, ascending */
  size_t month_count;
} vb_quote_history;

enum {
  VB_WITNESS_ARTICLES_MAX = 200, /* articles that vote, best first: each is read */
  VB_WITNESS_OTHERS_MAX = 10     /* articles given that name another than most do */
};

typedef struct vb_witness_name {
  vb_str speaker;             /* the person, where the archive's names tell; else as printed */
  uint64_t articles, reports; /* reports: with fold, copies count once */
} vb_witness_name;

typedef struct vb_witness_article {
  vb_str speaker;
  vb_article_head article;
} vb_witness_article;

/* Who said a quote, by the articles that print it as a quotation: each names somebody or nobody. */
typedef struct vb_quote_witness {
  uint64_t articles, reports;
  vb_witness_name *names; /* most reports first */
  size_t name_count;
  bool settled; /* the first of the names has more reports than the others together */
  uint64_t nobody, nobody_reports; /* articles (reports) that name nobody */
  vb_witness_name *quoted_by;      /* who quote the words of another, within their own */
  size_t quoted_by_count;
  uint64_t unquoted;          /* further articles, which print the words outside quotation marks, or
                                 in a title */
  bool complete;              /* no article was left out for their number */
  vb_witness_article *others; /* articles that name another than the first, if settled; else some
                                 for each name */
  size_t other_count;
} vb_quote_witness;

typedef struct vb_quote_answer {
  vb_str quote;       /* as looked up */
  vb_verdict verdict; /* the best of all; VB_VERDICT_NOT_FOUND or _UNKNOWN for none */
  vb_quote_hit *hits; /* by verdict, then oldest first, undated last */
  size_t hit_count;
  uint64_t total; /* articles that carry it, including copies */
  bool total_exact;
  bool first_unsure;            /* another hit is no worse, and may be as early as the first; or a
                                   part of the archive is missing */
  vb_quote_hit *earlier;        /* if hits have the words: an older article that has them in other
                                   signs or capitals or, if requested, with a similar wording; NULL
                                   for none */
  uint64_t searched;            /* articles in the archive, before filters */
  uint32_t first_day, last_day; /* the range of their dates, YYYYMMDD; 0 if none is known */
  vb_filter filter;             /* if not found with filters: which they were; absent if bare */
  uint64_t without_filter;      /* if not found with filters: articles that have it without them; 0
                                   if bare */
  vb_verdict without_verdict;   /* of these, if there are any */
  vb_quote_hit *nearest;        /* if not found: the nearest text; NULL for none, or if bare */
  vb_quote_history *history;    /* NULL if it was not requested */
  vb_quote_witness *witness;    /* NULL if it was not requested, or nothing was found */
  vb_str note;                  /* one sentence (the quote was cut, ...), or absent or empty */
  vb_shard_failure *failures;
  size_t failure_count;
  double took_ms;
} vb_quote_answer;

/* VB_INVALID for a quote without a word or a filter that is not a date; VB_LIMIT. */
VB_API vb_status vb_quote(vb_store *store, const vb_quote_request *request, vb_arena *arena,
                          vb_quote_answer *out, vb_error *error);
/* Call it before vb_quote of several quotes, with the same request but for the quote: a store that
   is far away is then asked for all of them in few requests. Does nothing with another store. */
VB_API void vb_quotes_ahead(vb_store *store, const vb_quote_request *request, const vb_str *quotes,
                            size_t count);
VB_API vb_status vb_quote_to_json(const vb_quote_answer *answer, vb_arena *arena, vb_str *out,
                                  vb_error *error);

/* ---- quotations: who said what -------------------------------------------------- */

typedef struct vb_listed_part {
  vb_str text;         /* as printed, without the marks around it */
  uint32_t start, end; /* bytes of the article's text */
  vb_range place;      /* the same in code points */
  vb_marks marks;      /* the matches, in bytes of `text` */
} vb_listed_part;

typedef struct vb_listed_quotation {
  vb_article_head article;
  vb_listed_part *parts; /* at least one: an attribution may split a quotation */
  size_t part_count;
  vb_str mention;              /* who said it, as printed: "the mayor"; absent if unknown */
  vb_str cue;                  /* the verb: "explained"; absent if unknown */
  vb_str speaker;              /* the person that the mention refers to; absent if unclear */
  uint32_t confidence;         /* percent: that the mention said it */
  uint32_t speaker_confidence; /* percent: that the mention is the speaker; 0 without one */
  uint32_t sure;               /* percent, for the one shown: the speaker, or else the mention */
  struct vb_listed_quotation *inner; /* what it quotes of others; these have no inner ones */
  size_t inner_count;
} vb_listed_quotation;

enum { VB_SPEAKER_PEOPLE_MAX = 20 }; /* persons given of those whom a name may mean */

typedef struct vb_said_request {
  vb_str query;      /* must match inside one quotation; absent: any quotation */
  vb_str speaker;    /* words of the name, in order */
  vb_filter filter;  /* of the articles */
  size_t from, size; /* the window, counted in quotations */
  /* Absent, or `next` of the answer to the same request for what is before `from`: then the answer
     takes as long for any `from`. If the store changed since, quotations are counted anew. */
  vb_str place;
  vb_sort sort; /* of the articles; within an article, as printed */
  uint32_t time_limit_ms;
} vb_said_request;

typedef struct vb_said_result {
  vb_query_reading reading;
  vb_listed_quotation *quotations;
  size_t count;
  bool more;         /* there are more quotations */
  vb_str next;       /* the place from which these go on; absent if there are no more */
  uint64_t articles; /* that may have such quotations */
  bool articles_exact, timed_out;
  vb_str person;    /* whom the speaker's name was taken for; absent where that is open */
  vb_facet *people; /* whom it may mean: names, with the articles that quote each; most first */
  size_t people_count;
  vb_str did_you_mean; /* another name to try, if nobody of the requested name is quoted */
  vb_shard_failure *failures;
  size_t failure_count;
  double took_ms;
} vb_said_result;

/* Fails as vb_search does. */
VB_API vb_status vb_said(vb_store *store, const vb_said_request *request, vb_arena *arena,
                         vb_said_result *out, vb_error *error);
VB_API vb_status vb_said_to_json(const vb_said_request *request, const vb_said_result *result,
                                 vb_arena *arena, vb_str *out, vb_error *error);

/* Articles must be read for their quotations, so at most this many are, the newest first. Years and
   sources are counted over all articles. */
enum { VB_SPEAKER_ARTICLES_MAX = 500, VB_SPEAKER_NAMES_MAX = 50 };

typedef struct vb_speaker_request {
  vb_str name;   /* words of it */
  size_t latest; /* how many quotations to return */
  uint32_t time_limit_ms;
} vb_speaker_request;

/* The oldest or newest article with a date. */
typedef struct vb_speaker_end {
  bool known;
  vb_date date;
  vb_str id, title;
} vb_speaker_end;

typedef struct vb_speaker_profile {
  vb_str name;      /* as requested */
  vb_str person;    /* whom it was taken for; absent where that is open */
  vb_facet *people; /* whom it may mean: names, with the articles that quote each; most first */
  size_t people_count;
  vb_speaker_end first, last;
  /* Titles and names, with the number of articles that have a quotation under each; most first.
     Counted in all articles for a name that means persons, else in those that were read. */
  vb_facet *names;
  size_t name_count;
  uint64_t names_articles; /* the number of these articles */
  uint64_t quotations;     /* counted in the newest `articles_read` */
  size_t articles_read;
  uint64_t articles;
  bool articles_exact, timed_out;
  vb_facet *years, *sources; /* of articles; years newest first, sources most first */
  size_t year_count, source_count;
  vb_listed_quotation *latest;
  size_t latest_count;
  vb_str did_you_mean; /* another name to try, if nobody of this name is quoted */
  vb_shard_failure *failures;
  size_t failure_count;
  double took_ms;
} vb_speaker_profile;

/* VB_INVALID for a name without a word. */
VB_API vb_status vb_speaker(vb_store *store, const vb_speaker_request *request, vb_arena *arena,
                            vb_speaker_profile *out, vb_error *error);
VB_API vb_status vb_speaker_to_json(const vb_speaker_profile *profile, vb_arena *arena, vb_str *out,
                                    vb_error *error);

/* ---- trends: how often something is printed, over time --------------------------- */

enum {
  VB_TREND_LINES_MAX = 6,    /* in one chart, more lines cannot be distinguished */
  VB_TREND_POINTS_MAX = 1200 /* a hundred years of months; beyond it the period is longer */
};

#ifndef VB_PERIOD_DEFINED
#define VB_PERIOD_DEFINED
typedef enum vb_period {
  VB_PERIOD_AUTO = 0, /* days up to some three months, months up to fifteen years, else years */
  VB_PERIOD_YEAR,
  VB_PERIOD_MONTH,
  VB_PERIOD_DAY
} vb_period;
#endif

/* "auto", "year", "month", "day", and back; false for other names. */
VB_API const char *vb_period_name(vb_period period);
VB_API bool vb_period_of_name(vb_str name, vb_period *out);

typedef struct vb_trend_request {
  const vb_str *queries; /* one line each: words, a "phrase", said:..., as in a search */
  size_t query_count;    /* 1 to VB_TREND_LINES_MAX */
  vb_filter filter;      /* of all lines, and of the articles that they are a share of */
  vb_period period;
  uint32_t today;         /* YYYYMMDD; 0: from the clock. What is dated after tomorrow is apart */
  uint32_t time_limit_ms; /* of all lines together; 0: none. After it timed_out is set */
} vb_trend_request;

typedef struct vb_trend_line {
  vb_str query; /* absent: all articles that pass the filter */
  vb_query_reading reading;
  uint64_t total; /* articles, copies too; the counts and these three add up to it */
  uint64_t undated, imprecise, future; /* imprecise: a year where months are counted, and so on */
  uint64_t *counts;                    /* of each point */
} vb_trend_line;

typedef struct vb_trend {
  vb_period period; /* of the points; longer than requested if there would be too many */
  vb_str *points;   /* "2019-06", terminated: each from the first to the last with an article */
  size_t point_count;
  vb_trend_line all;
  vb_trend_line *lines; /* in the order of the queries */
  size_t line_count;
  bool timed_out; /* the counts are lower bounds */
  vb_shard_failure *failures;
  size_t failure_count;
  double took_ms;
} vb_trend;

/* VB_INVALID for no query or too many, and as vb_search. */
VB_API vb_status vb_trend_count(vb_store *store, const vb_trend_request *request, vb_arena *arena,
                                vb_trend *out, vb_error *error);
/* Of the articles of a point, the share that the line has, 0 to 1; 0 where there are none. */
VB_API double vb_trend_share(const vb_trend *trend, const vb_trend_line *line, size_t point);
VB_API vb_status vb_trend_to_json(const vb_trend *trend, vb_arena *arena, vb_str *out,
                                  vb_error *error);
/* A heading, and a row for each point: the point, all articles, then for each line its articles and
   their share. */
VB_API vb_status vb_trend_to_csv(const vb_trend *trend, vb_arena *arena, vb_str *out,
                                 vb_error *error);

/* ---- one article ---------------------------------------------------------------- */

typedef struct vb_article_request {
  vb_str id;
  vb_str query, quote; /* marks the matches; if both are given, those of the quote */
} vb_article_request;

typedef struct vb_article_comment {
  vb_str author, date, text; /* as printed */
  vb_marks marks;            /* bytes of `text` */
} vb_article_comment;

typedef struct vb_article_view {
  vb_article_head article;
  vb_str text; /* paragraphs, with a blank line between two */
  vb_article_comment *comments;
  size_t comment_count;
  vb_listed_quotation *quotations; /* of the text, in order; `article` in each is this one */
  size_t quotation_count;
  vb_marks title_marks, text_marks; /* what matched */
  uint64_t match_count;             /* in title, text, comments and names */
  vb_str path;                      /* of its file, as given to the indexer */
  uint64_t record;                  /* 1-based record in that file; 0 for a file of one article */
  uint32_t replaced;                /* undecodable pieces that became U+FFFD */
  vb_copies copies;                 /* other articles with the same text */
} vb_article_view;

/* VB_NOT_FOUND for an unknown id. */
VB_API vb_status vb_article_show(vb_store *store, const vb_article_request *request,
                                 vb_arena *arena, vb_article_view *out, vb_error *error);
VB_API vb_status vb_article_view_to_json(const vb_article_view *view, vb_arena *arena, vb_str *out,
                                         vb_error *error);

/* ---- related articles --------------------------------------------------------------- */

typedef struct vb_related_request {
  vb_str id;
  size_t size;            /* how many to return; more than some tens are never found */
  uint32_t time_limit_ms; /* 0: none */
} vb_related_request;

typedef struct vb_related_article {
  vb_article_head article;
  double weight; /* the share of what the article's rare words weigh that it has too, 0 to 1 */
  vb_str *words; /* these words, as the article prints them, the most telling first */
  size_t word_count;
} vb_related_article;

/* Articles on the same subject: they share words that few articles have. Copies of the article are
   not among them, and of articles that are copies of each other only one is. */
typedef struct vb_related_answer {
  vb_related_article *articles; /* most related first; possibly none */
  size_t count;
  bool timed_out;
  vb_shard_failure *failures;
  size_t failure_count;
  double took_ms;
} vb_related_answer;

/* VB_NOT_FOUND for an unknown id. */
VB_API vb_status vb_article_related(vb_store *store, const vb_related_request *request,
                                    vb_arena *arena, vb_related_answer *out, vb_error *error);
VB_API vb_status vb_related_to_json(const vb_related_answer *answer, vb_arena *arena, vb_str *out,
                                    vb_error *error);

/* ---- citations --------------------------------------------------------------------- */

/* What leaves the archive for a text or a bibliography. A part that is not known is left out, and
   a date is as precise as it is known. Authors are written as printed: which of a name's words is
   the family's is not known. */
typedef enum vb_citation_form {
  VB_CITATION_PLAIN = 0, /* one line, or a paragraph for each of a passage; no newline at the end */
  VB_CITATION_MARKDOWN,  /* a passage is a block quotation */
  VB_CITATION_HTML,      /* one or two elements; all texts are escaped */
  VB_CITATION_RIS,       /* a record with its ER line; lines end with CR LF */
  VB_CITATION_BIBTEX,    /* an entry and a newline; for BibTeX and biblatex, in UTF-8 */
  VB_CITATION_CSL        /* one item, a JSON object; a file of CSL-JSON is a list of them */
} vb_citation_form;

typedef struct vb_citation {
  vb_article_head article;
  vb_str passage; /* words of the article, with its paragraphs; absent: cites all of it */
  vb_str speaker; /* who said the passage; absent if nobody did or it is not known */
  vb_str link;    /* the address to cite, for instance by vb_passage_link; absent: the article's */
  vb_date accessed; /* when an address was looked at; unknown: not said */
} vb_citation;

/* "plain", "markdown", "html", "ris", "bibtex", "csl", and back; false for other names. */
VB_API const char *vb_citation_form_name(vb_citation_form form);
VB_API bool vb_citation_form_of_name(vb_str name, vb_citation_form *out);
/* The Content-Type of a file of them; a constant. */
VB_API const char *vb_citation_media_type(vb_citation_form form);
/* The citation is in the arena, terminated. VB_NOMEM. */
VB_API vb_status vb_citation_write(const vb_citation *citation, vb_citation_form form,
                                   vb_arena *arena, vb_str *out, vb_error *error);

/* The address of a page with a passage of its text, which browsers go to and mark (a text fragment,
   "#:~:text="); with words around it if the same words stand before it too. passage: bytes of
   `text`. In the arena; absent if url is no web address or there is no memory. */
VB_API vb_str vb_passage_link(vb_str url, vb_str text, vb_range passage, vb_arena *arena);

/* {"error":{"status":"...","message":"..."}} */
VB_API vb_status vb_error_to_json(const vb_error *what, vb_arena *arena, vb_str *out,
                                  vb_error *error);

/* ---- answers directly as JSON ------------------------------------------------------ */

/* For callers from other languages: they need to know the layout of requests, not of answers. */
VB_API vb_status vb_search_json(vb_store *store, const vb_search_request *request, vb_arena *arena,
                                vb_str *out, vb_error *error);
VB_API vb_status vb_quote_json(vb_store *store, const vb_quote_request *request, vb_arena *arena,
                               vb_str *out, vb_error *error);
VB_API vb_status vb_said_json(vb_store *store, const vb_said_request *request, vb_arena *arena,
                              vb_str *out, vb_error *error);
VB_API vb_status vb_speaker_json(vb_store *store, const vb_speaker_request *request,
                                 vb_arena *arena, vb_str *out, vb_error *error);
VB_API vb_status vb_trend_json(vb_store *store, const vb_trend_request *request, vb_arena *arena,
                               vb_str *out, vb_error *error);
VB_API vb_status vb_article_view_json(vb_store *store, const vb_article_request *request,
                                      vb_arena *arena, vb_str *out, vb_error *error);

/* ---- batches: thousands of quotes ----------------------------------------------- */

/*
 * A batch is read one quote at a time from a file, a pipe or a text, in one of three forms:
 *   lines   each line is a quote
 *   jsonl   {"id": ..., "quote": "..."} on each line ("text" for "quote"; "id" may be missing)
 *   csv     a header with a column "quote" (or "text", "quotation", or one that is named),
 *           perhaps "id"; commas, semicolons, tabs or bars; RFC 4180 quoting, so a field may hold
 *           line breaks; a spreadsheet's first line "sep=;" is skipped
 * The input may be UTF-8, UTF-16, Windows-1252 or Mac Roman; vb_batch_read_as says which.
 * A malformed record becomes an item with an error, in its place, and reading continues.
 * Memory is bounded by the longest record allowed, however long the input.
 */
typedef struct vb_batch vb_batch;

typedef enum vb_batch_format {
  VB_BATCH_AUTO = 0, /* decided by the first line */
  VB_BATCH_LINES,
  VB_BATCH_JSONL,
  VB_BATCH_CSV
} vb_batch_format;

/* Enough for a quote of VB_QUOTE_MAX bytes, each written as an escape of JSON. */
enum { VB_BATCH_RECORD_MAX = 8 * 1024 * 1024 };

typedef struct vb_batch_item { /* texts belong to the batch, until the next call */
  uint64_t line;               /* on which the record begins, from 1 */
  vb_str id;                   /* from the record; absent if it has none */
  vb_str quote;
  vb_error error;       /* VB_OK, or why there is no quote */
  const vb_str *fields; /* CSV: the record's columns, at most as many as in the heading */
  size_t field_count;
} vb_batch_item;

/* "auto", "lines", "jsonl", "csv"; false for other names. */
VB_API bool vb_batch_format_of_name(vb_str name, vb_batch_format *out);

/* Reads from fd, which the caller owns and must keep open until vb_batch_close. */
VB_API vb_status vb_batch_open(int fd, vb_batch_format format, vb_batch **out, vb_error *error);
/* Reads a copy of the text. */
VB_API vb_status vb_batch_open_text(vb_str text, vb_batch_format format, vb_batch **out,
                                    vb_error *error);
/* Reads the next item; sets *end after the last one. Fails if the input cannot be read, if a CSV
   file has no quote column, or if there is no memory. */
VB_API vb_status vb_batch_next(vb_batch *batch, vb_batch_item *item, bool *end, vb_error *error);
/* Names the quote column. REQUIRES: called before the first vb_batch_next. VB_NOMEM. */
VB_API vb_status vb_batch_column(vb_batch *batch, vb_str name, vb_error *error);
/* The charset of the input read so far if it is not UTF-8; otherwise NULL. */
VB_API const char *vb_batch_read_as(const vb_batch *batch);
/* CSV: the heading. REQUIRES: an item has been read. Names are valid while the batch is open. */
VB_API size_t vb_batch_columns(const vb_batch *batch);
VB_API vb_str vb_batch_column_name(const vb_batch *batch, size_t column);
VB_API size_t vb_batch_quote_column(const vb_batch *batch);
VB_API void vb_batch_close(vb_batch *batch); /* takes NULL */

/* One record of the answers to a batch. */
typedef struct vb_quote_record {
  uint64_t line; /* of the record; 0: not in the JSON */
  vb_str id;
  const vb_quote_answer *answer; /* NULL: the quote could not be looked up ... */
  const vb_error *wrong;         /* ... because of this */
  /* To keep all columns of the input in CSV; otherwise NULL. */
  const vb_batch *batch;
  const vb_batch_item *item;
  bool neutral; /* put an apostrophe before cells that a spreadsheet would take for a formula */
  bool witness; /* in CSV, with the columns of the witness */
} vb_quote_record;

/* {"line", "id": text or null}, then the members of the answer, or "error". */
VB_API vb_status vb_quote_record_to_json(const vb_quote_record *record, vb_arena *arena,
                                         vb_str *out, vb_error *error);
/* One row of CSV with its newline, for the first hit only; and the row of column names. */
VB_API vb_status vb_quote_record_to_csv(const vb_quote_record *record, vb_arena *arena, vb_str *out,
                                        vb_error *error);
VB_API vb_str vb_quote_csv_head(void); /* a constant */
/* The row of column names for records with a batch, or a witness, or both: with a batch it also has
   quote, url and the other columns of the input. `batch` may be NULL. REQUIRES: an item has been
   read.
 */
VB_API vb_status vb_quote_csv_head_of(const vb_batch *batch, bool witness, vb_arena *arena,
                                      vb_str *out, vb_error *error);

#ifdef __cplusplus
}
#endif

/*
 * The JSON of the answers. All names are always present: an absent text is null, an empty list is
 * []. Later versions may add names but never remove any. Capitals stand for what is defined once:
 *
 * ARTICLE, the head of every hit, match and article:
 *   "id", "title", "source", "byline", "url", "language", "section": text or null
 *   "authors": [text]
 *   "published": {"date": "2019-06-19" or null,
 *     "precision": "unknown" "year" "month" "day" "minute",
 *     "origin": "unknown" "metadata" "byline" "path"}
 * MARK: {"start", "end"}: code points of the text that it belongs to, end exclusive
 * SNIPPET: {"field": "text" "comments", "comment": its index or null, "text",
 *   "start", "end": the place in the article's text (or comment),
 *   "cut_before", "cut_after": it begins or ends inside a sentence,
 *   "marks": [MARK] of the snippet's text}
 * COPY: {"id", "title", "source": text or null, "published" as in ARTICLE,
 *   "resemblance": the share of all runs of words that both have, 0 to 1, or null}
 * COUNTS: [{"value", "count"}]
 * FAILED: "failed_shards": [{"shard": "host:port", "reason"}]
 *
 * about: {"version", "engine", "language", "articles",
 *   "first_day", "last_day": "2019-06-19" or null}
 *
 * search: {"query", "read_as", "notes": [text], "total", "total_exact", "from", "size",
 *   "sort": "relevance" "newest" "oldest", "timed_out", "took_ms", "fold", "folded", "next",
 *   "hits": [{ARTICLE, "title_marks": [MARK], "score", "rank", "matches",
 *     "snippets": [SNIPPET], "copies": [COPY]}],
 *   "facets": {"source": COUNTS, "year": COUNTS, "undated": articles of no known date,
 *     "speaker", "author", "section": COUNTS of the first "speaker_articles" results} or null,
 *   "did_you_mean": text or null, FAILED}
 *   "total" counts articles, including copies. With "fold", of articles that are copies of each
 *   other (syndicated reports) the best-ranked is shown and lists the others that match. "from",
 *   "size" and "rank" count all matching articles, from 0; "folded": how many articles of the
 *   window are not shown because of this; "next": the "from" of the next window, null at the end.
 *
 * quote: {"quote": as looked up, "total": articles, "total_exact",
 *   "verdict": "verbatim" "typography" "case-punctuation" "edited" "altered" "not-found" "unknown",
 *   "first_unsure": another match is no worse and may be as early, "note": text or null, "took_ms",
 *   "searched": {"articles", "from", "to": day or null, "parts_missing",
 *     "filters": {"after", "before", "source", "author": text or null,
 *       "choices": [{"facet", "value", "excluded"}]}: if not found with filters, else empty,
 *     "without_filter": if not found with filters, the articles that have it without them,
 *     "without_filter_verdict": their verdict or null},
 *   "matches": [MATCH],
 *   "earlier": MATCH or null: an older article with a similar wording,
 *   "nearest": MATCH or null: for a quote that is not found, the nearest text, FAILED}
 *   With the history requested also "history": HISTORY.
 * MATCH: {"verdict", ARTICLE, "field": "title" "text", "start", "end": of that field,
 *   "text": these characters as printed, "agreement": share of words that agree, 0 to 1,
 *   "changes": ["negation" "number" "name" "speaker"]: what changed or was left out,
 *   "diff": [{"op": "same" "changed" "added" "left-out", "quote", "article"}]: the whole quote;
 *     empty if all its words are there in one piece,
 *   "speaker": whose quotation it is in the article, or null; "confidence": 0 to 1, or null,
 *   "quoted_within": it is in quotation marks inside those words, "number_written_otherwise",
 *   "snippet": SNIPPET or null (in a title), "copies": [COPY]}
 *   Of matches that are copies of each other, the first is returned and lists the others.
 * HISTORY: {"articles": all, including copies, "undated", "year_only",
 *   "folded": copies of an earlier article; with "fold" they count once with it in what follows
 *     (once for each wording that they print), but their sources are named,
 *   "complete": all articles were compared,
 *   "first": {"id", "title", "source", "published": {"date", "precision"}, "verdict",
 *     "agreement", "changes", "wording", "sure", "doubt": text or null} or null: in any wording,
 *   "first_in_these_words": the same, among those of case-punctuation or better,
 *   "variants": [{"wording", "verdict", "agreement", "changes", "articles",
 *     "first": date or null, "first_id", "sources": [{"name", "articles"}],
 *     "source_count", "unnamed", "diff" as in MATCH}], "variant_count",
 *   "months": [{"month": "2019-06", "articles"}]}
 *
 * "witness" of a quote: null if nothing was found (or in a batch that does not ask for it); else
 * whom the articles name:
 *   {"articles", "reports": copies once, "names": [VOTE], most first, "settled", "nobody":
 * {"articles", "reports"}, "quoted_by": [VOTE]: who quote another's words within their own,
 * "unquoted": further articles, without quotation marks, "complete", "others": [{"speaker",
 * ARTICLE}]: those that name another than the first}; VOTE: {"speaker", "articles", "reports"}
 * QUOTATION: {"parts": [{"text", "start", "end": of the article's text,
 *     "marks": [MARK] of "text"}],
 *   "mention", "cue", "speaker": text or null,
 *   "confidence": 0 to 1, that the mention said it,
 *   "speaker_confidence": 0 to 1, that the mention is the speaker, or null,
 *   "article": {ARTICLE}, except in the answer for an article}
 * PEOPLE: "person": the one that the speaker's name was taken for, or null if that is open,
 *   "people": COUNTS of those that it may mean, in articles that quote them, most first
 * said: {"query", "speaker": text or null, PEOPLE, "read_as", "notes": [text], "sort", "from",
 * "size", "quotations": [QUOTATION], "more": there are more, "next": their place or null,
 *   "articles": that may have such quotations, "articles_exact", "timed_out", "took_ms",
 *   "did_you_mean": a name or null, FAILED}
 * speaker: {"name", PEOPLE, "names": COUNTS, in "names_articles" articles, "quotations": in the
 *   newest "articles_read" of "articles", "articles_exact", "years": COUNTS, "sources": COUNTS,
 * both of all articles, "first", "last": {"date", "id", "title"} or null, of the articles with a
 * date, "latest": [QUOTATION], "timed_out", "took_ms", "did_you_mean", FAILED}
 *
 * trend: {"period": "year" "month" "day", "points": ["2019-06"], "articles": LINE of all that pass
 *   the filter, "lines": [{"query", "read_as", "notes": [text], LINE,
 *     "shares": of the articles of each point, 0 to 1; null where there are none}],
 *   "timed_out", "took_ms", FAILED}
 * LINE: "total", "undated", "imprecise": dated less precisely than the period, "future": after
 *   tomorrow, "counts": articles of each point. The counts and these three add up to the total.
 *
 * article: {ARTICLE, "text", "paragraphs": [MARK] of the text,
 *   "comments": [{"author", "date", "text", "marks": [MARK]}], "quotations": [QUOTATION],
 *   "title_marks": [MARK], "text_marks": [MARK], "matches", "path", "record",
 *   "replaced": how many undecodable pieces became U+FFFD, "copies": [COPY] in the whole store}
 *
 * related: {"articles": [{ARTICLE, "weight": 0 to 1, "words": [text]}], "timed_out", "took_ms",
 *   FAILED}
 *
 * error: {"error": {"status": "invalid" (vb_status_name), "message": text}}
 */

#endif
