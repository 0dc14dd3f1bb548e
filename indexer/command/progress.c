/*
 * progress.c - the progress line on a terminal, and the summary at the end.
 *
 * The first SHOWN_MAX problems are printed as they occur; all are counted by reason. The
 * reason of "FILE: record 12: broken JSON at byte 40" is the text after file and record,
 * with its numbers replaced.
 */
#include "indexer/command/index_commands.h"

#include "indexer/base/clock.h"
#include "indexer/base/json_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  SHOWN_MAX = 20, /* as many lines as a person reads; the summary has the rest */
  REASONS_MAX = 12,
  REASON_TEXT = 160,
  EXAMPLE_TEXT = VB_ERROR_TEXT
};

static const double REDRAW_SECONDS = 0.1;

typedef struct reason {
  char text[REASON_TEXT];
  char example[EXAMPLE_TEXT]; /* the first sentence, complete */
  uint64_t count;
  bool skipped;
} reason;

struct vb_progress {
  vb_progress_options options;
  bool terminal, drawn;
  double last_drawn;
  uint64_t shown;
  reason reasons[REASONS_MAX]; /* the last one also counts all reasons that do not fit */
  size_t reason_count;
};

vb_progress *vb_progress_new(const vb_progress_options *options) {
  vb_progress *p = calloc(1, sizeof *p);
  if (!p) return NULL;
  p->options = *options;
  const char *terminal = getenv("TERM");
  p->terminal =
      !options->quiet && isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0;
  return p;
}

void vb_progress_free(vb_progress *p) {
  free(p);
}

void vb_progress_clear_line(vb_progress *p) {
  if (p->drawn) fputs("\r\033[K", stderr);
  p->drawn = false;
}

/* --- the line --- */

static void print_left(double seconds) {
  if (seconds < 90) fprintf(stderr, ", %.0f s left", seconds);
  else if (seconds < 5400) fprintf(stderr, ", %.0f min left", seconds / 60);
  else fprintf(stderr, ", %.1f h left", seconds / 3600);
}

void vb_progress_show(void *context, const vb_index_summary *s) {
  vb_progress *p = context;
  double now = vb_clock_seconds();
  if (!p->terminal || now - p->last_drawn < REDRAW_SECONDS) return;
  p->last_drawn = now;
  p->drawn = true;
  uint64_t articles = s->added + s->replaced + s->unchanged;
  double speed = s->seconds > 0 ? (double)s->text_bytes / 1e6 / s->seconds : 0;
  fputs("\r\033[K", stderr);
  fprintf(stderr, "%s of %s files, %s articles, %.1f MB/s", vb_grouped(s->files),
          vb_grouped(s->files_total), vb_grouped(articles), speed);
  /* An estimate from less than a second would be useless. */
  if (s->bytes_total && s->bytes && s->seconds > 1)
    print_left(s->seconds * ((double)s->bytes_total / (double)s->bytes - 1));
  fflush(stderr);
}

/* --- problems --- */

static const char *reason_of(const char *sentence) {
  const char *at = strstr(sentence, ": ");
  if (!at) return sentence;
  at += 2;
  if (strncmp(at, "record ", 7) != 0) return at;
  const char *behind = strstr(at, ": ");
  return behind ? behind + 2 : at;
}

/* Replaces numbers by N, so that "byte 40" and "byte 41" are the same reason. */
static void shorten(const char *text, char out[REASON_TEXT]) {
  size_t n = 0;
  for (const char *at = text; *at && n + 1 < REASON_TEXT; at++) {
    bool digit = *at >= '0' && *at <= '9';
    if (!digit) out[n++] = *at;
    else if (n == 0 || out[n - 1] != 'N') out[n++] = 'N';
  }
  out[n] = '\0';
}

static void count_reason(vb_progress *p, const char *sentence, bool skipped) {
  char text[REASON_TEXT];
  shorten(reason_of(sentence), text);
  size_t i = 0;
  while (i < p->reason_count &&
         (strcmp(p->reasons[i].text, text) != 0 || p->reasons[i].skipped != skipped))
    i++;
  if (i == REASONS_MAX) i = REASONS_MAX - 1;
  if (i == p->reason_count) {
    reason *fresh = &p->reasons[p->reason_count++];
    bool last = i == REASONS_MAX - 1;
    snprintf(fresh->text, sizeof fresh->text, "%s", last ? "other reasons" : text);
    snprintf(fresh->example, sizeof fresh->example, "%s", sentence);
    fresh->skipped = skipped;
  }
  p->reasons[i].count++;
}

void vb_progress_problem(void *context, const char *sentence, bool skipped) {
  vb_progress *p = context;
  vb_error line; /* names may have any bytes; vb_fail makes one harmless line of them */
  vb_fail(&line, VB_IO, "%s", sentence);
  count_reason(p, line.text, skipped);
  if (!skipped && p->options.quiet) return;
  vb_progress_clear_line(p);
  if (p->shown++ < SHOWN_MAX) vb_complain("%s", line.text);
  else if (p->shown == SHOWN_MAX + 1)
    vb_complain("more such lines are left out; the summary counts them");
}

/* --- the summary --- */

static void put_reasons(vb_json_writer *json, const vb_progress *p) {
  vb_json_open_list(json, "reasons");
  for (size_t i = 0; i < p->reason_count; i++) {
    const reason *r = &p->reasons[i];
    vb_json_open_object(json, NULL);
    vb_json_text(json, "reason", r->text);
    vb_json_number(json, "count", r->count);
    vb_json_boolean(json, "skipped", r->skipped);
    vb_json_text(json, "first", r->example);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

/* [{"format": "html", "articles": 12, "refused": 1}] */
static void put_formats(vb_json_writer *json, const vb_format_counts *counts) {
  vb_json_open_list(json, "formats");
  for (size_t i = 0; i < counts->count; i++) {
    const vb_format_count *row = &counts->rows[i];
    if (!row->articles && !row->refused) continue;
    vb_json_open_object(json, NULL);
    vb_json_text(json, "format", row->name);
    vb_json_number(json, "articles", row->articles);
    vb_json_number(json, "refused", row->refused);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

/* [{"what": "an image", "count": 3}] */
static void put_left_out(vb_json_writer *json, const vb_format_counts *counts) {
  vb_json_open_list(json, "left_out");
  for (size_t i = 0; i < counts->count; i++) {
    const vb_format_count *row = &counts->rows[i];
    if (!row->left_out) continue;
    vb_json_open_object(json, NULL);
    vb_json_text(json, "what", row->name);
    vb_json_number(json, "count", row->left_out);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

static void put_counts(vb_json_writer *json, uint64_t articles, const vb_index_summary *s) {
  const struct {
    const char *name;
    uint64_t value;
  } counts[] = {{"articles", articles},
                {"added", s->added},
                {"replaced", s->replaced},
                {"unchanged", s->unchanged},
                {"removed", s->removed},
                {"repeated", s->repeated},
                {"other_shard", s->other_shard},
                {"skipped", s->skipped},
                {"repaired", s->repaired},
                {"files", s->files},
                {"files_total", s->files_total},
                {"hidden", s->hidden},
                {"other_kinds", s->other_kinds},
                {"links", s->links},
                {"bytes", s->bytes},
                {"text_bytes", s->text_bytes},
                {"commits", s->commits}};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    vb_json_number(json, counts[i].name, counts[i].value);
}

static int summarise_json(const vb_progress *p, const char *store, uint64_t articles,
                          const vb_index_summary *s) {
  vb_buf text = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&text);
  vb_json_open_object(&json, NULL);
  vb_json_text(&json, "store", store);
  put_counts(&json, articles, s);
  vb_json_decimal(&json, "seconds", s->seconds);
  vb_json_boolean(&json, "interrupted", s->interrupted);
  vb_json_boolean(&json, "complete", s->complete && !s->interrupted);
  put_formats(&json, &s->formats);
  put_left_out(&json, &s->formats);
  put_reasons(&json, p);
  vb_json_close_object(&json);
  return vb_print_line(&text, VB_EXIT_DONE);
}

static void print_reasons(const vb_progress *p, bool skipped) {
  for (size_t i = 0; i < p->reason_count; i++) {
    const reason *r = &p->reasons[i];
    if (r->skipped != skipped) continue;
    printf("    %s x %s\n", vb_grouped(r->count), r->text);
    if (p->shown > SHOWN_MAX) printf("      first: %s\n", r->example);
  }
}

static void print_left_out(const vb_index_summary *s) {
  if (s->other_shard) printf("  %s of other shards\n", vb_grouped(s->other_shard));
  if (s->repeated)
    printf("  %s ids met more than once: the last one counts\n", vb_grouped(s->repeated));
  if (s->hidden) printf("  %s hidden files or folders left out\n", vb_grouped(s->hidden));
  bool first = true;
  for (size_t i = 0; i < s->formats.count; i++) {
    const vb_format_count *row = &s->formats.rows[i];
    if (!row->left_out) continue;
    printf("%s%s x %s", first ? "  left out: " : ", ", vb_grouped(row->left_out), row->name);
    first = false;
  }
  if (!first) putchar('\n');
}

/* "by format: html 12 (1 refused), image 3 refused" */
static void print_formats(const vb_format_counts *counts) {
  bool first = true;
  for (size_t i = 0; i < counts->count; i++) {
    const vb_format_count *row = &counts->rows[i];
    if (!row->articles && !row->refused) continue;
    printf("%s%s", first ? "  by format: " : ", ", row->name);
    if (row->articles) printf(" %s", vb_grouped(row->articles));
    if (row->refused)
      printf(row->articles ? " (%s refused)" : " %s refused", vb_grouped(row->refused));
    first = false;
  }
  if (!first) putchar('\n');
}

int vb_progress_summarise(vb_progress *p, const char *store, uint64_t articles,
                          const vb_index_summary *s) {
  vb_progress_clear_line(p);
  if (p->options.json) return summarise_json(p, store, articles, s);
  if (p->options.quiet) return VB_EXIT_DONE;
  double seconds = s->seconds > 0 ? s->seconds : 1e-9;
  printf("%s: %s added, %s replaced, %s unchanged, %s removed; %s articles in all\n", store,
         vb_grouped(s->added), vb_grouped(s->replaced), vb_grouped(s->unchanged),
         vb_grouped(s->removed), vb_grouped(articles));
  printf("  %s of %s files, %.1f MB of text, %.1f s, %.2f MB/s\n", vb_grouped(s->files),
         vb_grouped(s->files_total), (double)s->text_bytes / 1e6, s->seconds,
         (double)s->text_bytes / 1e6 / seconds);
  print_formats(&s->formats);
  print_left_out(s);
  if (s->skipped) printf("  %s skipped:\n", vb_grouped(s->skipped));
  print_reasons(p, true);
  if (s->repaired) printf("  %s repaired:\n", vb_grouped(s->repaired));
  print_reasons(p, false);
  return VB_EXIT_DONE;
}
