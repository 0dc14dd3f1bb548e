/*
 * command_stats.c - `verbatim-index stats`: what a store holds. It only reads, and sees what
 * was committed last.
 */
#include "indexer/commands.h"

#include "indexer/store/snapshot.h"
#include "indexer/store/stats.h"
#include "indexer/store/store.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
    "Usage: verbatim-index stats [OPTION]...\n"
    "Print what a store holds: articles, words, pairs, the size of each part, the dates covered.\n"
    "\n"
    "Options:\n"
    "      --store DIR        the store ($VERBATIM_STORE, else verbatim-store)\n"
    "      --json             print one line of JSON\n"
    "      --help             print this text\n"
    "\n"
    "Exit status: 0 when done, 2 on trouble.\n";

static vb_status open_native(const char *store, vb_snapshot **out, vb_error *err) {
  vb_store_marker marker;
  *out = NULL;
  vb_status status = vb_store_read_marker(store, &marker, err);
  if (status != VB_OK) return status;
  if (strcmp(marker.engine, "native") != 0)
    return vb_fail(err, VB_INVALID, "%s: kept by the engine %s; ask xapian-delve about %s/%s",
                   store, marker.engine, store, marker.engine);
  return vb_snapshot_open(store, out, err);
}

static void print_stats(const vb_store_stats *s) {
  printf("articles   %15s\n", vb_grouped(s->articles));
  printf("deleted    %15s\n", vb_grouped(s->deleted));
  printf("segments   %15s\n", vb_grouped(s->segments));
  printf("words      %15s\n", vb_grouped(s->words));
  printf("terms      %15s\n", vb_grouped(s->terms));
  printf("pairs      %15s\n", vb_grouped(s->pairs));
  printf("copy keys  %15s\n", vb_grouped(s->copykeys));
  if (s->first_day)
    printf("dates      %04u-%02u-%02u to %04u-%02u-%02u\n", s->first_day / 10000,
           s->first_day / 100 % 100, s->first_day % 100, s->last_day / 10000, s->last_day / 100 % 100,
           s->last_day % 100);
  for (int k = 1; k < VB_PART_KINDS; k++)
    printf("%-10s %15s bytes\n", vb_part_name((vb_part_kind)k), vb_grouped(s->bytes[k]));
  printf("copy keys  %15s bytes, of the columns'\n", vb_grouped(s->copykey_bytes));
  printf("in all     %15s bytes\n", vb_grouped(s->total_bytes));
}

static void print_stats_json(const vb_store_stats *s) {
  printf("{\"articles\":%llu,\"deleted\":%llu,\"segments\":%zu,\"words\":%llu,\"terms\":%llu,"
         "\"pairs\":%llu,\"copy_keys\":%llu,\"first_day\":%u,\"last_day\":%u,\"bytes\":{",
         (unsigned long long)s->articles, (unsigned long long)s->deleted, s->segments,
         (unsigned long long)s->words, (unsigned long long)s->terms, (unsigned long long)s->pairs,
         (unsigned long long)s->copykeys, s->first_day, s->last_day);
  for (int k = 1; k < VB_PART_KINDS; k++)
    printf("\"%s\":%llu,", vb_part_name((vb_part_kind)k), (unsigned long long)s->bytes[k]);
  printf("\"total\":%llu},\"copy_key_bytes\":%llu}\n", (unsigned long long)s->total_bytes,
         (unsigned long long)s->copykey_bytes);
}

static int stats(const char *store, bool json) {
  vb_error err;
  vb_snapshot *snapshot;
  vb_store_stats counted;
  vb_status status = open_native(store, &snapshot, &err);
  if (status == VB_OK) status = vb_snapshot_stats(snapshot, &counted, &err);
  vb_snapshot_close(snapshot);
  if (status != VB_OK) return vb_complain("%s", err.text);
  (json ? print_stats_json : print_stats)(&counted);
  return vb_finish_output(VB_EXIT_DONE);
}

int vb_command_stats(int argc, char **argv) {
  static const vb_store_command command = {"stats", help, true, stats};
  return vb_store_command_run(&command, argc, argv);
}
