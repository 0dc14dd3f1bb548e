/*
 * article_text.c - the text of an article, with who is quoted beside each paragraph.
 *
 *   rows      one for each paragraph
 *     runs    stretches of it: narration, or (a part of) one quotation, which is underlined
 *       pieces  of a run: plain, or a match, which is marked
 *     notes   the quotations that begin in this paragraph: who said it, and what can be done with
 * it
 *
 * A mark that goes on in the next paragraph or run is shown in both. Quotations are walked with the
 * paragraphs; what is quoted within one is underlined with it.
 */
#include "web/cite.h"
#include "web/pages/article_page.h"

#include "indexer/base/utf8.h"

enum {
  /* Longer than any newspaper article, and easy for a browser. A longer text is shown from a
     paragraph before its first match. */
  TEXT_SHOWN = 1024 * 1024,
  NOTES_SHOWN = 300,  /* each has three links; more are interviews and hearings */
  OPENING_BYTES = 60, /* of a quotation, where a paragraph has several */
  VOICES_SHOWN = 8
};

typedef struct telling {
  vb_request_context *call;
  vb_template_data *data;
  const vb_article_view *view;
  vb_marks marks; /* from the paragraph on */
  size_t next;    /* the first quotation that begins in this paragraph or after it */
  size_t part;    /* likewise of `in` */
  size_t in;      /* the quotation whose parts are walked */
  size_t *anchor;
} telling;

/* ---- runs ------------------------------------------------------------------- */

/* Drops the marks that end before `at`, since paragraphs and marks are walked together. */
static vb_marks marks_from(vb_marks marks, size_t at) {
  while (marks.count && marks.marks[0].end <= at) marks.marks++, marks.count--;
  return marks;
}

static void add_run(telling *t, vb_template_data *row, size_t from, size_t to, size_t quotation,
                    bool first) {
  if (from >= to) return;
  vb_template_data *run = vb_template_add(row, "runs");
  vb_template_flag(run, "quoted", quotation > 0);
  if (quotation && first) vb_template_format(run, "said_anchor", "said-%zu", quotation);
  t->marks = marks_from(t->marks, from);
  vb_page_marked(run, "pieces", vb_str_slice(t->view->text, from, to), from, t->marks, t->anchor);
}

/* The next part of a quotation that ends after `at`; NULL when there is none. */
static const vb_listed_part *part_from(telling *t, size_t at) {
  const vb_article_view *view = t->view;
  for (; t->in < view->quotation_count; t->in++, t->part = 0)
    for (; t->part < view->quotations[t->in].part_count; t->part++) {
      const vb_listed_part *part = &view->quotations[t->in].parts[t->part];
      if (part->end > at) return part;
    }
  return NULL;
}

static void add_runs(telling *t, vb_template_data *row, size_t from, size_t to) {
  const vb_listed_part *part;
  size_t at = from;
  while (at < to && (part = part_from(t, at)) && part->start < to) {
    size_t start = part->start > at ? part->start : at, end = part->end < to ? part->end : to;
    add_run(t, row, at, start, 0, false);
    add_run(t, row, start, end, t->in + 1, t->part == 0 && part->start >= at);
    at = end;
  }
  add_run(t, row, at, to, 0, false);
}

/* ---- notes ------------------------------------------------------------------- */

/* The first words of a quotation, cut at a blank if it is long. */
static vb_str opening_of(vb_str text) {
  const char *line_end = memchr(text.p, '\n', text.n);
  size_t n = line_end ? (size_t)(line_end - text.p) : text.n;
  if (n <= OPENING_BYTES) return vb_str_slice(text, 0, n);
  n = vb_utf8_floor(text, OPENING_BYTES);
  for (size_t i = n; i > n / 2; i--)
    if (text.p[i] == ' ') return vb_str_slice(text, 0, i);
  return vb_str_slice(text, 0, n);
}

static void add_note(telling *t, vb_template_data *row, size_t number, bool several) {
  const vb_article_view *view = t->view;
  const vb_listed_quotation *q = &view->quotations[number - 1];
  vb_str words = q->parts[0].text, opening = opening_of(words);
  vb_template_data *note = vb_template_add(row, "notes");
  vb_page_said_by(t->call, note, q);
  vb_template_flag(note, "several", several);
  vb_template_set(note, "opening", opening);
  vb_template_flag(note, "opening_cut", opening.n < words.n || q->part_count > 1);
  vb_template_format(note, "said_anchor", "said-%zu", number);
  vb_template_set(note, "cite_link", vb_page_quotation_link(t->call, view->article.id, number));
  vb_template_set(note, "elsewhere_link", vb_page_quote_link(t->call, words));
  vb_template_set(note, "printed_link",
                  vb_passage_link(view->article.url, view->text, vb_cite_place(q), t->call->arena));
}

/* The notes of the quotations that begin before `to`. */
static void add_notes(telling *t, vb_template_data *row, size_t from, size_t to) {
  const vb_article_view *view = t->view;
  while (t->next < view->quotation_count && view->quotations[t->next].parts[0].start < from)
    t->next++;
  size_t first = t->next;
  while (t->next < view->quotation_count && view->quotations[t->next].parts[0].start < to)
    t->next++;
  for (size_t i = first; i < t->next && i < NOTES_SHOWN; i++)
    add_note(t, row, i + 1, t->next - first > 1);
  vb_template_flag(row, "any_notes", t->next > first && first < NOTES_SHOWN);
}

/* ---- who is quoted -------------------------------------------------------------- */

static vb_str shown_name(const vb_listed_quotation *q) {
  return q->speaker.n ? q->speaker : q->mention;
}

/* How many quotations have the name of this one; 0 if an earlier one has it too. */
static size_t count_of(const vb_article_view *view, size_t at) {
  vb_str name = shown_name(&view->quotations[at]);
  size_t count = 0;
  for (size_t i = 0; i < view->quotation_count; i++) {
    if (!vb_str_eq(shown_name(&view->quotations[i]), name)) continue;
    if (i < at) return 0;
    count++;
  }
  return count;
}

static void add_voices(vb_template_data *data, const vb_article_view *view) {
  size_t shown = 0, all = view->quotation_count < NOTES_SHOWN ? view->quotation_count : NOTES_SHOWN;
  for (size_t i = 0; i < all; i++) {
    size_t count = shown_name(&view->quotations[i]).n ? count_of(view, i) : 0;
    if (!count) continue;
    if (++shown > VOICES_SHOWN) break;
    vb_template_data *one = vb_template_add(data, "voices");
    vb_template_set(one, "voice", shown_name(&view->quotations[i]));
    if (count > 1) vb_template_number(one, "voice_count", count);
    vb_template_format(one, "voice_anchor", "said-%zu", i + 1);
  }
  vb_template_flag(data, "voices_cut", shown > VOICES_SHOWN);
  vb_template_flag(data, "any_voices", shown > 0);
  if (view->quotation_count) vb_template_number(data, "quotation_count", view->quotation_count);
  vb_template_flag(data, "quotation_one", view->quotation_count == 1);
  vb_template_flag(data, "quotations_cut", view->quotation_count > NOTES_SHOWN);
}

/* ---- the text --------------------------------------------------------------------- */

static size_t start_shown(vb_str text, vb_marks marks) {
  if (text.n <= TEXT_SHOWN || !marks.count || marks.marks[0].start < TEXT_SHOWN / 2) return 0;
  size_t at = vb_utf8_floor(text, marks.marks[0].start - TEXT_SHOWN / 8);
  const char *blank = memmem(text.p + at, text.n - at, "\n\n", 2);
  size_t next = blank ? (size_t)(blank - text.p) + 2 : at;
  return next < marks.marks[0].start ? next : at;
}

void vb_page_article_text(vb_request_context *call, vb_template_data *data,
                          const vb_article_view *view, size_t *anchor) {
  vb_str text = view->text, paragraph;
  size_t from = start_shown(text, view->text_marks), end = text.n;
  telling t = {
      .call = call, .data = data, .view = view, .marks = view->text_marks, .anchor = anchor};
  if (end - from > TEXT_SHOWN) end = vb_utf8_floor(text, from + TEXT_SHOWN);
  vb_template_flag(data, "text_cut", from > 0 || end < text.n);
  vb_template_flag(data, "text_none", text.n == 0);
  vb_str shown = vb_str_slice(text, 0, end);
  for (size_t at = from; vb_str_next_paragraph(shown, &at, &paragraph);) {
    if (!paragraph.n) continue;
    from = (size_t)(paragraph.p - text.p);
    vb_template_data *row = vb_template_add(data, "rows");
    add_runs(&t, row, from, from + paragraph.n);
    add_notes(&t, row, from, from + paragraph.n);
  }
  add_voices(data, view);
}
