/*
 * copies.c - finds candidates by their keys, compares the texts, then follows the copies' copies.
 *
 * An article that has two keys of another is read and compared with it. This rule is
 * symmetric. With a rule on scores, one article could find the other and not be found by
 * it.
 *
 * One paper adds a lede, another cuts the end: both are copies of the report, but hardly
 * of each other. So the copies of each copy are looked up in turn, until no new one
 * appears. The result is the same whichever of them the search begins with.
 */
#include "searcher/answer/copies.h"

#include "searcher/query/match.h"

#include <stdlib.h>

enum {
  /* Candidates read for one article, those with most keys first: twice what may be found. */
  CANDIDATES_MAX = 2 * VB_COPIES_MAX,
  EXPECTED_MAX = 100 /* candidates whose copies are asked for ahead */
};

typedef struct finder {
  vb_engine *engine;
  const vb_copies_request *request;
  vb_arena *arena, *scratch;
  vb_copy_texts *texts;
  const vb_shingles *asked;          /* of the article that was asked about */
  const vb_shingles *mine, *theirs;  /* of the article in question; of a candidate */
  vb_shingle_filter filter;          /* of mine */
  vb_shingles *room;                 /* for what `texts` has no room for: of each of these */
  uint64_t known[VB_COPIES_MAX + 1]; /* the article itself, then each copy found */
  size_t known_count;
  vb_copies *out;
  size_t capacity;
} finder;

vb_status vb_copy_of(const vb_article *article, vb_arena *arena, vb_copy *out, vb_error *err) {
  out->id = vb_arena_copy(arena, article->id);
  out->title = vb_arena_copy(arena, article->title);
  out->source = vb_arena_copy(arena, article->source);
  out->published = article->published;
  out->published_from = article->published_from;
  bool whole =
      out->id.p && (out->title.p || !article->title.p) && (out->source.p || !article->source.p);
  return whole ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

static uint64_t moment_of(vb_date date) {
  uint32_t day = vb_date_first_day(date);
  return day ? (uint64_t)day * 1440 + date.hour * 60u + date.minute : UINT64_MAX;
}

static int by_rank(const void *a, const void *b) {
  const vb_copy *x = a, *y = b;
  if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
  uint64_t p = moment_of(x->published), q = moment_of(y->published);
  if (p != q) return p < q ? -1 : 1;
  return vb_str_compare(x->id, y->id);
}

static size_t rank_of(const vb_copies_request *request, uint64_t doc) {
  for (size_t i = 0; i < request->hit_count; i++)
    if (request->hits[i].doc == doc) return i;
  return VB_COPY_UNRANKED;
}

/* Whether a candidate, which is a copy, also matches the required query. */
static vb_status matches(finder *f, const vb_article *article, bool *yes, vb_error *err) {
  vb_match_article *words;
  vb_match match;
  *yes = !f->request->only;
  if (*yes) return VB_OK;
  vb_status status = vb_match_open(article, f->request->stemmer, f->scratch, &words, err);
  if (status == VB_OK) status = vb_match_query(words, f->request->only, f->scratch, &match, err);
  *yes = status == VB_OK && match.matched;
  return status;
}

static bool is_known(const finder *f, uint64_t doc) {
  for (size_t i = 0; i < f->known_count; i++)
    if (f->known[i] == doc) return true;
  return false;
}

/* The shingles of a text that was just cut into words. */
static const vb_shingles *shingles_of(finder *f, uint64_t doc, const vb_analysis *words,
                                      vb_shingles *room) {
  vb_shingles_of(words->tokens, words->token_count, room);
  const vb_shingles *kept = vb_copy_texts_keep(f->texts, doc, room);
  return kept ? kept : room;
}

/* Adds a copy to the answer, if it is wanted there. */
static vb_status list_copy(finder *f, uint64_t doc, const vb_article *article, vb_error *err) {
  vb_copy found = {.doc = doc,
                   .rank = rank_of(f->request, doc),
                   .resemblance = vb_shingles_resemblance(f->asked, f->theirs)};
  bool wanted = found.rank != VB_COPY_UNRANKED;
  vb_status status = wanted ? VB_OK : matches(f, article, &wanted, err);
  if (status != VB_OK || !wanted) return status;
  status = vb_copy_of(article, f->arena, &found, err);
  if (status != VB_OK) return status;
  if (!VB_ARENA_GROW(f->arena, f->out->list, &f->capacity, f->out->count))
    return vb_fail(err, VB_NOMEM, "out of memory");
  f->out->list[f->out->count++] = found;
  return VB_OK;
}

/* Compares a candidate, and keeps it if it is a copy. Its article is read if its shingles are not
   known yet, or if it is a copy. */
static vb_status examine(finder *f, vb_article_reader *reader, size_t i, vb_error *err) {
  const vb_article *article = NULL;
  uint64_t doc = reader->hits[i].doc;
  vb_status status = VB_OK;
  f->theirs = vb_copy_texts_find(f->texts, doc);
  if (!f->theirs) {
    vb_analysis words;
    status = vb_article_reader_get(reader, i, &article, err);
    if (status == VB_OK) status = vb_analyse_words(article->text, f->scratch, &words, err);
    if (status != VB_OK) return status;
    f->theirs = shingles_of(f, doc, &words, &f->room[2]);
  }
  if (!vb_shingles_copy_of(&f->filter, f->theirs)) return VB_OK;
  if (!article) status = vb_article_reader_get(reader, i, &article, err);
  if (status != VB_OK) return status;
  f->known[f->known_count++] = doc;
  return list_copy(f, doc, article, err);
}

/* ---- the group ---- */

static vb_near_duplicate_request asked_by(uint32_t keys[VB_SHINGLE_KEYS], size_t count) {
  return (vb_near_duplicate_request){
      .keys = keys, .key_count = count, .least = VB_SHINGLE_KEYS_MIN, .size = CANDIDATES_MAX};
}

/* What asks for the articles that share enough keys with a text, its own included. */
static vb_near_duplicate_request asked_of(const vb_analysis *words,
                                          uint32_t keys[VB_SHINGLE_KEYS]) {
  return asked_by(keys, vb_shingle_keys(words, keys));
}

/* Asks for the candidates of the articles that the reader has from `from` on. */
static size_t ask_of_read(vb_article_reader *articles, size_t from, vb_arena *arena,
                          vb_near_duplicate_request *asked) {
  size_t count = 0;
  for (size_t i = from; i < articles->to; i++) {
    const vb_article *article;
    vb_analysis words;
    vb_error ignored;
    uint32_t *keys = vb_arena_calloc(arena, VB_SHINGLE_KEYS, sizeof *keys);
    if (!keys || vb_article_reader_get(articles, i, &article, &ignored) != VB_OK ||
        vb_analyse_words(article->text, arena, &words, &ignored) != VB_OK)
      continue;
    asked[count] = asked_of(&words, keys);
    count += asked[count].key_count >= asked[count].least;
  }
  return count;
}

void vb_copies_ahead_begin(vb_article_reader *articles, size_t from, vb_arena *arena,
                           vb_copies_ahead *out) {
  const vb_article *article;
  vb_error ignored;
  *out = (vb_copies_ahead){.count = 0};
  if (!articles->engine->far || from >= articles->count) return;
  if (vb_article_reader_get(articles, from, &article, &ignored) != VB_OK) return;
  out->asked = vb_arena_calloc(arena, articles->to - from, sizeof *out->asked);
  if (out->asked) out->count = ask_of_read(articles, from, arena, out->asked);
  if (out->count && vb_engine_expect_near_duplicates(articles->engine, out->asked, out->count))
    out->count = 0; /* it asks by itself */
}

/* What asks for the candidates of a candidate, which is read at no cost; false if it is not. */
static bool ask_of_candidate(vb_engine *engine, uint64_t doc, vb_arena *arena,
                             vb_near_duplicate_request *out) {
  vb_article article;
  vb_analysis words;
  vb_error ignored;
  uint32_t *keys = vb_arena_calloc(arena, VB_SHINGLE_KEYS, sizeof *keys);
  if (!keys || vb_engine_fetch(engine, doc, arena, &article, &ignored) != VB_OK ||
      vb_analyse_words(article.text, arena, &words, &ignored) != VB_OK)
    return false;
  *out = asked_of(&words, keys);
  return out->key_count >= out->least;
}

/* Makes these calls, which are noted; false if one is not known yet. *more: what asks for the
   candidates of those that were found, NULL if that is not wanted. */
static bool call(vb_engine *engine, const vb_near_duplicate_request *asked, size_t count,
                 vb_arena *arena, vb_near_duplicate_request *more, size_t *more_count) {
  bool known = true;
  vb_engine_hit *found;
  vb_error ignored;
  size_t hits;
  for (size_t i = 0; i < count; i++) {
    bool here = vb_engine_near_duplicates(engine, &asked[i], arena, &found, &hits, &ignored) == 0;
    known &= here;
    for (size_t k = 0; here && more && k < hits && hits > 1 && *more_count < EXPECTED_MAX; k++)
      *more_count += ask_of_candidate(engine, found[k].doc, arena, &more[*more_count]);
  }
  return known;
}

void vb_copies_ahead_ask(vb_engine *engine, vb_copies_ahead *ahead, vb_arena *arena) {
  if (!ahead->count) return;
  if (!ahead->more && call(engine, ahead->asked, ahead->count, arena, NULL, NULL)) {
    ahead->more = vb_arena_calloc(arena, EXPECTED_MAX, sizeof *ahead->more);
    if (ahead->more)
      call(engine, ahead->asked, ahead->count, arena, ahead->more, &ahead->more_count);
  }
  if (ahead->more) call(engine, ahead->more, ahead->more_count, arena, NULL, NULL);
}

void vb_copies_expect(vb_article_reader *articles, size_t from) {
  vb_copies_ahead ahead;
  vb_arena *arena = vb_arena_new();
  if (!arena) return;
  vb_copies_ahead_begin(articles, from, arena, &ahead);
  for (int i = 0; i < VB_COPIES_ROUNDS && ahead.count && vb_engine_gather(articles->engine); i++) {
    vb_copies_ahead_ask(articles->engine, &ahead, arena);
    if (!vb_engine_ask_gathered(articles->engine)) break;
  }
  vb_arena_free(arena);
}

/* Finds the copies of f->mine, one article of the group. */
static vb_status expand(finder *f, const vb_engine_hit *candidates, size_t count, vb_error *err) {
  vb_status status = VB_OK;
  vb_article_reader reader = {
      .engine = f->engine, .hits = candidates, .count = count, .arena = f->scratch};
  vb_shingle_filter_of(f->mine, &f->filter);
  for (size_t i = 0; i < count && status == VB_OK && f->known_count <= VB_COPIES_MAX; i++) {
    if (is_known(f, candidates[i].doc)) continue;
    status = examine(f, &reader, i, err);
    if (status == VB_NOT_FOUND) status = VB_OK; /* it was removed meanwhile */
  }
  return status;
}

/* The shingles of a copy, which was read before and perhaps not kept. */
static vb_status reread(finder *f, uint64_t doc, vb_arena *arena, const vb_shingles **out,
                        vb_error *err) {
  vb_article article;
  vb_analysis words;
  vb_status status = VB_OK;
  *out = vb_copy_texts_find(f->texts, doc);
  if (*out) return VB_OK;
  status = vb_engine_fetch(f->engine, doc, arena, &article, err);
  if (status == VB_OK) status = vb_analyse_words(article.text, arena, &words, err);
  if (status == VB_OK) *out = shingles_of(f, doc, &words, &f->room[1]);
  return status;
}

/* Finds the candidates of f->mine. */
static vb_status candidates_of(finder *f, uint64_t doc, vb_arena *arena, vb_engine_hit **out,
                               size_t *count, vb_error *err) {
  uint32_t keys[VB_SHINGLE_KEYS];
  if (vb_copy_texts_candidates(f->texts, doc, arena, out, count)) return VB_OK;
  vb_near_duplicate_request asked = asked_by(keys, vb_shingles_keys(f->mine, keys));
  vb_status status = vb_engine_near_duplicates(f->engine, &asked, arena, out, count, err);
  if (status == VB_OK) vb_copy_texts_keep_candidates(f->texts, doc, *out, *count);
  return status;
}

static vb_status expand_copy(finder *f, uint64_t doc, vb_arena *arena, vb_error *err) {
  vb_engine_hit *candidates;
  size_t count;
  vb_arena_clear(arena);
  vb_status status = reread(f, doc, arena, &f->mine, err);
  if (status != VB_OK) return status;
  status = candidates_of(f, doc, arena, &candidates, &count, err);
  return status == VB_OK ? expand(f, candidates, count, err) : status;
}

static vb_status find_all(finder *f, const vb_engine_hit *candidates, size_t count, vb_error *err) {
  vb_arena *own = vb_arena_new(); /* because the scratch arena is cleared for each candidate */
  vb_status status = own ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  uint64_t doc = f->request->doc;
  f->known[f->known_count++] = doc;
  f->asked = vb_copy_texts_find(f->texts, doc);
  if (!f->asked) f->asked = shingles_of(f, doc, f->request->words, &f->room[0]);
  f->mine = f->asked;
  if (status == VB_OK) status = expand(f, candidates, count, err);
  for (size_t i = 1; i < f->known_count && status == VB_OK; i++)
    status = expand_copy(f, f->known[i], own, err);
  vb_arena_free(own);
  if (f->out->count > 1) qsort(f->out->list, f->out->count, sizeof *f->out->list, by_rank);
  return status;
}

static vb_status find_among(finder *f, const vb_engine_hit *candidates, size_t count,
                            vb_error *err) {
  vb_copy_texts *own = NULL, **texts = f->request->texts ? f->request->texts : &own;
  if (!*texts) *texts = vb_copy_texts_new();
  f->texts = *texts;
  f->scratch = vb_arena_new();
  vb_status status = f->texts && f->scratch ? find_all(f, candidates, count, err)
                                            : vb_fail(err, VB_NOMEM, "out of memory");
  vb_arena_free(f->scratch);
  vb_copy_texts_free(own);
  return status;
}

vb_status vb_copies_find(vb_engine *engine, const vb_copies_request *request, vb_arena *arena,
                         vb_copies *out, vb_error *err) {
  *out = (vb_copies){0};
  vb_engine_hit *candidates;
  size_t count;
  uint32_t keys[VB_SHINGLE_KEYS];
  vb_near_duplicate_request asked = asked_of(request->words, keys);
  vb_status status = vb_engine_near_duplicates(engine, &asked, arena, &candidates, &count, err);
  bool alone = count == 0 || (count == 1 && candidates[0].doc == request->doc);
  if (status != VB_OK || alone) return status;
  finder f = {.engine = engine, .request = request, .arena = arena, .out = out};
  f.room = malloc(3 * sizeof *f.room);
  if (!f.room) return vb_fail(err, VB_NOMEM, "out of memory");
  status = find_among(&f, candidates, count, err);
  free(f.room);
  return status;
}
