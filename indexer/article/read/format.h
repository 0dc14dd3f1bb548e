/*
 * format.h - the formats that are known: one table, a row each (formats.c).
 *
 * An input is recognised by its content, and only when no row sees itself in it
 * by the ending of its name. A row either reads, or unpacks, or is a kind that is
 * recognised so that it can be refused with a reason.
 */
#ifndef VB_ARTICLE_READ_FORMAT_H
#define VB_ARTICLE_READ_FORMAT_H

#include "indexer/article/read/stream.h"
#include "indexer/base/arena.h"

struct vb_reading;

enum { VB_SIGHT_MAX = 64 * 1024 };

/* What a recogniser sees of an input: its beginning. All borrowed. */
typedef struct vb_sight {
  vb_str bytes; /* as they are, up to VB_SIGHT_MAX; fewer only at the input's end */
  bool whole;   /* that is all of it */
  bool binary;  /* no text in any encoding */
  vb_str text;  /* the same as UTF-8, without byte order mark and white space in front; empty for
                   what is binary */
  vb_str line;  /* the first line of `text`, trimmed */
  vb_str root;  /* local name of the root element when `text` starts as XML, SGML or HTML ("nitf");
                   prefix, declaration, doctype and comments passed over; as written */
  vb_str space; /* the root's namespace; VB_STR_NONE for none */
  vb_str name;  /* the input's name in lower case, endings of packers (.gz, .xz) taken off; may be
                   empty */
} vb_sight;

typedef struct vb_format {
  const char *name;    /* one word, for --format and the summary */
  const char *what;    /* what it is, with its article: "a Parquet table" */
  const char *endings; /* ".csv .tsv", blank between; NULL: by content alone */
  const char *magic;   /* the bytes that all of them have at magic_at; NULL for none */
  unsigned char magic_n, magic_at;
  bool (*sees)(
      const vb_sight *sight); /* surely this, by content; where there is a magic, both must hold */
  /* One of the four; none: refused. Whole inputs are at most VB_ARTICLE_MAX. */
  vb_status (*read_text)(const struct vb_reading *reading, vb_str text, uint32_t replaced,
                         vb_error *err);
  vb_status (*read_bytes)(const struct vb_reading *reading, vb_str bytes, vb_error *err);
  vb_status (*read_stream)(const struct vb_reading *reading, vb_stream *stream, vb_error *err);
  vb_stream *(*unpack)(vb_stream *from, vb_unpack_budget *budget);
  const char *advice; /* of a refused one: what to do */
  bool container;     /* has members, which are recognised each by itself */
  bool database;  /* a text that databases export: also tried on the text of documents (RTF, DOCX,
                     PDF) */
  bool passed_by; /* never holds articles: in a folder it is left out by its ending and counted */
} vb_format;

/* The rows, in the order in which they are asked. */
const vb_format *vb_formats(size_t *count);
/* By its name ("html"); NULL for none. */
const vb_format *vb_format_named(const char *name);
/* By the ending of a file's name, those of packers taken off; NULL for none. */
const vb_format *vb_format_of_ending(vb_str name);
/* The packer that an ending tells of; NULL for none. And a name without such endings. */
const vb_format *vb_packer_of_ending(vb_str name);
vb_str vb_name_unpacked(vb_str name);
/* The row that sees itself in the input; NULL for none. `database`: only rows of that kind. */
const vb_format *vb_format_seen(const vb_sight *sight, bool database);
bool vb_format_reads(const vb_format *format);

/* Looks at an input's beginning; strings that are not borrowed go to the arena. VB_NOMEM. */
vb_status vb_sight_of(vb_str bytes, bool whole, const char *name, vb_arena *arena, vb_sight *out,
                      vb_error *err);

/* The whole table for people, a line each. */
void vb_formats_print(vb_buf *out);

#endif
