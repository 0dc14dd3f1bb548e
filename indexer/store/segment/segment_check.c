/*
 * segment_check.c - reads everything in a segment once and compares it with the rest.
 *
 * Checksums come first, block by block, so that each damaged place is reported. Then
 * comes what checksums cannot show: keys ascend, lists contain what the lexicon says,
 * every article's record decodes and is found by its id.
 */
#include "indexer/store/segment/segment_check.h"

#include "indexer/store/segment/minhash.h"

#include <stdlib.h>

typedef struct check {
  const vb_segment *segment;
  void (*problem)(void *context, const char *sentence);
  void *context;
  vb_error first;
  uint64_t faults;
  uint64_t read;  /* bytes since pages were last released */
  bool no_memory; /* something could not be checked */
} check;

/* Bytes of the segment; more pages would count as this process's memory. */
enum { READ_MAX = 16 * 1024 * 1024 };

static void has_read(check *c, uint64_t bytes) {
  c->read += bytes;
  if (c->read < READ_MAX || !c->segment) return;
  c->read = 0;
  vb_segment_forget(c->segment);
}

static void report(check *c, const vb_error *fault) {
  if (fault->status == VB_NOMEM) {
    c->no_memory = true;
    return;
  }
  if (!c->faults++) c->first = *fault;
  if (c->problem) c->problem(c->context, fault->text);
}

/* The result of all checks. */
static vb_status end(const check *c, vb_error *err) {
  if (c->faults && err) *err = c->first;
  if (c->faults) return VB_CORRUPT;
  return c->no_memory ? vb_fail(err, VB_NOMEM, "no memory left to check the store with") : VB_OK;
}

static void fault(check *c, const vb_part *part, const char *what, uint64_t which) {
  vb_error err;
  vb_fail(&err, VB_CORRUPT, "%s: %s %llu does not fit the rest of the segment", part->path, what,
          (unsigned long long)which);
  report(c, &err);
}

static void check_part(check *c, const vb_part *part) {
  vb_error err;
  for (uint64_t at = 0; part && at < part->end; at += VB_PART_BLOCK) {
    uint64_t n = part->end - at < VB_PART_BLOCK ? part->end - at : VB_PART_BLOCK;
    if (vb_part_check(part, at, n, &err) != VB_OK) report(c, &err);
    has_read(c, n);
  }
}

/* Positions must ascend within the document. */
static bool positions_ascend(const uint32_t *p, uint32_t n) {
  for (uint32_t i = 1; i < n; i++)
    if (p[i] <= p[i - 1]) return false;
  return n > 0;
}

/* Walks a list to its end, which decodes every block, and compares what it has with what the
   lexicon says of it. */
static void check_list(check *c, const vb_term *term, bool exact_cf, const char *what,
                       uint64_t which) {
  vb_posting cursor;
  vb_error err;
  uint64_t df = 0, cf = 0;
  bool good = true;
  if (vb_posting_open(&cursor, vb_segment_lists(c->segment), term, &err) != VB_OK) {
    report(c, &err);
    return;
  }
  while (good && vb_posting_next(&cursor) != VB_DOC_END) {
    uint32_t n;
    df++;
    cf += vb_posting_tf(&cursor);
    if (!term->positions_length) continue;
    const uint32_t *p = vb_posting_positions(&cursor, &n);
    good = p && positions_ascend(p, n);
  }
  if (vb_posting_status(&cursor, &err) != VB_OK) report(c, &err);
  else if (!good || df != term->df || (exact_cf && cf != term->cf))
    fault(c, c->segment->postings, what, which);
  vb_posting_close(&cursor);
  has_read(c, term->postings_length + term->positions_length);
}

static void check_words(check *c) {
  vb_word_cursor w;
  vb_error err;
  vb_str key;
  vb_term term;
  char last[VB_KEY_MAX + 1];
  size_t last_length = 0;
  vb_status status = vb_segment_words_from(c->segment, VB_STR(""), &w, &err);
  while (status == VB_OK) {
    status = vb_word_next(&w, &key, &term, &err);
    if (status != VB_OK) break;
    if (term.ordinal && vb_str_compare((vb_str){last, last_length}, key) >= 0)
      fault(c, c->segment->lexicon, "word", term.ordinal);
    memcpy(last, key.p, key.n);
    last_length = key.n;
    check_list(c, &term, true, "the list of word", term.ordinal);
  }
  if (status != VB_NOT_FOUND) report(c, &err);
}

static void check_stems(check *c) {
  vb_stem_cursor k;
  vb_stem_entry e;
  vb_error err;
  vb_status status = vb_segment_stems_from(c->segment, VB_STR(""), &k, &err);
  for (uint32_t i = 0; status == VB_OK; i++) {
    status = vb_stem_next(&k, &e, &err);
    if (status != VB_OK) break;
    uint32_t ordinal = 0;
    for (uint32_t n = 0; n < e.word_count; n++)
      if (!vb_stem_ordinal(&e, &ordinal, n == 0) || ordinal >= c->segment->words.terms) {
        fault(c, c->segment->lexicon, "stem", i);
        break;
      }
    if (e.term.postings_length) check_list(c, &e.term, true, "the list of stem", i);
  }
  if (status != VB_NOT_FOUND) report(c, &err);
}

static void check_pairs(check *c) {
  vb_bigram_cursor k;
  vb_error err;
  vb_term term;
  uint32_t key, last = 0;
  vb_status status = vb_segment_bigrams_first(c->segment, &k, &err);
  for (uint64_t i = 0; status == VB_OK; i++) {
    status = vb_bigram_next(&k, &key, &term, &err);
    if (status != VB_OK) break;
    if ((i && key <= last) || key >> 16 >= c->segment->words.paired ||
        (key & 0xffff) >= c->segment->words.paired)
      fault(c, c->segment->lexicon, "pair", i);
    last = key;
    check_list(c, &term, false, "the list of pair", i);
  }
  if (status != VB_NOT_FOUND) report(c, &err);
}

/* The cursor itself checks, within blocks, that entries ascend and are in range. */
static void check_minhash(check *c) {
  vb_minhash_cursor k;
  vb_minhash_key entry, last = {0};
  vb_error err;
  vb_status status = vb_minhash_from(c->segment, 0, &k, &err);
  for (uint64_t i = 0; status == VB_OK; i++) {
    status = vb_minhash_next(&k, &entry, &err);
    if (status != VB_OK) break;
    if (i && (entry.key < last.key || (entry.key == last.key && entry.doc <= last.doc)))
      fault(c, c->segment->columns, "the key of copies", i);
    last = entry;
  }
  if (status != VB_NOT_FOUND) report(c, &err);
}

/* Checks what columns.h says of the values, and that no two columns overlap. */
static void check_columns(check *c) {
  const vb_part *part = c->segment->columns;
  const vb_columns_map *map = &c->segment->docs;
  for (size_t i = 0; i < VB_COLUMN_COUNT; i++) {
    const vb_column *column = &vb_columns[i];
    uint64_t from = vb_column_place(column, map);
    uint64_t bytes = vb_column_elements(column, map) * column->bytes;
    size_t wrong = vb_column_first_wrong(column, part, map);
    if (wrong != SIZE_MAX) fault(c, part, column->name, wrong);
    for (size_t k = 0; k < VB_COLUMN_COUNT && bytes > 0; k++) {
      uint64_t other = vb_column_place(&vb_columns[k], map);
      if (vb_columns[k].order > column->order && other < from + bytes)
        fault(c, part, vb_columns[k].name, 0);
    }
    has_read(c, bytes);
  }
}

/* Decodes every record, and looks up its id, which must lead back to an article. */
static void check_articles(check *c) {
  const vb_segment *s = c->segment;
  vb_buf raw = VB_BUF_INIT;
  vb_arena *arena = vb_arena_new();
  vb_error err;
  uint32_t deleted = 0;
  for (uint32_t doc = 0; arena && doc < s->info.docs; doc++) {
    vb_str record;
    vb_article article;
    uint32_t found;
    vb_arena_clear(arena);
    deleted += vb_segment_deleted(s, doc);
    has_read(c, s->text->end / (s->info.docs + 1u));
    vb_status status = vb_segment_record(s, doc, &raw, &record, &err);
    if (status == VB_OK) status = vb_record_decode(record, arena, &article, &err);
    if (status != VB_OK) report(c, &err);
    else if (vb_segment_find_nth(s, vb_id_hash_of(article.id), 0, &found, &err) != VB_OK)
      fault(c, s->columns, "the id of article", doc);
  }
  if (deleted != s->info.deleted) fault(c, s->columns, "the count of deleted articles", deleted);
  vb_arena_free(arena);
  vb_buf_clear(&raw);
}

vb_status vb_segment_verify(const vb_segment *segment,
                            void (*problem)(void *context, const char *sentence), void *context,
                            vb_error *err) {
  check c = {.segment = segment, .problem = problem, .context = context};
  const vb_part *const parts[] = {segment->postings, segment->positions, segment->lexicon,
                                  segment->columns,  segment->text,      segment->deletions};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) check_part(&c, parts[i]);
  if (!c.faults) { /* one wrong checksum would cause many more faults */
    check_words(&c);
    check_stems(&c);
    check_pairs(&c);
    check_minhash(&c);
    check_columns(&c);
    check_articles(&c);
  }
  return end(&c, err);
}

/* ---- files ---- */

static void check_file(check *c, const char *folder, const vb_segment_files *files,
                       vb_part_kind kind) {
  vb_part *part = NULL;
  vb_error err;
  uint32_t generation = kind == VB_PART_DELETIONS ? files->deletions : 0;
  char *path = vb_segment_path(folder, files->number, kind, generation);
  vb_status status = path
                         ? vb_part_open(path, kind, files->number, &files->parts[kind], &part, &err)
                         : vb_fail(&err, VB_NOMEM, "out of memory");
  if (status != VB_OK) report(c, &err);
  check_part(c, part);
  vb_part_close(part);
  free(path);
}

vb_status vb_segment_verify_files(const char *folder, const vb_segment_files *files,
                                  void (*problem)(void *context, const char *sentence),
                                  void *context, vb_error *err) {
  vb_segment *segment;
  vb_error why;
  if (vb_segment_open(folder, files, &segment, &why) == VB_OK) {
    vb_status status = vb_segment_verify(segment, problem, context, err);
    vb_segment_close(segment);
    return status;
  }
  check c = {.problem = problem, .context = context};
  for (int kind = 1; kind < VB_PART_KINDS; kind++)
    if (kind != VB_PART_DELETIONS || files->deletions)
      check_file(&c, folder, files, (vb_part_kind)kind);
  if (!c.faults) report(&c, &why); /* the files are intact but what they say is wrong */
  return end(&c, err);
}
