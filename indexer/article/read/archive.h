/*
 * archive.h - libarchive over streams: the members of an archive, and packed streams.
 *
 * Nothing is written to disk. Names of members are bytes, as in the archive.
 */
#ifndef VB_ARTICLE_READ_ARCHIVE_H
#define VB_ARTICLE_READ_ARCHIVE_H

#include "indexer/article/read/stream.h"

typedef struct vb_archive vb_archive;

typedef struct vb_archive_member {
  const char *name; /* NULL after the last; borrowed until the next call */
  bool file;        /* a regular file, not a folder or link */
  bool locked;      /* needs a password */
} vb_archive_member;

/* zip, tar, 7z, rar, cpio, ar, cab, lha, xar or iso, by its content. If the stream can seek, the
   archive's own table of members is used; otherwise it is read in order. VB_CORRUPT for anything
   else. */
vb_status vb_archive_open(vb_stream *from, vb_unpack_budget *budget, vb_archive **out,
                          vb_error *err);
void vb_archive_close(vb_archive *archive); /* takes NULL */
/* VB_CORRUPT if the archive is damaged; there is no next member then. */
vb_status vb_archive_next(vb_archive *archive, vb_archive_member *out, vb_error *err);
/* The content of the current member; close it before the next one. NULL when there is no memory. */
vb_stream *vb_archive_content(vb_archive *archive);

/* Packed streams. NULL when there is no memory. */
vb_stream *vb_bzip2_stream(vb_stream *from, vb_unpack_budget *budget);
vb_stream *vb_xz_stream(vb_stream *from, vb_unpack_budget *budget);
vb_stream *vb_lzma_stream(vb_stream *from, vb_unpack_budget *budget);
vb_stream *vb_zstd_stream(vb_stream *from, vb_unpack_budget *budget);
vb_stream *vb_compress_stream(vb_stream *from, vb_unpack_budget *budget);
vb_stream *vb_lzip_stream(vb_stream *from, vb_unpack_budget *budget);
vb_stream *vb_lz4_stream(vb_stream *from, vb_unpack_budget *budget);

#endif
