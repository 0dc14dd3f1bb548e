/*
 * file.h - files read whole, written whole or not at all, and locked.
 */
#ifndef VB_BASE_FILE_H
#define VB_BASE_FILE_H

#include "indexer/base/buf.h"

/* Appends what fd still holds, at most `limit` bytes; VB_LIMIT past that. EINTR is retried. */
vb_status vb_file_drain(int fd, size_t limit, vb_buf *out, vb_error *err);

/* Appends the whole of a regular file; VB_NOT_FOUND, VB_IO, VB_LIMIT. The error names the path. */
vb_status vb_file_read(const char *path, size_t limit, vb_buf *out, vb_error *err);

/* Writes beside the target, syncs, renames over it and syncs the folder: after
   a crash the file is the old or the new one, whole. */
vb_status vb_file_replace(const char *path, vb_str content, vb_error *err);

/* All n bytes, however many writes it takes. `what` names the target in the error. */
vb_status vb_file_write(int fd, const void *bytes, size_t n, const char *what, vb_error *err);

/* A folder that is there already is VB_OK; the name of a new one is synced in its parent. */
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
