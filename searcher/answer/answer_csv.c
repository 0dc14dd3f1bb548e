/*
 * answer_csv.c - answers as CSV (RFC 4180), for the command and the API: to a batch of quotes,
 * and the results of a search.
 *
 * A row of a batch describes the first article only. A field is put into quotation marks if it
 * needs them. Line breaks become spaces, and characters that would control the terminal
 * or reorder the text become U+FFFD, because rows end up on screens.
 */
#include "searcher/answer/answer_csv_internal.h"
#include "searcher/answer/answer_internal.h"

#include "indexer/base/utf8.h"

#include <stdio.h>

void vb_csv_field(vb_buf *out, vb_str text) {
  bool plain = true;
  for (size_t i = 0; i < text.n; i++) plain &= !strchr(",;\"\r\n", text.p[i]) || !text.p[i];
  if (!plain) vb_buf_char(out, '"');
  for (const char *p = text.p, *end = text.p + text.n; p < end;) {
    size_t length;
    int32_t c = vb_utf8_decode(p, end, &length);
    if (c == '\t' || c == '\n') vb_buf_char(out, ' ');
    else if (vb_utf8_steers(c)) vb_buf_text(out, "\uFFFD");
    else vb_buf_append(out, p, length);
    if (c == '"') vb_buf_char(out, '"');
    p += length;
  }
  if (!plain) vb_buf_char(out, '"');
}

/* Whether a spreadsheet would take the text for a formula. */
static bool is_formula(vb_str text) {
  return text.n > 0 && strchr("=+-@\t\r", text.p[0]) && text.p[0];
}

static void put_first_cell(vb_buf *out, vb_str text, bool neutral) {
  vb_buf cell = VB_BUF_INIT;
  if (neutral && is_formula(text)) vb_buf_char(&cell, '\'');
  vb_buf_str(&cell, text);
  if (cell.failed) out->failed = true;
  vb_csv_field(out, vb_buf_view(&cell));
  vb_buf_clear(&cell);
}

static void put_cell(vb_buf *out, vb_str text, bool neutral) {
  vb_buf_char(out, ',');
  put_first_cell(out, text, neutral);
}

static vb_str changes_of(unsigned changes, char out[48]) {
  out[0] = '\0';
  for (unsigned bit = 1; bit <= VB_CHANGE_LAST; bit *= 2) {
    size_t n = strlen(out);
    if (changes & bit) snprintf(out + n, 48 - n, "%s%s", n ? " " : "", vb_change_name(bit));
  }
  return vb_str_of(out);
}

static void put_hit(vb_buf *out, const vb_quote_hit *hit, bool neutral) {
  char date[VB_DATE_TEXT], agreement[16], changes[48];
  const vb_article_head *article = &hit->article;
  vb_date_format(article->published, date);
  snprintf(agreement, sizeof agreement, "%.3f", hit->agreement);
  const vb_str fields[] = {vb_str_of(agreement),
                           changes_of(hit->changes, changes),
                           vb_str_of(date),
                           article->source,
                           article->id,
                           article->title,
                           hit->text};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) put_cell(out, fields[i], neutral);
}

/* "2019-06-18 (typography)", or nothing. */
static void put_earlier(vb_buf *out, const vb_quote_hit *earlier) {
  char date[VB_DATE_TEXT];
  vb_buf_char(out, ',');
  if (!earlier) return;
  vb_date_format(earlier->article.published, date);
  vb_buf_printf(out, "%s (%s)", date, vb_verdict_name(earlier->verdict));
}

/* Whether an input column has no corresponding column in the output. */
static bool is_kept(const vb_batch *batch, size_t column) {
  return column != vb_batch_quote_column(batch) &&
         !vb_str_is_caseless(vb_str_trim(vb_batch_column_name(batch, column)), "id");
}

/* Appends the quote, the address of the first article, and all other columns of the input. */
static void put_rest(vb_buf *out, const vb_quote_record *record) {
  const vb_quote_answer *answer = record->answer;
  const vb_batch_item *item = record->item;
  put_cell(out, item->quote, record->neutral);
  put_cell(out, answer && answer->hit_count ? answer->hits[0].article.url : VB_STR(""), false);
  for (size_t i = 0; i < vb_batch_columns(record->batch); i++)
    if (is_kept(record->batch, i))
      put_cell(out, i < item->field_count ? item->fields[i] : VB_STR(""), record->neutral);
}

/* Names with their counts, "Ada Brook (3); Tom Reed (1)". */
static void put_names(vb_buf *out, const vb_witness_name *names, size_t from, size_t count,
                      bool neutral) {
  vb_buf all = VB_BUF_INIT;
  for (size_t i = from; i < count && i < from + VB_WITNESS_OTHERS_MAX; i++) {
    if (i > from) vb_buf_text(&all, "; ");
    vb_buf_str(&all, names[i].speaker);
    vb_buf_printf(&all, " (%llu)", (unsigned long long)names[i].articles);
  }
  if (all.failed) out->failed = true;
  put_cell(out, vb_buf_view(&all), neutral);
  vb_buf_clear(&all);
}

/* Where the articles disagree, so that nobody has most of them, all names are among the others. */
static void put_witness(vb_buf *out, const vb_quote_witness *w, bool neutral) {
  bool named = w && w->settled;
  put_cell(out, named ? w->names[0].speaker : VB_STR(""), neutral);
  if (named) vb_buf_printf(out, ",%llu", (unsigned long long)w->names[0].articles);
  else vb_buf_char(out, ',');
  if (!w) {
    vb_buf_text(out, ",,,,");
    return;
  }
  vb_buf_printf(out, ",%llu,%llu", (unsigned long long)w->articles, (unsigned long long)w->nobody);
  put_names(out, w->names, named, w->name_count, neutral);
  put_names(out, w->quoted_by, 0, w->quoted_by_count, neutral);
}

vb_status vb_quote_csv_head_of(const vb_batch *batch, bool witness, vb_arena *arena, vb_str *out,
                               vb_error *err) {
  vb_buf row = VB_BUF_INIT;
  vb_str ours = vb_quote_csv_head();
  vb_buf_str(&row, vb_str_slice(ours, 0, ours.n - 1));
  if (witness)
    vb_buf_text(&row, ",speaker,speaker_articles,speaker_of,speaker_unnamed,other_speakers,"
                      "quoted_by");
  if (batch) vb_buf_text(&row, ",quote,url");
  for (size_t i = 0; batch && i < vb_batch_columns(batch); i++)
    if (is_kept(batch, i)) put_cell(&row, vb_batch_column_name(batch, i), false);
  vb_buf_char(&row, '\n');
  *out = row.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&row));
  vb_buf_clear(&row);
  return out->p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

vb_str vb_quote_csv_head(void) {
  return VB_STR("line,id,verdict,articles,agreement,changes,date,source,article,title,text,error,"
                "unsure,earlier\n");
}

vb_status vb_quote_record_to_csv(const vb_quote_record *record, vb_arena *arena, vb_str *out,
                                 vb_error *err) {
  const vb_quote_answer *answer = record->answer;
  vb_buf row = VB_BUF_INIT;
  vb_buf_printf(&row, "%llu,", (unsigned long long)record->line);
  vb_csv_field(&row, record->id);
  if (!answer) {
    vb_buf_text(&row, ",error,,,,,,,,,");
    vb_csv_field(&row, vb_str_of(record->wrong->text));
    vb_buf_text(&row, ",,");
  } else {
    vb_buf_printf(&row, ",%s,%llu", vb_verdict_name(answer->verdict),
                  (unsigned long long)answer->total);
    if (answer->hit_count) put_hit(&row, &answer->hits[0], record->neutral);
    else vb_buf_text(&row, ",,,,,,,");
    vb_buf_text(&row, answer->first_unsure ? ",,which first" : ",,");
    put_earlier(&row, answer->earlier);
  }
  if (record->witness) put_witness(&row, answer ? answer->witness : NULL, record->neutral);
  if (record->item) put_rest(&row, record);
  vb_buf_char(&row, '\n');
  *out = row.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&row));
  vb_buf_clear(&row);
  return out->p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

/* ---- results of a search ----------------------------------------------------------- */

vb_str vb_search_csv_head(void) {
  return VB_STR("id,date,source,title,authors,section,url,matches,snippet\n");
}

static void put_authors(vb_buf *out, const vb_article_head *article, bool neutral) {
  vb_buf names = VB_BUF_INIT;
  for (size_t i = 0; i < article->author_count; i++) {
    if (i) vb_buf_text(&names, "; ");
    vb_buf_str(&names, article->authors[i]);
  }
  if (names.failed) out->failed = true;
  put_cell(out, article->author_count ? vb_buf_view(&names) : article->byline, neutral);
  vb_buf_clear(&names);
}

vb_status vb_search_hit_to_csv(const vb_search_hit *hit, bool neutral, vb_arena *arena, vb_str *out,
                               vb_error *err) {
  const vb_article_head *article = &hit->article;
  char date[VB_DATE_TEXT];
  vb_buf row = VB_BUF_INIT;
  vb_date_format(article->published, date);
  put_first_cell(&row, article->id, neutral);
  put_cell(&row, vb_str_of(date), neutral);
  put_cell(&row, article->source, neutral);
  put_cell(&row, article->title, neutral);
  put_authors(&row, article, neutral);
  put_cell(&row, article->section, neutral);
  put_cell(&row, article->url, neutral);
  vb_buf_printf(&row, ",%llu", (unsigned long long)hit->match_count);
  put_cell(&row, hit->snippet_count ? hit->snippets[0].text : VB_STR(""), neutral);
  vb_buf_char(&row, '\n');
  *out = row.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&row));
  vb_buf_clear(&row);
  return out->p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}
