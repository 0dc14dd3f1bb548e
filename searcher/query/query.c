/*
 * query.c - builds query trees, and writes them in the query language.
 *
 * The output parses to the same tree again, so parentheses follow the grammar of
 * query_parse.c. In shallow trees more parentheses are written than needed, because
 * people read "b OR (c d)" correctly and might take "b OR c d" for "(b OR c) d". A group
 * whose words are all in one field is written "title:(a b)"; a whole query about
 * comments begins with "in:comments".
 */
#include "searcher/query/query.h"

#include "indexer/base/utf8.h"

#include <stdio.h>

enum {
  /* Deeper trees get only the parentheses that they need, so that the added ones cannot exceed
     VB_QUERY_DEPTH_MAX when the output is parsed. */
  CLEAR_DEPTH = 16
};

vb_query *vb_query_new(vb_arena *arena, vb_query_kind kind, size_t child_count) {
  vb_query *query = vb_arena_calloc(arena, 1, sizeof *query);
  if (!query) return NULL;
  query->kind = kind;
  query->child_count = child_count;
  if (child_count) {
    query->children = vb_arena_calloc(arena, child_count, sizeof *query->children);
    if (!query->children) return NULL;
  }
  return query;
}

const vb_query *vb_query_both(vb_arena *arena, const vb_query *a, const vb_query *b) {
  if (!a || !b) return a ? a : b;
  vb_query *both = vb_query_new(arena, VB_QUERY_AND, 2);
  if (!both) return NULL;
  both->children[0] = a;
  both->children[1] = b;
  return both;
}

const vb_query *vb_query_dates(vb_arena *arena, uint32_t first_day, uint32_t last_day) {
  vb_query *dates = vb_query_new(arena, VB_QUERY_DATE, 0);
  if (!dates) return NULL;
  dates->first_day = first_day;
  dates->last_day = last_day;
  return dates;
}

bool vb_query_is_name(vb_field field) {
  return field == VB_FIELD_AUTHOR || field == VB_FIELD_SOURCE || field == VB_FIELD_SPEAKER ||
         field == VB_FIELD_LANGUAGE;
}

/* --- describing --- */

/* How tightly a kind binds; a looser child needs parentheses. */
enum level { LEVEL_OR = 1, LEVEL_AND, LEVEL_SCOPE, LEVEL_NEAR, LEVEL_WORD };

typedef struct writer {
  vb_buf *out;
  vb_field field; /* the field of a word that names none */
  bool clear;     /* write parentheses that only help the reader */
} writer;

static enum level level_of(const vb_query *q) {
  switch (q->kind) {
  case VB_QUERY_OR: return LEVEL_OR;
  case VB_QUERY_AND:
  case VB_QUERY_ANDNOT: return LEVEL_AND;
  case VB_QUERY_SENTENCE:
  case VB_QUERY_PARAGRAPH: return LEVEL_SCOPE;
  case VB_QUERY_NEAR: return LEVEL_NEAR;
  default: return LEVEL_WORD;
  }
}

static bool is_leaf(const vb_query *q) {
  return level_of(q) == LEVEL_WORD;
}

static size_t depth_of(const vb_query *q) {
  size_t deepest = 0;
  for (size_t i = 0; !is_leaf(q) && i < q->child_count; i++) {
    size_t depth = depth_of(q->children[i]);
    if (depth > deepest) deepest = depth;
  }
  return deepest + 1;
}

/* Whether all leaves are words of the field. */
static bool all_in_field(const vb_query *q, vb_field field) {
  if (is_leaf(q))
    return (q->kind == VB_QUERY_TERM || q->kind == VB_QUERY_PREFIX || q->kind == VB_QUERY_PHRASE) &&
           q->field == field;
  bool starts_with_all = q->kind == VB_QUERY_ANDNOT && q->children[0]->kind == VB_QUERY_ALL;
  for (size_t i = starts_with_all; i < q->child_count; i++)
    if (!all_in_field(q->children[i], field)) return false;
  return true;
}

static vb_field first_field(const vb_query *q) {
  while (!is_leaf(q) && q->child_count) q = q->children[q->child_count - 1];
  return q->field;
}

static bool is_han(vb_str s, bool at_end) {
  if (!s.n) return false;
  size_t at = at_end ? vb_utf8_floor(s, s.n - 1) : 0, length;
  int32_t c = vb_utf8_decode(s.p + at, s.p + s.n, &length);
  return c >= 0x3400 && c <= 0x9FFF;
}

static vb_str shown_word(const vb_query *leaf) {
  return leaf->by_stem && leaf->word.p ? leaf->word : leaf->term;
}

static void write_field(const writer *w, vb_field field) {
  if (field != w->field) vb_buf_printf(w->out, "%s:", vb_field_name(field));
}

static void write_character(vb_buf *out, int32_t c) {
  char bytes[4];
  if (c) vb_buf_append(out, bytes, vb_utf8_encode(c, bytes));
}

static void write_slot(const writer *w, const vb_query *slot) {
  if (slot->signs) write_character(w->out, slot->signs->sign);
  if (slot->signs) write_character(w->out, slot->signs->currency);
  if (slot->kind != VB_QUERY_ANY_WORD) vb_buf_str(w->out, shown_word(slot));
  if (slot->kind != VB_QUERY_TERM) vb_buf_char(w->out, '*');
  if (slot->signs) write_character(w->out, slot->signs->unit);
}

/* Adjacent words by stem are written as one typed word ("cyber-attack"), others in quotation
   marks. */
static void write_phrase(const writer *w, const vb_query *phrase) {
  bool by_stem = false;
  for (size_t i = 0; i < phrase->child_count; i++)
    by_stem = by_stem || phrase->children[i]->by_stem;
  write_field(w, phrase->field);
  if (!by_stem) vb_buf_char(w->out, '"');
  for (size_t i = 0; i < phrase->child_count; i++) {
    const vb_query *slot = phrase->children[i];
    if (i > 0 && !by_stem) {
      vb_buf_char(w->out, ' ');
    } else if (i > 0) {
      const vb_query *before = phrase->children[i - 1];
      bool together = before->kind == VB_QUERY_TERM && is_han(shown_word(before), true) &&
                      is_han(shown_word(slot), false);
      if (!together) vb_buf_char(w->out, '-');
    }
    write_slot(w, slot);
  }
  if (!by_stem) vb_buf_char(w->out, '"');
}

static void write_term(const writer *w, const vb_query *term) {
  bool quoted = !term->by_stem && !vb_query_is_name(term->field);
  write_field(w, term->field);
  if (quoted) vb_buf_char(w->out, '"');
  vb_buf_str(w->out, shown_word(term));
  if (quoted) vb_buf_char(w->out, '"');
}

/* Writes a first day as a day, and a last day that no calendar has ("June 31") as its month. */
static void write_day(vb_buf *out, uint32_t day) {
  vb_date date = {.year = (uint16_t)(day / 10000),
                  .month = (uint8_t)(day / 100 % 100),
                  .day = (uint8_t)(day % 100),
                  .precision = VB_DATE_DAY};
  if (!vb_date_valid(date)) date.precision = VB_DATE_MONTH;
  char text[VB_DATE_TEXT];
  vb_date_format(date, text);
  vb_buf_text(out, text);
}

static void write_dates(vb_buf *out, uint32_t first, uint32_t last) {
  vb_buf_text(out, "date:");
  bool one_year = first / 10000 == last / 10000 && first % 10000 == 101 && last % 10000 == 1231;
  bool one_month = first / 100 == last / 100 && first % 100 == 1 && last % 100 == 31;
  if (one_year) {
    vb_buf_printf(out, "%04u", first / 10000);
  } else if (one_month) {
    vb_buf_printf(out, "%04u-%02u", first / 10000, first / 100 % 100);
  } else {
    if (first) write_day(out, first);
    if (first != last) vb_buf_text(out, "..");
    if (last && first != last) write_day(out, last);
  }
}

static void write_node(writer w, const vb_query *q);

static void write_child(writer w, const vb_query *child, enum level needed, enum level clear) {
  enum level level = level_of(child);
  bool wrap = level < needed || (w.clear && level < clear);
  vb_field field = first_field(child);
  if (w.clear && !is_leaf(child) && field != w.field && all_in_field(child, field)) {
    write_node(w, child); /* writes "title:( )" itself */
    return;
  }
  if (wrap) vb_buf_char(w.out, '(');
  write_node(w, child);
  if (wrap) vb_buf_char(w.out, ')');
}

static void write_joined(writer w, const vb_query *q, const char *between, enum level needed,
                         enum level clear) {
  for (size_t i = 0; i < q->child_count; i++) {
    if (i > 0) vb_buf_text(w.out, between);
    write_child(w, q->children[i], needed, clear);
  }
}

static void write_andnot(writer w, const vb_query *q) {
  const vb_query *from = q->children[0];
  if (from->kind == VB_QUERY_AND) write_child(w, from, LEVEL_AND, LEVEL_AND);
  else if (from->kind != VB_QUERY_ALL) write_child(w, from, LEVEL_SCOPE, LEVEL_WORD);
  for (size_t i = 1; i < q->child_count; i++) {
    vb_buf_text(w.out, i > 1 || from->kind != VB_QUERY_ALL ? " -" : "-");
    write_child(w, q->children[i], LEVEL_SCOPE, LEVEL_WORD);
  }
}

static void write_pair(writer w, const vb_query *q, const char *between, enum level right) {
  write_child(w, q->children[0], LEVEL_NEAR, LEVEL_WORD);
  vb_buf_text(w.out, between);
  write_child(w, q->children[1], right, LEVEL_WORD);
}

/* Writes a query so that parsing the text gives the same tree; fuzz_query checks this. With
   `clear`, a group whose leaves are all in one field is written as field:( ). */
static void write_node(writer w, const vb_query *q) {
  char operator[32];
  vb_field field = first_field(q);
  bool group = w.clear && !is_leaf(q) && field != w.field && all_in_field(q, field);
  if (group) {
    vb_buf_printf(w.out, "%s:(", vb_field_name(field));
    w.field = field;
  }
  switch (q->kind) {
  case VB_QUERY_NOTHING:
  case VB_QUERY_ALL: break;
  case VB_QUERY_TERM: write_term(&w, q); break;
  case VB_QUERY_PREFIX: write_field(&w, q->field); /* fall through */
  case VB_QUERY_ANY_WORD: write_slot(&w, q); break;
  case VB_QUERY_PHRASE: write_phrase(&w, q); break;
  case VB_QUERY_NEAR:
    snprintf(operator, sizeof operator, " NEAR/%u ", q->distance);
    write_pair(w, q, operator, LEVEL_WORD);
    break;
  case VB_QUERY_SENTENCE: write_pair(w, q, " w/s ", LEVEL_NEAR); break;
  case VB_QUERY_PARAGRAPH: write_pair(w, q, " w/p ", LEVEL_NEAR); break;
  case VB_QUERY_AND: write_joined(w, q, " ", LEVEL_SCOPE, LEVEL_WORD); break;
  case VB_QUERY_OR: write_joined(w, q, " OR ", LEVEL_AND, LEVEL_WORD); break;
  case VB_QUERY_ANDNOT: write_andnot(w, q); break;
  case VB_QUERY_DATE: write_dates(w.out, q->first_day, q->last_day); break;
  }
  if (group) vb_buf_char(w.out, ')');
}

void vb_query_describe(const vb_query *query, vb_buf *out) {
  writer w = {out, VB_FIELD_TEXT, depth_of(query) <= CLEAR_DEPTH};
  if (all_in_field(query, VB_FIELD_COMMENTS)) {
    vb_buf_text(out, "in:comments ");
    w.field = VB_FIELD_COMMENTS;
  }
  write_node(w, query);
}
