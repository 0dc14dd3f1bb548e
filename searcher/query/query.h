/*
 * query.h - a search as a tree, and the parser that reads one from what a user types.
 *
 * Parsing never fails on what people paste: whatever has no meaning as an operator is
 * searched as words, and a note says so. The tree is in the given arena.
 *
 *   words                  all of them, by stem              AND(TERM ...)
 *   cyber-attack           adjacent words, by stem           PHRASE(TERM TERM)
 *   "exact phrase"         as written                        PHRASE
 *   "$5 million"           a number with these signs; a number without signs matches any
 *   "a * phrase"           one open word                     PHRASE with an ANY_WORD slot
 *   "prime minist*"        a prefix in a phrase              PHRASE with a PREFIX slot
 *   word*                                                    PREFIX
 *   -word  NOT word                                          ANDNOT
 *   a OR b  ( )                                              OR
 *   a NEAR/5 b   a w/5 b   either order                      NEAR
 *   a w/s b   a w/p b      same sentence, same paragraph     SENTENCE, PARAGRAPH
 *   title:x author:x ...   a field                           the node's field
 *   in:comments            all words are looked up in the readers' comments
 *   date:A..B after: before:                                 DATE
 *
 * OR (or |) binds loosest, then adjacent operands (AND), then w/s and w/p, then NEAR;
 * "-" and NOT exclude the operand after them. OR, AND, NOT and NEAR are operators only in
 * upper case. A minus excludes only after white space and directly before a word, phrase
 * or group. A field is a known name, a colon, and directly after it a word, phrase or
 * group; in:FIELD anywhere sets the field of all words that name none. Dates are 2019,
 * 2019-06 or 2019-06-19 and include the whole day, month or year: after:2019 begins on
 * its first day, before:2019 ends on its last. Names (author:, source:, speaker:,
 * language:) match as written, like everything in quotation marks.
 */
#ifndef VB_SEARCHER_QUERY_QUERY_H
#define VB_SEARCHER_QUERY_QUERY_H

#include "indexer/base/arena.h"
#include "indexer/base/buf.h"
#include "indexer/base/date.h"
#include "indexer/base/status.h"
#include "indexer/store/schema.h"
#include "indexer/text/signs.h"
#include "indexer/text/stem.h"

enum {
  VB_QUERY_MAX = 64 * 1024,  /* bytes; a longer query is refused (VB_LIMIT) */
  VB_QUERY_TERMS_MAX = 4096, /* further words are left out, with a note */
  VB_QUERY_DEPTH_MAX = 64,   /* nested parentheses; trees are walked recursively */
  VB_QUERY_TREE_DEPTH_MAX = 2 * VB_QUERY_DEPTH_MAX /* with the filters that are added to a tree */
};

typedef enum vb_query_kind {
  VB_QUERY_NOTHING,   /* matches no article (a query without a word) */
  VB_QUERY_ALL,       /* matches every article: only filters were given */
  VB_QUERY_TERM,      /* term, by_stem */
  VB_QUERY_PREFIX,    /* term is the beginning of a word */
  VB_QUERY_ANY_WORD,  /* only as a slot of a phrase */
  VB_QUERY_PHRASE,    /* children are slots at consecutive positions: TERM, PREFIX, ANY_WORD */
  VB_QUERY_NEAR,      /* exactly two children, at most `distance` words apart, either order */
  VB_QUERY_SENTENCE,  /* exactly two children with matches inside one sentence */
  VB_QUERY_PARAGRAPH, /* the same inside one paragraph */
  VB_QUERY_AND,
  VB_QUERY_OR,
  VB_QUERY_ANDNOT, /* the first child without any of the others; the first may be ALL */
  VB_QUERY_DATE    /* first_day <= the whole date <= last_day; 0 leaves a side open */
} vb_query_kind;

typedef struct vb_query vb_query;
struct vb_query {
  vb_query_kind kind;
  vb_field field;               /* of TERM, PREFIX, ANY_WORD and PHRASE */
  bool by_stem;                 /* TERM: the term is a stem */
  vb_str term;                  /* normalised; a stem when by_stem */
  const vb_number_signs *signs; /* of a slot "$5": the signs that the number must have; NULL: any */
  bool has_signs;               /* PHRASE: at least one slot has signs */
  vb_str word;                  /* TERM: the normalised word whose stem it is */
  uint32_t distance;
  uint32_t first_day, last_day; /* YYYYMMDD */
  const vb_query **children;
  size_t child_count;
};

/* Distance: "a NEAR/5 b" means at most 5 positions from the last word of the earlier match to the
   first word of the later one; adjacent words have distance 1. Children of NEAR, SENTENCE and
   PARAGRAPH are TERM, PREFIX, PHRASE, OR of these, or NEAR. With other operands it is read as AND
   of both sides, with a note. */

typedef struct vb_query_parse {
  const vb_query *root;
  vb_str read_as; /* the tree in the query language: shows how the query was understood */
  vb_str *notes;  /* what was repaired or left out, one sentence each */
  size_t note_count;
} vb_query_parse;

/* VB_LIMIT above VB_QUERY_MAX, otherwise only VB_NOMEM. The text may have any bytes. */
vb_status vb_query_parse_text(vb_str text, vb_stemmer *stemmer, vb_arena *arena,
                              vb_query_parse *out, vb_error *err);

/* Builders, for filters and quote look-up. NULL when there is no memory. */
vb_query *vb_query_new(vb_arena *arena, vb_query_kind kind, size_t child_count);
const vb_query *vb_query_both(vb_arena *arena, const vb_query *a,
                              const vb_query *b); /* either may be NULL */
const vb_query *vb_query_dates(vb_arena *arena, uint32_t first_day, uint32_t last_day);

/* Whether the field contains names, which match as written. */
bool vb_query_is_name(vb_field field);

/* Appends the tree in the query language, as in read_as. If the tree came from the parser, parsing
   the output gives the same tree. */
void vb_query_describe(const vb_query *query, vb_buf *out);

#endif
