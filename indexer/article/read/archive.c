/*
 * archive.c - the only file that uses libarchive.
 *
 *   our stream --callbacks--> libarchive --vb_archive_content--> our stream
 *
 * One layer is opened at a time, with only the filter that was recognised, so that the
 * nesting depth of an input is counted in one place, the driver (reader.c).
 */
#include "indexer/article/read/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <stdlib.h>

struct vb_archive {
  struct archive *handle;
  vb_stream *from;
  vb_unpack_budget *budget;
  locale_t utf8; /* for converting names; 0 if the system has no UTF-8 locale */
  size_t shown;  /* bytes of the look-ahead that libarchive currently has */
  bool nomem;
};

/* --- callbacks of libarchive --- */

static la_ssize_t give_block(struct archive *handle, void *context, const void **block) {
  vb_archive *a = context;
  vb_str ahead = VB_STR_NONE;
  vb_error why;
  vb_status status = vb_stream_skip(a->from, a->shown, &why);
  a->shown = 0;
  if (status == VB_OK) status = vb_stream_peek(a->from, 1, &ahead, &why);
  if (status != VB_OK) {
    a->nomem = true;
    archive_set_error(handle, -1, "out of memory");
    return ARCHIVE_FATAL;
  }
  *block = ahead.p;
  a->shown = ahead.n;
  return (la_ssize_t)ahead.n;
}

static la_int64_t seek_to(struct archive *handle, void *context, la_int64_t offset, int whence) {
  vb_archive *a = context;
  int64_t size = (int64_t)vb_stream_size(a->from);
  int64_t base = whence == SEEK_SET   ? 0
                 : whence == SEEK_END ? size
                                      : (int64_t)(vb_stream_taken(a->from) + a->shown);
  (void)handle;
  if (offset > INT64_MAX - base || base + offset < 0) return ARCHIVE_FATAL;
  int64_t to = base + offset > size ? size : base + offset;
  a->shown = 0;
  return vb_stream_seek(a->from, (uint64_t)to, NULL) == VB_OK ? to : ARCHIVE_FATAL;
}

static la_int64_t skip_bytes(struct archive *handle, void *context, la_int64_t request) {
  vb_archive *a = context;
  if (request <= 0 || !vb_stream_can_seek(a->from)) return 0;
  uint64_t at = vb_stream_taken(a->from) + a->shown, size = vb_stream_size(a->from);
  uint64_t to = at + (uint64_t)request > size ? size : at + (uint64_t)request;
  (void)handle;
  a->shown = 0;
  return vb_stream_seek(a->from, to, NULL) == VB_OK ? (la_int64_t)(to - at) : ARCHIVE_FATAL;
}

static vb_status complain(const vb_archive *a, vb_error *err) {
  const char *words = a->handle ? archive_error_string(a->handle) : NULL;
  if (a->nomem || !a->handle || (words && strstr(words, "allocate memory")))
    return vb_fail(err, VB_NOMEM, "out of memory");
  return vb_fail(err, VB_CORRUPT, "%s", words ? words : "the archive is damaged");
}

static vb_archive *new_archive(vb_stream *from, vb_unpack_budget *budget) {
  vb_archive *a = calloc(1, sizeof *a);
  if (!a) return NULL;
  *a = (vb_archive){.handle = archive_read_new(), .from = from, .budget = budget};
  if (!a->handle) {
    free(a);
    return NULL;
  }
  a->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  archive_read_set_read_callback(a->handle, give_block);
  archive_read_set_skip_callback(a->handle, skip_bytes);
  if (vb_stream_can_seek(from)) archive_read_set_seek_callback(a->handle, seek_to);
  archive_read_set_callback_data(a->handle, a);
  return a;
}

void vb_archive_close(vb_archive *a) {
  if (!a) return;
  archive_read_free(a->handle);
  if (a->utf8) freelocale(a->utf8);
  free(a);
}

/* --- members --- */

/* Enables only formats that archives of files have. libarchive's list of all also has some that a
   plain text may look like, such as mtree. */
vb_status vb_archive_open(vb_stream *from, vb_unpack_budget *budget, vb_archive **out,
                          vb_error *err) {
  static int (*const formats[])(struct archive *) = {
      archive_read_support_format_zip,    archive_read_support_format_tar,
      archive_read_support_format_7zip,   archive_read_support_format_rar,
      archive_read_support_format_rar5,   archive_read_support_format_cpio,
      archive_read_support_format_ar,     archive_read_support_format_cab,
      archive_read_support_format_lha,    archive_read_support_format_xar,
      archive_read_support_format_iso9660};
  *out = NULL;
  vb_archive *a = new_archive(from, budget);
  if (!a) return vb_fail(err, VB_NOMEM, "out of memory");
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) formats[i](a->handle);
  if (archive_read_open1(a->handle) != ARCHIVE_OK) {
    vb_status status = complain(a, err);
    vb_archive_close(a);
    return status;
  }
  *out = a;
  return VB_OK;
}

vb_status vb_archive_next(vb_archive *a, vb_archive_member *out, vb_error *err) {
  struct archive_entry *entry;
  *out = (vb_archive_member){0};
  locale_t before = a->utf8 ? uselocale(a->utf8) : (locale_t)0;
  int result = archive_read_next_header(a->handle, &entry);
  if (result == ARCHIVE_OK || result == ARCHIVE_WARN) out->name = archive_entry_pathname(entry);
  if (a->utf8) uselocale(before);
  if (result == ARCHIVE_EOF) return VB_OK;
  if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
    if (archive_read_has_encrypted_entries(a->handle) > 0)
      return vb_fail(err, VB_CORRUPT, "it needs a password");
    return complain(a, err);
  }
  if (!out->name) out->name = "?";
  out->file = archive_entry_filetype(entry) == AE_IFREG && !archive_entry_hardlink(entry);
  out->locked = archive_entry_is_encrypted(entry) > 0;
  return VB_OK;
}

static vb_status content_read(void *self, char *to, size_t room, size_t *n, vb_error *err) {
  vb_archive *a = self;
  la_ssize_t got = archive_read_data(a->handle, to, room);
  if (got < 0) return complain(a, err);
  *n = (size_t)got;
  return vb_unpack_count(a->budget, *n, err);
}

vb_stream *vb_archive_content(vb_archive *a) {
  static const vb_stream_kind kind = {content_read, NULL, NULL, false};
  return vb_stream_new(&kind, a);
}

/* --- packed streams: one "raw" member with one filter --- */

typedef struct unpacker {
  vb_archive *archive;
  const char *name;
  bool started, ended;
} unpacker;

static vb_status unpacker_start(unpacker *u, vb_error *err) {
  struct archive_entry *entry;
  int result = archive_read_open1(u->archive->handle);
  if (result == ARCHIVE_OK) result = archive_read_next_header(u->archive->handle, &entry);
  u->started = true;
  u->ended = result == ARCHIVE_EOF;
  return result == ARCHIVE_OK || result == ARCHIVE_WARN || u->ended ? VB_OK
                                                                    : complain(u->archive, err);
}

static vb_status unpacker_read(void *self, char *to, size_t room, size_t *n, vb_error *err) {
  unpacker *u = self;
  vb_error why = {0};
  vb_status status = u->started ? VB_OK : unpacker_start(u, &why);
  if (status == VB_OK && !u->ended) status = content_read(u->archive, to, room, n, &why);
  if (status == VB_NOMEM || status == VB_LIMIT) return vb_fail(err, status, "%s", why.text);
  if (status == VB_OK) return VB_OK;
  bool early = strstr(why.text, "runcat") || (strstr(why.text, "nexpected end") != NULL);
  return vb_fail(err, VB_CORRUPT, "the %s data %s", u->name,
                 early ? "end too early" : "are damaged");
}

static void unpacker_close(void *self) {
  vb_archive_close(((unpacker *)self)->archive);
  free(self);
}

/* The filter of compress reads as soon as it is set, when there is no input yet. So libarchive
   detects it itself (it has a signature). */
static bool set_filter(struct archive *handle, int filter) {
  if (filter == ARCHIVE_FILTER_COMPRESS)
    return archive_read_support_filter_compress(handle) == ARCHIVE_OK;
  return archive_read_append_filter(handle, filter) == ARCHIVE_OK;
}

static vb_stream *open_unpacker(vb_stream *from, vb_unpack_budget *budget, int filter,
                                const char *name) {
  static const vb_stream_kind kind = {unpacker_read, unpacker_close, NULL, false};
  vb_archive *a = new_archive(from, budget);
  unpacker *u = a ? calloc(1, sizeof *u) : NULL;
  if (!u || !set_filter(a->handle, filter) ||
      archive_read_support_format_raw(a->handle) != ARCHIVE_OK) {
    vb_archive_close(a);
    free(u);
    return NULL;
  }
  *u = (unpacker){.archive = a, .name = name};
  return vb_stream_new(&kind, u);
}

vb_stream *vb_bzip2_stream(vb_stream *from, vb_unpack_budget *budget) {
  return open_unpacker(from, budget, ARCHIVE_FILTER_BZIP2, "bzip2");
}

vb_stream *vb_xz_stream(vb_stream *from, vb_unpack_budget *budget) {
  return open_unpacker(from, budget, ARCHIVE_FILTER_XZ, "xz");
}

vb_stream *vb_lzma_stream(vb_stream *from, vb_unpack_budget *budget) {
  return open_unpacker(from, budget, ARCHIVE_FILTER_LZMA, "lzma");
}

vb_stream *vb_zstd_stream(vb_stream *from, vb_unpack_budget *budget) {
  return open_unpacker(from, budget, ARCHIVE_FILTER_ZSTD, "zstd");
}

vb_stream *vb_compress_stream(vb_stream *from, vb_unpack_budget *budget) {
  return open_unpacker(from, budget, ARCHIVE_FILTER_COMPRESS, "compress (.Z)");
}

vb_stream *vb_lzip_stream(vb_stream *from, vb_unpack_budget *budget) {
  return open_unpacker(from, budget, ARCHIVE_FILTER_LZIP, "lzip");
}

vb_stream *vb_lz4_stream(vb_stream *from, vb_unpack_budget *budget) {
  return open_unpacker(from, budget, ARCHIVE_FILTER_LZ4, "lz4");
}
