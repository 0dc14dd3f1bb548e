/*
 * fork_server.h - makes child processes, from a process that has one thread.
 *
 * A child of a process with several threads has for ever what locks the others held when it was
 * made, and stops at the first. So a program that will have threads starts a server before: a
 * process of its own that does nothing but make the children. Without a server they are made by
 * the caller itself.
 */
#ifndef VB_ARTICLE_READ_FORK_SERVER_H
#define VB_ARTICLE_READ_FORK_SERVER_H

#include "indexer/base/status.h"

#include <stdbool.h>

/* REQUIRES: the program has one thread. The server ends with the program; a second start does
   nothing. */
vb_status vb_fork_server_start(vb_error *err);

typedef void vb_forked_task(void); /* any function: cast it back */
typedef void vb_forked_run(int in, int out, vb_forked_task *task);

/* Has `run` called in a child with the two descriptors, which stay the caller's here; the child
   ends when it returns. Nobody waits for the child: that it ends shows at the other end of `out`.
   False when there is no child. From any thread. */
bool vb_fork(vb_forked_run *run, vb_forked_task *task, int in, int out);

#endif
