/*
 * said_command.c - `verbatim said`: lists who said what.
 */
#include "searcher/command/command.h"

#include <stdlib.h>

enum { INDENT = 4, PEOPLE_SHOWN = 10 };

/* ", quoting Tom Reed", ", quoting “he”" */
static void print_quoted(const vb_printer *printer, const vb_listed_quotation *inner, vb_str by) {
  if (vb_str_eq(inner->speaker, by) && (by.n || !inner->mention.n)) return; /* himself, or nobody */
  fputs(inner->speaker.n ? ", quoting " : ", quoting “", printer->out);
  vb_print_line(printer, VB_STYLE_PLAIN, inner->speaker.n ? inner->speaker : inner->mention);
  if (!inner->speaker.n) fputs("”", printer->out);
}

/* "Ada Brook as “she” (91% sure)"; without a name "“she” (94% sure)". The figure refers to what is
   shown. */
static void print_speaker(const vb_printer *printer, const vb_listed_quotation *q) {
  if (!q->speaker.n && !q->mention.n) return;
  fprintf(printer->out, "%*s", INDENT, "");
  if (q->speaker.n) vb_print_line(printer, VB_STYLE_TITLE, q->speaker);
  if (q->mention.n && !vb_str_eq(q->mention, q->speaker)) {
    fputs(q->speaker.n ? " as “" : "“", printer->out);
    vb_print_line(printer, VB_STYLE_PLAIN, q->mention);
    fputs("”", printer->out);
  }
  for (size_t i = 0; i < q->inner_count; i++) print_quoted(printer, &q->inner[i], q->speaker);
  fprintf(printer->out, " (%u%% sure)\n", q->sure);
}

/* Uses the same marks for all, since papers differ in theirs. */
static void print_part(const vb_printer *printer, const vb_listed_part *part) {
  static const char open[] = "“", close[] = "”";
  enum { OPEN = sizeof open - 1 };
  vb_buf text = VB_BUF_INIT;
  vb_range *marks = calloc(part->marks.count + 1, sizeof *marks);
  vb_buf_text(&text, open);
  vb_buf_str(&text, part->text);
  vb_buf_text(&text, close);
  for (size_t i = 0; i < part->marks.count && marks; i++)
    marks[i] = (vb_range){part->marks.marks[i].start + OPEN, part->marks.marks[i].end + OPEN};
  if (text.failed || !marks) vb_print_lost(printer);
  vb_print_marked(printer, vb_buf_view(&text), (vb_marks){marks, marks ? part->marks.count : 0},
                  INDENT);
  free(marks);
  vb_buf_clear(&text);
}

static void print_quotation(const vb_printer *printer, const vb_listed_quotation *q,
                            size_t number) {
  fprintf(printer->out, "\n%2zu.\n", number);
  for (size_t i = 0; i < q->part_count; i++) print_part(printer, &q->parts[i]);
  print_speaker(printer, q);
  vb_print_origin(printer, &q->article, INDENT);
  vb_print_id(printer, q->article.id, INDENT);
}

/* "speaker: Ada Brook", or whom a bare name may mean, with counts to choose from. */
static void print_people(const vb_printer *printer, const vb_said_result *result) {
  if (result->person.n) {
    fputs("speaker: ", printer->out);
    vb_print_line(printer, VB_STYLE_TITLE, result->person);
    fputs("\n", printer->out);
    return;
  }
  if (result->people_count < 2) return;
  fprintf(printer->out, "%zu%s people of this name are quoted:\n", result->people_count,
          result->people_count == VB_SPEAKER_PEOPLE_MAX ? " or more" : "");
  for (size_t i = 0; i < result->people_count && i < PEOPLE_SHOWN; i++) {
    fprintf(printer->out, "%*s", INDENT, "");
    vb_print_line(printer, VB_STYLE_TITLE, result->people[i].value);
    fprintf(printer->out, ", %llu article%s\n", (unsigned long long)result->people[i].count,
            result->people[i].count == 1 ? "" : "s");
  }
  if (result->people_count > PEOPLE_SHOWN)
    fprintf(printer->out, "%*sand %zu more\n", INDENT, "", result->people_count - PEOPLE_SHOWN);
}

void vb_print_said(const vb_printer *printer, const vb_said_request *request,
                   const vb_said_result *result) {
  if (result->count == 0) fputs("no quotations", printer->out);
  else if (request->from == 0 && !result->more)
    fprintf(printer->out, "%zu quotation%s", result->count, result->count == 1 ? "" : "s");
  else
    fprintf(printer->out, "quotations %zu to %zu%s", request->from + 1,
            request->from + result->count, result->more ? "; more follow" : "");
  fputs(result->timed_out ? " (the search ran out of time)\n" : "\n", printer->out);
  vb_print_reading(printer, &result->reading, result->did_you_mean);
  print_people(printer, result);
  for (size_t i = 0; i < result->count; i++)
    print_quotation(printer, &result->quotations[i], request->from + i + 1);
}

static int list(const vb_common *common, vb_printer *printer, const vb_said_request *request) {
  vb_error err;
  vb_asking ask;
  vb_said_result result;
  int status = VB_EXIT_TROUBLE;
  vb_status done = vb_asking_begin(common, &ask, &err);
  if (done == VB_OK) done = vb_said(ask.store, request, ask.arena, &result, &err);
  if (done == VB_OK && common->json)
    done = vb_said_to_json(request, &result, ask.arena, &ask.json, &err);
  if (done != VB_OK) {
    vb_complain("said", &err);
  } else {
    vb_print_failures("said", result.failures, result.failure_count);
    vb_pager_begin(common, printer);
    if (common->json) vb_print_json(printer, &ask);
    else vb_print_said(printer, request, &result);
    status = vb_exit_status(result.count, !result.failure_count && !result.timed_out);
  }
  vb_asking_end(&ask);
  return status;
}

int vb_command_said(int argc, char **argv) {
  vb_error err;
  vb_printer printer;
  vb_arguments words;
  vb_said_values values = {0};
  vb_buf query = VB_BUF_INIT;
  int status = vb_command_begin(&vb_said_spec, argc, argv, &values, &printer, &words);
  if (status != VB_PROGRAM_GO_ON) return status;
  if (vb_words_join(&words, &query, &err) != VB_OK) {
    vb_buf_clear(&query);
    return vb_complain("said", &err);
  }
  vb_said_request request = {
      .query = vb_buf_view(&query),
      .speaker = vb_str_of(values.speaker),
      .from = values.from,
      .size = values.size,
  };
  vb_choice room[VB_CHOICES_MAX];
  vb_sort_of_name(vb_str_of(values.sort), &request.sort);
  if (vb_command_filter(&values.filter, room, &request.filter, &err) != VB_OK)
    status = vb_complain("said", &err);
  else status = list(&values.common, &printer, &request);
  vb_buf_clear(&query);
  return vb_print_end("said", &printer, status);
}
