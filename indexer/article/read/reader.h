/*
 * reader.h - turns files into articles.
 *
 * An input is recognised by its content, then by its name (format.h), unpacked if it is
 * packed, and read by the reader of its format. Each article is passed to the caller as
 * soon as it is read; a file may have many, and may contain other files. What an article
 * does not say stays unknown. Bad input never ends a run: it is reported to `problem`
 * with its place, and reading continues after it.
 */
#ifndef VB_ARTICLE_READ_READER_H
#define VB_ARTICLE_READ_READER_H

#include "indexer/article/read/mets_list.h"
#include "indexer/base/task_pool.h"
#include "indexer/store/record.h"

typedef struct vb_reader_events {
  /* Gets an article, borrowed until the call returns. Any status but VB_OK ends the reading. */
  vb_status (*article)(void *context, const vb_article *article, vb_error *err);
  /* Gets one sentence about something skipped or repaired, with file, record and reason. `skipped`:
     an article was lost. */
  void (*problem)(void *context, const char *sentence, bool skipped);
  /* Gets the bytes of input read so far in this call (compressed if so); may be NULL. */
  void (*progress)(void *context, uint64_t bytes);
  void *context;
  /* Called for each article of a format, and for each refused input; may be NULL. */
  void (*counted)(void *context, const char *format, bool refused);
  /* Called for things besides articles in a container ("an image", "a page seen before"); may be
     NULL. */
  void (*left_out)(void *context, const char *what, uint64_t n);
} vb_reader_events;

typedef struct vb_read_options {
  const char *format;  /* a format's name; NULL or "auto" to recognise it */
  const char *columns; /* "title=Headline,text=Body" for tables; NULL for the usual names */
  vb_mets_list *mets;  /* METS files that are read too: their pages are left out; may be NULL */
  vb_task_pool *pool;  /* reads members of containers at once, what is reported keeps its order;
                          NULL: one after the other */
  bool ahead;          /* read on one of several threads, before its turn: a page that takes much
                          memory is VB_LIMIT, to be read when its turn has come */
} vb_read_options;

/* Reads one regular file. `name` is used in ids and messages (usually it is the path). A file that
   cannot be read, has an unsupported format, or is empty, is a `problem` and VB_OK. Fails only if
   an event failed, or without memory. `options` may be NULL. */
vb_status vb_read_file(const char *path, const char *name, const vb_read_options *options,
                       const vb_reader_events *events, vb_error *err);

/* The same for an open descriptor (standard input), read to its end in bounded memory. */
vb_status vb_read_descriptor(int fd, const char *name, const vb_read_options *options,
                             const vb_reader_events *events, vb_error *err);

/* Whether an option may name it: "auto", or a supported format. */
bool vb_format_is_known(const char *name);

/* Writes the article as one line of JSON (the output of `verbatim inspect`), without a newline. */
vb_status vb_article_to_json(const vb_article *article, vb_buf *out, vb_error *err);

#endif
