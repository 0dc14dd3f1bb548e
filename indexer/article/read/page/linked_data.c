/*
 * linked_data.c - reads JSON-LD: what a site's own database says about the article.
 *
 * It is the best source for everything except the text, which it often cuts short. Only
 * objects that are an article count, and those of the page as a second best; lists of
 * other articles are not examined.
 */
#include "indexer/article/read/page/meta.h"

#include "indexer/article/read/json_load.h"
#include "indexer/article/read/page/page_internal.h"
#include "indexer/store/record.h"

#include <jansson.h>
#include <strings.h>

enum {
  DEPTH_MAX = 6,
  MEMORY_MAX = 16 * 1024 * 1024, /* of a script and its tree */
  LOOKUPS_MAX = 64               /* each searches the whole graph */
};

typedef struct data {
  vb_meta *meta;
  const json_t *root;
} data;

static vb_str string_of(const json_t *v) {
  return json_is_string(v) ? (vb_str){json_string_value(v), json_string_length(v)} : VB_STR_NONE;
}

/* The name of the object with this id, anywhere in the lists of a graph. */
static const json_t *name_of_id(const json_t *v, vb_str id, int depth) {
  const json_t *name = NULL;
  if (depth > DEPTH_MAX || !id.n) return NULL;
  for (size_t i = 0; json_is_array(v) && i < json_array_size(v) && !name; i++)
    name = name_of_id(json_array_get(v, i), id, depth + 1);
  if (!json_is_object(v)) return name;
  if (vb_str_eq(string_of(json_object_get(v, "@id")), id) && json_object_get(v, "name"))
    return json_object_get(v, "name");
  return name_of_id(json_object_get(v, "@graph"), id, depth + 1);
}

/* Appends a string; an object's name, or that of the object it refers to; the names of a list,
   separated by commas. */
static void put_names(const data *d, const json_t *v, vb_buf *out, int depth) {
  vb_str s = string_of(v);
  if (depth > DEPTH_MAX) return;
  if (json_is_object(v)) {
    const json_t *name = json_object_get(v, "name");
    if (!name && d->meta->lookups++ < LOOKUPS_MAX)
      name = name_of_id(d->root, string_of(json_object_get(v, "@id")), 0);
    put_names(d, name, out, depth + 1);
  }
  if (s.n) {
    if (out->n) vb_buf_text(out, ", ");
    vb_buf_str(out, s);
  }
  for (size_t i = 0; json_is_array(v) && i < json_array_size(v) && i < VB_AUTHORS_MAX; i++)
    put_names(d, json_array_get(v, i), out, depth + 1);
}

static void offer_names(const data *d, vb_meta_field f, unsigned rank, const json_t *v) {
  vb_buf names = VB_BUF_INIT;
  if (rank >= d->meta->rank[f]) return;
  put_names(d, v, &names, 0);
  if (!names.failed) vb_meta_offer(d->meta, f, rank, vb_buf_view(&names));
  vb_buf_clear(&names);
}

static bool is_type(const json_t *type, const char *const *ends) {
  vb_str s = string_of(type);
  for (size_t i = 0; json_is_array(type) && i < json_array_size(type); i++) {
    const json_t *item = json_array_get(type, i);
    if (json_is_string(item) && is_type(item, ends)) return true;
  }
  for (size_t i = 0; s.n && ends[i]; i++)
    if (vb_str_ends(s, ends[i])) return true;
  return false;
}

static void offer_string(const data *d, vb_meta_field f, unsigned rank, const json_t *v,
                         const char *key) {
  vb_meta_offer(d->meta, f, rank, string_of(json_object_get(v, key)));
}

static void read_article(const data *d, const json_t *v) {
  const json_t *page = json_object_get(v, "mainEntityOfPage");
  offer_string(d, VB_META_TITLE, 2, v, "headline");
  offer_string(d, VB_META_TITLE, 11, v, "name");
  offer_names(d, VB_META_BYLINE, 2, json_object_get(v, "author"));
  offer_names(d, VB_META_BYLINE, 3, json_object_get(v, "creator"));
  offer_string(d, VB_META_DATE, 2, v, "datePublished");
  offer_string(d, VB_META_DATE, 3, v, "dateCreated");
  vb_meta_state_day(d->meta, string_of(json_object_get(v, "dateModified")));
  offer_names(d, VB_META_SOURCE, 2, json_object_get(v, "publisher"));
  offer_names(d, VB_META_PUBLISHER, 2, json_object_get(v, "publisher"));
  offer_string(d, VB_META_URL, 12, v, "url");
  if (json_is_object(page)) offer_string(d, VB_META_URL, 13, page, "@id");
  else vb_meta_offer(d->meta, VB_META_URL, 13, string_of(page));
  offer_names(d, VB_META_LANGUAGE, 10, json_object_get(v, "inLanguage"));
  offer_names(d, VB_META_SECTION, 2, json_object_get(v, "articleSection"));
  offer_string(d, VB_META_BODY, 2, v, "articleBody");
}

/* A page, a film, a recipe: its dates and names are used if no article is described. */
static void read_page(const data *d, const json_t *v) {
  offer_string(d, VB_META_TITLE, 9, v, "headline");
  offer_string(d, VB_META_DATE, 9, v, "datePublished");
  offer_string(d, VB_META_DATE, 15, v, "uploadDate");
  offer_names(d, VB_META_BYLINE, 9, json_object_get(v, "author"));
}

static void read_value(const data *d, const json_t *v, int depth) {
  static const char *const articles[] = {"Article",
                                         "BlogPosting",
                                         "Report",
                                         "Review",
                                         "CreativeWork",
                                         "Recipe",
                                         "DiscussionForumPosting",
                                         NULL};
  static const char *const pages[] = {"WebPage",  "VideoObject", "PodcastEpisode",
                                      "ItemPage", "AudioObject", NULL};
  if (depth > DEPTH_MAX) return;
  for (size_t i = 0; json_is_array(v) && i < json_array_size(v); i++)
    read_value(d, json_array_get(v, i), depth + 1);
  if (!json_is_object(v)) return;
  const json_t *type = json_object_get(v, "@type");
  if (is_type(type, articles)) read_article(d, v);
  else if (is_type(type, pages)) read_page(d, v);
  read_value(d, json_object_get(v, "@graph"), depth + 1);
  read_value(d, json_object_get(v, "mainEntity"), depth + 1);
}

void vb_meta_linked_data(vb_meta *meta, const GumboNode *script) {
  vb_buf text = VB_BUF_INIT;
  vb_html_inner_text(script, &text);
  if (!text.failed && text.n && vb_json_fits(vb_buf_view(&text), MEMORY_MAX)) {
    /* Unescaped line ends in strings are the usual fault of such data. */
    for (size_t i = 0; i < text.n; i++)
      if ((unsigned char)text.p[i] < 0x20) text.p[i] = ' ';
    json_t *v = json_loadb(text.p, text.n, 0, NULL);
    read_value(&(data){meta, v}, v, 0);
    json_decref(v);
  }
  vb_buf_clear(&text);
}
