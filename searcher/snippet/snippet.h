/*
 * snippet.h - excerpts of an article around what matched, with exact marks.
 *
 * Whole sentences where they fit; a longer one is cut between words, and says
 * so (whoever prints it puts the ellipsis). A snippet always contains the match
 * that it was made for, whole, however long that is, and its marks are the
 * matched spans (the phrase, not its words).
 */
#ifndef VB_SEARCHER_SNIPPET_SNIPPET_H
#define VB_SEARCHER_SNIPPET_SNIPPET_H

#include "searcher/query/match.h"
#include "searcher/verbatim.h"

enum { VB_SNIPPET_CHARS_MAX = 10000 };

typedef struct vb_snippet_options {
  size_t count; /* at most n, disjoint, the best ones; first the one with the longest and rarest
                   match */
  size_t chars; /* aimed length of each, in characters; a sentence may be a quarter longer */
} vb_snippet_options;

/* Spans of each part come in order, as vb_match_query gives them; leaf may be NULL.
   Without a match in body or comments the lead (the first sentence) is given, without marks;
   nothing when there is no body. */
vb_status vb_snippets_make(vb_match_article *article, const vb_match *match,
                           const vb_snippet_options *options, vb_arena *arena, vb_snippet **out,
                           size_t *count, vb_error *err);

/* The marks of a whole part (title, body or comment): overlapping spans merged. */
vb_status vb_marks_of(const vb_match *match, vb_field field, uint32_t comment, vb_arena *arena,
                      vb_range **out, size_t *count, vb_error *err);

#endif
