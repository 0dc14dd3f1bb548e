/*
 * xapian_query.c - translates our query tree to Xapian's.
 *
 * Xapian knows articles, terms and positions, but neither sentences nor open slots. A
 * node that it cannot decide becomes a query that finds a superset of the matches, and
 * the tree is marked as not exact: each candidate is then verified. Under a negation a
 * superset would exclude too much, so such a node is left out there.
 *
 * A word by its stem is the term stem-prefix + stem, or the stem itself as a word if it
 * is its own stem, because the indexer writes such a word only once. Stems and the words
 * said have no positions: a phrase or NEAR of them is verified. A phrase of words said is
 * also one of the text, which has positions and leaves few candidates.
 *
 * Words of the title and words said are words of the text as well, and weigh what these
 * weigh, as in the native engine.
 */
#include "searcher/engine/xapian/xapian_internal.h"

enum {
  /* Words that a prefix inside a phrase may match; each is a position list to merge. With more,
     candidates are verified instead. */
  SLOT_WORDS_MAX = 256,
  /* Words that a prefix may match; each is a cursor with two blocks of 8 KiB. */
  PREFIX_WORDS_MAX = 10000
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

/* The query of a TERM in a field, whatever the node's own. */
static vb_status field_word(compiler *c, vb_field field, const vb_query *node,
                            const vb_xapian_query **out, vb_error *err) {
  const char *prefix = vb_field_prefix(field);
  if (!node->by_stem) return leaf(c, prefix, node->term, out, err);
  const vb_xapian_query *forms[2];
  vb_status status = leaf(c, vb_field_stem_prefix(field), node->term, &forms[0], err);
  if (status) return status;
  *out = forms[0];
  if (!vb_str_eq(vb_stem(c->engine->stemmer, node->term), node->term)) return VB_OK;
  status = leaf(c, prefix, node->term, &forms[1], err);
  if (status) return status;
  return vb_xapian_query_combine(c->pool, VB_XAPIAN_SYNONYM, forms, 2, 0, out, err);
}

static bool within_text(vb_field field) {
  return field == VB_FIELD_TITLE || field == VB_FIELD_SAID;
}

static vb_status word_query(compiler *c, const vb_query *node, const vb_xapian_query **out,
                            vb_error *err) {
  const vb_xapian_query *parts[2];
  if (!within_text(node->field)) return field_word(c, node->field, node, out, err);
  vb_status status = field_word(c, VB_FIELD_TEXT, node, &parts[0], err);
  if (!status) status = field_word(c, node->field, node, &parts[1], err);
  if (status) return status;
  return vb_xapian_query_combine(c->pool, VB_XAPIAN_FILTER, parts, 2, 0, out, err);
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
  const vb_xapian_query **placed, **loose, **said;
  size_t placed_count, loose_count, said_count;
} phrase;

/* A slot as a word said, without its place. */
static vb_status add_said(compiler *c, const vb_query *slot, phrase *parts, vb_error *err) {
  vb_query said = *slot;
  const vb_xapian_query **out = &parts->said[parts->said_count];
  vb_status status = VB_OK;
  said.field = VB_FIELD_SAID;
  if (said.kind == VB_QUERY_TERM) status = field_word(c, VB_FIELD_SAID, &said, out, err);
  else if (said.kind == VB_QUERY_PREFIX && said.term.n) status = prefix_query(c, &said, out, err);
  else return VB_OK;
  parts->said_count++;
  return status;
}

/* The phrase's field counts, whatever its slots say. */
static vb_status add_slot(compiler *c, vb_field field, const vb_query *child, phrase *parts,
                          vb_error *err) {
  const vb_xapian_query *query = NULL;
  vb_status status = VB_OK;
  vb_query slot = *child;
  bool word = slot.kind == VB_QUERY_TERM, prefix = slot.kind == VB_QUERY_PREFIX && slot.term.n;
  slot.field = field == VB_FIELD_SAID ? VB_FIELD_TEXT : field;
  if (field == VB_FIELD_SAID) status = add_said(c, child, parts, err);
  if (!status && word) status = field_word(c, slot.field, &slot, &query, err);
  if (!status && prefix) status = expand_slot(c, &slot, &query, err);
  if (status) return status;
  if (query && !slot.by_stem) {
    parts->placed[parts->placed_count++] = query;
    return VB_OK;
  }
  if (prefix) status = prefix_query(c, &slot, &query, err);
  if (query) parts->loose[parts->loose_count++] = query;
  return status;
}

static vb_status phrase_parts(compiler *c, size_t slots, phrase *out, vb_error *err) {
  *out = (phrase){.placed = vb_arena_calloc(c->arena, slots + 1, sizeof *out->placed),
                  .loose = vb_arena_calloc(c->arena, slots + 1, sizeof *out->loose),
                  .said = vb_arena_calloc(c->arena, slots + 1, sizeof *out->said)};
  return out->placed && out->loose && out->said ? VB_OK : no_memory(err);
}

/* Requires the words said, without weight. */
static vb_status filter_said(compiler *c, const phrase *parts, const vb_xapian_query **out,
                             vb_error *err) {
  const vb_xapian_query *both[2] = {*out, NULL};
  if (!parts->said_count) return VB_OK;
  vb_status status = vb_xapian_query_combine(c->pool, VB_XAPIAN_AND, parts->said, parts->said_count,
                                             0, &both[1], err);
  if (status) return status;
  return vb_xapian_query_combine(c->pool, VB_XAPIAN_FILTER, both, 2, 0, out, err);
}

/* Slots of written words become a positional phrase. Slots by stem, and those of more words than
   can be in one, are only required to occur, and the result is not exact. */
static vb_status phrase_query(compiler *c, const vb_query *node, compiled *out, vb_error *err) {
  size_t n = node->child_count;
  phrase parts;
  vb_status status = phrase_parts(c, n, &parts, err);
  for (size_t i = 0; i < n && !status; i++)
    status = add_slot(c, node->field, node->children[i], &parts, err);
  if (status) return status;
  bool placed_all = parts.placed_count == n && (node->field != VB_FIELD_SAID || n == 1);
  out->exact = !node->has_signs && (placed_all || !(parts.placed_count + parts.loose_count));
  const vb_xapian_query *placed = NULL;
  if (parts.placed_count == 1) placed = parts.placed[0];
  if (parts.placed_count > 1)
    status = vb_xapian_query_combine(c->pool, VB_XAPIAN_PHRASE, parts.placed, parts.placed_count,
                                     (uint32_t)n, &placed, err);
  if (status) return status;
  if (placed) parts.loose[parts.loose_count++] = placed;
  /* A phrase of open words alone matches nothing. */
  if (!parts.loose_count) return vb_xapian_query_nothing(c->pool, &out->query, err);
  status = vb_xapian_query_combine(c->pool, VB_XAPIAN_AND, parts.loose, parts.loose_count, 0,
                                   &out->query, err);
  return status ? status : filter_said(c, &parts, &out->query, err);
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

/* A word with positions. */
static bool has_places(const vb_query *q) {
  return q->kind == VB_QUERY_TERM && !q->by_stem && q->field != VB_FIELD_SAID;
}

/* Xapian decides NEAR of two words as written. It does not accept phrases, and if both sides are
   the same word its definition differs from ours. */
static vb_status near(compiler *c, const vb_query *node, compiled *out, vb_error *err) {
  const vb_xapian_query *sides[2];
  const vb_query **words = node->children;
  if (node->child_count != 2 || !node->distance || !has_places(words[0]) || !has_places(words[1]) ||
      words[0]->field != words[1]->field || vb_str_eq(words[0]->term, words[1]->term)) {
    vb_status status = combine(c, node, VB_XAPIAN_AND, out, err);
    out->exact = false;
    return status;
  }
  vb_status status = VB_OK;
  for (int i = 0; i < 2 && !status; i++)
    status = field_word(c, words[i]->field, words[i], &sides[i], err);
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
  case VB_QUERY_TERM: return word_query(c, node, &out->query, err);
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
  if (c->depth >= VB_QUERY_TREE_DEPTH_MAX)
    return vb_fail(err, VB_LIMIT, "a query nested deeper than %d", VB_QUERY_TREE_DEPTH_MAX);
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
