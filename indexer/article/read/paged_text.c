/*
 * paged_text.c - pages, then articles.
 *
 *   head line | text of the page | foot line \f head line | ...
 *
 * A running head is the first or last line of a page that other pages have too, but for its
 * numbers. Whatever is left of the pages is one text, which is parted where a page begins with a
 * headline. Where lines have a wide gap at one place, line after line, two columns were written
 * side by side: joined they would be sentences that nobody wrote.
 */
#include "indexer/article/read/paged_text.h"

#include "indexer/article/read/readers.h"
#include "indexer/base/utf8.h"

#include <ctype.h>

enum {
  PAGES_MAX = 5000,
  COMPARED = 40,   /* pages around one whose heads are compared with its own */
  HEAD_MAX = 120,  /* bytes of a running head or a headline */
  GAP = 3,         /* blanks that part columns */
  COLUMN_MIN = 12, /* bytes on both sides of the gap */
  LINES_ENOUGH = 6 /* fewer lines with a gap are a table or an address */
};

typedef struct text_page {
  vb_str text;       /* without running heads */
  vb_str head, foot; /* its first and last line */
} text_page;

bool vb_text_is_paged(vb_str text) {
  return text.n && memchr(text.p, '\f', text.n) != NULL;
}

/* --- running heads --- */

static vb_str first_line(vb_str s) {
  s = vb_str_trim(s);
  const char *end = s.n ? memchr(s.p, '\n', s.n) : NULL;
  return vb_str_trim(vb_str_slice(s, 0, end ? (size_t)(end - s.p) : s.n));
}

static vb_str last_line(vb_str s) {
  s = vb_str_trim(s);
  const char *before = s.n ? memrchr(s.p, '\n', s.n) : NULL;
  return vb_str_trim(vb_str_slice(s, before ? (size_t)(before - s.p) : 0, s.n));
}

/* The same but for numbers and white space; a line of numbers alone is no name. */
static bool same_head(vb_str a, vb_str b, bool *numbers) {
  size_t i = 0, k = 0, letters = 0;
  for (;;) {
    while (i < a.n && (isdigit((unsigned char)a.p[i]) || vb_is_space(a.p[i]))) i++;
    while (k < b.n && (isdigit((unsigned char)b.p[k]) || vb_is_space(b.p[k]))) k++;
    *numbers = letters == 0;
    if (i == a.n || k == b.n) return i == a.n && k == b.n;
    if (a.p[i++] != b.p[k++]) return false;
    letters++;
  }
}

/* "12", "- 12 -", "Page 3 of 9". */
static bool is_page_number(vb_str s) {
  size_t digits = 0, letters = 0;
  for (size_t i = 0; i < s.n; i++) {
    digits += isdigit((unsigned char)s.p[i]) != 0;
    letters += isalpha((unsigned char)s.p[i]) != 0 || (unsigned char)s.p[i] >= 0x80;
  }
  bool page = vb_str_starts_caseless(s, "page ") || vb_str_starts_caseless(s, "seite ");
  return digits && digits <= 8 && s.n < 24 && (letters == 0 || (page && letters <= 8));
}

/* Pages near this one, of the same side, that have the line too. */
static bool runs(const text_page *pages, size_t count, size_t at, bool foot) {
  vb_str line = foot ? pages[at].foot : pages[at].head;
  if (!line.n || line.n > HEAD_MAX) return false;
  if (is_page_number(line)) return true;
  size_t from = at > COMPARED / 2 ? at - COMPARED / 2 : 0;
  for (size_t i = from; i < count && i < from + COMPARED; i++) {
    bool numbers;
    vb_str other = foot ? pages[i].foot : pages[i].head;
    if (i != at && same_head(line, other, &numbers) && !numbers) return true;
  }
  return false;
}

static void look_at_ends(text_page *pages, size_t count) {
  for (size_t i = 0; i < count; i++) {
    pages[i].head = first_line(pages[i].text);
    pages[i].foot = last_line(pages[i].text);
  }
}

/* Twice: a page may have its number and its paper's name in two lines. */
static void drop_heads(text_page *pages, size_t count, vb_arena *arena) {
  bool *head = vb_arena_calloc(arena, count, 1), *foot = vb_arena_calloc(arena, count, 1);
  for (int round = 0; round < 2 && head && foot; round++) {
    look_at_ends(pages, count);
    for (size_t i = 0; i < count; i++) {
      head[i] = runs(pages, count, i, false);
      foot[i] = runs(pages, count, i, true);
    }
    for (size_t i = 0; i < count; i++) {
      text_page *p = &pages[i];
      size_t from = head[i] ? (size_t)(p->head.p + p->head.n - p->text.p) : 0;
      size_t to = foot[i] ? (size_t)(p->foot.p - p->text.p) : p->text.n;
      if (from <= to) p->text = vb_str_slice(p->text, from, to);
    }
  }
}

/* --- columns --- */

/* Where the first wide gap of a line ends, between two pieces of text; 0 for none. */
static size_t gap_of(vb_str line) {
  size_t start = 0;
  while (start < line.n && line.p[start] == ' ') start++;
  for (size_t i = start, blanks = 0; i < line.n; i++) {
    if (line.p[i] == ' ') {
      blanks++;
      continue;
    }
    if (blanks >= GAP && i - blanks - start >= COLUMN_MIN && line.n - i >= COLUMN_MIN) return i;
    blanks = 0;
  }
  return 0;
}

static bool has_columns(vb_str text) {
  size_t lines = 0, gaps = 0, same = 0, last = 0;
  for (size_t i = 0, end; i < text.n; i = end + 1) {
    const char *newline = memchr(text.p + i, '\n', text.n - i);
    end = newline ? (size_t)(newline - text.p) : text.n;
    vb_str line = vb_str_slice(text, i, end);
    if (!vb_str_trim(line).n) continue;
    size_t gap = gap_of(line);
    lines++;
    gaps += gap > 0;
    same += gap && gap + 2 >= last && gap <= last + 2;
    if (gap) last = gap;
  }
  return gaps >= LINES_ENOUGH && gaps * 2 > lines && same * 3 > gaps * 2;
}

/* --- articles --- */

/* A line of capitals above a blank line: "COUNCIL VOTES TO KEEP THE CLOCK TOWER". */
static bool begins_article(vb_str page) {
  vb_str line = first_line(page);
  size_t capitals = 0, words = 0, behind;
  page = vb_str_trim(page);
  for (size_t i = 0; i < line.n; i++) {
    if (islower((unsigned char)line.p[i])) return false;
    capitals += isupper((unsigned char)line.p[i]) != 0;
    words += !vb_is_space(line.p[i]) && (i == 0 || vb_is_space(line.p[i - 1]));
  }
  for (behind = line.n; behind < page.n && page.p[behind] != '\n';) behind++;
  vb_str rest = vb_str_slice(page, behind + 1, page.n);
  const char *next = rest.n ? memchr(rest.p, '\n', rest.n) : NULL;
  bool blank = next && !vb_str_trim(vb_str_slice(rest, 0, (size_t)(next - rest.p))).n;
  return line.n <= HEAD_MAX && words >= 2 && capitals * 2 > line.n && blank &&
         vb_str_trim(rest).n > line.n;
}

static size_t split_pages(vb_str text, text_page *pages) {
  size_t count = 0;
  for (size_t i = 0, end; i < text.n && count < PAGES_MAX; i = end + 1) {
    const char *feed = count + 1 < PAGES_MAX ? memchr(text.p + i, '\f', text.n - i) : NULL;
    end = feed ? (size_t)(feed - text.p) : text.n;
    vb_str page = vb_str_slice(text, i, end);
    if (vb_str_trim(page).n) pages[count++].text = page;
  }
  return count;
}

/* Pages are joined until the next one begins an article. Replaced bytes are reported once, with the
   first article. */
static vb_status give(const vb_reading *reading, const text_page *pages, size_t count,
                      uint32_t replaced, vb_error *err) {
  vb_buf one = VB_BUF_INIT;
  vb_status status = VB_OK;
  size_t articles = 0;
  uint64_t record = 0;
  for (size_t i = 0; i < count; i++) articles += i == 0 || begins_article(pages[i].text);
  for (size_t i = 0; i < count && status == VB_OK; i++) {
    vb_buf_str(&one, vb_str_trim(pages[i].text));
    vb_buf_text(&one, "\n\n");
    if (i + 1 < count && !begins_article(pages[i + 1].text)) continue;
    status = vb_buf_ok(&one, err);
    vb_arena_clear(reading->arena);
    if (status == VB_OK && vb_str_trim(vb_buf_view(&one)).n)
      status =
          vb_read_text_as(reading, vb_buf_view(&one), articles > 1 ? ++record : 0, replaced, err);
    replaced = 0;
    vb_buf_reset(&one);
  }
  vb_buf_clear(&one);
  return status;
}

vb_status vb_read_paged_text(const vb_reading *reading, vb_str text, uint32_t replaced,
                             vb_error *err) {
  text_page *pages = vb_arena_calloc(reading->whole, PAGES_MAX, sizeof *pages);
  if (!pages) return vb_fail(err, VB_NOMEM, "out of memory");
  if (has_columns(text)) {
    vb_reading_refuse(reading, reading->name,
                      "text of pages whose columns stand side by side; make it anew with "
                      "\"pdftotext\" without -layout, or read the PDF itself");
    return VB_OK;
  }
  size_t count = split_pages(text, pages);
  drop_heads(pages, count, reading->whole);
  return give(reading, pages, count, replaced, err);
}
