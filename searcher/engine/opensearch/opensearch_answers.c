/*
 * opensearch_answers.c - a table of answers, emptied when it is full.
 *
 * It holds what one page or one group of quotations asks for: some thousand answers, most of
 * them counts, and the articles of their hits.
 */
#include "searcher/engine/opensearch/opensearch_answers.h"

#include "indexer/base/hash.h"
#include "indexer/base/hash_table.h"

#include <stdlib.h>
#include <string.h>

enum {
  ENTRIES = 16384,
  BYTES_MAX = 16 << 20, /* of the answers as text; some times as much as values of jansson */
  ANSWER_MAX = BYTES_MAX / 16
};

typedef struct entry {
  char *asked;
  size_t length;
  json_t *answer;
} entry;

struct vb_answers {
  vb_hash_table table;
  entry entries[ENTRIES];
  size_t count, bytes;
};

vb_answers *vb_answers_new(void) {
  vb_answers *answers = calloc(1, sizeof *answers);
  if (answers && vb_hash_table_reserve(&answers->table, ENTRIES)) return answers;
  free(answers);
  return NULL;
}

void vb_answers_clear(vb_answers *answers) {
  for (size_t i = 0; i < answers->count; i++) {
    free(answers->entries[i].asked);
    json_decref(answers->entries[i].answer);
  }
  vb_hash_table_reset(&answers->table);
  answers->count = answers->bytes = 0;
}

void vb_answers_free(vb_answers *answers) {
  if (!answers) return;
  vb_answers_clear(answers);
  vb_hash_table_clear(&answers->table);
  free(answers);
}

static vb_hash_slot *slot_of(const vb_answers *answers, vb_str asked, uint32_t hash) {
  vb_hash_slot *slot = vb_hash_table_first(&answers->table, hash);
  for (; slot->value; slot = vb_hash_table_next(&answers->table, slot)) {
    const entry *e = &answers->entries[slot->value - 1];
    if (slot->hash == hash && vb_str_eq((vb_str){e->asked, e->length}, asked)) break;
  }
  return slot;
}

bool vb_answers_has(const vb_answers *answers, vb_str asked) {
  return slot_of(answers, asked, (uint32_t)vb_hash64(asked))->value;
}

json_t *vb_answers_find(const vb_answers *answers, vb_str asked) {
  const vb_hash_slot *slot = slot_of(answers, asked, (uint32_t)vb_hash64(asked));
  return slot->value ? answers->entries[slot->value - 1].answer : NULL;
}

void vb_answers_keep(vb_answers *answers, vb_str asked, json_t *answer, size_t bytes) {
  uint32_t hash = (uint32_t)vb_hash64(asked);
  bytes += asked.n;
  if (bytes > ANSWER_MAX) return;
  if (answers->count == ENTRIES || answers->bytes + bytes > BYTES_MAX) vb_answers_clear(answers);
  vb_hash_slot *slot = slot_of(answers, asked, hash);
  char *copy = slot->value ? NULL : malloc(asked.n + 1);
  if (!copy) return;
  memcpy(copy, asked.p, asked.n);
  answers->entries[answers->count++] = (entry){copy, asked.n, json_incref(answer)};
  answers->bytes += bytes;
  vb_hash_table_put(&answers->table, slot, hash, (uint32_t)answers->count);
}
