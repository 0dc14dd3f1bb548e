/*
 * search_hit.c - makes a hit of an article that matches: its head, what matched, excerpts.
 *
 * The article is read and cut into words in a scratch arena, which is cleared every few
 * (article_reader.h), so that thousands of hits need memory only for heads and snippets.
 */
#include "searcher/answer/answer_internal.h"

#include "searcher/query/match.h"
#include "searcher/snippet/snippet.h"

enum {
  SNIPPET_CHARS = 240, /* two or three sentences of news */
  SNIPPET_CHARS_MAX = 10000
};

size_t vb_snippet_chars(size_t asked) {
  return asked == 0 ? SNIPPET_CHARS : asked > SNIPPET_CHARS_MAX ? SNIPPET_CHARS_MAX : asked;
}

/* ---- heads ------------------------------------------------------------------- */

vb_article_head vb_head_of(const vb_article *article) {
  return (vb_article_head){.id = article->id,
                           .title = article->title,
                           .source = article->source,
                           .url = article->url,
                           .language = article->language,
                           .section = article->section,
                           .byline = article->byline,
                           .authors = article->authors,
                           .author_count = article->author_count,
                           .published = article->published,
                           .published_from = article->published_from};
}

vb_status vb_head_copy(const vb_article *from, vb_arena *arena, vb_article_head *to,
                       vb_error *err) {
  *to = vb_head_of(from);
  vb_str *authors = vb_arena_alloc(arena, (from->author_count + 1) * sizeof *authors);
  enum { TEXTS = 7 };
  vb_str *texts[TEXTS] = {&to->id,       &to->title,   &to->source, &to->url,
                          &to->language, &to->section, &to->byline};
  bool whole = authors != NULL;
  for (size_t i = 0; i < TEXTS; i++) {
    bool given = texts[i]->p != NULL;
    *texts[i] = vb_arena_copy(arena, *texts[i]);
    whole &= texts[i]->p || !given;
  }
  for (size_t i = 0; i < from->author_count && authors; i++) {
    authors[i] = vb_arena_copy(arena, from->authors[i]);
    whole &= authors[i].p || !from->authors[i].p;
  }
  to->authors = authors;
  return whole ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

/* ---- hits -------------------------------------------------------------------- */

/* Finds where the query matches in an article. */
static vb_status look_into(const vb_hit_making *m, const vb_article *article,
                           vb_match_article **words, vb_match *match, vb_error *err) {
  vb_status status = vb_match_open(article, m->store->stemmer, m->scratch, words, err);
  if (status == VB_OK) status = vb_match_query(*words, m->query, m->scratch, match, err);
  return status;
}

static vb_status make_snippets(const vb_hit_making *m, vb_match_article *words,
                               const vb_match *match, vb_search_hit *hit, vb_error *err) {
  if (m->snippets == 0) return VB_OK;
  vb_snippet_options options = {.count =
                                    m->snippets < VB_SNIPPETS_MAX ? m->snippets : VB_SNIPPETS_MAX,
                                .chars = vb_snippet_chars(m->snippet_chars)};
  return vb_snippets_make(words, match, &options, m->arena, &hit->snippets, &hit->snippet_count,
                          err);
}

vb_status vb_search_hit_make(const vb_hit_making *m, const vb_article *article, vb_search_hit *hit,
                             bool *folded, vb_error *err) {
  vb_match_article *words;
  vb_match match;
  const vb_analysis *body;
  *folded = false;
  vb_status status = look_into(m, article, &words, &match, err);
  if (status == VB_OK && m->fold) status = vb_match_analysis(words, VB_FIELD_TEXT, 0, &body, err);
  if (status == VB_OK && m->fold)
    status = vb_fold_meet(m->fold, hit->rank, body, &hit->copies, folded, err);
  if (status != VB_OK || *folded) return status;
  status = vb_head_copy(article, m->arena, &hit->article, err);
  if (status != VB_OK) return status;
  hit->match_count = match.span_count;
  status = vb_marks_of(&match, VB_FIELD_TITLE, 0, m->arena, &hit->title_marks.marks,
                       &hit->title_marks.count, err);
  return status == VB_OK ? make_snippets(m, words, &match, hit, err) : status;
}
