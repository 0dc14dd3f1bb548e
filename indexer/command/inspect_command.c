/*
 * inspect_command.c - `verbatim inspect`: prints what the readers extract, without a store.
 */
#include "indexer/command/index_commands.h"

#include "indexer/article/quotation/quotation.h"
#include "indexer/base/file.h"
#include "indexer/pipeline/scan.h"
#include "indexer/pipeline/site_lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct inspection {
  uint64_t articles, skipped;
  vb_format_counts counts;
  vb_site_lines *lines;
  bool web_page; /* the article that comes next is one */
  vb_quotation_finder *finder;
  vb_arena *arena; /* cleared for each article */
  vb_buf line;
} inspection;

static vb_status print_article(void *context, const vb_article *article, uint64_t hash,
                               uint64_t lost, vb_error *err) {
  inspection *i = context;
  (void)hash;
  if (lost) vb_format_counts_leave_out(&i->counts, VB_SITE_LINES_LEFT_OUT, lost);
  vb_article quoted = *article;
  vb_buf_reset(&i->line);
  vb_arena_clear(i->arena);
  vb_status status = vb_quotations_of_article(i->finder, &quoted, i->arena, err);
  if (status == VB_OK) status = vb_article_to_json(&quoted, &i->line, err);
  if (status != VB_OK) return status;
  vb_buf_char(&i->line, '\n');
  status = vb_buf_ok(&i->line, err);
  if (status != VB_OK) return status;
  i->articles++;
  if (fwrite(i->line.p, 1, i->line.n, stdout) != i->line.n)
    return vb_fail_errno(err, errno, "standard output");
  return VB_OK;
}

static void tell(void *context, const char *sentence, bool skipped) {
  inspection *i = context;
  i->skipped += skipped;
  vb_complain("%s", sentence);
}

static vb_status have_article(void *context, const vb_article *article, vb_error *err) {
  inspection *i = context;
  return vb_site_lines_add(i->lines, article,
                           (vb_page_facts){i->web_page ? VB_PAGE_NEW : VB_PAGE_NOT_WEB, 0}, err);
}

static void have_count(void *context, const char *format, bool refused) {
  if (!refused) ((inspection *)context)->web_page = strcmp(format, "html") == 0;
}

static void leave_out(void *context, const char *what, uint64_t n) {
  vb_format_counts_leave_out(&((inspection *)context)->counts, what, n);
}

/* Prints one line about everything that was not an article, so that nothing is skipped silently. */
static void say_left_out(inspection *i, const vb_scan *scan) {
  vb_buf line = VB_BUF_INIT;
  for (size_t k = 0; k < scan->left_out.count; k++)
    leave_out(i, scan->left_out.rows[k].name, scan->left_out.rows[k].left_out);
  for (size_t k = 0; k < i->counts.count; k++)
    vb_buf_printf(&line, "%s%s x %s",
                  k ? ", " : "left out: ", vb_grouped(i->counts.rows[k].left_out),
                  i->counts.rows[k].name);
  char *text = line.n ? vb_buf_detach(&line) : NULL;
  if (text) vb_complain("%s", text);
  free(text);
}

/* Reports that a folder contains nothing that could be read. */
static int say_nothing(const char *path) {
  return vb_complain("%s: nothing to read in it; looked for text, web pages, JSON, archives and "
                     "the other formats of "
                     "\"verbatim index --formats\"",
                     path);
}

static vb_status inspect_file(const vb_scan_file *file, const vb_read_options *read, inspection *i,
                              vb_error *err) {
  vb_reader_events events = {have_article, tell, NULL, i, have_count, leave_out};
  if (!file->stream) return vb_read_file(file->path, file->path, read, &events, err);
  bool standard_input = vb_str_is(vb_str_of(file->path), "-");
  int fd = STDIN_FILENO;
  vb_error why;
  if (!standard_input && vb_file_open_stream(file->path, &fd, &why) != VB_OK) {
    tell(i, why.text, true);
    return VB_OK;
  }
  vb_status status = vb_read_descriptor(fd, file->path, read, &events, err);
  if (!standard_input) close(fd);
  return status;
}

static int inspect(char **paths, size_t count, const vb_read_options *read) {
  inspection i = {.line = VB_BUF_INIT, .arena = vb_arena_new()};
  vb_error err;
  vb_scan scan = {0};
  vb_arena *arena = vb_arena_new();
  vb_status status = arena && i.arena ? vb_quotation_finder_open(&i.finder, &err)
                                      : vb_fail(&err, VB_NOMEM, "out of memory");
  if (status == VB_OK) status = vb_site_lines_new(print_article, &i, &i.lines, &err);
  if (status == VB_OK)
    status = vb_scan_paths((const char *const *)paths, count, arena, tell, &i, &scan, &err);
  vb_read_options all = *read;
  all.mets = status == VB_OK ? vb_mets_list_new(scan.mets) : NULL;
  if (status == VB_OK && !all.mets) status = vb_fail(&err, VB_NOMEM, "out of memory");
  for (size_t f = 0; f < scan.file_count && status == VB_OK; f++)
    status = inspect_file(&scan.files[f], &all, &i, &err);
  if (status == VB_OK) status = vb_site_lines_flush(i.lines, &err);
  if (status == VB_OK) say_left_out(&i, &scan);
  if (status == VB_OK && !scan.file_count && scan.complete) i.skipped += say_nothing(paths[0]) != 0;
  vb_buf_clear(&i.line);
  vb_site_lines_free(i.lines);
  vb_mets_list_free(all.mets);
  vb_quotation_finder_close(i.finder);
  vb_arena_free(i.arena);
  vb_arena_free(arena);
  if (status != VB_OK) return vb_complain("%s", err.text);
  return vb_finish_output(i.skipped    ? VB_EXIT_TROUBLE
                          : i.articles ? VB_EXIT_DONE
                                       : VB_EXIT_NOTHING);
}

int vb_command_inspect(int argc, char **argv) {
  vb_arguments arguments;
  vb_inspect_values values = {0};
  int code = vb_begin(&vb_inspect_spec, argc, argv, &values, &arguments);
  if (code != VB_PROGRAM_GO_ON) return code;
  if (!vb_format_is_known(values.format))
    return vb_complain("'%.60s' is no value of --format; 'verbatim index --formats' lists them",
                       values.format);
  vb_read_options read = {.format = values.format, .columns = values.columns};
  return inspect(arguments.operands, arguments.operand_count, &read);
}
