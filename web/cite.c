/*
 * cite.c - makes citations from the view of an article.
 *
 * Words are cited as the article prints them. Where a quote was found in pieces, they are joined by
 * "[...]": marks that lie near each other, until they have the quote's length. What is marked after
 * that is another place of the same words. A speaker is named only if known to be one person or
 * mention, as the article's quotations say.
 */
#include "web/cite.h"

#include "indexer/base/buf.h"

#include <time.h>

enum {
  PIECES_APART = 600, /* bytes that may lie between two pieces of one quote */
  PIECES_MAX = 12
};

#define OMISSION " […] "

vb_date vb_cite_today(void) {
  time_t now = time(NULL);
  struct tm day;
  if (!gmtime_r(&now, &day)) return (vb_date){0};
  return (vb_date){.year = (uint16_t)(day.tm_year + 1900),
                   .month = (uint8_t)(day.tm_mon + 1),
                   .day = (uint8_t)day.tm_mday,
                   .precision = VB_DATE_DAY};
}

vb_range vb_cite_place(const vb_listed_quotation *quotation) {
  return (vb_range){quotation->parts[0].start, quotation->parts[quotation->part_count - 1].end};
}

vb_citation vb_cite_article(const vb_article_view *view) {
  return (vb_citation){.article = view->article};
}

/* The address of the passage, if the article has one that can be a link. */
static void link_place(const vb_article_view *view, vb_range place, vb_arena *arena,
                       vb_citation *out) {
  out->link = vb_passage_link(view->article.url, view->text, place, arena);
}

static vb_status keep_passage(vb_buf *text, vb_arena *arena, vb_citation *out, vb_error *err) {
  vb_status status = vb_buf_ok(text, err);
  if (!status) out->passage = vb_arena_copy(arena, vb_buf_view(text));
  if (!status && !out->passage.p) status = vb_fail(err, VB_NOMEM, "no memory for the passage");
  vb_buf_clear(text);
  return status;
}

vb_status vb_cite_quotation(const vb_article_view *view, const vb_listed_quotation *quotation,
                            vb_arena *arena, vb_citation *out, vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  *out = vb_cite_article(view);
  for (size_t i = 0; i < quotation->part_count; i++) {
    if (i) vb_buf_text(&text, OMISSION);
    vb_buf_str(&text, quotation->parts[i].text);
  }
  out->speaker = quotation->speaker.n ? quotation->speaker : quotation->mention;
  link_place(view, vb_cite_place(quotation), arena, out);
  return keep_passage(&text, arena, out, err);
}

/* Whether the bytes [start, end) lie within the quotation's parts, from the first to the last. */
static bool is_within(const vb_listed_quotation *quotation, vb_range place) {
  vb_range whole = vb_cite_place(quotation);
  return place.start >= whole.start && place.end <= whole.end;
}

/* The pieces of the quote among the marks, joined; *place: from the first to the last. */
static void join_pieces(const vb_article_view *view, vb_str quote, vb_buf *text, vb_range *place) {
  vb_marks marks = view->text_marks;
  size_t enough = quote.n - quote.n / 4, joined = 0;
  *place = marks.marks[0];
  for (size_t i = 0; i < marks.count && i < PIECES_MAX && (i == 0 || joined < enough); i++) {
    vb_range next = marks.marks[i];
    if (next.start > place->end + PIECES_APART) break;
    if (i) vb_buf_text(text, OMISSION);
    vb_buf_str(text, vb_str_slice(view->text, next.start, next.end));
    joined += next.end - next.start;
    place->end = next.end;
  }
}

vb_status vb_cite_marked(const vb_article_view *view, vb_str quote, vb_arena *arena,
                         vb_citation *out, bool *any, vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_range place;
  *out = vb_cite_article(view);
  *any = view->text_marks.count > 0;
  if (!*any) return VB_OK;
  join_pieces(view, quote, &text, &place);
  for (size_t i = 0; i < view->quotation_count; i++) {
    const vb_listed_quotation *q = &view->quotations[i];
    if (!is_within(q, place)) continue;
    out->speaker = q->speaker.n ? q->speaker : q->mention;
    break;
  }
  link_place(view, place, arena, out);
  return keep_passage(&text, arena, out, err);
}
