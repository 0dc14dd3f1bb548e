/*
 * phrase.c - decides which lists lead to a phrase's matches: words or pairs.
 *
 * A phrase is a sequence of slots. A match must be in the lists of its words and, where
 * two adjacent words are frequent enough (bigram.h), in the list of the pair, which is
 * much shorter:
 *
 *   the     white     house     of      words   87k  9k  11k  86k
 *      the|white           house|of     pairs      8k       900
 *           white|house                               7k
 *
 * The shortest list leads. A few other pairs are intersected with it, and also bound
 * the score. The positions of all words then decide the candidates (positions.c). A
 * phrase that is one pair needs no positions.
 *
 * Long quotations contain rare words. Their longest words are looked up first (in later
 * segments, those that were rarest in the previous one). Once two of them are unlikely
 * to be together in any article, their lists are intersected. Mostly the result is
 * empty, and neither the other words nor any pair need to be looked up.
 *
 * Words said are words of the text between two marks. Such a phrase is planned as a
 * phrase of the text whose places must be inside a part of a quotation.
 */
#include "searcher/engine/native/native_internal.h"

#include "indexer/store/bigram/bigram.h"
#include "indexer/store/schema.h"

#include <stdlib.h>

enum {
  LISTS_MAX = 4,      /* intersected before positions are read; each also bounds the score */
  PAIR_LOOK_UPS = 48, /* for a long quotation, rarest first */
  SHORT_PAIR = 32,    /* articles; with so few candidates further pairs are not worth looking up */
  FEW_TOGETHER = 8,   /* articles that two rare words may be expected to share */
  RARE_WORD = 4000,   /* articles; words as rare as this need no pairs */
  VERY_RARE = 128,    /* articles; intersecting such lists is cheaper than more look-ups */
  FEW_LEFT = 4,       /* articles; the positions of so few are read before further lists */
  INTERSECTED_MAX = 1 << 18, /* articles of the first list of an intersection: 1 MiB */
  IDF_SLOTS = 8,             /* slots whose idf is added up for the score of a phrase */
  LENGTHS = 16,      /* of words, for the order of look-ups; longer ones are treated alike */
  EXPECT_FROM = 2,   /* words found before the others are expected; mostly one of two is absent */
  LIST_LENGTHS = 64, /* slots; in longer quotations finding repeated words costs too much */
  /* Words that one slot may match with a cursor (3 kB) for each. Beyond that, the places of all are
     gathered in memory; if even they are too many, the phrase is searched for in the text of the
     articles with such words. */
  SLOT_WORDS_MAX = 256
};

#define NOT_LOOKED_UP UINT32_MAX

typedef struct slot {
  const vb_query *query;
  size_t at;  /* in the phrase */
  bool known; /* an exact word: `word` is set */
  vb_term word;
  vb_posting *list; /* of the word, once opened */
  bool covered;     /* the list of a pair contains it */
  bool implied;     /* every candidate has the word */
} slot;

typedef struct list_choice {
  uint64_t cost;
  slot *first;         /* the word's slot, or that of the pair's first word */
  const vb_term *pair; /* NULL: the list of a word */
} list_choice;

typedef struct phrase_plan {
  segment_search *s;
  const vb_query *query;
  slot *slots;
  size_t slot_count;
  list_choice *choices;
  size_t choice_count;
  slot *rarest, *second; /* of the known ones; NULL: none yet */
  bool guessed;          /* the order of look-ups comes from the previous segment */
} phrase_plan;

/* ---- the words that fit one slot ---- */

static bool set_lists(segment_search *s, place_source *p, const vb_term *words, size_t count) {
  p->lists = vb_arena_calloc(s->context->arena, count ? count : 1, sizeof *p->lists);
  if (!p->lists) return vb_native_out_of_memory(s->context);
  p->list_count = count;
  for (size_t i = 0; i < count; i++) {
    if (!(p->lists[i] = vb_native_open_list(s, &words[i]))) return false;
    p->cost += words[i].df;
  }
  return true;
}

/* The words of a prefix, which are counted before the plan is made and opened by it. */
typedef struct found_prefix {
  struct found_prefix *next;
  vb_str key;
  vb_term *words;
  size_t count;
} found_prefix;

static bool walk_prefix(segment_search *s, vb_str from, vb_term **words, size_t *count) {
  vb_word_cursor walk;
  vb_str key;
  vb_error err;
  size_t capacity = 0;
  *words = NULL;
  *count = 0;
  vb_status status = vb_segment_words_from(s->segment, from, &walk, &err);
  while (status == VB_OK) {
    vb_term term;
    status = vb_word_next_with(&walk, from, &key, &term, &err);
    if (status != VB_OK || *count > SLOT_WORDS_MAX || vb_native_late(s->context)) break;
    if (!VB_ARENA_GROW(s->context->arena, *words, &capacity, *count))
      return vb_native_out_of_memory(s->context);
    (*words)[(*count)++] = term;
  }
  return status == VB_NOT_FOUND || !vb_native_failed(s->context, status, &err);
}

static bool prefix_words(segment_search *s, vb_str key, vb_term **words, size_t *count) {
  for (found_prefix *found = s->prefixes; found; found = found->next)
    if (vb_str_eq(found->key, key)) {
      *words = found->words, *count = found->count;
      return true;
    }
  if (!walk_prefix(s, key, words, count)) return false;
  found_prefix *found = vb_arena_alloc(s->context->arena, sizeof *found);
  if (!found) return vb_native_out_of_memory(s->context);
  *found = (found_prefix){s->prefixes, key, *words, *count};
  s->prefixes = found;
  return true;
}

/* All words that match a TERM or PREFIX. */
static bool words_of(segment_search *s, const vb_query *q, vb_term **words, size_t *count) {
  vb_str key = vb_native_key(s->context->arena, q->field, q->term);
  vb_error err;
  *count = 0;
  if (!key.p) return vb_native_out_of_memory(s->context);
  if (q->kind == VB_QUERY_PREFIX) return prefix_words(s, key, words, count);
  vb_status status;
  if (q->by_stem) {
    status = vb_segment_stem_words(s->segment, key, s->context->arena, words, count, &err);
  } else {
    *words = vb_arena_alloc(s->context->arena, sizeof **words);
    if (!*words) return vb_native_out_of_memory(s->context);
    status = vb_word_cache_find(s->context->words, s->segment, key, *words, &err);
    *count = status == VB_OK;
  }
  return status == VB_NOT_FOUND || !vb_native_failed(s->context, status, &err);
}

/* Whether the words of a prefix are too many for a cursor each. */
static bool are_many(const vb_query *q, size_t count) {
  return q->kind == VB_QUERY_PREFIX && count > SLOT_WORDS_MAX;
}

/* The places of many words of a prefix, gathered; NULL on failure or if they take too much. */
static gathered_places *gather_words(segment_search *s, const vb_query *q) {
  vb_str key = vb_native_key(s->context->arena, q->field, q->term);
  if (key.p) return vb_native_gather_places(s, key);
  vb_native_out_of_memory(s->context);
  return NULL;
}

/* The places of all words that match a TERM or PREFIX. False on failure, which is recorded, or if
   they are too many. */
static bool set_places(segment_search *s, const vb_query *q, place_source *p) {
  vb_term *words = NULL;
  size_t count;
  if (!words_of(s, q, &words, &count)) return false;
  if (!are_many(q, count)) return set_lists(s, p, words, count);
  p->gathered = gather_words(s, q);
  if (p->gathered) p->cost = vb_native_gathered_articles(p->gathered);
  return p->gathered != NULL;
}

static bool is_exact(const vb_query *q) {
  return q->kind == VB_QUERY_TERM && !q->by_stem;
}

/* ---- the words, rarest first as far as can be guessed ---- */

static void list_slots(phrase_plan *plan) {
  const vb_query *q = plan->query;
  for (size_t i = 0; i < q->child_count; i++)
    if (q->children[i]->kind != VB_QUERY_ANY_WORD)
      plan->slots[plan->slot_count++] = (slot){.query = q->children[i], .at = i};
}

static void note_rarest(phrase_plan *plan, slot *s) {
  if (plan->rarest && plan->rarest->word.ordinal == s->word.ordinal) return; /* a repeated word */
  if (!plan->rarest || s->word.df < plan->rarest->word.df)
    plan->second = plan->rarest, plan->rarest = s;
  else if (!plan->second || s->word.df < plan->second->word.df) plan->second = s;
}

/* Whether the two rarest words are expected to be together in at most `together` articles. */
static bool rare_together(const phrase_plan *plan, uint32_t rare, uint32_t together) {
  if (!plan->second || plan->rarest->word.df > rare) return false;
  uint64_t pairs = (uint64_t)plan->rarest->word.df * plan->second->word.df;
  return pairs / plan->s->docs <= together;
}

static vb_posting *list_of(phrase_plan *plan, slot *s) {
  if (!s->list) s->list = vb_native_open_list(plan->s, &s->word);
  return s->list;
}

/* Makes the cursor an array of the list's documents; of a piece of a segment, of those in it, and
   of some before and after. */
static bool read_docs(segment_search *s, vb_posting *list, cursor *c) {
  c->kind = CURSOR_ARRAY;
  c->docs = vb_arena_alloc(s->context->arena, list->term.df * sizeof *c->docs);
  if (!c->docs) return vb_native_out_of_memory(s->context);
  for (uint32_t block = s->first ? vb_posting_block_at(list, s->first) : 0;
       block < list->block_count && !vb_native_late(s->context) && vb_posting_enter(list, block);
       block++) {
    if (list->count && list->docs[0] >= s->end) break;
    memcpy(c->docs + c->doc_count, list->docs, list->count * sizeof *c->docs);
    c->doc_count += list->count;
  }
  c->cost = c->doc_count;
  return !vb_native_list_failed(s->context, list);
}

/* Keeps those documents of an array that the list has too. */
static bool keep_docs(segment_search *s, vb_posting *list, cursor *c) {
  c->cost = c->doc_count = vb_posting_keep(list, c->docs, c->doc_count);
  if (c->doc_count == 0) c->kind = CURSOR_EMPTY;
  return !vb_native_list_failed(s->context, list);
}

/* A cursor over the articles that contain both of the two rarest words; NULL on failure. */
static cursor *intersect_rarest(phrase_plan *plan) {
  vb_posting *a = list_of(plan, plan->rarest), *b = a ? list_of(plan, plan->second) : NULL;
  cursor *c = b ? vb_native_cursor(plan->s, CURSOR_ARRAY, 0) : NULL;
  if (!c) return NULL;
  if (!read_docs(plan->s, a, c) || !keep_docs(plan->s, b, c)) return NULL;
  plan->rarest->implied = plan->second->implied = true;
  return c;
}

typedef struct guess {
  uint64_t articles;
  size_t slot;
} guess;

static int by_guess(const void *a, const void *b) {
  const guess *x = a, *y = b;
  return (x->articles > y->articles) - (x->articles < y->articles);
}

/* Orders slots by the frequency of their words in the previous segment, as far as they were looked
   up there; the first two are then the rarest. */
static bool order_as_before(phrase_plan *plan, size_t *order) {
  search_context *context = plan->s->context;
  size_t n = plan->slot_count;
  if (context->guessed_for != plan->query) {
    context->guessed_for = NULL;
    context->guesses = vb_arena_alloc(context->arena, (n + 1) * sizeof *context->guesses);
    if (!context->guesses) return vb_native_out_of_memory(plan->s->context);
    for (size_t i = 0; i < n; i++) context->guesses[i] = NOT_LOOKED_UP;
    context->guessed_for = plan->query;
    return true;
  }
  guess *guesses = vb_arena_alloc(context->arena, (n + 1) * sizeof *guesses);
  if (!guesses) return vb_native_out_of_memory(plan->s->context);
  for (size_t i = 0; i < n; i++) guesses[i] = (guess){context->guesses[order[i]], order[i]};
  if (n > 1) qsort(guesses, n, sizeof *guesses, by_guess);
  for (size_t i = 0; i < n; i++) order[i] = guesses[i].slot;
  plan->guessed = true;
  return true;
}

/* Orders slots by descending length of their words. */
static bool order_slots(phrase_plan *plan, size_t **order) {
  size_t starts[LENGTHS + 1] = {0}, n = plan->slot_count;
  *order = vb_arena_alloc(plan->s->context->arena, (n + 1) * sizeof **order);
  if (!*order) return vb_native_out_of_memory(plan->s->context);
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 0; i < n; i++) {
      size_t length = plan->slots[i].query->term.n;
      size_t rank = length < LENGTHS ? LENGTHS - 1 - length : 0;
      if (pass == 0) starts[rank + 1]++;
      else (*order)[starts[rank]++] = i;
    }
    for (size_t l = 1; pass == 0 && l <= LENGTHS; l++) starts[l] += starts[l - 1];
  }
  return order_as_before(plan, *order);
}

/* Whether a list of this length would remove enough from an intersection. */
static bool removes_some(const phrase_plan *plan, uint64_t articles) {
  return articles * 2 <= plan->s->docs;
}

/* Keeps only the articles that also have the slot's word. */
static bool narrow(phrase_plan *plan, cursor *c, slot *s) {
  if (!removes_some(plan, s->word.df)) return true;
  vb_posting *list = list_of(plan, s);
  s->implied = true;
  return list && keep_docs(plan->s, list, c);
}

/* Intersects the two rarest words so far if that is cheap; later words narrow the result. */
static bool put_together(phrase_plan *plan, slot *s, bool last, cursor **together) {
  if (*together) return narrow(plan, *together, s);
  bool rare = plan->guessed || last ? rare_together(plan, RARE_WORD, FEW_TOGETHER)
                                    : rare_together(plan, VERY_RARE, 1);
  return !rare || (*together = intersect_rarest(plan)) != NULL;
}

/* Looks up the word of a slot. */
static bool resolve(phrase_plan *plan, slot *s) {
  vb_term *word;
  size_t count;
  if (!words_of(plan->s, s->query, &word, &count)) return false;
  plan->s->context->guesses[s - plan->slots] = count ? word->df : 0;
  s->known = count > 0;
  if (!s->known) return true;
  s->word = *word;
  note_rarest(plan, s);
  return true;
}

/* Requests from memory what the look-ups of the words from order[at] on need, all at once. */
static void expect_words(const phrase_plan *plan, const size_t *order, size_t at) {
  for (; at < plan->slot_count; at++) {
    const vb_query *q = plan->slots[order[at]].query;
    if (is_exact(q) && q->field == VB_FIELD_TEXT) /* whose keys have no prefix */
      vb_word_cache_expect(plan->s->context->words, plan->s->segment, q->term);
  }
}

/* Looks up the words. *absent: some slot has no word in this segment, or no article has all of the
   rarest words. *together: a cursor over the articles that have these, if they are rare. */
static bool resolve_slots(phrase_plan *plan, cursor **together, bool *absent) {
  size_t *order, left = 0;
  *together = NULL;
  *absent = false;
  list_slots(plan);
  if (!order_slots(plan, &order)) return false;
  for (size_t i = 0; i < plan->slot_count; i++) left += is_exact(plan->slots[i].query);
  for (size_t i = 0; i < plan->slot_count && !*absent; i++) {
    slot *s = &plan->slots[order[i]];
    if (i == EXPECT_FROM) expect_words(plan, order, i);
    if (!is_exact(s->query)) continue;
    if (!resolve(plan, s)) return false;
    *absent = !s->known;
    if (*absent) break;
    if (!put_together(plan, s, --left == 0, together)) return false;
    *absent = *together && (*together)->kind == CURSOR_EMPTY;
  }
  return true;
}

/* ---- which lists lead ---- */

static int by_choice_cost(const void *a, const void *b) {
  const list_choice *x = a, *y = b;
  return (x->cost > y->cost) - (x->cost < y->cost);
}

static bool pairs_apply(const slot *a, const slot *b) {
  return a->known && b->known && b->at == a->at + 1 && vb_bigram_indexed(&a->word, &b->word) &&
         (a->query->field == VB_FIELD_TEXT || a->query->field == VB_FIELD_TITLE);
}

static void add_choice(phrase_plan *plan, list_choice choice) {
  plan->choices[plan->choice_count++] = choice;
}

/* Lists the slots whose pair with the next is indexed, least likely pairs first. */
static bool list_pairs(phrase_plan *plan, guess **pairs, size_t *count) {
  *count = 0;
  *pairs = vb_arena_alloc(plan->s->context->arena, (plan->slot_count + 1) * sizeof **pairs);
  if (!*pairs) return vb_native_out_of_memory(plan->s->context);
  for (size_t i = 0; i + 1 < plan->slot_count; i++) {
    const slot *a = &plan->slots[i], *b = a + 1;
    if (pairs_apply(a, b)) (*pairs)[(*count)++] = (guess){(uint64_t)a->word.df * b->word.df, i};
  }
  if (*count > 1) qsort(*pairs, *count, sizeof **pairs, by_guess);
  if (*count > PAIR_LOOK_UPS) *count = PAIR_LOOK_UPS;
  return true;
}

/* Chooses pairs where they exist, until one of them is in few articles, and words elsewhere.
 *absent: two words are never adjacent. */
static bool gather_choices(phrase_plan *plan, bool *absent) {
  guess *pairs;
  size_t count;
  if (!list_pairs(plan, &pairs, &count)) return false;
  for (size_t k = 0; k < count; k++) {
    slot *a = &plan->slots[pairs[k].slot], *b = a + 1;
    vb_term *pair = vb_arena_alloc(plan->s->context->arena, sizeof *pair);
    vb_error err;
    if (!pair) return vb_native_out_of_memory(plan->s->context);
    vb_status status = vb_word_cache_find_pair(plan->s->context->words, plan->s->segment, &a->word,
                                               &b->word, pair, &err);
    if (status == VB_NOT_FOUND) return *absent = true;
    if (vb_native_failed(plan->s->context, status, &err)) return false;
    add_choice(plan, (list_choice){.cost = pair->df, .first = a, .pair = pair});
    a->covered = b->covered = true;
    if (pair->df <= SHORT_PAIR) break;
  }
  for (size_t i = 0; i < plan->slot_count; i++) {
    slot *s = &plan->slots[i];
    if (s->known && !s->covered) add_choice(plan, (list_choice){.cost = s->word.df, .first = s});
  }
  return true;
}

/* Opens the list, which every candidate will be in. */
static vb_posting *choose(phrase_plan *plan, const list_choice *choice) {
  choice->first->implied = true;
  if (choice->pair) choice->first[1].implied = true;
  return choice->pair ? vb_native_open_list(plan->s, choice->pair) : list_of(plan, choice->first);
}

static bool add_lead(phrase_plan *plan, cursor *c, const list_choice *choice) {
  cursor *lead = vb_native_cursor(plan->s, CURSOR_LIST, 0);
  if (!lead) return false;
  lead->list = choose(plan, choice);
  lead->cost = choice->cost;
  c->children[c->child_count++] = lead;
  return lead->list != NULL;
}

/* Whether all lists are intersected before any position is read. It pays where every match is
   visited, and in a flat search, whose bounds need only the documents: else few of the candidates
   are examined, and their bounds are needed. */
static bool intersects_all(const phrase_plan *plan) {
  const search_context *context = plan->s->context;
  if (plan->choice_count < 2 || plan->choices[0].cost > INTERSECTED_MAX) return false;
  return context->flat ||
         (context->every && context->lone && removes_some(plan, plan->choices[1].cost));
}

/* Likewise, with the bits of a frequent word if they are kept. A flat search is one of many that
   have the same frequent words, so its bits are worth more than the search's own documents. */
static bool keep_members(segment_search *s, vb_posting *list, cursor *c) {
  enum { SEARCHES = 64 };
  const cursor word = {.kind = CURSOR_LIST, .list = list, .cost = list->term.df};
  vb_member_sets_begin(s->context->sets);
  const uint64_t *members =
      s->context->flat ? vb_member_sets_find(s, &word, SEARCHES * c->doc_count) : NULL;
  if (!members) return keep_docs(s, list, c);
  size_t kept = 0;
  for (size_t i = 0; i < c->doc_count; i++) {
    c->docs[kept] = c->docs[i];
    kept += VB_DOC_SET_HAS(members, c->docs[i]);
  }
  c->cost = c->doc_count = kept;
  return s->context->status == VB_OK;
}

static bool intersect_choices(phrase_plan *plan, cursor *c) {
  cursor *all = vb_native_cursor(plan->s, CURSOR_ARRAY, 0);
  vb_posting *list = all ? choose(plan, &plan->choices[0]) : NULL;
  if (!list || !read_docs(plan->s, list, all)) return false;
  const size_t few = plan->s->context->rough ? 0 : FEW_LEFT;
  for (size_t i = 1; i < plan->choice_count && all->doc_count > few; i++) {
    const list_choice *choice = &plan->choices[i];
    if (!removes_some(plan, choice->cost) || vb_native_late_now(plan->s->context)) break;
    if (!(list = choose(plan, choice)) || !keep_members(plan->s, list, all)) return false;
  }
  if (all->doc_count == 0) c->kind = CURSOR_EMPTY;
  c->children[c->child_count++] = all;
  c->cost = all->cost;
  return true;
}

/* The articles with one of the words of a slot by stem or prefix. The places of a prefix, which are
   gathered already if its words are many, have them too. */
static cursor *lead_of_many(segment_search *s, const vb_query *q) {
  vb_term *words;
  size_t count = 0;
  if (q->kind == VB_QUERY_PREFIX && !words_of(s, q, &words, &count)) return NULL;
  gathered_places *gathered = are_many(q, count) ? gather_words(s, q) : NULL;
  if (s->context->status != VB_OK) return NULL;
  return gathered ? vb_native_gathered_cursor(s, gathered) : vb_native_plan(s, q);
}

/* Adds the shortest list and the next pairs; single words are checked by their positions instead.
   Slots by stem or prefix lead only if nothing else can. */
static bool choose_leads(phrase_plan *plan, cursor *c) {
  qsort(plan->choices, plan->choice_count, sizeof *plan->choices, by_choice_cost);
  if (intersects_all(plan)) return intersect_choices(plan, c);
  for (size_t i = 0; i < plan->choice_count && c->child_count < LISTS_MAX; i++) {
    const list_choice *choice = &plan->choices[i];
    bool worth = i == 0 || choice->pair;
    if (worth && !add_lead(plan, c, choice)) return false;
  }
  for (size_t i = 0; i < plan->slot_count && c->child_count < LISTS_MAX; i++) {
    if (plan->slots[i].known) continue;
    if (c->child_count && c->children[0]->cost < 1000) break;
    cursor *list = lead_of_many(plan->s, plan->slots[i].query);
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

/* A word that occurs twice in the phrase is read through one list. */
static void share_lists(phrase_plan *plan) {
  if (plan->slot_count > LIST_LENGTHS) return;
  for (size_t i = 0; i < plan->slot_count; i++)
    for (size_t k = 0; k < i; k++)
      if (plan->slots[i].known && !plan->slots[i].list && plan->slots[k].known &&
          plan->slots[k].word.ordinal == plan->slots[i].word.ordinal)
        plan->slots[i].list = list_of(plan, &plan->slots[k]);
}

/* The positions that each slot of the phrase may take, rarest first, so that most candidates fail
   at the first slot that is checked. */
static bool gather_places(phrase_plan *plan, cursor *c) {
  segment_search *s = plan->s;
  c->places = vb_arena_calloc(s->context->arena, plan->slot_count, sizeof *c->places);
  if (!c->places) return vb_native_out_of_memory(s->context);
  share_lists(plan);
  for (size_t i = 0; i < plan->slot_count; i++) {
    slot *at = &plan->slots[i];
    place_source *p = &c->places[c->place_count++];
    if (at->known) {
      p->lists = vb_arena_alloc(s->context->arena, sizeof *p->lists);
      if (!p->lists) return vb_native_out_of_memory(s->context);
      if (!(p->lists[0] = list_of(plan, at))) return false;
      p->list_count = 1;
      p->cost = at->word.df;
      p->implied = at->implied;
    } else {
      if (!set_places(s, at->query, p)) return false;
      if (p->cost == 0) c->kind = CURSOR_EMPTY;
    }
    p->offset = (int32_t)at->at;
  }
  qsort(c->places, c->place_count, sizeof *c->places, by_place_cost);
  return true;
}

static void bound_positions(cursor *c, vb_field field, size_t length) {
  c->min_position = 0;
  c->max_position = UINT32_MAX;
  c->distance = (uint32_t)length; /* for a phrase: its number of slots */
  if (field == VB_FIELD_TITLE) c->max_position = VB_POSITION_TEXT;
}

static float phrase_idf(phrase_plan *plan) {
  float sum = 0;
  if (plan->s->context->lone) return 1;
  for (size_t i = 0; i < plan->slot_count && i < IDF_SLOTS; i++)
    if (plan->slots[i].query->kind == VB_QUERY_TERM)
      sum += vb_native_term_idf(plan->s, plan->slots[i].query, VB_DF_UNKNOWN);
  return sum > 0 ? sum : 1;
}

bool vb_native_open_places(segment_search *s, vb_places list, place_source *out) {
  vb_term word;
  vb_error err;
  *out = (place_source){0};
  vb_status status = vb_segment_word(s->segment, vb_places_key(list), &word, &err);
  if (status == VB_NOT_FOUND) return true;
  return !vb_native_failed(s->context, status, &err) && set_lists(s, out, &word, 1);
}

/* Adds the places where parts of quotations begin and end; *absent if the segment has none. */
static bool gather_said(segment_search *s, cursor *c, bool *absent) {
  static const vb_places marks[] = {VB_PLACES_SAID_FIRST, VB_PLACES_SAID_LAST};
  *absent = false;
  c->said = vb_arena_calloc(s->context->arena, 2, sizeof *c->said);
  if (!c->said) return vb_native_out_of_memory(s->context);
  for (int i = 0; i < 2 && !*absent; i++) {
    if (!vb_native_open_places(s, marks[i], &c->said[i])) return false;
    *absent = c->said[i].list_count == 0;
  }
  return true;
}

/* Whether the one article that has all words is wanted without their places (vb_engine_request). */
static bool is_enough(const phrase_plan *plan, const cursor *c) {
  const search_context *context = plan->s->context;
  return context->rough && context->lone && context->every && c->kind == CURSOR_ARRAY &&
         c->doc_count == 1;
}

/* Chooses lists that lead to candidates (rare words, pairs of words) and lists that give the places
   to check. A phrase that is exactly one indexed pair in the text needs no places, unless they are
   asked for. */
static cursor *plan_phrase(segment_search *s, const vb_query *q, bool places) {
  size_t n = q->child_count;
  phrase_plan plan = {.s = s, .query = q};
  plan.slots = vb_arena_calloc(s->context->arena, n, sizeof *plan.slots);
  plan.choices = vb_arena_calloc(s->context->arena, 2 * n, sizeof *plan.choices);
  if (!plan.slots || !plan.choices) {
    vb_native_out_of_memory(s->context);
    return NULL;
  }
  bool absent;
  cursor *together;
  if (!resolve_slots(&plan, &together, &absent)) return NULL;
  if (!absent && !together && !gather_choices(&plan, &absent)) return NULL;
  if (absent) return vb_native_cursor(s, CURSOR_EMPTY, 0);
  if (together && is_enough(&plan, together)) return together;
  cursor *c = vb_native_cursor(s, CURSOR_PHRASE, LISTS_MAX);
  if (!c) return NULL;
  c->child_count = 0;
  c->listed = n == 2 && plan.choice_count == 1 && plan.choices[0].pair &&
              q->field == VB_FIELD_TEXT && !places;
  c->idf = phrase_idf(&plan);
  bound_positions(c, q->field, n);
  if (together) {
    c->children[c->child_count++] = together;
    c->cost = together->cost;
  } else if (!choose_leads(&plan, c)) {
    return NULL;
  }
  if (c->child_count && is_enough(&plan, c->children[0])) return c->children[0];
  if (!c->listed && !gather_places(&plan, c)) return NULL;
  return c;
}

/* Whether the places of a prefix do not fit the memory: then only the text can tell them. */
static bool too_many_words(segment_search *s, const vb_query *q) {
  vb_term *words;
  size_t count;
  for (size_t i = 0; i < q->child_count; i++) {
    const vb_query *word = q->children[i];
    if (word->kind != VB_QUERY_PREFIX) continue;
    if (!words_of(s, word, &words, &count)) return false;
    if (are_many(word, count) && !gather_words(s, word)) return true;
  }
  return false;
}

/* A copy of the phrase with its words in the field of the text. */
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
  else vb_native_out_of_memory(s->context);
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

/* Whether positions decide a phrase. Only the text can tell whether there is a word at an open
   end. */
static bool has_places(segment_search *s, const vb_query *q) {
  size_t n = q->child_count;
  return n > 0 && q->children[0]->kind != VB_QUERY_ANY_WORD &&
         q->children[n - 1]->kind != VB_QUERY_ANY_WORD && !too_many_words(s, q);
}

const cursor *vb_native_plan_starts(segment_search *s, const vb_query *q) {
  return has_places(s, q) ? plan_phrase(s, q, true) : NULL;
}

bool vb_native_plan_places(segment_search *s, const vb_query *q, place_source *out) {
  return set_places(s, q, out);
}

cursor *vb_native_plan_phrase(segment_search *s, const vb_query *q) {
  if (!has_places(s, q)) return NULL;
  return q->field == VB_FIELD_SAID ? plan_said(s, q) : plan_phrase(s, q, false);
}

/* ---- proximity ---- */

static bool is_leaf(const vb_query *q) {
  return q->kind == VB_QUERY_TERM || q->kind == VB_QUERY_PREFIX;
}

/* Plans NEAR for two leaves of one field, from their positions. Groups and phrases are left to
   verification, which reads the article. The rarer side leads. */
cursor *vb_native_plan_near(segment_search *s, const vb_query *q) {
  if (q->child_count != 2 || !is_leaf(q->children[0]) || !is_leaf(q->children[1]) ||
      q->children[0]->field != q->children[1]->field || q->children[0]->field == VB_FIELD_SAID)
    return NULL; /* must be verified */
  if (too_many_words(s, q)) return NULL;
  cursor *c = vb_native_cursor(s, CURSOR_NEAR, 2);
  if (!c) return NULL;
  bound_positions(c, q->children[0]->field, 1);
  c->distance = q->distance;
  c->places = vb_arena_calloc(s->context->arena, 2, sizeof *c->places);
  if (!c->places) {
    vb_native_out_of_memory(s->context);
    return NULL;
  }
  for (size_t i = 0; i < 2; i++) {
    if (!(c->children[i] = vb_native_plan(s, q->children[i]))) return NULL;
    if (c->children[i]->kind == CURSOR_EMPTY) return c->children[i];
    if (!set_places(s, q->children[i], &c->places[i])) return NULL;
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
