/*
 * opensearch_words.c - what the cluster knows of words: frequencies, spelling, lists of names.
 *
 * Frequencies are counts of a search for one word each, many in one _msearch, and are kept until
 * the snapshot changes: the words of quotations come again and again.
 */
#include "searcher/engine/opensearch/opensearch_internal.h"

#include "indexer/base/clock.h"
#include "indexer/base/hash.h"
#include "indexer/base/utf8.h"
#include "searcher/engine/word_distance.h"

#include <stdlib.h>

enum {
  ASKED_AT_ONCE = 200, /* searches of one _msearch */
  KNOWN_MAX = 1 << 18, /* frequencies that are kept: some 20 MB */
  SUGGESTIONS = 100    /* words of which the nearest is chosen */
};

typedef struct vb_known_frequency {
  vb_str term;
  uint64_t articles;
  vb_field field;
  bool by_stem;
} known;

/* ---- the cache ---- */

void vb_opensearch_forget_words(vb_opensearch *engine) {
  vb_hash_table_reset(&engine->known);
  vb_arena_clear(engine->terms);
  engine->frequency_count = 0;
}

static vb_hash_slot *slot_of(const vb_opensearch *engine, vb_field field, vb_str term, bool by_stem,
                             uint32_t *hash) {
  *hash = (uint32_t)vb_hash_of_numbers(vb_hash_short(term), (uint32_t)field * 2 + by_stem);
  vb_hash_slot *slot = vb_hash_table_first(&engine->known, *hash);
  for (; slot->value; slot = vb_hash_table_next(&engine->known, slot)) {
    const known *k = &engine->frequencies[slot->value - 1];
    if (slot->hash == *hash && k->field == field && k->by_stem == by_stem &&
        vb_str_eq(k->term, term))
      break;
  }
  return slot;
}

static const known *find(const vb_opensearch *engine, vb_field field, vb_str term, bool by_stem) {
  uint32_t hash;
  if (!engine->known.size) return NULL;
  const vb_hash_slot *slot = slot_of(engine, field, term, by_stem, &hash);
  return slot->value ? &engine->frequencies[slot->value - 1] : NULL;
}

uint64_t vb_opensearch_known_frequency(const vb_opensearch *engine, vb_field field, vb_str term,
                                       bool by_stem) {
  const known *k = find(engine, field, term, by_stem);
  return k ? k->articles : 0;
}

static vb_status keep(vb_opensearch *engine, vb_field field, vb_str term, bool by_stem,
                      uint64_t articles, vb_error *err) {
  uint32_t hash;
  if (!engine->frequencies) engine->frequencies = malloc(KNOWN_MAX * sizeof *engine->frequencies);
  vb_str copy = vb_arena_copy(engine->terms, term);
  if (!engine->frequencies || !copy.p || !vb_hash_table_reserve(&engine->known, 1))
    return vb_fail(err, VB_NOMEM, "no memory for frequencies");
  vb_hash_slot *slot = slot_of(engine, field, term, by_stem, &hash);
  if (slot->value) return VB_OK;
  engine->frequencies[engine->frequency_count++] = (known){copy, articles, field, by_stem};
  vb_hash_table_put(&engine->known, slot, hash, (uint32_t)engine->frequency_count);
  return VB_OK;
}

/* ---- frequencies ---- */

static void write_count(vb_opensearch *engine, const char *field, vb_str term) {
  vb_json_writer json = vb_opensearch_begin(engine);
  vb_json_number(&json, "size", 0);
  vb_json_boolean(&json, "track_total_hits", true);
  vb_json_open_object(&json, "query");
  vb_json_open_object(&json, "term");
  vb_json_string(&json, field, term);
  for (int k = 0; k < 3; k++) vb_json_close_object(&json);
}

/* Keeps the frequency that an answer gives. */
static vb_status take_count(vb_opensearch *engine, vb_field field, vb_str term, bool by_stem,
                            const json_t *answer, vb_error *err) {
  uint64_t articles;
  if (!vb_opensearch_total(answer, &articles))
    return vb_opensearch_odd(engine, "with frequencies", err);
  return keep(engine, field, term, by_stem, articles, err);
}

/* Writes the searches of terms that are not known, or notes them while calls are gathered. */
static vb_status write_unknown(vb_opensearch *engine, vb_field field, const vb_str *terms,
                               size_t count, bool by_stem, vb_buf *lines, size_t *asked, size_t *n,
                               vb_error *err) {
  vb_status status = VB_OK, noted = VB_OK;
  for (size_t i = 0; i < count && !status; i++) {
    if (find(engine, field, terms[i], by_stem)) continue;
    write_count(engine, vb_opensearch_field(field, by_stem), terms[i]);
    const json_t *answer = vb_opensearch_known_answer(engine);
    if (answer) status = take_count(engine, field, terms[i], by_stem, answer, err);
    else if (engine->gathering) noted = vb_opensearch_note_search(engine, err);
    if (answer || engine->gathering) continue;
    asked[(*n)++] = i;
    vb_opensearch_add_search(engine, lines);
  }
  return status ? status : noted;
}

/* Asks for the terms that are not known, at most ASKED_AT_ONCE, and keeps their frequencies. */
static vb_status ask_unknown(vb_opensearch *engine, vb_field field, const vb_str *terms,
                             size_t count, bool by_stem, vb_error *err) {
  size_t asked[ASKED_AT_ONCE], n = 0;
  vb_buf lines = VB_BUF_INIT;
  json_t *answer = NULL;
  vb_opensearch_missing missing;
  vb_status status = write_unknown(engine, field, terms, count, by_stem, &lines, asked, &n, err);
  if (!status && n) status = vb_opensearch_ask_many(engine, &lines, n, &answer, &missing, err);
  const json_t *responses = json_object_get(answer, "responses");
  for (size_t i = 0; i < n && !status; i++)
    status = take_count(engine, field, terms[asked[i]], by_stem, json_array_get(responses, i), err);
  json_decref(answer);
  vb_buf_clear(&lines);
  return status;
}

vb_status vb_opensearch_frequencies(vb_opensearch *engine, vb_field field, const vb_str *terms,
                                    size_t count, bool by_stem, uint64_t *articles, vb_error *err) {
  vb_status status = VB_OK;
  if (engine->frequency_count > KNOWN_MAX - ASKED_AT_ONCE) vb_opensearch_forget_words(engine);
  for (size_t from = 0, n; from < count && !status; from += n) {
    n = count - from < ASKED_AT_ONCE ? count - from : ASKED_AT_ONCE;
    if (engine->frequency_count > KNOWN_MAX - n) return VB_OK;
    status = ask_unknown(engine, field, terms + from, n, by_stem, err);
    for (size_t i = from; i < from + n && !status && articles; i++)
      articles[i] = vb_opensearch_known_frequency(engine, field, terms[i], by_stem);
  }
  return status;
}

typedef struct gathering {
  vb_field field;
  bool by_stem;
  vb_str *terms;
  size_t count, capacity;
} gathering;

/* Gathers the words of one field of the tree. */
static bool gather(const vb_query *q, vb_field in, gathering *g, vb_arena *arena) {
  if (q->kind == VB_QUERY_TERM && in == g->field && q->by_stem == g->by_stem) {
    if (!VB_ARENA_GROW(arena, g->terms, &g->capacity, g->count)) return false;
    g->terms[g->count++] = q->term;
  }
  for (size_t i = 0; i < q->child_count; i++) {
    const vb_query *child = q->children[i];
    if (!gather(child, q->kind == VB_QUERY_PHRASE ? q->field : child->field, g, arena))
      return false;
  }
  return true;
}

vb_status vb_opensearch_know_words(vb_opensearch *engine, const vb_query *query, vb_error *err) {
  vb_arena *arena = vb_arena_new();
  vb_status status = arena ? VB_OK : vb_fail(err, VB_NOMEM, "no memory for a query");
  for (int f = 0; f < VB_FIELD_SOURCE_KEY && !status; f++)
    for (int stem = 0; stem < 2 && !status; stem++) {
      gathering g = {.field = (vb_field)f, .by_stem = stem};
      if (!gather(query, query->field, &g, arena)) status = vb_fail(err, VB_NOMEM, "out of memory");
      else if (g.count)
        status = vb_opensearch_frequencies(engine, g.field, g.terms, g.count, stem, NULL, err);
    }
  vb_arena_free(arena);
  return status;
}

/* ---- "did you mean" ---- */

static void write_suggest(vb_opensearch *engine, const char *field, vb_str word) {
  vb_json_writer json = vb_opensearch_begin(engine);
  vb_json_number(&json, "size", 0);
  vb_json_open_object(&json, "suggest");
  vb_json_open_object(&json, "near");
  vb_json_string(&json, "text", word);
  vb_json_open_object(&json, "term");
  vb_json_text(&json, "field", field);
  vb_json_text(&json, "suggest_mode", "always");
  vb_json_text(&json, "string_distance", "damerau_levenshtein");
  vb_json_number(&json, "max_edits", vb_word_mistakes(word));
  vb_json_number(&json, "min_word_length", 1);
  vb_json_number(&json, "prefix_length", 0);
  vb_json_number(&json, "size", SUGGESTIONS);
  vb_json_number(&json, "shard_size", SUGGESTIONS);
  vb_json_number(&json, "max_inspections", SUGGESTIONS);
  vb_json_number(&json, "accuracy", 0);
  vb_json_close_object(&json);
  vb_json_close_object(&json);
  vb_json_close_object(&json);
  vb_json_close_object(&json);
}

/* The nearest of the options, and of these the most frequent. */
static vb_str choose(const json_t *options, vb_str word) {
  vb_str best = VB_STR_NONE;
  json_int_t most = 0;
  unsigned nearest = vb_word_mistakes(word) + 1;
  for (size_t i = 0; i < json_array_size(options); i++) {
    const json_t *option = json_array_get(options, i), *text = json_object_get(option, "text");
    json_int_t articles = json_integer_value(json_object_get(option, "freq"));
    if (!json_is_string(text)) continue;
    vb_str term = {json_string_value(text), json_string_length(text)};
    unsigned mistakes = vb_word_distance(word, term, nearest);
    if (!mistakes || mistakes > nearest || (mistakes == nearest && articles <= most)) continue;
    best = term, most = articles, nearest = mistakes;
  }
  return best;
}

vb_status vb_opensearch_suggest(vb_opensearch *engine, vb_field field, vb_str word, double until,
                                vb_arena *arena, vb_str *out, vb_error *err) {
  json_t *answer;
  vb_opensearch_missing missing;
  *out = VB_STR_NONE;
  bool none = field >= VB_FIELD_SOURCE_KEY || !vb_word_mistakes(word);
  if (none || (until > 0 && vb_clock_seconds() >= until)) return VB_OK;
  write_suggest(engine, vb_opensearch_field(field, false), word);
  vb_status status =
      vb_opensearch_ask(engine, vb_opensearch_time_left(until), &answer, &missing, err);
  if (status) return status;
  const json_t *entry =
      json_array_get(json_object_get(json_object_get(answer, "suggest"), "near"), 0);
  vb_str best = choose(json_object_get(entry, "options"), word);
  if (best.p) *out = vb_arena_copy(arena, best);
  if (best.p && !out->p) status = vb_fail(err, VB_NOMEM, "no memory for a suggestion");
  json_decref(answer);
  return status;
}

/* ---- lists of names ---- */

/* A regular expression for what begins so: each sign of its syntax is escaped. */
static void write_beginning(vb_json_writer *json, vb_str prefix) {
  vb_buf text = VB_BUF_INIT;
  for (size_t i = 0; i < prefix.n; i++) {
    if (strchr(".?+*|{}[]()\"\\#@&<>~^$-/", prefix.p[i]) && prefix.p[i]) vb_buf_char(&text, '\\');
    vb_buf_char(&text, prefix.p[i]);
  }
  vb_buf_text(&text, ".*");
  vb_json_string(json, "include", vb_buf_view(&text));
  if (text.failed) json->out->failed = true;
  vb_buf_clear(&text);
}

static void write_terms(vb_opensearch *engine, vb_field field, vb_str prefix, size_t most) {
  vb_json_writer json = vb_opensearch_begin(engine);
  vb_json_number(&json, "size", 0);
  vb_json_open_object(&json, "aggs");
  vb_json_open_object(&json, "names");
  vb_json_open_object(&json, "terms");
  vb_json_text(&json, "field", vb_opensearch_field(field, false));
  vb_json_number(&json, "size", most + 1);
  vb_json_raw(&json, "order", VB_STR("{\"_key\":\"asc\"}"));
  if (prefix.n) write_beginning(&json, prefix);
  vb_json_close_object(&json);
  vb_json_close_object(&json);
  vb_json_close_object(&json);
  vb_json_close_object(&json);
}

static vb_status read_terms(const vb_opensearch *engine, const json_t *answer, size_t most,
                            vb_arena *arena, vb_engine_term **out, size_t *count, bool *more,
                            vb_error *err) {
  const json_t *names = json_object_get(json_object_get(answer, "aggregations"), "names");
  const json_t *buckets = json_object_get(names, "buckets");
  size_t n = json_array_size(buckets);
  if (!json_is_array(buckets)) return vb_opensearch_odd(engine, "with names", err);
  *more = n > most;
  if (*more) n = most;
  *out = vb_arena_calloc(arena, n + 1, sizeof **out);
  if (!*out) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < n; i++) {
    const json_t *bucket = json_array_get(buckets, i), *key = json_object_get(bucket, "key");
    const json_t *articles = json_object_get(bucket, "doc_count");
    if (!json_is_string(key) || !json_is_integer(articles))
      return vb_opensearch_odd(engine, "with names", err);
    vb_str term = {json_string_value(key), json_string_length(key)};
    (*out)[i] =
        (vb_engine_term){vb_arena_copy(arena, term), (uint64_t)json_integer_value(articles)};
    if (!(*out)[i].term.p) return vb_fail(err, VB_NOMEM, "out of memory");
  }
  *count = n;
  return VB_OK;
}

vb_status vb_opensearch_terms(vb_opensearch *engine, vb_field field, vb_str prefix, size_t most,
                              vb_arena *arena, vb_engine_term **out, size_t *count, bool *more,
                              vb_error *err) {
  json_t *answer;
  vb_opensearch_missing missing;
  if (field != VB_FIELD_SPEAKER_NAME)
    return vb_fail(err, VB_INVALID, "a cluster has no list of the words of %s",
                   vb_field_name(field));
  write_terms(engine, field, prefix, most);
  vb_status status = vb_opensearch_ask(engine, 0, &answer, &missing, err);
  if (status) return status;
  status = read_terms(engine, answer, most, arena, out, count, more, err);
  json_decref(answer);
  return status;
}
