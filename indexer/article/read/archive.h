/*
 * archive.h - libarchive over streams: the members of an archive, and packed streams.
 *
 * Nothing is written to the disk. Names of members are bytes, as the archive has them.
 */
#ifndef VB_ARTICLE_READ_ARCHIVE_H
#define VB_ARTICLE_READ_ARCHIVE_H

#include "indexer/article/read/stream.h"

typedef struct vb_archive vb_archive;

typedef struct vb_archive_member {
  const char *name; /* NULL after the last; borrowed until the next call */
  bool file;        /* a regular file, no folder or link */
  bool locked;      /* it needs a password */
} vb_archive_member;

/* zip, tar, 7z, rar, cpio, ar, cab, lha, xar or iso, by its content. One that can be sought in is
   read by its own table of members, another as it comes. VB_CORRUPT for what is none of them. */
vb_status vb_archive_open(vb_stream *from, vb_unpack_budget *budget, vb_archive **out,
                          vb_error *err);
void vb_archive_close(vb_archive *archive); /* takes NULL */
/* VB_CORRUPT where the archive is damaged: there is no next one then. */
vb_status vb_archive_next(vb_archive *archive, vb_archive_member *out, vb_error *err);
/* The content of the member that came last, to be closed before the next. NULL without memory. */
vb_stream *vb_archive_content(vb_archive *archive);

/* Packed streams. NULL without memory. */
vb_stream *vb_bzip2_stream(vb_stream *from, vb_unpack_budget *budget);
vb_stream *vb_xz_stream(vb_stream *from, vb_unpack_budget *budget);
vb_stream *vb_lzma_stream(vb_stream *from, vb_unpack_budget *budget);
vb_stream *vb_zstd_stream(vb_stream *from, vb_unpack_budget *budget);
vb_stream *vb_compress_stream(vb_stream *from, vb_unpack_budget *budget);
vb_stream *vb_lzip_stream(vb_stream *from, vb_unpack_budget *budget);
vb_stream *vb_lz4_stream(vb_stream *from, vb_unpack_budget *budget);

#endif
