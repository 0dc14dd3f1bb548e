/*
 * search.h - the facade over a store: what the command line and the web both use.
 *
 * A vb_searcher shows one snapshot of a store and belongs to one thread; open
 * one per thread. Answers live in the arena of the call. The JSON of every
 * answer is made here, once, so that --json and the API say the same;
 * web/openapi.yaml documents it. Offsets in these structs are bytes of the text
 * they go with; in JSON they count code points.
 */

/*
 * The JSON of the answers. Every name is always there; a text that an article
 * does not have is null, an empty list is []. Additions may come, names stay.
 * One answer is one line, without a newline at its end.
 *
 * ARTICLE, the head of every hit, match and article:
 *   "id", "title", "source", "byline", "url", "language", "section": text or null
 *   "authors": [text]
 *   "published": {"date": "2019-06-19" or null, "precision": "unknown" "year" "month" "day"
 *                 "minute", "origin": "unknown" "metadata" "byline" "path"}
 * MARK: {"start", "end"}, code points of the text that it goes with, end exclusive
 * SNIPPET: {"field": "text" "comments", "comment": its index or null, "text",
 *   "start", "end": what it shows of the article's text (or comment),
 *   "cut_before", "cut_after": it begins or ends inside a sentence,
 *   "marks": [MARK], of the snippet's own text}
 * FAILED: "failed_shards": [{"shard": "host:port", "reason"}]
 *
 * search: {"query", "read_as", "notes": [text], "total", "total_exact", "from", "size",
 *   "sort": "relevance" "newest" "oldest", "timed_out", "took_ms",
 *   "fold", "folded", "next",
 *   "hits": [{ARTICLE, "title_marks": [MARK], "score", "rank", "matches",
 *     "snippets": [SNIPPET], "copies": [COPY]}],
 *   "facets": {"source": [{"value", "count"}], "year": [{"value", "count"}],
 *     "speaker": [{"value", "count"}] of the first "speaker_articles" results} or null,
 *   "did_you_mean": text or null, FAILED}
 *   total counts articles, copies too. With "fold", of articles that are copies of each other
 *   (near-duplicates: syndicated reports) the best-ranked is shown and lists the others that
 *   match. from, size and rank count all matching articles, from 0; folded: how many of the window
 *   are not shown for that; next: the `from` of what follows the window, null at the end.
 * COPY: {"id", "title", "source": text or null, "published" as of an ARTICLE}
 * quote: {"quote": as looked up, "verdict": "verbatim" "typography" "case-punctuation"
 *   "edited" "altered" "not-found", "total": articles, "total_exact",
 *   "note": text or null, "took_ms", "matches": [MATCH],
 *   "nearest": MATCH or null, of a quote that is not found the text that comes nearest, FAILED}
 * MATCH: {"verdict", ARTICLE, "field": "title" "text", "start", "end": of that field,
 *   "text": those characters as printed, "agreement": share of words that agree, 0 to 1,
 *   "changes": ["negation" "number" "name"]: what changed or was left out,
 *   "diff": [{"op": "same" "changed" "added" "left-out", "quote", "article"}], of the quote; empty
 *     where all its words stand there in one piece,
 *   "speaker": whose quotation it is in the article, or null; "confidence": 0 to 1, or null,
 *   "snippet": SNIPPET or null, "copies": [COPY]}
 *   Of matches that are copies of each other the first is given and lists the others.
 *   A match in a title has no snippet.
 *   With the history asked for also "history": {"articles": all, copies too,
 *     "folded": of these, copies of one before them: with "fold" they count once with it in what
 *     follows (once for each wording they print), but their sources are named,
 *     "undated", "year_only",
 *     "complete": all were compared,
 *     "first": {"id", "title", "source", "published": {"date", "precision"}, "sure",
 *       "doubt": text or null} or null,
 *     "variants": [{"wording", "verdict", "agreement", "changes", "articles",
 *       "first": date or null, "first_id", "sources": [{"name", "articles"}],
 *       "source_count", "unnamed"}], "variant_count",
 *     "months": [{"month": "2019-06", "articles"}]}
 * article: {ARTICLE, "text", "paragraphs": [MARK] of the text,
 *   "comments": [{"author", "date", "text", "marks": [MARK]}],
 *   "title_marks": [MARK], "text_marks": [MARK], "matches", "path", "record", "replaced",
 *   "copies": [COPY], all of the store}
 *   replaced: how many undecodable pieces became U+FFFD
 * error: {"error": {"status": "invalid", "message": text}}, vb_status_name()
 */
#ifndef VB_SEARCHER_ANSWER_SEARCH_H
#define VB_SEARCHER_ANSWER_SEARCH_H

#include "indexer/base/arena.h"
#include "indexer/base/buf.h"
#include "indexer/base/date.h"
#include "indexer/base/status.h"
#include "searcher/answer/copies.h"
#include "searcher/engine/engine.h"
#include "searcher/quote/batch.h"
#include "searcher/quote/history.h"
#include "searcher/quote/lookup.h"
#include "searcher/snippet/snippet.h"

typedef struct vb_searcher vb_searcher;

typedef struct vb_searcher_options {
  uint32_t shard_timeout_ms; /* 0: the default, 5 seconds */
} vb_searcher_options;

/* store: a folder or "xapian://HOST:PORT,..."; errors as vb_store_read_marker's. */
vb_status vb_searcher_open(const char *store, const vb_searcher_options *options, vb_searcher **out,
                           vb_error *err);
void vb_searcher_close(vb_searcher *searcher); /* takes NULL */
vb_status vb_searcher_refresh(vb_searcher *searcher, vb_error *err);
vb_engine_info vb_searcher_about(vb_searcher *searcher);

/* Appends the authors on one line, at most so many of them by name ("A, B, C and 4 more"); the
   byline of an article without known names. */
void vb_article_authors(const vb_article *article, size_t most, vb_buf *out);

/* "relevance", "newest", "oldest", and back; "date" is read as newest too. */
const char *vb_sort_name(vb_sort sort);
bool vb_sort_of_name(vb_str name, vb_sort *out);

typedef struct vb_search_request {
  vb_str query; /* without any text, and with a filter: all articles of the filter */
  size_t from, size;
  vb_sort sort;
  vb_str after, before;  /* dates of any precision, inclusive; absent for none */
  vb_str source, author; /* filters beside the query; absent for none */
  size_t snippets;       /* per hit; 0 for none */
  size_t snippet_chars;  /* 0: 240 */
  bool facets;
  bool count; /* make the total exact even where that costs more */
  bool fold;  /* show one of the articles that are copies of each other */
  bool fill;  /* with fold: go on past from + size, until `size` are shown */
  uint32_t time_limit_ms;
} vb_search_request;

typedef struct vb_search_hit {
  vb_article article; /* its head: text, comments and path are absent */
  double score;
  vb_mark *title_marks;
  size_t title_mark_count;
  vb_snippet *snippets;
  vb_mark *snippet_places; /* of each: its start and end, in code points of its part */
  size_t snippet_count;
  uint64_t match_count; /* matched spans in the article */
  size_t rank;          /* among all matching articles, from 0 */
  vb_copies copies;     /* with `fold`: those that match and rank behind it */
} vb_search_hit;

typedef struct vb_search_result {
  vb_query_parse parse;
  vb_engine_result
      found; /* totals, facets, failed shards; the hits of the window, folded ones too */
  vb_search_hit *hits;
  size_t hit_count;
  vb_facet *speakers; /* who is quoted in the first VB_FACET_ARTICLES of all results; most first */
  size_t speaker_count;
  size_t speaker_articles; /* how many articles were looked into for them */
  size_t folded;           /* articles of the window that are not shown but listed as copies */
  size_t next;             /* `from` of what follows; 0: nothing does */
  vb_str did_you_mean;     /* a whole query to try, when nothing was found; else absent */
  double took_ms;
} vb_search_result;

/* Speakers are read from the articles themselves, at some 50 microseconds each; so they are those
   of the best (or newest) results, which the answer says. */
enum { VB_FACET_ARTICLES = 100 };

/* VB_INVALID for a filter that is no date, VB_LIMIT for a window or query too large. */
vb_status vb_search(vb_searcher *searcher, const vb_search_request *request, vb_arena *arena,
                    vb_search_result *out, vb_error *err);
vb_status vb_search_to_json(const vb_search_request *request, const vb_search_result *result,
                            vb_buf *out, vb_error *err);

typedef struct vb_quote_request {
  vb_str quote;
  size_t limit; /* matches given; 0: 10 */
  vb_str after, before, source, author;
  size_t context_chars; /* of the snippet around the match; 0: 240 */
  bool history;         /* all its wordings, sources and dates too */
  bool bare;            /* without snippets, which cost more than the look-up */
  bool fold;            /* of the matches that are copies of each other give the first: `limit` of
                           them, however many copies are in between; in the history they count once */
} vb_quote_request;

typedef struct vb_quote_answer {
  vb_quote_result found;
  vb_snippet *snippets; /* one for each match, the match marked; a title's has no text */
  vb_snippet nearest_snippet;
  vb_quote_history *history; /* NULL when it was not asked for */
  vb_copies *copies; /* of each match, as far as matches were looked at; NULL without `fold` */
  double took_ms;
} vb_quote_answer;

vb_status vb_quote(vb_searcher *searcher, const vb_quote_request *request, vb_arena *arena,
                   vb_quote_answer *out, vb_error *err);
vb_status vb_quote_to_json(const vb_quote_request *request, const vb_quote_answer *answer,
                           vb_buf *out, vb_error *err);

/* One line of a batch: {"line", "id": text or null} and then either the answer's own members or
   "error" as below (answer NULL). `line` 0 leaves it out. */
vb_status vb_quote_record_to_json(uint64_t line, vb_str id, const vb_quote_request *request,
                                  const vb_quote_answer *answer, const vb_error *wrong, vb_buf *out,
                                  vb_error *err);

/* The same as a row of CSV, of the first match only; `line` is always given. */
void vb_quote_csv_head(vb_buf *out);
void vb_quote_record_to_csv(uint64_t line, vb_str id, const vb_quote_answer *answer,
                            const vb_error *wrong, vb_buf *out);

typedef struct vb_marks { /* in order, disjoint */
  vb_mark *marks;
  size_t count;
} vb_marks;

typedef struct vb_article_view {
  vb_article article;
  vb_match match; /* of the query or quote given; empty without one */
  vb_marks title_marks, text_marks;
  vb_marks *comment_marks; /* one for each comment */
  vb_copies copies;        /* where else it was printed */
} vb_article_view;

/* One article, with the matches of a query or of a quote (either may be absent). VB_NOT_FOUND. */
vb_status vb_article_show(vb_searcher *searcher, vb_str id, vb_str query, vb_str quote,
                          vb_arena *arena, vb_article_view *out, vb_error *err);
vb_status vb_article_view_to_json(const vb_article_view *view, vb_buf *out, vb_error *err);

/* {"error":{"status":"...","message":"..."}} */
vb_status vb_error_to_json(const vb_error *error, vb_buf *out);

#include "searcher/answer/said.h"

#endif
