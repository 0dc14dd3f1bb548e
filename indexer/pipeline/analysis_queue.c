/*
 * analysis_queue.c - a ring of articles between the readers and the store.
 *
 *   add -> | newest | ... | ... | oldest | -> put
 *            each is a copy and a task: analyse it
 *
 * The worker analyses articles from the old end when it has nothing more urgent. When
 * the turn of an article comes and its task is still queued, this thread analyses it at
 * once. So the ring is always full of work for a free thread, and neither thread waits
 * for the other while there is work. Without a worker nothing is copied.
 */
#include "indexer/pipeline/analysis_queue.h"

#include <stdlib.h>

enum {
  /* While the worker packs a block of text, about ten articles arrive; while it writes a batch,
     this thread analyses them all, however many there are. A longer ring would only use more
     memory. */
  ITEMS = 32,
  /* Bytes of article text in the ring, unless one article is larger. With its words, an article
     takes about ten times its text in memory. */
  TEXT_MAX = 4 * 1024 * 1024,
  ARENA_KEPT = 256 * 1024 /* kept for the next article: enough for 5,000 words */
};

typedef struct item {
  vb_analysis_queue *ahead;
  vb_arena *arena; /* NULL: none yet */
  vb_task task;
  vb_article article;
  vb_analysis_queue_facts facts;
  vb_analysis text;
  vb_status status;
  vb_error error;
} item;

struct vb_analysis_queue {
  vb_task_pool *worker;
  const vb_quotation_finder *finder;
  vb_on_analysed *put;
  void *context;
  item items[ITEMS];
  unsigned first, count;
  uint64_t size; /* of the articles in the ring */
};

vb_status vb_analysis_queue_new(vb_task_pool *worker, const vb_quotation_finder *finder,
                                vb_on_analysed *put, void *context, vb_analysis_queue **out,
                                vb_error *err) {
  vb_analysis_queue *a = *out = calloc(1, sizeof *a);
  if (!a) return vb_fail(err, VB_NOMEM, "no memory to analyse articles");
  a->worker = worker;
  a->finder = finder;
  a->put = put;
  a->context = context;
  return VB_OK;
}

void vb_analysis_queue_free(vb_analysis_queue *a) {
  if (!a) return;
  for (; a->count; a->count--)
    vb_task_pool_finish(a->worker, &a->items[(a->first + a->count - 1) % ITEMS].task);
  for (unsigned i = 0; i < ITEMS; i++) vb_arena_free(a->items[i].arena);
  free(a);
}

/* ---- one article ---- */

static void analyse(void *context, size_t thread) {
  (void)thread; /* arenas belong to articles, so any thread will do */
  item *x = context;
  vb_article *article = &x->article;
  x->status = vb_analyse(article->text, x->arena, &x->text, &x->error);
  if (x->status == VB_OK) x->status = vb_analysis_hash(&x->text, x->arena, &x->error);
  if (x->status == VB_OK)
    x->status = vb_quotations_find(x->ahead->finder, &x->text, x->arena, &article->quotations,
                                   &article->quotation_count, &x->error);
}

static vb_status put_oldest(vb_analysis_queue *a, vb_error *err) {
  item *x = &a->items[a->first];
  vb_task_pool_finish(a->worker, &x->task);
  a->first = (a->first + 1) % ITEMS;
  a->count--;
  a->size -= x->facts.size;
  if (x->status == VB_OK) return a->put(a->context, &x->article, &x->text, &x->facts, err);
  if (err) *err = x->error;
  return x->status;
}

static bool has_room(const vb_analysis_queue *a, uint64_t size) {
  if (!a->count) return true;
  return a->worker && a->count < ITEMS && a->size + size <= TEXT_MAX;
}

static vb_arena *cleared(vb_arena *arena) {
  if (arena && vb_arena_used(arena) > ARENA_KEPT) {
    vb_arena_free(arena);
    arena = NULL;
  }
  if (!arena) return vb_arena_new();
  vb_arena_clear(arena);
  return arena;
}

vb_status vb_analysis_queue_add(vb_analysis_queue *a, const vb_article *article,
                                const vb_analysis_queue_facts *facts, vb_error *err) {
  vb_status status = VB_OK;
  while (status == VB_OK && !has_room(a, facts->size)) status = put_oldest(a, err);
  if (status != VB_OK) return status;
  if (!a->count) a->first = 0; /* reuse the arena that is in the cache */
  item *x = &a->items[(a->first + a->count) % ITEMS];
  x->ahead = a;
  x->arena = cleared(x->arena);
  x->facts = *facts;
  x->article = *article;
  bool good = x->arena && (!a->worker || vb_article_copy(article, x->arena, &x->article));
  if (!good) return vb_fail(err, VB_NOMEM, "no memory to analyse an article");
  vb_task_pool_submit(a->worker, &x->task, VB_TASK_LATER, analyse, x);
  a->count++;
  a->size += facts->size;
  return a->worker ? VB_OK : put_oldest(a, err);
}

vb_status vb_analysis_queue_drain(vb_analysis_queue *a, vb_error *err) {
  vb_status status = VB_OK;
  while (a->count && status == VB_OK) status = put_oldest(a, err);
  return status;
}
