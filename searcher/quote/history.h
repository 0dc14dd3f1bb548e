/*
 * history.h - where a quote was first, in which wordings it went around, and when.
 *
 * Made of all articles that carry it, whatever the verdict. Dates are never
 * guessed: an article without one is counted, and whatever makes the first
 * appearance unsure is said.
 *
 * Folded, articles that are copies of each other (a syndicated report) count
 * once: in the month of the first of them, and once for each wording they print.
 * Their sources are named all the same.
 */
#ifndef VB_SEARCHER_QUOTE_HISTORY_H
#define VB_SEARCHER_QUOTE_HISTORY_H

#include "searcher/quote/lookup.h"

enum {
  VB_HISTORY_VARIANTS_MAX = 50, /* wordings given, most frequent first */
  VB_HISTORY_SOURCES_MAX = 20   /* sources named of each */
};

typedef struct vb_quote_source {
  vb_str name;
  uint64_t articles;
} vb_quote_source;

/* A wording: all articles whose words are the same, whatever their case and punctuation. */
typedef struct vb_quote_variant {
  vb_str wording;     /* as its earliest article printed it */
  vb_verdict verdict; /* of the nearest of its articles */
  double agreement;
  unsigned changes;
  uint64_t articles; /* copies once */
  vb_date first;
  vb_str first_id;                /* of the earliest article, or of any where no date is known */
  vb_quote_source *sources_named; /* most first */
  size_t source_count;
  uint64_t sources; /* how many there are */
  uint64_t unnamed; /* articles of no known source */
} vb_quote_variant;

typedef struct vb_quote_month {
  uint32_t year, month;
  uint64_t articles;
} vb_quote_month;

typedef struct vb_quote_history { /* all in the arena */
  uint64_t articles;              /* all, copies too */
  uint64_t folded; /* of these: copies of one before them, which it stands for below */
  uint64_t undated;
  uint64_t year_only; /* dated to the year: in no month */
  bool complete;      /* no article was left out for their number */
  bool any_first;     /* some date is known */
  vb_str first_id, first_title, first_source;
  vb_date first;
  bool sure;    /* that none of the articles can be earlier */
  vb_str doubt; /* why not, one or more clauses; "" when sure */
  vb_quote_variant *variants;
  size_t variant_count;
  uint64_t variants_all;
  vb_quote_month *months; /* those with articles, ascending */
  size_t month_count;
} vb_quote_history;

/* The look-up as vb_quote_lookup gives it, with other wordings even where there are exact ones,
   and the history of all, copies folded if `fold`. */
vb_status vb_quote_trace(vb_engine *engine, vb_str quote, size_t limit, const vb_query *filter,
                         bool fold, vb_arena *arena, vb_quote_result *out,
                         vb_quote_history *history, vb_error *err);

#endif
