/*
 * elision.c - splits words such as "l'avocat", which the analysis has as one word, into two.
 *
 * The words are copied if the article's language elides. The text stays as it is, so that every
 * extent found with the new words is also one of the old words.
 */
#include "indexer/article/quotation/quotation_internal.h"

#include "indexer/base/utf8.h"

/* The number of bytes of the term before its apostrophe if that is an elided word; otherwise 0. */
static uint32_t elided(const article_frame *f, const vb_token *t) {
  const char *mark = memchr(t->term, '\'', t->term_length);
  uint32_t n = mark ? (uint32_t)(mark - t->term) : 0;
  if (n == 0 || n + 1 >= t->term_length) return 0;
  for (const char *p = f->language->elisions; *p;) {
    size_t length = strcspn(p, " ");
    if (length == n && memcmp(p, t->term, n) == 0) return n;
    p += length;
    p += strspn(p, " ");
  }
  return 0;
}

/* Where the apostrophe of a word ends in the text; 0 if there is none after its first n bytes. */
static uint32_t behind_mark(vb_str text, const vb_token *t, uint32_t n) {
  size_t length;
  uint32_t at = t->start + n;
  if (at >= t->end) return 0;
  int32_t c = vb_utf8_decode(text.p + at, text.p + t->end, &length);
  return (c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC) && at + length < t->end
             ? at + (uint32_t)length
             : 0;
}

/* A word that the language's table has as a whole ("d'après") is not split. Sentences are dropped
   because they count tokens; the caller finds them again. */
bool vb_quotation_split_elisions(article_frame *f, vb_analysis *analysis) {
  if (f->foreign || !f->language->elisions) return true;
  size_t count = 0, n = analysis->token_count;
  vb_token *tokens = vb_arena_alloc(f->arena, (2 * n + 1) * sizeof *tokens);
  uint64_t *hashes = vb_arena_alloc(f->arena, (2 * n + 1) * sizeof *hashes);
  if (!tokens || !hashes) return false;
  for (size_t i = 0; i < n; i++) {
    const vb_token *t = &analysis->tokens[i];
    uint32_t first = elided(f, t), second = first ? behind_mark(analysis->text, t, first) : 0;
    if (second && !vb_word_table_find(f->words, analysis->hashes[i])) {
      tokens[count] = (vb_token){t->term, first, t->start, second};
      hashes[count++] = vb_word_hash((vb_str){t->term, first});
      tokens[count] = (vb_token){t->term + first + 1, t->term_length - first - 1, second, t->end};
      hashes[count] = vb_word_hash(vb_token_term(&tokens[count]));
      count++;
    } else {
      tokens[count] = *t;
      hashes[count++] = analysis->hashes[i];
    }
  }
  analysis->tokens = tokens;
  analysis->hashes = hashes;
  analysis->token_count = count;
  analysis->sentences = NULL;
  analysis->sentence_count = analysis->paragraph_count = 0;
  return true;
}
