/*
 * write_transaction.c - the order of steps that makes a commit all or nothing.
 *
 *   1. segments are written under numbers that no manifest names yet, and synced;
 *   2. deletions and outlets' lines are written as new small files, and synced;
 *   3. the folder is synced, so that all those names survive a crash;
 *   4. the manifest is replaced: this is the moment of the commit;
 *   5. files that it no longer names are removed. Readers keep what they have
 *      mapped; whatever cannot be removed is removed by the next transaction.
 *
 * A crash before step 4 leaves the old state and some unnamed files; after it, the
 * new state.
 */
#include "indexer/store/commit/write_transaction.h"

#include "indexer/base/file.h"
#include "indexer/store/commit/id_filter.h"
#include "indexer/store/segment/segment_writer.h"

#include <stdlib.h>

enum { FILTERED = 256 }; /* ids looked for in a segment before a filter of its ids pays */

typedef struct held {
  vb_segment *segment;
  uint32_t looks; /* how many ids were looked for; FILTERED at most */
  vb_id_filter filter;
  uint64_t *deleted; /* NULL: none */
  uint32_t deleted_count;
  bool dirty; /* has deletions that no file contains yet */
} held;

struct vb_write_transaction {
  char *folder;
  vb_manifest manifest; /* what the next commit will write, except deletions */
  held *held;           /* parallel to manifest.segments */
  size_t held_capacity;
  bool changed;
};

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "out of memory");
}

static size_t bitmap_words(uint32_t docs) {
  return ((size_t)docs + 63) / 64;
}

/* ---- opening ---- */

static void release(held *h) {
  vb_segment_close(h->segment);
  vb_id_filter_clear(&h->filter);
  free(h->deleted);
  *h = (held){0};
}

void vb_write_transaction_close(vb_write_transaction *s) {
  if (!s) return;
  for (size_t i = 0; i < s->manifest.count; i++)
    if (i < s->held_capacity) release(&s->held[i]);
  free(s->held);
  free(s->folder);
  vb_manifest_clear(&s->manifest);
  free(s);
}

static bool room_for_held(vb_write_transaction *s, size_t count) {
  if (count <= s->held_capacity) return true;
  size_t n = count + 16;
  held *grown = realloc(s->held, n * sizeof *grown);
  if (!grown) return false;
  memset(grown + s->held_capacity, 0, (n - s->held_capacity) * sizeof *grown);
  s->held = grown;
  s->held_capacity = n;
  return true;
}

static vb_status hold(vb_write_transaction *s, size_t i, vb_error *err) {
  held *h = &s->held[i];
  vb_status status = vb_segment_open(s->folder, &s->manifest.segments[i], &h->segment, err);
  if (status != VB_OK || !h->segment->deletions) return status;
  size_t words = bitmap_words(h->segment->info.docs);
  h->deleted = malloc((words + 1) * sizeof *h->deleted);
  if (!h->deleted) return no_memory(err);
  memcpy(h->deleted, h->segment->deletions->bytes + VB_PART_HEAD, words * sizeof *h->deleted);
  h->deleted_count = h->segment->info.deleted;
  return VB_OK;
}

static vb_status read_store(vb_write_transaction *s, const char *store, bool create,
                            vb_error *err) {
  vb_status status = VB_OK;
  s->folder = vb_path_join(store, "native");
  if (!s->folder) return no_memory(err);
  if (create) status = vb_file_mkdir(s->folder, err);
  if (status == VB_OK) status = vb_manifest_read(s->folder, &s->manifest, err);
  if (status == VB_NOT_FOUND && create) {
    s->manifest.next = 1;
    s->changed = true;
    status = vb_write_transaction_commit(s, err);
  } else if (status == VB_NOT_FOUND) {
    status = VB_CORRUPT;
    if (err) err->status = status;
  }
  if (status == VB_OK) status = vb_manifest_sweep(s->folder, &s->manifest, err);
  if (status == VB_OK && !room_for_held(s, s->manifest.count)) status = no_memory(err);
  for (size_t i = 0; i < s->manifest.count && status == VB_OK; i++) status = hold(s, i, err);
  return status;
}

vb_status vb_write_transaction_open(const char *folder, bool create, vb_write_transaction **out,
                                    vb_error *err) {
  *out = NULL;
  vb_write_transaction *s = calloc(1, sizeof *s);
  if (!s) return no_memory(err);
  vb_status status = read_store(s, folder, create, err);
  if (status == VB_OK) *out = s;
  else vb_write_transaction_close(s);
  return status;
}

const char *vb_write_transaction_folder(const vb_write_transaction *s) {
  return s->folder;
}
uint32_t vb_write_transaction_number(vb_write_transaction *s) {
  return s->manifest.next++;
}
size_t vb_write_transaction_segments(const vb_write_transaction *s) {
  return s->manifest.count;
}
const vb_segment *vb_write_transaction_segment(const vb_write_transaction *s, size_t i) {
  return s->held[i].segment;
}

/* ---- segments ---- */

static vb_status set_deletions(held *h, const uint64_t *deleted, vb_error *err) {
  if (!deleted) return VB_OK;
  size_t words = bitmap_words(h->segment->info.docs);
  h->deleted = calloc(words + 1, sizeof *h->deleted);
  if (!h->deleted) return no_memory(err);
  for (size_t i = 0; i < words; i++) {
    h->deleted[i] = deleted[i];
    h->deleted_count += (uint32_t)__builtin_popcountll(deleted[i]);
  }
  h->dirty = h->deleted_count > 0;
  return VB_OK;
}

/* Looking for ids without filters, and making these, maps the columns in the end: 110 bytes an
   article. */
static void release_pages(const vb_write_transaction *s) {
  for (size_t i = 0; i < s->manifest.count; i++)
    if (s->held[i].segment) vb_segment_forget(s->held[i].segment);
}

vb_status vb_write_transaction_add(vb_write_transaction *s, const vb_segment_files *files,
                                   const uint64_t *deleted, vb_error *err) {
  if (!room_for_held(s, s->manifest.count + 1)) return no_memory(err);
  vb_status status = vb_manifest_add(&s->manifest, files, err);
  if (status != VB_OK) return status;
  size_t i = s->manifest.count - 1;
  s->held[i] = (held){0};
  release_pages(s);
  status = hold(s, i, err);
  if (status == VB_OK) status = set_deletions(&s->held[i], deleted, err);
  if (status != VB_OK) {
    release(&s->held[i]);
    s->manifest.count--;
    return status;
  }
  s->changed = true;
  return VB_OK;
}

static void drop(vb_write_transaction *s, size_t i) {
  release(&s->held[i]);
  size_t behind = s->manifest.count - i - 1;
  memmove(&s->held[i], &s->held[i + 1], behind * sizeof *s->held);
  memmove(&s->manifest.segments[i], &s->manifest.segments[i + 1],
          behind * sizeof *s->manifest.segments);
  s->manifest.count--;
  s->held[s->manifest.count] = (held){0};
  s->changed = true;
}

vb_status vb_write_transaction_replace(vb_write_transaction *s, const size_t *which, size_t count,
                                       const vb_segment_files *files, const uint64_t *deleted,
                                       vb_error *err) {
  vb_status status = files ? vb_write_transaction_add(s, files, deleted, err) : VB_OK;
  if (status != VB_OK) return status;
  for (size_t i = count; i-- > 0;) drop(s, which[i]);
  return VB_OK;
}

/* ---- articles ---- */

bool vb_write_transaction_deleted(const vb_write_transaction *s, size_t i, uint32_t doc) {
  const held *h = &s->held[i];
  return h->deleted && h->deleted[doc / 64] >> doc % 64 & 1;
}

uint32_t vb_write_transaction_live(const vb_write_transaction *s, size_t i) {
  return s->held[i].segment->info.docs - s->held[i].deleted_count;
}

uint64_t vb_write_transaction_articles(const vb_write_transaction *s) {
  uint64_t n = 0;
  for (size_t i = 0; i < s->manifest.count; i++) n += vb_write_transaction_live(s, i);
  return n;
}

/* Whether the segment may have the id. */
static vb_status filter_id(held *h, vb_id_hash id, bool *may_have, vb_error *err) {
  vb_status status = VB_OK;
  if (h->looks < FILTERED && ++h->looks == FILTERED)
    status = vb_id_filter_of(h->segment, &h->filter, err);
  *may_have = vb_id_filter_may_have(&h->filter, id);
  return status;
}

/* If an id was replaced within its segment, several docs have it; all but one are deleted. */
static vb_status find_in(vb_write_transaction *s, size_t i, vb_id_hash id, uint32_t *doc,
                         vb_error *err) {
  uint32_t after = 0;
  bool may_have;
  vb_status status = filter_id(&s->held[i], id, &may_have, err);
  if (status != VB_OK) return status;
  if (!may_have) return VB_NOT_FOUND;
  do status = vb_segment_find_nth(s->held[i].segment, id, after++, doc, err);
  while (status == VB_OK && vb_write_transaction_deleted(s, i, *doc));
  return status;
}

vb_status vb_write_transaction_find(vb_write_transaction *s, vb_id_hash id, size_t *segment,
                                    uint32_t *doc, uint64_t *hash, vb_error *err) {
  for (size_t i = s->manifest.count; i-- > 0;) {
    vb_status status = find_in(s, i, id, doc, err);
    if (status == VB_NOT_FOUND) continue;
    vb_doc_facts facts;
    if (status == VB_OK) status = vb_segment_facts(s->held[i].segment, *doc, &facts, err);
    if (status == VB_OK) *segment = i, *hash = facts.hash;
    return status;
  }
  return vb_fail(err, VB_NOT_FOUND, "no such article");
}

vb_status vb_write_transaction_delete(vb_write_transaction *s, size_t segment, uint32_t doc,
                                      vb_error *err) {
  held *h = &s->held[segment];
  if (!h->deleted) h->deleted = calloc(bitmap_words(h->segment->info.docs) + 1, sizeof *h->deleted);
  if (!h->deleted) return no_memory(err);
  if (vb_write_transaction_deleted(s, segment, doc)) return VB_OK;
  h->deleted[doc / 64] |= UINT64_C(1) << doc % 64;
  h->deleted_count++;
  h->dirty = s->changed = true;
  return VB_OK;
}

/* ---- outlets' lines ---- */

vb_status vb_write_transaction_lines(const vb_write_transaction *s, vb_buf *out, vb_error *err) {
  return vb_lines_file_read(s->folder, &s->manifest.lines, out, err);
}

vb_status vb_write_transaction_set_lines(vb_write_transaction *s, vb_str bytes, vb_error *err) {
  vb_lines_file file = {.number = vb_write_transaction_number(s)};
  vb_status status = vb_lines_file_write(s->folder, bytes, &file, err);
  if (status != VB_OK) return status;
  s->manifest.lines = file;
  s->changed = true;
  return VB_OK;
}

/* ---- committing ---- */

static vb_status write_deletions(vb_write_transaction *s, size_t i, vb_error *err) {
  held *h = &s->held[i];
  vb_segment_files *files = &s->manifest.segments[i];
  if (!h->dirty) return VB_OK;
  /* Generations of deletions are numbered like segments, so no number is used twice. */
  uint32_t generation = vb_write_transaction_number(s);
  vb_part_id id;
  vb_status status = vb_deletions_write(s->folder, files->number, generation, h->deleted,
                                        h->segment->info.docs, &id, err);
  if (status != VB_OK) return status;
  files->deletions = generation;
  files->deleted = h->deleted_count;
  files->parts[VB_PART_DELETIONS] = id;
  h->dirty = false;
  return VB_OK;
}

vb_status vb_write_transaction_commit(vb_write_transaction *s, vb_error *err) {
  vb_status status = VB_OK;
  if (!s->changed) return VB_OK;
  for (size_t i = s->manifest.count; i-- > 0;)
    if (!vb_write_transaction_live(s, i)) drop(s, i);
  for (size_t i = 0; i < s->manifest.count && status == VB_OK; i++)
    status = write_deletions(s, i, err);
  if (status == VB_OK) status = vb_file_sync_folder(s->folder, err);
  if (status != VB_OK) return status;
  s->manifest.generation++;
  status = vb_manifest_write(s->folder, &s->manifest, err);
  if (status != VB_OK) return status; /* the file may exist: this generation is not used again */
  s->changed = false;
  vb_manifest_sweep(s->folder, &s->manifest, NULL); /* what stays is removed by the next sweep */
  return VB_OK;
}
