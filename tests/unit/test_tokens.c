/*
 * test_tokens.c - tokens as programs and browsers show them, and the file that has them.
 */
#include "web/tokens.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST "lighthouse-keeper-7"
#define SECOND "0123456789abcdef+/=~"

static char path[] = "/tmp/test_tokens.XXXXXX";
static vb_tokens *tokens;
static vb_error err;

static void fill(const char *text, mode_t mode) {
  FILE *file = fopen(path, "w");
  cr_assert(file && fputs(text, file) >= 0);
  fclose(file);
  cr_assert_eq(chmod(path, mode), 0);
}

static void set_up(void) {
  strcpy(path, "/tmp/test_tokens.XXXXXX");
  int fd = mkstemp(path);
  cr_assert(fd >= 0);
  close(fd);
  fill("# the desk\n" FIRST "\r\n\n  " SECOND, 0600);
  cr_assert_eq(vb_tokens_read(path, &tokens, &err), VB_OK, "%s", err.text);
}

static void tear_down(void) {
  vb_tokens_free(tokens);
  unlink(path);
}

TestSuite(tokens, .init = set_up, .fini = tear_down);

Test(tokens, those_of_the_file_are_had_and_no_others) {
  static const char *const no[] = {"",
                                   "# the desk",
                                   "lighthouse-keeper-8",
                                   "lighthouse-keeper-",
                                   FIRST "7",
                                   "LIGHTHOUSE-KEEPER-7",
                                   (" " FIRST)};
  cr_expect(vb_tokens_have(tokens, VB_STR(FIRST)) && vb_tokens_have(tokens, VB_STR(SECOND)));
  for (size_t i = 0; i < sizeof no / sizeof *no; i++)
    cr_expect_not(vb_tokens_have(tokens, vb_str_of(no[i])), "%s", no[i]);
  cr_expect_not(vb_tokens_have(tokens, VB_STR_NONE));
}

Test(tokens, a_program_shows_a_bearer) {
  static const char *const yes[] = {"Bearer " FIRST, "bearer   " FIRST, "BEARER " SECOND " "};
  static const char *const no[] = {"",
                                   "Bearer",
                                   "Bearer ",
                                   "Bearer x",
                                   FIRST,
                                   "Basic " FIRST,
                                   "Bearer" FIRST,
                                   "Bearer " FIRST ",x",
                                   "Bearer\t" FIRST};
  for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
    cr_expect(vb_tokens_have_bearer(tokens, vb_str_of(yes[i])), "%s", yes[i]);
  for (size_t i = 0; i < sizeof no / sizeof *no; i++)
    cr_expect_not(vb_tokens_have_bearer(tokens, vb_str_of(no[i])), "%s", no[i]);
  cr_expect_not(vb_tokens_have_bearer(tokens, VB_STR_NONE));
}

static bool shows(const char *before, const char *cookie, const char *after, uint64_t now) {
  char field[400];
  snprintf(field, sizeof field, "%s%s%s", before, cookie, after);
  return vb_tokens_have_cookie(tokens, vb_str_of(field), now);
}

Test(tokens, a_browser_shows_a_cookie_that_ends_and_cannot_be_made_longer) {
  enum { NOW = 1800000000, DAY = 24 * 3600 };
  char cookie[VB_TOKEN_COOKIE_TEXT], other[VB_TOKEN_COOKIE_TEXT];
  cr_expect_not(vb_tokens_make_cookie(tokens, VB_STR("lighthouse-keeper-8"), NOW, cookie));
  cr_assert(vb_tokens_make_cookie(tokens, VB_STR(SECOND), NOW, cookie));
  cr_expect(!strstr(cookie, SECOND), "it does not have the token");
  cr_expect(shows("verbatim=", cookie, "", NOW) && shows("a=b; verbatim=", cookie, "; c=d", NOW));
  cr_expect(shows("verbatim=stale; verbatim=", cookie, "", NOW));
  cr_expect(shows("verbatim=", cookie, "", NOW + 29 * DAY));
  cr_expect_not(shows("verbatim=", cookie, "", NOW + 31 * DAY));
  cr_expect_not(shows("xverbatim=", cookie, "", NOW) || shows("verbatim=", cookie, "0", NOW));
  for (size_t i = 0; cookie[i]; i++) { /* any other character anywhere */
    strcpy(other, cookie);
    other[i] = other[i] == 'f' ? 'e' : 'f';
    cr_expect_not(shows("verbatim=", other, "", NOW), "%zu", i);
  }
}

Test(tokens, a_cookie_ends_with_its_token) {
  char cookie[VB_TOKEN_COOKIE_TEXT];
  cr_assert(vb_tokens_make_cookie(tokens, VB_STR(FIRST), 1000, cookie));
  cr_expect(shows("verbatim=", cookie, "", 1000));
  vb_tokens_free(tokens);
  fill(SECOND "\n", 0600);
  cr_assert_eq(vb_tokens_read(path, &tokens, &err), VB_OK, "%s", err.text);
  cr_expect_not(shows("verbatim=", cookie, "", 1000));
}

Test(tokens, a_file_that_others_can_read_or_without_sound_tokens_is_refused) {
  static const struct {
    const char *text;
    mode_t mode;
    const char *says;
  } cases[] = {{FIRST "\n", 0644, "chmod 600"},
               {FIRST "\n", 0602, "chmod 600"},
               {"# none\n\n", 0600, "no token"},
               {"short\n", 0600, "line 1"},
               {FIRST "\nwith a space in it\n", 0600, "line 2"},
               {"", 0600, "no token"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_tokens *none;
    fill(cases[i].text, cases[i].mode);
    cr_expect_eq(vb_tokens_read(path, &none, &err), VB_INVALID, "%zu", i);
    cr_expect(!none && strstr(err.text, cases[i].says) && strstr(err.text, path), "%s", err.text);
    cr_expect(!strstr(err.text, "space in it") && !strstr(err.text, "short"), "%s", err.text);
  }
  vb_tokens *none;
  cr_expect_eq(vb_tokens_read("/nonexistent/tokens", &none, &err), VB_NOT_FOUND);
  cr_expect_eq(vb_tokens_read("/tmp", &none, &err), VB_INVALID);
}
