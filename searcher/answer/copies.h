/*
 * copies.h - finds an article's copies in a store: where else it was printed.
 *
 * The engine finds the articles that share its keys (shingles.h). Their texts are then
 * compared, and the same is done for each copy found: all articles of a group are copies
 * of each other, whichever is asked about. Beyond VB_COPIES_MAX the rest of a group is
 * left out.
 */
#ifndef VB_SEARCHER_ANSWER_COPIES_H
#define VB_SEARCHER_ANSWER_COPIES_H

#include "searcher/answer/copy_texts.h"
#include "searcher/engine/article_reader.h"

enum {
  /* A press release may be printed a hundred times; each copy costs a search and two readings. */
  VB_COPIES_MAX = 200
};

typedef struct vb_copies_request {
  uint64_t doc;              /* the article itself, which is not one of its copies */
  const vb_analysis *words;  /* of its body */
  const vb_engine_hit *hits; /* articles known to match, by rank; may be NULL */
  size_t hit_count;
  const vb_query *only; /* copies without a rank must match it; NULL: no condition */
  vb_stemmer *stemmer;  /* for `only` */
  /* Of the answer, if more than one article's copies are looked for; NULL at first, made when one
     has candidates, and released by the caller. May be NULL. */
  vb_copy_texts **texts;
} vb_copies_request;

/* Says to an engine that is far that the copies of the next articles of a walk will be looked for:
   of those that one request brings, from hit `from` on. What fails is met again by the walk. */
void vb_copies_expect(vb_article_reader *articles, size_t from);

/* The same in parts, for who gathers other calls as well: begin, and then in each of
   VB_COPIES_ROUNDS rounds `ask`, which makes the calls that can be made with what the engine knows.
   All is in the arena. */
enum { VB_COPIES_ROUNDS = 2 }; /* the copies of the articles, and the copies of those */
typedef struct vb_copies_ahead {
  struct vb_near_duplicate_request *asked, *more; /* more: NULL until the first are known */
  size_t count, more_count;                       /* count 0: there is nothing to ask for */
} vb_copies_ahead;
void vb_copies_ahead_begin(vb_article_reader *articles, size_t from, vb_arena *arena,
                           vb_copies_ahead *out);
void vb_copies_ahead_ask(vb_engine *engine, vb_copies_ahead *ahead, vb_arena *arena);

/* Copies are sorted by rank, then date (unknown last), then id. */
vb_status vb_copies_find(vb_engine *engine, const vb_copies_request *request, vb_arena *arena,
                         vb_copies *out, vb_error *err);

/* The part of a copy that an answer shows; VB_NOMEM. */
vb_status vb_copy_of(const vb_article *article, vb_arena *arena, vb_copy *out, vb_error *err);

#endif
