/*
 * judge.c - applies the rules of judge.h in one walk over the edits.
 *
 * The speech of the article (speech.h) says for each word whether it is inside quotation
 * marks and whose quotation it belongs to. Omitted words outside the marks, between two
 * pieces of speech, are an attribution; any other omission or change is checked for
 * negations, numbers and names (changes.h).
 */
#include "searcher/quote/judge.h"

#include "searcher/quote/align_internal.h"
#include "indexer/text/signs.h"

/* ---- numbers ---- */

static bool same_number(const vb_laid *laid, uint32_t quote, uint32_t article) {
  if (!vb_is_number(&laid->quote->tokens[quote])) return true;
  vb_number_signs a = vb_signs_of(laid->quote, quote), b = vb_signs_of(laid->part, article);
  return vb_signs_same(&a, &b);
}

/* Splits the edits so that each number with other signs is a change of its own. */
static bool part_numbers(const vb_laid *laid, vb_alignment *a, vb_arena *arena) {
  edit_list list = {.arena = arena};
  for (size_t i = 0; i < a->edit_count; i++) {
    vb_edit e = a->edits[i];
    uint32_t n = e.kind == VB_EDIT_SAME ? e.quote_to - e.quote_from : 0;
    if (n == 0 && !vb_edit_add(&list, e)) return false;
    for (uint32_t k = 0; k < n; k++) {
      uint32_t q = e.quote_from + k, p = e.article_from + k;
      bool same = same_number(laid, q, p);
      if (!vb_edit_add(&list, (vb_edit){same ? VB_EDIT_SAME : VB_EDIT_CHANGED, q, q + 1, p, p + 1}))
        return false;
    }
  }
  a->edits = list.edits;
  a->edit_count = list.count;
  return true;
}

bool vb_edit_is_of_signs(const vb_edit *e, const vb_analysis *quote, const vb_analysis *part) {
  return e->kind == VB_EDIT_CHANGED && e->quote_to == e->quote_from + 1 &&
         e->article_to == e->article_from + 1 &&
         vb_same_term(&quote->tokens[e->quote_from], &part->tokens[e->article_from]);
}

bool vb_judge_numbers(const vb_analysis *quote, uint32_t quote_from, const vb_analysis *part,
                      uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to; i++) {
    const vb_token *a = &quote->tokens[quote_from + i - from], *b = &part->tokens[i];
    if (!vb_is_number(a)) continue;
    vb_str ours = vb_str_slice(quote->text, a->start, a->end);
    if (!vb_str_eq(ours, vb_str_slice(part->text, b->start, b->end)) &&
        (!vb_number_is_plain(quote, quote_from + i - from) || !vb_number_is_plain(part, i)))
      return true;
  }
  return false;
}

/* ---- what was left out ---- */

static bool has_byte(vb_str text, uint32_t from, uint32_t to, char c) {
  return to > from && memchr(text.p + from, c, to - from) != NULL;
}

/* Whether the article itself has exactly these words in brackets. */
static bool is_bracket(const vb_analysis *part, uint32_t from, uint32_t to) {
  uint32_t before = from > 0 ? part->tokens[from - 1].end : 0;
  uint32_t behind = to < part->token_count ? part->tokens[to].start : (uint32_t)part->text.n;
  return has_byte(part->text, before, part->tokens[from].start, '[') &&
         has_byte(part->text, part->tokens[to - 1].end, behind, ']');
}

static bool is_spoken(const vb_laid *laid, uint32_t token) {
  return laid->speech && token < laid->part->token_count &&
         vb_speech_at(laid->speech, token)->stretch > 0;
}

/* The vb_change bits of leaving out the words [from, to). *free: it changes nothing, because the
   words are an attribution or the article's own bracket. */
static unsigned left_out(const vb_laid *laid, uint32_t from, uint32_t to, bool *free,
                         bool *brackets) {
  unsigned bits = 0;
  bool speech = (from > 0 && is_spoken(laid, from - 1)) || is_spoken(laid, to);
  *free = is_bracket(laid->part, from, to);
  if (*free) {
    *brackets = true;
    return 0;
  }
  *free = true;
  for (uint32_t i = from; i < to; i++) {
    if (speech && !is_spoken(laid, i)) continue;
    *free = false;
    bits |= vb_changes_in(laid->part, i, i + 1, laid->part);
  }
  return bits;
}

/* ---- what was cut off ---- */

enum { CUT_WORDS = 2 }; /* words beside an ellipsis at an end: "is not yet ..." */

static bool has_ellipsis(vb_str text) {
  return text.n > 2 && (memmem(text.p, text.n, "...", 3) || memmem(text.p, text.n, "\u2026", 3) ||
                        memmem(text.p, text.n, ". . .", 5));
}

/* Whether two neighbouring words are in one clause. */
static bool is_together(const vb_analysis *part, uint32_t word) {
  for (uint32_t i = part->tokens[word].end; i < part->tokens[word + 1].start; i++)
    if (part->text.p[i] != ' ' && part->text.p[i] != '\'') return false;
  return true;
}

unsigned vb_judge_ends(const vb_analysis *quote, const vb_analysis *part, uint32_t first,
                       uint32_t end) {
  unsigned bits = 0;
  size_t n = quote->token_count;
  vb_str text = quote->text;
  bool before = has_ellipsis(vb_str_slice(text, 0, quote->tokens[0].start));
  bool behind = has_ellipsis(vb_str_slice(text, quote->tokens[n - 1].end, text.n));
  for (uint32_t i = first; before && i > 0 && first - i < CUT_WORDS && is_together(part, i - 1);
       i--)
    bits |= vb_changes_in(part, i - 1, i, part);
  for (uint32_t i = end;
       behind && i > 0 && i < part->token_count && i - end < CUT_WORDS && is_together(part, i - 1);
       i++)
    bits |= vb_changes_in(part, i, i + 1, part);
  return bits & VB_CHANGE_NEGATION;
}

/* ---- who speaks ---- */

/* Whether the words on both sides of a step cannot belong to one quotation. `narrated`: neither of
   them may be the reporter's. */
static bool parts_speakers(const vb_laid *laid, uint32_t before, uint32_t behind, bool narrated) {
  const vb_speech_word *a = vb_speech_at(laid->speech, before),
                       *b = vb_speech_at(laid->speech, behind);
  if (vb_speech_two_speak(a, b)) return true;
  if (!narrated || (a->stretch > 0) == (b->stretch > 0)) return false;
  return a->stretch > 0 ? !b->unsure : !a->unsure;
}

bool vb_judge_two_speak(const vb_laid *laid, const vb_alignment *a) {
  uint32_t before = UINT32_MAX;
  if (!laid->speech) return false;
  bool narrated = laid->declared && !vb_speech_has_mark(laid->quote->text);
  for (size_t i = 0; i < a->edit_count; i++) {
    const vb_edit *e = &a->edits[i];
    if (e->kind != VB_EDIT_SAME) continue;
    for (uint32_t k = e->article_from; k < e->article_to; k++) {
      bool gap = before != UINT32_MAX && before + 1 < k;
      if (before != UINT32_MAX && parts_speakers(laid, before, k, narrated && gap)) return true;
      before = k;
    }
  }
  return false;
}

bool vb_judge_ellipses(const vb_laid *laid, uint32_t first) {
  const vb_analysis *quote = laid->quote;
  bool narrated = !vb_speech_has_mark(quote->text);
  for (uint32_t i = 1; laid->speech && i < quote->token_count; i++) {
    vb_str gap = vb_str_slice(quote->text, quote->tokens[i - 1].end, quote->tokens[i].start);
    if (has_ellipsis(gap) && parts_speakers(laid, first + i - 1, first + i, narrated)) return true;
  }
  return false;
}

/* ---- all together ---- */

/* `clean` says that all differences are ones that do not count against the quote, such as an
   attribution that was left out. */
vb_status vb_judge_edits(const vb_laid *laid, vb_alignment *a, bool *clean, bool *brackets,
                         vb_arena *arena, vb_error *err) {
  *clean = true;
  *brackets = false;
  if (!part_numbers(laid, a, arena)) return vb_fail(err, VB_NOMEM, "out of memory");
  a->changes = 0;
  for (size_t i = 0; i < a->edit_count; i++) {
    const vb_edit *e = &a->edits[i];
    bool free = false;
    if (e->kind == VB_EDIT_SAME) continue;
    if (e->kind == VB_EDIT_LEFT_OUT)
      a->changes |= left_out(laid, e->article_from, e->article_to, &free, brackets);
    else a->changes |= vb_changes_in(laid->part, e->article_from, e->article_to, laid->part);
    if (!laid->declared)
      a->changes |= vb_changes_in(laid->quote, e->quote_from, e->quote_to, laid->part);
    *clean &= free;
  }
  if (vb_judge_two_speak(laid, a)) a->changes |= VB_CHANGE_SPEAKER;
  return VB_OK;
}
