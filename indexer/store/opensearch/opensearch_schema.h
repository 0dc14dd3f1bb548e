/*
 * opensearch_schema.h - an archive as an index of an OpenSearch or Elasticsearch cluster: its
 * fields, their mapping, and the document of an article. FORMAT.md, "OpenSearch".
 *
 * The terms are those of our own analysis, joined by spaces; the cluster cuts at the spaces and
 * nowhere else. So all engines find the same.
 */
#ifndef VB_STORE_OPENSEARCH_OPENSEARCH_SCHEMA_H
#define VB_STORE_OPENSEARCH_OPENSEARCH_SCHEMA_H

#include "indexer/base/buf.h"
#include "indexer/store/record.h"
#include "indexer/store/schema.h"
#include "indexer/text/analysis.h"
#include "indexer/text/stem.h"

/* Of what this header says, in the _meta of the mapping. */
enum { VB_OPENSEARCH_VERSION = 2 };

/* Fields of a document that are none of schema.h. */
#define VB_OPENSEARCH_ID "id"               /* of the article */
#define VB_OPENSEARCH_HASH "hash"           /* vb_article_hash, decimal */
#define VB_OPENSEARCH_PATH "path"           /* of its file, for --prune: bytes, so base64 */
#define VB_OPENSEARCH_RECORD "record"       /* the packed record, base64 */
#define VB_OPENSEARCH_NUMBER "number"       /* ascends with each put: the engine's number */
#define VB_OPENSEARCH_SOURCE "source_name"  /* as printed, for facets */
#define VB_OPENSEARCH_KEYS "keys"           /* of copies (shingles.h) */
#define VB_OPENSEARCH_DAY "day"             /* YYYYMMDD, 00 for what is not known (day_counts.h) */
#define VB_OPENSEARCH_FIRST_DAY "first_day" /* YYYYMMDD that the date may mean; absent: unknown */
#define VB_OPENSEARCH_LAST_DAY "last_day"
#define VB_OPENSEARCH_FIRST_MINUTE "first_minute" /* YYYYMMDDHHMM */
#define VB_OPENSEARCH_LAST_MINUTE "last_minute"

/* A mark at the position of each word of title and text: whether it begins a sentence, ends it,
   both or neither; the same of paragraphs. */
#define VB_OPENSEARCH_SENTENCES "sentences"
#define VB_OPENSEARCH_PARAGRAPHS "paragraphs"
#define VB_OPENSEARCH_MARKS "wbeo" /* each a word of one letter: inside, and these: */
#define VB_OPENSEARCH_BEGINS "b"
#define VB_OPENSEARCH_ENDS "e"
#define VB_OPENSEARCH_BOTH "o"

/* The pairs of adjacent short words of title and text, "of|the": short words are the frequent ones,
   whose positions are long to read. No term has the sign between them. */
#define VB_OPENSEARCH_PAIRS "pairs"
enum { VB_OPENSEARCH_SHORT_MAX = 4 /* letters */ };
bool vb_opensearch_is_pair(vb_str a, vb_str b);
void vb_opensearch_pair(vb_str a, vb_str b, vb_buf *out); /* appends it */

/* In what is searched: any word. No term is so, since a term has a letter or digit. */
#define VB_OPENSEARCH_HOLE "-"

/* The field of the words of a field, and of their stems at the same positions. Names of sources and
   speakers as one term have one field. */
const char *vb_opensearch_field(vb_field field, bool stems);

/* The body of the request that makes the index. */
vb_status vb_opensearch_index(const char *language, vb_buf *out, vb_error *err);

/* The document of an article as one line of JSON. text: the words and sentences of its text. */
vb_status vb_opensearch_document(const vb_article *article, const vb_analysis *text,
                                 uint64_t number, uint64_t hash, vb_stemmer *stemmer,
                                 vb_arena *scratch, vb_buf *out, vb_error *err);

/* The article of a document's record. VB_CORRUPT. */
vb_status vb_opensearch_record_read(vb_str base64, vb_arena *arena, vb_article *out, vb_error *err);

/* The document's name: 32 hexadecimal digits of the article's id. */
enum { VB_OPENSEARCH_NAME_DIGITS = 32 };
void vb_opensearch_name(vb_str id, char out[VB_OPENSEARCH_NAME_DIGITS + 1]);

#endif
