/*
 * node_rests.c - a table of nodes that only grows, since a process knows few of them.
 */
#include "indexer/store/opensearch/node_rests.h"

#include "indexer/base/clock.h"
#include "indexer/store/opensearch/cluster_address.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { NODES_MAX = 4 * VB_CLUSTER_NODES_MAX };

static const double FIRST_SECONDS = 5, LONGEST_SECONDS = 60;
static const double TRY_SECONDS = 4; /* until it is known that a node still hangs */

struct vb_node_rest {
  char node[VB_CLUSTER_HOST_MAX + 9];
  double end, seconds; /* seconds: of the last rest; 0: it answers */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static vb_node_rest rests[NODES_MAX];
static size_t rest_count;

vb_node_rest *vb_node_rest_of(const char *node) {
  vb_node_rest *found = NULL;
  pthread_mutex_lock(&lock);
  for (size_t i = 0; i < rest_count && !found; i++)
    if (strcmp(rests[i].node, node) == 0) found = &rests[i];
  if (!found && rest_count < NODES_MAX) {
    found = &rests[rest_count++];
    snprintf(found->node, sizeof found->node, "%s", node);
  }
  pthread_mutex_unlock(&lock);
  return found;
}

double vb_node_rest_end(const vb_node_rest *rest) {
  if (!rest) return 0;
  pthread_mutex_lock(&lock);
  double end = rest->end;
  pthread_mutex_unlock(&lock);
  return end;
}

static void set(vb_node_rest *rest, double seconds, double end) {
  rest->seconds = seconds;
  rest->end = end;
}

void vb_node_rest_try(vb_node_rest *rest) {
  if (!rest) return;
  pthread_mutex_lock(&lock);
  if (rest->seconds > 0) set(rest, rest->seconds, vb_clock_seconds() + TRY_SECONDS);
  pthread_mutex_unlock(&lock);
}

void vb_node_rest_answered(vb_node_rest *rest) {
  if (!rest) return;
  pthread_mutex_lock(&lock);
  set(rest, 0, 0);
  pthread_mutex_unlock(&lock);
}

/* Requests that were with a node when it hung fail together: that is one failure. */
void vb_node_rest_begin(vb_node_rest *rest) {
  if (!rest) return;
  double now = vb_clock_seconds();
  pthread_mutex_lock(&lock);
  bool first = rest->seconds <= 0, again = rest->end <= now + TRY_SECONDS;
  double seconds = first ? FIRST_SECONDS : again ? rest->seconds * 2 : rest->seconds;
  if (seconds > LONGEST_SECONDS) seconds = LONGEST_SECONDS;
  if (first || again) set(rest, seconds, now + seconds);
  pthread_mutex_unlock(&lock);
}
