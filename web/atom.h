/*
 * atom.h - writes an Atom feed (RFC 4287) into a buffer.
 *
 * Texts are given as they are and escaped here. Ids are tag: URIs (RFC 4151), which stay the same
 * when an article's title or the site's port changes.
 */
#ifndef VB_WEB_ATOM_H
#define VB_WEB_ATOM_H

#include "indexer/base/buf.h"
#include "searcher/verbatim.h"

typedef struct vb_atom_feed {
  vb_str id, title, subtitle;
  vb_str self, alternate; /* addresses of the feed and of the page with the same content */
  vb_date updated;        /* of the newest entry; unknown: there are none */
} vb_atom_feed;

typedef struct vb_atom_entry {
  vb_str id, title;
  vb_str link, via;      /* its page here; the original page, or absent */
  vb_date updated;       /* REQUIRES: known */
  const vb_str *authors; /* perhaps none: the feed's author stands for them */
  size_t author_count;
  vb_str section; /* or absent */
  vb_str html;    /* the content, as markup */
} vb_atom_entry;

void vb_atom_begin(vb_buf *out, const vb_atom_feed *feed);
void vb_atom_add(vb_buf *out, const vb_atom_entry *entry);
void vb_atom_end(vb_buf *out);

/* RFC 3339, at the beginning of what the date may mean: "2019-06-01T00:00:00Z". A day's minutes
   have no known zone and are written as UTC's. REQUIRES: the date is known. */
enum { VB_ATOM_TIME = 24 };
void vb_atom_time(vb_date date, char out[VB_ATOM_TIME]);
/* The same for Last-Modified: "Sat, 01 Jun 2019 00:00:00 GMT". */
enum { VB_ATOM_HTTP_TIME = 32 };
void vb_atom_http_time(vb_date date, char out[VB_ATOM_HTTP_TIME]);

/* Appends "tag:AUTHORITY,2025:KIND/WHAT", with what no URI may have percent-encoded. */
void vb_atom_tag(vb_buf *out, vb_str authority, const char *kind, vb_str what);

#endif
