/*
 * What is left of a page before it is parsed, and that nothing of an article is lost with the rest.
 */
#include "indexer/article/read/html.h"
#include "indexer/article/read/html_reduce.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void expect(const char *page, const char *wanted) {
  vb_buf out = VB_BUF_INIT;
  vb_html_reduce(vb_str_of(page), SIZE_MAX, &out);
  vb_buf_char(&out, '\0');
  cr_expect_str_eq(out.p, wanted, "%s:\n  got    %s\n  wanted %s", page, out.p, wanted);
  vb_buf_clear(&out);
}

Test(html_reduce, attributes_that_nobody_asks_for_go) {
  expect("<p class=\"a b\" onclick='if (a > b) x()' data-x=1 id=z>text</p>",
         "<p class=\"a b\" id=z>text</p>");
  expect("<META Property = 'og:title'\n CONTENT=\"a > b\"/>",
         "<META Property = 'og:title' CONTENT=\"a > b\" />");
  expect("<a href=/x/ y>", "<a href=/x/>");
  expect("<div hidden><br/><br />", "<div hidden><br /><br />");
  expect("<p class=a CLASS=b>", "<p class=a>");
  expect("<p style='color: red'><p style='display: none'>", "<p><p style='display: none'>");
  expect("<p =class=x><p class>", "<p><p class>");
}

Test(html_reduce, scripts_and_styles_lose_their_text_and_data_do_not) {
  expect("a<script>if (a<b) '<p>'</script>b", "a<script></script>b");
  expect("<script type='application/ld+json'>{\"a\":\"<p>\"}</script >",
         "<script type='application/ld+json'>{\"a\":\"<p>\"}</script>");
  expect("<style>p > a {}</style><p>", "<style></style><p>");
  expect("<script>a</scripts>b</SCRIPT>c", "<script></SCRIPT>c");
  expect("<title>a <b c=d> e</title>", "<title>a <b c=d> e</title>");
  expect("<textarea><p q=r></textarea>", "<textarea><p q=r></textarea>");
  expect("<script>never closed <p>", "<script>");
}

Test(html_reduce, a_script_in_a_comment_in_a_script_ends_where_a_browser_ends_it) {
  expect("<script><!-- <script>a</script> b --></script>c", "<script></script>c");
  expect("<script><!-- a</script>c", "<script></script>c");
  expect("<script><!-- <script> --> a</script>c", "<script></script>c");
}

Test(html_reduce, comments_go_and_end_where_they_end) {
  expect("a<!-- <p> -->b<!-->c<!--->d<!-- x --!>e<!---->f",
         "a<!---->b<!---->c<!---->d<!---->e<!---->f");
  expect("<p><!-- c --><b> <!-- c -->", "<p><b> ");
  expect("<<!-- c -->b>", "<<!---->b>");
  expect("a<!-- -- > --->b", "a<!---->b");
  expect("a<!-- never closed", "a<!---->");
  expect("<!DOCTYPE html><p>", "<!DOCTYPE html><p>");
}

Test(html_reduce, drawings_go_unless_they_are_more_than_that) {
  expect("<svg a=b><g><path d='M'/></g></svg>c", "<svg></svg>c");
  expect("<svg><path d='M'/><p x=y>c", "<svg><path /><p>c");
  expect("<svg><style><p x=y>c</style></svg>", "<svg><style><p>c</style></svg>");
  expect("<svg><g>", "<svg><g>");
}

Test(html_reduce, what_is_no_tag_stays) {
  expect("a < b <3 <", "a < b <3 <");
  expect("</p class=x>", "</p class=x>");
  expect("</ p><?php echo 1 ?>", "</ p><?php echo 1 ?>");
  expect("<plaintext><p x=y>", "<plaintext><p x=y>");
  expect("a<p class=", "a<p class=");
}

/* Every attribute that a reader asks for by its name in this project is kept. */
Test(html_reduce, keeps_what_readers_ask_for) {
  static const char *const names[] = {"class",    "id",      "itemprop",    "itemtype",  "property",
                                      "name",     "content", "href",        "rel",       "type",
                                      "datetime", "title",   "pubdate",     "lang",      "hidden",
                                      "style",    "role",    "aria-hidden", "http-equiv"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    cr_expect(vb_html_keeps(vb_str_of(names[i])), "%s", names[i]);
  cr_expect(!vb_html_keeps(VB_STR("onclick")) && !vb_html_keeps(VB_STR("")));
}

/* The text of a page outside what is taken out. */
static void put_text(vb_str page, vb_buf *out) {
  GumboOutput *output = gumbo_parse_with_options(&kGumboDefaultOptions, page.p, page.n);
  const GumboNode *root = output->root;
  for (const GumboNode *n = root; n;) {
    bool silent = vb_html_is(n, GUMBO_TAG_SCRIPT) || vb_html_is(n, GUMBO_TAG_STYLE) ||
                  vb_html_is(n, GUMBO_TAG_SVG) || vb_html_is(n, GUMBO_TAG_MATH);
    vb_buf_str(out, vb_html_text_of(n));
    n = silent ? vb_html_behind(n, root) : vb_html_next(n, root);
  }
  gumbo_destroy_output(&kGumboDefaultOptions, output);
}

/* The parser finds the same text in a page of random pieces and in what is left of it. */
Test(html_reduce, loses_no_text_of_random_pages, .timeout = 60) {
  static const char *const pieces[] = {
      "<p class=a>", "</p>",       "word ",       "<!-- c -->", "<div x='>'>",
      "</div>",      "<script>",   "</script>",   "<",          "<b",
      ">",           "'",          "\"",          "<style>",    "</style>",
      "<title>",     "</title>",   "<!--",        "-->",        "<a href=\"q\">",
      "=",           "<textarea>", "</textarea>", "<table>",    "<td>"};
  srand(7);
  for (int round = 0; round < 8000; round++) {
    vb_buf page = VB_BUF_INIT, left = VB_BUF_INIT, a = VB_BUF_INIT, b = VB_BUF_INIT;
    vb_buf_text(&page, "<body>");
    for (int i = rand() % 30; i >= 0; i--)
      vb_buf_text(&page, pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)]);
    vb_html_reduce(vb_buf_view(&page), SIZE_MAX, &left);
    put_text(vb_buf_view(&page), &a);
    put_text(vb_buf_view(&left), &b);
    cr_assert(vb_str_eq(vb_buf_view(&a), vb_buf_view(&b)), "round %d:\n%.*s\n%.*s\n%.*s\n%.*s",
              round, (int)page.n, page.p, (int)left.n, left.p, (int)a.n, a.p, (int)b.n, b.p);
    vb_buf *const all[] = {&page, &left, &a, &b};
    for (size_t i = 0; i < 4; i++) vb_buf_clear(all[i]);
  }
}
