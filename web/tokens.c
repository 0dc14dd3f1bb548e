/*
 * tokens.c - hashes and compares tokens, with libsodium.
 *
 *   cookie    EXPIRES "." CODE     EXPIRES: seconds since 1970, in hexadecimal
 *   CODE      BLAKE2b of "verbatim cookie " EXPIRES, keyed by the token's hash; hexadecimal
 *
 * Hashes have one length, and are compared in constant time with every token of the file,
 * so time tells neither how long a token is nor where it differs.
 */
#include "web/tokens.h"

#include "indexer/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HASH = 32, FILE_MAX = 256 * 1024, CODE_TEXT = 2 * HASH };

struct vb_tokens {
  unsigned char hashes[VB_TOKENS_MAX][HASH];
  size_t count;
};

/* ---- the file ---------------------------------------------------------- */

/* Others must not read or change it. The group may read a file of root's: a service without rights
   of its own gets its secrets so. */
static vb_status check_access(const char *path, const struct stat *about, vb_error *err) {
  if (!S_ISREG(about->st_mode)) return vb_fail(err, VB_INVALID, "%s: not a regular file", path);
  mode_t forbidden = about->st_uid == 0 ? 0027 : 0077;
  if (about->st_mode & forbidden)
    return vb_fail(err, VB_INVALID, "%s: others may read or change it; chmod 600 it", path);
  if (about->st_uid != 0 && about->st_uid != geteuid())
    return vb_fail(err, VB_INVALID, "%s: belongs to another user, who could change it", path);
  return VB_OK;
}

/* What RFC 6750 allows, so that no client has to quote it. */
static bool is_sound(vb_str token) {
  for (size_t i = 0; i < token.n; i++) {
    char c = token.p[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && (!c || !strchr("-._~+/=", c))) return false;
  }
  return token.n >= VB_TOKEN_LEAST && token.n <= VB_TOKEN_MOST;
}

static void hash_of(vb_str token, unsigned char out[HASH]) {
  crypto_generichash(out, HASH, (const unsigned char *)token.p, token.n, NULL, 0);
}

static vb_status take_line(vb_tokens *tokens, vb_str line, const char *path, size_t number,
                           vb_error *err) {
  vb_str token = vb_str_trim(line);
  if (token.n == 0 || token.p[0] == '#') return VB_OK;
  if (!is_sound(token))
    return vb_fail(err, VB_INVALID,
                   "%s: line %zu: a token has %d to %d letters, digits and -._~+/= "
                   "('openssl rand -hex 24' makes one)",
                   path, number, VB_TOKEN_LEAST, VB_TOKEN_MOST);
  if (tokens->count == VB_TOKENS_MAX)
    return vb_fail(err, VB_LIMIT, "%s: more than %d tokens", path, VB_TOKENS_MAX);
  hash_of(token, tokens->hashes[tokens->count++]);
  return VB_OK;
}

static vb_status take_lines(vb_tokens *tokens, vb_str text, const char *path, vb_error *err) {
  vb_status status = VB_OK;
  for (size_t number = 1; text.n && status == VB_OK; number++) {
    const char *end = memchr(text.p, '\n', text.n);
    size_t n = end ? (size_t)(end - text.p) : text.n;
    status = take_line(tokens, vb_str_slice(text, 0, n), path, number, err);
    text = vb_str_slice(text, n + 1, text.n);
  }
  if (status == VB_OK && tokens->count == 0)
    return vb_fail(err, VB_INVALID, "%s: there is no token in it", path);
  return status;
}

vb_status vb_tokens_read(const char *path, vb_tokens **out, vb_error *err) {
  struct stat about;
  vb_buf text = VB_BUF_INIT;
  *out = NULL;
  if (sodium_init() < 0) return vb_fail(err, VB_INTERNAL, "libsodium does not start");
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0 || fstat(fd, &about) != 0) {
    vb_status status = vb_fail_errno(err, errno, "%s", path);
    if (fd >= 0) close(fd);
    return status;
  }
  vb_tokens *tokens = calloc(1, sizeof *tokens);
  vb_status status = tokens ? check_access(path, &about, err) : vb_fail(err, VB_NOMEM, "no memory");
  if (status == VB_OK) status = vb_file_drain(fd, FILE_MAX, &text, err);
  if (status == VB_OK) status = take_lines(tokens, vb_buf_view(&text), path, err);
  close(fd);
  if (text.p) sodium_memzero(text.p, text.n);
  vb_buf_clear(&text);
  if (status != VB_OK) vb_tokens_free(tokens);
  else *out = tokens;
  return status;
}

void vb_tokens_free(vb_tokens *tokens) {
  if (tokens) sodium_memzero(tokens, sizeof *tokens);
  free(tokens);
}

/* ---- tokens ------------------------------------------------------------ */

/* The index of a token, or the count. Compares with all of them, whichever it is. */
static size_t place_of(const vb_tokens *tokens, vb_str token) {
  unsigned char hash[HASH];
  size_t place = tokens->count;
  if (!token.p || token.n > VB_TOKEN_MOST) return place;
  hash_of(token, hash);
  for (size_t i = 0; i < tokens->count; i++)
    if (sodium_memcmp(hash, tokens->hashes[i], HASH) == 0) place = i;
  return place;
}

bool vb_tokens_have(const vb_tokens *tokens, vb_str token) {
  return place_of(tokens, token) < tokens->count;
}

bool vb_tokens_have_bearer(const vb_tokens *tokens, vb_str authorization) {
  enum { SCHEME = sizeof "Bearer" - 1 };
  vb_str value = vb_str_trim(authorization);
  if (value.n <= SCHEME || value.p[SCHEME] != ' ' ||
      !vb_str_is_caseless(vb_str_slice(value, 0, SCHEME), "Bearer"))
    return false;
  return vb_tokens_have(tokens, vb_str_trim(vb_str_slice(value, SCHEME, value.n)));
}

/* ---- cookies ----------------------------------------------------------- */

static void code_of(const unsigned char key[HASH], uint64_t expires, char out[CODE_TEXT + 1]) {
  unsigned char code[HASH];
  char text[48];
  int n = snprintf(text, sizeof text, "verbatim cookie %llx", (unsigned long long)expires);
  crypto_generichash(code, HASH, (const unsigned char *)text, (size_t)n, key, HASH);
  sodium_bin2hex(out, CODE_TEXT + 1, code, HASH);
}

bool vb_tokens_make_cookie(const vb_tokens *tokens, vb_str token, uint64_t now,
                           char out[VB_TOKEN_COOKIE_TEXT]) {
  char code[CODE_TEXT + 1];
  size_t place = place_of(tokens, token);
  if (place == tokens->count) return false;
  uint64_t expires = now + (uint64_t)VB_TOKEN_COOKIE_DAYS * 24 * 3600;
  code_of(tokens->hashes[place], expires, code);
  snprintf(out, VB_TOKEN_COOKIE_TEXT, "%llx.%s", (unsigned long long)expires, code);
  return true;
}

static bool is_good(const vb_tokens *tokens, vb_str value, uint64_t now) {
  const char *dot = value.n ? memchr(value.p, '.', value.n) : NULL;
  size_t n = dot ? (size_t)(dot - value.p) : 0;
  uint64_t expires = 0;
  bool good = false;
  if (n == 0 || n > 15 || value.n != n + 1 + CODE_TEXT) return false;
  for (size_t i = 0; i < n; i++) {
    char c = value.p[i];
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
    expires = expires * 16 + (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  if (expires < now) return false;
  for (size_t i = 0; i < tokens->count; i++) {
    char code[CODE_TEXT + 1];
    code_of(tokens->hashes[i], expires, code);
    good |= sodium_memcmp(code, dot + 1, CODE_TEXT) == 0;
  }
  return good;
}

bool vb_tokens_have_cookie(const vb_tokens *tokens, vb_str cookies, uint64_t now) {
  static const vb_str name = {VB_TOKEN_COOKIE "=", sizeof VB_TOKEN_COOKIE "=" - 1};
  for (int tries = 0; cookies.n && tries < 8;) { /* a browser sends one of that name */
    const char *semicolon = memchr(cookies.p, ';', cookies.n);
    size_t n = semicolon ? (size_t)(semicolon - cookies.p) : cookies.n;
    vb_str one = vb_str_trim(vb_str_slice(cookies, 0, n));
    if (one.n > name.n && memcmp(one.p, name.p, name.n) == 0) {
      if (is_good(tokens, vb_str_slice(one, name.n, one.n), now)) return true;
      tries++;
    }
    cookies = vb_str_slice(cookies, n + 1, cookies.n);
  }
  return false;
}
