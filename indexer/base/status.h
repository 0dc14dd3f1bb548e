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

#include <errno.h>
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

/* vb_fail(err, status, format, ...) writes the sentence into err (when not NULL) and returns
   status. Control characters in the result are replaced, so one error is always one line.
   It is a macro so that compilers and checkers see, where it stands, that it returns no VB_OK. */
#define vb_fail(err, status, ...)                                                                  \
  vb_status_after(vb_error_write((err), (status), __VA_ARGS__), (status))

/* vb_fail_errno(err, errnum, format, ...): the same, with ": " and the words of errno at the end;
   status is VB_IO unless errno says that there is no memory (VB_NOMEM) or no such file
   (VB_NOT_FOUND). */
#define vb_fail_errno(err, errnum, ...)                                                            \
  vb_status_of_errno(vb_error_write_errno((err), (errnum), __VA_ARGS__))

/* The parts of both; each returns its second argument. */
vb_status vb_error_write(vb_error *err, vb_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int vb_error_write_errno(vb_error *err, int errnum, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static inline vb_status vb_status_after(vb_status written, vb_status status) {
  (void)written;
  return status;
}

static inline vb_status vb_status_of_errno(int errnum) {
  return errnum == ENOMEM ? VB_NOMEM : errnum == ENOENT ? VB_NOT_FOUND : VB_IO;
}

/* Puts "place: " in front of what err already says. */
void vb_error_prefix(vb_error *err, const char *place);

/* The constant's name in lower case ("corrupt"), for logs and JSON; never NULL. */
const char *vb_status_name(vb_status status);

#endif
