/*
 * print.c - prints the contents of articles, on a terminal or into a pipe.
 *
 * An article may have any characters. Those that could control a terminal (C0 and C1
 * control characters, hence every escape sequence, and marks that change the direction of
 * writing) are printed as U+FFFD, in a pipe too, because the reader of the pipe is often a
 * pager. All text that does not come from this program is printed by put_char().
 */
#include "searcher/command/command.h"

#include "indexer/base/utf8.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

enum { WIDTH_MIN = 20, WIDTH_DEFAULT = 80, WIDTH_MAX = 100 }; /* longer lines read badly */

static size_t terminal_width(void) {
  struct winsize size;
  size_t width = WIDTH_DEFAULT;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) width = size.ws_col;
  return width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
}

bool vb_printer_init(vb_printer *printer, const char *color) {
  bool terminal = isatty(STDOUT_FILENO);
  const char *term = getenv("TERM"), *refused = getenv("NO_COLOR");
  *printer = (vb_printer){.out = stdout, .width = terminal ? terminal_width() : 0, .hints = true};
  if (strcmp(color, "always") == 0) printer->colour = true;
  else if (strcmp(color, "auto") == 0)
    printer->colour = terminal && !(refused && *refused) && !(term && strcmp(term, "dumb") == 0);
  else return strcmp(color, "never") == 0;
  return true;
}

static const char *const escapes[] = {
    [VB_STYLE_PLAIN] = "",      [VB_STYLE_TITLE] = "\033[1m",   [VB_STYLE_MATCH] = "\033[1;31m",
    [VB_STYLE_DIM] = "\033[2m", [VB_STYLE_GOOD] = "\033[1;32m", [VB_STYLE_BAD] = "\033[1;33m",
};

static void style_on(const vb_printer *printer, vb_style style) {
  if (printer->colour) fputs(escapes[style], printer->out);
}

static void style_off(const vb_printer *printer, vb_style style) {
  if (printer->colour && style != VB_STYLE_PLAIN) fputs("\033[0m", printer->out);
}

static void put_char(const vb_printer *printer, const char *p, size_t length, int32_t c) {
  if (vb_utf8_steers(c)) fputs(c == '\t' || c == '\n' ? " " : "\uFFFD", printer->out);
  else fwrite(p, 1, length, printer->out);
}

void vb_print_line(const vb_printer *printer, vb_style style, vb_str text) {
  if (text.n == 0) return;
  style_on(printer, style);
  for (const char *p = text.p, *end = p + text.n; p < end;) {
    size_t length;
    int32_t c = vb_utf8_decode(p, end, &length);
    put_char(printer, p, length, c);
    p += length;
  }
  style_off(printer, style);
}

/* ---- wrapped text ---------------------------------------------------------- */

typedef struct layout {
  const vb_printer *printer;
  vb_style style; /* of text that is not marked */
  vb_str text;
  const vb_range *marks;
  size_t mark_count, next_mark, indent, column;
  bool marked; /* the style of a match is active */
} layout;

static void set_marked(layout *at, bool marked) {
  if (marked == at->marked) return;
  if (marked) style_on(at->printer, VB_STYLE_MATCH);
  else style_off(at->printer, VB_STYLE_MATCH), style_on(at->printer, at->style);
  at->marked = marked;
}

static bool is_marked(layout *at, size_t offset) {
  while (at->next_mark < at->mark_count && at->marks[at->next_mark].end <= offset) at->next_mark++;
  return at->next_mark < at->mark_count && at->marks[at->next_mark].start <= offset;
}

static void new_line(layout *at) {
  set_marked(at, false);
  fputc('\n', at->printer->out);
  at->column = 0;
}

/* Prints bytes [from, to), which contain no line break. */
static void put_piece(layout *at, size_t from, size_t to) {
  const char *end = at->text.p + to;
  for (size_t i = from; i < to;) {
    size_t length;
    int32_t c = vb_utf8_decode(at->text.p + i, end, &length);
    if (at->column == 0) fprintf(at->printer->out, "%*s", (int)at->indent, "");
    if (at->column == 0) at->column = at->indent;
    set_marked(at, is_marked(at, i));
    put_char(at->printer, at->text.p + i, length, c);
    at->column += c > 0 && !vb_utf8_steers(c) ? (size_t)utf8proc_charwidth(c) : 1;
    i += length;
  }
}

static size_t columns(vb_str piece) {
  size_t width = 0;
  for (const char *p = piece.p, *end = p + piece.n; p < end;) {
    size_t length;
    int32_t c = vb_utf8_decode(p, end, &length);
    width += c > 0 && !vb_utf8_steers(c) ? (size_t)utf8proc_charwidth(c) : 1;
    p += length;
  }
  return width;
}

/* A line may be broken after blanks, and between ideographs, which have no blanks. */
static size_t piece_end(vb_str text, size_t from) {
  size_t i = from;
  while (i < text.n && text.p[i] != ' ' && text.p[i] != '\n') {
    size_t length;
    int32_t c = vb_utf8_decode(text.p + i, text.p + text.n, &length);
    i += length;
    if (c >= 0x2E80 && utf8proc_charwidth(c) == 2) break;
  }
  return i;
}

/* Prints the whole text, without the line end. */
static void put_text(layout *at) {
  vb_str text = at->text;
  size_t width = at->printer->width;
  for (size_t i = 0; i < text.n;) {
    size_t blank = i;
    while (i < text.n && text.p[i] == ' ') i++;
    size_t end = piece_end(text, i);
    bool wraps = width > 0 && at->column > at->indent &&
                 at->column + (i - blank) + columns(vb_str_slice(text, i, end)) > width;
    if (wraps) new_line(at);
    else put_piece(at, blank, i);
    put_piece(at, i, end);
    i = end;
    if (i < text.n && text.p[i] == '\n') new_line(at), i++;
  }
}

void vb_print_marked(const vb_printer *printer, vb_str text, vb_marks marks, size_t indent) {
  layout at = {.printer = printer,
               .text = text,
               .marks = marks.marks,
               .mark_count = marks.count,
               .indent = indent};
  put_text(&at);
  new_line(&at);
}

/* Prints text, wrapped if it is too long for a line; the first line has already begun. */
static void print_wrapped(const vb_printer *printer, vb_style style, vb_str text, size_t indent) {
  vb_buf line = VB_BUF_INIT;
  vb_utf8_repair(text, &line);
  for (size_t i = 0; i < line.n; i++)
    if (vb_is_space(line.p[i])) line.p[i] = ' ';
  if (line.failed) vb_print_lost(printer);
  layout at = {.printer = printer,
               .style = style,
               .text = vb_buf_view(&line),
               .indent = indent,
               .column = indent};
  style_on(printer, style);
  put_text(&at);
  style_off(printer, style);
  fputc('\n', printer->out);
  vb_buf_clear(&line);
}

void vb_print_title(const vb_printer *printer, vb_str title, size_t number) {
  enum { INDENT = 4 };
  if (number) fprintf(printer->out, "%2zu. ", number);
  else fprintf(printer->out, "%*s", INDENT, "");
  print_wrapped(printer, VB_STYLE_TITLE, title.n ? title : VB_STR("(no title)"), INDENT);
}

void vb_print_id(const vb_printer *printer, vb_str id, size_t indent) {
  fprintf(printer->out, "%*s", (int)indent, "");
  vb_print_line(printer, VB_STYLE_DIM, id);
  fputc('\n', printer->out);
}

void vb_print_reading(const vb_printer *printer, const vb_query_reading *reading,
                      vb_str did_you_mean) {
  for (size_t i = 0; i < reading->note_count; i++) {
    fputs("note: ", printer->out);
    vb_print_line(printer, VB_STYLE_PLAIN, reading->notes[i]);
    fputc('\n', printer->out);
  }
  if (!did_you_mean.n) return;
  fputs("did you mean: ", printer->out);
  vb_print_line(printer, VB_STYLE_TITLE, did_you_mean);
  fputc('\n', printer->out);
}

void vb_print_snippet(const vb_printer *printer, const vb_snippet *snippet, size_t indent) {
  layout at = {.printer = printer,
               .text = snippet->text,
               .marks = snippet->marks,
               .mark_count = snippet->mark_count,
               .indent = indent};
  if (snippet->cut_before) {
    fprintf(printer->out, "%*s… ", (int)indent, "");
    at.column = indent + 2;
  }
  put_text(&at);
  set_marked(&at, false);
  if (snippet->cut_after) fputs(" …", printer->out);
  new_line(&at);
}

void vb_print_origin(const vb_printer *printer, const vb_article_head *article, size_t indent) {
  enum { AUTHORS = 3 };
  char date[VB_DATE_TEXT];
  vb_buf line = VB_BUF_INIT, authors = VB_BUF_INIT;
  vb_date_format(article->published, date);
  if (article->author_count == 0) vb_buf_str(&authors, article->byline);
  vb_buf_names(&authors, article->authors, article->author_count, AUTHORS);
  const vb_str parts[] = {article->source, vb_str_of(date[0] ? date : "no date"),
                          vb_buf_view(&authors)};
  for (size_t i = 0; i < 3; i++) {
    if (parts[i].n && line.n) vb_buf_text(&line, " · ");
    vb_buf_str(&line, parts[i]);
  }
  if (line.failed || authors.failed) vb_print_lost(printer);
  fprintf(printer->out, "%*s", (int)indent, "");
  print_wrapped(printer, VB_STYLE_PLAIN, vb_buf_view(&line), indent);
  vb_buf_clear(&line);
  vb_buf_clear(&authors);
}

/* A copy without a source is named by its title, or else its id. */
void vb_print_copies(const vb_printer *printer, const vb_copies *copies, size_t indent) {
  enum { SHOWN = 8 };
  if (!copies || copies->count == 0) return;
  fprintf(printer->out, "%*salso in: ", (int)indent, "");
  for (size_t i = 0; i < copies->count && i < SHOWN; i++) {
    const vb_copy *copy = &copies->list[i];
    char date[VB_DATE_TEXT];
    vb_date_format(copy->published, date);
    if (i) fputs("; ", printer->out);
    vb_str name = copy->source.n ? copy->source : copy->title.n ? copy->title : copy->id;
    vb_print_line(printer, VB_STYLE_PLAIN, name);
    fprintf(printer->out, ", %s", date[0] ? date : "no date");
  }
  if (copies->count > SHOWN) fprintf(printer->out, "; and %zu more", copies->count - SHOWN);
  fputc('\n', printer->out);
}

/* ---- trouble ----------------------------------------------------------------- */

int vb_complain(const char *command, const vb_error *err) {
  return vb_program_complain(command, err->text);
}

void vb_print_failures(const char *command, const vb_shard_failure *failures, size_t count) {
  vb_printer errors = {.out = stderr};
  for (size_t i = 0; i < count; i++) {
    fprintf(stderr, "verbatim %s: shard ", command);
    vb_print_line(&errors, VB_STYLE_PLAIN, failures[i].shard);
    fputs(" is missing from this answer: ", stderr);
    vb_print_line(&errors, VB_STYLE_PLAIN, failures[i].reason);
    fputc('\n', stderr);
  }
}

void vb_print_lost(const vb_printer *printer) {
  if (printer->lost) *printer->lost = true;
}

/* Why the output failed: now, or in an earlier write, whose reason is not known any more. NULL: the
   reader has closed it, and knows. */
static const char *reason_of(FILE *out, int reason) {
  struct pollfd reader = {.fd = fileno(out), .events = POLLOUT};
  bool closed = poll(&reader, 1, 0) > 0 && reader.revents & POLLERR;
  if (closed || reason == EPIPE) return NULL;
  return reason ? strerror(reason) : "not all of it could be written";
}

int vb_print_end(const char *command, const vb_printer *printer, int status) {
  errno = 0;
  bool written = fflush(printer->out) == 0 && !ferror(printer->out);
  const char *why = written ? NULL : reason_of(printer->out, errno);
  bool left = !written && printer->pager; /* the reader has seen enough */
  vb_pager_end(printer);
  if (left) return status;
  if (written && (!printer->lost || !*printer->lost)) return status;
  if (written) {
    fprintf(stderr, "verbatim %s: no memory left to print all of the answer\n", command);
    return VB_EXIT_TROUBLE;
  }
  if (why) fprintf(stderr, "verbatim %s: standard output: %s\n", command, why);
  return VB_EXIT_TROUBLE;
}
