/*
 * bigram_runs.c - sorted runs in one file; each frame is read and checked as a whole.
 *
 *   file   = run*          run = frame*, keys ascending
 *   frame  = length:u32 hash:u64 record*
 *   record = key - the previous key (0 at the start of a frame), n, n * entry    varints
 *   entry  = (doc - the previous doc, 0 at the start of a record) * 4 + (tf > 1) * 2 + (title > 0)
 *            [tf] [title]
 *
 * A record never crosses a frame; a long list is several records with the same key.
 * Reading is a merge: of all runs, the record with the least key is next, and runs of
 * the same key follow each other. The hash guards against disks that change bytes,
 * as everywhere, although only this process reads the file.
 */
#include "indexer/store/bigram/bigram_runs.h"

#include "indexer/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
  FRAME = 32 * 1024, /* while reading, one frame of each run is in memory */
  HEAD = 12,
  RECORD_DOCS = 1024, /* keeps a record below 16 KiB: a doc takes at most 15 bytes */
  BUFFER = 256 * 1024
};

typedef struct run {
  uint64_t next, end; /* the part of the run that has not been read */
  vb_buf frame;
  vb_cursor rest;      /* of the current frame */
  uint32_t key, count; /* of the current record, whose entries come next; count 0: none */
} run;

struct vb_bigram_runs {
  char *path;
  int fd;           /* -1 while everything fits into `buffer` */
  vb_buf buffer;    /* what is not in the file yet */
  uint64_t written; /* bytes in the file */
  vb_buf frame;     /* being filled */
  uint32_t key;     /* the last one in it */
  run *runs;
  size_t count, capacity;
  vb_status status;
  vb_error error;
};

vb_status vb_bigram_runs_new(const char *path, vb_bigram_runs **out, vb_error *err) {
  vb_bigram_runs *r = *out = calloc(1, sizeof *r);
  if (r) r->path = strdup(path);
  if (r) r->fd = -1;
  if (r && r->path) return VB_OK;
  vb_bigram_runs_free(r);
  *out = NULL;
  return vb_fail(err, VB_NOMEM, "out of memory");
}

void vb_bigram_runs_free(vb_bigram_runs *r) {
  if (!r) return;
  for (size_t i = 0; i < r->count; i++) vb_buf_clear(&r->runs[i].frame);
  if (r->fd >= 0) close(r->fd);
  vb_buf_clear(&r->buffer);
  vb_buf_clear(&r->frame);
  free(r->runs);
  free(r->path);
  free(r);
}

/* ---- writing ---- */

static void failed(vb_bigram_runs *r, vb_status status) {
  if (r->status == VB_OK) r->status = status;
}

static void spill(vb_bigram_runs *r) {
  if (r->fd < 0 && r->status == VB_OK) {
    r->fd = open(r->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (r->fd < 0 || unlink(r->path) != 0)
      failed(r, vb_fail_errno(&r->error, errno, "cannot create %s", r->path));
  }
  if (r->status == VB_OK)
    failed(r, vb_file_write(r->fd, r->buffer.p, r->buffer.n, r->path, &r->error));
  r->written += r->buffer.n;
  vb_buf_reset(&r->buffer);
}

static void end_frame(vb_bigram_runs *r) {
  if (!r->frame.n) return;
  vb_buf_u32(&r->buffer, (uint32_t)r->frame.n);
  vb_buf_u64(&r->buffer, XXH3_64bits(r->frame.p, r->frame.n));
  vb_buf_str(&r->buffer, vb_buf_view(&r->frame));
  if (r->frame.failed || r->buffer.failed) failed(r, vb_fail(&r->error, VB_NOMEM, "out of memory"));
  vb_buf_reset(&r->frame);
  r->key = 0;
  if (r->buffer.n >= BUFFER) spill(r);
}

static void end_run(vb_bigram_runs *r) {
  end_frame(r);
  if (r->count) r->runs[r->count - 1].end = r->written + r->buffer.n;
}

void vb_bigram_runs_begin(vb_bigram_runs *r) {
  end_run(r);
  if (r->count == r->capacity) {
    size_t n = r->capacity ? r->capacity * 2 : 16;
    run *grown = realloc(r->runs, n * sizeof *grown);
    if (!grown) {
      failed(r, vb_fail(&r->error, VB_NOMEM, "out of memory"));
      return;
    }
    r->runs = grown;
    r->capacity = n;
  }
  uint64_t at = r->written + r->buffer.n;
  r->runs[r->count++] = (run){.next = at, .end = at};
}

static void put_entries(vb_buf *out, const vb_posting_list *list, size_t from, size_t to) {
  uint32_t last = 0;
  for (size_t i = from; i < to; i++) {
    uint32_t tf = list->tfs[i], title = list->titles[i];
    vb_buf_varint(out, (uint64_t)(list->docs[i] - last) * 4 + (tf > 1) * 2 + (title > 0));
    if (tf > 1) vb_buf_varint(out, tf);
    if (title) vb_buf_varint(out, title);
    last = list->docs[i];
  }
}

void vb_bigram_runs_put(vb_bigram_runs *r, uint32_t key, const vb_posting_list *list) {
  for (size_t from = 0; from < list->df; from += RECORD_DOCS) {
    size_t to = list->df - from < RECORD_DOCS ? list->df : from + RECORD_DOCS;
    vb_buf_varint(&r->frame, key - r->key);
    vb_buf_varint(&r->frame, to - from);
    put_entries(&r->frame, list, from, to);
    r->key = key;
    if (r->frame.n >= FRAME / 2) end_frame(r);
  }
}

/* ---- reading ---- */

static vb_status damaged(const vb_bigram_runs *r, vb_error *err) {
  return vb_fail(err, VB_CORRUPT, "%s: what was just written there reads back otherwise", r->path);
}

static vb_status read_bytes(const vb_bigram_runs *r, uint64_t at, void *out, size_t n,
                            vb_error *err) {
  char *p = out;
  if (at >= r->written) { /* the buffer continues the file, from a frame's start */
    memcpy(out, r->buffer.p + (at - r->written), n);
    return VB_OK;
  }
  while (n) {
    ssize_t got = pread(r->fd, p, n, (off_t)at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return vb_fail_errno(err, errno, "cannot read %s", r->path);
    if (got == 0) return damaged(r, err);
    p += got, at += (uint64_t)got, n -= (size_t)got;
  }
  return VB_OK;
}

static vb_status next_frame(const vb_bigram_runs *r, run *one, vb_error *err) {
  unsigned char head[HEAD];
  if (one->end - one->next < HEAD) return damaged(r, err);
  vb_status status = read_bytes(r, one->next, head, HEAD, err);
  if (status != VB_OK) return status;
  vb_cursor c = {head, head + HEAD, false};
  uint32_t length = vb_cursor_u32(&c);
  uint64_t hash = vb_cursor_u64(&c);
  if (!length || length > FRAME || length > one->end - one->next - HEAD) return damaged(r, err);
  vb_buf_reset(&one->frame);
  char *p = vb_buf_reserve(&one->frame, length);
  if (!p) return vb_fail(err, VB_NOMEM, "out of memory");
  status = read_bytes(r, one->next + HEAD, p, length, err);
  if (status != VB_OK) return status;
  if (XXH3_64bits(p, length) != hash) return damaged(r, err);
  one->frame.n = length;
  one->rest = vb_cursor_of(vb_buf_view(&one->frame));
  one->next += HEAD + length;
  one->key = 0;
  return VB_OK;
}

/* Moves to the next record of the run; count is 0 at the end. */
static vb_status next_record(const vb_bigram_runs *r, run *one, vb_error *err) {
  one->count = 0;
  if (!vb_cursor_left(&one->rest)) {
    if (one->next == one->end) return VB_OK;
    vb_status status = next_frame(r, one, err);
    if (status != VB_OK) return status;
  }
  one->key += (uint32_t)vb_cursor_varint(&one->rest);
  uint64_t count = vb_cursor_varint(&one->rest);
  if (one->rest.bad || !count || count > RECORD_DOCS) return damaged(r, err);
  one->count = (uint32_t)count;
  return VB_OK;
}

vb_status vb_bigram_runs_rewind(vb_bigram_runs *r, vb_error *err) {
  end_run(r);
  if (r->fd >= 0) spill(r);
  vb_status status = r->status;
  if (status != VB_OK && err) *err = r->error;
  vb_buf_clear(&r->frame);
  for (size_t i = 0; i < r->count && status == VB_OK; i++)
    status = next_record(r, &r->runs[i], err);
  return status;
}

static vb_status take_entries(const vb_bigram_runs *r, run *one, vb_posting_list *list,
                              vb_error *err) {
  uint64_t doc = 0;
  if (!vb_posting_list_reserve(list, list->df + one->count, 0))
    return vb_fail(err, VB_NOMEM, "out of memory");
  for (uint32_t i = 0; i < one->count; i++) {
    uint64_t entry = vb_cursor_varint(&one->rest);
    uint64_t tf = entry & 2 ? vb_cursor_varint(&one->rest) : 1;
    uint64_t title = entry & 1 ? vb_cursor_varint(&one->rest) : 0;
    doc += entry >> 2;
    bool ascends = !list->df || doc > list->docs[list->df - 1];
    if (one->rest.bad || !ascends || doc > VB_SEGMENT_DOCS_MAX || tf > UINT32_MAX || title > tf)
      return damaged(r, err);
    list->docs[list->df] = (uint32_t)doc;
    list->tfs[list->df] = (uint32_t)tf;
    list->titles[list->df++] = (uint32_t)title;
    list->cf += tf;
  }
  return VB_OK;
}

vb_status vb_bigram_runs_next(vb_bigram_runs *r, uint32_t *key, vb_posting_list *list,
                              vb_error *err) {
  const run *least = NULL;
  list->df = list->cf = 0;
  for (size_t i = 0; i < r->count; i++)
    if (r->runs[i].count && (!least || r->runs[i].key < least->key)) least = &r->runs[i];
  if (!least) return vb_fail(err, VB_NOT_FOUND, "no more pairs");
  *key = least->key;
  vb_status status = VB_OK;
  for (size_t i = (size_t)(least - r->runs); i < r->count && status == VB_OK; i++) {
    run *one = &r->runs[i];
    while (status == VB_OK && one->count && one->key == *key) {
      status = take_entries(r, one, list, err);
      if (status == VB_OK) status = next_record(r, one, err);
    }
  }
  return status;
}
