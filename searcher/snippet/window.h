/*
 * window.h - how much of a text is shown around a match. Internal to snippet.c.
 */
#ifndef VB_SEARCHER_SNIPPET_WINDOW_H
#define VB_SEARCHER_SNIPPET_WINDOW_H

#include "indexer/text/analysis.h"

typedef struct vb_window {
  uint32_t start, end;        /* bytes of the text, at characters */
  bool cut_before, cut_after; /* it begins or ends inside a sentence */
  bool whole;                 /* whole sentences: the same for every match in the same ones */
  uint32_t sentence;          /* of the first word that it was made for */
} vb_window;

/* The window of about `chars` characters around bytes [start, end), which contain the words
   [first_token, end_token), at least one. It always contains all of [start, end). Whole sentences
   if they fit, with their neighbours if there is room; otherwise a piece of the sentence, cut
   between words. */
vb_window vb_window_around(const vb_analysis *analysis, uint32_t start, uint32_t end,
                           size_t first_token, size_t end_token, size_t chars);

/* The number of characters that show bytes [from, to); limit + 1 if it is above `limit`. */
size_t vb_window_chars(const vb_analysis *analysis, size_t from, size_t to, size_t limit);

#endif
