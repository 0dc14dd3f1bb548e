/*
 * node_rests.h - which nodes did not answer, as all threads of the process know it.
 *
 * A node that did not answer rests, and twice as long each time. Then one request tries it, while
 * all others still leave it out. So a node that hangs costs one request some seconds now and then,
 * not each thread. Who looks at nodes all the time (a server) makes their rests longer and ends
 * them.
 */
#ifndef VB_STORE_OPENSEARCH_NODE_RESTS_H
#define VB_STORE_OPENSEARCH_NODE_RESTS_H

#include <stdbool.h>

typedef struct vb_node_rest vb_node_rest;

/* That of "HOST:PORT", for as long as the process lives. NULL: very many nodes are known already;
   it then counts as one that answers. */
vb_node_rest *vb_node_rest_of(const char *node);

/* When its rest ends, of vb_clock_seconds; 0: it answers. */
double vb_node_rest_end(const vb_node_rest *rest);
/* It is asked: nobody else tries it meanwhile if it rested. */
void vb_node_rest_try(vb_node_rest *rest);
void vb_node_rest_answered(vb_node_rest *rest);
void vb_node_rest_begin(vb_node_rest *rest); /* it did not answer */

#endif
