/* A builder's lists against plain counts, over more words than one thread makes at a time;
   the files are the same for any number of threads. */
#include "indexer/store/bigram/bigram.h"
#include "indexer/store/record.h"
#include "indexer/store/segment/builder.h"
#include "indexer/store/segment/segment_check.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/scratch.h"

/* More tokens than a share has occurrences (builder_write.c). */
enum { DOCS = 800, TOKENS = 420, WORDS = 900, TITLE = 5, KEY = 16 };

static char folder[SCRATCH_MAX];
static char words[WORDS][KEY];
static uint16_t text[DOCS][TOKENS]; /* word numbers; the first TITLE are the title's */
static vb_stemmer *stemmer;
static vb_error err;

static uint32_t random_below(uint64_t *state, uint32_t n) {
  *state ^= *state << 13, *state ^= *state >> 7, *state ^= *state << 17;
  return (uint32_t)(*state >> 33) % n;
}

/* Word 0 is every second one. Words 3n, 3n + 1 and 3n + 2 have one stem. */
static void set_up(void) {
  static const char *const ENDS[] = {"", "s", "ing"};
  uint64_t state = 88172645463325252u;
  scratch_make(folder, "builder");
  cr_assert_eq(vb_stemmer_open("en", &stemmer, &err), VB_OK);
  for (uint32_t i = 0; i < WORDS; i++)
    snprintf(words[i], KEY, "%c%c%c%ck%s", 'a' + (int)(i / 3 / 26 % 26), "aeiou"[i / 3 % 5],
             'a' + (int)(i / 3 % 26), "aeiou"[i / 15 % 5], ENDS[i % 3]);
  for (uint32_t doc = 0; doc < DOCS; doc++)
    for (uint32_t i = 0; i < TOKENS; i++)
      text[doc][i] =
          (uint16_t)(random_below(&state, 2) ? random_below(&state, 1 + random_below(&state, WORDS))
                                             : 0);
}

static void tear_down(void) {
  vb_stemmer_close(stemmer);
  scratch_remove(folder);
}
TestSuite(builder, .init = set_up, .fini = tear_down);

static void add_doc(vb_builder *b, vb_segment_writer *writer, uint32_t doc) {
  static vb_token tokens[TOKENS];
  char id[KEY];
  snprintf(id, sizeof id, "%u", doc);
  const vb_article article = {.id = vb_str_of(id),
                              .text = VB_STR("The lists come from elsewhere.")};
  vb_doc_row row = {.id = vb_id_hash_of(article.id), .words = TOKENS};
  vb_buf record = VB_BUF_INIT;
  vb_record_encode(&article, &record);
  for (uint32_t i = 0; i < TOKENS; i++)
    tokens[i] = (vb_token){.term = words[text[doc][i]],
                           .term_length = (uint32_t)strlen(words[text[doc][i]])};
  cr_assert_eq(vb_segment_writer_doc(writer, &row, vb_buf_view(&record), &err), VB_OK);
  vb_buf_clear(&record);
  cr_assert_eq(vb_builder_words(b, VB_FIELD_TEXT, 0, tokens, TITLE, &err), VB_OK);
  cr_assert_eq(
      vb_builder_words(b, VB_FIELD_TEXT, VB_POSITION_TEXT, tokens + TITLE, TOKENS - TITLE, &err),
      VB_OK);
  cr_assert_eq(vb_builder_words(b, VB_FIELD_SOURCE, VB_POSITION_TEXT, tokens, 1, &err), VB_OK);
  cr_assert_eq(vb_builder_places(b, VB_PLACES_SENTENCE_ENDS,
                                 (const uint32_t[]){TITLE - 1, VB_POSITION_TEXT + 7}, 2, &err),
               VB_OK);
  vb_builder_end_article(b);
}

/* Writes all documents as a segment, with `threads` threads beside this one. */
static vb_segment_files write_segment(size_t threads, uint32_t number) {
  vb_task_pool *pool = NULL;
  vb_segment_writer *writer;
  vb_segment_files files;
  vb_builder *b;
  if (threads) cr_assert_eq(vb_task_pool_new(threads, &pool, &err), VB_OK);
  cr_assert_eq(vb_segment_writer_new(folder, number, &writer, &err), VB_OK);
  if (pool) vb_segment_writer_share(writer, pool);
  cr_assert_eq(vb_builder_new(64 << 20, &b, &err), VB_OK);
  for (uint32_t doc = 0; doc < DOCS; doc++) add_doc(b, writer, doc);
  vb_builder_tools tools = {.stemmer = stemmer};
  cr_assert_eq(vb_builder_write(b, &tools, writer, &err), VB_OK, "%s", err.text);
  vb_builder_tools_clear(&tools);
  cr_assert_eq(vb_segment_writer_finish(writer, &files, &err), VB_OK, "%s", err.text);
  vb_builder_free(b);
  vb_task_pool_free(pool);
  return files;
}

static bool same_bytes(uint32_t a, uint32_t b, const char *part) {
  char command[4 * SCRATCH_MAX]; /* the heads have the segment's number, and the end its hash */
  snprintf(command, sizeof command,
           "cd %s && cmp -s -i 16 -n $(($(stat -c %%s %06u.%s) - 4096)) %06u.%s %06u.%s", folder, a,
           part, a, part, b, part);
  return system(command) == 0;
}

Test(builder, writes_the_same_files_with_any_number_of_threads) {
  static const char *const PARTS[] = {"postings", "positions", "lexicon", "columns"};
  vb_segment_files alone = write_segment(0, 1), shared = write_segment(3, 2);
  for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
    cr_assert(same_bytes(1, 2, PARTS[i]), "%s", PARTS[i]);
  for (int part = 1; part <= VB_PART_TEXT; part++)
    cr_assert_eq(alone.parts[part].size, shared.parts[part].size);
}

static void check_word(const vb_segment *segment, uint16_t number) {
  vb_term term;
  vb_posting c;
  cr_assert_eq(vb_segment_word(segment, vb_str_of(words[number]), &term, &err), VB_OK, "%s",
               words[number]);
  cr_assert_eq(vb_posting_open(&c, vb_segment_lists(segment), &term, &err), VB_OK);
  for (uint32_t doc = 0; doc < DOCS; doc++) {
    uint32_t places[TOKENS], tf = 0, n;
    for (uint32_t i = 0; i < TOKENS; i++)
      if (text[doc][i] == number) places[tf++] = i < TITLE ? i : VB_POSITION_TEXT + i - TITLE;
    if (!tf) continue;
    cr_assert_eq(vb_posting_next(&c), doc);
    const uint32_t *found = vb_posting_positions(&c, &n);
    cr_assert(n == tf && memcmp(found, places, tf * sizeof *places) == 0, "%s in %u", words[number],
              doc);
  }
  cr_assert_eq(vb_posting_next(&c), VB_DOC_END);
  cr_assert_eq(vb_posting_status(&c, &err), VB_OK);
  vb_posting_close(&c);
}

static bool is_pair(const uint16_t *tokens, uint32_t i, uint16_t first, uint16_t second) {
  return i + 1 != TITLE && tokens[i] == first && tokens[i + 1] == second;
}

/* False for a pair without a list. */
static bool check_pair(const vb_segment *segment, uint16_t first, uint16_t second) {
  vb_term a, b, pair;
  uint32_t docs = 0;
  for (uint32_t doc = 0; doc < DOCS; doc++) {
    uint32_t i = 0;
    while (i + 1 < TOKENS && !is_pair(text[doc], i, first, second)) i++;
    docs += i + 1 < TOKENS;
  }
  cr_assert_eq(vb_segment_word(segment, vb_str_of(words[first]), &a, &err), VB_OK);
  cr_assert_eq(vb_segment_word(segment, vb_str_of(words[second]), &b, &err), VB_OK);
  if (!vb_bigram_indexed(&a, &b)) return false;
  cr_assert_eq(vb_segment_bigram(segment, &a, &b, &pair, &err), docs ? VB_OK : VB_NOT_FOUND);
  if (docs) cr_assert_eq(pair.df, docs, "%s %s", words[first], words[second]);
  return true;
}

static bool has_stem(uint32_t doc, uint32_t stem) {
  for (uint32_t i = 0; i < TOKENS; i++)
    if (text[doc][i] / 3u == stem) return true;
  return false;
}

static void check_stem(const vb_segment *segment, uint32_t stem) {
  vb_arena *arena = vb_arena_new();
  vb_term *lists;
  size_t count;
  uint32_t df, docs = 0;
  vb_str key = vb_stem(stemmer, vb_str_of(words[3 * stem]));
  for (uint32_t doc = 0; doc < DOCS; doc++) docs += has_stem(doc, stem);
  cr_assert_eq(vb_segment_stem(segment, key, arena, &lists, &count, &df, &err), VB_OK, "%.*s",
               VB_STR_ARG(key));
  cr_assert_eq(count == 1 ? lists->df : df, docs, "%.*s", VB_STR_ARG(key));
  vb_arena_free(arena);
}

static void report(void *context, const char *sentence) {
  (void)context;
  cr_log_error("%s", sentence);
}

Test(builder, makes_the_lists_that_the_texts_have) {
  vb_segment *segment;
  vb_segment_files files = write_segment(3, 1);
  cr_assert_eq(vb_segment_open(folder, &files, &segment, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_segment_verify(segment, report, NULL, &err), VB_OK);
  for (uint16_t number = 0; number < WORDS; number += number < 9 ? 1 : 97)
    check_word(segment, number);
  int pairs = 0;
  for (uint16_t second = 0; second < WORDS; second += 53)
    pairs += check_pair(segment, 0, second) + check_pair(segment, second, 1);
  cr_assert_gt(pairs, 20);
  for (uint32_t stem = 0; stem < WORDS / 3; stem += 7) check_stem(segment, stem);
  vb_segment_close(segment);
}
