/*
 * quotation.c - the finder's word table, and stretches joined into quotations.
 */
#include "indexer/article/quotation_internal.h"

#include "indexer/text/sentences.h"

#define XXH_INLINE_ALL
#include <stdlib.h>
#include <xxhash.h>

enum { FORM_MAX = 32 }; /* bytes of the longest word in the tables, with its ending */

typedef struct entry {
  char word[FORM_MAX];
  uint8_t length;
  uint32_t classes;
} entry;

struct vb_quotation_finder {
  entry *entries; /* open addressing; length 0 is free */
  size_t capacity, used;
};

static entry *slot_of(const vb_quotation_finder *finder, vb_str word, uint32_t hash) {
  size_t mask = finder->capacity - 1;
  size_t at = hash & mask;
  for (;; at = (at + 1) & mask) {
    entry *e = &finder->entries[at];
    if (e->length == 0 || (e->length == word.n && memcmp(e->word, word.p, word.n) == 0)) return e;
  }
}

static uint32_t hash_of(vb_str word) { return (uint32_t)XXH3_64bits(word.p, word.n); }

uint32_t vb_word_classes(const vb_quotation_finder *finder, vb_str term, uint32_t *hash) {
  *hash = hash_of(term);
  if (term.n == 0 || term.n >= FORM_MAX) return 0;
  return slot_of(finder, term, *hash)->classes;
}

static bool grow(vb_quotation_finder *finder) {
  if (finder->used * 2 < finder->capacity) return true;
  vb_quotation_finder bigger = {.capacity = finder->capacity ? finder->capacity * 2 : 4096};
  bigger.entries = calloc(bigger.capacity, sizeof(entry));
  if (!bigger.entries) return false;
  for (size_t i = 0; i < finder->capacity; i++) {
    const entry *e = &finder->entries[i];
    vb_str word = {e->word, e->length};
    if (e->length) *slot_of(&bigger, word, hash_of(word)) = *e;
  }
  bigger.used = finder->used;
  free(finder->entries);
  *finder = bigger;
  return true;
}

static bool add_word(vb_quotation_finder *finder, vb_str word, uint32_t classes) {
  if (word.n == 0 || word.n >= FORM_MAX) return true;
  if (!grow(finder)) return false;
  entry *e = slot_of(finder, word, hash_of(word));
  if (e->length == 0) {
    memcpy(e->word, word.p, word.n);
    e->length = (uint8_t)word.n;
    finder->used++;
  }
  e->classes |= classes;
  return true;
}

static bool add_forms(vb_quotation_finder *finder, const vb_quotation_language *language,
                      vb_str base, uint32_t classes) {
  char form[FORM_MAX];
  int participle;
  for (int i = 0; language->inflect(base.p, base.n, i, form, sizeof form, &participle); i++)
    if (!add_word(finder, vb_str_of(form), classes | (participle ? VB_WORD_CUE_ING : 0))) return false;
  return true;
}

static bool add_table(vb_quotation_finder *finder, const vb_quotation_language *language,
                      const vb_language_word *rows, size_t count, bool inflected) {
  for (size_t i = 0; i < count; i++)
    for (const char *p = rows[i].words; *p;) {
      size_t n = strcspn(p, " ");
      vb_str word = {p, n};
      if (!(inflected ? add_forms(finder, language, word, rows[i].classes)
                      : add_word(finder, word, rows[i].classes)))
        return false;
      p += n;
      p += strspn(p, " ");
    }
  return true;
}

vb_status vb_quotation_finder_open(const char *language, vb_quotation_finder **out, vb_error *err) {
  static const vb_quotation_language *const known[] = {&vb_quotation_english};
  const vb_quotation_language *use = NULL;
  *out = NULL;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(language, known[i]->code) == 0 || strcmp(language, known[i]->name) == 0) use = known[i];
  if (!use) return vb_fail(err, VB_INVALID, "no table of quotations for language %s; try en", language);
  vb_quotation_finder *finder = calloc(1, sizeof *finder);
  if (!finder || !add_table(finder, use, use->words, use->word_count, false) ||
      !add_table(finder, use, use->verbs, use->verb_count, true)) {
    vb_quotation_finder_close(finder);
    return vb_fail(err, VB_NOMEM, "out of memory");
  }
  *out = finder;
  return VB_OK;
}

void vb_quotation_finder_close(vb_quotation_finder *finder) {
  if (!finder) return;
  free(finder->entries);
  free(finder);
}

static uint32_t words_in(const stretch *s) { return s->end_token - s->first_token; }

static bool names_a_work(const article_frame *f, const stretch *s) {
  if (s->unit == 0) return false;
  const unit *before = &f->units[s->unit - 1];
  return vb_unit_is(before, VB_WORD_WORK) && !f->units[s->unit].gap;
}

/* Every longer word has a capital: a title or a name rather than speech. */
static bool is_capitalised(const article_frame *f, const stretch *s) {
  uint32_t capitals = 0, small = 0;
  for (uint32_t t = s->first_token; t < s->end_token; t++) {
    const vb_token *token = &f->analysis->tokens[t];
    unsigned char c = (unsigned char)f->analysis->text.p[token->start];
    if (c >= 'a' && c <= 'z') small += token->term_length > 3;
    else capitals++;
  }
  return small == 0 && capitals >= 2;
}

/* Whether these words are reported speech at all. */
static bool is_speech(const article_frame *f, const stretch *s) {
  uint32_t words = words_in(s);
  bool closed = s->last == ',' || s->last == '.' || s->last == '?' || s->last == '!';
  bool introduced = f->units[s->unit].gap & (GAP_COMMA | GAP_COLON);
  if (s->score == 0 && words < 8) return false;
  if (words == 0) return false;
  if (words <= 2) return s->score >= 80 && closed && (s->joined || s->score >= 90 || introduced);
  if (names_a_work(f, s) && words < 12) return false;
  if (is_capitalised(f, s) && words < 12 && !(closed && (introduced || s->score >= 85))) return false;
  return true;
}

/* Fills in the quotations; `kept` says how many there are. */
static bool join(article_frame *f, const vb_str *speakers, vb_quotation **out, size_t *count) {
  vb_quotation *quotations = vb_arena_calloc(f->arena, f->stretch_count, sizeof *quotations);
  vb_extent *parts = vb_arena_calloc(f->arena, f->stretch_count, sizeof *parts);
  if (!quotations || !parts) return false;
  size_t n = 0, used = 0;
  bool last_kept = false;
  for (size_t i = 0; i < f->stretch_count; i++) {
    const stretch *s = &f->stretches[i];
    bool joined = s->joined && last_kept && words_in(s) > 0;
    if (!joined && !is_speech(f, s)) {
      last_kept = false;
      continue;
    }
    if (!joined) {
      quotations[n++] = (vb_quotation){.parts = &parts[used],
                                       .source = vb_quotation_extent(f, s->source_from, s->source_to),
                                       .cue = s->cue == NO_UNIT ? (vb_extent){0, 0}
                                                                : vb_quotation_extent(f, s->cue, s->cue + 1),
                                       .speaker = speakers[i],
                                       .confidence = (uint32_t)(s->score < 100 ? s->score : 99)};
    }
    parts[used++] = (vb_extent){s->start, s->end};
    quotations[n - 1].part_count++;
    last_kept = true;
  }
  *out = quotations;
  *count = n;
  return true;
}

vb_status vb_quotations_find(const vb_quotation_finder *finder, const vb_analysis *analysis,
                             vb_arena *arena, vb_quotation **out, size_t *count, vb_error *err) {
  *out = NULL;
  *count = 0;
  article_frame f = {.finder = finder, .analysis = analysis, .arena = arena};
  if (!vb_quotation_scan(&f)) goto no_memory;
  if (f.stretch_count == 0 || analysis->token_count == 0) return VB_OK;
  vb_analysis cut = *analysis;
  if (cut.sentence_count == 0) {
    vb_status status = vb_sentences_cut(arena, &cut, err);
    if (status != VB_OK) return status;
    f.analysis = &cut;
  }
  vb_str *speakers = vb_arena_calloc(arena, f.stretch_count, sizeof *speakers);
  if (!speakers || !vb_quotation_build_frame(&f)) goto no_memory;
  vb_quotation_attribute(&f);
  if (!vb_quotation_resolve(&f, speakers) || !join(&f, speakers, out, count)) goto no_memory;
  return VB_OK;
no_memory:
  return vb_fail(err, VB_NOMEM, "out of memory");
}

vb_status vb_quotations_of_article(const vb_quotation_finder *finder, vb_article *article,
                                   vb_arena *arena, vb_error *err) {
  vb_analysis words;
  vb_status status = vb_analyse_words(article->text, arena, &words, err);
  return status ? status
                : vb_quotations_find(finder, &words, arena, &article->quotations,
                                     &article->quotation_count, err);
}
