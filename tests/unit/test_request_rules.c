/*
 * test_request_rules.c - heads that could hide another request, and names that are not this
 * machine's.
 */
#include "web/request_rules.h"

#include "indexer/base/arena.h"

#include <criterion/criterion.h>
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>

/* ---- the machine's addresses, invented (tests/CMakeLists.txt) ---- */

int __wrap_getifaddrs(struct ifaddrs **out);
void __wrap_freeifaddrs(struct ifaddrs *all);

int __wrap_getifaddrs(struct ifaddrs **out) {
  static struct sockaddr_in four = {.sin_family = AF_INET};
  static struct sockaddr_in6 six = {.sin6_family = AF_INET6};
  static struct sockaddr other = {.sa_family = AF_UNIX};
  static struct ifaddrs list[] = {{.ifa_next = &list[1]}, /* an interface without an address */
                                  {.ifa_next = &list[2], .ifa_addr = &other},
                                  {.ifa_next = &list[3], .ifa_addr = (struct sockaddr *)&four},
                                  {.ifa_addr = (struct sockaddr *)&six}};
  inet_pton(AF_INET, "198.51.100.20", &four.sin_addr);
  inet_pton(AF_INET6, "2001:db8::20", &six.sin6_addr);
  *out = list;
  return 0;
}

void __wrap_freeifaddrs(struct ifaddrs *all) {
  cr_assert_not_null(all);
}

/* ---- the tests ---- */

static vb_arena *arena;

static void set_up(void) {
  arena = vb_arena_new();
}
static void tear_down(void) {
  vb_arena_free(arena);
}
TestSuite(request_rules, .init = set_up, .fini = tear_down);

/* The text as the library gives it, without a zero at its end: a read past it is reported. */
static vb_str exact(const char *text) {
  size_t n = strlen(text);
  char *copy = vb_arena_alloc(arena, n);
  memcpy(copy, text, n);
  return (vb_str){copy, n};
}

static vb_status check(const char *const fields[][2], size_t count, vb_error *err) {
  vb_request_head head = {0};
  for (size_t i = 0; i < count; i++)
    vb_request_head_add(&head, exact(fields[i][0]), exact(fields[i][1]));
  return vb_request_head_check(&head, err);
}

#define CHECK(err, ...)                                                                            \
  check((const char *const[][2]){__VA_ARGS__},                                                     \
        sizeof((const char *const[][2]){__VA_ARGS__}) / sizeof(char *[2]), err)

Test(request_rules, a_head_that_can_be_read_in_two_ways_is_refused_with_its_reason) {
  vb_error err;
  cr_expect_eq(CHECK(&err, {"Host", "localhost"}, {"Content-Length", "5"}), VB_OK);
  cr_expect_eq(
      CHECK(&err, {"Host", "localhost"}, {"content-length", "5"}, {"Content-Length", " 5"}), VB_OK);
  cr_expect_eq(CHECK(&err, {"Host", "localhost"}, {"Transfer-Encoding", "chunked"}), VB_OK);
  cr_expect_eq(CHECK(&err, {"Host", "a"}, {"HOST", "a"}), VB_INVALID);
  cr_expect(strstr(err.text, "Host"));
  cr_expect_eq(CHECK(&err, {"Transfer-Encoding", "chunked"}, {"Content-Length", "5"}), VB_INVALID);
  cr_expect(strstr(err.text, "Transfer-Encoding"));
  cr_expect_eq(CHECK(&err, {"Content-Length", "5"}, {"Content-Length", "44"}), VB_INVALID);
  cr_expect(strstr(err.text, "different"));
  cr_expect_eq(CHECK(&err, {"Transfer-Encoding", "xchunked"}), VB_INVALID);
  cr_expect_eq(CHECK(&err, {"Transfer-Encoding", "identity, chunked"}), VB_INVALID);
  /* Which the library would not read as chunked. */
  cr_expect_eq(CHECK(&err, {"Transfer-Encoding", "chunked "}), VB_INVALID);
  cr_expect_eq(CHECK(&err, {"Transfer-Encoding", " chunked"}), VB_INVALID);
  cr_expect_eq(CHECK(&err, {"Transfer-Encoding", ""}), VB_INVALID);
  vb_request_head continued = {.continued = true};
  cr_expect_eq(vb_request_head_check(&continued, &err), VB_INVALID);
  cr_expect(strstr(err.text, "second line"));
  cr_expect_eq(CHECK(&err, {"Transfer-Encoding ", "chunked"}), VB_INVALID);
  cr_expect(strstr(err.text, "white space"));
  static const char *const sound[] = {"0", "9", "1234567890"};
  for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
    cr_expect_eq(CHECK(&err, {"Content-Length", sound[i]}), VB_OK, "%s", sound[i]);
  static const char *const lengths[] = {"5, 5", "5:", "5/", "+5", "-1", "", "0x5"};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
    cr_expect_eq(CHECK(&err, {"Content-Length", lengths[i]}), VB_INVALID, "%s", lengths[i]);
}

Test(request_rules, only_names_and_addresses_of_this_machine_are_here) {
  static const char *const here[] = {
      "localhost",       "LOCALHOST:8080",      "localhost.",    "news.localhost:1",
      "127.0.0.1",       "127.8.9.1:80",        "198.51.100.20", "198.51.100.20:8080",
      "[2001:db8::20]",  "[2001:DB8:0::20]:80", "[::1]",         "[::1]:8080",
      "desk.example:80", "Desk.Example"};
  static const char *const elsewhere[] = {"",
                                          "attacker.example",
                                          "localhost.attacker.example",
                                          "192.0.2.7",
                                          "198.51.100.21",
                                          "[2001:db8::21]",
                                          "[2001:db8::20",
                                          "198.51.100.20]",
                                          "[2001:db8::7]:80",
                                          "notlocalhost",
                                          "[::1",
                                          "127.0.0.1.evil.example"};
  static const char *const allowed[] = {"desk.example"};
  for (size_t i = 0; i < sizeof here / sizeof *here; i++)
    cr_expect(vb_request_host_is_here(exact(here[i]), allowed, 1), "%s", here[i]);
  for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
    cr_expect_not(vb_request_host_is_here(exact(elsewhere[i]), allowed, 1), "%s", elsewhere[i]);
  cr_expect_not(vb_request_host_is_here(VB_STR("desk.example"), NULL, 0));
}

Test(request_rules, an_absolute_address_is_split) {
  vb_str uri = exact("http://localhost:80/api/v1/search?q=a"), host;
  cr_assert(vb_request_absolute(&uri, &host));
  cr_expect(vb_str_is(host, "localhost:80") && vb_str_is(uri, "/api/v1/search?q=a"));
  uri = VB_STR("HTTPS://desk.example?q=a");
  cr_assert(vb_request_absolute(&uri, &host));
  cr_expect(vb_str_is(host, "desk.example") && vb_str_is(uri, "?q=a"));
  uri = exact("http://localhost");
  cr_assert(vb_request_absolute(&uri, &host));
  cr_expect(vb_str_is(host, "localhost") && uri.n == 0);
  uri = exact("https://");
  cr_assert(vb_request_absolute(&uri, &host));
  cr_expect(host.n == 0 && uri.n == 0);
  uri = VB_STR("/http://x/");
  cr_expect_not(vb_request_absolute(&uri, &host));
}

/* The longest name that the system of names knows has 253 characters; ours may have 255. */
Test(request_rules, a_name_has_a_longest_length) {
  enum { MOST = 255 };
  char name[MOST + 2];
  const char *const allowed[] = {name};
  memset(name, 'a', sizeof name);
  name[MOST] = '\0';
  cr_expect(vb_request_host_is_here(vb_str_of(name), allowed, 1));
  name[MOST] = 'a', name[MOST + 1] = '\0';
  cr_expect_not(vb_request_host_is_here(vb_str_of(name), allowed, 1));
}

static const char *client_of(const char *forwarded) {
  static char out[INET6_ADDRSTRLEN];
  vb_request_head head = {0};
  strcpy(out, "-");
  vb_request_head_add(&head, VB_STR("X-Forwarded-For"), VB_STR("192.0.2.99"));
  vb_request_head_add(&head, VB_STR("x-forwarded-for"), exact(forwarded));
  bool found = vb_request_client(&head, out);
  cr_expect_eq(found, strcmp(out, "-") != 0);
  return out;
}

Test(request_rules, a_client_behind_a_proxy_is_the_last_address_that_the_proxy_states) {
  cr_expect_str_eq(client_of("192.0.2.1"), "192.0.2.1");
  cr_expect_str_eq(client_of("203.0.113.9, 198.51.100.7 ,\t192.0.2.2 "), "192.0.2.2");
  cr_expect_str_eq(client_of("2001:DB8:0:0::1"), "2001:db8::1");
  static const char *const bad[] = {"",
                                    ",",
                                    "unknown",
                                    "192.0.2.1,",
                                    "192.0.2.1:80",
                                    "[2001:db8::1]",
                                    "1.2.3",
                                    "2001:db8:0000:0000:0000:0000:0000:0000:0000:0000:0000:0001",
                                    "192.0.2.1\x01"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    cr_expect_str_eq(client_of(bad[i]), "-", "%s", bad[i]);
  vb_request_head none = {0};
  char out[INET6_ADDRSTRLEN];
  cr_expect_not(vb_request_client(&none, out));
}
