#include "indexer/base/utf8.h"
#include "searcher/snippet/snippet.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static vb_arena *arena;
static vb_stemmer *stemmer;

static void setup(void) {
  arena = vb_arena_new();
  cr_assert_eq(vb_stemmer_open("none", &stemmer, NULL), VB_OK);
}

static void teardown(void) {
  vb_stemmer_close(stemmer);
  vb_arena_free(arena);
}

TestSuite(snippet, .init = setup, .fini = teardown);

static vb_query *leaf(const char *words, vb_field field) {
  vb_analysis a;
  cr_assert_eq(vb_analyse_words(vb_str_of(words), arena, &a, NULL), VB_OK);
  bool one = a.token_count == 1;
  vb_query *q = vb_query_new(arena, one ? VB_QUERY_TERM : VB_QUERY_PHRASE, one ? 0 : a.token_count);
  q->field = field;
  if (one) q->term = vb_token_term(&a.tokens[0]);
  for (size_t i = 0; !one && i < a.token_count; i++) {
    vb_query *slot = vb_query_new(arena, VB_QUERY_TERM, 0);
    slot->term = vb_token_term(&a.tokens[i]);
    q->children[i] = slot;
  }
  return q;
}

static vb_query *any_of(const vb_query *a, const vb_query *b) {
  vb_query *q = vb_query_new(arena, VB_QUERY_OR, 2);
  q->children[0] = a, q->children[1] = b;
  return q;
}

typedef struct made {
  vb_match_article *words;
  vb_match match;
  vb_snippet *snippets;
  size_t count;
} made;

static made make(const vb_article *article, const vb_query *query, size_t count, size_t chars) {
  made m;
  vb_snippet_options options = {.count = count, .chars = chars};
  cr_assert_eq(vb_match_open(article, stemmer, arena, &m.words, NULL), VB_OK);
  cr_assert_eq(vb_match_query(m.words, query, arena, &m.match, NULL), VB_OK);
  cr_assert_eq(vb_snippets_make(m.words, &m.match, &options, arena, &m.snippets, &m.count, NULL),
               VB_OK);
  return m;
}

/* "...text with [marks]..." of all snippets, separated by bars. */
static const char *shown(const made *m) {
  vb_buf out = VB_BUF_INIT;
  for (size_t i = 0; i < m->count; i++) {
    const vb_snippet *s = &m->snippets[i];
    if (i) vb_buf_text(&out, " | ");
    if (s->cut_before) vb_buf_text(&out, "...");
    size_t at = 0;
    for (size_t k = 0; k < s->mark_count; k++) {
      vb_buf_str(&out, vb_str_slice(s->text, at, s->marks[k].start));
      vb_buf_char(&out, '[');
      vb_buf_str(&out, vb_str_slice(s->text, s->marks[k].start, s->marks[k].end));
      vb_buf_char(&out, ']');
      at = s->marks[k].end;
    }
    vb_buf_str(&out, vb_str_slice(s->text, at, s->text.n));
    if (s->cut_after) vb_buf_text(&out, "...");
  }
  vb_str copy = vb_arena_copy(arena, vb_buf_view(&out));
  vb_buf_clear(&out);
  return copy.p ? copy.p : "";
}

static const char body[] = "The tide rose at dawn. Nobody in Vanport had seen the like. Mayor Ada "
                           "Tarn closed the harbor.\n\n"
                           "By noon, with the water at the steps of the old customs house and the "
                           "ferries tied three deep along "
                           "the north quay, the council had agreed on nothing but the obvious, "
                           "which was that the harbor wall "
                           "(built in 1911) would have to be raised before the autumn "
                           "storms.\n\nShe opened it again on Friday.";

Test(snippet, shows_whole_sentences_cuts_long_ones_and_marks_the_match) {
  const struct {
    const char *words;
    size_t count, chars;
    const char *shown;
  } cases[] = {
      {"tide rose", 1, 25, "The [tide rose] at dawn."},
      {"tide rose", 1, 65, "The [tide rose] at dawn. Nobody in Vanport had seen the like."},
      {"ada tarn", 1, 40, "Mayor [Ada Tarn] closed the harbor."},
      {"like mayor", 1, 40, "...had seen the [like. Mayor] Ada Tarn closed..."},
      {"harbor by noon", 1, 10, "...[harbor. ¶ By noon]..."},
      {"harbor wall", 1, 60,
       "...which was that the [harbor wall] (built in 1911) would have to..."},
      {"built in 1911", 1, 30, "...wall ([built in 1911]) would..."},
      {"autumn storms", 1, 40, "...to be raised before the [autumn storms]."},
      {"by noon", 1, 40, "[By noon], with the water at the steps of..."},
      {"friday", 1, 40, "She opened it again on [Friday]."},
      {"absent", 1, 200, "The tide rose at dawn."},
      {"harbor", 2, 36,
       "Mayor Ada Tarn closed the [harbor]. | ...was that the [harbor] wall (built in..."},
      {"harbor", 0, 36, ""},
  };
  vb_article article = {.text = vb_str_of(body)};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    made m = make(&article, leaf(cases[i].words, VB_FIELD_TEXT), cases[i].count, cases[i].chars);
    const char *got = shown(&m);
    cr_expect_str_eq(got, cases[i].shown, "%s: \"%s\"", cases[i].words, got);
  }
}

Test(snippet, a_phrase_goes_before_a_word_whichever_was_asked_for_first) {
  static const char *const asked[] = {"autumn storms", "dawn", "autumn storms"};
  vb_article article = {.text = vb_str_of(body)};
  for (size_t i = 0; i < 2; i++) {
    const vb_query *first = leaf(asked[i], VB_FIELD_TEXT);
    made m = make(&article, any_of(first, leaf(asked[i + 1], VB_FIELD_TEXT)), 1, 40);
    cr_expect(strstr(shown(&m), "[autumn storms]"), "%s first: %s", asked[i], shown(&m));
  }
}

Test(snippet, a_hyphenated_word_is_not_cut) {
  vb_article article = {
      .text =
          VB_STR("They kept the crowd-friendly waiver of entrance fees in the far-away parks of "
                 "the north, which nobody who wrote about it had ever seen or wished to see.")};
  for (size_t chars = 10; chars < 60; chars++) {
    made m = make(&article, leaf("entrance", VB_FIELD_TEXT), 1, chars);
    const char *got = shown(&m);
    cr_expect(!strstr(got, "...-") && !strstr(got, "...friendly") && !strstr(got, "far...") &&
                  !strstr(got, "far-..."),
              "%zu: %s", chars, got);
  }
}

Test(snippet, paragraphs_are_told_apart_and_lines_are_not) {
  vb_article article = {.text = VB_STR("One fell.\n\nTwo fell\nfar.  \n \n\nThree fell.")};
  made m = make(&article, leaf("fell", VB_FIELD_TEXT), 1, 100);
  cr_expect_str_eq(shown(&m), "One [fell]. ¶ Two [fell] far. ¶ Three [fell].");
}

Test(snippet, prefers_the_sentence_with_most_of_the_query) {
  vb_article article = {.text = VB_STR("Rain fell. Rain fell. Rain and wind came. Wind blew.")};
  vb_query *both = any_of(leaf("rain", VB_FIELD_TEXT), leaf("wind", VB_FIELD_TEXT));
  made m = make(&article, both, 1, 20);
  cr_expect_str_eq(shown(&m), "[Rain] and [wind] came.");
  m = make(&article, both, 2, 10);
  cr_expect_str_eq(shown(&m), "[Rain] fell. | ...[wind] came.");
}

Test(snippet, comments_are_shown_when_they_match) {
  vb_comment comments[] = {{.text = VB_STR("Nothing here.")},
                           {.text = VB_STR("A storm.\n\nNo, two.")}};
  vb_article article = {.text = VB_STR("Calm."), .comments = comments, .comment_count = 2};
  made m = make(&article, leaf("storm", VB_FIELD_COMMENTS), 2, 100);
  cr_assert_eq(m.count, 1);
  cr_assert_eq(m.snippets[0].part, VB_ARTICLE_COMMENT);
  cr_assert_eq(m.snippets[0].comment, 1);
  cr_expect_str_eq(shown(&m), "A [storm]. ¶ No, two.");
}

Test(snippet, without_a_body_there_is_none) {
  vb_article article = {.title = VB_STR("Storm")};
  made m = make(&article, leaf("storm", VB_FIELD_TEXT), 2, 100);
  cr_assert(m.match.matched);
  cr_assert_eq(m.count, 0);
}

Test(snippet, overlapping_marks_of_a_part_are_one) {
  vb_article article = {.title = VB_STR("One two three"),
                        .text = VB_STR("One two three four, one.")};
  vb_query *q = any_of(leaf("one two", VB_FIELD_TEXT),
                       any_of(leaf("two three", VB_FIELD_TEXT), leaf("one", VB_FIELD_TEXT)));
  made m = make(&article, q, 1, 100);
  cr_expect_str_eq(shown(&m), "[One two three] four, [one].");
  vb_range *marks;
  size_t count;
  cr_assert_eq(vb_marks_of(&m.match, VB_FIELD_TITLE, 0, arena, &marks, &count, NULL), VB_OK);
  cr_assert_eq(count, 1);
  cr_assert_eq(marks[0].start, 0);
  cr_assert_eq(marks[0].end, 13);
}

Test(snippet, a_span_may_take_marks_in_that_belong_to_no_word) {
  vb_article article = {.text = VB_STR("He said: “Go home.” Then he left.")};
  made m = make(&article, leaf("go home", VB_FIELD_TEXT), 1, 10);
  vb_span span = m.match.spans[0];
  span.start -= 3, span.end += 4, span.leaf = NULL;
  vb_match match = {true, &span, 1};
  vb_snippet_options options = {1, 30};
  cr_assert_eq(vb_snippets_make(m.words, &match, &options, arena, &m.snippets, &m.count, NULL),
               VB_OK);
  cr_expect_str_eq(shown(&m), "He said: [“Go home.”]");
}

/* ---- properties ------------------------------------------------------- */

static uint32_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

static vb_str random_text(uint64_t *seed, char *out, size_t size) {
  static const char *const pieces[] = {
      "rain ", "wind ", "sea ", "é ", "中", "文",         "(a) ",        "“b,” ", ". The ",  "... ",
      "\n\n",  "\n",    "  ",   "—",  "😀 ", "rain wind ", "longerword ", "!? ",   "\xC2\xA0"};
  size_t n = 0;
  for (uint32_t count = next_random(seed) % 120; count; count--) {
    const char *piece = pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)];
    if (n + strlen(piece) > size) break;
    memcpy(out + n, piece, strlen(piece));
    n += strlen(piece);
  }
  return (vb_str){out, n};
}

/* Runs of white space as one space, those with two line ends as the end of a paragraph. */
static vb_str folded(vb_str s) {
  char *out = vb_arena_alloc(arena, 2 * s.n + 1);
  size_t n = 0;
  for (size_t i = 0, end; i < s.n; i = end) {
    size_t lines = 0;
    for (end = i; end < s.n && vb_is_space(s.p[end]); end++) lines += s.p[end] == '\n';
    if (end == i) end = i + 1, out[n++] = s.p[i];
    else n += (size_t)sprintf(out + n, "%s", lines > 1 ? " ¶ " : " ");
  }
  return (vb_str){out, n};
}

static bool whole(vb_str text, size_t at) {
  return at == text.n || ((unsigned char)text.p[at] & 0xC0) != 0x80;
}

static void check_snippet(const vb_snippet *s, const made *m, vb_str text, size_t chars,
                          unsigned long long seed) {
  cr_assert(s->start < s->end && s->end <= text.n, "seed %llu", seed);
  cr_assert(whole(text, s->start) && whole(text, s->end), "seed %llu: a character is cut", seed);
  cr_assert(vb_utf8_valid(s->text), "seed %llu", seed);
  cr_assert(vb_str_eq(s->text, folded(vb_str_slice(text, s->start, s->end))), "seed %llu: \"%.*s\"",
            seed, VB_STR_ARG(s->text));
  cr_assert_gt(s->mark_count, 0, "seed %llu: shows no match", seed);
  uint32_t end = 0;
  size_t longest = 0;
  for (size_t i = 0; i < s->mark_count; i++) {
    cr_assert(s->marks[i].start >= end && s->marks[i].end > s->marks[i].start &&
                  s->marks[i].end <= s->text.n && whole(s->text, s->marks[i].start) &&
                  whole(s->text, s->marks[i].end),
              "seed %llu: marks", seed);
    end = s->marks[i].end;
    size_t length = vb_utf8_count(vb_str_slice(s->text, s->marks[i].start, end));
    if (length > longest) longest = length;
  }
  /* Each span that lies inside is inside a mark, word for word. */
  size_t marked = 0;
  for (size_t i = 0; i < m->match.span_count; i++) {
    const vb_span *span = &m->match.spans[i];
    if (span->field != VB_FIELD_TEXT || span->start < s->start || span->end > s->end) continue;
    vb_str words = folded(vb_str_slice(text, span->start, span->end));
    bool found = false;
    for (size_t k = 0; k < s->mark_count; k++) {
      vb_str mark = vb_str_slice(s->text, s->marks[k].start, s->marks[k].end);
      found |= memmem(mark.p, mark.n, words.p, words.n) != NULL;
    }
    cr_assert(found, "seed %llu: a match is not marked", seed);
    marked++;
  }
  cr_assert_geq(marked, s->mark_count, "seed %llu: a mark without a match", seed);
  size_t count = vb_utf8_count(s->text);
  if (s->cut_before || s->cut_after)
    cr_assert_leq(count, (chars > longest ? chars : text.n), "seed %llu", seed);
}

Test(snippet, holds_its_match_whole_and_cuts_no_character) {
  static const char *const queries[] = {"rain", "wind", "rain wind", "wind rain",
                                        "中文", "a b",  "é rain",    "sea the"};
  vb_arena *kept = arena;
  size_t seen = 0;
  arena = vb_arena_new();
  for (uint64_t seed = 1; seed <= 12000; seed++) {
    uint64_t state = seed;
    char bytes[2048];
    vb_article article = {.text = random_text(&state, bytes, sizeof bytes)};
    vb_query *q = leaf(queries[next_random(&state) % 8], VB_FIELD_TEXT);
    if (next_random(&state) % 2)
      q = any_of(q, leaf(queries[next_random(&state) % 8], VB_FIELD_TEXT));
    size_t count = 1 + next_random(&state) % 4, chars = next_random(&state) % 90;
    made m = make(&article, q, count, chars);
    cr_assert_leq(m.count, count);
    if (m.match.span_count) cr_assert_gt(m.count, 0, "seed %llu", (unsigned long long)seed);
    for (size_t i = 0; m.match.span_count && i < m.count; i++) {
      check_snippet(&m.snippets[i], &m, article.text, chars, seed);
      if (i > 1) /* the first may hold the longest phrase, wherever that stands */
        cr_assert_geq(m.snippets[i].start, m.snippets[i - 1].end, "seed %llu",
                      (unsigned long long)seed);
      seen++;
    }
    vb_arena_clear(arena);
  }
  vb_arena_free(arena);
  arena = kept;
  cr_assert_gt(seen, 5000);
}

Test(snippet, a_huge_sentence_full_of_matches_is_cheap, .timeout = 60) {
  enum { WORDS = 500000 };
  char *text = malloc(WORDS * 2);
  cr_assert(text);
  for (size_t i = 0; i < WORDS; i++) memcpy(text + i * 2, "a ", 2);
  vb_article article = {.text = {text, WORDS * 2}};
  made m = make(&article, leaf("a", VB_FIELD_TEXT), 5, 240);
  cr_assert_eq(m.count, 5);
  cr_assert_leq(m.snippets[0].text.n, 300);
  free(text);
}

/* Generated queries of words and phrases: what is longest is in the first snippet, wherever it
   stands, and each phrase has a place while there is one left. */
Test(snippet, the_longest_phrase_comes_first_and_each_has_its_place) {
  static const char *const phrases[] = {"never asked the ferrymen", "wall of the harbour",
                                        "no boats before spring", "bell in the fog"};
  static const char *const words[] = {"said", "who", "rain", "the"};
  for (uint64_t seed = 1; seed <= 400; seed++) {
    uint64_t state = seed;
    vb_buf text = VB_BUF_INIT;
    size_t asked = 1 + next_random(&state) % 3, from = next_random(&state) % 4;
    vb_query *q = leaf(words[next_random(&state) % 4], VB_FIELD_TEXT);
    for (size_t i = 0; i < asked; i++) {
      vb_query *phrase = leaf(phrases[(from + i) % 4], VB_FIELD_TEXT);
      q = next_random(&state) % 2 ? any_of(q, phrase) : any_of(phrase, q);
    }
    for (size_t i = 0; i < 60; i++) {
      vb_buf_text(&text, "The clerk said who said the rain was said to be the rain. ");
      if (i % 20 == seed % 20 && i / 20 < asked)
        vb_buf_printf(&text, "Then %s it was. ", phrases[(from + i / 20) % 4]);
    }
    vb_article article = {.text = vb_buf_view(&text)};
    made m = make(&article, q, asked, 80);
    cr_assert_eq(m.count, asked, "seed %llu", (unsigned long long)seed);
    for (size_t i = 0; i < asked; i++) {
      bool shown_phrase = false;
      for (size_t k = 0; k < m.count; k++)
        shown_phrase |= memmem(m.snippets[k].text.p, m.snippets[k].text.n, phrases[(from + i) % 4],
                               strlen(phrases[(from + i) % 4])) != NULL;
      cr_assert(shown_phrase, "seed %llu: phrase %zu", (unsigned long long)seed, i);
    }
    vb_buf_clear(&text);
    vb_arena_clear(arena);
  }
}
