/*
 * part.c - files with a checksum for every 16 KiB.
 *
 *   | head 16 | content ............................ | checksums | foot 24 |
 *   |<-- block 0 -->|<-- block 1 -->|  ...  |<- last ->|
 *
 * Opening a file reads only the foot and the checksums, which must hash to the value
 * in the manifest. A block is hashed when a reader first asks for bytes in it, and one
 * bit records that it was right. Two threads may hash the same block; that is harmless.
 */
#include "indexer/store/posting/part.h"

#include "indexer/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
  PART_VERSION = 2,
  FOOT = 24,
  /* Blocks that are requested at once: 128 KiB, the default read-ahead of a disk. The kernel
     would ignore the rest of a larger request. */
  AHEAD = 8,
  BUFFER = 16 * VB_PART_BLOCK, /* 256 KiB: the cost of write() is then too small to measure */
  SEND = 4 * 1024 * 1024
};

static const char HEAD_MAGIC[8] = "VbPart\r\n", FOOT_MAGIC[8] = "VbEnd\r\n";

const char *vb_part_name(vb_part_kind kind) {
  static const char *const names[VB_PART_ALL] = {"",        "postings", "positions", "lexicon",
                                                 "columns", "text",     "deletions", "lines"};
  return (unsigned)kind < VB_PART_ALL ? names[kind] : "";
}

/* ---- writing ---- */

struct vb_part_writer {
  int fd;
  char *path;
  unsigned char *buffer;
  size_t used;
  uint64_t written; /* bytes already written from the buffer */
  uint64_t sent;    /* bytes that the disk was asked to begin with */
  vb_buf table;
  vb_status status;
  vb_error error;
};

static void free_writer(vb_part_writer *w) {
  if (w->fd >= 0) close(w->fd);
  free(w->path);
  free(w->buffer);
  vb_buf_clear(&w->table);
  free(w);
}

/* An error of writing the head is kept in the writer and returned when the part is finished, like
   that of any later write. */
vb_status vb_part_create(const char *path, vb_part_kind kind, uint32_t number, vb_part_writer **out,
                         vb_error *err) {
  *out = NULL;
  vb_part_writer *w = calloc(1, sizeof *w);
  if (!w) return vb_fail(err, VB_NOMEM, "out of memory");
  w->path = strdup(path);
  w->buffer = malloc(BUFFER);
  w->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (!w->path || !w->buffer || w->fd < 0) {
    vb_status status = w->fd < 0 ? vb_fail_errno(err, errno, "cannot create %s", path)
                                 : vb_fail(err, VB_NOMEM, "out of memory");
    free_writer(w);
    return status;
  }
  vb_buf head = VB_BUF_INIT;
  vb_buf_append(&head, HEAD_MAGIC, sizeof HEAD_MAGIC);
  vb_buf_u32(&head, PART_VERSION | (uint32_t)kind << 16);
  vb_buf_u32(&head, number);
  if (head.failed) w->status = vb_fail(&w->error, VB_NOMEM, "out of memory");
  else vb_part_append(w, head.p, head.n);
  vb_buf_clear(&head);
  *out = w;
  return VB_OK;
}

/* Lets the disk begin with what was written, so that syncing the file has little left to wait for.
   Nothing depends on it. */
static void send_on(vb_part_writer *w) {
  if (w->written - w->sent < SEND) return;
  sync_file_range(w->fd, (off_t)w->sent, (off_t)(w->written - w->sent), SYNC_FILE_RANGE_WRITE);
  w->sent = w->written;
}

static void pass_on(vb_part_writer *w) {
  for (size_t at = 0; at < w->used; at += VB_PART_BLOCK) {
    size_t n = w->used - at < VB_PART_BLOCK ? w->used - at : VB_PART_BLOCK;
    vb_buf_u64(&w->table, XXH3_64bits(w->buffer + at, n));
  }
  if (w->status == VB_OK) w->status = vb_file_write(w->fd, w->buffer, w->used, w->path, &w->error);
  w->written += w->used;
  w->used = 0;
  send_on(w);
}

void vb_part_append(vb_part_writer *w, const void *bytes, size_t n) {
  const char *p = bytes;
  while (n) {
    size_t room = BUFFER - w->used, take = n < room ? n : room;
    memcpy(w->buffer + w->used, p, take);
    w->used += take, p += take, n -= take;
    if (w->used == BUFFER) pass_on(w);
  }
}

uint64_t vb_part_tell(const vb_part_writer *w) {
  return w->written + w->used;
}

void vb_part_align(vb_part_writer *w, unsigned to) {
  static const char zeros[8] = {0};
  unsigned over = (unsigned)(vb_part_tell(w) % to);
  if (over) vb_part_append(w, zeros, to - over);
}

static uint64_t hash_table(const void *table, size_t n, uint64_t end) {
  return XXH3_64bits_withSeed(table, n, end);
}

/* Writes checksums and foot, and syncs the file. The first error of any earlier write is reported
   here. */
vb_status vb_part_finish(vb_part_writer *w, vb_part_id *id, vb_error *err) {
  if (w->used) pass_on(w);
  uint64_t end = w->written;
  size_t table_bytes = w->table.n;
  id->hash = hash_table(w->table.p, table_bytes, end);
  id->size = end + table_bytes + FOOT;
  vb_buf_u64(&w->table, end);
  vb_buf_u64(&w->table, id->hash);
  vb_buf_append(&w->table, FOOT_MAGIC, sizeof FOOT_MAGIC);
  vb_status status = w->status;
  if (status != VB_OK && err) *err = w->error;
  if (status == VB_OK) status = vb_buf_ok(&w->table, err);
  if (status == VB_OK) status = vb_file_write(w->fd, w->table.p, w->table.n, w->path, err);
  if (status == VB_OK && fsync(w->fd) != 0)
    status = vb_fail_errno(err, errno, "cannot sync %s", w->path);
  if (close(w->fd) != 0 && status == VB_OK)
    status = vb_fail_errno(err, errno, "cannot close %s", w->path);
  w->fd = -1;
  free_writer(w);
  return status;
}

void vb_part_abandon(vb_part_writer *w) {
  if (w) free_writer(w);
}

/* ---- files that are cut short while they are mapped ---- */

/*
 * When a mapped file gets shorter, reading a missing page raises SIGBUS, which ends a
 * program. The handler below maps a page of zeros there and marks the file as cut. The
 * reader continues, its checks may or may not fail, and before it returns an answer
 * the engine asks vb_part_is_cut. The table of mapped files has only atomic members,
 * because a signal handler cannot take a lock.
 */
enum { MAPPED_MAX = 8192 }; /* files; further ones are not protected */

static struct mapped {
  _Atomic uintptr_t start; /* 0: free */
  _Atomic size_t size;
  _Atomic bool cut;
} mapped[MAPPED_MAX];
static _Atomic size_t mapped_used;
static struct sigaction before;
static pthread_once_t watching = PTHREAD_ONCE_INIT;

static bool give_zeros(uintptr_t address) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  for (size_t i = 0; i < mapped_used; i++) {
    uintptr_t start = mapped[i].start;
    if (!start || address < start || address - start >= mapped[i].size) continue;
    mapped[i].cut = true;
    void *at = (void *)(address & ~(uintptr_t)(page - 1));
    return mmap(at, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED;
  }
  return false;
}

static void on_bus_error(int number, siginfo_t *info, void *context) {
  int kept = errno;
  if (give_zeros((uintptr_t)info->si_addr)) {
    errno = kept;
  } else if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(number, info, context);
  } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
    before.sa_handler(number);
  } else { /* not our file: restore the former handler and let the fault occur again */
    sigaction(number, &before, NULL);
  }
}

static void watch(void) {
  struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, &before);
}

/* The slot of a mapped file, or MAPPED_MAX. */
static size_t note_mapped(const void *start, size_t size) {
  pthread_once(&watching, watch);
  for (size_t i = 0; i < MAPPED_MAX; i++) {
    uintptr_t none = 0;
    if (mapped[i].start || !atomic_compare_exchange_strong(&mapped[i].start, &none, 1)) continue;
    mapped[i].cut = false;
    mapped[i].size = size;
    size_t used = mapped_used;
    while (used <= i && !atomic_compare_exchange_weak(&mapped_used, &used, i + 1)) {
    }
    mapped[i].start = (uintptr_t)start;
    return i;
  }
  return MAPPED_MAX;
}

static void forget_mapped(size_t slot) {
  if (slot < MAPPED_MAX) mapped[slot].start = 0;
}

bool vb_part_is_cut(const vb_part *part) {
  return part && part->slot < MAPPED_MAX && mapped[part->slot].cut;
}

/* ---- reading ---- */

static uint64_t load64(const unsigned char *p) {
  uint64_t v;
  memcpy(&v, p, 8);
  return v;
}

/* Advice to the kernel; its result does not matter. */
static void read_ahead(const vb_part *part, uint64_t start, uint64_t n) {
  uint64_t from = start & ~((uint64_t)sysconf(_SC_PAGESIZE) - 1);
  if (n > part->size - start) n = part->size - start;
  madvise((void *)(part->bytes + from), (size_t)(start - from + n), MADV_WILLNEED);
}

static vb_status check_head(const vb_part *part, vb_part_kind kind, uint32_t number,
                            vb_error *err) {
  vb_cursor c = {part->bytes + 8, part->bytes + VB_PART_HEAD, false};
  uint32_t version = vb_cursor_u32(&c), owner = vb_cursor_u32(&c);
  if (memcmp(part->bytes, HEAD_MAGIC, 8) != 0)
    return vb_fail(err, VB_CORRUPT, "%s: not a part of a store", part->path);
  if ((version & 0xffff) != PART_VERSION)
    return vb_fail(err, VB_VERSION, "%s: format version %u; this program knows version %d",
                   part->path, version & 0xffff, PART_VERSION);
  if (version >> 16 != (uint32_t)kind || owner != number)
    return vb_fail(err, VB_CORRUPT, "%s: this is the %s of segment %u, under another name",
                   part->path, vb_part_name((vb_part_kind)(version >> 16)), owner);
  return VB_OK;
}

static vb_status check_foot(vb_part *part, const vb_part_id *id, vb_error *err) {
  const unsigned char *foot = part->bytes + part->size - FOOT;
  uint64_t end = load64(foot), hash = load64(foot + 8), blocks;
  if (memcmp(foot + 16, FOOT_MAGIC, 8) != 0 || end < VB_PART_HEAD || end > part->size - FOOT)
    return vb_fail(err, VB_CORRUPT, "%s: the end of the file is damaged", part->path);
  blocks = (end + VB_PART_BLOCK - 1) / VB_PART_BLOCK;
  if (end + 8 * blocks + FOOT != part->size)
    return vb_fail(err, VB_CORRUPT, "%s: the end of the file is damaged", part->path);
  read_ahead(part, end, 8 * blocks);
  part->end = end;
  part->table = part->bytes + end;
  if (hash != id->hash || hash_table(part->table, 8 * (size_t)blocks, end) != hash)
    return vb_fail(err, VB_CORRUPT, "%s: the checksums are not those of the manifest", part->path);
  part->checked = calloc((size_t)(blocks / 64 + 1), sizeof *part->checked);
  return part->checked ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

static vb_status map(vb_part *part, const vb_part_id *id, vb_error *err) {
  struct stat st;
  void *bytes;
  int fd = open(part->path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return vb_fail_errno(err, errno, "cannot open %s", part->path);
  vb_status status = VB_OK;
  if (fstat(fd, &st) != 0) status = vb_fail_errno(err, errno, "cannot read %s", part->path);
  else if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size != id->size ||
           id->size < VB_PART_HEAD + FOOT)
    status = vb_fail(err, VB_CORRUPT, "%s: %lld bytes; the manifest says %llu", part->path,
                     (long long)st.st_size, (unsigned long long)id->size);
  else if ((bytes = mmap(NULL, (size_t)id->size, PROT_READ, MAP_SHARED, fd, 0)) == MAP_FAILED)
    status = vb_fail_errno(err, errno, "cannot map %s", part->path);
  else
    part->bytes = bytes, part->size = id->size, part->slot = note_mapped(bytes, (size_t)id->size);
  close(fd);
  /* By default the kernel reads ahead from each touched page, by megabytes on some disks,
     although a list may have a few blocks. read_ahead() requests what is needed instead. */
  if (status == VB_OK) madvise(bytes, (size_t)id->size, MADV_RANDOM);
  return status;
}

vb_status vb_part_open(const char *path, vb_part_kind kind, uint32_t number, const vb_part_id *id,
                       vb_part **out, vb_error *err) {
  *out = NULL;
  vb_part *part = calloc(1, sizeof *part);
  if (part) part->path = strdup(path);
  if (!part || !part->path) {
    free(part);
    return vb_fail(err, VB_NOMEM, "out of memory");
  }
  vb_status status = map(part, id, err);
  if (status == VB_OK) status = check_head(part, kind, number, err);
  if (status == VB_OK) status = check_foot(part, id, err);
  if (status == VB_OK) *out = part;
  else vb_part_close(part);
  return status;
}

void vb_part_close(vb_part *part) {
  if (!part) return;
  if (part->bytes) {
    forget_mapped(part->slot);
    munmap((void *)part->bytes, (size_t)part->size);
  }
  free(part->checked);
  free(part->path);
  free(part);
}

void vb_part_forget(const vb_part *part) {
  madvise((void *)part->bytes, (size_t)part->size, MADV_DONTNEED); /* backed by a file: no loss */
}

static vb_status check_block(const vb_part *part, uint64_t block, vb_error *err) {
  uint64_t start = block << VB_PART_BLOCK_SHIFT, n = part->end - start;
  if (n > VB_PART_BLOCK) n = VB_PART_BLOCK;
  if (XXH3_64bits(part->bytes + start, (size_t)n) != load64(part->table + 8 * block))
    return vb_fail(
        err, VB_CORRUPT,
        "%s: bytes %llu to %llu do not match their checksum; 'verbatim verify --repair' sets the "
        "damage aside, and 'verbatim index' reads its articles again",
        part->path, (unsigned long long)start, (unsigned long long)(start + n - 1));
  atomic_fetch_or_explicit(&part->checked[block / 64], UINT64_C(1) << block % 64,
                           memory_order_release);
  return VB_OK;
}

/* Hashes the blocks of a range that have not been hashed yet. Two threads may hash the same block
   at the same time; both find the same, and the bit is set atomically. */
vb_status vb_part_check_slowly(const vb_part *part, uint64_t offset, uint64_t length,
                               vb_error *err) {
  if (offset > part->end || length > part->end - offset)
    return vb_fail(err, VB_CORRUPT, "%s: something points to bytes %llu to %llu of %llu",
                   part->path, (unsigned long long)offset,
                   (unsigned long long)offset + (unsigned long long)length,
                   (unsigned long long)part->end);
  if (!length) return VB_OK;
  uint64_t last = (offset + length - 1) >> VB_PART_BLOCK_SHIFT, ahead = 0;
  for (uint64_t block = offset >> VB_PART_BLOCK_SHIFT; block <= last; block++) {
    if (atomic_load_explicit(&part->checked[block / 64], memory_order_acquire) >> block % 64 & 1)
      continue;
    if (block >= ahead) {
      ahead = block + AHEAD <= last ? block + AHEAD : last + 1;
      read_ahead(part, block << VB_PART_BLOCK_SHIFT, (ahead - block) << VB_PART_BLOCK_SHIFT);
    }
    vb_status status = check_block(part, block, err);
    if (status != VB_OK) return status;
  }
  return VB_OK;
}
