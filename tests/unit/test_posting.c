/* Lists against plain arrays: walking, seeking, positions, bounds; then damaged. */
#include "indexer/store/segment/segment_writer.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "indexer/store/schema.h"
#include "tests/scratch.h"

static char folder[SCRATCH_MAX];
static vb_error err;
static uint64_t state = 0x2545f4914f6cdd1du;

static uint32_t random_below(uint32_t n) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (uint32_t)(state >> 33) % n;
}

static void make_folder(void) {
  scratch_make(folder, "posting");
}

static void remove_folder(void) {
  scratch_remove(folder);
}

TestSuite(posting, .init = make_folder, .fini = remove_folder);

enum { DOCS = 20000 };

static vb_posting_list model;

/* About one document in `gap`; title places first, as in the store. */
static void make_model(uint32_t gap, uint32_t most) {
  model.df = model.cf = 0;
  for (uint32_t doc = random_below(gap); doc < DOCS; doc += 1 + random_below(2 * gap - 1)) {
    uint32_t tf = 1 + random_below(random_below(8) ? 2 : most);
    uint32_t title = random_below(20) ? 0 : 1 + random_below(tf), next = 0;
    cr_assert(vb_posting_list_reserve(&model, model.df + 1, model.cf + tf));
    model.docs[model.df] = doc;
    model.tfs[model.df] = tf;
    model.titles[model.df++] = title;
    for (uint32_t k = 0; k < tf; k++) {
      if (k == title) next = VB_POSITION_TEXT;
      next += random_below(k < title ? 5 : 90);
      model.positions[model.cf++] = next++;
    }
  }
}

static vb_segment_files files; /* of the segment written last */

static vb_segment *write_segment(bool positions, vb_term *term) {
  vb_segment_writer *writer;
  vb_segment *segment;
  cr_assert_eq(vb_segment_writer_new(folder, 1, &writer, &err), VB_OK, "%s", err.text);
  for (uint32_t doc = 0; doc < DOCS; doc++) {
    vb_doc_row row = {.id = {doc, doc}, .words = 1 + doc % 900};
    cr_assert_eq(vb_segment_writer_doc(writer, &row, VB_STR("record"), &err), VB_OK);
  }
  vb_posting_input in = {(uint32_t)model.df,
                         model.docs,
                         model.tfs,
                         model.titles,
                         vb_segment_writer_lengths(writer),
                         vb_segment_writer_norms(writer),
                         positions ? model.positions : NULL};
  *term = (vb_term){.cf = model.cf, .bigram_rank = VB_NOT_IN_BIGRAMS};
  cr_assert_eq(vb_segment_writer_list(writer, &in, term, &err), VB_OK);
  vb_lexicon_add_word(vb_segment_writer_lexicon(writer), VB_STR("harbour"), term);
  cr_assert_eq(vb_segment_writer_finish(writer, &files, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_segment_open(folder, &files, &segment, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_segment_word(segment, VB_STR("harbour"), term, &err), VB_OK);
  return segment;
}

static void check_here(vb_posting *c, size_t i, const uint32_t *positions) {
  uint32_t n;
  cr_assert_eq(c->doc, model.docs[i]);
  cr_assert_eq(vb_posting_tf(c), model.tfs[i]);
  cr_assert_eq(vb_posting_title_tf(c), model.titles[i]);
  const uint32_t *p = vb_posting_positions(c, &n);
  if (!positions) {
    cr_assert_eq(n, 0);
    return;
  }
  cr_assert_eq(n, model.tfs[i]);
  cr_assert(memcmp(p, positions, n * sizeof *p) == 0);
}

static void check_walk(const vb_segment *segment, const vb_term *term, bool positions) {
  vb_posting c;
  cr_assert_eq(vb_posting_open(&c, vb_segment_lists(segment), term, &err), VB_OK);
  cr_assert_eq(c.doc, VB_DOC_NONE);
  size_t at = 0;
  for (size_t i = 0; i < model.df; at += model.tfs[i++]) {
    cr_assert_eq(vb_posting_next(&c), model.docs[i]);
    if (random_below(3)) check_here(&c, i, positions ? model.positions + at : NULL);
  }
  cr_assert_eq(vb_posting_next(&c), VB_DOC_END);
  cr_assert_eq(vb_posting_next(&c), VB_DOC_END);
  cr_assert_eq(vb_posting_status(&c, &err), VB_OK);
  vb_posting_close(&c);
}

static bool bounded(const vb_segment *segment, float bound, uint32_t weight, uint8_t length) {
  return (float)weight / ((float)weight + segment->norms[length]) <= bound && bound <= 1;
}

/* Seeks by random strides, looking at the block before, at times, as a ranked query does. */
static void check_seek(const vb_segment *segment, const vb_term *term, uint32_t stride) {
  vb_posting c;
  float bound, all;
  uint32_t target = 0;
  size_t i = 0, at = 0;
  cr_assert_eq(vb_posting_open(&c, vb_segment_lists(segment), term, &err), VB_OK);
  cr_assert(vb_posting_bound(&c, &all));
  for (;;) {
    target += random_below(stride);
    while (i < model.df && model.docs[i] < target) at += model.tfs[i++];
    uint32_t block = vb_posting_block_at(&c, target);
    uint32_t doc = vb_posting_seek(&c, target);
    cr_assert_eq(doc, i < model.df ? model.docs[i] : VB_DOC_END, "seek to %u", target);
    if (doc == VB_DOC_END) break;
    uint8_t length = vb_length_code(1 + doc % 900);
    cr_assert(bounded(segment, all, vb_posting_weight(&c), length));
    cr_assert_lt(block, c.block_count);
    cr_assert_leq(doc, vb_posting_block_last(&c, block));
    cr_assert(vb_posting_block_bound(&c, block, &bound));
    cr_assert(bounded(segment, bound, vb_posting_weight(&c), length));
    if (random_below(2)) check_here(&c, i, model.positions + at);
    if (random_below(4) == 0) {
      cr_assert_eq(vb_posting_next(&c), i + 1 < model.df ? model.docs[i + 1] : VB_DOC_END);
      if (c.doc == VB_DOC_END) break;
      at += model.tfs[i++];
      target = c.doc;
    }
  }
  cr_assert_eq(vb_posting_status(&c, &err), VB_OK);
  vb_posting_close(&c);
}

/* Documents in any order, as the best hits come; and blocks, whose bounds hold for all in them. */
static void check_find(const vb_segment *segment, const vb_term *term) {
  vb_posting c;
  cr_assert_eq(vb_posting_open(&c, vb_segment_lists(segment), term, &err), VB_OK);
  for (int k = 0; k < 400; k++) {
    uint32_t i = random_below((uint32_t)model.df), doc = model.docs[i];
    size_t at = 0;
    for (uint32_t j = 0; j < i; j++) at += model.tfs[j];
    bool there = random_below(2) ? vb_posting_find(&c, doc)
                                 : vb_posting_find_in(&c, vb_posting_block_at(&c, doc), doc);
    cr_assert(there, "article %u", doc);
    check_here(&c, i, model.positions + at);
    bool next = i + 1 < model.df && model.docs[i + 1] == doc + 1;
    if (doc + 1 < DOCS) cr_assert_eq(vb_posting_find(&c, doc + 1), next, "article %u", doc + 1);
  }
  cr_assert_not(vb_posting_find(&c, DOCS));
  for (uint32_t left = c.block_count; left-- > 0;) { /* backward */
    float bound;
    uint32_t weights[VB_PACK_BLOCK];
    cr_assert(vb_posting_block_bound(&c, left, &bound));
    cr_assert(vb_posting_enter(&c, left) && vb_posting_weights(&c, false, weights));
    for (uint32_t i = 0; i < c.count; i++) {
      size_t k = (size_t)left * VB_POSTING_BLOCK + i;
      cr_assert_eq(c.docs[i], model.docs[k]);
      cr_assert_eq(weights[i], model.tfs[k] + (VB_TITLE_WEIGHT - 1) * model.titles[k]);
      cr_assert(bounded(segment, bound, weights[i], vb_length_code(1 + c.docs[i] % 900)));
    }
  }
  cr_assert_not(vb_posting_enter(&c, c.block_count));
  cr_assert_eq(vb_posting_status(&c, &err), VB_OK);
  vb_posting_close(&c);
}

/* Of about one document in `gap`, and of the list's own, those that the list has. */
static void check_keep(const vb_segment *segment, const vb_term *term, uint32_t gap) {
  vb_posting c;
  uint32_t asked[DOCS], wanted[DOCS], tagged[DOCS], tags[DOCS];
  size_t n = 0, count = 0, k = 0;
  cr_assert_eq(vb_posting_open(&c, vb_segment_lists(segment), term, &err), VB_OK);
  for (uint32_t doc = 0; doc < DOCS; doc++) {
    while (k < model.df && model.docs[k] < doc) k++;
    bool has = k < model.df && model.docs[k] == doc;
    if (random_below(has ? 2 : gap)) continue;
    tags[n] = ~doc;
    tagged[n] = asked[n] = doc;
    n++;
    if (has) wanted[count++] = doc;
  }
  cr_assert_eq(vb_posting_keep_tagged(&c, tagged, tags, n), count);
  cr_assert(memcmp(tagged, wanted, count * sizeof *wanted) == 0);
  for (size_t i = 0; i < count; i++) cr_assert_eq(tags[i], ~wanted[i]);
  cr_assert_eq(vb_posting_keep(&c, asked, n), count, "of %zu, one in %u", n, gap);
  cr_assert(memcmp(asked, wanted, count * sizeof *wanted) == 0);
  cr_assert_eq(vb_posting_keep(&c, asked, 0), 0);
  cr_assert_eq(vb_posting_status(&c, &err), VB_OK);
  vb_posting_close(&c);
}

/* Of starts at a distance before the article's positions, and of others, those at whose distance
   there is a position. */
static void check_starts(const vb_segment *segment, const vb_term *term) {
  vb_posting c;
  cr_assert_eq(vb_posting_open(&c, vb_segment_lists(segment), term, &err), VB_OK);
  for (int round = 0; round < 400; round++) {
    uint32_t i = random_below((uint32_t)model.df), distance = random_below(9), kept = 0, n = 0;
    const uint32_t *positions = model.positions;
    for (uint32_t j = 0; j < i; j++) positions += model.tfs[j];
    uint32_t tf = model.tfs[i], last = positions[tf - 1] + 3;
    uint32_t *starts = malloc(3 * (tf + 1) * sizeof *starts);
    uint32_t *wanted = malloc(3 * (tf + 1) * sizeof *wanted);
    cr_assert(starts && wanted);
    for (uint32_t k = 0; k < tf; k++) {
      if (positions[k] < distance) continue;
      uint32_t start = positions[k] - distance;
      if (random_below(4) == 0 && start && (!n || starts[n - 1] < start - 1) &&
          (!k || positions[k - 1] + 1 < positions[k]))
        starts[n++] = start - 1;
      if (random_below(2)) wanted[kept++] = starts[n++] = start;
    }
    if (random_below(2)) starts[n++] = last;
    cr_assert(vb_posting_find(&c, model.docs[i]));
    cr_assert_eq(vb_posting_keep_starts(&c, starts, n, distance), kept, "article %u", c.doc);
    cr_assert(memcmp(starts, wanted, kept * sizeof *starts) == 0);
    free(starts);
    free(wanted);
  }
  cr_assert_eq(vb_posting_status(&c, &err), VB_OK);
  vb_posting_close(&c);
}

Test(posting, walks_and_seeks_agree_with_the_plain_arrays) {
  static const uint32_t gaps[] = {1, 2, 7, 60, 160, 3000, 15000};
  for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++) {
    vb_term term;
    do make_model(gaps[g], g % 2 ? 400 : 9);
    while (!model.df);
    vb_segment *segment = write_segment(true, &term);
    cr_assert_eq(term.df, model.df);
    cr_assert_eq(term.cf, model.cf);
    check_walk(segment, &term, true);
    for (uint32_t stride = 2; stride < DOCS; stride *= 5) check_seek(segment, &term, stride);
    check_find(segment, &term);
    check_starts(segment, &term);
    for (uint32_t gap = 1; gap < DOCS; gap *= 6) check_keep(segment, &term, gap);
    vb_segment_close(segment);
    segment = write_segment(false, &term);
    check_walk(segment, &term, false);
    vb_segment_close(segment);
  }
  vb_posting_list_clear(&model);
}

/* Bytes that pass their checksum but are no list: the cursor ends, and says so, or yields
   documents in range. The part's bytes are replaced in memory. */
Test(posting, hostile_lists_end_the_cursor_inside_its_bytes) {
  vb_term term;
  make_model(3, 40);
  vb_segment *segment = write_segment(true, &term);
  const unsigned char *postings = segment->postings->bytes, *positions = segment->positions->bytes;
  size_t n = (size_t)segment->postings->end, m = (size_t)segment->positions->end;
  cr_assert_eq(vb_part_check(segment->postings, 0, n, &err), VB_OK);
  cr_assert_eq(vb_part_check(segment->positions, 0, m, &err), VB_OK);
  unsigned char *a = malloc(n), *b = malloc(m);
  segment->postings->bytes = a, segment->positions->bytes = b;
  int refused = 0;
  for (int round = 0; round < 300; round++) {
    memcpy(a, postings, n), memcpy(b, positions, m);
    for (int k = 0; k < 1 + round % 9; k++) {
      a[VB_PART_HEAD + random_below((uint32_t)n - VB_PART_HEAD) %
                           (round % 2 ? n - VB_PART_HEAD : 600)] = (unsigned char)random_below(256);
      b[VB_PART_HEAD + random_below((uint32_t)m - VB_PART_HEAD)] = (unsigned char)random_below(256);
    }
    vb_posting c;
    uint32_t count, last = 0;
    if (vb_posting_open(&c, vb_segment_lists(segment), &term, &err) != VB_OK) continue;
    for (uint32_t doc;
         (doc = round % 3 ? vb_posting_next(&c) : vb_posting_seek(&c, last + 37)) != VB_DOC_END;) {
      cr_assert_lt(doc, DOCS);
      last = doc;
      vb_posting_positions(&c, &count);
    }
    uint32_t weights[VB_PACK_BLOCK];
    bool broken = vb_posting_status(&c, &err) != VB_OK;
    cr_expect_not(broken && vb_posting_weights(&c, false, weights),
                  "a damaged list has no weights");
    refused += broken;
    vb_posting_close(&c);
    if (vb_posting_open(&c, vb_segment_lists(segment), &term, &err) != VB_OK) continue;
    for (int k = 0; k < 40; k++) {
      uint32_t starts[] = {random_below(9), 1900 + random_below(300), 5000};
      if (!vb_posting_find(&c, random_below(DOCS))) continue;
      if (k % 2) vb_posting_positions(&c, &count);
      else cr_assert_leq(vb_posting_keep_starts(&c, starts, 3, k % 7), 3);
    }
    vb_posting_close(&c);
    if (vb_posting_open(&c, vb_segment_lists(segment), &term, &err) != VB_OK) continue;
    uint32_t asked[999], some = random_below(999); /* not even ascending, at times */
    for (uint32_t k = 0; k < some; k++) asked[k] = random_below(99) ? k * 20 : random_below(DOCS);
    cr_assert_leq(vb_posting_keep(&c, asked, some), some);
    vb_posting_close(&c);
  }
  cr_expect_gt(refused, 50);
  segment->postings->bytes = postings, segment->positions->bytes = positions;
  free(a), free(b);
  vb_segment_close(segment);
  vb_posting_list_clear(&model);
}

Test(posting, length_codes_ascend_and_are_within_an_eighth) {
  for (uint32_t words = 0; words < 3000000; words += 1 + words / 50) {
    uint8_t code = vb_length_code(words);
    uint32_t back = vb_length_of_code(code);
    cr_assert_leq(back, words);
    cr_assert_leq(words - back, words / 8);
    cr_assert_leq(code, vb_length_code(words + 1));
    if (words < 40) cr_assert_eq(back, words);
  }
  cr_assert_geq(vb_length_code(UINT32_MAX), vb_length_code(1u << 29));
}

/* FORMAT.md, version 1: when this fails the format has changed, and its version, FORMAT.md and
   these hashes change together. A list of many blocks, with all streams and with patches. */
Test(posting, writes_the_bytes_of_format_version_2) {
  vb_term term;
  make_model(3, 40);
  vb_segment_close(write_segment(true, &term));
  cr_assert_gt(term.df, 10 * VB_PACK_BLOCK);
  cr_expect_eq(files.parts[VB_PART_POSTINGS].hash, 0xc19949b48922688a, "%016llx",
               (unsigned long long)files.parts[VB_PART_POSTINGS].hash);
  cr_expect_eq(files.parts[VB_PART_POSITIONS].hash, 0x8570eed979e93f36, "%016llx",
               (unsigned long long)files.parts[VB_PART_POSITIONS].hash);
  vb_posting_list_clear(&model);
}
