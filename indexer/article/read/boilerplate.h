/*
 * boilerplate.h - the lines that a site puts around an article: share bars,
 * advertisements, captions, newsletter and cookie notices, comment headings.
 */
#ifndef VB_ARTICLE_READ_BOILERPLATE_H
#define VB_ARTICLE_READ_BOILERPLATE_H

#include "indexer/base/arena.h"
#include "indexer/base/str.h"

typedef enum vb_boilerplate {
  VB_LINE_PLAIN = 0,
  VB_LINE_JUNK,     /* never part of an article */
  VB_LINE_CAPTION,  /* a caption by its credit, wherever it stands */
  VB_LINE_PICTURE,  /* tells of a picture: a caption when it stands before the body */
  VB_LINE_TAIL,     /* "Posted by | Coast |": the body is over */
  VB_LINE_RELATED,  /* heading of a list of other articles */
  VB_LINE_COMMENTS, /* heading of the readers' comments */
  VB_LINE_FORM      /* heading of a reply form */
} vb_boilerplate;

/* What one line (or one paragraph) is, by its words. */
vb_boilerplate vb_boilerplate_of(vb_str line);

/* The clean text without the paragraphs between the others that are junk beyond doubt: short, and
   no sentence ("Advertisement"). In the arena, or the text itself when there are none or nothing
   else; also without memory. */
vb_str vb_without_junk(vb_str text, vb_arena *arena);

/* A site's section by its usual name ("World", "Opinion"). */
bool vb_is_section_name(vb_str line);

/* The name of a site or paper by its looks ("Port Amble Herald", "herald.example"). */
bool vb_is_site_name(vb_str line);

#endif
