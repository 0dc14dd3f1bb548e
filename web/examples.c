/*
 * examples.c - makes example queries from the newest articles of a store.
 *
 * Most come from a run of plain words in one quotation of one article: its phrase, two of its
 * longer words near each other, and so on. So each finds at least that article.
 */
#include "web/examples.h"

#include "indexer/base/arena.h"
#include "indexer/base/buf.h"
#include "indexer/base/periods.h"

#include <stdarg.h>
#include <stdio.h>

enum {
  ARTICLES = 12, /* read until one has what is needed */
  RUN = 5,       /* words of a phrase */
  WORD_MAX = 20, /* bytes of a word; longer ones are no good example */
  WORD_LONG = 5, /* bytes of a word that says something */
  TIME_MS = 1000
};

typedef struct making {
  vb_store *store;
  vb_arena *arena, *scratch;
  vb_examples *out;
  vb_str run[RUN]; /* of one quotation, in their order */
  vb_str a, b;     /* two longer words of the run */
  vb_str other;    /* a word of another article's title */
  size_t best;     /* bytes of both, in the quotation that the examples are of */
} making;

static const char *const invented[VB_EXAMPLES] = {"harbour bridge",
                                                  "\"is a promise\"",
                                                  "\"a * is a promise\"",
                                                  "bridg*",
                                                  "cyber-attack",
                                                  "ferry OR tunnel",
                                                  "(ferry OR tunnel) mayor",
                                                  "bridge -ferry",
                                                  "mayor NEAR/5 said",
                                                  "bridge w/s mud",
                                                  "bridge w/p mud",
                                                  "title:bridge",
                                                  "author:oduya",
                                                  "source:courier",
                                                  "speaker:marsh",
                                                  "marsh",
                                                  "promise",
                                                  "said:promise",
                                                  "said:\"keeps its promises\"",
                                                  "in:comments mud",
                                                  "section:news",
                                                  "bridge date:2018-02..2018-07",
                                                  "bridge after:2019",
                                                  "bridge before:2016-07"};

/* ---- words --------------------------------------------------------------------------- */

/* Of characters beyond ASCII, those of the blocks that have apostrophes, marks and dashes are taken
   for signs. */
static bool is_letter(char c) {
  unsigned char b = (unsigned char)c;
  if (b >= 0x80) return b != 0xC2 && b != 0xE2 && b != 0xE3;
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The next word from *at on, as far as a blank; absent at the end. */
static vb_str next_word(vb_str text, size_t *at) {
  while (*at < text.n && (unsigned char)text.p[*at] <= ' ') ++*at;
  size_t start = *at;
  while (*at < text.n && (unsigned char)text.p[*at] > ' ') ++*at;
  return *at > start ? vb_str_slice(text, start, *at) : VB_STR_NONE;
}

/* A word of letters alone, that no operator looks like. */
static bool is_plain(vb_str word) {
  bool low = false;
  for (size_t i = 0; i < word.n; i++) {
    if (!is_letter(word.p[i])) return false;
    low |= word.p[i] >= 'a';
  }
  return word.n > 0 && word.n <= WORD_MAX && low;
}

/* The first RUN plain words that follow each other; false if there are none. */
static bool find_run(vb_str text, vb_str run[RUN]) {
  size_t count = 0;
  for (size_t at = 0; count < RUN;) {
    vb_str word = next_word(text, &at);
    if (!word.n) return false;
    if (is_plain(word)) run[count++] = word;
    else count = 0;
  }
  return true;
}

static vb_str longest(const vb_str *words, size_t count, vb_str not_this) {
  vb_str best = VB_STR_NONE;
  for (size_t i = 0; i < count; i++)
    if (words[i].n > best.n && !vb_str_eq(words[i], not_this)) best = words[i];
  return best.n >= WORD_LONG ? best : VB_STR_NONE;
}

static vb_str longest_of(vb_str text) {
  vb_str best = VB_STR_NONE;
  for (size_t at = 0;;) {
    vb_str word = next_word(text, &at);
    if (!word.n) return best.n >= WORD_LONG ? best : VB_STR_NONE;
    if (is_plain(word) && word.n > best.n) best = word;
  }
}

/* The last plain word: of a name, what people search for. */
static vb_str last_of(vb_str text) {
  vb_str last = VB_STR_NONE;
  for (size_t at = 0;;) {
    vb_str word = next_word(text, &at);
    if (!word.n) return last.n >= 3 ? last : VB_STR_NONE;
    if (is_plain(word)) last = word;
  }
}

/* ---- making -------------------------------------------------------------------------- */

__attribute__((format(printf, 3, 4))) static void set(making *m, vb_example which,
                                                      const char *format, ...) {
  char text[256];
  va_list args;
  va_start(args, format);
  int n = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  vb_str copy = VB_STR_NONE;
  if (n > 0 && (size_t)n < sizeof text) copy = vb_arena_copy(m->arena, vb_str_of(text));
  if (copy.p) m->out->text[which] = copy;
}

static void set_by_run(making *m) {
  const vb_str *w = m->run;
  vb_str a = m->a, b = m->b;
  set(m, VB_EXAMPLE_PHRASE, "\"%.*s %.*s %.*s %.*s %.*s\"", VB_STR_ARG(w[0]), VB_STR_ARG(w[1]),
      VB_STR_ARG(w[2]), VB_STR_ARG(w[3]), VB_STR_ARG(w[4]));
  set(m, VB_EXAMPLE_OPEN_PHRASE, "\"%.*s * %.*s %.*s %.*s\"", VB_STR_ARG(w[0]), VB_STR_ARG(w[2]),
      VB_STR_ARG(w[3]), VB_STR_ARG(w[4]));
  set(m, VB_EXAMPLE_ADJACENT, "%.*s-%.*s", VB_STR_ARG(w[3]), VB_STR_ARG(w[4]));
  set(m, VB_EXAMPLE_COMMENTS, "in:comments %.*s", VB_STR_ARG(a));
  set(m, VB_EXAMPLE_WORDS, "%.*s %.*s", VB_STR_ARG(a), VB_STR_ARG(b));
  set(m, VB_EXAMPLE_NEAR, "%.*s NEAR/5 %.*s", VB_STR_ARG(a), VB_STR_ARG(b));
  set(m, VB_EXAMPLE_SENTENCE, "%.*s w/s %.*s", VB_STR_ARG(a), VB_STR_ARG(b));
  set(m, VB_EXAMPLE_PARAGRAPH, "%.*s w/p %.*s", VB_STR_ARG(a), VB_STR_ARG(b));
}

static void set_by_words(making *m) {
  char other[WORD_MAX + 1];
  vb_str a = m->a, b = m->b, c = m->other.n ? m->other : b;
  for (size_t i = 0; i < c.n; i++) /* titles may have capitals everywhere */
    other[i] = c.p[i] >= 'A' && c.p[i] <= 'Z' ? (char)(c.p[i] + 'a' - 'A') : c.p[i];
  c.p = other;
  bool ascii = true;
  for (size_t i = 0; i < a.n; i++) ascii &= (unsigned char)a.p[i] < 0x80;
  if (ascii) set(m, VB_EXAMPLE_PREFIX, "%.*s*", (int)(a.n < 8 ? a.n - 1 : a.n - 3), a.p);
  set(m, VB_EXAMPLE_EITHER, "%.*s OR %.*s", VB_STR_ARG(a), VB_STR_ARG(c));
  set(m, VB_EXAMPLE_GROUP, "(%.*s OR %.*s) %.*s", VB_STR_ARG(a), VB_STR_ARG(c), VB_STR_ARG(b));
  set(m, VB_EXAMPLE_WITHOUT, "%.*s -%.*s", VB_STR_ARG(a), VB_STR_ARG(c));
}

static void set_by_date(making *m, vb_date date) {
  vb_str a = m->a;
  if (date.precision == VB_DATE_UNKNOWN) return;
  unsigned from = date.precision < VB_DATE_MONTH ? 1 : date.month;
  unsigned to = date.precision < VB_DATE_MONTH ? 12 : from < 12 ? from + 1 : 12;
  set(m, VB_EXAMPLE_DATE, "%.*s date:%u-%02u..%u-%02u", VB_STR_ARG(a), date.year, from, date.year,
      to);
  set(m, VB_EXAMPLE_AFTER, "%.*s after:%u", VB_STR_ARG(a), date.year);
  set(m, VB_EXAMPLE_BEFORE, "%.*s before:%u", VB_STR_ARG(a), date.year);
}

static void set_field(making *m, vb_example which, const char *field, vb_str word) {
  if (word.n) set(m, which, "%s:%.*s", field, VB_STR_ARG(word));
}

/* Takes the examples from a quotation, if its speaker is known and its words say more than those of
   the quotations before it. */
static void read_quotation(making *m, const vb_listed_quotation *q, vb_date date) {
  vb_str name = last_of(q->speaker);
  if (!name.n || !q->part_count || !find_run(q->parts[0].text, m->run)) return;
  m->a = longest(m->run, RUN, VB_STR_NONE);
  m->b = longest(m->run, RUN, m->a);
  if (!m->a.n || !m->b.n || m->a.n + m->b.n <= m->best) return;
  m->best = m->a.n + m->b.n;
  set_by_run(m);
  set_by_words(m);
  set_by_date(m, date);
  set_field(m, VB_EXAMPLE_SPEAKER, "speaker", name);
  set(m, VB_EXAMPLE_NAME, "%.*s", VB_STR_ARG(q->speaker));
  set(m, VB_EXAMPLE_WORD, "%.*s", VB_STR_ARG(m->a));
  set_field(m, VB_EXAMPLE_SAID, "said", m->a);
  set(m, VB_EXAMPLE_SAID_PHRASE, "said:\"%.*s %.*s %.*s\"", VB_STR_ARG(m->run[0]),
      VB_STR_ARG(m->run[1]), VB_STR_ARG(m->run[2]));
}

static void read_article(making *m, const vb_search_hit *hit) {
  vb_article_view view;
  vb_article_request request = {.id = hit->article.id};
  vb_arena_clear(m->scratch);
  if (vb_article_show(m->store, &request, m->scratch, &view, NULL)) return;
  for (size_t i = 0; i < view.quotation_count; i++)
    read_quotation(m, &view.quotations[i], view.article.published);
}

static void read_head(making *m, const vb_article_head *head) {
  if (!m->other.n) m->other = longest_of(head->title);
  set_field(m, VB_EXAMPLE_TITLE, "title", longest_of(head->title));
  if (head->author_count) set_field(m, VB_EXAMPLE_AUTHOR, "author", last_of(head->authors[0]));
  set_field(m, VB_EXAMPLE_SOURCE, "source", longest_of(head->source));
  set_field(m, VB_EXAMPLE_SECTION, "section", longest_of(head->section));
}

void vb_examples_make(vb_store *store, vb_arena *arena, vb_examples *out) {
  char tomorrow[VB_DATE_TEXT];
  vb_search_result found;
  making m = {.store = store, .arena = arena, .scratch = vb_arena_new(), .out = out};
  vb_arena *answer = vb_arena_new();
  for (int i = 0; i < VB_EXAMPLES; i++) out->text[i] = vb_str_of(invented[i]);
  vb_period_label(vb_period_tomorrow(0), tomorrow);
  vb_search_request request = {.query = VB_STR(""),
                               .size = ARTICLES,
                               .sort = VB_SORT_NEWEST,
                               .filter.before = vb_str_of(tomorrow),
                               .time_limit_ms = TIME_MS};
  if (m.scratch && answer && vb_search(store, &request, answer, &found, NULL) == VB_OK) {
    for (size_t i = 0; i < found.hit_count; i++) read_head(&m, &found.hits[i].article);
    for (size_t i = 0; i < found.hit_count; i++) read_article(&m, &found.hits[i]);
  }
  vb_arena_free(answer);
  vb_arena_free(m.scratch);
}
