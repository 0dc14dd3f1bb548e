/*
 * embed.c - a program that links Verbatim: which articles print a quote, and how closely.
 *
 *   cc embed.c $(pkg-config --cflags --libs verbatim) -o embed && ./embed STORE 'A quote'
 */
#include <stdio.h>
#include <verbatim.h>

int main(int argc, char **argv) {
  vb_error error = {VB_NOMEM, "out of memory"};
  vb_store *store = NULL;
  vb_quote_answer answer;
  if (argc != 3) return fprintf(stderr, "usage: embed STORE QUOTE\n"), 2;
  vb_quote_request request = {.quote = vb_str_of(argv[2]), .limit = 3, .fold = true};
  vb_arena *memory = vb_arena_new(); /* the answer lives in it */
  vb_status status = memory ? vb_store_open(argv[1], NULL, &store, &error) : VB_NOMEM;
  if (status == VB_OK) status = vb_quote(store, &request, memory, &answer, &error);
  if (status != VB_OK) {
    fprintf(stderr, "embed: %s\n", error.text);
  } else {
    printf("%s, %zu shown of %llu\n", vb_verdict_name(answer.verdict), answer.hit_count,
           (unsigned long long)answer.total);
    for (size_t i = 0; i < answer.hit_count; i++) {
      const vb_quote_hit *hit = &answer.hits[i];
      char date[VB_DATE_TEXT];
      vb_date_format(hit->article.published, date);
      printf("%s  %s  %.*s\n", date, vb_verdict_name(hit->verdict), (int)hit->article.title.n,
             hit->article.title.p);
    }
  }
  vb_arena_free(memory);
  vb_store_close(store);
  return status == VB_OK ? 0 : 2;
}
