/*
 * time_shares.c - a few places for long searches, and the list of requests that wait for one.
 *
 * The list is served in order of arrival, except that a request is skipped while its address has a
 * long search. It is checked whenever a place is given back. That happens within the whole time,
 * since a request is only held while places are taken.
 */
#include "web/time_shares.h"

#include "indexer/base/clock.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  PLACES_MAX = 64, /* a quarter of the maximum of 256 workers */
  WORKERS_FOR_ONE = 4,
  HELD_FOR_ONE = 32, /* each holds its partial answer, and more would wait too long */
  HELD_SECONDS = 8   /* longer than a search that has the whole time, and the next */
};

struct vb_time_shares {
  pthread_mutex_t lock;
  void (*let_go)(vb_held *);
  size_t waiting, workers, place_count;
  char holders[PLACES_MAX][INET6_ADDRSTRLEN]; /* addresses; "": free place */
  vb_held *first, **last;
  size_t held_count;
  bool stopped;
};

vb_status vb_time_shares_new(size_t workers, void (*let_go)(vb_held *), vb_time_shares **out,
                             vb_error *err) {
  vb_time_shares *s = calloc(1, sizeof *s);
  *out = NULL;
  if (!s) return vb_fail(err, VB_NOMEM, "no memory for the server");
  s->workers = workers;
  s->place_count = workers / WORKERS_FOR_ONE;
  if (s->place_count < 1) s->place_count = 1;
  if (s->place_count > PLACES_MAX) s->place_count = PLACES_MAX;
  s->let_go = let_go;
  s->last = &s->first;
  pthread_mutex_init(&s->lock, NULL);
  *out = s;
  return VB_OK;
}

void vb_time_shares_free(vb_time_shares *s) {
  if (!s) return;
  pthread_mutex_destroy(&s->lock);
  free(s);
}

void vb_time_shares_wait(vb_time_shares *s) {
  pthread_mutex_lock(&s->lock);
  s->waiting++;
  pthread_mutex_unlock(&s->lock);
}

void vb_time_shares_leave(vb_time_shares *s) {
  pthread_mutex_lock(&s->lock);
  if (s->waiting) s->waiting--;
  pthread_mutex_unlock(&s->lock);
}

/* A free place, unless the address already has one. */
static size_t free_place(const vb_time_shares *s, const char *address) {
  size_t found = SIZE_MAX;
  for (size_t i = 0; i < s->place_count; i++) {
    if (strncmp(s->holders[i], address, INET6_ADDRSTRLEN - 1) == 0) return SIZE_MAX;
    if (!s->holders[i][0] && found == SIZE_MAX) found = i;
  }
  return found;
}

static vb_time_share with_place(vb_time_shares *s, size_t place, const char *address) {
  size_t others = (s->held_count + s->waiting) / s->place_count;
  vb_time_share share = {(uint32_t)(VB_TIME_WHOLE_MS / (1 + others)), place};
  if (share.milliseconds < VB_TIME_LEAST_MS) share.milliseconds = VB_TIME_LEAST_MS;
  snprintf(s->holders[place], INET6_ADDRSTRLEN, "%s", address);
  return share;
}

vb_time_share vb_time_shares_take(vb_time_shares *s, const char *address) {
  vb_time_share share = {.place = SIZE_MAX};
  pthread_mutex_lock(&s->lock);
  if (s->waiting) s->waiting--;
  size_t place = free_place(s, address);
  if (place != SIZE_MAX) {
    share = with_place(s, place, address);
  } else {
    share.milliseconds = (uint32_t)(VB_TIME_SHORT_MS / (1 + s->waiting / s->workers));
    if (share.milliseconds < VB_TIME_SHORTEST_MS) share.milliseconds = VB_TIME_SHORTEST_MS;
  }
  pthread_mutex_unlock(&s->lock);
  return share;
}

/* ---- held requests ----------------------------------------------------- */

/* Removes from the list, in its order, the requests whose wait ends: with a place, or without one
   after HELD_SECONDS. */
static vb_held *due(vb_time_shares *s) {
  vb_held *first = NULL, **last = &first, **at = &s->first;
  double now = vb_clock_seconds();
  while (*at) {
    vb_held *held = *at;
    size_t place = s->stopped ? SIZE_MAX : free_place(s, held->address);
    if (place == SIZE_MAX && !s->stopped && now - held->since < HELD_SECONDS) {
      at = &held->next;
      continue;
    }
    *at = held->next;
    s->held_count--;
    held->share = (vb_time_share){.place = SIZE_MAX};
    if (place != SIZE_MAX) held->share = with_place(s, place, held->address);
    held->next = NULL;
    *last = held, last = &held->next;
  }
  s->last = at;
  return first;
}

/* REQUIRES: the lock is not held, as let_go may give a share back at once. */
static void let_all_go(vb_time_shares *s, vb_held *held) {
  while (held) {
    vb_held *next = held->next; /* the call may free `held` */
    s->let_go(held);
    held = next;
  }
}

void vb_time_shares_give_back(vb_time_shares *s, const vb_time_share *share) {
  if (share->place == SIZE_MAX) return;
  pthread_mutex_lock(&s->lock);
  s->holders[share->place][0] = '\0';
  vb_held *held = due(s);
  pthread_mutex_unlock(&s->lock);
  let_all_go(s, held);
}

bool vb_time_shares_hold(vb_time_shares *s, vb_held *held, const char *address) {
  vb_held *others = NULL;
  pthread_mutex_lock(&s->lock);
  bool taken = !s->stopped && s->held_count < s->place_count * HELD_FOR_ONE;
  if (taken) {
    *held = (vb_held){.since = vb_clock_seconds()};
    snprintf(held->address, sizeof held->address, "%s", address);
    *s->last = held, s->last = &held->next;
    s->held_count++;
    others = due(s); /* a place may have been given back meanwhile */
  }
  pthread_mutex_unlock(&s->lock);
  let_all_go(s, others);
  return taken;
}

void vb_time_shares_stop(vb_time_shares *s) {
  if (!s) return;
  pthread_mutex_lock(&s->lock);
  s->stopped = true;
  vb_held *held = due(s);
  pthread_mutex_unlock(&s->lock);
  let_all_go(s, held);
}
