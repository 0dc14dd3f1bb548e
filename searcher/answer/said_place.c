/*
 * said_place.c - the place in a list of quotations from which the next page goes on.
 *
 * A page of quotations is found by reading articles in their order. A place says before which
 * article a page ended, in the engine's ranking, and how many of its quotations were given: so page
 * 100 reads as many articles as page 1. The text of a place has five numbers:
 *
 *   what was asked, and of which state of the store . articles before . doc . score . quotations
 *
 * Of another question or another state it is not used. All are checked; none is trusted to be
 * more than a comparison.
 */
#include "searcher/answer/answer_internal.h"

#include "indexer/base/hash.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { PLACE_PARTS = 5, PLACE_MAX = 96 };

static uint64_t mix(uint64_t h, uint64_t with) {
  const uint64_t both[] = {h, with};
  return vb_hash64_of_numbers(both, 2);
}

static uint64_t mix_text(uint64_t h, vb_str text) {
  return mix(h, vb_hash64(text));
}

/* Of what is asked for and the state of the store. */
static uint64_t identity_of(vb_store *store, const vb_said_request *request) {
  const vb_filter *f = &request->filter;
  const vb_str texts[] = {request->query, request->speaker, f->after,
                          f->before,      f->source,        f->author};
  uint64_t h = mix(vb_engine_about(store->engine).state, request->sort);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) h = mix_text(h, texts[i]);
  for (size_t i = 0; i < f->choice_count; i++) {
    h = mix(h, f->choices[i].kind * 2u + f->choices[i].excluded);
    h = mix_text(h, f->choices[i].value);
  }
  return h;
}

static bool read_hex(vb_str *text, uint64_t *out) {
  size_t n = 0;
  for (*out = 0; n < text->n && text->p[n] != '.'; n++) {
    char c = text->p[n];
    bool digit = c >= '0' && c <= '9';
    if (n == 16 || !(digit || (c >= 'a' && c <= 'f'))) return false;
    *out = *out << 4 | (uint64_t)(digit ? c - '0' : c - 'a' + 10);
  }
  *text = vb_str_slice(*text, n < text->n ? n + 1 : n, text->n);
  return n > 0;
}

vb_status vb_said_place_read(vb_store *store, const vb_said_request *request, vb_said_place *out,
                             bool *known, vb_error *err) {
  uint64_t parts[PLACE_PARTS];
  vb_str text = request->place;
  *known = false;
  *out = (vb_said_place){.given = 0};
  if (!text.n) return VB_OK;
  bool good = text.n <= PLACE_MAX && text.p[text.n - 1] != '.';
  for (size_t i = 0; i < PLACE_PARTS && good; i++) good = read_hex(&text, &parts[i]);
  if (good) memcpy(&out->articles.last.score, &parts[3], sizeof parts[3]);
  if (!good || text.n || isnan(out->articles.last.score))
    return vb_fail(err, VB_INVALID, "the place is not one that an earlier answer gave as \"next\"");
  if (parts[0] != identity_of(store, request)) return VB_OK;
  out->articles.count = parts[1];
  out->articles.last.doc = parts[2];
  out->given = parts[4];
  *known = true;
  return VB_OK;
}

vb_status vb_said_place_write(vb_store *store, const vb_said_request *request,
                              const vb_said_place *place, vb_arena *arena, vb_str *out,
                              vb_error *err) {
  char text[PLACE_MAX];
  uint64_t score;
  *out = VB_STR_NONE;
  if (!vb_engine_about(store->engine).state) return VB_OK;
  memcpy(&score, &place->articles.last.score, sizeof score);
  int n = snprintf(text, sizeof text, "%" PRIx64 ".%" PRIx64 ".%" PRIx64 ".%" PRIx64 ".%" PRIx64,
                   identity_of(store, request), place->articles.count, place->articles.last.doc,
                   score, place->given);
  *out = vb_arena_copy(arena, (vb_str){text, (size_t)n});
  return out->p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}
