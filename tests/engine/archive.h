/*
 * archive.h - a made-up archive in a store, and all that a store answers as one number, for the
 * tests that damage, share and change stores. The engine is VB_TEST_ENGINE, else the native one.
 */
#ifndef VB_TESTS_ARCHIVE_H
#define VB_TESTS_ARCHIVE_H

#include "indexer/pipeline/writer.h"
#include "indexer/text/shingles.h"
#include "searcher/engine_open.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef VB_TEST_ENGINE
#define VB_TEST_ENGINE "native"
#endif

/* Frequent words first: lists of several blocks, pairs, stems of several words. */
static const char *const archive_words[] = {
    "the",    "of",      "harbour", "council", "ferry", "said",  "runs",    "running", "run",
    "bridge", "bridges", "mayor",   "elected", "news",  "naïve", "lantern", "2019",    "opening",
    "tide",   "gazette", "lamp",    "oar",     "salt",  "gull",  "rope",    "mast",    "quay",
    "pilot",  "chart",   "buoy",    "anchor",  "sail",  "wind",  "fog",     "shoal",   "keel"};
enum { ARCHIVE_WORDS = sizeof archive_words / sizeof *archive_words };

static const char *const archive_queries[] = {"harbour",
                                              "the of harbour",
                                              "\"the harbour\"",
                                              "\"of the council said\"",
                                              "running",
                                              "\"the * council\"",
                                              "ferr*",
                                              "salt NEAR/4 gull",
                                              "title:harbour",
                                              "in:comments fog",
                                              "harbour -council",
                                              "mast OR keel OR shoal",
                                              "date:2016..2017",
                                              "the w/s lantern",
                                              "(\"of the\" OR mast) w/p (salt NEAR/4 fog)",
                                              "source:herald",
                                              "author:marchetti",
                                              "\"the of the of\"",
                                              "after:2018 the",
                                              "bridge anchor",
                                              "\"said the mayor\""};
enum { ARCHIVE_QUERIES = sizeof archive_queries / sizeof *archive_queries };

typedef struct chance { /* xorshift64* */
  uint64_t state;
} chance;

static inline uint32_t roll(chance *c, uint32_t sides) {
  c->state ^= c->state >> 12, c->state ^= c->state << 25, c->state ^= c->state >> 27;
  return (uint32_t)((c->state * 2685821657736338717u) >> 33) % sides;
}

static inline void archive_prose(chance *c, uint32_t length, vb_buf *out) {
  for (uint32_t i = 0; i < length; i++) {
    uint32_t a = roll(c, ARCHIVE_WORDS), b = roll(c, ARCHIVE_WORDS);
    vb_buf_printf(out, "%s%s%s", i ? " " : "", archive_words[a < b ? a : b],
                  roll(c, 9)   ? ""
                  : roll(c, 4) ? "."
                               : ".\n\n");
  }
}

/* Puts article `number` as it is in `edition`; every edition has other words. */
static inline vb_status archive_put(vb_writer *writer, uint32_t number, uint32_t edition,
                                    vb_error *err) {
  static const char *const sources[] = {"Lantern Bay Herald", "Cutters' Row Gazette", "The Tide"};
  chance c = {(number + 1) * UINT64_C(0x9e3779b97f4a7c15) + edition * UINT64_C(0x1234567)};
  vb_buf id = VB_BUF_INIT, title = VB_BUF_INIT, text = VB_BUF_INIT, note = VB_BUF_INIT;
  roll(&c, 2);
  vb_buf_printf(&id, "article-%u", number);
  vb_buf_printf(&title, "edition%u ", edition);
  archive_prose(&c, 2 + roll(&c, 4), &title);
  archive_prose(&c, 10 + roll(&c, 60), &text);
  archive_prose(&c, 1 + roll(&c, 5), &note);
  vb_comment comment = {.text = vb_buf_view(&note)};
  vb_article article = {.id = vb_buf_view(&id),
                        .title = vb_buf_view(&title),
                        .text = vb_buf_view(&text),
                        .path = VB_STR("made.txt"),
                        .comments = &comment,
                        .comment_count = roll(&c, 2)};
  if (roll(&c, 4)) article.source = vb_str_of(sources[roll(&c, 3)]);
  if (roll(&c, 2)) article.authors[article.author_count++] = VB_STR("Odile Marchetti");
  if (roll(&c, 8))
    article.published = (vb_date){.year = (uint16_t)(2015 + roll(&c, 5)),
                                  .month = (uint8_t)(1 + roll(&c, 12)),
                                  .precision = VB_DATE_MONTH};
  vb_status status = vb_writer_put(writer, &article, vb_article_hash(&article), err);
  vb_buf_clear(&id), vb_buf_clear(&title), vb_buf_clear(&text), vb_buf_clear(&note);
  return status;
}

/* The number after the prefix: that of an id, or the edition in a title. */
static inline uint32_t archive_number(vb_str text, const char *prefix) {
  uint32_t n = 0;
  for (size_t i = strlen(prefix); i < text.n && text.p[i] >= '0' && text.p[i] <= '9'; i++)
    n = n * 10 + (uint32_t)(text.p[i] - '0');
  return n;
}

static inline vb_status archive_open(const char *folder, vb_writer **writer, vb_error *err) {
  /* A small budget, so that segments are many and merges happen. */
  vb_writer_options options = {.create = true, .engine = VB_TEST_ENGINE, .memory = 16 * 1024};
  return vb_writer_open(folder, &options, writer, err);
}

/* Puts article `number`; it may commit. */
typedef void archive_put_one(vb_writer *writer, uint32_t number);

/* Makes a store of articles in a folder of the test's own, and opens it. */
static inline void archive_make(const char *name, uint32_t articles, archive_put_one *put,
                                char folder[SCRATCH_MAX], vb_engine **engine,
                                vb_stemmer **stemmer) {
  vb_error err;
  vb_writer *writer;
  vb_writer_options options = {.create = true, .engine = VB_TEST_ENGINE};
  scratch_make(folder, name);
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  for (uint32_t i = 0; i < articles; i++) put(writer, i);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
  cr_assert_eq(vb_engine_open(folder, 0, engine, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_stemmer_open("english", stemmer, &err), VB_OK, "%s", err.text);
}

static inline void archive_unmake(const char *folder, vb_engine *engine, vb_stemmer *stemmer) {
  vb_engine_close(engine);
  vb_stemmer_close(stemmer);
  scratch_remove(folder);
}

static inline uint64_t archive_mix(uint64_t sum, const void *bytes, size_t n) { /* FNV-1a */
  const unsigned char *p = bytes;
  for (size_t i = 0; i < n; i++) sum = (sum ^ p[i]) * UINT64_C(0x100000001b3);
  return sum;
}

static inline uint64_t archive_mix_article(uint64_t sum, const vb_article *article) {
  vb_buf record = VB_BUF_INIT;
  vb_record_encode(article, &record);
  sum = archive_mix(sum, record.p, record.n);
  vb_buf_clear(&record);
  return sum;
}

/* How many articles have keys in common with this one, and how many keys. */
static inline vb_status archive_mix_sharing(vb_engine *engine, const vb_article *article,
                                            vb_arena *arena, uint64_t *sum, vb_error *err) {
  uint32_t keys[VB_SHINGLE_KEYS];
  vb_analysis words;
  vb_engine_hit *hits;
  size_t count;
  vb_status status = vb_analyse_words(article->text, arena, &words, err);
  if (status) return status;
  vb_near_duplicate_request asked = {.keys = keys, .least = 1, .size = 20};
  asked.key_count = vb_shingle_keys(&words, keys);
  status = vb_engine_near_duplicates(engine, &asked, arena, &hits, &count, err);
  for (size_t i = 0; i < count; i++) *sum = archive_mix(*sum, &hits[i].score, sizeof hits[i].score);
  return status;
}

/* All that one query answers: total, order, scores, facets, the articles themselves. */
static inline vb_status archive_ask(vb_engine *engine, vb_stemmer *stemmer, const char *text,
                                    bool count, vb_arena *arena, uint64_t *sum, vb_error *err) {
  vb_query_parse parse;
  vb_engine_result result;
  *sum = UINT64_C(0xcbf29ce484222325);
  vb_arena_clear(arena);
  vb_status status = vb_query_parse_text(vb_str_of(text), stemmer, arena, &parse, err);
  vb_engine_request request = {.query = parse.root, .size = 20, .count = count, .facets = count};
  if (!status) status = vb_engine_search(engine, &request, arena, &result, err);
  if (status) return status;
  if (count) *sum = archive_mix(*sum, &result.total, sizeof result.total);
  for (size_t i = 0; i < result.source_count && count; i++)
    *sum = archive_mix(*sum, &result.sources[i].count, sizeof result.sources[i].count);
  for (size_t i = 0; i < result.hit_count && !status; i++) {
    vb_article article;
    *sum = archive_mix(*sum, &result.hits[i].score, sizeof result.hits[i].score);
    status = vb_engine_fetch(engine, result.hits[i].doc, arena, &article, err);
    if (!status) *sum = archive_mix_article(*sum, &article);
    if (!status && i == 0) status = archive_mix_sharing(engine, &article, arena, sum, err);
  }
  return status;
}

#endif
