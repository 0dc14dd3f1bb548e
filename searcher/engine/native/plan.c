/*
 * plan.c - turns a query tree into a tree of cursors over one segment.
 *
 * A word that the segment lacks makes its branch empty at once, so in most segments a
 * tree costs only a few look-ups. What cursors cannot decide (the same sentence or
 * paragraph, an open word at a phrase's end, NEAR between phrases) becomes the AND of
 * its words, and each candidate is verified: by positions (within.c) where they tell, and
 * otherwise by reading the article.
 */
#include "searcher/engine/native/native_internal.h"

#include "indexer/store/schema.h"

#include <math.h>
#include <stdlib.h>

enum {
  KEY_MAX = 255,
  IDFS_MAX = 64 /* kept of a search: they are walked for each word of a query */
};

float vb_native_idf(const search_context *context, uint64_t df) {
  double n = (double)df, all = context->docs > n ? context->docs : n;
  return (float)log(1 + (all - n + 0.5) / (n + 0.5));
}

/* Title and words said have no keys of their own (segment.h). */
static const char *list_prefix(vb_field field) {
  return field == VB_FIELD_TITLE || field == VB_FIELD_SAID ? "" : vb_field_prefix(field);
}

vb_str vb_native_key(vb_arena *arena, vb_field field, vb_str term) {
  vb_str prefix = vb_str_of(list_prefix(field));
  return prefix.n ? vb_arena_join(arena, prefix, term) : term;
}

/* The lists whose union is a TERM; none if the segment lacks it. */
static bool find_term(search_context *context, const vb_segment *segment, const vb_query *q,
                      vb_term **lists, size_t *count, uint32_t *df) {
  vb_error err;
  vb_status status;
  vb_str key = vb_native_key(context->arena, q->field, q->term);
  *count = 0;
  *df = 0;
  if (!key.p) return !vb_native_failed(context, vb_fail(&err, VB_NOMEM, "out of memory"), &err);
  if (key.n > KEY_MAX) return true;
  if (q->by_stem) {
    status = vb_segment_stem(segment, key, context->arena, lists, count, df, &err);
  } else {
    *lists = vb_arena_alloc(context->arena, sizeof **lists);
    if (!*lists) return !vb_native_failed(context, vb_fail(&err, VB_NOMEM, "out of memory"), &err);
    status = vb_word_cache_find(context->words, segment, key, *lists, &err);
    if (status == VB_OK) *count = 1, *df = (*lists)->df;
  }
  if (status == VB_NOT_FOUND) *count = 0, *df = 0;
  return status == VB_NOT_FOUND || !vb_native_failed(context, status, &err);
}

uint64_t vb_native_df(search_context *context, const vb_segment *segment, const vb_query *term) {
  vb_term *lists;
  size_t count;
  uint32_t df;
  return find_term(context, segment, term, &lists, &count, &df) ? df : 0;
}

static const known_idf *find_idf(const search_context *context, const vb_query *q) {
  const known_idf *known = context->idfs;
  while (known && (known->field != q->field || known->by_stem != q->by_stem ||
                   !vb_str_eq(known->term, q->term)))
    known = known->before;
  return known;
}

/* What is not kept is counted again by each segment. */
static void keep_idf(search_context *context, const vb_query *q, float idf) {
  uint32_t number = context->idfs ? context->idfs->number + 1 : 1;
  if (number > IDFS_MAX || vb_snapshot_segments(context->snapshot) == 1) return;
  known_idf *fresh = vb_arena_alloc(context->kept, sizeof *fresh);
  if (!fresh) return;
  *fresh = (known_idf){context->idfs, q->term, q->field, q->by_stem, idf, number};
  context->idfs = fresh;
}

float vb_native_term_idf(segment_search *s, const vb_query *q, uint64_t df) {
  search_context *context = s->context;
  const known_idf *known = find_idf(context, q);
  if (known) return known->idf;
  if (df == VB_DF_UNKNOWN) df = vb_native_df(context, s->segment, q);
  for (size_t i = 0; i < vb_snapshot_segments(context->snapshot); i++) {
    const vb_segment *segment = vb_snapshot_segment(context->snapshot, i);
    if (vb_native_late(context)) return vb_native_idf(context, df);
    if (segment != s->segment) df += vb_native_df(context, segment, q);
  }
  float idf = vb_native_idf(context, df);
  keep_idf(context, q, idf);
  return idf;
}

static vb_posting *find_opened(const segment_search *s, const vb_term *term) {
  for (opened_list *o = s->context->opened; o && o->list.lists == vb_segment_lists(s->segment);
       o = o->before)
    if (o->list.term.postings == term->postings) return &o->list;
  return NULL;
}

vb_posting *vb_native_open_list(segment_search *s, const vb_term *term) {
  search_context *context = s->context;
  vb_posting *list = s->shares ? find_opened(s, term) : NULL;
  if (list) return list;
  opened_list *opened = vb_arena_alloc(context->arena, sizeof *opened);
  vb_error err;
  vb_status status = opened
                         ? vb_posting_open(&opened->list, vb_segment_lists(s->segment), term, &err)
                         : vb_fail(&err, VB_NOMEM, "out of memory");
  if (vb_native_failed(context, status, &err)) return NULL;
  opened->before = context->opened;
  context->opened = opened;
  return &opened->list;
}

static cursor *plan_list(segment_search *s, const vb_term *term, bool title_only, float idf) {
  cursor *c = vb_native_cursor(s, CURSOR_LIST, 0);
  if (!c) return NULL;
  if (!(c->list = vb_native_open_list(s, term))) return NULL;
  c->cost = term->df;
  c->title_only = title_only;
  c->idf = idf;
  return c;
}

static cursor *plan_term(segment_search *s, const vb_query *q) {
  vb_term *lists;
  size_t count;
  uint32_t df;
  bool title_only = q->field == VB_FIELD_TITLE;
  if (!find_term(s->context, s->segment, q, &lists, &count, &df)) return NULL;
  if (count == 0) return vb_native_cursor(s, CURSOR_EMPTY, 0);
  bool filters = q->field == VB_FIELD_SOURCE_KEY || q->field == VB_FIELD_SPEAKER_NAME;
  float idf = filters ? 0 : vb_native_term_idf(s, q, df);
  if (count == 1) return plan_list(s, lists, title_only, idf);
  cursor *c = vb_native_cursor(s, CURSOR_UNION, count);
  for (size_t i = 0; c && i < count; i++)
    if (!(c->children[i] = plan_list(s, &lists[i], title_only, idf))) return NULL;
  if (!c) return NULL;
  c->cost = df;
  c->title_only = title_only;
  c->idf = idf;
  return c;
}

/* Adds to each doc what the list weighs in it. */
static void add_blocks(search_context *context, vb_posting *list, uint32_t *sums) {
  uint32_t weights[VB_PACK_BLOCK];
  for (uint32_t block = 0; block < list->block_count; block++) {
    if (vb_native_late_after(context, VB_PACK_BLOCK / 16)) return;
    if (!vb_posting_enter(list, block) || !vb_posting_weights(list, false, weights)) return;
    for (uint32_t i = 0; i < list->count; i++) sums[list->docs[i]] += weights[i];
  }
}

/* Adds to each doc how often the list's word is in its title. */
static void add_titles(search_context *context, vb_posting *list, uint32_t *sums) {
  for (uint32_t doc; (doc = vb_posting_next(list)) != VB_DOC_END && !vb_native_late(context);)
    sums[doc] += vb_posting_title_tf(list);
}

/* Adds a list's weights to the sum of each doc. The cursor is the caller's, for one list after
   another: a prefix may have tens of thousands of them. */
static vb_status add_list(search_context *context, const vb_segment *segment, const vb_term *term,
                          bool title_only, vb_posting *list, uint32_t *sums, vb_error *err) {
  vb_status status = vb_posting_open(list, vb_segment_lists(segment), term, err);
  if (status != VB_OK) return status;
  if (title_only) add_titles(context, list, sums);
  else add_blocks(context, list, sums);
  status = vb_posting_status(list, err);
  vb_posting_close(list);
  return status;
}

static vb_status keep_sums(search_context *context, const uint32_t *sums, uint32_t docs,
                           prefix_docs *out, vb_error *err) {
  uint32_t count = 0;
  for (uint32_t doc = 0; doc < docs; doc++) count += sums[doc] != 0;
  if (count == 0) return VB_OK;
  out->docs = vb_arena_alloc(context->kept, count * sizeof *out->docs);
  out->weights = vb_arena_alloc(context->kept, count * sizeof *out->weights);
  if (!out->docs || !out->weights) return vb_fail(err, VB_NOMEM, "out of memory");
  for (uint32_t doc = 0; doc < docs; doc++)
    if (sums[doc]) out->docs[out->count] = doc, out->weights[out->count++] = sums[doc];
  return VB_OK;
}

vb_status vb_native_gather_prefix(search_context *context, const vb_segment *segment,
                                  const vb_query *q, prefix_docs *out, vb_error *err) {
  vb_word_cursor words;
  vb_posting list;
  vb_str key, from = vb_native_key(context->arena, q->field, q->term);
  uint32_t docs = vb_segment_about(segment)->docs;
  uint32_t *sums = calloc(docs, sizeof *sums);
  vb_status status = sums && from.p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  if (status == VB_OK) status = vb_segment_words_from(segment, from, &words, err);
  while (status == VB_OK && !vb_native_late(context)) {
    vb_term term;
    status = vb_word_next_with(&words, from, &key, &term, err);
    if (status == VB_OK)
      status = add_list(context, segment, &term, q->field == VB_FIELD_TITLE, &list, sums, err);
  }
  if (status == VB_NOT_FOUND) status = VB_OK;
  if (status == VB_OK) status = keep_sums(context, sums, docs, out, err);
  free(sums);
  return status;
}

/* The words of a prefix are gathered in all segments at once, because its weight depends on how
   many articles of the whole archive have one. Kept, as each segment asks for it. */
static const prefix_lists *lists_of_prefix(search_context *context, const vb_query *q) {
  for (const prefix_lists *known = context->prefixes; known; known = known->before)
    if (known->field == q->field && vb_str_eq(known->term, q->term)) return known;
  vb_error err;
  uint64_t df = 0;
  size_t segments = vb_snapshot_segments(context->snapshot);
  prefix_lists *fresh = vb_arena_calloc(context->kept, 1, sizeof *fresh);
  if (fresh) fresh->segments = vb_arena_calloc(context->kept, segments, sizeof *fresh->segments);
  vb_status status = fresh && fresh->segments ? VB_OK : vb_fail(&err, VB_NOMEM, "out of memory");
  if (status == VB_OK) status = vb_native_gather_prefixes(context, q, fresh->segments, &err);
  for (size_t i = 0; i < segments && status == VB_OK; i++) df += fresh->segments[i].count;
  if (vb_native_failed(context, status, &err)) return NULL;
  fresh->field = q->field;
  fresh->term = q->term;
  fresh->idf = vb_native_idf(context, df);
  fresh->before = context->prefixes;
  return context->prefixes = fresh;
}

static cursor *plan_prefix(segment_search *s, const vb_query *q) {
  const prefix_lists *lists = lists_of_prefix(s->context, q);
  if (!lists) return NULL;
  const prefix_docs *own = &lists->segments[s->number];
  cursor *c = vb_native_cursor(s, own->count ? CURSOR_ARRAY : CURSOR_EMPTY, 0);
  if (!c) return NULL;
  c->docs = own->docs, c->weights = own->weights;
  c->doc_count = c->cost = own->count;
  c->idf = lists->idf;
  return c;
}

static int by_cost(const void *a, const void *b) {
  const cursor *x = *(cursor *const *)a, *y = *(cursor *const *)b;
  bool late = x->kind == CURSOR_VERIFY, other_late = y->kind == CURSOR_VERIFY;
  if (late != other_late) return late ? 1 : -1; /* children that read articles come last */
  return (x->cost > y->cost) - (x->cost < y->cost);
}

static cursor *plan_children(segment_search *s, const vb_query *q, cursor_kind kind) {
  cursor *c = vb_native_cursor(s, kind, q->child_count);
  for (size_t i = 0; c && i < q->child_count; i++)
    if (!(c->children[i] = vb_native_plan(s, q->children[i]))) return NULL;
  return c;
}

static cursor *plan_and(segment_search *s, const vb_query *q) {
  cursor *c = plan_children(s, q, CURSOR_AND);
  if (!c || c->child_count == 0) return c ? vb_native_cursor(s, CURSOR_ALL, 0) : NULL;
  qsort(c->children, c->child_count, sizeof(cursor *), by_cost);
  for (size_t i = 0; i < c->child_count; i++)
    if (c->children[i]->kind == CURSOR_EMPTY) return c->children[i];
  c->cost = c->children[0]->cost;
  return c->child_count == 1 ? c->children[0] : c;
}

static cursor *plan_or(segment_search *s, const vb_query *q) {
  cursor *c = plan_children(s, q, CURSOR_OR);
  if (!c) return NULL;
  size_t kept = 0;
  for (size_t i = 0; i < c->child_count; i++) {
    if (c->children[i]->kind == CURSOR_EMPTY) continue;
    c->cost += c->children[i]->cost;
    c->children[kept++] = c->children[i];
  }
  c->child_count = kept;
  if (kept == 0) c->kind = CURSOR_EMPTY;
  return kept == 1 ? c->children[0] : c;
}

static cursor *plan_andnot(segment_search *s, const vb_query *q) {
  cursor *c = plan_children(s, q, CURSOR_ANDNOT);
  if (!c || c->child_count == 0) return c ? vb_native_cursor(s, CURSOR_EMPTY, 0) : NULL;
  if (c->children[0]->kind == CURSOR_EMPTY) return c->children[0];
  c->cost = c->children[0]->cost;
  return c;
}

static cursor *plan_all(segment_search *s) {
  cursor *c = vb_native_cursor(s, CURSOR_ALL, 0);
  if (c) c->cost = s->docs;
  return c;
}

static cursor *plan_date(segment_search *s, const vb_query *q) {
  cursor *c = vb_native_cursor(s, CURSOR_DATE, 0);
  if (!c) return NULL;
  c->first_day = q->first_day;
  c->last_day = q->last_day;
  c->cost = s->docs;
  return c;
}

/* A word said is a word of the text. NULL without memory; the failure is recorded and ends the
   planning. */
static const vb_query *in_text(segment_search *s, const vb_query *q) {
  if (q->field != VB_FIELD_SAID) return q;
  vb_query *word = vb_arena_alloc(s->context->arena, sizeof *word);
  if (!word) {
    vb_native_out_of_memory(s->context);
    return q;
  }
  *word = *q;
  word->field = VB_FIELD_TEXT;
  return word;
}

/* The AND of all words below q, whatever the operators: finds a superset of the matches. */
static cursor *plan_superset(segment_search *s, const vb_query *q) {
  vb_query all = *q;
  all.kind = VB_QUERY_AND;
  if (q->kind != VB_QUERY_PHRASE) return plan_and(s, &all);
  const vb_query **kept = vb_arena_calloc(s->context->arena, q->child_count + 1, sizeof *kept);
  if (!kept) {
    vb_native_out_of_memory(s->context);
    return NULL;
  }
  all.children = kept;
  all.child_count = 0;
  for (size_t i = 0; i < q->child_count; i++)
    if (q->children[i]->kind != VB_QUERY_ANY_WORD)
      kept[all.child_count++] = in_text(s, q->children[i]);
  return all.child_count ? plan_and(s, &all) : plan_all(s);
}

/* A superset of the matches, where the lists cannot decide. */
static cursor *plan_candidates(segment_search *s, const vb_query *q) {
  if (q->kind == VB_QUERY_PHRASE && q->has_signs && q->child_count > 1) {
    cursor *c = vb_native_plan_phrase(s, q);
    if (c || s->context->status != VB_OK) return c;
  }
  return plan_superset(s, q);
}

static cursor *plan_verified(segment_search *s, const vb_query *q) {
  cursor *below = plan_candidates(s, q);
  if (!below || below->kind == CURSOR_EMPTY) return below;
  cursor *c = vb_native_cursor(s, CURSOR_VERIFY, 1);
  if (!c) return NULL;
  c->children[0] = below;
  c->cost = below->cost;
  c->query = q;
  c->within = vb_native_plan_within(s, q);
  return s->context->status == VB_OK ? c : NULL;
}

/* One word said: a phrase of one slot, so that the word's place is checked. */
static cursor *plan_said(segment_search *s, const vb_query *q) {
  vb_query *phrase = vb_query_new(s->context->arena, VB_QUERY_PHRASE, 1);
  if (!phrase) {
    vb_native_out_of_memory(s->context);
    return NULL;
  }
  phrase->field = VB_FIELD_SAID;
  phrase->children[0] = q;
  return vb_native_plan(s, phrase);
}

/* A cursor for a node of the query. NULL means an error in the context's status; an absent word is
   CURSOR_EMPTY. What cursors cannot decide (sentences, signs, complex NEAR) becomes a superset
   whose articles are verified (plan_verified). */
cursor *vb_native_plan(segment_search *s, const vb_query *q) {
  cursor *c;
  if (s->context->status != VB_OK) return NULL;
  if (vb_native_late(s->context)) return vb_native_cursor(s, CURSOR_EMPTY, 0);
  if (q->field == VB_FIELD_SAID && (q->kind == VB_QUERY_TERM || q->kind == VB_QUERY_PREFIX))
    return plan_said(s, q);
  switch (q->kind) {
  case VB_QUERY_NOTHING: return vb_native_cursor(s, CURSOR_EMPTY, 0);
  case VB_QUERY_ALL:
  case VB_QUERY_ANY_WORD: return plan_all(s);
  case VB_QUERY_TERM: return plan_term(s, q);
  case VB_QUERY_PREFIX: return plan_prefix(s, q);
  case VB_QUERY_AND: return plan_and(s, q);
  case VB_QUERY_OR: return plan_or(s, q);
  case VB_QUERY_ANDNOT: return plan_andnot(s, q);
  case VB_QUERY_DATE: return plan_date(s, q);
  case VB_QUERY_SENTENCE:
  case VB_QUERY_PARAGRAPH: return plan_verified(s, q);
  case VB_QUERY_PHRASE:
    c = q->has_signs ? NULL : vb_native_plan_phrase(s, q);
    return c || s->context->status != VB_OK ? c : plan_verified(s, q);
  case VB_QUERY_NEAR:
    c = vb_native_plan_near(s, q);
    return c || s->context->status != VB_OK ? c : plan_verified(s, q);
  }
  return vb_native_cursor(s, CURSOR_EMPTY, 0);
}
