#include "web/atom.h"
#include "web/site_address.h"

#include <criterion/criterion.h>

static void expect_has(const vb_buf *out, const char *part) {
  cr_expect(memmem(out->p, out->n, part, strlen(part)), "lacks %s:\n%.*s", part, (int)out->n,
            out->p);
}

Test(atom, texts_are_escaped_and_parts_that_are_missing_left_out) {
  static const vb_str authors[] = {{"Ida <Venn>", 10}};
  vb_buf out = VB_BUF_INIT;
  vb_atom_feed feed = {.id = vb_str_of("tag:a,2025:feed/x"),
                       .title = vb_str_of("A & \"B\""),
                       .self = vb_str_of("http://a/search.atom?q=1&r=2")};
  vb_atom_entry entry = {.id = vb_str_of("tag:a,2025:article/1"),
                         .title = vb_str_of("<b>\x01\xEF\xBF\xBF"),
                         .via = vb_str_of("javascript:x"),
                         .updated = {2019, 6, 0, 0, 0, VB_DATE_MONTH},
                         .authors = authors,
                         .author_count = 1,
                         .html = vb_str_of("<p>1 &lt; 2</p>")};
  vb_atom_begin(&out, &feed);
  vb_atom_add(&out, &entry);
  vb_atom_end(&out);
  expect_has(&out, "<title>A &amp; &quot;B&quot;</title>");
  expect_has(&out, "href=\"http://a/search.atom?q=1&amp;r=2\"");
  expect_has(&out, "<updated>1970-01-01T00:00:00Z</updated>");
  expect_has(&out, "<title>&lt;b&gt;\uFFFD\uFFFD</title>");
  expect_has(&out, "<updated>2019-06-01T00:00:00Z</updated>");
  expect_has(&out, "<name>Ida &lt;Venn&gt;</name>");
  expect_has(&out, "<content type=\"html\">&lt;p&gt;1 &amp;lt; 2&lt;/p&gt;</content>");
  cr_expect_not(memmem(out.p, out.n, "javascript", 10));
  cr_expect_not(memmem(out.p, out.n, "category", 8));
  vb_buf_clear(&out);
}

Test(atom, times_are_those_of_rfc_3339_and_of_http) {
  static const struct {
    vb_date date;
    const char *atom, *http;
  } rows[] = {
      {{2019, 0, 0, 0, 0, VB_DATE_YEAR}, "2019-01-01T00:00:00Z", "Tue, 01 Jan 2019 00:00:00 GMT"},
      {{2024, 2, 29, 18, 5, VB_DATE_MINUTE},
       "2024-02-29T18:05:00Z",
       "Thu, 29 Feb 2024 18:05:00 GMT"},
      {{1900, 3, 1, 0, 0, VB_DATE_DAY}, "1900-03-01T00:00:00Z", "Thu, 01 Mar 1900 00:00:00 GMT"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char atom[VB_ATOM_TIME], http[VB_ATOM_HTTP_TIME];
    vb_atom_time(rows[i].date, atom);
    vb_atom_http_time(rows[i].date, http);
    cr_expect_str_eq(atom, rows[i].atom);
    cr_expect_str_eq(http, rows[i].http);
  }
}

Test(atom, a_tag_has_no_sign_that_a_uri_may_not_have) {
  vb_buf out = VB_BUF_INIT;
  vb_atom_tag(&out, vb_str_of("archive.example"), "article", vb_str_of("a/b c\"é"));
  cr_expect(vb_str_is(vb_buf_view(&out), "tag:archive.example,2025:article/a%2Fb%20c%22%C3%A9"));
  vb_buf_clear(&out);
}

static const struct {
  const char *host, *protocol, *prefix, *address, *authority;
} sites[] = {
    {"127.0.0.1:8080", NULL, NULL, "http://127.0.0.1:8080/", "127.0.0.1"},
    {"Archive.Example", "https", "/news/", "https://Archive.Example/news/", "archive.example"},
    {"a.example", "HTTPS", "/news/of", "https://a.example/news/of/", "a.example"},
    {"a.example", "javascript", "//evil.example", "http://a.example/", "a.example"},
    {"a.example", NULL, "/x\"><b>", "http://a.example/", "a.example"},
    {"[::1]:80", NULL, NULL, "http://[::1]:80/", "localhost"},
    {"a.example/x?", NULL, NULL, "", "localhost"},
    {"a b", NULL, NULL, "", "localhost"},
    {NULL, NULL, NULL, "", "localhost"},
};

Test(site_address, is_made_of_checked_fields_only) {
  vb_arena *arena = vb_arena_new();
  for (size_t i = 0; i < sizeof sites / sizeof *sites; i++) {
    vb_http_request request = {.arena = arena};
    request.fields[VB_HTTP_HOST] = vb_str_of(sites[i].host);
    request.fields[VB_HTTP_PROTOCOL] = vb_str_of(sites[i].protocol);
    request.fields[VB_HTTP_PREFIX] = vb_str_of(sites[i].prefix);
    vb_str address = vb_site_address(&request, arena), name = vb_site_authority(&request, arena);
    cr_expect(vb_str_is(address, sites[i].address), "%zu: %.*s", i, VB_STR_ARG(address));
    cr_expect(vb_str_is(name, sites[i].authority), "%zu: %.*s", i, VB_STR_ARG(name));
  }
  vb_arena_free(arena);
}
