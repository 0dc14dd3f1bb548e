/*
 * merge_words.c - walks words and stems in key order in all inputs at once.
 *
 * At each step the least current key is merged: the lists of all inputs that have it
 * are renumbered and concatenated. Only one list is in memory at a time.
 */
#include "indexer/store/merge/merge_internal.h"

#include "indexer/store/bigram/bigram.h"

#include <stdlib.h>

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

/* ---- lists ---- */

static void start_list(vb_merge *m) {
  m->list.df = m->list.cf = 0;
}

/* Appends an input's list with its docs renumbered; deleted docs are left out. */
static vb_status append_list(vb_merge *m, const vb_merge_input *in, const vb_term *term,
                             bool positions, vb_error *err) {
  vb_posting_list *list = &m->list;
  vb_posting c;
  vb_status status = vb_posting_open(&c, vb_segment_lists(in->segment), term, err);
  if (status != VB_OK) return status;
  if (!vb_posting_list_reserve(list, list->df + term->df, 0)) status = no_memory(err);
  while (status == VB_OK && vb_posting_next(&c) != VB_DOC_END) {
    uint32_t doc = in->docs[c.doc], tf = vb_posting_tf(&c), n = 0;
    if (doc == VB_MERGE_NONE || !tf) continue;
    const uint32_t *p = positions ? vb_posting_positions(&c, &n) : NULL;
    if (positions && (!p || n != tf)) break;
    list->docs[list->df] = doc;
    list->tfs[list->df] = tf;
    list->titles[list->df++] = vb_posting_title_tf(&c);
    if (!positions) n = 0;
    if (!vb_posting_list_reserve(list, 0, list->cf + n)) status = no_memory(err);
    else if (p) memcpy(list->positions + list->cf, p, n * sizeof *p);
    list->cf += tf;
  }
  if (status == VB_OK) status = vb_posting_status(&c, err);
  vb_posting_close(&c);
  vb_merge_has_read(m, term->postings_length + (positions ? term->positions_length : 0));
  return status;
}

vb_status vb_merge_put_list(vb_merge *m, bool positions, vb_term *term, vb_error *err) {
  vb_posting_input in = {(uint32_t)m->list.df,
                         m->list.docs,
                         m->list.tfs,
                         m->list.titles,
                         vb_segment_writer_lengths(m->out),
                         vb_segment_writer_norms(m->out),
                         positions ? m->list.positions : NULL};
  term->cf = m->list.cf;
  return vb_segment_writer_list(m->out, &in, term, err);
}

/* The least current key of all inputs; NULL when all are done. */
static const vb_str *least_key(const vb_merge *m) {
  const vb_str *least = NULL;
  for (size_t i = 0; i < m->count; i++)
    if (!m->inputs[i].done && (!least || vb_str_compare(m->inputs[i].key, *least) < 0))
      least = &m->inputs[i].key;
  return least;
}

/* ---- words ---- */

static vb_status next_word(vb_merge_input *in, vb_error *err) {
  return vb_merge_at_end(in, vb_word_next(&in->word_cursor, &in->key, &in->term, err));
}

static bool note_word(vb_merge *m, bool own) {
  if (m->words >= m->word_capacity) {
    uint32_t n = m->word_capacity ? m->word_capacity * 2 : 1 << 16;
    uint8_t *grown = realloc(m->own_stem, n);
    if (grown) m->own_stem = grown;
    uint32_t *dfs = realloc(m->dfs, n * sizeof *dfs);
    if (dfs) m->dfs = dfs;
    if (!grown || !dfs) return false;
    m->word_capacity = n;
  }
  m->own_stem[m->words] = own;
  m->dfs[m->words] = (uint32_t)m->list.df;
  return true;
}

static bool has_key(const vb_merge_input *in, vb_str key) {
  return !in->done && vb_str_eq(in->key, key);
}

/* The rarity of the word in m->list in the output (bigram.h). */
static uint32_t rarity_of(const vb_merge *m, vb_str key) {
  bool text = key.n && (key.p[0] < 'A' || key.p[0] > 'Z'); /* not a field's prefix */
  if (!text || m->ranks == VB_BIGRAM_WORDS_MAX) return VB_NOT_IN_BIGRAMS;
  return vb_bigram_rarity((uint32_t)m->list.df, m->docs);
}

static bool note_paired(vb_merge *m, vb_str key, uint32_t rarity) {
  if (m->ranks >= m->rank_capacity) {
    uint32_t n = m->rank_capacity ? m->rank_capacity * 2 : 1024;
    uint8_t *rarities = realloc(m->rarities, n);
    if (!rarities) return false;
    m->rarities = rarities;
    for (size_t i = 0; i < m->count; i++) {
      uint32_t *grown = realloc(m->inputs[i].ordinals, n * sizeof *grown);
      if (!grown) return false;
      m->inputs[i].ordinals = grown;
    }
    m->rank_capacity = n;
  }
  m->rarities[m->ranks] = (uint8_t)rarity;
  for (size_t i = 0; i < m->count; i++) {
    const vb_merge_input *in = &m->inputs[i];
    in->ordinals[m->ranks] = has_key(in, key) ? in->term.ordinal : VB_MERGE_NONE;
  }
  return true;
}

static vb_status put_word(vb_merge *m, vb_str key, uint32_t rarity, bool own, vb_error *err) {
  bool paired = rarity != VB_NOT_IN_BIGRAMS;
  vb_term term = {.bigram_rank = paired ? m->ranks : VB_NOT_IN_BIGRAMS,
                  .bigram_rarity = rarity,
                  .own_stem = own};
  vb_status status = vb_merge_put_list(m, true, &term, err);
  if (status != VB_OK) return status;
  vb_lexicon_add_word(vb_segment_writer_lexicon(m->out), key, &term);
  if (!note_word(m, own) || (paired && !note_paired(m, key, rarity))) return no_memory(err);
  m->ranks += paired;
  return VB_OK;
}

static vb_status merge_word(vb_merge *m, vb_str key, vb_error *err) {
  bool own = false;
  vb_status status = VB_OK;
  start_list(m);
  for (size_t i = 0; i < m->count && status == VB_OK; i++) {
    vb_merge_input *in = &m->inputs[i];
    if (!has_key(in, key)) continue;
    status = append_list(m, in, &in->term, true, err);
    own = in->term.own_stem;
  }
  if (status != VB_OK || !m->list.df) return status; /* df 0: all its articles are deleted */
  status = put_word(m, key, rarity_of(m, key), own, err);
  for (size_t i = 0; i < m->count; i++)
    if (has_key(&m->inputs[i], key)) m->inputs[i].words[m->inputs[i].term.ordinal] = m->words;
  m->words++;
  return status;
}

static vb_status start_words(vb_merge_input *in, vb_error *err) {
  const vb_segment_info *info = &in->segment->info;
  in->words = malloc(((size_t)info->terms + 1) * sizeof *in->words);
  if (!in->words) return no_memory(err);
  memset(in->words, 0xff, ((size_t)info->terms + 1) * sizeof *in->words);
  vb_status status = vb_segment_words_from(in->segment, VB_STR(""), &in->word_cursor, err);
  return status == VB_OK ? next_word(in, err) : status;
}

/* Inputs whose current key was just merged advance. The key is copied, since theirs changes. */
vb_status vb_merge_words(vb_merge *m, vb_error *err) {
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

/* ---- stems ---- */

/* Merges the list's docs [0, middle), from `start`, with those from `middle` on; both ascend. */
static bool unite(vb_merge *m, size_t start, size_t middle) {
  vb_posting_list *a = &m->list, *out = &m->spare;
  size_t i = start, j = middle, n = 0;
  if (!vb_posting_list_reserve(out, a->df - start, 0)) return false;
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

static vb_status next_stem(vb_merge_input *in, vb_error *err) {
  vb_status status = vb_merge_at_end(in, vb_stem_next(&in->stem_cursor, &in->stem, err));
  if (status == VB_OK && !in->done) in->key = in->stem.key;
  return status;
}

static bool add_ordinal(vb_merge *m, uint32_t ordinal) {
  if (ordinal == VB_MERGE_NONE) return true;
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

/* Appends the words of the input's entry: their new numbers and, unless the stem has a list of its
   own, the union of their lists. */
static vb_status append_words(vb_merge *m, vb_merge_input *in, bool lists, vb_error *err) {
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

/* Appends what an input has for the stem: its entry, or a word that is its own stem, or nothing. */
static vb_status append_stem(vb_merge *m, vb_merge_input *in, vb_str key, vb_error *err) {
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

static void sort_ordinals(vb_merge *m) {
  size_t n = 0;
  if (m->ordinal_count) qsort(m->ordinals, m->ordinal_count, sizeof *m->ordinals, by_number);
  for (size_t i = 0; i < m->ordinal_count; i++)
    if (!n || m->ordinals[n - 1] != m->ordinals[i]) m->ordinals[n++] = m->ordinals[i];
  m->ordinal_count = n;
}

static vb_status merge_stem(vb_merge *m, vb_str key, vb_error *err) {
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
  if (!vb_stem_has_list(m->ordinal_count, top, df)) m->list.df = 0; /* only its place is stored */
  status = vb_merge_put_list(m, false, &term, err);
  term.df = df;
  if (status == VB_OK)
    vb_lexicon_add_stem(vb_segment_writer_lexicon(m->out), key, m->ordinals, m->ordinal_count,
                        &term);
  return status;
}

vb_status vb_merge_stems(vb_merge *m, vb_error *err) {
  char copy[VB_KEY_MAX + 1];
  vb_status status = VB_OK;
  for (size_t i = 0; i < m->count && status == VB_OK; i++) {
    vb_merge_input *in = &m->inputs[i];
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
