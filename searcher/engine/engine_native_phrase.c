/*
 * engine_native_phrase.c - phrases and proximity, by lists of pairs and by positions.
 *
 * A phrase is a row of slots. The lists that a match must be in are those of its
 * words and, where both of two neighbours are frequent, that of the pair, which
 * is far shorter:
 *
 *   the  white  house  of      words     87k  9k  11k  86k
 *     the|white  house|of      pairs       8k        900
 *        white|house                         7k
 *
 * Only the two or three shortest are intersected; the few candidates are settled
 * by the positions of all words, rarest first, which stops at the first word
 * that leaves no place. A pair alone needs no positions at all.
 *
 * Words said are words of the text between two marks: such a phrase is one of the
 * text, whose places must then lie inside a part of a quotation.
 */
#include "searcher/engine/engine_native_internal.h"

#include "indexer/store/schema.h"

#include <stdio.h>
#include <stdlib.h>

enum {
  LISTS_MAX = 3,      /* intersected before positions are read */
  SHORT_LIST = 4,     /* candidates; with as few, no further list pays */
  PAIR_LOOK_UPS = 48, /* of a long quotation: enough to find its rare ones */
  FEW_TOGETHER = 8,   /* articles that two rare words may be expected to share */
  RARE_WORD = 4000,   /* articles; of words as rare no pair is needed */
  IDF_SLOTS = 8       /* of a phrase, whose words' idf its score adds up */
};

typedef struct slot {
  const vb_query *query;
  size_t at;          /* in the phrase */
  bool known;         /* an exact word: `word` is set */
  vb_term word;
  place_source *places;
} slot;

typedef struct list_choice {
  uint64_t cost;
  const vb_term *term; /* of a word or pair */
  size_t first, last;  /* slots that it stands for */
  cursor *ready;       /* a cursor of another kind */
} list_choice;

typedef struct phrase_plan {
  segment_search *s;
  const vb_query *query;
  slot *slots;
  size_t slot_count;
  list_choice *choices;
  size_t choice_count;
} phrase_plan;

static bool out_of_memory(segment_search *s) {
  s->context->status = vb_fail(&s->context->error, VB_NOMEM, "out of memory");
  return false;
}

/* ---- what may stand at one slot ---- */

static bool set_lists(segment_search *s, place_source *p, const vb_term *words, size_t count) {
  p->lists = vb_arena_calloc(s->context->arena, count ? count : 1, sizeof *p->lists);
  if (!p->lists) return out_of_memory(s);
  p->list_count = count;
  for (size_t i = 0; i < count; i++) {
    if (!(p->lists[i] = vb_native_open_list(s, &words[i]))) return false;
    p->cost += words[i].df;
  }
  return true;
}

static bool prefix_words(segment_search *s, vb_str from, vb_term **words, size_t *count) {
  vb_word_cursor walk;
  vb_str key;
  vb_error err;
  size_t capacity = 0;
  *words = NULL;
  *count = 0;
  vb_status status = vb_segment_words_from(s->segment, from, &walk, &err);
  while (status == VB_OK) {
    vb_term term;
    status = vb_word_next(&walk, &key, &term, &err);
    if (status != VB_OK || key.n < from.n || memcmp(key.p, from.p, from.n) != 0) break;
    void *items = *words;
    if (!vb_arena_grow(s->context->arena, &items, &capacity, *count, sizeof **words))
      return out_of_memory(s);
    *words = items;
    (*words)[(*count)++] = term;
  }
  return status == VB_NOT_FOUND || !vb_native_failed(s->context, status, &err);
}

/* All words that may stand where a TERM or PREFIX is asked for. */
static bool words_of(segment_search *s, const vb_query *q, vb_term **words, size_t *count) {
  vb_str key = vb_native_key(s->context->arena, q->field, q->term);
  vb_error err;
  *count = 0;
  if (!key.p) return out_of_memory(s);
  if (q->kind == VB_QUERY_PREFIX) return prefix_words(s, key, words, count);
  vb_status status;
  if (q->by_stem) {
    status = vb_segment_stem_words(s->segment, key, s->context->arena, words, count, &err);
  } else {
    *words = vb_arena_alloc(s->context->arena, sizeof **words);
    if (!*words) return out_of_memory(s);
    status = vb_word_cache_find(s->context->words, s->segment, key, *words, &err);
    *count = status == VB_OK;
  }
  return status == VB_NOT_FOUND || !vb_native_failed(s->context, status, &err);
}

static bool is_exact(const vb_query *q) { return q->kind == VB_QUERY_TERM && !q->by_stem; }

/* Fills the slots; *absent when some slot has no word in this segment. */
static bool resolve_slots(phrase_plan *plan, bool *absent) {
  const vb_query *q = plan->query;
  *absent = false;
  for (size_t i = 0; i < q->child_count && !*absent; i++) {
    const vb_query *child = q->children[i];
    if (child->kind == VB_QUERY_ANY_WORD) continue;
    slot *at = &plan->slots[plan->slot_count++];
    *at = (slot){.query = child, .at = i};
    if (!is_exact(child)) continue;
    vb_term *word;
    size_t count;
    if (!words_of(plan->s, child, &word, &count)) return false;
    *absent = count == 0;
    if (count) at->known = true, at->word = *word;
  }
  return true;
}

/* ---- which lists lead ---- */

static int by_choice_cost(const void *a, const void *b) {
  const list_choice *x = a, *y = b;
  return (x->cost > y->cost) - (x->cost < y->cost);
}

static bool pairs_apply(const slot *a, const slot *b) {
  return a->known && b->known && b->at == a->at + 1 && a->word.pair_rank != VB_NOT_PAIRED &&
         b->word.pair_rank != VB_NOT_PAIRED &&
         (a->query->field == VB_FIELD_TEXT || a->query->field == VB_FIELD_TITLE);
}

static void add_choice(phrase_plan *plan, list_choice choice) {
  plan->choices[plan->choice_count++] = choice;
}

/* Two words so rare that their intersection beats any pair: a long quotation nearly always has
   them, and is spared a look-up for each of its pairs. */
static bool words_suffice(const phrase_plan *plan) {
  uint64_t least = UINT64_MAX, second = UINT64_MAX;
  for (size_t i = 0; i < plan->slot_count; i++) {
    uint64_t df = plan->slots[i].known ? plan->slots[i].word.df : UINT64_MAX;
    if (df < least) second = least, least = df;
    else if (df < second) second = df;
  }
  return second != UINT64_MAX && least <= RARE_WORD &&
         least * second / plan->s->docs <= FEW_TOGETHER;
}

/* Pairs where there are some, words where not. *absent when two words are never neighbours. */
static bool gather_choices(phrase_plan *plan, bool *absent) {
  size_t looked = 0;
  bool covered = false; /* the slot in hand is in the pair before */
  bool words_only = words_suffice(plan);
  for (size_t i = 0; i < plan->slot_count; i++) {
    slot *here = &plan->slots[i];
    bool paired = !words_only && i + 1 < plan->slot_count && pairs_apply(here, &plan->slots[i + 1]);
    if (paired && looked < PAIR_LOOK_UPS) {
      vb_term *pair = vb_arena_alloc(plan->s->context->arena, sizeof *pair);
      vb_error err;
      if (!pair) return out_of_memory(plan->s);
      looked++;
      vb_status status =
          vb_segment_pair(plan->s->segment, &here->word, &plan->slots[i + 1].word, pair, &err);
      if (status == VB_NOT_FOUND) return *absent = true;
      if (vb_native_failed(plan->s->context, status, &err)) return false;
      add_choice(plan, (list_choice){pair->df, pair, i, i + 1, NULL});
      covered = true;
      continue;
    }
    if (here->known && !covered) add_choice(plan, (list_choice){here->word.df, &here->word, i, i, NULL});
    covered = false;
  }
  return true;
}

static cursor *lead_cursor(phrase_plan *plan, const list_choice *choice) {
  cursor *c = vb_native_cursor(plan->s, CURSOR_LIST, 0);
  if (!c || !(c->list = vb_native_open_list(plan->s, choice->term))) return NULL;
  c->cost = choice->cost;
  return c;
}

/* The two or three shortest lists; slots by stem or prefix lead only where nothing else does. */
static bool choose_leads(phrase_plan *plan, cursor *c) {
  qsort(plan->choices, plan->choice_count, sizeof *plan->choices, by_choice_cost);
  for (size_t i = 0; i < plan->choice_count && c->child_count < LISTS_MAX; i++) {
    if (c->child_count && c->children[0]->cost <= SHORT_LIST) break;
    if (!(c->children[c->child_count] = lead_cursor(plan, &plan->choices[i]))) return false;
    c->child_count++;
  }
  for (size_t i = 0; i < plan->slot_count && c->child_count < LISTS_MAX; i++) {
    if (plan->slots[i].known) continue;
    if (c->child_count && c->children[0]->cost < 1000) break;
    cursor *list = vb_native_plan(plan->s, plan->slots[i].query);
    if (!list) return false;
    c->children[c->child_count++] = list;
    if (list->kind == CURSOR_EMPTY) c->kind = CURSOR_EMPTY;
  }
  c->cost = c->child_count ? c->children[0]->cost : 0;
  return true;
}

/* ---- the places ---- */

static int by_place_cost(const void *a, const void *b) {
  const place_source *x = a, *y = b;
  return (x->cost > y->cost) - (x->cost < y->cost);
}

/* A word that stands in the phrase twice is read through one list. */
static place_source *same_word_before(phrase_plan *plan, size_t i, cursor *c) {
  if (i > 64) return NULL; /* of a long quotation: looking costs more than reading */
  for (size_t k = 0; k < i; k++)
    if (plan->slots[k].known && plan->slots[k].word.ordinal == plan->slots[i].word.ordinal &&
        plan->slots[i].known)
      return &c->places[k];
  return NULL;
}

static bool gather_places(phrase_plan *plan, cursor *c) {
  segment_search *s = plan->s;
  c->places = vb_arena_calloc(s->context->arena, plan->slot_count, sizeof *c->places);
  if (!c->places) return out_of_memory(s);
  for (size_t i = 0; i < plan->slot_count; i++) {
    slot *at = &plan->slots[i];
    place_source *p = &c->places[c->place_count++];
    place_source *same = same_word_before(plan, i, c);
    if (same) {
      *p = *same;
    } else if (at->known) {
      if (!set_lists(s, p, &at->word, 1)) return false;
    } else {
      vb_term *words;
      size_t count;
      if (!words_of(s, at->query, &words, &count) || !set_lists(s, p, words, count)) return false;
      if (count == 0) c->kind = CURSOR_EMPTY;
    }
    p->offset = (int32_t)at->at;
  }
  qsort(c->places, c->place_count, sizeof *c->places, by_place_cost);
  return true;
}

static void bound_positions(cursor *c, vb_field field, size_t length) {
  c->min_position = 0;
  c->max_position = UINT32_MAX;
  c->distance = (uint32_t)length; /* of a phrase: its slots */
  if (field == VB_FIELD_TITLE) c->max_position = VB_POSITION_TEXT;
}

static float phrase_idf(phrase_plan *plan) {
  float sum = 0;
  if (plan->s->context->lone) return 1;
  for (size_t i = 0; i < plan->slot_count && i < IDF_SLOTS; i++)
    if (plan->slots[i].query->kind == VB_QUERY_TERM)
      sum += vb_native_term_idf(plan->s, plan->slots[i].query);
  return sum > 0 ? sum : 1;
}

/* Where the parts of quotations begin and end; *absent where the segment has none. */
static bool gather_said(segment_search *s, cursor *c, bool *absent) {
  static const vb_str marks[] = {VB_STR(VB_SAID_FIRST), VB_STR(VB_SAID_LAST)};
  const char *prefix = vb_field_prefix(VB_FIELD_SAID);
  char key[VB_TERM_MAX];
  *absent = false;
  c->said = vb_arena_calloc(s->context->arena, 2, sizeof *c->said);
  if (!c->said) return out_of_memory(s);
  for (int i = 0; i < 2 && !*absent; i++) {
    vb_term word;
    vb_error err;
    int n = snprintf(key, sizeof key, "%s%.*s", prefix, VB_STR_ARG(marks[i]));
    vb_status status = vb_segment_word(s->segment, (vb_str){key, (size_t)n}, &word, &err);
    *absent = status == VB_NOT_FOUND;
    if (*absent) break;
    if (vb_native_failed(s->context, status, &err)) return false;
    if (!set_lists(s, &c->said[i], &word, 1)) return false;
  }
  return true;
}

static cursor *plan_phrase(segment_search *s, const vb_query *q, bool said) {
  size_t n = q->child_count;
  phrase_plan plan = {.s = s, .query = q};
  plan.slots = vb_arena_calloc(s->context->arena, n, sizeof *plan.slots);
  plan.choices = vb_arena_calloc(s->context->arena, n, sizeof *plan.choices);
  if (!plan.slots || !plan.choices) {
    out_of_memory(s);
    return NULL;
  }
  bool absent;
  if (!resolve_slots(&plan, &absent)) return NULL;
  if (!absent && !gather_choices(&plan, &absent)) return NULL;
  if (absent) return vb_native_cursor(s, CURSOR_EMPTY, 0);
  cursor *c = vb_native_cursor(s, CURSOR_PHRASE, LISTS_MAX);
  if (!c) return NULL;
  c->child_count = 0;
  c->listed = n == 2 && plan.choice_count == 1 && plan.choices[0].first < plan.choices[0].last &&
              q->field == VB_FIELD_TEXT && !said;
  c->idf = phrase_idf(&plan);
  bound_positions(c, q->field, n);
  if (!choose_leads(&plan, c)) return NULL;
  if (!c->listed && !gather_places(&plan, c)) return NULL;
  return c;
}

/* The phrase and its words in the field of the text. */
static vb_query *in_text(segment_search *s, const vb_query *q) {
  vb_query *copy = vb_query_new(s->context->arena, VB_QUERY_PHRASE, q->child_count);
  for (size_t i = 0; copy && i < q->child_count; i++) {
    vb_query *child = vb_arena_alloc(s->context->arena, sizeof *child);
    if (!child) copy = NULL;
    else {
      *child = *q->children[i];
      child->field = VB_FIELD_TEXT;
      copy->children[i] = child;
    }
  }
  if (copy) copy->field = VB_FIELD_TEXT;
  else out_of_memory(s);
  return copy;
}

static cursor *plan_said(segment_search *s, const vb_query *q) {
  bool absent;
  vb_query *text = in_text(s, q);
  cursor *c = text ? plan_phrase(s, text, true) : NULL;
  if (!c || c->kind != CURSOR_PHRASE) return c;
  if (!gather_said(s, c, &absent)) return NULL;
  return absent ? vb_native_cursor(s, CURSOR_EMPTY, 0) : c;
}

cursor *vb_native_plan_phrase(segment_search *s, const vb_query *q) {
  size_t n = q->child_count;
  if (n == 0 || q->children[0]->kind == VB_QUERY_ANY_WORD ||
      q->children[n - 1]->kind == VB_QUERY_ANY_WORD)
    return NULL; /* whether a word stands there only the text knows */
  return q->field == VB_FIELD_SAID ? plan_said(s, q) : plan_phrase(s, q, false);
}

/* ---- deciding a candidate ---- */

static bool room_for(segment_search *s, int which, size_t n) {
  if (n <= s->positions_capacity[which]) return true;
  uint32_t *grown = vb_arena_alloc(s->context->arena, n * 2 * sizeof *grown);
  if (!grown) return out_of_memory(s);
  s->positions[which] = grown;
  s->positions_capacity[which] = n * 2;
  return true;
}

static int by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

/* The places of a source in a doc, ascending; borrowed from the list where there is one only. */
static const uint32_t *places_in(segment_search *s, const place_source *p, uint32_t doc,
                                 uint32_t *count) {
  *count = 0;
  const uint32_t *only = NULL;
  size_t n = 0, found = 0;
  for (size_t i = 0; i < p->list_count; i++) {
    vb_posting *list = p->lists[i];
    if (vb_posting_seek(list, doc) != doc) {
      vb_error err;
      if (list->status != VB_OK) vb_native_failed(s->context, vb_posting_status(list, &err), &err);
      continue;
    }
    uint32_t here;
    const uint32_t *positions = vb_posting_positions(list, &here);
    if (!positions) {
      vb_error err;
      vb_native_failed(s->context, vb_posting_status(list, &err), &err);
      continue;
    }
    if (p->list_count == 1) {
      *count = here;
      return positions;
    }
    if (n + here > s->positions_capacity[1]) {
      const uint32_t *before = s->positions[1];
      if (!room_for(s, 1, n + here)) return NULL;
      if (n) memcpy(s->positions[1], before, n * sizeof *before);
    }
    memcpy(s->positions[1] + n, positions, here * sizeof *positions);
    n += here;
    found++;
    only = s->positions[1];
  }
  if (found > 1) qsort(s->positions[1], n, sizeof *s->positions[1], by_number);
  *count = (uint32_t)n;
  return only;
}

/* Keeps the starts whose word stands at start + offset; both ascend. */
static uint32_t keep_starts(uint32_t *starts, uint32_t count, const uint32_t *places,
                            uint32_t place_count, int32_t offset) {
  uint32_t kept = 0, at = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t wanted = starts[i] + (uint32_t)offset;
    while (at < place_count && places[at] < wanted) at++;
    if (at == place_count) break;
    if (places[at] == wanted) starts[kept++] = starts[i];
  }
  return kept;
}

/* The starts that the rarest slot allows, inside one part of the article. */
static uint32_t first_starts(segment_search *s, const cursor *c, const uint32_t *places,
                             uint32_t count) {
  const place_source *p = &c->places[0];
  uint32_t kept = 0;
  if (!room_for(s, 0, count)) return 0;
  for (uint32_t i = 0; i < count; i++) {
    if (places[i] < (uint32_t)p->offset) continue;
    uint32_t start = places[i] - (uint32_t)p->offset, end = start + c->distance - 1;
    if (start < c->min_position || end >= c->max_position) continue;
    if ((start < VB_POSITION_TEXT) != (end < VB_POSITION_TEXT)) continue;
    s->positions[0][kept++] = start;
  }
  return kept;
}

/* Keeps the starts of phrases that lie inside one part of a quotation: the first part that ends
   at or behind the phrase's last word must begin at or before its first. */
static uint32_t keep_said(segment_search *s, const cursor *c, uint32_t *starts, uint32_t count) {
  uint32_t n, m, kept = 0;
  const uint32_t *first = places_in(s, &c->said[0], c->doc, &n);
  const uint32_t *last = first ? places_in(s, &c->said[1], c->doc, &m) : NULL;
  if (!last || n != m) return 0;
  for (uint32_t i = 0, part = 0; i < count; i++) {
    uint32_t end = starts[i] + c->distance - 1;
    while (part < n && last[part] < end) part++;
    if (part == n) break;
    if (first[part] <= starts[i]) starts[kept++] = starts[i];
  }
  return kept;
}

bool vb_native_confirm_phrase(segment_search *s, cursor *c) {
  if (c->listed) {
    c->occurrences = vb_posting_weight(c->children[0]->list);
    return true;
  }
  uint32_t count, starts = 0;
  for (size_t i = 0; i < c->place_count; i++) {
    const uint32_t *places = places_in(s, &c->places[i], c->doc, &count);
    if (!places || count == 0) return false;
    starts = i == 0 ? first_starts(s, c, places, count)
                    : keep_starts(s->positions[0], starts, places, count, c->places[i].offset);
    if (starts == 0) return false;
  }
  if (c->said && (starts = keep_said(s, c, s->positions[0], starts)) == 0) return false;
  c->occurrences = starts;
  return true;
}

/* ---- proximity ---- */

static bool is_leaf(const vb_query *q) {
  return q->kind == VB_QUERY_TERM || q->kind == VB_QUERY_PREFIX;
}

cursor *vb_native_plan_near(segment_search *s, const vb_query *q) {
  if (q->child_count != 2 || !is_leaf(q->children[0]) || !is_leaf(q->children[1]) ||
      q->children[0]->field != q->children[1]->field || q->children[0]->field == VB_FIELD_SAID)
    return NULL; /* to be verified */
  cursor *c = vb_native_cursor(s, CURSOR_NEAR, 2);
  if (!c) return NULL;
  bound_positions(c, q->children[0]->field, 1);
  c->distance = q->distance;
  c->places = vb_arena_calloc(s->context->arena, 2, sizeof *c->places);
  if (!c->places) {
    out_of_memory(s);
    return NULL;
  }
  for (size_t i = 0; i < 2; i++) {
    vb_term *words;
    size_t count;
    if (!(c->children[i] = vb_native_plan(s, q->children[i]))) return NULL;
    if (c->children[i]->kind == CURSOR_EMPTY) return c->children[i];
    if (!words_of(s, q->children[i], &words, &count) || !set_lists(s, &c->places[i], words, count))
      return NULL;
    c->idf += c->children[i]->idf;
  }
  c->place_count = 2;
  if (c->children[1]->cost < c->children[0]->cost) {
    cursor *swap = c->children[0];
    c->children[0] = c->children[1], c->children[1] = swap;
  }
  c->cost = c->children[0]->cost;
  return c;
}

bool vb_native_confirm_near(segment_search *s, cursor *c) {
  uint32_t n, m, found = 0;
  const uint32_t *a = places_in(s, &c->places[0], c->doc, &n);
  if (!a || n == 0 || !room_for(s, 0, n)) return false;
  memcpy(s->positions[0], a, n * sizeof *a); /* the next call may use the room that a lies in */
  const uint32_t *b = places_in(s, &c->places[1], c->doc, &m);
  if (!b) return false;
  for (uint32_t i = 0, low = 0; i < n; i++) {
    uint32_t here = s->positions[0][i];
    if (here >= c->max_position) break;
    while (low < m && b[low] + c->distance < here) low++;
    for (uint32_t k = low; k < m && b[k] <= here + c->distance; k++) {
      if (b[k] == here || b[k] >= c->max_position) continue; /* a word is not near itself */
      found++;
      break;
    }
  }
  c->occurrences = found;
  return found > 0;
}
