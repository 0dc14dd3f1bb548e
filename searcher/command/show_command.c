/*
 * show_command.c - `verbatim show`: prints one whole article with its matches.
 */
#include "searcher/command/command.h"

static void print_field(const vb_printer *printer, const char *name, vb_str value) {
  if (value.n == 0) return;
  fprintf(printer->out, "%s: ", name);
  vb_print_line(printer, VB_STYLE_PLAIN, value);
  fputc('\n', printer->out);
}

static void print_file(const vb_printer *printer, const vb_article_view *view) {
  fputs("File: ", printer->out);
  vb_print_line(printer, VB_STYLE_PLAIN, view->path);
  if (view->record) fprintf(printer->out, ", record %llu", (unsigned long long)view->record);
  fputc('\n', printer->out);
}

static void print_comments(const vb_printer *printer, const vb_article_view *view) {
  enum { INDENT = 2 };
  fprintf(printer->out, "\n%zu comment%s\n", view->comment_count,
          view->comment_count == 1 ? "" : "s");
  for (size_t i = 0; i < view->comment_count; i++) {
    const vb_article_comment *comment = &view->comments[i];
    fputc('\n', printer->out);
    vb_print_line(printer, VB_STYLE_TITLE,
                  comment->author.n ? comment->author : VB_STR("(unnamed)"));
    if (comment->date.n) fputs(" · ", printer->out);
    vb_print_line(printer, VB_STYLE_PLAIN, comment->date);
    fputc('\n', printer->out);
    vb_print_marked(printer, comment->text, comment->marks, INDENT);
  }
}

void vb_print_article(const vb_printer *printer, const vb_article_view *view, bool comments) {
  const vb_article_head *article = &view->article;
  if (view->title_marks.count > 0) vb_print_marked(printer, article->title, view->title_marks, 0);
  else {
    vb_print_line(printer, VB_STYLE_TITLE,
                  article->title.n ? article->title : VB_STR("(no title)"));
    fputc('\n', printer->out);
  }
  vb_print_origin(printer, article, 0);
  vb_print_copies(printer, &view->copies, 0);
  print_field(printer, "Section", article->section);
  print_field(printer, "Address", article->url);
  print_file(printer, view);
  fputc('\n', printer->out);
  vb_print_marked(printer, view->text, view->text_marks, 0);
  if (comments) print_comments(printer, view);
  else if (view->comment_count > 0 && printer->hints)
    fprintf(printer->out, "\n(%zu comment%s; --comments shows them)\n", view->comment_count,
            view->comment_count == 1 ? "" : "s");
}

static int show(const vb_common *common, vb_printer *printer, const vb_article_request *request,
                bool comments) {
  vb_error err;
  vb_asking ask;
  vb_article_view view;
  int status = VB_EXIT_FOUND;
  vb_status done = vb_asking_begin(common, &ask, &err);
  bool opened = done == VB_OK;
  if (done == VB_OK) done = vb_article_show(ask.store, request, ask.arena, &view, &err);
  if (done == VB_OK && common->json)
    done = vb_article_view_to_json(&view, ask.arena, &ask.json, &err);
  if (done != VB_OK) {
    vb_complain("show", &err);
    status = opened && done == VB_NOT_FOUND ? VB_EXIT_NOTHING : VB_EXIT_TROUBLE;
  } else if (common->json) {
    vb_print_json(printer, &ask);
  } else {
    vb_pager_begin(common, printer);
    vb_print_article(printer, &view, comments);
  }
  vb_asking_end(&ask);
  return status;
}

int vb_command_show(int argc, char **argv) {
  vb_printer printer;
  vb_arguments words;
  vb_show_values values = {0};
  int status = vb_command_begin(&vb_show_spec, argc, argv, &values, &printer, &words);
  if (status != VB_PROGRAM_GO_ON) return status;
  vb_article_request request = {.id = vb_str_of(words.operands[0]),
                                .query = vb_str_of(values.query),
                                .quote = vb_str_of(values.quote)};
  status = show(&values.common, &printer, &request, values.comments);
  return vb_print_end("show", &printer, status);
}
