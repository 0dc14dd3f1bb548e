/*
 * draft.h - what the readers of all formats share: the state of the run, reporting
 * problems, and turning a raw article into a finished one.
 *
 * Internal to indexer/article. A reader fills a vb_article with raw UTF-8 (of any length,
 * with any control characters) and calls vb_draft_finish.
 */
#ifndef VB_ARTICLE_READ_DRAFT_H
#define VB_ARTICLE_READ_DRAFT_H

#include "indexer/article/read/reader.h"
#include "indexer/article/read/stream.h"

struct vb_format;
typedef struct vb_read_state vb_read_state;   /* per file; private to reader.c */
typedef struct vb_read_counts vb_read_counts; /* per input; private to reader.c */

typedef struct vb_reading {
  const vb_reader_events *events;
  const char *name; /* of the input, used in ids and messages */
  vb_arena *arena;  /* of the current article; empty when a reader begins; whoever begins an article
                       clears it */
  vb_arena *whole;  /* of the whole input; never cleared while it is read */
  const struct vb_format *format;
  const vb_article *given; /* what a container knows of its member (URL, title, date), used if the
                              article itself does not say it; may be NULL */
  const vb_read_options *options; /* never NULL */
  bool path_has_no_date;          /* a date in the name is not the article's */
  unsigned depth;                 /* how many inputs it is nested in */
  vb_read_state *state;
  vb_read_counts *counts;
} vb_reading;

/* An input inside another: a member of an archive, a page of a crawl, a part of a message. */
typedef struct vb_member {
  vb_stream *stream;
  const char *name;        /* "folder.zip!/a/b.html" */
  const vb_article *given; /* as in vb_reading; may be NULL */
  vb_str charset;          /* as stated by the container; VB_STR_NONE */
  const char *hint; /* a format's name, used if the content does not decide; NULL: the ending */
  bool path_has_no_date;
} vb_member;

/* Recognises the input and reads it with the reader of its format. The caller owns the stream. */
vb_status vb_read_member(const vb_reading *outer, const vb_member *member, vb_error *err);
/* Reports "NAME: REASON" for a member that was not opened. */
void vb_reading_refuse(const vb_reading *reading, const char *name, const char *reason);
/* Counts n more things of a kind ("an image", a constant) that a container has besides articles. */
void vb_reading_left_out(const vb_reading *reading, const char *what, uint64_t n);
/* The path of the input, if it is a regular file that was opened by its name; else NULL. */
const char *vb_reading_path(const vb_reading *reading);
/* Whether this is read on one of several threads, before its turn. A reader that needs much memory
   then returns VB_LIMIT, and is called again when its turn has come. */
bool vb_reading_is_ahead(const vb_reading *reading);
/* The input is a part of another one, where it is read. */
void vb_reading_elsewhere(const vb_reading *reading, const char *what);
vb_unpack_budget *vb_reading_budget(const vb_reading *reading);
/* Appends the whole input unchanged. If it is larger than VB_ARTICLE_MAX, reports this and sets
 *fits to false. */
vb_status vb_reading_whole(const vb_reading *reading, vb_stream *stream, vb_buf *out, bool *fits,
                           vb_error *err);
/* Counts an article, or a loss. Called by draft.c. */
void vb_reading_count(const vb_reading *reading, bool problem);

/* Reports "name: sentence" or "name: record 12: sentence" as a problem. */
void vb_draft_problem(const vb_reading *reading, uint64_t record, bool skipped, const char *format,
                      ...) __attribute__((format(printf, 4, 5)));

/* Bytes of text, comments included, that one article may have. The Bible has 4 MiB; what has more
   is a file of many articles that was not recognised. Bounds what analysis takes. */
enum { VB_DRAFT_TEXT_MAX = 8 * 1024 * 1024 };

/* Where the text comes from: lines of a scraped page, which may end in credits, or a field of a
   record, whose words are all kept. */
typedef enum vb_draft_kind { VB_DRAFT_PAGE, VB_DRAFT_RECORD } vb_draft_kind;

/* Cleans and cuts every field, takes what is still unknown from URL and path, makes the id, and
   passes the article on. An article without title and text is a problem. An existing id is kept. */
vb_status vb_draft_finish(const vb_reading *reading, vb_draft_kind kind, vb_article *article,
                          vb_error *err);

/* Sets the date when none is known yet. */
void vb_draft_date(vb_article *article, vb_date date, vb_date_origin origin);

/* Reads a date from metadata: ISO 8601, prose, or RFC 2822. */
bool vb_draft_read_date(vb_str text, vb_date *out);

/* Adds a comment; NULL above VB_COMMENTS_MAX or when there is no memory. */
vb_comment *vb_draft_comment(const vb_reading *reading, vb_article *article, size_t *capacity);

/* The charset declared in a page's first bytes; VB_STR_NONE for none. */
vb_str vb_html_charset(vb_str bytes);

/* The paragraphs of a piece of HTML, in the arena. */
vb_status vb_html_to_text(const vb_reading *reading, vb_str html, vb_str *text, vb_error *err);

#endif
