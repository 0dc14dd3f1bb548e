/*
 * time_shares.c - a few slots for requests with the full time, and a count of queued requests.
 */
#include "web/time_shares.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  SLOTS_MAX = 64, /* a quarter of the maximum of 256 workers */
  WORKERS_FOR_ONE = 4
};

struct vb_time_shares {
  pthread_mutex_t lock;
  size_t waiting, slot_count;
  char holders[SLOTS_MAX][INET6_ADDRSTRLEN]; /* addresses; "": free slot */
};

vb_status vb_time_shares_new(size_t workers, vb_time_shares **out, vb_error *err) {
  vb_time_shares *s = calloc(1, sizeof *s);
  *out = NULL;
  if (!s) return vb_fail(err, VB_NOMEM, "no memory for the server");
  s->slot_count = workers / WORKERS_FOR_ONE;
  if (s->slot_count < 1) s->slot_count = 1;
  if (s->slot_count > SLOTS_MAX) s->slot_count = SLOTS_MAX;
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

/* A free slot, unless the address already has one. */
static size_t free_slot(const vb_time_shares *s, const char *address) {
  size_t found = SIZE_MAX;
  for (size_t i = 0; i < s->slot_count; i++) {
    if (strncmp(s->holders[i], address, INET6_ADDRSTRLEN - 1) == 0) return SIZE_MAX;
    if (!s->holders[i][0] && found == SIZE_MAX) found = i;
  }
  return found;
}

vb_time_share vb_time_shares_take(vb_time_shares *s, const char *address) {
  vb_time_share share = {.milliseconds = VB_TIME_WHOLE_MS};
  pthread_mutex_lock(&s->lock);
  if (s->waiting) s->waiting--;
  share.slot = free_slot(s, address);
  if (share.slot != SIZE_MAX) {
    snprintf(s->holders[share.slot], INET6_ADDRSTRLEN, "%s", address);
  } else {
    share.milliseconds = (uint32_t)(VB_TIME_SHORT_MS / (1 + s->waiting));
    if (share.milliseconds < VB_TIME_LEAST_MS) share.milliseconds = VB_TIME_LEAST_MS;
  }
  pthread_mutex_unlock(&s->lock);
  return share;
}

void vb_time_shares_give_back(vb_time_shares *s, const vb_time_share *share) {
  if (share->slot == SIZE_MAX) return;
  pthread_mutex_lock(&s->lock);
  s->holders[share->slot][0] = '\0';
  pthread_mutex_unlock(&s->lock);
}
