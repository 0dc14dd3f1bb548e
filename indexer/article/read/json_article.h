/*
 * json_article.h - finds articles in JSON values, whatever their keys are called and whatever
 * contains them.
 */
#ifndef VB_ARTICLE_READ_JSON_ARTICLE_H
#define VB_ARTICLE_READ_JSON_ARTICLE_H

#include "indexer/article/read/draft.h"

#include <jansson.h>

/* Where a value is in its file. */
typedef struct vb_json_place {
  uint64_t record;   /* 0 for a file that is one value: its articles are counted from 1 */
  uint64_t part;     /* 0; or, in a record with several articles, the number of this one */
  uint32_t replaced; /* undecodable pieces in it */
} vb_json_place;

/* Reads the articles in a value, in order: an object with the fields of one, or a container: a
   list, the answer of an API, a map by ids, columns. A value without an article is a problem. */
vb_status vb_json_articles(const vb_reading *reading, const json_t *value, vb_json_place place,
                           vb_error *err);

#endif
