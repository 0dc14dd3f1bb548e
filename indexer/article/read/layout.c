/*
 * layout.c - two passes over the lines: the first measures them, the second joins them.
 *
 * A line was full if the first word of the next one would not have fitted into the width
 * of the text's longest line. A line that was broken earlier was broken on purpose (an
 * address, a verse, a table row).
 */
#include "indexer/article/read/layout.h"

enum {
  PAGE_WIDTH = 160, /* bytes: wrapped text has no longer lines */
  INDENT = 2        /* blanks before the first line of a paragraph */
};

typedef struct text_line {
  vb_str text; /* trimmed */
  size_t indent;
} text_line;

/* Reads the line at *at and moves past it. False at the end. */
static bool next_line(vb_str s, size_t *at, text_line *out) {
  if (*at >= s.n) return false;
  const char *end = memchr(s.p + *at, '\n', s.n - *at);
  size_t to = end ? (size_t)(end - s.p) : s.n;
  vb_str line = vb_str_slice(s, *at, to);
  out->text = vb_str_trim(line);
  out->indent = 0;
  while (out->indent < line.n && vb_is_space(line.p[out->indent])) out->indent++;
  *at = to + 1;
  return true;
}

typedef struct measure {
  size_t lines, width, flush, indented, blank; /* flush and indented do not count the first line */
} measure;

static measure measure_of(vb_str s) {
  measure m = {0};
  text_line l;
  size_t blank = 0;
  for (size_t at = 0; next_line(s, &at, &l);) {
    if (!l.text.n) { /* lines of blanks are left by pretty-printing between elements */
      blank += l.indent < INDENT;
      continue;
    }
    if (m.lines) {
      m.blank += blank;
      m.flush += l.indent == 0;
      m.indented += l.indent >= INDENT;
    }
    blank = 0;
    m.lines++;
    if (l.text.n > m.width) m.width = l.text.n;
  }
  return m;
}

bool vb_layout_is_plain(vb_str text) {
  measure m = measure_of(text);
  return m.blank > 0 || (m.flush > 0 && m.indented > 0);
}

static bool was_full(size_t length, vb_str next, size_t width) {
  size_t word = 0;
  while (word < next.n && !vb_is_space(next.p[word])) word++;
  return (length + 1 + word) * 20 > width * 17;
}

void vb_layout_paragraphs(vb_str text, vb_buf *out) {
  measure m = measure_of(text);
  bool by_line = m.width > PAGE_WIDTH, by_indent = m.flush > 0;
  bool blank = true;
  size_t before = 0; /* length of the previous line */
  text_line l;
  for (size_t at = 0; next_line(text, &at, &l);) {
    if (!l.text.n) {
      blank = true;
      continue;
    }
    bool begins = blank || by_line || (by_indent && l.indent >= INDENT);
    if (begins && out->n) vb_buf_text(out, "\n\n");
    else if (!begins) vb_buf_char(out, was_full(before, l.text, m.width) ? ' ' : '\n');
    vb_buf_str(out, l.text);
    before = l.text.n;
    blank = false;
  }
}

void vb_layout_fold(vb_str text, vb_buf *out) {
  size_t start = out->n;
  bool blank = false, broken = false;
  for (size_t i = 0; i < text.n; i++) {
    if (vb_is_space(text.p[i])) {
      broken = broken || text.p[i] == '\v';
      blank = true;
      continue;
    }
    if (blank && out->n > start) vb_buf_char(out, broken ? '\n' : ' ');
    blank = broken = false;
    size_t from = i;
    while (i + 1 < text.n && !vb_is_space(text.p[i + 1])) i++;
    vb_buf_append(out, text.p + from, i + 1 - from);
  }
}
