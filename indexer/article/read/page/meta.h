/*
 * meta.h - what a page says about its article outside its text.
 *
 * Internal to the reader of pages. Values are one line each, without markup and
 * entities, in the arena.
 */
#ifndef VB_ARTICLE_META_H
#define VB_ARTICLE_META_H

#include "indexer/article/read/html.h"
#include "indexer/article/read/dates.h"
#include "indexer/base/arena.h"

typedef enum vb_meta_field {
  VB_META_TITLE,
  VB_META_BYLINE,
  VB_META_DATE,
  VB_META_SOURCE,
  VB_META_PUBLISHER, /* often the outlet's company */
  VB_META_URL,
  VB_META_LANGUAGE,
  VB_META_SECTION,
  VB_META_BODY,       /* JSON-LD's articleBody, as it is */
  VB_META_PAGE_TITLE, /* of <title> */
  VB_META_FIELDS
} vb_meta_field;

/* Ranks of places, best first: where a value stands decides on how it is used. */
enum {
  VB_RANK_DATA = 9,    /* up to here: data about the article, made for machines */
  VB_RANK_META = 14,   /* up to here: <meta> */
  VB_RANK_MARKED = 17, /* up to here: marked in the page by a standard */
  VB_RANK_NONE = 255
};

enum { VB_META_TITLES_MAX = 8 };

typedef struct vb_meta {
  vb_arena *arena;
  vb_str value[VB_META_FIELDS];
  unsigned rank[VB_META_FIELDS];
  vb_date date;
  bool date_is_utc; /* its zone is Z or +00:00: the day may be another where it was printed */
  vb_str titles[VB_META_TITLES_MAX]; /* all titles that are said, <h1> aside */
  size_t title_count, titles_seen, lookups;
  vb_str base, locale; /* <base href>, og:locale */
} vb_meta;

/* Offers a value for a field; it is kept when no place of a lower or the same rank gave one. */
void vb_meta_offer(vb_meta *meta, vb_meta_field field, unsigned rank, vb_str value);

/* --- linked_data.c -------------------------------------------------------- */

/* Takes a script's JSON-LD. */
void vb_meta_linked_data(vb_meta *meta, const GumboNode *script);

/* --- plain.c --------------------------------------------------------------- */

/* The text without tags and with its entities decoded until there are none: data are often
   escaped twice. Paragraphs are parted by blank lines. The text itself where there is nothing to
   do, and without memory. */
vb_str vb_plain(vb_str text, vb_arena *arena);
/* The same for a text as it is shown, whose tags are words: entities alone. */
vb_str vb_plain_entities(vb_str text, vb_arena *arena);
bool vb_plain_has_entity(vb_str text);

/* --- address.c ------------------------------------------------------------- */

/* An address made absolute; VB_STR_NONE for one that cannot be, or that is a site's front page. */
vb_str vb_address_resolve(vb_str address, vb_str base, vb_arena *arena);
/* "herald.example" of "https://www.herald.example/coast"; VB_STR_NONE for none. */
vb_str vb_address_host(vb_str address);
/* The name is that of the address's host by its letters: "Port Amble Herald",
 * portambleherald.example. */
bool vb_address_is_of(vb_str address, vb_str name);

/* --- title.c --------------------------------------------------------------- */

/* The article's title: the printed headline where one fits what is said, else what is said without
   the site's name. Sets the source when the <title> tells it and nothing else did. */
vb_str vb_meta_title(vb_meta *meta, const GumboNode *root);

#endif
