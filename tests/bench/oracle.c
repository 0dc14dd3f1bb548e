/*
 * oracle.c - asks generated queries of two stores of the same archive, a native and a xapian one.
 *
 *   oracle NATIVE XAPIAN [QUERIES [SEED]]
 *
 * Queries are made of what the archive's own articles say: stretches of their text as phrases,
 * their words in every operator, their titles, authors, quotations and speakers. Each must find
 * the same articles in both stores, and count the same years. A thousand articles are also cut
 * into words here: in these a query must match where match.h sees it match, and a plain phrase
 * where its words stand side by side in the list of words, which no other code has a hand in.
 *
 * Prints a line for each kind of query and one for each difference, up to a limit. Exit status 0
 * when there is none, 1 when there are, 2 on trouble.
 */
#include "indexer/store/commit/snapshot.h"
#include "indexer/store/store.h"
#include "searcher/engine_open.h"
#include "searcher/engine/engine.h"
#include "searcher/query/match.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum {
  QUERIES = 2000,
  SAMPLE = 1000,  /* articles that are scanned: all their words stay in memory */
  SHOWN_MAX = 40, /* differences that are printed */
  QUERY_WORDS = 6
};

enum { NATIVE, XAPIAN, STORES };

typedef struct numbered { /* an engine's number of an article, and ours */
  uint64_t doc;
  uint32_t article;
} numbered;

typedef struct answer {
  unsigned char *found; /* a byte for each article of the archive */
  uint64_t total;
  bool whole;     /* all of it fits the window of hits */
  uint64_t years; /* a hash of the facet */
} answer;

typedef struct sampled {
  uint32_t article;
  vb_match_article *cut;
  const vb_analysis *title, *text; /* NULL for none */
} sampled;

typedef struct oracle {
  uint64_t state; /* of chance */
  vb_snapshot *snapshot;
  vb_engine *engines[STORES];
  vb_stemmer *stemmer;
  vb_arena *kept, *arena, *scratch; /* for the run, a query, one article's match */
  uint32_t articles;
  numbered *numbers[STORES]; /* by doc */
  sampled *samples;
  size_t sample_count;
  answer answers[STORES];
  size_t differences;
  vb_error err;
} oracle;

/* ---- chance ---- */

static uint32_t roll(oracle *o, uint32_t sides) { /* xorshift64* */
  o->state ^= o->state >> 12, o->state ^= o->state << 25, o->state ^= o->state >> 27;
  return (uint32_t)((o->state * 2685821657736338717u) >> 33) % sides;
}

static void give_up(const char *what) {
  fprintf(stderr, "oracle: %s\n", what);
  exit(2);
}

static void must(oracle *o, vb_status status) {
  if (status != VB_OK) give_up(o->err.text);
}

static void *some(oracle *o, size_t count, size_t size) {
  void *p = vb_arena_calloc(o->kept, count + 1, size);
  if (!p) give_up("out of memory");
  return p;
}

/* ---- the archive ---- */

static int by_doc(const void *a, const void *b) {
  uint64_t x = ((const numbered *)a)->doc, y = ((const numbered *)b)->doc;
  return (x > y) - (x < y);
}

/* Numbers all articles, by the ids that both stores know them by. */
static void number_articles(oracle *o) {
  for (int i = 0; i < STORES; i++) o->numbers[i] = some(o, o->articles, sizeof(numbered));
  uint32_t n = 0;
  for (size_t s = 0; s < vb_snapshot_segments(o->snapshot); s++) {
    const vb_segment *segment = vb_snapshot_segment(o->snapshot, s);
    for (uint32_t doc = 0; doc < vb_segment_about(segment)->docs; doc++) {
      vb_article article;
      if (vb_segment_deleted(segment, doc)) continue;
      if (n == o->articles) give_up("the native store changes");
      vb_arena_clear(o->scratch);
      must(o, vb_segment_fetch(segment, doc, o->scratch, &article, &o->err));
      for (int i = 0; i < STORES; i++) {
        must(o, vb_engine_find(o->engines[i], article.id, &o->numbers[i][n].doc, &o->err));
        o->numbers[i][n].article = n;
      }
      n++;
    }
  }
  for (int i = 0; i < STORES; i++) qsort(o->numbers[i], n, sizeof(numbered), by_doc);
}

static uint32_t article_of(oracle *o, int store, uint64_t doc) {
  const numbered key = {doc, 0};
  const numbered *found = bsearch(&key, o->numbers[store], o->articles, sizeof key, by_doc);
  if (!found) give_up("a hit that no article of the native store has the id of");
  return found->article;
}

static void any_article(oracle *o, vb_arena *arena, vb_article *out, uint32_t *number) {
  const numbered *one = &o->numbers[NATIVE][roll(o, o->articles)];
  if (number) *number = one->article;
  must(o, vb_engine_fetch(o->engines[NATIVE], one->doc, arena, out, &o->err));
}

static const vb_analysis *words_of(oracle *o, vb_match_article *cut, vb_field field) {
  const vb_analysis *words;
  vb_status status = vb_match_analysis(cut, field, 0, &words, &o->err);
  if (status == VB_NOT_FOUND) return NULL;
  must(o, status);
  return words;
}

static void cut_samples(oracle *o) {
  o->samples = some(o, SAMPLE, sizeof(sampled));
  bool *taken = some(o, o->articles, sizeof *taken);
  size_t most = o->articles < SAMPLE ? o->articles : SAMPLE;
  for (size_t tries = 0; o->sample_count < most && tries < 20 * SAMPLE; tries++) {
    sampled *s = &o->samples[o->sample_count];
    vb_article *article = some(o, 1, sizeof *article);
    any_article(o, o->kept, article, &s->article);
    if (taken[s->article]) continue;
    taken[s->article] = true;
    must(o, vb_match_open(article, o->stemmer, o->kept, &s->cut, &o->err));
    s->title = words_of(o, s->cut, VB_FIELD_TITLE);
    s->text = words_of(o, s->cut, VB_FIELD_TEXT);
    o->sample_count++;
  }
}

/* ---- queries ---- */

/* What a query is made of: one article, cut. */
typedef struct source {
  vb_article article;
  vb_analysis text, title, speaker;
  vb_analysis said; /* of a part of one of its quotations */
} source;

static void cut(oracle *o, vb_str text, vb_analysis *out) {
  *out = (vb_analysis){.token_count = 0};
  if (text.n) must(o, vb_analyse_words(text, o->arena, out, &o->err));
}

static void any_source(oracle *o, source *out) {
  any_article(o, o->arena, &out->article, NULL);
  vb_str said = VB_STR_NONE, speaker = VB_STR_NONE;
  if (out->article.quotation_count) {
    const vb_quotation *q =
        &out->article.quotations[roll(o, (uint32_t)out->article.quotation_count)];
    vb_extent part = q->parts[roll(o, q->part_count)];
    said = vb_str_slice(out->article.text, part.start, part.end);
    speaker = q->speaker;
  }
  cut(o, out->article.text, &out->text);
  cut(o, out->article.title, &out->title);
  cut(o, said, &out->said);
  cut(o, speaker, &out->speaker);
}

static vb_str word_at(const vb_analysis *words, size_t i) {
  return vb_token_term(&words->tokens[i]);
}

static vb_str word(oracle *o, const vb_analysis *words) {
  return words->token_count ? word_at(words, roll(o, (uint32_t)words->token_count)) : VB_STR("of");
}

/* The one of fewest articles among three: what keeps a query that must be verified in bounds. */
static vb_str rare(oracle *o, const vb_analysis *words) {
  vb_str best = VB_STR("of");
  uint64_t least = UINT64_MAX, n;
  for (int i = 0; i < 3; i++) {
    vb_str w = word(o, words);
    must(o, vb_engine_frequency(o->engines[NATIVE], VB_FIELD_TEXT, w, false, &n, &o->err));
    if (n && n < least) best = w, least = n;
  }
  return best;
}

/* Words as they stand together; with `changes`: one left open, cut to a prefix, or another. */
static void stretch(oracle *o, const vb_analysis *words, size_t n, bool changes, vb_buf *out) {
  size_t at = words->token_count > n ? roll(o, (uint32_t)(words->token_count - n)) : 0;
  size_t changed = changes ? roll(o, (uint32_t)n) : n;
  uint32_t how = roll(o, 3);
  vb_buf_char(out, '"');
  for (size_t i = 0; i < n; i++) {
    vb_str w = at + i < words->token_count ? word_at(words, at + i) : VB_STR("the");
    if (i) vb_buf_char(out, ' ');
    if (i == changed && how == 0) vb_buf_char(out, '*');
    else if (i == changed && how == 1)
      vb_buf_printf(out, "%.*s*", (int)(w.n > 3 && (unsigned char)w.p[2] < 0x80 ? 3 : w.n), w.p);
    else vb_buf_str(out, i == changed ? word(o, words) : w);
  }
  vb_buf_char(out, '"');
}

static void words_between(oracle *o, const vb_analysis *words, const char *between, size_t n,
                          vb_buf *out) {
  for (size_t i = 0; i < n; i++) {
    vb_str w = word(o, words);
    vb_buf_printf(out, "%s%.*s", i ? between : "", VB_STR_ARG(w));
  }
}

static void in_field(oracle *o, const char *field, const vb_analysis *words, vb_buf *out) {
  vb_buf_printf(out, "%s:", field);
  if (roll(o, 2)) stretch(o, words, 1 + roll(o, 4), roll(o, 4) == 0, out);
  else vb_buf_str(out, word(o, words));
}

typedef enum query_kind {
  PHRASE,
  CHANGED_PHRASE,
  WORDS,
  ANY,
  WITHOUT,
  GROUPS,
  PREFIX,
  NEAR,
  SENTENCE,
  PARAGRAPH,
  TITLE,
  SAID,
  SPEAKER,
  NAMES,
  DATES,
  COMMENTS,
  KINDS
} query_kind;

static const char *const kind_names[KINDS] = {"phrase",   "phrase changed", "words",  "OR",
                                              "without",  "groups",         "prefix", "NEAR",
                                              "sentence", "paragraph",      "title",  "said",
                                              "speaker",  "author, source", "dates",  "comments"};

static void make_names(oracle *o, const source *from, vb_buf *out) {
  vb_analysis names;
  bool author = roll(o, 2) && from->article.author_count;
  cut(o, author ? from->article.authors[0] : from->article.source, &names);
  in_field(o, author ? "author" : "source", &names, out);
  if (roll(o, 2)) vb_buf_printf(out, " %.*s", VB_STR_ARG(rare(o, &from->text)));
}

static void make_dates(oracle *o, const source *from, vb_buf *out) {
  vb_date date = from->article.published;
  unsigned year = date.year ? date.year : 2019, month = date.month ? date.month : 1 + roll(o, 12);
  switch (roll(o, 4)) {
  case 0: vb_buf_printf(out, "date:%u..%u", year, year + roll(o, 3)); break;
  case 1: vb_buf_printf(out, "date:%u-%02u..%u-12", year, month, year + roll(o, 2)); break;
  case 2: vb_buf_printf(out, "after:%u-%02u-%02u", year, month, 1 + roll(o, 28)); break;
  default: vb_buf_printf(out, "before:%u-%02u", year, month); break;
  }
  vb_buf_char(out, ' ');
  if (roll(o, 2)) stretch(o, &from->text, 2, false, out);
  else vb_buf_str(out, word(o, &from->text));
}

static void make_operator(oracle *o, query_kind kind, const source *from, vb_buf *out) {
  vb_buf_str(out, rare(o, &from->text));
  if (kind == NEAR) vb_buf_printf(out, " NEAR/%u ", 1 + roll(o, 12));
  else vb_buf_text(out, kind == SENTENCE ? " w/s " : " w/p ");
  if (roll(o, 3)) vb_buf_str(out, word(o, &from->text));
  else stretch(o, &from->text, 2 + roll(o, 2), roll(o, 3) == 0, out);
}

static void make_query(oracle *o, query_kind kind, const source *from, vb_buf *out) {
  const vb_analysis *text = &from->text;
  switch (kind) {
  case PHRASE: stretch(o, text, 2 + roll(o, QUERY_WORDS - 1), false, out); break;
  case CHANGED_PHRASE: stretch(o, text, 2 + roll(o, QUERY_WORDS - 1), true, out); break;
  case WORDS: words_between(o, text, " ", 1 + roll(o, 4), out); break;
  case ANY: words_between(o, text, " OR ", 2 + roll(o, 3), out); break;
  case WITHOUT: words_between(o, text, " -", 2 + roll(o, 2), out); break;
  case GROUPS:
    vb_buf_char(out, '(');
    words_between(o, text, " OR ", 2, out);
    vb_buf_text(out, ") ");
    stretch(o, text, 2 + roll(o, 2), false, out);
    vb_buf_printf(out, "%s%.*s", roll(o, 2) ? " -" : " ", VB_STR_ARG(rare(o, text)));
    break;
  case PREFIX: {
    vb_str w = rare(o, text);
    size_t n = 3 + roll(o, 3);
    while (n < w.n && ((unsigned char)w.p[n] & 0xC0) == 0x80) n++;
    vb_buf_printf(out, "%.*s*", VB_STR_ARG(vb_str_slice(w, 0, n)));
    if (roll(o, 2)) vb_buf_printf(out, " %.*s", VB_STR_ARG(word(o, text)));
    break;
  }
  case NEAR:
  case SENTENCE:
  case PARAGRAPH: make_operator(o, kind, from, out); break;
  case TITLE: in_field(o, "title", &from->title, out); break;
  case SAID: in_field(o, "said", from->said.token_count ? &from->said : text, out); break;
  case SPEAKER:
    in_field(o, "speaker", &from->speaker, out);
    if (roll(o, 3) == 0) vb_buf_printf(out, " said:%.*s", VB_STR_ARG(word(o, &from->said)));
    break;
  case NAMES: make_names(o, from, out); break;
  case DATES: make_dates(o, from, out); break;
  default:
    vb_buf_text(out, "in:comments ");
    words_between(o, text, " ", 1 + roll(o, 2), out);
    break;
  }
}

/* ---- asking ---- */

static uint64_t mix(uint64_t sum, const void *bytes, size_t n) { /* FNV-1a */
  const unsigned char *p = bytes;
  for (size_t i = 0; i < n; i++) sum = (sum ^ p[i]) * UINT64_C(0x100000001b3);
  return sum;
}

static void ask(oracle *o, int store, const vb_query *query, answer *out) {
  vb_engine_request request = {
      .query = query, .size = VB_WINDOW_MAX, .count = true, .facets = true};
  vb_engine_result result;
  must(o, vb_engine_search(o->engines[store], &request, o->arena, &result, &o->err));
  if (result.failure_count) give_up(result.failures[0].reason.p);
  if (!result.total_exact || result.timed_out) give_up("a total that is not exact");
  memset(out->found, 0, o->articles);
  out->total = result.total;
  out->whole = result.hit_count == result.total;
  out->years = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < result.hit_count; i++)
    out->found[article_of(o, store, result.hits[i].doc)]++;
  for (size_t i = 0; i < result.year_count; i++) {
    out->years = mix(out->years, result.years[i].value.p, result.years[i].value.n);
    out->years = mix(out->years, &result.years[i].count, sizeof result.years[i].count);
  }
}

static void differs(oracle *o, vb_str query, const char *format, ...) {
  char said[200];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(said, sizeof said, format, arguments);
  va_end(arguments);
  if (o->differences++ < SHOWN_MAX) printf("DIFFERS  %.*s: %s\n", VB_STR_ARG(query), said);
}

/* The whole of a plain phrase of words as written, and nothing else. */
static bool is_plain_phrase(const vb_query *query) {
  if (query->kind != VB_QUERY_PHRASE || query->field != VB_FIELD_TEXT) return false;
  for (size_t i = 0; i < query->child_count; i++)
    if (query->children[i]->kind != VB_QUERY_TERM || query->children[i]->by_stem) return false;
  return query->child_count > 0;
}

static bool stands_in(const vb_analysis *words, const vb_query *phrase) {
  size_t n = phrase->child_count;
  for (size_t at = 0; words && at + n <= words->token_count; at++) {
    size_t same = 0;
    while (same < n && vb_str_eq(word_at(words, at + same), phrase->children[same]->term)) same++;
    if (same == n) return true;
  }
  return false;
}

static void compare_with_scan(oracle *o, vb_str text, const vb_query *query) {
  bool plain = is_plain_phrase(query);
  for (size_t i = 0; i < o->sample_count; i++) {
    const sampled *s = &o->samples[i];
    vb_match match;
    vb_arena_clear(o->scratch);
    must(o, vb_match_query(s->cut, query, o->scratch, &match, &o->err));
    bool found = o->answers[NATIVE].found[s->article];
    if (match.matched != found)
      differs(o, text, "article %u: %s, a match says otherwise", s->article,
              found ? "found" : "not found");
    if (plain && (stands_in(s->title, query) || stands_in(s->text, query)) != found)
      differs(o, text, "article %u: %s, its words say otherwise", s->article,
              found ? "found" : "not found");
  }
}

typedef struct tally {
  size_t asked, found, whole, plain;
  uint64_t hits;
} tally;

static void compare(oracle *o, vb_str text, tally *count) {
  vb_query_parse parse;
  must(o, vb_query_parse_text(text, o->stemmer, o->arena, &parse, &o->err));
  for (int i = 0; i < STORES; i++) ask(o, i, parse.root, &o->answers[i]);
  const answer *a = &o->answers[NATIVE], *b = &o->answers[XAPIAN];
  count->asked++, count->found += a->total > 0, count->hits += a->total;
  if (a->total != b->total || a->whole != b->whole)
    differs(o, text, "%llu articles in the native store, %llu in the other",
            (unsigned long long)a->total, (unsigned long long)b->total);
  else if (a->whole && memcmp(a->found, b->found, o->articles) != 0)
    differs(o, text, "as many articles, but not the same");
  if (a->years != b->years) differs(o, text, "the years are counted differently");
  if (!a->whole) return;
  count->whole++;
  count->plain += is_plain_phrase(parse.root);
  compare_with_scan(o, text, parse.root);
}

static void ask_all(oracle *o, size_t queries) {
  tally counts[KINDS] = {{0}}, all = {0};
  vb_buf text = VB_BUF_INIT;
  for (size_t i = 0; i < queries; i++) {
    source from;
    query_kind kind = i % 2 ? (query_kind)(i / 2 % KINDS) : PHRASE;
    vb_arena_clear(o->arena);
    vb_buf_reset(&text);
    any_source(o, &from);
    make_query(o, kind, &from, &text);
    compare(o, vb_buf_view(&text), &counts[kind]);
  }
  for (int k = 0; k < KINDS; k++) {
    const tally *t = &counts[k];
    printf("%-16s %6zu queries, %6zu found something, %9.1f articles each\n", kind_names[k],
           t->asked, t->found, t->asked ? (double)t->hits / (double)t->asked : 0.0);
    all.asked += t->asked, all.found += t->found, all.whole += t->whole, all.plain += t->plain;
  }
  printf(
      "%zu queries of %u articles, %zu found something; %zu compared article by article and with "
      "a scan of %zu, %zu of them phrases with plain lists of words: %zu differences\n",
      all.asked, o->articles, all.found, all.whole, o->sample_count, all.plain, o->differences);
  vb_buf_clear(&text);
}

int main(int argc, char **argv) {
  static oracle o;
  vb_store_marker marker;
  if (argc < 3 || argc > 5) give_up("usage: oracle NATIVE XAPIAN [QUERIES [SEED]]");
  o.state = argc == 5 ? strtoull(argv[4], NULL, 10) : 0;
  if (!o.state) o.state = 19970514;
  o.kept = vb_arena_new(), o.arena = vb_arena_new(), o.scratch = vb_arena_new();
  if (!o.kept || !o.arena || !o.scratch) give_up("out of memory");
  must(&o, vb_store_read_marker(argv[1], &marker, &o.err));
  must(&o, vb_stemmer_open(marker.language, &o.stemmer, &o.err));
  must(&o, vb_snapshot_open(argv[1], &o.snapshot, &o.err));
  for (int i = 0; i < STORES; i++) must(&o, vb_engine_open(argv[1 + i], 0, &o.engines[i], &o.err));
  uint64_t articles = vb_engine_about(o.engines[NATIVE]).articles;
  if (articles != vb_engine_about(o.engines[XAPIAN]).articles)
    give_up("the stores have not as many articles as each other");
  if (articles == 0 || articles > UINT32_MAX) give_up("no articles, or too many");
  o.articles = (uint32_t)articles;
  number_articles(&o);
  cut_samples(&o);
  for (int i = 0; i < STORES; i++) o.answers[i].found = some(&o, o.articles, 1);
  ask_all(&o, argc > 3 ? strtoull(argv[3], NULL, 10) : QUERIES);
  for (int i = 0; i < STORES; i++) vb_engine_close(o.engines[i]);
  vb_snapshot_close(o.snapshot);
  vb_stemmer_close(o.stemmer);
  vb_arena_free(o.kept), vb_arena_free(o.arena), vb_arena_free(o.scratch);
  return o.differences > 0;
}
