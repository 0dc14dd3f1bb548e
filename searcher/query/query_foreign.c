/*
 * query_foreign.c - reads the operators of other search tools.
 *
 *   a /5 b   a NEAR5 b   a NEAR(5) b   a AROUND(5) b   NEAR
 *   a PRE/3 b   a ADJ3 b                            NEAR, with a note that the order is not kept
 *   a /s b   a /p b                                 w/s, w/p
 *   "a b"~3                                         words at most 3 apart
 *   !a  +a  a ANDNOT b                              -a, a, a -b
 *   intitle:a  byline:a  pub:a                      title:a  author:a  source:a
 *
 * A suffix that has no meaning here (a~2, a^3, "a b"^2) is dropped with a note, because as a word
 * it would have to be in the article. What stays a word but looks like an operator gives a note:
 * "wom?n", "neglig!", N5, pre/s, ATLEAST5(a).
 */
#include "searcher/query/query_lex.h"

static bool all_digits(vb_str text) {
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] < '0' || text.p[i] > '9') return false;
  return text.n > 0;
}

/* Splits letters (with an optional slash) from digits: "PRE/3", "ADJ3", "/5". */
static void take_apart(vb_str chunk, vb_str *name, vb_str *number, bool *slash) {
  size_t n = 0;
  while (n < chunk.n && (chunk.p[n] | 0x20) >= 'a' && (chunk.p[n] | 0x20) <= 'z') n++;
  *name = vb_str_slice(chunk, 0, n);
  *slash = n < chunk.n && chunk.p[n] == '/';
  *number = vb_str_slice(chunk, n + *slash, chunk.n);
}

bool vb_foreign_near(vb_lex *lex, vb_str chunk, vb_str *number) {
  vb_str name;
  bool slash;
  take_apart(chunk, &name, number, &slash);
  bool near = slash && (vb_str_is_caseless(name, "near") || vb_str_is_caseless(name, "w") ||
                        vb_str_is_caseless(name, "n") || name.n == 0);
  bool ordered =
      (slash && (vb_str_is_caseless(name, "pre") || vb_str_is_caseless(name, "onear"))) ||
      (!slash && vb_str_is(name, "ADJ"));
  near = near || (!slash && vb_str_is(name, "NEAR"));
  if (ordered && !slash && number->n == 0) *number = VB_STR("1");
  if (!(near || ordered) || !all_digits(*number)) return false;
  if (ordered)
    vb_lex_note(lex, "\"%.*s\" was read as NEAR/%.*s: in either order.",
                VB_STR_ARG(vb_lex_short(chunk)), VB_STR_ARG(vb_lex_short(*number)));
  return true;
}

vb_lex_kind vb_foreign_scope(vb_str chunk) {
  if (vb_str_is_caseless(chunk, "/s")) return VB_LEX_SENTENCE;
  return vb_str_is_caseless(chunk, "/p") ? VB_LEX_PARAGRAPH : VB_LEX_END;
}

bool vb_foreign_not(vb_str chunk) {
  return vb_str_is(chunk, "ANDNOT");
}

size_t vb_foreign_around(vb_str text, size_t at, vb_str *number) {
  static const char around[] = "AROUND(", near[] = "NEAR(";
  vb_str rest = vb_str_slice(text, at, text.n);
  size_t from = vb_str_starts(rest, around) ? sizeof around - 1
                : vb_str_starts(rest, near) ? sizeof near - 1
                                            : 0;
  size_t to = from;
  if (from == 0) return 0;
  while (to < rest.n && rest.p[to] >= '0' && rest.p[to] <= '9') to++;
  *number = vb_str_slice(rest, from, to);
  return number->n > 0 && to < rest.n && rest.p[to] == ')' ? to + 1 : 0;
}

size_t vb_foreign_weight(vb_lex *lex, vb_str text, size_t at) {
  size_t to = at + 1;
  if (at >= text.n || text.p[at] != '^') return 0;
  while (to < text.n && ((text.p[to] >= '0' && text.p[to] <= '9') || text.p[to] == '.')) to++;
  vb_lex_note(lex, "\"%.*s\" means nothing here and was left out.",
              VB_STR_ARG(vb_lex_short(vb_str_slice(text, at, to))));
  return to - at;
}

size_t vb_foreign_slop(vb_str text, size_t at, vb_str *number) {
  size_t to = at + 1;
  if (at >= text.n || text.p[at] != '~') return 0;
  while (to < text.n && text.p[to] >= '0' && text.p[to] <= '9') to++;
  *number = vb_str_slice(text, at + 1, to);
  return to - at;
}

vb_field vb_foreign_field(vb_str name) {
  static const struct {
    const char *name;
    vb_field field;
  } fields[] = {{"intitle", VB_FIELD_TITLE},  {"allintitle", VB_FIELD_TITLE},
                {"headline", VB_FIELD_TITLE}, {"hlead", VB_FIELD_TITLE},
                {"ti", VB_FIELD_TITLE},       {"byline", VB_FIELD_AUTHOR},
                {"au", VB_FIELD_AUTHOR},      {"publication", VB_FIELD_SOURCE},
                {"pub", VB_FIELD_SOURCE},     {"outlet", VB_FIELD_SOURCE}};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if (vb_str_is_caseless(name, fields[i].name)) return fields[i].field;
  return VB_FIELD_COUNT;
}

bool vb_foreign_filter(vb_lex *lex, vb_str name) {
  static const char *const none[] = {"site", "inurl", "filetype", "intext", "lang", "section_name"};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    if (!vb_str_is_caseless(name, none[i])) continue;
    vb_lex_note(lex, "\"%.*s:\" is not a field: it was read as a word.", VB_STR_ARG(name));
    return true;
  }
  return false;
}

/* Drops the suffix of "a~2" or "a^3", with a note. */
static vb_str without_suffix(vb_lex *lex, vb_str chunk) {
  size_t at = chunk.n;
  while (at > 0 && ((chunk.p[at - 1] >= '0' && chunk.p[at - 1] <= '9') || chunk.p[at - 1] == '.'))
    at--;
  if (at < 2 || (chunk.p[at - 1] != '~' && chunk.p[at - 1] != '^')) return chunk;
  vb_lex_note(lex, "\"%.*s\" is not an operator of this search and was left out.",
              VB_STR_ARG(vb_lex_short(vb_str_slice(chunk, at - 1, chunk.n))));
  return vb_str_slice(chunk, 0, at - 1);
}

static bool is_letter(char c) {
  return (c & 0x80) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* What has the form of an operator that is none here, and becomes a word: N5, pre/s, and a name in
   capitals right before a parenthesis. */
static void note_operator(vb_lex *lex, vb_str chunk, bool before_group) {
  vb_str name, behind;
  bool slash, capitals = chunk.n > 0;
  take_apart(chunk, &name, &behind, &slash);
  for (size_t i = 0; i < name.n; i++) capitals = capitals && name.p[i] < 'a';
  bool apart =
      !slash && name.n == 1 && (name.p[0] == 'N' || name.p[0] == 'W') && all_digits(behind);
  bool scope = slash && behind.n > 0 && (behind.p[0] == 's' || behind.p[0] == 'p') &&
               (name.n == 0 || vb_str_is_caseless(name, "w") || vb_str_is_caseless(name, "n") ||
                vb_str_is_caseless(name, "pre") || vb_str_is_caseless(name, "near"));
  bool call = before_group && capitals && name.n > 1 && (behind.n == 0 || all_digits(behind));
  if (apart || scope || call)
    vb_lex_note(lex, "\"%.*s\" was read as a word; NEAR/5, w/s and w/p are operators here.",
                VB_STR_ARG(vb_lex_short(chunk)));
}

vb_str vb_foreign_word(vb_lex *lex, vb_str chunk, bool last, bool before_group) {
  chunk = without_suffix(lex, chunk);
  note_operator(lex, chunk, before_group);
  vb_str shown = vb_lex_short(chunk);
  for (size_t i = 1; i + 1 < chunk.n; i++)
    if (chunk.p[i] == '?' && is_letter(chunk.p[i - 1]) && is_letter(chunk.p[i + 1]))
      vb_lex_note(
          lex, "The ? inside \"%.*s\" is not a wildcard; write the beginning of the word and a *.",
          VB_STR_ARG(shown));
  /* At the end of a query they are punctuation, as in a pasted sentence. */
  char end = chunk.n > 1 && is_letter(chunk.p[chunk.n - 2]) ? chunk.p[chunk.n - 1] : ' ';
  if (!last && (end == '?' || end == '!'))
    vb_lex_note(
        lex,
        "The %c after \"%.*s\" was read as printed; for words that begin with this write %.*s*.",
        end, (int)(shown.n - (shown.n == chunk.n)), shown.p, (int)(shown.n - (shown.n == chunk.n)),
        shown.p);
  return chunk;
}
