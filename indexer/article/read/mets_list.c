/*
 * mets_list.c - for each METS file, the hashes of all file names in it, read when first asked.
 *
 * A name is what stands between the last slash or quotation mark and a quotation mark; the rest of
 * what stands so is in the list as well, and is the name of no page. Several threads ask: the list
 * of a METS file is read once, under a lock.
 */
#include "indexer/article/read/mets_list.h"

#include "indexer/article/read/stream.h"
#include "indexer/base/hash.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  METS_MAX = 64 * 1024 * 1024,
  NAME_MAX_BYTES = 255 /* of a file, as file systems have it */
};

typedef struct mets {
  const char *path;
  bool read;
  uint64_t *names; /* sorted */
  size_t count, capacity;
} mets;

struct vb_mets_list {
  pthread_mutex_t lock;
  size_t count;
  mets items[];
};

vb_mets_list *vb_mets_list_new(const char *const *paths) {
  size_t n = 0;
  while (paths && paths[n]) n++;
  vb_mets_list *list = calloc(1, sizeof *list + n * sizeof *list->items);
  if (!list) return NULL;
  pthread_mutex_init(&list->lock, NULL);
  list->count = n;
  for (size_t i = 0; i < n; i++) list->items[i].path = paths[i];
  return list;
}

void vb_mets_list_free(vb_mets_list *list) {
  if (!list) return;
  for (size_t i = 0; i < list->count; i++) free(list->items[i].names);
  pthread_mutex_destroy(&list->lock);
  free(list);
}

static bool may_be_name(vb_str s) {
  if (!s.n || s.n > NAME_MAX_BYTES) return false;
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] == '<' || s.p[i] == '>' || s.p[i] == '=') return false;
  return true;
}

static void add_name(mets *m, vb_str name) {
  if (m->count == m->capacity) {
    size_t n = m->capacity ? m->capacity * 2 : 64;
    uint64_t *grown = realloc(m->names, n * sizeof *grown);
    if (!grown) return; /* the page is read by itself, too: no article is lost */
    m->names = grown;
    m->capacity = n;
  }
  m->names[m->count++] = vb_hash64(name);
}

static int compare(const void *x, const void *y) {
  uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
  return a < b ? -1 : a > b;
}

static void read_names(mets *m, vb_str bytes) {
  size_t start = 0;
  for (size_t i = 0; i < bytes.n; i++) {
    bool mark = bytes.p[i] == '"' || bytes.p[i] == '\'';
    if (!mark && bytes.p[i] != '/') continue;
    vb_str name = vb_str_slice(bytes, start, i);
    if (mark && may_be_name(name)) add_name(m, name);
    start = i + 1;
  }
  if (m->count) qsort(m->names, m->count, sizeof *m->names, compare);
}

static void read_file(mets *m) {
  vb_buf bytes = VB_BUF_INIT;
  int fd = open(m->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  vb_stream *stream = fd >= 0 ? vb_stream_of_descriptor(fd, NULL, NULL) : NULL;
  if (stream && vb_stream_rest(stream, METS_MAX, &bytes, NULL) == VB_OK)
    read_names(m, vb_buf_view(&bytes));
  vb_buf_clear(&bytes);
  vb_stream_close(stream);
  if (fd >= 0) close(fd);
  m->read = true;
}

/* Whether the page is in the folder of the METS file, or one below it. */
static bool is_near(const char *path, const char *page) {
  const char *slash = strrchr(path, '/');
  size_t folder = slash ? (size_t)(slash + 1 - path) : 0;
  if (strncmp(page, path, folder) != 0) return false;
  const char *deeper = strchr(page + folder, '/');
  return !deeper || !strchr(deeper + 1, '/');
}

bool vb_mets_list_names(vb_mets_list *list, const char *page) {
  const char *slash = strrchr(page, '/');
  uint64_t name = vb_hash64(vb_str_of(slash ? slash + 1 : page));
  bool found = false;
  for (size_t i = 0; i < list->count && !found; i++) {
    mets *m = &list->items[i];
    if (!is_near(m->path, page)) continue;
    pthread_mutex_lock(&list->lock);
    if (!m->read) read_file(m);
    pthread_mutex_unlock(&list->lock);
    found = m->count && bsearch(&name, m->names, m->count, sizeof name, compare);
  }
  return found;
}
