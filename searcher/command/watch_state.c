/*
 * watch_state.c - reads, looks up and replaces the file of a watched query.
 */
#include "searcher/command/watch_state.h"

#include "indexer/base/file.h"
#include "indexer/base/hash.h"
#include "indexer/base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

enum { HEAD_MAX = 4096, FILE_MAX = VB_WATCH_IDS_MAX * 8 + HEAD_MAX };
#define MAGIC "verbatim watch 1\n"

/* ---- the file's text --------------------------------------------------- */

static int ascending(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

static vb_status damaged(const vb_watch_state *state, vb_error *err) {
  return vb_fail(err, VB_CORRUPT, "%s: not what 'verbatim watch' wrote; remove it to begin anew",
                 state->path);
}

/* The numbers of the text's head; false if it is not of the form. */
static bool read_head(const char *text, size_t *begin, uint64_t *key, uint64_t *store,
                      uint64_t *count, uint64_t *hash) {
  unsigned long long numbers[4];
  const char *watch = strstr(text, "\nwatch "), *end = strstr(text, "\n\n");
  if (strncmp(text, MAGIC, sizeof MAGIC - 1) != 0 || !watch || !end || watch > end) return false;
  if (sscanf(watch, "\nwatch %llx\nstore %llx\nids %llu %llx\n", &numbers[0], &numbers[1],
             &numbers[2], &numbers[3]) != 4)
    return false;
  *begin = (size_t)(end - text) + 2;
  *key = numbers[0], *store = numbers[1], *count = numbers[2], *hash = numbers[3];
  return true;
}

static vb_status take_numbers(vb_watch_state *state, vb_str bytes, uint64_t count, vb_error *err) {
  state->known = malloc((size_t)count * 8 + 8);
  if (!state->known) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_cursor from = vb_cursor_of(bytes);
  for (uint64_t i = 0; i < count; i++) {
    state->known[i] = vb_cursor_u64(&from);
    if (i && state->known[i] <= state->known[i - 1]) return damaged(state, err);
  }
  state->known_count = (size_t)count;
  return VB_OK;
}

static vb_status parse(vb_watch_state *state, vb_buf *file, vb_error *err) {
  uint64_t key, count, hash;
  size_t begin;
  vb_str all = vb_buf_view(file);
  char head[HEAD_MAX + 1];
  size_t n = all.n < HEAD_MAX ? all.n : HEAD_MAX;
  memcpy(head, all.p, n);
  head[n] = '\0';
  if (!read_head(head, &begin, &key, &state->store, &count, &hash)) return damaged(state, err);
  vb_str bytes = vb_str_slice(all, begin, all.n);
  if (count > VB_WATCH_IDS_MAX || bytes.n != count * 8 || vb_hash64(bytes) != hash)
    return damaged(state, err);
  if (key != state->key)
    return vb_fail(err, VB_INVALID,
                   "%s: remembers another query, other filters or another store; name another file",
                   state->path);
  return take_numbers(state, bytes, count, err);
}

/* ---- opening ----------------------------------------------------------- */

/* Makes a folder and those above it that are missing. */
static vb_status make_folders(const char *folder, vb_error *err) {
  char *path = strdup(folder);
  vb_status status = path ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  for (char *at = path ? path + 1 : NULL; at && status == VB_OK;) {
    char *slash = strchr(at, '/');
    if (slash) *slash = '\0';
    status = vb_file_mkdir(path, err);
    if (slash) *slash = '/';
    at = slash ? slash + 1 : NULL;
  }
  free(path);
  return status;
}

static vb_status choose_path(vb_watch_state *state, const char *path, const char *folder,
                             vb_error *err) {
  char name[32];
  if (path) {
    state->path = strdup(path);
  } else {
    vb_status status = make_folders(folder, err);
    if (status != VB_OK) return status;
    snprintf(name, sizeof name, "watch-%016llx", (unsigned long long)state->key);
    state->path = vb_path_join(folder, name);
  }
  return state->path ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

static vb_status lock(vb_watch_state *state, vb_error *err) {
  char *beside = NULL;
  if (asprintf(&beside, "%s.lock", state->path) < 0) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = vb_file_lock(beside, &state->lock, err);
  if (status == VB_LOCKED)
    status = vb_fail(err, VB_LOCKED, "%s: another run is watching this query", state->path);
  free(beside);
  return status;
}

vb_status vb_watch_open(vb_watch_state *state, const char *path, const char *folder, uint64_t key,
                        vb_error *err) {
  vb_buf file = VB_BUF_INIT;
  *state = (vb_watch_state){.lock = -1, .key = key};
  vb_status status = choose_path(state, path, folder, err);
  if (status == VB_OK) status = lock(state, err);
  if (status != VB_OK) return status;
  status = vb_file_read(state->path, FILE_MAX, &file, err);
  state->first = status == VB_NOT_FOUND;
  if (status == VB_OK) status = parse(state, &file, err);
  vb_buf_clear(&file);
  return state->first ? VB_OK : status;
}

void vb_watch_close(vb_watch_state *state) {
  vb_file_unlock(state->lock);
  free(state->path);
  free(state->known);
  free(state->found);
  *state = (vb_watch_state){.lock = -1};
}

/* ---- a run ------------------------------------------------------------- */

vb_status vb_watch_meet(vb_watch_state *state, vb_str id, bool *fresh, vb_error *err) {
  const uint64_t hash = vb_hash64(id);
  *fresh = !state->known_count ||
           !bsearch(&hash, state->known, state->known_count, sizeof hash, ascending);
  if (!*fresh) return VB_OK;
  if (state->known_count + state->found_count == VB_WATCH_IDS_MAX)
    return vb_fail(err, VB_LIMIT, "the query finds more than %d articles; watch a narrower one",
                   VB_WATCH_IDS_MAX);
  if (state->found_count == state->found_capacity) {
    size_t capacity = state->found_capacity ? 2 * state->found_capacity : 256;
    uint64_t *grown = realloc(state->found, capacity * sizeof *grown);
    if (!grown) return vb_fail(err, VB_NOMEM, "out of memory");
    state->found = grown, state->found_capacity = capacity;
  }
  state->found[state->found_count++] = hash;
  return VB_OK;
}

/* Appends the union of both lists, ascending; returns how many numbers. */
static size_t merge(const vb_watch_state *state, vb_buf *out) {
  size_t i = 0, j = 0, count = 0;
  uint64_t last = 0;
  while (i < state->known_count || j < state->found_count) {
    bool old =
        j == state->found_count || (i < state->known_count && state->known[i] <= state->found[j]);
    uint64_t next = old ? state->known[i++] : state->found[j++];
    if (count && next == last) continue;
    vb_buf_u64(out, next);
    last = next;
    count++;
  }
  return count;
}

vb_status vb_watch_save(vb_watch_state *state, vb_str query, uint64_t store, vb_error *err) {
  enum { QUERY_SHOWN = 500 };
  vb_buf file = VB_BUF_INIT, numbers = VB_BUF_INIT;
  if (state->found_count) qsort(state->found, state->found_count, sizeof *state->found, ascending);
  size_t count = merge(state, &numbers);
  vb_buf_text(&file, MAGIC "query ");
  query.n = vb_utf8_floor(query, query.n < QUERY_SHOWN ? query.n : QUERY_SHOWN);
  for (size_t i = 0; i < query.n; i++)
    vb_buf_char(&file, (unsigned char)query.p[i] < ' ' || query.p[i] == 127 ? ' ' : query.p[i]);
  vb_buf_printf(&file, "\nwatch %016llx\nstore %llx\nids %zu %llx\n\n",
                (unsigned long long)state->key, (unsigned long long)store, count,
                (unsigned long long)vb_hash64(vb_buf_view(&numbers)));
  vb_buf_str(&file, vb_buf_view(&numbers));
  if (numbers.failed) file.failed = true;
  vb_status status = vb_buf_ok(&file, err);
  if (status == VB_OK) status = vb_file_replace(state->path, vb_buf_view(&file), err);
  vb_buf_clear(&file);
  vb_buf_clear(&numbers);
  return status;
}
