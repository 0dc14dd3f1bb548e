/*
 * format.h - the known formats: one table, one row each (formats.c).
 *
 * An input is recognised by its content; only if no row recognises it, by the ending of
 * its name. A row reads, or unpacks, or describes a format that is refused with a reason.
 */
#ifndef VB_ARTICLE_READ_FORMAT_H
#define VB_ARTICLE_READ_FORMAT_H

#include "indexer/article/read/stream.h"
#include "indexer/base/arena.h"

struct vb_reading;

enum { VB_SIGHT_MAX = 64 * 1024 };

/* What a recogniser sees of an input: its beginning. Everything is borrowed. */
typedef struct vb_sight {
  vb_str bytes; /* the first VB_SIGHT_MAX bytes; fewer only if the input is shorter */
  bool whole;   /* that is the whole input */
  bool binary;  /* not text in any encoding */
  vb_str text;  /* the same as UTF-8, without byte order mark and leading white space; empty if
                   binary */
  vb_str line;  /* the first line of `text`, trimmed */
  vb_str root; /* the local name of the root element if `text` begins as XML, SGML or HTML ("nitf"),
                  as written; prefix, declaration, doctype and comments are skipped */
  vb_str space; /* the root's namespace; VB_STR_NONE for none */
  vb_str name;  /* the input's name in lower case, without endings of packers (.gz, .xz); may be
                   empty */
} vb_sight;

typedef struct vb_format {
  const char *name;    /* one word, for --format and the summary */
  const char *what;    /* a description with its article: "a Parquet table" */
  const char *endings; /* ".csv .tsv", separated by blanks; NULL: by content only */
  const char *magic;   /* bytes that all of them have at magic_at; NULL for none */
  unsigned char magic_n, magic_at;
  bool container; /* has members, each of which is recognised on its own */
  bool database;  /* a text export of a database: also tried on the text of documents (RTF, DOCX,
                     PDF) */
  bool passed_by; /* never contains articles: in folders it is skipped by its ending and counted */
  bool (*sees)(
      const vb_sight *sight); /* whether it certainly is this, by content (and magic, if any) */
  /* One of the next four is set; none: the format is refused. Whole inputs are at most
     VB_ARTICLE_MAX. */
  vb_status (*read_text)(const struct vb_reading *reading, vb_str text, uint32_t replaced,
                         vb_error *err);
  vb_status (*read_bytes)(const struct vb_reading *reading, vb_str bytes, vb_error *err);
  vb_status (*read_stream)(const struct vb_reading *reading, vb_stream *stream, vb_error *err);
  vb_stream *(*unpack)(vb_stream *from, vb_unpack_budget *budget);
  const char *advice; /* for a refused format: what to do instead */
} vb_format;

/* The rows, in the order in which they are tried. */
const vb_format *vb_formats(size_t *count);
/* By its name ("html"); NULL for none. */
const vb_format *vb_format_named(const char *name);
/* By the ending of a file's name, ignoring endings of packers; NULL for none. */
const vb_format *vb_format_of_ending(vb_str name);
/* The packer that an ending indicates; NULL for none. And the name without such endings. */
const vb_format *vb_packer_of_ending(vb_str name);
vb_str vb_name_unpacked(vb_str name);
/* The first row that recognises the input; NULL for none. `database`: only rows of that kind. */
const vb_format *vb_format_seen(const vb_sight *sight, bool database);
bool vb_format_reads(const vb_format *format);

/* Examines an input's beginning; strings that are not borrowed are in the arena. VB_NOMEM. */
vb_status vb_sight_of(vb_str bytes, bool whole, const char *name, vb_arena *arena, vb_sight *out,
                      vb_error *err);

/* Prints the whole table for people, a line per format. */
void vb_formats_print(vb_buf *out);

#endif
