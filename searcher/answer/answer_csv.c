/*
 * answer_csv.c - the answers to a batch of quotes as CSV (RFC 4180), for the command and the API.
 *
 * One row tells of the first article only. A field stands in quotation marks
 * where it needs them; line breaks become spaces, and what would steer the
 * terminal or turn the text around becomes U+FFFD, since rows end up on screens.
 */
#include "searcher/answer/search.h"

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

static void put_match(vb_buf *out, const vb_quote_match *match) {
  char date[VB_DATE_TEXT], agreement[16], changes[32];
  const vb_article *article = &match->article;
  vb_str part = match->span.field == VB_FIELD_TITLE ? article->title : article->text;
  vb_date_format(article->published, date);
  snprintf(agreement, sizeof agreement, "%.3f", match->agreement);
  const vb_str fields[] = {vb_str_of(agreement),
                           changes_of(match->changes, changes),
                           vb_str_of(date),
                           article->source,
                           article->id,
                           article->title,
                           vb_str_slice(part, match->span.start, match->span.end)};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    vb_buf_char(out, ',');
    put_field(out, fields[i]);
  }
}

void vb_quote_csv_head(vb_buf *out) {
  vb_buf_text(out,
              "line,id,verdict,articles,agreement,changes,date,source,article,title,text,error\n");
}

void vb_quote_record_to_csv(uint64_t line, vb_str id, const vb_quote_answer *answer,
                            const vb_error *wrong, vb_buf *out) {
  vb_buf_printf(out, "%llu,", (unsigned long long)line);
  put_field(out, id);
  if (!answer) {
    vb_buf_text(out, ",error,,,,,,,,,");
    put_field(out, vb_str_of(wrong->text));
  } else {
    const vb_quote_result *found = &answer->found;
    vb_buf_printf(out, ",%s,%llu", vb_verdict_name(found->verdict),
                  (unsigned long long)found->total);
    if (found->match_count) put_match(out, &found->matches[0]);
    else vb_buf_text(out, ",,,,,,,");
    vb_buf_char(out, ',');
  }
  vb_buf_char(out, '\n');
}
