/*
 * changes.c - classifies changed words: negations and numbers by word lists, names by capitals.
 */
#include "searcher/quote/changes.h"

#include "indexer/base/utf8.h"
#include "indexer/text/signs.h"

#include <stdlib.h>
#include <utf8proc.h>

const char *vb_change_name(vb_change change) {
  switch (change) {
  case VB_CHANGE_NEGATION: return "negation";
  case VB_CHANGE_NUMBER: return "number";
  case VB_CHANGE_NAME: return "name";
  case VB_CHANGE_SPEAKER: return "speaker";
  }
  return "";
}

const char *vb_change_warning(vb_change change) {
  switch (change) {
  case VB_CHANGE_NEGATION: return "a negation changed or left out";
  case VB_CHANGE_NUMBER: return "a number changed or left out";
  case VB_CHANGE_NAME: return "a name changed or left out";
  case VB_CHANGE_SPEAKER: return "not one speaker's words";
  }
  return "";
}

unsigned vb_change_loudest(unsigned changes) {
  static const vb_change loudest[] = {VB_CHANGE_SPEAKER, VB_CHANGE_NEGATION, VB_CHANGE_NUMBER,
                                      VB_CHANGE_NAME};
  for (size_t i = 0; i < sizeof loudest / sizeof *loudest; i++)
    if (changes & loudest[i]) return loudest[i];
  return 0;
}

/* Sorted. */
static const char *const negations[] = {
    "barely", "cannot",  "hardly",  "neither", "never",    "no",     "nobody", "none",   "nor",
    "not",    "nothing", "nowhere", "rarely",  "scarcely", "seldom", "unless", "without"};

static const char *const number_words[] = {
    "billion",   "billions",    "couple",     "double",    "dozen",      "dozens",   "eight",
    "eighteen",  "eighteenth",  "eighth",     "eightieth", "eighty",     "eleven",   "eleventh",
    "fifteen",   "fifteenth",   "fifth",      "fifties",   "fiftieth",   "fifty",    "first",
    "five",      "forties",     "fortieth",   "forty",     "four",       "fourteen", "fourteenth",
    "fourth",    "half",        "hundred",    "hundreds",  "hundredth",  "million",  "millions",
    "nine",      "nineteen",    "nineteenth", "nineties",  "ninetieth",  "ninety",   "ninth",
    "once",      "one",         "percent",    "quarter",   "quarters",   "second",   "seven",
    "seventeen", "seventeenth", "seventh",    "seventies", "seventieth", "seventy",  "six",
    "sixteen",   "sixteenth",   "sixth",      "sixties",   "sixtieth",   "sixty",    "ten",
    "tenth",     "third",       "thirds",     "thirteen",  "thirteenth", "thirties", "thirtieth",
    "thirty",    "thousand",    "thousands",  "three",     "thrice",     "trillion", "trillions",
    "triple",    "twelfth",     "twelve",     "twenties",  "twentieth",  "twenty",   "twice",
    "two",       "zero"};

/* After a number these say what it counts, or which half of the day it is. */
static const char *const units[] = {
    "acres",      "am",      "bn",        "celsius",    "cent",       "cents",  "crore",
    "days",       "decades", "degrees",   "dollar",     "dollars",    "euro",   "euros",
    "fahrenheit", "feet",    "foot",      "francs",     "gallons",    "grams",  "hours",
    "inches",     "kg",      "kilograms", "kilometers", "kilometres", "km",     "lakh",
    "liters",     "litres",  "m",         "meters",     "metres",     "mile",   "miles",
    "minutes",    "mn",      "months",    "mph",        "p",          "pence",  "per",
    "percentage", "pm",      "points",    "pound",      "pounds",     "rubles", "rupees",
    "seconds",    "tn",      "tonnes",    "tons",       "weeks",      "yards",  "years",
    "yen",        "yuan"};

static int by_text(const void *key, const void *entry) {
  const vb_str *term = key;
  const char *word = *(const char *const *)entry;
  int first = (unsigned char)term->p[0] - (unsigned char)word[0]; /* which mostly decides */
  return first ? first : vb_str_compare(*term, vb_str_of(word));
}

#define LISTED(term, list)                                                                         \
  (bsearch(&(term), (list), sizeof(list) / sizeof *(list), sizeof *(list), by_text) != NULL)

bool vb_is_number_word(vb_str term) {
  return LISTED(term, number_words);
}

/* ---- names ---- */

static bool is_capital(vb_str text, size_t at) {
  size_t length;
  int32_t c = vb_utf8_decode(text.p + at, text.p + text.n, &length);
  if (c < 0x80) return c >= 'A' && c <= 'Z';
  return utf8proc_category(c) == UTF8PROC_CATEGORY_LU;
}

/* Whether a word begins a sentence, or may: it comes after a stop, a mark or a line's end. */
static bool is_first(const vb_analysis *text, size_t token) {
  if (token == 0) return true;
  for (uint32_t i = text->tokens[token - 1].end; i < text->tokens[token].start; i++)
    if (text->text.p[i] == '\0' || !strchr(" ,-'([", text->text.p[i])) return true;
  return false;
}

/* Whether the article prints the word with a capital inside a sentence, and never without. */
static bool is_name_in(const vb_analysis *article, vb_str term) {
  bool within = false;
  for (size_t i = 0; i < article->token_count; i++) {
    if (!vb_str_eq(vb_token_term(&article->tokens[i]), term)) continue;
    if (!is_capital(article->text, article->tokens[i].start)) return false;
    within = within || !is_first(article, i);
  }
  return within;
}

static bool is_name(const vb_analysis *text, size_t token, const vb_analysis *article) {
  const vb_token *t = &text->tokens[token];
  vb_str term = vb_token_term(t);
  if (!is_capital(text->text, t->start)) return false;
  if (vb_str_is(term, "i") || vb_str_starts(term, "i'")) return false;
  return !is_first(text, token) || is_name_in(article, term);
}

/* ---- one word ---- */

/* Without "'s": "percent's" counts as "percent" does. */
static vb_str bare_term(const vb_token *token) {
  vb_str term = vb_token_term(token);
  return vb_str_ends(term, "'s") ? vb_str_slice(term, 0, term.n - 2) : term;
}

static bool counts(const vb_token *token) {
  return vb_is_number(token) || vb_is_number_word(bare_term(token));
}

static unsigned change_of(const vb_analysis *text, size_t token, const vb_analysis *article) {
  const vb_token *t = &text->tokens[token];
  vb_str term = vb_token_term(t), bare = bare_term(t);
  if (LISTED(term, negations) || vb_str_ends(term, "n't")) return VB_CHANGE_NEGATION;
  if (counts(t) || (token > 0 && counts(t - 1) && LISTED(bare, units))) return VB_CHANGE_NUMBER;
  return is_name(text, token, article) ? VB_CHANGE_NAME : 0;
}

unsigned vb_changes_in(const vb_analysis *text, uint32_t from, uint32_t to,
                       const vb_analysis *article) {
  unsigned bits = 0;
  for (uint32_t i = from; i < to; i++) bits |= change_of(text, i, article);
  return bits;
}
