/*
 * back_link.c - how an article knows the results from which it was opened.
 *
 * A link to an article has the address of the page that it is on, as its parameter "back": the
 * page's name and its parameters. The words that were searched for are in the link anyway, and so
 * left out there. An article passes its own "back" on to its copies and relatives.
 *
 * Anybody can make such a link, so what is sent back is only ever an address of this site:
 * lower-case letters (or "./"), a "?", and parameters that are read and written anew.
 */
#include "web/pages/page.h"

/* In bytes, percent-encoded. Longer ones are left out: a list of filters this long is rare. */
enum { BACK_MAX = 3000 };

/* The name of the page in addresses relative to it; absent for a page that lists nothing. */
static vb_str page_of(const vb_request_context *call) {
  vb_str path = call->request->path;
  size_t from = path.n;
  while (from > 0 && path.p[from - 1] != '/') from--;
  vb_str name = vb_str_slice(path, from, path.n);
  return name.n ? name : VB_STR("./");
}

static bool is_page_name(vb_str name) {
  if (vb_str_is(name, "./")) return true;
  for (size_t i = 0; i < name.n; i++)
    if (name.p[i] < 'a' || name.p[i] > 'z') return false;
  return name.n > 0 && name.n <= 20;
}

/* The parameter that the link to the article repeats. */
static vb_str repeated_of(vb_str page, vb_str q, vb_str quote) {
  if (vb_str_is(page, "./")) return q;
  return vb_str_is(page, "quote") || vb_str_is(page, VB_PAGE_HISTORY) ? quote : VB_STR_NONE;
}

void vb_page_put_address(vb_buf *out, vb_str page, const vb_url_params *params, vb_str repeated) {
  vb_buf_str(out, page);
  vb_buf_char(out, '?');
  for (size_t i = 0; i < params->count; i++) {
    const vb_url_param *one = &params->items[i];
    if (vb_str_is(one->name, "q") && repeated.n && vb_str_eq(one->value, repeated)) continue;
    if (!one->value.n) continue;
    if (out->p && out->n && out->p[out->n - 1] != '?') vb_buf_char(out, '&');
    vb_url_encode(one->name, out);
    vb_buf_char(out, '=');
    vb_url_encode(one->value, out);
  }
}

bool vb_page_split(const vb_request_context *call, vb_str address, vb_str *page,
                   vb_url_params *params) {
  const char *mark = address.n && address.n <= BACK_MAX ? memchr(address.p, '?', address.n) : NULL;
  if (!mark) return false;
  *page = vb_str_slice(address, 0, (size_t)(mark - address.p));
  vb_str rest = vb_str_slice(address, page->n + 1, address.n);
  return is_page_name(*page) && !vb_url_params_read(rest, call->arena, params, NULL);
}

vb_str vb_page_back_value(vb_request_context *call, vb_str q, vb_str quote) {
  vb_buf out = VB_BUF_INIT;
  vb_str page = page_of(call);
  vb_url_params params = call->request->params;
  if (vb_str_is(page, "article")) return call->back.p ? call->back : VB_STR("");
  if (!is_page_name(page) || !params.count) return VB_STR("");
  vb_page_put_address(&out, page, &params, repeated_of(page, q, quote));
  if (out.n > BACK_MAX) vb_buf_reset(&out);
  return vb_page_keep(call, &out);
}

void vb_page_back(vb_request_context *call, vb_template_data *data, vb_str q, vb_str quote) {
  static const char *const labels[][2] = {{"./", "Results"},
                                          {"said", "Quotations"},
                                          {"quote", "Where the quote is printed"},
                                          {VB_PAGE_HISTORY, "The quote’s history"},
                                          {"speaker", "The speaker’s page"}};
  vb_buf out = VB_BUF_INIT;
  vb_str page;
  vb_url_params params;
  if (!vb_page_split(call, vb_context_text(call, "back"), &page, &params)) return;
  vb_str repeated = repeated_of(page, q, quote);
  vb_page_put_address(&out, page, &params, VB_STR_NONE);
  if (repeated.n && !vb_url_param_get(&params, "q").p) vb_page_add_param(&out, "q", repeated);
  const char *label = "Back";
  for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
    if (vb_str_is(page, labels[i][0])) label = labels[i][1];
  call->back = vb_page_keep(call, &out);
  vb_template_set(data, "back_link", call->back);
  vb_template_set(data, "back_label", vb_str_of(label));
  if (vb_str_is(page, "./")) vb_template_set(data, "back_words", q);
}
