/*
 * declared.c - finds a quote with ellipses and brackets in a text.
 *
 * The quote is parsed into elements, each a word and what may come before it:
 *
 *   We [Parliament] must act ... before [t]he vote.
 *   we (parliament) must act ~   before the|he vote
 *      bracket               gap        joined
 *
 * A bracketed word is first tried literally, then as an insertion of the quoter (the
 * text has nothing there, or a few words that the bracket replaces). A bracket inside a
 * word keeps or drops its letters. The words after an ellipsis must follow within a
 * bounded gap. The search tries every place of the first fixed word, and backtracks
 * within a budget of steps, so no text can make it slow.
 */
#include "searcher/quote/align_internal.h"

enum {
  STEPS_MAX = 200000, /* for one text: a fraction of a millisecond to a few */
  WORD_ROOM = 256
};

typedef struct element {
  vb_token word;    /* the term to match, and its place in the quote */
  vb_str without;   /* the term without the bracketed letters; absent if there are none */
  bool gap;         /* an ellipsis comes before it */
  uint32_t bracket; /* the number of its bracket, from 1; 0: none */
} element;

struct vb_declared {
  vb_analysis words; /* the elements' words as an analysis, for the edits */
  element *elements;
  size_t count;
  const vb_token **runs; /* the first words of the runs that must occur unchanged */
  uint32_t *run_lengths;
  size_t run_count;
};

/* ---- reading the quote ---- */

static size_t dots_at(vb_str s, size_t i) {
  if (s.n - i >= 3 && memcmp(s.p + i, "\xE2\x80\xA6", 3) == 0) return 3;
  size_t dots = 0, end = i;
  for (size_t k = i; k < s.n && (s.p[k] == '.' || s.p[k] == ' '); k++)
    if (s.p[k] == '.') dots++, end = k + 1;
  return dots >= 3 ? end - i : 0;
}

static bool has_ellipsis(vb_str s) {
  for (size_t i = 0; i < s.n; i++)
    if ((s.p[i] == '.' || s.p[i] == '\xE2') && dots_at(s, i)) return true;
  return false;
}

static bool is_letter(char c) {
  return (c & 0x80) || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* A bracket next to a letter outside it is inside a word: "[t]he", "say[s]". */
static bool inside_word(vb_str quote, size_t open, size_t close) {
  return (open > 0 && is_letter(quote.p[open - 1])) ||
         (close + 1 < quote.n && is_letter(quote.p[close + 1]));
}

typedef struct bracket {
  size_t open, close;
  bool in_word;
} bracket;

static bool find_brackets(vb_str quote, vb_arena *arena, bracket **out, size_t *count) {
  size_t capacity = 0;
  *out = NULL;
  *count = 0;
  for (size_t i = 0; i < quote.n; i++) {
    if (quote.p[i] != '[') continue;
    const char *end = memchr(quote.p + i, ']', quote.n - i);
    if (!end) break;
    size_t close = (size_t)(end - quote.p);
    if (!VB_ARENA_GROW(arena, *out, &capacity, *count)) return false;
    (*out)[(*count)++] = (bracket){i, close, inside_word(quote, i, close)};
    i = close;
  }
  return true;
}

/* The quote without the marks of brackets inside words, twice: with the bracketed letters and
   without. Offsets are those of the first version. `origins`: for each of its bytes, the offset in
   the quote. */
static char *without_marks(vb_str quote, const bracket *brackets, size_t count, vb_arena *arena,
                           uint32_t **origins, size_t *length) {
  char *plain = vb_arena_alloc(arena, quote.n + 1);
  *origins = vb_arena_alloc(arena, (quote.n + 1) * sizeof **origins);
  if (!plain || !*origins) return NULL;
  size_t n = 0, b = 0;
  for (size_t i = 0; i < quote.n; i++) {
    while (b < count && i > brackets[b].close) b++;
    bool mark =
        b < count && brackets[b].in_word && (i == brackets[b].open || i == brackets[b].close);
    if (mark) continue;
    (*origins)[n] = (uint32_t)i;
    plain[n++] = quote.p[i];
  }
  plain[n] = '\0';
  *length = n;
  return plain;
}

/* The term of the word at [start, end) of `plain`, without the letters that were in a bracket. */
static bool shorter_term(vb_str quote, const bracket *brackets, size_t count, const vb_token *word,
                         vb_arena *arena, vb_str *out) {
  char rest[WORD_ROOM];
  size_t n = 0, plain = 0, b = 0;
  bool touched = false;
  *out = VB_STR_NONE;
  for (size_t i = 0; i < quote.n && plain < word->end && n < WORD_ROOM; i++) {
    while (b < count && i > brackets[b].close) b++;
    bool in = b < count && brackets[b].in_word && i >= brackets[b].open && i <= brackets[b].close;
    if (in && (i == brackets[b].open || i == brackets[b].close)) continue;
    if (plain >= word->start) {
      if (in) touched = true;
      else rest[n++] = quote.p[i];
    }
    plain++;
  }
  if (!touched || n == 0) return true;
  vb_analysis words;
  vb_str copy = vb_arena_copy(arena, (vb_str){rest, n});
  if (!copy.p || vb_analyse_words(copy, arena, &words, NULL) != VB_OK) return false;
  if (words.token_count == 1) *out = vb_token_term(&words.tokens[0]);
  return true;
}

static bool any_in_word(const bracket *brackets, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (brackets[i].in_word) return true;
  return false;
}

/* Makes elements from the words of the plain quote: gaps from the text between them, brackets from
   the marks that are still in it. */
static bool fill_elements(vb_declared *d, vb_str quote, const bracket *brackets, size_t count,
                          vb_arena *arena) {
  vb_str plain = d->words.text;
  bool joins = any_in_word(brackets, count);
  uint32_t bracket_number = 0;
  bool inside = false;
  size_t from = 0;
  for (size_t i = 0; i < d->count; i++) {
    const vb_token *word = &d->words.tokens[i];
    element *e = &d->elements[i];
    *e = (element){.word = *word};
    vb_str between = vb_str_slice(plain, from, word->start);
    for (size_t k = 0; k < between.n; k++) {
      if (between.p[k] == '[') inside = true, bracket_number++;
      if (between.p[k] == ']') inside = false;
    }
    e->gap = i > 0 && has_ellipsis(between);
    e->bracket = inside ? bracket_number : 0;
    if (joins && !shorter_term(quote, brackets, count, word, arena, &e->without)) return false;
    from = word->end;
  }
  return true;
}

static bool is_fixed(const element *e) {
  return !e->bracket && !e->without.p;
}

/* Converts the words' places to offsets in the quote itself. */
static void give_places(vb_declared *d, vb_str quote, const uint32_t *origins) {
  d->words.text = quote;
  for (size_t i = 0; i < d->count; i++) {
    vb_token *t = &d->words.tokens[i];
    t->start = origins[t->start];
    t->end = origins[t->end - 1] + 1;
    d->elements[i].word = *t;
  }
}

static bool gather_runs(vb_declared *d, vb_arena *arena) {
  d->runs = vb_arena_calloc(arena, d->count + 1, sizeof *d->runs);
  d->run_lengths = vb_arena_calloc(arena, d->count + 1, sizeof *d->run_lengths);
  if (!d->runs || !d->run_lengths) return false;
  for (size_t i = 0; i < d->count; i++) {
    const element *e = &d->elements[i];
    if (!is_fixed(e)) continue;
    bool goes_on = i > 0 && !e->gap && is_fixed(&d->elements[i - 1]);
    if (!goes_on) d->runs[d->run_count++] = &d->words.tokens[i];
    d->run_lengths[d->run_count - 1]++;
  }
  return true;
}

/* *out is NULL for a quote that marks no change; then its words are looked up as they are. The same
   for a quote that consists of brackets and ellipses only. */
vb_status vb_declared_read(vb_str quote, vb_arena *arena, vb_declared **out, vb_error *err) {
  bracket *brackets;
  size_t count, length;
  uint32_t *origins;
  *out = NULL;
  if (!find_brackets(quote, arena, &brackets, &count)) goto no_memory;
  if (count == 0 && !has_ellipsis(quote)) return VB_OK;
  vb_declared *d = vb_arena_calloc(arena, 1, sizeof *d);
  char *plain = without_marks(quote, brackets, count, arena, &origins, &length);
  if (!d || !plain) goto no_memory;
  vb_status status = vb_analyse_words((vb_str){plain, length}, arena, &d->words, err);
  if (status != VB_OK) return status;
  d->count = d->words.token_count;
  d->elements = vb_arena_calloc(arena, d->count + 1, sizeof *d->elements);
  if (!d->elements || !fill_elements(d, quote, brackets, count, arena) || !gather_runs(d, arena))
    goto no_memory;
  give_places(d, quote, origins);
  if (d->run_count > 0 && d->count <= VB_ALIGN_WORDS_MAX) *out = d;
  return VB_OK;
no_memory:
  return vb_fail(err, VB_NOMEM, "out of memory");
}

size_t vb_declared_runs(const vb_declared *d, const vb_token *const **runs,
                        const uint32_t **lengths) {
  *runs = d->runs;
  *lengths = d->run_lengths;
  return d->run_count;
}

const vb_analysis *vb_declared_words(const vb_declared *d) {
  return &d->words;
}

/* ---- finding it in a text ---- */

typedef struct walk {
  const vb_declared *d;
  const vb_analysis *part;
  edit_list list;
  size_t steps;
  size_t bracket_max; /* words of the text that a bracket may replace */
  bool landed;        /* the gap before the next element has been placed */
  bool no_memory;
} walk;

static bool word_is(const element *e, const vb_token *t) {
  return vb_same_term(&e->word, t) || (e->without.p && vb_str_eq(e->without, vb_token_term(t)));
}

static bool place(walk *w, size_t i, size_t j);

static bool try_edit(walk *w, vb_edit edit, size_t i, size_t j) {
  size_t count = w->list.count;
  vb_edit last = count ? w->list.edits[count - 1] : edit;
  if (!vb_edit_add(&w->list, edit)) {
    w->no_memory = true;
    return false;
  }
  if (place(w, i, j)) return true;
  w->list.count = count;
  if (count) w->list.edits[count - 1] = last;
  return false;
}

/* Places element i, which follows an ellipsis, at the nearest match within the gap. */
static bool place_after_gap(walk *w, size_t i, size_t j) {
  const element *e = &w->d->elements[i];
  size_t count = w->list.count;
  vb_edit last = w->list.edits[count - 1];
  for (size_t k = j; k <= w->part->token_count && k <= j + VB_ALIGN_GAP_MAX && w->steps > 0; k++) {
    bool here = k < w->part->token_count && word_is(e, &w->part->tokens[k]);
    if (!e->bracket && !here) continue;
    vb_edit gap = {VB_EDIT_LEFT_OUT, (uint32_t)i, (uint32_t)i, (uint32_t)j, (uint32_t)k};
    if (k > j && !vb_edit_add(&w->list, gap)) w->no_memory = true;
    w->landed = true;
    if (place(w, i, k)) return true;
    w->list.count = count;
    w->list.edits[count - 1] = last;
  }
  return false;
}

/* A bracket explains or names something: it may not replace a "not" or the end of a sentence. */
static bool may_stand_for(const vb_analysis *part, size_t token) {
  uint32_t at = (uint32_t)token;
  if (vb_changes_in(part, at, at + 1, part) & VB_CHANGE_NEGATION) return false;
  uint32_t from = at > 0 ? part->tokens[at - 1].end : 0, to = part->tokens[at].start;
  vb_str gap = vb_str_slice(part->text, from, to);
  for (size_t i = 0; i < gap.n; i++)
    if (strchr("!?\n", gap.p[i]) ||
        (gap.p[i] == '.' && i + 1 < gap.n && at > 0 && part->tokens[at - 1].term_length > 2))
      return false;
  return true;
}

/* Reads a bracket as the quoter's own words, which replace nothing or a few words of the text. */
static bool place_insertion(walk *w, size_t i, size_t j) {
  size_t end = i;
  while (end < w->d->count && w->d->elements[end].bracket == w->d->elements[i].bracket) end++;
  size_t most = end < w->d->count && i > 0 ? w->bracket_max : 0;
  for (size_t k = 0; k <= most && j + k <= w->part->token_count; k++) {
    if (k > 0 && !may_stand_for(w->part, j + k - 1)) break;
    vb_edit edit = {k ? VB_EDIT_CHANGED : VB_EDIT_ADDED, (uint32_t)i, (uint32_t)end, (uint32_t)j,
                    (uint32_t)(j + k)};
    if (try_edit(w, edit, end, j + k)) return true;
  }
  return false;
}

/* Places the elements from i on, from word j of the text. Recurses only at gaps and brackets. */
static bool place(walk *w, size_t i, size_t j) {
  for (; i < w->d->count; i++, j++) {
    if (w->steps == 0 || w->no_memory) return false;
    w->steps--;
    const element *e = &w->d->elements[i];
    if (e->gap && i > 0 && !w->landed) return place_after_gap(w, i, j);
    w->landed = false;
    bool matches = j < w->part->token_count && word_is(e, &w->part->tokens[j]);
    vb_edit same = {VB_EDIT_SAME, (uint32_t)i, (uint32_t)i + 1, (uint32_t)j, (uint32_t)j + 1};
    if (e->bracket && (i == 0 || w->d->elements[i - 1].bracket != e->bracket))
      return (matches && try_edit(w, same, i + 1, j + 1)) || place_insertion(w, i, j);
    if (!matches) return false;
    if (!vb_edit_add(&w->list, same)) w->no_memory = true;
  }
  return !w->no_memory;
}

/* Tries all places of the first word. False when there is no memory. */
static bool walk_text(walk *w, vb_alignment *out) {
  const element *first = &w->d->elements[0];
  for (size_t j = 0; j < w->part->token_count && w->steps > 0; j++) {
    if (!first->bracket && !word_is(first, &w->part->tokens[j])) continue;
    w->landed = false;
    if (place(w, 0, j)) {
      vb_edit_finish(&w->list, &w->d->words, w->part, out);
      return true;
    }
    if (w->no_memory) return false;
    w->list.count = 0;
  }
  return true;
}

vb_status vb_align_declared(const vb_declared *d, const vb_analysis *part, vb_arena *arena,
                            vb_alignment *out, vb_error *err) {
  *out = (vb_alignment){0};
  /* First try brackets that replace nothing: mostly a bracket explains the word before it. */
  for (size_t most = 0; most <= VB_ALIGN_BRACKET_MAX && !out->found; most += VB_ALIGN_BRACKET_MAX) {
    walk w = {.d = d, .part = part, .list = {.arena = arena}, .steps = STEPS_MAX};
    w.bracket_max = most;
    if (!walk_text(&w, out)) return vb_fail(err, VB_NOMEM, "out of memory");
  }
  return VB_OK;
}
