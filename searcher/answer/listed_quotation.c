/*
 * listed_quotation.c - converts a quotation of an article to the form that answers show.
 *
 * Everything is copied, so that a list can have quotations of more articles than are kept
 * in memory. Code points are counted from one part to the next.
 */
#include "searcher/answer/answer_internal.h"

#include "searcher/snippet/snippet.h"

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

/* The matches inside a part, as bytes of that part. */
static vb_status copy_marks(const vb_match *match, vb_extent part, vb_arena *arena,
                            vb_listed_part *out, vb_error *err) {
  vb_range *all;
  size_t count;
  vb_status status = vb_marks_of(match, VB_FIELD_TEXT, 0, arena, &all, &count, err);
  if (status != VB_OK) return status;
  vb_marks *to = &out->marks;
  to->marks = vb_arena_calloc(arena, count + 1, sizeof *to->marks);
  if (!to->marks) return no_memory(err);
  for (size_t i = 0; i < count; i++)
    if (all[i].start >= part.start && all[i].end <= part.end)
      to->marks[to->count++] = (vb_range){all[i].start - part.start, all[i].end - part.start};
  return VB_OK;
}

static uint32_t count_to(vb_points *points, vb_str text, uint32_t byte) {
  points->count += (uint32_t)vb_utf8_count(vb_str_slice(text, points->byte, byte));
  points->byte = byte;
  return points->count;
}

/* Everything but the parts and the inner quotations. */
static vb_status copy_names(const vb_article *article, const vb_quotation *from, vb_arena *arena,
                            vb_listed_quotation *to, vb_error *err) {
  to->confidence = from->confidence;
  to->speaker_confidence = from->speaker_confidence;
  to->sure = vb_quotation_sureness(from);
  to->mention =
      vb_arena_copy(arena, vb_str_slice(article->text, from->mention.start, from->mention.end));
  to->cue = vb_arena_copy(arena, vb_str_slice(article->text, from->cue.start, from->cue.end));
  to->speaker = vb_arena_copy(arena, from->speaker);
  if (from->mention.end == 0) to->mention = VB_STR_NONE;
  if (from->cue.end == 0) to->cue = VB_STR_NONE;
  return (from->speaker.n && !to->speaker.p) || (from->mention.end && !to->mention.p)
             ? no_memory(err)
             : VB_OK;
}

static vb_status list_one(const vb_article *article, const vb_quotation *from,
                          const vb_match *match, vb_points *points, vb_arena *arena,
                          vb_listed_quotation *to, vb_error *err) {
  to->part_count = from->part_count;
  to->parts = vb_arena_calloc(arena, from->part_count, sizeof *to->parts);
  if (!to->parts) return no_memory(err);
  vb_status status = copy_names(article, from, arena, to, err);
  for (uint32_t i = 0; i < from->part_count && status == VB_OK; i++) {
    vb_extent part = from->parts[i];
    vb_listed_part *out = &to->parts[i];
    out->start = part.start, out->end = part.end;
    out->place.start = count_to(points, article->text, part.start);
    out->place.end = count_to(points, article->text, part.end);
    out->text = vb_arena_copy(arena, vb_str_slice(article->text, part.start, part.end));
    if (!out->text.p) return no_memory(err);
    status = copy_marks(match, part, arena, out, err);
  }
  return status;
}

/* Copies everything that the answer needs, because the article's own memory is reused for the next
   article. Inner quotations are before the end of the outer one, so their code points are counted
   from its start again. */
vb_status vb_quotation_list(const vb_article *article, const vb_quotation *from,
                            const vb_match *match, vb_points *points, vb_arena *arena,
                            vb_listed_quotation *to, vb_error *err) {
  vb_points inside = *points;
  vb_status status = list_one(article, from, match, points, arena, to, err);
  to->inner_count = 0;
  to->inner = NULL;
  if (status != VB_OK || !from->inner_count) return status;
  to->inner = vb_arena_calloc(arena, from->inner_count, sizeof *to->inner);
  if (!to->inner) return no_memory(err);
  for (; to->inner_count < from->inner_count && status == VB_OK; to->inner_count++)
    status = list_one(article, &from->inner[to->inner_count], match, &inside, arena,
                      &to->inner[to->inner_count], err);
  return status;
}
