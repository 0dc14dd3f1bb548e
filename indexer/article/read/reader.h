/*
 * reader.h - turns files into articles.
 *
 * A reader looks at a file's name and first bytes, takes it for plain text,
 * HTML or JSON lines (each also gzipped) and hands each article to the caller
 * as soon as it is read; a file may hold many. What an article does not say
 * stays unknown. Bad input never stops a run: it is told to `problem`, with
 * its place, and reading goes on behind it.
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
} vb_reader_events;

typedef enum vb_format {
  VB_FORMAT_AUTO = 0,
  VB_FORMAT_TEXT,
  VB_FORMAT_HTML,
  VB_FORMAT_JSONL
} vb_format;

/* Reads one regular file. `name` is how ids and messages call it (usually the
   path). A file that cannot be read, is binary or empty is a `problem` and
   VB_OK. Fails only when an event did, or without memory. */
vb_status vb_read_file(const char *path, const char *name, vb_format format,
                       const vb_reader_events *events, vb_error *err);

/* The same from an open descriptor (standard input), read to its end in bounded memory. */
vb_status vb_read_descriptor(int fd, const char *name, vb_format format,
                             const vb_reader_events *events, vb_error *err);

/* The name as an option has it: "auto", "text", "html", "jsonl". False for another. */
bool vb_format_of_name(vb_str name, vb_format *out);

/* The article as one line of JSON (what `verbatim inspect` prints), no newline. */
vb_status vb_article_to_json(const vb_article *article, vb_buf *out, vb_error *err);

#endif
