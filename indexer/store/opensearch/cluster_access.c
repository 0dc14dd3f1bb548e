/*
 * cluster_access.c - reads the file of passwords and certificates for a cluster.
 */
#include "indexer/store/opensearch/cluster_access.h"

#include "indexer/base/buf.h"
#include "indexer/base/file.h"

#include <stdlib.h>
#include <sys/stat.h>

enum { ACCESS_FILE_MAX = 16 * 1024 /* an API key has a hundred characters */ };

static void wipe(char **secret) {
  if (*secret) explicit_bzero(*secret, strlen(*secret));
  free(*secret);
  *secret = NULL;
}

void vb_cluster_access_clear(vb_cluster_access *access) {
  wipe(&access->user), wipe(&access->password), wipe(&access->api_key), wipe(&access->ca);
}

static vb_status set(char **to, vb_str value, vb_error *err) {
  wipe(to);
  *to = strndup(value.p, value.n);
  return *to ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

static vb_status use_line(vb_str line, const char *path, int number, vb_cluster_access *out,
                          vb_error *err) {
  vb_str value = line, key = vb_str_take_word(&value);
  if (!key.n || key.p[0] == '#') return VB_OK;
  if (!value.n || memchr(value.p, '\0', value.n))
    return vb_fail(err, VB_INVALID, "%s:%d: a line that has no value", path, number);
  if (vb_str_is(key, "user")) return set(&out->user, value, err);
  if (vb_str_is(key, "password")) return set(&out->password, value, err);
  if (vb_str_is(key, "api-key")) return set(&out->api_key, value, err);
  if (vb_str_is(key, "ca")) return set(&out->ca, value, err);
  if (vb_str_is(key, "insecure") && (vb_str_is(value, "yes") || vb_str_is(value, "no"))) {
    out->insecure = vb_str_is(value, "yes");
    return VB_OK;
  }
  return vb_fail(err, VB_INVALID,
                 "%s:%d: not understood; a line has user, password, api-key or ca and its value, "
                 "or 'insecure yes'",
                 path, number);
}

static vb_status use_lines(vb_str text, const char *path, vb_cluster_access *out, vb_error *err) {
  vb_status status = VB_OK;
  for (int number = 1; status == VB_OK && text.n; number++) {
    const char *end = memchr(text.p, '\n', text.n);
    size_t n = end ? (size_t)(end - text.p) : text.n;
    status = use_line(vb_str_trim(vb_str_slice(text, 0, n)), path, number, out, err);
    text = vb_str_slice(text, end ? n + 1 : n, text.n);
  }
  if (status == VB_OK && out->api_key && (out->user || out->password))
    status = vb_fail(err, VB_INVALID, "%s: either an api-key or user and password, not both", path);
  if (status == VB_OK && !out->user != !out->password)
    status = vb_fail(err, VB_INVALID, "%s: user and password belong together", path);
  return status;
}

vb_status vb_cluster_access_read(const char *path, vb_cluster_access *out, vb_error *err) {
  struct stat at;
  vb_buf text = VB_BUF_INIT;
  *out = (vb_cluster_access){0};
  if (!*path) return VB_OK;
  if (stat(path, &at) != 0) return vb_fail_errno(err, errno, "%s", path);
  if (at.st_mode & S_IRWXO)
    return vb_fail(err, VB_INVALID,
                   "%s: everybody may read this file of passwords; 'chmod 600' it first", path);
  vb_status status = vb_file_read(path, ACCESS_FILE_MAX, &text, err);
  if (status == VB_OK) status = use_lines(vb_buf_view(&text), path, out, err);
  if (status != VB_OK) vb_cluster_access_clear(out);
  if (text.p) explicit_bzero(text.p, text.n);
  vb_buf_clear(&text);
  return status;
}
