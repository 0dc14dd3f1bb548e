/*
 * xapian.c - the engine over Xapian databases, local or remote.
 *
 * Every call uses the shards that answer. If it fails because a shard went silent, it is
 * repeated with the remaining ones, and the result of a search names those that are
 * missing.
 */
#include "searcher/engine/word_distance.h"
#include "searcher/engine/xapian/xapian_internal.h"

#include "indexer/base/clock.h"

#include "indexer/base/file.h"
#include "indexer/base/hash.h"
#include "indexer/base/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
  /* Words with the same first letter that are compared with a misspelt word, when they must be
     requested from a server: half a second for a large archive. */
  SUGGEST_WORDS_MAX = 200000,
  SUGGEST_TIME_CHECK = 1024
};

static const vb_engine_class engine_class;

static vb_xapian_engine *of(vb_engine *engine) {
  return (vb_xapian_engine *)engine;
}

/* ---- opening ---- */

static void engine_close(vb_engine *base) {
  vb_xapian_engine *engine = of(base);
  vb_xapian_forget_ahead(engine);
  vb_shards_close(engine);
  vb_stemmer_close(engine->stemmer);
  vb_arena_free(engine->scratch);
  free(engine->path);
  free(engine);
}

static vb_xapian_engine *engine_new(vb_error *err) {
  vb_xapian_engine *engine = calloc(1, sizeof *engine);
  if (engine) engine->scratch = vb_arena_new();
  if (engine && engine->scratch) {
    engine->base.class = &engine_class;
    return engine;
  }
  free(engine);
  vb_fail(err, VB_NOMEM, "no memory for an engine");
  return NULL;
}

/* Reads the number of articles and the range of dates: once per snapshot. */
static vb_status take_stock(vb_xapian_engine *engine, vb_error *err) {
  vb_xapian_forget_ahead(engine);
  vb_buf low = VB_BUF_INIT, high = VB_BUF_INIT, ignored = VB_BUF_INIT, latest = VB_BUF_INIT;
  vb_status status = vb_xapian_count(engine->whole, &engine->articles, err);
  if (!status) status = vb_xapian_value_bounds(engine->whole, VB_SLOT_FIRST_DAY, &low, &high, err);
  if (!status)
    status = vb_xapian_value_bounds(engine->whole, VB_SLOT_LAST_DAY, &ignored, &latest, err);
  if (!status)
    vb_slot_days(vb_buf_view(&low), vb_buf_view(&high), vb_buf_view(&latest), &engine->first_day,
                 &engine->last_day);
  vb_buf_clear(&low), vb_buf_clear(&high), vb_buf_clear(&ignored), vb_buf_clear(&latest);
  return status;
}

static vb_status check_version(const vb_xapian_engine *engine, vb_xapian_database *db,
                               vb_error *err) {
  vb_buf version = VB_BUF_INIT;
  vb_status status = vb_xapian_metadata(db, VB_STORE_META_VERSION, &version, err);
  if (!status) status = vb_xapian_version_check(vb_buf_view(&version), engine->path, err);
  vb_buf_clear(&version);
  return status;
}

static vb_status open_folder_database(vb_xapian_engine *engine, vb_error *err) {
  struct stat at;
  vb_xapian_database *db;
  if (stat(engine->path, &at) != 0) {
    if (errno == ENOENT)
      return vb_fail(err, VB_CORRUPT, "%s: the store's database is not there", engine->path);
    return vb_fail_errno(err, errno, "%s", engine->path);
  }
  vb_status status = vb_xapian_open(engine->path, &db, err);
  if (status == VB_NOT_FOUND) status = err ? (err->status = VB_CORRUPT) : VB_CORRUPT;
  if (!status) status = check_version(engine, db, err);
  if (status) {
    vb_xapian_close(db);
    return status;
  }
  vb_xapian_close(engine->shards[0].db);
  engine->shards[0].db = engine->whole = db;
  engine->device = at.st_dev;
  engine->inode = at.st_ino;
  return VB_OK;
}

vb_status vb_engine_xapian_open(const char *folder, const char *language, vb_engine **out,
                                vb_error *err) {
  *out = NULL;
  vb_xapian_engine *engine = engine_new(err);
  if (!engine) return VB_NOMEM;
  vb_status status = VB_OK;
  engine->path = vb_path_join(folder, "xapian");
  engine->shards = calloc(1, sizeof *engine->shards);
  engine->shard_count = engine->live_count = engine->shards ? 1 : 0;
  if (!engine->path || !engine->shards) status = vb_fail(err, VB_NOMEM, "no memory for an engine");
  snprintf(engine->language, sizeof engine->language, "%s", language);
  if (!status) status = open_folder_database(engine, err);
  if (!status) status = vb_stemmer_open(engine->language, &engine->stemmer, err);
  if (!status) status = take_stock(engine, err);
  if (status) engine_close(&engine->base);
  else *out = &engine->base;
  return status;
}

vb_status vb_engine_xapian_open_shards(const char *list, uint32_t timeout_ms, vb_engine **out,
                                       vb_error *err) {
  bool changed;
  *out = NULL;
  vb_xapian_engine *engine = engine_new(err);
  if (!engine) return VB_NOMEM;
  engine->base.far = true;
  engine->timeout_ms = timeout_ms ? timeout_ms : VB_SHARD_TIMEOUT_DEFAULT;
  vb_status status = vb_shards_parse(engine, list, err);
  if (!status) status = vb_shards_ready(engine, &changed, err);
  if (!status) status = vb_stemmer_open(engine->language, &engine->stemmer, err);
  if (!status) status = take_stock(engine, err);
  if (status) engine_close(&engine->base);
  else *out = &engine->base;
  return status;
}

/* ---- calls that outlive a shard ---- */

typedef vb_status operation(vb_xapian_engine *engine, void *context, vb_error *err);

static vb_status attempt(vb_xapian_engine *engine, operation *run, void *context, vb_error *err) {
  vb_error own = {0};
  bool changed;
  vb_status status = vb_shards_ready(engine, &changed, &own);
  if (!status && changed) status = take_stock(engine, &own);
  if (!status) status = run(engine, context, &own);
  /* Each round sets at least one shard aside. */
  while (status == VB_UNAVAILABLE && vb_shards_settle(engine, &own)) {
    status = engine->whole ? take_stock(engine, &own) : vb_shards_ready(engine, &changed, &own);
    if (!status) status = run(engine, context, &own);
  }
  if (status && err) *err = own;
  return status;
}

typedef struct search_call {
  const vb_engine_request *request;
  vb_arena *arena;
  vb_engine_result *out;
} search_call;

static vb_status run_search(vb_xapian_engine *engine, void *context, vb_error *err) {
  search_call *call = context;
  *call->out = (vb_engine_result){0};
  vb_status status = vb_xapian_engine_search(engine, call->request, call->arena, call->out, err);
  return status ? status : vb_shards_failures(engine, call->arena, call->out, err);
}

static vb_status engine_search(vb_engine *base, const vb_engine_request *request, vb_arena *arena,
                               vb_engine_result *out, vb_error *err) {
  search_call call = {request, arena, out};
  vb_status status = attempt(of(base), run_search, &call, err);
  if (status) *out = (vb_engine_result){0};
  return status;
}

typedef struct find_call {
  vb_str term;
  uint64_t doc;
} find_call;

static vb_status run_find(vb_xapian_engine *engine, void *context, vb_error *err) {
  find_call *call = context;
  uint64_t number;
  vb_status status = vb_xapian_find(engine->whole, call->term, &number, err);
  if (!status) call->doc = vb_xapian_engine_doc(engine, number);
  return status;
}

static vb_status engine_find(vb_engine *base, vb_str id, uint64_t *doc, vb_error *err) {
  vb_xapian_engine *engine = of(base);
  char term[VB_ID_TERM_MAX + 1];
  find_call call = {{term, 0}, 0};
  vb_id_term(id, term, &call.term.n);
  vb_status status = attempt(engine, run_find, &call, err);
  *doc = call.doc;
  if (status != VB_NOT_FOUND) return status;
  for (size_t i = 0; i < engine->shard_count; i++)
    if (!engine->shards[i].db)
      return vb_fail(err, VB_UNAVAILABLE,
                     "no shard that answers has the article '%.*s', and %s "
                     "does not answer: %.200s",
                     VB_STR_ARG(vb_str_slice(id, 0, 120)), engine->shards[i].name,
                     engine->shards[i].failure.text);
  return vb_fail(err, VB_NOT_FOUND, "no article has the id '%.*s'",
                 VB_STR_ARG(vb_str_slice(id, 0, 300)));
}

typedef struct fetch_call {
  const uint64_t *docs;
  size_t count;
  vb_arena *arena;
  vb_article *out;
} fetch_call;

static vb_status run_fetch(vb_xapian_engine *engine, void *context, vb_error *err) {
  fetch_call *call = context;
  return vb_xapian_engine_fetch(engine, call->docs, call->count, call->arena, call->out, err);
}

static vb_status engine_fetch(vb_engine *base, const uint64_t *docs, size_t count, vb_arena *arena,
                              vb_article *out, vb_error *err) {
  fetch_call call = {docs, count, arena, out};
  return attempt(of(base), run_fetch, &call, err);
}

typedef struct frequency_call {
  vb_query query;
  uint64_t articles;
} frequency_call;

static vb_status run_frequency(vb_xapian_engine *engine, void *context, vb_error *err) {
  frequency_call *call = context;
  const vb_query *query = &call->query;
  if (!query->by_stem) {
    char term[VB_XAPIAN_TERM_MAX + 1];
    int n = snprintf(term, sizeof term, "%s%.*s", vb_field_prefix(query->field),
                     VB_STR_ARG(query->term));
    if (n < 0 || (size_t)n >= sizeof term) return VB_OK;
    return vb_xapian_frequency(engine->whole, (vb_str){term, (size_t)n}, &call->articles, err);
  }
  /* A stem is up to two terms, and an article may have both: count by a search. */
  vb_engine_request request = {.query = query, .count = true};
  vb_engine_result result = {0};
  vb_arena_clear(engine->scratch);
  vb_status status = vb_xapian_engine_search(engine, &request, engine->scratch, &result, err);
  call->articles = result.total;
  return status;
}

static vb_status engine_frequencies(vb_engine *base, vb_field field, const vb_str *terms,
                                    size_t count, bool by_stem, uint64_t *articles, vb_error *err) {
  vb_status status = VB_OK;
  for (size_t i = 0; i < count && !status; i++) {
    frequency_call call = {
        .query = {.kind = VB_QUERY_TERM, .field = field, .by_stem = by_stem, .term = terms[i]}};
    status = attempt(of(base), run_frequency, &call, err);
    articles[i] = status ? 0 : call.articles;
  }
  return status;
}

typedef struct share_call {
  const vb_near_duplicate_request *asked;
  vb_arena *arena;
  vb_engine_hit *hits;
  size_t count;
} share_call;

static vb_status run_share(vb_xapian_engine *engine, void *context, vb_error *err) {
  share_call *call = context;
  if (vb_xapian_shared_ahead(engine, call->asked, call->arena, &call->hits, &call->count))
    return VB_OK;
  return vb_xapian_engine_near_duplicates(engine, engine->whole, call->asked, call->arena,
                                          &call->hits, &call->count, err);
}

static vb_status engine_share(vb_engine *base, const vb_near_duplicate_request *asked,
                              vb_arena *arena, vb_engine_hit **out, size_t *count, vb_error *err) {
  share_call call = {.asked = asked, .arena = arena};
  vb_status status = attempt(of(base), run_share, &call, err);
  *out = status ? NULL : call.hits;
  *count = status ? 0 : call.count;
  return status;
}

static void engine_share_ahead(vb_engine *base, const vb_near_duplicate_request *asked,
                               size_t count) {
  vb_xapian_share_ahead(of(base), asked, count);
}

/* ---- "did you mean" ---- */

typedef struct suggest_call {
  vb_field field;
  vb_str word;
  vb_buf nearest;
  double until;
} suggest_call;

/* Xapian's spelling dictionary mixes all fields, and a server offers none. So a name is compared
   with all names of its field, and another word with the words of the text that have its first
   letter. */
static vb_status suggest_from_terms(vb_xapian_engine *engine, suggest_call *call, vb_error *err) {
  vb_xapian_terms *terms;
  vb_str term;
  uint64_t frequency, most = 0;
  unsigned nearest = vb_word_mistakes(call->word);
  if (!nearest) return VB_OK;
  bool name = vb_query_is_name(call->field);
  vb_str prefix = name ? vb_str_of(vb_field_prefix(call->field))
                       : vb_str_slice(call->word, 0, vb_utf8_offset(call->word, 1));
  vb_status status = vb_xapian_terms_open(engine->whole, prefix, &terms, err);
  for (size_t i = 0; i < SUGGEST_WORDS_MAX && !status; i++) {
    status = vb_xapian_terms_next(terms, &term, &frequency, err);
    if (status || !term.p) break;
    if (call->until > 0 && i % SUGGEST_TIME_CHECK == 0 && vb_clock_seconds() >= call->until) {
      vb_buf_reset(&call->nearest); /* of some words only */
      break;
    }
    if (name) term = vb_str_slice(term, prefix.n, term.n);
    unsigned edits = vb_word_distance(call->word, term, nearest);
    if (edits == 0 || edits > nearest || (edits == nearest && frequency <= most)) continue;
    nearest = edits;
    most = frequency;
    vb_buf_reset(&call->nearest);
    vb_buf_str(&call->nearest, term);
  }
  vb_xapian_terms_close(terms);
  return status;
}

static vb_status run_suggest(vb_xapian_engine *engine, void *context, vb_error *err) {
  suggest_call *call = context;
  vb_buf_reset(&call->nearest);
  if (engine->path && !vb_query_is_name(call->field))
    return vb_xapian_spelling_suggest(engine->whole, call->word, &call->nearest, err);
  return suggest_from_terms(engine, call, err);
}

static vb_status engine_suggest(vb_engine *base, vb_field field, vb_str word, double until,
                                vb_arena *arena, vb_str *out, vb_error *err) {
  suggest_call call = {field, word, VB_BUF_INIT, until};
  *out = VB_STR_NONE;
  vb_status status = attempt(of(base), run_suggest, &call, err);
  if (!status) status = vb_buf_ok(&call.nearest, err);
  if (!status && call.nearest.n) {
    *out = vb_arena_copy(arena, vb_buf_view(&call.nearest));
    if (!out->p) status = vb_fail(err, VB_NOMEM, "no memory for a suggestion");
  }
  vb_buf_clear(&call.nearest);
  return status;
}

/* ---- terms ---- */

typedef struct terms_call {
  vb_str key; /* the field's letters and the beginning */
  size_t field_prefix, most;
  vb_arena *arena;
  vb_engine_term *terms;
  size_t count, capacity;
  bool more;
} terms_call;

static vb_status run_terms(vb_xapian_engine *engine, void *context, vb_error *err) {
  terms_call *call = context;
  vb_xapian_terms *terms;
  vb_str term;
  uint64_t frequency;
  call->count = 0;
  call->more = false;
  vb_status status = vb_xapian_terms_open(engine->whole, call->key, &terms, err);
  while (!status) {
    status = vb_xapian_terms_next(terms, &term, &frequency, err);
    if (status || !term.p) break;
    if ((call->more = call->count == call->most)) break;
    vb_str copy = vb_arena_copy(call->arena, vb_str_slice(term, call->field_prefix, term.n));
    if (!copy.p || !VB_ARENA_GROW(call->arena, call->terms, &call->capacity, call->count))
      status = vb_fail(err, VB_NOMEM, "out of memory");
    else call->terms[call->count++] = (vb_engine_term){copy, frequency};
  }
  vb_xapian_terms_close(terms);
  return status;
}

static vb_status engine_terms(vb_engine *base, vb_field field, vb_str prefix, size_t most,
                              vb_arena *arena, vb_engine_term **out, size_t *count, bool *more,
                              vb_error *err) {
  const char *letters = vb_field_prefix(field);
  vb_str key = vb_arena_join(arena, vb_str_of(letters), prefix);
  if (!key.p) return vb_fail(err, VB_NOMEM, "out of memory");
  terms_call call = {.key = key, .field_prefix = strlen(letters), .most = most, .arena = arena};
  vb_status status = attempt(of(base), run_terms, &call, err);
  if (status) return status;
  *out = call.terms, *count = call.count, *more = call.more;
  return VB_OK;
}

/* ---- snapshots ---- */

static vb_status refresh_folder(vb_xapian_engine *engine, bool *changed, vb_error *err) {
  struct stat at;
  *changed =
      stat(engine->path, &at) != 0 || at.st_dev != engine->device || at.st_ino != engine->inode;
  if (*changed) return open_folder_database(engine, err);
  return vb_xapian_reopen(engine->whole, changed, err);
}

static vb_status run_refresh(vb_xapian_engine *engine, void *context, vb_error *err) {
  bool *changed = context, one = false;
  if (engine->path) return refresh_folder(engine, changed, err);
  for (size_t i = 0; i < engine->live_count; i++) {
    vb_shard *shard = &engine->shards[engine->live[i]];
    vb_status status = vb_xapian_reopen(shard->db, &one, err);
    if (status) return status;
    if (one) vb_shard_outdate_spares(shard);
    *changed = *changed || one;
  }
  return VB_OK;
}

static vb_status engine_refresh(vb_engine *base, bool *changed, vb_error *err) {
  vb_xapian_engine *engine = of(base);
  *changed = false;
  vb_status status = attempt(engine, run_refresh, changed, err);
  return status || !*changed ? status : take_stock(engine, err);
}

/* Of a folder's database, which counts its commits; shards may change one by one. */
static uint64_t state_of(const vb_xapian_engine *engine) {
  uint64_t revision;
  if (!engine->path || vb_xapian_revision(engine->whole, &revision, NULL) != VB_OK) return 0;
  const uint64_t parts[] = {(uint64_t)engine->device, (uint64_t)engine->inode, revision};
  uint64_t state = vb_hash64_of_numbers(parts, sizeof parts / sizeof *parts);
  return state ? state : 1;
}

static vb_engine_info engine_info(vb_engine *base) {
  vb_xapian_engine *engine = of(base);
  return (vb_engine_info){.engine = engine_class.name,
                          .language = engine->language,
                          .articles = engine->articles,
                          .first_day = engine->first_day,
                          .last_day = engine->last_day,
                          .state = state_of(engine)};
}

static vb_status engine_shards(vb_engine *base, vb_arena *arena, vb_shard_health **out,
                               size_t *count, vb_error *err) {
  vb_xapian_engine *engine = of(base);
  return engine->path ? VB_OK : vb_shards_health(engine, arena, out, count, err);
}

static const vb_engine_class engine_class = {
    .name = "xapian",
    .search = engine_search,
    .find = engine_find,
    .fetch = engine_fetch,
    .frequencies = engine_frequencies,
    .share = engine_share,
    .share_ahead = engine_share_ahead,
    .suggest = engine_suggest,
    .terms = engine_terms,
    .refresh = engine_refresh,
    .info = engine_info,
    .shards = engine_shards,
    .close = engine_close,
};
