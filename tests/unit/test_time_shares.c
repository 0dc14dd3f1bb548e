/*
 * test_time_shares.c - one whole time for each address, few in all, and less the more are waiting.
 */
#include "web/time_shares.h"

#include <criterion/criterion.h>

static vb_time_shares *make(size_t workers) {
  vb_time_shares *s;
  vb_error err;
  cr_assert_eq(vb_time_shares_new(workers, &s, &err), VB_OK);
  return s;
}

Test(time_shares, an_address_has_the_whole_time_once) {
  vb_time_shares *s = make(16);
  vb_time_share first = vb_time_shares_take(s, "127.0.0.1"),
                second = vb_time_shares_take(s, "127.0.0.1");
  vb_time_share other = vb_time_shares_take(s, "::1");
  cr_expect_eq(first.milliseconds, VB_TIME_WHOLE_MS);
  cr_expect_eq(second.milliseconds, VB_TIME_SHORT_MS);
  cr_expect_eq(other.milliseconds, VB_TIME_WHOLE_MS);
  vb_time_shares_give_back(s, &second);
  vb_time_shares_give_back(s, &first);
  cr_expect_eq(vb_time_shares_take(s, "127.0.0.1").milliseconds, VB_TIME_WHOLE_MS);
  vb_time_shares_free(s);
}

Test(time_shares, a_quarter_of_the_workers_has_the_whole_time) {
  static const char *const addresses[] = {"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"};
  for (size_t workers = 1; workers <= 8; workers += 7) {
    vb_time_shares *s = make(workers);
    size_t whole = 0;
    for (int i = 0; i < 4; i++)
      whole += vb_time_shares_take(s, addresses[i]).milliseconds == VB_TIME_WHOLE_MS;
    cr_expect_eq(whole, workers == 1 ? 1 : 2, "%zu workers", workers);
    vb_time_shares_free(s);
  }
}

Test(time_shares, the_more_wait_the_less_each_gets_but_never_nothing) {
  vb_time_shares *s = make(4);
  vb_time_shares_take(s, "10.0.0.1");
  uint32_t last = VB_TIME_SHORT_MS + 1;
  for (int waiting = 1; waiting < 5; waiting++) {
    for (int i = 0; i < waiting + 1; i++) vb_time_shares_wait(s); /* one of them has its turn */
    vb_time_share share = vb_time_shares_take(s, "10.0.0.2");
    cr_expect_lt(share.milliseconds, last);
    last = share.milliseconds;
  }
  for (int i = 0; i < 1000; i++) vb_time_shares_wait(s);
  cr_expect_eq(vb_time_shares_take(s, "10.0.0.2").milliseconds, VB_TIME_LEAST_MS);
  vb_time_shares_free(s);
}
