/*
 * analysis.h - cuts text into words, sentences and paragraphs: the one analysis
 * that the indexer, the query parser, the matcher and the snippets all use.
 *
 * Words follow Unicode segmentation (UAX #29) and are normalised, so that spellings
 * which readers take for the same word give the same term: NFC, full case folding,
 * accents removed from Latin, Greek and Cyrillic letters (also the vowel points of
 * Arabic and Hebrew), curly apostrophes made straight, soft hyphens and zero-width
 * characters removed. "don't", "U.S." and "1,000.5" are one word each; "cyber-attack"
 * is two adjacent words; every ideograph is a word. A segment without a letter or
 * digit is not a word. There are no stopwords: every word has a position.
 * Details: words.h and normalise.h; sentences: sentences.h.
 *
 * A token keeps its place in the original text, so highlights are exact. All
 * offsets are bytes of that text.
 */
#ifndef VB_TEXT_ANALYSIS_H
#define VB_TEXT_ANALYSIS_H

#include "indexer/base/arena.h"
#include "indexer/base/status.h"

enum {
  /* Longer terms are cut at a character boundary, so that keys of every engine fit: Xapian
     allows 245 bytes, its prefix included. */
  VB_TERM_MAX = 200,
  /* The bytes that can be read of a term, however short it is, so that the head of a key (hash.h)
     needs no branch. */
  VB_TERM_READABLE = 16,
  /* Offsets are 32 bits wide. The readers limit articles to much less. */
  VB_TEXT_MAX = 0x7fffffff
};

typedef struct vb_token {
  const char *term;     /* normalised, not terminated; in the arena or in the text itself. Where an
                           analysis made it, VB_TERM_READABLE bytes can be read from it on. */
  uint32_t term_length; /* 1 to VB_TERM_MAX */
  uint32_t start, end;  /* bytes [start, end) of the text */
} vb_token;             /* a token's position is its index */

typedef struct vb_sentence {
  uint32_t start, end;             /* bytes, without the white space around */
  uint32_t first_token, end_token; /* tokens [first_token, end_token), may be none */
  uint32_t paragraph;              /* ordinal; paragraphs are separated by a blank line */
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

/* Finds words and sentences in valid UTF-8. The result is in the arena and refers to the text,
   which must live as long. VB_NOMEM; VB_LIMIT past VB_TEXT_MAX. */
vb_status vb_analyse(vb_str text, vb_arena *arena, vb_analysis *out, vb_error *err);

/* Finds words only (sentence_count is 0), for queries and for fields of names. */
vb_status vb_analyse_words(vb_str text, vb_arena *arena, vb_analysis *out, vb_error *err);

/* Finds the sentences of words that were found so. VB_NOMEM. */
vb_status vb_analyse_sentences(vb_analysis *analysis, vb_arena *arena, vb_error *err);

/* Sets `hashes`, in the arena, for callers that compare words by hash. VB_NOMEM. */
vb_status vb_analysis_hash(vb_analysis *analysis, vb_arena *arena, vb_error *err);

/* The index of the sentence that contains a token. REQUIRES: token < token_count. */
size_t vb_analysis_sentence_of(const vb_analysis *analysis, size_t token);

static inline vb_str vb_token_term(const vb_token *token) {
  return (vb_str){token->term, token->term_length};
}

#endif
