/*
 * segment_writer.h - writes a segment's files: articles as they come, then the lists.
 *
 * The order of calls: every article in doc order; then words, stems and pairs, through
 * `postings`, `positions` and `lexicon`; then finish. Memory: the columns (about 60 bytes
 * per article), 8 MiB of text until its phrases are learnt (which takes another 20 MiB
 * meanwhile, and 8 MiB of the text that comes while another thread learns), and 3 MiB of
 * tables of phrases.
 */
#ifndef VB_STORE_SEGMENT_SEGMENT_WRITER_H
#define VB_STORE_SEGMENT_SEGMENT_WRITER_H

#include "indexer/store/segment/minhash.h"
#include "indexer/store/segment/lexicon.h"
#include "indexer/store/segment/segment_layout.h"
#include "indexer/base/task_pool.h"
#include "indexer/store/text/text_encoder.h"

typedef struct vb_segment_writer vb_segment_writer;

/* The sample waits in memory. With half as many bytes, texts get 2.8% larger. */
enum { VB_TEXT_SAMPLE = 8 * 1024 * 1024 };

typedef struct vb_doc_row {
  vb_id_hash id;
  uint32_t first_day, last_day, words;
  uint16_t minute; /* of the day, from 1; 0 when unknown */
  vb_str source;   /* absent when unknown */
  uint64_t hash;
} vb_doc_row;

vb_status vb_segment_writer_new(const char *folder, uint32_t number, vb_segment_writer **out,
                                vb_error *err);
/* From now on, phrases are learnt and batches of text are encoded as tasks of the pool, which is
   borrowed, and a builder makes its lists there. Calls still come from one thread at a time. */
void vb_segment_writer_share(vb_segment_writer *writer, vb_task_pool *worker);
/* How much work the texts are worth; fast if this is not called. Call it before the first doc. */
void vb_segment_writer_compress(vb_segment_writer *writer, vb_text_effort effort);
/* Learns the phrases from this sample instead of from the first docs. Call it before the first doc.
   `more` as for vb_text_encoder_new. */
vb_status vb_segment_writer_learn(vb_segment_writer *writer, vb_str sample, unsigned more,
                                  vb_error *err);
/* Adds the next doc; `record` is the output of vb_record_encode. */
vb_status vb_segment_writer_doc(vb_segment_writer *writer, const vb_doc_row *row, vb_str record,
                                vb_error *err);
uint32_t vb_segment_writer_docs(const vb_segment_writer *writer);
const uint8_t *vb_segment_writer_lengths(const vb_segment_writer *writer); /* length code by doc */
/* BM25's norms by length code, for the articles added. REQUIRES: all articles have been added. */
const float *vb_segment_writer_norms(vb_segment_writer *writer);

/* Appends the encoding of a list to the two, and sets term's df, and places and lengths there. */
vb_status vb_segment_encode_list(const vb_posting_input *input, vb_buf *postings, vb_buf *positions,
                                 vb_term *term, vb_error *err);
/* Appends the bytes of lists that were encoded so, and says where they begin. */
void vb_segment_writer_lists(vb_segment_writer *writer, vb_str postings, vb_str positions,
                             uint64_t *postings_at, uint64_t *positions_at);
/* Appends one list and sets term's df, places and lengths. */
vb_status vb_segment_writer_list(vb_segment_writer *writer, const vb_posting_input *input,
                                 vb_term *term, vb_error *err);
vb_task_pool *vb_segment_writer_pool(const vb_segment_writer *writer); /* NULL: none */
vb_lexicon_writer *vb_segment_writer_lexicon(vb_segment_writer *writer);
/* The writer for the entries of minhash.h, which come in their order. */
vb_minhash_writer *vb_segment_writer_minhash(vb_segment_writer *writer);

/* deleted: one bit per doc, or NULL. Fills in files. Frees the writer even on failure. */
vb_status vb_segment_writer_finish(vb_segment_writer *writer, vb_segment_files *files,
                                   vb_error *err);
void vb_segment_writer_abandon(vb_segment_writer *writer); /* removes the files; takes NULL */

/* Writes the deletions of a segment as a file of the given generation. */
vb_status vb_deletions_write(const char *folder, uint32_t number, uint32_t generation,
                             const uint64_t *bits, uint32_t docs, vb_part_id *id, vb_error *err);

#endif
