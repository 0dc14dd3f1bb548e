/*
 * cursor.c - walks a tree of cursors: candidates, confirmation, scores.
 *
 * seek(target) moves to the first candidate >= target, never backward. AND leapfrogs
 * from its rarest child; OR is at the least doc of its children. Confirming costs
 * nothing for a cursor that its lists alone decide.
 */
#include "searcher/engine/native/native_internal.h"

cursor *vb_native_cursor(segment_search *s, cursor_kind kind, size_t child_count) {
  cursor *c = vb_arena_calloc(s->context->arena, 1, sizeof *c);
  if (c)
    c->children =
        vb_arena_calloc(s->context->arena, child_count ? child_count : 1, sizeof(cursor *));
  if (!c || !c->children) {
    vb_native_out_of_memory(s->context);
    return NULL;
  }
  c->kind = kind;
  c->child_count = child_count;
  c->doc = VB_DOC_NONE;
  c->confirmed = VB_DOC_NONE;
  return c;
}

static uint32_t seek_list(segment_search *s, cursor *c, uint32_t target) {
  uint32_t doc = vb_posting_seek(c->list, target);
  if (doc == VB_DOC_END) vb_native_list_failed(s->context, c->list);
  return doc;
}

static uint32_t seek_array(cursor *c, uint32_t target) {
  size_t step = 1, low = c->at;
  while (low + step < c->doc_count && c->docs[low + step] < target) low += step, step *= 2;
  size_t high = low + step < c->doc_count ? low + step + 1 : c->doc_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (c->docs[middle] < target) low = middle + 1;
    else high = middle;
  }
  c->at = low;
  return low < c->doc_count ? c->docs[low] : VB_DOC_END;
}

/* All children at one doc. */
static uint32_t seek_and(segment_search *s, cursor *c, uint32_t target) {
  uint32_t doc = vb_native_seek(s, c->children[0], target);
  for (size_t i = 1; i < c->child_count && doc != VB_DOC_END;) {
    uint32_t other = vb_native_seek(s, c->children[i], doc);
    if (other == doc) {
      i++;
      continue;
    }
    doc = other == VB_DOC_END ? other : vb_native_seek(s, c->children[0], other);
    i = 1;
  }
  return doc;
}

static uint32_t seek_or(segment_search *s, cursor *c, uint32_t target) {
  uint32_t least = VB_DOC_END;
  for (size_t i = 0; i < c->child_count; i++) {
    uint32_t doc = vb_native_seek(s, c->children[i], target);
    if (doc < least) least = doc;
  }
  return least;
}

bool vb_native_in_dates(const segment_search *s, const cursor *c, uint32_t doc) {
  uint32_t first = s->first_days[doc], last = s->last_days[doc];
  return first && first >= c->first_day && (c->last_day == 0 || last <= c->last_day);
}

static uint32_t seek_date(const segment_search *s, const cursor *c, uint32_t target) {
  for (uint32_t doc = target; doc < s->docs; doc++)
    if (vb_native_in_dates(s, c, doc)) return doc;
  return VB_DOC_END;
}

uint32_t vb_native_seek(segment_search *s, cursor *c, uint32_t target) {
  if (c->doc != VB_DOC_NONE && c->doc >= target) return c->doc;
  if (s->context->status != VB_OK) return c->doc = VB_DOC_END;
  switch (c->kind) {
  case CURSOR_EMPTY: c->doc = VB_DOC_END; break;
  case CURSOR_ALL: c->doc = target < s->docs ? target : VB_DOC_END; break;
  case CURSOR_LIST: c->doc = seek_list(s, c, target); break;
  case CURSOR_ARRAY: c->doc = seek_array(c, target); break;
  case CURSOR_AND:
  case CURSOR_PHRASE:
  case CURSOR_NEAR: c->doc = seek_and(s, c, target); break;
  case CURSOR_OR:
  case CURSOR_UNION: c->doc = seek_or(s, c, target); break;
  case CURSOR_ANDNOT:
  case CURSOR_VERIFY: c->doc = vb_native_seek(s, c->children[0], target); break;
  case CURSOR_DATE: c->doc = seek_date(s, c, target); break;
  }
  return c->doc;
}

static bool excluded(segment_search *s, cursor *c) {
  for (size_t i = 1; i < c->child_count; i++)
    if (vb_native_seek(s, c->children[i], c->doc) == c->doc && vb_native_confirm(s, c->children[i]))
      return true;
  return false;
}

/* Unless positions decide, reads the article and evaluates the query on it (match.h). */
static bool verify(segment_search *s, cursor *c) {
  search_context *context = s->context;
  bool answer;
  if (!vb_native_confirm(s, c->children[0])) return false;
  if (c->within && vb_native_within(s, c->within, c->doc, &answer)) return answer;
  if (vb_native_late_now(context)) return false;
  vb_article article;
  vb_match_article *words;
  vb_match match = {0};
  vb_error err;
  vb_arena_clear(context->scratch);
  vb_status status = vb_segment_fetch(s->segment, c->doc, context->scratch, &article, &err);
  if (status == VB_OK)
    status = vb_match_open(&article, context->stemmer, context->scratch, &words, &err);
  if (status == VB_OK) status = vb_match_query(words, c->query, context->scratch, &match, &err);
  return !vb_native_failed(context, status, &err) && match.matched;
}

static bool confirm(segment_search *s, cursor *c) {
  switch (c->kind) {
  case CURSOR_LIST: return !c->title_only || vb_posting_title_tf(c->list) > 0;
  case CURSOR_AND:
    for (size_t i = 0; i < c->child_count; i++)
      if (!vb_native_confirm(s, c->children[i])) return false;
    return true;
  case CURSOR_OR:
  case CURSOR_UNION:
    for (size_t i = 0; i < c->child_count; i++)
      if (c->children[i]->doc == c->doc && vb_native_confirm(s, c->children[i])) return true;
    return false;
  case CURSOR_ANDNOT: return vb_native_confirm(s, c->children[0]) && !excluded(s, c);
  case CURSOR_PHRASE: return vb_native_confirm_phrase(s, c);
  case CURSOR_NEAR: return vb_native_confirm_near(s, c);
  case CURSOR_VERIFY: return verify(s, c);
  default: return true;
  }
}

bool vb_native_confirm(segment_search *s, cursor *c) {
  if (c->confirmed != c->doc) {
    c->answer = confirm(s, c);
    c->confirmed = c->doc;
  }
  return c->answer;
}

static uint32_t union_weight(const cursor *c) {
  uint32_t sum = 0;
  for (size_t i = 0; i < c->child_count; i++)
    if (c->children[i]->doc == c->doc) sum += vb_posting_weight(c->children[i]->list);
  return sum;
}

void vb_native_saturate_block(const segment_search *s, const vb_posting *list, uint32_t first,
                              uint32_t end, const uint32_t *weights, float *restrict scores) {
  for (uint32_t i = first; i < end; i++)
    scores[i] = s->context->norm[s->length_codes[list->docs[i]]];
  for (uint32_t i = first; i < end; i++) {
    float w = (float)(int32_t)weights[i]; /* below 2^31; signed numbers convert faster */
    scores[i] = w * (float)(VB_BM25_K1 + 1) / (w + scores[i]);
  }
}

/* The score of the current article. The children of an OR that are on this article may still have
   to be confirmed, since the OR needed only one of them. */
double vb_native_score(segment_search *s, cursor *c) {
  double sum = 0;
  switch (c->kind) {
  case CURSOR_LIST: return c->idf * vb_native_saturate(s, vb_posting_weight(c->list), c->doc);
  case CURSOR_UNION: return c->idf * vb_native_saturate(s, union_weight(c), c->doc);
  case CURSOR_ARRAY: return c->idf * vb_native_saturate(s, c->weights[c->at], c->doc);
  case CURSOR_PHRASE:
  case CURSOR_NEAR: return c->idf * vb_native_saturate(s, c->weight, c->doc);
  case CURSOR_AND:
    for (size_t i = 0; i < c->child_count; i++) sum += vb_native_score(s, c->children[i]);
    return sum;
  case CURSOR_OR:
    for (size_t i = 0; i < c->child_count; i++)
      if (c->children[i]->doc == c->doc && vb_native_confirm(s, c->children[i]))
        sum += vb_native_score(s, c->children[i]);
    return sum;
  case CURSOR_ANDNOT:
  case CURSOR_VERIFY: return vb_native_score(s, c->children[0]);
  default: return 0;
  }
}
