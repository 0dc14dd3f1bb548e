/*
 * html_reduce.c - removes from a page what no reader asks for, in one pass over its tags that
 * follows the rules of HTML's tokenizer. The parser then has less to do.
 *
 *   text            stays
 *   <!-- ... -->    is removed
 *   <name a=b c=d>  keeps only the attributes that readers ask for, as they are written
 *   raw elements    script and style lose their text, except data for machines; title, textarea
 *                   and others like them stay with all their text
 *   <svg>...</svg>  loses its content if it is closed and contains nothing of a page
 *
 * Where the pass is not sure, the page stays as it is and the parser decides.
 */
#include "indexer/article/read/html_reduce.h"

#include <strings.h>

/* The attributes that readers ask for, and those that the parser itself uses. */
static const char *const kept[] = {
    "class",       "id",    "itemprop", "itemtype", "property",  "name",    "http-equiv", "content",
    "href",        "rel",   "type",     "datetime", "title",     "pubdate", "lang",       "hidden",
    "aria-hidden", "style", "role",     "encoding", "itemscope", "prompt",  "action"};
enum {
  KEPT = sizeof kept / sizeof *kept,
  UNFINISHED_MAX = 1000 /* bytes: what a page ends in is handed on, if it cannot cost much */
};

/* The element that a scan is in. */
typedef struct tag {
  vb_str name;
  vb_str type; /* of a script */
  bool closes;
  size_t end; /* after its '>' */
} tag;

typedef struct reducer {
  vb_str page;
  vb_buf *out;
  bool foreign; /* inside a drawing or formula: nothing is raw there */
} reducer;

static int number_of(vb_str name) {
  for (int i = 0; i < KEPT; i++)
    if ((kept[i][0] | 32) == (name.p[0] | 32) && vb_str_is_caseless(name, kept[i])) return i;
  return -1;
}

bool vb_html_keeps(vb_str name) {
  return name.n && number_of(name) >= 0;
}

static size_t skip_to(vb_str page, size_t at, const char *end) {
  size_t n = strlen(end);
  const char *found = at < page.n ? memmem(page.p + at, page.n - at, end, n) : NULL;
  return found ? (size_t)(found - page.p) + n : page.n;
}

static bool is_letter(char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool ends_name(char c) {
  return vb_is_space(c) || c == '/' || c == '>';
}

/* Whether a reader needs this value: of styles only those that hide an element. */
static bool is_wanted(int number, vb_str value) {
  static const char display[] = "display";
  if (strcmp(kept[number], "style") != 0) return true;
  return value.n && memmem(value.p, value.n, display, sizeof display - 1);
}

/* Reads one attribute, from its name; keeps it if it is wanted and the first of its name. Returns
   its end. */
static size_t take_attribute(reducer *r, size_t i, uint32_t *seen, vb_str *type) {
  vb_str page = r->page, value = VB_STR_NONE;
  size_t start = i;
  for (i++; i < page.n && !ends_name(page.p[i]) && page.p[i] != '=';) i++;
  vb_str name = vb_str_slice(page, start, i);
  size_t end = i;
  while (i < page.n && vb_is_space(page.p[i])) i++;
  if (i < page.n && page.p[i] == '=') {
    for (i++; i < page.n && vb_is_space(page.p[i]);) i++;
    size_t from = i;
    if (i < page.n && (page.p[i] == '"' || page.p[i] == '\''))
      i = skip_to(page, i + 1, page.p[i] == '"' ? "\"" : "'");
    else
      while (i < page.n && !vb_is_space(page.p[i]) && page.p[i] != '>') i++;
    value = vb_str_slice(page, from, i);
    end = i;
  }
  int number = number_of(name);
  if (number < 0 || *seen >> number & 1) return i;
  *seen |= UINT32_C(1) << number;
  if (strcmp(kept[number], "type") == 0) *type = value;
  if (!is_wanted(number, value)) return i;
  vb_buf_char(r->out, ' ');
  vb_buf_str(r->out, vb_str_slice(page, start, end));
  return i;
}

/* Reads a tag, from its name, and writes what is kept of it. A tag that the page ends in is not a
   tag for the parser either. */
static tag take_tag(reducer *r, size_t start, bool closes) {
  vb_str page = r->page;
  tag t = {.closes = closes};
  uint32_t seen = 0;
  size_t i = start, before = r->out->n;
  bool slash = false;
  while (i < page.n && !ends_name(page.p[i])) i++;
  t.name = vb_str_slice(page, start, i);
  vb_buf_text(r->out, closes ? "</" : "<");
  vb_buf_str(r->out, t.name);
  while (i < page.n && page.p[i] != '>') {
    slash = page.p[i] == '/';
    if (slash || vb_is_space(page.p[i])) i++;
    else i = take_attribute(r, i, &seen, &t.type);
  }
  t.end = i < page.n ? i + 1 : i;
  if (i < page.n) {
    vb_buf_text(r->out, slash ? " />" : ">");
    return t;
  }
  r->out->n = before;
  if (page.n - start < UNFINISHED_MAX) { /* perhaps it is text of a title */
    vb_buf_text(r->out, closes ? "</" : "<");
    vb_buf_str(r->out, vb_str_slice(page, start, page.n));
  }
  return t;
}

/* --- comments, raw text, drawings --- */

/* The end of a comment, as the tokenizer sees it; i is after its "<!--". */
static size_t skip_comment(vb_str page, size_t i) {
  vb_str rest = vb_str_slice(page, i, page.n);
  if (vb_str_starts(rest, ">")) return i + 1;
  if (vb_str_starts(rest, "->")) return i + 2;
  while (i < page.n) {
    const char *dashes = memmem(page.p + i, page.n - i, "--", 2);
    if (!dashes) break;
    i = (size_t)(dashes - page.p) + 2;
    if (i < page.n && page.p[i] == '>') return i + 1;
    if (i + 1 < page.n && page.p[i] == '!' && page.p[i + 1] == '>') return i + 2;
    i--; /* "--->" */
  }
  return page.n;
}

/* Whether "script" is at i, followed by a character that ends a name. */
static bool is_name_at(vb_str page, size_t i, vb_str name) {
  return i + name.n < page.n && strncasecmp(page.p + i, name.p, name.n) == 0 &&
         ends_name(page.p[i + name.n]);
}

/* The end of the text of a raw element, which is at its end tag. In a script, an end tag does not
   count if a script tag inside a comment comes before it. */
static size_t skip_raw(vb_str page, size_t i, vb_str name) {
  bool script = vb_str_is_caseless(name, "script"), comment = false, twice = false;
  for (; i < page.n; i++) {
    const char *next = memchr(page.p + i, '<', page.n - i);
    size_t to = next ? (size_t)(next - page.p) : page.n;
    if (comment && memmem(page.p + i, to - i, "-->", 3)) comment = twice = false;
    if (!next) break;
    i = to;
    if (script && vb_str_starts(vb_str_slice(page, i, page.n), "<!--")) comment = true;
    if (comment && is_name_at(page, i + 1, name)) twice = true;
    if (i + 1 >= page.n || page.p[i + 1] != '/' || !is_name_at(page, i + 2, name)) continue;
    if (!twice) return i;
    twice = false;
  }
  return page.n;
}

static bool is_one_of(vb_str name, const char *const *names) {
  for (; *names; names++)
    if ((name.p[0] | 32) == (*names)[0] && vb_str_is_caseless(name, *names)) return true;
  return false;
}

/* The start of the end tag of a drawing; `from`, which is after "<svg ...>", if it is not closed or
   contains something that ends a drawing or belongs to a page. */
static size_t skip_drawing(vb_str page, size_t from) {
  static const char *const own[] = {
      "g",       "path",     "circle", "rect",           "line",           "polygon", "polyline",
      "ellipse", "defs",     "use",    "symbol",         "title",          "desc",    "clippath",
      "mask",    "pattern",  "stop",   "lineargradient", "radialgradient", "filter",  "text",
      "tspan",   "textpath", "image",  "marker",         "style",          "animate", "metadata",
      "switch",  "view",     NULL};
  for (size_t i = from; i < page.n;) {
    const char *next = memchr(page.p + i, '<', page.n - i);
    if (!next) break;
    i = (size_t)(next - page.p) + 1;
    bool closes = i < page.n && page.p[i] == '/';
    size_t start = i += closes, end = start;
    while (end < page.n && !ends_name(page.p[end])) end++;
    vb_str name = vb_str_slice(page, start, end);
    if (!name.n) break;
    if (closes && vb_str_is_caseless(name, "svg")) return start - 2;
    bool filter = vb_str_starts_caseless(name, "fe") || vb_str_starts_caseless(name, "animate");
    if (!filter && !is_one_of(name, own)) break;
  }
  return from;
}

/* Copies or drops the content of an element whose tag has been read, if the content is raw. */
static size_t take_content(reducer *r, const tag *t) {
  static const char *const raw[] = {"script", "style",   "textarea", "title", "xmp",
                                    "iframe", "noembed", "noframes", NULL};
  bool script = vb_str_is_caseless(t->name, "script");
  if (vb_str_is_caseless(t->name, "plaintext")) {
    vb_buf_str(r->out, vb_str_slice(r->page, t->end, r->page.n));
    return r->page.n;
  }
  if (!is_one_of(t->name, raw)) return t->end;
  size_t end = skip_raw(r->page, t->end, t->name);
  bool data = script && t->type.n && memmem(t->type.p, t->type.n, "json", 4);
  bool goes = (script && !data) || vb_str_is_caseless(t->name, "style");
  if (!goes) vb_buf_str(r->out, vb_str_slice(r->page, t->end, end));
  return end;
}

static size_t take_element(reducer *r, size_t start, bool closes) {
  tag t = take_tag(r, start, closes);
  bool svg = vb_str_is_caseless(t.name, "svg");
  if (svg && !closes) {
    size_t end = r->page.p[t.end - 1] == '>' ? skip_drawing(r->page, t.end) : t.end;
    if (end != t.end) return end;
  }
  if (svg || vb_str_is_caseless(t.name, "math")) r->foreign = !closes;
  return closes || r->foreign ? t.end : take_content(r, &t);
}

/* Writes a gap in place of a comment, so that the text before and after ("<", "b") does not become
   a tag. */
static void leave_gap(vb_buf *out) {
  char last = out->n ? out->p[out->n - 1] : '>';
  if (last != '>' && !vb_is_space(last)) vb_buf_text(out, "<!---->");
}

void vb_html_reduce(vb_str page, size_t most, vb_buf *out) {
  reducer r = {.page = page, .out = out};
  for (size_t i = 0; i < page.n && out->n <= most;) {
    const char *next = memchr(page.p + i, '<', page.n - i);
    size_t less = next ? (size_t)(next - page.p) : page.n;
    vb_buf_str(out, vb_str_slice(page, i, less));
    if (!next) break;
    i = less + 1;
    bool closes = i < page.n && page.p[i] == '/';
    size_t name = i + closes;
    if (vb_str_starts(vb_str_slice(page, i, page.n), "!--")) {
      i = skip_comment(page, i + 3);
      leave_gap(out);
    } else if (name < page.n && is_letter(page.p[name])) i = take_element(&r, name, closes);
    else vb_buf_char(out, '<');
  }
}
