/* Words coded as bytes: any text comes back, and no bytes make the decoder pass its ends. */
#include "indexer/store/textblock.h"
#include "indexer/store/wordcode.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static uint64_t state = 0x9e3779b97f4a7c15u;
static unsigned random_below(unsigned n) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (unsigned)(state >> 33) % n;
}

#define SAMPLE \
  "The harbour board said the harbour would reopen. The harbour board of Elmsworth said on " \
  "Monday that the ferries would sail again, the board said. Порт откроется, порт и город. " \
  "Порт откроется снова; the harbour caf\xc3\xa9, the harbour caf\xc3\xa9."

static vb_wordcoder *coder_of(vb_str sample) {
  vb_wordcoder *coder;
  vb_error err;
  cr_assert_eq(vb_wordcoder_new(sample, &coder, &err), VB_OK, "%s", err.text);
  return coder;
}

static void check_round_trip(const vb_wordcoder *coder, vb_str raw) {
  vb_wordcode table = vb_wordcoder_table(coder);
  vb_buf coded = VB_BUF_INIT, back = VB_BUF_INIT;
  vb_wordcode_encode(coder, raw, &coded);
  cr_assert_leq(coded.n, vb_wordcode_bound(raw.n));
  cr_assert_eq(vb_wordcode_decode(&table, vb_buf_view(&coded), raw.n, SIZE_MAX, &back, NULL), VB_OK);
  cr_assert(vb_str_eq(vb_buf_view(&back), raw));
  if (raw.n) {
    cr_expect_eq(vb_wordcode_decode(&table, vb_buf_view(&coded), raw.n - 1, SIZE_MAX, &back, NULL), VB_CORRUPT);
    cr_expect_eq(vb_wordcode_decode(&table, vb_buf_view(&coded), raw.n + 1, SIZE_MAX, &back, NULL), VB_CORRUPT);
  }
  vb_buf_clear(&coded);
  vb_buf_clear(&back);
}

Test(wordcode, text_and_random_bytes_come_back) {
  vb_wordcoder *coder = coder_of(VB_STR(SAMPLE)), *empty = coder_of(VB_STR(""));
  check_round_trip(coder, VB_STR(SAMPLE));
  check_round_trip(empty, VB_STR(SAMPLE));
  check_round_trip(coder, VB_STR(""));
  for (int round = 0; round < 2000; round++) {
    char bytes[400];
    size_t n = random_below(sizeof bytes);
    for (size_t i = 0; i < n; i++)
      bytes[i] = round % 2 ? (char)random_below(256) : SAMPLE[random_below(sizeof SAMPLE - 1)];
    check_round_trip(coder, (vb_str){bytes, n});
  }
  vb_wordcoder_free(coder);
  vb_wordcoder_free(empty);
}

Test(wordcode, frequent_words_take_one_byte) {
  vb_wordcoder *coder = coder_of(VB_STR(SAMPLE));
  vb_buf coded = VB_BUF_INIT;
  vb_wordcode_encode(coder, VB_STR(" harbour the harbour"), &coded);
  cr_expect_leq(coded.n, 5, "%zu bytes", coded.n);
  vb_buf_clear(&coded);
  vb_wordcoder_free(coder);
}

Test(wordcode, hostile_codes_and_tables_are_refused) {
  unsigned char ends[40];
  char words[60];
  vb_buf out = VB_BUF_INIT;
  for (int round = 0; round < 20000; round++) {
    for (size_t i = 0; i < sizeof ends; i++) ends[i] = (unsigned char)(i % 4 ? 0 : random_below(64));
    if (round % 3 == 0) ends[random_below(sizeof ends)] = 0xff;
    memset(words, 'w', sizeof words);
    vb_wordcode table = {ends, 10, words, random_below(sizeof words + 1)};
    unsigned n = random_below(30);
    unsigned char *coded = malloc(n + 1);
    for (unsigned i = 0; i < n; i++) coded[i] = (unsigned char)(0x70 + random_below(0x90));
    size_t size = random_below(200);
    vb_status status =
        vb_wordcode_decode(&table, (vb_str){(char *)coded, n}, size, SIZE_MAX, &out, NULL);
    cr_assert(status == VB_CORRUPT || (status == VB_OK && out.n == size));
    free(coded);
  }
  vb_buf_clear(&out);
}

Test(wordcode, a_cut_block_is_refused_at_every_length) {
  vb_wordcoder *coder = coder_of(VB_STR(SAMPLE));
  vb_wordcode table = vb_wordcoder_table(coder);
  vb_text_packer *packer;
  vb_buf packed = VB_BUF_INIT, back = VB_BUF_INIT;
  cr_assert_eq(vb_text_packer_new(&packer, NULL), VB_OK);
  cr_assert_eq(vb_text_pack(packer, coder, VB_STR(SAMPLE), &packed, NULL), VB_OK);
  size_t size = sizeof SAMPLE - 1;
  cr_assert_eq(vb_text_unpack(vb_buf_view(&packed), &table, size, SIZE_MAX, &back, NULL), VB_OK);
  cr_assert(vb_str_eq(vb_buf_view(&back), VB_STR(SAMPLE)));
  for (size_t upto = 0; upto < size; upto++) { /* no more than asked for, but for a word's end */
    cr_assert_eq(vb_text_unpack(vb_buf_view(&packed), &table, size, upto, &back, NULL), VB_OK);
    cr_assert(back.n >= upto && back.n <= upto + VB_WORDCODE_WORD);
    cr_assert(memcmp(back.p, SAMPLE, back.n) == 0);
  }
  for (size_t cut = 0; cut < packed.n; cut++)
    cr_assert_eq(vb_text_unpack((vb_str){packed.p, cut}, &table, size, SIZE_MAX, &back, NULL), VB_CORRUPT);
  vb_text_packer_free(packer);
  vb_wordcoder_free(coder);
  vb_buf_clear(&packed);
  vb_buf_clear(&back);
}
