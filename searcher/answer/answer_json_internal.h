/*
 * answer_json_internal.h - JSON elements that several answers share.
 *
 * Each function writes one value, under the given name, or as an item of a list if the
 * name is NULL. The functions called ..._members write several into the open object.
 */
#ifndef VB_SEARCHER_ANSWER_ANSWER_JSON_INTERNAL_H
#define VB_SEARCHER_ANSWER_ANSWER_JSON_INTERNAL_H

#include "indexer/base/json_writer.h"
#include "indexer/base/utf8.h"
#include "searcher/verbatim.h"

/* {"start": 3, "end": 8}, converted from bytes of the counter's text. */
void vb_json_range(vb_json_writer *json, const char *name, vb_utf8_counter *chars, size_t start,
                   size_t end);
void vb_json_range_members(vb_json_writer *json, vb_utf8_counter *chars, size_t start, size_t end);
void vb_json_marks(vb_json_writer *json, const char *name, vb_str text, vb_marks marks);
void vb_json_article_members(vb_json_writer *json, const vb_article_head *article);
void vb_json_precision(vb_json_writer *json, vb_date date);
const char *vb_json_part_name(vb_article_part part);
/* null if the snippet has no text. */
void vb_json_snippet(vb_json_writer *json, const char *name, const vb_snippet *snippet);
void vb_json_copies(vb_json_writer *json, const vb_copies *copies);
void vb_json_failures(vb_json_writer *json, const vb_shard_failure *failures, size_t count);
void vb_json_notes(vb_json_writer *json, const vb_query_reading *reading);
void vb_json_facet(vb_json_writer *json, const char *name, const vb_facet *facets, size_t count);
/* All members except the article. */
void vb_json_quotation_members(vb_json_writer *json, const vb_listed_quotation *quotation);
/* YYYYMMDD as a date; null for 0. */
void vb_json_day(vb_json_writer *json, const char *name, uint32_t day);
/* {"status": "invalid", "message": "..."} under the name "error". */
void vb_json_error(vb_json_writer *json, const vb_error *error);

/* Copies the written text into the arena, and clears the buffer. */
vb_status vb_json_finish(vb_buf *text, vb_arena *arena, vb_str *out, vb_error *err);

#endif
