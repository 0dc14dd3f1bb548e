/*
 * mime.h - GMime behind plain structs: a mail's headers and its parts, decoded.
 */
#ifndef VB_ARTICLE_READ_MIME_H
#define VB_ARTICLE_READ_MIME_H

#include "indexer/base/arena.h"
#include "indexer/base/status.h"

typedef struct vb_mime_part {
  vb_str type;     /* "text/html", lower case */
  vb_str charset;  /* as stated; VB_STR_NONE */
  vb_str location; /* Content-Location: the address of a saved page's part */
  vb_str name;     /* of an attachment */
  vb_str bytes;    /* transfer encoding undone, charset not */
  bool attached;
  bool flowed; /* format=flowed: a line that ends in a blank goes on */
} vb_mime_part;

typedef struct vb_mime {
  vb_str subject, from, date, id, location; /* decoded; `from` is the name of the first sender */
  bool related;                             /* a page with its pictures (multipart/related) */
  vb_mime_part *parts;                      /* the leaves, in their order; attachments too */
  size_t count;
} vb_mime;

/* Strings live in the arena. VB_CORRUPT for what is no mail, VB_LIMIT for more parts than one has.
 */
vb_status vb_mime_parse(vb_str bytes, vb_arena *arena, vb_mime *out, vb_error *err);

#endif
