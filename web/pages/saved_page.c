/*
 * saved_page.c - a list of searches, which its address holds: saved?s=ADDRESS&s=ADDRESS...
 *
 * So a list can be bookmarked, or sent to a colleague, and there are no accounts. Where scripts
 * run, page.js keeps the list in the browser and opens this page with it.
 *
 * Each search is the address of a page of results, relative to the site, as back_link.c reads it.
 */
#include "web/pages/page.h"

#include "indexer/base/count.h"

enum {
  SEARCHES_MAX = 60, /* together they must fit into an address */
  VALUES_SHOWN = 12, /* of a search's filters */
  ADDED_MAX = 2000   /* bytes of an address that is typed or pasted */
};

static const struct {
  const char *page, *label, *feed;
} kinds[] = {{VB_PAGE_SEARCH, "Articles", "search.atom?"},
             {"said", "Quotations", "said.atom?"},
             {"quote", "A quote", "quote.atom?"},
             {VB_PAGE_HISTORY, "A quote’s history", "quote.atom?"},
             {"speaker", "A speaker", NULL}};

typedef struct list {
  vb_str addresses[SEARCHES_MAX];
  size_t count;
  bool full;
} list;

static size_t kind_of(vb_str page) {
  size_t k = 0;
  while (k < VB_COUNT(kinds) && !vb_str_is(page, kinds[k].page)) k++;
  return k;
}

static bool has(const list *all, vb_str address) {
  for (size_t i = 0; i < all->count; i++)
    if (vb_str_eq(all->addresses[i], address)) return true;
  return false;
}

/* Keeps an address in its usual form, once; others than of results are dropped. What is pasted may
   be absolute: then its last piece counts. */
static void take(vb_request_context *call, list *all, vb_str address) {
  vb_str page;
  vb_url_params params;
  vb_buf out = VB_BUF_INIT;
  address = vb_str_trim(address);
  const char *mark = address.n && address.n <= ADDED_MAX ? memchr(address.p, '?', address.n) : NULL;
  size_t from = mark ? (size_t)(mark - address.p) : 0;
  while (mark && from > 0 && address.p[from - 1] != '/') from--;
  if (from > 0 && !vb_str_starts(address, "./")) address = vb_str_slice(address, from, address.n);
  if (vb_str_starts(address, "?")) address = vb_arena_join(call->arena, VB_STR("./"), address);
  if (!mark || !vb_page_split(call, address, &page, &params) || !params.count ||
      kind_of(page) == VB_COUNT(kinds))
    return;
  vb_page_put_address(&out, page, &params, VB_STR_NONE);
  vb_str kept = vb_page_keep(call, &out);
  if (!kept.n || has(all, kept)) return;
  if (all->count < SEARCHES_MAX) all->addresses[all->count++] = kept;
  else all->full = true;
}

static vb_str address_of_list(vb_request_context *call, const list *all, size_t without) {
  vb_buf out = VB_BUF_INIT;
  vb_buf_text(&out, "saved?");
  for (size_t i = 0; i < all->count; i++)
    if (i != without) vb_page_add_param(&out, "s", all->addresses[i]);
  return vb_page_keep(call, &out);
}

/* What is searched for, and the filters: "after 2019, source The Tide". */
static void describe(vb_template_data *one, const vb_url_params *params) {
  static const char *const unsaid[] = {"from", "sort", "view", "pick", "history", "fold"};
  size_t shown = 0;
  vb_str words = vb_url_param_get(params, "q");
  if (!words.n) words = vb_url_param_get(params, "name");
  vb_template_set(one, "saved_words", words);
  for (size_t i = 0; i < params->count && shown < VALUES_SHOWN; i++) {
    vb_str name = params->items[i].name, value = params->items[i].value;
    bool said = value.n > 0 && !vb_str_eq(value, words) && !vb_str_starts(name, "find-");
    for (size_t k = 0; k < VB_COUNT(unsaid) && said; k++) said = !vb_str_is(name, unsaid[k]);
    if (!said) continue;
    bool excluded = vb_str_starts(name, "not-");
    vb_template_data *filter = vb_template_add(one, "saved_filters");
    vb_template_format(filter, "saved_filter", "%s%.*s %.*s", excluded ? "not " : "",
                       VB_STR_ARG(vb_str_slice(name, excluded ? 4 : 0, name.n)), VB_STR_ARG(value));
    shown++;
  }
}

static void add_search(vb_request_context *call, vb_template_data *data, const list *all,
                       size_t at) {
  vb_str page = VB_STR_NONE;
  vb_url_params params = {NULL, 0};
  vb_template_data *one = vb_template_add(data, "saved");
  if (!vb_page_split(call, all->addresses[at], &page, &params)) return;
  size_t kind = kind_of(page);
  vb_template_set(one, "saved_link", all->addresses[at]);
  vb_template_set(one, "saved_kind", vb_str_of(kinds[kind].label));
  describe(one, &params);
  vb_template_set(one, "saved_without", address_of_list(call, all, at));
  if (!kinds[kind].feed) return;
  vb_buf feed = VB_BUF_INIT;
  vb_buf_text(&feed, kinds[kind].feed);
  vb_buf_str(&feed, vb_str_slice(all->addresses[at], page.n + 1, all->addresses[at].n));
  vb_template_set(one, "saved_feed", vb_page_keep(call, &feed));
}

void vb_page_saved(vb_request_context *call) {
  const vb_url_params *params = &call->request->params;
  list all = {.count = 0};
  for (size_t i = 0; i < params->count; i++)
    if (vb_str_is(params->items[i].name, "s")) take(call, &all, params->items[i].value);
  vb_str added = vb_context_text(call, "add");
  size_t before = all.count;
  if (added.n) take(call, &all, added);
  vb_template_data *data = vb_page_begin(call, VB_STR("Saved searches"), VB_STR(""));
  if (!data) return;
  vb_template_flag(data, "any_saved", all.count > 0);
  vb_template_flag(data, "not_added", added.n && all.count == before && !has(&all, added));
  vb_template_flag(data, "saved_full", all.full);
  vb_template_set(data, "list_link", address_of_list(call, &all, SEARCHES_MAX));
  for (size_t i = 0; i < all.count; i++) add_search(call, data, &all, i);
  vb_page_send(call, 200, "saved.html", data);
}
