/*
 * names.h - the authors in a byline.
 */
#ifndef VB_ARTICLE_READ_NAMES_H
#define VB_ARTICLE_READ_NAMES_H

#include "indexer/store/record.h"

/* "By A and B | RT | July 2", "A, B and C": what stands before the first bar,
   without "By". Borrowed from `byline`. */
vb_str vb_byline_core(vb_str byline);

/* Adds the names of a byline to a->authors (borrowed from it): split at commas,
   "and", "&", ";" and bars; roles ("Staff Writer"), agencies that stand behind
   a name, addresses and dates are left out, and no name comes twice. */
void vb_authors_add(vb_article *a, vb_str byline);

/* Adds the names of a catalogue's field, "Brook, Ada; Reed, Tom", as "Ada Brook" and "Tom Reed";
   what is not inverted is added as of a byline. New strings are in the arena. */
void vb_authors_add_inverted(vb_article *a, vb_str names, vb_arena *arena);

/* The line is a byline: "By Ada Brook", "Ada Brook and Tom Reed, Agency" after "By". */
bool vb_is_byline(vb_str line);

/* Two to five words, each with a capital first: it may be somebody's name. */
bool vb_is_name_shaped(vb_str text);

/* A line that tells what an author is: "Coast correspondent, Port Amble Herald". */
bool vb_is_role_line(vb_str line);

/* A news agency's name or abbreviation ("Reuters", "AP"). */
bool vb_is_agency(vb_str text);

/* Part of a byline that says what somebody does ("Staff Writer"). */
bool vb_is_role(vb_str text);

#endif
