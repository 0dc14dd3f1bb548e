/*
 * test_native_store.c - a native store against a naive model of what was put into it,
 * through replacing, removing, committing and compacting; then killed and damaged.
 *
 * Articles are made of few words, so that all of them are frequent and every
 * pair and stem occurs. The model is the articles themselves: their words are
 * cut again and looked for by plain loops.
 */
#include <criterion/criterion.h>

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "indexer/base/file.h"
#include "indexer/pipeline/writer.h"
#include "indexer/store/bigram/bigram.h"
#include "indexer/store/commit/manifest.h"
#include "indexer/store/schema.h"
#include "indexer/store/commit/snapshot.h"
#include "indexer/text/analysis.h"
#include "indexer/text/stem.h"
#include "tests/scratch.h"

enum { IDS = 60, TEXT_MAX = 4000 };

static char folder[SCRATCH_MAX];
static vb_error err;
static uint64_t state = 0x853c49e6748fea9bu;

static uint32_t random_below(uint32_t n) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (uint32_t)(state >> 33) % n;
}

static void make_folder(void) {
  scratch_make(folder, "native");
}

static void remove_folder(void) {
  scratch_remove(folder);
}

TestSuite(native_store, .init = make_folder, .fini = remove_folder);

/* ---- the model ---- */

typedef struct kept { /* by id "0" to "59"; text[0] 0: not there */
  char title[200], text[TEXT_MAX], comment[200];
} kept;

static kept model[IDS];

static const char *const words[] = {"the",     "harbour", "harbours",  "reopened", "reopens",
                                    "reopen",  "of",      "board",     "boards",   "said",
                                    "ferries", "ferry",   "and",       "Monday",   "again",
                                    "calm",    "calmly",  "Elmsworth", "winter",   "winters"};

static void make_text(char *out, size_t size, uint32_t count) {
  size_t n = 0;
  out[0] = 0;
  for (uint32_t i = 0; i < count && n + 20 < size; i++) {
    /* The first words are much more frequent than the last. */
    uint32_t w = random_below(1 + random_below(sizeof words / sizeof *words));
    n += (size_t)snprintf(out + n, size - n, "%s%s", i ? i % 17 ? " " : ".\n\n" : "", words[w]);
  }
}

static vb_article article_of(uint32_t id, char name[16], const kept *k, vb_comment *comment) {
  snprintf(name, 16, "%u", id);
  *comment = (vb_comment){.text = vb_str_of(k->comment)};
  vb_article a = {.id = vb_str_of(name),
                  .title = vb_str_of(k->title),
                  .text = vb_str_of(k->text),
                  .source = id % 3 ? VB_STR("Elmsworth Gazette") : VB_STR("Bay Herald"),
                  .path = VB_STR("bay.jsonl"),
                  .record = id + 1,
                  .comments = comment,
                  .comment_count = k->comment[0] != 0};
  a.published = (vb_date){.year = (uint16_t)(2000 + id % 20), .precision = VB_DATE_YEAR};
  return a;
}

static unsigned threads = 1;

static vb_writer *open_writer(size_t memory) {
  vb_writer_options options = {
      .engine = "native", .create = true, .memory = memory, .threads = threads};
  vb_writer *writer;
  cr_assert_eq(vb_writer_open(folder, &options, &writer, &err), VB_OK, "%s", err.text);
  return writer;
}

static void put(vb_writer *writer, uint32_t id) {
  kept *k = &model[id];
  char name[16];
  vb_comment comment;
  make_text(k->title, sizeof k->title, random_below(8));
  make_text(k->text, sizeof k->text, 1 + random_below(random_below(5) ? 60 : 500));
  make_text(k->comment, sizeof k->comment, random_below(4) ? 0 : 6);
  vb_article a = article_of(id, name, k, &comment);
  cr_assert_eq(vb_writer_put(writer, &a, vb_article_hash(&a), &err), VB_OK, "%s", err.text);
}

static void take(vb_writer *writer, uint32_t id) {
  char name[16];
  snprintf(name, sizeof name, "%u", id);
  vb_status expected = model[id].text[0] ? VB_OK : VB_NOT_FOUND;
  cr_assert_eq(vb_writer_remove(writer, vb_str_of(name), &err), expected);
  model[id].text[0] = 0;
}

/* ---- the model's answers ---- */

/* The words of title and text with their positions. */
static size_t cut(uint32_t id, vb_arena *arena, vb_str *out, uint32_t *positions) {
  size_t n = 0;
  const char *const texts[] = {model[id].title, model[id].text};
  for (int t = 0; t < 2; t++) {
    vb_analysis a = {0};
    if (!model[id].text[0]) break;
    cr_assert_eq(vb_analyse_words(vb_str_of(texts[t]), arena, &a, &err), VB_OK);
    for (size_t i = 0; i < a.token_count; i++) {
      out[n] = vb_token_term(&a.tokens[i]);
      positions[n++] = (t ? VB_POSITION_TEXT : 0) + (uint32_t)i;
    }
  }
  return n;
}

typedef struct cut_article {
  vb_str words[1200];
  uint32_t positions[1200];
  size_t n;
} cut_article;

static cut_article cuts[IDS];
static vb_arena *arena;
static vb_stemmer *stemmer;
static const vb_snapshot *snapshot;

static void cut_all(void) {
  vb_arena_clear(arena);
  for (uint32_t id = 0; id < IDS; id++)
    cuts[id].n = cut(id, arena, cuts[id].words, cuts[id].positions);
}

static uint32_t id_of(const vb_segment *segment, uint32_t doc) {
  vb_article a;
  cr_assert_eq(vb_segment_fetch(segment, doc, arena, &a, &err), VB_OK, "%s", err.text);
  uint32_t id = 0;
  for (size_t i = 0; i < a.id.n; i++) id = id * 10 + (uint32_t)(a.id.p[i] - '0');
  cr_assert_lt(id, IDS);
  return id;
}

typedef enum { WORD, STEM, PAIR } kind;

/* How many places of the article match, and how many in the title. */
static uint32_t naive(uint32_t id, kind what, vb_str a, vb_str b, uint32_t *title,
                      uint32_t *positions) {
  const cut_article *c = &cuts[id];
  uint32_t n = 0;
  *title = 0;
  for (size_t i = 0; i < c->n; i++) {
    bool hit = vb_str_eq(c->words[i], a);
    if (what == STEM) hit = vb_str_eq(vb_stem(stemmer, c->words[i]), a);
    if (what == PAIR)
      hit = hit && i + 1 < c->n && c->positions[i + 1] == c->positions[i] + 1 &&
            vb_str_eq(c->words[i + 1], b);
    if (!hit) continue;
    *title += c->positions[i] < VB_POSITION_TEXT;
    positions[n++] = c->positions[i];
  }
  return n;
}

static uint32_t found_tf[IDS], found_title[IDS];

/* Adds what one list of one segment says to found_*. */
static void add_list(const vb_segment *segment, const vb_term *term, kind what, vb_str word) {
  vb_posting c;
  uint32_t df = 0;
  cr_assert_eq(vb_posting_open(&c, vb_segment_lists(segment), term, &err), VB_OK, "%s", err.text);
  while (vb_posting_next(&c) != VB_DOC_END) {
    df++;
    if (vb_segment_deleted(segment, c.doc)) continue;
    uint32_t id = id_of(segment, c.doc), n, title, expected[1200];
    found_tf[id] += vb_posting_tf(&c);
    found_title[id] += vb_posting_title_tf(&c);
    if (what != WORD) continue;
    const uint32_t *p = vb_posting_positions(&c, &n);
    cr_assert_eq(n, naive(id, WORD, word, word, &title, expected));
    cr_assert(memcmp(p, expected, n * sizeof *p) == 0, "positions of %.*s in %u", VB_STR_ARG(word),
              id);
  }
  cr_assert_eq(vb_posting_status(&c, &err), VB_OK, "%s", err.text);
  cr_assert_eq(df, term->df);
  vb_posting_close(&c);
}

static void compare_found(kind what, vb_str a, vb_str b) {
  for (uint32_t id = 0; id < IDS; id++) {
    uint32_t title, positions[1200], n = naive(id, what, a, b, &title, positions);
    cr_assert_eq(found_tf[id], n, "%d: %.*s %.*s in %u: %u, not %u", what, VB_STR_ARG(a),
                 VB_STR_ARG(b), id, found_tf[id], n);
    cr_assert_eq(found_title[id], title);
  }
  memset(found_tf, 0, sizeof found_tf);
  memset(found_title, 0, sizeof found_title);
}

static void check_word(vb_str word) {
  for (size_t s = 0; s < vb_snapshot_segments(snapshot); s++) {
    vb_term term;
    vb_status status = vb_segment_word(vb_snapshot_segment(snapshot, s), word, &term, &err);
    if (status == VB_OK) add_list(vb_snapshot_segment(snapshot, s), &term, WORD, word);
    else cr_assert_eq(status, VB_NOT_FOUND, "%s", err.text);
  }
  compare_found(WORD, word, word);
}

static void check_stem(vb_str stem) {
  for (size_t s = 0; s < vb_snapshot_segments(snapshot); s++) {
    vb_term *lists;
    size_t count;
    uint32_t df;
    const vb_segment *segment = vb_snapshot_segment(snapshot, s);
    vb_status status = vb_segment_stem(segment, stem, arena, &lists, &count, &df, &err);
    cr_assert(status == VB_OK || status == VB_NOT_FOUND, "%s", err.text);
    for (size_t i = 0; i < count; i++) add_list(segment, &lists[i], STEM, stem);
  }
  compare_found(STEM, stem, stem);
}

static size_t check_pair(vb_str a, vb_str b) {
  size_t paired = 0;
  for (size_t s = 0; s < vb_snapshot_segments(snapshot); s++) {
    const vb_segment *segment = vb_snapshot_segment(snapshot, s);
    vb_term x, y, pair;
    if (vb_segment_word(segment, a, &x, &err) || vb_segment_word(segment, b, &y, &err)) continue;
    vb_status status = vb_segment_bigram(segment, &x, &y, &pair, &err);
    bool known = vb_bigram_indexed(&x, &y);
    cr_assert(status == (known ? status == VB_OK ? VB_OK : VB_NOT_FOUND : VB_INVALID));
    paired += known;
    if (!known) return 0; /* only segments that have them all can be compared as a whole */
    if (status == VB_OK) add_list(segment, &pair, PAIR, a);
  }
  if (paired) compare_found(PAIR, a, b);
  return paired;
}

static void forget_found(void) {
  memset(found_tf, 0, sizeof found_tf);
  memset(found_title, 0, sizeof found_title);
}

static void print_problem(void *context, const char *sentence) {
  (void)context;
  cr_log_error("%s", sentence);
}

static uint64_t model_articles(void) {
  uint64_t n = 0;
  for (uint32_t id = 0; id < IDS; id++) n += model[id].text[0] != 0;
  return n;
}

static size_t compare_with_model(void) {
  vb_snapshot *opened;
  size_t pairs = 0;
  const size_t count = sizeof words / sizeof *words;
  cr_assert_eq(vb_snapshot_open(folder, &opened, &err), VB_OK, "%s", err.text);
  snapshot = opened;
  cr_assert_eq(vb_snapshot_verify(opened, print_problem, NULL, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_snapshot_about(opened).articles, model_articles());
  cut_all();
  vb_str terms[sizeof words / sizeof *words];
  for (size_t i = 0; i < count; i++) {
    vb_analysis a;
    cr_assert_eq(vb_analyse_words(vb_str_of(words[i]), arena, &a, &err), VB_OK);
    terms[i] = vb_token_term(a.tokens);
  }
  for (size_t i = 0; i < count; i++) {
    check_word(terms[i]);
    char stem[32];
    vb_str s = vb_stem(stemmer, terms[i]);
    memcpy(stem, s.p, s.n);
    check_stem((vb_str){stem, s.n});
    for (size_t j = 0; j < count; j++) {
      pairs += check_pair(terms[i], terms[j]);
      forget_found();
    }
  }
  vb_snapshot_close(opened);
  return pairs;
}

static void setup_model(void) {
  memset(model, 0, sizeof model);
  arena = vb_arena_new();
  cr_assert_eq(vb_stemmer_open("en", &stemmer, &err), VB_OK);
}

static void teardown_model(void) {
  vb_arena_free(arena);
  vb_stemmer_close(stemmer);
}

/* ---- the tests ---- */

static void change_and_compare(unsigned with_threads) {
  setup_model();
  size_t pairs = 0;
  threads = with_threads;
  vb_writer *writer = open_writer(30000); /* a few articles to a segment: flushes and merges */
  for (int round = 0; round < 12; round++) {
    for (int change = 0; change < 40; change++) {
      if (random_below(5)) put(writer, random_below(IDS));
      else take(writer, random_below(IDS));
    }
    cr_assert_eq(vb_writer_about(writer).articles, model_articles());
    cr_assert_eq((round % 4 == 3 ? vb_writer_compact : vb_writer_commit)(writer, &err), VB_OK, "%s",
                 err.text);
    if (round % 3 == 2) {
      vb_writer_close(writer);
      writer = open_writer(round % 2 ? 30000 : 0);
    }
    pairs += compare_with_model();
  }
  cr_expect_gt(pairs, 100, "pairs were compared");
  vb_writer_close(writer);
  teardown_model();
}

Test(native_store, agrees_with_a_naive_model_through_every_kind_of_change) {
  change_and_compare(1);
}

Test(native_store, agrees_with_the_model_when_a_second_thread_writes) {
  change_and_compare(2);
}

/* ---- read while written ---- */

static _Atomic bool writing;

/* Opens, verifies and closes snapshots for as long as the writer writes; how many. */
static void *read_on(void *context) {
  size_t *opened = context;
  vb_error fault;
  while (writing) {
    vb_snapshot *s;
    if (vb_snapshot_open(folder, &s, &fault) != VB_OK) return NULL;
    bool sound = vb_snapshot_verify(s, NULL, NULL, &fault) == VB_OK;
    vb_snapshot_close(s);
    if (!sound) return NULL;
    ++*opened;
  }
  return opened;
}

/* Two threads share one snapshot, whose bytes are checked when either comes to them first. */
static void *verify_shared(void *context) {
  vb_error fault;
  return vb_snapshot_verify(context, NULL, NULL, &fault) == VB_OK ? context : NULL;
}

Test(native_store, readers_see_sound_snapshots_while_a_writer_commits_and_merges) {
  setup_model();
  threads = 2;
  vb_writer *writer = open_writer(20000);
  for (uint32_t id = 0; id < IDS; id++) put(writer, id);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  pthread_t readers[2];
  size_t opened[2] = {0, 0};
  void *sound;
  writing = true;
  for (int i = 0; i < 2; i++)
    cr_assert_eq(pthread_create(&readers[i], NULL, read_on, &opened[i]), 0);
  for (int round = 0; round < 25; round++) {
    for (int change = 0; change < 20; change++) put(writer, random_below(IDS));
    cr_assert_eq((round % 5 == 4 ? vb_writer_compact : vb_writer_commit)(writer, &err), VB_OK);
  }
  writing = false;
  for (int i = 0; i < 2; i++) {
    pthread_join(readers[i], &sound);
    cr_expect(sound && opened[i] > 0);
  }
  vb_snapshot *s;
  cr_assert_eq(vb_snapshot_open(folder, &s, &err), VB_OK);
  for (int i = 0; i < 2; i++) pthread_create(&readers[i], NULL, verify_shared, s);
  for (int i = 0; i < 2; i++) {
    pthread_join(readers[i], &sound);
    cr_expect_not_null(sound);
  }
  vb_snapshot_close(s);
  vb_writer_close(writer);
  teardown_model();
}

Test(native_store, answers_are_those_of_a_store_built_at_once) {
  setup_model();
  vb_writer *writer = open_writer(0);
  for (uint32_t id = 0; id < IDS; id++) put(writer, id);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  cr_expect_gt(compare_with_model(), 100);
  for (uint32_t id = 0; id < IDS; id++) put(writer, id), vb_writer_commit(writer, &err);
  compare_with_model();
  cr_assert_eq(vb_writer_compact(writer, &err), VB_OK);
  cr_expect_gt(compare_with_model(), 100, "many small segments give pairs when they are merged");
  vb_writer_close(writer);
  teardown_model();
}

Test(native_store, a_reader_keeps_its_snapshot_while_files_go_away) {
  setup_model();
  vb_writer *writer = open_writer(0);
  for (uint32_t id = 0; id < 20; id++) put(writer, id);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  vb_snapshot *before;
  bool stale;
  cr_assert_eq(vb_snapshot_open(folder, &before, &err), VB_OK);
  for (uint32_t id = 0; id < 20; id++) take(writer, id);
  put(writer, 1);
  cr_assert_eq(vb_writer_compact(writer, &err), VB_OK);
  cr_assert_eq(vb_snapshot_stale(before, &stale, &err), VB_OK);
  cr_expect(stale);
  cr_expect_eq(vb_snapshot_about(before).articles, 20);
  cr_expect_eq(vb_snapshot_verify(before, NULL, NULL, &err), VB_OK, "%s", err.text);
  vb_snapshot_close(before);
  vb_writer_close(writer);
  teardown_model();
}

Test(native_store, a_close_without_commit_leaves_the_last_commit_and_no_stray_files) {
  setup_model();
  vb_writer *writer = open_writer(30000);
  put(writer, 1);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  for (uint32_t id = 2; id < 50; id++) put(writer, id);
  vb_writer_close(writer);
  for (uint32_t id = 2; id < 50; id++) model[id].text[0] = 0;
  compare_with_model();
  vb_writer_close(open_writer(0));
  char path[128];
  snprintf(path, sizeof path, "%s/native", folder);
  DIR *list = opendir(path);
  int files = 0;
  while (readdir(list)) files++;
  closedir(list);
  cr_expect_eq(files, 2 + 1 + 5, "the manifest and five parts of one segment");
  teardown_model();
}

/* ---- killed ---- */

/* A child writes batches for ever: batch n puts ids 10 n to 10 n + 9 with n in their text, and
   commits; a whole number of batches must be there whenever it is killed. */
static void write_for_ever(uint32_t batch) {
  vb_writer *writer = open_writer(20000);
  for (;; batch++) {
    for (uint32_t i = 0; i < 10; i++) {
      char id[16], text[2000];
      snprintf(id, sizeof id, "%u", (batch * 10 + i) % 400); /* later batches replace */
      make_text(text, sizeof text, 50 + i * 10);
      snprintf(text + strlen(text), 32, " batch%u", batch);
      vb_article a = {.id = vb_str_of(id), .text = vb_str_of(text)};
      if (vb_writer_put(writer, &a, vb_article_hash(&a), &err)) _exit(1);
    }
    if ((batch % 16 == 15 ? vb_writer_compact : vb_writer_commit)(writer, &err)) _exit(1);
  }
}

/* The number of the next batch; every batch that is there is there as a whole. */
static uint32_t next_batch(void) {
  vb_snapshot *s;
  uint32_t counts[4000] = {0}, last = 0;
  cr_assert_eq(vb_snapshot_open(folder, &s, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_snapshot_verify(s, print_problem, NULL, &err), VB_OK, "%s", err.text);
  for (size_t i = 0; i < vb_snapshot_segments(s); i++) {
    const vb_segment *segment = vb_snapshot_segment(s, i);
    for (uint32_t doc = 0; doc < vb_segment_about(segment)->docs; doc++) {
      vb_article a;
      if (vb_segment_deleted(segment, doc)) continue;
      vb_arena_clear(arena);
      cr_assert_eq(vb_segment_fetch(segment, doc, arena, &a, &err), VB_OK);
      const char *mark = memmem(a.text.p, a.text.n, "batch", 5);
      uint32_t batch = (uint32_t)strtoul(mark + 5, NULL, 10);
      if (batch < 4000) counts[batch]++;
      if (batch > last) last = batch;
    }
  }
  bool empty = vb_snapshot_about(s).articles == 0; /* killed before the first commit */
  for (uint32_t b = 0; !empty && b <= last && b < 4000; b++)
    cr_assert(counts[b] == 10 || (counts[b] == 0 && b + 40 <= last), "batch %u of %u: %u", b, last,
              counts[b]);
  vb_snapshot_close(s);
  return empty ? 0 : last + 1;
}

Test(native_store, survives_kill_at_random_moments, .timeout = 110) {
  setup_model();
  uint32_t batch = 0;
  for (int round = 0; round < 25; round++) {
    threads = 1 + (unsigned)round % 2;
    pid_t child = fork();
    if (child == 0) write_for_ever(batch);
    usleep(5000 + random_below(round % 2 ? 60000 : 900000));
    kill(child, SIGKILL);
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFSIGNALED(status), "the child stopped by itself");
    char path[128];
    struct stat st;
    snprintf(path, sizeof path, "%s/verbatim", folder);
    if (stat(path, &st) != 0) continue; /* killed before there was a store */
    batch = next_batch();
  }
  cr_expect_gt(batch, 3, "the child came to commit");
  teardown_model();
}

/* ---- damaged ---- */

static vb_status open_and_verify(void) {
  vb_snapshot *s;
  vb_status status = vb_snapshot_open(folder, &s, &err);
  if (status == VB_OK) status = vb_snapshot_verify(s, NULL, NULL, &err);
  vb_snapshot_close(s);
  return status;
}

/* The path of the n-th file of the store, by name; its size. */
static bool nth_file(size_t n, char path[512], size_t *size) {
  char native[128];
  struct dirent **names;
  snprintf(native, sizeof native, "%s/native", folder);
  int count = scandir(native, &names, NULL, alphasort);
  bool found = false;
  for (int i = 0, at = 0; i < count; i++) {
    if (names[i]->d_name[0] != '.' && (size_t)at++ == n) {
      struct stat st;
      snprintf(path, 512, "%s/%s", native, names[i]->d_name);
      found = stat(path, &st) == 0;
      *size = (size_t)st.st_size;
    }
    free(names[i]);
  }
  free(names);
  return found;
}

static void write_file(const char *path, const char *bytes, size_t n) {
  FILE *f = fopen(path, "w");
  cr_assert_not_null(f);
  cr_assert_eq(fwrite(bytes, 1, n, f), n);
  cr_assert_eq(fclose(f), 0);
}

static void build_small_store(void) {
  vb_writer *writer = open_writer(0);
  for (uint32_t id = 0; id < 40; id++) put(writer, id);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  for (uint32_t id = 0; id < 10; id++) take(writer, id);
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  vb_writer_close(writer);
  cr_assert_eq(open_and_verify(), VB_OK, "%s", err.text);
}

Test(native_store, every_flipped_bit_and_every_truncation_is_detected_by_name, .timeout = 110) {
  setup_model();
  build_small_store();
  char path[512];
  size_t size = 0, files = 0;
  for (; nth_file(files, path, &size); files++) {
    vb_buf whole = VB_BUF_INIT;
    cr_assert_eq(vb_file_read(path, 1 << 30, &whole, &err), VB_OK);
    const char *name = strrchr(path, '/') + 1;
    for (int round = 0; round < 150; round++) {
      size_t at = random_below((uint32_t)size);
      bool cut = round % 5 == 4;
      whole.p[at] = (char)(whole.p[at] ^ 1 << round % 8);
      write_file(path, whole.p, cut ? at : size);
      whole.p[at] = (char)(whole.p[at] ^ 1 << round % 8);
      vb_status status = open_and_verify();
      cr_assert(status == VB_CORRUPT || status == VB_VERSION, "%s: bit %d of byte %zu: %s", name,
                round % 8, at, vb_status_name(status));
      cr_assert(strstr(err.text, name), "%s: '%s' does not name the file", name, err.text);
    }
    unlink(path);
    cr_assert_neq(open_and_verify(), VB_OK);
    write_file(path, whole.p, size);
    cr_assert_eq(open_and_verify(), VB_OK, "%s", err.text);
    vb_buf_clear(&whole);
  }
  cr_expect_eq(files, 7, "manifest, five parts, deletions");
  teardown_model();
}

/* What a sweep leaves: what the manifest names, and what no store has written. */
Test(native_store, a_sweep_removes_what_the_manifest_does_not_name) {
  static const struct {
    const char *name;
    bool stays;
  } files[] = {{"1.text", true},    {"1.postings", true},     {"1.3.deletions", true},
               {"1.columns", true}, {"1.2.deletions", false}, {"1.4.deletions", false},
               {"1.3.text", false}, {"1.deletions", false},   {"2.text", false},
               {"manifest", true},  {"2.3.deletions", false}, {"1.text.bak", true},
               {"1.letters", true}, {"notes.txt", true},      {"3.postings", true},
               {"5.lines", true},   {"4.lines", false},       {"5.text", false}};
  enum { COUNT = sizeof files / sizeof *files };
  vb_segment_files segments[] = {{.number = 1, .deletions = 3}, {.number = 3}};
  vb_manifest manifest = {.segments = segments, .count = 2, .lines = {.number = 5}};
  char directory[SCRATCH_MAX], path[SCRATCH_MAX + 32];
  scratch_make(directory, "sweep");
  for (size_t i = 0; i < COUNT; i++) {
    snprintf(path, sizeof path, "%s/%s", directory, files[i].name);
    write_file(path, "x", 1);
  }
  cr_assert_eq(vb_manifest_sweep(directory, &manifest, &err), VB_OK, "%s", err.text);
  for (size_t i = 0; i < COUNT; i++) {
    snprintf(path, sizeof path, "%s/%s", directory, files[i].name);
    cr_expect_eq(access(path, F_OK) == 0, files[i].stays, "%s", files[i].name);
  }
  scratch_remove(directory);
}

/* Signs of one half of the alphabet or of the other: no words, and little to compress. */
static void make_signs(uint32_t id, char *out, size_t size) {
  static const char signs[] = "!#$%&()*+,-/:;<=>?@[]^_{|}~";
  for (size_t i = 0; i + 1 < size; i++) out[i] = signs[random_below(13) + (id < 100 ? 0 : 14)];
  out[size - 1] = '\0';
}

static uint64_t text_bytes(void) {
  uint64_t sum = 0;
  char path[512];
  size_t size = 0;
  for (size_t i = 0; nth_file(i, path, &size); i++)
    if (strstr(path, ".text")) sum += size;
  return sum;
}

Test(native_store, a_merge_learns_its_phrases_from_all_of_its_inputs, .timeout = 110) {
  enum { ARTICLES = 200, BYTES = 100 * 1000 };
  static char texts[ARTICLES][BYTES];
  vb_writer *writer = open_writer(0);
  for (uint32_t id = 0; id < ARTICLES; id++) {
    char name[16];
    snprintf(name, sizeof name, "%u", id);
    make_signs(id, texts[id], BYTES);
    vb_article a = {.id = vb_str_of(name), .title = VB_STR("Signs"), .text = vb_str_of(texts[id])};
    cr_assert_eq(vb_writer_put(writer, &a, id, &err), VB_OK, "%s", err.text);
    if (id == 99) cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  }
  cr_assert_eq(vb_writer_commit(writer, &err), VB_OK);
  uint64_t before = text_bytes();
  cr_assert_eq(vb_writer_compact(writer, &err), VB_OK, "%s", err.text);
  vb_writer_close(writer);
  /* A table made from the first half only would take five times the bits for the other. */
  cr_expect_lt(text_bytes(), before / 2 * 3, "%llu became %llu", (unsigned long long)before,
               (unsigned long long)text_bytes());
  vb_snapshot *merged;
  cr_assert_eq(vb_snapshot_open(folder, &merged, &err), VB_OK, "%s", err.text);
  cr_assert_eq(vb_snapshot_segments(merged), 1);
  vb_arena *strings = vb_arena_new();
  for (uint32_t id = 0; id < ARTICLES; id++) {
    vb_article a;
    vb_arena_clear(strings);
    cr_assert_eq(vb_segment_fetch(vb_snapshot_segment(merged, 0), id, strings, &a, &err), VB_OK);
    cr_assert(vb_str_eq(a.text, vb_str_of(texts[id])));
  }
  vb_arena_free(strings);
  vb_snapshot_close(merged);
}

Test(native_store, a_later_format_version_is_refused_by_number) {
  setup_model();
  build_small_store();
  char path[128];
  snprintf(path, sizeof path, "%s/native/manifest", folder);
  write_file(path, "verbatim manifest 7\n", 20);
  cr_assert_eq(open_and_verify(), VB_VERSION);
  cr_expect(strstr(err.text, "7") && strstr(err.text, "2"), "%s", err.text);
  teardown_model();
}

Test(native_store, a_second_writer_is_told_who_holds_the_store) {
  vb_writer *first = open_writer(0), *second;
  vb_writer_options options = {.create = true};
  cr_assert_eq(vb_writer_open(folder, &options, &second, &err), VB_LOCKED);
  cr_expect(strlen(err.text) > 0);
  vb_writer_close(first);
}

/* ---- golden ---- */

/* As in test_posting.c, for a whole segment of short lists. */
Test(native_store, writes_the_bytes_of_format_version_2) {
  static const struct {
    vb_part_kind kind;
    uint64_t hash;
  } golden[] = {{VB_PART_POSTINGS, 0x0ccaae31089f62cf},
                {VB_PART_POSITIONS, 0x98506a07dcb20c64},
                {VB_PART_LEXICON, 0x2939b15ad20dbc3b},
                {VB_PART_COLUMNS, 0xdd099a210b094599},
                {VB_PART_TEXT, 0x886c2f3ccd8c444e}};
  setup_model();
  build_small_store();
  char native[128];
  vb_manifest manifest;
  snprintf(native, sizeof native, "%s/native", folder);
  cr_assert_eq(vb_manifest_read(native, &manifest, &err), VB_OK);
  for (size_t i = 0; i < sizeof golden / sizeof *golden; i++)
    cr_expect_eq(manifest.segments[0].parts[golden[i].kind].hash, golden[i].hash, "%s: %016llx",
                 vb_part_name(golden[i].kind),
                 (unsigned long long)manifest.segments[0].parts[golden[i].kind].hash);
  vb_manifest_clear(&manifest);
  teardown_model();
}
