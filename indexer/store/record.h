/*
 * record.h - the article: what readers produce, stores keep and answers show.
 *
 * An article's text is one string of valid UTF-8 without control characters except
 * newline. Its paragraphs are separated by one blank line ("\n\n"). Offsets in the
 * program's output count code points of exactly this string.
 */
#ifndef VB_STORE_RECORD_H
#define VB_STORE_RECORD_H

#include "indexer/base/arena.h"
#include "indexer/base/buf.h"
#include "indexer/base/date.h"
#include "indexer/base/status.h"

enum {
  VB_TITLE_MAX = 2000, /* bytes; a longer title is cut at a character */
  VB_FIELD_MAX = 4096, /* bytes of any other short field; cut likewise */
  VB_AUTHORS_MAX = 32,
  VB_ARTICLE_MAX = 64 * 1024 * 1024, /* bytes of text, comments included */
  VB_COMMENTS_MAX = 100000,
  VB_QUOTATIONS_MAX =
      20000, /* only a text of nothing but marks has more; the first ones are kept */
  VB_QUOTATION_SPEAKER_MAX = 120 /* bytes; a longer run of capitalised words is not a name */
};

/* searcher/verbatim.h defines the same type; whichever is included first counts. */
#ifndef VB_DATE_ORIGIN_DEFINED
#define VB_DATE_ORIGIN_DEFINED
typedef enum vb_date_origin {
  VB_DATE_FROM_NOWHERE = 0,
  VB_DATE_FROM_METADATA, /* a field, a meta tag, JSON-LD */
  VB_DATE_FROM_BYLINE,   /* the byline or dateline of the text */
  VB_DATE_FROM_PATH      /* the file's path or the URL */
} vb_date_origin;
#endif

typedef struct vb_comment {
  vb_str author, date, text; /* as printed; date is not parsed */
} vb_comment;

typedef struct vb_extent {
  uint32_t start, end; /* bytes of the article's text; both 0 for none */
} vb_extent;

/* Reported speech: the words said, the mention of the person as printed ("he"), the cue, mostly a
   verb ("explained"), and the name that the mention refers to ("Ada Brook"). */
typedef struct vb_quotation {
  vb_extent *parts; /* between the marks; at least one, none empty */
  uint32_t part_count;
  vb_extent mention; /* who said it, as printed: "he", "the minister" */
  vb_extent cue;
  vb_str speaker;              /* absent if it is not clear */
  uint32_t confidence;         /* percent: that these are words reported of this mention */
  uint32_t speaker_confidence; /* percent: that the mention refers to the speaker; 0 without one */
  /* What others said, between marks inside the parts, in order; these have no inner ones. */
  struct vb_quotation *inner;
  uint32_t inner_count;
} vb_quotation;

/* Percent: that the words are from the one shown (the speaker, or else the mention). */
static inline uint32_t vb_quotation_sureness(const vb_quotation *q) {
  return q->speaker.n ? q->confidence * q->speaker_confidence / 100 : q->confidence;
}

typedef struct vb_article {
  vb_str id; /* unique in a store: the record's own, else the canonical URL, else path#record */
  vb_str title;
  vb_str byline;                  /* as printed; VB_STR_NONE if unknown, as for all fields */
  vb_str authors[VB_AUTHORS_MAX]; /* the names in it */
  size_t author_count;
  vb_str source; /* the outlet's name as printed */
  vb_date published;
  vb_date_origin published_from;
  vb_date captured; /* when a crawler fetched the page; unknown for other inputs */
  vb_str url, language, section;
  uint8_t language_sure; /* percent, if the language was detected; 0 if it was declared */
  vb_str text;           /* body paragraphs */
  vb_comment *comments;
  size_t comment_count;
  vb_quotation *quotations; /* of the text; their parts ascend and do not overlap */
  size_t quotation_count;
  vb_str path;       /* of the file, as given; "-" for standard input */
  uint64_t record;   /* 1-based record (line) in the file; 0 for a file of one */
  uint32_t replaced; /* how many undecodable pieces became U+FFFD */
} vb_article;

const char *
vb_date_origin_name(vb_date_origin origin); /* "metadata", "byline", "path", "unknown" */

/* The quotation inside `q` that has nearly all of bytes [start, end) of the text; NULL for none. */
const vb_quotation *vb_quotation_inside(const vb_quotation *q, uint32_t start, uint32_t end);

/* A hash of all content (XXH3, 64 bits), but not of id, path, record number and quotations (which
   follow from the text). If it is equal for the same id, indexing can skip the article. */
uint64_t vb_article_hash(const vb_article *article);

/* A copy whose strings and comments are in the arena, without quotations; false without memory. */
bool vb_article_copy(const vb_article *from, vb_arena *arena, vb_article *to);

/* Appends the record's encoding: a version byte, then the fields in the order of the struct, each
   as a varint length and its bytes (grammar: FORMAT.md, "Records"). */
void vb_record_encode(const vb_article *article, vb_buf *out);
/* Strings point into `bytes`, arrays are in the arena. An empty string comes back as VB_STR_NONE,
   and all strings but the path are valid UTF-8. VB_CORRUPT for anything that vb_record_encode did
   not write. */
vb_status vb_record_decode(vb_str bytes, vb_arena *arena, vb_article *out, vb_error *err);

#endif
