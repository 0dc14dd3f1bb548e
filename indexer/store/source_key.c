/*
 * source_key.c - hashes a source's name, word by word.
 *
 * Each piece between white space is brought into a word's normal form and hashed.
 * Marks between words are kept, because they distinguish sources.
 */
#include "indexer/store/source_key.h"

#include "indexer/text/normalise.h"

#define XXH_INLINE_ALL
#include <stdio.h>
#include <xxhash.h>

bool vb_source_key_of(vb_str name, vb_source_key out) {
  XXH3_state_t state;
  bool any = false;
  XXH3_64bits_reset(&state);
  for (size_t start = 0, end; start < name.n; start = end + 1) {
    char piece[VB_TERM_MAX];
    for (end = start; end < name.n && !vb_is_space(name.p[end]);) end++;
    size_t n = vb_normalise_word(vb_str_slice(name, start, end), piece);
    if (n == 0) continue;
    if (any) XXH3_64bits_update(&state, " ", 1);
    XXH3_64bits_update(&state, piece, n);
    any = true;
  }
  if (any)
    snprintf(out, sizeof(vb_source_key), "%020llu", (unsigned long long)XXH3_64bits_digest(&state));
  else out[0] = '\0';
  return any;
}
