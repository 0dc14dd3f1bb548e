/*
 * search_threads.c - a pool of threads, a count of stores at work, and who has the pool.
 *
 * The count decides whether threads are taken at all, so a busy server searches as if it had none.
 * `taken` makes one search their only user, which is what the pool needs of those that submit.
 */
#include "searcher/engine/search_threads.h"

#include "indexer/base/task_pool.h"

#include <signal.h>
#include <stdlib.h>

enum {
  LEAST_NS = 4000000, /* waking threads and planning a piece take a tenth of a millisecond */
  LEAST_DOCS = 8192
};

struct vb_search_threads {
  size_t count;
  vb_division division;
  _Atomic size_t at_work;
  atomic_bool taken;
  _Atomic size_t times;
  vb_task_pool *pool; /* NULL: not started yet. Belongs to who has taken it */
  bool refused;       /* the system gave no threads; likewise */
};

static size_t default_count(void) {
  size_t count = vb_task_pool_processors();
  return count < VB_SEARCH_THREADS_MAX ? count : VB_SEARCH_THREADS_MAX;
}

vb_status vb_search_threads_new(size_t count, vb_search_threads **out, vb_error *err) {
  *out = NULL;
  if (count > VB_SEARCH_THREADS_MAX)
    return vb_fail(err, VB_LIMIT, "%zu threads for a search are too many; at most %d", count,
                   VB_SEARCH_THREADS_MAX);
  vb_search_threads *threads = calloc(1, sizeof *threads);
  if (!threads) return vb_fail(err, VB_NOMEM, "out of memory");
  threads->count = count ? count : default_count();
  threads->division = (vb_division){LEAST_NS, LEAST_DOCS};
  *out = threads;
  return VB_OK;
}

void vb_search_threads_free(vb_search_threads *threads) {
  if (threads) vb_task_pool_free(threads->pool);
  free(threads);
}

void vb_search_threads_enter(vb_search_threads *threads) {
  if (threads) atomic_fetch_add_explicit(&threads->at_work, 1, memory_order_relaxed);
}

void vb_search_threads_leave(vb_search_threads *threads) {
  if (threads) atomic_fetch_sub_explicit(&threads->at_work, 1, memory_order_relaxed);
}

size_t vb_search_threads_count(const vb_search_threads *threads) {
  return threads ? threads->count : 1;
}

bool vb_search_threads_idle(const vb_search_threads *threads) {
  return threads && threads->count > 1 &&
         atomic_load_explicit(&threads->at_work, memory_order_relaxed) <= 1;
}

size_t vb_search_threads_taken(const vb_search_threads *threads) {
  return atomic_load_explicit(&threads->times, memory_order_relaxed);
}

void vb_search_threads_set_division(vb_search_threads *threads, vb_division division) {
  threads->division = division;
}

vb_division vb_search_threads_division(const vb_search_threads *threads) {
  return threads ? threads->division : (vb_division){LEAST_NS, LEAST_DOCS};
}

/* The program's signals are for its own threads; but the faults of a thread are its own, among them
   that of a mapped file that was cut short (part.h). */
static void start(vb_search_threads *threads) {
  sigset_t all, before;
  vb_error ignored;
  sigfillset(&all);
  sigdelset(&all, SIGBUS), sigdelset(&all, SIGSEGV), sigdelset(&all, SIGFPE);
  sigdelset(&all, SIGILL), sigdelset(&all, SIGTRAP), sigdelset(&all, SIGABRT);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  threads->refused = vb_task_pool_new(threads->count - 1, &threads->pool, &ignored) != VB_OK;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static bool take(vb_search_threads *threads) {
  if (!vb_search_threads_idle(threads) || atomic_exchange(&threads->taken, true)) return false;
  if (!threads->pool && !threads->refused) start(threads);
  if (threads->pool) {
    atomic_fetch_add_explicit(&threads->times, 1, memory_order_relaxed);
    return true;
  }
  atomic_store(&threads->taken, false);
  return false;
}

typedef struct helper {
  vb_task task;
  vb_search_work *work;
  void *context;
  size_t worker;
} helper;

static void help(void *context, size_t thread) {
  const helper *h = context;
  (void)thread;
  h->work(h->context, h->worker);
}

void vb_search_threads_run(vb_search_threads *threads, vb_search_work *work, void *context) {
  helper helpers[VB_SEARCH_THREADS_MAX];
  size_t count = take(threads) ? threads->count - 1 : 0;
  for (size_t i = 0; i < count; i++) {
    helpers[i] = (helper){.work = work, .context = context, .worker = i + 1};
    vb_task_pool_submit(threads->pool, &helpers[i].task, VB_TASK_SOON, help, &helpers[i]);
  }
  work(context, 0);
  for (size_t i = 0; i < count; i++) vb_task_pool_finish(threads->pool, &helpers[i].task);
  if (count) atomic_store(&threads->taken, false);
}
