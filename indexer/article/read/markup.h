/*
 * markup.h - makes articles of elements, by a table of rules.
 *
 * A format of XML or SGML is a table that says what each of its elements is: an article,
 * its title, a paragraph, nothing of interest. Text in an element without a rule goes
 * where its parent's text goes; text outside of any goes nowhere, so text that no rule
 * names never becomes part of an article.
 */
#ifndef VB_ARTICLE_READ_MARKUP_H
#define VB_ARTICLE_READ_MARKUP_H

#include "indexer/article/read/draft.h"
#include "indexer/article/read/stream.h"

typedef enum vb_markup_mark {
  VB_MARKUP_NONE = 0, /* the end of a table */
  VB_MARKUP_ARTICLE,  /* an article; one inside another is part of it */
  VB_MARKUP_WHOLE,    /* an article whose own text is its body */
  VB_MARKUP_REST,     /* the rest of a divided word that was given whole: skipped */
  VB_MARKUP_SKIP,     /* nothing inside it counts */
  VB_MARKUP_DROP, /* skips the nearest open element called `within`, and forgets what was read of it
                   */
  VB_MARKUP_BODY, /* text of the article */
  VB_MARKUP_PARAGRAPH, /* begins and ends a paragraph, if inside text */
  VB_MARKUP_BREAK,     /* begins a line */
  VB_MARKUP_LINE,      /* a line of print, joined to the previous one by a blank */
  VB_MARKUP_JOIN,      /* the next line of print continues the same word */
  VB_MARKUP_SPACE,     /* separates words */
  VB_MARKUP_OWN,       /* text formatted by its line ends (<pre>) */
  VB_MARKUP_HTML,      /* text of the article as escaped HTML */
  VB_MARKUP_LEAD,      /* a summary as HTML: the text if the article has no other */
  VB_MARKUP_WORD,      /* an attribute that is a word of the text */
  VB_MARKUP_EXTRA,     /* for the format's `finish`; the last one counts */
  VB_MARKUP_KIND,      /* for the format's `finish`; several are joined by blanks */
  /* fields */
  VB_MARKUP_TITLE,
  VB_MARKUP_BYLINE,
  VB_MARKUP_AUTHOR,
  VB_MARKUP_NAME,
  VB_MARKUP_DATE,
  VB_MARKUP_SOURCE,
  VB_MARKUP_URL,
  VB_MARKUP_ID,
  VB_MARKUP_LANGUAGE,
  VB_MARKUP_SECTION
} vb_markup_mark;

/* AUTHOR: several are joined. NAME: an author, if it looks like a person's name. */
enum { VB_MARKUP_FIELDS = VB_MARKUP_SECTION - VB_MARKUP_EXTRA + 1 };

typedef struct vb_markup_rule {
  const char *within; /* an open element; NULL for any */
  const char *name; /* "title", "dc:creator", "media:*", "*"; prefixes stand for namespaces (listed
                       in markup.c) */
  vb_markup_mark mark;
  unsigned char rank;    /* among several for one field the lowest counts, then the first */
  const char *attribute; /* the field is this attribute's value, not the element's text */
  const char *where; /* "class=lead", "qcode$picture" (ends with it), "!rel" (is absent), "+rel" (is
                        present) */
} vb_markup_rule;

typedef struct vb_markup_article {
  vb_article article;
  vb_str extra;  /* of VB_MARKUP_EXTRA */
  vb_str kind;   /* of VB_MARKUP_KIND: " post publish " */
  bool unwanted; /* set by `finish`: not an article */
} vb_markup_article;

typedef struct vb_markup_format {
  const vb_markup_rule
      *tables[4];   /* tried in order, rule by rule; the first rule without attribute counts */
  bool many;        /* a file has many articles: their records are numbered */
  bool html_fields; /* titles and names are HTML, with entities of their own */
  bool words_only;  /* text is in attributes only */
  bool folded;      /* line ends in text never have a meaning */
  bool own_layout;  /* text without paragraphs is formatted by its line ends */
  bool caseless;    /* element names ignore case (SGML) */
  const char *what; /* "NITF"; used in the message for a file without an article */
  /* Called last for each article; may be NULL. Strings go into reading->arena. VB_NOMEM. */
  vb_status (*finish)(const vb_reading *reading, vb_markup_article *made, vb_error *err);
} vb_markup_format;

/* The block elements of XHTML and NITF, for the end of `tables`. */
extern const vb_markup_rule vb_markup_xhtml[];

typedef struct vb_markup vb_markup;
/* An element's attribute by name; VB_STR_NONE for none. */
typedef vb_str vb_markup_attribute(const void *element, const char *name);

vb_status vb_markup_new(const vb_reading *reading, const vb_markup_format *format, vb_markup **out,
                        vb_error *err);
void vb_markup_free(vb_markup *markup); /* takes NULL */
/* `space` is VB_STR_NONE if there are no namespaces. Text is valid UTF-8. */
void vb_markup_start(vb_markup *markup, vb_str name, vb_str space, vb_markup_attribute *attribute,
                     const void *element);
void vb_markup_text(vb_markup *markup, vb_str text);
/* Passes an article on when it ends; fails if that failed. */
vb_status vb_markup_end(vb_markup *markup, vb_error *err);
/* Ends all open elements, and reports an input without articles. */
vb_status vb_markup_finish(vb_markup *markup, bool cut_short, vb_error *err);

/* Reads an XML document by these rules. */
vb_status vb_markup_read_xml(const vb_reading *reading, const vb_markup_format *format,
                             vb_stream *stream, vb_error *err);

/* Whether a text is clearly markup: begins with a tag and closes some, or closes many
   paragraphs. */
bool vb_markup_is(vb_str text);
/* Whether it has an entity of HTML, or something that looks like one. */
bool vb_markup_has_entity(vb_str text);

/* Converts HTML to text; other text is returned unchanged. The result is in the arena or is
   `html`. */
vb_status vb_markup_plain(const vb_reading *reading, vb_str html, vb_str *text, vb_error *err);

#endif
