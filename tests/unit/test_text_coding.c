/* Texts coded by phrases: any bytes come back, a naive decoder that follows FORMAT.md agrees, and
   no table or text makes the real one pass its ends. */
#include "indexer/store/text/code_length.h"
#include "indexer/store/text/phrases.h"
#include "indexer/store/text/text_decoder.h"
#include "indexer/store/text/text_encoder.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static uint64_t state = 0x9e3779b97f4a7c15u;
static unsigned random_below(unsigned n) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (unsigned)(state >> 33) % n;
}

static const char *const words[] = {"The",
                                    "harbour",
                                    "board",
                                    "said",
                                    "of",
                                    "the",
                                    "ferries",
                                    "would",
                                    "sail",
                                    "on",
                                    "Monday",
                                    "again",
                                    "in",
                                    "and",
                                    "Порт",
                                    "снова",
                                    "café",
                                    "2019",
                                    "1,200",
                                    "\xe2\x80\x9creopen\xe2\x80\x9d",
                                    "https://elmsworth.example/news/2019/harbour-reopens",
                                    "antidisestablishmentarianismandmore",
                                    "x",
                                    "—",
                                    "\n\n"};

/* News of a sort: some words often, each sentence with a full stop. */
static vb_buf text_of(size_t bytes) {
  vb_buf text = VB_BUF_INIT;
  while (text.n < bytes) {
    unsigned most = sizeof words / sizeof *words, w = random_below(1 + random_below(most));
    if (text.n) vb_buf_char(&text, random_below(9) ? ' ' : ',');
    vb_buf_text(&text, words[w]);
    if (!random_below(12)) vb_buf_text(&text, ". The harbour board");
    if (!random_below(30)) vb_buf_char(&text, (char)random_below(256));
  }
  return text;
}

typedef struct both { /* the two sides of one table */
  vb_text_encoder *coder;
  vb_text_decoder *code;
  vb_buf table;
} both;

static both both_of(vb_str sample, vb_text_effort effort) {
  both b = {.table = VB_BUF_INIT};
  vb_error err;
  cr_assert_eq(vb_text_encoder_new(sample, 1, effort, &b.coder, &err), VB_OK, "%s", err.text);
  vb_text_encoder_table(b.coder, &b.table);
  cr_assert_eq(vb_text_decoder_new(vb_buf_view(&b.table), &b.code, &err), VB_OK, "%s", err.text);
  return b;
}

static void clear(both *b) {
  vb_text_encoder_free(b->coder);
  vb_text_decoder_free(b->code);
  vb_buf_clear(&b->table);
}

/* Into memory that ends where the promised slack does, from memory that ends where the bytes do. */
static vb_status decode(const vb_text_decoder *code, vb_str coded, vb_buf *out) {
  vb_buf_reset(out);
  char *exact = malloc(coded.n + 1);
  memcpy(exact, coded.p, coded.n);
  size_t size;
  vb_status status = vb_text_decoder_size((vb_str){exact, coded.n}, 1 << 24, &size, NULL);
  if (status == VB_OK) {
    char *to = malloc(size + VB_TEXT_DECODER_SLACK);
    status = vb_text_decoder_decode(code, (vb_str){exact, coded.n}, to, NULL);
    if (status == VB_OK) vb_buf_append(out, to, size);
    free(to);
  }
  free(exact);
  return status;
}

static void check_round_trip(const both *b, vb_str text) {
  vb_buf coded = VB_BUF_INIT, back = VB_BUF_INIT;
  vb_text_encoder_encode(b->coder, text, &coded);
  cr_assert_eq(decode(b->code, vb_buf_view(&coded), &back), VB_OK);
  cr_assert(vb_str_eq(vb_buf_view(&back), text));
  vb_buf_clear(&coded);
  vb_buf_clear(&back);
}

static void check_effort(vb_text_effort effort) {
  vb_buf sample = text_of(100000);
  both b = both_of(vb_buf_view(&sample), effort), empty = both_of(VB_STR(""), effort);
  check_round_trip(&b, vb_buf_view(&sample));
  check_round_trip(&empty, vb_buf_view(&sample));
  check_round_trip(&b, VB_STR(""));
  for (int round = 0; round < 2000; round++) {
    char bytes[600];
    size_t n = random_below(sizeof bytes), from = random_below(90000);
    for (size_t i = 0; i < n; i++)
      bytes[i] = round % 2 ? (char)random_below(256) : sample.p[from + i];
    check_round_trip(&b, (vb_str){bytes, n});
  }
  clear(&b);
  clear(&empty);
  vb_buf_clear(&sample);
}

/* Bytes of every class, those of marks often. */
static unsigned char any_byte(void) {
  static const unsigned char classes[] = {' ', '7', 'q', 'Z', '.', 0xC2, 0xE2, 0x80, 0x9C, 0xD0};
  return random_below(3) ? classes[random_below(sizeof classes)] : (unsigned char)random_below(256);
}

Test(text_decoder, words_are_cut_alike_from_bits_and_byte_by_byte) {
  for (unsigned round = 0; round < 2000; round++) {
    unsigned char text[400];
    size_t n = 1 + random_below(sizeof text), letters = random_below(4);
    for (size_t i = 0; i < n; i++)
      text[i] = letters && random_below(60) ? (unsigned char)('a' + i % 26) : any_byte();
    vb_phrase_window window = {0};
    for (const unsigned char *p = text, *end = text + n; p < end;) {
      size_t length = vb_phrase_cut(&window, p, end);
      cr_assert_eq(length, vb_phrase_cut_slowly(p, end), "byte %zu of %zu", (size_t)(p - text), n);
      p += length;
    }
  }
}

Test(text_decoder, text_and_random_bytes_come_back) {
  check_effort(VB_TEXT_FAST);
  check_effort(VB_TEXT_SMALL);
}

/* The fewest bits for the text, since another choice of phrases is tried at each byte or word. */
Test(text_decoder, more_work_makes_texts_smaller) {
  vb_buf sample = text_of(400000), fast = VB_BUF_INIT, small = VB_BUF_INIT;
  both a = both_of(vb_buf_view(&sample), VB_TEXT_FAST);
  both b = both_of(vb_buf_view(&sample), VB_TEXT_SMALL);
  vb_text_encoder_encode(a.coder, vb_buf_view(&sample), &fast);
  vb_text_encoder_encode(b.coder, vb_buf_view(&sample), &small);
  cr_expect_lt(small.n, fast.n - fast.n / 200, "%zu and %zu bytes", small.n, fast.n);
  clear(&a);
  clear(&b);
  vb_buf_clear(&sample);
  vb_buf_clear(&fast);
  vb_buf_clear(&small);
}

Test(text_decoder, frequent_phrases_take_a_few_bits) {
  vb_buf sample = text_of(100000), coded = VB_BUF_INIT;
  both b = both_of(vb_buf_view(&sample), VB_TEXT_FAST);
  vb_text_encoder_encode(b.coder, VB_STR(". The harbour board. The harbour board"), &coded);
  cr_expect_leq(coded.n, 4, "%zu bytes", coded.n);
  clear(&b);
  vb_buf_clear(&sample);
  vb_buf_clear(&coded);
}

Test(text_decoder, equal_samples_give_equal_tables_and_more_text_a_larger_one) {
  vb_buf sample = text_of(50000), again = VB_BUF_INIT;
  both b = both_of(vb_buf_view(&sample), VB_TEXT_FAST);
  vb_text_encoder *coder;
  cr_assert_eq(vb_text_encoder_new(vb_buf_view(&sample), 1, VB_TEXT_FAST, &coder, NULL), VB_OK);
  vb_text_encoder_table(coder, &again);
  cr_expect(vb_str_eq(vb_buf_view(&again), vb_buf_view(&b.table)));
  vb_text_encoder_free(coder);
  vb_buf_reset(&again);
  cr_assert_eq(vb_text_encoder_new(vb_buf_view(&sample), 8, VB_TEXT_FAST, &coder, NULL), VB_OK);
  vb_text_encoder_table(coder, &again);
  cr_expect_gt(again.n, b.table.n);
  vb_text_encoder_free(coder);
  clear(&b);
  vb_buf_clear(&sample);
  vb_buf_clear(&again);
}

/* ---- the naive decoder ---- */

typedef struct naive {
  uint32_t counts[VB_TEXT_DECODER_BITS + 1];
  vb_str phrases[VB_TEXT_DECODER_MAX];
} naive;

static void naive_read(vb_str table, naive *out) {
  vb_cursor c = vb_cursor_of(table);
  uint32_t n = 0;
  for (int length = 1; length <= VB_TEXT_DECODER_BITS; length++)
    n += out->counts[length] = vb_cursor_u32(&c);
  vb_str lengths = vb_cursor_bytes(&c, n);
  for (uint32_t i = 0; i < n; i++)
    out->phrases[i] = vb_cursor_bytes(&c, (unsigned char)lengths.p[i]);
  cr_assert(!c.bad && vb_cursor_left(&c) == 0);
}

/* One bit after the other: the code so far is of this length when it is below their last. */
static void naive_decode(const naive *t, vb_str coded, vb_buf *out) {
  vb_cursor c = vb_cursor_of(coded);
  uint64_t size = vb_cursor_varint(&c);
  for (size_t bit = 0; out->n < size;) {
    uint32_t code = 0, first = 0, before = 0;
    for (int length = 1;; length++) {
      cr_assert(length <= VB_TEXT_DECODER_BITS && bit / 8 < vb_cursor_left(&c));
      code = code << 1 | (c.p[bit / 8] >> (7 - bit % 8) & 1u);
      bit++;
      if (code - first < t->counts[length]) {
        vb_buf_str(out, t->phrases[before + code - first]);
        break;
      }
      before += t->counts[length];
      first = (first + t->counts[length]) << 1;
    }
  }
}

Test(text_decoder, a_naive_decoder_of_the_documented_format_agrees) {
  vb_buf sample = text_of(60000), coded = VB_BUF_INIT, back = VB_BUF_INIT;
  both b = both_of(vb_buf_view(&sample), VB_TEXT_FAST);
  naive *model = calloc(1, sizeof *model);
  naive_read(vb_buf_view(&b.table), model);
  for (int round = 0; round < 50; round++) {
    vb_buf text = text_of(random_below(3000));
    vb_buf_reset(&coded);
    vb_buf_reset(&back);
    vb_text_encoder_encode(b.coder, vb_buf_view(&text), &coded);
    naive_decode(model, vb_buf_view(&coded), &back);
    cr_assert(vb_str_eq(vb_buf_view(&back), vb_buf_view(&text)));
    vb_buf_clear(&text);
  }
  free(model);
  clear(&b);
  vb_buf_clear(&sample);
  vb_buf_clear(&coded);
  vb_buf_clear(&back);
}

/* ---- what is no text and no table ---- */

Test(text_decoder, a_text_cut_or_lengthened_anywhere_is_refused) {
  vb_buf sample = text_of(20000), text = text_of(700), coded = VB_BUF_INIT, back = VB_BUF_INIT;
  both b = both_of(vb_buf_view(&sample), VB_TEXT_FAST);
  vb_text_encoder_encode(b.coder, vb_buf_view(&text), &coded);
  for (size_t cut = 0; cut < coded.n; cut++)
    cr_expect_eq(decode(b.code, (vb_str){coded.p, cut}, &back), VB_CORRUPT, "%zu", cut);
  vb_buf_char(&coded, 0);
  cr_expect_eq(decode(b.code, vb_buf_view(&coded), &back), VB_CORRUPT);
  coded.n--;
  cr_expect_eq(decode(b.code, vb_buf_view(&coded), &back), VB_OK);
  coded.p[0] = (char)(coded.p[0] ^ 1); /* one byte more or less than there are */
  cr_expect_eq(decode(b.code, vb_buf_view(&coded), &back), VB_CORRUPT);
  clear(&b);
  vb_buf_clear(&sample);
  vb_buf_clear(&text);
  vb_buf_clear(&coded);
  vb_buf_clear(&back);
}

Test(text_decoder, bits_behind_the_last_code_are_zero) {
  vb_buf text = text_of(20000), coded = VB_BUF_INIT, back = VB_BUF_INIT;
  both b = both_of(vb_buf_view(&text), VB_TEXT_SMALL);
  for (int round = 0; round < 200; round++) {
    const char *from = text.p + round * 50;
    vb_buf_reset(&coded);
    vb_text_encoder_encode(b.coder, (vb_str){from, 30 + (size_t)round}, &coded);
    cr_assert_eq(decode(b.code, vb_buf_view(&coded), &back), VB_OK);
    coded.p[coded.n - 1] = (char)(coded.p[coded.n - 1] ^ 1);
    vb_status status = decode(b.code, vb_buf_view(&coded), &back);
    cr_assert(status == VB_CORRUPT || memcmp(back.p, from, back.n) != 0);
  }
  clear(&b);
  vb_buf_clear(&text);
  vb_buf_clear(&coded);
  vb_buf_clear(&back);
}

Test(text_decoder, hostile_texts_and_tables_are_refused_or_stay_inside) {
  vb_buf sample = text_of(3000), coded = VB_BUF_INIT, out = VB_BUF_INIT;
  both b = both_of(vb_buf_view(&sample), VB_TEXT_FAST);
  vb_text_encoder_encode(b.coder, vb_buf_view(&sample), &coded);
  size_t opened = 0;
  for (int round = 0; round < 4000; round++) {
    char *table = malloc(b.table.n), *text = malloc(coded.n);
    memcpy(table, b.table.p, b.table.n);
    memcpy(text, coded.p, coded.n);
    for (unsigned k = random_below(4); k > 0; k--) {
      table[random_below(round % 2 ? 80 : (unsigned)b.table.n)] ^= (char)(1 << random_below(8));
      text[random_below((unsigned)coded.n)] = (char)random_below(256);
    }
    vb_text_decoder *code;
    vb_status status = vb_text_decoder_new((vb_str){table, b.table.n}, &code, NULL);
    cr_assert(status == VB_CORRUPT || status == VB_OK);
    if (status == VB_OK) {
      opened++;
      status = decode(code, (vb_str){text, coded.n}, &out);
      cr_assert(status == VB_CORRUPT || status == VB_OK);
    }
    vb_text_decoder_free(code);
    free(table);
    free(text);
  }
  cr_expect_gt(opened, 500, "%zu", opened);
  clear(&b);
  vb_buf_clear(&sample);
  vb_buf_clear(&coded);
  vb_buf_clear(&out);
}

Test(text_decoder, a_table_cut_or_lengthened_anywhere_is_refused) {
  vb_buf sample = text_of(2000);
  both b = both_of(vb_buf_view(&sample), VB_TEXT_FAST);
  vb_text_decoder *code;
  for (size_t cut = 0; cut < b.table.n; cut++)
    cr_assert_eq(vb_text_decoder_new((vb_str){b.table.p, cut}, &code, NULL), VB_CORRUPT, "%zu",
                 cut);
  vb_buf_char(&b.table, 0);
  cr_expect_eq(vb_text_decoder_new(vb_buf_view(&b.table), &code, NULL), VB_CORRUPT);
  clear(&b);
  vb_buf_clear(&sample);
}

Test(text_decoder, a_length_that_no_bits_could_fill_is_refused_before_memory_is_asked_for) {
  vb_buf coded = VB_BUF_INIT;
  size_t size;
  vb_buf_varint(&coded, 40 << 20);
  vb_buf_text(&coded, "harbour");
  cr_expect_eq(vb_text_decoder_size(vb_buf_view(&coded), SIZE_MAX, &size, NULL), VB_CORRUPT);
  vb_buf_reset(&coded);
  vb_buf_varint(&coded, 100);
  vb_buf_text(&coded, "harbour");
  cr_expect_eq(vb_text_decoder_size(vb_buf_view(&coded), SIZE_MAX, &size, NULL), VB_OK);
  cr_expect_eq(vb_text_decoder_size(vb_buf_view(&coded), 99, &size, NULL), VB_CORRUPT);
  vb_buf_clear(&coded);
}

/* ---- lengths of codes ---- */

/* What Huffman's own way comes to: the two least are added up until one is left. */
static uint64_t naive_cost(const uint32_t *weights, size_t n) {
  uint64_t *open = malloc(n * sizeof *open), cost = 0;
  for (size_t i = 0; i < n; i++) open[i] = weights[i];
  for (; n > 1; n--) {
    for (int k = 0; k < 2; k++)
      for (size_t i = (size_t)k + 1; i < n; i++)
        if (open[i] < open[k]) {
          uint64_t swap = open[i];
          open[i] = open[k], open[k] = swap;
        }
    open[1] += open[0];
    cost += open[1];
    open[0] = open[n - 1];
  }
  free(open);
  return cost;
}

Test(codelength, codes_are_as_short_as_huffmans) {
  for (int round = 0; round < 300; round++) {
    uint32_t weights[120];
    uint8_t lengths[120];
    size_t n = 2 + random_below(118);
    uint64_t cost = 0, kraft = 0;
    for (size_t i = 0; i < n; i++) weights[i] = 1 + random_below(1 + random_below(1000));
    cr_assert(vb_code_lengths(weights, n, 30, lengths));
    for (size_t i = 0; i < n; i++) {
      cost += (uint64_t)weights[i] * lengths[i];
      kraft += UINT64_C(1) << (30 - lengths[i]);
    }
    cr_assert_eq(kraft, UINT64_C(1) << 30);
    cr_assert_eq(cost, naive_cost(weights, n), "%zu symbols", n);
  }
}

Test(codelength, no_code_passes_the_limit_and_together_they_are_one) {
  uint32_t weights[40] = {1, 1};
  uint8_t lengths[40];
  for (size_t i = 2; i < 40; i++) weights[i] = weights[i - 1] + weights[i - 2]; /* a chain of 39 */
  for (unsigned limit = 6; limit <= 20; limit++) {
    uint64_t kraft = 0;
    cr_assert(vb_code_lengths(weights, 40, limit, lengths));
    for (size_t i = 0; i < 40; i++) {
      cr_assert(lengths[i] >= 1 && lengths[i] <= limit);
      kraft += UINT64_C(1) << (limit - lengths[i]);
    }
    cr_expect_leq(kraft, UINT64_C(1) << limit);
  }
  cr_assert(vb_code_lengths(weights, 1, 20, lengths));
  cr_expect_eq(lengths[0], 1);
}
