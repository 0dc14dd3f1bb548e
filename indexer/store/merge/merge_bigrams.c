/*
 * merge_bigrams.c - finds the pairs of a merged segment anew, one range of articles at a time.
 *
 * Which words are paired depends on the number of articles, so the inputs' own pairs
 * cannot be reused. A range has as many of the new docs as the memory budget allows.
 * The rank of each paired word is written at its positions, which come from the
 * inputs' lists. Then adjacent words are adjacent in the stream:
 *
 *   stream  | text of doc 0 ... | 0 | title of doc 0, backward | text of doc 1 ...
 *
 * (The title is backward because its length is not stored; only the total number of
 * words is.) The pairs are sorted by counting, and each range becomes one run
 * (bigram_runs.h). Concatenated, a pair's lists in the runs are its list in the output.
 */
#include "indexer/store/merge/merge_internal.h"

#include "indexer/store/bigram/bigram.h"
#include "indexer/store/bigram/bigram_runs.h"

#include <stdlib.h>

enum {
  /* A word takes 2 bytes of stream, and 16 more if its pair with the next word is indexed (a
     place, and its copy for sorting), which is true of half of the words. */
  WORD_BYTES = 18,
  RANGE_WORDS_MIN = 4096 /* about one article; only tests give a smaller budget */
};

typedef struct place { /* of a pair */
  uint32_t key;        /* rank << 16 | rank */
  uint32_t at;         /* doc * 2 + (in the title); doc counts from the range's first */
} place;

typedef struct span { /* an input's docs inside the range, by their old numbers */
  uint32_t from, to;
} span;

typedef struct finder {
  vb_merge *m;
  uint64_t range_words;
  span *spans;          /* by input */
  uint32_t first, docs; /* of the range */
  uint32_t *starts; /* by doc of the range, plus one more: where its places begin in the stream */
  uint32_t *titles; /* by doc: how many places at its end belong to the title */
  uint16_t *stream; /* pair ranks + 1 */
  size_t docs_capacity, stream_capacity;
  place *places, *sorted;
  size_t place_count, place_capacity;
  uint32_t *counts; /* by rank */
  vb_bigram_runs *runs;
} finder;

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

/* ---- a range ---- */

/* Makes room for n items. The old contents are lost. */
static bool room(void *array, size_t *capacity, size_t n, size_t size) {
  void **items = array;
  if (n <= *capacity) return true;
  free(*items);
  *items = malloc(n * size);
  *capacity = *items ? n : 0;
  return *items != NULL;
}

/* Takes articles from where the spans end, at least one, until the range has enough words. */
static uint64_t take_spans(finder *f) {
  const vb_merge *m = f->m;
  uint64_t words = 0;
  bool full = false;
  f->first += f->docs;
  f->docs = 0;
  for (size_t i = 0; i < m->count; i++) {
    const vb_merge_input *in = &m->inputs[i];
    span *s = &f->spans[i];
    s->from = s->to;
    for (; !full && s->to < in->segment->info.docs; s->to++) {
      if (in->docs[s->to] == VB_MERGE_NONE) continue;
      uint64_t more = (uint64_t)m->doc_words[f->first + f->docs] + 1;
      full = f->docs && words + more > f->range_words;
      if (full) break;
      words += more;
      f->docs++;
    }
  }
  return words;
}

static vb_status start_range(finder *f, vb_error *err) {
  uint64_t words = take_spans(f);
  size_t room_before = f->docs_capacity;
  if (words >= UINT32_MAX)
    return vb_fail(err, VB_LIMIT, "an article of more words than can be merged");
  if (!room(&f->starts, &f->docs_capacity, (size_t)f->docs + 1, sizeof *f->starts) ||
      !room(&f->titles, &room_before, (size_t)f->docs + 1, sizeof *f->titles) ||
      !room(&f->stream, &f->stream_capacity, (size_t)words + 1, sizeof *f->stream))
    return no_memory(err);
  uint32_t at = 0;
  for (uint32_t d = 0; d < f->docs; d++) {
    f->starts[d] = at;
    f->titles[d] = 0;
    at += f->m->doc_words[f->first + d] + 1;
  }
  f->starts[f->docs] = at;
  memset(f->stream, 0, (words + 1) * sizeof *f->stream);
  return VB_OK;
}

/* Writes the rank at the word's positions in one article; ignores positions that cannot exist. */
static void note_places(finder *f, uint32_t doc, const uint32_t *positions, uint32_t n,
                        uint32_t rank) {
  uint16_t *stream = f->stream + f->starts[doc];
  uint32_t words = f->starts[doc + 1] - f->starts[doc] - 1;
  for (uint32_t k = 0; k < n; k++) {
    uint32_t p = positions[k];
    if (p >= VB_POSITION_TEXT) {
      if (p - VB_POSITION_TEXT < words) stream[p - VB_POSITION_TEXT] = (uint16_t)(rank + 1);
    } else if (p < words) {
      stream[words - p] = (uint16_t)(rank + 1);
      if (p + 1 > f->titles[doc]) f->titles[doc] = p + 1;
    }
  }
}

/* Writes the rank of one word at all its places in the current range of articles. When all paired
   words are noted, neighbours are pairs. */
static vb_status note_word(finder *f, size_t i, uint32_t rank, vb_error *err) {
  const vb_merge_input *in = &f->m->inputs[i];
  const span *s = &f->spans[i];
  vb_term term;
  vb_posting c;
  uint32_t n;
  if (s->from == s->to || in->ordinals[rank] == VB_MERGE_NONE) return VB_OK;
  vb_status status = vb_segment_word_at(in->segment, in->ordinals[rank], &term, err);
  if (status == VB_OK) status = vb_posting_open(&c, vb_segment_lists(in->segment), &term, err);
  if (status != VB_OK) return status;
  for (uint32_t doc = vb_posting_seek(&c, s->from); doc < s->to; doc = vb_posting_next(&c)) {
    uint32_t number = in->docs[doc];
    if (number == VB_MERGE_NONE) continue;
    const uint32_t *p = vb_posting_positions(&c, &n);
    if (p) note_places(f, number - f->first, p, n, rank);
  }
  status = vb_posting_status(&c, err);
  vb_posting_close(&c);
  /* The range's share of the list. */
  uint64_t bytes = term.postings_length + term.positions_length;
  vb_merge_has_read(f->m, bytes * (s->to - s->from) / in->segment->info.docs);
  return status;
}

/* ---- its pairs ---- */

/* Finds adjacent words whose pair is indexed; only counts them if `places` is NULL. */
static size_t gather(finder *f, place *places) {
  const uint8_t *rarities = f->m->rarities;
  size_t n = 0;
  for (uint32_t d = 0; d < f->docs; d++) {
    const uint16_t *p = f->stream + f->starts[d], *end = f->stream + f->starts[d + 1];
    const uint16_t *title = end - f->titles[d];
    for (; p + 1 < end; p++) {
      if (!p[0] || !p[1]) continue;
      if (rarities[p[0] - 1] + rarities[p[1] - 1] > VB_BIGRAM_RARITY_MAX) continue;
      if (places) {
        bool in_title = p >= title;
        uint32_t a = p[in_title] - 1u, b = p[!in_title] - 1u;
        places[n] = (place){a << 16 | b, d * 2 + in_title};
      }
      n++;
    }
  }
  return n;
}

/* A stable sort by one rank, so docs still ascend within equal keys. */
static void sort_by_rank(finder *f, const place *from, place *to, unsigned shift) {
  uint32_t *counts = f->counts;
  memset(counts, 0, ((size_t)f->m->ranks + 1) * sizeof *counts);
  for (size_t i = 0; i < f->place_count; i++) counts[(from[i].key >> shift & 0xffff) + 1]++;
  for (uint32_t r = 1; r < f->m->ranks; r++) counts[r] += counts[r - 1];
  for (size_t i = 0; i < f->place_count; i++) to[counts[from[i].key >> shift & 0xffff]++] = from[i];
}

static vb_status sort_places(finder *f, vb_error *err) {
  f->place_count = gather(f, NULL);
  size_t room_before = f->place_capacity;
  if (!room(&f->places, &f->place_capacity, f->place_count, sizeof *f->places) ||
      !room(&f->sorted, &room_before, f->place_count, sizeof *f->sorted))
    return no_memory(err);
  gather(f, f->places);
  sort_by_rank(f, f->places, f->sorted, 0);
  sort_by_rank(f, f->sorted, f->places, 16);
  return VB_OK;
}

/* Turns the places of one pair into a list; returns where the next pair's places begin. */
static size_t list_of(const finder *f, size_t from, vb_posting_list *list) {
  size_t to = from;
  uint32_t last = VB_MERGE_NONE;
  list->df = 0;
  for (; to < f->place_count && f->places[to].key == f->places[from].key; to++) {
    uint32_t doc = f->first + f->places[to].at / 2;
    if (doc != last) {
      last = list->docs[list->df] = doc;
      list->tfs[list->df] = list->titles[list->df] = 0;
      list->df++;
    }
    list->tfs[list->df - 1]++;
    list->titles[list->df - 1] += f->places[to].at & 1;
  }
  return to;
}

static vb_status find_range(finder *f, vb_error *err) {
  vb_merge *m = f->m;
  vb_status status = start_range(f, err);
  for (uint32_t rank = 0; rank < m->ranks; rank++)
    for (size_t i = 0; i < m->count && status == VB_OK; i++) status = note_word(f, i, rank, err);
  if (status == VB_OK) status = sort_places(f, err);
  if (status == VB_OK && !vb_posting_list_reserve(&m->list, f->docs, 0)) status = no_memory(err);
  if (status != VB_OK) return status;
  vb_bigram_runs_begin(f->runs);
  for (size_t i = 0; i < f->place_count;) {
    uint32_t key = f->places[i].key;
    i = list_of(f, i, &m->list);
    vb_bigram_runs_put(f->runs, key, &m->list);
  }
  return VB_OK;
}

/* ---- all of them ---- */

static vb_status put_pairs(finder *f, vb_error *err) {
  vb_merge *m = f->m;
  vb_status status = vb_bigram_runs_rewind(f->runs, err);
  while (status == VB_OK) {
    vb_term term = {0};
    uint32_t key;
    status = vb_bigram_runs_next(f->runs, &key, &m->list, err);
    if (status == VB_NOT_FOUND) return VB_OK;
    if (status == VB_OK) status = vb_merge_put_list(m, false, &term, err);
    if (status == VB_OK) vb_lexicon_add_bigram(vb_segment_writer_lexicon(m->out), key, &term);
  }
  return status;
}

static vb_status find_all(finder *f, vb_error *err) {
  vb_status status = VB_OK;
  while (status == VB_OK && f->first + f->docs < f->m->docs) status = find_range(f, err);
  /* Free what is not needed while the lists are merged. */
  free(f->stream), free(f->places), free(f->sorted);
  f->stream = NULL, f->places = f->sorted = NULL;
  return status == VB_OK ? put_pairs(f, err) : status;
}

/* The file's name is that of a part that no segment has, so a sweep removes it if it remains. */
static vb_status open_runs(finder *f, vb_error *err) {
  char *path = vb_segment_path(f->m->folder, f->m->runs_number, VB_PART_POSTINGS, 0);
  vb_status status = path ? vb_bigram_runs_new(path, &f->runs, err) : no_memory(err);
  free(path);
  return status;
}

vb_status vb_merge_bigrams(vb_merge *m, vb_error *err) {
  finder f = {.m = m, .range_words = m->means.memory / WORD_BYTES};
  if (!m->ranks) return VB_OK;
  if (f.range_words < RANGE_WORDS_MIN) f.range_words = RANGE_WORDS_MIN;
  f.spans = calloc(m->count, sizeof *f.spans);
  f.counts = malloc(((size_t)m->ranks + 1) * sizeof *f.counts);
  vb_status status = f.spans && f.counts ? open_runs(&f, err) : no_memory(err);
  if (status == VB_OK) status = find_all(&f, err);
  vb_bigram_runs_free(f.runs);
  free(f.spans);
  free(f.counts);
  free(f.starts);
  free(f.titles);
  free(f.stream);
  free(f.places);
  free(f.sorted);
  return status;
}
