/*
 * pdf.c - the only file that uses poppler.
 *
 *   encoded = pages:varint title:string author:string line*
 *   line    = page:varint height:varint left right top bottom:varint text:string
 *   string  = length:varint bytes;  numbers are points, as tenths
 *
 * poppler returns a page's text in reading order, column after column, one line per line
 * of the page, and the box of each character.
 */
#include "indexer/article/read/pdf.h"

#include "indexer/base/utf8.h"
#include "indexer/store/record.h"

#include <poppler.h>

enum {
  PAGES_MAX = 5000,
  LINES_MAX = 2000000,
  TENTHS_MAX = 1000000 /* of a point: a page of thirty metres */
};

static uint64_t tenths(double points) {
  if (!(points > 0)) return 0;
  return points * 10 > TENTHS_MAX ? TENTHS_MAX : (uint64_t)(points * 10);
}

static void put_line(vb_buf *out, uint32_t page, double height, const PopplerRectangle *box,
                     vb_str text) {
  vb_buf_varint(out, page);
  vb_buf_varint(out, tenths(height));
  vb_buf_varint(out, tenths(box->x1));
  vb_buf_varint(out, tenths(box->x2));
  vb_buf_varint(out, tenths(box->y1));
  vb_buf_varint(out, tenths(box->y2));
  vb_buf_sized(out, text);
}

static void widen(PopplerRectangle *box, const PopplerRectangle *more) {
  if (box->x2 == 0 && box->y2 == 0) *box = *more;
  if (more->x1 < box->x1) box->x1 = more->x1;
  if (more->x2 > box->x2) box->x2 = more->x2;
  if (more->y1 < box->y1) box->y1 = more->y1;
  if (more->y2 > box->y2) box->y2 = more->y2;
}

/* Writes the lines of one page's text; `boxes` has one per character. */
static void put_lines(vb_buf *out, uint32_t page, double height, const char *text,
                      const PopplerRectangle *boxes, guint count) {
  PopplerRectangle box = {0, 0, 0, 0};
  const char *start = text;
  guint k = 0;
  for (const char *p = text;; p = g_utf8_next_char(p), k++) {
    if (*p == '\n' || !*p) {
      vb_str line = vb_str_trim((vb_str){start, (size_t)(p - start)});
      if (line.n) put_line(out, page, height, &box, line);
      box = (PopplerRectangle){0, 0, 0, 0};
      start = p + 1;
      if (!*p) return;
    } else if (k < count && *p != ' ') {
      widen(&box, &boxes[k]);
    }
  }
}

static void put_page(vb_buf *out, PopplerDocument *document, int number) {
  double width, height;
  PopplerRectangle *boxes = NULL;
  guint count = 0;
  PopplerPage *page = poppler_document_get_page(document, number);
  if (!page) return;
  poppler_page_get_size(page, &width, &height);
  char *text = poppler_page_get_text(page);
  poppler_page_get_text_layout(page, &boxes, &count);
  if (text && g_utf8_validate(text, -1, NULL))
    put_lines(out, (uint32_t)number, height, text, boxes, boxes ? count : 0);
  g_free(boxes);
  g_free(text);
  g_object_unref(page);
}

/* Runs in the child process (sandbox.h): turns the file into plain bytes that the parent decodes
   with the same mistrust as a file. */
vb_status vb_pdf_encode(vb_str file, vb_buf *out, vb_error *err) {
  GError *why = NULL;
  GBytes *bytes = g_bytes_new_static(file.p, file.n);
  PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, &why);
  vb_status status = VB_OK;
  if (!document) {
    bool locked = why && g_error_matches(why, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED);
    status =
        locked ? vb_fail(err, VB_INVALID, "needs a password") : vb_fail(err, VB_CORRUPT, "damaged");
    g_clear_error(&why);
    g_bytes_unref(bytes);
    return status;
  }
  int pages = poppler_document_get_n_pages(document);
  if (pages > PAGES_MAX) pages = PAGES_MAX;
  char *title = poppler_document_get_title(document),
       *author = poppler_document_get_author(document);
  vb_buf_varint(out, (uint64_t)pages);
  vb_buf_sized(out, vb_str_of(title));
  vb_buf_sized(out, vb_str_of(author));
  for (int i = 0; i < pages && out->n < VB_ARTICLE_MAX && !out->failed; i++)
    put_page(out, document, i);
  g_free(title);
  g_free(author);
  g_object_unref(document);
  g_bytes_unref(bytes);
  return vb_buf_ok(out, err);
}

static float get_points(vb_cursor *c) {
  uint64_t value = vb_cursor_varint(c);
  return (float)(value > TENTHS_MAX ? TENTHS_MAX : value) / 10;
}

static vb_str get_text(vb_cursor *c) {
  vb_str s = vb_cursor_sized(c);
  return vb_utf8_valid(s) ? s : VB_STR_NONE;
}

vb_status vb_pdf_decode(vb_str bytes, vb_arena *arena, vb_pdf *out, vb_error *err) {
  *out = (vb_pdf){0};
  vb_cursor c = vb_cursor_of(bytes);
  size_t capacity = 0;
  out->pages = (uint32_t)vb_cursor_varint(&c);
  out->title = get_text(&c);
  out->author = get_text(&c);
  while (!c.bad && vb_cursor_left(&c) && out->count < LINES_MAX) {
    vb_pdf_line line = {.page = (uint32_t)vb_cursor_varint(&c)};
    line.page_height = get_points(&c);
    line.left = get_points(&c);
    line.right = get_points(&c);
    line.top = get_points(&c);
    line.bottom = get_points(&c);
    line.text = get_text(&c);
    if (c.bad) break;
    if (!VB_ARENA_GROW(arena, out->lines, &capacity, out->count))
      return vb_fail(err, VB_NOMEM, "out of memory");
    out->lines[out->count++] = line;
  }
  return c.bad ? vb_fail(err, VB_CORRUPT, "damaged") : VB_OK;
}
