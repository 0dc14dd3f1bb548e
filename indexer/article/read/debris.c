/*
 * debris.c - counts features of a text's beginning: bytes in tags, lines that end like code,
 * columns between separators, runs without blanks, letters among all characters.
 *
 * The limits are far from what articles have. Of 36,000 news articles and press releases
 * one is taken for debris, and it is a list of addresses; some consist mostly of lists
 * with semicolons. Short texts are never judged: a headline is not enough.
 */
#include "indexer/article/read/debris.h"

#include "indexer/article/read/format.h"
#include "indexer/article/read/readers.h"

#include <ctype.h>

enum {
  SAMPLE = 256 * 1024,
  TAG_MAX = 2000, /* bytes between < and > of a tag */
  PROSE_WORDS = 8,
  LINES_ENOUGH = 5, /* with fewer lines there is no pattern */
  RUN_LONG = 60,    /* bytes without a blank: longer than words and most addresses */
  CELL_MAX = 40     /* bytes per cell on average: longer ones are sentences */
};

typedef struct tally {
  size_t bytes, tags, letters, digits, signs, blanks, unknown; /* bytes of each */
  size_t runs; /* bytes in long runs without a blank */
  size_t lines, code, addresses;
  size_t separated[3], same[3], separators[3], last[3]; /* of tab, bar, semicolon */
} tally;

static const char separators[3] = {'\t', '|', ';'};

static void count_bytes(vb_str s, tally *t) {
  for (size_t i = 0, run = 0; i <= s.n; i++) {
    unsigned char c = i < s.n ? (unsigned char)s.p[i] : ' ';
    bool blank = vb_is_space((char)c);
    if (blank && run >= RUN_LONG) t->runs += run;
    run = blank || c >= 0x80 ? 0 : run + 1; /* non-ASCII ends a run: some scripts have no blanks */
    if (i == s.n) break;
    t->bytes++;
    t->blanks += blank;
    t->letters += isalpha(c) || c >= 0x80;
    t->digits += isdigit(c) != 0;
    t->signs += !blank && c < 0x80 && !isalnum(c);
    t->unknown += c == 0xEF && i + 2 < s.n && memcmp(s.p + i, "\xEF\xBF\xBD", 3) == 0;
  }
}

/* The bytes of the tag at i; 0 where there is none. */
static size_t tag_at(vb_str s, size_t i) {
  if (s.p[i] != '<' || i + 2 >= s.n) return 0;
  if (!isalpha((unsigned char)s.p[i + 1]) && !strchr("/!?", s.p[i + 1])) return 0;
  const char *end = memchr(s.p + i, '>', s.n - i < TAG_MAX ? s.n - i : TAG_MAX);
  return end ? (size_t)(end - s.p) - i + 1 : 0;
}

static void count_tags(vb_str s, tally *t) {
  for (size_t i = 0, n; i < s.n; i += n ? n : 1) {
    n = tag_at(s, i);
    t->tags += n;
  }
}

void vb_debris_without_tags(vb_str text, vb_buf *out) {
  for (size_t i = 0, n; i < text.n; i += n ? n : 1) {
    n = tag_at(text, i);
    if (!n) vb_buf_char(out, text.p[i]);
  }
}

/* Whether a line looks like code, by its first or last character. */
static bool is_code(vb_str line) {
  static const char *const starts[] = {
      "#include", "import ", "from ",   "def ",     "class ",   "function ", "var ",
      "let ",     "const ",  "return ", "if (",     "for (",    "while (",   "//",
      "/*",       "*/",      "@",       "public ",  "private ", "static ",   "#!",
      "<?php",    "} ",      "})",      "package ", "using ",   "elif ",     "else:"};
  static const char *const ends[] = {";", "{", "}", ");", "},", "],", "(", "[", "=>", "):", "\\"};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (vb_str_ends(line, ends[i])) return true;
  bool sentence = vb_str_ends(line, ".") || vb_str_ends(line, "\"") || line.n > 160;
  for (size_t i = 0; !sentence && i < sizeof starts / sizeof *starts; i++)
    if (vb_str_starts(line, starts[i])) return true;
  return false;
}

static void count_line(vb_str line, tally *t) {
  t->lines++;
  t->code += is_code(line);
  t->addresses += vb_str_starts(line, "http://") || vb_str_starts(line, "https://");
  for (size_t k = 0; k < 3; k++) {
    size_t n = 0;
    for (size_t i = 0; i < line.n; i++) n += line.p[i] == separators[k];
    if (n < 2) continue;
    t->separated[k]++;
    t->separators[k] += n;
    t->same[k] += n == t->last[k];
    t->last[k] = n;
  }
}

static void count_lines(vb_str s, tally *t) {
  for (size_t i = 0, end; i < s.n; i = end + 1) {
    const char *newline = memchr(s.p + i, '\n', s.n - i);
    end = newline ? (size_t)(newline - s.p) : s.n;
    vb_str line = vb_str_slice(s, i, end);
    while (line.n && line.p[line.n - 1] == '\r') line.n--;
    if (vb_str_trim(line).n) count_line(vb_str_trim(line), t);
  }
}

/* Whether nearly all lines have as many separators as the line before, with short cells. */
static bool is_table(const tally *t) {
  for (size_t k = 0; k < 3; k++) {
    bool columns = t->separated[k] * 10 >= t->lines * 9 && t->same[k] * 10 >= t->lines * 7;
    size_t cells = t->separators[k] + t->lines;
    if (columns && t->bytes / cells <= CELL_MAX) return true;
  }
  return false;
}

/* A line as articles have them: words, and the end of a sentence. */
static bool is_prose(vb_str line) {
  static const char *const ends[] = {".", "!", "?", ".\"", ".\xE2\x80\x9D", "\xE2\x80\xA6"};
  size_t words = 0, letters = 0;
  bool ended = false;
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    ended = ended || vb_str_ends(line, ends[i]);
  if (!ended ||
      !(isalpha((unsigned char)line.p[0]) || line.p[0] == '"' || (unsigned char)line.p[0] >= 0x80))
    return false;
  for (size_t i = 0; i < line.n; i++) {
    words += !vb_is_space(line.p[i]) && (i == 0 || vb_is_space(line.p[i - 1]));
    letters += isalpha((unsigned char)line.p[i]) || (unsigned char)line.p[i] >= 0x80;
  }
  return words >= PROSE_WORDS && letters * 100 >= line.n * 70;
}

/* News about programs, sums or scores has them between its sentences. */
static bool has_prose(vb_str s, size_t seen) {
  size_t lines = 0, bytes = 0;
  for (size_t i = 0, end; i < s.n; i = end + 1) {
    const char *newline = memchr(s.p + i, '\n', s.n - i);
    end = newline ? (size_t)(newline - s.p) : s.n;
    vb_str line = vb_str_trim(vb_str_slice(s, i, end));
    if (!line.n || !is_prose(line)) continue;
    lines++;
    bytes += line.n;
  }
  return lines >= 2 && bytes * 100 >= seen * 30;
}

bool vb_has_prose(vb_str text) {
  return has_prose(vb_str_slice(text, 0, SAMPLE), text.n < SAMPLE ? text.n : SAMPLE);
}

const char *vb_debris_of(vb_str text) {
  tally t = {0};
  text = vb_str_slice(text, 0, SAMPLE);
  count_bytes(text, &t);
  count_tags(text, &t);
  count_lines(text, &t);
  size_t seen = t.bytes - t.blanks;
  if (!seen) return NULL;
  if (t.unknown * 20 > seen) return "bytes in no known encoding";
  if (seen >= 60 && t.tags * 100 >= seen * 35) return VB_DEBRIS_MARKUP;
  if (has_prose(text, seen)) return NULL;
  bool signs = t.signs * 100 >= seen * 9; /* prose has 3 or 4 per cent */
  if (t.lines >= LINES_ENOUGH && signs && t.code * 100 >= t.lines * 50) return "program code";
  if (t.lines >= LINES_ENOUGH && t.addresses * 100 >= t.lines * 80) return "a list of addresses";
  if (t.runs * 100 >= seen * 60 && seen >= 200) return "encoded data";
  if (t.lines >= LINES_ENOUGH && is_table(&t)) return "a table";
  if (t.lines >= LINES_ENOUGH && seen >= 200 && t.letters * 100 < seen * 40)
    return "figures and signs";
  return NULL;
}

/* Recognises code by its first line, if that is unambiguous. */
bool vb_code_sees(const vb_sight *sight) {
  static const char *const starts[] = {"#!/",          "<?php",     "#include <",    "#include \"",
                                       "package main", "/* eslint", "\"use strict\""};
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
    if (vb_str_starts(sight->text, starts[i])) return true;
  return false;
}
