#include "indexer/article/read/json_load.h"
#include "indexer/base/buf.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

/* The same tree, or the same refusal, as from jansson alone. */
static void same_as_jansson(vb_str text, vb_arena *arena) {
  json_error_t ours = {.text = ""}, theirs = {.text = ""};
  vb_arena_clear(arena);
  json_t *a = vb_json_load(text, arena, &ours);
  json_t *b = json_loadb(text.p, text.n, JSON_ALLOW_NUL, &theirs);
  cr_assert_eq(!a, !b, "%.*s", VB_STR_ARG(text));
  if (a) {
    char *x = json_dumps(a, JSON_ENCODE_ANY), *y = json_dumps(b, JSON_ENCODE_ANY);
    cr_assert(json_equal(a, b), "%.*s: %s, not %s", VB_STR_ARG(text), x, y);
    cr_assert_str_eq(x, y);
    free(x), free(y);
  } else {
    cr_assert_str_eq(ours.text, theirs.text);
    cr_assert_eq(ours.position, theirs.position);
    cr_assert_eq(ours.line, theirs.line);
  }
  json_decref(a), json_decref(b);
}

#define LONG "the ferry came in with the evening tide and left again at dawn without a word"

Test(json_load, trees_and_reasons_are_jansson_s) {
  static const char *const texts[] = {
      "{\"a\": \"" LONG "\", \"b\": \"short\", \"c\": [1, 2.5, true, null, \"" LONG "\"]}",
      "{\"a\": \"\\\"" LONG
      "\\\"\\n\\t\\\\ \\/ \\b\\f\\r\", \"b\": \"\\u00e9\\u2019\\ud83d\\ude00\"}",
      "[\"\\u00010\", \"" LONG "\", \"\\u00011\", \"\\u0000\"]",
      "{\"" LONG "\": \"" LONG "\", \"\\u00010\" : \"" LONG "\"}",
      "{\"a\": \"" LONG "\", \"a\": \"" LONG "?\", \"b\" \n:\t\"" LONG "\"}",
      "[[[{\"x\": [\"" LONG "\"]}]], \"" LONG LONG "\"]",
      "{\"a\": \"" LONG "\\ud83d\"}",
      "{\"a\": \"" LONG "\\ude00\\ud83d\"}",
      "{\"a\": \"" LONG "\\ud83d\\u0041\"}",
      "{\"a\": \"" LONG "\\u12g4\"}",
      "{\"a\": \"" LONG "\\x\"}",
      "{\"a\": \"" LONG "\n\"}",
      "{\"a\": \"" LONG,
      "{\"a\": \"" LONG "\\",
      "{\"a\": \"" LONG "\\u00",
      "{\"a\": \"" LONG "\" x}",
      "{\"" LONG "\"}",
      "[\"" LONG "\": 1]",
      "{'a': \"" LONG "\"}",
      "\"" LONG "\"",
      "{\"a\": NaN, \"b\": \"" LONG "\"}",
      "{\"\": \"\", \"b\": \"" LONG "\"} trailing"};
  vb_arena *arena = vb_arena_new();
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    same_as_jansson(vb_str_of(texts[i]), arena);
  vb_arena_free(arena);
}

Test(json_load, every_cut_of_a_text_fares_as_with_jansson) {
  vb_arena *arena = vb_arena_new();
  vb_str text =
      VB_STR("{\"a\": \"" LONG "\\n\\u2019\\ud83d\\ude00\", \"b\": [\"\\u00010\", {\"c\\n\": 1}]}");
  for (size_t n = 0; n <= text.n; n++) {
    char *exact = malloc(n + 1); /* so that a sanitizer sees a step too far */
    memcpy(exact, text.p, n);
    same_as_jansson((vb_str){exact, n}, arena);
    free(exact);
  }
  vb_arena_free(arena);
}

static void random_string(uint64_t *seed, vb_buf *out) {
  static const char *const pieces[] = {"a",
                                       "tide ",
                                       "\xE2\x80\x99",
                                       "\\n",
                                       "\\\"",
                                       "\\\\",
                                       "\\u0001",
                                       "\\u00e9",
                                       "\\ud83d\\ude00",
                                       "/",
                                       " and some more words ",
                                       ":",
                                       "\\/",
                                       "0"};
  static const char *const odd[] = {"\\ud83d", "\\udc00", "\\q", "\x01", "\n", "\\u00", "\""};
  vb_buf_char(out, '"');
  for (uint32_t n = next_random(seed) % 24; n > 0; n--)
    vb_buf_text(out, pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)]);
  if (next_random(seed) % 60 == 0)
    vb_buf_text(out, odd[next_random(seed) % (sizeof odd / sizeof *odd)]);
  vb_buf_char(out, '"');
}

static void random_value(uint64_t *seed, int depth, vb_buf *out) {
  uint32_t kind = next_random(seed) % 8, members = next_random(seed) % 5;
  if (depth == 0 || kind < 4) {
    random_string(seed, out);
  } else if (kind == 4) {
    vb_buf_printf(out, "%u", next_random(seed) % 1000);
  } else {
    vb_buf_char(out, kind == 5 ? '[' : '{');
    for (uint32_t i = 0; i < members; i++) {
      if (i) vb_buf_text(out, next_random(seed) % 2 ? ", " : ",");
      if (kind != 5) {
        if (next_random(seed) % 4 == 0) random_string(seed, out);
        else vb_buf_printf(out, "\"%u\"", next_random(seed) % 6);
        vb_buf_text(out, next_random(seed) % 2 ? " : " : ":");
      }
      random_value(seed, depth - 1, out);
    }
    vb_buf_char(out, kind == 5 ? ']' : '}');
  }
}

Test(json_load, generated_texts_give_what_jansson_gives) {
  uint64_t seed = 20261122;
  vb_arena *arena = vb_arena_new();
  vb_buf text = VB_BUF_INIT;
  size_t whole = 0;
  for (int round = 0; round < 4000; round++) {
    vb_buf_reset(&text);
    random_value(&seed, 4, &text);
    json_t *valid = json_loadb(text.p, text.n, JSON_ALLOW_NUL, NULL);
    whole += valid != NULL;
    json_decref(valid);
    same_as_jansson(vb_buf_view(&text), arena);
  }
  cr_assert_gt(whole, 1000, "too few of the texts are JSON: %zu", whole);
  vb_buf_clear(&text);
  vb_arena_free(arena);
}
