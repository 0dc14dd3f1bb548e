/*
 * export_lines.h - what the readers of text exports of news databases share: lines, labels,
 * languages.
 */
#ifndef VB_ARTICLE_READ_EXPORT_LINES_H
#define VB_ARTICLE_READ_EXPORT_LINES_H

#include "indexer/article/read/draft.h"

typedef struct vb_line {
  vb_str text;     /* without blanks at both ends */
  unsigned indent; /* blanks before it */
  unsigned blank;  /* empty lines above it; at least 1 for the first line */
} vb_line;

typedef struct vb_lines {
  vb_line *items; /* in the arena */
  size_t count;
} vb_lines;

/* Reads the line at *at of `text`, without white space (including no-break spaces) at both ends,
   and moves *at past it. False at the end. */
bool vb_line_next(vb_str text, size_t *at, vb_line *line);
/* Reads all lines that are not empty. VB_NOMEM. */
vb_status vb_lines_of(vb_str text, vb_arena *arena, vb_lines *out, vb_error *err);
/* The lines [from, to) in the arena: joined by blanks; as paragraphs. VB_STR_NONE if there are
   none. */
vb_str vb_lines_joined(const vb_lines *lines, size_t from, size_t to, vb_arena *arena);
vb_str vb_lines_text(const vb_lines *lines, size_t from, size_t to, vb_arena *arena);
/* Removes the lines for which `is` returns true. */
void vb_lines_drop(vb_lines *lines, bool (*is)(vb_str line));
/* Without white space and no-break blanks at both ends. */
vb_str vb_line_trim(vb_str text);

/* Splits "LENGTH: 61 words" into a label of up to 40 bytes and a value, which may be empty. False
   for other lines. */
bool vb_line_label(vb_str line, vb_str *label, vb_str *value);
/* Whether `s` is one of the names, ignoring case; `names` has "_" for blanks and ends with NULL. */
bool vb_line_is_any(vb_str s, const char *const *names);

/* "Copyright 2019 ...", "(c) 2019 ...", "All Rights Reserved", in the usual languages. */
bool vb_line_is_rights(vb_str line);
/* "61 words", "143 mots", "1,024 W\u00F6rter". */
bool vb_line_is_word_count(vb_str line);
/* Whether the line begins with a date (perhaps after a weekday) and has nothing long after it. */
bool vb_line_is_date(vb_str line, vb_date *out);
/* The code for "English", "Fran\u00E7ais", "GERMAN": "en"; VB_STR_NONE for unknown names. */
vb_str vb_language_code(vb_str name);
/* Whether the line numbers a document: "1 of 12 DOCUMENTS", "Dokument 1 von 12". */
bool vb_line_counts_documents(vb_str line);

/* Whether the text contains one of the pieces (a table ended by NULL) exactly: a quick test before
   looking at each line. */
bool vb_text_holds_any(vb_str text, const char *const *pieces);

/* Appends the text of a page: a copy, because each article that is read from it clears the arena.
 */
vb_status vb_export_page_text(const vb_reading *reading, vb_str html, vb_buf *out, vb_error *err);

/* Whether the text has a line for which `is` returns true. */
bool vb_text_has_line(vb_str text, bool (*is)(vb_str line));

#endif
