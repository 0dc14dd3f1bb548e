/*
 * query_lex.h - cuts a typed query into words, phrases, operators and fields.
 *
 * Only for the query folder; query_parse.c builds the tree from the tokens. Words are
 * analysed here already, so that a piece without a word ("--", "&") is not a token and
 * cannot come between an operator and its operand.
 */
#ifndef VB_SEARCHER_QUERY_QUERY_LEX_H
#define VB_SEARCHER_QUERY_QUERY_LEX_H

#include "searcher/query/query.h"

typedef enum vb_lex_kind {
  VB_LEX_END = 0,
  VB_LEX_WORDS, /* a typed word (one slot, or several for adjacent words) or a quoted phrase */
  VB_LEX_OPEN,
  VB_LEX_CLOSE,
  VB_LEX_MINUS,
  VB_LEX_NOT,
  VB_LEX_AND,
  VB_LEX_OR,
  VB_LEX_NEAR, /* distance */
  VB_LEX_SENTENCE,
  VB_LEX_PARAGRAPH,
  VB_LEX_FIELD, /* a field; its operand follows */
  VB_LEX_DATE   /* first_day, last_day */
} vb_lex_kind;

typedef struct vb_lex_slot {
  vb_query_kind kind;           /* VB_QUERY_TERM, _PREFIX, _ANY_WORD */
  vb_str word;                  /* normalised; absent for an open word */
  const vb_number_signs *signs; /* of a number between quotation marks; NULL for none */
} vb_lex_slot;

typedef struct vb_lex_token {
  vb_lex_kind kind;
  vb_str raw;      /* as typed: for notes, and for an operator that is read as a word */
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
  size_t chunk_end;       /* of the current chunk; nested fields (a:b:c) share one chunk */
  vb_field default_field; /* VB_FIELD_TEXT, or what in: named */
  size_t terms;           /* slots so far; the limit is VB_QUERY_TERMS_MAX */
  vb_str *notes;
  size_t note_count, note_capacity;
  bool nomem; /* sticky; checked once at the end */
} vb_lex;

/* REQUIRES: `lex` is zeroed except for its arena. Fails only with VB_LIMIT and VB_NOMEM. */
vb_status vb_lex_text(vb_lex *lex, vb_str text, vb_error *err);

/* Appends the words of a piece of text, with its asterisks; words past the limit are dropped. */
void vb_lex_slots(vb_lex *lex, vb_lex_token *token, vb_str text);

/* Adds one sentence for the user, unless the same sentence is there already. */
void vb_lex_note(vb_lex *lex, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The part of a typed piece that fits into a note. */
vb_str vb_lex_short(vb_str raw);

/* Operators of other tools (query_foreign.c). Whether a chunk joins words as NEAR, and its
   number. */
bool vb_foreign_near(vb_lex *lex, vb_str chunk, vb_str *number);
vb_lex_kind vb_foreign_scope(vb_str chunk); /* VB_LEX_END for none */
bool vb_foreign_not(vb_str chunk);
/* The size of an "AROUND(5)" at `at`, or of a "~3" or a "^2" after a phrase; 0 for none. */
size_t vb_foreign_around(vb_str text, size_t at, vb_str *number);
size_t vb_foreign_slop(vb_str text, size_t at, vb_str *number);
size_t vb_foreign_weight(vb_lex *lex, vb_str text, size_t at);
vb_field vb_foreign_field(vb_str name); /* VB_FIELD_COUNT for none */
/* Whether other tools have a filter of this name that is unknown here; adds a note if so. */
bool vb_foreign_filter(vb_lex *lex, vb_str name);
/* A typed word without suffixes that have no meaning here; `last`: the query ends after it;
   `before_group`: a parenthesis follows directly. */
vb_str vb_foreign_word(vb_lex *lex, vb_str chunk, bool last, bool before_group);

/* Quotation marks (query_marks.c). True if a phrase opens at `at`: its inside is [*from, *to), and
   the query continues at *next. *closed is false if the end of the query closes it. */
bool vb_marks_phrase(vb_str text, size_t at, size_t *from, size_t *to, size_t *next, bool *closed);

/* The size of a mark at `at` that opens or closes a phrase; 0 if there is none. An apostrophe, an
   inch mark after a digit and the double mark inside a Hebrew abbreviation do not count. */
size_t vb_marks_at(vb_str text, size_t at);

#endif
