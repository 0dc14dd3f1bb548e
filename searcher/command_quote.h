/*
 * command_quote.h - how the answers of `verbatim quote` are printed for a person.
 */
#ifndef VB_SEARCHER_COMMAND_QUOTE_H
#define VB_SEARCHER_COMMAND_QUOTE_H

#include "searcher/command.h"

/* The verdict, then each match with its differences. */
void vb_print_quote(const vb_printer *printer, const vb_quote_answer *answer);

#endif
