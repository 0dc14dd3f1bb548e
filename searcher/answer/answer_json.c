/*
 * answer_json.c - the JSON of every answer; verbatim.h states its shape.
 *
 * Inside the program offsets are bytes; here they become code points. Marks
 * come in order, so each text is walked once. Building a tree with jansson
 * costs a few allocations per value, which is little beside reading the
 * articles; a value that could not be made spoils the tree that it was for, up
 * to the whole answer, which is then VB_NOMEM.
 */
#include "searcher/answer/answer_internal.h"

#include <jansson.h>

/* ---- pieces -------------------------------------------------------------------- */

/* Text or null. Stored text is valid; what a user typed may not be, so it is repaired. */
static json_t *text_of(vb_str text) {
  if (!text.p) return json_null();
  json_t *value = json_stringn(text.p, text.n);
  if (value) return value;
  vb_buf valid = VB_BUF_INIT;
  vb_utf8_repair(text, &valid);
  if (!valid.failed) value = json_stringn(vb_buf_view(&valid).p, valid.n);
  vb_buf_clear(&valid);
  return value;
}

static json_t *number_of(uint64_t n) {
  return json_integer(n > INT64_MAX ? INT64_MAX : (json_int_t)n);
}

/* Rounded to three decimals, so that a time is 0.413 and not 0.41300000000000003. */
static json_t *decimal_of(double value) {
  return json_real((double)(int64_t)(value * 1000 + 0.5) / 1000);
}

/* An object or list in the making; what fails is remembered and seen once, by made(). */
typedef struct tree {
  json_t *json;
  bool bad;
} tree;

static tree object_new(void) {
  return (tree){json_object(), false};
}

static tree list_new(void) {
  return (tree){json_array(), false};
}

static void put(tree *object, const char *name, json_t *value) {
  object->bad |= json_object_set_new(object->json, name, value) != 0;
}

static void add(tree *list, json_t *value) {
  list->bad |= json_array_append_new(list->json, value) != 0;
}

static json_t *made(tree *done) {
  if (!done->bad) return done->json;
  json_decref(done->json);
  return NULL;
}

/* Byte offsets of one text, asked in ascending order, as code points. */
typedef struct counter {
  vb_str text;
  size_t at, count;
} counter;

static size_t code_points(counter *chars, size_t offset) {
  if (offset < chars->at) chars->at = chars->count = 0;
  if (offset > chars->text.n) offset = chars->text.n;
  chars->count += vb_utf8_count(vb_str_slice(chars->text, chars->at, offset));
  chars->at = offset;
  return chars->count;
}

static void put_range(tree *object, counter *chars, size_t start, size_t end) {
  put(object, "start", number_of(code_points(chars, start)));
  put(object, "end", number_of(code_points(chars, end)));
}

static json_t *range_of(counter *chars, size_t start, size_t end) {
  tree range = object_new();
  put_range(&range, chars, start, end);
  return made(&range);
}

static json_t *marks_of(vb_str text, vb_marks marks) {
  tree list = list_new();
  counter chars = {.text = text};
  for (size_t i = 0; i < marks.count; i++)
    add(&list, range_of(&chars, marks.marks[i].start, marks.marks[i].end));
  return made(&list);
}

static const char *const precisions[] = {"unknown", "year", "month", "day", "minute"};

static json_t *published_of(const vb_article_head *article) {
  char date[VB_DATE_TEXT];
  vb_date_format(article->published, date);
  tree object = object_new();
  put(&object, "date", date[0] ? json_string(date) : json_null());
  put(&object, "precision", json_string(precisions[date[0] ? article->published.precision : 0]));
  put(&object, "origin",
      json_string(vb_date_origin_name(date[0] ? article->published_from : VB_DATE_FROM_NOWHERE)));
  return made(&object);
}

static void put_article(tree *object, const vb_article_head *article) {
  tree authors = list_new();
  for (size_t i = 0; i < article->author_count; i++) add(&authors, text_of(article->authors[i]));
  put(object, "id", text_of(article->id));
  put(object, "title", text_of(article->title));
  put(object, "source", text_of(article->source));
  put(object, "authors", made(&authors));
  put(object, "byline", text_of(article->byline));
  put(object, "published", published_of(article));
  put(object, "url", text_of(article->url));
  put(object, "language", text_of(article->language));
  put(object, "section", text_of(article->section));
}

static const char *part_name(vb_article_part part) {
  static const char *const names[] = {"text", "title", "comments"};
  return names[part];
}

static json_t *snippet_of(const vb_snippet *snippet) {
  if (!snippet->text.p) return json_null();
  tree object = object_new();
  put(&object, "field", json_string(part_name(snippet->part)));
  put(&object, "comment",
      snippet->part == VB_ARTICLE_COMMENT ? number_of(snippet->comment) : json_null());
  put(&object, "text", text_of(snippet->text));
  put(&object, "start", number_of(snippet->place.start));
  put(&object, "end", number_of(snippet->place.end));
  put(&object, "cut_before", json_boolean(snippet->cut_before));
  put(&object, "cut_after", json_boolean(snippet->cut_after));
  put(&object, "marks", marks_of(snippet->text, (vb_marks){snippet->marks, snippet->mark_count}));
  return made(&object);
}

static json_t *failures_of(const vb_shard_failure *failures, size_t count) {
  tree list = list_new();
  for (size_t i = 0; i < count; i++) {
    tree one = object_new();
    put(&one, "shard", text_of(failures[i].shard));
    put(&one, "reason", text_of(failures[i].reason));
    add(&list, made(&one));
  }
  return made(&list);
}

static int append(const char *bytes, size_t n, void *context) {
  vb_buf_append(context, bytes, n);
  return vb_buf_ok(context, NULL) == VB_OK ? 0 : -1;
}

/* JSON escapes the control characters below U+0020 only; those from U+007F to U+009F steer
   terminals too. They stand in strings alone, so an escape may take their place. */
static void escape_controls(vb_str json, vb_buf *out) {
  size_t copied = 0;
  for (size_t i = 0; i < json.n; i++) {
    unsigned char c = (unsigned char)json.p[i];
    unsigned char next = i + 1 < json.n ? (unsigned char)json.p[i + 1] : 0;
    bool high = c == 0xC2 && next >= 0x80 && next <= 0x9F;
    if (c != 0x7F && !high) continue;
    vb_buf_append(out, json.p + copied, i - copied);
    vb_buf_printf(out, "\\u%04x", high ? next : c);
    i += high;
    copied = i + 1;
  }
  vb_buf_append(out, json.p + copied, json.n - copied);
}

/* Writes the whole answer and gives the tree back. */
static vb_status finish(tree *answer, vb_arena *arena, vb_str *out, vb_error *err) {
  vb_buf text = VB_BUF_INIT, escaped = VB_BUF_INIT;
  json_t *json = made(answer);
  bool written =
      json && json_dump_callback(json, append, &text, JSON_COMPACT | JSON_REAL_PRECISION(12)) == 0;
  json_decref(json);
  *out = VB_STR_NONE;
  if (written) escape_controls(vb_buf_view(&text), &escaped);
  vb_buf_clear(&text);
  if (written && !escaped.failed) *out = vb_arena_copy(arena, vb_buf_view(&escaped));
  vb_buf_clear(&escaped);
  return out->p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

static json_t *copies_of(const vb_copies *copies) {
  tree list = list_new();
  for (size_t i = 0; copies && i < copies->count; i++) {
    const vb_copy *copy = &copies->list[i];
    const vb_article_head dated = {.published = copy->published,
                                   .published_from = copy->published_from};
    tree one = object_new();
    put(&one, "id", text_of(copy->id));
    put(&one, "title", text_of(copy->title));
    put(&one, "source", text_of(copy->source));
    put(&one, "published", published_of(&dated));
    add(&list, made(&one));
  }
  return made(&list);
}

/* ---- answers --------------------------------------------------------------------- */

static json_t *hit_of(const vb_search_hit *hit) {
  tree object = object_new(), snippets = list_new();
  for (size_t i = 0; i < hit->snippet_count; i++) add(&snippets, snippet_of(&hit->snippets[i]));
  put_article(&object, &hit->article);
  put(&object, "title_marks", marks_of(hit->article.title, hit->title_marks));
  put(&object, "score", decimal_of(hit->score));
  put(&object, "rank", number_of(hit->rank));
  put(&object, "matches", number_of(hit->match_count));
  put(&object, "snippets", made(&snippets));
  put(&object, "copies", copies_of(&hit->copies));
  return made(&object);
}

static json_t *facet_of(const vb_facet *facets, size_t count) {
  tree list = list_new();
  for (size_t i = 0; i < count; i++) {
    tree one = object_new();
    put(&one, "value", text_of(facets[i].value));
    put(&one, "count", number_of(facets[i].count));
    add(&list, made(&one));
  }
  return made(&list);
}

static json_t *facets_of(const vb_search_request *request, const vb_search_result *result) {
  if (!request->facets) return json_null();
  tree object = object_new();
  put(&object, "source", facet_of(result->sources, result->source_count));
  put(&object, "year", facet_of(result->years, result->year_count));
  put(&object, "speaker", facet_of(result->speakers, result->speaker_count));
  put(&object, "speaker_articles", number_of(result->speaker_articles));
  return made(&object);
}

vb_status vb_search_to_json(const vb_search_request *request, const vb_search_result *result,
                            vb_arena *arena, vb_str *out, vb_error *err) {
  tree answer = object_new(), notes = list_new(), hits = list_new();
  for (size_t i = 0; i < result->reading.note_count; i++)
    add(&notes, text_of(result->reading.notes[i]));
  for (size_t i = 0; i < result->hit_count; i++) add(&hits, hit_of(&result->hits[i]));
  put(&answer, "query", text_of(request->query.p ? request->query : VB_STR("")));
  put(&answer, "read_as", text_of(result->reading.read_as));
  put(&answer, "notes", made(&notes));
  put(&answer, "total", number_of(result->total));
  put(&answer, "total_exact", json_boolean(result->total_exact));
  put(&answer, "from", number_of(request->from));
  put(&answer, "size", number_of(request->size));
  put(&answer, "sort", json_string(vb_sort_name(request->sort)));
  put(&answer, "timed_out", json_boolean(result->timed_out));
  put(&answer, "took_ms", decimal_of(result->took_ms));
  put(&answer, "fold", json_boolean(request->fold));
  put(&answer, "folded", number_of(result->folded));
  put(&answer, "next", result->next ? number_of(result->next) : json_null());
  put(&answer, "hits", made(&hits));
  put(&answer, "facets", facets_of(request, result));
  put(&answer, "did_you_mean", text_of(result->did_you_mean));
  put(&answer, "failed_shards", failures_of(result->failures, result->failure_count));
  return finish(&answer, arena, out, err);
}

static json_t *diff_of(const vb_quote_hit *hit) {
  tree list = list_new();
  for (size_t i = 0; i < hit->diff_count; i++) {
    const vb_quote_diff *piece = &hit->diff[i];
    tree one = object_new();
    put(&one, "op", json_string(vb_edit_name(piece->kind)));
    put(&one, "quote", text_of(piece->quote));
    put(&one, "article", text_of(piece->article));
    add(&list, made(&one));
  }
  return made(&list);
}

static json_t *changes_of(unsigned changes) {
  tree list = list_new();
  for (unsigned bit = 1; bit <= VB_CHANGE_LAST; bit *= 2)
    if (changes & bit) add(&list, json_string(vb_change_name(bit)));
  return made(&list);
}

static json_t *quote_hit_of(const vb_quote_hit *hit) {
  counter chars = {.text = hit->part_text};
  tree object = object_new();
  put(&object, "verdict", json_string(vb_verdict_name(hit->verdict)));
  put_article(&object, &hit->article);
  put(&object, "field", json_string(part_name(hit->part)));
  put_range(&object, &chars, hit->start, hit->end);
  put(&object, "text", text_of(hit->text));
  put(&object, "agreement", decimal_of(hit->agreement));
  put(&object, "changes", changes_of(hit->changes));
  put(&object, "diff", diff_of(hit));
  put(&object, "speaker", text_of(hit->speaker));
  put(&object, "confidence", hit->speaker.n ? decimal_of(hit->confidence / 100.0) : json_null());
  put(&object, "quoted_within", json_boolean(hit->within));
  put(&object, "number_written_otherwise", json_boolean(hit->number_written));
  put(&object, "snippet", snippet_of(&hit->snippet));
  put(&object, "copies", copies_of(&hit->copies));
  return made(&object);
}

/* YYYYMMDD as a date; null for 0. */
static json_t *day_of(uint32_t day) {
  if (day == 0) return json_null();
  return json_sprintf("%04d-%02d-%02d", (int)(day / 10000), (int)(day / 100 % 100),
                      (int)(day % 100));
}

/* What a "not found" is about. */
static json_t *searched_of(const vb_quote_answer *answer) {
  tree object = object_new();
  put(&object, "articles", number_of(answer->searched));
  put(&object, "from", day_of(answer->first_day));
  put(&object, "to", day_of(answer->last_day));
  put(&object, "parts_missing", number_of(answer->failure_count));
  put(&object, "without_filter", number_of(answer->without_filter));
  return made(&object);
}

static json_t *variant_of(const vb_quote_variant *variant) {
  char date[VB_DATE_TEXT];
  vb_date_format(variant->first, date);
  tree object = object_new(), sources = list_new();
  for (size_t i = 0; i < variant->source_count; i++) {
    tree one = object_new();
    put(&one, "name", text_of(variant->sources_named[i].name));
    put(&one, "articles", number_of(variant->sources_named[i].articles));
    add(&sources, made(&one));
  }
  put(&object, "wording", text_of(variant->wording));
  put(&object, "verdict", json_string(vb_verdict_name(variant->verdict)));
  put(&object, "agreement", decimal_of(variant->agreement));
  put(&object, "changes", changes_of(variant->changes));
  put(&object, "articles", number_of(variant->articles));
  put(&object, "first", date[0] ? json_string(date) : json_null());
  put(&object, "first_id", text_of(variant->first_id));
  put(&object, "sources", made(&sources));
  put(&object, "source_count", number_of(variant->sources));
  put(&object, "unnamed", number_of(variant->unnamed));
  return made(&object);
}

static json_t *first_of(const vb_quote_first *first) {
  if (!first->known) return json_null();
  char date[VB_DATE_TEXT];
  vb_date_format(first->date, date);
  tree object = object_new(), published = object_new();
  put(&published, "date", json_string(date));
  put(&published, "precision", json_string(precisions[first->date.precision]));
  put(&object, "id", text_of(first->id));
  put(&object, "title", text_of(first->title));
  put(&object, "source", text_of(first->source));
  put(&object, "published", made(&published));
  put(&object, "verdict", json_string(vb_verdict_name(first->verdict)));
  put(&object, "agreement", decimal_of(first->agreement));
  put(&object, "changes", changes_of(first->changes));
  put(&object, "wording", text_of(first->wording));
  put(&object, "sure", json_boolean(first->sure));
  put(&object, "doubt", first->sure ? json_null() : text_of(first->doubt));
  return made(&object);
}

static json_t *history_of(const vb_quote_history *history) {
  tree object = object_new(), variants = list_new(), months = list_new();
  for (size_t i = 0; i < history->variant_count; i++)
    add(&variants, variant_of(&history->variants[i]));
  for (size_t i = 0; i < history->month_count; i++) {
    const vb_quote_month *month = &history->months[i];
    tree one = object_new();
    put(&one, "month", json_sprintf("%04d-%02d", (int)month->year, (int)month->month));
    put(&one, "articles", number_of(month->articles));
    add(&months, made(&one));
  }
  put(&object, "articles", number_of(history->articles));
  put(&object, "folded", number_of(history->folded));
  put(&object, "undated", number_of(history->undated));
  put(&object, "year_only", number_of(history->year_only));
  put(&object, "complete", json_boolean(history->complete));
  put(&object, "first", first_of(&history->first));
  put(&object, "first_in_these_words", first_of(&history->first_exact));
  put(&object, "variants", made(&variants));
  put(&object, "variant_count", number_of(history->variants_all));
  put(&object, "months", made(&months));
  return made(&object);
}

static void put_quote(tree *object, const vb_quote_answer *answer) {
  tree matches = list_new();
  for (size_t i = 0; i < answer->hit_count; i++) add(&matches, quote_hit_of(&answer->hits[i]));
  put(object, "quote", text_of(answer->quote));
  put(object, "verdict", json_string(vb_verdict_name(answer->verdict)));
  put(object, "total", number_of(answer->total));
  put(object, "total_exact", json_boolean(answer->total_exact));
  put(object, "first_unsure", json_boolean(answer->first_unsure));
  put(object, "note", answer->note.n ? text_of(answer->note) : json_null());
  put(object, "took_ms", decimal_of(answer->took_ms));
  put(object, "searched", searched_of(answer));
  put(object, "matches", made(&matches));
  put(object, "earlier", answer->earlier ? quote_hit_of(answer->earlier) : json_null());
  put(object, "nearest", answer->nearest ? quote_hit_of(answer->nearest) : json_null());
  if (answer->history) put(object, "history", history_of(answer->history));
  put(object, "failed_shards", failures_of(answer->failures, answer->failure_count));
}

vb_status vb_quote_to_json(const vb_quote_answer *answer, vb_arena *arena, vb_str *out,
                           vb_error *err) {
  tree object = object_new();
  put_quote(&object, answer);
  return finish(&object, arena, out, err);
}

static json_t *error_of(const vb_error *error) {
  tree object = object_new();
  put(&object, "status", json_string(vb_status_name(error->status)));
  put(&object, "message", text_of(vb_str_of(error->text)));
  return made(&object);
}

vb_status vb_quote_record_to_json(const vb_quote_record *record, vb_arena *arena, vb_str *out,
                                  vb_error *err) {
  tree object = object_new();
  if (record->line > 0) put(&object, "line", number_of(record->line));
  put(&object, "id", text_of(record->id));
  if (record->answer) put_quote(&object, record->answer);
  else put(&object, "error", error_of(record->wrong));
  return finish(&object, arena, out, err);
}

vb_status vb_error_to_json(const vb_error *what, vb_arena *arena, vb_str *out, vb_error *err) {
  tree object = object_new();
  put(&object, "error", error_of(what));
  return finish(&object, arena, out, err);
}

vb_status vb_store_info_to_json(const vb_store_info *info, vb_arena *arena, vb_str *out,
                                vb_error *err) {
  tree object = object_new();
  put(&object, "version", json_string(VB_VERSION_TEXT));
  put(&object, "engine", text_of(info->engine));
  put(&object, "language", text_of(info->language));
  put(&object, "articles", number_of(info->articles));
  put(&object, "first_day", day_of(info->first_day));
  put(&object, "last_day", day_of(info->last_day));
  return finish(&object, arena, out, err);
}

/* ---- quotations ------------------------------------------------------------------ */

static json_t *listed_part_of(const vb_listed_part *part) {
  tree object = object_new();
  put(&object, "text", text_of(part->text));
  put(&object, "start", number_of(part->place.start));
  put(&object, "end", number_of(part->place.end));
  put(&object, "marks", marks_of(part->text, part->marks));
  return made(&object);
}

/* Without its article, where the answer is about one. */
static tree quotation_of(const vb_listed_quotation *quotation) {
  tree object = object_new(), parts = list_new();
  for (size_t i = 0; i < quotation->part_count; i++)
    add(&parts, listed_part_of(&quotation->parts[i]));
  put(&object, "parts", made(&parts));
  put(&object, "mention", text_of(quotation->mention));
  put(&object, "cue", text_of(quotation->cue));
  put(&object, "speaker", text_of(quotation->speaker));
  put(&object, "confidence", decimal_of(quotation->confidence / 100.0));
  put(&object, "speaker_confidence",
      quotation->speaker.n ? decimal_of(quotation->speaker_confidence / 100.0) : json_null());
  return object;
}

static json_t *listed_of(const vb_listed_quotation *quotation) {
  tree object = quotation_of(quotation), article = object_new();
  put_article(&article, &quotation->article);
  put(&object, "article", made(&article));
  return made(&object);
}

static json_t *quotations_of(const vb_listed_quotation *quotations, size_t count) {
  tree list = list_new();
  for (size_t i = 0; i < count; i++) add(&list, listed_of(&quotations[i]));
  return made(&list);
}

vb_status vb_said_to_json(const vb_said_request *request, const vb_said_result *result,
                          vb_arena *arena, vb_str *out, vb_error *err) {
  tree answer = object_new(), notes = list_new();
  for (size_t i = 0; i < result->reading.note_count; i++)
    add(&notes, text_of(result->reading.notes[i]));
  put(&answer, "query", text_of(request->query.p ? request->query : VB_STR("")));
  put(&answer, "speaker", text_of(request->speaker));
  put(&answer, "read_as", text_of(result->reading.read_as));
  put(&answer, "notes", made(&notes));
  put(&answer, "sort", json_string(vb_sort_name(request->sort)));
  put(&answer, "from", number_of(request->from));
  put(&answer, "size", number_of(request->size));
  put(&answer, "quotations", quotations_of(result->quotations, result->count));
  put(&answer, "more", json_boolean(result->more));
  put(&answer, "articles", number_of(result->articles));
  put(&answer, "articles_exact", json_boolean(result->articles_exact));
  put(&answer, "timed_out", json_boolean(result->timed_out));
  put(&answer, "took_ms", decimal_of(result->took_ms));
  put(&answer, "did_you_mean", text_of(result->did_you_mean));
  put(&answer, "failed_shards", failures_of(result->failures, result->failure_count));
  return finish(&answer, arena, out, err);
}

vb_status vb_speaker_to_json(const vb_speaker_profile *profile, vb_arena *arena, vb_str *out,
                             vb_error *err) {
  tree answer = object_new();
  put(&answer, "name", text_of(profile->name));
  put(&answer, "names", facet_of(profile->names, profile->name_count));
  put(&answer, "quotations", number_of(profile->quotations));
  put(&answer, "articles_read", number_of(profile->articles_read));
  put(&answer, "articles", number_of(profile->articles));
  put(&answer, "articles_exact", json_boolean(profile->articles_exact));
  put(&answer, "years", facet_of(profile->years, profile->year_count));
  put(&answer, "sources", facet_of(profile->sources, profile->source_count));
  put(&answer, "latest", quotations_of(profile->latest, profile->latest_count));
  put(&answer, "timed_out", json_boolean(profile->timed_out));
  put(&answer, "took_ms", decimal_of(profile->took_ms));
  put(&answer, "did_you_mean", text_of(profile->did_you_mean));
  put(&answer, "failed_shards", failures_of(profile->failures, profile->failure_count));
  return finish(&answer, arena, out, err);
}

/* ---- one article ---------------------------------------------------------------- */

/* Paragraphs are parted by a blank line. */
static json_t *paragraphs_of(vb_str text) {
  tree list = list_new();
  counter chars = {.text = text};
  for (size_t start = 0; start < text.n;) {
    const char *blank = memmem(text.p + start, text.n - start, "\n\n", 2);
    size_t end = blank ? (size_t)(blank - text.p) : text.n;
    if (end > start) add(&list, range_of(&chars, start, end));
    start = blank ? end + 2 : end;
  }
  return made(&list);
}

static json_t *comments_of(const vb_article_view *view) {
  tree list = list_new();
  for (size_t i = 0; i < view->comment_count; i++) {
    const vb_article_comment *comment = &view->comments[i];
    tree one = object_new();
    put(&one, "author", text_of(comment->author));
    put(&one, "date", text_of(comment->date));
    put(&one, "text", text_of(comment->text));
    put(&one, "marks", marks_of(comment->text, comment->marks));
    add(&list, made(&one));
  }
  return made(&list);
}

vb_status vb_article_view_to_json(const vb_article_view *view, vb_arena *arena, vb_str *out,
                                  vb_error *err) {
  tree object = object_new(), quotations = list_new();
  for (size_t i = 0; i < view->quotation_count; i++) {
    tree one = quotation_of(&view->quotations[i]);
    add(&quotations, made(&one));
  }
  put_article(&object, &view->article);
  put(&object, "text", text_of(view->text));
  put(&object, "paragraphs", paragraphs_of(view->text));
  put(&object, "comments", comments_of(view));
  put(&object, "quotations", made(&quotations));
  put(&object, "title_marks", marks_of(view->article.title, view->title_marks));
  put(&object, "text_marks", marks_of(view->text, view->text_marks));
  put(&object, "matches", number_of(view->match_count));
  put(&object, "path", text_of(view->path));
  put(&object, "record", number_of(view->record));
  put(&object, "replaced", number_of(view->replaced));
  put(&object, "copies", copies_of(&view->copies));
  return finish(&object, arena, out, err);
}
