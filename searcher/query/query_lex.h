/*
 * query_lex.h - cuts a typed query into words, phrases, operators and fields.
 *
 * Inside the query folder only: query_parse.c makes the tree from it. Words are
 * analysed here already, so that a piece without a word in it ("--", "&") is no
 * token and never stands between an operator and its operand.
 */
#ifndef VB_SEARCHER_QUERY_QUERY_LEX_H
#define VB_SEARCHER_QUERY_QUERY_LEX_H

#include "searcher/query/query.h"

typedef enum vb_lex_kind {
  VB_LEX_END = 0,
  VB_LEX_WORDS, /* a typed word (one slot, or several: neighbours) or a quoted phrase */
  VB_LEX_OPEN,
  VB_LEX_CLOSE,
  VB_LEX_MINUS,
  VB_LEX_NOT,
  VB_LEX_AND,
  VB_LEX_OR,
  VB_LEX_NEAR, /* distance */
  VB_LEX_SENTENCE,
  VB_LEX_PARAGRAPH,
  VB_LEX_FIELD, /* field; what it stands before follows */
  VB_LEX_DATE   /* first_day, last_day */
} vb_lex_kind;

typedef struct vb_lex_slot {
  vb_query_kind kind;           /* VB_QUERY_TERM, _PREFIX, _ANY_WORD */
  vb_str word;                  /* normalised; absent for an open word */
  const vb_number_signs *signs; /* of a number between quotation marks; NULL for none */
} vb_lex_slot;

typedef struct vb_lex_token {
  vb_lex_kind kind;
  vb_str raw;      /* as typed: for notes, and for an operator that turns out to be a word */
  bool as_written; /* VB_LEX_WORDS between quotation marks */
  vb_lex_slot *slots;
  size_t slot_count;
  vb_field field;
  uint32_t distance;
  uint32_t first_day, last_day;
} vb_lex_token;

typedef struct vb_lex {
  vb_arena *arena;
  vb_str text;          /* the query as valid UTF-8 without control characters */
  vb_lex_token *tokens; /* the last one is VB_LEX_END */
  size_t count, capacity;
  size_t chunk_end;       /* of the chunk that is being taken apart: fields of fields share one */
  vb_field default_field; /* VB_FIELD_TEXT, or what in: named */
  size_t terms;           /* slots so far, against VB_QUERY_TERMS_MAX */
  vb_str *notes;
  size_t note_count, note_capacity;
  bool nomem; /* sticky: asked once at the end */
} vb_lex;

/* `lex` is zeroed but for its arena. VB_LIMIT and VB_NOMEM only. */
vb_status vb_lex_text(vb_lex *lex, vb_str text, vb_error *err);

/* The words of a piece of text, with its asterisks; what is past the limit is left out. */
void vb_lex_slots(vb_lex *lex, vb_lex_token *token, vb_str text);

/* One sentence for the user; a sentence that is there already is not repeated. */
void vb_lex_note(vb_lex *lex, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What of a typed piece fits into a note. */
vb_str vb_lex_short(vb_str raw);

/* What other tools write (query_foreign.c). Whether a chunk joins words as NEAR, and its number. */
bool vb_foreign_near(vb_lex *lex, vb_str chunk, vb_str *number);
vb_lex_kind vb_foreign_scope(vb_str chunk); /* VB_LEX_END for none */
/* Bytes of an "AROUND(5)" at `at`, of a "~3" behind a phrase; 0 for none. */
size_t vb_foreign_around(vb_str text, size_t at, vb_str *number);
size_t vb_foreign_slop(vb_str text, size_t at, vb_str *number);
vb_field vb_foreign_field(vb_str name); /* VB_FIELD_COUNT for none */
/* Whether other tools filter by this name and we do not; there is a note then. */
bool vb_foreign_filter(vb_lex *lex, vb_str name);
/* A typed word without what means nothing here; `last`: nothing follows in the query. */
vb_str vb_foreign_word(vb_lex *lex, vb_str chunk, bool last);

/* Quotation marks (query_marks.c). A phrase opens at `at` when this is true: its
   inside is [*from, *to), and the query goes on at *next. *closed is false when
   the end of the query closes it. */
bool vb_marks_phrase(vb_str text, size_t at, size_t *from, size_t *to, size_t *next, bool *closed);

/* Bytes of the mark that opens or closes a phrase at `at`; 0 when there is none.
   An apostrophe, an inch mark behind a digit and the double mark inside a Hebrew
   abbreviation are none. */
size_t vb_marks_at(vb_str text, size_t at);

#endif
