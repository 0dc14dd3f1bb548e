/*
 * other_forms.c - notes that articles have a name in another form.
 *
 *   "Nancy Pelosi"   ->   82 more articles have only "Nancy Pelosi's".
 *   OBrien           ->   12 more articles have only O'Brien.
 *
 * Between quotation marks a word matches as written, and a possessive is another word; an
 * apostrophe within a name is none that folding takes away. Who looks for the name means the other
 * form too, so its articles are counted: those that match the query with the other form in its
 * place, and do not match as it is.
 */
#include "searcher/answer/answer_internal.h"

#include <utf8proc.h>

enum {
  FORMS_MAX = 3,     /* told of one query; each is a search */
  NAME_WORDS_MAX = 8 /* of a phrase that may be a name */
};

typedef struct forms {
  vb_engine *engine;
  vb_arena *arena;
  const vb_query *root, *filter;
  vb_analysis typed;
  vb_query_reading *reading;
  size_t told;
} forms;

/* ---- the words as typed ---- */

static bool is_capital(vb_str text, size_t at) {
  size_t length;
  int32_t c = vb_utf8_decode(text.p + at, text.p + text.n, &length);
  return c >= 0 && utf8proc_category(c) == UTF8PROC_CATEGORY_LU;
}

/* A name begins with a capital, and so does its last word. */
static bool is_typed_as_name(const forms *f, size_t first, size_t count) {
  const vb_token *tokens = f->typed.tokens;
  return is_capital(f->typed.text, tokens[first].start) &&
         is_capital(f->typed.text, tokens[first + count - 1].start);
}

/* Where the leaf's words stand in the query; false where they stand nowhere in one piece. */
static bool find_typed(const forms *f, const vb_query *const *slots, size_t count, size_t *first) {
  for (size_t i = 0; i + count <= f->typed.token_count; i++) {
    size_t k = 0;
    while (k < count && vb_str_eq(vb_token_term(&f->typed.tokens[i + k]), slots[k]->word)) k++;
    if (k == count) {
      *first = i;
      return true;
    }
  }
  return false;
}

/* ---- the query with another form ---- */

/* The tree with one node in the place of another; NULL without memory. */
static const vb_query *replaced(vb_arena *arena, const vb_query *tree, const vb_query *node,
                                const vb_query *by) {
  if (tree == node) return by;
  vb_query *copy = vb_query_new(arena, tree->kind, tree->child_count);
  if (!copy) return NULL;
  const vb_query **children = copy->children;
  *copy = *tree;
  copy->children = children;
  for (size_t i = 0; i < tree->child_count; i++)
    if (!(children[i] = replaced(arena, tree->children[i], node, by))) return NULL;
  return copy;
}

/* Articles with the other form that have not the query as it is. */
static vb_status count_only(const forms *f, const vb_query *leaf, const vb_query *other,
                            uint64_t *articles, vb_error *err) {
  vb_query *only = vb_query_new(f->arena, VB_QUERY_ANDNOT, 2);
  if (!only) return vb_fail(err, VB_NOMEM, "out of memory");
  only->children[0] = replaced(f->arena, f->root, leaf, other);
  only->children[1] = f->root;
  vb_engine_request request = {.query = vb_query_both(f->arena, only, f->filter),
                               .size = 1,
                               .count = true,
                               .time_limit_ms = 200}; /* a note is not worth more */
  if (!only->children[0] || !request.query) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_engine_result found;
  vb_status status = vb_engine_search(f->engine, &request, f->arena, &found, err);
  *articles = status == VB_OK && found.total_exact ? found.total : 0;
  return status;
}

/* The leaf with another last word. */
static const vb_query *with_last(vb_arena *arena, const vb_query *leaf, vb_str word) {
  vb_query *copy = vb_query_new(arena, leaf->kind, leaf->child_count);
  if (!copy) return NULL;
  const vb_query **children = copy->children;
  *copy = *leaf;
  copy->children = children;
  for (size_t i = 0; i + 1 < leaf->child_count; i++) children[i] = leaf->children[i];
  if (leaf->child_count > 0)
    return (children[leaf->child_count - 1] =
                with_last(arena, leaf->children[leaf->child_count - 1], word))
               ? copy
               : NULL;
  copy->by_stem = false;
  copy->term = copy->word = word;
  return copy;
}

static vb_status tell(forms *f, uint64_t articles, vb_str name, vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_buf_printf(&text, "%llu more article%s only \"%.*s\".", (unsigned long long)articles,
                articles == 1 ? " has" : "s have", VB_STR_ARG(name));
  vb_status status = vb_buf_ok(&text, err);
  if (status == VB_OK) status = vb_reading_note(f->reading, vb_buf_view(&text), f->arena, err);
  vb_buf_clear(&text);
  f->told++;
  return status;
}

/* Tells of the form of a leaf whose last word is `word`, shown as `name`. */
static vb_status consider(forms *f, const vb_query *leaf, vb_str word, vb_str name, vb_error *err) {
  uint64_t articles = 0;
  vb_status status = vb_engine_frequency(f->engine, leaf->field, word, false, &articles, err);
  if (status != VB_OK || articles == 0) return status;
  const vb_query *other = with_last(f->arena, leaf, word);
  if (!other) return vb_fail(err, VB_NOMEM, "out of memory");
  status = count_only(f, leaf, other, &articles, err);
  return status == VB_OK && articles > 0 ? tell(f, articles, name, err) : status;
}

static vb_str joined(vb_arena *arena, vb_str a, const char *between, vb_str b, vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_buf_str(&text, a);
  vb_buf_text(&text, between);
  vb_buf_str(&text, b);
  vb_str copy = text.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&text));
  vb_buf_clear(&text);
  if (!copy.p) vb_fail(err, VB_NOMEM, "out of memory");
  return copy;
}

/* ---- one leaf ---- */

/* A name between quotation marks, and its possessive. */
static vb_status look_at_possessive(forms *f, const vb_query *leaf, const vb_query *const *slots,
                                    size_t count, vb_error *err) {
  size_t first;
  vb_str last = slots[count - 1]->term;
  if (slots[0]->by_stem || vb_str_ends(last, "'s") || !find_typed(f, slots, count, &first) ||
      !is_typed_as_name(f, first, count))
    return VB_OK;
  const vb_token *tokens = f->typed.tokens;
  vb_str typed = vb_str_slice(f->typed.text, tokens[first].start, tokens[first + count - 1].end);
  vb_str word = joined(f->arena, last, "'s", VB_STR(""), err);
  vb_str name = joined(f->arena, typed, "'s", VB_STR(""), err);
  return word.p && name.p ? consider(f, leaf, word, name, err) : VB_NOMEM;
}

/* "OBrien" and "O'Brien": each by the other. */
static vb_status look_at_apostrophe(forms *f, const vb_query *leaf, const vb_query *const *slots,
                                    size_t count, vb_error *err) {
  enum { LETTERS_MIN = 4 };
  size_t first;
  vb_str last = slots[count - 1]->word;
  if (last.n < LETTERS_MIN || !strchr("odl", last.p[0]) || last.p[0] == '\0') return VB_OK;
  size_t behind = last.p[1] == '\'' ? 2 : 1;
  const char *between = behind == 2 ? "" : "'";
  vb_str word =
      joined(f->arena, vb_str_slice(last, 0, 1), between, vb_str_slice(last, behind, last.n), err);
  if (!word.p) return VB_NOMEM;
  if (!find_typed(f, slots, count, &first)) return VB_OK;
  const vb_token *end = &f->typed.tokens[first + count - 1];
  vb_str before = vb_str_slice(f->typed.text, f->typed.tokens[first].start, end->start + 1);
  size_t mark = behind == 1 ? 0 : (f->typed.text.p[end->start + 1] & 0x80) ? 3 : 1;
  vb_str name = joined(f->arena, before, between,
                       vb_str_slice(f->typed.text, end->start + 1 + mark, end->end), err);
  return name.p ? consider(f, leaf, word, name, err) : VB_NOMEM;
}

static vb_status look_at(forms *f, const vb_query *leaf, vb_error *err) {
  bool phrase = leaf->kind == VB_QUERY_PHRASE;
  const vb_query *const *slots = phrase ? leaf->children : &leaf;
  size_t count = phrase ? leaf->child_count : 1;
  if (count == 0 || count > NAME_WORDS_MAX || f->told >= FORMS_MAX) return VB_OK;
  for (size_t i = 0; i < count; i++)
    if (slots[i]->kind != VB_QUERY_TERM || !slots[i]->word.p) return VB_OK;
  vb_status status = look_at_possessive(f, leaf, slots, count, err);
  return status == VB_OK ? look_at_apostrophe(f, leaf, slots, count, err) : status;
}

/* What is excluded is left alone. */
static vb_status walk(forms *f, const vb_query *node, vb_error *err) {
  if (node->kind == VB_QUERY_TERM || node->kind == VB_QUERY_PHRASE) return look_at(f, node, err);
  size_t n = node->kind == VB_QUERY_ANDNOT && node->child_count > 1 ? 1 : node->child_count;
  vb_status status = VB_OK;
  for (size_t i = 0; i < n && status == VB_OK; i++) status = walk(f, node->children[i], err);
  return status;
}

vb_status vb_search_note_forms(vb_engine *engine, vb_str query, const vb_query *root,
                               const vb_query *filter, vb_arena *arena, vb_query_reading *reading,
                               vb_error *err) {
  forms f = {.engine = engine, .arena = arena, .root = root, .filter = filter, .reading = reading};
  vb_buf valid = VB_BUF_INIT;
  vb_utf8_repair(query, &valid);
  vb_str text = valid.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&valid));
  vb_buf_clear(&valid);
  if (!text.p) return query.n ? vb_fail(err, VB_NOMEM, "out of memory") : VB_OK;
  vb_status status = vb_analyse_words(text, arena, &f.typed, err);
  return status == VB_OK ? walk(&f, root, err) : status;
}
