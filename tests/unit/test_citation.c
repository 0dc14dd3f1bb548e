#include "searcher/verbatim.h"

#include "indexer/base/arena.h"
#include "indexer/base/str.h"

#include <criterion/criterion.h>

static const vb_str authors[] = {{"Ida Venn", 8}, {"Osk Tolliver", 12}};

static vb_citation whole(void) {
  return (vb_citation){.article = {.id = VB_STR("lbh-17"),
                                   .title = VB_STR("The dam held"),
                                   .source = VB_STR("Lantern Bay Herald"),
                                   .url = VB_STR("https://lbh.example/dam?a=1&b=2"),
                                   .language = VB_STR("en"),
                                   .section = VB_STR("Valley"),
                                   .authors = authors,
                                   .author_count = 2,
                                   .published = {2019, 6, 19, 0, 0, VB_DATE_DAY}},
                       .accessed = {2021, 3, 2, 0, 0, VB_DATE_DAY}};
}

static void expect(const vb_citation *citation, vb_citation_form form, const char *text) {
  vb_arena *arena = vb_arena_new();
  vb_str out;
  cr_assert_eq(vb_citation_write(citation, form, arena, &out, NULL), VB_OK);
  cr_expect(vb_str_is(out, text), "%s:\n%s\ninstead of\n%s", vb_citation_form_name(form), out.p,
            text);
  vb_arena_free(arena);
}

static void expect_part(const vb_citation *citation, vb_citation_form form, const char *part,
                        bool there) {
  vb_arena *arena = vb_arena_new();
  vb_str out;
  cr_assert_eq(vb_citation_write(citation, form, arena, &out, NULL), VB_OK);
  cr_expect_eq(strstr(out.p, part) != NULL, there, "%s:\n%s\n%s\n%s", vb_citation_form_name(form),
               out.p, there ? "lacks" : "has", part);
  vb_arena_free(arena);
}

Test(citation, an_article_is_cited_in_every_form) {
  vb_citation c = whole();
  expect(&c, VB_CITATION_PLAIN,
         "Ida Venn and Osk Tolliver, “The dam held”, Lantern Bay Herald, 19 June 2019, "
         "https://lbh.example/dam?a=1&b=2 (accessed 2 March 2021).");
  expect(&c, VB_CITATION_MARKDOWN,
         "Ida Venn and Osk Tolliver, “[The dam held](https://lbh.example/dam?a=1&b=2)”, *Lantern "
         "Bay Herald*, 19 June 2019 (accessed 2 March 2021).");
  expect(&c, VB_CITATION_HTML,
         "<p>Ida Venn and Osk Tolliver, “<a href=\"https://lbh.example/dam?a=1&amp;b=2\">The dam "
         "held</a>”, <cite>Lantern Bay Herald</cite>, <time datetime=\"2019-06-19\">19 June "
         "2019</time> (accessed <time datetime=\"2021-03-02\">2 March 2021</time>).</p>");
  expect(&c, VB_CITATION_RIS,
         "TY  - NEWS\r\nTI  - The dam held\r\nAU  - Ida Venn\r\nAU  - Osk Tolliver\r\n"
         "T2  - Lantern Bay Herald\r\nPY  - 2019\r\nDA  - 2019/06/19/\r\nSE  - Valley\r\n"
         "LA  - en\r\nUR  - https://lbh.example/dam?a=1&b=2\r\nY2  - 2021/03/02/\r\n"
         "AN  - lbh-17\r\nER  - \r\n");
  expect(&c, VB_CITATION_BIBTEX,
         "@article{lbh-17,\n  title = {{The dam held}},\n  author = {Ida Venn and Osk Tolliver},\n"
         "  journal = {Lantern Bay Herald},\n  year = {2019},\n  month = jun,\n  day = {19},\n"
         "  language = {en},\n  url = {https://lbh.example/dam?a=1&b=2},\n"
         "  urldate = {2021-03-02},\n}\n");
  expect(&c, VB_CITATION_CSL,
         "{\"id\":\"lbh-17\",\"type\":\"article-newspaper\",\"title\":\"The dam held\","
         "\"author\":[{\"literal\":\"Ida Venn\"},{\"literal\":\"Osk Tolliver\"}],"
         "\"container-title\":\"Lantern Bay Herald\",\"issued\":{\"date-parts\":[[2019,6,19]]},"
         "\"section\":\"Valley\",\"language\":\"en\",\"URL\":\"https://lbh.example/dam?a=1&b=2\","
         "\"accessed\":{\"date-parts\":[[2021,3,2]]}}");
}

Test(citation, a_passage_stands_before_its_article_with_its_speaker) {
  vb_citation c = whole();
  c.passage = VB_STR("It will hold.\n\nIt has\nheld before.");
  c.speaker = VB_STR("Ada Brook");
  c.article.author_count = 0;
  expect(&c, VB_CITATION_PLAIN,
         "“It will hold.\n\nIt has held before.” — Ada Brook, in: “The dam held”, Lantern Bay "
         "Herald, 19 June 2019, https://lbh.example/dam?a=1&b=2 (accessed 2 March 2021).");
  expect(&c, VB_CITATION_MARKDOWN,
         "> It will hold.\n>\n> It has held before.\n\n— Ada Brook, in: “[The dam "
         "held](https://lbh.example/dam?a=1&b=2)”, *Lantern Bay Herald*, 19 June 2019 (accessed 2 "
         "March 2021).");
  expect_part(&c, VB_CITATION_HTML,
              "<blockquote cite=\"https://lbh.example/dam?a=1&amp;b=2\" lang=\"en\"><p>It will "
              "hold.</p><p>It has held before.</p></blockquote>\n<p>— Ada Brook, in: “<a",
              true);
  const char *note = "“It will hold. It has held before.” (Ada Brook)";
  expect_part(&c, VB_CITATION_RIS, note, true);
  expect_part(&c, VB_CITATION_BIBTEX, note, true);
  expect_part(&c, VB_CITATION_CSL, note, true);
  c.speaker = VB_STR("");
  expect_part(&c, VB_CITATION_PLAIN, "before.” — “The dam held”", true);
  expect_part(&c, VB_CITATION_RIS, "before.”\r\n", true);
}

Test(citation, what_is_not_known_is_left_out) {
  vb_citation none = {.article = {.id = VB_STR("x-1")}, .accessed = {2021, 3, 2, 0, 0, 3}};
  expect(&none, VB_CITATION_PLAIN, "article x-1.");
  expect(&none, VB_CITATION_MARKDOWN, "article x-1.");
  expect(&none, VB_CITATION_HTML, "<p>article x-1.</p>");
  expect(&none, VB_CITATION_RIS, "TY  - NEWS\r\nAN  - x-1\r\nER  - \r\n");
  expect(&none, VB_CITATION_BIBTEX, "@article{x-1,\n}\n");
  expect(&none, VB_CITATION_CSL, "{\"id\":\"x-1\",\"type\":\"article-newspaper\"}");
  vb_citation titled = {.article = {.title = VB_STR("The dam held"), .source = VB_STR(" ")}};
  expect_part(&titled, VB_CITATION_RIS, "T2", false);
  expect(&titled, VB_CITATION_PLAIN, "“The dam held”.");
}

Test(citation, a_date_is_as_precise_as_it_is_known) {
  static const struct {
    vb_date date;
    const char *plain, *ris, *bibtex, *csl;
  } dates[] = {
      {{2019, 0, 0, 0, 0, VB_DATE_YEAR},
       "“The dam held”, 2019.",
       "DA  - 2019///\r\n",
       "year = {2019},\n}",
       "[[2019]]"},
      {{2019, 6, 0, 0, 0, VB_DATE_MONTH},
       "held”, June 2019.",
       "DA  - 2019/06//\r\n",
       "month = jun,\n}",
       "[[2019,6]]"},
      {{2019, 6, 9, 18, 5, VB_DATE_MINUTE},
       "held”, 9 June 2019, 18:05.",
       "DA  - 2019/06/09/18:05\r\n",
       "day = {9},\n}",
       "[[2019,6,9]]"},
  };
  for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
    vb_citation c = {.article = {.title = VB_STR("The dam held"), .published = dates[i].date}};
    expect_part(&c, VB_CITATION_PLAIN, dates[i].plain, true);
    expect_part(&c, VB_CITATION_RIS, dates[i].ris, true);
    expect_part(&c, VB_CITATION_BIBTEX, dates[i].bibtex, true);
    expect_part(&c, VB_CITATION_CSL, dates[i].csl, true);
  }
}

Test(citation, the_signs_of_each_form_are_escaped) {
  vb_citation c = {.article = {.id = VB_STR("a b"), .title = VB_STR("")}};
  static const struct {
    const char *title;
    vb_citation_form form;
    const char *as;
  } rows[] = {
      {"50% {of} A_B & C\\d #1 ~ ^ $2", VB_CITATION_BIBTEX,
       "{{50\\% \\textbraceleft{}of\\textbraceright{} A\\_B \\& C\\textbackslash{}d \\#1 "
       "\\textasciitilde{} \\textasciicircum{} \\$2}}"},
      {"}, author = {Nobody", VB_CITATION_BIBTEX,
       "{{\\textbraceright{}, author = \\textbraceleft{}Nobody}}"},
      {"Žluťoučký kůň", VB_CITATION_BIBTEX, "{{Žluťoučký kůň}}"},
      {"One\r\nER  - \r\nTY  - BOOK\u2028x", VB_CITATION_RIS, "TI  - One ER - TY - BOOK x\r\n"},
      {"<script>\"x\"</script> & 'y'", VB_CITATION_HTML,
       "“&lt;script&gt;&quot;x&quot;&lt;/script&gt; &amp; &#39;y&#39;”"},
      {"[x](javascript:y) *a* _b_ `c` <d> &copy; A&B $5", VB_CITATION_MARKDOWN,
       "“\\[x\\](javascript:y) \\*a\\* \\_b\\_ \\`c\\` \\<d\\> \\&copy; A&B \\$5”"},
      {"say \"x\"\n", VB_CITATION_CSL, "\"title\":\"say \\\"x\\\"\""},
      {"a\u202Eb\x01", VB_CITATION_PLAIN, "“a\uFFFDb\uFFFD”"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    c.article.title = vb_str_of(rows[i].title);
    expect_part(&c, rows[i].form, rows[i].as, true);
  }
  c.passage = VB_STR("1986. A year\n\n# of\n\n- floods");
  expect_part(&c, VB_CITATION_MARKDOWN, "> 1986\\. A year\n>\n> \\# of\n>\n> \\- floods\n", true);
}

Test(citation, only_an_address_of_the_web_becomes_a_link) {
  static const char *const bad[] = {"javascript:alert(1)", "file:///etc/passwd", "/dam",
                                    "https://a.example/\"> x"};
  vb_citation c = whole();
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    for (int form = 0; form <= VB_CITATION_CSL; form++) {
      c.article.url = vb_str_of(bad[i]);
      expect_part(&c, (vb_citation_form)form, bad[i], false);
      expect_part(&c, (vb_citation_form)form, "2021", false);
    }
  c.article.url = VB_STR("https://a.example/\"'<x>(y)&lt;{z}");
  expect_part(&c, VB_CITATION_HTML, "href=\"https://a.example/&quot;&#39;&lt;x&gt;(y)&amp;lt;{z}\"",
              true);
  expect_part(&c, VB_CITATION_MARKDOWN, "(https://a.example/\"'%3Cx%3E%28y%29\\&lt;{z})", true);
  expect_part(&c, VB_CITATION_BIBTEX, "{https://a.example/\"'<x>(y)&lt;%7Bz%7D}", true);
  c.link = VB_STR("https://b.example/#:~:text=dam");
  expect_part(&c, VB_CITATION_PLAIN, "https://b.example/#:~:text=dam", true);
}

Test(citation, names_stay_one_name_each) {
  static const vb_str names[] = {{"Venn and Sons", 13}, {"Tolliver, Jr", 12}, {"Ida Venn", 8}};
  vb_citation c = {.article = {.authors = names, .author_count = 3}};
  expect_part(&c, VB_CITATION_BIBTEX, "{{Venn and Sons} and {Tolliver, Jr} and Ida Venn}", true);
  vb_str many[8];
  for (size_t i = 0; i < 8; i++) many[i] = names[2];
  c.article.authors = many, c.article.author_count = 8;
  expect_part(&c, VB_CITATION_PLAIN, "Ida Venn et al.", true);
}

Test(citation, two_ids_are_two_keys) {
  static const char *const ids[] = {"a b", "a-b", "a/b c", "a/b,c"};
  vb_arena *arena = vb_arena_new();
  vb_str out[4];
  for (size_t i = 0; i < 4; i++) {
    vb_citation c = {.article = {.id = vb_str_of(ids[i])}};
    cr_assert_eq(vb_citation_write(&c, VB_CITATION_BIBTEX, arena, &out[i], NULL), VB_OK);
    for (size_t j = 0; j < i; j++) cr_expect_not(vb_str_eq(out[i], out[j]), "%s", ids[i]);
    cr_expect_null(strpbrk(out[i].p + strlen("@article{"), " #%~\"'()="), "%s", out[i].p);
  }
  vb_arena_free(arena);
}

Test(citation, forms_have_names) {
  vb_citation_form form;
  for (int i = 0; i <= VB_CITATION_CSL; i++) {
    vb_str name = vb_str_of(vb_citation_form_name((vb_citation_form)i));
    cr_expect(vb_citation_form_of_name(name, &form) && form == (vb_citation_form)i);
    cr_expect(*vb_citation_media_type((vb_citation_form)i));
  }
  cr_expect_not(vb_citation_form_of_name(VB_STR("endnote"), &form));
}
