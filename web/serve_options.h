/*
 * serve_options.h - the options of `verbatim serve` (indexer/base/options/options.h says how to
 * add one). Plain data that needs nothing of the web: the program verbatim has this table too.
 */
#ifndef VB_WEB_SERVE_OPTIONS_H
#define VB_WEB_SERVE_OPTIONS_H

#include "indexer/base/options/options.h"

typedef struct vb_serve_values {
  const char *store, *host;
  size_t port, threads, connections, timeout; /* threads: 0 where none were asked for */
  bool log;
  vb_option_list allow_host;
} vb_serve_values;

extern const vb_command_spec vb_serve_spec;

#endif
