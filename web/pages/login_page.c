/*
 * login_page.c - asks a reader for a token, and remembers in a cookie that it was given.
 *
 * The page stands in the place of every page that was asked for without one, with status
 * 401, and leads back to it. The cookie is for this site's own pages alone (SameSite), out
 * of the reach of scripts (HttpOnly). A browser does not send it where a link on another
 * site led here: that request is made again from this page, which is one of the site.
 */
#include "web/pages/page.h"
#include "web/tokens.h"

#include <stdio.h>
#include <time.h>

enum { TO_MAX = 4096 };

static uint64_t now(void) {
  time_t t = time(NULL);
  return t > 0 ? (uint64_t)t : 0;
}

bool vb_web_admits(const vb_web *web, const vb_http_request *request) {
  return !web->tokens ||
         vb_tokens_have_bearer(web->tokens, request->fields[VB_HTTP_AUTHORIZATION]) ||
         vb_tokens_have_cookie(web->tokens, request->fields[VB_HTTP_COOKIE], now());
}

/* Where to go after the login: a page at the top of this site, with its query. Anything else, such
   as another site's address, becomes the search page. */
static vb_str sound_target(vb_str to) {
  size_t path = 0;
  while (path < to.n && ((to.p[path] >= 'a' && to.p[path] <= 'z') || to.p[path] == '.')) path++;
  bool sound = to.n <= TO_MAX && (path == to.n || to.p[path] == '?' || vb_str_starts(to, "./"));
  if (vb_str_starts(to, "./")) sound &= to.n == 2 || to.p[2] == '?';
  for (size_t i = 0; i < to.n; i++) sound &= to.p[i] > ' ' && to.p[i] < 127;
  return sound && to.n ? to : VB_STR("./");
}

/* The page that was asked for, as a relative address. */
static vb_str target_of(vb_request_context *call) {
  const vb_http_request *request = call->request;
  vb_buf out = VB_BUF_INIT;
  if (vb_str_is(request->path, "/")) vb_buf_text(&out, "./");
  else vb_buf_str(&out, vb_str_slice(request->path, 1, request->path.n));
  if (request->query.n) {
    vb_buf_char(&out, '?');
    vb_buf_str(&out, request->query);
  }
  return sound_target(vb_page_keep(call, &out));
}

static void show(vb_request_context *call, unsigned status, vb_str to, bool wrong) {
  bool inside = vb_web_admits(call->web, call->request);
  vb_template_data *data = vb_page_begin(call, VB_STR("Sign in"), VB_STR(""));
  call->response->cache = "no-store";
  if (!data) return;
  vb_template_set(data, "to", to);
  vb_template_flag(data, "wrong", wrong);
  vb_template_flag(data, "inside", inside);
  vb_template_format(data, "days", "%d", VB_TOKEN_COOKIE_DAYS);
  vb_page_send(call, status, "login.html", data);
}

void vb_page_ask_for_token(vb_request_context *call) {
  vb_http_set(call->response, "WWW-Authenticate", "Bearer realm=\"verbatim\"");
  if (vb_str_is(call->request->fields[VB_HTTP_FETCH_SITE], "cross-site") &&
      vb_str_is(call->request->method, "GET"))
    vb_http_set(call->response, "Refresh", "0");
  show(call, 401, target_of(call), false);
}

static void set_cookie(vb_request_context *call, const char *value, unsigned days) {
  bool tls = vb_str_is_caseless(call->request->fields[VB_HTTP_PROTOCOL], "https");
  vb_buf cookie = VB_BUF_INIT;
  vb_buf_printf(&cookie, "%s=%s; Path=/; Max-Age=%u; HttpOnly; SameSite=Strict%s", VB_TOKEN_COOKIE,
                value, days * 24 * 3600, tls ? "; Secure" : "");
  vb_str kept = cookie.failed ? VB_STR_NONE : vb_arena_copy(call->arena, vb_buf_view(&cookie));
  vb_buf_clear(&cookie);
  vb_http_set(call->response, "Set-Cookie", kept.p);
}

static void go(vb_request_context *call, vb_str to) {
  vb_str kept = vb_arena_copy(call->arena, to);
  call->response->status = 303;
  call->response->type = "text/plain; charset=utf-8";
  call->response->cache = "no-store";
  call->response->location = kept.p ? kept.p : "./";
}

void vb_page_login(vb_request_context *call) {
  char cookie[VB_TOKEN_COOKIE_TEXT];
  vb_url_params form;
  const vb_http_request *request = call->request;
  if (!call->web->tokens || vb_str_is(request->method, "GET")) {
    show(call, 200, VB_STR("./"), false);
    return;
  }
  if (!vb_str_is(request->content_type, "application/x-www-form-urlencoded") ||
      vb_url_params_read(request->body, call->arena, &form, NULL) != VB_OK) {
    vb_context_refuse(call, 415, "A form is sent as application/x-www-form-urlencoded.");
    return;
  }
  vb_str to = sound_target(vb_url_param_get(&form, "to"));
  vb_str token = vb_str_trim(vb_url_param_get(&form, "token"));
  if (!vb_tokens_make_cookie(call->web->tokens, token, now(), cookie)) {
    show(call, 401, to, true);
    return;
  }
  set_cookie(call, cookie, VB_TOKEN_COOKIE_DAYS);
  go(call, to);
}

void vb_page_logout(vb_request_context *call) {
  set_cookie(call, "", 0);
  go(call, VB_STR("login"));
}
