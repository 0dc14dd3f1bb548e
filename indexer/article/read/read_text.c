/*
 * read_text.c - reads plain text as a scraper left it: without markup, with whatever the
 * site printed before and after the article.
 *
 *   [navigation] [site name] TITLE [byline] [date] [captions]      the head
 *   paragraphs, with share lines and advertisements between them   the body
 *   [posted in ...] [comments] [reply form] [rights]               the tail
 *
 * One pass over the lines, with the current part of the page as state. The head ends with
 * the first line that reads like prose. boilerplate.c decides what is boilerplate,
 * names.c what is a byline, dates.c what is a date; this file knows only in which order
 * they may come. A comment is recognised by the marker line above it ("Quill says:") or
 * below it ("Comment by Quill | ...").
 */
#include "indexer/article/read/draft.h"

#include "indexer/article/read/clean.h"
#include "indexer/article/read/dates.h"
#include "indexer/article/read/boilerplate.h"
#include "indexer/article/read/names.h"
#include "indexer/article/read/paged_text.h"
#include "indexer/article/read/readers.h"
#include "indexer/base/utf8.h"

#include <strings.h>

enum {
  PROSE_BYTES = 160, /* longer lines are prose, whatever their end */
  PROSE_WORDS = 12,  /* a line of at least this many words that ends a sentence is prose */
  TITLE_BYTES_MAX = 300,
  SITE_BYTES_MIN = 8, /* shorter lines may be the first word of a body ("LONDON") */
  TEXT_MAX = VB_DRAFT_TEXT_MAX + 64 * 1024, /* more would be cut in the end, with a message */
  HEAD_LINES_MAX = 40                       /* a longer head is not one: everything is body */
};

typedef struct text_line {
  vb_str text;
  bool first; /* in its block (paragraph) */
} text_line;

typedef enum page_part { HEAD, BODY, AFTER, COMMENTS, FORM } page_part;

typedef struct text_page {
  const vb_reading *reading;
  text_line *lines;
  size_t count;
  page_part part;
  vb_article article;
  vb_buf body, comment;                /* paragraphs of the body; of the current comment */
  vb_str section_before, author, date; /* author and date of the comment whose marker is above it */
  bool numbered;                       /* the comments carry ordinals */
  bool marked_below;                   /* markers are below their comments */
  bool apart;                          /* two blank lines or more follow the first line */
  size_t comments_capacity, tail; /* tail: bytes of body before what may be the first comment */
  vb_date updated, filed;         /* dates that count less than a byline's */
  size_t left;                    /* the line at which the body ended */
  bool no_tail;                   /* headings of a tail were wrong: they are inside the body */
} text_page;

static size_t count_words(vb_str s) {
  size_t words = 0;
  for (size_t i = 0; i < s.n; i++)
    words += !vb_is_space(s.p[i]) && (i == 0 || vb_is_space(s.p[i - 1]));
  return words;
}

static bool ends_sentence(vb_str s) {
  static const char *const closers[] = {"\"",           "'",       ")", "]", "\xE2\x80\x9D",
                                        "\xE2\x80\x99", "\xC2\xBB"};
  for (size_t i = 0; i < sizeof closers / sizeof *closers; i++)
    if (vb_str_ends(s, closers[i])) s.n -= strlen(closers[i]), i = (size_t)-1;
  return vb_str_ends(s, ".") || vb_str_ends(s, "!") || vb_str_ends(s, "?") ||
         vb_str_ends(s, "\xE3\x80\x82") || vb_str_ends(s, "\xE2\x80\xA6") ||
         vb_str_ends(s, "\xD8\x9F");
}

static bool is_prose(vb_str s) {
  return s.n > PROSE_BYTES || (ends_sentence(s) && count_words(s) >= PROSE_WORDS);
}

static vb_str trim_blanks(vb_str s) {
  for (bool again = true; again;) {
    s = vb_str_trim(s);
    again = s.n >= 2 && memcmp(s.p, "\xC2\xA0", 2) == 0;
    if (again) s = vb_str_slice(s, 2, s.n);
    if (s.n >= 2 && memcmp(s.p + s.n - 2, "\xC2\xA0", 2) == 0) s.n -= 2, again = true;
  }
  return s;
}

/* Whether two blank lines or more follow the first line; cleaning would fold them. */
static bool first_line_is_apart(vb_str raw) {
  raw = trim_blanks(raw);
  size_t newlines = 0, i = 0;
  while (i < raw.n && raw.p[i] != '\n') i++;
  for (; i < raw.n && vb_is_space(raw.p[i]); i++) newlines += raw.p[i] == '\n';
  return newlines > 2;
}

static vb_status split_lines(text_page *page, vb_str text, vb_error *err) {
  size_t capacity = 0;
  bool first = true;
  for (size_t i = 0, end; i <= text.n && text.n; i = end + 1) {
    const char *newline = memchr(text.p + i, '\n', text.n - i);
    end = newline ? (size_t)(newline - text.p) : text.n;
    vb_str s = trim_blanks(vb_str_slice(text, i, end));
    if (!s.n) {
      first = true;
      continue;
    }
    if (!VB_ARENA_GROW(page->reading->arena, page->lines, &capacity, page->count))
      return vb_fail(err, VB_NOMEM, "out of memory");
    page->lines[page->count++] = (text_line){s, first};
    first = false;
  }
  return VB_OK;
}

/* The length of a bar between the parts of a head line at s.p[i]; 0 for none. */
static size_t bar_at(vb_str s, size_t i) {
  static const char *const bars[] = {"|",   "\xE2\x80\xA2",   "\xC2\xB7",
                                     " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 "};
  for (size_t k = 0; k < sizeof bars / sizeof *bars; k++)
    if (vb_str_starts(vb_str_slice(s, i, s.n), bars[k])) return strlen(bars[k]);
  return 0;
}

/* Sets the byline from "By A and B, Agency"; the printed form only loses its "By". */
static void set_byline(vb_article *a, vb_str text) {
  vb_date_found date;
  vb_str core = vb_byline_core(text);
  if (vb_date_find(core, &date)) core = trim_blanks(vb_str_slice(core, 0, date.start));
  while (core.n && strchr(",;:", core.p[core.n - 1])) core.n--;
  if (a->byline.n || !core.n) return;
  a->byline = core;
  vb_authors_add(a, core);
}

/* Uses a part of a head line; false if it has no known meaning. */
static bool take_part(text_page *page, vb_str part) {
  vb_article *a = &page->article;
  vb_date date;
  part = trim_blanks(part);
  if (!part.n) return true;
  if (vb_date_whole(part, &date)) {
    bool late = vb_str_starts_caseless(part, "updated") || vb_str_starts_caseless(part, "last ") ||
                vb_str_starts_caseless(part, "modified");
    if (late) page->updated = page->updated.precision ? page->updated : date;
    else vb_draft_date(a, date, VB_DATE_FROM_BYLINE);
    return true;
  }
  if (vb_is_byline(part)) {
    vb_date_found inside;
    set_byline(a, part);
    if (vb_date_find(part, &inside)) vb_draft_date(a, inside.date, VB_DATE_FROM_BYLINE);
    return true;
  }
  if (vb_is_section_name(part)) {
    if (!a->section.n) a->section = part;
    return true;
  }
  return vb_boilerplate_of(part) == VB_LINE_JUNK || vb_is_agency(part);
}

/* "By Ada Brook | KQXB | July 2, 2021": a line of parts, at least one of which is recognised. */
static bool take_bars(text_page *page, vb_str s) {
  size_t start = 0, known = 0, parts = 0;
  vb_str name = VB_STR_NONE, site = VB_STR_NONE, other = VB_STR_NONE;
  bool had_byline = page->article.byline.n > 0;
  if (s.n > TITLE_BYTES_MAX) return false;
  for (size_t i = 0; i <= s.n; i++) {
    size_t bar = i < s.n ? bar_at(s, i) : 1;
    if (!bar) continue;
    vb_str part = trim_blanks(vb_str_slice(s, start, i));
    parts++;
    if (part.n && take_part(page, part)) known++;
    else if (vb_is_site_name(part)) site = part;
    else if (!vb_is_role(part)) other = part;
    if (part.p == other.p && vb_is_name_shaped(part) && !name.n) name = part;
    start = i + bar;
    i = start - 1;
  }
  if (parts < 2 || !known) return known > 0;
  /* Between "By" and a date comes the outlet, even if its name does not show it. */
  bool by = !had_byline && page->article.byline.n > 0;
  if (by && parts == 3 && known == 2 && page->article.published.precision && !site.n) site = other;
  if (name.n) set_byline(&page->article, name);
  if (!page->article.source.n) page->article.source = site;
  return true;
}

/* "PORT AMBLE, July 2, 2021 (KQXB) - The wall ...": the date in a dateline with a year. */
static void take_dateline(text_page *page, vb_str s) {
  vb_date_found found;
  size_t capitals = 0, letters = 0;
  if (!vb_date_find(vb_str_slice(s, 0, 120), &found) || found.start > 60 || found.start < 3) return;
  for (size_t i = 0; i < found.start; i++) {
    bool small = s.p[i] >= 'a' && s.p[i] <= 'z', capital = s.p[i] >= 'A' && s.p[i] <= 'Z';
    letters += small || capital;
    capitals += capital;
  }
  vb_str behind = vb_str_trim(vb_str_slice(s, found.end, s.n));
  bool joint =
      vb_str_starts_caseless(behind, "(") || vb_str_starts_caseless(behind, "-") ||
      vb_str_starts_caseless(behind, "/") || vb_str_starts_caseless(behind, "\xE2\x80\x94") ||
      vb_str_starts_caseless(behind, "\xE2\x80\x93") || vb_str_starts_caseless(behind, ":");
  if (letters && capitals * 10 >= letters * 6 && joint)
    vb_draft_date(&page->article, found.date, VB_DATE_FROM_BYLINE);
}

/* Whether a line could be a headline: some words, not a sentence, nothing else that is known. */
static bool is_headline(vb_str s) {
  vb_date date;
  return s.n <= TITLE_BYTES_MAX && count_words(s) >= 3 && !is_prose(s) && !vb_is_byline(s) &&
         !vb_date_whole(s, &date) && vb_boilerplate_of(s) == VB_LINE_PLAIN;
}

/* "Wall will hold - Port Amble Herald": removes the site's name from a title. */
static void take_site_off_title(vb_article *a) {
  static const char *const bars[] = {" | ", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ",
                                     " \xC2\xBB "};
  for (size_t k = 0; k < sizeof bars / sizeof *bars; k++) {
    size_t n = strlen(bars[k]);
    for (size_t i = a->title.n; i-- > 0;) {
      if (!vb_str_starts(vb_str_slice(a->title, i, a->title.n), bars[k])) continue;
      vb_str site = vb_str_slice(a->title, i + n, a->title.n);
      if (!vb_is_site_name(site) || count_words(vb_str_slice(a->title, 0, i)) < 3) break;
      if (!a->source.n) a->source = site;
      a->title = vb_str_trim(vb_str_slice(a->title, 0, i));
      return;
    }
  }
}

/* Whether it is the first line of a page, set apart from the rest: the masthead. */
static bool is_masthead(const text_page *page, size_t i) {
  vb_str s = page->lines[i].text,
         next = i + 1 < page->count ? page->lines[i + 1].text : VB_STR_NONE;
  return i == 0 && page->apart && vb_is_name_shaped(s) && next.n > s.n && is_headline(next);
}

/* The line of the title, after navigation and the site's name; `count` if there is none. */
static size_t find_title(text_page *page) {
  vb_article *a = &page->article;
  size_t i = 0;
  for (; i < page->count && i < HEAD_LINES_MAX; i++) {
    vb_str s = page->lines[i].text;
    vb_boilerplate kind = vb_boilerplate_of(s);
    if (kind == VB_LINE_JUNK || kind == VB_LINE_CAPTION || kind == VB_LINE_PICTURE) continue;
    if (is_prose(s) && s.n > TITLE_BYTES_MAX) return page->count;
    vb_str next = i + 1 < page->count ? page->lines[i + 1].text : VB_STR_NONE;
    if (vb_is_section_name(s) && next.n) {
      if (!a->section.n) a->section = s;
      continue;
    }
    bool site = vb_is_site_name(s) && is_headline(next) && next.n > s.n;
    if (!a->source.n && (site || is_masthead(page, i))) {
      a->source = s;
      continue;
    }
    if (take_bars(page, s)) continue;
    return is_prose(s) && ends_sentence(s) ? page->count : i;
  }
  return page->count;
}

/* "38", "1.2k", "+4": remains of a share bar or a gallery. */
static bool is_counter(vb_str s) {
  size_t i = 0;
  while (i < s.n && strchr("0123456789.,+kKmM ", s.p[i])) i++;
  return i == s.n && s.n <= 8;
}

/* "Ada Brook, Amble Press": a name, a comma, and an employer. */
static bool is_name_and_outlet(vb_str s) {
  const char *comma = memchr(s.p, ',', s.n);
  vb_str name = comma ? vb_str_slice(s, 0, (size_t)(comma - s.p)) : VB_STR_NONE;
  vb_str rest = comma ? vb_str_trim(vb_str_slice(s, name.n + 1, s.n)) : VB_STR_NONE;
  return vb_is_name_shaped(name) &&
         (vb_is_site_name(rest) || vb_is_role(rest) || vb_is_agency(rest));
}

/* Reads lines between title and body (bylines, dates, captions); returns the body's first line. */
static size_t read_head(text_page *page) {
  size_t title = find_title(page), i = 0;
  if (title < page->count) {
    page->article.title = page->lines[title].text;
    take_site_off_title(&page->article);
    i = title + 1;
  } else { /* no headline: all lines that were not recognised belong to the body */
    while (i < page->count && !is_prose(page->lines[i].text) &&
           (vb_boilerplate_of(page->lines[i].text) != VB_LINE_PLAIN ||
            take_bars(page, page->lines[i].text)))
      i++;
  }
  for (size_t last = i + HEAD_LINES_MAX; i < page->count && i < last; i++) {
    vb_str s = page->lines[i].text;
    vb_boilerplate kind = vb_boilerplate_of(s);
    if (kind == VB_LINE_JUNK || kind == VB_LINE_CAPTION || kind == VB_LINE_PICTURE) continue;
    /* "23 Comments" above an article is a link to them. */
    if (kind == VB_LINE_COMMENTS || kind == VB_LINE_FORM) continue;
    if (take_bars(page, s)) continue;
    if (vb_str_eq(s, page->article.title) || is_counter(s)) continue;
    if (page->article.byline.n && vb_is_role_line(s)) continue;
    vb_date date;
    bool dated = i + 1 < page->count && vb_date_whole(page->lines[i + 1].text, &date);
    if (dated && !page->article.byline.n && is_name_and_outlet(s)) {
      set_byline(&page->article, s);
      continue;
    }
    if (vb_is_site_name(s) && s.n > SITE_BYTES_MIN && count_words(s) > 1) {
      if (!page->article.source.n) page->article.source = s;
      continue;
    }
    if (dated && !page->article.byline.n && vb_is_name_shaped(s)) {
      set_byline(&page->article, s);
      continue;
    }
    break;
  }
  return i;
}

static void add_line(vb_buf *text, const text_line *l, bool paragraph) {
  if (text->n) vb_buf_text(text, paragraph || l->first ? "\n\n" : "\n");
  vb_buf_str(text, l->text);
}

/* Splits "X | DATE | Reply" or "X on DATE at TIME". */
static void split_marker(vb_str s, vb_str *author, vb_str *date) {
  static const char *const bars[] = {"|",        "\xE2\x80\x94", "\xE2\x80\x93", "\xE2\x80\xA2",
                                     "\xC2\xB7", " on ",         " @ "};
  *author = s;
  *date = VB_STR_NONE;
  for (size_t k = 0; k < sizeof bars / sizeof *bars; k++) {
    size_t n = strlen(bars[k]);
    for (size_t i = 0; i + n <= s.n; i++) {
      if (memcmp(s.p + i, bars[k], n) != 0) continue;
      *author = trim_blanks(vb_str_slice(s, 0, i));
      vb_str rest = vb_str_slice(s, i + n, s.n);
      for (size_t j = 0; j < rest.n; j++)
        if (rest.p[j] == '|' || vb_str_starts(vb_str_slice(rest, j, rest.n), "\xE2\x80\xA2"))
          rest.n = j;
      *date = trim_blanks(rest);
      return;
    }
  }
}

/* "Comment by Quill | July 3, 2021 | Reply", which is below its comment. */
static bool marker_below(vb_str s, vb_str *author, vb_str *date) {
  if (s.n > TITLE_BYTES_MAX || !vb_str_starts_caseless(s, "comment by ")) return false;
  split_marker(trim_blanks(vb_str_slice(s, 11, s.n)), author, date);
  return author->n > 0;
}

/* "Quill says:", "Quill on July 3, 2021 at 4:15 pm said:", "Quill wrote:", above their comments. */
static bool marker_above(vb_str s, vb_str *author, vb_str *date) {
  static const char *const verbs[] = {
      " says:", " said:", " wrote:", " writes:", " commented:", " says"};
  if (s.n > 160 || count_words(s) > 14) return false;
  for (size_t k = 0; k < sizeof verbs / sizeof *verbs; k++) {
    size_t n = strlen(verbs[k]);
    if (s.n <= n || strncasecmp(s.p + s.n - n, verbs[k], n) != 0) continue;
    split_marker(vb_str_slice(s, 0, s.n - n), author, date);
    return author->n > 0 && count_words(*author) <= 5;
  }
  split_marker(s, author, date);
  vb_date_found found;
  bool ago = vb_str_ends(*date, " ago");
  return author->n && date->n && count_words(*author) <= 5 &&
         (ago || (vb_date_find(*date, &found) && found.start < 4));
}

/* Removes the list mark of a comment's first line: "  1. text", "* text". */
static vb_str without_list_mark(text_page *page, vb_str s) {
  size_t i = 0;
  while (i < s.n && i < 5 && s.p[i] >= '0' && s.p[i] <= '9') i++;
  if (i && i + 1 < s.n && s.p[i] == '.' && s.p[i + 1] == ' ') {
    page->numbered = true;
    return trim_blanks(vb_str_slice(s, i + 2, s.n));
  }
  if (vb_str_starts_caseless(s, "\xE2\x80\xA2")) return trim_blanks(vb_str_slice(s, 3, s.n));
  if (vb_str_starts_caseless(s, "* ") || vb_str_starts_caseless(s, "- "))
    return trim_blanks(vb_str_slice(s, 2, s.n));
  return s;
}

static vb_status end_comment(text_page *page, vb_str author, vb_str date, vb_error *err) {
  vb_status status = vb_buf_ok(&page->comment, err);
  if (status != VB_OK || !page->comment.n) return status;
  vb_comment *c = vb_draft_comment(page->reading, &page->article, &page->comments_capacity);
  if (c) {
    *c = (vb_comment){author, date,
                      vb_arena_copy(page->reading->arena, vb_buf_view(&page->comment))};
    if (!c->text.p) return vb_fail(err, VB_NOMEM, "out of memory");
  }
  vb_buf_reset(&page->comment);
  return VB_OK;
}

/* Comments have a marker with author and date either above or below them. Once a marker below a
   comment has been found, markers above are not looked for on this page, since a line between two
   comments could be either. */
static vb_status read_comment_line(text_page *page, const text_line *l, vb_error *err) {
  vb_str author, date;
  vb_date found;
  if (marker_below(l->text, &author, &date)) {
    page->marked_below = true;
    page->part = COMMENTS;
    return end_comment(page, author, date, err);
  }
  if (!page->marked_below && marker_above(l->text, &author, &date)) {
    vb_status status = end_comment(page, page->author, page->date, err);
    page->author = author;
    page->date = date;
    page->part = COMMENTS;
    return status;
  }
  vb_boilerplate kind = vb_boilerplate_of(l->text);
  if (kind == VB_LINE_FORM) page->part = FORM;
  if (page->part == FORM || kind != VB_LINE_PLAIN) return VB_OK;
  if (page->author.n && !page->date.n && !page->comment.n && vb_date_whole(l->text, &found)) {
    page->date = l->text;
    return VB_OK;
  }
  text_line bare = *l;
  if (!page->comment.n) bare.text = without_list_mark(page, bare.text);
  add_line(&page->comment, &bare, false);
  return VB_OK;
}

/* A list of other articles continues while its lines are short and not sentences. */
static bool in_related_list(const text_page *page, size_t i) {
  return page->lines[i].text.n < PROSE_BYTES && !ends_sentence(page->lines[i].text);
}

/* Uses the date of a filing line ("July 2, 2021 - Posted by ...") if no byline has one. */
static void take_tail(text_page *page, vb_str s) {
  vb_date_found found;
  if (vb_date_find(s, &found) && !page->filed.precision) page->filed = found.date;
}

static bool is_end_mark(vb_str s) {
  size_t rule = 0;
  while (rule < s.n && strchr("_-*=~", s.p[rule])) rule++;
  return rule == s.n || vb_str_is_caseless(s, "ends") || vb_str_is_caseless(s, "###") ||
         vb_str_is_caseless(s, "-30-") || vb_str_is_caseless(s, "# # #");
}

/* Handles one line of the body; decides which part follows it. */
static void read_body_line(text_page *page, size_t i, bool *related) {
  const text_line *l = &page->lines[i];
  vb_boilerplate kind = vb_boilerplate_of(l->text);
  bool heads_tail = kind == VB_LINE_TAIL || kind == VB_LINE_COMMENTS || kind == VB_LINE_FORM;
  if (heads_tail && (!page->body.n || page->no_tail)) return;
  if (heads_tail) page->left = i;
  if (*related && kind == VB_LINE_PLAIN && in_related_list(page, i)) return;
  *related = false;
  switch (kind) {
  case VB_LINE_PLAIN:
    if (!is_end_mark(l->text) && !vb_str_eq(l->text, page->article.title)) {
      if (!page->body.n) take_dateline(page, l->text);
      if (l->first) page->tail = page->body.n;
      add_line(&page->body, l, false);
    }
    break;
  case VB_LINE_PICTURE:
    add_line(&page->body, l, false); /* within the body only a credit shows that it is a caption */
    break;
  case VB_LINE_RELATED: *related = true; break;
  case VB_LINE_TAIL:
    take_tail(page, l->text);
    page->part = AFTER;
    break;
  case VB_LINE_COMMENTS: page->part = COMMENTS; break;
  case VB_LINE_FORM: page->part = FORM; break;
  case VB_LINE_JUNK:
  case VB_LINE_CAPTION: break;
  }
}

/* For a comment's marker that is below it, without a heading above: the last paragraph of the body,
   or the text after its first list number, was that comment. */
static vb_status open_unheaded(text_page *page, const text_line *l, vb_error *err) {
  vb_str author, date;
  if (!marker_below(l->text, &author, &date)) return VB_OK;
  vb_str taken = vb_str_trim(vb_str_slice(vb_buf_view(&page->body), page->tail, page->body.n));
  vb_buf_str(&page->comment, without_list_mark(page, taken));
  page->body.n = page->tail;
  page->marked_below = true;
  page->part = COMMENTS;
  return end_comment(page, author, date, err);
}

static vb_status read_lines(text_page *page, size_t i, vb_error *err) {
  bool related = false;
  vb_status status = VB_OK;
  for (page->part = BODY; i < page->count && status == VB_OK; i++) {
    vb_str author, date;
    if (page->part == BODY && marker_below(page->lines[i].text, &author, &date)) {
      status = open_unheaded(page, &page->lines[i], err);
    } else if (page->part == BODY) {
      read_body_line(page, i, &related);
    } else {
      status = read_comment_line(page, &page->lines[i], err);
    }
  }
  /* If markers are below, what follows the last one is not a comment. */
  if (status == VB_OK && page->author.n) status = end_comment(page, page->author, page->date, err);
  return status;
}

/* Whether no comment was found although more prose was taken for comments than for the body: then
   the word "Comments" above it was a link, not a heading. */
static bool lost_the_body(const text_page *page) {
  size_t prose = 0;
  if (page->part == BODY || page->article.comment_count) return false;
  for (size_t i = page->left; i < page->count; i++)
    if (is_prose(page->lines[i].text)) prose += page->lines[i].text.n;
  return prose > page->body.n;
}

static vb_status read_page(text_page *page, vb_error *err) {
  size_t body = read_head(page);
  vb_status status = read_lines(page, body, err);
  if (status != VB_OK || !lost_the_body(page)) return status;
  vb_buf_reset(&page->body);
  vb_buf_reset(&page->comment);
  page->no_tail = true;
  return read_lines(page, body, err);
}

vb_status vb_read_text_as(const vb_reading *reading, vb_str text, uint64_t record,
                          uint32_t replaced, vb_error *err) {
  text_page page = {.reading = reading, .body = VB_BUF_INIT, .comment = VB_BUF_INIT};
  page.article.replaced = replaced;
  page.article.record = record;
  page.apart = first_line_is_apart(text);
  if (text.n > TEXT_MAX) text = vb_str_slice(text, 0, vb_utf8_floor(text, TEXT_MAX));
  vb_status status = split_lines(&page, vb_clean_text(text, reading->arena), err);
  if (status == VB_OK) status = read_page(&page, err);
  if (status == VB_OK) status = vb_buf_ok(&page.body, err);
  if (status == VB_OK) {
    page.article.text = vb_buf_view(&page.body);
    vb_draft_date(&page.article, page.filed, VB_DATE_FROM_BYLINE);
    vb_draft_date(&page.article, page.updated, VB_DATE_FROM_BYLINE);
    status = vb_draft_finish(reading, VB_DRAFT_PAGE, &page.article, err);
  }
  vb_buf_clear(&page.body);
  vb_buf_clear(&page.comment);
  return status;
}

vb_status vb_read_text(const vb_reading *reading, vb_str text, uint32_t replaced, vb_error *err) {
  return vb_text_is_paged(text) ? vb_read_paged_text(reading, text, replaced, err)
                                : vb_read_text_as(reading, text, 0, replaced, err);
}
