/*
 * said.h - quotations as answers: who said what, when, printed where.
 *
 * A part of search.h, which includes it. Here a query speaks of quotations, not
 * of articles: its words must be in one quotation, its speaker: must be that
 * quotation's; title:, source:, author: and dates speak of the article around it.
 *
 * The JSON, in the words of search.h:
 * QUOTATION: {"parts": [{"text", "start", "end": of the article's text, "marks": [MARK] of
 * "text"}], "mention", "cue", "speaker": text or null, "confidence": 0 to 1, "article": {ARTICLE}}
 * quotes: {"query", "speaker": text or null, "read_as", "notes": [text], "sort", "from", "size",
 *   "quotations": [QUOTATION], "more": there are others behind, "articles": how many articles may
 *   hold such quotations, "articles_exact", "timed_out", "took_ms", "did_you_mean": a name or null,
 *   FAILED}
 * speaker: {"name", "names": [{"value", "count"}], "quotations": counted in the newest
 *   "articles_read" of "articles", "articles_exact",
 *   "years": [{"value", "count"}], "sources": likewise, of all articles,
 *   "latest": [QUOTATION], "timed_out", "took_ms", "did_you_mean", FAILED}
 */
#ifndef VB_SEARCHER_ANSWER_SAID_H
#define VB_SEARCHER_ANSWER_SAID_H

#include "indexer/base/arena.h"
#include "indexer/base/buf.h"
#include "indexer/base/status.h"
#include "searcher/engine/engine.h"
#include "searcher/snippet/snippet.h"

struct vb_searcher;

typedef struct vb_listed_part {
  vb_str text;    /* as printed, without the marks around it */
  vb_mark place;  /* in the article's text, code points */
  vb_mark *marks; /* what matched, bytes of `text` */
  size_t mark_count;
} vb_listed_part;

typedef struct vb_listed_quotation {
  vb_article article; /* its head */
  vb_listed_part *parts;
  size_t part_count;
  vb_str mention, cue, speaker; /* absent where unknown */
  uint32_t confidence;          /* percent */
} vb_listed_quotation;

typedef struct vb_said_request {
  vb_str query;   /* absent: any quotation */
  vb_str speaker; /* words of the name, in their order */
  vb_str after, before, source;
  size_t from, size; /* of quotations; as a window of vb_search */
  vb_sort sort;      /* of the articles; within one, as printed */
  uint32_t time_limit_ms;
} vb_said_request;

typedef struct vb_said_result {
  vb_query_parse parse; /* of the query */
  vb_listed_quotation *quotations;
  size_t count;
  bool more;
  uint64_t articles; /* that may hold such quotations */
  bool articles_exact, timed_out;
  vb_str did_you_mean; /* a speaker's name, when there is none like the one asked for */
  vb_shard_failure *failures;
  size_t failure_count;
  double took_ms;
} vb_said_result;

/* Errors as vb_search's. */
vb_status vb_said_list(struct vb_searcher *searcher, const vb_said_request *request,
                       vb_arena *arena, vb_said_result *out, vb_error *err);
vb_status vb_said_to_json(const vb_said_request *request, const vb_said_result *result, vb_buf *out,
                          vb_error *err);

/* Each article is read for its quotations, so of a president's only the newest are. Years and
   sources are counted by the engine, of all articles. */
enum { VB_SPEAKER_ARTICLES_MAX = 500, VB_SPEAKER_NAMES_MAX = 50 };

typedef struct vb_speaker_profile {
  vb_str name;     /* as asked for */
  vb_facet *names; /* as the articles have them, with how many quotations; most first */
  size_t name_count;
  uint64_t quotations; /* counted in the newest `articles_read` */
  size_t articles_read;
  uint64_t articles;
  bool articles_exact, timed_out;
  vb_facet *years, *sources; /* articles; newest first, most first */
  size_t year_count, source_count;
  vb_listed_quotation *latest;
  size_t latest_count;
  vb_str did_you_mean;
  vb_shard_failure *failures;
  size_t failure_count;
  double took_ms;
} vb_speaker_profile;

/* The speaker whose name has these words; VB_INVALID without a word. */
vb_status vb_speaker_show(struct vb_searcher *searcher, vb_str name, size_t latest,
                          uint32_t time_limit_ms, vb_arena *arena, vb_speaker_profile *out,
                          vb_error *err);
vb_status vb_speaker_to_json(const vb_speaker_profile *profile, vb_buf *out, vb_error *err);

#endif
