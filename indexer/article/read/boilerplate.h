/*
 * boilerplate.h - recognises lines that a site puts around an article: share bars,
 * advertisements, captions, newsletter and cookie notices, headings of comments.
 */
#ifndef VB_ARTICLE_READ_BOILERPLATE_H
#define VB_ARTICLE_READ_BOILERPLATE_H

#include "indexer/base/arena.h"
#include "indexer/base/str.h"

typedef enum vb_boilerplate {
  VB_LINE_PLAIN = 0,
  VB_LINE_JUNK,     /* never part of an article */
  VB_LINE_CAPTION,  /* a caption, recognised by its credit, wherever it is */
  VB_LINE_PICTURE,  /* describes a picture: a caption if it comes before the body */
  VB_LINE_TAIL,     /* "Posted by | Coast |": the body has ended */
  VB_LINE_RELATED,  /* heading of a list of other articles */
  VB_LINE_COMMENTS, /* heading of the readers' comments */
  VB_LINE_FORM      /* heading of a reply form */
} vb_boilerplate;

/* Classifies one line (or paragraph) by its words. */
vb_boilerplate vb_boilerplate_of(vb_str line);

/* Removes from clean text those inner paragraphs that are certainly junk: short, and not a sentence
   ("Advertisement"). The result is in the arena; it is the text itself if nothing is removed, if
   nothing would remain, or when there is no memory. */
vb_str vb_without_junk(vb_str text, vb_arena *arena);

/* Whether it is the usual name of a site's section ("World", "Opinion"). */
bool vb_is_section_name(vb_str line);

/* Whether it looks like the name of a site or paper ("Port Amble Herald", "herald.example"). */
bool vb_is_site_name(vb_str line);

#endif
