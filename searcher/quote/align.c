/*
 * align.c - finds the place of a text that is nearest to a quote.
 *
 * First a window slides over the text's words and counts how many of the quote's words
 * it contains; adjacent ones count extra. The window with the highest count is where
 * the quote is, if it is anywhere. Then the quote is aligned with that window and a
 * little around it. Words of the text before and after the quote cost nothing:
 *
 *   text       w0  w1  w2  w3  ...
 *   quote   0   0   0   0   0   0    free start
 *      q0   1
 *      q1   2    least cost; `steps` records the step that led there
 *           least of the last row: free end
 */
#include "searcher/quote/align_internal.h"

#include "indexer/base/hash.h"

enum {
  SIGNATURES = 4096, /* reject nearly all words of a text that the quote lacks */
  NONE = UINT32_MAX
};

const char *vb_edit_name(vb_edit_kind kind) {
  static const char *const names[] = {"same", "changed", "added", "left-out"};
  return names[kind];
}

bool vb_edit_add(edit_list *list, vb_edit edit) {
  vb_edit *last = list->count ? &list->edits[list->count - 1] : NULL;
  if (last && last->kind == edit.kind && last->quote_to == edit.quote_from &&
      last->article_to == edit.article_from) {
    last->quote_to = edit.quote_to;
    last->article_to = edit.article_to;
    return true;
  }
  if (!VB_ARENA_GROW(list->arena, list->edits, &list->capacity, list->count)) return false;
  list->edits[list->count++] = edit;
  return true;
}

/* ---- sums ---- */

/* Sums up an edit list: agreement is the share of equal words in the longer side. */
void vb_edit_finish(const edit_list *list, const vb_analysis *quote, const vb_analysis *part,
                    vb_alignment *out) {
  *out = (vb_alignment){.edits = list->edits, .edit_count = list->count};
  uint32_t quoted = 0, printed = 0;
  for (size_t i = 0; i < list->count; i++) {
    const vb_edit *e = &list->edits[i];
    quoted += e->quote_to - e->quote_from;
    printed += e->article_to - e->article_from;
    if (e->kind == VB_EDIT_SAME) {
      if (out->same == 0) out->first_token = e->article_from;
      out->end_token = e->article_to;
      out->same += e->quote_to - e->quote_from;
      continue;
    }
    out->changes |= vb_changes_in(quote, e->quote_from, e->quote_to, part);
    out->changes |= vb_changes_in(part, e->article_from, e->article_to, part);
  }
  uint32_t longer = quoted > printed ? quoted : printed;
  out->agreement = longer ? (double)out->same / longer : 0;
  out->found = out->same > 0;
}

/* ---- the fullest window ---- */

typedef struct word_ids {
  uint32_t *slots; /* hash table: index of a quote word + 1; in the arena of the request, unlike a
                      vb_hash_table, so that no return has to free it */
  size_t mask;
  uint64_t kinds[SIGNATURES / 64]; /* a bit set of the signatures of the quote's words */
  uint32_t *ids;                   /* by word of the quote: the first word equal to it */
  uint32_t *counts;                /* by id */
} word_ids;

/* A hash of a word's length, first and last letter. */
static unsigned signature(const vb_token *t) {
  unsigned first = (unsigned char)t->term[0], last = (unsigned char)t->term[t->term_length - 1];
  return (t->term_length * 37 + first * 131 + last * 17) % SIGNATURES;
}

static inline size_t hash_of(const vb_token *t) {
  return vb_hash_short((vb_str){t->term, t->term_length});
}

/* Gives equal words of the quote equal numbers, so that aligning compares integers. `kinds` rejects
   most words of the article without a look-up. */
static bool number_words(const vb_analysis *quote, vb_arena *arena, word_ids *out) {
  size_t n = quote->token_count, capacity = 16;
  while (capacity < n * 2) capacity *= 2;
  out->mask = capacity - 1;
  out->slots = vb_arena_calloc(arena, capacity, sizeof *out->slots);
  out->ids = vb_arena_calloc(arena, n, sizeof *out->ids);
  out->counts = vb_arena_calloc(arena, n, sizeof *out->counts);
  memset(out->kinds, 0, sizeof out->kinds);
  if (!out->slots || !out->ids || !out->counts) return false;
  for (uint32_t i = 0; i < n; i++) {
    const vb_token *t = &quote->tokens[i];
    size_t at = hash_of(t) & out->mask;
    while (out->slots[at] && !vb_same_term(&quote->tokens[out->slots[at] - 1], t))
      at = (at + 1) & out->mask;
    if (!out->slots[at]) out->slots[at] = i + 1;
    out->ids[i] = out->slots[at] - 1;
    out->counts[out->ids[i]]++;
    out->kinds[signature(t) / 64] |= (uint64_t)1 << signature(t) % 64;
  }
  return true;
}

static uint32_t id_of(const word_ids *words, const vb_analysis *quote, const vb_token *t) {
  size_t at = hash_of(t) & words->mask;
  for (; words->slots[at]; at = (at + 1) & words->mask)
    if (vb_same_term(&quote->tokens[words->slots[at] - 1], t)) return words->slots[at] - 1;
  return NONE;
}

/* The words of a text: their ids, and the places of those that the quote has. */
typedef struct numbered {
  uint32_t *ids, *places;
  size_t count, place_count;
} numbered;

/* The places of the words that the quote may have; no branch, as it would be guessed wrong. */
static void list_places(const word_ids *words, const vb_analysis *part, numbered *out) {
  for (uint32_t j = 0; j < out->count; j++) {
    unsigned kind = signature(&part->tokens[j]);
    out->places[out->place_count] = j;
    out->place_count += words->kinds[kind / 64] >> kind % 64 & 1;
  }
}

/* Numbers the text's words; REQUIRES: `out` has room for them. Whether it contains every word of
   the quote. */
static bool number_text(const word_ids *words, const vb_analysis *quote, const vb_analysis *part,
                        bool *seen, numbered *out) {
  size_t n = quote->token_count, kinds = 0, kept = 0;
  memset(out->ids, 0xff, out->count * sizeof *out->ids); /* NONE */
  list_places(words, part, out);
  for (size_t i = 0; i < out->place_count; i++) {
    uint32_t j = out->places[i], id = id_of(words, quote, &part->tokens[j]);
    if (id == NONE) continue;
    out->ids[j] = id;
    out->places[kept++] = j;
    seen[id] = true;
  }
  out->place_count = kept;
  for (size_t i = 0; i < n; i++) kinds += seen[words->ids[i]];
  return kinds == n;
}

/* The next place from which the window gains or loses a word of the quote; text->count if there is
   none. `gained` and `lost` count the places that were passed. */
static size_t next_place(const numbered *text, size_t length, size_t *gained, size_t *lost) {
  size_t in = *gained < text->place_count ? text->places[*gained] : text->count;
  size_t out = *lost < text->place_count ? text->places[*lost] + length : text->count;
  *gained += in <= out;
  *lost += out <= in;
  return in < out ? in : out;
}

/* Sets *best to the start of the window of `length` words that contains most of the quote, and
 *most to how much that is. False when there is no memory. */
static bool fullest_window(const word_ids *words, const vb_analysis *quote, const numbered *numbers,
                           size_t length, vb_arena *arena, size_t *best, size_t *most) {
  const uint32_t *text = numbers->ids;
  size_t n = quote->token_count, score = 0, gained = 0, lost = 0;
  uint32_t *held = vb_arena_calloc(arena, n, sizeof *held);
  uint32_t *follows = vb_arena_alloc(arena, n * sizeof *follows);
  *best = *most = 0;
  if (!held || !follows) return false;
  for (size_t i = 0; i < n; i++) follows[i] = NONE;
  for (size_t i = 0; i + 1 < n; i++) follows[words->ids[i]] = words->ids[i + 1];
  for (size_t j; (j = next_place(numbers, length, &gained, &lost)) < numbers->count;) {
    uint32_t in = text[j];
    if (in != NONE && held[in]++ < words->counts[in]) score++;
    if (j > 0 && in != NONE && text[j - 1] != NONE && follows[text[j - 1]] == in) score += 2;
    if (j >= length) {
      uint32_t out = text[j - length];
      if (out != NONE && held[out]-- <= words->counts[out]) score--;
      uint32_t next = text[j - length + 1];
      if (out != NONE && next != NONE && follows[out] == next) score -= 2;
    }
    if (score > *most) {
      *most = score;
      *best = j + 1 > length ? j + 1 - length : 0;
    }
  }
  return true;
}

/* ---- the alignment ---- */

enum {
  STEP_DIAGONAL,
  STEP_UP,
  STEP_LEFT
}; /* up: a word only in the quote; left: only in the text */

/* Changing a word costs less than leaving one out and adding one, but more than half of that: two
   words that changed places are then one word moved, not two words changed. Among alignments of
   equal cost, the one with most words of the quote in their places is taken: each other word costs
   1 more, which adds up to less than ONE. */
enum {
  ONE = VB_ALIGN_WORDS_MAX + 1,
  COST_CHANGE = 5 * ONE + 1,
  COST_ADDED = 3 * ONE + 1,
  COST_LEFT_OUT = 3 * ONE
};

typedef struct grid {
  const uint32_t *quote, *text; /* ids of their words */
  size_t n, m;
  uint8_t *steps; /* (n + 1) * (m + 1) */
} grid;

/* Costs of aligning the quote with the text, row by row (edit distance whose beginning and end in
   the text are free). Keeps one row of costs, and a step for each cell for tracing back. Returns
   the column where the best alignment ends. */
static size_t fill(grid *g, uint32_t *row) {
  size_t width = g->m + 1;
  for (size_t j = 0; j <= g->m; j++) row[j] = 0, g->steps[j] = STEP_LEFT;
  for (size_t i = 1; i <= g->n; i++) {
    uint32_t diagonal = row[0];
    uint8_t *steps = g->steps + i * width;
    row[0] = (uint32_t)i * COST_ADDED;
    steps[0] = STEP_UP;
    for (size_t j = 1; j <= g->m; j++) {
      uint32_t above = row[j], cost = diagonal;
      if (g->quote[i - 1] != g->text[j - 1]) cost += COST_CHANGE;
      uint8_t step = STEP_DIAGONAL;
      if (above + COST_ADDED < cost) cost = above + COST_ADDED, step = STEP_UP;
      if (row[j - 1] + COST_LEFT_OUT < cost) cost = row[j - 1] + COST_LEFT_OUT, step = STEP_LEFT;
      steps[j] = step;
      row[j] = cost;
      diagonal = above;
    }
  }
  size_t best = 0;
  for (size_t j = 1; j <= g->m; j++)
    if (row[j] < row[best]) best = j;
  return best;
}

/* Walks back from the end of the alignment; the steps come out in reverse. */
static bool trace(const grid *g, size_t j, size_t window, edit_list *list, vb_arena *arena) {
  size_t i = g->n, count = 0, width = g->m + 1;
  uint8_t *path = vb_arena_alloc(arena, g->n + g->m + 1);
  if (!path) return false;
  while (i > 0) {
    uint8_t step = g->steps[i * width + j];
    path[count++] = step;
    if (step != STEP_LEFT) i--;
    if (step != STEP_UP) j--;
  }
  uint32_t q = 0, a = (uint32_t)(window + j);
  while (count-- > 0) {
    vb_edit e = {VB_EDIT_SAME, q, q, a, a};
    if (path[count] == STEP_UP) e.kind = VB_EDIT_ADDED, e.quote_to = ++q;
    else if (path[count] == STEP_LEFT) e.kind = VB_EDIT_LEFT_OUT, e.article_to = ++a;
    else {
      if (g->quote[q] != g->text[a - window]) e.kind = VB_EDIT_CHANGED;
      e.quote_to = ++q;
      e.article_to = ++a;
    }
    if (!vb_edit_add(list, e)) return false;
  }
  return true;
}

/* At the ends of the quote, words are treated as changed rather than as added: the text continues
   there, and where the match begins and ends costs nothing. */
static void change_ends(edit_list *list, size_t text_words, vb_alignment *out) {
  vb_edit *first = &list->edits[0], *last = &list->edits[list->count - 1];
  uint32_t n = first->quote_to - first->quote_from;
  if (list->count < 2) return;
  if (first->kind == VB_EDIT_ADDED && first->article_from >= n)
    first->kind = VB_EDIT_CHANGED, first->article_from -= n, out->borrowed_front = n;
  n = last->quote_to - last->quote_from;
  if (last->kind == VB_EDIT_ADDED && last->article_to + n <= text_words)
    last->kind = VB_EDIT_CHANGED, last->article_to += n, out->borrowed_back = n;
}

/* Whether the text's words [from, to) and the adjacent word `beside` are in the same stretch. */
static bool in_one(const vb_speech_word *said, uint32_t from, uint32_t to, uint32_t beside) {
  for (uint32_t i = from; i < to; i++)
    if (said[i].stretch != said[beside].stretch) return false;
  return true;
}

void vb_align_keep_to_speech(vb_alignment *a, const vb_speech_word *said) {
  vb_edit *first = &a->edits[0], *last = &a->edits[a->edit_count - 1];
  uint32_t n = a->borrowed_front;
  if (n && !in_one(said, first->article_from, first->article_to, first->article_to))
    first->kind = VB_EDIT_ADDED, first->article_from = first->article_to;
  n = a->borrowed_back;
  if (n && !in_one(said, last->article_from, last->article_to, last->article_from - 1))
    last->kind = VB_EDIT_ADDED, last->article_to = last->article_from;
  a->borrowed_front = a->borrowed_back = 0;
}

static vb_status align_at(const vb_analysis *quote, const word_ids *words, const uint32_t *text,
                          const vb_analysis *part, size_t from, size_t to, vb_arena *arena,
                          vb_alignment *out, vb_error *err) {
  grid g = {words->ids, text + from, quote->token_count, to - from, NULL};
  g.steps = vb_arena_alloc(arena, (g.n + 1) * (g.m + 1));
  uint32_t *row = vb_arena_alloc(arena, (g.m + 1) * sizeof *row);
  edit_list list = {.arena = arena};
  if (!g.steps || !row || !trace(&g, fill(&g, row), from, &list, arena))
    return vb_fail(err, VB_NOMEM, "out of memory");
  vb_alignment ends = {0};
  if (list.count > 0) change_ends(&list, part->token_count, &ends);
  vb_edit_finish(&list, quote, part, out);
  out->borrowed_front = ends.borrowed_front, out->borrowed_back = ends.borrowed_back;
  return VB_OK;
}

static size_t window_length(size_t words) {
  return words + words / 4 + 2;
}

static size_t window_slack(size_t words) {
  return words / 8 + 4;
}

size_t vb_align_reach(size_t words) {
  return window_length(words) + 2 * window_slack(words);
}

/* Aligning with a whole article is too slow. So it first finds the window with most of the quote's
   words, and aligns only there, with some words more on either side. If not even half of the words
   are in any window, nothing is near. */
vb_status vb_align_nearest(const vb_analysis *quote, const vb_analysis *part, vb_arena *arena,
                           vb_alignment *out, vb_error *err) {
  *out = (vb_alignment){0};
  size_t n = quote->token_count, m = part->token_count;
  if (n == 0 || m == 0 || n > VB_ALIGN_WORDS_MAX) return VB_OK;
  word_ids words;
  numbered text = {.ids = vb_arena_alloc(arena, m * sizeof *text.ids),
                   .places = vb_arena_alloc(arena, (m + 1) * sizeof *text.places),
                   .count = m};
  bool *seen = vb_arena_calloc(arena, n, sizeof *seen);
  if (!text.ids || !text.places || !seen || !number_words(quote, arena, &words))
    return vb_fail(err, VB_NOMEM, "out of memory");
  bool all_there = number_text(&words, quote, part, seen, &text);
  size_t length = window_length(n), slack = window_slack(n), start, most;
  if (!fullest_window(&words, quote, &text, length, arena, &start, &most))
    return vb_fail(err, VB_NOMEM, "out of memory");
  out->all_there = all_there;
  if (most * 2 < n) return VB_OK;
  size_t from = start > slack ? start - slack : 0;
  size_t to = start + length + slack < m ? start + length + slack : m;
  vb_status status = align_at(quote, &words, text.ids, part, from, to, arena, out, err);
  out->all_there = all_there;
  out->somewhere = true;
  if (status == VB_OK && out->agreement * 100 < VB_ALIGN_LEAST_PERCENT) out->found = false;
  return status;
}
