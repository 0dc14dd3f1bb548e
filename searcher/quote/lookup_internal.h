/*
 * lookup_internal.h - a look-up while it runs, and the list of all articles for a history.
 */
#ifndef VB_SEARCHER_QUOTE_LOOKUP_INTERNAL_H
#define VB_SEARCHER_QUOTE_LOOKUP_INTERNAL_H

#include "searcher/engine/article_reader.h"
#include "searcher/quote/candidates.h"
#include "searcher/quote/near.h"

enum {
  VB_QUOTE_VARIANTS_MAX = 200, /* candidates of other wordings: some hundredths of a second */
  VB_QUOTE_MISSED_MAX = 8      /* misses remembered between two searches of one look-up */
};

/* What is kept of an article that carries the quote. */
typedef struct vb_found {
  uint64_t doc;
  vb_near near;
  vb_date published;
  size_t order;                      /* among the candidates */
  vb_article *article;               /* NULL: not kept */
  vb_str id, title, source, wording; /* only for vb_quote_lookup_all */
} vb_found;

typedef enum vb_pass { VB_PASS_EXACT, VB_PASS_EDITED, VB_PASS_ALTERED } vb_pass;

/* The article that was compared last. */
typedef struct vb_opened {
  bool read; /* there is one */
  bool kept; /* it stays until the end; else until the next is read */
  uint64_t doc;
  vb_reading reading;
} vb_opened;

typedef struct vb_lookup {
  vb_engine *engine;
  vb_needle quote;
  vb_rarity rarity;      /* of its words */
  vb_declared *declared; /* NULL if the quote declares no changes */
  const vb_query *filter;
  const vb_query *words; /* all words in their places, if that was asked for */
  bool whole;            /* the engine's query alone decides which articles have the words */
  bool variants;         /* other wordings are wanted too */
  bool wants_nearest;    /* if none is found, the nearest text is wanted */
  bool complete;         /* all existing candidates were compared */
  bool timed_out;        /* a search ended before all was compared */
  bool stopped;          /* candidates that have the words were not compared: enough were before */
  size_t limit;
  size_t tried; /* candidates of the first pass, as far as it listed them */
  vb_arena *arena, *scratch;
  vb_found *list;
  size_t count, capacity;
  vb_found nearest; /* doc 0 and agreement 0: none */
  bool has_nearest;
  uint64_t missed[VB_QUOTE_MISSED_MAX]; /* read and not near: need not be read again */
  size_t missed_count;
  vb_opened opened;
  vb_str
      *rarest; /* the quote's words but numbers and those in most articles; NULL: not listed yet */
  size_t rarest_count;
} vb_lookup;

/* Compares a candidate, and records it if it carries the quote. */
vb_status vb_lookup_examine(vb_lookup *at, vb_pass how, vb_article_reader *from, size_t i,
                            size_t order, vb_near *near, vb_error *err);

/* Orders the list and returns the wanted matches, with their articles in the caller's arena. */
vb_status vb_lookup_give(vb_lookup *at, vb_quote_result *out, vb_error *err);
vb_status vb_lookup_give_one(const vb_lookup *at, const vb_found *found, vb_quote_match *match,
                             vb_error *err);

/* Copies what the history needs of an article that is about to be dropped. */
vb_status vb_lookup_copy_head(vb_lookup *at, const vb_article *article, vb_found *found,
                              vb_error *err);

/* As vb_quote_lookup, but looks for other wordings even if some articles have the quote word for
   word. *list has all of them, in the order of the matches. */
vb_status vb_quote_lookup_all(vb_engine *engine, vb_str quote, size_t limit, const vb_query *filter,
                              vb_arena *arena, vb_quote_result *out, vb_found **list, size_t *count,
                              vb_error *err);

#endif
