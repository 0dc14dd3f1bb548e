/*
 * read_markdown.c - reads Markdown, with the front matter of site generators (YAML between
 * "---", TOML between "+++").
 *
 * Of YAML, only what front matter uses is read: "key: value" per line, and lists in
 * brackets or on lines of their own. Of Markdown, the marks are removed and the words
 * kept; pictures and raw HTML are removed.
 */
#include "indexer/article/read/names.h"
#include "indexer/article/read/readers.h"

#include <ctype.h>

typedef struct markdown {
  const vb_reading *reading;
  vb_article article;
  vb_str key; /* of the list whose items are being read */
  vb_buf text;
  bool in_code;
} markdown;

static vb_str take_line(vb_str *rest) {
  const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
  size_t n = end ? (size_t)(end - rest->p) : rest->n;
  vb_str line = vb_str_slice(*rest, 0, n);
  *rest = vb_str_slice(*rest, n + 1, rest->n);
  while (line.n && vb_is_space(line.p[line.n - 1])) line.n--;
  return line;
}

static bool is_fence(vb_str line) {
  return vb_str_is(line, "---") || vb_str_is(line, "+++");
}

/* Splits the front matter between two fences from the text after it; false if there is none. */
static bool split_front(vb_str text, vb_str *front, vb_str *body) {
  vb_str rest = text, fence = take_line(&rest);
  if (!is_fence(fence)) return false;
  for (const char *start = rest.p; rest.n;) {
    const char *at = rest.p;
    vb_str line = take_line(&rest);
    if (!vb_str_eq(line, fence) && !vb_str_is(line, "...")) continue;
    *front = (vb_str){start, (size_t)(at - start)};
    *body = rest;
    return true;
  }
  return false;
}

/* "key: value" or "key = value". */
static bool split_entry(vb_str line, vb_str *key, vb_str *value) {
  size_t n = 0;
  while (n < line.n && (isalnum((unsigned char)line.p[n]) || strchr("_-.", line.p[n]))) n++;
  *key = vb_str_slice(line, 0, n);
  vb_str rest = vb_str_trim(vb_str_slice(line, n, line.n));
  if (!n || !rest.n || (rest.p[0] != ':' && rest.p[0] != '=')) return false;
  *value = vb_str_trim(vb_str_slice(rest, 1, rest.n));
  return true;
}

bool vb_markdown_sees(const vb_sight *sight) {
  vb_str front, body, key, value;
  if (!split_front(sight->text, &front, &body)) return false;
  size_t entries = 0;
  while (front.n) entries += split_entry(take_line(&front), &key, &value);
  return entries > 0;
}

static vb_str unquoted(vb_str s) {
  bool quoted = s.n > 1 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0];
  return quoted ? vb_str_slice(s, 1, s.n - 1) : s;
}

static bool is_key(vb_str key, const char *names) {
  for (const char *p = names; *p;) {
    size_t n = strcspn(p, " ");
    if (key.n == n && strncasecmp(key.p, p, n) == 0) return true;
    p += n + strspn(p + n, " ");
  }
  return false;
}

static void take_value(markdown *m, vb_str key, vb_str value) {
  vb_article *a = &m->article;
  vb_date date;
  value = unquoted(value);
  if (!value.n) return;
  if (is_key(key, "title headline") && !a->title.n) a->title = value;
  else if (is_key(key, "author authors byline by")) {
    if (!a->byline.n) a->byline = value;
    vb_authors_add(a, value);
  } else if (is_key(key, "date published publishdate pubdate published_at datepublished")) {
    if (vb_draft_read_date(value, &date)) vb_draft_date(a, date, VB_DATE_FROM_METADATA);
  } else if (is_key(key, "source publication outlet newspaper publisher site") && !a->source.n)
    a->source = value;
  else if (is_key(key, "url link canonical canonical_url permalink") && !a->url.n &&
           memmem(value.p, value.n, "://", 3))
    a->url = value;
  else if (is_key(key, "section category categories") && !a->section.n) a->section = value;
  else if (is_key(key, "lang language") && !a->language.n) a->language = value;
}

/* Takes a value, or each item of "[a, b]". */
static void take_entry(markdown *m, vb_str key, vb_str value) {
  if (value.n < 2 || value.p[0] != '[' || value.p[value.n - 1] != ']') {
    take_value(m, key, value);
    return;
  }
  vb_str rest = vb_str_slice(value, 1, value.n - 1);
  while (rest.n) {
    const char *comma = memchr(rest.p, ',', rest.n);
    size_t n = comma ? (size_t)(comma - rest.p) : rest.n;
    take_value(m, key, vb_str_trim(vb_str_slice(rest, 0, n)));
    rest = vb_str_slice(rest, n + 1, rest.n);
  }
}

static void read_front(markdown *m, vb_str front) {
  vb_str key = VB_STR_NONE, value;
  while (front.n) {
    vb_str line = take_line(&front), item = vb_str_trim(line), next;
    if (vb_str_starts(item, "- ") && key.n)
      take_value(m, key, vb_str_trim(vb_str_slice(item, 2, item.n)));
    else if (line.n && !vb_is_space(line.p[0]) && split_entry(line, &next, &value)) {
      key = next;
      take_entry(m, key, value);
    }
  }
}

/* For "[text](address)": the text, and where the link ends. */
static bool link_at(vb_str s, size_t at, vb_str *text, size_t *end) {
  size_t close = at + 1, depth = 1;
  for (; close < s.n && depth; close++) depth += (s.p[close] == '[') - (s.p[close] == ']');
  if (depth || close >= s.n || (s.p[close] != '(' && s.p[close] != '[')) return false;
  char wanted = s.p[close] == '(' ? ')' : ']';
  const char *last = memchr(s.p + close, wanted, s.n - close);
  if (!last) return false;
  *text = vb_str_slice(s, at + 1, close - 1);
  *end = (size_t)(last - s.p) + 1;
  return true;
}

/* Appends a line's words without marks of emphasis, links, pictures and tags. */
static void put_inline(vb_buf *out, vb_str s) {
  for (size_t i = 0; i < s.n;) {
    vb_str text;
    size_t end;
    bool picture = s.p[i] == '!' && i + 1 < s.n && s.p[i + 1] == '[';
    bool word_before = i && isalnum((unsigned char)s.p[i - 1]),
         word_after = i + 1 < s.n && isalnum((unsigned char)s.p[i + 1]);
    if (s.p[i] == '\\' && i + 1 < s.n && ispunct((unsigned char)s.p[i + 1])) {
      vb_buf_char(out, s.p[i + 1]);
      i += 2;
    } else if ((picture || s.p[i] == '[') && link_at(s, i + picture, &text, &end)) {
      if (!picture) vb_buf_str(out, text);
      i = end;
    } else if (s.p[i] == '<' && i + 1 < s.n &&
               (isalpha((unsigned char)s.p[i + 1]) || strchr("/!", s.p[i + 1])) &&
               memchr(s.p + i, '>', s.n - i)) {
      vb_str tag =
          vb_str_slice(s, i + 1, (size_t)((const char *)memchr(s.p + i, '>', s.n - i) - s.p));
      if (vb_str_starts(tag, "http")) vb_buf_str(out, tag);
      i += tag.n + 2;
    } else if (s.p[i] == '*' || s.p[i] == '`' || (s.p[i] == '_' && !(word_before && word_after)) ||
               (s.p[i] == '~' && i + 1 < s.n && s.p[i + 1] == '~')) {
      bool alone = s.p[i] == '*' && (i == 0 || vb_is_space(s.p[i - 1])) &&
                   (i + 1 == s.n || vb_is_space(s.p[i + 1]));
      if (alone) vb_buf_char(out, s.p[i]);
      i += s.p[i] == '~' ? 2 : 1;
    } else {
      vb_buf_char(out, s.p[i++]);
    }
  }
}

static size_t heading_level(vb_str line) {
  size_t n = 0;
  while (n < line.n && n < 7 && line.p[n] == '#') n++;
  return n && n < 7 && n < line.n && line.p[n] == ' ' ? n : 0;
}

static bool is_rule(vb_str line) {
  size_t marks = 0;
  for (size_t i = 0; i < line.n; i++) {
    if (!strchr("-*_= ", line.p[i])) return false;
    marks += line.p[i] != ' ';
  }
  return marks >= 3;
}

/* Removes marks at the start of a line: of block quotes and list items. */
static vb_str without_prefix(vb_str line) {
  line = vb_str_trim(line);
  while (line.n && line.p[0] == '>') line = vb_str_trim(vb_str_slice(line, 1, line.n));
  bool item = line.n > 1 && strchr("-*+", line.p[0]) && line.p[1] == ' ';
  return item ? vb_str_trim(vb_str_slice(line, 2, line.n)) : line;
}

/* The first heading of level 1 becomes the title and is not part of the text. Lines in code blocks
   are kept as they are. */
static void put_line(markdown *m, vb_str line) {
  vb_str plain = without_prefix(line);
  size_t level = heading_level(plain);
  if (vb_str_starts(plain, "```") || vb_str_starts(plain, "~~~")) {
    m->in_code = !m->in_code;
    return;
  }
  if (!m->in_code && is_rule(plain)) return;
  if (level) {
    plain = vb_str_trim(vb_str_slice(plain, level, plain.n));
    while (plain.n && plain.p[plain.n - 1] == '#') plain.n--;
    vb_buf_char(&m->text, '\n');
  }
  size_t start = m->text.n;
  if (m->in_code) vb_buf_str(&m->text, line);
  else put_inline(&m->text, plain);
  if (level == 1 && !m->article.title.n && m->text.p) {
    m->article.title =
        vb_arena_copy(m->reading->arena, vb_str_slice(vb_buf_view(&m->text), start, m->text.n));
    m->text.n = start;
  }
  vb_buf_text(&m->text, level ? "\n\n" : "\n");
}

vb_status vb_markdown_read(const vb_reading *reading, vb_str text, uint32_t replaced,
                           vb_error *err) {
  markdown m = {.reading = reading, .article.replaced = replaced, .text = VB_BUF_INIT};
  vb_str front, body;
  while (text.n && vb_is_space(text.p[0])) text = vb_str_slice(text, 1, text.n);
  if (split_front(text, &front, &body)) {
    read_front(&m, front);
    text = body;
  }
  while (text.n && m.text.n <= VB_DRAFT_TEXT_MAX) put_line(&m, take_line(&text));
  vb_status status = vb_buf_ok(&m.text, err);
  m.article.text = vb_buf_view(&m.text);
  bool plain =
      !m.article.title.n; /* neither front matter nor a heading has the title: try the first line */
  if (status == VB_OK && plain) status = vb_read_text(reading, m.article.text, replaced, err);
  else if (status == VB_OK) status = vb_draft_finish(reading, VB_DRAFT_RECORD, &m.article, err);
  vb_buf_clear(&m.text);
  return status;
}
