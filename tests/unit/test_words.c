#include "indexer/base/buf.h"
#include "indexer/base/utf8.h"
#include "indexer/text/analysis.h"
#include "indexer/text/words.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <uniwbrk.h>
#include <utf8proc.h>

static uint32_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

/* The terms, separated by bars. */
static void terms_of(vb_str text, vb_words_path path, vb_arena *arena, vb_buf *out) {
  vb_analysis a;
  cr_assert_eq(vb_words_cut(text, path, arena, &a, NULL), VB_OK);
  vb_buf_reset(out);
  for (size_t i = 0; i < a.token_count; i++) {
    if (i) vb_buf_char(out, '|');
    vb_buf_str(out, vb_token_term(&a.tokens[i]));
  }
  vb_buf_char(out, 0);
}

static const struct {
  const char *text, *terms;
} cases[] = {
    {"", ""},
    {" \t\n", ""},
    {"... -- *** _ __ '' “”", ""},
    {"The Quick brown FOX", "the|quick|brown|fox"},
    {"don't don’t DON’T don‘t", "don't|don't|don't|don't"},
    {"donʼt 'tis ’tis dogs' dogs’ rock 'n' roll", "don't|tis|tis|dogs|dogs|rock|n|roll"},
    {"ʼtis ʼ (ʼ)", "tis"},
    {"sa‘\u0640 \u0640_a ŉ 5ŉ", "sa|a|n|5n"},
    {"the U.S. and U.S.A., i.e. e.g.", "the|u.s|and|usa|ie|eg"},
    {"the US, us, Us, USE and US's U.S's", "the|u.s|us|us|use|and|u.s's|u.s's"},
    {"U.N. UN F.B.I.’s 5 a.m. Ph.D. D.C. J.K. Rowe", "un|un|fbi|s|5|am|phd|dc|jk|rowe"},
    {"so.on end.Next mail.a.example a.b.cd С.Ш.А.", "so.on|end.next|mail.a.example|a.b.cd|сша"},
    {"1,000.5 1,000,000 3.14. 5, 6 7;8 1.a a.1 1'2", "1000.5|1000000|3.14|5|6|7;8|1|a|a|1|1'2"},
    {"1,5 1.000 1.000.000 1,000th 12,34,567 1,000,00 1’000’000 0,123 1234,567",
     "1,5|1.000|1000000|1000th|12,34,567|1,000,00|1000000|0123|1234,567"},
    {"cyber-attack well–known—indeed", "cyber|attack|well|known|indeed"},
    {"カタ_カナ 7_カナ", "カタ_カナ|7_カナ"},
    {"snake_case _emphasis_ __x__ _1_ a_'b", "snake_case|emphasis|x|1|a|b"},
    {"UPDATE:Minister 12:30", "update|minister|12|30"},
    {"a..b a.'b a,b a;b 1..2 1,.2", "a|b|a|b|a|b|a|b|1|2|1|2"},
    {"100% $5 #tag @name a/b a&b", "100|5|tag|name|a|b|a|b"},
    {"name@mail.example http://www.example.org/x?y=1",
     "name|mail.example|http|www.example.org|x|y|1"},
    {"NBSP\xC2\xA0joins\xE2\x80\xAFnot 10\xE2\x80\xAF"
     "000",
     "nbsp|joins|not|10|000"},
    {"“quoted” ‘single’ …dots… «g» „low“", "quoted|single|dots|g|low"},
    {"Résumé RÉSUMÉ re\xCC\x81sume\xCC\x81 naïve", "resume|resume|resume|naive"},
    {"voila\xCC\x80 u\xCD\xAF", "voila|u"}, /* U+0300 and U+036F, the first and the last dropped */
    {"Ångström Łódź Malmø Erdoğan ISIK Işık", "angstrom|lodz|malmo|erdogan|isik|isik"},
    {"Straße STRASSE Œuvre æon ﬁne oﬃce", "strasse|strasse|oeuvre|aeon|fine|office"},
    {"İstanbul ŉ ᾳ α\xCD\x85", "istanbul|n|α|α"},
    {"co\xC2\xADoper\xE2\x80\x8B"
     "ation \xEF\xBB\xBFword\xE2\x80\x8D\xE2\x80\xAC zero\xE2\x80\x8Cwidth",
     "cooperation|word|zerowidth"},
    {"ΑΘΗΝΑ Αθήνα ΣΟΦΟΣ σοφος", "αθηνα|αθηνα|σοφοσ|σοφοσ"},
    {"Москва Её Йод", "москва|ее|иод"},
    {"中文新闻", "中|文|新|闻"},
    {"ニュース と ひらがな がガ", "ニュース|と|ひ|ら|が|な|が|ガ"},
    {"한국어 뉴스", "한국어|뉴스"},
    {"العَرَبِيَّة العـــربية", "العربيه|العربيه"},
    {"ה' 'ה", "ה'|ה"}, /* one letter and the mark of an abbreviation */
    /* The same in two characters each: alef and its mark; another letter keeps its own. */
    {"ا\u0654حمد ا\u0655سلام ا\u0653من ؤ و\u0654", "احمد|اسلام|امن|ؤ|ؤ"},
    {"أحمد إسلام آمن ٱلله مدرسة على ایران کتاب", "احمد|اسلام|امن|الله|مدرسه|علي|ايران|كتاب"},
    {"ｶﾞﾗｽ １，０００", "ガラス|1000"},
    {"שָׁלוֹם צה\"ל צה״ל ג'ירפה", "שלום|צה\"ל|צה\"ל|ג'ירפה"},
    {"हिन्दी में", "हिन्दी|में"},
    {"½ Ⅷ ２ ＦＵＬＬ", "½|ⅷ|2|full"},
    {"😀 👩‍👩‍👧 flag🇫🇷end", "flag|end"},
    {"a\xFF\xFE"
     "b \xC3",
     "a|b"},
};

Test(words, are_cut_and_normalised_as_the_table_says) {
  vb_arena *arena = vb_arena_new();
  vb_buf got = VB_BUF_INIT;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    for (int path = VB_WORDS_FAST; path <= VB_WORDS_BY_CHARACTER; path++) {
      terms_of(vb_str_of(cases[i].text), (vb_words_path)path, arena, &got);
      cr_expect_str_eq(got.p, cases[i].terms, "path %d of \"%s\": %s, not %s", path, cases[i].text,
                       got.p, cases[i].terms);
    }
  }
  vb_buf_clear(&got);
  vb_arena_free(arena);
}

static const char *const pieces[] = {"ferry",
                                     "Brook",
                                     "UNESCO",
                                     "counterintelligence",
                                     "a",
                                     "b",
                                     "Z",
                                     "e",
                                     "0",
                                     "7",
                                     ".",
                                     ".",
                                     ",",
                                     "'",
                                     "’",
                                     "‘",
                                     ":",
                                     ";",
                                     "_",
                                     "_",
                                     "\"",
                                     "“",
                                     "”",
                                     " ",
                                     "\n",
                                     "-",
                                     "–",
                                     "—",
                                     "…",
                                     "\xC2\xA0",
                                     "é",
                                     "e\xCC\x81",
                                     "ß",
                                     "中",
                                     "カ",
                                     "ー",
                                     "か",
                                     "\xC2\xAD",
                                     "\xE2\x80\x8B",
                                     "\xE2\x80\x8D",
                                     "א",
                                     "ב",
                                     "״",
                                     "·",
                                     "٣",
                                     "٫",
                                     "한",
                                     "😀",
                                     "🇫",
                                     "ﬁ",
                                     "\xCC\x81",
                                     "ʼ",
                                     "\xE2\x80\xAF",
                                     "̈_"};

static vb_str random_text(uint64_t *seed, bool plain, char *out, size_t size) {
  size_t n = 0, count = 1 + next_random(seed) % 24;
  /* The first 30 pieces are those that the fast path knows. */
  uint32_t choices = plain ? 30 : sizeof pieces / sizeof *pieces;
  for (size_t i = 0; i < count; i++) {
    const char *piece = pieces[next_random(seed) % choices];
    if (n + strlen(piece) > size) break;
    memcpy(out + n, piece, strlen(piece));
    n += strlen(piece);
  }
  return (vb_str){out, n};
}

static void same_tokens(vb_str text, const vb_analysis *a, const vb_analysis *b, uint64_t seed) {
  cr_assert_eq(a->token_count, b->token_count, "seed %llu: \"%.*s\": %zu and %zu words",
               (unsigned long long)seed, VB_STR_ARG(text), a->token_count, b->token_count);
  for (size_t i = 0; i < a->token_count; i++) {
    const vb_token *x = &a->tokens[i], *y = &b->tokens[i];
    cr_assert(x->start == y->start && x->end == y->end &&
                  vb_str_eq(vb_token_term(x), vb_token_term(y)),
              "seed %llu: \"%.*s\": word %zu is %.*s [%u,%u) or %.*s [%u,%u)",
              (unsigned long long)seed, VB_STR_ARG(text), i, VB_STR_ARG(vb_token_term(x)), x->start,
              x->end, VB_STR_ARG(vb_token_term(y)), y->start, y->end);
  }
}

Test(words, both_paths_give_the_same_words) {
  vb_arena *arena = vb_arena_new();
  for (uint64_t seed = 1; seed <= 60000; seed++) {
    uint64_t state = seed;
    char bytes[256];
    vb_str text = random_text(&state, seed % 2, bytes, sizeof bytes);
    vb_analysis a, b;
    cr_assert_eq(vb_words_cut(text, VB_WORDS_FAST, arena, &a, NULL), VB_OK);
    cr_assert_eq(vb_words_cut(text, VB_WORDS_BY_CHARACTER, arena, &b, NULL), VB_OK);
    same_tokens(text, &a, &b, seed);
    vb_arena_clear(arena);
  }
  vb_arena_free(arena);
}

/* Where we follow the standard to the letter, libunistring's own cutter must agree:
   each of its segments with a letter or digit is one of our words. */
static size_t segments_of(vb_str text, uint32_t *starts) {
  char breaks[256];
  u8_wordbreaks((const uint8_t *)text.p, text.n, breaks);
  size_t count = 0;
  for (size_t at = 0, next; at < text.n; at = next) {
    bool word = false;
    for (next = at; next < text.n && (next == at || !breaks[next]);) {
      size_t length;
      int32_t c = vb_utf8_decode(text.p + next, text.p + text.n, &length);
      utf8proc_category_t category = utf8proc_category(c);
      word |= (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
              (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
      next += length;
    }
    if (word) starts[count++] = (uint32_t)at;
  }
  return count;
}

Test(words, agree_with_the_standard) {
  static const char *const tailored[] = {":", "_", "\xE2\x80\x8B", "ʼ", "\xE2\x80\xAF"};
  vb_arena *arena = vb_arena_new();
  size_t compared = 0;
  for (uint64_t seed = 1; seed <= 60000; seed++) {
    uint64_t state = seed * 77;
    char bytes[256];
    vb_str text = random_text(&state, false, bytes, 255);
    bool skip = false;
    for (size_t i = 0; i < sizeof tailored / sizeof *tailored; i++)
      skip |= memmem(text.p, text.n, tailored[i], strlen(tailored[i])) != NULL;
    if (skip) continue;
    vb_analysis a;
    cr_assert_eq(vb_words_cut(text, VB_WORDS_FAST, arena, &a, NULL), VB_OK);
    uint32_t starts[256];
    size_t count = segments_of(text, starts);
    cr_assert_eq(a.token_count, count, "seed %llu: \"%.*s\": %zu words, %zu segments",
                 (unsigned long long)seed, VB_STR_ARG(text), a.token_count, count);
    for (size_t i = 0; i < count; i++) cr_assert_eq(a.tokens[i].start, starts[i]);
    compared++;
    vb_arena_clear(arena);
  }
  cr_assert_gt(compared, 5000);
  vb_arena_free(arena);
}

Test(words, letters_of_any_number_and_what_follows_are_cut_alike) {
  static const char *const followers[] = {" ", ".", ". ", "'",  "'s ", "'S", "’s", "’ ",
                                          "0", "_", "_a", ",b", "-",   "é",  ".é", "'é"};
  vb_arena *arena = vb_arena_new();
  for (size_t letters = 1; letters <= 40; letters++)
    for (size_t capital = 0; capital <= letters; capital++)
      for (size_t i = 0; i < sizeof followers / sizeof *followers; i++) {
        char bytes[128];
        for (size_t k = 0; k < letters; k++)
          bytes[k] = (char)((k == capital ? 'A' : 'a') + k * 7 % 26);
        int n = snprintf(bytes + letters, sizeof bytes - letters, "%s and much behind it",
                         followers[i]);
        vb_str text = {bytes, letters + (size_t)n};
        vb_analysis a, b;
        cr_assert_eq(vb_words_cut(text, VB_WORDS_FAST, arena, &a, NULL), VB_OK);
        cr_assert_eq(vb_words_cut(text, VB_WORDS_BY_CHARACTER, arena, &b, NULL), VB_OK);
        same_tokens(text, &a, &b, letters);
        vb_arena_clear(arena);
      }
  vb_arena_free(arena);
}

/* The fast cutter looks at 64 bytes at once: the same words wherever they begin in these, and
   however many bytes follow. */
Test(words, words_are_cut_alike_wherever_they_begin) {
  static const char *const tried[] = {"It",
                                      "wasn't",
                                      "a.b",
                                      "x.",
                                      "McLeod's",
                                      "abcdefghijklmnop",
                                      "abcdefghijklmnopq",
                                      "r2d2",
                                      "_u_v",
                                      "“Yes”",
                                      "é",
                                      "3.5",
                                      "U.S.",
                                      "US",
                                      "...",
                                      "caf\u00E9s"};
  enum { TRIED = sizeof tried / sizeof *tried };
  vb_arena *arena = vb_arena_new();
  for (size_t before = 0; before < 70; before++)
    for (size_t i = 0; i < TRIED; i++)
      for (size_t after = 0; after < 2; after++) {
        char bytes[512];
        size_t n = before;
        for (size_t k = 0; k < before; k++) bytes[k] = k % 7 == 6 ? ' ' : 'w';
        for (size_t k = 0; k < 4; k++)
          n += (size_t)snprintf(bytes + n, sizeof bytes - n, k % 2 ? " %s" : ", %s",
                                tried[(i + k * k) % TRIED]);
        if (after) n += (size_t)snprintf(bytes + n, sizeof bytes - n, " %080d words", 7);
        vb_str text = {bytes, n};
        vb_analysis a, b;
        cr_assert_eq(vb_words_cut(text, VB_WORDS_FAST, arena, &a, NULL), VB_OK);
        cr_assert_eq(vb_words_cut(text, VB_WORDS_BY_CHARACTER, arena, &b, NULL), VB_OK);
        same_tokens(text, &a, &b, before);
        vb_arena_clear(arena);
      }
  vb_arena_free(arena);
}

/* Of the marks that are kept: a nukta (class 7), a virama (9) and vowels of Thai (103) and Tibetan
   (129 to 132), after one letter, in each order. */
Test(words, marks_typed_in_any_order_are_put_in_canonical_order) {
  static const char *const marks[] = {"\u093C", "\u094D", "\u0E38", "\u0F71", "\u0F74"};
  enum { COUNT = sizeof marks / sizeof *marks };
  vb_arena *arena = vb_arena_new();
  vb_buf first = VB_BUF_INIT, other = VB_BUF_INIT;
  for (size_t i = 0; i < COUNT; i++)
    for (size_t j = i + 1; j < COUNT; j++)
      for (size_t k = j + 1; k < COUNT; k++) {
        const size_t orders[][3] = {{i, j, k}, {i, k, j}, {j, i, k},
                                    {j, k, i}, {k, i, j}, {k, j, i}};
        for (size_t o = 0; o < 6; o++) {
          char text[64];
          snprintf(text, sizeof text, "\u0915%s%s%s\u0916", marks[orders[o][0]],
                   marks[orders[o][1]], marks[orders[o][2]]);
          terms_of(vb_str_of(text), VB_WORDS_FAST, arena, o ? &other : &first);
          if (!o) cr_expect_str_eq(first.p, text, "these are in canonical order");
          else cr_expect_str_eq(other.p, first.p, "order %zu of %zu, %zu, %zu", o, i, j, k);
        }
      }
  vb_buf_clear(&first), vb_buf_clear(&other);
  vb_arena_free(arena);
}

/* The text ends where its memory does, so that a sanitizer sees a byte too many. */
Test(words, sixteen_bytes_of_each_term_can_be_read) {
  static const char *const ends[] = {"harbours", "U.S.", "US", "7", "x_y", "Großes", "q", "don’t"};
  vb_arena *arena = vb_arena_new();
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    for (size_t before = 0; before < 90; before += 3) {
      size_t n = before + strlen(ends[i]);
      char *text = malloc(n), read[VB_TERM_READABLE];
      vb_analysis a;
      for (size_t at = 0; at < before; at++) text[at] = at % 6 == 5 ? ' ' : 'w';
      memcpy(text + before, ends[i], n - before);
      cr_assert_eq(vb_analyse_words((vb_str){text, n}, arena, &a, NULL), VB_OK);
      cr_assert(a.token_count > 0);
      for (size_t t = 0; t < a.token_count; t++) {
        const vb_token *token = &a.tokens[t];
        memcpy(read, token->term, sizeof read);
        cr_assert_eq(memcmp(read, token->term, token->term_length < 16 ? token->term_length : 16),
                     0);
      }
      free(text);
    }
  vb_arena_free(arena);
}

Test(words, a_term_is_cut_at_a_character) {
  vb_arena *arena = vb_arena_new();
  char text[1000];
  for (size_t i = 0; i < 999; i += 3) memcpy(text + i, "한", 3);
  vb_analysis a;
  cr_assert_eq(vb_analyse_words((vb_str){text, 999}, arena, &a, NULL), VB_OK);
  cr_assert_eq(a.token_count, 1);
  cr_assert_eq(a.tokens[0].term_length, 198);
  cr_assert_eq(a.tokens[0].end, 999);
  for (const char *letter = "aA"; *letter; letter++) { /* small ones are not copied */
    memset(text, *letter, sizeof text);
    cr_assert_eq(vb_analyse_words((vb_str){text, 1000}, arena, &a, NULL), VB_OK);
    cr_assert_eq(a.tokens[0].term_length, VB_TERM_MAX);
  }
  vb_arena_free(arena);
}

Test(words, marks_by_the_thousand_cost_no_more_than_letters, .timeout = 20) {
  /* Marks of falling class that are kept, on one letter: the worst case for ordering them. */
  enum { MARKS = 1000000 };
  vb_buf text = VB_BUF_INIT;
  vb_buf_text(&text, "か");
  for (size_t i = 0; i < MARKS; i++) vb_buf_text(&text, i % 2 ? "\xE3\x82\x99" : "\xE0\xBD\xB1");
  vb_buf_text(&text, " end");
  vb_arena *arena = vb_arena_new();
  vb_analysis a;
  cr_assert_eq(vb_analyse_words(vb_buf_view(&text), arena, &a, NULL), VB_OK);
  cr_assert_eq(a.token_count, 2);
  cr_assert_leq(a.tokens[0].term_length, VB_TERM_MAX);
  vb_arena_free(arena);
  vb_buf_clear(&text);
}

Test(words, a_text_past_the_limit_is_refused) {
  vb_arena *arena = vb_arena_new();
  vb_analysis a;
  vb_error err;
  cr_assert_eq(vb_analyse_words((vb_str){"x", (size_t)VB_TEXT_MAX + 1}, arena, &a, &err), VB_LIMIT);
  cr_assert_eq(a.token_count, 0);
  vb_arena_free(arena);
}
