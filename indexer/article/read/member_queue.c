/*
 * member_queue.c - a ring of members, each with its bytes, a task, and a log.
 *
 *   add -> | newest | ... | ... | oldest | -> replay
 *             bytes, and a task: read them into the log
 *
 * When the oldest is wanted and nobody has begun it, it is read here and now. A log that is full,
 * and a member that holds others, are read once more in the caller's thread when their turn comes:
 * so what is reported does not depend on the threads.
 */
#include "indexer/article/read/member_queue.h"

#include "indexer/article/read/event_log.h"

#include <stdlib.h>

enum {
  ITEMS = 64,                    /* some seconds of pages for a few threads */
  MEMBER_MAX = 4 * 1024 * 1024,  /* of one; larger pages are rare */
  BYTES_MAX = 16 * 1024 * 1024,  /* of those in the ring */
  EVENTS_MAX = 32 * 1024 * 1024, /* what they report: a page is far less than its bytes */
};

typedef struct item {
  vb_member_queue *queue;
  vb_arena *arena; /* of the bytes, the name and what is given; NULL: none yet */
  vb_str bytes;
  vb_reading reading; /* as it was added */
  vb_member member;
  vb_article given;
  vb_event_log log;
  vb_read_state state;
  vb_read_counts counts;
  vb_status status;
  vb_task task;
} item;

struct vb_member_queue {
  vb_task_pool *pool;
  const vb_reader_events *events;
  item items[ITEMS];
  unsigned first, count;
  size_t bytes;
  atomic_size_t events_size;
  atomic_bool ending;
  vb_status failed; /* inside an event that cannot fail */
  vb_error error;
};

vb_member_queue *vb_member_queue_new(vb_task_pool *pool, const vb_reader_events *events) {
  vb_member_queue *q = calloc(1, sizeof *q);
  if (!q) return NULL;
  q->pool = pool;
  q->events = events;
  for (unsigned i = 0; i < ITEMS; i++) {
    q->items[i].queue = q;
    vb_event_log_init(&q->items[i].log, &q->events_size, EVENTS_MAX);
  }
  return q;
}

static void clear_item(vb_member_queue *q, item *x) {
  q->bytes -= x->bytes.n;
  x->bytes = VB_STR_NONE;
  vb_event_log_clear(&x->log);
  vb_arena_free(x->arena);
  x->arena = NULL;
}

void vb_member_queue_free(vb_member_queue *q) {
  if (!q) return;
  atomic_store(&q->ending, true);
  for (; q->count; q->count--)
    vb_task_pool_finish(q->pool, &q->items[(q->first + q->count - 1) % ITEMS].task);
  for (unsigned i = 0; i < ITEMS; i++) clear_item(q, &q->items[i]);
  free(q);
}

/* The task; on any thread. */
static void read_item(void *context, size_t thread) {
  (void)thread;
  item *x = context;
  vb_reading reading = x->reading;
  vb_reader_events events = vb_event_log_events(&x->log);
  vb_member member = x->member;
  vb_error why;
  x->status = VB_NOMEM;
  if (atomic_load(&x->queue->ending)) return;
  reading.events = &events;
  reading.state = &x->state;
  reading.counts = &x->counts;
  member.stream = vb_stream_of(x->bytes);
  if (member.stream) x->status = vb_read_member_here(&reading, &member, &why);
  vb_stream_close(member.stream);
}

/* In the caller's thread, straight to the events; a container's members follow at once. */
static vb_status read_again(vb_member_queue *q, item *x, vb_error *err) {
  vb_reading reading = x->reading;
  vb_member member = x->member;
  reading.events = q->events;
  reading.state->queue = NULL;
  member.stream = vb_stream_of(x->bytes);
  vb_status status = member.stream ? vb_read_member_here(&reading, &member, err)
                                   : vb_fail(err, VB_NOMEM, "out of memory");
  vb_stream_close(member.stream);
  reading.state->queue = q;
  return status;
}

static vb_status report_oldest(vb_member_queue *q, vb_error *err) {
  item *x = &q->items[q->first];
  vb_task_pool_finish(q->pool, &x->task);
  q->first = (q->first + 1) % ITEMS;
  q->count--;
  vb_status status;
  if (x->status != VB_OK || x->log.full || x->state.declined) {
    vb_event_log_clear(&x->log);
    status = read_again(q, x, err);
  } else {
    status = vb_event_log_replay(&x->log, q->events, err);
    x->reading.counts->articles += x->counts.articles;
    x->reading.counts->problems += x->counts.problems;
  }
  clear_item(q, x);
  return status;
}

vb_status vb_member_queue_drain(vb_member_queue *q, vb_error *err) {
  vb_status status = q->failed;
  if (status != VB_OK && err) *err = q->error;
  while (q->count && status == VB_OK) status = report_oldest(q, err);
  return status;
}

/* Names and what is given are borrowed from the container, which goes on to its next member. */
static vb_status fill(vb_member_queue *q, item *x, const vb_reading *reading,
                      const vb_member *member, vb_str bytes, vb_error *err) {
  x->arena = vb_arena_new();
  x->reading = *reading;
  x->member = *member;
  x->state = (vb_read_state){.budget = {.packed = bytes.n}, .alone = true};
  x->counts = (vb_read_counts){0};
  bool good = x->arena != NULL;
  if (good) x->bytes = vb_arena_copy(x->arena, bytes);
  q->bytes += x->bytes.n;
  if (good) x->member.name = vb_arena_copy(x->arena, vb_str_of(member->name)).p;
  if (good) x->member.charset = vb_arena_copy(x->arena, member->charset);
  if (good && member->given) {
    good = vb_article_copy(member->given, x->arena, &x->given);
    x->member.given = &x->given;
  }
  good = good && x->bytes.p && x->member.name && (x->member.charset.p || !member->charset.p);
  if (good) return VB_OK;
  clear_item(q, x);
  return vb_fail(err, VB_NOMEM, "no memory to read members of %s", reading->name);
}

static vb_status read_now(vb_member_queue *q, const vb_reading *reading, const vb_member *member,
                          vb_error *err) {
  vb_reading own = *reading;
  vb_status status = vb_member_queue_drain(q, err);
  return status == VB_OK ? vb_read_member_here(&own, member, err) : status;
}

vb_status vb_member_queue_add(vb_member_queue *q, const vb_reading *reading,
                              const vb_member *member, vb_error *err) {
  vb_str bytes;
  vb_status status = vb_stream_peek(member->stream, MEMBER_MAX + 1, &bytes, err);
  if (status != VB_OK) return status;
  bool small = bytes.n && bytes.n <= MEMBER_MAX && vb_stream_ended(member->stream) &&
               !vb_stream_broken(member->stream);
  if (!small) return read_now(q, reading, member, err);
  if (q->failed != VB_OK) return vb_member_queue_drain(q, err);
  while (status == VB_OK && q->count && (q->count == ITEMS || q->bytes + bytes.n > BYTES_MAX))
    status = report_oldest(q, err);
  if (status != VB_OK) return status;
  item *x = &q->items[(q->first + q->count) % ITEMS];
  status = fill(q, x, reading, member, bytes, err);
  if (status != VB_OK) return status;
  vb_task_pool_submit(q->pool, &x->task, VB_TASK_LATER, read_item, x);
  q->count++;
  return VB_OK;
}

/* --- what the caller's thread reports itself --- */

static vb_status have_article(void *context, const vb_article *article, vb_error *err) {
  vb_member_queue *q = context;
  vb_status status = vb_member_queue_drain(q, err);
  return status == VB_OK ? q->events->article(q->events->context, article, err) : status;
}

static void have_problem(void *context, const char *sentence, bool skipped) {
  vb_member_queue *q = context;
  if (q->failed == VB_OK) q->failed = vb_member_queue_drain(q, &q->error);
  if (q->failed == VB_OK && q->events->problem)
    q->events->problem(q->events->context, sentence, skipped);
}

static void have_count(void *context, const char *format, bool refused) {
  vb_member_queue *q = context;
  /* Its article follows at once. */
  if (!refused && q->failed == VB_OK) q->failed = vb_member_queue_drain(q, &q->error);
  if (q->events->counted) q->events->counted(q->events->context, format, refused);
}

static void have_left_out(void *context, const char *what, uint64_t n) {
  vb_member_queue *q = context;
  if (q->events->left_out) q->events->left_out(q->events->context, what, n);
}

vb_reader_events vb_member_queue_events(vb_member_queue *q) {
  return (vb_reader_events){have_article, have_problem, NULL, q, have_count, have_left_out};
}
