/*
 * status.h - what a call that can fail returns, and the sentence that explains it.
 *
 * A function that can fail returns a vb_status; VB_OK is 0. The sentence for the
 * user is in a vb_error, which the caller owns; it is always the last parameter and
 * may be NULL. The lowest layer that knows the fact writes the sentence with
 * vb_fail(). Higher layers pass it on unchanged, or put a place in front with
 * vb_error_prefix().
 */
#ifndef VB_BASE_STATUS_H
#define VB_BASE_STATUS_H

#include <stddef.h>

/* searcher/verbatim.h defines the same types; whichever is included first counts. */
#ifndef VB_STATUS_DEFINED
#define VB_STATUS_DEFINED
typedef enum vb_status {
  VB_OK = 0,
  VB_NOT_FOUND,   /* the thing asked for is not there */
  VB_INVALID,     /* an argument, a query or an input file is not of its form */
  VB_IO,          /* the operating system refused a read, write or rename */
  VB_CORRUPT,     /* bytes on disk are not what was written */
  VB_VERSION,     /* a store of a format this program does not know */
  VB_LOCKED,      /* another writer holds the store */
  VB_NOMEM,       /* no memory left */
  VB_LIMIT,       /* a stated limit was passed */
  VB_UNAVAILABLE, /* a remote shard did not answer, or not in time */
  VB_INTERNAL     /* a fault of this program */
} vb_status;

enum { VB_ERROR_TEXT = 512 };

typedef struct vb_error {
  vb_status status;
  char text[VB_ERROR_TEXT]; /* one line, no newline, always terminated */
} vb_error;
#endif

/* Writes the sentence into err (when not NULL) and returns status. Control
   characters in the result are replaced, so one error is always one line. */
vb_status vb_fail(vb_error *err, vb_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Same, with ": " and the words of errno at the end; status is VB_IO unless
   errno says that there is no memory (VB_NOMEM) or no such file (VB_NOT_FOUND). */
vb_status vb_fail_errno(vb_error *err, int errnum, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "place: " in front of what err already says. */
void vb_error_prefix(vb_error *err, const char *place);

/* The constant's name in lower case ("corrupt"), for logs and JSON; never NULL. */
const char *vb_status_name(vb_status status);

#endif
