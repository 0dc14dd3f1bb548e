/*
 * plain.c - removes markup and entities from a piece of data.
 *
 * gumbo does both and knows all entities. It is run again, a few times, while its output
 * still contains an entity: "&amp;#8217;" needs two rounds.
 */
#include "indexer/article/read/page/page_internal.h"
#include "indexer/article/read/page/meta.h"

enum { ROUNDS = 3 };

static bool is_letter(char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* The length of the entity at the beginning; 0 for none. */
static size_t entity_at(vb_str s) {
  enum { LONGEST = 12 };
  size_t i = 1;
  if (s.n < 4 || s.p[0] != '&') return 0;
  if (s.p[1] == '#') i = 2;
  for (; i < s.n && i < LONGEST && (is_letter(s.p[i]) || (s.p[i] >= '0' && s.p[i] <= '9'));) i++;
  return i < s.n && i > 2 && s.p[i] == ';' ? i + 1 : 0;
}

static bool has_markup(vb_str s) {
  for (size_t i = 0; i + 2 < s.n; i++) {
    if (s.p[i] == '&' && entity_at(vb_str_slice(s, i, s.n))) return true;
    if (s.p[i] == '<' && (is_letter(s.p[i + 1]) || s.p[i + 1] == '/' || s.p[i + 1] == '!'))
      return true;
  }
  return false;
}

static void put_paragraph(void *context, vb_str text, size_t linked, const GumboNode *box) {
  vb_buf *out = context;
  (void)linked, (void)box;
  if (out->n) vb_buf_text(out, "\n\n");
  vb_buf_str(out, vb_str_trim(text));
}

/* Keeps line ends: in text without tags they separate paragraphs. */
static vb_str keep_lines(vb_str s, vb_arena *arena) {
  vb_buf out = VB_BUF_INIT;
  bool tagged = memmem(s.p, s.n, "<p", 2) || memmem(s.p, s.n, "<br", 3) ||
                memmem(s.p, s.n, "<P", 2) || memmem(s.p, s.n, "<div", 4);
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '\n' && !tagged) vb_buf_text(&out, "<br>");
    else vb_buf_char(&out, s.p[i]);
  }
  vb_str kept = out.failed ? s : vb_arena_copy(arena, vb_buf_view(&out));
  vb_buf_clear(&out);
  return kept.p ? kept : s;
}

static vb_str round_of(vb_str text, vb_arena *arena) {
  vb_html *html = NULL;
  vb_buf out = VB_BUF_INIT;
  vb_str plain = text;
  if (vb_html_parse(keep_lines(text, arena), &html, NULL) != VB_OK) return text;
  if (vb_page_walk(vb_html_root(html), NULL, put_paragraph, &out, NULL) == VB_OK && !out.failed)
    plain = vb_arena_copy(arena, vb_buf_view(&out));
  vb_buf_clear(&out);
  vb_html_free(html);
  return plain.p ? plain : text;
}

bool vb_plain_has_entity(vb_str s) {
  const char *end = s.p + s.n;
  for (const char *p = s.p; s.n && (p = memchr(p, '&', (size_t)(end - p))) != NULL; p++)
    if (entity_at((vb_str){p, (size_t)(end - p)})) return true;
  return false;
}

/* In displayed text, anything that looks like a tag is part of the text. */
static vb_str hide_tags(vb_str s, vb_arena *arena) {
  vb_buf out = VB_BUF_INIT;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '<') vb_buf_text(&out, "&lt;");
    else vb_buf_char(&out, s.p[i]);
  }
  vb_str kept = out.failed ? s : vb_arena_copy(arena, vb_buf_view(&out));
  vb_buf_clear(&out);
  return kept.p ? kept : s;
}

vb_str vb_plain_entities(vb_str text, vb_arena *arena) {
  for (int i = 0; i < ROUNDS && vb_plain_has_entity(text); i++)
    text = round_of(memchr(text.p, '<', text.n) ? hide_tags(text, arena) : text, arena);
  return text;
}

vb_str vb_plain(vb_str text, vb_arena *arena) {
  for (int i = 0; i < ROUNDS && has_markup(text); i++) text = round_of(text, arena);
  return text;
}
