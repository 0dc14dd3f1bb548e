/*
 * quote_batch.c - answers thousands of quotes for a script.
 *
 * A batch is a stream: one record is read, looked up, answered and dropped, so memory
 * does not depend on the number of records. If the input is a pipe, each answer is
 * written at once, because the other side may wait for it; from a file, answers are
 * buffered. A record that is not a quote is answered with its error, in its place.
 */
#include "searcher/command/quote_command_internal.h"

#include "indexer/base/clock.h"

#include <sys/stat.h>
#include <unistd.h>

bool vb_batch_output_of_name(vb_str name, vb_batch_output *out) {
  static const char *const names[] = {"tsv", "csv", "jsonl"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (!vb_str_is(name, names[i])) continue;
    *out = (vb_batch_output)i;
    return true;
  }
  return false;
}

/* ---- progress ------------------------------------------------------------------ */

/* Shown on a terminal if the answers go elsewhere: how many, and how fast. */
typedef struct progress {
  bool shown, written;
  uint64_t count;
  double began, last;
} progress;

static void progress_begin(progress *at) {
  *at = (progress){.shown = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO)};
  at->last = at->began = vb_clock_seconds();
}

static void progress_step(progress *at, bool end) {
  at->count += !end;
  if (!at->shown) return;
  double now = vb_clock_seconds();
  if (end ? !at->written : now - at->last < 0.5) return;
  double took = now - at->began;
  fprintf(stderr, "\r%llu quotes, %.0f a second", (unsigned long long)at->count,
          took > 0 ? (double)at->count / took : 0);
  if (end) fputc('\n', stderr);
  at->last = now;
  at->written = true;
}

/* ---- one line per record ------------------------------------------------------------ */

static void print_id(const vb_printer *printer, const vb_batch_item *item) {
  if (item->id.p) vb_print_line(printer, VB_STYLE_PLAIN, item->id);
  else fprintf(printer->out, "%llu", (unsigned long long)item->line);
}

/* The tenth to twelfth column: a name, how many articles print it, and of how many. */
static void print_votes(const vb_printer *printer, const vb_quote_witness *w) {
  if (!w) return;
  fputc('\t', printer->out);
  if (w->settled) vb_print_line(printer, VB_STYLE_PLAIN, w->names[0].speaker);
  fprintf(printer->out, "\t%llu\t%llu", (unsigned long long)(w->settled ? w->names[0].articles : 0),
          (unsigned long long)w->articles);
}

static void print_short(const vb_printer *printer, const vb_batch_item *item,
                        const vb_quote_answer *found) {
  print_id(printer, item);
  fprintf(printer->out, "\t%s\t%llu", vb_verdict_name(found->verdict),
          (unsigned long long)found->total);
  if (found->hit_count > 0) {
    const vb_article_head *article = &found->hits[0].article;
    char date[VB_DATE_TEXT];
    vb_date_format(article->published, date);
    fprintf(printer->out, "\t%s", date);
    const vb_str fields[] = {article->source, article->id, article->title};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
      fputc('\t', printer->out);
      vb_print_line(printer, VB_STYLE_PLAIN, fields[i]);
    }
  }
  unsigned loudest = found->hit_count > 0 ? vb_change_loudest(found->hits[0].changes) : 0;
  if (loudest || found->first_unsure || found->earlier || found->witness)
    fprintf(printer->out, "\t%s", vb_change_name((vb_change)loudest));
  if (found->earlier) {
    char earlier[VB_DATE_TEXT];
    vb_date_format(found->earlier->article.published, earlier);
    fprintf(printer->out, "\t%s %s", vb_verdict_name(found->earlier->verdict), earlier);
  } else if (found->first_unsure) {
    fputs("\tunsure which first", printer->out);
  } else if (found->witness) {
    fputc('\t', printer->out);
  }
  print_votes(printer, found->witness);
  fputc('\n', printer->out);
}

static void print_error(const vb_printer *printer, const vb_batch_item *item,
                        const vb_error *wrong) {
  print_id(printer, item);
  fputs("\terror\t", printer->out);
  vb_print_line(printer, VB_STYLE_PLAIN, vb_str_of(wrong->text));
  fputc('\n', printer->out);
}

static void put_line(FILE *out, vb_str line) {
  fwrite(line.p ? line.p : "", 1, line.n, out);
}

/* Answers one record; *status is its exit status. Fails only for lack of memory. */
static vb_status answer(vb_store *store, const vb_printer *printer, const vb_batch_job *job,
                        const vb_batch *batch, const vb_batch_item *item, vb_arena *arena,
                        int *status, vb_error *err) {
  vb_quote_request request = *job->request;
  vb_batch_output output = job->output;
  request.quote = item->quote;
  vb_quote_answer found;
  vb_error wrong = item->error;
  vb_str line = VB_STR_NONE;
  if (wrong.status == VB_OK) wrong.status = vb_quote(store, &request, arena, &found, &wrong);
  bool good = wrong.status == VB_OK;
  *status =
      good ? vb_exit_status(found.total, found.verdict != VB_VERDICT_UNKNOWN) : VB_EXIT_TROUBLE;
  vb_quote_record record = {.line = item->line,
                            .id = item->id,
                            .answer = good ? &found : NULL,
                            .wrong = &wrong,
                            .batch = batch,
                            .item = item,
                            .neutral = job->neutral,
                            .witness = request.witness};
  vb_status done = VB_OK;
  if (output == VB_BATCH_TO_CSV) {
    done = vb_quote_record_to_csv(&record, arena, &line, err);
    put_line(printer->out, line);
  } else if (output == VB_BATCH_TO_JSONL) {
    done = vb_quote_record_to_json(&record, arena, &line, err);
    put_line(printer->out, line);
    fputc('\n', printer->out);
  } else if (good) {
    print_short(printer, item, &found);
  } else {
    print_error(printer, item, &wrong);
  }
  if (good) vb_print_failures("quote", found.failures, found.failure_count);
  return done;
}

/* As grep does over many files: found outranks nothing found, trouble outranks both. */
static int combine(int all, int one) {
  if (all == VB_EXIT_TROUBLE || one == VB_EXIT_TROUBLE) return VB_EXIT_TROUBLE;
  return all == VB_EXIT_FOUND || one == VB_EXIT_FOUND ? VB_EXIT_FOUND : VB_EXIT_NOTHING;
}

static bool is_file(int fd) {
  struct stat about;
  return fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
}

/* One answer is in memory at a time. For a batch from a file the output is buffered; for one from a
   pipe each line is written at once, because the other side may wait for it before it sends the
   next quote. */
int vb_quote_batch(vb_store *store, const vb_printer *printer, const vb_batch_job *job) {
  vb_error err;
  vb_batch *batch = NULL;
  vb_batch_item item;
  progress shown;
  bool end = false, headed = false, gather = is_file(job->fd);
  int status = VB_EXIT_NOTHING;
  vb_arena *arena = vb_arena_new();
  vb_status done = arena ? vb_batch_open(job->fd, job->format, &batch, &err)
                         : vb_fail(&err, VB_NOMEM, "out of memory");
  if (done == VB_OK && job->column) done = vb_batch_column(batch, vb_str_of(job->column), &err);
  progress_begin(&shown);
  while (done == VB_OK) {
    done = vb_batch_next(batch, &item, &end, &err);
    if (done != VB_OK) vb_error_prefix(&err, job->name);
    if (done != VB_OK) break;
    if (!headed && job->output == VB_BATCH_TO_CSV) {
      vb_str head;
      done = vb_quote_csv_head_of(batch, job->request->witness, arena, &head, &err);
      put_line(printer->out, head);
    }
    headed = true;
    if (done != VB_OK || end) break;
    vb_arena_clear(arena);
    int one;
    done = answer(store, printer, job, batch, &item, arena, &one, &err);
    status = combine(status, one);
    if (gather ? ferror(printer->out) : fflush(printer->out) != 0) break; /* the reader is gone */
    progress_step(&shown, false);
  }
  progress_step(&shown, true);
  if (batch && vb_batch_read_as(batch))
    fprintf(stderr, "verbatim quote: %s was read as %s\n", job->name, vb_batch_read_as(batch));
  if (done != VB_OK) status = vb_complain("quote", &err);
  vb_batch_close(batch);
  vb_arena_free(arena);
  return status;
}
