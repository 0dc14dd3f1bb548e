/*
 * article_view_json.c - writes the JSON of one article, and of those related to it.
 */
#include "searcher/answer/answer_internal.h"
#include "searcher/answer/answer_json_internal.h"

static void put_paragraphs(vb_json_writer *json, vb_str text) {
  vb_utf8_counter chars = {.text = text};
  vb_json_open_list(json, "paragraphs");
  vb_str paragraph;
  for (size_t at = 0; vb_str_next_paragraph(text, &at, &paragraph);) {
    size_t start = (size_t)(paragraph.p - text.p);
    if (paragraph.n) vb_json_range(json, NULL, &chars, start, start + paragraph.n);
  }
  vb_json_close_list(json);
}

static void put_quotations(vb_json_writer *json, const vb_article_view *view) {
  vb_json_open_list(json, "quotations");
  for (size_t i = 0; i < view->quotation_count; i++) {
    vb_json_open_object(json, NULL);
    vb_json_quotation_members(json, &view->quotations[i]);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

static void put_comments(vb_json_writer *json, const vb_article_view *view) {
  vb_json_open_list(json, "comments");
  for (size_t i = 0; i < view->comment_count; i++) {
    const vb_article_comment *comment = &view->comments[i];
    vb_json_open_object(json, NULL);
    vb_json_string(json, "author", comment->author);
    vb_json_string(json, "date", comment->date);
    vb_json_string(json, "text", comment->text);
    vb_json_marks(json, "marks", comment->text, comment->marks);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

vb_status vb_article_view_to_json(const vb_article_view *view, vb_arena *arena, vb_str *out,
                                  vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&text);
  vb_json_open_object(&json, NULL);
  vb_json_article_members(&json, &view->article);
  vb_json_string(&json, "text", view->text);
  put_paragraphs(&json, view->text);
  put_comments(&json, view);
  put_quotations(&json, view);
  vb_json_marks(&json, "title_marks", view->article.title, view->title_marks);
  vb_json_marks(&json, "text_marks", view->text, view->text_marks);
  vb_json_number(&json, "matches", view->match_count);
  vb_json_string(&json, "path", view->path);
  vb_json_number(&json, "record", view->record);
  vb_json_number(&json, "replaced", view->replaced);
  vb_json_copies(&json, &view->copies);
  vb_json_close_object(&json);
  return vb_json_finish(&text, arena, out, err);
}

vb_status vb_related_to_json(const vb_related_answer *answer, vb_arena *arena, vb_str *out,
                             vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&text);
  vb_json_open_object(&json, NULL);
  vb_json_open_list(&json, "articles");
  for (size_t i = 0; i < answer->count; i++) {
    const vb_related_article *one = &answer->articles[i];
    vb_json_open_object(&json, NULL);
    vb_json_article_members(&json, &one->article);
    vb_json_decimal(&json, "weight", one->weight);
    vb_json_open_list(&json, "words");
    for (size_t k = 0; k < one->word_count; k++) vb_json_string(&json, NULL, one->words[k]);
    vb_json_close_list(&json);
    vb_json_close_object(&json);
  }
  vb_json_close_list(&json);
  vb_json_boolean(&json, "timed_out", answer->timed_out);
  vb_json_decimal(&json, "took_ms", answer->took_ms);
  vb_json_failures(&json, answer->failures, answer->failure_count);
  vb_json_close_object(&json);
  return vb_json_finish(&text, arena, out, err);
}
