/*
 * answer_csv.c - the answers to a batch of quotes as CSV (RFC 4180), for the command and the API.
 *
 * One row tells of the first article only. A field stands in quotation marks
 * where it needs them; line breaks become spaces, and what would steer the
 * terminal or turn the text around becomes U+FFFD, since rows end up on screens.
 */
#include "searcher/answer/answer_internal.h"

#include "indexer/base/utf8.h"

#include <stdio.h>

static void put_field(vb_buf *out, vb_str text) {
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

static vb_str changes_of(unsigned changes, char out[32]) {
  out[0] = '\0';
  for (unsigned bit = 1; bit <= VB_CHANGE_NAME; bit *= 2) {
    size_t n = strlen(out);
    if (changes & bit) snprintf(out + n, 32 - n, "%s%s", n ? " " : "", vb_change_name(bit));
  }
  return vb_str_of(out);
}

static void put_hit(vb_buf *out, const vb_quote_hit *hit) {
  char date[VB_DATE_TEXT], agreement[16], changes[32];
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
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    vb_buf_char(out, ',');
    put_field(out, fields[i]);
  }
}

vb_str vb_quote_csv_head(void) {
  return VB_STR(
      "line,id,verdict,articles,agreement,changes,date,source,article,title,text,error\n");
}

vb_status vb_quote_record_to_csv(const vb_quote_record *record, vb_arena *arena, vb_str *out,
                                 vb_error *err) {
  const vb_quote_answer *answer = record->answer;
  vb_buf row = VB_BUF_INIT;
  vb_buf_printf(&row, "%llu,", (unsigned long long)record->line);
  put_field(&row, record->id);
  if (!answer) {
    vb_buf_text(&row, ",error,,,,,,,,,");
    put_field(&row, vb_str_of(record->wrong->text));
  } else {
    vb_buf_printf(&row, ",%s,%llu", vb_verdict_name(answer->verdict),
                  (unsigned long long)answer->total);
    if (answer->hit_count) put_hit(&row, &answer->hits[0]);
    else vb_buf_text(&row, ",,,,,,,");
    vb_buf_char(&row, ',');
  }
  vb_buf_char(&row, '\n');
  *out = row.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&row));
  vb_buf_clear(&row);
  return out->p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}
