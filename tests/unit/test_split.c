/*
 * test_split.c - a quotation in pieces is read as one, in marks of every kind.
 */
#include "searcher/quote/exact.h"

#include "tests/unit/mark_pairs.h"

#include <criterion/criterion.h>

#include <stdio.h>

static vb_verdict verdict_in(const char *text, const char *quote) {
  vb_arena *arena = vb_arena_new();
  vb_error err;
  vb_needle needle = {.text = VB_STR_NONE};
  vb_reading reading = {.article = {.text = vb_str_of(text)}, .arena = arena};
  vb_split split;
  cr_assert(arena);
  cr_assert_eq(vb_needle_make(vb_str_of(quote), arena, &needle, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_needle_split(&needle, &reading, &split, &err), VB_OK, "%s", err.text);
  vb_arena_free(arena);
  return split.verdict;
}

static const char whole[] = "The lake is safe to swim in, and the boats may leave the harbour.";

/* The record says nothing here, so single marks, which may be apostrophes, are left out. */
Test(split, in_all_the_marks_of_the_table) {
  static mark_pair pairs[MARK_PAIRS_MAX];
  size_t count = mark_pairs(pairs), tried = 0;
  for (size_t i = 0; i < count; i++) {
    if (pairs[i].opened.family == VB_MARK_SINGLE) continue;
    const char *o = pairs[i].open, *c = pairs[i].close;
    char text[256];
    snprintf(text, sizeof text,
             "It was early. %sThe lake is safe to swim in,%s said Ada Brook at noon, %sand the "
             "boats may leave the harbour.%s It was late.",
             o, c, o, c);
    cr_expect_eq(verdict_in(text, whole), VB_VERDICT_VERBATIM, "%s", text);
    tried++;
  }
  cr_expect_gt(tried, 40);
}

Test(split, not_where_the_words_between_are_inside_marks_as_well) {
  cr_expect_eq(verdict_in("„The lake is safe to swim in, said Ada Brook at noon, and the boats may "
                          "leave the harbour.“",
                          whole),
               VB_VERDICT_NOT_FOUND);
}

Test(split, after_german_marks_the_words_outside_are_outside) {
  cr_expect_eq(verdict_in("„Nobody was hurt.“ The lake is safe to swim in, said Ada Brook, and the "
                          "boats may leave the harbour. „So it is.“",
                          whole),
               VB_VERDICT_NOT_FOUND);
}
