/*
 * xapian_c.h - a C API over libxapian; nothing else in the project includes <xapian.h>.
 *
 * All types are opaque. An object returned through an `out` parameter belongs to the
 * caller, who frees it with the close or free function of its type (all of them take
 * NULL). On failure outputs are NULL or 0. Exceptions of libxapian become statuses:
 * VB_LOCKED another writer; VB_CORRUPT and VB_VERSION a database that cannot be read;
 * VB_UNAVAILABLE a remote server that does not answer; VB_NOT_FOUND no such document or
 * database; VB_INVALID an argument that Xapian refuses. An object is used by one thread
 * at a time.
 */
#ifndef VB_XAPIAN_C_XAPIAN_C_H
#define VB_XAPIAN_C_XAPIAN_C_H

#include "indexer/base/buf.h"
#include "indexer/base/status.h"
#include "indexer/base/str.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- databases ---- */

typedef struct vb_xapian_database vb_xapian_database;

/* Opens for reading: a folder, or a server (xapian-tcpsrv), which must connect and answer in time.
   If a writer has made its snapshot too old, a read reopens the database and tries once more. */
vb_status vb_xapian_open(const char *path, vb_xapian_database **out, vb_error *err);
vb_status vb_xapian_open_remote(const char *host, uint16_t port, uint32_t timeout_ms,
                                vb_xapian_database **out, vb_error *err);
/* Combines several databases into one. The parts belong to the caller and must stay open as long.
   Document d of part i of n has the number (d - 1) * n + i + 1 in it. */
vb_status vb_xapian_combine(vb_xapian_database *const *parts, size_t count,
                            vb_xapian_database **out, vb_error *err);
/* Opens for writing; with `create`, makes a database if there is none. VB_LOCKED. Changes that are
   not committed when it is closed are lost. */
vb_status vb_xapian_open_writable(const char *path, bool create, vb_xapian_database **out,
                                  vb_error *err);
void vb_xapian_close(vb_xapian_database *database);

vb_status vb_xapian_reopen(vb_xapian_database *database, bool *changed, vb_error *err);
vb_status vb_xapian_count(vb_xapian_database *database, uint64_t *documents, vb_error *err);
/* The number of the last commit; VB_INVALID for remote and combined ones. */
vb_status vb_xapian_revision(vb_xapian_database *database, uint64_t *revision, vb_error *err);
/* Appends the value; nothing for an unknown key. */
vb_status vb_xapian_metadata(vb_xapian_database *database, const char *key, vb_buf *out,
                             vb_error *err);
vb_status vb_xapian_set_metadata(vb_xapian_database *database, const char *key, vb_str value,
                                 vb_error *err);
/* Bounds of a value slot over all documents: no value is outside; some inside may be unused. Empty
   if no document has a value. */
vb_status vb_xapian_value_bounds(vb_xapian_database *database, uint32_t slot, vb_buf *lower,
                                 vb_buf *upper, vb_error *err);
/* Makes all changes since the last commit durable and visible; all or nothing. */
vb_status vb_xapian_commit(vb_xapian_database *database, vb_error *err);
vb_status vb_xapian_rollback(vb_xapian_database *database, vb_error *err);
/* Reads all tables of the database in this folder; *faults: how many have errors. Any status but
   VB_OK means that it could not be opened. */
vb_status vb_xapian_check(const char *path, size_t *faults, vb_error *err);
/* Writes a compact copy of the committed state, with the same document numbers, into the folder
   `path`, which must not exist. */
vb_status vb_xapian_compact(vb_xapian_database *database, const char *path, vb_error *err);

/* Adds `count` to the frequency of a word for suggestions. */
vb_status vb_xapian_spelling_add(vb_xapian_database *database, vb_str word, uint32_t count,
                                 vb_error *err);
/* Appends the nearest known word within two edits; nothing if there is none or it is the word
   itself. Always nothing from a remote database, because Xapian's protocol does not support it. */
vb_status vb_xapian_spelling_suggest(vb_xapian_database *database, vb_str word, vb_buf *out,
                                     vb_error *err);

/* ---- documents ---- */

typedef struct vb_xapian_document vb_xapian_document;

enum { VB_XAPIAN_TERM_MAX = 245 }; /* bytes of a term with its prefix; zero bytes count twice */

vb_status vb_xapian_document_new(vb_xapian_document **out, vb_error *err);
void vb_xapian_document_free(vb_xapian_document *document);
vb_status vb_xapian_document_reset(vb_xapian_document *document, vb_error *err); /* empties it */
/* Adds an occurrence of prefix + term at a position, with `wdf` more weight (may be 0). Positions
   begin at 1: if a term has only 0 and 1, libxapian 1.4 loses the first. */
vb_status vb_xapian_document_posting(vb_xapian_document *document, const char *prefix, vb_str term,
                                     uint32_t position, uint32_t wdf, vb_error *err);
vb_status vb_xapian_document_term(vb_xapian_document *document, const char *prefix, vb_str term,
                                  uint32_t wdf, vb_error *err);
vb_status vb_xapian_document_set_value(vb_xapian_document *document, uint32_t slot, vb_str value,
                                       vb_error *err);
vb_status vb_xapian_document_set_data(vb_xapian_document *document, vb_str data, vb_error *err);

/* Adds the document, replacing those that have the term. */
vb_status vb_xapian_replace(vb_xapian_database *database, vb_str unique_term,
                            const vb_xapian_document *document, uint64_t *number, vb_error *err);
vb_status vb_xapian_delete(vb_xapian_database *database, vb_str unique_term, vb_error *err);

/* The first document with the term; VB_NOT_FOUND. */
vb_status vb_xapian_find(vb_xapian_database *database, vb_str term, uint64_t *number,
                         vb_error *err);
/* These two append; VB_NOT_FOUND for a document that does not exist. */
vb_status vb_xapian_data(vb_xapian_database *database, uint64_t number, vb_buf *out, vb_error *err);
vb_status vb_xapian_value(vb_xapian_database *database, uint64_t number, uint32_t slot, vb_buf *out,
                          vb_error *err);

/* ---- lists ---- */

/* The number of documents with the term. */
vb_status vb_xapian_frequency(vb_xapian_database *database, vb_str term, uint64_t *documents,
                              vb_error *err);

typedef struct vb_xapian_terms vb_xapian_terms;

/* All terms that begin with the prefix, in byte order; or all terms of one document. The database
   must outlive the list. */
vb_status vb_xapian_terms_open(vb_xapian_database *database, vb_str prefix, vb_xapian_terms **out,
                               vb_error *err);
vb_status vb_xapian_terms_of(vb_xapian_database *database, uint64_t number, vb_xapian_terms **out,
                             vb_error *err);
/* The next term, borrowed until the next call, and the number of documents with it (in the list of
   a document: its weight there). {NULL, 0} at the end. */
vb_status vb_xapian_terms_next(vb_xapian_terms *terms, vb_str *term, uint64_t *frequency,
                               vb_error *err);
void vb_xapian_terms_close(vb_xapian_terms *terms);

typedef struct vb_xapian_postings vb_xapian_postings;

/* The documents with the term, in ascending order; all documents for an empty term. */
vb_status vb_xapian_postings_open(vb_xapian_database *database, vb_str term,
                                  vb_xapian_postings **out, vb_error *err);
vb_status vb_xapian_postings_next(vb_xapian_postings *postings, uint64_t *number, /* 0: the end */
                                  vb_error *err);
void vb_xapian_postings_close(vb_xapian_postings *postings);

/* The first `capacity` positions of a term in a document, ascending; *count: how many there are. */
vb_status vb_xapian_positions(vb_xapian_database *database, uint64_t number, vb_str term,
                              uint32_t *out, size_t capacity, size_t *count, vb_error *err);

/* ---- queries ---- */

typedef struct vb_xapian_query vb_xapian_query; /* lives as long as its pool */
typedef struct vb_xapian_pool vb_xapian_pool;   /* owns the queries of one search */

typedef enum vb_xapian_op {
  VB_XAPIAN_AND,
  VB_XAPIAN_OR,
  VB_XAPIAN_ANDNOT,   /* the first without any of the others */
  VB_XAPIAN_ANDMAYBE, /* the first; the others only add weight */
  VB_XAPIAN_FILTER,   /* AND, with the weight of the first */
  VB_XAPIAN_SYNONYM,  /* OR, weighted as one term */
  VB_XAPIAN_NEAR,     /* within `window` positions in any order; terms and ORs of terms */
  VB_XAPIAN_PHRASE    /* the same, in order; exact if window is the number of parts */
} vb_xapian_op;

vb_status vb_xapian_pool_new(vb_xapian_pool **out, vb_error *err);
void vb_xapian_pool_free(vb_xapian_pool *pool);

vb_status vb_xapian_query_all(vb_xapian_pool *pool, const vb_xapian_query **out, vb_error *err);
vb_status vb_xapian_query_nothing(vb_xapian_pool *pool, const vb_xapian_query **out, vb_error *err);
vb_status vb_xapian_query_term(vb_xapian_pool *pool, vb_str term, const vb_xapian_query **out,
                               vb_error *err);
/* Every term with the prefix, weighted as one. The search fails with VB_LIMIT above max_terms; 0:
   no limit. */
vb_status vb_xapian_query_wildcard(vb_xapian_pool *pool, vb_str prefix, uint32_t max_terms,
                                   const vb_xapian_query **out, vb_error *err);
/* Values in [lower, upper] in byte order; an absent bound leaves its side open. */
vb_status vb_xapian_query_range(vb_xapian_pool *pool, uint32_t slot, vb_str lower, vb_str upper,
                                const vb_xapian_query **out, vb_error *err);
vb_status vb_xapian_query_scale(vb_xapian_pool *pool, const vb_xapian_query *query, double factor,
                                const vb_xapian_query **out, vb_error *err);
/* window: for NEAR and PHRASE only. VB_INVALID for parts that the operator does not accept. */
vb_status vb_xapian_query_combine(vb_xapian_pool *pool, vb_xapian_op op,
                                  const vb_xapian_query *const *parts, size_t count,
                                  uint32_t window, const vb_xapian_query **out, vb_error *err);
/* Appends Xapian's own description, for logs and tests. */
vb_status vb_xapian_query_describe(const vb_xapian_query *query, vb_buf *out, vb_error *err);

/* ---- searching ---- */

typedef enum vb_xapian_order {
  VB_XAPIAN_BY_WEIGHT, /* BM25, best first */
  VB_XAPIAN_BY_COUNT,  /* the weight is the number of the query's terms that match */
  VB_XAPIAN_BY_VALUE_UP,
  VB_XAPIAN_BY_VALUE_DOWN /* these two compute no weights */
} vb_xapian_order;

enum { VB_XAPIAN_FACETS_MAX = 8 };

typedef struct vb_xapian_search {
  const vb_xapian_query *query;
  uint32_t from, size;
  uint32_t check_at_least; /* matches that are examined before the rest is estimated */
  vb_xapian_order order;
  uint32_t order_slot;
  double k1, b;        /* of BM25 */
  double least_weight; /* documents with less weight do not match; 0: all do */
  double time_limit;   /* seconds; 0: none. After it, check_at_least is ignored. */
  uint32_t facet_slots[VB_XAPIAN_FACETS_MAX]; /* values to count over all matches examined */
  size_t facet_count;
} vb_xapian_search;

typedef struct vb_xapian_matches vb_xapian_matches;

vb_status vb_xapian_search_run(vb_xapian_database *database, const vb_xapian_search *search,
                               vb_xapian_matches **out, vb_error *err);
void vb_xapian_matches_free(vb_xapian_matches *matches);
size_t vb_xapian_matches_size(const vb_xapian_matches *matches);
uint64_t vb_xapian_matches_number(const vb_xapian_matches *matches, size_t i);
double vb_xapian_matches_weight(const vb_xapian_matches *matches, size_t i);
/* Bounds on the number of documents that match. */
void vb_xapian_matches_total(const vb_xapian_matches *matches, uint64_t *lower, uint64_t *upper);
/* Calls `visit` for the `max` most frequent values of facet_slots[facet], most frequent first, or
   with max 0 for all of them, in byte order. The value is borrowed during the call; any status but
   VB_OK from `visit` ends the loop and is returned. */
vb_status vb_xapian_matches_facet(const vb_xapian_matches *matches, size_t facet, size_t max,
                                  vb_status (*visit)(void *context, vb_str value, uint64_t count),
                                  void *context, vb_error *err);

/* ---- stems ---- */

typedef struct vb_xapian_stemmer vb_xapian_stemmer;

/* language: as Snowball names it ("english", "en"), or "none"; VB_INVALID for others. */
vb_status vb_xapian_stemmer_open(const char *language, vb_xapian_stemmer **out, vb_error *err);
/* Appends the stem of a lower-case word. */
vb_status vb_xapian_stem(vb_xapian_stemmer *stemmer, vb_str word, vb_buf *out, vb_error *err);
/* Appends the English names of all languages, separated by blanks. */
vb_status vb_xapian_stemmer_languages(vb_buf *out, vb_error *err);
void vb_xapian_stemmer_close(vb_xapian_stemmer *stemmer);

#ifdef __cplusplus
}
#endif

#endif
