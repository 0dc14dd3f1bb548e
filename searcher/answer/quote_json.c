/*
 * quote_json.c - writes the JSON of a quote's verdict, with its matches and its history.
 */
#include "searcher/answer/answer_internal.h"
#include "searcher/answer/answer_json_internal.h"

static void put_diff(vb_json_writer *json, const vb_quote_diff *diff, size_t count) {
  vb_json_open_list(json, "diff");
  for (size_t i = 0; i < count; i++) {
    const vb_quote_diff *piece = &diff[i];
    vb_json_open_object(json, NULL);
    vb_json_text(json, "op", vb_edit_name(piece->kind));
    vb_json_string(json, "quote", piece->quote);
    vb_json_string(json, "article", piece->article);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

static void put_changes(vb_json_writer *json, unsigned changes) {
  vb_json_open_list(json, "changes");
  for (unsigned bit = 1; bit <= VB_CHANGE_LAST; bit *= 2)
    if (changes & bit) vb_json_text(json, NULL, vb_change_name(bit));
  vb_json_close_list(json);
}

static void put_hit(vb_json_writer *json, const char *name, const vb_quote_hit *hit) {
  if (!hit) {
    vb_json_null(json, name);
    return;
  }
  vb_utf8_counter chars = {.text = hit->part_text};
  vb_json_open_object(json, name);
  vb_json_text(json, "verdict", vb_verdict_name(hit->verdict));
  vb_json_article_members(json, &hit->article);
  vb_json_text(json, "field", vb_json_part_name(hit->part));
  vb_json_range_members(json, &chars, hit->start, hit->end);
  vb_json_string(json, "text", hit->text);
  vb_json_decimal(json, "agreement", hit->agreement);
  put_changes(json, hit->changes);
  put_diff(json, hit->diff, hit->diff_count);
  vb_json_string(json, "speaker", hit->speaker);
  if (hit->speaker.n) vb_json_decimal(json, "confidence", hit->confidence / 100.0);
  else vb_json_null(json, "confidence");
  vb_json_boolean(json, "quoted_within", hit->within);
  vb_json_string(json, "inner_mention", hit->inner_mention);
  vb_json_string(json, "inner_speaker", hit->inner_speaker);
  vb_json_boolean(json, "number_written_otherwise", hit->number_written);
  vb_json_snippet(json, "snippet", &hit->snippet);
  vb_json_copies(json, &hit->copies);
  vb_json_close_object(json);
}

static void put_choices(vb_json_writer *json, const vb_filter *filter) {
  vb_json_open_list(json, "choices");
  for (size_t i = 0; i < filter->choice_count; i++) {
    const vb_choice *choice = &filter->choices[i];
    vb_json_open_object(json, NULL);
    vb_json_text(json, "facet", vb_facet_name(choice->kind));
    vb_json_string(json, "value", choice->value);
    vb_json_boolean(json, "excluded", choice->excluded);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

/* The one value of a facet that the filter chooses; absent if there are several. */
static vb_str only_choice(const vb_filter *filter, vb_facet_kind kind, vb_str alone) {
  size_t count = alone.n > 0;
  for (size_t i = 0; i < filter->choice_count; i++) {
    if (filter->choices[i].kind != kind || filter->choices[i].excluded) continue;
    alone = filter->choices[i].value;
    count++;
  }
  return count == 1 ? alone : VB_STR_NONE;
}

/* What a "not found" refers to. */
static void put_searched(vb_json_writer *json, const vb_quote_answer *answer) {
  vb_json_open_object(json, "searched");
  vb_json_number(json, "articles", answer->searched);
  vb_json_day(json, "from", answer->first_day);
  vb_json_day(json, "to", answer->last_day);
  vb_json_number(json, "parts_missing", answer->failure_count);
  vb_json_open_object(json, "filters");
  vb_json_string(json, "after", answer->filter.after);
  vb_json_string(json, "before", answer->filter.before);
  const vb_filter *filter = &answer->filter;
  vb_json_string(json, "source", only_choice(filter, VB_FACET_SOURCE, filter->source));
  vb_json_string(json, "author", only_choice(filter, VB_FACET_AUTHOR, filter->author));
  put_choices(json, filter);
  vb_json_close_object(json);
  vb_json_number(json, "without_filter", answer->without_filter);
  vb_json_text(json, "without_filter_verdict",
               answer->without_filter ? vb_verdict_name(answer->without_verdict) : NULL);
  vb_json_close_object(json);
}

/* ---- history ----------------------------------------------------------------------- */

static void put_variant_sources(vb_json_writer *json, const vb_quote_variant *variant) {
  vb_json_open_list(json, "sources");
  for (size_t i = 0; i < variant->source_count; i++) {
    vb_json_open_object(json, NULL);
    vb_json_string(json, "name", variant->sources_named[i].name);
    vb_json_number(json, "articles", variant->sources_named[i].articles);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

static void put_variant(vb_json_writer *json, const vb_quote_variant *variant) {
  char date[VB_DATE_TEXT];
  vb_date_format(variant->first, date);
  vb_json_open_object(json, NULL);
  vb_json_string(json, "wording", variant->wording);
  vb_json_text(json, "verdict", vb_verdict_name(variant->verdict));
  vb_json_decimal(json, "agreement", variant->agreement);
  put_changes(json, variant->changes);
  vb_json_number(json, "articles", variant->articles);
  vb_json_text(json, "first", date[0] ? date : NULL);
  vb_json_string(json, "first_id", variant->first_id);
  put_variant_sources(json, variant);
  vb_json_number(json, "source_count", variant->sources);
  vb_json_number(json, "unnamed", variant->unnamed);
  put_diff(json, variant->diff, variant->diff_count);
  vb_json_close_object(json);
}

static void put_first(vb_json_writer *json, const char *name, const vb_quote_first *first) {
  if (!first->known) {
    vb_json_null(json, name);
    return;
  }
  char date[VB_DATE_TEXT];
  vb_date_format(first->date, date);
  vb_json_open_object(json, name);
  vb_json_string(json, "id", first->id);
  vb_json_string(json, "title", first->title);
  vb_json_string(json, "source", first->source);
  vb_json_open_object(json, "published");
  vb_json_text(json, "date", date);
  vb_json_precision(json, first->date);
  vb_json_close_object(json);
  vb_json_text(json, "verdict", vb_verdict_name(first->verdict));
  vb_json_decimal(json, "agreement", first->agreement);
  put_changes(json, first->changes);
  vb_json_string(json, "wording", first->wording);
  vb_json_boolean(json, "sure", first->sure);
  vb_json_string(json, "doubt", first->sure ? VB_STR_NONE : first->doubt);
  vb_json_close_object(json);
}

static void put_months(vb_json_writer *json, const vb_quote_history *history) {
  vb_json_open_list(json, "months");
  for (size_t i = 0; i < history->month_count; i++) {
    const vb_quote_month *month = &history->months[i];
    vb_date date = {
        .year = (uint16_t)month->year, .month = (uint8_t)month->month, .precision = VB_DATE_MONTH};
    char text[VB_DATE_TEXT];
    vb_date_format(date, text);
    vb_json_open_object(json, NULL);
    vb_json_text(json, "month", text);
    vb_json_number(json, "articles", month->articles);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

static void put_history(vb_json_writer *json, const vb_quote_history *history) {
  vb_json_open_object(json, "history");
  vb_json_number(json, "articles", history->articles);
  vb_json_number(json, "folded", history->folded);
  vb_json_number(json, "undated", history->undated);
  vb_json_number(json, "year_only", history->year_only);
  vb_json_boolean(json, "complete", history->complete);
  put_first(json, "first", &history->first);
  put_first(json, "first_in_these_words", &history->first_exact);
  vb_json_open_list(json, "variants");
  for (size_t i = 0; i < history->variant_count; i++) put_variant(json, &history->variants[i]);
  vb_json_close_list(json);
  vb_json_number(json, "variant_count", history->variants_all);
  put_months(json, history);
  vb_json_close_object(json);
}

/* ---- whom the articles name ---------------------------------------------------------- */

static void put_votes(vb_json_writer *json, const char *name, const vb_witness_name *votes,
                      size_t count) {
  vb_json_open_list(json, name);
  for (size_t i = 0; i < count; i++) {
    vb_json_open_object(json, NULL);
    vb_json_string(json, "speaker", votes[i].speaker);
    vb_json_number(json, "articles", votes[i].articles);
    vb_json_number(json, "reports", votes[i].reports);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

static void put_witness(vb_json_writer *json, const vb_quote_witness *witness) {
  if (!witness) {
    vb_json_null(json, "witness");
    return;
  }
  vb_json_open_object(json, "witness");
  vb_json_number(json, "articles", witness->articles);
  vb_json_number(json, "reports", witness->reports);
  put_votes(json, "names", witness->names, witness->name_count);
  vb_json_boolean(json, "settled", witness->settled);
  vb_json_open_object(json, "nobody");
  vb_json_number(json, "articles", witness->nobody);
  vb_json_number(json, "reports", witness->nobody_reports);
  vb_json_close_object(json);
  put_votes(json, "quoted_by", witness->quoted_by, witness->quoted_by_count);
  vb_json_number(json, "unquoted", witness->unquoted);
  vb_json_boolean(json, "complete", witness->complete);
  vb_json_open_list(json, "others");
  for (size_t i = 0; i < witness->other_count; i++) {
    vb_json_open_object(json, NULL);
    vb_json_string(json, "speaker", witness->others[i].speaker);
    vb_json_article_members(json, &witness->others[i].article);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
  vb_json_close_object(json);
}

/* ---- answers ----------------------------------------------------------------------- */

static void put_quote_members(vb_json_writer *json, const vb_quote_answer *answer) {
  vb_json_string(json, "quote", answer->quote);
  vb_json_text(json, "verdict", vb_verdict_name(answer->verdict));
  vb_json_number(json, "total", answer->total);
  vb_json_boolean(json, "total_exact", answer->total_exact);
  vb_json_boolean(json, "first_unsure", answer->first_unsure);
  vb_json_string(json, "note", answer->note.n ? answer->note : VB_STR_NONE);
  vb_json_decimal(json, "took_ms", answer->took_ms);
  put_searched(json, answer);
  vb_json_open_list(json, "matches");
  for (size_t i = 0; i < answer->hit_count; i++) put_hit(json, NULL, &answer->hits[i]);
  vb_json_close_list(json);
  put_hit(json, "earlier", answer->earlier);
  put_hit(json, "nearest", answer->nearest);
  put_witness(json, answer->witness);
  if (answer->history) put_history(json, answer->history);
  vb_json_failures(json, answer->failures, answer->failure_count);
}

vb_status vb_quote_to_json(const vb_quote_answer *answer, vb_arena *arena, vb_str *out,
                           vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&text);
  vb_json_open_object(&json, NULL);
  put_quote_members(&json, answer);
  vb_json_close_object(&json);
  return vb_json_finish(&text, arena, out, err);
}

vb_status vb_quote_record_to_json(const vb_quote_record *record, vb_arena *arena, vb_str *out,
                                  vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&text);
  vb_json_open_object(&json, NULL);
  if (record->line > 0) vb_json_number(&json, "line", record->line);
  vb_json_string(&json, "id", record->id);
  if (record->answer) put_quote_members(&json, record->answer);
  else vb_json_error(&json, record->wrong);
  vb_json_close_object(&json);
  return vb_json_finish(&text, arena, out, err);
}
