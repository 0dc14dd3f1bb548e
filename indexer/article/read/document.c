/*
 * document.c - passes a document's text to the reader of a database export, or of plain text.
 */
#include "indexer/article/read/document.h"

#include "indexer/article/read/format.h"
#include "indexer/article/read/readers.h"

enum { HEAD = 2000 /* bytes: the beginning, where an article prints its title */ };

void vb_document_add(vb_document *document, vb_str paragraph) {
  vb_buf_str(&document->lines, vb_str_trim(paragraph));
  vb_buf_char(&document->lines, '\n');
}

/* Whether the text's beginning contains the words, ignoring case and white space. */
static bool says(vb_str text, vb_str words) {
  text = vb_str_slice(text, 0, HEAD);
  words = vb_str_trim(words);
  for (size_t start = 0; start < text.n && words.n; start++) {
    size_t i = start, k = 0;
    while (i < text.n && k < words.n) {
      bool blank = vb_is_space(words.p[k]);
      if (blank != vb_is_space(text.p[i]) ||
          (!blank && strncasecmp(text.p + i, words.p + k, 1) != 0))
        break;
      i++, k++;
      while (blank && k < words.n && vb_is_space(words.p[k])) k++;
      while (blank && i < text.n && vb_is_space(text.p[i])) i++;
    }
    if (k == words.n) return true;
  }
  return false;
}

/* Writes the paragraphs separated by blank lines, like plain text, with the title first if it is
   not already the first. */
static void as_plain_text(const vb_document *document, vb_buf *out) {
  vb_str text = vb_buf_view(&document->lines);
  if (document->title.n && document->styled &&
      !vb_str_starts(vb_str_trim(text), document->title.p)) {
    vb_buf_str(out, document->title);
    vb_buf_text(out, "\n\n");
  }
  for (size_t i = 0, end; i < text.n; i = end + 1) {
    const char *newline = memchr(text.p + i, '\n', text.n - i);
    end = newline ? (size_t)(newline - text.p) : text.n;
    if (end == i) continue;
    vb_buf_str(out, vb_str_slice(text, i, end));
    vb_buf_text(out, "\n\n");
  }
}

static vb_status give_article(const vb_reading *reading, vb_document *document, vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_article given = reading->given ? *reading->given : (vb_article){0};
  vb_reading inner = *reading;
  vb_str lines = vb_buf_view(&document->lines);
  if (!given.title.n && says(lines, document->title)) given.title = document->title;
  if (!given.byline.n && says(lines, document->author)) given.byline = document->author;
  if (!given.language.n) given.language = document->language;
  inner.given = &given;
  as_plain_text(document, &text);
  vb_status status = vb_buf_ok(&text, err);
  if (status == VB_OK) status = vb_read_text(&inner, vb_buf_view(&text), 0, err);
  vb_buf_clear(&text);
  return status;
}

vb_status vb_document_give(const vb_reading *reading, vb_document *document, vb_error *err) {
  vb_sight sight;
  vb_str text = vb_buf_view(&document->lines);
  vb_status status = vb_buf_ok(&document->lines, err);
  if (status != VB_OK) return status;
  if (!vb_str_trim(text).n) {
    vb_draft_problem(reading, 0, true, "%s without text", reading->format->what);
    return VB_OK;
  }
  status = vb_sight_of(vb_str_slice(text, 0, VB_SIGHT_MAX), text.n <= VB_SIGHT_MAX, "",
                       reading->whole, &sight, err);
  if (status != VB_OK) return status;
  const vb_format *database = vb_format_seen(&sight, true);
  if (!database || !database->read_text) return give_article(reading, document, err);
  vb_reading inner = *reading;
  inner.format = database;
  return database->read_text(&inner, text, 0, err);
}
