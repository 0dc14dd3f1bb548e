/*
 * reader_internal.h - what the driver of the readers and the queue of members share.
 */
#ifndef VB_ARTICLE_READ_READER_INTERNAL_H
#define VB_ARTICLE_READ_READER_INTERNAL_H

#include "indexer/article/read/draft.h"

typedef struct vb_member_queue vb_member_queue;

/* Of a file, or of a member that is read by itself on another thread. */
struct vb_read_state {
  vb_unpack_budget budget;
  const char *path;       /* of the file; NULL: a descriptor */
  vb_member_queue *queue; /* where members go; NULL: they are read at once */
  bool alone;             /* a member by itself: one that holds members is declined */
  bool declined;
};

struct vb_read_counts {
  uint64_t articles, problems, left_out;
  uint64_t elsewhere; /* inputs that another input has as a part */
};

/* Reads a member in this thread. The reading is the member's: its name and arenas are set here. */
vb_status vb_read_member_here(vb_reading *reading, const vb_member *member, vb_error *err);

#endif
