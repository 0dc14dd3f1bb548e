/*
 * credits.h - the lines below an article that say who worked on it and who owns it:
 * "(Reporting by A B; Editing by C D)", "E F contributed to this report.", a notice of
 * rights. They are not the article's words: nobody says them, and they would make
 * unrelated articles look alike.
 */
#ifndef VB_ARTICLE_READ_CREDITS_H
#define VB_ARTICLE_READ_CREDITS_H

#include "indexer/base/str.h"

/* The clean text without the credits at its end; all of it if it has nothing else. */
vb_str vb_without_credits(vb_str text);

#endif
