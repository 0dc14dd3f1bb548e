/*
 * watch_command.c - `verbatim watch`: prints the articles of a query that are new since the last
 * run.
 *
 * Every run goes through all results (all_hits.c) and prints those whose ids it does not
 * remember. If the store has not changed since the last run, nothing is searched. What was
 * printed is remembered after it was written: a run that fails says the same again.
 */
#include "searcher/command/command.h"
#include "searcher/command/watch_state.h"

#include "indexer/base/hash.h"

#include <limits.h>
#include <stdlib.h>

typedef struct watch_job {
  const vb_watch_values *values;
  vb_search_request request;
  vb_hit_format format;
  vb_watch_state state;
  uint64_t fresh; /* articles printed */
} watch_job;

/* What makes two watches different: the place of the store, the query, the filters. */
static vb_status key_of(const watch_job *job, uint64_t *key, vb_error *err) {
  const vb_filter *filter = &job->request.filter;
  const char *store = job->values->common.store;
  char *real = realpath(store, NULL); /* NULL for remote shards */
  vb_buf all = VB_BUF_INIT;
  vb_buf_sized(&all, vb_str_of(real ? real : store));
  vb_buf_sized(&all, job->request.query);
  vb_buf_sized(&all, filter->after);
  vb_buf_sized(&all, filter->before);
  for (size_t i = 0; i < filter->choice_count; i++) {
    vb_buf_varint(&all, 2 * (uint64_t)filter->choices[i].kind + filter->choices[i].excluded);
    vb_buf_sized(&all, filter->choices[i].value);
  }
  vb_status status = vb_buf_ok(&all, err);
  *key = vb_hash64(vb_buf_view(&all));
  vb_buf_clear(&all);
  free(real);
  return status;
}

/* $XDG_STATE_HOME/verbatim, else ~/.local/state/verbatim. */
static vb_status state_folder(char out[PATH_MAX], vb_error *err) {
  const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
  int n;
  if (state && state[0] == '/') n = snprintf(out, PATH_MAX, "%s/verbatim", state);
  else if (home && home[0] == '/') n = snprintf(out, PATH_MAX, "%s/.local/state/verbatim", home);
  else
    return vb_fail(err, VB_INVALID,
                   "neither XDG_STATE_HOME nor HOME is set; name a file with --state");
  return n < PATH_MAX ? VB_OK : vb_fail(err, VB_LIMIT, "the path of the state is too long");
}

static vb_status open_state(watch_job *job, vb_error *err) {
  char folder[PATH_MAX] = "";
  uint64_t key;
  vb_status status = key_of(job, &key, err);
  if (status == VB_OK && !job->values->state) status = state_folder(folder, err);
  job->state.lock = -1;
  return status == VB_OK ? vb_watch_open(&job->state, job->values->state, folder, key, err)
                         : status;
}

/* Prints a result if it is new, and not only remembered. */
static vb_status meet(watch_job *job, const vb_printer *printer, const vb_search_hit *hit,
                      vb_arena *arena, vb_error *err) {
  bool fresh;
  vb_status status = vb_watch_meet(&job->state, hit->article.id, &fresh, err);
  if (status != VB_OK || !fresh || (job->state.first && !job->values->known)) return status;
  if (job->fresh == 0) vb_print_hits_head(printer, job->format);
  vb_search_hit numbered = *hit;
  numbered.rank = job->fresh++;
  return vb_print_hit(printer, job->format, job->values->neutral, &numbered, arena, err);
}

static vb_status walk(watch_job *job, const vb_printer *printer, vb_asking *ask, vb_error *err) {
  vb_scan *scan;
  vb_search_hit hit;
  bool end = false;
  vb_status status = vb_scan_open(ask->store, &job->request, &scan, err);
  while (status == VB_OK && !ferror(printer->out)) {
    vb_arena_clear(ask->arena);
    status = vb_scan_next(scan, ask->arena, &hit, &end, err);
    if (status != VB_OK || end) break;
    status = meet(job, printer, &hit, ask->arena, err);
  }
  vb_scan_close(scan);
  return status;
}

/* The state is saved only if all that was found has been written. */
static vb_status save(watch_job *job, const vb_printer *printer, uint64_t store, vb_error *err) {
  if (job->format == VB_HIT_TEXT && job->fresh)
    fprintf(printer->out, "\n%llu new article%s\n", (unsigned long long)job->fresh,
            job->fresh == 1 ? "" : "s");
  if (fflush(printer->out) != 0 || ferror(printer->out)) return VB_OK; /* said at the end */
  vb_status status = vb_watch_save(&job->state, job->request.query, store, err);
  if (status == VB_OK && job->state.first && !job->values->known)
    fprintf(stderr, "verbatim watch: from now on; %zu article%s there already\n",
            job->state.found_count, job->state.found_count == 1 ? " is" : "s are");
  return status;
}

static int watch(watch_job *job, const vb_printer *printer) {
  vb_error err;
  vb_asking ask;
  vb_status done = vb_asking_begin(&job->values->common, &ask, &err);
  if (done == VB_OK) done = open_state(job, &err);
  uint64_t store = done == VB_OK ? vb_store_about(ask.store).state : 0;
  bool unchanged = store && !job->state.first && store == job->state.store;
  if (done == VB_OK && !unchanged) {
    done = walk(job, printer, &ask, &err);
    if (done == VB_OK) done = save(job, printer, store, &err);
  }
  vb_watch_close(&job->state);
  vb_asking_end(&ask);
  if (done != VB_OK) return vb_complain("watch", &err);
  return job->fresh ? VB_EXIT_FOUND : VB_EXIT_NOTHING;
}

int vb_command_watch(int argc, char **argv) {
  vb_error err;
  vb_printer printer;
  vb_arguments words;
  vb_watch_values values = {0};
  vb_choice room[VB_CHOICES_MAX];
  vb_buf query = VB_BUF_INIT;
  int status = vb_command_begin(&vb_watch_spec, argc, argv, &values, &printer, &words);
  if (status != VB_PROGRAM_GO_ON) return status;
  watch_job job = {.values = &values, .state.lock = -1};
  job.format = vb_hit_format_of_name(values.common.json ? "json" : values.format);
  vb_status done = vb_words_join(&words, &query, &err);
  job.request.query = vb_buf_view(&query);
  job.request.snippets = vb_hit_snippets(job.format, values.snippets);
  vb_sort_of_name(vb_str_of(values.sort), &job.request.sort);
  if (done == VB_OK) done = vb_command_filter(&values.filter, room, &job.request.filter, &err);
  status = done == VB_OK ? watch(&job, &printer) : vb_complain("watch", &err);
  vb_buf_clear(&query);
  return vb_print_end("watch", &printer, status);
}
