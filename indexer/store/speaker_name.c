/*
 * speaker_name.c - splits names, and makes the terms of speakers.
 *
 * A name is words between blanks: titles, then the name, then suffixes. The last word before the
 * suffixes is the surname, which short forms repeat. Titles before a mention count only if the
 * mention has the name: those of "President Brook" do, that of "the president" does not.
 */
#include "indexer/store/speaker_name.h"
#include "indexer/base/count.h"

#include "indexer/store/quotation_fields.h"
#include "indexer/text/normalise.h"
#include "indexer/text/titles.h"

#include <stdlib.h>

enum {
  TITLE_WORDS_MAX = 4,
  TITLES_MAX = 48 /* bytes; "Deputy Assistant Secretary" and more */
};

#define LISTED(word) word,
static const char *const titles_of_men[] = {VB_TITLES_OF_MEN(LISTED)};
static const char *const titles_of_women[] = {VB_TITLES_OF_WOMEN(LISTED)};
static const char *const titles_of_anybody[] = {VB_TITLES_OF_ANYBODY(LISTED)};

/* ---- words ---------------------------------------------------------------------- */

static int compare_words(const void *key, const void *item) {
  return strcmp(key, *(const char *const *)item);
}

static bool is_among(const char *word, const char *const *sorted, size_t count) {
  return bsearch(word, sorted, count, sizeof *sorted, compare_words) != NULL;
}

enum { SMALL_MAX = 16 };

/* The word in small letters, without the marks after it; false if it is too long for a title. */
static bool in_small(vb_str word, char small[SMALL_MAX]) {
  while (word.n && (word.p[word.n - 1] == '.' || word.p[word.n - 1] == ',')) word.n--;
  if (word.n < 2 || word.n >= SMALL_MAX) return false;
  for (size_t i = 0; i < word.n; i++)
    small[i] = word.p[i] >= 'A' && word.p[i] <= 'Z' ? (char)(word.p[i] + 32) : word.p[i];
  small[word.n] = '\0';
  return true;
}

/* An adjective of titles, which is no title alone: "State Department" has none. */
static bool is_adjective(vb_str word) {
  static const char *const sorted[] = {"acting", "assistant", "democratic", "deputy", "ex",
                                       "first",  "foreign",   "former",     "prime",  "republican",
                                       "senior", "state",     "top",        "vice"};
  char small[SMALL_MAX];
  return in_small(word, small) && is_among(small, sorted, VB_COUNT(sorted));
}

/* Titles that news prints in small letters as often as with capitals, so that the finder takes them
   for roles. */
static bool is_role_title(const char *small) {
  static const char *const sorted[] = {
      "advisor",     "archduke",       "ayatollah", "baroness",      "brigadier", "chairperson",
      "commander",   "comptroller",    "constable", "corporal",      "countess",  "duchess",
      "emperor",     "empress",        "envoy",     "inspector",     "monsignor", "pastor",
      "patriarch",   "sheik",          "sheikh",    "solicitor",     "spokesman", "spokesperson",
      "spokeswoman", "superintendent", "treasurer", "undersecretary"};
  return is_among(small, sorted, VB_COUNT(sorted));
}

/* What a title is of, before it: "|crown prince", "|finance minister". */
static bool is_field(vb_str word) {
  static const char *const sorted[] = {
      "air",      "brigadier", "city",      "county",    "crown",   "defence",   "defense",
      "district", "education", "energy",    "executive", "field",   "finance",   "fire",
      "grand",    "health",    "home",      "house",     "interim", "interior",  "labor",
      "labour",   "lance",     "majority",  "managing",  "master",  "minority",  "national",
      "police",   "press",     "rear",      "royal",     "senate",  "solicitor", "staff",
      "surgeon",  "trade",     "transport", "treasury",  "under"};
  char small[SMALL_MAX];
  return in_small(word, small) && is_among(small, sorted, VB_COUNT(sorted));
}

/* The title after words that say what it is of, from `at`; 0 if there is none with a name after it:
   "finance minister |Brook", but not "Grand Master". */
static size_t past_fields(vb_str text, size_t at) {
  for (vb_str word; (word = vb_str_next_word(text, &at)).n && at < text.n;) {
    if (vb_is_title(word) && !is_adjective(word)) return at;
    if (!is_field(word) && !is_adjective(word)) return 0;
  }
  return 0;
}

bool vb_is_title(vb_str word) {
  char small[SMALL_MAX];
  if (!in_small(word, small)) return false;
  if (is_role_title(small)) return true;
  return is_among(small, titles_of_anybody, VB_COUNT(titles_of_anybody)) ||
         is_among(small, titles_of_men, VB_COUNT(titles_of_men)) ||
         is_among(small, titles_of_women, VB_COUNT(titles_of_women));
}

/* "Jr.", "III", "MD". A numeral has capitals only: "Vi" is a name. */
static bool is_suffix(vb_str word) {
  static const char *const known[] = {"jr", "sr", "phd", "md", "esq"};
  while (word.n && (word.p[word.n - 1] == '.' || word.p[word.n - 1] == ',')) word.n--;
  for (size_t i = 0; i < VB_COUNT(known); i++)
    if (vb_str_is_caseless(word, known[i])) return true;
  for (size_t i = 0; i < word.n; i++)
    if (!strchr("IVXL", word.p[i])) return false;
  return word.n > 1;
}

/* The word that ends at or before *end; empty at the start. Moves *end before it. */
static vb_str word_before(vb_str text, size_t *end) {
  size_t to = *end;
  while (to && vb_is_space(text.p[to - 1])) to--;
  size_t from = to;
  while (from && !vb_is_space(text.p[from - 1])) from--;
  *end = from;
  return vb_str_slice(text, from, to);
}

/* The text from the start of `from` to the end of `to`, which are slices of one text. */
static vb_str span_of(vb_str from, vb_str to) {
  return (vb_str){from.p, (size_t)(to.p - from.p) + to.n};
}

/* ---- names ---------------------------------------------------------------------- */

/* Begins a surname: "de Blois", "von Tarn", but "Van" and "Al" are given names where they have a
   capital. */
static bool begins_surname(vb_str word) {
  static const char *const any_case[] = {"de", "del", "della", "dos", "du", "la", "le", "von"};
  static const char *const small[] = {"al", "bin", "bint", "da",  "den", "der", "di",
                                      "el", "ibn", "ten",  "ter", "van", "zu"};
  for (size_t i = 0; i < VB_COUNT(any_case); i++)
    if (vb_str_is_caseless(word, any_case[i])) return true;
  for (size_t i = 0; i < VB_COUNT(small); i++)
    if (vb_str_is(word, small[i])) return true;
  return false;
}

/* A name is taken apart from both ends: titles from the left, suffixes from the right, then the
   surname, the given name and what is left between them. */
void vb_person_name_read(vb_str text, vb_person_name *out) {
  *out = (vb_person_name){0};
  text = vb_str_trim(text);
  size_t at = 0, start = 0, end = text.n;
  for (vb_str word; (word = vb_str_next_word(text, &at)).n && at < text.n;) {
    bool of = out->titles.n && vb_str_is_caseless(word, "of"); /* "Secretary of State" */
    size_t past = of ? 0 : is_field(word) ? past_fields(text, at) : 0;
    if (of) vb_str_next_word(text, &at);
    else if (past) at = past;
    else if (!vb_is_title(word)) break;
    if (at < text.n && (of || past || !is_adjective(word)))
      out->titles = vb_str_slice(text, 0, start = at);
  }
  vb_str name = vb_str_trim(vb_str_slice(text, start, text.n));
  if (!name.n) return;
  out->name = name;
  end = name.n;
  vb_str last = word_before(name, &end);
  for (size_t before = end; before && is_suffix(last); end = before) {
    out->suffix = span_of(last, out->suffix.n ? out->suffix : last);
    last = word_before(name, &before);
  }
  while (last.n > 1 && last.p[last.n - 1] == ',') last.n--;
  out->last = last;
  vb_str rest = vb_str_trim((vb_str){name.p, (size_t)(last.p - name.p)});
  at = 0;
  vb_str given = vb_str_next_word(rest, &at);
  if (begins_surname(given)) at = 0;
  else if (given.n) out->given = given;
  vb_str middle = vb_str_trim(vb_str_slice(rest, at, rest.n));
  if (middle.n) out->middle = middle;
}

/* Whether a printed word is that word, perhaps with 's or a mark after it. */
static bool is_word_of(vb_str printed, vb_str word) {
  if (printed.n < word.n || memcmp(printed.p, word.p, word.n) != 0) return false;
  if (printed.n == word.n) return true;
  unsigned char next = (unsigned char)printed.p[word.n];
  return next < 'A' || (next >= 0x80 && printed.n - word.n <= 4);
}

/* Where a mention contains a name. */
typedef struct named_in {
  vb_str titles; /* directly before its first word */
  vb_str words;  /* from that word to the last one of the name that follows at once */
} named_in;

static bool is_of_name(vb_str word, const vb_person_name *name) {
  size_t at = 0;
  for (vb_str own; (own = vb_str_next_word(name->name, &at)).n;)
    if (is_word_of(word, own)) return true;
  return false;
}

static vb_str without_mark(vb_str word, const vb_person_name *name) {
  size_t at = 0;
  for (vb_str own; (own = vb_str_next_word(name->name, &at)).n;)
    if (is_word_of(word, own)) return vb_str_slice(word, 0, own.n);
  return word;
}

/* The titles and the first word of the name in a mention; the words are empty if the mention is a
   pronoun or a description: "he", "the president". */
static named_in find_name(vb_str mention, const vb_person_name *name) {
  size_t at = 0, words = 0;
  named_in found = {VB_STR_NONE, VB_STR_NONE};
  bool adjective = false;
  for (vb_str word; (word = vb_str_next_word(mention, &at)).n;) {
    if (is_word_of(word, name->last) || (name->given.n && is_word_of(word, name->given))) {
      if (adjective) found.titles = VB_STR_NONE;
      found.words = word;
      break;
    }
    adjective = is_adjective(word);
    bool capital = word.p[0] >= 'A' && word.p[0] <= 'Z';
    if (!capital || !vb_is_title(word)) found.titles = VB_STR_NONE, words = 0;
    else if (words++ == 0) found.titles = word;
    else found.titles = span_of(found.titles, word);
    if (words > TITLE_WORDS_MAX || found.titles.n > TITLES_MAX)
      found.titles = VB_STR_NONE, words = 0;
  }
  if (!found.words.n) return (named_in){VB_STR_NONE, VB_STR_NONE};
  vb_str last = found.words;
  for (vb_str word; (word = vb_str_next_word(mention, &at)).n && is_of_name(word, name);)
    last = word;
  found.words = span_of(found.words, without_mark(last, name));
  return found;
}

static vb_str mention_of(const vb_article *article, const vb_quotation *quotation) {
  return vb_str_slice(article->text, quotation->mention.start, quotation->mention.end);
}

vb_speaker_form vb_speaker_form_of(const vb_article *article, const vb_quotation *quotation) {
  vb_person_name name;
  vb_person_name_read(quotation->speaker, &name);
  vb_speaker_form form = {.titles = name.titles, .name = name.name};
  if (!name.last.n) form.name = quotation->speaker;
  else if (!form.titles.n) form.titles = find_name(mention_of(article, quotation), &name).titles;
  if (form.titles.n > TITLES_MAX) form.titles = VB_STR_NONE;
  return form;
}

vb_str vb_speaker_printed_as(const vb_article *article, const vb_quotation *quotation) {
  vb_person_name name;
  vb_person_name_read(quotation->speaker, &name);
  if (!name.last.n) return VB_STR_NONE;
  named_in found = find_name(mention_of(article, quotation), &name);
  return found.titles.n ? span_of(found.titles, found.words) : found.words;
}

/* ---- terms ---------------------------------------------------------------------- */

static size_t surname_key(vb_str last, char out[VB_TERM_MAX]) {
  while (last.n && (last.p[last.n - 1] == '.' || last.p[last.n - 1] == ',')) last.n--;
  return vb_normalise_word(last, out);
}

vb_status vb_speaker_surname_key(vb_str last, vb_arena *arena, vb_str *out, vb_error *err) {
  char key[VB_TERM_MAX + 1];
  size_t n = surname_key(last, key);
  *out = VB_STR("");
  if (n == 0 || n == VB_TERM_MAX) return VB_OK;
  key[n] = '\t';
  *out = vb_arena_copy(arena, (vb_str){key, n + 1});
  return out->p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

bool vb_speaker_has_surname(vb_str name, vb_str key) {
  char own[VB_TERM_MAX];
  vb_person_name parts;
  vb_person_name_read(name, &parts);
  size_t n = surname_key(parts.last, own);
  return n > 0 && n + 1 == key.n && memcmp(own, key.p, n) == 0;
}

/* Copies text with each white space as a blank, because a name may continue on the next line. */
static char *put(char *to, vb_str text) {
  for (size_t i = 0; i < text.n; i++) *to++ = vb_is_space(text.p[i]) ? ' ' : text.p[i];
  *to++ = '\t';
  return to;
}

/* The term of a form; absent for a name that is too long for a term. */
static vb_status term_of(const vb_speaker_form *form, vb_arena *arena, vb_str *out, vb_error *err) {
  char key[VB_TERM_MAX], term[VB_TERM_MAX];
  vb_person_name name;
  vb_person_name_read(form->name, &name);
  size_t n = surname_key(name.last, key);
  *out = VB_STR_NONE;
  if (n == 0 || n + form->titles.n + form->name.n + 3 > VB_TERM_MAX) return VB_OK;
  char *end = put(term, (vb_str){key, n});
  end = put(end, form->titles);
  end = put(end, form->name);
  *out = vb_arena_copy(arena, (vb_str){term, (size_t)(end - term)});
  return out->p ? VB_OK : vb_fail(err, VB_NOMEM, "no memory for the speakers of an article");
}

static bool is_listed(const vb_str *terms, size_t count, vb_str term) {
  for (size_t i = count; i-- > 0;)
    if (vb_str_eq(terms[i], term)) return true;
  return false;
}

static bool same_form(const vb_speaker_form *a, const vb_speaker_form *b) {
  return vb_str_eq(a->name, b->name) && vb_str_eq(a->titles, b->titles);
}

vb_status vb_speaker_terms(const vb_article *article, vb_arena *arena, vb_str **terms,
                           size_t *count, vb_error *err) {
  size_t most = article->quotation_count;
  if (most > VB_SPEAKERS_MAX) most = VB_SPEAKERS_MAX;
  vb_speaker_form before = {VB_STR_NONE, VB_STR_NONE};
  *count = 0;
  *terms = vb_arena_calloc(arena, most + 1, sizeof **terms);
  if (!*terms) return vb_fail(err, VB_NOMEM, "no memory for the speakers of an article");
  for (size_t i = 0; i < article->quotation_count && *count < most; i++) {
    if (!article->quotations[i].speaker.n) continue;
    vb_speaker_form form = vb_speaker_form_of(article, &article->quotations[i]);
    vb_str term;
    if (same_form(&form, &before)) continue;
    before = form;
    vb_status status = term_of(&form, arena, &term, err);
    if (status) return status;
    if (term.n && !is_listed(*terms, *count, term)) (*terms)[(*count)++] = term;
  }
  return VB_OK;
}

bool vb_speaker_term_read(vb_str term, vb_speaker_form *out) {
  const char *at[3] = {0};
  size_t tabs = 0;
  for (size_t i = 0; i < term.n; i++)
    if (term.p[i] == '\t') {
      if (tabs == 3) return false;
      at[tabs++] = term.p + i;
    }
  if (tabs != 3 || at[2] != term.p + term.n - 1 || at[2] == at[1] + 1) return false;
  out->titles = at[1] == at[0] + 1 ? VB_STR_NONE : (vb_str){at[0] + 1, (size_t)(at[1] - at[0]) - 1};
  out->name = (vb_str){at[1] + 1, (size_t)(at[2] - at[1]) - 1};
  return true;
}
