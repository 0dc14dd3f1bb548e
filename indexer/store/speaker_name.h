/*
 * speaker_name.h - the names of an article's speakers as terms (VB_FIELD_SPEAKER_NAME): the
 * archive's index of names, in both engines.
 *
 *   “We sail,” President Ada B. Brook Jr. said.      brook<TAB>President<TAB>Ada B. Brook Jr.<TAB>
 *   “We sail,” Mrs. Brook said. (the same Ada)       brook<TAB>Mrs.<TAB>Ada B. Brook Jr.<TAB>
 *   “We sail,” she said.                             brook<TAB><TAB>Ada B. Brook Jr.<TAB>
 *   “We sail,” Mrs. Brook said. (nobody knows which) brook<TAB>Mrs.<TAB>Brook<TAB>
 *
 * First the surname's normal form, so that all who bear it stand together; then the titles as
 * printed before the name; then the name. A term has a posting in each article that has such a
 * quotation. The last tab keeps stemmers off the name.
 */
#ifndef VB_STORE_SPEAKER_NAME_H
#define VB_STORE_SPEAKER_NAME_H

#include "indexer/store/record.h"

/* A name taken apart; all are slices of it, absent for none. */
typedef struct vb_person_name {
  vb_str titles; /* "Former President" */
  vb_str name;   /* the rest: "George W. Bush Jr." */
  vb_str given;  /* "George" */
  vb_str middle; /* "W."; particles too: "bin" */
  vb_str last;   /* "Bush": the word that short forms repeat */
  vb_str suffix; /* "Jr.", "XVI" */
} vb_person_name;

/* Of any bytes; `last` is absent only for a text without a word. */
void vb_person_name_read(vb_str text, vb_person_name *out);

/* Whether a word, as printed, is a title ("Mrs.", "president"). */
bool vb_is_title(vb_str word);

/* The terms of the speakers that vb_quotation_speakers gives, each once; in the arena. VB_NOMEM. */
vb_status vb_speaker_terms(const vb_article *article, vb_arena *arena, vb_str **terms,
                           size_t *count, vb_error *err);

/* How a speaker's name stands in this quotation. */
typedef struct vb_speaker_form {
  vb_str titles, name; /* as printed; titles absent for none */
} vb_speaker_form;

/* Of a quotation that has a speaker; slices of the article. */
vb_speaker_form vb_speaker_form_of(const vb_article *article, const vb_quotation *quotation);

/* The name as the quotation's mention has it, titles and all ("President Brook"); absent where that
   says "he". A slice of the article's text. */
vb_str vb_speaker_printed_as(const vb_article *article, const vb_quotation *quotation);

/* What all terms of a surname begin with: its normal form and a tab. The word is as printed.
   Empty for a word of which no letter is left. */
vb_status vb_speaker_surname_key(vb_str last, vb_arena *arena, vb_str *out, vb_error *err);

/* Takes a term apart; false for bytes that are no such term. */
bool vb_speaker_term_read(vb_str term, vb_speaker_form *out);

#endif
