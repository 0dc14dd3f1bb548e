/*
 * mime.h - GMime behind plain structs: a message's headers, and its parts decoded.
 */
#ifndef VB_ARTICLE_READ_MIME_H
#define VB_ARTICLE_READ_MIME_H

#include "indexer/base/arena.h"
#include "indexer/base/status.h"

typedef struct vb_mime_part {
  vb_str type;     /* "text/html", lower case */
  vb_str charset;  /* as stated; VB_STR_NONE */
  vb_str location; /* Content-Location: the address of a part of a saved page */
  vb_str name;     /* of an attachment */
  vb_str bytes;    /* transfer encoding undone, charset not */
  bool attached;
  bool flowed; /* format=flowed: a line that ends in a blank continues */
} vb_mime_part;

typedef struct vb_mime {
  vb_str subject, from, date, id, location; /* decoded; from: the name of the first sender */
  bool related;                             /* a page with its pictures (multipart/related) */
  vb_mime_part *parts;                      /* the leaves, in order; attachments too */
  size_t count;
} vb_mime;

/* Strings are in the arena. VB_CORRUPT if it is not a message; VB_LIMIT if it has too many
   parts. */
vb_status vb_mime_parse(vb_str bytes, vb_arena *arena, vb_mime *out, vb_error *err);

#endif
