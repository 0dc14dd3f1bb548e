/*
 * titles.h - the only list of the words that are printed before names, in their normal form.
 *
 * Each macro calls T(word) for every word. Adjectives of titles ("former", "prime") are included.
 */
#ifndef VB_TEXT_TITLES_H
#define VB_TEXT_TITLES_H

#define VB_TITLES_OF_MEN(T) T("father") T("king") T("lord") T("mr") T("prince") T("sir")

#define VB_TITLES_OF_WOMEN(T)                                                                      \
  T("dame") T("lady") T("miss") T("mother") T("mrs") T("ms") T("princess") T("queen") T("sister")

/* clang-format does not give these lines a stable form. */
/* clang-format off */
#define VB_TITLES_OF_ANYBODY(T) \
  T("acting") T("adm") T("admiral") T("alderman") T("ambassador") T("archbishop") \
  T("assistant") T("attorney") T("bishop") T("candidate") T("capt") T("captain") T("cardinal") \
  T("ceo") T("cfo") T("chair") T("chairman") T("chairwoman") T("chancellor") T("chief") \
  T("col") T("colonel") T("commissioner") T("congressman") T("congresswoman") T("coo") \
  T("councillor") T("councilman") T("councilwoman") T("cto") T("democrat") T("democratic") \
  T("deputy") T("detective") T("director") T("doctor") T("dr") T("ex") T("first") T("foreign") \
  T("former") T("gen") T("general") T("gov") T("governor") T("imam") T("judge") T("justice") \
  T("lieutenant") T("lt") T("maj") T("major") T("mayor") T("minister") T("officer") T("pope") \
  T("premier") T("president") T("prime") T("prof") T("professor") T("rabbi") T("rep") \
  T("representative") T("representatives") T("reps") T("republican") T("rev") T("reverend") \
  T("secretary") T("sen") T("senator") T("senators") T("senior") T("sens") T("sergeant") \
  T("sgt") T("sheriff") T("speaker") T("st") T("state") T("top") T("vice")
/* clang-format on */

#endif
