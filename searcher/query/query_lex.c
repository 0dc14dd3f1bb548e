/*
 * query_lex.c - cuts a query into tokens in one pass, from left to right.
 *
 * White space, parentheses, bars and opening quotation marks end a typed chunk. Each
 * chunk is an operator, a field with its value, a date filter, or words. Whatever does
 * not have exactly a known form is read as words, so the only error is lack of memory.
 * Chunks are analysed by the same code as articles, so "cyber-attack" gives the same
 * adjacent words as in the index.
 */
#include "searcher/query/query_lex.h"

#include "indexer/base/utf8.h"
#include "indexer/text/analysis.h"
#include "indexer/text/marks.h"

#include <stdarg.h>
#include <stdlib.h>

enum {
  NOTES_MAX = 12,  /* nobody reads more; a pasted page could cause hundreds */
  NOTE_QUOTE = 40, /* bytes of the query repeated in a note */
  NEAR_DEFAULT = 10
};

void vb_lex_note(vb_lex *lex, const char *format, ...) {
  if (lex->note_count >= NOTES_MAX) return;
  vb_buf sentence = VB_BUF_INIT;
  va_list args;
  va_start(args, format);
  vb_buf_vprintf(&sentence, format, args);
  va_end(args);
  vb_str text = vb_buf_view(&sentence);
  for (size_t i = 0; i < lex->note_count; i++)
    if (vb_str_eq(lex->notes[i], text)) goto done;
  if (!sentence.failed &&
      VB_ARENA_GROW(lex->arena, lex->notes, &lex->note_capacity, lex->note_count)) {
    vb_str kept = vb_arena_copy(lex->arena, text);
    if (kept.p) lex->notes[lex->note_count++] = kept;
    else lex->nomem = true;
  } else {
    lex->nomem = true;
  }
done:
  vb_buf_clear(&sentence);
}

vb_str vb_lex_short(vb_str raw) {
  return raw.n <= NOTE_QUOTE ? raw : vb_str_slice(raw, 0, vb_utf8_floor(raw, NOTE_QUOTE));
}

/* Makes the text valid UTF-8 with spaces for control characters, in the arena. */
static void clean(vb_lex *lex, vb_str text) {
  vb_buf valid = VB_BUF_INIT;
  size_t replaced = text.n ? vb_utf8_repair(text, &valid) : 0;
  vb_str copy = vb_arena_copy(lex->arena, vb_buf_view(&valid));
  if (valid.failed || !copy.p) {
    lex->nomem = true;
    copy = VB_STR("");
  }
  vb_buf_clear(&valid);
  bool controls = false;
  char *bytes = (char *)copy.p;
  for (size_t i = 0; i < copy.n; i++) {
    unsigned char c = (unsigned char)bytes[i];
    if (c >= 0x20 && c != 0x7F) continue;
    controls = controls || !vb_is_space(bytes[i]);
    bytes[i] = ' ';
  }
  if (replaced) vb_lex_note(lex, "Bytes that are not UTF-8 were left out.");
  if (controls) vb_lex_note(lex, "Control characters were read as spaces.");
  lex->text = copy;
}

static vb_lex_token *add(vb_lex *lex, vb_lex_kind kind, vb_str raw) {
  if (!VB_ARENA_GROW(lex->arena, lex->tokens, &lex->capacity, lex->count)) {
    lex->nomem = true;
    return NULL;
  }
  vb_lex_token *token = &lex->tokens[lex->count++];
  *token = (vb_lex_token){.kind = kind, .raw = raw};
  return token;
}

/* --- words and their asterisks --- */

static void add_slot(vb_lex *lex, vb_lex_token *token, vb_query_kind kind, vb_str word) {
  if (lex->terms >= VB_QUERY_TERMS_MAX) {
    vb_lex_note(lex, "Only the first %d words were searched.", VB_QUERY_TERMS_MAX);
    return;
  }
  lex->terms++;
  token->slots[token->slot_count++] = (vb_lex_slot){kind, word, NULL};
}

/* Adds a word of the text as a slot. Between quotation marks a number brings its signs. */
static void add_word(vb_lex *lex, vb_lex_token *token, const vb_analysis *words, size_t at) {
  size_t before = token->slot_count;
  add_slot(lex, token, VB_QUERY_TERM, vb_token_term(&words->tokens[at]));
  if (!token->as_written || !vb_is_number(&words->tokens[at]) || token->slot_count == before)
    return;
  vb_number_signs signs = vb_signs_of(words, at);
  signs.joint = 0;
  if (!signs.currency && !signs.sign && !signs.unit) return;
  vb_number_signs *kept = vb_arena_alloc(lex->arena, sizeof *kept);
  if (!kept) lex->nomem = true;
  else *kept = signs;
  token->slots[before].signs = kept;
}

/* Handles asterisks in [start, end), between the tokens before and after `next`. */
static void add_star(vb_lex *lex, vb_lex_token *token, const vb_analysis *words, size_t next,
                     size_t start, size_t end) {
  bool word_before = next > 0 && words->tokens[next - 1].end == start;
  bool word_behind = next < words->token_count && words->tokens[next].start == end;
  vb_str shown = vb_lex_short(token->raw);
  if (word_before && word_behind)
    vb_lex_note(lex, "The * inside \"%.*s\" was read as printed.", VB_STR_ARG(shown));
  else if (word_behind)
    vb_lex_note(lex, "A * before a word is not supported: the word was searched as it is.");
  else if (word_before && token->slot_count)
    token->slots[token->slot_count - 1].kind = VB_QUERY_PREFIX;
  else if (!word_before && token->as_written) add_slot(lex, token, VB_QUERY_ANY_WORD, VB_STR_NONE);
  else if (!word_before)
    vb_lex_note(lex, "A * on its own means \"any word\" only inside quotation marks.");
}

/* Drops open words at both ends: they only say that some word is there. */
static void trim_open_words(vb_lex *lex, vb_lex_token *token) {
  size_t before = token->slot_count;
  while (token->slot_count && token->slots[token->slot_count - 1].kind == VB_QUERY_ANY_WORD)
    token->slot_count--;
  while (token->slot_count && token->slots[0].kind == VB_QUERY_ANY_WORD)
    token->slots++, token->slot_count--;
  if (token->slot_count < before)
    vb_lex_note(lex, "A * at the beginning or end of a phrase was left out.");
}

/* Words come from the analysis that articles have, but it does not know "*". So words and stars are
   merged by their places in the text. */
void vb_lex_slots(vb_lex *lex, vb_lex_token *token, vb_str text) {
  vb_analysis words;
  if (vb_analyse_words(text, lex->arena, &words, NULL) != VB_OK) {
    lex->nomem = true;
    return;
  }
  size_t stars = 0;
  for (size_t i = 0; i < text.n; i++) stars += text.p[i] == '*';
  token->slots = vb_arena_calloc(lex->arena, words.token_count + stars + 1, sizeof *token->slots);
  if (!token->slots) {
    lex->nomem = true;
    return;
  }
  size_t next = 0;
  for (size_t at = 0; at < text.n && stars; at++) {
    if (text.p[at] != '*') continue;
    size_t end = at;
    while (end < text.n && text.p[end] == '*') end++;
    for (; next < words.token_count && words.tokens[next].start < at; next++)
      add_word(lex, token, &words, next);
    add_star(lex, token, &words, next, at, end);
    at = end;
  }
  for (; next < words.token_count; next++) add_word(lex, token, &words, next);
  trim_open_words(lex, token);
}

static void add_words(vb_lex *lex, vb_str text, bool as_written) {
  vb_lex_token *token = add(lex, VB_LEX_WORDS, text);
  if (!token) return;
  token->as_written = as_written;
  vb_lex_slots(lex, token, text);
  if (token->slot_count == 0) lex->count--;
}

/* --- operators, fields and dates --- */

static uint32_t read_distance(vb_lex *lex, vb_str digits) {
  uint32_t n = 0;
  for (size_t i = 0; i < digits.n && n <= VB_NEAR_MAX; i++)
    n = n * 10 + (uint32_t)(digits.p[i] - '0');
  if (n > VB_NEAR_MAX) {
    vb_lex_note(lex, "The largest distance is %d words.", VB_NEAR_MAX);
    n = VB_NEAR_MAX;
  }
  if (n == 0) {
    vb_lex_note(lex, "The smallest distance is 1: words next to each other.");
    n = 1;
  }
  return n;
}

static bool add_near(vb_lex *lex, vb_str chunk, uint32_t distance) {
  vb_lex_token *token = add(lex, VB_LEX_NEAR, chunk);
  if (token) token->distance = distance;
  return true;
}

static bool near_operator(vb_lex *lex, vb_str chunk) {
  vb_str digits;
  if (vb_str_is(chunk, "NEAR")) return add_near(lex, chunk, NEAR_DEFAULT);
  return vb_foreign_near(lex, chunk, &digits) && add_near(lex, chunk, read_distance(lex, digits));
}

static bool operator(vb_lex *lex, vb_str chunk) {
  vb_lex_kind kind = VB_LEX_END;
  if (vb_str_is(chunk, "OR")) kind = VB_LEX_OR;
  else if (vb_str_is(chunk, "AND")) kind = VB_LEX_AND;
  else if (vb_str_is(chunk, "NOT") || vb_foreign_not(chunk)) kind = VB_LEX_NOT;
  else if (vb_str_is_caseless(chunk, "w/s")) kind = VB_LEX_SENTENCE;
  else if (vb_str_is_caseless(chunk, "w/p")) kind = VB_LEX_PARAGRAPH;
  else if ((kind = vb_foreign_scope(chunk)) == VB_LEX_END) return near_operator(lex, chunk);
  add(lex, kind, chunk);
  return true;
}

/* Reads one side of a date range; an empty one is open. */
static bool read_side(vb_str text, vb_date *date) {
  *date = (vb_date){0};
  return text.n == 0 || vb_date_parse_iso(text, date);
}

static bool read_range(vb_lex *lex, vb_str text, uint32_t *first, uint32_t *last) {
  static const char *const dots[] = {"..", "\xE2\x80\xA6"};
  size_t at = text.n, length = 0;
  for (size_t d = 0; d < 2 && at == text.n; d++) {
    const char *found = memmem(text.p, text.n, dots[d], strlen(dots[d]));
    if (found) at = (size_t)(found - text.p), length = strlen(dots[d]);
  }
  vb_date from, to;
  if (!read_side(vb_str_slice(text, 0, at), &from)) return false;
  to = from;
  if (length && !read_side(vb_str_slice(text, at + length, text.n), &to)) return false;
  *first = vb_date_first_day(from);
  *last = vb_date_last_day(to);
  if (*first && *last && *first > *last) {
    vb_lex_note(lex, "The dates of \"%.*s\" were read the other way round.", VB_STR_ARG(text));
    *first = vb_date_first_day(to);
    *last = vb_date_last_day(from);
  }
  return *first || *last;
}

/* Reads a whole chunk as date:, after: or before:. */
static bool date_filter(vb_lex *lex, vb_str name, vb_str value, vb_str chunk) {
  bool range = vb_str_is_caseless(name, "date"), after = vb_str_is_caseless(name, "after");
  if (!range && !after && !vb_str_is_caseless(name, "before")) return false;
  while (value.n && (value.p[value.n - 1] == ',' || value.p[value.n - 1] == ';')) value.n--;
  uint32_t first = 0, last = 0;
  bool good;
  if (range) {
    good = read_range(lex, value, &first, &last);
  } else {
    vb_date date;
    good = value.n && vb_date_parse_iso(value, &date);
    if (good && after) first = vb_date_first_day(date);
    if (good && !after) last = vb_date_last_day(date);
  }
  if (!good) {
    vb_str shown = vb_lex_short(chunk);
    vb_lex_note(lex,
                "\"%.*s\" is no date (write 2019, 2019-06 or 2019-06-19) and was read as words.",
                VB_STR_ARG(shown));
    return false;
  }
  vb_lex_token *token = add(lex, VB_LEX_DATE, chunk);
  if (token) token->first_day = first, token->last_day = last;
  return true;
}

static vb_field field_named(vb_str name) {
  for (int f = 0; f < VB_FIELD_COUNT; f++)
    if (vb_str_is_caseless(name, vb_field_name((vb_field)f))) return (vb_field)f;
  return VB_FIELD_COUNT;
}

/* The letters before a colon at the start of the chunk; empty if there are none. */
static vb_str field_name(vb_str chunk) {
  size_t n = 0;
  while (n < chunk.n && ((chunk.p[n] | 0x20) >= 'a' && (chunk.p[n] | 0x20) <= 'z')) n++;
  return n && n < chunk.n && chunk.p[n] == ':' ? vb_str_slice(chunk, 0, n) : VB_STR("");
}

/* The size of the white space at `at`; 0 for none. */
static size_t space_at(vb_str text, size_t at) {
  size_t length;
  return vb_char_is_space(vb_utf8_decode(text.p + at, text.p + text.n, &length)) ? length : 0;
}

/* Reads a chunk that begins with a known field. Returns the bytes used, 0 for none. */
static size_t filter_or_field(vb_lex *lex, vb_str chunk, size_t at) {
  vb_str name = field_name(chunk);
  if (!name.n) return 0;
  vb_str value = vb_str_slice(chunk, name.n + 1, chunk.n);
  if (vb_str_is_caseless(name, "in")) {
    vb_field field = field_named(value);
    if (field == VB_FIELD_COUNT) return 0;
    lex->default_field = field;
    return chunk.n;
  }
  if (date_filter(lex, name, value, chunk)) return chunk.n;
  vb_field field = field_named(name);
  if (field == VB_FIELD_COUNT) field = vb_foreign_field(name);
  if (field == VB_FIELD_COUNT && vb_foreign_filter(lex, name)) return 0;
  if (field == VB_FIELD_COUNT || vb_str_starts(value, "//")) return 0;
  size_t behind = at + name.n + 1;
  if (behind >= lex->text.n || space_at(lex->text, behind) || lex->text.p[behind] == ')') {
    vb_lex_note(lex, "\"%.*s:\" has nothing right after it, so it was read as a word.",
                VB_STR_ARG(name));
    return 0;
  }
  vb_lex_token *token = add(lex, VB_LEX_FIELD, vb_str_slice(chunk, 0, name.n + 1));
  if (token) token->field = field;
  return name.n + 1;
}

static bool is_separator(char c) {
  return c == '(' || c == ')' || c == '|';
}

static size_t chunk_end(vb_str text, size_t at) {
  size_t from, to, next, length;
  bool closed;
  for (size_t i = at; i < text.n; i += length) {
    if (is_separator(text.p[i]) || space_at(text, i)) return i;
    if (i > at && vb_marks_phrase(text, i, &from, &to, &next, &closed)) return i;
    vb_utf8_decode(text.p + i, text.p + text.n, &length);
  }
  return text.n;
}

/* A minus (or "!") excludes only at the start of a piece and directly before its operand. A plus
   there changes nothing, because all words are required anyway. */
static bool marks_word(vb_str text, size_t at) {
  if (!strchr("-!+", text.p[at]) || at + 1 >= text.n) return false;
  size_t before = at ? vb_utf8_floor(text, at - 1) : 0;
  bool starts = at == 0 || is_separator(text.p[before]) || space_at(text, before);
  char behind = text.p[at + 1];
  return starts && behind != text.p[at] && behind != '-' && behind != '!' && behind != ')' &&
         behind != '|' && behind != '*' && !space_at(text, at + 1);
}

/* Applies a "~3" after a phrase, which was added last: its words become a group joined by NEAR.
   Returns the bytes used. */
static size_t add_slop(vb_lex *lex, vb_str text, size_t at, vb_str phrase) {
  vb_str number;
  size_t taken = vb_foreign_slop(text, at, &number);
  if (taken == 0 || lex->nomem || lex->count == 0) return taken;
  vb_lex_token words = lex->tokens[lex->count - 1];
  bool several = words.kind == VB_LEX_WORDS && words.raw.p == phrase.p && words.slot_count > 1;
  if (!several || vb_str_is(number, "0") || number.n == 0) return taken;
  uint32_t distance = read_distance(lex, number);
  lex->tokens[lex->count - 1] = (vb_lex_token){.kind = VB_LEX_OPEN, .raw = phrase};
  for (size_t i = 0; i < words.slot_count; i++) {
    if (words.slots[i].kind == VB_QUERY_ANY_WORD) continue;
    if (i > 0) add_near(lex, phrase, distance);
    vb_lex_token *one = add(lex, VB_LEX_WORDS, phrase);
    if (one) one->as_written = true, one->slots = &words.slots[i], one->slot_count = 1;
  }
  add(lex, VB_LEX_CLOSE, phrase);
  return taken;
}

/* Reads the piece at `at`, which is not a space; returns where the next one begins. */
static size_t lex_piece(vb_lex *lex, size_t at, bool after_field) {
  vb_str text = lex->text;
  size_t from, to, next;
  bool closed;
  if (vb_marks_phrase(text, at, &from, &to, &next, &closed)) {
    if (!closed) vb_lex_note(lex, "The quotation mark was not closed: the phrase runs to the end.");
    add_words(lex, vb_str_slice(text, from, to), true);
    next += add_slop(lex, text, next, vb_str_slice(text, from, to));
    return next + vb_foreign_weight(lex, text, next);
  }
  if (is_separator(text.p[at])) {
    vb_lex_kind kind = text.p[at] == '('   ? VB_LEX_OPEN
                       : text.p[at] == ')' ? VB_LEX_CLOSE
                                           : VB_LEX_OR;
    for (next = at + 1; kind == VB_LEX_OR && next < text.n && text.p[next] == '|';) next++;
    add(lex, kind, vb_str_slice(text, at, next));
    return next;
  }
  if (!after_field && marks_word(text, at)) {
    if (text.p[at] != '+') add(lex, VB_LEX_MINUS, vb_str_slice(text, at, at + 1));
    return at + 1;
  }
  vb_str number;
  if (!after_field && (next = vb_foreign_around(text, at, &number)) > 0) {
    add_near(lex, vb_str_slice(text, at, at + next), read_distance(lex, number));
    return at + next;
  }
  if (lex->chunk_end <= at) lex->chunk_end = chunk_end(text, at);
  vb_str chunk = vb_str_slice(text, at, lex->chunk_end);
  if (!after_field && operator(lex, chunk)) return at + chunk.n;
  size_t taken = filter_or_field(lex, chunk, at);
  if (taken) return at + taken;
  bool last = vb_str_trim(vb_str_slice(text, at + chunk.n, text.n)).n == 0;
  bool before_group = lex->chunk_end < text.n && text.p[lex->chunk_end] == '(';
  add_words(lex, vb_foreign_word(lex, chunk, last, before_group), false);
  return at + chunk.n;
}

vb_status vb_lex_text(vb_lex *lex, vb_str text, vb_error *err) {
  if (text.n > VB_QUERY_MAX)
    return vb_fail(err, VB_LIMIT, "the query has %zu bytes; at most %d are searched", text.n,
                   VB_QUERY_MAX);
  lex->default_field = VB_FIELD_TEXT;
  clean(lex, text);
  for (size_t at = 0, space; at < lex->text.n && !lex->nomem;) {
    if ((space = space_at(lex->text, at))) {
      at += space;
      continue;
    }
    size_t known = lex->count;
    bool after_field =
        known && lex->tokens[known - 1].kind == VB_LEX_FIELD && at && lex->text.p[at - 1] == ':';
    at = lex_piece(lex, at, after_field);
  }
  add(lex, VB_LEX_END, VB_STR(""));
  return lex->nomem ? vb_fail(err, VB_NOMEM, "out of memory") : VB_OK;
}
