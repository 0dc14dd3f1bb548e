/*
 * record.h - the article as readers make it, stores keep it and answers show it.
 *
 * The text of an article is one string of valid UTF-8 without control
 * characters other than newline: paragraphs, parted by one blank line ("\n\n").
 * Offsets that leave the program count code points of exactly this string.
 */
#ifndef VB_STORE_RECORD_H
#define VB_STORE_RECORD_H

#include "indexer/base/arena.h"
#include "indexer/base/buf.h"
#include "indexer/base/date.h"
#include "indexer/base/status.h"

enum {
  VB_TITLE_MAX = 2000, /* bytes; a longer title is cut at a character */
  VB_FIELD_MAX = 4096, /* bytes of any other short field, cut likewise */
  VB_AUTHORS_MAX = 32,
  VB_ARTICLE_MAX = 64 * 1024 * 1024, /* bytes of text, comments included */
  VB_COMMENTS_MAX = 100000,
  VB_QUOTATIONS_MAX = 20000,     /* an article of nothing but marks; the first ones are kept */
  VB_QUOTATION_SPEAKER_MAX = 120 /* bytes; a longer run of capitals is no name */
};

/* Stands in searcher/verbatim.h too. */
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
  vb_str author, date, text; /* as printed; date is not read */
} vb_comment;

typedef struct vb_extent {
  uint32_t start, end; /* bytes of the article's text; both 0 for none */
} vb_extent;

/* Reported speech: what was said, the mention of who said it ("he"), the verb ("explained") and
   whom the mention stands for ("Ada Brook"). */
typedef struct vb_quotation {
  vb_extent *parts; /* between the marks, at least one; none is empty */
  uint32_t part_count;
  vb_extent mention; /* who said it, as printed: "he", "the minister" */
  vb_extent cue;
  vb_str speaker;              /* absent where it is not clear */
  uint32_t confidence;         /* percent: that these words are reported speech of this mention */
  uint32_t speaker_confidence; /* percent: that this mention is the speaker; 0 without one */
} vb_quotation;

/* Percent: that whoever is shown, the speaker or else the mention, said it. */
static inline uint32_t vb_quotation_sureness(const vb_quotation *q) {
  return q->speaker.n ? q->confidence * q->speaker_confidence / 100 : q->confidence;
}

typedef struct vb_article {
  vb_str id; /* unique in a store: the record's own, else the canonical URL, else path#record */
  vb_str title;
  vb_str byline;                  /* as printed; VB_STR_NONE where unknown, as for all fields */
  vb_str authors[VB_AUTHORS_MAX]; /* the names in it */
  size_t author_count;
  vb_str source; /* the source */
  vb_date published;
  vb_date_origin published_from;
  vb_date captured; /* when a crawler took the page; unknown elsewhere */
  vb_str url, language, section;
  uint8_t language_sure; /* percent, of a language that was detected; 0: declared */
  vb_str text;           /* body paragraphs */
  vb_comment *comments;
  size_t comment_count;
  vb_quotation *quotations; /* of the text; all their parts ascend and are disjoint */
  size_t quotation_count;
  vb_str path;       /* of the file, as given; "-" for standard input */
  uint64_t record;   /* 1-based record (line) in the file; 0 for a file of one */
  uint32_t replaced; /* undecodable pieces that became U+FFFD */
} vb_article;

const char *
vb_date_origin_name(vb_date_origin origin); /* "metadata", "byline", "path", "unknown" */

/* A hash of all content (not of id, path, record and the quotations, which follow from the
   text): equal hashes under one id
   mean that re-indexing may skip the article. XXH3, 64 bits. */
uint64_t vb_article_hash(const vb_article *article);

/* Appends the record's encoding: a version byte, then the fields in the order
   of the struct, each a varint length and its bytes (record.c has the grammar). */
void vb_record_encode(const vb_article *article, vb_buf *out);
/* Strings point into `bytes`, arrays into the arena; an empty string comes back
   as VB_STR_NONE, and all but the path are valid UTF-8. VB_CORRUPT for anything
   that vb_record_encode did not write. */
vb_status vb_record_decode(vb_str bytes, vb_arena *arena, vb_article *out, vb_error *err);

#endif
