/*
 * said_page.c - the list of quotations, and the page of a speaker.
 *
 * The words of a quotation are shown as printed; the quotation marks are the page's own,
 * since papers differ in theirs.
 */
#include "web/pages/page.h"
#include "web/pages/year_chart.h"

#include <stdio.h>

#define SAID "said"

enum {
  PAGE_SIZE = 20,
  LATEST = 10, /* quotations on a speaker's page */
  SOURCES_SHOWN = 12,
  CHOICES_SHOWN = 10 /* of the people that a name may mean */
};

vb_str vb_page_speaker_link(vb_request_context *call, vb_str name) {
  vb_buf out = VB_BUF_INIT;
  vb_buf_text(&out, "speaker?name=");
  vb_url_encode(name, &out);
  return vb_page_keep(call, &out);
}

/* Whom the quotation quotes, each once if they come one after the other. */
static void add_quoted(vb_template_data *data, const vb_listed_quotation *q) {
  enum { SHOWN = 5 };
  vb_str before = VB_STR_NONE;
  for (size_t i = 0, shown = 0; i < q->inner_count && shown < SHOWN; i++) {
    const vb_listed_quotation *inner = &q->inner[i];
    vb_str who = inner->speaker.n ? inner->speaker : inner->mention;
    if (!who.n || vb_str_eq(who, before) || vb_str_eq(who, q->speaker)) continue;
    before = who;
    vb_template_set(vb_template_add(data, "quoting"),
                    inner->speaker.n ? "inner_name" : "inner_mention", who);
    shown++;
  }
}

void vb_page_said_by(vb_request_context *call, vb_template_data *data,
                     const vb_listed_quotation *q) {
  vb_template_set(data, "name", q->speaker);
  if (q->speaker.n) vb_template_set(data, "name_link", vb_page_speaker_link(call, q->speaker));
  if (q->mention.n && !vb_str_eq(q->mention, q->speaker))
    vb_template_set(data, q->speaker.n ? "mention" : "only_mention", q->mention);
  if (q->speaker.n || q->mention.n) vb_template_number(data, "confidence", q->sure);
  add_quoted(data, q);
}

static void add_quotation(vb_request_context *call, vb_template_data *data,
                          const vb_listed_quotation *q) {
  vb_template_data *one = vb_template_add(data, "quotations");
  vb_page_article_names(one, &q->article);
  for (size_t i = 0; i < q->part_count; i++) {
    const vb_listed_part *part = &q->parts[i];
    vb_page_marked(vb_template_add(one, "parts"), "pieces", part->text, 0, part->marks, NULL);
  }
  /* Links to the place in the article: looks up the words of the first part as a quote. */
  vb_template_set(one, "link",
                  vb_page_article_link(call, q->article.id, VB_STR_NONE, q->parts[0].text));
  vb_page_said_by(call, one, q);
}

/* The person that the name means, if that is not how it was typed, or the persons to choose from:
   choice, choice_count, choice_link. */
static void add_people(vb_request_context *call, vb_template_data *data, vb_str typed,
                       vb_str person, const vb_facet *people, size_t count) {
  if (person.n && !vb_str_eq(person, typed)) vb_template_set(data, "person", person);
  if (person.n || count < 2) return;
  vb_template_number(data, "choice_total", count);
  vb_template_flag(data, "choices_cut", count == VB_SPEAKER_PEOPLE_MAX);
  if (count > CHOICES_SHOWN) vb_template_number(data, "choices_left", count - CHOICES_SHOWN);
  for (size_t i = 0; i < count && i < CHOICES_SHOWN; i++) {
    vb_template_data *one = vb_template_add(data, "choices");
    vb_template_set(one, "choice", people[i].value);
    vb_template_number(one, "choice_count", people[i].count);
    vb_template_set(one, "choice_link", vb_page_speaker_link(call, people[i].value));
  }
}

/* ---- the list ---------------------------------------------------------- */

static void add_pages(vb_request_context *call, vb_template_data *data, const vb_page_query *l,
                      bool more, vb_str next) {
  vb_page_query other = *l;
  other.place = VB_STR_NONE;
  more = more && l->from + 2 * PAGE_SIZE <= VB_WINDOW_MAX;
  vb_template_flag(data, "any_pages", l->from > 0 || more);
  if (l->from > 0) {
    other.from = l->from > PAGE_SIZE ? l->from - PAGE_SIZE : 0;
    vb_template_set(data, "previous_link", vb_page_link(call, &other));
  }
  if (more) {
    other.from = l->from + PAGE_SIZE;
    other.place = next;
    vb_template_set(data, "next_link", vb_page_link(call, &other));
  }
}

static void show_list(vb_request_context *call, vb_template_data *data, const vb_page_query *l,
                      const vb_said_result *result) {
  vb_template_flag(data, "listed", true);
  vb_template_flag(data, "any", result->count > 0);
  vb_template_number(data, "first", l->from + 1);
  vb_template_number(data, "last", l->from + result->count);
  vb_template_flag(data, "more", result->more);
  vb_template_format(data, "took", "%.1f", result->took_ms);
  vb_template_flag(data, "timed_out", result->timed_out);
  call->response->cut = result->timed_out;
  if (l->speaker.n && result->count)
    vb_template_set(data, "speaker_link", vb_page_speaker_link(call, l->speaker));
  vb_page_query better = *l;
  better.speaker = result->did_you_mean;
  better.from = 0;
  vb_page_reading(call, data, &result->reading, result->did_you_mean, &better);
  vb_page_filters(call, data, l);
  add_people(call, data, l->speaker, result->person, result->people, result->people_count);
  for (size_t i = 0; i < result->count; i++) add_quotation(call, data, &result->quotations[i]);
  static const vb_sort order[] = {VB_SORT_NEWEST, VB_SORT_OLDEST, VB_SORT_RELEVANCE};
  if (result->count) vb_page_sorts(call, data, l, order);
  add_pages(call, data, l, result->more, result->next);
  vb_page_failures(data, result->failures, result->failure_count);
}

void vb_page_said(vb_request_context *call) {
  vb_page_query l = {.page = SAID, .usual = VB_SORT_NEWEST};
  vb_said_result result;
  vb_error error;
  if (vb_url_param_get(&call->request->params, "q").n > VB_REQUEST_QUERY_MAX) {
    vb_context_refuse(call, 414, "The query is longer than %d bytes.", VB_REQUEST_QUERY_MAX);
    return;
  }
  vb_status status = vb_page_read_query(call, PAGE_SIZE, &l, &error);
  l.unfolded = false; /* this belongs to the search page */
  bool asked = vb_page_asks(&l);
  vb_said_request request = {.query = l.q.p ? l.q : VB_STR(""),
                             .speaker = l.speaker,
                             .filter = l.filter,
                             .from = l.from,
                             .size = PAGE_SIZE,
                             .place = vb_context_text(call, "place"),
                             .sort = l.sort,
                             .time_limit_ms = call->request->time_ms};
  if (!status && asked) status = vb_said(call->store, &request, call->arena, &result, &error);
  if (status && status != VB_INVALID) {
    vb_context_error(call, vb_context_status(status), &error);
    return;
  }
  vb_template_data *data = vb_page_begin(call, VB_STR("Who said what"), l.q);
  if (!data) return;
  vb_template_flag(data, "on_said", true);
  vb_template_set(data, "speaker", l.speaker);
  vb_page_form(data, &l);
  if (!status && asked) vb_page_feed(call, data, "said.atom?", &l);
  if (status) vb_template_format(data, "problem", "%s", error.text);
  else if (asked) show_list(call, data, &l, &result);
  vb_page_send(call, status ? 400 : 200, "said.html", data);
}

/* ---- a speaker --------------------------------------------------------- */

/* The name as a query for articles: speaker:"..." */
static vb_str as_query(vb_request_context *call, vb_str name) {
  vb_buf out = VB_BUF_INIT;
  vb_buf_text(&out, "speaker:\"");
  for (size_t i = 0; i < name.n; i++) vb_buf_char(&out, name.p[i] == '"' ? ' ' : name.p[i]);
  vb_buf_char(&out, '"');
  return vb_page_keep(call, &out);
}

/* The oldest or newest article: the date, as programs read it, and a link. */
static void add_end(vb_request_context *call, vb_template_data *data, const char *section,
                    const vb_speaker_end *end) {
  if (!end->known) return;
  vb_template_data *one = vb_template_add(data, section);
  vb_page_date(one, "end_date", "end_datetime", end->date);
  vb_template_set(one, "end_link", vb_page_article_link(call, end->id, VB_STR_NONE, VB_STR_NONE));
}

static void show_speaker(vb_request_context *call, vb_template_data *data,
                         const vb_speaker_profile *p) {
  vb_page_query all = {
      .page = SAID, .usual = VB_SORT_NEWEST, .sort = VB_SORT_NEWEST, .speaker = p->name};
  vb_page_query articles = {.page = VB_PAGE_SEARCH, .q = as_query(call, p->name)};
  vb_template_flag(data, "profiled", true);
  vb_template_flag(data, "any", p->quotations > 0);
  vb_template_number(data, "article_count", p->articles);
  vb_template_flag(data, "article_one", p->articles == 1 && p->articles_exact);
  vb_template_flag(data, "articles_least", !p->articles_exact);
  vb_template_flag(data, "read_all", p->articles_exact && p->articles_read >= p->articles);
  vb_template_number(data, "articles_read", p->articles_read);
  vb_template_number(data, "names_articles", p->names_articles);
  vb_template_flag(data, "names_all", p->articles_exact && p->names_articles >= p->articles);
  vb_template_number(data, "quotation_count", p->quotations);
  vb_template_flag(data, "quotation_one", p->quotations == 1);
  vb_template_flag(data, "timed_out", p->timed_out);
  call->response->cut = p->timed_out;
  add_people(call, data, p->name, p->person, p->people, p->people_count);
  add_end(call, data, "first", &p->first);
  add_end(call, data, "last", &p->last);
  if (p->did_you_mean.n) {
    vb_template_set(data, "did_you_mean", p->did_you_mean);
    vb_template_set(data, "did_you_mean_link", vb_page_speaker_link(call, p->did_you_mean));
  }
  vb_template_flag(data, "any_names",
                   p->name_count > 1 ||
                       (p->name_count == 1 && !vb_str_eq(p->names[0].value, p->name)));
  for (size_t i = 0; i < p->name_count; i++) {
    vb_template_data *one = vb_template_add(data, "names");
    vb_template_set(one, "variant", p->names[i].value);
    vb_template_number(one, "variant_count", p->names[i].count);
    vb_template_set(one, "name_link", vb_page_speaker_link(call, p->names[i].value));
  }
  vb_page_years(call, data, &articles, p->years, p->year_count);
  vb_template_flag(data, "any_sources", p->source_count > 0);
  for (size_t i = 0; i < p->source_count && i < SOURCES_SHOWN; i++) {
    vb_page_query other = all;
    vb_template_data *one = vb_template_add(data, "sources");
    other.filter.source = p->sources[i].value;
    vb_template_set(one, "source", p->sources[i].value);
    vb_template_number(one, "source_count", p->sources[i].count);
    vb_template_set(one, "source_link", vb_page_link(call, &other));
  }
  for (size_t i = 0; i < p->latest_count; i++) add_quotation(call, data, &p->latest[i]);
  vb_page_feed(call, data, "said.atom?", &all);
  vb_template_set(data, "all_link", vb_page_link(call, &all));
  vb_template_set(data, "articles_link", vb_page_link(call, &articles));
  vb_page_failures(data, p->failures, p->failure_count);
}

void vb_page_speaker(vb_request_context *call) {
  vb_speaker_profile profile;
  vb_error error;
  vb_str name = vb_str_trim(vb_context_text(call, "name"));
  vb_speaker_request request = {
      .name = name, .latest = LATEST, .time_limit_ms = call->request->time_ms};
  vb_status status = VB_OK;
  if (name.n > VB_REQUEST_FIELD_MAX)
    status = vb_fail(&error, VB_INVALID, "the name is longer than %d bytes", VB_REQUEST_FIELD_MAX);
  if (!status) status = vb_speaker(call->store, &request, call->arena, &profile, &error);
  if (status && status != VB_INVALID) {
    vb_context_error(call, vb_context_status(status), &error);
    return;
  }
  vb_str shown = name.n && name.n <= VB_REQUEST_FIELD_MAX ? name : VB_STR("A speaker");
  vb_template_data *data = vb_page_begin(call, shown, VB_STR(""));
  if (!data) return;
  vb_template_flag(data, "on_said", true);
  vb_template_set(data, "name", shown);
  if (status) vb_template_format(data, "problem", "%s", error.text);
  else show_speaker(call, data, &profile);
  vb_page_send(call, status ? 400 : 200, "speaker.html", data);
}
