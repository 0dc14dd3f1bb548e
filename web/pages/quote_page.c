/*
 * quote_page.c - shows where a pasted quote was printed, and how exactly.
 *
 * The form uses POST, because a quote may be longer than an address. A short quote is
 * answered with 303 and an address that contains it, so that the answer can be bookmarked
 * and shared like any other page.
 */
#include "web/pages/page.h"

#include "indexer/base/utf8.h"

enum {
  ADDRESS_QUOTE_MAX = 1500, /* bytes, before percent-encoding: below VB_HTTP_URL_MAX */
  MATCHES_SHOWN = 50
};

typedef struct verdict_words {
  const char *label, *meaning, *look; /* look: the CSS class of its badge */
} verdict_words;

static verdict_words words_of(vb_verdict verdict) {
  switch (verdict) {
  case VB_VERDICT_VERBATIM:
    return (verdict_words){"Verbatim", "printed in exactly these characters", "good"};
  case VB_VERDICT_TYPOGRAPHY:
    return (verdict_words){"Same but for typography",
                           "only quotation marks, dashes or other signs differ", "good"};
  case VB_VERDICT_CASE_PUNCTUATION:
    return (verdict_words){"Same words", "capitals or punctuation differ", "fair"};
  case VB_VERDICT_EDITED:
    return (verdict_words){"Edited",
                           "with the omissions and insertions that the quote itself marks", "fair"};
  case VB_VERDICT_ALTERED: return (verdict_words){"Altered", "some words differ", "poor"};
  case VB_VERDICT_UNKNOWN:
    return (verdict_words){"Unknown", "not found, but not all of the archive could be asked",
                           "fair"};
  default: return (verdict_words){"Not found", "no article carries these words", "poor"};
  }
}

const char *vb_page_verdict_label(vb_verdict verdict) {
  return words_of(verdict).label;
}

const char *vb_page_verdict_look(vb_verdict verdict) {
  return words_of(verdict).look;
}

void vb_page_verdict(vb_template_data *data, vb_verdict verdict) {
  verdict_words words = words_of(verdict);
  vb_template_set(data, "verdict_label", vb_str_of(words.label));
  vb_template_set(data, "verdict_meaning", vb_str_of(words.meaning));
  vb_template_set(data, "verdict_look", vb_str_of(words.look));
}

void vb_page_diff(vb_template_data *one, const vb_quote_diff *diff, size_t count) {
  vb_template_flag(one, "any_edits", count > 0);
  for (size_t i = 0; i < count; i++) {
    const vb_quote_diff *piece = &diff[i];
    vb_template_data *edit = vb_template_add(one, "edits");
    if (piece->kind == VB_EDIT_SAME) {
      vb_template_set(edit, "same", piece->article);
      continue;
    }
    vb_template_set(edit, "quoted", piece->quote);
    vb_template_set(edit, "printed", piece->article);
  }
}

void vb_page_changes(vb_template_data *one, unsigned changes) {
  vb_template_flag(one, "any_changes", changes != 0);
  for (unsigned bit = 1; bit <= VB_CHANGE_LAST; bit *= 2)
    if (changes & bit)
      vb_template_set(vb_template_add(one, "changes"), "change", vb_str_of(vb_change_name(bit)));
}

static bool in_title_of(const vb_quote_hit *hit) {
  return hit->part == VB_ARTICLE_TITLE;
}

static void add_hit(vb_request_context *call, vb_template_data *data, const char *section,
                    vb_str quote, const vb_quote_hit *hit) {
  vb_template_data *one = vb_template_add(data, section);
  const vb_snippet *snippet = &hit->snippet;
  vb_page_diff(one, hit->diff, hit->diff_count);
  vb_page_changes(one, hit->changes);
  if (hit->speaker.n) {
    vb_template_set(one, "said_by", hit->speaker);
    vb_template_number(one, "said_sure", hit->confidence);
  }
  vb_template_flag(one, "within", hit->within);
  if (hit->inner_speaker.n) vb_template_set(one, "inner_name", hit->inner_speaker);
  else vb_template_set(one, "inner_mention", hit->inner_mention);
  vb_template_flag(one, "number_written", hit->number_written);
  if (hit->agreement < 1) vb_template_format(one, "agreement", "%.0f", hit->agreement * 100);
  vb_page_verdict(one, hit->verdict);
  vb_page_article_names(one, &hit->article);
  vb_str link = vb_page_article_link(call, hit->article.id, VB_STR_NONE, quote);
  const char *place = memchr(link.p, '#', link.n);
  vb_template_set(one, "link", link);
  /* The same article at its citations. */
  vb_template_format(one, "cite_link", "%.*s#cite", (int)(place ? place - link.p : (long)link.n),
                     link.p);
  if (!in_title_of(hit))
    vb_template_set(one, "printed_link",
                    vb_passage_link(hit->article.url, hit->part_text,
                                    (vb_range){hit->start, hit->end}, call->arena));
  vb_range span = {hit->start, hit->end};
  vb_page_marked(one, "title_pieces", hit->article.title, 0, (vb_marks){&span, in_title_of(hit)},
                 NULL);
  vb_page_copies(call, one, &hit->copies, VB_STR_NONE, quote);
  if (!snippet->text.n) return;
  vb_template_data *excerpt = vb_template_add(one, "snippets");
  vb_template_flag(excerpt, "cut_before", snippet->cut_before);
  vb_template_flag(excerpt, "cut_after", snippet->cut_after);
  vb_page_marked(excerpt, "pieces", snippet->text, 0,
                 (vb_marks){snippet->marks, snippet->mark_count}, NULL);
}

/* Warns that the first article shown may not be the earliest. */
static void add_earlier(vb_request_context *call, vb_template_data *data,
                        const vb_quote_answer *answer) {
  vb_template_flag(data, "first_unsure", answer->first_unsure);
  if (!answer->earlier) return;
  const vb_quote_hit *hit = answer->earlier;
  vb_template_data *one = vb_template_add(data, "earlier");
  vb_page_verdict(one, hit->verdict);
  vb_page_article_names(one, &hit->article);
  vb_template_flag(one, "same_words", hit->verdict < VB_VERDICT_EDITED);
  vb_template_set(one, "earlier_text", hit->text);
  vb_template_set(one, "link",
                  vb_page_article_link(call, hit->article.id, VB_STR_NONE, answer->quote));
}

static void add_day(vb_template_data *data, const char *name, uint32_t day) {
  vb_template_format(data, name, "%04u-%02u-%02u", day / 10000, day / 100 % 100, day % 100);
}

/* What "not found" refers to, and what there is without the filters. */
static void add_scope(vb_request_context *call, vb_template_data *data, const vb_page_query *asked,
                      const vb_quote_answer *answer) {
  vb_page_query free = *asked;
  free.filter = (vb_filter){0};
  vb_template_number(data, "searched", answer->searched);
  if (answer->first_day) {
    add_day(data, "searched_from", answer->first_day);
    add_day(data, "searched_to", answer->last_day);
  }
  if (answer->failure_count) vb_template_number(data, "parts_missing", answer->failure_count);
  vb_template_flag(data, "parts_one", answer->failure_count == 1);
  if (answer->without_filter == 0) return;
  vb_template_data *one = vb_template_add(data, "without");
  vb_page_verdict(one, answer->without_verdict);
  vb_template_number(one, "without_filter", answer->without_filter);
  vb_template_flag(one, "without_one", answer->without_filter == 1);
  vb_template_flag(one, "without_near", answer->without_verdict == VB_VERDICT_ALTERED);
  vb_template_set(one, "without_link", vb_page_link(call, &free));
}

static void show_answer(vb_request_context *call, vb_template_data *data,
                        const vb_page_query *asked, const vb_quote_answer *answer) {
  vb_page_query words = {.page = VB_PAGE_SEARCH, .q = asked->q};
  unsigned loudest = answer->hit_count ? vb_change_loudest(answer->hits[0].changes) : 0;
  vb_template_flag(data, "answered", true);
  vb_page_verdict(data, answer->verdict);
  if (loudest) vb_template_set(data, "warning", vb_str_of(vb_change_warning((vb_change)loudest)));
  vb_template_flag(data, "nothing", answer->hit_count == 0);
  vb_template_flag(data, "any_hits", answer->hit_count > 0);
  vb_template_number(data, "total", answer->total);
  vb_template_flag(data, "total_one", answer->total == 1 && answer->total_exact);
  vb_template_flag(data, "near", answer->verdict == VB_VERDICT_ALTERED);
  vb_template_flag(data, "unknown", answer->verdict == VB_VERDICT_UNKNOWN);
  vb_template_flag(data, "total_least", !answer->total_exact);
  size_t stood_for = answer->hit_count;
  for (size_t i = 0; i < answer->hit_count; i++) stood_for += answer->hits[i].copies.count;
  vb_template_flag(data, "total_more", answer->total > stood_for);
  vb_template_number(data, "shown", answer->hit_count);
  vb_template_format(data, "took", "%.1f", answer->took_ms);
  vb_template_set(data, "note", answer->note);
  for (size_t i = 0; i < answer->hit_count; i++)
    add_hit(call, data, "hits", answer->quote, &answer->hits[i]);
  if (answer->nearest) add_hit(call, data, "nearest", answer->quote, answer->nearest);
  if (asked->q.n <= ADDRESS_QUOTE_MAX)
    vb_template_set(data, "as_words", vb_page_link(call, &words));
  vb_page_witness(call, data, answer);
  vb_page_printers(data, answer);
  add_earlier(call, data, answer);
  add_scope(call, data, asked, answer);
  vb_page_failures(data, answer->failures, answer->failure_count);
}

/* The address of the same quote on another page, and with copies folded or not. */
static vb_str address_of(vb_request_context *call, const vb_page_query *asked, const char *page,
                         bool fold) {
  vb_page_query other = *asked;
  other.page = page;
  other.unfolded = !fold;
  return vb_page_link(call, &other);
}

static void redirect(vb_request_context *call, const vb_page_query *asked) {
  call->response->status = 303;
  call->response->type = "text/plain; charset=utf-8";
  call->response->location = address_of(call, asked, asked->page, !asked->unfolded)
                                 .p; /* "" when there is no memory: the same page */
}

/* Reads the quote and its filters from the form or the address; false if the call has been
   answered. */
static bool read_asked(vb_request_context *call, vb_page_query *asked) {
  vb_error error;
  vb_url_params form;
  vb_request_context posted = *call;
  vb_http_request request = *call->request;
  if (vb_str_is(request.method, "POST")) {
    if (!vb_str_is(request.content_type, "application/x-www-form-urlencoded")) {
      vb_context_refuse(call, 415, "A form is sent as application/x-www-form-urlencoded.");
      return false;
    }
    vb_status status = vb_url_params_read(request.body, call->arena, &form, &error);
    if (status) {
      vb_context_error(call, vb_context_status(status), &error);
      return false;
    }
    request.params = form;
    posted.request = &request;
  }
  vb_status status = vb_page_read_query(&posted, 0, asked, &error);
  if (status) vb_context_error(call, vb_context_status(status), &error);
  return status == VB_OK;
}

/* The form, the filters that are on, and the links to the history and to all copies. */
static void add_controls(vb_request_context *call, vb_template_data *data,
                         const vb_page_query *asked) {
  vb_template_set(data, "quote", asked->q);
  vb_page_form(data, asked);
  vb_page_filters(call, data, asked);
  const vb_filter *on = &asked->filter;
  vb_template_flag(data, "filters_on",
                   on->after.n || on->before.n || on->source.n || on->author.n || on->choice_count);
  if (asked->q.n == 0 || asked->q.n > ADDRESS_QUOTE_MAX) return;
  vb_page_feed(call, data, "quote.atom?", asked);
  vb_template_set(data, "history_link", address_of(call, asked, VB_PAGE_HISTORY, !asked->unfolded));
  vb_template_set(data, "articles_link", address_of(call, asked, "quote", !asked->unfolded));
  vb_template_set(data, asked->unfolded ? "fold_link" : "unfold_link",
                  address_of(call, asked, asked->page, asked->unfolded));
}

/* A quote (page "quote") or its history (VB_PAGE_HISTORY). */
static void show(vb_request_context *call, vb_page_query *asked) {
  vb_quote_answer answer;
  vb_error error;
  vb_status status = VB_OK;
  bool history = strcmp(asked->page, VB_PAGE_HISTORY) == 0;
  vb_quote_request request = {.quote = asked->q,
                              .filter = asked->filter,
                              .limit = MATCHES_SHOWN,
                              .earlier = true,
                              .witness = true,
                              .fold = !asked->unfolded,
                              .history = history};
  if (asked->q.n) status = vb_quote(call->store, &request, call->arena, &answer, &error);
  if (status && status != VB_INVALID) {
    vb_context_error(call, status == VB_LIMIT ? 413 : vb_context_status(status), &error);
    return;
  }
  vb_str title = history ? VB_STR("The history of a quote") : VB_STR("Check a quote");
  vb_template_data *data = vb_page_begin(call, title, VB_STR(""));
  if (!data) return;
  vb_template_flag(data, "on_quote", true);
  add_controls(call, data, asked);
  if (status) vb_template_format(data, "problem", "%s", error.text);
  else if (asked->q.n) show_answer(call, data, asked, &answer);
  if (!status && asked->q.n && answer.history)
    vb_page_history(call, data, answer.quote, answer.history);
  vb_page_send(call, status ? 400 : 200, history ? "history.html" : "quote.html", data);
}

void vb_page_quote(vb_request_context *call) {
  vb_page_query asked = {.page = "quote"};
  if (!read_asked(call, &asked)) return;
  vb_str history = vb_context_text(call, "history");
  if (vb_str_is(history, "1") || vb_str_is(history, "true")) asked.page = VB_PAGE_HISTORY;
  if ((vb_str_is(call->request->method, "POST") || history.n) && asked.q.n &&
      asked.q.n <= ADDRESS_QUOTE_MAX)
    redirect(call, &asked);
  else show(call, &asked);
}

void vb_page_quote_history(vb_request_context *call) {
  vb_page_query asked = {.page = VB_PAGE_HISTORY};
  if (read_asked(call, &asked)) show(call, &asked);
}
