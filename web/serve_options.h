/*
 * serve_options.h - the options of `verbatim serve` (indexer/base/options/options.h says how to add
 * one). Plain data without a dependency on the rest of web/: the program verbatim uses it too.
 */
#ifndef VB_WEB_SERVE_OPTIONS_H
#define VB_WEB_SERVE_OPTIONS_H

#include "indexer/base/options/options.h"

typedef struct vb_serve_values {
  const char *store, *host;
  size_t port, connections, timeout, memory;
  size_t threads, search_threads; /* 0 if not set */
  const char *token_file;
  bool log, trust_proxy;
  vb_option_list allow_host, cors;
} vb_serve_values;

extern const vb_command_spec vb_serve_spec;

#endif
