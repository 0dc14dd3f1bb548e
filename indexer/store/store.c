/*
 * store.c - the marker file, which makes a folder a store.
 *
 *   verbatim store
 *   version 1
 *   engine xapian
 *   language en
 *   check 0123456789abcdef     XXH3 of everything before this line
 *
 * Lines with an unknown key are ignored, so that a later version can add some and
 * stay readable. A version that this program must not read has a higher number. The
 * check is the last line; a marker without it is accepted, so losing only this line
 * does no harm.
 */
#include "indexer/store/store.h"

#include "indexer/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define MARKER "verbatim"
#define FIRST_LINE "verbatim store"

/* A marker has five lines; a longer file is not one. */
enum { MARKER_MAX = 4096 };

static vb_str take_line(vb_str *text) {
  const char *end = memchr(text->p, '\n', text->n);
  size_t n = end ? (size_t)(end - text->p) : text->n;
  vb_str line = vb_str_trim(vb_str_slice(*text, 0, n));
  *text = vb_str_slice(*text, end ? n + 1 : n, text->n);
  return line;
}

/* 0 unless the text is a number from 1 to 999999. */
static unsigned number_of(vb_str text) {
  unsigned n = 0;
  if (text.n == 0 || text.n > 6) return 0;
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] < '0' || text.p[i] > '9') return 0;
    n = n * 10 + (unsigned)(text.p[i] - '0');
  }
  return n;
}

/* False if the name is empty or does not fit. */
static bool copy_name(vb_str name, char out[VB_STORE_NAME_MAX]) {
  if (name.n == 0 || name.n >= VB_STORE_NAME_MAX) return false;
  for (size_t i = 0; i < name.n; i++)
    if (name.p[i] <= ' ') return false;
  memcpy(out, name.p, name.n);
  out[name.n] = '\0';
  return true;
}

/* Whether the text before the check line hashes to its value. */
static bool is_checked(vb_str value, vb_str all, const char *line) {
  char wanted[17];
  XXH64_hash_t hash = XXH3_64bits(all.p, (size_t)(line - all.p));
  snprintf(wanted, sizeof wanted, "%016llx", (unsigned long long)hash);
  return vb_str_is(value, wanted);
}

/* strict: the check line must be there. */
static vb_status parse(vb_str text, const char *path, bool strict, vb_store_marker *out,
                       vb_error *err) {
  const vb_str all = text;
  bool whole = all.n && all.p[all.n - 1] == '\n'; /* otherwise the last line may be cut */
  bool sound = vb_str_is(take_line(&text), FIRST_LINE), checked = !strict;
  while (sound && text.n) {
    vb_str line = take_line(&text);
    const char *blank = memchr(line.p, ' ', line.n);
    if (!blank) continue;
    size_t n = (size_t)(blank - line.p);
    vb_str key = vb_str_slice(line, 0, n), value = vb_str_trim(vb_str_slice(line, n, line.n));
    if (vb_str_is(key, "version")) sound = (out->version = number_of(value)) != 0;
    if (vb_str_is(key, "engine")) sound = copy_name(value, out->engine);
    if (vb_str_is(key, "language")) sound = copy_name(value, out->language);
    if (vb_str_is(key, "check")) checked = text.n == 0 && is_checked(value, all, line.p);
  }
  if (!sound || !out->version)
    return vb_fail(err, VB_CORRUPT, "%s: the marker of a store, but damaged", path);
  if (out->version != VB_STORE_VERSION)
    return vb_fail(err, VB_VERSION, "%s: a store of version %u; this program knows version %d only",
                   path, out->version, VB_STORE_VERSION);
  if (!checked || !whole || !out->engine[0] || !out->language[0])
    return vb_fail(err, VB_CORRUPT, "%s: the marker of a store, but damaged", path);
  return VB_OK;
}

static vb_status check_folder(const char *folder, vb_error *err) {
  struct stat at;
  if (stat(folder, &at) != 0) return vb_fail_errno(err, errno, "%s", folder);
  if (!S_ISDIR(at.st_mode)) return vb_fail(err, VB_INVALID, "%s: a file, not a store", folder);
  return VB_OK;
}

static vb_status read_marker(const char *folder, bool strict, vb_store_marker *out, vb_error *err) {
  char *path = NULL;
  vb_buf text = VB_BUF_INIT;
  *out = (vb_store_marker){0};
  vb_status status = check_folder(folder, err);
  if (status) goto done;
  path = vb_path_join(folder, MARKER);
  if (!path) {
    status = vb_fail(err, VB_NOMEM, "%s: no memory", folder);
    goto done;
  }
  status = vb_file_read(path, MARKER_MAX, &text, err);
  if (status == VB_NOT_FOUND)
    status = vb_fail(err, VB_INVALID, "%s: a folder, but not a store (no file '" MARKER "' in it)",
                     folder);
  else if (status == VB_LIMIT)
    status = vb_fail(err, VB_CORRUPT, "%s: too long for the marker of a store", path);
  if (!status) status = parse(vb_buf_view(&text), path, strict, out, err);
done:
  if (status) *out = (vb_store_marker){0};
  vb_buf_clear(&text);
  free(path);
  return status;
}

vb_status vb_store_read_marker(const char *folder, vb_store_marker *out, vb_error *err) {
  return read_marker(folder, false, out, err);
}

vb_status vb_store_check_marker(const char *folder, vb_error *err) {
  vb_store_marker marker;
  return read_marker(folder, true, &marker, err);
}

vb_status vb_store_salvage_marker(const char *folder, vb_store_marker *out, vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  *out = (vb_store_marker){.version = VB_STORE_VERSION};
  char *path = vb_path_join(folder, MARKER);
  vb_status status =
      path ? vb_file_read(path, MARKER_MAX, &text, err) : vb_fail(err, VB_NOMEM, "out of memory");
  for (vb_str rest = vb_buf_view(&text); status == VB_OK && rest.n;) {
    vb_str line = take_line(&rest);
    if (vb_str_starts(line, "engine "))
      copy_name(vb_str_trim(vb_str_slice(line, 7, line.n)), out->engine);
    if (vb_str_starts(line, "language "))
      copy_name(vb_str_trim(vb_str_slice(line, 9, line.n)), out->language);
  }
  if (status == VB_OK && (!out->engine[0] || !out->language[0]))
    status =
        vb_fail(err, VB_CORRUPT,
                "%s: too damaged to tell the engine and the language; move %s away and index anew",
                path, folder);
  vb_buf_clear(&text);
  free(path);
  return status;
}

/* What a folder may contain before it is a store: its lock, an engine's folder, a partial
   marker. */
static bool is_ours(const char *name) {
  return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, "lock") == 0 ||
         strcmp(name, "xapian") == 0 || strcmp(name, "native") == 0 ||
         strncmp(name, MARKER, sizeof MARKER - 1) == 0;
}

vb_status vb_store_prepare(const char *folder, vb_error *err) {
  vb_status status = vb_file_mkdir(folder, err);
  if (status) return status;
  status = check_folder(folder, err);
  if (status) return status;
  DIR *list = opendir(folder);
  if (!list) return vb_fail_errno(err, errno, "%s", folder);
  for (struct dirent *entry; !status && (entry = readdir(list));)
    if (!is_ours(entry->d_name))
      status = vb_fail(err, VB_INVALID,
                       "%s: not a store, and not empty ('%.100s' is in it); name an empty or new "
                       "folder",
                       folder, entry->d_name);
  closedir(list);
  return status;
}

vb_status vb_store_create(const char *folder, const vb_store_marker *marker, vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  char *path = vb_path_join(folder, MARKER);
  vb_status status = VB_OK;
  vb_buf_printf(&text, FIRST_LINE "\nversion %u\nengine %s\nlanguage %s\n", marker->version,
                marker->engine, marker->language);
  XXH64_hash_t hash = text.failed ? 0 : XXH3_64bits(text.p, text.n);
  vb_buf_printf(&text, "check %016llx\n", (unsigned long long)hash);
  if (!path) status = vb_fail(err, VB_NOMEM, "%s: no memory", folder);
  if (!status) status = vb_buf_ok(&text, err);
  if (!status) status = vb_file_replace(path, vb_buf_view(&text), err);
  vb_buf_clear(&text);
  free(path);
  return status;
}
