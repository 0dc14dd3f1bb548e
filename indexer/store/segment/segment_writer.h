/*
 * segment_writer.h - writes a segment's files: articles as they come, then the lists.
 *
 * First every article in doc order, then words, stems and pairs through
 * `postings`, `positions` and `lexicon`, then finish. Memory: the columns (some
 * 60 bytes an article), 8 MiB of text until its phrases are learnt (which takes
 * another 20 MiB for a moment), and the tables of the phrases, 3 MiB.
 */
#ifndef VB_STORE_SEGMENT_SEGMENT_WRITER_H
#define VB_STORE_SEGMENT_SEGMENT_WRITER_H

#include "indexer/store/segment/minhash.h"
#include "indexer/store/segment/lexicon.h"
#include "indexer/store/segment/segment_layout.h"
#include "indexer/base/task_pool.h"

typedef struct vb_segment_writer vb_segment_writer;

/* What is learnt from waits in memory: half as many bytes of articles make texts 2.8% larger. */
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
/* Batches of text are from now on tasks of the worker, which is borrowed. Calls still belong to one
   thread at a time. */
void vb_segment_writer_share(vb_segment_writer *writer, vb_task_pool *worker);
/* The phrases of the texts are learnt from this and not from the first docs; before the first of
   them. `more` as for vb_text_encoder_new. */
vb_status vb_segment_writer_learn(vb_segment_writer *writer, vb_str sample, unsigned more,
                                  vb_error *err);
/* Adds the next doc; record as vb_record_encode wrote it. */
vb_status vb_segment_writer_doc(vb_segment_writer *writer, const vb_doc_row *row, vb_str record,
                                vb_error *err);
uint32_t vb_segment_writer_docs(const vb_segment_writer *writer);
const uint8_t *vb_segment_writer_lengths(const vb_segment_writer *writer); /* length code by doc */
/* BM25's norms by length code, of the articles added: all of them come before the first list. */
const float *vb_segment_writer_norms(vb_segment_writer *writer);

/* Appends one list and fills in term's df, cf, places and lengths. */
vb_status vb_segment_writer_list(vb_segment_writer *writer, const vb_posting_input *input,
                                 vb_term *term, vb_error *err);
vb_lexicon_writer *vb_segment_writer_lexicon(vb_segment_writer *writer);
/* Takes the entries of minhash.h, in their order. */
vb_minhash_writer *vb_segment_writer_minhash(vb_segment_writer *writer);

/* deleted: a bit for each doc, or NULL. Fills in files; frees the writer in any case. */
vb_status vb_segment_writer_finish(vb_segment_writer *writer, vb_segment_files *files,
                                   vb_error *err);
void vb_segment_writer_abandon(vb_segment_writer *writer); /* removes the files; takes NULL */

/* Writes the deletions of a segment as a file of the given generation. */
vb_status vb_deletions_write(const char *folder, uint32_t number, uint32_t generation,
                             const uint64_t *bits, uint32_t docs, vb_part_id *id, vb_error *err);

#endif
