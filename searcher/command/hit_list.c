/*
 * hit_list.c - prints results of a search, in each of the forms of --format.
 *
 * Text is for a reader. The others have a line or a record for each result, and are read by
 * programs: they have no heading but that of CSV.
 */
#include "searcher/command/command.h"

vb_hit_format vb_hit_format_of_name(const char *name) {
  static const char *const names[] = {
      [VB_HIT_TEXT] = "text", [VB_HIT_LINE] = "line", [VB_HIT_IDS] = "ids",
      [VB_HIT_CSV] = "csv",   [VB_HIT_RIS] = "ris",   [VB_HIT_JSON] = "json"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(name, names[i]) == 0) return (vb_hit_format)i;
  return VB_HIT_TEXT;
}

size_t vb_hit_snippets(vb_hit_format format, size_t asked) {
  switch (format) {
  case VB_HIT_IDS:
  case VB_HIT_RIS: return 0;
  case VB_HIT_LINE:
  case VB_HIT_CSV: return asked < 1 ? asked : 1;
  default: return asked;
  }
}

void vb_print_hits_head(const vb_printer *printer, vb_hit_format format) {
  if (format == VB_HIT_CSV) fputs(vb_search_csv_head().p, printer->out);
}

static void print_text(const vb_printer *printer, const vb_search_hit *hit) {
  enum { INDENT = 4 };
  fputc('\n', printer->out);
  vb_print_title(printer, hit->article.title, hit->rank + 1);
  vb_print_origin(printer, &hit->article, INDENT);
  for (size_t i = 0; i < hit->snippet_count; i++) {
    const vb_snippet *snippet = &hit->snippets[i];
    if (snippet->part == VB_ARTICLE_COMMENT)
      fprintf(printer->out, "%*sin a comment:\n", INDENT, "");
    vb_print_snippet(printer, snippet, INDENT);
  }
  vb_print_copies(printer, &hit->copies, INDENT);
  vb_print_id(printer, hit->article.id, INDENT);
}

static void print_line(const vb_printer *printer, const vb_search_hit *hit) {
  const vb_article_head *article = &hit->article;
  char date[VB_DATE_TEXT];
  vb_date_format(article->published, date);
  vb_str snippet = hit->snippet_count ? hit->snippets[0].text : VB_STR("");
  const vb_str columns[] = {article->id, vb_str_of(date), article->source, article->title, snippet};
  for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
    if (i) fputc('\t', printer->out);
    vb_print_line(printer, VB_STYLE_PLAIN, columns[i]);
  }
  fputc('\n', printer->out);
}

static vb_status print_made(const vb_printer *printer, vb_status made, vb_str text,
                            const char *end) {
  if (made != VB_OK) return made;
  fwrite(text.p, 1, text.n, printer->out);
  fputs(end, printer->out);
  return VB_OK;
}

vb_status vb_print_hit(const vb_printer *printer, vb_hit_format format, bool neutral,
                       const vb_search_hit *hit, vb_arena *arena, vb_error *err) {
  vb_str made = VB_STR_NONE;
  vb_status status;
  switch (format) {
  case VB_HIT_TEXT: print_text(printer, hit); return VB_OK;
  case VB_HIT_LINE: print_line(printer, hit); return VB_OK;
  case VB_HIT_IDS:
    vb_print_line(printer, VB_STYLE_PLAIN, hit->article.id);
    fputc('\n', printer->out);
    return VB_OK;
  case VB_HIT_CSV:
    status = vb_search_hit_to_csv(hit, neutral, arena, &made, err);
    return print_made(printer, status, made, "");
  case VB_HIT_JSON:
    status = vb_search_hit_to_json(hit, arena, &made, err);
    return print_made(printer, status, made, "\n");
  case VB_HIT_RIS: break;
  }
  vb_citation cited = {.article = hit->article};
  status = vb_citation_write(&cited, VB_CITATION_RIS, arena, &made, err);
  return print_made(printer, status, made, "");
}
