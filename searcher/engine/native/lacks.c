/*
 * lacks.c - tells from the lists that an article lacks too many of some words.
 *
 * First which of the words it has at all, the rarest first. If these may be enough, whether
 * any stretch of it has enough of them, by their positions:
 *
 *   words        a . b . . . . . . c . . . a . . d e b       of a to e, 3 of 5 wanted
 *   stretches    [. . . . .]           [. . . . .]           3 within 6 places: near the end
 *
 * That takes a tenth of the time that it takes to read the article. Nearly every article has the
 * most frequent words, whose lists are the longest: these are not looked into, and count as
 * if they were everywhere. So do words that an article has very often.
 */
#include "searcher/engine/native/native_internal.h"

enum {
  LISTS_MAX = 48, /* whose places are looked at; further ones count as everywhere */
  LONGER = 4,     /* times the stretch: an article that is shorter is soon read */
  PLACES_MAX = 48 /* of a word in the article; of more, it counts as everywhere */
};

typedef struct found_words {
  vb_posting *lists[LISTS_MAX]; /* of the words that the article has, on its document */
  size_t list_count;
  size_t everywhere, missing;
} found_words;

/* Looks for a word in a document. One of which that is not known counts as everywhere. `list` is
   room for the word's list; whether it is kept there. */
static bool look_for(const lack_question *asked, uint32_t doc, vb_str term, vb_posting *list,
                     found_words *found) {
  vb_term word;
  vb_error ignored;
  vb_str key = vb_native_key(asked->arena, asked->field, term);
  vb_status status =
      key.p ? vb_word_cache_find(asked->words, asked->segment, key, &word, &ignored) : VB_NOMEM;
  found->missing += status == VB_NOT_FOUND;
  if (status == VB_NOT_FOUND) return false;
  if (status != VB_OK || (uint64_t)word.df * 2 > vb_segment_about(asked->segment)->docs ||
      vb_posting_open(list, vb_segment_lists(asked->segment), &word, &ignored) != VB_OK) {
    found->everywhere++;
    return false;
  }
  bool there = vb_posting_find(list, doc), known = list->status == VB_OK;
  found->missing += known && !there;
  if (there && asked->within && found->list_count < LISTS_MAX) {
    found->lists[found->list_count++] = list;
    return true;
  }
  found->everywhere += there || !known;
  vb_posting_close(list);
  return false;
}

typedef struct places { /* of a word in the document, from `at` on */
  const uint32_t *at, *end;
} places;

static uint32_t first_place(const places *words, size_t count) {
  uint32_t first = UINT32_MAX;
  for (size_t i = 0; i < count; i++)
    if (words[i].at < words[i].end && *words[i].at < first) first = *words[i].at;
  return first;
}

/* Whether some stretch has at least `least` words. Each stretch that begins at a word is tried. */
static bool any_holds(places *words, size_t count, size_t least, size_t reach) {
  for (uint32_t first; (first = first_place(words, count)) < UINT32_MAX;) {
    size_t held = 0;
    for (size_t i = 0; i < count; i++) {
      held += words[i].at < words[i].end && *words[i].at - first < reach;
      words[i].at += words[i].at < words[i].end && *words[i].at == first;
    }
    if (held >= least) return true;
  }
  return false;
}

/* Whether some stretch of the document has enough of the words. */
static bool are_together(const lack_question *asked, found_words *found, size_t least) {
  places words[LISTS_MAX];
  size_t count = 0;
  for (size_t i = 0; i < found->list_count; i++) {
    uint32_t n;
    const uint32_t *at = vb_posting_positions(found->lists[i], &n);
    if (at && n <= PLACES_MAX) words[count++] = (places){at, at + n};
    else found->everywhere++;
  }
  return found->everywhere >= least ||
         any_holds(words, count, least - found->everywhere, asked->within);
}

/* Whether the document is so long that it is worth to look for stretches. */
static bool is_long(const lack_question *asked, uint32_t doc) {
  const vb_posting_lists *l = vb_segment_lists(asked->segment);
  vb_error ignored;
  if (vb_part_check(l->columns, l->lengths + doc, 1, &ignored) != VB_OK) return false;
  return vb_length_of_code(l->columns->bytes[l->lengths + doc]) / LONGER >= asked->within;
}

/* Looks for the words in their order; until too many are missing, or, if only that matters, until
   they cannot be any more. False without memory. */
static bool look_for_all(const lack_question *asked, uint32_t doc, found_words *found) {
  vb_posting *room = NULL;
  for (size_t i = 0; i < asked->count && found->missing <= asked->most; i++) {
    if (!asked->within && found->missing + asked->count - i <= asked->most) break;
    if (!room && !(room = vb_arena_alloc(asked->arena, sizeof *room))) return false;
    if (look_for(asked, doc, asked->terms[i], room, found)) room = NULL;
  }
  return true;
}

bool vb_native_lacks(const lack_question *question, uint32_t doc) {
  lack_question asked = *question;
  found_words found = {.list_count = 0};
  if (asked.count <= asked.most) return false;
  if (asked.within && !is_long(&asked, doc)) asked.within = 0;
  bool done = look_for_all(&asked, doc, &found), lacks = done && found.missing > asked.most;
  if (done && !lacks && asked.within && found.missing > 0)
    lacks = !are_together(&asked, &found, asked.count - asked.most);
  for (size_t i = 0; i < found.list_count; i++) vb_posting_close(found.lists[i]);
  return lacks;
}
