/*
 * scan.h - finds the files that are to be indexed, before any of them is read.
 *
 * Folders are walked in sorted order, so that two runs see the same order.
 * Hidden files and folders and kinds that never hold articles (pictures, films,
 * programs) are counted and left out; so is a folder that is a store. A
 * symbolic link inside a given folder is followed when it leads to something
 * inside the same folder that was not reached by its own name; links that lead
 * out of it, or nowhere, are told and left out. What was named on the command
 * line is taken whatever it is, through links too.
 */
#ifndef VB_PIPELINE_SCAN_H
#define VB_PIPELINE_SCAN_H

#include "indexer/article/read/format_counts.h"
#include "indexer/base/arena.h"
#include "indexer/base/status.h"

#include <stdint.h>

typedef struct vb_scan_file {
  const char
      *path; /* as given and walked, "./" and doubled slashes taken off; "-" is standard input */
  uint64_t bytes; /* 0 where unknown */
  bool stream;    /* no regular file: read from a descriptor, once */
} vb_scan_file;

typedef struct vb_scan {
  vb_scan_file *files;
  size_t file_count;
  const char **roots; /* the given paths, written as those of the files are */
  size_t root_count;
  uint64_t bytes;
  uint64_t hidden, other_kinds, links;
  vb_format_counts left_out; /* the other kinds, each */
  bool complete;             /* everything named could be looked at */
  bool has_stream;           /* the bytes of a stream are not known */
} vb_scan;

/* One sentence that names the path and the reason; `lost`: it could not be looked at. */
typedef void vb_scan_problem(void *context, const char *sentence, bool lost);

/* Everything lives in the arena. Fails only without memory: a path that is not there is a
   problem, and the scan not complete. */
vb_status vb_scan_paths(const char *const *paths, size_t path_count, vb_arena *arena,
                        vb_scan_problem *problem, void *context, vb_scan *out, vb_error *err);

/* Whether a path lies inside one of the roots, by its letters: in a folder, or in an archive
   ("a.zip!/b.txt"). */
bool vb_scan_is_inside(const vb_scan *scan, vb_str path);

#endif
