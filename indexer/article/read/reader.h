/*
 * reader.h - turns files into articles.
 *
 * An input is recognised by its content and then by its name (format.h), unpacked
 * where it is packed, and read by the reader of its format, which hands each
 * article to the caller as soon as it is read; a file may hold many, and files
 * that hold articles. What an article does not say stays unknown. Bad input never
 * stops a run: it is reported to `problem`, with its place, and reading goes on
 * after it.
 */
#ifndef VB_ARTICLE_READ_READER_H
#define VB_ARTICLE_READ_READER_H

#include "indexer/store/record.h"

typedef struct vb_reader_events {
  /* An article, borrowed until the call returns. Anything but VB_OK ends the reading. */
  vb_status (*article)(void *context, const vb_article *article, vb_error *err);
  /* Something skipped or repaired: one sentence that names file, record and reason. `skipped`
     is true when an article was lost to it. */
  void (*problem)(void *context, const char *sentence, bool skipped);
  /* Bytes of input read so far in this call (compressed ones); may be NULL. */
  void (*progress)(void *context, uint64_t bytes);
  void *context;
  /* One article of this format was read, or one input of it refused; may be NULL. */
  void (*counted)(void *context, const char *format, bool refused);
  /* What a container holds besides articles ("an image", "a page seen before"); may be NULL. */
  void (*left_out)(void *context, const char *what, uint64_t n);
} vb_reader_events;

typedef struct vb_read_options {
  const char *format; /* a format's name; NULL or "auto" to recognise it */
  const char
      *columns; /* "title=Headline,text=Body" for tables and records; NULL for the usual names */
} vb_read_options;

/* Reads one regular file. `name` is how ids and messages call it (usually the
   path). A file that cannot be read, is of no format that is read, or is empty is a `problem` and
   VB_OK. Fails only when an event did, or without memory. `options` may be NULL. */
vb_status vb_read_file(const char *path, const char *name, const vb_read_options *options,
                       const vb_reader_events *events, vb_error *err);

/* The same from an open descriptor (standard input), read to its end in bounded memory. */
vb_status vb_read_descriptor(int fd, const char *name, const vb_read_options *options,
                             const vb_reader_events *events, vb_error *err);

/* Whether an option may name it: "auto", or a format that is read. */
bool vb_format_is_known(const char *name);

/* The article as one line of JSON (what `verbatim inspect` prints), no newline. */
vb_status vb_article_to_json(const vb_article *article, vb_buf *out, vb_error *err);

#endif
