/*
 * credits.c - removes lines from the end of a text as long as they are credits.
 *
 * What a line begins or ends with is only a hint: "Reporting by the Herald found that the
 * dam leaked" is the last paragraph of an article. So all its words must be words of such
 * lists: capitalised names, and the few small words between them. A bracket at the end of
 * a paragraph is judged the same way and cut off. Notices of rights are boilerplate
 * everywhere.
 */
#include "indexer/article/read/credits.h"

#include "indexer/article/read/boilerplate.h"

enum {
  LINES_MAX = 8,  /* the credits of a large story, its rights, and how to follow its author */
  LINE_MAX = 1200 /* bytes; a list of two dozen reporters and their cities */
};

static const char *const openers[] = {"reporting by ",
                                      "additional reporting by ",
                                      "reporting and writing by ",
                                      "reporting and editing by ",
                                      "writing by ",
                                      "writing and reporting by ",
                                      "writing and editing by ",
                                      "editing by ",
                                      "edited by ",
                                      "compiled by ",
                                      "with reporting by ",
                                      "with reporting from ",
                                      "with additional reporting by ",
                                      "with files from ",
                                      "with input from ",
                                      "with inputs from ",
                                      "contributing: ",
                                      "contributors: "};
static const char *const closers[] = {"contributed to this report",
                                      "contributed to this story",
                                      "contributed to this article",
                                      "contributed to the report",
                                      "contributed reporting",
                                      "contributed to this piece",
                                      "contributed"};

/* Words that may be between names; any other lower-case word makes the line prose. */
static const char *const small_words[] = {"a",
                                          "additional",
                                          "al",
                                          "and",
                                          "at",
                                          "bin",
                                          "by",
                                          "compiled",
                                          "contributed",
                                          "contributing",
                                          "contributor",
                                          "contributors",
                                          "correspondent",
                                          "correspondents",
                                          "da",
                                          "de",
                                          "del",
                                          "della",
                                          "der",
                                          "desk",
                                          "di",
                                          "dos",
                                          "du",
                                          "edited",
                                          "editing",
                                          "editor",
                                          "editors",
                                          "el",
                                          "files",
                                          "for",
                                          "freelance",
                                          "from",
                                          "graphics",
                                          "in",
                                          "input",
                                          "inputs",
                                          "intern",
                                          "la",
                                          "le",
                                          "news",
                                          "newsroom",
                                          "of",
                                          "on",
                                          "photographer",
                                          "piece",
                                          "producer",
                                          "producers",
                                          "report",
                                          "reported",
                                          "reporter",
                                          "reporters",
                                          "reporting",
                                          "researcher",
                                          "researchers",
                                          "s",
                                          "staff",
                                          "story",
                                          "article",
                                          "the",
                                          "this",
                                          "to",
                                          "van",
                                          "video",
                                          "von",
                                          "with",
                                          "writer",
                                          "writers",
                                          "writing",
                                          "wrote",
                                          "y"};

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_small_word(vb_str word) {
  for (size_t i = 0; i < sizeof small_words / sizeof *small_words; i++)
    if (vb_str_is(word, small_words[i])) return true;
  return false;
}

static bool only_names(vb_str line) {
  for (size_t i = 0, end; i < line.n; i = end) {
    for (end = i; end < line.n && is_letter(line.p[end]);) end++;
    if (end == i) end++;
    else if (line.p[i] >= 'a' && line.p[i] <= 'z' && !is_small_word(vb_str_slice(line, i, end)))
      return false;
  }
  return true;
}

/* The line without dashes and bullets before it, brackets around it, and the full stop after it. */
static vb_str bare(vb_str s) {
  static const char *const bullets[] = {"-",      "*",      "\u2013", "\u2014",
                                        "\u2022", "\u2981", "\u25CF", "("};
  for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
    while (vb_str_starts(s, bullets[i]))
      s = vb_str_trim(vb_str_slice(s, strlen(bullets[i]), s.n)), i = 0;
  while (s.n && strchr(".;) ", s.p[s.n - 1])) s.n--;
  return s;
}

static bool gives_credit(vb_str line) {
  if (line.n > LINE_MAX) return false;
  line = bare(line);
  bool told = false;
  for (size_t i = 0; i < sizeof openers / sizeof *openers && !told; i++)
    told = vb_str_starts_caseless(line, openers[i]);
  for (size_t i = 0; i < sizeof closers / sizeof *closers && !told; i++)
    told = vb_str_ends_caseless(line, closers[i]);
  return told && only_names(line);
}

/* "___" and "* * *", which separate an article from its credits. */
static bool is_rule(vb_str line) {
  for (size_t i = 0; i < line.n; i++)
    if (!strchr("_-*=~# ", line.p[i])) return false;
  return true;
}

/* Where a credit in brackets begins at the end of a paragraph; the paragraph's length if none
   does. */
static size_t before_bracket(vb_str paragraph) {
  size_t end = paragraph.n;
  while (end && paragraph.p[end - 1] == '.') end--;
  if (!end || paragraph.p[end - 1] != ')') return paragraph.n;
  for (size_t at = end; at-- > 0 && end - at < LINE_MAX;) {
    if (paragraph.p[at] != '(') continue;
    vb_str inside = vb_str_slice(paragraph, at, end);
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++)
      if (vb_str_starts_caseless(bare(inside), openers[i]) && gives_credit(inside)) return at;
  }
  return paragraph.n;
}

/* Where the last line begins. A continuation line of wrapped text does not count. */
static size_t last_line(vb_str text) {
  size_t at = text.n;
  while (at > 0 && text.p[at - 1] != '\n') at--;
  bool wrapped = at > 1 && text.p[at - 2] != '\n' && !strchr(".!?:;)\"", text.p[at - 2]) &&
                 (unsigned char)text.p[at - 2] < 0x80;
  while (wrapped && at > 0 && !(at > 1 && text.p[at - 1] == '\n' && text.p[at - 2] == '\n')) at--;
  return at;
}

vb_str vb_without_credits(vb_str text) {
  vb_str rest = text;
  for (int i = 0; i < LINES_MAX && rest.n; i++) {
    size_t at = last_line(rest), bracket;
    vb_str line = vb_str_slice(rest, at, rest.n);
    if (is_rule(line) || gives_credit(line) || vb_boilerplate_of(line) == VB_LINE_JUNK) {
      rest = vb_str_trim(vb_str_slice(rest, 0, at));
    } else if ((bracket = before_bracket(line)) < line.n) {
      rest = vb_str_trim(vb_str_slice(rest, 0, at + bracket));
    } else {
      break;
    }
  }
  return rest.n ? rest : text;
}
