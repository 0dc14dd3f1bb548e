/*
 * lookup_examine.c - reads one candidate of a look-up, compares it, and keeps what is needed of it.
 *
 * An altered quote mostly has its rarest words in their places, so the article that has it is
 * a candidate of the first pass already, and comes first in a later one. So the article that
 * was compared last is kept as it is, with its words.
 *
 * Most candidates that are not near lack too many of the words, which the index tells in a
 * tenth of the time that it takes to read them.
 */
#include "searcher/quote/lookup_internal.h"

#include "indexer/text/signs.h"

static vb_status copy_edits(vb_arena *arena, vb_near *near, vb_error *err) {
  if (near->edit_count == 0) {
    near->edits = NULL;
    return VB_OK;
  }
  size_t bytes = near->edit_count * sizeof *near->edits;
  vb_quote_edit *copy = vb_arena_alloc(arena, bytes);
  if (!copy) return vb_fail(err, VB_NOMEM, "out of memory");
  memcpy(copy, near->edits, bytes);
  near->edits = copy;
  return VB_OK;
}

static vb_status remember(vb_lookup *at, vb_found *found, const vb_article *article,
                          vb_error *err) {
  vb_status status = copy_edits(at->arena, &found->near, err);
  if (status == VB_OK && at->variants) status = vb_lookup_copy_head(at, article, found, err);
  if (status != VB_OK) return status;
  if (!VB_ARENA_GROW(at->arena, at->list, &at->capacity, at->count))
    return vb_fail(err, VB_NOMEM, "out of memory");
  at->list[at->count++] = *found;
  return VB_OK;
}

static vb_status compare(vb_lookup *at, vb_pass how, vb_reading *reading, vb_near *out,
                         vb_error *err) {
  *out = (vb_near){.verdict = VB_VERDICT_NOT_FOUND};
  if (how == VB_PASS_EDITED) return vb_near_edited(at->declared, reading, out, err);
  if (how == VB_PASS_ALTERED) return vb_near_altered(&at->quote, reading, out, err);
  return vb_near_exact(&at->quote, reading, out, err);
}

/* Opens a candidate, unless it is the article that was compared last. Over a network the articles
   of all hits come with the search. */
static vb_status open_candidate(vb_lookup *at, vb_article_reader *from, size_t i, vb_error *err) {
  vb_opened *opened = &at->opened;
  const uint64_t doc = from->hits[i].doc;
  if (opened->read && opened->doc == doc && !at->engine->far) {
    opened->reading.speech_read = false; /* what is read of it depends on the place */
    return VB_OK;
  }
  const vb_article *article;
  opened->read = false;
  vb_status status = vb_article_reader_get(from, i, &article, err);
  if (status != VB_OK) return status;
  *opened = (vb_opened){.doc = doc, .read = true, .kept = i < from->keep};
  opened->reading =
      (vb_reading){.article = *article, .arena = at->scratch, .no_numbers = !at->quote.has_number};
  return VB_OK;
}

static bool list_rarest(vb_lookup *at) {
  const vb_token *words = at->quote.words.tokens;
  if (at->rarest) return true;
  at->rarest = vb_arena_alloc(at->arena, (at->rarity.count + 1) * sizeof *at->rarest);
  for (size_t i = 0; at->rarest && i < at->rarity.count; i++) {
    const vb_rare_word *rare = &at->rarity.rarest[i];
    const vb_token *word = &words[rare->at];
    if (rare->articles > at->rarity.archive / 2) break;
    if (!vb_is_number(word)) at->rarest[at->rarest_count++] = vb_token_term(word);
  }
  return at->rarest != NULL;
}

/* Whether a candidate certainly lacks too many words, in all of it or wherever the quote may stand
   in it. Those in most articles are not asked for. A number may be printed as several words, so
   each counts as there, and beside them words are no measure of distance. */
static bool is_far_off(vb_lookup *at, uint64_t doc) {
  if (at->variants || at->engine->far || !list_rarest(at)) return false;
  size_t words = at->quote.words.token_count;
  size_t most = vb_near_lacks_most(words, at->count > 0 || !at->wants_nearest);
  size_t within = at->quote.has_number ? 0 : vb_near_reach(words);
  return vb_engine_lacks(at->engine, doc, VB_FIELD_TEXT, at->rarest, at->rarest_count, most,
                         within);
}

vb_status vb_lookup_examine(vb_lookup *at, vb_pass how, vb_article_reader *from, size_t i,
                            size_t order, vb_near *near, vb_error *err) {
  vb_found found = {.doc = from->hits[i].doc, .order = order};
  *near = (vb_near){.verdict = VB_VERDICT_NOT_FOUND};
  if (how == VB_PASS_ALTERED && is_far_off(at, found.doc)) return VB_OK;
  vb_status status = open_candidate(at, from, i, err);
  if (status != VB_OK) return status;
  vb_reading *reading = &at->opened.reading;
  status = compare(at, how, reading, near, err);
  if (status != VB_OK) return status;
  found.near = *near;
  found.published = reading->article.published;
  if (near->verdict == VB_VERDICT_NOT_FOUND) {
    if (!at->wants_nearest || near->agreement <= at->nearest.near.agreement) return VB_OK;
    at->nearest = found;
    at->has_nearest = true;
    return copy_edits(at->arena, &at->nearest.near, err);
  }
  if (at->opened.kept) {
    found.article = vb_arena_alloc(at->arena, sizeof *found.article);
    if (!found.article) return vb_fail(err, VB_NOMEM, "out of memory");
    *found.article = reading->article;
  }
  return remember(at, &found, &reading->article, err);
}
