/*
 * meta.h - what a page says about its article outside its text.
 *
 * Internal to the reader of pages. Each value is one line without markup and entities, in
 * the arena.
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
  VB_META_PUBLISHER, /* often the outlet's parent company */
  VB_META_URL,
  VB_META_LANGUAGE,
  VB_META_SECTION,
  VB_META_BODY,       /* JSON-LD's articleBody, unchanged */
  VB_META_PAGE_TITLE, /* from <title> */
  VB_META_FIELDS
} vb_meta_field;

/* Ranks of places, best first. The place of a value decides how it is used. */
enum {
  VB_RANK_DATA = 9,       /* up to here: data about the article, made for machines */
  VB_RANK_WEAK_DATE = 13, /* from here: days of the page rather than of the article */
  VB_RANK_META = 14,      /* up to here: <meta> */
  VB_RANK_MARKED = 17,    /* up to here: marked in the page by a standard */
  VB_RANK_NONE = 255
};

enum {
  VB_META_TITLES_MAX = 8,
  VB_META_LOOSE_MAX = 3, /* that many days stand at teasers */
  VB_META_STATED_MAX = 16
};

/* A day that the page's data state, as that of publishing or of a change. */
typedef struct vb_stated_day {
  uint32_t day;   /* YYYYMMDD */
  unsigned times; /* in how many places */
} vb_stated_day;

typedef struct vb_meta {
  vb_arena *arena;
  vb_str value[VB_META_FIELDS];
  unsigned rank[VB_META_FIELDS];
  vb_date date;
  vb_date loose[VB_META_LOOSE_MAX]; /* different days, not marked by a standard */
  unsigned loose_count;
  vb_stated_day stated[VB_META_STATED_MAX];
  unsigned stated_count;
  bool date_is_utc; /* its zone is Z or +00:00, so the day may differ where it was published */
  vb_str titles[VB_META_TITLES_MAX]; /* all titles that are stated, except <h1> */
  size_t title_count, titles_seen, lookups;
  vb_str base, locale; /* <base href>, og:locale */
} vb_meta;

/* Offers a value for a field; it is kept if no place of lower or equal rank has given one. */
void vb_meta_offer(vb_meta *meta, vb_meta_field field, unsigned rank, vb_str value);
/* Notes a day that the data state: of a change, as well as of publishing. */
void vb_meta_state_day(vb_meta *meta, vb_str value);

/* --- linked_data.c -------------------------------------------------------- */

/* Reads the JSON-LD of a script element. */
void vb_meta_linked_data(vb_meta *meta, const GumboNode *script);

/* --- plain.c --------------------------------------------------------------- */

/* The text without tags and with its entities decoded until none is left, because data are often
   escaped twice. Paragraphs are separated by blank lines. The text itself if there is nothing to
   do, or no memory. */
vb_str vb_plain(vb_str text, vb_arena *arena);
/* The same for displayed text, in which tags are words: decodes entities only. */
vb_str vb_plain_entities(vb_str text, vb_arena *arena);
bool vb_plain_has_entity(vb_str text);

/* --- address.c ------------------------------------------------------------- */

/* Makes an address absolute; VB_STR_NONE if that is impossible, or if it is a site's front page. */
vb_str vb_address_resolve(vb_str address, vb_str base, vb_arena *arena);
/* "herald.example" of "https://www.herald.example/coast"; VB_STR_NONE for none. */
vb_str vb_address_host(vb_str address);
/* Whether the name matches the host of the address by its letters: "Port Amble Herald",
   portambleherald.example. */
bool vb_address_is_of(vb_str address, vb_str name);

/* --- title.c --------------------------------------------------------------- */

/* The article's title: the printed headline that fits the stated titles, or else a stated title
   without the site's name. Sets the source if only the <title> shows it. */
vb_str vb_meta_title(vb_meta *meta, const GumboNode *root);

#endif
