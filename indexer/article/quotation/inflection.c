/*
 * inflection.c - the forms of verbs, by tables of endings, and other endings that tell what a word
 * is.
 */
#include "indexer/article/quotation/quotation_language.h"

#include <stdio.h>
#include <string.h>

bool vb_language_tail_fits(const char *tails, vb_str word, size_t stem) {
  if (!tails || !word.n) return false;
  char last = word.p[word.n - 1]; /* rejects most tails at once: this is asked of many words */
  for (const char *p = tails; *p;) {
    const char *end = p;
    while (*end && *end != ' ') end++;
    size_t n = (size_t)(end - p);
    if (end[-1] == last && word.n >= n + stem && memcmp(word.p + word.n - n, p, n) == 0)
      return true;
    p = *end ? end + 1 : end;
  }
  return false;
}

/* The i-th word of a list; its length, 0 past the last. */
static size_t word_at(const char *list, int i, const char **word) {
  const char *p = list;
  for (; i > 0 && *p; i--) {
    p += strcspn(p, " ");
    p += strspn(p, " ");
  }
  *word = p;
  return strcspn(p, " ");
}

int vb_language_inflect(const vb_quotation_language *language, const char *base, size_t n, int i,
                        char *out, size_t room, uint32_t *classes) {
  const vb_language_forms *table = language->forms;
  if (language->inflect) return language->inflect(base, n, i, out, room, classes);
  for (size_t k = 0; k < language->form_count; k++) {
    size_t tail = strlen(table[k].ending), length;
    const char *form;
    if (n < tail || memcmp(base + n - tail, table[k].ending, tail) != 0) continue;
    *classes = 0;
    length = word_at(table[k].forms, i, &form);
    if (length == 0) {
      if (!table[k].participle || i == 0 || word_at(table[k].forms, i - 1, &form) == 0) return 0;
      form = table[k].participle;
      length = strlen(form);
      *classes = VB_WORD_CUE_ING;
    }
    if (length == 1 && *form == '-') length = 0;
    int size = snprintf(out, room, "%.*s%.*s", (int)(n - tail), base, (int)length, form);
    return size > 0 && (size_t)size < room;
  }
  return 0;
}
