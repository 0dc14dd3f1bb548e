/*
 * pronouns.c - the quotations of articles as lines for speakers.py, with each choice for a pronoun.
 *
 *   pronouns FILE...
 *
 * A line: the article's id, the first part's words, mention, confidence, speaker, its confidence,
 * and for a pronoun the candidates as NAME=FEATURE,FEATURE,...; separated by "|", after the
 * features of "nobody of these". Fields are separated by tabs, and a tab or line's end within one
 * is a blank.
 */
#include <stdio.h>
#include <stdlib.h>

#include "indexer/article/quotation/pronoun_internal.h"
#include "indexer/article/read/reader.h"

typedef struct bench {
  vb_quotation_finder *finder;
  vb_arena *arena;
  char **choices; /* of each stretch, by the start of its content */
  size_t *starts;
  size_t count, capacity;
} bench;

static void put_field(vb_str s, char end) {
  for (size_t i = 0; i < s.n; i++) putchar(strchr("\t\n\r|=", s.p[i]) ? ' ' : s.p[i]);
  putchar(end);
}

static void put_features(vb_buf *out, const uint8_t *features, size_t count) {
  char number[16];
  for (size_t i = 0; i < count; i++) {
    snprintf(number, sizeof number, i ? ",%u" : "%u", features[i]);
    vb_buf_text(out, number);
  }
}

static void see(void *context, const cast *c, size_t at, const pronoun_choice *choice) {
  bench *b = context;
  vb_buf line = VB_BUF_INIT;
  put_features(&line, choice->nobody, 2);
  for (size_t i = 0; i < choice->count; i++) {
    const candidate *k = &choice->candidates[i];
    vb_str name = vb_cast_name(c, &c->entities[k->entity]);
    vb_buf_char(&line, '|');
    for (size_t n = 0; n < name.n; n++)
      vb_buf_char(&line, strchr("\t\n\r|=", name.p[n]) ? ' ' : name.p[n]);
    vb_buf_char(&line, '=');
    put_features(&line, k->features, k->feature_count);
  }
  vb_buf_char(&line, '\0');
  if (b->count == b->capacity) {
    b->capacity = b->capacity ? b->capacity * 2 : 64;
    b->choices = realloc(b->choices, b->capacity * sizeof *b->choices);
    b->starts = realloc(b->starts, b->capacity * sizeof *b->starts);
    if (!b->choices || !b->starts) abort();
  }
  b->starts[b->count] = c->f->stretches[at].start;
  b->choices[b->count++] = vb_buf_detach(&line);
}

static const char *choice_at(const bench *b, uint32_t start) {
  for (size_t i = 0; i < b->count; i++)
    if (b->starts[i] == start) return b->choices[i];
  return "";
}

static vb_status take(void *context, const vb_article *article, vb_error *err) {
  bench *b = context;
  vb_analysis words;
  vb_quotation *quotations;
  size_t count = 0;
  vb_pronoun_watch watch = {see, b};
  vb_arena_clear(b->arena);
  b->count = 0;
  vb_status status = vb_analyse_words(article->text, b->arena, &words, err);
  if (status == VB_OK)
    status = vb_quotations_watch(b->finder, &words, b->arena, &watch, &quotations, &count, err);
  for (size_t i = 0; i < count && status == VB_OK; i++) {
    const vb_quotation *q = &quotations[i];
    put_field(article->id, '\t');
    put_field(vb_str_slice(article->text, q->parts[0].start, q->parts[0].end), '\t');
    put_field(vb_str_slice(article->text, q->mention.start, q->mention.end), '\t');
    printf("%u\t", q->confidence);
    put_field(q->speaker, '\t');
    printf("%u\t%s\n", q->speaker_confidence, choice_at(b, q->parts[0].start));
  }
  for (size_t i = 0; i < b->count; i++) free(b->choices[i]);
  return status;
}

static void problem(void *context, const char *sentence, bool skipped) {
  (void)context;
  if (skipped) fprintf(stderr, "%s\n", sentence);
}

int main(int argc, char **argv) {
  bench b = {.arena = vb_arena_new()};
  vb_error err;
  vb_status status = b.arena ? vb_quotation_finder_open(&b.finder, &err) : VB_NOMEM;
  vb_reader_events events = {.article = take, .problem = problem, .context = &b};
  for (int i = 1; i < argc && status == VB_OK; i++)
    status = vb_read_file(argv[i], argv[i], NULL, &events, &err);
  if (status != VB_OK) fprintf(stderr, "%s\n", err.text);
  vb_quotation_finder_close(b.finder);
  vb_arena_free(b.arena);
  free(b.choices);
  free(b.starts);
  return status != VB_OK;
}
