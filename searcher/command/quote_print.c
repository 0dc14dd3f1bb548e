/*
 * quote_print.c - prints a quote's verdict and matches for a person.
 *
 * Differences are shown in one text, "as [-quoted-] {+printed+}", which can be read in a
 * pipe and without colour; on a terminal they are coloured too.
 */
#include "searcher/command/quote_command_internal.h"

#include <stdlib.h>

enum { INDENT = 4 };

static void put_piece(vb_buf *text, vb_str piece) {
  if (piece.n == 0) return;
  if (text->n > 0) vb_buf_char(text, ' ');
  vb_buf_str(text, piece);
}

/* Appends words that only the quote or only the article has, in brackets and marked. */
static void put_marked(vb_buf *text, const char *open, vb_str piece, const char *close,
                       vb_range *marks, size_t *count) {
  if (piece.n == 0) return;
  if (text->n > 0) vb_buf_char(text, ' ');
  marks[*count].start = (uint32_t)text->n;
  vb_buf_text(text, open);
  vb_buf_str(text, piece);
  vb_buf_text(text, close);
  marks[(*count)++].end = (uint32_t)text->n;
}

static void print_diff(const vb_printer *printer, const vb_quote_hit *hit) {
  if (hit->diff_count == 0) return;
  vb_buf text = VB_BUF_INIT;
  vb_range *marks = malloc((2 * hit->diff_count + 1) * sizeof *marks);
  size_t count = 0;
  for (size_t i = 0; marks && i < hit->diff_count; i++) {
    const vb_quote_diff *piece = &hit->diff[i];
    if (piece->kind == VB_EDIT_SAME) {
      put_piece(&text, piece->article);
      continue;
    }
    if (piece->kind != VB_EDIT_LEFT_OUT) put_marked(&text, "[-", piece->quote, "-]", marks, &count);
    if (piece->kind != VB_EDIT_ADDED) put_marked(&text, "{+", piece->article, "+}", marks, &count);
  }
  if (marks && vb_buf_ok(&text, NULL) == VB_OK) {
    fprintf(printer->out, "%*sonly in the quote [-...-], only in the article {+...+}:\n", INDENT,
            "");
    vb_print_marked(printer, vb_buf_view(&text), (vb_marks){marks, count}, INDENT);
  } else {
    vb_print_lost(printer);
  }
  free(marks);
  vb_buf_clear(&text);
}

static void print_changes(const vb_printer *printer, unsigned changes) {
  if (!changes) return;
  fprintf(printer->out, "%*s", INDENT, "");
  vb_print_line(printer, VB_STYLE_BAD, VB_STR("CHANGED OR LEFT OUT:"));
  const char *join = " a ";
  for (unsigned bit = 1; bit <= VB_CHANGE_LAST; bit *= 2) {
    if (!(changes & bit)) continue;
    fputs(join, printer->out);
    vb_print_line(printer, VB_STYLE_BAD, vb_str_of(vb_change_name(bit)));
    join = ", a ";
  }
  fputc('\n', printer->out);
}

/* The number of articles that the hits represent, including themselves. */
static size_t stood_for(const vb_quote_answer *answer) {
  size_t n = answer->hit_count;
  for (size_t i = 0; i < answer->hit_count; i++) n += answer->hits[i].copies.count;
  return n;
}

/* The most important change, in capitals. */
static void print_warning(const vb_printer *printer, unsigned changes) {
  char text[64];
  unsigned loudest = vb_change_loudest(changes);
  if (!loudest) return;
  snprintf(text, sizeof text, "%s", vb_change_warning((vb_change)loudest));
  for (char *c = text; *c; c++)
    if (*c >= 'a' && *c <= 'z') *c = (char)(*c - 'a' + 'A');
  fputs(" - ", printer->out);
  vb_print_line(printer, VB_STYLE_BAD, vb_str_of(text));
}

static void print_day(const vb_printer *printer, uint32_t day) {
  fprintf(printer->out, "%04u-%02u-%02u", day / 10000, day / 100 % 100, day % 100);
}

static void print_filter(const vb_printer *printer, const char *name, vb_str value, bool *any) {
  if (value.n == 0) return;
  fprintf(printer->out, "%s%s ", *any ? ", " : ", with the filters: ", name);
  vb_print_line(printer, VB_STYLE_PLAIN, value);
  *any = true;
}

/* ", with the filters: source Tarn Post, until 2019"; whether there are any. */
static bool print_filters(const vb_printer *printer, const vb_filter *filter) {
  bool any = false;
  print_filter(printer, "source", filter->source, &any);
  print_filter(printer, "author", filter->author, &any);
  for (size_t i = 0; i < filter->choice_count; i++) {
    char name[32];
    snprintf(name, sizeof name, "%s%s", filter->choices[i].excluded ? "not " : "",
             vb_facet_name(filter->choices[i].kind));
    print_filter(printer, name, filter->choices[i].value, &any);
  }
  print_filter(printer, "from", filter->after, &any);
  print_filter(printer, "until", filter->before, &any);
  return any;
}

/* No archive is complete: says what "not found" refers to. */
static void print_scope(const vb_printer *printer, const vb_quote_answer *answer) {
  if (answer->verdict < VB_VERDICT_NOT_FOUND) return;
  fprintf(printer->out, "searched: %llu articles", (unsigned long long)answer->searched);
  if (answer->first_day) {
    fputs(" from ", printer->out);
    print_day(printer, answer->first_day);
    fputs(" to ", printer->out);
    print_day(printer, answer->last_day);
  }
  if (answer->failure_count)
    fprintf(printer->out, ", %zu part%s of the archive missing", answer->failure_count,
            answer->failure_count == 1 ? "" : "s");
  bool filtered = print_filters(printer, &answer->filter);
  fputc('\n', printer->out);
  if (answer->without_filter)
    fprintf(printer->out, "take the filters off: without them %llu article%s (%s)\n",
            (unsigned long long)answer->without_filter, answer->without_filter == 1 ? "" : "s",
            vb_verdict_name(answer->without_verdict));
  else if (filtered && !answer->nearest)
    fputs("without the filters it is not found either\n", printer->out);
}

/* Warns that the first article shown may not be the earliest. */
static void print_earlier(const vb_printer *printer, const vb_quote_answer *answer) {
  if (answer->first_unsure)
    fputs("unsure which was first: the date of another article may be as early\n", printer->out);
  if (!answer->earlier) return;
  char date[VB_DATE_TEXT];
  vb_date_format(answer->earlier->article.published, date);
  bool same = answer->earlier->verdict < VB_VERDICT_EDITED;
  fprintf(printer->out,
          "earlier %s, %s (%s): ", same ? "with other signs or capitals" : "in other words", date,
          vb_verdict_name(answer->earlier->verdict));
  vb_print_line(printer, VB_STYLE_PLAIN, answer->earlier->text);
  fputs(" (", printer->out);
  vb_print_line(printer, VB_STYLE_DIM, answer->earlier->article.id);
  fputs(")\n", printer->out);
}

static void print_name_votes(const vb_printer *printer, const vb_witness_name *name,
                             const char *join, const char *verb, const char *verb_many) {
  fprintf(printer->out, "%s%llu %s ", join, (unsigned long long)name->articles,
          name->articles == 1 ? verb : verb_many);
  vb_print_line(printer, VB_STYLE_TITLE, name->speaker);
}

/* "said by: Ada Brook in 11 of 14 articles; 2 name nobody; 1 names Owen Tarn (9 of 12 without
   copies)", and the articles that disagree. */
static void print_witness(const vb_printer *printer, const vb_quote_answer *answer) {
  const vb_quote_witness *w = answer->witness;
  if (!w || !w->articles) return;
  fputs(w->name_count && !w->settled ? "the articles disagree: " : "said by: ", printer->out);
  if (w->name_count) {
    vb_print_line(printer, VB_STYLE_TITLE, w->names[0].speaker);
    fprintf(printer->out, " in %llu of %llu article%s", (unsigned long long)w->names[0].articles,
            (unsigned long long)w->articles, w->articles == 1 ? "" : "s");
  } else {
    fprintf(printer->out, "nobody is named in %llu article%s", (unsigned long long)w->nobody,
            w->nobody == 1 ? "" : "s");
  }
  if (w->name_count && w->nobody)
    fprintf(printer->out, "; %llu name%s nobody", (unsigned long long)w->nobody,
            w->nobody == 1 ? "s" : "");
  for (size_t i = 1; i < w->name_count && i <= VB_WITNESS_OTHERS_MAX; i++)
    print_name_votes(printer, &w->names[i], "; ", "names", "name");
  for (size_t i = 0; i < w->quoted_by_count && i < VB_WITNESS_OTHERS_MAX; i++)
    print_name_votes(printer, &w->quoted_by[i], "; ", "has it quoted by", "have it quoted by");
  if (w->reports < w->articles && w->name_count)
    fprintf(printer->out, " (copies once: %llu of %llu)", (unsigned long long)w->names[0].reports,
            (unsigned long long)w->reports);
  fputs(w->complete ? "\n" : "; not all articles were read\n", printer->out);
  for (size_t i = 0; i < w->other_count; i++) {
    fputs("    names ", printer->out);
    vb_print_line(printer, VB_STYLE_BAD, w->others[i].speaker);
    fputs(": ", printer->out);
    vb_print_line(printer, VB_STYLE_PLAIN, w->others[i].article.title);
    fputs(" (", printer->out);
    vb_print_line(printer, VB_STYLE_DIM, w->others[i].article.id);
    fputs(")\n", printer->out);
  }
}

static void print_verdict(const vb_printer *printer, const vb_quote_answer *answer,
                          bool with_hits) {
  static const char *const meanings[] = {
      [VB_VERDICT_VERBATIM] = "printed character for character",
      [VB_VERDICT_TYPOGRAPHY] = "the same except for the kind of marks, dashes or letters",
      [VB_VERDICT_CASE_PUNCTUATION] = "the same words; case or punctuation differ",
      [VB_VERDICT_EDITED] = "as printed except for what the quote itself marks",
      [VB_VERDICT_ALTERED] = "words differ",
      [VB_VERDICT_NOT_FOUND] = "no article has it",
      [VB_VERDICT_UNKNOWN] = "not found, but not all of the archive could be asked",
  };
  vb_style style = answer->verdict <= VB_VERDICT_TYPOGRAPHY ? VB_STYLE_GOOD : VB_STYLE_BAD;
  vb_print_line(printer, style, vb_str_of(vb_verdict_name(answer->verdict)));
  fprintf(printer->out, ": %s", meanings[answer->verdict]);
  if (answer->hit_count > 0) print_warning(printer, answer->hits[0].changes);
  fputc('\n', printer->out);
  print_witness(printer, answer);
  if (answer->total > 0)
    fprintf(printer->out, "%s%llu article%s%s%s\n", answer->total_exact ? "" : "at least ",
            (unsigned long long)answer->total, answer->total == 1 ? "" : "s",
            answer->verdict != VB_VERDICT_ALTERED ? ""
            : answer->total == 1                  ? " prints something similar"
                                                  : " print something similar",
            !with_hits                              ? ""
            : stood_for(answer) < answer->total     ? ", the first:"
            : stood_for(answer) > answer->hit_count ? ", copies folded:"
                                                    : "");
  if (answer->note.n) {
    fputs("note: ", printer->out);
    vb_print_line(printer, VB_STYLE_PLAIN, answer->note);
    fputc('\n', printer->out);
  }
  print_scope(printer, answer);
  print_earlier(printer, answer);
}

/* "said by Tom Reed, quoted by Ada Brook, within that speaker's words (91% sure)" */
static void print_speakers(const vb_printer *printer, const vb_quote_hit *hit) {
  vb_str inner = hit->inner_speaker.n ? hit->inner_speaker : hit->inner_mention;
  if (!hit->speaker.n && !hit->within) return;
  fprintf(printer->out, "%*s", INDENT, "");
  if (inner.n) {
    fputs(hit->inner_speaker.n ? "said by " : "said by \"", printer->out);
    vb_print_line(printer, VB_STYLE_PLAIN, inner);
    fputs(hit->inner_speaker.n ? ", " : "\", ", printer->out);
  }
  if (!hit->speaker.n) {
    fputs("quoted within somebody else's words\n", printer->out);
    return;
  }
  fputs(hit->within ? "quoted by " : "said by ", printer->out);
  vb_print_line(printer, VB_STYLE_PLAIN, hit->speaker);
  fprintf(printer->out, "%s (%u%% sure)\n", hit->within ? ", within that speaker's words" : "",
          hit->confidence);
}

static void print_hit(const vb_printer *printer, const vb_quote_hit *hit, size_t number) {
  bool title = hit->part == VB_ARTICLE_TITLE;
  fputc('\n', printer->out);
  vb_print_title(printer, hit->article.title, number);
  vb_print_origin(printer, &hit->article, INDENT);
  fprintf(printer->out, "%*s%s", INDENT, "", vb_verdict_name(hit->verdict));
  if (hit->agreement < 1) fprintf(printer->out, ", %.0f%% agrees", hit->agreement * 100);
  fputs(title ? ", in the title:\n" : ":\n", printer->out);
  print_changes(printer, hit->changes);
  if (title) {
    vb_range mark = {hit->start, hit->end};
    vb_print_marked(printer, hit->article.title, (vb_marks){&mark, 1}, INDENT);
  } else {
    vb_print_snippet(printer, &hit->snippet, INDENT);
  }
  print_diff(printer, hit);
  print_speakers(printer, hit);
  if (hit->number_written)
    fprintf(printer->out, "%*sa number is the same, but written otherwise\n", INDENT, "");
  vb_print_copies(printer, &hit->copies, INDENT);
  vb_print_id(printer, hit->article.id, INDENT);
}

/* ---- the history ---------------------------------------------------------------- */

static void print_first(const vb_printer *printer, const char *what, const vb_quote_first *first) {
  char date[VB_DATE_TEXT];
  vb_date_format(first->date, date);
  fprintf(printer->out, "%s: %s, ", what, date);
  if (first->source.n) {
    vb_print_line(printer, VB_STYLE_PLAIN, first->source);
    fputs(", ", printer->out);
  }
  vb_print_line(printer, VB_STYLE_TITLE, first->title);
  fputs(" (", printer->out);
  vb_print_line(printer, VB_STYLE_DIM, first->id);
  fputs(")\n", printer->out);
  if (!first->sure)
    fprintf(printer->out, "%*snot sure: %.*s\n", INDENT, "", VB_STR_ARG(first->doubt));
  fprintf(printer->out, "%*s%s", INDENT, "", vb_verdict_name(first->verdict));
  if (first->agreement < 1) fprintf(printer->out, ", %.0f%% agrees", first->agreement * 100);
  fputs(": ", printer->out);
  vb_print_line(printer, VB_STYLE_PLAIN, first->wording);
  fputc('\n', printer->out);
  print_changes(printer, first->changes);
}

void vb_print_firsts(const vb_printer *printer, const vb_quote_history *history) {
  const vb_quote_first *first = &history->first, *exact = &history->first_exact;
  if (!first->known) {
    fputs("first appearance: unknown; no article has a date\n", printer->out);
    return;
  }
  print_first(printer, "first appearance", first);
  if (!exact->known) fputs("first in these words: no dated article has them\n", printer->out);
  else if (!vb_str_eq(exact->id, first->id)) print_first(printer, "first in these words", exact);
}

static void print_variant(const vb_printer *printer, const vb_quote_variant *variant) {
  char date[VB_DATE_TEXT];
  vb_date_format(variant->first, date);
  fprintf(printer->out, "\n%4llu × %s, first %s\n", (unsigned long long)variant->articles,
          vb_verdict_name(variant->verdict), date[0] ? date : "without a date");
  print_changes(printer, variant->changes);
  vb_print_marked(printer, variant->wording, (vb_marks){NULL, 0}, INDENT);
  fprintf(printer->out, "%*s", INDENT, "");
  for (size_t i = 0; i < variant->source_count; i++) {
    if (i > 0) fputs(", ", printer->out);
    vb_print_line(printer, VB_STYLE_DIM, variant->sources_named[i].name);
    if (variant->sources_named[i].articles > 1)
      fprintf(printer->out, " (%llu)", (unsigned long long)variant->sources_named[i].articles);
  }
  if (variant->sources > variant->source_count)
    fprintf(printer->out, " and %llu more",
            (unsigned long long)(variant->sources - variant->source_count));
  if (variant->unnamed)
    fprintf(printer->out, "%sno known source (%llu)", variant->sources ? ", " : "",
            (unsigned long long)variant->unnamed);
  fputc('\n', printer->out);
}

static void print_months(const vb_printer *printer, const vb_quote_history *history) {
  enum { BAR_MAX = 40 }; /* columns */
  uint64_t most = 1;
  for (size_t i = 0; i < history->month_count; i++)
    if (history->months[i].articles > most) most = history->months[i].articles;
  if (history->month_count) fputs("\nArticles by month:\n", printer->out);
  for (size_t i = 0; i < history->month_count; i++) {
    const vb_quote_month *month = &history->months[i];
    uint64_t bar = (month->articles * BAR_MAX + most - 1) / most;
    fprintf(printer->out, "%04u-%02u ", month->year, month->month);
    for (uint64_t k = 0; k < bar; k++) fputs("█", printer->out);
    fprintf(printer->out, " %llu\n", (unsigned long long)month->articles);
  }
  if (history->year_only)
    fprintf(printer->out, "dated to the year only: %llu\n", (unsigned long long)history->year_only);
  if (history->undated)
    fprintf(printer->out, "without a date: %llu\n", (unsigned long long)history->undated);
}

void vb_print_history(const vb_printer *printer, const vb_quote_answer *answer) {
  const vb_quote_history *history = answer->history;
  print_verdict(printer, answer, false);
  if (history->articles == 0) return;
  vb_print_firsts(printer, history);
  if (history->folded)
    fprintf(printer->out,
            "%llu of the articles are copies and counted once (--no-fold counts all)\n",
            (unsigned long long)history->folded);
  fprintf(printer->out, "%llu wording%s:\n", (unsigned long long)history->variants_all,
          history->variants_all == 1 ? "" : "s");
  for (size_t i = 0; i < history->variant_count; i++) print_variant(printer, &history->variants[i]);
  if (history->variants_all > history->variant_count)
    fprintf(printer->out, "\nand %llu rarer ones\n",
            (unsigned long long)(history->variants_all - history->variant_count));
  print_months(printer, history);
}

void vb_print_quote(const vb_printer *printer, const vb_quote_answer *answer) {
  print_verdict(printer, answer, true);
  for (size_t i = 0; i < answer->hit_count; i++) print_hit(printer, &answer->hits[i], i + 1);
  if (!answer->nearest) return;
  fputs("The nearest text:\n", printer->out);
  print_hit(printer, answer->nearest, 0);
}
