/*
 * columns.h - what the columns part of a segment consists of, stated once.
 *
 * VB_COLUMNS lists the arrays. For each it gives the map's field that says where it
 * is, the size of an element in bytes, the number of elements, its order in the file,
 * and what must be true of its values. The map, the writer, the reader and the check
 * all follow this list, and a test compares FORMAT.md's table with it.
 */
#ifndef VB_STORE_SEGMENT_COLUMNS_H
#define VB_STORE_SEGMENT_COLUMNS_H

#include "indexer/store/posting/part.h"

/* How many elements an array has. */
typedef enum vb_column_count {
  VB_COUNT_DOCS,
  VB_COUNT_DOCS_AND_END, /* one more */
  VB_COUNT_SOURCES,
  VB_COUNT_BLOCKS, /* blocks of entries (minhash.h) */
  VB_COUNT_BYTES   /* the last end in another array */
} vb_column_count;

/* What must be true of the values. */
typedef enum vb_column_values {
  VB_VALUES_ANY,
  VB_VALUES_ASCEND, /* none is below the one before it */
  VB_VALUES_DOCS,   /* each is a doc */
  VB_VALUES_SOURCES /* each is a source, or unknown */
} vb_column_values;

/* In the order of the map. X(field, bytes, count, place in the file, values, what) */
#define VB_COLUMNS(X)                                                                              \
  X(first_days, 4, DOCS, 1, ANY, "first day the date may mean, YYYYMMDD; 0 unknown")               \
  X(last_days, 4, DOCS, 2, ANY, "last day")                                                        \
  X(doc_sources, 4, DOCS, 3, SOURCES, "source; 0xFFFFFFFF unknown")                                \
  X(doc_words, 4, DOCS, 4, ANY, "words in title and text")                                         \
  X(hashes, 8, DOCS, 5, ANY, "XXH3-64 of the article as it was read, for telling a changed one")   \
  X(minutes, 2, DOCS, 6, ANY, "minute of its day, from 1; 0 unknown")                              \
  X(lengths, 1, DOCS, 7, ANY, "length code of the words")                                          \
  X(id_hashes, 16, DOCS, 13, ASCEND, "XXH3-128 of the ids: high:u64 low:u64")                      \
  X(id_docs, 4, DOCS, 14, DOCS, "doc of each id")                                                  \
  X(text_places, 8, DOCS_AND_END, 8, ASCEND, "where the article is in the text part")              \
  X(source_ends, 4, SOURCES, 10, ASCEND, "where the source's name ends")                           \
  X(source_names, 1, BYTES, 9, ANY, "the names, one after the other")                              \
  X(minhash_firsts, 4, BLOCKS, 11, ASCEND, "first key of the block")                               \
  X(minhash_ends, 4, BLOCKS, 12, ASCEND, "where the block ends")                                   \
  X(minhash_blocks, 1, BYTES, 0, ANY, "the blocks, one after the other")

/* The numbers in the map before the places. X(field, type, what) */
#define VB_COLUMN_NUMBERS(X)                                                                       \
  X(docs, u32, "articles")                                                                         \
  X(sources, u32, "different sources")                                                             \
  X(first_day, u32, "the earliest of the known dates; 0: none")                                    \
  X(last_day, u32, "the latest")                                                                   \
  X(text_table_bytes, u32, "length of the table of phrases")                                       \
  X(minhash, u32, "entries of the keys of copies")                                                 \
  X(words, u64, "in all titles and texts")

typedef struct vb_columns_map {
#define u32 uint32_t
#define u64 uint64_t
#define NUMBER(field, type, what) type field;
#define PLACE(field, bytes, count, order, values, what) uint64_t field;
  VB_COLUMN_NUMBERS(NUMBER)
  VB_COLUMNS(PLACE)
#undef NUMBER
#undef PLACE
#undef u32
#undef u64
  uint64_t text_table; /* of phrases (text_decoder.h), in the text part */
} vb_columns_map;

typedef struct vb_column {
  const char *name, *what;
  uint8_t bytes;
  vb_column_count count;
  uint8_t order; /* in the file, from 0 */
  vb_column_values values;
  size_t place; /* offset of its field in vb_columns_map */
} vb_column;

#define INDEX(field, bytes, count, order, values, what) VB_COLUMN_AT_##field,
enum { VB_COLUMNS(INDEX) VB_COLUMN_COUNT }; /* the columns' indexes in vb_columns */
#undef INDEX

enum { VB_COLUMNS_MAP_BYTES = 4 * 6 + 8 * (1 + VB_COLUMN_COUNT + 1) };
extern const vb_column vb_columns[VB_COLUMN_COUNT];

uint64_t vb_column_place(const vb_column *column, const vb_columns_map *map);
void vb_column_set_place(const vb_column *column, vb_columns_map *map, uint64_t place);
/* The number of elements; 0 for VB_COUNT_BYTES, which depends on another array's last element. */
uint64_t vb_column_elements(const vb_column *column, const vb_columns_map *map);

void vb_columns_map_write(const vb_columns_map *map, vb_buf *out);
/* Reads the map at `map_at`, where the arrays end; c is there. False if an array would be outside
   the part or is not aligned. */
bool vb_columns_map_read(vb_cursor *c, uint64_t map_at, vb_columns_map *map);

/* The index of the first value that contradicts the list; SIZE_MAX if all are right. REQUIRES: the
   array's bytes have been checked (vb_part_check). */
size_t vb_column_first_wrong(const vb_column *column, const vb_part *part,
                             const vb_columns_map *map);

#endif
