/*
 * file.h - reads files whole, replaces them whole or not at all, and locks them.
 *
 * Each error names the path. Interrupted system calls (EINTR) are retried.
 */
#ifndef VB_BASE_FILE_H
#define VB_BASE_FILE_H

#include "indexer/base/buf.h"

/* Appends what fd still holds, at most `limit` bytes; VB_LIMIT past that. EINTR is retried. */
vb_status vb_file_drain(int fd, size_t limit, vb_buf *out, vb_error *err);

/* Appends the whole of a regular file; VB_NOT_FOUND, VB_IO, VB_LIMIT. The error names the path. */
vb_status vb_file_read(const char *path, size_t limit, vb_buf *out, vb_error *err);

/* Opens what a user named, to read it as a stream. A named pipe that nobody writes to is refused
   after VB_FILE_WRITER_SECONDS, as opening it would wait for ever; one with a writer is waited for.
   The error names the path. */
enum { VB_FILE_WRITER_SECONDS = 2 };
vb_status vb_file_open_stream(const char *path, int *fd, vb_error *err);

/* Replaces a file atomically: writes a new file in the same folder, syncs it, renames it over the
   old one and syncs the folder. After a crash the file has the old or the new content, whole. */
vb_status vb_file_replace(const char *path, vb_str content, vb_error *err);

/* All n bytes, however many writes it takes. `what` names the target in the error. */
vb_status vb_file_write(int fd, const void *bytes, size_t n, const char *what, vb_error *err);

/* Makes a folder and syncs its parent, so that the name survives a crash. VB_OK if it exists. */
vb_status vb_file_mkdir(const char *path, vb_error *err);

/* Syncs a folder, so that the names in it survive a crash. */
vb_status vb_file_sync_folder(const char *path, vb_error *err);

/* An exclusive lock on a file, created if need be; it ends with vb_file_unlock
   or with the process. VB_LOCKED names the process that holds it. */
vb_status vb_file_lock(const char *path, int *lock, vb_error *err);
void vb_file_unlock(int lock); /* takes -1 */

/* "folder/name", allocated, the caller frees; NULL when there is no memory. */
char *vb_path_join(const char *folder, const char *name);

#endif
