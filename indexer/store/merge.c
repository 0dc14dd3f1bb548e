/*
 * merge.c - several segments read side by side and written as one.
 *
 * Articles keep their order, the deleted ones fall out, and the docs of each
 * input become a range of the output's: so a merged list is the inputs' lists,
 * renumbered, one behind the other. Words, stems and pairs are walked in key
 * order in all inputs at once; only one list is in memory at a time.
 *
 * Pairs of small inputs are found anew, since a small segment pairs other words
 * than a large one: while words are merged, the rank of each paired one is written
 * at its places in `stream`, which then has its neighbour next to it. Of large
 * inputs the pairs are merged like other lists; so a word is paired in the output
 * only when every large input that has it had it paired. Ranks ascend in the
 * output as they did in each input, so the inputs' pairs stay in order.
 *
 *   stream  | text of doc 0 ... | 0 | title of doc 0, backward | text of doc 1 ...
 *
 * Backward, because a title's length is not kept and the number of words is.
 */
#include "indexer/store/merge.h"

#include "indexer/store/pairsort.h"
#include "indexer/store/schema.h"
#include "indexer/store/segment_writer.h"

#include <stdlib.h>

enum {
  /* Inputs of fewer words have their pairs found anew; of the others the paired words stay
     paired. 2 bytes a word are needed for it, in all for so many words at most. */
  RENEW_WORDS = 24 * 1000 * 1000,
  RENEW_WORDS_ALL = 96 * 1000 * 1000
};

#define NONE UINT32_MAX

typedef struct input {
  const vb_segment *segment;
  size_t index;          /* in the session */
  uint32_t *docs;        /* new number by old, NONE for deleted */
  vb_id_hash *ids;       /* by old doc */
  uint32_t *words;       /* new ordinal by old */
  uint32_t *ranks;       /* new pair rank by old */
  uint32_t rank_count;
  bool renewed;          /* its pairs are found anew */
  uint32_t *ordinals;    /* then: old ordinal by new pair rank, NONE where it has not the word */
  /* What the cursor of the walk under way stands on; done at the end. */
  bool done;
  vb_word_cursor word_cursor;
  vb_stem_cursor stem_cursor;
  vb_pair_cursor pair_cursor;
  vb_str key;
  vb_term term;
  vb_stem_entry stem;
  uint32_t pair; /* renumbered */
  vb_copykeys_cursor copykeys;
  vb_copykey copykey; /* renumbered */
} input;

typedef struct merge {
  const vb_session *session;
  input *inputs;
  size_t count;
  vb_segment_writer *out;
  uint32_t docs, words, ranks;
  vb_list list;
  uint8_t *own_stem; /* by new ordinal */
  uint32_t *dfs;     /* likewise */
  uint32_t own_capacity;
  vb_list spare;     /* what two lists are united into */
  uint16_t *stream;  /* pair ranks + 1 of the renewed inputs' words, in order */
  uint64_t stream_length;
  uint64_t *stream_starts; /* by new doc; UINT64_MAX for those of large inputs */
  uint32_t *doc_words;     /* by new doc */
  uint32_t ordinals_capacity;
  vb_pairsort sort;
  uint32_t *ordinals; /* of the stem in hand */
  size_t ordinal_count, ordinal_capacity;
} merge;

static vb_status no_memory(vb_error *err) { return vb_fail(err, VB_NOMEM, "out of memory"); }

/* ---- articles ---- */

static vb_status read_ids(input *in, vb_error *err) {
  const vb_segment *s = in->segment;
  uint64_t n = s->docs.docs;
  vb_status status = vb_part_check(s->columns, s->docs.id_hashes, 16 * n, err);
  if (status == VB_OK) status = vb_part_check(s->columns, s->docs.id_docs, 4 * n, err);
  for (uint64_t i = 0; i < n && status == VB_OK; i++) {
    uint32_t doc;
    memcpy(&doc, s->columns->bytes + s->docs.id_docs + 4 * i, 4);
    if (doc >= n) return vb_fail(err, VB_CORRUPT, "%s: the table of ids is malformed",
                                 s->columns->path);
    memcpy(&in->ids[doc], s->columns->bytes + s->docs.id_hashes + 16 * i, 16);
  }
  return status;
}

static vb_status copy_article(merge *m, input *in, uint32_t doc, vb_text_cache *cache,
                              vb_error *err) {
  vb_doc_facts facts;
  vb_str record;
  vb_doc_row row = {.id = in->ids[doc]};
  vb_status status = vb_segment_facts(in->segment, doc, &facts, err);
  if (status == VB_OK) status = vb_segment_source(in->segment, facts.source, &row.source, err);
  if (status == VB_OK) status = vb_segment_record(in->segment, doc, cache, &record, err);
  if (status != VB_OK) return status;
  row.first_day = facts.first_day;
  row.last_day = facts.last_day;
  row.words = facts.words;
  row.hash = facts.hash;
  uint32_t new_doc = in->docs[doc];
  m->doc_words[new_doc] = facts.words;
  m->stream_starts[new_doc] = in->renewed ? m->stream_length : UINT64_MAX;
  if (in->renewed) m->stream_length += (uint64_t)facts.words + 1;
  return vb_segment_writer_doc(m->out, &row, record, err);
}

static vb_status copy_articles(merge *m, input *in, vb_error *err) {
  vb_text_cache cache = {.raw = VB_BUF_INIT, .block = UINT32_MAX};
  uint32_t docs = in->segment->info.docs;
  in->docs = malloc(((size_t)docs + 1) * sizeof *in->docs);
  in->ids = calloc((size_t)docs + 1, sizeof *in->ids);
  vb_status status = in->docs && in->ids ? read_ids(in, err) : no_memory(err);
  for (uint32_t doc = 0; doc < docs && status == VB_OK; doc++) {
    in->docs[doc] = NONE;
    if (vb_session_deleted(m->session, in->index, doc)) continue;
    in->docs[doc] = m->docs++;
    status = copy_article(m, in, doc, &cache, err);
  }
  free(in->ids);
  in->ids = NULL;
  vb_buf_clear(&cache.raw);
  return status;
}

/* ---- lists ---- */

static void start_list(merge *m) { m->list.df = m->list.cf = 0; }

/* Appends an input's list, renumbered. */
static vb_status append_list(merge *m, const input *in, const vb_term *term, bool positions,
                             vb_error *err) {
  vb_list *list = &m->list;
  vb_posting c;
  vb_status status = vb_posting_open(&c, in->segment, term, err);
  if (status != VB_OK) return status;
  if (!vb_list_reserve(list, list->df + term->df, 0)) status = no_memory(err);
  while (status == VB_OK && vb_posting_next(&c) != VB_DOC_END) {
    uint32_t doc = in->docs[c.doc], tf = vb_posting_tf(&c), n = 0;
    if (doc == NONE || !tf) continue;
    const uint32_t *p = positions ? vb_posting_positions(&c, &n) : NULL;
    if (positions && (!p || n != tf)) break;
    list->docs[list->df] = doc;
    list->tfs[list->df] = tf;
    list->titles[list->df++] = vb_posting_title_tf(&c);
    if (!positions) n = 0;
    if (!vb_list_reserve(list, 0, list->cf + n)) status = no_memory(err);
    else if (p) memcpy(list->positions + list->cf, p, n * sizeof *p);
    list->cf += tf;
  }
  if (status == VB_OK) status = vb_posting_status(&c, err);
  vb_posting_close(&c);
  return status;
}

static vb_status put_list(merge *m, bool positions, vb_term *term, vb_error *err) {
  vb_posting_input in = {(uint32_t)m->list.df, m->list.docs, m->list.tfs, m->list.titles,
                         vb_segment_writer_lengths(m->out),
                         vb_segment_writer_norms(m->out), positions ? m->list.positions : NULL};
  term->cf = m->list.cf;
  return vb_segment_writer_list(m->out, &in, term, err);
}

/* The end of a walk is no failure. */
static vb_status at_end(input *in, vb_status status) {
  in->done = status != VB_OK;
  return status == VB_NOT_FOUND ? VB_OK : status;
}

/* The least key that any input stands on; NULL when all are done. */
static const vb_str *least_key(const merge *m) {
  const vb_str *least = NULL;
  for (size_t i = 0; i < m->count; i++)
    if (!m->inputs[i].done && (!least || vb_str_compare(m->inputs[i].key, *least) < 0))
      least = &m->inputs[i].key;
  return least;
}

/* ---- words ---- */

static vb_status next_word(input *in, vb_error *err) {
  return at_end(in, vb_word_next(&in->word_cursor, &in->key, &in->term, err));
}

static bool note_word(merge *m, bool own) {
  if (m->words >= m->own_capacity) {
    uint32_t n = m->own_capacity ? m->own_capacity * 2 : 1 << 16;
    uint8_t *grown = realloc(m->own_stem, n);
    if (grown) m->own_stem = grown;
    uint32_t *dfs = realloc(m->dfs, n * sizeof *dfs);
    if (dfs) m->dfs = dfs;
    if (!grown || !dfs) return false;
    m->own_capacity = n;
  }
  m->own_stem[m->words] = own;
  m->dfs[m->words] = (uint32_t)m->list.df;
  return true;
}

static bool has_key(const input *in, vb_str key) { return !in->done && vb_str_eq(in->key, key); }

/* Whether the word in m->list is to be paired in the output. */
static bool is_paired(const merge *m, vb_str key) {
  bool text = key.p[0] < 'A' || key.p[0] > 'Z'; /* no field's prefix */
  bool paired = text && vb_pair_worthy((uint32_t)m->list.df, m->docs) && m->ranks < VB_PAIRED_MAX;
  for (size_t i = 0; i < m->count && paired; i++)
    if (has_key(&m->inputs[i], key) && !m->inputs[i].renewed)
      paired = m->inputs[i].term.pair_rank != VB_NOT_PAIRED;
  return paired;
}

static bool note_ordinals(merge *m, vb_str key) {
  if (m->ranks >= m->ordinals_capacity) {
    uint32_t n = m->ordinals_capacity ? m->ordinals_capacity * 2 : 1024;
    for (size_t i = 0; i < m->count; i++) {
      uint32_t *grown = realloc(m->inputs[i].ordinals, n * sizeof *grown);
      if (!grown) return false;
      m->inputs[i].ordinals = grown;
    }
    m->ordinals_capacity = n;
  }
  for (size_t i = 0; i < m->count; i++)
    m->inputs[i].ordinals[m->ranks] = has_key(&m->inputs[i], key) ? m->inputs[i].term.ordinal : NONE;
  return true;
}

/* Where a position of a new doc is in the stream; stream_length when it is none. */
static uint64_t stream_place(const merge *m, uint32_t doc, uint32_t position) {
  uint64_t words = m->doc_words[doc], start = m->stream_starts[doc];
  if (position >= VB_POSITION_TEXT) {
    uint64_t at = position - VB_POSITION_TEXT;
    return at < words ? start + at : m->stream_length;
  }
  return position < words ? start + words - position : m->stream_length;
}

/* Writes the rank of the word in m->list at its places in the renewed inputs. */
static void note_places(merge *m) {
  const vb_list *list = &m->list;
  const uint32_t *p = list->positions;
  for (size_t i = 0; i < list->df; p += list->tfs[i++]) {
    if (m->stream_starts[list->docs[i]] == UINT64_MAX) continue;
    for (uint32_t k = 0; k < list->tfs[i]; k++)
      m->stream[stream_place(m, list->docs[i], p[k])] = (uint16_t)(m->ranks + 1);
  }
}

static vb_status put_word(merge *m, vb_str key, bool paired, bool own, vb_error *err) {
  vb_term term = {.pair_rank = paired ? m->ranks : VB_NOT_PAIRED, .own_stem = own};
  vb_status status = put_list(m, true, &term, err);
  if (status != VB_OK) return status;
  vb_lexicon_add_word(vb_segment_writer_lexicon(m->out), key, &term);
  if (!note_word(m, own) || (paired && !note_ordinals(m, key))) return no_memory(err);
  if (paired) note_places(m);
  return VB_OK;
}

static vb_status merge_word(merge *m, vb_str key, vb_error *err) {
  bool own = false;
  vb_status status = VB_OK;
  start_list(m);
  for (size_t i = 0; i < m->count && status == VB_OK; i++) {
    input *in = &m->inputs[i];
    if (!has_key(in, key)) continue;
    status = append_list(m, in, &in->term, true, err);
    own = in->term.own_stem;
  }
  if (status != VB_OK || !m->list.df) return status; /* all its articles are deleted */
  bool paired = is_paired(m, key);
  status = put_word(m, key, paired, own, err);
  for (size_t i = 0; i < m->count; i++) {
    input *in = &m->inputs[i];
    if (!has_key(in, key)) continue;
    in->words[in->term.ordinal] = m->words;
    if (paired && in->term.pair_rank < in->rank_count) in->ranks[in->term.pair_rank] = m->ranks;
  }
  m->ranks += paired;
  m->words++;
  return status;
}

static vb_status start_words(input *in, vb_error *err) {
  const vb_segment_info *info = &in->segment->info;
  in->words = malloc(((size_t)info->terms + 1) * sizeof *in->words);
  in->ranks = malloc(((size_t)info->paired + 1) * sizeof *in->ranks);
  if (!in->words || !in->ranks) return no_memory(err);
  memset(in->words, 0xff, ((size_t)info->terms + 1) * sizeof *in->words);
  memset(in->ranks, 0xff, ((size_t)info->paired + 1) * sizeof *in->ranks);
  in->rank_count = info->paired;
  vb_status status = vb_segment_words_from(in->segment, VB_STR(""), &in->word_cursor, err);
  return status == VB_OK ? next_word(in, err) : status;
}

/* Inputs whose key is the one just merged move on; the key is a copy, theirs change. */
static vb_status merge_words(merge *m, vb_error *err) {
  char copy[VB_KEY_MAX + 1];
  vb_status status = VB_OK;
  for (size_t i = 0; i < m->count && status == VB_OK; i++) status = start_words(&m->inputs[i], err);
  for (const vb_str *least; status == VB_OK && (least = least_key(m));) {
    vb_str key = {copy, least->n};
    memcpy(copy, least->p, least->n);
    status = merge_word(m, key, err);
    for (size_t i = 0; i < m->count && status == VB_OK; i++)
      if (!m->inputs[i].done && vb_str_eq(m->inputs[i].key, key))
        status = next_word(&m->inputs[i], err);
  }
  return status;
}

/* Unites the list's docs [0, middle) from `start` with those from `middle` on: both ascend. */
static bool unite(merge *m, size_t start, size_t middle) {
  vb_list *a = &m->list, *out = &m->spare;
  size_t i = start, j = middle, n = 0;
  if (!vb_list_reserve(out, a->df - start, 0)) return false;
  while (i < middle || j < a->df) {
    bool left = j == a->df || (i < middle && a->docs[i] <= a->docs[j]);
    size_t from = left ? i++ : j++;
    if (n && out->docs[n - 1] == a->docs[from]) {
      out->tfs[n - 1] += a->tfs[from];
      out->titles[n - 1] += a->titles[from];
      continue;
    }
    out->docs[n] = a->docs[from];
    out->tfs[n] = a->tfs[from];
    out->titles[n++] = a->titles[from];
  }
  if (!n) return true;
  memcpy(a->docs + start, out->docs, n * sizeof *out->docs);
  memcpy(a->tfs + start, out->tfs, n * sizeof *out->tfs);
  memcpy(a->titles + start, out->titles, n * sizeof *out->titles);
  a->df = start + n;
  return true;
}

/* ---- pairs ---- */

/* To the input's next pair that the output has. */
static vb_status next_pair(input *in, vb_error *err) {
  for (;;) {
    uint32_t key;
    vb_status status = at_end(in, vb_pair_next(&in->pair_cursor, &key, &in->term, err));
    if (status != VB_OK || in->done) return status;
    uint32_t a = key >> 16, b = key & 0xffff;
    if (a >= in->rank_count || b >= in->rank_count)
      return vb_fail(err, VB_CORRUPT, "%s: a pair of words that are not paired",
                     in->segment->lexicon->path);
    if (in->ranks[a] == NONE || in->ranks[b] == NONE) continue;
    in->pair = in->ranks[a] << 16 | in->ranks[b];
    return VB_OK;
  }
}

/* Adds what stands behind each place of the first word in one renewed input. */
static vb_status gather_pairs(merge *m, const input *in, uint32_t rank, vb_error *err) {
  vb_term term;
  uint32_t n;
  vb_posting c;
  if (!in->renewed || in->ordinals[rank] == NONE) return VB_OK;
  vb_status status = vb_segment_word_at(in->segment, in->ordinals[rank], &term, err);
  if (status == VB_OK) status = vb_posting_open(&c, in->segment, &term, err);
  if (status != VB_OK) return status;
  while (vb_posting_next(&c) != VB_DOC_END) {
    uint32_t doc = in->docs[c.doc];
    if (doc == NONE) continue;
    const uint32_t *p = vb_posting_positions(&c, &n);
    for (uint32_t k = 0; k < n && m->sort.count < m->sort.capacity; k++) {
      uint64_t at = stream_place(m, doc, p[k]);
      bool title = p[k] < VB_POSITION_TEXT;
      uint16_t next = at == m->stream_length ? 0 : m->stream[title ? at - 1 : at + 1];
      if (next) vb_pairsort_add(&m->sort, next - 1u, doc, title);
    }
  }
  status = vb_posting_status(&c, err);
  vb_posting_close(&c);
  return status;
}

static uint64_t places_of(const merge *m, uint32_t rank) {
  uint64_t most = 0;
  for (size_t i = 0; i < m->count; i++) {
    vb_term term;
    const input *in = &m->inputs[i];
    if (in->renewed && in->ordinals[rank] != NONE &&
        vb_segment_word_at(in->segment, in->ordinals[rank], &term, NULL) == VB_OK)
      most += term.cf;
  }
  return most < RENEW_WORDS_ALL ? most : RENEW_WORDS_ALL;
}

static vb_status put_pair(merge *m, uint32_t first, uint32_t second, vb_error *err) {
  uint32_t key = first << 16 | second;
  vb_status status = VB_OK;
  start_list(m);
  if (!vb_pairsort_list(&m->sort, second, &m->list)) return no_memory(err);
  size_t middle = m->list.df;
  for (size_t i = 0; i < m->count && status == VB_OK; i++) {
    input *in = &m->inputs[i];
    if (in->done || in->pair != key) continue;
    status = append_list(m, in, &in->term, false, err);
    if (status == VB_OK) status = next_pair(in, err);
  }
  if (status == VB_OK && middle && !unite(m, 0, middle)) status = no_memory(err);
  if (status != VB_OK || !m->list.df) return status;
  vb_term term = {0};
  status = put_list(m, false, &term, err);
  if (status == VB_OK) vb_lexicon_add_pair(vb_segment_writer_lexicon(m->out), key, &term);
  return status;
}

/* All pairs of one first word, from the renewed inputs and the others. */
static vb_status merge_pairs_of(merge *m, uint32_t first, vb_error *err) {
  vb_status status = VB_OK;
  if (!vb_pairsort_start(&m->sort, m->ranks, (size_t)places_of(m, first))) return no_memory(err);
  for (size_t i = 0; i < m->count && status == VB_OK; i++)
    status = gather_pairs(m, &m->inputs[i], first, err);
  vb_pairsort_sort(&m->sort);
  uint32_t second = 0;
  while (status == VB_OK) {
    while (second < m->ranks && !vb_pairsort_has(&m->sort, second)) second++;
    uint32_t least = second;
    for (size_t i = 0; i < m->count; i++) {
      const input *in = &m->inputs[i];
      if (!in->done && in->pair >> 16 == first && (in->pair & 0xffff) < least)
        least = in->pair & 0xffff;
    }
    if (least >= m->ranks) break;
    status = put_pair(m, first, least, err);
    if (least == second) second++;
  }
  return status;
}

static vb_status merge_pairs(merge *m, vb_error *err) {
  vb_status status = VB_OK;
  for (size_t i = 0; i < m->count && status == VB_OK; i++) {
    input *in = &m->inputs[i];
    in->done = in->renewed;
    if (in->renewed) continue;
    status = vb_segment_pairs_first(in->segment, &in->pair_cursor, err);
    if (status == VB_OK) status = next_pair(in, err);
  }
  for (uint32_t first = 0; first < m->ranks && status == VB_OK; first++)
    status = merge_pairs_of(m, first, err);
  return status;
}

/* ---- keys of copies ---- */

static vb_status next_copykey(input *in, vb_error *err) {
  vb_status status;
  do status = at_end(in, vb_copykeys_next(&in->copykeys, &in->copykey, err));
  while (status == VB_OK && !in->done && in->docs[in->copykey.doc] == NONE);
  in->copykey.doc = in->done ? 0 : in->docs[in->copykey.doc];
  return status;
}

/* Of two inputs with the same key the first has the lower docs. */
static vb_status merge_copykeys(merge *m, vb_error *err) {
  vb_status status = VB_OK;
  for (size_t i = 0; i < m->count && status == VB_OK; i++) {
    status = vb_copykeys_from(m->inputs[i].segment, 0, &m->inputs[i].copykeys, err);
    if (status == VB_OK) status = next_copykey(&m->inputs[i], err);
  }
  while (status == VB_OK) {
    input *least = NULL;
    for (size_t i = 0; i < m->count; i++)
      if (!m->inputs[i].done && (!least || m->inputs[i].copykey.key < least->copykey.key))
        least = &m->inputs[i];
    if (!least) break;
    vb_copykeys_put(vb_segment_writer_copykeys(m->out), least->copykey);
    status = next_copykey(least, err);
  }
  return status;
}

/* ---- stems ---- */

static vb_status next_stem(input *in, vb_error *err) {
  vb_status status = at_end(in, vb_stem_next(&in->stem_cursor, &in->stem, err));
  if (status == VB_OK && !in->done) in->key = in->stem.key;
  return status;
}

static bool add_ordinal(merge *m, uint32_t ordinal) {
  if (ordinal == NONE) return true;
  if (m->ordinal_count == m->ordinal_capacity) {
    size_t n = m->ordinal_capacity ? m->ordinal_capacity * 2 : 64;
    uint32_t *grown = realloc(m->ordinals, n * sizeof *grown);
    if (!grown) return false;
    m->ordinals = grown;
    m->ordinal_capacity = n;
  }
  m->ordinals[m->ordinal_count++] = ordinal;
  return true;
}

/* The words of the input's entry: their new numbers, and (but for a stem with a list) their union. */
static vb_status append_words(merge *m, input *in, bool lists, vb_error *err) {
  size_t start = m->list.df;
  uint32_t ordinal = 0;
  vb_status status = VB_OK;
  for (uint32_t n = 0; n < in->stem.word_count && status == VB_OK; n++) {
    if (!vb_stem_ordinal(&in->stem, &ordinal, n == 0) || ordinal >= in->segment->info.terms)
      return vb_fail(err, VB_CORRUPT, "%s: a stem of words that are not there",
                     in->segment->lexicon->path);
    if (!add_ordinal(m, in->words[ordinal])) return no_memory(err);
    if (!lists) continue;
    vb_term term;
    size_t middle = m->list.df;
    status = vb_segment_word_at(in->segment, ordinal, &term, err);
    if (status == VB_OK) status = append_list(m, in, &term, false, err);
    if (status == VB_OK && n && !unite(m, start, middle)) status = no_memory(err);
  }
  return status;
}

/* What an input has of the stem: its entry, or a word that is its own stem, or nothing. */
static vb_status append_stem(merge *m, input *in, vb_str key, vb_error *err) {
  vb_term term = {0};
  vb_status status = VB_OK;
  if (in->done || !vb_str_eq(in->key, key)) {
    status = vb_segment_word(in->segment, key, &term, err);
    if (status == VB_NOT_FOUND || (status == VB_OK && !term.own_stem)) return VB_OK;
    if (status == VB_OK && !add_ordinal(m, in->words[term.ordinal])) status = no_memory(err);
    return status == VB_OK ? append_list(m, in, &term, false, err) : status;
  }
  bool own_list = in->stem.term.postings_length > 0;
  status = append_words(m, in, !own_list, err);
  if (status == VB_OK && own_list) status = append_list(m, in, &in->stem.term, false, err);
  return status == VB_OK ? next_stem(in, err) : status;
}

static int by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static void sort_ordinals(merge *m) {
  size_t n = 0;
  if (m->ordinal_count) qsort(m->ordinals, m->ordinal_count, sizeof *m->ordinals, by_number);
  for (size_t i = 0; i < m->ordinal_count; i++)
    if (!n || m->ordinals[n - 1] != m->ordinals[i]) m->ordinals[n++] = m->ordinals[i];
  m->ordinal_count = n;
}

static vb_status merge_stem(merge *m, vb_str key, vb_error *err) {
  vb_status status = VB_OK;
  start_list(m);
  m->ordinal_count = 0;
  for (size_t i = 0; i < m->count && status == VB_OK; i++)
    status = append_stem(m, &m->inputs[i], key, err);
  sort_ordinals(m);
  if (status != VB_OK || !m->ordinal_count) return status;
  if (m->ordinal_count == 1 && m->own_stem[m->ordinals[0]]) return VB_OK;
  vb_term term = {0};
  uint32_t top = 0, df = (uint32_t)m->list.df;
  for (size_t i = 0; i < m->ordinal_count; i++)
    if (m->dfs[m->ordinals[i]] > top) top = m->dfs[m->ordinals[i]];
  if (!vb_stem_has_list(m->ordinal_count, top, df)) m->list.df = 0; /* only the place counts */
  status = put_list(m, false, &term, err);
  term.df = df;
  if (status == VB_OK)
    vb_lexicon_add_stem(vb_segment_writer_lexicon(m->out), key, m->ordinals, m->ordinal_count,
                        &term);
  return status;
}

static vb_status merge_stems(merge *m, vb_error *err) {
  char copy[VB_KEY_MAX + 1];
  vb_status status = VB_OK;
  for (size_t i = 0; i < m->count && status == VB_OK; i++) {
    input *in = &m->inputs[i];
    status = vb_segment_stems_from(in->segment, VB_STR(""), &in->stem_cursor, err);
    if (status == VB_OK) status = next_stem(in, err);
  }
  for (const vb_str *least; status == VB_OK && (least = least_key(m));) {
    vb_str key = {copy, least->n};
    memcpy(copy, least->p, least->n);
    status = merge_stem(m, key, err);
  }
  return status;
}

/* ---- one merge ---- */

static void merge_clear(merge *m) {
  for (size_t i = 0; m->inputs && i < m->count; i++) {
    free(m->inputs[i].docs);
    free(m->inputs[i].ids);
    free(m->inputs[i].words);
    free(m->inputs[i].ranks);
    free(m->inputs[i].ordinals);
  }
  free(m->inputs);
  free(m->own_stem);
  free(m->dfs);
  free(m->ordinals);
  vb_list_clear(&m->spare);
  free(m->stream);
  free(m->stream_starts);
  free(m->doc_words);
  vb_pairsort_clear(&m->sort);
  vb_list_clear(&m->list);
}

/* Which inputs have their pairs found anew; room for what is kept of each article. */
static bool plan(merge *m) {
  uint64_t docs = 0, words = 0;
  for (size_t i = 0; i < m->count; i++) {
    const vb_segment_info *info = &m->inputs[i].segment->info;
    docs += info->docs;
    m->inputs[i].renewed = info->words < RENEW_WORDS && words + info->words < RENEW_WORDS_ALL;
    if (m->inputs[i].renewed) words += info->words;
  }
  m->stream_starts = malloc((docs + 1) * sizeof *m->stream_starts);
  m->doc_words = malloc((docs + 1) * sizeof *m->doc_words);
  return m->stream_starts && m->doc_words;
}

static vb_status write_merged(merge *m, vb_error *err) {
  vb_status status = plan(m) ? VB_OK : no_memory(err);
  for (size_t i = 0; i < m->count && status == VB_OK; i++)
    status = copy_articles(m, &m->inputs[i], err);
  /* One more at the end takes what has no place. */
  if (status == VB_OK) m->stream = calloc(m->stream_length + 1, sizeof *m->stream);
  if (status == VB_OK && !m->stream) status = no_memory(err);
  if (status == VB_OK) status = merge_words(m, err);
  if (status == VB_OK) status = merge_pairs(m, err);
  if (status == VB_OK) status = merge_stems(m, err);
  if (status == VB_OK) status = merge_copykeys(m, err);
  return status;
}

static vb_status merge_segments(vb_session *session, const size_t *which, size_t count,
                                vb_error *err) {
  merge m = {.session = session, .count = count};
  vb_segment_files files;
  bool any = false;
  m.inputs = calloc(count + 1, sizeof *m.inputs);
  vb_status status = m.inputs ? VB_OK : no_memory(err);
  for (size_t i = 0; i < count && status == VB_OK; i++) {
    m.inputs[i].index = which[i];
    m.inputs[i].segment = vb_session_segment(session, which[i]);
    any |= vb_session_live(session, which[i]) > 0;
  }
  if (status == VB_OK && any)
    status = vb_segment_writer_new(vb_session_folder(session), vb_session_number(session), &m.out,
                                   err);
  if (status == VB_OK && any) status = write_merged(&m, err);
  if (status == VB_OK && any) {
    vb_segment_writer *out = m.out;
    m.out = NULL;
    status = vb_segment_writer_finish(out, &files, err);
  }
  vb_segment_writer_abandon(m.out);
  merge_clear(&m);
  return status == VB_OK ? vb_session_replace(session, which, count, any ? &files : NULL, err)
                         : status;
}

/* ---- what to merge ---- */

typedef struct size_of {
  uint64_t docs, words;
} size_of;

static size_of live_size(const vb_session *s, size_t i) {
  const vb_segment_info *info = vb_segment_about(vb_session_segment(s, i));
  uint64_t live = vb_session_live(s, i);
  return (size_of){live, info->docs ? info->words * live / info->docs : 0};
}

static bool fits_merge(size_of a, size_of b) {
  return a.docs + b.docs <= VB_MERGE_DOCS_MAX && a.words + b.words <= VB_MERGE_WORDS_MAX;
}

/* Sizes a factor of VB_MERGE_TIER apart are tiers; up to a thousand words are all one. */
static unsigned tier_of(uint64_t words) {
  unsigned tier = 0;
  for (words /= 1000; words; words /= VB_MERGE_TIER) tier++;
  return tier;
}

/* The first VB_MERGE_TIER segments of one tier that fit together, or a segment that is
   more than half deleted; how many, 0 for none. */
static size_t choose(const vb_session *s, size_t which[VB_MERGE_TIER]) {
  size_t segments = vb_session_segments(s);
  for (unsigned tier = 0; tier < 32; tier++) {
    size_t n = 0;
    size_of sum = {0, 0};
    for (size_t i = 0; i < segments && n < VB_MERGE_TIER; i++) {
      size_of one = live_size(s, i);
      if (tier_of(one.words) != tier || !fits_merge(sum, one)) continue;
      which[n++] = i;
      sum.docs += one.docs, sum.words += one.words;
    }
    if (n == VB_MERGE_TIER) return n;
  }
  for (size_t i = 0; i < segments; i++) {
    which[0] = i;
    if (vb_session_live(s, i) < vb_segment_about(vb_session_segment(s, i))->docs / 2) return 1;
  }
  return 0;
}

vb_status vb_merge_due(vb_session *session, vb_error *err) {
  size_t which[VB_MERGE_TIER], n;
  vb_status status = VB_OK;
  while (status == VB_OK && (n = choose(session, which)) > 0)
    status = merge_segments(session, which, n, err);
  return status;
}

/* The next group of neighbours, from `from` on, that fits; *count of them. */
static void next_group(const vb_session *s, size_t from, size_t *count) {
  size_of sum = {0, 0};
  size_t i = from;
  for (; i < vb_session_segments(s); i++) {
    size_of one = live_size(s, i);
    if (i > from && !fits_merge(sum, one)) break;
    sum.docs += one.docs, sum.words += one.words;
  }
  *count = i - from;
}

static vb_status merge_group(vb_session *session, size_t from, size_t count, vb_error *err) {
  size_t *which = malloc(count * sizeof *which);
  if (!which) return no_memory(err);
  for (size_t i = 0; i < count; i++) which[i] = from + i;
  vb_status status = merge_segments(session, which, count, err);
  free(which);
  return status;
}

vb_status vb_merge_all(vb_session *session, vb_error *err) {
  vb_status status = VB_OK;
  size_t left = vb_session_segments(session); /* what is merged moves to the end */
  for (size_t from = 0; left && status == VB_OK;) {
    size_t count;
    next_group(session, from, &count);
    if (count > left) count = left;
    left -= count;
    bool whole = count == 1 && vb_session_live(session, from) ==
                                   vb_segment_about(vb_session_segment(session, from))->docs;
    if (whole) from++;
    else status = merge_group(session, from, count, err);
  }
  return status;
}
