/*
 * stats_command.c - `verbatim stats`: prints counts of a store. It only reads, and sees the last
 * commit.
 */
#include "indexer/command/index_commands.h"

#include "indexer/base/json_writer.h"
#include "indexer/pipeline/store_stats.h"

#include <stdio.h>

static void print_stock(const vb_store_stats *stock) {
  const vb_snapshot_counts *s = &stock->counts;
  printf("engine     %15s\n", stock->engine);
  printf("articles   %15s\n", vb_grouped(s->articles));
  if (stock->native) {
    printf("deleted    %15s\n", vb_grouped(s->deleted));
    printf("segments   %15s\n", vb_grouped(s->segments));
    printf("words      %15s\n", vb_grouped(s->words));
  }
  if (s->terms) printf("terms      %15s\n", vb_grouped(s->terms));
  if (stock->native) {
    printf("pairs      %15s\n", vb_grouped(s->pairs));
    printf("copy keys  %15s\n", vb_grouped(s->minhash));
  }
  if (s->first_day)
    printf("dates      %04u-%02u-%02u to %04u-%02u-%02u\n", s->first_day / 10000,
           s->first_day / 100 % 100, s->first_day % 100, s->last_day / 10000,
           s->last_day / 100 % 100, s->last_day % 100);
  for (size_t i = 0; i < stock->file_count; i++)
    printf("%-10s %15s bytes\n", stock->files[i].name, vb_grouped(stock->files[i].bytes));
  if (stock->native)
    printf("copy keys  %15s bytes, part of columns\n", vb_grouped(s->minhash_bytes));
  printf("in all     %15s bytes\n", vb_grouped(s->total_bytes));
}

static int print_stock_json(const vb_store_stats *stock) {
  const vb_snapshot_counts *s = &stock->counts;
  vb_buf text = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&text);
  vb_json_open_object(&json, NULL);
  vb_json_text(&json, "engine", stock->engine);
  vb_json_number(&json, "articles", s->articles);
  vb_json_number(&json, "terms", s->terms);
  vb_json_number(&json, "first_day", s->first_day);
  vb_json_number(&json, "last_day", s->last_day);
  if (stock->native) {
    vb_json_number(&json, "deleted", s->deleted);
    vb_json_number(&json, "segments", s->segments);
    vb_json_number(&json, "words", s->words);
    vb_json_number(&json, "pairs", s->pairs);
    vb_json_number(&json, "copy_keys", s->minhash);
    vb_json_number(&json, "copy_key_bytes", s->minhash_bytes);
  }
  vb_json_open_object(&json, "bytes");
  for (size_t i = 0; i < stock->file_count; i++)
    vb_json_number(&json, stock->files[i].name, stock->files[i].bytes);
  vb_json_number(&json, "total", s->total_bytes);
  vb_json_close_object(&json);
  vb_json_close_object(&json);
  return vb_print_line(&text, VB_EXIT_DONE);
}

int vb_command_stats(int argc, char **argv) {
  vb_error err;
  vb_store_values values;
  vb_store_stats stock;
  int code = vb_begin_with_store(&vb_stats_spec, argc, argv, &values);
  if (code != VB_PROGRAM_GO_ON) return code;
  if (vb_store_stats_take(values.store, &stock, &err) != VB_OK)
    return vb_complain_of_store(values.store, &err);
  if (!values.json) print_stock(&stock);
  return vb_finish_output(values.json ? print_stock_json(&stock) : VB_EXIT_DONE);
}
