#include "indexer/base/buf.h"
#include "searcher/quote/align.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static vb_analysis words_of(const char *text, vb_arena *arena) {
  vb_analysis out;
  cr_assert_eq(vb_analyse_words(vb_str_of(text), arena, &out, NULL), VB_OK);
  return out;
}

static void put_words(const vb_analysis *text, uint32_t from, uint32_t to, vb_buf *out) {
  for (uint32_t i = from; i < to; i++)
    vb_buf_printf(out, "%s%.*s", i > from ? " " : "", VB_STR_ARG(vb_token_term(&text->tokens[i])));
}

/* "same words {-left out-} {+added+} {-changed-}{+into+}": the edits as a line. */
static char *show(const vb_alignment *a, const vb_analysis *quote, const vb_analysis *part) {
  vb_buf out = VB_BUF_INIT;
  if (!a->found) vb_buf_text(&out, "not found");
  for (size_t i = 0; a->found && i < a->edit_count; i++) {
    const vb_edit *e = &a->edits[i];
    if (i) vb_buf_char(&out, ' ');
    if (e->kind == VB_EDIT_SAME) put_words(quote, e->quote_from, e->quote_to, &out);
    if (e->kind == VB_EDIT_CHANGED || e->kind == VB_EDIT_LEFT_OUT) {
      vb_buf_text(&out, "{-");
      put_words(part, e->article_from, e->article_to, &out);
      vb_buf_text(&out, "-}");
    }
    if (e->kind == VB_EDIT_CHANGED || e->kind == VB_EDIT_ADDED) {
      vb_buf_text(&out, "{+");
      put_words(quote, e->quote_from, e->quote_to, &out);
      vb_buf_text(&out, "+}");
    }
  }
  return vb_buf_detach(&out);
}

static const char article[] =
    "The harbour master spoke at noon. The bridge will not be closed before the spring, and the "
    "ferry will run on all 7 days until Anna Berg says otherwise. Nobody asked him anything.";

Test(align, words_that_differ_are_told_one_by_one) {
  static const struct {
    const char *quote, *edits;
    unsigned changes;
  } rows[] = {
      {"the bridge will not be closed before the spring",
       "the bridge will not be closed before the spring", 0},
      {"the bridge will be closed before the spring",
       "the bridge will {-not-} be closed before the spring", VB_CHANGE_NEGATION},
      {"the old bridge will not be closed before the summer",
       "the {+old+} bridge will not be closed before the {-spring-}{+summer+}", 0},
      {"the ferry will run on all 6 days until", "the ferry will run on all {-7-}{+6+} days until",
       VB_CHANGE_NUMBER},
      {"run on all 7 days until Anna Lind says otherwise",
       "run on all 7 days until anna {-berg-}{+lind+} says otherwise", VB_CHANGE_NAME},
      {"the bridge will be not closed before the spring",
       "the bridge will {-not-} be {+not+} closed before the spring", VB_CHANGE_NEGATION},
      {"the old bridge will not be closed", "the {+old+} bridge will not be closed", 0},
      /* At an end of the quote, the text continues: a word there is another, not one more. */
      {"then ferry will run on all 7 days", "{-the-}{+then+} ferry will run on all 7 days", 0},
      {"the ferry will run on some", "the ferry will run on {-all-}{+some+}", 0},
      {"the harbour spoke master at noon", "the harbour {-master-} spoke {+master+} at noon", 0},
      {"quite another sentence about whales in the far north sea", "not found", 0},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    vb_arena *arena = vb_arena_new();
    vb_analysis quote = words_of(rows[i].quote, arena), part = words_of(article, arena);
    vb_alignment a;
    cr_assert_eq(vb_align_nearest(&quote, &part, arena, &a, NULL), VB_OK);
    char *shown = show(&a, &quote, &part);
    cr_expect_str_eq(shown, rows[i].edits);
    if (a.found) cr_expect_eq(a.changes, rows[i].changes, "%s: %u", rows[i].quote, a.changes);
    free(shown);
    vb_arena_free(arena);
  }
}

/* What is next to the speech is no word of it: there the quote has one more word. */
Test(align, a_word_at_an_end_is_another_only_if_it_was_said_in_the_same_stretch) {
  static const struct {
    const char *quote, *within, *beside;
  } rows[] = {
      {"then ferry will run on all 7 days", "{-the-}{+then+} ferry will run on all 7 days",
       "{+then+} ferry will run on all 7 days"},
      {"ferry will run on all 7 days while", "ferry will run on all 7 days {-until-}{+while+}",
       "ferry will run on all 7 days {+while+}"},
      {"then ferry will never run on all 7 days while",
       "{-the-}{+then+} ferry will {+never+} run on all 7 days {-until-}{+while+}",
       "{+then+} ferry will {+never+} run on all 7 days {+while+}"},
  };
  for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
    vb_arena *arena = vb_arena_new();
    vb_analysis quote = words_of(rows[i / 2].quote, arena), part = words_of(article, arena);
    vb_speech_word *said = vb_arena_calloc(arena, part.token_count, sizeof *said);
    for (size_t k = 0; k < part.token_count; k++) {
      vb_str word = vb_token_term(&part.tokens[k]);
      bool other = vb_str_is(word, "the") || vb_str_is(word, "until");
      said[k].stretch = i % 2 && other ? 1 : vb_str_is(word, "anna") ? 2 : 0;
    }
    vb_alignment a;
    cr_assert_eq(vb_align_nearest(&quote, &part, arena, &a, NULL), VB_OK);
    vb_align_keep_to_speech(&a, said);
    char *shown = show(&a, &quote, &part);
    cr_expect_str_eq(shown, i % 2 ? rows[i / 2].beside : rows[i / 2].within);
    free(shown);
    vb_arena_free(arena);
  }
}

Test(align, the_agreement_is_a_share_of_the_longer_side) {
  static const struct {
    const char *quote;
    double same, longer;
  } rows[] = {
      {"the bridge will not be closed before the spring", 9, 9},
      {"the bridge will be closed before the spring", 8, 9},                /* left out */
      {"the old stone bridge will not be closed before the spring", 9, 11}, /* added */
      {"the bridge will not be shut before the spring", 8, 9},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    vb_arena *arena = vb_arena_new();
    vb_analysis quote = words_of(rows[i].quote, arena), part = words_of(article, arena);
    vb_alignment a;
    cr_assert_eq(vb_align_nearest(&quote, &part, arena, &a, NULL), VB_OK);
    cr_expect_float_eq(a.agreement, rows[i].same / rows[i].longer, 1e-9, "%s: %f", rows[i].quote,
                       a.agreement);
    vb_arena_free(arena);
  }
}

Test(align, each_word_that_negates_is_loud) {
  static const char *const words[] = {
      "barely", "cannot",  "hardly",  "neither", "never",    "no",     "nobody", "none",   "nor",
      "not",    "nothing", "nowhere", "rarely",  "scarcely", "seldom", "unless", "without"};
  static const char said[] = "the ferry to the island will sail at night in the winter",
                    form[] = "the ferry to the island will %s sail at night in the winter";
  for (size_t i = 0; i < 2 * sizeof words / sizeof *words; i++) {
    vb_arena *arena = vb_arena_new();
    char text[100];
    snprintf(text, sizeof text, form, words[i / 2]);
    vb_analysis with = words_of(text, arena), without = words_of(said, arena);
    vb_alignment a;
    bool added = i % 2;
    cr_assert_eq(
        vb_align_nearest(added ? &with : &without, added ? &without : &with, arena, &a, NULL),
        VB_OK);
    cr_expect(a.found && (a.changes & VB_CHANGE_NEGATION), "%s", text);
    vb_arena_free(arena);
  }
}

Test(align, declared_changes_are_followed_and_nothing_else) {
  static const struct {
    const char *quote, *edits;
    unsigned changes;
  } rows[] = {
      {"The bridge will ... be closed before the spring",
       "the bridge will {-not-} be closed before the spring", VB_CHANGE_NEGATION},
      {"The bridge \xE2\x80\xA6 and the ferry will run",
       "the bridge {-will not be closed before the spring-} and the ferry will run",
       VB_CHANGE_NEGATION},
      {"the ferry [of the town] will run on all 7 days",
       "the ferry {+of the town+} will run on all 7 days", 0},
      {"until [the mayor] says otherwise", "until {-anna berg-}{+the mayor+} says otherwise",
       VB_CHANGE_NAME},
      {"[T]he ferry will run", "the ferry will run", 0},
      {"the bridge[s] will not be closed", "the bridges will not be closed", 0},
      {"the ferry will run ... the bridge will not", "not found", 0},
      {"the bridge will ... be open before the spring", "not found", 0},
      {"The bridge will not [...] spring", "the bridge will not {-be closed before the-} spring",
       0},
      {"The harbour master spoke . . . The bridge",
       "the harbour master spoke {-at noon-} the bridge", 0},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    vb_arena *arena = vb_arena_new();
    vb_analysis part = words_of(article, arena);
    vb_declared *declared;
    vb_alignment a;
    cr_assert_eq(vb_declared_read(vb_str_of(rows[i].quote), arena, &declared, NULL), VB_OK);
    cr_assert(declared, "%s", rows[i].quote);
    cr_assert_eq(vb_align_declared(declared, &part, arena, &a, NULL), VB_OK);
    char *shown = show(&a, vb_declared_words(declared), &part);
    cr_expect_str_eq(shown, rows[i].edits);
    if (a.found) cr_expect_eq(a.changes, rows[i].changes, "%s: %u", rows[i].quote, a.changes);
    free(shown);
    vb_arena_free(arena);
  }
}

Test(align, a_quote_that_declares_nothing_is_none) {
  vb_arena *arena = vb_arena_new();
  vb_declared *declared;
  cr_assert_eq(vb_declared_read(VB_STR("No dots here. Or there."), arena, &declared, NULL), VB_OK);
  cr_expect_null(declared);
  cr_assert_eq(vb_declared_read(VB_STR("... [...] ..."), arena, &declared, NULL), VB_OK);
  cr_expect_null(declared);
  vb_arena_free(arena);
}

Test(align, the_gap_of_an_ellipsis_is_bounded) {
  vb_arena *arena = vb_arena_new();
  vb_buf text = VB_BUF_INIT;
  vb_buf_text(&text, "it began well");
  for (int i = 0; i <= VB_ALIGN_GAP_MAX; i++) vb_buf_text(&text, " and on");
  vb_buf_text(&text, " it ended");
  vb_buf_char(&text, '\0');
  vb_analysis part = words_of(text.p, arena);
  vb_declared *declared;
  vb_alignment a;
  cr_assert_eq(vb_declared_read(VB_STR("it began well ... it ended"), arena, &declared, NULL),
               VB_OK);
  cr_assert_eq(vb_align_declared(declared, &part, arena, &a, NULL), VB_OK);
  cr_expect_not(a.found);
  vb_buf_clear(&text);
  vb_arena_free(arena);
}

Test(align, edits_cover_the_quote_in_order_whatever_it_is) {
  static const char *const vocabulary[] = {"a", "b", "c", "d", "not", "7", "Berg", "e"};
  unsigned state = 20240511;
  printf("seed %u\n", state);
  for (int round = 0; round < 3000; round++) {
    vb_arena *arena = vb_arena_new();
    vb_buf quote = VB_BUF_INIT, text = VB_BUF_INIT;
    for (int i = 0, n = 1 + round % 12; i < n; i++)
      vb_buf_printf(&quote, "%s ", vocabulary[(state = state * 1103515245 + 12345) >> 16 & 7]);
    for (int i = 0, n = 1 + round % 40; i < n; i++)
      vb_buf_printf(&text, "%s ", vocabulary[(state = state * 1103515245 + 12345) >> 16 & 7]);
    vb_buf_char(&quote, '\0');
    vb_buf_char(&text, '\0');
    vb_analysis q = words_of(quote.p, arena), p = words_of(text.p, arena);
    vb_alignment a;
    cr_assert_eq(vb_align_nearest(&q, &p, arena, &a, NULL), VB_OK);
    uint32_t at = 0, place = a.edit_count ? a.edits[0].article_from : 0;
    for (size_t i = 0; i < a.edit_count; i++) {
      const vb_edit *e = &a.edits[i];
      cr_assert_eq(e->quote_from, at);
      cr_assert_eq(e->article_from, place);
      at = e->quote_to, place = e->article_to;
      for (uint32_t k = 0; e->kind == VB_EDIT_SAME && k < e->quote_to - e->quote_from; k++)
        cr_assert(vb_str_eq(vb_token_term(&q.tokens[e->quote_from + k]),
                            vb_token_term(&p.tokens[e->article_from + k])));
    }
    if (a.edit_count) cr_assert_eq(at, q.token_count);
    vb_buf_clear(&quote);
    vb_buf_clear(&text);
    vb_arena_free(arena);
  }
}

/* ---- a plain model ----
 *
 * The window is counted anew at each place, the costs are one matrix, and words are compared as
 * texts. */

enum { MODEL_TEXT = 60, MODEL_QUOTE = 14, UNIT = VB_ALIGN_WORDS_MAX + 1 };

typedef struct model {
  const char *quote[MODEL_QUOTE], *text[MODEL_TEXT];
  size_t n, m;
} model;

static bool equal(const char *a, const char *b) {
  return strcmp(a, b) == 0;
}

static size_t times(const char *word, const char *const *words, size_t n) {
  size_t found = 0;
  for (size_t i = 0; i < n; i++) found += equal(word, words[i]);
  return found;
}

/* The word that follows the last `word` of the quote that has one after it; NULL: none. */
static const char *follower(const model *x, const char *word) {
  for (size_t i = x->n - 1; i-- > 0;)
    if (equal(x->quote[i], word)) return x->quote[i + 1];
  return NULL;
}

/* How much of the quote the text's words [from, to) hold; neighbours count two more. */
static size_t fullness(const model *x, size_t from, size_t to) {
  size_t sum = 0;
  for (size_t i = 0; i < x->n; i++) {
    if (times(x->quote[i], x->quote, i)) continue; /* counted with the first equal one */
    size_t here = times(x->quote[i], x->text + from, to - from),
           there = times(x->quote[i], x->quote, x->n);
    sum += here < there ? here : there;
  }
  for (size_t j = from + 1; j < to; j++) {
    const char *next = follower(x, x->text[j - 1]);
    if (next && equal(next, x->text[j])) sum += 2;
  }
  return sum;
}

/* The steps of the cheapest alignment with the text's words [from, to), of equal ones the one that
   ends first, and that from its end on prefers a word for a word, then one more, then one less:
   'w', 'a', 'l', in reverse. */
static void cheapest(const model *x, size_t from, size_t to, char *steps) {
  static uint32_t cost[MODEL_QUOTE + 1][MODEL_TEXT + 1];
  static char taken[MODEL_QUOTE + 1][MODEL_TEXT + 1];
  size_t width = to - from, end = 0;
  memset(cost[0], 0, sizeof cost[0]);
  for (size_t i = 1; i <= x->n; i++)
    for (size_t j = 0; j <= width; j++) {
      uint32_t added = cost[i - 1][j] + 3 * UNIT + 1;
      cost[i][j] = added, taken[i][j] = 'a';
      if (!j) continue;
      uint32_t left = cost[i][j - 1] + 3 * UNIT, word = cost[i - 1][j - 1];
      if (!equal(x->quote[i - 1], x->text[from + j - 1])) word += 5 * UNIT + 1;
      if (word <= added) cost[i][j] = word, taken[i][j] = 'w';
      if (left < cost[i][j]) cost[i][j] = left, taken[i][j] = 'l';
    }
  for (size_t j = 1; j <= width; j++)
    if (cost[x->n][j] < cost[x->n][end]) end = j;
  for (size_t i = x->n, j = end; i > 0; steps++) {
    *steps = taken[i][j];
    i -= *steps != 'l', j -= *steps != 'a';
  }
  *steps = '\0';
}

/* The edits' steps, in the same way. Words at an end that were borrowed from the text are added. */
static void steps_of(const vb_alignment *a, char *steps) {
  for (size_t i = a->edit_count; i-- > 0;) {
    const vb_edit *e = &a->edits[i];
    uint32_t quoted = e->quote_to - e->quote_from, printed = e->article_to - e->article_from;
    bool borrowed = (i == 0 && a->borrowed_front) || (i + 1 == a->edit_count && a->borrowed_back);
    if (quoted && printed) cr_assert_eq(quoted, printed, "a word for a word");
    char step = borrowed || !printed ? 'a' : quoted ? 'w' : 'l';
    for (uint32_t k = 0; k < (quoted ? quoted : printed); k++) *steps++ = step;
  }
  *steps = '\0';
}

static void compare_with_model(const model *x, const vb_alignment *a, const char *shown) {
  size_t length = x->n + x->n / 4 + 2, slack = x->n / 8 + 4, most = 0, start = 0;
  for (size_t j = 0; j < x->m; j++) {
    size_t from = j + 1 > length ? j + 1 - length : 0, held = fullness(x, from, j + 1);
    if (held > most) most = held, start = from;
  }
  bool all = true;
  for (size_t i = 0; i < x->n; i++) all &= times(x->quote[i], x->text, x->m) > 0;
  cr_assert_eq(a->all_there, all, "%s", shown);
  cr_assert_eq(a->somewhere, most * 2 >= x->n, "%s", shown);
  if (!a->somewhere) return;
  size_t from = start > slack ? start - slack : 0, to = start + length + slack;
  if (to > x->m) to = x->m;
  char steps[MODEL_QUOTE + MODEL_TEXT + 1], wanted[sizeof steps];
  steps_of(a, steps);
  cheapest(x, from, to, wanted);
  cr_assert_str_eq(steps, wanted, "%s", shown);
  uint32_t same = 0, quoted = 0, printed = 0;
  for (size_t i = 0; i < a->edit_count; i++) {
    const vb_edit *e = &a->edits[i];
    cr_assert(e->article_from + a->borrowed_front >= from, "%s", shown);
    cr_assert_leq(e->article_to, to + a->borrowed_back, "%s", shown);
    if (e->kind == VB_EDIT_SAME) same += e->quote_to - e->quote_from;
    quoted += e->quote_to - e->quote_from, printed += e->article_to - e->article_from;
  }
  cr_assert_eq(a->same, same, "%s", shown);
  double agreement = (double)same / (quoted > printed ? quoted : printed);
  cr_assert_float_eq(a->agreement, agreement, 1e-9, "%s", shown);
  cr_assert_eq(a->found, same > 0 && agreement >= 0.5, "%s", shown);
}

/* A piece of the text with some of its words changed, or any words. */
static void make_model(model *x, unsigned *state, int round) {
  static const char *const words[] = {"a", "b", "c", "d", "oar", "gull", "rope", "tide",
                                      "e", "f", "g", "h", "fog", "mast", "keel", "lamp"};
#define ROLL(n) ((*state = *state * 1103515245 + 12345) >> 16 & 0x7fff) % (n)
  unsigned kinds = round % 3 ? 16 : 5;
  x->m = 1 + ROLL(MODEL_TEXT);
  x->n = 1 + ROLL(MODEL_QUOTE);
  for (size_t j = 0; j < x->m; j++) x->text[j] = words[ROLL(kinds)];
  size_t at = ROLL(x->m);
  for (size_t i = 0; i < x->n; i++, at++) {
    unsigned way = ROLL(12);
    if (way == 0) at++;
    if (way == 1) at--;
    x->quote[i] = way > 2 && at < x->m ? x->text[at] : words[ROLL(kinds)];
  }
}

static vb_analysis analysis_of(const char *const *words, size_t n, vb_arena *arena) {
  vb_buf text = VB_BUF_INIT;
  for (size_t i = 0; i < n; i++) vb_buf_printf(&text, "%s ", words[i]);
  vb_str copy = vb_arena_copy(arena, vb_buf_view(&text));
  vb_buf_clear(&text);
  return words_of(copy.p, arena);
}

Test(align, the_place_and_the_cost_are_those_of_a_plain_model) {
  unsigned state = 7;
  size_t found = 0;
  printf("seed %u\n", state);
  for (int round = 0; round < 4000; round++) {
    model x;
    vb_alignment a;
    vb_arena *arena = vb_arena_new();
    make_model(&x, &state, round);
    vb_analysis quote = analysis_of(x.quote, x.n, arena), part = analysis_of(x.text, x.m, arena);
    cr_assert_eq(vb_align_nearest(&quote, &part, arena, &a, NULL), VB_OK);
    char *shown = show(&a, &quote, &part);
    compare_with_model(&x, &a, shown);
    found += a.found;
    free(shown);
    vb_arena_free(arena);
  }
  cr_assert_gt(found, 1000);
}
