/*
 * inner.c - the quotations inside a quotation, and whom its own words name for them.
 *
 *   “Reed told me, ‘We will win,’ and I left,” Ada Brook said.
 *     the outer one is Ada Brook's; in her words |Reed| said ‘We will win’
 *
 * A part of the outer quotation is a text of its own here: its words go through the same steps,
 * with its inner marks and its own cast. Three things differ. Without a verb or a comma or colon
 * before it, an inner quotation is a word in marks ("the ‘big lie’"). "He" and "she" are nobody,
 * since those whom they may mean stand outside. "I" is the speaker of the outer quotation. A
 * surname is the one full name that the article has for it.
 */
#include "indexer/article/quotation/quotation_internal.h"

#include "indexer/article/quotation/subject_internal.h"

#include "indexer/text/sentences.h"

enum { INNER_WORDS_MIN = 3 };

/* The words of a stretch, with their places counted from its start. */
static bool take_words(const article_frame *f, const stretch *s, vb_analysis *words) {
  uint32_t count = s->end_token - s->first_token;
  vb_token *tokens = vb_arena_alloc(f->arena, (count + 1) * sizeof *tokens);
  if (!tokens) return false;
  for (uint32_t i = 0; i < count; i++) {
    tokens[i] = f->analysis->tokens[s->first_token + i];
    tokens[i].start -= s->start;
    tokens[i].end -= s->start;
  }
  words->tokens = tokens;
  words->token_count = count;
  words->hashes = f->analysis->hashes + s->first_token;
  return true;
}

/* The one full name of the article that ends with this word; the word itself for none or several.
 */
static vb_str full_name(const cast *c, vb_str name) {
  vb_str found = name;
  if (memchr(name.p, ' ', name.n)) return name;
  for (size_t i = 0; i < c->entity_count; i++) {
    const entity *e = &c->entities[i];
    if (e->words < 2 || e->body || e->joined) continue;
    vb_str full = vb_cast_name(c, e);
    if (full.n <= name.n || full.p[full.n - name.n - 1] != ' ') continue;
    if (memcmp(full.p + full.n - name.n, name.p, name.n) != 0) continue;
    if (found.n != name.n && !vb_str_eq(found, full)) return name;
    found = full;
  }
  return found;
}

static quotation_speaker speaker_inside(const article_frame *f, const article_frame *inside,
                                        const stretch *s, quotation_speaker resolved,
                                        const quotation_speaker *outer) {
  static const quotation_speaker nobody = {VB_STR_NONE, 0};
  if (s->mention_from == NO_UNIT) return nobody;
  const unit *first = &inside->units[s->mention_from];
  bool owner = s->mention_to == s->mention_from + 1 && vb_unit_is(first, VB_WORD_DETERMINER);
  if (!vb_unit_is(first, VB_WORD_PRONOUN) && !owner) {
    if (resolved.name.n) resolved.name = full_name(f->cast, resolved.name);
    return resolved;
  }
  bool self = vb_unit_is(first, VB_WORD_FIRST) && !vb_unit_is(first, VB_WORD_PLURAL);
  return self ? *outer : nobody;
}

static bool is_reported(const article_frame *inside, const stretch *s) {
  bool introduced = inside->units[s->unit].gap & (GAP_COMMA | GAP_COLON);
  return !s->unclosed && s->end_token - s->first_token >= INNER_WORDS_MIN &&
         (inside->foreign || introduced || (s->score > 0 && s->cue != NO_UNIT));
}

static vb_extent moved(vb_extent e, uint32_t by) {
  return e.end ? (vb_extent){e.start + by, e.end + by} : e;
}

static void move(vb_quotation *q, uint32_t by) {
  for (uint32_t i = 0; i < q->part_count; i++) q->parts[i] = moved(q->parts[i], by);
  q->mention = moved(q->mention, by);
  q->cue = moved(q->cue, by);
}

/* As vb_quotations_watch does for an article; the words have their hashes, classes and language. */
static bool read_part(const article_frame *f, article_frame *inside, vb_analysis *words,
                      const stretch *s, const quotation_speaker *outer, vb_quotation **out,
                      size_t *count) {
  cast *people = vb_arena_calloc(f->arena, 1, sizeof *people);
  quotation_speaker *speakers = vb_arena_calloc(f->arena, inside->stretch_count, sizeof *speakers);
  if (!people || !speakers || !take_words(f, s, words)) return false;
  inside->classes = f->classes + s->first_token;
  if (vb_sentences_cut(f->arena, words, NULL) != VB_OK || !vb_quotation_build_frame(inside) ||
      !vb_cast_gather(people, inside))
    return false;
  inside->cast = people;
  if (!inside->foreign) vb_quotation_attribute(inside);
  if (!inside->foreign && !vb_quotation_resolve(inside, speakers)) return false;
  for (size_t i = 0; i < inside->stretch_count; i++)
    speakers[i] = speaker_inside(f, inside, &inside->stretches[i], speakers[i], outer);
  for (size_t i = 0; i < inside->stretch_count; i++)
    inside->stretches[i].dropped = !is_reported(inside, &inside->stretches[i]);
  return vb_quotations_join(inside, speakers, out, count);
}

bool vb_quotation_add_inner(const article_frame *f, const stretch *s,
                            const quotation_speaker *outer, vb_quotation *to) {
  vb_analysis words = {.text = vb_str_slice(f->analysis->text, s->start, s->end)};
  article_frame inside = {.finder = f->finder,
                          .language = f->language,
                          .words = f->words,
                          .idioms = f->idioms,
                          .analysis = &words,
                          .arena = f->arena,
                          .foreign = f->foreign,
                          .is_part = true};
  vb_quotation *found;
  size_t count;
  if (s->end_token - s->first_token < INNER_WORDS_MIN) return true;
  if (!vb_quotation_scan(&inside)) return false;
  if (!inside.stretch_count) return true;
  if (!read_part(f, &inside, &words, s, outer, &found, &count)) return false;
  vb_quotation *all = vb_arena_calloc(f->arena, to->inner_count + count, sizeof *all);
  if (!all) return count == 0 && to->inner_count == 0;
  for (uint32_t i = 0; i < to->inner_count; i++) all[i] = to->inner[i];
  for (size_t i = 0; i < count; i++) {
    move(&found[i], s->start);
    all[to->inner_count++] = found[i];
  }
  to->inner = all;
  return true;
}
