/*
 * snippet.h - excerpts of an article around its matches, with exact marks.
 *
 * A snippet shows whole sentences where they fit. A longer sentence is cut between
 * words, which is reported; the caller prints the ellipsis. A snippet always contains
 * the whole match that it was made for, however long, and its marks are the matched
 * spans (the phrase, not its words).
 */
#ifndef VB_SEARCHER_SNIPPET_SNIPPET_H
#define VB_SEARCHER_SNIPPET_SNIPPET_H

#include "searcher/query/match.h"
#include "searcher/verbatim.h"

enum { VB_SNIPPET_CHARS_MAX = 10000 };

typedef struct vb_snippet_options {
  size_t count; /* at most this many, disjoint; the first has the longest and rarest match */
  size_t chars; /* target length of each, in characters; a sentence may be a quarter longer */
} vb_snippet_options;

/* REQUIRES: the spans of each part are in order, as vb_match_query gives them; leaf may be NULL.
   Without a match in body or comments the result is the lead (the first sentence) without marks; it
   is empty if there is no body. */
vb_status vb_snippets_make(vb_match_article *article, const vb_match *match,
                           const vb_snippet_options *options, vb_arena *arena, vb_snippet **out,
                           size_t *count, vb_error *err);

/* The marks of a whole part (title, body or comment), with overlapping spans merged. */
vb_status vb_marks_of(const vb_match *match, vb_field field, uint32_t comment, vb_arena *arena,
                      vb_range **out, size_t *count, vb_error *err);

#endif
