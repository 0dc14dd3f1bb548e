/*
 * quotation.c - the steps of finding, and stretches joined into quotations.
 */
#include "indexer/article/quotation/quotation_internal.h"

#include "indexer/article/quotation/subject_internal.h"

#include "indexer/text/sentences.h"

enum {
  FOREIGN_WORDS_MIN = 3, /* fewer words in marks are a name or term, in any language */
  UNMARKED_FROM = 60     /* score: speech without marks needs a clear verb and speaker */
};

static uint32_t words_in(const stretch *s) {
  return s->end_token - s->first_token;
}

/* Whether every longer word has a capital: then it is a title or a name, not speech. */
static bool is_capitalised(const article_frame *f, const stretch *s) {
  uint32_t capitals = 0, small = 0;
  for (uint32_t t = s->first_token; t < s->end_token; t++) {
    const vb_token *token = &f->analysis->tokens[t];
    unsigned char c = (unsigned char)f->analysis->text.p[token->start];
    if (c >= 'a' && c <= 'z') small += token->term_length > 3;
    else if (!f->foreign || c < 0x80) capitals++;
    else small++;
  }
  return small == 0 && capitals >= 2;
}

static bool names_a_work(const article_frame *f, const stretch *s) {
  if (s->unit == 0) return false;
  const unit *before = &f->units[s->unit - 1];
  /* 'the subtitle: "When Harbours Prevail"': after a colon, only capitals show that it is a
     title. */
  uint8_t bits = f->units[s->unit].gap;
  char first = f->analysis->text.p[s->start];
  if (first >= 'a' && first <= 'z' && vb_unit_idiom(f, s->unit - 1, VB_IDIOM_WORK)) return false;
  return vb_unit_is(before, VB_WORD_WORK) && (!bits || (bits == GAP_COLON && is_capitalised(f, s)));
}

/* Whether the words are reported speech at all. */
/* A name, or one who is "he" or "she". */
static bool names_somebody(const article_frame *f, const stretch *s,
                           const quotation_speaker *speaker) {
  return speaker->name.n > 0 ||
         (s->mention_from != NO_UNIT &&
          vb_unit_is(&f->units[s->mention_from], VB_WORD_MALE | VB_WORD_FEMALE));
}

static bool is_speech(const article_frame *f, const stretch *s, const quotation_speaker *speaker) {
  uint32_t words = words_in(s);
  if (s->dropped) return false;
  bool closed = s->last == ',' || s->last == '.' || s->last == '?' || s->last == '!';
  bool introduced = f->units[s->unit].gap & (GAP_COMMA | GAP_COLON);
  /* The comma after the marks: "Schluss", sagte Brook. */
  if (!closed && vb_inverts(f) && s->unit + 1 < f->unit_count)
    closed = f->units[s->unit + 1].gap & (introduced ? GAP_COMMA | GAP_STOP : GAP_COMMA);
  if (f->foreign) return words >= FOREIGN_WORDS_MIN && !is_capitalised(f, s);
  if (s->unmarked)
    return s->score >= UNMARKED_FROM && s->cue != NO_UNIT && names_somebody(f, s, speaker);
  if (s->headline) return words >= FOREIGN_WORDS_MIN && !is_capitalised(f, s);
  if (vb_inverts(f) && (f->units[s->unit].gap & GAP_COLON) && closed && words > 2 &&
      !is_capitalised(f, s))
    return true;
  if (s->score == 0 && words < 8) return false;
  if (words == 0) return false;
  if (words <= 2) return s->score >= 80 && closed && (s->joined || s->score >= 90 || introduced);
  if (names_a_work(f, s) && words < 12) return false;
  if (is_capitalised(f, s) && words < 12 && !(closed && (introduced || s->score >= 85)))
    return false;
  return true;
}

/* By score, in steps of five: how many of 100 mentions are right, counted on news with known
   speakers (a held-out third differs by a few). Each way of attribution has its own scores, so the
   values do not rise steadily. */
static uint32_t calibrated(int score) {
  static const uint8_t right[] = {0,  0,  20, 40, 48, 42, 52, 75, 60, 75,
                                  84, 72, 88, 87, 66, 72, 70, 87, 96, 92};
  if (score <= 0) return 0;
  size_t step = (size_t)score / 5;
  return right[step < sizeof right ? step : sizeof right - 1];
}

/* Fills in the quotations and sets *count. */
bool vb_quotations_join(article_frame *f, const quotation_speaker *speakers, vb_quotation **out,
                        size_t *count) {
  vb_quotation *quotations = vb_arena_calloc(f->arena, f->stretch_count, sizeof *quotations);
  vb_extent *parts = vb_arena_calloc(f->arena, f->stretch_count, sizeof *parts);
  if (!quotations || !parts) return false;
  size_t n = 0, used = 0;
  bool last_kept = false;
  for (size_t i = 0; i < f->stretch_count; i++) {
    const stretch *s = &f->stretches[i];
    bool joined = s->joined && last_kept && words_in(s) > 0;
    if (!joined && !is_speech(f, s, &speakers[i])) {
      last_kept = false;
      continue;
    }
    if (!joined) {
      quotations[n++] = (vb_quotation){
          .parts = &parts[used],
          .mention = vb_quotation_extent(f, s->mention_from, s->mention_to),
          .cue = s->cue == NO_UNIT ? (vb_extent){0, 0} : vb_quotation_extent(f, s->cue, s->cue + 1),
          .speaker = speakers[i].name,
          .speaker_confidence = speakers[i].percent,
          .confidence = s->mention_from == NO_UNIT ? 0 : calibrated(s->score)};
    }
    parts[used++] = (vb_extent){s->start, s->end};
    quotations[n - 1].part_count++;
    quotation_speaker who = {quotations[n - 1].speaker, quotations[n - 1].speaker_confidence};
    if (!f->is_part && !vb_quotation_add_inner(f, s, &who, &quotations[n - 1])) return false;
    last_kept = true;
  }
  *out = quotations;
  *count = n;
  return true;
}

vb_status vb_quotations_find(const vb_quotation_finder *finder, const vb_analysis *analysis,
                             vb_arena *arena, vb_quotation **out, size_t *count, vb_error *err) {
  return vb_quotations_watch(finder, analysis, arena, NULL, out, count, err);
}

/* The steps in order; each needs what the one before found. An article without stretches in marks
   and other candidates ends after the scan. */
vb_status vb_quotations_watch(const vb_quotation_finder *finder, const vb_analysis *analysis,
                              vb_arena *arena, const struct vb_pronoun_watch *watch,
                              vb_quotation **out, size_t *count, vb_error *err) {
  *out = NULL;
  *count = 0;
  article_frame f = {.finder = finder, .analysis = analysis, .arena = arena, .watch = watch};
  if (!vb_quotation_scan(&f)) goto no_memory;
  if (f.stretch_count + f.candidate_count == 0 || analysis->token_count == 0) return VB_OK;
  vb_analysis whole = *analysis;
  f.analysis = &whole;
  vb_status status = whole.hashes ? VB_OK : vb_analysis_hash(&whole, arena, err);
  if (status != VB_OK) return status;
  vb_quotation_detect_language(&f);
  if (!vb_quotation_split_elisions(&f, &whole) || !vb_quotation_classify(&f) ||
      !vb_quotation_add_unmarked(&f))
    goto no_memory;
  if (f.stretch_count == 0) return VB_OK;
  status = whole.sentence_count ? VB_OK : vb_sentences_cut(arena, &whole, err);
  if (status != VB_OK) return status;
  quotation_speaker *speakers = vb_arena_calloc(arena, f.stretch_count, sizeof *speakers);
  if (!speakers || !vb_quotation_build_frame(&f)) goto no_memory;
  cast cast_of = {0};
  if (!vb_cast_gather(&cast_of, &f)) goto no_memory;
  f.cast = &cast_of;
  if (!f.foreign) vb_quotation_attribute(&f); /* else there are no rules to say who spoke */
  if ((!f.foreign && !vb_quotation_resolve(&f, speakers)) ||
      !vb_quotations_join(&f, speakers, out, count))
    goto no_memory;
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
