/*
 * template.h - fills the HTML of the pages: replaces names, repeats sections.
 *
 *   {{name}}                  the text, always escaped for HTML text and quoted attributes
 *   {{#name}} ... {{/name}}   once per element of a section, or once if a text is not empty
 *   {{^name}} ... {{/name}}   only if the section is absent or the text empty
 *
 * There is nothing else: no logic, no unescaped output, no files. A name is looked up in
 * the innermost section first, then outward. Data are in an arena; names and texts are
 * borrowed until rendering has ended.
 */
#ifndef VB_WEB_TEMPLATE_H
#define VB_WEB_TEMPLATE_H

#include "indexer/base/arena.h"
#include "indexer/base/buf.h"

typedef struct vb_template_data vb_template_data;

/* Nesting of sections; templates are written by hand, so deeper nesting is a mistake. */
enum { VB_TEMPLATE_DEPTH_MAX = 16 };

vb_template_data *vb_template_data_new(vb_arena *arena); /* NULL when there is no memory */

/* If memory runs out, the setters record it and rendering reports it. A name that is set twice
   keeps its first value. */
void vb_template_set(vb_template_data *data, const char *name, vb_str text);
void vb_template_format(vb_template_data *data, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void vb_template_number(vb_template_data *data, const char *name, uint64_t number); /* 12,345 */
static inline void vb_template_flag(vb_template_data *data, const char *name, bool on) {
  if (on) vb_template_set(data, name, VB_STR("1"));
}
/* Appends an element to the section; never NULL. */
vb_template_data *vb_template_add(vb_template_data *data, const char *section);

/* Appends the filled template. VB_INTERNAL for a malformed template; VB_NOMEM. */
vb_status vb_template_render(vb_str text, const vb_template_data *data, vb_buf *out, vb_error *err);

#endif
