/*
 * tokens.h - who may read the archive: the tokens of --token-file, as a program sends them (RFC
 * 6750) and as a browser's cookie.
 *
 * The cookie of the login page does not have the token: it has a time, and a code over that
 * time by the token's hash. It ends by itself, and when the token is taken out of the file;
 * the server keeps no sessions.
 */
#ifndef VB_WEB_TOKENS_H
#define VB_WEB_TOKENS_H

#include "indexer/base/status.h"
#include "indexer/base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum {
  VB_TOKEN_LEAST = 16, /* characters: nobody guesses one over the network */
  VB_TOKEN_MOST = 512,
  VB_TOKENS_MAX = 256, /* each request is compared with all of them */
  VB_TOKEN_COOKIE_TEXT = 96,
  VB_TOKEN_COOKIE_DAYS = 30
};
#define VB_TOKEN_COOKIE "verbatim"

typedef struct vb_tokens vb_tokens;

/* Reads one token a line; empty lines and those that begin with # are passed over. The file must
   be a regular one that others cannot read: VB_INVALID. Only hashes of the tokens are kept. */
vb_status vb_tokens_read(const char *path, vb_tokens **out, vb_error *err);
void vb_tokens_free(vb_tokens *tokens); /* takes NULL */

/* Whether it is one of the tokens. How long this takes does not tell how much of it was right. */
bool vb_tokens_have(const vb_tokens *tokens, vb_str token);
/* The same for "Bearer TOKEN", the value of an Authorization field; may be absent. */
bool vb_tokens_have_bearer(const vb_tokens *tokens, vb_str authorization);

/* Writes the cookie's value for a token, good for VB_TOKEN_COOKIE_DAYS. now: seconds since 1970.
   False if it is not one of the tokens. */
bool vb_tokens_make_cookie(const vb_tokens *tokens, vb_str token, uint64_t now,
                           char out[VB_TOKEN_COOKIE_TEXT]);
/* Whether a Cookie field (may be absent) has a cookie that is still good. */
bool vb_tokens_have_cookie(const vb_tokens *tokens, vb_str cookies, uint64_t now);

#endif
