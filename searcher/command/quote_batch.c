/*
 * quote_batch.c - answers thousands of quotes for a script.
 *
 * A batch is a stream: some records are read, looked up, answered and dropped, so memory
 * does not depend on their number. If the input is a pipe, each answer is
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

/* As grep does over many files: found outranks nothing found, trouble outranks both. */
static int combine(int all, int one) {
  if (all == VB_EXIT_TROUBLE || one == VB_EXIT_TROUBLE) return VB_EXIT_TROUBLE;
  return all == VB_EXIT_FOUND || one == VB_EXIT_FOUND ? VB_EXIT_FOUND : VB_EXIT_NOTHING;
}

static bool is_file(int fd) {
  struct stat about;
  return fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
}

/* ---- groups ------------------------------------------------------------------------ */

enum { GROUP = 100 }; /* records of a file that are looked up together */

typedef struct group {
  vb_arena *arena;
  vb_batch_item items[GROUP];
  vb_str quotes[GROUP];
  size_t count;
  bool end; /* of the input */
} group;

static bool copy_text(vb_arena *arena, vb_str *text) {
  bool given = text->p != NULL;
  *text = vb_arena_copy(arena, *text);
  return text->p || !given;
}

static bool copy_item(group *g, vb_batch_item *item) {
  vb_str *fields = vb_arena_calloc(g->arena, item->field_count + 1, sizeof *fields);
  bool whole = fields && copy_text(g->arena, &item->id) && copy_text(g->arena, &item->quote);
  for (size_t i = 0; i < item->field_count && whole; i++) {
    fields[i] = item->fields[i];
    whole = copy_text(g->arena, &fields[i]);
  }
  item->fields = fields;
  return whole;
}

/* Reads records until there are `most`, or the input ends or fails. */
static vb_status read_group(vb_batch *batch, size_t most, group *g, vb_error *err) {
  vb_arena_clear(g->arena);
  for (g->count = 0; g->count < most; g->count++) {
    vb_batch_item *item = &g->items[g->count];
    vb_status status = vb_batch_next(batch, item, &g->end, err);
    if (status != VB_OK || g->end) return status;
    if (!copy_item(g, item)) return vb_fail(err, VB_NOMEM, "out of memory");
    g->quotes[g->count] = item->quote;
  }
  return VB_OK;
}

typedef struct batching {
  vb_store *store;
  const vb_printer *printer;
  const vb_batch_job *job;
  vb_batch *batch;
  group *group;
  vb_arena *arena; /* of one answer */
  progress shown;
  bool from_file, headed, gone; /* gone: nobody reads the answers */
  vb_buf missing; /* the shards of which was said last that they are missing; a line each */
  int status;
} batching;

/* Says which shards are missing, but not again for each quote. */
static void tell_missing(batching *b, const vb_quote_answer *found) {
  vb_buf missing = {0};
  for (size_t i = 0; i < found->failure_count; i++) {
    vb_buf_str(&missing, found->failures[i].shard);
    vb_buf_char(&missing, '\n');
  }
  if (!vb_str_eq(vb_buf_view(&missing), vb_buf_view(&b->missing)))
    vb_print_failures("quote", found->failures, found->failure_count);
  vb_buf_clear(&b->missing);
  b->missing = missing;
}

/* Answers one record; *status is its exit status. Fails only for lack of memory. */
static vb_status answer(batching *b, const vb_batch_item *item, int *status, vb_error *err) {
  const vb_printer *printer = b->printer;
  vb_quote_request request = *b->job->request;
  vb_batch_output output = b->job->output;
  request.quote = item->quote;
  vb_quote_answer found;
  vb_error wrong = item->error;
  vb_str line = VB_STR_NONE;
  if (wrong.status == VB_OK) wrong.status = vb_quote(b->store, &request, b->arena, &found, &wrong);
  bool good = wrong.status == VB_OK;
  *status =
      good ? vb_exit_status(found.total, found.verdict != VB_VERDICT_UNKNOWN) : VB_EXIT_TROUBLE;
  vb_quote_record record = {.line = item->line,
                            .id = item->id,
                            .answer = good ? &found : NULL,
                            .wrong = &wrong,
                            .batch = b->batch,
                            .item = item,
                            .neutral = b->job->neutral,
                            .witness = request.witness};
  vb_status done = VB_OK;
  if (output == VB_BATCH_TO_CSV) {
    done = vb_quote_record_to_csv(&record, b->arena, &line, err);
    put_line(printer->out, line);
  } else if (output == VB_BATCH_TO_JSONL) {
    done = vb_quote_record_to_json(&record, b->arena, &line, err);
    put_line(printer->out, line);
    fputc('\n', printer->out);
  } else if (good) {
    print_short(printer, item, &found);
  } else {
    print_error(printer, item, &wrong);
  }
  if (good) tell_missing(b, &found);
  return done;
}

static vb_status put_head(batching *b, vb_error *err) {
  vb_str head;
  if (b->headed || b->job->output != VB_BATCH_TO_CSV) return VB_OK;
  vb_status done = vb_quote_csv_head_of(b->batch, b->job->request->witness, b->arena, &head, err);
  put_line(b->printer->out, head);
  b->headed = true;
  return done;
}

/* Answers a group, also what was read of it before the input failed. */
static vb_status answer_group(batching *b, vb_error *err) {
  group *g = b->group;
  vb_status done = put_head(b, err);
  if (g->count > 1) vb_quotes_ahead(b->store, b->job->request, g->quotes, g->count);
  for (size_t i = 0; i < g->count && done == VB_OK && !b->gone; i++) {
    int one;
    vb_arena_clear(b->arena);
    done = answer(b, &g->items[i], &one, err);
    b->status = combine(b->status, one);
    b->gone = b->from_file ? ferror(b->printer->out) : fflush(b->printer->out) != 0;
    if (!b->gone) progress_step(&b->shown, false);
  }
  return done;
}

static vb_status answer_all(batching *b, vb_error *err) {
  vb_status done = VB_OK;
  while (done == VB_OK && !b->gone && !b->group->end) {
    vb_error wrong;
    vb_status read = read_group(b->batch, b->from_file ? GROUP : 1, b->group, &wrong);
    done = answer_group(b, err);
    if (done != VB_OK || read == VB_OK) continue;
    if (err) *err = wrong;
    vb_error_prefix(err, b->job->name);
    return read;
  }
  return done;
}

/* One answer is in memory at a time. For a batch from a file the output is buffered; for one from a
   pipe each line is written at once, because the other side may wait for it before it sends the
   next quote. */
int vb_quote_batch(vb_store *store, const vb_printer *printer, const vb_batch_job *job) {
  vb_error err;
  group g = {.arena = vb_arena_new()};
  batching b = {.store = store,
                .printer = printer,
                .job = job,
                .group = &g,
                .arena = vb_arena_new(),
                .from_file = is_file(job->fd),
                .status = VB_EXIT_NOTHING};
  vb_status done = g.arena && b.arena ? vb_batch_open(job->fd, job->format, &b.batch, &err)
                                      : vb_fail(&err, VB_NOMEM, "out of memory");
  if (done == VB_OK && job->column) done = vb_batch_column(b.batch, vb_str_of(job->column), &err);
  progress_begin(&b.shown);
  if (done == VB_OK) done = answer_all(&b, &err);
  progress_step(&b.shown, true);
  if (b.batch && vb_batch_read_as(b.batch))
    fprintf(stderr, "verbatim quote: %s was read as %s\n", job->name, vb_batch_read_as(b.batch));
  if (done != VB_OK) b.status = vb_complain("quote", &err);
  vb_batch_close(b.batch);
  vb_buf_clear(&b.missing);
  vb_arena_free(g.arena);
  vb_arena_free(b.arena);
  return b.status;
}
