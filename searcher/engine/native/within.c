/*
 * within.c - decides by positions what is in one sentence or paragraph, or near each other.
 *
 * The places of an operand's words or phrases in a document become a list of matches, as
 * match.c makes one from the text, and the same operators (match_list.h) work on them.
 * Where sentences and paragraphs end, the segment's lists of places say (vb_places). An
 * article of a store from before these lists has none, and its text is read instead.
 *
 * Of two words, which is what is mostly asked for, no matches are made: their places and
 * the ends of sentences are walked together up to the first unit that has both.
 */
#include "searcher/engine/native/native_internal.h"
#include "searcher/query/match_list.h"

/* A node of the query below the operator. */
typedef struct operand {
  const vb_query *query;
  place_source places;  /* TERM, PREFIX */
  const cursor *phrase; /* PHRASE */
  struct operand *children;
} operand;

struct within {
  operand root;
  place_source ends[2]; /* of sentences, of paragraphs; no list: none are known */
};

typedef struct units { /* of one document */
  const uint32_t *sentences, *paragraphs;
  uint32_t sentence_count, paragraph_count;
  uint32_t title_sentences;
  bool *unknown; /* set if a word is in no sentence that the index has */
} units;

/* ---- planning ---- */

static bool is_pair(const vb_query *q) {
  return q->kind == VB_QUERY_NEAR || q->kind == VB_QUERY_SENTENCE || q->kind == VB_QUERY_PARAGRAPH;
}

/* Whether positions alone decide it. Other fields have no sentences of their own in the index. */
static bool decidable(const vb_query *q) {
  bool leaf = q->kind == VB_QUERY_TERM || q->kind == VB_QUERY_PREFIX || q->kind == VB_QUERY_PHRASE;
  if (leaf && q->field != VB_FIELD_TEXT && q->field != VB_FIELD_TITLE) return false;
  if (leaf) return !q->has_signs;
  if (is_pair(q) ? q->child_count != 2 : q->kind != VB_QUERY_OR) return false;
  for (size_t i = 0; i < q->child_count; i++)
    if (!decidable(q->children[i])) return false;
  return true;
}

/* False also if positions do not decide it after all. */
static bool plan_operand(segment_search *s, const vb_query *q, operand *out) {
  out->query = q;
  if (q->kind == VB_QUERY_TERM || q->kind == VB_QUERY_PREFIX)
    return vb_native_plan_places(s, q, &out->places);
  if (q->kind == VB_QUERY_PHRASE) return (out->phrase = vb_native_plan_starts(s, q)) != NULL;
  out->children = vb_arena_calloc(s->context->arena, q->child_count + 1, sizeof *out->children);
  if (!out->children) return vb_native_out_of_memory(s->context);
  for (size_t i = 0; i < q->child_count; i++)
    if (!plan_operand(s, q->children[i], &out->children[i])) return false;
  return true;
}

within *vb_native_plan_within(segment_search *s, const vb_query *q) {
  static const vb_places lists[] = {VB_PLACES_SENTENCE_ENDS, VB_PLACES_PARAGRAPH_ENDS};
  if (!is_pair(q) || !decidable(q)) return NULL;
  within *w = vb_arena_calloc(s->context->arena, 1, sizeof *w);
  if (!w) return vb_native_out_of_memory(s->context), NULL;
  for (int i = 0; i < 2; i++)
    if (!vb_native_open_places(s, lists[i], &w->ends[i])) return NULL;
  return plan_operand(s, q, &w->root) ? w : NULL;
}

/* ---- the units of a document ---- */

/* How many of the numbers, which ascend, are below the target. */
static uint32_t count_below(const uint32_t *numbers, uint32_t count, uint32_t target) {
  uint32_t low = 0;
  while (count > 0) {
    uint32_t half = count / 2;
    if (numbers[low + half] < target) low += half + 1, count -= half + 1;
    else count = half;
  }
  return low;
}

/* The number of the sentence of a word, title and text counted together. Every word is in one. */
static uint32_t sentence_of(const units *u, uint32_t position) {
  uint32_t at = count_below(u->sentences, u->sentence_count, position);
  if (at == u->sentence_count ||
      (u->sentences[at] < VB_POSITION_TEXT) != (position < VB_POSITION_TEXT))
    *u->unknown = true;
  return at;
}

static uint32_t sentence_unit(const void *context, const vb_found *found) {
  const units *u = context;
  uint32_t at = sentence_of(u, found->first);
  return at < u->sentence_count && found->end - 1 <= u->sentences[at] ? at : UINT32_MAX;
}

static uint32_t paragraph_of(const units *u, uint32_t position) {
  uint32_t sentence = sentence_of(u, position);
  if (position >= VB_POSITION_TEXT) sentence += VB_POSITION_TEXT - u->title_sentences;
  return count_below(u->paragraphs, u->paragraph_count, sentence);
}

static uint32_t paragraph_unit(const void *context, const vb_found *found) {
  uint32_t first = paragraph_of(context, found->first);
  return paragraph_of(context, found->end - 1) == first ? first : UINT32_MAX;
}

static void find_units(segment_search *s, const within *w, uint32_t doc, units *out) {
  out->sentences = vb_native_next_places(s, &w->ends[0], doc, &out->sentence_count);
  out->paragraphs = vb_native_next_places(s, &w->ends[1], doc, &out->paragraph_count);
  out->title_sentences = count_below(out->sentences, out->sentence_count, VB_POSITION_TEXT);
}

/* ---- matches ---- */

typedef struct evaluation {
  segment_search *s;
  within *within;
  uint32_t doc;
  bool unknown; /* the text must be read */
  vb_error err;
} evaluation;

static bool fail(evaluation *e, vb_status status) {
  vb_native_failed(e->s->context, status, &e->err);
  return false;
}

static bool no_memory(evaluation *e) {
  return fail(e, vb_fail(&e->err, VB_NOMEM, "out of memory"));
}

/* Adds matches of `length` words from each start. Title and text are two parts. */
static bool add_matches(evaluation *e, const vb_query *leaf, const uint32_t *starts, uint32_t count,
                        uint32_t length, vb_found_list *out) {
  if (!starts || !count) return true;
  out->items = vb_arena_alloc(e->s->context->scratch, count * sizeof *out->items);
  if (!out->items) return no_memory(e);
  out->capacity = count;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t part = starts[i] >= VB_POSITION_TEXT;
    if (part && leaf->field == VB_FIELD_TITLE) break;
    out->items[out->count++] = (vb_found){part, starts[i], starts[i] + length, leaf};
  }
  return true;
}

static bool evaluate(evaluation *e, const operand *o, vb_found_list *out);

static bool evaluate_or(evaluation *e, const operand *o, vb_found_list *out) {
  for (size_t i = 0; i < o->query->child_count; i++) {
    vb_found_list list = {0};
    if (!evaluate(e, &o->children[i], &list)) return false;
    if (!vb_found_append(out, e->s->context->scratch, &list)) return no_memory(e);
  }
  if (o->query->child_count > 1) vb_found_sort(out);
  return true;
}

static vb_status keep_partners(evaluation *e, const vb_query *q, vb_found_list *a,
                               vb_found_list *b) {
  vb_arena *arena = e->s->context->scratch;
  units here = {.unknown = &e->unknown};
  if (q->kind == VB_QUERY_NEAR) return vb_found_near(a, b, q->distance, arena, &e->err);
  find_units(e->s, e->within, e->doc, &here);
  return vb_found_together(a, b, q->kind == VB_QUERY_SENTENCE ? sentence_unit : paragraph_unit,
                           &here, arena, &e->err);
}

static bool evaluate_pair(evaluation *e, const operand *o, vb_found_list *out) {
  vb_found_list a = {0}, b = {0};
  if (!evaluate(e, &o->children[0], &a)) return false;
  if (a.count == 0) return true;
  if (!evaluate(e, &o->children[1], &b)) return false;
  if (b.count == 0) return true;
  vb_status status = keep_partners(e, o->query, &a, &b);
  if (status != VB_OK) return fail(e, status);
  *out = a;
  if (o == &e->within->root) return true; /* whether there is a match is all that is asked */
  if (!vb_found_append(out, e->s->context->scratch, &b)) return no_memory(e);
  vb_found_sort(out);
  return true;
}

/* ---- two words ---- */

static bool is_word(const operand *o) {
  return o->query->kind == VB_QUERY_TERM || o->query->kind == VB_QUERY_PREFIX;
}

/* The places of a word that count: all, or those in the title. */
static const uint32_t *word_places(evaluation *e, const operand *o, uint32_t *count) {
  const uint32_t *places = vb_native_next_places(e->s, &o->places, e->doc, count);
  if (places && o->query->field == VB_FIELD_TITLE)
    *count = count_below(places, *count, VB_POSITION_TEXT);
  return places;
}

/* Whether the last place in each part is in a sentence: then all are. */
static bool are_known(const units *u, const uint32_t *places, uint32_t count) {
  uint32_t title = count_below(places, count, VB_POSITION_TEXT), at = u->title_sentences;
  if (title && (!at || u->sentences[at - 1] < places[title - 1])) return false;
  return title == count ||
         (at < u->sentence_count && u->sentences[u->sentence_count - 1] >= places[count - 1]);
}

/* The last sentence of the paragraph of this one. */
static uint32_t last_of_paragraph(const units *u, uint32_t sentence) {
  bool text = sentence >= u->title_sentences;
  uint32_t shift = text ? VB_POSITION_TEXT - u->title_sentences : 0;
  uint32_t end = text ? u->sentence_count : u->title_sentences;
  uint32_t at = count_below(u->paragraphs, u->paragraph_count, sentence + shift);
  if (at == u->paragraph_count || u->paragraphs[at] < shift) return end - 1;
  uint32_t last = u->paragraphs[at] - shift;
  return last < end ? last : end - 1;
}

/* Whether a place of each, and not the same, is in one unit. Both ascend and are known. */
static bool are_together(const units *u, bool paragraph, const uint32_t *a, uint32_t n,
                         const uint32_t *b, uint32_t m) {
  uint32_t sentence = 0;
  for (uint32_t i = 0, j = 0; i < n && j < m;) {
    uint32_t first = a[i] < b[j] ? a[i] : b[j];
    sentence += count_below(u->sentences + sentence, u->sentence_count - sentence, first);
    if (paragraph) sentence = last_of_paragraph(u, sentence);
    uint32_t end = u->sentences[sentence];
    if (a[i] <= end && b[j] <= end &&
        (a[i] != b[j] || (i + 1 < n && a[i + 1] <= end) || (j + 1 < m && b[j + 1] <= end)))
      return true;
    while (i < n && a[i] <= end) i++;
    while (j < m && b[j] <= end) j++;
  }
  return false;
}

static bool evaluate_words(evaluation *e, const operand *o, bool *answer) {
  units here;
  uint32_t n, m;
  *answer = false;
  const uint32_t *places = word_places(e, &o->children[0], &n);
  if (!places || !n) return true;
  /* The next call may reuse the memory that they are in. */
  uint32_t *a = vb_arena_alloc(e->s->context->scratch, n * sizeof *a);
  if (!a) return no_memory(e);
  memcpy(a, places, n * sizeof *a);
  const uint32_t *b = word_places(e, &o->children[1], &m);
  if (!b || !m) return true;
  find_units(e->s, e->within, e->doc, &here);
  if (!are_known(&here, a, n) || !are_known(&here, b, m)) e->unknown = true;
  else *answer = are_together(&here, o->query->kind == VB_QUERY_PARAGRAPH, a, n, b, m);
  return true;
}

/* REQUIRES: `out` is empty. */
static bool evaluate(evaluation *e, const operand *o, vb_found_list *out) {
  const vb_query *q = o->query;
  uint32_t count;
  const uint32_t *starts;
  switch (q->kind) {
  case VB_QUERY_TERM:
  case VB_QUERY_PREFIX:
    starts = vb_native_next_places(e->s, &o->places, e->doc, &count);
    return add_matches(e, q, starts, count, 1, out);
  case VB_QUERY_PHRASE:
    starts = vb_native_starts(e->s, o->phrase, e->doc, &count);
    return add_matches(e, q, starts, count, (uint32_t)q->child_count, out);
  case VB_QUERY_OR: return evaluate_or(e, o, out);
  default: return evaluate_pair(e, o, out);
  }
}

bool vb_native_within(segment_search *s, within *w, uint32_t doc, bool *answer) {
  evaluation e = {.s = s, .within = w, .doc = doc};
  vb_found_list found = {0};
  vb_arena_clear(s->context->scratch);
  const operand *root = &w->root;
  if (root->query->kind != VB_QUERY_NEAR && is_word(&root->children[0]) &&
      is_word(&root->children[1])) {
    *answer = evaluate_words(&e, root, answer) && *answer;
    return !e.unknown;
  }
  *answer = evaluate(&e, &w->root, &found) && found.count > 0;
  return !e.unknown;
}
