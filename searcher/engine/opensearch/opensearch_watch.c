/*
 * opensearch_watch.c - the thread that looks at the nodes of an index, and what it has seen.
 *
 * A look asks the nodes of the address two things at once: where the shards are, and how all nodes
 * are, of which those that hang give no answer to it. Both take little of a node's time. The first
 * one that answers is believed; those that do not are not asked by anybody else.
 */
#include "searcher/engine/opensearch/opensearch_watch.h"

#include "indexer/base/clock.h"
#include "indexer/store/opensearch/cluster.h"
#include "indexer/store/opensearch/node_rests.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A busy node may be silent for a second or two, but hardly for more. With what a request waits
   before it hurries a look, that is less than the five seconds that nobody should wait. While
   something is known to hang, looks are quick: what comes back answers one, and what else is silent
   is judged by the next look. */
enum {
  SILENT_MS = 2200,
  QUICK_MS = 1000,
  CLOSE_MS = 200,
  WAY_MS = 1000,                          /* of an answer that waited for a silent node */
  ASKED_MAX = VB_CLUSTER_AT_ONCE_MAX / 2, /* nodes of the address */
  ASKED_FIRST = 2 /* a command waits for the first look, and TLS takes its time for each node */
};

static const double PAUSE_SECONDS = 2, PAUSE_DOWN_SECONDS = 1, HURRY_SECONDS = 0.9,
                    FIRST_SECONDS = 1, /* until the first look, if nobody waits for it before */
    FIRST_LOOK_SECONDS = 4;

typedef struct shard {
  vb_shard_place place;
  uint64_t failures;
} shard;

/* A snapshot that an engine has. */
typedef struct held {
  struct held *next;
  uint64_t turn; /* of its view */
  const char *path;
  size_t length;
  char body[];
} held;

struct vb_opensearch_watch {
  vb_opensearch_watch *next;
  char *where;
  size_t users;
  vb_cluster *cluster; /* of the thread */
  char index[VB_CLUSTER_INDEX_MAX + 1];
  pthread_t thread;
  atomic_bool over;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  bool looked;       /* once at least */
  double begun, due; /* of vb_clock_seconds: the last look, and the next one */
  bool quick;        /* the next look */
  bool suspects;     /* in a quick look something was silent that was not known to be */
  bool unreached;    /* no node of the address answers; `why` */
  vb_error why;
  bool missed[ASKED_MAX]; /* nodes of the address that do not answer us */
  vb_silent_nodes silent; /* that do not answer others */
  shard shards[VB_SHARD_PLACES_MAX];
  size_t count;
  vb_opensearch_view view;
  uint64_t lost_turn; /* of the last view in which something went missing */
  held *held;
};

static pthread_mutex_t joining = PTHREAD_MUTEX_INITIALIZER;
static vb_opensearch_watch *first;

/* ---- what was seen; all under the lock ---- */

/* Whether something that answered does not any more. */
static bool take_places(vb_opensearch_watch *w, const vb_shard_places *places,
                        const vb_silent_nodes *silent) {
  bool lost = false;
  for (size_t i = 0; i < places->count; i++) {
    shard *s = &w->shards[i];
    bool up = places->place[i] == VB_SHARD_ANSWERS;
    bool went = !up && (i >= w->count || s->place == VB_SHARD_ANSWERS);
    s->failures += went;
    s->place = places->place[i];
    lost |= went;
  }
  for (size_t i = 0; i < silent->count; i++)
    lost |= !vb_silent_nodes_have(&w->silent, silent->names[i]);
  w->count = places->count;
  w->silent = *silent;
  return lost;
}

static const char *reason_of(vb_shard_place place) {
  return place == VB_SHARD_HANGS     ? "the node that has it gives no answer"
         : place == VB_SHARD_NOWHERE ? "no node has it"
                                     : "";
}

static void describe(const vb_shard_places *places, vb_opensearch_view *view) {
  bool hangs = false;
  for (size_t i = 0; i < places->count; i++) hangs |= places->place[i] == VB_SHARD_HANGS;
  snprintf(view->why, sizeof view->why, "%s", reason_of(hangs ? VB_SHARD_HANGS : VB_SHARD_NOWHERE));
  snprintf(view->preference, sizeof view->preference, "%s", places->preference);
  view->none = !places->answering;
  /* Without a preference the cluster counts them itself. */
  view->hidden = *places->preference ? places->count - places->answering : 0;
}

static void take(vb_opensearch_watch *w, const vb_shard_places *places,
                 const vb_silent_nodes *silent) {
  vb_opensearch_view view = w->view;
  bool lost = take_places(w, places, silent);
  describe(places, &view);
  bool same = view.none == w->view.none && view.hidden == w->view.hidden &&
              strcmp(view.preference, w->view.preference) == 0;
  if (same) return;
  view.turn++;
  w->view = view;
  if (lost) w->lost_turn = view.turn;
}

static void note_unreached(vb_opensearch_watch *w, const vb_error *why) {
  for (size_t i = 0; i < w->count && !w->unreached; i++)
    w->shards[i].failures += w->shards[i].place == VB_SHARD_ANSWERS;
  w->unreached = true;
  w->why = *why;
}

/* ---- looking ---- */

static bool is_over(void *context, double waited) {
  (void)waited;
  return ((const vb_opensearch_watch *)context)->over;
}

/* What each node is asked, one after the other in a list of requests. */
enum { PLACES, NODES, QUESTIONS };

static size_t count_asked(const vb_opensearch_watch *w) {
  size_t count = vb_cluster_where(w->cluster)->node_count;
  size_t most = w->looked ? ASKED_MAX : ASKED_FIRST;
  return count < most ? count : most;
}

static vb_status ask(vb_opensearch_watch *w, vb_cluster_answer *out, vb_error *err) {
  vb_cluster_request requests[QUESTIONS * ASKED_MAX];
  const char *nodes = w->quick ? VB_SILENT_NODES_ASK "1000ms" : VB_SILENT_NODES_ASK "2200ms";
  char path[sizeof VB_SHARD_PLACES_ASK VB_SHARD_PLACES_WANTED + VB_CLUSTER_INDEX_MAX];
  snprintf(path, sizeof path, "%s%s%s", VB_SHARD_PLACES_ASK, w->index, VB_SHARD_PLACES_WANTED);
  size_t count = QUESTIONS * count_asked(w);
  for (size_t i = 0; i < count; i++)
    requests[i] = (vb_cluster_request){.method = "GET",
                                       .path = i % QUESTIONS == PLACES ? path : nodes,
                                       .timeout_ms = WAY_MS + (w->quick ? QUICK_MS : SILENT_MS),
                                       .give_up = is_over,
                                       .context = w,
                                       .at = i / QUESTIONS + 1,
                                       .optional = true};
  return vb_cluster_ask_all(w->cluster, requests, count, out, err);
}

/* Lets those nodes rest that do not answer. Returns the answers of the first one that does; NULL
   for none. */
static const vb_cluster_answer *choose(vb_opensearch_watch *w, const vb_cluster_answer *all) {
  const vb_cluster_answer *best = NULL;
  bool any = false;
  for (size_t i = 0; i < count_asked(w); i++) {
    const vb_cluster_answer *a = &all[i * QUESTIONS];
    bool silent = !a[PLACES].http_status && !a[NODES].http_status;
    bool suspect = silent && w->quick && !w->missed[i];
    w->suspects |= suspect;
    w->missed[i] = silent && !suspect;
    if (w->missed[i]) vb_node_rest_begin(vb_node_rest_of(vb_cluster_where(w->cluster)->nodes[i]));
    any |= !silent;
    if (!best && a[PLACES].http_status && a[NODES].http_status) best = a;
  }
  w->suspects |= any && !best; /* a busy node answers one question and not the other in time */
  return best;
}

/* Which nodes are silent: a cluster that does not say how its nodes are has none that we know of.
 */
static void judge(vb_opensearch_watch *w, const vb_cluster_answer *nodes, vb_silent_nodes *silent) {
  vb_silent_nodes now = {.count = 0};
  if (nodes->http_status < 300) vb_silent_nodes_read(nodes->json, &now);
  *silent = now;
  if (!w->quick) return;
  vb_silent_nodes_common(&now, &w->silent, silent);
  w->suspects |= silent->count < now.count;
}

static void take_answers(vb_opensearch_watch *w, const vb_cluster_answer *all, vb_status status,
                         vb_error *err) {
  vb_shard_places places;
  vb_silent_nodes silent;
  w->suspects = false;
  const vb_cluster_answer *a = status ? NULL : choose(w, all);
  bool refused = a && a[PLACES].http_status > 299;
  if (refused) vb_cluster_complaint(w->cluster, &a[PLACES], err);
  if (!a && w->quick && !w->unreached) w->suspects = true;
  else if (refused || (!a && !w->suspects)) note_unreached(w, err);
  else if (a) w->unreached = false;
  if (!a || refused) return;
  judge(w, &a[NODES], &silent);
  if (vb_shard_places_read(a[PLACES].json, &silent, &places)) take(w, &places, &silent);
}

static bool is_down(const vb_opensearch_watch *w) {
  bool down = w->unreached || w->silent.count;
  for (size_t i = 0; i < count_asked(w); i++) down |= w->missed[i];
  return down;
}

static double pause_after(const vb_opensearch_watch *w) {
  if (w->suspects) return 0;
  return is_down(w) || w->view.hidden || w->view.none ? PAUSE_DOWN_SECONDS : PAUSE_SECONDS;
}

static void look(vb_opensearch_watch *w) {
  vb_cluster_answer all[QUESTIONS * ASKED_MAX] = {{0}};
  vb_error err = {0};
  vb_status status = ask(w, all, &err);
  pthread_mutex_lock(&w->lock);
  take_answers(w, all, status, &err);
  w->quick = is_down(w) && !w->suspects;
  w->due = vb_clock_seconds() + pause_after(w);
  w->looked = true;
  pthread_cond_broadcast(&w->changed);
  pthread_mutex_unlock(&w->lock);
  for (size_t i = 0; i < QUESTIONS * ASKED_MAX; i++) json_decref(all[i].json);
}

/* ---- snapshots of views that are over ---- */

/* Unlinks some of them. */
static size_t take_over(vb_opensearch_watch *w, held **out, size_t most) {
  size_t count = 0;
  pthread_mutex_lock(&w->lock);
  for (held **at = &w->held; *at && count < most;) {
    if ((*at)->turn >= w->lost_turn) {
      at = &(*at)->next;
      continue;
    }
    out[count++] = *at;
    *at = (*at)->next;
  }
  pthread_mutex_unlock(&w->lock);
  return count;
}

/* Tells the nodes that have them. One that hangs hears of it when it goes on. */
static void close_lost(vb_opensearch_watch *w) {
  held *lost[VB_CLUSTER_AT_ONCE_MAX];
  vb_cluster_request requests[VB_CLUSTER_AT_ONCE_MAX];
  vb_cluster_answer answers[VB_CLUSTER_AT_ONCE_MAX];
  size_t count = take_over(w, lost, VB_CLUSTER_AT_ONCE_MAX);
  for (size_t i = 0; i < count; i++)
    requests[i] = (vb_cluster_request){.method = "DELETE",
                                       .path = lost[i]->path,
                                       .body = {lost[i]->body, lost[i]->length},
                                       .timeout_ms = CLOSE_MS,
                                       .optional = true};
  if (count) vb_cluster_ask_all(w->cluster, requests, count, answers, NULL);
  for (size_t i = 0; i < count; i++) {
    json_decref(answers[i].json);
    free(lost[i]);
  }
}

void vb_opensearch_watch_hold(vb_opensearch_watch *w, uint64_t turn, const char *path,
                              vb_str body) {
  held *h = malloc(sizeof *h + body.n);
  if (!h) return; /* it ends by itself */
  *h = (held){.turn = turn, .path = path, .length = body.n};
  memcpy(h->body, body.p, body.n);
  pthread_mutex_lock(&w->lock);
  h->next = w->held;
  w->held = h;
  pthread_mutex_unlock(&w->lock);
}

bool vb_opensearch_watch_release(vb_opensearch_watch *w, vb_str body) {
  pthread_mutex_lock(&w->lock);
  held **at = &w->held;
  while (*at && !vb_str_eq((vb_str){(*at)->body, (*at)->length}, body)) at = &(*at)->next;
  held *found = *at;
  if (found) *at = found->next;
  pthread_mutex_unlock(&w->lock);
  free(found);
  return found;
}

/* ---- the thread ---- */

static void *run(void *context) {
  vb_opensearch_watch *w = context;
  pthread_mutex_lock(&w->lock);
  while (!w->over) {
    double left = w->due - vb_clock_seconds();
    if (left > 0) {
      vb_clock_wait(&w->changed, &w->lock, left);
      continue;
    }
    w->begun = vb_clock_seconds();
    pthread_mutex_unlock(&w->lock);
    look(w);
    close_lost(w);
    pthread_mutex_lock(&w->lock);
  }
  pthread_mutex_unlock(&w->lock);
  return NULL;
}

/* ---- joining and leaving ---- */

static void release(vb_opensearch_watch *w) {
  for (held *h = w->held, *next; h; h = next) {
    next = h->next;
    free(h);
  }
  vb_cluster_close(w->cluster);
  free(w->where);
  free(w);
}

/* Locks, and the thread. */
static vb_status start(vb_opensearch_watch *w, vb_error *err) {
  if (pthread_mutex_init(&w->lock, NULL) != 0)
    return vb_fail(err, VB_NOMEM, "no memory for a lock");
  int error = vb_clock_condition_init(&w->changed);
  if (!error && (error = pthread_create(&w->thread, NULL, run, w)))
    pthread_cond_destroy(&w->changed);
  if (!error) return VB_OK;
  pthread_mutex_destroy(&w->lock);
  return vb_fail_errno(err, error, "cannot watch the shards");
}

static vb_opensearch_watch *make(const char *where, vb_error *err) {
  const vb_cluster_options options = {.timeout_ms = SILENT_MS};
  vb_opensearch_watch *w = calloc(1, sizeof *w);
  if (w) w->where = strdup(where);
  vb_status status = w && w->where ? vb_cluster_open(where, &options, &w->cluster, err)
                                   : vb_fail(err, VB_NOMEM, "no memory for an engine");
  if (!status) {
    snprintf(w->index, sizeof w->index, "%s", vb_cluster_where(w->cluster)->index);
    w->view.turn = 1;
    w->due = vb_clock_seconds() + FIRST_SECONDS;
    status = start(w, err);
  }
  if (!status) return w;
  if (w) release(w);
  return NULL;
}

vb_opensearch_watch *vb_opensearch_watch_join(const char *where, vb_error *err) {
  pthread_mutex_lock(&joining);
  vb_opensearch_watch *w = first;
  while (w && strcmp(w->where, where) != 0) w = w->next;
  if (!w && (w = make(where, err))) {
    w->next = first;
    first = w;
  }
  if (w) w->users++;
  pthread_mutex_unlock(&joining);
  return w;
}

static void stop(vb_opensearch_watch *w) {
  pthread_mutex_lock(&w->lock);
  w->over = true;
  pthread_cond_broadcast(&w->changed);
  pthread_mutex_unlock(&w->lock);
  pthread_join(w->thread, NULL);
  pthread_cond_destroy(&w->changed);
  pthread_mutex_destroy(&w->lock);
}

void vb_opensearch_watch_leave(vb_opensearch_watch *w) {
  if (!w) return;
  pthread_mutex_lock(&joining);
  bool last = --w->users == 0;
  if (last) {
    vb_opensearch_watch **at = &first;
    while (*at != w) at = &(*at)->next;
    *at = w->next;
  }
  pthread_mutex_unlock(&joining);
  if (!last) return;
  stop(w);
  release(w);
}

/* ---- asking ---- */

/* Under the lock. */
static void wait_for_first_look(vb_opensearch_watch *w) {
  double now = vb_clock_seconds(), until = now + FIRST_LOOK_SECONDS, left;
  if (!w->looked) {
    w->due = now;
    pthread_cond_broadcast(&w->changed);
  }
  while (!w->looked && (left = until - vb_clock_seconds()) > 0)
    vb_clock_wait(&w->changed, &w->lock, left);
}

void vb_opensearch_watch_view(vb_opensearch_watch *w, vb_opensearch_view *out) {
  pthread_mutex_lock(&w->lock);
  wait_for_first_look(w);
  *out = w->view;
  pthread_mutex_unlock(&w->lock);
}

bool vb_opensearch_watch_changed(vb_opensearch_watch *w, uint64_t turn) {
  pthread_mutex_lock(&w->lock);
  bool changed = w->view.turn != turn;
  pthread_mutex_unlock(&w->lock);
  return changed;
}

bool vb_opensearch_watch_lost(vb_opensearch_watch *w, uint64_t turn) {
  pthread_mutex_lock(&w->lock);
  bool lost = w->lost_turn > turn;
  pthread_mutex_unlock(&w->lock);
  return lost;
}

void vb_opensearch_watch_hurry(vb_opensearch_watch *w) {
  double now = vb_clock_seconds();
  pthread_mutex_lock(&w->lock);
  if (now - w->begun >= HURRY_SECONDS) {
    w->due = now;
    pthread_cond_broadcast(&w->changed);
  }
  pthread_mutex_unlock(&w->lock);
}

/* Under the lock. */
static vb_status give(const vb_opensearch_watch *w, vb_arena *arena, vb_shard_health *out,
                      size_t count, vb_error *err) {
  for (size_t i = 0; i < count; i++) {
    char name[VB_CLUSTER_INDEX_MAX + 24];
    const shard *s = &w->shards[i];
    const char *why = w->unreached ? w->why.text : reason_of(s->place);
    snprintf(name, sizeof name, "%s/%zu", w->index, i);
    out[i] = (vb_shard_health){.shard = vb_arena_copy(arena, vb_str_of(name)),
                               .up = !*why,
                               .failures = s->failures,
                               .reason = vb_arena_copy(arena, vb_str_of(why))};
    if (!out[i].shard.p || !out[i].reason.p) return vb_fail(err, VB_NOMEM, "out of memory");
  }
  return VB_OK;
}

vb_status vb_opensearch_watch_shards(vb_opensearch_watch *w, vb_arena *arena, vb_shard_health **out,
                                     size_t *count, vb_error *err) {
  pthread_mutex_lock(&w->lock);
  wait_for_first_look(w);
  *count = w->count ? w->count : 1;
  *out = vb_arena_calloc(arena, *count, sizeof **out);
  vb_status status =
      *out ? give(w, arena, *out, *count, err) : vb_fail(err, VB_NOMEM, "out of memory");
  pthread_mutex_unlock(&w->lock);
  return status;
}
