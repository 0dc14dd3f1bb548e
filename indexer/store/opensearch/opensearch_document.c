/*
 * opensearch_document.c - the document of an article, as one line of JSON.
 *
 * Each field is a list of strings, one for each value (the title and the text; each comment, each
 * speaker, each part of a quotation): the terms, with spaces between them. Marks of sentences and
 * paragraphs are such strings too, so their positions agree with the words'.
 */
#include "indexer/store/opensearch/opensearch_schema.h"

#include "indexer/base/json_writer.h"
#include "indexer/store/opensearch/base64.h"
#include "indexer/store/quotation_fields.h"
#include "indexer/store/source_key.h"
#include "indexer/store/speaker_name.h"
#include "indexer/store/xapian/packed_record.h"
#include "indexer/text/shingles.h"

#include <stdio.h>

typedef struct document {
  vb_json_writer json;
  vb_stemmer *stemmer;
  vb_arena *arena;
  const vb_article *article;
  const vb_analysis *text;
  vb_analysis title;
  vb_str *speakers;
} document;

/* ---- words ---- */

typedef struct words {
  const vb_token *tokens;
  size_t count;
} words;

/* Writes a string that was made for it, and frees it. */
static void put_made(document *d, const char *name, vb_buf *made) {
  vb_json_string(&d->json, name, vb_buf_view(made));
  if (made->failed) d->json.out->failed = true;
  vb_buf_clear(made);
}

static void value(document *d, words of, bool stems) {
  vb_buf joined = VB_BUF_INIT;
  for (size_t i = 0; i < of.count; i++) {
    vb_str word = vb_token_term(&of.tokens[i]);
    if (i) vb_buf_char(&joined, ' ');
    vb_buf_str(&joined, stems ? vb_stem(d->stemmer, word) : word);
  }
  put_made(d, NULL, &joined);
}

typedef vb_status visitor(document *d, size_t i, words *out, vb_error *err);

/* A field of `count` values, and that of their stems. */
static vb_status field(document *d, vb_field name, size_t count, visitor *give, vb_error *err) {
  vb_status status = VB_OK;
  words *all = vb_arena_calloc(d->arena, count, sizeof *all);
  if (!all) return vb_fail(err, VB_NOMEM, "no memory left to index with");
  for (size_t i = 0; i < count && !status; i++) status = give(d, i, &all[i], err);
  for (int stems = 0; stems < 2 && count && !status; stems++) {
    vb_json_open_list(&d->json, vb_opensearch_field(name, stems));
    for (size_t i = 0; i < count; i++) value(d, all[i], stems);
    vb_json_close_list(&d->json);
  }
  return status;
}

static vb_status cut(document *d, vb_str text, words *out, vb_error *err) {
  vb_analysis made = {.token_count = 0};
  vb_status status = text.n ? vb_analyse_words(text, d->arena, &made, err) : VB_OK;
  *out = (words){made.tokens, made.token_count};
  return status;
}

/* The title as often as its words count: so the cluster weighs them as we do. */
static vb_status title_and_text(document *d, size_t i, words *out, vb_error *err) {
  (void)err;
  const vb_analysis *part = i < VB_TITLE_WEIGHT ? &d->title : d->text;
  *out = (words){part->tokens, part->token_count};
  return VB_OK;
}

static vb_status author(document *d, size_t i, words *out, vb_error *err) {
  return cut(d, d->article->authors[i], out, err);
}

static vb_status comment(document *d, size_t i, words *out, vb_error *err) {
  return cut(d, d->article->comments[i].text, out, err);
}

static vb_status source(document *d, size_t i, words *out, vb_error *err) {
  (void)i;
  return cut(d, d->article->source, out, err);
}

static vb_status section(document *d, size_t i, words *out, vb_error *err) {
  (void)i;
  return cut(d, d->article->section, out, err);
}

static vb_status language(document *d, size_t i, words *out, vb_error *err) {
  (void)i;
  return cut(d, d->article->language, out, err);
}

static vb_status speaker(document *d, size_t i, words *out, vb_error *err) {
  return cut(d, d->speakers[i], out, err);
}

/* Adds the pairs of words of one value. */
static void add_pairs(const vb_analysis *a, vb_buf *out) {
  for (size_t i = 1; i < a->token_count; i++) {
    vb_str before = vb_token_term(&a->tokens[i - 1]), word = vb_token_term(&a->tokens[i]);
    if (!vb_opensearch_is_pair(before, word)) continue;
    if (out->n) vb_buf_char(out, ' ');
    vb_opensearch_pair(before, word, out);
  }
}

static void pairs(document *d) {
  vb_buf all = VB_BUF_INIT;
  add_pairs(&d->title, &all);
  add_pairs(d->text, &all);
  if (all.n || all.failed) put_made(d, VB_OPENSEARCH_PAIRS, &all);
}

/* ---- quotations ---- */

static void said(document *d, bool stems) {
  const vb_article *a = d->article;
  vb_json_open_list(&d->json, vb_opensearch_field(VB_FIELD_SAID, stems));
  for (size_t i = 0; i < a->quotation_count; i++)
    for (uint32_t p = 0; p < a->quotations[i].part_count; p++) {
      vb_token_range range = vb_quotation_tokens(d->text, a->quotations[i].parts[p]);
      value(d, (words){d->text->tokens + range.first, range.end - range.first}, stems);
    }
  vb_json_close_list(&d->json);
}

static vb_status speakers(document *d, vb_error *err) {
  vb_str *names;
  size_t count;
  vb_status status = vb_quotation_speakers(d->article, d->arena, &d->speakers, &count, err);
  if (!status) status = field(d, VB_FIELD_SPEAKER, count, speaker, err);
  if (!status) status = vb_speaker_terms(d->article, d->arena, &names, &count, err);
  if (status || !count) return status;
  vb_json_open_list(&d->json, vb_opensearch_field(VB_FIELD_SPEAKER_NAME, false));
  for (size_t i = 0; i < count; i++) vb_json_string(&d->json, NULL, names[i]);
  vb_json_close_list(&d->json);
  return VB_OK;
}

/* ---- sentences and paragraphs ---- */

static bool same_paragraph(const vb_analysis *a, size_t i, size_t k) {
  return a->sentences[i].paragraph == a->sentences[k].paragraph;
}

static bool has_words(const vb_sentence *s) {
  return s->end_token > s->first_token;
}

/* The next sentence in a direction that has words; SIZE_MAX for none. */
static size_t beside(const vb_analysis *a, size_t i, int step) {
  do i += (size_t)step;
  while (i < a->sentence_count && !has_words(&a->sentences[i]));
  return i < a->sentence_count ? i : SIZE_MAX;
}

static void marks(document *d, const vb_analysis *a, bool paragraphs) {
  vb_buf out = VB_BUF_INIT;
  for (size_t i = 0; i < a->sentence_count; i++) {
    const vb_sentence *s = &a->sentences[i];
    if (!has_words(s)) continue;
    size_t before = beside(a, i, -1), after = beside(a, i, 1);
    bool begins = !paragraphs || before == SIZE_MAX || !same_paragraph(a, i, before);
    bool ends = !paragraphs || after == SIZE_MAX || !same_paragraph(a, i, after);
    for (uint32_t t = s->first_token; t < s->end_token; t++) {
      bool b = begins && t == s->first_token, e = ends && t == s->end_token - 1;
      if (out.n) vb_buf_char(&out, ' ');
      vb_buf_char(&out, VB_OPENSEARCH_MARKS[b + 2 * e]);
    }
  }
  put_made(d, NULL, &out);
}

static void all_marks(document *d, const char *name, bool paragraphs) {
  vb_json_open_list(&d->json, name);
  for (int i = 0; i < VB_TITLE_WEIGHT; i++) marks(d, &d->title, paragraphs);
  marks(d, d->text, paragraphs);
  vb_json_close_list(&d->json);
}

/* ---- what is not words ---- */

static void add_dates(document *d) {
  vb_date date = d->article->published;
  uint32_t first = vb_date_first_day(date), last = vb_date_last_day(date), day = first;
  if (!first) return;
  if (first != last) day = first / 100 == last / 100 ? first / 100 * 100 : first / 10000 * 10000;
  vb_json_number(&d->json, VB_OPENSEARCH_DAY, day);
  vb_json_number(&d->json, VB_OPENSEARCH_FIRST_DAY, first);
  vb_json_number(&d->json, VB_OPENSEARCH_LAST_DAY, last);
  vb_json_number(&d->json, VB_OPENSEARCH_FIRST_MINUTE, vb_date_first_minute(date));
  vb_json_number(&d->json, VB_OPENSEARCH_LAST_MINUTE, vb_date_last_minute(date));
}

static void add_keys(document *d) {
  uint32_t keys[VB_SHINGLE_KEYS];
  size_t count = vb_shingle_keys(d->text, keys);
  vb_json_open_list(&d->json, VB_OPENSEARCH_KEYS);
  for (size_t i = 0; i < count; i++) vb_json_number(&d->json, NULL, keys[i]);
  vb_json_close_list(&d->json);
}

static void add_source(document *d) {
  vb_source_key key;
  if (!d->article->source.n) return;
  vb_json_string(&d->json, VB_OPENSEARCH_SOURCE, d->article->source);
  if (vb_source_key_of(d->article->source, key))
    vb_json_text(&d->json, vb_opensearch_field(VB_FIELD_SOURCE_KEY, false), key);
}

/* ---- bytes ---- */

static void add_bytes(document *d, const char *name, vb_str bytes) {
  vb_buf text = VB_BUF_INIT;
  vb_base64_write(bytes, &text);
  put_made(d, name, &text);
}

static vb_status add_record(document *d, vb_error *err) {
  vb_buf packed = VB_BUF_INIT;
  vb_status status = vb_record_pack(d->article, &packed, err);
  if (!status) add_bytes(d, VB_OPENSEARCH_RECORD, vb_buf_view(&packed));
  vb_buf_clear(&packed);
  return status;
}

vb_status vb_opensearch_record_read(vb_str base64, vb_arena *arena, vb_article *out,
                                    vb_error *err) {
  vb_buf packed = VB_BUF_INIT;
  *out = (vb_article){0};
  vb_status status = vb_base64_read(base64, &packed, err);
  if (!status) status = vb_record_unpack(vb_buf_view(&packed), arena, out, err);
  vb_buf_clear(&packed);
  return status;
}

/* ---- all of it ---- */

static vb_status add_words(document *d, vb_error *err) {
  const vb_article *a = d->article;
  vb_status status = field(d, VB_FIELD_TEXT, VB_TITLE_WEIGHT + 1, title_and_text, err);
  if (!status) status = field(d, VB_FIELD_TITLE, 1, title_and_text, err);
  if (!status) status = field(d, VB_FIELD_AUTHOR, a->author_count, author, err);
  if (!status) status = field(d, VB_FIELD_COMMENTS, a->comment_count, comment, err);
  if (!status) status = field(d, VB_FIELD_SOURCE, a->source.n > 0, source, err);
  if (!status) status = field(d, VB_FIELD_SECTION, a->section.n > 0, section, err);
  if (!status) status = field(d, VB_FIELD_LANGUAGE, a->language.n > 0, language, err);
  if (!status) status = speakers(d, err);
  pairs(d);
  said(d, false);
  said(d, true);
  return status;
}

vb_status vb_opensearch_document(const vb_article *article, const vb_analysis *text,
                                 uint64_t number, uint64_t hash, vb_stemmer *stemmer,
                                 vb_arena *scratch, vb_buf *out, vb_error *err) {
  document d = {.json = vb_json_begin(out),
                .stemmer = stemmer,
                .arena = scratch,
                .article = article,
                .text = text};
  char decimal[24];
  vb_status status = VB_OK;
  if (article->title.n) status = vb_analyse(article->title, scratch, &d.title, err);
  if (status) return status;
  snprintf(decimal, sizeof decimal, "%llu", (unsigned long long)hash);
  vb_json_open_object(&d.json, NULL);
  vb_json_string(&d.json, VB_OPENSEARCH_ID, article->id);
  vb_json_text(&d.json, VB_OPENSEARCH_HASH, decimal);
  add_bytes(&d, VB_OPENSEARCH_PATH, article->path);
  vb_json_number(&d.json, VB_OPENSEARCH_NUMBER, number);
  add_dates(&d);
  add_keys(&d);
  add_source(&d);
  status = add_words(&d, err);
  all_marks(&d, VB_OPENSEARCH_SENTENCES, false);
  all_marks(&d, VB_OPENSEARCH_PARAGRAPHS, true);
  if (!status) status = add_record(&d, err);
  vb_json_close_object(&d.json);
  return status ? status : vb_buf_ok(out, err);
}
