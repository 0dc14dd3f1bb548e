/*
 * names.h - finds the authors in a byline.
 */
#ifndef VB_ARTICLE_READ_NAMES_H
#define VB_ARTICLE_READ_NAMES_H

#include "indexer/store/record.h"

/* "By A and B | RT | July 2", "A, B and C": the text before the first bar, without "By". Borrowed
   from `byline`. */
vb_str vb_byline_core(vb_str byline);

/* Adds the names in a byline to a->authors (borrowed from it). Splits at commas, "and", "&", ";"
   and bars; leaves out roles ("Staff Writer"), agencies after a name, addresses and dates; adds no
   name twice. */
void vb_authors_add(vb_article *a, vb_str byline);

/* Adds the names of a catalogue's field: "Brook, Ada; Reed, Tom" as "Ada Brook" and "Tom Reed".
   Names that are not inverted are read as in a byline. New strings are in the arena. */
void vb_authors_add_inverted(vb_article *a, vb_str names, vb_arena *arena);

/* Whether the line is a byline: "By Ada Brook", or "By Ada Brook and Tom Reed, Agency". */
bool vb_is_byline(vb_str line);

/* Two to five capitalised words: possibly a person's name. */
bool vb_is_name_shaped(vb_str text);

/* Whether a line says what an author does: "Coast correspondent, Port Amble Herald". */
bool vb_is_role_line(vb_str line);

/* Whether it is a news agency's name or abbreviation ("Reuters", "AP"). */
bool vb_is_agency(vb_str text);

/* Whether a part of a byline says what somebody does ("Staff Writer"). */
bool vb_is_role(vb_str text);

#endif
