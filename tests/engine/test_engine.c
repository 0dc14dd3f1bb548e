/*
 * test_engine.c - each engine against a plain scan.
 *
 * A seeded generator writes a small archive and some hundred query trees; for
 * each, the engine must find exactly the articles in which match.h, run over
 * all of them, sees a match. VB_TEST_SEED=N runs another archive. Built once for
 * each engine, whose name is VB_TEST_ENGINE; so both find the same articles.
 */
#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "indexer/base/utf8.h"
#include "indexer/pipeline/writer.h"
#include "indexer/store/source_key.h"
#include "searcher/engine/article_reader.h"
#include "searcher/engine/engine.h"
#include "searcher/query/match.h"
#include "tests/scratch.h"
#include "searcher/engine_open.h"

enum { ARTICLES = 160, QUERIES = 2000, SEED = 20190619 };

static char folder[SCRATCH_MAX];
static vb_error err;
static vb_arena *corpus_arena, *query_arena, *result_arena;
static vb_article articles[ARTICLES];
static vb_match_article *cut[ARTICLES];
static vb_stemmer *stemmer;
static vb_engine *engine;
static uint64_t state;

/* ---- chance ---- */

static uint32_t roll(uint32_t sides) { /* xorshift64* */
  state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
  return (uint32_t)((state * 2685821657736338717u) >> 33) % sides;
}

static const char *const words[] = {
    "the",      "of",       "council",  "harbour", "run",  "runs",    "running", "bridge",
    "bridges",  "elected",  "election", "mayor",   "said", "new",     "newer",   "news",
    "lantern",  "ferry",    "ferries",  "don't",   "2019", "1,000.5", "U.S.",    "cyber-attack",
    "harbours", "councils", "runner",   "opening", "open"};
enum { WORDS = sizeof words / sizeof *words };

/* The first words far more often than the last, as in any language. */
static const char *any_word(void) {
  uint32_t a = roll(WORDS), b = roll(WORDS);
  return words[a < b ? a : b];
}

static void sentence(vb_buf *out, uint32_t length) {
  for (uint32_t i = 0; i < length; i++) vb_buf_printf(out, "%s%s", i ? " " : "", any_word());
}

static vb_str kept(vb_buf *text) {
  vb_str copy = vb_arena_copy(corpus_arena, vb_buf_view(text));
  vb_buf_reset(text);
  return copy;
}

static vb_date any_date(void) {
  vb_date date = {.year = (uint16_t)(2015 + roll(5)), .precision = (uint8_t)roll(5)};
  if (date.precision == VB_DATE_UNKNOWN) date.year = 0;
  if (date.precision >= VB_DATE_MONTH) date.month = (uint8_t)(1 + roll(12));
  if (date.precision >= VB_DATE_DAY) date.day = (uint8_t)(1 + roll(28));
  /* The days that a month and a year share with their first and last day. */
  if (date.precision >= VB_DATE_DAY && roll(4) == 0) date.month = 1, date.day = 1;
  else if (date.precision >= VB_DATE_DAY && roll(4) == 0) date.month = 12, date.day = 31;
  if (date.precision >= VB_DATE_MINUTE && roll(2)) date.year = 2019, date.month = date.day = 1;
  if (date.precision >= VB_DATE_MINUTE)
    date.hour = (uint8_t)roll(24), date.minute = (uint8_t)roll(60);
  return date;
}

/* Stretches of the text, some of them neighbours, as quotations of one or two parts. */
static void quote_some(vb_article *article) {
  static const char *const speakers[] = {"Odile Marchetti", "The Council", "Ferry Lantern", NULL};
  enum { MOST = 6 };
  uint32_t at = roll(20), left = roll(MOST);
  article->quotations = vb_arena_calloc(corpus_arena, MOST, sizeof(vb_quotation));
  while (left-- > 0) {
    vb_quotation *q = &article->quotations[article->quotation_count];
    q->parts = vb_arena_calloc(corpus_arena, 2, sizeof(vb_extent));
    for (uint32_t parts = 1 + roll(2); q->part_count < parts;) {
      vb_extent part = {at, at + 5 + roll(40)};
      if (part.end >= article->text.n) break;
      part.start = (uint32_t)vb_utf8_floor(article->text, part.start);
      part.end = (uint32_t)vb_utf8_floor(article->text, part.end);
      q->parts[q->part_count++] = part;
      at = part.end + (roll(2) ? roll(15) : 0);
      if (vb_utf8_floor(article->text, at) < part.end) at = part.end;
    }
    q->speaker = vb_str_of(speakers[roll(4)]);
    if (q->part_count) article->quotation_count++;
  }
}

static void make_article(vb_article *article, int number) {
  static const char *const sources[] = {"Lantern Bay Herald", "Cutters' Row Gazette", "The Tide",
                                        "The Tide - News"};
  static const char *const authors[] = {"Odile Marchetti", "Tam Oduya", "Ferry Lantern"};
  vb_buf text = VB_BUF_INIT;
  *article = (vb_article){.path = VB_STR("made.txt"), .published = any_date()};
  vb_buf_printf(&text, "article-%d", number);
  article->id = kept(&text);
  sentence(&text, 2 + roll(5));
  if (roll(4) == 0) vb_buf_text(&text, ". It "), sentence(&text, 1 + roll(3));
  article->title = kept(&text);
  for (uint32_t p = 1 + roll(3); p > 0; p--) {
    for (uint32_t s = 1 + roll(4); s > 0; s--) {
      vb_buf_text(&text, "It ");
      sentence(&text, 2 + roll(9));
      vb_buf_text(&text, s > 1 ? ". " : p > 1 ? ".\n\n" : ".");
    }
  }
  article->text = kept(&text);
  if (roll(4)) article->source = vb_str_of(sources[roll(4)]);
  for (uint32_t n = roll(3); article->author_count < n;)
    article->authors[article->author_count++] = vb_str_of(authors[roll(3)]);
  article->comment_count = roll(3);
  article->comments = vb_arena_calloc(corpus_arena, 3, sizeof *article->comments);
  for (size_t i = 0; i < article->comment_count; i++) {
    sentence(&text, 1 + roll(6));
    article->comments[i].text = kept(&text);
  }
  vb_buf_clear(&text);
  quote_some(article);
}

/* ---- the store ---- */

/* Puts an article; one in five as a version would that did not know the text's sentences. */
static void put(vb_writer *writer, const vb_article *article, int number) {
  vb_analysis text;
  uint64_t hash = vb_article_hash(article);
  cr_assert_eq(vb_analyse_words(article->text, corpus_arena, &text, &err), VB_OK);
  vb_status status = number % 5 ? vb_writer_put(writer, article, hash, &err)
                                : vb_writer_put_analysed(writer, article, &text, hash, &err);
  cr_assert_eq(status, VB_OK, "%s", err.text);
}

static void fill_store(void) {
  vb_writer_options options = {.create = true, .engine = VB_TEST_ENGINE};
  vb_writer *writer;
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  for (int i = 0; i < ARTICLES; i++) {
    make_article(&articles[i], i);
    put(writer, &articles[i], i);
    if (i % 50 == 49) cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  }
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
}

static void make_store(void) {
  const char *seed = getenv("VB_TEST_SEED");
  state = seed ? strtoull(seed, NULL, 10) : SEED;
  corpus_arena = vb_arena_new(), query_arena = vb_arena_new(), result_arena = vb_arena_new();
  scratch_make(folder, "engine");
  fill_store();
  cr_assert_eq(vb_stemmer_open("en", &stemmer, &err), VB_OK);
  for (int i = 0; i < ARTICLES; i++)
    cr_assert_eq(vb_match_open(&articles[i], stemmer, corpus_arena, &cut[i], &err), VB_OK);
  cr_assert_eq(vb_engine_open(folder, 0, &engine, &err), VB_OK, "%s", err.text);
}

static void remove_store(void) {
  vb_engine_close(engine);
  vb_stemmer_close(stemmer);
  vb_arena_free(corpus_arena), vb_arena_free(query_arena), vb_arena_free(result_arena);
  scratch_remove(folder);
}

TestSuite(engine, .init = make_store, .fini = remove_store);

/* ---- query trees ---- */

static vb_query *node(vb_query_kind kind, size_t children) {
  vb_query *q = vb_query_new(query_arena, kind, children);
  cr_assert_not_null(q);
  return q;
}

static vb_field any_field(void) {
  static const vb_field fields[] = {VB_FIELD_TEXT,   VB_FIELD_TEXT,   VB_FIELD_TEXT,
                                    VB_FIELD_TEXT,   VB_FIELD_TITLE,  VB_FIELD_COMMENTS,
                                    VB_FIELD_AUTHOR, VB_FIELD_SOURCE, VB_FIELD_SPEAKER,
                                    VB_FIELD_SAID,   VB_FIELD_SAID};
  return fields[roll(sizeof fields / sizeof *fields)];
}

/* A word of the archive, as its analysis has it. */
static vb_str normal_word(void) {
  vb_analysis analysis;
  cr_assert_eq(vb_analyse_words(vb_str_of(any_word()), query_arena, &analysis, &err), VB_OK);
  return vb_token_term(&analysis.tokens[roll((uint32_t)analysis.token_count)]);
}

static const vb_query *term_of(vb_str word, vb_field field, bool by_stem) {
  vb_query *q = node(VB_QUERY_TERM, 0);
  q->field = field;
  q->by_stem = by_stem;
  q->word = q->term = word;
  if (by_stem) q->term = vb_arena_copy(query_arena, vb_stem(stemmer, word));
  return q;
}

static const vb_query *prefix_of(vb_str word, vb_field field) {
  vb_query *q = node(VB_QUERY_PREFIX, 0);
  q->field = field;
  q->term = vb_str_slice(word, 0, 1 + roll(4));
  return q;
}

static const vb_query *slot_of(vb_str word, vb_field field) {
  switch (roll(8)) {
  case 0: return node(VB_QUERY_ANY_WORD, 0);
  case 1: return prefix_of(word, field);
  case 2: return term_of(word, field, true);
  default: return term_of(word, field, false);
  }
}

/* Half of them from a place where the words stand together. */
static const vb_query *phrase(vb_field field) {
  size_t n = 1 + roll(4);
  vb_query *q = node(VB_QUERY_PHRASE, n);
  q->field = field;
  vb_analysis analysis = {.token_count = 0};
  const vb_article *article = &articles[roll(ARTICLES)];
  if (roll(2)) vb_analyse_words(article->text, query_arena, &analysis, &err);
  bool printed = analysis.token_count > n;
  size_t at = printed ? roll((uint32_t)(analysis.token_count - n)) : 0;
  for (size_t i = 0; i < n; i++)
    q->children[i] =
        slot_of(printed ? vb_token_term(&analysis.tokens[at + i]) : normal_word(), field);
  return q;
}

static const vb_query *leaf(vb_field field) {
  switch (roll(5)) {
  case 0: return term_of(normal_word(), field, false);
  case 1:
  case 2: return term_of(normal_word(), field, true);
  case 3: return prefix_of(normal_word(), field);
  default: return phrase(field);
  }
}

static const vb_query *near_tree(int depth) {
  static const vb_query_kind kinds[] = {VB_QUERY_NEAR, VB_QUERY_NEAR, VB_QUERY_SENTENCE,
                                        VB_QUERY_PARAGRAPH};
  vb_field field = any_field();
  vb_query *q = node(kinds[roll(4)], 2);
  q->distance = roll(12);
  for (int i = 0; i < 2; i++) {
    uint32_t what = roll(6);
    if (what == 0 && depth > 0) {
      vb_query *inner = node(VB_QUERY_NEAR, 2);
      inner->distance = 1 + roll(6);
      inner->children[0] = leaf(field), inner->children[1] = leaf(field);
      q->children[i] = inner;
    } else if (what == 1) {
      vb_query *either = node(VB_QUERY_OR, 2);
      either->children[0] = leaf(field), either->children[1] = leaf(any_field());
      q->children[i] = either;
    } else {
      q->children[i] = what < 4 ? term_of(normal_word(), field, roll(2)) : leaf(field);
    }
  }
  return q;
}

static const vb_query *dates(void) {
  uint32_t first = (2015 + roll(5)) * 10000 + 101 + roll(12) * 100;
  return vb_query_dates(query_arena, roll(3) ? first : 0, roll(3) ? first + 10000 + roll(28) : 0);
}

static const vb_query *tree(int depth) {
  static const vb_query_kind kinds[] = {VB_QUERY_AND, VB_QUERY_OR, VB_QUERY_ANDNOT};
  uint32_t what = roll(depth > 0 ? 10 : 4);
  if (what < 2) return leaf(any_field());
  if (what == 2) return near_tree(1);
  if (what == 3) return roll(3) ? leaf(any_field()) : dates();
  vb_query *q = node(kinds[roll(3)], 1 + roll(3));
  for (size_t i = 0; i < q->child_count; i++) q->children[i] = tree(depth - 1);
  if (q->kind == VB_QUERY_ANDNOT && !roll(3)) q->children[0] = node(VB_QUERY_ALL, 0);
  return q;
}

/* ---- the comparison ---- */

static int number_of(uint64_t doc) {
  vb_article article;
  vb_arena_clear(result_arena);
  cr_assert_eq(vb_engine_fetch(engine, doc, result_arena, &article, &err), VB_OK, "%s", err.text);
  cr_assert(vb_str_starts(article.id, "article-"));
  int number = 0;
  for (size_t i = 8; i < article.id.n; i++) number = number * 10 + (article.id.p[i] - '0');
  return number;
}

static const char *text_of(const vb_query *query) {
  vb_buf text = VB_BUF_INIT;
  vb_query_describe(query, &text);
  vb_str copy = vb_arena_copy(query_arena, vb_buf_view(&text));
  vb_buf_clear(&text);
  return copy.p;
}

static size_t scan(const vb_query *query, bool expected[ARTICLES]) {
  size_t count = 0;
  for (int i = 0; i < ARTICLES; i++) {
    vb_match match;
    vb_arena_clear(result_arena);
    cr_assert_eq(vb_match_query(cut[i], query, result_arena, &match, &err), VB_OK, "%s", err.text);
    expected[i] = match.matched;
    count += match.matched;
  }
  return count;
}

static size_t compare(const vb_query *query) {
  bool expected[ARTICLES], found[ARTICLES] = {false};
  size_t count = scan(query, expected), wrong = 0;
  vb_engine_request request = {.query = query, .size = VB_WINDOW_MAX, .count = true};
  vb_engine_result result;
  cr_assert_eq(vb_engine_search(engine, &request, query_arena, &result, &err), VB_OK, "%s: %s",
               text_of(query), err.text);
  for (size_t i = 0; i < result.hit_count; i++) found[number_of(result.hits[i].doc)] = true;
  for (int i = 0; i < ARTICLES; i++) wrong += found[i] != expected[i];
  cr_expect_eq(wrong, 0, "%s: %zu found, %zu expected, %zu differ", text_of(query),
               result.hit_count, count, wrong);
  cr_expect(result.total == count && result.total_exact, "%s: total %d of %zu", text_of(query),
            (int)result.total, count);
  return count;
}

Test(engine, finds_exactly_what_a_plain_scan_finds, .timeout = 280) {
  size_t fruitful = 0;
  for (int i = 0; i < QUERIES; i++) {
    vb_arena_clear(query_arena);
    fruitful += compare(tree(i % 3)) > 0;
  }
  cr_expect_gt(fruitful, QUERIES / 3, "%zu queries found something", fruitful);
}

Test(engine, finds_what_a_scan_finds_for_queries_as_typed) {
  static const char *const typed[] = {
      "harbour council",         "running",       "\"the harbour\"",       "\"the * council\"",
      "\"the harb*\"",           "ferr* -bridge", "council NEAR/3 mayor",  "the w/s mayor",
      "run w/p bridge",          "title:harbour", "in:comments harbour",   "author:oduya",
      "source:herald",           "cyber-attack",  "said:\"the council\"",  "said:(harbour the)",
      "running NEAR/4 councils", "don't OR 2019", "date:2016..2017",       "after:2018 the",
      "before:2016-06 run",      "-the",          "\"of the\" NEAR/4 run*"};
  size_t found = 0;
  for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
    vb_query_parse parse;
    cr_assert_eq(vb_query_parse_text(vb_str_of(typed[i]), stemmer, query_arena, &parse, &err),
                 VB_OK);
    found += compare(parse.root) > 0;
  }
  cr_expect_gt(found, sizeof typed / sizeof *typed * 3 / 4, "%zu", found);
}

static vb_query *source(const char *name) {
  vb_source_key key;
  vb_query *q = node(VB_QUERY_TERM, 0);
  cr_assert(vb_source_key_of(vb_str_of(name), key));
  q->field = VB_FIELD_SOURCE_KEY;
  q->term = q->word = vb_arena_copy(query_arena, vb_str_of(key));
  return q;
}

Test(engine, an_source_is_found_by_its_whole_name_in_any_spelling) {
  static const char *const names[] = {"The Tide", "THE  TÍDE - news", "cutters’ row gazette"};
  size_t counts[3];
  for (size_t i = 0; i < 3; i++) {
    counts[i] = compare(source(names[i]));
    cr_expect_gt(counts[i], ARTICLES / 8, "%s", names[i]);
  }
  vb_query *both = node(VB_QUERY_OR, 2), *without = node(VB_QUERY_ANDNOT, 2);
  both->children[0] = without->children[1] = source("the tide");
  both->children[1] = source("the tide - news");
  without->children[0] = node(VB_QUERY_ALL, 0);
  cr_expect_eq(compare(both), counts[0] + counts[1]);
  cr_expect_eq(compare(without), ARTICLES - counts[0]);
  cr_expect_eq(compare(source("The Tide News")) + compare(source("Tide")), 0);
}

/* ---- windows, order, facets ---- */

static vb_engine_result search(const char *text, vb_engine_request request) {
  vb_query_parse parse;
  vb_engine_result result;
  cr_assert_eq(vb_query_parse_text(vb_str_of(text), stemmer, query_arena, &parse, &err), VB_OK);
  request.query = parse.root;
  cr_assert_eq(vb_engine_search(engine, &request, query_arena, &result, &err), VB_OK, "%s",
               err.text);
  return result;
}

/* One that Xapian decides and one that is verified. */
static const char *const both_ways[] = {"harbour", "the w/s of"};

Test(engine, dates_sort_both_ways_with_unknown_ones_last) {
  for (int i = 0; i < 2; i++) {
    for (int sort = VB_SORT_NEWEST; sort <= VB_SORT_OLDEST; sort++) {
      vb_engine_result result =
          search(both_ways[i], (vb_engine_request){.size = 1000, .sort = (vb_sort)sort});
      uint64_t before = 0, same_day = 0;
      bool unknown = false;
      cr_assert_gt(result.hit_count, 5);
      for (size_t h = 0; h < result.hit_count; h++) {
        vb_date date = articles[number_of(result.hits[h].doc)].published;
        uint64_t minute =
            sort == VB_SORT_NEWEST ? vb_date_first_minute(date) : vb_date_last_minute(date);
        if (minute && before)
          cr_expect(sort == VB_SORT_NEWEST ? minute <= before : minute >= before, "%s",
                    both_ways[i]);
        cr_expect(!(unknown && minute), "%s: a date behind one unknown", both_ways[i]);
        same_day += before && minute != before && minute / 10000 == before / 10000;
        unknown = minute == 0;
        before = minute;
      }
      cr_expect_gt(same_day, 0, "the archive has times of one day");
      cr_expect(unknown, "the archive has articles without a date");
    }
  }
}

Test(engine, windows_cut_the_same_list_into_pieces) {
  for (int i = 0; i < 2; i++) {
    vb_engine_result all = search(both_ways[i], (vb_engine_request){.size = 1000});
    for (size_t from = 0; from < all.hit_count + 3; from += 3) {
      vb_engine_result piece = search(both_ways[i], (vb_engine_request){.from = from, .size = 3});
      size_t left = from < all.hit_count ? all.hit_count - from : 0;
      cr_assert_eq(piece.hit_count, left < 3 ? left : 3, "%s from %zu", both_ways[i], from);
      for (size_t h = 0; h < piece.hit_count; h++)
        cr_expect_eq(piece.hits[h].doc, all.hits[from + h].doc);
    }
  }
}

Test(engine, steps_over_all_hits_give_each_once_in_the_order_of_one_window) {
  for (int i = 0; i < 2; i++) {
    for (int sort = VB_SORT_RELEVANCE; sort <= VB_SORT_OLDEST; sort++) {
      vb_engine_request request = {.size = 1000, .sort = (vb_sort)sort, .count = true};
      vb_engine_result all = search(both_ways[i], request);
      vb_engine_place place = {0};
      vb_engine_result step;
      request.size = 7;
      request.after = &place;
      do {
        step = search(both_ways[i], request);
        for (size_t h = 0; h < step.hit_count; h++) {
          cr_assert_lt(place.count, all.hit_count);
          cr_expect_eq(step.hits[h].doc, all.hits[place.count].doc, "%s, sort %d, place %zu",
                       both_ways[i], sort, (size_t)place.count);
          place = (vb_engine_place){place.count + 1, step.hits[h]};
        }
      } while (step.hit_count == request.size);
      cr_expect_eq(place.count, all.hit_count);
    }
  }
}

Test(engine, an_source_chosen_leaves_the_order_as_it_was) {
  vb_engine_result all = search("harbour OR ferry", (vb_engine_request){.size = 1000});
  vb_query *chosen = node(VB_QUERY_AND, 2);
  vb_query_parse parse;
  vb_engine_result result;
  cr_assert_eq(vb_query_parse_text(VB_STR("harbour OR ferry"), stemmer, query_arena, &parse, &err),
               VB_OK);
  chosen->children[0] = parse.root, chosen->children[1] = source("The Tide");
  vb_engine_request request = {.query = chosen, .size = 1000};
  cr_assert_eq(vb_engine_search(engine, &request, query_arena, &result, &err), VB_OK, "%s",
               err.text);
  size_t at = 0;
  for (size_t h = 0; h < all.hit_count; h++) {
    if (!vb_str_is(articles[number_of(all.hits[h].doc)].source, "The Tide")) continue;
    cr_assert_lt(at, result.hit_count);
    cr_expect_eq(result.hits[at].doc, all.hits[h].doc, "place %zu", at);
    cr_expect_float_eq(result.hits[at].score, all.hits[h].score, 1e-4);
    at++;
  }
  cr_expect(at == result.hit_count && at > 5, "%zu of %zu", at, result.hit_count);
}

Test(engine, facets_count_every_match_and_not_the_window) {
  for (int i = 0; i < 2; i++) {
    vb_engine_result all = search(both_ways[i], (vb_engine_request){.size = 1000, .count = true});
    vb_engine_result one = search(both_ways[i], (vb_engine_request){.size = 1, .facets = true});
    cr_assert_eq(one.source_count, 4);
    for (size_t f = 0; f < one.source_count; f++) {
      uint64_t count = 0;
      for (size_t h = 0; h < all.hit_count; h++)
        count += vb_str_eq(articles[number_of(all.hits[h].doc)].source, one.sources[f].value);
      cr_expect_eq(one.sources[f].count, count);
      if (f) cr_expect_geq(one.sources[f - 1].count, one.sources[f].count);
    }
    cr_expect_gt(one.year_count, 2);
    for (size_t f = 1; f < one.year_count; f++)
      cr_expect_gt(vb_str_compare(one.years[f - 1].value, one.years[f].value), 0);
    cr_expect_eq(one.total, all.total);
  }
}

/* The date as the counts give it: YYYYMMDD with zeros for what is unknown. */
static uint32_t date_of(vb_date date) {
  uint32_t month = date.precision >= VB_DATE_MONTH ? date.month : 0;
  uint32_t day = date.precision >= VB_DATE_DAY ? date.day : 0;
  return date.precision ? date.year * 10000u + month * 100 + day : 0;
}

Test(engine, dates_are_counted_as_precisely_as_they_are_known) {
  for (int i = 0; i < 2; i++) {
    vb_engine_result all = search(both_ways[i], (vb_engine_request){.size = 1000, .count = true});
    vb_engine_result one = search(both_ways[i], (vb_engine_request){.size = 0, .facets = true});
    uint64_t counted = 0, months = 0, years = 0;
    for (size_t d = 0; d < one.day_count; d++) {
      uint64_t count = 0;
      for (size_t h = 0; h < all.hit_count; h++)
        count += date_of(articles[number_of(all.hits[h].doc)].published) == one.days[d].date;
      cr_expect_eq(one.days[d].count, count, "%u: %llu, not %llu", one.days[d].date,
                   (unsigned long long)one.days[d].count, (unsigned long long)count);
      if (d) cr_expect_gt(one.days[d - 1].date, one.days[d].date);
      counted += count;
      years += one.days[d].date % 10000 == 0;
      months += one.days[d].date % 10000 && one.days[d].date % 100 == 0;
    }
    cr_expect(years > 1 && months > 3 && one.undated > 0, "%llu years, %llu months",
              (unsigned long long)years, (unsigned long long)months);
    cr_expect_eq(counted + one.undated, all.total);
  }
}

Test(engine, better_matches_come_first) {
  vb_engine_result result = search("election", (vb_engine_request){.size = 1000});
  for (size_t h = 1; h < result.hit_count; h++)
    cr_expect_geq(result.hits[h - 1].score, result.hits[h].score);
}

/* Names, comments and what is said in quotations do not make an article longer; a word of the title
   weighs the same whether it is asked for there or anywhere. */
Test(engine, the_words_of_title_and_text_alone_are_an_articles_length) {
  static const char *const typed[] = {"zorille", "\"zorille\"", "zorilles sleeping"};
  vb_article plain = {.id = VB_STR("plain"),
                      .path = VB_STR("made.txt"),
                      .title = VB_STR("Zorille asleep"),
                      .text = VB_STR("The zorilles sleep in the lantern room.")};
  vb_article full = plain;
  vb_quotation said = {
      .parts = &(vb_extent){4, 39}, .part_count = 1, .speaker = VB_STR("A Keeper")};
  vb_comment comment = {.text =
                            VB_STR("Ferries run to the bridge and the harbour all night long.")};
  vb_writer_options options = {0};
  vb_writer *writer;
  bool changed;
  full.id = VB_STR("full"), full.source = VB_STR("The Tide");
  full.authors[full.author_count++] = VB_STR("Tam Oduya");
  full.quotations = &said, full.quotation_count = 1;
  full.comments = &comment, full.comment_count = 1;
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  put(writer, &plain, 1), put(writer, &full, 2);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  vb_writer_close(writer);
  cr_assert_eq(vb_engine_refresh(engine, &changed, &err), VB_OK);
  for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
    vb_engine_result result = search(typed[i], (vb_engine_request){.size = 10});
    cr_assert_eq(result.hit_count, 2, "%s: %zu", typed[i], result.hit_count);
    cr_expect(result.hits[0].score > 0 && fabs(result.hits[0].score - result.hits[1].score) < 1e-6,
              "%s: %f %f", typed[i], result.hits[0].score, result.hits[1].score);
  }
  double anywhere = search("zorille", (vb_engine_request){.size = 1}).hits[0].score,
         in_title = search("title:zorille", (vb_engine_request){.size = 1}).hits[0].score;
  cr_expect_float_eq(anywhere, in_title, 1e-6, "%f %f", anywhere, in_title);
}

Test(engine, a_window_past_the_limit_is_refused) {
  vb_engine_request request = {.query = node(VB_QUERY_ALL, 0), .from = SIZE_MAX, .size = 2};
  vb_engine_result result;
  cr_expect_eq(vb_engine_search(engine, &request, query_arena, &result, &err), VB_LIMIT);
}

Test(engine, verification_stops_at_its_time_limit) {
  vb_engine_result result =
      search("the w/s of", (vb_engine_request){.size = 10, .count = true, .time_limit_ms = 1});
  cr_expect(result.timed_out || result.total_exact);
  cr_expect_neq(result.timed_out, result.total_exact);
}

/* ---- the other calls ---- */

Test(engine, an_article_is_found_by_its_id_and_comes_back_whole) {
  uint64_t doc;
  vb_article article;
  cr_assert_eq(vb_engine_find(engine, VB_STR("article-7"), &doc, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_engine_fetch(engine, doc, result_arena, &article, &err), VB_OK);
  cr_expect_eq(vb_article_hash(&article), vb_article_hash(&articles[7]));
  cr_expect_eq(vb_engine_find(engine, VB_STR("article-9999"), &doc, &err), VB_NOT_FOUND);
  cr_expect_eq(vb_engine_fetch(engine, UINT64_MAX, result_arena, &article, &err), VB_NOT_FOUND);
}

Test(engine, many_articles_come_in_the_order_asked_for_and_absent_ones_without_an_id) {
  static const char *const ids[] = {"article-9", NULL, "article-2", "article-9"};
  enum { COUNT = sizeof ids / sizeof *ids };
  uint64_t docs[COUNT];
  vb_article found[COUNT];
  for (size_t i = 0; i < COUNT; i++) {
    docs[i] = UINT64_MAX;
    if (ids[i]) cr_assert_eq(vb_engine_find(engine, vb_str_of(ids[i]), &docs[i], &err), VB_OK);
  }
  cr_assert_eq(vb_engine_fetch_many(engine, docs, COUNT, result_arena, found, &err), VB_OK);
  for (size_t i = 0; i < COUNT; i++) {
    if (ids[i]) cr_expect(vb_str_is(found[i].id, ids[i]), "article %zu", i);
    else cr_expect_null(found[i].id.p);
  }
}

/* Reads all articles, every third one not, through a reader; the first `keep` must stay. */
static void read_in_turn(bool far, size_t keep) {
  vb_engine_hit hits[ARTICLES];
  const vb_article *article;
  char id[32];
  vb_str kept[ARTICLES];
  for (size_t i = 0; i < ARTICLES; i++) {
    snprintf(id, sizeof id, "article-%zu", ARTICLES - 1 - i);
    cr_assert_eq(vb_engine_find(engine, vb_str_of(id), &hits[i].doc, &err), VB_OK);
  }
  engine->far = far;
  vb_article_reader reader = {.engine = engine,
                              .hits = hits,
                              .count = ARTICLES,
                              .arena = vb_arena_new(),
                              .kept = result_arena,
                              .keep = keep};
  for (size_t i = 0; i < ARTICLES; i += i % 3 ? 2 : 1) {
    cr_assert_eq(vb_article_reader_get(&reader, i, &article, &err), VB_OK, "%s", err.text);
    cr_expect_eq(vb_article_hash(article), vb_article_hash(&articles[ARTICLES - 1 - i]));
    if (i < keep) kept[i] = article->id;
  }
  for (size_t i = 0; i < keep; i += i % 3 ? 2 : 1) {
    snprintf(id, sizeof id, "article-%zu", ARTICLES - 1 - i);
    cr_expect(vb_str_is(kept[i], id));
  }
  vb_arena_free(reader.arena);
}

Test(engine, a_reader_gives_each_article_near_or_far_and_keeps_the_first) {
  bool far = engine->far;
  read_in_turn(false, 0);
  read_in_turn(true, 0);
  read_in_turn(true, 7);
  engine->far = far;
}

Test(engine, a_reader_goes_on_after_an_article_that_was_removed) {
  vb_engine_hit hits[] = {{UINT64_MAX, 0}, {0, 0}};
  const vb_article *article;
  cr_assert_eq(vb_engine_find(engine, VB_STR("article-5"), &hits[1].doc, &err), VB_OK);
  engine->far = true;
  vb_article_reader reader = {.engine = engine, .hits = hits, .count = 2, .arena = result_arena};
  cr_expect_eq(vb_article_reader_get(&reader, 0, &article, &err), VB_NOT_FOUND);
  cr_assert_eq(vb_article_reader_get(&reader, 1, &article, &err), VB_OK);
  cr_expect(vb_str_is(article->id, "article-5"));
  engine->far = false;
}

Test(engine, frequencies_are_those_of_a_scan) {
  for (int by_stem = 0; by_stem < 2; by_stem++) {
    for (size_t i = 0; i < 12; i++) {
      uint64_t articles_with;
      bool expected[ARTICLES];
      const vb_query *q = term_of(normal_word(), VB_FIELD_TEXT, by_stem);
      cr_assert_eq(
          vb_engine_frequency(engine, VB_FIELD_TEXT, q->term, by_stem, &articles_with, &err), VB_OK,
          "%s", err.text);
      cr_expect_eq(articles_with, scan(q, expected), "%.*s", VB_STR_ARG(q->term));
    }
  }
}

Test(engine, a_misspelt_word_has_a_suggestion) {
  vb_str near;
  cr_assert_eq(
      vb_engine_suggest(engine, VB_FIELD_TEXT, VB_STR("lantarn"), 0, query_arena, &near, &err),
      VB_OK);
  cr_expect(vb_str_is(near, "lantern"), "%.*s", VB_STR_ARG(near));
  cr_assert_eq(
      vb_engine_suggest(engine, VB_FIELD_TEXT, VB_STR("qqqqqqqq"), 0, query_arena, &near, &err),
      VB_OK);
  cr_expect_eq(near.n, 0);
}

Test(engine, a_misspelt_name_is_bettered_by_names_of_its_field_only) {
  static const struct {
    vb_field field;
    const char *word, *near; /* NULL: none */
  } table[] = {{VB_FIELD_AUTHOR, "marchety", "marchetti"}, {VB_FIELD_AUTHOR, "lanturn", "lantern"},
               {VB_FIELD_AUTHOR, "harbuor", NULL},         {VB_FIELD_SOURCE, "gazete", "gazette"},
               {VB_FIELD_SOURCE, "oduyo", NULL},           {VB_FIELD_SPEAKER, "oduyo", NULL}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    vb_str near;
    cr_assert_eq(vb_engine_suggest(engine, table[i].field, vb_str_of(table[i].word), 0, query_arena,
                                   &near, &err),
                 VB_OK);
    cr_expect(table[i].near ? vb_str_is(near, table[i].near) : near.n == 0, "%s: %.*s",
              table[i].word, VB_STR_ARG(near));
  }
}

Test(engine, the_stock_is_told_and_a_commit_shows_after_refresh_also_a_compaction) {
  vb_engine_info info = vb_engine_about(engine);
  vb_writer_options options = {0};
  vb_writer *writer;
  bool changed;
  cr_expect_eq(info.articles, ARTICLES, "%d", (int)info.articles);
  cr_expect_str_eq(info.language, "en");
  cr_expect(info.first_day >= 20150101 && info.last_day <= 20191231 &&
                info.first_day < info.last_day,
            "%u %u", info.first_day, info.last_day);
  cr_assert_eq(vb_engine_refresh(engine, &changed, &err), VB_OK);
  cr_expect_not(changed);
  cr_expect(info.state && vb_engine_about(engine).state == info.state);
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_writer_remove(writer, VB_STR("article-3"), &err), VB_OK);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  cr_expect_eq(vb_engine_about(engine).articles, ARTICLES);
  cr_assert_eq(vb_engine_refresh(engine, &changed, &err), VB_OK);
  cr_expect(changed && vb_engine_about(engine).articles == ARTICLES - 1);
  cr_expect(vb_engine_about(engine).state && vb_engine_about(engine).state != info.state);
  vb_writer_remove(writer, VB_STR("article-4"), &err);
  cr_assert_eq(vb_writer_compact(writer, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_engine_refresh(engine, &changed, &err), VB_OK, "%s", err.text);
  cr_expect(changed && vb_engine_about(engine).articles == ARTICLES - 2);
  vb_writer_close(writer);
}

Test(engine, what_is_no_store_or_shard_is_refused_with_its_name) {
  static const struct {
    const char *store;
    vb_status status;
    const char *says;
  } cases[] = {
      {"/nonexistent/archive", VB_NOT_FOUND, "/nonexistent/archive"},
      {"/usr", VB_INVALID, "not a store"},
      {"xapian://", VB_INVALID, "HOST:PORT"},
      {"xapian://host", VB_INVALID, "HOST:PORT"},
      {"xapian://:80", VB_INVALID, "HOST:PORT"},
      {"xapian://host:0", VB_INVALID, "HOST:PORT"},
      {"xapian://host:99999", VB_INVALID, "HOST:PORT"},
      {"xapian://127.0.0.1:1,", VB_INVALID, "HOST:PORT"},
      {"xapian://127.0.0.1:1", VB_UNAVAILABLE, "127.0.0.1:1"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_engine *other;
    cr_expect_eq(vb_engine_open(cases[i].store, 300, &other, &err), cases[i].status, "%s: %s",
                 cases[i].store, err.text);
    cr_expect_null(other);
    cr_expect(strstr(err.text, cases[i].says) != NULL, "%s: %s", cases[i].store, err.text);
  }
}
