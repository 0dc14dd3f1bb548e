/*
 * snippet.c - makes a window for every match, chooses the best windows, writes their text.
 *
 * Each match in the body or a comment offers the window around it (window.c); close
 * matches after it fall into the same window. Leaves of the query are ranked: longer
 * phrases first, then shorter ones, then words; equal ones by how rare they are in the
 * article. Windows are then taken one by one. The next window is the one that shows the
 * highest-ranked leaf that is not shown yet, then the leaves after it; ties go to most
 * leaves, then most matches, then the earliest. Windows that overlap a taken one are
 * out. So every phrase is shown while there is room. The first window taken comes
 * first, the others follow in the order of the text, with PARAGRAPH between paragraphs
 * and a space for the end of a line.
 */
#include "searcher/snippet/snippet.h"

#include "searcher/snippet/window.h"
#include "indexer/base/bytes16.h"
#include "indexer/base/utf8.h"

#include <stdlib.h>

typedef struct candidate {
  const vb_span *anchor;
  const vb_analysis *words;
  vb_window window;
  size_t first, end; /* spans that may be inside it */
  bool taken, out;
} candidate;

/* A leaf of the query with its weight. */
typedef struct ranked_leaf {
  size_t words, matches;
  uint32_t number;
} ranked_leaf;

typedef struct chooser {
  const vb_span *spans; /* of body and comments, in order */
  size_t span_count;
  uint32_t *leaf; /* by span: the number of its leaf */
  size_t leaf_count;
  uint64_t *weight;  /* by leaf: one bit, higher for a higher rank; the last ones share one */
  bool leads;        /* the first leaf in rank is a phrase: its window comes first */
  bool *shown;       /* by leaf: it is in a taken window */
  uint32_t *seen_by; /* by leaf: the last candidate that counted it */
  candidate *candidates;
  size_t count;
} chooser;

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "no memory for the snippets of an article");
}

static bool same_part(const vb_span *a, const vb_span *b) {
  return a->field == b->field && a->comment == b->comment;
}

static bool inside(const vb_span *span, const candidate *c) {
  return span->start >= c->window.start && span->end <= c->window.end;
}

/* ---- marks ------------------------------------------------------------ */

static int compare_marks(const void *left, const void *right) {
  const vb_range *a = left, *b = right;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return (a->end > b->end) - (a->end < b->end);
}

/* Sorts the marks and joins those that overlap; returns how many are left. */
static size_t merge_marks(vb_range *marks, size_t count) {
  if (count == 0) return 0;
  qsort(marks, count, sizeof *marks, compare_marks);
  size_t last = 0;
  for (size_t i = 1; i < count; i++) {
    if (marks[i].start >= marks[last].end) marks[++last] = marks[i];
    else if (marks[i].end > marks[last].end) marks[last].end = marks[i].end;
  }
  return last + 1;
}

vb_status vb_marks_of(const vb_match *match, vb_field field, uint32_t comment, vb_arena *arena,
                      vb_range **out, size_t *count, vb_error *err) {
  *count = 0;
  *out = vb_arena_alloc(arena, (match->span_count + 1) * sizeof **out);
  if (!*out) return no_memory(err);
  for (size_t i = 0; i < match->span_count; i++) {
    const vb_span *s = &match->spans[i];
    if (s->field == field && s->comment == comment)
      (*out)[(*count)++] = (vb_range){s->start, s->end};
  }
  *count = merge_marks(*out, *count);
  return VB_OK;
}

/* ---- candidates ------------------------------------------------------- */

static int compare_leaves(const void *left, const void *right) {
  uintptr_t a = (uintptr_t) * (const vb_query *const *)left;
  uintptr_t b = (uintptr_t) * (const vb_query *const *)right;
  return (a > b) - (a < b);
}

static int by_rank(const void *left, const void *right) {
  const ranked_leaf *a = left, *b = right;
  if (a->words != b->words) return a->words > b->words ? -1 : 1;
  if (a->matches != b->matches) return a->matches < b->matches ? -1 : 1;
  return (a->number > b->number) - (a->number < b->number);
}

static vb_status weigh_leaves(chooser *c, vb_arena *arena, vb_error *err) {
  ranked_leaf *ranked = vb_arena_calloc(arena, c->leaf_count + 1, sizeof *ranked);
  if (!ranked) return no_memory(err);
  for (size_t i = 0; i < c->span_count; i++) {
    ranked_leaf *one = &ranked[c->leaf[i]];
    const vb_query *leaf = c->spans[i].leaf;
    one->number = c->leaf[i];
    one->words = leaf && leaf->kind == VB_QUERY_PHRASE ? leaf->child_count : 1;
    one->matches++;
  }
  qsort(ranked, c->leaf_count, sizeof *ranked, by_rank);
  c->leads = ranked[0].words > 1;
  for (size_t i = 0; i < c->leaf_count; i++)
    c->weight[ranked[i].number] = UINT64_C(1) << (i < 63 ? 63 - i : 0);
  return VB_OK;
}

/* Numbers the leaves of the query that have a match, so that a window can note with an index which
   of them it shows. */
static vb_status number_leaves(chooser *c, vb_arena *arena, vb_error *err) {
  size_t n = c->span_count;
  const vb_query **leaves = vb_arena_alloc(arena, (n + 1) * sizeof *leaves);
  c->leaf = vb_arena_alloc(arena, (n + 1) * sizeof *c->leaf);
  c->shown = vb_arena_calloc(arena, n + 1, sizeof *c->shown);
  c->seen_by = vb_arena_calloc(arena, n + 1, sizeof *c->seen_by);
  c->weight = vb_arena_calloc(arena, n + 1, sizeof *c->weight);
  c->candidates = vb_arena_calloc(arena, n + 1, sizeof *c->candidates);
  if (!leaves || !c->leaf || !c->shown || !c->seen_by || !c->candidates || !c->weight)
    return no_memory(err);
  for (size_t i = 0; i < n; i++) leaves[i] = c->spans[i].leaf;
  qsort(leaves, n, sizeof *leaves, compare_leaves);
  for (size_t i = 0; i < n; i++)
    if (c->leaf_count == 0 || leaves[i] != leaves[c->leaf_count - 1])
      leaves[c->leaf_count++] = leaves[i];
  for (size_t i = 0; i < n; i++) {
    const vb_query **at =
        bsearch(&c->spans[i].leaf, leaves, c->leaf_count, sizeof *leaves, compare_leaves);
    c->leaf[i] = (uint32_t)(at - leaves);
  }
  return weigh_leaves(c, arena, err);
}

/* The stretch from the anchor to the last match that fits into one window with it. */
static void reach(const chooser *c, size_t anchor, const vb_analysis *words, size_t chars,
                  vb_span *core) {
  *core = c->spans[anchor];
  size_t used = vb_window_chars(words, core->start, core->end, chars);
  for (size_t i = anchor + 1; i < c->span_count && same_part(&c->spans[i], core); i++) {
    const vb_span *next = &c->spans[i];
    if (next->end <= core->end) continue;
    if (used <= chars) used += vb_window_chars(words, core->end, next->end, chars);
    if (used > chars) break;
    core->end = next->end;
    if (next->end_token > core->end_token) core->end_token = next->end_token;
  }
}

/* Whether a match in the same sentence as the candidate's offers the same window. */
static bool offers_same(const candidate *last, const vb_span *span) {
  const vb_sentence *s = &last->words->sentences[last->window.sentence];
  return last->window.whole && same_part(last->anchor, span) && last->anchor->end <= s->end &&
         span->first_token < s->end_token && span->end_token <= s->end_token && span->end <= s->end;
}

static void add_candidate(chooser *c, size_t anchor, const vb_analysis *words, size_t chars) {
  const vb_span *span = &c->spans[anchor];
  if (c->count && offers_same(&c->candidates[c->count - 1], span)) return;
  vb_window window =
      vb_window_around(words, span->start, span->end, span->first_token, span->end_token, chars);
  if (window.cut_before ||
      window.cut_after) { /* a long sentence: put the middle of its matches in the middle */
    vb_span core;
    reach(c, anchor, words, chars, &core);
    window = vb_window_around(words, core.start, core.end, core.first_token, core.end_token, chars);
  }
  if (c->count) { /* the next match in the same sentences would offer the same window */
    const candidate *last = &c->candidates[c->count - 1];
    if (same_part(last->anchor, span) && last->window.start == window.start &&
        last->window.end == window.end)
      return;
  }
  candidate *new = &c->candidates[c->count++];
  *new = (candidate){.anchor = span, .words = words, .window = window, .first = anchor};
  while (new->first > 0 && same_part(&c->spans[new->first - 1], span) &&
         c->spans[new->first - 1].start >= window.start)
    new->first--;
  for (new->end = anchor + 1; new->end < c->span_count &&same_part(&c->spans[new->end], span) &&
                              c->spans[new->end].start < window.end;)
    new->end++;
}

static vb_status offer(chooser *c, vb_match_article *article, size_t chars, vb_error *err) {
  const vb_analysis *words = NULL;
  for (size_t i = 0; i < c->span_count; i++) {
    const vb_span *span = &c->spans[i];
    if (i == 0 || !same_part(span, span - 1)) {
      vb_status status = vb_match_analysis(article, span->field, span->comment, &words, err);
      if (status != VB_OK) return status;
    }
    add_candidate(c, i, words, chars);
  }
  return VB_OK;
}

/* ---- choice ----------------------------------------------------------- */

typedef struct worth {
  uint64_t fresh; /* the weights of its leaves that are not shown yet */
  size_t leaves, matches;
} worth;

static worth worth_of(chooser *c, size_t number) {
  const candidate *k = &c->candidates[number];
  worth w = {0, 0, 0};
  for (size_t i = k->first; i < k->end; i++) {
    if (!inside(&c->spans[i], k)) continue;
    w.matches++;
    if (c->seen_by[c->leaf[i]] == number + 1) continue;
    c->seen_by[c->leaf[i]] = (uint32_t)number + 1;
    w.leaves++;
    if (!c->shown[c->leaf[i]]) w.fresh |= c->weight[c->leaf[i]];
  }
  return w;
}

static bool better(worth a, worth b) {
  if (a.fresh != b.fresh) return a.fresh > b.fresh;
  if (a.leaves != b.leaves) return a.leaves > b.leaves;
  return a.matches > b.matches;
}

static void take(chooser *c, size_t number) {
  candidate *taken = &c->candidates[number];
  taken->taken = true;
  for (size_t i = taken->first; i < taken->end; i++)
    if (inside(&c->spans[i], taken)) c->shown[c->leaf[i]] = true;
  for (size_t i = 0; i < c->count; i++) {
    candidate *other = &c->candidates[i];
    if (same_part(other->anchor, taken->anchor) && other->window.start < taken->window.end &&
        taken->window.start < other->window.end)
      other->out = true;
  }
}

/* Takes up to `count` windows. *first: the one taken first; c->count if none. */
static void choose(chooser *c, size_t count, size_t *first) {
  size_t taken = 0;
  *first = c->count;
  for (; taken < count; taken++) {
    size_t best = SIZE_MAX;
    worth most = {0, 0, 0};
    memset(c->seen_by, 0, c->leaf_count * sizeof *c->seen_by);
    for (size_t i = 0; i < c->count; i++) {
      if (c->candidates[i].out) continue;
      worth w = worth_of(c, i);
      if (best == SIZE_MAX || better(w, most)) best = i, most = w;
    }
    if (best == SIZE_MAX) break;
    if (taken == 0 && c->leads) *first = best;
    take(c, best);
  }
}

/* ---- text ------------------------------------------------------------- */

/* Separates paragraphs, which would otherwise read as one on a single line. */
static const char PARAGRAPH[] = " \u00B6 ";

/* The next place at which a mark starts or ends, or the window's end. */
static size_t next_stop(const vb_snippet *out, size_t starting, size_t ending, size_t end) {
  if (starting < out->mark_count && out->marks[starting].start < end)
    end = out->marks[starting].start;
  return ending < starting && out->marks[ending].end < end ? out->marks[ending].end : end;
}

/* How many bytes from a visible one on stay as they are: up to white space that is no single blank
   between two words. */
static size_t plain_run(const char *p, size_t n) {
  enum { ROW = sizeof(vb_bytes16), LAST = ROW - 1 };
  size_t i = 0;
  for (size_t length; n - i >= ROW; i += length) {
    vb_bytes16 row = vb_bytes16_load(p + i);
    uint64_t blanks = vb_bytes16_bits((vb_bytes16)(row == ' '));
    uint64_t others = vb_bytes16_bits((vb_bytes16)(row - '\t' < 5)); /* vb_is_space */
    uint64_t folded = others | (blanks & (blanks | others) >> 1);
    if (folded) return i + (size_t)__builtin_ctzll(folded);
    length = blanks >> LAST ? LAST : ROW; /* what follows the last byte is seen with it */
  }
  while (i < n && !vb_is_space(p[i])) i++;
  return i;
}

/* Copies the window with white space folded; marks are converted to offsets in the copy. */
static vb_status write_text(vb_str text, vb_window window, vb_arena *arena, vb_snippet *out,
                            vb_error *err) {
  enum { MARK = sizeof PARAGRAPH - 1, GROWTH = MARK / 2 }; /* PARAGRAPH replaces two line ends */
  char *to = vb_arena_alloc(arena, (size_t)(window.end - window.start) * GROWTH + 1);
  if (!to) return no_memory(err);
  size_t n = 0, starting = 0, ending = 0;
  for (size_t i = window.start; i <= window.end;) {
    while (starting < out->mark_count && out->marks[starting].start <= i)
      out->marks[starting++].start = (uint32_t)n;
    while (ending < starting && out->marks[ending].end <= i) out->marks[ending++].end = (uint32_t)n;
    if (i == window.end) break;
    size_t white = i, lines = 0;
    for (; white < window.end && vb_is_space(text.p[white]); white++)
      lines += text.p[white] == '\n';
    if (white == i) {
      size_t stop = next_stop(out, starting, ending, window.end);
      size_t length = plain_run(text.p + i, stop - i);
      memcpy(to + n, text.p + i, length);
      i += length, n += length;
      continue;
    }
    size_t length = lines > 1 ? MARK : 1;
    memcpy(to + n, lines > 1 ? PARAGRAPH : " ", length);
    n += length;
    i = white;
  }
  to[n] = 0;
  out->text = (vb_str){to, n};
  return VB_OK;
}

static vb_article_part part_of(vb_field field) {
  return field == VB_FIELD_COMMENTS ? VB_ARTICLE_COMMENT : VB_ARTICLE_TEXT;
}

static vb_range code_points(vb_str text, vb_window window) {
  uint32_t start = (uint32_t)vb_utf8_count(vb_str_slice(text, 0, window.start));
  vb_str shown = vb_str_slice(text, window.start, window.end);
  return (vb_range){start, start + (uint32_t)vb_utf8_count(shown)};
}

static vb_status write_snippet(const chooser *c, const candidate *k, vb_arena *arena,
                               vb_snippet *out, vb_error *err) {
  *out = (vb_snippet){.part = part_of(k->anchor->field),
                      .comment = k->anchor->comment,
                      .start = k->window.start,
                      .end = k->window.end,
                      .place = code_points(k->words->text, k->window),
                      .cut_before = k->window.cut_before,
                      .cut_after = k->window.cut_after};
  out->marks = vb_arena_alloc(arena, (k->end - k->first + 1) * sizeof *out->marks);
  if (!out->marks) return no_memory(err);
  for (size_t i = k->first; i < k->end; i++)
    if (inside(&c->spans[i], k))
      out->marks[out->mark_count++] = (vb_range){c->spans[i].start, c->spans[i].end};
  out->mark_count = merge_marks(out->marks, out->mark_count);
  return write_text(k->words->text, k->window, arena, out, err);
}

/* The beginning of the body, for an article without a match in body or comments. */
static vb_status write_lead(vb_match_article *article, size_t chars, vb_arena *arena,
                            vb_snippet *out, size_t *count, vb_error *err) {
  const vb_analysis *words;
  vb_status status = vb_match_analysis(article, VB_FIELD_TEXT, 0, &words, err);
  if (status != VB_OK || words->token_count == 0) return status;
  const vb_sentence *s = &words->sentences[vb_analysis_sentence_of(words, 0)];
  vb_window window = {.start = s->start, .end = s->end};
  if (vb_window_chars(words, s->start, s->end, chars) > chars)
    window = vb_window_around(words, words->tokens[0].start, words->tokens[0].end, 0, 1, chars);
  *out = (vb_snippet){.part = VB_ARTICLE_TEXT,
                      .start = window.start,
                      .end = window.end,
                      .place = code_points(words->text, window),
                      .cut_before = window.cut_before,
                      .cut_after = window.cut_after};
  *count = 1;
  return write_text(words->text, window, arena, out, err);
}

static vb_status gather_spans(const vb_match *match, vb_arena *arena, chooser *c, vb_error *err) {
  vb_span *spans = vb_arena_alloc(arena, (match->span_count + 1) * sizeof *spans);
  if (!spans) return no_memory(err);
  for (size_t i = 0; i < match->span_count; i++) {
    vb_field field = match->spans[i].field;
    if (field == VB_FIELD_TEXT || field == VB_FIELD_COMMENTS)
      spans[c->span_count++] = match->spans[i];
  }
  c->spans = spans;
  return VB_OK;
}

/* Offers a window around every match, chooses those that show most of the query, and writes the
   best one first and the others in the order of the text. */
vb_status vb_snippets_make(vb_match_article *article, const vb_match *match,
                           const vb_snippet_options *options, vb_arena *arena, vb_snippet **out,
                           size_t *count, vb_error *err) {
  chooser c = {0};
  size_t most = options->count < VB_SNIPPETS_MAX ? options->count : VB_SNIPPETS_MAX;
  size_t chars = options->chars < VB_SNIPPET_CHARS_MAX ? options->chars : VB_SNIPPET_CHARS_MAX;
  *count = 0;
  *out = vb_arena_alloc(arena, (most + 1) * sizeof **out);
  if (!*out) return no_memory(err);
  vb_status status = gather_spans(match, arena, &c, err);
  if (status != VB_OK || most == 0) return status;
  if (c.span_count == 0) return write_lead(article, chars, arena, *out, count, err);
  status = number_leaves(&c, arena, err);
  if (status == VB_OK) status = offer(&c, article, chars, err);
  if (status != VB_OK) return status;
  size_t first;
  choose(&c, most, &first);
  if (first < c.count)
    status = write_snippet(&c, &c.candidates[first], arena, &(*out)[(*count)++], err);
  for (size_t i = 0; i < c.count && status == VB_OK; i++)
    if (c.candidates[i].taken && i != first)
      status = write_snippet(&c, &c.candidates[i], arena, &(*out)[(*count)++], err);
  if (status != VB_OK) *count = 0;
  return status;
}
