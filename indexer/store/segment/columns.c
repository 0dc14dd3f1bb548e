/*
 * columns.c - walks the list of columns, to read and write the map and to check the values.
 *
 *   columns part   | array | array | ... | map: numbers, then the place of each array |
 */
#include "indexer/store/segment/columns.h"

#include "indexer/store/segment/segment_layout.h"

#include <stddef.h>

#define COLUMN(field, bytes, count, order, values, what)                                           \
  {#field,                                                                                         \
   what,                                                                                           \
   bytes,                                                                                          \
   VB_COUNT_##count,                                                                               \
   order,                                                                                          \
   VB_VALUES_##values,                                                                             \
   offsetof(vb_columns_map, field)},
const vb_column vb_columns[VB_COLUMN_COUNT] = {VB_COLUMNS(COLUMN)};
#undef COLUMN

uint64_t vb_column_place(const vb_column *column, const vb_columns_map *map) {
  uint64_t place;
  memcpy(&place, (const char *)map + column->place, sizeof place);
  return place;
}

void vb_column_set_place(const vb_column *column, vb_columns_map *map, uint64_t place) {
  memcpy((char *)map + column->place, &place, sizeof place);
}

uint64_t vb_column_elements(const vb_column *column, const vb_columns_map *map) {
  switch (column->count) {
  case VB_COUNT_DOCS: return map->docs;
  case VB_COUNT_DOCS_AND_END: return (uint64_t)map->docs + 1;
  case VB_COUNT_SOURCES: return map->sources;
  case VB_COUNT_BLOCKS: return ((uint64_t)map->minhash + VB_MINHASH_BLOCK - 1) / VB_MINHASH_BLOCK;
  case VB_COUNT_BYTES: break;
  }
  return 0;
}

/* ---- the map ---- */

void vb_columns_map_write(const vb_columns_map *map, vb_buf *out) {
#define NUMBER(field, type, what) vb_buf_##type(out, map->field);
  VB_COLUMN_NUMBERS(NUMBER)
#undef NUMBER
  for (size_t i = 0; i < VB_COLUMN_COUNT; i++)
    vb_buf_u64(out, vb_column_place(&vb_columns[i], map));
  vb_buf_u64(out, map->text_table);
}

/* Whether an array of count elements is inside the part, before its map, and aligned. */
static bool inside(uint64_t map_at, uint64_t place, uint64_t count, uint64_t size) {
  uint64_t aligned = size < 8 ? size : 8;
  return place >= VB_PART_HEAD && place % aligned == 0 && place <= map_at &&
         count <= (map_at - place) / size;
}

bool vb_columns_map_read(vb_cursor *c, uint64_t map_at, vb_columns_map *map) {
#define NUMBER(field, type, what) map->field = vb_cursor_##type(c);
  VB_COLUMN_NUMBERS(NUMBER)
#undef NUMBER
  for (size_t i = 0; i < VB_COLUMN_COUNT; i++) {
    const vb_column *column = &vb_columns[i];
    uint64_t place = vb_cursor_u64(c);
    vb_column_set_place(column, map, place);
    if (!inside(map_at, place, vb_column_elements(column, map), column->bytes)) return false;
  }
  map->text_table = vb_cursor_u64(c);
  return !c->bad && map->docs <= VB_SEGMENT_DOCS_MAX;
}

/* ---- the check ---- */

/* Reads an element as two numbers that compare in the same order. */
static void element_at(const unsigned char *p, unsigned bytes, uint64_t out[2]) {
  out[0] = out[1] = 0;
  memcpy(out, p, bytes);
}

static bool fits(const vb_column *column, const vb_columns_map *map, const uint64_t last[2],
                 const uint64_t value[2]) {
  switch (column->values) {
  case VB_VALUES_ASCEND: return value[0] > last[0] || (value[0] == last[0] && value[1] >= last[1]);
  case VB_VALUES_DOCS: return value[0] < map->docs;
  case VB_VALUES_SOURCES: return value[0] < map->sources || value[0] == VB_SOURCE_NONE;
  case VB_VALUES_ANY: break;
  }
  return true;
}

size_t vb_column_first_wrong(const vb_column *column, const vb_part *part,
                             const vb_columns_map *map) {
  const unsigned char *p = part->bytes + vb_column_place(column, map);
  uint64_t last[2] = {0, 0}, value[2], n = vb_column_elements(column, map);
  if (column->values == VB_VALUES_ANY) return SIZE_MAX;
  for (uint64_t i = 0; i < n; i++, memcpy(last, value, sizeof last)) {
    element_at(p + i * column->bytes, column->bytes, value);
    if (!fits(column, map, last, value)) return (size_t)i;
  }
  return SIZE_MAX;
}
