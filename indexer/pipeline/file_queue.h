/*
 * file_queue.h - files that are read ahead of their turn, several at once.
 *
 * What a file reports comes in its turn and in the caller's thread, whatever the threads do. Small
 * files are read ahead, each by one thread; in a large one it is its members that are read at once
 * (vb_read_options.pool). The logs of what was read ahead take at most some megabytes.
 */
#ifndef VB_PIPELINE_FILE_QUEUE_H
#define VB_PIPELINE_FILE_QUEUE_H

#include "indexer/article/read/reader.h"
#include "indexer/pipeline/scan.h"

typedef struct vb_file_queue vb_file_queue;

/* The files and what the options point to are borrowed. Without a pool nothing is read ahead. */
vb_status vb_file_queue_new(const vb_scan_file *files, size_t count, const vb_read_options *options,
                            vb_file_queue **out, vb_error *err);
void vb_file_queue_free(vb_file_queue *queue); /* takes NULL */
/* As vb_read_file; the files in their order, each once. */
vb_status vb_file_queue_read(vb_file_queue *queue, size_t file, const vb_reader_events *events,
                             vb_error *err);

#endif
