/*
 * fuzz_segment.c - a whole small segment with bytes of it replaced and its checksums
 * made right again: whatever the loader lets pass must not lead it astray.
 *
 * The input says which bytes: three for a part and a place, one for the new value.
 */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/base/file.h"
#include "indexer/pipeline/writer.h"
#include "indexer/store/commit/manifest.h"
#include "indexer/store/commit/snapshot.h"
#include "indexer/text/shingles.h"
#include "searcher/engine_open.h"
#include "searcher/engine/engine.h"
#include "tests/fuzz/fuzz.h"

enum { PARTS = VB_PART_TEXT };

static char folder[64];
static vb_manifest manifest;
static vb_buf contents[PARTS + 1]; /* of each part, without head, checksums and foot */

static void remove_store(void) {
  char command[128];
  snprintf(command, sizeof command, "rm -rf %s", folder);
  if (system(command) != 0) abort();
}

static void put_articles(vb_writer *writer) {
  /* The last is long enough to have keys of copies. */
  static const char *const texts[] = {"The harbour board said the harbour reopens.",
                                      "The ferries of the harbour sail; the board said so.",
                                      "Harbours reopened. The board of the harbour said no. Nobody "
                                      "on the quay had asked the board, "
                                      "which met behind its doors until the lamps were lit, and "
                                      "nobody there was told why the ferry "
                                      "had to stay."};
  for (unsigned i = 0; i < 60; i++) {
    char id[8];
    snprintf(id, sizeof id, "%u", i);
    vb_article a = {.id = vb_str_of(id),
                    .title = VB_STR("The harbour"),
                    .text = vb_str_of(texts[i % 3]),
                    .source = VB_STR("Elmsworth Gazette")};
    FUZZ_CHECK(vb_writer_put(writer, &a, vb_article_hash(&a), NULL) == VB_OK);
  }
}

/* Once: a good store, whose parts are then kept in memory. */
static void build(void) {
  snprintf(folder, sizeof folder, "/tmp/vb-fuzz-XXXXXX");
  FUZZ_CHECK(mkdtemp(folder) != NULL && atexit(remove_store) == 0);
  vb_writer_options options = {.engine = "native", .create = true};
  vb_writer *writer;
  FUZZ_CHECK(vb_writer_open(folder, &options, &writer, NULL) == VB_OK);
  put_articles(writer);
  FUZZ_CHECK(vb_writer_commit(writer, NULL) == VB_OK);
  vb_writer_close(writer);
  snprintf(folder + strlen(folder), 8, "/native");
  FUZZ_CHECK(vb_manifest_read(folder, &manifest, NULL) == VB_OK && manifest.count == 1);
  for (int k = 1; k <= PARTS; k++) {
    vb_part *part;
    char *path = vb_segment_path(folder, manifest.segments[0].number, (vb_part_kind)k, 0);
    FUZZ_CHECK(vb_part_open(path, (vb_part_kind)k, manifest.segments[0].number,
                            &manifest.segments[0].parts[k], &part, NULL) == VB_OK);
    vb_buf_append(&contents[k], part->bytes + VB_PART_HEAD, part->end - VB_PART_HEAD);
    vb_part_close(part);
    free(path);
  }
  folder[strlen(folder) - 7] = '\0';
}

static void change(const uint8_t *data, size_t size, uint8_t *saved, size_t *places) {
  for (size_t i = 0; i + 4 <= size; i += 4) {
    vb_buf *c = &contents[data[i] % PARTS + 1];
    size_t at = (size_t)(data[i + 1] << 8 | data[i + 2]) % c->n;
    if (data[i] & 0x80)
      at = c->n - 1 - at % (c->n < 256 ? c->n : 256); /* the maps are at the end */
    places[i / 4] = at;
    saved[i / 4] = (uint8_t)c->p[at];
    c->p[at] = (char)data[i + 3];
  }
}

static void restore(const uint8_t *data, size_t size, const uint8_t *saved, const size_t *places) {
  for (size_t i = size / 4; i-- > 0;)
    contents[data[4 * i] % PARTS + 1].p[places[i]] = (char)saved[i];
}

static void write_parts(void) {
  char native[80];
  snprintf(native, sizeof native, "%s/native", folder);
  for (int k = 1; k <= PARTS; k++) {
    vb_part_writer *writer;
    char *path = vb_segment_path(native, manifest.segments[0].number, (vb_part_kind)k, 0);
    FUZZ_CHECK(vb_part_create(path, (vb_part_kind)k, manifest.segments[0].number, &writer, NULL) ==
               VB_OK);
    vb_part_append(writer, contents[k].p, contents[k].n);
    FUZZ_CHECK(vb_part_finish(writer, &manifest.segments[0].parts[k], NULL) == VB_OK);
    free(path);
  }
  FUZZ_CHECK(vb_manifest_write(native, &manifest, NULL) == VB_OK);
}

static void use(const vb_segment *segment) {
  vb_arena *arena = vb_arena_new();
  vb_term a, b, pair, *lists;
  size_t count;
  uint32_t df, doc;
  vb_article article;
  vb_str name;
  if (vb_segment_word(segment, VB_STR("the"), &a, NULL) == VB_OK &&
      vb_segment_word(segment, VB_STR("harbour"), &b, NULL) == VB_OK)
    vb_segment_bigram(segment, &a, &b, &pair, NULL);
  vb_segment_stem(segment, VB_STR("harbour"), arena, &lists, &count, &df, NULL);
  for (uint32_t key = 0; key >> VB_SHINGLE_KEY_BITS == 0; key += 1u << (VB_SHINGLE_KEY_BITS - 4)) {
    uint32_t docs[4];
    vb_segment_key_docs(segment, key, docs, 4, &count, NULL);
  }
  vb_segment_find(segment, VB_STR("7"), &doc, NULL);
  vb_segment_source(segment, 0, &name, NULL);
  vb_segment_fetch(segment, 59, arena, &article, NULL);
  vb_arena_free(arena);
}

static void ask_for_copies(vb_engine *engine, const vb_article *article, vb_arena *arena) {
  vb_analysis words;
  uint32_t keys[VB_SHINGLE_KEYS];
  vb_near_duplicate_request asked = {.keys = keys, .least = 2, .size = 10};
  vb_engine_hit *hits;
  size_t count;
  if (vb_analyse_words(article->text, arena, &words, NULL) != VB_OK) return;
  asked.key_count = vb_shingle_keys(&words, keys);
  vb_engine_near_duplicates(engine, &asked, arena, &hits, &count, NULL);
}

/* Everything that a search reads: lists, positions, pairs, stems, columns, articles. */
static void ask(void) {
  static const char *const queries[] = {
      "harbour",      "the board of",  "\"the harbour board\"",
      "\"the * of\"", "harb*",         "board NEAR/4 said",
      "the w/s no",   "title:harbour", "ferries OR reopened -sail"};
  vb_engine *engine;
  vb_stemmer *stemmer;
  vb_arena *arena = vb_arena_new();
  FUZZ_CHECK(vb_stemmer_open("en", &stemmer, NULL) == VB_OK);
  if (vb_engine_open(folder, 0, &engine, NULL) == VB_OK) {
    for (size_t i = 0; i < 2 * sizeof queries / sizeof *queries; i++) {
      vb_query_parse parse;
      vb_engine_result result;
      vb_article article;
      vb_str near;
      vb_arena_clear(arena);
      FUZZ_CHECK(vb_query_parse_text(vb_str_of(queries[i / 2]), stemmer, arena, &parse, NULL) ==
                 VB_OK);
      vb_engine_request request = {.query = parse.root, .size = 5, .facets = i % 2, .count = i % 2};
      if (vb_engine_search(engine, &request, arena, &result, NULL) == VB_OK && result.hit_count &&
          vb_engine_fetch(engine, result.hits[0].doc, arena, &article, NULL) == VB_OK)
        ask_for_copies(engine, &article, arena);
      if (i == 0) vb_engine_suggest(engine, VB_FIELD_TEXT, VB_STR("habour"), 0, arena, &near, NULL);
    }
    vb_engine_close(engine);
  }
  vb_stemmer_close(stemmer);
  vb_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t saved[16];
  size_t places[16];
  vb_snapshot *snapshot;
  if (!manifest.count) build();
  if (size > 4 * sizeof saved) size = 4 * sizeof saved;
  change(data, size, saved, places);
  write_parts();
  if (vb_snapshot_open(folder, &snapshot, NULL) == VB_OK) {
    use(vb_snapshot_segment(snapshot, 0));
    vb_snapshot_verify(snapshot, NULL, NULL, NULL);
    vb_snapshot_close(snapshot);
    ask();
  }
  restore(data, size, saved, places);
  return 0;
}
