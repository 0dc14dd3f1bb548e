/*
 * suggest.c - "did you mean": corrects the unknown words of a query that found nothing.
 *
 * The tree shows which words the store lacks. The replacement is made in the text that
 * the user typed, so operators, fields and marks stay. The new query is tried before it
 * is offered.
 *
 * A filter for a source needs its whole name. If there is no such source, a note lists
 * the names that have its words.
 */
#include "indexer/base/clock.h"
#include "indexer/store/source_key.h"
#include "searcher/answer/answer_internal.h"

enum {
  WORDS_MAX = 32, /* each is compared with all words of the store; nobody misspells more */
  TIME_MS = 300,  /* for all of them: later help is useless */
  SOURCES_NAMED = 5,
  CODE_MAX = 5 /* letters of an initialism in capitals; longer ones are words in capitals */
};

typedef struct correction {
  vb_str word, better;
} correction;

typedef struct corrections {
  vb_engine *engine;
  vb_arena *arena;
  double until; /* of clock.h */
  correction list[WORDS_MAX];
  size_t count, looked_at;
} corrections;

/* A number, an initialism or a code ("1,200", "F16", "N.A.T.O.", "NATO"). It is not corrected, and
   no word is corrected to one ("us" to "U.S."): a different one would mean something else. */
static bool is_code(vb_str typed) {
  size_t capitals = 0;
  for (size_t i = 0; i < typed.n; i++) {
    char c = typed.p[i];
    if ((c >= '0' && c <= '9') || c == '.') return true;
    capitals += c >= 'A' && c <= 'Z';
  }
  return typed.n > 1 && typed.n <= CODE_MAX && capitals == typed.n;
}

static vb_status consider(corrections *all, const vb_query *term, vb_error *err) {
  if (all->looked_at++ >= WORDS_MAX || !term->word.p || vb_clock_seconds() >= all->until)
    return VB_OK;
  for (size_t i = 0; i < all->count; i++)
    if (vb_str_eq(all->list[i].word, term->word)) return VB_OK;
  uint64_t articles;
  vb_status status =
      vb_engine_frequency(all->engine, term->field, term->term, term->by_stem, &articles, err);
  if (status != VB_OK || articles > 0) return status;
  vb_str better;
  status =
      vb_engine_suggest(all->engine, term->field, term->word, all->until, all->arena, &better, err);
  if (status == VB_OK && better.n > 0 && !vb_str_eq(better, term->word) && !is_code(better))
    all->list[all->count++] = (correction){term->word, better};
  return status;
}

/* Skips excluded words: they cannot be the reason that nothing was found. */
static vb_status walk(corrections *all, const vb_query *node, vb_error *err) {
  if (node->kind == VB_QUERY_TERM) return consider(all, node, err);
  size_t n = node->kind == VB_QUERY_ANDNOT && node->child_count > 1 ? 1 : node->child_count;
  vb_status status = VB_OK;
  for (size_t i = 0; i < n && status == VB_OK; i++) status = walk(all, node->children[i], err);
  return status;
}

static const correction *correction_of(const corrections *all, vb_str word) {
  for (size_t i = 0; i < all->count; i++)
    if (vb_str_eq(all->list[i].word, word)) return &all->list[i];
  return NULL;
}

/* Keeps the capital of a name: "Ostrevik" becomes "Ostrovik". */
static void put_like(vb_str typed, vb_str better, vb_buf *out) {
  bool capital = typed.p[0] >= 'A' && typed.p[0] <= 'Z';
  if (capital && better.p[0] >= 'a' && better.p[0] <= 'z') {
    vb_buf_char(out, (char)(better.p[0] - 'a' + 'A'));
    better = vb_str_slice(better, 1, better.n);
  }
  vb_buf_str(out, better);
}

static vb_status rewrite(const corrections *all, vb_str query, vb_buf *out, vb_error *err) {
  vb_analysis words;
  vb_status status = vb_analyse_words(query, all->arena, &words, err);
  if (status != VB_OK) return status;
  size_t copied = 0;
  for (size_t i = 0; i < words.token_count; i++) {
    const vb_token *token = &words.tokens[i];
    const correction *found = correction_of(all, vb_token_term(token));
    if (!found || is_code(vb_str_slice(query, token->start, token->end))) continue;
    vb_buf_str(out, vb_str_slice(query, copied, token->start));
    put_like(vb_str_slice(query, token->start, token->end), found->better, out);
    copied = token->end;
  }
  vb_buf_str(out, vb_str_slice(query, copied, query.n));
  return vb_buf_ok(out, err);
}

static uint32_t ms_until(double until) {
  double left = (until - vb_clock_seconds()) * 1e3;
  return left > 1 ? (uint32_t)left : 1;
}

/* Whether the new query finds an article. */
static vb_status try(const corrections *all, vb_stemmer *stemmer, vb_str query,
                     const vb_query *filter, bool *finds, vb_error *err) {
  vb_arena *arena = all->arena;
  *finds = false;
  vb_query_parse parse;
  vb_status status = vb_query_parse_text(query, stemmer, arena, &parse, err);
  if (status != VB_OK) return status;
  const vb_query *whole = filter ? vb_query_both(arena, parse.root, filter) : parse.root;
  if (!whole) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_engine_request request = {.query = whole, .size = 1, .time_limit_ms = ms_until(all->until)};
  vb_engine_result found;
  status = vb_engine_search(all->engine, &request, arena, &found, err);
  *finds = status == VB_OK && found.hit_count > 0;
  return status;
}

/* Corrects each word that no article has, and suggests the corrected query only if it finds
   something. It has its own short time limit, within that of the search. */
vb_status vb_search_did_you_mean(vb_engine *engine, vb_stemmer *stemmer, vb_str query,
                                 const vb_query *root, const vb_query *filter, double deadline,
                                 vb_arena *arena, vb_str *out, vb_error *err) {
  *out = VB_STR_NONE;
  corrections all = {.engine = engine, .arena = arena, .until = vb_clock_seconds() + TIME_MS / 1e3};
  if (deadline > 0 && deadline / 1e3 < all.until) all.until = deadline / 1e3;
  vb_status status = walk(&all, root, err);
  if (status != VB_OK || all.count == 0) return status;
  vb_buf valid = VB_BUF_INIT, text = VB_BUF_INIT;
  vb_utf8_repair(query, &valid);
  vb_str typed = valid.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&valid));
  vb_str better = VB_STR_NONE;
  bool finds = false;
  if (!typed.p) status = vb_fail(err, VB_NOMEM, "out of memory");
  if (status == VB_OK) status = rewrite(&all, typed, &text, err);
  if (status == VB_OK) {
    better = vb_arena_copy(arena, vb_buf_view(&text));
    if (!better.p) status = vb_fail(err, VB_NOMEM, "out of memory");
  }
  if (status == VB_OK && !vb_str_eq(better, typed))
    status = try(&all, stemmer, better, filter, &finds, err);
  if (status == VB_OK && finds) *out = better;
  vb_buf_clear(&valid);
  vb_buf_clear(&text);
  return status;
}

/* ---- sources --------------------------------------------------------------------- */

/* The source's name, shortened to one line. */
static vb_str shown_name(vb_str source) {
  enum { MOST = 80 };
  return source.n > MOST ? vb_str_slice(source, 0, vb_utf8_floor(source, MOST)) : source;
}

/* Finds the names of sources that have the words, as facets of a search; one hit is enough. */
static vb_status sources_like(vb_engine *engine, vb_str source, vb_arena *arena,
                              vb_engine_result *out, vb_error *err) {
  vb_engine_request request = {.size = 1, .facets = true, .time_limit_ms = TIME_MS};
  vb_status status = vb_search_field_filter(VB_FIELD_SOURCE, source, arena, &request.query, err);
  return status == VB_OK ? vb_engine_search(engine, &request, arena, out, err) : status;
}

vb_status vb_reading_note(vb_query_reading *reading, vb_str text, vb_arena *arena, vb_error *err) {
  vb_str *notes = vb_arena_alloc(arena, (reading->note_count + 1) * sizeof *notes);
  vb_str copy = vb_arena_copy(arena, text);
  if (!notes || !copy.p) return vb_fail(err, VB_NOMEM, "out of memory");
  if (reading->note_count) memcpy(notes, reading->notes, reading->note_count * sizeof *notes);
  notes[reading->note_count++] = copy;
  reading->notes = notes;
  return VB_OK;
}

/* The one source that the filter chooses; absent if there are several, or none. */
static vb_str chosen_source(const vb_filter *filter) {
  vb_str found = vb_str_trim(filter->source);
  size_t count = found.n > 0;
  for (size_t i = 0; i < filter->choice_count; i++) {
    const vb_choice *choice = &filter->choices[i];
    if (choice->kind != VB_FACET_SOURCE || choice->excluded) continue;
    found = vb_str_trim(choice->value);
    count++;
  }
  return count == 1 ? found : VB_STR_NONE;
}

/* Adds a note when the source filter names a source that the archive does not have, and names
   similar ones. */
vb_status vb_search_note_source(vb_engine *engine, const vb_filter *filter, vb_arena *arena,
                                vb_query_reading *reading, vb_error *err) {
  vb_source_key key;
  vb_engine_result like;
  uint64_t articles = 0;
  vb_str source = chosen_source(filter);
  if (source.n == 0) return VB_OK;
  vb_status status = VB_OK;
  if (vb_source_key_of(source, key))
    status =
        vb_engine_frequency(engine, VB_FIELD_SOURCE_KEY, vb_str_of(key), false, &articles, err);
  if (status != VB_OK || articles > 0) return status;
  status = sources_like(engine, source, arena, &like, err);
  if (status != VB_OK) return status;
  vb_buf text = VB_BUF_INIT, valid = VB_BUF_INIT;
  vb_utf8_repair(source, &valid);
  vb_buf_printf(&text, "No source is called \"%.*s\".",
                VB_STR_ARG(shown_name(vb_buf_view(&valid))));
  for (size_t i = 0; i < like.source_count && i < SOURCES_NAMED; i++)
    vb_buf_printf(&text, "%s \"%.*s\"", i ? "," : " There is", VB_STR_ARG(like.sources[i].value));
  if (like.source_count > SOURCES_NAMED)
    vb_buf_printf(&text, " and %zu more", like.source_count - SOURCES_NAMED);
  if (like.source_count) vb_buf_text(&text, "; source: in the query takes words of a name.");
  status = vb_buf_ok(&text, err);
  if (status == VB_OK) status = vb_reading_note(reading, vb_buf_view(&text), arena, err);
  vb_buf_clear(&valid);
  vb_buf_clear(&text);
  return status;
}
