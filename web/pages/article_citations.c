/*
 * article_citations.c - the citations of an article and of words of it, to select and copy.
 *
 * Texts come in three forms, each in a field of its own, from which any browser can copy; files for
 * bibliography programs come from the API.
 */
#include "web/cite.h"
#include "web/pages/article_page.h"

#include <stdio.h>

static const struct {
  vb_citation_form form;
  const char *label;
} texts[] = {{VB_CITATION_PLAIN, "Text"},
             {VB_CITATION_MARKDOWN, "Markdown"},
             {VB_CITATION_HTML, "HTML"}},
  files[] = {
      {VB_CITATION_RIS, "RIS"}, {VB_CITATION_BIBTEX, "BibTeX"}, {VB_CITATION_CSL, "CSL-JSON"}};

/* The address of the API with the same words cited. */
static vb_str file_link(vb_request_context *call, const vb_article_asked *words,
                        vb_citation_form form) {
  vb_buf out = VB_BUF_INIT;
  char number[24];
  vb_buf_text(&out, "api/v1/articles/");
  vb_url_encode(words->id, &out);
  vb_buf_char(&out, '?');
  vb_page_add_param(&out, "format", vb_str_of(vb_citation_form_name(form)));
  snprintf(number, sizeof number, "%zu", words->quotation);
  if (words->quotation) vb_page_add_param(&out, "quotation", vb_str_of(number));
  else vb_page_add_param(&out, "quote", words->quote);
  return vb_page_keep(call, &out);
}

/* The lines that a text takes in its field, at about 36 characters each. */
static size_t lines_of(vb_str text) {
  enum { LINE = 36, LINES_MAX = 18 };
  size_t lines = 1;
  for (size_t i = 0, at = 0; i < text.n; i++)
    if (text.p[i] == '\n' || i - at >= LINE) lines++, at = i;
  return lines < LINES_MAX ? lines : LINES_MAX;
}

/* words: what is cited; for the article without a quote and a quotation. */
static void add_citation(vb_request_context *call, vb_template_data *data, const char *what,
                         vb_citation *citation, const vb_article_asked *words) {
  vb_template_data *one = vb_template_add(data, "citations");
  vb_template_set(one, "cite_what", vb_str_of(what));
  citation->accessed = vb_cite_today();
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    vb_str text;
    if (vb_citation_write(citation, texts[i].form, call->arena, &text, NULL)) continue;
    vb_template_data *as = vb_template_add(one, "forms");
    vb_template_set(as, "form_label", vb_str_of(texts[i].label));
    vb_template_set(as, "form_text", text);
    vb_template_flag(as, "form_first", i == 0);
    vb_template_format(as, "form_lines", "%zu", lines_of(text));
    if (i == 0 && !words->quotation && !words->quote.n) vb_template_set(data, "on_paper", text);
  }
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    vb_template_data *file = vb_template_add(one, "files");
    vb_template_set(file, "file_label", vb_str_of(files[i].label));
    vb_template_set(file, "file_link", file_link(call, words, files[i].form));
  }
}

void vb_page_article_citations(vb_request_context *call, vb_template_data *data,
                               const vb_article_view *view, const vb_article_asked *asked) {
  vb_citation citation;
  vb_article_asked whole = {.id = asked->id};
  bool any = false;
  vb_status status = VB_OK;
  if (asked->quotation) {
    status = vb_cite_quotation(view, &view->quotations[asked->quotation - 1], call->arena,
                               &citation, NULL);
    any = true;
  } else if (asked->quote.n) {
    status = vb_cite_marked(view, asked->quote, call->arena, &citation, &any, NULL);
  }
  if (any && !status)
    add_citation(call, data, asked->quotation ? "This quotation" : "These words", &citation, asked);
  citation = vb_cite_article(view);
  add_citation(call, data, "This article", &citation, &whole);
}
