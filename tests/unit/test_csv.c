#include "indexer/base/csv.h"

#include "indexer/base/buf.h"

#include <criterion/criterion.h>

static void put(void *context, size_t column, vb_str piece) {
  vb_buf_printf(context, "%zu:%.*s|", column, VB_STR_ARG(piece));
}

static void assert_scan(const char *text, bool at_end, vb_csv wanted, size_t used,
                        const char *fields) {
  vb_buf got = VB_BUF_INIT;
  vb_csv_record record;
  vb_csv result = vb_csv_scan(vb_str_of(text), at_end, ',', put, &got, &record);
  vb_buf_char(&got, '\0');
  cr_assert_eq(result, wanted, "%s: %d", text, result);
  if (wanted == VB_CSV_RECORD) {
    cr_assert_str_eq(got.p, fields, "%s: %s", text, got.p);
    cr_assert_eq(record.used, used, "%s: %zu", text, record.used);
  }
  vb_buf_clear(&got);
}

Test(csv, records_end_with_their_line) {
  assert_scan("a,b\r\nc", false, VB_CSV_RECORD, 5, "0:a|1:b|");
  assert_scan("a,,\nc", false, VB_CSV_RECORD, 4, "0:a|1:|2:|");
  assert_scan("a", true, VB_CSV_RECORD, 1, "0:a|");
}

Test(csv, quoted_fields_hold_anything) {
  assert_scan("\"a,\nb\",c\n", false, VB_CSV_RECORD, 9, "0:a,\nb|1:c|");
  assert_scan("\"a\"\"b\"\n", false, VB_CSV_RECORD, 7, "0:a\"|0:b|");
  assert_scan("\"\",x\n", false, VB_CSV_RECORD, 5, "0:|1:x|");
}

Test(csv, what_is_cut_asks_for_more_and_what_is_broken_says_so) {
  assert_scan("a,b", false, VB_CSV_MORE, 0, "");
  assert_scan("\"a", false, VB_CSV_MORE, 0, "");
  assert_scan("\"a\"", false, VB_CSV_MORE, 0, "");
  assert_scan("\"a", true, VB_CSV_BROKEN, 0, "");
  assert_scan("\"a\" b,c\n", true, VB_CSV_BROKEN, 0, "");
}
