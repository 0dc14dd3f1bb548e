/*
 * facet_lists.c - lists of values that a search can be narrowed by.
 *
 * Every value is a link that chooses it, or takes the choice back, with another beside it that
 * leaves it out. What is chosen comes first; a few others follow, and the rest is collapsed.
 */
#include "web/pages/facet_lists.h"

enum {
  SHOWN = 8,     /* the others are collapsed */
  FIND_FROM = 12 /* values that are worth a search among them */
};

typedef struct facet_list {
  const char *title, *find_name;
  const vb_facet *values;
  size_t count;
  vb_facet_kind kind;
  bool read; /* from the first articles only */
} facet_list;

static vb_str link(vb_request_context *call, vb_page_query query) {
  query.from = 0;
  return vb_page_link(call, &query);
}

static void add_value(vb_request_context *call, vb_template_data *list, const vb_page_query *query,
                      vb_facet_kind kind, const vb_facet *facet, bool shown) {
  vb_template_data *one = vb_template_add(list, shown ? "values" : "more_values");
  vb_template_set(one, "value", facet->value);
  vb_template_number(one, "count", facet->count);
  vb_template_set(one, "link", link(call, vb_page_toggled(call, query, kind, facet->value, false)));
  vb_template_set(one, "not_link",
                  link(call, vb_page_toggled(call, query, kind, facet->value, true)));
  vb_template_flag(one, "chosen", vb_page_chooses(query, kind, facet->value, false));
  vb_template_flag(one, "excluded", vb_page_chooses(query, kind, facet->value, true));
}

/* First what is chosen or left out, then the others in their order. */
static void add_values(vb_request_context *call, vb_template_data *list, const vb_page_query *query,
                       const facet_list *from) {
  size_t shown = 0;
  for (int turn = 0; turn < 2; turn++)
    for (size_t i = 0; i < from->count; i++) {
      vb_str value = from->values[i].value;
      bool picked = vb_page_chooses(query, from->kind, value, false) ||
                    vb_page_chooses(query, from->kind, value, true);
      if (!value.n || picked != (turn == 0)) continue;
      add_value(call, list, query, from->kind, &from->values[i], picked || shown < SHOWN);
      shown++;
    }
  if (shown > SHOWN) vb_template_flag(list, "any_more", true);
}

static void add_list(vb_request_context *call, vb_template_data *data, const vb_page_query *query,
                     const vb_search_result *result, const facet_list *from) {
  vb_str find = query->find[from->kind];
  if (!from->count && !find.n) return;
  vb_template_data *list = vb_template_add(data, "facets");
  vb_template_set(list, "facet_title", vb_str_of(from->title));
  vb_template_set(list, "facet_id", vb_str_of(vb_facet_name(from->kind)));
  if (from->read && !(result->total_exact && result->speaker_articles >= result->total))
    vb_template_number(list, "facet_some", result->speaker_articles);
  if (from->count >= FIND_FROM || find.n) {
    vb_template_set(list, "find_name", vb_str_of(from->find_name));
    vb_template_set(list, "find_value", find);
    vb_page_keep_params(list, "find_kept", query, from->find_name);
  }
  vb_template_flag(list, "find_none", find.n && !from->count);
  add_values(call, list, query, from);
}

void vb_page_facet_lists(vb_request_context *call, vb_template_data *data,
                         const vb_page_query *query, const vb_search_result *r) {
  const facet_list lists[] = {
      {"Sources", "find-source", r->sources, r->source_count, VB_FACET_SOURCE, false},
      {"Quoted", "find-speaker", r->speakers, r->speaker_count, VB_FACET_SPEAKER, true},
      {"Authors", "find-author", r->authors, r->author_count, VB_FACET_AUTHOR, true},
      {"Sections", "find-section", r->sections, r->section_count, VB_FACET_SECTION, true}};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    add_list(call, data, query, r, &lists[i]);
}
