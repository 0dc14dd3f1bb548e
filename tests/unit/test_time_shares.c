/*
 * test_time_shares.c - one long search for each address, few in all; who has to wait for one, and
 * until when.
 */
#include "web/time_shares.h"

#include <criterion/criterion.h>

static vb_held *gone[8];
static size_t gone_count;

static void let_go(vb_held *held) {
  gone[gone_count++] = held;
}

static vb_time_shares *make(size_t workers) {
  vb_time_shares *s;
  vb_error err;
  gone_count = 0;
  cr_assert_eq(vb_time_shares_new(workers, let_go, &s, &err), VB_OK);
  return s;
}

static bool is_long(vb_time_share share) {
  return share.place != SIZE_MAX;
}

Test(time_shares, an_address_has_one_long_search) {
  vb_time_shares *s = make(16);
  vb_time_share first = vb_time_shares_take(s, "127.0.0.1"),
                second = vb_time_shares_take(s, "127.0.0.1");
  vb_time_share other = vb_time_shares_take(s, "::1");
  cr_expect(is_long(first) && is_long(other) && !is_long(second));
  cr_expect_eq(first.milliseconds, VB_TIME_WHOLE_MS);
  cr_expect_eq(second.milliseconds, VB_TIME_SHORT_MS);
  cr_expect_eq(other.milliseconds, VB_TIME_WHOLE_MS);
  vb_time_shares_give_back(s, &second);
  cr_expect(!is_long(vb_time_shares_take(s, "127.0.0.1")));
  vb_time_shares_give_back(s, &first);
  cr_expect(is_long(vb_time_shares_take(s, "127.0.0.1")));
  vb_time_shares_free(s);
}

Test(time_shares, a_quarter_of_the_workers_searches_long) {
  static const char *const addresses[] = {"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"};
  static const struct {
    size_t workers, places;
  } cases[] = {{1, 1}, {4, 1}, {7, 1}, {8, 2}, {12, 3}};
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    vb_time_shares *s = make(cases[c].workers);
    size_t count = 0;
    for (int i = 0; i < 4; i++) count += is_long(vb_time_shares_take(s, addresses[i]));
    cr_expect_eq(count, cases[c].places, "%zu workers", cases[c].workers);
    vb_time_shares_free(s);
  }
}

Test(time_shares, who_has_left_the_queue_takes_no_time_from_others) {
  vb_time_shares *s = make(4);
  vb_time_shares_take(s, "10.0.0.1"); /* the only place */
  for (int i = 0; i < 9; i++) vb_time_shares_wait(s);
  for (int i = 0; i < 8; i++) vb_time_shares_leave(s);
  cr_expect_eq(vb_time_shares_take(s, "10.0.0.1").milliseconds, VB_TIME_SHORT_MS);
  vb_time_shares_leave(s); /* nobody waits */
  cr_expect_eq(vb_time_shares_take(s, "10.0.0.1").milliseconds, VB_TIME_SHORT_MS);
  vb_time_shares_free(s);
}

Test(time_shares, the_more_wait_the_less_each_gets_but_never_nothing) {
  vb_time_shares *s = make(4);
  vb_time_shares_take(s, "10.0.0.1");
  uint32_t last = VB_TIME_SHORT_MS + 1;
  for (int round = 0; round < 3; round++) {
    vb_time_share share = vb_time_shares_take(s, "10.0.0.2");
    cr_expect_lt(share.milliseconds, last);
    last = share.milliseconds;
    for (int i = 0; i < 5; i++) vb_time_shares_wait(s); /* one of them has its turn */
  }
  for (int i = 0; i < 1000; i++) vb_time_shares_wait(s);
  cr_expect_eq(vb_time_shares_take(s, "10.0.0.2").milliseconds, VB_TIME_SHORTEST_MS);
  vb_time_shares_free(s);
}

Test(time_shares, who_is_held_has_the_place_that_comes_free_in_the_order_of_coming) {
  vb_time_shares *s = make(4);
  vb_held a, b;
  vb_time_share first = vb_time_shares_take(s, "10.0.0.1");
  cr_assert(vb_time_shares_hold(s, &a, "10.0.0.2") && vb_time_shares_hold(s, &b, "10.0.0.3"));
  cr_expect_eq(gone_count, 0);
  vb_time_shares_give_back(s, &first);
  cr_assert(gone_count == 1 && gone[0] == &a && is_long(a.share));
  cr_expect_eq(a.share.milliseconds, VB_TIME_WHOLE_MS / 2, "one other is held");
  vb_time_shares_give_back(s, &a.share);
  cr_assert(gone_count == 2 && gone[1] == &b && is_long(b.share));
  cr_expect_eq(b.share.milliseconds, VB_TIME_WHOLE_MS);
  vb_time_shares_free(s);
}

Test(time_shares, who_is_held_lets_others_pass_while_his_address_searches) {
  vb_time_shares *s = make(8);
  vb_held a, b;
  vb_time_share one = vb_time_shares_take(s, "10.0.0.1"), two = vb_time_shares_take(s, "10.0.0.2");
  cr_assert(vb_time_shares_hold(s, &a, "10.0.0.1") && vb_time_shares_hold(s, &b, "10.0.0.3"));
  vb_time_shares_give_back(s, &two);
  cr_assert(gone_count == 1 && gone[0] == &b && is_long(b.share));
  vb_time_shares_give_back(s, &one);
  cr_assert(gone_count == 2 && gone[1] == &a && is_long(a.share));
  vb_time_shares_free(s);
}

Test(time_shares, a_place_that_came_free_before_is_had_at_once) {
  vb_time_shares *s = make(4);
  vb_held a;
  cr_assert(vb_time_shares_hold(s, &a, "10.0.0.1"));
  cr_assert(gone_count == 1 && gone[0] == &a && is_long(a.share));
  vb_time_shares_free(s);
}

Test(time_shares, who_was_held_for_long_goes_with_what_he_has) {
  vb_time_shares *s = make(8);
  vb_held a, b;
  vb_time_share one = vb_time_shares_take(s, "10.0.0.1"), two = vb_time_shares_take(s, "10.0.0.2");
  cr_assert(vb_time_shares_hold(s, &a, "10.0.0.1") && vb_time_shares_hold(s, &b, "10.0.0.1"));
  a.since -= 60;
  vb_time_shares_give_back(s, &two);
  cr_assert(gone_count == 1 && gone[0] == &a && !is_long(a.share));
  vb_time_shares_give_back(s, &one);
  cr_assert(gone_count == 2 && gone[1] == &b && is_long(b.share));
  vb_time_shares_free(s);
}

Test(time_shares, only_so_many_are_held_and_none_after_the_stop) {
  enum { MANY = 100 };
  static vb_held list[MANY];
  vb_time_shares *s = make(4);
  vb_time_share first = vb_time_shares_take(s, "10.0.0.1");
  size_t held = 0;
  while (held < MANY && vb_time_shares_hold(s, &list[held], "10.0.0.1")) held++;
  cr_expect_eq(held, 32);
  list[0].since -= 60;
  vb_time_shares_give_back(s, &first); /* one goes with a place, and one without */
  cr_assert_eq(gone_count, 1);
  vb_held *last = &list[40];
  cr_assert(vb_time_shares_hold(s, last, "10.0.0.9"), "there is room again");
  vb_time_shares_free(s);
  s = make(4);
  first = vb_time_shares_take(s, "10.0.0.1");
  cr_assert(vb_time_shares_hold(s, &list[0], "10.0.0.2"));
  vb_time_shares_stop(s);
  cr_assert(gone_count == 1 && gone[0] == &list[0] && !is_long(list[0].share));
  cr_expect(!vb_time_shares_hold(s, &list[1], "10.0.0.2"));
  vb_time_shares_give_back(s, &first);
  vb_time_shares_free(s);
}
