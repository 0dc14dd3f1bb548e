/*
 * segment.h - an immutable part of a native store: words, lists, articles.
 *
 * A segment numbers its articles 0, 1, ... ("docs"). It consists of a few mapped files;
 * their bytes are checked against checksums when first touched. Several threads may
 * read it at once. Lists are walked with posting.h.
 *
 * Keys. A word of title and body (which share their positions, schema.h) is its own
 * key; a word of another field has vb_field_prefix() in front. The title has no keys of
 * its own: a list says how often a word is in the title, and the positions below
 * VB_POSITION_TEXT are there. The words said have none either: vb_places (schema.h)
 * gives the positions of the text between which they are, and where sentences and
 * paragraphs end.
 */
#ifndef VB_STORE_SEGMENT_SEGMENT_H
#define VB_STORE_SEGMENT_SEGMENT_H

#include "indexer/base/arena.h"
#include "indexer/store/posting/posting.h"
#include "indexer/store/record.h"

typedef struct vb_segment vb_segment;

typedef struct vb_segment_info {
  uint32_t number; /* its name in the store */
  uint32_t docs;   /* articles, including deleted ones */
  uint32_t deleted;
  uint64_t
      words; /* in titles and texts, including deleted articles; average length: words / docs */
  uint32_t terms, stems;
  uint32_t paired; /* words that have indexed pairs */
  uint64_t pairs;
  uint32_t sources;
  uint32_t first_day, last_day; /* of the known dates, YYYYMMDD; 0 if there are none */
} vb_segment_info;

const vb_segment_info *vb_segment_about(const vb_segment *segment);
/* The path of a file that got shorter while it was open (part.h), or NULL. */
const char *vb_segment_cut(const vb_segment *segment);
/* Input for vb_posting_open; borrowed, valid while the segment is open. */
const vb_posting_lists *vb_segment_lists(const vb_segment *segment);

/* ---- finding lists ---- */

/* Looks up a word by its key; VB_NOT_FOUND. */
vb_status vb_segment_word(const vb_segment *segment, vb_str key, vb_term *out, vb_error *err);

/*
 * All articles with a word of a stem (key: field prefix and stem), in as few lists as
 * exist: one list without positions if the stem has its own (vb_stem_has_list), and
 * otherwise a list for each of its words, most frequent first, whose union (with counts
 * added up) is the answer. *df is the number of articles in the union. VB_NOT_FOUND: no
 * word has this stem. The array is in the arena.
 */
vb_status vb_segment_stem(const vb_segment *segment, vb_str key, vb_arena *arena, vb_term **lists,
                          size_t *count, uint32_t *df, vb_error *err);

/* The words of a stem, for their positions; VB_NOT_FOUND as above. */
vb_status vb_segment_stem_words(const vb_segment *segment, vb_str key, vb_arena *arena,
                                vb_term **words, size_t *count, vb_error *err);

/*
 * The articles in which word b directly follows word a (in title or text). The list has
 * no positions; its tf counts the places. Only for words whose pair is indexed
 * (bigram.h): then VB_NOT_FOUND means that they are never adjacent. VB_INVALID: the pair
 * is not indexed, so use the positions.
 */
vb_status vb_segment_bigram(const vb_segment *segment, const vb_term *a, const vb_term *b,
                            vb_term *out, vb_error *err);

/* Walks keys in byte order, from the first one >= `from`. */
typedef struct vb_word_cursor {
  const vb_segment *segment;
  uint32_t next;                /* ordinal of the next word */
  const unsigned char *p, *end; /* the rest of the current block */
  vb_term running;
  char key[256];
  size_t key_length;
} vb_word_cursor;
vb_status vb_segment_words_from(const vb_segment *segment, vb_str from, vb_word_cursor *cursor,
                                vb_error *err);
/* What the words of a block have in common, as far as that is known without reading them: each
   begins with `text`, and then has a byte of [from, to]; from is 0 if a word may end there, or if
   nothing is known of that byte. */
typedef struct vb_word_range {
  char text[8];
  size_t n; /* bytes of text */
  unsigned char from, to;
} vb_word_range;

/* False if the next word is not the first of a block, or if nothing is known. */
bool vb_word_block_range(const vb_word_cursor *cursor, vb_word_range *out);
/* Goes to the next block. REQUIRES: the next word is the first of a block. */
void vb_word_skip_block(vb_word_cursor *cursor);
/* key is borrowed until the next call. VB_NOT_FOUND at the end. */
vb_status vb_word_next(vb_word_cursor *cursor, vb_str *key, vb_term *term, vb_error *err);
/* The same for keys that begin with `prefix`: VB_NOT_FOUND at the first that does not. */
static inline vb_status vb_word_next_with(vb_word_cursor *cursor, vb_str prefix, vb_str *key,
                                          vb_term *term, vb_error *err) {
  vb_status status = vb_word_next(cursor, key, term, err);
  if (status != VB_OK || (key->n >= prefix.n && memcmp(key->p, prefix.p, prefix.n) == 0))
    return status;
  return vb_fail(err, VB_NOT_FOUND, "no more words");
}

/*
 * The first `most` docs (ascending, including deleted ones) whose text has this key of
 * shingles.h. Articles that share two keys are worth comparing.
 */
vb_status vb_segment_key_docs(const vb_segment *segment, uint32_t key, uint32_t *docs, size_t most,
                              size_t *count, vb_error *err);

/* ---- articles ---- */

bool vb_segment_deleted(const vb_segment *segment, uint32_t doc);

typedef struct vb_doc_facts {
  uint32_t first_day, last_day; /* YYYYMMDD, 0 when unknown */
  uint16_t minute;              /* of that day, from 1; 0 when unknown */
  uint32_t source;              /* ordinal for vb_segment_source; VB_SOURCE_NONE when unknown */
  uint32_t words;               /* in title and text */
  uint64_t hash;                /* vb_article_hash */
} vb_doc_facts;

#define VB_SOURCE_NONE UINT32_MAX

vb_status vb_segment_facts(const vb_segment *segment, uint32_t doc, vb_doc_facts *out,
                           vb_error *err);
/* Whole columns of length docs, for scans: checked by this call, then plain arrays while the
   segment is open. Any out may be NULL. */
vb_status vb_segment_columns(const vb_segment *segment, const uint32_t **first_days,
                             const uint32_t **last_days, const uint16_t **minutes,
                             const uint32_t **sources, const uint8_t **length_codes, vb_error *err);
/* The source's name; borrowed from the segment. */
vb_status vb_segment_source(const vb_segment *segment, uint32_t source, vb_str *name,
                            vb_error *err);
/* The doc with this id that is not deleted; VB_NOT_FOUND. */
vb_status vb_segment_find(const vb_segment *segment, vb_str id, uint32_t *doc, vb_error *err);
/* Reads the whole article; its strings are in the arena. */
vb_status vb_segment_fetch(const vb_segment *segment, uint32_t doc, vb_arena *arena,
                           vb_article *out, vb_error *err);

#endif
