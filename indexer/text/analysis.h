/*
 * analysis.h - cuts text into words, sentences and paragraphs: the one analysis
 * that the indexer, the query parser, the matcher and the snippets all use.
 *
 * Words by Unicode segmentation (UAX #29), normalised so that spellings which a
 * reader takes for the same word are the same term: NFC, full case folding,
 * accents stripped from Latin, Greek and Cyrillic letters (and the vowel points
 * of Arabic and Hebrew), curly apostrophes straight; soft hyphens and zero-width
 * characters vanish. "don't", "U.S." and "1,000.5" are one word each,
 * "cyber-attack" is two neighbours, every ideograph is a word. A segment
 * without a letter or digit is no word. Nothing is dropped as a stopword.
 * words.h and normalise.h have the details, sentences.h the rules of sentences.
 *
 * A token keeps its place in the text as given, so highlights are exact. All
 * offsets are bytes into that text.
 */
#ifndef VB_TEXT_ANALYSIS_H
#define VB_TEXT_ANALYSIS_H

#include "indexer/base/arena.h"
#include "indexer/base/status.h"

enum {
  /* A longer term is cut (at a character): keys of every engine stay below this.
     Xapian allows 245 bytes with its prefix. */
  VB_TERM_MAX = 200,
  /* Offsets are 32 bits; the readers cap an article well below. */
  VB_TEXT_MAX = 0x7fffffff
};

typedef struct vb_token {
  const char *term;     /* normalised, not terminated; in the arena or in the text itself */
  uint32_t term_length; /* 1 to VB_TERM_MAX */
  uint32_t start, end;  /* bytes [start, end) of the text */
} vb_token;             /* a token's position is its index */

typedef struct vb_sentence {
  uint32_t start, end;             /* bytes, without the white space around */
  uint32_t first_token, end_token; /* tokens [first_token, end_token), may be none */
  uint32_t paragraph;              /* ordinal; paragraphs are parted by a blank line */
} vb_sentence;

typedef struct vb_analysis {
  vb_str text;
  vb_token *tokens;
  size_t token_count;
  vb_sentence *sentences; /* in order; every token lies in exactly one */
  size_t sentence_count;
  size_t paragraph_count;
  const uint64_t
      *hashes; /* of each token's term, XXH3-64; NULL unless vb_analysis_hash was asked */
} vb_analysis;

/* Words and sentences of valid UTF-8. Everything lives in the arena; the text
   is borrowed for as long. VB_NOMEM; VB_LIMIT past VB_TEXT_MAX. */
vb_status vb_analyse(vb_str text, vb_arena *arena, vb_analysis *out, vb_error *err);

/* Words only (sentence_count 0): what a query or a field of names needs. */
vb_status vb_analyse_words(vb_str text, vb_arena *arena, vb_analysis *out, vb_error *err);

/* Sets the hashes, in the arena, for those who tell words by them. VB_NOMEM. */
vb_status vb_analysis_hash(vb_analysis *analysis, vb_arena *arena, vb_error *err);

/* The sentence that holds a token; the token must exist. */
size_t vb_analysis_sentence_of(const vb_analysis *analysis, size_t token);

static inline vb_str vb_token_term(const vb_token *token) {
  return (vb_str){token->term, token->term_length};
}

#endif
