#include "searcher/query/match.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- queries by hand -------------------------------------------------- */

static vb_arena *arena; /* of the current test */
static vb_stemmer *stemmer;

static void setup(void) {
  arena = vb_arena_new();
  cr_assert_eq(vb_stemmer_open("en", &stemmer, NULL), VB_OK);
}

static void teardown(void) {
  vb_stemmer_close(stemmer);
  vb_arena_free(arena);
}

TestSuite(match, .init = setup, .fini = teardown);

static vb_query *node(vb_query_kind kind, size_t count, ...) {
  vb_query *q = vb_query_new(arena, kind, count);
  cr_assert(q);
  va_list args;
  va_start(args, count);
  for (size_t i = 0; i < count; i++) q->children[i] = va_arg(args, const vb_query *);
  va_end(args);
  return q;
}

static vb_query *word(const char *text) {
  vb_query *q = node(VB_QUERY_TERM, 0);
  q->term = q->word = vb_str_of(text);
  return q;
}

static vb_query *stem(const char *text) {
  vb_query *q = word(text);
  q->by_stem = true;
  return q;
}

static vb_query *prefix(const char *text) {
  vb_query *q = node(VB_QUERY_PREFIX, 0);
  q->term = vb_str_of(text);
  return q;
}

/* Slots separated by blanks: a word, "pre*", "*", "~stem". */
static vb_query *phrase(const char *slots) {
  size_t count = 1;
  for (const char *p = slots; *p; p++) count += *p == ' ';
  vb_query *q = vb_query_new(arena, VB_QUERY_PHRASE, count);
  for (size_t i = 0; i < count; i++) {
    size_t n = strcspn(slots, " ");
    vb_str text = vb_arena_copy(arena, (vb_str){slots, n});
    bool open = text.n && text.p[text.n - 1] == '*';
    vb_query *slot = vb_query_new(arena,
                                  text.n == 1 && open ? VB_QUERY_ANY_WORD
                                  : open              ? VB_QUERY_PREFIX
                                                      : VB_QUERY_TERM,
                                  0);
    slot->term = open ? vb_str_slice(text, 0, text.n - 1) : text;
    if (text.p[0] == '~') slot->by_stem = true, slot->term = vb_str_slice(text, 1, text.n);
    q->children[i] = slot;
    slots += n + (slots[n] == ' ');
  }
  return q;
}

static vb_query *in(vb_field field, vb_query *q) {
  q->field = field;
  return q;
}

static vb_query *near(const vb_query *a, const vb_query *b, uint32_t distance) {
  vb_query *q = node(VB_QUERY_NEAR, 2, a, b);
  q->distance = distance;
  return q;
}

static vb_query *dates(uint32_t first, uint32_t last) {
  vb_query *q = node(VB_QUERY_DATE, 0);
  q->first_day = first, q->last_day = last;
  return q;
}

/* ---- a table ---------------------------------------------------------- */

static vb_comment comments[] = {{.text = {"What a storm!", 13}},
                                {.text = {"No storm here. Cheap tide.", 26}}};

static vb_article storm_article(void) {
  vb_article a = {
      .title = VB_STR("Storm floods the harbor of Vanport"),
      .text = VB_STR("The storm ran north. Ada Tarn runs the harbor, and the harbor was running "
                     "dry.\n\nShe said the storm passed. Tarn left the U.S. harbor."),
      .source = VB_STR("Vanport Daily"),
      .section = VB_STR("Local news"),
      .language = VB_STR("en"),
      .author_count = 2,
      .comments = comments,
      .comment_count = 2};
  a.authors[0] = VB_STR("Bea Oke");
  a.authors[1] = VB_STR("Cem Lind");
  cr_assert(vb_date_parse_iso(VB_STR("2019-06"), &a.published));
  return a;
}

/* The spans as "field:text" separated by bars; "-" where the query did not match. */
static const char *spans_of(const vb_article *article, const vb_query *query) {
  vb_match_article *words;
  vb_match match;
  vb_buf out = VB_BUF_INIT;
  cr_assert_eq(vb_match_open(article, stemmer, arena, &words, NULL), VB_OK);
  cr_assert_eq(vb_match_query(words, query, arena, &match, NULL), VB_OK);
  if (!match.matched) {
    cr_assert_eq(match.span_count, 0);
    return "-";
  }
  for (size_t i = 0; i < match.span_count; i++) {
    const vb_span *s = &match.spans[i];
    const vb_analysis *part;
    cr_assert_eq(vb_match_analysis(words, s->field, s->comment, &part, NULL), VB_OK);
    vb_str piece = vb_str_slice(part->text, s->start, s->end);
    cr_assert_eq(part->tokens[s->first_token].start, s->start);
    cr_assert_eq(part->tokens[s->end_token - 1].end, s->end);
    cr_assert(s->leaf);
    if (i) vb_buf_char(&out, '|');
    if (s->field != VB_FIELD_TEXT) vb_buf_printf(&out, "%s:", vb_field_name(s->field));
    vb_buf_str(&out, piece);
  }
  vb_str copy = vb_arena_copy(arena, vb_buf_view(&out));
  vb_buf_clear(&out);
  return copy.p;
}

typedef struct match_case {
  const char *what;
  const vb_query *query;
  const char *spans;
} match_case;

static void check(const match_case *cases, size_t count) {
  vb_article article = storm_article();
  for (size_t i = 0; i < count; i++) {
    const char *got = spans_of(&article, cases[i].query);
    cr_expect_str_eq(got, cases[i].spans, "%s: \"%s\", not \"%s\"", cases[i].what, got,
                     cases[i].spans);
  }
}

#define CHECK(cases) check(cases, sizeof(cases) / sizeof *(cases))

Test(match, words_and_phrases) {
  const match_case cases[] = {
      {"a word", word("storm"), "storm|storm|title:Storm"},
      {"an absent word", word("calm"), "-"},
      {"as written", word("running"), "running"},
      {"by stem", stem("run"), "runs|running"},
      {"a prefix", prefix("har"), "harbor|harbor|harbor|title:harbor"},
      {"a phrase", phrase("the harbor"), "the harbor|the harbor|title:the harbor"},
      {"a phrase across a sentence", phrase("north ada"), "north. Ada"},
      {"no phrase from the title into the text", phrase("vanport the"), "-"},
      {"an open slot", phrase("the * ran"), "The storm ran"},
      {"an open slot at the end", phrase("harbor *"), "harbor, and|harbor was|title:harbor of"},
      {"an open slot needs a word", phrase("u.s harbor *"), "-"},
      {"a prefix in a phrase", phrase("har* was runn*"), "harbor was running"},
      {"a stem in a phrase", phrase("~run the"), "runs the"},
      {"a phrase longer than the article",
       phrase("the storm ran north ada tarn runs the harbor and the "
              "harbor was running dry she said the storm passed tarn left the u.s harbor x"),
       "-"},
      {"nothing", node(VB_QUERY_NOTHING, 0), "-"},
      {"all", node(VB_QUERY_ALL, 0), ""},
      {"only open words", phrase("* *"), "-"},
  };
  CHECK(cases);
}

/* A sign belongs to its own number, wherever in the phrase that stands. */
Test(match, the_signs_of_a_phrases_numbers_are_those_that_are_printed) {
  static const struct {
    const char *typed, *spans;
  } rows[] = {
      {"\"$5 a ton\"", "5 a ton"},
      {"\"paid $5 a ton\"", "paid $5 a ton"},
      {"\"paid 5 a ton\"", "paid $5 a ton|paid €5 a ton"},
      {"\"paid €5 a ton\"", "paid €5 a ton"},
      {"\"paid £5 a ton\"", "-"},
      {"\"fell to -5 degrees\"", "fell to -5 degrees"},
      {"\"fell to 5 degrees\"", "fell to -5 degrees|fell to 5 degrees"},
      {"\"fell to +5 degrees\"", "-"},
      {"\"a share of 7%\"", "A share of 7"},
      {"\"from $3 to €4\"", "from $3 to €4"},
      {"\"from €3 to $4\"", "-"},
      {"\"from $3 to $4\"", "-"},
  };
  vb_article article = {.text =
                            VB_STR("They paid $5 a ton. We paid €5 a ton. It fell to -5 degrees; "
                                   "it fell to 5 degrees. A share of 7% and a share of 7 men. "
                                   "It rose from $3 to €4.")};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    vb_query_parse parsed;
    cr_assert_eq(vb_query_parse_text(vb_str_of(rows[i].typed), stemmer, arena, &parsed, NULL),
                 VB_OK);
    cr_expect_str_eq(spans_of(&article, parsed.root), rows[i].spans, "%s: %s", rows[i].typed,
                     spans_of(&article, parsed.root));
  }
}

Test(match, fields_are_apart) {
  const match_case cases[] = {
      {"title", in(VB_FIELD_TITLE, word("storm")), "title:Storm"},
      {"author", in(VB_FIELD_AUTHOR, phrase("cem lind")), "author:Cem Lind"},
      {"no phrase across authors", in(VB_FIELD_AUTHOR, phrase("oke cem")), "-"},
      {"source", in(VB_FIELD_SOURCE, word("daily")), "source:Daily"},
      {"section", in(VB_FIELD_SECTION, stem("news")), "section:news"},
      {"language", in(VB_FIELD_LANGUAGE, word("en")), "language:en"},
      {"comments", in(VB_FIELD_COMMENTS, word("storm")), "comments:storm|comments:storm"},
      {"no phrase across comments", in(VB_FIELD_COMMENTS, phrase("storm no")), "-"},
      {"comments only when asked", word("cheap"), "-"},
      {"two fields", node(VB_QUERY_AND, 2, in(VB_FIELD_SOURCE, word("vanport")), word("dry")),
       "dry|source:Vanport"},
      {"no near across fields", near(word("floods"), word("ran"), 500), "-"},
  };
  CHECK(cases);
}

Test(match, boolean_operators) {
  const match_case cases[] = {
      {"and", node(VB_QUERY_AND, 2, word("north"), word("dry")), "north|dry"},
      {"and, one absent", node(VB_QUERY_AND, 2, word("north"), word("calm")), "-"},
      {"or", node(VB_QUERY_OR, 3, word("dry"), word("calm"), word("north")), "north|dry"},
      {"or of none", node(VB_QUERY_OR, 2, word("calm"), word("quiet")), "-"},
      {"not", node(VB_QUERY_ANDNOT, 2, word("north"), word("calm")), "north"},
      {"not, present", node(VB_QUERY_ANDNOT, 3, word("north"), word("calm"), word("dry")), "-"},
      {"all but", node(VB_QUERY_ANDNOT, 2, node(VB_QUERY_ALL, 0), word("calm")), ""},
      {"the same word twice", node(VB_QUERY_AND, 2, phrase("runs the"), word("runs")),
       "runs|runs the"},
  };
  CHECK(cases);
}

Test(match, nearness_sentences_and_paragraphs) {
  const match_case cases[] = {
      {"near", near(word("ran"), word("tarn"), 3), "ran|Tarn"},
      {"not near enough", near(word("ran"), word("tarn"), 2), "-"},
      {"either order", near(word("tarn"), word("ran"), 3), "ran|Tarn"},
      {"two of one word", near(word("harbor"), word("harbor"), 3), "harbor|harbor"},
      {"one is not near itself", near(word("ran"), word("ran"), 9), "-"},
      {"nor near its own phrase", near(phrase("storm ran"), word("ran"), 9), "-"},
      {"a phrase", near(phrase("tarn runs"), word("storm"), 4), "storm|Tarn runs"},
      {"a chain", near(near(word("storm"), word("ran"), 1), word("ada"), 2), "ran|Ada"},
      {"a chain whose ends are apart", near(near(word("storm"), word("ada"), 2), word("ran"), 1),
       "-"},
      {"any of several", near(node(VB_QUERY_OR, 2, word("calm"), word("dry")), word("was"), 2),
       "was|dry"},
      {"one sentence", node(VB_QUERY_SENTENCE, 2, word("storm"), word("north")), "storm|north"},
      {"two sentences", node(VB_QUERY_SENTENCE, 2, word("north"), word("ada")), "-"},
      {"an abbreviation does not end one", node(VB_QUERY_SENTENCE, 2, word("left"), word("harbor")),
       "left|harbor"},
      {"two of one word in a sentence", node(VB_QUERY_SENTENCE, 2, word("harbor"), word("harbor")),
       "harbor|harbor"},
      {"a phrase over two sentences is in none",
       node(VB_QUERY_SENTENCE, 2, phrase("north ada"), word("ran")), "-"},
      {"but in a paragraph", node(VB_QUERY_PARAGRAPH, 2, phrase("north ada"), word("dry")),
       "north. Ada|dry"},
      {"two paragraphs", node(VB_QUERY_PARAGRAPH, 2, word("dry"), word("she")), "-"},
      {"in the title",
       node(VB_QUERY_SENTENCE, 2, word("floods"), in(VB_FIELD_TITLE, word("vanport"))),
       "title:floods|title:Vanport"},
  };
  CHECK(cases);
}

Test(match, a_date_matches_when_the_whole_of_it_lies_inside) {
  const match_case cases[] = {
      {"inside", dates(20190601, 20190631), ""}, {"open", dates(0, 20191231), ""},
      {"open above", dates(20190101, 0), ""},    {"only in part", dates(20190615, 20190731), "-"},
      {"after", dates(20190701, 0), "-"},
  };
  CHECK(cases);
  vb_article undated = storm_article();
  undated.published = (vb_date){0};
  cr_assert_str_eq(spans_of(&undated, dates(0, 20301231)), "-");
  cr_assert_str_eq(spans_of(&undated, dates(0, 0)), "-");
}

Test(match, an_empty_article_matches_nothing_but_all) {
  vb_article empty = {.title = VB_STR_NONE};
  cr_assert_str_eq(spans_of(&empty, word("a")), "-");
  cr_assert_str_eq(spans_of(&empty, phrase("a b")), "-");
  cr_assert_str_eq(spans_of(&empty, node(VB_QUERY_SENTENCE, 2, word("a"), word("b"))), "-");
  cr_assert_str_eq(spans_of(&empty, node(VB_QUERY_ALL, 0)), "");
  vb_match_article *words;
  const vb_analysis *part;
  cr_assert_eq(vb_match_open(&empty, stemmer, arena, &words, NULL), VB_OK);
  cr_assert_eq(vb_match_analysis(words, VB_FIELD_COMMENTS, 0, &part, NULL), VB_NOT_FOUND);
  cr_assert_eq(vb_match_analysis(words, VB_FIELD_TEXT, 1, &part, NULL), VB_NOT_FOUND);
}

/* ---- against the plainest reading of the definitions ------------------ */

enum { TOKENS_MAX = 64, FOUND_MAX = 4096 };

typedef struct place {
  uint32_t part, first, end;
} place;

typedef struct oracle {
  const vb_analysis *parts[2]; /* body, title */
  place found[FOUND_MAX];
  size_t count;
} oracle;

static uint32_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

static bool fits(const vb_query *slot, const vb_token *token) {
  vb_str term = vb_token_term(token);
  if (slot->kind == VB_QUERY_ANY_WORD) return true;
  if (slot->kind == VB_QUERY_PREFIX)
    return term.n >= slot->term.n && memcmp(term.p, slot->term.p, slot->term.n) == 0;
  return vb_str_eq(slot->by_stem ? vb_stem(stemmer, term) : term, slot->term);
}

static size_t leaf_places(const oracle *o, const vb_query *q, place *out) {
  size_t n = q->kind == VB_QUERY_PHRASE ? q->child_count : 1, count = 0;
  for (uint32_t p = 0; p < 2; p++) {
    if (q->field == VB_FIELD_TITLE && p == 0) continue;
    for (size_t i = 0; i + n <= o->parts[p]->token_count; i++) {
      bool all = true;
      for (size_t k = 0; k < n; k++)
        all &= fits(q->kind == VB_QUERY_PHRASE ? q->children[k] : q, &o->parts[p]->tokens[i + k]);
      if (all) out[count++] = (place){p, (uint32_t)i, (uint32_t)(i + n)};
    }
  }
  return count;
}

static uint32_t unit(const oracle *o, uint32_t part, uint32_t token, bool paragraph) {
  size_t s = vb_analysis_sentence_of(o->parts[part], token);
  return paragraph ? o->parts[part]->sentences[s].paragraph : (uint32_t)s;
}

static bool partners(const oracle *o, const vb_query *q, const place *a, const place *b) {
  if (a->part != b->part || (a->first < b->end && b->first < a->end)) return false;
  if (q->kind == VB_QUERY_NEAR)
    return (a->first > b->first ? a->first - b->end : b->first - a->end) < q->distance;
  bool p = q->kind == VB_QUERY_PARAGRAPH;
  uint32_t u = unit(o, a->part, a->first, p);
  return u == unit(o, a->part, a->end - 1, p) && u == unit(o, a->part, b->first, p) &&
         u == unit(o, a->part, b->end - 1, p);
}

static size_t places_of(const oracle *o, const vb_query *q, place *out) {
  if (q->kind == VB_QUERY_TERM || q->kind == VB_QUERY_PREFIX || q->kind == VB_QUERY_PHRASE)
    return leaf_places(o, q, out);
  place *a = malloc(FOUND_MAX * sizeof *a), *b = malloc(FOUND_MAX * sizeof *b);
  size_t an = places_of(o, q->children[0], a), bn = places_of(o, q->children[1], b), count = 0;
  bool either = q->kind == VB_QUERY_OR;
  for (size_t i = 0; i < an; i++) {
    bool keep = either;
    for (size_t k = 0; k < bn; k++) keep |= !either && partners(o, q, &a[i], &b[k]);
    if (keep) out[count++] = a[i];
  }
  for (size_t k = 0; k < bn; k++) {
    bool keep = either;
    for (size_t i = 0; i < an; i++) keep |= !either && partners(o, q, &a[i], &b[k]);
    if (keep) out[count++] = b[k];
  }
  free(a), free(b);
  return count;
}

static int compare_places(const void *left, const void *right) {
  return memcmp(left, right, sizeof(place));
}

/* Sorted, each place once: leaves may share one. */
static size_t unique(place *p, size_t n) {
  qsort(p, n, sizeof *p, compare_places);
  size_t kept = 0;
  for (size_t i = 0; i < n; i++)
    if (kept == 0 || compare_places(&p[i], &p[kept - 1]) != 0) p[kept++] = p[i];
  return kept;
}

static vb_query *random_query(uint64_t *seed, int depth) {
  static const char *const words[] = {"a", "b", "c", "run", "running"};
  static const char *const phrases[] = {"a b",   "b a",     "a a",     "a a a",
                                        "a * b", "* a",     "a *",     "~run a",
                                        "r* b",  "a b a b", "b * * a", "c ~run * a"};
  uint32_t choice = next_random(seed) % (depth ? 12 : 6);
  if (choice < 2) {
    vb_query *q = word(words[next_random(seed) % 5]);
    if (next_random(seed) % 8 == 0) q->field = VB_FIELD_TITLE;
    return q;
  }
  if (choice == 2) return stem("run");
  if (choice == 3) return prefix("ru");
  if (choice < 6) return phrase(phrases[next_random(seed) % (sizeof phrases / sizeof *phrases)]);
  vb_query *a = random_query(seed, depth - 1), *b = random_query(seed, depth - 1);
  if (choice < 9) return near(a, b, 1 + next_random(seed) % 6);
  return node(choice == 9    ? VB_QUERY_OR
              : choice == 10 ? VB_QUERY_SENTENCE
                             : VB_QUERY_PARAGRAPH,
              2, a, b);
}

static vb_str random_text(uint64_t *seed, char *out) {
  static const char *const pieces[] = {"a ",   "a ",       "b ",    "b ",   "c ",
                                       "run ", "running ", "runs ", ". A ", "\n\n"};
  size_t n = 0;
  for (uint32_t count = next_random(seed) % 30; count; count--) {
    const char *piece = pieces[next_random(seed) % 10];
    n += (size_t)sprintf(out + n, "%s", piece);
  }
  return (vb_str){out, n};
}

Test(match, agrees_with_a_plain_scan) {
  static oracle o;
  size_t matched = 0;
  vb_arena *scratch = vb_arena_new(), *kept = arena;
  for (uint64_t seed = 1; seed <= 20000; seed++) {
    uint64_t state = seed;
    char body[512], title[512];
    arena = scratch; /* the builders take it from here */
    vb_article article = {.text = random_text(&state, body), .title = random_text(&state, title)};
    vb_query *query = random_query(&state, 3);
    vb_match_article *words;
    vb_match match;
    cr_assert_eq(vb_match_open(&article, stemmer, scratch, &words, NULL), VB_OK);
    cr_assert_eq(vb_match_query(words, query, scratch, &match, NULL), VB_OK);
    cr_assert_eq(vb_match_analysis(words, VB_FIELD_TEXT, 0, &o.parts[0], NULL), VB_OK);
    cr_assert_eq(vb_match_analysis(words, VB_FIELD_TITLE, 0, &o.parts[1], NULL), VB_OK);
    o.count = unique(o.found, places_of(&o, query, o.found));
    place got[FOUND_MAX];
    cr_assert_lt(match.span_count, FOUND_MAX);
    for (size_t i = 0; i < match.span_count; i++)
      got[i] = (place){match.spans[i].field == VB_FIELD_TITLE, match.spans[i].first_token,
                       match.spans[i].end_token};
    size_t count = unique(got, match.span_count);
    cr_assert_eq(count, o.count, "seed %llu: %zu places, not %zu", (unsigned long long)seed, count,
                 o.count);
    cr_assert_eq(memcmp(got, o.found, count * sizeof *got), 0, "seed %llu",
                 (unsigned long long)seed);
    cr_assert_eq(match.matched, o.count > 0, "seed %llu", (unsigned long long)seed);
    matched += match.matched;
    vb_arena_clear(scratch);
  }
  arena = kept;
  vb_arena_free(scratch);
  cr_assert_gt(matched, 2000);
}

/* ---- size ------------------------------------------------------------- */

Test(match, a_long_phrase_in_a_large_article_that_repeats_it_stays_linear, .timeout = 60) {
  enum { WORDS = 300000, SLOTS = 2000 };
  char *text = malloc(WORDS * 2);
  for (size_t i = 0; i < WORDS; i++) memcpy(text + i * 2, "a ", 2);
  vb_article article = {.text = {text, WORDS * 2}};
  vb_query *long_phrase = vb_query_new(arena, VB_QUERY_PHRASE, SLOTS);
  for (size_t i = 0; i < SLOTS; i++) long_phrase->children[i] = word("a");
  vb_match_article *words;
  vb_match match;
  vb_error err;
  cr_assert_eq(vb_match_open(&article, stemmer, arena, &words, NULL), VB_OK);
  cr_assert_eq(vb_match_query(words, long_phrase, arena, &match, NULL), VB_OK);
  cr_assert_eq(match.span_count, VB_MATCH_SPANS_MAX);
  cr_assert_eq(match.spans[1].first_token, 1);
  cr_assert_eq(vb_match_query(words, near(word("a"), long_phrase, 500), arena, &match, NULL),
               VB_OK);
  cr_assert(match.matched);
  long_phrase = vb_query_new(arena, VB_QUERY_PHRASE, VB_QUERY_TERMS_MAX + 1);
  for (size_t i = 0; i < long_phrase->child_count; i++) long_phrase->children[i] = word("a");
  cr_assert_eq(vb_match_query(words, long_phrase, arena, &match, &err), VB_LIMIT);
  free(text);
}
