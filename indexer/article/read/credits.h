/*
 * credits.h - the lines below an article that say who worked on it and whose it
 * is: "(Reporting by A B; Editing by C D)", "E F contributed to this report.",
 * a notice of rights. They are not the article's words: nobody says them, and
 * they would make strangers look alike.
 */
#ifndef VB_ARTICLE_READ_CREDITS_H
#define VB_ARTICLE_READ_CREDITS_H

#include "indexer/base/str.h"

/* The text, clean, without what signs it off at its end; all of it when nothing else is there. */
vb_str vb_without_credits(vb_str text);

#endif
