/*
 * query_parse.c - builds the tree from the tokens, by recursive descent:
 *
 *   or    = and { OR and }
 *   and   = { [AND] { "-" | NOT } scope }
 *   scope = near { (w/s | w/p) near }
 *   near  = word { NEAR/n word }
 *   word  = { field: } ( words | phrase | "(" or ")" | dates )
 *
 * There are no syntax errors. Parentheses are balanced first, so the recursion is
 * bounded by VB_QUERY_DEPTH_MAX. An operator without an operand is read as a word. Two
 * operands that an operator cannot join are joined by AND. Every such repair adds a note.
 */
#include "searcher/query/query_lex.h"

enum {
  /* Trees are walked recursively, and a chain "a NEAR/5 b NEAR/5 ..." nests once per operator.
     Nobody types more than three. */
  CHAIN_MAX = 8
};

typedef struct parser {
  vb_lex lex;
  vb_stemmer *stemmer;
  vb_arena *arena;
  size_t at;
  bool nomem;
} parser;

typedef struct list {
  const vb_query **items;
  size_t count, capacity;
} list;

static const vb_query *parse_or(parser *p, vb_field field);

static vb_lex_token *peek(parser *p) {
  return &p->lex.tokens[p->at];
}

static vb_query *new_node(parser *p, vb_query_kind kind, size_t child_count) {
  vb_query *node = vb_query_new(p->arena, kind, child_count);
  if (!node) p->nomem = true;
  return node;
}

static void push(parser *p, list *to, const vb_query *item) {
  if (!item) return;
  if (!VB_ARENA_GROW(p->arena, to->items, &to->capacity, to->count)) p->nomem = true;
  else to->items[to->count++] = item;
}

/* Joins a list by AND or OR, merging groups of the same kind; a list of one is that item. */
static const vb_query *join(parser *p, vb_query_kind kind, const list *items) {
  if (items->count <= 1) return items->count ? items->items[0] : NULL;
  list flat = {0};
  for (size_t i = 0; i < items->count; i++) {
    const vb_query *item = items->items[i];
    if (item->kind != kind) push(p, &flat, item);
    for (size_t c = 0; item->kind == kind && c < item->child_count; c++)
      push(p, &flat, item->children[c]);
  }
  vb_query *node = new_node(p, kind, 0);
  if (!node) return NULL;
  node->children = flat.items;
  node->child_count = flat.count;
  return node;
}

/* --- words --- */

static const vb_query *make_slot(parser *p, const vb_lex_slot *slot, vb_field field, bool by_stem) {
  vb_query *leaf = new_node(p, slot->kind, 0);
  if (!leaf) return NULL;
  leaf->field = field;
  leaf->term = slot->word;
  leaf->signs = slot->signs;
  if (slot->kind != VB_QUERY_TERM) return leaf;
  leaf->word = slot->word;
  leaf->by_stem = by_stem;
  if (by_stem) {
    leaf->term = vb_arena_copy(p->arena, vb_stem(p->stemmer, slot->word));
    if (!leaf->term.p) p->nomem = true;
  }
  return leaf;
}

static const vb_query *make_words(parser *p, const vb_lex_token *token, vb_field field) {
  bool by_stem = !token->as_written && !vb_query_is_name(field);
  if (token->slot_count == 0) return NULL;
  if (token->slot_count == 1 && !token->slots[0].signs)
    return make_slot(p, &token->slots[0], field, by_stem);
  vb_query *phrase = new_node(p, VB_QUERY_PHRASE, token->slot_count);
  if (!phrase) return NULL;
  phrase->field = field;
  for (size_t i = 0; i < token->slot_count; i++) {
    phrase->children[i] = make_slot(p, &token->slots[i], field, by_stem);
    if (!phrase->children[i]) return NULL;
    phrase->has_signs = phrase->has_signs || token->slots[i].signs;
  }
  return phrase;
}

/* Reads an operator that lacks an operand as the word that it also is. */
static const vb_query *take_as_word(parser *p, vb_field field) {
  vb_lex_token *token = peek(p);
  p->at++;
  token->as_written = false;
  vb_lex_slots(&p->lex, token, token->raw);
  if (token->slot_count) {
    vb_str shown = vb_lex_short(token->raw);
    vb_lex_note(&p->lex, "\"%.*s\" has nothing to work on and was read as a word.",
                VB_STR_ARG(shown));
  }
  return make_words(p, token, field);
}

/* --- groups --- */

static bool starts_operand(const vb_lex_token *token) {
  return token->kind == VB_LEX_WORDS || token->kind == VB_LEX_OPEN || token->kind == VB_LEX_FIELD ||
         token->kind == VB_LEX_DATE;
}

/* Whether an operand of AND or OR can begin here; exclusions may, if they exclude something. */
static bool starts_clause(const vb_lex_token *token) {
  while (token->kind == VB_LEX_MINUS || token->kind == VB_LEX_NOT) token++;
  return starts_operand(token);
}

static const vb_query *parse_group(parser *p, vb_field field) {
  p->at++;
  const vb_query *inside = parse_or(p, field);
  if (peek(p)->kind == VB_LEX_CLOSE) p->at++;
  if (!inside) vb_lex_note(&p->lex, "An empty ( ) was left out.");
  return inside;
}

static const vb_query *parse_word(parser *p, vb_field field) {
  while (peek(p)->kind == VB_LEX_FIELD && starts_operand(peek(p) + 1)) {
    field = peek(p)->field;
    p->at++;
  }
  vb_lex_token *token = peek(p);
  switch (token->kind) {
  case VB_LEX_WORDS: p->at++; return make_words(p, token, field);
  case VB_LEX_OPEN: return parse_group(p, field);
  case VB_LEX_FIELD: return take_as_word(p, field);
  case VB_LEX_DATE: {
    p->at++;
    const vb_query *dates = vb_query_dates(p->arena, token->first_day, token->last_day);
    if (!dates) p->nomem = true;
    return dates;
  }
  default: return NULL;
  }
}

/* --- proximity --- */

/* The words of a chain beyond CHAIN_MAX, which are only required to be in the article. */
static const vb_query *join_apart(parser *p, const vb_query *joined, list *apart) {
  if (!joined || !apart->count) return joined;
  vb_lex_note(&p->lex,
              "At most %d words can be joined by NEAR, w/s or w/p; the others were "
              "searched anywhere.",
              CHAIN_MAX);
  push(p, apart, joined);
  return join(p, VB_QUERY_AND, apart);
}

static bool is_words(const vb_query *q) {
  return q->kind == VB_QUERY_TERM || q->kind == VB_QUERY_PREFIX || q->kind == VB_QUERY_PHRASE;
}

/* Whether an operand has places in a text: words of one field, OR of these, or NEAR. */
static bool has_places(const vb_query *q, vb_field *field) {
  if (is_words(q)) {
    bool first = *field == VB_FIELD_COUNT;
    if (first) *field = q->field;
    return *field == q->field;
  }
  if (q->kind != VB_QUERY_OR && q->kind != VB_QUERY_NEAR) return false;
  for (size_t i = 0; i < q->child_count; i++) {
    if (q->kind == VB_QUERY_OR && !is_words(q->children[i])) return false;
    if (!has_places(q->children[i], field)) return false;
  }
  return true;
}

static const vb_query *make_pair(parser *p, const vb_lex_token *operator, const vb_query * left,
                                 const vb_query *right) {
  static const vb_query_kind kinds[] = {[VB_LEX_NEAR] = VB_QUERY_NEAR,
                                        [VB_LEX_SENTENCE] = VB_QUERY_SENTENCE,
                                        [VB_LEX_PARAGRAPH] = VB_QUERY_PARAGRAPH};
  vb_field field = VB_FIELD_COUNT;
  bool joins = has_places(left, &field) && has_places(right, &field);
  vb_query *pair = new_node(p, joins ? kinds[operator->kind] : VB_QUERY_AND, 2);
  if (!pair) return NULL;
  pair->children[0] = left;
  pair->children[1] = right;
  if (joins) {
    pair->distance = operator->distance;
    return pair;
  }
  vb_lex_note(&p->lex, "\"%.*s\" joins words of one field only: both sides were searched anywhere.",
              VB_STR_ARG(operator->raw));
  return join(p, VB_QUERY_AND, &(list){pair->children, 2, 2});
}

static const vb_query *parse_near(parser *p, vb_field field) {
  const vb_query *left = parse_word(p, field);
  list apart = {0};
  for (size_t chain = 1; left && peek(p)->kind == VB_LEX_NEAR && starts_operand(peek(p) + 1);) {
    const vb_lex_token *operator= peek(p);
    p->at++;
    const vb_query *right = parse_word(p, field);
    if (!right) continue;
    if (++chain <= CHAIN_MAX) left = make_pair(p, operator, left, right);
    else push(p, &apart, right);
  }
  return join_apart(p, left, &apart);
}

static size_t count_terms(const vb_query *q) {
  size_t sum = q->child_count == 0;
  for (size_t i = 0; i < q->child_count; i++) sum += count_terms(q->children[i]);
  return sum;
}

/* "a w/s b w/s c" asks for both a w/s b and b w/s c. */
static const vb_query *parse_scope(parser *p, vb_field field) {
  const vb_query *left = parse_near(p, field), *joined = left;
  list pairs = {0}, apart = {0};
  while (left && (peek(p)->kind == VB_LEX_SENTENCE || peek(p)->kind == VB_LEX_PARAGRAPH) &&
         starts_operand(peek(p) + 1)) {
    const vb_lex_token *operator= peek(p);
    p->at++;
    const vb_query *right = parse_near(p, field);
    if (!right) continue;
    if (pairs.count) p->lex.terms += count_terms(left); /* it occurs a second time */
    if (pairs.count + 1 < CHAIN_MAX && p->lex.terms <= VB_QUERY_TERMS_MAX)
      push(p, &pairs, make_pair(p, operator, left, right));
    else push(p, &apart, right);
    left = right;
  }
  if (pairs.count) joined = join(p, VB_QUERY_AND, &pairs);
  return join_apart(p, joined, &apart);
}

/* --- and, or --- */

static const vb_query *make_and(parser *p, const list *wanted, const list *unwanted) {
  const vb_query *from = join(p, VB_QUERY_AND, wanted);
  if (!unwanted->count) return from;
  if (!from) from = new_node(p, VB_QUERY_ALL, 0);
  vb_query *node = new_node(p, VB_QUERY_ANDNOT, 1 + unwanted->count);
  if (!node || !from) return NULL;
  node->children[0] = from;
  memcpy(node->children + 1, unwanted->items, unwanted->count * sizeof *unwanted->items);
  return node;
}

/* Reads one operand and the exclusions before it; *excluded: it belongs to the excluded list. */
static const vb_query *parse_clause(parser *p, vb_field field, bool *excluded) {
  *excluded = false;
  bool excludes = starts_clause(peek(p));
  for (; excludes && (peek(p)->kind == VB_LEX_MINUS || peek(p)->kind == VB_LEX_NOT); p->at++)
    *excluded = !*excluded;
  return starts_operand(peek(p)) ? parse_scope(p, field) : take_as_word(p, field);
}

static const vb_query *parse_and(parser *p, vb_field field) {
  list wanted = {0}, unwanted = {0};
  for (;;) {
    const vb_lex_token *token = peek(p);
    if (token->kind == VB_LEX_END || token->kind == VB_LEX_CLOSE) break;
    bool between = wanted.count + unwanted.count > 0 && starts_clause(token + 1);
    if (token->kind == VB_LEX_OR && between) break;
    if (token->kind == VB_LEX_AND && between) p->at++;
    bool excluded;
    const vb_query *clause = parse_clause(p, field, &excluded);
    push(p, excluded ? &unwanted : &wanted, clause);
  }
  return make_and(p, &wanted, &unwanted);
}

static const vb_query *parse_or(parser *p, vb_field field) {
  list any = {0};
  push(p, &any, parse_and(p, field));
  while (peek(p)->kind == VB_LEX_OR) {
    p->at++;
    push(p, &any, parse_and(p, field));
  }
  return join(p, VB_QUERY_OR, &any);
}

/* Drops parentheses without a partner, and those nested too deep; closes open ones at the end. */
static void balance(vb_lex *lex) {
  size_t depth = 0, kept = 0;
  for (size_t i = 0; i < lex->count; i++) {
    vb_lex_kind kind = lex->tokens[i].kind;
    bool drop = false;
    if (kind == VB_LEX_OPEN) {
      drop = ++depth > VB_QUERY_DEPTH_MAX;
      if (drop)
        vb_lex_note(lex, "Parentheses nested deeper than %d were left out.", VB_QUERY_DEPTH_MAX);
    } else if (kind == VB_LEX_CLOSE) {
      drop = depth == 0 || depth > VB_QUERY_DEPTH_MAX;
      if (depth == 0) vb_lex_note(lex, "A ) without its ( was left out.");
      else depth--;
    }
    if (!drop) lex->tokens[kept++] = lex->tokens[i];
  }
  lex->count = kept;
  if (depth) vb_lex_note(lex, "A ( was not closed: it runs to the end.");
}

/* Never fails because of the text: what cannot be understood becomes words, and notes say what was
   done. "read as" is the tree written out again. */
vb_status vb_query_parse_text(vb_str text, vb_stemmer *stemmer, vb_arena *arena,
                              vb_query_parse *out, vb_error *err) {
  *out = (vb_query_parse){0};
  parser p = {.lex = {.arena = arena}, .stemmer = stemmer, .arena = arena};
  vb_status status = vb_lex_text(&p.lex, text, err);
  if (status != VB_OK) return status;
  balance(&p.lex);
  const vb_query *root = parse_or(&p, p.lex.default_field);
  if (!root) {
    root = new_node(&p, VB_QUERY_NOTHING, 0);
    vb_lex_note(&p.lex, "There is no word to look for.");
  }
  vb_buf described = VB_BUF_INIT;
  if (root) vb_query_describe(root, &described);
  out->read_as = vb_arena_copy(arena, vb_buf_view(&described));
  bool failed = !root || p.nomem || p.lex.nomem || described.failed || !out->read_as.p;
  vb_buf_clear(&described);
  out->root = root;
  out->notes = p.lex.notes;
  out->note_count = p.lex.note_count;
  return failed ? vb_fail(err, VB_NOMEM, "out of memory") : VB_OK;
}
