/*
 * xapian_query.c - translates our query tree to Xapian's.
 *
 * Xapian knows articles, terms and positions, but neither sentences nor open slots. A
 * node that it cannot decide becomes a query that finds a superset of the matches, and
 * the tree is marked as not exact: each candidate is then verified. Under a negation a
 * superset would exclude too much, so such a node is left out there.
 *
 * A word by its stem is the term stem-prefix + stem, or the stem itself as a word if it
 * is its own stem, because the indexer writes such a word only once.
 */
#include "searcher/engine/xapian/xapian_internal.h"

enum {
  /* Words that a prefix inside a phrase may match; each is a position list to merge. With more,
     candidates are verified instead. */
  SLOT_WORDS_MAX = 256,
  /* Words that a prefix may match; each is a cursor with two blocks of 8 KiB. */
  PREFIX_WORDS_MAX = 10000,
  DEPTH_MAX = 2 * VB_QUERY_DEPTH_MAX /* the parser's limit, and room for added filters */
};

typedef struct compiler {
  vb_xapian_engine *engine;
  vb_xapian_pool *pool;
  vb_arena *arena;
  int depth;
} compiler;

typedef vb_xapian_compiled compiled;

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "no memory for a query");
}

static vb_status compile(compiler *c, const vb_query *node, compiled *out, vb_error *err);

/* ---- words ---- */

static vb_status term_of(compiler *c, const char *prefix, vb_str word, vb_str *out, vb_error *err) {
  *out = vb_arena_join(c->arena, vb_str_of(prefix), word);
  return out->p ? VB_OK : no_memory(err);
}

static vb_status leaf(compiler *c, const char *prefix, vb_str word, const vb_xapian_query **out,
                      vb_error *err) {
  vb_str term;
  vb_status status = term_of(c, prefix, word, &term, err);
  if (status) return status;
  if (term.n > VB_XAPIAN_TERM_MAX || !word.n) return vb_xapian_query_nothing(c->pool, out, err);
  return vb_xapian_query_term(c->pool, term, out, err);
}

/* The query of a TERM; `either` joins the two forms of a stem (SYNONYM, or OR in a phrase). */
static vb_status word_query(compiler *c, const vb_query *node, vb_xapian_op either,
                            const vb_xapian_query **out, vb_error *err) {
  const char *prefix = vb_field_prefix(node->field);
  if (!node->by_stem) return leaf(c, prefix, node->term, out, err);
  const vb_xapian_query *forms[2];
  vb_status status = leaf(c, vb_field_stem_prefix(node->field), node->term, &forms[0], err);
  if (status) return status;
  *out = forms[0];
  if (!vb_str_eq(vb_stem(c->engine->stemmer, node->term), node->term)) return VB_OK;
  status = leaf(c, prefix, node->term, &forms[1], err);
  if (status) return status;
  return vb_xapian_query_combine(c->pool, either, forms, 2, 0, out, err);
}

static vb_status prefix_query(compiler *c, const vb_query *node, const vb_xapian_query **out,
                              vb_error *err) {
  vb_str term;
  vb_status status = term_of(c, vb_field_prefix(node->field), node->term, &term, err);
  if (status) return status;
  return vb_xapian_query_wildcard(c->pool, term, PREFIX_WORDS_MAX, out, err);
}

/* ---- phrases ---- */

/* The words of a prefix slot as an OR; *out is NULL if there are too many. Words are looked up in
   the phrase's field. */
static vb_status expand_slot(compiler *c, const vb_query *slot, const vb_xapian_query **out,
                             vb_error *err) {
  vb_xapian_terms *terms = NULL;
  const vb_xapian_query *words[SLOT_WORDS_MAX];
  size_t count = 0;
  uint64_t frequency;
  vb_str prefix, term;
  *out = NULL;
  vb_status status = term_of(c, vb_field_prefix(slot->field), slot->term, &prefix, err);
  if (!status) status = vb_xapian_terms_open(c->engine->whole, prefix, &terms, err);
  while (!status) {
    status = vb_xapian_terms_next(terms, &term, &frequency, err);
    if (status || !term.p) break;
    if (count == SLOT_WORDS_MAX) goto done;
    status = vb_xapian_query_term(c->pool, term, &words[count++], err);
  }
  if (status) goto done;
  if (count) status = vb_xapian_query_combine(c->pool, VB_XAPIAN_OR, words, count, 0, out, err);
  else status = vb_xapian_query_nothing(c->pool, out, err);
done:
  vb_xapian_terms_close(terms);
  return status;
}

/* Parts with a place in the phrase, and parts that only have to be in the article. */
typedef struct phrase {
  const vb_xapian_query **placed, **loose;
  size_t placed_count, loose_count;
} phrase;

static vb_status add_slot(compiler *c, vb_field field, const vb_query *child, phrase *parts,
                          vb_error *err) {
  const vb_xapian_query *query = NULL;
  vb_status status = VB_OK;
  vb_query slot = *child;
  slot.field = field; /* the phrase's field counts, whatever its slots say */
  if (slot.kind == VB_QUERY_TERM) status = word_query(c, &slot, VB_XAPIAN_OR, &query, err);
  if (slot.kind == VB_QUERY_PREFIX && slot.term.n) status = expand_slot(c, &slot, &query, err);
  if (status) return status;
  if (query) {
    parts->placed[parts->placed_count++] = query;
  } else if (slot.kind == VB_QUERY_PREFIX && slot.term.n) {
    status = prefix_query(c, &slot, &query, err);
    parts->loose[parts->loose_count++] = query;
  }
  return status;
}

/* Slots with one word become a positional phrase. Slots with several words cannot be in one, so
   they are only required to occur, and the result is not exact. */
static vb_status phrase_query(compiler *c, const vb_query *node, compiled *out, vb_error *err) {
  size_t n = node->child_count;
  phrase parts = {.placed = vb_arena_calloc(c->arena, n + 1, sizeof *parts.placed),
                  .loose = vb_arena_calloc(c->arena, n + 1, sizeof *parts.loose)};
  if (!parts.placed || !parts.loose) return no_memory(err);
  vb_status status = VB_OK;
  for (size_t i = 0; i < n && !status; i++)
    status = add_slot(c, node->field, node->children[i], &parts, err);
  if (status) return status;
  out->exact =
      !node->has_signs && (parts.placed_count == n || !(parts.placed_count + parts.loose_count));
  const vb_xapian_query *placed = NULL;
  if (parts.placed_count == 1) placed = parts.placed[0];
  if (parts.placed_count > 1)
    status = vb_xapian_query_combine(c->pool, VB_XAPIAN_PHRASE, parts.placed, parts.placed_count,
                                     (uint32_t)n, &placed, err);
  if (status) return status;
  if (placed) parts.loose[parts.loose_count++] = placed;
  /* A phrase of open words alone matches nothing. */
  if (!parts.loose_count) return vb_xapian_query_nothing(c->pool, &out->query, err);
  return vb_xapian_query_combine(c->pool, VB_XAPIAN_AND, parts.loose, parts.loose_count, 0,
                                 &out->query, err);
}

/* ---- operators ---- */

static vb_status combine(compiler *c, const vb_query *node, vb_xapian_op op, compiled *out,
                         vb_error *err) {
  const vb_xapian_query **parts = vb_arena_calloc(c->arena, node->child_count + 1, sizeof *parts);
  if (!parts) return no_memory(err);
  out->exact = true;
  for (size_t i = 0; i < node->child_count; i++) {
    compiled child;
    vb_status status = compile(c, node->children[i], &child, err);
    if (status) return status;
    parts[i] = child.query;
    out->exact = out->exact && child.exact;
  }
  return vb_xapian_query_combine(c->pool, op, parts, node->child_count, 0, &out->query, err);
}

static vb_status without(compiler *c, const vb_query *node, compiled *out, vb_error *err) {
  const vb_xapian_query **parts = vb_arena_calloc(c->arena, node->child_count + 1, sizeof *parts);
  size_t count = 1;
  if (!parts) return no_memory(err);
  if (!node->child_count) return vb_xapian_query_nothing(c->pool, &out->query, err);
  vb_status status = compile(c, node->children[0], out, err);
  parts[0] = out->query;
  for (size_t i = 1; i < node->child_count && !status; i++) {
    compiled child;
    status = compile(c, node->children[i], &child, err);
    if (child.exact) parts[count++] = child.query;
    else out->exact = false;
  }
  if (status || count == 1) return status;
  return vb_xapian_query_combine(c->pool, VB_XAPIAN_ANDNOT, parts, count, 0, &out->query, err);
}

/* Whether two words can never be the same word of an article. */
static bool apart(const vb_query *a, const vb_query *b) {
  return a->kind == VB_QUERY_TERM && b->kind == VB_QUERY_TERM && a->field == b->field &&
         a->by_stem == b->by_stem && !vb_str_eq(a->term, b->term);
}

/* Xapian decides NEAR of two plain words. It does not accept phrases, and if both sides can be the
   same word its definition differs from ours. */
static vb_status near(compiler *c, const vb_query *node, compiled *out, vb_error *err) {
  const vb_xapian_query *sides[2];
  if (node->child_count != 2 || !node->distance || !apart(node->children[0], node->children[1])) {
    vb_status status = combine(c, node, VB_XAPIAN_AND, out, err);
    out->exact = false;
    return status;
  }
  vb_status status = VB_OK;
  for (int i = 0; i < 2 && !status; i++)
    status = word_query(c, node->children[i], VB_XAPIAN_OR, &sides[i], err);
  if (status) return status;
  out->exact = true;
  uint32_t distance = node->distance < VB_NEAR_MAX ? node->distance : VB_NEAR_MAX;
  return vb_xapian_query_combine(c->pool, VB_XAPIAN_NEAR, sides, 2, distance + 1, &out->query, err);
}

static vb_str day_text(compiler *c, uint32_t day) {
  char text[16];
  for (int i = 7; i >= 0; i--, day /= 10) text[i] = (char)('0' + day % 10);
  return vb_arena_copy(c->arena, (vb_str){text, 8});
}

/* "~", the last day of an unknown date, is after every day; "", its first day, is before. */
static vb_status dates(compiler *c, const vb_query *node, compiled *out, vb_error *err) {
  const vb_xapian_query *bounds[2];
  size_t count = 0;
  vb_status status = VB_OK;
  out->exact = true;
  if (node->first_day)
    status = vb_xapian_query_range(c->pool, VB_SLOT_FIRST_DAY, day_text(c, node->first_day),
                                   VB_STR_NONE, &bounds[count++], err);
  if (!status && node->last_day)
    status = vb_xapian_query_range(c->pool, VB_SLOT_LAST_DAY, VB_STR_NONE,
                                   day_text(c, node->last_day), &bounds[count++], err);
  if (status) return status;
  if (!count) /* any known date */
    return vb_xapian_query_range(c->pool, VB_SLOT_FIRST_DAY, VB_STR("0"), VB_STR_NONE, &out->query,
                                 err);
  return vb_xapian_query_combine(c->pool, VB_XAPIAN_AND, bounds, count, 0, &out->query, err);
}

/* Compiles a node to a Xapian query that finds at least its matches; out->exact says whether it
   finds only them. Where it is not exact, candidates are verified. */
static vb_status compile_node(compiler *c, const vb_query *node, compiled *out, vb_error *err) {
  vb_status status;
  out->exact = true;
  switch (node->kind) {
  case VB_QUERY_NOTHING:
  case VB_QUERY_ANY_WORD: /* has a meaning only inside a phrase */
    return vb_xapian_query_nothing(c->pool, &out->query, err);
  case VB_QUERY_ALL: return vb_xapian_query_all(c->pool, &out->query, err);
  case VB_QUERY_TERM: return word_query(c, node, VB_XAPIAN_SYNONYM, &out->query, err);
  case VB_QUERY_PREFIX:
    out->exact = node->term.n > 0;
    if (!out->exact) return vb_xapian_query_all(c->pool, &out->query, err); /* any word */
    return prefix_query(c, node, &out->query, err);
  case VB_QUERY_PHRASE: return phrase_query(c, node, out, err);
  case VB_QUERY_NEAR: return near(c, node, out, err);
  case VB_QUERY_AND: return combine(c, node, VB_XAPIAN_AND, out, err);
  case VB_QUERY_OR: return combine(c, node, VB_XAPIAN_OR, out, err);
  case VB_QUERY_ANDNOT: return without(c, node, out, err);
  case VB_QUERY_DATE: return dates(c, node, out, err);
  case VB_QUERY_SENTENCE:
  case VB_QUERY_PARAGRAPH:
    status = combine(c, node, VB_XAPIAN_AND, out, err);
    out->exact = false;
    return status;
  }
  return vb_fail(err, VB_INTERNAL, "a query node of unknown kind %d", (int)node->kind);
}

static vb_status compile(compiler *c, const vb_query *node, compiled *out, vb_error *err) {
  *out = (compiled){NULL, false};
  if (c->depth >= DEPTH_MAX)
    return vb_fail(err, VB_LIMIT, "a query nested deeper than %d", DEPTH_MAX);
  c->depth++;
  vb_status status = compile_node(c, node, out, err);
  c->depth--;
  return status;
}

vb_status vb_xapian_compile(vb_xapian_engine *engine, const vb_query *query, vb_xapian_pool *pool,
                            vb_arena *arena, vb_xapian_compiled *out, vb_error *err) {
  compiler c = {engine, pool, arena, 0};
  return compile(&c, query, out, err);
}
