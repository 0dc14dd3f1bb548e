/*
 * match.c - evaluates a query over one article, from the leaves up.
 *
 * An article is a sequence of parts, which no match crosses: the body, the title, each
 * author, source, section, language, each comment, each speaker, each part of each
 * quotation (a window on the words of the body). The words of all leaves are looked up
 * in one walk over the parts that the query names (match_words.c). Then each node
 * yields whether it matched, and the list of its matches (match_list.c):
 *
 *   TERM, PREFIX, PHRASE       their places
 *   OR                         the lists of all children together
 *   NEAR, SENTENCE, PARAGRAPH  of both lists, the matches that have a partner in the other
 *   AND, ANDNOT                decided for the whole article; the list is that of the
 *                              children that are not excluded
 *
 * The matches of a NEAR inside another operator are the matches of its two sides that
 * are near each other, so "a NEAR b NEAR c" is a chain.
 */
#include "searcher/query/match.h"

#include "indexer/store/source_key.h"
#include "indexer/store/quotation_fields.h"
#include "indexer/store/speaker_name.h"
#include "searcher/query/match_list.h"

#include <stdlib.h>

typedef struct part {
  vb_field field;
  uint32_t ordinal; /* of the comment, author or speaker */
  vb_str text;
  bool cut, sentenced; /* into words; those into sentences */
  vb_analysis words;
  /* Of a part of a quotation: */
  uint32_t quotation;
  vb_extent extent;    /* in the body */
  uint32_t base_token; /* the index of its first word among the body's words */
} part;

struct vb_match_article {
  const vb_article *article;
  vb_stemmer *stemmer;
  vb_arena *arena;
  part *parts; /* by field, ordinal */
  size_t part_count;
};

static void add_part(vb_match_article *m, vb_field field, size_t ordinal, vb_str text) {
  m->parts[m->part_count++] = (part){.field = field, .ordinal = (uint32_t)ordinal, .text = text};
}

static void add_said(vb_match_article *m, const vb_article *article) {
  uint32_t ordinal = 0;
  for (size_t i = 0; i < article->quotation_count; i++)
    for (uint32_t p = 0; p < article->quotations[i].part_count; p++) {
      add_part(m, VB_FIELD_SAID, ordinal++, article->text);
      m->parts[m->part_count - 1].quotation = (uint32_t)i;
      m->parts[m->part_count - 1].extent = article->quotations[i].parts[p];
    }
}

/* Lists the parts of the article that fields search. The words of a part are made when a query
   first needs them, because most queries are about the text alone. */
vb_status vb_match_open(const vb_article *article, vb_stemmer *stemmer, vb_arena *arena,
                        vb_match_article **out, vb_error *err) {
  *out = NULL;
  vb_match_article *m = vb_arena_calloc(arena, 1, sizeof *m);
  vb_str *speakers;
  size_t speaker_count;
  vb_status status = vb_quotation_speakers(article, arena, &speakers, &speaker_count, err);
  if (status != VB_OK) return status;
  size_t capacity = VB_FIELD_COUNT + article->author_count + article->comment_count + speaker_count;
  for (size_t i = 0; i < article->quotation_count; i++)
    capacity += article->quotations[i].part_count;
  if (m) m->parts = vb_arena_calloc(arena, capacity, sizeof *m->parts);
  if (!m || !m->parts) return vb_fail(err, VB_NOMEM, "no memory for the parts of an article");
  m->article = article;
  m->stemmer = stemmer;
  m->arena = arena;
  add_part(m, VB_FIELD_TEXT, 0, article->text);
  add_part(m, VB_FIELD_TITLE, 0, article->title);
  for (size_t i = 0; i < article->author_count; i++)
    add_part(m, VB_FIELD_AUTHOR, i, article->authors[i]);
  add_part(m, VB_FIELD_SOURCE, 0, article->source);
  for (size_t i = 0; i < article->comment_count; i++)
    add_part(m, VB_FIELD_COMMENTS, i, article->comments[i].text);
  for (size_t i = 0; i < speaker_count; i++) add_part(m, VB_FIELD_SPEAKER, i, speakers[i]);
  add_said(m, article);
  add_part(m, VB_FIELD_SECTION, 0, article->section);
  add_part(m, VB_FIELD_LANGUAGE, 0, article->language);
  *out = m;
  return VB_OK;
}

/* The body's words and sentences that are inside a part of a quotation. */
static vb_status cut_said(vb_match_article *m, part *p, const vb_analysis *body, vb_error *err) {
  vb_token_range range = vb_quotation_tokens(body, p->extent);
  p->base_token = range.first;
  p->words = (vb_analysis){.text = body->text,
                           .tokens = body->tokens + range.first,
                           .token_count = range.end - range.first,
                           .paragraph_count = body->paragraph_count};
  p->cut = true;
  if (p->words.token_count == 0) return VB_OK;
  size_t from = vb_analysis_sentence_of(body, range.first);
  size_t to = vb_analysis_sentence_of(body, range.end - 1) + 1;
  p->words.sentences = vb_arena_alloc(m->arena, (to - from) * sizeof *p->words.sentences);
  if (!p->words.sentences) return vb_fail(err, VB_NOMEM, "no memory for the parts of an article");
  p->words.sentence_count = to - from;
  for (size_t i = from; i < to; i++) {
    vb_sentence s = body->sentences[i];
    uint32_t first = s.first_token > range.first ? s.first_token : range.first;
    uint32_t end = s.end_token < range.end ? s.end_token : range.end;
    s.first_token = first - range.first;
    s.end_token = end - range.first;
    p->words.sentences[i - from] = s;
  }
  return VB_OK;
}

/* Most parts are only looked through for words: their sentences are cut when they are needed. */
static vb_status cut_sentences(vb_match_article *m, part *p, vb_error *err) {
  if (p->sentenced) return VB_OK;
  vb_status status = vb_analyse_sentences(&p->words, m->arena, err);
  p->sentenced = status == VB_OK;
  return status;
}

static vb_status cut_part(vb_match_article *m, part *p, vb_error *err) {
  if (p->cut) return VB_OK;
  if (p->field == VB_FIELD_SAID) {
    part *body = &m->parts[0];
    vb_status status = cut_part(m, body, err);
    if (status == VB_OK) status = cut_sentences(m, body, err);
    if (status == VB_OK) status = cut_said(m, p, &body->words, err);
    p->sentenced = p->cut;
    return status;
  }
  vb_status status = vb_analyse_words(p->text, m->arena, &p->words, err);
  p->cut = status == VB_OK;
  return status;
}

static part *find_part(vb_match_article *m, vb_field field, size_t ordinal) {
  for (size_t i = 0; i < m->part_count; i++) {
    /* The parts of one field are adjacent, so the first gives the place of all. */
    if (m->parts[i].field != field) continue;
    return ordinal < m->part_count - i && m->parts[i + ordinal].field == field
               ? &m->parts[i + ordinal]
               : NULL;
  }
  return NULL;
}

vb_status vb_match_analysis(vb_match_article *article, vb_field field, size_t comment,
                            const vb_analysis **out, vb_error *err) {
  *out = NULL;
  part *p = find_part(article, field, comment);
  if (!p)
    return vb_fail(err, VB_NOT_FOUND, "the article has no %s %zu", vb_field_name(field), comment);
  vb_status status = cut_part(article, p, err);
  if (status == VB_OK) status = cut_sentences(article, p, err);
  if (status == VB_OK) *out = &p->words;
  return status;
}

/* ---- leaves ----------------------------------------------------------- */

typedef struct evaluation {
  vb_match_article *article;
  vb_arena *arena;
  vb_wanted wanted;
  const vb_quotation *only; /* only this quotation's speaker and words match; NULL: all do */
  vb_error *err;
} evaluation;

static bool looks_into(const evaluation *e, const part *p) {
  if (!e->only) return true;
  if (p->field == VB_FIELD_SAID) return &e->article->article->quotations[p->quotation] == e->only;
  return p->field != VB_FIELD_SPEAKER || vb_str_eq(p->text, e->only->speaker);
}

/* A search without a field covers title and body. */
static bool field_covers(vb_field asked, vb_field of_part) {
  return asked == of_part || (asked == VB_FIELD_TEXT && of_part == VB_FIELD_TITLE);
}

static void fields_of(const vb_query *q, bool fields[VB_FIELD_COUNT]) {
  bool leaf = q->kind == VB_QUERY_TERM || q->kind == VB_QUERY_PREFIX || q->kind == VB_QUERY_PHRASE;
  if (leaf && q->field < VB_FIELD_COUNT) fields[q->field] = true;
  if (q->kind == VB_QUERY_PHRASE) return;
  for (size_t i = 0; i < q->child_count; i++) fields_of(q->children[i], fields);
}

static vb_status look_up_words(evaluation *e, const vb_query *query) {
  bool fields[VB_FIELD_COUNT] = {false};
  fields_of(query, fields);
  if (fields[VB_FIELD_TEXT]) fields[VB_FIELD_TITLE] = true;
  vb_status status = vb_wanted_init(&e->wanted, query, e->arena, e->err);
  for (size_t i = 0; status == VB_OK && i < e->article->part_count; i++) {
    part *p = &e->article->parts[i];
    if (!fields[p->field] || !looks_into(e, p)) continue;
    status = cut_part(e->article, p, e->err);
    if (status == VB_OK)
      status = vb_wanted_scan(&e->wanted, (uint32_t)i, &p->words, e->article->stemmer, e->err);
  }
  return status == VB_OK ? vb_wanted_finish(&e->wanted, e->err) : status;
}

static vb_status no_memory(evaluation *e) {
  return vb_fail(e->err, VB_NOMEM, "no memory for the matches in an article");
}

static vb_status find_word(evaluation *e, const vb_query *leaf, vb_found_list *out) {
  const vb_wanted_word *word = vb_wanted_of(&e->wanted, leaf);
  for (size_t i = 0; i < word->count; i++) {
    const vb_word_place *at = &e->wanted.places[e->wanted.by_word[word->first + i]];
    if (!field_covers(leaf->field, e->article->parts[at->part].field)) continue;
    if (!vb_found_add(out, e->arena, (vb_found){at->part, at->token, at->token + 1, leaf}))
      return no_memory(e);
  }
  return VB_OK;
}

typedef struct phrase_context {
  const vb_match_article *article;
  vb_field field;
} phrase_context;

static size_t tokens_in(const void *context, uint32_t number) {
  const phrase_context *c = context;
  const part *p = &c->article->parts[number];
  return field_covers(c->field, p->field) ? p->words.token_count : 0;
}

/* Whether the numbers in a match have the signs that the phrase asks for. */
static bool has_signs(const vb_match_article *m, const vb_query *phrase, const vb_found *found) {
  const vb_analysis *words = &m->parts[found->part].words;
  for (size_t i = 0; i < phrase->child_count; i++) {
    const vb_number_signs *asked = phrase->children[i]->signs;
    if (!asked) continue;
    vb_number_signs printed = vb_signs_of(words, found->first + i);
    if ((asked->currency && asked->currency != printed.currency) ||
        (asked->sign && asked->sign != printed.sign) ||
        (asked->unit && asked->unit != printed.unit))
      return false;
  }
  return true;
}

static void keep_signed(const vb_match_article *m, const vb_query *phrase, vb_found_list *list) {
  size_t kept = 0;
  for (size_t i = 0; i < list->count; i++)
    if (has_signs(m, phrase, &list->items[i])) list->items[kept++] = list->items[i];
  list->count = kept;
}

/* Gives no spans: the match is the whole name, not its words. */
static bool source_matches(const vb_query *q, const vb_article *article) {
  vb_source_key key;
  return vb_source_key_of(article->source, key) && vb_str_is(q->term, key);
}

/* Likewise; of any of the article's speakers. */
static vb_status speaker_matches(const vb_query *q, const vb_article *article, vb_arena *arena,
                                 bool *matched, vb_error *err) {
  vb_str *terms;
  size_t count = 0;
  vb_status status = vb_speaker_terms(article, arena, &terms, &count, err);
  for (size_t i = 0; i < count && !*matched; i++) *matched = vb_str_eq(terms[i], q->term);
  return status;
}

/* ---- operators -------------------------------------------------------- */

static const vb_sentence *sentence_of(const vb_match_article *m, const vb_found *found) {
  const vb_analysis *words = &m->parts[found->part].words;
  const vb_sentence *s = &words->sentences[vb_analysis_sentence_of(words, found->first)];
  return s;
}

static uint32_t sentence_unit(const void *context, const vb_found *found) {
  const vb_match_article *m = context;
  const vb_sentence *s = sentence_of(m, found);
  return found->end <= s->end_token ? (uint32_t)(s - m->parts[found->part].words.sentences)
                                    : UINT32_MAX;
}

static uint32_t paragraph_unit(const void *context, const vb_found *found) {
  const vb_match_article *m = context;
  vb_found last = *found;
  last.first = found->end - 1;
  uint32_t paragraph = sentence_of(m, found)->paragraph;
  return sentence_of(m, &last)->paragraph == paragraph ? paragraph : UINT32_MAX;
}

static vb_status evaluate(evaluation *e, const vb_query *q, bool *matched, vb_found_list *out);

static vb_status cut_sentences_of(evaluation *e, const vb_found_list *list) {
  vb_status status = VB_OK;
  for (size_t i = 0; i < list->count && status == VB_OK; i++)
    status = cut_sentences(e->article, &e->article->parts[list->items[i].part], e->err);
  return status;
}

static vb_status find_together(evaluation *e, const vb_query *q, vb_found_list *a,
                               vb_found_list *b) {
  vb_status status = cut_sentences_of(e, a);
  if (status == VB_OK) status = cut_sentences_of(e, b);
  if (status != VB_OK) return status;
  return vb_found_together(a, b, q->kind == VB_QUERY_SENTENCE ? sentence_unit : paragraph_unit,
                           e->article, e->arena, e->err);
}

/* NEAR, SENTENCE, PARAGRAPH. */
static vb_status evaluate_pair(evaluation *e, const vb_query *q, bool *matched,
                               vb_found_list *out) {
  bool a_matched = false, b_matched = false;
  vb_found_list a = {0}, b = {0};
  *matched = false;
  if (q->child_count != 2) return VB_OK;
  vb_status status = evaluate(e, q->children[0], &a_matched, &a);
  if (status == VB_OK && a_matched) status = evaluate(e, q->children[1], &b_matched, &b);
  if (status != VB_OK || !a_matched || !b_matched) return status;
  if (q->kind == VB_QUERY_NEAR) status = vb_found_near(&a, &b, q->distance, e->arena, e->err);
  else status = find_together(e, q, &a, &b);
  if (status != VB_OK) return status;
  *matched = a.count > 0;
  if (!vb_found_append(out, e->arena, &a) || !vb_found_append(out, e->arena, &b))
    return no_memory(e);
  vb_found_sort(out);
  return VB_OK;
}

/* AND, OR, ANDNOT. */
static vb_status evaluate_set(evaluation *e, const vb_query *q, bool *matched, vb_found_list *out) {
  bool any = q->kind == VB_QUERY_OR;
  *matched = !any;
  for (size_t i = 0; i < q->child_count; i++) {
    bool excluded = q->kind == VB_QUERY_ANDNOT && i > 0, here = false;
    vb_found_list list = {0};
    vb_status status = evaluate(e, q->children[i], &here, &list);
    if (status != VB_OK) return status;
    if (any) *matched |= here;
    else if (here == excluded) *matched = false;
    if (!any && !*matched) break;
    if (here && !excluded && !vb_found_append(out, e->arena, &list)) return no_memory(e);
  }
  if (!*matched) out->count = 0;
  if (q->child_count > 1) vb_found_sort(out);
  return VB_OK;
}

static bool date_matches(const vb_query *q, vb_date date) {
  uint32_t first = vb_date_first_day(date), last = vb_date_last_day(date);
  if (first == 0) return false; /* an unknown date is never inside a range for certain */
  return (q->first_day == 0 || first >= q->first_day) && (q->last_day == 0 || last <= q->last_day);
}

/* REQUIRES: `out` is empty. Afterwards it is sorted, and empty if nothing matched. */
static vb_status evaluate(evaluation *e, const vb_query *q, bool *matched, vb_found_list *out) {
  vb_status status = VB_OK;
  phrase_context context = {e->article, q->field};
  *matched = false;
  switch (q->kind) {
  case VB_QUERY_NOTHING:
  case VB_QUERY_ANY_WORD: break; /* an open word has a meaning only inside a phrase */
  case VB_QUERY_ALL: *matched = true; break;
  case VB_QUERY_DATE: *matched = date_matches(q, e->article->article->published); break;
  case VB_QUERY_TERM:
    if (q->field == VB_FIELD_SOURCE_KEY) {
      *matched = source_matches(q, e->article->article);
      break;
    }
    if (q->field == VB_FIELD_SPEAKER_NAME)
      return speaker_matches(q, e->article->article, e->arena, matched, e->err);
    /* fall through */
  case VB_QUERY_PREFIX:
    status = find_word(e, q, out);
    *matched = out->count > 0;
    break;
  case VB_QUERY_PHRASE:
    status = vb_found_phrase(&e->wanted, q, tokens_in, &context, out, e->err);
    if (status == VB_OK && q->has_signs) keep_signed(e->article, q, out);
    *matched = out->count > 0;
    break;
  case VB_QUERY_NEAR:
  case VB_QUERY_SENTENCE:
  case VB_QUERY_PARAGRAPH: status = evaluate_pair(e, q, matched, out); break;
  case VB_QUERY_AND:
  case VB_QUERY_OR:
  case VB_QUERY_ANDNOT: status = evaluate_set(e, q, matched, out); break;
  }
  return status;
}

static vb_span span_of(const vb_match_article *m, const vb_found *found) {
  const part *p = &m->parts[found->part];
  bool said = p->field == VB_FIELD_SAID; /* shown in the body, where it is printed */
  return (vb_span){.field = said ? VB_FIELD_TEXT : p->field,
                   .comment = said ? 0 : p->ordinal,
                   .start = p->words.tokens[found->first].start,
                   .end = p->words.tokens[found->end - 1].end,
                   .first_token = p->base_token + found->first,
                   .end_token = p->base_token + found->end,
                   .leaf = found->leaf};
}

static int by_place(const void *a, const void *b) {
  const vb_span *x = a, *y = b;
  if (x->field != y->field) return x->field < y->field ? -1 : 1;
  if (x->comment != y->comment) return x->comment < y->comment ? -1 : 1;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  return (x->end > y->end) - (x->end < y->end);
}

/* Words said are in the body, where a leaf without a field may have matched the same place. */
static void merge_said(vb_match *match) {
  size_t kept = 0;
  qsort(match->spans, match->span_count, sizeof *match->spans, by_place);
  for (size_t i = 0; i < match->span_count; i++)
    if (kept == 0 || by_place(&match->spans[kept - 1], &match->spans[i]) != 0)
      match->spans[kept++] = match->spans[i];
  match->span_count = kept;
}

/* Finds the words of the query once for all parts, then evaluates the tree. More spans than
   VB_MATCH_SPANS_MAX are not marked, but the article still matches. */
static vb_status match_in(vb_match_article *article, const vb_query *query,
                          const vb_quotation *only, vb_arena *arena, vb_match *out, vb_error *err) {
  *out = (vb_match){false, NULL, 0};
  evaluation e = {.article = article, .arena = arena, .only = only, .err = err};
  vb_status status = look_up_words(&e, query);
  vb_found_list found = {0};
  bool matched = false;
  if (status == VB_OK) status = evaluate(&e, query, &matched, &found);
  if (status != VB_OK || !matched) return status;
  size_t count = found.count < VB_MATCH_SPANS_MAX ? found.count : VB_MATCH_SPANS_MAX;
  out->spans = vb_arena_alloc(arena, (count + 1) * sizeof *out->spans);
  if (!out->spans) return vb_fail(err, VB_NOMEM, "no memory for the matches in an article");
  bool any_said = false;
  for (size_t i = 0; i < found.count && out->span_count < count; i++) {
    const vb_found *f = &found.items[i];
    any_said |= article->parts[f->part].field == VB_FIELD_SAID;
    bool again = i && f->part == f[-1].part && f->first == f[-1].first && f->end == f[-1].end;
    if (!again) out->spans[out->span_count++] = span_of(article, f);
  }
  if (any_said && out->span_count > 1) merge_said(out);
  out->matched = true;
  return VB_OK;
}

vb_status vb_match_query(vb_match_article *article, const vb_query *query, vb_arena *arena,
                         vb_match *out, vb_error *err) {
  return match_in(article, query, NULL, arena, out, err);
}

vb_status vb_match_quotation(vb_match_article *article, const vb_query *query, size_t quotation,
                             vb_arena *arena, vb_match *out, vb_error *err) {
  if (quotation >= article->article->quotation_count)
    return vb_fail(err, VB_NOT_FOUND, "the article has no quotation %zu", quotation);
  return match_in(article, query, &article->article->quotations[quotation], arena, out, err);
}
