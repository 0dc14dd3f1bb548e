/*
 * manual_page.h - the manual page of a command, in section 1, from its table.
 */
#ifndef VB_BASE_OPTIONS_MANUAL_PAGE_H
#define VB_BASE_OPTIONS_MANUAL_PAGE_H

#include "indexer/base/options/options.h"

/* Appends the page as man(7) source. `program` is the spec of verbatim itself, whose commands the
   page names under SEE ALSO. */
void vb_manual_page(const vb_command_spec *spec, const vb_command_spec *program, vb_buf *out);

#endif
