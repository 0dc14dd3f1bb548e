/*
 * test_compress.c - packed answers unpack to what they were, whole and in pieces.
 */
#include "web/compress.h"

#include "web/response_head.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <zlib.h>

/* Unpacks what is there so far of a gzip stream. */
static size_t unpack(z_stream *z, vb_str packed, char *out, size_t size) {
  z->next_in = (Bytef *)(uintptr_t)packed.p, z->avail_in = (uInt)packed.n;
  z->next_out = (Bytef *)out, z->avail_out = (uInt)size;
  int status = inflate(z, Z_SYNC_FLUSH);
  cr_assert(status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR, "%d", status);
  return size - z->avail_out;
}

Test(compress, a_whole_answer_comes_back) {
  static char text[200000], back[sizeof text + 1];
  for (size_t i = 0; i < sizeof text; i++) text[i] = (char)(i * i / 1000);
  vb_buf packed = VB_BUF_INIT;
  z_stream z = {0};
  cr_assert(vb_compress_all((vb_str){text, sizeof text}, &packed));
  cr_expect_lt(packed.n, sizeof text);
  cr_assert_eq(inflateInit2(&z, 15 + 16), Z_OK);
  cr_expect_eq(unpack(&z, vb_buf_view(&packed), back, sizeof back), sizeof text);
  cr_expect_eq(memcmp(text, back, sizeof text), 0);
  inflateEnd(&z);
  vb_buf_clear(&packed);
}

Test(compress, each_piece_of_a_stream_can_be_read_when_it_comes) {
  char piece[64], back[256];
  vb_compressor *c = vb_compressor_new();
  vb_buf packed = VB_BUF_INIT;
  z_stream z = {0};
  cr_assert(c && inflateInit2(&z, 15 + 16) == Z_OK);
  for (int i = 0; i < 50; i++) {
    int n = i % 10 == 5 ? 0 : snprintf(piece, sizeof piece, "line %d of some\n", i);
    vb_buf_reset(&packed);
    cr_assert(vb_compressor_add(c, (vb_str){piece, (size_t)n}, i == 49, &packed));
    cr_expect_eq(unpack(&z, vb_buf_view(&packed), back, sizeof back), (size_t)n, "piece %d", i);
    cr_expect_eq(memcmp(piece, back, (size_t)n), 0);
  }
  cr_expect_eq(inflate(&z, Z_FINISH) == Z_STREAM_END || z.total_out > 0, 1);
  inflateEnd(&z);
  vb_compressor_free(c);
  vb_buf_clear(&packed);
}

Test(compress, only_a_client_that_takes_gzip_gets_it) {
  static const char *const yes[] = {"gzip",   "deflate, gzip;q=0.5, br", "*",          "GZIP",
                                    "x-gzip", "br;q=1 , gzip ; q=0.001", "*;q=0, gzip"};
  static const char *const no[] = {
      "",      "identity",    "gzip;q=0", "gzip; q=0.000", "br, deflate",
      "*;q=0", "*, gzip;q=0", "xgzip",    ",,;;,"};
  for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
    cr_expect(vb_compress_accepted(vb_str_of(yes[i])), "%s", yes[i]);
  for (size_t i = 0; i < sizeof no / sizeof *no; i++)
    cr_expect_not(vb_compress_accepted(vb_str_of(no[i])), "%s", no[i]);
  cr_expect_not(vb_compress_accepted(VB_STR_NONE));
  cr_expect(vb_compress_is_text("application/json") &&
            vb_compress_is_text("text/csv; charset=utf-8"));
  cr_expect_not(vb_compress_is_text("image/png"));
}

Test(response_head, a_validator_is_compared_without_its_weakness) {
  const char *tag = "W/\"0123\"";
  static const char *const yes[] = {"W/\"0123\"", "\"0123\"", "\"x\", W/\"0123\"", " * "};
  static const char *const no[] = {"", "0123", "\"012\"", "W/\"01234\"", "\"x0123\"", "\"*\""};
  for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
    cr_expect(vb_etag_matches(vb_str_of(yes[i]), tag), "%s", yes[i]);
  for (size_t i = 0; i < sizeof no / sizeof *no; i++)
    cr_expect_not(vb_etag_matches(vb_str_of(no[i]), tag), "%s", no[i]);
  cr_expect_not(vb_etag_matches(VB_STR_NONE, tag));
}
