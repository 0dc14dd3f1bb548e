/*
 * template.c - the template language of the pages, interpreted while rendering.
 *
 * Rendering walks the template once and writes as it goes. The inside of a section is
 * found by searching for its end tag (nested tags of the same name are counted), and is
 * rendered for each element, with the element as the innermost scope. Output is never
 * parsed again, so no data can become a tag; and every text goes through
 * vb_markup_escape, so no data can become markup.
 *
 * Data are short lists, searched linearly: a page has a few dozen names.
 */
#include "web/template.h"

#include "indexer/base/markup_escape.h"

#include <stdarg.h>
#include <stdio.h>

typedef struct entry {
  const char *name;
  vb_str text;
  vb_template_data *first, *last; /* the elements, if it is a section */
  struct entry *next;
} entry;

struct vb_template_data {
  vb_arena *arena;
  bool *failed; /* shared by the whole tree */
  entry *entries, *last;
  vb_template_data *next; /* in the same section */
};

typedef struct scope {
  const vb_template_data *data;
  const struct scope *outer;
} scope;

typedef struct tag {
  char kind; /* '#', '^', '/', or 0 for a plain name */
  vb_str name;
  size_t start, end; /* including the braces */
} tag;

vb_template_data *vb_template_data_new(vb_arena *arena) {
  vb_template_data *data = vb_arena_calloc(arena, 1, sizeof *data);
  bool *failed = vb_arena_calloc(arena, 1, sizeof *failed);
  if (!data || !failed) return NULL;
  data->arena = arena;
  data->failed = failed;
  return data;
}

static entry *find(const vb_template_data *data, vb_str name) {
  for (entry *e = data->entries; e; e = e->next)
    if (vb_str_is(name, e->name)) return e;
  return NULL;
}

static entry *append(vb_template_data *data, const char *name) {
  entry *e = vb_arena_calloc(data->arena, 1, sizeof *e);
  if (!e) {
    *data->failed = true;
    return NULL;
  }
  e->name = name;
  if (data->last) data->last->next = e;
  else data->entries = e;
  return data->last = e;
}

void vb_template_set(vb_template_data *data, const char *name, vb_str text) {
  entry *e = append(data, name);
  if (e) e->text = text;
}

void vb_template_format(vb_template_data *data, const char *name, const char *format, ...) {
  vb_buf text = VB_BUF_INIT;
  va_list args;
  va_start(args, format);
  vb_buf_vprintf(&text, format, args);
  va_end(args);
  vb_str copy = vb_arena_copy(data->arena, vb_buf_view(&text));
  if (text.failed || !copy.p) *data->failed = true;
  vb_buf_clear(&text);
  vb_template_set(data, name, copy);
}

void vb_template_number(vb_template_data *data, const char *name, uint64_t number) {
  char digits[24], out[32];
  int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number), at = 0;
  for (int i = 0; i < n; i++) {
    if (i && (n - i) % 3 == 0) out[at++] = ',';
    out[at++] = digits[i];
  }
  vb_template_format(data, name, "%.*s", at, out);
}

vb_template_data *vb_template_add(vb_template_data *data, const char *section) {
  entry *e = find(data, vb_str_of(section));
  if (!e) e = append(data, section);
  vb_template_data *element = vb_arena_calloc(data->arena, 1, sizeof *element);
  if (!e || !element) {
    *data->failed = true;
    return data; /* the page will not be rendered, so the caller need not check */
  }
  element->arena = data->arena;
  element->failed = data->failed;
  if (e->last) e->last->next = element;
  else e->first = element;
  return e->last = element;
}

/* The next tag from `from`. False at the end of the text; *broken: a tag is not closed. */
static bool next_tag(vb_str text, size_t from, tag *out, bool *broken) {
  if (from >= text.n) return false;
  const char *open = memmem(text.p + from, text.n - from, "{{", 2);
  if (!open) return false;
  size_t start = (size_t)(open - text.p);
  const char *close = memmem(open, text.n - start, "}}", 2);
  if (!close) {
    *broken = true;
    return false;
  }
  vb_str inside = {open + 2, (size_t)(close - open) - 2};
  out->kind = 0;
  if (inside.n && strchr("#^/", inside.p[0])) {
    out->kind = inside.p[0];
    inside = vb_str_slice(inside, 1, inside.n);
  }
  out->name = vb_str_trim(inside);
  out->start = start;
  out->end = (size_t)(close - text.p) + 2;
  return true;
}

/* The end tag of the section whose inside begins at `from`. */
static bool section_end(vb_str text, size_t from, vb_str name, tag *end) {
  bool broken = false;
  for (int depth = 1; next_tag(text, from, end, &broken); from = end->end) {
    if (!vb_str_eq(end->name, name) || !end->kind) continue;
    depth += end->kind == '/' ? -1 : 1;
    if (depth == 0) return true;
  }
  return false;
}

static const entry *look_up(const scope *at, vb_str name) {
  for (; at; at = at->outer) {
    const entry *e = find(at->data, name);
    if (e) return e;
  }
  return NULL;
}

static vb_status render(vb_str text, const scope *at, int depth, vb_buf *out, vb_error *err);

static vb_status render_section(vb_str inside, char kind, const entry *e, const scope *at,
                                int depth, vb_buf *out, vb_error *err) {
  bool there = e && (e->first || e->text.n);
  if (kind == '^') return there ? VB_OK : render(inside, at, depth + 1, out, err);
  if (!there) return VB_OK;
  if (!e->first) return render(inside, at, depth + 1, out, err);
  for (const vb_template_data *element = e->first; element; element = element->next) {
    scope inner = {element, at};
    vb_status status = render(inside, &inner, depth + 1, out, err);
    if (status) return status;
  }
  return VB_OK;
}

/* Data are escaped wherever they are put in; there is no way to put them in as markup. Templates
   are part of the program, so an error in one is VB_INTERNAL. */
static vb_status render(vb_str text, const scope *at, int depth, vb_buf *out, vb_error *err) {
  if (depth > VB_TEMPLATE_DEPTH_MAX)
    return vb_fail(err, VB_INTERNAL, "template: sections nested too deep");
  size_t from = 0;
  bool broken = false;
  tag t, end;
  for (; next_tag(text, from, &t, &broken);) {
    vb_buf_append(out, text.p + from, t.start - from);
    from = t.end;
    const entry *e = look_up(at, t.name);
    if (!t.kind) {
      if (e) vb_markup_escape(e->text, out);
      continue;
    }
    if (t.kind == '/' || !section_end(text, from, t.name, &end))
      return vb_fail(err, VB_INTERNAL, "template: section \"%.*s\" is not %s", VB_STR_ARG(t.name),
                     t.kind == '/' ? "open" : "closed");
    vb_status status =
        render_section(vb_str_slice(text, from, end.start), t.kind, e, at, depth, out, err);
    if (status) return status;
    from = end.end;
  }
  if (broken) return vb_fail(err, VB_INTERNAL, "template: a tag is not closed");
  if (from < text.n) vb_buf_append(out, text.p + from, text.n - from);
  return VB_OK;
}

vb_status vb_template_render(vb_str text, const vb_template_data *data, vb_buf *out,
                             vb_error *err) {
  if (*data->failed) return vb_fail(err, VB_NOMEM, "no memory to fill the page");
  scope root = {data, NULL};
  vb_status status = render(text, &root, 0, out, err);
  return status ? status : vb_buf_ok(out, err);
}
