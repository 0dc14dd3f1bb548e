/*
 * draft.h - what the readers of all formats share: the run they belong to, how
 * they complain, and how a raw article becomes a finished one.
 *
 * Internal to indexer/article. A reader fills a vb_article with raw UTF-8 (of
 * any length, with any control characters) and calls vb_draft_finish.
 */
#ifndef VB_ARTICLE_READ_DRAFT_H
#define VB_ARTICLE_READ_DRAFT_H

#include "indexer/article/read/reader.h"

typedef struct vb_reading {
  const vb_reader_events *events;
  const char *name; /* of the file, as ids and messages call it */
  vb_arena *arena;  /* of the article in the making; whoever begins one clears it */
} vb_reading;

/* "name: sentence" or "name: record 12: sentence" to the problem event. */
void vb_draft_problem(const vb_reading *reading, uint64_t record, bool skipped, const char *format,
                      ...) __attribute__((format(printf, 4, 5)));

/* Where the text comes from: lines of a page as it was scraped, whose foot may sign it off, or
   a record's own field, whose words are all kept. */
typedef enum vb_draft_kind { VB_DRAFT_PAGE, VB_DRAFT_RECORD } vb_draft_kind;

/* Cleans and cuts every field, reads what is still unknown from URL and path,
   makes the id and hands the article on. One without title and text is a
   problem. An id that is set already is kept. */
vb_status vb_draft_finish(const vb_reading *reading, vb_draft_kind kind, vb_article *article,
                          vb_error *err);

/* Sets the date when none is known yet. */
void vb_draft_date(vb_article *article, vb_date date, vb_date_origin origin);

/* A date as metadata has it: ISO 8601, prose, or RFC 2822. */
bool vb_draft_read_date(vb_str text, vb_date *out);

/* Room for one more comment; NULL past VB_COMMENTS_MAX or without memory. */
vb_comment *vb_draft_comment(const vb_reading *reading, vb_article *article, size_t *capacity);

/* The readers: each takes the decoded text of one file. */
vb_status vb_read_text(const vb_reading *reading, vb_str text, uint32_t replaced, vb_error *err);
vb_status vb_read_html(const vb_reading *reading, vb_str text, uint32_t replaced, vb_error *err);
/* The charset that a page's first bytes declare; VB_STR_NONE for none. */
vb_str vb_html_charset(vb_str bytes);

/* One line of a JSON lines file, in any encoding; `record` is its number. */
vb_status vb_read_json_line(const vb_reading *reading, vb_str line, uint64_t record, vb_error *err);
/* A file that is one JSON value: a list of articles, or one of them. */
vb_status vb_read_json_document(const vb_reading *reading, vb_str text, uint32_t replaced,
                                vb_error *err);

/* The paragraphs of a piece of HTML, in the arena. */
vb_status vb_html_to_text(const vb_reading *reading, vb_str html, vb_str *text, vb_error *err);

#endif
