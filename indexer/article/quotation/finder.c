/*
 * finder.c - the languages that have rules, their tables, and the language of an article.
 *
 * The small words of a text show its language: every third word of an English text is one of the
 * English small words, but not one word in ten of a text in another language. Quotations of an
 * article in no known language have no speakers.
 */
#include "indexer/article/quotation/quotation_internal.h"

#include "indexer/article/quotation/cast_internal.h"

#define XXH_INLINE_ALL
#include <stdlib.h>
#include <xxhash.h>

enum {
  FORM_MAX = 32,            /* bytes of the longest word in the tables, with its ending */
  GRAMMAR_WORDS_MAX = 6000, /* all forms of a language's words; English has 2,500 */
  SMALL_WORDS_MAX = 12000,  /* of all languages */
  IDIOMS_MAX = 100,         /* words of a language's idioms; English has 25 */
  FEW = 25,                 /* words of a sentence or two */
  SURE_FROM = 60,           /* words whose share decides */
  ENOUGH = 80,              /* words, if they leave no doubt */
  SAMPLE = 400,             /* words of an article that decide its language */
  ONE_IN = 7
};

static const vb_quotation_language *const known[VB_QUOTATION_LANGUAGES] = {
    &vb_quotation_english, &vb_quotation_german,  &vb_quotation_french,
    &vb_quotation_spanish, &vb_quotation_italian, &vb_quotation_portuguese};

uint64_t vb_word_hash(vb_str word) {
  return XXH3_64bits(word.p, word.n);
}

/* The forms of a verb; those that report are also small words of the language, under its bit. */
static bool add_forms(vb_quotation_finder *finder, size_t at, vb_str base, uint32_t classes) {
  char form[FORM_MAX];
  uint32_t more;
  const vb_quotation_language *language = known[at];
  for (int i = 0; vb_language_inflect(language, base.p, base.n, i, form, sizeof form, &more); i++)
    if (!vb_word_table_add(&finder->words[at], vb_str_of(form), classes | more) ||
        ((classes & VB_WORD_CUE) && !vb_word_table_add(&finder->small, vb_str_of(form), 1u << at)))
      return false;
  return true;
}

static bool add_verbs(vb_quotation_finder *finder, size_t at) {
  const vb_quotation_language *language = known[at];
  for (size_t i = 0; i < language->verb_count; i++)
    for (const char *p = language->verbs[i].words; *p;) {
      size_t n = strcspn(p, " ");
      if (!add_forms(finder, at, (vb_str){p, n}, language->verbs[i].classes)) return false;
      p += n;
      p += strspn(p, " ");
    }
  return true;
}

/* Adds the small words of a language, under the language's bit. */
static bool add_small_words(vb_word_table *small, const vb_quotation_language *language,
                            uint32_t bit) {
  static const uint32_t SMALL = VB_WORD_DETERMINER | VB_WORD_AUXILIARY | VB_WORD_PREPOSITION |
                                VB_WORD_CONJUNCTION | VB_WORD_PRONOUN | VB_WORD_CLAUSE |
                                VB_WORD_CUE | VB_WORD_RELATIVE;
  for (size_t i = 0; i < language->word_count; i++) {
    vb_language_word row = {language->words[i].words, bit};
    if ((language->words[i].classes & SMALL) && !vb_word_table_add_rows(small, &row, 1))
      return false;
  }
  return true;
}

static bool add_language(vb_quotation_finder *finder, size_t i) {
  vb_word_table *words = &finder->words[i];
  return vb_word_table_make(words, GRAMMAR_WORDS_MAX) &&
         vb_word_table_make(&finder->idioms[i], IDIOMS_MAX) &&
         vb_word_table_add_rows(&finder->idioms[i], known[i]->idioms, known[i]->idiom_count) &&
         vb_word_table_add_rows(words, known[i]->words, known[i]->word_count) &&
         add_verbs(finder, i) &&
         vb_word_table_add_rows(&finder->names, known[i]->names, known[i]->name_count) &&
         add_small_words(&finder->small, known[i], 1u << i);
}

vb_status vb_quotation_finder_open(vb_quotation_finder **out, vb_error *err) {
  vb_quotation_finder *finder = *out = NULL;
  finder = calloc(1, sizeof *finder);
  bool good = finder && vb_name_words_fill(&finder->names) &&
              vb_word_table_make(&finder->small, SMALL_WORDS_MAX);
  for (size_t i = 0; i < VB_QUOTATION_LANGUAGES && good; i++) good = add_language(finder, i);
  if (!good) {
    vb_quotation_finder_close(finder);
    return vb_fail(err, VB_NOMEM, "out of memory");
  }
  *out = finder;
  return VB_OK;
}

void vb_quotation_finder_close(vb_quotation_finder *finder) {
  if (!finder) return;
  for (size_t i = 0; i < VB_QUOTATION_LANGUAGES; i++) {
    vb_word_table_clear(&finder->words[i]);
    vb_word_table_clear(&finder->idioms[i]);
  }
  vb_word_table_clear(&finder->small);
  vb_word_table_clear(&finder->names);
  free(finder);
}

/* Whether one language has so large a share of the words seen, and every other so small a one, that
   further words would change nothing. */
static bool is_settled(const uint32_t small[VB_QUOTATION_LANGUAGES], uint32_t count) {
  uint32_t best = 0, second = 0;
  for (size_t i = 0; i < VB_QUOTATION_LANGUAGES; i++) {
    if (small[i] > best) second = best, best = small[i];
    else if (small[i] > second) second = small[i];
  }
  return best * (ONE_IN / 2) > count && second * 2 < best;
}

/* Counts the small words of each language in the first words; returns how many words were read. */
static uint32_t count_small(const vb_quotation_finder *finder, const vb_analysis *a,
                            uint32_t small[VB_QUOTATION_LANGUAGES], uint32_t *wide) {
  uint32_t count = 0;
  for (; count < a->token_count && count < SAMPLE; count++) {
    const vb_token *t = &a->tokens[count];
    *wide += (unsigned char)a->text.p[t->start] >= 0xC9; /* no letter of a Western alphabet */
    if (t->term_length < 2) continue; /* "a" is a word of many languages, and so is "à" */
    if (count == ENOUGH && is_settled(small, count)) break;
    uint32_t bits = vb_word_table_find(&finder->small, a->hashes[count]);
    for (size_t i = 0; bits; i++, bits >>= 1) small[i] += bits & 1;
  }
  return count;
}

/* Whether the words are the language's at all. Dutch, Catalan and Romanian share a word in six with
   the languages of the tables, which have one in three of their own. */
static bool is_in(size_t best, const uint32_t small[VB_QUOTATION_LANGUAGES], uint32_t count) {
  if (small[best] * ONE_IN < count || small[best] == 0) return false;
  if (best == 0) return true; /* English, whose words no relative has */
  if (count >= SURE_FROM) return small[best] * 9 >= count * 2;
  uint32_t lead = count < FEW ? 1 : 2; /* a sentence or two have few words to lead by */
  for (size_t i = 0; i < VB_QUOTATION_LANGUAGES; i++)
    if (i != best && small[i] * lead + 1 > small[best]) return false;
  return true;
}

void vb_quotation_detect_language(article_frame *f) {
  uint32_t small[VB_QUOTATION_LANGUAGES] = {0}, wide = 0;
  uint32_t count = count_small(f->finder, f->analysis, small, &wide);
  size_t best = 0;
  for (size_t i = 1; i < VB_QUOTATION_LANGUAGES; i++)
    if (small[i] > small[best]) best = i;
  f->foreign = wide * 2 > count || !is_in(best, small, count);
  f->language = known[best];
  f->words = &f->finder->words[best];
  f->idioms = &f->finder->idioms[best];
}
