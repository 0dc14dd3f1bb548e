/*
 * scan.h - finds the files that are to be indexed, before any of them is read.
 *
 * Folders are walked in sorted order, so that every run has the same order. Hidden files
 * and folders, kinds of files that never contain articles (images, video, programs), and
 * folders that are stores are counted and left out. A symbolic link inside a given folder
 * is followed if it leads to something inside the same folder that was not reached by its
 * own name. Links that lead outside, or nowhere, are reported and left out. A path that
 * the user names is always taken, also through links.
 */
#ifndef VB_PIPELINE_SCAN_H
#define VB_PIPELINE_SCAN_H

#include "indexer/article/read/format_counts.h"
#include "indexer/base/arena.h"
#include "indexer/base/status.h"

#include <stdint.h>

typedef struct vb_scan_file {
  const char *path; /* as given and walked, without "./" and double slashes; "-": standard input */
  uint64_t bytes;   /* 0 if unknown */
  bool stream;      /* not a regular file: can be read only once */
} vb_scan_file;

typedef struct vb_scan {
  vb_scan_file *files;
  size_t file_count;
  const char **roots; /* the given paths, in the same form as the files' paths */
  size_t root_count;
  uint64_t bytes;
  uint64_t hidden, other_kinds, links;
  vb_format_counts left_out; /* by kind */
  const char **mets;         /* the paths that look like METS files, ended by NULL */
  bool complete;             /* everything that was named could be examined */
  bool has_stream;           /* the total size is unknown */
} vb_scan;

/* Gets one sentence with the path and the reason; `lost`: the path could not be examined. */
typedef void vb_scan_problem(void *context, const char *sentence, bool lost);

/* The result is in the arena. Fails only for lack of memory: a path that does not exist is a
   problem, and the scan is then not complete. */
vb_status vb_scan_paths(const char *const *paths, size_t path_count, vb_arena *arena,
                        vb_scan_problem *problem, void *context, vb_scan *out, vb_error *err);

/* Whether a path is inside one of the roots, judging by its text: in a folder, or in an archive
   ("a.zip!/b.txt"). */
bool vb_scan_is_inside(const vb_scan *scan, vb_str path);

#endif
