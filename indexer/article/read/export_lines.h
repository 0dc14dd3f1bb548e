/*
 * export_lines.h - what the readers of news databases' text exports share: lines, labels,
 * languages.
 */
#ifndef VB_ARTICLE_READ_EXPORT_LINES_H
#define VB_ARTICLE_READ_EXPORT_LINES_H

#include "indexer/article/read/draft.h"

typedef struct vb_line {
  vb_str text;     /* without blanks at its ends */
  unsigned indent; /* blanks in front */
  unsigned blank;  /* empty lines above; at least 1 for the first line */
} vb_line;

typedef struct vb_lines {
  vb_line *items; /* in the arena */
  size_t count;
} vb_lines;

/* The line at *at of `text`, which goes behind it; without white space (no-break blanks too) at its
   ends. False at the end. */
bool vb_line_next(vb_str text, size_t *at, vb_line *line);
/* All lines that are not empty. VB_NOMEM. */
vb_status vb_lines_of(vb_str text, vb_arena *arena, vb_lines *out, vb_error *err);
/* The lines [from, to) in one, blanks between, in the arena; as paragraphs. VB_STR_NONE for none.
 */
vb_str vb_lines_joined(const vb_lines *lines, size_t from, size_t to, vb_arena *arena);
vb_str vb_lines_text(const vb_lines *lines, size_t from, size_t to, vb_arena *arena);
/* Takes the lines out for which `is` says yes. */
void vb_lines_drop(vb_lines *lines, bool (*is)(vb_str line));
/* Without white space and no-break blanks at both ends. */
vb_str vb_line_trim(vb_str text);

/* "LENGTH: 61 words" is a label of up to 40 bytes and a value (which may be empty). False for other
 * lines. */
bool vb_line_label(vb_str line, vb_str *label, vb_str *value);
/* `s` is one of the names, in any case; `names` has blanks for "_" and ends with NULL. */
bool vb_line_is_any(vb_str s, const char *const *names);

/* "Copyright 2019 ...", "(c) 2019 ...", "All Rights Reserved", in the usual languages. */
bool vb_line_is_rights(vb_str line);
/* "61 words", "143 mots", "1,024 W\u00F6rter". */
bool vb_line_is_word_count(vb_str line);
/* A date stands at the line's beginning (a weekday before it), and nothing long behind. */
bool vb_line_is_date(vb_str line, vb_date *out);
/* "English", "Fran\u00E7ais", "GERMAN": the code, "en"; VB_STR_NONE for another word. */
vb_str vb_language_code(vb_str name);
/* The document of `number` "1 of 12 DOCUMENTS", "Dokument 1 von 12". */
bool vb_line_counts_documents(vb_str line);

/* The text has one of the pieces (a NULL-ended table), as they are: a quick look before one at each
 * line. */
bool vb_text_holds_any(vb_str text, const char *const *pieces);

/* Whether a sight's text has a line for which `is` says yes. */
bool vb_text_has_line(vb_str text, bool (*is)(vb_str line));

#endif
