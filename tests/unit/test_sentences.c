#include "indexer/base/buf.h"
#include "indexer/base/utf8.h"
#include "indexer/text/analysis.h"

#include <criterion/criterion.h>

/* Each text with a bar where a sentence ends and the next begins, and a
   paragraph sign for a blank line. */
static const char *const marked[] = {
    "It rained.| It poured.| Nobody came.",
    "Headline without a stop¶First sentence.| Second one",
    "One line\nwrapped in two.| Next.",
    "A¶B¶C",
    "Mr. Tarn met Mrs. Oke and Dr. Pell.| They left.",
    "Sen. Ada Tarn and Reps. Oke and Pell met Gov. Lind.| Gen. Moor was absent.",
    "He lives in the U.S. and works.| She left the U.S.| The train was late.",
    "the U.S. Senate met.| It voted.",
    "He moved to the U.S.| He stayed.",
    "At 5 p.m. Monday it closed.| At 9 a.m. it opened.| It shut at 6 p.m.| The end.",
    "On Jan. 5 and in Sept. Oke spoke.| It was Dec.| The snow fell.",
    "J. R. Tarn and Q. Oke came.| He is older than I.| He left.",
    "Tarn Inc. Chief Oke left.| She joined Pell Corp.| The board agreed.",
    "He was born in Springdale, Mass. and died.| Moved to Ariz.| The sun.",
    "It cost $1.5 million, up 3.2 percent.| Then it fell.",
    "See No. 5 on the list.| The answer is no.| Tarn agreed.",
    "“We won.”| “They lost.”| (It was late.)| [So they said.]| Done.",
    "“Is it?” she asked.| 'No!' he said.| \"Why?\" they cried.",
    "He said: \"Go.\"| They went.",
    "Well ... maybe.| Well… maybe.| It ended...| Then it began.| So…| Then.",
    "He paused . . . and left.| Done.",
    "Really?!| Yes!!!| No.",
    "We called Dr...| Oke came.| I met Mr!| Pell left.| Was it St?| Ada knew.",
    "www.example.org is a site.| So is example.com.",
    "Version 2.0 is out.| It was Python 3.| Next.",
    "1. First point.| 2. Second point.",
    "9. Ninth point.| 10. Tenth point.| 90. None.| 123. Many.| 1234.| Yes.",
    "It was 2019.| The year ended.",
    "今天下雨。|明天晴。|真的吗？|是！|“好。”|他说。",
    "（雨。）|晴。|【雨。】|晴。|〔雨。〕|晴。|《雨。》|晴。|〈雨。〉|晴。",
    "هل جاء؟| نعم جاء.",
    "यह है।|वह था।",
    "She won the race (see p. 5).| He lost.",
    "Sen. Oke (R., Ky.) spoke.| He left.",
    "Oke holds a Ph.D. from Tarn College.| It is framed.",
    "He works at Macy's.| Here is Peña.| Next one.",
    "They had apples, etc.| The rest left.",
    "Tarn v. Oke was decided.| Pell vs. Lind was not.",
    "- one\n- two.| - Three.",
    "ALL CAPITALS.| NEXT ONE.",
    "St. Ada is a town.| He lives on Main St.| The house is red.",
    "He said “Go.”\xC2\xA0|“Never.”",
};

static vb_buf unmarked(const char *form) {
  vb_buf text = VB_BUF_INIT;
  for (const char *p = form; *p; p++) {
    if (strncmp(p, "¶", 2) == 0) {
      vb_buf_text(&text, "\n\n");
      p++;
    } else if (*p != '|') {
      vb_buf_char(&text, *p);
    }
  }
  return text;
}

static vb_buf remarked(const vb_analysis *a) {
  vb_buf out = VB_BUF_INIT;
  size_t end = 0;
  for (size_t i = 0; i < a->sentence_count; i++) {
    const vb_sentence *s = &a->sentences[i];
    bool paragraph = i && s->paragraph != s[-1].paragraph;
    const char *gap = a->text.p + end;
    size_t gap_length = s->start - end;
    bool no_break_space = gap_length && (unsigned char)*gap == 0xC2; /* the bar comes after it */
    if (paragraph) vb_buf_text(&out, "¶");
    else if (i && !no_break_space) vb_buf_text(&out, "|");
    if (!paragraph) vb_buf_append(&out, gap, gap_length);
    if (i && !paragraph && no_break_space) vb_buf_text(&out, "|");
    vb_buf_append(&out, a->text.p + s->start, s->end - s->start);
    end = s->end;
  }
  vb_buf_char(&out, 0);
  return out;
}

Test(sentences, end_where_the_table_says) {
  vb_arena *arena = vb_arena_new();
  for (size_t i = 0; i < sizeof marked / sizeof *marked; i++) {
    vb_buf text = unmarked(marked[i]);
    vb_analysis a;
    cr_assert_eq(vb_analyse(vb_buf_view(&text), arena, &a, NULL), VB_OK);
    vb_buf got = remarked(&a);
    cr_expect_str_eq(got.p, marked[i]);
    vb_buf_clear(&got);
    vb_buf_clear(&text);
  }
  vb_arena_free(arena);
}

Test(sentences, have_no_white_space_around_them) {
  vb_arena *arena = vb_arena_new();
  vb_analysis a;
  vb_str text = VB_STR(" \n\n  One. \t\n Two \xC2\xA0\n \t \n\n\n Three \n");
  cr_assert_eq(vb_analyse(text, arena, &a, NULL), VB_OK);
  static const char *const want[] = {"One.", "Two", "Three"};
  cr_assert_eq(a.sentence_count, 3);
  cr_assert_eq(a.paragraph_count, 2);
  for (size_t i = 0; i < 3; i++)
    cr_assert(vb_str_is(vb_str_slice(a.text, a.sentences[i].start, a.sentences[i].end), want[i]));
  cr_assert_eq(a.sentences[2].paragraph, 1);
  cr_assert_eq(vb_analyse(VB_STR(" \n\n "), arena, &a, NULL), VB_OK);
  cr_assert_eq(a.sentence_count + a.paragraph_count, 0);
  cr_assert_eq(vb_analyse(VB_STR_NONE, arena, &a, NULL), VB_OK);
  cr_assert_eq(a.sentence_count + a.token_count, 0);
  vb_arena_free(arena);
}

static uint32_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

static bool boundary(vb_str text, size_t at) {
  return at == text.n || ((unsigned char)text.p[at] & 0xC0) != 0x80;
}

static void check_tokens(const vb_analysis *a, unsigned long long seed) {
  uint32_t end = 0;
  for (size_t i = 0; i < a->token_count; i++) {
    const vb_token *t = &a->tokens[i];
    cr_assert(t->start >= end && t->end > t->start && t->end <= a->text.n, "seed %llu", seed);
    cr_assert(t->term_length >= 1 && t->term_length <= VB_TERM_MAX, "seed %llu", seed);
    cr_assert(boundary(a->text, t->start) && boundary(a->text, t->end), "seed %llu", seed);
    cr_assert(vb_utf8_valid(vb_token_term(t)), "seed %llu", seed);
    end = t->end;
    const vb_sentence *s = &a->sentences[vb_analysis_sentence_of(a, i)];
    cr_assert(s->first_token <= i && i < s->end_token, "seed %llu", seed);
    cr_assert(s->start <= t->start && t->end <= s->end, "seed %llu: word %zu crosses", seed, i);
  }
}

static void check_sentences(const vb_analysis *a, unsigned long long seed) {
  uint32_t end = 0, token = 0, paragraph = 0;
  for (size_t i = 0; i < a->sentence_count; i++) {
    const vb_sentence *s = &a->sentences[i];
    cr_assert(s->start >= end && s->end > s->start && s->end <= a->text.n, "seed %llu", seed);
    cr_assert(boundary(a->text, s->start) && boundary(a->text, s->end), "seed %llu", seed);
    cr_assert(s->first_token == token && s->end_token >= token, "seed %llu", seed);
    cr_assert(s->paragraph == paragraph || (i && s->paragraph == paragraph + 1), "seed %llu", seed);
    end = s->end, token = s->end_token, paragraph = s->paragraph;
  }
  cr_assert_eq(token, a->token_count, "seed %llu", seed);
  cr_assert_eq(a->paragraph_count, a->sentence_count ? paragraph + 1 : 0, "seed %llu", seed);
}

Test(sentences, and_words_are_ordered_and_every_word_is_in_one_sentence) {
  static const char *const pieces[] = {"a",
                                       "The",
                                       "U.S",
                                       "Mr",
                                       "5",
                                       ".",
                                       ".",
                                       "!",
                                       "?",
                                       "…",
                                       "。",
                                       "\"",
                                       "”",
                                       "’",
                                       "'",
                                       ")",
                                       "(",
                                       " ",
                                       " ",
                                       "\n",
                                       "\n\n",
                                       ",",
                                       "é",
                                       "中",
                                       "\xE2\x80\x8B",
                                       "\xE2\x80\xAF",
                                       "\xC2\xA0",
                                       "\xE3\x80\x80",
                                       "\xCC\x81",
                                       "א",
                                       "．",
                                       "։",
                                       "\xE2\x80\xA8",
                                       "-",
                                       "_",
                                       "؟",
                                       "।"};
  vb_arena *arena = vb_arena_new();
  for (uint64_t seed = 1; seed <= 50000; seed++) {
    uint64_t state = seed;
    char bytes[512];
    size_t n = 0;
    for (size_t count = next_random(&state) % 40; count; count--) {
      const char *piece = pieces[next_random(&state) % (sizeof pieces / sizeof *pieces)];
      memcpy(bytes + n, piece, strlen(piece));
      n += strlen(piece);
    }
    vb_analysis a;
    cr_assert_eq(vb_analyse((vb_str){bytes, n}, arena, &a, NULL), VB_OK);
    check_tokens(&a, seed);
    check_sentences(&a, seed);
    vb_arena_clear(arena);
  }
  vb_arena_free(arena);
}
