#include "indexer/base/buf.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test(buf, a_varint_reads_back_at_every_width) {
  vb_buf buf = VB_BUF_INIT;
  for (unsigned bits = 0; bits <= 64; bits++) {
    uint64_t v = bits == 64 ? UINT64_MAX : ((uint64_t)1 << bits) - (bits % 2);
    vb_buf_reset(&buf);
    vb_buf_varint(&buf, v);
    vb_cursor c = vb_cursor_of(vb_buf_view(&buf));
    cr_assert_eq(vb_cursor_varint(&c), v);
    cr_assert_not(c.bad);
    cr_assert_eq(vb_cursor_left(&c), 0);
  }
  vb_buf_clear(&buf);
}

Test(buf, every_truncation_of_a_record_is_bad_and_yields_zero) {
  vb_buf buf = VB_BUF_INIT;
  vb_buf_u64(&buf, 0x0123456789abcdefu);
  vb_buf_sized(&buf, VB_STR("twelve bytes"));
  for (size_t n = 0; n < buf.n; n++) {
    vb_cursor c = vb_cursor_of((vb_str){buf.p, n});
    uint64_t number = vb_cursor_u64(&c);
    vb_str text = vb_cursor_sized(&c);
    cr_assert(c.bad);
    cr_assert_eq(text.n, 0);
    if (n < 4) cr_assert_eq(number, 0);
  }
  vb_buf_clear(&buf);
}

Test(buf, overlong_and_endless_varints_are_refused) {
  static const char *const bad[] = {"\x80\x00", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",
                                    "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"};
  static const size_t lengths[] = {2, 10, 12};
  for (size_t i = 0; i < 3; i++) {
    vb_cursor c = vb_cursor_of((vb_str){bad[i], lengths[i]});
    cr_assert_eq(vb_cursor_varint(&c), 0);
    cr_assert(c.bad);
  }
}

Test(buf, a_refused_reservation_is_remembered) {
  vb_buf buf = VB_BUF_INIT;
  vb_buf_text(&buf, "kept");
  cr_assert_null(vb_buf_reserve(&buf, SIZE_MAX / 2));
  vb_buf_text(&buf, " ignored");
  vb_error err;
  cr_assert_eq(vb_buf_ok(&buf, &err), VB_NOMEM);
  cr_assert_eq(buf.n, 4);
  cr_assert_null(vb_buf_detach(&buf));
}
