/*
 * speaker_name.h - the names of an article's speakers as terms (VB_FIELD_SPEAKER_NAME): the
 * archive's index of names, in both engines.
 *
 *   “We sail,” President Ada B. Brook Jr. said.      brook<TAB>President<TAB>Ada B. Brook Jr.<TAB>
 *   “We sail,” Mrs. Brook said. (the same Ada)       brook<TAB>Mrs.<TAB>Ada B. Brook Jr.<TAB>
 *   “We sail,” she said.                             brook<TAB><TAB>Ada B. Brook Jr.<TAB>
 *   “We sail,” Mrs. Brook said. (not known which)    brook<TAB>Mrs.<TAB>Brook<TAB>
 *
 * A term begins with the normal form of the surname, so that all names with it are next to each
 * other in the lexicon. Then come the titles printed before the name, and the name. A term has a
 * posting for each article with such a quotation. The last tab keeps stemmers from changing the
 * name.
 */
#ifndef VB_STORE_SPEAKER_NAME_H
#define VB_STORE_SPEAKER_NAME_H

#include "indexer/store/record.h"

/* The parts of a name: slices of it, absent if it does not have them. */
typedef struct vb_person_name {
  vb_str titles; /* "Former President" */
  vb_str name;   /* the rest: "George W. Bush Jr." */
  vb_str given;  /* "George" */
  vb_str middle; /* "W."; particles too: "bin" */
  vb_str last;   /* "Bush": the word that short forms repeat */
  vb_str suffix; /* "Jr.", "XVI" */
} vb_person_name;

/* Splits a name; any bytes are allowed. `last` is absent only if the text has no word. */
void vb_person_name_read(vb_str text, vb_person_name *out);

/* Whether a word, as printed, is a title ("Mrs.", "president"). */
bool vb_is_title(vb_str word);

/* The terms of the speakers that vb_quotation_speakers returns, without repetition; in the arena.
   VB_NOMEM. */
vb_status vb_speaker_terms(const vb_article *article, vb_arena *arena, vb_str **terms,
                           size_t *count, vb_error *err);

/* How the name of a speaker is printed in a quotation's mention. */
typedef struct vb_speaker_form {
  vb_str titles, name; /* as printed; titles are absent if there are none */
} vb_speaker_form;

/* That of a quotation with a speaker; slices of the article. */
vb_speaker_form vb_speaker_form_of(const vb_article *article, const vb_quotation *quotation);

/* The name with its titles as the quotation's mention prints it ("President Brook"); absent if the
   mention is a pronoun. A slice of the article's text. */
vb_str vb_speaker_printed_as(const vb_article *article, const vb_quotation *quotation);

/* The prefix of all terms of a surname, which is given as printed: its normal form and a tab. Empty
   for a word whose normal form is empty. */
vb_status vb_speaker_surname_key(vb_str last, vb_arena *arena, vb_str *out, vb_error *err);
/* Whether the last word of a printed name has this key. */
bool vb_speaker_has_surname(vb_str name, vb_str key);

/* Splits a term; false for bytes that are not such a term. */
bool vb_speaker_term_read(vb_str term, vb_speaker_form *out);

#endif
