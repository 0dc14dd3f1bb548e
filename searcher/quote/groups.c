/*
 * groups.c - compares each text with all earlier ones and joins the groups of those it is like.
 *
 * One paper adds a lede, another cuts the end: these two are hardly copies of each other,
 * but both are copies of the report, which may come last. So groups are trees that are
 * merged (union-find), with the lowest number at the root. Most pairs of texts are
 * rejected by their keys alone.
 */
#include "searcher/quote/groups.h"

typedef struct vb_grouped_text {
  vb_shingles *set;
  uint32_t keys[VB_SHINGLE_KEYS];
  size_t key_count;
  size_t like; /* an earlier text of its group; itself at the root */
} grouped_text;

vb_status vb_copy_groups_init(vb_copy_groups *groups, size_t most, vb_arena *arena, vb_error *err) {
  *groups = (vb_copy_groups){.arena = arena};
  groups->texts = vb_arena_calloc(arena, most + 1, sizeof *groups->texts);
  return groups->texts ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

/* The same rule as in a search (copies.c). */
static bool are_copies(const grouped_text *a, const grouped_text *b) {
  size_t shared = 0;
  for (size_t i = 0, j = 0; i < a->key_count && j < b->key_count;) {
    uint32_t x = a->keys[i], y = b->keys[j];
    shared += x == y;
    i += x <= y;
    j += y <= x;
  }
  return shared >= VB_SHINGLE_KEYS_MIN && vb_shingles_copy(a->set, b->set);
}

size_t vb_copy_groups_first(const vb_copy_groups *groups, size_t text) {
  while (groups->texts[text].like != text) text = groups->texts[text].like;
  return text;
}

vb_status vb_copy_groups_add(vb_copy_groups *groups, vb_str text, vb_arena *scratch,
                             vb_error *err) {
  vb_analysis words;
  size_t at = groups->count;
  grouped_text *one = &groups->texts[at];
  *one = (grouped_text){.set = vb_arena_alloc(groups->arena, sizeof *one->set), .like = at};
  if (!one->set) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = vb_analyse_words(text, scratch, &words, err);
  if (status != VB_OK) return status;
  vb_shingles_of(words.tokens, words.token_count, one->set);
  one->key_count = vb_shingle_keys(&words, one->keys);
  groups->count++;
  for (size_t i = 0; i < at; i++) {
    size_t a = vb_copy_groups_first(groups, i), b = vb_copy_groups_first(groups, at);
    if (a != b && are_copies(&groups->texts[i], one))
      groups->texts[a > b ? a : b].like = a > b ? b : a;
  }
  return VB_OK;
}
