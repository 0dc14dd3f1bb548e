/*
 * read_pdf.c - makes paragraphs from the lines of a PDF.
 *
 * A page only has lines. A paragraph begins after a wider gap, at an indented line, after
 * a short line, or at another font size. Lines at the edges of pages that repeat on many
 * pages, and page numbers, are left out. A word broken at a line end is joined again.
 */
#include "indexer/article/read/document.h"
#include "indexer/article/read/pdf.h"
#include "indexer/article/read/readers.h"
#include "indexer/article/read/sandbox.h"

#include <ctype.h>
#include <stdlib.h>

enum {
  EDGE_PERCENT = 12,    /* of the page's height, at top and bottom: where running heads are */
  EDGE_LINES_MAX = 4000 /* compared with each other: enough for a book of a thousand pages */
};

/* Some programs write a line before the signature. */
bool vb_pdf_sees(const vb_sight *sight) {
  vb_str start = vb_str_slice(sight->bytes, 0, 1024);
  if (vb_str_starts(start, "%PDF-")) return true;
  return start.n && memmem(start.p, start.n, "\n%PDF-1.", 8) &&
         memmem(sight->bytes.p, sight->bytes.n, " obj", 4);
}

static float height_of(const vb_pdf_line *l) {
  return l->bottom - l->top;
}

static bool at_edge(const vb_pdf_line *l) {
  float edge = l->page_height * EDGE_PERCENT / 100;
  return l->bottom < edge || l->top > l->page_height - edge;
}

/* Equal except for numbers: "12 The Weekly" and "13 The Weekly". */
static bool same_head(vb_str a, vb_str b) {
  size_t i = 0, k = 0;
  for (;;) {
    while (i < a.n && (isdigit((unsigned char)a.p[i]) || vb_is_space(a.p[i]))) i++;
    while (k < b.n && (isdigit((unsigned char)b.p[k]) || vb_is_space(b.p[k]))) k++;
    if (i == a.n || k == b.n) return i == a.n && k == b.n;
    if (a.p[i++] != b.p[k++]) return false;
  }
}

/* "12", "- 12 -", "Page 3 of 9", "3/9". */
static bool is_page_number(vb_str s) {
  size_t digits = 0, letters = 0;
  for (size_t i = 0; i < s.n; i++) {
    digits += isdigit((unsigned char)s.p[i]) != 0;
    letters += isalpha((unsigned char)s.p[i]) != 0 || (unsigned char)s.p[i] >= 0x80;
  }
  bool page = vb_str_starts_caseless(s, "page ") || vb_str_starts_caseless(s, "seite ") ||
              vb_str_starts_caseless(s, "p. ");
  return digits && digits <= 8 && s.n < 24 && (letters == 0 || (page && letters <= 8));
}

/* Removes the text of lines that are running heads. */
static void drop_heads(vb_pdf *pdf, vb_arena *arena) {
  size_t count = 0;
  vb_pdf_line **edge = vb_arena_calloc(arena, EDGE_LINES_MAX, sizeof *edge);
  bool *head = vb_arena_calloc(arena, EDGE_LINES_MAX, sizeof *head);
  if (!edge || !head) return;
  for (size_t i = 0; i < pdf->count && count < EDGE_LINES_MAX; i++)
    if (at_edge(&pdf->lines[i])) edge[count++] = &pdf->lines[i];
  for (size_t i = 0; i < count; i++) {
    size_t pages = 1;
    for (size_t k = 0; k < count && !head[i]; k++) {
      bool other = edge[k]->page != edge[i]->page && edge[k]->text.n &&
                   same_head(edge[i]->text, edge[k]->text);
      /* A title that later pages repeat in smaller type is not a running head itself. */
      pages += other && height_of(edge[i]) < 1.3f * height_of(edge[k]) + 0.1f;
    }
    size_t enough = pdf->pages < 6 ? 2 : pdf->pages / 3;
    head[i] = pages >= enough || is_page_number(edge[i]->text);
  }
  for (size_t i = 0; i < count; i++)
    if (head[i]) edge[i]->text = VB_STR("");
}

static bool ends_sentence(vb_str s) {
  static const char *const ends[] = {
      ".", "!", "?", ".\"", "\xE2\x80\x9D", "\xC2\xBB", ".'", "\xE2\x80\x99", ":"};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (vb_str_ends(s, ends[i])) return true;
  return false;
}

/* The right margin of the column, estimated from the lines around. */
static float right_margin(const vb_pdf *pdf, size_t at) {
  const vb_pdf_line *l = &pdf->lines[at];
  float right = l->right;
  for (size_t i = at > 6 ? at - 6 : 0; i < pdf->count && i < at + 7; i++) {
    const vb_pdf_line *other = &pdf->lines[i];
    bool same = other->page == l->page && other->left < l->left + 4 * height_of(l) &&
                other->left > l->left - 4 * height_of(l);
    if (same && other->right > right) right = other->right;
  }
  return right;
}

/* Whether the line `now`, after `before`, begins a new paragraph. */
static bool begins_paragraph(const vb_pdf *pdf, size_t before_at, size_t now_at, float usual_gap) {
  const vb_pdf_line *before = &pdf->lines[before_at], *now = &pdf->lines[now_at];
  float h = height_of(before) > 1 ? height_of(before) : 1;
  float ratio = height_of(now) / h;
  float margin = right_margin(pdf, before_at), missing = margin - before->right;
  bool short_line = missing > 3 * h;
  bool capital = now->text.p[0] >= 'A' && now->text.p[0] <= 'Z';
  if (ratio > 1.25f || ratio < 0.8f) return true;
  if (now->page != before->page || now->top < before->top - h / 2)
    return ends_sentence(before->text);
  if (now->top - before->bottom > usual_gap + 0.4f * h) return true;
  if (now->left > before->left + 0.8f * h && now->left < before->left + 6 * h)
    return ends_sentence(before->text) || short_line;
  /* "..., / Whereas": half a line, and a capital letter after it. */
  if (capital && missing > (margin - before->left) / 2) return true;
  return short_line && ends_sentence(before->text);
}

static int by_size(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

/* The usual gap between adjacent lines. */
static float usual_gap(const vb_pdf *pdf, vb_arena *arena) {
  size_t count = 0;
  float *gaps = vb_arena_calloc(arena, pdf->count + 1, sizeof *gaps);
  for (size_t i = 1; gaps && i < pdf->count; i++) {
    float gap = pdf->lines[i].top - pdf->lines[i - 1].bottom;
    if (pdf->lines[i].page == pdf->lines[i - 1].page && gap > -height_of(&pdf->lines[i]))
      gaps[count++] = gap;
  }
  if (!count) return 0;
  qsort(gaps, count, sizeof *gaps, by_size);
  return gaps[count / 3]; /* not the median: pages of short paragraphs have many wide gaps */
}

/* Joins a line to its paragraph: a hyphen before a small letter comes from typesetting. */
static void join(vb_buf *paragraph, vb_str line) {
  bool small =
      line.n && ((line.p[0] >= 'a' && line.p[0] <= 'z') || (unsigned char)line.p[0] >= 0x80);
  vb_str so_far = vb_buf_view(paragraph);
  bool word = so_far.n > 1 && (isalpha((unsigned char)so_far.p[so_far.n - 2]) ||
                               (unsigned char)so_far.p[so_far.n - 2] >= 0x80);
  if (small && word && vb_str_ends(so_far, "-")) paragraph->n--;
  else if (small && vb_str_ends(so_far, "\xC2\xAD")) paragraph->n -= 2;
  else if (so_far.n) vb_buf_char(paragraph, ' ');
  vb_buf_str(paragraph, line);
}

static void make_paragraphs(vb_pdf *pdf, vb_arena *arena, vb_document *document) {
  vb_buf paragraph = VB_BUF_INIT;
  drop_heads(pdf, arena);
  float gap = usual_gap(pdf, arena);
  size_t before = SIZE_MAX;
  for (size_t i = 0; i < pdf->count; i++) {
    if (!pdf->lines[i].text.n) continue;
    if (before != SIZE_MAX && begins_paragraph(pdf, before, i, gap)) {
      vb_document_add(document, vb_buf_view(&paragraph));
      vb_document_add(document, VB_STR(""));
      vb_buf_reset(&paragraph);
    }
    join(&paragraph, pdf->lines[i].text);
    before = i;
  }
  vb_document_add(document, vb_buf_view(&paragraph));
  if (paragraph.failed) document->lines.failed = true;
  vb_buf_clear(&paragraph);
}

vb_status vb_pdf_read(const vb_reading *reading, vb_str bytes, vb_error *err) {
  vb_buf encoded = VB_BUF_INIT;
  vb_document document = {.lines = VB_BUF_INIT};
  vb_pdf pdf = {0};
  vb_error why = {0};
  vb_status status = vb_sandbox_run(vb_pdf_encode, bytes, &encoded, &why);
  if (status == VB_OK) status = vb_pdf_decode(vb_buf_view(&encoded), reading->whole, &pdf, &why);
  if (status != VB_OK) {
    vb_draft_problem(reading, 0, true, "a PDF document that %s%s",
                     status == VB_CORRUPT ? "is " : "", why.text);
  } else if (!pdf.count) {
    vb_draft_problem(
        reading, 0, true,
        "a PDF document without text: its %u pages are images; recognise their text (OCR) first",
        pdf.pages);
  } else {
    document.title = pdf.title;
    document.author = pdf.author;
    make_paragraphs(&pdf, reading->whole, &document);
    status = vb_document_give(reading, &document, err);
    vb_buf_clear(&document.lines);
    vb_buf_clear(&encoded);
    return status;
  }
  vb_buf_clear(&encoded);
  return status == VB_NOMEM ? vb_fail(err, VB_NOMEM, "out of memory") : VB_OK;
}
