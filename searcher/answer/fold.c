/*
 * fold.c - shows one article of each group of copies in an answer.
 *
 * Which articles form a group does not depend on the query. So the first of a group in
 * the ranking is shown and lists the others that match, and every match is either shown
 * or listed, whatever the window. The copies of shown articles are recorded by number,
 * and in most windows nothing else needs to be looked up.
 */
#include "searcher/quote/groups.h"
#include "searcher/answer/answer_internal.h"

static bool has(const uint64_t *docs, size_t count, uint64_t doc) {
  for (size_t i = 0; i < count; i++)
    if (docs[i] == doc) return true;
  return false;
}

bool vb_fold_knows(const vb_fold *fold, uint64_t doc) {
  return has(fold->folded, fold->folded_count, doc);
}

void vb_fold_clear(vb_fold *fold) {
  vb_copy_texts_free(fold->texts);
  fold->texts = NULL;
}

vb_status vb_fold_meet(vb_fold *fold, size_t rank, const vb_analysis *words, vb_copies *out,
                       bool *folded, vb_error *err) {
  vb_copies_request request = {.doc = fold->hits[rank].doc,
                               .words = words,
                               .hits = fold->hits,
                               .hit_count = fold->hit_count,
                               .only = fold->query,
                               .stemmer = fold->stemmer,
                               .texts = &fold->texts};
  vb_status status = vb_copies_find(fold->engine, &request, fold->arena, out, err);
  *folded = status == VB_OK && out->count > 0 && out->list[0].rank < rank; /* sorted by rank */
  for (size_t i = 0; i < out->count && status == VB_OK && !*folded; i++) {
    if (!VB_ARENA_GROW(fold->arena, fold->folded, &fold->capacity, fold->folded_count))
      return vb_fail(err, VB_NOMEM, "out of memory");
    fold->folded[fold->folded_count++] = out->list[i].doc;
  }
  return status;
}

/* ---- quotes ---------------------------------------------------------------------- */

typedef struct folding {
  vb_quote_result *found;
  vb_copy_groups groups;
  size_t *places;     /* by group: where the match that began it is in the result */
  size_t *capacities; /* of each place's list */
  size_t kept;
  vb_copies *copies;
  vb_arena *arena;
} folding;

/* Returns match i if it begins a group; otherwise lists it with the match that began the group. */
static vb_status place(folding *f, size_t i, vb_error *err) {
  size_t group = vb_copy_groups_first(&f->groups, i);
  const vb_quote_match match = f->found->matches[i];
  if (group == i) {
    f->places[i] = f->kept;
    f->found->matches[f->kept++] = match;
    return VB_OK;
  }
  size_t at = f->places[group];
  vb_copies *to = &f->copies[at];
  if (!VB_ARENA_GROW(f->arena, to->list, &f->capacities[at], to->count))
    return vb_fail(err, VB_NOMEM, "out of memory");
  vb_copy *copy = &to->list[to->count++];
  *copy = (vb_copy){.doc = match.doc, .rank = VB_COPY_UNRANKED};
  return vb_copy_of(&match.article, f->arena, copy, err);
}

/* Groups the matches by the text of their articles and keeps the first match of each group, which
   is the best one because matches are in order. */
vb_status vb_fold_quotes(vb_quote_result *found, vb_arena *arena, vb_copies **out, vb_error *err) {
  size_t n = found->match_count;
  *out = vb_arena_calloc(arena, n + 1, sizeof **out);
  if (!*out) return vb_fail(err, VB_NOMEM, "out of memory");
  if (n < 2) return VB_OK;
  vb_arena *scratch = vb_arena_new(), *words = vb_arena_new();
  folding f = {.found = found, .copies = *out, .arena = arena};
  vb_status status = scratch && words ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  if (status == VB_OK) status = vb_copy_groups_init(&f.groups, n, scratch, err);
  if (status == VB_OK) {
    f.places = vb_arena_calloc(scratch, n, sizeof *f.places);
    f.capacities = vb_arena_calloc(scratch, n, sizeof *f.capacities);
    if (!f.places || !f.capacities) status = vb_fail(err, VB_NOMEM, "out of memory");
  }
  for (size_t i = 0; i < n && status == VB_OK; i++) {
    vb_arena_clear(words);
    status = vb_copy_groups_add(&f.groups, found->matches[i].article.text, words, err);
  }
  for (size_t i = 0; i < n && status == VB_OK; i++) status = place(&f, i, err);
  if (status == VB_OK) found->match_count = f.kept;
  vb_arena_free(scratch);
  vb_arena_free(words);
  return status;
}
