/*
 * file_queue.c - a window over the list of files that moves with the run.
 *
 *   files: ... done | in turn | read ahead, a task and a log each | not looked at ...
 *
 * When a file's turn comes and nobody has begun it, it is read here and now. A file that reports
 * more than the logs may take is read once more, without a log, when its turn comes.
 */
#include "indexer/pipeline/file_queue.h"

#include "indexer/article/read/event_log.h"

#include <stdlib.h>

enum {
  AHEAD = 64,                 /* files; a page takes a thread some milliseconds */
  FILE_MAX = 8 * 1024 * 1024, /* a document; what is larger is a container or has many articles */
  EVENTS_MAX = 32 * 1024 * 1024
};

typedef struct item {
  vb_file_queue *queue;
  const vb_scan_file *file; /* NULL: not read ahead */
  vb_event_log log;
  vb_status status;
  vb_task task;
} item;

struct vb_file_queue {
  const vb_scan_file *files;
  size_t count, next; /* next: the first that was not looked at */
  vb_read_options options, alone;
  item items[AHEAD];
  atomic_size_t events_size;
  atomic_bool ending;
};

vb_status vb_file_queue_new(const vb_scan_file *files, size_t count, const vb_read_options *options,
                            vb_file_queue **out, vb_error *err) {
  vb_file_queue *q = *out = calloc(1, sizeof *q);
  if (!q) return vb_fail(err, VB_NOMEM, "no memory to read files");
  q->files = files;
  q->count = count;
  q->options = q->alone = *options;
  q->alone.pool = NULL;
  q->alone.ahead = true;
  for (size_t i = 0; i < AHEAD; i++) {
    q->items[i].queue = q;
    vb_event_log_init(&q->items[i].log, &q->events_size, EVENTS_MAX);
  }
  return VB_OK;
}

void vb_file_queue_free(vb_file_queue *q) {
  if (!q) return;
  atomic_store(&q->ending, true);
  for (size_t i = 0; i < AHEAD; i++) {
    if (q->items[i].file) vb_task_pool_finish(q->options.pool, &q->items[i].task);
    vb_event_log_clear(&q->items[i].log);
  }
  free(q);
}

/* The task; on any thread. */
static void read_item(void *context, size_t thread) {
  (void)thread;
  item *x = context;
  vb_error why;
  vb_reader_events events = vb_event_log_events(&x->log);
  x->status = VB_UNAVAILABLE;
  if (atomic_load(&x->queue->ending)) return;
  x->status = vb_read_file(x->file->path, x->file->path, &x->queue->alone, &events, &why);
}

static void look_ahead(vb_file_queue *q, size_t file) {
  if (q->next < file) q->next = file;
  for (; q->next < q->count && q->next < file + AHEAD; q->next++) {
    const vb_scan_file *f = &q->files[q->next];
    item *x = &q->items[q->next % AHEAD];
    x->file = f->stream || f->bytes > FILE_MAX ? NULL : f;
    if (x->file) vb_task_pool_submit(q->options.pool, &x->task, VB_TASK_LATER, read_item, x);
  }
}

vb_status vb_file_queue_read(vb_file_queue *q, size_t file, const vb_reader_events *events,
                             vb_error *err) {
  const char *path = q->files[file].path;
  if (q->options.pool) look_ahead(q, file);
  item *x = &q->items[file % AHEAD];
  if (!x->file) return vb_read_file(path, path, &q->options, events, err);
  vb_task_pool_finish(q->options.pool, &x->task);
  x->file = NULL;
  bool whole = x->status == VB_OK && !x->log.full;
  vb_status status = whole ? vb_event_log_replay(&x->log, events, err) : VB_OK;
  vb_event_log_clear(&x->log);
  return whole ? status : vb_read_file(path, path, &q->options, events, err);
}
