/*
 * outlet_lines.h - the lines that a store knows to recur on its outlets' web pages.
 *
 * A store keeps hashes and counts only, and few of them: they decide what is left out of pages
 * that are read later, and nothing that is searched. Layout: FORMAT.md, "Outlets' lines".
 */
#ifndef VB_STORE_COMMIT_OUTLET_LINES_H
#define VB_STORE_COMMIT_OUTLET_LINES_H

#include "indexer/base/buf.h"
#include "indexer/store/posting/part.h"

enum {
  VB_OUTLETS_MAX = 4096,
  VB_OUTLET_LINES_MAX = 256,              /* of one outlet; a page has about thirty */
  VB_OUTLET_LINES_BYTES = 4 * 1024 * 1024 /* of all */
};

/* On how many pages a line stands, or (line 0, first) how many pages its outlet has. */
typedef struct vb_outlet_line {
  uint64_t outlet, line; /* hashes */
  uint64_t titles;       /* bit n: a page whose title has a hash that ends in n was counted */
  uint32_t pages;
} vb_outlet_line;

/* Appends the bytes of lines that are grouped by outlet, each group beginning with the outlet
   itself. What exceeds the limits is left out from the end of a group, and of all. */
void vb_outlet_lines_encode(const vb_outlet_line *lines, size_t count, vb_buf *out);

typedef struct vb_outlet_reader {
  vb_cursor bytes;
  uint64_t outlet;
  uint32_t left, outlets; /* lines of the outlet, outlets so far */
} vb_outlet_reader;

/* The next line; false at the end, and where the bytes are malformed (reader->bytes.bad). */
bool vb_outlet_lines_next(vb_outlet_reader *reader, vb_outlet_line *out);
/* VB_CORRUPT for malformed bytes; `name` is for the message. */
vb_status vb_outlet_lines_check(vb_str bytes, const char *name, vb_error *err);

/* --- the file of a native store ------------------------------------------------- */

typedef struct vb_lines_file {
  uint32_t number; /* 0: the store has none */
  vb_part_id id;
} vb_lines_file;

/* Writes and syncs folder/NUMBER.lines; file->number is given, file->id is set. */
vb_status vb_lines_file_write(const char *folder, vb_str bytes, vb_lines_file *file, vb_error *err);
/* Appends what the file has, checked; nothing if there is no file. VB_CORRUPT, also for a file that
   is missing. */
vb_status vb_lines_file_read(const char *folder, const vb_lines_file *file, vb_buf *out,
                             vb_error *err);

#endif
