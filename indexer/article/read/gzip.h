/*
 * gzip.h - the bytes of a descriptor, unpacked when they are gzip.
 *
 * Whether they are is told by the first two bytes, never by the name. Files of
 * several gzip members (as `cat a.gz b.gz` makes) read as one. The descriptor
 * stays the caller's.
 */
#ifndef VB_ARTICLE_READ_GZIP_H
#define VB_ARTICLE_READ_GZIP_H

#include "indexer/base/status.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct vb_input vb_input;

vb_status vb_input_open(int fd, vb_input **out, vb_error *err);
/* Up to `room` bytes into `to`; *n is 0 only at the end. VB_CORRUPT: the gzip
   data are damaged or end too early (what was read before is good); VB_IO. */
vb_status vb_input_read(vb_input *input, char *to, size_t room, size_t *n, vb_error *err);
uint64_t vb_input_taken(const vb_input *input); /* bytes read from the descriptor so far */
bool vb_input_is_gzip(const vb_input *input);   /* known after the first read */
void vb_input_close(vb_input *input);           /* takes NULL */

#endif
